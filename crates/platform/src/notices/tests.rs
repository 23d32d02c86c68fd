//! From a night to a phone, and back to a decision to cut.

mod access;
mod causes;
mod consents;
mod days;
mod heard;
mod nights;
mod off;
mod over;
mod paper;
mod partners;
mod plans;
mod relief;
mod welcome;

use super::*;
use crate::engine::Engine;
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use crate::notices::letters::of_notice;
use crate::notices::sending::told;
use crate::testing::{engine, instant, night, top_up};
use calendar::Instant;
use notify::carrier::{Carrier, Dispatch, Fate, Handed, Heard, Receipt};
use notify::plan::Channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Contact, NoticeStep, PartyContact, PartyGrant, Threshold};
use units::Language;

/// A carrier that remembers, and does what it is told.
#[derive(Default, Clone)]
struct Memory {
    taken: Arc<Mutex<Vec<Dispatch>>>,
    answers: Arc<Mutex<Vec<Handed>>>,
    receipts: Arc<Mutex<Vec<Receipt>>>,
    written: Arc<Mutex<Vec<Heard>>>,
}

struct Fake(Channel, Memory);

impl Carrier for Fake {
    fn channel(&self) -> Channel {
        self.0
    }

    fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed> {
        let mut answers = self.1.answers.lock().unwrap();
        lot.iter()
            .map(|one| {
                self.1.taken.lock().unwrap().push(one.clone());
                let over = Handed::Over { carrier_id: one.id.clone() };
                if answers.is_empty() { over } else { answers.remove(0) }
            })
            .collect()
    }

    fn receipts(&mut self, _: Duration) -> Vec<Receipt> {
        std::mem::take(&mut *self.1.receipts.lock().unwrap())
    }

    fn heard(&mut self) -> Vec<Heard> {
        std::mem::take(&mut *self.1.written.lock().unwrap())
    }
}

fn contact(account: &store::Account) -> Contact {
    Contact {
        name: "Ольга".to_owned(),
        phone: Some("0450 00 00 01".parse().unwrap()),
        email: Some("home@example.be".parse().unwrap()),
        street: "Rue de l'Exemple 1".to_owned(),
        postcode: "5000".to_owned(),
        town: "Namur".to_owned(),
        ..Contact::empty(account.id, Language::Fr, Instant(10))
    }
}

/// The one home, whose people are written to.
fn home() -> (Engine, store::Account) {
    let (mut engine, account) = engine();
    keep_house(&mut engine.store, account.dso, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    engine.store.set_contact(&contact(&account)).unwrap();
    (engine, account)
}

/// The nights up to 3 November: what is learnt later is learnt when it comes.
fn nights(engine: &mut Engine, account: &store::Account) {
    let days = ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"];
    for (day, kwh) in days.into_iter().zip(1..) {
        night(engine, account, day, kwh);
    }
}

fn deliver(engine: &mut Engine, now: Instant) {
    let mut nowhere = None::<&mut Dispatcher<Registry>>;
    while crate::work::deliver(engine, now, nowhere.as_deref_mut(), &mut |_| {}).unwrap() > 0 {}
}

#[test]
fn cm_01_an_account_that_opens_is_told_its_balance_by_each_way() {
    let mut engine = crate::testing::empty("sqlite::memory:");
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = crate::testing::move_in(&mut engine, crate::testing::ean());
    engine.store.set_contact(&contact(&account)).unwrap();
    deliver(&mut engine, instant("2026-10-30T09:00:00+01:00"));
    let told = told_so_far(&mut engine, &account);
    let first = ["M01 holder sms 0", "M01 holder mail 0", "M01 holder letter 0"];
    assert_eq!(told, [&first[..], &["M02 holder mail 0"]].concat());
    let sms = words(&mut engine, &account, "M01", Channel::Sms);
    assert!(sms.contains("Solde 20,00 €."), "{sms}");
}

/// Message, recipient, channel, state and words of each notice.
fn told_so_far(engine: &mut Engine, account: &store::Account) -> Vec<String> {
    let notices = engine.store.notices(&[account.id]).unwrap();
    let line = |one: &store::Notice| {
        let channel = Channel::from_code(one.notice.channel).unwrap().name();
        let kept = &one.notice;
        format!("{} {} {channel} {}", kept.message, kept.recipient, one.state)
    };
    notices.iter().map(line).collect()
}

fn words(engine: &mut Engine, account: &store::Account, message: &str, channel: Channel) -> String {
    let notices = engine.store.notices(&[account.id]).unwrap();
    let found = notices
        .iter()
        .rev()
        .find(|one| one.notice.message == message && one.notice.channel == channel.code());
    found.unwrap().notice.body.clone()
}

#[test]
fn cm_01_a_night_that_crosses_zero_is_told_with_its_figures() {
    let (mut engine, account) = home();
    deliver(&mut engine, instant("2026-10-30T00:01:00+01:00"));
    night(&mut engine, &account, "2026-10-30", 20);
    night(&mut engine, &account, "2026-10-31", 55);
    let now = instant("2026-11-01T06:00:02+01:00");
    deliver(&mut engine, now);
    let told = told_so_far(&mut engine, &account);
    let told: Vec<&str> =
        told.iter().map(String::as_str).filter(|line| !line.starts_with("M01")).collect();
    assert_eq!(told, ["M06 holder sms 0", "M06 holder mail 0"]);
    let sms = words(&mut engine, &account, "M06", Channel::Sms);
    assert_eq!(
        sms,
        "Électricité: votre crédit de secours de 15 € est en route. Le courant reste allumé. Rechargez quand vous pouvez: ppp.example.be. Aide: 0800 00 000."
    );
    let due = engine.store.next_notice_due(&[1]).unwrap();
    assert!(due <= Some(instant("2026-11-01T08:00:00+01:00")), "not in the night");
    // Delivered again, as after a crash: nothing is made twice.
    let before = engine.store.notices(&[account.id]).unwrap().len();
    for message in engine.store.messages(&[account.id]).unwrap() {
        make(&mut engine, &message, now).unwrap();
    }
    assert_eq!(engine.store.notices(&[account.id]).unwrap().len(), before);
}

#[test]
fn pa_12_days_that_somebody_wishes_are_worth_what_they_cost() {
    // 6 kWh, and the advance from the second day on: 2.40, then 3.40 a day. So five days are worth 12.00 and
    // then 17.00, while the credit is 17.60, 14.20 and 10.80.
    let nights = [("2026-10-30", 6), ("2026-10-31", 12), ("2026-11-01", 18)];
    let told = |wished: Option<Threshold>| -> Vec<String> {
        let (mut engine, account) = home();
        let contact = Contact { threshold: wished, ..contact(&account) };
        engine.store.set_contact(&contact).unwrap();
        let mut days = Vec::new();
        for (day, kwh) in nights {
            night(&mut engine, &account, day, kwh);
            let day: calendar::SettlementDay = day.parse().unwrap();
            tell_of_night(&mut engine, account.dso, day).unwrap();
            deliver(&mut engine, day.next().at(9, 0));
            let low = told_so_far(&mut engine, &account);
            let low = low.iter().filter(|line| line.starts_with("M04 holder sms")).count();
            days.push(format!("{day} {low}"));
        }
        days
    };
    let five = told(Some(Threshold::Days(5)));
    assert_eq!(five, ["2026-10-30 0", "2026-10-31 1", "2026-11-01 1"], "once, when it is crossed");
    let amount = told(Some(Threshold::Amount(units::MicroEuro(12_000_000))));
    assert_eq!(amount, ["2026-10-30 0", "2026-10-31 0", "2026-11-01 1"]);
    assert_eq!(told(None), ["2026-10-30 0", "2026-10-31 0", "2026-11-01 0"], "5.00 is far");
}

#[test]
fn pa_12_who_wishes_less_than_the_books_call_low_hears_of_it_then_and_cards_say_the_same() {
    use portal::ShownState::{InOrder, Low};
    // 0.40 a kilowatt-hour, and the advance from the second day on: 19.60, 7.00, 4.40, 2.20 and 0.80.
    let days = ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"];
    let nights = days.into_iter().zip([1, 30, 34, 37, 38]);
    let told = |wished: Option<&str>| -> Vec<(usize, portal::ShownState)> {
        let (mut engine, account) = home();
        let wished = wished.map(|amount| Threshold::Amount(amount.parse().unwrap()));
        let contact = Contact { threshold: wished, ..contact(&account) };
        engine.store.set_contact(&contact).unwrap();
        let mut days = Vec::new();
        for (day, kwh) in nights.clone() {
            night(&mut engine, &account, day, kwh);
            let day: calendar::SettlementDay = day.parse().unwrap();
            tell_of_night(&mut engine, account.dso, day).unwrap();
            let now = day.next().at(9, 0);
            deliver(&mut engine, now);
            let low = told_so_far(&mut engine, &account);
            let low = low.iter().filter(|line| line.starts_with("M04 holder sms")).count();
            // What the household reads, and what an agent and the phone line say.
            let own = crate::people::state_of(&mut engine, account.clone(), now).unwrap().unwrap();
            let known = crate::agents::known_account(&mut engine, account.clone(), now);
            assert_eq!(known.unwrap().unwrap().card.state, own.state, "{day}");
            days.push((low, own.state));
        }
        days
    };
    let (fine, low) = ((0, InOrder), (1, Low));
    assert_eq!(told(None), [fine, fine, low, low, low]);
    assert_eq!(told(Some("2.00")), [fine, fine, fine, fine, low]);
    assert_eq!(told(Some("8.50")), [fine, low, low, low, low]);
}

#[test]
fn cm_04_a_payment_takes_back_what_is_no_longer_so_and_is_told_itself() {
    let (mut engine, account) = home();
    night(&mut engine, &account, "2026-10-30", 20);
    night(&mut engine, &account, "2026-10-31", 55);
    deliver(&mut engine, instant("2026-11-01T06:00:02+01:00"));
    let paid = instant("2026-11-01T07:10:00+01:00");
    engine.record(&account, &top_up("T-1"), paid).unwrap();
    deliver(&mut engine, paid.plus_s(1));
    let told = told_so_far(&mut engine, &account);
    assert!(told.contains(&"M06 holder sms 5".to_owned()), "{told:?}");
    assert!(told.contains(&"M03 holder sms 0".to_owned()), "{told:?}");
    let sms = words(&mut engine, &account, "M03", Channel::Sms);
    assert!(sms.contains("Ticket T-1."), "{sms}");
    let withdrawn = engine.store.notices(&[account.id]).unwrap();
    let withdrawn = withdrawn.iter().find(|one| one.state == 5).unwrap();
    assert_eq!(withdrawn.reason, "no longer so");
}

#[test]
fn cm_01_a_mandate_and_a_helper_are_told_without_figures() {
    let (mut engine, account) = home();
    for (name, role) in [("CPAS de Namur", 3), ("a helper", 2), ("a payer", 1)] {
        let hash = format!("{role}").repeat(64);
        let party = engine.store.add_party(account.dso, name, &hash, Instant(1)).unwrap();
        engine
            .store
            .set_party_contact(&PartyContact {
                party: party.id,
                language: Language::Nl,
                phone: None,
                email: Some("office@example.be".parse().unwrap()),
                learnt_at: Instant(1),
            })
            .unwrap();
        engine
            .store
            .add_party_grant(&PartyGrant {
                account: account.id,
                seq: 0,
                party: party.id,
                role,
                from: Instant(1),
                until: Some(instant("2027-01-01T00:00:00+01:00")),
                granted_by: None,
                reason: "agreed".to_owned(),
                label: "flat 7".to_owned(),
                ended: None,
            })
            .unwrap();
    }
    night(&mut engine, &account, "2026-10-30", 20);
    night(&mut engine, &account, "2026-10-31", 120);
    let now = instant("2026-11-01T06:00:02+01:00");
    deliver(&mut engine, now);
    let kept = engine.store.notices(&[account.id]).unwrap();
    let copies: Vec<&store::Notice> =
        kept.iter().filter(|one| one.notice.recipient.parse::<i64>().is_ok()).collect();
    // Exhausted in protected hours: the mandate hears of it, helper and payer do not.
    assert_eq!(copies.len(), 1, "{:?}", told_so_far(&mut engine, &account));
    let copy = &copies[0].notice;
    assert_eq!((copy.message.as_str(), copy.language), ("M08", Language::Nl));
    assert!(copy.body.starts_with("flat 7, Elektriciteit:"), "{}", copy.body);
    assert!(!copy.body.contains('€'), "{}", copy.body);
    let own = words(&mut engine, &account, "M08", Channel::Sms);
    assert!(own.contains("lundi 02/11 8h"), "until when: {own}");
}

fn courier(engine: &Engine, channel: Channel, memory: &Memory) -> Courier {
    let store = engine.store.another().unwrap();
    let mut other = Engine::over(store, crate::testing::empty("sqlite::memory:").books);
    other.books = crate::books::Books::load(&mut other.store).unwrap();
    Courier::new(other, Box::new(Fake(channel, memory.clone())))
}

/// The same in a file, so that couriers have connections of their own.
fn home_in(folder: &tempfile::TempDir) -> (Engine, store::Account) {
    let mut engine = crate::testing::empty(folder.path().join("t.db").to_str().unwrap());
    let account = crate::testing::move_in(&mut engine, crate::testing::ean());
    keep_house(&mut engine.store, account.dso, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    engine.store.set_contact(&contact(&account)).unwrap();
    (engine, account)
}

#[test]
fn cm_02_cm_06_an_sms_that_is_lost_becomes_a_mail_and_a_receipt_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, account) = home_in(&folder);
    deliver(&mut engine, instant("2026-10-30T00:01:00+01:00"));
    let paid = instant("2026-10-30T10:00:00+01:00");
    engine.record(&account, &top_up("T-1"), paid).unwrap();
    deliver(&mut engine, paid);
    let memory = Memory::default();
    let mut sms = courier(&engine, Channel::Sms, &memory);
    let round = |sms: &mut Courier, at: Instant| sms.round(at, Duration::ZERO).unwrap();
    // Not taken twice: it is busy first, and is offered again five seconds later.
    *memory.answers.lock().unwrap() = vec![Handed::NotNow { reason: "busy".to_owned() }];
    let taken = |memory: &Memory| -> usize {
        let taken = memory.taken.lock().unwrap();
        taken.iter().filter(|one| one.text.contains("rechargement")).count()
    };
    round(&mut sms, paid.plus_s(1));
    assert_eq!(taken(&memory), 1);
    round(&mut sms, paid.plus_s(2));
    assert_eq!(taken(&memory), 1);
    round(&mut sms, paid.plus_s(7));
    assert_eq!(taken(&memory), 2);
    assert!(told_so_far(&mut engine, &account).contains(&"M03 holder sms 2".to_owned()));
    for minute in 1..30 {
        round(&mut sms, paid.plus_min(minute));
    }
    assert_eq!(taken(&memory), 2, "who has it is not asked again");
    // Half an hour without a receipt: the mail.
    round(&mut sms, paid.plus_min(31));
    let told = told_so_far(&mut engine, &account);
    assert!(told.contains(&"M03 holder sms 4".to_owned()), "{told:?}");
    assert!(told.contains(&"M03 holder mail 0".to_owned()), "{told:?}");
    // The receipt comes after all.
    let id = memory.taken.lock().unwrap().last().unwrap().id.clone();
    let receipt = Receipt { carrier_id: id, fate: Fate::Delivered, reason: "DELIVRD".to_owned() };
    *memory.receipts.lock().unwrap() = vec![receipt];
    round(&mut sms, paid.plus_min(32));
    assert!(told_so_far(&mut engine, &account).contains(&"M03 holder sms 3".to_owned()));
    let mails = Memory::default();
    let mut mail = courier(&engine, Channel::Mail, &mails);
    round(&mut mail, paid.plus_min(33));
    let sent = mails.taken.lock().unwrap().clone();
    let sent = sent.iter().find(|one| one.text.contains("rechargement")).unwrap();
    assert!(
        sent.html.contains("<html lang=\"fr\">") && sent.text.contains("Calculé le 30/10 10:00.")
    );
}

#[test]
fn cm_06_what_may_have_left_is_never_offered_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, account) = home_in(&folder);
    deliver(&mut engine, instant("2026-10-30T00:01:00+01:00"));
    let paid = instant("2026-10-30T10:00:00+01:00");
    engine.record(&account, &top_up("T-1"), paid).unwrap();
    deliver(&mut engine, paid);
    let memory = Memory::default();
    *memory.answers.lock().unwrap() = vec![Handed::Unknown { reason: "cut off".to_owned() }; 2];
    let mut sms = courier(&engine, Channel::Sms, &memory);
    for second in 0..1_700 {
        if second % 20 == 0 {
            sms.round(paid.plus_s(second), Duration::ZERO).unwrap();
        }
    }
    let taken = memory.taken.lock().unwrap().clone();
    let mut ids: Vec<&str> = taken.iter().map(|one| one.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), taken.len(), "each was offered once");
}

#[test]
fn cg_10_cm_06_what_was_tried_is_a_fact_of_the_account() {
    let (mut engine, account) = home();
    let opening =
        account.opening.replace("\"notices_are_facts\":false", "\"notices_are_facts\":true");
    assert_ne!(opening, account.opening);
    engine.store.run_sql(&format!("UPDATE account SET opening = '{opening}'")).unwrap();
    let account = engine.account_of(account.ean).unwrap();
    night(&mut engine, &account, "2026-10-30", 20);
    night(&mut engine, &account, "2026-10-31", 120);
    deliver(&mut engine, instant("2026-11-01T06:00:02+01:00"));
    let notices = engine.store.notices(&[account.id]).unwrap();
    let held: Vec<store::Notice> =
        notices.into_iter().filter(|one| one.notice.message == "M08").collect();
    let at = instant("2026-11-01T06:00:05+01:00");
    for one in &held {
        told(&mut engine, one, at, false).unwrap();
        told(&mut engine, one, at.plus_s(1), false).unwrap();
    }
    let facts = engine.store.facts(&[account.id]).unwrap();
    let told: Vec<&str> =
        facts.iter().filter(|fact| fact.kind == "told").map(|fact| fact.body.as_str()).collect();
    assert_eq!(told.len(), 2, "one for each channel, however often it is said: {told:?}");
    assert!(told[0].contains("\"channel\":\"sms\"") && told[1].contains("\"channel\":\"mail\""));
    crate::testing::sound(&mut engine);
}

#[test]
fn cg_10_a_copy_of_what_a_cut_waits_for_is_no_fact_of_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, account) = home_in(&folder);
    let opening =
        account.opening.replace("\"notices_are_facts\":false", "\"notices_are_facts\":true");
    engine.store.run_sql(&format!("UPDATE account SET opening = '{opening}'")).unwrap();
    let account = engine.account_of(account.ean).unwrap();
    night(&mut engine, &account, "2026-10-30", 20);
    night(&mut engine, &account, "2026-10-31", 120);
    let memory = Memory::default();
    let mut sms = courier(&engine, Channel::Sms, &memory);
    let now = instant("2026-11-02T07:50:00+01:00");
    for at in [instant("2026-11-01T06:00:02+01:00"), now] {
        engine.advance_due(account.dso, at).unwrap();
        deliver(&mut engine, at);
        sms.round(at, Duration::ZERO).unwrap();
    }
    let facts = |engine: &mut Engine| -> Vec<String> {
        let all = engine.store.facts(&[account.id]).unwrap();
        all.into_iter().filter(|fact| fact.kind == "told").map(|fact| fact.body).collect()
    };
    let before = facts(&mut engine);
    let kept = engine.store.notices(&[account.id]).unwrap();
    for message in ["M08", "M09"] {
        let first = kept
            .iter()
            .find(|one| one.notice.message == message && one.notice.channel == Channel::Sms.code());
        let first = first.unwrap_or_else(|| panic!("no {message} in {kept:?}"));
        let is_fact = |fact: &&String| fact.contains(&format!("\"notice\":{},", first.seq));
        assert_eq!(before.iter().filter(is_fact).count(), 1, "{message}: {before:?}");
        let place = (first.seq, Channel::Sms);
        let copied = desk::send_copy(&mut engine, &account, place, message, now).unwrap();
        assert_eq!(copied, Ok(()), "{message}");
    }
    let left = memory.taken.lock().unwrap().len();
    sms.round(now.plus_s(5), Duration::ZERO).unwrap();
    let copies = memory.taken.lock().unwrap().split_off(left);
    assert_eq!(copies.len(), 2, "{copies:?}");
    assert!(copies.iter().all(|copy| copy.text.starts_with("Copie")), "{copies:?}");
    let receipts = copies.into_iter().map(|copy| Receipt {
        carrier_id: copy.id,
        fate: Fate::Delivered,
        reason: "DELIVRD".to_owned(),
    });
    *memory.receipts.lock().unwrap() = receipts.collect();
    sms.round(now.plus_s(60), Duration::ZERO).unwrap();
    assert_eq!(facts(&mut engine), before, "neither when they left nor when they arrived");
}

#[test]
fn cm_03_both_energies_low_are_one_notice() {
    let (mut engine, account) = home();
    let gas: units::Ean = "541449012345678915".parse().unwrap();
    let zero = std::collections::BTreeMap::from([(units::ObisCode::GAS_VOLUME, "0".to_owned())]);
    let opening = crate::engine::Opening {
        start: timeline::Fact::Activate { registers: zero },
        protected: Vec::new(),
        basis: guards::LawfulBasis::Request { id: "R-2".into() },
        answers: None,
        area: None,
        notices_are_facts: false,
        closing: None,
    };
    let group = prepay::TariffGroup { energy: units::Energy::Gas, rates: prepay::Rates::Single };
    engine.open_account(gas, account.dso, group, account.opened_at, &opening).unwrap();
    let second = engine.account_of(gas).unwrap();
    engine.store.set_contact(&contact(&second)).unwrap();
    deliver(&mut engine, instant("2026-10-30T00:01:00+01:00"));
    let run = instant("2026-10-31T06:00:00+01:00");
    for (account, balance) in [(&account, 4_600_000), (&second, 3_200_000)] {
        let message = store::NewMessage {
            key: "notice/2026-10-30/low_credit".to_owned(),
            at: run,
            lane: 2,
            kind: "notice".to_owned(),
            body: format!(r#"{{"notice":"low_credit","balance_micro_eur":{balance}}}"#),
        };
        engine.store.add_message(account.id, &message).unwrap();
    }
    deliver(&mut engine, run.plus_s(1));
    let low = |engine: &mut Engine, account: &store::Account| -> Vec<String> {
        let told = told_so_far(engine, account);
        told.into_iter().filter(|line| line.starts_with("M04")).collect()
    };
    assert_eq!(low(&mut engine, &account), ["M04 holder sms 5"]);
    assert_eq!(low(&mut engine, &second), ["M04-both holder sms 0"]);
    let sms = words(&mut engine, &second, "M04-both", Channel::Sms);
    assert!(sms.starts_with("Électricité: il reste 4,60 €. Gaz: il reste 3,20 €."), "{sms}");
}

#[test]
fn cm_01_changed_contact_data_are_told_to_the_old_number_too() {
    let (mut engine, account) = home();
    let changed = Contact { phone: Some("0450 00 00 02".parse().unwrap()), ..contact(&account) };
    let at = instant("2026-10-30T12:00:00+01:00");
    let version = engine.store.set_contact(&changed).unwrap();
    contact_changed(&mut engine, account.dso, account.id, version, at).unwrap();
    deliver(&mut engine, at);
    let kept = engine.store.notices(&[account.id]).unwrap();
    let told: Vec<(&str, &str)> = kept
        .iter()
        .filter(|one| one.notice.message == "M27")
        .map(|one| (one.notice.recipient.as_str(), one.notice.address.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("holder", "+32450000002"),
            ("holder", "home@example.be"),
            ("old_contact", "+32450000001"),
        ]
    );
}

#[test]
fn cm_01_a_look_on_a_mandate_is_told_once_a_day() {
    let (mut engine, account) = home();
    let party = engine.store.add_party(account.dso, "CPAS de Namur", &"a".repeat(64), Instant(1));
    let party = party.unwrap().id;
    let grant = PartyGrant {
        account: account.id,
        seq: 0,
        party,
        role: 3,
        from: Instant(1),
        until: Some(instant("2027-01-01T00:00:00+01:00")),
        granted_by: None,
        reason: "agreed".to_owned(),
        label: String::new(),
        ended: None,
    };
    engine.store.add_party_grant(&grant).unwrap();
    let at = instant("2026-10-30T12:00:00+01:00");
    let look = |party: i64| store::PartyLook {
        account: account.id,
        at,
        visit: 1,
        party,
        saw: "see_balance".to_owned(),
        key: None,
    };
    for _ in 0..2 {
        looked_at(&mut engine, &[look(party), look(party + 1)], at).unwrap();
    }
    deliver(&mut engine, at.plus_s(1));
    assert_eq!(
        told_so_far(&mut engine, &account),
        ["M27-look holder sms 0", "M27-look holder mail 0"]
    );
    let sms = words(&mut engine, &account, "M27-look", Channel::Sms);
    assert!(sms.contains("CPAS de Namur a regardé votre compte le 30/10."), "{sms}");
}

#[test]
fn cm_01_nearly_used_up_is_told_once_by_the_night() {
    let (mut engine, account) = home();
    night(&mut engine, &account, "2026-10-30", 20);
    // 20.00, then below -10.00 and above -15.00.
    let mut kinds = Vec::new();
    for (day, kwh) in [("2026-10-31", 78), ("2026-11-01", 79)] {
        night(&mut engine, &account, day, kwh);
        let (dso, day) = (account.dso, day.parse().unwrap());
        for _ in 0..2 {
            tell_of_night(&mut engine, dso, day).unwrap();
        }
        let messages = engine.store.messages(&[account.id]).unwrap();
        kinds = messages.into_iter().filter(|one| one.key.ends_with("/night")).collect();
    }
    let balances: Vec<String> = engine
        .store
        .days(&[account.id], calendar::SettlementDay(0), calendar::SettlementDay(99_999))
        .unwrap()
        .iter()
        .map(|row| row.balance.to_string())
        .collect();
    assert_eq!(kinds.len(), 1, "{balances:?}");
    assert!(kinds[0].body.contains("emergency_low"), "{kinds:?}");
    deliver(&mut engine, instant("2026-11-02T06:00:02+01:00"));
    let waiting: Vec<String> = told_so_far(&mut engine, &account);
    let waiting: Vec<&String> = waiting.iter().filter(|line| line.ends_with('0')).collect();
    assert_eq!(waiting, ["M07 holder sms 0", "M07 holder mail 0"], "the deepest only");
    let sms = words(&mut engine, &account, "M07", Channel::Sms);
    assert!(sms.contains("il reste 2,80 € de crédit de secours"), "{sms}");
    assert!(sms.contains("Rechargez 12,70 € ou plus."), "{sms}");
}

#[test]
fn cm_06_a_demos_notices_are_told_when_they_are_due_and_reach_nobody() {
    let (mut engine, account) = home();
    night(&mut engine, &account, "2026-10-30", 20);
    night(&mut engine, &account, "2026-10-31", 55);
    deliver(&mut engine, instant("2026-11-01T06:00:02+01:00"));
    let eight = instant("2026-11-01T08:00:00+01:00");
    keep_unsent(&mut engine.store, eight.plus_s(-1)).unwrap();
    assert_eq!(engine.store.next_notice_due(&[1, 2]).unwrap(), Some(eight));
    keep_unsent(&mut engine.store, eight.plus_h(4)).unwrap();
    for one in engine.store.notices(&[account.id]).unwrap() {
        assert_eq!((one.state, one.ended_at), (3, Some(eight)), "{one:?}");
    }
}

#[test]
fn cm_06_what_cannot_be_told_keeps_nothing_else_from_leaving() {
    let (mut engine, account) = home();
    let others = ["541449012345678915", "541449012345678922"].map(|ean| {
        let other = crate::testing::move_in(&mut engine, ean.parse().unwrap());
        engine.store.set_contact(&contact(&other)).unwrap();
        other
    });
    let [spoilt, last] = &others;
    deliver(&mut engine, instant("2026-10-30T00:01:00+01:00"));
    // Nobody can be reached by such a number.
    let spoil = format!("UPDATE contact SET phone = '+32abc' WHERE account_id = {}", spoilt.id);
    engine.store.run_sql(&spoil).unwrap();
    let at = instant("2026-10-30T12:00:00+01:00");
    for account in [&account, spoilt, last] {
        engine.record(account, &top_up(&format!("T-{}", account.id)), at).unwrap();
    }
    deliver(&mut engine, at.plus_s(1));
    // They are made together, and of the one that stands between them nothing is.
    for told in [&account, last] {
        assert!(told_so_far(&mut engine, told).contains(&"M03 holder sms 0".to_owned()));
    }
    assert_eq!(engine.store.waiting_messages().unwrap(), 1, "it is tried again later");
}

#[test]
fn cm_06_what_a_carrier_took_is_written_down_though_one_of_the_lot_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, account) = home_in(&folder);
    let other = crate::testing::move_in(&mut engine, "541449012345678915".parse().unwrap());
    engine.store.set_contact(&contact(&other)).unwrap();
    deliver(&mut engine, instant("2026-10-30T00:01:00+01:00"));
    let at = instant("2026-10-30T12:00:00+01:00");
    for account in [&account, &other] {
        engine.record(account, &top_up(&format!("T-{}", account.id)), at).unwrap();
    }
    deliver(&mut engine, at);
    let refuses = format!(
        "CREATE TRIGGER full BEFORE UPDATE OF handed_us ON notice WHEN NEW.account_id = {}
         BEGIN SELECT RAISE(ABORT, 'full'); END",
        account.id
    );
    engine.store.run_sql(&refuses).unwrap();
    let memory = Memory::default();
    let mut sms = courier(&engine, Channel::Sms, &memory);
    assert!(sms.round(at.plus_s(1), Duration::ZERO).is_err(), "it is said that one was not kept");
    assert!(told_so_far(&mut engine, &other).contains(&"M03 holder sms 2".to_owned()));
    assert!(told_so_far(&mut engine, &account).contains(&"M03 holder sms 1".to_owned()));
}

#[test]
fn cm_06_a_step_that_comes_late_changes_nothing() {
    let (mut engine, account) = home();
    engine.record(&account, &top_up("T-1"), instant("2026-10-30T12:00:00+01:00")).unwrap();
    deliver(&mut engine, instant("2026-10-30T12:01:00+01:00"));
    let first = engine.store.notices(&[account.id]).unwrap().remove(0);
    let at = Instant(1);
    let step = NoticeStep::Failed { at, reason: "late".to_owned() };
    assert!(engine.store.notice_step(account.id, first.seq, &step).unwrap());
    assert!(!engine.store.notice_step(account.id, first.seq, &step).unwrap());
}

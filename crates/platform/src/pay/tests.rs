//! Over the sandbox bank on loopback.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod back;
mod desk;
mod joint;
mod place;
mod sent;
mod told;

use super::refund::{Asked, refund};
use super::*;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::people::Courier;
use crate::testing::{empty_with, instant, move_in, nights, sound};
use crate::till::{NewPayment, PaymentAsked, StoredPayment, Till};
use calendar::Instant;
use ledger::LedgerAccount;
use notify::asked::Word;
use portal::pay::{AtBank, Beginning, Begun, GivenBack, Noticed, Payments, PaymentsError, Refused};
use psp::ProviderId;
use psp::sandbox::{Act, Card, Options, Running, Script, Teller};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use store::ContactPoint;
use units::{AccountId, Dso, Ean, Language, MicroEuro};
use vending::{PaidPeriod, PaymentState};

fn ean() -> Ean {
    crate::testing::ean()
}

/// A shop with one home, a bank, and a clock that both follow.
/// Hears what is sent to phones, unless it is ended.
#[derive(Default)]
struct Phones {
    heard: Mutex<Vec<(String, String)>>,
    ended: AtomicBool,
}

impl Courier for Phones {
    fn say(&self, to: &ContactPoint, _: Language, word: Word) -> Result<(), Failure> {
        if self.ended.load(Ordering::SeqCst) {
            return refuse("nobody sends");
        }
        self.heard.lock().unwrap().push((to.to_string(), word.text));
        Ok(())
    }
}

struct Shop {
    phones: Arc<Phones>,
    online: Online,
    engine: Engine,
    bank: Running,
    teller: Teller,
    psp: Psp,
    clock: Arc<AtomicI64>,
    file: std::path::PathBuf,
}

impl Drop for Shop {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", self.file.display()));
        }
    }
}

fn noon() -> Instant {
    instant("2026-11-01T12:00:00+01:00")
}

/// After two nights that used `kwh` each; 20.00 EUR at first, 0.40 EUR a kWh.
fn shop(name: &str, kwh: i64) -> Shop {
    shop_with(name, kwh, |_| ())
}

fn shop_with(name: &str, kwh: i64, more: impl FnOnce(&mut Engine)) -> Shop {
    let file = std::env::temp_dir().join(format!("tirelire-pay-{name}-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let url = file.display().to_string();
    let mut engine = empty_with(&url, &[("gas.energy_factor", "11.186")]);
    let id = move_in(&mut engine, ean()).id;
    nights(&mut engine, &[(id, kwh)], "2026-10-30");
    nights(&mut engine, &[(id, 2 * kwh)], "2026-10-31");
    more(&mut engine);
    let options = Options { now: Some(noon()), run: Some("t".to_owned()), ..Options::default() };
    let bank = psp::sandbox::start(options).unwrap();
    let psp = Psp::sandbox(bank.base_url(), bank.api_key()).unwrap();
    let clock = Arc::new(AtomicI64::new(noon().0));
    let time = |clock: &Arc<AtomicI64>| {
        let clock = Arc::clone(clock);
        move || Instant(clock.load(Ordering::SeqCst))
    };
    let till = Till::timed(Engine::open(&url).unwrap(), std::sync::Arc::new(time(&clock))).unwrap();
    let reader = Engine::open(&url).unwrap();
    let (phones, base) = (Arc::new(Phones::default()), "http://127.0.0.1:1");
    let courier = Arc::clone(&phones) as _;
    let online = Online::new(reader, till, psp.clone(), base, courier, time(&clock)).unwrap();
    let teller = bank.teller();
    Shop { phones, online, engine, bank, teller, psp, clock, file }
}

impl Shop {
    fn now(&self) -> Instant {
        Instant(self.clock.load(Ordering::SeqCst))
    }

    fn later(&mut self, seconds: i64) {
        let now = self.now().plus_s(seconds);
        self.clock.store(now.0, Ordering::SeqCst);
        self.teller.set_clock(Some(now)).unwrap();
    }

    fn beginning(&self, attempt: &str, amount: &str) -> Beginning {
        let reference = ean().reference().to_string();
        let eur: MicroEuro = amount.parse().unwrap();
        let offer = self.online.offer("home", &reference, eur).unwrap();
        Beginning {
            source: "home".into(),
            reference,
            amount: eur,
            shown: offer.effect.name().into(),
            attempt: attempt.into(),
            language: Language::Fr,
            return_base: "http://127.0.0.1:1/fr/recharger/p".into(),
            also: None,
            again: false,
            visit: None,
        }
    }

    fn begin(&self, attempt: &str, amount: &str) -> AtBank {
        match self.online.begin(&self.beginning(attempt, amount)).unwrap() {
            Begun::AtBank(at_bank) => at_bank,
            other => panic!("{other:?}"),
        }
    }

    fn known(&mut self, id: &str) -> StoredPayment {
        StoredPayment::load(&mut self.engine, id).unwrap().unwrap()
    }

    fn provider_id(&mut self, id: &str) -> ProviderId {
        self.known(id).provider_id.unwrap().parse().unwrap()
    }

    /// What happens at the bank, of which nobody is told.
    fn at_bank(&mut self, id: &str, act: Act) {
        let id = self.provider_id(id);
        self.teller.act(&id, &Script::untold(act)).unwrap();
    }

    fn pays(&mut self, id: &str) {
        self.at_bank(id, Act::Pay { card: Card::Bancontact });
    }

    fn notice(&mut self, id: &str) -> Noticed {
        let body = format!("id={}", self.provider_id(id));
        self.online.notice("sandbox", body.as_bytes()).unwrap()
    }

    fn work(&mut self) -> usize {
        let now = self.now();
        visit_due(&mut self.engine, self.psp.provider.as_ref(), now).unwrap()
    }

    fn state(&mut self, id: &str) -> PaymentState {
        self.known(id).payment.state()
    }

    /// What `tirelire reconcile` finds wrong.
    fn differences(&mut self) -> Vec<String> {
        let days =
            PaidPeriod { from: "2026-10-30".parse().unwrap(), to: "2026-12-31".parse().unwrap() };
        let (dso, at) = (Dso::Ores, self.now());
        let provider = self.psp.provider.clone();
        let engine = &mut self.engine;
        let way = crate::reconcile::AtProvider::ask(engine, provider.as_ref(), days, Some(dso), at)
            .unwrap();
        let ways: [&dyn crate::reconcile::Way; 1] = [&way];
        let found =
            crate::reconcile::compare(&mut self.engine, &ways, dso, days, true, at).unwrap();
        assert!(matches!(found.period, Some(Ok(_))), "{found:?}");
        let all = found.ways[0].1.three_way.differences.iter();
        all.map(|one| format!("{} {:?}", one.key, one.faults)).collect()
    }

    /// Every check passes, and what the bank kept for us is what the ledger has.
    fn proved(mut self, expected: &str) {
        assert_eq!(self.differences(), Vec::<String>::new());
        let expected: MicroEuro = expected.parse().unwrap();
        let (first, last) = AccountId::range_of(Dso::Ores);
        let mut accounts: Vec<AccountId> = vec![AccountId::house(Dso::Ores)];
        let open = self.engine.store.accounts(Some(Dso::Ores), None, 100).unwrap();
        accounts.extend(open.iter().map(|account| account.id));
        assert!(accounts.iter().skip(1).all(|id| (first..=last).contains(id)));
        let mut booked = 0;
        for entry in self.engine.store.entries(&accounts).unwrap() {
            for posting in entry.transaction.postings() {
                if posting.account == LedgerAccount::CashOnline {
                    booked += posting.amount.0;
                }
            }
        }
        assert_eq!(MicroEuro(booked), expected, "the ledger");
        let all = self.engine.store.payments_between(Instant(0), Instant(i64::MAX)).unwrap();
        let mut kept = 0;
        for one in all {
            // Shares of one payment have one at the bank.
            if let Some(id) = one.provider_id.filter(|id| !id.contains('+')) {
                let payment = self.psp.provider.fetch(&id.parse().unwrap()).unwrap();
                if payment.state == psp::PaymentState::Paid {
                    kept += payment.left().0;
                }
            }
        }
        assert_eq!(MicroEuro(kept), expected, "the bank");
        sound(&mut self.engine);
    }
}

#[test]
fn tp_04_paid_after_its_notice_and_credited_once() {
    let mut shop = shop("paid", 1);
    let at_bank = shop.begin("a", "20.00");
    assert!(at_bank.checkout_url.starts_with(shop.bank.base_url()));
    assert_eq!(shop.begin("a", "20.00"), at_bank, "the same attempt");
    assert!(matches!(
        shop.online.begin(&shop.beginning("a", "25.00")),
        Err(PaymentsError::Refused(Refused::AttemptReused))
    ));
    shop.later(20);
    shop.pays(&at_bank.id);
    shop.later(1);
    assert_eq!(shop.work(), 0, "nobody has told us");
    assert_eq!(shop.notice(&at_bank.id), Noticed::Taken);
    assert_eq!(shop.state(&at_bank.id), PaymentState::Pending, "a notice proves nothing");
    assert_eq!(shop.work(), 1);
    assert_eq!(shop.work(), 0, "its end is known");
    let clocks = shop.known(&at_bank.id).payment.clocks();
    assert_eq!((clocks.paid, clocks.credited), (Some(noon().plus_s(20)), Some(noon().plus_s(21))));
    // Notices again.
    for _ in 0..3 {
        shop.notice(&at_bank.id);
        shop.work();
    }
    let view = shop.online.state(&at_bank.id, &at_bank.token).unwrap().unwrap();
    assert_eq!(view.state, PaymentState::Credited);
    assert!(view.code.is_some() && view.checkout_url.is_none() && !view.overdue);
    assert!(shop.online.state(&at_bank.id, "no token").unwrap().is_none());
    let story = shop.online.story(&at_bank.id).unwrap().unwrap();
    let told: Vec<&str> = story.events.iter().map(|event| event.what.as_str()).collect();
    assert_eq!(told[..5], ["created", "payer_at_the_bank", "notice", "paid", "credited"]);
    shop.proved("20.00");
}

#[test]
fn tp_13_the_page_asks_when_the_payer_is_back_before_the_notice() {
    let mut shop = shop("redirect", 1);
    let at_bank = shop.begin("a", "20.00");
    let state =
        |shop: &Shop| shop.online.state(&at_bank.id, &at_bank.token).unwrap().unwrap().state;
    assert_eq!(state(&shop), PaymentState::Pending);
    shop.pays(&at_bank.id);
    assert_eq!(state(&shop), PaymentState::Pending, "asked a moment ago");
    shop.later(11);
    assert_eq!(state(&shop), PaymentState::Credited);
    shop.notice(&at_bank.id);
    shop.work();
    shop.proved("20.00");
}

#[test]
fn tp_05_whoever_is_back_at_the_page_that_was_paid_is_told_so_and_not_asked_by_the_bank() {
    let mut shop = shop("over", 1);
    let at_bank = shop.begin("a", "20.00");
    shop.later(20);
    shop.pays(&at_bank.id);
    shop.later(11);
    // No notice has come: the bank is asked before anybody is sent there.
    let again = shop.online.begin(&shop.beginning("a", "20.00")).unwrap();
    let AtBank { id, token, .. } = at_bank;
    assert_eq!(again, Begun::Over { id: id.clone(), token: token.clone() });
    let view = shop.online.state(&id, &token).unwrap().unwrap();
    assert_eq!(view.state, PaymentState::Credited);
    // The household's own receipt has the code that the payer was given.
    assert!(view.code.is_some());
    assert_eq!(receipts::code_of(&mut shop.engine, &id).unwrap(), view.code);
    shop.proved("20.00");
}

#[test]
fn tp_13_a_lost_notice_is_made_good_by_the_worker() {
    let mut shop = shop("lost", 1);
    let id = shop.begin("a", "20.00").id;
    shop.pays(&id);
    shop.later(29);
    assert_eq!(shop.work(), 0);
    shop.later(2);
    assert_eq!(shop.work(), 1);
    assert_eq!(shop.state(&id), PaymentState::Credited);
    shop.proved("20.00");
}

#[test]
fn tp_04_failed_then_corrected_by_the_provider() {
    let mut shop = shop("corrected", 1);
    let id = shop.begin("a", "20.00").id;
    shop.at_bank(&id, Act::Fail);
    shop.notice(&id);
    shop.work();
    assert_eq!(shop.state(&id), PaymentState::Failed);
    shop.later(7_300);
    shop.pays(&id);
    shop.work();
    assert_eq!(shop.state(&id), PaymentState::Credited);
    shop.proved("20.00");
}

#[test]
fn tp_04_who_leaves_has_paid_nothing_and_a_late_notice_still_counts() {
    let mut shop = shop("left", 1);
    let left = shop.begin("a", "20.00").id;
    shop.later(3_601);
    shop.work();
    assert_eq!(shop.state(&left), PaymentState::Expired);
    shop.at_bank(&left, Act::Pay { card: Card::Bancontact });
    shop.later(86_400);
    shop.notice(&left);
    shop.work();
    assert_eq!(shop.state(&left), PaymentState::Credited);
    shop.proved("20.00");
}

#[test]
fn tp_13_a_second_payment_asks_first_and_twice_is_twice() {
    let mut shop = shop("twice", 1);
    let first = shop.begin("a", "20.00").id;
    let second = shop.beginning("b", "20.00");
    let asked = shop.online.begin(&second).unwrap();
    assert!(matches!(&asked, Begun::AskFirst(earlier) if earlier.state == PaymentState::Pending));
    let again = Beginning { again: true, ..second };
    let Begun::AtBank(second) = shop.online.begin(&again).unwrap() else { panic!("asked again") };
    shop.pays(&first);
    shop.pays(&second.id);
    shop.later(31);
    assert_eq!(shop.work(), 2);
    shop.proved("40.00");
}

#[test]
fn tp_02_a_credit_card_is_given_back_and_never_credited() {
    let mut shop = shop("card", 1);
    let at_bank = shop.begin("a", "20.00");
    let id = at_bank.id;
    shop.at_bank(&id, Act::Pay { card: Card::Credit });
    shop.notice(&id);
    shop.work();
    shop.notice(&id);
    shop.work();
    let view = shop.online.state(&id, &at_bank.token).unwrap().unwrap();
    assert_eq!((view.given_back, view.clocks.paid), (Some(GivenBack::CreditCard), None));
    assert_eq!(view.state, PaymentState::Failed);
    let refunds = shop.provider_id(&id);
    assert_eq!(shop.psp.provider.refunds(&refunds).unwrap().len(), 1, "once");
    shop.proved("0.00");
}

#[test]
fn tp_17_a_chargeback_afterwards_takes_it_back_once() {
    let mut shop = shop("chargeback", 1);
    let id = shop.begin("a", "20.00").id;
    shop.pays(&id);
    shop.notice(&id);
    shop.work();
    shop.later(86_400);
    shop.at_bank(&id, Act::Chargeback { eur: None });
    for _ in 0..2 {
        shop.notice(&id);
        shop.work();
    }
    assert_eq!(shop.state(&id), PaymentState::ChargedBack);
    shop.proved("0.00");
}

#[test]
fn tp_17_a_chargeback_in_part_takes_a_part_and_a_reversed_one_credits_again() {
    let mut shop = shop("parts", 1);
    let id = shop.begin("a", "50.00").id;
    let look = |shop: &mut Shop| {
        for _ in 0..2 {
            shop.notice(&id);
            shop.work();
        }
        shop.known(&id).payment
    };
    shop.pays(&id);
    look(&mut shop);
    let balance = |shop: &mut Shop| {
        let account = shop.engine.account_of(ean()).unwrap();
        let known = shop.engine.rebuild(&[account], Instant(i64::MAX / 2)).unwrap().pop().unwrap();
        known.timeline.account.balance().0
    };
    let before = balance(&mut shop);
    shop.later(86_400);
    shop.at_bank(&id, Act::Chargeback { eur: Some("12.50".to_owned()) });
    let known = look(&mut shop);
    assert_eq!(
        (known.state(), known.left()),
        (PaymentState::ChargedBack, "37.50".parse().unwrap())
    );
    assert_eq!(balance(&mut shop) - before, -12_500_000);
    shop.later(60);
    shop.at_bank(&id, Act::Chargeback { eur: Some("7.50".to_owned()) });
    look(&mut shop);
    assert_eq!(balance(&mut shop) - before, -20_000_000);
    shop.later(60);
    shop.at_bank(&id, Act::ReverseChargeback);
    assert_eq!(look(&mut shop).state(), PaymentState::ChargedBack, "the first one stands");
    shop.at_bank(&id, Act::ReverseChargeback);
    let known = look(&mut shop);
    assert_eq!((known.state(), known.charged_back()), (PaymentState::Credited, MicroEuro::ZERO));
    assert_eq!(balance(&mut shop), before);
    // No cut for two days after a chargeback, whatever became of it.
    let account = shop.engine.account_of(ean()).unwrap();
    let kinds: Vec<String> =
        shop.engine.store.facts(&[account.id]).unwrap().into_iter().map(|one| one.kind).collect();
    let of = |kind: &str| kinds.iter().filter(|one| *one == kind).count();
    assert_eq!((of("chargeback"), of("chargeback_reversed")), (2, 2), "each once");
    shop.proved("50.00");
}

#[test]
fn tp_17_a_chargeback_that_was_reversed_before_we_looked_shows_both() {
    let mut shop = shop("both", 1);
    let id = shop.begin("a", "20.00").id;
    shop.pays(&id);
    shop.notice(&id);
    shop.work();
    shop.later(3_600);
    // The first look sees the chargeback; the second was made and reversed since.
    shop.at_bank(&id, Act::Chargeback { eur: Some("5.00".to_owned()) });
    shop.notice(&id);
    shop.work();
    shop.at_bank(&id, Act::Chargeback { eur: Some("4.00".to_owned()) });
    shop.at_bank(&id, Act::ReverseChargeback);
    shop.notice(&id);
    shop.work();
    shop.proved("15.00");
}

#[test]
fn tp_16_money_for_an_account_that_has_closed_is_in_suspense_until_a_person_gives_it_back() {
    let mut shop = shop("closed", 1);
    let at_bank = shop.begin("a", "60.00");
    let id = at_bank.id.clone();
    shop.pays(&id);
    let account = shop.engine.account_of(ean()).unwrap();
    let gone = timeline::Fact::MoveOut {
        // Nothing is left of the starting credit.
        registers: Some(serde_json::from_str(r#"{"1.8.1":"47.5","1.8.2":"0"}"#).unwrap()),
    };
    shop.engine.record(&account, &gone, shop.now()).unwrap();
    nights(&mut shop.engine, &[], "2026-11-01");
    assert!(shop.engine.account_of(ean()).unwrap().closed_at.is_some());
    // Who lives there next has not paid it.
    let next = crate::testing::move_in_at(&mut shop.engine, ean(), "2026-11-02T06:30:00+01:00");
    shop.later(20 * 3_600);
    shop.work();
    let known = shop.known(&id);
    assert_eq!(known.payment.state(), PaymentState::Paid);
    assert_eq!(known.held.as_ref().map(|held| held.amount), Some("60.00".parse().unwrap()));
    assert!(shop.engine.store.money_in_flight(next.id).unwrap().is_empty());
    let house = shop.engine.store.suspense_of(Dso::Ores, "provider:").unwrap();
    assert_eq!(house, "60.00".parse().unwrap());
    assert_eq!(shop.differences(), Vec::<String>::new());
    shop.later(180);
    let view = shop.online.state(&id, &at_bank.token).unwrap().unwrap();
    assert_eq!(view.given_back, Some(GivenBack::AccountClosed));
    let now = shop.now();
    let ask = |shop: &mut Shop, eur: &str, second: Option<&str>| {
        let (amount, by) = (eur.parse().unwrap(), "an".to_owned());
        let approved_by = second.map(str::to_owned);
        let asked = Asked { id: id.clone(), amount, by, approved_by };
        refund(&mut shop.engine, shop.psp.provider.as_ref(), &asked, now)
    };
    assert!(ask(&mut shop, "60.00", None).is_err(), "a second person");
    assert!(ask(&mut shop, "60.01", Some("bo")).is_err());
    ask(&mut shop, "15.00", None).unwrap();
    let known = ask(&mut shop, "45.00", Some("bo")).unwrap();
    assert_eq!(known.held.map(|held| held.gone), Some("60.00".parse().unwrap()));
    assert!(ask(&mut shop, "1.00", None).is_err());
    assert!(shop.engine.store.money_in_flight(account.id).unwrap().is_empty());
    let house = shop.engine.store.suspense_of(Dso::Ores, "provider:").unwrap();
    assert_eq!(house, MicroEuro::ZERO);
    shop.proved("0.00");
}

#[test]
fn tp_19_what_only_one_side_tells_of_is_a_difference() {
    let mut shop = shop("differs", 1);
    let id = shop.begin("a", "20.00").id;
    shop.pays(&id);
    // The provider has the money and nobody has looked yet.
    let key = format!("provider:sandbox:{}", shop.provider_id(&id));
    let missing = "[Missing(Payments), Missing(Ledger)]";
    assert_eq!(shop.differences(), [format!("{key} {missing}")]);
    shop.later(31);
    shop.work();
    assert_eq!(shop.differences(), Vec::<String>::new());
    // A payment at the provider that is none of ours.
    let order = psp::Order {
        payment_id: "elsewhere".into(),
        amount: psp::Amount::new("7.00".parse().unwrap()).unwrap(),
        description: "x".into(),
        redirect_url: "http://127.0.0.1:1/".into(),
        webhook_url: "http://127.0.0.1:1/".into(),
        key: "elsewhere".parse().unwrap(),
    };
    let other = shop.psp.provider.create(&order).unwrap().id;
    let pay = Script::untold(Act::Pay { card: Card::Bancontact });
    shop.teller.act(&other, &pay).unwrap();
    assert_eq!(shop.differences(), [format!("provider:sandbox:{other} {missing}")]);
    // A credit in the ledger that nobody has paid.
    let account = shop.engine.account_of(ean()).unwrap();
    let (eur, channel) = ("5.00".parse().unwrap(), "online".to_owned());
    let fact = timeline::Fact::TopUp { eur, channel, id: "by-hand".into() };
    shop.engine.record(&account, &fact, shop.now()).unwrap();
    let found = shop.differences();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|one| one.contains("top_up by-hand [Missing(Outside)")), "{found:?}");
    // An amount that the ledger has otherwise.
    shop.engine
        .store
        .run_sql("UPDATE wide_booking SET amount_micro_eur = amount_micro_eur * 2")
        .unwrap();
    assert!(
        shop.differences().iter().any(|one| one.contains(&key) && one.contains("AmountsDiffer"))
    );
}

#[test]
fn tp_19_a_payment_around_midnight_is_of_the_day_the_provider_says() {
    let mut shop = shop("midnight", 1);
    shop.later(12 * 3_600 - 20);
    let id = shop.begin("a", "20.00").id;
    shop.later(15);
    shop.pays(&id);
    // Heard of on the next day.
    shop.later(60);
    shop.work();
    for (day, expected) in [("2026-11-01", 20_000_000), ("2026-11-02", 0)] {
        let day: calendar::SettlementDay = day.parse().unwrap();
        let days = PaidPeriod { from: day, to: day.next() };
        let (dso, provider) = (Dso::Ores, shop.psp.provider.clone());
        let (engine, at) = (&mut shop.engine, noon());
        let way = crate::reconcile::AtProvider::ask(engine, provider.as_ref(), days, Some(dso), at)
            .unwrap();
        let compared =
            crate::reconcile::Way::compare(&way, &mut shop.engine, dso, days, noon()).unwrap();
        assert_eq!(compared.three_way.differences, []);
        let sums = compared.three_way.days.get(&day).copied().unwrap_or_default();
        assert_eq!(sums, [expected, expected, expected, 0], "{day}");
    }
    shop.proved("20.00");
}

#[test]
fn tp_05_a_crash_before_the_providers_id_is_kept_makes_one_payment() {
    let mut shop = shop("crash", 1);
    // As `begin` does, until the process ends after the provider has answered.
    let keys = crate::pay::Keys::load(&mut shop.engine.store).unwrap();
    let beginning = shop.beginning("a", "20.00");
    let id = keys.payment("a");
    let body = format!("{:013} {}", ean().reference().as_u64(), beginning.amount);
    let fingerprint = vending::Fingerprint::of("a", &body).to_string();
    let new = NewPayment {
        id: id.clone(),
        ean: ean(),
        amount: beginning.amount,
        expires_at: noon().plus_h(1),
        although_paid: false,
        context: serde_json::json!({
            "fingerprint": fingerprint, "return_base": beginning.return_base,
        }),
    };
    let begin = PaymentAsked::Begin { dso: Dso::Ores, new };
    visit::at_once(&mut shop.engine, begin, noon()).unwrap();
    let order = psp::Order {
        payment_id: id.clone(),
        amount: psp::Amount::new(beginning.amount).unwrap(),
        description: format!("Tirelire {}", ean().reference()),
        redirect_url: format!("{}/{id}/{}", beginning.return_base, keys.token(&id)),
        webhook_url: "http://127.0.0.1:1/hooks/psp/sandbox".into(),
        key: id.parse().unwrap(),
    };
    let made = shop.psp.provider.create(&order).unwrap();
    // The payer presses the button once more.
    let again = shop.begin("a", "20.00");
    assert_eq!((again.id.as_str(), &again.checkout_url), (id.as_str(), &made.checkout_url));
    shop.pays(&id);
    shop.later(31);
    shop.work();
    shop.proved("20.00");
}

#[test]
fn tp_05_a_look_that_is_stopped_between_any_two_writes_is_ended_by_the_next() {
    let mut shop = shop("stopped", 1);
    let mut paid = 0;
    for number in 0..12 {
        shop.later(700);
        let id = shop.begin(&format!("a{number}"), "20.00").id;
        shop.pays(&id);
        shop.later(31);
        shop.engine.store.stop_after(number * 2, store::Stop::Fail);
        let now = shop.now();
        let _ = visit(&mut shop.engine, shop.psp.provider.as_ref(), &id, now);
        shop.engine.store.never_stop();
        shop.notice(&id);
        shop.work();
        assert_eq!(shop.state(&id), PaymentState::Credited, "stopped after {number}");
        paid += 20;
    }
    shop.proved(&format!("{paid}.00"));
}

#[test]
fn tp_18_two_people_above_the_limit_and_each_part_once() {
    let mut shop = shop("refund", 1);
    let id = shop.begin("a", "100.00").id;
    shop.pays(&id);
    shop.notice(&id);
    shop.work();
    shop.later(60);
    let now = shop.now();
    let ask = |shop: &mut Shop, eur: &str, second: Option<&str>| {
        let (amount, by) = (eur.parse().unwrap(), "an".to_owned());
        let approved_by = second.map(str::to_owned);
        let asked = Asked { id: id.clone(), amount, by, approved_by };
        refund(&mut shop.engine, shop.psp.provider.as_ref(), &asked, now)
    };
    assert!(ask(&mut shop, "60.00", None).is_err());
    assert!(ask(&mut shop, "60.00", Some("an")).is_err());
    assert!(ask(&mut shop, "100.01", Some("bo")).is_err());
    let known = ask(&mut shop, "60.00", Some("bo")).unwrap();
    assert_eq!(known.payment.refunded(), "60.00".parse().unwrap());
    let known = ask(&mut shop, "5.00", None).unwrap();
    assert_eq!(known.payment.refunded(), "65.00".parse().unwrap());
    shop.notice(&known.payment.intent.id);
    shop.work();
    shop.proved("35.00");
}

#[test]
fn tp_06_wrong_references_are_counted_for_their_source() {
    let shop = shop("guesses", 1);
    let refused = |source: &str, text: &str| match shop.online.find(source, text) {
        Err(PaymentsError::Refused(refused)) => Some(refused),
        Err(error) => panic!("{error}"),
        Ok(_) => None,
    };
    let right = ean().reference().to_string();
    for _ in 0..9 {
        assert_eq!(refused("a", "12"), Some(Refused::NotThirteenDigits));
    }
    for _ in 0..5 {
        assert_eq!(refused("a", "9012345678907"), Some(Refused::WrongReference));
    }
    assert!(matches!(refused("a", &right), Some(Refused::Wait { .. })));
    assert_eq!(refused("b", &right), None);
    // Another server, or this one after a restart, has not forgotten; a minute later whoever shares the address pays.
    let open = || Engine::open(&shop.file.display().to_string()).unwrap();
    let after = |seconds: i64| {
        let now = shop.now().plus_s(seconds);
        let till = Till::timed(open(), Arc::new(move || now)).unwrap();
        let base = "http://127.0.0.1:1";
        let courier = Arc::new(crate::people::SaidAloud);
        let server =
            Online::new(open(), till, shop.psp.clone(), base, courier, move || now).unwrap();
        server.find("a", &right).map(|_| ())
    };
    assert!(matches!(after(59), Err(PaymentsError::Refused(Refused::Wait { .. }))));
    assert!(after(60).is_ok());
    shop.proved("0.00");
}

#[test]
fn tp_23_who_is_not_told_in_time_is_in_somebodys_hands() {
    // Used up: the credit has to bring the supply back.
    let mut shop = shop("alarm", 30);
    let account = shop.engine.account_of(ean()).unwrap();
    for (day, kwh) in [("2026-11-01", 90), ("2026-11-02", 120), ("2026-11-03", 150)] {
        nights(&mut shop.engine, &[(account.id, kwh)], day);
    }
    shop.later(3 * 86_400 - 4 * 3_600 + 600);
    let now = shop.now();
    shop.engine.advance_due(Dso::Ores, now).unwrap();
    let at_bank = shop.begin("a", "100.00");
    let id = at_bank.id.clone();
    let now = shop.now();
    shop.engine.record(&account, &timeline::Fact::Silence {}, now).unwrap();
    shop.pays(&id);
    shop.notice(&id);
    shop.work();
    let known = shop.known(&id);
    assert!(known.payment.awaits_meter(), "{known:?}");
    // The command leaves, which is the third clock; the meter says nothing.
    let sent_at = shop.now().plus_s(5);
    for message in shop.engine.store.messages(&[account.id]).unwrap() {
        sent(&mut shop.engine, &message, sent_at).unwrap();
    }
    let clocks = shop.known(&id).payment.clocks();
    assert_eq!((clocks.sent, clocks.confirmed), (Some(sent_at), None));
    shop.later(29 * 60);
    shop.work();
    assert!(tasks(&mut shop, account.id).is_empty());
    shop.later(2 * 60);
    shop.work();
    shop.later(60);
    shop.work();
    assert_eq!(tasks(&mut shop, account.id).len(), 1, "once");
    let view = shop.online.state(&id, &at_bank.token).unwrap().unwrap();
    assert!(view.overdue, "the payer is told that somebody looks");
    // So is the customer, who need not be the payer: by the timeline, from the order on.
    let now = shop.now();
    shop.engine.advance_due(Dso::Ores, now).unwrap();
    let messages = shop.engine.store.messages(&[account.id]).unwrap();
    let told = messages.iter().filter(|one| one.key.contains("/reconnect_alarm"));
    let kinds: Vec<&str> = told.map(|one| one.kind.as_str()).collect();
    assert_eq!((kinds.contains(&"notice"), kinds.contains(&"task")), (true, true), "{kinds:?}");
    let confirmed_at = shop.now();
    confirmed(&mut shop.engine, account.id, "release_confirmed", confirmed_at, confirmed_at)
        .unwrap();
    assert_eq!(shop.known(&id).payment.clocks().confirmed, Some(confirmed_at));
    shop.proved("100.00");
}

#[test]
fn tp_04_a_payment_whose_light_is_back_hears_of_it_after_a_crash() {
    let mut shop = shop("mended", 30);
    let account = shop.engine.account_of(ean()).unwrap();
    for (day, kwh) in [("2026-11-01", 90), ("2026-11-02", 120), ("2026-11-03", 150)] {
        nights(&mut shop.engine, &[(account.id, kwh)], day);
    }
    shop.later(3 * 86_400 - 4 * 3_600 + 600);
    let now = shop.now();
    shop.engine.advance_due(Dso::Ores, now).unwrap();
    let id = shop.begin("a", "100.00").id;
    shop.engine.record(&account, &timeline::Fact::Silence {}, now).unwrap();
    shop.pays(&id);
    shop.notice(&id);
    shop.work();
    assert_eq!(mend_clocks(&mut shop.engine, now).unwrap(), 0, "no meter has answered");
    assert!(shop.known(&id).payment.awaits_meter());
    // The release has left and is confirmed; whoever heard it ends before it says so.
    let messages = shop.engine.store.messages(&[account.id]).unwrap();
    let release = messages.into_iter().find(is_release).unwrap();
    shop.later(5);
    let sent_at = shop.now();
    shop.engine.store.message_delivered(account.id, &release.key, sent_at).unwrap();
    shop.later(5);
    let (command, now) = (release.key.trim_start_matches("command/").to_owned(), shop.now());
    let answer = timeline::Fact::MeterAnswer { command, confirmed: true };
    shop.engine.record(&account, &answer, now).unwrap();
    assert!(shop.known(&id).payment.clocks().confirmed.is_none());
    shop.later(60);
    let later = shop.now();
    assert_eq!(mend_clocks(&mut shop.engine, later).unwrap(), 1);
    let clocks = shop.known(&id).payment.clocks();
    assert_eq!((clocks.sent, clocks.confirmed), (Some(sent_at), Some(now)));
    assert_eq!(mend_clocks(&mut shop.engine, later).unwrap(), 0, "once");
    shop.proved("100.00");
}

#[test]
fn tp_23_paid_and_not_credited_for_two_minutes_is_in_somebodys_hands_once() {
    let mut shop = shop("paid-alarm", 1);
    let account = shop.engine.account_of(ean()).unwrap();
    let gone = timeline::Fact::MoveOut {
        registers: Some(serde_json::from_str(r#"{"1.8.1":"47.5","1.8.2":"0"}"#).unwrap()),
    };
    shop.engine.record(&account, &gone, shop.now()).unwrap();
    // Begun just before the run that closes the account, paid just after it.
    shop.later(18 * 3_600 - 60);
    let at_bank = shop.begin("a", "20.00");
    nights(&mut shop.engine, &[], "2026-11-01");
    shop.later(120);
    shop.pays(&at_bank.id);
    shop.notice(&at_bank.id);
    shop.work();
    let alarms = |shop: &mut Shop| {
        let messages = shop.engine.store.messages(&[account.id]).unwrap().into_iter();
        messages.filter(|one| one.kind == "task" && one.key.ends_with("/paid_not_credited")).count()
    };
    assert_eq!(shop.state(&at_bank.id), PaymentState::Paid);
    shop.later(119);
    shop.notice(&at_bank.id);
    shop.work();
    assert_eq!(alarms(&mut shop), 0);
    let overdue =
        |shop: &Shop| shop.online.state(&at_bank.id, &at_bank.token).unwrap().unwrap().overdue;
    assert!(!overdue(&shop));
    for _ in 0..3 {
        shop.later(1);
        shop.notice(&at_bank.id);
        shop.work();
        assert_eq!(alarms(&mut shop), 1);
        assert!(overdue(&shop));
    }
    // And found without a notice: a person need not wait for one.
    assert!(shop.known(&at_bank.id).again.is_some());
    shop.proved("20.00");
}

fn tasks(shop: &mut Shop, account: AccountId) -> Vec<String> {
    let messages = shop.engine.store.messages(&[account]).unwrap();
    let tasks = messages.into_iter().filter(|message| message.kind == "task");
    tasks.map(|task| task.key).filter(|key| key.contains("credited_not_confirmed")).collect()
}

#[test]
fn cm_01c_whoever_pays_with_a_key_has_a_copy_of_that_payment_and_of_no_other() {
    let mut party = 0;
    let mut shop = shop_with("payer", 1, |engine| {
        let house = notify::figures::House::example("ORES");
        crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
        let account = engine.account_of(ean()).unwrap().id;
        let asked = vending::GrantAsked {
            role: vending::Role::Payer,
            last: None,
            by: vending::Granter::Holder,
            reason: String::new(),
        };
        let to = crate::parties::To::New("Mum".to_owned());
        let at = noon().plus_h(-1);
        let shared = engine
            .locked(Dso::Ores, |engine| {
                crate::parties::share_of(engine, account, &to, &asked, "", at)
            })
            .unwrap();
        party = shared.party.id;
        let contact = store::PartyContact {
            party,
            language: Language::Fr,
            phone: Some("0470 12 34 58".parse().unwrap()),
            email: None,
            learnt_at: at,
        };
        engine.store.set_party_contact(&contact).unwrap();
        let mut holder = store::Contact::empty(account, Language::Fr, at);
        holder.phone = Some("0475 00 00 01".parse().unwrap());
        engine.store.set_contact(&holder).unwrap();
    });
    let keys = super::keys::Keys::load(&mut shop.engine.store).unwrap();
    let visit = crate::parties::Visit::new(party, 1, noon()).text(keys);
    let forged = format!("{visit}0");
    let pays = |shop: &mut Shop, attempt: &str, visit: Option<String>| {
        let beginning = Beginning { visit, again: true, ..shop.beginning(attempt, "20.00") };
        let Begun::AtBank(at_bank) = shop.online.begin(&beginning).unwrap() else { panic!() };
        shop.pays(&at_bank.id);
        shop.later(31);
        shop.work();
        assert_eq!(shop.state(&at_bank.id), PaymentState::Credited);
    };
    pays(&mut shop, "own", None);
    pays(&mut shop, "with-key", Some(visit));
    pays(&mut shop, "forged", Some(forged));
    let mut engine = Engine::open(&shop.file.display().to_string()).unwrap();
    let account = engine.account_of(ean()).unwrap().id;
    for message in engine.store.messages(&[account]).unwrap() {
        crate::notices::make(&mut engine, &message, shop.now()).unwrap();
    }
    let all = engine.store.notices(&[account]).unwrap().into_iter().map(|one| one.notice);
    let copies: Vec<_> = all.filter(|one| one.recipient == party.to_string()).collect();
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert_eq!(copies[0].message, "M03");
    assert_eq!(copies[0].address, "+32470123458");
}

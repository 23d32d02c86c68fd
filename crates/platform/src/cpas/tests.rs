//! What a CPAS sees, how it comes to see it, and who knows.

mod aid_terms;
mod early;
mod law;
mod moved;
mod plans;
mod talks;
mod tasks;

use super::Offices;
use crate::engine::Engine;
use crate::testing::{account_id, ean, empty, instant, move_in, night};
use access::Role;
use calendar::Instant;
use portal::ReliefStanding;
use portal::agent::Agents;
use portal::cpas::{
    AccessWanted, AidRefused, AidStanding, AidWanted, CpasOffice, Due, Motive, NotAsked, NotFound,
    NotGiven, NotTaken, Purpose, Wish,
};
use portal::my::Visitor;
use std::sync::{Arc, Mutex};
use store::{Contact, Ways};
use units::{Dso, Language, MicroEuro};

struct Town {
    offices: Offices,
    now: Arc<Mutex<Instant>>,
    url: String,
    worker: Visitor,
    other: Visitor,
    _folder: tempfile::TempDir,
}

/// A home that was cut on 4 November at eight, at nine; two social services, of which none sees it.
fn town() -> Town {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("town.db").display());
    let mut engine = empty(&url);
    let house = notify::figures::House::example("ORES");
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = move_in(&mut engine, ean());
    let start = instant("2026-11-04T09:00:00+01:00");
    let mut contact = Contact::empty(account.id, Language::Fr, Instant(10));
    contact.name = "Élise D’Hoop".to_owned();
    contact.phone = Some("0475 12 34 56".parse().unwrap());
    engine.store.set_contact(&contact).unwrap();
    let days = [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80)];
    for (day, kwh) in days.into_iter().chain([("2026-11-03", 100)]) {
        night(&mut engine, &account, day, kwh);
    }
    engine.advance_due(Dso::Ores, start).unwrap();
    let mut person = |name: &str| {
        let token = crate::parties::hash(name);
        let party = engine.store.add_party(Dso::Ores, name, &token, Instant(1)).unwrap();
        let mut ways = Ways::empty(Language::En, start);
        name.clone_into(&mut ways.name);
        let code = Role::Cpas.code();
        let person = engine.store.add_person(Dso::Ores, code, Some(party.id), &ways).unwrap().id;
        let (role, name) = (Role::Cpas, name.to_owned());
        Visitor { person, role, name, language: Language::En, session: 1 }
    };
    let worker = person("CPAS de Namur");
    let other = person("CPAS de Huy");
    let now = Arc::new(Mutex::new(start));
    let told = Arc::clone(&now);
    let offices = Offices::new(engine, Arc::new(move || *told.lock().unwrap())).unwrap();
    Town { offices, now, url, worker, other, _folder: folder }
}

impl Town {
    fn engine(&self) -> Engine {
        Engine::open(&self.url).unwrap()
    }

    fn asks(&self, reference: &str) -> Result<String, NotAsked> {
        let purpose = Purpose::BudgetHelp;
        let wanted = AccessWanted { reference, purpose, months: 3 };
        self.offices.ask_access(&self.worker, &wanted).unwrap()
    }

    fn enters(&self, challenge: &str, code: &str) -> Result<units::AccountId, NotGiven> {
        self.offices.enter_code(&self.worker, challenge, code).unwrap()
    }

    /// Words of each message to the household of this kind, as they leave.
    fn told(&self, message: &str) -> Vec<String> {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        let now = *self.now.lock().unwrap();
        let mut nowhere = None::<&mut crate::meters::orders::Dispatcher<crate::meters::Registry>>;
        while crate::work::deliver(&mut engine, now, nowhere.as_deref_mut(), &mut |_| {}).unwrap()
            > 0
        {}
        let notices = engine.store.notices(&[account.id]).unwrap();
        let of = notices.into_iter().filter(|one| one.notice.message == message);
        of.map(|one| one.notice.body).collect()
    }

    fn code(&self) -> String {
        let said = self.told("M17").pop().unwrap();
        assert!(
            said.starts_with("CPAS de Namur demande à voir votre solde pendant 3 mois."),
            "{said}"
        );
        said.chars().filter(char::is_ascii_digit).skip(1).take(6).collect()
    }
}

fn own() -> String {
    format!("{:013}", ean().reference().as_u64())
}

#[test]
fn pd_03_the_household_tells_a_code_and_then_its_cpas_sees_it() {
    let town = town();
    assert_eq!(town.offices.work(&town.worker).unwrap(), []);
    assert_eq!(town.offices.client(&town.worker, account_id()).unwrap(), None);
    let challenge = town.asks(&own()).unwrap();
    assert_eq!(
        town.offices.client(&town.worker, account_id()).unwrap(),
        None,
        "asking opens nothing"
    );
    let code = town.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(town.enters(&challenge, wrong), Err(NotGiven::Wrong { left: 4 }));
    let elsewhere = town.offices.enter_code(&town.other, &challenge, &code).unwrap();
    assert_eq!(elsewhere, Err(NotGiven::Over), "another's request");
    assert_eq!(town.enters(&challenge, &code), Ok(account_id()));
    assert_eq!(town.enters(&challenge, &code), Err(NotGiven::Over), "once");
    let work = town.offices.work(&town.worker).unwrap();
    assert_eq!(work.len(), 1);
    assert_eq!(work[0].until, Some("2027-02-03".parse().unwrap()), "within three months");
    assert!(matches!(work[0].due, Due::Off(since) if since.day() == town.engine_day()));
    let client = town.offices.client(&town.worker, account_id()).unwrap().unwrap();
    assert!(!client.by_law);
    let seen = client.seen.unwrap();
    assert_eq!((seen.balances.len(), seen.off.len(), seen.top_ups.count), (5, 1, 0));
    assert!(seen.off[0].1.is_none());
    assert!(seen.messages.iter().all(|one| !one.text.contains(&code)), "codes are not theirs");
    assert_eq!(town.offices.client(&town.other, account_id()).unwrap(), None);
}

impl Town {
    fn engine_day(&self) -> calendar::SettlementDay {
        self.now.lock().unwrap().day()
    }
}

#[test]
fn pd_04_nobody_learns_whether_a_household_is_there() {
    let town = town();
    // A reference that nobody has: the same answer, and any code is wrong.
    let nobody = "5414490123456789";
    let none: units::Ean = "541449012345678922".parse().unwrap();
    let none = format!("{:013}", none.reference().as_u64());
    let challenge = town.asks(&none).unwrap();
    assert_eq!(challenge.len(), town.asks(&own()).unwrap().len());
    for left in [4, 3, 2, 1] {
        assert_eq!(town.enters(&challenge, "123456"), Err(NotGiven::Wrong { left }));
    }
    assert_eq!(town.enters(&challenge, "123456"), Err(NotGiven::Over));
    assert_eq!(town.asks(nobody), Err(NotAsked::NotAReference));
    let wanted = AccessWanted { reference: &own(), purpose: Purpose::Emergency, months: 7 };
    let long = town.offices.ask_access(&town.worker, &wanted).unwrap();
    assert_eq!(long, Err(NotAsked::TooLong { most: 6 }));
    for _ in 2..10 {
        town.asks(&none).unwrap();
    }
    assert!(matches!(town.asks(&none), Err(NotAsked::Wait { .. })), "ten an hour");
    *town.now.lock().unwrap() = instant("2026-11-04T10:00:01+01:00");
    assert!(town.asks(&none).is_ok());
}

#[test]
fn s_02_a_reference_opens_a_client_of_ones_own_and_tells_nothing_of_others() {
    let town = town();
    let none: units::Ean = "541449012345678922".parse().unwrap();
    let none = format!("{:013}", none.reference().as_u64());
    let find = |who: &Visitor, reference: &str| town.offices.find(who, reference).unwrap();
    // Somebody's who gave no access, and nobody's: the same.
    assert_eq!(find(&town.worker, &own()), Err(NotFound::NoAccess));
    assert_eq!(find(&town.worker, &none), Err(NotFound::NoAccess));
    assert_eq!(find(&town.worker, "12"), Err(NotFound::NotAReference));
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    *town.now.lock().unwrap() = instant("2026-11-04T09:05:00+01:00");
    let second = town.asks(&own()).unwrap();
    let late = town.code();
    assert_ne!(late, code);
    assert_eq!(town.enters(&challenge, &code), Ok(account_id()));
    assert_eq!(find(&town.worker, &own()), Ok(account_id()));
    assert_eq!(find(&town.worker, &ean().to_string()), Ok(account_id()), "or the whole EAN");
    assert_eq!(find(&town.other, &own()), Err(NotFound::NoAccess), "another social service");
    let looks = town.engine().store.person_looks(account_id(), 10).unwrap();
    assert!(looks.is_empty(), "nobody was looked at: {looks:?}");
    // No code is sent for what they see already; for longer it is.
    let told = town.told("M17").len();
    assert_eq!(town.asks(&own()), Err(NotAsked::Held { account: account_id() }));
    assert_eq!(town.told("M17").len(), told);
    let wanted = AccessWanted { reference: &own(), purpose: Purpose::Emergency, months: 6 };
    assert!(town.offices.ask_access(&town.worker, &wanted).unwrap().is_ok());
    // A code that was sent before leads to the client.
    let held = NotGiven::Held { account: account_id() };
    assert_eq!(town.enters(&second, &late), Err(held));
}

#[test]
fn pd_05_each_look_is_kept_with_who_and_why_and_told_once_a_day() {
    let town = town();
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    town.enters(&challenge, &code).unwrap();
    for _ in 0..2 {
        town.offices.client(&town.worker, account_id()).unwrap().unwrap();
    }
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let looks = engine.store.person_looks(account, 10).unwrap();
    assert_eq!(looks.len(), 2);
    assert!(looks.iter().all(|look| look.person == town.worker.person));
    assert!(looks[0].saw.contains("plan") && looks[0].reason.starts_with("budget_help"));
    assert_eq!(town.told("M27-look").len(), 1);
}

#[test]
fn pd_03_the_household_ends_it_and_it_ends_by_itself() {
    let town = town();
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    town.enters(&challenge, &code).unwrap();
    let sees = |at: &str| {
        *town.now.lock().unwrap() = instant(at);
        town.offices.client(&town.worker, account_id()).unwrap().is_some()
    };
    assert!(sees("2027-02-03T23:59:00+01:00"));
    assert!(!sees("2027-02-04T00:00:00+01:00"));
    let mut engine = town.engine();
    let by = vending::Granter::Holder;
    let at = instant("2026-11-04T12:00:00+01:00");
    crate::parties::end(&mut engine, ean(), 1, by, "", at).unwrap();
    assert!(!sees("2026-11-04T12:00:01+01:00"), "at once");
}

#[test]
fn pd_03_the_code_of_a_household_is_not_read_at_the_desk() {
    let town = town();
    town.asks(&own()).unwrap();
    let code = town.code();
    let mut engine = town.engine();
    let (ways, role) = (Ways::empty(Language::En, Instant(5)), Role::AgentL2);
    let person = engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
    let agent = Visitor { person, role, ..town.worker.clone() };
    let told = Arc::clone(&town.now);
    let desks = crate::agents::Desks::new(engine, Arc::new(move || *told.lock().unwrap()));
    let case = desks.case(&agent, account_id()).unwrap().unwrap();
    let asked = case.events.iter().find(|event| event.what == "M17").unwrap();
    assert!(matches!(asked.detail, portal::agent::Detail::Notice { text: None, .. }));
    assert!(case.events.iter().all(|event| !format!("{:?}", event.detail).contains(&code)));
}

#[test]
fn pr_19_a_cpas_asks_for_its_client_and_reads_the_answer() {
    let town = town();
    let asks =
        |visitor, wish, words| town.offices.ask_for(visitor, account_id(), wish, words).unwrap();
    assert_eq!(asks(&town.worker, Wish::DelayCut, "a child"), Err(NotTaken::NoClient));
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    town.enters(&challenge, &code).unwrap();
    assert_eq!(asks(&town.worker, Wish::DelayCut, " "), Err(NotTaken::NoWords));
    assert_eq!(asks(&town.worker, Wish::Relief, ""), Err(NotTaken::NotOpen), "no gas");
    assert_eq!(asks(&town.other, Wish::DelayCut, "a child"), Err(NotTaken::NoClient));
    let long = "x".repeat(procedures::MOST_LETTERS + 1);
    assert_eq!(asks(&town.worker, Wish::DelayCut, &long), Err(NotTaken::TooLong));
    assert_eq!(asks(&town.worker, Wish::ReducedPower, "a child of two"), Ok(()));
    assert_eq!(asks(&town.worker, Wish::ReducedPower, "a child of two"), Ok(()), "once more");
    let there = town.offices.protection(&town.worker, account_id()).unwrap().unwrap();
    assert_eq!(there.relief, None);
    assert_eq!(there.wishes, [Wish::DelayCut, Wish::ReducedPower, Wish::ChangePlan]);
    assert_eq!(there.asked.len(), 1, "the same case");
    assert_eq!((there.asked[0].words.as_str(), &there.asked[0].answer), ("a child of two", &None));
    assert_eq!(town.offices.protection(&town.other, account_id()).unwrap(), None);
    let mut engine = town.engine();
    let words = "10 A from tomorrow.".to_owned();
    let (outcome, by) = (procedures::Outcome::Done, "An agent".to_owned());
    let at = instant("2026-11-04T09:30:00+01:00");
    let answer = procedures::Answer { at, by, outcome, words: words.clone(), code: None };
    crate::cases::answer(&mut engine, there.asked[0].number, answer).unwrap().unwrap();
    let there = town.offices.protection(&town.worker, account_id()).unwrap().unwrap();
    assert_eq!(there.asked[0].answer, Some((at.day(), outcome, words)));
    // What the household asks itself is no business of theirs.
    let account = engine.account_of(ean()).unwrap();
    let (language, name) = (Language::Fr, String::new());
    let asker = crate::cases::Asker { language, name, phone: None, reference: None, party: None };
    let place = (account.dso, Some(&account));
    let own = (procedures::CaseKind::Complaint, "of the desk");
    crate::cases::ask(&mut engine, place, &asker, own, at).unwrap().unwrap();
    let there = town.offices.protection(&town.worker, account_id()).unwrap().unwrap();
    assert_eq!(there.asked.len(), 1);
}

#[test]
fn pr_20_relief_that_a_cpas_asks_holds_at_once_and_is_asked_once() {
    let town = town();
    let mut engine = town.engine();
    let gas: units::Ean = "541449012345678922".parse().unwrap();
    let home = crate::testing::protected_gas(&mut engine, gas, "2026-10-30T00:00:00+01:00").id;
    // As a running process takes over a new price.
    town.offices.engine().books = engine.books;
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    let party = engine.store.person(town.worker.person).unwrap().unwrap().party.unwrap();
    let asked = vending::GrantAsked {
        role: vending::Role::Mandate,
        last: Some("2026-12-31".parse().unwrap()),
        by: vending::Granter::Holder,
        reason: "budget_help".to_owned(),
    };
    let to = crate::parties::To::Known(party);
    crate::parties::share(&mut engine, gas, &to, &asked, "", now).unwrap();
    let stands = || town.offices.protection(&town.worker, home).unwrap().unwrap().relief;
    assert_eq!(stands(), Some(ReliefStanding::Open));
    for _ in 0..2 {
        town.offices.ask_for(&town.worker, home, Wish::Relief, "").unwrap().unwrap();
        assert_eq!(stands(), Some(ReliefStanding::Asked(now.day())));
    }
    let account = engine.account_of(gas).unwrap();
    let facts = engine.store.facts(&[account.id]).unwrap();
    let requests = facts.iter().filter(|fact| fact.kind == "relief_request").count();
    assert_eq!(requests, 1, "{facts:?}");
    // What the commission has granted is not asked for once more in its winter.
    let granted = timeline::Fact::ReliefDecision { granted: true };
    engine.record(&account, &granted, now.plus_min(1)).unwrap();
    *town.now.lock().unwrap() = now.plus_min(2);
    assert_eq!(stands(), Some(ReliefStanding::Granted(now.day())));
    let again = town.offices.ask_for(&town.worker, home, Wish::Relief, "").unwrap();
    assert_eq!(again, Err(NotTaken::NotOpen));
    assert_eq!(stands(), Some(ReliefStanding::Granted(now.day())));
}

#[test]
fn pd_05_a_cpas_reads_who_of_its_own_looked() {
    let town = town();
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    town.enters(&challenge, &code).unwrap();
    town.offices.client(&town.worker, account_id()).unwrap().unwrap();
    town.offices.protection(&town.worker, account_id()).unwrap().unwrap();
    let looks = town.offices.looks(&town.worker).unwrap();
    assert_eq!(looks.iter().filter(|look| look.all).count(), 1, "the state alone is told apart");
    assert_eq!(looks.len(), 2);
    assert!(looks.iter().all(|look| look.reference == ean().reference()));
    assert!(looks.iter().all(|look| look.by == "CPAS de Namur"), "{looks:?}");
    assert_eq!(town.offices.looks(&town.other).unwrap(), []);
}

#[test]
fn pd_05_s_11_what_its_systems_read_stands_in_the_log_of_a_cpas_under_key_and_maker() {
    let town = town();
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    town.enters(&challenge, &code).unwrap();
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    let party = engine.store.person(town.worker.person).unwrap().unwrap().party.unwrap();
    let asked = crate::api_keys::Add {
        dso: Dso::Ores,
        owner: crate::webhooks::OwnerAsked::default(),
        scopes: vec![http_api::Scope::AccountsRead],
        sandbox: false,
        days: 365,
    };
    let mut key = |by: &str| {
        let owner = store::Owner::Party(party);
        crate::api_keys::add_by(&mut engine.store, &asked, owner, (now, by)).unwrap().0.id
    };
    let maker = crate::api_keys::by_person(town.worker.person);
    let (own_key, of_command) = (key(&maker), key("command line"));
    for (hours, key) in [(1, own_key), (2, of_command)] {
        let at = now.plus_h(hours);
        let seen = crate::parties::seen_now(&mut engine, (party, key), account_id(), at).unwrap();
        assert!(seen.is_some());
    }
    *town.now.lock().unwrap() = now.plus_h(3);
    town.offices.client(&town.worker, account_id()).unwrap().unwrap();
    let looks = town.offices.looks(&town.worker).unwrap();
    let told: Vec<(&str, bool)> = looks.iter().map(|look| (look.by.as_str(), look.all)).collect();
    let command = format!("API {of_command}, command line");
    let worker = format!("API {own_key}, CPAS de Namur");
    let expected = [("CPAS de Namur", true), (command.as_str(), false), (worker.as_str(), false)];
    assert_eq!(told, expected, "the newest first");
    assert!(looks.iter().all(|look| look.reason == looks[0].reason), "{looks:?}");
    assert!(looks.iter().all(|look| look.reference == ean().reference()));
    assert_eq!(town.offices.looks(&town.other).unwrap(), []);
}

const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

fn aid(euro: i64) -> AidWanted {
    let budget = "2026-energy".to_owned();
    AidWanted {
        amount: MicroEuro(euro * 1_000_000),
        motive: Motive::Energy,
        budget,
        other: None,
        on: None,
        copy_of: None,
    }
}

impl Town {
    fn with_mandate(&self) {
        let challenge = self.asks(&own()).unwrap();
        let code = self.code();
        self.enters(&challenge, &code).unwrap();
    }

    /// Somebody else of the same social service.
    fn colleague(&self) -> Visitor {
        let mut engine = self.engine();
        let party = engine.store.person(self.worker.person).unwrap().unwrap().party;
        let mut ways = Ways::empty(Language::En, instant("2026-11-04T09:00:00+01:00"));
        "An".clone_into(&mut ways.name);
        let code = Role::Cpas.code();
        let person = engine.store.add_person(Dso::Ores, code, party, &ways).unwrap().id;
        Visitor { person, name: "An".to_owned(), ..self.worker.clone() }
    }

    /// What the ledger of the home has of aid of this origin.
    fn in_the_ledger(&self) -> i64 {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        let far = Instant(i64::MAX / 2);
        let rebuilt = engine.rebuild(std::slice::from_ref(&account), far).unwrap();
        let journal = rebuilt[0].timeline.account.journal();
        let aid = journal.iter().filter(|entry| entry.kind == ledger::EntryKind::Aid);
        let sides = aid.flat_map(|entry| entry.transaction.postings());
        let due = sides.filter(|posting| posting.account == ledger::LedgerAccount::AidDue);
        due.map(|posting| posting.amount.0).sum()
    }

    fn booked(&self) -> i64 {
        let register = self.offices.register(&self.worker, None).unwrap();
        let booked =
            register.lines.iter().filter(|one| matches!(one.standing, AidStanding::Booked(_)));
        booked.map(|one| one.amount.0).sum()
    }
}

#[test]
fn pa_44_aid_is_what_the_preview_said_once_however_often_it_is_sent() {
    let town = town();
    let give = |who: &Visitor, euro: i64, attempt: &str| {
        town.offices.give_aid(who, account_id(), &aid(euro), attempt).unwrap()
    };
    assert_eq!(give(&town.worker, 50, ATTEMPT), Err(AidRefused::NoClient), "no mandate");
    town.with_mandate();
    let preview = town.offices.aid_preview(&town.worker, account_id(), &aid(50)).unwrap().unwrap();
    let effect = preview.parts[0].effect;
    assert!(!preview.second && effect.balance.0.0 < 0);
    assert_eq!(effect.repaid.0, -effect.balance.0.0, "what was lent is filled first");
    assert_eq!(effect.balance.1.0 - effect.balance.0.0, 50_000_000);
    let id = give(&town.worker, 50, ATTEMPT).unwrap();
    assert_eq!(give(&town.worker, 50, ATTEMPT), Ok(id), "a double click");
    assert_eq!(give(&town.worker, 60, ATTEMPT), Err(AidRefused::SentBefore));
    assert!(matches!(give(&town.worker, 300, OTHER), Err(AidRefused::OutOfBounds { .. })));
    assert_eq!(give(&town.other, 50, OTHER), Err(AidRefused::NoClient), "another's client");
    let client = town.offices.client(&town.worker, account_id()).unwrap().unwrap();
    assert_eq!(client.card.balance, effect.balance.1);
    assert_eq!((town.in_the_ledger(), town.booked()), (50_000_000, 50_000_000));
    let said = town.told("M18");
    assert!(said[0].contains("le CPAS de Namur") || said[0].contains("CPAS de Namur"), "{said:?}");
    crate::testing::sound(&mut town.engine());
}

#[test]
fn pa_44_above_the_cap_a_colleague_signs_and_until_then_it_can_be_taken_back() {
    let town = town();
    town.with_mandate();
    let colleague = town.colleague();
    let give = |attempt: &str| {
        town.offices.give_aid(&town.worker, account_id(), &aid(150), attempt).unwrap().unwrap()
    };
    let decide =
        |who: &Visitor, id: i64, sign: bool| town.offices.decide_aid(who, id, sign).unwrap();
    // The facts of the home about aid or money under way, in their order.
    let facts = || {
        let mut engine = town.engine();
        let account = engine.account_of(ean()).unwrap().id;
        let facts = engine.store.facts(&[account]).unwrap().into_iter();
        let about = ["payment_pending", "payment_failed", "aid"];
        facts.filter(|one| about.contains(&&*one.kind)).map(|one| one.kind).collect::<Vec<_>>()
    };
    let first = give(ATTEMPT);
    assert_eq!((town.in_the_ledger(), town.booked()), (0, 0), "it waits");
    assert_eq!(facts(), ["payment_pending"], "CG-07: nobody is cut while an aid decision is open");
    assert_eq!(decide(&town.worker, first, true), Err(AidRefused::SamePerson));
    assert_eq!(decide(&town.other, first, true), Err(AidRefused::NoAid), "another's");
    assert_eq!(decide(&colleague, first, true), Ok(()));
    assert_eq!(decide(&colleague, first, true), Ok(()), "sent twice");
    assert_eq!(decide(&town.worker, first, false), Err(AidRefused::Ended), "booked");
    assert_eq!((town.in_the_ledger(), town.booked()), (150_000_000, 150_000_000));
    assert_eq!(facts(), ["payment_pending", "aid"]);
    let second = give(OTHER);
    assert_eq!(decide(&town.worker, second, false), Ok(()));
    assert_eq!(facts()[2..], ["payment_pending", "payment_failed"]);
    assert!(town.told("M13").is_empty(), "nobody here has paid anything");
    assert_eq!(decide(&colleague, second, true), Err(AidRefused::Ended), "taken back");
    assert_eq!((town.in_the_ledger(), town.booked()), (150_000_000, 150_000_000));
    crate::testing::sound(&mut town.engine());
}

#[test]
fn s_12_a_social_service_sells_where_somebody_of_it_is_at_a_terminal() {
    let town = town();
    let mut engine = town.engine();
    let sells = |who: &Visitor| town.offices.sells(who).unwrap();
    assert!(!sells(&town.worker));
    let party = engine.store.person(town.worker.person).unwrap().unwrap().party;
    let ways = Ways::empty(Language::En, Instant(5));
    let mut person =
        |role: Role| engine.store.add_person(Dso::Ores, role.code(), party, &ways).unwrap().id;
    let (seller, colleague) = (person(Role::Merchant), person(Role::Cpas));
    assert!(!sells(&town.worker), "at no terminal yet");
    engine.store.set_terminal(seller, Some("T-1"), Instant(6)).unwrap();
    assert!(sells(&town.worker) && !sells(&town.other), "its own, and nobody else's");
    engine.store.set_terminal(colleague, Some("T-2"), Instant(6)).unwrap();
    engine.store.set_terminal(seller, None, Instant(7)).unwrap();
    assert!(!sells(&town.worker), "nobody sells any more");
}

#[test]
fn ux_8_3_pd_04_what_was_written_to_a_social_service_is_read_while_its_mandate_is_open() {
    let town = town();
    let _ = town.told("M10");
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    let first = engine.store.notices(&[account_id()]).unwrap().remove(0).notice;
    let party = |engine: &mut Engine, visitor: &Visitor| {
        engine.store.person(visitor.person).unwrap().unwrap().party.unwrap().to_string()
    };
    let (ours, others) = (party(&mut engine, &town.worker), party(&mut engine, &town.other));
    let copies =
        [(&ours, "to Namur"), (&others, "to Huy")].map(|(recipient, body)| store::NewNotice {
            key: format!("copy/{recipient}"),
            recipient: recipient.clone(),
            address: "office@example.be".to_owned(),
            subject: "…1: Electricity".to_owned(),
            body: body.to_owned(),
            ..first.clone()
        });
    engine.store.add_notices(account_id(), None, &copies, now).unwrap();
    let told = |visitor: &Visitor| town.offices.told(visitor).unwrap();
    assert_eq!(told(&town.worker), [], "no mandate");
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    town.enters(&challenge, &code).unwrap();
    let lines = told(&town.worker);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    let portal::ToldWords::Sent { text, address, .. } = &line.words else { panic!("{line:?}") };
    assert_eq!((text.as_str(), address.as_str()), ("to Namur", "office@example.be"));
    assert_eq!(line.state, portal::ToldState::Waits);
    assert_eq!(told(&town.other), [], "another's client");
    let looks = engine.store.person_looks(account_id(), 100).unwrap();
    let look = looks.iter().find(|look| look.saw == access::Act::Messages.name()).unwrap();
    assert_eq!(look.person, town.worker.person, "the household can read that it was seen");
    *town.now.lock().unwrap() = now.plus_h(24 * 100);
    assert_eq!(told(&town.worker), [], "the mandate is over");
}

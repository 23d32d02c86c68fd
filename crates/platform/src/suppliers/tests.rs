//! What suppliers see and ask, over the same books as everybody's.

mod api;
mod told;

use super::asked::answer;
use super::steps::take;
use super::*;
use crate::bank::remit;
use crate::testing::{engine, instant, night, sound, top_up};
use access::Role;
use portal::supplier::{BilledAt, BilledPeriod, StatementOf, StatementTold, Wish};
use procedures::{
    Channel, Ground, Line, Outcome, Request, RequestError, State, Step, Subject, Turn,
};
use store::{Supplier, SupplierConsent, Ways};
use timeline::Fact;
use units::{Ean, Language, MicroEuro};

const NOW: &str = "2026-11-10T14:00:00+01:00";
const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

/// One home, supplied by A until 3 November and by B since; C supplies nobody.
struct World {
    houses: Houses,
    ean: Ean,
    a: Visitor,
    b: Visitor,
    c: Visitor,
}

fn somebody(engine: &mut Engine, supplier: &str) -> Visitor {
    let at = instant(NOW).plus_h(-1);
    let ways = Ways::empty(Language::En, at);
    let person = engine.store.add_person(Dso::Ores, Role::Supplier.code(), None, &ways).unwrap().id;
    engine.store.set_supplier_of(person, Some(supplier), at).unwrap();
    let (name, language) = (format!("of {supplier}"), Language::En);
    Visitor { person, role: Role::Supplier, name, language, session: 1 }
}

fn world() -> World {
    let (engine, account) = engine();
    world_of(engine, account)
}

fn world_of(mut engine: Engine, account: store::Account) -> World {
    for (id, iban) in [("A", "BE71096123456769"), ("B", "BE43068999999501"), ("C", "")] {
        let (id, iban) = (id.to_owned(), iban.to_owned());
        let name = format!("Energy {id}");
        engine.store.enter_supplier(&Supplier { id, name, iban, bic: String::new() }).unwrap();
    }
    let contract = |supplier: &str, from: &str| Fact::Contract {
        supplier: supplier.to_owned(),
        from: Some(from.parse().unwrap()),
    };
    let at = instant("2026-10-30T12:00:00+01:00");
    engine.record(&account, &contract("A", "2026-10-01"), at).unwrap();
    for (day, kwh) in [("2026-10-30", 4), ("2026-10-31", 8), ("2026-11-01", 12)] {
        night(&mut engine, &account, day, kwh);
    }
    let paid = instant("2026-11-02T10:00:00+01:00");
    engine.record(&account, &top_up("T-1"), paid).unwrap();
    night(&mut engine, &account, "2026-11-02", 16);
    let switch = instant("2026-11-03T08:00:00+01:00");
    engine.record(&account, &contract("B", "2026-11-03"), switch).unwrap();
    night(&mut engine, &account, "2026-11-03", 20);
    let paid = instant("2026-11-04T10:00:00+01:00");
    engine.record(&account, &top_up("T-2"), paid).unwrap();
    night(&mut engine, &account, "2026-11-04", 24);
    let (a, b) = (somebody(&mut engine, "A"), somebody(&mut engine, "B"));
    let c = somebody(&mut engine, "C");
    let ean = account.ean;
    World { houses: Houses::over(engine, Dso::Ores, instant(NOW)), ean, a, b, c }
}

impl World {
    fn looks(&self) -> Vec<(i64, String)> {
        let mut engine = self.houses.engine();
        let account = engine.account_of(self.ean).unwrap().id;
        let looks = engine.store.person_looks(account, 100).unwrap().into_iter();
        looks.map(|look| (look.person, look.saw)).collect()
    }

    fn account(&self) -> AccountId {
        self.houses.engine().account_of(self.ean).unwrap().id
    }

    fn nobodys(&self) -> Ean {
        Ean::with_check_digit(54_144_900_077_000_001).unwrap()
    }
}

fn default() -> Ground {
    let notified = "2026-10-01".parse().unwrap();
    Ground::Default { notified, owed: MicroEuro(150_000_000), both_energies: false }
}

fn wanted(ean: Ean, ground: Ground) -> RequestWanted {
    RequestWanted { ean, ground, documents: vec!["letter".to_owned()] }
}

#[test]
fn pd_04_anothers_customer_is_told_of_like_one_that_does_not_exist() {
    let w = world();
    let all = (None, None);
    for ean in [w.ean, w.nobodys()] {
        assert_eq!(w.houses.periods(&w.c, StatementOf::Point(ean)).unwrap(), None);
        assert_eq!(w.houses.statement(&w.c, StatementOf::Point(ean), all).unwrap(), None);
        let end = w.houses.ask(&w.c, &wanted(ean, Ground::Paid), ATTEMPT).unwrap();
        assert_eq!(end, Err(NotTaken::Unknown));
    }
    for id in [w.account(), AccountId::new(Dso::Ores, 99).unwrap()] {
        assert_eq!(w.houses.statement(&w.c, StatementOf::Account(id), all).unwrap(), None);
        assert_eq!(w.houses.detailed(&w.c, id).unwrap(), None);
    }
    // Who asks for an activation learns nothing either: it is taken and waits, whoever's the point is.
    let first = w.houses.ask(&w.c, &wanted(w.ean, default()), ATTEMPT).unwrap().unwrap();
    let second = w.houses.ask(&w.c, &wanted(w.nobodys(), default()), OTHER).unwrap().unwrap();
    let told = w.houses.requests(&w.c).unwrap();
    let stands = |id: i64| told.iter().find(|line| line.id == id).map(|line| line.state);
    assert_eq!(stands(first), Some(State::Requested));
    assert_eq!(stands(first), stands(second));
    assert_eq!(w.houses.customers(&w.c, None).unwrap().lines, []);
    assert_eq!(w.houses.settlement(&w.c, None, 30).unwrap().lines, []);
    assert_eq!(w.houses.overview(&w.c).unwrap().unwrap().counts, StateCounts([0; 5]));
    assert_eq!(w.looks(), [], "nothing was seen");
    // What A asked is not B's to read or to take back.
    let asked = w.houses.ask(&w.a, &wanted(w.nobodys(), default()), ATTEMPT).unwrap().unwrap();
    assert_eq!(w.houses.withdraw(&w.b, asked).unwrap(), Err(NotTaken::Unknown));
    assert_eq!(w.houses.requests(&w.b).unwrap(), []);
    let nobody = Visitor { person: 77, ..w.a.clone() };
    assert_eq!(w.houses.overview(&nobody).unwrap(), None);
}

/// The days of whole periods, as a page lists them.
fn over(told: &CustomerPeriods) -> Vec<(String, String, BilledAt)> {
    let each = |one: &BilledPeriod| (one.from.to_string(), one.last.to_string(), one.ends);
    told.over.iter().map(each).collect()
}

#[test]
fn pa_33_each_supplier_bills_by_its_own_periods_and_the_look_is_kept() {
    let w = world();
    let of = |who: &Visitor, days| {
        let told = w.houses.statement(who, StatementOf::Point(w.ean), days).unwrap().unwrap();
        let StatementTold::Files(files) = told else { panic!("no period: {told:?}") };
        serde_json::from_str::<serde_json::Value>(&files.json).unwrap()
    };
    let before = of(&w.a, (None, None));
    assert_eq!(
        (&before["from"], &before["to"], &before["advances_total_eur"]),
        (&"2026-10-30".into(), &"2026-11-02".into(), &"10.000000".into())
    );
    // What B is billed by follows from the next switch, not from what it asks.
    let running = w.houses.periods(&w.b, StatementOf::Point(w.ean)).unwrap().unwrap();
    assert_eq!(
        (over(&running), running.runs_to.unwrap().to_string()),
        (vec![], "2027-11-02".into())
    );
    let account = w.houses.engine().account_of(w.ean).unwrap();
    let (supplier, from) = ("C".to_owned(), Some("2026-11-05".parse().unwrap()));
    let switch = Fact::Contract { supplier, from };
    w.houses.engine().record(&account, &switch, instant("2026-11-05T08:00:00+01:00")).unwrap();
    let since = of(&w.b, (None, None));
    assert_eq!((&since["from"], &since["to"]), (&"2026-11-03".into(), &"2026-11-04".into()));
    assert_eq!(since["advances"].as_array().unwrap().len(), 1, "T-2 alone");
    assert_eq!(since["advances"][0]["key"], "T-2");
    let mut looks = w.looks();
    looks.sort_unstable();
    let use_and_money = || "thirty_days top_up".to_owned();
    // B has read its periods as well, without a figure.
    let (a, b) = (w.a.person, w.b.person);
    assert_eq!(looks, [(a, use_and_money()), (b, String::new()), (b, use_and_money())]);
    let all = (None, None);
    let point = w.houses.statement(&w.b, StatementOf::Point(w.ean), all).unwrap();
    let account = StatementOf::Account(w.account());
    assert_eq!(w.houses.statement(&w.b, account, all).unwrap(), point);
    let customers = w.houses.customers(&w.a, None).unwrap();
    assert_eq!(customers.lines[0].closed, Some("2026-11-03".parse().unwrap()));
    assert_eq!(customers.lines[0].newest.unwrap().ends, BilledAt::Switch);
    assert_eq!(w.houses.overview(&w.a).unwrap().unwrap().counts, StateCounts([0; 5]), "no more");
}

#[test]
fn pa_33_ux_7_3_other_days_than_a_whole_period_are_in_no_file() {
    let w = world();
    let day = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
    let of = |who: &Visitor, from: &str, last: &str| {
        let days = (day(from), day(last));
        w.houses.statement(who, StatementOf::Point(w.ean), days).unwrap().unwrap()
    };
    for (from, last) in [
        ("2026-11-01", "2026-11-01"),
        ("2026-10-30", "2026-10-30"),
        ("2026-10-30", "2026-11-01"),
        ("2026-10-31", "2026-11-02"),
        ("2026-10-30", "2026-11-08"),
        ("2026-10-29", ""),
        ("", "2026-11-01"),
    ] {
        let StatementTold::NoPeriod(told) = of(&w.a, from, last) else {
            panic!("a file from {from} to {last}")
        };
        let whole = ("2026-10-30".to_owned(), "2026-11-02".to_owned(), BilledAt::Switch);
        assert_eq!(over(&told), [whole], "{from} to {last}");
    }
    // The year that runs has no file from day to day.
    for (from, last) in [("", ""), ("2026-11-03", "2026-11-04"), ("2026-11-03", "")] {
        assert!(matches!(of(&w.b, from, last), StatementTold::NoPeriod(_)), "{from} to {last}");
    }
    let figures = || w.looks().into_iter().filter(|(_, saw)| !saw.is_empty()).count();
    assert_eq!(figures(), 0, "no figure was seen");
    let counts = w.houses.overview(&w.b).unwrap().unwrap().counts;
    assert_eq!(counts.0.iter().sum::<u64>(), 1);
    assert_eq!(w.houses.customers(&w.b, None).unwrap().lines[0].closed, None);
    for (from, last) in [("2026-10-30", ""), ("", "2026-11-02"), ("2026-10-30", "2026-11-02")] {
        assert!(matches!(of(&w.a, from, last), StatementTold::Files(_)), "{from} to {last}");
    }
    assert_eq!(figures(), 3);
}

#[test]
fn pa_35_sums_of_a_month_are_those_of_the_remittance_by_who_supplied_then() {
    let w = world();
    let month = Some("2026-11-01".parse().unwrap());
    let told = |who: &Visitor| w.houses.settlement(who, month, 30).unwrap();
    let (a, b) = (told(&w.a), told(&w.b));
    assert_eq!(a.lines[0].received, MicroEuro(10_000_000));
    assert_eq!(b.lines[0].received, MicroEuro(10_000_000));
    for told in [&a, &b] {
        let line = &told.lines[0];
        let left = line.received.0 - line.back.0 - line.recovered.0;
        assert_eq!(line.remitted.0, left);
        assert_eq!(told.not_yet, line.remitted, "nothing is remitted yet");
        assert_eq!(told.payouts, []);
    }
    // October had its day of the advance; then the first four days are remitted.
    let period = vending::PaidPeriod {
        from: "2026-11-01".parse().unwrap(),
        to: "2026-11-05".parse().unwrap(),
    };
    let payouts = {
        let mut engine = w.houses.engine();
        let at = instant(NOW);
        let (from, to) = ("2026-10-01".parse().unwrap(), period.from);
        let october = vending::PaidPeriod { from, to };
        remit::propose(&mut engine, Dso::Ores, october, "an", at).unwrap();
        let payouts = remit::propose(&mut engine, Dso::Ores, period, "an", at).unwrap();
        for payout in &payouts {
            remit::approve(&mut engine, payout.id, "bo", at).unwrap();
        }
        payouts
    };
    let (a, b) = (told(&w.a), told(&w.b));
    for told in [&a, &b] {
        assert_eq!(told.payouts.len(), 1, "its own alone");
        assert_eq!(told.payouts[0].difference(), 0);
        assert_eq!(told.payouts[0].moved, told.lines[0].remitted);
        assert_eq!(told.not_yet, MicroEuro::ZERO);
    }
    let of = |subject: &str| payouts.iter().find(|payout| payout.subject == subject).unwrap().id;
    let own = w.houses.payout(&w.a, of("A")).unwrap().unwrap();
    assert!(own.csv.contains(",top_up_credited,10.000000,10.000000,"), "{}", own.csv);
    assert_eq!(w.houses.payout(&w.a, of("B")).unwrap(), None, "another's payout");
    assert_eq!(w.houses.payout(&w.c, of("A")).unwrap(), None);
    sound(&mut w.houses.engine());
}

#[test]
fn pr_02_a_request_is_kept_once_and_its_answer_is_read() {
    let w = world();
    let ask =
        |attempt: &str, ean: Ean| w.houses.ask(&w.a, &wanted(ean, default()), attempt).unwrap();
    let id = ask(ATTEMPT, w.nobodys()).unwrap();
    assert_eq!(ask(ATTEMPT, w.nobodys()), Ok(id), "sent twice");
    assert_eq!(ask(ATTEMPT, w.ean), Err(NotTaken::SentBefore));
    let small = Ground::Default {
        notified: "2026-10-01".parse().unwrap(),
        owed: MicroEuro(99_000_000),
        both_energies: false,
    };
    let refused = w.houses.ask(&w.a, &wanted(w.ean, small), OTHER).unwrap();
    let least = MicroEuro(100_000_000);
    assert_eq!(refused, Err(NotTaken::Request(RequestError::TooLittle { least })));
    let step = |step: Step| {
        let mut engine = w.houses.engine();
        take(&mut engine, id, step, "desk", instant(NOW))
    };
    step(Step::LetterSent).unwrap().unwrap();
    assert_eq!(step(Step::Activated).unwrap(), Err(RequestError::NoAccount));
    step(Step::Refused { channel: Channel::Card }).unwrap().unwrap();
    let told = w.houses.requests(&w.a).unwrap();
    assert_eq!((told.len(), told[0].state, told[0].wish), (1, State::Refused, Wish::Default));
    assert_eq!(told[0].steps[1].step, Step::Refused { channel: Channel::Card });
    let over = w.houses.withdraw(&w.a, id).unwrap();
    assert!(matches!(over, Err(NotTaken::Request(RequestError::NotNow { .. }))), "{over:?}");
}

#[test]
fn pr_04_cg_11_a_refusal_bars_cuts_where_the_account_is_open() {
    let w = world();
    let id = w.houses.ask(&w.b, &wanted(w.ean, default()), ATTEMPT).unwrap().unwrap();
    let mut engine = w.houses.engine();
    let flags = |engine: &mut Engine| {
        let account = engine.account_of(w.ean).unwrap().id;
        let facts = engine.store.facts(&[account]).unwrap().into_iter();
        facts.filter(|fact| fact.kind == "flag").map(|fact| fact.body).collect::<Vec<_>>()
    };
    assert!(flags(&mut engine).is_empty());
    let step = Step::Refused { channel: Channel::Call };
    take(&mut engine, id, step, "desk", instant(NOW)).unwrap().unwrap();
    assert_eq!(flags(&mut engine).len(), 1);
    assert!(flags(&mut engine)[0].contains("refusal"));
    sound(&mut engine);
}

#[test]
fn pr_02_the_command_line_goes_the_way_of_the_pages() {
    use clap::Parser as _;

    #[derive(Debug, clap::Parser)]
    struct Typed {
        #[command(subcommand)]
        command: SupplierCommand,
    }

    let w = world();
    let mut engine = w.houses.engine();
    let now = crate::clock::now();
    let ground = Ground::Default {
        notified: now.day().plus(-30),
        owed: MicroEuro(150_000_000),
        both_energies: false,
    };
    let rules = request_rules(&mut engine, Dso::Ores, now).unwrap();
    let request = Request::open(ground, vec!["RR".to_owned()], "cy", now, &rules).unwrap();
    let id = engine
        .store
        .add_supplier_case(&store::NewSupplierCase {
            dso: Dso::Ores,
            supplier: "A",
            kind: store::SupplierCaseKind::Request,
            ean: Some(w.nobodys()),
            page: "p",
            due: request.due,
            body: &serde_json::to_string(&request).unwrap(),
        })
        .unwrap();
    let mut type_in = |words: &str| {
        let id = id.to_string();
        let words = words.replace("ID", &id);
        let words = std::iter::once("suppliers").chain(words.split(' '));
        let typed = Typed::try_parse_from(words).unwrap();
        let mut out = Vec::new();
        let done = run(&mut engine, &typed.command, false, &mut out);
        let said = String::from_utf8(out).unwrap();
        done.map(|()| said).map_err(|failure| failure.to_string())
    };
    let registers = r#"{"1.8.1":"100.5","1.8.2":"3"}"#;
    let activate =
        format!("activate ID --by an --journey remote --registers {registers} --evidence photo");
    assert!(type_in(&activate).unwrap_err().contains("nobody knows who lives there"));
    type_in(
        "home ID --street Kaai --postcode 5000 --town Namur --language nl --energy electricity",
    )
    .unwrap();
    let yesterday = now.day().previous();
    let early = type_in(&format!("step ID letter-sent --by an --on {yesterday}"));
    assert!(early.unwrap_err().contains("a step lies before"), "it was asked today");
    let sent = type_in("step ID letter-sent --by an --note by-post").unwrap();
    assert!(sent.contains("letter_sent"), "{sent}");
    let activated = type_in(&activate).unwrap();
    assert!(activated.contains("activated"), "{activated}");
    assert!(type_in("judged ID --judgment 26/A/1 --document J").is_err(), "nobody has refused");
    let account = engine.account_of(w.nobodys()).unwrap();
    assert_eq!(engine.store.contact(account.id).unwrap().unwrap().street, "Kaai");
    sound(&mut engine);
}

#[test]
fn pd_02_days_are_seen_with_a_consent_that_holds_and_by_no_former_supplier() {
    let w = world();
    let days = |who: &Visitor| w.houses.detailed(who, w.account()).unwrap();
    assert_eq!(days(&w.b), None, "nobody has agreed");
    let agree = |supplier: &str, until: Option<&str>, at: &str| {
        let mut engine = w.houses.engine();
        let account = engine.account_of(w.ean).unwrap().id;
        let (at, until) = (instant(at), until.map(instant));
        let supplier = supplier.to_owned();
        let consent = SupplierConsent { account, supplier, at, until, by: None };
        engine.store.add_supplier_consent(&consent).unwrap();
    };
    agree("A", Some("2026-12-31T00:00:00+01:00"), "2026-11-01T09:00:00+01:00");
    assert_eq!(days(&w.a), None, "it supplies no more");
    agree("B", Some("2026-12-31T00:00:00+01:00"), "2026-11-05T09:00:00+01:00");
    let seen = days(&w.b).unwrap();
    let lines: Vec<&str> = seen.lines().collect();
    assert_eq!(lines[0], "day,peak_kwh,off_peak_kwh");
    assert!(lines[1].starts_with("2026-11-03,"), "{seen}");
    assert_eq!(w.houses.consents(&w.b).unwrap()[0].last.to_string(), "2026-12-30");
    let mut looks = w.looks();
    looks.sort_unstable();
    assert_eq!(looks, [String::new(), "thirty_days".to_owned()].map(|saw| (w.b.person, saw)));
    agree("B", None, "2026-11-06T09:00:00+01:00");
    assert_eq!(days(&w.b), None, "taken away");
    assert_eq!(w.houses.consents(&w.b).unwrap(), []);
}

#[test]
fn pa_35_a_dispute_is_answered_and_read_by_its_supplier_alone() {
    let w = world();
    let wanted = DisputeWanted {
        subject: Subject::Settlement,
        about: "2026-11".to_owned(),
        words: "T-1 is missing".to_owned(),
        evidence: vec!["our ledger".to_owned()],
    };
    let open = |who: &Visitor| w.houses.open_dispute(who, &wanted, ATTEMPT).unwrap();
    let id = open(&w.a).unwrap();
    assert_eq!(open(&w.a), Ok(id));
    assert_eq!(w.houses.disputes(&w.b).unwrap(), []);
    let more = || Some(("and T-9", Vec::new()));
    assert_eq!(w.houses.reply(&w.b, id, more()).unwrap(), Err(NotTaken::Unknown));
    let line = Line {
        at: instant(NOW),
        by: "desk".to_owned(),
        words: "It stands in payout 1.".to_owned(),
        evidence: Vec::new(),
        outcome: None,
    };
    answer(&mut w.houses.engine(), id, line, Outcome::Explained).unwrap().unwrap();
    let told = w.houses.disputes(&w.a).unwrap();
    assert_eq!(told[0].turn, Turn::Supplier);
    assert_eq!(told[0].said[1].outcome, Some(Outcome::Explained));
    w.houses.reply(&w.a, id, more()).unwrap().unwrap();
    w.houses.reply(&w.a, id, None).unwrap().unwrap();
    assert_eq!(w.houses.disputes(&w.a).unwrap()[0].turn, Turn::Closed);
}

#[test]
fn pa_08_the_tariff_names_what_holds_and_what_comes() {
    let w = world();
    let tariff = w.houses.tariff(&w.b).unwrap();
    assert!(tariff.lines.iter().any(|line| !line.social && !line.coming));
    assert_eq!(tariff.counts, [1, 0]);
    assert_eq!(w.houses.tariff(&w.a).unwrap().counts, [0, 0]);
}

/// Who their customers are, whose point is theirs, who agreed, what became of a request: each is a look.
#[test]
fn pd_05_each_page_of_a_supplier_that_names_a_household_is_a_look_at_it() {
    let w = world();
    let looks =
        |who: &Visitor| w.looks().iter().filter(|(person, _)| *person == who.person).count();
    let mut seen = 0;
    let mut one_more = |what: &str| {
        seen += 1;
        assert_eq!(looks(&w.b), seen, "{what}");
    };
    assert_eq!(w.houses.customers(&w.b, None).unwrap().lines.len(), 1);
    one_more("customers");
    w.houses.periods(&w.b, StatementOf::Point(w.ean)).unwrap().unwrap();
    one_more("periods");
    let mut engine = w.houses.engine();
    let (account, until) =
        (engine.account_of(w.ean).unwrap().id, Some(instant("2026-12-31T00:00:00+01:00")));
    let (supplier, at) = ("B".to_owned(), instant("2026-11-05T09:00:00+01:00"));
    let consent = SupplierConsent { account, supplier, at, until, by: None };
    engine.store.add_supplier_consent(&consent).unwrap();
    drop(engine);
    assert_eq!(w.houses.consents(&w.b).unwrap().len(), 1);
    one_more("consents");
    let id = w.houses.ask(&w.b, &wanted(w.ean, default()), ATTEMPT).unwrap().unwrap();
    assert_eq!(w.houses.requests(&w.b).unwrap().len(), 1);
    assert_eq!(looks(&w.b), 3, "what they wrote themselves");
    let mut engine = w.houses.engine();
    take(&mut engine, id, Step::LetterSent, "desk", instant(NOW)).unwrap().unwrap();
    drop(engine);
    assert_eq!(w.houses.requests(&w.b).unwrap().len(), 1);
    one_more("what became of a request");
    // Another's supplier is shown nothing of it, and is noted nowhere.
    assert_eq!(w.houses.periods(&w.c, StatementOf::Point(w.ean)).unwrap(), None);
    assert_eq!(looks(&w.c), 0);
}

/// The night after a handover is not a day of who left: the next household lives there by then.
#[test]
fn pa_28_pa_33_the_last_period_ends_with_the_handover_and_not_with_the_night_after() {
    let w = world();
    let mut engine = w.houses.engine();
    let account = engine.account_of(w.ean).unwrap();
    let gone = Fact::MoveOut { registers: None };
    engine.record(&account, &gone, instant("2026-11-05T09:00:00+01:00")).unwrap();
    night(&mut engine, &account, "2026-11-05", 28);
    let closed = engine.store.account(account.id).unwrap().unwrap().closed_at;
    assert!(closed.is_some_and(|at| at >= instant("2026-11-05T09:00:00+01:00")), "{closed:?}");
    drop(engine);
    // Nobody read the registers on that day: what is charged ends with the day before.
    let told = w.houses.periods(&w.b, StatementOf::Account(account.id)).unwrap().unwrap();
    let whole = ("2026-11-03".to_owned(), "2026-11-04".to_owned(), BilledAt::Move);
    assert_eq!(over(&told), [whole]);
    assert_eq!(told.line.closed, Some("2026-11-05".parse().unwrap()));
}

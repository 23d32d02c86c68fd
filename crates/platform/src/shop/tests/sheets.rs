//! What a shop earned in a month, as it was issued.

use super::{Street, eur, street};
use crate::bank::suspense::Person;
use crate::engine::Engine;
use crate::shop::sheets::{issue, issue_months};
use crate::shop::terms::agree;
use crate::testing::instant;
use calendar::{Instant, SettlementDay};
use portal::shop::{Shop as _, ShopOffice as _, ShopRefused, UndoReason};
use store::Ways;
use units::{Dso, Language};
use vending::{Commission, Means, ShopTerms};

fn two() -> Person {
    let (by, note) = ("an".to_owned(), "a sale that waited".to_owned());
    Person { by, approved_by: Some("bo".to_owned()), note }
}

fn attempt(number: usize) -> String {
    format!("{number:032x}")
}

/// From the second of November on.
fn agreed(street: &Street, rate: Commission) -> Engine {
    let mut engine = Engine::open(&street.url).unwrap();
    let now = *street.now.lock().unwrap();
    let terms = ShopTerms { holding: None, commission: rate };
    agree(&mut engine, "T1", (now.day().next(), terms), &two(), now).unwrap();
    engine
}

const RATE: Commission = Commission { per_sale: units::MicroEuro(100_000), rate_hundredths: 125 };
/// The night after November.
const AFTER: &str = "2026-12-01T06:00:00+01:00";

fn after() -> (SettlementDay, Instant) {
    (instant(AFTER).day(), instant(AFTER))
}

#[test]
fn m_05_the_sheet_of_a_month_is_issued_once_when_it_is_over_and_counts_what_was_sold_in_it() {
    let street = street();
    let mut engine = agreed(&street, RATE);
    // Before anything was agreed on.
    street.sold("40", &attempt(1), Means::Cash);
    street.pass_min(24 * 60);
    street.sold("50.30", &attempt(2), Means::Cash);
    street.sold("19.90", &attempt(3), Means::Card);
    let gone = street.sold("30", &attempt(4), Means::Cash);
    street.shops.undo(street.own(), &gone, UndoReason::Customer).unwrap().unwrap();
    let (day, now) = after();
    let early = issue(&mut engine, (Dso::Ores, "T1"), day.plus(-1), None, now.plus_h(-24));
    assert!(early.unwrap_err().to_string().contains("is not over"));
    assert_eq!(issue_months(&mut engine, Dso::Resa, day, now).unwrap(), 0, "another operator's");
    assert_eq!(issue_months(&mut engine, Dso::Ores, day, now).unwrap(), 1);
    assert_eq!(issue_months(&mut engine, Dso::Ores, day, now).unwrap(), 0, "once");
    let sheets = street.shops.sheets(street.own()).unwrap().unwrap();
    let [sheet] = sheets.as_slice() else { panic!("{sheets:?}") };
    let body = &sheet.body;
    assert_eq!((sheet.number, sheet.issued, body.corrects), (1, now, None));
    assert_eq!((body.operator.as_str(), body.name.as_str()), ("ORES", "Kiosk"));
    assert_eq!(body.last.to_string(), "2026-11-30");
    let [line] = body.lines.as_slice() else { panic!("{:?}", body.lines) };
    assert_eq!((line.from.to_string().as_str(), line.last), ("2026-11-02", body.last));
    assert_eq!((line.sales, line.amount, line.rate), (2, eur("70.20"), RATE));
    // 2 sales are 0.20, and 1.25 % of 70.20 is 0.8775.
    assert_eq!(body.earned, eur("1.08"));
    // Each night asks again, and adds nothing up: what cannot be read would be found.
    let broken = broken("T1", now.plus_h(-24));
    engine.store.keep_sales(&[broken]).unwrap();
    assert!(issue(&mut engine, (Dso::Ores, "T1"), day.plus(-1), Some(&two()), now).is_err());
    assert_eq!(issue_months(&mut engine, Dso::Ores, day, now).unwrap(), 0, "not read once more");
    // A month in which nothing was sold has no sheet.
    let later = instant("2027-01-01T06:00:00+01:00");
    assert_eq!(issue_months(&mut engine, Dso::Ores, later.day(), later).unwrap(), 0);
}

#[test]
fn m_05_a_sheet_stays_as_it_was_issued_and_a_correction_is_another_that_two_people_issue() {
    let street = street();
    let mut engine = agreed(&street, RATE);
    street.pass_min(24 * 60);
    street.sold("50.30", &attempt(2), Means::Cash);
    let (day, now) = after();
    assert_eq!(issue_months(&mut engine, Dso::Ores, day, now).unwrap(), 1);
    let first = street.shops.sheets(street.own()).unwrap().unwrap().remove(0);
    let month = day.plus(-1);
    let again = |engine: &mut Engine, person: Option<&Person>| {
        issue(engine, (Dso::Ores, "T1"), month, person, now.plus_h(2))
    };
    assert_eq!(again(&mut engine, Some(&two())).unwrap(), None, "it is still so");
    // A sale of the month that is known only now.
    street.sold("20", &attempt(5), Means::Cash);
    assert_eq!(issue_months(&mut engine, Dso::Ores, day, now).unwrap(), 0, "not by itself");
    let alone = Person { approved_by: None, ..two() };
    assert!(again(&mut engine, Some(&alone)).is_err(), "one person");
    assert_eq!(again(&mut engine, Some(&two())).unwrap(), Some(2));
    let sheets = street.shops.sheets(street.own()).unwrap().unwrap();
    let [second, kept] = sheets.as_slice() else { panic!("{sheets:?}") };
    assert_eq!(*kept, first);
    let corrects = second.body.corrects.unwrap();
    assert_eq!((corrects.number, corrects.earned), (1, first.body.earned));
    assert_eq!(second.body.lines[0].amount, eur("70.30"));
}

/// A sale that cannot be read, as nothing of ours writes it.
fn broken(terminal: &str, at: Instant) -> store::KeptSale {
    store::KeptSale {
        terminal: terminal.to_owned(),
        number: "broken".to_owned(),
        account: None,
        at,
        in_flight: false,
        promise: false,
        body: "{".to_owned(),
    }
}

#[test]
fn m_05_a_terminal_that_cannot_be_added_up_holds_no_other_up_nor_the_night() {
    let street = street();
    let mut engine = agreed(&street, RATE);
    let now = *street.now.lock().unwrap();
    // Before the other in their order.
    let (id, sees) = ("A1".parse().unwrap(), http_api::Sees::AmountOnly);
    crate::terminals::add(&mut engine.store, &id, Dso::Ores, "Other".to_owned(), sees, now)
        .unwrap();
    let terms = ShopTerms { holding: None, commission: RATE };
    agree(&mut engine, "A1", (now.day().next(), terms), &two(), now).unwrap();
    street.pass_min(24 * 60);
    street.sold("50.30", &attempt(2), Means::Cash);
    let (day, now) = after();
    engine.store.keep_sales(&[broken("A1", now.plus_h(-24))]).unwrap();
    assert!(issue(&mut engine, (Dso::Ores, "A1"), day.plus(-1), None, now).is_err());
    assert_eq!(issue_months(&mut engine, Dso::Ores, day, now).unwrap(), 1, "of the other");
    assert_eq!(street.shops.sheets(street.own()).unwrap().unwrap().len(), 1);
    // The next night asks again, and goes on.
    assert_eq!(issue_months(&mut engine, Dso::Ores, day, now.plus_h(24)).unwrap(), 0);
}

#[test]
fn m_05_a_shop_sees_its_own_sheets_alone() {
    let street = street();
    let mut engine = agreed(&street, RATE);
    street.pass_min(24 * 60);
    street.sold("50.30", &attempt(2), Means::Cash);
    let (day, now) = after();
    assert_eq!(issue_months(&mut engine, Dso::Ores, day, now).unwrap(), 1);
    let (id, sees) = ("T2".parse().unwrap(), http_api::Sees::AmountOnly);
    crate::terminals::add(&mut engine.store, &id, Dso::Ores, "Other".to_owned(), sees, now)
        .unwrap();
    let ways = Ways::empty(Language::Fr, now);
    let role = access::Role::Merchant;
    let person = engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
    engine.store.set_terminal(person, Some("T2"), now).unwrap();
    let other = portal::my::Visitor {
        person,
        role,
        name: String::new(),
        language: Language::Fr,
        session: 1,
    };
    assert_eq!(street.shops.sheets(&other).unwrap().unwrap(), []);
    let nobody = street.shops.sheets(&street.people[2]).unwrap();
    assert_eq!(nobody, Err(ShopRefused::NoTerminal));
}

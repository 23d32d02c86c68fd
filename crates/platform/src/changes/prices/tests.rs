//! Prices that are asked for and published, over a home in memory.

use super::*;
use crate::testing::{ean, empty_with, engine, gas_without_price, instant, move_in, night, sound};
use params::GapKind;
use units::Energy;

fn lines(text: &[&str], now: Instant) -> Vec<FileLine> {
    let of = PriceFile { source: "published", by: "an", now };
    read_prices(&format!("{HEADING}\n{}\n", text.join("\n")), of).unwrap()
}

fn asking(key: Option<&str>) -> Asking<'_> {
    Asking { person: "an", reason: "new quarter", key }
}

fn faults(failure: Failure) -> String {
    failure.to_string()
}

#[test]
fn pa_08_prices_are_published_by_a_second_person_and_never_change_a_settled_day() {
    let (mut engine, account) = engine();
    night(&mut engine, &account, "2026-10-30", 4);
    let now = instant("2026-10-31T12:00:00+01:00");
    let soonest = Soonest::Unsettled;
    let mut refused = |text: &[&str]| {
        let before = engine.store.book_entries(Book::Prices).unwrap().len();
        let said = ask_prices(&mut engine, &lines(text, now), asking(None), soonest, now);
        let after = engine.store.book_entries(Book::Prices).unwrap().len();
        assert_eq!(after, before, "all or none");
        faults(said.unwrap_err())
    };
    assert_eq!(
        refused(&[
            "ORES,electricity,average,1.8.1,2026-11-05,0.31",
            "ORES,electricity,average,1.8.1,2026-10-30,0.31",
            "ORES,gas,average,,2026-11-05,0.05",
            "ORES,gas,average,,2026-11-05,0.06",
            "ORES,gas,average,1.8.1,2026-11-05,0.05",
        ]),
        "line 3: days before 2026-10-31 are settled or have begun at another price; \
         line 5: line 4 has a price of the same register from the same day; \
         line 6: register 1.8.1 of gas is not charged"
    );
    let good = lines(&["ORES,electricity,average,1.8.1,2026-11-05,0.777"], now);
    let number = ask_prices(&mut engine, &good, asking(None), soonest, now).unwrap()[0];
    let publish = |engine: &mut Engine, number: i64, person: &str, now: Instant| {
        approve_prices(engine, &[number], person, soonest, now).is_ok()
    };
    assert!(!publish(&mut engine, number, "an", now), "the same person");
    assert!(publish(&mut engine, number, "bo", now));
    assert!(!publish(&mut engine, number, "bo", now), "once");
    let again = ask_prices(&mut engine, &good, asking(None), soonest, now).unwrap_err();
    assert_eq!(faults(again), "line 2: this price is published already");
    // What waits until its first day is settled is published no more.
    let late = lines(&["ORES,electricity,average,1.8.2,2026-10-31,0.31"], now);
    let late = ask_prices(&mut engine, &late, asking(None), soonest, now).unwrap()[0];
    night(&mut engine, &account, "2026-10-31", 8);
    assert!(!publish(&mut engine, late, "bo", now.plus_h(24)));
}

#[test]
fn o_11_prices_of_one_page_are_one_draft_that_is_asked_for_once_and_published_whole() {
    let (mut engine, account) = engine();
    night(&mut engine, &account, "2026-10-30", 4);
    let now = instant("2026-10-31T12:00:00+01:00");
    let file = lines(
        &["ORES,electricity,social,,2027-01-01,0.25", "ORES,gas,social,,2027-01-01,0.05"],
        now,
    );
    let soonest = Soonest::Tomorrow;
    let numbers = ask_prices(&mut engine, &file, asking(Some("k")), soonest, now).unwrap();
    let again = ask_prices(&mut engine, &file, asking(Some("k")), soonest, now).unwrap();
    assert_eq!((numbers.len(), &numbers), (2, &again), "the same page is the same draft");
    let of = drafts(&mut engine.store).unwrap();
    let draft = of.iter().find(|draft| draft.number == numbers[0]).unwrap();
    assert_eq!(draft.numbers(), numbers);
    assert!(approve_prices(&mut engine, &numbers, "an", soonest, now).is_err());
    approve_prices(&mut engine, &numbers, "bo", soonest, now).unwrap();
    let all = drafts(&mut engine.store).unwrap();
    let draft = all.iter().find(|draft| draft.number == numbers[0]).unwrap();
    assert!(draft.waiting().is_empty());
    assert!(turn_down_prices(&mut engine, &numbers, ("bo", "late"), now).is_err());
}

#[test]
fn o_11_a_check_says_before_and_after_until_when_and_how_many_accounts_are_charged_by_it() {
    let (mut engine, account) = engine();
    move_in(&mut engine, "541449000000000010".parse().unwrap());
    night(&mut engine, &account, "2026-10-30", 4);
    let now = instant("2026-10-31T12:00:00+01:00");
    let file = lines(
        &[
            "ORES,electricity,average,,2026-12-01,0.31",
            "ORES,electricity,average,1.8.2,2026-12-01,0.21",
            "ORES,electricity,average,,2027-01-01,0.33",
        ],
        now,
    );
    let check = check_prices(&mut engine, Dso::Ores, &file, Soonest::Tomorrow, now);
    let check = check.unwrap().unwrap();
    let told: Vec<String> = check
        .of
        .iter()
        .map(|of| {
            let before = of.before.map(|price| price.to_string()).unwrap_or_default();
            let until = of.until.map(|day| day.to_string()).unwrap_or_default();
            assert!(of.over.is_none(), "no day that is over changes");
            format!("{} {} {before}>{} {until} {}", of.register, of.from, of.after, of.accounts)
        })
        .collect();
    let old = engine.books.prices().versions()[0].price;
    assert_eq!(
        told,
        [
            format!("1.8.1 2026-12-01 {old}>0.310000000 2027-01-01 2"),
            format!("1.8.2 2026-12-01 {old}>0.210000000 2027-01-01 2"),
            format!("1.8.1 2027-01-01 {old}>0.330000000  2"),
            format!("1.8.2 2027-01-01 {old}>0.330000000  2"),
        ],
        "a price of one register stands above the one of all"
    );
    assert_eq!(check.uncharged, 0);
}

#[test]
fn pa_08_pa_25_a_night_that_stopped_for_want_of_a_price_goes_on_when_it_is_published() {
    let mut engine = empty_with("sqlite::memory:", &[("gas.energy_factor", "11.186")]);
    let account = move_in(&mut engine, ean());
    night(&mut engine, &account, "2026-10-30", 4);
    let ean = "541449000000000003".parse().unwrap();
    let gas = gas_without_price(&mut engine, ean, "2026-10-31T00:00:00+01:00");
    let (day, midnight): (SettlementDay, SettlementDay) =
        ("2026-10-31".parse().unwrap(), "2026-11-01".parse().unwrap());
    // 8 kWh, and 8 cubic metres.
    let reading = |of: &store::Account, used: i64| store::Reading {
        midnight,
        account: of.id,
        registers: readings::Registers([used, 0]),
        learnt_at: midnight.start().plus_min(1),
    };
    engine.store.record_readings(&[reading(&account, 8_000_000), reading(&gas, 8_000)]).unwrap();
    let settle = |engine: &mut Engine| {
        engine
            .settle(Dso::Ores, day, &mut Vec::new(), &mut |_| {})
            .map_err(|error| error.to_string())
    };
    settle(&mut engine).unwrap_err();
    let now = instant("2026-11-01T12:00:00+01:00");
    let missing = price_alarms(&mut engine, Dso::Ores, now).unwrap();
    let missing = missing.iter().find(|gap| gap.energy == Energy::Gas).unwrap();
    assert_eq!(missing.kind, GapKind::Missing { day }, "the day that waits, not today");
    let soonest = Soonest::Tomorrow;
    let other = lines(&["ORES,electricity,average,,2026-10-31,0.31"], now);
    let other = ask_prices(&mut engine, &other, asking(None), soonest, now).unwrap_err();
    assert_eq!(
        faults(other),
        "line 2: days before 2026-11-02 are settled or have begun at another price"
    );
    let file = lines(&["ORES,gas,average,,2026-10-31,0.05"], now);
    let check = check_prices(&mut engine, Dso::Ores, &file, soonest, now).unwrap().unwrap();
    assert_eq!((check.of[0].before, check.of[0].over), (None, Some((day, day))));
    assert_eq!((check.of[0].accounts, check.uncharged), (0, 1));
    let numbers = ask_prices(&mut engine, &file, asking(None), soonest, now).unwrap();
    approve_prices(&mut engine, &numbers, "bo", soonest, now).unwrap();
    settle(&mut engine).unwrap();
    let rows = engine.store.days(&[account.id, gas.id], day, day).unwrap();
    assert_eq!(rows.len(), 2, "both are charged for the day");
    sound(&mut engine);
}

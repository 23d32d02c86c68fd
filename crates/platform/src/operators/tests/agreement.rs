//! The reconciliation as a page: the same as the command, of what is kept.

use super::*;
use portal::operator::{Agreement, DaysWanted, Teller, Wrong};

#[test]
fn o_09_tp_19_what_the_ledger_has_and_no_terminal_tells_of_is_a_difference_down_to_its_line() {
    let office = office();
    let of = |from: &str, to: &str| {
        let days = DaysWanted { from: day(from), to: day(to) };
        office.rooms.agreement(&office.first, days).unwrap()
    };
    let before = of("2026-10-31", "2026-10-31");
    let names: Vec<&str> = before.ways.iter().map(|way| way.name.as_str()).collect();
    assert_eq!(names, ["bank", "online", "terminals"]);
    assert!(before.ways.iter().all(|way| way.differences.is_empty() && way.faults.is_empty()));
    assert!(before.period.is_none(), "a day is no period");
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let at = instant("2026-10-31T09:00:00+01:00");
    engine.record(&account, &crate::testing::top_up("T-1"), at).unwrap();
    let after = of("2026-10-31", "2026-10-31");
    let all: Vec<_> = after.ways.iter().flat_map(|way| &way.differences).collect();
    let [difference] = all.as_slice() else { panic!("{after:?}") };
    assert!(difference.key.contains("T-1"), "{difference:?}");
    assert!(difference.wrong.contains(&Wrong::Missing(Teller::Outside)), "{difference:?}");
    let sum = "10".parse().unwrap();
    assert!(difference.lines.contains(&(Teller::Ledger, day("2026-10-31"), sum)));
    assert_eq!(of("2026-10-30", "2026-10-30").ways, before_of(&office), "of another day");
    let period = of("2026-10-30", "2026-10-31").period.unwrap().unwrap();
    assert_eq!((period.credited, period.open), (sum, sum));
}

fn before_of(office: &Office) -> Vec<portal::operator::WayView> {
    let days = DaysWanted { from: day("2026-10-29"), to: day("2026-10-29") };
    office.rooms.agreement(&office.first, days).unwrap().ways
}

//! Sheets of what shops earned.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::NewCommissionSheet;
use units::Dso;

on_both! {
    m_05_sheets_have_numbers_of_their_operator_without_a_gap_and_stay_as_they_were_issued
}

fn sheet(dso: Dso, terminal: &str, month: i32, version: i64) -> NewCommissionSheet {
    NewCommissionSheet {
        dso,
        terminal: terminal.to_owned(),
        month: SettlementDay(month),
        version,
        by: "an".to_owned(),
        approved_by: if version == 1 { String::new() } else { "bo".to_owned() },
        note: String::new(),
        body: format!("{terminal} {month} {version}"),
    }
}

fn m_05_sheets_have_numbers_of_their_operator_without_a_gap_and_stay_as_they_were_issued(
    place: &Place,
) {
    let mut store = place.store();
    let mut add = |sheet: &NewCommissionSheet| store.add_commission_sheet(sheet, Instant(9));
    assert_eq!(add(&sheet(Dso::Ores, "T1", 10, 1)).unwrap(), 1);
    assert_eq!(add(&sheet(Dso::Ores, "T2", 10, 1)).unwrap(), 2);
    assert_eq!(add(&sheet(Dso::Resa, "T3", 10, 1)).unwrap(), 1, "a series for each operator");
    // What is refused takes no number.
    assert!(add(&sheet(Dso::Ores, "T1", 10, 1)).is_err(), "once");
    let alone = NewCommissionSheet { approved_by: String::new(), ..sheet(Dso::Ores, "T1", 10, 2) };
    assert!(add(&alone).is_err(), "a correction takes two people");
    let same = NewCommissionSheet { approved_by: "an".to_owned(), ..alone };
    assert!(add(&same).is_err(), "two different ones");
    assert_eq!(add(&sheet(Dso::Ores, "T1", 10, 2)).unwrap(), 3);
    let kept = store.commission_sheets(Dso::Ores, "T1").unwrap();
    let read: Vec<_> = kept.iter().map(|one| (one.number, one.sheet.clone())).collect();
    let issued = [(3, sheet(Dso::Ores, "T1", 10, 2)), (1, sheet(Dso::Ores, "T1", 10, 1))];
    assert_eq!(read, issued, "a correction leaves the one before it");
    assert_eq!(store.commission_sheets(Dso::Resa, "T1").unwrap(), []);
}

//! The files of `shared/data/households`, against the totals of its PROVENANCE and of a count of
//! our own with decimal arithmetic in another language.

use crate::{homes, strict};
use calendar::two_rate_slot;
use headend::{HomeSeries, Import, Mark, Registers, import_file, registers_by_midnight, shift_to};
use std::path::PathBuf;

/// The file, or `None` with a word about it where the data folder is absent.
fn real(name: &str) -> Option<Import> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/households");
    let path = PathBuf::from(folder).join(name);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    let size = path.metadata().unwrap().len();
    let mut last = None;
    let import = import_file(&path, &strict(), &mut |progress| last = Some(progress)).unwrap();
    let last = last.unwrap();
    assert_eq!((last.bytes_read, last.bytes_total), (size, Some(size)));
    assert_eq!(last.rows, import.rows);
    Some(import)
}

/// A line about a home, to compare: what it took and gave, how many days, which are marked, and how
/// many midnights are known.
fn summary(home: &HomeSeries) -> String {
    let mut text =
        format!("{} {} + {} days\n", home.id(), home.first_day(), home.off_take().day_count());
    for series in home.directions() {
        text.push_str(&format!("  {:?} {} kWh\n", series.direction(), series.energy()));
        for (day, marks) in series.marks() {
            for mark in marks {
                text.push_str(&format!("    {day} {mark}\n"));
            }
        }
    }
    let midnights = registers_by_midnight(home, two_rate_slot, Registers::default()).unwrap();
    let (first, last) = (midnights.first().unwrap(), midnights.last().unwrap());
    text.push_str(&format!(
        "  {} midnights, {} to {}\n",
        midnights.len(),
        first.at.to_local_string(),
        last.at.to_local_string()
    ));
    for (obis, value) in last.values() {
        text.push_str(&format!("    {obis} {value} kWh\n"));
    }
    text
}

fn check(name: &str, expected: expect_test::Expect) {
    let Some(import) = real(name) else { return };
    let mut text =
        format!("{} {} rows, ignored {:?}\n", import.format, import.rows, import.ignored_columns);
    for home in homes(import) {
        text.push_str(&summary(&home));
    }
    expected.assert_eq(&text);
}

#[test]
fn fluvius_2021() {
    check(
        "be_fluvius_opendata_meter30_2021.csv.gz",
        expect_test::expect![[r#"
        two-column 35040 rows, ignored []
        be_fluvius_opendata_meter30_2021 2021-01-01 + 365 days
          OffTake 3929.444794 kWh
            2021-03-28 2:00 to 3:00 does not exist, added to the hour after it
            2021-10-31 the second 2:00 to 3:00 is not in the source, zero
          Injection 1325.738545 kWh
            2021-03-28 2:00 to 3:00 does not exist, added to the hour after it
            2021-10-31 the second 2:00 to 3:00 is not in the source, zero
          366 midnights, 2021-01-01T00:00:00+01:00 to 2022-01-01T00:00:00+01:00
            1.8.1 1938.099794 kWh
            1.8.2 1991.345000 kWh
            2.8.1 979.834545 kWh
            2.8.2 345.904000 kWh
    "#]],
    );
}

#[test]
fn energyid_2023() {
    check(
        "be_energyid_home_2023.csv.gz",
        expect_test::expect![[r#"
        iso 35040 rows, ignored []
        be_energyid_home_2023 2023-01-01 + 365 days
          OffTake 2490.864986 kWh
          366 midnights, 2023-01-01T00:00:00+01:00 to 2024-01-01T00:00:00+01:00
            1.8.1 1422.856420 kWh
            1.8.2 1068.008566 kWh
    "#]],
    );
}

#[test]
fn energyid_2024_stops_in_october() {
    check(
        "be_energyid_home_2024.csv.gz",
        expect_test::expect![[r#"
        iso 28896 rows, ignored []
        be_energyid_home_2024 2024-01-01 + 301 days
          OffTake 934.698000 kWh
          302 midnights, 2024-01-01T00:00:00+01:00 to 2024-10-28T00:00:00+01:00
            1.8.1 508.087000 kWh
            1.8.2 426.611000 kWh
    "#]],
    );
}

#[test]
fn evergi_house1_q1() {
    check(
        "be_evergi_house1_2024q1.csv.gz",
        expect_test::expect![[r#"
        iso 8737 rows, ignored ["grid_kw", "pv_kw", "battery_kw", "consumption_kw"]
        be_evergi_house1_2024q1 2024-01-01 + 92 days
          OffTake 552.467000 kWh
            2024-01-01 gap of 4 quarter-hours
            2024-01-02 gap of 30 quarter-hours
            2024-01-03 gap of 49 quarter-hours
            2024-01-15 gap of 33 quarter-hours
            2024-04-01 gap of 88 quarter-hours
          Injection 179.716000 kWh
            2024-01-01 gap of 4 quarter-hours
            2024-01-02 gap of 30 quarter-hours
            2024-01-03 gap of 49 quarter-hours
            2024-01-15 gap of 33 quarter-hours
            2024-04-01 gap of 88 quarter-hours
          88 midnights, 2024-01-02T00:00:00+01:00 to 2024-04-01T00:00:00+02:00
            1.8.1 197.751000 kWh
            1.8.2 354.252000 kWh
            2.8.1 115.289000 kWh
            2.8.2 64.427000 kWh
    "#]],
    );
}

#[test]
fn evergi_house1_q2() {
    check(
        "be_evergi_house1_2024q2.csv.gz",
        expect_test::expect![[r#"
        iso 6720 rows, ignored ["grid_kw", "pv_kw", "battery_kw", "consumption_kw"]
        be_evergi_house1_2024q2 2024-04-08 + 71 days
          OffTake 1083.290300 kWh
            2024-04-08 gap of 68 quarter-hours
            2024-06-17 gap of 28 quarter-hours
          Injection 263.158800 kWh
            2024-04-08 gap of 68 quarter-hours
            2024-06-17 gap of 28 quarter-hours
          70 midnights, 2024-04-09T00:00:00+02:00 to 2024-06-17T00:00:00+02:00
            1.8.1 368.829800 kWh
            1.8.2 714.362500 kWh
            2.8.1 178.773400 kWh
            2.8.2 81.162400 kWh
    "#]],
    );
}

#[test]
fn evergi_house2_q1() {
    check(
        "be_evergi_house2_2024q1.csv.gz",
        expect_test::expect![[r#"
        iso 8737 rows, ignored ["grid_kw", "pv_kw", "battery_kw", "consumption_kw"]
        be_evergi_house2_2024q1 2024-01-01 + 92 days
          OffTake 608.979000 kWh
            2024-01-01 gap of 4 quarter-hours
            2024-01-02 gap of 30 quarter-hours
            2024-01-03 gap of 49 quarter-hours
            2024-01-15 gap of 33 quarter-hours
            2024-04-01 gap of 88 quarter-hours
          Injection 259.633000 kWh
            2024-01-01 gap of 4 quarter-hours
            2024-01-02 gap of 30 quarter-hours
            2024-01-03 gap of 49 quarter-hours
            2024-01-15 gap of 33 quarter-hours
            2024-04-01 gap of 88 quarter-hours
          88 midnights, 2024-01-02T00:00:00+01:00 to 2024-04-01T00:00:00+02:00
            1.8.1 178.227000 kWh
            1.8.2 430.487000 kWh
            2.8.1 183.467000 kWh
            2.8.2 76.166000 kWh
    "#]],
    );
}

#[test]
fn evergi_house2_q2() {
    check(
        "be_evergi_house2_2024q2.csv.gz",
        expect_test::expect![[r#"
        iso 6720 rows, ignored ["grid_kw", "pv_kw", "battery_kw", "consumption_kw"]
        be_evergi_house2_2024q2 2024-04-08 + 71 days
          OffTake 944.335200 kWh
            2024-04-08 gap of 68 quarter-hours
            2024-06-17 gap of 28 quarter-hours
          Injection 535.747100 kWh
            2024-04-08 gap of 68 quarter-hours
            2024-06-17 gap of 28 quarter-hours
          70 midnights, 2024-04-09T00:00:00+02:00 to 2024-06-17T00:00:00+02:00
            1.8.1 286.783700 kWh
            1.8.2 652.257500 kWh
            2.8.1 399.816700 kWh
            2.8.2 125.163400 kWh
    "#]],
    );
}

/// Wh of each home, summed outside.
const ZONNEDAEL_WH: [(&str, i64); 28] = [
    ("K2", 914_867),
    ("K5", 1_187_593),
    ("K9", 1_751_689),
    ("K11", 1_599_050),
    ("K14", 2_289_634),
    ("K16", 979_704),
    ("K19", 1_692_067),
    ("K22", 2_909_614),
    ("K24", 1_173_733),
    ("K26", 529_357),
    ("K28", 1_445_762),
    ("K32", 1_707_705),
    ("K34", 2_035_264),
    ("K36", 2_360_790),
    ("K38", 2_802_578),
    ("K40", 5_290_801),
    ("K42", 2_257_786),
    ("K44", 1_685_554),
    ("K46", 1_140_967),
    ("K50", 1_897_127),
    ("K52", 3_200_337),
    ("K58", 2_183_348),
    ("K61", 2_709_828),
    ("K64", 2_321_054),
    ("K66", 1_039_966),
    ("K68", 1_056_703),
    ("K73", 2_666_431),
    ("K77", 2_538_044),
];

#[test]
fn zonnedael_has_28_homes_of_181_days_and_is_moved_to_2026() {
    let Some(import) = real("nl_zonnedael_2013h1_28hh.csv.gz") else { return };
    let homes = homes(import);
    let energies: Vec<_> =
        homes.iter().map(|home| (home.id(), home.off_take().energy().0 / 1000)).collect();
    assert_eq!(energies, ZONNEDAEL_WH);
    for home in &homes {
        assert_eq!(home.off_take().day_count(), 181);
        assert!(home.injection().is_none());
        let marks: Vec<_> = home.off_take().marks().iter().collect();
        let change = "2013-03-31".parse().unwrap();
        assert_eq!(marks, [(&change, &vec![Mark::SkippedHourFolded])]);
        let midnights = registers_by_midnight(home, two_rate_slot, Registers::default()).unwrap();
        assert_eq!(midnights.len(), 182);

        let moved = shift_to(home, "2026-01-01".parse().unwrap());
        assert_eq!(moved.first_day().to_string(), "2026-01-06");
        assert_eq!(moved.off_take().energy(), home.off_take().energy());
        let marks: Vec<_> = moved.off_take().marks().keys().map(ToString::to_string).collect();
        assert_eq!(
            marks,
            ["2026-03-29", "2026-04-05"],
            "the new change and where the old one is now"
        );
        let midnights = registers_by_midnight(&moved, two_rate_slot, Registers::default()).unwrap();
        let last = midnights.last().unwrap();
        let sum = last.off_take.peak.0 + last.off_take.off_peak.0;
        assert_eq!(sum, home.off_take().energy().0);
    }
}

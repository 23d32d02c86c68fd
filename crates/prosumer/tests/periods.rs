//! What is netted together, with the shipped parameters of each operator.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it stands")]

use calendar::{Instant, SettlementDay};
use params::ParameterBook;
use proptest::prelude::*;
use prosumer::{
    Boundary, BySlot, Compensation, Counted, Flows, Installation, ProsumerParameters, Rate,
    Stretch, compensate, periods,
};
use std::io::Read;
use std::path::PathBuf;
use std::sync::LazyLock;
use units::{Dso, MilliWattHours};

static BOOK: LazyLock<ParameterBook> = LazyLock::new(|| ParameterBook::shipped().unwrap());

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn slots([peak, off_peak]: [i64; 2]) -> BySlot {
    BySlot {
        peak: MilliWattHours(peak * 1_000_000),
        off_peak: MilliWattHours(off_peak * 1_000_000),
    }
}

/// Whole kWh, peak and off-peak.
fn smart(offtake: [i64; 2], injection: [i64; 2]) -> Counted {
    Counted::Separate(Flows { offtake: slots(offtake), injection: slots(injection) })
}

fn stretch(from: Instant, to: Instant, counted: Counted, ended_by: Boundary) -> Stretch {
    Stretch { from, to, counted, ended_by }
}

/// A year of which summer is a surplus, with something in the middle of it.
fn year(middle: Boundary, summer: Counted) -> [Stretch; 2] {
    let (from, to) = (day("2025-03-01").start(), day("2026-03-01").start());
    let at = day("2025-10-01").at(10, 30);
    let winter = smart([600, 900], [100, 50]);
    [stretch(from, at, summer, middle), stretch(at, to, winter, Boundary::YearlyReading)]
}

fn billed(dso: Dso, stretches: &[Stretch], rate: Rate) -> Vec<String> {
    let parameters = ProsumerParameters::new(&BOOK, dso, Instant(i64::MAX));
    let home =
        Installation::accepted(day("2020-01-01"), "5".parse().unwrap(), "5".parse().unwrap());
    let netted = compensate(&home.unwrap(), stretches, rate, &parameters).unwrap();
    netted.iter().map(|part| part.compensation.billed.total().unwrap().to_string()).collect()
}

#[test]
fn ps_04_only_resa_keeps_the_year_whole_when_a_meter_is_swapped() {
    // Summer: 400 taken and 1,200 injected. Winter: 1,500 and 150.
    let swapped = year(Boundary::MeterSwap, smart([200, 200], [1_000, 200]));
    for dso in Dso::ALL {
        let expected: &[&str] =
            if dso == Dso::Resa { &["550.000000"] } else { &["0.000000", "1350.000000"] };
        assert_eq!(billed(dso, &swapped, Rate::Single), expected, "{dso}");
    }
    // Peak 800 - 1,100 is lost, off-peak 1,100 - 250 is billed.
    assert_eq!(billed(Dso::Resa, &swapped, Rate::TwoRate), ["850.000000"]);
}

#[test]
fn ps_04_a_change_of_supplier_a_year_and_a_change_of_regime_end_a_period_everywhere() {
    for boundary in [Boundary::SupplierChange, Boundary::YearlyReading, Boundary::RegimeChange] {
        let parts = year(boundary, smart([200, 200], [1_000, 200]));
        for dso in Dso::ALL {
            assert_eq!(billed(dso, &parts, Rate::Single), ["0.000000", "1350.000000"]);
        }
    }
}

#[test]
fn ps_04_a_disc_and_the_smart_meter_after_it_are_one_year() {
    let single = year(Boundary::MeterSwap, Counted::TurnedBackSingle(MilliWattHours(-800_000_000)));
    assert_eq!(billed(Dso::Resa, &single, Rate::Single), ["550.000000"]);
    let two = year(Boundary::MeterSwap, Counted::TurnedBack(slots([-800, 0])));
    assert_eq!(billed(Dso::Resa, &two, Rate::TwoRate), ["850.000000"]);
    let parameters = ProsumerParameters::new(&BOOK, Dso::Resa, Instant(i64::MAX));
    let whole = periods(&two, &parameters).unwrap();
    assert_eq!(whole[0].counted, Counted::TurnedBack(slots([-300, 850])));
    assert_eq!(whole[0].swaps, [day("2025-10-01").at(10, 30)]);
    assert_eq!((whole[0].from, whole[0].to), (two[0].from, two[1].to));
}

#[test]
fn ps_04_a_kept_year_is_not_netted_before_its_end() {
    let home =
        Installation::accepted(day("2020-01-01"), "5".parse().unwrap(), "5".parse().unwrap());
    let home = home.unwrap();
    let [summer, _] = year(Boundary::MeterSwap, smart([200, 200], [1_000, 200]));
    let netted = |dso| {
        let parameters = ProsumerParameters::new(&BOOK, dso, Instant(i64::MAX));
        compensate(&home, &[summer], Rate::Single, &parameters).map(|periods| periods.len())
    };
    assert_eq!(netted(Dso::Ores), Ok(1));
    assert_eq!(
        netted(Dso::Resa).unwrap_err().to_string(),
        "the meter was swapped at 2025-10-01T10:30:00+02:00 in a year that is kept whole: \
         nothing is netted before its end"
    );
}

#[test]
fn ps_04_whether_a_swap_keeps_the_year_is_a_parameter_of_the_day() {
    let mut book = BOOK.clone();
    let name = "prosumer.swap_keeps_year";
    let scope = params::Scope { dso: Some(Dso::Ores), energy: None };
    let place = book.enter(name, "true", scope, day("2025-10-01"), Instant(0), "an").unwrap();
    book.approve(place, "bo").unwrap();
    let parameters = ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX));
    let mut parts = year(Boundary::MeterSwap, smart([1, 1], [1, 1]));
    assert_eq!(periods(&parts, &parameters).unwrap().len(), 1);
    let eve = day("2025-09-30").at(23, 59);
    (parts[0].to, parts[1].from) = (eve, eve);
    assert_eq!(periods(&parts, &parameters).unwrap().len(), 2);
}

#[test]
fn ps_04_readings_have_to_adjoin_and_the_rule_of_the_day_has_to_be_known() {
    let parameters = ProsumerParameters::new(&BOOK, Dso::Resa, Instant(i64::MAX));
    let mut gap = year(Boundary::MeterSwap, smart([1, 1], [1, 1]));
    gap[1].from = gap[1].from.plus_h(1);
    assert_eq!(
        periods(&gap, &parameters).unwrap_err().to_string(),
        "nothing was counted from 2025-10-01T10:30:00+02:00 to 2025-10-01T11:30:00+02:00"
    );
    let mut back = year(Boundary::MeterSwap, smart([1, 1], [1, 1]));
    back[0].to = back[0].from;
    assert!(periods(&back, &parameters).unwrap_err().to_string().ends_with("are not in order"));
    let (a, b, c) =
        (day("2022-01-01").start(), day("2022-06-01").start(), day("2023-01-01").start());
    let old = [
        stretch(a, b, smart([1, 1], [1, 1]), Boundary::MeterSwap),
        stretch(b, c, smart([1, 1], [1, 1]), Boundary::YearlyReading),
    ];
    assert_eq!(
        periods(&old, &parameters).unwrap_err().to_string(),
        "could not read whether a swap on 2022-06-01 keeps the year"
    );
}

proptest! {
    /// Wherever and however often a meter is swapped in a kept year, the year bills the same.
    #[test]
    fn ps_04_splitting_a_kept_year_at_swaps_changes_nothing(
        parts in proptest::collection::vec(([0i64..900, 0..900], [0i64..900, 0..900]), 1..8),
        two_rate in any::<bool>(),
    ) {
        let rate = if two_rate { Rate::TwoRate } else { Rate::Single };
            let parameters = ProsumerParameters::new(&BOOK, Dso::Resa, Instant(i64::MAX));
        let begin = day("2025-01-01").start();
        let (mut stretches, mut at, mut whole) = (Vec::new(), begin, [[0i64; 2]; 2]);
        for (offtake, injection) in &parts {
            let to = at.plus_h(1_000);
            stretches.push(stretch(at, to, smart(*offtake, *injection), Boundary::MeterSwap));
            at = to;
            for slot in 0..2 {
                whole[0][slot] += offtake[slot];
                whole[1][slot] += injection[slot];
            }
        }
        stretches.last_mut().unwrap().ended_by = Boundary::YearlyReading;
        let joined = periods(&stretches, &parameters).unwrap();
        prop_assert_eq!(joined.len(), 1);
        prop_assert_eq!((joined[0].from, joined[0].to), (begin, at));
        prop_assert_eq!(joined[0].swaps.len(), parts.len() - 1);
        let split = Compensation::of(joined[0].counted, rate).unwrap();
        prop_assert_eq!(split, Compensation::of(smart(whole[0], whole[1]), rate).unwrap());
    }

    /// A year that is not kept whole never bills less than one that is.
    #[test]
    fn ps_04_keeping_the_year_is_never_dearer(
        first in ([0i64..900, 0..900], [0i64..900, 0..900]),
        second in ([0i64..900, 0..900], [0i64..900, 0..900]),
    ) {
        let mut parts = year(Boundary::MeterSwap, smart(first.0, first.1));
        parts[1].counted = smart(second.0, second.1);
        for rate in [Rate::Single, Rate::TwoRate] {
            let sum = |dso| -> i64 {
                billed(dso, &parts, rate).iter().map(|kwh| kwh.parse::<MilliWattHours>().unwrap().0).sum()
            };
            prop_assert!(sum(Dso::Resa) <= sum(Dso::Ores));
        }
    }
}

/// Attribution: Fluvius open data, anonymised meter 30, 2021.
#[test]
fn ps_04_a_real_year_by_quarter_hours() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/households");
    let path = root.join("be_fluvius_opendata_meter30_2021.csv.gz");
    if !path.exists() {
        eprintln!("no data: be_fluvius_opendata_meter30_2021 is not there, nothing was compared");
        return;
    }
    let mut text = String::new();
    let packed = std::fs::read(path).unwrap();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
    let mut year = Flows::default();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let energy = |cell: &str| BySlot { peak: cell.parse().unwrap(), ..BySlot::default() };
        let quarter = Flows { offtake: energy(cells[1]), injection: energy(cells[2]) };
        year = year.plus(quarter).unwrap();
    }
    let netted = Compensation::of(Counted::Separate(year), Rate::Single).unwrap();
    assert_eq!(year.offtake.total().unwrap().to_string(), "3929.444794");
    assert_eq!(year.injection.total().unwrap().to_string(), "1325.738545");
    assert_eq!(netted.billed.total().unwrap().to_string(), "2603.706249");
}

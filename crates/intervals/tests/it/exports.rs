//! Exports, as they look.

use intervals::{Direction, Interval, Quality, Quarter, Register, Series};
use units::MilliWattHours;

fn series() -> Vec<Series> {
    let first = Quarter::starting_at("2026-10-25T02:45:00+02:00".parse().unwrap()).unwrap();
    let interval = |number: i32, energy, quality, register| Interval {
        quarter: Quarter(first.0 + number),
        energy: MilliWattHours(energy),
        quality,
        register,
    };
    vec![Series {
        point: "541449012345678908".parse().unwrap(),
        direction: Direction::OffTake,
        intervals: vec![
            interval(0, 123_456, Quality::Measured, Register::One),
            interval(2, 1, Quality::Estimated, Register::Total),
        ],
    }]
}

#[test]
fn csv_says_a_gap_and_tells_the_two_hours_apart() {
    let mut text = Vec::new();
    assert_eq!(intervals::csv(&series(), &mut text).unwrap(), 3);
    assert_eq!(
        String::from_utf8(text).unwrap(),
        "start,point,direction,energy_kwh,quality,register\n\
         2026-10-25T02:45:00+02:00,541449012345678908,off-take,0.123456,measured,1.8.1\n\
         2026-10-25T02:00:00+01:00,541449012345678908,off-take,,,\n\
         2026-10-25T02:15:00+01:00,541449012345678908,off-take,0.000001,estimated,1.8.0\n"
    );
}

#[test]
fn json_has_a_line_for_each_day() {
    let mut text = Vec::new();
    assert_eq!(intervals::json(&series(), &mut text).unwrap(), 2);
    let line: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(line["quarter_hours"], 100);
    assert_eq!(line["intervals"][1]["start"], "2026-10-25T02:15:00+01:00");
    assert_eq!(line["intervals"][0]["energy_kwh"], "0.123456");
}

#[test]
fn espi_has_a_block_for_each_run_and_comes_back() {
    let mut text = Vec::new();
    intervals::espi(&series(), "2026-11-01T00:00:00Z".parse().unwrap(), &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text.matches("<espi:IntervalBlock>").count(), 2);
    assert!(text.contains("<espi:powerOfTenMultiplier>-3</espi:powerOfTenMultiplier>"));
    assert_eq!(crate::import("x.xml", &text).unwrap().series, series());
    // A reading that is lost is missed, since its block says how long it is.
    let from = text.find("\n<espi:IntervalReading>").unwrap();
    let until = text.find("</espi:IntervalReading>").unwrap() + "</espi:IntervalReading>".len();
    let mut short = text.clone();
    short.replace_range(from..until, "");
    let error = crate::import("x.xml", &short).unwrap_err();
    assert!(
        crate::said(&error).contains("it says that there are 1 quarter-hours, and there are 0")
    );
}

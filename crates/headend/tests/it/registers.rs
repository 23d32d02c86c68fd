//! Files of register values.

use crate::{partial, read, said, strict};
use expect_test::{Expect, expect};
use headend::{Content, Occasion, RegisterReading, RegisterValue};
use units::{Litres, MilliWattHours, ObisCode};

fn readings(text: &str) -> Vec<RegisterReading> {
    match read(text, &strict()).unwrap().content {
        Content::Registers(readings) => readings,
        Content::QuarterHours(_) => panic!("quarter-hours"),
    }
}

fn check(rows: &str, expected: Expect) {
    let error = read(&format!("at,ean,obis,value,mark\n{rows}"), &strict()).unwrap_err();
    let mut text = said(&error);
    if let headend::ImportError::BadLines { problems, .. } = &error {
        for problem in problems.listed().iter().skip(1) {
            text.push_str(&format!("\n{problem}"));
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn mt_01_the_register_tells_the_unit() {
    let seen = readings(
        "at,ean,obis,value\n\
         2026-11-02T00:00:00+01:00,541449012345678908,1.8.1,1253.112\n\
         2026-11-01T23:00:00Z,541449012345678908,1-0:1.8.2,0.000001\n\
         2026-11-02T00:00:00+01:00,541449012345678908,24.2.3,112.384\n",
    );
    let values: Vec<_> = seen.iter().map(|reading| (reading.obis, reading.value)).collect();
    assert_eq!(
        values,
        [
            (ObisCode::IMPORT_PEAK, RegisterValue::Energy(MilliWattHours(1_253_112_000))),
            (ObisCode::IMPORT_OFF_PEAK, RegisterValue::Energy(MilliWattHours(1))),
            (ObisCode::GAS_VOLUME, RegisterValue::Volume(Litres(112_384))),
        ]
    );
    assert!(seen.iter().all(|reading| reading.at == seen[0].at));
    assert_eq!(seen.iter().map(|reading| reading.line).collect::<Vec<_>>(), [2, 3, 4]);
}

#[test]
fn a_reading_between_midnights_is_marked() {
    let seen = readings(
        "at,ean,obis,value,mark,who\n\
         2026-11-02T10:30:00+01:00,541449012345678908,1.8.1,5,spot,me\n\
         2026-03-30T00:00:00+02:00,541449012345678908,1.8.1,4,,me\n",
    );
    let occasions: Vec<_> = seen.iter().map(|reading| reading.occasion).collect();
    assert_eq!(occasions, [Occasion::Spot, Occasion::Midnight]);
}

#[test]
fn lines_that_are_no_reading() {
    check(
        "2026-11-02T00:00:00+01:00,541449012345678907,1.8.1,1,\n\
         2026-11-02T00:00:00+01:00,541449,1.8.1,1,\n\
         2026-11-02T00:00:00+01:00,541449012345678908,1.7.0,1,\n\
         2026-11-02T00:00:00+01:00,541449012345678908,peak,1,\n\
         2026-11-02T00:00:00+01:00,541449012345678908,1.8.1,1.2345678,\n\
         2026-11-02T00:00:00+01:00,541449012345678908,24.2.3,1.2345,\n\
         2026-11-02T00:00:00+01:00,541449012345678908,1.8.1,,\n\
         2026-11-02T00:00:00+01:00,541449012345678908,1.8.1,-1,\n\
         2026-11-02T00:00:00Z,541449012345678908,1.8.1,1,\n\
         2026-07-02T00:00:00+01:00,541449012345678908,1.8.1,1,\n\
         2026-11-02T00:00:00,541449012345678908,1.8.1,1,\n\
         2026-11-02T00:00:00+01:00,541449012345678908,1.8.1,1,swap\n\
         2026-11-02T00:00:00+01:00,541449012345678908,1.8.1\n",
        expect![[r#"
            nothing of `x.csv` was imported, 13 of its lines or cells are wrong: line 2 of `x.csv`: EAN `541449012345678907` has a wrong check digit, `8` would be right
            line 3 of `x.csv`: EAN `541449` does not have 18 digits
            line 4 of `x.csv`: `1.7.0` is no register that is imported (1.8.1, 1.8.2, 2.8.1, 2.8.2, 24.2.3)
            line 5 of `x.csv`: `peak` is no register that is imported (1.8.1, 1.8.2, 2.8.1, 2.8.2, 24.2.3)
            line 6 of `x.csv`: register 1.8.1 of EAN `541449012345678908` has `1.2345678`, more than 6 decimals
            line 7 of `x.csv`: register 24.2.3 of EAN `541449012345678908` has `1.2345`, more than 3 decimals
            line 8 of `x.csv`: register 1.8.1 of EAN `541449012345678908` has no value
            line 9 of `x.csv`: register 1.8.1 of EAN `541449012345678908` has `-1`, which is negative
            line 10 of `x.csv`: `2026-11-02T00:00:00Z` is not a local midnight in Brussels, and the line is not marked `spot`
            line 11 of `x.csv`: `2026-07-02T00:00:00+01:00` is not a local midnight in Brussels, and the line is not marked `spot`
            line 12 of `x.csv`: `2026-11-02T00:00:00` has no offset such as +01:00
            line 13 of `x.csv`: mark `swap` is not known (known are `spot` and nothing)
            line 14 of `x.csv`: it has 3 columns, the header has 5"#]],
    );
}

#[test]
fn the_same_reading_twice_counts_once_and_two_values_are_refused() {
    let line = "2026-11-02T00:00:00+01:00,541449012345678908,1.8.1,1,\n";
    let text = format!("at,ean,obis,value,mark\n{line}{line}");
    let import = read(&text, &strict()).unwrap();
    assert_eq!((import.rows, import.duplicate_rows), (2, 1));
    let other = "2026-11-01T23:00:00Z,541449012345678908,1.8.1,2,\n";
    check(
        &format!("{line}{other}"),
        expect![
            "nothing of `x.csv` was imported, 1 of its lines or cells are wrong: line 3 of `x.csv`: register 1.8.1 of EAN `541449012345678908` has `2`, line 2 has another value for the same time"
        ],
    );
    let good = "2026-11-03T00:00:00+01:00,541449012345678908,1.8.1,3,\n";
    let import = read(&format!("{text}{other}{good}"), &partial()).unwrap();
    let Content::Registers(readings) = import.content else { panic!("quarter-hours") };
    assert_eq!(readings.iter().map(|reading| reading.line).collect::<Vec<_>>(), [5]);
    assert!(read(&format!("{text}{other}"), &partial()).is_err(), "nothing good is left");
}

#[test]
fn a_header_alone_gives_nothing() {
    check("", expect!["`x.csv` has a header but no rows"]);
}

//! Quarter-hours by the command line, from a file to a share.

use super::*;
use crate::failure::chain;
use std::fmt::Write as _;
use std::path::Path;

struct Case {
    folder: tempfile::TempDir,
    url: String,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("t.db").display());
        Self { folder, url }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn import(&self, file: PathBuf, partial: bool) -> Result<serde_json::Value, String> {
        let asked = ImportAsked {
            spread: false,
            file,
            format: None,
            partial,
            shift_to: None,
            homes: Vec::new(),
            learnt_at: None,
            dso: Some(Dso::Ores),
            place: Place::default(),
        };
        let mut out = Vec::new();
        match import(&self.url, &asked, true, &mut out) {
            Ok(()) => Ok(serde_json::from_slice(&out).unwrap()),
            Err(failure) => Err(chain(failure.as_ref())),
        }
    }

    fn asked(&self, point: &str, version: Option<i32>) -> Asked {
        Asked {
            point: point.parse().unwrap(),
            from: "2026-01-06".parse().unwrap(),
            until: "2026-01-08".parse().unwrap(),
            version,
            dso: Some(Dso::Ores),
            place: Place::default(),
        }
    }

    fn run(&self, asked: &Intervals) -> Vec<serde_json::Value> {
        let mut out = Vec::new();
        run(&self.url, asked, true, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A day of quarter-hours for members, each with its off-take and injection in Wh.
fn day_of(members: &[(&str, u32, u32)], skip: Option<u32>) -> String {
    let mut text = "start,member,offtake_kwh,injection_kwh\n".to_owned();
    for quarter in (0..96).filter(|quarter| Some(*quarter) != skip) {
        for (member, offtake, injection) in members {
            let (hour, minute) = (quarter / 4, quarter % 4 * 15);
            writeln!(
                text,
                "2026-01-06T{hour:02}:{minute:02}:00+01:00,{member},0.{offtake:03},0.{injection:03}"
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn es_14_a_file_is_kept_once_and_later_ones_are_versions() {
    let case = Case::new();
    let first = case.file("a.csv", &day_of(&[("P1", 100, 0)], None));
    let said = case.import(first.clone(), false).unwrap();
    assert_eq!(
        (&said["version"], &said["known"], &said["quarter_hours"]),
        (&1.into(), &false.into(), &192.into())
    );
    let said = case.import(first, false).unwrap();
    assert_eq!((&said["version"], &said["known"]), (&1.into(), &true.into()));
    let second = case.file("b.csv", &day_of(&[("P1", 200, 0)], None));
    assert_eq!(case.import(second, false).unwrap()["version"], 2);
    let kwh = |version| {
        let lines = case.run(&Intervals::Show(case.asked("P1", version)));
        lines[0]["kwh"].as_str().unwrap().to_owned()
    };
    assert_eq!([kwh(None), kwh(Some(1))], ["19.200000", "9.600000"]);
    let of = || OfOperator { dso: Dso::Ores, place: Place::default() };
    let folded = case.run(&Intervals::Compact(Compact { of: of(), at_least: 2 }));
    assert_eq!((&folded[0]["files_before"], &folded[0]["parts"]), (&2.into(), &1.into()));
    assert_eq!([kwh(None), kwh(Some(1))], ["19.200000", "9.600000"]);
    assert_eq!(case.run(&Intervals::Versions(of())).len(), 2);
    assert_eq!(case.run(&Intervals::Verify(of()))[0]["changed"], 0);
}

#[test]
fn a_bad_file_leaves_nothing() {
    let case = Case::new();
    let bad = case.file("a.csv", &day_of(&[("P1", 100, 0)], Some(41)));
    let said = case.import(bad.clone(), false).unwrap_err();
    assert!(said.contains("line 43 of `a.csv`"), "{said}");
    assert!(said.contains("95 quarter-hours on 2026-01-06, a day of 96"), "{said}");
    assert!(!Path::new(&format!("{}.intervals", case.url.trim_start_matches("sqlite:"))).exists());
    let kept = case.import(bad, true).unwrap();
    assert_eq!((&kept["quarter_hours"], &kept["problems"]), (&190.into(), &2.into()));
    let found = case.run(&Intervals::Check(check::Check {
        asked: Asked { until: "2026-01-07".parse().unwrap(), ..case.asked("P1", None) },
        tolerance_wh: 50,
    }));
    assert_eq!(found[0]["finding"], "gap");
    assert_eq!(found[0]["from"], "2026-01-06T10:15:00+01:00");
}

/// At two rates the calendar says which register a quarter-hour belongs to; a home at one rate has no such
/// calendar, and its meter may count on either.
#[test]
fn mt_05_registers_are_compared_by_the_tariff_of_the_home() {
    for (rates, expected) in
        [(prepay::Rates::Two, "wrong_calendar"), (prepay::Rates::Single, "match")]
    {
        let case = Case::new();
        let mut engine = crate::testing::empty(&case.url);
        let ean = crate::testing::ean();
        let registers = [units::ObisCode::IMPORT_PEAK, units::ObisCode::IMPORT_OFF_PEAK];
        let registers = registers.map(|register| (register, "0".to_owned()));
        let opening = crate::engine::Opening {
            start: timeline::Fact::Activate { registers: registers.into_iter().collect() },
            protected: Vec::new(),
            basis: guards::LawfulBasis::Request { id: "R-1".into() },
            answers: None,
            area: None,
            notices_are_facts: false,
            closing: None,
        };
        let group = prepay::TariffGroup { energy: units::Energy::Electricity, rates };
        let begin = crate::testing::instant("2026-01-06T00:00:00+01:00");
        engine.open_account(ean, Dso::Ores, group, begin, &opening).unwrap();
        let account = engine.account_of(ean).unwrap().id;
        // 9.6 kWh that day, all of it on the first register.
        let reading = |day: &str, mwh: i64| store::Reading {
            midnight: day.parse().unwrap(),
            account,
            registers: readings::Registers([mwh, 0]),
            learnt_at: crate::testing::instant("2026-01-07T00:05:00+01:00"),
        };
        let readings = [reading("2026-01-06", 0), reading("2026-01-07", 9_600_000)];
        engine.store.record_readings(&readings).unwrap();
        let point = ean.to_string();
        let file = case.file("a.csv", &day_of(&[(&point, 100, 0)], None));
        case.import(file, false).unwrap();
        let checked = case.run(&Intervals::Check(check::Check {
            asked: case.asked(&point, None),
            tolerance_wh: 50,
        }));
        let said: Vec<_> = checked.iter().filter_map(|one| one["registers"].as_str()).collect();
        assert_eq!(said, [expected], "{checked:?}");
    }
}

#[test]
fn an_export_is_read_back_and_shared() {
    let case = Case::new();
    let members = [("A", 5, 0), ("B", 3, 0), ("G", 0, 12)];
    let text = day_of(&members, None);
    case.import(case.file("a.csv", &text), false).unwrap();
    for (format, name) in [
        (export::As::Csv, "x.csv"),
        (export::As::Espi, "x.xml"),
        (export::As::Parquet, "x.parquet"),
    ] {
        let output = case.folder.path().join(name);
        let asked = export::Export { asked: case.asked("A", None), format, output: output.clone() };
        let said = case.run(&Intervals::Export(asked));
        assert_eq!(said[0]["rows"], 192);
        if format != export::As::Parquet {
            let import = ::intervals::import_file(&output, &Default::default()).unwrap();
            assert_eq!(import.series[0].energy().0, 96 * 5_000);
        }
    }
    // The same share of the text as of the columns.
    let import = ::intervals::import_file(&case.file("a.csv", &text), &Default::default()).unwrap();
    let columns = case.folder.path().join("all.parquet");
    ::intervals::parquet(&import.series, &columns).unwrap();
    let group = case
        .file("group.json", r#"{"key":"pro_rata","members":[{"id":"A"},{"id":"B"},{"id":"G"}]}"#);
    let share = |input: PathBuf, name: &str| {
        let output = case.folder.path().join(name);
        let asked = crate::share::Allocate {
            group: group.clone(),
            input,
            output: output.clone(),
            summary: true,
        };
        crate::share::run("", crate::share::Share::Allocate(asked), true, &mut Vec::new()).unwrap();
        std::fs::read_to_string(output).unwrap()
    };
    let by_columns = share(columns, "columns.csv");
    let rows = |text: &str| {
        let cells = text.lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0].to_owned(), cells[1].to_owned(), cells[4..].join(","))
        });
        cells.collect::<Vec<_>>()
    };
    assert_eq!(rows(&by_columns), rows(&share(case.folder.path().join("a.csv"), "text.csv")));
    assert_eq!(by_columns.lines().count(), 1 + 3 * 96);
}

#[test]
fn files_of_columns_still_give_midnight_registers() {
    let case = Case::new();
    let wide = case.file("w.csv", "start_local,K2\n2026-01-06T00:00,100\n");
    assert!(!claims(&wide, None).unwrap());
    assert!(!claims(&wide, Some("wide")).unwrap());
    let members = case.file("m.csv", &day_of(&[("A", 5, 0)], None));
    assert!(claims(&members, None).unwrap());
    assert!(claims(&members, Some("members")).unwrap());
    let registers = case.file("r.csv", "at,ean,obis,value\n");
    assert!(!claims(&registers, None).unwrap());
}

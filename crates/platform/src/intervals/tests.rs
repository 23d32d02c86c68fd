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

#[test]
fn pa_39_a_hole_is_estimated_by_command_planned_first_and_kept_as_a_version_of_its_own() {
    let case = Case::new();
    // Three weeks of Tuesdays and what lies between, one hour of the last lost.
    let mut text = "start,member,offtake_kwh,injection_kwh\n".to_owned();
    for number in 0..22 {
        let day = "2026-01-06".parse::<SettlementDay>().unwrap().plus(number);
        for quarter in 0..96 {
            if number == 21 && (40..44).contains(&quarter) {
                continue;
            }
            let (hour, minute) = (quarter / 4, quarter % 4 * 15);
            writeln!(text, "{day}T{hour:02}:{minute:02}:00+01:00,P1,0.100,0.000").unwrap();
        }
    }
    case.import(case.file("a.csv", &text), true).unwrap();
    let asked = |plan| {
        Intervals::Estimate(estimate::Estimate {
            point: "P1".parse().unwrap(),
            from: "2026-01-27".parse().unwrap(),
            until: "2026-01-28".parse().unwrap(),
            direction: ::intervals::Direction::OffTake,
            plan,
            by: "an".into(),
            dso: Some(Dso::Ores),
            place: Place::default(),
        })
    };
    let show = || {
        let from = "2026-01-27".parse().unwrap();
        let until = "2026-01-28".parse().unwrap();
        case.run(&Intervals::Show(Asked { from, until, ..case.asked("P1", None) }))[0].clone()
    };
    let planned = case.run(&asked(true));
    assert_eq!((&planned[0]["estimated"], &planned[0]["basis"]), (&4.into(), &"like_days".into()));
    assert_eq!(planned[1]["version"], serde_json::Value::Null);
    assert_eq!(show()["known"], 92, "a plan keeps nothing");
    let kept = case.run(&asked(false));
    assert_eq!((&kept[0]["kwh"], &kept[1]["version"]), (&"0.400000".into(), &2.into()));
    assert_eq!((&show()["known"], &show()["estimated"]), (&96.into(), &4.into()));
    // Once more there is nothing to do.
    assert_eq!(case.run(&asked(false))[0]["estimated"], 0);
}

/// A home at two rates, 0.40 EUR at peak and 0.30 off peak, that takes 0.125 kWh in each quarter-hour of two days; its
/// meter counts all of it in the first register.
fn follows_another_calendar(case: &Case) -> (crate::engine::Engine, store::Account) {
    let mut engine = crate::testing::empty(&case.url);
    let price = params::PriceVersion {
        version: 0,
        dso: Dso::Ores,
        energy: units::Energy::Electricity,
        basis: params::PriceBasis::Average,
        register: Some(units::ObisCode::IMPORT_OFF_PEAK),
        from: "2020-01-01".parse().unwrap(),
        price: "0.30".parse().unwrap(),
        recorded_at: calendar::Instant(0),
        entered_by: "first".into(),
        approved_by: None,
        source: "test".into(),
    };
    let number = crate::books::enter_price(&mut engine.store, &price).unwrap();
    engine.store.approve(store::Book::Prices, number, "second").unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let home = crate::testing::move_in(&mut engine, crate::testing::ean());
    let meter = store::Meter {
        serial: "A1".into(),
        placed_at: crate::testing::instant("2026-10-30T00:00:00+01:00"),
        removed_at: None,
        dso: Dso::Ores,
        ean: home.ean,
        energy: units::Energy::Electricity,
        profile: "be-single-phase".into(),
        place: "127.0.0.1:1".into(),
        hdlc_physical: None,
        server: None,
        cell: "cell".into(),
        title: None,
        read_midnight: None,
        behind: None,
    };
    engine.store.place_meters(&[meter], false).unwrap();
    let quarter = |day: &str| ::intervals::Quarter::first_of(day.parse().unwrap()).0;
    let intervals = (quarter("2026-10-30")..quarter("2026-11-01")).map(|number| {
        let (quality, register) = (::intervals::Quality::Measured, ::intervals::Register::Total);
        let (quarter, energy) = (::intervals::Quarter(number), units::MilliWattHours(125_000));
        ::intervals::Interval { quarter, energy, quality, register }
    });
    let series = Series {
        point: home.ean.into(),
        direction: ::intervals::Direction::OffTake,
        intervals: intervals.collect(),
    };
    let source = ::intervals::Source {
        name: "q".into(),
        sha256: "q".into(),
        learnt_at: crate::testing::instant("2026-11-01T06:00:00+01:00"),
    };
    let mut kept = open(&case.url, &Place::default()).unwrap();
    kept.add(Dso::Ores, &[series], &source).unwrap();
    crate::testing::night(&mut engine, &home, "2026-10-30", 12);
    crate::testing::night(&mut engine, &home, "2026-10-31", 24);
    (engine, home)
}

#[test]
fn mt_05_pa_38_a_known_issue_names_its_days_and_two_people_have_them_charged_anew() {
    let case = Case::new();
    let (mut engine, home) = follows_another_calendar(&case);
    let mut kept = open(&case.url, &Place::default()).unwrap();
    let now = crate::testing::instant("2026-11-01T10:00:00+01:00");
    // Of its first day no midnight was read that opens it.
    let days = ["2026-10-31"].map(|day| {
        let in_peak_too_much = units::MilliWattHours(7_500_000);
        (day.parse().unwrap(), ::intervals::DayCheck::WrongCalendar { in_peak_too_much })
    });
    assert_eq!(issues::issues(&mut engine, &mut kept, Dso::Ores, now).unwrap(), []);
    assert!(issues::report(&mut engine, &home, &days, now).unwrap());
    assert!(!issues::report(&mut engine, &home, &days, now).unwrap(), "each day once");
    let told = issues::told(&mut engine, Dso::Ores).unwrap();
    assert_eq!((told.len(), told[0].days, told[0].corrected), (1, 1, 0));
    let found = issues::issues(&mut engine, &mut kept, Dso::Ores, now).unwrap();
    // At peak from 07 to 11 and from 17 to 22: 36 quarter-hours of 96.
    let wrong: Vec<_> = found[0].wrong.iter().map(|one| (one.too_much.0, one.gives_back)).collect();
    assert_eq!(wrong, [(7_500_000, Some("0.75".parse().unwrap()))]);
    assert_eq!((found[0].gives_back(), found[0].follows_again), ("0.75".parse().unwrap(), false));
    let by = issues::By { first: "an", second: None };
    assert_eq!(issues::correct(&mut engine, &found[0], by, now).unwrap(), 1);
    assert_eq!(issues::correct(&mut engine, &found[0], by, now).unwrap(), 0, "once");
    assert_eq!(issues::told(&mut engine, Dso::Ores).unwrap(), []);
    // The next run charges 4.5 and 7.5 kWh for 12 kWh at peak, by a line of its own.
    crate::testing::night(&mut engine, &home, "2026-11-01", 24);
    let entries = engine.store.entries(&[home.id]).unwrap().into_iter();
    let corrections: Vec<i64> = entries
        .filter(|entry| entry.kind == ledger::EntryKind::Correction)
        .map(|entry| {
            let own = entry.transaction.postings().iter();
            let own = own.filter(|one| one.account == ledger::LedgerAccount::CustomerCredit);
            own.map(|one| -one.amount.0).sum()
        })
        .collect();
    assert_eq!(corrections, [750_000], "the household has it back");
    crate::testing::sound(&mut engine);
    let left = issues::issues(&mut engine, &mut kept, Dso::Ores, now).unwrap();
    assert!(left[0].wrong.is_empty() && left[0].corrected.len() == 1);
}

#[test]
fn mt_05_tp_25_above_the_limit_a_second_person_approves() {
    let case = Case::new();
    let (mut engine, home) = follows_another_calendar(&case);
    let now = crate::testing::instant("2026-11-01T10:00:00+01:00");
    let wrong = issues::WrongDay {
        day: "2026-10-30".parse().unwrap(),
        too_much: units::MilliWattHours(7_500_000),
        gives_back: Some("-1000.00".parse().unwrap()),
    };
    let issue = issues::Issue {
        account: home.clone(),
        meter: "A1".into(),
        since: wrong.day,
        wrong: vec![wrong],
        corrected: Default::default(),
        injected: Vec::new(),
        follows_again: false,
    };
    for second in [None, Some("an")] {
        let by = issues::By { first: "an", second };
        let why = issues::correct(&mut engine, &issue, by, now).unwrap_err();
        assert!(why.to_string().contains("a second person has to approve"), "{why}");
    }
    let by = issues::By { first: "an", second: Some("bo") };
    assert_eq!(issues::correct(&mut engine, &issue, by, now).unwrap(), 1);
}

const WRONG: ::intervals::DayCheck =
    ::intervals::DayCheck::WrongCalendar { in_peak_too_much: units::MilliWattHours(7_500_000) };

/// The household has left on Sunday 1 November, and its book is closed.
fn has_left(engine: &mut crate::engine::Engine, home: &store::Account) -> store::Account {
    let gone = timeline::Fact::MoveOut { registers: None };
    engine.record(home, &gone, crate::testing::instant("2026-11-01T11:00:00+01:00")).unwrap();
    crate::testing::nights(engine, &[], "2026-11-01");
    let home = engine.store.account(home.id).unwrap().unwrap();
    assert!(home.closed_at.is_some());
    home
}

#[test]
fn mt_05_pa_38_who_has_moved_out_after_the_wrong_days_is_owed_what_they_give_back() {
    use crate::agents::queues::found_in;
    use portal::agent::Queue;
    // Found while they lived there, when they had left, or at the household after them.
    for found in ["before", "after", "next"] {
        let case = Case::new();
        let (mut engine, home) = follows_another_calendar(&case);
        let mut kept = open(&case.url, &Place::default()).unwrap();
        let morning = crate::testing::instant("2026-11-01T10:00:00+01:00");
        let days = ["2026-10-30", "2026-10-31"].map(|day| (day.parse().unwrap(), WRONG));
        if found == "before" {
            assert!(issues::report(&mut engine, &home, &days, morning).unwrap());
        }
        let home = has_left(&mut engine, &home);
        let now = crate::testing::instant("2026-11-02T10:00:00+01:00");
        if found == "after" {
            assert!(issues::report(&mut engine, &home, &days, now).unwrap());
            assert!(!issues::report(&mut engine, &home, &days, now).unwrap(), "once");
        }
        if found == "next" {
            let opened = "2026-11-02T08:00:00+01:00";
            let next = crate::testing::move_in_at(&mut engine, home.ean, opened);
            let days = [("2026-11-02".parse().unwrap(), WRONG)];
            assert!(issues::report(&mut engine, &next, &days, now).unwrap());
        }
        let of_home = |engine: &mut crate::engine::Engine, kept: &mut _| {
            let all = issues::issues(engine, kept, Dso::Ores, now).unwrap();
            all.into_iter().filter(|one| one.account.id == home.id).collect::<Vec<_>>()
        };
        let all = of_home(&mut engine, &mut kept);
        assert_eq!(all.len(), 1, "{found}");
        let wrong: Vec<_> = all[0].wrong.iter().map(|one| one.day.to_string()).collect();
        assert_eq!(
            (wrong, all[0].gives_back()),
            (vec!["2026-10-31".to_owned()], "0.75".parse().unwrap())
        );
        let told = |engine: &mut crate::engine::Engine| {
            let all = issues::told(engine, Dso::Ores).unwrap();
            all.iter().filter(|one| one.since < home.closed_at.unwrap().day()).count()
        };
        assert_eq!(told(&mut engine), usize::from(found != "next"), "{found}");
        let waits = |engine: &mut crate::engine::Engine| -> Vec<_> {
            let all = found_in(engine, Queue::MeterAlarms, now).unwrap().into_iter();
            let owed = all.filter(|one| one.what == portal::agent::CALENDAR_OWED);
            owed.map(|one| one.amount.unwrap().to_string()).collect()
        };
        assert_eq!(waits(&mut engine), [""; 0], "nobody has decided");
        let by = issues::By { first: "an", second: Some("bo") };
        assert_eq!(issues::correct(&mut engine, &all[0], by, now).unwrap(), 1);
        assert_eq!(issues::correct(&mut engine, &all[0], by, now).unwrap(), 0, "once");
        assert_eq!(of_home(&mut engine, &mut kept), []);
        assert_eq!(told(&mut engine), 0, "{found}");
        assert_eq!(waits(&mut engine), ["0.750000"]);
        let paid = |eur: &str, how: &str| {
            let (by, how) = ("an".to_owned(), how.to_owned());
            let paid = crate::paid::Paid { eur: eur.parse().unwrap(), by, how, approved_by: None };
            issues::Settled { account: home.id, paid }
        };
        assert!(issues::settle(&mut engine, &paid("0.75", " "), now).is_err(), "says how");
        let less = issues::settle(&mut engine, &paid("0.5", "transfer 17"), now).unwrap_err();
        assert_eq!(less.to_string(), "0.750000 EUR wait by now, not 0.500000");
        issues::settle(&mut engine, &paid("0.75", "transfer 17"), now).unwrap();
        assert!(issues::settle(&mut engine, &paid("0.75", "transfer 17"), now).is_err(), "once");
        // Nor is it asked back when its days lie further behind than days are looked at.
        for later in ["2027-11-20T10:00:00+01:00", "2027-12-20T10:00:00+01:00"] {
            let now = crate::testing::instant(later);
            let all = issues::issues(&mut engine, &mut kept, Dso::Ores, now).unwrap();
            assert!(all.iter().all(|one| one.account.id != home.id), "{found} {later}");
        }
        assert_eq!(waits(&mut engine), [""; 0]);
        assert_eq!(of_home(&mut engine, &mut kept), []);
        // A day that is found when people have decided is told again.
        if found != "next" {
            let more = [("2026-10-30".parse().unwrap(), WRONG); 3];
            let later = crate::testing::instant("2026-11-03T10:00:00+01:00");
            assert!(issues::report(&mut engine, &home, &more, later).unwrap());
            assert_eq!(told(&mut engine), 1, "{found}");
        }
        // Its book stays as it was closed.
        let entries = engine.store.entries(&[home.id]).unwrap();
        assert!(entries.iter().all(|entry| entry.kind != ledger::EntryKind::Correction));
        crate::testing::sound(&mut engine);
    }
}

#[test]
fn mt_05_tp_25_what_is_owed_to_who_has_left_needs_two_people_above_the_limit() {
    let case = Case::new();
    let (mut engine, home) = follows_another_calendar(&case);
    let home = has_left(&mut engine, &home);
    let now = crate::testing::instant("2026-11-02T10:00:00+01:00");
    let wrong = issues::WrongDay {
        day: "2026-10-31".parse().unwrap(),
        too_much: units::MilliWattHours(7_500_000),
        gives_back: Some("1000.00".parse().unwrap()),
    };
    let issue = issues::Issue {
        account: home.clone(),
        meter: "A1".into(),
        since: wrong.day,
        wrong: vec![wrong],
        corrected: Default::default(),
        injected: Vec::new(),
        follows_again: true,
    };
    for second in [None, Some("an")] {
        let by = issues::By { first: "an", second };
        let why = issues::correct(&mut engine, &issue, by, now).unwrap_err();
        assert!(why.to_string().contains("a second person has to approve"), "{why}");
    }
    assert_eq!(engine.store.closed_calendar(home.id).unwrap(), None);
    let by = issues::By { first: "an", second: Some("bo") };
    assert_eq!(issues::correct(&mut engine, &issue, by, now).unwrap(), 1);
    let kept = engine.store.closed_calendar(home.id).unwrap().unwrap();
    assert_eq!(kept.decided, Some((now, "an, bo".to_owned())));
    assert_eq!(kept.open(), "1000.00".parse().unwrap());
}

#[test]
fn mt_05_ps_03_registers_of_injection_are_compared_too() {
    let case = Case::new();
    let (mut engine, home) = follows_another_calendar(&case);
    let quarter = |day: &str| ::intervals::Quarter::first_of(day.parse().unwrap()).0;
    let given = (quarter("2026-10-30")..quarter("2026-11-01")).map(|number| {
        let (quality, register) = (::intervals::Quality::Measured, ::intervals::Register::Total);
        let (quarter, energy) = (::intervals::Quarter(number), units::MilliWattHours(25_000));
        ::intervals::Interval { quarter, energy, quality, register }
    });
    let series = Series {
        point: home.ean.into(),
        direction: ::intervals::Direction::Injection,
        intervals: given.collect(),
    };
    let learnt_at = crate::testing::instant("2026-11-01T06:30:00+01:00");
    let source = ::intervals::Source { name: "i".into(), sha256: "i".into(), learnt_at };
    let mut kept = open(&case.url, &Place::default()).unwrap();
    kept.add(Dso::Ores, &[series], &source).unwrap();
    let injected = |day: &str, mwh: i64| store::Reading {
        midnight: day.parse().unwrap(),
        account: home.id,
        registers: readings::Registers([mwh, 0]),
        learnt_at,
    };
    // 2.4 kWh, all of it on the first register.
    let all = [injected("2026-10-31", 2_400_000), injected("2026-11-01", 4_800_000)];
    engine.store.record_injected(&all).unwrap();
    let asked = Asked {
        from: "2026-10-31".parse().unwrap(),
        until: "2026-11-01".parse().unwrap(),
        ..case.asked(&home.ean.to_string(), None)
    };
    let checked =
        case.run(&Intervals::Check(check::Check { asked: asked.clone(), tolerance_wh: 50 }));
    let said: Vec<_> = checked
        .iter()
        .filter(|one| one["direction"] == "injection")
        .map(|one| (one["registers"].as_str().unwrap(), one["in_peak_too_much_kwh"].clone()))
        .collect();
    // 36 of 96 quarter-hours are at peak.
    assert_eq!(said, [("wrong_calendar", "1.500000".into())], "{checked:?}");
    let now = crate::testing::instant("2026-11-01T10:00:00+01:00");
    let of_home = |engine: &mut crate::engine::Engine, kept: &mut _| {
        issues::issues(engine, kept, Dso::Ores, now).unwrap().remove(0).injected
    };
    let day = "2026-10-31".parse().unwrap();
    assert_eq!(of_home(&mut engine, &mut kept), [(day, units::MilliWattHours(1_500_000))]);
    // A better reading puts it right.
    let better = |day: &str, both: [i64; 2]| store::Reading {
        registers: readings::Registers(both),
        learnt_at: learnt_at.plus_h(1),
        ..injected(day, 0)
    };
    engine.store.record_injected(&[better("2026-11-01", [3_300_000, 1_500_000])]).unwrap();
    assert_eq!(of_home(&mut engine, &mut kept), []);
    crate::testing::sound(&mut engine);
}

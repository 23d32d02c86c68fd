//! Files that are wrong: each bad line is named, and nothing is half-imported.

use crate::{import_partly, kwh, said};
use calendar::SettlementDay;
use intervals::{Direction, ImportError, Mark, Quality, Register};
use std::fmt::Write;

fn refused(name: &str, text: &str) -> String {
    match crate::import(name, text) {
        Ok(import) => panic!("{name} was imported: {:?}", import.series.len()),
        Err(error) => said(&error),
    }
}

/// A day of Mijn Fluvius with a row for each of these quarters of the wall clock.
fn portal(header: &str, register: &str, status: &str, quarters: &[u32]) -> String {
    let mut text = format!("{header}\n");
    for quarter in quarters {
        let end = quarter + 1;
        let (day, clock) = match end {
            96 => ("02-06-2021", "00:00:00".to_owned()),
            _ => ("01-06-2021", format!("{:02}:{:02}:00", end / 4, end % 4 * 15)),
        };
        writeln!(
            text,
            "01-06-2021;{:02}:{:02}:00;{day};{clock};=\"541449012345678908\";M1;D;{register};0,250;kWh;{status}",
            quarter / 4,
            quarter % 4 * 15,
        )
        .unwrap();
    }
    text
}

const NL: &str = "Van datum;Van tijdstip;Tot datum;Tot tijdstip;EAN;Meter;Metertype;Register;Volume;Eenheid;Validatiestatus";
const EN: &str = "From (date);From (time);Until (date);Until (time);EAN code;Meter;Meter type;Register;Volume;Unit;Validation status";
const FR: &str = "De (date);De (heure);À (date);À (heure);Code EAN;Compteur;Type de compteur;Registre;Volume;Unité;Statut de validation";

#[test]
fn mijn_fluvius_is_read_in_three_languages() {
    let all: Vec<u32> = (0..96).collect();
    for (header, register, status) in [
        (NL, "Afname Dag", "Gevalideerd"),
        (EN, "Offtake Day", "Read"),
        (FR, "Prélèvement Jour", "Lu"),
    ] {
        let import = crate::import("x.csv", &portal(header, register, status, &all)).unwrap();
        let series = &import.series[0];
        assert_eq!(kwh(series), "24.000000", "{header}");
        assert_eq!(series.point.ean().map(|ean| ean.as_u64()), Some(541_449_012_345_678_908));
        let first = series.intervals[0];
        assert_eq!((first.quality, first.register), (Quality::Measured, Register::One));
    }
}

#[test]
fn a_file_in_the_wrong_language_is_refused() {
    let all: Vec<u32> = (0..96).collect();
    assert_eq!(
        refused("x.csv", &portal(NL, "Offtake Day", "Gevalideerd", &all)),
        "nothing of `x.csv` was imported, 96 of its lines are wrong: line 2 of `x.csv`: \
         `Offtake Day` is not a register in an export in Dutch"
    );
    let mixed = NL.replace("Volume", "Volumen").replace("Van tijdstip", "Von (Uhrzeit)");
    let mixed = mixed.replace("Eenheid", "Einheit");
    assert_eq!(
        refused("x.csv", &portal(&mixed, "Afname Dag", "Gevalideerd", &all)),
        "`x.csv` looks like an export of Mijn Fluvius, but column `von (uhrzeit)` is not of a \
         language that is known (nl, en, fr), or not of that of the others"
    );
    assert!(refused("x.csv", &portal(NL, "Afname Dag", "Read", &all)).contains("`Read` is not a"));
}

#[test]
fn es_04_95_rows_on_a_normal_day_are_refused() {
    let quarters: Vec<u32> = (0..96).filter(|quarter| *quarter != 41).collect();
    let text = portal(NL, "Afname Dag", "Gevalideerd", &quarters);
    assert_eq!(
        refused("x.csv", &text),
        "nothing of `x.csv` was imported, 1 of its lines are wrong: line 43 of `x.csv`: \
         541449012345678908 off-take has 95 quarter-hours on 2021-06-01, a day of 96: \
         2021-06-01T10:15:00+02:00 is missing; where there is no reading, an empty value says so"
    );
    let import = import_partly("x.csv", &text).unwrap();
    assert_eq!((import.series[0].intervals.len(), import.problems.count()), (95, 1));
}

#[test]
fn es_04_a_day_without_its_first_or_last_row_is_refused_and_one_in_part_is_marked() {
    for (lost, line, at) in [(0, 2, "00:00"), (95, 96, "23:45")] {
        let quarters: Vec<u32> = (0..96).filter(|quarter| *quarter != lost).collect();
        assert_eq!(
            refused("x.csv", &portal(NL, "Afname Dag", "Gevalideerd", &quarters)),
            format!(
                "nothing of `x.csv` was imported, 1 of its lines are wrong: line {line} of `x.csv`: \
                 541449012345678908 off-take has 95 quarter-hours on 2021-06-01, a day of 96: \
                 2021-06-01T{at}:00+02:00 is missing; where there is no reading, an empty value says so"
            )
        );
    }
    // Whoever begins or ends an export at noon has half a day, and is told so.
    let day = "2021-06-01".parse().unwrap();
    for (quarters, mark) in [(48..96, Mark::BeginsWithin), (0..48, Mark::EndsWithin)] {
        let quarters: Vec<u32> = quarters.collect();
        let text = portal(NL, "Afname Dag", "Gevalideerd", &quarters);
        let import = crate::import("x.csv", &text).unwrap();
        assert_eq!(import.marks.get(&(day, mark)), Some(&1));
        assert_eq!((import.marks.len(), import.series[0].intervals.len()), (1, 48));
    }
}

#[test]
fn es_04_a_file_that_stops_within_the_repeated_hour_makes_nothing_up() {
    let day = "2021-10-31".parse::<SettlementDay>().unwrap();
    let text = |quarters: std::ops::Range<u32>| {
        let quarters: Vec<u32> = quarters.collect();
        let text = portal(NL, "Afname Dag", "Gevalideerd", &quarters);
        text.replace("01-06-2021", "31-10-2021").replace("02-06-2021", "01-11-2021")
    };
    let stops = crate::import("x.csv", &text(0..12)).unwrap();
    assert_eq!(stops.series[0].intervals.len(), 12, "what was not in the file is not there");
    let marks: Vec<_> = stops.marks.keys().copied().collect();
    assert_eq!(marks, [(day, Mark::EndsWithin)]);
    // A whole day of 96 rows has the hour once: zero in the second one, and said.
    let whole = crate::import("x.csv", &text(0..96)).unwrap();
    assert_eq!(whole.series[0].intervals.len(), 100);
    assert!(whole.marks.contains_key(&(day, Mark::RepeatedHourEmpty)));
}

#[test]
fn mixed_units_are_refused() {
    let all: Vec<u32> = (0..96).collect();
    let text = portal(NL, "Afname Dag", "Gevalideerd", &all);
    let place = text.match_indices(";kWh;").nth(3).unwrap().0;
    let mut mixed = text.clone();
    mixed.replace_range(place..place + 5, ";Wh;");
    assert!(
        refused("x.csv", &mixed)
            .ends_with("line 5 of `x.csv`: the unit is `Wh`, before it was `kWh`")
    );
    // In part the line is a hole, and said to be one.
    let import = import_partly("x.csv", &mixed).unwrap();
    assert_eq!((import.series[0].intervals.len(), import.problems.count()), (95, 2));
    // A file in Wh throughout is read as such.
    let import = crate::import("x.csv", &text.replace("0,250;kWh", "250;Wh")).unwrap();
    assert_eq!(kwh(&import.series[0]), "24.000000");
}

#[test]
fn a_row_twice_counts_once_and_a_contradiction_not_at_all() {
    let all: Vec<u32> = (0..96).collect();
    let text = portal(NL, "Afname Dag", "Gevalideerd", &all);
    let row = text.lines().nth(10).unwrap().to_owned();
    let import = crate::import("x.csv", &format!("{text}{row}\n")).unwrap();
    assert_eq!((kwh(&import.series[0]).as_str(), import.duplicate_rows), ("24.000000", 1));
    let other = row.replace("0,250", "0,300");
    let text = format!("{text}{other}\n");
    assert!(refused("x.csv", &text).ends_with(
        "line 98 of `x.csv`: 541449012345678908 off-take: line 11 has another value for the same \
         quarter-hour"
    ));
    let import = import_partly("x.csv", &text).unwrap();
    assert_eq!(kwh(&import.series[0]), "23.750000", "neither is believed");
}

#[test]
fn bad_cells_are_named() {
    let header = "start,point,direction,energy_kwh,quality,register";
    for (row, expected) in [
        ("2026-01-06T00:07:00+01:00,P1,off-take,1,,", "is not the start of a quarter-hour"),
        ("2026-01-06T00:15:00,P1,off-take,1,,", "`2026-01-06T00:15:00` has no offset"),
        ("1913-01-06T00:15:00Z,P1,off-take,1,,", "is not between the years 1996 and 2100"),
        ("2026-01-06T00:15:00Z,P1,sideways,1,,", "`sideways` is not a direction that is known"),
        ("2026-01-06T00:15:00Z,P1,off-take,-1,,", "`-1` is negative"),
        ("2026-01-06T00:15:00Z,P1,off-take,1.0000001,,", "`1.0000001` is finer than 6 decimals"),
        ("2026-01-06T00:15:00Z,P1,off-take,100001,,", "`100001` is too large to be true"),
        ("2026-01-06T00:15:00Z,P1,off-take,one,,", "`one` is not a number"),
        ("2026-01-06T00:15:00Z,P1,off-take,1,fair,", "`fair` is not a quality that is known"),
        ("2026-01-06T00:15:00Z,P1,off-take,1,,2.8.1", "`2.8.1` is not a register that is known"),
        ("2026-01-06T00:15:00Z,,off-take,1,,", "`` cannot name a point"),
        ("2026-01-06T00:15:00Z,P1,off-take,1", "it has 4 columns, the header has 6"),
    ] {
        let found = refused("x.csv", &format!("{header}\n{row}\n"));
        assert!(
            found.contains("line 2 of `x.csv`: ") && found.contains(expected),
            "{row}: {found}"
        );
    }
}

/// Rows of a local day, as the source's clock shows them.
fn local(rows: &[(&str, &[u32])]) -> String {
    let mut text = "start_local,offtake_kwh,injection_kwh\n".to_owned();
    for (day, quarters) in rows {
        for quarter in *quarters {
            writeln!(text, "{day}T{:02}:{:02},0.1,0.05", quarter / 4, quarter % 4 * 15).unwrap();
        }
    }
    text
}

#[test]
fn es_04_days_of_92_and_100_come_in_every_way() {
    let all: Vec<u32> = (0..96).collect();
    let skipped: Vec<u32> = (0..8).chain(12..96).collect();
    let twice: Vec<u32> = (0..12).chain(8..12).chain(12..96).collect();
    let pairwise: Vec<u32> = (0..8).chain([8, 8, 9, 9, 10, 10, 11, 11]).chain(12..96).collect();
    let (spring, autumn) = ("2026-03-29", "2026-10-25");
    for (day, quarters, expected, energy, mark) in [
        (spring, &skipped, 92, "9.200000", None),
        (spring, &all, 92, "9.600000", Some(Mark::SkippedHourFolded)),
        (autumn, &twice, 100, "10.000000", None),
        (autumn, &pairwise, 100, "10.000000", Some(Mark::RepeatedHourPairwise)),
        (autumn, &all, 100, "9.600000", Some(Mark::RepeatedHourEmpty)),
    ] {
        let import = crate::import("x.csv", &local(&[(day, quarters)])).unwrap();
        let series = &import.series[0];
        let parsed: SettlementDay = day.parse().unwrap();
        assert_eq!(series.day(parsed).len(), expected, "{day} {mark:?}");
        assert_eq!(kwh(series), energy, "{day} {mark:?}");
        let marks: Vec<Mark> = import.marks.keys().map(|(_, mark)| *mark).collect();
        assert_eq!(marks, mark.into_iter().collect::<Vec<_>>());
    }
    let in_part: Vec<u32> = (0..12).chain(8..10).chain(12..96).collect();
    let found = refused("x.csv", &local(&[(autumn, &in_part)]));
    assert!(found.contains("2:00 to 3:00 comes a second time on 2026-10-25, but only in part"));
}

#[test]
fn es_04_open_data_of_fluvius_writes_a_false_z() {
    let mut text =
        "EAN_ID;Datum;Datum_Startuur;Volume_Afname_kWh;Volume_Injectie_kWh;PV-Installatie_Indicator\n"
            .to_owned();
    for (day, count) in [("2022-03-27", 96), ("2022-10-30", 96)] {
        for quarter in 0..count {
            let clock = format!("{:02}:{:02}:00.000", quarter / 4, quarter % 4 * 15);
            writeln!(text, "30;{day};{day}T{clock}Z;0,125;0;1").unwrap();
        }
    }
    // Two days with a summer between them: a hole that is said.
    assert!(refused("x.csv", &text).contains("has 0 quarter-hours on 2022-03-28"));
    let import = import_partly("x.csv", &text).unwrap();
    let marks: Vec<String> =
        import.marks.keys().map(|(day, mark)| format!("{day} {mark:?}")).collect();
    assert_eq!(
        marks,
        [
            "2022-03-27 FalseZ",
            "2022-03-27 SkippedHourFolded",
            "2022-10-30 FalseZ",
            "2022-10-30 RepeatedHourEmpty"
        ]
    );
    assert_eq!(kwh(&import.series[0]), "24.000000");
    assert_eq!(import.series[0].direction, Direction::OffTake);
    let first = import.series[0].intervals[0].quarter.start().to_local_string();
    assert_eq!(first, "2022-03-27T00:00:00+01:00", "not one in the morning");
}

#[test]
fn registers_that_go_back_or_miss_rows_are_refused() {
    let header = "time,Import T1 kWh,Import T2 kWh,Export T1 kWh,Export T2 kWh";
    let rows = |times: &[(&str, &str)]| {
        let mut text = format!("{header}\n");
        for (time, value) in times {
            writeln!(text, "2026-01-06 {time},{value},0,0,0").unwrap();
        }
        text
    };
    let good = rows(&[("00:00", "1"), ("00:15", "1.5"), ("00:30", "1.75")]);
    let import = crate::import("x.csv", &good).unwrap();
    assert_eq!(kwh(&import.series[0]), "0.750000");
    assert_eq!(import.series[0].intervals[0].register, Register::One);
    let back = rows(&[("00:00", "1"), ("00:15", "0.5"), ("00:30", "1.75")]);
    assert!(
        refused("x.csv", &back)
            .contains("line 3 of `x.csv`: register `import t1 kwh` goes back to `0.500000`")
    );
    let hole = rows(&[("00:00", "1"), ("00:15", "1.5"), ("00:45", "1.75")]);
    assert!(refused("x.csv", &hole).contains("line 4 of `x.csv`: it covers 30 minutes"));
    let hours = rows(&[("00:00", "1"), ("01:00", "1.5")]);
    assert_eq!(
        refused("x.csv", &hours),
        "`x.csv` holds registers, hours; quarter-hours are needed"
    );
}

#[test]
fn es_04_mt_05_hours_and_days_of_mijn_fluvius_are_refused_by_name_and_line() {
    let quarters = portal(NL, "Afname Dag", "Gevalideerd", &[0, 1]);
    let mut lines = quarters.lines();
    let (header, row) = (lines.next().unwrap(), lines.next().unwrap());
    assert!(row.contains(";00:15:00;"), "{row}");
    for (until, length) in [("01:00:00", "hours"), ("23:00:00", "days")] {
        let long = row.replace("00:15:00", until);
        let said = refused("x.csv", &format!("{header}\n{row}\n{long}\n"));
        let expected = format!("`x.csv` holds {length} in line 3; quarter-hours are needed");
        assert_eq!(said, expected);
    }
}

#[test]
fn other_files_are_named_for_what_they_are() {
    for (text, expected) in [
        ("", "`x` is empty"),
        ("\n \n", "`x` is empty"),
        ("hello\n", "`x` is of no known format: it begins with `hello`"),
        ("start,offtake_kwh\n", "there is no quarter-hour in `x`"),
        ("start_local,K2_kwh\n2026-01-06T00:00,1\n", "`x` is of no known format"),
        (
            "start,offtake_wh\n2026-01-06T00:00+01:00,500\n",
            "column `offtake_wh` of `x` is in another unit: energies are in kWh here",
        ),
        (
            "start,prelevement_kwh\n2026-01-06T00:00+01:00,0.5\n",
            "column `prelevement_kwh` of `x` is named in another language: here it is `offtake_kwh`",
        ),
        ("{\"a\":1}", "`x` is of no known format"),
        ("{\"a\":", "line 1 of `x` is broken: EOF while parsing"),
        ("<feed><entry></feed>", "line 1 of `x` is broken"),
        ("<feed>", "line 1 of `x` is broken: it ends inside `feed`"),
        ("<!DOCTYPE feed [<!ENTITY a \"b\">]><feed>&a;</feed>", "a document type has no place"),
        ("UNA:+.? 'UNH+1+INVOIC:D:04B'", "`x` is an EDIFACT message INVOIC"),
        ("UNA:+.? 'UNH+1+MSCONS:D", "segment 1 of `x` is broken: it ends inside a segment"),
    ] {
        let found = refused("x", text);
        assert!(found.contains(expected), "{text}: {found}");
    }
}

#[test]
fn a_message_of_edifact_is_checked() {
    let message = |quantities: &str, count: usize| {
        format!(
            "UNA:+,? 'UNB+UNOC:3+1+2'UNH+1+MSCONS:D:04B:UN:2.2e'LOC+172+DE1'LIN+1'\
             PIA+5+1-1?:1.29.0:SRW'{quantities}UNT+{count}+1'UNZ+1+1'"
        )
    };
    let quantity = |value: &str, from: &str, until: &str| {
        format!("QTY+{value}'DTM+163:20260106{from}?+01:303'DTM+164:20260106{until}?+01:303'")
    };
    let two = quantity("220:1,5", "0000", "0015") + &quantity("67:0,25", "0015", "0030");
    let import = crate::import("x", &message(&two, 11)).unwrap();
    assert_eq!(kwh(&import.series[0]), "1.750000");
    assert_eq!(import.series[0].intervals[1].quality, Quality::Replaced);
    assert!(refused("x", &message(&two, 12)).contains("it says that there are `12` segments"));
    let hour = quantity("220:1", "0000", "0100");
    assert!(refused("x", &message(&hour, 8)).contains("`x` holds hours"));
    let none = quantity("220:", "0000", "0015");
    assert!(refused("x", &message(&none, 8)).contains("segment 6 of `x`: it has no `quantity`"));
    let unusable = quantity("20:", "0000", "0015") + &quantity("220:1", "0015", "0030");
    let import = crate::import("x", &message(&unusable, 11)).unwrap();
    assert_eq!((import.without_value, import.series[0].intervals.len()), (1, 1));
}

#[test]
fn a_truncated_gzip_is_an_error() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(local(&[("2026-01-06", &(0..96).collect::<Vec<_>>())]).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let options = intervals::Options::default();
    assert_eq!(intervals::import("x.csv.gz", packed.as_slice(), &options).unwrap().rows, 96);
    let half = &packed[..packed.len() / 2];
    let error = intervals::import("x.csv.gz", half, &options).unwrap_err();
    assert!(matches!(error, ImportError::Read { .. }), "{error}");
    assert_eq!(crate::said(&error), "could not read `x.csv.gz`: the gzip is cut off");
}

#[test]
fn hours_of_green_button_are_refused_by_name_or_spread_as_estimates() {
    let start = 1_767_654_000; // 2026-01-06T00:00 in Brussels
    let reading = |at: i64, value: i64| {
        format!(
            "<IntervalReading><timePeriod><duration>3600</duration><start>{at}</start></timePeriod>\
             <value>{value}</value></IntervalReading>"
        )
    };
    let meter = "RetailCustomer/1/UsagePoint/P1/MeterReading/1";
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\
         <entry><link rel=\"self\" href=\"ReadingType/1\"/><content><ReadingType>\
         <flowDirection>1</flowDirection><powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom>\
         </ReadingType></content></entry>\
         <entry><link rel=\"self\" href=\"{meter}/IntervalBlock/1\"/><content><IntervalBlock>\
         <interval><duration>7200</duration><start>{start}</start></interval>{}{}</IntervalBlock></content>\
         </entry></feed>",
        reading(start, 1_001),
        reading(start + 3_600, 400)
    );
    assert!(refused("x.xml", &feed).contains("`x.xml` holds hours; quarter-hours are needed"));
    let options = intervals::Options { spread: true, ..Default::default() };
    let import = intervals::import("x.xml", feed.as_bytes(), &options).unwrap();
    let [series] = import.series.as_slice() else { panic!("{:?}", import.series) };
    let energies: Vec<i64> = series.intervals.iter().map(|one| one.energy.0).collect();
    let (first, second) = ([250_250; 4], [100_000; 4]);
    assert_eq!(energies, [first, second].concat());
    assert_eq!(kwh(series), "1.401000", "nothing is lost and nothing comes in");
    assert!(series.intervals.iter().all(|one| one.quality == Quality::Estimated));
    let marks: Vec<_> = import.marks.iter().map(|((_, mark), count)| (*mark, *count)).collect();
    assert_eq!(marks, [(intervals::Mark::Spread, 2)]);
}

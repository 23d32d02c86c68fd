//! The command as a whole: files in, a file or a reason out.

use super::*;
use expect_test::{Expect, expect};
use std::path::Path;

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What comes out, or why nothing does; in the latter case nothing may lie about.
fn allocate(group: &str, input: &[u8]) -> Result<(String, String), String> {
    let folder = tempfile::tempdir().unwrap();
    let asked = Allocate {
        group: write(folder.path(), "group.json", group.as_bytes()),
        input: write(folder.path(), "in.csv", input),
        output: folder.path().join("out.csv"),
        summary: true,
    };
    let mut said = Vec::new();
    match run("", Share::Allocate(asked), false, &mut said) {
        Ok(()) => {
            let rows = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
            Ok((rows, String::from_utf8(said).unwrap()))
        }
        Err(failure) => {
            let left = std::fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, 2, "something half-written was left");
            let text = crate::failure::chain(failure.as_ref());
            Err(text.replace(&format!("{}/", folder.path().display()), ""))
        }
    }
}

fn check(group: &str, rows: &str, expected: Expect) {
    let input = format!("start,member,offtake_kwh,injection_kwh\n{rows}");
    match allocate(group, input.as_bytes()) {
        Ok((rows, said)) => expected.assert_eq(&format!("{rows}{said}")),
        Err(why) => expected.assert_eq(&why),
    }
}

const PRO_RATA: &str = r#"{"key":"pro_rata","members":[{"id":"A"},{"id":"B"},{"id":"C"}]}"#;

/// The example of ES-10, with a producer that takes nothing.
#[test]
fn es_10_rows_come_out_as_they_came_with_what_was_shared() {
    check(
        r#"{ "key": "pro_rata", "rounds": 1, "rounding": "largest_remainder",
             "members": [ { "id": "C", "share": "0.25", "from": null, "to": null },
                          { "id": "A" }, { "id": "B" }, { "id": "roof" } ] }"#,
        "2026-06-01T12:00:00+02:00,C,0.056,\n\
         2026-06-01T12:00:00+02:00,A,0.005,0\n\
         2026-06-01T12:00:00+02:00,roof,,0.012\n\
         2026-06-01T12:00:00+02:00,B,0.003,\n",
        expect![[r#"
            start,member,offtake_kwh,injection_kwh,received_kwh,given_kwh,residual_offtake_kwh,residual_injection_kwh
            2026-06-01T12:00:00+02:00,C,0.056,,0.010500,0.000000,0.045500,0.000000
            2026-06-01T12:00:00+02:00,A,0.005,0,0.000938,0.000000,0.004062,0.000000
            2026-06-01T12:00:00+02:00,roof,,0.012,0.000000,0.012000,0.000000,0.000000
            2026-06-01T12:00:00+02:00,B,0.003,,0.000562,0.000000,0.002438,0.000000
            {"coverage":"0.187500","given_kwh":"0.012000","injection_kwh":"0.012000","key":"pro_rata","kind":"share","members":4,"offtake_kwh":"0.064000","quarter_hours":1,"received_kwh":"0.012000","residual_injection_kwh":"0.000000","residual_offtake_kwh":"0.052000","rows":4,"rows_without_offtake":1,"self_consumption":"1.000000","self_sufficiency":"0.187500"}
        "#]],
    );
}

/// Packed, with Windows line ends, quoted names, member after member, and a member that joins.
#[test]
fn es_12_a_member_joins_at_a_quarter_hour() {
    use std::io::Write as _;
    let rows = "start,member,offtake_kwh,injection_kwh\r\n\
        2026-06-01T12:00:00+02:00,\"A, the first\",1,0\r\n\
        2026-06-01T12:15:00+02:00,\"A, the first\",1,0\r\n\
        2026-06-01T12:00:00+02:00,B,1,1\r\n\
        2026-06-01T12:15:00+02:00,B,1,1\r\n";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(rows.as_bytes()).unwrap();
    let group = r#"{"key":"equal","members":[{"id":"A, the first","from":"2026-06-01T12:15:00+02:00"},{"id":"B"}]}"#;
    let (rows, _) = allocate(group, &packed.finish().unwrap()).unwrap();
    expect![[r#"
        start,member,offtake_kwh,injection_kwh,received_kwh,given_kwh,residual_offtake_kwh,residual_injection_kwh
        2026-06-01T12:00:00+02:00,"A, the first",1,0,0.000000,0.000000,1.000000,0.000000
        2026-06-01T12:15:00+02:00,"A, the first",1,0,0.500000,0.000000,0.500000,0.000000
        2026-06-01T12:00:00+02:00,B,1,1,1.000000,1.000000,0.000000,0.000000
        2026-06-01T12:15:00+02:00,B,1,1,0.500000,1.000000,0.500000,0.000000
    "#]]
    .assert_eq(&rows);
}

#[test]
fn es_05_es_12_a_bad_group_is_named_with_its_member() {
    let row = "2026-06-01T12:00:00+02:00,A,1,1\n";
    for (group, expected) in [
        (
            r#"{"key":"fixed","members":[{"id":"A","share":"0.6"},{"id":"B","share":"0.5"}]}"#,
            expect![
                "group file `group.json`: shares add up to 1.1 from the beginning, which is above 1"
            ],
        ),
        (
            r#"{"key":"fixed","members":[{"id":"A","share":"1.5"}]}"#,
            expect!["group file `group.json`: member `A`: share `1.5` is above 1"],
        ),
        (
            r#"{"key":"vl_fixed","members":[{"id":"A","share":"0.6"},{"id":"B","share":"0.3"}]}"#,
            expect![
                "group file `group.json`: shares add up to 0.9 at most, and key `vl_fixed` needs 1"
            ],
        ),
        (
            r#"{"key":"equal","members":[{"id":"A"},{"id":"A"}]}"#,
            expect![
                "group file `group.json`: member `A` is listed twice: members 1 and 2 overlap in time"
            ],
        ),
        (
            r#"{"key":"equal","members":[{"id":"A","to":"2026-05-02"},{"id":"A","from":"2026-05-01"}]}"#,
            expect![
                "group file `group.json`: member `A` is listed twice: members 1 and 2 overlap in time"
            ],
        ),
        (
            r#"{"key":"equal","members":[{"id":"A","from":"2026-05-02","to":"2026-05-01"}]}"#,
            expect![
                "group file `group.json`: member `A` leaves at 2026-05-01T00:00:00+02:00, not after it joins at 2026-05-02T00:00:00+02:00"
            ],
        ),
        (
            r#"{"key":"equal","members":[{"id":"A","from":"2026-05-02T10:05:00+02:00"}]}"#,
            expect![
                "group file `group.json`: member `A`: `from` 2026-05-02T10:05:00+02:00 is not the start of a quarter-hour"
            ],
        ),
        (
            r#"{"key":"equal","members":[{"id":"A","weight":"1"}]}"#,
            expect![
                "group file `group.json`: unknown field `weight`, expected one of `id`, `share`, `group`, `from`, `to` at line 1 column 44"
            ],
        ),
        (
            r#"{"key":"fair","members":[{"id":"A"}]}"#,
            expect![
                "group file `group.json`: key `fair` is not one of `fixed`, `equal`, `pro_rata`, `hybrid`, `cascade`, `vl_fixed`, `vl_relative`, `vl_optimal`"
            ],
        ),
        (
            r#"{"key":"equal","members":[]}"#,
            expect!["group file `group.json`: a group needs a member"],
        ),
        (
            r#"{"key":"equal","rounds":0,"members":[{"id":"A"}]}"#,
            expect!["group file `group.json`: a key goes round at least once"],
        ),
        (
            r#"{"key":"fixed","members":[{"id":"A"}]}"#,
            expect![
                "group file `group.json`: key `fixed` needs shares, and no member has one above 0"
            ],
        ),
    ] {
        check(group, row, expected);
    }
}

#[test]
fn es_04_a_bad_line_is_named_with_its_number_and_nothing_is_written() {
    let first = "2026-06-01T12:00:00+02:00,A,1,1\n";
    for (line, expected) in [
        (
            "2026-06-01T12:00:00+02:00,B,-0.1,",
            expect!["intervals `in.csv`: line 3: `offtake_kwh` `-0.1` is negative"],
        ),
        (
            "2026-06-01T12:00:00+02:00,B,abc,",
            expect![
                "intervals `in.csv`: line 3: `offtake_kwh` `abc` is not a number of kWh such as `0.125`"
            ],
        ),
        (
            "2026-06-01T12:00:00+02:00,B,250 Wh,",
            expect![
                "intervals `in.csv`: line 3: `offtake_kwh` `250 Wh` has a unit: values are in kWh, without one"
            ],
        ),
        (
            "2026-06-01T12:00:00+02:00,B,0.1234567,",
            expect![
                "intervals `in.csv`: line 3: `offtake_kwh` `0.1234567` is finer than a milliwatt-hour: at most 6 decimals"
            ],
        ),
        (
            "2026-06-01T12:00:00+02:00,B,99999999,",
            expect![
                "intervals `in.csv`: line 3: `offtake_kwh` `99999999` is above 1099511 kWh in a quarter-hour"
            ],
        ),
        (
            "2026-06-01T12:00:00+02:00,B,0,5,",
            expect!["intervals `in.csv`: line 3: 5 fields, not 4: is a comma the decimal sign?"],
        ),
        (
            "2026-06-01T12:00:00+02:00;B;1;",
            expect!["intervals `in.csv`: line 3: 1 field, not 4: fields are separated by commas"],
        ),
        (
            "2026-06-01T12:00:00+02:00,Z,1,",
            expect!["intervals `in.csv`: line 3: member `Z` is not in the group"],
        ),
        (
            "2026-06-01T12:00:00+02:00,A,1,",
            expect![
                "intervals `in.csv`: line 3: member `A` has the quarter-hour `2026-06-01T12:00:00+02:00` already, in line 2"
            ],
        ),
        (
            "2026-06-01T12:07:00+02:00,B,1,",
            expect![
                "intervals `in.csv`: line 3: `2026-06-01T12:07:00+02:00` is not the start of a quarter-hour"
            ],
        ),
        (
            "2026-06-01T12:00:00,B,1,",
            expect![
                "intervals `in.csv`: line 3: instant `2026-06-01T12:00:00` does not say its offset from UTC"
            ],
        ),
        (
            "2026-06-01T12:00:00+02:00,,1,",
            expect!["intervals `in.csv`: line 3: the member is empty"],
        ),
        ("\n2026-06-01T12:00:00+02:00,B,1,", expect!["intervals `in.csv`: line 3: an empty line"]),
        (
            "2026-06-01T12:00:00+02:00,B,0.5 ,",
            expect![
                "intervals `in.csv`: line 3: `offtake_kwh` `0.5 ` is not a number of kWh such as `0.125`"
            ],
        ),
        (
            "1926-06-01T12:00:00+00:00,B,1,",
            expect![
                "intervals `in.csv`: line 3: `1926-06-01T12:00:00+00:00` is not between the years 1996 and 2100"
            ],
        ),
    ] {
        check(PRO_RATA, &format!("{first}{line}\n"), expected);
    }
}

#[test]
fn es_05_the_output_takes_the_place_of_nothing_but_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "start,member,offtake_kwh,injection_kwh\n2026-06-01T12:00:00+02:00,A,1,1\n";
    let input = write(folder.path(), "in.csv", rows.as_bytes());
    let group = write(folder.path(), "group.json", PRO_RATA.as_bytes());
    let to = |output: PathBuf| {
        let (group, input) = (group.clone(), input.clone());
        let asked = Allocate { group, input, output, summary: false };
        let done = run("", Share::Allocate(asked), false, &mut Vec::new());
        let why = done.map_err(|failure| crate::failure::chain(failure.as_ref()));
        why.map_err(|why| why.replace(&format!("{}/", folder.path().display()), ""))
    };
    let refused = |output: &str| to(folder.path().join(output)).unwrap_err();
    assert_eq!(refused("in.csv"), "`in.csv` would be overwritten by its own result");
    assert_eq!(refused("group.json"), "`group.json` would be overwritten by its own result");
    std::fs::create_dir(folder.path().join("made")).unwrap();
    assert_eq!(refused("made"), "output `made`: it is a folder");
    assert!(refused("nowhere/out.csv").starts_with("output `nowhere/out.csv`: No such file"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "no part is left");
    // A device stays what it is.
    let null = Path::new("/dev/null");
    if let Ok(before) = std::fs::metadata(null).map(|known| known.file_type()) {
        to(null.to_owned()).unwrap();
        assert_eq!(std::fs::metadata(null).unwrap().file_type(), before);
    }
    assert_eq!(std::fs::read_to_string(&input).unwrap(), rows);
}

/// What a spreadsheet or a network leaves of a file: repaired where nothing is lost, else named.
#[test]
fn es_04_marks_ends_and_packing_of_a_file_are_read_or_named() {
    use std::io::Write as _;
    let header = "start,member,offtake_kwh,injection_kwh";
    let row = "2026-06-01T12:00:00+02:00,A,1.0000000,1";
    let (rows, _) =
        allocate(PRO_RATA, format!("\u{feff}{header}\r\n{row}\r\n\r\n\n").as_bytes()).unwrap();
    assert!(rows.ends_with(&format!("{row},1.000000,1.000000,0.000000,0.000000\n")), "{rows}");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(format!("{header}\n{}", days("2026-06-01", 1, &[])).as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let mut damaged = packed.clone();
    damaged[40..80].fill(0xff);
    let long = format!("{header}\n{}\n", "x".repeat(2 << 20));
    let unknown = format!("{header}\n2026-06-01T12:00:00+02:00,{},1,1\n", "y".repeat(500));
    for (bytes, expected) in [
        (&packed[..packed.len() / 2], "the gzip is cut off"),
        (&packed[..packed.len() - 4], "the gzip is cut off"),
        (&damaged, "the gzip is damaged"),
        (long.as_bytes(), "line 2: a line of more than 1048576 bytes"),
        (unknown.as_bytes(), "yyy...` is not in the group"),
        (b"", "line 1: there is no header, it has to be `start,"),
        (b"\xff\xfes\0t\0a\0", "line 1: the file is not text in UTF-8"),
        (b"start,member,offtake_kwh,injection_kwh\rx", ": lines end with a line feed"),
        (b"start;member;offtake_kwh;injection_kwh\nx", ": fields are separated by commas"),
        (
            b"start,member,offtake_kwh,injection_kwh\n2026-06-01T12:00:00+02:00,Ren\xe9,1,1\n",
            "is not text in UTF-8",
        ),
    ] {
        let why = allocate(PRO_RATA, bytes).unwrap_err();
        assert!(why.contains(expected) && why.len() < 400, "{why}");
    }
    let group = "\u{feff}{\"key\":\"fixed\",\"members\":[{\"id\":\"A\",\"share\":0.25}]}";
    let (rows, _) = allocate(group, format!("{header}\n{row}\n").as_bytes()).unwrap();
    assert!(rows.contains(",0.250000,0.250000,0.750000,0.750000"), "{rows}");
}

#[test]
fn es_04_a_header_in_another_language_or_unit_is_named() {
    for (header, expected) in [
        (
            "début,membre,prélèvement_kwh,injection_kwh",
            expect![
                "intervals `in.csv`: line 1: the header is in French, `début,membre,prélèvement_kwh,injection_kwh`: it has to be `start,member,offtake_kwh,injection_kwh`"
            ],
        ),
        (
            "begin;lid;afname_kwh;injectie_kwh",
            expect![
                "intervals `in.csv`: line 1: the header is in Dutch, `begin;lid;afname_kwh;injectie_kwh`: it has to be `start,member,offtake_kwh,injection_kwh`"
            ],
        ),
        (
            "beginn,mitglied,bezug_kwh,einspeisung_kwh",
            expect![
                "intervals `in.csv`: line 1: the header is in German, `beginn,mitglied,bezug_kwh,einspeisung_kwh`: it has to be `start,member,offtake_kwh,injection_kwh`"
            ],
        ),
        (
            "start,member,offtake_wh,injection_kwh",
            expect![
                "intervals `in.csv`: line 1: two units, `wh` and `kwh`: both energies are in kWh, as in `start,member,offtake_kwh,injection_kwh`"
            ],
        ),
        (
            "start,member,offtake_wh,injection_wh",
            expect![
                "intervals `in.csv`: line 1: energies in `wh`: they have to be in kWh, as in `start,member,offtake_kwh,injection_kwh`"
            ],
        ),
        (
            "start,member",
            expect![
                "intervals `in.csv`: line 1: the header is `start,member`, it has to be `start,member,offtake_kwh,injection_kwh`"
            ],
        ),
    ] {
        let why = allocate(PRO_RATA, format!("{header}\n").as_bytes()).unwrap_err();
        expected.assert_eq(&why);
    }
}

/// Rows of one member for the quarter-hours of some days that are not left out.
fn days(from: &str, days: i32, leave_out: &[usize]) -> String {
    let first: calendar::SettlementDay = from.parse().unwrap();
    let starts = (0..days).flat_map(|number| {
        let day = first.plus(number);
        (0..day.quarter_hours()).map(move |quarter| day.quarter_start(quarter))
    });
    let kept = starts.enumerate().filter(|(index, _)| !leave_out.contains(index));
    kept.map(|(_, start)| format!("{},A,0.1,0.1\n", start.to_local_string())).collect()
}

#[test]
fn es_04_days_of_92_96_and_100_quarter_hours_are_whole_and_one_of_95_is_not() {
    for (from, count, rows) in
        [("2026-03-28", 3, 284), ("2026-10-24", 3, 292), ("2026-06-01", 1, 96)]
    {
        let input = format!("start,member,offtake_kwh,injection_kwh\n{}", days(from, count, &[]));
        assert_eq!(allocate(PRO_RATA, input.as_bytes()).unwrap().0.lines().count(), rows + 1);
    }
    check(
        PRO_RATA,
        &days("2026-06-01", 1, &[40]),
        expect![
            "intervals `in.csv`: line 96: member `A` has 95 quarter-hours on 2026-06-01, a day of 96: 2026-06-01T10:00:00+02:00 is missing; where there is no reading, write the row with empty values"
        ],
    );
    check(
        PRO_RATA,
        &days("2026-06-01", 1, &[95]),
        expect![
            "intervals `in.csv`: line 96: member `A` has 95 quarter-hours on 2026-06-01, a day of 96: 2026-06-01T23:45:00+02:00 is missing; where there is no reading, write the row with empty values"
        ],
    );
    // The clock of the summer all day long, as a program writes it that knows no change.
    let summer: String = (0..96)
        .map(|quarter| {
            let (hour, minute) = (quarter / 4, quarter % 4 * 15);
            format!("2026-10-25T{hour:02}:{minute:02}:00+02:00,A,0.1,0.1\n")
        })
        .collect();
    check(
        PRO_RATA,
        &summer,
        expect![
            "intervals `in.csv`: line 97: member `A` has 96 quarter-hours on 2026-10-25, a day of 100: 2026-10-25T23:00:00+01:00 is missing; where there is no reading, write the row with empty values"
        ],
    );
    let gap: Vec<usize> = (120..150).collect();
    check(
        PRO_RATA,
        &days("2026-06-01", 3, &gap),
        expect![
            "intervals `in.csv`: line 163: member `A` has 66 quarter-hours on 2026-06-02, a day of 96: 2026-06-02T06:00:00+02:00 is missing; where there is no reading, write the row with empty values"
        ],
    );
    // A series may begin and end within a day.
    let edges: Vec<usize> = (0..40).chain(200..288).collect();
    let input =
        format!("start,member,offtake_kwh,injection_kwh\n{}", days("2026-06-01", 3, &edges));
    assert!(allocate(PRO_RATA, input.as_bytes()).is_ok());
}

/// More than is gathered at once, in order of time and not.
#[test]
fn es_05_a_long_file_is_the_same_in_any_order() {
    let group = r#"{"key":"pro_rata","members":[{"id":"A"},{"id":"B"},{"id":"C"},{"id":"D"}]}"#;
    let first: calendar::SettlementDay = "2026-01-01".parse().unwrap();
    let mut rows = Vec::new();
    for number in 0..200 {
        let day = first.plus(number);
        for quarter in 0..day.quarter_hours() {
            let start = day.quarter_start(quarter).to_local_string();
            for (index, id) in ["A", "B", "C", "D"].into_iter().enumerate() {
                let value = (quarter * 7 + index as u32 * 13) % 50;
                rows.push(format!("{start},{id},0.{value:03},0.0{:02}", 50 - value));
            }
        }
    }
    let header = "start,member,offtake_kwh,injection_kwh";
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    let (streamed, one) =
        allocate(group, format!("{header}\n{}", rows.join("\n")).as_bytes()).unwrap();
    assert_eq!(streamed.lines().count(), rows.len() + 1);
    for (line, row) in streamed.lines().skip(1).zip(&rows) {
        assert!(line.starts_with(row.as_str()), "{line}");
    }
    let last = rows.len() - 1;
    rows.swap(0, last);
    let (late, other) =
        allocate(group, format!("{header}\n{}", rows.join("\n")).as_bytes()).unwrap();
    rows.sort_by_key(|row| row.split(',').nth(1).map(str::to_owned));
    let (held, third) =
        allocate(group, format!("{header}\n{}", rows.join("\n")).as_bytes()).unwrap();
    assert_eq!(sorted(&streamed), sorted(&late));
    assert_eq!(sorted(&streamed), sorted(&held));
    assert_eq!((&one, &one), (&other, &third));
}

fn explain(group: &str, rows: &str, member: &str, json: bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    let input = format!("start,member,offtake_kwh,injection_kwh\n{rows}");
    let asked = Explain {
        group: write(folder.path(), "group.json", group.as_bytes()).display().to_string(),
        input: Some(write(folder.path(), "in.csv", input.as_bytes())),
        version: None,
        place: crate::intervals::Place::default(),
        member: member.to_owned(),
        at: "2013-04-21T10:00:00+02:00".parse().unwrap(),
    };
    let mut said = Vec::new();
    match run("", Share::Explain(asked), json, &mut said) {
        Ok(()) => String::from_utf8(said).unwrap(),
        Err(failure) => crate::failure::chain(failure.as_ref()),
    }
}

/// The worked quarter of ES-10.
#[test]
fn es_20_the_steps_of_a_share_add_up_to_it() {
    let rows: String = [("K2", 13), ("K5", 104), ("K9", 74), ("K11", 161), ("K14", 263)]
        .iter()
        .map(|(id, wh)| format!("2013-04-21T10:00:00+02:00,{id},0.{wh:03},\n"))
        .chain(["2013-04-21T10:00:00+02:00,roof,,0.26\n".to_owned()])
        .collect();
    let group = |key: &str, rounds: &str| {
        format!(
            r#"{{"key":"{key}","rounds":{rounds},"members":[{{"id":"K2","share":"0.4"}},{{"id":"K5","share":"0.3"}},{{"id":"K9","share":"0.15"}},{{"id":"K11","share":"0.1"}},{{"id":"K14","share":"0.05"}},{{"id":"roof"}}]}}"#
        )
    };
    expect![[r#"
        K11 at 2013-04-21T10:00:00+02:00, key fixed
          injected into the group          0.260000 kWh
          taken by     5 members           0.615000 kWh
          its own off-take                 0.161000 kWh
        received, in mWh
                             26000  share 1/10 of what is injected, at most the off-take
                       15166 + 2/3  round 2: share 1/10 over the shares of those in need, of what is left
                              6500  round 3: share 1/10 over the shares of those in need, of what is left
                               1/3  rounded to whole mWh, so that all shares add up
                             47667  received
    "#]].assert_eq(&explain(&group("fixed", "\"all\""), &rows, "K11", false));
    expect![[r#"
        K14 at 2013-04-21T10:00:00+02:00, key hybrid
          injected into the group          0.260000 kWh
          taken by     5 members           0.615000 kWh
          its own off-take                 0.263000 kWh
        received, in mWh
                             13000  share 1/20 of what is injected, at most the off-take
                   51008 + 216/223  of what is left, in proportion to what is still needed
                             7/223  rounded to whole mWh, so that all shares add up
                             64009  received
    "#]]
    .assert_eq(&explain(&group("hybrid", "1"), &rows, "K14", false));
    expect![[r#"
        roof at 2013-04-21T10:00:00+02:00, key pro_rata
          injected into the group          0.260000 kWh
          taken by     5 members           0.615000 kWh
          its own off-take is not known: it receives nothing
        received, in mWh
                                 0  in proportion to off-take
                                 0  rounded to whole mWh, so that all shares add up
                                 0  received
        given, in mWh
                            260000  injected
                                 0  stays with it: what nobody received, by its injection
                            260000  given
    "#]]
    .assert_eq(&explain(&group("pro_rata", "1"), &rows, "roof", false));
    expect![[r#"
        {"at":"2013-04-21T10:00:00+02:00","given_kwh":"0.000000","group_injection_kwh":"0.260000","group_offtake_kwh":"0.615000","injection_kwh":null,"key":"vl_optimal","kind":"share_explained","member":"K9","offtake_kwh":"0.074000","received_kwh":"0.071500","rounding_mwh":"0","steps":[{"mwh":"39000","step":"pass 1: share 3/20, over the shares of all but the injector"},{"mwh":"22750","step":"pass 2: share 3/20, over the shares of all but the injector"},{"mwh":"9750","step":"pass 3: share 3/20, over the shares of all but the injector"}],"takers":5}
    "#]].assert_eq(&explain(&group("vl_optimal", "1"), &rows, "K9", true));
    expect!["member `K3` is not in the group"].assert_eq(&explain(
        &group("fixed", "1"),
        &rows,
        "K3",
        false,
    ));
}

//! What a person is told, and that nothing half-done comes out.

use crate::{homes, packed, partial, read, said, strict, wide};
use expect_test::{Expect, expect};
use headend::{Format, Mark, Options, import};

fn check(text: &str, expected: Expect) {
    check_with(text, &strict(), expected);
}

fn check_with(text: &str, options: &Options, expected: Expect) {
    let error = read(text, options).unwrap_err();
    let mut text = said(&error);
    if let headend::ImportError::BadLines { problems, .. } = &error {
        for problem in problems.listed().iter().skip(1) {
            text.push_str(&format!("\n{problem}"));
        }
    }
    expected.assert_eq(&text);
}

#[test]
fn cells_that_are_no_energy() {
    check(
        "start_local,K2,K5\n\
         2013-01-01T00:00,12x,1\n\
         2013-01-01T00:15,1,-3\n\
         2013-01-01T00:30,1.2345,1\n\
         2013-01-01T00:45,999999999999,1\n\
         2013-01-01T01:00,1e3,NaN\n\
         2013-01-01T01:15,99999999999999999999,\"1\"\n",
        expect![[r#"
            nothing of `x.csv` was imported, 8 of its lines or cells are wrong: line 2 of `x.csv`: home `K2` has `12x`, not a number
            line 3 of `x.csv`: home `K5` has `-3`, which is negative
            line 4 of `x.csv`: home `K2` has `1.2345`, more than 3 decimals
            line 5 of `x.csv`: home `K2` has `999999999999`, too large to be true
            line 6 of `x.csv`: home `K2` has `1e3`, not a number
            line 6 of `x.csv`: home `K5` has `NaN`, not a number
            line 7 of `x.csv`: home `K2` has `99999999999999999999`, too large to be true
            line 7 of `x.csv`: home `K5` has `"1"`, not a number"#]],
    );
}

#[test]
fn rows_that_cannot_be_placed() {
    check(
        "start_local,offtake_kwh,injection_kwh\n\
         2013-01-01T00:00,1\n\
         2013-01-01T00:00,1,2,3\n\
         2013-01-01T00:05,1,2\n\
         2013-01-01T00:15:00+01:00,1,2\n\
         yesterday,1,2\n\
         ,1,2\n\
         1913-01-01T00:00,1,2\n\
         2013-01-01T00:00,1,2\n\
         2031-01-01T00:00,1,2\n",
        expect![[r#"
            nothing of `x.csv` was imported, 8 of its lines or cells are wrong: line 2 of `x.csv`: it has 2 columns, the header has 3
            line 3 of `x.csv`: it has 4 columns, the header has 3
            line 4 of `x.csv`: `2013-01-01T00:05` is not the start of a quarter-hour
            line 5 of `x.csv`: `2013-01-01T00:15:00+01:00` has an offset, but its column is in local time
            line 6 of `x.csv`: `yesterday` is not a time such as 2026-01-06T00:15
            line 7 of `x.csv`: `` is not a time such as 2026-01-06T00:15
            line 8 of `x.csv`: `1913-01-01T00:00` is not between the years 1996 and 2100
            line 10 of `x.csv`: 2031-01-01 is more than a year away from the other rows"#]],
    );
}

#[test]
fn iso_times_need_an_offset() {
    check(
        "start,offtake_kwh\n2024-01-01T00:00:00,1\n2024-01-01T00:07Z,1\n",
        expect![[r#"
        nothing of `x.csv` was imported, 2 of its lines or cells are wrong: line 2 of `x.csv`: `2024-01-01T00:00:00` has no offset such as +01:00
        line 3 of `x.csv`: `2024-01-01T00:07Z` is not the start of a quarter-hour"#]],
    );
}

#[test]
fn two_lines_that_contradict_each_other() {
    check(
        "start_local,K2,K5\n2013-01-01T00:00,1,1\n2013-01-01T00:15,1,1\n2013-01-01T00:00,1,2\n",
        expect![
            "nothing of `x.csv` was imported, 1 of its lines or cells are wrong: line 4 of `x.csv`: home `K5` has `2`, line 2 has another value for the same time"
        ],
    );
}

#[test]
fn the_same_line_twice_counts_once() {
    let once = wide(&["2013-01-01"], |_, _| Some("10".to_owned()));
    let import = read(&format!("{once}2013-01-01T00:00,10\n\n"), &strict()).unwrap();
    assert_eq!((import.rows, import.duplicate_rows), (97, 1));
    assert_eq!(homes(import)[0].off_take().energy().0, 960_000);
}

#[test]
fn headers() {
    check("", expect!["`x.csv` is empty"]);
    check("start_local,K2\n", expect!["`x.csv` has a header but no rows"]);
    check(
        "month,hour,day_type\n7,24,7\n",
        expect![
            "the header of `x.csv` is of no known format: `month,hour,day_type` (known are `start_local,<home>,...`, `start_local,offtake_kwh,injection_kwh`, `start,offtake_kwh,injection_kwh` and `at,ean,obis,value`)"
        ],
    );
    check(
        "start_local;K2\n2013-01-01T00:00;1\n",
        expect![
            "the header of `x.csv` is of no known format: `start_local;K2` (known are `start_local,<home>,...`, `start_local,offtake_kwh,injection_kwh`, `start,offtake_kwh,injection_kwh` and `at,ean,obis,value`)"
        ],
    );
    check("start_local,K2,K2\n", expect!["the header of `x.csv` has the column `K2` twice"]);
    check(
        "start_local,gas_kwh\n2013-01-01T00:00,1\n",
        expect![
            "the header of `x.csv` is of no known format: `start_local,gas_kwh` (known are `start_local,<home>,...`, `start_local,offtake_kwh,injection_kwh`, `start,offtake_kwh,injection_kwh` and `at,ean,obis,value`)"
        ],
    );
    check(
        "at,ean,obis\n",
        expect![
            "the header of `x.csv` is of no known format: `at,ean,obis` (known are `start_local,<home>,...`, `start_local,offtake_kwh,injection_kwh`, `start,offtake_kwh,injection_kwh` and `at,ean,obis,value`)"
        ],
    );
    let as_iso = Options { format: Some(Format::Iso), ..Options::default() };
    check_with(
        "start_local,K2\n",
        &as_iso,
        expect!["`x.csv` is not of format `iso`: its header has no column `start`"],
    );
    let as_registers = Options { format: Some(Format::Registers), ..Options::default() };
    check_with(
        "start_local,K2\n",
        &as_registers,
        expect!["`x.csv` is not of format `registers`: its header has no column `at`"],
    );
}

#[test]
fn a_format_that_is_told_wins() {
    let as_wide = Options { format: Some(Format::Wide), ..Options::default() };
    let text = "start_local,meter_kwh\n2013-01-01T00:00,1\n2013-01-01T00:15,1\n";
    let import = read(text, &as_wide).unwrap();
    assert_eq!((import.format, homes(import)[0].id()), (Format::Wide, "meter_kwh"));
    assert_eq!("two-column".parse(), Ok(Format::TwoColumn));
    assert_eq!(
        "csv".parse::<Format>().unwrap_err().to_string(),
        "`csv` is not a format (wide, two-column, iso, registers)"
    );
}

#[test]
fn hourly_files_are_refused() {
    let hourly = wide(&["2013-01-01"], |_, quarter| (quarter % 4 == 0).then(|| "10".to_owned()));
    check(
        &hourly,
        expect!["the rows of `x.csv` are hours or half-hours; quarter-hours are needed"],
    );
}

#[test]
fn what_is_not_text() {
    let bytes = b"start_local,K2\n2013-01-01T00:00,\xff\n";
    let error = import("x.csv", None, &bytes[..], &strict(), &mut |_| {}).unwrap_err();
    expect!["nothing of `x.csv` was imported, 1 of its lines or cells are wrong: line 2 of `x.csv`: it is not text in UTF-8"].assert_eq(&said(&error));
    let bytes = b"\xff\xfe,s\n";
    let error = import("x.csv", None, &bytes[..], &strict(), &mut |_| {}).unwrap_err();
    expect!["the header of `x.csv` is not text"].assert_eq(&said(&error));
}

#[test]
fn a_line_without_end_is_refused() {
    let long = std::io::Read::chain(&b"start_local,K2\n"[..], std::io::repeat(b'1'));
    let error = import("x.csv", None, long, &strict(), &mut |_| {}).unwrap_err();
    expect!["line 2 of `x.csv` is longer than 16777216 bytes"].assert_eq(&said(&error));
}

#[test]
fn a_mark_of_byte_order_and_dos_lines_are_no_matter() {
    let text = wide(&["2013-01-01"], |_, quarter| Some(quarter.to_string()));
    let dos = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(homes(read(&dos, &strict()).unwrap()), homes(read(&text, &strict()).unwrap()));
}

#[test]
fn a_truncated_gzip_gives_nothing_and_names_the_line() {
    let days: Vec<String> = (1..=28).map(|day| format!("2013-01-{day:02}")).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let text = wide(&days, |day, quarter| Some((day * 31 + quarter * 7 % 113).to_string()));
    let whole = packed(&text);
    assert_eq!(
        homes(import("x.gz", None, &whole[..], &strict(), &mut |_| {}).unwrap()).len(),
        1,
        "the whole file is good"
    );
    let half = &whole[..whole.len() / 2];
    for options in [strict(), partial()] {
        let error = import("x.gz", None, half, &options, &mut |_| {}).unwrap_err();
        // How many lines half of the bytes hold is the packer's choice.
        let text = said(&error);
        let line = text.strip_prefix("`x.gz` is a truncated gzip: it ends after line ");
        let line = line.and_then(|rest| rest.strip_suffix(": incomplete deflate stream"));
        let line: u32 = line.unwrap_or_else(|| panic!("{text}")).parse().unwrap();
        assert!((1_000..2_000).contains(&line), "{text}");
    }
    // Only the check sum is cut off: every line is there, and still it is not to be believed.
    let error =
        import("x.gz", None, &whole[..whole.len() - 3], &strict(), &mut |_| {}).unwrap_err();
    expect!["`x.gz` is a truncated gzip: it ends after line 2689: unexpected end of file"]
        .assert_eq(&said(&error));
    for length in (2..whole.len()).step_by(13) {
        assert!(
            import("x.gz", None, &whole[..length], &partial(), &mut |_| {}).is_err(),
            "{length}"
        );
    }
    let mut damaged = whole.clone();
    let middle = damaged.len() - 6;
    damaged[middle] ^= 0xff;
    let error = import("x.gz", None, &damaged[..], &strict(), &mut |_| {}).unwrap_err();
    expect!["`x.gz` is a damaged gzip, after line 2689: corrupt gzip stream does not have a matching checksum"].assert_eq(&said(&error));
}

#[test]
fn a_file_that_cannot_be_read_to_its_end() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let text = &b"start_local,K2\n2013-01-01T00:00,1\n"[..];
    let error = import("x.csv", None, std::io::Read::chain(text, Broken), &partial(), &mut |_| {})
        .unwrap_err();
    expect!["could not read `x.csv` after line 2: the disk is gone"].assert_eq(&said(&error));
    let error = headend::import_file(std::path::Path::new("no/such.csv"), &strict(), &mut |_| {})
        .unwrap_err();
    expect!["could not open `such.csv`: No such file or directory (os error 2)"]
        .assert_eq(&said(&error));
}

#[test]
fn in_part_what_is_bad_is_a_gap_and_is_listed() {
    let text = wide(&["2013-01-01", "2013-01-02"], |day, quarter| {
        Some(if (day, quarter) == (0, 3) { "-1".to_owned() } else { "10".to_owned() })
    });
    let import = read(&text, &partial()).unwrap();
    let listed: Vec<_> = import.problems.listed().iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["line 5 of `x.csv`: home `K2` has `-1`, which is negative"]);
    let home = homes(import).remove(0);
    let marks: Vec<_> = home.off_take().marks().iter().collect();
    let first = home.first_day();
    assert_eq!(marks, [(&first, &vec![Mark::Gap { quarters: 1 }])]);
    assert_eq!(home.off_take().energy().0, 191 * 10_000);
}

#[test]
fn in_part_neither_of_two_contradicting_lines_is_believed() {
    let mut text = wide(&["2013-01-01"], |_, _| Some("10".to_owned()));
    text.push_str("2013-01-01T00:00,11\n");
    let home = homes(read(&text, &partial()).unwrap()).remove(0);
    assert_eq!(home.off_take().energy().0, 95 * 10_000);
    assert_eq!(home.off_take().days().next().unwrap().gap(), 1);
}

#[test]
fn problems_are_counted_beyond_the_list() {
    let text = format!("start_local,K2\n{}", "rubbish,1\n".repeat(5000));
    let headend::ImportError::BadLines { problems, .. } = read(&text, &partial()).unwrap_err()
    else {
        panic!("another error");
    };
    assert_eq!((problems.count(), problems.listed().len()), (5000, 1000));
}

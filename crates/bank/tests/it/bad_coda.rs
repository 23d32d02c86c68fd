//! CODA that is wrong in form: the line, what was expected and what is there. Source: TP-10.

use crate::refusal;
use bank::sample::Sample;
use expect_test::{Expect, expect};

/// Three movements; lines: 1 header, 2 old balance, 3 to 5, 6 to 8, 9 to 11, new balance, trailer.
fn lines() -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    Sample::new(2, 3).write_coda(&mut out).unwrap();
    out.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// Overwrites characters of a line (from 1) and says what becomes of the file.
fn overwritten(line: usize, at: usize, text: &str) -> String {
    let mut lines = lines();
    lines[line - 1][at..at + text.len()].copy_from_slice(text.as_bytes());
    refusal(&lines.concat())
}

fn check(line: usize, at: usize, text: &str, expected: Expect) {
    expected.assert_eq(&overwritten(line, at, text));
}

#[test]
fn tp_10_the_sample_of_these_tests_is_right() {
    assert_eq!(lines().len(), 13);
    assert_eq!(refusal(&lines().concat()), "read");
}

#[test]
fn tp_10_a_wrong_field_is_named_with_its_line() {
    check(
        1,
        5,
        "311126",
        expect!["line 1: date of creation: expected a date as DDMMYY, found `311126`"],
    );
    check(1, 127, "1", expect!["line 1: version of CODA: expected 2, found `1`"]);
    check(2, 1, "7", expect!["line 2: form of the account: expected 0, 1, 2 or 3, found `7`"]);
    check(2, 39, "USD", expect!["line 2: currency `USD` is not EUR"]);
    check(2, 42, "+", expect!["line 2: sign: expected 0 (credit) or 1 (debit), found `+`"]);
    check(
        2,
        50,
        "x",
        expect!["line 2: old balance: expected an amount of 15 digits, found `0000010x0000000`"],
    );
    check(3, 2, "000A", expect!["line 3: movement number: expected digits, found `000A`"]);
    check(3, 6, "  01", expect!["line 3: detail number: expected digits, found `  01`"]);
    check(
        3,
        32,
        "-",
        expect!["line 3: amount: expected an amount of 15 digits, found `-00000000018460`"],
    );
    check(
        3,
        47,
        "300226",
        expect!["line 3: value date: expected a date as DDMMYY, found `300226`"],
    );
    check(
        3,
        115,
        "      ",
        expect!["line 3: entry date: expected a date as DDMMYY, found `      `"],
    );
    check(
        12,
        57,
        "00",
        expect!["line 12: date of the new balance: expected a date as DDMMYY, found `001126`"],
    );
    check(13, 16, " ", expect!["line 13: count of records: expected digits, found ` 00011`"]);
    check(
        13,
        22,
        "x",
        expect![
            "line 13: total of debits: expected an amount of 15 digits, found `x00000000018460`"
        ],
    );
    check(13, 127, "3", expect!["line 13: last character: expected 1 or 2, found `3`"]);
}

#[test]
fn tp_10_records_come_in_their_order() {
    check(
        1,
        0,
        "1",
        expect![
            "the bank file is neither CODA nor camt.053: it begins with `1000003112653905        SAMPLE    TIRELIRE SAMPLE           …`"
        ],
    );
    check(2, 0, "2", expect!["line 2: expected record 1 (old balance), found record `2.2`"]);
    check(3, 1, "2", expect!["line 3: expected record 2.1, 8 or 9, found record `2.2`"]);
    check(
        3,
        0,
        "5",
        expect![
            "line 3: expected record 2 (movement), 3 (information), 8 (new balance) or 9 (trailer), found record `5`"
        ],
    );
    check(
        4,
        1,
        "4",
        expect![
            "line 4: expected record 2 (movement), 3 (information), 8 (new balance) or 9 (trailer), found record `2.4`"
        ],
    );
    check(
        4,
        1,
        "3",
        expect!["line 5: expected record 2.2 or 2.3 after its record 2.1, found record `2.3`"],
    );
    check(
        4,
        0,
        "32",
        expect!["line 4: expected record 3.2 or 3.3 after its record 3.1, found record `3.2`"],
    );
    check(11, 0, "8 ", expect!["line 11: currency `` is not EUR"]);
    check(
        13,
        0,
        "8",
        expect!["line 13: expected record 4 (message) or 9 (trailer), found record `8`"],
    );
}

#[test]
fn tp_10_movements_are_numbered_upwards_and_details_follow_their_movement() {
    check(6, 2, "0001", expect!["line 6: movement number: expected above 0001, found `0001 0000`"]);
    check(
        3,
        6,
        "0001",
        expect!["line 3: movement number: expected a movement with detail 0000, found `0001 0001`"],
    );
    check(
        6,
        6,
        "0001",
        expect![
            "line 6: movement number: expected 0001 with a detail above 0000, found `0002 0001`"
        ],
    );
    check(4, 2, "0009", expect!["line 4: movement number: expected 0001 0000, found `0009 0000`"]);
}

#[test]
fn tp_10_a_truncated_file_is_refused_wherever_it_ends() {
    let whole = lines().concat();
    for length in 1..whole.len() - 2 {
        assert_ne!(refusal(&whole[..length]), "read", "{length} bytes");
    }
    let expected = expect![
        "line 12: expected record 2 (movement), 3 (information), 8 (new balance) or 9 (trailer), found the end of the file"
    ];
    expected.assert_eq(&refusal(&lines()[..11].concat()));
    expect!["line 3: expected 128 characters, found 40"].assert_eq(&refusal(&whole[..300]));
    expect!["line 2: expected record 1 (old balance), found the end of the file"]
        .assert_eq(&refusal(&lines()[0]));
}

#[test]
fn tp_10_lines_of_another_length_are_refused() {
    let mut longer = lines();
    longer[4].insert(50, b' ');
    expect!["line 5: expected 128 characters, found 129"].assert_eq(&refusal(&longer.concat()));
    let mut in_utf8 = lines();
    in_utf8[4].splice(50..51, "é".bytes());
    let in_utf8: Vec<u8> =
        in_utf8.concat().into_iter().map(|byte| if byte == 0xe9 { b'e' } else { byte }).collect();
    expect![
        "line 5: expected 128 characters, found 129 bytes (CODA is Windows-1252, this is UTF-8)"
    ]
    .assert_eq(&refusal(&in_utf8));
    let mut endless = lines().concat();
    endless.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    expect!["line 1: expected 128 characters, found 1024"].assert_eq(&refusal(&endless));
    let mut blank = lines();
    blank.insert(3, b"\r\n".to_vec());
    expect!["line 4: expected 128 characters, found 0"].assert_eq(&refusal(&blank.concat()));
}

#[test]
fn tp_10_line_feeds_alone_and_blank_lines_between_statements_are_accepted() {
    let mut unix = lines().concat();
    unix.retain(|byte| *byte != b'\r');
    assert_eq!(refusal(&unix), "read");
    assert_eq!(refusal(&[&unix[..], b"\n\x1a\n"].concat()), "read");
    assert_eq!(refusal(&[&unix[..], b"\n", &unix[..]].concat()), "read");
    // The last line end may be missing.
    assert_eq!(refusal(&unix[..unix.len() - 1]), "read");
}

#[test]
fn other_files_are_neither() {
    expect!["the bank file is empty"].assert_eq(&refusal(b""));
    expect!["the bank file is empty"].assert_eq(&refusal(b" \n"));
    expect!["the bank file is neither CODA nor camt.053: it begins with `%PDF-1.7`"]
        .assert_eq(&refusal(b"%PDF-1.7"));
    expect![[r#"the bank file is neither CODA nor camt.053: it begins with `:20:MT940..`"#]]
        .assert_eq(&refusal(b":20:MT940\r\n"));
}

//! camt.053 that is wrong in form, or an attack. Source: TP-11.

use crate::refusal;
use bank::sample::Sample;
use expect_test::{Expect, expect};

fn sample() -> String {
    let mut out = Vec::new();
    Sample::new(2, 3).write_camt(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Replaces the first `from`.
fn check(from: &str, to: &str, expected: Expect) {
    let text = sample();
    assert!(text.contains(from), "{from}");
    expected.assert_eq(&refusal(text.replacen(from, to, 1).as_bytes()));
}

#[test]
fn tp_11_the_sample_of_these_tests_is_right() {
    assert_eq!(refusal(sample().as_bytes()), "read");
}

#[test]
fn tp_11_a_wrong_field_is_named_with_its_line() {
    check(
        "camt.053.001.08",
        "camt.053.001.06",
        expect![
            "line 2: the document is `camt.053.001.06`, expected camt.053.001.02 or camt.053.001.08"
        ],
    );
    check(
        "urn:iso",
        "urn:other",
        expect![
            "line 2: the document is `urn:other:std:iso:20022:tech:xsd:camt.053.001.08`, expected camt.053.001.02 or camt.053.001.08"
        ],
    );
    check(
        "encoding=\"UTF-8\"",
        "encoding=\"ISO-8859-1\"",
        expect!["line 1: encoding: expected UTF-8, found `ISO-8859-1`"],
    );
    check("<Ccy>EUR</Ccy>", "<Ccy>CHF</Ccy>", expect!["line 9: currency `CHF` is not EUR"]);
    check("<Amt Ccy=\"EUR\">", "<Amt Ccy=\"USD\">", expect!["line 10: currency `USD` is not EUR"]);
    check("<Amt Ccy=\"EUR\">", "<Amt>", expect!["line 10: element `Ccy` is missing in `Amt`"]);
    check(
        "<Amt Ccy=\"EUR\">",
        "<Amt Ccy=\"EUR\">-",
        expect!["line 10: balance: expected a decimal amount without sign, found `-1000000.00`"],
    );
    check(
        "<CdtDbtInd>CRDT",
        "<CdtDbtInd>CREDIT",
        expect!["line 10: CdtDbtInd: expected CRDT or DBIT, found `CREDIT`"],
    );
    check(
        "<Cd>BOOK</Cd>",
        "<Cd>DONE</Cd>",
        expect!["line 15: status of the entry: expected BOOK, PDNG, INFO or FUTR, found `DONE`"],
    );
    check(
        "<Dt>2026-11-03</Dt></BookgDt>",
        "<Dt>2026-11-31</Dt></BookgDt>",
        expect!["line 16: booking date: expected a date such as 2026-11-02, found `2026-11-31`"],
    );
    check("<Sts><Cd>BOOK</Cd></Sts>", "", expect!["line 20: element `Sts` is missing in `Ntry`"]);
    check("<Id>SAMPLE-1</Id>", "", expect!["line 12: element `Id` is missing in `Stmt`"]);
    check(
        "<Id><IBAN>BE68539007547034</IBAN></Id>",
        "",
        expect!["line 12: element `Acct/Id` is missing in `Stmt`"],
    );
    check(
        "</Stmt>",
        "<Bal/></Stmt>",
        expect!["line 69: element `Bal` has no place in `Stmt` after the first entry"],
    );
    check(
        "<Ccy>EUR</Ccy>",
        "<Ccy><x/></Ccy>",
        expect!["line 9: Ccy: expected text, found `an element`"],
    );
}

#[test]
fn tp_11_xml_that_is_not_well_formed_or_ends_early() {
    check(
        "</Ntry>",
        "</Entry>",
        expect![
            "line 30: the XML is not well formed: ill-formed document: expected `</Ntry>`, but `</Entry>` was …"
        ],
    );
    check(
        "<BookgDt>",
        "<BookgDt",
        expect![
            "line 16: the XML is not well formed: ill-formed document: expected `</BookgDt<Dt>`, but `</Dt>` w…"
        ],
    );
    check(
        "TIRELIRE SAMPLE",
        "A & B",
        expect![
            "line 9: the XML is not well formed: ill-formed document: entity or character reference not close…"
        ],
    );
    let text = sample();
    for length in (1..text.len() - 1).filter(|length| text.is_char_boundary(*length)) {
        assert_ne!(refusal(&text.as_bytes()[..length]), "read", "{length} bytes");
    }
    expect!["line 19: expected a closing tag, found the end of the file"]
        .assert_eq(&refusal(&text.as_bytes()[..1_000]));
    check(
        "</Document>",
        "</Document><Document/>",
        expect!["line 71: after the document: expected the end of the file, found `more`"],
    );
    expect!["line 1: element `BkToCstmrStmt` is missing in `Document`"].assert_eq(&refusal(
        b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"/>",
    ));
    expect!["line 1: the document is ``, expected camt.053.001.02 or camt.053.001.08"]
        .assert_eq(&refusal(b"<html></html>"));
    let mut latin = text.clone().into_bytes();
    let at = text.find('é').unwrap();
    latin.splice(at..at + 2, [0xe9]);
    expect!["line 44: text: expected UTF-8, found `CPAS de Fl�ron`"].assert_eq(&refusal(&latin));
}

#[test]
fn tp_11_bombs_are_refused() {
    let bomb = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><Document";
    check(
        "<Document",
        bomb,
        expect![[
            r#"line 2: a DTD is refused in a bank file: `d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]`"#
        ]],
    );
    check("TIRELIRE SAMPLE", "&b;", expect!["line 9: an entity is refused in a bank file: `&b;`"]);
    check(
        "TIRELIRE SAMPLE",
        "&#0;",
        expect!["line 9: an entity is refused in a bank file: `&#0;`"],
    );
    check(
        "<Ownr>",
        &format!("{}<Ownr>", "<a>".repeat(100)),
        expect!["line 9: elements are nested deeper than 64"],
    );
    check(
        "TIRELIRE SAMPLE",
        &"x".repeat(70_000),
        expect!["line 9: one piece is longer than 65536 bytes"],
    );
    check(
        "TIRELIRE SAMPLE",
        &"x<!-- -->".repeat(70_000),
        expect!["line 9: the text of an element is longer than 65536 bytes"],
    );
    check(
        "<Ownr>",
        &format!("<Ownr a=\"{}\">", "x".repeat(70_000)),
        expect!["line 9: one piece is longer than 65536 bytes"],
    );
    check(
        "<Ownr>",
        &format!("<!--{}--><Ownr>", "x".repeat(70_000)),
        expect!["line 9: one piece is longer than 65536 bytes"],
    );
}

#[test]
fn tp_11_elements_of_another_namespace_mean_nothing() {
    let foreign =
        "<Ntry xmlns=\"urn:other\"><Amt Ccy=\"EUR\">1</Amt></Ntry><x:Ntry xmlns:x=\"urn:other\"/>";
    check("</Stmt>", &format!("{foreign}</Stmt>"), expect!["read"]);
    let text = sample().replace("</", "</d:").replace("xmlns=", "xmlns:d=");
    let text = regex_free_prefix(&text);
    assert_eq!(refusal(text.as_bytes()), "read");
}

/// Puts the prefix before every opening element.
fn regex_free_prefix(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push_str("d:");
        }
        rest = after;
    }
    out + rest
}

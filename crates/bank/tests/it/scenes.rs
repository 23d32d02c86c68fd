//! What lines become of entries and movements that the sample does not have. Source: TP-10, TP-11.

use crate::told;
use expect_test::{Expect, expect};

/// A camt.053 with 100.00 before, `closing` after, and these entries.
fn camt(closing: &str, entries: &str) -> Vec<u8> {
    let balance = |code: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-02</Dt></Dt></Bal>"
        )
    };
    let balances = [balance("OPBD", "100"), balance("CLBD", closing)].concat();
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt>\
         <Id>S1</Id><CreDtTm>2026-11-03T01:00:00</CreDtTm>\
         <Acct><Id><IBAN>BE68539007547034</IBAN></Id></Acct>{balances}{entries}</Stmt>\
         </BkToCstmrStmt></Document>"
    )
    .into_bytes()
}

fn entry(amount: &str, direction: &str, status: &str, rest: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>\
         <Sts>{status}</Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt>{rest}</Ntry>"
    )
}

fn details(transactions: &[&str]) -> String {
    let inner: String =
        transactions.iter().map(|text| format!("<TxDtls>{text}</TxDtls>")).collect();
    format!("<NtryDtls>{inner}</NtryDtls>")
}

fn amount(euro: &str) -> String {
    format!("<AmtDtls><TxAmt><Amt Ccy=\"EUR\">{euro}</Amt></TxAmt></AmtDtls>")
}

fn check(closing: &str, entries: &str, expected: Expect) {
    expected.assert_eq(&told(&camt(closing, entries)));
}

#[test]
fn tp_11_a_batch_becomes_lines_that_add_up_to_it() {
    let parts = [amount("10.00"), amount("20.50")];
    let batch = details(&[&parts[0], &parts[1]]);
    check(
        "130.50",
        &entry("30.50", "CRDT", "BOOK", &batch),
        expect![[r#"
            camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
            line 1.1 10.000000 booked 2026-11-02 value unknown 
            line 1.2 20.500000 booked 2026-11-02 value unknown 
            end, 2 lines: new 130.500000 on 2026-11-02: controls passed
        "#]],
    );
    check(
        "130.60",
        &entry("30.60", "CRDT", "BOOK", &batch),
        expect![[r#"
            camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
            line 1.1 10.000000 booked 2026-11-02 value unknown 
            line 1.2 20.500000 booked 2026-11-02 value unknown 
            end, 2 lines: new 130.600000 on 2026-11-02: sum of the batch in entry 1: expected `30.600000`, found `30.500000`
        "#]],
    );
}

#[test]
fn tp_11_transactions_without_an_amount_in_euro_share_what_is_left() {
    let parts =
        [amount("10.00"), "<AmtDtls><TxAmt><Amt Ccy=\"USD\">9</Amt></TxAmt></AmtDtls>".into()];
    let batch = details(&[&parts[0], &parts[1], "<RmtInf><Ustrd>x</Ustrd></RmtInf>"]);
    check(
        "130.50",
        &entry("30.50", "CRDT", "BOOK", &batch),
        expect![[r#"
            camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
            line 1.1 10.000000 booked 2026-11-02 value unknown 
            line 1.2 20.500000 booked 2026-11-02 value unknown 
            end, 2 lines: new 130.500000 on 2026-11-02: controls passed
        "#]],
    );
    check(
        "110.00",
        &entry("10.00", "CRDT", "BOOK", &batch),
        expect![[r#"
            camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
            line 1.1 10.000000 booked 2026-11-02 value unknown 
            end, 1 lines: new 110.000000 on 2026-11-02: sum of the batch in entry 1: expected `10.000000`, found `10.000000 and 2 without amount`
        "#]],
    );
}

#[test]
fn tp_11_a_single_transaction_has_the_amount_of_its_entry() {
    let one = details(&["<AmtDtls><InstdAmt><Amt Ccy=\"USD\">9</Amt></InstdAmt></AmtDtls>"]);
    check(
        "91.50",
        &entry("8.50", "DBIT", "BOOK", &one),
        expect![[r#"
            camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
            line 1.0 -8.500000 booked 2026-11-02 value unknown 
            end, 1 lines: new 91.500000 on 2026-11-02: controls passed
        "#]],
    );
}

#[test]
fn tp_11_only_booked_entries_are_lines() {
    let pending = entry("5", "CRDT", "PDNG", &details(&[&amount("2"), &amount("3")]));
    check(
        "101",
        &(pending + &entry("1", "CRDT", "BOOK", "")),
        expect![[r#"
            camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
            line 2.0 1.000000 booked 2026-11-02 value unknown 
            end, 1 lines, 1 not booked: new 101.000000 on 2026-11-02: controls passed
        "#]],
    );
}

#[test]
fn tp_11_references_by_scheme() {
    let reference = |code: &str, issuer: &str, text: &str| {
        details(&[&format!(
            "<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry>{issuer}</Tp>\
             <Ref>{text}</Ref></CdtrRefInf></Strd></RmtInf>"
        )])
    };
    let entries = [
        reference("SCOR", "", "RF18539007547034"),
        reference("SCOR", "", "RF19539007547034"),
        reference("SCOR", "<Issr>BBA</Issr>", "010806817183"),
        reference("SCOR", "<Issr>BBA</Issr>", "+++010/8068/17183+++"),
        reference("SCOR", "<Issr>BBA</Issr>", "010806817184"),
        reference("SCOR", "", "010806817183"),
    ]
    .map(|rest| entry("1", "CRDT", "BOOK", &rest))
    .concat();
    check(
        "106",
        &entries,
        expect![[r#"
            camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
            line 1.0 1.000000 booked 2026-11-02 value unknown , structured SCOR text `RF18539007547034`, reference `RF18539007547034`
            line 2.0 1.000000 booked 2026-11-02 value unknown , structured SCOR text `RF19539007547034`
            line 3.0 1.000000 booked 2026-11-02 value unknown , structured SCOR/BBA text `010806817183`, reference `+++010/8068/17183+++`
            line 4.0 1.000000 booked 2026-11-02 value unknown , structured SCOR/BBA text `+++010/8068/17183+++`, reference `+++010/8068/17183+++`
            line 5.0 1.000000 booked 2026-11-02 value unknown , structured SCOR/BBA text `010806817184`
            line 6.0 1.000000 booked 2026-11-02 value unknown , structured SCOR text `010806817183`
            end, 6 lines: new 106.000000 on 2026-11-02: controls passed
        "#]],
    );
}

#[test]
fn tp_11_missing_balances_fail_the_controls() {
    let text = String::from_utf8(camt("100", "")).unwrap();
    expect![[r#"
        camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 0 lines: no new balance: new balance at the end: expected `CLBD`, found `nothing`
    "#]]
    .assert_eq(&told(text.replace("CLBD", "CLAV").as_bytes()));
    expect![[r#"
        camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: no old balance
        end, 0 lines: new 100.000000 on 2026-11-02: old balance: expected `OPBD or PRCD`, found `nothing`
    "#]].assert_eq(&told(text.replace("OPBD", "OPAV").as_bytes()));
    // The balance at the end of the day before stands in.
    expect![[r#"
        camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 0 lines: new 100.000000 on 2026-11-02: controls passed
    "#]]
    .assert_eq(&told(text.replace("OPBD", "PRCD").as_bytes()));
}

#[test]
fn tp_11_a_return_says_why() {
    let why = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";
    let rest = format!("<RvslInd>true</RvslInd>{}", details(&[why]));
    check(
        "98",
        &entry("2", "DBIT", "BOOK", &rest),
        expect![[r#"
            camt.053.001.02 S1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
            line 1.0 -2.000000 booked 2026-11-02 value unknown , returned `AC04`, reversal
            end, 1 lines: new 98.000000 on 2026-11-02: controls passed
        "#]],
    );
}

/// A CODA line from its fields.
fn record(fields: &[(usize, &str)]) -> String {
    let mut line = vec![' '; 128];
    for (at, text) in fields {
        for (offset, character) in text.chars().enumerate() {
            line[at + offset] = character;
        }
    }
    line.into_iter().collect::<String>() + "\n"
}

fn coda(middle: &[String], trailer: &[(usize, &str)]) -> Vec<u8> {
    let header = record(&[(0, "00000021126"), (60, "NICABEBB"), (127, "2")]);
    let old =
        record(&[(0, "12001BE68539007547034"), (39, "EUR0000000000100000021126"), (125, "007")]);
    let trailer = record(&[&[(0, "9"), (127, "2")], trailer].concat());
    [header, old, middle.concat(), trailer].concat().into_bytes()
}

fn new_balance(amount: &str) -> String {
    record(&[(0, "8001BE68539007547034"), (38, "EUR0"), (42, amount), (57, "031126")])
}

fn movement(number: &str, amount: &str, rest: &[(usize, &str)]) -> String {
    let fields = [
        (0, "21"),
        (2, number),
        (31, amount),
        (47, "000000"),
        (53, "00150000"),
        (61, "0"),
        (115, "031126"),
    ];
    record(&[&fields, rest].concat())
}

#[test]
fn tp_10_a_statement_without_movements_needs_no_new_balance() {
    let trailer = [(16, "000001000000000000000000000000000000")];
    expect![[r#"
        CODA 007 of account `BE68539007547034`, holder ``, bank `NICABEBB`, made 2026-11-02: old 100.000000 on 2026-11-02
        end, 0 lines: new 100.000000 on 2026-11-02: controls passed
    "#]]
    .assert_eq(&told(&coda(&[], &trailer)));
}

#[test]
fn tp_10_movements_without_a_new_balance_fail_the_controls() {
    let middle = [movement("00010000", "0000000000001000", &[])];
    let trailer = [(16, "000002000000000000000000000000001000")];
    expect![[r#"
        CODA 007 of account `BE68539007547034`, holder ``, bank `NICABEBB`, made 2026-11-02: old 100.000000 on 2026-11-02
        line 1.0 1.000000 booked 2026-11-03 value unknown 0-01-50-000
        end, 1 lines: no new balance: new balance at the end: expected `record 8`, found `nothing`
    "#]]
    .assert_eq(&told(&coda(&middle, &trailer)));
}

#[test]
fn tp_10_a_return_has_its_reason_and_an_rf_reference_is_read() {
    let middle = [
        movement("00010000", "0000000000001000", &[(61, "1100RF18539007547034")]),
        record(&[(0, "2200010000"), (112, "2AC04"), (121, "SALA")]),
        new_balance("000000000101000"),
    ];
    let trailer = [(16, "000004000000000000000000000000001000")];
    expect![[r#"
        CODA 007 of account `BE68539007547034`, holder ``, bank `NICABEBB`, made 2026-11-02: old 100.000000 on 2026-11-02
        line 1.0 1.000000 booked 2026-11-03 value unknown 0-01-50-000, purpose `SALA`, returned `2AC04`, structured 100 text `RF18539007547034`, reference `RF18539007547034`
        end, 1 lines: new 101.000000 on 2026-11-03: controls passed
    "#]].assert_eq(&told(&coda(&middle, &trailer)));
}

#[test]
fn tp_10_details_are_not_added_again_and_numbers_begin_again_after_9999() {
    let middle = [
        movement("99980000", "0000000000003000", &[]),
        movement("99980001", "0000000000001000", &[]),
        movement("99980002", "0000000000002000", &[]),
        movement("99990000", "1000000000001000", &[]),
        movement("00010000", "0000000000001000", &[]),
        new_balance("000000000103000"),
    ];
    let trailer = [(16, "000007000000000001000000000000004000")];
    expect![[r#"
        CODA 007 of account `BE68539007547034`, holder ``, bank `NICABEBB`, made 2026-11-02: old 100.000000 on 2026-11-02
        line 1.0 3.000000 booked 2026-11-03 value unknown 0-01-50-000
          detail 1.1 1.000000 booked 2026-11-03 value unknown 0-01-50-000
          detail 1.2 2.000000 booked 2026-11-03 value unknown 0-01-50-000
        line 2.0 -1.000000 booked 2026-11-03 value unknown 0-01-50-000
        line 3.0 1.000000 booked 2026-11-03 value unknown 0-01-50-000
        end, 3 lines: new 103.000000 on 2026-11-03: controls passed
    "#]]
    .assert_eq(&told(&coda(&middle, &trailer)));
}

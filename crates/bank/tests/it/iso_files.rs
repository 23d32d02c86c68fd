//! The ISO 20022 files of `shared/data/bank_iso20022`. Source: TP-11.

use crate::{outlined, shared};
use expect_test::{Expect, expect};

fn check(file: &str, expected: Expect) {
    if let Some(path) = shared("bank_iso20022", file) {
        expected.assert_eq(&outlined(&std::fs::read(path).unwrap()));
    }
}

#[test]
fn tp_11_version_02() {
    check(
        "camt053_valid_example.xml",
        expect![[r#"
            camt.053.001.02 130000005 of account 22/1152, holder 18/1712, bank 11/778, made 2013-12-27: old 33.060000 on 2013-12-27
            line 1.0 -2.000000 booked 2013-12-27 value 2013-12-27 NTRF+020, account 22/1151, bic 11/804, name 18/1713, text 48/3409, bank ref 13/1291, client ref 17/1664, information  of 72 characters, information  of 32 characters
            line 2.0 -3.000000 booked 2013-12-27 value 2013-12-27 NMSC+201, account 22/1161, bic 11/778, name 18/1713, text 83/5815, bank ref 19/953
            line 3.0 1.000000 booked 2013-12-27 value 2013-12-27 NMSC+051, account 18/915, name 18/1713, text 11/780, bank ref 19/953
            line 4.1 -3.500000 booked 2013-12-27 value 2013-12-27 NMSC+201, account 22/1152, name 18/1712, text 43/3602, bank ref 19/946, client ref 24/1437
            line 4.2 -2.500000 booked 2013-12-27 value 2013-12-27 NMSC+201, account 22/1152, name 18/1712, text 42/3486, bank ref 19/946, client ref 24/1438
            end, 5 lines: new 23.060000 on 2013-12-27: controls passed
        "#]],
    );
}

#[test]
fn tp_11_version_02_with_a_batch_that_is_one_line() {
    check(
        "camt053_valid_example_with_batch.xml",
        expect![[r#"
            camt.053.001.02 2019062434566666666666666 of account 19/1111, holder 0/0, bank 8/557, made 2019-06-24: old 7329.800000 on 2019-01-01
            line 1.0 -4753.740000 booked 2019-05-21 value 2019-05-21 PMNT-ICDT-ESCT, bank ref 32/1895
            line 2.0 2688.000000 booked 2019-06-13 value 2019-06-13 PMNT-RCDT-ESCT, account 19/1128, bic 8/557, name 4/320, text 9/662, bank ref 32/2309, client ref 22/1281
            line 3.0 5000.000000 booked 2019-06-18 value 2019-06-18 PMNT-RCDT-ESCT, account 18/1048, bic 8/557, name 10/878, bank ref 32/2332
            end, 3 lines: new 23038.200000 on 2019-06-23: new balance: expected `10264.060000`, found `23038.200000`; total of entries: expected `12441.740000`, found `41136.400000`; total of credits: expected `7688.000000`, found `28422.400000`; total of debits: expected `4753.740000`, found `12714.000000`; count of entries: expected `3`, found `35`; count of credits: expected `2`, found `9`; count of debits: expected `1`, found `26`
        "#]],
    );
}

#[test]
fn tp_11_version_02_with_debits() {
    check(
        "camt053_valid_example_with_debit.xml",
        expect![[r#"
            camt.053.001.02 130000005 of account 22/1152, holder 18/1712, bank 11/778, made 2013-12-27: old -33.060000 on 2013-12-27
            line 1.0 -2.000000 booked 2013-12-27 value 2013-12-27 NTRF+020, account 22/1151, bic 11/804, name 18/1713, text 48/3409, bank ref 13/1291, client ref 17/1664, information  of 72 characters, information  of 32 characters
            line 2.0 -3.000000 booked 2013-12-27 value 2013-12-27 NMSC+201, account 22/1161, bic 11/778, name 18/1713, text 83/5815, bank ref 19/953
            line 3.0 1.000000 booked 2013-12-27 value 2013-12-27 NMSC+051, account 18/915, name 18/1713, text 11/780, bank ref 19/953
            line 4.1 -3.500000 booked 2013-12-27 value 2013-12-27 NMSC+201, account 22/1152, name 18/1712, text 43/3602, bank ref 19/946, client ref 24/1437
            line 4.2 -2.500000 booked 2013-12-27 value 2013-12-27 NMSC+201, account 22/1152, name 18/1712, text 42/3486, bank ref 19/946, client ref 24/1438
            end, 5 lines: new 23.060000 on 2013-12-27: new balance: expected `-43.060000`, found `23.060000`
        "#]],
    );
}

#[test]
fn tp_11_a_foreign_currency_is_refused_by_name() {
    check(
        "camt053_valid_example_v8.xml",
        expect![[r#"
        refused: line 33: currency `CHF` is not EUR
    "#]],
    );
}

#[test]
fn tp_11_other_documents_are_refused_by_name() {
    check(
        "camt_invalid_namespace.xml",
        expect![[r#"
        refused: line 2: the document is `camt.053.001.03`, expected camt.053.001.02 or camt.053.001.08
    "#]],
    );
    check(
        "camt054_valid_example.xml",
        expect![[r#"
        refused: line 2: the document is `camt.054.001.04`, expected camt.053.001.02 or camt.053.001.08
    "#]],
    );
    check(
        "pain.001.001.03.xml",
        expect![[r#"
        refused: line 3: the document is `pain.001.001.03`, expected camt.053.001.02 or camt.053.001.08
    "#]],
    );
    check(
        "pain.008.003.02.xml",
        expect![[r#"
        refused: line 2: the document is `pain.008.003.02`, expected camt.053.001.02 or camt.053.001.08
    "#]],
    );
}

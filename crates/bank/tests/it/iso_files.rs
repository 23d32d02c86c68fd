//! The ISO 20022 files of `shared/data/bank_iso20022`. Source: TP-11.

use crate::{shared, told};
use expect_test::{Expect, expect};

fn check(file: &str, expected: Expect) {
    if let Some(path) = shared("bank_iso20022", file) {
        expected.assert_eq(&told(&std::fs::read(path).unwrap()));
    }
}

#[test]
fn tp_11_version_02() {
    check(
        "camt053_valid_example.xml",
        expect![[r#"
            camt.053.001.02 130000005 of DE14740618130000033626 `Testkonto Nummer 1` at GENODEF1PFK, made 2013-12-27: old 33.060000 on 2013-12-27
            line 1.0 -2.000000 booked 2013-12-27 value 2013-12-27 NTRF+020, account `DE09300606010012345671`, bic `DAAEDEDDXXX`, name `Testkonto Nummer 2`, text `TEST BERWEISUNG MITTELS BLZUND KONTONUMM…`, bank ref `BankReference`, client ref `EndToEndReference`, information  of 72 characters, information  of 32 characters
            line 2.0 -3.000000 booked 2013-12-27 value 2013-12-27 NMSC+201, account `DE58740618130100033626`, bic `GENODEF1PFK`, name `Testkonto Nummer 2`, text `Test+berweisung mit BIC und IBAN SEPA IB…`, bank ref `2013122710583600000`
            line 3.0 1.000000 booked 2013-12-27 value 2013-12-27 NMSC+051, account `740618130100033626`, name `Testkonto Nummer 2`, text `R CKBUCHUNG`, bank ref `2013122711085260000`
            line 4.1 -3.500000 booked 2013-12-27 value 2013-12-27 NMSC+201, account `DE14740618130000033626`, name `Testkonto Nummer 1`, text `Sammelueberwseisung 2. Zahlung   TAN:283…`, bank ref `2013122711513230000`, client ref `STZV-EtE27122013-11:02-1`
            line 4.2 -2.500000 booked 2013-12-27 value 2013-12-27 NMSC+201, account `DE14740618130000033626`, name `Testkonto Nummer 1`, text `Sammelueberweisung 1. Zahlung   TAN:2830…`, bank ref `2013122711513230000`, client ref `STZV-EtE27122013-11:02-2`
            end, 5 lines: new 23.060000 on 2013-12-27: controls passed
        "#]],
    );
}

#[test]
fn tp_11_version_02_with_a_batch_that_is_one_line() {
    check(
        "camt053_valid_example_with_batch.xml",
        expect![[r#"
        camt.053.001.02 2019062434566666666666666 of NL18INGB00012345678 `` at INGBNL2A, made 2019-06-24: old 7329.800000 on 2019-01-01
        line 1.0 -4753.740000 booked 2019-05-21 value 2019-05-21 PMNT-ICDT-ESCT, bank ref `68047a4871ab34285b5555555502010c`
        line 2.0 2688.000000 booked 2019-06-13 value 2019-06-13 PMNT-RCDT-ESCT, account `NL86INGB00066666666`, bic `INGBNL2A`, name `TEST`, text `TERUGGAAF`, bank ref `s8ecaaf0f96f492f603167c748a0b1c6`, client ref `GBSXX21170607391766562`
        line 3.0 5000.000000 booked 2019-06-18 value 2019-06-18 PMNT-RCDT-ESCT, account `NL11INGB0001234567`, bic `INGBNL2A`, name `Bedrijf BV`, bank ref `d36e51a0ff7e4561b11c2b1c5d79d9ea`
        end, 3 lines: new 23038.200000 on 2019-06-23: new balance: expected `10264.060000`, found `23038.200000`; total of entries: expected `12441.740000`, found `41136.400000`; total of credits: expected `7688.000000`, found `28422.400000`; total of debits: expected `4753.740000`, found `12714.000000`; count of entries: expected `3`, found `35`; count of credits: expected `2`, found `9`; count of debits: expected `1`, found `26`
    "#]],
    );
}

#[test]
fn tp_11_version_02_with_debits() {
    check(
        "camt053_valid_example_with_debit.xml",
        expect![[r#"
            camt.053.001.02 130000005 of DE14740618130000033626 `Testkonto Nummer 1` at GENODEF1PFK, made 2013-12-27: old -33.060000 on 2013-12-27
            line 1.0 -2.000000 booked 2013-12-27 value 2013-12-27 NTRF+020, account `DE09300606010012345671`, bic `DAAEDEDDXXX`, name `Testkonto Nummer 2`, text `TEST BERWEISUNG MITTELS BLZUND KONTONUMM…`, bank ref `BankReference`, client ref `EndToEndReference`, information  of 72 characters, information  of 32 characters
            line 2.0 -3.000000 booked 2013-12-27 value 2013-12-27 NMSC+201, account `DE58740618130100033626`, bic `GENODEF1PFK`, name `Testkonto Nummer 2`, text `Test+berweisung mit BIC und IBAN SEPA IB…`, bank ref `2013122710583600000`
            line 3.0 1.000000 booked 2013-12-27 value 2013-12-27 NMSC+051, account `740618130100033626`, name `Testkonto Nummer 2`, text `R CKBUCHUNG`, bank ref `2013122711085260000`
            line 4.1 -3.500000 booked 2013-12-27 value 2013-12-27 NMSC+201, account `DE14740618130000033626`, name `Testkonto Nummer 1`, text `Sammelueberwseisung 2. Zahlung   TAN:283…`, bank ref `2013122711513230000`, client ref `STZV-EtE27122013-11:02-1`
            line 4.2 -2.500000 booked 2013-12-27 value 2013-12-27 NMSC+201, account `DE14740618130000033626`, name `Testkonto Nummer 1`, text `Sammelueberweisung 1. Zahlung   TAN:2830…`, bank ref `2013122711513230000`, client ref `STZV-EtE27122013-11:02-2`
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

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
    check("camt053_valid_example.xml", expect![[r#""#]]);
}

#[test]
fn tp_11_version_02_with_a_batch_that_is_one_line() {
    check("camt053_valid_example_with_batch.xml", expect![[r#""#]]);
}

#[test]
fn tp_11_version_02_with_debits() {
    check("camt053_valid_example_with_debit.xml", expect![[r#""#]]);
}

#[test]
fn tp_11_a_foreign_currency_is_refused_by_name() {
    check("camt053_valid_example_v8.xml", expect![[r#""#]]);
}

#[test]
fn tp_11_other_documents_are_refused_by_name() {
    check("camt_invalid_namespace.xml", expect![[r#""#]]);
    check("camt054_valid_example.xml", expect![[r#""#]]);
    check("pain.001.001.03.xml", expect![[r#""#]]);
    check("pain.008.003.02.xml", expect![[r#""#]]);
}

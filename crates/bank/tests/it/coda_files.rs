//! The CODA files of `shared/data/bank_coda`. Most were shortened when they were made anonymous, so
//! they can be read and their controls fail. Source: TP-10.

use crate::{shared, told};
use expect_test::{Expect, expect};

fn check(file: &str, expected: Expect) {
    if let Some(path) = shared("bank_coda", file) {
        expected.assert_eq(&told(&std::fs::read(path).unwrap()));
    }
}

#[test]
fn tp_10_the_statement_of_the_domain_passes_its_controls() {
    check("acsone_Coda_v2_3_globalisation.txt", expect![[r#""#]]);
}

#[test]
fn tp_10_a_movement_without_a_bank_identifier() {
    check("coda_standard_valid.cod", expect![[r#""#]]);
}

#[test]
fn tp_10_a_short_trailer_is_refused_with_its_line() {
    check("coda_standard_invalid.cod", expect![[r#""#]]);
}

#[test]
fn tp_10_sample_1() {
    check("sample1.cod", expect![[r#""#]]);
}

#[test]
fn tp_10_sample_2_has_details_and_long_information() {
    check("sample2.cod", expect![[r#""#]]);
}

#[test]
fn tp_10_sample_3_has_details_of_a_cost() {
    check("sample3.cod", expect![[r#""#]]);
}

#[test]
fn tp_10_sample_4_begins_at_movement_four() {
    check("sample4.cod", expect![[r#""#]]);
}

#[test]
fn tp_10_sample_5_has_an_ogm_in_text_and_one_in_form() {
    check("sample5.cod", expect![[r#""#]]);
}

#[test]
fn tp_10_sample_6_has_a_message() {
    check("sample6.cod", expect![[r#""#]]);
}

#[test]
fn tp_10_sample_7_has_a_batch_as_details() {
    check("sample7.cod", expect![[r#""#]]);
}

//! The CODA files of `shared/data/bank_coda`. Most were shortened when they were made anonymous, so
//! they can be read and their controls fail. Source: TP-10.

use crate::{outlined, shared};
use expect_test::{Expect, expect};

fn check(file: &str, expected: Expect) {
    if let Some(path) = shared("bank_coda", file) {
        expected.assert_eq(&outlined(&std::fs::read(path).unwrap()));
    }
}

#[test]
fn tp_10_the_statement_of_the_domain_passes_its_controls() {
    check(
        "acsone_Coda_v2_3_globalisation.txt",
        expect![[r#"
            CODA 159 of account 16/864, holder 14/1016, bank 8/538, made 2015-01-02, a copy: old -455.170000 on 2014-12-09
            line 1.0 113135.000000 booked 2011-11-11 value 2014-12-10 0-01-50-000, account 16/846, bic 8/538, name 26/1868, text 53/3043, bank ref 13/642, client ref 24/1807, information 001 of 118 characters
            line 2.0 113135.000000 booked 2011-11-11 value 2014-12-10 0-01-50-000, account 16/849, bic 8/538, name 19/1478, text 53/3043, bank ref 13/643, client ref 24/1766, information 001 of 115 characters
            line 3.0 50000.000000 booked 2014-12-10 value 2014-12-10 3-01-50-000, account 18/1052, name 14/1016, bank ref 21/1062, client ref 12/743, information 001 of 124 characters
              detail 3.2 50000.000000 booked 2014-12-10 value 2014-12-10 8-01-50-100, account 18/1051, name 14/1016, bank ref 21/1062, client ref 12/743, structured 105 text 74/3526, information 006 of 52 characters
            line 4.0 -544.300000 booked 2014-12-10 value 2014-12-10 0-04-03-000, bank ref 13/636, structured 124 text 54/2371
            end, 4 lines: new 275270.530000 on 2014-12-10 of another account 16/860: controls passed
        "#]],
    );
}

#[test]
fn tp_10_a_movement_without_a_bank_identifier() {
    check(
        "coda_standard_valid.cod",
        expect![[r#"
            CODA 017 of account 12/623, holder 15/1061, bank 8/538, made 2015-03-31: old 57900.000000 on 2015-03-30
            line 1.0 500.860000 booked 2015-03-31 value 2015-04-01 0-01-50-000, account 16/859, bic 8/547, name 13/966, bank ref 13/634, structured 101 text 12/606, reference 20/958, information 001 of 116 characters
            line 2.0 200.000000 booked 2015-03-31 value 2015-04-01 0-01-50-000, account 20/1101, bic 8/604, name 10/674, bank ref 13/635, structured 102 text 12/613, reference 20/965, information 001 of 133 characters
            end, 2 lines: new 58900.000000 on 2015-03-31 of another account 12/614: new balance: expected `58600.860000`, found `58900.000000`; total of credits: expected `700.860000`, found `1000.000000`; count of records: expected `12`, found `27`
        "#]],
    );
}

#[test]
fn tp_10_a_short_trailer_is_refused_with_its_line() {
    check(
        "coda_standard_invalid.cod",
        expect![[r#"
            CODA 017 of account 12/623, holder 15/1061, bank 8/538, made 2015-03-31: old 57900.000000 on 2015-03-30
            line 1.0 500.860000 booked 2015-03-31 value 2015-04-01 0-01-50-000, account 16/859, bic 8/547, name 13/966, bank ref 13/634, structured 101 text 12/606, reference 20/958, information 001 of 116 characters
            line 2.0 200.000000 booked 2015-03-31 value 2015-04-01 0-01-50-000, account 20/1101, bic 8/604, name 10/674, bank ref 13/635, structured 102 text 12/613, reference 20/965, information 001 of 133 characters
            refused: line 14: expected 128 characters, found 52
        "#]],
    );
}

#[test]
fn tp_10_sample_1() {
    check(
        "sample1.cod",
        expect![[r#"
            CODA 138 of account 12/618, holder 26/1864, bank 8/561, made 2017-10-11: old 17752.120000 on 2017-10-10
            line 1.0 5.000000 booked 2017-10-11 value 2017-10-11 0-01-50-000, account 16/851, bic 8/561, name 16/1055, bank ref 21/1399, structured 101 text 12/603, information 001 of 120 characters
            line 2.0 25.000000 booked 2017-10-11 value 2017-10-11 0-01-50-000, account 16/863, bic 8/566, name 12/795, bank ref 21/1439, structured 101 text 12/608, information 001 of 126 characters
            line 3.0 20.000000 booked 2017-10-11 value 2017-10-11 0-01-50-000, account 16/863, bic 8/561, name 12/797, bank ref 21/1596, structured 101 text 12/608, information 001 of 119 characters
            line 4.0 30.000000 booked 2017-10-11 value 2017-10-11 0-01-50-000, account 16/857, bic 8/538, name 18/1138, bank ref 21/1435, structured 101 text 12/590, information 001 of 116 characters
            end, 4 lines: new 17832.120000 on 2017-10-11: controls passed
        "#]],
    );
}

#[test]
fn tp_10_sample_2_has_details_and_long_information() {
    check(
        "sample2.cod",
        expect![[r#"
            CODA 074 of account 16/874, holder 12/875, bank 8/566, made 2017-07-03: old 25846.000000 on 2022-01-23
            line 1.0 -9.680000 booked 2017-07-03 value 2017-06-30 3-35-37-000, text 93/5812, bank ref 19/969
              detail 1.1 -8.000000 booked 2017-07-03 value 2017-06-30 8-35-37-100, bank ref 19/969
              detail 1.2 -1.680000 booked 2017-07-03 value 2017-06-30 8-35-37-011, bank ref 19/969, structured 106 text 58/2827, information  of 73 characters, information  of 73 characters, information  of 73 characters, information  of 73 characters, information  of 72 characters, information  of 73 characters, information  of 73 characters, information  of 73 characters, information  of 15 characters
            end, 1 lines: new 23154.685000 on 2015-11-18 of another account 16/863: new balance: expected `25836.320000`, found `23154.685000`
        "#]],
    );
}

#[test]
fn tp_10_sample_3_has_details_of_a_cost() {
    check(
        "sample3.cod",
        expect![[r#"
            CODA 103 of account 12/948, holder 10/696, bank 8/556, made 2017-10-30: old 99999.990000 on 2017-10-26
            line 1.0 -812.690000 booked 2017-10-30 value 2017-10-30 3-13-01-000, account 12/1056, text 17/1623, bank ref 21/1425
              detail 1.1 -805.730000 booked 2017-10-30 value 2017-10-30 8-13-01-055, text 18/1775, bank ref 21/1425
              detail 1.2 -6.960000 booked 2017-10-30 value 2017-10-30 8-13-01-002, text 7/677, bank ref 21/1425
            end, 1 lines: new 99999.990000 on 2017-10-30 of another account 12/624: new balance: expected `99187.300000`, found `99999.990000`; total of debits: expected `812.690000`, found `859.090000`; total of credits: expected `0.000000`, found `163.350000`; count of records: expected `6`, found `16`
        "#]],
    );
}

#[test]
fn tp_10_sample_4_begins_at_movement_four() {
    check(
        "sample4.cod",
        expect![[r#"
            CODA 103 of account 12/948, holder 10/696, bank 8/556, made 2017-10-30: old 99999.990000 on 2017-10-26
            line 1.0 17233.540000 booked 2017-05-31 value 2017-05-31 0-01-50-000, account 34/2116, name 19/1040, text 106/7399, bank ref 19/992, client ref 15/1041, information  of 104 characters, information  of 72 characters, information  of 40 characters
            end, 1 lines: new 99999.990000 on 2017-10-30 of another account 12/624: new balance: expected `117233.530000`, found `99999.990000`; total of debits: expected `0.000000`, found `859.090000`; total of credits: expected `17233.540000`, found `163.350000`; count of records: expected `9`, found `16`
        "#]],
    );
}

#[test]
fn tp_10_sample_5_has_an_ogm_in_text_and_one_in_form() {
    check(
        "sample5.cod",
        expect![[r#"
            CODA 255 of account 12/618, holder 11/819, bank 8/538, made 2015-01-18: old 4004.100000 on 2014-12-24
            line 1.0 1767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, account 16/868, bic 8/543, name 16/1099, text 119/5024, bank ref 13/645, client ref 5/269, information 001 of 214 characters
            line 2.0 2767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, account 16/868, bic 8/543, name 16/1099, bank ref 13/645, client ref 5/269, structured 101 text 116/4898, information 001 of 16 characters
            line 3.0 1767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, bic 8/543, text 70/3163, bank ref 13/645, client ref 5/269
            end, 3 lines: new -500012.100000 on 2015-05-12: new balance: expected `10307.560000`, found `-500012.100000`; total of debits: expected `0.000000`, found `16837.520000`; total of credits: expected `6303.460000`, found `3967.220000`; count of records: expected `14`, found `15`
        "#]],
    );
}

#[test]
fn tp_10_sample_6_has_a_message() {
    check(
        "sample6.cod",
        expect![[r#"
            CODA 255 of account 12/618, holder 11/819, bank 8/538, made 2015-01-18: old 4004.100000 on 2014-12-24
            line 1.0 -767.823000 booked 2014-12-25 value 2014-12-25 0-01-12-000, account 16/868, bic 8/543, name 16/1099, text 119/5024, bank ref 13/645, client ref 5/269, information 001 of 214 characters
            line 2.0 2767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, account 16/868, bic 8/543, name 16/1099, bank ref 13/645, client ref 5/269, structured 101 text 17/839, information 001 of 16 characters
            line 3.0 1767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, bic 8/543, text 70/3163, bank ref 13/645, client ref 5/269
            end, 3 lines, message 24/1625: new -500012.100000 on 2015-05-12: new balance: expected `7771.917000`, found `-500012.100000`; total of debits: expected `767.823000`, found `16837.520000`; total of credits: expected `4535.640000`, found `3967.220000`
        "#]],
    );
}

#[test]
fn tp_10_sample_7_has_a_batch_as_details() {
    check(
        "sample7.cod",
        expect![[r#"
            CODA 138 of account 12/618, holder 26/1864, bank 8/561, made 2017-10-11: old 17752.120000 on 2017-10-10
            line 1.0 -75.000000 booked 2022-03-29 value 2022-03-29 1-01-07-000, text 15/1279, bank ref 13/705, client ref 20/1179, information  of 47 characters
              detail 1.2 -25.000000 booked 2017-10-11 value 2017-10-11 0-01-07-000, account 16/863, bic 8/566, name 12/795, bank ref 21/1439, structured 101 text 12/608, information 001 of 126 characters
              detail 1.3 -20.000000 booked 2017-10-11 value 2017-10-11 0-01-07-000, account 16/863, bic 8/561, name 11/746, bank ref 21/1596, structured 101 text 12/608, information 001 of 119 characters
              detail 1.4 -30.000000 booked 2017-10-11 value 2017-10-11 0-01-07-000, account 16/857, bic 8/538, name 18/1138, bank ref 21/1435, structured 101 text 12/590, information 001 of 116 characters
            end, 1 lines: new 17832.120000 on 2017-10-11: new balance: expected `17677.120000`, found `17832.120000`; total of debits: expected `75.000000`, found `0.000000`; total of credits: expected `0.000000`, found `80.000000`; count of records: expected `20`, found `22`
        "#]],
    );
}

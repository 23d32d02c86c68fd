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
    check(
        "acsone_Coda_v2_3_globalisation.txt",
        expect![[r#"
            CODA 159 of BE12341676096039 `SA XXXX MARKET` at GEBABEBB, made 2015-01-02, a copy: old -455.170000 on 2014-12-09
            line 1.0 113135.000000 booked 2011-11-11 value 2014-12-10 0-01-50-000, account `BE12201702625236`, bic `GEBABEBB`, name `XXXXX-IN MARKET ZAVENTEM B`, text `REDEVANCE JAN-NOV                  CONTR…`, bank ref `0001400000427`, client ref `XXXXXXXXXXXX597055ISABEL`, information 001 of 118 characters
            line 2.0 113135.000000 booked 2011-11-11 value 2014-12-10 0-01-50-000, account `BE12301702624428`, bic `GEBABEBB`, name `XXXXXXXX WAVRE SPRL`, text `REDEVANCE JAN-NOV                  CONTR…`, bank ref `0001400000428`, client ref `XXXXXXXXXXX5306844ISABEL`, information 001 of 115 characters
            line 3.0 50000.000000 booked 2014-12-10 value 2014-12-10 3-01-50-000, account `NL133KMG0261239759`, name `XXXX MARKET SA`, bank ref `000140000042944007388`, client ref `FT14344YP389`, information 001 of 124 characters
              detail 3.2 50000.000000 booked 2014-12-10 value 2014-12-10 8-01-50-100, account `NL123KMG0261239759`, name `XXXX MARKET SA`, bank ref `000140000042944007388`, client ref `FT14344YP389`, structured 105 `00000005000000000000005000`, information 006 of 52 characters
            line 4.0 -544.300000 booked 2014-12-10 value 2014-12-10 0-04-03-000, bank ref `0001400000430`, structured 124 `6703330000008003    2335  `
            end, 4 lines: new 275270.530000 on 2014-12-10 of `BE12301676096039`: controls passed
        "#]],
    );
}

#[test]
fn tp_10_a_movement_without_a_bank_identifier() {
    check(
        "coda_standard_valid.cod",
        expect![[r#"
            CODA 017 of 539007547034 `MMIF SA/EVOCURE` at GEBABEBB, made 2015-03-31: old 57900.000000 on 2015-03-30
            line 1.0 500.860000 booked 2015-03-31 value 2015-04-01 0-01-50-000, account `BE53900754703405`, bic `GKCCBEBB`, name `LASTNM PERSON`, bank ref `0001500000103`, structured 101 `100000834941`, reference +++100/0008/34941+++, information 001 of 116 characters
            line 2.0 200.000000 booked 2015-03-31 value 2015-04-01 0-01-50-000, account `LU539007547034898400`, bic `BILLLULL`, name `M.JOHN DOE`, bank ref `0001500000104`, structured 102 `100000835749`, reference +++100/0008/35749+++, information 001 of 133 characters
            end, 2 lines: new 58900.000000 on 2015-03-31 of `035918134040`: new balance: expected `58600.860000`, found `58900.000000`; total of credits: expected `700.860000`, found `1000.000000`; count of records: expected `12`, found `27`
        "#]],
    );
}

#[test]
fn tp_10_a_short_trailer_is_refused_with_its_line() {
    check(
        "coda_standard_invalid.cod",
        expect![[r#"
            CODA 017 of 539007547034 `MMIF SA/EVOCURE` at GEBABEBB, made 2015-03-31: old 57900.000000 on 2015-03-30
            line 1.0 500.860000 booked 2015-03-31 value 2015-04-01 0-01-50-000, account `BE53900754703405`, bic `GKCCBEBB`, name `LASTNM PERSON`, bank ref `0001500000103`, structured 101 `100000834941`, reference +++100/0008/34941+++, information 001 of 116 characters
            line 2.0 200.000000 booked 2015-03-31 value 2015-04-01 0-01-50-000, account `LU539007547034898400`, bic `BILLLULL`, name `M.JOHN DOE`, bank ref `0001500000104`, structured 102 `100000835749`, reference +++100/0008/35749+++, information 001 of 133 characters
            refused: line 14: expected 128 characters, found 52
        "#]],
    );
}

#[test]
fn tp_10_sample_1() {
    check(
        "sample1.cod",
        expect![[r#"
            CODA 138 of 138536152215 `BOUWBEDRIJF VOOR GROTE WER` at KREDBEBB, made 2017-10-11: old 17752.120000 on 2017-10-10
            line 1.0 5.000000 booked 2017-10-11 value 2017-10-11 0-01-50-000, account `BE22313215646432`, bic `KREDBEBB`, name `KLANT1 MET NAAM1`, bank ref `JRFC00120DSCCOCACAERT`, structured 101 `000003505158`, information 001 of 120 characters
            line 2.0 25.000000 booked 2017-10-11 value 2017-10-11 0-01-50-000, account `BE25646548413215`, bic `BBRUBEBB`, name `KLANT2 NAAM2`, bank ref `KLIM03284DSCICDEVATVA`, structured 101 `000003515846`, information 001 of 126 characters
            line 3.0 20.000000 booked 2017-10-11 value 2017-10-11 0-01-50-000, account `BE32135468465432`, bic `KREDBEBB`, name `KLANT3 NAAM3`, bank ref `OL69IXSTASSCCOXSOVDGS`, structured 101 `000003154982`, information 001 of 119 characters
            line 4.0 30.000000 booked 2017-10-11 value 2017-10-11 0-01-50-000, account `BE23156453132168`, bic `GEBABEBB`, name `KLANT4 - NAAM4 MET`, bank ref `KACS00321DSCTIXEIKDVA`, structured 101 `000002133131`, information 001 of 116 characters
            end, 4 lines: new 17832.120000 on 2017-10-11: controls passed
        "#]],
    );
}

#[test]
fn tp_10_sample_2_has_details_and_long_information() {
    check(
        "sample2.cod",
        expect![[r#"
            CODA 074 of BE62354872126588 `SOME COMPANY` at BBRUBEBB, made 2017-07-03: old 25846.000000 on 2022-01-23
            line 1.0 -9.680000 booked 2017-07-03 value 2017-06-30 3-35-37-000, text `Zichtrekening nr  21354598              …`, bank ref `3403076534383000143`
              detail 1.1 -8.000000 booked 2017-07-03 value 2017-06-30 8-35-37-100, bank ref `3403076534383000143`
              detail 1.2 -1.680000 booked 2017-07-03 value 2017-06-30 8-35-37-011, bank ref `3403076534383000143`, structured 106 `00000000000168000000000000`, information  of 73 characters, information  of 73 characters, information  of 73 characters, information  of 73 characters, information  of 72 characters, information  of 73 characters, information  of 73 characters, information  of 73 characters, information  of 15 characters
            end, 1 lines: new 23154.685000 on 2015-11-18 of `BE82363072326068`: new balance: expected `25836.320000`, found `23154.685000`
        "#]],
    );
}

#[test]
fn tp_10_sample_3_has_details_of_a_cost() {
    check(
        "sample3.cod",
        expect![[r#"
            CODA 103 of 732XXXXXXXXX `TIX02 SPRL` at CREGBEBB, made 2017-10-30: old 99999.990000 on 2017-10-26
            line 1.0 -812.690000 booked 2017-10-30 value 2017-10-30 3-13-01-000, account `XXXXXXXXXXXX`, text `Message goes here`, bank ref `PSUF00968 TK4TBNINNIG`
              detail 1.1 -805.730000 booked 2017-10-30 value 2017-10-30 8-13-01-055, text `and continues here`, bank ref `PSUF00968 TK4TBNINNIG`
              detail 1.2 -6.960000 booked 2017-10-30 value 2017-10-30 8-13-01-002, text `or here`, bank ref `PSUF00968 TK4TBNINNIG`
            end, 1 lines: new 99999.990000 on 2017-10-30 of `732038134791`: new balance: expected `99187.300000`, found `99999.990000`; total of debits: expected `812.690000`, found `859.090000`; total of credits: expected `0.000000`, found `163.350000`; count of records: expected `6`, found `16`
        "#]],
    );
}

#[test]
fn tp_10_sample_4_begins_at_movement_four() {
    check(
        "sample4.cod",
        expect![[r#"
            CODA 103 of 732XXXXXXXXX `TIX02 SPRL` at CREGBEBB, made 2017-10-30: old 99999.990000 on 2017-10-26
            line 1.0 17233.540000 booked 2017-05-31 value 2017-05-31 0-01-50-000, account `BE34359648312345 EURCOMPANY BLABLA`, name `H BVBA 363120669252`, text `Europese overschrijving (zie bijlage)   …`, bank ref `310N019418263001137`, client ref `OVIDED BBRUBEBB`, information  of 104 characters, information  of 72 characters, information  of 40 characters
            end, 1 lines: new 99999.990000 on 2017-10-30 of `732038134791`: new balance: expected `117233.530000`, found `99999.990000`; total of debits: expected `0.000000`, found `859.090000`; total of credits: expected `17233.540000`, found `163.350000`; count of records: expected `9`, found `16`
        "#]],
    );
}

#[test]
fn tp_10_sample_5_has_an_ogm_in_text_and_one_in_form() {
    check(
        "sample5.cod",
        expect![[r#"
            CODA 255 of 001548226815 `CODELICIOUS` at GEBABEBB, made 2015-01-18: old 4004.100000 on 2014-12-24
            line 1.0 1767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, account `BE54805480215856`, bic `GEBCEEBB`, name `BVBA.BAKKER PIET`, text `112/4554/46812   813                    …`, bank ref `0001200002835`, client ref `54875`, information 001 of 214 characters
            line 2.0 2767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, account `BE54805480215856`, bic `GEBCEEBB`, name `BVBA.BAKKER PIET`, bank ref `0001200002835`, client ref `54875`, structured 101 `112455446812  813         `, information 001 of 16 characters
            line 3.0 1767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, bic `GEBCEEBB`, text `112/4554/46812   813                    …`, bank ref `0001200002835`, client ref `54875`
            end, 3 lines: new -500012.100000 on 2015-05-12: new balance: expected `10307.560000`, found `-500012.100000`; total of debits: expected `0.000000`, found `16837.520000`; total of credits: expected `6303.460000`, found `3967.220000`; count of records: expected `14`, found `15`
        "#]],
    );
}

#[test]
fn tp_10_sample_6_has_a_message() {
    check(
        "sample6.cod",
        expect![[r#"
            CODA 255 of 001548226815 `CODELICIOUS` at GEBABEBB, made 2015-01-18: old 4004.100000 on 2014-12-24
            line 1.0 -767.823000 booked 2014-12-25 value 2014-12-25 0-01-12-000, account `BE54805480215856`, bic `GEBCEEBB`, name `BVBA.BAKKER PIET`, text `112/4554/46812   813                    …`, bank ref `0001200002835`, client ref `54875`, information 001 of 214 characters
            line 2.0 2767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, account `BE54805480215856`, bic `GEBCEEBB`, name `BVBA.BAKKER PIET`, bank ref `0001200002835`, client ref `54875`, structured 101 `112455446812  813`, information 001 of 16 characters
            line 3.0 1767.820000 booked 2014-12-25 value 2014-12-25 0-01-12-000, bic `GEBCEEBB`, text `112/4554/46812   813                    …`, bank ref `0001200002835`, client ref `54875`
            end, 3 lines, message `THIS IS A PUBLIC MESSAGE`: new -500012.100000 on 2015-05-12: new balance: expected `7771.917000`, found `-500012.100000`; total of debits: expected `767.823000`, found `16837.520000`; total of credits: expected `4535.640000`, found `3967.220000`
        "#]],
    );
}

#[test]
fn tp_10_sample_7_has_a_batch_as_details() {
    check(
        "sample7.cod",
        expect![[r#"
            CODA 138 of 138536152215 `BOUWBEDRIJF VOOR GROTE WER` at KREDBEBB, made 2017-10-11: old 17752.120000 on 2017-10-10
            line 1.0 -75.000000 booked 2022-03-29 value 2022-03-29 1-01-07-000, text `creditTran/0000`, bank ref `0801A3T033523`, client ref `p24t20220328122212c1`, information  of 47 characters
              detail 1.2 -25.000000 booked 2017-10-11 value 2017-10-11 0-01-07-000, account `BE25646548413215`, bic `BBRUBEBB`, name `KLANT2 NAAM2`, bank ref `KLIM03284DSCICDEVATVA`, structured 101 `000003515846`, information 001 of 126 characters
              detail 1.3 -20.000000 booked 2017-10-11 value 2017-10-11 0-01-07-000, account `BE32135468465432`, bic `KREDBEBB`, name `KLANT3 NAAM`, bank ref `OL69IXSTASSCCOXSOVDGS`, structured 101 `000003154982`, information 001 of 119 characters
              detail 1.4 -30.000000 booked 2017-10-11 value 2017-10-11 0-01-07-000, account `BE23156453132168`, bic `GEBABEBB`, name `KLANT4 - NAAM4 MET`, bank ref `KACS00321DSCTIXEIKDVA`, structured 101 `000002133131`, information 001 of 116 characters
            end, 1 lines: new 17832.120000 on 2017-10-11: new balance: expected `17677.120000`, found `17832.120000`; total of debits: expected `75.000000`, found `0.000000`; total of credits: expected `0.000000`, found `80.000000`; count of records: expected `20`, found `22`
        "#]],
    );
}

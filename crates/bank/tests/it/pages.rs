//! camt.053 of which a statement has several pages. Source: TP-11.

use crate::told;
use expect_test::{Expect, expect};

/// A balance: code and euro.
type Bal<'a> = (&'a str, &'a str);

/// One `Stmt` with entries in our favour.
pub fn page(pagination: Option<(u32, bool)>, balances: &[Bal<'_>], entries: &[&str]) -> String {
    let pagination = pagination.map_or_else(String::new, |(number, last)| {
        format!("<StmtPgntn><PgNb>{number}</PgNb><LastPgInd>{last}</LastPgInd></StmtPgntn>")
    });
    let balances: String = balances
        .iter()
        .map(|(code, euro)| {
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{euro}</Amt>\
                 <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-02</Dt></Dt></Bal>"
            )
        })
        .collect();
    let entries: String = entries
        .iter()
        .map(|euro| {
            format!(
                "<Ntry><Amt Ccy=\"EUR\">{euro}</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
                 <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt>\
                 <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly>\
                 </Domn></BkTxCd></Ntry>"
            )
        })
        .collect();
    format!(
        "<Stmt><Id>S7</Id>{pagination}<ElctrncSeqNb>7</ElctrncSeqNb>\
         <CreDtTm>2026-11-03T01:00:00</CreDtTm>\
         <Acct><Id><IBAN>BE68539007547034</IBAN></Id></Acct>{balances}{entries}</Stmt>"
    )
}

/// A message of these statements, as a page of several if it says so.
pub fn message(version: &str, pagination: Option<(u32, bool)>, pages: &[String]) -> String {
    let pagination = pagination.map_or_else(String::new, |(number, last)| {
        format!("<MsgPgntn><PgNb>{number}</PgNb><LastPgInd>{last}</LastPgInd></MsgPgntn>")
    });
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-03T01:00:00</CreDtTm>{pagination}</GrpHdr>{}\
         </BkToCstmrStmt></Document>",
        pages.concat()
    )
}

/// Three pages as banks write them, with a balance at both ends of each.
pub fn three_pages() -> String {
    let pages = [
        page(Some((1, false)), &[("OPBD", "100"), ("ITBD", "130")], &["10", "20"]),
        page(Some((2, false)), &[("ITBD", "130"), ("ITBD", "135")], &["5"]),
        page(Some((3, true)), &[("ITBD", "135"), ("CLBD", "136")], &["1"]),
    ];
    message("08", None, &pages)
}

/// Without the lines, which are not what is looked at.
fn check(file: &str, expected: Expect) {
    let text = told(file.as_bytes());
    let heads: Vec<&str> = text.lines().filter(|line| !line.starts_with("line ")).collect();
    expected.assert_eq(&(heads.join("\n") + "\n"));
}

#[test]
fn tp_11_pages_of_a_statement_hold_each_by_itself() {
    check(
        &three_pages(),
        expect![[r#"
        camt.053.001.08 7 page 1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 2 lines: new 130.000000 on 2026-11-02: controls passed
        camt.053.001.08 7 page 2 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 130.000000 on 2026-11-02
        end, 1 lines: new 135.000000 on 2026-11-02: controls passed
        camt.053.001.08 7 page 3, the last of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 135.000000 on 2026-11-02
        end, 1 lines: new 136.000000 on 2026-11-02: controls passed
    "#]],
    );
}

#[test]
fn tp_11_a_page_without_a_balance_goes_on_from_the_page_before() {
    let pages = [
        page(Some((1, false)), &[("PRCD", "100"), ("ITBD", "130")], &["10", "20"]),
        page(Some((2, false)), &[("ITBD", "135")], &["5"]),
        page(Some((3, true)), &[("CLBD", "136")], &["1"]),
    ];
    check(
        &message("08", None, &pages),
        expect![[r#"
        camt.053.001.08 7 page 1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 2 lines: new 130.000000 on 2026-11-02: controls passed
        camt.053.001.08 7 page 2 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 130.000000 on 2026-11-02
        end, 1 lines: new 135.000000 on 2026-11-02: controls passed
        camt.053.001.08 7 page 3, the last of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 135.000000 on 2026-11-02
        end, 1 lines: new 136.000000 on 2026-11-02: controls passed
    "#]],
    );
    // Not from a page that is missing, nor from another statement.
    check(
        &message("08", None, &[pages[0].clone(), pages[2].clone()]),
        expect![[r#"
        camt.053.001.08 7 page 1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 2 lines: new 130.000000 on 2026-11-02: controls passed
        camt.053.001.08 7 page 3, the last of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: no old balance
        end, 1 lines: new 136.000000 on 2026-11-02: old balance: expected `ITBD`, found `nothing`
    "#]],
    );
    let other = pages[1].replace(">7<", ">8<");
    check(
        &message("08", None, &[pages[0].clone(), other]),
        expect![[r#"
        camt.053.001.08 7 page 1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 2 lines: new 130.000000 on 2026-11-02: controls passed
        camt.053.001.08 8 page 2 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: no old balance
        end, 1 lines: new 135.000000 on 2026-11-02: old balance: expected `ITBD`, found `nothing`
    "#]],
    );
}

#[test]
fn tp_11_a_page_that_begins_with_another_balance_fails() {
    let pages = [
        page(Some((1, false)), &[("OPBD", "100"), ("ITBD", "130")], &["10", "20"]),
        page(Some((2, true)), &[("ITBD", "131"), ("CLBD", "136")], &["5"]),
    ];
    check(
        &message("08", None, &pages),
        expect![[r#"
        camt.053.001.08 7 page 1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 2 lines: new 130.000000 on 2026-11-02: controls passed
        camt.053.001.08 7 page 2, the last of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 131.000000 on 2026-11-02
        end, 1 lines: new 136.000000 on 2026-11-02: balance carried from the page before: expected `130.000000`, found `131.000000`
    "#]],
    );
}

#[test]
fn tp_11_a_page_may_be_a_message_of_its_own() {
    let first = page(None, &[("OPBD", "100"), ("ITBD", "130")], &["10", "20"]);
    check(
        &message("02", Some((1, false)), &[first]),
        expect![[r#"
        camt.053.001.02 7 page 1 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 2 lines: new 130.000000 on 2026-11-02: controls passed
    "#]],
    );
    let second = page(None, &[("ITBD", "130"), ("CLBD", "135")], &["5"]);
    check(
        &message("02", Some((2, true)), &[second]),
        expect![[r#"
        camt.053.001.02 7 page 2, the last of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 130.000000 on 2026-11-02
        end, 1 lines: new 135.000000 on 2026-11-02: controls passed
    "#]],
    );
    // A whole statement in a message of several pages is whole.
    let whole = page(None, &[("OPBD", "100"), ("CLBD", "105")], &["5"]);
    check(
        &message("02", Some((2, false)), &[whole]),
        expect![[r#"
        camt.053.001.02 7 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 1 lines: new 105.000000 on 2026-11-02: controls passed
    "#]],
    );
}

#[test]
fn tp_11_interim_balances_close_nothing_without_pages() {
    let only = page(None, &[("OPBD", "100"), ("ITBD", "130")], &["10", "20"]);
    check(
        &message("08", None, std::slice::from_ref(&only)),
        expect![[r#"
        camt.053.001.08 7 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 2 lines: no new balance: new balance at the end: expected `CLBD`, found `nothing`
    "#]],
    );
    // One page that is the last is a whole statement.
    let one =
        page(Some((1, true)), &[("OPBD", "100"), ("ITBD", "110"), ("CLBD", "130")], &["10", "20"]);
    check(
        &message("08", Some((1, true)), &[one]),
        expect![[r#"
        camt.053.001.08 7 of account `BE68539007547034`, holder ``, bank ``, made 2026-11-03: old 100.000000 on 2026-11-02
        end, 2 lines: new 130.000000 on 2026-11-02: controls passed
    "#]],
    );
    let wrong = message("08", None, &[page(Some((1, false)), &[], &[])]);
    check(
        &wrong.replace("<PgNb>1<", "<PgNb>one<"),
        expect![[r#"
        refused: line 1: page number: expected digits, found `one`
    "#]],
    );
}

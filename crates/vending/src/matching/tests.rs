use super::*;
use proptest::prelude::*;

const A: AccountId = AccountId(1_000_000_001);
const B: AccountId = AccountId(1_000_000_002);
const EAN_A: &str = "541449012345678908";
const EAN_B: &str = "541456700000012340";

struct Known;

impl Registry for Known {
    fn by_ogm(&self, ogm: Ogm) -> Option<AccountId> {
        match ogm.base() {
            4_490_123_456 => Some(A),
            1_234_567_890 => Some(B),
            _ => None,
        }
    }
    fn by_ean(&self, ean: Ean) -> Option<AccountId> {
        match ean.to_string().as_str() {
            EAN_A => Some(A),
            EAN_B => Some(B),
            _ => None,
        }
    }
    fn by_reference(&self, reference: PaymentReference) -> Option<AccountId> {
        match reference.as_u64() {
            9_012_345_678_908 => Some(A),
            6_700_000_012_340 => Some(B),
            _ => None,
        }
    }
    fn paid_by(&self, iban: &str) -> Vec<AccountId> {
        match iban {
            "BE68539007547034" => vec![A, A],
            "BE43068999999501" => vec![A, B],
            _ => Vec::new(),
        }
    }
}

fn line(structured: Option<&str>, text: &str, iban: Option<&str>) -> Outcome {
    match_line(MatchLine { structured, text, counterparty_iban: iban }, &Known)
}

fn text(text: &str) -> Outcome {
    line(None, text, None)
}

fn a(how: How) -> Outcome {
    Outcome::Matched { account: A, how }
}

#[test]
fn tp_08_the_structured_communication_finds_its_account() {
    for structured in ["+++449/0123/45652+++", "***449/0123/45652***", "449012345652"] {
        assert_eq!(line(Some(structured), "", None), a(How::StructuredOgm), "{structured}");
    }
    assert_eq!(
        line(Some("+++449/0123/45653+++"), "", None),
        Outcome::Unmatched,
        "wrong check digits"
    );
    assert_eq!(line(Some("+++010/8068/17183+++"), "", None), Outcome::Unmatched, "not known");
}

#[test]
fn tp_09_runs_of_digits_in_free_text() {
    for (written, how) in [
        ("EAN541449012345678908 merci", How::Ean),
        ("ean 5414 4901 2345 6789 08", How::Ean),
        ("54 14490 12345678-908", How::Ean),
        ("54144/9012345678908", How::Ean),
        ("recharge 9012 3456 78908 novembre", How::Reference),
        ("ref.: 9012.3456.78908", How::Reference),
        ("9012/3456-78908", How::Reference),
        ("electricite 9012345678908", How::Reference),
        ("12/11/2026 9012345678908", How::Reference),
        ("9012345678908 20.00 EUR", How::Reference),
        ("+++449/0123/45652+++", How::OgmInText),
        ("communication 449 0123 45652", How::OgmInText),
    ] {
        assert_eq!(text(written), a(how), "{written}");
    }
}

#[test]
fn tp_09_what_is_not_valid_or_not_known_is_no_hit() {
    for written in [
        "",
        "541449012345678907",
        "9012345678907",
        "901234567890",
        "99012345678908",
        "9012345678908123",
        "9012 3456 789o8",
        "gsm 0475123456, facture 20261112",
    ] {
        assert_eq!(text(written), Outcome::Unmatched, "{written}");
    }
}

#[test]
fn tp_09_two_different_hits_are_no_automatic_match() {
    let both = Outcome::Ambiguous { accounts: vec![A, B] };
    assert_eq!(text("9012345678908 et 6700000012340"), both);
    assert_eq!(text("541456700000012340 / 9012345678908"), both);
    assert_eq!(line(Some("+++449/0123/45652+++"), EAN_B, None), both);
    assert_eq!(line(Some("123456789002"), "449/0123/45652", None), both);
    assert_eq!(both.bars_cut_of(), [A, B]);
}

#[test]
fn tp_09_the_same_account_named_twice_is_one_hit() {
    assert_eq!(text("541449012345678908 ref 9012345678908"), a(How::Ean));
    assert_eq!(line(Some("449012345652"), EAN_A, None), a(How::StructuredOgm));
}

/// An EAN whose first twelve digits happen to be the communication of another account.
struct Nested {
    ean: Ean,
    ogm: Ogm,
}

impl Registry for Nested {
    fn by_ogm(&self, ogm: Ogm) -> Option<AccountId> {
        (ogm == self.ogm).then_some(B)
    }
    fn by_ean(&self, ean: Ean) -> Option<AccountId> {
        (ean == self.ean).then_some(A)
    }
    fn by_reference(&self, _: PaymentReference) -> Option<AccountId> {
        None
    }
    fn paid_by(&self, _: &str) -> Vec<AccountId> {
        Vec::new()
    }
}

#[test]
fn tp_09_what_lies_within_a_longer_number_that_is_known_is_part_of_it() {
    let ogm = Ogm::of_base(5_414_490_123).unwrap();
    let twelve: String = ogm.to_string().chars().filter(char::is_ascii_digit).collect();
    let first_17 = format!("{twelve}12345").parse().unwrap();
    let ean = Ean::with_check_digit(first_17).unwrap();
    let (head, tail) = (&ean.to_string()[..12], &ean.to_string()[12..]);
    let found = |text: &str| {
        let line = MatchLine { structured: None, text, counterparty_iban: None };
        match_line(line, &Nested { ean, ogm })
    };
    assert_eq!(found(&format!("{head} {tail}")), a(How::Ean));
    let apart = Outcome::Matched { account: B, how: How::OgmInText };
    assert_eq!(found(head), apart);
}

#[test]
fn tp_15_the_payers_history_is_only_a_suggestion() {
    let suggested = Outcome::Suggested { account: A };
    assert_eq!(line(None, "merci", Some("BE68 5390 0754 7034")), suggested);
    assert_eq!(suggested.bars_cut_of(), [A]);
    assert_eq!(line(None, "", Some("BE43068999999501")), Outcome::Unmatched, "two accounts");
    assert_eq!(line(None, "", Some("BE00")), Outcome::Unmatched);
    assert_eq!(
        line(None, EAN_B, Some("BE68539007547034")),
        Outcome::Matched { account: B, how: How::Ean }
    );
}

#[test]
fn tp_14_a_slip_of_the_post_office_is_matched_like_any_transfer() {
    // The counterparty is the post itself, which has paid for very many accounts.
    let slip =
        line(None, "VERSEMENT BPOST 9012 3456 78908 LE 12-11-2026", Some("BE43068999999501"));
    assert_eq!(slip, a(How::Reference));
}

#[test]
fn tp_09_a_number_that_a_date_makes_longer_is_found_by_its_own_groups() {
    assert_eq!(text("541449012345678908 12 11 2026"), a(How::Ean));
    assert_eq!(text("12.11.2026-9012 3456 78908-20.00"), a(How::Reference));
}

proptest! {
    /// Any text is taken without harm, and a known reference is found in any of it, unless digits touch it.
    #[test]
    fn tp_09_a_reference_is_found_in_any_words(before in "[a-zA-Z ,:éü€]{0,12}", after in "[a-zA-Z ,:éü€]{0,12}", separators in proptest::collection::vec("[ ./-]{0,2}", 2..=2)) {
        let written = format!("{before}9012{}3456{}78908{after}", separators[0], separators[1]);
        prop_assert_eq!(text(&written), a(How::Reference));
    }

    #[test]
    fn tp_09_any_text_is_read(written in "\\PC{0,140}") {
        let _ = text(&written);
    }
}

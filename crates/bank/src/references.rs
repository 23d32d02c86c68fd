//! References that a payer wrote into free text. A pure function; whether a reference is known is
//! for the registry to say.

use std::fmt;
use units::{Ean, Ogm, PaymentReference};

/// Something in a text that may be a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Candidate {
    /// 18 digits with a right check digit.
    Ean(Ean),
    /// 13 digits. Every number is one: only the registry can tell.
    Reference(PaymentReference),
    /// 12 digits that agree modulo 97.
    Ogm(Ogm),
}

impl fmt::Display for Candidate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ean(ean) => ean.fmt(formatter),
            Self::Reference(reference) => reference.fmt(formatter),
            Self::Ogm(ogm) => ogm.fmt(formatter),
        }
    }
}

const EAN_DIGITS: usize = 18;
const REFERENCE_DIGITS: usize = 13;
const OGM_DIGITS: usize = 12;
/// More separators than these between two digits end a number: `" - "` is one, a column is not.
const MOST_SEPARATORS: usize = 3;

/// Digits without anything between them, and whether a separator joins them to the next ones.
struct Group {
    digits: String,
    joined: bool,
}

/// All candidates in a text, each once, in the order in which they begin. Digits may have blanks,
/// dots, dashes and slashes between them; a candidate begins and ends where such a group does, so a
/// date beside a reference hides nothing. What lies inside a right EAN is not looked at again. Two
/// different hits of which the registry knows more than one are no automatic match: that is for the
/// caller. Source: TP-09, TP-15.
pub fn references_in(text: &str) -> Vec<Candidate> {
    let groups = groups(text);
    let mut found = Vec::new();
    let mut start = 0;
    while start < groups.len() {
        let windows = windows(groups.get(start..).unwrap_or_default());
        let ean = windows.iter().find_map(|(count, digits)| {
            (digits.len() == EAN_DIGITS).then(|| digits.parse().ok().map(|ean| (*count, ean)))?
        });
        match ean {
            Some((count, ean)) => {
                keep(&mut found, Candidate::Ean(ean));
                start += count;
            }
            None => {
                for candidate in windows.iter().filter_map(|(_, digits)| shorter(digits)) {
                    keep(&mut found, candidate);
                }
                start += 1;
            }
        }
    }
    found
}

fn keep(found: &mut Vec<Candidate>, candidate: Candidate) {
    if !found.contains(&candidate) {
        found.push(candidate);
    }
}

fn shorter(digits: &str) -> Option<Candidate> {
    match digits.len() {
        REFERENCE_DIGITS => digits.parse().ok().map(Candidate::Reference),
        OGM_DIGITS => digits.parse().ok().map(Candidate::Ogm),
        _ => None,
    }
}

/// The digits of the first group, the first two and so on, up to those of an EAN, with the number
/// of groups.
fn windows(groups: &[Group]) -> Vec<(usize, String)> {
    let mut windows = Vec::new();
    let mut digits = String::new();
    for (index, group) in groups.iter().enumerate() {
        if digits.len() + group.digits.len() > EAN_DIGITS {
            break;
        }
        digits.push_str(&group.digits);
        windows.push((index + 1, digits.clone()));
        if !group.joined {
            break;
        }
    }
    windows
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut digits = String::new();
    let mut separators = 0;
    let mut in_separators = false;
    for character in text.chars().chain(std::iter::once('x')) {
        if character.is_ascii_digit() {
            if digits.is_empty()
                && let Some(previous) = groups.last_mut()
            {
                previous.joined = in_separators && separators <= MOST_SEPARATORS;
            }
            digits.push(character);
            continue;
        }
        if !digits.is_empty() {
            groups.push(Group { digits: std::mem::take(&mut digits), joined: false });
            (separators, in_separators) = (0, true);
        }
        separators += 1;
        in_separators = in_separators && is_separator(character);
    }
    groups
}

/// Blanks, dots, dashes and slashes; office programs turn a dash into longer ones.
fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '.' | '-' | '/' | '\u{2010}'..='\u{2014}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: Expect) {
        let found: Vec<String> = references_in(text).iter().map(Candidate::to_string).collect();
        expected.assert_eq(&found.join(" | "));
    }

    #[test]
    fn tp_09_thirteen_digits_in_every_way_people_write_them() {
        for text in [
            "9012345678908",
            "ref 9012 3456 78908 merci",
            "9012.3456.78908",
            "9012-3456-78908",
            "compteur 9012/3456/78908, janvier",
            "9 0 1 2 3 4 5 6 7 8 9 0 8",
            "9012 – 3456 – 78908",
            "9012\u{a0}3456\u{a0}78908",
        ] {
            check(text, expect!["9012 3456 78908"]);
        }
    }

    #[test]
    fn tp_09_eighteen_digits_only_with_a_right_check_digit() {
        check("EAN 541449012345678908", expect!["541449012345678908"]);
        check("5414 4901 2345 6789 08", expect!["541449012345678908"]);
        check("541449012345678907", expect![""]);
    }

    #[test]
    fn tp_09_twelve_digits_as_an_ogm() {
        check("+++010/8068/17183+++", expect!["+++010/8068/17183+++"]);
        check("***010/8068/17183***", expect!["+++010/8068/17183+++"]);
        check("010806817183", expect!["+++010/8068/17183+++"]);
        check("010/8068/17184", expect![""]);
    }

    #[test]
    fn tp_09_numbers_beside_a_reference_hide_nothing() {
        check("12/2026 9012345678908", expect!["9012 3456 78908"]);
        check("010/8068/17183 2026", expect!["+++010/8068/17183+++ | 8068 1718 32026"]);
        check("9012345678908 - 9012345678908", expect!["9012 3456 78908"]);
    }

    #[test]
    fn tp_09_two_different_hits_are_both_told() {
        check("9012345678908 et 8860001234569", expect!["9012 3456 78908 | 8860 0012 34569"]);
        check(
            "541449012345678908 / 6700000012340",
            expect!["541449012345678908 | 6700 0000 12340"],
        );
    }

    #[test]
    fn tp_09_what_is_no_reference() {
        for text in
            ["", "merci", "12345", "90123456789081234567", "901234567    8908", "9012345x78908"]
        {
            check(text, expect![""]);
        }
    }
}

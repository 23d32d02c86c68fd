//! The thirteen digits that payers key in, and what they can be found to be. Source: TP-01.

use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::{Ean, PaymentReference};

/// Digits of a prefix: the five that a reference drops, and its first.
const PREFIX_DIGITS: usize = 6;
const TAIL_WITHOUT_FIRST: u64 = 1_000_000_000_000;

/// Why what was keyed in is no supply point. Each asks to enter it again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    #[error("`{text}` does not have 13 digits, please re-enter the reference")]
    NotThirteenDigits { text: String },
    #[error("`{text}` is no EAN, please re-enter it")]
    NotAnEan { text: String, source: units::EanError },
    #[error("`{reference}` has a wrong digit, please re-enter the reference")]
    WrongDigit { reference: PaymentReference },
}

/// Why a parameter is no list of prefixes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a prefix of six digits and its operator, such as `541449 ORES`")]
pub struct PrefixError {
    pub text: String,
}

/// How the EANs of an operator begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefix {
    digits: u32,
    pub operator: String,
}

/// The prefixes that are known. They are data: parameter `ean.prefixes`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prefixes(Vec<Prefix>);

/// A supply point that a reference may stand for. The registry of supply points decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub ean: Ean,
    /// Whose prefix it is; `None` if the whole EAN was keyed in and its prefix is not known.
    pub operator: Option<String>,
}

impl Prefixes {
    /// Reads the items of `ean.prefixes`, as in `541449 ORES`.
    /// Errors: an item without six digits, or of no operator.
    pub fn of_parameter(items: &[String]) -> Result<Self, PrefixError> {
        let read = |item: &String| {
            let wrong = || PrefixError { text: item.clone() };
            let (digits, operator) = item.trim().split_once(' ').ok_or_else(wrong)?;
            let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
            let operator = operator.trim().to_owned();
            if digits.len() != PREFIX_DIGITS || !all_digits || operator.is_empty() {
                return Err(wrong());
            }
            Ok(Prefix { digits: digits.parse().map_err(|_| wrong())?, operator })
        };
        items.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Those of one operator, for a channel that serves no other.
    pub fn of_operator(&self, operator: &str) -> Self {
        Self(self.0.iter().filter(|prefix| prefix.operator == operator).cloned().collect())
    }

    /// The EANs that end in `reference`, begin with a known prefix and have a right check digit.
    pub fn candidates(&self, reference: PaymentReference) -> Vec<Candidate> {
        let first = reference.as_u64() / TAIL_WITHOUT_FIRST;
        let fits = |prefix: &&Prefix| u64::from(prefix.digits) % 10 == first;
        let ean = |prefix: &Prefix| {
            let head = u64::from(prefix.digits) / 10 * (TAIL_WITHOUT_FIRST * 10);
            let ean = Ean::from_u64(head.checked_add(reference.as_u64())?).ok()?;
            Some(Candidate { ean, operator: Some(prefix.operator.clone()) })
        };
        self.0.iter().filter(fits).filter_map(ean).collect()
    }

    /// What was keyed in: a reference, or a whole EAN. Blanks, dots and dashes are accepted.
    /// At least one candidate. Errors: [`ReferenceError`], all of which ask to re-enter.
    pub fn read(&self, text: &str) -> Result<Vec<Candidate>, ReferenceError> {
        let kept = bare_digits(text);
        if kept.len() == 18 {
            let not_an_ean =
                |source| ReferenceError::NotAnEan { text: text.trim().to_owned(), source };
            let ean: Ean = kept.parse().map_err(not_an_ean)?;
            let known = self.candidates(ean.reference()).into_iter().find(|one| one.ean == ean);
            return Ok(vec![known.unwrap_or(Candidate { ean, operator: None })]);
        }
        let reference: PaymentReference = kept
            .parse()
            .map_err(|_| ReferenceError::NotThirteenDigits { text: text.trim().to_owned() })?;
        let candidates = self.candidates(reference);
        if candidates.is_empty() {
            return Err(ReferenceError::WrongDigit { reference });
        }
        Ok(candidates)
    }
}

/// `text` without what people and printers put between digits.
fn bare_digits(text: &str) -> String {
    // Pasted text has hyphens and minus signs of all lengths.
    let between =
        |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '‐'..='―' | '−' | '\u{feff}');
    text.chars().filter(|c| !between(*c)).collect()
}

/// The fifth digit of the EAN that begins with 5414 and ends in `reference`: (8 + 3·S) mod 10, with S
/// the sum of the tail's digits, those at even places three times.
pub fn fifth_digit(reference: PaymentReference) -> u8 {
    let (mut rest, mut sum, mut weight) = (reference.as_u64(), 0, 1);
    // The thirteenth digit is at an odd place, so the weights run 1, 3, 1 ... from the right too.
    while rest > 0 {
        sum += rest % 10 * weight;
        weight = 4 - weight;
        rest /= 10;
    }
    u8::try_from((8 + 3 * sum) % 10).unwrap_or(0)
}

/// Wrong references of one source in the last hour. Source: TP-06, PD-04.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Guesses(Vec<Instant>);

/// Too many wrong references: the source has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong references, try again in {for_s} seconds")]
pub struct Wait {
    pub until: Instant,
    pub for_s: i64,
}

impl FromIterator<Instant> for Guesses {
    /// The oldest first.
    fn from_iter<T: IntoIterator<Item = Instant>>(tries: T) -> Self {
        Self(tries.into_iter().collect())
    }
}

impl Guesses {
    /// How long a wrong one counts, in seconds.
    pub const WINDOW_S: i64 = 3600;
    /// How long somebody waits at the most, in seconds.
    const LONGEST_S: i64 = 900;

    /// A wrong reference was keyed in; what is older than an hour is forgotten.
    pub fn wrong(&mut self, at: Instant) {
        self.0.retain(|guess| at.seconds_since(*guess) < Self::WINDOW_S);
        self.0.push(at);
    }

    /// Whether anything may be tried at `at`, with `most` wrong ones in an hour: a secret, or what costs us.
    pub fn may_try(&self, at: Instant, most: usize) -> Result<(), Wait> {
        let recent: Vec<Instant> = self
            .0
            .iter()
            .copied()
            .filter(|guess| at.seconds_since(*guess) < Self::WINDOW_S)
            .collect();
        match recent.len().checked_sub(most).and_then(|place| recent.get(place)) {
            Some(oldest_that_counts) => {
                let until = oldest_that_counts.plus_s(Self::WINDOW_S);
                Err(Wait { until, for_s: until.seconds_since(at) })
            }
            None => Ok(()),
        }
    }

    /// Whether another reference may be looked up at `at`. From the `most`-th wrong one of an hour on each makes its source
    /// wait longer: a minute, two, four, eight, a quarter of an hour. Many people may share an address, and one of them who
    /// mistypes keeps the others from paying for no longer than guessing has to be made slow. Source: UX G-S2.
    pub fn may_look_up(&self, at: Instant, most: usize) -> Result<(), Wait> {
        let recent = || self.0.iter().filter(|guess| at.seconds_since(**guess) < Self::WINDOW_S);
        let (Some(beyond), Some(last)) = (recent().count().checked_sub(most), recent().max())
        else {
            return Ok(());
        };
        let doubled = u32::try_from(beyond).ok().and_then(|times| 60_i64.checked_shl(times.min(8)));
        let until = last.plus_s(doubled.unwrap_or(Self::LONGEST_S).min(Self::LONGEST_S));
        let for_s = until.seconds_since(at);
        if for_s > 0 { Err(Wait { until, for_s }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn prefixes() -> Prefixes {
        let items = ["541449 ORES", "541456 RESA", "541448 Fluvius and Sibelga"];
        Prefixes::of_parameter(&items.map(str::to_owned)).unwrap()
    }

    fn reference(number: u64) -> PaymentReference {
        PaymentReference::from_u64(number).unwrap()
    }

    #[test]
    fn tp_01_the_table_of_the_rule() {
        for (tail, d5, ean, operator) in [
            (8_860_001_234_569, 4, "541448860001234569", "Fluvius and Sibelga"),
            (9_012_345_678_908, 4, "541449012345678908", "ORES"),
            (6_700_000_012_340, 5, "541456700000012340", "RESA"),
            (8_920_123_456_789, 4, "541448920123456789", "Fluvius and Sibelga"),
        ] {
            assert_eq!(fifth_digit(reference(tail)), d5);
            let found = prefixes().candidates(reference(tail));
            let expected =
                Candidate { ean: ean.parse().unwrap(), operator: Some(operator.to_owned()) };
            assert_eq!(found, [expected]);
        }
    }

    #[test]
    fn tp_01_blanks_dots_and_dashes_are_accepted_and_shown_in_groups() {
        let ean: Ean = "541449012345678908".parse().unwrap();
        for text in [
            "9012345678908",
            " 9012 3456 78908\n",
            "9012.3456.78908",
            "9012–3456—78908",
            "9012\u{a0}3456\u{202f}78908",
            "541449012345678908",
            "5414 4901-2345.6789 08",
        ] {
            assert_eq!(prefixes().read(text).unwrap().first().unwrap().ean, ean, "{text}");
        }
        assert_eq!(ean.reference().to_string(), "9012 3456 78908");
    }

    #[test]
    fn tp_01_every_error_asks_to_re_enter() {
        for text in ["", "901234567890", "90123456789O8", "9012345678907", "541449012345678907"] {
            let error = prefixes().read(text).unwrap_err().to_string();
            assert!(error.contains("please re-enter"), "{error}");
        }
        assert_eq!(
            prefixes().read("9012345678907").unwrap_err().to_string(),
            "`9012 3456 78907` has a wrong digit, please re-enter the reference"
        );
    }

    #[test]
    fn tp_01_a_whole_ean_of_an_unknown_prefix_is_left_to_the_registry() {
        let ean = Ean::with_check_digit(54_146_012_345_678_901).unwrap();
        let found = prefixes().read(&ean.to_string()).unwrap();
        assert_eq!(found, [Candidate { ean, operator: None }]);
    }

    #[test]
    fn tp_01_with_several_prefixes_some_wrong_digits_pass() {
        // The first digit decides between prefixes, and its error can move the fifth along.
        let right = "9012345678908";
        let wrong = "6012345678908";
        assert_eq!(
            prefixes().read(right).unwrap().first().unwrap().operator.as_deref(),
            Some("ORES")
        );
        assert_eq!(
            prefixes().read(wrong).unwrap().first().unwrap().operator.as_deref(),
            Some("RESA")
        );
        assert!(prefixes().of_operator("ORES").read(wrong).is_err());
    }

    #[test]
    fn tp_01_a_prefix_list_that_is_no_list_is_named() {
        for text in ["54144 ORES", "541449", "54144x ORES", "541449 "] {
            let error = Prefixes::of_parameter(&[text.to_owned()]).unwrap_err();
            assert_eq!(error.text, text);
        }
    }

    #[test]
    fn tp_06_five_wrong_references_an_hour_then_a_wait() {
        let at: Instant = "2026-11-12T10:00:00+01:00".parse().unwrap();
        let mut guesses = Guesses::default();
        for minute in 0..5 {
            assert_eq!(guesses.may_look_up(at.plus_min(minute), 5), Ok(()));
            guesses.wrong(at.plus_min(minute));
        }
        // Whoever shares the address waits for a minute, not for an hour.
        let wait = guesses.may_look_up(at.plus_min(4), 5).unwrap_err();
        assert_eq!((wait.until, wait.for_s), (at.plus_min(5), 60));
        assert_eq!(guesses.may_look_up(at.plus_min(5), 5), Ok(()));
        // Each wrong one more doubles it, up to a quarter of an hour.
        let mut last = at.plus_min(4);
        for minutes in [2, 4, 8, 15, 15] {
            last = last.plus_min(if minutes == 2 { 1 } else { 10 });
            guesses.wrong(last);
            let wait = guesses.may_look_up(last, 5).unwrap_err();
            assert_eq!(wait.until, last.plus_min(minutes), "{minutes}");
        }
        assert_eq!(guesses.may_look_up(last.plus_h(1), 5), Ok(()));
    }

    #[test]
    fn pd_04_whatever_is_a_secret_is_tried_so_often_an_hour() {
        let at: Instant = "2026-11-12T10:00:00+01:00".parse().unwrap();
        let mut guesses = Guesses::default();
        for minute in 0..5 {
            assert_eq!(guesses.may_try(at.plus_min(minute), 5), Ok(()));
            guesses.wrong(at.plus_min(minute));
        }
        let wait = guesses.may_try(at.plus_min(5), 5).unwrap_err();
        assert_eq!((wait.until, wait.for_s), (at.plus_h(1), 55 * 60));
        assert_eq!(guesses.may_try(at.plus_h(1), 5), Ok(()));
    }

    proptest! {
        /// Every tail gives some valid EAN: rebuilding alone detects nothing.
        #[test]
        fn tp_01_every_tail_gives_a_valid_ean(tail in 0u64..10_000_000_000_000) {
            let digits = 541_400_000_000_000_000 + u64::from(fifth_digit(reference(tail))) * 10_000_000_000_000 + tail;
            prop_assert!(Ean::from_u64(digits).is_ok());
        }

        /// With one prefix each single wrong digit is found, and each swap of neighbours except of
        /// digits that differ by 5.
        #[test]
        fn tp_01_which_errors_are_found(tail in 0u64..1_000_000_000_000, place in 0usize..13, other in 0u8..10) {
            let ores = prefixes().of_operator("ORES");
            // The tenth to last but one digit is free; the check digit makes it an EAN of ORES.
            let ean = Ean::with_check_digit(54_144_900_000_000_000 + tail % 100_000_000_000).unwrap();
            let right = format!("{:013}", ean.reference().as_u64());
            prop_assert_eq!(ores.read(&right).unwrap(), [Candidate { ean, operator: Some("ORES".into()) }]);

            let mut wrong = right.clone().into_bytes();
            wrong[place] = b'0' + other;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(ores.read(&wrong).is_err(), wrong != right);

            if place < 12 {
                let mut swapped = right.clone().into_bytes();
                swapped.swap(place, place + 1);
                let apart = swapped[place].abs_diff(swapped[place + 1]);
                let swapped = String::from_utf8(swapped).unwrap();
                let is_found = ores.read(&swapped).is_err();
                // The first digit belongs to the prefix, so a swap there is always found.
                prop_assert_eq!(is_found, apart != 0 && (apart != 5 || place == 0));
            }
        }
    }
}

//! The supply point's number and the payment reference taken from it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A text that is no EAN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EanError {
    #[error("EAN `{text}` does not have 18 digits")]
    NotEighteenDigits { text: String },
    #[error("EAN `{text}` does not start with 54")]
    NotBelgian { text: String },
    #[error("EAN `{text}` has a wrong check digit, `{expected}` would be right")]
    WrongCheckDigit { text: String, expected: u8 },
    #[error("reference `{text}` does not have 13 digits")]
    NotThirteenDigits { text: String },
}

/// A supply point, by its 18 digits. Only a number with a right check digit can be one.
/// Source: GS1 general specifications, GSRN; TP-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ean(u64);

/// The last 13 digits of an [`Ean`]: what payers key in. Identifies, authorises nothing but paying.
/// Source: TP-01, PD-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PaymentReference(u64);

const REFERENCE_SPAN: u64 = 10_000_000_000_000;

impl PaymentReference {
    /// The 13 digits as a number.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The reference from its 13 digits as a number; `None` if it has more.
    pub fn from_u64(number: u64) -> Option<Self> {
        (number < REFERENCE_SPAN).then_some(Self(number))
    }
}

/// The digit that makes the weighted sum of 17 digits, weights 3, 1, 3 ... from the left, and itself
/// a multiple of ten.
fn check_digit(first_17: u64) -> u64 {
    let (mut rest, mut sum, mut weight) = (first_17, 0, 3);
    while rest > 0 {
        sum += rest % 10 * weight;
        weight = 4 - weight;
        rest /= 10;
    }
    (10 - sum % 10) % 10
}

impl Ean {
    /// The EAN whose first 17 digits are `first_17`; `None` if it would not start with 54.
    pub fn with_check_digit(first_17: u64) -> Option<Self> {
        let whole = first_17.checked_mul(10)?.checked_add(check_digit(first_17))?;
        (whole / 10_000_000_000_000_000 == 54).then_some(Self(whole))
    }

    /// What a payer keys in.
    pub fn reference(self) -> PaymentReference {
        PaymentReference(self.0 % REFERENCE_SPAN)
    }

    /// The 18 digits as a number.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The EAN from its 18 digits as a number, as it is kept. Errors: as for text.
    pub fn from_u64(number: u64) -> Result<Self, EanError> {
        format!("{number:018}").parse()
    }
}

impl FromStr for Ean {
    type Err = EanError;
    fn from_str(text: &str) -> Result<Self, EanError> {
        let digits = text.len() == 18 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { text.parse::<u64>().ok() } else { None };
        let number = number.ok_or_else(|| EanError::NotEighteenDigits { text: text.to_owned() })?;
        if number / 10_000_000_000_000_000 != 54 {
            return Err(EanError::NotBelgian { text: text.to_owned() });
        }
        let expected = check_digit(number / 10);
        if expected != number % 10 {
            let expected = u8::try_from(expected).unwrap_or(0);
            return Err(EanError::WrongCheckDigit { text: text.to_owned(), expected });
        }
        Ok(Self(number))
    }
}

impl fmt::Display for Ean {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("{:018}", self.0))
    }
}

impl TryFrom<String> for Ean {
    type Error = EanError;
    fn try_from(text: String) -> Result<Self, EanError> {
        text.parse()
    }
}

impl From<Ean> for String {
    fn from(ean: Ean) -> Self {
        ean.to_string()
    }
}

impl FromStr for PaymentReference {
    type Err = EanError;
    /// Spaces, dots and dashes are accepted.
    fn from_str(text: &str) -> Result<Self, EanError> {
        let wrong = || EanError::NotThirteenDigits { text: text.to_owned() };
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
        if digits.len() != 13 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        digits.parse().map(Self).map_err(|_| wrong())
    }
}

impl TryFrom<String> for PaymentReference {
    type Error = EanError;
    fn try_from(text: String) -> Result<Self, EanError> {
        text.parse()
    }
}

impl From<PaymentReference> for String {
    fn from(reference: PaymentReference) -> Self {
        format!("{:013}", reference.0)
    }
}

impl fmt::Display for PaymentReference {
    /// In groups of 4, 4 and 5, as on the card.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, tail) = (self.0 / 1_000_000_000, self.0 % 1_000_000_000);
        formatter.pad(&format!("{head:04} {:04} {:05}", tail / 100_000, tail % 100_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_check_digit_is_named() {
        let wrong = "541449012345678907".parse::<Ean>().unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "EAN `541449012345678907` has a wrong check digit, `8` would be right"
        );
        assert!("54144901234567890".parse::<Ean>().is_err());
        assert!("641449012345678908".parse::<Ean>().is_err());
    }

    #[test]
    fn the_reference_is_the_last_thirteen_digits() {
        let ean: Ean = "541449012345678908".parse().unwrap();
        assert_eq!(ean.reference().to_string(), "9012 3456 78908");
        assert_eq!("9012.3456-78908".parse(), Ok(ean.reference()));
    }

    #[test]
    fn every_vector_of_the_shared_file_is_judged_as_it_says() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/identifiers/be_identifiers.csv"
        );
        let Ok(text) = std::fs::read_to_string(path) else {
            println!("skipped: {path} is not there");
            return;
        };
        let mut seen = 0;
        for line in text.lines() {
            let mut cells = line.split(',');
            match (cells.next(), cells.next(), cells.next()) {
                (Some("ean_gsrn18"), Some(value), Some(valid)) => {
                    assert_eq!(value.parse::<Ean>().is_ok(), valid == "1", "{line}");
                    seen += 1;
                }
                (Some("ogm"), Some(value), Some(valid)) => {
                    assert_eq!(value.parse::<crate::Ogm>().is_ok(), valid == "1", "{line}");
                    seen += 1;
                }
                _ => {}
            }
        }
        assert!(seen > 50, "only {seen} vectors");
    }
}

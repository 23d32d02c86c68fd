//! The structured communication of a Belgian transfer.

use std::fmt;
use std::str::FromStr;

/// A text that is no structured communication.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OgmError {
    #[error("structured communication `{text}` does not have 12 digits")]
    NotTwelveDigits { text: String },
    #[error(
        "structured communication `{text}` has wrong check digits, `{expected:02}` would be right"
    )]
    WrongCheckDigits { text: String, expected: u64 },
}

/// Ten digits and two check digits: the number modulo 97, 97 for remainder 0. Source: TP-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ogm(u64);

impl Ogm {
    /// The communication of a ten-digit base; `None` if it has more digits.
    pub fn of_base(base: u64) -> Option<Self> {
        (base < 10_000_000_000).then(|| Self(base * 100 + check_digits(base)))
    }

    /// The ten digits before the check digits, as a number: what an account is found by.
    pub fn base(self) -> u64 {
        self.0 / 100
    }
}

fn check_digits(base: u64) -> u64 {
    match base % 97 {
        0 => 97,
        remainder => remainder,
    }
}

impl FromStr for Ogm {
    type Err = OgmError;
    /// Plus signs or stars around, slashes and blanks between.
    fn from_str(text: &str) -> Result<Self, OgmError> {
        let digits: String = text.chars().filter(|c| !matches!(c, '+' | '*' | '/' | ' ')).collect();
        let all_digits = digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = if all_digits { digits.parse::<u64>().ok() } else { None };
        let number = number.ok_or_else(|| OgmError::NotTwelveDigits { text: text.to_owned() })?;
        let expected = check_digits(number / 100);
        if number % 100 == expected {
            Ok(Self(number))
        } else {
            Err(OgmError::WrongCheckDigits { text: text.to_owned(), expected })
        }
    }
}

impl fmt::Display for Ogm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, rest) = (self.0 / 1_000_000_000, self.0 % 1_000_000_000);
        formatter.pad(&format!("+++{first:03}/{:04}/{:05}+++", rest / 100_000, rest % 100_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_domain() {
        for (base, text) in [
            (108_068_171, "+++010/8068/17183+++"),
            (1_234_567_890, "+++123/4567/89002+++"),
            (97, "+++000/0000/09797+++"),
            (4_490_123_456, "+++449/0123/45652+++"),
        ] {
            let ogm = Ogm::of_base(base).unwrap();
            assert_eq!(ogm.to_string(), text);
            assert_eq!(text.replace('+', "*").parse(), Ok(ogm));
        }
    }
}

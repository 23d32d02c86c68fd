//! How people are reached: languages, phone numbers, addresses of mail.

use crate::UnknownName;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language in which we speak to people. Source: CM-02.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Fr,
    Nl,
    De,
    En,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Fr, Self::Nl, Self::De, Self::En];

    /// ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.code())
    }
}

impl FromStr for Language {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|language| language.code() == text).ok_or_else(|| UnknownName {
            text: text.to_owned(),
            expected: "a language (fr, nl, de, en)",
        })
    }
}

/// A text that is no Belgian number of a person's phone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("phone number `{text}` has a character that is no digit")]
    NotDigits { text: String },
    #[error("phone number `{text}` does not begin with 0, 32, +32 or 0032")]
    NoPrefix { text: String },
    #[error("phone number `{text}` is of another country; only Belgian numbers are kept")]
    Foreign { text: String },
    #[error("phone number `{text}` is a service number; nobody is reached there")]
    Service { text: String },
    #[error("phone number `{text}` has {found} digits after the 0 or the 32, it needs {expected}")]
    Length { text: String, found: usize, expected: usize },
}

/// A Belgian number of a mobile or of a line at home, by the 8 or 9 digits that follow +32. Source: CM-02.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(u32);

/// What people put between digits.
const BETWEEN: [char; 8] = [' ', '\u{a0}', '\u{202f}', '.', '/', '-', '(', ')'];

impl Phone {
    /// Gets messages: the series of the plan for mobiles, 045 to 049. A line at home is called.
    pub fn is_mobile(self) -> bool {
        // Only a mobile has nine digits.
        self.0 >= 100_000_000
    }

    /// As a person of this country writes it: `0475 12 34 56`, `081 12 34 56`, `02 123 45 67`.
    pub fn national(self) -> String {
        let digits = self.0.to_string();
        let zone = match (self.is_mobile(), digits.as_bytes()) {
            (true, _) => 3,
            (false, [b'2' | b'3' | b'4' | b'9', ..]) => 1,
            (false, _) => 2,
        };
        let (zone, rest) = digits.split_at(zone);
        let first = rest.len() % 2 + 2;
        let (first, rest) = rest.split_at(first);
        let (second, third) = rest.split_at(2);
        format!("0{zone} {first} {second} {third}")
    }
}

/// E.164, such as `+32475123456`.
impl fmt::Display for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("+32{}", self.0))
    }
}

/// Any Belgian spelling: `0475 12 34 56`, `+32 475/12.34.56`, `0032...`, `+32 (0)2 123 45 67`, and without
/// the plus, `32475123456`: no zone begins without a 0, so nothing else is meant.
impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let whole = || text.to_owned();
        let bare: String = text.trim().chars().filter(|sign| !BETWEEN.contains(sign)).collect();
        let abroad = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"));
        let abroad = abroad.or_else(|| bare.starts_with("32").then_some(bare.as_str()));
        if !abroad.unwrap_or(&bare).bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneError::NotDigits { text: whole() });
        }
        let digits = match abroad {
            // The 0 of `+32 (0)475` is written by many and dialled by nobody.
            Some(abroad) => {
                let of_belgium = abroad.strip_prefix("32");
                let digits = of_belgium.ok_or_else(|| PhoneError::Foreign { text: whole() })?;
                digits.strip_prefix('0').unwrap_or(digits)
            }
            None => bare.strip_prefix('0').ok_or_else(|| PhoneError::NoPrefix { text: whole() })?,
        };
        let length = |expected| PhoneError::Length { text: whole(), found: digits.len(), expected };
        let expected = match digits.as_bytes() {
            [b'4', b'5'..=b'9', ..] => 9,
            [b'8', b'0', b'0', ..] | [b'7', b'0' | b'8', ..] | [b'9', b'0', ..] => {
                return Err(PhoneError::Service { text: whole() });
            }
            _ => 8,
        };
        if digits.len() != expected || digits.starts_with('0') {
            return Err(length(expected));
        }
        digits.parse().map(Self).map_err(|_| length(expected))
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, PhoneError> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.to_string()
    }
}

/// A text that no mail can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no address of mail, such as `name@example.be`")]
pub struct EmailError {
    pub text: String,
}

/// An address of mail, in small letters: two spellings of one mailbox are one. Source: CM-02.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// The longest path of RFC 5321, without its angle brackets.
const LONGEST_EMAIL: usize = 254;
const LONGEST_LOCAL: usize = 64;

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// Only what every mail server takes: ASCII without quotes, and a domain with a dot. So nothing of it can
/// end a line of a protocol. Source: RFC 5321, 4.1.2, Dot-string.
impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let refused = || EmailError { text: text.to_owned() };
        let (local, domain) = text.trim().rsplit_once('@').ok_or_else(refused)?;
        let atom = |part: &str, others: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || others.bytes().any(|other| other == byte)
                })
        };
        let local_fits = local.len() <= LONGEST_LOCAL
            && local.split('.').all(|part| atom(part, "!#$%&'*+/=?^_`{|}~-"));
        let domain_fits = domain.contains('.')
            && domain.split('.').all(|part| {
                atom(part, "-")
                    && part.len() <= 63
                    && !part.starts_with('-')
                    && !part.ends_with('-')
            });
        let whole = format!("{local}@{domain}").to_ascii_lowercase();
        if local_fits && domain_fits && whole.len() <= LONGEST_EMAIL {
            Ok(Self(whole))
        } else {
            Err(refused())
        }
    }
}

impl TryFrom<String> for Email {
    type Error = EmailError;

    fn try_from(text: String) -> Result<Self, EmailError> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(text: &str) -> Result<String, PhoneError> {
        text.parse::<Phone>().map(|phone| phone.to_string())
    }

    #[test]
    fn cm_02_any_belgian_spelling_is_one_number() {
        for text in [
            "0475 12 34 56",
            "+32 475/12.34.56",
            "0032475123456",
            "+32 (0)475 12 34 56",
            "32475123456",
            "32 475 12 34 56",
            " 0475-12-34-56 ",
            "0475\u{a0}12\u{202f}34 56",
        ] {
            assert_eq!(phone(text), Ok("+32475123456".to_owned()), "{text}");
        }
        assert_eq!(phone("02 123 45 67"), Ok("+3221234567".to_owned()));
        assert_eq!(phone("081/12.34.56"), Ok("+3281123456".to_owned()));
        assert_eq!(phone("32 81 12 34 56"), Ok("+3281123456".to_owned()));
        // The zone of Liège begins like a mobile, and is shorter.
        assert_eq!(phone("04 223 45 67"), Ok("+3242234567".to_owned()));
        // 080 is a zone, 0800 a service.
        assert_eq!(phone("080 22 70 42"), Ok("+3280227042".to_owned()));
    }

    #[test]
    fn cm_02_other_numbers_are_refused_with_a_reason() {
        let reason = |text: &str| phone(text).unwrap_err().to_string();
        assert_eq!(
            reason("+33 6 12 34 56 78"),
            "phone number `+33 6 12 34 56 78` is of another country; only Belgian numbers are kept"
        );
        assert_eq!(
            reason("0800 92 424"),
            "phone number `0800 92 424` is a service number; nobody is reached there"
        );
        for service in ["078 15 78 01", "070 22 33 44", "0903 12 345"] {
            assert!(matches!(phone(service), Err(PhoneError::Service { .. })), "{service}");
        }
        assert_eq!(
            reason("0475 12 34 5"),
            "phone number `0475 12 34 5` has 8 digits after the 0 or the 32, it needs 9"
        );
        assert_eq!(
            reason("475123456"),
            "phone number `475123456` does not begin with 0, 32, +32 or 0032"
        );
        assert_eq!(
            reason("0475 12 34 5x"),
            "phone number `0475 12 34 5x` has a character that is no digit"
        );
        for other in [
            "",
            "0",
            "+",
            "00",
            "+32",
            "32",
            "32 475 12 34 5",
            "02 123 45 678",
            "0012 123 45 67",
            "+32+475123456",
        ] {
            assert!(phone(other).is_err(), "{other}");
        }
        assert!(matches!(phone("+32 00 123 45 6"), Err(PhoneError::Length { .. })));
    }

    #[test]
    fn a_number_reads_as_it_is_written_here() {
        let national = |text: &str| text.parse::<Phone>().unwrap().national();
        assert_eq!(national("+32475123456"), "0475 12 34 56");
        assert_eq!(national("+3281123456"), "081 12 34 56");
        assert_eq!(national("+3221234567"), "02 123 45 67");
        assert_eq!(national("+3242234567"), "04 223 45 67");
        let mobile = |text: &str| text.parse::<Phone>().unwrap().is_mobile();
        assert!(mobile("0475 12 34 56") && !mobile("04 223 45 67") && !mobile("02 123 45 67"));
    }

    #[test]
    fn an_address_of_mail_is_one_in_any_case_and_ends_no_line() {
        let email = |text: &str| text.parse::<Email>().map(String::from);
        assert_eq!(email(" Home.7+gas@Example.BE "), Ok("home.7+gas@example.be".to_owned()));
        for wrong in [
            "",
            "home",
            "@example.be",
            "home@example",
            "home@.be",
            "home@-a.be",
            "ho me@example.be",
            "home@example.be\r\nBcc: all@example.be",
            "home\n@example.be",
            "a..b@example.be",
            "<home@example.be>",
            "home@exámple.be",
        ] {
            assert!(email(wrong).is_err(), "{wrong}");
        }
        assert!(email(&format!("{}@example.be", "a".repeat(65))).is_err());
        assert_eq!("nl".parse::<Language>().map(Language::code), Ok("nl"));
        assert!("NL".parse::<Language>().is_err());
    }
}

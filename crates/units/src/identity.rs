//! Who and what: accounts, operators, energies, register names.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A text that names nothing we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct UnknownName {
    pub text: String,
    pub expected: &'static str,
}

/// A prepayment account. The operator is in the number, so that the accounts of one operator are a
/// range of their own and its night is read, booked and chained without a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub i64);

const ACCOUNTS_OF_AN_OPERATOR: i64 = 1_000_000_000;

impl AccountId {
    /// The `number`-th account of `dso`; `None` beyond a thousand million accounts.
    pub fn new(dso: Dso, number: i64) -> Option<Self> {
        let fits = (0..ACCOUNTS_OF_AN_OPERATOR).contains(&number);
        fits.then(|| Self(i64::from(dso.code()) * ACCOUNTS_OF_AN_OPERATOR + number))
    }

    /// The operator's own books: money that belongs to no customer's account. No account has this
    /// number.
    pub fn house(dso: Dso) -> Self {
        Self::range_of(dso).0
    }

    /// First and last possible account of `dso`, both inclusive.
    pub fn range_of(dso: Dso) -> (Self, Self) {
        let first = i64::from(dso.code()) * ACCOUNTS_OF_AN_OPERATOR;
        (Self(first), Self(first + ACCOUNTS_OF_AN_OPERATOR - 1))
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for AccountId {
    type Err = UnknownName;
    /// As it is written: digits alone, of an account that an operator can have.
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| plain);
        let of_an_operator = |number: &i64| {
            let dso = i16::try_from(number / ACCOUNTS_OF_AN_OPERATOR).ok();
            number % ACCOUNTS_OF_AN_OPERATOR != 0 && dso.and_then(Dso::from_code).is_some()
        };
        number.filter(of_an_operator).map(Self).ok_or_else(|| UnknownName {
            text: text.to_owned(),
            expected: "the number of an account",
        })
    }
}

/// A distribution system operator of Wallonia: the tenant of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Dso {
    Ores,
    Resa,
    Aieg,
    Aiesh,
    Rew,
}

impl Dso {
    pub const ALL: [Self; 5] = [Self::Ores, Self::Resa, Self::Aieg, Self::Aiesh, Self::Rew];

    /// The number under which the operator is kept; never reused.
    pub fn code(self) -> i16 {
        match self {
            Self::Ores => 1,
            Self::Resa => 2,
            Self::Aieg => 3,
            Self::Aiesh => 4,
            Self::Rew => 5,
        }
    }

    /// The operator kept under `code`.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|dso| dso.code() == code)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ores => "ORES",
            Self::Resa => "RESA",
            Self::Aieg => "AIEG",
            Self::Aiesh => "AIESH",
            Self::Rew => "REW",
        }
    }
}

impl fmt::Display for Dso {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Dso {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|dso| dso.name() == text).ok_or_else(|| UnknownName {
            text: text.to_owned(),
            expected: "an operator (ORES, RESA, AIEG, AIESH, REW)",
        })
    }
}

/// What a supply point delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Energy {
    Electricity,
    Gas,
}

impl Energy {
    pub fn name(self) -> &'static str {
        match self {
            Self::Electricity => "electricity",
            Self::Gas => "gas",
        }
    }
}

impl fmt::Display for Energy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Energy {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text {
            "electricity" => Ok(Self::Electricity),
            "gas" => Ok(Self::Gas),
            _ => {
                Err(UnknownName { text: text.to_owned(), expected: "an energy (electricity, gas)" })
            }
        }
    }
}

/// The name of a register: the groups C.D.E of an OBIS code.
/// Source: IEC 62056-6-1; codes in use: MT-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObisCode {
    pub c: u8,
    pub d: u8,
    pub e: u8,
}

impl ObisCode {
    /// Energy taken, tariff 1 (peak).
    pub const IMPORT_PEAK: Self = Self { c: 1, d: 8, e: 1 };
    /// Energy taken, tariff 2 (off-peak).
    pub const IMPORT_OFF_PEAK: Self = Self { c: 1, d: 8, e: 2 };
    /// Energy injected, tariff 1.
    pub const EXPORT_PEAK: Self = Self { c: 2, d: 8, e: 1 };
    /// Energy injected, tariff 2.
    pub const EXPORT_OFF_PEAK: Self = Self { c: 2, d: 8, e: 2 };
    /// Gas volume.
    pub const GAS_VOLUME: Self = Self { c: 24, d: 2, e: 3 };
}

impl fmt::Display for ObisCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("{}.{}.{}", self.c, self.d, self.e))
    }
}

impl FromStr for ObisCode {
    type Err = UnknownName;
    /// Reads `1.8.1` and the full `1-0:1.8.1`.
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let wrong =
            || UnknownName { text: text.to_owned(), expected: "an OBIS code such as 1.8.1" };
        let short = text.rsplit_once(':').map_or(text, |(_, code)| code);
        // Digits only: a sign is no part of a code, though a number would accept it.
        let digits = |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
        let number = |group: &str| Some(group).filter(digits)?.parse::<u8>().ok();
        let mut groups = short.split('.').map(|group| number(group).ok_or_else(wrong));
        let mut next = || groups.next().ok_or_else(wrong)?;
        let code = Self { c: next()?, d: next()?, e: next()? };
        if groups.next().is_some() { Err(wrong()) } else { Ok(code) }
    }
}

impl TryFrom<String> for ObisCode {
    type Error = UnknownName;
    fn try_from(text: String) -> Result<Self, UnknownName> {
        text.parse()
    }
}

impl From<ObisCode> for String {
    fn from(code: ObisCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_of_an_operator_are_a_range() {
        for dso in Dso::ALL {
            let (first, last) = AccountId::range_of(dso);
            assert_eq!(AccountId::new(dso, 0), Some(first));
            assert_eq!(AccountId::new(dso, 999_999_999), Some(last));
            assert_eq!(AccountId::new(dso, 1_000_000_000), None);
            assert_eq!(Dso::from_code(dso.code()), Some(dso));
        }
    }

    #[test]
    fn an_account_reads_as_it_is_written_and_nothing_else_does() {
        let account = AccountId::new(Dso::Resa, 123).unwrap();
        assert_eq!(account.to_string(), "2000000123");
        assert_eq!(account.to_string().parse(), Ok(account));
        let wrong = [
            "",
            "+2000000123",
            "-2000000123",
            "02000000123",
            " 2000000123",
            "2000000123/",
            "two",
            // Of no operator, the operator's own books, an EAN, a reference, more than a number holds.
            "6000000123",
            "2000000000",
            "541449012345678908",
            "1234567890128",
            "99999999999999999999",
        ];
        for text in wrong {
            assert!(text.parse::<AccountId>().is_err(), "{text}");
        }
    }

    #[test]
    fn obis_codes_read_short_and_full() {
        assert_eq!("1-0:1.8.1".parse(), Ok(ObisCode::IMPORT_PEAK));
        assert_eq!("24.2.3".parse(), Ok(ObisCode::GAS_VOLUME));
        for wrong in
            ["1.8", "1.8.1.0", "a.b.c", "", "1.8.300", "+1.8.1", "1.+8.1", "1-0:1.8.+1", "-1.8.1"]
        {
            assert!(wrong.parse::<ObisCode>().is_err(), "{wrong}");
        }
    }
}

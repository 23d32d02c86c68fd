//! A member's share of what is injected: an exact fraction, never a binary one.

use num_bigint::BigInt;
use num_integer::Integer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A fraction from 0 to 1, in lowest terms. Written as a decimal (`0.25`) or a fraction (`1/60`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Share {
    numerator: u64,
    denominator: u64,
}

/// Why a text is not a share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    #[error("share `{text}` is neither a decimal such as `0.25` nor a fraction such as `1/60`")]
    NotAShare { text: String },
    #[error("share `{text}` has more than 18 digits")]
    TooLong { text: String },
    #[error("share `{text}` is above 1")]
    AboveOne { text: String },
}

impl Share {
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// `numerator / denominator`; `None` if that is no number from 0 to 1.
    pub fn new(numerator: u64, denominator: u64) -> Option<Self> {
        if denominator == 0 || numerator > denominator {
            return None;
        }
        let common = numerator.gcd(&denominator).max(1);
        Some(Self { numerator: numerator / common, denominator: denominator / common })
    }

    pub fn numerator(self) -> u64 {
        self.numerator
    }

    pub fn denominator(self) -> u64 {
        self.denominator
    }
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            write!(formatter, "{}", self.numerator)
        } else {
            write!(formatter, "{}/{}", self.numerator, self.denominator)
        }
    }
}

impl TryFrom<String> for Share {
    type Error = ShareError;
    /// As it is written by itself: a denominator of 10^18 has 19 digits.
    fn try_from(text: String) -> Result<Self, ShareError> {
        let kept = text
            .split_once('/')
            .and_then(|(above, below)| Self::new(above.parse().ok()?, below.parse().ok()?));
        kept.map_or_else(|| text.parse(), Ok)
    }
}

impl From<Share> for String {
    fn from(share: Share) -> Self {
        share.to_string()
    }
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let wrong = || ShareError::NotAShare { text: text.to_owned() };
        let whole = |digits: &str| -> Result<u64, ShareError> {
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(wrong());
            }
            if digits.trim_start_matches('0').len() > 18 {
                return Err(ShareError::TooLong { text: text.to_owned() });
            }
            digits.parse().map_err(|_| wrong())
        };
        let (numerator, denominator) = match (text.split_once('/'), text.split_once('.')) {
            (Some((above, below)), _) => (whole(above)?, whole(below)?),
            (None, None) => (whole(text)?, 1),
            (None, Some((before, after))) => {
                let digits = u32::try_from(after.len()).map_err(|_| wrong())?;
                whole(after)?;
                let scale = 10u64.checked_pow(digits).ok_or_else(wrong)?;
                (whole(&format!("{before}{after}"))?, scale)
            }
        };
        if denominator == 0 || text.starts_with('.') {
            return Err(wrong());
        }
        Self::new(numerator, denominator)
            .ok_or_else(|| ShareError::AboveOne { text: text.to_owned() })
    }
}

/// Shares as whole weights over one denominator: the share of column `i` is `weights[i] / whole`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weights {
    pub weights: Vec<BigInt>,
    pub whole: BigInt,
    /// The same as machine integers, where `whole` stays below 2^40.
    pub small: Option<(Vec<i64>, i64)>,
    /// Where few weights differ, each with how many have it: they are few remainders, too.
    pub classes: Option<Classes>,
    /// The largest of `small`.
    pub heaviest: i64,
}

/// The weights there are, ascending, and how many columns have each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    pub weights: Vec<i64>,
    pub columns: Vec<i64>,
}

impl Classes {
    /// More are hardly fewer than members.
    const MOST: usize = 64;

    fn of(weights: &[i64]) -> Option<Self> {
        let mut counts = BTreeMap::new();
        for &weight in weights {
            *counts.entry(weight).or_insert(0) += 1;
            if counts.len() > Self::MOST {
                return None;
            }
        }
        // As few members as that are settled one by one.
        (weights.len() > 4 * counts.len()).then(|| Self {
            weights: counts.keys().copied().collect(),
            columns: counts.values().copied().collect(),
        })
    }
}

impl Weights {
    pub fn of(shares: &[Option<Share>]) -> Self {
        let mut whole = BigInt::from(1);
        for share in shares.iter().flatten() {
            whole = whole.lcm(&BigInt::from(share.denominator));
        }
        let weigh = |share: &Option<Share>| match share {
            Some(share) => (&whole / share.denominator) * share.numerator,
            None => BigInt::ZERO,
        };
        let weights: Vec<BigInt> = shares.iter().map(weigh).collect();
        let small = i64::try_from(&whole).ok().filter(|whole| *whole < 1 << 40).and_then(|whole| {
            let small = weights.iter().map(|weight| i64::try_from(weight).ok());
            Some((small.collect::<Option<Vec<i64>>>()?, whole))
        });
        let of_small = small.as_ref().map(|(weights, _)| weights.as_slice()).unwrap_or_default();
        let classes = Classes::of(of_small);
        let heaviest = of_small.iter().copied().max().unwrap_or(0);
        Self { weights, whole, small, classes, heaviest }
    }

    pub fn sum(&self) -> BigInt {
        self.weights.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn es_05_a_share_is_read_exactly() {
        for (text, shown) in [
            ("0.25", "1/4"),
            ("1/60", "1/60"),
            ("1", "1"),
            ("0", "0"),
            ("0.0", "0"),
            ("1.000", "1"),
            ("2/4", "1/2"),
            ("0.1", "1/10"),
            ("0.333333333333333333", "333333333333333333/1000000000000000000"),
        ] {
            assert_eq!(text.parse::<Share>().map(|share| share.to_string()), Ok(shown.to_owned()));
        }
    }

    #[test]
    fn es_05_what_is_no_share_says_why() {
        for (text, why) in [
            ("1.01", "share `1.01` is above 1"),
            ("3/2", "share `3/2` is above 1"),
            (
                "1/0",
                "share `1/0` is neither a decimal such as `0.25` nor a fraction such as `1/60`",
            ),
            (
                "25%",
                "share `25%` is neither a decimal such as `0.25` nor a fraction such as `1/60`",
            ),
            (
                "-0.1",
                "share `-0.1` is neither a decimal such as `0.25` nor a fraction such as `1/60`",
            ),
            (
                "0,5",
                "share `0,5` is neither a decimal such as `0.25` nor a fraction such as `1/60`",
            ),
            ("", "share `` is neither a decimal such as `0.25` nor a fraction such as `1/60`"),
            ("0.1234567890123456789", "share `0.1234567890123456789` has more than 18 digits"),
        ] {
            assert_eq!(text.parse::<Share>().map_err(|error| error.to_string()), Err(why.into()));
        }
    }

    #[test]
    fn es_06_shares_become_whole_weights_over_one_denominator() {
        let shares = ["1/60", "0.25"].map(|text| Some(text.parse().unwrap()));
        let weights = Weights::of(&[shares[0], None, shares[1]]);
        assert_eq!(weights.small, Some((vec![1, 0, 15], 60)));
        assert_eq!(weights.sum(), BigInt::from(16));
    }
}

//! The keys, how often they go round, and how their results become whole.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How what is injected in a quarter-hour is given to those who take in it.
/// Source: ES-05 for the first five, Protocol energiedelen v3.1 (ES-08) for the `Vl` ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// A share for each; capped by what is taken.
    Fixed,
    /// The same for each; capped by what is taken.
    Equal,
    /// In proportion to what each takes.
    ProRata,
    /// Fixed first, the rest in proportion to what each still needs.
    Hybrid,
    /// Groups in order, each pro rata; what one leaves feeds the next.
    Cascade,
    /// Flemish fixed key: nobody receives from the same point.
    VlFixed,
    /// Flemish relative key: for each injector the shares of the others make a whole.
    VlRelative,
    /// Flemish optimal key: the relative one, until a pass moves nothing.
    VlOptimal,
}

impl Key {
    pub const ALL: [Self; 8] = [
        Self::Fixed,
        Self::Equal,
        Self::ProRata,
        Self::Hybrid,
        Self::Cascade,
        Self::VlFixed,
        Self::VlRelative,
        Self::VlOptimal,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Equal => "equal",
            Self::ProRata => "pro_rata",
            Self::Hybrid => "hybrid",
            Self::Cascade => "cascade",
            Self::VlFixed => "vl_fixed",
            Self::VlRelative => "vl_relative",
            Self::VlOptimal => "vl_optimal",
        }
    }

    /// Whether the key is made of shares; the others pass over them.
    pub fn has_shares(self) -> bool {
        !matches!(self, Self::Equal | Self::ProRata | Self::Cascade)
    }

    pub fn is_flemish(self) -> bool {
        matches!(self, Self::VlFixed | Self::VlRelative | Self::VlOptimal)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A text that names no key, or no rounding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} `{text}` is not one of {known}")]
pub struct UnknownName {
    what: &'static str,
    text: String,
    known: String,
}

impl FromStr for Key {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|key| key.name() == text).ok_or_else(|| UnknownName {
            what: "key",
            text: text.to_owned(),
            known: Self::ALL.map(|key| format!("`{key}`")).join(", "),
        })
    }
}

/// How often a key with shares, or the equal one, goes round: what the capped did not need goes to
/// those still in need, their shares made whole again. Source: ES-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounds {
    /// At least 1.
    Count(u32),
    /// Until all is given or nobody is in need.
    All,
}

impl Rounds {
    pub const ONE: Self = Self::Count(1);
}

/// How exact shares become whole milliwatt-hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// Down, then one each to the largest fractions. Source: ES-10.
    #[default]
    LargestRemainder,
    /// Each alone, halves up; sums may miss. Source: ES-11.
    #[serde(rename = "each_share_6dp")]
    EachShare6dp,
}

impl Rounding {
    pub const ALL: [Self; 2] = [Self::LargestRemainder, Self::EachShare6dp];

    pub fn name(self) -> &'static str {
        match self {
            Self::LargestRemainder => "largest_remainder",
            Self::EachShare6dp => "each_share_6dp",
        }
    }
}

impl FromStr for Rounding {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|rounding| rounding.name() == text).ok_or_else(|| UnknownName {
            what: "rounding",
            text: text.to_owned(),
            known: Self::ALL.map(|rounding| format!("`{}`", rounding.name())).join(", "),
        })
    }
}

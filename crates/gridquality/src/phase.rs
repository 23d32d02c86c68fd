//! The three phases.

use std::fmt;
use std::str::FromStr;

/// A phase of a three-phase supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    L1,
    L2,
    L3,
}

/// A text that names no phase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("phase `{text}` is not one of `L1`, `L2`, `L3`")]
pub struct PhaseError {
    pub text: String,
}

impl Phase {
    pub const ALL: [Self; 3] = [Self::L1, Self::L2, Self::L3];

    pub fn name(self) -> &'static str {
        match self {
            Self::L1 => "L1",
            Self::L2 => "L2",
            Self::L3 => "L3",
        }
    }

    /// The place of this phase among three values.
    pub(crate) fn of<T>(self, [one, two, three]: &mut [T; 3]) -> &mut T {
        match self {
            Self::L1 => one,
            Self::L2 => two,
            Self::L3 => three,
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Phase {
    type Err = PhaseError;

    fn from_str(text: &str) -> Result<Self, PhaseError> {
        let found = Self::ALL.into_iter().find(|phase| phase.name() == text);
        found.ok_or_else(|| PhaseError { text: text.to_owned() })
    }
}

//! The two powers of an installation.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use units::{UnitError, format_decimal, parse_decimal};

/// Net developable electric power, in watts. Written in kWe with three decimals. Source: PS-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Watts(pub i64);

/// Apparent power, in volt-amperes. Written in kVA with three decimals. Source: PS-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VoltAmperes(pub i64);

impl FromStr for Watts {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse_decimal(text, 3).map(Self)
    }
}

impl fmt::Display for Watts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format_decimal(i128::from(self.0), 3))
    }
}

impl FromStr for VoltAmperes {
    type Err = UnitError;
    fn from_str(text: &str) -> Result<Self, UnitError> {
        parse_decimal(text, 3).map(Self)
    }
}

impl fmt::Display for VoltAmperes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format_decimal(i128::from(self.0), 3))
    }
}

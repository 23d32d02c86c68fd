//! Names of objects in a meter.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;
use units::ObisCode;

/// The whole logical name of an object: A-B:C.D.E.F.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Obis(pub [u8; 6]);

/// Why a text is no logical name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no OBIS code such as `1-0:1.8.1.255`")]
pub struct ObisError {
    pub text: String,
}

impl Obis {
    pub const CLOCK: Self = Self([0, 0, 1, 0, 0, 255]);
    pub const ASSOCIATION: Self = Self([0, 0, 40, 0, 0, 255]);
    pub const DEVICE_NAME: Self = Self([0, 0, 42, 0, 0, 255]);
    pub const SECURITY_SETUP: Self = Self([0, 0, 43, 0, 0, 255]);
    pub const COUNTER: Self = Self([0, 0, 43, 1, 0, 255]);

    /// The code that the ledger knows: C, D and E.
    pub fn code(self) -> ObisCode {
        let [_, _, c, d, e, _] = self.0;
        ObisCode { c, d, e }
    }

    /// B: the channel; 0, or that of a device on M-Bus.
    pub fn channel(self) -> u8 {
        self.0[1]
    }
}

impl fmt::Display for Obis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, f] = self.0;
        formatter.pad(&format!("{a}-{b}:{c}.{d}.{e}.{f}"))
    }
}

impl FromStr for Obis {
    type Err = ObisError;

    fn from_str(text: &str) -> Result<Self, ObisError> {
        let wrong = || ObisError { text: text.to_owned() };
        let mut code = [0; 6];
        let mut rest = text;
        for (place, mark) in code.iter_mut().zip(["-", ":", ".", ".", ".", ""]) {
            let (number, after) = match mark {
                "" => (rest, ""),
                mark => rest.split_once(mark).ok_or_else(wrong)?,
            };
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            *place = number.parse().ok().filter(|_| digits).ok_or_else(wrong)?;
            rest = after;
        }
        Ok(Self(code))
    }
}

impl TryFrom<String> for Obis {
    type Error = ObisError;

    fn try_from(text: String) -> Result<Self, ObisError> {
        text.parse()
    }
}

/// Units of `scaler_unit` that a profile may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Unit {
    Wh,
    W,
    V,
    A,
    #[serde(rename = "m3")]
    CubicMetre,
    #[serde(rename = "m3-corrected")]
    CubicMetreCorrected,
    #[serde(rename = "s")]
    Second,
    #[serde(rename = "count")]
    Count,
}

impl Unit {
    /// The code of IEC 62056-6-2.
    pub fn code(self) -> u8 {
        match self {
            Self::Second => 7,
            Self::CubicMetre => 13,
            Self::CubicMetreCorrected => 14,
            Self::W => 27,
            Self::Wh => 30,
            Self::A => 33,
            Self::V => 35,
            Self::Count => 255,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Second => "s",
            Self::CubicMetre => "m3",
            Self::CubicMetreCorrected => "m3-corrected",
            Self::W => "W",
            Self::Wh => "Wh",
            Self::A => "A",
            Self::V => "V",
            Self::Count => "count",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logical_names_have_six_groups() {
        let code: Obis = "1-0:1.8.1.255".parse().unwrap();
        assert_eq!((code.0, code.to_string().as_str()), ([1, 0, 1, 8, 1, 255], "1-0:1.8.1.255"));
        assert_eq!(code.code(), ObisCode::IMPORT_PEAK);
        for wrong in [
            "1-0:1.8.1",
            "1-0:1.8.1.256",
            "1-0:1.8.1.2.3",
            "a",
            "",
            "+1-0:1.8.1.255",
            "1.0.1.8.1.255",
        ] {
            assert!(wrong.parse::<Obis>().is_err(), "{wrong}");
        }
    }
}

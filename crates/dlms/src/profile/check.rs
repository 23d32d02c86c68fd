//! What can be wrong with a profile.

use crate::obis::Obis;
use crate::profile::Role;
use std::fmt;
use std::io;

/// A profile that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("could not read the profiles in `{folder}`")]
    Folder { folder: String, source: io::Error },
    #[error("could not read the profile `{file}`")]
    Read { file: String, source: io::Error },
    #[error("line {line} of `{file}`: {problem}")]
    Wrong { file: String, line: usize, problem: ProfileProblem },
    #[error("`{first}` and `{second}` both describe the profile `{name}`")]
    Twice { name: String, first: String, second: String },
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileProblem {
    /// What the reader of TOML says.
    #[error("{0}")]
    Text(String),
    #[error("a {role} is of class {}, not `{class}`", .role.classes().iter().map(|(class, _)| class.to_string()).collect::<Vec<_>>().join(" or "))]
    Class { role: Role, class: u16 },
    #[error("version `{version}` of class {class} is not known")]
    Version { class: u16, version: u8 },
    #[error("{obis} of class {class} comes a second time")]
    Twice { obis: Obis, class: u16 },
    #[error("there is a second {role}")]
    SecondRole { role: Role },
    #[error("there is no {role}")]
    Missing { role: Role },
    #[error("a {role} needs `{key}`")]
    Needs { role: Role, key: &'static str },
    #[error("a {role} has no `{key}`")]
    HasNo { role: Role, key: &'static str },
    #[error("scaler `{scaler}` is not between -9 and 9")]
    Scaler { scaler: i8 },
    #[error("a period of `{period_s}` s does not divide a day")]
    Period { period_s: u32 },
    #[error("the first column is not the clock")]
    FirstColumn,
    #[error("column {obis} is no object of this profile")]
    Column { obis: Obis },
    #[error("a {role} needs access `{access}`")]
    Access { role: Role, access: &'static str },
    #[error(
        "control mode `{mode}` closes from afar, or is not known; {allowed} are allowed for {energy}"
    )]
    ControlMode { mode: u8, energy: units::Energy, allowed: Modes },
    #[error("a gas meter has no {role}")]
    NotForGas { role: Role },
    #[error("an APDU of `{max_pdu}` bytes is not between 128 and 8192")]
    MaxPdu { max_pdu: u16 },
    #[error("name `{name}` is not of lower-case letters, digits and dashes")]
    Name { name: String },
}

/// Control modes of class 70 in which a release only makes ready: a person closes. Source: MT-09,
/// MT-10, IEC 62056-6-2 class Disconnect control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modes(pub &'static [u8]);

impl Modes {
    /// In 5 and 6 the meter may close again by itself after an overload: never for a valve.
    pub fn of(energy: units::Energy) -> Self {
        match energy {
            units::Energy::Electricity => Self(&[1, 3, 5, 6]),
            units::Energy::Gas => Self(&[1, 3]),
        }
    }

    pub fn allow(self, mode: u8) -> bool {
        self.0.contains(&mode)
    }
}

impl fmt::Display for Modes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modes: Vec<_> = self.0.iter().map(u8::to_string).collect();
        formatter.write_str(&modes.join(", "))
    }
}

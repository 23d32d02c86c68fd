//! What a kind of meter has, as data: one file for each, checked when it is read.
//!
//! A meter that differs from its file is an error, never a guess (version, scaler, control mode).

mod check;
mod file;

pub use check::{Modes, ProfileError, ProfileProblem};

use crate::obis::{Obis, Unit};
use serde::Deserialize;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use units::Energy;

/// What an object is for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Association,
    DeviceName,
    /// The last invocation counter that the meter took from us; readable without keys.
    Counter,
    SecuritySetup,
    Clock,
    /// Energy or volume, or another value to be read.
    Register,
    LoadProfile,
    DailyProfile,
    Disconnect,
    Limiter,
    Calendar,
    SpecialDays,
    /// 94.32.2.1: when the balance was told.
    DisplayTime,
    /// 94.32.2.2.
    DisplayBalance,
    /// 94.32.2.3.
    DisplayEmergency,
    Message,
    MbusClient,
    Push,
}

impl Role {
    /// Classes that an object of this role may have, with their versions. Source: MT-17.
    pub(crate) fn classes(self) -> &'static [(u16, &'static [u8])] {
        match self {
            Self::Association => &[(15, &[1, 2, 3])],
            Self::DeviceName | Self::Counter | Self::Message => &[(1, &[0])],
            Self::DisplayTime | Self::DisplayBalance | Self::DisplayEmergency => &[(1, &[0])],
            Self::SecuritySetup => &[(64, &[0, 1])],
            Self::Clock => &[(8, &[0])],
            Self::Register => &[(3, &[0]), (4, &[0])],
            Self::LoadProfile | Self::DailyProfile => &[(7, &[1])],
            Self::Disconnect => &[(70, &[0])],
            Self::Limiter => &[(71, &[0])],
            Self::Calendar => &[(20, &[0])],
            Self::SpecialDays => &[(11, &[0])],
            Self::MbusClient => &[(72, &[0, 1])],
            Self::Push => &[(40, &[0])],
        }
    }

    /// Only registers come in numbers.
    pub(crate) fn once(self) -> bool {
        self != Self::Register
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Association => "association",
            Self::DeviceName => "device-name",
            Self::Counter => "counter",
            Self::SecuritySetup => "security-setup",
            Self::Clock => "clock",
            Self::Register => "register",
            Self::LoadProfile => "load-profile",
            Self::DailyProfile => "daily-profile",
            Self::Disconnect => "disconnect",
            Self::Limiter => "limiter",
            Self::Calendar => "calendar",
            Self::SpecialDays => "special-days",
            Self::DisplayTime => "display-time",
            Self::DisplayBalance => "display-balance",
            Self::DisplayEmergency => "display-emergency",
            Self::Message => "message",
            Self::MbusClient => "mbus-client",
            Self::Push => "push",
        })
    }
}

/// What we may do with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    Read,
    ReadWrite,
    /// Read, and call its methods.
    ReadAct,
    ReadWriteAct,
}

impl Access {
    pub fn writes(self) -> bool {
        matches!(self, Self::ReadWrite | Self::ReadWriteAct)
    }

    pub fn acts(self) -> bool {
        matches!(self, Self::ReadAct | Self::ReadWriteAct)
    }
}

/// The protection of an association, under security suite 0 or 1: AES-128 in GCM both times, suite 1
/// without its asymmetric half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Security {
    /// For the bench and for meters on a table.
    Plain,
    Suite0,
    Suite1,
}

/// One object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub role: Role,
    pub obis: Obis,
    pub class: u16,
    pub version: u8,
    pub access: Access,
    /// What a register counts; no other object has one.
    pub scale: Option<Scale>,
    /// Of a profile: seconds between rows, and what stands in a row, the clock first.
    pub capture: Option<Capture>,
    /// Of a disconnect control.
    pub control_mode: Option<u8>,
    /// Of the M-Bus client: which bit of its status says that a leak test is running. The upper three are
    /// the maker's.
    pub leak_test_bit: Option<u8>,
    /// Likewise: which bit says that the last leak test has seen gas flow, until the next one begins or the
    /// valve is shut.
    pub leak_seen_bit: Option<u8>,
}

impl Object {
    pub fn attribute(&self, index: u8) -> Attribute {
        Attribute { class: self.class, obis: self.obis, index }
    }
}

/// A value is `10^scaler` of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    pub scaler: i8,
    pub unit: Unit,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    pub period_s: u32,
    /// Attribute 2 of each, in order; the clock first.
    pub columns: Vec<Attribute>,
}

/// One attribute of one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attribute {
    pub class: u16,
    pub obis: Obis,
    pub index: u8,
}

impl fmt::Display for Attribute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "attribute {} of {} (class {})", self.index, self.obis, self.class)
    }
}

/// A kind of meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    pub title: String,
    pub energy: Energy,
    pub security: Security,
    /// Our service access point; 1 is management.
    pub client: u16,
    /// The logical device.
    pub server: u16,
    /// The largest APDU we take.
    pub max_pdu: u16,
    pub objects: Vec<Object>,
}

impl Profile {
    /// Reads and checks a profile; `file` is its name in errors. Errors: with file and line.
    pub fn parse(file: &str, text: &str) -> Result<Self, ProfileError> {
        file::parse(file, text)
    }

    /// Reads all files `*.toml` of a folder, by name. Errors: the first file that is wrong, two
    /// profiles of one name, or a folder that cannot be read.
    pub fn load(folder: &Path) -> Result<Vec<Arc<Self>>, ProfileError> {
        file::load(folder)
    }

    /// The profiles that come with Tirelire: `be-single-phase`, `be-three-phase`, `be-gas-mbus`.
    pub fn shipped() -> Result<Vec<Arc<Self>>, ProfileError> {
        let files = [
            ("be-single-phase.toml", include_str!("../profiles/be-single-phase.toml")),
            ("be-three-phase.toml", include_str!("../profiles/be-three-phase.toml")),
            ("be-gas-mbus.toml", include_str!("../profiles/be-gas-mbus.toml")),
        ];
        files.into_iter().map(|(file, text)| Self::parse(file, text).map(Arc::new)).collect()
    }

    /// The object of a role that comes once.
    pub fn object(&self, role: Role) -> Option<&Object> {
        self.objects.iter().find(|object| object.role == role)
    }

    pub fn registers(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|object| object.role == Role::Register)
    }

    pub fn named(&self, obis: Obis) -> Option<&Object> {
        self.objects.iter().find(|object| object.obis == obis)
    }

    /// The same, without protection: for the bench.
    pub fn plain(&self) -> Self {
        Self { security: Security::Plain, ..self.clone() }
    }
}

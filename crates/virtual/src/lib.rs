//! The four meters of prepayment as state machines with displays and buttons: smart electricity,
//! smart gas, card electricity, card gas. For training, for a fleet that is simulated, and as the
//! meter behind a protocol server.
//!
//! A meter knows what time it is only by [`Meter::advance`]; what its installation takes comes as a
//! [`Load`]. Each display is a table, each transition is a row of a table, and what is in no table
//! does not happen, as on the real meter.

mod card;
mod clock;
mod event;
mod load;
mod meter;
mod register;
mod screen;
mod settings;
mod smart_electricity;
mod smart_gas;
mod stand;
mod training;
mod valve;
mod words;

pub use card::{
    Card, CardError, CardMeter, CardSetup, CardTerms, CardTextError, Chip, ClosingAudit,
    ClosingError, Counters, Credit, DebtPlan, Finding, Fuel, HandOver, Mode, ReadOut, ReadOutError,
    Sale, Way, hand_over,
};
pub use clock::MeterClock;
pub use event::{By, Event, Happening, Refused};
pub use load::{Draw, Load, Phase, Profile};
pub use meter::{Kind, Meter, OrderError, UnknownKind};
pub use register::{EnergyRegister, VolumeRegister};
pub use screen::{
    Button, Hint, Screen, ScreenRow, Shows, Symbol, Symbols, Unit, UnknownButton, Value,
};
pub use settings::{SettingsError, Timing};
pub use smart_electricity::{
    Ampere, MeterCalendar, Peak, Pushed, ReturnAfterOverload, SmartElectricity, SmartSetup, Switch,
    UnknownCalendar,
};
pub use smart_gas::{GasSetup, SmartGas};
pub use stand::{
    Act, CardAct, MeterAct, Place, PlaceError, Said, Site, Stand, StandError, WrongLine,
};
pub use training::{LessonError, Scenario, scenarios};
pub use valve::Valve;
pub use words::{Language, all_texts, word};

/// The number on a meter's plate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeterSerial(pub u64);

impl std::fmt::Display for MeterSerial {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:09}", self.0)
    }
}

/// Every screen of every meter.
#[cfg(test)]
fn every_row() -> Vec<ScreenRow> {
    let mut rows = smart_electricity::rows();
    rows.extend(smart_gas::rows());
    rows.extend(card::rows());
    rows
}

/// An error and its causes, as the binary prints them.
#[cfg(test)]
fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

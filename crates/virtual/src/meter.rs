//! Any of the four meters.

use crate::MeterSerial;
use crate::card::{CardMeter, Fuel};
use crate::event::Event;
use crate::load::Load;
use crate::screen::{Button, Screen};
use crate::smart_electricity::{Ampere, MeterCalendar, SmartElectricity, UnknownCalendar};
use crate::smart_gas::SmartGas;
use calendar::Instant;
use std::fmt;
use std::str::FromStr;
use supply::{CommandKind, ControlState};

/// Which of the four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    SmartElectricity,
    SmartGas,
    CardElectricity,
    CardGas,
}

/// A word that names no kind of meter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no meter ({list})", list = Kind::ALL.map(Kind::name).join(", "))]
pub struct UnknownKind(pub String);

impl Kind {
    pub const ALL: [Self; 4] =
        [Self::SmartElectricity, Self::SmartGas, Self::CardElectricity, Self::CardGas];

    pub fn name(self) -> &'static str {
        match self {
            Self::SmartElectricity => "smart-electricity",
            Self::SmartGas => "smart-gas",
            Self::CardElectricity => "card-electricity",
            Self::CardGas => "card-gas",
        }
    }

    /// What a hand finds on it.
    pub fn buttons(self) -> &'static [Button] {
        match self {
            Self::SmartElectricity => &[Button::Green, Button::Strip, Button::MainBreaker],
            Self::SmartGas => &[Button::UnderEuro, Button::UnderVolume, Button::UnderArrow],
            Self::CardElectricity => &[Button::Blue, Button::Red, Button::Lever],
            Self::CardGas => &[Button::Blue, Button::Red],
        }
    }

    /// Whether it matters how long the button is held.
    pub fn holds(self, button: Button) -> bool {
        matches!(
            (self, button),
            (Self::SmartElectricity, Button::Green)
                | (Self::SmartGas, Button::UnderArrow)
                | (Self::CardGas, Button::Blue)
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let named = Self::ALL.into_iter().find(|kind| kind.name() == text);
        named.ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

/// One meter of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meter {
    SmartElectricity(Box<SmartElectricity>),
    SmartGas(Box<SmartGas>),
    Card(Box<CardMeter>),
}

/// A command that the meter does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    #[error("a gas meter has no limiter")]
    NoLimiter,
    #[error("a gas meter has no tariff calendar")]
    NoCalendar,
    #[error("a card meter hears nothing from afar")]
    Card,
    #[error("a limit is 1 to 998 ampere, not {ampere}")]
    Ampere { ampere: i64 },
    #[error("the calendar was not set")]
    Calendar(#[from] UnknownCalendar),
}

impl Meter {
    pub fn kind(&self) -> Kind {
        match self {
            Self::SmartElectricity(_) => Kind::SmartElectricity,
            Self::SmartGas(_) => Kind::SmartGas,
            Self::Card(card) => match card.setup().fuel {
                Fuel::Electricity { .. } => Kind::CardElectricity,
                Fuel::Gas { .. } => Kind::CardGas,
            },
        }
    }

    pub fn serial(&self) -> MeterSerial {
        match self {
            Self::SmartElectricity(meter) => meter.serial(),
            Self::SmartGas(meter) => meter.serial(),
            Self::Card(meter) => meter.setup().serial,
        }
    }

    /// The true instant up to which it has counted.
    pub fn now(&self) -> Instant {
        match self {
            Self::SmartElectricity(meter) => meter.now(),
            Self::SmartGas(meter) => meter.now(),
            Self::Card(meter) => meter.now(),
        }
    }

    pub fn control_state(&self) -> ControlState {
        match self {
            Self::SmartElectricity(meter) => meter.control_state(),
            Self::SmartGas(meter) => meter.control_state(),
            Self::Card(meter) => meter.control_state(),
        }
    }

    /// Counts what `load` takes up to `to`, and does what becomes due on the way.
    pub fn advance(&mut self, to: Instant, load: &mut impl Load) -> Vec<Event> {
        match self {
            Self::SmartElectricity(meter) => meter.advance(to, load),
            Self::SmartGas(meter) => meter.advance(to, load),
            Self::Card(meter) => meter.advance(to, load),
        }
    }

    /// A button is held for so long; 0 is a touch. A button the meter has not does nothing.
    pub fn press(&mut self, button: Button, held_s: u16) -> Vec<Event> {
        match self {
            Self::SmartElectricity(meter) => meter.press(button, held_s),
            Self::SmartGas(meter) => meter.press(button, held_s),
            Self::Card(meter) => meter.press(button, held_s),
        }
    }

    /// A command from the head-end. For gas `Connect` allows a local start and opens nothing.
    /// Events: none if the meter is as the command wants it, or the command has no place.
    /// Errors: a command this meter does not know. Source: MT-06.
    pub fn order(&mut self, order: &CommandKind) -> Result<Vec<Event>, OrderError> {
        match self {
            Self::SmartElectricity(meter) => order_electricity(meter, order),
            Self::SmartGas(meter) => order_gas(meter, order),
            Self::Card(_) => Err(OrderError::Card),
        }
    }

    /// The values it holds, by their codes in the formats of MT-01. A card meter has no codes: its
    /// read-out is the one value.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::SmartElectricity(meter) => meter.values(),
            Self::SmartGas(meter) => meter.values(),
            Self::Card(meter) => vec![("read-out", meter.read_out().to_line())],
        }
    }

    /// There is a screen in every state.
    pub fn display(&self) -> Screen {
        match self {
            Self::SmartElectricity(meter) => meter.display(),
            Self::SmartGas(meter) => meter.display(),
            Self::Card(meter) => meter.display(),
        }
    }
}

fn order_electricity(
    meter: &mut SmartElectricity,
    order: &CommandKind,
) -> Result<Vec<Event>, OrderError> {
    Ok(match order {
        CommandKind::Read => Vec::new(),
        CommandKind::Connect => meter.release(),
        CommandKind::Disconnect => meter.cut(),
        CommandKind::Limit { ampere } => {
            let limit = Ampere::new(*ampere).ok_or(OrderError::Ampere { ampere: *ampere })?;
            meter.set_limit(Some(limit))
        }
        CommandKind::Unlimit => meter.set_limit(None),
        CommandKind::Display { balance, at, emergency_left } => {
            meter.push(*balance, *at, *emergency_left)
        }
        CommandKind::Message { text } => meter.tell(text),
        CommandKind::SetCalendar { name } => {
            meter.set_calendar(name.parse::<MeterCalendar>()?);
            Vec::new()
        }
        // Its clock is the world's.
        CommandKind::SetClock => Vec::new(),
    })
}

fn order_gas(meter: &mut SmartGas, order: &CommandKind) -> Result<Vec<Event>, OrderError> {
    Ok(match order {
        CommandKind::Read => Vec::new(),
        CommandKind::Connect => meter.allow_start(),
        CommandKind::Disconnect => meter.close(),
        CommandKind::Limit { .. } | CommandKind::Unlimit => return Err(OrderError::NoLimiter),
        CommandKind::Display { balance, at, emergency_left } => {
            meter.push(*balance, *at, *emergency_left)
        }
        CommandKind::Message { text } => meter.tell(text),
        CommandKind::SetCalendar { .. } => return Err(OrderError::NoCalendar),
        CommandKind::SetClock => Vec::new(),
    })
}

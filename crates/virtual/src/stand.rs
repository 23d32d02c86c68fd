//! A meter on a stand, for training and tests: with a load that can be set and a card in the hand,
//! driven by lines of text. The faces of the platform are built on it.

mod act;
mod place;
#[cfg(test)]
mod tests;

pub use act::{Act, CardAct, MeterAct, WrongLine};
pub use place::{Place, PlaceError};

use crate::card::{Card, CardError, CardMeter, Chip, Credit, Way};
use crate::event::{Event, Happening, Refused};
use crate::load::{Draw, Load};
use crate::meter::{Meter, OrderError};
use crate::screen::{Screen, Value};
use crate::words::{Language, word};
use crate::{CardTerms, MeterSerial};

use calendar::Instant;
use std::fmt::Write;
use units::MicroEuro;

/// A meter, what is plugged in, and the card in the hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    meter: Meter,
    draw: Draw,
    hand: Option<Card>,
}

/// A stand before which a face stands: its own, or one that others use too, such as a head-end.
pub trait Site: Send + std::fmt::Debug {
    /// The stand as it is now.
    fn seen(&self) -> Stand;

    /// Others use it too.
    fn is_shared(&self) -> bool;

    /// Puts a card in the hand, such as one read from a file; the one that was there comes back.
    fn take(&mut self, card: Card) -> Option<Card>;

    /// Gives the card in the hand away.
    fn give(&mut self) -> Option<Card>;

    /// Does one act. What is said includes what happened since the last one.
    /// Errors: what cannot be done here; the stand is as before.
    fn act(&mut self, act: &Act) -> Result<Said, StandError>;
}

impl Site for Stand {
    fn seen(&self) -> Stand {
        self.clone()
    }

    fn is_shared(&self) -> bool {
        false
    }

    fn take(&mut self, card: Card) -> Option<Card> {
        Self::take(self, card)
    }

    fn give(&mut self) -> Option<Card> {
        Self::give(self)
    }

    fn act(&mut self, act: &Act) -> Result<Said, StandError> {
        Self::act(self, act)
    }
}

/// Why an act was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandError {
    #[error("there is no card in the hand")]
    NoCardInHand,
    #[error("there is a card in the hand already")]
    CardInHand,
    #[error("there is no card in the meter")]
    NoCardInMeter,
    #[error("there is a card in the meter already")]
    CardInMeter,
    #[error("this meter has no card")]
    NoSlot,
    #[error("this meter cannot do that")]
    NotThisMeter,
    #[error("the terminal refuses the card")]
    Terminal(#[from] CardError),
    #[error("the meter refuses the command")]
    Order(#[from] OrderError),
}

/// What an act led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub events: Vec<Event>,
    pub screen: Screen,
}

impl Stand {
    /// The meter with its voltage on and nothing plugged in.
    pub fn new(meter: Meter) -> Self {
        let mut stand = Self { meter, draw: Draw::phases([0; 3]), hand: None };
        stand.advance(stand.meter.now());
        stand
    }

    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    pub fn draw(&self) -> Draw {
        self.draw
    }

    pub fn hand(&self) -> Option<&Card> {
        self.hand.as_ref()
    }

    /// Puts a card in the hand, such as one read from a file; the one that was there comes back.
    pub fn take(&mut self, card: Card) -> Option<Card> {
        self.hand.replace(card)
    }

    /// Gives the card in the hand away.
    pub fn give(&mut self) -> Option<Card> {
        self.hand.take()
    }

    pub fn screen(&self) -> Screen {
        self.meter.display()
    }

    /// Does one act. Errors: what cannot be done here; the stand is as before.
    pub fn act(&mut self, act: &Act) -> Result<Said, StandError> {
        let events = match act {
            Act::Press { button, held_s, times } => {
                let mut events = Vec::new();
                for _ in 0..*times {
                    events.extend(self.meter.press(*button, *held_s));
                }
                events
            }
            Act::Wait { seconds } => {
                let to = self.meter.now().plus_s(*seconds);
                self.advance(to)
            }
            Act::Until { at } => self.advance(*at),
            Act::Load(draw) => {
                self.draw = *draw;
                self.advance(self.meter.now())
            }
            Act::Order(order) => self.meter.order(order)?,
            Act::Card(act) => self.card_act(act)?,
            Act::Meter(act) => self.meter_act(act)?,
            Act::Show => Vec::new(),
        };
        Ok(Said { events, screen: self.meter.display() })
    }

    /// What happens to the meter, apart from what is an act.
    pub fn meter_mut(&mut self) -> &mut Meter {
        &mut self.meter
    }

    /// Time passes under a load of its own instead of what is plugged in by hand.
    pub fn advance_under(&mut self, to: Instant, load: &mut impl Load) -> Vec<Event> {
        self.meter.advance(to, load)
    }

    fn advance(&mut self, to: Instant) -> Vec<Event> {
        let mut draw = self.draw;
        self.meter.advance(to, &mut draw)
    }

    fn slot(&mut self) -> Result<&mut CardMeter, StandError> {
        match &mut self.meter {
            Meter::Card(meter) => Ok(meter),
            Meter::SmartElectricity(_) | Meter::SmartGas(_) => Err(StandError::NoSlot),
        }
    }

    fn card_act(&mut self, act: &CardAct) -> Result<Vec<Event>, StandError> {
        let serial = self.meter.serial();
        match act {
            CardAct::New { other_home } => {
                if self.hand.is_some() {
                    return Err(StandError::CardInHand);
                }
                let other = MeterSerial(serial.0.wrapping_add(1));
                self.hand = Some(Card::new(if *other_home { other } else { serial }));
            }
            CardAct::Load { amount, terms } => self.load(*amount, *terms)?,
            CardAct::In { way } => {
                let card = self.hand.take().ok_or(StandError::NoCardInHand)?;
                return match self.slot() {
                    Ok(meter) => meter.insert(card, *way).map_err(|card| {
                        self.hand = Some(*card);
                        StandError::CardInMeter
                    }),
                    Err(error) => {
                        self.hand = Some(card);
                        Err(error)
                    }
                };
            }
            CardAct::Out => {
                if self.hand.is_some() {
                    return Err(StandError::CardInHand);
                }
                let card = self.slot()?.eject().ok_or(StandError::NoCardInMeter)?;
                self.hand = Some(card);
            }
            CardAct::Chip(chip) => {
                let card = self.hand.as_mut().ok_or(StandError::NoCardInHand)?;
                card.set_chip(*chip);
            }
            CardAct::Clean => self.hand.as_mut().ok_or(StandError::NoCardInHand)?.clean(),
        }
        Ok(Vec::new())
    }

    fn load(&mut self, amount: MicroEuro, terms: CardTerms) -> Result<(), StandError> {
        let card = self.hand.as_mut().ok_or(StandError::NoCardInHand)?;
        card.load(Credit { number: card.next_load(), amount, terms })?;
        Ok(())
    }

    fn meter_act(&mut self, act: &MeterAct) -> Result<Vec<Event>, StandError> {
        match (act, &mut self.meter) {
            (MeterAct::Network { there }, Meter::SmartElectricity(meter)) => {
                Ok(meter.set_network(*there))
            }
            (MeterAct::ShortCircuit, Meter::SmartElectricity(meter)) => Ok(meter.short_circuit()),
            (MeterAct::Clock { ahead_s }, Meter::SmartElectricity(meter)) => {
                let shown = meter.now().plus_s(*ahead_s);
                Ok(meter.set_clock(shown))
            }
            (MeterAct::Clock { ahead_s }, Meter::SmartGas(meter)) => {
                let shown = meter.now().plus_s(*ahead_s);
                Ok(meter.set_clock(shown))
            }
            (MeterAct::Prepayment { active }, Meter::SmartElectricity(meter)) => {
                meter.set_prepayment(*active);
                Ok(Vec::new())
            }
            (MeterAct::Prepayment { active }, Meter::SmartGas(meter)) => {
                meter.set_prepayment(*active);
                Ok(Vec::new())
            }
            (MeterAct::BreakDown, Meter::Card(meter)) => Ok(meter.break_down()),
            (MeterAct::Repair, Meter::Card(meter)) => Ok(meter.repair()),
            (
                MeterAct::Network { .. } | MeterAct::ShortCircuit,
                Meter::SmartGas(_) | Meter::Card(_),
            )
            | (MeterAct::Clock { .. }, Meter::Card(_))
            | (MeterAct::Prepayment { .. }, Meter::Card(_))
            | (
                MeterAct::BreakDown | MeterAct::Repair,
                Meter::SmartElectricity(_) | Meter::SmartGas(_),
            ) => Err(StandError::NotThisMeter),
        }
    }
}

impl Chip {
    pub(crate) const ALL: [Self; 3] = [Self::Clean, Self::Dirty, Self::Damaged];
}

impl Said {
    /// What is seen and heard, a line each: what happened with its time, the screen, what can be
    /// done. Quarter-hours and midnights are no events for people.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.events.iter().filter_map(Event::line).collect();
        lines.push(self.screen.to_string());
        if let Some(hint) = self.screen.hint {
            lines.push(format!("          > {}", word(hint.text(), Language::En)));
        }
        lines
    }
}

impl Event {
    /// Local time and what happened, for people; `None` for what only machines want.
    pub fn line(&self) -> Option<String> {
        let what = self.what.text()?;
        let second = self.at.local_second_of_day();
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        Some(format!("{hour:02}:{minute:02}:{:02}  {what}", second % 60))
    }
}

impl Happening {
    fn text(&self) -> Option<String> {
        let mut text = String::new();
        match self {
            Self::QuarterHour { .. } | Self::QuarterVolume { .. } | Self::Midnight { .. } => {
                return None;
            }
            Self::Switched { to, by } => write!(text, "{to:?}, by {by:?}"),
            Self::Limited { ampere: Some(ampere) } => write!(text, "limit {ampere} A"),
            Self::Limited { ampere: None } => write!(text, "no limit"),
            Self::Pushed => write!(text, "amounts received"),
            Self::Told => write!(text, "message received"),
            Self::LeakTestStarted => write!(text, "leak test begins"),
            Self::FlowSeen => write!(text, "leak test ends: gas flows"),
            Self::LeakTestPassed => write!(text, "leak test passed: the valve opens"),
            Self::MainBreaker { up: true } => write!(text, "main breaker lifted"),
            Self::MainBreaker { up: false } => write!(text, "main breaker falls"),
            Self::Network { there: true } => write!(text, "network returns"),
            Self::Network { there: false } => write!(text, "network fails"),
            Self::Beep => write!(text, "beep"),
            Self::DoubleBeep => write!(text, "double beep"),
            Self::Moved { to } => write!(text, "mode {}", to.name()),
            Self::CardRead => write!(text, "data written on the card"),
            Self::CardRefused { why } => write!(text, "card refused: {}", why.text()),
            Self::Loaded { amount, balance } => {
                let (amount, balance) = (Value::balance(*amount), Value::balance(*balance));
                write!(text, "loaded {amount}, balance {balance}")
            }
            Self::Weekly { fee, repaid } => {
                let (fee, repaid) = (Value::to_pay(*fee), Value::to_pay(*repaid));
                write!(text, "weekly: fee {fee}, repaid {repaid}")
            }
        }
        .ok()?;
        Some(text)
    }
}

impl Refused {
    pub fn text(self) -> &'static str {
        match self {
            Self::BadlyInserted => "badly inserted",
            Self::Dirty => "the chip is dirty",
            Self::Damaged => "the chip is damaged",
            Self::OtherMeter => "the card of another meter",
            Self::LoadTakenBefore => "this load was taken before",
        }
    }
}

impl Way {
    pub(crate) fn named(word: Option<&str>) -> Option<Self> {
        match word {
            None => Some(Self::ArrowLeftAndForward),
            Some("wrong") => Some(Self::Wrong),
            Some(_) => None,
        }
    }
}

//! What the line says of a home: the figures of its card. Source: UX 4.2, 6; G-I3.

use crate::prompt::{Prompt, PromptId as Of, Value};
use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::{Ean, Energy, MicroEuro};

/// The five states, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    InOrder,
    Low,
    Emergency,
    HeldOn,
    Off,
}

impl State {
    pub const ALL: [Self; 5] = [Self::InOrder, Self::Low, Self::Emergency, Self::HeldOn, Self::Off];

    /// `DS1` to `DS5`.
    pub fn id(self) -> &'static str {
        match self {
            Self::InOrder => "DS1",
            Self::Low => "DS2",
            Self::Emergency => "DS3",
            Self::HeldOn => "DS4",
            Self::Off => "DS5",
        }
    }
}

/// Why a home whose credit has ended keeps its supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    Calendar,
    Order,
    Limiter,
    Guard,
}

/// What brings the supply back that is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Pay,
    /// Nothing is left to pay, or it is paid and not yet here.
    Wait,
    /// The meter is being told.
    Sent,
    Press,
    LeakTest,
}

/// How long it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// So many days from today.
    Days(i32),
    /// In the words of the page in the caller's language: `à demain soir`, `morgen Abend`.
    About(String),
    /// The supply is held on until then.
    Held(Instant),
}

/// A home as its card has it, read at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub ean: Ean,
    pub energy: Energy,
    pub state: State,
    /// Credit that is left; in [`State::Emergency`] emergency credit.
    pub left: MicroEuro,
    /// The emergency credit as a whole.
    pub emergency_credit: MicroEuro,
    /// What keeps the supply on, or brings it back; zero where nothing is due.
    pub minimum: MicroEuro,
    pub until: Option<Until>,
    /// Only of [`State::HeldOn`].
    pub held: Option<Held>,
    /// Only of [`State::Off`].
    pub next: Next,
    /// A payment is under way: nobody is asked to pay twice.
    pub paying: bool,
    /// Reduced power, in ampere.
    pub limited: Option<u32>,
    /// The last reading, if it is too long ago.
    pub stale: Option<Instant>,
    pub as_of: Instant,
    /// When money last came in, and how much. Source: CM-05.
    pub last_top_up: Option<(Instant, MicroEuro)>,
    /// What is left to repay of the starting credit. Source: CM-05.
    pub advance_left: Option<MicroEuro>,
}

impl Told {
    /// The state in one sentence or a few, and as of when. The same each time.
    pub(crate) fn prompts(&self, now: Instant) -> Vec<Prompt> {
        let energy = ("energy", Value::Energy(self.energy));
        let left = ("left", Value::Balance(self.left));
        let credit = ("credit", Value::Due(self.emergency_credit));
        let amount = ("amount", Value::Due(self.minimum));
        let gas = self.energy == Energy::Gas;
        let by = |power: Of, of_gas: Of| if gas { of_gas } else { power };
        let due = self.minimum > MicroEuro::ZERO;
        let mut said = Vec::new();
        match self.state {
            State::InOrder => {
                let (id, until) = match &self.until {
                    Some(Until::Days(days)) => (Of::OkDays, Some(("days", Value::Count(*days)))),
                    Some(Until::About(words)) => {
                        (Of::OkUntil, Some(("until", Value::Words(words.clone()))))
                    }
                    Some(Until::Held(_)) | None => (Of::Ok, None),
                };
                said.push(Prompt::of(id, [energy, left].into_iter().chain(until)));
            }
            State::Low => {
                let (id, until) = match &self.until {
                    Some(Until::About(words)) => {
                        (Of::LowUntil, Some(("until", Value::Words(words.clone()))))
                    }
                    Some(Until::Days(days)) => (Of::LowDays, Some(("days", Value::Count(*days)))),
                    Some(Until::Held(_)) | None => (Of::Low, None),
                };
                said.push(Prompt::of(id, [energy, left, credit].into_iter().chain(until)));
            }
            State::Emergency => {
                let id = by(Of::EmergencyPower, Of::EmergencyGas);
                said.push(Prompt::of(id, [energy, left]));
            }
            State::HeldOn => {
                let until = match (&self.until, self.held) {
                    // Of a moment that is over nothing is said: the clock has not gone on yet.
                    (Some(Until::Held(end)), Some(Held::Calendar)) if *end > now => Some(*end),
                    _ => None,
                };
                said.push(match until {
                    Some(end) => {
                        let id = by(Of::HeldUntilPower, Of::HeldUntilGas);
                        Prompt::of(id, [energy, ("when", Value::Moment(end, now))])
                    }
                    None => Prompt::of(by(Of::HeldPower, Of::HeldGas), [energy]),
                });
                match self.held {
                    Some(Held::Order) => said.push(Prompt::plain(Of::HeldByOrder)),
                    Some(Held::Limiter) => said.push(Prompt::plain(Of::HeldByLimiter)),
                    Some(Held::Guard) => said.push(Prompt::plain(Of::HeldByGuard)),
                    Some(Held::Calendar) | None => {}
                }
                if due {
                    let limited = self.held == Some(Held::Limiter);
                    let id = if limited { Of::FullPower } else { Of::ToKeepIt };
                    said.push(Prompt::of(id, [amount]));
                }
            }
            State::Off => {
                if gas {
                    said.push(Prompt::plain(Of::SmellGas));
                }
                said.push(Prompt::of(by(Of::OffPower, Of::OffGas), [energy]));
                let press = by(Of::PressPower, Of::PressGas);
                match self.next {
                    Next::Pay if due => {
                        said.push(Prompt::of(Of::ToBeBack, [amount]));
                        said.push(Prompt::plain(by(Of::ThenPressPower, Of::ThenPressGas)));
                    }
                    Next::Pay | Next::Wait => said.push(Prompt::plain(Of::NothingToPay)),
                    Next::Sent => {
                        said.extend([Prompt::plain(Of::BeingTold), Prompt::plain(press)]);
                    }
                    Next::Press => {
                        said.push(Prompt::plain(Of::MeterReady));
                        said.push(Prompt::plain(by(Of::PressNowPower, Of::PressGas)));
                    }
                    Next::LeakTest => said.push(Prompt::plain(Of::LeakTest)),
                }
                if !gas {
                    said.push(Prompt::plain(Of::MedicalNeed));
                }
            }
        }
        if self.paying {
            said.push(Prompt::plain(Of::Paying));
        }
        if let Some(ampere) = self.limited.filter(|_| self.held != Some(Held::Limiter)) {
            let ampere = i32::try_from(ampere).unwrap_or(i32::MAX);
            said.push(Prompt::of(Of::Limited, [("ampere", Value::Count(ampere))]));
        }
        said.push(Prompt::of(Of::Time, [("when", Value::Stamp(self.as_of, now))]));
        said.extend(self.last_top_up.map(|(at, paid)| {
            let figures = [("amount", Value::Due(paid)), ("day", Value::Day(at, now))];
            Prompt::of(Of::LastTopUp, figures)
        }));
        let advance = self.advance_left.filter(|left| *left > MicroEuro::ZERO);
        said.extend(
            advance.map(|left| Prompt::of(Of::AdvanceLeft, [("amount", Value::Due(left))])),
        );
        said.extend(self.stale.map(|last| Prompt::of(Of::Stale, [("day", Value::Day(last, now))])));
        said
    }
}

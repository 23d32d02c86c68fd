//! What the page of the sandbox gets, and what it asks for. Source: UX O-14.

use crate::ShownState;
use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::Energy;

/// A home that nobody lives in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingHome {
    pub reference: String,
    pub energy: Energy,
    pub state: ShownState,
}

/// A step of the clock that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockStep {
    NextDay,
    Weekend,
    Monday,
    /// A while after hours without cuts have ended.
    EndOfProtectedHours,
}

/// An installation for training, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingNow {
    pub steps: Vec<(ClockStep, Instant)>,
    /// The last day to which one step leads.
    pub last: SettlementDay,
    pub homes: Vec<TrainingHome>,
}

/// What kind of installation this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// Households are real.
    Real,
    /// A demo, which goes on by itself.
    Demo,
    Training(TrainingNow),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundView {
    pub ground: Ground,
    /// What time it is here.
    pub now: Instant,
}

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainingRefused {
    /// Only an installation for training has a clock that is moved and homes that are made anew.
    NoTraining,
    /// The clock goes forward only.
    Back,
    TooFar,
}

pub type TrainingTold = Result<Result<(), TrainingRefused>, MyError>;

/// The clock and the homes of an installation for training.
pub trait TrainingGround: Send + Sync {
    fn ground(&self, visitor: &Visitor) -> Result<GroundView, MyError>;

    /// Moves the clock to an instant; all that lies between happens.
    fn move_clock(&self, visitor: &Visitor, to: Instant) -> TrainingTold;

    /// Makes all homes anew: what was practised is gone, and everybody signs in again.
    fn begin_again(&self, visitor: &Visitor) -> TrainingTold;
}

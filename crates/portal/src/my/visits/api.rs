//! What the page of an appointment asks of the platform, and what it is told.

use crate::my::{MyError, MyMeter, MyVisit, Visitor};
use calendar::{Instant, SettlementDay};
use procedures::Slot;

/// What the platform implements. Calls may block; a `place` is as for [`super::super::Household`]. A visit to another
/// home, and one that has ended, is none. Source: PR-08.
pub trait Appointments: Send + Sync {
    fn appointment(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
    ) -> Result<Option<MyAppointment>, MyError>;

    /// Moves a visit that had so many steps when its page was made, or says that nobody will be there. Neither is an absence. Errors inside:
    /// nothing was changed.
    fn change_appointment(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
        change: (&VisitChange, usize),
    ) -> Result<Option<Result<(), NotMoved>>, MyError>;
}

/// What a household wants of its appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitChange {
    Other {
        day: SettlementDay,
        slot: Slot,
    },
    /// No other day: somebody calls.
    Away {
        why: String,
    },
}

/// Why nothing was changed, told at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotMoved {
    #[error("it is too late to move the visit here")]
    TooLate,
    #[error("somebody else has changed the visit meanwhile")]
    Overtaken,
    #[error("nobody comes on that day, or in that half of it")]
    NotFree,
    #[error("that is the appointment as it stands")]
    SamePlace,
    #[error("why is not said")]
    NoReason,
    #[error("more letters than are kept")]
    TooLong,
}

impl NotMoved {
    pub const ALL: [Self; 6] = [
        Self::TooLate,
        Self::Overtaken,
        Self::NotFree,
        Self::SamePlace,
        Self::NoReason,
        Self::TooLong,
    ];
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyAppointment {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    pub visit: MyVisit,
    /// The visit has so many steps behind it.
    pub steps: usize,
    /// Until when it may be moved here.
    pub until: Instant,
    /// It still may be.
    pub may: bool,
    /// Days on which somebody comes, with the halves that are free, in their order.
    pub free: Vec<(SettlementDay, Vec<Slot>)>,
    /// From when to when each half lasts.
    pub slots: [(Slot, (Instant, Instant)); 2],
}

//! Parameters of visits by technicians. Source: PR-07, UX A-12.

use crate::book::{ParameterBook, ParameterError};
use crate::typed::Reader;
use calendar::{Instant, SettlementDay};
use units::{Dso, Energy};

/// Read when an appointment is made, and not with every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisitParameters {
    /// Minutes after midnight, by the wall clock: from and to.
    pub morning_min: (u16, u16),
    pub afternoon_min: (u16, u16),
    /// Days ahead for which an appointment may be made.
    pub most_days_ahead: i32,
    /// So many hours before it begins a household may move its visit itself, or more. Source: PR-08.
    pub move_until_h: i64,
}

impl VisitParameters {
    /// Both energies are visited alike. Errors: the first parameter that is missing or no such value, by its name.
    pub fn resolve(
        book: &ParameterBook,
        dso: Dso,
        day: SettlementDay,
        known_at: Instant,
    ) -> Result<Self, ParameterError> {
        let from = Reader { book, dso, energy: Energy::Electricity, day, known_at };
        Ok(Self {
            morning_min: from.minutes("visit.morning")?,
            afternoon_min: from.minutes("visit.afternoon")?,
            most_days_ahead: from.small("visit.most_days_ahead")?,
            move_until_h: i64::from(from.small("visit.move_until_hours")?),
        })
    }
}

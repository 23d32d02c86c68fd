//! Parameters of prepayment that a supplier asks for. Source: PR-01, PR-02.

use crate::book::{ParameterBook, ParameterError};
use crate::typed::Reader;
use calendar::{Instant, SettlementDay};
use units::{Dso, Energy, MicroEuro};

/// Read when a request is judged, and not with every day: the letters of 2024 have no earlier value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestParameters {
    /// Days between the registered notice and a request.
    pub notice_days: i32,
    pub min_debt: MicroEuro,
    /// For both energies together.
    pub min_debt_combined: MicroEuro,
    /// Days from the request to the letter.
    pub letter_days: i32,
    /// Days from the letter to the visit or the activation.
    pub placement_days: i32,
    pub rebook_working_days: u16,
    /// Days from the request after which the operator owes a lump sum.
    pub total_days: i32,
    /// Visits in vain after which a request ends.
    pub absences: usize,
}

impl RequestParameters {
    /// Both energies are asked alike. Errors: the first parameter that is missing, by its name.
    pub fn resolve(
        book: &ParameterBook,
        dso: Dso,
        day: SettlementDay,
        known_at: Instant,
    ) -> Result<Self, ParameterError> {
        let from = Reader { book, dso, energy: Energy::Electricity, day, known_at };
        Ok(Self {
            notice_days: from.small("default.notice")?,
            min_debt: from.money("default.min_debt")?,
            min_debt_combined: from.money("default.min_debt_combined")?,
            letter_days: from.small("request.letter_days")?,
            placement_days: from.small("request.placement_days")?,
            rebook_working_days: from.working_days("request.rebook_working_days")?,
            total_days: from.small("request.total_days")?,
            absences: from.count("request.absences")?,
        })
    }
}

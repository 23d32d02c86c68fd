//! The second opinion: another evaluator on its own read of the journal. It shares no rule with the
//! first: it adds up postings, walks the clock minute by minute, and knows only what it was read.
//! Source: CG-13.

use calendar::{Instant, is_holiday};
use ledger::LedgerAccount;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

pub const SECOND_EVALUATOR_VERSION: &str = "second-1";

/// What was read from the journal for one account, independently of the account's own state.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JournalRead {
    /// Every posting of the account's journal and day rows: ledger account and amount.
    pub postings: Vec<(LedgerAccount, MicroEuro)>,
    /// Charges of days that are not measured, and what corrections took in the days of grace.
    pub not_measured: Vec<MicroEuro>,
    /// Payments that were announced.
    pub announced: Vec<String>,
    /// Announced payments that were credited or have failed.
    pub ended: Vec<String>,
    /// Depth of the cut level below zero.
    pub emergency_limit: MicroEuro,
    pub grace: MicroEuro,
    /// Wall-clock minutes of a working day between which cuts may act.
    pub open_minutes: (u16, u16),
    pub holidays_protected: bool,
    pub margin_min: u16,
}

/// What the second evaluator objects to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Disagreement {
    #[error("the postings give a balance of {derived}, not {claimed}")]
    Balance { derived: MicroEuro, claimed: MicroEuro },
    #[error("the postings of the account do not sum to zero")]
    Unbalanced,
    #[error("a balance of {derived} is above the cut level")]
    NotExhausted { derived: MicroEuro },
    #[error("without what is not measured the balance is {derived}, above the cut level")]
    NotMeasured { derived: MicroEuro },
    #[error("{at} lies in protected hours or too near to them")]
    Protected { at: String },
    #[error("payment `{id}` is under way")]
    MoneyInFlight { id: String },
}

/// Judges a cut at `at` of an account whose balance is claimed to be `claimed`.
/// Errors: the first objection.
pub fn second_opinion(
    read: &JournalRead,
    claimed: MicroEuro,
    at: Instant,
) -> Result<(), Disagreement> {
    let mut all: i128 = 0;
    let mut owed_to_customer: i128 = 0;
    for (account, amount) in &read.postings {
        all += i128::from(amount.0);
        if account.code() == 100 {
            owed_to_customer -= i128::from(amount.0);
        }
    }
    if all != 0 {
        return Err(Disagreement::Unbalanced);
    }
    let derived = MicroEuro(i64::try_from(owed_to_customer).unwrap_or(i64::MAX));
    if derived != claimed {
        return Err(Disagreement::Balance { derived, claimed });
    }
    let depth = i128::from(read.emergency_limit.0) + i128::from(read.grace.0);
    if owed_to_customer + depth > 0 {
        return Err(Disagreement::NotExhausted { derived });
    }
    let estimated: i128 = read.not_measured.iter().map(|amount| i128::from(amount.0)).sum();
    if owed_to_customer + estimated + depth > 0 {
        let measured = i64::try_from(owed_to_customer + estimated).unwrap_or(i64::MAX);
        return Err(Disagreement::NotMeasured { derived: MicroEuro(measured) });
    }
    for minute in 0..=i64::from(read.margin_min) {
        if closed_at(read, at.plus_min(minute)) {
            return Err(Disagreement::Protected { at: at.to_local_string() });
        }
    }
    for id in &read.announced {
        if !read.ended.contains(id) {
            return Err(Disagreement::MoneyInFlight { id: id.clone() });
        }
    }
    Ok(())
}

/// Whether the wall clock at `at` shows a protected minute.
fn closed_at(read: &JournalRead, at: Instant) -> bool {
    let day = at.day();
    let (from, to) = read.open_minutes;
    let minute = at.minute_of_day();
    // Day 0 was a Thursday.
    let weekday = (day.0 + 3).rem_euclid(7);
    weekday >= 5 || (read.holidays_protected && is_holiday(day)) || minute < from || minute >= to
}

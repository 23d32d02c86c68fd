//! Names of states, reasons, slots and steps, and what was refused, in words.

use super::super::api::{SwapRefused, VisitRefused};
use super::words::Words;
use crate::language::Writes as _;
use crate::pay::frame::PageError;
use crate::words::fill;
use calendar::Instant;
use procedures::{Slot, VisitError, VisitReason, VisitState, VisitStepKind};
use units::Language;

pub(super) const REASON: &str = "reason";
pub(super) const DAY: &str = "day";
pub(super) const SLOT: &str = "slot";
pub(super) const TASK: &str = "task";
pub(super) const WHY: &str = "why";
pub(super) const WORDS: &str = "words";
pub(super) const PLATE: &str = "plate";
pub(super) const TIME: &str = "time";
pub(super) const FIRST: &str = "first";
pub(super) const SECOND: &str = "second";
pub(super) const PHOTO: &str = "photo";
pub(super) const READ_OUTS: &str = "read_outs";
pub(super) const SALES: &str = "sales";
pub(super) const OLD_PLATE: &str = "old_plate";
pub(super) const RATES: &str = "rates";
pub(super) const WEEKLY: &str = "amount";
pub(super) const ACCEPTS: &str = "part";

pub(super) fn reason_name(reason: VisitReason, m: &Words) -> &'static str {
    match reason {
        VisitReason::CardSwap => m.r_card_swap,
        VisitReason::NewMeter => m.r_new_meter,
        VisitReason::Silent => m.r_silent,
        VisitReason::Reading => m.r_reading,
        VisitReason::Fault => m.r_fault,
    }
}

fn state_words(state: VisitState, m: &Words) -> &'static str {
    match state {
        VisitState::Planned => m.s_planned,
        VisitState::Done => m.s_done,
        VisitState::Absent => m.s_absent,
        VisitState::Impossible => m.s_impossible,
        VisitState::Cancelled => m.s_cancelled,
    }
}

/// Class and words of the chip of a state.
pub(super) fn state_chip(state: VisitState, m: &Words) -> (&'static str, &'static str) {
    let class = match state {
        VisitState::Planned => "s2",
        VisitState::Done => "s1",
        VisitState::Absent => "s3",
        VisitState::Impossible | VisitState::Cancelled => "s4",
    };
    (class, state_words(state, m))
}

/// `morning, 8 am to 12 pm`.
pub(super) fn slot_words(
    slot: Slot,
    (from, until): (Instant, Instant),
    language: Language,
) -> String {
    let m = Words::of(language);
    let name = match slot {
        Slot::Morning => m.morning,
        Slot::Afternoon => m.afternoon,
    };
    format!("{name}, {}\u{a0}– {}", language.clock(from), language.clock(until))
}

pub(super) fn kind_name(kind: VisitStepKind, m: &Words) -> &'static str {
    match kind {
        VisitStepKind::Moved => m.k_moved,
        VisitStepKind::Cancelled => m.k_cancelled,
        VisitStepKind::Coming => m.k_coming,
        VisitStepKind::Done => m.k_done,
        VisitStepKind::Absent => m.k_absent,
        VisitStepKind::Impossible => m.k_impossible,
        VisitStepKind::TakenBack => m.k_taken_back,
    }
}

pub(super) fn kind_lead(kind: VisitStepKind, m: &Words) -> &'static str {
    match kind {
        VisitStepKind::Moved => m.l_moved,
        VisitStepKind::Cancelled => m.l_cancelled,
        VisitStepKind::Coming => m.l_coming,
        VisitStepKind::Done => m.l_done,
        VisitStepKind::Absent => m.l_absent,
        VisitStepKind::Impossible => m.l_impossible,
        VisitStepKind::TakenBack => m.l_taken_back,
    }
}

/// What was refused, at its field if the form may have one.
pub(super) fn refused(refused: &VisitRefused, language: Language) -> PageError {
    let m = Words::of(language);
    let at = |field: &'static str, text: &str| PageError::at(field, text);
    match refused {
        VisitRefused::Unknown => PageError::general(m.e_unknown),
        VisitRefused::Overtaken => PageError::general(m.e_overtaken),
        VisitRefused::Registers => at(FIRST, m.e_registers),
        VisitRefused::Request(_) => PageError::general(m.e_request),
        VisitRefused::NotAPicture => at(PHOTO, m.e_picture),
        VisitRefused::TooLarge => at(PHOTO, m.e_large),
        VisitRefused::TooMany => at(PHOTO, m.e_many),
        VisitRefused::NoKey => at(PHOTO, m.e_no_key),
        VisitRefused::Rule(error) => match error {
            // The last two are of what a household does itself.
            VisitError::NotNow { .. } | VisitError::TooLate { .. } | VisitError::NotFree { .. } => {
                PageError::general(m.e_not_now)
            }
            VisitError::NoWorkingDay { .. } => at(DAY, m.e_off),
            VisitError::Past { .. } => at(DAY, m.e_past),
            VisitError::TooFar { last, .. } => {
                PageError::at(DAY, fill(m.e_far, &[("day", &language.date(*last))]))
            }
            VisitError::SlotOver => at(SLOT, m.e_slot_over),
            VisitError::SamePlace => at(SLOT, m.e_same_place),
            VisitError::NoVisitYet { day } => {
                PageError::general(fill(m.e_not_yet, &[("day", &language.date(*day))]))
            }
            VisitError::NoReason => at(WHY, m.e_why),
            VisitError::NoTask => at(TASK, m.e_task),
            VisitError::NothingSaid => at(WORDS, m.e_words),
            VisitError::TooLong => PageError::general(m.e_long),
            VisitError::NoNewMeter => at(PLATE, m.e_plate),
            VisitError::NotThen { day } => {
                PageError::at(TIME, fill(m.e_not_then, &[("day", &language.date(*day))]))
            }
            VisitError::Planned { day } => {
                PageError::general(fill(m.e_planned, &[("day", &language.date(*day))]))
            }
        },
        VisitRefused::Swap(swap) => match swap {
            SwapRefused::NotHere => PageError::general(m.e_not_here),
            SwapRefused::Card => at(READ_OUTS, m.e_card),
            SwapRefused::OtherHome => at(OLD_PLATE, m.e_other_home),
            SwapRefused::Sales => at(SALES, m.e_sales),
            SwapRefused::Findings => at(ACCEPTS, m.e_findings),
            SwapRefused::Weekly => at(WEEKLY, m.e_weekly),
            SwapRefused::Before => PageError::general(m.e_before),
            SwapRefused::NewMeter => at(PLATE, m.e_new_meter),
            SwapRefused::Waits => PageError::general(m.e_waits),
            SwapRefused::NothingWaits => PageError::general(m.e_not_now),
            SwapRefused::SamePerson => PageError::general(m.e_same_person),
        },
    }
}

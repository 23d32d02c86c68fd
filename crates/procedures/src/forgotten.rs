//! What is left of a request and of a visit when the time is over in which it may say whose home it was: what happened,
//! when, and by whose hand. Source: PD-01, PD-07.

use crate::request::{Request, Step};
use crate::visit::{Visit, VisitState, VisitStep};
use calendar::SettlementDay;

impl Request {
    /// Forgets where the household lives, and all that was written in words of its own. True if there was any. An open
    /// request keeps it.
    pub fn forget_household(&mut self) -> bool {
        if self.is_open() {
            return false;
        }
        let before = self.clone();
        (self.home, self.waiting) = (None, None);
        self.documents.clear();
        for taken in &mut self.steps {
            taken.note.clear();
            match &mut taken.step {
                Step::Impossible { why } | Step::Cancelled { why } => why.clear(),
                Step::LetterSent
                | Step::Appointment { .. }
                | Step::Absent
                | Step::Activated
                | Step::Refused { .. }
                | Step::Withdrawn
                | Step::Ended => {}
            }
        }
        *self != before
    }
}

impl Visit {
    /// The last day on which something was told of it, or that it stands on.
    pub fn last_day(&self) -> SettlementDay {
        self.steps.last().map_or(self.made_at, |taken| taken.at).day().max(self.day)
    }

    /// Forgets what was written of the home. True if there was any. A visit that is still to come keeps it.
    pub fn forget_household(&mut self) -> bool {
        if self.state == VisitState::Planned {
            return false;
        }
        let before = self.clone();
        self.task.clear();
        for taken in &mut self.steps {
            match &mut taken.step {
                VisitStep::Moved { why, .. }
                | VisitStep::Cancelled { why }
                | VisitStep::Impossible { why }
                | VisitStep::TakenBack { why } => why.clear(),
                VisitStep::Absent { words } => words.clear(),
                VisitStep::Done { found } => found.words.clear(),
                VisitStep::Coming
                | VisitStep::HouseholdMoved { .. }
                | VisitStep::HouseholdAway { .. } => {}
            }
        }
        *self != before
    }
}

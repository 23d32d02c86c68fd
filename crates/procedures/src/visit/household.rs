//! What a household does with its own appointment: another day without a proof, or none, until a while before it.
//! Nothing of it counts as an absence. Source: PR-05, PR-08.

use super::{Slot, Visit, VisitError, VisitStepKind, fits};
use calendar::{Instant, SettlementDay};
use params::VisitParameters;

/// In whose name a step is taken that a household takes itself.
pub const HOUSEHOLD: &str = "the household";

/// In whose name what was agreed with a household is called off when its account has closed.
pub const CLOSING: &str = "the closing of the account";

impl Visit {
    /// The last moment at which its household may change it.
    pub fn household_until(&self, rules: &VisitParameters) -> Instant {
        let (begins, _) = self.slot.span(self.day, rules);
        begins.plus_h(rules.move_until_h.saturating_neg())
    }

    /// Whether its household may change it now. Errors: it has ended, or it is too late.
    pub fn household_may(&self, now: Instant, rules: &VisitParameters) -> Result<(), VisitError> {
        self.may(VisitStepKind::Moved)?;
        let until = self.household_until(rules);
        if now > until { Err(VisitError::TooLate { until }) } else { Ok(()) }
    }

    /// Whether a household may choose it: somebody works then, and it could still be changed once more.
    pub(super) fn is_free(
        (day, slot): (SettlementDay, Slot),
        now: Instant,
        rules: &VisitParameters,
    ) -> bool {
        let (begins, _) = slot.span(day, rules);
        begins.plus_h(rules.move_until_h.saturating_neg()) >= now
            && fits((day, slot), now, rules).is_ok()
    }

    /// The days that a household may choose, with the halves in which somebody comes.
    pub fn free(now: Instant, rules: &VisitParameters) -> Vec<(SettlementDay, Vec<Slot>)> {
        let days = (0..=rules.most_days_ahead).map(|ahead| now.day().plus(ahead));
        let halves = |day: SettlementDay| {
            let free = Slot::ALL.into_iter().filter(|slot| Self::is_free((day, *slot), now, rules));
            free.collect::<Vec<_>>()
        };
        days.map(|day| (day, halves(day))).filter(|(_, free)| !free.is_empty()).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::{Appointment, VisitReason, VisitState, VisitStep};
    use params::ParameterBook;
    use units::Dso;

    fn at(text: &str) -> Instant {
        format!("{text}:00+01:00").parse().unwrap()
    }

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn rules() -> VisitParameters {
        let (book, on) = (ParameterBook::shipped().unwrap(), day("2026-11-02"));
        VisitParameters::resolve(&book, Dso::Ores, on, at("2026-11-02T10:00")).unwrap()
    }

    /// Fixed for the morning of Thursday the 5th.
    fn visit() -> Visit {
        let asked = Appointment {
            reason: VisitReason::NewMeter,
            day: day("2026-11-05"),
            slot: Slot::Morning,
            task: "swap it".to_owned(),
        };
        Visit::plan(&asked, Some(7), "an", at("2026-11-02T10:00"), &rules()).unwrap()
    }

    #[test]
    fn pr_08_a_household_moves_its_visit_without_a_reason_until_a_day_before() {
        let (mut one, rules) = (visit(), rules());
        assert_eq!(one.household_until(&rules), at("2026-11-04T08:00"));
        let to = |on: &str, slot: Slot| VisitStep::HouseholdMoved { day: day(on), slot };
        let last = at("2026-11-04T08:00");
        let late = one.take(to("2026-11-09", Slot::Morning), HOUSEHOLD, last.plus_s(1), &rules);
        assert_eq!(late, Err(VisitError::TooLate { until: last }));
        let same = one.take(to("2026-11-05", Slot::Morning), HOUSEHOLD, last, &rules);
        assert_eq!(same, Err(VisitError::SamePlace));
        // A Saturday, a holiday, and one that could not be changed any more.
        for (off, slot) in [
            ("2026-11-07", Slot::Morning),
            ("2026-11-11", Slot::Afternoon),
            ("2026-11-04", Slot::Afternoon),
        ] {
            let taken = one.take(to(off, slot), HOUSEHOLD, last, &rules);
            assert_eq!(taken, Err(VisitError::NotFree { day: day(off) }));
        }
        one.take(to("2026-11-05", Slot::Afternoon), HOUSEHOLD, last, &rules).unwrap();
        assert_eq!((one.state, one.slot), (VisitState::Planned, Slot::Afternoon));
        // Later in the day it may be changed for as much longer.
        assert!(one.household_may(at("2026-11-04T12:30"), &rules).is_ok());
    }

    #[test]
    fn pr_08_the_free_days_are_those_on_which_somebody_works() {
        let rules = rules();
        let free = Visit::free(at("2026-11-03T10:00"), &rules);
        // Of the day after only the afternoon can still be changed.
        assert_eq!(free[0], (day("2026-11-04"), vec![Slot::Afternoon]));
        assert_eq!(free[1], (day("2026-11-05"), Slot::ALL.to_vec()));
        assert!(free.iter().all(|(day, _)| day.is_working_day()));
        let last = day("2026-11-03").plus(rules.most_days_ahead);
        assert!(free.iter().all(|(day, _)| *day <= last) && free.len() > 30);
    }

    #[test]
    fn pr_05_a_household_that_says_it_will_be_away_is_not_absent() {
        let (mut one, rules) = (visit(), rules());
        let away = |why: &str| VisitStep::HouseholdAway { why: why.to_owned() };
        let now = at("2026-11-03T10:00");
        assert_eq!(one.take(away(" "), HOUSEHOLD, now, &rules), Err(VisitError::NoReason));
        let late = one.clone().take(away("ill"), HOUSEHOLD, at("2026-11-05T07:00"), &rules);
        assert!(matches!(late, Err(VisitError::TooLate { .. })));
        one.take(away("in hospital"), HOUSEHOLD, now, &rules).unwrap();
        assert_eq!(one.state, VisitState::Cancelled);
        assert!(one.steps.iter().all(|taken| taken.step.kind() != VisitStepKind::Absent));
    }
}

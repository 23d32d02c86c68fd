//! A household's appointments with technicians, and how it changes them itself. Source: PR-05, PR-07, PR-08.

use super::People;
use super::figures::{self, Own, at_place};
use crate::cases::{self, Asker};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::visits::{self, Refused};
use calendar::Instant;
use portal::my::{Appointments, MyAppointment, MyError, MyVisit, NotMoved, VisitChange, Visitor};
use procedures::{CaseKind, HOUSEHOLD, Slot, Visit, VisitError, VisitState, VisitStep};

/// As its page shows it.
fn shown(number: i64, visit: &Visit, rules: &params::VisitParameters) -> MyVisit {
    let (from, until) = visit.slot.span(visit.day, rules);
    MyVisit { number, day: visit.day, slot: visit.slot, from, until, reason: visit.reason }
}

/// When somebody comes, the next first.
pub(super) fn of(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Vec<MyVisit>, Failure> {
    let rules = visits::rules(engine, account.dso, now)?;
    let planned = visits::of_account(engine, account)?.into_iter();
    let planned = planned.filter(|(_, visit)| visit.state == VisitState::Planned);
    let mut found: Vec<MyVisit> = planned
        .map(|(number, visit)| shown(number, &visit, &rules))
        .filter(|visit| visit.until > now)
        .collect();
    found.sort_by_key(|visit| visit.from);
    Ok(found)
}

/// A visit of this household that has not ended. `None`: there is none of that number.
fn own_visit(engine: &mut Engine, own: &Own, number: i64) -> Result<Option<Visit>, Failure> {
    let all = visits::of_account(engine, &own.account)?;
    let found = all.into_iter().find(|(id, _)| *id == number).map(|(_, visit)| visit);
    Ok(found.filter(|visit| visit.state == VisitState::Planned))
}

fn not_moved(refused: &Refused) -> Option<NotMoved> {
    Some(match refused {
        Refused::Overtaken | Refused::Unknown => NotMoved::Overtaken,
        // The request behind it has ended meanwhile, or its day is over.
        Refused::Request(_) => NotMoved::Overtaken,
        Refused::Rule(error) => match error {
            VisitError::TooLate { .. } => NotMoved::TooLate,
            VisitError::NotFree { .. } => NotMoved::NotFree,
            VisitError::SamePlace => NotMoved::SamePlace,
            VisitError::NoReason => NotMoved::NoReason,
            VisitError::TooLong => NotMoved::TooLong,
            VisitError::NotNow { .. } => NotMoved::Overtaken,
            _ => return None,
        },
        Refused::NoPoint | Refused::Registers | Refused::Swap(_) => return None,
    })
}

impl People {
    fn appointment_of(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
    ) -> Result<Option<MyAppointment>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let engine = &mut engine;
        let Some((own, meters)) = at_place(engine, visitor, place)? else { return Ok(None) };
        let Some(visit) = own_visit(engine, &own, number)? else { return Ok(None) };
        let rules = visits::rules(engine, own.account.dso, now)?;
        Ok(Some(MyAppointment {
            visit: shown(number, &visit, &rules),
            steps: visit.steps.len(),
            until: visit.household_until(&rules),
            may: visit.household_may(now, &rules).is_ok(),
            free: Visit::free(now, &rules),
            slots: Slot::ALL.map(|slot| (slot, slot.span(visit.day, &rules))),
            meter: own.meter,
            meters,
        }))
    }

    /// Takes the step in the household's name. Where no other day was chosen somebody has to call, by the day that
    /// any call is due.
    fn change_of(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
        (wanted, after): (&VisitChange, usize),
    ) -> Result<Option<Result<(), NotMoved>>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let engine = &mut engine;
        let Some((own, _)) = at_place(engine, visitor, place)? else { return Ok(None) };
        if own_visit(engine, &own, number)?.is_none() {
            return Ok(None);
        }
        let step = match wanted {
            VisitChange::Other { day, slot } => {
                VisitStep::HouseholdMoved { day: *day, slot: *slot }
            }
            VisitChange::Away { why } => VisitStep::HouseholdAway { why: why.trim().to_owned() },
        };
        let contact = figures::contact(engine, visitor, &own, now)?;
        let account = &own.account;
        let done = engine.locked(account.dso, |engine| {
            let taken = visits::take(engine, number, &step, (HOUSEHOLD, after), now)?;
            if let (Ok(()), VisitStep::HouseholdAway { why }) = (&taken, &step) {
                let asker = Asker {
                    language: visitor.language,
                    name: contact.name.clone(),
                    phone: contact.phone,
                    reference: None,
                    party: None,
                };
                let asked = (CaseKind::CallBack, why.as_str());
                cases::ask(engine, (account.dso, Some(account)), &asker, asked, now)??;
            }
            Ok(taken)
        })?;
        match done {
            Ok(()) => Ok(Some(Ok(()))),
            Err(refused) => match not_moved(&refused) {
                Some(why) => Ok(Some(Err(why))),
                None => refuse(format!("visit {number} could not be changed: {refused}")),
            },
        }
    }
}

impl Appointments for People {
    fn appointment(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
    ) -> Result<Option<MyAppointment>, MyError> {
        self.appointment_of(visitor, place, number)
            .map_err(super::failed("could not read an appointment"))
    }

    fn change_appointment(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
        change: (&VisitChange, usize),
    ) -> Result<Option<Result<(), NotMoved>>, MyError> {
        self.change_of(visitor, place, number, change)
            .map_err(super::failed("could not change an appointment"))
    }
}

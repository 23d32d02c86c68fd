//! Visits of technicians, whoever tells of them. What belongs to a supplier's request goes the way of that request, so that
//! an absence counts there as it always did; nothing here reaches a timeline, a guard or an order.
//! Source: PR-02, PR-05 to PR-08, UX A-12.

pub mod letters;
mod photos;
pub mod swap;

pub use photos::{PhotoRefused, Picture, add as add_photo, open as open_photo};

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::notices::{VisitTold, visit_changed};
use crate::suppliers::{Kept, steps};
use calendar::{Instant, SettlementDay};
use params::VisitParameters;
use procedures::{
    Appointment, Entered, RequestError, Slot, Step, Visit, VisitError, VisitReason, VisitState,
    VisitStep,
};
use serde::{Deserialize, Serialize};
use store::{KeptVisit, NewVisit};
use units::{Dso, Ean, Energy};

/// Days before a visit on which a household is reminded. Source: PR-07 step 2.
const REMINDED_BEFORE: i32 = 2;

/// A visit as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredVisit {
    pub visit: Visit,
    /// A swap of a card meter that waits for a second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swap: Option<swap::Asked>,
    /// How those that waited ended, the first one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<swap::Decided>,
    /// Letters that told a home without an account of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<letters::Left>,
}

impl StoredVisit {
    fn of(visit: Visit) -> Self {
        Self { visit, swap: None, decided: Vec::new(), letters: Vec::new() }
    }
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("there is no such point, or nobody knows its operator")]
    NoPoint,
    #[error("there is no such visit")]
    Unknown,
    #[error("somebody else has taken a step meanwhile")]
    Overtaken,
    #[error("the registers are not those of such a meter")]
    Registers,
    #[error(transparent)]
    Rule(#[from] VisitError),
    /// Of the supplier's request that the visit serves.
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    Swap(#[from] swap::SwapError),
}

type Done<T> = Result<Result<T, Refused>, Failure>;

/// Runs the lines of a step with `?` for what is refused.
macro_rules! or_not {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Ok(Err(Refused::from(error))),
        }
    };
}

pub fn rules(engine: &mut Engine, dso: Dso, now: Instant) -> Result<VisitParameters, Failure> {
    let book = crate::books::parameter_book(&mut engine.store)?;
    Ok(VisitParameters::resolve(&book, dso, now.day(), now)?)
}

/// A visit by its number. `None` if there is none.
pub fn stored(engine: &mut Engine, id: i64) -> Result<Option<(KeptVisit, StoredVisit)>, Failure> {
    let Some(kept) = engine.store.visit(id)? else { return Ok(None) };
    let stored = serde_json::from_str(&kept.body)?;
    Ok(Some((kept, stored)))
}

fn open_account(engine: &mut Engine, ean: Ean) -> Result<Option<store::Account>, Failure> {
    Ok(engine.store.account_of(ean)?.filter(|account| account.closed_at.is_none()))
}

/// The open account of a point, unless the visit was made for those who lived there before: it is no matter of theirs.
/// Source: PD-07.
fn account_of_visit(
    engine: &mut Engine,
    ean: Ean,
    made_at: Instant,
) -> Result<Option<store::Account>, Failure> {
    let before = engine.store.closed_accounts_of(ean)?;
    let for_others = before.iter().any(|account| {
        account.opened_at <= made_at && account.closed_at.is_some_and(|closed| made_at < closed)
    });
    if for_others { Ok(None) } else { open_account(engine, ean) }
}

/// Where a visit would go.
#[derive(Debug, Clone)]
pub struct Point {
    pub ean: Ean,
    pub dso: Dso,
    pub energy: Energy,
    pub account: Option<store::Account>,
    /// The supplier's request that waits there for a visit, with where the household lives.
    pub request: Option<(i64, Option<procedures::Home>)>,
}

/// What is known of a point. `None` if nobody knows its operator.
pub fn point(engine: &mut Engine, ean: Ean) -> Result<Option<Point>, Failure> {
    let account = open_account(engine, ean)?;
    let mut request = None;
    for case in engine.store.supplier_cases_of_point(ean)? {
        let dso = case.dso;
        if let (Kept::Request(one), true) = (Kept::read(&case)?, case.open)
            && one.is_open()
            && one.ground.activates()
        {
            request = Some((case.id, one.home, dso));
            break;
        }
    }
    let dso = account.as_ref().map(|one| one.dso).or(request.as_ref().map(|(.., dso)| *dso));
    let Some(dso) = dso else { return Ok(None) };
    let energy = match (&account, &request) {
        (Some(account), _) => account.group.energy,
        (None, Some((_, Some(home), _))) => home.energy,
        (None, _) => Energy::Electricity,
    };
    let request = request.map(|(id, home, _)| (id, home));
    Ok(Some(Point { ean, dso, energy, account, request }))
}

/// The request that such a visit serves.
fn served(point: &Point, reason: VisitReason) -> Option<i64> {
    let request = point.request.as_ref().filter(|_| reason.places_a_meter());
    request.map(|(id, _)| *id)
}

/// When somebody comes, from what holds for the operator.
pub fn when(
    (day, slot): (SettlementDay, Slot),
    rules: &VisitParameters,
) -> crate::notices::VisitWhen {
    ((day, slot), slot.span(day, rules))
}

/// Whether an appointment could be made, and the request that it would serve, with nothing done.
pub fn would_plan(
    engine: &mut Engine,
    point: &Point,
    asked: &Appointment,
    now: Instant,
) -> Done<Visit> {
    let rules = rules(engine, point.dso, now)?;
    let request = served(point, asked.reason);
    let visit = or_not!(Visit::plan(asked, request, "", now, &rules));
    if let Some(id) = request {
        let step = Step::Appointment { day: asked.day };
        or_not!(would_step_request(engine, id, &step, ("", now))?);
    }
    Ok(Ok(visit))
}

fn would_step_request(
    engine: &mut Engine,
    id: i64,
    step: &Step,
    (by, now): (&str, Instant),
) -> Result<Result<(), RequestError>, Failure> {
    let Some(at) = steps::known(engine, id, now)? else {
        return refuse(format!("no request {id}"));
    };
    Ok(steps::would_step(engine, &at, step, &Entered::now(by, now))?.map(drop))
}

/// Makes an appointment, tells the household, and takes the step of the request that it serves. The same page is the
/// same visit.
pub fn plan(
    engine: &mut Engine,
    ean: Ean,
    asked: &Appointment,
    (by, page): (&str, &str),
    now: Instant,
) -> Done<i64> {
    let Some(dso) = point(engine, ean)?.map(|point| point.dso) else {
        return Ok(Err(Refused::NoPoint));
    };
    engine.locked(dso, |engine| {
        if let Some(known) = engine.store.visit_of_page(page)? {
            return Ok(Ok(known.id));
        }
        let Some(point) = point(engine, ean)? else { return Ok(Err(Refused::NoPoint)) };
        let mut visit = or_not!(would_plan(engine, &point, asked, now)?);
        by.clone_into(&mut visit.by);
        if let Some(id) = visit.request {
            let step = Step::Appointment { day: asked.day };
            or_not!(steps::take(engine, id, step, by, now)?);
        }
        let place = (visit.day, visit.slot);
        let body = serde_json::to_string(&StoredVisit::of(visit))?;
        let new = NewVisit { dso, ean, page, day: place.0, at: now, body: &body };
        let id = engine.store.add_visit(&new)?;
        if let Some(account) = &point.account {
            let told = (VisitTold::Fixed, when(place, &rules(engine, dso, now)?));
            visit_changed(engine, account, (id, 0), Some(told), now)?;
        }
        Ok(Ok(id))
    })
}

/// What the request behind a visit hears of a step. Nothing else does. Source: PR-02, PR-05.
fn step_of_request(step: &VisitStep) -> Option<Step> {
    match step {
        VisitStep::Moved { day, .. } | VisitStep::HouseholdMoved { day, .. } => {
            Some(Step::Appointment { day: *day })
        }
        VisitStep::Absent { .. } => Some(Step::Absent),
        // What follows on these is somebody's decision, on the page of the request.
        VisitStep::Cancelled { .. }
        | VisitStep::HouseholdAway { .. }
        | VisitStep::Coming
        | VisitStep::Impossible { .. }
        | VisitStep::TakenBack { .. }
        | VisitStep::Done { .. } => None,
    }
}

/// What the household hears of a step: nothing, that nothing waits any more, or something.
fn told_of(step: &VisitStep) -> Option<Option<VisitTold>> {
    match step {
        VisitStep::Moved { .. } | VisitStep::HouseholdMoved { .. } => Some(Some(VisitTold::Fixed)),
        VisitStep::Coming => Some(Some(VisitTold::Coming)),
        // Somebody was there, or the household knows why not.
        VisitStep::TakenBack { .. } => None,
        VisitStep::Cancelled { .. }
        | VisitStep::HouseholdAway { .. }
        | VisitStep::Absent { .. }
        | VisitStep::Impossible { .. }
        | VisitStep::Done { .. } => Some(None),
    }
}

/// Where a step would lead, and what would be told of it, with nothing done.
pub fn would_step(
    engine: &mut Engine,
    id: i64,
    step: &VisitStep,
    now: Instant,
) -> Done<(Visit, Option<VisitTold>)> {
    let Some((kept, StoredVisit { mut visit, swap, decided, .. })) = stored(engine, id)? else {
        return Ok(Err(Refused::Unknown));
    };
    if matches!(step, VisitStep::TakenBack { .. }) {
        // What followed on it rests on what was found.
        if swap.is_some() {
            return Ok(Err(swap::SwapError::Waits.into()));
        }
        let used = decided.iter().any(|one| one.account.is_some());
        let over = match visit.request {
            Some(number) => {
                !steps::known(engine, number, now)?.is_some_and(|at| at.request.is_open())
            }
            None => false,
        };
        if used || over {
            return Ok(Err(swap::SwapError::NotHere.into()));
        }
    }
    let rules = rules(engine, kept.dso, now)?;
    or_not!(visit.take(step.clone(), "", now, &rules));
    if let VisitStep::Done { found } = step
        && !found.registers.is_empty()
    {
        let energy = point(engine, kept.ean)?.map_or(Energy::Electricity, |point| point.energy);
        if timeline::registers(&found.registers, energy).is_err() {
            return Ok(Err(Refused::Registers));
        }
    }
    if let (Some(request), Some(of_request)) = (visit.request, step_of_request(step)) {
        or_not!(would_step_request(engine, request, &of_request, ("", now))?);
    }
    Ok(Ok((visit, told_of(step).flatten())))
}

/// Takes a step of a visit that had `after` of them, with what follows from it.
pub fn take(
    engine: &mut Engine,
    id: i64,
    step: &VisitStep,
    (by, after): (&str, usize),
    now: Instant,
) -> Done<()> {
    let Some((kept, _)) = stored(engine, id)? else { return Ok(Err(Refused::Unknown)) };
    engine.locked(kept.dso, |engine| {
        // Under the lock: of two who have seen the same page one comes first.
        let known = stored(engine, id)?.map(|(_, stored)| stored);
        let Some(StoredVisit { letters: left, decided, .. }) =
            known.filter(|stored| stored.visit.steps.len() == after)
        else {
            return Ok(Err(Refused::Overtaken));
        };
        let (mut visit, told) = or_not!(would_step(engine, id, step, now)?);
        if let Some(last) = visit.steps.last_mut() {
            by.clone_into(&mut last.by);
        }
        if let (Some(request), Some(of_request)) = (visit.request, step_of_request(step)) {
            or_not!(steps::take(engine, request, of_request, by, now)?);
        }
        let (place, steps) = ((visit.day, visit.slot), visit.steps.len());
        let (state, made_at) = (state_code(visit.state), visit.made_at);
        // A step has a place only while nothing follows on the visit but what was written of it.
        let body = serde_json::to_string(&StoredVisit {
            letters: left,
            decided,
            ..StoredVisit::of(visit)
        })?;
        engine.store.set_visit(id, (place.0, state), now, &body)?;
        if let Some(account) = account_of_visit(engine, kept.ean, made_at)? {
            let when = when(place, &rules(engine, kept.dso, now)?);
            let told = told.map(|told| (told, when));
            visit_changed(engine, &account, (id, steps), told, now)?;
        }
        Ok(Ok(()))
    })
}

/// Calls off the visits that are still to come for a request that has ended, and tells the household. Within the
/// operator's lock. Source: PR-02, PR-04.
pub fn call_off(
    engine: &mut Engine,
    (ean, request): (Ean, i64),
    (by, now): (&str, Instant),
) -> Result<(), Failure> {
    for kept in engine.store.visits_of_point(ean)? {
        let StoredVisit { visit, .. } = serde_json::from_str(&kept.body)?;
        if visit.state != VisitState::Planned || visit.request != Some(request) {
            continue;
        }
        let step = VisitStep::Cancelled { why: format!("R{request}") };
        if let Err(refused) = take(engine, kept.id, &step, (by, visit.steps.len()), now)? {
            // It stands on the technicians' list still: a person has to look.
            eprintln!("visit {} of the ended request {request} stands: {refused}", kept.id);
        }
    }
    Ok(())
}

/// Whether a card meter is still to be swapped for a request, or was and its balance has not begun an account: opened
/// otherwise, that money would go nowhere. Source: PA-05, PR-06.
pub fn swap_waits(engine: &mut Engine, ean: Ean, request: i64) -> Result<bool, Failure> {
    let waits =
        |visit: &StoredVisit| visit.visit.state == VisitState::Planned || swap::is_due(visit);
    has_swap(engine, (ean, request), waits)
}

/// Whether a card meter was swapped for a request, and its balance has not begun an account.
pub fn swap_is_due(engine: &mut Engine, ean: Ean, request: i64) -> Result<bool, Failure> {
    has_swap(engine, (ean, request), swap::is_due)
}

fn has_swap(
    engine: &mut Engine,
    (ean, request): (Ean, i64),
    is: impl Fn(&StoredVisit) -> bool,
) -> Result<bool, Failure> {
    for kept in engine.store.visits_of_point(ean)? {
        let stored: StoredVisit = serde_json::from_str(&kept.body)?;
        let visit = &stored.visit;
        let of_request = visit.reason == VisitReason::CardSwap && visit.request == Some(request);
        if of_request && is(&stored) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// As the store keeps it.
pub fn state_code(state: VisitState) -> i16 {
    match state {
        VisitState::Planned => 0,
        VisitState::Done => 1,
        VisitState::Absent => 2,
        VisitState::Impossible => 3,
        VisitState::Cancelled => 4,
    }
}

/// Reminds the households whose visit is in two days, once each. Returns how many. Source: PR-07 step 2.
pub fn remind(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    let day = now.day().plus(REMINDED_BEFORE);
    engine.locked(dso, |engine| {
        let rules = rules(engine, dso, now)?;
        let mut count = 0;
        for kept in engine.store.visits_between(dso, day, day)? {
            let StoredVisit { visit, .. } = serde_json::from_str(&kept.body)?;
            let changed = visit.steps.last().map_or(visit.made_at, |step| step.at);
            // Whoever was told today is not told again tomorrow morning.
            if visit.state != VisitState::Planned || changed.day() >= now.day() {
                continue;
            }
            let account = account_of_visit(engine, kept.ean, visit.made_at)?;
            let Some(account) = account else { continue };
            let told = (VisitTold::Reminder, when((visit.day, visit.slot), &rules));
            let steps = (kept.id, visit.steps.len());
            visit_changed(engine, &account, steps, Some(told), now)?;
            count += 1;
        }
        Ok(count)
    })
}

/// Visits to the point of an account since it was opened, by day.
pub fn of_account(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<Vec<(i64, Visit)>, Failure> {
    let mut found = Vec::new();
    for kept in engine.store.visits_of_point(account.ean)? {
        let StoredVisit { visit, .. } = serde_json::from_str(&kept.body)?;
        if visit.made_at >= account.opened_at {
            found.push((kept.id, visit));
        }
    }
    Ok(found)
}

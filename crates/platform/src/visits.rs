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
    Appointment, CLOSING, Entered, Request, RequestError, Slot, State, Step, Visit, VisitError,
    VisitReason, VisitState, VisitStep,
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

/// The request that a visit serves; of a visit to a home that had no account, the one that ran when it was made.
pub fn request_of(
    engine: &mut Engine,
    ean: Ean,
    visit: &Visit,
) -> Result<Option<(i64, Request)>, Failure> {
    for case in engine.store.supplier_cases_of_point(ean)? {
        let Kept::Request(one) = Kept::read(&case)? else { continue };
        let ran = || {
            let ended = one.steps.last().filter(|_| !one.is_open());
            one.ground.activates()
                && one.asked_at <= visit.made_at
                && ended.is_none_or(|last| visit.made_at < last.at)
        };
        if visit.request.map_or_else(ran, |number| number == case.id) {
            return Ok(Some((case.id, *one)));
        }
    }
    Ok(None)
}

/// The household for which a visit was made: that of the request that it serves, else whoever lived there when it was
/// made. Whoever lives there now is another one if they have moved in since. Source: PD-05, PD-07.
pub fn household(
    engine: &mut Engine,
    ean: Ean,
    visit: &Visit,
) -> Result<Option<store::Account>, Failure> {
    if visit.request.is_none()
        && let Some(account) = engine.store.household_at(ean, visit.made_at)?
    {
        return Ok(Some(account));
    }
    match request_of(engine, ean, visit)? {
        Some((_, request)) => steps::household(engine, ean, &request),
        None => Ok(None),
    }
}

/// The same of whoever still lives there: nobody else hears of a visit.
fn told_household(
    engine: &mut Engine,
    ean: Ean,
    visit: &Visit,
) -> Result<Option<store::Account>, Failure> {
    Ok(household(engine, ean, visit)?.filter(|account| account.closed_at.is_none()))
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
            && is_of(engine, account.as_ref(), (ean, &one))?
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

/// Whether a request is about whoever lives there now: one that was asked about those before is nobody's there.
fn is_of(
    engine: &mut Engine,
    lives: Option<&store::Account>,
    (ean, request): (Ean, &Request),
) -> Result<bool, Failure> {
    let Some(lives) = lives else { return Ok(true) };
    Ok(steps::household(engine, ean, request)?.is_some_and(|about| about.id == lives.id))
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
    // Two technicians do not go there for one thing, and what nobody there does to the request counts once. Source: PR-02.
    let whose = household(engine, point.ean, &visit)?.map(|account| account.id);
    for kept in engine.store.visits_of_point(point.ean)? {
        let StoredVisit { visit: other, .. } = serde_json::from_str(&kept.body)?;
        if other.state != VisitState::Planned || other.request != visit.request {
            continue;
        }
        let same = visit.request.is_some() || other.reason == visit.reason;
        if same && household(engine, point.ean, &other)?.map(|account| account.id) == whose {
            return Ok(Err(VisitError::Planned { day: other.day }.into()));
        }
    }
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
        let account = told_household(engine, ean, &visit)?;
        let body = serde_json::to_string(&StoredVisit::of(visit))?;
        let new = NewVisit { dso, ean, page, day: place.0, at: now, body: &body };
        let id = engine.store.add_visit(&new)?;
        if let Some(account) = account {
            let told = (VisitTold::Fixed, when(place, &rules(engine, dso, now)?));
            visit_changed(engine, &account, (id, 0), Some(told), now)?;
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
    // Of a request that has ended no meter is placed: what was on the card would go nowhere. Source: PA-05, PR-02.
    if let (VisitStep::Done { .. }, Some(number)) = (step, visit.request)
        && let Some(at) = steps::known(engine, number, now)?
        && !at.request.is_open()
        && at.request.state != State::Activated
    {
        let over = RequestError::NotNow { state: at.request.state, step: "visited" };
        return Ok(Err(over.into()));
    }
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
        let (place, steps) = ((visit.day, visit.slot), visit.steps.len());
        let (state, of_request) = (state_code(visit.state), visit.request);
        let account = told_household(engine, kept.ean, &visit)?;
        // A step has a place only while nothing follows on the visit but what was written of it.
        let body = serde_json::to_string(&StoredVisit {
            letters: left,
            decided,
            ..StoredVisit::of(visit)
        })?;
        engine.store.set_visit(id, (place.0, state), now, &body)?;
        // Behind the visit: where its request ends by this, only the others of it are called off.
        if let (Some(request), Some(step)) = (of_request, step_of_request(step)) {
            steps::take(engine, request, step, by, now)??;
        }
        if let Some(account) = account {
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
            let account = told_household(engine, kept.ean, &visit)?;
            let Some(account) = account else { continue };
            let told = (VisitTold::Reminder, when((visit.day, visit.slot), &rules));
            let steps = (kept.id, visit.steps.len());
            visit_changed(engine, &account, steps, Some(told), now)?;
            count += 1;
        }
        Ok(count)
    })
}

/// Calls off the visits that are still to come to households that have left: nobody stands at the door of whoever lives
/// there now with what was agreed with others. Returns how many. Source: PD-07.
pub fn call_off_left(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    let ahead = rules(engine, dso, now)?.most_days_ahead;
    engine.locked(dso, |engine| {
        let mut count = 0;
        for kept in engine.store.visits_between(dso, now.day(), now.day().plus(ahead))? {
            let StoredVisit { visit, .. } = serde_json::from_str(&kept.body)?;
            if visit.state != VisitState::Planned {
                continue;
            }
            let left = household(engine, kept.ean, &visit)?;
            let Some(left) = left.filter(|account| account.closed_at.is_some()) else { continue };
            let step = VisitStep::Cancelled { why: left.id.to_string() };
            match take(engine, kept.id, &step, (CLOSING, visit.steps.len()), now)? {
                Ok(()) => count += 1,
                Err(refused) => {
                    eprintln!("visit {} of who has left stands: {refused}", kept.id);
                }
            }
        }
        Ok(count)
    })
}

/// Visits to the household of an account while it lived there, by day: none of those before or after it. Source: PD-07.
pub fn of_account(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<Vec<(i64, Visit)>, Failure> {
    let mut found = Vec::new();
    for kept in engine.store.visits_of_point(account.ean)? {
        let StoredVisit { visit, .. } = serde_json::from_str(&kept.body)?;
        if visit.made_at >= account.opened_at
            && household(engine, account.ean, &visit)?.is_some_and(|one| one.id == account.id)
        {
            found.push((kept.id, visit));
        }
    }
    Ok(found)
}

//! A card meter was replaced at a visit: what is left on its card begins the account of its successor. The books are those
//! of the command line; here two people stand behind it. Source: PA-05, PA-41, PR-06, UX 7.3.

use super::{Refused, StoredVisit, state_code, stored};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::meters::{OtherHome, SalesError, Successor, Transfer, TransferError, audit_of_texts};
use crate::suppliers::steps;
use calendar::Instant;
use guards::LawfulBasis;
use procedures::{Ground, Request, RequestError, Step, VisitReason, VisitState};
use serde::{Deserialize, Serialize};
use store::{Contact, KeptVisit};
use units::{AccountId, MicroEuro};
use virtual_meters::ClosingError;

/// What is known of a card meter that was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub read_outs: String,
    pub sales: String,
    pub old_meter: u64,
    pub new_meter: u64,
    pub two_rates: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly: Option<MicroEuro>,
    /// Whoever asks takes the card as it is.
    pub accepts: bool,
}

/// A swap that somebody has asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub at: Instant,
    pub by: String,
    pub person: i64,
    pub evidence: Evidence,
}

/// How a swap ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub at: Instant,
    pub by: String,
    pub asked_by: String,
    /// The account that was opened; none if it was turned down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
}

/// Why a swap is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SwapError {
    #[error("no card meter was replaced here for a request that is open")]
    NotHere,
    #[error("the card says nothing that can be read")]
    Card,
    #[error("the card is of another meter")]
    OtherHome,
    #[error("the sales are no lines of number and amount")]
    Sales,
    #[error("the books of the card do not add up, and nobody has accepted that")]
    Findings,
    #[error("something is owed, and nobody says how it is repaid")]
    Weekly,
    #[error("what was left on that meter went to an account before")]
    Before,
    #[error("the number of the new meter, its registers or the day do not fit")]
    NewMeter,
    #[error("a swap waits for a second person already")]
    Waits,
    #[error("no swap waits for a second person")]
    NothingWaits,
    #[error("the same person has asked for it")]
    SamePerson,
}

/// What a swap would carry over.
#[derive(Debug)]
pub struct Carried {
    transfer: Transfer,
    pub old_balance: MicroEuro,
    pub balance: MicroEuro,
    pub advanced: MicroEuro,
    pub old_debt: Option<MicroEuro>,
    pub findings: usize,
}

type Done<T> = Result<Result<T, Refused>, Failure>;

macro_rules! or_not {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Ok(Err(Refused::from(error))),
        }
    };
}

/// Whether a card meter was replaced at this visit, and its account is still to be opened.
pub fn is_due(stored: &StoredVisit) -> bool {
    let visit = &stored.visit;
    visit.reason == VisitReason::CardSwap
        && visit.state == VisitState::Done
        && visit.request.is_some()
        && stored.decided.iter().all(|one| one.account.is_none())
}

fn basis_of(number: i64, request: &Request) -> LawfulBasis {
    match &request.ground {
        Ground::Judgment { id } => LawfulBasis::Judgment { id: id.clone() },
        Ground::Default { .. } | Ground::Household { .. } | Ground::Paid => {
            LawfulBasis::Request { id: format!("request {number}") }
        }
    }
}

/// What the books say of a failure.
fn refusal_of(failure: &Failure) -> Option<SwapError> {
    if failure.downcast_ref::<OtherHome>().is_some() {
        return Some(SwapError::OtherHome);
    }
    if failure.downcast_ref::<SalesError>().is_some() {
        return Some(SwapError::Sales);
    }
    Some(match failure.downcast_ref::<TransferError>()? {
        TransferError::Future { .. } | TransferError::SameMeter => SwapError::NewMeter,
        TransferError::HasAccount { .. } => SwapError::NotHere,
        TransferError::Before { .. } => SwapError::Before,
        TransferError::Weekly { .. } => SwapError::Weekly,
        TransferError::Closing(ClosingError::Findings { .. }) => SwapError::Findings,
        TransferError::Closing(_) => SwapError::Card,
    })
}

/// What a swap would carry over now, with nothing done.
pub fn would_swap(
    engine: &mut Engine,
    (kept, stored): (&KeptVisit, &StoredVisit),
    evidence: &Evidence,
    (by, now): (&str, Instant),
) -> Done<Carried> {
    let visit = &stored.visit;
    let (Some(number), Some(found), true) = (visit.request, visit.found(), is_due(stored)) else {
        return Ok(Err(SwapError::NotHere.into()));
    };
    let Some(at) = steps::known(engine, number, now)? else {
        return Ok(Err(SwapError::NotHere.into()));
    };
    if !at.request.is_open() {
        return Ok(Err(SwapError::NotHere.into()));
    }
    // An account begins for somebody who can be told of it. Source: CM-01b, PR-02.
    if at.request.home.is_none() {
        return Ok(Err(RequestError::NoHome.into()));
    }
    // As where an account begins without a swap. Source: MT-20, PR-04, CG-11.
    if !steps::point_facts(engine, kept.ean)?.communicates {
        return Ok(Err(RequestError::Silent.into()));
    }
    if steps::refusal_waits(engine, &at)? {
        return Ok(Err(RequestError::RefusalWaits.into()));
    }
    let texts = [("card".to_owned(), evidence.read_outs.clone())];
    let mut audit = match audit_of_texts(&texts, evidence.old_meter, &evidence.sales) {
        Ok(audit) => audit,
        Err(failure) => {
            if let Some(other) = failure.downcast_ref::<OtherHome>() {
                other.keep(engine, kept.ean, now)?;
            }
            return Ok(Err(refusal_of(&failure).unwrap_or(SwapError::Card).into()));
        }
    };
    let findings = audit.findings().len();
    if evidence.accepts && findings > 0 {
        audit.accept(by);
    }
    // What the new meter counts is charged from when it hung there, not from when somebody typed it. Source: PA-41.
    let rules = super::rules(engine, kept.dso, now)?;
    let swapped_at = visit.exchanged_at(&rules).unwrap_or(now);
    let successor = Successor {
        ean: kept.ean,
        dso: kept.dso,
        meter: evidence.new_meter,
        registers: found.registers.clone(),
        single: !evidence.two_rates,
        basis: basis_of(number, &at.request),
        area: at.request.home.as_ref().map(|home| home.town.clone()),
        at: swapped_at,
        weekly: evidence.weekly,
    };
    let transfer = match Transfer::prepare(engine, &audit, successor, now) {
        Ok(transfer) => transfer,
        Err(failure) => match refusal_of(&failure) {
            Some(error) => return Ok(Err(error.into())),
            None => return Err(failure),
        },
    };
    if timeline::registers(&found.registers, transfer.energy()).is_err() {
        return Ok(Err(SwapError::NewMeter.into()));
    }
    Ok(Ok(Carried {
        old_balance: transfer.old_balance(),
        balance: transfer.handed.balance,
        advanced: transfer.handed.advanced,
        old_debt: transfer.handed.debt.map(|(_, owed)| owed),
        findings,
        transfer,
    }))
}

fn set(
    engine: &mut Engine,
    (kept, stored): (&KeptVisit, &StoredVisit),
    now: Instant,
) -> Result<(), Failure> {
    let place = (stored.visit.day, state_code(stored.visit.state));
    Ok(engine.store.set_visit(kept.id, place, now, &serde_json::to_string(stored)?)?)
}

/// Puts a swap before a second person.
pub fn ask(engine: &mut Engine, id: i64, asked: Asked) -> Done<()> {
    let Some((kept, _)) = stored(engine, id)? else { return Ok(Err(Refused::Unknown)) };
    engine.locked(kept.dso, |engine| {
        let Some((kept, mut stored)) = stored(engine, id)? else {
            return Ok(Err(Refused::Unknown));
        };
        if stored.swap.is_some() {
            return Ok(Err(SwapError::Waits.into()));
        }
        let (by, now) = (asked.by.clone(), asked.at);
        or_not!(would_swap(engine, (&kept, &stored), &asked.evidence, (&by, now))?);
        stored.swap = Some(asked);
        set(engine, (&kept, &stored), now)?;
        Ok(Ok(()))
    })
}

/// A second person has the account opened, with who lives there, and the request taken to its end; or turns it down. It
/// is what was asked at the moment that their page names.
pub fn decide(
    engine: &mut Engine,
    id: i64,
    (person, by): (i64, &str),
    (approve, seen): (bool, Instant),
    now: Instant,
) -> Done<()> {
    let Some((kept, _)) = stored(engine, id)? else { return Ok(Err(Refused::Unknown)) };
    engine.locked(kept.dso, |engine| {
        let Some((kept, mut stored)) = stored(engine, id)? else {
            return Ok(Err(Refused::Unknown));
        };
        let Some(asked) = stored.swap.clone() else {
            return Ok(Err(SwapError::NothingWaits.into()));
        };
        if asked.at != seen {
            // It was turned down and asked anew since: registers and card may be others. Source: UX 7.3.
            return Ok(Err(Refused::Overtaken));
        }
        let mut account = None;
        if approve {
            if asked.person == person {
                return Ok(Err(SwapError::SamePerson.into()));
            }
            let who = (asked.by.as_str(), now);
            let carried = or_not!(would_swap(engine, (&kept, &stored), &asked.evidence, who)?);
            account = Some(carried.transfer.open(engine)?);
        }
        if let (Some(account), Some(request)) = (account, stored.visit.request) {
            let home = steps::known(engine, request, now)?.and_then(|at| at.request.home);
            let Some(home) = home else { return Err(RequestError::NoHome.into()) };
            engine.store.set_contact(&Contact {
                name: home.name,
                phone: home.phone,
                street: home.street,
                postcode: home.postcode,
                town: home.town,
                entered_by: Some(by.to_owned()),
                ..Contact::empty(account, home.language, now)
            })?;
            let both = format!("{}, {by}", asked.by);
            or_not!(steps::take(engine, request, Step::Activated, &both, now)?);
        }
        stored.swap = None;
        let asked_by = asked.by;
        stored.decided.push(Decided { at: now, by: by.to_owned(), asked_by, account });
        set(engine, (&kept, &stored), now)?;
        Ok(Ok(()))
    })
}

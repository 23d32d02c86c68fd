//! What a household agreed to lapses without a visible error, at its consumer port, for its supplier, for whoever helps:
//! it is told before. Source: MT-16, PD-03, CM-01r.

use super::access;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::parties;
use calendar::{Instant, SettlementDay};
use params::Parameters;
use store::ConsentAct;
use timeline::Fact;
use units::{AccountId, Dso, Energy};
use vending::Role;

/// The data of the port to whoever the household named. Kept with the act; never changes.
pub const P1_PORT: u8 = 2;
/// As the fact says it.
const P1: &str = "p1";
const SUPPLIER: &str = "supplier/";
const PARTY: &str = "party/";

/// Whom an agreement is about that ends soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum With {
    Supplier(String),
    Party(i64),
}

/// By what the fact says. `None`: nobody in particular.
pub(super) fn with_whom(what: &str) -> Option<With> {
    if let Some(supplier) = what.strip_prefix(SUPPLIER) {
        return Some(With::Supplier(supplier.to_owned()));
    }
    what.strip_prefix(PARTY)?.parse().ok().map(With::Party)
}

/// The day on which what was agreed to then is no longer so.
fn lapses(given: SettlementDay, parameters: &Parameters) -> SettlementDay {
    given.plus_months(i32::try_from(parameters.p1_consent_months).unwrap_or(i32::MAX))
}

/// What a household allows at its port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortConsent {
    pub since: SettlementDay,
    /// The first day on which it is not so any more.
    pub until: SettlementDay,
    /// The household has been told that this day is near.
    pub ends_soon: bool,
}

/// Nothing if it allows nothing today.
pub fn port_consent(
    acts: &[ConsentAct],
    parameters: &Parameters,
    today: SettlementDay,
) -> Option<PortConsent> {
    let last = acts.iter().rev().find(|act| act.kind == P1_PORT).filter(|last| last.agreed)?;
    let since = last.at.day();
    let until = lapses(since, parameters);
    let ends_soon = today >= warned_on(until, parameters);
    (today < until).then_some(PortConsent { since, until, ends_soon })
}

fn warned_on(until: SettlementDay, parameters: &Parameters) -> SettlementDay {
    let days = i32::try_from(parameters.p1_warn_days).unwrap_or(i32::MAX);
    until.plus(days.saturating_neg())
}

/// The first day on which it is told that something ends which was agreed to for so long: a tenth of the time before,
/// and never more than the days of notice. Source: PD-03.
fn told_from([given, until]: [SettlementDay; 2], parameters: &Parameters) -> SettlementDay {
    let tenth = i64::from(until.days_since(given).max(0)) / 10;
    let days = tenth.clamp(1, parameters.p1_warn_days.max(1));
    until.plus(i32::try_from(days).unwrap_or(1).saturating_neg())
}

/// Records, once for each, the consents of an operator that end within the days of notice. One that is
/// renewed meanwhile ends later, and is told of again before that. Returns how many are told.
pub fn warn_of_consents(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    let mut told = warn_of_port(engine, dso, now)?;
    let rules = engine.books.rules(dso, Energy::Electricity)?;
    let parameters = rules.parameters.at(now.day(), now).clone();
    let days = i32::try_from(parameters.p1_warn_days.max(1)).unwrap_or(i32::MAX);
    let soon = [now, now.day().plus(days.saturating_add(1)).start()];
    for given in engine.store.supplier_consents_ending(dso, soon)? {
        let Some(until) = given.until else { continue };
        let days = [given.at.day(), until.day()];
        if now.day() >= told_from(days, &parameters) {
            let what = format!("{SUPPLIER}{}", given.supplier);
            told += ends(engine, (given.account, what), until, now)?;
        }
    }
    for grant in engine.store.grants_ending(dso, soon)? {
        let Some(until) = grant.until else { continue };
        // What the law allows was agreed to by nobody, and its end is told when it has come.
        let agreed = access::sees(&grant) && grant.role != Role::MandateByLaw.code();
        let days = [grant.from.day(), until.day()];
        if !agreed || grant.from > now || now.day() < told_from(days, &parameters) {
            continue;
        }
        let mut goes_on = false;
        for other in engine.store.party_grants(grant.account)? {
            let same = other.party == grant.party && other.seq != grant.seq;
            goes_on |= same && access::sees(&other) && parties::known(&other)?.is_open(until, None);
        }
        if !goes_on {
            told += ends(engine, (grant.account, format!("{PARTY}{}", grant.party)), until, now)?;
        }
    }
    Ok(told)
}

/// Records that something ends, if that is not known. The day is the last one on which it is so. Returns how many are
/// new.
fn ends(
    engine: &mut Engine,
    (account, what): (AccountId, String),
    until: Instant,
    now: Instant,
) -> Result<usize, Failure> {
    let Some(account) = engine.store.account(account)? else {
        return Ok(0);
    };
    if account.closed_at.is_some() || account.opened_at > now {
        return Ok(0);
    }
    let fact = Fact::ConsentEnds { what, on: until.plus_s(-1).day() };
    let known = fact.key().unwrap_or_default();
    if engine.store.has_fact(account.id, fact.name(), &known)? {
        return Ok(0);
    }
    engine.record(&account, &fact, now)?;
    Ok(1)
}

fn warn_of_port(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    let today = now.day();
    let mut told = 0;
    for given in engine.store.consents_in_force(dso, P1_PORT)? {
        let ConsentAct { account, at, .. } = given;
        let Some(account) = engine.store.account(account)? else { continue };
        if account.closed_at.is_some() || account.opened_at > now {
            continue;
        }
        let rules = engine.books.rules(dso, account.group.energy)?;
        let parameters = rules.parameters.at(today, now);
        let on = lapses(at.day(), parameters);
        if today < warned_on(on, parameters) || today >= on {
            continue;
        }
        let fact = Fact::ConsentEnds { what: P1.to_owned(), on };
        let known = fact.key().unwrap_or_default();
        if !engine.store.has_fact(account.id, fact.name(), &known)? {
            engine.record(&account, &fact, now)?;
            told += 1;
        }
    }
    Ok(told)
}

//! What a household allows at its consumer port lapses without a visible error: it is told before. Source: MT-16,
//! PD-03, CM-01r.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::Parameters;
use store::ConsentAct;
use timeline::Fact;
use units::Dso;

/// The data of the port to whoever the household named. Kept with the act; never changes.
pub const P1_PORT: u8 = 2;
/// As the fact says it.
const P1: &str = "p1";

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

/// Records, once for each, the consents of an operator that end within the days of notice. One that is
/// renewed meanwhile ends later, and is told of again before that. Returns how many are told.
pub fn warn_of_consents(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
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

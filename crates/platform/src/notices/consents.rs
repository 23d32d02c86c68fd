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
        let days = i32::try_from(parameters.p1_warn_days).unwrap_or(i32::MAX);
        if today < on.plus(days.saturating_neg()) || today >= on {
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

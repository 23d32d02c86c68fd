//! Amounts of prepayment that households feel are told before the day on which they change. Source: CM-01n, UX 5.2 M22.

use super::nightly::TOGETHER;
use super::outbox::to_tell;
use crate::books::{Books, EnteredParameter};
use crate::changes::operators;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use notify::figures::{Rule, RuleChange};
use params::Parameters;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::{Dso, Energy, MicroEuro};

/// The job that follows an approval.
pub const JOB: &str = "rules_notice";

/// Such an amount as it holds.
type Holds = fn(&Parameters) -> MicroEuro;

/// What is told, by the names of its values.
const FELT: [(&str, Rule, Holds); 6] = [
    ("credit.emergency_limit", Rule::EmergencyCredit, |all| all.emergency_limit),
    ("credit.reconnect_level", Rule::BackOn, |all| all.reconnect_level),
    ("account.recovery_per_day", Rule::PerDay, |all| all.recovery_per_day),
    ("credit.low_threshold", Rule::Low, |all| all.low_threshold),
    ("topup.min", Rule::LeastTopUp, |all| all.payments.topup_min),
    ("topup.max", Rule::MostTopUp, |all| all.payments.topup_max),
];

/// What is to be told.
#[derive(Serialize, Deserialize)]
struct Changed {
    dso: Dso,
    /// The first day of the new amounts.
    day: SettlementDay,
    at: Instant,
}

/// Notes that a change is to be told, in the transaction in which it comes into force.
pub fn rules_changed(
    engine: &mut Engine,
    changed: &EnteredParameter,
    at: Instant,
) -> Result<(), Failure> {
    if !FELT.iter().any(|(name, ..)| *name == changed.name) {
        return Ok(());
    }
    let day = changed.valid_from;
    for dso in operators(changed.scope) {
        let body = serde_json::to_string(&Changed { dso, day, at })?;
        engine.store.add_job(&format!("{JOB}/{dso}/{day}/{}", at.0), JOB, at, &body)?;
    }
    Ok(())
}

/// What changes on a day, as known at an instant.
pub(super) fn changes(
    books: &Books,
    (dso, energy): (Dso, Energy),
    day: SettlementDay,
    known_at: Instant,
) -> Result<Vec<RuleChange>, Failure> {
    let series = books.rules(dso, energy)?.parameters;
    let (old, new) = (series.at(day.previous(), known_at), series.at(day, known_at));
    let each = FELT.iter().map(|(_, rule, holds)| RuleChange {
        rule: *rule,
        before: holds(old),
        after: holds(new),
    });
    Ok(each.filter(|one| one.before != one.after).collect())
}

/// Tells each open account for whose energy an amount is another one from that day on. Doing it twice changes nothing.
/// Returns how many are told.
pub fn tell_of_rules(engine: &mut Engine, body: &str) -> Result<usize, Failure> {
    let Changed { dso, day, at } = serde_json::from_str(body)?;
    if engine.books.house(dso).is_none() {
        return Ok(0);
    }
    let mut changed = BTreeMap::new();
    for energy in [Energy::Electricity, Energy::Gas] {
        changed.insert(energy, !changes(&engine.books, (dso, energy), day, at)?.is_empty());
    }
    let (mut after, mut count) = (None, 0);
    loop {
        let page = engine.store.accounts(Some(dso), after, TOGETHER)?;
        let Some(last) = page.last().map(|account| account.id) else {
            return Ok(count);
        };
        let told = page.iter().filter(|account| {
            account.closed_at.is_none() && changed.get(&account.group.energy) == Some(&true)
        });
        let messages: Vec<_> = told
            .map(|account| {
                let body = serde_json::json!({ "notice": "rules", "day": day });
                let message = to_tell(format!("notice/{}/rules/{day}", at.0), at, &body);
                (account.id, message)
            })
            .collect();
        count += messages.len();
        engine.store.add_messages(dso, &messages)?;
        after = Some(last);
    }
}

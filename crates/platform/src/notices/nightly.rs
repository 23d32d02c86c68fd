//! What a night leads to that is no crossing of a level: emergency credit that is nearly used up, a threshold
//! of one's own, a meter that is silent, a starting credit that is repaid, a credit that ends while shops are closed.
//! Source: CM-01d, CM-01e, CM-01g, CM-01n, CM-01o.

use super::forecast::Ahead;
use super::outbox::to_tell;
use super::threshold;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use ledger::LedgerAccount;
use prepay::{Attention, CreditState, DayRow, Quality};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{NewMessage, Store};
use units::{AccountId, Dso, Energy, MicroEuro};

/// The job that follows a night.
pub const JOB: &str = "notices";
/// Accounts whose rows are read together.
pub(super) const TOGETHER: usize = 5_000;
/// How long the job is held for the next accounts.
const LEASE_S: i64 = 300;

/// The key of the job of a day.
pub fn job_key(dso: Dso, day: SettlementDay) -> String {
    format!("{JOB}/{dso}/{day}")
}

/// By what rows are judged.
struct Levels {
    /// At and below it emergency credit is nearly used up.
    nearly: MicroEuro,
    /// Below it credit is low, for whoever wishes nothing else.
    usual: MicroEuro,
    /// So many nights without a reading, and the meter is told to be silent.
    silent_nights: i32,
}

/// Puts into the outbox what the night of `day` leads to. Doing it twice changes nothing. Returns how many
/// notices there are.
pub fn tell_of_night(engine: &mut Engine, dso: Dso, day: SettlementDay) -> Result<usize, Failure> {
    if engine.books.house(dso).is_none() {
        return Ok(0);
    }
    let run_at = engine.books.run_at(dso, day)?;
    let parameters =
        engine.books.rules(dso, Energy::Electricity)?.parameters.at(day.next(), run_at);
    let nights = parameters.notices.silence_h.max(1).saturating_add(23) / 24;
    let levels = Levels {
        nearly: MicroEuro(
            parameters.notices.emergency_left.0.saturating_sub(parameters.emergency_limit.0),
        ),
        usual: parameters.low_threshold,
        silent_nights: i32::try_from(nights).unwrap_or(i32::MAX),
    };
    let until = run_at.plus_h(parameters.notices.forecast_h);
    let ahead = Ahead::load(&mut engine.store, dso, [run_at, until])?;
    let mut count = 0;
    each_page(engine, dso, day, |engine, row, before| {
        let Some(before) = before else { return Ok(()) };
        let mut said = Vec::new();
        if let Some(kind) = level_of(&mut engine.store, row, before, &levels)? {
            said.push(notice(row, kind, Value::Null, run_at));
        }
        if is_repaid(&mut engine.store, row)? {
            said.push(notice(row, "advance_repaid", Value::Null, run_at));
        }
        if let Some(more) = ahead.while_shut(engine, row, before)? {
            said.push(notice(row, "forecast", more, run_at));
        }
        for message in said {
            engine.store.add_message(row.account, &message)?;
            count += 1;
        }
        Ok(())
    })?;
    Ok(count)
}

/// Each row of a day with the row before it. However long it takes, nobody else begins the day's job.
pub(super) fn each_page(
    engine: &mut Engine,
    dso: Dso,
    day: SettlementDay,
    mut each: impl FnMut(&mut Engine, &DayRow, Option<&DayRow>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let rows = engine.store.rows_of_day(dso, day, after, TOGETHER)?;
        let Some(last) = rows.last().map(|row| row.account) else {
            return Ok(());
        };
        let before: BTreeMap<AccountId, DayRow> = engine
            .store
            .rows_of_day(dso, day.previous(), after, TOGETHER)?
            .into_iter()
            .map(|row| (row.account, row))
            .collect();
        for row in &rows {
            each(engine, row, before.get(&row.account))?;
        }
        after = Some(last);
        engine.store.job_goes_on(&job_key(dso, day), crate::clock::now().plus_s(LEASE_S))?;
    }
}

/// Which level a row passed that the night itself does not tell, by the row before it.
fn level_of(
    store: &mut Store,
    row: &DayRow,
    before: &DayRow,
    levels: &Levels,
) -> Result<Option<&'static str>, Failure> {
    let Levels { nearly, usual, silent_nights } = *levels;
    if row.credit_state == CreditState::EmergencyInUse
        && row.balance <= nearly
        && before.balance > nearly
    {
        return Ok(Some("emergency_low"));
    }
    // So many nights without a reading, after one with: once.
    let silent = |row: &DayRow| row.quality == Quality::Provisional;
    if silent(row) && (silent_nights < 2 || silent(before)) {
        let first = row.day.plus(silent_nights.saturating_neg());
        let earlier = store.days(&[row.account], first, row.day)?;
        let nights: Vec<bool> = earlier.iter().map(silent).collect();
        if let [false, after @ ..] = nights.as_slice()
            && after.len() == usize::try_from(silent_nights).unwrap_or(0)
            && after.iter().all(|silent| *silent)
        {
            return Ok(Some("no_reading"));
        }
    }
    // A threshold of one's own may lie above or below that of the books.
    if matches!(row.credit_state, CreditState::InCredit | CreditState::LowCredit)
        && let Some(contact) = store.contact(row.account)?
        && contact.threshold.is_some()
    {
        // What days are worth moves with what they cost: each night is judged by its own.
        let mut is_low = |of: &DayRow| {
            let own = threshold::low(store, of.account, contact.threshold, of.day, usual);
            own.map(|own| of.balance < own)
        };
        if is_low(row)? && !is_low(before)? {
            return Ok(Some("low_credit"));
        }
    }
    Ok(None)
}

/// Whether this night took the last of the starting credit. Source: PA-06.
fn is_repaid(store: &mut Store, row: &DayRow) -> Result<bool, Failure> {
    if row.collected <= MicroEuro::ZERO {
        return Ok(false);
    }
    if row.attention.0 & Attention::DEBTS.0 == 0 {
        return Ok(row.debt == MicroEuro::ZERO);
    }
    // There are other debts: the books say what is left of this one.
    let mut left = 0_i64;
    for entry in store.entries(&[row.account])? {
        for posting in entry.transaction.postings() {
            if posting.account == LedgerAccount::Advances {
                left = left.saturating_add(posting.amount.0);
            }
        }
    }
    for of in store.days(&[row.account], SettlementDay(0), row.day)? {
        left = left.saturating_sub(of.collected.0);
    }
    Ok(left <= 0)
}

/// A message of the outbox with the balance of a row, and what its words need beside.
pub(super) fn notice(row: &DayRow, kind: &str, more: Value, at: Instant) -> NewMessage {
    let mut body = json!({ "notice": kind, "balance_micro_eur": row.balance.0 });
    if let (Some(fields), Value::Object(more)) = (body.as_object_mut(), more) {
        fields.extend(more);
    }
    to_tell(format!("notice/{}/{kind}/night", row.day), at, &body)
}

//! What a night leads to that is no crossing of a level: emergency credit that is nearly used up, a threshold
//! of one's own, a meter that is silent. Source: CM-01d, CM-01g, CM-01o.

use super::threshold;
use crate::books::Books;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use prepay::{CreditState, DayRow, Quality};
use std::collections::BTreeMap;
use store::{NewMessage, Store};
use units::{AccountId, Dso, Energy, MicroEuro};

/// The job that follows a night.
pub const JOB: &str = "notices";
/// Accounts whose rows are read together.
const TOGETHER: usize = 5_000;
/// So much emergency credit is left, or less. Source: CM-01g.
const LITTLE_LEFT: MicroEuro = MicroEuro(5_000_000);

/// The key of the job of a day.
pub fn job_key(dso: Dso, day: SettlementDay) -> String {
    format!("{JOB}/{dso}/{day}")
}

/// Puts into the outbox what the night of `day` leads to. Doing it twice changes nothing. Returns how many
/// accounts have something to be told.
pub fn tell_of_night(
    store: &mut Store,
    books: &Books,
    dso: Dso,
    day: SettlementDay,
) -> Result<usize, Failure> {
    if books.house(dso).is_none() {
        return Ok(0);
    }
    let run_at = books.run_at(dso, day)?;
    let rules = books.rules(dso, Energy::Electricity)?;
    let parameters = rules.parameters.at(day.next(), run_at);
    let (limit, usual) = (parameters.emergency_limit, parameters.low_threshold);
    let nearly = MicroEuro(LITTLE_LEFT.0.saturating_sub(limit.0));
    let (mut after, mut count) = (None, 0);
    loop {
        let rows = store.rows_of_day(dso, day, after, TOGETHER)?;
        let Some(last) = rows.last().map(|row| row.account) else { return Ok(count) };
        let before: BTreeMap<AccountId, DayRow> = store
            .rows_of_day(dso, day.previous(), after, TOGETHER)?
            .into_iter()
            .map(|row| (row.account, row))
            .collect();
        for row in &rows {
            let kind = kind_of(store, row, before.get(&row.account), [nearly, usual])?;
            if let Some(kind) = kind {
                add(store, row, kind, run_at)?;
                count += 1;
            }
        }
        after = Some(last);
    }
}

/// What a row leads to, by the row before it.
fn kind_of(
    store: &mut Store,
    row: &DayRow,
    before: Option<&DayRow>,
    [nearly, usual]: [MicroEuro; 2],
) -> Result<Option<&'static str>, Failure> {
    let Some(before) = before else { return Ok(None) };
    if row.credit_state == CreditState::EmergencyInUse
        && row.balance <= nearly
        && before.balance > nearly
    {
        return Ok(Some("emergency_low"));
    }
    // Two nights without a reading, after one with: once.
    let silent = |row: &DayRow| row.quality == Quality::Provisional;
    if silent(row) && silent(before) {
        let earlier = store.days(&[row.account], row.day.plus(-2), row.day.previous())?;
        if earlier.first().is_some_and(|row| !silent(row)) {
            return Ok(Some("no_reading"));
        }
    }
    if row.credit_state == CreditState::InCredit
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

fn add(store: &mut Store, row: &DayRow, kind: &str, run_at: Instant) -> Result<(), Failure> {
    let balance = row.balance.0;
    let message = NewMessage {
        key: format!("notice/{}/{kind}/night", row.day),
        at: run_at,
        lane: 2,
        kind: "notice".to_owned(),
        body: serde_json::json!({ "notice": kind, "balance_micro_eur": balance }).to_string(),
    };
    Ok(store.add_message(row.account, &message)?)
}

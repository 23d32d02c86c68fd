//! Who is held on by protected hours hears the last call also on the last open day before a long stretch: when the
//! stretch ends, shops and desks have been closed for days. Source: CM-01i.

use super::forecast::HOUR;
use super::nightly::each_page;
use super::outbox::to_tell;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, ProtectedHours, SettlementDay};
use prepay::CreditState;
use serde_json::json;
use units::{Dso, Energy};

/// Cuts are open on this day, and not at all on the next one.
pub(super) fn is_last_open_day(hours: &ProtectedHours, day: SettlementDay) -> bool {
    !hours.open_on(day).is_empty() && hours.open_on(day.next()).is_empty()
}

/// On a last open day: who may be cut when the stretch ends, by the rows of the night of `day` and what came since.
/// Doing it twice changes nothing. Returns how many are told.
pub fn tell_of_last_open_day(
    engine: &mut Engine,
    dso: Dso,
    day: SettlementDay,
    now: Instant,
) -> Result<usize, Failure> {
    let eve = day.next();
    let rules = engine.books.rules(dso, Energy::Electricity)?;
    let hours = &rules.parameters.at(eve, now).protected_hours;
    let stretch = hours.stretch(eve.next().at(12, 0)).filter(|_| is_last_open_day(hours, eve));
    let Some((_, until)) = stretch.filter(|(_, end)| now < *end) else { return Ok(0) };
    if engine.books.house(dso).is_none() {
        return Ok(0);
    }
    let at = now.max(eve.at(HOUR, 0));
    let mut count = 0;
    each_page(engine, dso, day, |engine, row, _| {
        if row.credit_state != CreditState::Exhausted {
            return Ok(());
        }
        let Some(account) = engine.store.account(row.account)? else { return Ok(()) };
        let Some(known) = engine.rebuild(std::slice::from_ref(&account), at)?.pop() else {
            return Ok(());
        };
        if !known.timeline.may_be_cut() {
            return Ok(());
        }
        let balance = known.timeline.account.balance();
        let body = json!({
            "notice": "last_open_day", "balance_micro_eur": balance.0, "until": until,
        });
        let message = to_tell(format!("notice/{eve}/last_open_day"), at, &body);
        engine.store.add_message(row.account, &message)?;
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

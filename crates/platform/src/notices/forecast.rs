//! Whose credit is expected to end while nobody can top up in a shop, or over the weekend, hears of it before.
//! Source: CM-01e.

use super::held::is_last_open_day;
use super::nightly::each_page;
use super::outbox::to_tell;
use crate::engine::Engine;
use crate::estimates;
use crate::failure::Failure;
use calendar::{Instant, ProtectedHours, SettlementDay, Weekday};
use prepay::{CreditState, DayRow};
use serde_json::{Value, json};
use store::Store;
use units::{Dso, Energy, MicroEuro};
use vending::{Distance, Hours};

/// The job of an afternoon before days without shops and desks.
pub const JOB: &str = "forecast";
/// When it is due.
pub(super) const HOUR: u8 = 15;
/// How far it is looked for the next opening of a shop.
const LOOKED_AHEAD: i32 = 10;

/// The key of the job of such a day.
pub fn job_key(dso: Dso, eve: SettlementDay) -> String {
    format!("{JOB}/{dso}/{eve}")
}

/// When the job is due that follows the night of `day`, if the day after it is a Friday, or the last open day before
/// others without cuts.
pub fn due_after(day: SettlementDay, hours: &ProtectedHours) -> Option<Instant> {
    let eve = day.next();
    let before_days_off = eve.weekday() == Weekday::Fri || is_last_open_day(hours, eve);
    before_days_off.then(|| eve.at(HOUR, 0))
}

/// A shop as far as its hours matter.
struct Shop {
    postcode: u16,
    gas: bool,
    hours: Hours,
}

/// When nobody can top up: the shops close in time to tell of it, or have closed and open again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shut {
    Closes(Instant),
    Opens(Instant),
}

/// What is needed to look ahead from an instant up to another one.
pub(super) struct Ahead {
    shops: Vec<Shop>,
    from: Instant,
    until: Instant,
}

impl Ahead {
    pub(super) fn load(
        store: &mut Store,
        dso: Dso,
        [from, until]: [Instant; 2],
    ) -> Result<Self, Failure> {
        let mut shops = Vec::new();
        for place in store.places(dso)?.into_iter().filter(|place| !place.gone) {
            let hours = place.hours.parse()?;
            shops.push(Shop { postcode: place.postcode, gas: place.gas, hours });
        }
        Ok(Self { shops, from, until })
    }

    /// What to tell of a row whose credit ends in time and while the shops that these people go to are closed.
    pub(super) fn while_shut(
        &self,
        engine: &mut Engine,
        row: &DayRow,
        before: &DayRow,
    ) -> Result<Option<Value>, Failure> {
        // Nothing is said of shops that nobody knows.
        if self.shops.is_empty() {
            return Ok(None);
        }
        let Some((ends, _, shut)) = self.end_of(engine, row, Some(before))? else {
            return Ok(None);
        };
        Ok(shut.map(|shut| told(ends, Some(shut))))
    }

    /// When the credit of a row ends, if that is in time; with the balance of then, and when shops are closed.
    fn end_of(
        &self,
        engine: &mut Engine,
        row: &DayRow,
        before: Option<&DayRow>,
    ) -> Result<Option<(Instant, MicroEuro, Option<Shut>)>, Failure> {
        if row.credit_state != CreditState::InCredit || !self.may_end(row, before) {
            return Ok(None);
        }
        // Who has no contact is told nothing that need not be known.
        let Some(contact) = engine.store.contact(row.account)? else {
            return Ok(None);
        };
        let Some(account) = engine.store.account(row.account)? else {
            return Ok(None);
        };
        let mut rebuilt = engine.rebuild(std::slice::from_ref(&account), self.from)?;
        let Some(known) = rebuilt.pop() else {
            return Ok(None);
        };
        let shown = estimates::shown(engine, &account, &known.timeline, self.from)?.ok();
        let ends = shown.filter(|shown| !shown.emergency).and_then(|shown| shown.estimate.ends);
        let Some(ends) = ends.filter(|ends| self.from <= *ends && *ends < self.until) else {
            return Ok(None);
        };
        let hours = self.near(account.group.energy, vending::postcode(&contact.postcode));
        let balance = known.timeline.account.balance();
        Ok(Some((ends, balance, shut_at(&hours, self.from, ends))))
    }

    /// Whether a credit may end in time at all: by the dearer of two days, with half as much again. It is worked out
    /// for those alone.
    fn may_end(&self, row: &DayRow, before: Option<&DayRow>) -> bool {
        let cost = |row: &DayRow| {
            let beside = row.collected.0.saturating_add(row.collected_debts.0);
            row.charge.0.saturating_add(beside)
        };
        let dearest = cost(row).max(before.map_or(0, cost)).max(0);
        let days = self.until.seconds_since(self.from).max(0) / 86_400 + 1;
        row.balance.0 <= dearest.saturating_mul(days).saturating_mul(3) / 2
    }

    /// The hours of the shops of one's own place; if it has none, those near by; if there are none, all.
    fn near(&self, energy: Energy, postcode: Option<u16>) -> Vec<&Hours> {
        let own =
            || self.shops.iter().filter(move |shop| energy == Energy::Electricity || shop.gas);
        let far = |shop: &Shop| {
            postcode.map_or(Distance::Far, |code| Distance::between(code, shop.postcode))
        };
        let nearest = own().map(far).min();
        own().filter(|shop| Some(far(shop)) == nearest).map(|shop| &shop.hours).collect()
    }
}

fn clock(day: SettlementDay, minute: u16) -> Instant {
    let part = |number: u16| u8::try_from(number).unwrap_or(0);
    // A window ends at `24:00`.
    if minute >= 1_440 { day.end() } else { day.at(part(minute / 60), part(minute % 60)) }
}

/// Nothing if a shop is open at `ends`, or none is known.
fn shut_at(hours: &[&Hours], now: Instant, ends: Instant) -> Option<Shut> {
    if hours.is_empty() || hours.iter().any(|one| one.is_open(ends)) {
        return None;
    }
    let windows = |day: SettlementDay| {
        hours
            .iter()
            .flat_map(move |one| one.of(day).iter())
            .map(move |window| (clock(day, window.from_minute()), clock(day, window.to_minute())))
    };
    let days = ends.day().days_since(now.day()).max(0);
    let closes = (0..=days)
        .flat_map(|back| windows(ends.day().plus(back.saturating_neg())))
        .map(|(_, to)| to)
        .filter(|to| now < *to && *to <= ends)
        .max();
    if let Some(closes) = closes {
        return Some(Shut::Closes(closes));
    }
    let opens = (0..LOOKED_AHEAD)
        .flat_map(|more| windows(ends.day().plus(more)))
        .map(|(from, _)| from)
        .filter(|from| ends < *from)
        .min();
    opens.map(Shut::Opens)
}

fn told(ends: Instant, shut: Option<Shut>) -> Value {
    let (closes, opens) = match shut {
        Some(Shut::Closes(at)) => (Some(at), None),
        Some(Shut::Opens(at)) => (None, Some(at)),
        None => (None, None),
    };
    json!({ "until": ends, "closes": closes, "opens": opens })
}

/// On a Friday afternoon: whose credit is expected to end before shops and desks are back, whatever is open meanwhile.
/// `day` is that of the last night. Doing it twice changes nothing. Returns how many are told.
pub fn tell_of_weekend(
    engine: &mut Engine,
    dso: Dso,
    day: SettlementDay,
    now: Instant,
) -> Result<usize, Failure> {
    let friday = day.next();
    if friday.weekday() != Weekday::Fri {
        return Ok(0);
    }
    let monday = friday.plus(3).start();
    let rules = engine.books.rules(dso, Energy::Electricity)?;
    let hours = &rules.parameters.at(friday, now).protected_hours;
    // A holiday makes it longer.
    let until = hours.stretch(friday.plus(1).at(12, 0)).map_or(monday, |(_, end)| end.max(monday));
    if engine.books.house(dso).is_none() || now >= until {
        return Ok(0);
    }
    let ahead = Ahead::load(&mut engine.store, dso, [now, until])?;
    let mut count = 0;
    each_page(engine, dso, day, |engine, row, before| {
        let Some((ends, balance, shut)) = ahead.end_of(engine, row, before)? else {
            return Ok(());
        };
        let mut body = told(ends, shut);
        if let Some(fields) = body.as_object_mut() {
            fields.insert("notice".to_owned(), json!("forecast"));
            fields.insert("balance_micro_eur".to_owned(), json!(balance.0));
        }
        let message = to_tell(format!("notice/{friday}/forecast/weekend"), now, &body);
        engine.store.add_message(row.account, &message)?;
        count += 1;
        Ok(())
    })?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_01e_shops_are_shut_from_their_last_closing_on_and_one_that_is_open_is_enough() {
        let at = |text: &str| -> Instant { text.parse().unwrap() };
        let friday = at("2026-11-20T06:00:00+01:00");
        let sunday = at("2026-11-22T20:00:00+01:00");
        let one: Hours = "Mo-Fr 08:00-18:00; Sa 09:00-12:00".parse().unwrap();
        let other: Hours = "Mo-Fr 08:00-12:00 13:00-19:00; Sa 09:00-17:30".parse().unwrap();
        let always: Hours = "Mo-Su 00:00-24:00".parse().unwrap();
        let both = [&one, &other];
        let closes = Shut::Closes(at("2026-11-21T17:30:00+01:00"));
        assert_eq!(shut_at(&both, friday, sunday), Some(closes));
        assert_eq!(shut_at(&[&one, &always], friday, sunday), None);
        assert_eq!(shut_at(&[], friday, sunday), None, "nothing is known");
        assert_eq!(shut_at(&both, friday, at("2026-11-20T12:30:00+01:00")), None);
        // Over noon one is open; in the evening both are closed.
        let evening = at("2026-11-20T21:00:00+01:00");
        let seven = Shut::Closes(at("2026-11-20T19:00:00+01:00"));
        assert_eq!(shut_at(&both, friday, evening), Some(seven));
        // They have closed already: when they open again is of more use.
        let late = at("2026-11-21T18:00:00+01:00");
        let opens = Shut::Opens(at("2026-11-23T08:00:00+01:00"));
        assert_eq!(shut_at(&both, late, sunday), Some(opens));
    }
}

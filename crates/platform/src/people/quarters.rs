//! A household's own quarter-hours, as the store of quarter-hours keeps them, after it agreed. Source: UX 8.2
//! C-07, PD-01, PD-03.

use super::figures::at_place;
use super::{People, held};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::runs::OwnTime;
use ::intervals::{Direction, Quality, Query, Series};
use calendar::{Instant, SettlementDay};
use portal::my::{ConsentLine, ConsentShown, MyQuarters, Period, QuarterDay, Visitor};
use store::{Account, ConsentAct};
use units::MilliWattHours;

/// The household's quarter-hours on its own pages: without it the meter is not asked for them. Kept with the act;
/// never changes.
pub const OWN_PAGES: u8 = 1;
const MONTH_DAYS: i32 = 30;

/// What a household said of its quarter-hours, the first first.
fn said(engine: &mut Engine, account: &Account) -> Result<Vec<ConsentAct>, Failure> {
    let mut acts = engine.store.consents(account.id)?;
    acts.retain(|act| act.kind == OWN_PAGES);
    Ok(acts)
}

/// The same for the log of looks and the data that a household takes along.
pub(super) fn consent_lines(
    engine: &mut Engine,
    account: &Account,
) -> Result<Vec<ConsentLine>, Failure> {
    let acts = said(engine, account)?;
    Ok(acts.into_iter().map(|act| ConsentLine { at: act.at, agreed: act.agreed }).collect())
}

/// Since when it agrees.
fn since(acts: &[ConsentAct]) -> Option<Instant> {
    acts.last().filter(|act| act.agreed).map(|act| act.at)
}

/// The days that are asked for: within what the household may see, its own and over.
pub(super) struct Days {
    first: SettlementDay,
    last: SettlementDay,
    /// What lies before and after, as the page steps.
    earlier: Option<SettlementDay>,
    later: Option<SettlementDay>,
}

/// Not before the account was opened: that is another household's. Source: PD-07.
pub(super) fn days_of(period: Period, opened: SettlementDay, yesterday: SettlementDay) -> Days {
    let within = |day: SettlementDay| day.min(yesterday).max(opened);
    match period {
        Period::Day(day) => {
            let day = within(day);
            Days {
                first: day,
                last: day,
                earlier: Some(day.previous()).filter(|before| *before >= opened),
                later: Some(day.next()).filter(|after| *after <= yesterday),
            }
        }
        Period::Month(last) => {
            let last = within(last.unwrap_or(yesterday));
            let first = last.plus(1 - MONTH_DAYS).max(opened);
            Days {
                first,
                last,
                earlier: Some(first.previous()).filter(|before| *before >= opened),
                later: Some(last.plus(MONTH_DAYS).min(yesterday)).filter(|after| *after > last),
            }
        }
    }
}

/// The days of a series, each with a place for every quarter-hour.
fn by_day(series: &[Series], days: &Days) -> Vec<QuarterDay> {
    let of = |direction| series.iter().find(|series| series.direction == direction);
    let (taken, given) = (of(Direction::OffTake), of(Direction::Injection));
    let mut found = Vec::new();
    let mut day = days.first;
    while day <= days.last {
        let count = usize::try_from(day.quarter_hours()).unwrap_or(0);
        let first = ::intervals::Quarter::first_of(day).0;
        let mut values = vec![None; count];
        let mut estimated = 0_usize;
        for interval in taken.map_or(&[][..], |series| series.day(day)) {
            let index = usize::try_from(interval.quarter.0.saturating_sub(first)).ok();
            let at = index.and_then(|index| values.get_mut(index));
            if let (Some(at), Some(known)) = (at, known(interval.quality)) {
                *at = Some(interval.energy.0);
                estimated = estimated.saturating_add(usize::from(!known));
            }
        }
        let given = given.map_or(&[][..], |series| series.day(day)).iter();
        let given = given.map(|interval| interval.energy.0).fold(0, i64::saturating_add);
        found.push(QuarterDay { day, taken: values, estimated, given: MilliWattHours(given) });
        day = day.next();
    }
    found
}

/// Whether a value is a measured one; `None` if it is none at all.
fn known(quality: Quality) -> Option<bool> {
    match quality {
        Quality::Measured => Some(true),
        Quality::Replaced | Quality::Estimated => Some(false),
        Quality::Unknown => None,
    }
}

impl People {
    /// The series of some days, without what is not of this household's own time. Source: PD-07.
    pub(super) fn series(
        &self,
        account: &Account,
        own: OwnTime,
        days: &Days,
    ) -> Result<Vec<Series>, Failure> {
        let Some(intervals) = &self.setting.intervals else { return Ok(Vec::new()) };
        let query = Query {
            dso: account.dso,
            point: account.ean.into(),
            from: days.first,
            until: days.last.next(),
            version: None,
        };
        let mut all = held(intervals).read(&query)?;
        for series in &mut all {
            series.intervals.retain(|one| own.has(one.quarter.start()));
        }
        Ok(all)
    }

    pub(super) fn quarters_of(
        &self,
        visitor: &Visitor,
        place: usize,
        period: Period,
    ) -> Result<Option<MyQuarters>, Failure> {
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let acts = said(&mut engine, &own.account)?;
        let time = OwnTime::of(&mut engine, &own.account, self.now())?;
        drop(engine);
        let mut page = MyQuarters {
            since: since(&acts),
            taken_back: acts.last().filter(|act| !act.agreed).map(|act| act.at),
            days: Vec::new(),
            earlier: None,
            later: None,
            meter: own.meter,
            meters,
        };
        if page.since.is_some() {
            let opened = own.account.opened_at.day();
            let days = days_of(period, opened, self.now().day().previous());
            page.days = by_day(&self.series(&own.account, time, &days)?, &days);
            (page.earlier, page.later) = (days.earlier, days.later);
        }
        Ok(Some(page))
    }

    pub(super) fn quarters_csv_of(
        &self,
        visitor: &Visitor,
        place: usize,
        period: Period,
    ) -> Result<Option<String>, Failure> {
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        if since(&said(&mut engine, &own.account)?).is_none() {
            return Ok(None);
        }
        let time = OwnTime::of(&mut engine, &own.account, self.now())?;
        drop(engine);
        let opened = own.account.opened_at.day();
        let days = days_of(period, opened, self.now().day().previous());
        let mut text = Vec::new();
        ::intervals::csv(&self.series(&own.account, time, &days)?, &mut text)?;
        Ok(Some(String::from_utf8(text)?))
    }

    pub(super) fn agree(
        &self,
        visitor: &Visitor,
        place: usize,
        agreed: bool,
    ) -> Result<Option<()>, Failure> {
        let at = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let (account, person) = (own.account.id, visitor.person);
        let act = ConsentAct { account, kind: OWN_PAGES, agreed, at, person };
        engine.locked(own.account.dso, |engine| {
            engine.store.add_consent(&act)?;
            Ok(Some(()))
        })
    }

    pub(super) fn consents_of(&self, visitor: &Visitor) -> Result<Vec<ConsentShown>, Failure> {
        let mut engine = self.engine()?;
        let mut found = Vec::new();
        for own in super::figures::own(&mut engine, visitor)? {
            let since = since(&said(&mut engine, &own.account)?);
            found.push(ConsentShown { meter: own.meter, since });
        }
        Ok(found)
    }
}

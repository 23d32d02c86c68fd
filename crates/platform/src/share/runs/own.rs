//! A household's own time at a point: in the month of a move each household sees what it shared itself, and nothing of
//! the other's. Source: PD-07, ES-20, PA-28.

use super::curves::{of_point, quarters};
use super::rows::Days;
use super::{Intervals, time_of, written};
use crate::engine::Engine;
use crate::failure::Failure;
use ::intervals::Month;
use calendar::{Instant, SettlementDay};
use sharing::month::{Curve, Time};
use sharing::{MISSING, QUARTER_HOUR_US};
use store::{Account, KeptRun, KeptVolume};
use units::Dso;

/// When a household lived at its point. No time is of two: what the one who left was charged for is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnTime {
    pub from: Instant,
    /// The handover, not the night in which it was settled.
    pub to: Option<Instant>,
}

impl OwnTime {
    pub fn of(engine: &mut Engine, account: &Account, now: Instant) -> Result<Self, Failure> {
        let mut from = account.opened_at;
        for other in engine.store.closed_accounts_of(account.ean)? {
            let before = other.id != account.id && other.opened_at < account.opened_at;
            if before && let Some((end, _)) = engine.handed_over(&other, now)? {
                from = from.max(end);
            }
        }
        let to = engine.handed_over(account, now)?.map(|(end, _)| end);
        Ok(Self { from, to })
    }

    /// Whether all of the quarter-hour in which an instant lies is in it.
    pub fn has(self, at: Instant) -> bool {
        let start = at.0.div_euclid(QUARTER_HOUR_US).saturating_mul(QUARTER_HOUR_US);
        let end = start.saturating_add(QUARTER_HOUR_US);
        self.from.0 <= start && self.to.is_none_or(|to| end <= to.0)
    }

    /// The first day that is all in it, if it is not over before.
    pub fn first_whole_day(self) -> SettlementDay {
        let day = self.from.day();
        if self.from == day.start() { day } else { day.next() }
    }

    /// Whether it is over before a month is.
    pub fn ends_before(self, month: Month) -> bool {
        let end = month.next().first_day().map(SettlementDay::start);
        self.to.zip(end).is_some_and(|(to, end)| to < end)
    }

    /// Takes away all that is not in it.
    pub fn keep(self, curve: &mut Curve, time: Time) {
        for values in [&mut curve.offtake, &mut curve.injection] {
            for (quarter, value) in values.iter_mut().enumerate() {
                if !self.has(time.at(quarter)) {
                    *value = MISSING;
                }
            }
        }
    }

    /// What a point had in it of a month, by its quarter-hours; where nobody says where they lie, by the days that are
    /// all in it. `None` if that is nothing.
    pub fn cut(
        self,
        intervals: Option<&mut Intervals>,
        dso: Dso,
        run: &KeptRun,
        volume: &KeptVolume,
    ) -> Result<Option<KeptVolume>, Failure> {
        let time = time_of(Month(run.month))?;
        if self.from >= time.end() || self.to.is_some_and(|to| to <= time.first) {
            return Ok(None);
        }
        let days = match intervals {
            Some(intervals) => self.by_quarters(intervals, dso, run, volume)?,
            None => {
                let all: Days = serde_json::from_str(&volume.days)?;
                let first = time.first.day();
                let days = (0..).map(|offset| first.plus(offset)).zip(all);
                days.map(|(day, sums)| {
                    let last = Instant(day.end().0.saturating_sub(1));
                    if self.has(day.start()) && self.has(last) { sums } else { [0; 4] }
                })
                .collect()
            }
        };
        let mut sums = [0_i64; 4];
        for day in &days {
            for (sum, value) in sums.iter_mut().zip(day) {
                *sum = sum.saturating_add(*value);
            }
        }
        let [offtake, received, injection, given] = sums;
        if offtake == 0 && injection == 0 {
            return Ok(None);
        }
        let (ean, sha256) = (volume.ean, volume.sha256.clone());
        let days = serde_json::to_string(&days)?;
        // Of what is missing it is known for the whole month alone.
        let missing = volume.missing;
        Ok(Some(KeptVolume { ean, offtake, received, injection, given, missing, days, sha256 }))
    }

    fn by_quarters(
        self,
        intervals: &mut Intervals,
        dso: Dso,
        run: &KeptRun,
        volume: &KeptVolume,
    ) -> Result<Days, Failure> {
        let time = time_of(Month(run.month))?;
        let shared = written(intervals, dso, run, volume.ean)?;
        let read = of_point(intervals, dso, volume.ean.into(), time, Some(run.input_version))?;
        let measured = quarters(&read, time).curve;
        let first = time.first.day();
        let count = usize::try_from(time.end().day().days_since(first))?;
        let mut days: Days = vec![[0; 4]; count];
        let at = |values: &[i64], quarter: usize| values.get(quarter).copied().unwrap_or(MISSING);
        for quarter in (0..time.quarters).filter(|quarter| self.has(time.at(*quarter))) {
            let place = usize::try_from(time.at(quarter).day().days_since(first))?;
            let Some([offtake, received, injection, given]) = days.get_mut(place) else { continue };
            // Where it was no member nothing was kept of it.
            let sides = [
                (&shared.offtake, &measured.offtake, received, offtake),
                (&shared.injection, &measured.injection, given, injection),
            ];
            for (shared, measured, of_shared, of_measured) in sides {
                let value = at(shared, quarter);
                if value != MISSING {
                    *of_shared = of_shared.saturating_add(value);
                    *of_measured = of_measured.saturating_add(at(measured, quarter).max(0));
                }
            }
        }
        Ok(days)
    }
}

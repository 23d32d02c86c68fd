//! The quarter-hours of a version: as text with its checksum, as rows of the database, as Parquet.

use super::curves::{Quarters, of_point, quarters};
use super::{Dossier, Intervals};
use crate::failure::Failure;
use ::intervals::{
    Direction, Interval, Month, Point, Quality, Quarter, Register, Series, Source, Written, hash_of,
};
use calendar::Instant;
use sharing::MISSING;
use sharing::month::{MemberShares, Shares, Time};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use store::{KeptRun, KeptVolume};
use units::{Dso, Ean, MilliWattHours};

/// What each day of a month had, in mWh: off-take, received, injection, given.
pub type Days = Vec<[i64; 4]>;

/// A month with how good each value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthRows {
    pub shares: Shares,
    quality: BTreeMap<Ean, Vec<Option<Quality>>>,
}

pub const HEADING: &str = "start,point,offtake_kwh,received_kwh,residual_offtake_kwh,injection_kwh,\
     shared_kwh,surplus_kwh,quality";

impl MonthRows {
    pub fn new(shares: Shares, read: BTreeMap<Ean, Quarters>) -> Self {
        let quality = read.into_iter().map(|(ean, quarters)| (ean, quarters.quality)).collect();
        Self { shares, quality }
    }

    /// A version as it is kept: what was measured then, with what came of it.
    pub fn kept(
        intervals: &mut Intervals,
        dso: Dso,
        dossier: &Dossier,
        run: &KeptRun,
        read: BTreeMap<Ean, Quarters>,
        time: Time,
    ) -> Result<Self, Failure> {
        let shares = dossier.state.shares().unwrap_or((time.first, None));
        let values = read.iter().map(|(ean, quarters)| (*ean, quarters.curve.clone())).collect();
        // Who was a member when, and what was measured; not what came of it.
        let mut shares = sharing::month::measure(dossier, shares, time, &values);
        for (ean, member) in &mut shares.members {
            let point = point(run.group, run.seq, *ean)?;
            let series = of_point(intervals, dso, point, time, Some(run.result_version))?;
            let found = quarters(&series, time).curve;
            member.received = found.offtake;
            member.given = found.injection;
        }
        Ok(Self::new(shares, read))
    }

    /// The quarter-hours of one member as lines; those in which it is no member are left out.
    pub fn lines(&self, ean: Ean, member: &MemberShares, to: &mut String) {
        let values = member.offtake.iter().zip(&member.received);
        let values = values.zip(member.injection.iter().zip(&member.given));
        for (quarter, ((offtake, received), (injection, given))) in values.enumerate() {
            if *offtake == MISSING && *injection == MISSING {
                continue;
            }
            let start = self.shares.time.at(quarter).to_utc_string();
            let quality = self.quality.get(&ean).and_then(|all| all.get(quarter).copied());
            let quality = quality.flatten().map_or("", Quality::name);
            let _ = write!(to, "{start},{ean}");
            for value in [
                *offtake,
                *received,
                rest(*offtake, *received),
                *injection,
                *given,
                rest(*injection, *given),
            ] {
                to.push(',');
                if value != MISSING {
                    let _ = write!(to, "{}", kwh(value));
                }
            }
            let _ = writeln!(to, ",{quality}");
        }
    }

    /// All quarter-hours with a heading.
    pub fn csv(&self) -> String {
        let mut text = format!("{HEADING}\n");
        for (ean, member) in &self.shares.members {
            self.lines(*ean, member, &mut text);
        }
        text
    }

    fn text_of(&self, ean: Ean, member: &MemberShares) -> String {
        let mut text = String::new();
        self.lines(ean, member, &mut text);
        text
    }

    /// Of all members' lines.
    pub fn sha256(&self) -> String {
        let mut text = String::new();
        for (ean, member) in &self.shares.members {
            text.push_str(&hash_of(self.text_of(*ean, member).as_bytes()));
            text.push('\n');
        }
        hash_of(text.as_bytes())
    }

    /// Sums of each local day.
    pub fn days(&self, member: &MemberShares) -> Days {
        let time = self.shares.time;
        let mut days = Days::new();
        let (mut day, mut quarter) = (time.first.day(), 0usize);
        while quarter < time.quarters {
            let count = usize::try_from(day.quarter_hours()).unwrap_or(96);
            let sum = |values: &[i64]| -> i64 {
                let of_day = values.iter().skip(quarter).take(count);
                of_day.map(|value| (*value).max(0)).sum()
            };
            days.push([
                sum(&member.offtake),
                sum(&member.received),
                sum(&member.injection),
                sum(&member.given),
            ]);
            quarter = quarter.saturating_add(count);
            day = day.next();
        }
        days
    }

    pub fn volumes(&self) -> Result<Vec<KeptVolume>, Failure> {
        let mut found = Vec::new();
        for (ean, member) in &self.shares.members {
            let totals = member.totals();
            found.push(KeptVolume {
                ean: *ean,
                offtake: totals.offtake,
                received: totals.received,
                injection: totals.injection,
                given: totals.given,
                missing: i32::try_from(member.missing)?,
                days: serde_json::to_string(&self.days(member))?,
                sha256: hash_of(self.text_of(*ean, member).as_bytes()),
            });
        }
        Ok(found)
    }

    /// Keeps what came of a month as a version of its own. The same once more is the same version.
    pub fn keep(
        &self,
        intervals: &mut Intervals,
        dso: Dso,
        (group, month, seq): (i64, Month, i32),
        now: Instant,
    ) -> Result<i32, Failure> {
        let mut all = Vec::new();
        let Some(first) = Quarter::starting_at(self.shares.time.first) else {
            return Err("a month that begins within a quarter-hour".into());
        };
        for (ean, member) in &self.shares.members {
            let point = point(group, seq, *ean)?;
            let sides =
                [(Direction::OffTake, &member.received), (Direction::Injection, &member.given)];
            for (direction, values) in sides {
                let known = values.iter().enumerate().filter(|(_, value)| **value != MISSING);
                let intervals = known.map(|(place, value)| Interval {
                    quarter: Quarter(
                        first.0.saturating_add(i32::try_from(place).unwrap_or(i32::MAX)),
                    ),
                    energy: MilliWattHours(*value),
                    quality: Quality::Measured,
                    register: Register::Total,
                });
                let series =
                    Series { point: point.clone(), direction, intervals: intervals.collect() };
                if !series.intervals.is_empty() {
                    all.push(series);
                }
            }
        }
        let name = format!("shares of group {group} in {month}, version {seq}");
        let sha256 = hash_of(format!("{name} {}", self.sha256()).as_bytes());
        match intervals.add(dso, &all, &Source { name, sha256, learnt_at: now })? {
            Written::New { version, .. } | Written::Known { version } => Ok(version),
        }
    }
}

/// Under which name the results of a version are kept beside what was measured.
pub fn point(group: i64, seq: i32, ean: Ean) -> Result<Point, Failure> {
    Ok(format!("shares.{group}.{seq}.{ean}").parse()?)
}

fn rest(measured: i64, shared: i64) -> i64 {
    if measured == MISSING { MISSING } else { measured.saturating_sub(shared.max(0)) }
}

pub fn kwh(mwh: i64) -> String {
    units::format_decimal(i128::from(mwh), 6)
}

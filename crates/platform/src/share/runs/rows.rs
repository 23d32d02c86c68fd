//! The quarter-hours of a version: as text with its checksum, as rows of the database, as Parquet.

use super::curves::{Quarters, of_points, quarters};
use super::{Dossier, Intervals};
use crate::failure::Failure;
use ::intervals::{
    Direction, Interval, Month, Point, Quality, Quarter, Register, Series, Source, Written, hash_of,
};
use calendar::Instant;
use http_api::SharedQuarter;
use sha2::{Digest as _, Sha256};
use sharing::MISSING;
use sharing::month::{MemberShares, Shares, Time, before_cap};
use std::collections::BTreeMap;
use store::{KeptRun, KeptVolume};
use units::{Dso, Ean, MilliWattHours};

/// What each day of a month had, in mWh: off-take, received, injection, given.
pub type Days = Vec<[i64; 4]>;

/// A month with how good each value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthRows {
    pub shares: Shares,
    quality: BTreeMap<Ean, Vec<Option<Quality>>>,
    /// When each quarter-hour starts, as it is written: once for all members.
    starts: Vec<String>,
    /// In which quarter-hours each is a member of a group that shares.
    memberships: BTreeMap<Ean, Vec<std::ops::Range<usize>>>,
    /// What the key gave each before its use was the cap. It is no part of the checksum.
    before_cap: BTreeMap<Ean, Vec<i64>>,
    /// Of each member's lines. Reckoned once, since a version, its rows and its volumes all name it.
    hashes: BTreeMap<Ean, String>,
}

pub const HEADING: &str = "start,point,offtake_kwh,share_kwh,received_kwh,residual_offtake_kwh,\
     injection_kwh,shared_kwh,surplus_kwh,quality";

/// A quarter-hour of one member, in mWh; [`MISSING`] where there is no such value.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// Its place in the month.
    quarter: usize,
    offtake: i64,
    share: i64,
    received: i64,
    injection: i64,
    given: i64,
    quality: Option<Quality>,
}

impl MonthRows {
    pub fn new(
        shares: Shares,
        read: BTreeMap<Ean, Quarters>,
        dossier: &Dossier,
        sharing: (Instant, Option<Instant>),
    ) -> Self {
        let quality = read.into_iter().map(|(ean, quarters)| (ean, quarters.quality)).collect();
        let time = shares.time;
        let starts = (0..time.quarters).map(|quarter| time.at(quarter).to_utc_string()).collect();
        let memberships = memberships(dossier, sharing, time);
        let before_cap = before_cap(dossier, &shares);
        let hashes = BTreeMap::new();
        let mut rows = Self { shares, quality, starts, memberships, before_cap, hashes };
        let mut text = String::new();
        let mut hashes = BTreeMap::new();
        for (ean, member) in &rows.shares.members {
            text.clear();
            rows.lines(*ean, member, &mut text);
            hashes.insert(*ean, hash_of(text.as_bytes()));
        }
        rows.hashes = hashes;
        rows
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
        let sharing = dossier.state.shares().unwrap_or((time.first, None));
        let sharing = super::shared_by(sharing, time, run.at);
        let mut values =
            read.iter().map(|(ean, quarters)| (*ean, quarters.curve.clone())).collect();
        if run.kind != store::RunKind::Provisional {
            values = super::without_unknown(values, dossier, time);
        }
        // Who was a member when, and what was measured; not what came of it.
        let mut shares = sharing::month::measure(dossier, sharing, time, &values);
        let points = shares.members.keys().map(|ean| point(run.group, run.seq, *ean));
        let points = points.collect::<Result<Vec<_>, _>>()?;
        let results = of_points(intervals, dso, &points, time, Some(run.result_version))?;
        for (member, series) in shares.members.values_mut().zip(results) {
            let found = quarters(&series, time).curve;
            member.received = found.offtake;
            member.given = found.injection;
        }
        Ok(Self::new(shares, read, dossier, sharing))
    }

    /// What is kept of one member, as lines: the checksum of a version is of them. Those without a value are
    /// left out.
    fn lines(&self, ean: Ean, member: &MemberShares, to: &mut String) {
        let starts: Vec<&str> = self.starts.iter().map(String::as_str).collect();
        self.write(ean, member, &starts, false, to);
    }

    /// The quarter-hours of one member for whoever reads a report, by the clock of the country; of those that
    /// nobody measured the quality is unknown. Where it is no member there is no line. Source: ES-13, ES-15.
    pub fn reported(&self, ean: Ean, starts: &[String], to: &mut String) {
        if let Some(member) = self.shares.members.get(&ean) {
            let starts: Vec<&str> = starts.iter().map(String::as_str).collect();
            self.write(ean, member, &starts, true, to);
        }
    }

    /// When each quarter-hour starts, with the offset of the clock.
    pub fn local_starts(&self) -> Vec<String> {
        let time = self.shares.time;
        (0..time.quarters).map(|quarter| time.at(quarter).to_local_string()).collect()
    }

    fn write(
        &self,
        ean: Ean,
        member: &MemberShares,
        starts: &[&str],
        with_unknown: bool,
        to: &mut String,
    ) {
        let name = ean.to_string();
        self.each(ean, member, with_unknown, |row| {
            to.push_str(starts.get(row.quarter).copied().unwrap_or_default());
            to.push(',');
            to.push_str(&name);
            // What is kept has no share: the checksums of versions that are there stay as they are.
            let share = with_unknown.then_some(row.share);
            for value in [Some(row.offtake), share].into_iter().flatten().chain([
                row.received,
                rest(row.offtake, row.received),
                row.injection,
                row.given,
                rest(row.injection, row.given),
            ]) {
                to.push(',');
                if value != MISSING {
                    push_kwh(to, value);
                }
            }
            to.push(',');
            to.push_str(row.quality.map_or("", Quality::name));
            to.push('\n');
        });
    }

    /// The quarter-hours of one member, in order; of those without a value only, where that is asked, the ones in which it
    /// is a member: their quality is unknown.
    fn each(&self, ean: Ean, member: &MemberShares, with_unknown: bool, mut tell: impl FnMut(Row)) {
        let spans = self.memberships.get(&ean).map_or(&[][..], Vec::as_slice);
        let values = member.offtake.iter().zip(&member.received);
        let values = values.zip(member.injection.iter().zip(&member.given));
        let (qualities, before_cap) = (self.quality.get(&ean), self.before_cap.get(&ean));
        for (quarter, ((offtake, received), (injection, given))) in values.enumerate() {
            let mut quality = qualities.and_then(|all| all.get(quarter).copied()).flatten();
            if *offtake == MISSING && *injection == MISSING {
                if !with_unknown || !spans.iter().any(|span| span.contains(&quarter)) {
                    continue;
                }
                quality = Some(Quality::Unknown);
            }
            let share = before_cap.and_then(|all| all.get(quarter)).copied().unwrap_or(MISSING);
            tell(Row {
                quarter,
                offtake: *offtake,
                share,
                received: *received,
                injection: *injection,
                given: *given,
                quality,
            });
        }
    }

    /// The quarter-hours of one member as the line of a report has them, as values. Source: ES-15.
    pub fn quarters(&self, ean: Ean, starts: &[String]) -> Vec<SharedQuarter> {
        let mut found = Vec::new();
        let Some(member) = self.shares.members.get(&ean) else { return found };
        let text = |mwh: i64| (mwh != MISSING).then(|| kwh(mwh));
        self.each(ean, member, true, |row| {
            found.push(SharedQuarter {
                start: starts.get(row.quarter).cloned().unwrap_or_default(),
                offtake_kwh: text(row.offtake),
                share_kwh: text(row.share),
                received_kwh: text(row.received),
                residual_offtake_kwh: text(rest(row.offtake, row.received)),
                injection_kwh: text(row.injection),
                shared_kwh: text(row.given),
                surplus_kwh: text(rest(row.injection, row.given)),
                quality: row.quality.map_or("", Quality::name).to_owned(),
            });
        });
        found
    }

    /// Members of which something is estimated, with how many quarter-hours.
    pub fn estimated(&self) -> Vec<(Ean, usize)> {
        let count = |ean: &Ean, member: &MemberShares| {
            let values = member.offtake.iter().zip(&member.injection);
            let qualities = self.quality.get(ean).map_or(&[][..], Vec::as_slice);
            let known = qualities.iter().zip(values).filter(|(quality, (offtake, injection))| {
                **quality == Some(Quality::Estimated)
                    && (**offtake != MISSING || **injection != MISSING)
            });
            known.count()
        };
        let all = self.shares.members.iter().map(|(ean, member)| (*ean, count(ean, member)));
        all.filter(|(_, count)| *count > 0).collect()
    }

    /// All quarter-hours with a heading.
    pub fn csv(&self) -> String {
        let mut text = format!("{HEADING}\n");
        let starts = self.local_starts();
        for ean in self.shares.members.keys() {
            self.reported(*ean, &starts, &mut text);
        }
        text
    }

    /// The checksum of the same text, made member by member.
    pub fn csv_sha256(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(HEADING);
        hash.update("\n");
        let (starts, mut text) = (self.local_starts(), String::new());
        for ean in self.shares.members.keys() {
            text.clear();
            self.reported(*ean, &starts, &mut text);
            hash.update(&text);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What the key gave a member before its use was the cap, in mWh; `None` if the key has no such share.
    pub fn share_before_cap(&self, ean: Ean) -> Option<i64> {
        let known = self.before_cap.get(&ean)?.iter().filter(|value| **value != MISSING);
        known.copied().reduce(i64::saturating_add)
    }

    /// Cuts a point to some days of the month, and with it what is told of all of them: what of these days is missing,
    /// and their checksum.
    pub fn keep_days(&mut self, volume: KeptVolume, own: &[bool]) -> Result<KeptVolume, Failure> {
        let ean = volume.ean;
        if !own.contains(&false) {
            return Ok(volume);
        }
        let Some(mut member) = self.shares.members.remove(&ean) else { return Ok(volume) };
        let spans = self.memberships.remove(&ean).unwrap_or_default();
        let [takes, injects] =
            [&member.offtake, &member.injection].map(|all| all.iter().any(|one| *one != MISSING));
        let (mut kept, mut missing) = (Vec::new(), 0_i32);
        let (mut day, mut first) = (self.shares.time.first.day(), 0_usize);
        for own in own {
            let end = first.saturating_add(usize::try_from(day.quarter_hours())?);
            for quarter in first..end.min(self.shares.time.quarters) {
                if *own && spans.iter().any(|span| span.contains(&quarter)) {
                    let none = |all: &[i64]| all.get(quarter).is_none_or(|one| *one == MISSING);
                    let (taken, injected) = (none(&member.offtake), none(&member.injection));
                    let lacks = (takes && taken) || (injects && injected) || (taken && injected);
                    missing = missing.saturating_add(i32::from(lacks));
                }
                if !*own {
                    let sides = [
                        Some(&mut member.offtake),
                        Some(&mut member.received),
                        Some(&mut member.injection),
                        Some(&mut member.given),
                        self.before_cap.get_mut(&ean),
                    ];
                    for value in sides.into_iter().flatten().filter_map(|all| all.get_mut(quarter))
                    {
                        *value = MISSING;
                    }
                }
            }
            if *own {
                for span in &spans {
                    let span = span.start.max(first)..span.end.min(end);
                    if !span.is_empty() {
                        kept.push(span);
                    }
                }
            }
            (day, first) = (day.next(), end);
        }
        self.memberships.insert(ean, kept);
        let mut text = String::new();
        self.lines(ean, &member, &mut text);
        let sha256 = hash_of(text.as_bytes());
        self.hashes.insert(ean, sha256.clone());
        self.shares.members.insert(ean, member);
        Ok(KeptVolume { missing, sha256, ..volume })
    }

    fn hash(&self, ean: Ean) -> &str {
        self.hashes.get(&ean).map_or("", String::as_str)
    }

    /// Of all members' lines.
    pub fn sha256(&self) -> String {
        let mut text = String::new();
        for ean in self.shares.members.keys() {
            text.push_str(self.hash(*ean));
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
                sha256: self.hash(*ean).to_owned(),
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

/// In which quarter-hours of a time each point is a member of a group that shares then.
fn memberships(
    dossier: &Dossier,
    sharing: (Instant, Option<Instant>),
    time: Time,
) -> BTreeMap<Ean, Vec<std::ops::Range<usize>>> {
    let mut found: BTreeMap<Ean, Vec<_>> = BTreeMap::new();
    let end = sharing.1.map_or(time.quarters, |end| time.place(end));
    for member in &dossier.members {
        let first = time.place(member.joining.from).max(time.place(sharing.0));
        let until = member.to.map_or(end, |to| time.place(to).min(end));
        if first < until {
            found.entry(member.joining.ean).or_default().push(first..until);
        }
    }
    found
}

/// Under which name the results of a version are kept beside what was measured.
pub fn point(group: i64, seq: i32, ean: Ean) -> Result<Point, Failure> {
    Ok(format!("shares.{group}.{seq}.{ean}").parse()?)
}

fn rest(measured: i64, shared: i64) -> i64 {
    if measured == MISSING { MISSING } else { measured.saturating_sub(shared.max(0)) }
}

/// As [`kwh`], without a text of its own: a month of a large group has millions.
fn push_kwh(to: &mut String, mwh: i64) {
    let Ok(mut rest) = u64::try_from(mwh) else {
        to.push_str(&kwh(mwh));
        return;
    };
    let mut digits = [b'0'; 20];
    let mut places = 0usize;
    for place in digits.iter_mut().rev() {
        if rest == 0 && places > 6 {
            break;
        }
        *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        (rest, places) = (rest / 10, places + 1);
    }
    let (whole, part) = (digits.len() - places, digits.len() - 6);
    let whole = digits.get(whole..part).unwrap_or_default();
    let part = digits.get(part..).unwrap_or_default();
    for digit in whole {
        to.push(char::from(*digit));
    }
    to.push('.');
    for digit in part {
        to.push(char::from(*digit));
    }
}

pub fn kwh(mwh: i64) -> String {
    units::format_decimal(i128::from(mwh), 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn es_15_energies_are_written_alike_either_way() {
        for mwh in [0, 1, 999_999, 1_000_000, 12_345_678, 1 << 40, i64::MAX, -1_500_000] {
            let mut text = String::new();
            push_kwh(&mut text, mwh);
            assert_eq!(text, kwh(mwh));
        }
    }
}

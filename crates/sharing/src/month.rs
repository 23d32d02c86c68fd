//! A month of a kept group: each quarter-hour by the key of its time, among the members of its time.
//! Source: ES-12, ES-13, ES-15.

use crate::dossier::{Dossier, DossierError, KeySpan};
use crate::group::{QUARTER_HOUR_US, Span};
use crate::kernel::MISSING;
use crate::key::Key;
use crate::plan::{AllocateError, Allocation, Block, Work};
use calendar::{Instant, SettlementDay};
use std::collections::BTreeMap;
use units::Ean;

/// What a point took and injected in the quarter-hours of a time, in mWh; [`MISSING`] where it is not
/// known. A direction that has nothing at all may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Curve {
    pub offtake: Vec<i64>,
    pub injection: Vec<i64>,
}

/// A time of whole quarter-hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    pub first: Instant,
    pub quarters: usize,
}

impl Time {
    /// From the first quarter-hour of `from` to the last before `until`.
    pub fn of_days(from: SettlementDay, until: SettlementDay) -> Self {
        let seconds = until.start().seconds_since(from.start()).max(0);
        let quarters = usize::try_from(seconds.div_euclid(QUARTER_HOUR_S)).unwrap_or(0);
        Self { first: from.start(), quarters }
    }

    pub fn at(self, quarter: usize) -> Instant {
        let quarter = i64::try_from(quarter).unwrap_or(i64::MAX);
        self.first.plus_s(quarter.saturating_mul(QUARTER_HOUR_S))
    }

    pub fn end(self) -> Instant {
        self.at(self.quarters)
    }

    /// The place of an instant, cut off at both ends.
    pub fn place(self, at: Instant) -> usize {
        let after = at.0.saturating_sub(self.first.0).max(0);
        usize::try_from(after.div_euclid(QUARTER_HOUR_US))
            .map_or(self.quarters, |place| place.min(self.quarters))
    }
}

const QUARTER_HOUR_S: i64 = 900;

/// One point's part of a time: mWh by quarter-hour, [`MISSING`] while it is no member, in a direction
/// that it does not share, or where nothing was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberShares {
    pub offtake: Vec<i64>,
    pub injection: Vec<i64>,
    pub received: Vec<i64>,
    pub given: Vec<i64>,
    /// Quarter-hours of its membership in which a shared direction was not measured.
    pub missing: usize,
}

impl MemberShares {
    fn new(quarters: usize) -> Self {
        let none = || vec![MISSING; quarters];
        Self { offtake: none(), injection: none(), received: none(), given: none(), missing: 0 }
    }

    /// Totals, in mWh.
    pub fn totals(&self) -> Volumes {
        let sum = |values: &[i64]| values.iter().map(|value| (*value).max(0)).sum();
        Volumes {
            offtake: sum(&self.offtake),
            injection: sum(&self.injection),
            received: sum(&self.received),
            given: sum(&self.given),
        }
    }
}

/// Sums, in mWh.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Volumes {
    pub offtake: i64,
    pub injection: i64,
    pub received: i64,
    pub given: i64,
}

impl Volumes {
    /// What the network delivered. Source: ES-15.
    pub fn residual_offtake(self) -> i64 {
        self.offtake.saturating_sub(self.received)
    }

    /// What the network took.
    pub fn residual_injection(self) -> i64 {
        self.injection.saturating_sub(self.given)
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            offtake: self.offtake.saturating_add(other.offtake),
            injection: self.injection.saturating_add(other.injection),
            received: self.received.saturating_add(other.received),
            given: self.given.saturating_add(other.given),
        }
    }
}

/// What came of a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    pub time: Time,
    pub members: BTreeMap<Ean, MemberShares>,
    /// Quarter-hours in which nothing was shared because a generation was not known. Source: ES-13.
    pub held: usize,
}

impl Shares {
    /// Whether all was measured: only then is it final. Source: ES-13.
    pub fn is_complete(&self) -> bool {
        self.members.values().all(|member| member.missing == 0)
    }

    /// Community part and network part are what was measured, in each quarter-hour; and what is
    /// received by all is given by all. Source: ES-09, ES-15.
    fn check(&self) -> Result<(), MonthError> {
        for (ean, member) in &self.members {
            let sides = [(&member.offtake, &member.received), (&member.injection, &member.given)];
            for (measured, shared) in sides {
                for (quarter, (measured, shared)) in measured.iter().zip(shared).enumerate() {
                    let fits = match (*measured, *shared) {
                        (MISSING, MISSING) => true,
                        (measured, shared) => (0..=measured).contains(&shared),
                    };
                    if !fits {
                        let at = self.time.at(quarter).to_local_string();
                        return Err(MonthError::Parts { ean: *ean, at });
                    }
                }
            }
        }
        Ok(())
    }

    pub fn totals(&self) -> Volumes {
        self.members.values().fold(Volumes::default(), |sum, member| sum.plus(member.totals()))
    }
}

/// Why a time could not be allocated.
#[derive(Debug, thiserror::Error)]
pub enum MonthError {
    #[error("the curve of `{ean}` has {found} quarter-hours, not {expected}")]
    Curve { ean: Ean, found: usize, expected: usize },
    #[error("no key holds at {at}")]
    NoKey { at: String },
    #[error("the dossier does not hold together")]
    Dossier { source: DossierError },
    #[error("quarter-hour {at}")]
    Allocate { at: String, source: AllocateError },
    #[error("what was measured at {at} is not the community part and the network part of `{ean}`")]
    Parts { ean: Ean, at: String },
}

/// Allocates a time of a group. `shares` says from when to when the group shares, as its state does or
/// as somebody wants to know. Quarter-hours in which a producer's injection is not known share nothing;
/// a member whose off-take is not known keeps its place among the others and receives nothing. Errors: see [`MonthError`].
/// Source: ES-12, ES-13, ES-15.
pub fn allocate(
    dossier: &Dossier,
    shares: (Instant, Option<Instant>),
    time: Time,
    curves: &BTreeMap<Ean, Curve>,
) -> Result<Shares, MonthError> {
    for (ean, curve) in curves {
        for values in [&curve.offtake, &curve.injection] {
            if !values.is_empty() && values.len() != time.quarters {
                let (found, expected) = (values.len(), time.quarters);
                return Err(MonthError::Curve { ean: *ean, found, expected });
            }
        }
    }
    let keys = dossier.key_spans().map_err(|source| MonthError::Dossier { source })?;
    let from = time.place(shares.0);
    let until = shares.1.map_or(time.quarters, |end| time.place(end));
    let mut run = Run {
        dossier,
        time,
        result: Shares { time, members: measured(dossier, curves, time, from..until), held: 0 },
        work: Work::default(),
    };
    for key in &keys {
        let first = time.place(key.from).max(from);
        let end = key.to.map_or(until, |to| time.place(to).min(until));
        if first < end {
            run.key(key, first, end)?;
        }
    }
    let without = (from..until).find(|quarter| {
        let at = time.at(*quarter);
        dossier.members_at(at).next().is_some() && dossier.key_at(at).is_none()
    });
    if let Some(quarter) = without {
        return Err(MonthError::NoKey { at: time.at(quarter).to_local_string() });
    }
    run.result.check()?;
    Ok(run.result)
}

/// What the key of each time gives to whoever takes, before its use is the cap, in mWh rounded down; [`MISSING`] where it
/// is no member, or its use or a generation is not known, or the key has no such share: a cascade, and the two Flemish
/// keys that pass the rest on. Of a key that goes on with a rest, its first share. Source: ES-05, ES-15.
pub fn before_cap(dossier: &Dossier, shares: &Shares) -> BTreeMap<Ean, Vec<i64>> {
    let time = shares.time;
    let none = || vec![MISSING; time.quarters];
    let mut found: BTreeMap<Ean, Vec<i64>> =
        shares.members.keys().map(|ean| (*ean, none())).collect();
    let value = |ean: Ean, quarter: usize, of: fn(&MemberShares) -> &Vec<i64>| {
        let member = shares.members.get(&ean)?;
        of(member).get(quarter).copied().filter(|value| *value != MISSING)
    };
    for quarter in 0..time.quarters {
        let at = time.at(quarter);
        let Some(key) = dossier.key_at(at).map(|key| &key.terms) else { continue };
        let members: Vec<_> = dossier.members_at(at).map(|member| &member.joining).collect();
        let injections = members.iter().filter(|joining| joining.role.injects());
        let injected: Option<i128> = injections
            .map(|joining| value(joining.ean, quarter, |one| &one.injection).map(i128::from))
            .sum();
        let Some(injected) = injected else { continue };
        let takers = || members.iter().filter(|joining| joining.role.takes());
        let taken: i128 = takers()
            .filter_map(|joining| value(joining.ean, quarter, |one| &one.offtake))
            .map(i128::from)
            .sum();
        let count = i128::try_from(takers().count()).unwrap_or(i128::MAX);
        for joining in takers() {
            let Some(own) = value(joining.ean, quarter, |one| &one.offtake) else { continue };
            let of_key = |whole: i128| {
                let share = key.shares.get(&joining.ean)?;
                let part = whole.checked_mul(i128::from(share.numerator()))?;
                part.checked_div(i128::from(share.denominator()))
            };
            let share = match key.key {
                Key::Fixed | Key::Hybrid => Some(of_key(injected).unwrap_or(0)),
                Key::Equal => injected.checked_div(count),
                Key::ProRata if taken == 0 => Some(0),
                Key::ProRata => {
                    injected.checked_mul(i128::from(own)).and_then(|part| part.checked_div(taken))
                }
                // Nobody receives of what the same point injects.
                Key::VlFixed => {
                    let same = value(joining.ean, quarter, |one| &one.injection).unwrap_or(0);
                    Some(of_key(injected.saturating_sub(i128::from(same))).unwrap_or(0))
                }
                Key::Cascade | Key::VlRelative | Key::VlOptimal => None,
            };
            let share = share.and_then(|share| i64::try_from(share).ok());
            if let (Some(values), Some(share)) = (found.get_mut(&joining.ean), share) {
                set(values, quarter, share);
            }
        }
    }
    found
}

/// Who is a member when, and what was measured, before anything is given: received and given are zero.
/// Source: ES-12.
pub fn measure(
    dossier: &Dossier,
    shares: (Instant, Option<Instant>),
    time: Time,
    curves: &BTreeMap<Ean, Curve>,
) -> Shares {
    let until = shares.1.map_or(time.quarters, |end| time.place(end));
    let members = measured(dossier, curves, time, time.place(shares.0)..until);
    Shares { time, members, held: 0 }
}

/// What each member measured in the quarter-hours of its membership.
fn measured(
    dossier: &Dossier,
    curves: &BTreeMap<Ean, Curve>,
    time: Time,
    shared: std::ops::Range<usize>,
) -> BTreeMap<Ean, MemberShares> {
    let mut members: BTreeMap<Ean, MemberShares> = BTreeMap::new();
    for member in &dossier.members {
        let joining = &member.joining;
        let first = time.place(joining.from).max(shared.start);
        let end = member.to.map_or(shared.end, |to| time.place(to).min(shared.end));
        if first >= end {
            continue;
        }
        let shares = members.entry(joining.ean).or_insert_with(|| MemberShares::new(time.quarters));
        let nothing = Curve::default();
        let curve = curves.get(&joining.ean).unwrap_or(&nothing);
        for quarter in first..end {
            let value = |values: &[i64]| values.get(quarter).copied().unwrap_or(MISSING);
            let mut missing = false;
            if joining.role.takes() {
                let taken = value(&curve.offtake);
                missing |= taken == MISSING;
                set(&mut shares.offtake, quarter, taken);
                set(&mut shares.received, quarter, if taken == MISSING { MISSING } else { 0 });
            }
            if joining.role.injects() {
                let injected = value(&curve.injection);
                missing |= injected == MISSING;
                set(&mut shares.injection, quarter, injected);
                set(&mut shares.given, quarter, if injected == MISSING { MISSING } else { 0 });
            }
            shares.missing = shares.missing.saturating_add(usize::from(missing));
        }
    }
    members
}

fn set(values: &mut [i64], quarter: usize, value: i64) {
    if let Some(place) = values.get_mut(quarter) {
        *place = value;
    }
}

/// An off-take as the key sees it: one that is not known yet is nothing, but its member is there and
/// counts among those who share. Source: ES-13.
pub fn in_place(offtake: i64, takes: bool) -> i64 {
    if takes { offtake.max(0) } else { MISSING }
}

struct Run<'a> {
    dossier: &'a Dossier,
    time: Time,
    result: Shares,
    work: Work,
}

impl Run<'_> {
    fn key(&mut self, key: &KeySpan, first: usize, end: usize) -> Result<(), MonthError> {
        let mut quarter = first;
        while quarter < end {
            let number = key.group.span_at(self.time.at(quarter));
            let Some(span) = key.group.spans().get(number) else { break };
            let last = span.to.map_or(end, |to| self.time.place(to).min(end));
            // At least one, so that this ends.
            let last = last.max(quarter.saturating_add(1));
            self.span(key, span, quarter..last)?;
            quarter = last;
        }
        Ok(())
    }

    fn span(
        &mut self,
        key: &KeySpan,
        span: &Span,
        quarters: std::ops::Range<usize>,
    ) -> Result<(), MonthError> {
        let ids = span.columns.iter().filter_map(|id| key.group.ids().get(*id));
        let eans: Vec<Ean> = ids.filter_map(|id| id.parse().ok()).collect();
        if eans.len() != span.columns.len() || eans.is_empty() {
            return Ok(());
        }
        let members: Vec<Option<&MemberShares>> =
            eans.iter().map(|ean| self.result.members.get(ean)).collect();
        // Points that share their injection, measured or not: nobody joins or leaves in a span.
        let start = self.time.at(quarters.start);
        let injects = |column: &usize| {
            let member = eans.get(*column).and_then(|ean| self.dossier.member_at(*ean, start));
            member.is_some_and(|member| member.joining.role.injects())
        };
        let producers: Vec<usize> = (0..eans.len()).filter(injects).collect();
        let takes = |ean: &Ean| {
            let member = self.dossier.member_at(*ean, start);
            member.is_some_and(|member| member.joining.role.takes())
        };
        let takers: Vec<bool> = eans.iter().map(takes).collect();
        let rows = quarters.len();
        let mut offtake = Vec::with_capacity(rows.saturating_mul(eans.len()));
        let mut injection = Vec::with_capacity(rows.saturating_mul(producers.len()));
        let mut held = 0usize;
        for quarter in quarters.clone() {
            let value = |member: &Option<&MemberShares>, of: fn(&MemberShares) -> &Vec<i64>| {
                member.and_then(|member| of(member).get(quarter).copied()).unwrap_or(MISSING)
            };
            let taken = members
                .iter()
                .zip(&takers)
                .map(|(member, takes)| in_place(value(member, |one| &one.offtake), *takes));
            offtake.extend(taken);
            let from = injection.len();
            injection.extend(producers.iter().map(|column| {
                members.get(*column).map_or(MISSING, |member| value(member, |one| &one.injection))
            }));
            let row = injection.get_mut(from..).unwrap_or_default();
            if row.contains(&MISSING) {
                row.fill(0);
                held = held.saturating_add(1);
            }
        }
        self.result.held = self.result.held.saturating_add(held);
        let (mut received, mut given) = (vec![0; offtake.len()], vec![0; injection.len()]);
        let block = Block { producers: &producers, offtake: &offtake, injection: &injection };
        let mut allocation = Allocation { received: &mut received, given: &mut given };
        span.plan.allocate(block, &mut allocation, &mut self.work).map_err(|source| {
            let row = quarters.start.saturating_add(source.row().unwrap_or(0));
            MonthError::Allocate { at: self.time.at(row).to_local_string(), source }
        })?;
        let taken = received.chunks_exact(eans.len().max(1));
        for (quarter, row) in quarters.clone().zip(taken) {
            for (ean, value) in eans.iter().zip(row) {
                self.keep(*ean, quarter, *value, |member| (&mut member.received, &member.offtake));
            }
        }
        let gave = given.chunks_exact(producers.len().max(1));
        for (quarter, row) in quarters.zip(gave) {
            for (column, value) in producers.iter().zip(row) {
                if let Some(ean) = eans.get(*column) {
                    self.keep(*ean, quarter, *value, |member| {
                        (&mut member.given, &member.injection)
                    });
                }
            }
        }
        Ok(())
    }

    fn keep(
        &mut self,
        ean: Ean,
        quarter: usize,
        value: i64,
        of: fn(&mut MemberShares) -> (&mut Vec<i64>, &Vec<i64>),
    ) {
        if let Some(member) = self.result.members.get_mut(&ean) {
            let (values, measured) = of(member);
            if measured.get(quarter).is_some_and(|measured| *measured != MISSING)
                && let Some(place) = values.get_mut(quarter)
            {
                *place = value;
            }
        }
    }
}

#[cfg(test)]
mod tests;

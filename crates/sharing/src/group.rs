//! A group: who is a member from when to when, with which share, under which key.

use crate::key::{Key, Rounding, Rounds};
use crate::plan::Plan;
use crate::share::{Share, Weights};
use calendar::Instant;
use num_bigint::BigInt;
use std::collections::BTreeSet;

/// One membership. A member whose share changes has several, with dates that do not overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// An EAN, or any name: ties are decided by its order.
    pub id: String,
    /// What it receives of the whole; nothing without it.
    pub share: Option<Share>,
    /// Which group of a cascade it is in: 1 is served first.
    pub group: Option<u32>,
    /// First quarter-hour; from the beginning without it.
    pub from: Option<Instant>,
    /// The quarter-hour it is no member any more; to the end without it.
    pub to: Option<Instant>,
}

/// Why a group cannot be. Positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    #[error("a group needs a member")]
    NoMember,
    #[error("member {position} has no id")]
    NoId { position: usize },
    #[error("member `{id}`: `{what}` {at} is not the start of a quarter-hour")]
    NotAQuarterHour { id: String, what: &'static str, at: String },
    #[error("member `{id}` leaves at {to}, not after it joins at {from}")]
    Backwards { id: String, from: String, to: String },
    #[error("member `{id}` is listed twice: members {first} and {second} overlap in time")]
    Twice { id: String, first: usize, second: usize },
    #[error("key `{key}` needs shares, and no member has one above 0")]
    NoShares { key: Key },
    #[error("shares add up to {sum} {when}, which is above 1")]
    AboveOne { sum: String, when: String },
    #[error("shares add up to {sum} at most, and key `{key}` needs 1")]
    NotWhole { key: Key, sum: String },
    #[error("member `{id}` has no `group`, though others have one")]
    NoGroup { id: String },
    #[error("member `{id}` has a `group`, which only key `cascade` knows")]
    NeedlessGroup { id: String },
    #[error("a key goes round at least once")]
    NoRound,
}

/// A group whose members and shares make sense.
#[derive(Debug, Clone)]
pub struct Group {
    key: Key,
    ids: Vec<String>,
    spans: Vec<Span>,
}

/// A time in which nobody joins, leaves or changes shares.
#[derive(Debug, Clone)]
pub struct Span {
    /// First quarter-hour; from the beginning without it.
    pub from: Option<Instant>,
    /// The quarter-hour it is over; to the end without it.
    pub to: Option<Instant>,
    /// Which of the group's ids each column of a [`crate::Block`] is, in the order of the columns.
    pub columns: Vec<usize>,
    pub plan: Plan,
}

impl Group {
    /// A group of `members` with `key`. Errors: see [`GroupError`]. Source: ES-05, ES-06, ES-12.
    ///
    /// A cascade without any `group` serves its members one after the other, in the order given.
    pub fn new(
        key: Key,
        rounds: Rounds,
        rounding: Rounding,
        mut members: Vec<Member>,
    ) -> Result<Self, GroupError> {
        if members.is_empty() {
            return Err(GroupError::NoMember);
        }
        if rounds == Rounds::Count(0) {
            return Err(GroupError::NoRound);
        }
        check_each(key, &members)?;
        check_twice(&members)?;
        if key == Key::Cascade && members.iter().all(|member| member.group.is_none()) {
            for position in 0..members.len() {
                let id = members.get(position).map(|member| member.id.clone());
                let first = members.iter().position(|other| Some(&other.id) == id.as_ref());
                let rank = first.and_then(|first| u32::try_from(first + 1).ok());
                if let Some(member) = members.get_mut(position) {
                    member.group = rank;
                }
            }
        }
        let ids: BTreeSet<&str> = members.iter().map(|member| member.id.as_str()).collect();
        let ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
        let mut spans = Vec::new();
        for (from, to) in times(&members) {
            spans.push(span(key, rounds, rounding, &members, &ids, from, to));
        }
        check_sums(key, &spans)?;
        Ok(Self { key, ids, spans })
    }

    pub fn key(&self) -> Key {
        self.key
    }

    /// Every member that ever is, ascending.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// In order of time, without gaps.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Which span a quarter-hour lies in.
    pub fn span_at(&self, at: Instant) -> usize {
        self.spans.partition_point(|span| span.to.is_some_and(|to| to <= at))
    }
}

fn check_each(key: Key, members: &[Member]) -> Result<(), GroupError> {
    let grouped = members.iter().any(|member| member.group.is_some());
    for (index, member) in members.iter().enumerate() {
        let id = || member.id.clone();
        if member.id.is_empty() {
            return Err(GroupError::NoId { position: index + 1 });
        }
        if key == Key::Cascade && grouped && member.group.is_none() {
            return Err(GroupError::NoGroup { id: id() });
        }
        if key != Key::Cascade && member.group.is_some() {
            return Err(GroupError::NeedlessGroup { id: id() });
        }
        for (what, at) in [("from", member.from), ("to", member.to)] {
            if let Some(at) = at.filter(|at| at.0.rem_euclid(QUARTER_HOUR_US) != 0) {
                let at = at.to_local_string();
                return Err(GroupError::NotAQuarterHour { id: id(), what, at });
            }
        }
        if let (Some(from), Some(to)) = (member.from, member.to)
            && to <= from
        {
            let (from, to) = (from.to_local_string(), to.to_local_string());
            return Err(GroupError::Backwards { id: id(), from, to });
        }
    }
    Ok(())
}

/// A quarter-hour, in microseconds.
pub const QUARTER_HOUR_US: i64 = 900_000_000;

fn check_twice(members: &[Member]) -> Result<(), GroupError> {
    let begin = |member: &Member| member.from.map_or(i64::MIN, |at| at.0);
    let end = |member: &Member| member.to.map_or(i64::MAX, |at| at.0);
    let mut order: Vec<(usize, &Member)> = members.iter().enumerate().collect();
    order.sort_by(|(_, one), (_, other)| {
        (one.id.as_str(), begin(one)).cmp(&(other.id.as_str(), begin(other)))
    });
    for pair in order.windows(2) {
        if let [(first, one), (second, other)] = pair
            && one.id == other.id
            && begin(other) < end(one)
        {
            let (first, second) = (first.min(second) + 1, first.max(second) + 1);
            return Err(GroupError::Twice { id: one.id.clone(), first, second });
        }
    }
    Ok(())
}

/// The times between the instants at which anything changes.
fn times(members: &[Member]) -> Vec<(Option<Instant>, Option<Instant>)> {
    let changes: BTreeSet<Instant> =
        members.iter().flat_map(|member| [member.from, member.to]).flatten().collect();
    let starts = std::iter::once(None).chain(changes.iter().copied().map(Some));
    let ends = changes.iter().copied().map(Some).chain(std::iter::once(None));
    starts.zip(ends).collect()
}

fn span(
    key: Key,
    rounds: Rounds,
    rounding: Rounding,
    members: &[Member],
    ids: &[String],
    from: Option<Instant>,
    to: Option<Instant>,
) -> Span {
    let is_in = |member: &&Member| {
        let joined = member.from.is_none_or(|joins| from.is_some_and(|from| joins <= from));
        let left = member.to.is_some_and(|leaves| from.is_some_and(|from| leaves <= from));
        joined && !left
    };
    let mut active: Vec<&Member> = members.iter().filter(is_in).collect();
    active.sort_by(|one, other| (one.group, &one.id).cmp(&(other.group, &other.id)));
    let columns =
        active.iter().filter_map(|member| ids.binary_search(&member.id).ok()).collect::<Vec<_>>();
    let shares: Vec<Option<Share>> = active.iter().map(|member| member.share).collect();
    let groups: Vec<u32> = active.iter().map(|member| member.group.unwrap_or(1)).collect();
    let plan = Plan::new(key, rounds, rounding, &shares, &groups, &columns);
    Span { from, to, columns, plan }
}

fn check_sums(key: Key, spans: &[Span]) -> Result<(), GroupError> {
    if !key.has_shares() {
        return Ok(());
    }
    let mut whole = false;
    let mut most = (BigInt::ZERO, BigInt::from(1));
    for span in spans {
        let weights: &Weights = span.plan.weights();
        let sum = weights.sum();
        if sum > weights.whole {
            let sum = fraction_text(&sum, &weights.whole);
            let when = span.from.map(|from| format!("from {}", from.to_local_string()));
            let when = when.unwrap_or_else(|| "from the beginning".to_owned());
            return Err(GroupError::AboveOne { sum, when });
        }
        whole |= sum == weights.whole;
        if &sum * &most.1 > &most.0 * &weights.whole {
            most = (sum, weights.whole.clone());
        }
    }
    if most.0 == BigInt::ZERO {
        return Err(GroupError::NoShares { key });
    }
    if key.is_flemish() && !whole {
        return Err(GroupError::NotWhole { key, sum: fraction_text(&most.0, &most.1) });
    }
    Ok(())
}

/// A sum of shares for people: a decimal if that is exact with six digits, else a fraction.
fn fraction_text(above: &BigInt, below: &BigInt) -> String {
    let scaled = above * 1_000_000u32;
    if &scaled % below == BigInt::ZERO
        && let Ok(millionths) = u64::try_from(scaled / below)
    {
        let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let common = num_integer::Integer::gcd(above, below);
    format!("{}/{}", above / &common, below / &common)
}

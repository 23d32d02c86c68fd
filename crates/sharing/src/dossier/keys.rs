//! Keys as versions with dates, each with the members of its time. Source: ES-12.

use super::act::Terms;
use super::{Dossier, DossierError};
use crate::group::{Group, Member};
use calendar::Instant;

/// A key as it was filed; it holds until the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledKey {
    /// Counts from 1.
    pub version: usize,
    pub from: Instant,
    pub terms: Terms,
    pub approval: Option<String>,
}

/// The time of one key, and its group: members outside of it are cut off.
#[derive(Debug, Clone)]
pub struct KeySpan {
    pub version: usize,
    pub from: Instant,
    pub to: Option<Instant>,
    pub group: Group,
}

impl Dossier {
    /// The keys in order of time. A key without a member in its time is left out.
    /// Errors: a key and its members do not fit, such as shares above 1. Source: ES-05, ES-12.
    pub fn key_spans(&self) -> Result<Vec<KeySpan>, DossierError> {
        let mut spans = Vec::new();
        for (place, key) in self.keys.iter().enumerate() {
            let to = self.keys.get(place.saturating_add(1)).map(|next| next.from);
            let members = self.members_between(key, to);
            if members.is_empty() {
                continue;
            }
            let Terms { key: kind, rounds, rounding, .. } = &key.terms;
            let group = Group::new(*kind, *rounds, *rounding, members)?;
            spans.push(KeySpan { version: key.version, from: key.from, to, group });
        }
        Ok(spans)
    }

    /// Which key holds at an instant.
    pub fn key_at(&self, at: Instant) -> Option<&FiledKey> {
        self.keys.iter().rev().find(|key| key.from <= at)
    }

    pub(super) fn check_keys(&self) -> Result<(), DossierError> {
        self.key_spans().map(|_| ())
    }

    fn members_between(&self, key: &FiledKey, end: Option<Instant>) -> Vec<Member> {
        let mut members = Vec::new();
        for member in &self.members {
            let from = member.joining.from.max(key.from);
            let to = match (member.to, end) {
                (Some(left), Some(end)) => Some(left.min(end)),
                (left, end) => left.or(end),
            };
            if to.is_some_and(|to| to <= from) {
                continue;
            }
            let ean = member.joining.ean;
            // Who joined after a cascade was filed is served last.
            let last = || key.terms.groups.values().max().map(|most| most.saturating_add(1));
            members.push(Member {
                id: ean.to_string(),
                share: key.terms.shares.get(&ean).copied(),
                group: key.terms.groups.get(&ean).copied().or_else(last),
                from: Some(from),
                to,
            });
        }
        members
    }
}

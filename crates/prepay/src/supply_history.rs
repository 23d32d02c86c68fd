//! What the account must know of its supply: when it was off, when it was limited.

use calendar::Instant;
use serde::{Deserialize, Serialize};

/// The supply from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyAt {
    /// The meter's word is *connected*, also while an order to disconnect is under way.
    pub on: bool,
    /// The limiter is on.
    pub limited: bool,
}

impl SupplyAt {
    pub const ON: Self = Self { on: true, limited: false };
}

/// The changes of a supply, in order of time. It begins on and unlimited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SupplyHistory(Vec<(Instant, SupplyAt)>);

impl SupplyHistory {
    /// The supply is `now` from `at` on.
    pub fn change(&mut self, at: Instant, now: SupplyAt) {
        if self.at(at) != now {
            self.0.push((at, now));
        }
    }

    /// What held at `at`, a change at that very instant included.
    pub fn at(&self, at: Instant) -> SupplyAt {
        let reached = self.0.partition_point(|(since, _)| *since <= at);
        let last = reached.checked_sub(1).and_then(|place| self.0.get(place));
        last.map_or(SupplyAt::ON, |(_, supply)| *supply)
    }

    fn changes_in(&self, from: Instant, to: Instant) -> impl Iterator<Item = SupplyAt> + '_ {
        let inside = self.0.iter().filter(move |(at, _)| from < *at && *at < to);
        inside.map(|(_, supply)| *supply)
    }

    /// The supply was off at any moment of `[from, to)`.
    pub fn interrupted(&self, from: Instant, to: Instant) -> bool {
        !self.at(from).on || self.changes_in(from, to).any(|supply| !supply.on)
    }

    /// The supply was off at every moment of `[from, to)`.
    pub fn off_throughout(&self, from: Instant, to: Instant) -> bool {
        !self.at(from).on && self.changes_in(from, to).all(|supply| !supply.on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interrupted_and_off_throughout() {
        let off = SupplyAt { on: false, limited: false };
        let mut history = SupplyHistory::default();
        history.change(Instant(10), off);
        history.change(Instant(10), off);
        history.change(Instant(20), SupplyAt::ON);
        assert!(!history.interrupted(Instant(0), Instant(10)));
        assert!(history.interrupted(Instant(0), Instant(11)));
        assert!(history.off_throughout(Instant(10), Instant(20)));
        assert!(!history.off_throughout(Instant(10), Instant(21)));
        assert!(history.at(Instant(20)).on && !history.at(Instant(19)).on);
    }
}

//! What an installation takes and gives.

use calendar::Instant;

/// Power of one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Phase {
    /// Watt; negative is injected.
    pub watt: i32,
    /// Tenths of a volt.
    pub decivolt: u16,
}

/// What an installation would take if it were supplied, from the instant it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Draw {
    /// A single-phase meter sees the first only.
    pub phases: [Phase; 3],
    /// Gas through open appliances, and through leaks.
    pub litres_per_h: u32,
    /// It stays the same until then; for ever without it.
    pub until: Option<Instant>,
}

impl Draw {
    /// 230 V on every phase, `watt` on the first.
    pub fn watt(watt: i32) -> Self {
        Self::phases([watt, 0, 0])
    }

    /// 230 V on every phase.
    pub fn phases(watts: [i32; 3]) -> Self {
        Self { phases: watts.map(|watt| Phase { watt, decivolt: 2300 }), ..Self::default() }
    }

    pub fn gas(litres_per_h: u32) -> Self {
        Self { litres_per_h, ..Self::phases([0; 3]) }
    }
}

/// A load over time. A draw whose `until` is not after the instant it was asked for is taken to hold
/// for the whole step, so that a faulty load cannot stop a meter.
pub trait Load {
    fn at(&mut self, at: Instant) -> Draw;
}

impl Load for Draw {
    fn at(&mut self, _: Instant) -> Draw {
        *self
    }
}

impl<F: FnMut(Instant) -> Draw> Load for F {
    fn at(&mut self, at: Instant) -> Draw {
        self(at)
    }
}

/// Draws one after the other, each from an instant on; before the first, nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile(Vec<(Instant, Draw)>);

impl Profile {
    /// In any order; of two at one instant the later given counts.
    pub fn new(mut steps: Vec<(Instant, Draw)>) -> Self {
        steps.sort_by_key(|(from, _)| *from);
        Self(steps)
    }
}

impl Load for &Profile {
    fn at(&mut self, at: Instant) -> Draw {
        let begun = self.0.partition_point(|(from, _)| *from <= at);
        let last = begun.checked_sub(1).and_then(|place| self.0.get(place));
        let next = self.0.get(begun).map(|(from, _)| *from);
        Draw { until: next, ..last.map_or_else(|| Draw::phases([0; 3]), |(_, draw)| *draw) }
    }
}

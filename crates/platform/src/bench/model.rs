//! A meter without a memory, for benches and tests: all that it says follows from the time.

use calendar::Instant;
use dlms::face::{EachRow, MeterModel, Written};
use dlms::{Obis, Role};
use std::collections::BTreeSet;
use std::sync::Arc;
use supply::ControlState;

/// What time it is at a meter.
pub type MeterClock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// Its first register counts 1 Wh each minute since 2023, each further one of a row twice as fast as the
/// one before, from `start` on.
pub struct Computed {
    pub clock: MeterClock,
    pub start: i64,
    /// Columns of a row.
    pub columns: usize,
    /// Midnights that it has lost.
    pub holes: BTreeSet<Instant>,
    pub state: ControlState,
}

impl Computed {
    pub fn new(clock: MeterClock, start: i64, columns: usize) -> Self {
        Self { clock, start, columns, holes: BTreeSet::new(), state: ControlState::Connected }
    }

    /// Register `column` of a row, from 0, at an instant.
    pub fn value(&self, column: u32, when: Instant) -> i64 {
        let minutes = (when.unix_s() - 1_672_531_200) / 60;
        self.start + (minutes << column)
    }

    fn row(&self, when: Instant) -> Vec<i64> {
        (0..).take(self.columns).map(|column| self.value(column, when)).collect()
    }
}

impl MeterModel for Computed {
    fn now(&self) -> Instant {
        (self.clock)()
    }

    fn register(&self, obis: Obis) -> Option<i64> {
        // Tariffs count from 1; gas has one register.
        let column = u32::from(obis.0[4]).saturating_sub(1);
        Some(self.value(if self.columns == 1 { 0 } else { column }, self.now()))
    }

    fn rows(&self, role: Role, from: Instant, to: Instant, each: EachRow<'_>) {
        let last = to.min(self.now());
        let mut next = match role {
            Role::DailyProfile => from.day().start(),
            _ => Instant::from_unix_s((from.unix_s() + 899).div_euclid(900) * 900),
        };
        while next <= last {
            if next >= from && !self.holes.contains(&next) {
                each(next, &self.row(next));
            }
            next = match role {
                Role::DailyProfile => next.day().next().start(),
                _ => next.plus_min(15),
            };
        }
    }

    fn control_state(&self) -> ControlState {
        self.state
    }

    fn disconnect(&mut self) -> bool {
        self.state = ControlState::Disconnected;
        true
    }

    fn make_ready(&mut self) -> bool {
        self.state = ControlState::ReadyForReconnection;
        true
    }

    fn limit_ampere(&self) -> i64 {
        999
    }

    fn written(&mut self, _: Written<'_>) -> bool {
        true
    }
}

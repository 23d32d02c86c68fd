//! What becomes due on a card meter while time passes: levels, quarter-hours, weeks, the reader.

use super::machine::{Cue, Mode};
use super::meter::CardMeter;
use super::reader::Slot;
use super::setup::Works;
use crate::event::{By, Event, Happening};
use crate::smart_electricity::QUARTER_US;
use calendar::{Instant, SettlementDay, Weekday};
use units::MicroEuro;

impl CardMeter {
    pub(super) fn step_end(&self, to: Instant) -> Instant {
        let until = self.wants.until.filter(|until| *until > self.now);
        let quarter_ends = Instant((self.quarter + 1).saturating_mul(QUARTER_US));
        let quarter_ends = self.setup.clock.first_shows(quarter_ends);
        let test_ends = match &self.works {
            Works::Electricity { .. } => None,
            Works::Gas { valve, .. } => valve.test_ends(),
        };
        let waits = [
            until,
            Some(quarter_ends),
            test_ends,
            self.trips_at(),
            self.reader_due(),
            self.level_reached_at(),
            self.protection_ends(),
        ];
        waits.into_iter().flatten().fold(to, Instant::min).max(self.now)
    }

    fn trips_at(&self) -> Option<Instant> {
        Some(self.over_since?.plus_s(i64::from(self.setup.timing.trip_delay_s)))
    }

    fn reader_due(&self) -> Option<Instant> {
        let timing = self.setup.timing;
        match &self.slot {
            Slot::Empty | Slot::Refused(_) | Slot::Resting(_) => None,
            Slot::Reading { since, .. } => Some(since.plus_s(i64::from(timing.reading_s))),
            Slot::Taken { since, .. } => {
                let shown_s = i64::from(timing.amount_s) + i64::from(timing.new_balance_s);
                Some(since.plus_s(shown_s))
            }
        }
    }

    /// When the balance reaches the level at which the mode changes, as things are.
    fn level_reached_at(&self) -> Option<Instant> {
        let level = match self.mode {
            Mode::Normal => self.setup.warning_at,
            Mode::Warning | Mode::Armed => MicroEuro::ZERO,
            Mode::Emergency => self.emergency_end(),
            Mode::Held | Mode::Off1 | Mode::Off2 | Mode::Limited | Mode::Tripped | Mode::Fault => {
                return None;
            }
        };
        if !self.is_supplying() {
            return None;
        }
        let energy = self.purse.energy_to(level, self.grain(), self.price())?;
        let us = match &self.works {
            Works::Electricity { peak, off_peak, .. } => {
                let register = if self.is_peak() { peak } else { off_peak };
                register.us_until(energy, self.watt())?
            }
            Works::Gas { volume, factor, carry, .. } => {
                let thousandths = i128::from(energy) * 1_000 - i128::from(*carry);
                let factor = i128::from(factor.0.max(1));
                let litres = i64::try_from(-(-thousandths).div_euclid(factor)).ok()?;
                volume.us_until(litres, self.wants.litres_per_h)?
            }
        };
        Some(Instant(self.now.0.saturating_add(us)))
    }

    /// When a cut that waits for the end of protected hours may act.
    fn protection_ends(&self) -> Option<Instant> {
        let waits = match self.mode {
            Mode::Held => true,
            Mode::Emergency => self.has_reached(self.emergency_end()),
            _ => false,
        };
        let hours = self.setup.protected_hours.as_ref().filter(|_| waits)?;
        Some(self.setup.clock.first_shows(hours.end_after(self.shown())?))
    }

    pub(super) fn has_reached(&self, level: MicroEuro) -> bool {
        self.purse.has_reached(level, self.grain(), self.price())
    }

    /// The least the counter can count, in milliwatt-hours: one, or those of a litre.
    fn grain(&self) -> i64 {
        match &self.works {
            Works::Electricity { .. } => 1,
            Works::Gas { factor, .. } => factor.0.div_euclid(1_000).saturating_add(1).max(1),
        }
    }

    pub(super) fn do_what_is_due(&mut self, events: &mut Vec<Event>) {
        let quarter = self.shown().0.div_euclid(QUARTER_US);
        if quarter > self.quarter {
            let begun = Instant(self.quarter.saturating_mul(QUARTER_US)).day();
            self.quarter = quarter;
            if Instant(quarter.saturating_mul(QUARTER_US)).day() > begun {
                self.end_day(begun, events);
            }
        }
        if self.trips_at().is_some_and(|at| self.now >= at) {
            self.over_since = None;
            self.cue(Cue::Overload, By::Overload, events);
        }
        if self.reader_due().is_some_and(|at| self.now >= at) {
            self.read_on(events);
        }
        self.look_at_balance(events);
    }

    /// The weekly deductions go with the end of Monday, as in the accounts (PA-20). Not while off
    /// (PA-22).
    fn end_day(&mut self, day: SettlementDay, events: &mut Vec<Event>) {
        self.happened(Happening::Midnight { ended: day }, events);
        let takes = self.mode.allows_supply() && self.mode != Mode::Fault;
        if day.weekday() == Weekday::Mon && takes {
            let (fee, repaid) = self.purse.take_weekly(self.setup.weekly_fee);
            if (fee, repaid) != (MicroEuro::ZERO, MicroEuro::ZERO) {
                self.happened(Happening::Weekly { fee, repaid }, events);
            }
        }
    }

    /// The load is taken, or its display ends.
    fn read_on(&mut self, events: &mut Vec<Event>) {
        match std::mem::replace(&mut self.slot, Slot::Empty) {
            Slot::Reading { mut card, credit, .. } => {
                self.purse.load(credit.amount);
                self.last_load = credit.number;
                self.setup.prices = credit.terms.prices.unwrap_or(self.setup.prices);
                self.setup.weekly_fee = credit.terms.weekly_fee.unwrap_or(self.setup.weekly_fee);
                self.purse.debt = credit.terms.debt.unwrap_or(self.purse.debt);
                let (amount, balance) = (credit.amount, self.purse.balance());
                self.happened(Happening::Loaded { amount, balance }, events);
                self.cue_of_load(events);
                card.write(self.read_out());
                self.slot = Slot::Taken { card, amount, since: self.now };
            }
            Slot::Taken { card, .. } => {
                self.slot = Slot::Resting(card);
                self.happened(Happening::DoubleBeep, events);
            }
            other @ (Slot::Empty | Slot::Refused(_) | Slot::Resting(_)) => self.slot = other,
        }
    }

    fn cue_of_load(&mut self, events: &mut Vec<Event>) {
        let cue = if !self.has_reached(self.setup.warning_at) {
            Cue::LoadedAbove
        } else if !self.has_reached(MicroEuro::ZERO) {
            Cue::LoadedLow
        } else if !self.has_reached(self.emergency_end()) {
            Cue::LoadedPart
        } else {
            return;
        };
        self.cue(cue, By::Purse, events);
    }
}

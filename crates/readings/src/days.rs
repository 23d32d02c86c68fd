//! Midnights, meters and what was used between them.

mod injected;

pub use injected::Exchanged;

use crate::plausibility::{Bounds, Implausible};
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The values of the one or two registers that are charged, in the register's own unit:
/// peak and off-peak off-take in milliwatt-hours, or gas volume in litres and zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct Registers(pub [i64; 2]);

impl Registers {
    /// Register by register, `self - earlier`; `None` if it does not fit.
    pub fn since(self, earlier: Self) -> Option<Self> {
        let [now_a, now_b] = self.0;
        let [then_a, then_b] = earlier.0;
        Some(Self([now_a.checked_sub(then_a)?, now_b.checked_sub(then_b)?]))
    }

    fn plus(self, other: Self) -> Option<Self> {
        let [a, b] = self.0;
        let [more_a, more_b] = other.0;
        Some(Self([a.checked_add(more_a)?, b.checked_add(more_b)?]))
    }

    /// A counter counts up: true if any register is below zero.
    pub fn any_negative(self) -> bool {
        self.0.iter().any(|value| *value < 0)
    }

    /// Both registers together; saturates.
    pub fn total(self) -> i64 {
        let [a, b] = self.0;
        a.saturating_add(b)
    }
}

/// Why a reading cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    #[error("the reading of {at} was learnt before that, at {learnt_at}")]
    FromTheFuture { at: String, learnt_at: String },
    #[error("{at} is not a local midnight")]
    NotMidnight { at: String },
    #[error("there is no meter at {at}")]
    NoMeter { at: String },
}

/// A value as it was learnt, for the midnight that opens a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Midnight {
    pub registers: Registers,
    pub learnt_at: Instant,
    /// 1 for the first value of this midnight, one more for each that supersedes it.
    pub version: u32,
}

/// What became of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    New,
    /// The same value again: ignored.
    Same,
    /// Another value for a known midnight: a new version.
    Superseded,
    /// From before the account began.
    Ignored,
}

/// A meter's time at the point, with its registers when it came and went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Meter {
    from: Instant,
    opening: Registers,
    to: Option<(Instant, Registers)>,
    /// What it had injected when it came and when it went, if that was read. Source: PS-11.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opening_injected: Option<Registers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closing_injected: Option<Registers>,
}

impl Meter {
    fn placed(from: Instant, opening: Registers) -> Self {
        Self { from, opening, to: None, opening_injected: None, closing_injected: None }
    }
}

/// What a day used, in register units, and the version of the readings it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consumption {
    pub registers: Registers,
    pub reading_version: u32,
}

/// What is judged: the value of a midnight, or the last one of a meter that went then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Judged {
    Midnight(SettlementDay),
    Closing(Instant),
}

/// A value of one meter at an instant.
#[derive(Debug, Clone, Copy)]
struct Known {
    at: Instant,
    registers: Registers,
    learnt_at: Instant,
}

/// All that is known of the registers of one supply point.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Readings {
    midnights: BTreeMap<SettlementDay, Midnight>,
    superseded: Vec<(SettlementDay, Midnight)>,
    meters: Vec<Meter>,
    /// Values not yet found plausible.
    unjudged: BTreeSet<Judged>,
    /// Of those, the ones that were found impossible.
    found: BTreeSet<Judged>,
    /// Values whose jump a person has accepted.
    accepted: BTreeSet<Judged>,
    /// Days whose use may have changed since they were last looked at.
    touched: BTreeSet<SettlementDay>,
    last_heard: Option<Instant>,
    /// Of each day, what its meter counted in the first register and belongs to the second.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    shifted: BTreeMap<SettlementDay, i64>,
    /// What was injected by midnights, for an account whose days are netted. Source: PS-11.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    injected: BTreeMap<SettlementDay, Midnight>,
}

/// The day that a midnight opens, learnt at `learnt_at`. Errors: one from the future, or no local midnight.
fn midnight_of(at: Instant, learnt_at: Instant) -> Result<SettlementDay, ReadingError> {
    if at > learnt_at {
        return Err(ReadingError::FromTheFuture {
            at: at.to_local_string(),
            learnt_at: learnt_at.to_local_string(),
        });
    }
    let day = at.day();
    if day.start() == at {
        Ok(day)
    } else {
        Err(ReadingError::NotMidnight { at: at.to_local_string() })
    }
}

impl Readings {
    /// A point whose meter starts with `opening`.
    pub fn starting(at: Instant, opening: Registers) -> Self {
        let meters = vec![Meter::placed(at, opening)];
        Self { meters, last_heard: Some(at), ..Self::default() }
    }

    /// Takes in the value of the midnight `at`, learnt at `learnt_at`.
    /// Errors: a reading from the future, or for an instant that is no local midnight.
    pub fn receive(
        &mut self,
        at: Instant,
        registers: Registers,
        learnt_at: Instant,
    ) -> Result<Received, ReadingError> {
        let day = midnight_of(at, learnt_at)?;
        self.heard(learnt_at);
        if self.meters.first().is_none_or(|meter| at <= meter.from) {
            return Ok(Received::Ignored);
        }
        let version = match self.midnights.get(&day) {
            Some(known) if known.registers == registers => return Ok(Received::Same),
            Some(known) => {
                self.superseded.push((day, *known));
                known.version.saturating_add(1)
            }
            None => 1,
        };
        self.midnights.insert(day, Midnight { registers, learnt_at, version });
        // What a person has looked at was the value before.
        let value = Judged::Midnight(day);
        self.found.remove(&value);
        self.accepted.remove(&value);
        self.unjudged.insert(value);
        self.touched.extend([day.previous(), day]);
        Ok(if version == 1 { Received::New } else { Received::Superseded })
    }

    /// The meter was heard at `at`, whatever it said.
    pub fn heard(&mut self, at: Instant) {
        self.last_heard = Some(self.last_heard.map_or(at, |known| known.max(at)));
    }

    pub fn last_heard(&self) -> Option<Instant> {
        self.last_heard
    }

    /// A new meter from `at` on. Both readings are mandatory. Source: PA-41.
    pub fn swap(
        &mut self,
        at: Instant,
        closing: Registers,
        opening: Registers,
    ) -> Result<(), ReadingError> {
        let running = self.meters.last_mut().filter(|meter| meter.to.is_none() && meter.from < at);
        let Some(running) = running else {
            return Err(ReadingError::NoMeter { at: at.to_local_string() });
        };
        running.to = Some((at, closing));
        self.unjudged.insert(Judged::Closing(at));
        self.meters.push(Meter::placed(at, opening));
        self.touched.insert(at.day());
        self.heard(at);
        Ok(())
    }

    /// The registers at the end of the account, if they were read. Source: PA-28.
    pub fn close(&mut self, at: Instant, closing: Registers) -> Result<(), ReadingError> {
        let running = self.meters.last_mut().filter(|meter| meter.to.is_none() && meter.from < at);
        let Some(running) = running else {
            return Err(ReadingError::NoMeter { at: at.to_local_string() });
        };
        running.to = Some((at, closing));
        self.unjudged.insert(Judged::Closing(at));
        self.touched.insert(at.day());
        self.heard(at);
        Ok(())
    }

    /// So much of what the meter counted in its first register on a day belongs to the second, below zero the other
    /// way round: it followed another calendar. What it shows stays what it shows. Source: MT-05, PA-38.
    pub fn shift(&mut self, day: SettlementDay, amount: i64) {
        let known = self.shifted.entry(day).or_insert(0);
        *known = known.saturating_add(amount);
        self.touched.insert(day);
    }

    /// When meters were exchanged, in order.
    pub fn last_swap(&self) -> Option<Instant> {
        if self.meters.len() < 2 { None } else { self.meters.last().map(|meter| meter.from) }
    }

    /// The value of the midnight that opens `day`.
    pub fn midnight(&self, day: SettlementDay) -> Option<&Midnight> {
        self.midnights.get(&day)
    }

    /// Values that were superseded, with the midnight they were for.
    pub fn superseded(&self) -> &[(SettlementDay, Midnight)] {
        &self.superseded
    }

    /// The days whose use may have changed since this was last asked, in order of day. Source: MT-18.
    pub fn take_touched(&mut self) -> BTreeSet<SettlementDay> {
        std::mem::take(&mut self.touched)
    }

    /// What `day` used; `None` unless every value that bounds it is known. A day with a meter swap
    /// is the sum of its parts. Source: PA-07, PA-41.
    pub fn consumption(&self, day: SettlementDay) -> Option<Consumption> {
        let (start, end) = (day.start(), day.end());
        let (mut sum, mut version, mut parts) = (Registers::default(), 1, 0);
        for meter in &self.meters {
            let gone = meter.to.map(|(at, _)| at);
            if meter.from >= end || gone.is_some_and(|at| at <= start) {
                continue;
            }
            let opened = if meter.from > start {
                meter.opening
            } else {
                match self.midnights.get(&day) {
                    Some(known) => {
                        version = version.max(known.version);
                        known.registers
                    }
                    None if meter.from == start => meter.opening,
                    None => return None,
                }
            };
            let closed = match meter.to {
                Some((at, closing)) if at < end => closing,
                _ => {
                    let known = self.midnights.get(&day.next())?;
                    version = version.max(known.version);
                    known.registers
                }
            };
            sum = sum.plus(closed.since(opened)?)?;
            parts += 1;
        }
        if let (Some(amount), Registers([one, two])) = (self.shifted.get(&day), sum)
            && one >= 0
            && two >= 0
        {
            // Never more than was counted, should a better reading come.
            let amount = (*amount).clamp(two.saturating_neg(), one);
            sum = Registers([one.saturating_sub(amount), two.saturating_add(amount)]);
        }
        (parts > 0).then_some(Consumption { registers: sum, reading_version: version })
    }

    /// The value as it is known now.
    fn known(&self, value: Judged) -> Option<Known> {
        match value {
            Judged::Midnight(day) => self.midnights.get(&day).map(|midnight| Known {
                at: day.start(),
                registers: midnight.registers,
                learnt_at: midnight.learnt_at,
            }),
            Judged::Closing(at) => {
                let mut gone = self.meters.iter().filter_map(|meter| meter.to);
                gone.find(|(gone, _)| *gone == at).map(|(at, registers)| Known {
                    at,
                    registers,
                    learnt_at: at,
                })
            }
        }
    }

    /// The known values before and after `at` on the meter of then.
    fn neighbours(&self, at: Instant) -> [Option<Known>; 2] {
        let meter = self
            .meters
            .iter()
            .find(|meter| meter.from < at && meter.to.is_none_or(|(gone, _)| at <= gone));
        let Some(meter) = meter else { return [None, None] };
        let opening = Known { at: meter.from, registers: meter.opening, learnt_at: meter.from };
        let closing = meter.to.and_then(|(gone, _)| self.known(Judged::Closing(gone)));
        let midnight = |(day, _): (&SettlementDay, &Midnight)| self.known(Judged::Midnight(*day));
        let mut earlier = self.midnights.range(..=at.day()).rev().filter_map(midnight);
        let before = earlier.find(|known| known.at < at).filter(|known| known.at > meter.from);
        let mut later = self.midnights.range(at.day()..).filter_map(midnight);
        let after = later
            .find(|known| known.at > at)
            .filter(|known| closing.is_none_or(|closing| known.at <= closing.at));
        [Some(before.unwrap_or(opening)), after.or(closing)]
    }

    /// Judges every value not yet found plausible. Those that cannot be true stay unjudged; each is
    /// returned with the first day that would be charged from it. Source: PA-40.
    pub fn judge(&mut self, bounds: Bounds) -> Vec<(SettlementDay, Implausible)> {
        let mut faults = Vec::new();
        for value in self.unjudged.clone() {
            let Some(here) = self.known(value) else { continue };
            let [before, after] = self.neighbours(here.at);
            // Of two values that cannot both be true the one learnt later is wrong, and of two
            // learnt at once the later one.
            let before = before.filter(|before| before.learnt_at <= here.learnt_at);
            let after = after.filter(|after| after.learnt_at < here.learnt_at);
            let steps = [before.map(|before| (before, here)), after.map(|after| (here, after))];
            let accepted = self.accepted.contains(&value);
            let fault = steps.into_iter().flatten().find_map(|(earlier, later)| {
                let point = |known: Known| (known.at, known.registers);
                bounds.judge(point(earlier), point(later), accepted).err()
            });
            match fault {
                Some(fault) => {
                    self.found.insert(value);
                    // The day that the value closes or lies in.
                    faults.push((Instant(here.at.0.saturating_sub(1)).day(), fault));
                }
                None => {
                    self.found.remove(&value);
                    self.unjudged.remove(&value);
                }
            }
        }
        faults
    }

    /// A person has looked: jumps that were found are accepted as read. A register that went
    /// backward is not made right by that.
    pub fn accept_jumps(&mut self) {
        self.accepted.append(&mut self.found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn kwh(peak: i64, off_peak: i64) -> Registers {
        Registers([peak * 1000, off_peak * 1000])
    }

    fn point() -> Readings {
        Readings::starting(instant("2026-11-02T10:00:00+01:00"), kwh(1_250_000, 2_310_000))
    }

    fn read(readings: &mut Readings, on: &str, registers: Registers) -> Received {
        let at = day(on).start();
        readings.receive(at, registers, at).unwrap()
    }

    #[test]
    fn pa_07_energy_is_the_difference_of_two_midnights() {
        let mut readings = point();
        read(&mut readings, "2026-11-03", kwh(1_253_112, 2_312_846));
        read(&mut readings, "2026-11-04", kwh(1_258_316, 2_318_223));
        let first = readings.consumption(day("2026-11-02")).unwrap();
        assert_eq!(first.registers, kwh(3_112, 2_846));
        let second = readings.consumption(day("2026-11-03")).unwrap();
        assert_eq!(second.registers, kwh(5_204, 5_377));
        assert_eq!(readings.consumption(day("2026-11-04")), None);
    }

    #[test]
    fn pa_38_a_better_value_supersedes_and_the_same_value_is_ignored() {
        let mut readings = point();
        assert_eq!(read(&mut readings, "2026-11-03", kwh(1_253_112, 2_312_846)), Received::New);
        assert_eq!(read(&mut readings, "2026-11-03", kwh(1_253_112, 2_312_846)), Received::Same);
        assert_eq!(
            read(&mut readings, "2026-11-03", kwh(1_253_100, 2_312_846)),
            Received::Superseded
        );
        assert_eq!(readings.midnight(day("2026-11-03")).unwrap().version, 2);
        assert_eq!(readings.superseded().len(), 1);
        assert_eq!(readings.consumption(day("2026-11-02")).unwrap().registers, kwh(3_100, 2_846));
    }

    #[test]
    fn mt_05_what_was_counted_in_the_wrong_register_moves_and_the_sum_stays() {
        let mut readings = point();
        read(&mut readings, "2026-11-03", kwh(1_253_112, 2_312_846));
        read(&mut readings, "2026-11-04", kwh(1_258_316, 2_318_223));
        readings.take_touched();
        let of = |readings: &Readings| readings.consumption(day("2026-11-03")).unwrap().registers;
        readings.shift(day("2026-11-03"), 1_000_000);
        assert_eq!(of(&readings), kwh(4_204, 6_377));
        assert_eq!(readings.take_touched().len(), 1, "the day is looked at again");
        readings.shift(day("2026-11-03"), -1_500_000);
        assert_eq!(of(&readings), kwh(5_704, 4_877), "a second correction adds to the first");
        // A better reading with less in it: nothing goes below zero.
        readings.shift(day("2026-11-03"), 20_000_000);
        assert_eq!(of(&readings), kwh(0, 10_581));
        let before = readings.consumption(day("2026-11-02")).unwrap();
        assert_eq!(before.registers, kwh(3_112, 2_846), "no other day");
    }

    #[test]
    fn pa_41_a_day_with_a_swap_is_the_sum_of_two_parts() {
        let mut readings = point();
        read(&mut readings, "2026-11-03", kwh(1_253_112, 2_312_846));
        let at = instant("2026-11-03T09:30:00+01:00");
        readings.swap(at, kwh(1_256_212, 2_312_846), kwh(0, 0)).unwrap();
        read(&mut readings, "2026-11-04", kwh(2_046, 0));
        assert_eq!(readings.consumption(day("2026-11-03")).unwrap().registers, kwh(5_146, 0));
        assert_eq!(readings.last_swap(), Some(at));
    }

    #[test]
    fn a_reading_from_the_future_or_at_noon_is_refused() {
        let mut readings = point();
        let late = instant("2026-11-03T00:00:00+01:00");
        let future = readings.receive(late, kwh(1, 1), late.plus_s(-1)).unwrap_err();
        assert_eq!(
            future.to_string(),
            "the reading of 2026-11-03T00:00:00+01:00 was learnt before that, at 2026-11-02T23:59:59+01:00"
        );
        let noon = instant("2026-11-03T12:00:00+01:00");
        assert!(matches!(
            readings.receive(noon, kwh(1, 1), noon),
            Err(ReadingError::NotMidnight { .. })
        ));
    }

    #[test]
    fn mt_18_midnights_that_come_late_touch_their_days_in_order() {
        let mut readings = point();
        read(&mut readings, "2026-11-03", kwh(1_253_112, 2_312_846));
        readings.take_touched();
        let learnt = instant("2026-11-06T03:00:00+01:00");
        for on in ["2026-11-05", "2026-11-04"] {
            readings.receive(day(on).start(), kwh(1_260_000, 2_320_000), learnt).unwrap();
        }
        let touched: Vec<String> = readings.take_touched().iter().map(|d| d.to_string()).collect();
        assert_eq!(touched, ["2026-11-03", "2026-11-04", "2026-11-05"]);
    }

    #[test]
    fn pa_40_backward_holds_and_a_jump_holds_until_accepted() {
        let bounds = Bounds { most_per_hour: 27_700_000 };
        let mut readings = point();
        read(&mut readings, "2026-11-03", kwh(1_258_316, 2_312_846));
        assert_eq!(readings.judge(bounds), []);
        read(&mut readings, "2026-11-04", kwh(1_257_900, 2_312_846));
        let backward = readings.judge(bounds);
        assert!(matches!(backward.as_slice(), [(_, Implausible::WentBack { .. })]));
        assert_eq!(backward[0].0, day("2026-11-03"), "the day it would close");
        readings.accept_jumps();
        assert_eq!(readings.judge(bounds).len(), 1, "accepting does not make backward right");
        read(&mut readings, "2026-11-04", kwh(2_258_316, 2_312_846));
        assert!(matches!(readings.judge(bounds).as_slice(), [(_, Implausible::Jumped { .. })]));
        readings.accept_jumps();
        assert_eq!(readings.judge(bounds), []);
    }

    #[test]
    fn pa_40_the_closing_registers_of_a_swap_are_judged_too() {
        let bounds = Bounds { most_per_hour: 1_000 };
        let mut readings =
            Readings::starting(instant("2025-01-16T00:00:00+01:00"), Registers([0, 0]));
        read(&mut readings, "2025-01-17", Registers([2_000, 0]));
        assert_eq!(readings.judge(bounds), []);
        // 8.6 hours let 8,600 litres through; the midnight before was read too low.
        let at = instant("2025-01-17T08:36:00+01:00");
        readings.swap(at, Registers([11_000, 0]), Registers([500, 0])).unwrap();
        read(&mut readings, "2025-01-18", Registers([5_000, 0]));
        let jumped = readings.judge(bounds);
        assert!(matches!(jumped.as_slice(), [(_, Implausible::Jumped { .. })]));
        assert_eq!(jumped[0].0, day("2025-01-17"), "the day of the swap");
        let mut accepted = readings.clone();
        accepted.accept_jumps();
        assert_eq!(accepted.judge(bounds), []);
        let learnt = instant("2025-01-22T08:38:00+01:00");
        readings.receive(day("2025-01-17").start(), Registers([7_000, 0]), learnt).unwrap();
        assert_eq!(readings.judge(bounds), []);
    }

    #[test]
    fn pa_40_clearing_a_hold_does_not_accept_a_value_that_came_after_the_run() {
        let bounds = Bounds { most_per_hour: 1_000 };
        let mut readings =
            Readings::starting(instant("2025-01-16T00:00:00+01:00"), Registers([0, 0]));
        read(&mut readings, "2025-01-17", Registers([50_000, 0]));
        assert_eq!(readings.judge(bounds).len(), 1);
        let learnt = instant("2025-01-17T12:00:00+01:00");
        readings.receive(day("2025-01-17").start(), Registers([90_000, 0]), learnt).unwrap();
        readings.accept_jumps();
        assert_eq!(readings.judge(bounds).len(), 1);
    }
}

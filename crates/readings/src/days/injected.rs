//! What was injected, beside what was taken, for an account whose days are netted. A midnight counts with all
//! four registers or not at all. Source: PS-11, MT-01.

use super::{Meter, Midnight, ReadingError, Readings, Received, Registers};
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};

/// What was taken and what was injected, by register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Exchanged {
    pub taken: Registers,
    pub injected: Registers,
}

impl Exchanged {
    fn plus(self, other: Self) -> Option<Self> {
        let taken = self.taken.plus(other.taken)?;
        Some(Self { taken, injected: self.injected.plus(other.injected)? })
    }

    fn since(self, earlier: Self) -> Option<Self> {
        let taken = self.taken.since(earlier.taken)?;
        Some(Self { taken, injected: self.injected.since(earlier.injected)? })
    }
}

impl Meter {
    fn opened(&self) -> Option<Exchanged> {
        Some(Exchanged { taken: self.opening, injected: self.opening_injected? })
    }

    fn closed(&self) -> Option<(Instant, Option<Exchanged>)> {
        let (at, taken) = self.to?;
        Some((at, self.closing_injected.map(|injected| Exchanged { taken, injected })))
    }
}

impl Readings {
    /// What the meter that runs had injected when it came.
    pub fn starts_injected(&mut self, injected: Registers) {
        if let Some(meter) = self.meters.last_mut() {
            meter.opening_injected = Some(injected);
        }
    }

    /// What the meter that went last had injected by then.
    pub fn ends_injected(&mut self, injected: Registers) {
        if let Some(meter) = self.meters.iter_mut().rev().find(|meter| meter.to.is_some()) {
            meter.closing_injected = Some(injected);
        }
    }

    /// Takes in what was injected by the midnight `at`. Errors: as [`Self::receive`].
    pub fn receive_injected(
        &mut self,
        at: Instant,
        registers: Registers,
        learnt_at: Instant,
    ) -> Result<Received, ReadingError> {
        let day = super::midnight_of(at, learnt_at)?;
        if self.meters.first().is_none_or(|meter| at <= meter.from) {
            return Ok(Received::Ignored);
        }
        let version = match self.injected.get(&day) {
            Some(known) if known.registers == registers => return Ok(Received::Same),
            Some(known) => known.version.saturating_add(1),
            None => 1,
        };
        self.injected.insert(day, Midnight { registers, learnt_at, version });
        self.touched.extend([day.previous(), day]);
        Ok(if version == 1 { Received::New } else { Received::Superseded })
    }

    /// The four registers of the midnight that opens `day`.
    fn all_of(&self, day: SettlementDay) -> Option<Exchanged> {
        let taken = self.midnights.get(&day)?.registers;
        Some(Exchanged { taken, injected: self.injected.get(&day)?.registers })
    }

    /// The first day from `from` on at whose begin all four registers are known.
    pub fn counted_from(&self, from: SettlementDay) -> Option<SettlementDay> {
        let first = self.meters.first()?;
        let opened = first.from.day();
        if from <= opened && first.opening_injected.is_some() {
            return Some(opened);
        }
        let mut known = self.injected.range(from.max(opened)..).map(|(day, _)| *day);
        known.find(|day| self.midnights.contains_key(day))
    }

    /// What was taken and injected from the begin of `from`, or of the account, to the midnight that opens
    /// `until`; `None` unless all four registers are known at both ends and wherever a meter came or went.
    pub fn exchanged(&self, from: SettlementDay, until: SettlementDay) -> Option<Exchanged> {
        let (start, end) = (from.start(), until.start());
        let (mut sum, mut parts) = (Exchanged::default(), 0);
        for meter in &self.meters {
            let gone = meter.closed();
            if meter.from >= end || gone.is_some_and(|(at, _)| at <= start) {
                continue;
            }
            let opened = if meter.from > start {
                meter.opened()?
            } else {
                let own = || meter.opened().filter(|_| meter.from == start);
                self.all_of(from).or_else(own)?
            };
            let closed = match gone {
                Some((at, closing)) if at < end => closing?,
                _ => self.all_of(until)?,
            };
            sum = sum.plus(closed.since(opened)?)?;
            parts += 1;
        }
        let moved = self.shifted.range(from..until);
        let moved = moved.fold(0i64, |sum, (_, amount)| sum.saturating_add(*amount));
        let Registers([one, two]) = sum.taken;
        if moved != 0 && one >= 0 && two >= 0 {
            let moved = moved.clamp(two.saturating_neg(), one);
            sum.taken = Registers([one.saturating_sub(moved), two.saturating_add(moved)]);
        }
        (parts > 0).then_some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn kwh(one: i64, two: i64) -> Registers {
        Registers([one * 1_000_000, two * 1_000_000])
    }

    fn read(readings: &mut Readings, on: &str, taken: Registers, injected: Option<Registers>) {
        let at = day(on).start();
        readings.receive(at, taken, at).unwrap();
        if let Some(injected) = injected {
            readings.receive_injected(at, injected, at).unwrap();
        }
    }

    #[test]
    fn ps_11_what_flowed_is_known_with_all_four_registers_only() {
        let opened = "2026-06-01T10:00:00+02:00".parse().unwrap();
        let mut readings = Readings::starting(opened, kwh(100, 50));
        read(&mut readings, "2026-06-02", kwh(102, 51), Some(kwh(7, 0)));
        read(&mut readings, "2026-06-03", kwh(103, 53), None);
        read(&mut readings, "2026-06-04", kwh(106, 54), Some(kwh(12, 1)));
        assert_eq!(readings.counted_from(day("2026-06-01")), Some(day("2026-06-02")));
        assert_eq!(readings.counted_from(day("2026-06-03")), Some(day("2026-06-04")));
        assert_eq!(readings.exchanged(day("2026-06-02"), day("2026-06-03")), None);
        // A hole between two known midnights is no hole in the sum.
        let over = readings.exchanged(day("2026-06-02"), day("2026-06-04")).unwrap();
        assert_eq!(over, Exchanged { taken: kwh(4, 3), injected: kwh(5, 1) });
        readings.starts_injected(kwh(3, 0));
        assert_eq!(readings.counted_from(day("2026-05-01")), Some(day("2026-06-01")));
        let since = readings.exchanged(day("2026-06-01"), day("2026-06-02")).unwrap();
        assert_eq!(since, Exchanged { taken: kwh(2, 1), injected: kwh(4, 0) });
    }

    #[test]
    fn ps_11_a_meter_that_came_and_one_that_went_are_added_up() {
        let midnight = day("2026-06-01").start();
        let mut readings = Readings::starting(midnight, kwh(0, 0));
        readings.starts_injected(kwh(0, 0));
        let at = "2026-06-02T09:00:00+02:00".parse().unwrap();
        readings.swap(at, kwh(5, 5), kwh(900, 0)).unwrap();
        let sum = |readings: &Readings| readings.exchanged(day("2026-06-01"), day("2026-06-03"));
        read(&mut readings, "2026-06-03", kwh(901, 1), Some(kwh(402, 0)));
        assert_eq!(sum(&readings), None, "nobody read what the old one had injected");
        readings.ends_injected(kwh(20, 1));
        readings.starts_injected(kwh(400, 0));
        let known = sum(&readings).unwrap();
        assert_eq!(known, Exchanged { taken: kwh(6, 6), injected: kwh(22, 1) });
        readings.shift(day("2026-06-02"), 2_000_000);
        assert_eq!(sum(&readings).unwrap().taken, kwh(4, 8), "MT-05 counts here too");
    }

    #[test]
    fn ps_11_injection_of_a_midnight_is_received_like_any_reading() {
        let midnight = day("2026-06-01").start();
        let mut readings = Readings::starting(midnight, kwh(0, 0));
        let at = day("2026-06-02").start();
        assert!(readings.receive_injected(at, kwh(1, 0), at.plus_s(-1)).is_err());
        assert!(readings.receive_injected(at.plus_h(1), kwh(1, 0), at.plus_h(2)).is_err());
        let mut receive = |registers| readings.receive_injected(at, registers, at).unwrap();
        assert_eq!(receive(kwh(1, 0)), Received::New);
        assert_eq!(receive(kwh(1, 0)), Received::Same);
        assert_eq!(receive(kwh(2, 0)), Received::Superseded);
        let before = readings.receive_injected(midnight, kwh(1, 0), at).unwrap();
        assert_eq!(before, Received::Ignored);
        assert_eq!(readings.take_touched().len(), 2, "the day it closes and the one it opens");
    }
}

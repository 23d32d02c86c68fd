//! What came of meters, booked in lots.

use super::read::Collected;
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use calendar::{Instant, SettlementDay};
use std::time::Duration;
use store::{Polled, Reading};
use timeline::Fact;
use units::Dso;

pub(super) struct Booker {
    dso: Dso,
    day: SettlementDay,
    lot: Vec<Collected>,
    since: Option<std::time::Instant>,
}

impl Booker {
    pub(super) fn new(dso: Dso, day: SettlementDay) -> Self {
        Self { dso, day, lot: Vec::new(), since: None }
    }

    pub(super) fn take(&mut self, one: Collected) {
        self.since.get_or_insert_with(std::time::Instant::now);
        self.lot.push(one);
    }

    pub(super) fn len(&self) -> usize {
        self.lot.len()
    }

    /// How long the first of the lot has waited.
    pub(super) fn oldest(&self) -> Option<Duration> {
        self.since.map(|since| since.elapsed())
    }

    /// Books what is waiting. Alarms first, under keys of their own: after a crash they come again and
    /// change nothing. Then readings and outcomes, all or none.
    pub(super) fn book(&mut self, engine: &mut Engine, now: Instant) -> Result<(), Failure> {
        self.since = None;
        let lot = std::mem::take(&mut self.lot);
        if lot.is_empty() {
            return Ok(());
        }
        let (mut readings, mut polls) = (Vec::new(), Vec::new());
        let points: Vec<_> = lot.iter().map(|one| one.meter.ean).collect();
        let accounts = engine.store.accounts_of(&points)?;
        for one in &lot {
            let account = accounts.get(&one.meter.ean);
            if let (Some(account), Some(alarm)) = (account, one.outcome.alarm())
                && account.closed_at.is_none()
                && account.opened_at <= now
            {
                let (meter, detail) = (one.meter.serial.clone(), one.detail.clone());
                let fact = Fact::MeterAlarm { alarm, day: self.day, meter, detail };
                // Another detail of the same alarm is not another alarm.
                let known = fact.key().unwrap_or_default();
                if !engine.store.has_fact(account.id, fact.name(), &known)? {
                    // A point whose timeline cannot go on must not keep the others from being read.
                    if let Err(failure) = engine.record(account, &fact, now) {
                        eprintln!("EAN {}: {}", one.meter.ean, chain(failure.as_ref()));
                    }
                }
            }
            // A midnight before the account began is another household's.
            let account = account.filter(|account| account.group.energy == one.meter.energy);
            if let Some(account) = account {
                let within = |midnight: &SettlementDay| {
                    *midnight >= account.opened_at.day()
                        && account.closed_at.is_none_or(|closed| midnight.start() <= closed)
                };
                let own = one.midnights.iter().filter(|(midnight, _)| within(midnight));
                readings.extend(own.map(|(midnight, registers)| Reading {
                    midnight: *midnight,
                    account: account.id,
                    registers: *registers,
                    learnt_at: now,
                }));
            }
            polls.push(Polled {
                day: self.day,
                dso: self.dso,
                meter: one.meter.serial.clone(),
                done: one.outcome.is_read(),
                outcome: one.outcome.name().to_owned(),
                detail: one.detail.clone(),
                at: now,
                read_midnight: one.outcome.is_read().then(|| self.day.next()),
                title: one.title.clone(),
            });
        }
        engine.store.locked(self.dso, |store| {
            store.record_readings(&readings)?;
            store.keep_polls(&polls)
        })?;
        Ok(())
    }
}

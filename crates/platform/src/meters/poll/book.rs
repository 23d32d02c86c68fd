//! What came of meters, booked in lots.

use super::depot::Depot;
use super::read::Collected;
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use calendar::{Instant, SettlementDay};
use readings::Registers;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;
use store::{Account, Polled, Reading};
use timeline::{Alarm, Fact};
use units::{Dso, Ean};

/// What one transaction books at most, and how long the first of it waits.
const LOT: usize = 500;
const LOT_WAITS: Duration = Duration::from_millis(250);
/// Quarter-hours become files, a few for each lot: they wait longer for company.
const QUARTERS_WAIT: Duration = Duration::from_secs(5);

#[derive(Default)]
struct Lot {
    collected: Vec<Collected>,
    since: Option<std::time::Instant>,
}

impl Lot {
    fn is_due(&self, waits: Duration) -> bool {
        self.collected.len() >= LOT || self.since.is_some_and(|since| since.elapsed() >= waits)
    }
}

pub(super) struct Booker {
    dso: Dso,
    day: SettlementDay,
    plain: Lot,
    with_quarters: Lot,
    depot: Depot,
}

impl Booker {
    /// `quarters`: the folder of quarter-hours, if they are read.
    pub(super) fn new(dso: Dso, day: SettlementDay, quarters: Option<PathBuf>) -> Self {
        let (plain, with_quarters) = (Lot::default(), Lot::default());
        Self { dso, day, plain, with_quarters, depot: Depot::new(dso, day, quarters) }
    }

    pub(super) fn take(&mut self, one: Collected) {
        let lot = if one.quarters.is_some() { &mut self.with_quarters } else { &mut self.plain };
        lot.since.get_or_insert_with(std::time::Instant::now);
        lot.collected.push(one);
    }

    /// Books what has waited long enough, or all that waits.
    pub(super) fn book(
        &mut self,
        engine: &mut Engine,
        now: Instant,
        all: bool,
    ) -> Result<(), Failure> {
        if all || self.plain.is_due(LOT_WAITS) {
            let lot = std::mem::take(&mut self.plain).collected;
            self.book_lot(engine, now, &lot)?;
        }
        if all || self.with_quarters.is_due(QUARTERS_WAIT) {
            let lot = std::mem::take(&mut self.with_quarters).collected;
            self.book_lot(engine, now, &lot)?;
        }
        Ok(())
    }

    /// Alarms first, under keys of their own: after a crash they come again and change nothing. Then
    /// quarter-hours, with up to where each meter has given them. Then readings and outcomes, all or none: a
    /// crash before them has the meters asked again, for no quarter-hour that is kept.
    fn book_lot(
        &mut self,
        engine: &mut Engine,
        now: Instant,
        lot: &[Collected],
    ) -> Result<(), Failure> {
        if lot.is_empty() {
            return Ok(());
        }
        let (mut readings, mut injected, mut polls) = (Vec::new(), Vec::new(), Vec::new());
        let points: Vec<_> = lot.iter().map(|one| one.meter.ean).collect();
        let accounts = engine.store.accounts_of(&points)?;
        for one in lot {
            let account = accounts.get(&one.meter.ean);
            if let (Some(account), Some(alarm)) = (account, one.outcome.alarm()) {
                let (meter, detail) = (one.meter.serial.clone(), one.detail.clone());
                let fact = Fact::MeterAlarm { alarm, day: self.day, meter, detail };
                raise(engine, account, &fact, now)?;
            }
            // A midnight before the account began is another household's.
            let account = account.filter(|account| account.group.energy == one.meter.energy);
            if let Some(account) = account {
                let within = |midnight: &SettlementDay| {
                    *midnight >= account.opened_at.day()
                        && account.closed_at.is_none_or(|closed| midnight.start() <= closed)
                };
                let reading = |(midnight, registers): &(SettlementDay, Registers)| Reading {
                    midnight: *midnight,
                    account: account.id,
                    registers: *registers,
                    learnt_at: now,
                };
                let own = |all: &[(SettlementDay, Registers)]| -> Vec<Reading> {
                    all.iter().filter(|(midnight, _)| within(midnight)).map(reading).collect()
                };
                readings.extend(own(&one.midnights));
                injected.extend(own(&one.injected));
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
        self.book_quarters(engine, now, (lot, &accounts))?;
        let injected = crate::producers::of_producers(&mut engine.store, &injected)?;
        engine.store.locked(self.dso, |store| {
            store.record_readings(&readings)?;
            store.record_injected(&injected)?;
            store.keep_polls(&polls)
        })?;
        Ok(())
    }

    /// What is wrong with them is told, and they are kept.
    fn book_quarters(
        &mut self,
        engine: &mut Engine,
        now: Instant,
        (lot, accounts): (&[Collected], &HashMap<Ean, Account>),
    ) -> Result<(), Failure> {
        if lot.iter().all(|one| one.quarters.is_none()) {
            return Ok(());
        }
        for (place, day, alarm, detail) in self.depot.alarms(engine, (lot, accounts), now)? {
            let Some(one) = lot.get(place) else { continue };
            let Some(account) = accounts.get(&one.meter.ean) else { continue };
            let meter = one.meter.serial.clone();
            let fact = Fact::MeterAlarm { alarm, day, meter, detail };
            raise(engine, account, &fact, now)?;
        }
        self.depot.keep(engine, lot, now)
    }
}

/// Records an alarm of an account that is open, once: another detail of the same alarm is not another alarm.
fn raise(engine: &mut Engine, account: &Account, fact: &Fact, now: Instant) -> Result<(), Failure> {
    let known = fact.key().unwrap_or_default();
    if account.closed_at.is_some()
        || account.opened_at > now
        || engine.store.has_fact(account.id, fact.name(), &known)?
    {
        return Ok(());
    }
    // A point whose timeline cannot go on must not keep the others from being read.
    if let Err(failure) = engine.record(account, fact, now) {
        eprintln!("EAN {}: {}", account.ean, chain(failure.as_ref()));
    }
    Ok(())
}

/// An alarm of a lot: whose, of which day, which, and what is said of it.
pub(super) type Found = (usize, SettlementDay, Alarm, String);

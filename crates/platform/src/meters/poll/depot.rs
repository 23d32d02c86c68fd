//! Where quarter-hours of meters go, and what is wrong with them. Source: MT-05, MT-18.

use super::book::Found;
use super::quarters::Quarters;
use super::read::Collected;
use crate::books::parameter_book;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::intervals::calendars::Calendars;
use crate::intervals::check::{measured_only, risen, sentence};
use crate::intervals::issues::OF_INJECTION;
use crate::intervals::manifest::{OfMeters, SqlManifest};
use calendar::{Instant, SettlementDay, TariffSlot};
use intervals::{
    Bound, DayCheck, Direction, Series, Source, Store as Intervals, check_days, hash_of,
};
use prepay::Rates;
use readings::Registers;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use store::Account;
use timeline::Alarm;
use units::{AccountId, Dso, Ean};

/// The files of quarter-hours, opened when the first come.
pub(super) struct Depot {
    dso: Dso,
    day: SettlementDay,
    folder: Option<PathBuf>,
    open: Option<Intervals<OfMeters>>,
    calendars: Option<Calendars>,
}

/// Registers of accounts at midnights, by the day that each opens.
type Midnights = BTreeMap<AccountId, BTreeMap<SettlementDay, Registers>>;

impl Depot {
    pub(super) fn new(dso: Dso, day: SettlementDay, folder: Option<PathBuf>) -> Self {
        Self { dso, day, folder, open: None, calendars: None }
    }

    /// Adds the quarter-hours of a lot as one version, and with it up to where each meter has given them.
    pub(super) fn keep(
        &mut self,
        engine: &mut Engine,
        lot: &[Collected],
        now: Instant,
    ) -> Result<(), Failure> {
        let (mut series, mut until) = (Vec::new(), BTreeMap::new());
        let mut way = format!("meters {} {}", self.dso, self.day);
        for one in lot {
            let Some(Quarters { of, until: Some(end), .. }) = &one.quarters else { continue };
            series.extend(of.series.iter().cloned());
            until.insert(one.meter.serial.clone(), *end);
            way.push_str(&format!(" {} {}", one.meter.serial, end.0));
        }
        if until.is_empty() {
            return Ok(());
        }
        let store = match &mut self.open {
            Some(store) => store,
            None => {
                let Some(folder) = &self.folder else {
                    return refuse("nobody said where quarter-hours lie");
                };
                let kept = SqlManifest(engine.store.another()?);
                let manifest = OfMeters { kept, until: BTreeMap::new() };
                self.open.insert(Intervals::open(folder, manifest, None)?)
            }
        };
        store.manifest.until = until;
        let name = format!("meters {}", self.day);
        // The same meters up to the same instants are the same source.
        let source = Source { name, sha256: hash_of(way.as_bytes()), learnt_at: now };
        store.add(self.dso, &series, &source)?;
        Ok(())
    }

    /// Holes, registers that cannot be, and days whose quarter-hours and registers differ.
    pub(super) fn alarms(
        &mut self,
        engine: &mut Engine,
        (lot, accounts): (&[Collected], &HashMap<Ean, Account>),
        now: Instant,
    ) -> Result<Vec<Found>, Failure> {
        let (midnights, injected) =
            (self.midnights(engine, lot, now)?, self.injected(engine, lot, now)?);
        let mut found: Vec<Found> = Vec::new();
        for (place, one) in lot.iter().enumerate() {
            let Some(quarters) = &one.quarters else { continue };
            found.extend(spoilt(quarters).map(|(alarm, detail)| (place, self.day, alarm, detail)));
            let sides = [(Direction::OffTake, &midnights), (Direction::Injection, &injected)];
            for (direction, all) in sides {
                let series = quarters.of.series.iter().find(|of| of.direction == direction);
                let known = all.get(&quarters.span.account);
                let account = accounts.get(&one.meter.ean);
                let (Some(series), Some(known), Some(account)) = (series, known, account) else {
                    continue;
                };
                let calendars = self.calendars(engine, now)?;
                for (day, check) in compared(series, known, (account, calendars)) {
                    let alarm = match check {
                        DayCheck::Matches | DayCheck::Incomplete { .. } => continue,
                        DayCheck::Drift { .. } => Alarm::RegisterDrift,
                        DayCheck::WrongCalendar { .. } => Alarm::WrongCalendar,
                    };
                    let detail = match direction {
                        Direction::OffTake => sentence(check),
                        Direction::Injection => format!("{OF_INJECTION}{}", sentence(check)),
                    };
                    found.push((place, day, alarm, detail));
                }
            }
        }
        Ok(found)
    }

    /// What is kept of the accounts of a lot, and what came with it.
    fn midnights(
        &self,
        engine: &mut Engine,
        lot: &[Collected],
        now: Instant,
    ) -> Result<Midnights, Failure> {
        let of_lot = || lot.iter().filter_map(|one| Some((one, one.quarters.as_ref()?)));
        let ids: Vec<AccountId> = of_lot().map(|(_, quarters)| quarters.span.account).collect();
        let firsts = of_lot().flat_map(|(_, quarters)| &quarters.of.series);
        let first = firsts.filter_map(|series| Some(series.first()?.day())).min();
        let mut found = Midnights::new();
        let Some(first) = first else { return Ok(found) };
        // Versions come in order: the last one stays.
        for reading in engine.store.readings(&ids, first, self.day.next(), now)? {
            found.entry(reading.account).or_default().insert(reading.midnight, reading.registers);
        }
        for (one, quarters) in of_lot() {
            let of_account = found.entry(quarters.span.account).or_default();
            of_account.extend(one.midnights.iter().copied());
        }
        Ok(found)
    }

    /// The same of what was injected, of accounts of which that is kept. Source: PS-03.
    fn injected(
        &self,
        engine: &mut Engine,
        lot: &[Collected],
        now: Instant,
    ) -> Result<Midnights, Failure> {
        let of_lot = || lot.iter().filter_map(|one| Some((one, one.quarters.as_ref()?)));
        let ids: Vec<AccountId> = of_lot().map(|(_, quarters)| quarters.span.account).collect();
        let mut kept = engine.store.injected(&ids, now)?;
        // The last version stays.
        kept.sort_by_key(|reading| (reading.midnight, reading.version));
        let mut found = Midnights::new();
        for reading in kept {
            found.entry(reading.account).or_default().insert(reading.midnight, reading.registers);
        }
        for (one, quarters) in of_lot() {
            if let Some(of_account) = found.get_mut(&quarters.span.account) {
                of_account.extend(one.injected.iter().copied());
            }
        }
        Ok(found)
    }

    fn calendars(&mut self, engine: &mut Engine, now: Instant) -> Result<&Calendars, Failure> {
        let known = match self.calendars.take() {
            Some(known) => known,
            None => {
                let book = parameter_book(&mut engine.store)?;
                let days = (self.day.plus(-super::read::MOST_DAYS), self.day.next());
                Calendars::of(&book, self.dso, days, now)?
            }
        };
        Ok(self.calendars.insert(known))
    }
}

/// What the rows themselves say.
fn spoilt(quarters: &Quarters) -> impl Iterator<Item = (Alarm, String)> {
    let of = &quarters.of;
    let holes = of.first_hole.map(|first| {
        let (missing, estimated, first) = (of.missing, of.estimated, first.to_local_string());
        let text = format!(
            "of the quarter-hours from {first} on, {missing} are missing and {estimated} estimated"
        );
        (Alarm::Holes, text)
    });
    let drift = of.impossible.map(|(at, impossible)| {
        (Alarm::RegisterDrift, format!("{impossible} at {}", at.to_local_string()))
    });
    holes.into_iter().chain(drift)
}

/// Days of which each quarter-hour was measured.
fn compared(
    series: &Series,
    midnights: &BTreeMap<SettlementDay, Registers>,
    (account, calendars): (&Account, &Calendars),
) -> Vec<(SettlementDay, DayCheck)> {
    let differences = measured_only(series, risen(midnights));
    // At one rate both registers cost the same: whichever counts, only their sum can be wrong.
    let slot = |at| calendars.slot(at);
    let slot: Option<&dyn Fn(Instant) -> TariffSlot> =
        if account.group.rates == Rates::Two { Some(&slot) } else { None };
    check_days(series, &differences, Bound::default(), slot)
}

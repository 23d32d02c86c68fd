//! Use day by day, as the settled days have it: the same totals as the ledger. Source: UX 8.2 C-06, PA-46.

use super::figures::{FAR, at_place, live_now};
use super::{People, failed};
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::PriceBasis;
use portal::Quality;
use portal::my::{MyDay, MyError, MyUsage, MyUseDay, Slot, Stretch, UseOfDays, UsedBy, Visitor};
use prepay::{Rates, SettledDay};
use timeline::Timeline;
use units::{Energy, FEMTO_PER_MICRO, MicroEuro, MilliWattHours};

/// Days of use, and as many to compare them with.
const USE_DAYS: i32 = 30;
/// Most days that are added up: two years and what lies between two bills.
const MOST_DAYS: i32 = 800;

fn day_of(day: SettlementDay, known: &SettledDay, registers: usize) -> MyDay {
    let energy = known.energy.iter().take(registers).map(|part| part.0);
    MyDay {
        day,
        quality: if known.consumption.is_none() {
            Quality::Provisional
        } else if known.charged != known.first_charge {
            Quality::Corrected
        } else {
            Quality::Measured
        },
        energy: Some(MilliWattHours(energy.fold(0, i64::saturating_add))),
        cost: Some(known.charged),
    }
}

/// The settled days, oldest first.
pub(super) fn days(timeline: &Timeline) -> Vec<MyDay> {
    let account = &timeline.account;
    let registers = account.registers().len();
    account.days().iter().map(|(day, known)| day_of(*day, known, registers)).collect()
}

/// The first and the last day of a stretch, within what is known.
fn within(
    stretch: Stretch,
    (first, last): (SettlementDay, SettlementDay),
) -> (SettlementDay, SettlementDay) {
    match stretch {
        Stretch::To(to) => {
            let to = to.unwrap_or(last).min(last).max(first);
            (to.plus(1 - USE_DAYS), to)
        }
        Stretch::Between(from, to) => (from.max(to.plus(1 - MOST_DAYS)), to),
    }
}

/// What was counted at each price and what it cost, and what stands beside it.
fn made_of(settled: &SettledDay, energy: Energy, rates: Rates) -> (Vec<UsedBy>, MicroEuro) {
    let ([first, second], [price, by_night]) = (settled.energy, settled.terms.prices);
    let counted = match (energy, rates) {
        (Energy::Electricity, Rates::Two) => {
            vec![(Slot::Peak, first, price), (Slot::OffPeak, second, by_night)]
        }
        (Energy::Electricity, Rates::Single) => {
            vec![(Slot::All, MilliWattHours(first.0.saturating_add(second.0)), price)]
        }
        (Energy::Gas, _) => vec![(Slot::All, first, price)],
    };
    let used: Vec<UsedBy> = counted
        .into_iter()
        .map(|(slot, energy, price)| {
            let micro = price.cost_of(energy).div_euclid(FEMTO_PER_MICRO);
            let cost = MicroEuro(i64::try_from(micro).unwrap_or(i64::MAX));
            UsedBy { slot, energy, price, cost }
        })
        .collect();
    let of_energy = used.iter().map(|one| one.cost.0).fold(0, i64::saturating_add);
    (used, MicroEuro(settled.charged.0.saturating_sub(of_energy)))
}

impl People {
    fn usage_of(
        &self,
        visitor: &Visitor,
        place: usize,
        stretch: Stretch,
    ) -> Result<Option<MyUsage>, Failure> {
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let rebuilt = engine.rebuild(std::slice::from_ref(&own.account), FAR)?;
        let Some(rebuilt) = rebuilt.into_iter().next() else { return Ok(None) };
        let all = days(&rebuilt.timeline);
        let live = live_now(&mut engine, visitor, &own.account, self.now())?;
        let known = all.first().zip(all.last()).map(|(first, last)| (first.day, last.day));
        let Some(known) = known else {
            let (days, before, off_days) = (Vec::new(), Vec::new(), 0);
            let meter = own.meter;
            return Ok(Some(MyUsage { meter, meters, days, before, off_days, known, live }));
        };
        let (first, last) = within(stretch, known);
        let earlier = first.plus(first.days_since(last) - 1);
        let wanted = all.into_iter().filter(|day| earlier <= day.day && day.day <= last);
        let (before, days): (Vec<MyDay>, Vec<MyDay>) = wanted.partition(|day| day.day < first);
        let times = crate::off::times_of(&mut engine, &own.account)?;
        let was_off = |day: SettlementDay| {
            let on = |until: Option<Instant>| until.is_some_and(|until| until <= day.start());
            times.iter().any(|(since, until)| *since < day.end() && !on(*until))
        };
        let off_days = days.iter().filter(|one| was_off(one.day)).count();
        let (meter, known) = (own.meter, Some(known));
        Ok(Some(MyUsage { meter, meters, days, before, off_days, known, live }))
    }

    fn day_of_use(
        &self,
        visitor: &Visitor,
        place: usize,
        day: SettlementDay,
    ) -> Result<Option<MyUseDay>, Failure> {
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let rebuilt = engine.rebuild(std::slice::from_ref(&own.account), FAR)?;
        let Some(rebuilt) = rebuilt.into_iter().next() else { return Ok(None) };
        let account = &rebuilt.timeline.account;
        let Some(settled) = account.days().get(&day) else { return Ok(None) };
        let registers = account.registers().len();
        let (used, beside) = made_of(settled, account.energy(), account.rates());
        let row = engine.store.days(&[own.account.id], day, day)?.pop();
        let settled_on =
            |other: SettlementDay| Some(other).filter(|day| account.days().contains_key(day));
        Ok(Some(MyUseDay {
            meter: own.meter,
            meters,
            day: day_of(day, settled, registers),
            social: settled.terms.basis == PriceBasis::Social,
            used,
            beside,
            corrected: MicroEuro(settled.charged.0.saturating_sub(settled.first_charge.0)),
            repaid: settled.collected,
            balance_after: row.map(|row| row.balance),
            earlier: settled_on(day.previous()),
            later: settled_on(day.next()),
        }))
    }
}

impl UseOfDays for People {
    fn usage(
        &self,
        visitor: &Visitor,
        place: usize,
        stretch: Stretch,
    ) -> Result<Option<MyUsage>, MyError> {
        self.usage_of(visitor, place, stretch).map_err(failed("could not read the use"))
    }

    fn use_of_day(
        &self,
        visitor: &Visitor,
        place: usize,
        day: SettlementDay,
    ) -> Result<Option<MyUseDay>, MyError> {
        self.day_of_use(visitor, place, day).map_err(failed("could not read a day of use"))
    }
}

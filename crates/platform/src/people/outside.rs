//! What everybody may ask: prices of the kept books, and where to top up. Source: UX 8.1 P-04, P-09.

use super::People;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::news::all_from;
use crate::offices;
use crate::places;
use calendar::{Instant, SettlementDay};
use params::{PriceBasis, PriceVersion};
use portal::my::{HelpOffice, MyError, Outside, Places, PriceLine, Prices, Slot, Tariff};
use units::{Dso, Energy, ObisCode};

/// Days ahead in which a price that is known to come is told.
const AHEAD_DAYS: i32 = 92;

/// What is in force on a day; `None` if no price covers it.
fn price(
    engine: &Engine,
    dso: Dso,
    (energy, basis, register): (Energy, PriceBasis, ObisCode),
    day: SettlementDay,
) -> Result<Option<PriceVersion>, Failure> {
    let rules = engine.books.rules(dso, energy)?;
    Ok(rules.prices.price(dso, energy, basis, register, day).ok().cloned())
}

/// What comes after a price, if it is another one and near.
fn next(
    engine: &Engine,
    dso: Dso,
    of: (Energy, PriceBasis, ObisCode),
    (now, today): (&PriceVersion, SettlementDay),
) -> Result<Option<PriceVersion>, Failure> {
    let (energy, basis, _) = of;
    let rules = engine.books.rules(dso, energy)?;
    let days = rules.prices.versions().iter().map(|version| version.from);
    let days = days.filter(|day| *day > today && *day <= today.plus(AHEAD_DAYS));
    let mut days: Vec<SettlementDay> = days.collect();
    days.sort_unstable();
    for day in days {
        let later = price(engine, dso, (energy, basis, of.2), day)?;
        if let Some(later) = later.filter(|later| later.price != now.price) {
            return Ok(Some(later));
        }
    }
    Ok(None)
}

fn tariff_of(basis: PriceBasis) -> Tariff {
    match basis {
        PriceBasis::Social => Tariff::Social,
        PriceBasis::Average => Tariff::Average,
    }
}

fn lines(
    engine: &Engine,
    dso: Dso,
    (energy, basis): (Energy, PriceBasis),
    day: SettlementDay,
) -> Result<Vec<PriceLine>, Failure> {
    let registers: &[(Slot, ObisCode)] = match energy {
        Energy::Electricity => {
            &[(Slot::Peak, ObisCode::IMPORT_PEAK), (Slot::OffPeak, ObisCode::IMPORT_OFF_PEAK)]
        }
        Energy::Gas => &[(Slot::All, ObisCode::GAS_VOLUME)],
    };
    let mut found: Vec<PriceLine> = Vec::new();
    for (slot, register) in registers {
        let of = (energy, basis, *register);
        let Some(now) = price(engine, dso, of, day)? else { continue };
        let next = next(engine, dso, of, (&now, day))?.map(|later| (later.from, later.price));
        let line = PriceLine {
            energy,
            tariff: tariff_of(basis),
            slot: *slot,
            price: now.price,
            since: now.from,
            next,
        };
        found.push(line);
    }
    // By day and by night alike: one price.
    if let [one, other] = found.as_slice()
        && (one.price, one.since, one.next) == (other.price, other.since, other.next)
    {
        found.truncate(1);
        for line in &mut found {
            line.slot = Slot::All;
        }
    }
    Ok(found)
}

/// The prices of an operator on a day, as known now. Source: PA-08, PA-09.
pub(super) fn prices(engine: &Engine, dso: Dso, now: Instant) -> Result<Prices, Failure> {
    let day = now.day();
    let (mut all, mut fixed_a_year) = (Vec::new(), Vec::new());
    for energy in [Energy::Electricity, Energy::Gas] {
        let before = all.len();
        for basis in [PriceBasis::Social, PriceBasis::Average] {
            all.append(&mut lines(engine, dso, (energy, basis), day)?);
        }
        if all.len() > before {
            let year = engine.books.rules(dso, energy)?.parameters.at(day, now).fixed_charge_year;
            fixed_a_year.push((energy, year));
        }
    }
    Ok(Prices { dso, day, lines: all, fixed_a_year })
}

impl Outside for People {
    fn prices(&self) -> Result<Prices, MyError> {
        let read = || prices(&*self.engine()?, self.setting.operator, self.now());
        read().map_err(super::failed("could not read the prices"))
    }

    fn prices_of_all(&self) -> Result<Vec<(Dso, Prices)>, MyError> {
        let (own, now) = (self.setting.operator, self.now());
        let read = || {
            let engine = self.engine()?;
            let mut all = Vec::new();
            for dso in all_from(own) {
                all.push((dso, prices(&engine, dso, now)?));
            }
            all.retain(|(_, prices)| !prices.lines.is_empty());
            Ok(all)
        };
        read().map_err(super::failed("could not read the prices"))
    }

    fn help_office(&self, postcode: u16) -> Result<Option<HelpOffice>, MyError> {
        let read = || offices::shown(&mut *self.engine()?, self.setting.operator, postcode);
        read().map_err(super::failed("could not read a social service"))
    }

    fn places(&self, postcode: Option<u16>, only_open: bool) -> Result<Places, MyError> {
        let (dso, now) = (self.setting.operator, self.now());
        let read = || places::shown(&mut *self.engine()?, dso, postcode, only_open, now);
        read().map_err(super::failed("could not read where to top up"))
    }
}

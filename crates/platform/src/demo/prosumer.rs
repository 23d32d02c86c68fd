//! The roof of a demo's customer: accepted after compensation ended for new ones, so that a second supplier buys
//! what it injects. That of somebody who shares nothing is older, and netted.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::intervals::{Place as Folder, open};
use crate::producers::{file, record_injected};
use ::intervals::{Direction, Interval, Quality, Quarter, Register, Series, Source, hash_of};
use calendar::{Instant, SettlementDay};
use prosumer::{Contract, Entry, Produced, Production, Rate, Sale, VoltAmperes, Watts};
use readings::Registers;
use std::collections::BTreeMap;
use store::Reading;
use units::{AccountId, Dso, Energy, MilliWattHours, NanoEuroPerKwh};

/// What a roof sends in a quarter-hour at noon on a clear day, in mWh.
const NOON: i64 = 300_000;
/// Of what is produced, so much is used at home, in parts of a hundred.
const AT_HOME: i64 = 35;

/// Roofs for the first of these homes that takes electricity and for one that is in no group. None without a place for quarter-hours.
pub fn roofs(
    engine: &mut Engine,
    url: &str,
    at: Instant,
    homes: &[AccountId],
) -> Result<(), Failure> {
    let Ok(mut intervals) = open(url, &Folder::default()) else { return Ok(()) };
    let mut accounts = Vec::new();
    for home in homes {
        let account = engine.store.account(*home)?;
        let wanted = account.filter(|account| {
            account.closed_at.is_none() && account.group.energy == Energy::Electricity
        });
        accounts.extend(wanted);
    }
    let until = at.day();
    let mut of_nobody = None;
    for account in &accounts {
        if engine.store.memberships_of(account.ean)?.is_empty() {
            of_nobody = Some(account);
            break;
        }
    }
    for (place, account) in accounts.first().into_iter().chain(of_nobody).enumerate() {
        let rows = engine.store.days(&[account.id], account.opened_at.day(), until)?;
        let Some(first) = rows.first().map(|row| row.day) else { continue };
        let injection = series(account.ean.into(), (first, until), place);
        let sum = injection.energy();
        if place > 0 {
            // It is netted: what its meter shows of injection counts.
            record_injected(engine, &midnights(account.id, &injection, at))?;
        }
        let mut both = vec![injection];
        if place > 0 {
            // Members have their quarter-hours already.
            both.push(super::sharing::home_series(account.ean, &rows));
        }
        let name = format!("quarter-hours of demo roof {place}");
        let source = Source { sha256: hash_of(name.as_bytes()), name, learnt_at: at };
        intervals.add(Dso::Ores, &both, &source)?;
        for entry in entries(place, (first, until), sum) {
            file(engine, (Some(Dso::Ores), account.ean), &entry, ("demo", at))?;
        }
    }
    Ok(())
}

/// What the injection registers showed at midnights: all of it at peak.
fn midnights(account: AccountId, injection: &Series, learnt_at: Instant) -> Vec<Reading> {
    let mut by_midnight: BTreeMap<SettlementDay, i64> = BTreeMap::new();
    let mut sum = 0i64;
    for interval in &injection.intervals {
        let day = interval.quarter.start().day();
        by_midnight.entry(day).or_insert(sum);
        sum = sum.saturating_add(interval.energy.0);
        by_midnight.insert(day.next(), sum);
    }
    let known = by_midnight.into_iter().filter(|(midnight, _)| midnight.start() <= learnt_at);
    known
        .map(|(midnight, sum)| {
            let registers = Registers([sum, 0]);
            Reading { midnight, account, registers, learnt_at }
        })
        .collect()
}

fn entries(
    place: usize,
    (first, until): (SettlementDay, SettlementDay),
    sent: MilliWattHours,
) -> Vec<Entry> {
    let day = |year, month| SettlementDay::from_ymd(year, month, 1).unwrap_or(first);
    let sells = place == 0;
    let (accepted, supplier) =
        if sells { (day(2024, 6), "Supplier A") } else { (day(2021, 6), "Supplier B") };
    let contract = Contract {
        rate: Rate::TwoRate,
        supplier: supplier.to_owned(),
        sale: sells.then(|| Sale::SecondSupplier("Supplier C".to_owned())),
        injection_price: sells.then_some(NanoEuroPerKwh(40_000_000)),
    };
    let produced = sent.0.saturating_mul(100).div_euclid(100 - AT_HOME);
    vec![
        Entry::Accepted { on: accepted, apparent_power: VoltAmperes(4_000), power: Watts(3_680) },
        Entry::Contract { from: accepted, contract },
        Entry::Produced(Produced {
            from: first,
            until,
            production: Production::Metered(MilliWattHours(produced)),
        }),
    ]
}

/// A winter's sun from 8.30 to 15.30, and nothing at night.
fn series(
    point: ::intervals::Point,
    (first, until): (SettlementDay, SettlementDay),
    place: usize,
) -> Series {
    let turned = i64::try_from(place).unwrap_or(0).saturating_mul(11);
    let mut intervals = Vec::new();
    let mut day = first;
    while day < until {
        let clear = 20 + i64::from(day.0).saturating_add(turned).saturating_mul(37).rem_euclid(80);
        let mut quarter = Quarter::first_of(day);
        for index in 0..i64::from(day.quarter_hours()) {
            let height = (14 - (index - 48).abs()).max(0);
            let mwh = NOON.saturating_mul(height).saturating_mul(clear) / 1_400;
            intervals.push(Interval {
                quarter,
                energy: MilliWattHours(mwh),
                quality: Quality::Measured,
                register: Register::Total,
            });
            quarter = quarter.next();
        }
        day = day.next();
    }
    Series { point, direction: Direction::Injection, intervals }
}

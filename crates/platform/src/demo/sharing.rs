//! A group of the demo: some of its homes share what a roof gives. Their quarter-hours are made of the days
//! that were settled, so that both add up.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::intervals::{Place as Folder, open};
use crate::share::groups::{self, joining_acts};
use crate::share::runs::make;
use ::intervals::{
    Direction, Interval, Month, Quality, Quarter, Register, Series, Source, hash_of,
};
use calendar::{Instant, SettlementDay};
use prepay::DayRow;
use sharing::{
    Act, Form, Joining, Key, Metering, Notice, Opening, Paper, Perimeter, Place, Role, Rounding,
    Rounds, Share, Signed, Terms,
};
use std::collections::BTreeMap;
use units::{AccountId, Dso, Ean, Energy, MilliWattHours};

/// The first 17 digits of the roof's point.
const ROOF: u64 = 54_144_900_099_900_001;
const MUNICIPALITY: &str = "63079";
/// How many parts of a hundred each home has.
const PARTS: [u64; 4] = [40, 30, 20, 10];
/// How the energy of a day spreads over its hours.
const HOURS: [i64; 24] = [2, 2, 2, 2, 2, 3, 5, 7, 6, 4, 4, 4, 6, 5, 4, 4, 5, 8, 10, 9, 8, 6, 4, 3];
/// What the roof gives in a quarter-hour at noon on a clear day, in mWh.
const NOON: i64 = 900_000;

/// Makes the group that `person` represents, with its first month. None without a place for quarter-hours.
pub fn street(
    engine: &mut Engine,
    url: &str,
    person: i64,
    at: Instant,
    homes: &[AccountId],
) -> Result<Option<i64>, Failure> {
    let Ok(mut intervals) = open(url, &Folder::default()) else { return Ok(None) };
    let mut members: Vec<(store::Account, Vec<DayRow>)> = Vec::new();
    for home in homes {
        let Some(account) = engine.store.account(*home)? else { continue };
        if account.closed_at.is_none() && account.group.energy == Energy::Electricity {
            let (from, to) = (account.opened_at.day(), at.day());
            let rows = engine.store.days(&[account.id], from, to)?;
            members.push((account, rows));
        }
        if members.len() == PARTS.len() {
            break;
        }
    }
    let first = members.iter().filter_map(|(_, rows)| rows.first()).map(|row| row.day).max();
    let (Some(first), true) = (first, members.len() == PARTS.len()) else { return Ok(None) };
    let Some(roof) = Ean::with_check_digit(ROOF) else { return Ok(None) };
    let mut series: Vec<Series> =
        members.iter().map(|(account, rows)| home_series(account.ean, rows)).collect();
    series.push(roof_series(roof, first, at.day()));
    let name = "quarter-hours of the demo".to_owned();
    let source = Source { sha256: hash_of(name.as_bytes()), name, learnt_at: at };
    intervals.add(Dso::Ores, &series, &source)?;
    let perimeter =
        Perimeter { municipality: Some(MUNICIPALITY.to_owned()), ..Perimeter::default() };
    let opening = Opening {
        form: Form::RenewableCommunity,
        name: "Rue de la Vesdre".to_owned(),
        perimeter,
        representative: Some(person),
    };
    let group = groups::open(engine, Dso::Ores, &opening, "demo", at)?;
    let mut acts = joining_acts(joining(roof, Role::Producer, first, false), Vec::new());
    let mut shares = BTreeMap::new();
    for ((account, _), part) in members.iter().zip(PARTS) {
        let known = engine.rebuild(std::slice::from_ref(account), at)?;
        let social = known.iter().any(|one| one.timeline.account.status.protected_on(first));
        let notices: Vec<_> =
            social.then(|| (Notice::SocialTariff, signed(first))).into_iter().collect();
        let joins = joining(account.ean, Role::Consumer, first, social);
        acts.extend(joining_acts(joins, notices));
        shares.extend(Share::new(part, 100).map(|share| (account.ean, share)));
    }
    let (rounds, rounding) = (Rounds::ONE, Rounding::default());
    let terms = Terms { key: Key::Fixed, rounds, rounding, shares, groups: BTreeMap::new() };
    acts.push(Act::KeyFiled { from: first.start(), terms, approval: None });
    for paper in [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification] {
        acts.push(Act::Papered { paper, signed: signed(first) });
    }
    acts.push(Act::Submitted);
    acts.push(Act::Accepted { starts: first.start() });
    groups::file(engine, group, &acts, "demo", at)?;
    make(engine, &mut intervals, (group, Month::of(first)), None, ("demo", at))?;
    Ok(Some(group))
}

fn signed(day: SettlementDay) -> Signed {
    Signed { on: day, document: "demo".to_owned(), signer: None, told: None }
}

fn joining(ean: Ean, role: Role, from: SettlementDay, social_tariff: bool) -> Joining {
    Joining {
        ean,
        role,
        from: from.start(),
        place: Place { municipality: Some(MUNICIPALITY.to_owned()), ..Place::default() },
        metering: Metering::SmartQuarterHours,
        private_grid: false,
        in_compensation: false,
        social_tariff,
        mandate: Some(signed(from)),
        supplier: None,
    }
}

fn interval(quarter: Quarter, mwh: i64) -> Interval {
    Interval {
        quarter,
        energy: MilliWattHours(mwh),
        quality: Quality::Measured,
        register: Register::Total,
    }
}

/// Each settled day by hours; what does not divide is taken in its last quarter-hour.
pub fn home_series(ean: Ean, rows: &[DayRow]) -> Series {
    let mut intervals = Vec::new();
    for row in rows {
        let energy = row.energy.iter().map(|one| one.0).sum::<i64>().max(0);
        let count = row.day.quarter_hours();
        let weight = |index: u32| -> i64 {
            let hour = usize::try_from(index / 4).unwrap_or(0);
            HOURS.get(hour).copied().unwrap_or(1)
        };
        let whole: i64 = (0..count).map(weight).sum();
        let (mut quarter, mut left) = (Quarter::first_of(row.day), energy);
        for index in 0..count {
            let part = energy.saturating_mul(weight(index)).checked_div(whole).unwrap_or(0);
            let part = if index.saturating_add(1) == count { left } else { part };
            left = left.saturating_sub(part);
            intervals.push(interval(quarter, part));
            quarter = quarter.next();
        }
    }
    Series { point: ean.into(), direction: Direction::OffTake, intervals }
}

/// A winter's sun from 8.30 to 15.30, brighter on some days than on others.
fn roof_series(ean: Ean, first: SettlementDay, until: SettlementDay) -> Series {
    let mut intervals = Vec::new();
    let mut day = first;
    while day < until {
        let clear = 30 + i64::from(day.0).saturating_mul(37).rem_euclid(70);
        let mut quarter = Quarter::first_of(day);
        for index in 0..i64::from(day.quarter_hours()) {
            let height = (14 - (index - 48).abs()).max(0);
            let mwh = NOON.saturating_mul(height).saturating_mul(clear) / 1_400;
            intervals.push(interval(quarter, mwh));
            quarter = quarter.next();
        }
        day = day.next();
    }
    Series { point: ean.into(), direction: Direction::Injection, intervals }
}

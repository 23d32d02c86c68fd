//! What registered meters are told each morning: the balance for their display, and a calendar if theirs is
//! not the one that is billed by. Each is an order of the outbox, in the last lane.

use super::jobs::{AfterNight, JOB_LEASE_S};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use dlms::client::CalendarTable;
use prepay::Levels;
use std::collections::BTreeMap;
use store::{Meter, NewMessage, Standing};
use supply::{Cause, CommandKind, MeterCommand};
use units::{AccountId, Dso, Ean, Energy, MicroEuro};

const A_PAGE: usize = 500;
/// The next morning says more.
const DISPLAY_LIFE_H: i64 = 24;
/// A calendar that a meter did not take is pushed again by the next week's job.
const DAYS_OF_A_TRY: i32 = 7;

/// Meters of an operator with their open accounts, page by page.
fn each_page(
    engine: &mut Engine,
    dso: Dso,
    job: &str,
    now: Instant,
    mut each: impl FnMut(&mut Engine, &[(Meter, store::Account)]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut after: Option<String> = None;
    loop {
        let page = engine.store.meters(dso, after.as_deref(), A_PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.serial.clone());
        let points: Vec<Ean> = page.iter().map(|meter| meter.ean).collect();
        let accounts = engine.store.accounts_of(&points)?;
        let known: Vec<(Meter, store::Account)> = page
            .into_iter()
            .filter_map(|meter| {
                let account = accounts.get(&meter.ean).cloned()?;
                let open = account.closed_at.is_none() && account.opened_at <= now;
                (open && account.group.energy == meter.energy).then_some((meter, account))
            })
            .collect();
        each(engine, &known)?;
        // However long it takes, nobody else begins it.
        let passed = crate::clock::now().max(now);
        engine.store.job_goes_on(job, passed.plus_s(JOB_LEASE_S))?;
    }
}

/// Tells each registered meter the balance as it is now: that of the night, with what came since. One that
/// is newer withdraws it. Returns how many are told. Source: PA-42, MT-02.
pub(super) fn push_displays(
    engine: &mut Engine,
    night: &AfterNight,
    job: &str,
    now: Instant,
) -> Result<u64, Failure> {
    let mut told = 0;
    each_page(engine, night.dso, job, now, |engine, known| {
        let ids: Vec<AccountId> = known.iter().map(|(_, account)| account.id).collect();
        let standings = engine.store.standings_of(Some(night.day), &ids)?;
        let of_account: BTreeMap<AccountId, Standing> =
            standings.into_iter().map(|standing| (standing.account, standing)).collect();
        let mut messages = Vec::with_capacity(known.len());
        for (_, account) in known {
            let standing = of_account.get(&account.id);
            let (balance, emergency_left) = balance_of(engine, account, standing, now)?;
            let id = format!("{}-morning-{}", account.ean, night.day);
            let kind = CommandKind::Display { balance, at: now, emergency_left };
            let cause = Cause::Morning { day: night.day };
            let ends = Some(now.plus_h(DISPLAY_LIFE_H));
            messages.push((account.id, message(MeterCommand::new(id, kind, cause, now, ends))?));
        }
        told += engine.store.add_messages(night.dso, &messages)?;
        Ok(())
    })?;
    Ok(told)
}

/// The balance, and what is left of the emergency credit. An account with more to it than its last row
/// and what moved since is rebuilt.
fn balance_of(
    engine: &mut Engine,
    account: &store::Account,
    standing: Option<&Standing>,
    now: Instant,
) -> Result<(MicroEuro, MicroEuro), Failure> {
    let (dso, energy) = (account.dso, account.group.energy);
    let plain = standing.filter(|one| one.row.is_some() && one.point.is_none() && !one.touched);
    if let Some(standing) = plain {
        let rules = engine.books.rules(dso, energy)?;
        let levels = Levels::of(rules.parameters.at(now.day(), now), MicroEuro::ZERO);
        let balance = standing.balance();
        return Ok((balance, levels.emergency_left(balance)));
    }
    let rebuilt = engine.rebuild(std::slice::from_ref(account), now)?;
    let rules = engine.books.rules(dso, energy)?;
    let Some(inside) = rebuilt.first().map(|one| &one.timeline.account) else {
        return Ok((MicroEuro::ZERO, MicroEuro::ZERO));
    };
    let balance = inside.balance();
    Ok((balance, inside.levels(now, rules).emergency_left(balance)))
}

/// Gives the calendar of the day after the night to each electricity meter that is not known to have it:
/// switching times, and the days that differ, read back. Protected hours are no matter of the meter: they
/// are looked at before a cut leaves. Returns how many are given it. Source: MT-04, MT-05, PA-14.
pub(super) fn push_calendars(
    engine: &mut Engine,
    night: &AfterNight,
    job: &str,
    now: Instant,
) -> Result<u64, Failure> {
    let day = night.day.next();
    let Some(table) = CalendarTable::two_rate(day) else { return Ok(0) };
    let mut told = 0;
    each_page(engine, night.dso, job, now, |engine, known| {
        let serials: Vec<&str> = known.iter().map(|(meter, _)| meter.serial.as_str()).collect();
        let has = engine.store.calendars_of(&serials)?;
        let mut messages = Vec::new();
        for (meter, account) in known {
            let other = has.get(&meter.serial) != Some(&table.name);
            if meter.energy == Energy::Electricity && other {
                let id = calendar_id(meter, &table.name, day);
                let kind = CommandKind::SetCalendar { name: table.name.clone() };
                let command = MeterCommand::new(id, kind, Cause::Changed, now, None);
                messages.push((account.id, message(command)?));
            }
        }
        told += engine.store.add_messages(night.dso, &messages)?;
        Ok(())
    })?;
    Ok(told)
}

fn calendar_id(meter: &Meter, name: &str, day: SettlementDay) -> String {
    let week = day.0.div_euclid(DAYS_OF_A_TRY);
    format!("{}-calendar-{}-{name}-{week}", meter.ean, meter.serial)
}

fn message(command: MeterCommand) -> Result<NewMessage, Failure> {
    Ok(NewMessage {
        key: format!("command/{}", command.id),
        at: command.given_at,
        lane: command.lane().number(),
        kind: "command".to_owned(),
        body: serde_json::to_string(&command)?,
    })
}

//! How the work of an operator stands, each figure read from what is kept. Source: UX O-01, MT-08, TP-16, TP-23.

use super::Rooms;
use crate::agents::queues::{Found, found_in};
use crate::books::parameter_book;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pages::last_night;
use calendar::{Instant, SettlementDay};
use params::Value;
use portal::agent::Queue;
use portal::operator::{Health, Measure, RoomView, Tile, TileView, WaitView};
use units::Dso;

/// Attempts after which a command is said to fail.
pub(super) const FAILING_ATTEMPTS: i64 = 3;
/// Nights that a run may be late before somebody is woken.
const LATE_NIGHTS: i32 = 2;
/// Calendar days without a statement: a weekend with a holiday.
const QUIET_BANK_DAYS: i32 = 5;
/// Hours without a call after which somebody should try the line. Not from a source: ours.
const QUIET_PHONE_H: i64 = 24;
/// As incidents name the phone line.
const PHONE: &str = "phone";
/// When readings should be there. Source: UX O-01.
const BY: [(Tile, u8); 2] = [(Tile::BySix, 6), (Tile::ByEight, 8)];
/// The lane of balances and notices, behind releases and lifted limits. Source: MT-08.
pub(super) const NOTICE_LANE: i16 = 2;
const SHARE: i64 = 1_000_000;

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Nothing waits, something waits, something waits for longer than it may.
pub fn by_age(number: u64, oldest: Option<Instant>, most_s: i64, now: Instant) -> Health {
    match oldest {
        _ if number == 0 => Health::Good,
        Some(oldest) if now.seconds_since(oldest) <= most_s => Health::Watch,
        Some(_) => Health::Bad,
        None => Health::Watch,
    }
}

/// Whether as many readings came as should. The share that is enough is a parameter. Source: MT-19.
fn enough(
    engine: &mut Engine,
    dso: Dso,
    (part, whole): (i64, i64),
    now: Instant,
) -> Result<Health, Failure> {
    let book = parameter_book(&mut engine.store)?;
    let energy = units::Energy::Electricity;
    let enough = match book.value("data.timely_kpi", dso, energy, now.day(), now)? {
        Value::Ratio(ppm) => *ppm,
        _ => SHARE,
    };
    let share = part.saturating_mul(SHARE).checked_div(whole).unwrap_or(SHARE);
    Ok(if share >= enough {
        Health::Good
    } else if share.saturating_mul(2) >= SHARE {
        Health::Watch
    } else {
        Health::Bad
    })
}

/// How much of the last midnight has come.
pub fn readings(engine: &mut Engine, dso: Dso, now: Instant) -> Result<TileView, Failure> {
    let (part, whole) = engine.store.readings_of(dso, now.day())?;
    let health = enough(engine, dso, (part, whole), now)?;
    let known = |number: i64| u64::try_from(number).unwrap_or(0);
    let measure = Measure::Share { part: known(part), whole: known(whole) };
    Ok(TileView { tile: Tile::Readings, measure, health, as_of: now })
}

/// How much of the last midnight whose hour is over was there by that hour.
fn readings_by(
    engine: &mut Engine,
    dso: Dso,
    (tile, hour): (Tile, u8),
    now: Instant,
) -> Result<TileView, Failure> {
    let today = now.day();
    let day = if today.at(hour, 0) <= now { today } else { today.previous() };
    let (part, whole) = engine.store.readings_by(dso, day, day.at(hour, 0))?;
    let health = enough(engine, dso, (part, whole), now)?;
    let known = |number: i64| u64::try_from(number).unwrap_or(0);
    let measure = Measure::Percent { part: known(part), whole: known(whole), day };
    Ok(TileView { tile, measure, health, as_of: now })
}

/// The phone line, by its calls: a telephony server tells of nothing else. Whether it is down is what people reported.
pub(super) fn phone(engine: &mut Engine, dso: Dso, now: Instant) -> Result<TileView, Failure> {
    let last = engine.store.last_phone_event(dso)?;
    let book = engine.fleet_book(dso)?;
    let open = book.incidents.values().filter(|one| one.closed_at.is_none());
    let down = open.filter(|one| one.kind == PHONE).map(|one| one.since).min();
    let health = match (down, last) {
        (Some(_), _) => Health::Bad,
        (None, Some(last)) if now.seconds_since(last) <= QUIET_PHONE_H * 3_600 => Health::Good,
        (None, _) => Health::Watch,
    };
    let measure = Measure::Heard { last, down };
    Ok(TileView { tile: Tile::Phone, measure, health, as_of: now })
}

/// The last night that should have run by now, and whether it has.
fn nights(engine: &mut Engine, dso: Dso, now: Instant) -> Result<[TileView; 2], Failure> {
    let mut due = now.day().previous();
    if engine.books.run_at(dso, due)? > now {
        due = due.previous();
    }
    let last = last_night(engine, dso)?;
    let (mut oldest, mut late_h, mut late) = (None, 0, 0);
    if let Some(last) = last {
        late = due.days_since(last).max(0);
        if late > 0 {
            oldest = Some(last.next());
            late_h = now.seconds_since(engine.books.run_at(dso, last.next())?) / 3_600;
        }
    }
    for (_, point) in engine.store.points(dso)? {
        // An account on hold is charged up to this day, whatever nights have passed.
        let next = point.settled_to.next();
        if point.held && next <= due {
            oldest = Some(oldest.map_or(next, |known: SettlementDay| known.min(next)));
        }
    }
    let charged = match oldest {
        None => Health::Good,
        Some(day) if due.days_since(day) < LATE_NIGHTS => Health::Watch,
        Some(_) => Health::Bad,
    };
    let ledger = match late {
        0 => Health::Good,
        _ if late < LATE_NIGHTS => Health::Watch,
        _ => Health::Bad,
    };
    Ok([
        TileView {
            tile: Tile::Charged,
            measure: Measure::Day(oldest),
            health: charged,
            as_of: now,
        },
        TileView {
            tile: Tile::Ledger,
            measure: Measure::Hours(late_h),
            health: ledger,
            as_of: now,
        },
    ])
}

/// How many wait, and since when the oldest.
type Waiting = (u64, Option<Instant>);

/// Commands that wait for meters, and notices.
pub fn lanes(engine: &mut Engine, dso: Dso, now: Instant) -> Result<(Waiting, Waiting), Failure> {
    let (mut commands, mut notices) = ((0, None), (0, None));
    for lane in engine.store.lanes_of(dso, now)? {
        let of = if lane.lane == NOTICE_LANE { &mut notices } else { &mut commands };
        of.0 += u64::try_from(lane.count).unwrap_or(0);
        of.1 = Some(of.1.map_or(lane.oldest, |known: Instant| known.min(lane.oldest)));
    }
    Ok((commands, notices))
}

/// What waits for meters and people.
fn outgoing(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Vec<TileView>, Failure> {
    let rules = engine.books.rules(dso, units::Energy::Electricity)?;
    let alarm_s = rules.parameters.at(now.day(), now).reconnect_alarm_min.saturating_mul(60);
    let (commands, notices) = lanes(engine, dso, now)?;
    let waiting = |tile: Tile, (count, oldest): (u64, Option<Instant>)| TileView {
        tile,
        measure: Measure::Count { count, oldest },
        health: by_age(count, oldest, alarm_s, now),
        as_of: now,
    };
    let (failing, since) = engine.store.failing_commands(dso, FAILING_ATTEMPTS, now)?;
    let failing = u64::try_from(failing).unwrap_or(0);
    let mut told = waiting(Tile::Notices, notices);
    // What is still to be made, and what is made and has not left: one figure with O-08.
    for line in super::flows::notices(engine, dso, now, now)? {
        if let Measure::Count { count, oldest } = &mut told.measure {
            *count = count.saturating_add(line.waiting);
            *oldest = [*oldest, line.oldest].into_iter().flatten().min();
        }
        let fine = told.health == Health::Good && line.waiting > 0;
        told.health = match line.health {
            Health::Bad => Health::Bad,
            Health::Watch | Health::Good if fine => Health::Watch,
            Health::Watch | Health::Good => told.health,
        };
    }
    Ok(vec![
        waiting(Tile::Commands, commands),
        TileView {
            tile: Tile::FailingCommands,
            measure: Measure::Count { count: failing, oldest: since },
            health: by_age(failing, since, alarm_s, now),
            as_of: now,
        },
        told,
    ])
}

/// What waits in a queue of this operator: the desk's queues are of all of them.
fn own_in(
    engine: &mut Engine,
    dso: Dso,
    queue: Queue,
    now: Instant,
) -> Result<Vec<Found>, Failure> {
    let mut found = found_in(engine, queue, now)?;
    found.retain(|one| one.dso == Some(dso));
    Ok(found)
}

/// A list of people's work: whatever is beyond its deadline is bad.
fn queue(
    engine: &mut Engine,
    dso: Dso,
    (tile, queue): (Tile, Queue),
    now: Instant,
) -> Result<TileView, Failure> {
    let found = own_in(engine, dso, queue, now)?;
    let oldest = found.iter().map(|one| one.since).min();
    let health = match found.as_slice() {
        [] => Health::Good,
        all if all.iter().any(|one| one.deadline <= now) => Health::Bad,
        [_, ..] => Health::Watch,
    };
    let measure = Measure::Count { count: count(found.len()), oldest };
    Ok(TileView { tile, measure, health, as_of: now })
}

/// How the last day of which a bank told stands.
pub fn bank_health(last: Option<SettlementDay>, now: Instant) -> Health {
    match last.map(|last| now.day().days_since(last)) {
        None => Health::Watch,
        Some(days) if days <= QUIET_BANK_DAYS => Health::Good,
        Some(_) => Health::Bad,
    }
}

fn bank(engine: &mut Engine, dso: Dso, now: Instant) -> Result<TileView, Failure> {
    let mut last: Option<SettlementDay> = None;
    for account in engine.store.bank_accounts()?.iter().filter(|account| account.dso == dso) {
        let statement = engine.store.last_bank_statement(&account.iban)?;
        last = last.max(statement.map(|statement| statement.closing_day));
    }
    let health = bank_health(last, now);
    Ok(TileView { tile: Tile::Bank, measure: Measure::Last(last), health, as_of: now })
}

/// Months of energy sharing whose day of reports has come, and that are not final. Source: ES-15.
fn sharing(engine: &mut Engine, dso: Dso, now: Instant) -> Result<TileView, Failure> {
    let late = crate::share::due::late(engine, dso, now)?;
    let oldest = late.iter().map(|due| due.report_day.start()).min();
    let health = if late.is_empty() { Health::Good } else { Health::Bad };
    let measure = Measure::Count { count: count(late.len()), oldest };
    Ok(TileView { tile: Tile::Sharing, measure, health, as_of: now })
}

fn incidents(engine: &mut Engine, dso: Dso, now: Instant) -> Result<[TileView; 2], Failure> {
    let book = engine.fleet_book(dso)?;
    let open: Vec<Instant> = book
        .incidents
        .values()
        .filter(|incident| incident.closed_at.is_none())
        .map(|incident| incident.since)
        .collect();
    let set = book.switches.values().filter(|switch| switch.is_set());
    let set: Vec<Instant> = set.map(|switch| switch.set_at).collect();
    let tile = |tile: Tile, since: &[Instant]| TileView {
        tile,
        measure: Measure::Count { count: count(since.len()), oldest: since.iter().min().copied() },
        health: if since.is_empty() { Health::Good } else { Health::Bad },
        as_of: now,
    };
    Ok([tile(Tile::Incidents, &open), tile(Tile::Stops, &set)])
}

impl Rooms {
    pub(super) fn room_of(&self) -> Result<RoomView, Failure> {
        let (now, dso, mut engine) = (self.now(), self.operator, self.engine());
        let engine = &mut *engine;
        let mut tiles = vec![readings(engine, dso, now)?];
        for of in BY {
            tiles.push(readings_by(engine, dso, of, now)?);
        }
        tiles.extend(nights(engine, dso, now)?);
        tiles.extend(outgoing(engine, dso, now)?);
        for of in [
            (Tile::Unreached, Queue::Unreached),
            (Tile::Suspense, Queue::Suspense),
            (Tile::Prices, Queue::Prices),
            (Tile::FailedNotices, Queue::Returned),
        ] {
            tiles.push(queue(engine, dso, of, now)?);
        }
        tiles.push(bank(engine, dso, now)?);
        tiles.push(sharing(engine, dso, now)?);
        tiles.extend(incidents(engine, dso, now)?);
        tiles.push(phone(engine, dso, now)?);
        let place = |view: &TileView| Tile::ALL.iter().position(|tile| *tile == view.tile);
        tiles.sort_by_key(place);
        Ok(RoomView { dso, tiles })
    }

    /// What waits in a queue, without what would tell whose it is: nobody's household is seen.
    pub(super) fn waits_in(&self, queue: Queue) -> Result<Vec<WaitView>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let found = own_in(&mut engine, self.operator, queue, now)?.into_iter();
        let mut waits: Vec<WaitView> = found
            .map(|one| {
                // Money in suspense is described by what its sender wrote.
                let what = if queue == Queue::Suspense { String::new() } else { one.what };
                let (amount, since, deadline) = (one.amount, one.since, one.deadline);
                WaitView { what, amount, since, deadline }
            })
            .collect();
        waits.sort_by_key(|wait| (wait.deadline, wait.since));
        Ok(waits)
    }
}

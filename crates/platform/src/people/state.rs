//! What works now, for everybody: as fresh as some seconds, however many ask. Source: UX 8.1 P-10, CG-19, MT-08, TP-23.

use super::People;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::operators::{by_age, lanes, readings};
use crate::pages::last_night;
use crate::till::StoredPayment;
use calendar::Instant;
use guards::{Covers, FleetBook, Service};
use portal::my::{
    FailureLine, MyError, NextWork, Pace, PublicState, ReadingsNow, Road, RoadNow, States,
};
use portal::operator::{Health, Measure};
use std::sync::{Mutex, PoisonError};
use units::{Dso, Energy};
use vending::{Alarm, PaymentState};

/// For how long failures and works are told again as they were read.
const NEWS_S: i64 = 5;
/// For how long counts are: they look at every account and payment.
const COUNTS_S: i64 = 60;
/// How far back payments are looked through that nobody has credited.
const PAID_DAYS: i32 = 2;
/// Readings of a midnight are expected by this hour: before, those that have not come are on their way.
const READ_BY_H: u8 = 8;
/// How long a text may wait to be sent.
const TEXT_MIN: i64 = 10;
/// The channel of texts.
const TEXTS: i16 = 1;
const STOP_SWITCH: &str = "stop_switch";

/// What was read, and when.
#[derive(Debug)]
struct Kept<T>(Mutex<Option<(Instant, T)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Kept<T> {
    /// What is kept, or else read anew by one for all who ask meanwhile.
    fn or_read(
        &self,
        (now, most_s): (Instant, i64),
        read: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<(Instant, T), Failure> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, value)) = kept.as_ref()
            && (0..most_s).contains(&now.seconds_since(*at))
        {
            return Ok((*at, value.clone()));
        }
        let value = read()?;
        *kept = Some((now, value.clone()));
        Ok((now, value))
    }
}

type News = (Vec<FailureLine>, Vec<NextWork>);
type Counts = (Vec<ReadingsNow>, Vec<RoadNow>);

#[derive(Debug, Default)]
pub(super) struct Seen {
    news: Kept<News>,
    counts: Kept<Counts>,
}

/// What fails of an operator, the longest first, and which work it has announced.
fn news_of(
    engine: &mut Engine,
    dso: Dso,
    now: Instant,
    (failures, works): &mut News,
) -> Result<(), Failure> {
    let book: FleetBook = engine.fleet_book(dso)?;
    let rules = engine.books.rules(dso, Energy::Electricity)?;
    let recovery_h = rules.parameters.at(now.day(), now).outage_recovery_h;
    let line = |covers: &Covers, kind: &str, since: Instant| FailureLine {
        dso,
        energy: covers.energy,
        area: covers.area.clone(),
        kind: kind.to_owned(),
        since,
        paused_until: None,
    };
    let before = failures.len();
    for incident in book.incidents.values() {
        // Whoever is on duty again needs no day to heal: cuts are not paused by that any more.
        let heals = Service::from(incident.kind.clone()) != Service::Staff;
        let rest_h = if heals { recovery_h } else { 0 };
        let paused_until = incident.closed_at.map(|end| end.plus_h(rest_h));
        if paused_until.is_none_or(|until| now < until) {
            let failing = line(&incident.covers, &incident.kind, incident.since);
            failures.push(FailureLine { paused_until, ..failing });
        }
    }
    let set = book.switches.values().filter(|switch| switch.is_set());
    failures.extend(set.map(|switch| line(&switch.covers, STOP_SWITCH, switch.set_at)));
    if let Some(own) = failures.get_mut(before..) {
        own.sort_by_key(|line| (line.paused_until.is_some(), line.since));
    }
    let planned = book.works.into_values().filter(|work| !work.cancelled && now < work.until);
    works.extend(planned.map(|work| NextWork {
        dso,
        energy: work.covers.energy,
        area: work.covers.area,
        kind: work.kind,
        from: work.from,
        until: work.until,
    }));
    Ok(())
}

fn pace_of(health: Health) -> Pace {
    match health {
        Health::Good => Pace::OnTime,
        Health::Watch => Pace::Waits,
        Health::Bad => Pace::Late,
    }
}

/// `None` of an operator without an open account.
fn readings_now(
    engine: &mut Engine,
    dso: Dso,
    now: Instant,
) -> Result<Option<ReadingsNow>, Failure> {
    let tile = readings(engine, dso, now)?;
    let Measure::Share { part: come, whole: due } = tile.measure else { return Ok(None) };
    if due == 0 {
        return Ok(None);
    }
    let early = now < now.day().at(READ_BY_H, 0);
    let pace = match pace_of(tile.health) {
        Pace::Late if early => Pace::Waits,
        pace => pace,
    };
    let charged_to = last_night(engine, dso)?;
    Ok(Some(ReadingsNow { dso, midnight: now.day(), come, due, pace, charged_to }))
}

/// Money that a provider says was paid and that stands on no balance yet.
fn payments(engine: &mut Engine, now: Instant) -> Result<RoadNow, Failure> {
    let (mut waiting, mut oldest, mut late) = (0, None::<Instant>, false);
    for kept in engine.store.payments_between(now.day().plus(-PAID_DAYS).start(), now)? {
        let known: StoredPayment = serde_json::from_str(&kept.body)?;
        let payment = &known.payment;
        let (PaymentState::Paid, Some(paid)) = (payment.state(), payment.clocks().paid) else {
            continue;
        };
        let rules = engine.books.rules(known.dso, Energy::Electricity)?;
        let alarms = payment.alarms(now, rules.parameters.at(now.day(), now));
        late |= alarms.iter().any(|alarm| matches!(alarm, Alarm::PaidNotCredited { .. }));
        waiting += 1;
        oldest = Some(oldest.map_or(paid, |known| known.min(paid)));
    }
    let pace = match (waiting, late) {
        (0, _) => Pace::OnTime,
        (_, false) => Pace::Waits,
        (_, true) => Pace::Late,
    };
    Ok(RoadNow { road: Road::Payments, pace, waiting, oldest })
}

/// `None` where no bank account is known.
fn transfers(engine: &mut Engine, own: Dso, now: Instant) -> Result<Option<RoadNow>, Failure> {
    let accounts = engine.store.bank_accounts()?;
    let mut own_accounts = accounts.iter().filter(|account| account.dso == own).peekable();
    if own_accounts.peek().is_none() {
        return Ok(None);
    }
    let mut last = None;
    for account in own_accounts {
        let statement = engine.store.last_bank_statement(&account.iban)?;
        last = last.max(statement.map(|statement| statement.closing_day));
    }
    let pace = pace_of(crate::operators::bank_health(last, now));
    Ok(Some(RoadNow { road: Road::Transfers(last), pace, waiting: 0, oldest: None }))
}

fn texts(engine: &mut Engine, now: Instant) -> Result<RoadNow, Failure> {
    let (waiting, oldest) = engine.store.notices_waiting(TEXTS, now)?;
    let waiting = u64::try_from(waiting).unwrap_or(0);
    let pace = pace_of(by_age(waiting, oldest, TEXT_MIN * 60, now));
    Ok(RoadNow { road: Road::Texts, pace, waiting, oldest })
}

fn meters(engine: &mut Engine, own: Dso, now: Instant) -> Result<RoadNow, Failure> {
    let rules = engine.books.rules(own, Energy::Electricity)?;
    let alarm_s = rules.parameters.at(now.day(), now).reconnect_alarm_min.saturating_mul(60);
    let ((waiting, oldest), _) = lanes(engine, own, now)?;
    let pace = pace_of(by_age(waiting, oldest, alarm_s, now));
    Ok(RoadNow { road: Road::Meters, pace, waiting, oldest })
}

/// The site's own operator first.
fn all_from(own: Dso) -> impl Iterator<Item = Dso> {
    let others = Dso::ALL.into_iter().filter(move |dso| *dso != own);
    std::iter::once(own).chain(others)
}

impl People {
    fn state_of(&self) -> Result<PublicState, Failure> {
        let (now, own) = (self.now(), self.setting.operator);
        let (_, (failures, works)) = self.seen.news.or_read((now, NEWS_S), || {
            let (mut engine, mut news) = (self.engine()?, News::default());
            for dso in all_from(own) {
                news_of(&mut engine, dso, now, &mut news)?;
            }
            news.1.sort_by_key(|work| (work.from, work.until));
            Ok(news)
        })?;
        let (as_of, (readings, roads)) = self.seen.counts.or_read((now, COUNTS_S), || {
            let mut engine = self.engine()?;
            let mut found = Vec::new();
            for dso in all_from(own) {
                found.extend(readings_now(&mut engine, dso, now)?);
            }
            let mut roads = vec![payments(&mut engine, now)?];
            roads.extend(transfers(&mut engine, own, now)?);
            roads.push(texts(&mut engine, now)?);
            roads.push(meters(&mut engine, own, now)?);
            Ok((found, roads))
        })?;
        Ok(PublicState { failures, works, readings, roads, as_of })
    }
}

impl States for People {
    fn public_state(&self) -> Result<PublicState, MyError> {
        self.state_of().map_err(super::failed("could not read what works"))
    }
}

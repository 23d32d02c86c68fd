//! What has failed and which works are announced, as everybody may know it: read some seconds ago at most, however
//! many ask. Source: CM-10, UX 8.1 P-10.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use guards::{Covers, FleetBook, Service};
use portal::my::{FailureLine, NextWork};
use std::sync::{Mutex, PoisonError};
use units::{Dso, Energy};

/// For how long failures and works are told again as they were read.
const NEWS_S: i64 = 5;
pub const STOP_SWITCH: &str = "stop_switch";

/// What was read, and when.
#[derive(Debug)]
pub struct Kept<T>(Mutex<Option<(Instant, T)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Kept<T> {
    /// What is kept, or else read anew by one for all who ask meanwhile.
    pub fn or_read(
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

/// What fails, and the works that are not over.
pub type News = (Vec<FailureLine>, Vec<NextWork>);

/// The news of all operators, kept for whoever asks next.
#[derive(Debug, Default)]
pub struct KeptNews(Kept<News>);

impl KeptNews {
    /// Of the site's own operator first; works by their time. `engine`: asked for only if something is read.
    pub fn read<E: std::ops::DerefMut<Target = Engine>>(
        &self,
        (own, now): (Dso, Instant),
        engine: impl FnOnce() -> Result<E, Failure>,
    ) -> Result<News, Failure> {
        let (_, news) = self.0.or_read((now, NEWS_S), || {
            let (mut engine, mut news) = (engine()?, News::default());
            for dso in all_from(own) {
                news_of(&mut engine, dso, now, &mut news)?;
            }
            news.1.sort_by_key(|work| (work.from, work.until));
            Ok(news)
        })?;
        Ok(news)
    }
}

/// The site's own operator first.
pub fn all_from(own: Dso) -> impl Iterator<Item = Dso> {
    let others = Dso::ALL.into_iter().filter(move |dso| *dso != own);
    std::iter::once(own).chain(others)
}

/// What fails of an operator, the longest first, and which work it has announced.
pub fn news_of(
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

/// Where somebody takes energy: operator, energy, and the area as the account was opened, if that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    dso: Dso,
    energy: Energy,
    area: Option<String>,
}

impl Spot {
    pub fn of(account: &store::Account) -> Self {
        let area = Some(crate::engine::town(account)).filter(|area| !area.is_empty());
        Self { dso: account.dso, energy: account.group.energy, area }
    }
}

/// What fails now and people have to know of before they act; a stop of cuts keeps nobody from anything.
/// `spots`: only what concerns one of them; of `None` everything. Source: CM-10.
pub fn failing(failures: Vec<FailureLine>, spots: Option<&[Spot]>) -> Vec<FailureLine> {
    let concerns = |line: &FailureLine, spot: &Spot| {
        let covers = Covers { energy: line.energy, area: line.area.clone() };
        line.dso == spot.dso && covers.includes(spot.energy, spot.area.as_deref())
    };
    let mut open = failures;
    open.retain(|line| {
        line.paused_until.is_none()
            && line.kind != STOP_SWITCH
            && spots.is_none_or(|spots| spots.iter().any(|spot| concerns(line, spot)))
    });
    open
}

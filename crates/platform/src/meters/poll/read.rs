//! One meter's part of a collection.

use super::quarters::{Quarters, Reading, Span};
use super::{MOST_DRIFT_S, Outcome, Request};
use crate::failure::chain;
use crate::meters::registry::identity;
use calendar::{Instant, SettlementDay};
use dlms::client::{Amount, Association, ProfileRow, TcpDial};
use dlms::poll::{Poller, Work};
use dlms::{DlmsError, Profile, Role, Security};
use readings::Registers;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Meter;
use supply::Lane;
use tokio::net::TcpStream;
use units::{Energy, ObisCode};

/// Midnights that a meter which returns is asked for at most. Source: MT-18, PA-39.
pub(super) const MOST_DAYS: i32 = 40;
/// The client that has no keys, and reads the name of a meter.
const PUBLIC: u16 = 16;

/// What all meters of a collection share.
pub(super) struct Round {
    pub(super) poller: Arc<Poller>,
    pub(super) request: Request,
}

/// What came of a meter.
#[derive(Debug)]
pub(super) struct Collected {
    pub(super) meter: Meter,
    pub(super) outcome: Outcome,
    pub(super) detail: String,
    /// Registers by the day that their midnight opens.
    pub(super) midnights: Vec<(SettlementDay, Registers)>,
    /// What was injected by them, where the meter counts that. Source: PS-11.
    pub(super) injected: Vec<(SettlementDay, Registers)>,
    /// What it has stored of quarter-hours, where that may be read.
    pub(super) quarters: Option<Quarters>,
    /// The title it answered under.
    pub(super) title: Option<String>,
    /// Another process talked to it first.
    pub(super) waited: bool,
    pub(super) bytes: u64,
    pub(super) took: Duration,
}

/// What an association is for.
struct Day<'a> {
    meter: &'a Meter,
    request: &'a Request,
    waited: AtomicBool,
}

/// What it found.
struct Found {
    title: Option<String>,
    drift: Result<(), DlmsError>,
    rows: Vec<ProfileRow>,
    holes: Vec<Instant>,
    bytes: u64,
    took: Duration,
}

impl Work<TcpStream> for Day<'_> {
    type Output = Found;

    async fn run(&self, association: &mut Association<TcpStream>) -> Result<Found, DlmsError> {
        let begun = std::time::Instant::now();
        let (meter, now) = (self.meter, (self.request.clock)());
        let title = association.title().map(|title| title.to_string());
        let mut found = Found {
            title,
            drift: Ok(()),
            rows: Vec::new(),
            holes: Vec::new(),
            bytes: 0,
            took: Duration::ZERO,
        };
        association.check_identity(&identity(meter)).await?;
        if meter.read_midnight.is_none() {
            // Once: afterwards each answer brings its scalers, and a firmware that changed its classes
            // answers with other types.
            association.check_objects().await?;
            association.check_capture(Role::DailyProfile).await?;
        }
        let registers = association.read_registers(now, MOST_DRIFT_S).await?;
        found.drift = registers.drift.check();
        if found.drift.is_ok() {
            let midnight = self.request.day.end();
            let from = first_midnight(meter, self.request.day).start();
            let read = association.read_profile(Role::DailyProfile, from, midnight).await?;
            (found.rows, found.holes) = (read.rows, read.holes);
            // Read at the very midnight, current registers are its registers.
            if registers.at.unix_s() == midnight.unix_s() && found.holes.contains(&midnight) {
                found.holes.retain(|at| *at != midnight);
                found.rows.push(ProfileRow { at: midnight, values: registers.values });
            }
        }
        (found.bytes, found.took) = (association.bytes(), begun.elapsed());
        Ok(found)
    }

    fn waits(&self) {
        self.waited.store(true, Ordering::Relaxed);
    }
}

struct Name;

impl Work<TcpStream> for Name {
    type Output = Option<String>;

    async fn run(
        &self,
        association: &mut Association<TcpStream>,
    ) -> Result<Option<String>, DlmsError> {
        association.name().await
    }
}

/// The first midnight that is asked for: those that are missing since the last one that was read.
fn first_midnight(meter: &Meter, day: SettlementDay) -> SettlementDay {
    let midnight = day.next();
    let known = meter.read_midnight.map_or(meter.placed_at.day(), |last| last);
    known.next().max(midnight.plus(1 - MOST_DAYS)).min(midnight)
}

impl Round {
    /// `span`: the quarter-hours that may be read.
    pub(super) async fn collect(&self, meter: Meter, span: Option<Span>) -> Collected {
        let begun = std::time::Instant::now();
        let mut collected = Collected {
            outcome: Outcome::Profile,
            detail: String::new(),
            midnights: Vec::new(),
            injected: Vec::new(),
            quarters: None,
            title: None,
            waited: false,
            bytes: 0,
            took: Duration::ZERO,
            meter,
        };
        self.fill(&mut collected).await;
        if let Some(span) = span.filter(|_| collected.outcome.is_read()) {
            self.read_quarters(&mut collected, span).await;
        }
        if collected.took.is_zero() {
            collected.took = begun.elapsed();
        }
        collected
    }

    async fn fill(&self, collected: &mut Collected) {
        let meter = &collected.meter;
        let Some(profile) = self.request.profiles.get(&meter.profile) else {
            collected.detail = format!("there is no profile `{}`", meter.profile);
            return;
        };
        let dial = TcpDial(meter.place.clone());
        let address = crate::meters::address(meter, Arc::clone(profile));
        let work = Day { meter, request: &self.request, waited: AtomicBool::new(false) };
        let lane = Lane::Scheduled;
        let found = self.poller.with_meter(&meter.cell, &address, &dial, lane, &work).await;
        collected.waited = work.waited.into_inner();
        match found {
            Ok(found) => judge(collected, found, self.request.day),
            Err(error) => {
                collected.outcome = Outcome::of(&error);
                collected.detail = chain(&error);
                if collected.outcome == Outcome::WrongKey {
                    self.look_who_it_is(collected, profile, &dial).await;
                }
            }
        }
    }

    /// Whatever becomes of them, the midnight is read.
    async fn read_quarters(&self, collected: &mut Collected, span: Span) {
        let meter = &collected.meter;
        let Some(profile) = self.request.profiles.get(&meter.profile) else { return };
        let dial = TcpDial(meter.place.clone());
        let address = crate::meters::address(meter, Arc::clone(profile));
        let reading = Reading::of(meter, span);
        let lane = Lane::Scheduled;
        let done = self.poller.with_meter(&meter.cell, &address, &dial, lane, &reading).await;
        collected.quarters = Some(reading.end(done));
    }

    /// Keys that do not fit may be those of the meter that hung there before: its name says so, without
    /// keys, to whoever asks.
    async fn look_who_it_is(&self, collected: &mut Collected, profile: &Profile, dial: &TcpDial) {
        let meter = &collected.meter;
        let public =
            Profile { security: Security::Plain, client: PUBLIC, ..Profile::clone(profile) };
        let address = crate::meters::address(meter, Arc::new(public));
        let lane = Lane::Scheduled;
        let name = self.poller.with_meter(&meter.cell, &address, dial, lane, &Name).await;
        let Ok(Some(name)) = name else { return };
        let ours = name == meter.serial || meter.title.as_ref().is_none_or(|title| *title == name);
        if !ours {
            collected.outcome = Outcome::Swapped;
            collected.detail = format!("it calls itself `{name}`, and the keys do not fit");
        }
    }
}

fn judge(collected: &mut Collected, found: Found, day: SettlementDay) {
    // What it took the meter to answer, without the wait for a seat of its cell.
    (collected.bytes, collected.took) = (found.bytes, found.took);
    if let Err(error) = found.drift {
        (collected.outcome, collected.detail) = (Outcome::of(&error), chain(&error));
        return;
    }
    collected.title = found.title;
    for row in &found.rows {
        match registers(row, collected.meter.energy) {
            Some(registers) => {
                collected.midnights.push((row.at.day(), registers));
                let energy = collected.meter.energy;
                collected.injected.extend(injected(row, energy).map(|one| (row.at.day(), one)));
            }
            None => {
                collected.outcome = Outcome::Profile;
                collected.detail = "its rows lack a register that is charged".to_owned();
                collected.midnights.clear();
                collected.injected.clear();
                return;
            }
        }
    }
    let has = collected.midnights.iter().any(|(midnight, _)| *midnight == day.next());
    collected.outcome = match (has, found.holes.first()) {
        (true, None) => Outcome::Read,
        (true, Some(_)) => Outcome::ReadWithHoles,
        (false, _) => Outcome::Holes,
    };
    if let Some(first) = found.holes.first() {
        let count = found.holes.len();
        let first = first.to_local_string();
        collected.detail = format!("{count} midnights are not stored, from {first} on");
    }
}

fn value(row: &ProfileRow, register: ObisCode) -> Option<i64> {
    let found = row.values.iter().find(|(obis, _)| obis.code() == register);
    match found.map(|(_, amount)| amount) {
        Some(Amount::Energy(energy)) => Some(energy.0),
        Some(Amount::Volume(volume)) => Some(volume.0),
        Some(Amount::Other { .. }) | None => None,
    }
}

/// What was injected, if the row has both registers of it. Source: MT-01, PS-11.
fn injected(row: &ProfileRow, energy: Energy) -> Option<Registers> {
    let value = |register| value(row, register).filter(|_| energy == Energy::Electricity);
    Some(Registers([value(ObisCode::EXPORT_PEAK)?, value(ObisCode::EXPORT_OFF_PEAK)?]))
}

/// The registers that are charged. Source: MT-01, MT-03.
fn registers(row: &ProfileRow, energy: Energy) -> Option<Registers> {
    let value = |register| value(row, register);
    Some(match energy {
        Energy::Electricity => {
            Registers([value(ObisCode::IMPORT_PEAK)?, value(ObisCode::IMPORT_OFF_PEAK)?])
        }
        Energy::Gas => Registers([value(ObisCode::GAS_VOLUME)?, 0]),
    })
}

//! Jobs that follow a night: displays are told, calendars that changed are pushed, estimates are measured.

use super::morning;
use crate::books::Books;
use crate::engine::Engine;
use crate::estimates;
use crate::failure::{Failure, chain, refuse};
use crate::notices;
use crate::operators;
use crate::share::due;
use calendar::{Instant, SettlementDay};
use store::Job;
use units::Dso;

/// Every display is told the balance.
pub const DISPLAYS: &str = "display_push";
/// Meters that have another calendar than the one that is billed by are given it.
pub const CALENDARS: &str = "calendar_push";
/// How long a job is held before another worker may take it; one that takes longer says so as it goes.
pub(super) const JOB_LEASE_S: i64 = 300;
/// Jobs that are taken at a time: one, since each may take long.
const AT_ONCE: usize = 1;

/// The night that a job follows.
#[derive(serde::Deserialize)]
pub(super) struct AfterNight {
    pub dso: Dso,
    pub day: SettlementDay,
}

/// Does what is due, by hand of a thread that does nothing else. One that fails is tried again later and
/// holds no other up. Returns how many jobs there were.
pub fn do_jobs(engine: &mut Engine, now: Instant) -> Result<usize, Failure> {
    let mut count = 0;
    loop {
        let taken = engine.store.take_jobs(now, AT_ONCE, JOB_LEASE_S)?;
        let Some(job) = taken.first() else { return Ok(count) };
        count += 1;
        match do_one(engine, job, now) {
            Ok(()) => engine.store.job_done(&job.key)?,
            Err(failure) => eprintln!("job {}: {}", job.key, chain(failure.as_ref())),
        }
    }
}

fn do_one(engine: &mut Engine, job: &Job, now: Instant) -> Result<(), Failure> {
    let night: AfterNight = serde_json::from_str(&job.body)?;
    // Prices and parameters that others have entered since.
    engine.books = Books::load(&mut engine.store)?;
    match job.kind.as_str() {
        DISPLAYS => {
            let told = morning::push_displays(engine, &night, &job.key, now)?;
            eprintln!("{} {} {told} displays are told the balance", night.dso, night.day);
        }
        CALENDARS => {
            let told = morning::push_calendars(engine, &night, &job.key, now)?;
            eprintln!("{} {} {told} meters are given another calendar", night.dso, night.day);
        }
        estimates::JOB => {
            let (store, books) = (&mut engine.store, &engine.books);
            let compared = estimates::measure(store, books, night.dso, night.day)?;
            eprintln!("{} {} {compared} estimates compared", night.dso, night.day);
        }
        notices::JOB => {
            notices::tell_of_night(engine, night.dso, night.day)?;
            let (asked, years) = notices::tell_of_days(engine, night.dso, night.day)?;
            eprintln!("{} {} {asked} are asked how it goes", night.dso, night.day);
            eprintln!("{} {} {years} have a year behind them", night.dso, night.day);
            let weeks = notices::tell_of_weeks(engine, night.dso, night.day.next(), now)?;
            eprintln!("{} {} {weeks} are told of a terminal's week", night.dso, night.day);
            let issued =
                crate::shop::sheets::issue_months(engine, night.dso, night.day.next(), now)?;
            eprintln!("{} {} {issued} sheets of commissions are issued", night.dso, night.day);
            let told = notices::access_lapsed(engine, night.dso, now)?;
            eprintln!("{} {} {told} accesses have run out", night.dso, night.day);
            let told = notices::warn_of_consents(engine, night.dso, now)?;
            eprintln!("{} {} {told} consents end soon", night.dso, night.day);
            let failed = crate::plans::proposals::take_back_lapsed(engine, night.dso, now)?;
            if failed > 0 {
                let of = (night.dso, night.day);
                eprintln!("{} {} of {failed} accounts no proposal could be read", of.0, of.1);
            }
            let left = crate::visits::call_off_left(engine, night.dso, now)?;
            eprintln!("{} {} {left} visits to who has left are called off", night.dso, night.day);
            let told = crate::visits::remind(engine, night.dso, now)?;
            eprintln!("{} {} {told} visits are in two days", night.dso, night.day);
        }
        notices::forecast::JOB => {
            let told = notices::forecast::tell_of_weekend(engine, night.dso, night.day, now)?;
            eprintln!("{} {} {told} credits end over the weekend", night.dso, night.day);
            let told = notices::tell_of_last_open_day(engine, night.dso, night.day, now)?;
            eprintln!("{} {} {told} are called before days without cuts", night.dso, night.day);
        }
        notices::RULES_JOB => {
            let told = notices::tell_of_rules(engine, &job.body)?;
            eprintln!("{} {} {told} are told of a changed amount", night.dso, night.day);
        }
        notices::prices::JOB => {
            let told = notices::prices::tell_of_prices(engine, &job.body)?;
            eprintln!("{} {} {told} are told of a price", night.dso, night.day);
        }
        operators::INCIDENT_MESSAGE => {
            let told = operators::send_message(engine, &job.body, now, |engine| {
                let passed = crate::clock::now().max(now);
                Ok(engine.store.job_goes_on(&job.key, passed.plus_s(JOB_LEASE_S))?)
            })?;
            eprintln!("{} {} {told} households are told of an incident", night.dso, night.day);
        }
        due::JOB => {
            let made = due::do_job(engine, night.dso, now, |engine| {
                let passed = crate::clock::now().max(now);
                Ok(engine.store.job_goes_on(&job.key, passed.plus_s(JOB_LEASE_S))?)
            })?;
            eprintln!("{} {} {made} months of sharing are made", night.dso, night.day);
        }
        kind => return refuse(format!("there is no job of kind `{kind}`")),
    }
    Ok(())
}

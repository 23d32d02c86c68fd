//! `tirelire work`: delivers what waits in the outbox, for now to a log.

use crate::books::Books;
use crate::estimates;
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use std::time::Duration;
use store::Store;
use units::Dso;

/// How long a message is held by a worker before another may take it.
const LEASE_S: i64 = 60;
const AT_ONCE: usize = 500;
const IDLE: Duration = Duration::from_secs(2);

/// Delivers until nothing waits, or for ever.
pub fn run(url: &str, once: bool) -> Result<(), Failure> {
    let mut store = Store::open(url)?;
    loop {
        if deliver(&mut store)? + do_jobs(&mut store)? == 0 {
            if once {
                return Ok(());
            }
            std::thread::sleep(IDLE);
        }
    }
}

/// Delivers one lot. Returns how many messages there were.
fn deliver(store: &mut Store) -> Result<usize, Failure> {
    let now = crate::clock::now();
    let messages = store.take_messages(now, AT_ONCE, LEASE_S)?;
    for message in &messages {
        eprintln!(
            "{} account {} lane {} {} {}",
            message.at.to_local_string(),
            message.account,
            message.lane,
            message.kind,
            message.body
        );
        store.message_delivered(message.account, &message.key, now)?;
    }
    Ok(messages.len())
}

/// The night that a job follows.
#[derive(serde::Deserialize)]
struct AfterNight {
    dso: Dso,
    day: SettlementDay,
}

/// Does what is due. Returns how many jobs there were.
pub fn do_jobs(store: &mut Store) -> Result<usize, Failure> {
    let now = crate::clock::now();
    let jobs = store.take_jobs(now, AT_ONCE, LEASE_S)?;
    for job in &jobs {
        let night: AfterNight = serde_json::from_str(&job.body)?;
        match job.kind.as_str() {
            "display_push" => push_displays(store, &night)?,
            estimates::JOB => {
                let books = Books::load(store)?;
                let compared = estimates::measure(store, &books, night.dso, night.day)?;
                eprintln!("{} {} {compared} estimates compared", night.dso, night.day);
            }
            kind => return refuse(format!("there is no job of kind `{kind}`")),
        }
        store.job_done(&job.key)?;
    }
    Ok(jobs.len())
}

/// Tells every meter's display the balance of the night, with its time. Source: PA-42.
fn push_displays(store: &mut Store, night: &AfterNight) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let rows = store.rows_of_day(night.dso, night.day, after, AT_ONCE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.account);
        for row in &rows {
            let as_of = row.day.end().to_local_string();
            eprintln!("{as_of} account {} display balance {}", row.account, row.balance);
        }
    }
}

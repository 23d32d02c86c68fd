//! `tirelire work`: delivers what waits in the outbox, for now to a log.

use crate::failure::Failure;
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
        if deliver(&mut store)? + push_displays(&mut store)? == 0 {
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

/// What a display push is asked for.
#[derive(serde::Deserialize)]
struct DisplayPush {
    dso: Dso,
    day: SettlementDay,
}

/// Tells every meter's display the balance of the night, with its time. Source: PA-42.
/// Returns how many jobs there were.
fn push_displays(store: &mut Store) -> Result<usize, Failure> {
    let now = crate::clock::now();
    let jobs = store.take_jobs(now, AT_ONCE, LEASE_S)?;
    for job in &jobs {
        let push: DisplayPush = serde_json::from_str(&job.body)?;
        let mut after = None;
        loop {
            let rows = store.rows_of_day(push.dso, push.day, after, AT_ONCE)?;
            let Some(last) = rows.last() else { break };
            after = Some(last.account);
            for row in &rows {
                let as_of = row.day.end().to_local_string();
                eprintln!("{as_of} account {} display balance {}", row.account, row.balance);
            }
        }
        store.job_done(&job.key)?;
    }
    Ok(jobs.len())
}

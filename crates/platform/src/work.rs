//! `tirelire work`: delivers what waits in the outbox, for now to a log.

use crate::failure::Failure;
use std::time::Duration;
use store::Store;

/// How long a message is held by a worker before another may take it.
const LEASE_S: i64 = 60;
const AT_ONCE: usize = 500;
const IDLE: Duration = Duration::from_secs(2);

/// Delivers until nothing waits, or for ever.
pub fn run(url: &str, once: bool) -> Result<(), Failure> {
    let mut store = Store::open(url)?;
    loop {
        if deliver(&mut store)? == 0 {
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

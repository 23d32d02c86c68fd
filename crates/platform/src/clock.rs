//! The one place that asks the machine for the time.

use crate::failure::Failure;
use calendar::Instant;
use std::time::{SystemTime, UNIX_EPOCH};
use store::Store;

/// How far the clock of a database is ahead of the machine's, in microseconds: of one for training, and of a demo whose
/// pages are served.
pub const TRAINING_AHEAD: &str = "training/ahead";
const DEMO_AHEAD: &str = "demo/ahead";

/// Now, to the microsecond.
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let micros = since.map(|since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
    Instant(micros.unwrap_or(0))
}

/// What time it is for those who look at this database: a command that writes beside a demo's pages, or those for
/// training, is of their day and not of ours. Errors: the database cannot be read.
pub fn of(store: &mut Store) -> Result<Instant, Failure> {
    for name in [TRAINING_AHEAD, DEMO_AHEAD] {
        if let Some(ahead) = store.setting(name)? {
            return Ok(Instant(now().0.saturating_add(ahead.parse()?)));
        }
    }
    Ok(now())
}

/// Keeps that the pages of a demo go on from `from` now.
pub fn goes_on(store: &mut Store, from: Instant) -> Result<(), Failure> {
    let ahead = from.0.saturating_sub(now().0);
    Ok(store.set_setting(DEMO_AHEAD, &ahead.to_string())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_of_a_demos_database_goes_on_from_its_last_day() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("clock.db").display());
        let mut store = Store::open(&url).unwrap();
        let before = now();
        assert!(of(&mut store).unwrap() >= before, "that of the machine");
        let march: Instant = "2026-03-06T06:10:00+01:00".parse().unwrap();
        goes_on(&mut store, march).unwrap();
        let there = of(&mut store).unwrap();
        assert!(march <= there && there < march.plus_h(1), "{there:?}");
    }
}

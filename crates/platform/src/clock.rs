//! The one place that asks the machine for the time.

use calendar::Instant;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, to the microsecond.
pub fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let micros = since.map(|since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
    Instant(micros.unwrap_or(0))
}

//! How often a key may ask. Kept by this process only: behind several of them a key has as many each.

use calendar::Instant;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Requests of a key in one minute.
pub const A_MINUTE: u32 = 600;
const MINUTE_S: i64 = 60;
/// Keys that are counted at once; beyond, those of an earlier minute are forgotten.
const MOST: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Rates(Mutex<HashMap<i64, (i64, u32)>>);

impl Rates {
    /// Counts a request. Errors: in how many seconds the next minute begins.
    pub(crate) fn count(&self, key: i64, at: Instant) -> Result<(), i64> {
        let minute = at.unix_s().div_euclid(MINUTE_S);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|_, (of, _)| *of == minute);
        }
        let (of, count) = counts.entry(key).or_insert((minute, 0));
        if *of != minute {
            (*of, *count) = (minute, 0);
        }
        if *count >= A_MINUTE {
            return Err(MINUTE_S - at.unix_s().rem_euclid(MINUTE_S));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_10_a_key_has_so_many_requests_a_minute_and_others_their_own() {
        let rates = Rates::default();
        let at = Instant::from_unix_s(1_794_474_010);
        for _ in 0..A_MINUTE {
            assert_eq!(rates.count(1, at), Ok(()));
        }
        assert_eq!(rates.count(1, at), Err(50));
        assert_eq!(rates.count(2, at), Ok(()));
        assert_eq!(rates.count(1, at.plus_s(49)), Err(1));
        assert_eq!(rates.count(1, at.plus_s(50)), Ok(()));
    }
}

//! Signatures of reads that were seen: each is taken once. Writes need no such memory, since their key
//! gives the first answer again.

use crate::sign::WINDOW_S;
use calendar::Instant;
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Ten minutes of 160 reads a second; beyond, the oldest are forgotten first.
const MOST: usize = 100_000;

/// Kept by this process only: behind several of them a read could be repeated once at each, within the
/// window, which tells a listener nothing new.
#[derive(Debug, Default)]
pub(crate) struct Replays(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    signatures: HashSet<[u8; 32]>,
    by_age: VecDeque<(Instant, [u8; 32])>,
}

impl Replays {
    /// Only for a signature that is right, so that nobody else can fill the memory.
    pub(crate) fn is_first(&self, signature: [u8; 32], at: Instant) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A request from the far end of the window may come again until its near end.
        while let Some((when, oldest)) = seen.by_age.front().copied()
            && (at.seconds_since(when) > 2 * WINDOW_S || seen.by_age.len() >= MOST)
        {
            seen.by_age.pop_front();
            seen.signatures.remove(&oldest);
        }
        let first = seen.signatures.insert(signature);
        if first {
            seen.by_age.push_back((at, signature));
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_05_a_read_is_taken_once_while_its_time_is_in_the_window() {
        let replays = Replays::default();
        let at = Instant::from_unix_s(1_794_474_000);
        assert!(replays.is_first([1; 32], at));
        assert!(!replays.is_first([1; 32], at.plus_s(2 * WINDOW_S)));
        assert!(replays.is_first([2; 32], at));
        assert!(replays.is_first([1; 32], at.plus_s(2 * WINDOW_S + 1)), "no longer in the window");
    }
}

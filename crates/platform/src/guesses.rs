//! Wrong references, links and codes, counted by where they came from: whoever guesses waits, whichever server
//! they ask, and after a restart too. Source: TP-06, PD-04.

use crate::failure::Failure;
use calendar::Instant;
use sha2::{Digest, Sha256};
use store::{Store, TryKind};
use vending::{Guesses, Wait};

/// A number for a source: addresses are not kept. Two that share one would wait for each other, once in 2^64.
pub fn number(source: &str) -> i64 {
    let digest = Sha256::digest(source.as_bytes());
    digest.iter().take(8).fold(0_i64, |number, byte| (number << 8) | i64::from(*byte))
}

/// Until when `source` has to wait after `most` wrong ones within an hour.
pub fn wait(
    store: &mut Store,
    (kind, source): (TryKind, &str),
    most: usize,
    now: Instant,
) -> Result<Option<Wait>, Failure> {
    let since = now.plus_s(-Guesses::WINDOW_S);
    let known: Guesses = store.wrong_tries(kind, number(source), since)?.into_iter().collect();
    let may = match kind {
        TryKind::Terminal | TryKind::Guest | TryKind::Phone => known.may_look_up(now, most),
        TryKind::Party
        | TryKind::SignIn
        | TryKind::Asked
        | TryKind::Pin
        | TryKind::SentFor
        | TryKind::Joining
        | TryKind::Receipt => known.may_try(now, most),
    };
    Ok(may.err())
}

/// Counts what may be done so often within a time, each source by itself. False, and nothing is counted, if one of them has
/// done it as often.
pub fn count(
    store: &mut Store,
    (kind, sources): (TryKind, &[&str]),
    (most, within_s): (usize, i64),
    now: Instant,
) -> Result<bool, Failure> {
    let since = now.plus_s(within_s.saturating_neg());
    for source in sources {
        if store.wrong_tries(kind, number(source), since)?.len() >= most {
            return Ok(false);
        }
    }
    for source in sources {
        store.add_wrong_try(kind, number(source), now, since)?;
    }
    Ok(true)
}

/// Counts a wrong one.
pub fn wrong(
    store: &mut Store,
    (kind, source): (TryKind, &str),
    now: Instant,
) -> Result<(), Failure> {
    Ok(store.add_wrong_try(kind, number(source), now, now.plus_s(-Guesses::WINDOW_S))?)
}

//! What the outbox has for people becomes notices, several with one commit: at a commit each, the payments of many
//! terminals left an operator's worker one turn in five.

use super::UNREACHED_S;
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::meters::orders::Log;
use crate::notices;
use calendar::Instant;
use std::collections::BTreeMap;
use std::time::{Duration, Instant as Clock};
use store::{Message, Store};
use units::Dso;

/// How long notices are made before it is looked again for orders.
const TELLING: Duration = Duration::from_millis(250);
/// How long one transaction of them keeps the operator's payments waiting; each makes one at least.
const TURN: Duration = Duration::from_millis(25);

/// Makes notices of messages until it is time to look for orders; what is left by then goes back to the outbox. One
/// that cannot be told keeps nothing else from leaving. Returns those that say nothing to people.
pub(super) fn tell<'a>(
    engine: &mut Engine,
    messages: Vec<&'a Message>,
    now: Instant,
    log: Log<'_>,
) -> Result<Vec<&'a Message>, Failure> {
    let started = Clock::now();
    let (mut others, mut untold) = (Vec::new(), Vec::new());
    let mut by_operator: BTreeMap<Dso, Vec<&Message>> = BTreeMap::new();
    for message in messages {
        match Store::dso_of(message.account) {
            Some(dso) => by_operator.entry(dso).or_default().push(message),
            None => others.push(message),
        }
    }
    for (dso, mut waiting) in by_operator {
        while !waiting.is_empty() && started.elapsed() <= TELLING {
            match turn(engine, dso, &waiting, now) {
                Ok(made) => {
                    let taken = waiting.drain(..made.len().min(waiting.len()));
                    others.extend(taken.zip(made).filter(|(_, told)| !told).map(|(one, _)| one));
                }
                Err((place, failure)) => {
                    let message = waiting.remove(place);
                    let reason = chain(failure.as_ref());
                    log(format!("account {} {}: {reason}", message.account, message.key));
                    let again_at = now.plus_s(UNREACHED_S);
                    engine.store.message_failed(message.account, &message.key, again_at)?;
                }
            }
        }
        untold.extend(waiting);
    }
    // A night's notices wait for a release, not the other way round.
    if !untold.is_empty() {
        let names: Vec<_> = untold.iter().map(|one| (one.account, one.key.as_str())).collect();
        engine.store.give_back(&names)?;
    }
    Ok(others)
}

/// Makes notices of the first of the messages of an operator, all of them or none. Returns of each that was
/// looked at whether people are told. Errors: the place of the one that could not be, and why.
fn turn(
    engine: &mut Engine,
    dso: Dso,
    messages: &[&Message],
    now: Instant,
) -> Result<Vec<bool>, (usize, Failure)> {
    let (began, mut made) = (Clock::now(), Vec::new());
    let done = engine.locked(dso, |engine| {
        for message in messages {
            made.push(notices::make(engine, message, now)?.is_some());
            if began.elapsed() > TURN {
                break;
            }
        }
        Ok(())
    });
    match done {
        Ok(()) => Ok(made),
        // If it was the commit any of them may be put by: it is tried again, as the others are.
        Err(failure) => Err((made.len().min(messages.len().saturating_sub(1)), failure)),
    }
}

//! Scenario files that are spoilt: a reason or a replay, never a panic.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use std::path::Path;
use timeline::Scenario;

/// A replay takes time for each day.
const MOST_S: i64 = 90 * 86_400;

/// The scenarios of the repository.
fn scenarios() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// `None`: it is no scenario. `Some`: whether it was replayed to its end.
fn run(text: &str) -> Option<bool> {
    let scenario = Scenario::parse(text).ok()?;
    let (mut first, mut last) = (scenario.until, scenario.until);
    for event in &scenario.events {
        for at in [event.at, event.learnt_at] {
            (first, last) = (first.min(at), last.max(at));
        }
    }
    let is_short = last.seconds_since(first) <= MOST_S;
    Some(is_short && timeline::replay(&scenario, &mut |_| {}).is_ok())
}

/// A change: what, from where, to where, and a value.
type Change = (u8, prop::sample::Index, prop::sample::Index, u8);

/// Numbers become others, and pieces are lost, doubled or put elsewhere.
fn spoil(text: &str, changes: &[Change]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (kind, from, to, value) in changes {
        if characters.is_empty() {
            break;
        }
        let digits: Vec<usize> =
            (0..characters.len()).filter(|at| characters[*at].is_ascii_digit()).collect();
        let (from, to) = (from.index(characters.len()), to.index(characters.len()));
        let (from, to) = (from.min(to), from.max(to));
        match kind {
            // What is still a scenario, mostly.
            0..=5 if !digits.is_empty() => {
                characters[digits[from % digits.len()]] = char::from(b'0' + value % 10);
            }
            6 => drop(characters.drain(from..to.min(from + 40))),
            7 => {
                let part = characters[from..to.min(from + 40)].to_vec();
                characters.splice(to..to, part);
            }
            8 => characters[from] = char::from(b"-.\"{}[],:0eZ"[usize::from(*value) % 12]),
            _ => characters.swap(from, to),
        }
    }
    characters.into_iter().collect()
}

#[test]
fn the_scenarios_themselves_are_replayed() {
    let all = scenarios();
    assert!(all.len() > 4);
    assert!(all.iter().all(|text| run(text) == Some(true)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_spoilt_scenario_never_panics(
        which: prop::sample::Index,
        changes in prop::collection::vec(
            (0..10u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()),
            1..6,
        ),
    ) {
        let all = scenarios();
        run(&spoil(&all[which.index(all.len())], &changes));
    }
}

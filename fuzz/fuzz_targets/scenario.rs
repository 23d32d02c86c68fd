//! Any text as a scenario file; one that can be read is replayed, if it has no more than a few months.

#![no_main]

use libfuzzer_sys::fuzz_target;
use timeline::Scenario;

/// A replay takes time for each day.
const MOST_S: i64 = 120 * 86_400;

fuzz_target!(|text: &str| {
    let Ok(scenario) = Scenario::parse(text) else { return };
    let instants = scenario.events.iter().flat_map(|event| [event.at, event.learnt_at]);
    let (mut first, mut last) = (scenario.until, scenario.until);
    for at in instants {
        (first, last) = (first.min(at), last.max(at));
    }
    if last.seconds_since(first) <= MOST_S {
        let _ = timeline::replay(&scenario, &mut |_| {});
    }
});

//! The golden tests of DOMAIN 3.8 and 3.9: every figure, to the micro-euro and the femto-euro.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use timeline::{Output, Scenario, Timeline, day_json, event_json, replay};

fn lines(name: &str) -> (Vec<serde_json::Value>, Vec<serde_json::Value>, Timeline) {
    let path = format!("{}/../../scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let scenario = Scenario::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut days, mut events) = (Vec::new(), Vec::new());
    let group = scenario.group;
    let timeline = replay(&scenario, &mut |output| match output {
        Output::Day(line) => days.push(day_json(&line, group.energy, group.rates)),
        Output::Event(line) => events.push(event_json(&line)),
    })
    .unwrap();
    (days, events, timeline)
}

fn text(value: &serde_json::Value, key: &str) -> String {
    match &value[key] {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn table(days: &[serde_json::Value]) -> Vec<String> {
    let row = |day: &serde_json::Value| {
        let keys = [
            "day",
            "charge_eur",
            "relief_eur",
            "collected_eur",
            "balance_eur",
            "credit_state",
            "debt_eur",
            "residue_femto_eur",
            "quality",
        ];
        keys.map(|key| text(day, key)).join(" ")
    };
    days.iter().map(row).collect()
}

fn story(events: &[serde_json::Value]) -> Vec<String> {
    let row = |event: &serde_json::Value| {
        let guards: Vec<String> = event["guards"]
            .as_array()
            .unwrap()
            .iter()
            .map(|g| g.as_str().unwrap().to_owned())
            .collect();
        format!(
            "{} {} {} {} {} {} stay {} clear {}{}",
            &text(event, "at")[5..16],
            text(event, "event"),
            text(event, "balance_eur"),
            text(event, "displayed"),
            text(event, "supply"),
            text(event, "limiter"),
            text(event, "amount_to_stay_on_eur"),
            text(event, "amount_to_clear_eur"),
            if guards.is_empty() { String::new() } else { format!(" {}", guards.join(" ")) },
        )
    };
    events.iter().map(row).collect()
}

#[test]
fn print_all() {
    for name in std::env::var("GOLDEN").unwrap_or_default().split(',').filter(|n| !n.is_empty()) {
        let (days, events, _) = lines(name);
        println!("{}\n{}", table(&days).join("\n"), story(&events).join("\n"));
    }
}

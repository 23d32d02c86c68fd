//! One way into the timeline for rule tests: a scenario built from a few words.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use calendar::SettlementDay;
use serde_json::{Value, json};
use timeline::{Output, Scenario, Timeline, day_json, event_json, replay};

/// A home of ORES on two rates that uses the same energy every day.
#[derive(Clone)]
pub struct Case {
    pub header: Value,
    pub events: Vec<Value>,
    first_day: SettlementDay,
    days: i32,
}

/// What a case comes to.
pub struct Story {
    pub days: Vec<Value>,
    pub events: Vec<Value>,
    pub timeline: Timeline,
}

impl Case {
    /// Activated on `first_day` at its midnight, using `kwh` at the peak price a day for `days` days.
    pub fn electricity(first_day: &str, days: i32, kwh: &str) -> Self {
        let header = json!({
            "dso": "ORES", "ean": "541449012345678908", "energy": "electricity", "rates": "two",
            "parameters": {}, "run_at": "06:00", "meter_answers_after_s": 120, "protected": [],
            "prices": [
                {"from": "2020-01-01", "basis": "average", "eur_per_kwh": "0.400000"},
                {"from": "2020-01-01", "basis": "social", "eur_per_kwh": "0.200000"},
            ],
        });
        let used: units::MilliWattHours = kwh.parse().unwrap();
        let first: SettlementDay = first_day.parse().unwrap();
        let mut events = vec![json!({
            "at": first.start().to_local_string(),
            "activate": {"registers": {"1.8.1": "0", "1.8.2": "0"}},
        })];
        for day in 1..=days {
            let value = units::MilliWattHours(used.0 * i64::from(day)).to_string();
            events.push(json!({
                "at": first.plus(day).start().to_local_string(),
                "reading": {"1.8.1": value, "1.8.2": "0"},
            }));
        }
        Self { header, events, first_day: first, days }
    }

    /// The same with gas: `m3` a day, 10 kWh each, 0.04 EUR.
    pub fn gas(first_day: &str, days: i32, m3: &str) -> Self {
        let mut case = Self::electricity(first_day, 0, "0");
        case.days = days;
        case.header["ean"] = json!("541449533740681244");
        case.header["energy"] = json!("gas");
        case.header["rates"] = json!("single");
        case.header["parameters"] = json!({"gas.energy_factor": "10"});
        let used: units::Litres = m3.parse().unwrap();
        case.events[0]["activate"] = json!({"registers": {"24.2.3": "0"}});
        for day in 1..=days {
            let value = units::Litres(used.0 * i64::from(day)).to_string();
            let at = case.first_day.plus(day).start().to_local_string();
            case.events.push(json!({"at": at, "reading": {"24.2.3": value}}));
        }
        case.header["prices"] = json!([
            {"from": "2020-01-01", "basis": "average", "eur_per_kwh": "0.040000"},
            {"from": "2020-01-01", "basis": "social", "eur_per_kwh": "0.040000"},
        ]);
        case
    }

    pub fn parameter(mut self, name: &str, value: Value) -> Self {
        self.header["parameters"][name] = value;
        self
    }

    pub fn set(mut self, key: &str, value: Value) -> Self {
        self.header[key] = value;
        self
    }

    pub fn protected(self) -> Self {
        self.set("protected", json!([{"from": "2020-01-01", "to": null, "category": "federal"}]))
    }

    /// An event at `at` (`2026-11-12T09:10`, local time).
    pub fn event(mut self, at: &str, name: &str, body: Value) -> Self {
        let (day, time) = at.split_once('T').unwrap();
        let (hour, minute) = time.split_once(':').unwrap();
        let day: SettlementDay = day.parse().unwrap();
        let at = day.at(hour.parse().unwrap(), minute.parse().unwrap());
        let mut event = json!({"at": at.to_local_string()});
        event[name] = body;
        self.events.push(event);
        self
    }

    pub fn top_up(self, at: &str, eur: &str, id: &str) -> Self {
        self.event(at, "top_up", json!({"eur": eur, "channel": "terminal", "id": id}))
    }

    /// The value of the midnight `day` is learnt only at `learnt` (`2026-11-12T03:00`); never if empty.
    pub fn late(mut self, day: &str, learnt: &str) -> Self {
        let prefix = format!("{day}T00:00");
        let place = self
            .events
            .iter()
            .position(|event| {
                event.get("reading").is_some() && event["at"].as_str().unwrap().starts_with(&prefix)
            })
            .unwrap();
        if learnt.is_empty() {
            self.events.remove(place);
        } else {
            let (day, time) = learnt.split_once('T').unwrap();
            let (hour, minute) = time.split_once(':').unwrap();
            let day: SettlementDay = day.parse().unwrap();
            let at = day.at(hour.parse().unwrap(), minute.parse().unwrap());
            self.events[place]["learnt_at"] = json!(at.to_local_string());
        }
        self
    }

    pub fn text(&self) -> String {
        let mut whole = self.header.clone();
        whole["events"] = json!(self.events);
        if whole.get("until").is_none() {
            whole["until"] = json!(self.first_day.plus(self.days).at(23, 0).to_local_string());
        }
        whole.to_string()
    }

    pub fn run(&self) -> Story {
        let scenario = Scenario::parse(&self.text()).unwrap();
        let group = scenario.group;
        let (mut days, mut events) = (Vec::new(), Vec::new());
        let timeline = replay(&scenario, &mut |output| match output {
            Output::Day(line) => days.push(day_json(&line, group.energy, group.rates)),
            Output::Event(line) => events.push(event_json(&line)),
        })
        .unwrap();
        Story { days, events, timeline }
    }

    pub fn failure(&self) -> String {
        let mut chain = Vec::new();
        let error: Box<dyn std::error::Error> = match Scenario::parse(&self.text()) {
            Err(error) => Box::new(error),
            Ok(scenario) => Box::new(replay(&scenario, &mut |_| {}).map(|_| ()).unwrap_err()),
        };
        let mut next: Option<&dyn std::error::Error> = Some(error.as_ref());
        while let Some(error) = next {
            chain.push(error.to_string());
            next = error.source();
        }
        chain.join(": ")
    }
}

fn text(value: &Value, key: &str) -> String {
    match &value[key] {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

impl Story {
    /// `key`s of each day line, joined.
    pub fn table(&self, keys: &[&str]) -> Vec<String> {
        let row = |day: &Value| keys.iter().map(|key| text(day, key)).collect::<Vec<_>>().join(" ");
        self.days.iter().map(row).collect()
    }

    /// `12 08:00 order_disconnect Connected CG-..`: day of month, time, event, supply, guards.
    pub fn told(&self) -> Vec<String> {
        let row = |event: &Value| {
            let line = format!(
                "{} {} {} {}",
                &text(event, "at")[8..16].replace('T', " "),
                text(event, "event"),
                text(event, "supply"),
                text(event, "guards")
            );
            line.trim_end().to_owned()
        };
        self.events.iter().map(row).collect()
    }

    /// Events of these names only, with their time and guards.
    pub fn only(&self, names: &[&str]) -> Vec<String> {
        let wanted = |line: &&String| names.contains(&line.split(' ').nth(2).unwrap());
        self.told().iter().filter(wanted).cloned().collect()
    }

    pub fn value(&self, event: &str, key: &str) -> String {
        let found = self.events.iter().find(|line| line["event"] == event);
        text(found.unwrap_or_else(|| panic!("no event {event}")), key)
    }

    pub fn day(&self, day: &str, key: &str) -> String {
        let found = self.days.iter().rev().find(|line| line["day"] == day);
        text(found.unwrap_or_else(|| panic!("no line of {day}")), key)
    }

    pub fn balance(&self) -> String {
        self.timeline.account.balance().to_string()
    }
}

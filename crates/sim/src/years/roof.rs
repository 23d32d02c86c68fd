//! The year of a household that produces and is netted: an account-year with injection in its registers, and the
//! days on which its net is regularised or compensation ends. Source: PS-11.

use super::account_year_of;
use super::rng::Rng;
use calendar::{Instant, SettlementDay};
use serde_json::{Map, Value, json};
use units::MilliWattHours;

/// What a roof sends in a day at most, in mWh by register.
const MOST: [i64; 2] = [18_000_000, 6_000_000];

/// The account-year of a seed with a roof. The same seed always gives the same text.
pub fn prosumer_year(seed: u64) -> String {
    let electric = |text: &String| text.contains(r#""energy":"electricity""#);
    let mut years = (0..).map(|turn: u64| {
        let seed = seed.wrapping_add(turn.wrapping_mul(1_000_003));
        account_year_of(seed, 365)
    });
    let text = years.find(electric).unwrap_or_default();
    let Ok(Value::Object(mut scenario)) = serde_json::from_str(&text) else { return text };
    let events = scenario.remove("events");
    let Some(Value::Array(mut events)) = events else { return text };
    let Some(first) = events.iter().filter_map(instant).map(Instant::day).min() else {
        return text;
    };
    let mut roof = Roof::new(Rng::new(seed ^ 0x9e37_79b9_7f4a_7c15), first, &events);
    for event in &mut events {
        roof.counts_in(event);
    }
    events.extend(roof.nettings());
    scenario.insert("events".to_owned(), Value::Array(events));
    Value::Object(scenario).to_string()
}

fn instant(event: &Value) -> Option<Instant> {
    event.get("at")?.as_str()?.parse().ok()
}

struct Roof {
    rng: Rng,
    first: SettlementDay,
    /// What was sent by the midnight that opens each day, in mWh by register.
    sent: Vec<[i64; 2]>,
    /// When meters were placed after the first one.
    swaps: Vec<Instant>,
    /// What was read of a midnight is the same the next time.
    left_out: Vec<SettlementDay>,
}

impl Roof {
    fn new(mut rng: Rng, first: SettlementDay, events: &[Value]) -> Self {
        let (mut sent, mut sum) = (Vec::new(), [0; 2]);
        for _ in 0..420 {
            sent.push(sum);
            let dark = rng.chance(250);
            for (sum, most) in sum.iter_mut().zip(MOST) {
                *sum += if dark { 0 } else { rng.between(0, most) };
            }
        }
        let swap = |event: &&Value| {
            event.get("swap").is_some_and(|body| body.get("old_registers").is_some())
        };
        let swaps = events.iter().filter(swap).filter_map(instant).collect();
        let left_out = (0..365).filter(|_| rng.chance(30)).map(|n| first.plus(n)).collect();
        Self { rng, first, sent, swaps, left_out }
    }

    /// What was sent by an instant: half of its day, unless it is a midnight.
    fn by(&self, at: Instant) -> [i64; 2] {
        let day = at.day();
        let of = |day: SettlementDay| {
            let place = usize::try_from(day.days_since(self.first)).unwrap_or(0);
            self.sent.get(place).copied().unwrap_or_default()
        };
        let [one, two] = of(day);
        if at == day.start() {
            return [one, two];
        }
        let [next_one, next_two] = of(day.next());
        [one + (next_one - one) / 2, two + (next_two - two) / 2]
    }

    /// What the meter of an instant shows; that of before it, where it goes.
    fn shown(&self, at: Instant, goes: bool) -> [i64; 2] {
        let placed = self.swaps.iter().filter(|swap| if goes { **swap < at } else { **swap <= at });
        let base = placed.max().map_or([0; 2], |swap| self.by(*swap));
        let ([one, two], [base_one, base_two]) = (self.by(at), base);
        [one - base_one, two - base_two]
    }

    fn counts_in(&mut self, event: &mut Value) {
        let Some(at) = instant(event) else { return };
        let (now, before) = (self.shown(at, false), self.shown(at, true));
        let midnight = at.day();
        let Some(map) = event.as_object_mut() else { return };
        if let Some(Value::Object(registers)) = map.get_mut("reading") {
            if !self.left_out.contains(&midnight) {
                write(registers, now);
            }
            return;
        }
        // Nobody reads them at one handover in three.
        let reads = self.rng.chance(660);
        for kind in ["activate", "swap", "move_out"] {
            let Some(Value::Object(body)) = map.get_mut(kind) else { continue };
            if let Some(Value::Object(registers)) = body.get_mut("registers")
                && (kind != "move_out" || reads)
            {
                write(registers, now);
            }
            if let Some(Value::Object(registers)) = body.get_mut("old_registers") {
                write(registers, before);
            }
        }
    }

    /// Told a while after the opening, after a regularisation, and when compensation ends.
    fn nettings(&mut self) -> Vec<Value> {
        let day =
            |first: SettlementDay, rng: &mut Rng, from, to| first.plus(rng.day_between(from, to));
        let begins = day(self.first, &mut self.rng, -20, 25);
        let told = begins.max(self.first).plus(self.rng.day_between(1, 9));
        let read = day(self.first, &mut self.rng, 60, 180);
        let lost = day(self.first, &mut self.rng, 200, 340);
        let open = |from: SettlementDay| json!({ "from": from.to_string() });
        let over = |from: SettlementDay, to: SettlementDay| json!({ "from": from.to_string(), "to": to.to_string() });
        let told_of = |on: SettlementDay, stretches: Vec<Value>| {
            let mut event = Map::new();
            event.insert("at".to_owned(), json!(on.at(13, 7).plus_s(11).to_local_string()));
            event.insert("netting".to_owned(), json!({ "stretches": stretches }));
            Value::Object(event)
        };
        let mut events = vec![told_of(told, vec![open(begins)])];
        events.push(told_of(read.plus(6), vec![over(begins, read), open(read)]));
        if self.rng.chance(500) {
            let late = self.rng.day_between(-3, 4);
            events.push(told_of(lost.plus(late), vec![over(begins, read), over(read, lost)]));
        }
        events
    }
}

fn write(registers: &mut Map<String, Value>, [one, two]: [i64; 2]) {
    registers.insert("2.8.1".to_owned(), json!(MilliWattHours(one).to_string()));
    registers.insert("2.8.2".to_owned(), json!(MilliWattHours(two).to_string()));
}

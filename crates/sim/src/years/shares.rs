//! The year of a household that shares energy: an account-year with what comes back of it, with the day, with the month,
//! and corrected both ways. Source: ES-19, PA-38.

use super::account_year_of;
use super::rng::Rng;
use calendar::{Instant, SettlementDay};
use serde_json::{Value, json};
use units::{MicroEuro, MilliWattHours, format_decimal};

/// What is shared on a day at most, in mWh.
const MOST: i64 = 6_000_000;

/// The account-year of a seed with a share. The same seed always gives the same text.
pub fn sharing_year(seed: u64) -> String {
    let electric = |text: &String| text.contains(r#""energy":"electricity""#);
    let mut years = (0..).map(|turn: u64| {
        let seed = seed.wrapping_add(turn.wrapping_mul(1_000_003));
        account_year_of(seed, 365)
    });
    let text = years.find(electric).unwrap_or_default();
    let Ok(Value::Object(mut scenario)) = serde_json::from_str(&text) else { return text };
    let events = scenario.remove("events");
    let Some(Value::Array(mut events)) = events else { return text };
    let days = events.iter().filter_map(instant).map(Instant::day);
    let Some((first, last)) = days.clone().min().zip(days.max()) else { return text };
    let mut shares = Shares { rng: Rng::new(seed ^ 0x5851_f42d_4c95_7f2d), told: Vec::new() };
    shares.live(first, last);
    events.extend(shares.told);
    scenario.insert("events".to_owned(), Value::Array(events));
    Value::Object(scenario).to_string()
}

fn instant(event: &Value) -> Option<Instant> {
    event.get("at")?.as_str()?.parse().ok()
}

struct Shares {
    rng: Rng,
    told: Vec<Value>,
}

impl Shares {
    fn live(&mut self, first: SettlementDay, last: SettlementDay) {
        // In nano-euro: most amounts leave something below a micro-euro.
        let price = self.rng.between(40_000_001, 180_000_007);
        let mut day = first.plus(2);
        while day < last {
            let of = day.plus(-1);
            if self.rng.chance(700) {
                let energy = self.rng.between(0, MOST);
                self.tell(day, of, "day", (energy, price));
                // Its quarter-hours were put right.
                if self.rng.chance(80) {
                    let more = self.rng.between(-energy, MOST);
                    self.tell(day.next(), of, "day.2", (more, price));
                }
            }
            let (_, _, of_month) = day.ymd();
            if of_month == 25 {
                let more = self.rng.between(-MOST, 3 * MOST);
                self.tell(day, of, "1", (more, price));
            }
            day = day.next();
        }
    }

    fn tell(
        &mut self,
        on: SettlementDay,
        of: SettlementDay,
        version: &str,
        (energy, price): (i64, i64),
    ) {
        let exact = i128::from(energy) * i128::from(price);
        let micro = exact.div_euclid(1_000_000_000);
        let (Ok(micro), Ok(femto)) =
            (i64::try_from(micro), i64::try_from(exact.rem_euclid(1_000_000_000)))
        else {
            return;
        };
        let (year, month, _) = of.ymd();
        let at = on.at(7, 30).plus_s(self.rng.between(1, 3_000));
        let body = json!({
            "id": format!("sharing/1/{year}-{month:02}/{version}/average/{of}"),
            "eur": MicroEuro(micro).to_string(), "femto_eur": femto,
            "energy": "energy_at_average_price",
            "kwh": format_decimal(i128::from(MilliWattHours(energy).0), 6),
            "month": format!("{year}-{month:02}"), "day": of.to_string(),
        });
        let event = json!({ "at": at.to_local_string(), "shared_energy": body });
        // Somebody tells it twice.
        if self.rng.chance(30) {
            let mut again = event.clone();
            if let Some(at_again) = again.get_mut("at") {
                *at_again = at.plus_s(60).to_local_string().into();
            }
            self.told.push(again);
        }
        self.told.push(event);
    }
}

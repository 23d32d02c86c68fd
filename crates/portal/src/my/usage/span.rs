//! What a stretch of days cost, from a day to a day. Source: UX 8.2 C-06, 11.

use super::api::{MyDay, MyUsage};
use super::words::Words;
use crate::language::Writes as _;
use crate::words::fill;
use calendar::SettlementDay;
use std::collections::BTreeMap;
use units::{Language, MicroEuro, MilliWattHours};

/// The sums in words, and by month.
#[derive(Debug)]
pub(super) struct Span {
    pub(super) sentences: Vec<String>,
    pub(super) months: Vec<(String, String, String)>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    days: i64,
    energy: i64,
    cost: i64,
}

impl Sums {
    fn of(days: &[MyDay]) -> Self {
        days.iter().fold(Self::default(), |sums, day| sums.and(day))
    }

    fn and(self, day: &MyDay) -> Self {
        let (Some(energy), Some(cost)) = (day.energy, day.cost) else { return self };
        Self {
            days: self.days.saturating_add(1),
            energy: self.energy.saturating_add(energy.0),
            cost: self.cost.saturating_add(cost.0),
        }
    }

    fn texts(self, language: Language) -> [String; 3] {
        let energy = language.kwh(MilliWattHours(self.energy));
        [self.days.to_string(), energy, language.money(MicroEuro(self.cost))]
    }
}

impl Span {
    pub(super) fn new(
        page: &MyUsage,
        (from, to): (SettlementDay, SettlementDay),
        language: Language,
    ) -> Self {
        let w = Words::of(language);
        let sums = Sums::of(&page.days);
        let Some(mean) = sums.cost.checked_div(sums.days) else {
            return Self { sentences: vec![w.none_between.to_owned()], months: Vec::new() };
        };
        let [days, energy, cost] = sums.texts(language);
        let (from, to) = (language.date(from), language.date(to));
        let values = [("from", from.as_str()), ("to", &to), ("days", &days)];
        let mut sentences = vec![fill(w.between, &values)];
        let mean = language.money(MicroEuro(mean));
        let values = [("energy", energy.as_str()), ("cost", &cost), ("mean", &mean)];
        sentences.push(fill(w.sum_is, &values));
        let before = Sums::of(&page.before);
        if before.days > 0 {
            let [days, energy, cost] = before.texts(language);
            let values = [("days", days.as_str()), ("energy", &energy), ("cost", &cost)];
            sentences.push(fill(w.before, &values));
        }
        let mut months: BTreeMap<(i32, u8), (SettlementDay, Sums)> = BTreeMap::new();
        for day in &page.days {
            let (year, month, _) = day.day.ymd();
            let (_, sums) = months.entry((year, month)).or_insert((day.day, Sums::default()));
            *sums = sums.and(day);
        }
        let rows = months.into_values().map(|(day, sums)| {
            let [_, energy, cost] = sums.texts(language);
            (language.month_and_year(day), energy, cost)
        });
        Self { sentences, months: rows.collect() }
    }
}

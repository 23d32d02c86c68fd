//! The days of an account as bars and as tables: energy, and what it cost. Source: UX 7.2, 11.

use super::NO_FIGURE;
use super::paths::explain_at;
use super::words::account::Words;
use crate::chart::{self, Bar, Drawing, Look};
use crate::figures;
use crate::language::Writes as _;
use crate::my::words::Words as Own;
use crate::my::{quality_name, register_name};
use crate::view::{AccountPage, DayLine, Quality};
use crate::words::fill;
use calendar::Weekday;
use units::{Language, MicroEuro, MilliWattHours};

/// A chart, its sentence and its table.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) sentence: String,
    pub(super) drawing: Drawing,
    pub(super) unit_top: String,
    pub(super) unit_half: String,
    pub(super) first_day: String,
    pub(super) last_day: String,
    pub(super) legend: Vec<(usize, &'static str)>,
    pub(super) has_hatched: bool,
    pub(super) has_frame: bool,
    pub(super) table_title: String,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<DayRow>,
    pub(super) totals: Vec<String>,
}

#[derive(Debug)]
pub(super) struct DayRow {
    pub(super) day: String,
    pub(super) quality: &'static str,
    /// Text, and where it is explained.
    pub(super) cells: Vec<(String, Option<String>)>,
}

/// Whose days they are, and who reads of them.
#[derive(Clone, Copy)]
struct Days<'a> {
    page: &'a AccountPage,
    days: &'a [DayLine],
    language: Language,
}

/// Energy, and its cost; none without a day.
pub(super) fn charts(page: &AccountPage, days: &[DayLine], language: Language) -> Vec<Chart> {
    if days.is_empty() {
        return Vec::new();
    }
    let all = Days { page, days, language };
    vec![all.energy(), all.cost()]
}

fn look(quality: Quality) -> Look {
    match quality {
        Quality::Measured | Quality::Corrected => Look::Solid,
        Quality::Provisional => Look::Hatched,
        Quality::Held => Look::Frame,
    }
}

/// What both charts share: bars, their average and the highest of them.
struct Bars {
    bars: Vec<Bar>,
    average: Option<i64>,
    /// The day, and its total.
    most: Option<(String, i64)>,
}

/// What differs between the two.
struct Drawn {
    id: &'static str,
    title: &'static str,
    unit: &'static str,
    bars: Bars,
    legend: Vec<&'static str>,
    columns: Vec<&'static str>,
    rows: Vec<DayRow>,
    totals: Vec<String>,
    /// As the sentence says it, and as an axis does.
    said: fn(i64, Language) -> String,
    axis: fn(i64, Language) -> String,
}

impl Days<'_> {
    fn bars(self, parts_of: impl Fn(&DayLine) -> Vec<i64>) -> Bars {
        let weekend = |day: &DayLine| matches!(day.day.weekday(), Weekday::Sat | Weekday::Sun);
        let bar = |day: &DayLine| {
            let parts = parts_of(day);
            let look = if parts.is_empty() { Look::Frame } else { look(day.quality) };
            Bar { weekend: weekend(day), parts, look }
        };
        let bars: Vec<Bar> = self.days.iter().map(bar).collect();
        let totals = || {
            let pairs = self.days.iter().zip(&bars).filter(|(_, bar)| bar.look != Look::Frame);
            pairs.map(|(day, bar)| (day, chart::total(bar)))
        };
        let sum: i128 = totals().map(|(_, total)| i128::from(total)).sum();
        let count = i128::try_from(totals().count()).unwrap_or(0);
        let average = sum.checked_div(count).and_then(|average| i64::try_from(average).ok());
        let most = totals()
            .reduce(|most, next| if next.1 > most.1 { next } else { most })
            .map(|(day, total)| (self.language.short_date(day.day), total));
        Bars { bars, average, most }
    }

    fn row(self, day: &DayLine, cells: Vec<(String, Option<String>)>) -> DayRow {
        let quality = quality_name(day.quality, self.language);
        DayRow { day: self.language.short_date(day.day), quality, cells }
    }

    fn explained(self, day: &DayLine) -> Option<String> {
        Some(explain_at(self.page.account, day.explain_at, self.language))
    }

    fn energy(self) -> Chart {
        let Self { page, days, language } = self;
        let (w, own) = (Words::of(language), Own::of(language));
        let names: Vec<&'static str> =
            page.registers.iter().map(|register| register_name(*register, language)).collect();
        let single = names.len() == 1;
        let kwh = |energy: Option<MilliWattHours>| {
            energy.map_or(NO_FIGURE.to_owned(), |energy| figures::kwh(energy, language))
        };
        let rows = days.iter().map(|day| {
            let mut cells: Vec<(String, Option<String>)> = (0..names.len())
                .map(|index| {
                    let known = day.energy.get(index).copied();
                    let leads = known.filter(|_| single).and_then(|_| self.explained(day));
                    (kwh(known), leads)
                })
                .collect();
            if !single {
                let sum = energy_sum(day.energy.iter().copied());
                cells.push((kwh(sum), sum.and_then(|_| self.explained(day))));
            }
            self.row(day, cells)
        });
        let of_register =
            |index: usize| energy_sum(days.iter().filter_map(|day| day.energy.get(index).copied()));
        let mut totals: Vec<Option<MilliWattHours>> = (0..names.len()).map(of_register).collect();
        let mut columns = names.clone();
        if !single {
            totals.push(energy_sum(days.iter().flat_map(|day| day.energy.iter().copied())));
            columns.push(own.total);
        }
        self.chart(Drawn {
            id: "kwh",
            title: w.energy_title,
            unit: "kWh",
            bars: self.bars(|day| day.energy.iter().map(|energy| energy.0).collect()),
            rows: rows.collect(),
            columns,
            totals: totals.into_iter().map(kwh).collect(),
            legend: names,
            said: |mwh, language| language.kwh(MilliWattHours(mwh)),
            axis: figures::axis_kwh,
        })
    }

    fn cost(self) -> Chart {
        let Self { days, language, .. } = self;
        let w = Words::of(language);
        let paid = |amount: MicroEuro| language.money(amount);
        let rows = days.iter().map(|day| {
            let cell = |shown: Option<String>| match shown {
                Some(shown) => (shown, self.explained(day)),
                None => (NO_FIGURE.to_owned(), None),
            };
            let collected = match day.collected {
                MicroEuro::ZERO => (paid(MicroEuro::ZERO), None),
                collected => cell(Some(paid(collected))),
            };
            let after = day.balance_after.map(|after| language.balance(after));
            self.row(day, vec![cell(day.charge.map(paid)), collected, cell(after)])
        });
        let charged = money_sum(days.iter().filter_map(|day| day.charge));
        let collected = money_sum(days.iter().map(|day| day.collected));
        let total = |sum: Option<MicroEuro>| sum.map_or(NO_FIGURE.to_owned(), paid);
        let any_collected = days.iter().any(|day| day.collected > MicroEuro::ZERO);
        let parts = if any_collected { 2 } else { 1 };
        self.chart(Drawn {
            id: "eur",
            title: w.cost_title,
            unit: "€",
            bars: self.bars(|day| match day.charge {
                Some(charge) => vec![charge.0, day.collected.0],
                None => Vec::new(),
            }),
            rows: rows.collect(),
            columns: vec![w.charge, w.collected, w.after],
            totals: vec![total(charged), total(collected), String::new()],
            legend: [w.charge, w.collected].into_iter().take(parts).collect(),
            said: |micro, language| language.money(MicroEuro(micro)),
            axis: figures::axis_euro,
        })
    }

    fn chart(self, of: Drawn) -> Chart {
        let Self { days, language, .. } = self;
        let (w, own) = (Words::of(language), Own::of(language));
        let drawing = chart::draw(&of.bars.bars, of.bars.average);
        let sentence = match (of.bars.average, &of.bars.most) {
            (Some(average), Some((day, most))) => {
                let (mean, most) = ((of.said)(average, language), (of.said)(*most, language));
                let mean = fill(w.mean, &[("mean", &mean)]);
                format!("{mean} {}", fill(own.dearest, &[("day", day), ("most", &most)]))
            }
            _ => w.no_figures.to_owned(),
        };
        let label =
            |day: Option<&DayLine>| day.map(|day| language.short_date(day.day)).unwrap_or_default();
        let has = |look: Look| of.bars.bars.iter().any(|bar| bar.look == look);
        Chart {
            id: of.id,
            title: of.title,
            sentence,
            unit_top: (of.axis)(drawing.top, language),
            unit_half: (of.axis)(drawing.top / 2, language),
            first_day: label(days.first()),
            last_day: label(days.last()),
            legend: of.legend.into_iter().take(chart::MOST_PARTS).enumerate().collect(),
            has_hatched: has(Look::Hatched),
            has_frame: has(Look::Frame),
            table_title: format!("{}, {}", own.as_table, of.unit),
            columns: of.columns,
            rows: of.rows,
            totals: of.totals,
            drawing,
        }
    }
}

/// The sum; `None` if there is nothing to add up, or if it does not fit.
fn energy_sum(parts: impl Iterator<Item = MilliWattHours>) -> Option<MilliWattHours> {
    let mut parts = parts;
    let first = parts.next()?;
    parts.try_fold(first, MilliWattHours::checked_add)
}

/// The sum; `None` if it does not fit.
pub(super) fn money_sum(parts: impl Iterator<Item = MicroEuro>) -> Option<MicroEuro> {
    let mut parts = parts;
    parts.try_fold(MicroEuro::ZERO, MicroEuro::checked_add)
}

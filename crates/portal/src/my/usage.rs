//! The page of use: a sentence, bars, and the same as a table. Source: UX 8.2 C-06, 11.

use super::api::{MyDay, MyUsage};
use super::pages::{self, Inside, Menu};
use super::words::Words;
use crate::chart::{self, Bar, Drawing, Look};
use crate::figures;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::view::Quality;
use crate::words::fill;
use askama::Template;
use calendar::Weekday;
use units::{Language, MicroEuro, MilliWattHours};

/// In what use is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Euro,
    Kwh,
}

impl Unit {
    fn of(self, day: &MyDay) -> Option<i64> {
        match self {
            Self::Euro => day.cost.map(|cost| cost.0),
            Self::Kwh => day.energy.map(|energy| energy.0),
        }
    }

    /// Millionths of the unit as people read them.
    fn text(self, millionths: i64, language: Language) -> String {
        match self {
            Self::Euro => language.money(MicroEuro(millionths)),
            Self::Kwh => language.kwh(MilliWattHours(millionths)),
        }
    }

    fn axis(self, millionths: i64, language: Language) -> String {
        let plain = figures::axis(millionths);
        let text = if language == Language::En { plain } else { plain.replace('.', ",") };
        match (self, language) {
            (Self::Euro, Language::Nl | Language::En) => format!("€{text}"),
            (Self::Euro, Language::Fr | Language::De) => format!("{text} €"),
            (Self::Kwh, _) => format!("{text} kWh"),
        }
    }
}

#[derive(Debug)]
struct Row {
    day: String,
    energy: String,
    cost: String,
    kind: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "my/usage.html")]
pub(crate) struct UsagePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    inside: Inside,
    sentences: Vec<String>,
    other: (String, &'static str),
    /// What flows now, and what the registers show.
    live: Option<(String, Option<String>)>,
    chart: Option<Chart>,
    rows: Vec<Row>,
    totals: (String, String),
    csv: String,
    /// The page of what is shared, and its name.
    sharing: (&'static str, &'static str),
    /// The page of quarter-hours, and its name.
    quarters: (String, &'static str),
    /// The page of what is produced, and its name.
    production: (&'static str, &'static str),
}

#[derive(Debug)]
struct Chart {
    drawing: Drawing,
    top: String,
    half: String,
    first: String,
    last: String,
    has_hatched: bool,
    has_frame: bool,
    has_average: bool,
}

const NO_FIGURE: &str = "–";

fn sum(days: &[MyDay], unit: Unit) -> i64 {
    days.iter().filter_map(|day| unit.of(day)).fold(0, i64::saturating_add)
}

/// As many days as have a figure.
fn counted(days: &[MyDay], unit: Unit) -> i64 {
    i64::try_from(days.iter().filter(|day| unit.of(day).is_some()).count()).unwrap_or(0)
}

fn chart(days: &[MyDay], unit: Unit, average: Option<i64>, language: Language) -> Option<Chart> {
    let (first, last) = (days.first()?, days.last()?);
    let bars: Vec<Bar> = days
        .iter()
        .map(|day| Bar {
            weekend: matches!(day.day.weekday(), Weekday::Sat | Weekday::Sun),
            parts: unit.of(day).into_iter().collect(),
            look: match (unit.of(day), day.quality) {
                (None, _) | (_, Quality::Held) => Look::Frame,
                (Some(_), Quality::Provisional) => Look::Hatched,
                (Some(_), Quality::Measured | Quality::Corrected) => Look::Solid,
            },
        })
        .collect();
    let drawing = chart::draw(&bars, average);
    let has = |look: Look| bars.iter().any(|bar| bar.look == look);
    Some(Chart {
        top: unit.axis(drawing.top, language),
        half: unit.axis(drawing.top / 2, language),
        first: language.short_date(first.day),
        last: language.short_date(last.day),
        has_hatched: has(Look::Hatched),
        has_frame: has(Look::Frame),
        has_average: drawing.average_y.is_some(),
        drawing,
    })
}

impl UsagePage {
    pub(crate) fn new(frame: Frame, page: &MyUsage, unit: Unit, own_path: &str) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let days = counted(&page.days, unit);
        let total = sum(&page.days, unit);
        let mean = total.checked_div(days);
        let mut sentences = Vec::new();
        if let Some(mean) = mean {
            let values = [days.to_string(), unit.text(total, language), unit.text(mean, language)];
            let [days, total, mean] = values.each_ref().map(String::as_str);
            sentences.push(fill(m.in_days, &[("days", days), ("total", total), ("mean", mean)]));
        }
        let before = counted(&page.before, unit);
        if before > 0 && mean.is_some() {
            let total = unit.text(sum(&page.before, unit), language);
            let before = before.to_string();
            sentences.push(fill(m.days_before, &[("days", &before), ("total", &total)]));
        }
        let most = page.days.iter().filter_map(|day| Some((unit.of(day)?, day.day))).max();
        if let Some((most, day)) = most {
            let (most, day) = (unit.text(most, language), language.short_date(day));
            sentences.push(fill(m.dearest, &[("day", &day), ("most", &most)]));
        }
        let kind = |quality: Quality| match quality {
            Quality::Measured => m.measured,
            Quality::Provisional => m.provisional,
            Quality::Corrected => m.corrected,
            Quality::Held => m.held,
        };
        let figure = |unit: Unit, day: &MyDay| {
            unit.of(day).map_or(NO_FIGURE.to_owned(), |value| unit.text(value, language))
        };
        let rows = page.days.iter().rev().map(|day| Row {
            day: language.short_date(day.day),
            energy: figure(Unit::Kwh, day),
            cost: figure(Unit::Euro, day),
            kind: kind(day.quality),
        });
        let place = page.meter.place;
        let other = match unit {
            Unit::Euro => (format!("{own_path}?n={place}&u=kwh"), m.in_kwh),
            Unit::Kwh => (format!("{own_path}?n={place}"), m.in_euro),
        };
        let live = page.live.map(|now| {
            let shows = now.registers.map(|registers| {
                let [day, night] = registers.map(|register| language.kwh(register));
                fill(m.live_registers, &[("day", &day), ("night", &night)])
            });
            (pages::live(now, language), shows)
        });
        let all = |unit: Unit| unit.text(sum(&page.days, unit), language);
        Self {
            menu: Menu::new(language, Some(super::Page::Usage)),
            inside: Inside::new(&page.meter, &page.meters, own_path, language),
            sentences,
            other,
            live,
            chart: chart(&page.days, unit, mean, language),
            rows: rows.collect(),
            totals: (all(Unit::Kwh), all(Unit::Euro)),
            csv: format!("{own_path}/csv?n={place}"),
            sharing: (
                crate::sharing::Page::Mine.path(language),
                crate::sharing::own_name(language),
            ),
            quarters: (
                format!("{}?n={place}", super::Page::Quarters.path(language)),
                super::quarters::title(language),
            ),
            production: (
                crate::production::Page::Mine.path(language),
                crate::production::own_name(language),
            ),
            frame: frame.titled(m.usage_title, &[]),
            m,
        }
    }
}

/// The days as a table for a spreadsheet: ISO days, a decimal point, no sign of a unit.
pub(crate) fn csv(page: &MyUsage) -> String {
    let mut text = "day,energy_kwh,cost_eur,quality\n".to_owned();
    for day in page.before.iter().chain(&page.days) {
        let decimal = |value: Option<i64>| {
            value.map(|value| units::format_decimal(i128::from(value), 6)).unwrap_or_default()
        };
        let quality = match day.quality {
            Quality::Measured => "measured",
            Quality::Provisional => "provisional",
            Quality::Corrected => "corrected",
            Quality::Held => "held",
        };
        let (energy, cost) = (decimal(Unit::Kwh.of(day)), decimal(Unit::Euro.of(day)));
        text.push_str(&format!("{},{energy},{cost},{quality}\n", day.day));
    }
    text
}

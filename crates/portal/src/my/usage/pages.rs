//! The page of use: a sentence, bars, and the same as a table. Source: UX 8.2 C-06, 11.

use super::api::{MyDay, MyUsage, Stretch};
use super::quality_name;
use super::span::Span;
use super::words::Words as Uses;
use crate::chart::{self, Bar, Drawing, Look};
use crate::figures;
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::{self, Inside, Menu};
use crate::my::paths::Page;
use crate::my::words::Words;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::view::Quality;
use crate::words::fill;
use askama::Template;
use calendar::{SettlementDay, Weekday};
use units::{Language, MicroEuro, MilliWattHours};

/// In what use is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
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
        match self {
            Self::Euro => figures::axis_euro(millionths, language),
            Self::Kwh => figures::axis_kwh(millionths, language),
        }
    }
}

/// Fields of the two forms.
pub(super) const TO: &str = "d";
pub(super) const FROM: &str = "s";
pub(super) const UNTIL: &str = "t";

/// What was asked for, as it was keyed in.
#[derive(Debug, Clone)]
pub(super) struct Asks {
    pub(super) unit: Unit,
    pub(super) to: String,
    pub(super) from: String,
    pub(super) until: String,
}

impl Asks {
    /// The same page again: only days that are days.
    pub(super) fn query(&self, place: usize) -> String {
        let mut query = format!("?n={place}");
        if self.unit == Unit::Kwh {
            query.push_str("&u=kwh");
        }
        for (name, text) in [(TO, &self.to), (FROM, &self.from), (UNTIL, &self.until)] {
            if let Some(day) = forms::day(text) {
                query.push_str(&format!("&{name}={day}"));
            }
        }
        query
    }
}

#[derive(Debug)]
struct Row {
    /// The page of the day, where it has one.
    href: Option<String>,
    day: String,
    energy: String,
    cost: String,
    kind: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "my/usage.html")]
pub(super) struct UsagePage {
    frame: Frame,
    m: &'static Words,
    w: &'static Uses,
    menu: Menu,
    inside: Inside,
    errors: Vec<PageError>,
    asks: Asks,
    place: usize,
    path: &'static str,
    /// Address and name: the days before these, and after.
    steps: Vec<(String, &'static str)>,
    span: Option<Span>,
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
    /// For each bar its day's page, and whether a gap stands before it.
    hits: Vec<(String, bool)>,
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

/// What `days` days before each day used.
fn counterparts(page: &MyUsage, unit: Unit) -> Vec<Option<i64>> {
    let apart = i32::try_from(THIRTY).unwrap_or(0);
    let then = |day: SettlementDay| page.before.iter().find(|one| one.day == day.plus(-apart));
    page.days.iter().map(|day| unit.of(then(day.day)?)).collect()
}

/// Days of the bars.
const THIRTY: usize = 30;

fn chart(page: &MyUsage, asks: &Asks, average: Option<i64>, language: Language) -> Option<Chart> {
    let (days, unit) = (&page.days, asks.unit);
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
    let drawing = chart::draw_beside(&bars, &counterparts(page, unit), average);
    let has = |look: Look| bars.iter().any(|bar| bar.look == look);
    let gaps = std::iter::once(false).chain(
        bars.windows(2)
            .map(|pair| pair.first().map(|bar| bar.weekend) != pair.last().map(|bar| bar.weekend)),
    );
    let hits = days.iter().zip(gaps).map(|(day, gap)| (day_path(page, day, language), gap));
    Some(Chart {
        top: unit.axis(drawing.top, language),
        half: unit.axis(drawing.top / 2, language),
        first: language.short_date(first.day),
        last: language.short_date(last.day),
        hits: hits.collect(),
        has_hatched: has(Look::Hatched),
        has_frame: has(Look::Frame),
        has_average: drawing.average_y.is_some(),
        drawing,
    })
}

fn day_path(page: &MyUsage, day: &MyDay, language: Language) -> String {
    let path = Page::Usage.path(language);
    format!("{path}{}?n={}&d={}", super::DAY, page.meter.place, day.day)
}

/// The 30 days before these and after them, as far as there are any.
fn steps(page: &MyUsage, language: Language) -> Vec<(String, &'static str)> {
    let w = Uses::of(language);
    let path = Page::Usage.path(language);
    let thirty = i32::try_from(THIRTY).unwrap_or(0);
    let (Some((first, last)), Some(begin), Some(end)) =
        (page.known, page.days.first(), page.days.last())
    else {
        return Vec::new();
    };
    let before = Some(begin.day.previous()).filter(|day| *day >= first);
    let after = Some(end.day.plus(thirty).min(last)).filter(|day| *day > end.day);
    let step = |day: Option<SettlementDay>, name: &'static str| {
        day.map(|day| (format!("{path}?n={}&d={day}", page.meter.place), name))
    };
    [step(before, w.earlier), step(after, w.later)].into_iter().flatten().collect()
}

impl UsagePage {
    pub(super) fn new(
        frame: Frame,
        page: &MyUsage,
        (asks, stretch): (Asks, Stretch),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let (own_path, unit) = (Page::Usage.path(language), asks.unit);
        let m = Words::of(language);
        let span = match stretch {
            Stretch::Between(from, to) => Some(Span::new(page, (from, to), language)),
            Stretch::To(_) => None,
        };
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
            // Both have days without a figure: what compares is a day.
            let total = sum(&page.before, unit);
            let mean = total.checked_div(before).unwrap_or(0);
            let values =
                [before.to_string(), unit.text(total, language), unit.text(mean, language)];
            let [days, total, mean] = values.each_ref().map(String::as_str);
            sentences
                .push(fill(m.days_before, &[("days", days), ("total", total), ("mean", mean)]));
        }
        if page.off_days > 0 {
            sentences.push(fill(m.days_off, &[("count", &page.off_days.to_string())]));
        }
        let most = page.days.iter().filter_map(|day| Some((unit.of(day)?, day.day))).max();
        if let Some((most, day)) = most {
            let (most, day) = (unit.text(most, language), language.short_date(day));
            sentences.push(fill(m.dearest, &[("day", &day), ("most", &most)]));
        }
        let figure = |unit: Unit, day: &MyDay| {
            unit.of(day).map_or(NO_FIGURE.to_owned(), |value| unit.text(value, language))
        };
        let rows = page.days.iter().rev().map(|day| Row {
            href: day.cost.map(|_| day_path(page, day, language)),
            day: language.short_date(day.day),
            energy: figure(Unit::Kwh, day),
            cost: figure(Unit::Euro, day),
            kind: quality_name(day.quality, language),
        });
        let place = page.meter.place;
        let other = match unit {
            Unit::Euro => (Asks { unit: Unit::Kwh, ..asks.clone() }, m.in_kwh),
            Unit::Kwh => (Asks { unit: Unit::Euro, ..asks.clone() }, m.in_euro),
        };
        let other = (format!("{own_path}{}", other.0.query(place)), other.1);
        let live = page.live.map(|now| {
            let shows = now.registers.map(|registers| {
                let [day, night] = registers.map(|register| language.kwh(register));
                fill(m.live_registers, &[("day", &day), ("night", &night)])
            });
            (pages::live(now, language), shows)
        });
        let all = |unit: Unit| unit.text(sum(&page.days, unit), language);
        Self {
            w: Uses::of(language),
            steps: steps(page, language),
            place,
            path: own_path,
            menu: Menu::new(language, Some(Page::Usage)),
            inside: Inside::new(&page.meter, &page.meters, own_path, language),
            sentences,
            other,
            live,
            chart: span.is_none().then(|| chart(page, &asks, mean, language)).flatten(),
            span,
            rows: rows.collect(),
            totals: (all(Unit::Kwh), all(Unit::Euro)),
            csv: format!("{own_path}/csv{}", asks.query(place)),
            sharing: (
                crate::sharing::Page::Mine.path(language),
                crate::sharing::own_name(language),
            ),
            quarters: (
                format!("{}?n={place}", Page::Quarters.path(language)),
                crate::my::quarters::title(language),
            ),
            production: (
                crate::production::Page::Mine.path(language),
                crate::production::own_name(language),
            ),
            frame: frame.titled(m.usage_title, &errors),
            errors,
            asks,
            m,
        }
    }
}

impl UsagePage {
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
    }
}

/// The days as a table for a spreadsheet: ISO days, a decimal point, no sign of a unit.
pub(super) fn csv(page: &MyUsage) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::MyMeter;
    use crate::pay::frame::Switch;
    use units::Ean;

    #[test]
    fn c_06_what_is_compared_is_a_day_and_days_without_supply_are_told() {
        let ean: Ean = "541449012345678908".parse().unwrap();
        let meter = MyMeter {
            place: 1,
            energy: units::Energy::Electricity,
            reference: ean.reference(),
            town: "Huy".to_owned(),
        };
        let last: SettlementDay = "2026-11-19".parse().unwrap();
        let of = |back: i32, cost: Option<&str>| MyDay {
            day: last.plus(-back),
            quality: Quality::Measured,
            energy: None,
            cost: cost.map(|cost| cost.parse().unwrap()),
        };
        let page = MyUsage {
            meters: vec![meter.clone()],
            meter,
            days: (0..30).rev().map(|back| of(back, Some("3"))).collect(),
            before: (30..60).rev().map(|back| of(back, Some("4").filter(|_| back < 50))).collect(),
            off_days: 4,
            known: None,
            live: None,
        };
        let told = |language: Language, page: &MyUsage| {
            let frame = Frame::new(language, "0800 00 000", Switch::Links(Vec::new()));
            let [to, from, until] = Default::default();
            let asks = Asks { unit: Unit::Euro, to, from, until };
            UsagePage::new(frame, page, (asks, Stretch::To(None)), Vec::new()).sentences
        };
        let all = told(Language::En, &page);
        assert_eq!(all[0], "Last 30 days: €90.00, about €3.00 a day.");
        assert_eq!(all[1], "Before that, in 20 days: €80.00, about €4.00 a day.");
        assert_eq!(all[2], "Without energy at some time: 4 days of these.");
        let page = MyUsage { off_days: 0, ..page };
        assert_eq!(told(Language::En, &page).len(), 3, "and the dearest");
    }
}

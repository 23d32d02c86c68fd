//! The page as a struct of ready text.

use super::api::{
    Buyer, Lost, MyProduction, Network, PeriodShown, RatesCompared, RegimeShown, VoltagePoint,
};
use super::voltage::StopsSaid;
use super::words::Words;
use super::{rates, voltage};
use crate::chart::{self, Bar, Drawing, Look};
use crate::language::{Paths as _, Writes as _, percent};
use crate::my;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use calendar::{SettlementDay, Weekday};
use units::Language;

#[derive(Debug)]
struct Chart {
    drawing: Drawing,
    top: String,
    half: String,
    first: String,
    last: String,
}

type Facts = Vec<(&'static str, String)>;

#[derive(Debug)]
struct Period {
    name: String,
    facts: Facts,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Card {
    ean: String,
    /// Of ids within the page.
    place: usize,
    says: Vec<String>,
    regime: Vec<String>,
    chart: Option<Chart>,
    /// Day, taken, injected.
    days: Vec<(String, String, String)>,
    own_title: Option<String>,
    own: Facts,
    expected_says: Option<String>,
    expected: Facts,
    stops: Option<StopsSaid>,
    periods: Vec<Period>,
}

/// What the page is made from.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) roofs: Vec<MyProduction>,
    pub(super) points: Vec<VoltagePoint>,
    /// `None` if it was not asked.
    pub(super) rates: Option<Vec<RatesCompared>>,
}

#[derive(Debug, Template)]
#[template(path = "production/mine.html")]
pub(super) struct MinePage {
    frame: Frame,
    m: &'static Words,
    errors: Vec<PageError>,
    cards: Vec<Card>,
    rates: Option<rates::Form>,
    voltage: Option<voltage::Form>,
    path: &'static str,
    back: &'static str,
    home: (String, &'static str),
}

/// The day before the one on which something is over.
fn last(until: SettlementDay) -> SettlementDay {
    until.previous()
}

/// `5.000` kWe with up to three decimals.
fn kilowatts(watts: i64, language: Language) -> String {
    let text = units::format_decimal(i128::from(watts), 3);
    let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
    let text = if language == Language::En { text } else { text.replace('.', ",") };
    format!("{text}\u{a0}kW")
}

fn regime(of: &MyProduction, language: Language, m: &'static Words) -> Vec<String> {
    let power = fill(m.power, &[("power", &kilowatts(of.power_w, language))]);
    let mut lines = vec![power];
    match &of.regime {
        RegimeShown::NotYet { from } => {
            lines.push(fill(m.not_yet, &[("from", &language.date(*from))]));
        }
        RegimeShown::Netted { last_day } => {
            lines.push(fill(m.netted, &[("until", &language.date(*last_day))]));
            lines.push(m.netted_loses.to_owned());
        }
        RegimeShown::Sold { since, why, buyer } => {
            lines.push(fill(m.sold, &[("since", &language.date(*since))]));
            let why = match why {
                Lost::AcceptedLate => m.why_late,
                Lost::TooLarge => m.why_large,
                Lost::Ended => m.why_ended,
                Lost::MorePower => m.why_power,
                Lost::Sharing => m.why_sharing,
                Lost::OwnChoice => m.why_choice,
            };
            lines.push(why.to_owned());
            lines.push(match buyer {
                Buyer::Unknown => m.no_buyer.to_owned(),
                Buyer::SameSupplier(name) => fill(m.same_buyer, &[("name", name)]),
                Buyer::Other(name) => fill(m.other_buyer, &[("name", name)]),
            });
        }
    }
    if let Some(supplier) = &of.supplier {
        lines.push(fill(m.supplier, &[("name", supplier)]));
    }
    lines
}

fn network(found: Network, language: Language, m: &'static Words) -> Facts {
    let mut facts = vec![(m.network, language.money(found.billed))];
    if let (Some(energy), Some(power)) = (found.by_energy, found.by_power) {
        facts.push((m.by_energy, language.money(energy)));
        facts.push((m.by_power, language.money(power)));
    }
    facts
}

fn period(of: &PeriodShown, language: Language, m: &'static Words) -> Period {
    let (from, until) = (language.date(of.from), language.date(last(of.until)));
    let name = fill(m.from_until, &[("from", &from), ("until", &until)]);
    let mut facts =
        vec![(m.taken, language.kwh(of.offtake)), (m.injected, language.kwh(of.injection))];
    if let Some((to_pay, lost)) = of.netted {
        facts.push((m.to_pay, language.kwh(to_pay)));
        facts.push((m.lost, language.kwh(lost)));
    }
    if let Some(receives) = of.receives {
        facts.push((m.receives, language.money(receives)));
    }
    let mut notes = Vec::new();
    if let Some(found) = of.network {
        facts.extend(network(found, language, m));
        let lower = if found.energy_is_lower { m.energy_lower } else { m.power_lower };
        if found.by_energy.is_some() && found.by_power.is_some() {
            notes.push(lower.to_owned());
        }
    }
    let by = match (of.by_registers, of.estimated) {
        (true, _) => m.by_registers,
        (false, true) => m.by_estimate,
        (false, false) => m.by_quarters,
    };
    notes.push(by.to_owned());
    if of.missing > 0 {
        notes.push(fill(m.missing, &[("count", &of.missing.to_string())]));
    }
    if of.swapped {
        notes.push(m.swapped.to_owned());
    }
    if of.open {
        notes.push(m.goes_on.to_owned());
    }
    Period { name, facts, notes }
}

fn chart(of: &MyProduction, language: Language) -> Option<Chart> {
    let (first, last) = (of.days.first()?.0, of.days.last()?.0);
    let bars: Vec<Bar> = of
        .days
        .iter()
        .map(|(day, _, injected)| Bar {
            weekend: matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
            parts: vec![injected.0],
            look: Look::Solid,
        })
        .collect();
    let drawing = chart::draw(&bars, None);
    let axis = |mwh: i64| crate::figures::axis_kwh(mwh, language);
    Some(Chart {
        top: axis(drawing.top),
        half: axis(drawing.top / 2),
        first: language.short_date(first),
        last: language.short_date(last),
        drawing,
    })
}

impl Card {
    fn new(of: &MyProduction, place: usize, language: Language, m: &'static Words) -> Self {
        let mut says = Vec::new();
        if let Some(now) = of.periods.first() {
            let values =
                [language.date(now.from), language.kwh(now.offtake), language.kwh(now.injection)];
            let [from, taken, injected] = values.each_ref().map(String::as_str);
            says.push(fill(m.says, &[("from", from), ("taken", taken), ("injected", injected)]));
            if let Some((to_pay, _)) = now.netted {
                says.push(fill(m.says_net, &[("energy", &language.kwh(to_pay))]));
            }
        }
        let own_title = of.own_use.map(|own| {
            let (from, until) = (language.date(own.from), language.date(last(own.until)));
            fill(m.from_until, &[("from", &from), ("until", &until)])
        });
        let own = of.own_use.map_or_else(Vec::new, |own| {
            vec![
                (if own.stated { m.stated } else { m.metered }, language.kwh(own.production)),
                (m.at_once, language.kwh(own.self_consumption)),
                (m.used, language.kwh(own.used)),
                (m.own_rate, percent(own.self_consumption, own.production)),
                (m.sufficient, percent(own.self_consumption, own.used)),
            ]
        });
        let expected_says = of.expected.map(|found| match found.last_days {
            Some(days) => fill(m.as_last, &[("days", &days.to_string())]),
            None => m.as_year.to_owned(),
        });
        let expected = of.expected.map_or_else(Vec::new, |found| {
            vec![
                (m.until, language.date(last(found.until))),
                (m.taken, language.kwh(found.offtake)),
                (m.injected, language.kwh(found.injection)),
            ]
        });
        let days = of.days.iter().rev().map(|(day, taken, injected)| {
            (language.short_date(*day), language.kwh(*taken), language.kwh(*injected))
        });
        Self {
            ean: of.ean.to_string(),
            place,
            says,
            regime: regime(of, language, m),
            chart: chart(of, language),
            days: days.collect(),
            own_title,
            own,
            expected_says,
            expected,
            stops: of.stops.as_ref().map(|stops| StopsSaid::new(stops, language)),
            periods: of.periods.iter().map(|one| period(one, language, m)).collect(),
        }
    }
}

impl MinePage {
    pub(super) fn new(
        frame: Frame,
        own: &Own,
        (prices, said): (rates::Typed, voltage::Typed),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let compared = || rates::Form::new(&prices, own.rates.as_deref(), language);
        let cards = (1..).zip(&own.roofs).map(|(place, one)| Card::new(one, place, language, m));
        Self {
            m,
            cards: cards.collect(),
            rates: (!own.roofs.is_empty()).then(compared),
            voltage: voltage::Form::new(&own.points, said, language),
            path: super::Page::Mine.path(language),
            back: my::Page::Usage.path(language),
            home: my::balance_path(language),
            frame: frame.titled(m.title, &errors),
            errors,
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        let found = self.errors.iter().find(|error| error.field == Some(field));
        found.map(|error| error.text.as_str())
    }
}

/// Words alone.
#[derive(Debug, Template)]
#[template(path = "production/sorry.html")]
pub(super) struct SorryPage {
    frame: Frame,
    title: &'static str,
    text: &'static str,
    home: (String, &'static str),
}

impl SorryPage {
    pub(super) fn new(frame: Frame, (title, text): (&'static str, &'static str)) -> Self {
        let home = my::balance_path(frame.language);
        Self { frame: frame.titled(title, &[]), title, text, home }
    }
}

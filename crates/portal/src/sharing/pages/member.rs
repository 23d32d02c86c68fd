//! A month of one who takes part.

use super::{Menu, Stamp, kwh, minus};
use crate::chart::{self, Bar, Drawing, Look};
use crate::heat::{self, Heat};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{MemberMonth, VersionShown};
use crate::sharing::paths::Page;
use crate::sharing::why::{Said, WhyCard};
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use calendar::{SettlementDay, Weekday};
use units::{Language, MilliWattHours};

#[derive(Debug)]
struct Bars {
    drawing: Drawing,
    top: String,
    half: String,
    first: String,
    last: String,
}

#[derive(Debug, Template)]
#[template(path = "sharing/member.html")]
pub(in crate::sharing) struct MemberPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    ean: String,
    stamp: Stamp,
    facts: Vec<(&'static str, String)>,
    bars: Bars,
    /// Day and energy.
    days: Vec<(String, String)>,
    heat: Heat,
    heat_says: String,
    heat_from: String,
    /// Parts of the day.
    parts: Vec<(&'static str, String)>,
    why: WhyCard,
    errors: Vec<PageError>,
    back: String,
}

/// The part of a day, in quarters of it, that a quarter-hour lies in; on days of 92 and 100 it is an hour
/// off behind the change.
fn part_of_day(quarter: usize) -> usize {
    (quarter / 24).min(3)
}

impl MemberPage {
    /// With what was typed to have a quarter-hour explained, and what is said to it.
    pub(in crate::sharing) fn new(
        frame: Frame,
        group: i64,
        page: &MemberMonth,
        (typed, said): ((String, String), Said),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let bars: Vec<Bar> = page
            .days
            .iter()
            .map(|(day, mwh)| Bar {
                weekend: matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
                parts: vec![*mwh],
                look: match page.version.version {
                    VersionShown::Provisional => Look::Hatched,
                    VersionShown::Final | VersionShown::Corrected(_) => Look::Solid,
                },
            })
            .collect();
        let drawing = chart::draw(&bars, None);
        let axis = |mwh: i64| {
            let text = crate::figures::axis(mwh);
            let text = if language == Language::En { text } else { text.replace('.', ",") };
            format!("{text} kWh")
        };
        let day = |found: Option<&(SettlementDay, i64)>| {
            found.map(|(day, _)| language.short_date(*day)).unwrap_or_default()
        };
        let bars = Bars {
            top: axis(drawing.top),
            half: axis(drawing.top / 2),
            first: day(page.days.first()),
            last: day(page.days.last()),
            drawing,
        };
        let mut hours = [0i64; 25];
        let mut parts = [0i64; 4];
        for of_day in &page.quarters {
            for (quarter, value) in of_day.iter().enumerate() {
                let value = value.unwrap_or(0);
                if let Some(hour) = hours.get_mut(quarter / 4) {
                    *hour = hour.saturating_add(value);
                }
                if let Some(part) = parts.get_mut(part_of_day(quarter)) {
                    *part = part.saturating_add(value);
                }
            }
        }
        let most = hours.iter().enumerate().max_by_key(|(hour, sum)| (**sum, usize::MAX - *hour));
        let heat_says = match most {
            Some((hour, sum)) if *sum > 0 => {
                let hour = language.hour(hour);
                fill(m.heat_says, &[("hour", &hour)])
            }
            Some(_) | None => m.heat_none.to_owned(),
        };
        let highest = page.quarters.iter().flatten().flatten().copied().max().unwrap_or(0);
        let most = format!("{} Wh", highest / 1_000);
        let names = [m.night, m.morning, m.afternoon, m.evening];
        let parts = names.into_iter().zip(parts);
        let total = page.total;
        let facts = if page.gives {
            vec![
                (m.produced, kwh(total.injection, &frame)),
                (m.given, kwh(total.given, &frame)),
                (m.surplus, kwh(minus(total.injection, total.given), &frame)),
            ]
        } else {
            vec![
                (m.received, kwh(total.received, &frame)),
                (m.residual, kwh(minus(total.offtake, total.received), &frame)),
            ]
        };
        let days = page
            .days
            .iter()
            .map(|(day, mwh)| (language.date(*day), kwh(MilliWattHours(*mwh), &frame)));
        let month = &page.version.month;
        let errors = said.errors(m);
        Self {
            m,
            menu: Menu::new(language, Some(group), Some(Page::Volumes)),
            ean: page.ean.to_string(),
            stamp: Stamp::new(&page.version, &frame, m),
            facts,
            bars,
            days: days.collect(),
            heat: heat::draw(&page.quarters),
            heat_says,
            heat_from: fill(m.heat_from, &[("most", &most)]),
            parts: parts.map(|(name, mwh)| (name, kwh(MilliWattHours(mwh), &frame))).collect(),
            why: WhyCard::new(
                format!("{}/{group}/{}", Page::Volumes.path(language), page.number),
                Some(("m", month.clone())),
                typed,
                said,
            ),
            back: format!("{}/{group}?m={month}", Page::Volumes.path(language)),
            frame: frame.titled(m.member_title, &errors),
            errors,
        }
    }
}

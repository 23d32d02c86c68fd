//! A month of one point in bars by day and a map by quarter-hour. Source: UX 11.

use super::kwh;
use crate::chart::{self, Bar, Drawing, Look};
use crate::heat::{self, Heat};
use crate::language::Writes as _;
use crate::pay::frame::Frame;
use crate::sharing::api::{MemberMonth, VersionShown};
use crate::sharing::words::Words;
use crate::words::fill;
use calendar::{SettlementDay, Weekday};
use units::MilliWattHours;

#[derive(Debug)]
pub(super) struct Picture {
    /// Its number on the page.
    pub id: usize,
    /// Received or given, where there is a picture of both.
    pub of: Option<&'static str>,
    pub drawing: Drawing,
    pub top: String,
    pub half: String,
    pub first: String,
    pub last: String,
    /// Day and energy.
    pub days: Vec<(String, String)>,
    pub heat: Heat,
    /// 0, 12 and 24 o'clock.
    pub hours: [String; 3],
    pub heat_says: String,
    pub heat_from: String,
    /// Parts of the day.
    pub parts: Vec<(&'static str, String)>,
}

/// The part of a day, in quarters of it, that a quarter-hour lies in; on days of 92 and 100 it is an hour
/// off behind the change.
fn part_of_day(quarter: usize) -> usize {
    (quarter / 24).min(3)
}

impl Picture {
    /// That of a month, and one of what was given where a point takes and injects.
    pub(super) fn all(
        page: &MemberMonth,
        id: usize,
        frame: &Frame,
        m: &'static Words,
    ) -> Vec<Self> {
        let first = |of| Self { id, of, ..Self::new(page, frame, m) };
        match &page.given {
            Some(given) => {
                let id = id.saturating_add(50);
                let second = Self { id, of: Some(m.given), ..Self::new(given, frame, m) };
                vec![first(Some(m.received)), second]
            }
            None => vec![first(None)],
        }
    }

    fn new(page: &MemberMonth, frame: &Frame, m: &'static Words) -> Self {
        let language = frame.language;
        // Of what was not measured nobody says that it is nothing.
        let unknown =
            |place: usize| page.quarters.get(place).is_some_and(|day| heat::is_empty(day));
        let bars: Vec<Bar> = page
            .days
            .iter()
            .enumerate()
            .map(|(place, (day, mwh))| Bar {
                weekend: matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
                parts: vec![*mwh],
                look: match page.version.version {
                    _ if unknown(place) => Look::Frame,
                    VersionShown::Provisional => Look::Hatched,
                    VersionShown::Final | VersionShown::Corrected(_) => Look::Solid,
                },
            })
            .collect();
        let drawing = chart::draw(&bars, None);
        let axis = |mwh: i64| crate::figures::axis_kwh(mwh, language);
        let day = |found: Option<&(SettlementDay, i64)>| {
            found.map(|(day, _)| language.short_date(*day)).unwrap_or_default()
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
            Some((hour, sum)) if *sum > 0 => fill(m.heat_says, &[("hour", &language.hour(hour))]),
            Some(_) | None => m.heat_none.to_owned(),
        };
        let highest = page.quarters.iter().flatten().flatten().copied().max().unwrap_or(0);
        let most = format!("{} Wh", highest / 1_000);
        let names = [m.night, m.morning, m.afternoon, m.evening];
        let parts = names.into_iter().zip(parts);
        let days = page.days.iter().enumerate().map(|(place, (day, mwh))| {
            let text =
                if unknown(place) { "–".to_owned() } else { kwh(MilliWattHours(*mwh), frame) };
            (language.date(*day), text)
        });
        let heat = heat::draw(&page.quarters);
        let mut heat_from = fill(m.heat_from, &[("most", &most)]);
        if !heat.empty.is_empty() {
            heat_from = format!("{heat_from}. {}", m.heat_empty);
        }
        Self {
            id: 1,
            of: None,
            top: axis(drawing.top),
            half: axis(drawing.top / 2),
            first: day(page.days.first()),
            last: day(page.days.last()),
            drawing,
            days: days.collect(),
            heat,
            hours: [0, 12, 24].map(|hour| language.hour(hour)),
            heat_says,
            heat_from,
            parts: parts.map(|(name, mwh)| (name, kwh(MilliWattHours(mwh), frame))).collect(),
        }
    }
}

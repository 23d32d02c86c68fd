//! A day in its hours, for the page that says what it cost. Source: UX 8.2 C-06, 11; PD-03.

use super::api::MyQuarters;
use super::pages::{Bars, energy, place, sum};
use super::words::Words;
use crate::chart::{Bar, Look};
use crate::language::Writes as _;
use crate::words::fill;
use units::Language;

/// A bar for each hour of a day, and what they say.
#[derive(Debug)]
pub(in crate::my) struct DayHours {
    pub(in crate::my) title: &'static str,
    pub(in crate::my) says: String,
    pub(in crate::my) bars: Bars,
}

impl DayHours {
    /// `None` without the household's consent, or where no hour of the day is known in full. An hour of which a quarter is
    /// missing has a frame: a part of it is no figure.
    pub(in crate::my) fn new(page: &MyQuarters, language: Language) -> Option<Self> {
        page.since?;
        let [day] = page.days.as_slice() else { return None };
        let hours: Vec<Option<i64>> = day
            .taken
            .chunks(4)
            .map(|four| four.iter().all(Option::is_some).then(|| sum(four)))
            .collect();
        let all = hours.iter().zip(0_usize..).filter_map(|(hour, at)| Some(((*hour)?, at)));
        let (most, at) = all.max_by_key(|(hour, at)| (*hour, usize::MAX - at))?;
        let bars: Vec<Bar> = hours
            .iter()
            .map(|hour| Bar {
                weekend: false,
                parts: hour.iter().copied().collect(),
                look: if hour.is_some() { Look::Solid } else { Look::Frame },
            })
            .collect();
        let w = Words::of(language);
        let time = language.hour(place(day.day, at.saturating_mul(4)) / 4);
        let values = [("time", time.as_str()), ("most", &energy(most, language))];
        let ends = (language.hour(0), language.hour(24));
        Some(Self {
            title: w.by_hour,
            says: fill(w.hour_most, &values),
            bars: Bars::new(&bars, ends, language),
        })
    }
}

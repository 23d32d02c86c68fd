//! The pages of quarter-hours as structs of ready text.

use super::api::{MyQuarters, QuarterDay};
use super::words::Words;
use crate::chart::{self, Bar, Drawing, Look};
use crate::heat::{self, Heat};
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::words::Words as Own;
use crate::pay::frame::Frame;
use crate::words::fill;
use askama::Template;
use calendar::{Instant, SettlementDay, Weekday};
use units::{Language, MilliWattHours};

/// Quarter-hours of a wall clock's day.
const OF_A_CLOCK: usize = 96;
/// In mWh: below it people read watt-hours.
const ONE_KWH: i64 = 1_000_000;

/// What was just done, told above the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Agreed,
    TookBack,
}

impl Said {
    pub(super) fn of(saved: &str) -> Option<Self> {
        match saved {
            "1" => Some(Self::Agreed),
            "0" => Some(Self::TookBack),
            _ => None,
        }
    }

    fn text(self, w: &Words) -> &'static str {
        match self {
            Self::Agreed => w.now_agreed,
            Self::TookBack => w.now_back,
        }
    }
}

#[derive(Debug)]
pub(in crate::my) struct Bars {
    pub(in crate::my) drawing: Drawing,
    pub(in crate::my) top: String,
    pub(in crate::my) half: String,
    pub(in crate::my) first: String,
    pub(in crate::my) last: String,
}

impl Bars {
    pub(super) fn new(bars: &[Bar], (first, last): (String, String), language: Language) -> Self {
        let drawing = chart::draw(bars, None);
        let (top, half) = (energy(drawing.top, language), energy(drawing.top / 2, language));
        Self { drawing, top, half, first, last }
    }
}

/// Energy as it is read: small parts of a kilowatt-hour in watt-hours.
pub(super) fn energy(mwh: i64, language: Language) -> String {
    if mwh < ONE_KWH {
        format!("{}\u{a0}Wh", mwh.saturating_add(500).div_euclid(1_000))
    } else {
        language.kwh(MilliWattHours(mwh))
    }
}

pub(super) fn sum<'a>(values: impl IntoIterator<Item = &'a Option<i64>>) -> i64 {
    values.into_iter().flatten().fold(0, |sum, value| sum.saturating_add(*value))
}

/// The quarter of a clock's day in which a quarter-hour begins.
pub(super) fn place(day: SettlementDay, index: usize) -> usize {
    let minute = start(day, index).minute_of_day();
    usize::from(minute / 15)
}

fn start(day: SettlementDay, index: usize) -> Instant {
    day.quarter_start(u32::try_from(index).unwrap_or(0))
}

/// A day as a clock shows it: the hour that is left out is blank, and of an hour that comes twice the larger
/// value is drawn. The tables count both.
fn by_clock(day: &QuarterDay) -> Vec<Option<i64>> {
    let mut clock = vec![None; OF_A_CLOCK];
    for (index, value) in day.taken.iter().enumerate() {
        if let Some(at) = clock.get_mut(place(day.day, index)) {
            *at = (*at).max(*value);
        }
    }
    clock
}

/// What is missing and what is estimated.
fn gaps(days: &[QuarterDay], w: &Words) -> Vec<String> {
    let missing: usize = days
        .iter()
        .filter(|day| day.taken.iter().any(Option::is_some))
        .map(|day| day.taken.iter().filter(|value| value.is_none()).count())
        .sum();
    let estimated: usize = days.iter().map(|day| day.estimated).sum();
    [(missing, w.missing), (estimated, w.estimated)]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, text)| fill(text, &[("count", &count.to_string())]))
        .collect()
}

/// Whether it may be shown, and the form that changes that.
#[derive(Debug)]
struct Consent {
    agrees: bool,
    told: Option<String>,
    action: String,
}

impl Consent {
    fn new(page: &MyQuarters, language: Language) -> Self {
        let w = Words::of(language);
        let told = |text: &str, at: Instant| fill(text, &[("day", &language.date(at.day()))]);
        let told = match (page.since, page.taken_back) {
            (Some(since), _) => Some(told(w.agreed_on, since)),
            (None, Some(back)) => Some(told(w.taken_back, back)),
            (None, None) => None,
        };
        let path = Page::Quarters.path(language);
        let action = format!("{path}?n={}", page.meter.place);
        Self { agrees: page.since.is_some(), told, action }
    }
}

#[derive(Debug)]
struct Map {
    heat: Heat,
    /// A shade's class, and up to what it stands for.
    scale: Vec<(usize, String)>,
    says: String,
    /// Name, energy of a day, share.
    parts: Vec<[String; 3]>,
}

#[derive(Debug)]
struct Month {
    sentences: Vec<String>,
    map: Map,
    bars: Bars,
    /// Address, day, energy.
    rows: Vec<(String, String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "my/quarters.html")]
pub(super) struct QuartersPage {
    frame: Frame,
    m: &'static Own,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    said: Option<&'static str>,
    consent: Consent,
    month: Option<Month>,
    /// Address and name.
    steps: Vec<(String, &'static str)>,
    csv: String,
    back: (&'static str, &'static str),
}

impl QuartersPage {
    pub(super) fn new(frame: Frame, page: &MyQuarters, said: Option<Said>) -> Self {
        let language = frame.language;
        let (m, w) = (Own::of(language), Words::of(language));
        let path = Page::Quarters.path(language);
        let number = page.meter.place;
        let step = |day: Option<SettlementDay>, name: &'static str| {
            day.map(|day| (format!("{path}?n={number}&t={day}"), name))
        };
        let steps = [step(page.earlier, w.earlier), step(page.later, w.later)];
        let last = page.days.last().map(|day| day.day.to_string()).unwrap_or_default();
        Self {
            menu: Menu::new(language, Some(Page::Quarters)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            said: said.map(|said| said.text(w)),
            consent: Consent::new(page, language),
            month: page.since.and_then(|_| month(page, path, language)),
            steps: steps.into_iter().flatten().collect(),
            csv: format!("{path}/csv?n={number}&t={last}"),
            back: (Page::Usage.path(language), m.n_usage),
            frame: frame.titled(w.title, &[]),
            m,
            w,
        }
    }
}

/// `None` if nothing is known of these days.
fn month(page: &MyQuarters, path: &str, language: Language) -> Option<Month> {
    let w = Words::of(language);
    let days = &page.days;
    let known: Vec<&QuarterDay> =
        days.iter().filter(|day| day.taken.iter().any(Option::is_some)).collect();
    let count = i64::try_from(known.len()).ok().filter(|count| *count > 0)?;
    let total = known.iter().map(|day| sum(&day.taken)).fold(0, i64::saturating_add);
    let mean = total.checked_div(count).unwrap_or(0);
    let values = [count.to_string(), energy(total, language), energy(mean, language)];
    let [of_days, whole, a_day] = values.each_ref().map(String::as_str);
    let mut sentences =
        vec![fill(w.total, &[("days", of_days), ("total", whole), ("mean", a_day)])];
    let given = days.iter().map(|day| day.given.0).fold(0, i64::saturating_add);
    if given > 0 {
        sentences.push(fill(w.given, &[("given", &energy(given, language))]));
    }
    sentences.extend(gaps(days, w));
    let bars: Vec<Bar> = days
        .iter()
        .map(|day| Bar {
            weekend: matches!(day.day.weekday(), Weekday::Sat | Weekday::Sun),
            parts: vec![sum(&day.taken)],
            look: match day.taken.iter().all(Option::is_none) {
                true => Look::Frame,
                false if day.estimated > 0 => Look::Hatched,
                false => Look::Solid,
            },
        })
        .collect();
    let day =
        |of: Option<&QuarterDay>| of.map(|day| language.short_date(day.day)).unwrap_or_default();
    let ends = (day(days.first()), day(days.last()));
    let number = page.meter.place;
    let rows = known.iter().rev().map(|day| {
        let href = format!("{path}?n={number}&d={}", day.day);
        (href, language.short_date(day.day), energy(sum(&day.taken), language))
    });
    Some(Month {
        sentences,
        map: map(days, (total, count), language),
        bars: Bars::new(&bars, ends, language),
        rows: rows.collect(),
    })
}

/// The heat map, with the same as a table by part of the day.
fn map(days: &[QuarterDay], (total, count): (i64, i64), language: Language) -> Map {
    let w = Words::of(language);
    let clocks: Vec<Vec<Option<i64>>> = days.iter().map(by_clock).collect();
    let heat = heat::draw(&clocks);
    let highest = clocks.iter().flatten().flatten().copied().max().unwrap_or(0);
    let ends = heat.bounds.iter().skip(1).copied().chain([highest]);
    let scale = ends
        .zip(1_usize..)
        .map(|(end, shade)| (shade, fill(w.up_to, &[("most", &energy(end, language))])));
    let (mut hours, mut parts) = ([0_i64; 24], [0_i64; 4]);
    for day in days {
        for (index, value) in day.taken.iter().enumerate() {
            let (hour, value) = (place(day.day, index) / 4, value.unwrap_or(0));
            if let Some(sum) = hours.get_mut(hour) {
                *sum = sum.saturating_add(value);
            }
            if let Some(sum) = parts.get_mut(hour / 6) {
                *sum = sum.saturating_add(value);
            }
        }
    }
    // The first of two alike.
    let most = hours.iter().zip(0_usize..).max_by_key(|(sum, hour)| (**sum, usize::MAX - hour));
    let most = most.map_or(0, |(_, hour)| hour);
    let parts =
        [w.night, w.morning, w.afternoon, w.evening].into_iter().zip(parts).map(|(name, sum)| {
            let a_day = sum.checked_div(count).unwrap_or(0);
            let share = sum.saturating_mul(100).checked_div(total).unwrap_or(0);
            [name.to_owned(), energy(a_day, language), format!("{share}\u{a0}%")]
        });
    Map {
        says: fill(w.most_at, &[("hour", &language.hour(most))]),
        scale: scale.collect(),
        parts: parts.collect(),
        heat,
    }
}

#[derive(Debug, Template)]
#[template(path = "my/quarter_day.html")]
pub(super) struct DayPage {
    frame: Frame,
    m: &'static Own,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    title: String,
    sentences: Vec<String>,
    bars: Option<Bars>,
    /// Hour, energy, the most of a quarter-hour.
    rows: Vec<[String; 3]>,
    steps: Vec<(String, &'static str)>,
    csv: String,
}

impl DayPage {
    pub(super) fn new(frame: Frame, page: &MyQuarters, day: &QuarterDay) -> Self {
        let language = frame.language;
        let (m, w) = (Own::of(language), Words::of(language));
        let path = Page::Quarters.path(language);
        let number = page.meter.place;
        let step = |day: Option<SettlementDay>, name: &'static str| {
            day.map(|day| (format!("{path}?n={number}&d={day}"), name))
        };
        let steps = [
            step(page.earlier, w.day_before),
            step(page.later, w.day_after),
            Some((format!("{path}?n={number}&t={}", day.day), w.all_days)),
        ];
        let title = language.long_day(day.day);
        let known = day.taken.iter().any(Option::is_some);
        let mut sentences = Vec::new();
        if known {
            let total = energy(sum(&day.taken), language);
            sentences.push(fill(w.day_total, &[("total", &total)]));
            let all = day.taken.iter().zip(0_usize..);
            let most = all.filter_map(|(value, index)| Some((((*value)?), index)));
            let most = most.max_by_key(|(value, index)| (*value, usize::MAX - index));
            if let Some((value, index)) = most.filter(|(value, _)| *value > 0) {
                let time = language.clock(start(day.day, index));
                let values = [("time", time.as_str()), ("most", &energy(value, language))];
                sentences.push(fill(w.day_most, &values));
            }
            if day.given.0 > 0 {
                let given = energy(day.given.0, language);
                sentences.push(fill(w.given, &[("given", &given)]));
            }
            sentences.extend(gaps(std::slice::from_ref(day), w));
        } else {
            sentences.push(w.none_known.to_owned());
        }
        let bars: Vec<Bar> = day
            .taken
            .iter()
            .map(|value| Bar {
                weekend: false,
                parts: value.iter().copied().collect(),
                look: if value.is_some() { Look::Solid } else { Look::Frame },
            })
            .collect();
        let ends = (language.hour(0), language.hour(24));
        Self {
            menu: Menu::new(language, Some(Page::Quarters)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            bars: known.then(|| Bars::new(&bars, ends, language)),
            rows: if known { rows(day, language) } else { Vec::new() },
            steps: steps.into_iter().flatten().collect(),
            csv: format!("{path}/csv?n={number}&d={}", day.day),
            frame: frame.titled(&title, &[]),
            title,
            sentences,
            m,
            w,
        }
    }
}

/// A row for each hour of the clock; one that comes twice has two.
fn rows(day: &QuarterDay, language: Language) -> Vec<[String; 3]> {
    let w = Words::of(language);
    let mut rows = Vec::new();
    let mut before = None;
    for (index, four) in day.taken.chunks(4).enumerate() {
        let hour = place(day.day, index.saturating_mul(4)) / 4;
        let mut name = language.hour(hour);
        if before == Some(hour) {
            name = format!("{name} ({})", w.again);
        }
        before = Some(hour);
        let most = four.iter().flatten().max();
        let figure =
            |value: Option<i64>| value.map_or("–".to_owned(), |mwh| energy(mwh, language));
        rows.push([name, figure(most.map(|_| sum(four))), figure(most.copied())]);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, of: impl Fn(usize) -> Option<i64>) -> QuarterDay {
        let day: SettlementDay = text.parse().unwrap();
        let count = usize::try_from(day.quarter_hours()).unwrap();
        let taken = (0..count).map(of).collect();
        QuarterDay { day, taken, estimated: 0, given: MilliWattHours(0) }
    }

    #[test]
    fn a_clock_day_has_96_places_whatever_the_day_has() {
        let long = day("2026-10-25", |index| Some(i64::try_from(index).unwrap()));
        let clock = by_clock(&long);
        // 2:00 comes twice, as quarter-hours 8 and 12: the larger one is drawn.
        assert_eq!(
            (clock.len(), clock[8], clock[12], clock[95]),
            (96, Some(12), Some(16), Some(99))
        );
        let short = day("2026-03-29", |index| Some(i64::try_from(index).unwrap()));
        let clock = by_clock(&short);
        assert_eq!((clock[7], clock[8], clock[11], clock[12]), (Some(7), None, None, Some(8)));
    }

    #[test]
    fn the_table_of_a_day_counts_every_quarter_hour() {
        let long = day("2026-10-25", |_| Some(100_000));
        let table = rows(&long, Language::En);
        assert_eq!(table.len(), 25);
        assert_eq!(table[3], ["2:00 (again)", "400\u{a0}Wh", "100\u{a0}Wh"]);
        assert_eq!(rows(&day("2026-03-29", |_| Some(1)), Language::En)[2][0], "3:00");
        let gap = day("2026-10-26", |index| (index > 3).then_some(1_000));
        assert_eq!(rows(&gap, Language::En)[0], ["0:00", "–", "–"]);
        assert_eq!(gaps(&[gap], Words::of(Language::En)), ["Quarter-hours that are missing: 4."]);
    }

    #[test]
    fn parts_of_the_day_follow_the_clock() {
        // One kWh in the second 2:00 of a long day is of the night; one at 18:00 of the evening.
        let long =
            day("2026-10-25", |index| Some(if [12, 76].contains(&index) { ONE_KWH } else { 0 }));
        let drawn = map(&[long], (2 * ONE_KWH, 1), Language::En);
        let energies: Vec<&str> = drawn.parts.iter().map(|part| part[1].as_str()).collect();
        assert_eq!(energies, ["1.0\u{a0}kWh", "0\u{a0}Wh", "0\u{a0}Wh", "1.0\u{a0}kWh"]);
        assert_eq!(drawn.says, "You use most around 2:00.");
        assert_eq!(drawn.parts[0][2], "50\u{a0}%");
    }
}

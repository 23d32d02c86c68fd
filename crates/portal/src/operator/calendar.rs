//! When nothing is cut: the week, holidays and exceptional stops, as dated sets. Source: UX O-03, PA-14.

use super::api::{CalendarSet, CalendarView};
use super::pages::tabs;
use super::paths::Page;
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::fill;
use ::calendar::SettlementDay;
use access::Role;
use askama::Template;
use units::Language;

/// A Monday: its week has the names of days.
const A_MONDAY: (i32, u8, u8) = (2026, 11, 23);

/// The parameters of which a set is made.
const PARAMETERS: [&str; 5] =
    ["ndp.working_day", "ndp.weekend", "ndp.holidays", "ndp.exceptional", "ndp.profile"];

#[derive(Debug)]
struct SetPart {
    id: String,
    title: String,
    /// Day of the week, and when a cut is not ruled out.
    week: Vec<(&'static str, String)>,
    holidays: &'static str,
    stops: Vec<String>,
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn set(set: &CalendarSet, place: usize, language: Language) -> SetPart {
    let m = Words::of(language);
    let (year, month, day) = A_MONDAY;
    let monday = SettlementDay::from_ymd(year, month, day).unwrap_or(SettlementDay(0));
    let week = set.week.iter().zip(0..).map(|(open, days)| {
        let hours: Vec<String> =
            open.iter().map(|(from, to)| format!("{}–{}", clock(*from), clock(*to))).collect();
        let text = match hours.as_slice() {
            [] => m.no_cuts_all_day.to_owned(),
            [_, ..] => fill(m.cuts_possible, &[("hours", &hours.join(", "))]),
        };
        (language.weekday(monday.plus(days)), text)
    });
    let stops = set.stops.iter().map(|(first, last)| {
        if first == last {
            return language.long_day(*first);
        }
        let values = [("from", language.date(*first)), ("to", language.date(*last))];
        fill(m.from_to, &values.each_ref().map(|(name, text)| (*name, text.as_str())))
    });
    SetPart {
        id: format!("set-{place}"),
        title: if place == 0 {
            m.calendar_now.to_owned()
        } else {
            fill(m.since, &[("day", &language.date(set.from))])
        },
        week: week.collect(),
        holidays: if set.holidays { m.holidays_kept } else { m.holidays_open },
        stops: stops.collect(),
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/calendar.html")]
pub(super) struct CalendarPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    tabs: Vec<(String, String, bool)>,
    dso: &'static str,
    sets: Vec<SetPart>,
    holidays: Vec<String>,
    /// Address and name of the parameters behind it.
    parameters: Vec<(String, &'static str)>,
    as_of: String,
}

impl CalendarPage {
    pub(super) fn new(frame: Frame, role: Role, view: &CalendarView) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Calendar.path(language);
        let parameter = |name: &'static str| {
            let base = Page::Parameters.path(language);
            (format!("{base}/{name}?energy={}", view.energy.name()), name)
        };
        let sets = view.sets.iter().enumerate();
        Self {
            menu: Menu::at(language, role, path),
            tabs: tabs(path, view.energy, &frame),
            dso: view.dso.name(),
            sets: sets.map(|(place, one)| set(one, place, language)).collect(),
            holidays: view.holidays.iter().map(|day| language.long_day(*day)).collect(),
            parameters: PARAMETERS.map(parameter).to_vec(),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(view.as_of))]),
            frame: frame.titled(m.calendar_title, &[]),
            m,
        }
    }
}

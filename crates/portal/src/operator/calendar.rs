//! When nothing is cut: the week, holidays and exceptional stops, as dated sets. Source: UX O-03, PA-14.

use super::api::{CalendarSet, CalendarView};
use super::pages::{error_at, tabs};
use super::parameters::{FROM, Fields, REASON};
use super::paths::Page;
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use ::calendar::SettlementDay;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use units::Language;

/// A Monday: its week has the names of days.
const A_MONDAY: (i32, u8, u8) = (2026, 11, 23);

/// The parameters of which a set is made.
const PARAMETERS: [&str; 5] =
    ["ndp.working_day", "ndp.weekend", "ndp.holidays", "ndp.exceptional", "ndp.profile"];

/// The parameter that keeps exceptional stops.
pub(super) const STOPS: &str = "ndp.exceptional";
/// The last day of a stop.
pub(super) const LAST: &str = "last";
/// The stop that is taken away, as its first and last day.
const STOP: &str = "stop";
/// A stop has so many days at most: who writes a wrong year is asked again.
const MOST_DAYS: i32 = 31;

/// A day, or its first and last one, as the parameter keeps it.
fn kept((first, last): (SettlementDay, SettlementDay)) -> String {
    if first == last { first.to_string() } else { format!("{first}..{last}") }
}

/// What a stop was asked to be, as the new value of its parameter from `from` on. Errors: at each field what is wrong.
pub(super) fn asked(
    view: &CalendarView,
    fields: &Fields,
    from: SettlementDay,
    m: &Words,
) -> Result<String, Vec<PageError>> {
    let said = |name: &str| fields.others.get(name).map(String::as_str).unwrap_or_default();
    // What holds on the first day that can be changed is what is changed.
    let mut sets = view.sets.iter().filter(|set| set.from <= from);
    let known = sets.next_back().map(|set| set.stops.clone()).unwrap_or_default();
    let mut stops = known.clone();
    let mut errors = Vec::new();
    match said(STOP) {
        "" => {
            let first = forms::day(&fields.from);
            let last = if said(LAST).is_empty() { first } else { forms::day(said(LAST)) };
            match (first, last) {
                (Some(first), Some(last)) if first < from => {
                    let _ = last;
                    errors.push(PageError::at(FROM, m.e_stop_first));
                }
                (Some(first), Some(last))
                    if last < first || last.days_since(first) >= MOST_DAYS =>
                {
                    errors.push(PageError::at(LAST, m.e_stop_last));
                }
                (Some(first), Some(last)) if known.contains(&(first, last)) => {
                    errors.push(PageError::at(FROM, m.e_stop_known));
                }
                (Some(first), Some(last)) => stops.push((first, last)),
                (first, last) => {
                    errors.extend(first.is_none().then(|| PageError::at(FROM, m.e_day)));
                    errors.extend(last.is_none().then(|| PageError::at(LAST, m.e_days)));
                }
            }
        }
        gone => stops.retain(|stop| kept(*stop) != gone),
    }
    if said(STOP).is_empty() && fields.reason.is_empty() {
        errors.push(PageError::at(REASON, m.e_reason));
    }
    if !said(STOP).is_empty() && stops == known {
        errors.push(PageError::general(m.e_stop_gone));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    stops.sort_unstable();
    let all: Vec<String> = stops.into_iter().map(kept).collect();
    Ok(if all.is_empty() { "none".to_owned() } else { all.join(", ") })
}

#[derive(Debug)]
struct SetPart {
    id: String,
    title: String,
    /// Day of the week, and when a cut is not ruled out.
    week: Vec<(&'static str, String)>,
    holidays: &'static str,
    /// In words, and as its form carries it, where it can be taken away.
    stops: Vec<(String, Option<String>)>,
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `first`: the first day that can be changed, for whoever may ask for it.
fn set(
    set: &CalendarSet,
    place: usize,
    first: Option<SettlementDay>,
    language: Language,
) -> SetPart {
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
    let stops = set.stops.iter().map(|stop| {
        let (from, to) = *stop;
        let values = [("from", language.date(from)), ("to", language.date(to))];
        let words = if from == to {
            language.long_day(from)
        } else {
            fill(m.from_to, &values.each_ref().map(|(name, text)| (*name, text.as_str())))
        };
        // One that has begun before a change can come has no use for it.
        (words, first.filter(|first| from >= *first).map(|_| kept(*stop)))
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
    errors: Vec<PageError>,
    path: String,
    /// May ask for a change.
    asks: bool,
    typed: Fields,
    last: String,
    first_hint: String,
    tabs: Vec<(String, String, bool)>,
    dso: &'static str,
    sets: Vec<SetPart>,
    holidays: Vec<String>,
    /// Address and name of the parameters behind it.
    parameters: Vec<(String, &'static str)>,
    as_of: String,
}

impl CalendarPage {
    /// `first`: the first day that can be changed.
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (view, first): (&CalendarView, SettlementDay),
        (typed, errors): (Fields, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Calendar.path(language);
        let parameter = |name: &'static str| {
            let base = Page::Parameters.path(language);
            (format!("{base}/{name}?energy={}", view.energy.name()), name)
        };
        let sets = view.sets.iter().enumerate();
        let asks = Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role));
        let changed = asks.then_some(first);
        Self {
            path: format!("{path}?energy={}", view.energy.name()),
            asks,
            last: typed.others.get(LAST).cloned().unwrap_or_default(),
            typed,
            first_hint: fill(m.first_hint, &[("day", &language.date(first))]),
            menu: Menu::at(language, role, path),
            tabs: tabs(path, view.energy, &frame),
            dso: view.dso.name(),
            sets: sets.map(|(place, one)| set(one, place, changed, language)).collect(),
            holidays: view.holidays.iter().map(|day| language.long_day(*day)).collect(),
            parameters: PARAMETERS.map(parameter).to_vec(),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(view.as_of))]),
            frame: frame.titled(m.calendar_title, &errors),
            errors,
            m,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::{Dso, Energy};

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn view(stops: &[(&str, &str)]) -> CalendarView {
        let stops = stops.iter().map(|(first, last)| (day(first), day(last))).collect();
        CalendarView {
            dso: Dso::Ores,
            energy: Energy::Gas,
            sets: vec![CalendarSet {
                from: day("2026-11-20"),
                week: std::array::from_fn(|_| Vec::new()),
                holidays: true,
                stops,
            }],
            holidays: Vec::new(),
            as_of: day("2026-11-20").at(12, 0),
        }
    }

    fn value(known: &[(&str, &str)], fields: &Fields) -> Option<String> {
        let m = Words::of(Language::En);
        asked(&view(known), fields, day("2026-11-21"), m).ok()
    }

    fn taken(stop: &str) -> Fields {
        let others = [(STOP.to_owned(), stop.to_owned())].into_iter().collect();
        Fields { others, ..Fields::default() }
    }

    #[test]
    fn o_03_other_stops_stay_as_they_are() {
        let known = [("2026-12-28", "2026-12-30"), ("2027-02-03", "2027-02-03")];
        let one = Fields {
            from: "24/12/2026".to_owned(),
            reason: "frost".to_owned(),
            ..Fields::default()
        };
        let all = Some("2026-12-24, 2026-12-28..2026-12-30, 2027-02-03".to_owned());
        assert_eq!(value(&known, &one), all);
        assert_eq!(value(&known, &taken("2026-12-28..2026-12-30")), Some("2027-02-03".to_owned()));
        assert_eq!(value(&known[1..], &taken("2027-02-03")), Some("none".to_owned()));
        assert_eq!(value(&known, &taken("2027-02-04")), None);
        let again = Fields { from: "2027-02-03".to_owned(), ..one };
        assert_eq!(value(&known, &again), None, "it is there already");
    }
}

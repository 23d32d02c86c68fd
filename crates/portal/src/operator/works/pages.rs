//! What is planned, and the form that announces work.

use super::api::{NewWork, WORK_KINDS, WorkLine};
use super::kind_name;
use super::words::Words;
use crate::language::Writes as _;
use crate::operator::incidents::place;
use crate::operator::parameters::Fields;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use calendar::Instant;
use units::{Energy, Language};

const KIND: &str = "w_kind";
const SCOPE: &str = "w_scope";
const AREA: &str = "w_area";
const DAY: &str = "w_day";
const BEGIN: &str = "w_begin";
const END: &str = "w_end";

/// The fields as they were filled in.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::operator) struct Typed {
    pub kind: String,
    pub scope: String,
    pub area: String,
    pub day: String,
    pub begin: String,
    pub end: String,
}

/// `9:30`, `09:30` or `9`.
fn clock(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = text.split_once([':', 'h', '.']).unwrap_or((text, "0"));
    let (hour, minute) = (hour.trim(), minute.trim());
    let minute = if minute.is_empty() { "0" } else { minute };
    let known: (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    (known.0 < 24 && known.1 < 60).then_some(known)
}

impl Typed {
    pub(in crate::operator) fn of(fields: &Fields) -> Self {
        let of = |name: &str| fields.others.get(name).cloned().unwrap_or_default();
        let scope = of(SCOPE);
        Self {
            kind: of(KIND),
            scope: if scope.is_empty() { "both".to_owned() } else { scope },
            area: of(AREA).chars().take(80).collect(),
            day: of(DAY),
            begin: of(BEGIN),
            end: of(END),
        }
    }

    /// What is announced. Errors: at each field what is missing. Work that ends by the clock before it begins
    /// goes on over midnight.
    pub(super) fn wish(&self, language: Language, now: Instant) -> Result<NewWork, Vec<PageError>> {
        let w = Words::of(language);
        let mut errors = Vec::new();
        if !WORK_KINDS.contains(&self.kind.as_str()) {
            errors.push(PageError::at(KIND, w.e_kind));
        }
        let day = forms::day(&self.day);
        if day.is_none() {
            errors.push(PageError::at(DAY, w.e_day));
        }
        let (begin, end) = (clock(&self.begin), clock(&self.end));
        if begin.is_none() {
            errors.push(PageError::at(BEGIN, w.e_time));
        }
        if end.is_none() || end == begin {
            errors.push(PageError::at(END, w.e_time));
        }
        let (Some(day), Some(begin), Some(end), true) = (day, begin, end, errors.is_empty()) else {
            return Err(errors);
        };
        let last = if end < begin { day.next() } else { day };
        let (from, until) = (day.at(begin.0, begin.1), last.at(end.0, end.1));
        if until <= now {
            return Err(vec![PageError::at(DAY, w.e_over)]);
        }
        let (kind, area) = (self.kind.clone(), self.area.clone());
        Ok(NewWork { kind, energy: self.scope.parse().ok(), area, from, until })
    }
}

#[derive(Debug)]
pub(in crate::operator) struct Row {
    pub id: String,
    pub title: String,
    pub place: String,
    pub times: String,
}

/// What the page of incidents shows of it.
#[derive(Debug)]
pub(in crate::operator) struct Planned {
    pub w: &'static Words,
    pub rows: Vec<Row>,
    pub typed: Typed,
    pub kinds: Vec<(String, String)>,
    pub scopes: Vec<(String, String)>,
}

impl Planned {
    pub(in crate::operator) fn new(
        frame: &Frame,
        works: &[WorkLine],
        typed: Typed,
        scopes: Vec<(String, String)>,
    ) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let row = |line: &WorkLine| {
            let (from, to) = (language.instant(line.from), language.near(line.until, line.from));
            Row {
                id: line.id.clone(),
                title: kind_name(&line.kind, language),
                place: place(line.energy, line.area.as_deref(), frame),
                times: fill(w.times, &[("from", &from), ("to", &to)]),
            }
        };
        let kinds = WORK_KINDS.map(|kind| (kind.to_owned(), kind_name(kind, language)));
        Self { rows: works.iter().map(row).collect(), kinds: kinds.to_vec(), w, typed, scopes }
    }
}

/// The scopes of a form: both energies, or one.
pub(in crate::operator) fn scopes(both: &str, frame: &Frame) -> Vec<(String, String)> {
    let energy =
        |energy: Energy| (energy.name().to_owned(), frame.w.energy_name(energy).to_owned());
    let both = ("both".to_owned(), both.to_owned());
    vec![both, energy(Energy::Electricity), energy(Energy::Gas)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_10_work_over_midnight_ends_the_next_day_and_the_clock_is_read_as_people_write_it() {
        assert_eq!(clock("9"), Some((9, 0)));
        assert_eq!(clock("09h30"), Some((9, 30)));
        assert_eq!(clock("22:00"), Some((22, 0)));
        assert_eq!((clock("24:00"), clock("9:60"), clock("")), (None, None, None));
        let typed = |begin: &str, end: &str| Typed {
            kind: "supply".to_owned(),
            scope: "gas".to_owned(),
            day: "2026-11-24".to_owned(),
            begin: begin.to_owned(),
            end: end.to_owned(),
            ..Typed::default()
        };
        let before: Instant = "2026-11-20T12:00:00+01:00".parse().unwrap();
        let night = typed("22:00", "2:30").wish(Language::Fr, before).unwrap();
        assert_eq!(night.until.to_local_string(), "2026-11-25T02:30:00+01:00");
        assert_eq!(night.energy, Some(Energy::Gas));
        let fields = |typed: Typed, now: Instant| {
            let errors = typed.wish(Language::En, now).unwrap_err();
            errors.into_iter().filter_map(|error| error.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(typed("9", "9"), before), [END]);
        assert_eq!(fields(Typed::default(), before), [KIND, DAY, BEGIN, END]);
        assert_eq!(fields(typed("9", "10"), before.plus_h(24 * 30)), [DAY], "it is over");
    }
}

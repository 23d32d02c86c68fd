//! The page of alerts as a struct of ready text.

use super::TEST;
use super::api::{AlertsWanted, Family, MyAlerts, TestRefused, WhenLow};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::words::Words as OwnWords;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const LOW: &str = "value";
/// Ways of a family of messages, as forms call them.
const TEXT: &str = "sms";
pub(super) const MAIL: &str = "mail";
/// At the button that sends a test.
const TRY: &str = "try";
/// So much earlier than everybody's a night of one's own may begin, and so much later end; in minutes.
const EVENING_MIN: u16 = 180;
const MORNING_MIN: u16 = 240;

/// What was done just before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saved {
    Wishes,
    Test,
}

impl Saved {
    pub(super) fn of(text: &str) -> Option<Self> {
        match text {
            "" => None,
            "test" => Some(Self::Test),
            _ => Some(Self::Wishes),
        }
    }
}

fn name(family: Family, w: &Words) -> &'static str {
    match family {
        Family::Credited => w.credited,
        Family::Low => w.low,
        Family::Forecast => w.forecast,
        Family::NoReading => w.no_reading,
        Family::Survey => w.survey,
        Family::ConsentEnds => w.consent_ends,
        Family::Sharing => w.sharing,
        Family::Office => w.office,
    }
}

fn clock(minutes: u16) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Whole hours from one up to another, and which of them is chosen: the nearest one.
fn hours(first_min: u16, last_min: u16, chosen_min: u16) -> Vec<(u16, bool)> {
    let (first, last) = (first_min.div_ceil(60), last_min / 60);
    let chosen = (chosen_min / 60).clamp(first, last.max(first));
    (first..=last).map(|hour| (hour, hour == chosen)).collect()
}

/// Why no test left, in words.
pub(super) fn not_tested(refused: TestRefused, language: Language) -> PageError {
    let w = Words::of(language);
    match refused {
        TestRefused::NoPhone => PageError::at(TRY, w.e_no_phone),
        TestRefused::NotNow => PageError::at(TRY, w.e_not_now),
        TestRefused::Wait { until } => {
            // To the minute, and never too early.
            let time = language.clock(until.plus_s(59));
            PageError::at(TRY, fill(w.e_wait, &[("time", &time)]))
        }
    }
}

/// What is said at a field.
fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

/// How a family of messages comes, to be chosen.
#[derive(Debug, Clone)]
struct FamilyField {
    id: &'static str,
    name: &'static str,
    /// Value, words, whether it is chosen.
    ways: Vec<(&'static str, &'static str, bool)>,
}

impl FamilyField {
    fn new(family: Family, wanted: &AlertsWanted, m: &OwnWords, w: &'static Words) -> Self {
        let comes = !wanted.declined.contains(&family);
        let by_text = family.has_text_message() && !wanted.by_mail.contains(&family);
        let text = (TEXT, m.sms, comes && by_text);
        let mut ways = vec![(MAIL, m.mail, comes && !by_text), ("", w.not_at_all, !comes)];
        if family.has_text_message() {
            ways.insert(0, text);
        }
        Self { id: family.id(), name: name(family, w), ways }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/alerts.html")]
pub(in crate::my) struct AlertsPage {
    frame: Frame,
    m: &'static OwnWords,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    errors: Vec<PageError>,
    saved: Option<String>,
    families: Vec<FamilyField>,
    night: String,
    /// Hours to choose from, and which is chosen.
    evenings: Vec<(u16, bool)>,
    mornings: Vec<(u16, bool)>,
    test: String,
    lows: [(&'static str, &'static str, bool); 3],
    value: String,
    ways: [(&'static str, &'static str, bool); 4],
    languages: Vec<(&'static str, &'static str, bool)>,
    recognised: bool,
    easy: bool,
    reached: Vec<String>,
    place: usize,
    path: &'static str,
}

impl AlertsPage {
    /// `typed`: what was sent and could not be taken.
    pub(in crate::my) fn new(
        frame: Frame,
        page: &MyAlerts,
        typed: Option<(String, String)>,
        errors: Vec<PageError>,
        saved: Option<Saved>,
    ) -> Self {
        let language = frame.language;
        let (m, w) = (OwnWords::of(language), Words::of(language));
        let path = Page::Alerts.path(language);
        let wanted = &page.wanted;
        let (night_from, night_to) = page.night;
        let (from, to) = wanted.quiet.unwrap_or(page.night);
        let (low, value) = match wanted.low {
            WhenLow::Usual => ("usual", String::new()),
            WhenLow::Euro(amount) => ("euro", forms::shown(amount, language)),
            WhenLow::Days(days) => ("days", days.to_string()),
        };
        let (low, value) = match typed {
            Some((kind, value)) if kind == "days" => ("days", value),
            Some((kind, value)) if kind == "euro" => ("euro", value),
            Some(_) | None => (low, value),
        };
        let languages =
            Language::ALL.map(|one| (one.code(), one.own_name(), one == wanted.language)).to_vec();
        let reached = page.reached_at.iter().map(|place| fill(m.reached_at, &[("where", place)]));
        Self {
            menu: Menu::new(language, Some(Page::Alerts)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            saved: saved.map(|saved| match saved {
                Saved::Wishes => m.saved.to_owned(),
                Saved::Test => w.tested.to_owned(),
            }),
            families: Family::ALL.map(|family| FamilyField::new(family, wanted, m, w)).to_vec(),
            night: fill(w.night, &[("from", &clock(night_from)), ("to", &clock(night_to))]),
            evenings: hours(night_from.saturating_sub(EVENING_MIN), night_from, from),
            mornings: hours(night_to, night_to + MORNING_MIN, to),
            test: format!("{path}{TEST}?n={}", page.meter.place),
            lows: [
                ("usual", m.threshold_none, low == "usual"),
                ("euro", m.threshold_euro, low == "euro"),
                ("days", m.threshold_days, low == "days"),
            ],
            value,
            ways: [
                ("sms", m.sms, wanted.sms),
                ("mail", m.mail, wanted.mail),
                ("letter", m.letter, wanted.letter),
                ("voice", m.voice, wanted.voice),
            ],
            languages,
            recognised: wanted.recognised,
            easy: wanted.easy,
            reached: reached.collect(),
            place: page.meter.place,
            path,
            frame: frame.titled(m.alerts_title, &errors),
            errors,
            m,
            w,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_03_hours_of_ones_own_are_chosen_around_the_night() {
        assert_eq!(hours(1080, 1260, 1200), [(18, false), (19, false), (20, true), (21, false)]);
        assert_eq!(hours(480, 720, 420)[0], (8, true), "what was set before is shown as it counts");
    }
}

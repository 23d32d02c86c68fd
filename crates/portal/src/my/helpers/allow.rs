//! The form that lets somebody help, and what is told once after it, as structs of ready text.

use super::BELOW;
use super::api::{AllowForm, AllowRefused, AllowRole, Allowed};
use super::words::Words;
use crate::homes;
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const NAME: &str = "name";
pub(super) const ROLE: &str = "payer";
pub(super) const UNTIL: &str = "until";
pub(super) const PHONE: &str = "phone";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) role: Option<AllowRole>,
    pub(super) until: String,
    pub(super) phone: String,
    pub(super) tell: bool,
    pub(super) all: bool,
}

/// What is wrong with a form, first field first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    NoRole,
    /// Messages are wished, and there is no number.
    NoPhone,
    Refused(AllowRefused),
}

#[derive(Debug, Template)]
#[template(path = "my/allow.html")]
pub(super) struct AllowPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    errors: Vec<PageError>,
    typed: Typed,
    until_hint: String,
    several: bool,
    action: String,
    back: String,
}

impl AllowPage {
    pub(super) fn new(frame: Frame, page: &AllowForm, typed: Typed, wrong: &[Wrong]) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let path = Page::Helpers.path(language);
        let place = page.meter.place;
        let latest = language.date(page.latest);
        let errors: Vec<PageError> = wrong
            .iter()
            .map(|wrong| match wrong {
                Wrong::NoRole => PageError::at(ROLE, w.e_role),
                Wrong::NoPhone => PageError::at(PHONE, w.e_tell),
                Wrong::Refused(AllowRefused::NoName) => PageError::at(NAME, w.e_name),
                Wrong::Refused(AllowRefused::TooLong) => PageError::at(NAME, w.e_long),
                Wrong::Refused(AllowRefused::Held) => {
                    PageError::at(NAME, fill(w.e_held, &[("name", typed.name.trim())]))
                }
                Wrong::Refused(AllowRefused::Day) => {
                    PageError::at(UNTIL, fill(w.e_day, &[("latest", &latest)]))
                }
                Wrong::Refused(AllowRefused::NotAPhone) => PageError::at(PHONE, w.e_phone),
                Wrong::Refused(AllowRefused::TooMany { most }) => {
                    PageError::general(fill(w.e_many, &[("most", &most.to_string())]))
                }
                Wrong::Refused(AllowRefused::Wait { until }) => {
                    // To the minute, and never too early.
                    let time = language.clock(until.plus_s(59));
                    PageError::at(PHONE, fill(w.e_wait, &[("time", &time)]))
                }
            })
            .collect();
        Self {
            menu: Menu::new(language, Some(Page::Helpers)),
            inside: Inside::new(&page.meter, &page.meters, &format!("{path}{BELOW}"), language),
            until_hint: fill(w.until_hint, &[("latest", &latest)]),
            several: page.meters.len() > 1,
            action: format!("{path}{BELOW}?n={place}"),
            back: format!("{path}?n={place}"),
            frame: frame.titled(w.allow_title, &errors),
            errors,
            typed,
            w,
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        let mut at = self.errors.iter().filter(|error| error.field == Some(field));
        at.next().map(|error| error.text.as_str())
    }

    fn is(&self, role: AllowRole) -> bool {
        self.typed.role == Some(role)
    }
}

#[derive(Debug, Template)]
#[template(path = "my/allowed.html")]
pub(super) struct AllowedPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    title: String,
    until: String,
    sees: &'static str,
    /// Whether it was sent, in words, and whether that went well.
    sent: Option<(String, bool)>,
    key: String,
    how: String,
    qr: String,
    back: String,
}

/// A key in groups, as it is read out: `ABCD-EFGH-2345`.
pub(super) fn in_groups(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let groups = letters.chunks(4).map(|four| four.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

impl AllowedPage {
    pub(super) fn new(frame: Frame, allowed: &Allowed) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let title = fill(w.allowed_title, &[("name", &allowed.name)]);
        let (_, door) = homes::key_link(language);
        Self {
            menu: Menu::new(language, Some(Page::Helpers)),
            until: match allowed.last {
                Some(day) => fill(w.holds_until, &[("day", &language.date(day))]),
                None => w.holds_on.to_owned(),
            },
            sees: match allowed.role {
                AllowRole::Payer => w.payer_sees,
                AllowRole::Helper => w.helper_sees,
            },
            sent: allowed.sent.as_ref().map(|(to, done)| {
                let words = if *done { w.sent_to } else { w.not_sent };
                (fill(words, &[("where", to)]), *done)
            }),
            key: in_groups(&allowed.key),
            how: fill(w.how, &[("host", &allowed.host), ("door", door)]),
            qr: allowed.qr.clone(),
            back: format!("{}?n={}", Page::Helpers.path(language), allowed.meter.place),
            frame: frame.titled(&title, &[]),
            title,
            w,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_out_in_groups_of_four() {
        assert_eq!(in_groups("ABCDEFGH2345"), "ABCD-EFGH-2345");
        assert_eq!(in_groups("ABCDE"), "ABCD-E");
    }
}

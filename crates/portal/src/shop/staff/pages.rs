//! The pages of a shop's people as structs of ready text. No PIN is ever shown again.

use super::Words;
use super::api::{Hand, NotEntered, PersonRefused, TillPerson};
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::shop::pages::Menu;
use crate::shop::paths::Page;
use crate::words::fill;
use access::{PinRefused, TillRight, TillRights};
use askama::Template;
use units::Language;

pub(super) const NAME: &str = "name";
pub(super) const PIN: &str = "pin";
pub(super) const MAY: &str = "may";
pub(super) const STAFF: &str = "staff";

fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

fn right_name(m: &Words, right: TillRight) -> &'static str {
    match right {
        TillRight::Sell => m.r_sell,
        TillRight::UndoOwnSale => m.r_undo,
        TillRight::CloseShift => m.r_totals,
        TillRight::Settlement => m.r_settlement,
    }
}

/// Rights in words.
pub(crate) fn rights_words(rights: TillRights, language: Language) -> String {
    let m = Words::of(language);
    rights.iter().map(|right| right_name(m, right)).collect::<Vec<_>>().join(", ")
}

/// What was refused, in words that say what to do.
pub(super) fn refused(refused: PersonRefused, m: &Words) -> PageError {
    match refused {
        PersonRefused::Name => PageError::at(NAME, m.e_name),
        PersonRefused::NameTaken => PageError::at(NAME, m.e_name_taken),
        PersonRefused::Pin(PinRefused::NotFourToSix) => PageError::at(PIN, m.e_pin_digits),
        PersonRefused::Pin(PinRefused::Easy) => PageError::at(PIN, m.e_pin_easy),
        PersonRefused::NoRight => PageError::at(MAY, m.e_no_right),
        PersonRefused::TillOpen | PersonRefused::Unknown => PageError::general(m.e_till_open),
    }
}

pub(super) fn not_entered(refused: NotEntered, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        NotEntered::Nobody => PageError::at(STAFF, m.e_who),
        NotEntered::WrongPin => PageError::at(PIN, m.e_pin_wrong),
        NotEntered::Wait { until } => {
            // To the minute, and never too early.
            let time = language.clock(until.plus_s(59));
            PageError::at(PIN, fill(m.e_pin_wait, &[("time", &time)]))
        }
    }
}

/// A right as a form has it: name, words, chosen.
type Choice = (&'static str, &'static str, bool);

fn choices(m: &Words, chosen: TillRights) -> Vec<Choice> {
    TillRight::ALL
        .into_iter()
        .map(|right| (right.name(), right_name(m, right), chosen.has(right)))
        .collect()
}

#[derive(Debug)]
struct Row {
    name: String,
    /// What they may do, or when they left.
    text: String,
    /// Where they are changed; who has left is not.
    href: Option<String>,
}

/// What was keyed in, shown again where it could not be taken; never the PIN.
#[derive(Debug, Default, Clone)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) rights: TillRights,
}

#[derive(Debug, Template)]
#[template(path = "shop/staff.html")]
pub(super) struct StaffPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    rows: Vec<Row>,
    name: String,
    choices: Vec<Choice>,
    path: &'static str,
}

impl StaffPage {
    pub(super) fn new(
        frame: Frame,
        hand: &Hand,
        people: &[TillPerson],
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Staff.path(language);
        let rows = people.iter().map(|person| {
            let rights = person.rights.iter().map(|right| right_name(m, right));
            Row {
                name: person.name.clone(),
                text: match person.left {
                    Some(day) => fill(m.left, &[("day", &language.date(day))]),
                    None => rights.collect::<Vec<_>>().join(", "),
                },
                href: person.left.is_none().then(|| format!("{path}/{}", person.number)),
            }
        });
        Self {
            menu: Menu::new(language, hand, Some(Page::Staff)),
            rows: rows.collect(),
            name: typed.name,
            choices: choices(m, typed.rights),
            path,
            frame: frame.titled(m.staff_title, &errors),
            errors,
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "shop/person.html")]
pub(super) struct PersonPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    name: String,
    choices: Vec<Choice>,
    path: String,
    all: &'static str,
    /// Their till, where it has to be closed first.
    till: Option<String>,
}

impl PersonPage {
    pub(super) fn new(
        frame: Frame,
        hand: &Hand,
        person: &TillPerson,
        typed: Typed,
        (errors, till_open): (Vec<PageError>, bool),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let all = Page::Staff.path(language);
        let till = format!("{}?of={}", Page::Shift.path(language), person.number);
        Self {
            menu: Menu::new(language, hand, None),
            title: person.name.clone(),
            name: typed.name,
            choices: choices(m, typed.rights),
            path: format!("{all}/{}", person.number),
            all,
            till: till_open.then_some(till),
            frame: frame.titled(&person.name, &errors),
            errors,
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "shop/pin.html")]
pub(super) struct PinPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    /// Number, name, chosen.
    people: Vec<(i64, String, bool)>,
    locked: bool,
    path: &'static str,
}

impl PinPage {
    pub(super) fn new(
        frame: Frame,
        hand: &Hand,
        people: Vec<(i64, String)>,
        chosen: Option<i64>,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let people =
            people.into_iter().map(|(number, name)| (number, name, chosen == Some(number)));
        Self {
            menu: Menu::new(language, hand, Some(Page::Pin)),
            people: people.collect(),
            locked: *hand == Hand::Locked,
            path: Page::Pin.path(language),
            frame: frame.titled(m.pin_title, &errors),
            errors,
            m,
        }
    }
}

//! The pages of keys as structs of ready text.

use super::api::{KeyMaker, KeyRefused, KeysView, MadeKey};
use super::words::Words;
use crate::developers::frame::{Frame, Page};
use crate::developers::words::Words as Common;
use crate::language::Writes as _;
use crate::style;
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const SCOPES: &str = "scopes";

/// What is wrong with a form: its field, if it has one, and words.
type Wrong = (Option<&'static str>, String);

fn refused(refused: KeyRefused, m: &Words) -> Wrong {
    let (field, words) = match refused {
        KeyRefused::Unknown => (None, m.e_unknown),
        KeyRefused::NotOwner => (None, m.not_owner),
        KeyRefused::NoScope => (Some(SCOPES), m.e_no_scope),
        KeyRefused::Scope => (Some(SCOPES), m.e_scope),
        KeyRefused::TooMany { most } => {
            return (None, fill(m.e_many, &[("most", &most.to_string())]));
        }
        KeyRefused::Replaced { by } => {
            return (None, fill(m.e_replaced, &[("number", &by.to_string())]));
        }
    };
    (field, words.to_owned())
}

struct Row {
    number: i64,
    title: String,
    scopes: String,
    whose: Option<String>,
    holds: String,
    made_by: Option<String>,
    replaced: Option<String>,
}

#[derive(Template)]
#[template(path = "developers/keys.html")]
pub(super) struct KeysPage {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    errors: Vec<Wrong>,
    said: Option<&'static str>,
    rows: Vec<Row>,
    nobody: bool,
    may_change: bool,
    /// Name, meaning, chosen.
    scopes: Vec<(String, String, bool)>,
    path: String,
}

impl KeysPage {
    /// `chosen`: what was ticked where it could not be taken.
    pub(super) fn new(
        language: Language,
        view: Option<&KeysView>,
        (chosen, wrong): (&[String], Option<KeyRefused>),
        ended: bool,
    ) -> Self {
        let m = Words::of(language);
        let errors: Vec<Wrong> = wrong.map(|wrong| refused(wrong, m)).into_iter().collect();
        let title = match errors.is_empty() {
            true => m.title.to_owned(),
            false => format!("{}{}", Common::of(language).error, m.title),
        };
        let lines = view.map(|view| view.lines.as_slice()).unwrap_or_default();
        let rows = lines.iter().map(|line| {
            let (from, until) = (language.instant(line.made), language.instant(line.until));
            Row {
                number: line.number,
                title: fill(m.one, &[("number", &line.number.to_string())]),
                scopes: line.scopes.join(", "),
                whose: line.whose.clone(),
                holds: fill(m.holds, &[("from", &from), ("until", &until)]),
                made_by: line.made_by.as_ref().map(|maker| match maker {
                    KeyMaker::Person(name) => fill(m.made_by, &[("who", name)]),
                    KeyMaker::Operator => m.made_by_operator.to_owned(),
                }),
                replaced: line
                    .replaced_by
                    .map(|by| fill(m.replaced, &[("number", &by.to_string())])),
            }
        });
        let open = view.map(|view| view.scopes.as_slice()).unwrap_or_default();
        Self {
            f: Frame::new(language, Page::Keys, &title),
            w: Common::of(language),
            m,
            errors,
            said: ended.then_some(m.done_ended),
            rows: rows.collect(),
            nobody: view.is_none(),
            may_change: view.is_some_and(|view| view.may_change),
            scopes: open
                .iter()
                .map(|(name, [english, french])| {
                    let meaning = if language == Language::Fr { french } else { english };
                    (name.clone(), meaning.clone(), chosen.contains(name))
                })
                .collect(),
            path: Page::Keys.path(language),
        }
    }
}

#[derive(Template)]
#[template(path = "developers/new_key.html")]
pub(super) struct NewKeyPage {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    text: String,
    until: String,
    old: Option<String>,
    back: String,
}

impl NewKeyPage {
    pub(super) fn new(language: Language, made: &MadeKey) -> Self {
        let m = Words::of(language);
        let until = |at| language.instant(at);
        Self {
            f: Frame::new(language, Page::Keys, m.made_title),
            w: Common::of(language),
            m,
            text: made.text.clone(),
            until: fill(m.made_until, &[("until", &until(made.until))]),
            old: made.old_until.map(|at| fill(m.made_old, &[("until", &until(at))])),
            back: Page::Keys.path(language),
        }
    }
}

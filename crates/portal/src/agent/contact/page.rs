//! The form of contact data and what it would change, as structs of ready text.

use super::super::api::{CameBack, ContactEntry, ContactView, HeardBy};
use super::super::pages::{Menu, error_at};
use super::super::paths::{Page, case_path};
use super::super::words::Words as Common;
use super::form::{
    DAYS, EMAIL, EURO, Fields, HEARD, LANGUAGE, LOW, PHONE, POSTCODE, SEEN, STREET, TOWN, USUAL,
    VALUE, WAYS,
};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::WhenLow;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::Role;
use askama::Template;
use units::Language;

/// Below the page of messages.
pub(in crate::agent) const FORM: &str = "/contact";

fn heard_words(heard: HeardBy, m: &Words) -> &'static str {
    match heard {
        HeardBy::Call => m.by_call,
        HeardBy::Card => m.by_card,
    }
}

/// Why a letter came back, in words; as the post wrote it if nobody here has chosen it.
pub(in crate::agent) fn back_words(why: &str, language: Language) -> String {
    let m = Words::of(language);
    match CameBack::of_name(why) {
        Some(CameBack::Moved) => m.back_moved.to_owned(),
        Some(CameBack::UnknownThere) => m.back_unknown.to_owned(),
        Some(CameBack::Unclaimed) => m.back_unclaimed.to_owned(),
        None => why.to_owned(),
    }
}

/// Name and words of each reason to choose from.
pub(in crate::agent) fn backs(language: Language) -> Vec<(&'static str, String)> {
    CameBack::ALL.map(|why| (why.name(), back_words(why.name(), language))).to_vec()
}

fn low_words(low: WhenLow, language: Language, m: &Words) -> String {
    match low {
        WhenLow::Usual => m.low_usual.to_owned(),
        WhenLow::Euro(amount) => fill(m.below, &[("amount", &language.short_money(amount))]),
        WhenLow::Days(days) => fill(m.below_days, &[("days", &days.to_string())]),
    }
}

fn ways_words(entry: &ContactEntry, m: &Words) -> String {
    let all = [
        (entry.sms, m.sms),
        (entry.mail, m.mail),
        (entry.letter, m.letter),
        (entry.voice, m.voice),
    ];
    let on: Vec<&str> = all.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).collect();
    if on.is_empty() { m.nothing.to_owned() } else { on.join(", ") }
}

/// Label and value of all that may be entered.
fn lines(entry: &ContactEntry, language: Language, m: &Words) -> Vec<(&'static str, String)> {
    let some = |text: String| if text.is_empty() { m.nothing.to_owned() } else { text };
    let phone = entry.phone.map(|phone| phone.national()).unwrap_or_default();
    let email = entry.email.as_ref().map(ToString::to_string).unwrap_or_default();
    let place = if entry.town.is_empty() {
        String::new()
    } else {
        format!("{}, {} {}", entry.street, entry.postcode, entry.town)
    };
    vec![
        (m.language, entry.language.own_name().to_owned()),
        (m.phone, some(phone)),
        (m.email, some(email)),
        (m.address, some(place)),
        (m.low, low_words(entry.low, language, m)),
        (m.ways, ways_words(entry, m)),
    ]
}

/// What stands on both pages.
#[derive(Debug)]
struct Head {
    who: String,
    case: String,
    back: String,
}

impl Head {
    fn new(view: &ContactView, language: Language) -> Self {
        Self {
            who: view.name.clone(),
            case: case_path(view.account, language),
            back: format!("{}/{}", Page::Messages.path(language), view.account),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/contact.html")]
pub(super) struct FormPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    head: Head,
    path: String,
    typed: Fields,
    /// Name and words.
    heard: Vec<(String, String)>,
    lows: Vec<(String, String)>,
    /// Name, words, and whether it is chosen.
    ways: Vec<(&'static str, &'static str, bool)>,
    languages: Vec<(&'static str, &'static str, bool)>,
}

impl FormPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &ContactView,
        typed: Fields,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let head = Head::new(view, language);
        let heard = view.heard.iter();
        let marks = [&typed.c_sms, &typed.c_mail, &typed.c_letter, &typed.c_voice];
        let names = [m.sms, m.mail, m.letter, m.voice];
        let ways = WAYS.into_iter().zip(names).zip(marks);
        let languages = Language::ALL
            .map(|one| (one.code(), one.own_name(), one.code() == typed.c_language.as_str()));
        let low = |name: &str, words: &str| (name.to_owned(), words.to_owned());
        Self {
            menu: Menu::new(language, role, None),
            path: format!("{}{FORM}", head.back),
            head,
            heard: heard.map(|by| (by.name().to_owned(), heard_words(*by, m).to_owned())).collect(),
            lows: vec![low(USUAL, m.low_usual), low(EURO, m.low_euro), low(DAYS, m.low_days)],
            ways: ways.map(|((name, words), mark)| (name, words, !mark.is_empty())).collect(),
            languages: languages.to_vec(),
            typed,
            frame: frame.titled(m.title, &errors),
            errors,
            m,
            c: Common::of(language),
        }
    }
}

/// What is before and after, of what changes alone.
#[derive(Debug, Template)]
#[template(path = "agent/contact_preview.html")]
pub(super) struct PreviewPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    head: Head,
    path: String,
    /// Label, before, after.
    rows: Vec<(&'static str, String, String)>,
    /// Where somebody was reached changes: they are told there, too.
    told: bool,
    /// Nothing is left by which to reach them at once.
    warn: bool,
    carried: Vec<(&'static str, String)>,
}

impl PreviewPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &ContactView,
        entry: &ContactEntry,
        typed: &Fields,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let head = Head::new(view, language);
        let before = lines(&view.entry, language, m);
        let rows = before.into_iter().zip(lines(entry, language, m));
        let rows = rows.filter(|((_, before), (_, after))| before != after);
        let was = &view.entry;
        let gone = |was: Option<String>, is: Option<String>| was.is_some() && was != is;
        Self {
            menu: Menu::new(language, role, None),
            path: format!("{}{FORM}", head.back),
            head,
            rows: rows.map(|((label, before), (_, after))| (label, before, after)).collect(),
            told: gone(
                was.phone.map(|phone| phone.to_string()),
                entry.phone.map(|phone| phone.to_string()),
            ) || gone(
                was.email.as_ref().map(ToString::to_string),
                entry.email.as_ref().map(ToString::to_string),
            ),
            warn: entry.phone.is_none() && entry.email.is_none(),
            carried: typed.carried(),
            frame: frame.titled(m.preview, &[]),
            m,
            c: Common::of(language),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_02_each_way_and_each_reason_has_words_of_its_own() {
        for language in Language::ALL {
            let m = Words::of(language);
            let [call, card] = HeardBy::ALL.map(|by| heard_words(by, m));
            assert_ne!(call, card);
            let mut words: Vec<String> =
                backs(language).into_iter().map(|(_, text)| text).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), CameBack::ALL.len(), "{language}");
            assert_eq!(back_words("as the post writes", language), "as the post writes");
        }
    }
}

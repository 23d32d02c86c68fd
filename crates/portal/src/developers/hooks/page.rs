//! The pages of endpoints as structs of ready text.

use super::api::{AttemptLine, HookLine, HookRefused, HookView, HooksView, SentLine, SentState};
use super::words::Words;
use crate::developers::frame::{Frame, Page};
use crate::developers::words::Words as Common;
use crate::language::Writes as _;
use crate::style;
use crate::words::fill;
use askama::Template;
use calendar::Instant;
use units::Language;

pub(super) const URL: &str = "url";
pub(super) const TYPES: &str = "types";
pub(super) const SINCE: &str = "since";

/// What is wrong with a form: its field, if it has one, and words.
pub(super) type Wrong = (Option<&'static str>, String);

/// What was refused, at its field.
pub(super) fn refused(refused: HookRefused, language: Language) -> Wrong {
    let m = Words::of(language);
    let (field, words) = match refused {
        HookRefused::Unknown => (None, m.e_unknown),
        HookRefused::NotOwner => (None, m.not_owner),
        HookRefused::NotAnAddress => (Some(URL), m.e_not_address),
        HookRefused::NotHttps => (Some(URL), m.e_not_https),
        HookRefused::WithPassword => (Some(URL), m.e_password),
        HookRefused::NotPublic => (Some(URL), m.e_not_public),
        HookRefused::NotFound => (Some(URL), m.e_not_found),
        HookRefused::Known => (Some(URL), m.e_known),
        HookRefused::Type => (Some(TYPES), m.e_type),
        HookRefused::TooMany { most } => {
            return (None, fill(m.e_many, &[("most", &most.to_string())]));
        }
        HookRefused::Off => (None, m.e_off),
        HookRefused::NoEvent => (None, m.e_no_event),
        HookRefused::Day => (Some(SINCE), m.e_day),
    };
    (field, words.to_owned())
}

fn wrong_at<'a>(errors: &'a [Wrong], field: &str) -> Option<&'a str> {
    errors.iter().find(|(of, _)| *of == Some(field)).map(|(_, words)| words.as_str())
}

fn title(words: &str, errors: &[Wrong], language: Language) -> String {
    if errors.is_empty() {
        words.to_owned()
    } else {
        format!("{}{words}", Common::of(language).error)
    }
}

struct Row {
    url: String,
    on: bool,
    whose: Option<String>,
    types: String,
    made: String,
    href: String,
}

fn types(line: &HookLine, m: &Words) -> String {
    if line.types.is_empty() { m.all_types.to_owned() } else { line.types.join(", ") }
}

/// What was typed, shown again where it could not be taken.
#[derive(Debug, Default, Clone)]
pub(super) struct Typed {
    pub url: String,
    pub types: Vec<String>,
    pub shared: bool,
}

#[derive(Template)]
#[template(path = "developers/endpoints.html")]
pub(super) struct EndpointsPage {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    errors: Vec<Wrong>,
    rows: Vec<Row>,
    nobody: bool,
    may_change: bool,
    /// Name, meaning, chosen.
    types: Vec<(String, String, bool)>,
    typed: Typed,
    path: String,
}

impl EndpointsPage {
    pub(super) fn new(
        language: Language,
        view: Option<&HooksView>,
        (typed, errors): (Typed, Vec<Wrong>),
    ) -> Self {
        let m = Words::of(language);
        let path = Page::Endpoints.path(language);
        let lines = view.map(|view| view.lines.as_slice()).unwrap_or_default();
        let rows = lines.iter().map(|line| Row {
            url: line.url.clone(),
            on: line.on,
            whose: line.whose.clone(),
            types: types(line, m),
            made: language.instant(line.made),
            href: format!("{path}/{}", line.number),
        });
        let open = view.map(|view| view.types.as_slice()).unwrap_or_default();
        let chosen = |name: &String| typed.types.contains(name);
        Self {
            f: Frame::new(language, Page::Endpoints, &title(m.title, &errors, language)),
            w: Common::of(language),
            m,
            rows: rows.collect(),
            nobody: view.is_none(),
            may_change: view.is_some_and(|view| view.may_change),
            types: open
                .iter()
                .map(|(name, [english, french])| {
                    let meaning = if language == Language::Fr { french } else { english };
                    (name.clone(), meaning.clone(), chosen(name))
                })
                .collect(),
            typed,
            errors,
            path,
        }
    }
}

#[derive(Template)]
#[template(path = "developers/secret.html")]
pub(super) struct SecretPage {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    secret: String,
    old: Option<String>,
    back: String,
}

impl SecretPage {
    /// `old`: until when the one before signs, too.
    pub(super) fn new(
        language: Language,
        number: i64,
        (secret, old): (String, Option<Instant>),
    ) -> Self {
        let m = Words::of(language);
        Self {
            f: Frame::new(language, Page::Endpoints, m.secret_title),
            w: Common::of(language),
            m,
            secret,
            old: old.map(|at| fill(m.secret_old, &[("until", &language.instant(at))])),
            back: format!("{}/{number}", Page::Endpoints.path(language)),
        }
    }
}

struct Sent {
    event: String,
    kind: String,
    made: String,
    chip: (&'static str, &'static str),
    next: Option<String>,
    body: String,
    /// Status, when and how long, answer.
    attempts: Vec<(String, String, String)>,
    replays: bool,
}

fn chip(state: SentState, m: &Words) -> (&'static str, &'static str) {
    match state {
        SentState::Waits => ("s3", m.s_waits),
        SentState::Leaving => ("s2", m.s_leaving),
        SentState::Delivered => ("s1", m.s_delivered),
        SentState::GivenUp => ("s5", m.s_given_up),
        SentState::Withdrawn => ("s4", m.s_withdrawn),
    }
}

fn attempt(one: &AttemptLine, language: Language) -> (String, String, String) {
    let m = Words::of(language);
    let status = one.status.map_or_else(|| m.no_answer.to_owned(), |status| status.to_string());
    let took = fill(m.ms, &[("n", &one.took_ms.to_string())]);
    let when = fill(m.attempt, &[("time", &language.instant(one.at)), ("took", &took)]);
    (status, when, one.answer.clone())
}

fn sent(line: &SentLine, language: Language) -> Sent {
    let m = Words::of(language);
    let waits = line.state == SentState::Waits;
    Sent {
        event: line.event.clone(),
        kind: line.kind.clone(),
        made: language.instant(line.made),
        chip: chip(line.state, m),
        next: waits.then(|| fill(m.next_at, &[("time", &language.instant(line.due))])),
        body: line.body.clone(),
        attempts: line.attempts.iter().map(|one| attempt(one, language)).collect(),
        replays: line.replays,
    }
}

#[derive(Template)]
#[template(path = "developers/endpoint.html")]
pub(super) struct EndpointPage {
    f: Frame,
    w: &'static Common,
    m: &'static Words,
    errors: Vec<Wrong>,
    said: Option<String>,
    one: String,
    on: bool,
    facts: Vec<(&'static str, String)>,
    secrets: Vec<String>,
    rotate_text: String,
    may_change: bool,
    sent: Vec<Sent>,
    since: String,
    path: String,
    list: String,
}

impl EndpointPage {
    pub(super) fn new(
        language: Language,
        view: &HookView,
        said: Option<String>,
        (since, errors): (String, Vec<Wrong>),
    ) -> Self {
        let m = Words::of(language);
        let line = &view.line;
        let list = Page::Endpoints.path(language);
        let one = fill(m.one, &[("number", &line.number.to_string())]);
        let mut facts = vec![(m.url, line.url.clone()), (m.types, types(line, m))];
        facts.extend(line.whose.clone().map(|whose| (m.whose, whose)));
        facts.push((m.made, language.instant(line.made)));
        if !line.on {
            facts.push((m.why_off, line.reason.clone()));
        }
        let old = view.secrets.iter().flatten();
        let mut secrets: Vec<String> = old
            .map(|until| fill(m.secrets_until, &[("until", &language.instant(*until))]))
            .collect();
        if secrets.is_empty() {
            secrets.push(m.secrets_now.to_owned());
        }
        Self {
            f: Frame::new(language, Page::Endpoints, &title(&one, &errors, language))
                .below(&line.number.to_string()),
            w: Common::of(language),
            m,
            errors,
            said,
            one,
            on: line.on,
            facts,
            secrets,
            rotate_text: fill(m.rotate_text, &[("hours", &view.overlap_h.to_string())]),
            may_change: view.may_change,
            sent: view.sent.iter().map(|line| sent(line, language)).collect(),
            since,
            path: format!("{list}/{}", line.number),
            list,
        }
    }
}

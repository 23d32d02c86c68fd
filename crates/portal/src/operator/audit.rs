//! Who did and saw what, with before, after and why. Source: UX O-07, PD-05.

use super::api::{AuditKind, AuditLine, AuditView};
use super::pages::error_at;
use super::paths::Page;
use super::routes::Asking;
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use units::Language;

pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "to";

fn kind_name(kind: AuditKind, m: &Words) -> &'static str {
    match kind {
        AuditKind::Look => m.k_look,
        AuditKind::Act => m.k_act,
        AuditKind::Value => m.k_value,
        AuditKind::Fleet => m.k_fleet,
    }
}

#[derive(Debug)]
struct Row {
    kind: &'static str,
    at: String,
    who: String,
    what: String,
    change: Option<(String, String)>,
    why: String,
}

impl Row {
    fn new(line: &AuditLine, language: Language) -> Self {
        let what = [line.what.as_str(), line.about.as_str()];
        let what: Vec<&str> = what.into_iter().filter(|part| !part.is_empty()).collect();
        let changes = !line.before.is_empty() || !line.after.is_empty();
        Self {
            kind: kind_name(line.kind, Words::of(language)),
            at: language.instant(line.at),
            who: line.who.clone(),
            what: what.join(" · "),
            change: changes.then(|| (line.before.clone(), line.after.clone())),
            why: line.why.clone(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/audit.html")]
pub(super) struct AuditPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: &'static str,
    from: String,
    to: String,
    /// Name and words of each kind; the first is all of them.
    kinds: Vec<(String, String)>,
    kind: String,
    rows: Vec<Row>,
    /// How many lines there are, where days were asked for.
    count: Option<String>,
    /// Where the whole list is had as a file, for whoever may have it.
    file: Option<String>,
}

impl AuditPage {
    pub(super) fn new(frame: Frame, role: Role, view: &AuditView) -> Self {
        let wanted = view.wanted;
        let language = frame.language;
        let (from, to) = (language.date(wanted.from), language.date(wanted.to));
        let kind = wanted.kind.map_or("", AuditKind::name).to_owned();
        let path = Page::Audit.path(language);
        let exports = Needs::PartOf(Act::Audit, Only::Export).allows(Some(role));
        let values = [("shown", view.lines.len().to_string()), ("count", view.all.to_string())];
        let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
        let count = fill(Words::of(language).audit_count, &values);
        Self {
            file: exports
                .then(|| format!("{path}/csv?from={}&to={}&kind={kind}", wanted.from, wanted.to)),
            rows: view.lines.iter().map(|line| Row::new(line, language)).collect(),
            count: Some(count),
            ..Self::form(frame, role, (from, to, kind), Vec::new())
        }
    }

    /// What was typed, with what is wrong at its fields.
    pub(super) fn unclear(
        frame: Frame,
        role: Role,
        typed: &Asking,
        errors: Vec<PageError>,
    ) -> Self {
        let typed = (typed.from.clone(), typed.to.clone(), typed.kind.clone());
        Self::form(frame, role, typed, errors)
    }

    fn form(
        frame: Frame,
        role: Role,
        (from, to, kind): (String, String, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Audit.path(language);
        let mut kinds = vec![(String::new(), m.k_all.to_owned())];
        kinds.extend(
            AuditKind::ALL.map(|kind| (kind.name().to_owned(), kind_name(kind, m).to_owned())),
        );
        Self {
            menu: Menu::at(language, role, path),
            path,
            file: None,
            from,
            to,
            kinds,
            kind,
            rows: Vec::new(),
            count: None,
            frame: frame.titled(m.audit_title, &errors),
            errors,
            m,
        }
    }
}

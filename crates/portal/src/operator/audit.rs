//! Who did and saw what, with before, after and why. Source: UX O-07, PD-05.

use super::api::{AuditKind, AuditLine, AuditView};
use super::paths::Page;
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use units::Language;

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
    path: &'static str,
    from: String,
    to: String,
    /// Name and words of each kind; the first is all of them.
    kinds: Vec<(String, String)>,
    kind: String,
    rows: Vec<Row>,
    count: String,
    /// Where the whole list is had as a file, for whoever may have it.
    file: Option<String>,
}

impl AuditPage {
    pub(super) fn new(frame: Frame, role: Role, view: &AuditView) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Audit.path(language);
        let wanted = view.wanted;
        let (from, to) = (wanted.from.to_string(), wanted.to.to_string());
        let kind = wanted.kind.map_or("", AuditKind::name).to_owned();
        let mut kinds = vec![(String::new(), m.k_all.to_owned())];
        kinds.extend(
            AuditKind::ALL.map(|kind| (kind.name().to_owned(), kind_name(kind, m).to_owned())),
        );
        let values = [("shown", view.lines.len().to_string()), ("count", view.all.to_string())];
        let exports = Needs::PartOf(Act::Audit, Only::Export).allows(Some(role));
        Self {
            menu: Menu::at(language, role, path),
            path,
            file: exports.then(|| format!("{path}/csv?from={from}&to={to}&kind={kind}")),
            from,
            to,
            kinds,
            kind,
            rows: view.lines.iter().map(|line| Row::new(line, language)).collect(),
            count: fill(
                m.audit_count,
                &values.each_ref().map(|(name, text)| (*name, text.as_str())),
            ),
            frame: frame.titled(m.audit_title, &[]),
            m,
        }
    }
}

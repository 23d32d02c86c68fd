//! The list of dossiers, and one of them as it is looked at.

use super::api::{CheckShown, ReviewLine, ReviewView, VerdictShown};
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::operator::pages::error_at;
use crate::operator::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::{self, GroupLine, StateShown};
use crate::words::fill;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use calendar::SettlementDay;
use units::{Ean, Language};

pub(super) const STARTS: &str = "starts";
pub(super) const REASONS: &str = "reasons";
pub(super) const WHY: &str = "why";

#[derive(Debug)]
struct Row {
    name: String,
    about: &'static str,
    chip: (&'static str, &'static str),
    due: Option<(bool, String)>,
    second: bool,
    asks: bool,
    joined: Option<String>,
    href: String,
}

/// By when, and whether that is over.
fn due_words(due: Option<SettlementDay>, late: bool, language: Language) -> Option<(bool, String)> {
    let w = Words::of(language);
    let text = if late { w.late } else { w.due };
    due.map(|day| (late, fill(text, &[("day", &language.date(day))])))
}

fn title_of(line: &GroupLine) -> String {
    format!("{} · {}", line.id, line.name)
}

impl Row {
    fn new(line: &ReviewLine, language: Language) -> Self {
        Self {
            name: title_of(&line.line),
            about: sharing::form_word(line.line.form, language),
            chip: sharing::state_word(line.line.state, language),
            due: due_words(line.due, line.late, language),
            second: line.proposed,
            asks: line.asks,
            joined: (line.joined > 0).then(|| {
                fill(Words::of(language).joined_count, &[("count", &line.joined.to_string())])
            }),
            href: format!("{}/{}", Page::Dossiers.path(language), line.line.id),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/dossiers.html")]
pub(super) struct DossiersPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    waiting: Vec<Row>,
    others: Vec<Row>,
}

impl DossiersPage {
    pub(super) fn new(frame: Frame, role: Role, lines: &[ReviewLine]) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let (waiting, others): (Vec<&ReviewLine>, Vec<&ReviewLine>) =
            lines.iter().partition(|line| {
                line.line.state == StateShown::Submitted || line.asks || line.joined > 0
            });
        let rows = |lines: Vec<&ReviewLine>| {
            lines.into_iter().map(|line| Row::new(line, language)).collect()
        };
        Self {
            menu: Menu::at(language, role, Page::Dossiers.path(language)),
            waiting: rows(waiting),
            others: rows(others),
            frame: frame.titled(w.title, &[]),
            w,
        }
    }
}

/// What was typed.
#[derive(Debug, Default, Clone)]
pub(super) struct Typed {
    pub starts: String,
    pub reasons: String,
    pub why: String,
    /// By the name of a task.
    pub tasks: Vec<(String, String)>,
}

#[derive(Debug)]
struct TaskRow {
    field: String,
    name: &'static str,
    done: bool,
    points: String,
    typed: String,
}

/// A decision that waits: what it says, whether it is one's own, and the fields that say the same.
#[derive(Debug)]
struct Proposal {
    text: String,
    own: bool,
    fields: Vec<(&'static str, String)>,
}

#[derive(Debug, Template)]
#[template(path = "operator/dossier.html")]
pub(super) struct DossierPage {
    frame: Frame,
    w: &'static Words,
    s: sharing::DossierWords,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    about: &'static str,
    chip: (&'static str, &'static str),
    due: Option<(bool, String)>,
    proposal: Option<Proposal>,
    /// Which key, why, and the shares by the last digits of a point.
    asked: Option<(String, String, Vec<String>)>,
    /// Of the key that is asked for.
    number: usize,
    checks: Vec<(&'static str, bool, String)>,
    tasks: Vec<TaskRow>,
    documents: Vec<(String, String, String)>,
    members: Vec<String>,
    /// Point, first day, when it was filed, and what is to be looked at.
    joined: Vec<(String, String, String, Vec<&'static str>)>,
    history: Vec<(String, &'static str, Vec<String>)>,
    path: String,
    all: &'static str,
    typed: Typed,
    waits: bool,
    decides: bool,
}

/// The last digits of each point: whoever runs the platform sees no household.
fn tails(points: &[Ean]) -> String {
    points.iter().map(tail).collect::<Vec<_>>().join(", ")
}

pub(super) fn tail(ean: &Ean) -> String {
    let digits = ean.to_string();
    format!("…{}", digits.get(digits.len().saturating_sub(4)..).unwrap_or_default())
}

fn check_name(check: CheckShown, w: &Words) -> &'static str {
    match check {
        CheckShown::Perimeter => w.c_perimeter,
        CheckShown::Municipality => w.c_municipality,
        CheckShown::Meters => w.c_meters,
        CheckShown::PublicGrid => w.c_grid,
        CheckShown::OwnGrid => w.c_own,
        CheckShown::OneGroup => w.c_one,
    }
}

fn proposal(who: &str, own: bool, verdict: &VerdictShown, language: Language) -> Proposal {
    let w = Words::of(language);
    match verdict {
        VerdictShown::Accept(day) => Proposal {
            text: fill(w.proposed_accept, &[("who", who), ("day", &language.date(*day))]),
            own,
            fields: vec![("do", "accept".to_owned()), (STARTS, day.to_string())],
        },
        VerdictShown::Refuse(why) => Proposal {
            text: fill(w.proposed_refuse, &[("who", who), ("why", why)]),
            own,
            fields: vec![("do", "refuse".to_owned()), (WHY, why.clone())],
        },
    }
}

impl DossierPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &ReviewView,
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let group = &view.dossier.group;
        let all = Page::Dossiers.path(language);
        let path = format!("{all}/{}", group.line.id);
        let tasks = group.tasks.iter().map(|task| {
            let name = task.what.name();
            let typed = typed.tasks.iter().find(|(known, _)| known == name);
            TaskRow {
                field: format!("task-{name}"),
                name: sharing::task_word(task.what, language),
                done: task.done,
                points: tails(&task.points),
                typed: typed.map(|(_, text)| text.clone()).unwrap_or_default(),
            }
        });
        let checks = view
            .checks
            .iter()
            .map(|(check, points)| (check_name(*check, w), points.is_empty(), tails(points)));
        let members = group.members.iter().map(|member| {
            let role = sharing::role_word(member.takes, member.injects, language);
            format!("{} · {role} · {}", tail(&member.ean), language.date(member.from))
        });
        let decides = Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role));
        Self {
            menu: Menu::at(language, role, all),
            title: title_of(&group.line),
            about: sharing::form_word(group.line.form, language),
            chip: sharing::state_word(group.line.state, language),
            due: due_words(view.dossier.due, view.late, language),
            proposal: view
                .proposed
                .as_ref()
                .map(|(who, own, verdict)| proposal(who, *own, verdict, language)),
            number: view.asked.as_ref().map_or(0, |asked| asked.number),
            asked: view.asked.as_ref().map(|asked| {
                let name = sharing::key_word(asked.key, language);
                let day = language.date(asked.from);
                let shares = asked.shares.iter();
                let shares = shares.map(|(ean, share)| format!("{} · {share}", tail(ean)));
                let text = fill(w.key_text, &[("name", name), ("day", &day)]);
                (text, asked.text.clone(), shares.collect())
            }),
            checks: checks.collect(),
            tasks: tasks.collect(),
            // An auditor sees that they are there, and opens none.
            documents: sharing::document_rows(&path, &view.dossier.documents, language),
            members: members.collect(),
            joined: view
                .joined
                .iter()
                .map(|one| {
                    let (from, filed) = (language.date(one.from), language.date(one.filed));
                    let fails = one.fails.iter().map(|check| check_name(*check, w)).collect();
                    (tail(&one.ean), from, filed, fails)
                })
                .collect(),
            history: sharing::history_rows(&view.dossier.history, language),
            s: sharing::DossierWords::of(language),
            path,
            all,
            typed,
            waits: group.line.state == StateShown::Submitted,
            decides,
            frame: frame.titled(&group.line.name, &errors),
            errors,
            w,
        }
    }
}

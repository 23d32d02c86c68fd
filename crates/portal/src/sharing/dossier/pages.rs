//! A dossier, and the form that opens one.

use super::super::api::{FormShown, GroupView, StateShown, TaskShown};
use super::super::pages::{GroupCard, Menu, error_at, points, task_name};
use super::super::paths::Page;
use super::super::words::Words as Own;
use super::api::{BrusselsShown, DocumentShown, DocumentView, DossierView, Entry, EntryShown};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const TASK: &str = "task";
pub(super) const WHOSE: &str = "whose";
pub(super) const SIGNED: &str = "signed";
pub(super) const SIGNER: &str = "signer";
pub(super) const FILE: &str = "file";
pub(super) const ANSWER: &str = "answer";
pub(super) const SUBMIT: &str = "submit";
pub(super) const FORM: &str = "form";
pub(super) const NAME: &str = "name";
pub(super) const BUILDING: &str = "building";
pub(super) const MUNICIPALITY: &str = "municipality";
pub(super) const STATION: &str = "station";
/// As a form names the paper that each participant signs.
pub(super) const MANDATE: &str = "mandate";

pub(super) const FORMS: [(&str, FormShown); 4] = [
    ("building", FormShown::Building),
    ("cer", FormShown::Renewable),
    ("cec", FormShown::Citizen),
    ("p2p", FormShown::PeerToPeer),
];

/// Address, name and what else is known of each document below `path`.
pub(crate) fn document_rows(
    path: &str,
    documents: &[DocumentView],
    language: Language,
) -> Vec<(String, String, String)> {
    let w = Words::of(language);
    let row = |one: &DocumentView| {
        let kind = match one.kind {
            DocumentShown::Pdf => "PDF",
            DocumentShown::Jpeg => "JPEG",
            DocumentShown::Png => "PNG",
        };
        // Whole kB, rounded up: nothing weighs 0.
        let size = one.bytes.saturating_add(999) / 1_000;
        let mut said = format!("{kind}, {size}\u{a0}kB, {}", language.instant(one.at));
        if !one.holds {
            said = format!("{said} · {}", w.replaced);
        }
        let name = task_name(one.task, Own::of(language)).to_owned();
        (format!("{path}/document/{}", one.seq), format!("{}. {name}", one.seq), said)
    };
    documents.iter().map(row).collect()
}

/// When, what, and what was written, the newest first.
pub(crate) fn history_rows(
    history: &[Entry],
    language: Language,
) -> Vec<(String, &'static str, Vec<String>)> {
    let (w, m) = (Words::of(language), Own::of(language));
    let row = |entry: &Entry| {
        let what = match entry.what {
            EntryShown::Opened => w.h_opened,
            EntryShown::Submitted => w.h_submitted,
            EntryShown::Returned => w.h_returned,
            EntryShown::Answered => w.h_answered,
            EntryShown::Accepted => w.h_accepted,
            EntryShown::Refused => w.h_refused,
            EntryShown::Withdrawn => w.h_withdrawn,
            EntryShown::KeyAsked => w.h_key_asked,
            EntryShown::KeyApproved => w.h_key_approved,
            EntryShown::KeyDeclined => w.h_key_declined,
        };
        let mut texts = Vec::new();
        if !entry.text.is_empty() {
            texts.push(entry.text.clone());
        }
        let of_task = |(task, text): &(TaskShown, String)| {
            format!("{}{} {text}", task_name(*task, m), m.colon)
        };
        texts.extend(entry.tasks.iter().map(of_task));
        (language.instant(entry.at), what, texts)
    };
    history.iter().rev().map(row).collect()
}

/// What was typed to send a document, and to answer.
#[derive(Debug, Default, Clone)]
pub(super) struct Typed {
    pub task: String,
    pub whose: String,
    pub signed: String,
    pub signer: String,
    pub answer: String,
}

#[derive(Debug)]
struct TaskRow {
    name: &'static str,
    done: bool,
    points: String,
    reply: Option<String>,
    /// Where it is done, if that is another page.
    href: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/group.html")]
pub(super) struct DossierPage {
    frame: Frame,
    m: &'static Own,
    w: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    card: GroupCard,
    next: String,
    facts: Vec<String>,
    returned: Option<String>,
    tasks: Vec<TaskRow>,
    documents: Vec<(String, String, String)>,
    history: Vec<(String, &'static str, Vec<String>)>,
    /// What may be sent: name and words.
    papers: Vec<(String, String)>,
    /// Whose mandate: number in the group and words.
    members: Vec<(String, String)>,
    path: String,
    typed: Typed,
    is_draft: bool,
    takes_papers: bool,
    may_withdraw: bool,
}

/// Where a task is done that needs no paper.
fn place_of(task: TaskShown, language: Language) -> Option<&'static str> {
    match task {
        TaskShown::Pair | TaskShown::Meters | TaskShown::PublicGrid => {
            Some(Page::Members.path(language))
        }
        TaskShown::Key => Some(Page::Key.path(language)),
        TaskShown::Notices => Some(Page::Notices.path(language)),
        TaskShown::BuildingDeclaration
        | TaskShown::Statutes
        | TaskShown::Convention
        | TaskShown::Authorisation
        | TaskShown::Notification
        | TaskShown::Contract
        | TaskShown::Representative
        | TaskShown::Mandates => None,
    }
}

/// Papers that come only after the operator's form: no reason to wait. Source: ES-01.
fn comes_later(task: TaskShown) -> bool {
    matches!(task, TaskShown::Authorisation | TaskShown::Notification)
}

/// What is to be done now.
fn next_step(group: &GroupView, language: Language) -> String {
    let (w, m) = (Words::of(language), Own::of(language));
    match group.line.state {
        StateShown::Draft => {
            let open = group.tasks.iter().find(|task| !task.done && !comes_later(task.what));
            match open {
                Some(task) => fill(w.next_task, &[("task", task_name(task.what, m))]),
                None => w.next_submit.to_owned(),
            }
        }
        StateShown::Submitted => {
            let open = group.tasks.iter().find(|task| !task.done);
            match open {
                Some(task) => fill(w.next_task, &[("task", task_name(task.what, m))]),
                None => w.next_wait.to_owned(),
            }
        }
        StateShown::Accepted => w.next_volumes.to_owned(),
        StateShown::Refused | StateShown::Withdrawn | StateShown::Ended => w.next_none.to_owned(),
    }
}

impl DossierPage {
    pub(super) fn new(
        frame: Frame,
        view: &DossierView,
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let (m, w) = (Own::of(language), Words::of(language));
        let group = &view.group;
        let id = group.line.id;
        let path = format!("{}/{id}", Page::Group.path(language));
        let state = group.line.state;
        let tasks = group.tasks.iter().map(|task| TaskRow {
            name: task_name(task.what, m),
            done: task.done,
            points: points(&task.points),
            reply: view
                .replies
                .iter()
                .find(|(of, _)| *of == task.what)
                .map(|(_, text)| fill(m.returned, &[("text", text)])),
            href: (!task.done)
                .then(|| place_of(task.what, language))
                .flatten()
                .map(|place| format!("{place}/{id}")),
        });
        let mut facts = Vec::new();
        if let Some(day) = view.due {
            facts.push(fill(w.due, &[("day", &language.date(day))]));
        }
        match view.kept_until {
            Some(day) => facts.push(fill(w.kept, &[("day", &language.date(day))])),
            None if state == StateShown::Draft => facts.push(w.not_kept.to_owned()),
            None => {}
        }
        facts.extend(view.brussels.map(|of_type| {
            let text = match of_type {
                BrusselsShown::Building => w.type_a,
                BrusselsShown::Cabin => w.type_b,
                BrusselsShown::Substation => w.type_c,
                BrusselsShown::Several => w.type_d,
            };
            text.to_owned()
        }));
        let mut papers: Vec<(String, String)> = view
            .papers
            .iter()
            .map(|task| (task.name().to_owned(), task_name(*task, m).to_owned()))
            .collect();
        if !group.members.is_empty() {
            papers.push((MANDATE.to_owned(), w.mandate.to_owned()));
        }
        let members = (1usize..).zip(&group.members).filter(|(_, one)| one.to.is_none());
        let members = members.map(|(number, one)| {
            let digits = one.ean.to_string();
            let tail = digits.get(digits.len().saturating_sub(4)..).unwrap_or_default();
            (number.to_string(), format!("{number} · …{tail}"))
        });
        let not_over =
            matches!(state, StateShown::Draft | StateShown::Submitted | StateShown::Accepted);
        Self {
            menu: Menu::new(language, Some(id), Some(Page::Group)),
            card: GroupCard::new(&group.line, &frame, m),
            next: next_step(group, language),
            facts,
            returned: group.returned.as_ref().map(|text| fill(m.returned, &[("text", text)])),
            tasks: tasks.collect(),
            documents: document_rows(&path, &view.documents, language),
            history: history_rows(&view.history, language),
            papers,
            members: members.collect(),
            path,
            typed,
            is_draft: state == StateShown::Draft,
            takes_papers: not_over,
            may_withdraw: matches!(state, StateShown::Draft | StateShown::Submitted),
            frame: frame.titled(&group.line.name, &errors),
            errors,
            m,
            w,
        }
    }
}

/// What was typed to open a group.
#[derive(Debug, Default, Clone)]
pub(super) struct NewTyped {
    pub form: String,
    pub name: String,
    pub building: String,
    pub municipality: String,
    pub station: String,
    pub wind: bool,
    pub attempt: String,
}

#[derive(Debug, Template)]
#[template(path = "sharing/new.html")]
pub(super) struct NewPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    forms: Vec<(String, String)>,
    typed: NewTyped,
    path: String,
}

impl NewPage {
    pub(super) fn new(frame: Frame, typed: NewTyped, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let (m, w) = (Own::of(language), Words::of(language));
        let forms = FORMS.map(|(name, form)| {
            (name.to_owned(), super::super::pages::form_name(form, m).to_owned())
        });
        Self {
            menu: Menu::new(language, None, None),
            forms: forms.to_vec(),
            path: super::new_link(language).0,
            typed,
            frame: frame.titled(w.new_title, &errors),
            errors,
            w,
        }
    }
}

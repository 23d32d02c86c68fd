//! The groups of a representative.

use super::{Menu, form_name, month_of, state_chip};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::Frame;
use crate::sharing::api::{GroupLine, StateShown};
use crate::sharing::dossier;
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::Language;

#[derive(Debug)]
pub(in crate::sharing) struct GroupCard {
    pub(in crate::sharing) name: String,
    pub(in crate::sharing) form: &'static str,
    pub(in crate::sharing) chip: (&'static str, &'static str),
    pub(in crate::sharing) starts: Option<String>,
    pub(in crate::sharing) open: Option<String>,
    pub(in crate::sharing) next: Option<String>,
    /// Where the next step is done, and what that page is called.
    pub(in crate::sharing) go: (String, &'static str),
    /// To the group, if that is elsewhere.
    pub(in crate::sharing) group: Option<String>,
}

impl GroupCard {
    pub(in crate::sharing) fn new(line: &GroupLine, frame: &Frame, m: &Words) -> Self {
        let language = frame.language;
        let group = format!("{}/{}", Page::Group.path(language), line.id);
        let (go, group) = match volumes_of(line) {
            Some(month) => {
                let to = format!("{}/{}?m={month}", Page::Volumes.path(language), line.id);
                ((to, m.volumes_title), Some(group))
            }
            None => ((group, m.open_group), None),
        };
        Self {
            name: line.name.clone(),
            form: form_name(line.form, m),
            chip: state_chip(line.state, m),
            starts: line.starts.map(|day| format!("{} {}", m.starts, language.date(day))),
            open: (line.open > 0).then(|| fill(m.open_count, &[("count", &line.open.to_string())])),
            next: next_step(line, language),
            go,
            group,
        }
    }
}

/// The month whose volumes are there and are what comes next. Source: UX 9, F-51.
fn volumes_of(line: &GroupLine) -> Option<String> {
    let due = line.month.filter(|due| due.made && line.state == StateShown::Accepted)?;
    Some(month_of(due.first))
}

/// What comes next; none of a group that has ended or shares since this month.
fn next_step(line: &GroupLine, language: Language) -> Option<String> {
    let m = Words::of(language);
    match line.state {
        StateShown::Draft => Some(m.next_tasks.to_owned()),
        StateShown::Submitted => Some(m.next_wait.to_owned()),
        StateShown::Accepted => {
            let due = line.month?;
            let (month, day) = (language.month_and_year(due.first), language.date(due.by));
            let text = match (due.made, due.late) {
                (true, _) => m.next_there,
                (false, true) => m.next_late,
                (false, false) => m.next_due,
            };
            Some(fill(text, &[("month", &month), ("day", &day)]))
        }
        StateShown::Refused | StateShown::Withdrawn | StateShown::Ended => None,
    }
}

#[derive(Debug, Template)]
#[template(path = "sharing/groups.html")]
pub(in crate::sharing) struct GroupsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    groups: Vec<GroupCard>,
    /// The way to open one.
    new: (String, &'static str),
}

impl GroupsPage {
    pub(in crate::sharing) fn new(frame: Frame, groups: &[GroupLine]) -> Self {
        let m = Words::of(frame.language);
        let groups = groups.iter().map(|line| GroupCard::new(line, &frame, m)).collect();
        let menu = Menu::new(frame.language, None, Some(Page::Groups));
        let new = dossier::new_link(frame.language);
        Self { frame: frame.titled(m.groups_title, &[]), m, menu, groups, new }
    }
}

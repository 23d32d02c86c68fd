//! The groups of a representative, and one of them with its tasks.

use super::{Menu, form_name, points, state_chip, task_name};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::Frame;
use crate::sharing::api::{GroupLine, GroupView};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::Language;

#[derive(Debug)]
struct GroupCard {
    name: String,
    form: &'static str,
    chip: (&'static str, &'static str),
    starts: Option<String>,
    open: Option<String>,
    href: String,
}

impl GroupCard {
    fn new(line: &GroupLine, frame: &Frame, m: &Words) -> Self {
        let language = frame.language;
        Self {
            name: line.name.clone(),
            form: form_name(line.form, m),
            chip: state_chip(line.state, m),
            starts: line.starts.map(|day| format!("{} {}", m.starts, language.date(day))),
            open: (line.open > 0).then(|| fill(m.open_count, &[("count", &line.open.to_string())])),
            href: format!("{}/{}", Page::Group.path(language), line.id),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "sharing/groups.html")]
pub(in crate::sharing) struct GroupsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    groups: Vec<GroupCard>,
}

impl GroupsPage {
    pub(in crate::sharing) fn new(frame: Frame, groups: &[GroupLine]) -> Self {
        let m = Words::of(frame.language);
        let groups = groups.iter().map(|line| GroupCard::new(line, &frame, m)).collect();
        let menu = Menu::new(frame.language, None, Some(Page::Groups));
        Self { frame: frame.titled(m.groups_title, &[]), m, menu, groups }
    }
}

#[derive(Debug, Template)]
#[template(path = "sharing/group.html")]
pub(in crate::sharing) struct GroupPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    card: GroupCard,
    returned: Option<String>,
    /// What, done, whose.
    tasks: Vec<(&'static str, bool, String)>,
}

impl GroupPage {
    pub(in crate::sharing) fn new(frame: Frame, group: &GroupView) -> Self {
        let m = Words::of(frame.language);
        let tasks = group.tasks.iter();
        let tasks =
            tasks.map(|task| (task_name(task.what, m), task.done, points(&task.points))).collect();
        let returned = group.returned.as_ref().map(|text| fill(m.returned, &[("text", text)]));
        let menu = Menu::new(frame.language, Some(group.line.id), Some(Page::Group));
        let card = GroupCard::new(&group.line, &frame, m);
        Self { frame: frame.titled(&group.line.name, &[]), m, menu, card, returned, tasks }
    }
}

//! Who takes part, and what is wrong in a table of them.

use super::Menu;
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{GroupView, LineProblem};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::Language;

#[derive(Debug)]
struct MemberRow {
    ean: String,
    role: &'static str,
    meter: &'static str,
    mandate: String,
    from: String,
    to: String,
    /// The way to end it.
    leave: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/members.html")]
pub(in crate::sharing) struct MembersPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    rows: Vec<MemberRow>,
    errors: Vec<PageError>,
    path: String,
    typed: String,
    joined: Option<String>,
}

/// What is wrong in a line, in words.
pub(in crate::sharing) fn line_problem(line: usize, problem: &LineProblem, m: &Words) -> String {
    let text = match problem {
        LineProblem::Columns => m.l_columns.to_owned(),
        LineProblem::Values => m.l_values.to_owned(),
        LineProblem::Field(name) => fill(m.l_field, &[("name", name)]),
        LineProblem::Twice => m.l_twice.to_owned(),
        LineProblem::Household => m.l_household.to_owned(),
        LineProblem::Perimeter => m.l_perimeter.to_owned(),
        LineProblem::Unmet => m.l_unmet.to_owned(),
        LineProblem::State => m.l_state.to_owned(),
        LineProblem::FinalMonth => m.l_month.to_owned(),
        LineProblem::BeforeStart => m.l_before.to_owned(),
        LineProblem::Other => m.l_other.to_owned(),
    };
    fill(m.in_line, &[("line", &line.to_string()), ("text", &text)])
}

impl MembersPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        group: &GroupView,
        joined: Option<usize>,
        typed: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let joined = joined.map(|count| fill(m.imported, &[("count", &count.to_string())]));
        let date =
            |day: Option<SettlementDay>| day.map_or("–".to_owned(), |day| language.date(day));
        let rows = group
            .members
            .iter()
            .map(|member| MemberRow {
                ean: member.ean.to_string(),
                role: match (member.takes, member.injects) {
                    (true, true) => m.both,
                    (false, true) => m.injects,
                    (_, false) => m.takes,
                },
                meter: if member.quarter_hours { m.yes } else { m.no },
                mandate: date(member.mandate),
                from: language.date(member.from),
                to: date(member.to),
                leave: member.to.is_none().then(|| {
                    format!("{}/{}/{}", Page::Leave.path(language), group.line.id, member.number)
                }),
            })
            .collect();
        let menu = Menu::new(language, Some(group.line.id), Some(Page::Members));
        let path = format!("{}/{}", Page::Members.path(language), group.line.id);
        let frame = frame.titled(m.members_title, &errors);
        Self { frame, m, menu, rows, errors, path, typed, joined }
    }
}

//! Who takes part, and what is wrong in a table of them.

use super::{CSV, Menu, Names, error_at};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{GroupView, LineProblem, MemberLine};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::Language;

#[derive(Debug)]
struct MemberRow {
    name: String,
    facts: Vec<(&'static str, String)>,
    /// The way to end it.
    leave: Option<String>,
}

/// What was typed to name a participant.
#[derive(Debug, Default, Clone)]
pub(in crate::sharing) struct LabelTyped {
    pub number: String,
    pub label: String,
}

pub(in crate::sharing) const LABEL: &str = "label";

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
    /// Number and name of each who may be named.
    named: Vec<(String, String)>,
    naming: LabelTyped,
    joined: Option<String>,
}

/// What is wrong in a line, in words, with its number.
pub(in crate::sharing) fn line_problem(line: usize, problem: &LineProblem, m: &Words) -> String {
    let text = line_text(problem, m);
    fill(m.in_line, &[("line", &line.to_string()), ("text", &text)])
}

pub(in crate::sharing) fn line_text(problem: &LineProblem, m: &Words) -> String {
    match problem {
        LineProblem::Columns => m.l_columns.to_owned(),
        LineProblem::Values => m.l_values.to_owned(),
        LineProblem::Many { most } => fill(m.l_many, &[("most", &most.to_string())]),
        LineProblem::Field(name) => fill(m.l_field, &[("name", name)]),
        LineProblem::Twice => m.l_twice.to_owned(),
        LineProblem::Household => m.l_household.to_owned(),
        LineProblem::Perimeter => m.l_perimeter.to_owned(),
        LineProblem::Unmet => m.l_unmet.to_owned(),
        LineProblem::State => m.l_state.to_owned(),
        LineProblem::FinalMonth => m.l_month.to_owned(),
        LineProblem::BeforeStart => m.l_before.to_owned(),
        LineProblem::Other => m.l_other.to_owned(),
    }
}

fn row(member: &MemberLine, group: &GroupView, names: &Names, language: Language) -> MemberRow {
    let m = Words::of(language);
    let date = |day: Option<SettlementDay>| day.map_or("–".to_owned(), |day| language.date(day));
    let yes = |yes: bool| if yes { m.yes } else { m.no }.to_owned();
    let mandate = match (member.mandate, &member.signer) {
        (Some(day), Some(who)) => fill(m.signed_by, &[("day", &language.date(day)), ("who", who)]),
        (day, _) => date(day),
    };
    let notice = |(social, signed): &(bool, Option<SettlementDay>)| {
        let what = if *social { m.n_social } else { m.n_compensation };
        let when = signed.map_or_else(|| m.n_missing.to_owned(), |day| language.date(day));
        format!("{what}{} {when}", m.colon)
    };
    let notices: Vec<String> = member.notices.iter().map(notice).collect();
    let notices = if notices.is_empty() { m.n_needless.to_owned() } else { notices.join(" · ") };
    let role = match (member.takes, member.injects) {
        (true, true) => m.both,
        (false, true) => m.injects,
        (_, false) => m.takes,
    };
    MemberRow {
        name: names.full(member.ean),
        facts: vec![
            (m.role, role.to_owned()),
            (m.communicates, yes(member.communicates)),
            (m.meter, yes(member.quarter_hours)),
            (m.mandate, mandate),
            (m.n_needed, notices),
            (m.since, language.date(member.from)),
            (m.until, date(member.to)),
        ],
        leave: member
            .to
            .is_none()
            .then(|| format!("{}/{}/{}", Page::Leave.path(language), group.line.id, member.number)),
    }
}

impl MembersPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        group: &GroupView,
        joined: Option<usize>,
        (typed, naming): (String, LabelTyped),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let (m, names) = (Words::of(language), Names::of(group));
        let joined = joined.map(|count| fill(m.imported, &[("count", &count.to_string())]));
        let rows = group.members.iter().map(|member| row(member, group, &names, language));
        let mut named: Vec<(String, String)> = Vec::new();
        for member in &group.members {
            let number = member.number.to_string();
            if named.iter().all(|(known, _)| *known != number) {
                named.push((number, names.full(member.ean)));
            }
        }
        let menu = Menu::new(language, Some(group.line.id), Some(Page::Members));
        let path = format!("{}/{}", Page::Members.path(language), group.line.id);
        let rows = rows.collect();
        let frame = frame.titled(m.members_title, &errors);
        Self { frame, m, menu, rows, errors, path, typed, named, naming, joined }
    }
}

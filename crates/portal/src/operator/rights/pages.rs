//! What households ask about their data, what is past its time, and one run.

use super::api::{
    DataRequest, KeptFor, LetGo, LetGoLine, RetentionRun, RightsRefused, RightsView, RunView,
};
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::operator::ChangeState;
use crate::operator::pages::error_at;
use crate::operator::paths::Page;
use crate::operator::words::Words as RoomWords;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use procedures::{CaseKind, Outcome};
use units::Language;

pub(super) const NOTE: &str = "note";
pub(super) const WHY: &str = "why";

/// What was refused, in words that say what to do.
pub(super) fn refused(said: RightsRefused, t: &Words) -> PageError {
    PageError::general(match said {
        RightsRefused::NoRun => t.e_none,
        RightsRefused::SamePerson => t.e_same_person,
        RightsRefused::Decided => t.e_decided,
        RightsRefused::Nothing => t.e_nothing,
        RightsRefused::Waits => t.e_waits,
    })
}

fn lets_go(role: Role) -> bool {
    Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role))
}

fn name(what: LetGo, t: &Words) -> &'static str {
    match what {
        LetGo::Identity => t.w_identity,
        LetGo::Asked => t.w_asked,
        LetGo::Cases => t.w_cases,
        LetGo::Voltage => t.w_voltage,
        LetGo::Calls => t.w_calls,
        LetGo::Requests => t.w_requests,
        LetGo::ShopPeople => t.w_shop_people,
        LetGo::Photos => t.w_photos,
        LetGo::Evidence => t.w_evidence,
        LetGo::Homes => t.w_homes,
        LetGo::Documents => t.w_documents,
    }
}

#[derive(Debug)]
struct RequestRow {
    what: &'static str,
    about: String,
    asked: String,
    /// Class of the chip and its words.
    stands: (&'static str, String),
}

impl RequestRow {
    fn new(request: &DataRequest, language: Language) -> Self {
        let t = Words::of(language);
        let day = |words: &str, day| fill(words, &[("day", &language.date(day))]);
        let what = match request.kind {
            CaseKind::DataCorrection => t.d_correction,
            CaseKind::DataErasure => t.d_erasure,
            CaseKind::DataCopy
            | CaseKind::CallBack
            | CaseKind::ChangePlan
            | CaseKind::WrongBalance
            | CaseKind::Complaint
            | CaseKind::DelayCut
            | CaseKind::ReducedPower
            | CaseKind::Moving
            | CaseKind::RefusePrepayment
            | CaseKind::AskPrepayment => t.d_copy,
        };
        let about = if request.about.is_empty() { t.d_unknown } else { &request.about };
        Self {
            what,
            about: format!("{about} · {}", request.number),
            asked: day(t.d_asked, request.asked),
            stands: match request.answer {
                Some((on, Outcome::Done | Outcome::Corrected)) => ("s1", day(t.d_done, on)),
                Some((on, _)) => ("s2", day(t.d_explained, on)),
                None if request.late => ("s5", day(t.d_late, request.due)),
                None => ("s3", day(t.d_due, request.due)),
            },
        }
    }
}

#[derive(Debug)]
struct LineRow {
    what: &'static str,
    kept: String,
    before: String,
    count: u64,
}

impl LineRow {
    fn new(line: &LetGoLine, language: Language) -> Self {
        let t = Words::of(language);
        let counted = |words: &str, count: i32| fill(words, &[("count", &count.to_string())]);
        Self {
            what: name(line.what, t),
            kept: match line.kept {
                KeptFor::Years(years) => counted(t.years, years),
                KeptFor::Days(days) => counted(t.days, days),
                KeptFor::UntilAsked => t.as_asked.to_owned(),
            },
            before: language.date(line.before),
            count: line.count,
        }
    }
}

#[derive(Debug)]
struct RunRow {
    title: String,
    note: String,
    asked: String,
    state: &'static str,
    decided: Option<String>,
    /// What came of it, or why not.
    outcome: Option<String>,
    href: String,
}

impl RunRow {
    fn new(run: &RetentionRun, language: Language) -> Self {
        let (t, m) = (Words::of(language), RoomWords::of(language));
        let decided = run.decided.as_ref();
        let outcome = decided.map(|(_, _, said)| match run.state {
            ChangeState::InForce => {
                let of = |part: &str| {
                    let (known, count) = part.split_once(' ')?;
                    let what = LetGo::ALL.into_iter().find(|what| what.name() == known)?;
                    Some(format!("{}: {count}", name(what, t)))
                };
                let parts: Vec<String> = said.split(", ").filter_map(of).collect();
                format!("{}: {}", t.let_go, parts.join(" · "))
            }
            ChangeState::Waits | ChangeState::TurnedDown => format!("{}: {said}", m.why_not),
        });
        Self {
            title: fill(t.one_run, &[("number", &run.number.to_string())]),
            note: run.note.clone(),
            asked: format!("{} · {}", run.asked_by, language.instant(run.asked_at)),
            state: match run.state {
                ChangeState::Waits => m.c_waits,
                ChangeState::InForce => m.c_in_force,
                ChangeState::TurnedDown => m.c_refused,
            },
            decided: decided.map(|(who, at, _)| format!("{who} · {}", language.instant(*at))),
            outcome,
            href: format!("{}/{}", Page::Rights.path(language), run.number),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/rights.html")]
pub(super) struct RightsPage {
    frame: Frame,
    m: &'static RoomWords,
    t: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    open: Vec<RequestRow>,
    answered: Vec<RequestRow>,
    lines: Vec<LineRow>,
    /// A run may be asked for.
    asks: bool,
    nothing: bool,
    runs: Vec<RunRow>,
    as_of: String,
    path: &'static str,
    attempt: String,
    note: String,
}

impl RightsPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &RightsView,
        (note, attempt): (String, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let t = Words::of(language);
        let path = Page::Rights.path(language);
        let (answered, open): (Vec<&DataRequest>, Vec<&DataRequest>) =
            view.requests.iter().partition(|request| request.answer.is_some());
        let rows = |requests: Vec<&DataRequest>| {
            requests.into_iter().map(|request| RequestRow::new(request, language)).collect()
        };
        let nothing = view.lines.iter().all(|line| line.count == 0);
        let waits = view.runs.iter().any(|run| run.state == ChangeState::Waits);
        Self {
            menu: Menu::at(language, role, path),
            open: rows(open),
            answered: rows(answered),
            lines: view.lines.iter().map(|line| LineRow::new(line, language)).collect(),
            asks: lets_go(role) && !nothing && !waits,
            nothing,
            runs: view.runs.iter().map(|run| RunRow::new(run, language)).collect(),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(view.as_of))]),
            path,
            attempt,
            note,
            frame: frame.titled(t.title, &errors),
            errors,
            m: RoomWords::of(language),
            t,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/retention.html")]
pub(super) struct RunPage {
    frame: Frame,
    m: &'static RoomWords,
    t: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    row: RunRow,
    class: &'static str,
    counted: Vec<(&'static str, String)>,
    lines: Vec<LineRow>,
    waits: bool,
    own: bool,
    decides: bool,
    back: &'static str,
    why: String,
}

impl RunPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &RunView,
        why: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let t = Words::of(language);
        let (run, back) = (&view.run, Page::Rights.path(language));
        let row = RunRow::new(run, language);
        let counted = run.counted.iter();
        Self {
            menu: Menu::at(language, role, back),
            class: match run.state {
                ChangeState::Waits => "wait",
                ChangeState::InForce => "good",
                ChangeState::TurnedDown => "bad",
            },
            counted: counted.map(|(what, count)| (name(*what, t), count.to_string())).collect(),
            lines: view.now.iter().map(|line| LineRow::new(line, language)).collect(),
            waits: run.state == ChangeState::Waits,
            own: run.own,
            decides: lets_go(role),
            back,
            why,
            frame: frame.titled(&row.title, &errors),
            row,
            errors,
            m: RoomWords::of(language),
            t,
        }
    }
}

//! The message of an incident as it would leave, to whom, and who has asked for it.

use super::api::{AskedMessage, IncidentDraft, TellRefused, ToldWhom};
use super::words::Words;
use crate::agent::{Menu, encoded};
use crate::language::{Paths as _, Writes as _};
use crate::operator::ChangeState;
use crate::operator::incidents::{kind_name, place};
use crate::operator::pages::error_at;
use crate::operator::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Only, Role};
use askama::Template;
use units::Language;

pub(super) const WHOM: &str = "whom";
pub(super) const WHY: &str = "why";

pub(super) fn refused(said: TellRefused, language: Language) -> PageError {
    let w = Words::of(language);
    PageError::general(match said {
        TellRefused::Unknown => w.e_unknown,
        TellRefused::Over => w.e_over,
        TellRefused::Waits => w.e_waits,
        TellRefused::NoHouse => w.no_house,
        TellRefused::SamePerson => w.e_same,
        TellRefused::Decided => w.e_decided,
    })
}

fn whom(whom: ToldWhom, w: &Words) -> &'static str {
    match whom {
        ToldWhom::Exhausted => w.exhausted,
        ToldWhom::All => w.all_of_them,
    }
}

#[derive(Debug)]
struct Text {
    language: &'static str,
    lang: &'static str,
    text: String,
    count: String,
}

/// What somebody asked to be sent.
#[derive(Debug)]
struct Row {
    number: i64,
    whom: &'static str,
    asked: String,
    class: &'static str,
    state: String,
    /// It may be decided by whoever reads this.
    decides: bool,
    own: bool,
}

impl Row {
    fn new(one: &AskedMessage, may: bool, language: Language) -> Self {
        let w = Words::of(language);
        let waits = one.state == ChangeState::Waits;
        let (class, state) = match (one.state, &one.decided) {
            (ChangeState::InForce, Some((who, at, count))) if count.is_empty() => {
                let time = language.instant(*at);
                ("s2", fill(w.leaving, &[("who", &**who), ("time", &*time)]))
            }
            (ChangeState::InForce, Some((who, at, count))) => {
                let time = language.instant(*at);
                let values = [("who", &**who), ("time", &*time), ("count", &**count)];
                ("s1", fill(w.sent, &values))
            }
            (ChangeState::TurnedDown, Some((who, at, why))) => {
                let time = language.instant(*at);
                let values = [("who", &**who), ("time", &*time), ("why", &**why)];
                ("s3", fill(w.not_sent, &values))
            }
            (_, _) => ("s2", w.waits.to_owned()),
        };
        Self {
            number: one.number,
            whom: whom(one.whom, w),
            asked: format!("{} · {}", one.by, language.instant(one.at)),
            class,
            state,
            decides: waits && may && !one.own,
            own: waits && may && one.own,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/tell.html")]
pub(super) struct TellPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    place: String,
    texts: Vec<Text>,
    /// Name and words, with how many homes.
    choices: Vec<(String, String)>,
    chosen: String,
    /// May be asked for now.
    asks: bool,
    over: bool,
    told: Option<String>,
    rows: Vec<Row>,
    why: String,
    attempt: String,
    path: String,
    back: &'static str,
}

impl TellPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        draft: &IncidentDraft,
        (chosen, why, attempt): (String, String, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let back = Page::Incidents.path(language);
        let may = Needs::PartOf(Act::Messages, Only::Templates).allows(Some(role));
        let text = |(of, text, septets): &(Language, String, usize)| {
            let (count, most) = (septets.to_string(), draft.most.to_string());
            Text {
                language: of.own_name(),
                lang: of.code(),
                text: text.clone(),
                count: fill(w.septets, &[("count", &count), ("most", &most)]),
            }
        };
        let choice = |one: ToldWhom| {
            let count = match one {
                ToldWhom::Exhausted => draft.exhausted,
                ToldWhom::All => draft.all,
            };
            let homes = fill(w.homes, &[("count", &count.to_string())]);
            (one.name().to_owned(), format!("{} ({homes})", whom(one, w)))
        };
        let over = draft.line.closed_at.is_some();
        let waits = draft.asked.iter().any(|one| one.state == ChangeState::Waits);
        let name = kind_name(&draft.line.kind, language);
        Self {
            menu: Menu::at(language, role, back),
            title: fill(w.title, &[("incident", &name)]),
            place: place(draft.line.energy, draft.line.area.as_deref(), &frame),
            texts: draft.texts.iter().map(text).collect(),
            choices: ToldWhom::ALL.map(choice).to_vec(),
            chosen,
            asks: may && !over && !waits && !draft.texts.is_empty(),
            over,
            told: super::told(draft.line.told, language),
            rows: draft.asked.iter().map(|one| Row::new(one, may, language)).collect(),
            why,
            attempt,
            path: address(&draft.line.id, language),
            back,
            frame: frame.titled(&fill(w.title, &[("incident", &name)]), &errors),
            errors,
            w,
        }
    }
}

/// Where the message of an incident stands.
pub(in crate::operator) fn address(incident: &str, language: Language) -> String {
    // What somebody named on a command line may hold any sign.
    let named = encoded(incident);
    format!("{}/message/{named}", Page::Incidents.path(language))
}

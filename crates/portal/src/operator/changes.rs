//! What waits for a second person, who sees what the first saw. Source: UX O-04, 7.3.

use super::api::{Change, ChangeState, ChangeView};
use super::pages::{EffectPart, error_at};
use super::parameters::{ChangeRow, WHY, refused, state_word};
use super::paths::Page;
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use access::{Act, Needs, Role, Verb};
use askama::Template;
use units::Language;

#[derive(Debug, Template)]
#[template(path = "operator/changes.html")]
pub(super) struct ChangesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    waiting: Vec<ChangeRow>,
    decided: Vec<ChangeRow>,
}

impl ChangesPage {
    pub(super) fn new(frame: Frame, role: Role, changes: &[Change]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (waiting, decided): (Vec<&Change>, Vec<&Change>) =
            changes.iter().partition(|change| change.state == ChangeState::Waits);
        Self {
            menu: Menu::at(language, role, Page::Changes.path(language)),
            waiting: waiting.into_iter().map(|change| ChangeRow::new(change, &frame)).collect(),
            decided: decided.into_iter().map(|change| ChangeRow::new(change, &frame)).collect(),
            frame: frame.titled(m.changes_title, &[]),
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/change.html")]
pub(super) struct ChangePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    row: ChangeRow,
    reason: String,
    class: &'static str,
    effect: Option<EffectPart>,
    /// Why it can only be turned down.
    barred: Option<String>,
    /// Who decided and when.
    decided: Option<String>,
    decided_why: Option<String>,
    decides: bool,
    waits: bool,
    path: String,
    all: &'static str,
    why: String,
}

impl ChangePage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &ChangeView,
        why: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let change = &view.change;
        let all = Page::Changes.path(language);
        let effect = view.effect.as_ref().and_then(|effect| effect.as_ref().ok());
        let barred = view.effect.as_ref().and_then(|effect| effect.as_ref().err());
        let decided = change.decided.as_ref().map(|(who, at, _)| {
            let at = at.map(|at| language.instant(at)).unwrap_or_default();
            format!("{who} · {at}")
        });
        let decided_why = change.decided.as_ref().map(|(_, _, why)| why.clone());
        Self {
            menu: Menu::at(language, role, all),
            row: ChangeRow::new(change, &frame),
            reason: change.wish.reason.clone(),
            class: match change.state {
                ChangeState::Waits => "wait",
                ChangeState::InForce => "good",
                ChangeState::TurnedDown => "bad",
            },
            effect: effect.map(|effect| EffectPart::new(effect, &change.wish.value, &frame)),
            barred: barred.map(|barred| refused(barred, &frame).text),
            decided,
            decided_why: decided_why.filter(|why| !why.is_empty()),
            decides: Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role)),
            waits: change.state == ChangeState::Waits,
            path: format!("{all}/{}", change.number),
            all,
            why,
            frame: frame.titled(state_word(change, m), &errors),
            errors,
            m,
        }
    }
}

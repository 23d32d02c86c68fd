//! The form for whoever is not signed in, and the page that has it alone. Source: UX 8.1 P-06, P-07, P-15.

use super::api::{NotTaken, Promised};
use super::pages::{Typed, about, not_taken};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::public::Explained;
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use procedures::CaseKind;
use units::Language;

/// A form on a page for everybody: what it is about, and how whoever sends it is reached.
#[derive(Debug)]
pub(crate) struct OutsideForm {
    pub(crate) w: &'static Words,
    /// Name, words, chosen.
    pub(crate) kinds: Vec<(&'static str, String, bool)>,
    /// To be called, if that is all: name, title, lead.
    pub(crate) only: Option<(&'static str, &'static str, String)>,
    /// Label and hint of what they say.
    pub(crate) says: (&'static str, &'static str),
    pub(crate) typed: Typed,
    pub(crate) action: &'static str,
    errors: Vec<PageError>,
}

impl OutsideForm {
    /// The first of `kinds` is chosen if none was.
    pub(crate) fn new(
        language: Language,
        promised: Promised,
        kinds: &[CaseKind],
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let w = Words::of(language);
        let chosen = typed.kind.or(kinds.first().copied());
        let kind = |kind: &CaseKind| {
            let lead = if *kind == CaseKind::CallBack { w.call_lead } else { w.answer_by };
            let by = fill(lead, &[("day", &language.long_day(promised.by(*kind)))]);
            (kind.name(), format!("{}. {by}", about(*kind, w)), chosen == Some(*kind))
        };
        let only = (kinds == [CaseKind::CallBack]).then(|| {
            let lead = fill(w.call_lead, &[("day", &language.long_day(promised.call_by))]);
            (CaseKind::CallBack.name(), w.call_title, lead)
        });
        // Nothing has to be said to refuse, or to be called.
        let says = match kinds.iter().any(|kind| kind.needs_words()) {
            true => (w.what_happened, w.words_hint),
            false => (w.to_tell, w.name_hint),
        };
        let kinds = kinds.iter().map(kind).collect();
        Self { w, kinds, only, says, typed, action: Page::Contact.path(language), errors }
    }

    pub(crate) fn error(&self, field: &str) -> Option<&str> {
        let mut at = self.errors.iter().filter(|error| error.field == Some(field));
        at.next().map(|error| error.text.as_str())
    }
}

/// What was taken: its number, and by when they hear of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receipt {
    pub(super) number: i64,
    /// A call and not an answer, by this day.
    pub(super) by: Option<(bool, SettlementDay)>,
}

#[derive(Debug, Template)]
#[template(path = "my/contact.html")]
pub(super) struct ContactPage {
    frame: Frame,
    w: &'static Words,
    errors: Vec<PageError>,
    taken: Option<String>,
    form: OutsideForm,
    links: Vec<(&'static str, &'static str)>,
}

impl ContactPage {
    pub(super) fn new(
        frame: Frame,
        promised: Promised,
        typed: Typed,
        refused: Option<NotTaken>,
        taken: Option<Receipt>,
    ) -> Self {
        let (language, w) = (frame.language, Words::of(frame.language));
        let errors: Vec<PageError> =
            refused.map(|refused| not_taken(refused, &frame)).into_iter().collect();
        let kinds = [
            CaseKind::CallBack,
            CaseKind::Complaint,
            CaseKind::RefusePrepayment,
            CaseKind::AskPrepayment,
        ];
        let taken = taken.map(|receipt| {
            let number = fill(w.taken, &[("number", &receipt.number.to_string())]);
            let by = receipt.by.map(|(call, day)| {
                let words = if call { w.called_by } else { w.answered_by };
                fill(words, &[("day", &language.long_day(day))])
            });
            [Some(number), by].into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        Self {
            taken,
            form: OutsideForm::new(language, promised, &kinds, typed, errors.clone()),
            links: [Explained::NoPower, Explained::HelpToPay, Explained::Refuse]
                .map(|page| (page.path(language), page.told(language).title))
                .to_vec(),
            frame: frame.titled(w.contact_title, &errors),
            errors,
            w,
        }
    }
}

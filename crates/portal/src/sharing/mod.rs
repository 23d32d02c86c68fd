//! The pages of whoever represents a group of energy sharing, and a household's own. Source: UX 8.6, C-16.

mod api;
mod dossier;
mod ending;
mod pages;
mod paths;
mod routes;
mod told;
mod why;
mod words;

pub use api::{
    AdviceAsked, AgreeRefused, BillLine, Bills, Checksums, EndRefused, Ending, FileForm, FormShown,
    Gain, GroupLine, GroupView, Groups, JoinStopped, Joined, KeyEffect, KeyLine, KeyOutcome,
    KeyPreview, KeyRefused, KeyShown, KeyWanted, KeyWay, LeaveRefused, LineProblem, MemberLine,
    MemberMonth, MonthDue, MonthView, MySharing, Newcomer, News, NoticeLine, Notices, Shared,
    SignRefused, Signing, Simulation, StateShown, Task, TaskShown, TermsLine, TermsWanted,
    VersionLine, VersionShown, Warning, Why, WhyOf, WhyStep,
};
pub use dossier::{
    BrusselsShown, DocumentShown, DocumentView, DossierView, Dossiers, Entry, EntryShown,
    MOST_OF_A_DOCUMENT, MemberChanged, NewGroup, NewPaper, OpenRefused, PaperOf, PaperRefused,
    SubmitRefused,
};
pub(crate) use dossier::{changed_words, document_rows, history_rows};
pub use paths::Page;
/// What a household's own page is called.
pub(crate) fn own_name(language: units::Language) -> &'static str {
    words::Words::of(language).mine_title
}

pub use routes::{SharingOptions, router};

/// A form of a group in words.
pub(crate) fn form_word(form: FormShown, language: units::Language) -> &'static str {
    pages::form_name(form, words::Words::of(language))
}

/// Class and word of the chip of a state.
pub(crate) fn state_word(
    state: StateShown,
    language: units::Language,
) -> (&'static str, &'static str) {
    pages::state_chip(state, words::Words::of(language))
}

/// A key in words.
pub(crate) fn key_word(key: KeyShown, language: units::Language) -> &'static str {
    pages::key_name(key, words::Words::of(language))
}

/// A task of a dossier in words.
pub(crate) fn task_word(task: TaskShown, language: units::Language) -> &'static str {
    pages::task_name(task, words::Words::of(language))
}

/// What a point does in words.
pub(crate) fn role_word(takes: bool, injects: bool, language: units::Language) -> &'static str {
    let m = words::Words::of(language);
    match (takes, injects) {
        (true, true) => m.both,
        (false, true) => m.injects,
        (_, false) => m.takes,
    }
}

/// The words that a dossier has wherever it is shown.
#[derive(Debug)]
pub(crate) struct DossierWords {
    pub(crate) tasks: &'static str,
    pub(crate) done: &'static str,
    pub(crate) todo: &'static str,
    pub(crate) documents: &'static str,
    pub(crate) none: &'static str,
    pub(crate) history: &'static str,
}

impl DossierWords {
    pub(crate) fn of(language: units::Language) -> Self {
        let m = words::Words::of(language);
        let (documents, none, history) = dossier::headings(language);
        Self { tasks: m.tasks_title, done: m.done, todo: m.todo, documents, none, history }
    }
}

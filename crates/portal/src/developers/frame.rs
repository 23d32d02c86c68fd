//! What stands around a page that is there in both languages.

use super::words::Words;
use units::Language;

/// The pages that are there in English and French.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Sandbox,
    Terminal,
    Samples,
    Limits,
    /// For those who are signed in.
    Logs,
}

impl Page {
    pub(crate) const ALL: [Self; 5] =
        [Self::Sandbox, Self::Terminal, Self::Samples, Self::Limits, Self::Logs];

    /// English without a prefix, as the older pages are.
    pub(crate) fn path(self, language: Language) -> String {
        let name = match self {
            Self::Sandbox => "sandbox",
            Self::Terminal => "terminal",
            Self::Samples => "samples",
            Self::Limits => "limits",
            Self::Logs => "logs",
        };
        match language {
            Language::Fr => format!("/fr/developers/{name}"),
            Language::Nl | Language::De | Language::En => format!("/developers/{name}"),
        }
    }

    fn name(self, w: &Words) -> &'static str {
        match self {
            Self::Sandbox => w.sandbox,
            Self::Terminal => w.terminal,
            Self::Samples => w.samples,
            Self::Limits => w.limits,
            Self::Logs => w.logs,
        }
    }
}

/// The head of a page, and its ways to the others.
#[derive(Debug)]
pub(crate) struct Frame {
    pub title: String,
    /// Address, text, and whether it is this page.
    pub links: Vec<(String, &'static str, bool)>,
    /// The same page in the other language.
    pub other: String,
}

impl Frame {
    pub(crate) fn new(language: Language, here: Page, title: &str) -> Self {
        let w = Words::of(language);
        let old = [
            (super::START, w.start),
            (super::REFERENCE, w.reference),
            (super::WEBHOOKS, w.webhooks),
            (super::ERRORS, w.errors),
            (super::VERSIONS, w.versions),
        ];
        let mut links: Vec<_> =
            old.into_iter().map(|(path, text)| (path.to_owned(), text, false)).collect();
        let new = Page::ALL.map(|page| (page.path(language), page.name(w), page == here));
        // Behind the start.
        links.splice(1..1, new);
        let other = here.path(if language == Language::Fr { Language::En } else { Language::Fr });
        Self { title: title.to_owned(), links, other }
    }
}

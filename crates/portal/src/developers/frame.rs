//! Where the pages of developers are, and what stands around them.

use super::words::Words;
use units::Language;

/// The pages of developers, each in English and French.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Start,
    Sandbox,
    Terminal,
    Samples,
    Limits,
    /// For those who are signed in, as are the next two.
    Logs,
    Endpoints,
    Keys,
    Reference,
    Webhooks,
    Errors,
    Versions,
}

impl Page {
    pub(crate) const ALL: [Self; 12] = [
        Self::Start,
        Self::Sandbox,
        Self::Terminal,
        Self::Samples,
        Self::Limits,
        Self::Logs,
        Self::Endpoints,
        Self::Keys,
        Self::Reference,
        Self::Webhooks,
        Self::Errors,
        Self::Versions,
    ];

    /// English without a prefix: these addresses stand in answers of the API.
    pub(crate) fn path(self, language: Language) -> String {
        let name = match self {
            Self::Start => "",
            Self::Sandbox => "/sandbox",
            Self::Terminal => "/terminal",
            Self::Samples => "/samples",
            Self::Limits => "/limits",
            Self::Logs => "/logs",
            Self::Endpoints => "/endpoints",
            Self::Keys => "/keys",
            Self::Reference => "/reference",
            Self::Webhooks => "/webhooks",
            Self::Errors => "/errors",
            Self::Versions => "/versions",
        };
        format!("{}{name}", super::start_of(language))
    }

    fn name(self, w: &Words) -> &'static str {
        match self {
            Self::Start => w.start,
            Self::Sandbox => w.sandbox,
            Self::Terminal => w.terminal,
            Self::Samples => w.samples,
            Self::Limits => w.limits,
            Self::Logs => w.logs,
            Self::Endpoints => w.endpoints,
            Self::Keys => w.keys,
            Self::Reference => w.reference,
            Self::Webhooks => w.webhooks,
            Self::Errors => w.errors,
            Self::Versions => w.versions,
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
        let links = Page::ALL.map(|page| (page.path(language), page.name(w), page == here));
        let other = here.path(if language == Language::Fr { Language::En } else { Language::Fr });
        Self { title: title.to_owned(), links: links.to_vec(), other }
    }

    /// Of what stands below the page, under a name of its own.
    pub(crate) fn below(mut self, name: &str) -> Self {
        self.other = format!("{}/{name}", self.other);
        for (_, _, here) in &mut self.links {
            *here = false;
        }
        self
    }
}

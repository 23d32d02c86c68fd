//! Pages for those who write a partner's system, in English and French. All that they say of the API is given, so that
//! the one who serves it says it once. Source: UX 7.1, 8.9.

mod frame;
mod guide;
mod hooks;
mod keys;
mod kit;
mod logs;
mod sandbox;
mod words;

pub use guide::router;
pub use hooks::{
    AttemptLine, HookDesk, HookLine, HookRefused, HookView, HookWanted, Hooked, HooksView, Replay,
    SentLine, SentState, hooks_router,
};
pub use keys::{KeyDesk, KeyLine, KeyMaker, KeyRefused, Keyed, KeysView, MadeKey, keys_router};
pub use kit::{Kit, KitFacts, LimitsNow, Sample, Uptime, kit_router};
pub use logs::{LogAsked, LogLine, LogView, RequestBook, logs_router};
pub use sandbox::{
    AmountDoes, NewKey, NoKey, SandboxDesk, SandboxFacts, SandboxHome, sandbox_router,
};

use units::Language;

pub(crate) const START: &str = "/developers";

/// Where the pages of developers begin, for somebody who reads this language.
pub(crate) fn start_of(language: Language) -> &'static str {
    match language {
        Language::Fr => "/fr/developers",
        Language::Nl | Language::De | Language::En => START,
    }
}

/// Where whoever is signed in has endpoints of their own.
pub(crate) fn endpoints_of(language: Language) -> &'static str {
    match language {
        Language::Fr => "/fr/developers/endpoints",
        Language::Nl | Language::De | Language::En => "/developers/endpoints",
    }
}

/// A request that can be copied, and what comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub title: String,
    /// A line for a shell, with `$KEY` for the key.
    pub command: String,
    pub answer: String,
}

/// An address of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    pub permission: String,
    pub parameters: Vec<Parameter>,
    pub answers: Vec<Answered>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    pub required: bool,
    pub description: String,
    pub example: String,
}

/// What a status means: a text, or codes of problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub status: String,
    pub description: String,
    pub codes: Vec<String>,
}

/// A code of a problem, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub name: String,
    pub status: u16,
    pub retryable: bool,
    pub words: Vec<Words>,
}

/// In one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// `fr`, `nl`, `de` or `en`.
    pub tag: String,
    pub language: String,
    pub title: String,
    pub detail: String,
}

/// Two texts that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub text: String,
}

/// All that the pages of the API say, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guide {
    pub examples: Vec<Example>,
    pub operations: Vec<Operation>,
    pub codes: Vec<Code>,
    /// Types of events, with what they mean.
    pub events: Vec<Line>,
    /// Waits between attempts, as text.
    pub retries: String,
    /// To check an implementation of signatures: what goes in, and what comes out.
    pub vector: Vec<Line>,
    pub versions: Vec<Line>,
    /// A key is had in one click.
    pub sandbox: bool,
}

//! What the pages of texts get. Source: UX O-05.

use crate::my::{MyError, Visitor};
use crate::view::ShownState;
use calendar::Instant;
use units::{Energy, Language};

/// A message among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// Such as `M06`.
    pub id: String,
    /// Its subject in the language of the page.
    pub subject: String,
    /// The state that it tells of.
    pub state: Option<ShownState>,
    /// Not yet read by editors.
    pub draft: bool,
    /// Of the longest of its short messages; `None` if it has none.
    pub septets: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextsView {
    pub lines: Vec<TextLine>,
    /// Of all texts: a change is another version, which comes with a release.
    pub version: i64,
    pub most_septets: usize,
    pub as_of: Instant,
}

/// Where a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextChannel {
    Sms,
    Mail,
    Letter,
    Voice,
}

/// One text, filled with the longest real values; `Err`: why it cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPart {
    pub channel: TextChannel,
    /// `None`: it is the same for both.
    pub energy: Option<Energy>,
    /// Of a mail or letter.
    pub subject: String,
    pub text: Result<String, String>,
    pub septets: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextView {
    pub line: TextLine,
    pub parts: Vec<(Language, Vec<TextPart>)>,
    pub most_septets: usize,
}

/// What people are told, in all words of the release.
pub trait Catalogue: Send + Sync {
    fn texts(&self, visitor: &Visitor, language: Language) -> Result<TextsView, MyError>;

    /// One message in four languages.
    fn text(
        &self,
        visitor: &Visitor,
        language: Language,
        id: &str,
    ) -> Result<Option<TextView>, MyError>;
}

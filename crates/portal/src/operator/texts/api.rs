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

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordsOf {
    Pages,
    /// Text messages, mails, letters, and what stands around them.
    Messages,
    PhoneLine,
    /// What a program is told that asks for something.
    Interface,
    Meters,
}

impl WordsOf {
    pub const ALL: [Self; 5] =
        [Self::Pages, Self::Messages, Self::PhoneLine, Self::Interface, Self::Meters];

    /// As an address has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Messages => "messages",
            Self::PhoneLine => "phone",
            Self::Interface => "interface",
            Self::Meters => "meters",
        }
    }
}

/// A text as it is written, before anything is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    pub of: WordsOf,
    /// The file it stands in, such as `my/help`.
    pub family: &'static str,
    pub key: &'static str,
    /// Empty where a language has none.
    pub texts: [(Language, &'static str); 4],
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

    /// Every text of the release, in the order in which they are written.
    fn words(&self, visitor: &Visitor) -> Result<Vec<Wording>, MyError>;
}

//! What the pages of a dossier get, and what they ask for.

use super::super::api::{FormShown, GroupView, TaskShown};
use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use units::Ean;

/// Bytes of the largest document.
pub const MOST_OF_A_DOCUMENT: usize = 4_000_000;

/// What a document is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentShown {
    Pdf,
    Jpeg,
    Png,
}

/// A document without itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    pub seq: i64,
    pub task: TaskShown,
    pub kind: DocumentShown,
    pub bytes: i64,
    pub at: Instant,
    /// No later one has taken its place.
    pub holds: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryShown {
    Opened,
    Submitted,
    Returned,
    Answered,
    Accepted,
    Refused,
    Withdrawn,
    /// A key that is not a standard one: asked, approved, not approved. Source: ES-05.
    KeyAsked,
    KeyApproved,
    KeyDeclined,
}

/// What went to and fro between the representative and the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub at: Instant,
    pub what: EntryShown,
    /// As it was written; empty where nothing was.
    pub text: String,
    /// The operator's words on single tasks.
    pub tasks: Vec<(TaskShown, String)>,
}

/// Source: UX R-02.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierView {
    pub group: GroupView,
    /// The papers that its form needs.
    pub papers: Vec<TaskShown>,
    /// What the operator wrote on single tasks when it last gave the dossier back.
    pub replies: Vec<(TaskShown, String)>,
    pub documents: Vec<DocumentView>,
    pub history: Vec<Entry>,
    /// By when the operator answers, while the dossier lies there.
    pub due: Option<SettlementDay>,
    /// Until when the points are kept from other groups.
    pub kept_until: Option<SettlementDay>,
    /// The type of the group, where the operator's region has such types and it is known where its participants lie.
    pub brussels: Option<BrusselsShown>,
}

/// How near the least local participant is: it sets the type of the group, A to D. Source: ES-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrusselsShown {
    Building,
    Cabin,
    Substation,
    Several,
}

/// A group that somebody wants to open. Source: ES-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGroup {
    pub form: FormShown,
    pub name: String,
    /// Empty ones were not said.
    pub building: String,
    pub municipality: String,
    pub station: String,
    pub wind: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenRefused {
    Name,
    Building,
    /// Nothing holds it together.
    Perimeter,
    Municipality,
    /// This form is not open here.
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperOf {
    Paper(TaskShown),
    Mandate(Ean),
}

/// A document that is sent, without itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaper {
    pub of: PaperOf,
    pub on: SettlementDay,
    pub signer: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperRefused {
    /// Neither PDF nor JPEG nor PNG.
    NotADocument,
    TooLarge,
    TooMany,
    /// All of them together.
    TooMuch,
    /// It is there under this number.
    Twice(i64),
    /// The form does not need it, or there is no such participant.
    Needless,
    /// Signed later than today.
    Day,
    Closed,
    /// Nothing can be kept sealed.
    NoKey,
}

/// What has changed of a member since it joined. Source: ES-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberChanged {
    /// It is in another group at that time.
    OtherGroup,
    /// The account was closed: whoever signed has moved out.
    MovedOut,
    /// It has the social tariff, and has not signed that it is lost on what is shared.
    SocialTariff,
    /// The same of compensation.
    Compensation,
    /// Of another operator, or gas.
    NotHere,
    /// One of the last three: which it is, is the household's to tell. Source: PD-04.
    Household,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubmitRefused {
    /// These tasks are open.
    Open(Vec<TaskShown>),
    /// Of this point something has changed since it joined.
    Member(MemberChanged, Ean),
    /// Too many homes were asked about.
    Wait(Instant),
    /// It does not lie with the representative.
    State,
    /// Nothing was written, or too much.
    Text,
    /// It was answered often enough: the operator reads first.
    Enough,
}

/// `None`: it is no group of theirs.
pub trait Dossiers: Send + Sync {
    fn dossier(&self, visitor: &Visitor, group: i64) -> Result<Option<DossierView>, MyError>;

    /// Opens a group that the visitor represents, once for an `attempt`. Inside: its number.
    fn open_group(
        &self,
        visitor: &Visitor,
        new: &NewGroup,
        attempt: &str,
    ) -> Result<Result<i64, OpenRefused>, MyError>;

    fn add_document(
        &self,
        visitor: &Visitor,
        group: i64,
        paper: &NewPaper,
        bytes: &[u8],
    ) -> Result<Option<Result<(), PaperRefused>>, MyError>;

    fn document(
        &self,
        visitor: &Visitor,
        group: i64,
        seq: i64,
    ) -> Result<Option<(DocumentShown, Vec<u8>)>, MyError>;

    fn submit(
        &self,
        visitor: &Visitor,
        group: i64,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError>;

    /// Answers what the operator wrote.
    fn answer(
        &self,
        visitor: &Visitor,
        group: i64,
        text: &str,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError>;

    /// Takes the dossier back, for good.
    fn withdraw(
        &self,
        visitor: &Visitor,
        group: i64,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError>;
}

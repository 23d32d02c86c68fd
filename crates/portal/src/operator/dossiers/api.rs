//! What the pages of dossiers get, and what they ask for.

use crate::my::{MyError, Visitor};
use crate::sharing::{DocumentShown, DossierView, GroupLine, KeyShown, MemberChanged, TaskShown};
use calendar::SettlementDay;
use units::Ean;

/// What is checked of the points of a dossier. Source: ES-02, ES-03.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckShown {
    Perimeter,
    Municipality,
    Meters,
    PublicGrid,
    /// Electricity of this operator.
    OwnGrid,
    OneGroup,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerdictShown {
    /// It shares from this day on.
    Accept(SettlementDay),
    Refuse(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    pub line: GroupLine,
    /// By when it is answered, while it lies with the operator.
    pub due: Option<SettlementDay>,
    pub late: bool,
    /// One person would decide; another one has to.
    pub proposed: bool,
    /// It waits for a word on another key.
    pub asks: bool,
    /// Points that joined while it shares, and that are to be looked at.
    pub joined: usize,
}

/// A point that joined a group which shares already, with the checks that it fails. Source: ES-02, ES-03.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinedLine {
    pub ean: Ean,
    pub from: SettlementDay,
    /// When the representative filed it.
    pub filed: SettlementDay,
    pub fails: Vec<CheckShown>,
}

/// A key that a group asks for. Source: ES-05, UX R-04.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyAsked {
    /// Which entry of the dossier asks for it: another key has another one.
    pub number: usize,
    pub key: KeyShown,
    pub from: SettlementDay,
    /// Why the group wants it.
    pub text: String,
    /// As decimal or fraction, of whom has one.
    pub shares: Vec<(Ean, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewView {
    pub dossier: DossierView,
    pub late: bool,
    /// Each with the points that fail.
    pub checks: Vec<(CheckShown, Vec<Ean>)>,
    /// Who would decide how, and whether that is who looks.
    pub proposed: Option<(String, bool, VerdictShown)>,
    pub asked: Option<KeyAsked>,
    pub joined: Vec<JoinedLine>,
}

/// Why nothing was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewRefused {
    /// It does not lie with the operator.
    NotNow,
    SamePerson,
    /// What the rules say: tasks that are open, a key that begins later.
    Rule,
    /// The key that was asked for does not hold any more: its day is over, or another was filed.
    Key,
    /// Of a member something has changed since it joined.
    Member(MemberChanged, Ean),
    /// The first day of sharing lies before it was handed in, or further off than anybody plans.
    Day {
        from: SettlementDay,
        last: SettlementDay,
    },
}

/// `None`: there is no such dossier.
pub trait DossierReviews: Send + Sync {
    /// Those that wait first, by due time.
    fn dossiers(&self, visitor: &Visitor) -> Result<Vec<ReviewLine>, MyError>;

    fn dossier(&self, visitor: &Visitor, group: i64) -> Result<Option<ReviewView>, MyError>;

    /// Opens a document, which is noted. Source: PD-05.
    fn dossier_document(
        &self,
        visitor: &Visitor,
        group: i64,
        seq: i64,
    ) -> Result<Option<(DocumentShown, Vec<u8>)>, MyError>;

    fn return_dossier(
        &self,
        visitor: &Visitor,
        group: i64,
        reasons: &str,
        tasks: &[(TaskShown, String)],
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError>;

    /// Proposes it, or brings it into force if another person has proposed the same.
    fn decide_dossier(
        &self,
        visitor: &Visitor,
        group: i64,
        verdict: &VerdictShown,
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError>;

    /// Approves the key that a group asks for or, with reasons, does not: the one of this number, which was seen, and no
    /// other that is asked for since. Source: ES-05, UX 7.3.
    fn answer_key(
        &self,
        visitor: &Visitor,
        key: (i64, usize),
        declined: Option<&str>,
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError>;
}

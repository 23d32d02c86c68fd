//! What the page of data rights gets, and what it asks for. Source: UX O-13, PD-01, PD-07.

use crate::my::{MyError, Visitor};
use crate::operator::ChangeState;
use calendar::{Instant, SettlementDay};
use procedures::{CaseKind, Outcome};
use units::Dso;

/// What a household asked about its own data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataRequest {
    pub number: i64,
    pub kind: CaseKind,
    /// Without what tells whose household it is.
    pub about: String,
    pub asked: SettlementDay,
    pub due: SettlementDay,
    pub late: bool,
    /// When and how it was answered.
    pub answer: Option<(SettlementDay, Outcome)>,
}

/// What is let go of when its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetGo {
    /// Who lived at a point whose account is closed, and how they were reached.
    Identity,
    /// The same of those who asked to be forgotten, and were told yes.
    Asked,
    /// What was asked and answered, and what was proposed for plans.
    Cases,
    /// Voltage behind a complaint that is over.
    Voltage,
    /// Calls that were made, and who was told of incidents.
    Calls,
    /// What partners' systems asked of the API.
    Requests,
    /// Names of people who came to a shop's till and come no more.
    ShopPeople,
    /// What technicians photographed, and what agents did for an act that nobody asked for.
    Photos,
    /// What was photographed as evidence of money that was booked.
    Evidence,
    /// Where households of ended requests live, and what was written at visits.
    Homes,
    /// Papers and mandates of dossiers of energy sharing that are over, or that a later one replaced.
    Documents,
}

impl LetGo {
    pub const ALL: [Self; 11] = [
        Self::Identity,
        Self::Asked,
        Self::Cases,
        Self::Voltage,
        Self::Calls,
        Self::Requests,
        Self::ShopPeople,
        Self::Photos,
        Self::Evidence,
        Self::Homes,
        Self::Documents,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Asked => "asked",
            Self::Cases => "cases",
            Self::Voltage => "voltage",
            Self::Calls => "calls",
            Self::Requests => "requests",
            Self::ShopPeople => "shop_people",
            Self::Photos => "photos",
            Self::Evidence => "evidence",
            Self::Homes => "homes",
            Self::Documents => "documents",
        }
    }
}

/// For how long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptFor {
    Years(i32),
    Days(i32),
    /// Until somebody asks.
    UntilAsked,
}

/// How much of it is past its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetGoLine {
    pub what: LetGo,
    pub kept: KeptFor,
    /// All of before this day is past its time.
    pub before: SettlementDay,
    pub count: u64,
}

/// A run that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionRun {
    pub number: i64,
    pub note: String,
    pub asked_by: String,
    pub asked_at: Instant,
    /// The visitor asked for it.
    pub own: bool,
    pub state: ChangeState,
    /// What was past its time as it was asked for.
    pub counted: Vec<(LetGo, u64)>,
    /// Who decided, when, and what was let go of or why not.
    pub decided: Option<(String, Instant, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsView {
    pub dso: Dso,
    /// Open ones by due day, then the last ones that were answered.
    pub requests: Vec<DataRequest>,
    /// The dry run.
    pub lines: Vec<LetGoLine>,
    /// Those that wait, then the last ones that were decided.
    pub runs: Vec<RetentionRun>,
    pub as_of: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunView {
    pub run: RetentionRun,
    /// As it would be now; empty once it is decided.
    pub now: Vec<LetGoLine>,
}

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightsRefused {
    NoRun,
    /// Another person has to decide.
    SamePerson,
    Decided,
    /// There is nothing to let go of.
    Nothing,
    /// Another run waits for a second person.
    Waits,
}

pub type RightsTold<T> = Result<Result<T, RightsRefused>, MyError>;

/// What households may ask of their data, and what is let go of in time.
pub trait DataRights: Send + Sync {
    fn rights(&self, visitor: &Visitor) -> Result<RightsView, MyError>;

    /// Keeps a run that waits for a second person; sent again with the same `attempt` it is the same one.
    fn ask_retention(&self, visitor: &Visitor, note: &str, attempt: &str) -> RightsTold<i64>;

    fn retention(&self, visitor: &Visitor, number: i64) -> Result<Option<RunView>, MyError>;

    /// Lets go of what is past its time at this moment, or of nothing.
    fn decide_retention(
        &self,
        visitor: &Visitor,
        number: i64,
        approve: bool,
        why: &str,
    ) -> RightsTold<()>;
}

//! What the page of roles gets, and what it asks for. Source: UX O-06.

use crate::my::{MyError, Visitor};
use crate::operator::ChangeState;
use access::{Role, Standing};
use calendar::{Instant, SettlementDay};
use units::{Dso, Email, Language};

/// Somebody who works at an operator or for a partner of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: i64,
    pub role: Role,
    pub name: String,
    /// With what they sign in: mail, or else a phone number.
    pub address: String,
    pub since: Instant,
    pub last_day: Option<SettlementDay>,
    pub reviewed_on: SettlementDay,
    pub standing: Standing,
    /// Signs in with a code of an app too.
    pub second_factor: bool,
    pub ended: bool,
    /// The visitor.
    pub own: bool,
}

/// A role that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleWish {
    New {
        role: Role,
        name: String,
        email: Email,
        language: Language,
        last_day: Option<SettlementDay>,
        note: String,
    },
    /// A role that is kept, or opens again, until this day.
    Longer { person: i64, last_day: Option<SettlementDay>, note: String },
}

/// A role that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRequest {
    pub number: i64,
    pub wish: RoleWish,
    /// Whose role it is.
    pub name: String,
    pub role: Role,
    pub asked_by: String,
    pub asked_at: Instant,
    /// The visitor asked for it, or it is their own role.
    pub own: bool,
    pub state: ChangeState,
    /// Who decided, when and, if it was turned down, why.
    pub decided: Option<(String, Instant, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamView {
    pub dso: Dso,
    /// How long a review holds.
    pub months: i32,
    /// Those whose role opens nothing and those who are due first, those who have ended last.
    pub members: Vec<Member>,
    /// Those that wait, then the last ones that were decided.
    pub requests: Vec<RoleRequest>,
    pub today: SettlementDay,
}

/// What was done with a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleAct {
    Given,
    Confirmed,
    Prolonged,
    Ended,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLine {
    pub at: Instant,
    pub act: RoleAct,
    pub last_day: Option<SettlementDay>,
    pub by: String,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    pub member: Member,
    pub months: i32,
    /// Newest first.
    pub history: Vec<RoleLine>,
    /// Waits for a second person.
    pub waiting: Vec<RoleRequest>,
    pub today: SettlementDay,
}

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamRefused {
    NoPerson,
    NoRequest,
    /// Another person has to decide.
    SamePerson,
    /// Nobody decides about their own role.
    OwnRole,
    Decided,
    /// Somebody who works here signs in with this address.
    AddressTaken,
    /// A last day that is over.
    DayOver,
    /// It is no longer looked at by one person: it opens again by two.
    Lapsed,
    /// A role that has ended does not come back.
    Ended,
}

pub type TeamTold<T> = Result<Result<T, TeamRefused>, MyError>;

/// Who has which role at an operator.
pub trait Team: Send + Sync {
    fn team(&self, visitor: &Visitor) -> Result<TeamView, MyError>;

    fn member(&self, visitor: &Visitor, person: i64) -> Result<Option<MemberView>, MyError>;

    /// Keeps a wish that waits for a second person; sent again with the same `attempt` it is the same one.
    fn ask_role(&self, visitor: &Visitor, wish: &RoleWish, attempt: &str) -> TeamTold<i64>;

    fn role_request(&self, visitor: &Visitor, number: i64) -> Result<Option<RoleRequest>, MyError>;

    fn decide_role(&self, visitor: &Visitor, number: i64, approve: bool, why: &str)
    -> TeamTold<()>;

    /// Somebody looked: the role is still needed, until the next review.
    fn confirm_role(&self, visitor: &Visitor, person: i64, why: &str) -> TeamTold<()>;

    /// Ends a role and all sessions of its holder at once.
    fn end_role(&self, visitor: &Visitor, person: i64, why: &str) -> TeamTold<()>;
}

//! The people of a social service: whose clients are whose, and who stands in for whom. Source: UX S-01, S-09.

use crate::my::{MyError, Visitor};
use access::{Act, Right};
use calendar::SettlementDay;
use units::AccountId;

/// A client has one person in charge: whoever opened the mandate, until it is moved. All others of the team see the
/// client, too; being in charge says whose work it is.
pub trait CpasTeam: Send + Sync {
    fn team(&self, visitor: &Visitor) -> Result<Team, MyError>;
    /// Puts a client, or all of somebody's clients, into another's charge. How many.
    fn move_clients(
        &self,
        visitor: &Visitor,
        moved: Moved,
    ) -> Result<Result<usize, TeamRefused>, MyError>;
    /// Somebody is away, and another does their work meanwhile. Another leave of the same person takes its place.
    fn set_leave(
        &self,
        visitor: &Visitor,
        leave: NewLeave,
    ) -> Result<Result<(), TeamRefused>, MyError>;
    /// Ends a leave, or takes it back before it has begun.
    fn end_leave(&self, visitor: &Visitor, person: i64)
    -> Result<Result<(), TeamRefused>, MyError>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Only this client; all of them without.
    pub client: Option<AccountId>,
    /// Those who are in nobody's charge without.
    pub from: Option<i64>,
    pub to: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLeave {
    pub person: i64,
    pub first: SettlementDay,
    pub last: SettlementDay,
    pub stand_in: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave {
    pub first: SettlementDay,
    pub last: SettlementDay,
    pub stand_in: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: i64,
    pub name: String,
    /// Whoever looks.
    pub own: bool,
    /// In their charge.
    pub clients: usize,
    /// The one that holds or is to come.
    pub leave: Option<Leave>,
}

/// Who is in charge of a client.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InCharge {
    /// `None`: nobody.
    pub person: Option<(i64, String)>,
    /// To whom the client may be handed over.
    pub others: Vec<(i64, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub name: String,
    pub members: Vec<Member>,
    /// Clients in nobody's charge.
    pub nobodys: usize,
    /// What everybody of a social service may do.
    pub rights: Vec<(Act, &'static [Right])>,
    pub today: SettlementDay,
}

/// Why the team stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TeamRefused {
    #[error("nobody of this team")]
    NoMember,
    #[error("no client in their charge")]
    NoClient,
    #[error("the same person")]
    SamePerson,
    #[error("it ends before it begins, is over, or is longer than {most} days")]
    Days { most: i32 },
    #[error("whoever stands in is away then")]
    StandInAway,
    #[error("they stand in for somebody then")]
    StandsIn,
    #[error("nobody is away")]
    NoLeave,
}

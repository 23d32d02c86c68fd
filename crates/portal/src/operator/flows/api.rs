//! What the page of flows gets, and what it asks for. Source: UX O-08.

use crate::my::{MyError, Visitor};
use crate::operator::Health;
use calendar::Instant;
use units::Dso;

/// A way in or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// Readings of the last midnight.
    HeadEnd,
    /// Commands to meters.
    Orders,
    /// Statements.
    Bank,
    Sms,
    Mail,
    Letters,
    Webhooks,
    /// Calls on the phone line.
    Voice,
    /// What suppliers ask for.
    Suppliers,
}

/// How a flow stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowLine {
    pub flow: Flow,
    /// A bank account; empty of the others.
    pub name: String,
    pub waiting: u64,
    /// Since when the oldest waits.
    pub oldest: Option<Instant>,
    /// Given up within the last days that dead letters are kept for.
    pub dead: u64,
    /// When something came or arrived last.
    pub last: Option<Instant>,
    pub health: Health,
    /// Of messages that come in: those of this month from numbers that nobody has.
    pub unknown: Option<u64>,
}

/// Something that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Names it in a form.
    pub id: String,
    pub flow: Flow,
    /// A message or a type of event.
    pub what: String,
    /// Without what tells whose household it is; of a webhook its address.
    pub about: String,
    pub at: Instant,
    pub attempts: u64,
    /// What was said as it was given up, without addresses.
    pub reason: String,
    /// What it says still holds, and there is a way to send it.
    pub may_leave: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowsView {
    pub dso: Dso,
    pub lines: Vec<FlowLine>,
    /// Newest first, as many as a page holds.
    pub dead: Vec<DeadLetter>,
    /// For how many days dead letters are listed.
    pub days: i32,
    pub as_of: Instant,
}

/// Why something does not leave again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowRefused {
    /// There is none, or it is none any more.
    NoLetter,
    /// Its figures are of another day.
    TooOld,
    /// Nobody knows where to.
    NoAddress,
    /// The partner may not hear of it any more.
    NotTheirs,
}

/// How what comes in and goes out stands.
pub trait Flows: Send + Sync {
    fn flows(&self, visitor: &Visitor) -> Result<FlowsView, MyError>;

    /// Sends one dead letter again, once.
    fn replay(
        &self,
        visitor: &Visitor,
        id: &str,
        why: &str,
    ) -> Result<Result<(), FlowRefused>, MyError>;
}

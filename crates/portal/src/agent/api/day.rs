//! What the page of somebody's day asks: their tasks of all queues, and what one person leaves to the next.
//! Source: UX.

use super::{Queue, QueueLine, Told};
use crate::my::{MyError, Visitor};
use calendar::Instant;
use units::{Dso, MicroEuro};

/// Letters of a note, at most.
pub const MOST_OF_A_NOTE: usize = 500;

/// Letters that say how something was done, at most.
pub const MOST_OF_AN_END: usize = 120;

pub trait DayDesk {
    fn day(&self, visitor: &Visitor) -> Result<DayView, MyError>;
    /// Takes what waits in a queue, or gives it back. Errors inside: it waits no more, or somebody else has it.
    fn take_task(&self, visitor: &Visitor, queue: Queue, task: &str, take: bool) -> Told<()>;
    /// Ends what waits in a queue that a word ends: how it was done, or why it is let be. Errors inside: it waits no more, or
    /// with another amount, or no word ends it.
    fn end_task(&self, visitor: &Visitor, queue: Queue, done: &TaskDone<'_>) -> Told<()>;
    /// Leaves a note to the next person, and returns its number.
    fn hand_over(&self, visitor: &Visitor, words: &str) -> Result<i64, MyError>;
    /// A note of the visitor's operator was read. Errors inside: there is no such note.
    fn handover_read(&self, visitor: &Visitor, number: i64) -> Told<()>;
}

/// That a task was done, as somebody says it.
#[derive(Debug, Clone, Copy)]
pub struct TaskDone<'a> {
    pub task: &'a str,
    pub how: &'a str,
    /// The amount that stood there, if there was one.
    pub amount: Option<MicroEuro>,
}

/// Who has a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    pub name: String,
    /// The visitor.
    pub own: bool,
    pub since: Instant,
}

/// What nobody has taken in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nobodys {
    pub queue: Queue,
    pub count: usize,
    pub overdue: usize,
}

/// A note of one person to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverLine {
    pub number: i64,
    pub at: Instant,
    pub by: String,
    pub words: String,
    /// The visitor wrote it.
    pub own: bool,
    /// The visitor has read it.
    pub read: bool,
    pub read_by: Vec<(String, Instant)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayView {
    pub dso: Dso,
    /// What is due first.
    pub mine: Vec<(Queue, QueueLine)>,
    /// Queues with something of nobody's.
    pub nobodys: Vec<Nobodys>,
    /// Acts of others that the visitor may decide on.
    pub to_decide: usize,
    /// The visitor's own acts that wait for somebody else.
    pub waiting: usize,
    /// Newest first.
    pub notes: Vec<HandoverLine>,
    pub now: Instant,
}

//! What the page of calls asks: who waits to be called back, and what was heard on the phone line. Source: UX A-10.

use super::{Told, Whose};
use crate::my::{MyError, Visitor};
use crate::view::ShownState;
use calendar::Instant;
use units::{AccountId, Ean, Language, PaymentReference};

pub trait CallDesk {
    /// Call-backs that somebody should make now, what is due first comes first, and the calls of late.
    fn calls(&self, visitor: &Visitor) -> Result<CallsView, MyError>;
    /// Takes a call back on, or gives it back. One that a colleague has stays theirs.
    fn take_call(&self, visitor: &Visitor, number: i64, on: bool) -> Told<()>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallsView {
    pub due: Vec<DueCall>,
    /// Newest first.
    pub heard: Vec<HeardCall>,
    pub now: Instant,
}

/// Somebody to be called back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueCall {
    /// Of the case.
    pub number: i64,
    /// Whose account it is; may have no name.
    pub who: Option<Whose>,
    /// As somebody keyed it in whose number is not the household's.
    pub reference: Option<PaymentReference>,
    pub phone: Option<String>,
    pub language: Language,
    pub asked: Instant,
    pub deadline: Instant,
    /// The deadline was said to them, to the minute.
    pub promised: bool,
    /// Calls in vain.
    pub tries: usize,
    /// Who has taken it on, and whether that is who asks.
    pub owner: Option<(String, bool)>,
}

/// A call on the phone line. There is no number here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardCall {
    pub at: Instant,
    pub language: Language,
    /// Of which accounts which state was told.
    pub told: Vec<(AccountId, Ean, ShownState)>,
    /// The nodes by name, with the keys that were pressed there; digits of references are dots.
    pub path: Vec<(String, String)>,
    /// Short messages that were asked for.
    pub texts: i64,
    /// A call back was promised.
    pub promised: bool,
    /// Who was called for them.
    pub transfer: Option<HeardTransfer>,
    pub ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeardTransfer {
    Person,
    Danger,
}

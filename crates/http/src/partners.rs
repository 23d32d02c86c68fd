//! Partners' systems: a key with scopes reads events and what they point to. Source: UX 10, UX 7.3.

mod rates;
mod sandbox;
mod version;

pub use rates::A_MINUTE as REQUESTS_A_MINUTE;
pub(crate) use rates::Rates;
pub(crate) use sandbox::Sandbox;
pub(crate) use version::VERSION_HEADER;
pub use version::{Change, VERSIONS, Version};

use crate::desk::Answering;
use crate::requests::{KeptRequest, RequestsAsked};
use crate::sharing::{
    InOrder, PointQuarters, SharedVolume, SharingGroup, SharingUnknown, SharingVersion,
    VersionAsked,
};
use crate::suppliers::Suppliers;
use crate::webhooks::Envelope;
use calendar::Instant;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use units::UnknownName;
use utoipa::ToSchema;

/// How the text of a key begins, and that of one for examples only.
pub const KEY_PREFIX: &str = "tk_live_";
pub const SANDBOX_PREFIX: &str = "tk_test_";

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    EventsRead,
    AccountsRead,
    /// Of an operator's own telephony server: it tells states to callers.
    CallsWrite,
    /// What the own systems asked.
    LogsRead,
    /// Of a representative or a supplier: what was shared in the own groups, of the own points.
    SharingRead,
    /// Of a supplier: its requests, and what became of them.
    RequestsRead,
    /// Of a supplier: to file requests.
    RequestsWrite,
    /// Of a supplier: the money of its customers.
    SettlementRead,
}

impl Scope {
    pub const ALL: [Self; 8] = [
        Self::EventsRead,
        Self::AccountsRead,
        Self::CallsWrite,
        Self::LogsRead,
        Self::SharingRead,
        Self::RequestsRead,
        Self::RequestsWrite,
        Self::SettlementRead,
    ];

    /// For people who choose.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::EventsRead => "Read events, as they are sent to endpoints.",
            Self::AccountsRead => "Read how accounts stand that are shared with you.",
            Self::CallsWrite => "Answer callers at the operator's own phone line.",
            Self::LogsRead => "Read what your own systems have asked.",
            Self::SharingRead => "Read months of energy sharing in your groups, or of your points.",
            Self::RequestsRead => "Read your requests and what became of them.",
            Self::RequestsWrite => "File requests for an activation or an end.",
            Self::SettlementRead => "Read what your customers have paid, and your remittances.",
        }
    }

    /// Whether what is asked with it is carried out once for each idempotency key. An event of a call has a number of
    /// its own instead.
    pub(crate) fn is_keyed(self) -> bool {
        match self {
            Self::RequestsWrite => true,
            Self::EventsRead
            | Self::AccountsRead
            | Self::CallsWrite
            | Self::LogsRead
            | Self::SharingRead
            | Self::RequestsRead
            | Self::SettlementRead => false,
        }
    }

    /// As it is kept, and as documentation calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::EventsRead => "events:read",
            Self::AccountsRead => "accounts:read",
            Self::CallsWrite => "calls:write",
            Self::LogsRead => "logs:read",
            Self::SharingRead => "sharing:read",
            Self::RequestsRead => "requests:read",
            Self::RequestsWrite => "requests:write",
            Self::SettlementRead => "settlement:read",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Scope {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|scope| scope.name() == text).ok_or_else(|| UnknownName {
            text: text.to_owned(),
            expected: "a scope (events:read, accounts:read, calls:write, logs:read, sharing:read, \
                       requests:read, requests:write, settlement:read)",
        })
    }
}

/// Whose key it is that calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Number of the key.
    pub key: i64,
    pub scopes: Vec<Scope>,
    /// Gets examples, and reaches no account.
    pub sandbox: bool,
    /// Of the API, where a request names none.
    pub version: Version,
}

/// An event with its place in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub seq: i64,
    /// `None`: the partner may not hear of this one.
    pub event: Option<Envelope>,
}

/// The books behind the partners' addresses. No account is asked for by a key of the sandbox.
pub trait Partners: Suppliers {
    /// Whose key this is, if it holds at this instant.
    fn partner<'a>(&'a self, key: &'a str, at: Instant) -> Answering<'a, Option<Partner>>;

    /// Up to `most` events behind place `after`, in order. Source: UX 7.3.
    fn events<'a>(
        &'a self,
        partner: &'a Partner,
        after: i64,
        most: usize,
        at: Instant,
    ) -> Answering<'a, Vec<Placed>>;

    /// One event that the partner may hear of.
    fn event<'a>(
        &'a self,
        partner: &'a Partner,
        id: &'a str,
        at: Instant,
    ) -> Answering<'a, Option<Envelope>>;

    /// How an account stands, as far as the partner may see it. The look is kept before it is answered.
    /// Source: PD-05.
    fn account<'a>(
        &'a self,
        partner: &'a Partner,
        account: &'a str,
        at: Instant,
    ) -> Answering<'a, Option<AccountNow>>;

    /// Groups of energy sharing that the partner may read, by number: up to so many behind a place. Source: ES-15.
    fn sharing_groups<'a>(
        &'a self,
        partner: &'a Partner,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Vec<InOrder<SharingGroup>>>;

    /// Versions of a group's months, in order. Source: ES-14.
    fn sharing_versions<'a>(
        &'a self,
        partner: &'a Partner,
        group: &'a str,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Result<Vec<InOrder<SharingVersion>>, SharingUnknown>>;

    /// What points got in a version. The look is kept before it is answered. Source: ES-15, PD-05.
    fn sharing_volumes<'a>(
        &'a self,
        partner: &'a Partner,
        asked: &'a VersionAsked,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Result<Vec<InOrder<SharedVolume>>, SharingUnknown>>;

    /// The quarter-hours of points in a version. The look is kept before it is answered. Source: ES-15, PD-05.
    fn sharing_quarter_hours<'a>(
        &'a self,
        partner: &'a Partner,
        asked: &'a VersionAsked,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Result<Vec<InOrder<PointQuarters>>, SharingUnknown>>;

    /// Requests of the organisation that the key is of, newest first, as far as they are still kept. Also asked for
    /// a key of the sandbox. Source: D-05.
    fn requests<'a>(
        &'a self,
        partner: &'a Partner,
        asked: RequestsAsked,
        at: Instant,
    ) -> Answering<'a, Vec<KeptRequest>>;
}

/// How an account stands. The household sees that it was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Account)]
pub struct AccountNow {
    #[schema(example = "1000000001")]
    pub account: String,
    /// `electricity` or `gas`.
    #[schema(example = "electricity")]
    pub energy: String,
    /// How the partner calls the home.
    #[schema(example = "flat 7")]
    pub label: String,
    /// `in_order`, `low`, `emergency`, `held_on` or `off`.
    #[schema(example = "low")]
    pub state: String,
    /// `connected`, `disconnect_ordered`, `disconnected`, `reconnect_ordered`, `ready_for_reconnection` or
    /// `leak_testing`.
    #[schema(example = "connected")]
    pub supply: String,
    /// For those who may see more than the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<MoneyNow>,
    /// What is said beside the state, to the same: `stale`, `paying`, `not_reached`, `limited`, `advance`, `plan`,
    /// `newcomer` or `billing_hold`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["plan"]))]
    pub modifiers: Vec<String>,
}

/// Amounts in euro, below zero where something is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Money)]
pub struct MoneyNow {
    #[schema(example = "4.60")]
    pub balance: String,
    /// What keeps the supply on.
    #[schema(example = "0.00")]
    pub to_stay_on: String,
    /// What brings it back.
    #[schema(example = "0.00")]
    pub to_clear: String,
    /// When it was so.
    #[schema(example = "2026-11-12T10:00:00+01:00")]
    pub as_of: String,
}

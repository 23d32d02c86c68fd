//! The vend API for terminals and partners: signed JSON in, core values out, and back.
//!
//! No rule of money is here. What is asked becomes an [`Order`] for a [`Desk`], and its outcome becomes
//! JSON or a problem with a stable code. Who may ask is decided at the gate, from the permission in
//! each address's own documentation. Source: TP-05, TP-06, PD-04.

mod api;
mod calls;
pub mod client;
mod desk;
mod gate;
mod language;
mod names;
mod partners;
mod problem;
mod receipt;
mod requests;
mod serve;
mod sharing;
mod sign;
mod suppliers;
pub mod webhooks;
mod wire;

pub use api::{
    ClosedShiftAnswer, ConfirmRequest, LookupAnswer, LookupRequest, ReceiptAnswer, SaleAnswer,
    SaleState, ShiftAnswer, ShiftCloseRequest, SplitLine, SplitTo, Tally, VendRequest, openapi,
    openapi_text, router,
};
pub use calls::{CallAnswer, CallEvent, CallEventKind, CallPrompt, Calls};
pub use desk::{
    Answering, Call, CarriedOut, ClosedShift, Desk, Found, Kept, Key, Lookup, OpenShift, Order,
    Outcome, Refusal, SaleOutcome, Sees, Tender, Terminal,
};
pub use gate::StartError;
pub use language::Language;
pub use names::{CallName, Cashier, IdempotencyKey, NameError, TerminalId, Transaction};
pub use partners::{
    AccountNow, Change, KEY_PREFIX, MoneyNow, Partner, Partners, Placed, REQUESTS_A_MINUTE,
    SANDBOX_PREFIX, Scope, VERSIONS, Version,
};
pub use problem::{Code, CodeWords, ProblemBody, all_texts};
pub use requests::{Asker, EndedRequest, KeptRequest, RequestId, RequestLog, RequestsAsked};
pub use serve::{Limits, answered, serve};
pub use sharing::{
    InOrder, PointQuarters, SharedQuarter, SharedVolume, SharingGroup, SharingUnknown,
    SharingVersion, VersionAsked,
};
pub use sign::{Signed, WINDOW_S};
pub use suppliers::{
    Filed, Remittance, RequestOrder, RequestStep, RequestsFound, SettledCustomer, SettledPage,
    Settlement, SettlementMonth, SupplierRequest, Suppliers,
};
pub use wire::{Count, Means};

use calendar::Instant;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// The time of day, asked once for each request.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;
/// Takes a line for each failure of ours: route, code and the chain of causes; no reference, no name.
pub type Report = Arc<dyn Fn(&str) + Send + Sync>;

/// What a router needs besides a desk.
#[derive(Clone)]
pub struct Options {
    pub clock: Clock,
    pub report: Report,
    /// The longest body that is read.
    pub body_most_bytes: usize,
    /// Within which a body has to arrive.
    pub body_within: Duration,
    /// Within which a desk has to answer. Terminals take 60 s of silence for an unknown outcome.
    pub answer_within: Duration,
    /// Who answers partners' systems; no key is known without.
    pub partners: Option<Arc<dyn Partners>>,
    /// Who answers telephony servers; there is no phone line without.
    pub calls: Option<Arc<dyn Calls>>,
    /// Who keeps what was asked; nothing is kept without.
    pub log: Option<Arc<dyn RequestLog>>,
    /// The time of what partners read, where it is not that of requests: a sandbox has a clock of its own.
    pub read_at: Option<Clock>,
}

impl Options {
    /// With the limits that fit terminals: the longest request has some 500 bytes.
    pub fn new(clock: Clock, report: Report) -> Self {
        Self {
            clock,
            report,
            body_most_bytes: 16 << 10,
            body_within: Duration::from_secs(10),
            answer_within: Duration::from_secs(30),
            partners: None,
            calls: None,
            log: None,
            read_at: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("body_most_bytes", &self.body_most_bytes)
            .field("body_within", &self.body_within)
            .field("answer_within", &self.answer_within)
            .finish_non_exhaustive()
    }
}

/// What all handlers share.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

pub(crate) struct Shared {
    pub desk: Arc<dyn Desk>,
    pub options: Options,
    pub rights: gate::Rights,
    pub replays: gate::Replays,
    pub rates: partners::Rates,
    pub masks: requests::Masks,
}

impl App {
    fn new(
        desk: Arc<dyn Desk>,
        options: Options,
        rights: gate::Rights,
        masks: requests::Masks,
    ) -> Self {
        let (replays, rates) = (gate::Replays::default(), partners::Rates::default());
        Self(Arc::new(Shared { desk, options, rights, replays, rates, masks }))
    }
}

impl App {
    /// The books for a partner; there are none for a key of the sandbox.
    fn books_for(&self, partner: &Partner) -> Option<&Arc<dyn Partners>> {
        self.options.partners.as_ref().filter(|_| !partner.sandbox)
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

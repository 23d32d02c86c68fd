//! All that is known of one payment: what a person needs who has to find out where the money is.

use calendar::Instant;
use ledger::Channel;
use serde::{Deserialize, Serialize};
use units::Language;
use units::{AccountId, Ean, Energy, MicroEuro};
use vending::{Alarm, Clocks, PaymentState, ReceiptLine};

/// A payment with its four clocks and everything that was said about it. Also what
/// `tirelire payment show ID --json` prints. Source: TP-04, TP-23.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentStory {
    pub id: String,
    pub account: AccountId,
    pub ean: Ean,
    pub energy: Energy,
    pub amount: MicroEuro,
    pub channel: Channel,
    pub state: PaymentState,
    pub clocks: Clocks,
    pub refunded: MicroEuro,
    /// As shown before paying, or as it would have been to the holder.
    pub shown: Vec<ReceiptLine>,
    /// As booked, once there is a credit.
    pub booked: Option<Vec<ReceiptLine>>,
    /// The provider and its own id.
    pub provider: Option<(String, String)>,
    pub language: Language,
    pub code: Option<String>,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub as_of: Instant,
    /// No cut meanwhile. Source: CG-07.
    pub bars_cut: bool,
    /// Overdue at `as_of`. Source: TP-23.
    pub alarms: Vec<Alarm>,
    /// What was paid with it for other points, as one payment at the provider. Source: F-03.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub together: Vec<PaidTogether>,
    /// In the order in which they were learnt.
    pub events: Vec<StoryEvent>,
}

/// Another share of the same payment at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaidTogether {
    pub id: String,
    pub ean: Ean,
    pub amount: MicroEuro,
}

/// Something that was said about a payment, also when it changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryEvent {
    /// When it became true.
    pub at: Instant,
    /// When it was learnt.
    pub learnt_at: Instant,
    pub source: StorySource,
    /// [`vending::PaymentEvent::name`], or another word of the same kind, such as `notice`.
    pub what: String,
    pub note: Option<String>,
    /// It moved the payment or one of its clocks.
    pub changed: bool,
}

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StorySource {
    Payer,
    /// A notice: names a payment and proves nothing.
    Notice,
    /// The provider, when asked.
    Provider,
    Ledger,
    /// A command that left.
    Outbox,
    Meter,
    Person,
    /// A term that ran out.
    Clock,
}

impl StorySource {
    /// As it is kept and sent.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Payer => "payer",
            Self::Notice => "notice",
            Self::Provider => "provider",
            Self::Ledger => "ledger",
            Self::Outbox => "outbox",
            Self::Meter => "meter",
            Self::Person => "person",
            Self::Clock => "clock",
        }
    }
}

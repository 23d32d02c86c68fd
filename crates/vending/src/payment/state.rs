//! The states of a payment, and what moves it from one to another. Source: TP-04.

use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// Where the money stands. What the meter does has clocks of its own and no state here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Intent with amount, EAN, split, expiry.
    Created,
    /// The payer is at the bank.
    Pending,
    /// The provider confirms; the money is certain.
    Paid,
    /// The ledger transaction exists.
    Credited,
    /// Given back in full or part.
    Refunded,
    /// No money; nor in the next two. The provider may correct itself.
    Failed,
    Expired,
    Cancelled,
    /// The provider took it back, in full or part.
    ChargedBack,
}

/// What moves a payment, or one of its clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentEvent {
    PayerAtBank,
    Paid,
    Failed,
    Expired,
    Cancelled,
    /// `release`: the credit lifts the balance to the reconnection level of a supply that is off or
    /// limited, so that the meter has to confirm something.
    Credited {
        release: bool,
    },
    Refunded {
        amount: MicroEuro,
    },
    /// In full or part. Source: TP-17.
    ChargedBack {
        amount: MicroEuro,
    },
    /// The provider gives back what it had taken back.
    ChargebackReversed {
        amount: MicroEuro,
    },
    /// A refund did not reach the payer, and its money is here again. Source: TP-18.
    RefundReturned {
        amount: MicroEuro,
    },
    /// A command that this credit caused left for the meter.
    Sent,
    /// The meter confirmed it.
    Confirmed,
}

impl PaymentEvent {
    pub fn name(self) -> &'static str {
        match self {
            Self::PayerAtBank => "payer_at_bank",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Credited { .. } => "credited",
            Self::Refunded { .. } => "refunded",
            Self::ChargedBack { .. } => "charged_back",
            Self::ChargebackReversed { .. } => "chargeback_reversed",
            Self::RefundReturned { .. } => "refund_returned",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
        }
    }
}

/// The table has no such transition. The provider's state has to be fetched again, or a person asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a payment that is {} has no place for {}", state.name(), event.name())]
pub struct NotInTable {
    pub state: PaymentState,
    pub event: PaymentEvent,
}

impl PaymentState {
    pub const ALL: [Self; 9] = [
        Self::Created,
        Self::Pending,
        Self::Paid,
        Self::Credited,
        Self::Refunded,
        Self::Failed,
        Self::Expired,
        Self::Cancelled,
        Self::ChargedBack,
    ];

    /// As it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Credited => "credited",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::ChargedBack => "charged_back",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Money in flight: no cut meanwhile. Source: CG-07.
    pub fn bars_cut(self) -> bool {
        match self {
            Self::Created | Self::Pending | Self::Paid => true,
            Self::Credited
            | Self::Refunded
            | Self::Failed
            | Self::Expired
            | Self::Cancelled
            | Self::ChargedBack => false,
        }
    }

    /// The state after `event`. Notices arrive late, twice or out of order: one that says what is known
    /// already, or less, changes nothing. Source: TP-04, TP-13.
    /// Errors: the event has no place in this state.
    pub fn after(self, event: PaymentEvent) -> Result<Self, NotInTable> {
        use PaymentEvent as E;
        use PaymentState as S;
        match (self, event) {
            (S::Created, E::PayerAtBank) => Ok(S::Pending),
            (S::Created | S::Pending, E::Paid) => Ok(S::Paid),
            (S::Created, E::Cancelled) => Ok(S::Cancelled),
            (S::Created | S::Pending, E::Expired) => Ok(S::Expired),
            (S::Pending, E::Failed) => Ok(S::Failed),
            (S::Paid, E::Credited { .. }) => Ok(S::Credited),
            (S::Credited, E::Refunded { .. }) => Ok(S::Refunded),
            (S::Credited, E::ChargedBack { .. }) => Ok(S::ChargedBack),
            // The provider corrects itself: the money is certain now, and is never dropped.
            (S::Failed | S::Expired | S::Cancelled, E::Paid) => Ok(S::Paid),
            (S::ChargedBack, E::ChargebackReversed { .. })
            | (S::Refunded, E::RefundReturned { .. }) => Ok(S::Credited),
            // The rest of what went back in part, and what went back both ways: each part is counted.
            (
                S::Refunded,
                E::Refunded { .. } | E::ChargedBack { .. } | E::ChargebackReversed { .. },
            ) => Ok(S::Refunded),
            (
                S::ChargedBack,
                E::ChargedBack { .. } | E::Refunded { .. } | E::RefundReturned { .. },
            ) => Ok(S::ChargedBack),
            // Told again, or late.
            (
                S::Pending
                | S::Paid
                | S::Credited
                | S::Refunded
                | S::ChargedBack
                | S::Failed
                | S::Expired
                | S::Cancelled,
                E::PayerAtBank,
            )
            | (S::Paid | S::Credited | S::Refunded | S::ChargedBack, E::Paid)
            | (S::Credited | S::Refunded | S::ChargedBack, E::Credited { .. })
            | (S::Failed | S::Expired | S::Cancelled, E::Failed | E::Expired | E::Cancelled)
            // The meter's clocks run beside the states, once there is a credit.
            | (S::Credited | S::Refunded | S::ChargedBack, E::Sent | E::Confirmed) => Ok(self),
            (
                S::Created,
                E::Failed
                | E::Credited { .. }
                | E::Refunded { .. }
                | E::ChargedBack { .. }
                | E::ChargebackReversed { .. }
                | E::RefundReturned { .. }
                | E::Sent
                | E::Confirmed,
            )
            | (
                S::Pending,
                E::Cancelled
                | E::Credited { .. }
                | E::Refunded { .. }
                | E::ChargedBack { .. }
                | E::ChargebackReversed { .. }
                | E::RefundReturned { .. }
                | E::Sent
                | E::Confirmed,
            )
            | (
                S::Paid,
                E::Failed
                | E::Expired
                | E::Cancelled
                | E::Refunded { .. }
                | E::ChargedBack { .. }
                | E::ChargebackReversed { .. }
                | E::RefundReturned { .. }
                | E::Sent
                | E::Confirmed,
            )
            | (
                S::Credited,
                E::Failed
                | E::Expired
                | E::Cancelled
                | E::ChargebackReversed { .. }
                | E::RefundReturned { .. },
            )
            | (S::Refunded | S::ChargedBack, E::Failed | E::Expired | E::Cancelled)
            | (
                S::Failed | S::Expired | S::Cancelled,
                E::Credited { .. }
                | E::Refunded { .. }
                | E::ChargedBack { .. }
                | E::ChargebackReversed { .. }
                | E::RefundReturned { .. }
                | E::Sent
                | E::Confirmed,
            ) => Err(NotInTable { state: self, event }),
        }
    }
}

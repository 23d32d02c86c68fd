//! A payment at the sandbox bank, what can be done to it, and what moved.

use calendar::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// As Mollie words it; the connector has its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Open,
    Pending,
    Paid,
    Failed,
    Canceled,
    Expired,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }

    pub fn is_undecided(self) -> bool {
        matches!(self, Self::Open | Self::Pending)
    }
}

/// With what the payer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Card {
    #[default]
    Bancontact,
    /// A debit card of an international scheme.
    Debit,
    Credit,
}

/// What a person, or a script, does at the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// The payer begins.
    Start,
    /// Also from a state without money: the provider corrects itself. Paid stays paid once.
    Pay {
        #[serde(default)]
        card: Card,
    },
    Fail,
    Cancel,
    Expire,
    /// The payer's bank takes back `eur`, or all that is left. Also what was refunded: it does not know of that.
    Chargeback {
        #[serde(default)]
        eur: Option<String>,
    },
    /// The payer's bank gives the last chargeback back to the shop.
    ReverseChargeback,
    /// The last refund does not reach the payer, and comes back to the shop.
    ReturnRefund,
    /// Nothing but another notice.
    Notify,
}

#[derive(Debug, Clone)]
pub struct Payment {
    pub id: String,
    pub cents: i64,
    pub description: String,
    pub redirect_url: String,
    pub webhook_url: Option<String>,
    pub metadata: Value,
    pub card: Card,
    pub status: Status,
    pub created_at: Instant,
    pub expires_at: Instant,
    /// When it came into its state.
    pub since: Instant,
    pub refunds: Vec<Refund>,
    pub chargebacks: Vec<Chargeback>,
    /// What became of the last notices, oldest first.
    pub notices: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Refund {
    pub id: String,
    pub cents: i64,
    pub at: Instant,
    pub metadata: Value,
    pub returned_at: Option<Instant>,
}

#[derive(Debug, Clone)]
pub struct Chargeback {
    pub id: String,
    pub cents: i64,
    pub at: Instant,
    pub reversed_at: Option<Instant>,
}

/// A movement of the merchant's balance at this bank.
#[derive(Debug, Clone)]
pub struct Movement {
    pub id: String,
    pub kind: &'static str,
    /// Signed, before the fee.
    pub cents: i64,
    pub fee_cents: i64,
    pub at: Instant,
    pub payment: Option<String>,
    /// The context's field for the other party of the movement, and its id.
    pub other: Option<(&'static str, String)>,
}

/// Why the bank does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BankError {
    #[error("no payment exists with token {id}")]
    Unknown { id: String },
    #[error("the payment is {status} and cannot {act}")]
    NotNow { act: &'static str, status: &'static str },
    #[error("`{eur}` is not an amount with two decimals")]
    NotAnAmount { eur: String },
    #[error("the amount is higher than what is left of the payment, {left}")]
    MoreThanLeft { left: String },
    #[error("the payment has no chargeback to reverse")]
    NoChargeback,
    #[error("the payment has no refund that could come back")]
    NoRefund,
    #[error("there is nothing to pay out")]
    NothingToPayOut,
}

impl Payment {
    pub fn refunded_cents(&self) -> i64 {
        let gone = self.refunds.iter().filter(|refund| refund.returned_at.is_none());
        gone.map(|refund| refund.cents).sum()
    }

    pub fn charged_back_cents(&self) -> i64 {
        let standing =
            self.chargebacks.iter().filter(|chargeback| chargeback.reversed_at.is_none());
        standing.map(|chargeback| chargeback.cents).sum()
    }

    pub fn left_cents(&self) -> i64 {
        let taken = self.refunded_cents().saturating_add(self.charged_back_cents());
        // More may have gone both ways than came.
        if self.status == Status::Paid { self.cents.saturating_sub(taken).max(0) } else { 0 }
    }
}

/// `12.34` as cents. Errors: any other way to write it.
pub fn cents_of(eur: &str) -> Result<i64, BankError> {
    let wrong = || BankError::NotAnAmount { eur: crate::names::shown(eur, 40) };
    let (whole, decimals) = eur.split_once('.').ok_or_else(wrong)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // Nine digits of euro: sums of many stay far from the end of 64 bits.
    if !(1..=9).contains(&whole.len()) || decimals.len() != 2 || !digits(whole) || !digits(decimals)
    {
        return Err(wrong());
    }
    format!("{whole}{decimals}").parse().map_err(|_| wrong())
}

pub fn text_of(cents: i64) -> String {
    units::format_decimal(i128::from(cents), 2)
}

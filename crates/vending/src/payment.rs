//! A payment with its states and its four clocks. Source: TP-04, TP-13, TP-23.

mod state;

pub use state::{NotInTable, PaymentEvent, PaymentState};

use calendar::Instant;
use ledger::Channel;
use params::Parameters;
use prepay::Split;
use serde::{Deserialize, Serialize};
use units::{Ean, MicroEuro};

/// Why an event was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    #[error("payment `{id}` cannot move")]
    NotInTable { id: String, source: NotInTable },
    #[error("{amount} EUR cannot go back of payment `{id}`: an amount is above zero")]
    NoAmount { id: String, amount: MicroEuro },
    #[error("{amount} EUR of payment `{id}` cannot come back, {refunded} EUR were refunded")]
    ReturnTooLarge { id: String, amount: MicroEuro, refunded: MicroEuro },
    #[error(
        "{amount} EUR of payment `{id}` cannot be no chargeback any more, {charged_back} EUR are"
    )]
    ReversalTooLarge { id: String, amount: MicroEuro, charged_back: MicroEuro },
}

/// What somebody set out to pay: shown before, and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The caller's or the provider's id.
    pub id: String,
    pub ean: Ean,
    pub amount: MicroEuro,
    /// As shown before paying.
    pub split: Split,
    pub channel: Channel,
    pub created_at: Instant,
    pub expires_at: Instant,
}

/// When each of the four facts became true. None is inferred from another. Source: TP-04.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clocks {
    /// The provider's word.
    pub paid: Option<Instant>,
    /// The ledger.
    pub credited: Option<Instant>,
    /// A command left for the meter.
    pub sent: Option<Instant>,
    /// The meter.
    pub confirmed: Option<Instant>,
}

/// What a person or the customer has to be told. Source: TP-23, CG-22.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// Paid online or at a terminal, and not credited in time.
    PaidNotCredited { paid: Instant },
    /// The release that it has earned has not left for the meter in time: a person owns the case.
    CreditedNotSent { credited: Instant },
    /// The meter has not confirmed in time: the customer is told and a person owns the case.
    CreditedNotConfirmed { credited: Instant },
}

impl Alarm {
    /// Whether the payer reads of it too: an order that leaves a minute late is for us to mend, and the meter
    /// may still answer within the time that was promised.
    pub fn concerns_the_payer(self) -> bool {
        match self {
            Self::PaidNotCredited { .. } | Self::CreditedNotConfirmed { .. } => true,
            Self::CreditedNotSent { .. } => false,
        }
    }
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub intent: Intent,
    state: PaymentState,
    clocks: Clocks,
    /// The meter has to confirm something because of it.
    release: bool,
    refunded: MicroEuro,
    #[serde(default)]
    charged_back: MicroEuro,
}

impl Payment {
    pub fn new(intent: Intent) -> Self {
        Self {
            intent,
            state: PaymentState::Created,
            clocks: Clocks::default(),
            release: false,
            refunded: MicroEuro::ZERO,
            charged_back: MicroEuro::ZERO,
        }
    }

    pub fn state(&self) -> PaymentState {
        self.state
    }

    pub fn clocks(&self) -> Clocks {
        self.clocks
    }

    pub fn refunded(&self) -> MicroEuro {
        self.refunded
    }

    /// Less what was reversed. Source: TP-17.
    pub fn charged_back(&self) -> MicroEuro {
        self.charged_back
    }

    /// Of the amount, less what went back.
    pub fn left(&self) -> MicroEuro {
        MicroEuro(self.intent.amount.0.saturating_sub(self.gone()).max(0))
    }

    /// What went back beyond the amount: it was refunded, and a payer's bank took it back all the same.
    /// Source: TP-17.
    pub fn beyond(&self) -> MicroEuro {
        MicroEuro(self.gone().saturating_sub(self.intent.amount.0).max(0))
    }

    fn gone(&self) -> i64 {
        self.refunded.0.saturating_add(self.charged_back.0)
    }

    /// Whether the meter still has to confirm something because of it.
    pub fn awaits_meter(&self) -> bool {
        self.release && self.clocks.confirmed.is_none()
    }

    /// No cut meanwhile; also past its expiry, until that is an event. Source: CG-07.
    pub fn bars_cut(&self) -> bool {
        self.state.bars_cut()
    }

    /// Takes in `event`, which became true at `at`. Whether anything changed: a repeated notice
    /// changes nothing, and each clock keeps its first instant.
    /// A part that goes back, or comes again, is no repeated notice by itself: whoever tells of it tells
    /// once. What has gone is taken in even if it is more than came: the money is no longer here, and
    /// [`Self::beyond`] says so. Errors: no such transition, or more comes again than was charged back; nothing
    /// changes then.
    pub fn apply(&mut self, event: PaymentEvent, at: Instant) -> Result<bool, PaymentError> {
        let mut next = self
            .state
            .after(event)
            .map_err(|source| PaymentError::NotInTable { id: self.intent.id.clone(), source })?;
        let before = (self.state, self.clocks, self.refunded, self.charged_back);
        match event {
            PaymentEvent::Paid => self.clocks.paid = self.clocks.paid.or(Some(at)),
            PaymentEvent::Credited { release } => {
                if self.clocks.credited.is_none() {
                    self.clocks.credited = Some(at);
                    self.release = release;
                }
            }
            PaymentEvent::Refunded { amount } => {
                self.refunded = self.with_part(self.refunded, amount)?;
            }
            PaymentEvent::Sent => self.clocks.sent = self.clocks.sent.or(Some(at)),
            PaymentEvent::Confirmed => self.clocks.confirmed = self.clocks.confirmed.or(Some(at)),
            PaymentEvent::ChargedBack { amount } => {
                self.charged_back = self.with_part(self.charged_back, amount)?;
            }
            PaymentEvent::ChargebackReversed { amount } => {
                let charged_back = self.charged_back;
                if amount <= MicroEuro::ZERO || amount > charged_back {
                    let id = self.intent.id.clone();
                    return Err(PaymentError::ReversalTooLarge { id, amount, charged_back });
                }
                self.charged_back = MicroEuro(charged_back.0.saturating_sub(amount.0));
                if self.charged_back > MicroEuro::ZERO {
                    // Another part is still with the payer.
                    next = self.state;
                }
            }
            PaymentEvent::RefundReturned { amount } => {
                let refunded = self.refunded;
                if amount <= MicroEuro::ZERO || amount > refunded {
                    let id = self.intent.id.clone();
                    return Err(PaymentError::ReturnTooLarge { id, amount, refunded });
                }
                self.refunded = MicroEuro(refunded.0.saturating_sub(amount.0));
                if self.refunded > MicroEuro::ZERO {
                    next = self.state;
                } else if self.charged_back > MicroEuro::ZERO {
                    next = PaymentState::ChargedBack;
                }
            }
            PaymentEvent::PayerAtBank
            | PaymentEvent::Failed
            | PaymentEvent::Expired
            | PaymentEvent::Cancelled => {}
        }
        self.state = next;
        Ok(before != (self.state, self.clocks, self.refunded, self.charged_back))
    }

    fn with_part(&self, known: MicroEuro, amount: MicroEuro) -> Result<MicroEuro, PaymentError> {
        if amount <= MicroEuro::ZERO {
            return Err(PaymentError::NoAmount { id: self.intent.id.clone(), amount });
        }
        Ok(MicroEuro(known.0.saturating_add(amount.0)))
    }

    /// What is overdue at `now`. Bank transfers and post offices come in files and have no alarm of
    /// minutes; what they need is in suspense or credited by the file's own run.
    pub fn alarms(&self, now: Instant, parameters: &Parameters) -> Vec<Alarm> {
        let mut alarms = Vec::new();
        let overdue = |since: Instant, minutes: i64| now >= since.plus_min(minutes);
        let at_once = match self.intent.channel {
            Channel::Online | Channel::Terminal => true,
            Channel::Transfer | Channel::Post | Channel::Office => false,
        };
        if let (PaymentState::Paid, Some(paid)) = (self.state, self.clocks.paid)
            && at_once
            && overdue(paid, parameters.payments.paid_not_credited_alarm_min)
        {
            alarms.push(Alarm::PaidNotCredited { paid });
        }
        if let (Some(credited), None, None) =
            (self.clocks.credited, self.clocks.sent, self.clocks.confirmed)
            && self.release
            && now >= credited.plus_s(parameters.reconnect_order_s)
        {
            alarms.push(Alarm::CreditedNotSent { credited });
        }
        if let (Some(credited), None) = (self.clocks.credited, self.clocks.confirmed)
            && self.release
            && overdue(credited, parameters.reconnect_alarm_min)
        {
            alarms.push(Alarm::CreditedNotConfirmed { credited });
        }
        alarms
    }
}

/// What a payer is asked about before a second payment. Source: TP-13.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedInstead {
    pub id: String,
    pub amount: MicroEuro,
    pub at: Instant,
    pub state: PaymentState,
}

/// The latest payment for `ean` in the `window_min` minutes before `now`, both ends included, that has
/// brought or may bring money: a second one asks first. Source: TP-13.
pub fn payment_in_window<'a>(
    payments: impl IntoIterator<Item = &'a Payment>,
    ean: Ean,
    now: Instant,
    window_min: i64,
) -> Option<OpenedInstead> {
    let counts = |payment: &&Payment| match payment.state {
        PaymentState::Created
        | PaymentState::Pending
        | PaymentState::Paid
        | PaymentState::Credited => payment.intent.ean == ean,
        PaymentState::Refunded
        | PaymentState::Failed
        | PaymentState::Expired
        | PaymentState::Cancelled
        | PaymentState::ChargedBack => false,
    };
    let touched = |payment: &Payment| payment.clocks.paid.unwrap_or(payment.intent.created_at);
    payments
        .into_iter()
        .filter(counts)
        .filter(|payment| touched(payment) <= now && now <= touched(payment).plus_min(window_min))
        .max_by_key(|payment| touched(payment))
        .map(|payment| OpenedInstead {
            id: payment.intent.id.clone(),
            amount: payment.intent.amount,
            at: touched(payment),
            state: payment.state,
        })
}

#[cfg(test)]
mod tests;

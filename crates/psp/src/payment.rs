//! What we ask of a provider, and what it says of a payment.

use crate::{Amount, IdempotencyKey, ProviderId};
use calendar::Instant;
use units::MicroEuro;

/// A payment to be made. The payer's instrument is Bancontact: credit cards are never offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Our own name of the payment; the provider gives it back with the payment.
    pub payment_id: String,
    pub amount: Amount,
    /// What the payer reads at the bank and on the statement.
    pub description: String,
    /// Where the payer returns to, whatever happened at the bank.
    pub redirect_url: String,
    /// Where the provider sends its notices.
    pub webhook_url: String,
    pub key: IdempotencyKey,
}

/// A payment that the provider has taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    pub id: ProviderId,
    /// Where the payer pays.
    pub checkout_url: String,
    /// `None` if the provider does not say.
    pub expires_at: Option<Instant>,
    /// As of the first answer to this key; a repeated request is answered with the same.
    pub state: PaymentState,
}

/// Where a payment stands at the provider. Source: TP-04, the states before `credited`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentState {
    /// Nobody has begun to pay.
    Created,
    /// The payer is at the bank.
    Pending,
    /// Reserved, not taken: no money yet.
    Authorised,
    /// The provider has the money.
    Paid,
    Failed,
    Expired,
    Cancelled,
}

/// With what the payer paid.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Instrument {
    Bancontact,
    DebitCard,
    /// Also a card of which the provider does not say that it is a debit card.
    CreditCard,
    /// As the provider calls it.
    Other(String),
}

/// What a provider says of a payment when asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPayment {
    pub id: ProviderId,
    /// Our name, if the payment has one: whoever has our provider account can make others.
    pub payment_id: Option<String>,
    pub state: PaymentState,
    pub amount: Amount,
    pub created_at: Instant,
    /// There if the state is [`PaymentState::Paid`].
    pub paid_at: Option<Instant>,
    pub expires_at: Option<Instant>,
    pub instrument: Option<Instrument>,
    /// Given back so far, 0 or more; under way counts.
    pub refunded: MicroEuro,
    /// Taken back by the payer's bank so far, 0 or more. Source: TP-17.
    pub charged_back: MicroEuro,
}

/// What a payment is to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Paid, ours, of our amount, not on credit: to be credited once. What was refunded or charged
    /// back meanwhile is booked on its own.
    Certain { paid_at: Instant },
    /// Not decided yet.
    Waiting,
    /// Failed, expired or cancelled. The provider may still correct itself, so it is asked again
    /// whenever a notice names the payment. Source: TP-04.
    NoMoney,
    /// There is money, and it must not be credited but given back: `left` is what is not given back
    /// yet.
    GiveBack { reason: NoCreditReason, left: MicroEuro },
    /// The payment carries another name than ours.
    NotOurs,
}

/// Why money that came is not credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoCreditReason {
    /// Source: TP-02, credit cards refused.
    CreditCard,
    /// An instrument that was not offered; `None` if the provider does not name it.
    NotOffered(Option<String>),
    OtherAmount(Amount),
}

/// Money that goes back to the instrument that paid. Source: TP-18.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The provider's name of the refund.
    pub id: String,
    pub amount: Amount,
    pub at: Instant,
    pub state: RefundState,
    /// The key it was asked with; `None` if it was not asked through this crate.
    pub key: Option<IdempotencyKey>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundState {
    /// Waits for the provider's own balance.
    Queued,
    Pending,
    Processing,
    Refunded,
    Failed,
    Cancelled,
}

/// Money that the payer's bank took back. Source: TP-17.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chargeback {
    /// The provider's name of it.
    pub id: String,
    pub amount: Amount,
    pub at: Instant,
    /// When the bank gave it to us again, if it did.
    pub reversed_at: Option<Instant>,
}

impl ProviderPayment {
    /// What this payment is to the one that we call `payment_id`, of `amount`.
    pub fn verdict(&self, payment_id: &str, amount: Amount) -> Verdict {
        if self.payment_id.as_deref() != Some(payment_id) {
            return Verdict::NotOurs;
        }
        match self.state {
            PaymentState::Created | PaymentState::Pending | PaymentState::Authorised => {
                Verdict::Waiting
            }
            PaymentState::Failed | PaymentState::Expired | PaymentState::Cancelled => {
                Verdict::NoMoney
            }
            PaymentState::Paid => self.verdict_of_paid(amount),
        }
    }

    fn verdict_of_paid(&self, amount: Amount) -> Verdict {
        let reason = match &self.instrument {
            _ if self.amount != amount => NoCreditReason::OtherAmount(self.amount),
            Some(Instrument::CreditCard) => NoCreditReason::CreditCard,
            Some(Instrument::Other(name)) => NoCreditReason::NotOffered(Some(name.clone())),
            None => NoCreditReason::NotOffered(None),
            Some(Instrument::Bancontact | Instrument::DebitCard) => {
                return match self.paid_at {
                    Some(paid_at) => Verdict::Certain { paid_at },
                    // No connector builds this; without an instant it is not certain.
                    None => Verdict::Waiting,
                };
            }
        };
        Verdict::GiveBack { reason, left: self.left() }
    }

    /// What of a paid payment is still with the provider: neither given nor taken back.
    pub fn left(&self) -> MicroEuro {
        let gone = self.refunded.0.saturating_add(self.charged_back.0);
        MicroEuro(self.amount.micro_euro().0.saturating_sub(gone).max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro(text: &str) -> Amount {
        Amount::new(text.parse().unwrap()).unwrap()
    }

    fn paid() -> ProviderPayment {
        ProviderPayment {
            id: "tr_1".parse().unwrap(),
            payment_id: Some("P-1".to_owned()),
            state: PaymentState::Paid,
            amount: euro("20"),
            created_at: Instant(0),
            paid_at: Some(Instant(1)),
            expires_at: None,
            instrument: Some(Instrument::Bancontact),
            refunded: MicroEuro::ZERO,
            charged_back: MicroEuro::ZERO,
        }
    }

    #[test]
    fn tp_04_only_the_word_paid_is_money() {
        let verdict = |state| ProviderPayment { state, ..paid() }.verdict("P-1", euro("20"));
        use PaymentState::*;
        assert_eq!(verdict(Paid), Verdict::Certain { paid_at: Instant(1) });
        for state in [Created, Pending, Authorised] {
            assert_eq!(verdict(state), Verdict::Waiting);
        }
        for state in [Failed, Expired, Cancelled] {
            assert_eq!(verdict(state), Verdict::NoMoney);
        }
    }

    #[test]
    fn tp_02_a_credit_card_is_not_credited_but_given_back() {
        let verdict = |instrument| {
            ProviderPayment { instrument, refunded: MicroEuro(5_000_000), ..paid() }
                .verdict("P-1", euro("20"))
        };
        let back = |reason| Verdict::GiveBack { reason, left: MicroEuro(15_000_000) };
        assert_eq!(verdict(Some(Instrument::CreditCard)), back(NoCreditReason::CreditCard));
        assert_eq!(verdict(None), back(NoCreditReason::NotOffered(None)));
        let voucher = Some("voucher".to_owned());
        assert_eq!(
            verdict(Some(Instrument::Other("voucher".to_owned()))),
            back(NoCreditReason::NotOffered(voucher))
        );
        let debit = verdict(Some(Instrument::DebitCard));
        assert_eq!(debit, Verdict::Certain { paid_at: Instant(1) });
    }

    #[test]
    fn tp_13_another_name_or_another_amount_is_not_credited() {
        assert_eq!(paid().verdict("P-2", euro("20")), Verdict::NotOurs);
        let nameless = ProviderPayment { payment_id: None, ..paid() };
        assert_eq!(nameless.verdict("P-1", euro("20")), Verdict::NotOurs);
        let reason = NoCreditReason::OtherAmount(euro("20"));
        let left = MicroEuro(20_000_000);
        assert_eq!(paid().verdict("P-1", euro("50")), Verdict::GiveBack { reason, left });
    }
}

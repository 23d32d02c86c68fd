//! The shapes of Mollie's API, and their meaning.

use crate::amount::read;
use crate::error::AnswerError;
use crate::names::shown;
use crate::{
    Amount, Chargeback as OurChargeback, Instrument, PaymentState, ProviderId, ProviderPayment,
    Refund as OurRefund, RefundState, SettledKind, SettledLine,
};
use calendar::Instant;
use serde::Deserialize;
use serde_json::{Value, json};
use units::MicroEuro;

type Understood<T> = Result<T, AnswerError>;

pub fn amount(amount: Amount) -> Value {
    json!({ "currency": "EUR", "value": amount.to_string() })
}

#[derive(Debug, Deserialize)]
pub struct Money {
    currency: String,
    value: String,
}

impl Money {
    fn signed(&self, field: &'static str) -> Understood<MicroEuro> {
        read(&self.currency, &self.value).map_err(|source| AnswerError::Amount { field, source })
    }

    fn positive(&self, field: &'static str) -> Understood<Amount> {
        let amount = self.signed(field)?;
        Amount::new(amount).map_err(|source| AnswerError::Amount { field, source })
    }
}

/// A sum that is left out while it is zero.
fn sum(money: Option<&Money>, field: &'static str) -> Understood<MicroEuro> {
    let sum = money.map_or(Ok(MicroEuro::ZERO), |money| money.signed(field))?;
    if sum.0 < 0 {
        let source = crate::AmountError::NotPositive(sum);
        return Err(AnswerError::Amount { field, source });
    }
    Ok(sum)
}

fn instant(text: &str, field: &'static str) -> Understood<Instant> {
    text.parse().map_err(|source| AnswerError::Instant { field, source })
}

fn instant_if(text: Option<&String>, field: &'static str) -> Understood<Option<Instant>> {
    text.map(|text| instant(text, field)).transpose()
}

fn name(text: &str, field: &'static str) -> Understood<ProviderId> {
    text.parse().map_err(|source| AnswerError::Name { field, source })
}

/// What we wrote into `metadata`; somebody else's may have any shape.
fn noted(metadata: &Value, key: &str) -> Option<String> {
    metadata.get(key)?.as_str().map(str::to_owned)
}

fn unknown_state(id: &str, state: &str) -> AnswerError {
    AnswerError::UnknownState { id: shown(id, 64), state: shown(state, 64) }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    id: String,
    status: String,
    created_at: String,
    paid_at: Option<String>,
    expires_at: Option<String>,
    amount: Money,
    amount_refunded: Option<Money>,
    amount_charged_back: Option<Money>,
    method: Option<String>,
    details: Option<Details>,
    #[serde(default)]
    metadata: Value,
    #[serde(rename = "_links")]
    links: Option<PaymentLinks>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    card_funding: Option<String>,
}

#[derive(Debug, Deserialize)]
struct PaymentLinks {
    checkout: Option<Link>,
}

#[derive(Debug, Deserialize)]
struct Link {
    href: String,
}

impl Payment {
    /// Where the payer pays.
    pub fn checkout(&self) -> Option<String> {
        let href = &self.links.as_ref()?.checkout.as_ref()?.href;
        // A browser is sent there.
        (href.starts_with("https://") || href.starts_with("http://")).then(|| href.clone())
    }

    pub fn understood(self) -> Understood<ProviderPayment> {
        let state = match self.status.as_str() {
            "open" => PaymentState::Created,
            "pending" => PaymentState::Pending,
            "authorized" => PaymentState::Authorised,
            "paid" => PaymentState::Paid,
            "failed" => PaymentState::Failed,
            "expired" => PaymentState::Expired,
            "canceled" => PaymentState::Cancelled,
            other => return Err(unknown_state(&self.id, other)),
        };
        let paid_at = instant_if(self.paid_at.as_ref(), "paidAt")?;
        if state == PaymentState::Paid && paid_at.is_none() {
            return Err(AnswerError::Missing { field: "paidAt" });
        }
        Ok(ProviderPayment {
            id: name(&self.id, "id")?,
            payment_id: noted(&self.metadata, "payment"),
            state,
            amount: self.amount.positive("amount")?,
            created_at: instant(&self.created_at, "createdAt")?,
            paid_at,
            expires_at: instant_if(self.expires_at.as_ref(), "expiresAt")?,
            instrument: self.instrument(),
            refunded: sum(self.amount_refunded.as_ref(), "amountRefunded")?,
            charged_back: sum(self.amount_charged_back.as_ref(), "amountChargedBack")?,
        })
    }

    /// Mollie calls every card of an international scheme `creditcard` and may say how it is funded.
    fn instrument(&self) -> Option<Instrument> {
        let funding = self.details.as_ref().and_then(|details| details.card_funding.as_deref());
        Some(match (self.method.as_deref()?, funding) {
            ("bancontact", _) => Instrument::Bancontact,
            ("creditcard", Some("debit")) => Instrument::DebitCard,
            ("creditcard", _) => Instrument::CreditCard,
            (other, _) => Instrument::Other(shown(other, 64)),
        })
    }
}

/// A list, or a page of one.
#[derive(Debug, Deserialize)]
pub struct Page<T> {
    #[serde(rename = "_embedded")]
    pub embedded: T,
    #[serde(rename = "_links")]
    links: Option<PageLinks>,
}

#[derive(Debug, Deserialize)]
struct PageLinks {
    next: Option<Link>,
}

impl<T> Page<T> {
    /// With which entry the next page begins. Only this is taken from the link: the key goes to no
    /// address that an answer holds.
    pub fn next(&self) -> Option<ProviderId> {
        let href = &self.links.as_ref()?.next.as_ref()?.href;
        let (_, query) = href.split_once('?')?;
        query.split('&').find_map(|field| field.strip_prefix("from="))?.parse().ok()
    }
}

#[derive(Debug, Deserialize)]
pub struct Refunds {
    pub refunds: Vec<Refund>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refund {
    id: String,
    amount: Money,
    status: String,
    created_at: String,
    #[serde(default)]
    metadata: Value,
}

impl Refund {
    pub fn understood(self) -> Understood<OurRefund> {
        let state = match self.status.as_str() {
            "queued" => RefundState::Queued,
            "pending" => RefundState::Pending,
            "processing" => RefundState::Processing,
            "refunded" => RefundState::Refunded,
            "failed" => RefundState::Failed,
            "canceled" => RefundState::Cancelled,
            other => return Err(unknown_state(&self.id, other)),
        };
        Ok(OurRefund {
            amount: self.amount.positive("amount")?,
            at: instant(&self.created_at, "createdAt")?,
            state,
            key: noted(&self.metadata, "key").and_then(|key| key.parse().ok()),
            id: self.id,
        })
    }
}

#[derive(Debug, Deserialize)]
pub struct Chargebacks {
    pub chargebacks: Vec<Chargeback>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chargeback {
    id: String,
    amount: Money,
    created_at: String,
    reversed_at: Option<String>,
}

impl Chargeback {
    pub fn understood(self) -> Understood<OurChargeback> {
        Ok(OurChargeback {
            amount: self.amount.positive("amount")?,
            at: instant(&self.created_at, "createdAt")?,
            reversed_at: instant_if(self.reversed_at.as_ref(), "reversedAt")?,
            id: self.id,
        })
    }
}

#[derive(Debug, Deserialize)]
pub struct Movements {
    pub balance_transactions: Vec<Movement>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Movement {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    result_amount: Money,
    initial_amount: Money,
    created_at: String,
    #[serde(default)]
    context: Value,
}

impl Movement {
    pub fn understood(self) -> Understood<SettledLine> {
        let kind = match self.kind.as_str() {
            "payment" => SettledKind::Payment,
            "refund" => SettledKind::Refund,
            "returned-refund" => SettledKind::RefundReturned,
            "chargeback" => SettledKind::Chargeback,
            "chargeback-reversal" => SettledKind::ChargebackReversed,
            "outgoing-transfer" => SettledKind::Payout,
            // Mollie's list of types is not final; an unknown one still moves the balance.
            other => SettledKind::Other(shown(other, 64)),
        };
        let amount = self.initial_amount.signed("initialAmount")?;
        let result = self.result_amount.signed("resultAmount")?;
        let too_large = || AnswerError::Amount {
            field: "resultAmount",
            source: crate::AmountError::TooLarge { text: self.result_amount.value.clone() },
        };
        let payment = noted(&self.context, "paymentId");
        let others = ["refundId", "chargebackId", "settlementId"];
        Ok(SettledLine {
            kind,
            at: instant(&self.created_at, "createdAt")?,
            payment: payment.map(|id| name(&id, "context.paymentId")).transpose()?,
            other_id: others.iter().find_map(|key| noted(&self.context, key)),
            amount,
            // What came of it less what it was: the deductions field may be left out.
            fees: result.checked_sub(amount).ok_or_else(too_large)?,
            id: self.id,
        })
    }
}

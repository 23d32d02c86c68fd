//! An online payment as it is kept. Source: TP-04, TP-13, TP-17.

use super::super::joint::Joint;
use super::Told;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::KeptPayment;
use timeline::EventLine;
use units::{AccountId, Dso, MicroEuro};
use vending::{MoneyKey, Payment, PaymentState, Receipt};

/// How long an open payment waits for a notice before it is fetched all the same. Source: TP-13.
pub const LOOK_S: i64 = 30;

/// How money of a payment moved after it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    Refund,
    Chargeback,
    ChargebackReversed,
    RefundReturned,
}

/// A part of a payment's money that went back, or came again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub kind: PartKind,
    /// The provider's id of it.
    pub id: String,
    pub amount: MicroEuro,
    pub at: Instant,
    /// Under which it stands in the ledger.
    pub key: String,
}

/// Money that came and is on no account: it lies in the operator's own books. Source: TP-16.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub amount: MicroEuro,
    pub at: Instant,
    /// Of it went back.
    pub gone: MicroEuro,
}

/// A payment as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredPayment {
    pub payment: Payment,
    pub dso: Dso,
    /// Whose it is, also when the point has another holder by now.
    #[serde(default)]
    pub account: Option<AccountId>,
    #[serde(default)]
    pub parts: Vec<Part>,
    #[serde(default)]
    pub held: Option<Held>,
    pub provider: Option<String>,
    /// The provider's own, the same of all that is paid together.
    pub provider_id: Option<String>,
    /// There if it is a share of a payment for several points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<Joint>,
    pub receipt: Option<Receipt>,
    pub story: Vec<Told>,
    pub context: serde_json::Value,
    /// What happened once: refunds, chargebacks, giving back, tasks.
    #[serde(default)]
    pub once: BTreeSet<String>,
    /// Notices that came, and how many of them the last look took into account.
    #[serde(default)]
    pub notices: u32,
    #[serde(default)]
    pub looked: u32,
    /// When the last look wanted the next one.
    #[serde(default)]
    pub again: Option<Instant>,
    /// What the account's timeline said to what was just done; not kept.
    #[serde(skip)]
    pub said: Vec<EventLine>,
}

impl StoredPayment {
    pub fn load(engine: &mut Engine, id: &str) -> Result<Option<Self>, Failure> {
        match engine.store.payment(id)? {
            Some(kept) => Ok(Some(serde_json::from_str(&kept.body)?)),
            None => Ok(None),
        }
    }

    /// The account that it was begun for.
    pub fn account_in(&self, engine: &mut Engine) -> Result<store::Account, Failure> {
        let ean = self.payment.intent.ean;
        let Some(id) = self.account else { return engine.account_of(ean) };
        match engine.store.account(id)? {
            Some(account) => Ok(account),
            None => refuse(format!("no account {id}")),
        }
    }

    /// Money of it is still here, or may come.
    fn in_flight(&self) -> bool {
        let gone = self.held.as_ref().is_some_and(|held| held.gone >= held.amount);
        self.payment.bars_cut() && !gone
    }

    /// Under which its money is unique at the ledger.
    pub fn money_key(&self) -> Result<MoneyKey, Failure> {
        match (&self.provider, self.stored_key()) {
            (Some(provider), Some(id)) => Ok(MoneyKey::provider(provider, &id)?),
            _ => refuse(format!("payment `{}` has no provider", self.payment.intent.id)),
        }
    }

    /// Enters a part that has moved. `told.what` ends with the provider's id of it.
    pub(super) fn part(&mut self, kind: PartKind, amount: MicroEuro, told: &Told) -> Part {
        let payment = &self.payment.intent.id;
        let id = match told.what.rsplit(' ').next().filter(|id| !id.is_empty()) {
            Some(id) => id.to_owned(),
            None => format!("{}", self.payment.refunded()),
        };
        let key = format!("{payment}/{id}");
        let part = Part { kind, id, amount, at: told.at, key };
        self.parts.push(part.clone());
        part
    }

    pub(in crate::till) fn tell(&mut self, what: &str, at: Instant, now: Instant) {
        self.story.push(Told { at, learnt_at: now, what: what.to_owned() });
    }

    /// When it has to be looked at again: when the last look said, at once after a notice, soon if money
    /// has no end yet.
    fn due(&self, now: Instant) -> Option<Instant> {
        if let Some(again) = self.again {
            return Some(again);
        }
        if self.notices > self.looked {
            return Some(now);
        }
        let clocks = self.payment.clocks();
        match self.payment.state() {
            PaymentState::Created | PaymentState::Pending => {
                Some(self.payment.intent.expires_at.min(now.plus_s(LOOK_S)).max(now.plus_s(1)))
            }
            PaymentState::Paid => self.in_flight().then(|| now.plus_min(1)),
            PaymentState::Credited if clocks.credited.is_some() && self.payment.awaits_meter() => {
                Some(now.plus_min(1))
            }
            PaymentState::Credited
            | PaymentState::Refunded
            | PaymentState::Failed
            | PaymentState::Expired
            | PaymentState::Cancelled
            | PaymentState::ChargedBack => None,
        }
    }

    pub(super) fn keep(&self, engine: &mut Engine, now: Instant) -> Result<(), Failure> {
        let account = self.account_in(engine)?;
        engine.store.keep_payments(&[KeptPayment {
            id: self.payment.intent.id.clone(),
            account: account.id,
            provider: self.provider.clone(),
            provider_id: self.stored_key(),
            created_at: self.payment.intent.created_at,
            due: self.due(now),
            in_flight: self.in_flight(),
            body: serde_json::to_string(self)?,
        }])?;
        Ok(())
    }
}

//! The sandbox bank's books: payments, what happens to them, and what moved. It has its own clock
//! and knows nothing of HTTP.

use super::payment::{
    Act, BankError, Card, Chargeback, Movement, Payment, Refund, Status, cents_of, text_of,
};
use calendar::Instant;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug)]
pub struct Bank {
    /// What distinguishes the ids of this bank from those of an earlier one.
    run: String,
    expires_after_s: i64,
    fee_cents: i64,
    last_number: u64,
    payments: BTreeMap<String, Payment>,
    /// In the order in which they were made.
    order: Vec<String>,
    movements: Vec<Movement>,
}

/// What a payment is made of.
#[derive(Debug)]
pub struct NewPayment {
    pub cents: i64,
    pub description: String,
    pub redirect_url: String,
    pub webhook_url: Option<String>,
    pub metadata: Value,
}

const NOTICES_KEPT: usize = 20;

impl Bank {
    pub fn new(run: String, expires_after_s: i64, fee_cents: i64) -> Self {
        Self {
            run,
            expires_after_s,
            fee_cents,
            last_number: 0,
            payments: BTreeMap::new(),
            order: Vec::new(),
            movements: Vec::new(),
        }
    }

    fn next_id(&mut self, prefix: &str) -> String {
        self.last_number += 1;
        format!("{prefix}_{}{:05}", self.run, self.last_number)
    }

    pub fn create(&mut self, new: NewPayment, now: Instant) -> Payment {
        let payment = Payment {
            id: self.next_id("tr"),
            cents: new.cents,
            description: new.description,
            redirect_url: new.redirect_url,
            webhook_url: new.webhook_url,
            metadata: new.metadata,
            card: Card::Bancontact,
            status: Status::Open,
            created_at: now,
            expires_at: now.plus_s(self.expires_after_s),
            since: now,
            refunds: Vec::new(),
            chargebacks: Vec::new(),
            notices: Vec::new(),
        };
        self.order.push(payment.id.clone());
        self.payments.insert(payment.id.clone(), payment.clone());
        payment
    }

    pub fn payment(&self, id: &str) -> Result<&Payment, BankError> {
        self.payments.get(id).ok_or_else(|| BankError::Unknown { id: id.to_owned() })
    }

    fn payment_mut(&mut self, id: &str) -> Result<&mut Payment, BankError> {
        self.payments.get_mut(id).ok_or_else(|| BankError::Unknown { id: id.to_owned() })
    }

    /// All, newest first.
    pub fn payments(&self) -> impl Iterator<Item = &Payment> {
        self.order.iter().rev().filter_map(|id| self.payments.get(id))
    }

    /// Newest first; what came at the same instant, last first.
    pub fn movements(&self) -> Vec<&Movement> {
        let mut movements: Vec<&Movement> = self.movements.iter().rev().collect();
        movements.sort_by_key(|movement| std::cmp::Reverse(movement.at));
        movements
    }

    pub fn note(&mut self, id: &str, outcome: String) {
        if let Some(payment) = self.payments.get_mut(id) {
            payment.notices.push(outcome);
            if payment.notices.len() > NOTICES_KEPT {
                payment.notices.remove(0);
            }
        }
    }

    /// The payments that expired by `now`.
    pub fn expire_due(&mut self, now: Instant) -> Vec<String> {
        let mut expired = Vec::new();
        for payment in self.payments.values_mut() {
            if payment.status.is_undecided() && payment.expires_at <= now {
                payment.status = Status::Expired;
                payment.since = now;
                expired.push(payment.id.clone());
            }
        }
        expired
    }

    pub fn act(&mut self, id: &str, act: &Act, now: Instant) -> Result<(), BankError> {
        match act {
            Act::Start => self.turn(id, "be started", Status::Pending, now),
            Act::Fail => self.turn(id, "fail", Status::Failed, now),
            Act::Cancel => self.turn(id, "be cancelled", Status::Canceled, now),
            Act::Expire => self.turn(id, "expire", Status::Expired, now),
            Act::Pay { card } => self.pay(id, *card, now),
            Act::Chargeback { eur } => self.charge_back(id, eur.as_deref(), now),
            Act::ReverseChargeback => self.reverse_chargeback(id, now),
            Act::ReturnRefund => self.return_refund(id, now),
            Act::Notify => self.payment(id).map(|_| ()),
        }
    }

    /// A repeated turn into the same state changes nothing.
    fn turn(
        &mut self,
        id: &str,
        act: &'static str,
        to: Status,
        now: Instant,
    ) -> Result<(), BankError> {
        let payment = self.payment_mut(id)?;
        if payment.status.is_undecided() && payment.status != to {
            payment.status = to;
            payment.since = now;
        }
        if payment.status == to {
            return Ok(());
        }
        Err(BankError::NotNow { act, status: payment.status.word() })
    }

    fn pay(&mut self, id: &str, card: Card, now: Instant) -> Result<(), BankError> {
        let payment = self.payment_mut(id)?;
        if payment.status == Status::Paid {
            return Ok(());
        }
        payment.status = Status::Paid;
        payment.card = card;
        payment.since = now;
        let cents = payment.cents;
        self.moved("payment", cents, self.fee_cents, now, Some(id), None);
        Ok(())
    }

    fn charge_back(&mut self, id: &str, eur: Option<&str>, now: Instant) -> Result<(), BankError> {
        let payment = self.payment(id)?;
        // A payer's bank does not know what the shop has given back: it may take the whole.
        let most = payment.cents.saturating_sub(payment.charged_back_cents());
        let cents = eur.map_or(Ok(payment.left_cents()), cents_of)?;
        if self.payment(id)?.status != Status::Paid {
            let status = self.payment(id)?.status.word();
            return Err(BankError::NotNow { act: "be charged back", status });
        }
        if cents <= 0 || cents > most {
            return Err(BankError::MoreThanLeft { left: text_of(most) });
        }
        let chargeback = Chargeback { id: self.next_id("chb"), cents, at: now, reversed_at: None };
        let other = ("chargebackId", chargeback.id.clone());
        self.payment_mut(id)?.chargebacks.push(chargeback);
        self.moved("chargeback", -cents, 0, now, Some(id), Some(other));
        Ok(())
    }

    fn reverse_chargeback(&mut self, id: &str, now: Instant) -> Result<(), BankError> {
        let chargebacks = self.payment_mut(id)?.chargebacks.iter_mut().rev();
        let standing = chargebacks.into_iter().find(|one| one.reversed_at.is_none());
        let chargeback = standing.ok_or(BankError::NoChargeback)?;
        chargeback.reversed_at = Some(now);
        let (cents, other) = (chargeback.cents, ("chargebackId", chargeback.id.clone()));
        self.moved("chargeback-reversal", cents, 0, now, Some(id), Some(other));
        Ok(())
    }

    fn return_refund(&mut self, id: &str, now: Instant) -> Result<(), BankError> {
        let refunds = self.payment_mut(id)?.refunds.iter_mut().rev();
        let gone = refunds.into_iter().find(|one| one.returned_at.is_none());
        let refund = gone.ok_or(BankError::NoRefund)?;
        refund.returned_at = Some(now);
        let (cents, other) = (refund.cents, ("refundId", refund.id.clone()));
        self.moved("returned-refund", cents, 0, now, Some(id), Some(other));
        Ok(())
    }

    pub fn refund(
        &mut self,
        id: &str,
        cents: i64,
        metadata: Value,
        now: Instant,
    ) -> Result<Refund, BankError> {
        let payment = self.payment(id)?;
        if payment.status != Status::Paid {
            return Err(BankError::NotNow { act: "be refunded", status: payment.status.word() });
        }
        let left = payment.left_cents();
        if cents > left {
            return Err(BankError::MoreThanLeft { left: text_of(left) });
        }
        let refund = Refund { id: self.next_id("re"), cents, at: now, metadata, returned_at: None };
        let other = ("refundId", refund.id.clone());
        self.payment_mut(id)?.refunds.push(refund.clone());
        self.moved("refund", -cents, 0, now, Some(id), Some(other));
        Ok(refund)
    }

    /// Sends the whole balance to the merchant's bank account; the settlement and its amount.
    pub fn pay_out(&mut self, now: Instant) -> Result<(String, i64), BankError> {
        let parts =
            self.movements.iter().flat_map(|movement| [movement.cents, -movement.fee_cents]);
        let balance: i64 = parts.sum();
        if balance <= 0 {
            return Err(BankError::NothingToPayOut);
        }
        let settlement = self.next_id("stl");
        let other = ("settlementId", settlement.clone());
        self.moved("outgoing-transfer", -balance, 0, now, None, Some(other));
        Ok((settlement, balance))
    }

    fn moved(
        &mut self,
        kind: &'static str,
        cents: i64,
        fee_cents: i64,
        at: Instant,
        payment: Option<&str>,
        other: Option<(&'static str, String)>,
    ) {
        let payment = payment.map(str::to_owned);
        let id = self.next_id("baltr");
        self.movements.push(Movement { id, kind, cents, fee_cents, at, payment, other });
    }
}

//! Where money in suspense came from: a line of a bank's statement, or a sale of a terminal. A person's
//! decision is noted there, too. Source: TP-06, TP-14, TP-16.

use super::money::channel_of;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::StoredSale;
use calendar::Instant;
use ledger::Channel;
use store::{BankLine, KeptSale};
use units::{AccountId, Ean};
use vending::{Decided, MoneyKey, SuspenseItem};

#[derive(Debug)]
pub enum Origin {
    Line(Box<BankLine>),
    Sale { kept: Box<KeptSale>, sale: Box<StoredSale> },
}

/// Under which the cuts of an account wait for money of a terminal that is in suspense: apart from the
/// reservation, which has ended or is of another amount.
pub fn pending_id(key: &str) -> String {
    format!("{key}/suspense")
}

impl Origin {
    /// Errors: what is kept of the money does not say where it came from.
    pub fn of(engine: &mut Engine, key: &MoneyKey) -> Result<Self, Failure> {
        match key {
            MoneyKey::BankLine { .. } => match engine.store.bank_line(&key.to_string())? {
                Some(line) => Ok(Self::Line(Box::new(line))),
                None => refuse(format!("no bank line has key `{key}`")),
            },
            MoneyKey::Terminal { terminal, transaction } => {
                match engine.store.sales(&[(terminal, transaction)])?.pop() {
                    Some(kept) => {
                        let sale = Box::new(serde_json::from_str(&kept.body)?);
                        Ok(Self::Sale { kept: Box::new(kept), sale })
                    }
                    None => refuse(format!("no sale has key `{key}`")),
                }
            }
            // Its provider gives it back: `payment refund`.
            MoneyKey::Provider { .. } => refuse(format!("`{key}` is a payment of a provider")),
        }
    }

    pub fn channel(&self) -> Result<Channel, Failure> {
        match self {
            Self::Line(line) => channel_of(&line.channel),
            Self::Sale { .. } => Ok(Channel::Terminal),
        }
    }

    /// Who sent it, if the bank has told.
    pub fn sender_name(&self) -> Option<&str> {
        match self {
            Self::Line(line) => Some(line.counterparty_name.as_str()),
            Self::Sale { .. } => None,
        }
        .filter(|name| !name.is_empty())
    }

    /// The point whose reservation it may have been for.
    pub fn reserved_for(&self) -> Option<Ean> {
        match self {
            Self::Line(_) => None,
            Self::Sale { sale, .. } => sale.vend.reservation().map(|reserved| reserved.ean),
        }
    }

    /// Under which the cut of an account that it may be for waits.
    pub fn pending(&self, key: &str) -> Vec<String> {
        match self {
            Self::Line(_) => vec![key.to_owned()],
            Self::Sale { .. } => vec![key.to_owned(), pending_id(key)],
        }
    }

    /// Notes to which account it was credited.
    pub fn note_credited(
        self,
        engine: &mut Engine,
        item: &SuspenseItem,
        account: AccountId,
        (by, at): (&str, Instant),
    ) -> Result<(), Failure> {
        let key = item.key.to_string();
        match self {
            Self::Line(line) => {
                if !engine.store.line_is_credited(&key, account, &format!("by {by}"))? {
                    return refuse(format!("the bank line `{key}` does not lie in suspense"));
                }
                if !line.counterparty_iban.is_empty() {
                    engine.store.have_paid_for(&[(line.counterparty_iban, account)])?;
                }
                Ok(())
            }
            Self::Sale { kept, sale } => {
                let decided = Decided { at, credited_to: Some(account) };
                decide(engine, KeptSale { account: Some(account), ..*kept }, *sale, decided)
            }
        }
    }

    /// Notes that it was sent back.
    pub fn note_returned(self, engine: &mut Engine, at: Instant) -> Result<(), Failure> {
        match self {
            Self::Line(_) => Ok(()),
            Self::Sale { kept, sale } => {
                decide(engine, *kept, *sale, Decided { at, credited_to: None })
            }
        }
    }
}

fn decide(
    engine: &mut Engine,
    kept: KeptSale,
    mut sale: StoredSale,
    decided: Decided,
) -> Result<(), Failure> {
    if !sale.vend.decide(decided) {
        return refuse(format!("the sale `{}` does not lie in suspense", sale.vend.id.money_key()));
    }
    let in_flight = sale.vend.bars_cut().is_some();
    let body = serde_json::to_string(&sale)?;
    Ok(engine.store.keep_sales(&[KeptSale { in_flight, body, ..kept }])?)
}

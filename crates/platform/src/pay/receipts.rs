//! The code of a receipt, by which people name money. Source: TP-24.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::StoredPayment;
use vending::{MoneyKey, receipt_code};

/// The code that whoever paid was given for the money that the ledger keeps under `key`; `None` if nobody was
/// given one, as of a transfer.
pub fn code_of(engine: &mut Engine, key: &str) -> Result<Option<String>, Failure> {
    match key.parse::<MoneyKey>() {
        Ok(sale @ MoneyKey::Terminal { .. }) => Ok(Some(receipt_code(&sale))),
        Ok(MoneyKey::BankLine { .. } | MoneyKey::Provider { .. }) => Ok(None),
        // An online payment is kept under its own id.
        Err(_) => {
            let known = StoredPayment::load(engine, key)?;
            Ok(known.and_then(|known| known.receipt).and_then(|receipt| receipt.code))
        }
    }
}

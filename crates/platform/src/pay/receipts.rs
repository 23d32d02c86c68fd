//! The code of a receipt, by which people name money, and a receipt for a phone. Source: TP-24, UX C-04.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::StoredPayment;
use notify::asked::{self, Word};
use portal::pay::PaymentView;
use units::{Energy, Language, MicroEuro, format_decimal};
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

/// How often the receipt of one payment is sent within a day, and how many one phone is sent: texts cost us, and nobody is
/// to be flooded with them.
pub const MOST_SENT: (usize, i64) = (3, 86_400);

/// A message for each part that is credited. Whoever pays may be a stranger: it says no balance. Source: PD-04.
pub fn words(language: Language, view: &PaymentView) -> Vec<Word> {
    let mut words = Vec::new();
    for part in [Some(view), view.also.as_deref()].into_iter().flatten() {
        if let (Some(code), Some(_)) = (&part.code, part.clocks.credited) {
            words.push(word(language, part.energy, part.amount, code));
        }
    }
    words
}

fn word(language: Language, energy: Energy, amount: MicroEuro, code: &str) -> Word {
    let mut amount = format_decimal(i128::from(amount.whole_cents_down().0 / 10_000), 2);
    if language != Language::En {
        amount = amount.replace('.', ",");
    }
    asked::receipt(language, energy, &amount, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_04_a_receipt_says_the_amount_as_its_language_writes_it() {
        let most: MicroEuro = "250.00".parse().unwrap();
        let text = |language| word(language, Energy::Gas, most, "E20S-6MT7").text;
        assert!(text(Language::Fr).contains("250,00 €"));
        assert!(text(Language::En).contains("250.00 €"));
    }
}

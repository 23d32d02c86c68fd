//! The receipt as a terminal prints it, in the payer's language, without what a shop must not see.
//! Source: TP-24, PD-04.

use crate::desk::Sees;
use crate::language::Language;
use units::format_decimal;
use vending::{Receipt, ReceiptLine, euro};

include!(concat!(env!("OUT_DIR"), "/receipt.rs"));

/// What of `receipt` a terminal is given: never the balance, and the parts only if it may see them.
pub(crate) fn seen(receipt: &Receipt, sees: Sees) -> Receipt {
    match sees {
        Sees::AmountOnly => receipt.for_guest(),
        Sees::Split => Receipt { balance_after: None, ..receipt.clone() },
    }
}

/// An amount of cents with two decimals.
pub(crate) fn of_cents(cents: i64) -> String {
    format_decimal(i128::from(cents), 2)
}

/// A text with one figure in it.
fn with(text: &str, name: &str, value: &str) -> String {
    text.replace(&format!("{{{name}}}"), value)
}

/// `receipt` in lines of text, each ended by a line feed.
pub(crate) fn text(receipt: &Receipt, language: Language) -> String {
    let w = Words::of(language.of_people());
    let amount = |text: &str, eur: &str| match language {
        Language::English => with(text, "amount", eur),
        Language::French | Language::Dutch | Language::German => {
            with(text, "amount", &eur.replace('.', ","))
        }
    };
    let mut lines = Vec::new();
    if receipt.copy {
        lines.push(w.copy.to_owned());
    }
    lines.push(with(w.reference, "tail", &receipt.tail.to_string()));
    lines.push(receipt.at.to_local_string());
    // Before paying there is no code.
    let paid = if receipt.code.is_some() { w.paid } else { w.to_pay };
    lines.push(amount(paid, &euro(receipt.amount)));
    for (line, cents) in receipt.shown_lines() {
        let text = match line {
            ReceiptLine::ToReconnectionLevel(_) => w.to_reconnection_level.to_owned(),
            ReceiptLine::ToDebt { debt, .. } => with(w.to_debt, "debt", &debt.to_string()),
            ReceiptLine::ToCredit(_) => w.to_credit.to_owned(),
        };
        lines.push(format!("  {}", amount(&text, &of_cents(cents))));
    }
    if receipt.moved.is_some() {
        lines.push(w.moved.to_owned());
    }
    if receipt.promise {
        lines.push(w.without_network.to_owned());
    }
    if let Some(code) = &receipt.code {
        lines.push(with(w.code, "code", &code.to_string()));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prepay::Split;
    use units::{Ean, MicroEuro};
    use vending::MoneyKey;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn receipt() -> Receipt {
        let ean: Ean = "541449012345678908".parse().unwrap();
        let split = Split {
            amount: eur("50"),
            to_reconnection_level: eur("6.70"),
            shares: vec![(1, eur("10"))],
            to_credit: eur("33.30"),
        };
        let at = "2026-11-12T10:00:00+01:00".parse().unwrap();
        let key = MoneyKey::terminal("T1", "77").unwrap();
        Receipt::after_crediting(ean, &split, None, eur("33.80"), at, &key)
    }

    #[test]
    fn tp_24_the_receipt_line_by_line_in_the_payers_language() {
        let code = receipt().code.unwrap();
        let seen = seen(&receipt(), Sees::Split);
        assert_eq!(
            text(&seen, Language::French),
            format!(
                "Référence 9012 3456 78908\n2026-11-12T10:00:00+01:00\nPayé 50,00 EUR\n  6,70 EUR pour revenir au niveau de rétablissement\n  10,00 EUR pour la dette 1\n  33,30 EUR de crédit\nTicket {code}\n"
            )
        );
        let texts: Vec<String> =
            Language::ALL.iter().map(|language| text(&seen.reprinted(), *language)).collect();
        for (index, text) in texts.iter().enumerate() {
            assert!(text.contains(&code) && !texts[..index].contains(text), "{text}");
            assert_eq!(text.lines().count(), 8);
        }
    }

    #[test]
    fn cm_02_the_words_of_a_receipt_are_there_in_four_languages_with_the_same_figures() {
        let names = |text: &'static str| -> std::collections::BTreeSet<&'static str> {
            text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
        };
        let english = Words::of(units::Language::En).all();
        for language in Language::ALL.into_iter().filter(|one| *one != Language::English) {
            for ((key, text), (_, known)) in
                Words::of(language.of_people()).all().into_iter().zip(&english)
            {
                assert_ne!(text, *known, "{key} in {language:?}");
                assert_eq!(names(text), names(known), "{key} in {language:?}");
            }
        }
    }

    #[test]
    fn pd_04_a_receipt_of_a_shop_has_no_balance_and_nothing_it_could_be_computed_from() {
        for language in Language::ALL {
            let shop = text(&seen(&receipt(), Sees::AmountOnly), language);
            let desk = text(&seen(&receipt(), Sees::Split), language);
            assert!(!shop.contains("6.70") && !shop.contains("6,70"), "{shop}");
            for text in [shop, desk] {
                assert!(!text.contains("33.80") && !text.contains("33,80"), "{text}");
            }
        }
    }
}

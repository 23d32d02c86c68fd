//! The receipt as a terminal prints it, in the payer's language, without what a shop must not see.
//! Source: TP-24, PD-04.

use crate::desk::Sees;
use crate::language::Language;
use units::format_decimal;
use vending::{Receipt, ReceiptLine, euro};

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

/// `receipt` in lines of text, each ended by a line feed.
pub(crate) fn text(receipt: &Receipt, language: Language) -> String {
    let four = |words: [&str; 4]| language.of_four(words).to_owned();
    let amount = |eur: &str| match language {
        Language::English => format!("{eur} EUR"),
        Language::French | Language::Dutch | Language::German => {
            format!("{} EUR", eur.replace('.', ","))
        }
    };
    let mut lines = Vec::new();
    if receipt.copy {
        lines.push(four(["DUPLICATA", "DUPLICAAT", "DUPLIKAT", "COPY"]));
    }
    let reference = four(["Référence", "Referentie", "Referenz", "Reference"]);
    lines.push(format!("{reference} {}", receipt.tail));
    lines.push(receipt.at.to_local_string());
    // Before paying there is no code.
    let paid = if receipt.code.is_some() {
        four(["Payé", "Betaald", "Bezahlt", "Paid"])
    } else {
        four(["À payer", "Te betalen", "Zu zahlen", "To pay"])
    };
    lines.push(format!("{paid} {}", amount(&euro(receipt.amount))));
    for (line, cents) in receipt.shown_lines() {
        let shown = amount(&of_cents(cents));
        let what = match line {
            ReceiptLine::ToReconnectionLevel(_) => four([
                "pour revenir au niveau de rétablissement",
                "om terug op het heractiveringsniveau te komen",
                "zurück zur Wiederherstellungsschwelle",
                "to be back at the reconnection level",
            ]),
            ReceiptLine::ToDebt { debt, .. } => {
                format!(
                    "{} {debt}",
                    four(["pour la dette", "voor schuld", "für die Schuld", "to debt"])
                )
            }
            ReceiptLine::ToCredit(_) => four(["de crédit", "krediet", "Guthaben", "to credit"]),
        };
        lines.push(format!("  {shown} {what}"));
    }
    if receipt.moved.is_some() {
        lines.push(four([
            "Le solde a changé entre-temps : les parts diffèrent de celles annoncées.",
            "Het saldo veranderde intussen: de delen verschillen van wat getoond werd.",
            "Das Guthaben hat sich inzwischen geändert: Die Teile weichen vom Gezeigten ab.",
            "The balance moved in between, so the parts differ from those shown before paying.",
        ]));
    }
    if receipt.promise {
        lines.push(four([
            "Vendu sans réseau : réservé, pas encore sur le compteur.",
            "Verkocht zonder netwerk: gereserveerd, nog niet op de meter.",
            "Ohne Netz verkauft: vorgemerkt, noch nicht auf dem Zähler.",
            "Sold without network: reserved, not yet on the meter.",
        ]));
    }
    if let Some(code) = &receipt.code {
        lines.push(format!("{} {code}", four(["Ticket", "Bewijs", "Beleg", "Receipt"])));
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

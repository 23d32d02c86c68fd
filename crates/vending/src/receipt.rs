//! What the payer holds in hand. Source: TP-24.

use crate::amount::euro;
use crate::key::{Fingerprint, MoneyKey};
use calendar::Instant;
use prepay::{DebtId, Split};
use serde::{Deserialize, Serialize};
use std::fmt;
use units::{Ean, MicroEuro, PaymentReference, format_decimal};

/// One line of the split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptLine {
    /// Repays emergency credit and protected hours, up to the reconnection level.
    ToReconnectionLevel(MicroEuro),
    ToDebt {
        debt: DebtId,
        amount: MicroEuro,
    },
    ToCredit(MicroEuro),
}

impl ReceiptLine {
    pub fn amount(self) -> MicroEuro {
        match self {
            Self::ToReconnectionLevel(amount)
            | Self::ToDebt { amount, .. }
            | Self::ToCredit(amount) => amount,
        }
    }
}

/// The balance moved between showing and crediting, and the split with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// As shown before paying.
    pub shown: Split,
}

/// A receipt. Before paying there is no code and no key behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub tail: PaymentReference,
    pub amount: MicroEuro,
    /// Lines of zero are left out; they add up to the amount.
    pub lines: Vec<ReceiptLine>,
    /// `None` for a payer who may not see it. Source: PD-04.
    pub balance_after: Option<MicroEuro>,
    pub at: Instant,
    /// What a customer reads out on the phone; `None` before paying.
    pub code: Option<String>,
    pub moved: Option<Moved>,
    /// Sold without network: not yet credited when it was printed.
    pub promise: bool,
    pub copy: bool,
}

/// The lines of `split` in its order.
fn lines_of(split: &Split) -> Vec<ReceiptLine> {
    let shares = split
        .shares
        .iter()
        .map(|(debt, amount)| ReceiptLine::ToDebt { debt: *debt, amount: *amount });
    [ReceiptLine::ToReconnectionLevel(split.to_reconnection_level)]
        .into_iter()
        .chain(shares)
        .chain([ReceiptLine::ToCredit(split.to_credit)])
        .filter(|line| line.amount() != MicroEuro::ZERO)
        .collect()
}

impl Receipt {
    /// What is shown before paying. `None` if the balance after does not fit.
    pub fn before_paying(ean: Ean, split: &Split, balance: MicroEuro, at: Instant) -> Option<Self> {
        let balance_after = balance.checked_add(split.credited()?)?;
        Some(Self {
            tail: ean.reference(),
            amount: split.amount,
            lines: lines_of(split),
            balance_after: Some(balance_after),
            at,
            code: None,
            moved: None,
            promise: false,
            copy: false,
        })
    }

    /// After crediting: `split` as it was fixed at crediting, `shown` as before paying.
    pub fn after_crediting(
        ean: Ean,
        split: &Split,
        shown: Option<&Split>,
        balance_after: MicroEuro,
        at: Instant,
        key: &MoneyKey,
    ) -> Self {
        let moved = shown.filter(|shown| *shown != split);
        Self {
            tail: ean.reference(),
            amount: split.amount,
            lines: lines_of(split),
            balance_after: Some(balance_after),
            at,
            code: Some(receipt_code(key)),
            moved: moved.map(|shown| Moved { shown: shown.clone() }),
            promise: false,
            copy: false,
        }
    }

    /// Of a sale without network: the split is not known yet. Source: TP-07.
    pub fn of_promise(ean: Ean, amount: MicroEuro, at: Instant, key: &MoneyKey) -> Self {
        Self {
            tail: ean.reference(),
            amount,
            lines: Vec::new(),
            balance_after: None,
            at,
            code: Some(receipt_code(key)),
            moved: None,
            promise: true,
            copy: false,
        }
    }

    /// The lines in whole cents, which add up to the amount. Source: PA-03.
    pub fn shown_lines(&self) -> Vec<(ReceiptLine, i64)> {
        let lines: Vec<_> = self.lines.iter().map(|line| (*line, line.amount())).collect();
        in_cents(self.amount, &lines)
    }

    /// The same receipt again, marked (`reprint`).
    pub fn reprinted(&self) -> Self {
        Self { copy: true, ..self.clone() }
    }

    /// For a shop or a guest: no balance, which also hides what of it was negative and owed.
    /// Source: PD-04.
    pub fn for_guest(&self) -> Self {
        Self { balance_after: None, lines: Vec::new(), moved: None, ..self.clone() }
    }
}

/// A part of money that came in, as the household reads it. Source: PA-21.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MoneyPart {
    /// Fills what the balance was below zero. The way from there to the reconnection level repays nothing:
    /// it is credit.
    Emergency,
    /// To debts.
    Repaid,
    Credit,
}

/// Where `amount` goes that finds the balance at `before` and lifts it by `lift`; what is not lifted repays
/// debts. In whole cents that add up to the amount, none of them zero: the same before paying and on the
/// receipt. Source: PA-03, PA-21, TP-24.
pub fn money_parts(
    amount: MicroEuro,
    before: MicroEuro,
    lift: MicroEuro,
) -> Vec<(MoneyPart, MicroEuro)> {
    let owed = before.0.saturating_neg().max(0).min(lift.0);
    let parts = [
        (MoneyPart::Emergency, owed),
        (MoneyPart::Repaid, amount.0.saturating_sub(lift.0)),
        (MoneyPart::Credit, lift.0.saturating_sub(owed)),
    ];
    let shown = in_cents(amount, &parts.map(|(part, amount)| (part, MicroEuro(amount))));
    let money =
        shown.into_iter().filter_map(|(part, cents)| Some((part, MicroEuro::from_cents(cents)?)));
    money.collect()
}

/// `parts` of `amount` in whole cents that add up to it; what is none is left out. Each is rounded up, as any
/// amount to pay, but for the last one, which takes the rest: so credit, which comes last, never flatters.
fn in_cents<P: Copy>(amount: MicroEuro, parts: &[(P, MicroEuro)]) -> Vec<(P, i64)> {
    let mut left = amount.amount_to_pay_cents();
    let mut shown = Vec::new();
    for (place, (part, amount)) in parts.iter().enumerate() {
        let is_last = place.saturating_add(1) == parts.len();
        let cents = if is_last { left } else { amount.amount_to_pay_cents().clamp(0, left) };
        left = left.saturating_sub(cents);
        if cents != 0 {
            shown.push((*part, cents));
        }
    }
    shown
}

/// The code under which a payer finds this money again: eight characters without those that are mistaken for
/// each other. Source: TP-24.
pub fn receipt_code(key: &MoneyKey) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let fingerprint = Fingerprint::of("receipt", &key.to_string()).to_string();
    let number = fingerprint.get(..10).and_then(|hex| u64::from_str_radix(hex, 16).ok());
    let mut rest = number.unwrap_or(0);
    let mut code = String::new();
    for place in 0..8 {
        let letter = usize::try_from(rest % 32).ok().and_then(|digit| ALPHABET.get(digit));
        code.push(letter.map_or('0', |byte| char::from(*byte)));
        if place == 3 {
            code.push('-');
        }
        rest /= 32;
    }
    code
}

/// A balance with two decimals, rounded down. Source: PA-03.
fn shown_balance(balance: MicroEuro) -> String {
    format_decimal(i128::from(balance.shown_balance_cents()), 2)
}

impl fmt::Display for Receipt {
    /// In plain English, for logs, tests and terminals that know no other.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.copy {
            writeln!(formatter, "COPY")?;
        }
        writeln!(formatter, "reference {}", self.tail)?;
        writeln!(formatter, "{}", self.at.to_local_string())?;
        writeln!(formatter, "paid {} EUR", euro(self.amount))?;
        for (line, cents) in self.shown_lines() {
            let shown = format_decimal(i128::from(cents), 2);
            match line {
                ReceiptLine::ToReconnectionLevel(_) => {
                    writeln!(formatter, "  {shown} EUR to be back at the reconnection level")?;
                }
                ReceiptLine::ToDebt { debt, .. } => {
                    writeln!(formatter, "  {shown} EUR to debt {debt}")?;
                }
                ReceiptLine::ToCredit(_) => writeln!(formatter, "  {shown} EUR to credit")?,
            }
        }
        if let Some(balance) = self.balance_after {
            writeln!(formatter, "balance {} EUR", shown_balance(balance))?;
        }
        if self.moved.is_some() {
            writeln!(
                formatter,
                "The balance moved in between, so the parts differ from those shown before paying."
            )?;
        }
        if self.promise {
            writeln!(
                formatter,
                "Sold without network: it counts as soon as the terminal is connected again."
            )?;
        }
        if let Some(code) = &self.code {
            writeln!(formatter, "code {code}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, ean, eur, split};

    fn key() -> MoneyKey {
        MoneyKey::terminal("T1", "77").unwrap()
    }

    fn split_of_the_example() -> Split {
        Split {
            amount: eur("50"),
            to_reconnection_level: eur("6.70"),
            shares: vec![(1, eur("10"))],
            to_credit: eur("33.30"),
        }
    }

    #[test]
    fn tp_24_before_and_after_are_equal_unless_the_balance_moved() {
        let now = at("2026-11-12T10:00");
        let split = split_of_the_example();
        let before = Receipt::before_paying(ean(), &split, eur("-6.20"), now).unwrap();
        let after =
            Receipt::after_crediting(ean(), &split, Some(&split), eur("33.80"), now, &key());
        assert_eq!(Receipt { code: None, ..after.clone() }, before);
        let text = after.to_string();
        let expected = "reference 9012 3456 78908\n2026-11-12T10:00:00+01:00\npaid 50.00 EUR\n  6.70 EUR to be back at the reconnection level\n  10.00 EUR to debt 1\n  33.30 EUR to credit\nbalance 33.80 EUR\n";
        assert!(text.starts_with(expected), "{text}");
        let sum: i64 = after.lines.iter().map(|line| line.amount().0).sum();
        assert_eq!(sum, after.amount.0);
    }

    #[test]
    fn tp_24_shown_cents_add_up_although_the_balance_has_parts_of_a_cent() {
        let split = Split {
            amount: eur("20"),
            to_reconnection_level: eur("2.673076"),
            shares: vec![(1, eur("4.33"))],
            to_credit: eur("12.996924"),
        };
        let now = at("2026-11-12T10:00");
        let receipt = Receipt::before_paying(ean(), &split, eur("-2.173076"), now).unwrap();
        let cents: Vec<i64> = receipt.shown_lines().iter().map(|(_, cents)| *cents).collect();
        assert_eq!(cents, [268, 433, 1_299]);
        let bare =
            Split { shares: Vec::new(), to_credit: eur("0.006924"), amount: eur("2.68"), ..split };
        let receipt = Receipt::before_paying(ean(), &bare, eur("-2.173076"), now).unwrap();
        let cents: Vec<i64> = receipt.shown_lines().iter().map(|(_, cents)| *cents).collect();
        assert_eq!(cents, [268]);
    }

    #[test]
    fn pa_21_what_repays_emergency_credit_is_what_was_below_zero_and_all_adds_up_to_the_cent() {
        let told = |amount: &str, before: &str, lift: &str| {
            let parts = money_parts(eur(amount), eur(before), eur(lift));
            let sum: i64 = parts.iter().map(|(_, part)| part.0).sum();
            assert_eq!(sum, eur(amount).0, "{amount} at {before}");
            let told = parts.iter().map(|(part, amount)| format!("{part:?} {}", euro(*amount)));
            told.collect::<Vec<_>>().join(", ")
        };
        // The level is 0.50, the shown balance -24.08: what is left afterwards is the credit, 25.92.
        assert_eq!(told("50", "-24.073076", "50"), "Emergency 24.08, Credit 25.92");
        assert_eq!(told("24.58", "-24.073076", "24.58"), "Emergency 24.08, Credit 0.50");
        assert_eq!(told("10", "-24.073076", "10"), "Emergency 10.00");
        assert_eq!(told("20", "3.80", "20"), "Credit 20.00");
        assert_eq!(told("50", "-6.20", "40"), "Emergency 6.20, Repaid 10.00, Credit 33.80");
        assert_eq!(told("2.68", "-2.173076", "2.68"), "Emergency 2.18, Credit 0.50");
    }

    #[test]
    fn tp_24_a_balance_that_moved_in_between_is_stated() {
        let shown = split("50");
        let now = at("2026-11-12T10:00");
        let receipt = Receipt::after_crediting(
            ean(),
            &split_of_the_example(),
            Some(&shown),
            eur("33.80"),
            now,
            &key(),
        );
        assert_eq!(receipt.moved, Some(Moved { shown }));
        assert!(receipt.to_string().contains("The balance moved in between"));
    }

    #[test]
    fn tp_06_a_reprint_is_the_same_receipt_marked_as_a_copy() {
        let now = at("2026-11-12T10:00");
        let split = split_of_the_example();
        let first = Receipt::after_crediting(ean(), &split, None, eur("33.80"), now, &key());
        let copy = first.reprinted();
        assert_eq!(copy.to_string(), format!("COPY\n{first}"));
        assert_eq!(first.code, copy.code);
    }

    #[test]
    fn tp_07_a_promise_is_marked_on_the_receipt() {
        let receipt = Receipt::of_promise(ean(), eur("15"), at("2026-11-12T10:00"), &key());
        assert!(receipt.promise && receipt.to_string().contains("Sold without network"));
    }

    #[test]
    fn tp_24_a_guest_sees_no_balance_and_nothing_it_can_be_computed_from() {
        let now = at("2026-11-12T10:00");
        let split = split_of_the_example();
        let first = Receipt::after_crediting(ean(), &split, None, eur("33.80"), now, &key());
        let text = first.for_guest().to_string();
        assert!(!text.contains("33.80") && !text.contains("6.70"), "{text}");
        assert!(text.contains("paid 50.00 EUR") && text.contains("code "));
    }

    #[test]
    fn tp_24_the_code_depends_on_the_money_and_has_no_letters_that_are_mistaken() {
        let code =
            |transaction: &str| receipt_code(&MoneyKey::terminal("T1", transaction).unwrap());
        assert_ne!(code("77"), code("78"));
        assert_eq!(code("77").len(), 9);
        assert!(!code("77").contains(['I', 'L', 'O', 'U']));
    }
}

//! The shift of a cashier at a terminal, closed to the cent. Source: TP-20.

use crate::amount::euro;
use crate::vend::SaleId;
use calendar::Instant;
use ledger::{LedgerAccount, LedgerError, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::MicroEuro;

/// How the payer paid at the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Means {
    Cash,
    Card,
}

/// What a sale or its undoing was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftEntryKind {
    Sale,
    /// Money given back at the counter.
    Reversal,
    /// A sale without network, whose advice follows.
    Promise,
}

/// One movement of the till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftEntry {
    pub sale: SaleId,
    pub kind: ShiftEntryKind,
    pub means: Means,
    /// Above zero, also of a reversal.
    pub amount: MicroEuro,
    pub at: Instant,
}

/// Why a shift does not take an entry, or cannot be closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    #[error("an entry of a shift is above zero, not `{amount}` EUR")]
    NotPositive { amount: MicroEuro },
    #[error("a sale of this number is in the shift with another amount")]
    Differs { sale: SaleId },
    #[error(
        "cash differs by {} and card by {} EUR: the difference has to be explained",
        euro(*cash), euro(*card)
    )]
    Unexplained { cash: MicroEuro, card: MicroEuro },
    #[error("an amount of the shift is too large")]
    TooLarge,
    #[error("the difference cannot be booked")]
    Ledger(#[from] LedgerError),
}

/// An amount of cash, and one of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CashCount {
    pub cash: MicroEuro,
    pub card: MicroEuro,
}

impl CashCount {
    fn add(&mut self, means: Means, amount: MicroEuro) -> Option<()> {
        let side = match means {
            Means::Cash => &mut self.cash,
            Means::Card => &mut self.card,
        };
        *side = side.checked_add(amount)?;
        Some(())
    }

    fn minus(self, other: Self) -> Option<Self> {
        let (cash, card) = (self.cash.checked_sub(other.cash)?, self.card.checked_sub(other.card)?);
        Some(Self { cash, card })
    }
}

/// Counts and sums of a shift: what a terminal asks for as `totals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ShiftTotals {
    pub sales: (u32, CashCount),
    pub reversals: (u32, CashCount),
    pub promises: (u32, CashCount),
    /// Sales and promises less reversals: what has to be in the till and on the card machine.
    pub expected: CashCount,
}

/// The shift of one cashier at one terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    pub terminal: String,
    pub cashier: String,
    pub opened_at: Instant,
    entries: Vec<ShiftEntry>,
}

/// A shift that is counted and closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftClose {
    pub closed_at: Instant,
    pub totals: ShiftTotals,
    pub declared: CashCount,
    /// Declared less expected: below zero is short.
    pub difference: CashCount,
    /// Given by the cashier where there is a difference.
    pub explanation: Option<String>,
    /// Short: from the terminal's cash to shift differences; over: the other way. `None` if nothing
    /// differs, or if cash and card differ by opposite amounts, which moves nothing between accounts.
    pub transaction: Option<Transaction>,
}

impl Shift {
    pub fn open(terminal: &str, cashier: &str, opened_at: Instant) -> Self {
        let (terminal, cashier) = (terminal.to_owned(), cashier.to_owned());
        Self { terminal, cashier, opened_at, entries: Vec::new() }
    }

    pub fn entries(&self) -> &[ShiftEntry] {
        &self.entries
    }

    /// Takes in an entry once: the same sale and kind again changes nothing.
    /// Errors: not above zero, or told before with another amount or means.
    pub fn enter(&mut self, entry: ShiftEntry) -> Result<(), ShiftError> {
        if entry.amount <= MicroEuro::ZERO {
            return Err(ShiftError::NotPositive { amount: entry.amount });
        }
        let known = self.entries.iter().find(|known| {
            known.sale == entry.sale && is_reversal(known.kind) == is_reversal(entry.kind)
        });
        match known {
            None => self.entries.push(entry),
            Some(known) if (known.amount, known.means) == (entry.amount, entry.means) => {}
            Some(_) => return Err(ShiftError::Differs { sale: entry.sale }),
        }
        Ok(())
    }

    /// Errors: a sum that does not fit.
    pub fn totals(&self) -> Result<ShiftTotals, ShiftError> {
        let mut totals = ShiftTotals::default();
        for entry in &self.entries {
            let (count, sum) = match entry.kind {
                ShiftEntryKind::Sale => &mut totals.sales,
                ShiftEntryKind::Reversal => &mut totals.reversals,
                ShiftEntryKind::Promise => &mut totals.promises,
            };
            *count = count.saturating_add(1);
            sum.add(entry.means, entry.amount).ok_or(ShiftError::TooLarge)?;
            let signed = if is_reversal(entry.kind) {
                entry.amount.checked_neg().ok_or(ShiftError::TooLarge)?
            } else {
                entry.amount
            };
            totals.expected.add(entry.means, signed).ok_or(ShiftError::TooLarge)?;
        }
        Ok(totals)
    }

    /// Counts the till against the sales. Errors: a difference without an explanation.
    pub fn close(
        &self,
        declared: CashCount,
        explanation: Option<&str>,
        closed_at: Instant,
    ) -> Result<ShiftClose, ShiftError> {
        let totals = self.totals()?;
        let difference = declared.minus(totals.expected).ok_or(ShiftError::TooLarge)?;
        let explanation = explanation.map(str::trim).filter(|text| !text.is_empty());
        if difference != CashCount::default() && explanation.is_none() {
            let CashCount { cash, card } = difference;
            return Err(ShiftError::Unexplained { cash, card });
        }
        let over = difference.cash.checked_add(difference.card).ok_or(ShiftError::TooLarge)?;
        let transaction = Transaction::transfer(
            LedgerAccount::CashTerminal,
            LedgerAccount::ShiftDifference,
            over,
        )?;
        let explanation = explanation.map(str::to_owned);
        Ok(ShiftClose { closed_at, totals, declared, difference, explanation, transaction })
    }

    /// Sums by cashier of the shifts of a day: counted less expected. Source: TP-20.
    pub fn differences_by_cashier<'a>(
        closed: impl IntoIterator<Item = (&'a Self, &'a ShiftClose)>,
    ) -> BTreeMap<&'a str, CashCount> {
        let mut sums: BTreeMap<&str, CashCount> = BTreeMap::new();
        for (shift, close) in closed {
            let sum = sums.entry(shift.cashier.as_str()).or_default();
            sum.cash = MicroEuro(sum.cash.0.saturating_add(close.difference.cash.0));
            sum.card = MicroEuro(sum.card.0.saturating_add(close.difference.card.0));
        }
        sums
    }
}

fn is_reversal(kind: ShiftEntryKind) -> bool {
    match kind {
        ShiftEntryKind::Reversal => true,
        ShiftEntryKind::Sale | ShiftEntryKind::Promise => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, eur};
    use proptest::prelude::*;

    fn entry(number: u32, kind: ShiftEntryKind, means: Means, amount: MicroEuro) -> ShiftEntry {
        let sale = SaleId::new("T1", &number.to_string()).unwrap();
        ShiftEntry { sale, kind, means, amount, at: at("2026-11-12T10:00") }
    }

    fn shift() -> Shift {
        let mut shift = Shift::open("T1", "kiosk", at("2026-11-12T08:00"));
        for (number, kind, means, amount) in [
            (1, ShiftEntryKind::Sale, Means::Cash, "20"),
            (2, ShiftEntryKind::Sale, Means::Card, "50"),
            (3, ShiftEntryKind::Promise, Means::Cash, "15"),
            (1, ShiftEntryKind::Reversal, Means::Cash, "20"),
        ] {
            shift.enter(entry(number, kind, means, eur(amount))).unwrap();
        }
        shift
    }

    fn count(cash: &str, card: &str) -> CashCount {
        CashCount { cash: eur(cash), card: eur(card) }
    }

    #[test]
    fn tp_20_sales_reversals_and_promises_are_counted_against_cash_and_card() {
        let totals = shift().totals().unwrap();
        assert_eq!(totals.sales, (2, count("20", "50")));
        assert_eq!(totals.reversals, (1, count("20", "0")));
        assert_eq!(totals.promises, (1, count("15", "0")));
        assert_eq!(totals.expected, count("15", "50"));
        let close = shift().close(count("15", "50"), None, at("2026-11-12T18:00")).unwrap();
        assert_eq!((close.difference, close.transaction), (CashCount::default(), None));
    }

    #[test]
    fn tp_20_a_difference_is_explained_and_booked() {
        let closed_at = at("2026-11-12T18:00");
        for explanation in [None, Some("  ")] {
            let error = shift().close(count("13.50", "50"), explanation, closed_at).unwrap_err();
            assert_eq!(
                error.to_string(),
                "cash differs by -1.50 and card by 0.00 EUR: the difference has to be explained"
            );
        }
        let close = shift().close(count("13.50", "50"), Some("wrong change"), closed_at).unwrap();
        let postings: Vec<_> = close
            .transaction
            .unwrap()
            .postings()
            .iter()
            .map(|posting| (posting.account, posting.amount))
            .collect();
        let short = [
            (LedgerAccount::CashTerminal, eur("-1.50")),
            (LedgerAccount::ShiftDifference, eur("1.50")),
        ];
        assert_eq!(postings, short);
    }

    #[test]
    fn tp_20_the_same_entry_twice_counts_once_and_another_amount_is_refused() {
        let mut shift = shift();
        let before = shift.clone();
        shift.enter(entry(2, ShiftEntryKind::Sale, Means::Card, eur("50"))).unwrap();
        assert_eq!(shift, before);
        let other = shift.enter(entry(2, ShiftEntryKind::Sale, Means::Card, eur("51")));
        assert!(matches!(other, Err(ShiftError::Differs { .. })));
        let nothing = shift.enter(entry(9, ShiftEntryKind::Sale, Means::Card, eur("0")));
        assert!(matches!(nothing, Err(ShiftError::NotPositive { .. })));
    }

    #[test]
    fn tp_20_differences_add_up_by_cashier() {
        let one = shift();
        let close = one.close(count("14", "50"), Some("?"), at("2026-11-12T18:00")).unwrap();
        let sums = Shift::differences_by_cashier([(&one, &close), (&one, &close)]);
        assert_eq!(sums.get("kiosk"), Some(&count("-2", "0")));
    }

    proptest! {
        /// Whatever was sold and counted, what the till holds after the difference is booked is what
        /// was declared.
        #[test]
        fn tp_20_a_cash_book_always_matches(entries in proptest::collection::vec((1u32..30, 0u8..3, any::<bool>(), 1i64..300_000_000), 0..40), cash in 0i64..1_000_000_000, card in 0i64..1_000_000_000) {
            let mut shift = Shift::open("T1", "kiosk", at("2026-11-12T08:00"));
            for (number, kind, is_cash, amount) in entries {
                let kind = [ShiftEntryKind::Sale, ShiftEntryKind::Reversal, ShiftEntryKind::Promise][usize::from(kind)];
                let means = if is_cash { Means::Cash } else { Means::Card };
                let _ = shift.enter(entry(number, kind, means, MicroEuro(amount)));
            }
            let declared = CashCount { cash: MicroEuro(cash), card: MicroEuro(card) };
            let close = shift.close(declared, Some("counted"), at("2026-11-12T18:00")).unwrap();
            let expected = close.totals.expected;
            let booked: i64 = close.transaction.iter().flat_map(Transaction::postings).filter(|p| p.account == LedgerAccount::CashTerminal).map(|p| p.amount.0).sum();
            prop_assert_eq!(expected.cash.0 + expected.card.0 + booked, cash + card);
        }
    }
}

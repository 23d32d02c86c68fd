//! Whether the figures of a statement agree. Source: TP-10.

use std::fmt;
use units::{MicroEuro, format_decimal};

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Control {
    /// Old balance plus credits minus debits is the new balance.
    NewBalance,
    /// A page begins where the page before it ended.
    CarriedBalance,
    /// There is an old balance.
    OldBalancePresent,
    /// There is a new balance.
    NewBalancePresent,
    /// The bank's total of debits is their sum.
    DebitTotal,
    /// The bank's total of credits is their sum.
    CreditTotal,
    /// The bank's total of all entries is their sum.
    EntryTotal,
    /// The bank's count of records, all but 0 and 9.
    RecordCount,
    /// The bank's count of entries.
    EntryCount,
    /// The bank's count of entries in our favour.
    CreditCount,
    /// The bank's count of entries against us.
    DebitCount,
    /// The transactions of a batch add up to their entry, the one with this number.
    Batch(u32),
}

impl fmt::Display for Control {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NewBalance => "new balance",
            Self::CarriedBalance => "balance carried from the page before",
            Self::OldBalancePresent => "old balance",
            Self::NewBalancePresent => "new balance at the end",
            Self::DebitTotal => "total of debits",
            Self::CreditTotal => "total of credits",
            Self::EntryTotal => "total of entries",
            Self::RecordCount => "count of records",
            Self::EntryCount => "count of entries",
            Self::CreditCount => "count of credits",
            Self::DebitCount => "count of debits",
            Self::Batch(line) => {
                return formatter.pad(&format!("sum of the batch in entry {line}"));
            }
        };
        formatter.pad(text)
    }
}

/// A control that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub control: Control,
    /// What follows from the lines.
    pub expected: String,
    /// What the bank wrote.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { control, expected, found } = self;
        write!(formatter, "{control}: expected `{expected}`, found `{found}`")
    }
}

/// The control result of a statement. The first [`Controls::LISTED`] differences are kept, all are
/// counted, so that memory stays flat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Controls {
    differences: Vec<Difference>,
    count: u64,
}

impl Controls {
    /// How many differences are kept with their figures.
    pub const LISTED: usize = 100;

    /// Whether the statement may be booked.
    pub fn passed(&self) -> bool {
        self.count == 0
    }

    /// How many controls failed, also those beyond the list.
    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    pub(crate) fn add(&mut self, control: Control, expected: String, found: String) {
        self.count = self.count.saturating_add(1);
        if self.differences.len() < Self::LISTED {
            self.differences.push(Difference { control, expected, found });
        }
    }

    pub(crate) fn money(&mut self, control: Control, expected_micro: i128, found_micro: i128) {
        if expected_micro != found_micro {
            self.add(control, euro(expected_micro), euro(found_micro));
        }
    }

    pub(crate) fn number(&mut self, control: Control, expected: u64, found: u64) {
        if expected != found {
            self.add(control, expected.to_string(), found.to_string());
        }
    }
}

/// Micro-euro as euro. 64 bits do not hold the sum of the largest lines.
fn euro(micro: i128) -> String {
    format_decimal(micro, 6)
}

/// Sums of the lines so far, in micro-euro. They cannot overflow: each line is below 2^63.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) credits: i128,
    pub(crate) debits: i128,
    pub(crate) credit_count: u64,
    pub(crate) debit_count: u64,
}

impl Sums {
    pub(crate) fn add(&mut self, amount: MicroEuro, is_credit: bool) {
        let micro = i128::from(amount.0);
        if is_credit {
            self.credits = self.credits.saturating_add(micro);
            self.credit_count = self.credit_count.saturating_add(1);
        } else {
            self.debits = self.debits.saturating_sub(micro);
            self.debit_count = self.debit_count.saturating_add(1);
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.credit_count.saturating_add(self.debit_count)
    }

    pub(crate) fn closing_after(&self, opening: MicroEuro) -> i128 {
        i128::from(opening.0).saturating_add(self.credits).saturating_sub(self.debits)
    }
}

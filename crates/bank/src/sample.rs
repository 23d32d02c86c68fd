//! Bank files of any size, made up but right: for tests, and to measure readers on.
//!
//! The same seed gives the same movements, in both formats. They have what real files have: OGMs,
//! references in free text, accents, globalised details, batches, debits, information records.

mod camt;
mod coda;
mod movement;

pub use movement::Movement;

use calendar::SettlementDay;
use std::io::{self, Write};
use units::MicroEuro;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    pub seed: u64,
    /// Movements in the whole file.
    pub lines: u64,
    /// Movements in a statement; a CODA numbers at most 9,999.
    pub lines_per_statement: u64,
    pub day: SettlementDay,
}

/// Account of all samples, and a day for those who do not care.
pub const ACCOUNT: &str = "BE68539007547034";
const DAY: SettlementDay = SettlementDay(20_760);

impl Sample {
    /// `lines` movements, two thousand to a statement.
    pub fn new(seed: u64, lines: u64) -> Self {
        Self { seed, lines, lines_per_statement: 2_000, day: DAY }
    }

    /// The movements of the file, in its order.
    pub fn movements(&self) -> impl Iterator<Item = Movement> {
        let (seed, day) = (self.seed, self.day);
        (0..self.lines).map(move |index| Movement::make(seed, index, day))
    }

    /// Writes a CODA in Windows-1252. Errors: those of `out`.
    pub fn write_coda(&self, out: &mut impl Write) -> io::Result<()> {
        self.statements(|number, opening, closing, first, count| {
            coda::statement(self, out, (number, first, count), (opening, closing))
        })
    }

    /// Writes a camt.053.001.08 with all statements. Errors: those of `out`.
    pub fn write_camt(&self, out: &mut impl Write) -> io::Result<()> {
        camt::begin(out, self.day)?;
        self.statements(|number, opening, closing, first, count| {
            camt::statement(self, out, (number, first, count), (opening, closing))
        })?;
        camt::end(out)
    }

    /// Calls `write` for each statement with its number, balances, first movement and their count.
    fn statements(
        &self,
        mut write: impl FnMut(u64, MicroEuro, MicroEuro, u64, u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let too_large = || io::Error::other("the balance of the sample is too large");
        let per_statement = self.lines_per_statement.clamp(1, 9_999);
        let (mut opening, mut first, mut number) = (MicroEuro(1_000_000_000_000), 0, 1);
        // A file without movements has a statement all the same.
        while first < self.lines || number == 1 {
            let count = per_statement.min(self.lines.saturating_sub(first));
            let mut closing = opening;
            for index in first..first.saturating_add(count) {
                let amount = Movement::make(self.seed, index, self.day).amount;
                closing = closing.checked_add(amount).ok_or_else(too_large)?;
            }
            write(number, opening, closing, first, count)?;
            opening = closing;
            first = first.saturating_add(count);
            number = number.saturating_add(1);
        }
        Ok(())
    }

    fn movement(&self, index: u64) -> Movement {
        Movement::make(self.seed, index, self.day)
    }
}

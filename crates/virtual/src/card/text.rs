//! A card as a file, for scripts and tests: one word and its values a line.

use super::carrier::{Card, Chip, Content, Credit};
use super::purse::DebtPlan;
use super::record::{ReadOut, ReadOutError};
use crate::MeterSerial;
use std::fmt;
use std::str::FromStr;

/// A text that is no card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardTextError {
    #[error("line {line} of the card: `{text}` is not understood")]
    Line { line: usize, text: String },
    #[error("the card does not say its meter")]
    NoMeter,
    #[error("line {line} of the card is no read-out")]
    ReadOut { line: usize, source: ReadOutError },
}

impl Chip {
    pub fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Dirty => "dirty",
            Self::Damaged => "damaged",
        }
    }
}

impl fmt::Display for Card {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "meter {}", self.meter)?;
        writeln!(out, "chip {}", self.chip.name())?;
        match &self.content {
            Content::New => Ok(()),
            Content::Read(read_out) => writeln!(out, "read {}", read_out.to_line()),
            Content::Loaded(credit) => {
                writeln!(out, "load {} {}", credit.number, credit.amount)?;
                if let Some([peak, off_peak]) = credit.terms.prices {
                    writeln!(out, "prices {peak} {off_peak}")?;
                }
                if let Some(plan) = credit.terms.debt {
                    writeln!(out, "debt {} {}", plan.left, plan.weekly)?;
                }
                match credit.terms.weekly_fee {
                    Some(fee) => writeln!(out, "fee {fee}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl FromStr for Card {
    type Err = CardTextError;

    /// Errors: a line that is not understood, by its number; no `meter`.
    fn from_str(text: &str) -> Result<Self, CardTextError> {
        let mut meter = None;
        let mut chip = Chip::Clean;
        let mut content = Content::New;
        for (number, line) in text.lines().enumerate() {
            let line_number = number + 1;
            let wrong = || CardTextError::Line { line: line_number, text: line.to_owned() };
            let words: Vec<&str> = line.split_whitespace().collect();
            match (words.as_slice(), &mut content) {
                ([], _) => {}
                (["meter", serial], _) => {
                    meter = Some(MeterSerial(serial.parse().map_err(|_| wrong())?));
                }
                (["chip", name], _) => {
                    let known = [Chip::Clean, Chip::Dirty, Chip::Damaged];
                    chip = known.into_iter().find(|c| c.name() == *name).ok_or_else(wrong)?;
                }
                (["read", record], _) => {
                    let read_out: ReadOut = record
                        .parse()
                        .map_err(|source| CardTextError::ReadOut { line: line_number, source })?;
                    content = Content::Read(Box::new(read_out));
                }
                (["load", load, amount], _) => {
                    let number = load.parse().map_err(|_| wrong())?;
                    let amount = amount.parse().map_err(|_| wrong())?;
                    content = Content::Loaded(Credit { number, amount, ..Credit::default() });
                }
                (["prices", peak, off_peak], Content::Loaded(credit)) => {
                    let price = |text: &str| text.parse().map_err(|_| wrong());
                    credit.terms.prices = Some([price(peak)?, price(off_peak)?]);
                }
                (["debt", left, weekly], Content::Loaded(credit)) => {
                    let euro = |text: &str| text.parse().map_err(|_| wrong());
                    credit.terms.debt = Some(DebtPlan { left: euro(left)?, weekly: euro(weekly)? });
                }
                (["fee", fee], Content::Loaded(credit)) => {
                    credit.terms.weekly_fee = Some(fee.parse().map_err(|_| wrong())?);
                }
                _ => return Err(wrong()),
            }
        }
        let meter = meter.ok_or(CardTextError::NoMeter)?;
        Ok(Self { meter, chip, content })
    }
}

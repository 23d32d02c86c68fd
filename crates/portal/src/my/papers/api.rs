//! What the pages of documents ask of the platform, and what they are told.

use crate::homes::MovementLine;
use crate::my::{MyError, MyMeter, Part, Visitor};
use calendar::{Instant, SettlementDay};
use units::{Language, MicroEuro, MilliWattHours};

/// What the platform implements. Calls may block; a `place` is as for [`super::super::Household`].
pub trait Papers: Send + Sync {
    fn documents(&self, visitor: &Visitor, place: usize) -> Result<Option<MyDocuments>, MyError>;

    /// The receipt of this code, of a home of theirs; with the days that the balance after it lasts, where it is still
    /// the balance and the supply stays on. Source: UX 8.2 C-04.
    fn receipt(
        &self,
        visitor: &Visitor,
        code: &str,
    ) -> Result<Option<(ReceiptLine, Option<i64>)>, MyError>;

    /// A letter as PDF, by its number of the account; `None` if there is none, or it cannot be printed.
    fn letter(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
    ) -> Result<Option<Vec<u8>>, MyError>;

    /// `None` too for a span that lies before the account or behind now.
    fn statement(
        &self,
        visitor: &Visitor,
        place: usize,
        span: Span,
    ) -> Result<Option<MyStatement>, MyError>;
}

/// A calendar month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// By its first day.
    Month(SettlementDay),
    Year(i32),
}

impl Span {
    /// `2026-10`, `2026`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() == 4 {
            let year = text.parse().ok()?;
            return SettlementDay::from_ymd(year, 1, 1).map(|_| Self::Year(year));
        }
        format!("{text}-01").parse().ok().map(Self::Month)
    }

    pub fn name(self) -> String {
        match self {
            Self::Month(first) => {
                let (year, month, _) = first.ymd();
                format!("{year:04}-{month:02}")
            }
            Self::Year(year) => format!("{year:04}"),
        }
    }

    /// First and last day.
    pub fn days(self) -> Option<(SettlementDay, SettlementDay)> {
        let (first, next) = match self {
            Self::Month(first) => (first, first.plus_months(1)),
            Self::Year(year) => {
                let next = year.checked_add(1)?;
                let first = |year: i32| SettlementDay::from_ymd(year, 1, 1);
                (first(year)?, first(next)?)
            }
        };
        Some((first, next.previous()))
    }
}

/// A letter that was written to the household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    pub number: i64,
    /// On which it was written.
    pub day: SettlementDay,
    /// In the language in which it was written.
    pub subject: String,
    pub language: Language,
}

/// Money that came in, and where it went. Source: UX 8.2 C-04, TP-24.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLine {
    pub at: Instant,
    pub amount: MicroEuro,
    /// In whole cents that add up to the amount, as they were said before paying.
    pub parts: Vec<(Part, MicroEuro)>,
    /// The balance after it.
    pub after: MicroEuro,
    pub paid: PaidWith,
    /// The code that whoever paid has too; a transfer has none.
    pub code: Option<String>,
}

/// Which way money came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidWith {
    Online,
    /// At a counter of a shop.
    Shop,
    Transfer,
    /// At an office of the operator or a post.
    Office,
    /// From a social service or a fund.
    Aid,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyDocuments {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    /// Newest first.
    pub letters: Vec<LetterLine>,
    pub receipts: Vec<ReceiptLine>,
    pub months: Vec<Span>,
    pub years: Vec<Span>,
}

/// A month or a year. `opening`, what moved and `closing` add up, to the micro-euro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyStatement {
    pub meter: MyMeter,
    pub span: Span,
    /// Its days as far as they lie within the account and are over.
    pub from: SettlementDay,
    pub to: SettlementDay,
    pub opening: MicroEuro,
    pub closing: MicroEuro,
    /// Oldest first.
    pub lines: Vec<MovementLine>,
    /// Used on each day that is settled, oldest first.
    pub used: Vec<(SettlementDay, MilliWattHours)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_month_or_a_year_of_the_calendar() {
        let days = |text: &str| {
            let (first, last) = Span::parse(text)?.days()?;
            Some(format!("{first} {last}"))
        };
        assert_eq!(days("2026-02").as_deref(), Some("2026-02-01 2026-02-28"));
        assert_eq!(days("2028").as_deref(), Some("2028-01-01 2028-12-31"));
        for wrong in ["", "2026-13", "26", "2026-1", "last", "2026-02-01"] {
            assert_eq!(Span::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Span::parse("2026-10").map(Span::name).as_deref(), Some("2026-10"));
    }
}

//! The balance of the last days and what is expected of the next: sentences, a chart for wide screens, and the
//! same as a table. Source: UX 11, PA-36, PA-37.

use super::api::{AheadLine, MyMovements};
use crate::chart;
use crate::figures;
use crate::language::Writes as _;
use crate::my::words::Words;
use crate::words::fill;
use units::{Language, MicroEuro};

#[derive(Debug)]
pub(super) struct Outlook {
    pub(super) drawing: chart::Outlook,
    pub(super) sentences: Vec<String>,
    pub(super) top: String,
    pub(super) bottom: String,
    pub(super) first: String,
    pub(super) now: String,
    pub(super) last: String,
    /// Newest first: day, balance, and what an estimate lies between.
    pub(super) rows: Vec<(String, String, String)>,
}

impl Outlook {
    /// `None` with fewer than two days: there is nothing to see.
    pub(super) fn new(page: &MyMovements, language: Language) -> Option<Self> {
        let m = Words::of(language);
        let (first, last) = (page.balances.first()?, page.balances.last()?);
        if first.0 == last.0 {
            return None;
        }
        let balance = |amount: MicroEuro| language.balance_in_sentence(amount);
        let days = last.0.days_since(first.0).to_string();
        let (from, to) = (balance(first.1), balance(page.balance));
        let values = [("days", days.as_str()), ("first", &from), ("last", &to)];
        let mut sentences = vec![fill(m.went, &values)];
        if let (Some(end), Some(read)) = (page.ahead.last(), page.last_reading) {
            let (day, at_end) = (language.long_day(end.day), balance(end.balance));
            sentences.push(fill(m.will_be, &[("balance", &at_end), ("day", &day)]));
            if let Some((low, high)) = end.range {
                let (low, high) = (balance(low), balance(high));
                sentences.push(fill(m.between, &[("low", &low), ("high", &high)]));
            }
            sentences.push(fill(m.is_estimate, &[("time", &language.instant(read))]));
        }
        let past: Vec<i64> = page.balances.iter().map(|(_, balance)| balance.0).collect();
        let expected =
            |one: &AheadLine| (one.balance.0, one.range.map(|(low, high)| (low.0, high.0)));
        let ahead: Vec<_> = page.ahead.iter().map(expected).collect();
        let drawing = chart::outlook(&past, page.balance.0, &ahead);
        let of_past = page.balances.iter().map(|(day, amount)| {
            (language.short_date(*day), language.balance(*amount), String::new())
        });
        let of_ahead = page.ahead.iter().map(|one| {
            let note = one.range.map_or_else(String::new, |(low, high)| {
                let (low, high) = (language.balance(low), language.balance(high));
                fill(m.estimate, &[("low", &low), ("high", &high)])
            });
            (language.short_date(one.day), language.balance(one.balance), note)
        });
        let mut rows: Vec<_> = of_past.chain(of_ahead).collect();
        rows.reverse();
        let end = page.ahead.last().map(|one| language.short_date(one.day));
        Some(Self {
            top: figures::axis_euro(drawing.top, language),
            bottom: figures::axis_euro(drawing.bottom, language),
            first: language.short_date(first.0),
            now: language.short_date(last.0),
            last: end.unwrap_or_default(),
            sentences,
            drawing,
            rows,
        })
    }
}

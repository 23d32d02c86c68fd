//! A statement that was split into pages: each is a `Stmt` of its own, in one message or in several, with
//! interim booked balances (`ITBD`) where the pages meet. Source: TP-11.

use super::Open;
use super::tags::Tag;
use super::xml::Xml;
use crate::amount::digits;
use crate::controls::Control;
use crate::error::BankError;
use crate::statement::{Balance, Page};
use std::io::BufRead;

/// The interim booked balances of one `Stmt`: of two, one opens the page and one closes it.
#[derive(Debug, Default)]
pub(super) struct Interim {
    first: Option<Balance>,
    last: Option<Balance>,
    several: bool,
}

impl Interim {
    pub(super) fn add(&mut self, balance: Option<Balance>) {
        self.several = self.first.is_some();
        self.first = self.first.or(balance);
        self.last = balance.or(self.last);
    }
}

/// Where a page ended whose statement goes on.
#[derive(Debug, Clone)]
pub(super) struct Carried {
    account: String,
    number: String,
    page: u32,
    closing: Balance,
}

/// Reads `StmtPgntn` or `MsgPgntn`, which is open.
pub(super) fn pagination<R: BufRead>(xml: &mut Xml<R>) -> Result<Option<Page>, BankError> {
    let (mut number, mut last) = (None, None);
    while let Some(child) = xml.child()? {
        match child {
            Tag::PgNb => {
                let text = xml.text("PgNb")?;
                let read = digits(text.as_bytes()).and_then(|number| u32::try_from(number).ok());
                let found = text.to_owned();
                number = Some(read.ok_or_else(|| xml.field("page number", "digits", &found))?);
            }
            Tag::LastPgInd => last = Some(matches!(xml.text("LastPgInd")?, "true" | "1")),
            _ => xml.skip()?,
        }
    }
    // A single page is a whole statement.
    let page = number.zip(last).map(|(number, last)| Page { number, last });
    Ok(page.filter(|page| page.number > 1 || !page.last))
}

impl Open {
    /// Finds out which page this is and which balances are its own, once its head is complete.
    /// `of_message`: the page of the whole message, which splits only what has no balances at both ends.
    pub(super) fn find_page(
        &mut self,
        of_message: Option<Page>,
        carried: Option<Carried>,
        number: &str,
    ) {
        let is_whole = self.opening.is_some() && self.closing.is_some();
        self.page = self.page.or(of_message.filter(|_| !is_whole));
        let Some(page) = self.page else {
            self.opening = self.opening.or(self.previous_closing);
            return;
        };
        let carried = carried.filter(|carried| {
            carried.account == self.account
                && carried.number == number
                && carried.page.checked_add(1) == Some(page.number)
        });
        let carried = carried.map(|carried| carried.closing);
        let interim = std::mem::take(&mut self.interim);
        if page.number > 1 {
            let own = interim.first.filter(|_| interim.several || page.last).or(self.opening);
            if let (Some(own), Some(carried)) = (own, carried) {
                let (carried, own) = (i128::from(carried.amount.0), i128::from(own.amount.0));
                self.controls.money(Control::CarriedBalance, carried, own);
            }
            self.opening = own.or(carried);
        } else {
            self.opening = self.opening.or(self.previous_closing);
        }
        if !page.last {
            self.closing = interim.last.or(self.closing);
        }
    }

    /// What the next page goes on from.
    pub(super) fn carried(&self, number: &str) -> Option<Carried> {
        let page = self.page.filter(|page| !page.last)?;
        let (account, number) = (self.account.clone(), number.to_owned());
        self.closing.map(|closing| Carried { account, number, page: page.number, closing })
    }

    /// The number within the account.
    pub(super) fn number(&self) -> String {
        let numbers = [&self.electronic_number, &self.legal_number, &self.id];
        numbers.into_iter().find(|number| !number.is_empty()).cloned().unwrap_or_default()
    }
}

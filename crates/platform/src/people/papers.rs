//! Letters, receipts and statements of a household, from the same books as everything else. Source: UX 8.2 C-13.

use super::People;
use super::figures::{at_place, known};
use crate::failure::{Failure, chain};
use crate::notices;
use crate::parties;
use calendar::SettlementDay;
use ledger::{EntryKind, JournalEntry, LedgerAccount};
use notify::plan::Channel;
use portal::my::{
    LetterLine, MyDocuments, MyError, MyStatement, Papers, ReceiptLine, Span, Visitor,
};
use units::{MicroEuro, MilliWattHours};

/// A notice that was withdrawn was never a letter.
const WITHDRAWN: i16 = 5;
const MOST_LETTERS: usize = 50;
const RECEIPT_DAYS: i32 = 90;
/// Months back that a statement is offered for.
const MONTHS: i32 = 24;

/// What a payment brought, and where it went.
fn receipt(entry: &JournalEntry) -> Option<ReceiptLine> {
    if !matches!(entry.kind, EntryKind::TopUp | EntryKind::Aid) {
        return None;
    }
    let postings = entry.transaction.postings();
    // What came in is what is debited; its parts are credited.
    let amount = postings.iter().map(|posting| posting.amount.0.max(0));
    let amount = amount.fold(0, i64::saturating_add);
    let own = postings.iter().filter(|one| one.account == LedgerAccount::CustomerCredit);
    let to_credit = own.map(|posting| posting.amount.0).fold(0, i64::saturating_sub);
    Some(ReceiptLine {
        day: entry.booked_at.day(),
        amount: MicroEuro(amount),
        to_credit: MicroEuro(to_credit),
        repaid: MicroEuro(amount.saturating_sub(to_credit)),
        id: entry.key.clone().unwrap_or_default(),
    })
}

/// Months and years that an account has lived, the newest first.
fn spans(opened: SettlementDay, today: SettlementDay) -> (Vec<Span>, Vec<Span>) {
    let first_of = |day: SettlementDay| {
        let (year, month, _) = day.ymd();
        SettlementDay::from_ymd(year, month, 1).unwrap_or(day)
    };
    let (mut months, mut month) = (Vec::new(), first_of(today));
    let earliest = first_of(opened).max(first_of(today.plus_months(-MONTHS)));
    while month >= earliest {
        months.push(Span::Month(month));
        month = first_of(month.plus(-1));
    }
    let ((from, ..), (to, ..)) = (opened.ymd(), today.ymd());
    (months, (from..=to).rev().map(Span::Year).collect())
}

impl People {
    fn documents_of(
        &self,
        visitor: &Visitor,
        place: usize,
    ) -> Result<Option<MyDocuments>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let kept = engine.store.notices(&[own.account.id])?;
        let written = kept.iter().rev().filter(|notice| {
            let one = &notice.notice;
            let to_them = one.recipient == "holder" && notice.state != WITHDRAWN;
            one.channel == Channel::Letter.code() && to_them && notice.made_at <= now
        });
        let letters = written
            .take(MOST_LETTERS)
            .map(|notice| LetterLine {
                number: notice.seq,
                day: notice.handed_at.unwrap_or(notice.made_at).day(),
                subject: notice.notice.subject.clone(),
            })
            .collect();
        let opened = own.account.opened_at.day();
        let Some(known) = known(&mut engine, own, now)? else { return Ok(None) };
        let since = now.day().plus(-RECEIPT_DAYS);
        let entries = known.timeline.account.journal().iter().rev();
        let receipts = entries.filter_map(receipt).filter(|one| one.day >= since).collect();
        let (months, years) = spans(opened, now.day());
        let meter = known.own.meter;
        Ok(Some(MyDocuments { meter, meters, letters, receipts, months, years }))
    }

    fn letter_of(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let Some(notice) = engine.store.notice(own.account.id, number)? else { return Ok(None) };
        let one = &notice.notice;
        let is_theirs = one.channel == Channel::Letter.code() && one.recipient == "holder";
        if !is_theirs || notice.state == WITHDRAWN {
            return Ok(None);
        }
        let date = notice.handed_at.unwrap_or(notice.made_at).day();
        // One that cannot be printed is a matter of that letter, not of the page.
        let letter = match notices::of_notice(&mut engine, &notice, date, Some(now.day())) {
            Ok(letter) => letter,
            Err(failure) => {
                eprintln!(
                    "letter {}-{number} is not shown: {}",
                    own.account.id,
                    chain(failure.as_ref())
                );
                return Ok(None);
            }
        };
        drop(engine);
        match letters::print(&letter) {
            Ok(pdf) => Ok(Some(pdf.bytes)),
            Err(error) => {
                eprintln!("letter {}-{number} is not shown: {}", own.account.id, chain(&error));
                Ok(None)
            }
        }
    }

    fn statement_of(
        &self,
        visitor: &Visitor,
        place: usize,
        span: Span,
    ) -> Result<Option<MyStatement>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let opened = own.account.opened_at.day();
        let Some((first, last)) = span.days() else { return Ok(None) };
        let (from, to) = (first.max(opened), last.min(now.day()));
        if from > to {
            return Ok(None);
        }
        let Some(known) = known(&mut engine, own, now)? else { return Ok(None) };
        // Newest first.
        let moved = parties::movements(&known.timeline, from);
        let sum = |amounts: &mut dyn Iterator<Item = MicroEuro>| -> i64 {
            amounts.map(|amount| amount.0).fold(0, i64::saturating_add)
        };
        let after = sum(&mut moved.iter().filter(|line| line.day > to).map(|line| line.amount));
        let mut lines: Vec<_> = moved.into_iter().filter(|line| line.day <= to).collect();
        lines.reverse();
        let within = sum(&mut lines.iter().map(|line| line.amount));
        let closing = known.timeline.account.balance().0.saturating_sub(after);
        let registers = known.timeline.account.registers().len();
        let days = known.timeline.account.days().range(from..=to);
        let used = days.map(|(day, settled)| {
            let energy = settled.energy.iter().take(registers).map(|part| part.0);
            (*day, MilliWattHours(energy.fold(0, i64::saturating_add)))
        });
        Ok(Some(MyStatement {
            span,
            from,
            to,
            opening: MicroEuro(closing.saturating_sub(within)),
            closing: MicroEuro(closing),
            lines,
            used: used.collect(),
            meter: known.own.meter,
        }))
    }
}

impl Papers for People {
    fn documents(&self, visitor: &Visitor, place: usize) -> Result<Option<MyDocuments>, MyError> {
        self.documents_of(visitor, place).map_err(super::failed("could not read the documents"))
    }

    fn letter(
        &self,
        visitor: &Visitor,
        place: usize,
        number: i64,
    ) -> Result<Option<Vec<u8>>, MyError> {
        self.letter_of(visitor, place, number).map_err(super::failed("could not print a letter"))
    }

    fn statement(
        &self,
        visitor: &Visitor,
        place: usize,
        span: Span,
    ) -> Result<Option<MyStatement>, MyError> {
        self.statement_of(visitor, place, span).map_err(super::failed("could not make a statement"))
    }
}

//! Letters, receipts and statements of a household, from the same books as everything else. Source: UX 8.2 C-13.

use super::People;
use super::figures::{at_place, cost_per_day, known, lasts, own};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::notices;
use crate::parties;
use crate::pay::receipts;
use calendar::SettlementDay;
use ledger::{EntryKind, JournalEntry, LedgerAccount, balance_of};
use notify::plan::Channel;
use portal::my::{
    LetterLine, MyDocuments, MyError, MyStatement, PaidWith, Papers, ReceiptLine, Span, Visitor,
};
use prepay::Account as PrepaidAccount;
use units::{MicroEuro, MilliWattHours};
use vending::money_parts;

/// A notice that was withdrawn was never a letter.
const WITHDRAWN: i16 = 5;
const MOST_LETTERS: usize = 50;
const RECEIPT_DAYS: i32 = 90;
/// Months back that a statement is offered for.
const MONTHS: i32 = 24;

/// The balance that an entry of the journal found: what is there now, without it and all that moved since.
fn found_by(account: &PrepaidAccount, entry: &JournalEntry) -> MicroEuro {
    let later = account.journal().iter().filter(|other| other.seq >= entry.seq);
    let entered = balance_of(later).unwrap_or(MicroEuro::ZERO);
    let days = account.days().values().filter(|day| day.settled_at > entry.booked_at);
    let settled = days.map(|day| day.first_charge.0.saturating_add(day.collected.0));
    let settled = settled.fold(0, i64::saturating_add);
    MicroEuro(account.balance().0.saturating_sub(entered.0).saturating_add(settled))
}

/// What a payment brought, and where it went: from the ledger, so for whatever way it came. Source: TP-24.
fn receipt(
    engine: &mut Engine,
    account: &PrepaidAccount,
    entry: &JournalEntry,
) -> Result<Option<ReceiptLine>, Failure> {
    if !matches!(entry.kind, EntryKind::TopUp | EntryKind::Aid) {
        return Ok(None);
    }
    let postings = entry.transaction.postings();
    // What came in is what is debited; its parts are credited.
    let came = postings.iter().filter(|posting| posting.amount > MicroEuro::ZERO);
    let amount = MicroEuro(came.clone().map(|one| one.amount.0).fold(0, i64::saturating_add));
    let from = came.map(|posting| posting.account).next();
    let paid = match from {
        Some(LedgerAccount::CashTerminal) => PaidWith::Shop,
        Some(LedgerAccount::CashTransfer) => PaidWith::Transfer,
        Some(LedgerAccount::CashPost | LedgerAccount::CashOffice) => PaidWith::Office,
        Some(LedgerAccount::AidDue) => PaidWith::Aid,
        Some(_) | None => PaidWith::Online,
    };
    let lift = balance_of([entry]).unwrap_or(amount);
    let before = found_by(account, entry);
    let code = match &entry.key {
        Some(key) => receipts::code_of(engine, key)?,
        None => None,
    };
    Ok(Some(ReceiptLine {
        at: entry.booked_at,
        amount,
        parts: money_parts(amount, before, lift),
        after: before.checked_add(lift).unwrap_or(before),
        paid,
        code,
    }))
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
                language: notice.notice.language,
            })
            .collect();
        let opened = own.account.opened_at.day();
        let Some(known) = known(&mut engine, own, now)? else { return Ok(None) };
        let since = now.day().plus(-RECEIPT_DAYS);
        let account = &known.timeline.account;
        let mut receipts = Vec::new();
        for entry in account.journal().iter().rev() {
            if entry.booked_at.day() >= since {
                receipts.extend(receipt(&mut engine, account, entry)?);
            }
        }
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

impl People {
    /// The receipt of this code among those of the household, with the days that its balance lasts.
    fn receipt_of(
        &self,
        visitor: &Visitor,
        code: &str,
    ) -> Result<Option<(ReceiptLine, Option<i64>)>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        for own in own(&mut engine, visitor)? {
            let Some(known) = known(&mut engine, own, now)? else { continue };
            let account = &known.timeline.account;
            for entry in account.journal().iter().rev() {
                let Some(line) = receipt(&mut engine, account, entry)? else { continue };
                if line.code.as_deref() != Some(code) {
                    continue;
                }
                // What moved since has its own page.
                let stands = line.after == account.balance() && known.timeline.supply().is_on();
                let cost = cost_per_day(&known.timeline);
                let days = stands.then(|| lasts(line.after, cost)).flatten();
                return Ok(Some((line, days)));
            }
        }
        Ok(None)
    }
}

impl Papers for People {
    fn receipt(
        &self,
        visitor: &Visitor,
        code: &str,
    ) -> Result<Option<(ReceiptLine, Option<i64>)>, MyError> {
        self.receipt_of(visitor, code).map_err(super::failed("could not read a receipt"))
    }

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

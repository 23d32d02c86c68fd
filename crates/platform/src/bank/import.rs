//! `tirelire bank import`: statements of the bank, each booked once and wholly. Source: TP-05, TP-09 to
//! TP-16.
//!
//! The file is read twice: the first time nothing is booked, and what is wrong anywhere in it refuses
//! all of it; the second time each statement is one transaction. A statement that is known is passed
//! over, so an import that was interrupted goes on where it stopped.

use super::house::House;
use super::money::{Money, channel_of, match_of};
use super::registry::{OpenAccounts, prefixes};
use super::survey::{Print, Reader, Surveyed, open, survey};
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use ::bank::{Event, StatementLine};
use calendar::Instant;
use ledger::{EntryKind, LedgerAccount};
use std::collections::BTreeMap;
use std::path::PathBuf;
use store::{BankAccount, BankLine, BankStatement, LineState, PayoutKind, PayoutState};
use timeline::Fact;
use units::{AccountId, Dso, MicroEuro};
use vending::{MoneyKey, Outcome, Prefixes, SuspenseItem};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    pub file: PathBuf,
    /// Whose account it is, where that is not known yet.
    pub iban_of: Option<Dso>,
    /// A person has looked at a gap.
    pub out_of_sequence: bool,
    pub at: Instant,
}

/// What became of one statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Booked {
    pub name: String,
    /// It was booked before: nothing was done.
    pub known: bool,
    pub credited: (u64, i128),
    pub suspended: (u64, i128),
    /// Debits that closed payouts, and those that nobody has explained.
    pub paid_out: (u64, i128),
    pub open_debits: Vec<(String, MicroEuro, String)>,
}

/// How many lines are kept together: memory stays flat.
const TOGETHER: usize = 500;

/// Books the file. Errors: nothing of it is booked that was not before; each reason is a line.
pub fn import(engine: &mut Engine, request: &Request) -> Result<Vec<Booked>, Failure> {
    let surveyed = survey(&request.file)?;
    let accounts = judge(engine, request, &surveyed)?;
    let mut reader = open(&request.file)?;
    let mut all = Vec::with_capacity(surveyed.len());
    for statement in &surveyed {
        let Some(account) = accounts.get(&statement.iban) else {
            return refuse(format!("account `{}` is not known", statement.iban));
        };
        let booked = engine
            .locked(account.dso, |engine| book(engine, request, statement, account, &mut reader))?;
        all.push(booked);
    }
    Ok(all)
}

/// Whether all of the file may be booked. Returns the accounts at the bank; one that was not known
/// is entered. Errors: everything that is wrong, a line each.
fn judge(
    engine: &mut Engine,
    request: &Request,
    surveyed: &[Surveyed],
) -> Result<BTreeMap<String, BankAccount>, Failure> {
    let mut known: BTreeMap<String, BankAccount> = BTreeMap::new();
    for account in engine.store.bank_accounts()? {
        known.insert(account.iban.clone(), account);
    }
    let (mut wrong, mut new) = (Vec::new(), Vec::new());
    let mut before: BTreeMap<&str, Vec<&Surveyed>> = BTreeMap::new();
    for statement in surveyed {
        let name = statement.name();
        for failed in &statement.failed {
            wrong.push(format!("{name}: {failed}"));
        }
        if !known.contains_key(&statement.iban) {
            match request.iban_of {
                Some(dso) => {
                    let account = BankAccount {
                        iban: statement.iban.clone(),
                        dso,
                        holder: statement.holder.clone(),
                        bic: statement.bic.clone(),
                    };
                    known.insert(statement.iban.clone(), account.clone());
                    new.push(account);
                }
                None => {
                    wrong.push(format!("{name}: whose account is it? say --iban-of OPERATOR once"))
                }
            }
        }
        let earlier = before.entry(&statement.iban).or_default();
        match twin(engine, statement, earlier)? {
            Some(fingerprint) if fingerprint == statement.fingerprint => continue,
            Some(_) => {
                wrong.push(format!("{name} was booked with other contents"));
                continue;
            }
            None => {}
        }
        if let Some(gap) =
            sequence(engine, statement, earlier)?.filter(|_| !request.out_of_sequence)
        {
            wrong.push(format!("{name}: {gap}; --out-of-sequence books it all the same"));
        }
        earlier.push(statement);
    }
    if !wrong.is_empty() {
        return refuse(format!(
            "nothing of `{}` was booked: {}",
            request.file.display(),
            wrong.join("\n")
        ));
    }
    for account in &new {
        engine.store.enter_bank_account(account)?;
    }
    Ok(known)
}

/// The fingerprint of the statement with the same account, day and number, if one is booked or comes
/// earlier in the file.
fn twin(
    engine: &mut Engine,
    statement: &Surveyed,
    earlier: &[&Surveyed],
) -> Result<Option<String>, Failure> {
    let same = |one: &&&Surveyed| {
        (one.closing_day, &one.number) == (statement.closing_day, &statement.number)
    };
    if let Some(one) = earlier.iter().find(same) {
        return Ok(Some(one.fingerprint.clone()));
    }
    let (iban, day, number) = (&statement.iban, statement.closing_day, &statement.number);
    Ok(engine.store.bank_statement(iban, day, number)?.map(|one| one.fingerprint))
}

/// Why a statement does not follow the one before it; `None` if it does, or is the first.
fn sequence(
    engine: &mut Engine,
    statement: &Surveyed,
    earlier: &[&Surveyed],
) -> Result<Option<String>, Failure> {
    let last = match earlier.last() {
        Some(last) => Some((last.number.clone(), last.closing_day, last.closing)),
        None => {
            let last = engine.store.last_bank_statement(&statement.iban)?;
            last.map(|last| (last.number, last.closing_day, last.closing))
        }
    };
    let Some((number, day, closing)) = last else { return Ok(None) };
    if statement.closing_day < day {
        return Ok(Some(format!("it is older than statement {number} up to {day}, booked before")));
    }
    if let (Ok(last), Ok(this)) = (number.parse::<u64>(), statement.number.parse::<u64>()) {
        let new_year = statement.closing_day.ymd().0 > day.ymd().0 && this <= 1;
        let wrapped = last == 999 && this <= 1;
        if this != last.saturating_add(1) && !new_year && !wrapped {
            return Ok(Some(format!(
                "statement {} was expected after statement {number} up to {day}",
                last.saturating_add(1)
            )));
        }
    }
    if statement.opening != closing {
        return Ok(Some(format!(
            "it begins with {} EUR, statement {number} up to {day} ended with {closing} EUR",
            statement.opening
        )));
    }
    Ok(None)
}

/// What a statement has to have booked, in parts.
struct Work<'a> {
    request: &'a Request,
    account: &'a BankAccount,
    statement: &'a Surveyed,
    prefixes: Prefixes,
    id: i64,
    house: House,
    lines: Vec<BankLine>,
    items: Vec<store::SuspenseRow>,
    booked: Booked,
    line: u32,
}

/// Books one statement, which is the next one that `reader` gives. Within a transaction.
fn book(
    engine: &mut Engine,
    request: &Request,
    statement: &Surveyed,
    account: &BankAccount,
    reader: &mut Reader,
) -> Result<Booked, Failure> {
    let known = twin(engine, statement, &[])?;
    let same = known.as_ref() == Some(&statement.fingerprint);
    if known.is_some() && !same {
        return refuse(format!("{} was booked with other contents", statement.name()));
    }
    let booked = Booked { name: statement.name(), known: same, ..Booked::default() };
    let mut work = None;
    if !same {
        let id = engine.store.add_bank_statement(&BankStatement {
            id: 0,
            dso: account.dso,
            iban: statement.iban.clone(),
            closing_day: statement.closing_day,
            number: statement.number.clone(),
            opening: statement.opening,
            closing: statement.closing,
            lines: i64::try_from(statement.lines)?,
            fingerprint: statement.fingerprint.clone(),
            format: statement.format.to_owned(),
            file: request.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            imported_at: request.at,
        })?;
        work = Some(Work {
            request,
            account,
            statement,
            prefixes: prefixes(engine, account.dso, request.at)?,
            id,
            house: House::open(&mut engine.store, account.dso, request.at)?,
            lines: Vec::new(),
            items: Vec::new(),
            booked: booked.clone(),
            line: 0,
        });
    }
    let mut print = Print::default();
    let mut waiting: Option<(Box<StatementLine>, Vec<StatementLine>)> = None;
    for event in reader.by_ref() {
        match event? {
            Event::Start(start) => print = Print::of(&start),
            Event::Line(line) => {
                print.line(&line, 0);
                if let (Some(work), Some((line, parts))) = (work.as_mut(), waiting.take()) {
                    work.take(engine, &line, &parts)?;
                }
                waiting = Some((line, Vec::new()));
            }
            Event::Detail(detail) => {
                print.line(&detail, 1);
                if let Some((_, parts)) = waiting.as_mut() {
                    parts.push(*detail);
                }
            }
            Event::End(end) => {
                if print.finish(&end) != statement.fingerprint {
                    return refuse(format!(
                        "`{}` changed while it was read",
                        request.file.display()
                    ));
                }
                let Some(mut work) = work else { return Ok(booked) };
                if let Some((line, parts)) = waiting.take() {
                    work.take(engine, &line, &parts)?;
                }
                work.flush(engine)?;
                return Ok(work.booked);
            }
        }
    }
    refuse(format!("`{}` changed while it was read", request.file.display()))
}

impl Work<'_> {
    /// Takes in one line; `parts` are the payments that the bank booked as one.
    fn take(
        &mut self,
        engine: &mut Engine,
        line: &StatementLine,
        parts: &[StatementLine],
    ) -> Result<(), Failure> {
        self.line += 1;
        let bank = if self.statement.bic.trim().is_empty() { "bank" } else { &self.statement.bic };
        let number = format!("{}/{}", self.statement.closing_day, self.statement.number);
        let key = MoneyKey::bank_line(bank, &self.statement.iban, &number, self.line)?;
        let money = Money::of(line, key, self.statement.closing_day);
        let (state, account, how) = if money.amount > MicroEuro::ZERO {
            self.credit(engine, &money, line, parts)?
        } else if money.amount < MicroEuro::ZERO {
            (self.debit(engine, &money)?, None, String::new())
        } else {
            (LineState::Nothing, None, String::new())
        };
        self.lines.push(BankLine {
            statement: self.id,
            line: self.line,
            dso: self.account.dso,
            key: money.key.to_string(),
            booked: money.day,
            amount: money.amount,
            state,
            account,
            how,
            channel: money.channel.to_owned(),
            counterparty_iban: money.sender.clone(),
            counterparty_name: line.counterparty.name.clone(),
            text: money.text.clone(),
            reference: line.client_reference.clone(),
        });
        if self.lines.len() >= TOGETHER { self.flush(engine) } else { Ok(()) }
    }

    fn flush(&mut self, engine: &mut Engine) -> Result<(), Failure> {
        engine.store.add_bank_lines(&std::mem::take(&mut self.lines))?;
        engine.store.add_suspense(&std::mem::take(&mut self.items))?;
        self.house.book(&mut engine.store)
    }

    /// Money that came: to the account it names, else into suspense.
    fn credit(
        &mut self,
        engine: &mut Engine,
        money: &Money,
        line: &StatementLine,
        parts: &[StatementLine],
    ) -> Result<(LineState, Option<AccountId>, String), Failure> {
        let registry = OpenAccounts::new(&mut engine.store, self.account.dso, &self.prefixes);
        let outcome = match_of(line, parts, &registry);
        registry.finish()?;
        let mut may_be_for = outcome.bars_cut_of().to_vec();
        let how = match outcome {
            Outcome::Matched { account, how } => {
                let how = serde_json::to_value(how)?.as_str().unwrap_or_default().to_owned();
                match self.top_up(engine, money, account) {
                    Ok(()) => {
                        if !money.sender.is_empty() {
                            engine.store.has_paid_for(&money.sender, account)?;
                        }
                        count(&mut self.booked.credited, money.amount);
                        return Ok((LineState::Credited, Some(account), how));
                    }
                    // What the database refuses ends the import; an account that cannot take it in
                    // does not hold up everybody else's money.
                    Err(failure) if failure.is::<store::StoreError>() => return Err(failure),
                    Err(failure) => {
                        may_be_for = vec![account];
                        format!("not credited: {}", chain(failure.as_ref()))
                    }
                }
            }
            Outcome::Suggested { .. } => "suggested".to_owned(),
            Outcome::Ambiguous { .. } => "ambiguous".to_owned(),
            Outcome::Unmatched => "unmatched".to_owned(),
        };
        self.suspend(engine, money, may_be_for)?;
        Ok((LineState::Suspended, None, how))
    }

    fn top_up(
        &mut self,
        engine: &mut Engine,
        money: &Money,
        account: AccountId,
    ) -> Result<(), Failure> {
        let Some(account) = engine.store.account(account)? else {
            return refuse(format!("account {account} does not exist"));
        };
        let fact = Fact::TopUp {
            eur: money.amount,
            channel: money.channel.to_owned(),
            id: money.key.to_string(),
        };
        engine.record(&account, &fact, self.request.at)?;
        Ok(())
    }

    /// Into suspense; the accounts it may be for are not cut before a person has looked (CG-07).
    fn suspend(
        &mut self,
        engine: &mut Engine,
        money: &Money,
        may_be_for: Vec<AccountId>,
    ) -> Result<(), Failure> {
        let key = money.key.to_string();
        let cash = LedgerAccount::cash(channel_of(money.channel)?);
        self.house.enter(EntryKind::Suspense, &key, cash, LedgerAccount::Suspense, money.amount)?;
        for id in &may_be_for {
            let Some(account) = engine.store.account(*id)? else { continue };
            let fact = Fact::PaymentPending {
                id: key.clone(),
                eur: money.amount,
                channel: money.channel.to_owned(),
            };
            match engine.record(&account, &fact, self.request.at) {
                Ok(_) => {}
                Err(failure) if failure.is::<store::StoreError>() => return Err(failure),
                // No decision can be taken on an account that cannot be rebuilt, so no cut either.
                Err(failure) => {
                    eprintln!("EAN {}: {}", account.ean, chain(failure.as_ref()));
                }
            }
        }
        let sender = Some(money.sender.as_str()).filter(|sender| !sender.is_empty());
        let item = SuspenseItem::new(
            money.key.clone(),
            &self.statement.iban,
            money.amount,
            money.day,
            sender,
            may_be_for,
        );
        self.items.push(super::suspense::row(&item, self.account.dso)?);
        count(&mut self.booked.suspended, money.amount);
        Ok(())
    }

    /// Money that left: it closes the payout whose id it carries, if the amount is the same.
    fn debit(&mut self, engine: &mut Engine, money: &Money) -> Result<LineState, Failure> {
        let amount = money.amount.checked_neg().unwrap_or(MicroEuro::ZERO);
        let key = money.key.to_string();
        for id in &money.transfer_ids {
            let Some(payout) = engine.store.payout_of(id)? else { continue };
            let sent = matches!(payout.state, PayoutState::Approved | PayoutState::Sent);
            if payout.dso != self.account.dso || payout.amount != amount || !sent {
                continue;
            }
            engine.store.payout_is_closed(payout.id, &key)?;
            let owed = match payout.kind {
                PayoutKind::Remittance => LedgerAccount::SupplierPayable,
                PayoutKind::Return => LedgerAccount::RefundPayable,
            };
            let cash = LedgerAccount::CashTransfer;
            self.house.enter(EntryKind::Remittance, &key, owed, cash, amount)?;
            count(&mut self.booked.paid_out, amount);
            return Ok(LineState::PaidOut);
        }
        self.booked.open_debits.push((key, amount, money.text.clone()));
        Ok(LineState::OpenDebit)
    }
}

fn count(sum: &mut (u64, i128), amount: MicroEuro) {
    sum.0 += 1;
    sum.1 += i128::from(amount.0);
}

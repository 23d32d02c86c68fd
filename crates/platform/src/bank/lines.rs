//! Neighbouring payments of a statement, booked together. Source: TP-05, TP-09, TP-14 to TP-16.

use super::house::House;
use super::import::Booked;
use super::money::{Money, channel_of, match_of};
use super::pieces::Payment;
use super::registry::{Named, OpenAccounts};
use super::survey::Surveyed;
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::till::{Counter, MOST_AT_THE_COUNTER};
use calendar::Instant;
use ledger::{EntryKind, LedgerAccount};
use store::{BankLine, LineState, PayoutKind, PayoutState};
use timeline::{EventLine, Fact};
use units::{AccountId, Dso, MicroEuro};
use vending::{MoneyKey, Outcome, Prefixes, SuspenseItem};

/// What is to be booked of some payments. Within a transaction that has locked the operator, so that
/// what was read of accounts is still so when it is booked.
pub struct Lines<'a> {
    dso: Dso,
    at: Instant,
    statement: &'a Surveyed,
    accounts: OpenAccounts<'a>,
    counter: Counter,
    house: House,
    lines: Vec<BankLine>,
    items: Vec<store::SuspenseRow>,
    /// Keys of money that the counter has not claimed.
    claims: Vec<(String, AccountId)>,
    said: Said,
    booked: Booked,
}

/// What timelines said to what was booked.
pub type Said = Vec<(AccountId, EventLine)>;

/// What became of a payment that came.
type Came = (LineState, Option<AccountId>, String);

impl<'a> Lines<'a> {
    /// Reads what the payments need, with a few statements for all of them.
    pub fn open(
        engine: &mut Engine,
        (dso, at): (Dso, Instant),
        statement: &'a Surveyed,
        prefixes: &'a Prefixes,
        payments: &[Payment],
    ) -> Result<Self, Failure> {
        let named = Named::new(prefixes);
        let came = payments.iter().filter(|payment| payment.line.amount > MicroEuro::ZERO);
        for payment in came {
            // Nothing is known there: only what it asks for counts.
            let _ = match_of(&payment.line, &payment.parts, &named);
        }
        let accounts = OpenAccounts::of(&mut engine.store, dso, named)?;
        let counter = Counter::load(engine, &accounts.points(), &[dso])?;
        let house = House::open(&mut engine.store, dso, at)?;
        let (lines, items, claims) = (Vec::new(), Vec::new(), Vec::new());
        let (said, booked) = (Vec::new(), Booked::default());
        Ok(Self {
            dso,
            at,
            statement,
            accounts,
            counter,
            house,
            lines,
            items,
            claims,
            said,
            booked,
        })
    }

    /// Books them; `before` lines of the statement are kept.
    pub fn book(
        mut self,
        engine: &mut Engine,
        statement: i64,
        before: u32,
        payments: &[Payment],
    ) -> Result<(Booked, Said), Failure> {
        for (place, payment) in (before.saturating_add(1)..).zip(payments) {
            self.take(engine, statement, place, payment)?;
        }
        self.counter.write(engine)?;
        engine.store.claim_money(&self.claims)?;
        engine.store.have_paid_for(&self.accounts.into_new_payers())?;
        engine.store.add_bank_lines(&self.lines)?;
        engine.store.add_suspense(&self.items)?;
        self.house.book(&mut engine.store)?;
        Ok((self.booked, self.said))
    }

    fn take(
        &mut self,
        engine: &mut Engine,
        statement: i64,
        place: u32,
        payment: &Payment,
    ) -> Result<(), Failure> {
        let bank = self.statement.bic.trim();
        let bank = if bank.is_empty() { "bank" } else { bank };
        let number = format!("{}/{}", self.statement.closing_day, self.statement.number);
        let key = MoneyKey::bank_line(bank, &self.statement.iban, &number, place)?;
        let money = Money::of(&payment.line, key, self.statement.closing_day);
        let (state, account, how) = if money.amount > MicroEuro::ZERO {
            self.credit(engine, &money, payment)?
        } else if money.amount < MicroEuro::ZERO {
            (self.debit(engine, &money)?, None, String::new())
        } else {
            (LineState::Nothing, None, String::new())
        };
        self.lines.push(BankLine {
            statement,
            line: place,
            dso: self.dso,
            key: money.key.to_string(),
            booked: money.day,
            amount: money.amount,
            state,
            account,
            how,
            channel: money.channel.to_owned(),
            counterparty_iban: money.sender,
            counterparty_name: payment.line.counterparty.name.clone(),
            text: money.text,
            reference: payment.line.client_reference.clone(),
        });
        Ok(())
    }

    /// Money that came: a transfer of ours that came back, to the account it names, else into suspense.
    fn credit(
        &mut self,
        engine: &mut Engine,
        money: &Money,
        payment: &Payment,
    ) -> Result<Came, Failure> {
        if let Some(payout) = self.came_back(engine, money)? {
            count(&mut self.booked.returned, money.amount);
            return Ok((LineState::PaidOut, None, format!("payout {payout} came back")));
        }
        let outcome = match_of(&payment.line, &payment.parts, &self.accounts);
        let mut may_be_for = outcome.bars_cut_of().to_vec();
        let how = match outcome {
            Outcome::Matched { account, how } => {
                let how = serde_json::to_value(how)?.as_str().unwrap_or_default().to_owned();
                match self.top_up(engine, money, account)? {
                    Ok(()) => {
                        self.accounts.has_paid(&money.sender, account);
                        count(&mut self.booked.credited, money.amount);
                        return Ok((LineState::Credited, Some(account), how));
                    }
                    // An account that cannot take it in does not hold up everybody else's money.
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

    /// A transfer of ours that came back: its id, its amount, and no other account than the one it went
    /// to. It is owed again, and a person looks before it goes out a second time.
    fn came_back(&mut self, engine: &mut Engine, money: &Money) -> Result<Option<i64>, Failure> {
        let key = money.key.to_string();
        for id in &money.transfer_ids {
            let Some(payout) = engine.store.payout_of(id)? else { continue };
            let from = money.sender.is_empty() || money.sender == payout.iban;
            if payout.dso != self.dso
                || payout.amount != money.amount
                || !from
                || !engine.store.payout_is_returned(payout.id, &key, self.at)?
            {
                continue;
            }
            let (cash, owed) = (LedgerAccount::CashTransfer, owed_on(payout.kind));
            self.house.enter(EntryKind::Remittance, &key, cash, owed, money.amount)?;
            self.claims.push((key, AccountId::house(self.dso)));
            return Ok(Some(payout.id));
        }
        Ok(None)
    }

    /// Credits an account: at the counter if it needs no timeline. `Ok(Err)`: the account cannot take
    /// it in. Errors: what ends the import.
    fn top_up(
        &mut self,
        engine: &mut Engine,
        money: &Money,
        id: AccountId,
    ) -> Result<Result<(), Failure>, Failure> {
        let Some(account) = self.accounts.account(id).cloned() else {
            return refuse(format!("account {id} was not read"));
        };
        let (key, channel) = (money.key.to_string(), channel_of(money.channel)?);
        if money.amount <= MOST_AT_THE_COUNTER && self.is_plain(engine, &account)? {
            let payment = (money.amount, channel, key.as_str());
            let to = (account.ean, account.dso);
            self.counter.credit(engine, to, payment, &money.key, self.at)?;
            return Ok(Ok(()));
        }
        let channel = money.channel.to_owned();
        let fact = Fact::TopUp { eur: money.amount, channel, id: key.clone() };
        let done = self.record(engine, &account, &fact)?;
        if done.is_ok() {
            self.claims.push((key, id));
        }
        Ok(done)
    }

    /// Whether a credit of an account needs no timeline.
    fn is_plain(&mut self, engine: &mut Engine, account: &store::Account) -> Result<bool, Failure> {
        // Read anew if it has changed meanwhile.
        let open = self.counter.account(engine, account.ean, account.dso)?;
        if open != Some(account.id) {
            return Ok(false);
        }
        let soon = self.counter.may_be_cut_soon(engine, account.ean, account.dso, self.at)?;
        Ok(!soon)
    }

    /// Records a fact by the account's timeline. `Ok(Err)`: the account cannot be told. Errors: those of
    /// the store, and of what was to be written before.
    fn record(
        &mut self,
        engine: &mut Engine,
        account: &store::Account,
        fact: &Fact,
    ) -> Result<Result<(), Failure>, Failure> {
        // By itself: if it fails, it is not this account's fault.
        self.counter.write(engine)?;
        match self.counter.record(engine, account, fact, self.at) {
            Ok(said) => {
                self.said.extend(said.into_iter().map(|line| (account.id, line)));
                Ok(Ok(()))
            }
            Err(failure) if failure.is::<store::StoreError>() => Err(failure),
            Err(failure) => Ok(Err(failure)),
        }
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
            let Some(account) = self.accounts.account(*id).cloned() else { continue };
            let (id, channel) = (key.clone(), money.channel.to_owned());
            let fact = Fact::PaymentPending { id, eur: money.amount, channel };
            if let Err(failure) = self.record(engine, &account, &fact)? {
                // No decision can be taken on an account that cannot be rebuilt, so no cut either.
                eprintln!("EAN {}: {}", account.ean, chain(failure.as_ref()));
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
        self.items.push(super::suspense::row(&item, self.dso)?);
        self.claims.push((key, AccountId::house(self.dso)));
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
            if payout.dso != self.dso || payout.amount != amount || !sent {
                continue;
            }
            engine.store.payout_is_closed(payout.id, &key, self.at)?;
            let owed = owed_on(payout.kind);
            let cash = LedgerAccount::CashTransfer;
            self.house.enter(EntryKind::Remittance, &key, owed, cash, amount)?;
            count(&mut self.booked.paid_out, amount);
            return Ok(LineState::PaidOut);
        }
        self.booked.open_debits.push((key, amount, money.text.clone()));
        Ok(LineState::OpenDebit)
    }
}

/// Where a payout stands in the books until it has left.
fn owed_on(kind: PayoutKind) -> LedgerAccount {
    match kind {
        PayoutKind::Remittance => LedgerAccount::SupplierPayable,
        PayoutKind::Return => LedgerAccount::RefundPayable,
    }
}

fn count(sum: &mut (u64, i128), amount: MicroEuro) {
    sum.0 += 1;
    sum.1 += i128::from(amount.0);
}

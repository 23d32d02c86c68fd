//! Money whose account is not known: the worklist, and what people do with it. Source: TP-14, TP-16.

use super::house::House;
use super::money::channel_of;
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, refuse};
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, LedgerAccount};
use params::PaymentParameters;
use serde::Serialize;
use store::{Payout, PayoutKind, PayoutState, SuspenseRow};
use timeline::Fact;
use units::{AccountId, Dso, Ean, Energy, MicroEuro};
use vending::{
    Approval, SuspenseAct, SuspenseEvent, SuspenseItem, SuspenseState, suspense_total, worklist,
};

/// An item as it is kept.
pub fn row(item: &SuspenseItem, dso: Dso) -> Result<SuspenseRow, Failure> {
    Ok(SuspenseRow {
        key: item.key.to_string(),
        dso,
        bank_account: item.bank_account.clone(),
        received: item.received,
        amount: item.amount,
        state: state_code(item.state()),
        body: serde_json::to_string(item)?,
    })
}

fn state_code(state: &SuspenseState) -> i16 {
    match state {
        SuspenseState::Open => 0,
        SuspenseState::Asked { .. } => 1,
        SuspenseState::Credited { .. } => 2,
        SuspenseState::Returned { .. } => 3,
    }
}

/// How keys of bank money begin. Terminals and providers have items of their own kind.
const BANK_KEYS: &str = "bank:";

/// What an operator has of bank money in suspense.
#[derive(Debug)]
pub struct Suspense {
    pub items: Vec<(SuspenseAct, SuspenseItem)>,
    /// By the items.
    pub total: i128,
    /// By the ledger: the control figure.
    pub ledger: i128,
}

fn parameters(engine: &Engine, dso: Dso, at: Instant) -> Result<PaymentParameters, Failure> {
    let rules = engine.books.rules(dso, Energy::Electricity)?;
    Ok(rules.parameters.at(at.day(), at).payments.clone())
}

/// What is due first, and the total twice.
pub fn list(engine: &mut Engine, dso: Dso, at: Instant) -> Result<Suspense, Failure> {
    let mut items = Vec::new();
    for row in engine.store.open_suspense(dso)? {
        items.push(serde_json::from_str::<SuspenseItem>(&row.body)?);
    }
    let total = suspense_total(&items);
    let ledger = i128::from(engine.store.suspense_of(dso, BANK_KEYS)?.0);
    let parameters = parameters(engine, dso, at)?;
    let due = worklist(&items, at.day(), &parameters);
    let items = due.into_iter().map(|(act, item)| (act, item.clone())).collect();
    Ok(Suspense { items, total, ledger })
}

/// Who does something with an item, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    pub by: String,
    pub approved_by: Option<String>,
    pub note: String,
}

/// What is kept of an act.
#[derive(Debug, Serialize)]
struct Kept<'a> {
    event: &'a SuspenseEvent,
    #[serde(flatten)]
    person: &'a Person,
}

/// An item with where it is kept. Errors: there is none with this key.
fn item_of(engine: &mut Engine, key: &str) -> Result<(SuspenseRow, SuspenseItem), Failure> {
    let row = engine.store.suspense_item(key)?;
    let row = row.ok_or_else(|| Refusal(format!("no money with key `{key}` was in suspense")))?;
    let item = serde_json::from_str(&row.body)?;
    Ok((row, item))
}

fn moved(
    engine: &mut Engine,
    item: &mut SuspenseItem,
    event: SuspenseEvent,
    person: &Person,
    at: Instant,
) -> Result<(), Failure> {
    item.apply(event.clone())?;
    let act = serde_json::to_string(&Kept { event: &event, person })?;
    let key = item.key.to_string();
    let body = serde_json::to_string(item)?;
    engine.store.move_suspense(&key, state_code(item.state()), &body, at, &act)?;
    Ok(())
}

/// The sender was written to.
pub fn letter(engine: &mut Engine, key: &str, person: &Person, at: Instant) -> Result<(), Failure> {
    let (row, _) = item_of(engine, key)?;
    engine.locked(row.dso, |engine| {
        let (_, mut item) = item_of(engine, key)?;
        moved(engine, &mut item, SuspenseEvent::LetterSent { on: at.day() }, person, at)
    })
}

/// Credits an item to an account: out of suspense and onto the balance, in one transaction.
/// Errors: it has left suspense, a second person is needed, the account is of another operator.
pub fn credit(
    engine: &mut Engine,
    key: &str,
    ean: Ean,
    person: &Person,
    at: Instant,
) -> Result<MicroEuro, Failure> {
    let (row, _) = item_of(engine, key)?;
    let limit = parameters(engine, row.dso, at)?.adjust_four_eyes;
    Approval::of(row.amount, limit, &person.by, person.approved_by.as_deref())?;
    engine.locked(row.dso, |engine| {
        let (row, mut item) = item_of(engine, key)?;
        let account = engine.account_of(ean)?;
        if account.closed_at.is_some() {
            return refuse(format!("the account of EAN {ean} is closed"));
        }
        if account.dso != row.dso {
            return refuse(format!("EAN {ean} is a point of {}, not of {}", account.dso, row.dso));
        }
        let event =
            SuspenseEvent::Credit { account: account.id, on: at.day(), by: person.by.clone() };
        moved(engine, &mut item, event, person, at)?;
        let Some(line) = engine.store.bank_line(key)? else {
            return refuse(format!("no bank line has key `{key}`"));
        };
        let cash = LedgerAccount::cash(channel_of(&line.channel)?);
        let mut house = House::open(&mut engine.store, row.dso, at)?;
        house.enter(EntryKind::Suspense, key, LedgerAccount::Suspense, cash, row.amount)?;
        house.book(&mut engine.store)?;
        let channel = line.channel.clone();
        let fact = Fact::TopUp { eur: row.amount, channel, id: key.to_owned() };
        engine.record(&account, &fact, at)?;
        let how = format!("by {}", person.by);
        if !engine.store.line_is_credited(key, account.id, &how)? {
            return refuse(format!("the bank line `{key}` does not lie in suspense"));
        }
        if !line.counterparty_iban.is_empty() {
            engine.store.have_paid_for(&[(line.counterparty_iban.clone(), account.id)])?;
        }
        let others = item.may_be_for.iter().filter(|other| **other != account.id);
        release(engine, key, others, at)?;
        Ok(row.amount)
    })
}

/// Accounts that the money might have been for are told that it was not: their cuts wait no more.
fn release<'a>(
    engine: &mut Engine,
    key: &str,
    accounts: impl Iterator<Item = &'a AccountId>,
    at: Instant,
) -> Result<(), Failure> {
    for id in accounts {
        let Some(account) = engine.store.account(*id)? else { continue };
        let channel = Some("suspense".to_owned());
        let fact = Fact::PaymentFailed { id: key.to_owned(), eur: None, channel };
        engine.record(&account, &fact, at)?;
    }
    Ok(())
}

/// Sends an item back to where it came from: a payout that a second person approves and the bank's
/// debit line closes. Errors: it has left suspense, or nobody knows where it came from.
pub fn give_back(
    engine: &mut Engine,
    key: &str,
    person: &Person,
    at: Instant,
) -> Result<Payout, Failure> {
    let (row, _) = item_of(engine, key)?;
    engine.locked(row.dso, |engine| {
        let (row, mut item) = item_of(engine, key)?;
        let event = SuspenseEvent::Return { on: at.day(), by: person.by.clone() };
        moved(engine, &mut item, event, person, at)?;
        let iban = item.sender_iban.clone().unwrap_or_default();
        if iban.parse::<sepa::Iban>().is_err() {
            return refuse(format!("`{iban}` is no IBAN that money can be sent back to"));
        }
        let line = engine.store.bank_line(key)?;
        let mut house = House::open(&mut engine.store, row.dso, at)?;
        let owed = LedgerAccount::RefundPayable;
        house.enter(EntryKind::Suspense, key, LedgerAccount::Suspense, owed, row.amount)?;
        house.book(&mut engine.store)?;
        release(engine, key, item.may_be_for.iter(), at)?;
        let name = line.map(|line| line.counterparty_name).filter(|name| !name.is_empty());
        let today: SettlementDay = at.day();
        let mut payout = Payout {
            id: 0,
            dso: row.dso,
            kind: PayoutKind::Return,
            subject: key.to_owned(),
            from: today,
            to: today.next(),
            amount: row.amount,
            carried_in: MicroEuro::ZERO,
            carried_out: MicroEuro::ZERO,
            name: name.unwrap_or_else(|| "sender".to_owned()),
            iban,
            bic: String::new(),
            end_to_end_id: String::new(),
            state: PayoutState::Proposed,
            proposed_by: person.by.clone(),
            approved_by: None,
            message_id: None,
            debit_key: None,
        };
        payout.id = engine.store.add_payout(&payout, &[])?;
        if let Some(second) = &person.approved_by
            && !engine.store.approve_payout(payout.id, second)?
        {
            return refuse(format!("`{second}` cannot approve what `{}` proposed", person.by));
        }
        let all = engine.store.payouts(row.dso)?;
        let kept = all.into_iter().find(|one| one.id == payout.id);
        kept.ok_or_else(|| Refusal(format!("payout {} is not there", payout.id)).into())
    })
}

//! Money whose account is not known: the worklist, and what people do with it. Source: TP-14, TP-16.

use super::back::{self, Transfer};
use super::house::House;
use super::origin::Origin;
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, refuse};
use crate::till::Counter;
use calendar::Instant;
use ledger::{EntryKind, LedgerAccount};
use params::PaymentParameters;
use serde::Serialize;
use store::{Payout, SuspenseRow};
use timeline::Fact;
use units::{Dso, Ean, Energy, MicroEuro};
use vending::{
    Approval, ApprovalError, SuspenseAct, SuspenseEvent, SuspenseItem, SuspenseState,
    suspense_total, worklist,
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
        // It is somebody's: an account's, or what a provider owed us.
        SuspenseState::Credited { .. }
        | SuspenseState::PaidOut { .. }
        | SuspenseState::Settled { .. } => 2,
        SuspenseState::Returned { .. } => 3,
    }
}

/// How keys of money begin that waits for people. A provider's is given back where it was paid.
const KEYS: [&str; 2] = ["bank:", "terminal:"];

/// What an operator has of money in suspense, of banks and of terminals.
#[derive(Debug)]
pub struct Suspense {
    pub items: Vec<(SuspenseAct, SuspenseItem)>,
    /// By the items.
    pub total: i128,
    /// By the ledger: the control figure.
    pub ledger: i128,
}

pub fn parameters(engine: &Engine, dso: Dso, at: Instant) -> Result<PaymentParameters, Failure> {
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
    let mut ledger = 0;
    for prefix in KEYS {
        ledger += i128::from(engine.store.suspense_of(dso, prefix)?.0);
    }
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

impl Person {
    /// One person, who says nothing more.
    pub fn alone(by: &str) -> Self {
        Self { by: by.to_owned(), approved_by: None, note: String::new() }
    }
}

/// The second of two people, whom every sum takes here. Errors: there is none, or it is the first.
pub fn two_people(amount: MicroEuro, person: &Person) -> Result<String, Failure> {
    if person.by.trim().is_empty() {
        return refuse("a person has to be named");
    }
    let none_is_small = MicroEuro(-1);
    let second = person.approved_by.as_deref();
    let approval = Approval::of(amount, none_is_small, &person.by, second);
    match approval {
        Ok(approval) => Ok(approval.approved_by().unwrap_or_default().to_owned()),
        Err(ApprovalError::SecondPersonMissing { .. }) => {
            refuse("a second person has to approve: name one with `--approved-by`")
        }
        Err(same) => Err(same.into()),
    }
}

/// What is kept of an act.
#[derive(Debug, Serialize)]
struct Kept<'a> {
    event: &'a SuspenseEvent,
    #[serde(flatten)]
    person: &'a Person,
}

/// An item with where it is kept. Errors: there is none with this key.
pub fn item_of(engine: &mut Engine, key: &str) -> Result<(SuspenseRow, SuspenseItem), Failure> {
    let row = engine.store.suspense_item(key)?;
    let row = row.ok_or_else(|| Refusal(format!("no money with key `{key}` was in suspense")))?;
    let item = serde_json::from_str(&row.body)?;
    Ok((row, item))
}

pub fn moved(
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

/// Somebody has an item in hand from now on, whoever had it before. Errors: it has left suspense.
pub fn own(engine: &mut Engine, key: &str, by: &str, at: Instant) -> Result<(), Failure> {
    if by.trim().is_empty() {
        return refuse("a person has to be named");
    }
    let (row, _) = item_of(engine, key)?;
    engine.locked(row.dso, |engine| {
        let (_, mut item) = item_of(engine, key)?;
        let event = SuspenseEvent::Own { by: by.trim().to_owned() };
        moved(engine, &mut item, event, &Person::alone(by), at)
    })
}

/// Credits an item to an account at the till's counter: out of suspense and onto the balance, in one
/// transaction. Errors: it has left suspense, a second person is needed, the account is of another operator.
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
        let origin = Origin::of(engine, &item.key)?;
        let mut counter = Counter::load(engine, &[ean], &[row.dso])?;
        let payment = (row.amount, origin.channel()?, key);
        counter.release(engine, (ean, row.dso), payment, at)?;
        counter.write(engine)?;
        waits_no_more(engine, &item, &origin, at)?;
        origin.note_credited(engine, &item, account.id, (&person.by, at))?;
        Ok(row.amount)
    })
}

/// Accounts that the money might have been for are told that it is decided: their cuts wait no more. The
/// one to which it was credited waits for the same key no longer.
pub fn waits_no_more(
    engine: &mut Engine,
    item: &SuspenseItem,
    origin: &Origin,
    at: Instant,
) -> Result<(), Failure> {
    let mut accounts = item.may_be_for.clone();
    if let Some(ean) = origin.reserved_for()
        && let Ok(account) = engine.account_of(ean)
    {
        accounts.push(account.id);
    }
    accounts.sort_unstable();
    accounts.dedup();
    for id in accounts {
        let Some(account) = engine.store.account(id)? else { continue };
        for id in origin.pending(&item.key.to_string()) {
            if account.closed_at.is_none() && engine.is_pending(&account, &id, at)? {
                let channel = Some("suspense".to_owned());
                let fact = Fact::PaymentFailed { id, eur: None, channel };
                engine.record(&account, &fact, at)?;
            }
        }
    }
    Ok(())
}

/// An account that money is sent back to, where no bank has told who sent it.
#[derive(Debug, Clone)]
pub struct Payee {
    pub iban: String,
    pub name: Option<String>,
}

/// Sends an item back to where it came from: a payout that a second person approves and the bank's
/// debit line closes. Money of a terminal stays in the merchant's till: who has paid gets it by transfer.
/// Errors: it has left suspense, nobody knows where it came from, or it came from another account than
/// the one that is named.
pub fn give_back(
    engine: &mut Engine,
    key: &str,
    to: Option<&Payee>,
    person: &Person,
    at: Instant,
) -> Result<Payout, Failure> {
    let (row, _) = item_of(engine, key)?;
    engine.locked(row.dso, |engine| {
        let (row, mut item) = item_of(engine, key)?;
        let to_iban = to.map(|payee| payee.iban.clone());
        let iban = item.return_to(to_iban.as_deref())?.to_owned();
        let event = SuspenseEvent::Return { on: at.day(), by: person.by.clone(), to_iban };
        moved(engine, &mut item, event, person, at)?;
        let origin = Origin::of(engine, &item.key)?;
        let mut house = House::open(&mut engine.store, row.dso, at)?;
        let owed = LedgerAccount::RefundPayable;
        house.enter(EntryKind::Suspense, key, LedgerAccount::Suspense, owed, row.amount)?;
        house.book(&mut engine.store)?;
        waits_no_more(engine, &item, &origin, at)?;
        let name = to.and_then(|payee| payee.name.as_deref()).or(origin.sender_name());
        let name = name.unwrap_or("sender").to_owned();
        origin.note_returned(engine, at)?;
        let (dso, subject, amount) = (row.dso, key.to_owned(), row.amount);
        back::owe(engine, Transfer { dso, subject, amount, iban, name }, person, at)
    })
}

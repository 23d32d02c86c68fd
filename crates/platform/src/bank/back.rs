//! Money that goes to a payer by transfer: a part of what came over a bank, a post office or a terminal, and what
//! was left when an account closed. It is owed from the moment two people decide until the bank's debit line
//! closes it. Source: TP-18, PA-32.

use super::house::House;
use super::origin::Origin;
use super::suspense::{Payee, Person, two_people};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, refuse};
use crate::pay::refund::lots_of;
use calendar::Instant;
use ledger::{Channel, EntryKind, LedgerAccount};
use store::{Account, LineState, Payout, PayoutKind, PayoutState};
use timeline::Fact;
use units::{Dso, Ean, MicroEuro};
use vending::{LotLeft, MoneyKey, VendState, plan_refund};

/// What is to be transferred, and to whom.
pub struct Transfer {
    pub dso: Dso,
    /// The key of the money that goes back.
    pub subject: String,
    pub amount: MicroEuro,
    pub iban: String,
    pub name: String,
}

/// Keeps a transfer to a payer, approved if `person` names a second one. Within the operator's lock, by which what
/// is owed has been booked. Errors: no IBAN, or both people are one.
pub fn owe(
    engine: &mut Engine,
    transfer: Transfer,
    person: &Person,
    at: Instant,
) -> Result<Payout, Failure> {
    let Transfer { dso, subject, amount, iban, name } = transfer;
    if iban.parse::<sepa::Iban>().is_err() {
        return refuse(format!("`{iban}` is no IBAN that money can be sent back to"));
    }
    let today = at.day();
    let mut payout = Payout {
        id: 0,
        dso,
        kind: PayoutKind::Return,
        subject,
        from: today,
        to: today.next(),
        amount,
        carried_in: MicroEuro::ZERO,
        carried_out: MicroEuro::ZERO,
        name,
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
    super::payouts::of_id(engine, payout.id)
}

/// Where money was credited, and who sent it.
struct Credited {
    account: Account,
    channel: Channel,
    /// `None` where no bank has told, or where it told of a post office.
    sender: Option<Payee>,
}

/// Nothing if it is on nobody's balance.
fn credited(engine: &mut Engine, key: &MoneyKey) -> Result<Option<Credited>, Failure> {
    let origin = Origin::of(engine, key)?;
    let channel = origin.channel()?;
    let (account, sender) = match &origin {
        Origin::Line(line) => {
            let own = channel == Channel::Transfer && !line.counterparty_iban.is_empty();
            let sender = own.then(|| Payee {
                iban: line.counterparty_iban.clone(),
                name: origin.sender_name().map(str::to_owned),
            });
            (line.account.filter(|_| line.state == LineState::Credited), sender)
        }
        Origin::Sale { kept, sale } => {
            let credited = match sale.vend.state() {
                VendState::Credited { .. } => true,
                VendState::Suspended { .. } => {
                    sale.vend.decided().is_some_and(|decided| decided.credited_to.is_some())
                }
                VendState::Reserved { .. }
                | VendState::Reversed { .. }
                | VendState::Undone { .. } => false,
            };
            (kept.account.filter(|_| credited), None)
        }
    };
    let account = account.map(|id| engine.store.account(id)).transpose()?.flatten();
    Ok(account.map(|account| Credited { account, channel, sender }))
}

/// What may go back of money that came over a bank or a terminal and is on a balance.
pub struct Refundable {
    pub account: Account,
    pub channel: Channel,
    /// Where it goes; `None` where two people have to name the account.
    pub sender: Option<Payee>,
    pub left: MicroEuro,
    /// The transfer of it that is not over.
    pub under_way: Option<Payout>,
}

impl Refundable {
    /// Nothing if it is on nobody's balance.
    pub fn of(engine: &mut Engine, key: &MoneyKey, at: Instant) -> Result<Option<Self>, Failure> {
        let Some(Credited { account, channel, sender }) = credited(engine, key)? else {
            return Ok(None);
        };
        let subject = key.to_string();
        let lots = lots_left(engine, &account, &subject, at)?;
        let left = lots.iter().map(|lot| lot.left.0).fold(0, i64::saturating_add);
        let left = MicroEuro(left);
        let under_way = under_way(engine, account.dso, &subject)?;
        Ok(Some(Self { account, channel, sender, left, under_way }))
    }
}

fn lots_left(
    engine: &mut Engine,
    account: &Account,
    subject: &str,
    at: Instant,
) -> Result<Vec<LotLeft>, Failure> {
    let mut left = lots_of(engine, account, at)?;
    left.retain(|lot| lot.instrument == subject);
    Ok(left)
}

/// To whom it goes: to who sent it, or where nobody knows, to whom two people name.
/// Errors: nobody is known or named, somebody else is named, or there are no two people.
fn payee(
    (key, amount): (&MoneyKey, MicroEuro),
    sender: Option<Payee>,
    named: Option<&Payee>,
    person: &Person,
) -> Result<Payee, Failure> {
    match (sender, named) {
        (Some(sender), Some(named)) if sender.iban != named.iban => refuse(format!(
            "`{key}` came from {}: it goes back there and nowhere else",
            sender.iban
        )),
        (Some(sender), _) => Ok(sender),
        (None, Some(named)) => {
            two_people(amount, person)?;
            Ok(named.clone())
        }
        (None, None) => refuse(format!(
            "no bank has told who paid `{key}`: name the payer's account with `--to-iban`"
        )),
    }
}

/// The transfer of the same money that is not over. Two that were asked for at once would be one mistake.
fn under_way(engine: &mut Engine, dso: Dso, subject: &str) -> Result<Option<Payout>, Failure> {
    let all = engine.store.payouts(dso)?;
    let own = |one: &Payout| one.kind == PayoutKind::Return && one.subject == subject;
    Ok(all.into_iter().find(|one| own(one) && one.state != PayoutState::Closed))
}

fn none_under_way(engine: &mut Engine, dso: Dso, subject: &str) -> Result<(), Failure> {
    match under_way(engine, dso, subject)? {
        Some(payout) => {
            let (id, state, amount) =
                (payout.id, payout.state.name(), vending::euro(payout.amount));
            refuse(format!("payout {id} of {amount} EUR of this money is {state} and not over"))
        }
        None => Ok(()),
    }
}

/// What a refund would take, from whom, and where it would go. Nothing is written.
/// Errors: it is on nobody's balance, more than is left of it, who paid is not known, a transfer of it is under
/// way, or a second person is missing.
pub fn check(
    engine: &mut Engine,
    (key, amount): (&MoneyKey, MicroEuro),
    to: Option<&Payee>,
    person: &Person,
    at: Instant,
) -> Result<(Account, Channel, Payee), Failure> {
    let Some(Credited { account, channel, sender }) = credited(engine, key)? else {
        return refuse(format!("`{key}` is on nobody's balance: there is nothing to refund"));
    };
    if account.closed_at.is_some() {
        return refuse(format!(
            "the account of EAN {} is closed: what was left of it is owed to its holder",
            account.ean
        ));
    }
    let subject = key.to_string();
    none_under_way(engine, account.dso, &subject)?;
    let payee = payee((key, amount), sender, to, person)?;
    if payee.iban.parse::<sepa::Iban>().is_err() {
        return refuse(format!("`{}` is no IBAN that money can be sent back to", payee.iban));
    }
    let limit = engine.books.payments(account.dso, at)?.refund_four_eyes;
    let left = lots_left(engine, &account, &subject, at)?;
    plan_refund(Some(amount), &left, limit, &person.by, person.approved_by.as_deref())?;
    Ok((account, channel, payee))
}

/// Refunds a part of a payment that came over a bank or a terminal and was credited: off the balance, and owed to
/// who paid until the bank has sent it. Errors: as [`check`].
pub fn refund(
    engine: &mut Engine,
    (key, amount): (&MoneyKey, MicroEuro),
    to: Option<&Payee>,
    person: &Person,
    at: Instant,
) -> Result<Payout, Failure> {
    let dso = check(engine, (key, amount), to, person, at)?.0.dso;
    engine.locked(dso, |engine| {
        let (account, channel, payee) = check(engine, (key, amount), to, person, at)?;
        let subject = key.to_string();
        let number = engine.store.facts_of_kind(dso, "refund")?.len();
        let id = format!("{subject}/refund-{number}");
        let channel = serde_json::to_value(channel)?.as_str().unwrap_or_default().to_owned();
        let fact = Fact::Refund { id: id.clone(), eur: amount, channel, given: false, owed: true };
        engine.record(&account, &fact, at)?;
        if engine.store.entries_under(account.id, &id)?.is_empty() {
            return refuse(format!("{} EUR are not left on the balance", vending::euro(amount)));
        }
        let name = payee.name.unwrap_or_else(|| "payer".to_owned());
        let transfer = Transfer { dso, subject, amount, iban: payee.iban, name };
        owe(engine, transfer, person, at)
    })
}

/// Under which what was left of a closed account is paid out.
fn subject_of(account: &Account) -> String {
    format!("closing:{}", account.id)
}

/// What stands for the holder of a closed account, on which ledger account, and how much of it was paid out.
fn left_at_closing(
    engine: &mut Engine,
    account: &Account,
    at: Instant,
) -> Result<Option<(LedgerAccount, MicroEuro)>, Failure> {
    let rebuilt = engine.rebuild(std::slice::from_ref(account), at)?;
    let Some(rebuilt) = rebuilt.first() else { return refuse("an account without a timeline") };
    let journal = rebuilt.timeline.account.journal().iter();
    let legs = journal
        .filter(|entry| entry.kind == EntryKind::Closing)
        .flat_map(|entry| entry.transaction.postings());
    let kept = [LedgerAccount::RefundPayable, LedgerAccount::Unclaimed];
    let mut found: Option<(LedgerAccount, i64)> = None;
    for leg in legs.filter(|leg| kept.contains(&leg.account)) {
        let sum = found.map_or(0, |(_, sum)| sum).saturating_sub(leg.amount.0);
        found = Some((leg.account, sum));
    }
    let subject = subject_of(account);
    let mut paid = 0_i64;
    for payout in engine.store.payouts(account.dso)? {
        if payout.kind == PayoutKind::Return && payout.subject == subject {
            paid = paid.saturating_add(payout.amount.0);
        }
    }
    Ok(found.map(|(of, sum)| (of, MicroEuro(sum.saturating_sub(paid)))))
}

/// Pays what was left of a closed account to its holder, or to the heirs whom two people name.
/// Errors: nothing is left, several closed accounts of the point have something left and none is named, or there are
/// no two people.
pub fn pay_closing(
    engine: &mut Engine,
    (ean, asked): (Ean, Option<i64>),
    to: &Payee,
    person: &Person,
    at: Instant,
) -> Result<Payout, Failure> {
    let dso = engine.account_of(ean)?.dso;
    engine.locked(dso, |engine| {
        let mut owed = Vec::new();
        for account in engine.store.closed_accounts_of(ean)? {
            if asked.is_some_and(|asked| asked != account.id.0) {
                continue;
            }
            let left = left_at_closing(engine, &account, at)?;
            if let Some((of, left)) = left.filter(|(_, left)| *left > MicroEuro::ZERO) {
                owed.push((account, of, left));
            }
        }
        let (account, of, left) = match (owed.pop(), owed.is_empty()) {
            (Some(only), true) => only,
            (Some(_), false) => {
                return refuse(format!(
                    "several closed accounts of EAN {ean} have something left: name one with `--account`"
                ));
            }
            (None, _) => return refuse(format!("nothing is left of a closed account of EAN {ean}")),
        };
        // The bank moves whole cents; what is below one stays where it is.
        let amount = MicroEuro(left.0.saturating_sub(left.0.rem_euclid(10_000)));
        if amount <= MicroEuro::ZERO {
            return refuse("less than a cent is left");
        }
        two_people(amount, person)?;
        if of == LedgerAccount::Unclaimed && person.note.trim().is_empty() {
            return refuse("say with `--note` by what the heirs are known");
        }
        let subject = subject_of(&account);
        if of != LedgerAccount::RefundPayable {
            let mut house = House::open(&mut engine.store, dso, at)?;
            house.enter(EntryKind::Closing, &subject, of, LedgerAccount::RefundPayable, amount)?;
            house.book(&mut engine.store)?;
        }
        let name = to.name.clone();
        let Some(name) = name else { return refuse("name the holder with `--to-name`") };
        let transfer = Transfer { dso, subject, amount, iban: to.iban.clone(), name };
        owe(engine, transfer, person, at)
    })
}

/// The key of money of a bank or a terminal as a person names it: `bank:...`, `terminal:...`, or `T-1/17`.
pub fn key_of(name: &str) -> Result<MoneyKey, Failure> {
    let of_terminal = |(terminal, number)| MoneyKey::terminal(terminal, number).ok();
    let key = name.parse().ok().or_else(|| name.split_once('/').and_then(of_terminal));
    key.ok_or_else(|| Refusal(format!("`{name}` is no key of money")).into())
}

//! Money that goes back: a part of a payment to the instrument that paid or by transfer to who sent it, and money
//! in suspense to who sent it. Source: TP-16, TP-18.

use super::acts::{By, KeptAct, in_one, may_decide, moved, ruled};
use super::evidence;
use super::{Desks, Done, or_refused, signature};
use crate::bank::back::{self, Refundable};
use crate::bank::suspense::{self, Payee, Person};
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::notices;
use crate::pay::refund;
use crate::till::StoredPayment;
use crate::till::credit::channel_name;
use access::Role;
use calendar::Instant;
use portal::agent::{ActKind, AgentRefused, Effect, Wanted};
use portal::my::Visitor;
use store::{NewStaffAct, PayoutState, StaffActState, StaffDecision};
use timeline::Fact;
use units::{Dso, MicroEuro};
use vending::{MoneyKey, SuspenseItem};

/// Whose books it is in, and what it would do.
struct Planned {
    dso: Dso,
    account: Option<store::Account>,
    effect: Effect,
}

fn effect_on_the_house(
    (before, amount): (MicroEuro, MicroEuro),
    second: bool,
    cap: MicroEuro,
) -> Result<Effect, Failure> {
    let Some(after) = before.checked_sub(amount) else { return refuse("an amount is too large") };
    Ok(Effect {
        checks: None,
        balance: (MicroEuro::ZERO, MicroEuro::ZERO),
        state: (String::new(), String::new()),
        orders: Vec::new(),
        second,
        cap,
        lifts: false,
        told: Vec::new(),
        lies: Some((before, after)),
        plan: None,
        leaves: None,
    })
}

fn asked_of(payment: &str, amount: MicroEuro, by: &By) -> refund::Asked {
    let (id, approved_by) = (payment.to_owned(), by.second.clone());
    refund::Asked { id, amount, by: by.first.clone(), approved_by }
}

/// The key of money that did not come online.
pub(super) fn key_of_other(payment: &str) -> Option<MoneyKey> {
    let key = payment.parse().ok()?;
    let other = matches!(key, MoneyKey::BankLine { .. } | MoneyKey::Terminal { .. });
    other.then_some(key)
}

fn payee_of(to: Option<&(String, String)>) -> Option<Payee> {
    to.map(|(iban, name)| Payee {
        iban: iban.clone(),
        name: Some(name.clone()).filter(|name| !name.is_empty()),
    })
}

/// What a refund by transfer would do. Source: TP-18.
fn transfer_planned(
    engine: &mut Engine,
    (key, amount): (&MoneyKey, MicroEuro),
    to: Option<&Payee>,
    (by, role): (&By, Role),
    now: Instant,
) -> Done<Planned> {
    let money = match Refundable::of(engine, key, now) {
        Ok(Some(money)) => money,
        Ok(None) => return Ok(Err(AgentRefused::NoLine)),
        Err(failure) => return Ok(Err(ruled(failure)?)),
    };
    let named = money.sender.as_ref().or(to);
    if named.is_none_or(|payee| payee.iban.parse::<sepa::Iban>().is_err()) {
        return Ok(Err(AgentRefused::NoIban));
    }
    // Whoever asks has no second person yet: the rule is told of one when there is one.
    let second = Some("nobody yet".to_owned());
    let told = Person { by: by.first.clone(), approved_by: second, note: String::new() };
    if let Err(failure) = back::check(engine, (key, amount), to, &told, now) {
        return Ok(Err(ruled(failure)?));
    }
    let cap = engine.books.payments(money.account.dso, now)?.refund_four_eyes;
    let second = money.sender.is_none() || amount > cap || !may_decide(role);
    let channel = channel_name(money.channel).to_owned();
    let id = format!("{key}/as it would be");
    let fact = Fact::Refund { id, eur: amount, channel, given: false, owed: true };
    let effect = or_refused!(moved(engine, &money.account, Some(fact), now)?);
    let effect = Effect { second, cap, ..effect };
    Ok(Ok(Planned { dso: money.account.dso, account: Some(money.account), effect }))
}

/// What a refund would do. Source: TP-18.
fn refund_planned(
    engine: &mut Engine,
    (payment, amount): (&str, MicroEuro),
    (by, role): (&By, Role),
    now: Instant,
) -> Done<Planned> {
    let Some(known) = StoredPayment::load(engine, payment)? else {
        return Ok(Err(AgentRefused::NoLine));
    };
    // Whoever asks has no second person yet: the rule is told of one when there is one.
    let told = By { second: Some("nobody yet".to_owned()), ..by.clone() };
    if let Err(failure) = refund::check(engine, &known, &asked_of(payment, amount, &told), now) {
        return Ok(Err(ruled(failure)?));
    }
    let cap = engine.books.payments(known.dso, now)?.refund_four_eyes;
    let second = amount > cap || !may_decide(role);
    let account = known.account_in(engine)?;
    let effect = if known.held.is_some() {
        let left = refund::left_of(engine, &known, now)?;
        effect_on_the_house((left, amount), second, cap)?
    } else {
        let (id, channel) = (format!("{payment}/as it would be"), "online".to_owned());
        let fact = Fact::Refund { id, eur: amount, channel, given: false, owed: false };
        let effect = or_refused!(moved(engine, &account, Some(fact), now)?);
        Effect { second, cap, ..effect }
    };
    Ok(Ok(Planned { dso: known.dso, account: Some(account), effect }))
}

/// What it would do to send money in suspense back: two people, whatever the sum. Source: TP-16.
fn return_planned(
    engine: &mut Engine,
    (line, to): (&str, Option<&(String, String)>),
) -> Done<Planned> {
    let Some(row) = engine.store.suspense_item(line)? else {
        return Ok(Err(AgentRefused::NoLine));
    };
    let item: SuspenseItem = serde_json::from_str(&row.body)?;
    if !item.is_open() {
        return Ok(Err(AgentRefused::NoLine));
    }
    let iban = match item.return_to(to.map(|(iban, _)| iban.as_str())) {
        Ok(iban) => iban,
        Err(error) => return Ok(Err(AgentRefused::Rule(chain(&error)))),
    };
    if iban.parse::<sepa::Iban>().is_err() {
        return Ok(Err(AgentRefused::NoIban));
    }
    let mut before = MicroEuro::ZERO;
    for row in engine.store.open_suspense(row.dso)? {
        let Some(sum) = before.checked_add(row.amount) else {
            return refuse("an amount is too large");
        };
        before = sum;
    }
    let effect = effect_on_the_house((before, row.amount), true, MicroEuro::ZERO)?;
    Ok(Ok(Planned { dso: row.dso, account: None, effect }))
}

fn planned(engine: &mut Engine, wanted: &Wanted, who: (&By, Role), now: Instant) -> Done<Planned> {
    match wanted {
        Wanted::Refund { payment, amount, to, .. } => match key_of_other(payment) {
            Some(key) => {
                let to = payee_of(to.as_ref());
                transfer_planned(engine, (&key, *amount), to.as_ref(), who, now)
            }
            None => refund_planned(engine, (payment, *amount), who, now),
        },
        Wanted::GiveBack { line, to, .. } => return_planned(engine, (line, to.as_ref())),
        _ => refuse("nothing goes back by this"),
    }
}

/// Gives it back, in the transaction in which the act is kept. A refund is kept to be asked for: the
/// provider is asked by whoever looks at the payment next.
pub(super) fn carry_out(
    engine: &mut Engine,
    (wanted, by): (&Wanted, &By),
    now: Instant,
) -> Done<String> {
    let person = |note: &str| Person {
        by: by.first.clone(),
        approved_by: by.second.clone(),
        note: note.to_owned(),
    };
    let done = match wanted {
        Wanted::Refund { payment, amount, to, note } => match key_of_other(payment) {
            Some(key) => {
                let (to, person) = (payee_of(to.as_ref()), person(note));
                let payout = back::refund(engine, (&key, *amount), to.as_ref(), &person, now);
                payout.map(|payout| match payout.state {
                    PayoutState::Proposed => "payout_proposed",
                    PayoutState::Approved | PayoutState::Sent | PayoutState::Closed => {
                        "payout_approved"
                    }
                })
            }
            None => {
                let Some(known) = StoredPayment::load(engine, payment)? else {
                    return Ok(Err(AgentRefused::NoLine));
                };
                let asked = asked_of(payment, *amount, by);
                refund::begin(engine, &known, &asked, now).map(|_| "refund_asked")
            }
        },
        Wanted::GiveBack { line, to, note } => {
            let (to, person) = (payee_of(to.as_ref()), person(note));
            suspense::give_back(engine, line, to.as_ref(), &person, now).map(|_| "payout_approved")
        }
        _ => return refuse("nothing goes back by this"),
    };
    match done {
        Ok(outcome) => Ok(Ok(outcome.to_owned())),
        Err(failure) => Ok(Err(ruled(failure)?)),
    }
}

/// The act of this kind that waits for a second person and is about this payment or this money.
pub(super) fn waiting_for(
    engine: &mut Engine,
    dso: Dso,
    (kind, key): (ActKind, &str),
) -> Result<Option<i64>, Failure> {
    for act in engine.store.staff_acts_waiting(dso)? {
        if act.asked.kind != kind.name() || act.state != StaffActState::Waiting {
            continue;
        }
        let kept: KeptAct = serde_json::from_str(&act.asked.body)?;
        let about = match &kept.wanted {
            Wanted::Refund { payment, .. } => payment,
            Wanted::GiveBack { line, .. } => line,
            _ => continue,
        };
        if about == key {
            return Ok(Some(act.id));
        }
    }
    Ok(None)
}

impl Desks {
    pub(super) fn effect_of_giving_back(&self, visitor: &Visitor, wanted: &Wanted) -> Done<Effect> {
        let now = self.now();
        let mut engine = self.engine();
        let by = By { first: signature(visitor), second: None };
        let planned = or_refused!(planned(&mut engine, wanted, (&by, visitor.role), now)?);
        Ok(Ok(planned.effect))
    }

    pub(super) fn ask_to_give_back(
        &self,
        visitor: &Visitor,
        wanted: &Wanted,
        attempt: &str,
    ) -> Done<i64> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let by = By { first: signature(visitor), second: None };
        let key = format!("{}.{attempt}", visitor.person);
        // The page that was sent twice: it cannot be worked out again once it is done.
        if let Some(known) = engine.store.staff_act_of(&key)? {
            let kept: KeptAct = serde_json::from_str(&known.asked.body)?;
            let why = "this page was sent before with something else";
            let same = kept.wanted == *wanted;
            let other = || AgentRefused::Rule(why.to_owned());
            return Ok(if same { Ok(known.id) } else { Err(other()) });
        }
        let dso = or_refused!(planned(engine, wanted, (&by, visitor.role), now)?).dso;
        in_one(engine, dso, |engine| {
            let planned = or_refused!(planned(engine, wanted, (&by, visitor.role), now)?);
            let second = planned.effect.second;
            let evidence = match &planned.account {
                Some(account) => evidence::kept_of(engine, visitor.person, attempt, account.id)?,
                None => None,
            };
            let new = NewStaffAct {
                dso,
                key: key.clone(),
                kind: wanted.kind().name().to_owned(),
                account: planned.account.map(|account| account.id),
                at: now,
                by: visitor.person,
                name: visitor.name.clone(),
                body: serde_json::to_string(&KeptAct {
                    wanted: wanted.clone(),
                    effect: planned.effect,
                    evidence,
                })?,
            };
            let (act, new) = engine.store.add_staff_act(&new)?;
            if new && !second {
                let outcome = or_refused!(carry_out(engine, (wanted, &by), now)?);
                let decision = StaffDecision { at: now, by: None, name: String::new(), outcome };
                engine.store.decide_staff_act(act.id, true, &decision)?;
            }
            Ok(Ok(act.id))
        })
    }

    /// The letter that asks the sender of money in suspense for a reference, in the language of who prints it: nobody
    /// knows theirs. Source: CM-01w.
    pub(super) fn sender_letter_of(
        &self,
        visitor: &Visitor,
        key: &str,
        to: &[String; 3],
    ) -> Result<Option<Vec<u8>>, Failure> {
        let now = self.now();
        let mut guard = self.engine();
        let engine = &mut *guard;
        let Some(row) = engine.store.suspense_item(key)? else { return Ok(None) };
        let item: SuspenseItem = serde_json::from_str(&row.body)?;
        if !item.is_open() {
            return Ok(None);
        }
        let about = (row.amount, row.received, row.key.as_str());
        let letter = notices::no_reference(engine, row.dso, to, about, (visitor.language, now))?;
        // Printing takes a while; nobody waits for the books meanwhile.
        drop(guard);
        Ok(letter.map(|letter| letters::print(&letter)).transpose()?.map(|pdf| pdf.bytes))
    }

    /// Notes that the sender of money in suspense was written to, which begins its term.
    pub(super) fn note_sender_asked(&self, visitor: &Visitor, key: &str, note: &str) -> Done<()> {
        let now = self.now();
        let mut engine = self.engine();
        let person = Person { by: signature(visitor), approved_by: None, note: note.to_owned() };
        if engine.store.suspense_item(key)?.is_none() {
            return Ok(Err(AgentRefused::NoLine));
        }
        match suspense::letter(&mut engine, key, &person, now) {
            Ok(()) => Ok(Ok(())),
            Err(failure) => Ok(Err(ruled(failure)?)),
        }
    }
}

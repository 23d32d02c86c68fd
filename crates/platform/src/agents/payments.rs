//! Money that came, for whoever looks for a payment: what an account was credited, what lies in suspense, what
//! came twice, and what a provider has taken back. Source: UX A-05, TP-04, TP-15 to TP-18.

use super::back;
use super::{Desks, FAR, failed, name_and_town};
use crate::bank::back::Refundable;
use crate::bank::suspense;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pay::trace::{self, Money, Trace};
use crate::pay::{refund, story};
use crate::till::credit::channel_name;
use crate::till::{PartKind, StoredPayment};
use access::Act;
use calendar::Instant;
use ledger::EntryKind;
use portal::agent::{
    ActKind, AskedOf, CameMoney, ChargebackLine, Effect, Lying, MoneyStep, MoneyView, OtherMoney,
    Pair, PaymentDesk, PaymentView, SuspenseLine, Told, Understood, Wanted, Whose,
};
use portal::my::{MyError, Visitor};
use prepay::Creditor;
use store::Account;
use timeline::{Fact, Timeline};
use units::{Dso, MicroEuro};
use vending::MoneyKey;

/// How far back chargebacks and pairs are looked for.
const BACK_DAYS: i32 = 30;
/// Two payments of one amount are a pair if so many hours lie between them.
const PAIR_H: i64 = 24;
/// Credits of an account on a page.
const MOST_CREDITS: usize = 60;
/// Lines of suspense on a page.
const MOST_LINES: usize = 100;

/// Where money came from, by how its key begins.
fn channel_of(engine: &mut Engine, key: &str) -> Result<String, Failure> {
    if let Some(line) = engine.store.bank_line(key)? {
        return Ok(line.channel);
    }
    Ok(if key.starts_with("terminal:") { "terminal" } else { "" }.to_owned())
}

/// What an account was credited, the newest first.
fn came(engine: &mut Engine, timeline: &Timeline) -> Result<Vec<CameMoney>, Failure> {
    let mut found = Vec::new();
    let entries = timeline.account.journal().iter().rev();
    let credits = entries.filter(|entry| matches!(entry.kind, EntryKind::TopUp | EntryKind::Aid));
    for entry in credits.take(MOST_CREDITS) {
        let sides = entry.transaction.postings().iter();
        let amount = sides.map(|side| side.amount.0.max(0)).fold(0, i64::saturating_add);
        let key = entry.key.clone().unwrap_or_default();
        let online = engine.store.payment(&key)?.is_some();
        let own_page = online || back::key_of_other(&key).is_some();
        let channel = match entry.kind {
            EntryKind::Aid => "aid".to_owned(),
            _ if online => "online".to_owned(),
            _ => channel_of(engine, &key)?,
        };
        let payment = own_page.then(|| key.clone());
        let (at, amount) = (entry.booked_at, MicroEuro(amount));
        found.push(CameMoney { at, amount, key, channel, payment });
    }
    Ok(found)
}

/// Money of it stays with us.
fn has_money(known: &StoredPayment) -> bool {
    known.payment.clocks().credited.is_some() && known.payment.left() > MicroEuro::ZERO
}

/// Whether two payments are one amount twice for one account.
fn are_twins(one: &StoredPayment, other: &StoredPayment) -> bool {
    let (first, second) = (&one.payment.intent, &other.payment.intent);
    let apart_s = second.created_at.seconds_since(first.created_at).abs();
    one.account == other.account
        && first.ean == second.ean
        && first.amount == second.amount
        && apart_s <= PAIR_H * 3_600
        && has_money(one)
        && has_money(other)
}

/// Pairs of the last weeks, the newest first.
fn pairs(engine: &mut Engine, now: Instant) -> Result<Vec<(Account, Pair)>, Failure> {
    let mut all: Vec<StoredPayment> = Vec::new();
    for kept in engine.store.payments_between(now.day().plus(-BACK_DAYS).start(), now)? {
        let known: StoredPayment = serde_json::from_str(&kept.body)?;
        if has_money(&known) {
            all.push(known);
        }
    }
    all.sort_by_key(|known| (known.account, known.payment.intent.created_at));
    let mut found = Vec::new();
    for (one, other) in all.iter().zip(all.iter().skip(1)) {
        if !are_twins(one, other) {
            continue;
        }
        let account = one.account_in(engine)?;
        let (name, _) = name_and_town(engine, &account)?;
        let end = |known: &StoredPayment| {
            (known.payment.intent.id.clone(), known.payment.intent.created_at)
        };
        let amount = one.payment.intent.amount;
        let pair = Pair { ean: account.ean, name, amount, payments: [end(one), end(other)] };
        found.push((account, pair));
    }
    found.sort_by_key(|(_, pair)| std::cmp::Reverse(pair.payments[1].1));
    Ok(found)
}

/// A chargeback of an account, as its timeline has it. `id`: of the part.
fn chargeback(
    timeline: &Timeline,
    (account, name): (&Account, &str),
    (id, amount, at): (&str, MicroEuro, Instant),
    now: Instant,
) -> ChargebackLine {
    let reversed = timeline
        .account
        .journal()
        .iter()
        .any(|entry| entry.kind == EntryKind::Reversal && entry.key.as_deref() == Some(id));
    let cause = prepay::chargeback_cause(id);
    let debts = timeline.account.debts().iter();
    let own = debts.filter(|debt| debt.creditor == Creditor::Chargeback && debt.cause == cause);
    let under_review = own.map(|debt| debt.remaining.0).fold(0, i64::saturating_add);
    ChargebackLine {
        ean: account.ean,
        name: name.to_owned(),
        payment: id.split('/').next().unwrap_or(id).to_owned(),
        at,
        amount,
        under_review: MicroEuro(under_review),
        no_cut_until: timeline.no_cut_until().filter(|until| now < *until),
        reversed,
    }
}

/// Chargebacks of the last weeks, the newest first.
fn chargebacks(
    engine: &mut Engine,
    now: Instant,
) -> Result<Vec<(Account, ChargebackLine)>, Failure> {
    let from = now.day().plus(-BACK_DAYS).start();
    let mut found = Vec::new();
    for dso in Dso::ALL {
        for kept in engine.store.facts_of_kind(dso, "chargeback")? {
            let Fact::Chargeback { id, eur, .. } = serde_json::from_str(&kept.body)? else {
                continue;
            };
            if kept.at < from {
                continue;
            }
            let Some(account) = engine.store.account(kept.account)? else { continue };
            let Some(rebuilt) = engine.rebuild(std::slice::from_ref(&account), FAR)?.pop() else {
                continue;
            };
            let (name, _) = name_and_town(engine, &account)?;
            let told = (id.as_str(), eur, kept.at);
            let line = chargeback(&rebuilt.timeline, (&account, &name), told, now);
            found.push((account, line));
        }
    }
    found.sort_by_key(|(_, line)| std::cmp::Reverse(line.at));
    Ok(found)
}

/// What lies in suspense, what is due first, and what it is together.
fn lying(engine: &mut Engine, now: Instant) -> Result<(Vec<SuspenseLine>, Vec<Lying>), Failure> {
    let (mut lines, mut totals) = (Vec::new(), Vec::new());
    for dso in Dso::ALL {
        let all = suspense::list(engine, dso, now)?;
        let sum = |micro: i128| i64::try_from(micro).map(MicroEuro);
        if !all.items.is_empty() || all.ledger != 0 {
            totals.push(Lying { dso, items: sum(all.total)?, ledger: sum(all.ledger)? });
        }
        for (due, item) in all.items {
            let key = item.key.to_string();
            let text = engine.store.bank_line(&key)?.map(|line| {
                let parts = [line.counterparty_name, line.text, line.reference];
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                parts.collect::<Vec<_>>().join(", ")
            });
            lines.push(SuspenseLine {
                key,
                received: item.received,
                age_days: item.age_days(now.day()),
                amount: item.amount,
                text: text.unwrap_or_else(|| item.bank_account.clone()),
                due,
                suggested: !item.may_be_for.is_empty(),
            });
        }
    }
    // Each operator's own is in the order of what is due; so is all of it.
    lines.sort_by_key(|line| (std::cmp::Reverse(line.due), line.received));
    lines.truncate(MOST_LINES);
    Ok((lines, totals))
}

impl Desks {
    fn money_of(&self, visitor: &Visitor, asked: &AskedOf) -> Result<MoneyView, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let (understood, accounts) = match asked {
            AskedOf::Text(text) if text.trim().is_empty() => (Understood::Nothing, Vec::new()),
            AskedOf::Text(text) => {
                let (how, accounts, _) = super::search::meant(engine, text.trim(), false, now)?;
                (how, accounts)
            }
            AskedOf::Account(id) => {
                (Understood::Ean, engine.store.account(*id)?.into_iter().collect())
            }
        };
        let mut seen: Vec<Account> = Vec::new();
        let (mut credits, mut who) = (Vec::new(), None);
        // Of several the search shows who they are.
        if let [account] = accounts.as_slice() {
            let rebuilt = engine.rebuild(std::slice::from_ref(account), FAR)?.pop();
            if let Some(rebuilt) = rebuilt {
                credits = came(engine, &rebuilt.timeline)?;
            }
            let name = name_and_town(engine, account)?.0;
            who = Some(Whose { account: account.id, ean: account.ean, name });
            seen.push(account.clone());
        }
        let (lines, lying) = lying(engine, now)?;
        let (mut twice, mut taken) = (Vec::new(), Vec::new());
        for (account, pair) in pairs(engine, now)? {
            seen.push(account);
            twice.push(pair);
        }
        for (account, line) in chargebacks(engine, now)? {
            seen.push(account);
            taken.push(line);
        }
        seen.sort_by_key(|account| account.id);
        seen.dedup_by_key(|account| account.id);
        let all: Vec<&Account> = seen.iter().collect();
        self.note(engine, visitor, &all, (&[Act::StateAndAmount], "payments"))?;
        Ok(MoneyView {
            understood,
            came: credits,
            who,
            suspense: lines,
            lying,
            pairs: twice,
            chargebacks: taken,
            now,
        })
    }

    fn payment_of(&self, visitor: &Visitor, id: &str) -> Result<Option<PaymentView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(known) = StoredPayment::load(engine, id)? else { return Ok(None) };
        let account = known.account_in(engine)?;
        let seen = [Act::StateAndAmount, Act::AdjustLedger];
        self.note(engine, visitor, &[&account], (&seen, "payment"))?;
        let (name, town) = name_and_town(engine, &account)?;
        let rebuilt = engine.rebuild(std::slice::from_ref(&account), FAR)?.pop();
        let mut chargebacks = Vec::new();
        if let Some(rebuilt) = &rebuilt {
            let parts = known.parts.iter().filter(|part| part.kind == PartKind::Chargeback);
            for part in parts {
                let told = (part.key.as_str(), part.amount, part.at);
                chargebacks.push(chargeback(&rebuilt.timeline, (&account, &name), told, now));
            }
        }
        let created = known.payment.intent.created_at;
        let mut twin = None;
        for kept in engine.store.payments_of(account.id, created.plus_h(-PAIR_H))? {
            let other: StoredPayment = serde_json::from_str(&kept.body)?;
            if kept.id != id && are_twins(&known, &other) {
                twin = twin.or(Some((kept.id, other.payment.intent.created_at)));
            }
        }
        let may_go = known.held.is_some() || has_money(&known);
        let left = if may_go { refund::left_of(engine, &known, now)? } else { MicroEuro::ZERO };
        Ok(Some(PaymentView {
            name,
            town,
            closed: account.closed_at.is_some(),
            left,
            cap: engine.books.payments(known.dso, now)?.refund_four_eyes,
            under_way: refund::begun(&known).map(|begun| (begun.amount, begun.by)),
            waiting: back::waiting_for(engine, known.dso, (ActKind::Refund, id))?,
            awaits_meter: known.payment.awaits_meter(),
            held: known.held.is_some(),
            twin,
            chargebacks,
            story: story::of(engine, &known, now)?,
        }))
    }
}

/// What the pages say of money of a bank or a terminal; nothing of what is not on a balance may go back.
fn other_money(
    engine: &mut Engine,
    trace: Trace,
    (name, town): (String, String),
    now: Instant,
) -> Result<OtherMoney, Failure> {
    let key: MoneyKey = trace.key.parse()?;
    let refundable = Refundable::of(engine, &key, now)?;
    let dso = refundable.as_ref().map(|money| money.account.dso).or(trace.dso);
    let (mut cap, mut waiting) = (MicroEuro::ZERO, None);
    if let Some(dso) = dso {
        cap = engine.books.payments(dso, now)?.refund_four_eyes;
        waiting = super::back::waiting_for(engine, dso, (ActKind::Refund, &trace.key))?;
    }
    let steps = trace.steps.into_iter().map(|step| MoneyStep {
        at: step.at,
        said: step.said.name(),
        what: step.what,
        note: step.note,
    });
    let under_way = refundable.as_ref().and_then(|money| money.under_way.as_ref());
    Ok(OtherMoney {
        channel: channel_name(trace.channel).to_owned(),
        state: trace.state,
        amount: trace.amount,
        clocks: trace.clocks,
        receipt_code: trace.receipt.and_then(|receipt| receipt.code),
        steps: steps.collect(),
        account: trace.account,
        ean: trace.ean,
        name,
        town,
        closed: refundable.as_ref().is_some_and(|money| money.account.closed_at.is_some()),
        left: refundable.as_ref().map_or(MicroEuro::ZERO, |money| money.left),
        cap,
        sender: refundable.as_ref().and_then(|money| Some(money.sender.as_ref()?.iban.clone())),
        under_way: under_way.map(|payout| (payout.amount, payout.iban.clone())),
        waiting,
        key: trace.key,
    })
}

impl Desks {
    fn other_money_of(&self, visitor: &Visitor, key: &str) -> Result<Option<OtherMoney>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        if back::key_of_other(key).is_none() {
            return Ok(None);
        }
        let Some(Money::Other(trace)) = trace::find(engine, key)?.pop() else { return Ok(None) };
        let account = trace.account.map(|id| engine.store.account(id)).transpose()?.flatten();
        let whose = match &account {
            Some(account) => {
                let seen = [Act::StateAndAmount, Act::AdjustLedger];
                self.note(engine, visitor, &[account], (&seen, "payment"))?;
                name_and_town(engine, account)?
            }
            None => <(String, String)>::default(),
        };
        Ok(Some(other_money(engine, *trace, whose, now)?))
    }
}

impl PaymentDesk for Desks {
    fn money(&self, visitor: &Visitor, asked: &AskedOf) -> Result<MoneyView, MyError> {
        self.money_of(visitor, asked).map_err(failed("could not read what came"))
    }

    fn payment(&self, visitor: &Visitor, id: &str) -> Result<Option<PaymentView>, MyError> {
        self.payment_of(visitor, id).map_err(failed("could not read a payment"))
    }

    fn other_money(&self, visitor: &Visitor, key: &str) -> Result<Option<OtherMoney>, MyError> {
        self.other_money_of(visitor, key).map_err(failed("could not read a payment"))
    }

    fn sender_asked(&self, visitor: &Visitor, key: &str, note: &str) -> Told<()> {
        self.note_sender_asked(visitor, key, note).map_err(failed("could not note a letter"))
    }

    fn sender_letter(
        &self,
        visitor: &Visitor,
        key: &str,
        to: &[String; 3],
    ) -> Result<Option<Vec<u8>>, MyError> {
        self.sender_letter_of(visitor, key, to).map_err(failed("could not print a letter"))
    }

    fn give_back_effect(&self, visitor: &Visitor, wanted: &Wanted) -> Told<Effect> {
        let effect = self.effect_of_giving_back(visitor, wanted);
        effect.map_err(failed("could not work out what goes back"))
    }

    fn give_back(&self, visitor: &Visitor, wanted: &Wanted, attempt: &str) -> Told<i64> {
        let asked = self.ask_to_give_back(visitor, wanted, attempt);
        asked.map_err(failed("could not give money back"))
    }
}

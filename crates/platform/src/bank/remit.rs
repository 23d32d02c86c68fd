//! Money that is passed on to suppliers: what moved in a period, who gets it, two people, the file for
//! the bank, and the lists behind it. Source: PA-30, PA-35, TP-21.

use super::house::House;
use super::payouts;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::webhooks::{About, publish};
use calendar::{Instant, SettlementDay};
use http_api::webhooks::EventType;
use ledger::{EntryKind, LedgerAccount};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::{AccountMovement, Owner, Payout, PayoutEventKind, PayoutKind, PayoutLine, PayoutState};
use timeline::Fact;
use units::{AccountId, Dso, MicroEuro};
use vending::{Holdings, Movement, MovementKind, PaidPeriod, SupplierId, remit};

/// The days that an operator has remitted so far, `[from, to)`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Remitted {
    from: SettlementDay,
    to: SettlementDay,
}

fn setting(dso: Dso) -> String {
    format!("remitted.{dso}")
}

/// Under which name the supplier of accounts without a contract is kept.
pub fn default_supplier(dso: Dso) -> String {
    format!("supplier.default.{dso}")
}

fn remitted(engine: &mut Engine, dso: Dso) -> Result<Option<Remitted>, Failure> {
    let body = engine.store.setting(&setting(dso))?;
    Ok(body.as_deref().map(serde_json::from_str).transpose()?)
}

/// Who supplies: by contract, else the operator's default.
fn holdings(
    engine: &mut Engine,
    dso: Dso,
    accounts: &BTreeSet<AccountId>,
) -> Result<Holdings, Failure> {
    let mut holdings = Holdings::default();
    if let Some(supplier) = engine.store.setting(&default_supplier(dso))? {
        for account in accounts {
            holdings.enter(*account, SettlementDay(i32::MIN), SupplierId(supplier.clone()));
        }
    }
    for fact in engine.store.facts_of_kind(dso, "contract")? {
        if let Fact::Contract { supplier, from } = serde_json::from_str(&fact.body)? {
            let from = from.unwrap_or(fact.at.day());
            holdings.enter(fact.account, from, SupplierId(supplier));
        }
    }
    Ok(holdings)
}

/// How far back a movement may become known late and still be passed on.
const LATEST_DAYS: i32 = 100;
/// Before every day of which anything is kept.
const FIRST_OF_ALL: SettlementDay = SettlementDay(-1_000_000);

/// All movements of a period. What is in a payout counts where it was paid; what is in none although its
/// day is over, because it became known late or lies before the first period, counts as of the first day
/// that was not remitted: nothing is lost between two periods, and nothing is paid twice.
pub fn movements(
    engine: &mut Engine,
    dso: Dso,
    period: PaidPeriod,
) -> Result<Vec<Movement>, Failure> {
    let done = remitted(engine, dso)?;
    let earliest = period.from.plus(-LATEST_DAYS);
    let since = if done.is_some() { earliest } else { period.from };
    let mut paid: BTreeMap<String, SettlementDay> = BTreeMap::new();
    for payout in engine.store.payouts(dso)? {
        if payout.kind == PayoutKind::Remittance && payout.to > since {
            let lines = engine.store.payout_lines(payout.id)?;
            paid.extend(lines.into_iter().map(|line| (line.key, line.day)));
        }
    }
    let mut found = Vec::new();
    as_booked(engine, dso, PaidPeriod { from: since, to: period.to }, &mut found)?;
    for movement in &mut found {
        movement.day = match (paid.get(&movement.key), done) {
            (Some(day), _) => *day,
            (None, Some(done)) => movement.day.max(done.to),
            (None, None) => movement.day,
        };
    }
    Ok(found)
}

/// What moved on `days`, each on its own day.
fn as_booked(
    engine: &mut Engine,
    dso: Dso,
    days: PaidPeriod,
    found: &mut Vec<Movement>,
) -> Result<(), Failure> {
    for entry in engine.store.account_movements(dso, days.from, days.to)? {
        of_entry(engine, &entry, found)?;
    }
    for (account, day, amount) in engine.store.collected_advances(dso, days.from, days.to)? {
        let key = format!("{account}/day/{day}");
        let kind = MovementKind::CollectedForOperator;
        found.push(Movement { key, account, day, of_day: day, kind, amount });
    }
    Ok(())
}

/// The first day before any remittance on which something moved that is to be remitted or kept back.
/// Nothing else ever looks there: the first period must begin with it, or its money stays with the
/// operator for ever. Taken into a later period it would be paid as of days that nobody has asked for.
fn first_day_before(
    engine: &mut Engine,
    dso: Dso,
    from: SettlementDay,
) -> Result<Option<SettlementDay>, Failure> {
    let mut found = Vec::new();
    as_booked(engine, dso, PaidPeriod { from: FIRST_OF_ALL, to: from }, &mut found)?;
    Ok(found.into_iter().map(|movement| movement.day).min())
}

/// What an entry of an account means for its supplier.
fn of_entry(
    engine: &mut Engine,
    entry: &AccountMovement,
    found: &mut Vec<Movement>,
) -> Result<(), Failure> {
    let sum = |wanted: &[LedgerAccount]| -> i64 {
        let legs = entry.legs.iter().filter(|(account, _)| wanted.contains(account));
        legs.map(|(_, amount)| amount.0).fold(0, i64::saturating_add)
    };
    let cash = sum(&[
        LedgerAccount::CashTerminal,
        LedgerAccount::CashOnline,
        LedgerAccount::CashTransfer,
        LedgerAccount::CashPost,
        LedgerAccount::CashOffice,
    ]);
    // Not what a chargeback or a refund left to be paid: the supplier bore its whole amount when the money
    // went, so what is collected of it is the supplier's again.
    let own =
        sum(&[LedgerAccount::Advances, LedgerAccount::DebtToOperator, LedgerAccount::DebtOfRelief]);
    let (account, day) = (entry.account, entry.day);
    let mut add = |part: &str, of_day: SettlementDay, kind: MovementKind, micro: i64| {
        if micro != 0 {
            let key = format!("{account}/entry/{}/{part}", entry.seq);
            found.push(Movement { key, account, day, of_day, kind, amount: MicroEuro(micro) });
        }
    };
    match entry.kind.as_str() {
        "top_up" => {
            add("paid", day, MovementKind::TopUpCredited, cash);
            add("own", day, MovementKind::CollectedForOperator, own.saturating_neg());
        }
        "collection" => {
            add("own", day, MovementKind::CollectedForOperator, own.saturating_neg());
        }
        // Whatever gives money back: to the day of the payment, where the key is that of one.
        "refund" | "chargeback" | "reversal" => {
            let key = entry.key.clone().unwrap_or_default();
            let of_day = day_of_payment(engine, account, &key)?.unwrap_or(day);
            // The provider gives back what it had taken back: to who had it first.
            if cash > 0 {
                add("paid", of_day, MovementKind::TopUpCredited, cash);
                return Ok(());
            }
            // Owed to the payer until a transfer of ours has left: gone for the supplier all the same.
            let owed = sum(&[LedgerAccount::RefundPayable]);
            let gone = cash.saturating_add(owed).saturating_neg();
            let kind = if entry.kind == "chargeback" {
                MovementKind::Chargeback
            } else {
                MovementKind::Refund
            };
            add("back", of_day, kind, gone);
        }
        // What is left at the end is the holder's, not the supplier's.
        "closing" => {
            let back = sum(&[LedgerAccount::RefundPayable, LedgerAccount::Unclaimed]);
            add("back", day, MovementKind::Refund, back.saturating_neg());
        }
        _ => {}
    }
    Ok(())
}

/// The day of the payment that a key is of: its own, or that of a part, `PAYMENT/PART`.
pub(crate) fn day_of_payment(
    engine: &mut Engine,
    account: AccountId,
    key: &str,
) -> Result<Option<SettlementDay>, Failure> {
    if let Some(day) = engine.store.day_of_entry(account, "top_up", key)? {
        return Ok(Some(day));
    }
    match key.rsplit_once('/') {
        Some((payment, _)) => Ok(engine.store.day_of_entry(account, "top_up", payment)?),
        None => Ok(None),
    }
}

fn kind_name(kind: MovementKind) -> Result<String, Failure> {
    Ok(serde_json::to_value(kind)?.as_str().unwrap_or_default().to_owned())
}

/// The payouts of a period, as they are kept; proposed by `by` if they were not yet.
/// Errors: the period is not over or does not follow the last one, an account has no supplier, a
/// supplier is not known.
pub fn propose(
    engine: &mut Engine,
    dso: Dso,
    period: PaidPeriod,
    by: &str,
    at: Instant,
) -> Result<Vec<Payout>, Failure> {
    if at.day() < period.to {
        return refuse(format!("the period up to {} is not over", period.to.previous()));
    }
    let last = engine.store.last_run(dso)?;
    if let Some(last) = last.filter(|last| !last.done || last.day < period.to.previous()) {
        return refuse(format!("{dso} is settled up to {}, not to the period's end", last.day));
    }
    engine.locked(dso, |engine| {
        let known = of_period(engine, dso, period)?;
        let done = remitted(engine, dso)?;
        if done.is_some_and(|done| period.from >= done.from && period.to <= done.to) {
            return Ok(known);
        }
        if let Some(done) = done.filter(|done| done.to != period.from) {
            return refuse(format!(
                "{dso} has remitted the days from {} to {}, the next period begins after them",
                done.from,
                done.to.previous()
            ));
        }
        if done.is_none()
            && let Some(first) = first_day_before(engine, dso, period.from)?
        {
            return refuse(format!(
                "{dso} has remitted nothing yet and money moved on {first}: the first period has to \
                 begin on that day or before it"
            ));
        }
        let movements = movements(engine, dso, period)?;
        let accounts = movements.iter().map(|movement| movement.account).collect();
        let holdings = holdings(engine, dso, &accounts)?;
        let mut carried = BTreeMap::new();
        for payout in engine.store.payouts(dso)? {
            if payout.kind == PayoutKind::Remittance {
                carried.insert(SupplierId(payout.subject), payout.carried_out);
            }
        }
        let suppliers = engine.store.suppliers()?;
        for mut planned in remit(period, &movements, &holdings, &carried)? {
            // The bank moves whole cents: what is paid above the sum is taken off the next period.
            let paid = MicroEuro::from_cents(planned.pay.amount_to_pay_cents());
            let over = paid.and_then(|paid| paid.checked_sub(planned.pay));
            let (Some(paid), Some(over)) = (paid, over) else { return refuse("too large") };
            planned.carried_out = MicroEuro(planned.carried_out.0.saturating_sub(over.0));
            let supplier = suppliers.iter().find(|known| known.id == planned.supplier.0);
            if supplier.is_none() && paid > MicroEuro::ZERO {
                return refuse(format!("supplier `{}` has no bank account", planned.supplier.0));
            }
            let text = |field: fn(&store::Supplier) -> &String| {
                supplier.map(field).cloned().unwrap_or_default()
            };
            let mut lines = Vec::with_capacity(planned.lines.len());
            for line in &planned.lines {
                let movement = &line.movement;
                lines.push(PayoutLine {
                    key: movement.key.clone(),
                    account: movement.account,
                    day: movement.day,
                    of_day: movement.of_day,
                    kind: kind_name(movement.kind)?,
                    amount: movement.amount,
                });
            }
            let payout = Payout {
                id: 0,
                dso,
                kind: PayoutKind::Remittance,
                subject: planned.supplier.0.clone(),
                from: period.from,
                to: period.to,
                amount: paid,
                carried_in: planned.carried_in,
                carried_out: planned.carried_out,
                name: text(|supplier| &supplier.name),
                iban: text(|supplier| &supplier.iban),
                bic: text(|supplier| &supplier.bic),
                end_to_end_id: String::new(),
                state: PayoutState::Proposed,
                proposed_by: by.to_owned(),
                approved_by: None,
                message_id: None,
                debit_key: None,
            };
            engine.store.add_payout(&payout, &lines)?;
        }
        let from = done.map_or(period.from, |done| done.from);
        let now = serde_json::to_string(&Remitted { from, to: period.to })?;
        engine.store.set_setting(&setting(dso), &now)?;
        of_period(engine, dso, period)
    })
}

/// The payouts to suppliers of exactly this period.
pub fn of_period(
    engine: &mut Engine,
    dso: Dso,
    period: PaidPeriod,
) -> Result<Vec<Payout>, Failure> {
    let mut all = engine.store.payouts(dso)?;
    all.retain(|payout| {
        payout.kind == PayoutKind::Remittance
            && (payout.from, payout.to) == (period.from, period.to)
    });
    Ok(all)
}

/// The payouts to suppliers of periods that any of these days lie in.
pub fn that_touch(engine: &mut Engine, dso: Dso, days: PaidPeriod) -> Result<Vec<Payout>, Failure> {
    let mut all = engine.store.payouts(dso)?;
    all.retain(|payout| {
        payout.kind == PayoutKind::Remittance && payout.from < days.to && days.from < payout.to
    });
    Ok(all)
}

/// A payout as `vending` sees it, for reconciliation.
pub fn as_planned(engine: &mut Engine, payout: &Payout) -> Result<vending::Payout, Failure> {
    let mut lines = Vec::new();
    for line in engine.store.payout_lines(payout.id)? {
        let kind: MovementKind = serde_json::from_value(serde_json::Value::String(line.kind))?;
        let adds = kind == MovementKind::TopUpCredited;
        let effect = MicroEuro(if adds { line.amount.0 } else { line.amount.0.saturating_neg() });
        let (key, account, day, of_day) = (line.key, line.account, line.day, line.of_day);
        let amount = line.amount;
        let movement = Movement { key, account, day, of_day, kind, amount };
        lines.push(vending::PayoutLine { movement, effect });
    }
    Ok(vending::Payout {
        supplier: SupplierId(payout.subject.clone()),
        period: PaidPeriod { from: payout.from, to: payout.to },
        lines,
        carried_in: payout.carried_in,
        pay: payout.amount,
        carried_out: payout.carried_out,
    })
}

/// A second person agrees: from now on the money is owed to the supplier.
/// Errors: there is no such payout, it is approved already, or the person proposed it.
pub fn approve(engine: &mut Engine, id: i64, by: &str, at: Instant) -> Result<Payout, Failure> {
    let dso = payouts::of_id(engine, id)?.dso;
    engine.locked(dso, |engine| {
        let payout = payouts::of_id(engine, id)?;
        if payout.state != PayoutState::Proposed {
            return refuse(format!("payout {id} is {} already", payout.state.name()));
        }
        let events = engine.store.payout_events(id)?;
        let returned = events.iter().any(|event| event.kind == PayoutEventKind::Returned);
        if returned {
            payouts::redirect(engine, &payout)?;
        }
        if !engine.store.approve_payout(id, by)? {
            return refuse(format!(
                "`{by}` proposed payout {id}, another person has to approve it"
            ));
        }
        // What came back is owed since its first approval.
        if payout.kind == PayoutKind::Remittance && !returned {
            let mut house = House::open(&mut engine.store, dso, at)?;
            let (debit, credit) = (LedgerAccount::PassedOn, LedgerAccount::SupplierPayable);
            let key = format!("payout:{id}");
            house.enter(EntryKind::Remittance, &key, debit, credit, payout.amount)?;
            house.book(&mut engine.store)?;
            let news = (EventType::SettlementPublished, About::Payout(id));
            publish(engine, dso, news, Some(Owner::Supplier(payout.subject)), at)?;
        }
        payouts::of_id(engine, id)
    })
}

/// What is behind a payout, as CSV and as JSON. Errors: its lines do not add up to it.
pub fn lists(engine: &mut Engine, payout: &Payout) -> Result<(String, String), Failure> {
    let planned = as_planned(engine, payout)?;
    let effects: i128 = planned.lines.iter().map(|line| i128::from(line.effect.0)).sum();
    let carried = i128::from(payout.carried_in.0) - i128::from(payout.carried_out.0);
    if effects + carried != i128::from(payout.amount.0) {
        return refuse(format!("the lines of payout {} are not its amount", payout.id));
    }
    let mut csv = "payout,supplier,account,day,of_day,kind,amount_eur,effect_eur,key\n".to_owned();
    let mut rows = Vec::with_capacity(planned.lines.len());
    for line in &planned.lines {
        let Movement { key, account, day, of_day, kind, amount } = &line.movement;
        let kind = kind_name(*kind)?;
        let (id, supplier) = (payout.id, cell(&payout.subject));
        let effect = line.effect;
        csv.push_str(&format!(
            "{id},{supplier},{account},{day},{of_day},{kind},{amount},{effect},{key}\n"
        ));
        rows.push(serde_json::json!({
            "account": account, "day": day, "of_day": of_day, "kind": kind,
            "amount_eur": amount.to_string(), "effect_eur": effect.to_string(), "key": key,
        }));
    }
    let json = serde_json::json!({
        "payout": payout.id, "supplier": payout.subject, "from": payout.from,
        "to": payout.to.previous(), "state": payout.state.name(),
        "carried_in_eur": payout.carried_in.to_string(),
        "carried_out_eur": payout.carried_out.to_string(),
        "pay_eur": payout.amount.to_string(), "lines": rows,
    });
    Ok((csv, serde_json::to_string_pretty(&json)?))
}

/// A cell that cannot end early.
pub fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

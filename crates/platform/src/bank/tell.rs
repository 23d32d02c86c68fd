//! What the commands of the bank say.

use super::debits::{OpenDebit, amount_of};
use super::owed::OwedBy;
use super::{import, suspense};
use crate::failure::Failure;
use calendar::Instant;
use std::io::Write;
use store::Payout;
use units::{Dso, format_decimal};

fn eur(micro: i128) -> String {
    format_decimal(micro, 6)
}

pub fn say(
    out: &mut dyn Write,
    json: bool,
    what: &str,
    of: &str,
    text: &str,
) -> Result<(), Failure> {
    if json {
        writeln!(out, "{}", serde_json::json!({ "what": what, "of": of, "text": text }))?;
    } else {
        writeln!(out, "{of}: {text}")?;
    }
    Ok(())
}

pub fn print_booked(one: &import::Booked, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json {
        let open: Vec<serde_json::Value> = one
            .open_debits
            .iter()
            .map(|(key, amount, text)| {
                serde_json::json!({ "key": key, "eur": amount.to_string(), "text": text })
            })
            .collect();
        let line = serde_json::json!({
            "statement": one.name, "known": one.known, "refused": one.refused, "booked_before": one.booked_before,
            "credited": one.credited.0, "credited_eur": eur(one.credited.1),
            "suspended": one.suspended.0, "suspended_eur": eur(one.suspended.1),
            "returned": one.returned.0, "returned_eur": eur(one.returned.1),
            "paid_out": one.paid_out.0, "paid_out_eur": eur(one.paid_out.1),
            "open_debits": open,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    if one.known {
        writeln!(out, "{}: booked before, nothing was done", one.name)?;
        return Ok(());
    }
    if !one.refused.is_empty() {
        writeln!(out, "{}: not booked: {}", one.name, one.refused.join("; "))?;
        return Ok(());
    }
    if one.booked_before > 0 {
        writeln!(out, "{}: {} lines were booked before", one.name, one.booked_before)?;
    }
    writeln!(
        out,
        "{}: {} credited, {} EUR; {} in suspense, {} EUR; {} payouts closed, {} EUR",
        one.name,
        one.credited.0,
        eur(one.credited.1),
        one.suspended.0,
        eur(one.suspended.1),
        one.paid_out.0,
        eur(one.paid_out.1)
    )?;
    if one.returned.0 > 0 {
        let (count, sum) = (one.returned.0, eur(one.returned.1));
        writeln!(out, "  {count} transfers of ours came back, {sum} EUR: they wait for approval")?;
    }
    for (key, amount, text) in &one.open_debits {
        writeln!(out, "  debit of {amount} EUR that nobody has explained: {key} {text}")?;
    }
    Ok(())
}

pub fn print_suspense(
    dso: Dso,
    list: &suspense::Suspense,
    at: Instant,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for (act, item) in &list.items {
        let (key, age) = (item.key.to_string(), item.age_days(at.day()));
        let due = serde_json::to_value(act)?;
        if json {
            let line = serde_json::json!({
                "key": key, "due": due, "eur": item.amount.to_string(), "received": item.received,
                "age_days": age, "bank_account": item.bank_account, "sender": item.sender_iban,
                "may_be_for": item.may_be_for, "owner": item.owner,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(
                out,
                "{:<12} {:>14} EUR  {} days  {key}  from {} on {}, in hand of {}",
                due.as_str().unwrap_or_default(),
                item.amount.to_string(),
                age,
                item.sender_iban.as_deref().unwrap_or("nobody known"),
                item.bank_account,
                item.owner.as_deref().unwrap_or("nobody")
            )?;
        }
    }
    let (items, ledger) = (eur(list.total), eur(list.ledger));
    if json {
        let total = serde_json::json!({
            "dso": dso, "total_eur": items, "ledger_eur": ledger, "items": list.items.len(),
        });
        writeln!(out, "{total}")?;
    } else {
        let count = list.items.len();
        writeln!(out, "{dso}: {count} items, {items} EUR; by the ledger {ledger} EUR")?;
    }
    Ok(())
}

pub fn print_payout(payout: &Payout, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if json {
        let line = serde_json::json!({
            "payout": payout.id, "to": payout.name, "of": payout.subject, "from": payout.from,
            "until": payout.to.previous(), "eur": payout.amount.to_string(),
            "carried_in_eur": payout.carried_in.to_string(),
            "carried_out_eur": payout.carried_out.to_string(), "state": payout.state.name(),
            "proposed_by": payout.proposed_by, "approved_by": payout.approved_by,
            "transfer_id": payout.end_to_end_id,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "payout {} to {} for {} to {}: {} EUR, {}, carried {} EUR, proposed by {}, approved by {}",
            payout.id,
            payout.name,
            payout.from,
            payout.to.previous(),
            payout.amount,
            payout.state.name(),
            payout.carried_out,
            payout.proposed_by,
            payout.approved_by.as_deref().unwrap_or("nobody yet")
        )?;
    }
    Ok(())
}

pub fn print_debits(
    dso: Dso,
    open: &[OpenDebit],
    at: Instant,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for OpenDebit { line, hint } in open {
        let (amount, age) = (amount_of(line), at.day().days_since(line.booked));
        let to = [&line.counterparty_name, &line.counterparty_iban, &line.text];
        let to: Vec<&str> =
            to.map(String::as_str).into_iter().filter(|text| !text.is_empty()).collect();
        let to = to.join(", ");
        if json {
            let line = serde_json::json!({
                "key": line.key, "dso": dso, "eur": amount.to_string(), "booked": line.booked,
                "age_days": age, "to": to, "hint": hint,
            });
            writeln!(out, "{line}")?;
        } else {
            let hint = hint.as_deref().map(|hint| format!("  {hint}")).unwrap_or_default();
            writeln!(
                out,
                "{:>14} EUR  {age} days  {}  to {to}{hint}",
                amount.to_string(),
                line.key
            )?;
        }
    }
    let sum: i128 = open.iter().map(|one| i128::from(amount_of(&one.line).0)).sum();
    if json {
        let total = serde_json::json!({ "dso": dso, "debits": open.len(), "total_eur": eur(sum) });
        writeln!(out, "{total}")?;
    } else {
        writeln!(out, "{dso}: {} debits that nobody has explained, {} EUR", open.len(), eur(sum))?;
    }
    Ok(())
}

pub fn print_owed(
    dso: Dso,
    owed: &[OwedBy],
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for OwedBy { account, party, owed, settled } in owed {
        let (of, owed, settled) = (account.name(), eur(*owed), eur(*settled));
        if json {
            let line = serde_json::json!({
                "dso": dso, "of": of, "party": party, "owed_eur": owed, "settled_eur": settled,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{dso} {of}: {party} owes {owed} EUR, has settled {settled} EUR")?;
        }
    }
    Ok(())
}

//! The commands: what they do, and what they say.

use super::registry::ogm_of;
use super::suspense::Person;
use super::{Bank, Payee, Period, TrueUp, Year, import, remit, suspense};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, refuse};
use ::bank::{EpcPayment, PayoutSchema, Remittance};
use calendar::{Instant, SettlementDay};
use params::RemittancePeriod;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use store::{BankAccount, Payout, Supplier};
use units::{Dso, Ean, MicroEuro, format_decimal};
use vending::PaidPeriod;

fn eur(micro: i128) -> String {
    format_decimal(micro, 6)
}

/// Operators that have a bank account, or money in suspense.
fn operators(engine: &mut Engine, dso: Option<Dso>) -> Result<Vec<Dso>, Failure> {
    if let Some(dso) = dso {
        return Ok(vec![dso]);
    }
    let accounts = engine.store.bank_accounts()?;
    let mut found = Vec::new();
    for dso in Dso::ALL {
        let with_bank = accounts.iter().any(|account| account.dso == dso);
        if with_bank || !engine.store.open_suspense(dso)?.is_empty() {
            found.push(dso);
        }
    }
    Ok(found)
}

/// A month such as `2026-11`, or a week such as `2026-W46`.
pub fn period_of(month: Option<&str>, week: Option<&str>) -> Result<PaidPeriod, Failure> {
    let wrong = |text: &str| Refusal(format!("`{text}` is no period such as 2026-11 or 2026-W46"));
    if let Some(text) = month {
        let day: SettlementDay = format!("{text}-01").parse().map_err(|_| wrong(text))?;
        return Ok(PaidPeriod::of(RemittancePeriod::Monthly, day));
    }
    let text = week.unwrap_or_default();
    let (year, number) = text.split_once("-W").ok_or_else(|| wrong(text))?;
    let (year, number): (i32, u8) =
        (year.parse().map_err(|_| wrong(text))?, number.parse().map_err(|_| wrong(text))?);
    // The 4th of January lies in week 1.
    let first = SettlementDay::from_ymd(year, 1, 4).ok_or_else(|| wrong(text))?;
    let monday = PaidPeriod::of(RemittancePeriod::Weekly, first).from;
    let day = monday.plus(7 * (i32::from(number) - 1));
    if number == 0 || day.iso_week() != (year, number) {
        return Err(wrong(text).into());
    }
    Ok(PaidPeriod::of(RemittancePeriod::Weekly, day))
}

impl Payee {
    /// Errors: no IBAN.
    fn checked(self) -> Result<Option<suspense::Payee>, Failure> {
        let Some(iban) = self.to_iban else { return Ok(None) };
        let iban = iban.parse::<sepa::Iban>()?.as_str().to_owned();
        Ok(Some(suspense::Payee { iban, name: self.to_name }))
    }
}

impl From<super::Person> for Person {
    fn from(person: super::Person) -> Self {
        Self { by: person.by, approved_by: person.approved_by, note: person.note }
    }
}

/// Whether a file is one of a bank, by its first bytes.
pub fn looks_like_bank_file(file: &Path) -> bool {
    let mut start = Vec::new();
    let opened = fs::File::open(file).map(|file| file.take(4_096).read_to_end(&mut start));
    if !matches!(opened, Ok(Ok(_))) {
        return false;
    }
    let first_line = start.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or(&start);
    let coda = first_line.starts_with(b"00000") && first_line.len() == 128;
    coda || start.windows(12).any(|window| window == b"xsd:camt.053")
}

/// Does what was asked of the bank side.
pub fn run(url: &str, bank: Bank, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    act(&mut Engine::open(url)?, bank, crate::clock::now(), json, out)
}

/// The same at an instant.
pub fn act(
    engine: &mut Engine,
    bank: Bank,
    at: Instant,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match bank {
        Bank::Import { file, iban_of, out_of_sequence, partial } => {
            let piece = super::pieces::PIECE;
            let request = import::Request { file, iban_of, out_of_sequence, partial, piece, at };
            let booked = import::import(engine, &request)?;
            booked.iter().try_for_each(|one| print_booked(one, json, out))
        }
        Bank::Account { iban, dso, holder, bic } => {
            let iban = iban.parse::<sepa::Iban>()?.as_str().to_owned();
            Ok(engine.store.enter_bank_account(&BankAccount { iban, dso, holder, bic })?)
        }
        Bank::Suspense { dso } => {
            for dso in operators(engine, dso)? {
                let list = suspense::list(engine, dso, at)?;
                print_suspense(dso, &list, at, json, out)?;
                if list.total != list.ledger {
                    let (items, ledger) = (eur(list.total), eur(list.ledger));
                    return refuse(format!(
                        "{dso}: {items} EUR by items in suspense, {ledger} EUR by the ledger"
                    ));
                }
            }
            Ok(())
        }
        Bank::Match { key, ean, person } => {
            let amount = suspense::credit(engine, &key, ean, &person.into(), at)?;
            say(out, json, "credited", &key, &format!("{amount} EUR to EAN {ean}"))
        }
        Bank::Letter { key, person } => {
            suspense::letter(engine, &key, &person.into(), at)?;
            say(out, json, "asked", &key, "the sender was written to")
        }
        Bank::Return { key, to, person } => {
            let to = to.checked()?;
            let payout = suspense::give_back(engine, &key, to.as_ref(), &person.into(), at)?;
            print_payout(&payout, json, out)
        }
        Bank::Supplier { id, name, iban, bic, default_of } => {
            let iban = iban.parse::<sepa::Iban>()?.as_str().to_owned();
            engine.store.enter_supplier(&Supplier { id: id.clone(), name, iban, bic })?;
            if let Some(dso) = default_of {
                engine.store.set_setting(&remit::default_supplier(dso), &id)?;
            }
            Ok(())
        }
        Bank::Remit { period, dso, by, out: folder, execute, v3 } => {
            let Period { period, week } = period;
            let period = period_of(period.as_deref(), week.as_deref())?;
            let schema = if v3 { PayoutSchema::V3 } else { PayoutSchema::V9 };
            let execute = execute.unwrap_or(at.day().next());
            let payouts = remit::propose(engine, dso, period, &by, at)?;
            fs::create_dir_all(&folder)?;
            for payout in &payouts {
                let (csv, text) = remit::lists(engine, payout)?;
                fs::write(folder.join(format!("payout-{}.csv", payout.id)), csv)?;
                fs::write(folder.join(format!("payout-{}.json", payout.id)), text)?;
            }
            let made = remit::file(engine, dso, schema, execute, at, |id, made| {
                Ok(fs::write(folder.join(format!("{id}.xml")), &made.xml)?)
            })?;
            for payout in remit::of_period(engine, dso, period)? {
                print_payout(&payout, json, out)?;
            }
            if let Some(made) = made {
                let text = format!("{} transfers, {} EUR", made.count, made.control_sum);
                say(out, json, "file", &folder.display().to_string(), &text)?;
            }
            Ok(())
        }
        Bank::ApprovePayout { payout, by } => {
            print_payout(&remit::approve(engine, payout, &by, at)?, json, out)
        }
        Bank::Payouts { dso } => {
            let payouts = engine.store.payouts(dso)?;
            payouts.iter().try_for_each(|payout| print_payout(payout, json, out))
        }
        Bank::Ogm { ean } => {
            let account = engine.account_of(ean)?;
            let ogm = ogm_of(account.id).map(|ogm| ogm.to_string()).unwrap_or_default();
            say(out, json, "ogm", &ean.to_string(), &ogm)
        }
        Bank::Qr { ean, eur, out: file } => {
            let text = qr(engine, ean, eur, &file)?;
            say(out, json, "qr", &file.display().to_string(), &text.replace('\n', " | "))
        }
    }
}

/// The transfer that brings money to an account. Errors: the bank account is none.
pub fn transfer_to(
    bank: store::BankAccount,
    ogm: units::Ogm,
    amount: Option<MicroEuro>,
) -> Result<EpcPayment, Failure> {
    let bic = bank.bic.trim();
    Ok(EpcPayment {
        bic: if bic.is_empty() { None } else { Some(bic.parse()?) },
        name: if bank.holder.is_empty() { bank.dso.name().to_owned() } else { bank.holder },
        iban: bank.iban.parse()?,
        amount,
        purpose: String::new(),
        remittance: Remittance::ogm(ogm),
        information: String::new(),
    })
}

/// Writes the code; returns what is in it. Source: TP-12.
pub fn qr(
    engine: &mut Engine,
    ean: Ean,
    amount: Option<MicroEuro>,
    file: &Path,
) -> Result<String, Failure> {
    let account = engine.account_of(ean)?;
    let accounts = engine.store.bank_accounts()?;
    let Some(bank) = accounts.into_iter().find(|bank| bank.dso == account.dso) else {
        return refuse(format!("{} has no bank account", account.dso));
    };
    let Some(ogm) = ogm_of(account.id) else {
        return refuse(format!("account {} has no number for transfers", account.id));
    };
    let payment = transfer_to(bank, ogm, amount)?;
    let code = payment.qr()?;
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => fs::write(file, code.svg(&format!("Transfer {ogm}")))?,
        Some("png") => fs::write(file, code.png(8)?)?,
        _ => return refuse(format!("`{}` is neither .svg nor .png", file.display())),
    }
    Ok(payment.payload()?)
}

fn say(out: &mut dyn Write, json: bool, what: &str, of: &str, text: &str) -> Result<(), Failure> {
    if json {
        writeln!(out, "{}", serde_json::json!({ "what": what, "of": of, "text": text }))?;
    } else {
        writeln!(out, "{of}: {text}")?;
    }
    Ok(())
}

fn print_booked(one: &import::Booked, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
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
    for (key, amount, text) in &one.open_debits {
        writeln!(out, "  debit of {amount} EUR that nobody has explained: {key} {text}")?;
    }
    Ok(())
}

fn print_suspense(
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
                "may_be_for": item.may_be_for,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(
                out,
                "{:<12} {:>14} EUR  {} days  {key}  from {} on {}",
                due.as_str().unwrap_or_default(),
                item.amount.to_string(),
                age,
                item.sender_iban.as_deref().unwrap_or("nobody known"),
                item.bank_account
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

fn print_payout(payout: &Payout, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
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

/// `tirelire account year`.
pub fn year(url: &str, asked: &Year, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let to = asked.to.next();
    let file = super::year::year(&mut engine, asked.ean, asked.from, to, crate::clock::now())?;
    let (csv, text) = super::year::written(asked.ean, &file)?;
    fs::create_dir_all(&asked.out)?;
    fs::write(asked.out.join(format!("{}-{}.csv", asked.ean, asked.to)), csv)?;
    fs::write(asked.out.join(format!("{}-{}.json", asked.ean, asked.to)), text)?;
    let totals =
        format!("charges {} EUR, advances {} EUR", file.charges_total(), file.advances_total());
    say(out, json, "year", &asked.ean.to_string(), &totals)?;
    if let Some(bill) = asked.bill {
        let billed = file.billed(bill)?;
        let text = format!("bill {} EUR, to pay {} EUR", billed.bill, billed.to_pay);
        say(out, json, "bill", &asked.ean.to_string(), &text)?;
    }
    Ok(())
}

/// `tirelire account true-up`.
pub fn true_up(url: &str, asked: &TrueUp, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let contract = super::year::Contract {
        from: asked.from,
        anniversary: asked.anniversary.unwrap_or(asked.from.plus_months(12)),
        prices: asked.prices.clone(),
        fixed_per_year: asked.fixed_per_year,
    };
    let now = crate::clock::now();
    let (today, figures, warning) = super::year::true_up(&mut engine, asked.ean, &contract, now)?;
    let cents = |cents: i128| format_decimal(cents, 2);
    let saving = figures.saving_per_day_cents().map(cents);
    if json {
        let line = serde_json::json!({
            "ean": asked.ean, "today": today, "if_the_year_ended_today_eur": cents(figures.today_cents()),
            "at_the_anniversary_eur": cents(figures.anniversary_cents()),
            "days_left": figures.days_left, "saving_per_day_eur": saving, "warning": warning,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(out, "if the year ended on {today}  {} EUR", cents(figures.today_cents()))?;
    writeln!(
        out,
        "at the anniversary {}  {} EUR",
        contract.anniversary,
        cents(figures.anniversary_cents())
    )?;
    if let Some(saving) = saving {
        writeln!(out, "saving a day  {saving} EUR for {} days", figures.days_left)?;
    }
    if let Some(warning) = warning {
        writeln!(out, "{warning}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_35_periods_are_named_by_month_or_week() {
        let of = |month, week| {
            let period = period_of(month, week).unwrap();
            (period.from.to_string(), period.to.to_string())
        };
        let days = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(of(Some("2026-11"), None), days("2026-11-01", "2026-12-01"));
        assert_eq!(of(None, Some("2026-W46")), days("2026-11-09", "2026-11-16"));
        assert_eq!(of(None, Some("2026-W53")), days("2026-12-28", "2027-01-04"));
        for (month, week) in [(Some("2026-13"), None), (None, Some("2025-W53")), (None, None)] {
            assert!(period_of(month, week).is_err());
        }
    }
}

//! The commands: what they do, and what they say.

use super::registry::ogm_of;
use super::suspense::Person;
use super::tell::{print_booked, print_debits, print_owed, print_payout, print_suspense, say};
use super::{Bank, Payee, Period, Settled, TrueUp, Year};
use super::{back, debits, import, owed, payouts, remit, suspense};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, refuse};
use ::bank::{EpcPayment, PayoutSchema, Remittance};
use calendar::{Instant, SettlementDay};
use notify::sender;
use params::RemittancePeriod;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use store::{BankAccount, Supplier};
use units::{Dso, Ean, Language, MicroEuro, format_decimal};
use vending::{Owed, PaidPeriod};

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

impl Settled {
    fn owed(self) -> Result<Owed, Failure> {
        match (self.terminal, self.cpas, self.debit) {
            (Some(terminal), None, None) => Ok(Owed::Terminal(terminal)),
            (None, Some(origin), None) => Ok(Owed::Aid(origin)),
            (None, None, Some(key)) => Ok(Owed::Debit(key)),
            _ => refuse("name one of `--terminal`, `--cpas` and `--debit`"),
        }
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
                    let (items, ledger) =
                        (format_decimal(list.total, 6), format_decimal(list.ledger, 6));
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
        Bank::Letter { key, out: file, language, person } => {
            let text = letter_text(engine, &key, language, at)?;
            match (&file, &text) {
                (Some(file), Some(text)) => payouts::write_durably(file, text.as_bytes())?,
                (Some(_), None) => return refuse(format!("nobody knows who sent `{key}`")),
                (None, _) => {}
            }
            suspense::letter(engine, &key, &person.into(), at)?;
            if let Some(text) = text.filter(|_| file.is_none() && !json) {
                writeln!(out, "{text}")?;
            }
            say(out, json, "asked", &key, "the sender was written to")
        }
        Bank::Own { key, by } => {
            suspense::own(engine, &key, &by, at)?;
            say(out, json, "owned", &key, &format!("{by} has it in hand"))
        }
        Bank::Settle { key, to, person } => {
            let (amount, left) = owed::settle(engine, &key, &to.owed()?, &person.into(), at)?;
            let left = format_decimal(left, 6);
            say(out, json, "settled", &key, &format!("{amount} EUR, still owed {left} EUR"))
        }
        Bank::Owed { dso } => {
            for dso in operators(engine, dso)? {
                print_owed(dso, &owed::owed(engine, dso)?, json, out)?;
            }
            Ok(())
        }
        Bank::Debits { dso } => {
            for dso in operators(engine, dso)? {
                print_debits(dso, &debits::open(engine, dso)?, at, json, out)?;
            }
            Ok(())
        }
        Bank::Explain { key, account, person } => {
            let amount = debits::explain(engine, &key, account, &person.into(), at)?;
            say(out, json, "explained", &key, &format!("{amount} EUR: {}", account.name()))
        }
        Bank::Return { key, to, person } => {
            let to = to.checked()?;
            let payout = suspense::give_back(engine, &key, to.as_ref(), &person.into(), at)?;
            print_payout(&payout, json, out)
        }
        Bank::Refund { key, eur, to, person } => {
            let (key, to) = (back::key_of(&key)?, to.checked()?);
            let payout = back::refund(engine, (&key, eur), to.as_ref(), &person.into(), at)?;
            print_payout(&payout, json, out)
        }
        Bank::PayClosing { ean, account, to, person } => {
            let Some(to) = to.checked()? else {
                return refuse("name the holder's account with `--to-iban`");
            };
            let payout = back::pay_closing(engine, (ean, account), &to, &person.into(), at)?;
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
            let made = payout_file(engine, dso, schema, execute, &folder, at)?;
            for payout in remit::of_period(engine, dso, period)? {
                print_payout(&payout, json, out)?;
            }
            match made {
                Some(made) => say(out, json, "file", &folder.display().to_string(), &made),
                None => Ok(()),
            }
        }
        Bank::PayoutFile { dso, out: folder, again: Some(id), .. } => {
            fs::create_dir_all(&folder)?;
            let kept = payouts::again(engine, &id, |kept| {
                if kept.dso != dso {
                    return refuse(format!("file `{id}` is one of {}, not of {dso}", kept.dso));
                }
                payouts::write_durably(&folder.join(format!("{id}.xml")), kept.xml.as_bytes())
            })?;
            let text = format!("{id} as it was written, SHA-256 {}", kept.digest);
            say(out, json, "file", &folder.display().to_string(), &text)
        }
        Bank::PayoutFile { dso, out: folder, again: None, execute, v3 } => {
            let schema = if v3 { PayoutSchema::V3 } else { PayoutSchema::V9 };
            let execute = execute.unwrap_or(at.day().next());
            fs::create_dir_all(&folder)?;
            let made = payout_file(engine, dso, schema, execute, &folder, at)?;
            let text = made.unwrap_or_else(|| "nothing that is approved waits".to_owned());
            say(out, json, "file", &folder.display().to_string(), &text)
        }
        Bank::PayoutRejected { payout, person } => {
            print_payout(&payouts::rejected(engine, payout, &person.into(), at)?, json, out)
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

/// Writes what waits, and says what it is; `None` if nothing does.
fn payout_file(
    engine: &mut Engine,
    dso: Dso,
    schema: PayoutSchema,
    execute: SettlementDay,
    folder: &Path,
    at: Instant,
) -> Result<Option<String>, Failure> {
    let mut digest = String::new();
    let made = payouts::file(engine, dso, schema, execute, at, |id, made| {
        digest = payouts::digest(&made.xml);
        payouts::write_durably(&folder.join(format!("{id}.xml")), made.xml.as_bytes())
    })?;
    Ok(made.map(|made| {
        format!("{} transfers, {} EUR, SHA-256 {digest}", made.count, made.control_sum)
    }))
}

/// What the sender of an item is asked; `None` if nobody knows who it was.
fn letter_text(
    engine: &mut Engine,
    key: &str,
    language: Language,
    at: Instant,
) -> Result<Option<String>, Failure> {
    let (row, item) = suspense::item_of(engine, key)?;
    let Some(iban) = item.sender_iban.clone() else { return Ok(None) };
    let line = engine.store.bank_line(key)?;
    let days = suspense::parameters(engine, row.dso, at)?.suspense_return_days;
    let asked = sender::Asked {
        operator: row.dso.name(),
        sender: line.as_ref().map_or("", |line| line.counterparty_name.as_str()),
        sender_iban: &iban,
        amount: item.amount,
        received: item.received,
        returned_on: item.received.plus(days).max(at.day()),
        key,
    };
    Ok(Some(sender::text(&asked, language)))
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

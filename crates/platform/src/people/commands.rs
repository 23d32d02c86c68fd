//! `tirelire person` and `tirelire account code`: who signs in, as staff enter it.

use super::secrets;
use super::sign_in::{LETTER, place_of_second};
use super::terms;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::pay::Keys;
use crate::sealed::MasterKeys;
use access::Role;
use calendar::{Instant, SettlementDay};
use clap::{Args, Subcommand};
use http_api::TerminalId;
use std::io::Write;
use store::{KeptCode, Person, Ways};
use units::{Dso, Ean, Email, Language, Phone};

#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Somebody new, who signs in with a password that is read from standard input, or by code.
    Add(Add),
    /// Everybody of an operator.
    List {
        #[arg(long)]
        dso: Dso,
    },
    /// Ends somebody's access, and all their sessions.
    End { person: i64 },
    /// Somebody looked at a role: it holds until this day, if one is given, and until the next review.
    Confirm {
        person: i64,
        #[arg(long, value_name = "DAY")]
        until: Option<SettlementDay>,
    },
    /// A new password, which is read from standard input.
    Password { person: i64 },
    /// A new second factor, whose secret is shown once.
    Second { person: i64 },
    /// A merchant sells at this terminal from now on; at none without one.
    Terminal { person: i64, terminal: Option<TerminalId> },
    /// Somebody of a supplier works for this one from now on; for none without one.
    Supplier { person: i64, supplier: Option<String> },
    /// A household becomes somebody's, or is no longer theirs.
    Home {
        person: i64,
        ean: Ean,
        #[arg(long)]
        take: bool,
    },
}

#[derive(Debug, Args)]
pub struct Add {
    #[arg(long)]
    dso: Dso,
    #[arg(long)]
    role: Role,
    /// Of staff; a household's name stands in its contact.
    #[arg(long, default_value = "")]
    name: String,
    #[arg(long)]
    email: Option<Email>,
    #[arg(long)]
    phone: Option<Phone>,
    #[arg(long, default_value = "fr")]
    language: Language,
    /// A password follows on standard input.
    #[arg(long)]
    password: bool,
    /// The party for which somebody of a CPAS works, or whoever sells for one.
    #[arg(long)]
    party: Option<i64>,
    /// The terminal at which a merchant sells.
    #[arg(long)]
    terminal: Option<TerminalId>,
    /// The supplier for which somebody of one works.
    #[arg(long)]
    supplier: Option<String>,
    /// The last day on which the role of somebody of staff opens anything; reviews end it in any case.
    #[arg(long, value_name = "DAY")]
    until: Option<SettlementDay>,
    /// Households of a customer.
    #[arg(long, value_delimiter = ',')]
    homes: Vec<Ean>,
}

/// What `tirelire account code` is asked for.
#[derive(Debug, Args)]
pub struct LetterCode {
    pub ean: Ean,
}

fn print(person: &Person, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let role = Role::from_code(person.role).map_or("?", Role::name);
    let ways = &person.ways;
    let phone = ways.phone.map(|phone| phone.to_string());
    let email = ways.email.as_ref().map(|email| email.to_string());
    if json {
        let line = serde_json::json!({
            "person": person.id, "dso": person.dso.name(), "role": role, "name": ways.name,
            "email": email, "phone": phone, "language": ways.language.code(),
            "password": ways.password.is_some(), "second": ways.totp.is_some(), "ended": ways.ended,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let by = email.into_iter().chain(phone).collect::<Vec<_>>().join(", ");
    let second = if ways.totp.is_some() { ", with a second factor" } else { "" };
    let ended = if ways.ended { ", ended" } else { "" };
    writeln!(out, "{} {role} {} {by}{second}{ended}", person.id, ways.name)?;
    Ok(())
}

fn known(engine: &mut Engine, id: i64) -> Result<Person, Failure> {
    match engine.store.person(id)? {
        Some(person) => Ok(person),
        None => refuse(format!("no person {id}")),
    }
}

pub fn run(
    engine: &mut Engine,
    asked: &PersonCommand,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::of(&mut engine.store)?;
    match asked {
        PersonCommand::Add(asked) => {
            let person = add(engine, asked, now)?;
            print(&person, json, out)
        }
        PersonCommand::List { dso } => {
            let roles: Vec<u8> = Role::ALL.into_iter().map(Role::code).collect();
            for person in engine.store.people_of(*dso, &roles)? {
                print(&person, json, out)?;
            }
            Ok(())
        }
        PersonCommand::End { person } => {
            let known = known(engine, *person)?;
            let ways = Ways { ended: true, at: now, ..known.ways.clone() };
            engine.locked(known.dso, |engine| {
                terms::end(engine, &known, (terms::COMMAND_LINE, ""), now)
            })?;
            print(&Person { ways, ..known }, json, out)
        }
        PersonCommand::Confirm { person, until } => {
            let known = known(engine, *person)?;
            if known.ways.ended {
                return refuse("a role that has ended does not come back: add the person anew");
            }
            engine.locked(known.dso, |engine| {
                terms::confirm(engine, &known, *until, (terms::COMMAND_LINE, ""), now)
            })?;
            print(&known, json, out)
        }
        PersonCommand::Password { person } => {
            let known = known(engine, *person)?;
            let ways = Ways { password: Some(password_read()?), at: now, ..known.ways.clone() };
            engine.locked(known.dso, |engine| {
                engine.store.set_ways(known.id, &ways)?;
                // Whoever had the old one is out.
                engine.store.end_session(known.id, None, now)?;
                Ok(())
            })?;
            print(&Person { ways, ..known }, json, out)
        }
        PersonCommand::Second { person } => {
            let known = known(engine, *person)?;
            let masters = MasterKeys::from_environment()?;
            if masters.is_empty() {
                return refuse("a second factor is kept sealed, and there is no master key");
            }
            let secret = secrets::second_secret()?;
            let sealed = masters.seal(&place_of_second(known.id), &secret)?;
            let ways = Ways { totp: Some(sealed), at: now, ..known.ways.clone() };
            engine.locked(known.dso, |engine| Ok(engine.store.set_ways(known.id, &ways)?))?;
            if json {
                writeln!(out, "{}", serde_json::json!({ "person": known.id, "secret": secret }))?;
            } else {
                writeln!(out, "secret of person {}, shown once: {secret}", known.id)?;
            }
            Ok(())
        }
        PersonCommand::Terminal { person, terminal } => {
            let known = known(engine, *person)?;
            check_terminal(engine, (known.dso, Role::from_code(known.role)), terminal.as_ref())?;
            let terminal = terminal.as_ref().map(TerminalId::as_str);
            engine.locked(known.dso, |engine| {
                Ok(engine.store.set_terminal(known.id, terminal, now)?)
            })?;
            print(&known, json, out)
        }
        PersonCommand::Supplier { person, supplier } => {
            let known = known(engine, *person)?;
            check_supplier(engine, Role::from_code(known.role), supplier.as_deref())?;
            engine.locked(known.dso, |engine| {
                Ok(engine.store.set_supplier_of(known.id, supplier.as_deref(), now)?)
            })?;
            print(&known, json, out)
        }
        PersonCommand::Home { person, ean, take } => {
            let known = known(engine, *person)?;
            let account = engine.account_of(*ean)?;
            engine.locked(account.dso, |engine| {
                if *take {
                    engine.store.take_account(known.id, account.id, now)?;
                } else {
                    engine.store.give_account(known.id, account.id, now)?;
                }
                Ok(())
            })?;
            print(&known, json, out)
        }
    }
}

/// Errors: no such terminal of this operator, or somebody who does not sell.
fn check_terminal(
    engine: &mut Engine,
    (dso, role): (Dso, Option<Role>),
    terminal: Option<&TerminalId>,
) -> Result<(), Failure> {
    let Some(terminal) = terminal else { return Ok(()) };
    if !role.is_some_and(Role::sells) {
        return refuse("only a merchant sells at a terminal");
    }
    match engine.store.terminal(terminal.as_str())? {
        Some((of, _)) if of == dso => Ok(()),
        _ => refuse(format!("{dso} has no terminal `{terminal}`")),
    }
}

/// Errors: no such supplier, or somebody of none.
fn check_supplier(
    engine: &mut Engine,
    role: Option<Role>,
    supplier: Option<&str>,
) -> Result<(), Failure> {
    let Some(supplier) = supplier else { return Ok(()) };
    if role != Some(Role::Supplier) {
        return refuse("only somebody of a supplier works for one");
    }
    if engine.store.suppliers()?.iter().any(|known| known.id == supplier) {
        Ok(())
    } else {
        refuse(format!("no supplier `{supplier}`: enter it with `bank supplier`"))
    }
}

/// The first line of standard input, hashed.
fn password_read() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    secrets::hash_password(line.trim_end_matches(['\r', '\n']))
}

fn add(engine: &mut Engine, asked: &Add, now: Instant) -> Result<Person, Failure> {
    if asked.email.is_none() && asked.phone.is_none() {
        return refuse("nobody signs in without a phone number or an address of mail");
    }
    if asked.role.is_staff() && !asked.password {
        return refuse("staff sign in with a password: --password, and the password on its input");
    }
    if !asked.role.is_staff() && asked.until.is_some() {
        return refuse("only a role of staff has a last day");
    }
    if asked.role != Role::Customer && !asked.homes.is_empty() {
        return refuse("only a customer has households of their own");
    }
    if let Some(party) = asked.party
        && (!matches!(asked.role, Role::Cpas | Role::Merchant)
            || engine.store.party(party)?.is_none())
    {
        return refuse(format!("nobody of this role works for party {party}"));
    }
    check_terminal(engine, (asked.dso, Some(asked.role)), asked.terminal.as_ref())?;
    check_supplier(engine, Some(asked.role), asked.supplier.as_deref())?;
    let mut accounts = Vec::new();
    for ean in &asked.homes {
        accounts.push(engine.account_of(*ean)?);
    }
    let mut ways = Ways::empty(asked.language, now);
    asked.name.trim().clone_into(&mut ways.name);
    ways.phone = asked.phone;
    ways.email =
        asked.email.as_ref().map(|email| email.to_string().to_lowercase().parse()).transpose()?;
    if asked.password {
        ways.password = Some(password_read()?);
    }
    engine.locked(asked.dso, |engine| {
        let points = [
            ways.phone.map(store::ContactPoint::Phone),
            ways.email.clone().map(store::ContactPoint::Email),
        ];
        for point in points.iter().flatten() {
            if !engine.store.people_at(point)?.is_empty() {
                return refuse("somebody signs in with this phone number or address already");
            }
        }
        let person = engine.store.add_person(asked.dso, asked.role.code(), asked.party, &ways)?;
        if asked.role.is_staff() {
            terms::give(engine, &person, asked.until, now)?;
        }
        if let Some(terminal) = &asked.terminal {
            engine.store.set_terminal(person.id, Some(terminal.as_str()), now)?;
        }
        if let Some(supplier) = &asked.supplier {
            engine.store.set_supplier_of(person.id, Some(supplier), now)?;
        }
        for account in &accounts {
            engine.store.give_account(person.id, account.id, now)?;
        }
        Ok(person)
    })
}

/// Where the codes of an account's letters are counted.
pub fn letter_address(account: units::AccountId) -> String {
    format!("letter/{account}")
}

/// A new code for the letter of an account; those before it open nothing any more.
pub fn new_letter_code(engine: &mut Engine, ean: Ean, now: Instant) -> Result<String, Failure> {
    let account = engine.account_of(ean)?;
    if account.closed_at.is_some() {
        return refuse(format!("account {} is closed", account.id));
    }
    let keys = Keys::load(&mut engine.store)?;
    let (code, challenge) = (secrets::letter()?, secrets::token()?);
    engine.store.add_code(&KeptCode {
        hash: keys.code(&challenge, &code),
        challenge,
        purpose: LETTER,
        address: letter_address(account.id),
        person: None,
        account: Some(account.id),
        made_at: now,
        wrong: 0,
        used_at: None,
    })?;
    Ok(code)
}

pub fn letter_code(
    engine: &mut Engine,
    asked: &LetterCode,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::of(&mut engine.store)?;
    let code = new_letter_code(engine, asked.ean, now)?;
    let reference = asked.ean.reference();
    if json {
        let line = serde_json::json!({
            "ean": asked.ean.to_string(), "reference": reference.to_string(), "code": code,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "reference {reference}, code {code}: for the letter, shown once")?;
    }
    Ok(())
}

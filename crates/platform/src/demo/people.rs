//! Who can sign in to a demo: one of each kind that has pages.

use crate::bank::suspense::Person;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::{self, To};
use crate::people::{hash_password, secrets};
use crate::shop::terms::agree;
use crate::terminals;
use access::{Pin, Role, TillRight};
use calendar::Instant;
use http_api::Sees;
use store::{ContactPoint, PartyContact, ShopPerson, Ways};
use units::{AccountId, Dso, Energy, Language, MicroEuro};
use vending::{Commission, GrantAsked, Granter, Holding, ShopTerms};

/// Homes for which the demo's CPAS has a mandate.
const MANDATES: usize = 5;
/// What it is called, and where it is called.
const OFFICE: &str = "CPAS de l’Exemple";
const OFFICE_PHONE: &str = "087 00 00 00";
/// Days that a mandate of the demo lasts.
const MANDATE_DAYS: i32 = 90;
/// The terminal of the demo's merchant.
const TERMINAL: &str = "SHOP1";
/// Who comes to the merchant's till by a PIN.
const AT_TILL: [(&str, &[TillRight]); 2] = [
    ("Ana", &[TillRight::Sell, TillRight::UndoOwnSale, TillRight::CloseShift]),
    ("Ben", &[TillRight::Sell]),
];
/// Who has electricity and gas.
const FAMILY: &str = "family";
/// Homes that are looked through.
const MOST_HOMES: usize = 10_000;

/// A password that is made for this demo and told once.
fn password() -> Result<String, Failure> {
    let mut bytes = [0; 6];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The CPAS of the demo, with mandates for the poorest. What a mandate on paper says is confirmed by a second person,
/// so there are two.
fn mandates(
    engine: &mut Engine,
    poorest: &[AccountId],
    at: Instant,
) -> Result<Option<i64>, Failure> {
    let mut party = None;
    for account in poorest.iter().take(MANDATES) {
        let Some(account) = engine.store.account(*account)? else { continue };
        let asked = GrantAsked {
            role: vending::Role::Mandate,
            last: Some(at.day().plus(MANDATE_DAYS)),
            by: Granter::Agent("demo".to_owned()),
            reason: "budget_help".to_owned(),
        };
        let to = party.map_or_else(|| To::New(OFFICE.to_owned()), To::Known);
        party = Some(parties::share(engine, account.ean, &to, &asked, "", at)?.party.id);
    }
    if let Some(party) = party {
        let (language, email) = (Language::Fr, None);
        let phone = OFFICE_PHONE.parse().ok();
        engine.store.set_party_contact(&PartyContact {
            party,
            learnt_at: at,
            language,
            phone,
            email,
        })?;
    }
    Ok(party)
}

/// The people of the merchant's shop, and how each comes to the till.
fn at_till(engine: &mut Engine, owner: i64, at: Instant) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for ((name, rights), number) in AT_TILL.into_iter().zip(1_i64..) {
        let pin = loop {
            // Now and then chance draws one that is too easy.
            if let Ok(pin) = Pin::new(&secrets::six_digits()?) {
                break pin;
            }
        };
        let person = ShopPerson {
            number,
            at,
            by: owner,
            name: name.to_owned(),
            pin: secrets::hash_pin(&pin)?,
            pin_at: at,
            rights: rights.iter().copied().collect::<access::TillRights>().code(),
            ended: false,
        };
        engine.store.set_shop_person(TERMINAL, &person)?;
        lines.push(format!("{name:14} {:26} PIN      {}", "at the merchant's till", pin.as_str()));
    }
    Ok(lines)
}

/// What is agreed with the shop: little enough that whoever tries it out comes to its end.
fn shop_terms(engine: &mut Engine, at: Instant) -> Result<(), Failure> {
    let line = MicroEuro::from_cents(25_000).map(Holding::Line);
    let per_sale = MicroEuro::from_cents(10).unwrap_or_default();
    let commission = Commission { per_sale, rate_hundredths: 100 };
    let person = Person {
        by: "controller".to_owned(),
        approved_by: Some("operator".to_owned()),
        note: "agreed, as a demo has it".to_owned(),
    };
    agree(engine, TERMINAL, (at.day(), ShopTerms { holding: line, commission }), &person, at)
}

/// The accounts of a home that takes gas: of electricity first. None without such a home.
fn both_energies(engine: &mut Engine) -> Result<Vec<AccountId>, Failure> {
    let accounts = engine.store.accounts(Some(Dso::Ores), None, MOST_HOMES)?;
    let Some(gas) = accounts.iter().find(|one| one.group.energy == Energy::Gas) else {
        return Ok(Vec::new());
    };
    of_home(engine, gas.id)
}

/// All accounts of the home of one of them: a home has one number.
fn of_home(engine: &mut Engine, account: AccountId) -> Result<Vec<AccountId>, Failure> {
    let phone = engine.store.contact(account)?.and_then(|contact| contact.phone);
    let Some(phone) = phone else { return Ok(vec![account]) };
    Ok(engine.store.accounts_of_contact(&ContactPoint::Phone(phone))?)
}

/// Makes the demo's people, and says how each signs in. The customer is whoever has least, the CPAS looks
/// after the poorest; a family has two energies.
pub fn people(url: &str, at: Instant) -> Result<Vec<String>, Failure> {
    let mut engine = Engine::open(url)?;
    let Some(run) = engine.store.last_run(Dso::Ores)? else { return Ok(Vec::new()) };
    let mut rows = engine.store.rows_of_day(Dso::Ores, run.day, None, MOST_HOMES)?;
    rows.retain(|row| row.group.energy == Energy::Electricity);
    rows.sort_by_key(|row| row.balance);
    let poorest: Vec<_> = rows.iter().map(|row| row.account).collect();
    let family = both_energies(&mut engine)?;
    let customer = match poorest.first() {
        Some(account) => of_home(&mut engine, *account)?,
        None => Vec::new(),
    };
    let mut lines = Vec::new();
    let mut cpas = None;
    for (role, name) in [
        (Role::Customer, "customer"),
        (Role::Cpas, "cpas"),
        (Role::Cpas, "assistant"),
        (Role::Merchant, "merchant"),
        (Role::AgentL1, "caller"),
        (Role::AgentL2, "agent"),
        (Role::AgentL2, "colleague"),
        (Role::Representative, "representative"),
        (Role::Supplier, "supplier"),
        (Role::Operator, "controller"),
        (Role::Operator, "operator"),
        (Role::Customer, FAMILY),
    ] {
        if name == FAMILY && family.is_empty() {
            continue;
        }
        let (email, password) = (format!("{name}@example.org"), password()?);
        let mut ways = Ways::empty(Language::Fr, at);
        name.clone_into(&mut ways.name);
        ways.email = Some(email.parse()?);
        ways.password = Some(hash_password(&password)?);
        if role == Role::Cpas && cpas.is_none() {
            cpas = mandates(&mut engine, &poorest, at)?;
        }
        let party = cpas.filter(|_| role == Role::Cpas);
        let person = engine.locked(Dso::Ores, |engine| {
            let person = engine.store.add_person(Dso::Ores, role.code(), party, &ways)?;
            if role == Role::Customer {
                let own = if name == FAMILY { &family } else { &customer };
                if own.is_empty() {
                    return refuse("there are no homes");
                }
                for account in own {
                    engine.store.give_account(person.id, *account, at)?;
                }
            }
            if role == Role::Merchant {
                // Nobody is told its key: it sells from a browser.
                let (id, shop) = (TERMINAL.parse()?, "Shop".to_owned());
                terminals::add(&mut engine.store, &id, Dso::Ores, shop, Sees::AmountOnly, at)?;
                engine.store.set_terminal(person.id, Some(TERMINAL), at)?;
            }
            Ok(person)
        })?;
        if role == Role::Supplier {
            super::suppliers::enter(&mut engine, person.id, at, &poorest)?;
        }
        if role == Role::Representative {
            super::sharing::street(&mut engine, url, person.id, at, &poorest)?;
            super::prosumer::roofs(&mut engine, url, at, &poorest)?;
        }
        lines.push(format!("{name:14} {email:26} password {password}  (person {})", person.id));
        if role == Role::Merchant {
            lines.extend(engine.locked(Dso::Ores, |engine| at_till(engine, person.id, at))?);
            shop_terms(&mut engine, at)?;
        }
    }
    Ok(lines)
}

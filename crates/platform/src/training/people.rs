//! Who can sign in to practise: one of each kind that has pages, and two where a second person decides.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::{self, To};
use crate::people::hash_password;
use crate::sandbox::homes::{DSO, HOMES, ean};
use access::Role;
use calendar::Instant;
use http_api::Sees;
use std::collections::BTreeMap;
use store::{Store, Ways};
use units::Language;
use vending::{GrantAsked, Granter};

/// Hashed, by address.
pub type Passwords = BTreeMap<String, String>;

const PEOPLE: [(Role, &str); 10] = [
    (Role::Customer, "customer"),
    (Role::Cpas, "cpas"),
    (Role::Cpas, "assistant"),
    (Role::Merchant, "merchant"),
    (Role::AgentL1, "caller"),
    (Role::AgentL2, "agent"),
    (Role::AgentL2, "colleague"),
    (Role::Operator, "controller"),
    (Role::Operator, "operator"),
    (Role::Auditor, "auditor"),
];
/// Where the customer lives, by the name of the home.
const LIVES_AT: &str = "low";
/// The terminal of the merchant.
const TERMINAL: &str = "SHOP1";
/// Homes for which the social service has a mandate, and for how many days.
const MANDATES: usize = 6;
const MANDATE_DAYS: i32 = 150;

fn address(name: &str) -> String {
    format!("{name}@example.org")
}

fn chance() -> Result<String, Failure> {
    let mut bytes = [0; 6];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The social service, with mandates for the first homes.
fn office(engine: &mut Engine, at: Instant) -> Result<Option<i64>, Failure> {
    let mut party = None;
    for (place, home) in HOMES.iter().enumerate().take(MANDATES) {
        let asked = GrantAsked {
            role: vending::Role::Mandate,
            last: Some(at.day().plus(MANDATE_DAYS)),
            by: Granter::Agent("training".to_owned()),
            reason: "to practise".to_owned(),
        };
        let to = party.map_or_else(|| To::New("CPAS".to_owned()), To::Known);
        party = Some(parties::share(engine, ean(place)?, &to, &asked, home.name, at)?.party.id);
    }
    Ok(party)
}

/// Makes them, each with a known password or a new one that is told here, once.
pub fn make(url: &str, at: Instant, known: &Passwords) -> Result<Vec<String>, Failure> {
    let mut engine = Engine::played(url)?;
    let party = office(&mut engine, at)?;
    let Some(home) = HOMES.iter().position(|home| home.name == LIVES_AT) else {
        return refuse(format!("no home is called `{LIVES_AT}`"));
    };
    let account = engine.account_of(ean(home)?)?.id;
    let mut lines = Vec::new();
    for (role, name) in PEOPLE {
        let email = address(name);
        let mut ways = Ways::empty(Language::Fr, at);
        name.clone_into(&mut ways.name);
        ways.email = Some(email.parse()?);
        let new = match known.get(&email) {
            Some(hashed) => {
                ways.password = Some(hashed.clone());
                None
            }
            None => {
                let password = chance()?;
                ways.password = Some(hash_password(&password)?);
                Some(password)
            }
        };
        let party = party.filter(|_| role == Role::Cpas);
        let person = engine.locked(DSO, |engine| {
            let person = engine.store.add_person(DSO, role.code(), party, &ways)?;
            if role == Role::Customer {
                engine.store.give_account(person.id, account, at)?;
            }
            if role == Role::Merchant {
                // Nobody is told its key: it sells from a browser.
                let (id, shop) = (TERMINAL.parse()?, "Shop".to_owned());
                crate::terminals::add(&mut engine.store, &id, DSO, shop, Sees::AmountOnly, at)?;
                engine.store.set_terminal(person.id, Some(TERMINAL), at)?;
            }
            Ok::<_, Failure>(person)
        })?;
        if let Some(password) = new {
            lines.push(format!("{name:14} {email:26} password {password}  (person {})", person.id));
        }
    }
    Ok(lines)
}

/// The passwords of those who are there, hashed as they are kept.
pub fn passwords(url: &str) -> Result<Passwords, Failure> {
    let mut store = Store::open(url)?;
    let mut known = Passwords::new();
    for (_, name) in PEOPLE {
        let email = address(name);
        let people = store.people_at(&store::ContactPoint::Email(email.parse()?))?;
        let password = people.into_iter().find_map(|person| person.ways.password);
        known.extend(password.map(|password| (email, password)));
    }
    Ok(known)
}

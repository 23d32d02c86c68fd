//! Whose endpoint was switched off since it does not answer hears of it by mail, once for each time. Source: UX 10.3.

use super::partners::{Said, say};
use super::shops::sellers;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::webhooks::{GIVEN_UP, WANTS_NO_MORE};
use access::Role;
use calendar::Instant;
use notify::Message;
use notify::figures::Figures;
use store::{Endpoint, Owner};
use units::{Dso, Energy};

/// Who hears of it.
fn people(engine: &mut Engine, dso: Dso, owner: &Owner) -> Result<Vec<i64>, Failure> {
    let of_role = |engine: &mut Engine, role: Role| engine.store.people_of(dso, &[role.code()]);
    Ok(match owner {
        Owner::Operator => {
            of_role(engine, Role::Operator)?.into_iter().map(|person| person.id).collect()
        }
        Owner::Party(party) => {
            let all = of_role(engine, Role::Cpas)?.into_iter();
            all.filter(|person| person.party == Some(*party)).map(|person| person.id).collect()
        }
        Owner::Terminal(name) => {
            let mut all = sellers(&mut engine.store, dso)?;
            all.remove(name).unwrap_or_default().into_iter().map(|person| person.id).collect()
        }
        Owner::Supplier(id) => {
            let mut found = Vec::new();
            for person in of_role(engine, Role::Supplier)? {
                if engine.store.supplier_of(person.id)?.as_ref() == Some(id) {
                    found.push(person.id);
                }
            }
            found
        }
        Owner::Representative(person) => vec![*person],
    })
}

/// Later it is no news: whoever comes then reads it on the page of endpoints.
const NEWS_DAYS: i64 = 7;

/// The system behind an address, as it may be told by mail: what follows it often holds a secret. Source: PD-06.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let place = rest.get(..end).unwrap_or_default();
    place.rsplit_once('@').map_or(place, |(_, host)| host)
}

/// Tells whoever has an endpoint that was switched off by itself. Whoever switched it off by hand knows. Returns how many
/// notices are new.
pub fn tell_of_endpoints(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    if engine.books.house(dso).is_none() {
        return Ok(0);
    }
    let mut count = 0;
    for Endpoint { id, new, on, reason, .. } in engine.store.endpoints(dso)? {
        let by_itself = reason.starts_with(GIVEN_UP) || reason.starts_with(WANTS_NO_MORE);
        // The last word is the event that was tried: each time another one.
        let Some(event) = reason.split_whitespace().next_back().filter(|_| !on && by_itself) else {
            continue;
        };
        let ended = engine.store.delivery_ended(id, event)?;
        if ended.is_none_or(|ended| ended.plus_h(NEWS_DAYS * 24) < now) {
            continue;
        }
        let mut figures = Figures::of(Energy::Electricity, now);
        figures.label = Some(host(&new.url).to_owned());
        let key = format!("endpoint/{id}/{event}");
        let message = Message::EndpointOff;
        let said = Said { message, beside: false, figures: &figures, key: &key };
        for person in people(engine, dso, &new.owner)? {
            count += say(engine, (dso, person), &said, now)?;
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn pd_06_of_an_address_a_mail_says_the_system_alone() {
        for (url, said) in [
            ("https://hooks.example.be/in/5f1c?token=x", "hooks.example.be"),
            ("https://me:secret@example.be:8443#a", "example.be:8443"),
            ("http://127.0.0.1:80", "127.0.0.1:80"),
            ("https://example.be?key=x@y", "example.be"),
        ] {
            assert_eq!(host(url), said);
        }
    }
}

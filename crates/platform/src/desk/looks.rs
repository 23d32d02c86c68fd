//! That households were seen by a partner's system, kept before it is told. Source: PD-05.

use crate::engine::Engine;
use crate::failure::Failure;
use ::access::{Act, Role};
use calendar::Instant;
use store::{Owner, PersonLook};
use units::AccountId;

/// Nobody sits behind a supplier's key: the reason names whose it is.
pub(super) fn note(
    engine: &mut Engine,
    owner: &Owner,
    accounts: impl IntoIterator<Item = AccountId>,
    (saw, reason): (&[Act], &str),
    at: Instant,
) -> Result<(), Failure> {
    let (person, role, reason) = match owner {
        Owner::Representative(person) => (*person, Role::Representative, reason.to_owned()),
        Owner::Supplier(id) => (0, Role::Supplier, format!("{reason}:{id}")),
        Owner::Operator | Owner::Party(_) | Owner::Terminal(_) => return Ok(()),
    };
    let saw = saw.iter().map(|act| act.name()).collect::<Vec<_>>().join(" ");
    let mut looks = Vec::new();
    for account in accounts {
        looks.push(PersonLook {
            account,
            at,
            number: crate::people::look_number()?,
            person,
            role: role.code(),
            saw: saw.clone(),
            reason: reason.clone(),
        });
    }
    Ok(engine.store.add_person_looks(&looks)?)
}

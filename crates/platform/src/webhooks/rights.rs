//! Who may hear of what: the same table as the pages. Source: UX 7.3, TP-22, CM-01c.

use crate::failure::Failure;
use crate::parties;
use calendar::Instant;
use http_api::webhooks::{EventType, Subject};
use store::{Owner, Store};
use units::AccountId;
use vending::{Grant, Right, Rights, Role};

/// Whether an owner may hear of an event of an account at an instant: an operator of its own accounts, a
/// merchant of what was sold at the own terminal, a party of what its open grants let it see.
pub fn may_hear(
    store: &mut Store,
    owner: &Owner,
    kind: EventType,
    account: AccountId,
    terminal: Option<&str>,
    at: Instant,
) -> Result<bool, Failure> {
    match owner {
        Owner::Operator => Ok(true),
        Owner::Terminal(name) => Ok(sold(kind) && terminal == Some(name.as_str())),
        Owner::Party(party) => {
            let Some(known) = store.account(account)? else { return Ok(false) };
            let mut grants = Vec::new();
            for kept in store.party_grants(account)? {
                if kept.party == *party {
                    grants.push(parties::known(&kept)?);
                }
            }
            Ok(party_may(&grants, kind, at, known.closed_at))
        }
    }
}

fn sold(kind: EventType) -> bool {
    matches!(kind, EventType::TopUpBooked | EventType::TopUpReversed)
}

/// A payer is told that there was a credit, as by CM-01c, and a mandate with an agreement sees what moved the
/// balance. A mandate by law does not: what was paid stays the holder's own.
fn party_may(grants: &[Grant], kind: EventType, at: Instant, closed: Option<Instant>) -> bool {
    let rights = Rights::of(grants, at, closed);
    let pays = || grants.iter().any(|one| one.role == Role::Payer && one.is_open(at, closed));
    match kind {
        EventType::TopUpBooked | EventType::TopUpReversed => {
            rights.may(Right::SeeMovements) || pays()
        }
        EventType::SupplyStateChanged => rights.may(Right::SeeState),
        // Who paid online is nobody else's matter, and orders to meters are the operator's.
        EventType::PaymentFailed
        | EventType::MeterCommandConfirmed
        | EventType::MeterCommandFailed
        | EventType::SharingVolumesPublished
        | EventType::Test => false,
    }
}

/// What an event says to an owner. A merchant knows a sale, not whose account it was for.
pub fn subject(
    owner: &Owner,
    account: AccountId,
    sale: Option<&(String, String)>,
    command: Option<&str>,
) -> Subject {
    match owner {
        Owner::Terminal(_) => {
            Subject { sale: sale.map(|(_, number)| number.clone()), ..Subject::default() }
        }
        Owner::Operator => Subject {
            account: Some(account.to_string()),
            command: command.map(str::to_owned),
            ..Subject::default()
        },
        Owner::Party(_) => Subject { account: Some(account.to_string()), ..Subject::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vending::Granter;

    #[test]
    fn ux_7_3_each_role_hears_what_it_may_see_and_nothing_else() {
        let at = Instant::from_unix_s(1_794_474_000);
        let heard = |role: Role, at_h: i64| -> Vec<&'static str> {
            let grant = Grant {
                role,
                from: at,
                until: Some(at.plus_h(10)),
                by: Granter::Holder,
                reason: String::new(),
                ended: None,
            };
            let may = |kind: &EventType| {
                party_may(std::slice::from_ref(&grant), *kind, at.plus_h(at_h), None)
            };
            EventType::ALL.into_iter().filter(may).map(EventType::name).collect()
        };
        let all = ["topup.booked", "topup.reversed", "supply.state_changed"];
        assert_eq!(heard(Role::Payer, 1), all);
        assert_eq!(heard(Role::Helper, 1), all[2..]);
        assert_eq!(heard(Role::Mandate, 1), all);
        assert_eq!(heard(Role::MandateByLaw, 1), all[2..]);
        for role in Role::ALL {
            assert!(heard(role, 10).is_empty() && heard(role, -1).is_empty(), "not open");
        }
    }

    #[test]
    fn pd_04_a_merchant_hears_of_a_sale_and_not_of_an_account() {
        let sale = ("T1".to_owned(), "s-1".to_owned());
        let account = AccountId(1_000_000_001);
        let merchant = Owner::Terminal("T1".to_owned());
        let told = subject(&merchant, account, Some(&sale), Some("c"));
        assert_eq!(told, Subject { sale: Some("s-1".into()), ..Subject::default() });
        let told = subject(&Owner::Party(1), account, Some(&sale), Some("c"));
        assert_eq!(told, Subject { account: Some("1000000001".into()), ..Subject::default() });
    }
}

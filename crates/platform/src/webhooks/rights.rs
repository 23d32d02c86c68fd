//! Who may hear of what: the same table as the pages. Source: UX 7.3, UX 8.12, TP-22, CM-01c.

use super::about::About;
use crate::failure::Failure;
use crate::parties;
use calendar::Instant;
use http_api::webhooks::{EventType, Subject};
use store::{Owner, Store};
use units::AccountId;
use vending::{Grant, Right, Rights, Role};

/// What happened, as far as it matters for who may hear of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct What {
    pub kind: EventType,
    /// `None` where it is about something else.
    pub account: Option<AccountId>,
    pub about: Option<About>,
    /// The supplier or representative whom it concerns beside the operator.
    pub whose: Option<Owner>,
    /// Where it was sold, and the number of the sale there.
    pub sale: Option<(String, String)>,
    pub command: Option<String>,
}

impl What {
    /// Errors: a type or a subject that nobody makes.
    pub fn of(event: &store::Event) -> Result<Self, Failure> {
        let about = event.about.as_deref().map(str::parse::<About>).transpose()?;
        Ok(Self {
            kind: event.kind.parse()?,
            account: event.account,
            about,
            whose: event.whose.clone(),
            sale: event.sale.clone(),
            command: event.command.clone(),
        })
    }
}

/// Whether an owner may hear of an event at an instant: an operator of its own accounts, a merchant of what was sold at
/// the own terminal, a party of what its open grants let it see, a supplier of what is its own, a representative of the
/// own groups.
pub fn may_hear(
    store: &mut Store,
    owner: &Owner,
    what: &What,
    at: Instant,
) -> Result<bool, Failure> {
    match owner {
        // Each supplier in a group is told of a version by an event of its own; the operator by one.
        Owner::Operator => Ok(what.kind != EventType::SharingVolumesPublished
            || !matches!(what.whose, Some(Owner::Supplier(_)))),
        Owner::Terminal(name) => {
            let terminal = what.sale.as_ref().map(|(terminal, _)| terminal);
            Ok(sold(what.kind) && terminal == Some(name))
        }
        Owner::Party(party) => {
            let Some(account) = what.account else { return Ok(false) };
            let Some(known) = store.account(account)? else { return Ok(false) };
            let mut grants = Vec::new();
            for kept in store.party_grants(account)? {
                if kept.party == *party {
                    grants.push(parties::known(&kept)?);
                }
            }
            Ok(party_may(&grants, what.kind, at, known.closed_at))
        }
        // Whose it is was decided when it was kept: by who supplied on the day that it is of.
        Owner::Supplier(_) => {
            let open = super::commands::open_to(owner).contains(&what.kind);
            Ok(open && what.whose.as_ref() == Some(owner))
        }
        // Somebody who represents the group no more hears of it no more.
        Owner::Representative(person) => {
            let Some(About::Volumes { group, .. }) = what.about else { return Ok(false) };
            let represents = store.group(group)?.and_then(|group| group.head.representative);
            Ok(what.kind == EventType::SharingVolumesPublished
                && what.whose.as_ref() == Some(owner)
                && represents == Some(*person))
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
        | EventType::ActivationAnswered
        | EventType::SettlementPublished
        | EventType::PrepaymentEnded
        | EventType::YearlyStatementReady
        | EventType::Test => false,
    }
}

/// What an event says to an owner. A merchant knows a sale, not whose account it was for.
pub fn subject(owner: &Owner, what: &What) -> Subject {
    let account = what.account.map(|account| account.to_string());
    let told = match &what.about {
        Some(about) => about.subject(),
        None => Subject::default(),
    };
    match owner {
        Owner::Terminal(_) => {
            let sale = what.sale.as_ref().map(|(_, number)| number.clone());
            Subject { sale, ..Subject::default() }
        }
        Owner::Operator => Subject { account, command: what.command.clone(), ..told },
        Owner::Party(_) | Owner::Supplier(_) | Owner::Representative(_) => {
            Subject { account, ..told }
        }
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

    /// Whoever hears of a type is told one of the shapes that the document of the API gives it, and each shape is
    /// somebody's.
    #[test]
    fn ux_10_3_what_is_sent_of_each_type_is_what_its_webhook_is_documented_to_say() {
        let owners = [
            Owner::Operator,
            Owner::Party(1),
            Owner::Terminal("T1".to_owned()),
            Owner::Supplier("A".to_owned()),
            Owner::Representative(1),
        ];
        for kind in EventType::ALL {
            let month = ::intervals::Month(2026 * 12 + 9);
            let about = match kind {
                EventType::SharingVolumesPublished => {
                    Some(About::Volumes { group: 1, month, version: 1 })
                }
                EventType::ActivationAnswered => Some(About::Request(1)),
                EventType::SettlementPublished => Some(About::Payout(1)),
                _ => None,
            };
            let ordered =
                matches!(kind, EventType::MeterCommandConfirmed | EventType::MeterCommandFailed);
            let what = What {
                kind,
                account: about.is_none().then_some(AccountId(1_000_000_001)),
                about,
                whose: None,
                sale: sold(kind).then(|| ("T1".to_owned(), "s-1".to_owned())),
                command: ordered.then(|| "c".to_owned()),
            };
            let mut told = std::collections::BTreeSet::new();
            for owner in &owners {
                if crate::webhooks::commands::open_to(owner).contains(&kind) {
                    let data = match kind {
                        // Of an endpoint, and of nothing that happened.
                        EventType::Test => Subject::default(),
                        _ => subject(owner, &what),
                    };
                    let data = serde_json::to_value(data).unwrap();
                    let fields = data.as_object().unwrap().keys().cloned();
                    told.insert(fields.collect::<std::collections::BTreeSet<String>>());
                }
            }
            let shape = |fields: &&[&str]| fields.iter().map(|field| (*field).to_owned()).collect();
            assert_eq!(told, kind.shapes().iter().map(shape).collect(), "{kind}");
        }
    }

    #[test]
    fn pd_04_a_merchant_hears_of_a_sale_and_not_of_an_account() {
        let sale = ("T1".to_owned(), "s-1".to_owned());
        let what = What {
            kind: EventType::TopUpBooked,
            account: Some(AccountId(1_000_000_001)),
            about: None,
            whose: Some(Owner::Supplier("A".to_owned())),
            sale: Some(sale),
            command: Some("c".to_owned()),
        };
        let merchant = Owner::Terminal("T1".to_owned());
        let told = subject(&merchant, &what);
        assert_eq!(told, Subject { sale: Some("s-1".into()), ..Subject::default() });
        let told = subject(&Owner::Supplier("A".to_owned()), &what);
        assert_eq!(told, Subject { account: Some("1000000001".into()), ..Subject::default() });
        let told = subject(&Owner::Party(1), &what);
        assert_eq!(told, Subject { account: Some("1000000001".into()), ..Subject::default() });
    }
}

//! What a key of the sandbox gets: homes that are none, one in each state, and events of theirs. It is made here
//! and reads no books, so it cannot touch an account. Source: UX 10, D-03.

use super::{AccountNow, MoneyNow, Placed};
use crate::webhooks::{Envelope, EventType, Subject};
use calendar::Instant;

/// Name, state, supply, balance, what keeps it on, what brings it back.
const HOMES: [(&str, &str, &str, &str, &str, &str); 5] = [
    ("sandbox-s1", "in_order", "connected", "42.10", "0.00", "0.00"),
    ("sandbox-s2", "low", "connected", "4.60", "0.00", "0.00"),
    ("sandbox-s3", "emergency", "connected", "-3.20", "0.00", "3.20"),
    ("sandbox-s4", "held_on", "connected", "-11.00", "1.00", "11.00"),
    ("sandbox-s5", "off", "disconnected", "-12.40", "0.00", "12.40"),
];

/// Type, and the home it is of.
const EVENTS: [(EventType, &str); 4] = [
    (EventType::SupplyStateChanged, "sandbox-s3"),
    (EventType::SupplyStateChanged, "sandbox-s5"),
    (EventType::TopUpBooked, "sandbox-s1"),
    (EventType::TopUpReversed, "sandbox-s2"),
];

/// 2026-11-20T06:00:00Z, when all of it happened.
const AT_S: i64 = 1_795_154_400;

pub(crate) struct Sandbox;

impl Sandbox {
    pub(crate) fn events(after: i64, most: usize) -> Vec<Placed> {
        let all = EVENTS.into_iter().zip(1..).map(|((kind, account), seq)| {
            let data = Subject { account: Some(account.to_owned()), ..Subject::default() };
            let at = Instant::from_unix_s(AT_S).plus_s(seq);
            let event = Envelope::new(&format!("evt_sandbox_{seq}"), kind, at, data);
            Placed { seq, event: Some(event) }
        });
        all.filter(|placed| placed.seq > after).take(most).collect()
    }

    pub(crate) fn event(id: &str) -> Option<Envelope> {
        let all = Self::events(0, EVENTS.len());
        all.into_iter().filter_map(|placed| placed.event).find(|event| event.id == id)
    }

    pub(crate) fn account(name: &str) -> Option<AccountNow> {
        let (name, state, supply, balance, to_stay_on, to_clear) =
            HOMES.into_iter().find(|(known, ..)| *known == name)?;
        let as_of = Instant::from_unix_s(AT_S).to_local_string();
        Some(AccountNow {
            account: name.to_owned(),
            energy: "electricity".to_owned(),
            label: "an example".to_owned(),
            state: state.to_owned(),
            supply: supply.to_owned(),
            money: Some(MoneyNow {
                balance: balance.to_owned(),
                to_stay_on: to_stay_on.to_owned(),
                to_clear: to_clear.to_owned(),
                as_of,
            }),
            modifiers: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_10_each_event_of_the_sandbox_is_of_a_home_of_the_sandbox() {
        let events = Sandbox::events(0, 9);
        assert_eq!(events.len(), EVENTS.len());
        for event in events.into_iter().filter_map(|placed| placed.event) {
            assert!(Sandbox::account(&event.data.account.clone().unwrap()).is_some());
            assert_eq!(Sandbox::event(&event.id), Some(event));
        }
        assert_eq!(Sandbox::events(3, 9).len(), 1);
        assert_eq!(Sandbox::account("1000000001"), None);
    }
}

//! What somebody did on their own pages, kept for them to read. Source: UX 8.2 C-10, C-14; PD-05.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::my::{Deed, DeedLine, Visitor};
use store::{ContactPoint, OwnAct};
use units::AccountId;

/// The newest of them that are shown.
const MOST_DEEDS: usize = 50;

/// Keeps that the visitor did something, about one household or about none.
pub(super) fn note(
    engine: &mut Engine,
    visitor: &Visitor,
    account: Option<AccountId>,
    (deed, detail): (Deed, String),
    at: Instant,
) -> Result<(), Failure> {
    let person = visitor.person;
    let act = OwnAct { person, at, account, kind: deed.code(), detail };
    Ok(engine.store.add_own_act(&act)?)
}

fn lines(acts: Vec<OwnAct>) -> Vec<DeedLine> {
    let known = acts.into_iter().filter_map(|act| {
        let deed = Deed::from_code(act.kind)?;
        Some(DeedLine { at: act.at, deed, detail: act.detail })
    });
    known.collect()
}

/// What was done about a household, newest first.
pub(super) fn about(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<Vec<DeedLine>, Failure> {
    Ok(lines(engine.store.own_acts_about(account.id, MOST_DEEDS)?))
}

/// A number or an address in no more than its owner knows again: it may be that of somebody else.
pub(super) fn masked(point: &ContactPoint) -> String {
    match point {
        ContactPoint::Phone(phone) => {
            let text = phone.national();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let mut place = 0;
            let shown = text.chars().map(|one| {
                if !one.is_ascii_digit() {
                    return one;
                }
                place += 1;
                if place <= 3 || place + 2 > digits { one } else { 'x' }
            });
            shown.collect()
        }
        ContactPoint::Email(email) => {
            let text = email.to_string();
            let (name, host) = text.split_once('@').unwrap_or((&text, ""));
            let first: String = name.chars().take(1).collect();
            format!("{first}xxx@{host}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_05_somebody_elses_number_is_kept_in_no_more_than_tells_it_from_others() {
        let phone = ContactPoint::Phone("0475 12 34 56".parse().unwrap());
        let shown = masked(&phone);
        assert!(shown.starts_with("047") && shown.ends_with("56"), "{shown}");
        assert!(!shown.contains("12") && !shown.contains("34"), "{shown}");
        let email = ContactPoint::Email("marie@example.org".parse().unwrap());
        assert_eq!(masked(&email), "mxxx@example.org");
    }
}

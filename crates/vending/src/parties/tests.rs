//! Each role, each end, and that nothing outside of the table is ever allowed.

use super::role::TABLE;
use super::*;
use crate::testing::parameters;
use proptest::prelude::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn noon() -> Instant {
    at("2026-10-10T12:00:00+02:00")
}

fn agent() -> Granter {
    Granter::Agent("an".into())
}

fn asked(role: Role, by: Granter, last: Option<&str>) -> GrantAsked {
    GrantAsked { role, last: last.map(day), by, reason: "agreed on paper".into() }
}

fn grant(asked: GrantAsked) -> Result<Grant, PartyError> {
    Grant::new(asked, noon(), parameters().mandate_max_months, &[], None)
}

/// The whole table once more, as a person reads it. `x` is allowed.
const EXPECTED: &str = "
                pay see_state see_balance see_movements give_aid share see_looks
holder          x   x         x           x             .        x     x
payer           x   x         .           .             .        .     .
helper          x   x         x           .             .        .     .
mandate         x   x         x           x             x        .     .
mandate_by_law  x   x         x           .             x        .     .
";

#[test]
fn tp_22_each_role_may_do_what_the_table_says_and_nothing_else() {
    let mut lines = EXPECTED.trim_matches('\n').lines();
    let heads: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(heads, Right::ALL.map(Right::name));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), Role::ALL.len());
    for (role, row) in Role::ALL.into_iter().zip(rows) {
        assert_eq!(role.name(), row[0]);
        for (right, cell) in Right::ALL.into_iter().zip(&row[1..]) {
            assert_eq!(role.may(right), *cell == "x", "{} {}", role.name(), right.name());
        }
    }
}

#[test]
fn tp_22_every_role_stands_in_the_table_and_comes_back_from_its_code() {
    for role in Role::ALL {
        assert_eq!(TABLE.iter().filter(|(listed, _)| *listed == role).count(), 1);
        assert_eq!(Role::from_code(role.code()), Some(role));
    }
    assert_eq!(Role::from_code(5), None);
}

#[test]
fn tp_22_the_holder_grants_and_so_does_an_agent_with_a_reason() {
    let outcome = |role, by: Granter, reason: &str| {
        let last = Some(day("2026-12-31"));
        let done = grant(GrantAsked { role, last, by, reason: reason.into() });
        done.map_or_else(|error| error.to_string(), |_| "granted".to_owned())
    };
    let no_reason = "an agent needs a name and a reason";
    let by_agent = "a mandate by law is entered by an agent, with the law as its reason";
    let no_basis = "a mandate needs a reason: what the holder agreed to and how, or the law";
    let nobody = "nobody can be made the holder of an account by sharing it";
    for (role, by_holder, bare_holder, by_agent, bare_agent) in [
        (Role::Holder, nobody, nobody, nobody, nobody),
        (Role::Payer, "granted", "granted", "granted", no_reason),
        (Role::Helper, "granted", "granted", "granted", no_reason),
        (Role::Mandate, "granted", no_basis, "granted", no_reason),
        (Role::MandateByLaw, by_agent, by_agent, "granted", no_reason),
    ] {
        assert_eq!(outcome(role, Granter::Holder, "paper 7"), by_holder, "{role:?}");
        assert_eq!(outcome(role, Granter::Holder, "  "), bare_holder, "{role:?}");
        assert_eq!(outcome(role, agent(), "asked by phone"), by_agent, "{role:?}");
        assert_eq!(outcome(role, agent(), ""), bare_agent, "{role:?}");
    }
    assert_eq!(outcome(Role::Payer, Granter::Agent(" ".into()), "x"), no_reason);
}

#[test]
fn tp_22_a_mandate_is_time_boxed_by_its_parameter() {
    assert_eq!(parameters().mandate_max_months, 6);
    for role in [Role::Mandate, Role::MandateByLaw] {
        let ask = |last| grant(asked(role, agent(), last)).map_err(|error| error.to_string());
        let granted = ask(Some("2027-04-09")).unwrap();
        assert_eq!(granted.last(), Some(day("2027-04-09")));
        assert!(granted.until.unwrap() <= at("2027-04-10T12:00:00+02:00"));
        assert_eq!(
            ask(Some("2027-04-10")).unwrap_err(),
            "a mandate lasts 6 months at most: until 2027-04-09"
        );
        assert_eq!(ask(None).unwrap_err(), "a mandate needs an end, 2027-04-09 at the latest");
        assert_eq!(ask(Some("2026-10-09")).unwrap_err(), "2026-10-09 is over");
    }
    for role in [Role::Payer, Role::Helper] {
        let ask = |last| grant(asked(role, Granter::Holder, last));
        assert_eq!(ask(None).unwrap().until, None);
        assert!(ask(Some("2040-01-01")).is_ok());
        assert!(ask(Some("2026-10-10")).is_ok(), "today");
        assert!(ask(Some("2026-10-09")).is_err());
    }
}

#[test]
fn tp_22_a_grant_begins_and_ends_at_its_instants() {
    let open = grant(asked(Role::Mandate, agent(), Some("2026-10-31"))).unwrap();
    let check = |grant: &Grant, when: &str, closed: Option<&str>, expected| {
        let (when, closed) = (at(when), closed.map(at));
        assert_eq!(grant.state(when, closed), expected, "{}", when.to_local_string());
        let rights = Rights::of([grant], when, closed);
        assert_eq!(rights.is_empty(), expected != GrantState::Open);
        assert_eq!(rights.may(Right::SeeBalance), expected == GrantState::Open);
    };
    check(&open, "2026-10-10T11:59:59+02:00", None, GrantState::NotYet);
    check(&open, "2026-10-10T12:00:00+02:00", None, GrantState::Open);
    check(&open, "2026-10-31T23:59:59+01:00", None, GrantState::Open);
    check(&open, "2026-11-01T00:00:00+01:00", None, GrantState::Expired);
    // Whoever moves in next is not theirs to look at. Source: PD-07.
    let moved_out = Some("2026-10-20T08:00:00+02:00");
    check(&open, "2026-10-20T07:59:59+02:00", moved_out, GrantState::Open);
    check(&open, "2026-10-20T08:00:00+02:00", moved_out, GrantState::AccountClosed);
    let mut ended = open.clone();
    ended.ended = Some(open.end(Granter::Holder, "", at("2026-10-15T10:00:00+02:00")).unwrap());
    check(&ended, "2026-10-15T09:59:59+02:00", None, GrantState::Open);
    check(&ended, "2026-10-15T10:00:00+02:00", None, GrantState::Ended);
}

#[test]
fn tp_22_what_has_ended_is_not_ended_again_and_an_agent_says_why() {
    let open = grant(asked(Role::Helper, Granter::Holder, Some("2026-10-31"))).unwrap();
    let end = |grant: &Grant, by, reason: &str, when: &str| {
        grant.end(by, reason, at(when)).map_err(|error| error.to_string())
    };
    let when = "2026-10-15T10:00:00+02:00";
    assert_eq!(end(&open, agent(), " ", when).unwrap_err(), "an agent needs a name and a reason");
    let mut ended = open.clone();
    ended.ended = Some(end(&open, agent(), "asked by phone", when).unwrap());
    assert_eq!(end(&ended, Granter::Holder, "", when).unwrap_err(), "it has ended already");
    let late = "2026-11-01T00:00:00+01:00";
    assert_eq!(end(&open, Granter::Holder, "", late).unwrap_err(), "it has ended already");
}

#[test]
fn tp_22_the_same_role_is_granted_again_only_for_longer() {
    let first = grant(asked(Role::Mandate, agent(), Some("2026-11-30"))).unwrap();
    let again = |role, last, closed| {
        let asked = asked(role, agent(), Some(last));
        let later = at("2026-11-01T09:00:00+01:00");
        Grant::new(asked, later, 6, std::slice::from_ref(&first), closed)
            .map_err(|error| error.to_string())
    };
    let held = "it is a mandate of this account already, for as long";
    assert_eq!(again(Role::Mandate, "2026-11-30", None).unwrap_err(), held);
    assert!(again(Role::Mandate, "2026-12-01", None).is_ok());
    assert!(again(Role::Helper, "2026-11-15", None).is_ok());
    let closed = Some(at("2026-10-30T00:00:00+01:00"));
    assert_eq!(again(Role::Helper, "2026-12-01", closed).unwrap_err(), "the account is closed");
}

fn any_role() -> impl Strategy<Value = Role> {
    prop::sample::select(Role::ALL.to_vec())
}

fn any_grant() -> impl Strategy<Value = Grant> {
    let instant = 0i64..1_000;
    let end = prop::option::of(instant.clone());
    (any_role(), instant, end.clone(), end).prop_map(|(role, from, until, ended)| Grant {
        role,
        from: Instant(from),
        until: until.map(Instant),
        by: Granter::Holder,
        reason: String::new(),
        ended: ended.map(|at| GrantEnd {
            at: Instant(at),
            by: Granter::Holder,
            reason: String::new(),
        }),
    })
}

proptest! {
    /// Whatever was granted and ended, in whatever order: a right is there if and only if a role that
    /// has it in the table is open at that instant.
    #[test]
    fn tp_22_nothing_outside_of_the_table_is_ever_allowed(
        grants in prop::collection::vec(any_grant(), 0..6),
        when in 0i64..1_000,
        closed in prop::option::of(0i64..1_000),
    ) {
        let rights = Rights::of(&grants, Instant(when), closed.map(Instant));
        for right in Right::ALL {
            let allowed = grants.iter().any(|grant| {
                let over = |end: Option<i64>| end.is_some_and(|end| end <= when);
                let listed = TABLE.iter().any(|(role, all)| *role == grant.role && all.contains(&right));
                listed
                    && grant.from.0 <= when
                    && !over(grant.until.map(|until| until.0))
                    && !over(grant.ended.as_ref().map(|end| end.at.0))
                    && !over(closed)
            });
            prop_assert_eq!(rights.may(right), allowed);
            prop_assert_eq!(rights.show(right, 7), allowed.then_some(7));
        }
    }

    /// No request makes a holder, a mandate without end, or one longer than the parameter.
    #[test]
    fn tp_22_no_grant_outlives_its_box(
        role in any_role(),
        days in prop::option::of(-10i32..800),
        months in 1i32..24,
        hours in 0i64..24_000,
        by_agent: bool,
    ) {
        let now = noon().plus_h(hours);
        let last = days.map(|days| now.day().plus(days));
        let by = if by_agent { agent() } else { Granter::Holder };
        let asked = GrantAsked { role, last, by, reason: "because".into() };
        if let Ok(granted) = Grant::new(asked, now, months, &[], None) {
            prop_assert!(granted.role != Role::Holder);
            prop_assert!(granted.is_open(now, None));
            if role.is_mandate() {
                let end = now.day().plus_months(months).start();
                prop_assert!(granted.until.is_some_and(|until| until <= end));
            }
            if role == Role::MandateByLaw {
                prop_assert!(by_agent);
            }
        }
    }
}

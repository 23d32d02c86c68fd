//! Kept groups, from the command's side: what is refused is named, and nothing of it is kept.

use super::commands::join_file;
use super::{Kept, file, joining_acts, load, open};
use crate::engine::Engine;
use crate::failure::chain;
use crate::testing::{empty, engine_with, instant};
use calendar::Instant;
use sharing::{
    Act, Form, Joining, Key, Metering, Notice, Opening, Paper, Perimeter, Place, Role, Rounding,
    Rounds, Signed, Terms,
};
use store::{Person, Ways};
use units::{Dso, Ean, Language};

pub fn now() -> Instant {
    instant("2026-09-20T10:00:00+02:00")
}

pub fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap()
}

pub fn signed() -> Signed {
    Signed { on: "2026-09-01".parse().unwrap(), document: "D-1".into(), signer: None, told: None }
}

pub fn joining(number: u64, role: Role) -> Joining {
    Joining {
        ean: ean(number),
        role,
        from: instant("2026-10-01T00:00:00+02:00"),
        place: Place { municipality: Some("63079".into()), ..Place::default() },
        metering: Metering::SmartQuarterHours,
        private_grid: false,
        in_compensation: false,
        social_tariff: false,
        mandate: Some(signed()),
        supplier: None,
    }
}

pub fn representative(engine: &mut Engine, dso: Dso) -> Person {
    let ways = Ways::empty(Language::Fr, now());
    engine.store.add_person(dso, access::Role::Representative.code(), None, &ways).unwrap()
}

/// A draft of a renewable community in municipality 63079.
pub fn draft(engine: &mut Engine) -> i64 {
    let person = representative(engine, Dso::Ores).id;
    let perimeter = Perimeter { municipality: Some("63079".into()), ..Perimeter::default() };
    let opening = Opening {
        form: Form::RenewableCommunity,
        name: "Rue Haute".into(),
        perimeter,
        representative: Some(person),
    };
    open(engine, Dso::Ores, &opening, "an", now()).unwrap()
}

pub fn pro_rata(from: &str) -> Act {
    let terms = Terms {
        key: Key::ProRata,
        rounds: Rounds::ONE,
        rounding: Rounding::LargestRemainder,
        shares: [].into(),
        groups: [].into(),
    };
    Act::KeyFiled { from: instant(from), terms, approval: None }
}

/// The same, accepted: `members` share pro rata from 1 October 2026 on.
pub fn sharing(engine: &mut Engine, members: Vec<Joining>) -> i64 {
    let id = draft(engine);
    let mut acts: Vec<Act> = members.into_iter().map(Act::Joined).collect();
    acts.push(pro_rata("2026-10-01T00:00:00+02:00"));
    for paper in [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification] {
        acts.push(Act::Papered { paper, signed: signed() });
    }
    acts.push(Act::Submitted);
    acts.push(Act::Accepted { starts: instant("2026-10-01T00:00:00+02:00") });
    file(engine, id, &acts, "an", now()).unwrap();
    id
}

fn refused(engine: &mut Engine, id: i64, act: Act) -> String {
    let before: Kept = load(&mut engine.store, id).unwrap();
    let why = chain(file(engine, id, &[act], "an", now()).unwrap_err().as_ref());
    assert_eq!(load(&mut engine.store, id).unwrap(), before, "nothing of it is kept");
    why
}

#[test]
fn es_12_a_point_is_in_one_group_at_a_time() {
    let mut engine = empty("sqlite::memory:");
    let first = sharing(&mut engine, vec![joining(1, Role::Producer), joining(2, Role::Consumer)]);
    let other = draft(&mut engine);
    let why = refused(&mut engine, other, Act::Joined(joining(2, Role::Consumer)));
    // Not in which: whoever files it does not represent that one.
    let expected =
        format!("point `{}` is in another group then: a point is in one group at a time", ean(2));
    assert_eq!(why, expected);
    // When it has left the one, it may join the other.
    let november = instant("2026-11-01T00:00:00+01:00");
    file(&mut engine, first, &[Act::Left { ean: ean(2), to: november }], "an", now()).unwrap();
    refused(&mut engine, other, Act::Joined(joining(2, Role::Consumer)));
    let later = Joining { from: november, ..joining(2, Role::Consumer) };
    file(&mut engine, other, &[Act::Joined(later)], "an", now()).unwrap();
    // A group that ended has nobody from then on.
    let act = Act::Ended { at: november };
    file(&mut engine, first, &[act], "an", now()).unwrap();
    let roof = Joining { from: november, ..joining(1, Role::Producer) };
    file(&mut engine, other, &[Act::Joined(roof)], "an", now()).unwrap();
}

#[test]
fn es_03_a_file_of_members_joins_whole_or_not_at_all() {
    let mut engine = empty("sqlite::memory:");
    let id = draft(&mut engine);
    let heading = "ean;role;from;meter;municipality;compensation;signed_on;mandate;notices";
    let mut join = |rows: &str| {
        let text = format!("{heading}\n{rows}");
        join_file(&mut engine, id, &text, "an", now()).map_err(|why| chain(why.as_ref()))
    };
    let row = |number: u64, rest: &str| format!("{};{rest}\n", ean(number));
    let good = row(1, "producer;2026-10-01;smart;63079;yes;2026-09-01;M-1;N-1");
    let elsewhere = row(2, "consumer;2026-10-01;smart;63020;no;2026-09-01;M-2;");
    let why = join(&format!("{good}\n{elsewhere}")).unwrap_err();
    assert!(why.starts_with("line 4: group"), "{why}");
    assert!(why.contains("lies in municipality `63020`"), "{why}");
    // Each line that is wrong is named, also the one that stands there twice.
    let twice = row(3, "consumer;01/10/2026;;;;;;");
    let why = join(&format!("{good}{good}{twice}{elsewhere}")).unwrap_err();
    let named: Vec<&str> = why.lines().map(|line| &line[..7]).collect();
    assert_eq!(named, ["line 3:", "line 4:", "line 5:"], "{why}");
    assert!(why.contains("is a member twice"), "{why}");
    for (rows, expected) in [
        (
            "541449012345678901;consumer;2026-10-01;;;;;;",
            "line 2: EAN `541449012345678901` has a wrong check digit",
        ),
        (
            &row(2, "taker;2026-10-01;;;;;;"),
            "line 2: `taker` is not one of consumer, producer, both",
        ),
        (&row(2, "consumer;2026-13-01;;;;;;"), "line 2: "),
        (
            &row(2, "consumer;2026-10-01;smart;;maybe;;;"),
            "line 2: `compensation` is `yes` or `no`, not `maybe`",
        ),
        (&row(2, "consumer;2026-10-01"), "line 2: 3 values under 9 columns"),
        (&row(2, "consumer;2026-10-01;smart;;;;M-2;"), "line 2: what was signed needs its day"),
    ] {
        let why = join(rows).unwrap_err();
        assert!(why.starts_with(expected), "{why}");
    }
    let right = row(2, "consumer;2026-10-01;smart;63079;no;2026-09-01;M-2;");
    let kept = join(&format!("{good}\n{right}")).unwrap();
    assert_eq!(kept.dossier.members.len(), 2);
    assert_eq!(kept.acts.len(), 4, "nothing of the files before it was kept");
    assert!(kept.dossier.notices.contains_key(&(ean(1), Notice::Compensation)));
    // The same file once more: a member twice.
    assert!(join(&format!("{good}\n{right}")).unwrap_err().contains("is a member twice"));
    let heading = join_file(&mut engine, id, "ean,role,from,role\n", "an", now()).unwrap_err();
    assert_eq!(heading.to_string(), "line 1: column `role` stands there twice");
    // How a point is metered is said, not supposed. Source: ES-02.
    let heading = join_file(&mut engine, id, "ean,role,from\n", "an", now()).unwrap_err();
    assert_eq!(heading.to_string(), "line 1: there is no column `meter`");
    let unsaid = row(2, "consumer;2026-10-01;;63079;no;2026-09-01;M-2;");
    let text = format!(
        "ean;role;from;meter;municipality;compensation;signed_on;mandate;notices\n{unsaid}"
    );
    let why = chain(join_file(&mut engine, id, &text, "an", now()).unwrap_err().as_ref());
    assert!(why.starts_with("line 2: ") && why.contains("meter"), "{why}");
}

#[test]
fn es_03_a_representative_is_one_of_the_operator() {
    let mut engine = empty("sqlite::memory:");
    let id = draft(&mut engine);
    let stranger = representative(&mut engine, Dso::Resa).id;
    let act = |person| Act::Represented { person: Some(person) };
    assert_eq!(
        refused(&mut engine, id, act(stranger)),
        format!("person {stranger} is no representative of ORES")
    );
    let own = representative(&mut engine, Dso::Ores).id;
    let kept = file(&mut engine, id, &[act(own)], "an", now()).unwrap();
    assert_eq!(kept.dossier.representative, Some(own));
    let groups = engine.store.groups_of_representative(own).unwrap();
    assert_eq!(groups.iter().map(|group| group.id).collect::<Vec<_>>(), [id]);
}

#[test]
fn es_18_a_protected_household_joins_only_with_the_word_that_it_knows() {
    let mut engine = engine_with(&[], true);
    let id = draft(&mut engine);
    let ean = crate::testing::ean();
    let from = instant("2026-11-01T00:00:00+01:00");
    let unaware = Joining { ean, from, ..joining(2, Role::Consumer) };
    let why = refused(&mut engine, id, Act::Joined(unaware.clone()));
    assert!(why.contains("has the social tariff: it is lost on what is shared"), "{why}");
    let aware = Joining { social_tariff: true, ..unaware };
    let acts = joining_acts(aware, vec![(Notice::SocialTariff, signed())]);
    let kept = file(&mut engine, id, &acts, "an", now()).unwrap();
    assert!(kept.dossier.notices.contains_key(&(ean, Notice::SocialTariff)));
}

/// A draft with a roof, a flat, a key and all papers.
fn complete(engine: &mut Engine) -> i64 {
    let id = draft(engine);
    let members = [joining(1, Role::Producer), joining(2, Role::Consumer)];
    let mut acts: Vec<Act> = members.into_iter().map(Act::Joined).collect();
    acts.push(pro_rata("2026-10-01T00:00:00+02:00"));
    for paper in [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification] {
        acts.push(Act::Papered { paper, signed: signed() });
    }
    file(engine, id, &acts, "an", now()).unwrap();
    id
}

#[test]
fn es_12_a_draft_keeps_no_point_and_what_was_submitted_keeps_them_for_its_days() {
    let mut engine = empty("sqlite::memory:");
    let (first, second) = (complete(&mut engine), complete(&mut engine));
    assert_eq!(engine.store.memberships_of(ean(2)).unwrap(), [], "two drafts, nobody kept");
    let kept = file(&mut engine, first, &[Act::Submitted], "an", now()).unwrap();
    assert_eq!(engine.store.memberships_of(ean(2)).unwrap().len(), 1);
    let until = super::reserved_until(&engine, &kept, now()).unwrap();
    assert_eq!(until, Some("2026-12-19".parse().unwrap()));
    let why = refused(&mut engine, second, Act::Submitted);
    assert!(why.contains("is in another group then") && !why.contains(&first.to_string()), "{why}");
    // A dossier that is given back or withdrawn lets go at once.
    let back = Act::Returned { reasons: "page 2".into(), tasks: [].into() };
    file(&mut engine, first, &[back], "ed", now()).unwrap();
    assert_eq!(engine.store.memberships_of(ean(2)).unwrap(), []);
    file(&mut engine, first, &[Act::Submitted], "an", now()).unwrap();
    // On the day that its time is over, the other may.
    let last = instant("2026-12-18T10:00:00+01:00");
    let over = instant("2026-12-19T10:00:00+01:00");
    assert!(file(&mut engine, second, &[Act::Submitted], "an", last).is_err());
    file(&mut engine, second, &[Act::Submitted], "an", over).unwrap();
    let held = engine.store.memberships_of(ean(2)).unwrap();
    assert_eq!(held.iter().map(|one| one.group).collect::<Vec<_>>(), [second]);
    let starts = instant("2027-01-01T00:00:00+01:00");
    let accept = Act::Accepted { starts };
    assert!(file(&mut engine, first, std::slice::from_ref(&accept), "ed", over).is_err());
    file(&mut engine, second, &[Act::Withdrawn], "an", over).unwrap();
    assert_eq!(engine.store.memberships_of(ean(2)).unwrap(), []);
    file(&mut engine, first, &[accept], "ed", over).unwrap();
    let why = refused(&mut engine, second, Act::Submitted);
    assert!(why.contains("withdrawn takes no `submitted`"), "{why}");
    refused(&mut engine, first, Act::Withdrawn);
}

#[test]
fn es_03_two_people_accept_a_dossier_and_what_fails_is_named() {
    use super::review::{Checked, Decided, NotDecided, checks, decide, due};
    let mut engine = empty("sqlite::memory:");
    let id = complete(&mut engine);
    let starts = instant("2026-10-01T00:00:00+02:00");
    let verdict = sharing::Verdict::Accept { starts };
    let say = |engine: &mut Engine, person: i64, verdict: &sharing::Verdict| {
        decide(engine, id, verdict, (person, "di"), now()).unwrap()
    };
    assert_eq!(say(&mut engine, 1, &verdict), Err(NotDecided::NotNow));
    let kept = file(&mut engine, id, &[Act::Submitted], "an", now()).unwrap();
    assert_eq!(due(&engine, &kept, now()).unwrap(), Some("2026-10-20".parse().unwrap()));
    let (silent, postcodes) = (std::collections::BTreeSet::new(), super::Postcodes::default());
    let outside = super::Outside { silent, postcodes: &postcodes };
    let found = checks(&mut engine, &kept, &outside, now()).unwrap();
    assert!(found.iter().all(|(_, points)| points.is_empty()), "{found:?}");
    assert_eq!(found.len(), 6);
    let other = Act::Metered { ean: ean(2), metering: Metering::SmartDaily };
    let kept = file(&mut engine, id, &[other], "an", now()).unwrap();
    let found = checks(&mut engine, &kept, &outside, now()).unwrap();
    assert!(found.contains(&(Checked::Meters, vec![ean(2)])), "{found:?}");
    let proposed = decide(&mut engine, id, &verdict, (1, "di"), now()).unwrap_err();
    assert!(chain(proposed.as_ref()).contains("reports quarter-hours"), "not even proposed");
    let good = Act::Metered { ean: ean(2), metering: Metering::SmartQuarterHours };
    file(&mut engine, id, &[good], "an", now()).unwrap();
    assert_eq!(say(&mut engine, 1, &verdict), Ok(Decided::Waits));
    assert_eq!(say(&mut engine, 1, &verdict), Err(NotDecided::SamePerson));
    // Who sees it otherwise says so; then the first has to agree.
    let refuse = sharing::Verdict::Refuse { reasons: "no roof".into() };
    assert_eq!(say(&mut engine, 2, &refuse), Ok(Decided::Waits));
    assert_eq!(say(&mut engine, 2, &verdict), Ok(Decided::Waits));
    assert_eq!(say(&mut engine, 1, &verdict), Ok(Decided::Done));
    let kept = load(&mut engine.store, id).unwrap();
    assert_eq!(kept.dossier.state, sharing::State::Accepted { starts });
    assert_eq!(kept.dossier.proposed, None);
}

/// Weeks lie between the papers and the decision: the conditions of each member are asked again. Source: ES-02, ES-18.
#[test]
fn es_12_es_18_the_conditions_of_members_are_asked_again_when_it_is_handed_in_and_accepted() {
    use super::review::{Decided, decide};
    let mut engine = engine_with(&[], true);
    let (home, starts) = (crate::testing::ean(), instant("2027-01-01T00:00:00+01:00"));
    let january = |joining: Joining| Joining { from: starts, ..joining };
    let at = instant("2026-11-20T10:00:00+01:00");
    let id = draft(&mut engine);
    let aware = Joining { social_tariff: true, ..january(joining(2, Role::Consumer)) };
    let mut acts = vec![Act::Joined(january(joining(1, Role::Producer)))];
    acts.extend(joining_acts(
        Joining { ean: home, ..aware },
        vec![(Notice::SocialTariff, signed())],
    ));
    acts.push(Act::Joined(january(joining(3, Role::Consumer))));
    acts.push(pro_rata("2027-01-01T00:00:00+01:00"));
    for paper in [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification] {
        acts.push(Act::Papered { paper, signed: signed() });
    }
    file(&mut engine, id, &acts, "an", at).unwrap();
    let why = |engine: &mut Engine, act: Act| {
        let before = load(&mut engine.store, id).unwrap();
        let why = chain(file(engine, id, &[act], "an", at).unwrap_err().as_ref());
        assert_eq!(load(&mut engine.store, id).unwrap(), before, "nothing of it is kept");
        why
    };
    // A home that nobody knew comes under the social tariff: whoever joined has not signed what that means.
    crate::testing::move_in_protected(&mut engine, ean(3));
    assert!(why(&mut engine, Act::Submitted).contains("has the social tariff"), "once handed in");
    let gone = Act::Left { ean: ean(3), to: instant("2027-01-02T00:00:00+01:00") };
    file(&mut engine, id, &[gone], "an", at).unwrap();
    file(&mut engine, id, &[Act::Submitted], "an", at).unwrap();
    // Between handing in and the decision the household moves out.
    let account = engine.account_of(home).unwrap();
    engine.record(&account, &timeline::Fact::MoveOut { registers: None }, at).unwrap();
    engine.advance_due(Dso::Ores, instant("2026-11-22T10:00:00+01:00")).unwrap();
    if engine.store.account(account.id).unwrap().unwrap().closed_at.is_none() {
        crate::testing::night(&mut engine, &account, "2026-11-20", 20);
    }
    let later = instant("2026-11-23T10:00:00+01:00");
    let verdict = sharing::Verdict::Accept { starts };
    let refused = decide(&mut engine, id, &verdict, (1, "di"), later).unwrap_err();
    let said = chain(refused.as_ref());
    assert!(said.contains(&home.to_string()) && said.contains("has moved out"), "{said}");
    let direct = file(&mut engine, id, &[Act::Accepted { starts }], "ed", later).unwrap_err();
    assert!(chain(direct.as_ref()).contains("has moved out"), "however it is accepted");
    // It is given back, put right, and goes its way.
    let back = Act::Returned { reasons: "one has moved".into(), tasks: [].into() };
    file(&mut engine, id, &[back], "ed", later).unwrap();
    let gone = Act::Left { ean: home, to: instant("2027-01-02T00:00:00+01:00") };
    let to = instant("2027-01-02T00:00:00+01:00");
    let next = Act::Joined(Joining { from: to, ..joining(4, Role::Consumer) });
    file(&mut engine, id, &[gone, next, Act::Submitted], "an", later).unwrap();
    assert_eq!(decide(&mut engine, id, &verdict, (1, "di"), later).unwrap(), Ok(Decided::Waits));
    assert_eq!(decide(&mut engine, id, &verdict, (2, "ed"), later).unwrap(), Ok(Decided::Done));
}

#[test]
fn es_02_a_first_day_of_sharing_lies_behind_the_handing_in_and_within_a_year() {
    use super::review::{Decided, NotDecided, decide};
    let mut engine = empty("sqlite::memory:");
    let id = complete(&mut engine);
    file(&mut engine, id, &[Act::Submitted], "an", now()).unwrap();
    let later = instant("2026-10-02T10:00:00+02:00");
    let say = |engine: &mut Engine, person: i64, day: &str| {
        let starts = day.parse::<calendar::SettlementDay>().unwrap().start();
        let verdict = sharing::Verdict::Accept { starts };
        decide(engine, id, &verdict, (person, "di"), later)
    };
    let from = "2026-09-20".parse().unwrap();
    let last = "2027-10-02".parse().unwrap();
    for day in ["2026-09-19", "2026-01-01", "2027-10-03", "2126-10-01"] {
        let refused = say(&mut engine, 1, day).unwrap();
        assert_eq!(refused, Err(NotDecided::Day { from, last }), "{day}");
    }
    assert_eq!(load(&mut engine.store, id).unwrap().dossier.proposed, None, "not even proposed");
    assert_eq!(say(&mut engine, 1, "2027-10-02").unwrap(), Ok(Decided::Waits));
    assert_eq!(say(&mut engine, 1, "2026-10-01").unwrap(), Ok(Decided::Waits));
    assert_eq!(say(&mut engine, 2, "2026-10-01").unwrap(), Ok(Decided::Done));
}

#[test]
fn pd_03_a_mandate_is_signed_by_the_day_from_which_it_shares() {
    let mut engine = empty("sqlite::memory:");
    let id = draft(&mut engine);
    let late = Signed { on: "2026-09-15".parse().unwrap(), ..signed() };
    let from = instant("2026-09-10T00:00:00+02:00");
    let early = Joining { from, mandate: Some(late.clone()), ..joining(2, Role::Consumer) };
    let why = refused(&mut engine, id, Act::Joined(early.clone()));
    assert!(why.contains("was signed on 2026-09-15, after 2026-09-10"), "{why}");
    let same = Joining { from: instant("2026-09-15T00:00:00+02:00"), ..early };
    file(&mut engine, id, &[Act::Joined(same)], "an", now()).unwrap();
}

/// Whoever lives there now does not share the days of those before.
#[test]
fn pd_07_es_12_nobody_joins_from_before_the_household_lived_there() {
    let mut engine = empty("sqlite::memory:");
    let came = "2026-09-12T10:00:00+02:00";
    crate::testing::bridge(&mut engine, ean(2), came);
    let id = draft(&mut engine);
    let from =
        |text: &str| Act::Joined(Joining { from: instant(text), ..joining(2, Role::Consumer) });
    let why = refused(&mut engine, id, from("2026-09-12T09:45:00+02:00"));
    let expected = format!(
        "point `{}` cannot share from 2026-09-12T09:45:00+02:00 on: whoever lives there came at {came}",
        ean(2)
    );
    assert!(why.contains(&expected), "{why}");
    file(&mut engine, id, &[from("2026-09-12T10:00:00+02:00")], "an", now()).unwrap();
}

/// Where the operator's region has types: by the least local pair, and none as long as too little was said.
#[test]
fn es_01_a_dossier_shows_the_brussels_type_only_where_the_region_has_types() {
    let placed = |number, role, cabin: &str| Joining {
        place: Place {
            cabin: Some(cabin.to_owned()),
            station: Some("S1".to_owned()),
            ..joining(number, role).place
        },
        ..joining(number, role)
    };
    let shown = |parameters: &[(&str, &str)], cabin: &str| {
        let mut engine = engine_with(parameters, false);
        let id = draft(&mut engine);
        let acts = [placed(1, Role::Producer, "K1"), placed(2, Role::Consumer, cabin)];
        file(&mut engine, id, &acts.map(Act::Joined), "an", now()).unwrap();
        let kept = load(&mut engine.store, id).unwrap();
        super::brussels_type(&engine, &kept, now()).unwrap().map(sharing::BrusselsType::name)
    };
    let on = [("sharing.brussels_type", "least_local")];
    assert_eq!(shown(&[], "K1"), None, "Walloon groups have no type");
    assert_eq!((shown(&on, "K1"), shown(&on, "K2")), (Some("B"), Some("C")));
}

/// Network costs follow the type: a member that has filed its end counts until then.
#[test]
fn es_01_who_leaves_later_counts_for_the_type_until_then() {
    let placed = |number, role, cabin: &str| Joining {
        place: Place {
            cabin: Some(cabin.to_owned()),
            station: Some("S1".to_owned()),
            ..joining(number, role).place
        },
        ..joining(number, role)
    };
    let mut engine = engine_with(&[("sharing.brussels_type", "least_local")], false);
    let id = draft(&mut engine);
    let ends = instant("2026-12-31T00:00:00+01:00");
    let acts = [
        Act::Joined(placed(1, Role::Producer, "K1")),
        Act::Joined(placed(2, Role::Consumer, "K1")),
        Act::Joined(placed(3, Role::Consumer, "K2")),
        Act::Left { ean: ean(3), to: ends },
    ];
    file(&mut engine, id, &acts, "an", now()).unwrap();
    let kept = load(&mut engine.store, id).unwrap();
    let of = |at: Instant| {
        super::brussels_type(&engine, &kept, at).unwrap().map(sharing::BrusselsType::name)
    };
    assert_eq!([of(now()), of(ends.plus_s(-1)), of(ends)], [Some("C"), Some("C"), Some("B")]);
}

//! Dossiers of energy sharing between a representative and two people of the operator.

use super::office;
use crate::share::groups::tests::{draft, ean, joining, pro_rata, signed};
use crate::share::groups::{documents, file, load};
use crate::testing::instant;
use portal::operator::{
    AuditKind, AuditWanted, DossierReviews, Operators, ReviewRefused, VerdictShown,
};
use portal::sharing::{DocumentShown, EntryShown, StateShown, TaskShown};
use sharing::{Act, Paper, Role, State};

#[test]
fn r_02_a_dossier_is_given_back_handed_in_again_and_accepted_by_two() {
    let office = office();
    let masters = crate::sealed::MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    let clock = std::sync::Arc::new(|| instant("2026-10-31T10:00:00+01:00"));
    let rooms = super::Rooms::new(office.engine(), units::Dso::Ores, clock);
    let rooms = rooms.with_masters(masters.clone());
    let mut engine = office.engine();
    let at = instant("2026-09-20T10:00:00+02:00");
    let group = draft(&mut engine);
    let mut acts: Vec<Act> = [joining(11, Role::Producer), joining(12, Role::Consumer)]
        .into_iter()
        .map(Act::Joined)
        .collect();
    acts.push(pro_rata("2026-11-02T00:00:00+01:00"));
    for paper in [Paper::Convention, Paper::Authorisation, Paper::Notification] {
        acts.push(Act::Papered { paper, signed: signed() });
    }
    file(&mut engine, group, &acts, "an", at).unwrap();
    let sent = documents::Sent {
        of: documents::DocumentOf::Paper(Paper::Statutes),
        on: super::day("2026-09-01"),
        signer: "An Peeters",
        bytes: b"%PDF-1.7 statutes",
    };
    documents::add(&mut engine, &masters, (group, 9, "an #9"), &sent, at).unwrap().unwrap();
    let (di, ed) = (&office.first, &office.second);
    assert_eq!(rooms.dossiers(di).unwrap(), [], "a draft is the representative's alone");
    assert_eq!(rooms.dossier(di, group).unwrap(), None);
    assert_eq!(rooms.dossier_document(di, group, 1).unwrap(), None);
    file(&mut engine, group, &[Act::Submitted], "an", at).unwrap();
    let lines = rooms.dossiers(di).unwrap();
    let line = lines.first().unwrap();
    assert_eq!((lines.len(), line.line.state, line.late), (1, StateShown::Submitted, true));
    assert_eq!(line.due, Some(super::day("2026-10-20")));
    let view = rooms.dossier(di, group).unwrap().unwrap();
    assert!(view.checks.iter().all(|(_, points)| points.is_empty()), "{:?}", view.checks);
    let opened = rooms.dossier_document(di, group, 1).unwrap();
    assert_eq!(opened, Some((DocumentShown::Pdf, b"%PDF-1.7 statutes".to_vec())));
    let tasks = [(TaskShown::Statutes, "not signed".to_owned())];
    assert_eq!(rooms.return_dossier(di, group, "page 2", &tasks).unwrap(), Some(Ok(())));
    let again = rooms.return_dossier(di, group, "page 2", &tasks).unwrap();
    assert_eq!(again, Some(Err(ReviewRefused::NotNow)));
    let view = rooms.dossier(di, group).unwrap().unwrap();
    assert_eq!(view.dossier.replies, tasks);
    assert_eq!(view.dossier.history.last().unwrap().what, EntryShown::Returned);
    let later = instant("2026-10-31T09:00:00+01:00");
    file(&mut engine, group, &[Act::Submitted], "an", later).unwrap();
    // Handed in again on 31 October, a day before is none.
    let before = VerdictShown::Accept(super::day("2026-10-30"));
    let range =
        ReviewRefused::Day { from: super::day("2026-10-31"), last: super::day("2027-10-31") };
    assert_eq!(rooms.decide_dossier(di, group, &before).unwrap(), Some(Err(range)));
    // The key begins on 2 November: before it nothing can be shared.
    let early = VerdictShown::Accept(super::day("2026-11-01"));
    assert_eq!(rooms.decide_dossier(di, group, &early).unwrap(), Some(Err(ReviewRefused::Rule)));
    let verdict = VerdictShown::Accept(super::day("2026-11-02"));
    assert_eq!(rooms.decide_dossier(di, group, &verdict).unwrap(), Some(Ok(())));
    assert_eq!(
        rooms.decide_dossier(di, group, &verdict).unwrap(),
        Some(Err(ReviewRefused::SamePerson))
    );
    let proposed = rooms.dossier(ed, group).unwrap().unwrap().proposed.unwrap();
    assert_eq!((proposed.1, &proposed.2), (false, &verdict));
    assert_eq!(rooms.decide_dossier(ed, group, &verdict).unwrap(), Some(Ok(())));
    let kept = load(&mut engine.store, group).unwrap();
    assert!(matches!(kept.dossier.state, State::Accepted { .. }));
    assert_eq!(kept.dossier.members.first().map(|one| one.joining.ean), Some(ean(11)));
    // What was seen and done stands in the audit.
    let wanted = |kind| AuditWanted {
        from: super::day("2026-09-01"),
        to: super::day("2026-10-31"),
        kind: Some(kind),
    };
    let looks = rooms.audit(di, &wanted(AuditKind::Look)).unwrap().lines;
    assert!(looks.iter().any(|line| line.what == "sharing document 1"), "{looks:?}");
    let acts = rooms.audit(di, &wanted(AuditKind::Act)).unwrap().lines;
    let done: Vec<&str> = acts.iter().map(|line| line.what.as_str()).collect();
    assert!(done.contains(&"sharing returned") && done.contains(&"sharing accepted"), "{done:?}");
}

#[test]
fn es_05_the_operator_approves_a_key_that_was_asked_for_or_says_why_not() {
    let office = office();
    let clock = std::sync::Arc::new(|| instant("2026-10-31T10:00:00+01:00"));
    let rooms = super::Rooms::new(office.engine(), units::Dso::Ores, clock);
    let mut engine = office.engine();
    let members = vec![joining(21, Role::Producer), joining(22, Role::Consumer)];
    let group = crate::share::groups::tests::sharing(&mut engine, members);
    let mut terms = match pro_rata("2026-12-01T00:00:00+01:00") {
        Act::KeyFiled { terms, .. } => terms,
        other => panic!("{other:?}"),
    };
    terms.key = sharing::Key::Hybrid;
    terms.shares = [(ean(22), "1/2".parse().unwrap())].into();
    let at = instant("2026-10-20T10:00:00+02:00");
    let mut ask = |from: &str| {
        let text = "the bakery works at night".to_owned();
        let act = Act::KeyAsked { from: super::day(from).start(), terms: terms.clone(), text };
        file(&mut engine, group, &[act], "an", at).unwrap();
    };
    let di = &office.first;
    // What the page shows is what is answered.
    let answers = |declined: Option<&str>| {
        let asked = rooms.dossier(di, group).unwrap().unwrap().asked;
        rooms.answer_key(di, (group, asked.map_or(0, |asked| asked.number)), declined)
    };
    assert_eq!(answers(None).unwrap(), Some(Err(ReviewRefused::NotNow)));
    ask("2026-12-01");
    let lines = rooms.dossiers(di).unwrap();
    let line = lines.first().unwrap();
    assert!(line.asks && line.line.id == group, "it waits first: {lines:?}");
    let asked = rooms.dossier(di, group).unwrap().unwrap().asked.unwrap();
    assert_eq!(
        (asked.from, asked.text.as_str()),
        (super::day("2026-12-01"), "the bakery works at night")
    );
    assert_eq!(asked.shares, [(ean(22), "1/2".to_owned())]);
    assert_eq!(answers(Some("not here")).unwrap(), Some(Ok(())));
    assert!(!rooms.dossiers(di).unwrap().iter().any(|line| line.asks));
    ask("2026-10-25");
    let late = answers(None).unwrap();
    assert_eq!(late, Some(Err(ReviewRefused::Key)), "its first day is over");
    ask("2026-12-01");
    assert_eq!(answers(None).unwrap(), Some(Ok(())));
    let kept = load(&mut office.engine().store, group).unwrap();
    let key = kept.dossier.key_at(instant("2026-12-01T00:00:00+01:00")).unwrap();
    assert_eq!(key.terms.key, sharing::Key::Hybrid);
    assert!(key.approval.as_ref().unwrap().starts_with("approved on 2026-10-31 by"), "{key:?}");
    let history = rooms.dossier(di, group).unwrap().unwrap().dossier.history;
    let told: Vec<EntryShown> = history.iter().rev().take(2).map(|entry| entry.what).collect();
    assert_eq!(told, [EntryShown::KeyApproved, EntryShown::KeyAsked]);
}

fn hybrid(share: &str) -> Act {
    let Act::KeyFiled { from, mut terms, .. } = pro_rata("2026-12-01T00:00:00+01:00") else {
        panic!("no key")
    };
    terms.key = sharing::Key::Hybrid;
    terms.shares = [(ean(22), share.parse().unwrap())].into();
    Act::KeyAsked { from, terms, text: "the bakery works at night".to_owned() }
}

#[test]
fn es_05_ux_7_3_the_operator_answers_the_key_that_it_has_seen_and_no_other() {
    let office = office();
    let clock = std::sync::Arc::new(|| instant("2026-10-31T10:00:00+01:00"));
    let rooms = super::Rooms::new(office.engine(), units::Dso::Ores, clock);
    let mut engine = office.engine();
    let members = vec![joining(21, Role::Producer), joining(22, Role::Consumer)];
    let group = crate::share::groups::tests::sharing(&mut engine, members);
    let (di, at) = (&office.first, instant("2026-10-20T10:00:00+02:00"));
    let seen = || rooms.dossier(di, group).unwrap().unwrap().asked.unwrap();
    file(&mut engine, group, &[hybrid("1/10")], "an", at).unwrap();
    let first = seen();
    // The page stays open, and the group asks for something else.
    file(&mut engine, group, &[hybrid("19/20")], "an", at).unwrap();
    let second = seen();
    assert_ne!(first.number, second.number);
    let answers = |number, declined| rooms.answer_key(di, (group, number), declined).unwrap();
    assert_eq!(answers(first.number, None), Some(Err(ReviewRefused::Key)));
    assert_eq!(answers(first.number, Some("not this one")), Some(Err(ReviewRefused::Key)));
    assert_eq!(answers(0, None), Some(Err(ReviewRefused::Key)), "a page that says nothing");
    let kept = load(&mut engine.store, group).unwrap();
    assert!(kept.dossier.asked.is_some() && kept.dossier.keys.len() == 1, "nothing is filed");
    assert_eq!(answers(second.number, None), Some(Ok(())));
    let kept = load(&mut engine.store, group).unwrap();
    let key = kept.dossier.key_at(instant("2026-12-01T00:00:00+01:00")).unwrap();
    assert_eq!(key.terms.shares[&ean(22)].to_string(), second.shares[0].1);
}

#[test]
fn pd_05_whoever_of_the_operator_opens_a_dossier_has_seen_its_households() {
    let office = office();
    let clock = std::sync::Arc::new(|| instant("2026-10-31T10:00:00+01:00"));
    let rooms = super::Rooms::new(office.engine(), units::Dso::Ores, clock);
    let mut engine = office.engine();
    let home = crate::testing::move_in_at(&mut engine, ean(22), "2026-10-01T00:00:00+02:00");
    let other = crate::testing::move_in_at(&mut engine, ean(23), "2026-10-01T00:00:00+02:00");
    let members = vec![joining(21, Role::Producer), joining(22, Role::Consumer)];
    let group = crate::share::groups::tests::sharing(&mut engine, members);
    let looks = |engine: &mut crate::engine::Engine, account| {
        let looks = engine.store.person_looks(account, 10).unwrap().into_iter();
        looks.map(|look| (look.person, look.reason)).collect::<Vec<_>>()
    };
    rooms.dossiers(&office.first).unwrap();
    assert_eq!(looks(&mut engine, home.id), [], "a list names nobody");
    rooms.dossier(&office.first, group).unwrap().unwrap();
    assert_eq!(looks(&mut engine, home.id), [(office.first.person, "sharing".to_owned())]);
    assert_eq!(looks(&mut engine, other.id), [], "of no group");
}

/// Nobody looks at the dossier again: what is to be looked at stands where the operator looks.
#[test]
fn es_02_es_03_whoever_joins_a_group_that_shares_stands_in_the_operator_s_list() {
    let office = office();
    let now = instant("2026-10-31T10:00:00+01:00");
    let clock = std::sync::Arc::new(move || now);
    let rooms = super::Rooms::new(office.engine(), units::Dso::Ores, clock);
    let postcodes = crate::share::groups::Postcodes("4800,63079\n5000,92094\n".to_owned());
    let rooms = rooms.with_postcodes(postcodes);
    let mut engine = office.engine();
    let members = vec![joining(21, Role::Producer), joining(22, Role::Consumer)];
    let group = crate::share::groups::tests::sharing(&mut engine, members);
    let di = &office.first;
    let waits = || rooms.dossiers(di).unwrap().iter().map(|line| line.joined).sum::<usize>();
    assert_eq!(waits(), 0, "whoever was in the dossier was looked at with it");
    let moved = crate::testing::move_in_at(&mut engine, ean(23), "2026-10-01T00:00:00+02:00");
    let mut contact = store::Contact::empty(moved.id, units::Language::Fr, now);
    contact.postcode = "5000".to_owned();
    engine.store.set_contact(&contact).unwrap();
    let from = instant("2026-12-01T00:00:00+01:00");
    let acts = [23, 24]
        .map(|number| Act::Joined(sharing::Joining { from, ..joining(number, Role::Consumer) }));
    file(&mut engine, group, &acts, "an", instant("2026-10-20T10:00:00+02:00")).unwrap();
    assert_eq!(waits(), 2);
    let joined = rooms.dossier(di, group).unwrap().unwrap().joined;
    let told: Vec<_> = joined.iter().map(|one| (one.ean, one.from, one.fails.clone())).collect();
    let (first, place) = (super::day("2026-12-01"), portal::operator::CheckShown::Municipality);
    assert_eq!(told, [(ean(23), first, vec![place]), (ean(24), first, vec![])]);
    assert_eq!(joined.first().unwrap().filed, super::day("2026-10-20"));
    // Who leaves before it began is none any more.
    let gone = Act::Left { ean: ean(23), to: instant("2026-12-02T00:00:00+01:00") };
    file(&mut engine, group, &[gone], "an", now).unwrap();
    assert_eq!(waits(), 1);
    // It stands there until it has begun and the days of a look are over.
    let rooms_on = |at: &str| {
        let at = instant(at);
        let clock = std::sync::Arc::new(move || at);
        let rooms = super::Rooms::new(office.engine(), units::Dso::Ores, clock);
        rooms.dossiers(di).unwrap().iter().map(|line| line.joined).sum::<usize>()
    };
    assert_eq!(rooms_on("2026-11-30T10:00:00+01:00"), 1);
    assert_eq!(rooms_on("2026-12-01T10:00:00+01:00"), 0);
}

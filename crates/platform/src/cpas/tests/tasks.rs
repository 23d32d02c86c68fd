//! Proofs of a client, decisions on paper, and when the commission sits.

use super::*;
use portal::cpas::{ClientTasks, NotSet, Proof, ProofState, ProofTask};

fn task(proof: Proof, state: ProofState, due: Option<&str>) -> ProofTask {
    ProofTask { proof, state, due: due.map(|day| day.parse().unwrap()) }
}

#[test]
fn s_06_how_a_proof_stands_is_kept_for_its_own_team() {
    let town = town();
    let set =
        |who: &Visitor, one: ProofTask| town.offices.set_proof(who, account_id(), one).unwrap();
    let asked = task(Proof::Income, ProofState::Asked, Some("2026-11-20"));
    assert_eq!(set(&town.worker, asked), Err(NotSet::NoClient), "no mandate");
    town.with_mandate();
    assert_eq!(set(&town.worker, asked), Ok(()));
    assert_eq!(set(&town.worker, task(Proof::Bills, ProofState::Missing, None)), Ok(()));
    assert_eq!(set(&town.other, asked), Err(NotSet::NoClient), "another's client");
    let sent = task(Proof::Income, ProofState::Sent, None);
    assert_eq!(set(&town.colleague(), sent), Ok(()));
    let there = town.offices.protection(&town.worker, account_id()).unwrap().unwrap();
    let bills = task(Proof::Bills, ProofState::Missing, None);
    assert_eq!(there.proofs, [bills, sent], "the last word holds");
}

#[test]
fn s_06_what_was_decided_is_a_letter_in_the_language_of_the_household() {
    let town = town();
    town.with_mandate();
    let words = "a child of two";
    town.offices.ask_for(&town.worker, account_id(), Wish::ReducedPower, words).unwrap().unwrap();
    let there = town.offices.protection(&town.worker, account_id()).unwrap().unwrap();
    let number = there.asked[0].number;
    let letter = |who: &Visitor, number: i64| {
        town.offices.decision_letter(who, account_id(), number).unwrap()
    };
    assert_eq!(letter(&town.worker, number), None, "nothing is decided");
    let mut engine = town.engine();
    let at = instant("2026-11-04T09:30:00+01:00");
    let words = "10 A dès demain.".to_owned();
    let (outcome, by) = (procedures::Outcome::Done, "An agent".to_owned());
    let answer = procedures::Answer { at, by, outcome, words, code: None };
    crate::cases::answer(&mut engine, number, answer).unwrap().unwrap();
    assert!(town.offices.protection(&town.worker, account_id()).unwrap().unwrap().writes);
    let pdf = letter(&town.worker, number).unwrap();
    assert!(pdf.starts_with(b"%PDF-"), "{:?}", &pdf[..8]);
    assert_eq!(letter(&town.worker, number), Some(pdf), "the same each time");
    assert_eq!(letter(&town.other, number), None, "another's client");
    assert_eq!(letter(&town.worker, number + 1), None);
    // What the household asks itself is no business of theirs.
    let account = engine.account_of(ean()).unwrap();
    let (language, name) = (Language::Fr, String::new());
    let asker = crate::cases::Asker { language, name, phone: None, reference: None, party: None };
    let own = (procedures::CaseKind::Complaint, "of the desk");
    let own = crate::cases::ask(&mut engine, (account.dso, Some(&account)), &asker, own, at);
    assert_eq!(letter(&town.worker, own.unwrap().unwrap().kept.id), None);
}

#[test]
fn s_06_the_sittings_of_the_commission_are_the_social_services_own() {
    let town = town();
    let add =
        |who: &Visitor, at: &str| town.offices.add_sitting(who, instant(at), "Town hall").unwrap();
    assert_eq!(add(&town.worker, "2026-11-04T08:59:00+01:00"), Err(NotSet::NotAhead), "over");
    assert_eq!(add(&town.worker, "2027-11-30T14:00:00+01:00"), Err(NotSet::NotAhead));
    for at in ["2026-12-02T14:00:00+01:00", "2026-11-18T14:00:00+01:00"] {
        assert_eq!(add(&town.worker, at), Ok(()));
        assert_eq!(add(&town.worker, at), Ok(()), "sent twice");
    }
    assert_eq!(add(&town.other, "2026-11-10T10:00:00+01:00"), Ok(()));
    let next = || town.offices.sittings(&town.worker).unwrap();
    let days: Vec<String> = next().iter().map(|one| one.at.day().to_string()).collect();
    assert_eq!(days, ["2026-11-18", "2026-12-02"]);
    town.with_mandate();
    let there = town.offices.protection(&town.worker, account_id()).unwrap().unwrap();
    assert_eq!(there.sitting.as_ref(), next().first());
    let number = next()[0].number;
    let cancel = |number: i64| town.offices.cancel_sitting(&town.worker, number).unwrap();
    assert_eq!(cancel(number), Ok(()));
    assert_eq!(cancel(number), Err(NotSet::NoSitting));
    assert_eq!(next().len(), 1);
    *town.now.lock().unwrap() = instant("2026-12-02T14:00:01+01:00");
    assert_eq!(next(), [], "over");
}

//! Photos as evidence of an act: sealed, seen by whoever decides, and let go of with those of visits.

use super::{ATTEMPT, OTHER, Office, eur, office};
use crate::sealed::MasterKeys;
use crate::testing::{account_id, instant};
use portal::agent::{
    ActState, AgentRefused, Agents as _, EvidenceDesk as _, NotEvidence, PhotoKind, Reason, Wanted,
};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use units::{AccountId, Dso};

const JPEG: [u8; 7] = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3];

fn sealing() -> Office {
    let office = office();
    let now = Arc::clone(&office.now);
    let masters = MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    let desks = super::Desks::new(office.engine(), Arc::new(move || *now.lock().unwrap()));
    Office { desks: desks.with_masters(masters), ..office }
}

fn adjusts(euro: &str) -> Wanted {
    Wanted::Adjust {
        amount: eur(euro),
        reason: Reason::WrongCharge,
        evidence: "slip 12".to_owned(),
        note: "it was paid at the post office".to_owned(),
        text: "Your payment at the post office".to_owned(),
    }
}

#[test]
fn a_03_a_photo_of_the_slip_comes_with_the_act_and_the_second_person_sees_it() {
    let office = sealing();
    let keep = |attempt: &str, bytes: &[u8]| {
        office.desks.keep_evidence(&office.agent, (account_id(), attempt), bytes).unwrap()
    };
    assert_eq!(keep(ATTEMPT, b"<html>"), Err(NotEvidence::NotAPicture), "by its bytes");
    let mut large = JPEG.to_vec();
    large.resize(4_000_001, 0);
    assert_eq!(keep(ATTEMPT, &large), Err(NotEvidence::TooLarge));
    let nobody = AccountId(account_id().0 + 9);
    let none = office.desks.keep_evidence(&office.agent, (nobody, ATTEMPT), &JPEG).unwrap();
    assert_eq!(none, Err(NotEvidence::NoAccount));
    let png = b"\x89PNG\r\n\x1a\nslip".as_slice();
    keep(ATTEMPT, png).unwrap();
    keep(ATTEMPT, &JPEG).unwrap();
    let id = office.desks.ask(&office.agent, account_id(), &adjusts("500"), ATTEMPT);
    let id = id.unwrap().unwrap();
    // What was asked for stays with what was shown with it.
    keep(ATTEMPT, png).unwrap();
    let mut engine = office.engine();
    let (_, sealed) = engine.store.act_photo(office.agent.person, ATTEMPT).unwrap().unwrap();
    assert!(sealed.starts_with("sealed:v1:"), "{sealed}");
    let act = office.desks.act(&office.colleague, id).unwrap().unwrap();
    assert!(act.photo && act.decides && act.state == ActState::Waiting);
    let looks = |engine: &mut crate::engine::Engine| {
        let all = engine.store.person_looks(account_id(), 100).unwrap();
        all.iter().filter(|look| look.reason == "photo").count()
    };
    assert_eq!(looks(&mut engine), 0);
    let seen = office.desks.evidence(&office.colleague, id).unwrap();
    assert_eq!(seen, Some((PhotoKind::Jpeg, JPEG.to_vec())), "the last one before it was asked");
    assert_eq!(looks(&mut engine), 1, "the look at it is kept");
    assert_eq!(office.desks.evidence(&office.colleague, id + 1).unwrap(), None);
    // Another act of the same person has none.
    let other = office.desks.ask(&office.agent, account_id(), &adjusts("400"), OTHER);
    let other = other.unwrap().unwrap();
    assert!(!office.desks.act(&office.colleague, other).unwrap().unwrap().photo);
    assert_eq!(office.desks.evidence(&office.colleague, other).unwrap(), None);
    assert_eq!(
        office.desks.decide(&office.agent, id, true, "").unwrap(),
        Err(AgentRefused::SamePerson)
    );
    office.desks.decide(&office.colleague, id, true, "").unwrap().unwrap();
    // When its time is over the act still says that there was one, and which.
    let before = office.desks.act(&office.colleague, id).unwrap().unwrap();
    assert_eq!((before.photo, before.photo_gone), (true, None));
    engine.store.drop_act_photos(Dso::Ores, "2027-01-01".parse().unwrap()).unwrap();
    let act = office.desks.act(&office.colleague, id).unwrap().unwrap();
    let digest = Sha256::digest(JPEG).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!((act.photo, act.photo_gone), (false, Some(digest)));
    assert_eq!(office.desks.act(&office.colleague, other).unwrap().unwrap().photo_gone, None);
}

#[test]
fn a_03_without_a_key_no_photo_is_kept_and_it_opens_with_its_own_alone() {
    let office = sealing();
    let bare =
        super::Desks::new(office.engine(), Arc::new(|| instant("2026-11-04T09:00:00+01:00")));
    assert!(!bare.keeps_evidence() && office.desks.keeps_evidence());
    let none = bare.keep_evidence(&office.agent, (account_id(), ATTEMPT), &JPEG).unwrap();
    assert_eq!(none, Err(NotEvidence::NoKey));
    office.desks.keep_evidence(&office.agent, (account_id(), ATTEMPT), &JPEG).unwrap().unwrap();
    let id = office.desks.ask(&office.agent, account_id(), &adjusts("500"), ATTEMPT);
    let id = id.unwrap().unwrap();
    assert!(bare.evidence(&office.colleague, id).is_err());
}

#[test]
fn pd_07_a_photo_of_evidence_goes_when_its_time_is_over_and_with_the_identity() {
    let office = sealing();
    let keep = |attempt: &str| {
        office.desks.keep_evidence(&office.agent, (account_id(), attempt), &JPEG).unwrap().unwrap();
    };
    keep(ATTEMPT);
    let mut engine = office.engine();
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(engine.store.act_photos_before(Dso::Ores, day("2026-11-04")).unwrap(), 0);
    assert_eq!(engine.store.act_photos_before(Dso::Ores, day("2026-11-05")).unwrap(), 1);
    assert_eq!(engine.store.act_photos_before(Dso::Resa, day("2026-11-05")).unwrap(), 0);
    engine.store.drop_act_photos(Dso::Ores, day("2026-11-04")).unwrap();
    let kept = |engine: &mut crate::engine::Engine, attempt: &str| {
        engine.store.act_photo(office.agent.person, attempt).unwrap().is_some()
    };
    assert!(kept(&mut engine, ATTEMPT));
    engine.store.drop_act_photos(Dso::Ores, day("2026-11-05")).unwrap();
    assert!(!kept(&mut engine, ATTEMPT));
    keep(OTHER);
    engine.store.cut_identity(account_id(), instant("2026-11-05T09:00:00+01:00")).unwrap();
    assert!(!kept(&mut engine, OTHER));
}

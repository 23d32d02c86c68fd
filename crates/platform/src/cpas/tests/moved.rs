//! Whoever moves in has agreed to nothing: what the household before told or signed opens nothing of theirs.

use super::{Town, own, town};
use crate::testing::{ean, instant, move_in_at, night};
use calendar::SettlementDay;
use portal::cpas::{
    CpasOffice as _, NotGiven, PaperMandates as _, PaperRefused, PaperWanted, Purpose,
};
use store::NewPaper;
use timeline::Fact;
use units::Dso;

impl Town {
    /// The household leaves on 4 November, and another one comes the day after.
    fn changes_hands(&self) -> store::Account {
        let mut engine = self.engine();
        let home = engine.account_of(ean()).unwrap();
        let gone = Fact::MoveOut { registers: None };
        engine.record(&home, &gone, instant("2026-11-04T10:00:00+01:00")).unwrap();
        night(&mut engine, &home, "2026-11-04", 100);
        assert!(engine.store.account(home.id).unwrap().unwrap().closed_at.is_some());
        let next = move_in_at(&mut engine, ean(), "2026-11-05T10:00:00+01:00");
        assert_ne!(next.id, home.id);
        *self.now.lock().unwrap() = instant("2026-11-06T12:00:00+01:00");
        next
    }

    fn sees(&self, account: &store::Account) -> bool {
        !self.engine().store.party_grants(account.id).unwrap().is_empty()
            || self.offices.client(&self.worker, account.id).unwrap().is_some()
    }
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

#[test]
fn pd_03_pd_04_a_code_that_was_told_before_a_move_opens_nothing_of_the_next_household() {
    let town = town();
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    let next = town.changes_hands();
    assert_eq!(town.enters(&challenge, &code), Err(NotGiven::Over));
    assert!(!town.sees(&next));
    assert_eq!(town.offices.work(&town.worker).unwrap(), []);
    // Of their own account nothing is granted either, whoever lives at the point.
    let mut engine = town.engine();
    let home = engine.store.closed_accounts_of(ean()).unwrap().remove(0);
    let party = engine.store.person(town.worker.person).unwrap().unwrap().party.unwrap();
    let asked = vending::GrantAsked {
        role: vending::Role::Mandate,
        last: Some(day("2027-01-01")),
        by: vending::Granter::Holder,
        reason: "told".to_owned(),
    };
    let (to, now) = (crate::parties::To::Known(party), *town.now.lock().unwrap());
    let refused = crate::parties::share_of(&mut engine, home.id, &to, &asked, "", now).unwrap_err();
    let why = refused.downcast_ref::<vending::PartyError>();
    assert_eq!(why, Some(&vending::PartyError::AccountClosed));
    assert!(!town.sees(&next));
}

#[test]
fn pd_03_pd_07_a_paper_that_was_signed_before_a_household_lived_there_opens_nothing() {
    let town = town();
    let colleague = town.colleague();
    let next = town.changes_hands();
    let (reference, purpose) = (own(), Purpose::SocialInquiry);
    let records = |document: &str, signed: &str| {
        let (reference, signed) = (reference.as_str(), day(signed));
        let wanted = PaperWanted { reference, document, signed, purpose, months: 3 };
        town.offices.record_paper(&town.worker, &wanted).unwrap()
    };
    let decide = |document: &str| {
        let lines = town.offices.papers(&colleague).unwrap();
        let line = lines.into_iter().find(|line| line.document == document).unwrap();
        town.offices.decide_paper(&colleague, line.id, true).unwrap()
    };
    // The reference of the home fits; who signed has left. It waits and ends like one of nobody.
    assert_eq!(records("of before", "2026-11-03"), Ok(()));
    assert_eq!(decide("of before"), Err(PaperRefused::OpensNothing));
    // One that was written down before it was asked who lived there.
    let mut engine = town.engine();
    let party = engine.store.person(town.worker.person).unwrap().unwrap().party.unwrap();
    let kept = NewPaper {
        dso: Dso::Ores,
        party,
        account: Some(next.id),
        reference: reference.clone(),
        document: "kept before".to_owned(),
        signed: day("2026-11-04"),
        purpose: purpose.name().to_owned(),
        months: 3,
        at: *town.now.lock().unwrap(),
        by: town.worker.person,
    };
    engine.store.add_paper_mandate(&kept).unwrap();
    assert_eq!(decide("kept before"), Err(PaperRefused::OpensNothing));
    assert!(!town.sees(&next));
    assert_eq!(records("their own", "2026-11-05"), Ok(()));
    assert_eq!(decide("their own"), Ok(Some(next.id)));
    assert!(town.sees(&next));
}

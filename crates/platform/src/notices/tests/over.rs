//! What ends while it is on its way is told no other way, and not once more. Source: CM-04.

use super::*;
use guards::{Covers, FleetFact};

const ID: &str = "i-1";

fn opened() -> FleetFact {
    let (incident, kind, by) = (ID.to_owned(), "terminals".to_owned(), "an".to_owned());
    FleetFact::IncidentOpened { incident, kind, covers: Covers::default(), by }
}

fn closed() -> FleetFact {
    FleetFact::IncidentClosed { incident: ID.to_owned(), by: "an".to_owned() }
}

/// A home that wishes short messages alone is told of an incident at ten.
fn told_of_incident(folder: &tempfile::TempDir) -> (Engine, store::Account, Instant) {
    let (mut engine, account) = home_in(folder);
    let mut contact = Contact { learnt_at: Instant(11), ..contact(&account) };
    contact.wished.mail = false;
    engine.store.set_contact(&contact).unwrap();
    deliver(&mut engine, instant("2026-10-30T00:01:00+01:00"));
    let at = instant("2026-10-30T10:00:00+01:00");
    engine.record_fleet(account.dso, None, &opened(), at).unwrap();
    engine
        .locked(account.dso, |engine| incident(engine, account.id, (ID, "terminals"), at))
        .unwrap();
    deliver(&mut engine, at);
    (engine, account, at)
}

/// Channel and state of each row of the incident.
fn rows(engine: &mut Engine, account: &store::Account) -> Vec<(i16, i16)> {
    let kept = engine.store.notices(&[account.id]).unwrap().into_iter();
    let of = kept.filter(|one| one.notice.cause == incident_key(ID));
    of.map(|one| (one.notice.channel, one.state)).collect()
}

#[test]
fn cm_04_cm_02_an_incident_that_is_over_is_told_no_other_way() {
    for ends in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let (mut engine, account, at) = told_of_incident(&folder);
        let mut sms = courier(&engine, Channel::Sms, &Memory::default());
        sms.round(at.plus_s(1), Duration::ZERO).unwrap();
        assert_eq!(rows(&mut engine, &account), [(Channel::Sms.code(), 2)]);
        if ends {
            engine.record_fleet(account.dso, None, &closed(), at.plus_min(15)).unwrap();
        }
        // Nothing was heard of it in half an hour.
        sms.round(at.plus_min(31), Duration::ZERO).unwrap();
        let mut expected = vec![(Channel::Sms.code(), 4)];
        expected.extend((!ends).then_some((Channel::Mail.code(), 0)));
        assert_eq!(rows(&mut engine, &account), expected, "over: {ends}");
    }
}

/// A carrier that is busy while the incident ends.
struct Busy(Engine, store::Account, Instant);

impl Carrier for Busy {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed> {
        if lot.iter().any(|one| one.id.starts_with(&self.1.id.to_string())) {
            // Once: what is over is no incident to end.
            let _ = self.0.record_fleet(self.1.dso, None, &closed(), self.2);
        }
        lot.iter().map(|_| Handed::NotNow { reason: "busy".to_owned() }).collect()
    }

    fn receipts(&mut self, _: Duration) -> Vec<Receipt> {
        Vec::new()
    }
}

#[test]
fn cm_04_what_ends_while_its_carrier_has_it_is_not_offered_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, account, at) = told_of_incident(&folder);
    let other = |engine: &Engine| {
        let store = engine.store.another().unwrap();
        let mut other = Engine::over(store, crate::testing::empty("sqlite::memory:").books);
        other.books = crate::books::Books::load(&mut other.store).unwrap();
        other
    };
    let busy = Busy(other(&engine), account.clone(), at.plus_s(1));
    let mut sms = Courier::new(other(&engine), Box::new(busy));
    sms.round(at.plus_s(1), Duration::ZERO).unwrap();
    assert_eq!(rows(&mut engine, &account), [(Channel::Sms.code(), 5)]);
}

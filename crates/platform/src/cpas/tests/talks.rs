//! Mandates on paper, notes, and messages to a client.

use super::{Town, own, town};
use crate::testing::{ean, instant};
use access::Role;
use calendar::SettlementDay;
use portal::cpas::{
    ClientMessages as _, ClientNotes as _, CpasOffice as _, MessageWanted, NotNoted, NotRecorded,
    NotSent, PaperMandates as _, PaperRefused, PaperStanding, PaperWanted, Purpose, Template,
};
use portal::my::Visitor;
use store::Ways;
use units::{Dso, Language};

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

impl Town {
    /// Somebody else of the same social service.
    fn colleague(&self) -> Visitor {
        let mut engine = self.engine();
        let party = engine.store.person(self.worker.person).unwrap().unwrap().party;
        let mut ways = Ways::empty(Language::En, instant("2026-11-04T09:00:00+01:00"));
        "An".clone_into(&mut ways.name);
        let code = Role::Cpas.code();
        let person = engine.store.add_person(Dso::Ores, code, party, &ways).unwrap().id;
        Visitor { person, name: "An".to_owned(), ..self.worker.clone() }
    }

    fn records(&self, reference: &str, signed: &str, months: i32) -> Result<(), NotRecorded> {
        let (purpose, document) = (Purpose::SocialInquiry, "2026/117");
        let wanted = PaperWanted { reference, document, signed: day(signed), purpose, months };
        self.offices.record_paper(&self.worker, &wanted).unwrap()
    }
}

const WROTE: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn pd_03_a_mandate_on_paper_opens_when_a_colleague_has_compared_it_and_the_household_is_told() {
    let town = town();
    let colleague = town.colleague();
    assert_eq!(town.records(&own(), "2026-11-02", 3), Ok(()));
    assert_eq!(town.records(&own(), "2026-11-02", 3), Ok(()), "the same paper again");
    assert_eq!(town.offices.client(&town.worker, ean()).unwrap(), None, "nothing is open yet");
    let lines = town.offices.papers(&town.worker).unwrap();
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line.standing, PaperStanding::Waiting { own: true });
    assert_eq!((line.signed, line.last), (day("2026-11-02"), day("2027-02-01")));
    let decide =
        |who: &Visitor, grant| town.offices.decide_paper(who, line.id, grant).unwrap();
    assert_eq!(decide(&town.worker, true), Err(PaperRefused::SamePerson));
    assert_eq!(decide(&town.other, true), Err(PaperRefused::NoPaper), "another's");
    assert_eq!(decide(&colleague, true), Ok(Some(ean())));
    assert_eq!(decide(&colleague, true), Err(PaperRefused::Ended), "once");
    let client = town.offices.client(&town.worker, ean()).unwrap().unwrap();
    assert!(!client.by_law);
    assert_eq!(client.line.until, Some(day("2027-02-01")), "from the day of the signature");
    let lines = town.offices.papers(&colleague).unwrap();
    let opened = |of: &PaperStanding| matches!(of, PaperStanding::Granted { client: Some(_), .. });
    assert!(opened(&lines[0].standing), "{lines:?}");
    let told = town.told("M17-paper");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("CPAS de Namur voit votre solde jusqu'au 01/02") && told[0].contains("0800"),
        "{told:?}"
    );
    // The household ends it where it ends any other.
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    let grant = engine.store.party_grants(account.id).unwrap().remove(0);
    assert_eq!(grant.reason, "social_inquiry, signed on 2026-11-02 on paper 2026/117");
    let at = instant("2026-11-04T09:00:00+01:00");
    crate::parties::end(&mut engine, ean(), grant.seq, vending::Granter::Holder, "", at).unwrap();
    assert_eq!(town.offices.client(&town.worker, ean()).unwrap(), None, "at once");
}

#[test]
fn pd_03_a_paper_lasts_six_months_at_most_from_its_signature_and_not_from_when_it_is_found() {
    let town = town();
    assert_eq!(town.records(&own(), "2026-11-02", 7), Err(NotRecorded::TooLong { most: 6 }));
    assert_eq!(town.records(&own(), "2026-11-02", 0), Err(NotRecorded::TooLong { most: 6 }));
    assert_eq!(town.records(&own(), "2026-11-05", 3), Err(NotRecorded::NotYetSigned));
    let last = day("2026-11-03");
    assert_eq!(town.records(&own(), "2026-08-04", 3), Err(NotRecorded::Over { last }));
    assert_eq!(town.records("12", "2026-11-02", 3), Err(NotRecorded::NotAReference));
    let (purpose, reference) = (Purpose::Emergency, own());
    let signed = day("2026-11-02");
    for document in [" ".to_owned(), "x".repeat(41)] {
        let (reference, document) = (reference.as_str(), document.as_str());
        let wanted = PaperWanted { reference, document, signed, purpose, months: 1 };
        let refused = town.offices.record_paper(&town.worker, &wanted).unwrap();
        assert_eq!(refused, Err(NotRecorded::NoDocument { most: 40 }));
    }
}

#[test]
fn pd_04_a_paper_for_a_reference_that_nobody_has_looks_like_any_other() {
    let town = town();
    let colleague = town.colleague();
    let nobody = units::Ean::with_check_digit(54_144_900_000_000_777).unwrap();
    let reference = format!("{:013}", nobody.reference().as_u64());
    assert_eq!(town.records(&reference, "2026-11-02", 3), Ok(()));
    let line = town.offices.papers(&colleague).unwrap().remove(0);
    assert_eq!(line.standing, PaperStanding::Waiting { own: false });
    let decide = |grant| town.offices.decide_paper(&colleague, line.id, grant).unwrap();
    assert_eq!(decide(true), Err(PaperRefused::OpensNothing));
    assert_eq!(decide(false), Ok(None));
    assert!(matches!(
        town.offices.papers(&colleague).unwrap()[0].standing,
        PaperStanding::TurnedDown(_)
    ));
}

#[test]
fn s_04_what_a_cpas_notes_is_read_by_its_own_people_alone() {
    let town = town();
    let colleague = town.colleague();
    let note = |who: &Visitor, words: &str| town.offices.add_note(who, ean(), words).unwrap();
    assert_eq!(note(&town.worker, "Rent is paid"), Err(NotNoted::NoClient));
    town.with_mandate();
    assert_eq!(note(&town.worker, " "), Err(NotNoted::NoWords));
    assert_eq!(note(&town.worker, &"x".repeat(1_001)), Err(NotNoted::TooLong));
    assert_eq!(note(&town.worker, " Rent is paid "), Ok(()));
    assert_eq!(note(&town.worker, "Rent is paid"), Ok(()), "the same again");
    assert_eq!(note(&colleague, "Comes on Friday"), Ok(()));
    let client = town.offices.client(&colleague, ean()).unwrap().unwrap();
    let read: Vec<_> = client.notes.iter().map(|one| (&*one.by, &*one.words)).collect();
    assert_eq!(read, [("An", "Comes on Friday"), ("CPAS de Namur", "Rent is paid")]);
    // Another social service with a mandate of its own sees none of them.
    let mut engine = town.engine();
    let party = engine.store.person(town.other.person).unwrap().unwrap().party.unwrap();
    let now = *town.now.lock().unwrap();
    let asked = vending::GrantAsked {
        role: vending::Role::Mandate,
        last: Some(day("2026-12-01")),
        by: vending::Granter::Holder,
        reason: "budget_help".to_owned(),
    };
    let to = crate::parties::To::Known(party);
    crate::parties::share(&mut engine, ean(), &to, &asked, "", now).unwrap();
    assert_eq!(town.offices.client(&town.other, ean()).unwrap().unwrap().notes, []);
}

#[test]
fn s_08_a_message_leaves_once_in_the_households_language_by_its_own_channels() {
    let town = town();
    let meet = |on: &str, time| MessageWanted {
        template: Template::Meet,
        day: Some(day(on)),
        time,
    };
    let wanted = meet("2026-11-06", Some((14, 30)));
    let sends = |wanted| town.offices.send_message(&town.worker, ean(), wanted, WROTE).unwrap();
    assert_eq!(sends(wanted), Err(NotSent::NoClient));
    assert_eq!(town.offices.message_form(&town.worker, ean()).unwrap(), None);
    town.with_mandate();
    assert_eq!(sends(meet("2026-11-06", None)), Err(NotSent::NoDay));
    assert_eq!(sends(meet("2026-11-04", Some((8, 0)))), Err(NotSent::Day { most: 60 }));
    assert_eq!(sends(meet("2027-01-04", Some((8, 0)))), Err(NotSent::Day { most: 60 }));
    let facts = town.offices.message_form(&town.worker, ean()).unwrap().unwrap();
    assert_eq!((facts.language, facts.texts.len()), (Language::Fr, 6));
    let of = |wanted: Template| &facts.texts.iter().find(|(one, _)| *one == wanted).unwrap().1;
    assert!(of(Template::Meet).starts_with("CPAS de Namur vous attend …."), "{facts:?}");
    assert!(of(Template::Renew).contains("03/02"), "when access ends is known: {facts:?}");
    let shown = town.offices.message_preview(&town.worker, ean(), wanted).unwrap().unwrap();
    assert_eq!((shown.language, shown.texts.len(), shown.most), (Language::Fr, 4, 160));
    let ways: Vec<&str> = shown.ways.iter().map(|(way, _)| way.as_str()).collect();
    assert_eq!(ways, ["sms"]);
    let (_, text, septets) = shown.texts[0].clone();
    assert!(text.contains("vendredi") && text.contains("14"), "{text}");
    assert_eq!(septets, notify::gsm::septets(&text).unwrap());
    assert_eq!(town.told("office-meet"), Vec::<String>::new(), "a look sends nothing");
    assert_eq!(sends(wanted), Ok(()));
    assert_eq!(sends(wanted), Ok(()), "the same page again");
    assert_eq!(town.told("office-meet"), [text]);
    let client = town.offices.client(&town.worker, ean()).unwrap().unwrap();
    drop(client);
    // Where it calls back is the social service's own number, once it is known.
    let mut engine = town.engine();
    let party = engine.store.person(town.worker.person).unwrap().unwrap().party.unwrap();
    let contact = store::PartyContact {
        party,
        language: Language::Fr,
        phone: Some("081 12 34 56".parse().unwrap()),
        email: None,
        learnt_at: instant("2026-11-04T09:00:00+01:00"),
    };
    engine.store.set_party_contact(&contact).unwrap();
    let help = MessageWanted { template: Template::Help, day: None, time: None };
    let shown = town.offices.message_preview(&town.worker, ean(), help).unwrap().unwrap();
    assert!(shown.texts.iter().all(|(_, text, _)| text.contains("081 12 34 56")), "{shown:?}");
}

#[test]
fn s_08_whom_nothing_reaches_is_not_written_to() {
    let town = town();
    town.with_mandate();
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    let at = instant("2026-11-04T09:00:00+01:00");
    let mut contact = store::Contact::empty(account.id, Language::Fr, at);
    "Élise".clone_into(&mut contact.name);
    engine.store.set_contact(&contact).unwrap();
    let call = MessageWanted { template: Template::Call, day: None, time: None };
    let sent = town.offices.send_message(&town.worker, ean(), call, WROTE).unwrap();
    assert_eq!(sent, Err(NotSent::NoWay));
}

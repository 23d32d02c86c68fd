//! Mandates on paper, notes, and messages to a client.

use super::{Town, own, town};
use crate::testing::{account_id, ean, instant};
use calendar::SettlementDay;
use portal::cpas::{
    ClientMessages as _, ClientNotes as _, CpasOffice as _, CpasTeam as _, MessageWanted, Moved,
    NewLeave, NotNoted, NotRecorded, NotSent, PaperMandates as _, PaperRefused, PaperStanding,
    PaperWanted, Purpose, TeamRefused, Template,
};
use portal::my::Visitor;
use units::Language;

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

impl Town {
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
    assert_eq!(
        town.offices.client(&town.worker, account_id()).unwrap(),
        None,
        "nothing is open yet"
    );
    let lines = town.offices.papers(&town.worker).unwrap();
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line.standing, PaperStanding::Waiting { own: true });
    assert_eq!((line.signed, line.last), (day("2026-11-02"), day("2027-02-01")));
    let decide = |who: &Visitor, grant| town.offices.decide_paper(who, line.id, grant).unwrap();
    assert_eq!(decide(&town.worker, true), Err(PaperRefused::SamePerson));
    assert_eq!(decide(&town.other, true), Err(PaperRefused::NoPaper), "another's");
    assert_eq!(decide(&colleague, true), Ok(Some(account_id())));
    assert_eq!(decide(&colleague, true), Err(PaperRefused::Ended), "once");
    let client = town.offices.client(&town.worker, account_id()).unwrap().unwrap();
    assert!(!client.by_law);
    assert_eq!(client.line.until, Some(day("2027-02-01")), "from the day of the signature");
    let lines = town.offices.papers(&colleague).unwrap();
    let opened = |of: &PaperStanding| matches!(of, PaperStanding::Granted { client: Some(_), .. });
    assert!(opened(&lines[0].standing), "{lines:?}");
    let told = town.told("M17-paper");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("CPAS de Namur voit votre solde jusqu'au 01/02")
            && told[0].contains("0800"),
        "{told:?}"
    );
    // The household ends it where it ends any other.
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    let grant = engine.store.party_grants(account.id).unwrap().remove(0);
    assert_eq!(grant.reason, "social_inquiry, signed on 2026-11-02 on paper 2026/117");
    let at = instant("2026-11-04T09:00:00+01:00");
    crate::parties::end(&mut engine, ean(), grant.seq, vending::Granter::Holder, "", at).unwrap();
    assert_eq!(town.offices.client(&town.worker, account_id()).unwrap(), None, "at once");
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
    let note =
        |who: &Visitor, words: &str| town.offices.add_note(who, account_id(), words).unwrap();
    assert_eq!(note(&town.worker, "Rent is paid"), Err(NotNoted::NoClient));
    town.with_mandate();
    assert_eq!(note(&town.worker, " "), Err(NotNoted::NoWords));
    assert_eq!(note(&town.worker, &"x".repeat(1_001)), Err(NotNoted::TooLong));
    assert_eq!(note(&town.worker, " Rent is paid "), Ok(()));
    assert_eq!(note(&town.worker, "Rent is paid"), Ok(()), "the same again");
    assert_eq!(note(&colleague, "Comes on Friday"), Ok(()));
    let client = town.offices.client(&colleague, account_id()).unwrap().unwrap();
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
    assert_eq!(town.offices.client(&town.other, account_id()).unwrap().unwrap().notes, []);
}

#[test]
fn s_08_cm_03_a_message_leaves_once_a_day_in_the_households_language_by_its_own_channels() {
    let town = town();
    let meet =
        |on: &str, time| MessageWanted { template: Template::Meet, day: Some(day(on)), time };
    let wanted = meet("2026-11-06", Some((14, 30)));
    let sends =
        |wanted| town.offices.send_message(&town.worker, account_id(), wanted, WROTE).unwrap();
    assert_eq!(sends(wanted), Err(NotSent::NoClient));
    assert_eq!(town.offices.message_form(&town.worker, account_id()).unwrap(), None);
    town.with_mandate();
    assert_eq!(sends(meet("2026-11-06", None)), Err(NotSent::NoDay));
    assert_eq!(sends(meet("2026-11-04", Some((8, 0)))), Err(NotSent::Day { most: 60 }));
    assert_eq!(sends(meet("2027-01-04", Some((8, 0)))), Err(NotSent::Day { most: 60 }));
    let facts = town.offices.message_form(&town.worker, account_id()).unwrap().unwrap();
    assert_eq!((facts.language, facts.texts.len()), (Language::Fr, 6));
    let of = |wanted: Template| &facts.texts.iter().find(|(one, _)| *one == wanted).unwrap().1;
    assert!(of(Template::Meet).starts_with("CPAS de Namur vous attend … Ce"), "{facts:?}");
    assert!(of(Template::Renew).contains("03/02"), "when access ends is known: {facts:?}");
    let shown = town.offices.message_preview(&town.worker, account_id(), wanted).unwrap().unwrap();
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
    // CM-03: another one of the kind waits until tomorrow, whoever of the office writes it.
    let other = meet("2026-11-09", Some((8, 0)));
    assert_eq!(sends(other), Err(NotSent::Today));
    let colleague = town.colleague();
    let fresh = "fedcba9876543210fedcba9876543210";
    let again = town.offices.send_message(&colleague, account_id(), other, fresh).unwrap();
    assert_eq!(again, Err(NotSent::Today));
    assert_eq!(town.told("office-meet").len(), 1, "nothing left");
    *town.now.lock().unwrap() = instant("2026-11-05T09:00:00+01:00");
    assert_eq!(sends(other), Ok(()));
    assert_eq!(town.told("office-meet").len(), 2);
    let client = town.offices.client(&town.worker, account_id()).unwrap().unwrap();
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
    let shown = town.offices.message_preview(&town.worker, account_id(), help).unwrap().unwrap();
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
    let of = |template| MessageWanted { template, day: None, time: None };
    let sends = |template| {
        town.offices.send_message(&town.worker, account_id(), of(template), WROTE).unwrap()
    };
    assert_eq!(sends(Template::Help), Err(NotSent::NoWay));
    // Whoever wants none is not somebody who cannot be reached.
    contact.phone = Some("0470 12 34 56".parse().unwrap());
    contact.wished.declined = vec!["office".to_owned()];
    engine.store.set_contact(&contact).unwrap();
    assert_eq!(sends(Template::Help), Err(NotSent::Declined));
    // The operator's line would be called, and the text says that the call stays with the office.
    assert_eq!(sends(Template::Call), Err(NotSent::NoPhone));
}

#[test]
fn s_09_whoever_opened_a_mandate_is_in_charge_until_it_is_handed_over_and_a_stand_in_works_meanwhile()
 {
    let town = town();
    let (an, worker) = (town.colleague(), &town.worker);
    town.with_mandate();
    let mine =
        |who: &Visitor| town.offices.work(who).unwrap().iter().filter(|one| one.mine).count();
    assert_eq!((mine(worker), mine(&an)), (1, 0));
    assert_eq!(town.offices.work(&an).unwrap().len(), 1, "all of the team see all");
    let charge = |who: &Visitor| {
        let client = town.offices.client(who, account_id()).unwrap().unwrap();
        client.charge.person.map(|(_, name)| name)
    };
    assert_eq!(charge(&an).as_deref(), Some("CPAS de Namur"));
    // From Monday to Friday another does the work.
    let leave = |person, first: &str, last: &str, stand_in| {
        let leave = NewLeave { person, first: day(first), last: day(last), stand_in };
        town.offices.set_leave(worker, leave).unwrap()
    };
    let (own, hers) = (worker.person, an.person);
    assert_eq!(leave(own, "2026-11-09", "2026-11-13", own), Err(TeamRefused::SamePerson));
    let elsewhere = leave(own, "2026-11-09", "2026-11-13", town.other.person);
    assert_eq!(elsewhere, Err(TeamRefused::NoMember), "of another social service");
    let days = Err(TeamRefused::Days { most: 180 });
    assert_eq!(leave(own, "2026-11-13", "2026-11-09", hers), days);
    assert_eq!(leave(own, "2026-10-01", "2026-11-03", hers), days);
    assert_eq!(leave(own, "2026-11-09", "2027-05-08", hers), days);
    assert_eq!(leave(own, "2026-11-09", "2026-11-13", hers), Ok(()));
    assert_eq!(leave(hers, "2026-11-13", "2026-11-14", own), Err(TeamRefused::StandInAway));
    let third = town.colleague();
    assert_eq!(
        leave(hers, "2026-11-13", "2026-11-14", third.person),
        Err(TeamRefused::StandsIn),
        "whoever stands in is not away"
    );
    let at = |at: &str| *town.now.lock().unwrap() = instant(at);
    for (time, expected) in [
        ("2026-11-08T23:59:00+01:00", 0),
        ("2026-11-09T00:00:00+01:00", 1),
        ("2026-11-13T23:59:00+01:00", 1),
        ("2026-11-14T00:00:00+01:00", 0),
    ] {
        at(time);
        assert_eq!((mine(&an), mine(worker)), (expected, 1), "{time}");
    }
    at("2026-11-10T09:00:00+01:00");
    assert_eq!(town.offices.end_leave(&town.other, own).unwrap(), Err(TeamRefused::NoMember));
    assert_eq!(town.offices.end_leave(&an, own).unwrap(), Ok(()));
    assert_eq!(town.offices.end_leave(&an, own).unwrap(), Err(TeamRefused::NoLeave));
    assert_eq!(mine(&an), 0, "back again");
    // Handed over for good.
    let moves = |who: &Visitor, client, from, to| {
        town.offices.move_clients(who, Moved { client, from, to }).unwrap()
    };
    assert_eq!(moves(&town.other, None, Some(own), hers), Err(TeamRefused::NoMember));
    assert_eq!(moves(worker, None, Some(own), own), Err(TeamRefused::SamePerson));
    assert_eq!(moves(worker, None, None, hers), Err(TeamRefused::NoClient));
    assert_eq!(moves(&an, Some(account_id()), Some(own), hers), Ok(1));
    assert_eq!((mine(worker), mine(&an), charge(worker).as_deref()), (0, 1, Some("An")));
    let team = town.offices.team(worker).unwrap();
    let counts: Vec<_> = team.members.iter().map(|one| (one.own, one.clients)).collect();
    assert_eq!(counts, [(true, 0), (false, 1), (false, 0)]);
    // Whoever has left the team is in charge of nobody.
    let mut engine = town.engine();
    let mut ways = engine.store.person(hers).unwrap().unwrap().ways;
    (ways.ended, ways.at) = (true, instant("2026-11-10T10:00:00+01:00"));
    engine.store.set_ways(hers, &ways).unwrap();
    let team = town.offices.team(worker).unwrap();
    assert_eq!((team.members.len(), team.nobodys), (2, 1));
    assert_eq!(moves(worker, None, None, own), Ok(1));
    assert_eq!(mine(worker), 1);
}

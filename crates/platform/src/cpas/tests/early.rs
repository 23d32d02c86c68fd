//! The list of a week of households at risk: on mandates, and by law for postcodes.

use super::{Town, own, town};
use crate::cpas::early::{EarlyCommand, agree, end, enter, run};
use crate::testing::{account_id, ean, instant};
use calendar::Instant;
use portal::cpas::{EarlyGround, EarlyLists};
use store::EarlyBasis;
use units::Dso;

/// On the Wednesday of the week that began in the night in which the credit was used up.
const WEDNESDAY: &str = "2026-11-04T09:00:00+01:00";

impl Town {
    fn lives_at(&self, postcode: &str) {
        let mut engine = self.engine();
        let mut contact = engine.store.contact(account_id()).unwrap().unwrap();
        contact.postcode = postcode.to_owned();
        contact.town = "Namur".to_owned();
        contact.street = "Rue Haute 1".to_owned();
        contact.learnt_at = Instant(contact.learnt_at.0 + 1);
        engine.store.set_contact(&contact).unwrap();
    }

    /// Of the first service, from November on.
    fn law(&self, postcodes: &[u16]) -> i64 {
        let party = self.party();
        enter(&mut self.engine(), basis(party, postcodes), "An Agent", instant(WEDNESDAY)).unwrap()
    }

    fn party(&self) -> i64 {
        let person = self.engine().store.person(self.worker.person).unwrap().unwrap();
        person.party.unwrap()
    }

    fn agrees(&self, number: i64, by: &str) -> bool {
        agree(&mut self.engine(), (Dso::Ores, number), by, instant(WEDNESDAY)).is_ok()
    }

    /// What the list says of the home, for both services.
    fn grounds(&self) -> [Vec<EarlyGround>; 2] {
        [&self.worker, &self.other].map(|who| {
            let list = self.offices.early(who).unwrap();
            list.lines.into_iter().map(|line| line.ground).collect()
        })
    }

    fn seen(&self) -> Vec<String> {
        let looks = self.engine().store.person_looks(account_id(), 100).unwrap();
        looks.into_iter().map(|look| format!("{} ({})", look.saw, look.reason)).collect()
    }
}

fn basis(party: i64, postcodes: &[u16]) -> EarlyBasis {
    EarlyBasis {
        dso: Dso::Ores,
        party,
        basis: "Decree 12".to_owned(),
        postcodes: postcodes.to_vec(),
        first: "2026-11-01".parse().unwrap(),
        last: "2027-03-31".parse().unwrap(),
    }
}

fn by_law() -> Vec<EarlyGround> {
    vec![EarlyGround::Law("Decree 12".to_owned())]
}

#[test]
fn cm_08_a_law_that_two_people_entered_lists_who_is_at_risk_and_the_household_sees_each_look() {
    let town = town();
    town.lives_at("5000");
    assert_eq!(town.grounds(), [vec![], vec![]], "neither mandate nor law");
    assert_eq!(town.seen(), Vec::<String>::new());
    let number = town.law(&[5000, 5100]);
    assert_eq!(town.grounds(), [vec![], vec![]], "a second person has to agree");
    assert!(!town.agrees(number, "an agent"), "the same person");
    assert!(!town.agrees(number + 1, "Bo"), "there is no such basis");
    assert!(town.agrees(number, "Bo"));
    assert!(!town.agrees(number, "Cy"), "once");
    assert_eq!(town.grounds(), [by_law(), vec![]], "of one social service");
    let list = town.offices.early(&town.worker).unwrap();
    assert_eq!(list.week, "2026-11-02".parse().unwrap());
    let line = list.lines.first().unwrap();
    assert_eq!((line.ean, line.name.as_str()), (ean(), "Élise D’Hoop"));
    assert_eq!(line.address, "Rue Haute 1, 5000 Namur");
    assert!(line.nights >= 1 && list.winter);
    assert_eq!(town.seen().len(), 2, "one for each look");
    assert!(
        town.seen().iter().all(|saw| saw.contains("early_list, Decree 12")),
        "{:?}",
        town.seen()
    );
    town.lives_at("4500");
    assert_eq!(town.grounds(), [vec![], vec![]], "of these postcodes");
    town.lives_at("5100");
    let ended = end(&mut town.engine(), (Dso::Ores, number), "Bo", instant(WEDNESDAY));
    assert!(ended.is_ok());
    assert_eq!(town.grounds(), [vec![], vec![]], "it was ended");
}

#[test]
fn cm_08_on_a_mandate_a_client_is_listed_without_a_law_and_is_told() {
    let town = town();
    let challenge = town.asks(&own()).unwrap();
    let code = town.code();
    assert_eq!(town.enters(&challenge, &code), Ok(account_id()));
    let [first, second] = town.grounds();
    assert!(matches!(first.as_slice(), [EarlyGround::Mandate(_)]), "{first:?}");
    assert_eq!(second, vec![]);
    assert!(!town.seen().is_empty());
}

#[test]
fn cm_08_there_is_a_list_in_winter_and_while_its_law_holds() {
    let town = town();
    town.lives_at("5000");
    let number = town.law(&[5000]);
    assert!(town.agrees(number, "Bo"));
    *town.now.lock().unwrap() = instant("2027-06-02T09:00:00+02:00");
    let list = town.offices.early(&town.worker).unwrap();
    assert!(!list.winter && list.lines.is_empty() && list.bases.is_empty());
    assert_eq!(town.seen(), Vec::<String>::new());
}

#[test]
fn cm_08_a_night_that_is_not_counted_is_no_week_without_anybody() {
    let town = town();
    town.lives_at("5000");
    let number = town.law(&[5000]);
    assert!(town.agrees(number, "Bo"));
    let list = town.offices.early(&town.worker).unwrap();
    assert_eq!(list.night, Some(list.week.previous()));
    // A week later, and no night since.
    *town.now.lock().unwrap() = instant(WEDNESDAY).plus_h(7 * 24);
    let list = town.offices.early(&town.worker).unwrap();
    let last = "2026-11-03".parse().unwrap();
    assert_eq!(list.night, Some(last), "the last that is counted, and it says so");
    assert_eq!(list.lines.len(), 1);
}

#[test]
fn cm_08_a_law_that_nobody_could_check_is_refused() {
    let town = town();
    let (party, now) = (town.party(), instant(WEDNESDAY));
    let mut engine = town.engine();
    let good = basis(party, &[5000]);
    let wrong = [
        EarlyBasis { basis: "  ".to_owned(), ..good.clone() },
        EarlyBasis { postcodes: Vec::new(), ..good.clone() },
        EarlyBasis { party: party + 1_000, ..good.clone() },
        EarlyBasis { last: good.first.previous(), ..good.clone() },
        EarlyBasis { last: "2030-01-01".parse().unwrap(), ..good.clone() },
    ];
    for new in wrong {
        assert!(enter(&mut engine, new.clone(), "An", now).is_err(), "{new:?}");
    }
    assert!(enter(&mut engine, good.clone(), " ", now).is_err(), "by nobody");
    let mut out = Vec::new();
    let asked = EarlyCommand::Enter {
        dso: Dso::Ores,
        party,
        basis: "Decree 12".to_owned(),
        postcodes: vec!["500".to_owned()],
        from: good.first,
        until: good.last,
        by: "An".to_owned(),
    };
    assert!(run(&town.url, asked, &mut out).is_err(), "no postcode");
    assert_eq!(engine.store.early_bases(Dso::Ores, None).unwrap(), []);
    enter(&mut engine, good, "An", now).unwrap();
    run(&town.url, EarlyCommand::List { dso: Dso::Ores }, &mut out).unwrap();
    let said = String::from_utf8(out).unwrap();
    assert!(said.contains("5000  Decree 12  entered by An  waits"), "{said}");
}

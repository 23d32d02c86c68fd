//! Social services by postcode.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{Store, WelfareOffice};
use units::Dso;

on_both! {
    p_06_of_a_postcode_the_newest_social_service_counts
}

fn p_06_of_a_postcode_the_newest_social_service_counts(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let office = |postcode: u16, name: &str, at: i64| WelfareOffice {
        dso: Dso::Ores,
        postcode,
        name: name.to_owned(),
        address: "Rue Neuve 1".to_owned(),
        phone: "087 30 00 00".parse().unwrap(),
        learnt_at: Instant(at),
    };
    let both = [office(4_800, "One", 1), office(4_820, "Two", 1)];
    assert_eq!(store.set_welfare_offices(&both).unwrap(), 2);
    assert_eq!(store.set_welfare_offices(&[office(4_800, "One", 9)]).unwrap(), 0, "nothing is new");
    let newer = office(4_800, "Uno", 10);
    assert_eq!(store.set_welfare_offices(std::slice::from_ref(&newer)).unwrap(), 1);
    assert_eq!(store.welfare_office(Dso::Ores, 4_800).unwrap(), Some(newer));
    assert_eq!(store.welfare_office(Dso::Ores, 4_820).unwrap(), Some(both[1].clone()));
    assert_eq!(store.welfare_office(Dso::Resa, 4_820).unwrap(), None);
    assert_eq!(store.welfare_office(Dso::Ores, 5_000).unwrap(), None);
}

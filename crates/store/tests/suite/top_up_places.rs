//! Where people can top up.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{KeptPlace, Store};
use units::Dso;

on_both! {
    tp_02_of_a_place_the_newest_version_counts
}

fn tp_02_of_a_place_the_newest_version_counts(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let shop = |id: &str, name: &str, at: i64| KeptPlace {
        dso: Dso::Ores,
        id: id.to_owned(),
        name: name.to_owned(),
        street: "Rue Neuve 1".to_owned(),
        postcode: 4_800,
        town: "Verviers".to_owned(),
        hours: "Mo 08:00-12:00".to_owned(),
        bancontact: true,
        cash: false,
        gas: true,
        learnt_at: Instant(at),
        gone: false,
    };
    let both = [shop("b", "Two", 1), shop("a", "One", 1)];
    assert_eq!(store.set_places(&both).unwrap(), 2);
    assert_eq!(store.set_places(&[shop("a", "One", 9)]).unwrap(), 0, "nothing is new");
    let changed = shop("a", "Uno", 10);
    let gone = KeptPlace { gone: true, learnt_at: Instant(11), ..shop("b", "Two", 11) };
    assert_eq!(store.set_places(&[changed.clone(), gone.clone()]).unwrap(), 2);
    assert_eq!(store.places(Dso::Ores).unwrap(), [changed, gone]);
    assert_eq!(store.places(Dso::Resa).unwrap(), []);
    let other = KeptPlace { dso: Dso::Resa, ..shop("a", "Else", 1) };
    assert_eq!(store.set_places(std::slice::from_ref(&other)).unwrap(), 1);
    assert_eq!(store.places(Dso::Resa).unwrap(), [other]);
}

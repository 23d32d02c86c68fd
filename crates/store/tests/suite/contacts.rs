//! Contacts: versions, and who a number or an address belongs to. Source: CM-02.

use crate::place::{Place, on_both};
use crate::world::{first_day, id, opening};
use calendar::Instant;
use store::{Booking, Contact, ContactPoint, Store, StoreError, Threshold, Wished};
use units::{Language, MicroEuro};

on_both! {
    cm_02_the_newest_version_of_a_contact_counts
    cm_02_a_number_or_an_address_names_the_accounts_that_have_it_now
    cm_02_what_the_rules_refuse_of_a_contact_the_database_refuses_too
}

fn known(number: i64) -> Contact {
    Contact {
        name: "Ольга".to_owned(),
        phone: Some("0450 00 00 01".parse().unwrap()),
        email: Some("Home@Example.be".parse().unwrap()),
        street: "Rue de l'Exemple 1".to_owned(),
        postcode: "5000".to_owned(),
        town: "Namur".to_owned(),
        threshold: Some(Threshold::Amount(MicroEuro(7_500_000))),
        entered_by: Some("an".to_owned()),
        ..Contact::empty(id(number), Language::Fr, Instant(10))
    }
}

fn with_accounts(place: &Place, count: i64) -> Store {
    let mut store = place.store();
    for number in 1..=count {
        store.book(&opening(number)).unwrap();
    }
    store
}

fn cm_02_the_newest_version_of_a_contact_counts(place: &Place) {
    let mut store = with_accounts(place, 1);
    assert_eq!(store.contact(id(1)).unwrap(), None);
    assert_eq!(store.set_contact(&known(1)).unwrap(), 1);
    assert_eq!(store.contact(id(1)).unwrap(), Some(known(1)), "a name is kept in its script");
    let later = Contact {
        language: Language::Nl,
        phone: None,
        wished: Wished {
            sms: false,
            voice: false,
            declined: vec!["M03".to_owned(), "M04".to_owned()],
            by_mail: vec!["M05".to_owned(), "office".to_owned()],
            quiet_min: Some((1320, 420)),
            recognised: true,
            easy: true,
            ..Wished::default()
        },
        threshold: Some(Threshold::Days(3)),
        learnt_at: Instant(20),
        entered_by: None,
        ..known(1)
    };
    assert_eq!(store.set_contact(&later).unwrap(), 2);
    assert_eq!(store.contact(id(1)).unwrap(), Some(later.clone()));
    assert_eq!(store.contact_versions(id(1)).unwrap(), [known(1), later]);
    let unknown = store.set_contact(&known(9)).unwrap_err();
    assert!(matches!(unknown, StoreError::NoSuchAccount { .. }), "{unknown}");
}

fn cm_02_a_number_or_an_address_names_the_accounts_that_have_it_now(place: &Place) {
    let mut store = with_accounts(place, 3);
    let phone = ContactPoint::Phone("+32 450/00.00.01".parse().unwrap());
    let email = ContactPoint::Email("HOME@example.be".parse().unwrap());
    for number in [3, 1] {
        store.set_contact(&known(number)).unwrap();
    }
    assert_eq!(store.accounts_of_contact(&phone).unwrap(), [id(1), id(3)]);
    // Another number: the old one no longer opens anything, the address still does.
    let moved = Contact { phone: Some("02 000 00 01".parse().unwrap()), ..known(3) };
    store.set_contact(&moved).unwrap();
    assert_eq!(store.accounts_of_contact(&phone).unwrap(), [id(1)]);
    assert_eq!(store.accounts_of_contact(&email).unwrap(), [id(1), id(3)]);
    // Who has left has no account here any more.
    let left = first_day().at(20, 0);
    store.book(&Booking { closes: Some(left), ..Booking::of(id(1)) }).unwrap();
    assert_eq!(store.accounts_of_contact(&phone).unwrap(), []);
    assert_eq!(store.accounts_of_contact(&email).unwrap(), [id(3)]);
}

fn cm_02_what_the_rules_refuse_of_a_contact_the_database_refuses_too(place: &Place) {
    let mut store = with_accounts(place, 1);
    let quiet = |from, to| Wished { quiet_min: Some((from, to)), ..Wished::default() };
    for wrong in [
        Contact { wished: quiet(1440, 480), ..known(1) },
        Contact { threshold: Some(Threshold::Days(0)), ..known(1) },
        Contact { threshold: Some(Threshold::Amount(MicroEuro(-1))), ..known(1) },
        Contact { entered_by: Some(String::new()), ..known(1) },
    ] {
        assert!(store.set_contact(&wrong).is_err(), "{wrong:?}");
    }
    assert_eq!(store.contact(id(1)).unwrap(), None);
}

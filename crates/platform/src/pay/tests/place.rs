//! What a guest reads of the meter before paying.

use super::{ean, noon, shop};
use portal::pay::Payments as _;
use units::Language;

#[test]
fn p_02_the_confirm_page_names_postcode_and_town_as_the_household_said_them_last() {
    let mut shop = shop("place", 1);
    let reference = ean().reference().to_string();
    let before = shop.online.find("home", &reference).unwrap();
    assert_eq!(before.town, "Huy", "as the account was opened");
    let account = shop.engine.account_of(ean()).unwrap();
    let mut contact = store::Contact::empty(account.id, Language::Fr, noon());
    contact.name = "Élise D’Hoop".to_owned();
    contact.street = "Rue du Pont 1".to_owned();
    (contact.postcode, contact.town) = ("4800".to_owned(), "Verviers".to_owned());
    shop.engine.store.set_contact(&contact).unwrap();
    let found = shop.online.find("home", &reference).unwrap();
    assert_eq!(found.town, "4800 Verviers", "no street and no name");
    let begun = shop.begin("a", "20.00");
    let view = shop.online.state(&begun.id, &begun.token).unwrap().unwrap();
    assert_eq!(view.town, "4800 Verviers");
}

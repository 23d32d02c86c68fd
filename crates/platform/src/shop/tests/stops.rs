//! A terminal that the operator has stopped, as its cashier sees it.

use super::{ATTEMPT, Street, eur, street};
use crate::engine::Engine;
use crate::terminals::stops;
use crate::testing::ean;
use portal::shop::{Shop, ShopRefused};
use vending::Means;

const OTHER: &str = "00000000000000000000000000000007";

impl Street {
    fn engine(&self) -> Engine {
        Engine::open(&self.url).unwrap()
    }
}

#[test]
fn a_11_a_stopped_terminal_begins_no_sale_and_ends_what_it_began() {
    let street = street();
    let before = street.balance();
    let began = street.reserve("20", ATTEMPT).unwrap();
    let now = *street.now.lock().unwrap();
    let mut engine = street.engine();
    stops::stop(&mut engine.store, "T1", ("an #1", "stolen"), now).unwrap().unwrap();
    assert_eq!(street.reserve("10", OTHER), Err(ShopRefused::Stopped));
    let reference = ean().reference().to_string();
    let found = street.shops.look_up(street.own(), &reference).unwrap();
    assert_eq!(found, Err(ShopRefused::Stopped), "nobody learns whose reference it is");
    assert_eq!(street.reserve("20", ATTEMPT), Ok(began.clone()), "what began is answered again");
    street.shops.confirm(street.own(), &began, Means::Cash).unwrap().unwrap();
    assert_eq!(street.balance(), before.checked_add(eur("20")).unwrap());
    street.close("20", None).unwrap();
    let both = ["an #1", "bo #2"];
    stops::resume(&mut engine.store, "T1", both, "found", now).unwrap().unwrap();
    assert!(street.reserve("10", OTHER).is_ok());
}

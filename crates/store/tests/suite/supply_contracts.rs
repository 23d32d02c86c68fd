//! What households say their contracts cost.

use crate::place::{Place, on_both};
use crate::world::{first_day, id};
use store::SupplyContract;
use units::{MicroEuro, NanoEuroPerKwh};

on_both! {
    pa_34_the_contract_that_was_said_last_counts
}

fn pa_34_the_contract_that_was_said_last_counts(place: &Place) {
    let mut store = place.store();
    assert_eq!(store.supply_contract(id(1)).unwrap(), None);
    let first = SupplyContract {
        account: id(1),
        at: first_day().at(10, 0),
        person: 7,
        anniversary: first_day().plus_months(2),
        prices: [NanoEuroPerKwh(361_200_000), NanoEuroPerKwh(289_400_000)],
        fixed_per_year: MicroEuro(75_000_000),
    };
    let dearer = SupplyContract { fixed_per_year: MicroEuro(80_000_000), ..first };
    let other = SupplyContract { account: id(2), ..first };
    for contract in [&first, &dearer, &other] {
        store.add_supply_contract(contract).unwrap();
    }
    assert_eq!(store.supply_contract(id(1)).unwrap(), Some(dearer));
    assert_eq!(store.supply_contract(id(2)).unwrap(), Some(other));
}

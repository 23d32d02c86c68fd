//! Who helps near a home that has nothing but letters: shops that take top-ups, and the social service of its
//! postcode. Source: UX 5.5 L2.

use crate::engine::Engine;
use crate::failure::Failure;
use notify::near::{MOST_SHOPS, Shop};
use units::{Dso, Energy};
use vending::Distance;

/// The nearest shops, as far as postcodes tell. Those that do not take gas are none for gas.
pub fn shops(
    engine: &mut Engine,
    dso: Dso,
    (postcode, energy): (u16, Energy),
) -> Result<Vec<Shop>, Failure> {
    let places = engine.store.places(dso)?.into_iter();
    let takes = |gas: bool| gas || energy == Energy::Electricity;
    let mut places: Vec<store::KeptPlace> =
        places.filter(|place| !place.gone && takes(place.gas)).collect();
    places.sort_by_key(|place| {
        let (far, apart) =
            (Distance::between(postcode, place.postcode), postcode.abs_diff(place.postcode));
        (far, apart, place.town.clone(), place.name.clone())
    });
    let shop = |place: store::KeptPlace| Shop {
        name: place.name,
        street: place.street,
        town: place.town,
        hours: place.hours,
    };
    Ok(places.into_iter().take(MOST_SHOPS).map(shop).collect())
}

/// The social service of a postcode, and its phone as it is dialled here.
pub fn cpas(
    engine: &mut Engine,
    dso: Dso,
    postcode: u16,
) -> Result<Option<(String, String)>, Failure> {
    let office = engine.store.welfare_office(dso, postcode)?;
    Ok(office.map(|office| (office.name, office.phone.national())))
}

//! Hourly shapes and errors of estimates.

use crate::place::{Place, on_both};
use crate::world::{DSO, eur, first_day, id};
use calendar::SettlementDay;
use params::EstimateMethod;
use prepay::{DayShape, ErrorSums, HourlyShape};
use std::collections::BTreeMap;
use store::{ErrorsOfDay, Store};
use units::{Dso, Energy};

on_both! {
    hourly_shapes_are_kept_until_newer_ones_come
    estimate_errors_of_a_day_are_kept_once
}

fn hourly_shapes_are_kept_until_newer_ones_come(place: &Place) {
    let mut store = place.store();
    let mut parts = [0; 24];
    (parts[7], parts[19]) = (250_000, 750_000);
    let own = DayShape::new(parts).unwrap();
    let of = |shapes, made: SettlementDay, days| HourlyShape::new(shapes, made, days).unwrap();
    let first = of([Some(own), None, Some(DayShape::FLAT)], first_day(), 28);
    let kept = |store: &mut Store, shape: &HourlyShape| {
        store.keep_shapes(&BTreeMap::from([(id(1), shape.clone())])).unwrap()
    };
    assert_eq!(kept(&mut store, &first), 1);
    assert_eq!(store.shapes(&[id(1), id(2)]).unwrap(), BTreeMap::from([(id(1), first.clone())]));
    let older = of([Some(DayShape::FLAT); 3], first_day().previous(), 28);
    assert_eq!(kept(&mut store, &older), 0);
    assert_eq!(store.shapes(&[id(1)]).unwrap()[&id(1)], first);
    let newer = of([None, Some(own), None], first_day().next(), 1);
    assert_eq!(kept(&mut store, &newer), 1);
    assert_eq!(store.shapes(&[id(1)]).unwrap()[&id(1)], newer);
}

fn estimate_errors_of_a_day_are_kept_once(place: &Place) {
    let mut store = place.store();
    let mut sums = ErrorSums::default();
    sums.add(eur("3"), eur("2.5"));
    let of = |day, method, sums| ErrorsOfDay { day, dso: DSO, energy: Energy::Gas, method, sums };
    let day = first_day();
    let [flat, aware] = EstimateMethod::ALL.map(|method| of(day, method, sums));
    store.keep_errors(DSO, day, &[flat, aware]).unwrap();
    sums.add(eur("0"), eur("12.34"));
    let again = of(day, EstimateMethod::Flat, sums);
    let nobody = of(day, EstimateMethod::HourAware, ErrorSums::default());
    store.keep_errors(DSO, day, &[again, nobody]).unwrap();
    assert_eq!(store.errors(None, day, day).unwrap(), [again], "the later sums hold");
    store.keep_errors(DSO, day.next(), &[of(day.next(), EstimateMethod::Flat, sums)]).unwrap();
    assert_eq!(store.errors(Some(DSO), day, day.next()).unwrap().len(), 2);
    assert_eq!(store.errors(Some(Dso::Resa), day, day.next()).unwrap(), []);
    assert_eq!(store.errors(None, day.plus(2), day.plus(9)).unwrap(), []);
}

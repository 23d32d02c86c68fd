//! What a shop may hold and what it earns, as its pages say it.

use super::{Street, eur, street};
use crate::bank::suspense::Person;
use crate::engine::Engine;
use crate::shop::Shops;
use crate::shop::terms::agree;
use crate::testing::{ean, instant};
use crate::till::{Clock, Till};
use calendar::SettlementDay;
use portal::shop::{Selling, Shop, ShopOffice, ShopRefused, UndoReason};
use std::sync::Arc;
use vending::{Commission, Holding, Means, ShopTerms};

fn two() -> Person {
    Person { by: "an".to_owned(), approved_by: Some("bo".to_owned()), note: String::new() }
}

impl Street {
    fn agree(&self, from: SettlementDay, terms: ShopTerms) {
        let mut engine = Engine::open(&self.url).unwrap();
        let now = *self.now.lock().unwrap();
        agree(&mut engine, "T1", (from, terms), &two(), now).unwrap();
    }

    fn today(&self) -> SettlementDay {
        self.now.lock().unwrap().day()
    }
}

fn line(sum: &str) -> ShopTerms {
    ShopTerms { holding: Some(Holding::Line(eur(sum))), ..ShopTerms::default() }
}

/// Each page has an attempt of its own.
fn attempt(number: usize) -> String {
    format!("{number:032x}")
}

#[test]
fn m_08_the_pages_say_what_is_left_and_a_sale_beyond_it_is_told_at_its_amount() {
    let street = street();
    let limit = || street.shops.limit(street.own()).unwrap().unwrap();
    let counter = || street.shops.counter(street.own()).unwrap().unwrap();
    assert_eq!((limit().room, counter().room), (None, None));
    street.agree(street.today(), line("100"));
    street.sold("60", &attempt(1), Means::Cash);
    let room = limit().room.unwrap();
    assert_eq!((room.used(), room.left(), room.is_low()), (eur("60"), eur("40"), false));
    assert_eq!(street.reserve("50", &attempt(2)), Err(ShopRefused::ShopLimit { left: eur("40") }));
    street.sold("20", &attempt(3), Means::Card);
    assert!(limit().room.unwrap().is_low() && counter().room.unwrap().is_low());
    assert_eq!(limit().operator, "ORES");
}

#[test]
fn m_08_sales_at_once_through_two_servers_never_take_more_than_there_is_room_for() {
    let street = street();
    street.agree(street.today(), line("50"));
    let clock: Clock = {
        let now = Arc::clone(&street.now);
        Arc::new(move || *now.lock().unwrap())
    };
    let engine = || Engine::open(&street.url).unwrap();
    let till = Till::timed(engine(), Arc::clone(&clock)).unwrap();
    let other = Shops::new(engine(), till, clock);
    let reference = ean().reference().to_string();
    let fitted = std::thread::scope(|scope| {
        let all: Vec<_> = (0..12)
            .map(|number| {
                let shops = if number % 2 == 0 { &street.shops } else { &other };
                let (reference, person) = (&reference, street.own());
                scope.spawn(move || {
                    let attempt = attempt(number);
                    let selling = Selling { reference, amount: eur("20"), attempt: &attempt };
                    shops.reserve(person, &selling).unwrap()
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).filter(Result::is_ok).count()
    });
    assert_eq!(fitted, 2, "50 has room for two of 20");
    let room = street.shops.limit(street.own()).unwrap().unwrap().room.unwrap();
    assert_eq!(room.held, eur("40"));
}

#[test]
fn m_05_a_week_says_what_was_earned_by_the_terms_of_each_day() {
    let street = street();
    // The Sunday of a week.
    assert_eq!(street.today(), instant("2026-11-01T00:00:00+01:00").day());
    let week = |day: Option<SettlementDay>| street.shops.week(street.own(), day).unwrap().unwrap();
    street.sold("20", &attempt(1), Means::Cash);
    assert_eq!(week(None).earned, None, "nothing was agreed on");
    let both = Commission { per_sale: eur("0.10"), rate_hundredths: 125 };
    let next = street.today().next();
    street.agree(next, ShopTerms { holding: None, commission: both });
    let rate = Commission { per_sale: eur("0"), rate_hundredths: 200 };
    street.agree(next.plus(2), ShopTerms { holding: None, commission: rate });
    assert_eq!(week(None).earned, None, "this week ends before");
    street.pass_min(24 * 60);
    street.sold("50.30", &attempt(2), Means::Cash);
    street.sold("19.90", &attempt(3), Means::Card);
    let gone = street.sold("30", &attempt(4), Means::Cash);
    street.shops.undo(street.own(), &gone, UndoReason::Customer).unwrap().unwrap();
    // 2 sales are 0.20, and 1.25 % of 70.20 is 0.8775.
    assert_eq!(week(None).earned.unwrap().amount, eur("1.08"));
    street.pass_min(2 * 24 * 60);
    street.sold("33.33", &attempt(5), Means::Cash);
    let earned = week(None).earned.unwrap();
    // With 2 % of 33.33, 0.6666, and rounded once: 1.7441.
    assert_eq!(earned.amount, eur("1.74"));
    let days: Vec<_> = earned.rates.iter().map(|(day, rate)| (*day, *rate)).collect();
    assert_eq!(days, [(next, both), (next.plus(2), rate)]);
    // Nothing is kept back of what customers have paid.
    let owed = week(None).owed;
    assert_eq!(owed.cash.checked_add(owed.card), Some(eur("103.53")));
}

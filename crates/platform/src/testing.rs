//! What the tests of this crate begin with.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use crate::books::Books;
use crate::engine::{Engine, Opening};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use params::{PriceBasis, PriceVersion};
use prepay::{Rates, TariffGroup};
use readings::Registers;
use store::{Reading, Store};
use timeline::{AnswerDelays, Fact};
use units::{AccountId, Dso, Ean, Energy, ObisCode};

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

/// An engine over an empty database with one price.
pub fn empty(url: &str) -> Engine {
    let mut store = Store::open(url).unwrap();
    let price = PriceVersion {
        version: 0,
        dso: Dso::Ores,
        energy: Energy::Electricity,
        basis: PriceBasis::Average,
        register: None,
        from: "2020-01-01".parse().unwrap(),
        price: "0.40".parse().unwrap(),
        recorded_at: Instant(0),
        entered_by: "first".into(),
        approved_by: None,
        source: "test".into(),
    };
    let number = crate::books::enter_price(&mut store, &price).unwrap();
    store.approve(store::Book::Prices, number, "second").unwrap();
    let books = Books::load(&mut store).unwrap();
    Engine { store, books }
}

/// Opens the account of a home on Friday 30 October 2026 at midnight, with 20.00 EUR.
pub fn move_in(engine: &mut Engine, ean: Ean) -> store::Account {
    let zero = [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|r| (r, "0".to_owned()));
    let opening = Opening {
        start: Fact::Activate { registers: zero.into_iter().collect() },
        protected: Vec::new(),
        basis: LawfulBasis::Request { id: "R-1".into() },
        answers: Some(AnswerDelays::default()),
        area: Some("Huy".into()),
    };
    let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
    let at = instant("2026-10-30T00:00:00+01:00");
    engine.open_account(ean, Dso::Ores, group, at, &opening).unwrap();
    engine.account_of(ean).unwrap()
}

/// The same with one home.
pub fn engine() -> (Engine, store::Account) {
    let mut engine = empty("sqlite::memory:");
    let account = move_in(&mut engine, "541449012345678908".parse().unwrap());
    (engine, account)
}

/// What the meters show at the end of `day`, and the night that settles it.
pub fn nights(engine: &mut Engine, used: &[(AccountId, i64)], day: &str) {
    let day: SettlementDay = day.parse().unwrap();
    let midnight = day.next();
    let learnt_at = midnight.start().plus_min(1);
    let reading = |(account, kwh): &(AccountId, i64)| {
        let registers = Registers([kwh * 1_000_000, 0]);
        Reading { midnight, account: *account, registers, learnt_at }
    };
    let readings: Vec<Reading> = used.iter().map(reading).collect();
    engine.store.record_readings(&readings).unwrap();
    engine.settle(Dso::Ores, day, &mut Vec::new(), &mut |_| {}).unwrap();
}

pub fn night(engine: &mut Engine, account: &store::Account, day: &str, kwh: i64) {
    nights(engine, &[(account.id, kwh)], day);
}

/// Every check of `verify` passes.
#[track_caller]
pub fn sound(engine: &mut Engine) {
    let report = crate::verify::verify(engine).unwrap();
    assert!(report.first_fault().is_none(), "{:?}", report.first_fault());
}

/// 10.00 EUR at a terminal.
pub fn top_up(id: &str) -> Fact {
    let eur = "10.00".parse().unwrap();
    Fact::TopUp { eur, channel: "terminal".into(), id: id.into() }
}

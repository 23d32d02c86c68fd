//! One account in memory, for tests of commands.

use crate::books::{Books, EnteredParameter, enter_parameter, enter_price};
use crate::engine::{Engine, KnownProtection, Opening};
use crate::verify::verify;
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use params::{PriceBasis, PriceVersion, Scope};
use prepay::{Category, Rates, TariffGroup};
use readings::Registers;
use store::{Book, Reading, Store};
use timeline::{AnswerDelays, Fact};
use units::{Dso, Ean, Energy, ObisCode};

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn ean() -> Ean {
    "541449012345678908".parse().unwrap()
}

/// An account with 20.00 from Friday 30 October 2026 on, at 0.40 a kWh (social: 0.20); parameters by
/// name and value.
pub fn engine(parameters: &[(&str, &str)], protected: bool) -> Engine {
    let mut store = Store::open("sqlite::memory:").unwrap();
    for (basis, price) in [(PriceBasis::Average, "0.40"), (PriceBasis::Social, "0.20")] {
        let price = PriceVersion {
            version: 0,
            dso: Dso::Ores,
            energy: Energy::Electricity,
            basis,
            register: None,
            from: "2020-01-01".parse().unwrap(),
            price: price.parse().unwrap(),
            recorded_at: Instant(0),
            entered_by: "first".into(),
            approved_by: None,
            source: "test".into(),
        };
        let number = enter_price(&mut store, &price).unwrap();
        store.approve(Book::Prices, number, "second").unwrap();
    }
    for (name, value) in parameters {
        let entry = EnteredParameter {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
            scope: Scope { dso: Some(Dso::Ores), energy: None },
            valid_from: "2026-01-01".parse().unwrap(),
            recorded_at: Instant(0),
        };
        let number = enter_parameter(&mut store, &entry, "first").unwrap();
        store.approve(Book::Parameters, number, "second").unwrap();
    }
    let books = Books::load(&mut store).unwrap();
    let mut engine = Engine { store, books };
    let zero = [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|r| (r, "0".to_owned()));
    let from = "2020-01-01".parse().unwrap();
    let known = KnownProtection { category: Category::Federal, from, to: None };
    let opening = Opening {
        start: Fact::Activate { registers: zero.into_iter().collect() },
        protected: protected.then_some(known).into_iter().collect(),
        basis: LawfulBasis::Request { id: "R-1".into() },
        answers: Some(AnswerDelays::default()),
    };
    let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
    let at = instant("2026-10-30T00:00:00+01:00");
    engine.open_account(ean(), Dso::Ores, group, at, &opening).unwrap();
    engine
}

/// The run of `day`, with a register of `kwh` at its end; without a reading if that is `None`.
pub fn night(engine: &mut Engine, day: &str, kwh: impl Into<Option<i64>>) {
    let day: SettlementDay = day.parse().unwrap();
    let midnight = day.next();
    if let Some(kwh) = kwh.into() {
        let account = engine.account_of(ean()).unwrap().id;
        let registers = Registers([kwh * 1_000_000, 0]);
        let learnt_at = midnight.start().plus_min(1);
        let reading = Reading { midnight, account, registers, learnt_at };
        engine.store.record_readings(&[reading]).unwrap();
    }
    engine.settle(Dso::Ores, day, &mut Vec::new(), &mut |_| {}).unwrap();
}

pub fn sound(engine: &mut Engine) {
    let report = verify(engine).unwrap();
    assert!(report.first_fault().is_none(), "{report:?}");
}

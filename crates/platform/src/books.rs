//! Parameters and prices of an installation: what is shipped, and what its people have entered.

use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::{
    CaseParameters, ParameterBook, ParameterError, ParameterSeries, PaymentParameters, PriceBasis,
    PriceBook, PriceError, PriceVersion, Scope,
};
use prepay::{
    GroupTerms, Levels, Night, Rules, TariffGroup, Terms, fixed_charge_of_day, prices_of,
};
use prosumer::ProsumerParameters;
use serde::{Deserialize, Serialize};
use sharing::SharingParameters;
use std::collections::BTreeMap;
use std::io::Write;
use store::{Book, BookEntry, Store};
use units::{Dso, Energy, MicroEuro, ObisCode};

/// The first day for which parameters are resolved: the begin of smart prepayment in Wallonia.
fn first_day() -> SettlementDay {
    SettlementDay::from_ymd(2020, 11, 1).unwrap_or(SettlementDay(0))
}

/// A parameter as its people have entered it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnteredParameter {
    pub name: String,
    pub value: String,
    pub scope: Scope,
    pub valid_from: SettlementDay,
    pub recorded_at: Instant,
}

/// Parameters and prices, ready for use.
#[derive(Debug)]
pub struct Books {
    prices: PriceBook,
    series: BTreeMap<(Dso, Energy), ParameterSeries>,
    houses: BTreeMap<Dso, notify::figures::House>,
    parameters: ParameterBook,
}

impl Books {
    /// What is in force in a store.
    pub fn load(store: &mut Store) -> Result<Self, Failure> {
        let parameters = parameter_book(store)?;
        let mut books = Self::of(&parameters, price_book(store.book_entries(Book::Prices)?)?)?;
        for dso in Dso::ALL {
            if let Some(house) = crate::notices::kept_house(store, dso)? {
                books.houses.insert(dso, house);
            }
        }
        Ok(books)
    }

    /// In whose name people are written to; `None`: they are not written to.
    pub fn house(&self, dso: Dso) -> Option<&notify::figures::House> {
        self.houses.get(&dso)
    }

    /// Books of given parameters and prices.
    pub fn of(parameters: &ParameterBook, prices: PriceBook) -> Result<Self, ParameterError> {
        let mut series = BTreeMap::new();
        for dso in Dso::ALL {
            for energy in [Energy::Electricity, Energy::Gas] {
                let of_both = ParameterSeries::build(parameters, dso, energy, first_day())?;
                series.insert((dso, energy), of_both);
            }
        }
        Ok(Self { prices, series, houses: BTreeMap::new(), parameters: parameters.clone() })
    }

    /// What accounts of an operator and energy are charged by.
    pub fn rules(&self, dso: Dso, energy: Energy) -> Result<Rules<'_>, Failure> {
        let parameters = self.series.get(&(dso, energy));
        let parameters = parameters
            .ok_or_else(|| crate::failure::Refusal(format!("no parameters of {dso} {energy}")))?;
        Ok(Rules { parameters, prices: &self.prices })
    }

    /// Every price that was entered, with those that are published in force.
    pub fn prices(&self) -> &PriceBook {
        &self.prices
    }

    /// What an operator asks of payments. Both energies are paid alike.
    pub fn payments(&self, dso: Dso, now: Instant) -> Result<&PaymentParameters, Failure> {
        let rules = self.rules(dso, Energy::Electricity)?;
        Ok(&rules.parameters.at(now.day(), now).payments)
    }

    /// What an operator decides about energy sharing, as known now.
    pub fn sharing(&self, dso: Dso, now: Instant) -> SharingParameters<'_> {
        SharingParameters::new(&self.parameters, dso, now)
    }

    /// The dates, powers and tariffs of an operator's prosumers, as known now.
    pub fn prosumers(&self, dso: Dso, now: Instant) -> ProsumerParameters<'_> {
        ProsumerParameters::new(&self.parameters, dso, now)
    }

    /// Every version of every parameter, as the people of the installation have entered them.
    pub fn parameters(&self) -> &ParameterBook {
        &self.parameters
    }

    /// By when an operator answers what households ask. Both energies are answered alike.
    pub fn cases(&self, dso: Dso, now: Instant) -> Result<&CaseParameters, Failure> {
        let rules = self.rules(dso, Energy::Electricity)?;
        Ok(&rules.parameters.at(now.day(), now).cases)
    }

    /// When the run of `day` is: on the next day, at the operator's hour. What was learnt by then
    /// counts. Both energies run together.
    pub fn run_at(&self, dso: Dso, day: SettlementDay) -> Result<Instant, Failure> {
        let rules = self.rules(dso, Energy::Electricity)?;
        let next = day.next();
        let minute = rules.parameters.at(next, next.start()).run_at_min;
        let hour = u8::try_from(minute / 60)?;
        Ok(next.at(hour, u8::try_from(minute % 60)?))
    }

    /// The terms of an operator's night. A group without a price is left out: its accounts are then
    /// settled one by one, and the missing price is named with the account.
    pub fn night(&self, dso: Dso, day: SettlementDay) -> Result<Night, Failure> {
        let run_at = self.run_at(dso, day)?;
        let mut night = Night::new(day);
        for group in TariffGroup::ALL {
            let rules = self.rules(dso, group.energy)?;
            let of_day = rules.parameters.at(day, run_at);
            let of_run = rules.parameters.at(run_at.day(), run_at);
            let (year, _, _) = day.ymd();
            let leap = SettlementDay::from_ymd(year, 2, 29).is_some();
            let hours = i64::from(day.quarter_hours()) / 4;
            let most_per_hour = match group.energy {
                Energy::Electricity => of_run.max_power_w.saturating_mul(1000),
                Energy::Gas => of_run.max_flow_l_per_h,
            };
            for basis in [PriceBasis::Average, PriceBasis::Social] {
                let (prices, version) = match prices_of(dso, group, day, basis, &self.prices) {
                    Ok(found) => found,
                    Err(PriceError::Missing { .. }) => continue,
                    Err(error) => return Err(error.into()),
                };
                let fixed =
                    fixed_charge_of_day(of_day.fixed_charge_year, if leap { 366 } else { 365 });
                let terms = GroupTerms {
                    terms: Terms { basis, prices, fixed_femto_eur: fixed, relief_ppm: 0 },
                    price_version: i32::try_from(version)?,
                    parameter_version: i32::try_from(of_day.version)?,
                    levels: Levels::of(of_run, MicroEuro::ZERO),
                    levels_of_day: Levels::of(of_day, MicroEuro::ZERO),
                    recovery_per_day: of_day.recovery_per_day,
                    flags: of_day.charge_flags,
                    gas_factor: of_day.gas_factor,
                    most_of_day: most_per_hour.saturating_mul(hours),
                };
                night.set(group, basis, terms);
            }
        }
        Ok(night)
    }
}

/// Every version of every parameter that was ever in force: shipped ones first, then those of a store's people,
/// each known from when it was approved. Source: DOMAIN 0.4.
pub fn parameter_book(store: &mut Store) -> Result<ParameterBook, Failure> {
    let mut book = ParameterBook::shipped()?;
    for kept in store.book_entries(Book::Parameters)? {
        let entry: EnteredParameter = serde_json::from_str(&kept.body)?;
        let Some(approver) = kept.approved_by else { continue };
        let known_from = kept.decided_at.unwrap_or(entry.recorded_at);
        let place = book.enter(
            &entry.name,
            &entry.value,
            entry.scope,
            entry.valid_from,
            known_from,
            &kept.entered_by,
        )?;
        book.approve(place, &approver)?;
    }
    Ok(book)
}

/// A book of these versions, each under its place among them.
pub fn price_book(entries: Vec<BookEntry>) -> Result<PriceBook, Failure> {
    let mut prices = PriceBook::default();
    for kept in entries {
        let price: PriceVersion = serde_json::from_str(&kept.body)?;
        let version = prices.enter(PriceVersion { entered_by: kept.entered_by, ..price })?;
        if let Some(approver) = kept.approved_by {
            prices.approve(version, &approver)?;
        }
    }
    Ok(prices)
}

/// A price that nobody has published, entered and approved: for worlds that are played.
pub fn enter_illustrative_price(
    store: &mut Store,
    (dso, energy, basis): (Dso, Energy, PriceBasis),
    register: Option<ObisCode>,
    price: &str,
) -> Result<(), Failure> {
    let version = PriceVersion {
        version: 0,
        dso,
        energy,
        basis,
        register,
        from: SettlementDay::from_ymd(2000, 1, 1).unwrap_or(SettlementDay(0)),
        price: price.parse()?,
        recorded_at: Instant(0),
        entered_by: "first person".to_owned(),
        approved_by: None,
        source: "illustrative".to_owned(),
    };
    let number = enter_price(store, &version)?;
    store.approve(Book::Prices, number, "second person")?;
    Ok(())
}

/// The same for a parameter of all operators, of one energy or of both.
pub fn enter_illustrative_parameter(
    store: &mut Store,
    energy: Option<Energy>,
    (name, value): (&str, &str),
) -> Result<(), Failure> {
    let entry = EnteredParameter {
        name: name.to_owned(),
        value: value.to_owned(),
        scope: Scope { dso: None, energy },
        valid_from: first_day(),
        recorded_at: Instant(0),
    };
    let number = enter_parameter(store, &entry, "first person")?;
    store.approve(Book::Parameters, number, "second person")?;
    Ok(())
}

/// Enters a price. It waits for a second person. Returns its number.
pub fn enter_price(store: &mut Store, price: &PriceVersion) -> Result<i64, Failure> {
    let body = serde_json::to_string(price)?;
    Ok(store.enter(Book::Prices, &body, &price.entered_by)?)
}

/// Enters a parameter of a world that is made. It waits for a second person. Errors: an unknown name or a wrong
/// value.
pub fn enter_parameter(
    store: &mut Store,
    entry: &EnteredParameter,
    person: &str,
) -> Result<i64, Failure> {
    let mut book = ParameterBook::shipped()?;
    book.enter(
        &entry.name,
        &entry.value,
        entry.scope,
        entry.valid_from,
        entry.recorded_at,
        person,
    )?;
    Ok(store.enter(Book::Parameters, &serde_json::to_string(entry)?, person)?)
}

/// All versions: shipped parameters first, then what was entered.
pub fn list(url: &str, book: Book, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = Store::open(url)?;
    if matches!(book, Book::Parameters) {
        for entry in ParameterBook::shipped()?.entries() {
            if json {
                writeln!(out, "{}", serde_json::to_string(entry)?)?;
            } else {
                let confirm = if entry.confirm { "  to be confirmed" } else { "" };
                writeln!(
                    out,
                    "{:36} {:?} {}, from {}, {}, source {} {}{confirm}",
                    entry.name,
                    entry.value,
                    entry.unit,
                    entry.valid_from,
                    entry.scope,
                    entry.source,
                    entry.confidence
                )?;
            }
        }
    }
    for kept in store.book_entries(book)? {
        let refused = kept.refused.as_ref().map(|refused| format!("nobody: {}", refused.why));
        let approved = kept.approved_by.as_deref().or(refused.as_deref()).unwrap_or("nobody yet");
        if json {
            let body: serde_json::Value = serde_json::from_str(&kept.body)?;
            let line = serde_json::json!({
                "number": kept.number, "entry": body,
                "entered_by": kept.entered_by, "approved_by": kept.approved_by,
                "reason": kept.reason,
                "decided_at": kept.decided_at.map(Instant::to_utc_string),
                "turned_down_by": kept.refused.map(|refused| refused.by),
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(
                out,
                "{} {} entered by {}, approved by {approved}",
                kept.number, kept.body, kept.entered_by
            )?;
        }
    }
    Ok(())
}

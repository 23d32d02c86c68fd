//! Prices: dated versions that change at local midnight only, entered by one person, approved by
//! another, never edited after first use.

use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use units::{Dso, Energy, NanoEuroPerKwh, ObisCode, same_person};

/// Which published price a day is charged at. Source: PA-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PriceBasis {
    Average,
    Social,
}

impl PriceBasis {
    pub fn name(self) -> &'static str {
        match self {
            Self::Average => "average",
            Self::Social => "social",
        }
    }
}

impl std::str::FromStr for PriceBasis {
    type Err = units::UnknownName;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "average" => Ok(Self::Average),
            "social" => Ok(Self::Social),
            _ => Err(units::UnknownName {
                text: text.to_owned(),
                expected: "a price basis (average, social)",
            }),
        }
    }
}

/// Why there is no price, or none may be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    #[error("no {} price of {dso} {energy} covers register {register} on {day}", basis.name())]
    Missing { dso: Dso, energy: Energy, basis: PriceBasis, register: ObisCode, day: SettlementDay },
    #[error("price version {version} was entered by `{person}`, another person has to approve it")]
    SamePerson { version: u32, person: String },
    #[error("price version {version} does not exist")]
    Unknown { version: u32 },
    #[error("the {} price of {dso} {energy} from {from} would change days that are charged already", basis.name())]
    DaysCharged { dso: Dso, energy: Energy, basis: PriceBasis, from: SettlementDay },
}

/// One published price of one register, from a local midnight on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceVersion {
    pub version: u32,
    pub dso: Dso,
    pub energy: Energy,
    pub basis: PriceBasis,
    /// `None` prices every register alike.
    pub register: Option<ObisCode>,
    pub from: SettlementDay,
    pub price: NanoEuroPerKwh,
    pub recorded_at: Instant,
    pub entered_by: String,
    pub approved_by: Option<String>,
    pub source: String,
}

/// Every price version, in the order in which they were entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PriceBook {
    versions: Vec<PriceVersion>,
    /// Last day charged from these prices: what lies before it is in use.
    charged_to: Option<SettlementDay>,
}

impl PriceBook {
    pub fn versions(&self) -> &[PriceVersion] {
        &self.versions
    }

    /// Remembers that days up to `day` are charged, so that no price may change them any more.
    pub fn charged(&mut self, day: SettlementDay) {
        self.charged_to = Some(self.charged_to.map_or(day, |known| known.max(day)));
    }

    /// A new version, not yet in force; `version` is given by the book.
    /// Errors: a price that would change days charged already.
    pub fn enter(&mut self, mut price: PriceVersion) -> Result<u32, PriceError> {
        if self.charged_to.is_some_and(|charged| price.from <= charged) {
            return Err(PriceError::DaysCharged {
                dso: price.dso,
                energy: price.energy,
                basis: price.basis,
                from: price.from,
            });
        }
        let version = u32::try_from(self.versions.len()).unwrap_or(u32::MAX).saturating_add(1);
        price.version = version;
        price.approved_by = None;
        self.versions.push(price);
        Ok(version)
    }

    /// Brings a version into force. Errors: the person who entered it cannot approve it.
    pub fn approve(&mut self, version: u32, person: &str) -> Result<(), PriceError> {
        let found = self.versions.iter_mut().find(|price| price.version == version);
        let price = found.ok_or(PriceError::Unknown { version })?;
        if same_person(&price.entered_by, person) {
            return Err(PriceError::SamePerson { version, person: person.to_owned() });
        }
        price.approved_by = Some(person.to_owned());
        Ok(())
    }

    /// The price of a register on a day. A version for that register wins over one for all.
    /// Errors: [`PriceError::Missing`] names operator, energy, basis, register and day.
    pub fn price(
        &self,
        dso: Dso,
        energy: Energy,
        basis: PriceBasis,
        register: ObisCode,
        day: SettlementDay,
    ) -> Result<&PriceVersion, PriceError> {
        let mut best: Option<&PriceVersion> = None;
        for price in &self.versions {
            let holds = price.approved_by.is_some()
                && price.dso == dso
                && price.energy == energy
                && price.basis == basis
                && price.from <= day
                && price.register.is_none_or(|own| own == register);
            let rank = |p: &PriceVersion| (p.from, p.register.is_some(), p.version);
            if holds && best.is_none_or(|known| rank(price) > rank(known)) {
                best = Some(price);
            }
        }
        best.ok_or(PriceError::Missing { dso, energy, basis, register, day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(from: &str, eur_per_kwh: &str, register: Option<ObisCode>) -> PriceVersion {
        PriceVersion {
            version: 0,
            dso: Dso::Ores,
            energy: Energy::Electricity,
            basis: PriceBasis::Average,
            register,
            from: from.parse().unwrap(),
            price: eur_per_kwh.parse().unwrap(),
            recorded_at: Instant(0),
            entered_by: "an".to_owned(),
            approved_by: None,
            source: "test".to_owned(),
        }
    }

    fn price_on(book: &PriceBook, day: &str) -> Result<String, String> {
        let day = day.parse().unwrap();
        book.price(Dso::Ores, Energy::Electricity, PriceBasis::Average, ObisCode::IMPORT_PEAK, day)
            .map(|price| price.price.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn pa_08_a_price_needs_two_people_and_changes_at_midnight() {
        let mut book = PriceBook::default();
        let first = book.enter(version("2026-01-01", "0.30", None)).unwrap();
        assert_eq!(
            price_on(&book, "2026-02-01").unwrap_err(),
            "no average price of ORES electricity covers register 1.8.1 on 2026-02-01"
        );
        for typed in ["an", "An", " an "] {
            assert!(matches!(book.approve(first, typed), Err(PriceError::SamePerson { .. })));
        }
        book.approve(first, "bo").unwrap();
        let second =
            book.enter(version("2026-07-01", "0.31", Some(ObisCode::IMPORT_PEAK))).unwrap();
        book.approve(second, "bo").unwrap();
        assert_eq!(price_on(&book, "2026-06-30").unwrap(), "0.300000000");
        assert_eq!(price_on(&book, "2026-07-01").unwrap(), "0.310000000");
        assert!(price_on(&book, "2025-12-31").is_err());
    }

    #[test]
    fn pa_08_a_price_of_charged_days_is_never_edited() {
        let mut book = PriceBook::default();
        let first = book.enter(version("2026-01-01", "0.30", None)).unwrap();
        book.approve(first, "bo").unwrap();
        book.charged("2026-03-31".parse().unwrap());
        let late = book.enter(version("2026-03-31", "0.29", None)).unwrap_err();
        assert_eq!(
            late.to_string(),
            "the average price of ORES electricity from 2026-03-31 would change days that are charged already"
        );
        assert!(book.enter(version("2026-04-01", "0.29", None)).is_ok());
    }
}

//! What an operator decides about energy sharing, dated. Source: DOMAIN 13.

use crate::key::{Key, Rounding, Rounds};
use calendar::{Instant, SettlementDay};
use params::{ParameterBook, ParameterError, PriceBasis, Value};
use units::{Dso, Energy, NanoEuroPerKwh};

/// The parameters of one operator, as known at one instant. Each question names its day.
#[derive(Debug, Clone, Copy)]
pub struct SharingParameters<'a> {
    book: &'a ParameterBook,
    dso: Dso,
    known_at: Instant,
}

/// Which part of what a prepaid kilowatt-hour costs is energy, by price basis, and at peak and off-peak.
/// Source: ES-18, ES-19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnergyComponent {
    pub average: [NanoEuroPerKwh; 2],
    pub social: [NanoEuroPerKwh; 2],
}

impl EnergyComponent {
    const FORM: &'static str =
        "a price in EUR/kWh, or such as `average=0.14/0.11 social=0.06`, from 0 on";

    pub fn on(&self, basis: PriceBasis) -> [NanoEuroPerKwh; 2] {
        match basis {
            PriceBasis::Average => self.average,
            PriceBasis::Social => self.social,
        }
    }

    /// One price for all, or one for each basis, each perhaps with another one off-peak.
    fn of(text: &str) -> Option<Self> {
        let price = |text: &str| text.parse().ok().filter(|price: &NanoEuroPerKwh| price.0 >= 0);
        let both = |text: &str| match text.split_once('/') {
            Some((peak, off_peak)) => Some([price(peak)?, price(off_peak)?]),
            None => price(text).map(|one| [one, one]),
        };
        if !text.contains('=') {
            let all = both(text)?;
            return Some(Self { average: all, social: all });
        }
        let (mut average, mut social) = (None, None);
        for part in text.split_whitespace() {
            let (name, prices) = part.split_once('=')?;
            let place = match name {
                "average" => &mut average,
                "social" => &mut social,
                _ => return None,
            };
            if place.replace(both(prices)?).is_some() {
                return None;
            }
        }
        Some(Self { average: average?, social: social? })
    }
}

/// When shared energy comes back to prepaid accounts. Source: ES-19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrepaidWhen {
    /// With each day that is whole; the final month corrects it.
    Day,
    /// When the month is final.
    Month,
}

impl<'a> SharingParameters<'a> {
    pub fn new(book: &'a ParameterBook, dso: Dso, known_at: Instant) -> Self {
        Self { book, dso, known_at }
    }

    /// Whether a contract between customers is open. Closed on a day before its first version.
    /// Errors: a value of another kind. Source: ES-01.
    pub fn peer_to_peer(&self, day: SettlementDay) -> Result<bool, ParameterError> {
        self.switch("p2p.enabled", day)
    }

    /// How far from the wind turbine a member may be, in metres. Errors: no value on that day.
    /// Source: ES-01.
    pub fn wind_radius_m(&self, day: SettlementDay) -> Result<i64, ParameterError> {
        let name = "sharing.wind_radius";
        let km = self.int(name, day)?;
        km.checked_mul(1_000).ok_or_else(|| wrong(name, "a distance in km", &km))
    }

    /// Whether a key is one of the standard ones; others need an approval.
    /// Errors: no value on that day, or another kind. Source: ES-05.
    pub fn is_standard(&self, key: Key, day: SettlementDay) -> Result<bool, ParameterError> {
        let name = "sharing.keys";
        let Value::List(names) = self.value(name, day)? else {
            return Err(wrong(name, "a list", self.value(name, day)?));
        };
        let ours = match key {
            Key::Fixed => "fixed_specific",
            Key::Equal => "fixed_equal",
            other => other.name(),
        };
        Ok(names.iter().any(|name| name == ours))
    }

    /// How often a key goes round that does not say. Errors: no value, or below 1. Source: ES-06.
    pub fn rounds(&self, day: SettlementDay) -> Result<Rounds, ParameterError> {
        let name = "sharing.rounds";
        let count = self.int(name, day)?;
        let fits = u32::try_from(count).ok().filter(|count| *count >= 1);
        fits.map(Rounds::Count).ok_or_else(|| wrong(name, "a whole number from 1 on", &count))
    }

    /// Errors: no value, or neither of the two. Source: ES-10, ES-11.
    pub fn rounding(&self, day: SettlementDay) -> Result<Rounding, ParameterError> {
        let name = "sharing.rounding";
        match self.value(name, day)? {
            Value::Text(text) if text == "largest_remainder" => Ok(Rounding::LargestRemainder),
            Value::Text(text) if text == "each_alone" => Ok(Rounding::EachShare6dp),
            other => Err(wrong(name, "largest_remainder or each_alone", other)),
        }
    }

    /// The part of the network cost of shared energy that is taken off in one building, in parts per
    /// million; `None` while it is off. Errors: a value of another kind. Source: ES-17.
    pub fn building_discount_ppm(&self, day: SettlementDay) -> Result<Option<i64>, ParameterError> {
        if !self.switch("sharing.building_discount_enabled", day)? {
            return Ok(None);
        }
        let name = "sharing.building_discount";
        match self.value(name, day)? {
            Value::Ratio(ppm) if (0..=1_000_000).contains(ppm) => Ok(Some(*ppm)),
            other => Err(wrong(name, "a ratio from 0 to 1", other)),
        }
    }

    /// Whether shared energy is credited back on prepaid accounts. Off on a day before its first
    /// version. Errors: a value of another kind. Source: ES-19.
    pub fn prepaid_credit(&self, day: SettlementDay) -> Result<bool, ParameterError> {
        self.switch("sharing.prepaid_credit", day)
    }

    /// Whether what is shared comes back day by day, as far as it is known, or once a month. Errors: no value, or
    /// neither of the two. Source: ES-19.
    pub fn prepaid_when(&self, day: SettlementDay) -> Result<PrepaidWhen, ParameterError> {
        let name = "sharing.prepaid_when";
        match self.value(name, day)? {
            Value::Text(text) if text == "day" => Ok(PrepaidWhen::Day),
            Value::Text(text) if text == "month" => Ok(PrepaidWhen::Month),
            other => Err(wrong(name, "day or month", other)),
        }
    }

    /// Which part of what a prepaid kilowatt-hour costs is energy: that is credited back.
    /// Errors: the operator has not loaded it, or no prices. Source: ES-19.
    pub fn energy_component(&self, day: SettlementDay) -> Result<EnergyComponent, ParameterError> {
        let name = "price.energy_component";
        match self.value(name, day)? {
            Value::Text(text) => {
                EnergyComponent::of(text).ok_or_else(|| wrong(name, EnergyComponent::FORM, text))
            }
            Value::Missing => Err(ParameterError::NoValue {
                name: name.to_owned(),
                scope: params::Scope { dso: Some(self.dso), energy: Some(Energy::Electricity) },
                day,
            }),
            other => Err(wrong(name, EnergyComponent::FORM, other)),
        }
    }

    /// Whether the least local participant sets the type of a group, as in Brussels. Elsewhere groups have no type, nor on
    /// a day before its first version. Errors: a value of another kind. Source: ES-01.
    pub fn has_brussels_type(&self, day: SettlementDay) -> Result<bool, ParameterError> {
        let name = "sharing.brussels_type";
        match self.value(name, day) {
            Ok(Value::Text(text)) if text == "least_local" => Ok(true),
            Ok(Value::Missing) => Ok(false),
            Ok(other) => Err(wrong(name, "least_local or none", other)),
            Err(ParameterError::NoValue { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The day of the next month on which reports are due. Errors: no value. Source: ES-15.
    pub fn report_day(&self, day: SettlementDay) -> Result<i64, ParameterError> {
        self.int("sharing.report_day", day)
    }

    /// How many days the operator takes to look at a dossier. Errors: no value. Source: ES-03, product choice.
    pub fn review_days(&self, day: SettlementDay) -> Result<i64, ParameterError> {
        self.int("sharing.review_days", day)
    }

    /// How many days a dossier that was submitted keeps its points from other groups. Errors: no value.
    /// Source: ES-12, product choice.
    pub fn reserve_days(&self, day: SettlementDay) -> Result<i64, ParameterError> {
        self.int("sharing.reserve_days", day)
    }

    fn value(&self, name: &str, day: SettlementDay) -> Result<&'a Value, ParameterError> {
        self.book.value(name, self.dso, Energy::Electricity, day, self.known_at)
    }

    fn int(&self, name: &str, day: SettlementDay) -> Result<i64, ParameterError> {
        match self.value(name, day)? {
            Value::Int(number) => Ok(*number),
            other => Err(wrong(name, "a whole number", other)),
        }
    }

    /// A day without a value has not seen its begin: off.
    fn switch(&self, name: &str, day: SettlementDay) -> Result<bool, ParameterError> {
        match self.value(name, day) {
            Ok(Value::Bool(on)) => Ok(*on),
            Err(ParameterError::NoValue { .. }) => Ok(false),
            Ok(other) => Err(wrong(name, "true or false", other)),
            Err(error) => Err(error),
        }
    }
}

fn wrong(name: &str, expected: &'static str, found: &impl std::fmt::Debug) -> ParameterError {
    ParameterError::WrongKind { name: name.to_owned(), expected, text: format!("{found:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn es_18_the_energy_component_is_one_price_or_one_for_each_basis_and_rate() {
        let of = |text: &str| {
            EnergyComponent::of(text).map(|one| {
                let text = |both: [NanoEuroPerKwh; 2]| both.map(|price| price.0 / 10_000_000);
                (text(one.average), text(one.social))
            })
        };
        assert_eq!(of("0.14"), Some(([14, 14], [14, 14])));
        assert_eq!(of("0.14/0.11"), Some(([14, 11], [14, 11])));
        assert_eq!(of("average=0.14/0.11 social=0.06"), Some(([14, 11], [6, 6])));
        let wrong = [
            "",
            "-0.14",
            "average=0.14",
            "average=0.14 average=0.1",
            "social=x average=1",
            "night=0.1",
        ];
        for text in wrong {
            assert_eq!(of(text), None, "{text}");
        }
    }
}

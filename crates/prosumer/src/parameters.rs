//! Dates, powers and tariffs of prosumers, read from the parameters. Source: DOMAIN 13.

use crate::power::{VoltAmperes, Watts};
use calendar::{Instant, SettlementDay};
use params::{ParameterBook, ParameterError, Value};
use units::{Dso, Energy, MicroEuro, NanoEuroPerKwh};

/// Which installations are in compensation, and until when. Source: PS-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eligibility {
    /// The first day on which a newly accepted installation is no longer.
    pub accepted_before: SettlementDay,
    pub most_apparent_power: VoltAmperes,
    /// The last day of compensation.
    pub last_day: SettlementDay,
}

/// What more power makes of compensation. Source: PS-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossLimits {
    /// More than so much added in all loses it.
    pub most_added: Watts,
    /// More than so much in all loses it.
    pub most_in_all: Watts,
}

/// What a prepaid day of a prosumer in compensation is charged for. Source: PS-11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrepayMethod {
    /// What the running net grew by; a credit when it fell.
    NetRunning,
    /// All off-take: the yearly settlement corrects.
    Gross,
}

/// The parameters of one operator, as known at one instant. Each question names its day.
#[derive(Debug, Clone, Copy)]
pub struct ProsumerParameters<'a> {
    book: &'a ParameterBook,
    dso: Dso,
    known_at: Instant,
}

impl<'a> ProsumerParameters<'a> {
    pub fn new(book: &'a ParameterBook, dso: Dso, known_at: Instant) -> Self {
        Self { book, dso, known_at }
    }

    /// Who is in compensation on `day`. A day before the first version is judged by the first one:
    /// the decree names the end for installations that were there before it.
    /// Errors: a parameter that is missing or of another kind. Source: PS-01.
    pub fn eligibility(&self, day: SettlementDay) -> Result<Eligibility, ParameterError> {
        let name = "prosumer.compensation_max_kva";
        let kva = self.int(name, self.not_before_first(name, day))?;
        let va = kva.checked_mul(1_000).ok_or_else(|| wrong(name, "a power in kVA", &kva))?;
        Ok(Eligibility {
            accepted_before: self.date("prosumer.compensation_accepted_before", day)?,
            most_apparent_power: VoltAmperes(va),
            last_day: self.date("prosumer.compensation_end", day)?,
        })
    }

    /// `None` on a day before the rules of loss, 1 January 2024: then nothing loses compensation.
    /// Errors: a parameter that is missing or of another kind. Source: PS-05.
    pub fn loss_limits(&self, day: SettlementDay) -> Result<Option<LossLimits>, ParameterError> {
        let name = "prosumer.loss_power";
        if self.not_before_first(name, day) != day {
            return Ok(None);
        }
        let most_added = Watts(self.int(name, day)?);
        let most_in_all = Watts(self.int("prosumer.loss_power_above", day)?);
        Ok(Some(LossLimits { most_added, most_in_all }))
    }

    /// Whether a meter that is swapped on `day` leaves the year of compensation whole.
    /// Errors: no value on that day, or another kind. Source: PS-04.
    pub fn swap_keeps_year(&self, day: SettlementDay) -> Result<bool, ParameterError> {
        let name = "prosumer.swap_keeps_year";
        match self.value(name, day)? {
            Value::Bool(yes) => Ok(*yes),
            other => Err(wrong(name, "true or false", other)),
        }
    }

    /// The capacity term `c` on `day`, in micro-euro per kWe and year, without VAT.
    /// Errors: no value on that day, or another kind. Source: PS-07.
    pub fn capacity_tariff(&self, day: SettlementDay) -> Result<MicroEuro, ParameterError> {
        let name = "prosumer.capacity_tariff";
        match self.value(name, day)? {
            Value::Money(amount) => Ok(*amount),
            other => Err(wrong(name, "an amount in EUR", other)),
        }
    }

    /// The sum `t` of the proportional terms on `day`. None is shipped: the operator loads it.
    /// Errors: none loaded for that day, or no price. Source: PS-06.
    pub fn proportional_terms(&self, day: SettlementDay) -> Result<NanoEuroPerKwh, ParameterError> {
        let name = "prosumer.proportional_terms";
        match self.value(name, day)? {
            Value::Text(text) => text.parse().map_err(|_| wrong(name, "a price in EUR/kWh", text)),
            Value::Missing => Err(ParameterError::NoValue {
                name: name.to_owned(),
                scope: params::Scope { dso: Some(self.dso), energy: Some(Energy::Electricity) },
                day,
            }),
            other => Err(wrong(name, "a price in EUR/kWh", other)),
        }
    }

    /// Errors: no value on that day, or neither `net_running` nor `gross`. Source: PS-11.
    pub fn prepay_method(&self, day: SettlementDay) -> Result<PrepayMethod, ParameterError> {
        let name = "prosumer.prepay_method";
        match self.value(name, day)? {
            Value::Text(text) if text == "net_running" => Ok(PrepayMethod::NetRunning),
            Value::Text(text) if text == "gross" => Ok(PrepayMethod::Gross),
            other => Err(wrong(name, "net_running or gross", other)),
        }
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

    fn date(&self, name: &str, day: SettlementDay) -> Result<SettlementDay, ParameterError> {
        match self.value(name, self.not_before_first(name, day))? {
            Value::Text(text) => text.parse().map_err(|_| wrong(name, "a date", text)),
            other => Err(wrong(name, "a date", other)),
        }
    }

    /// `day`, or the first day of `name` if that is later.
    fn not_before_first(&self, name: &str, day: SettlementDay) -> SettlementDay {
        let holds = |entry: &&params::Entry| {
            entry.name == name
                && entry.approved_by.is_some()
                && entry.recorded_at <= self.known_at
                && entry.scope.dso.is_none_or(|dso| dso == self.dso)
        };
        let first = self.book.entries().iter().filter(holds).map(|entry| entry.valid_from).min();
        first.map_or(day, |first| first.max(day))
    }
}

fn wrong(name: &str, expected: &'static str, found: &impl std::fmt::Debug) -> ParameterError {
    ParameterError::WrongKind { name: name.to_owned(), expected, text: format!("{found:?}") }
}

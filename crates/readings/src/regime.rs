//! How often a point is read, by the size of its connection; and by when a reading came in time.
//! Source: MT-19.

use calendar::{Instant, SettlementDay};
use params::{ParameterBook, ParameterError, Value};
use units::{Dso, Energy};

/// How often a point is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Regime {
    /// Gas, by the hour.
    Hourly,
    /// Electricity by the quarter-hour, sent for each month.
    QuarterHourly,
    Monthly,
    Yearly,
}

impl Regime {
    pub fn name(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::QuarterHourly => "quarter-hourly",
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
        }
    }
}

/// What of a connection decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    Electricity {
        power_va: i64,
        smart: bool,
    },
    /// Flow in thousandths of a Nm³ an hour. A year is in the unit of `reading.gas_hourly_year`, which its source
    /// leaves open.
    Gas {
        flow_per_h: i64,
        year: Option<i64>,
    },
}

/// From where on a connection is read more often. Powers in VA, flows in thousandths of a Nm³ an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegimeLimits {
    pub quarter_hourly_va: i64,
    pub monthly_va: i64,
    pub gas_monthly_flow: i64,
    pub gas_hourly_year: i64,
}

impl RegimeLimits {
    /// Those of an operator on a day. Errors: no value on that day, or no whole number above zero.
    pub fn of(
        book: &ParameterBook,
        dso: Dso,
        day: SettlementDay,
        known_at: Instant,
    ) -> Result<Self, ParameterError> {
        let of = |name: &str, energy: Energy, factor: i64| {
            let value = book.value(name, dso, energy, day, known_at)?;
            let number = match value {
                Value::Int(number) if *number > 0 => number.checked_mul(factor),
                _ => None,
            };
            number.ok_or_else(|| ParameterError::WrongKind {
                name: name.to_owned(),
                expected: "a whole number above 0",
                text: format!("{value:?}"),
            })
        };
        Ok(Self {
            quarter_hourly_va: of("reading.quarter_hourly_kva", Energy::Electricity, 1_000)?,
            monthly_va: of("reading.monthly_kva", Energy::Electricity, 1_000)?,
            gas_monthly_flow: of("reading.gas_monthly_flow", Energy::Gas, 1_000)?,
            gas_hourly_year: of("reading.gas_hourly_year", Energy::Gas, 1)?,
        })
    }
}

impl Connection {
    /// How it may be read; the first is what holds without a choice. Source: MT-19.
    pub fn regimes(self, limits: &RegimeLimits) -> &'static [Regime] {
        match self {
            Self::Electricity { power_va, .. } if power_va >= limits.quarter_hourly_va => {
                &[Regime::QuarterHourly]
            }
            Self::Electricity { power_va, .. } if power_va >= limits.monthly_va => {
                &[Regime::Monthly]
            }
            Self::Electricity { smart: true, .. } => {
                &[Regime::Yearly, Regime::Monthly, Regime::QuarterHourly]
            }
            Self::Electricity { smart: false, .. } => &[Regime::Yearly],
            Self::Gas { year: Some(year), .. } if year >= limits.gas_hourly_year => {
                &[Regime::Hourly]
            }
            Self::Gas { flow_per_h, .. } if flow_per_h >= limits.gas_monthly_flow => {
                &[Regime::Monthly]
            }
            Self::Gas { .. } => &[Regime::Yearly],
        }
    }
}

/// A smart meter sends its midnight once a day: what is learnt before the next one came in time.
/// Source: MT-19, PR-15.
pub fn in_time_until(midnight: SettlementDay) -> Instant {
    midnight.next().start()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> RegimeLimits {
        let book = ParameterBook::shipped().unwrap();
        let day: SettlementDay = "2026-11-02".parse().unwrap();
        RegimeLimits::of(&book, Dso::Ores, day, day.start()).unwrap()
    }

    #[test]
    fn mt_19_the_size_of_a_connection_says_how_often_it_is_read() {
        let limits = limits();
        let electricity = |power_va, smart| Connection::Electricity { power_va, smart };
        let gas = |flow_per_h, year| Connection::Gas { flow_per_h, year };
        for (connection, expected) in [
            (electricity(100_000, false), "quarter-hourly"),
            (electricity(99_999, true), "monthly"),
            (electricity(56_000, true), "monthly"),
            (electricity(55_999, true), "yearly monthly quarter-hourly"),
            (electricity(9_200, false), "yearly"),
            (gas(159_999, None), "yearly"),
            (gas(160_000, None), "monthly"),
            (gas(160_000, Some(999_999)), "monthly"),
            (gas(160_000, Some(1_000_000)), "hourly"),
        ] {
            let names: Vec<&str> =
                connection.regimes(&limits).iter().map(|regime| regime.name()).collect();
            assert_eq!(names.join(" "), expected, "{connection:?}");
        }
    }

    #[test]
    fn mt_19_a_midnight_is_in_time_on_its_own_day() {
        let day: SettlementDay = "2026-10-25".parse().unwrap();
        // A day of 25 hours.
        assert_eq!(in_time_until(day).seconds_since(day.start()), 25 * 3_600);
    }
}

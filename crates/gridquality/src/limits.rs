//! Limits of voltage, dated. None is shipped: the operator loads them. Source: GQ-02, `quality.voltage_limits`.

use calendar::{Instant, SettlementDay};
use params::{ParameterBook, ParameterError, Value};
use std::fmt;
use std::str::FromStr;
use units::{Dso, Energy};

/// Voltage between phase and neutral, in thousandths of a volt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilliVolts(pub i64);

impl fmt::Display for MilliVolts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&units::format_decimal(self.0.into(), 3))
    }
}

impl FromStr for MilliVolts {
    type Err = units::UnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        units::parse_decimal(text, 3).map(Self)
    }
}

/// From `low` to `high`, both within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    pub low: MilliVolts,
    pub high: MilliVolts,
}

impl Band {
    pub fn holds(self, voltage: MilliVolts) -> bool {
        self.low <= voltage && voltage <= self.high
    }
}

/// What means are measured against. Written as in EN 50160:
/// `nominal=230 week=207..253 share=95% always=195.5..253 enough=90%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoltageLimits {
    pub nominal: MilliVolts,
    /// Where means have to lie for [`Self::share_permille`] of each week.
    pub week: Band,
    pub share_permille: u32,
    /// Where every mean has to lie.
    pub always: Band,
    /// A week with fewer of its means is not judged.
    pub enough_permille: u32,
}

/// Why there are no limits.
#[derive(Debug, thiserror::Error)]
pub enum LimitsError {
    #[error("voltage limits `{text}` lack `{key}`")]
    Lacks { text: String, key: &'static str },
    #[error(
        "voltage limits have `{word}`, not one of `nominal=`, `week=`, `share=`, `always=`, `enough=`"
    )]
    Unknown { word: String },
    #[error("voltage limits have `{word}`, which is no {what}")]
    NotA { word: String, what: &'static str },
    #[error("voltage limits `{text}` do not fit each other: always holds week, week holds nominal")]
    Order { text: String },
    #[error("voltage limits name a day twice: `{day}`")]
    Twice { day: SettlementDay },
    #[error("no voltage limits are loaded for {day}: `quality.voltage_limits` has none")]
    NotLoaded { day: SettlementDay },
    #[error("could not read `quality.voltage_limits`")]
    Parameter(#[from] ParameterError),
}

impl FromStr for VoltageLimits {
    type Err = LimitsError;

    fn from_str(text: &str) -> Result<Self, LimitsError> {
        let (mut nominal, mut week, mut share, mut always, mut enough) =
            (None, None, None, None, None);
        for word in text.split_whitespace() {
            let unknown = || LimitsError::Unknown { word: word.to_owned() };
            let not_a = |what| LimitsError::NotA { word: word.to_owned(), what };
            let (key, value) = word.split_once('=').ok_or_else(unknown)?;
            let volts = |text: &str| text.parse::<MilliVolts>().map_err(|_| not_a("voltage"));
            let band = || {
                let (low, high) = value.split_once("..").ok_or_else(|| not_a("range"))?;
                Ok::<_, LimitsError>(Band { low: volts(low)?, high: volts(high)? })
            };
            let permille = || {
                let percent = value.strip_suffix('%').ok_or_else(|| not_a("percentage"))?;
                let parts = units::parse_decimal(percent, 1).map_err(|_| not_a("percentage"))?;
                let parts = u32::try_from(parts).ok().filter(|parts| (1..=1_000).contains(parts));
                parts.ok_or_else(|| not_a("percentage"))
            };
            match key {
                "nominal" => nominal = Some(volts(value)?),
                "week" => week = Some(band()?),
                "share" => share = Some(permille()?),
                "always" => always = Some(band()?),
                "enough" => enough = Some(permille()?),
                _ => return Err(unknown()),
            }
        }
        let lacks = |key| LimitsError::Lacks { text: text.to_owned(), key };
        let limits = Self {
            nominal: nominal.ok_or_else(|| lacks("nominal"))?,
            week: week.ok_or_else(|| lacks("week"))?,
            share_permille: share.ok_or_else(|| lacks("share"))?,
            always: always.ok_or_else(|| lacks("always"))?,
            enough_permille: enough.ok_or_else(|| lacks("enough"))?,
        };
        let (week, always) = (limits.week, limits.always);
        let fit = always.holds(week.low) && always.holds(week.high) && week.holds(limits.nominal);
        if fit { Ok(limits) } else { Err(LimitsError::Order { text: text.to_owned() }) }
    }
}

/// Limits, each from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedLimits(Vec<(SettlementDay, VoltageLimits)>);

impl DatedLimits {
    /// Errors: two for one day.
    pub fn new(mut each: Vec<(SettlementDay, VoltageLimits)>) -> Result<Self, LimitsError> {
        each.sort_by_key(|(from, _)| *from);
        let mut days = each.iter().map(|(from, _)| *from);
        let mut before = days.next();
        for day in days {
            if before == Some(day) {
                return Err(LimitsError::Twice { day });
            }
            before = Some(day);
        }
        Ok(Self(each))
    }

    /// What holds on `day`. Errors: nothing that early.
    pub fn on(&self, day: SettlementDay) -> Result<VoltageLimits, LimitsError> {
        let found = self.0.iter().rev().find(|(from, _)| *from <= day);
        found.map(|(_, limits)| *limits).ok_or(LimitsError::NotLoaded { day })
    }

    /// Those of an operator for the days from `first` to `last`, as known at an instant.
    /// Errors: none is loaded for one of them, or it is written wrongly.
    pub fn of_book(
        book: &ParameterBook,
        dso: Dso,
        (first, last): (SettlementDay, SettlementDay),
        known_at: Instant,
    ) -> Result<Self, LimitsError> {
        let mut each: Vec<(SettlementDay, VoltageLimits)> = Vec::new();
        let mut day = first;
        while day <= last {
            let limits: VoltageLimits = match book.value(
                "quality.voltage_limits",
                dso,
                Energy::Electricity,
                day,
                known_at,
            )? {
                Value::Text(text) => text.parse()?,
                _ => return Err(LimitsError::NotLoaded { day }),
            };
            if each.last().is_none_or(|(_, before)| *before != limits) {
                each.push((day, limits));
            }
            day = day.next();
        }
        Self::new(each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: &str = "nominal=230 week=207..253 share=95% always=195.5..253 enough=90%";

    #[test]
    fn gq_02_limits_are_read_and_dated() {
        let limits: VoltageLimits = EN.parse().unwrap();
        assert_eq!(limits.always.low, MilliVolts(195_500));
        assert_eq!((limits.share_permille, limits.enough_permille), (950, 900));
        let day = |day| SettlementDay::from_ymd(2026, 6, day).unwrap();
        let wider: VoltageLimits =
            "nominal=230 week=200..260 share=95% always=190..260 enough=90%".parse().unwrap();
        let dated = DatedLimits::new(vec![(day(10), wider), (day(1), limits)]).unwrap();
        assert_eq!(dated.on(day(9)).unwrap(), limits);
        assert_eq!(dated.on(day(10)).unwrap(), wider);
        let why = dated.on(SettlementDay::from_ymd(2026, 5, 31).unwrap()).unwrap_err();
        assert_eq!(
            why.to_string(),
            "no voltage limits are loaded for 2026-05-31: `quality.voltage_limits` has none"
        );
    }

    #[test]
    fn gq_02_what_is_no_limit_says_why() {
        for (text, why) in [
            ("nominal=230", "voltage limits `nominal=230` lack `week`"),
            ("nominal=230V", "voltage limits have `nominal=230V`, which is no voltage"),
            ("week=207-253", "voltage limits have `week=207-253`, which is no range"),
            ("share=0%", "voltage limits have `share=0%`, which is no percentage"),
            (
                "nominal=230 week=190..253 share=95% always=195.5..253 enough=90%",
                "voltage limits `nominal=230 week=190..253 share=95% always=195.5..253 enough=90%` do not fit each other: always holds week, week holds nominal",
            ),
        ] {
            assert_eq!(text.parse::<VoltageLimits>().unwrap_err().to_string(), why);
        }
    }

    #[test]
    fn gq_02_nothing_is_shipped_so_nothing_is_judged() {
        let book = ParameterBook::shipped().unwrap();
        let day = SettlementDay::from_ymd(2026, 6, 1).unwrap();
        let why = DatedLimits::of_book(&book, Dso::Ores, (day, day), day.start()).unwrap_err();
        assert!(matches!(why, LimitsError::NotLoaded { .. }), "{why}");
    }
}

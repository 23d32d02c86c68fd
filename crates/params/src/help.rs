//! Parameters of help that is offered before anybody asks for it. Source: CM-08, CM-09.

use crate::book::ParameterError;
use crate::typed::Reader;
use crate::value::Value;

/// How often social services get the list of those at risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlyListPeriod {
    Weekly,
    Never,
}

/// When a household uses so much less in the cold that somebody offers help. Source: CM-09.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderUse {
    /// At most this share of its own habit, in parts per million.
    pub below_ppm: i64,
    /// The days that are looked at, yesterday the last.
    pub days: i32,
    /// So many earlier days of cold seasons are its habit, at least.
    pub habit_days: i32,
    /// Emergency credit began at least so many times,
    pub emergency_times: i64,
    /// within so many days.
    pub emergency_days: i32,
    /// Whom somebody offered help is left alone for so many days.
    pub again_days: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HelpParameters {
    pub early_list: EarlyListPeriod,
    pub under_use: UnderUse,
}

impl HelpParameters {
    pub(crate) fn read(from: &Reader<'_>) -> Result<Self, ParameterError> {
        let early_list = match from.text("early_list.period")? {
            "weekly" => EarlyListPeriod::Weekly,
            "never" => EarlyListPeriod::Never,
            other => {
                let value = Value::Text(other.to_owned());
                return Err(Reader::wrong("early_list.period", "weekly or never", &value));
            }
        };
        let positive = |name: &str| {
            let number = from.small(name)?;
            let value = Value::Int(i64::from(number));
            if number >= 1 { Ok(number) } else { Err(Reader::wrong(name, "1 or more", &value)) }
        };
        let under_use = UnderUse {
            below_ppm: from.ratio("under_use.below")?,
            days: positive("under_use.days")?,
            habit_days: positive("under_use.habit_days")?,
            emergency_times: from.int("under_use.emergency_times")?,
            emergency_days: positive("under_use.emergency_days")?,
            again_days: positive("under_use.again_days")?,
        };
        Ok(Self { early_list, under_use })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParameterBook;
    use units::{Dso, Energy};

    #[test]
    fn cm_08_cm_09_help_is_offered_each_week_and_by_the_households_own_habit() {
        let book = ParameterBook::shipped().unwrap();
        let (day, known_at) = ("2026-11-23".parse().unwrap(), calendar::Instant(0));
        for dso in Dso::ALL {
            let reader = Reader { book: &book, dso, energy: Energy::Gas, day, known_at };
            let read = HelpParameters::read(&reader).unwrap();
            assert_eq!(read.early_list, EarlyListPeriod::Weekly);
            let under_use = UnderUse {
                below_ppm: 500_000,
                days: 14,
                habit_days: 28,
                emergency_times: 2,
                emergency_days: 60,
                again_days: 60,
            };
            assert_eq!(read.under_use, under_use);
        }
    }
}

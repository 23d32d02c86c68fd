//! Parameters of what people are told of by themselves. Source: CM-01e, CM-01g, CM-01o, CM-01q.

use crate::book::ParameterError;
use crate::typed::Reader;
use units::MicroEuro;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeParameters {
    /// Zero is told when it is expected within so many hours, and nobody can top up then.
    pub forecast_h: i64,
    /// So much emergency credit is left, or less: it is nearly used up.
    pub emergency_left: MicroEuro,
    /// A meter is told to be silent after so many hours without a reading.
    pub silence_h: i64,
    /// So many days after an installation people are asked how it goes; `None`: they are not.
    pub survey_after_days: Option<i32>,
}

impl NoticeParameters {
    pub(crate) fn read(from: &Reader<'_>) -> Result<Self, ParameterError> {
        // Only some operators ask.
        let survey_after_days = match from.small("survey.after_days") {
            Ok(days) => Some(days),
            Err(ParameterError::NoValue { .. }) => None,
            Err(wrong) => return Err(wrong),
        };
        Ok(Self {
            forecast_h: from.int("notice.forecast_h")?,
            emergency_left: from.money("notice.emergency_left")?,
            silence_h: from.int("notice.silence_h")?,
            survey_after_days,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParameterBook;
    use units::{Dso, Energy};

    #[test]
    fn cm_01q_only_an_operator_with_a_day_for_it_asks_how_it_goes() {
        let book = ParameterBook::shipped().unwrap();
        let (day, known_at) = ("2026-11-23".parse().unwrap(), calendar::Instant(0));
        let of = |dso| {
            let reader = Reader { book: &book, dso, energy: Energy::Electricity, day, known_at };
            NoticeParameters::read(&reader).unwrap()
        };
        let emergency_left = MicroEuro(5_000_000);
        let asks = NoticeParameters {
            forecast_h: 48,
            emergency_left,
            silence_h: 48,
            survey_after_days: Some(20),
        };
        assert_eq!(of(Dso::Ores), asks);
        assert_eq!(of(Dso::Resa).survey_after_days, None);
    }
}

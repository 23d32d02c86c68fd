//! What a calendar spares, for whoever puts it into words, and the last day on which somebody can still help.
//! Source: PA-14, UX 4.8, 15 no. 5.

use crate::{ProtectedHours, SettlementDay, Weekday, is_holiday};
use serde::{Deserialize, Serialize};

/// Days within which each holiday of a year comes.
const YEAR_DAYS: i32 = 366;
/// No closed stretch is longer.
const CLOSED_DAYS: i32 = 31;

/// When nothing is cut, as people are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spared {
    /// On working days, from when until when, in minutes of the local day.
    pub evening: Option<(u16, u16)>,
    pub weekend: bool,
    pub holidays: bool,
}

impl Spared {
    /// What a calendar spares from `day` on.
    pub fn of(hours: &ProtectedHours, day: SettlementDay) -> Self {
        let days = || (0..YEAR_DAYS).map(|count| day.plus(count));
        let on = |weekday: Weekday| {
            days().find(|day| day.weekday() == weekday && !is_holiday(*day)).unwrap_or(day)
        };
        let open = hours.open_on(on(Weekday::Wed));
        let evening = match (open.first(), open.last()) {
            (Some(first), Some(last)) => Some((last.to_minute(), first.from_minute())),
            _ => None,
        };
        let closed = |weekday: Weekday| hours.open_on(on(weekday)).is_empty();
        let works = |day: &SettlementDay| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let mut holidays = days().filter(|day| is_holiday(*day) && works(day)).peekable();
        Self {
            evening: evening.filter(|(to, from)| (*to, *from) != (24 * 60, 0)),
            weekend: closed(Weekday::Sat) && closed(Weekday::Sun),
            holidays: holidays.peek().is_some()
                && holidays.all(|day| hours.open_on(day).is_empty()),
        }
    }
}

impl ProtectedHours {
    /// The next working day after `day`, if `day` is the last one before a closed stretch: offices that help are open on
    /// it and closed on the day after. A holiday is no working day, also where the calendar does not protect it.
    pub fn open_again(&self, day: SettlementDay) -> Option<SettlementDay> {
        let works = |day: &SettlementDay| !is_holiday(*day) && !self.open_on(*day).is_empty();
        if !works(&day) || works(&day.next()) {
            return None;
        }
        (2..=CLOSED_DAYS).map(|days| day.plus(days)).find(works)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    #[test]
    fn pa_14_the_last_working_day_before_a_closed_stretch_knows_the_next_one() {
        let card = ProtectedHours::card_wal(true);
        // Friday; the days around it are followed by a working day, or are none.
        assert_eq!(card.open_again(day("2026-11-20")), Some(day("2026-11-23")));
        for other in ["2026-11-19", "2026-11-21", "2026-11-22", "2026-11-23"] {
            assert_eq!(card.open_again(day(other)), None, "{other}");
        }
        // Thursday before Christmas on a Friday: Monday is the next one.
        assert_eq!(card.open_again(day("2026-12-24")), Some(day("2026-12-28")));
        // Armistice on a Wednesday: nobody helps on it, whether or not the calendar spares it.
        for holidays in [true, false] {
            let card = ProtectedHours::card_wal(holidays);
            assert_eq!(card.open_again(day("2026-11-10")), Some(day("2026-11-12")), "{holidays}");
            assert_eq!(card.open_again(day("2026-11-11")), None, "{holidays}");
        }
        let always = ProtectedHours::from_windows("none", "none", false).unwrap();
        assert_eq!(always.open_again(day("2026-11-20")), None);
    }

    #[test]
    fn pa_14_a_calendar_without_holidays_does_not_say_that_it_spares_them() {
        let from = day("2026-11-04");
        let evening = Some((16 * 60, 8 * 60));
        for holidays in [true, false] {
            let spared = Spared::of(&ProtectedHours::card_wal(holidays), from);
            assert_eq!(spared, Spared { evening, weekend: true, holidays });
        }
    }
}

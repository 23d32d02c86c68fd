//! Times as the files write them.

use crate::error::{ProblemKind, TimeProblem};
use calendar::{Instant, InstantError, SettlementDay};

/// Summer time has its present rule since 1996, and nobody has readings from after 2100.
const YEARS: std::ops::RangeInclusive<i32> = 1996..=2100;
const QUARTER_MINUTES: u8 = 15;

fn checked_day(day: SettlementDay) -> Result<SettlementDay, TimeProblem> {
    if YEARS.contains(&day.ymd().0) { Ok(day) } else { Err(TimeProblem::YearOutOfRange) }
}

/// The date and minute, and what stands behind them.
fn date_and_minute(text: &str) -> Option<(&str, &str, &str)> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = rest.split_at_checked(5)?;
    Some((date, clock, rest))
}

/// The day and the quarter of the wall clock, 0 to 95, of a local time such as `2013-01-01T00:15`.
/// Seconds may follow if they are zero.
pub(crate) fn local_quarter(text: &str) -> Result<(SettlementDay, usize), ProblemKind> {
    local(text).map_err(|problem| ProblemKind::Time { text: text.to_owned(), problem })
}

fn local(text: &str) -> Result<(SettlementDay, usize), TimeProblem> {
    let (date, clock, rest) = date_and_minute(text).ok_or(TimeProblem::NotATime)?;
    let two_digits = |tens: u8, ones: u8| {
        let both = tens.is_ascii_digit() && ones.is_ascii_digit();
        both.then(|| (tens - b'0') * 10 + (ones - b'0')).ok_or(TimeProblem::NotATime)
    };
    let [h1, h2, b':', m1, m2] = *clock.as_bytes() else { return Err(TimeProblem::NotATime) };
    let (hour, minute) = (two_digits(h1, h2)?, two_digits(m1, m2)?);
    let day: SettlementDay = date.parse().map_err(|_| TimeProblem::NotATime)?;
    if hour > 23 || minute > 59 {
        return Err(TimeProblem::NotATime);
    }
    let seconds = rest.split_at_checked(3).filter(|(seconds, _)| seconds.starts_with(':'));
    let (seconds, rest) = seconds.unwrap_or((":00", rest));
    match rest {
        "" => {}
        offset if offset.starts_with(['Z', 'z', '+', '-']) => {
            return Err(TimeProblem::OffsetUnexpected);
        }
        _ => return Err(TimeProblem::NotATime),
    }
    if seconds != ":00" || minute % QUARTER_MINUTES != 0 {
        return Err(TimeProblem::NotAQuarterHour);
    }
    let quarter = usize::from(hour) * 4 + usize::from(minute / QUARTER_MINUTES);
    Ok((checked_day(day)?, quarter))
}

/// The instant of a time with an offset, such as `2024-01-01T00:15:00+01:00` or, as some exports
/// leave the seconds out, `2024-01-01T00:15Z`.
pub(crate) fn instant(text: &str) -> Result<Instant, ProblemKind> {
    let wrong = |problem| ProblemKind::Time { text: text.to_owned(), problem };
    let at = match date_and_minute(text) {
        Some((date, clock, rest)) if rest.starts_with(':') => {
            format!("{date}T{clock}{rest}").parse()
        }
        Some((date, clock, rest)) => format!("{date}T{clock}:00{rest}").parse(),
        None => text.parse(),
    };
    let at: Instant = at.map_err(|cause| match cause {
        InstantError::OffsetMissing { .. } => wrong(TimeProblem::OffsetMissing),
        InstantError::NotAnInstant { .. } | InstantError::NotOnTheClock { .. } => {
            wrong(TimeProblem::NotATime)
        }
    })?;
    checked_day(at.day()).map_err(wrong)?;
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_are_quarters_of_a_day() {
        let day = |text: &str| text.parse::<SettlementDay>().unwrap();
        for (text, expected) in [
            ("2013-01-01T00:15", Ok((day("2013-01-01"), 1))),
            ("2013-06-30 23:45:00", Ok((day("2013-06-30"), 95))),
            ("2013-01-01T00:15Z", Err(TimeProblem::OffsetUnexpected)),
            ("2013-01-01T00:15:00+01:00", Err(TimeProblem::OffsetUnexpected)),
            ("2013-01-01T00:07", Err(TimeProblem::NotAQuarterHour)),
            ("2013-01-01T00:15:30", Err(TimeProblem::NotAQuarterHour)),
            ("2013-02-29T00:15", Err(TimeProblem::NotATime)),
            ("2013-01-01T24:00", Err(TimeProblem::NotATime)),
            ("2013-01-01", Err(TimeProblem::NotATime)),
            ("01/01/2013 00:15", Err(TimeProblem::NotATime)),
            ("2013-01-01T00:1é", Err(TimeProblem::NotATime)),
            ("1913-01-01T00:15", Err(TimeProblem::YearOutOfRange)),
        ] {
            assert_eq!(local(text), expected, "{text}");
        }
    }

    #[test]
    fn instants_carry_their_offset() {
        let seen =
            |text: &str| instant(text).map(Instant::to_utc_string).map_err(|e| e.to_string());
        assert_eq!(seen("2024-01-01T00:15Z"), Ok("2024-01-01T00:15:00Z".to_owned()));
        assert_eq!(seen("2024-06-01T00:15:00+02:00"), Ok("2024-05-31T22:15:00Z".to_owned()));
        assert_eq!(
            seen("2024-06-01T00:15"),
            Err("`2024-06-01T00:15` has no offset such as +01:00".to_owned())
        );
        assert!(seen("2024-06-01T00:15:0").is_err());
        assert!(seen("").is_err());
    }
}

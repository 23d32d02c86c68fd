//! Times as files write them.

use crate::error::ProblemKind;
use calendar::{Instant, InstantError, SettlementDay};

/// Summer time has its present rule since 1996, and nobody has readings from after 2100.
const YEARS: std::ops::RangeInclusive<i32> = 1996..=2100;

/// A minute of a local day on the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wall {
    pub(crate) day: SettlementDay,
    pub(crate) minute: i32,
}

impl Wall {
    /// The quarter of the wall clock, 0 to 95.
    pub(crate) fn quarter(self, text: &str) -> Result<u32, ProblemKind> {
        let quarter = self.minute / 15;
        match u32::try_from(quarter) {
            Ok(quarter) if self.minute % 15 == 0 => Ok(quarter),
            _ => Err(ProblemKind::NotAQuarterHour { text: text.to_owned() }),
        }
    }
}

fn not_a_time(text: &str) -> ProblemKind {
    ProblemKind::NotATime { text: text.chars().take(80).collect() }
}

fn checked(day: SettlementDay, text: &str) -> Result<SettlementDay, ProblemKind> {
    match YEARS.contains(&day.ymd().0) {
        true => Ok(day),
        false => Err(ProblemKind::YearOutOfRange { text: text.to_owned() }),
    }
}

/// `2021-01-01T00:15`, with seconds and a fraction if both are zero.
pub(crate) fn wall(text: &str) -> Result<Wall, ProblemKind> {
    let wrong = || not_a_time(text);
    let (date, rest) = text.split_at_checked(10).ok_or_else(wrong)?;
    let clock = rest.strip_prefix(['T', ' ']).ok_or_else(wrong)?;
    let day: SettlementDay = date.parse().map_err(|_| wrong())?;
    Ok(Wall { day: checked(day, text)?, minute: minute(clock, text)? })
}

/// `31-10-2021` or `31/10/2021`, and a clock of its own.
pub(crate) fn wall_day_first(date: &str, clock: &str) -> Result<Wall, ProblemKind> {
    let text = || format!("{date} {clock}");
    let wrong = || not_a_time(&text());
    let mut parts = date.split(['-', '/']);
    let (Some(day), Some(month), Some(year), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    if day.len() != 2 || month.len() != 2 || year.len() != 4 {
        return Err(wrong());
    }
    let day: SettlementDay = format!("{year}-{month}-{day}").parse().map_err(|_| wrong())?;
    Ok(Wall { day: checked(day, &text())?, minute: minute(clock, &text())? })
}

/// Minutes of `02:15`, `02:15:00` or `02:15:00.000`.
fn minute(clock: &str, text: &str) -> Result<i32, ProblemKind> {
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = clock.split(':');
    let mut number = |most: i32, otherwise: Option<&str>| {
        let part = parts.next().or(otherwise).filter(|part| part.len() == 2);
        let digits = part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|digits| digits.parse::<i32>().ok());
        number.filter(|number| *number <= most).ok_or_else(|| not_a_time(text))
    };
    let (hour, minute) = (number(23, None)?, number(59, None)?);
    let second = number(59, Some("00"))?;
    if parts.next().is_some() {
        return Err(not_a_time(text));
    }
    if second != 0 || fraction.bytes().any(|byte| byte != b'0') {
        return Err(ProblemKind::NotAQuarterHour { text: text.to_owned() });
    }
    Ok(hour * 60 + minute)
}

/// A time with an offset, such as `2024-01-01T00:15:00+01:00`, or without seconds.
pub(crate) fn instant(text: &str) -> Result<Instant, ProblemKind> {
    let with_seconds = match text.split_at_checked(16) {
        Some((minute, rest)) if !rest.starts_with(':') => {
            format!("{}:00{rest}", minute.replacen(' ', "T", 1))
        }
        _ => text.replacen(' ', "T", 1),
    };
    let at: Instant = with_seconds.parse().map_err(|cause| match cause {
        InstantError::OffsetMissing { .. } => {
            ProblemKind::OffsetMissing { text: text.chars().take(80).collect() }
        }
        InstantError::NotAnInstant { .. } | InstantError::NotOnTheClock { .. } => not_a_time(text),
    })?;
    checked(at.day(), text)?;
    Ok(at)
}

/// A number of seconds since 1970, as ESPI has it.
pub(crate) fn unix(text: &str) -> Result<Instant, ProblemKind> {
    let at = text.parse().map(Instant::from_unix_s).map_err(|_| not_a_time(text))?;
    checked(at.day(), text)?;
    Ok(at)
}

/// `201512010000+01`, as EDIFACT has it with qualifier 303.
pub(crate) fn edifact(text: &str) -> Result<Instant, ProblemKind> {
    let wrong = || not_a_time(text);
    if !text.is_ascii() {
        return Err(wrong());
    }
    let part = |range: std::ops::Range<usize>| text.get(range).ok_or_else(wrong);
    let offset = text.get(12..).unwrap_or_default();
    let offset = match offset.len() {
        3 => format!("{offset}:00"),
        5 => format!("{}:{}", part(12..15)?, part(15..17)?),
        _ => return Err(wrong()),
    };
    instant(&format!(
        "{}-{}-{}T{}:{}:00{offset}",
        part(0..4)?,
        part(4..6)?,
        part(6..8)?,
        part(8..10)?,
        part(10..12)?
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn walls_are_read_and_nothing_looser() {
        let day: SettlementDay = "2021-10-31".parse().unwrap();
        assert_eq!(wall("2021-10-31T02:15"), Ok(Wall { day, minute: 135 }));
        assert_eq!(wall("2021-10-31 02:15:00.000"), Ok(Wall { day, minute: 135 }));
        assert_eq!(wall_day_first("31/10/2021", "02:15:00"), Ok(Wall { day, minute: 135 }));
        for text in ["2021-10-31", "2021-10-31T24:00", "2021-10-31T02:15Z", "2021-02-30T02:15", "é"]
        {
            assert!(wall(text).is_err(), "{text}");
        }
        assert!(matches!(wall("1913-10-31T02:15"), Err(ProblemKind::YearOutOfRange { .. })));
        assert!(wall_day_first("10/31/2021", "02:15:00").is_err(), "no thirty-first month");
    }

    #[test]
    fn instants_carry_their_offset() {
        let seen = |text: &str| instant(text).map(Instant::to_utc_string).ok();
        assert_eq!(seen("2024-01-01T00:15Z").as_deref(), Some("2024-01-01T00:15:00Z"));
        assert_eq!(seen("2024-06-01T00:15:00+02:00").as_deref(), Some("2024-05-31T22:15:00Z"));
        assert!(matches!(instant("2024-06-01T00:15"), Err(ProblemKind::OffsetMissing { .. })));
        let seen = |text: &str| edifact(text).map(Instant::to_utc_string).ok();
        assert_eq!(seen("201512010015+01").as_deref(), Some("2015-11-30T23:15:00Z"));
        assert_eq!(seen("20151201"), None);
    }
}

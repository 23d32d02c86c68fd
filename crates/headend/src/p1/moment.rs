//! Times as a telegram writes them: local, with a letter for summer or winter.

use calendar::{Instant, SettlementDay};

const DAY_S: i64 = 86_400;

/// Reads `YYMMDDhhmmssS` (summer) and `...W` (winter); without a letter, as the gas values of old
/// telegrams have it, the wall clock of Brussels, of a repeated hour the first. `None` for anything
/// else, such as the placeholder `632525252525W`. Source: MT-16.
pub(super) fn moment(text: &str) -> Option<Instant> {
    let (digits, offset_s) = match text.as_bytes().split_last()? {
        (b'S', _) => (text.strip_suffix('S')?, Some(7_200)),
        (b'W', _) => (text.strip_suffix('W')?, Some(3_600)),
        _ => (text, None),
    };
    if digits.len() != 12 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let pair = |at: usize| digits.get(at..at.checked_add(2)?)?.parse::<u8>().ok();
    let year = 2000_i32.checked_add(i32::from(pair(0)?))?;
    let day = SettlementDay::from_ymd(year, pair(2)?, pair(4)?)?;
    let (hour, minute, second) = (pair(6)?, pair(8)?, pair(10)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    match offset_s {
        Some(offset_s) => {
            let clock_s = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
            Some(Instant::from_unix_s(i64::from(day.0) * DAY_S + clock_s - offset_s))
        }
        None => Some(day.at(hour, minute).plus_s(i64::from(second))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_16_times_end_in_s_or_w_and_placeholders_are_none() {
        let said = |text: &str| moment(text).map(Instant::to_utc_string);
        assert_eq!(said("200512135409S").as_deref(), Some("2020-05-12T11:54:09Z"));
        assert_eq!(said("170102192002W").as_deref(), Some("2017-01-02T18:20:02Z"));
        // The hour that comes twice is told apart by the letter.
        assert_eq!(said("261025023000S").as_deref(), Some("2026-10-25T00:30:00Z"));
        assert_eq!(said("261025023000W").as_deref(), Some("2026-10-25T01:30:00Z"));
        assert_eq!(said("250423090000").as_deref(), Some("2025-04-23T07:00:00Z"));
        for wrong in ["632525252525W", "", "S", "20051213540", "200512245409S", "2005121354é9"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}

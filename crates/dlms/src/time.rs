//! A meter's date-time, of twelve bytes.

use crate::value::Value;
use calendar::{Instant, SettlementDay};

const DAY_S: i64 = 86_400;
const NOT_SPECIFIED: i16 = i16::MIN;
const STATUS_SUMMER: u8 = 0x80;
const STATUS_UNKNOWN: u8 = 0xFF;
/// The clock says itself that it is invalid or doubtful.
const STATUS_BAD: u8 = 0x03;

/// A date-time as the meter states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeterTime {
    pub at: Instant,
    /// The meter itself calls its clock invalid or doubtful.
    pub doubtful: bool,
}

/// Reads an octet-string of twelve bytes. `None` if a field is not specified or out of range, or it
/// has no offset: such a value is no point in time. The deviation is UTC minus local time, in minutes.
pub fn from_bytes(bytes: &[u8]) -> Option<MeterTime> {
    let bytes: [u8; 12] = bytes.try_into().ok()?;
    let [y1, y2, month, day, _weekday, hour, minute, second, _hundredths, d1, d2, status] = bytes;
    let year = i32::from(u16::from_be_bytes([y1, y2]));
    let deviation = i16::from_be_bytes([d1, d2]);
    if deviation == NOT_SPECIFIED || !(-840..=840).contains(&deviation) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let day = SettlementDay::from_ymd(year, month, day)?;
    let clock_s = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    let unix_s = i64::from(day.0) * DAY_S + clock_s + i64::from(deviation) * 60;
    let doubtful = status != STATUS_UNKNOWN && status & STATUS_BAD != 0;
    Some(MeterTime { at: Instant::from_unix_s(unix_s), doubtful })
}

/// The twelve bytes of an instant on the wall clock of Brussels, whole seconds.
pub fn to_bytes(at: Instant) -> [u8; 12] {
    let day = at.day();
    let local_s = i64::from(at.local_second_of_day());
    let offset_s = i64::from(day.0) * DAY_S + local_s - at.unix_s();
    let deviation = i16::try_from(-offset_s / 60).unwrap_or(NOT_SPECIFIED);
    let (year, month, day_of_month) = day.ymd();
    let [y1, y2] = u16::try_from(year).unwrap_or(u16::MAX).to_be_bytes();
    let [d1, d2] = deviation.to_be_bytes();
    let part = |value: i64| u8::try_from(value).unwrap_or(u8::MAX);
    let status = if offset_s == 7_200 { STATUS_SUMMER } else { 0 };
    let weekday = day.weekday().days_from_monday().saturating_add(1);
    let (hour, minute, second) = (local_s / 3_600, local_s / 60 % 60, local_s % 60);
    let (hour, minute, second) = (part(hour), part(minute), part(second));
    [y1, y2, month, day_of_month, weekday, hour, minute, second, 0, d1, d2, status]
}

pub fn value(at: Instant) -> Value {
    Value::Octets(to_bytes(at).to_vec())
}

/// The five bytes of a day: year, month, day of the month, day of the week.
pub fn day_to_bytes(day: SettlementDay) -> [u8; 5] {
    let (year, month, day_of_month) = day.ymd();
    let [y1, y2] = u16::try_from(year).unwrap_or(u16::MAX).to_be_bytes();
    [y1, y2, month, day_of_month, u8::MAX]
}

pub fn day_from_bytes(bytes: &[u8]) -> Option<SettlementDay> {
    let [y1, y2, month, day, _weekday] = bytes.try_into().ok()?;
    SettlementDay::from_ymd(i32::from(u16::from_be_bytes([y1, y2])), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn local_time_stands_with_its_offset() {
        let summer: Instant = "2026-07-01T12:30:05+02:00".parse().unwrap();
        let bytes = to_bytes(summer);
        assert_eq!(bytes, [0x07, 0xEA, 7, 1, 3, 12, 30, 5, 0, 0xFF, 0x88, 0x80]);
        assert_eq!(from_bytes(&bytes), Some(MeterTime { at: summer, doubtful: false }));
        let mut odd = bytes;
        odd[11] = 0x82;
        assert!(from_bytes(&odd).unwrap().doubtful);
        for (index, wildcard) in [(0, 0xFF), (2, 0xFF), (3, 31 + 1), (5, 0xFF), (7, 60)] {
            let mut bytes = bytes;
            bytes[index] = wildcard;
            assert_eq!(from_bytes(&bytes), None, "{index}");
        }
        let mut unknown = bytes;
        (unknown[9], unknown[10]) = (0x80, 0x00);
        assert_eq!(from_bytes(&unknown), None, "without an offset it is no instant");
        assert_eq!(from_bytes(&bytes[..11]), None);
    }

    proptest! {
        #[test]
        fn each_second_reads_back(unix_s in 946_684_800i64..4_102_444_800) {
            let at = Instant::from_unix_s(unix_s);
            prop_assert_eq!(from_bytes(&to_bytes(at)).unwrap().at, at);
        }

        #[test]
        fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..16)) {
            let _ = from_bytes(&bytes);
            let _ = day_from_bytes(&bytes);
        }
    }
}

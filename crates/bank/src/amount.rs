//! Amounts and dates as banks write them, exactly.

use calendar::SettlementDay;
use units::MicroEuro;

const MICRO_PER_MILLI: i64 = 1_000;

/// A number of ASCII digits only; `None` for anything else, and for what does not fit.
pub(crate) fn digits(text: &[u8]) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0i64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// CODA's 15 digits with three implied decimals. Source: TP-10.
pub(crate) fn coda_amount(text: &[u8]) -> Option<MicroEuro> {
    digits(text)?.checked_mul(MICRO_PER_MILLI).map(MicroEuro)
}

/// CODA's DDMMYY, of this century.
pub(crate) fn coda_date(text: &[u8]) -> Option<SettlementDay> {
    let [d1, d2, m1, m2, y1, y2] = *text else { return None };
    let two = |tens: u8, ones: u8| u8::try_from(digits(&[tens, ones])?).ok();
    SettlementDay::from_ymd(2000 + i32::from(two(y1, y2)?), two(m1, m2)?, two(d1, d2)?)
}

/// An amount of ISO 20022: an `xs:decimal` of at most five decimals, never negative.
pub(crate) fn iso_amount(text: &str) -> Option<MicroEuro> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.len() > 5 {
        return None;
    }
    let part = |text: &str| if text.is_empty() { Some(0) } else { digits(text.as_bytes()) };
    let missing = 6u32.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let fraction_micro = part(fraction)?.checked_mul(10i64.checked_pow(missing)?)?;
    part(whole)?.checked_mul(1_000_000)?.checked_add(fraction_micro).map(MicroEuro)
}

/// The date of an ISO date or date and time, as its writer's wall clock had it.
pub(crate) fn iso_date(text: &str) -> Option<SettlementDay> {
    let (date, rest) = text.split_at_checked(10)?;
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = date.as_bytes() else { return None };
    let number = |text: &[u8]| digits(text).and_then(|number| u8::try_from(number).ok());
    let year = i32::try_from(digits(y)?).ok()?;
    let follows = matches!(rest.as_bytes().first(), None | Some(b'T' | b'Z' | b'+' | b'-'));
    follows.then(|| SettlementDay::from_ymd(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_10_amounts_have_three_decimals_and_dates_are_day_month_year() {
        assert_eq!(coda_amount(b"000276270000000"), Some(MicroEuro(276_270_000_000_000)));
        assert_eq!(coda_amount(b"999999999999999"), Some(MicroEuro(999_999_999_999_999_000)));
        for wrong in [&b""[..], b"00000000000 000", b"-00000000000001", b"0000000000000,1"] {
            assert_eq!(coda_amount(wrong), None, "{wrong:?}");
        }
        assert_eq!(coda_date(b"290224"), SettlementDay::from_ymd(2024, 2, 29));
        for wrong in [&b"290223"[..], b"000000", b"320101", b"011301", b"0101", b"01 101"] {
            assert_eq!(coda_date(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn tp_11_amounts_are_decimals_without_sign_and_dates_may_have_a_time() {
        for (text, micro) in [
            ("0", 0),
            ("474.4", 474_400_000),
            ("+0.00001", 10),
            (".5", 500_000),
            ("5.", 5_000_000),
            ("9000000000000.99999", 9_000_000_000_000_999_990),
        ] {
            assert_eq!(iso_amount(text), Some(MicroEuro(micro)), "{text}");
        }
        for wrong in ["", ".", "-1", "1.000000", "1e3", "1,5", "99999999999999", "+-1", "1.-5"] {
            assert_eq!(iso_amount(wrong), None, "{wrong}");
        }
        let day = SettlementDay::from_ymd(2019, 6, 24);
        for text in ["2019-06-24", "2019-06-24Z", "2019-06-24T00:10:00+02:00", "2019-06-24+02:00"] {
            assert_eq!(iso_date(text), day, "{text}");
        }
        for wrong in ["2019-06-31", "2019-6-24", "24-06-2019", "2019-06-24x", "", "2019/06/24"] {
            assert_eq!(iso_date(wrong), None, "{wrong}");
        }
    }
}

//! Energy out of a text, exactly.

use crate::error::ProblemKind;
use crate::series::LARGEST;
use units::parse_decimal;

/// Decimals of a kWh that are whole milliwatt-hours.
pub(crate) const KWH: u32 = 6;
/// Decimals of a Wh that are whole milliwatt-hours.
pub(crate) const WH: u32 = 3;

/// The energy of a cell, in mWh; `None` if it is empty. `decimals` is the power of ten from the unit
/// of the text to a mWh.
pub(crate) fn energy(text: &str, decimals: u32) -> Result<Option<i64>, ProblemKind> {
    if text.is_empty() {
        return Ok(None);
    }
    let energy = match parse_decimal(text, decimals) {
        Ok(energy) => energy,
        Err(_) if has_unit(text) => return Err(ProblemKind::WithUnit { text: text.to_owned() }),
        Err(error) => return Err(error.into()),
    };
    checked(energy, text).map(Some)
}

/// A number with a unit of energy or power behind it.
fn has_unit(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["mwh", "kwh", "wh", "kw", "w", "m3", "m³"].iter().any(|unit| {
        let number = lower.strip_suffix(unit).map(str::trim_end);
        number.is_some_and(|number| {
            !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit() || b".,-".contains(&byte))
        })
    })
}

/// As [`energy`], with a decimal comma and no point.
pub(crate) fn energy_with_comma(text: &str, decimals: u32) -> Result<Option<i64>, ProblemKind> {
    if text.contains('.') {
        return Err(ProblemKind::NotANumber { text: text.to_owned() });
    }
    energy(&text.replace(',', "."), decimals)
}

pub(crate) fn checked(energy: i64, text: &str) -> Result<i64, ProblemKind> {
    match energy {
        ..0 => Err(ProblemKind::Negative { text: text.to_owned() }),
        0..=LARGEST => Ok(energy),
        _ => Err(ProblemKind::TooLarge { text: text.to_owned() }),
    }
}

/// A number of JSON: the shortest text that reads back as the same number is what the file had, for up
/// to 15 digits. Written with an exponent if it is small.
pub(crate) fn plain(number: &serde_json::Number) -> String {
    let text = number.to_string();
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return text };
    let Ok(exponent) = exponent.parse::<i32>() else { return text };
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    // Beyond this nothing is an energy; the text stays as it was and is refused.
    if exponent.unsigned_abs() > 30 {
        return text;
    }
    let shift = exponent.unsigned_abs() as usize;
    if exponent < 0 {
        let padded = format!("{}{whole}", "0".repeat(shift));
        let (head, tail) = padded.split_at(padded.len().saturating_sub(shift));
        let head = if head.is_empty() { "0" } else { head };
        let text = format!("{sign}{head}.{tail}{fraction}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let zeros = "0".repeat(shift.saturating_sub(fraction.len()));
    let (more, left) = fraction.split_at_checked(shift).unwrap_or((fraction, ""));
    match left.trim_end_matches('0') {
        "" => format!("{sign}{whole}{more}{zeros}"),
        left => format!("{sign}{whole}{more}.{left}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_of_json_keep_their_digits() {
        for (json, text) in [
            ("0.000001", "0.000001"),
            ("1e-6", "0.000001"),
            ("1.5e-6", "0.0000015"),
            ("0.009", "0.009"),
            ("1e3", "1000.0"),
            ("-2.5e-7", "-0.00000025"),
            ("1.25e20", "125000000000000000000"),
            ("1e300", "1e+300"),
        ] {
            let number: serde_json::Number = serde_json::from_str(json).unwrap();
            let plain = plain(&number);
            assert_eq!(plain.trim_end_matches(".0"), text.trim_end_matches(".0"), "{json}");
        }
    }

    #[test]
    fn a_point_is_no_decimal_comma() {
        assert_eq!(energy_with_comma("0,173", KWH), Ok(Some(173_000)));
        assert!(energy_with_comma("1.234", KWH).is_err());
        assert_eq!(energy_with_comma("", KWH), Ok(None));
        assert!(matches!(energy("-0.1", KWH), Err(ProblemKind::Negative { .. })));
    }
}

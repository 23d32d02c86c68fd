//! Decimal text to scaled integers and back, exactly.

/// A text that is not the quantity it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    #[error("`{text}` is not a decimal number")]
    NotANumber { text: String },
    #[error("`{text}` has more than {most} decimals")]
    TooManyDecimals { text: String, most: u32 },
    #[error("`{text}` is too large")]
    TooLarge { text: String },
}

/// `text` times ten to the power of `decimals`, exactly. A sign is allowed, an exponent is not.
/// Errors: more decimals than asked are refused even when they are zero, since whoever wrote them
/// meant another unit.
pub fn parse_decimal(text: &str, decimals: u32) -> Result<i64, UnitError> {
    let wrong = || UnitError::NotANumber { text: text.to_owned() };
    let large = || UnitError::TooLarge { text: text.to_owned() };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
        return Err(wrong());
    }
    let given = u32::try_from(fraction.len()).map_err(|_| large())?;
    let missing = decimals
        .checked_sub(given)
        .ok_or_else(|| UnitError::TooManyDecimals { text: text.to_owned(), most: decimals })?;
    let mut value: i64 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = i64::from(byte - b'0');
        value = value.checked_mul(10).and_then(|v| v.checked_sub(digit)).ok_or_else(large)?;
    }
    for _ in 0..missing {
        value = value.checked_mul(10).ok_or_else(large)?;
    }
    // Summed downwards, because i64::MIN has no positive twin.
    if negative { Ok(value) } else { value.checked_neg().ok_or_else(large) }
}

/// `value` divided by ten to the power of `decimals`, with exactly that many decimals.
pub fn format_decimal(value: i128, decimals: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let digits = value.unsigned_abs().to_string();
    let places = usize::try_from(decimals).unwrap_or(0);
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// `FromStr` and `Display` of a newtype over `i64` that is written with a fixed number of decimals.
macro_rules! decimal_text {
    ($type:ty, $decimals:expr) => {
        impl std::str::FromStr for $type {
            type Err = $crate::UnitError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::parse_decimal(text, $decimals).map(Self)
            }
        }
        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(&$crate::format_decimal(i128::from(self.0), $decimals))
            }
        }
    };
}
pub(crate) use decimal_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_decimals_are_refused_where_six_are_the_unit() {
        assert_eq!(
            parse_decimal("1.2345678", 6).unwrap_err().to_string(),
            "`1.2345678` has more than 6 decimals"
        );
        assert!(parse_decimal("1.2345670", 6).is_err());
        assert_eq!(parse_decimal("-0.000001", 6), Ok(-1));
        assert_eq!(parse_decimal("5", 6), Ok(5_000_000));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", ".", "-", "1.", ".5", "1e3", "12x", "1,5", " 1", "--1", "９"] {
            assert!(matches!(parse_decimal(text, 6), Err(UnitError::NotANumber { .. })), "{text}");
        }
        assert!(matches!(
            parse_decimal("9223372036854.775808", 6),
            Err(UnitError::TooLarge { .. })
        ));
        assert_eq!(parse_decimal("-9223372036854.775808", 6), Ok(i64::MIN));
    }

    #[test]
    fn written_text_reads_back() {
        for value in [0, 1, -1, 999_999, 1_000_000, -1_000_001, i64::MAX, i64::MIN] {
            assert_eq!(parse_decimal(&format_decimal(i128::from(value), 6), 6), Ok(value));
        }
    }
}

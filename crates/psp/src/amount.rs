//! An amount that a provider can move, and its text on the wire.

use std::fmt;
use units::MicroEuro;

const MICRO_PER_CENT: i64 = 10_000;

/// Money that can be paid or given back: more than nothing, and whole cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(MicroEuro);

/// Why an amount cannot be paid, or its text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("`{0}` euro is not more than nothing")]
    NotPositive(MicroEuro),
    #[error("`{0}` euro is not a whole number of cents")]
    NotWholeCents(MicroEuro),
    #[error("`{text}` is not an amount with two decimals")]
    NotTwoDecimals { text: String },
    #[error("`{text}` is too large an amount")]
    TooLarge { text: String },
    #[error("currency `{currency}` is not EUR")]
    OtherCurrency { currency: String },
}

impl Amount {
    /// Errors: zero, less, or a part of a cent.
    pub fn new(amount: MicroEuro) -> Result<Self, AmountError> {
        if amount.0 <= 0 {
            return Err(AmountError::NotPositive(amount));
        }
        if amount.whole_cents_down() != amount {
            return Err(AmountError::NotWholeCents(amount));
        }
        Ok(Self(amount))
    }

    pub fn micro_euro(self) -> MicroEuro {
        self.0
    }
}

/// In euro with two decimals, such as `10.00`: the text on the wire.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&units::format_decimal(i128::from(self.0.0 / MICRO_PER_CENT), 2))
    }
}

/// The euro in `text`, which has exactly two decimals and may be negative.
/// Errors: another currency, or any other way to write an amount: `10.1` may be 10.01 or 10.10 in
/// the head of whoever wrote it.
pub(crate) fn read(currency: &str, text: &str) -> Result<MicroEuro, AmountError> {
    if currency != "EUR" {
        return Err(AmountError::OtherCurrency { currency: currency.to_owned() });
    }
    let wrong = || AmountError::NotTwoDecimals { text: text.to_owned() };
    let (_, decimals) = text.split_once('.').ok_or_else(wrong)?;
    if decimals.len() != 2 || text.starts_with('+') {
        return Err(wrong());
    }
    let cents = units::parse_decimal(text, 2).map_err(|error| match error {
        units::UnitError::TooLarge { text } => AmountError::TooLarge { text },
        units::UnitError::NotANumber { .. } | units::UnitError::TooManyDecimals { .. } => wrong(),
    })?;
    MicroEuro::from_cents(cents).ok_or_else(|| AmountError::TooLarge { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_positive_cents_can_be_paid() {
        assert_eq!(Amount::new(MicroEuro(10_000)).unwrap().to_string(), "0.01");
        assert_eq!(Amount::new(MicroEuro(250_000_000)).unwrap().to_string(), "250.00");
        for (micro_eur, why) in [
            (0, AmountError::NotPositive(MicroEuro(0))),
            (-10_000, AmountError::NotPositive(MicroEuro(-10_000))),
            (10_001, AmountError::NotWholeCents(MicroEuro(10_001))),
        ] {
            assert_eq!(Amount::new(MicroEuro(micro_eur)), Err(why));
        }
    }

    #[test]
    fn an_amount_on_the_wire_is_euro_with_two_decimals_or_nothing() {
        assert_eq!(read("EUR", "10.00"), Ok(MicroEuro(10_000_000)));
        assert_eq!(read("EUR", "-0.29"), Ok(MicroEuro(-290_000)));
        for text in [
            "10.1", "10", "10.", ".10", "10.000", "1e3", "1e.00", "+1.00", "1,00", "", " 1.00",
            "--1.00",
        ] {
            let wrong = AmountError::NotTwoDecimals { text: text.to_owned() };
            assert_eq!(read("EUR", text), Err(wrong), "{text}");
        }
        let large = "99999999999999.00".to_owned();
        assert_eq!(read("EUR", &large), Err(AmountError::TooLarge { text: large.clone() }));
        let dollars = AmountError::OtherCurrency { currency: "USD".to_owned() };
        assert_eq!(read("USD", "10.00"), Err(dollars));
    }
}

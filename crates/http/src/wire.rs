//! How amounts, instants and small words look in JSON.

use crate::desk::Tender;
use crate::problem::{Code, Problem};
use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::{MicroEuro, parse_decimal};
use utoipa::ToSchema;
use vending::{Card, CashCount, euro};

/// Euro with two decimals and nothing else, as in `20.00`.
pub(crate) fn amount(field: &'static str, text: &str) -> Result<MicroEuro, Problem> {
    let wrong = || Problem::new(Code::AmountNotUnderstood).with("field", field);
    let (whole, cents) = text.split_once('.').ok_or_else(wrong)?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(cents) || cents.len() != 2 {
        return Err(wrong());
    }
    let too_large = || Problem::new(Code::AmountTooLarge);
    let cents = parse_decimal(text, 2).map_err(|_| too_large())?;
    MicroEuro::from_cents(cents).ok_or_else(too_large)
}

/// As [`amount`], above zero.
pub(crate) fn positive(field: &'static str, text: &str) -> Result<MicroEuro, Problem> {
    match amount(field, text)? {
        MicroEuro::ZERO => Err(Problem::new(Code::AmountNotUnderstood).with("field", field)),
        amount => Ok(amount),
    }
}

/// RFC 3339 with an offset.
pub(crate) fn instant(field: &'static str, text: &str) -> Result<Instant, Problem> {
    let reason = || format!("`{field}` is no time such as 2026-11-12T10:00:00+01:00");
    text.parse().map_err(|_| Problem::new(Code::BodyNotUnderstood).with("reason", reason()))
}

/// How the payer pays. A credit card is refused before money is taken; money that was taken is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    Cash,
    DebitCard,
    CreditCard,
}

impl From<Means> for Tender {
    fn from(means: Means) -> Self {
        match means {
            Means::Cash => Self::Cash,
            Means::DebitCard => Self::Card(Card::Debit),
            Means::CreditCard => Self::Card(Card::Credit),
        }
    }
}

/// Amounts in euro: below zero where they are a difference that is short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    #[schema(example = "140.00")]
    pub cash: String,
    #[schema(example = "60.00")]
    pub card: String,
}

impl From<CashCount> for Count {
    fn from(count: CashCount) -> Self {
        Self { cash: euro(count.cash), card: euro(count.card) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_03_an_amount_is_euro_with_two_decimals_and_nothing_else() {
        assert_eq!(amount("amount", "20.00").unwrap(), MicroEuro(20_000_000));
        assert_eq!(amount("amount", "0.29").unwrap(), MicroEuro(290_000));
        for text in [
            "", "20", "20.", ".20", "20.0", "20.000", "-1.00", "+1.00", "1,00", "1e3.00", " 1.00",
            "1.0.0", "٢.00",
        ] {
            assert_eq!(
                amount("amount", text).unwrap_err().code,
                Code::AmountNotUnderstood,
                "{text}"
            );
        }
        for text in ["99999999999999.00", "99999999999999999999.00"] {
            assert_eq!(amount("amount", text).unwrap_err().code, Code::AmountTooLarge, "{text}");
        }
        assert!(positive("amount", "0.00").is_err() && positive("amount", "0.01").is_ok());
    }

    #[test]
    fn tp_20_a_difference_that_is_short_has_its_sign() {
        let short = CashCount { cash: MicroEuro(-290_000), card: MicroEuro(0) };
        assert_eq!(Count::from(short).cash, "-0.29");
    }
}

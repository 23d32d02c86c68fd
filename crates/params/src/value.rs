//! The value of a parameter and the kinds of it.

use serde::{Deserialize, Serialize};
use units::{GasFactor, MicroEuro, parse_decimal};

/// What a parameter holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Bool(bool),
    Int(i64),
    Money(MicroEuro),
    /// Parts per million.
    Ratio(i64),
    Factor(GasFactor),
    Text(String),
    List(Vec<String>),
    /// The row exists, its value has to be loaded by the operator.
    Missing,
}

/// As a person writes it: what [`Kind::parse`] reads back as the same value.
impl std::fmt::Display for Value {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool(yes) => write!(formatter, "{yes}"),
            Self::Int(number) => write!(formatter, "{number}"),
            Self::Money(amount) => formatter.write_str(shortened(&amount.to_string(), 2)),
            Self::Ratio(ppm) => {
                let sign = if *ppm < 0 { "-" } else { "" };
                let (whole, rest) =
                    (ppm.unsigned_abs() / 1_000_000, ppm.unsigned_abs() % 1_000_000);
                formatter.write_str(shortened(&format!("{sign}{whole}.{rest:06}"), 1))
            }
            Self::Factor(factor) => write!(formatter, "{factor}"),
            Self::Text(text) => formatter.write_str(text),
            Self::List(items) => formatter.write_str(&items.join(", ")),
            Self::Missing => formatter.write_str(NONE),
        }
    }
}

/// Without zeros at its end, down to `least` decimals.
fn shortened(decimal: &str, least: usize) -> &str {
    let Some(point) = decimal.find('.') else { return decimal };
    let kept = decimal.trim_end_matches('0').len().max(point + 1 + least);
    decimal.get(..kept).unwrap_or(decimal)
}

/// How a value is written that the operator has to load.
const NONE: &str = "none";

/// The kind of a [`Value`], as the default file names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Bool,
    Int,
    Money,
    Ratio,
    Factor,
    Text,
    List,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Int => "a whole number",
            Self::Money => "an amount in EUR",
            Self::Ratio => "a ratio",
            Self::Factor => "a factor in kWh/m3",
            Self::Text => "a text",
            Self::List => "a list",
        }
    }

    /// `text` as a value of this kind; `none` is [`Value::Missing`] for every kind.
    pub fn parse(self, text: &str) -> Option<Value> {
        if text == NONE {
            return Some(Value::Missing);
        }
        match self {
            Self::Bool => text.parse().ok().map(Value::Bool),
            Self::Int => text.parse().ok().map(Value::Int),
            Self::Money => text.parse().ok().map(Value::Money),
            Self::Ratio => parse_decimal(text, 6).ok().map(Value::Ratio),
            Self::Factor => text.parse().ok().map(Value::Factor),
            Self::Text => Some(Value::Text(text.to_owned())),
            Self::List => {
                Some(Value::List(text.split(',').map(|item| item.trim().to_owned()).collect()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ParameterBook;

    #[test]
    fn a_value_is_written_as_it_is_read() {
        let book = ParameterBook::shipped().unwrap();
        for entry in book.entries() {
            let text = entry.value.to_string();
            assert_eq!(entry.kind.parse(&text).as_ref(), Some(&entry.value), "{text}");
        }
        let of = |name: &str| {
            let found = book.entries().iter().find(|entry| entry.name == name);
            found.unwrap().value.to_string()
        };
        assert_eq!(of("credit.reconnect_level"), "0.50");
        assert_eq!(of("relief.share"), "0.7");
        assert_eq!(of("gas.energy_factor"), "none");
    }
}

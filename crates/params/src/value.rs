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
        if text == "none" {
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

//! Amounts as decimal text in euro, as everywhere outside.

use serde::{Deserialize, Deserializer, Serializer, de::Error};
use units::MicroEuro;

pub fn serialize<S: Serializer>(amount: &MicroEuro, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(amount)
}

pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<MicroEuro, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(D::Error::custom)
}

pub mod optional {
    use super::{Deserialize, Deserializer, Error, MicroEuro, Serializer};

    pub fn serialize<S: Serializer>(amount: &Option<MicroEuro>, to: S) -> Result<S::Ok, S::Error> {
        match amount {
            Some(amount) => to.collect_str(amount),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<MicroEuro>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

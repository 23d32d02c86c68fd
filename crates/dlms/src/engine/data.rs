//! Between the values of `dlms-cosem-rs` and ours.

use crate::error::DlmsError;
use crate::value::Value;
use dlms_cosem_rs::Error;
use dlms_cosem_rs::axdr::Data;
use dlms_cosem_rs::obis;

/// No meter nests deeper; the crate has a bound of its own for hostile input.
const MOST_PARTS: usize = 1 << 16;

pub(crate) fn malformed(error: Error) -> DlmsError {
    DlmsError::Malformed { text: error.to_string() }
}

pub(crate) fn name(code: crate::obis::Obis) -> obis::Obis {
    obis::Obis::from_bytes(code.0)
}

/// A copy of a value that outlives its buffer.
pub(crate) fn own(data: &Data<'_>) -> Result<Value, Error> {
    Ok(match data {
        Data::Null | Data::DontCare => Value::Null,
        Data::Array(parts) => Value::Array(owned_parts(parts.iter())?),
        Data::Structure(parts) => Value::Structure(owned_parts(parts.iter())?),
        Data::Boolean(value) => Value::Bool(*value),
        Data::BitString(bits) => {
            Value::Bits(u32::try_from(bits.len()).unwrap_or(u32::MAX), bits.as_bytes().to_vec())
        }
        Data::DoubleLong(value) | Data::DeltaDoubleLong(value) => Value::Int32(*value),
        Data::DoubleLongUnsigned(value) | Data::DeltaDoubleLongUnsigned(value) => {
            Value::UInt32(*value)
        }
        Data::OctetString(bytes) => Value::Octets(bytes.to_vec()),
        Data::VisibleString(bytes) | Data::Utf8String(bytes) => {
            Value::Text(String::from_utf8_lossy(bytes).into_owned())
        }
        Data::Bcd(value) => Value::Bcd(*value),
        Data::Integer(value) | Data::DeltaInteger(value) => Value::Int8(*value),
        Data::Long(value) | Data::DeltaLong(value) => Value::Int16(*value),
        Data::Unsigned(value) | Data::DeltaUnsigned(value) => Value::UInt8(*value),
        Data::LongUnsigned(value) | Data::DeltaLongUnsigned(value) => Value::UInt16(*value),
        Data::CompactArray(rows) => compact(rows)?,
        Data::Long64(value) => Value::Int64(*value),
        Data::Long64Unsigned(value) => Value::UInt64(*value),
        Data::Enum(value) => Value::Enum(*value),
        Data::Float32(value) => Value::Float32(*value),
        Data::Float64(value) => Value::Float64(*value),
        Data::DateTime(time) => Value::Octets(time.to_bytes().to_vec()),
        Data::Date(date) => Value::Octets(date.to_bytes().to_vec()),
        Data::Time(time) => Value::Octets(time.to_bytes().to_vec()),
    })
}

fn owned_parts<'a>(
    parts: impl Iterator<Item = Result<Data<'a>, Error>>,
) -> Result<Vec<Value>, Error> {
    parts.take(MOST_PARTS).map(|part| own(&part?)).collect()
}

/// A compact array becomes an array of structures: one for each row of its columns.
fn compact(rows: &dlms_cosem_rs::axdr::CompactArray<'_>) -> Result<Value, Error> {
    let width = rows.description()?.leaf_count()?.max(1);
    let mut leaves = Vec::new();
    rows.for_each_leaf(|leaf| {
        leaves.push(own(&leaf.value)?);
        Ok(())
    })?;
    Ok(Value::Array(leaves.chunks(width).map(|row| Value::Structure(row.to_vec())).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dlms_cosem_rs::codec::{Decode, Reader};
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Value, Error> {
        own(&Data::decode(&mut Reader::new(bytes))?)
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i8>().prop_map(Value::Int8),
            any::<i16>().prop_map(Value::Int16),
            any::<i32>().prop_map(Value::Int32),
            any::<i64>().prop_map(Value::Int64),
            any::<u8>().prop_map(Value::UInt8),
            any::<u16>().prop_map(Value::UInt16),
            any::<u32>().prop_map(Value::UInt32),
            any::<u64>().prop_map(Value::UInt64),
            any::<u8>().prop_map(Value::Enum),
            proptest::collection::vec(any::<u8>(), 0..300).prop_map(Value::Octets),
            "[ -~]{0,40}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let parts = proptest::collection::vec(inner, 0..6);
            prop_oneof![parts.clone().prop_map(Value::Structure), parts.prop_map(Value::Array),]
        })
    }

    proptest! {
        /// What we write, the other implementation reads as what it was.
        #[test]
        fn values_read_back(value in any_value()) {
            prop_assert_eq!(read(&value.to_bytes()).unwrap(), value);
        }

        #[test]
        fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}

//! Values of attributes as we own them, and their bytes (A-XDR).

use std::fmt;

/// A value of an attribute, of a parameter or of a column. Integers keep the width they have on the
/// wire, since a meter takes a value in the type of its attribute only.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Array(Vec<Self>),
    Structure(Vec<Self>),
    Bool(bool),
    /// A count of bits, and the bits from the left of the first byte.
    Bits(u32, Vec<u8>),
    Int8(i8),
    Int16(i16),
    Int32(i32),
    Int64(i64),
    UInt8(u8),
    UInt16(u16),
    UInt32(u32),
    UInt64(u64),
    Bcd(i8),
    Enum(u8),
    Octets(Vec<u8>),
    Text(String),
    Float32(f32),
    Float64(f64),
}

const NULL: u8 = 0;
const ARRAY: u8 = 1;
const STRUCTURE: u8 = 2;
const BOOL: u8 = 3;
const BITS: u8 = 4;
const INT32: u8 = 5;
const UINT32: u8 = 6;
const OCTETS: u8 = 9;
const TEXT: u8 = 10;
const BCD: u8 = 13;
const INT8: u8 = 15;
const INT16: u8 = 16;
const UINT8: u8 = 17;
const UINT16: u8 = 18;
const INT64: u8 = 20;
const UINT64: u8 = 21;
const ENUM: u8 = 22;
const FLOAT32: u8 = 23;
const FLOAT64: u8 = 24;

impl Value {
    /// Any whole number, if it fits.
    pub fn as_i64(&self) -> Option<i64> {
        Some(match self {
            Self::Int8(value) | Self::Bcd(value) => i64::from(*value),
            Self::Int16(value) => i64::from(*value),
            Self::Int32(value) => i64::from(*value),
            Self::Int64(value) => *value,
            Self::UInt8(value) | Self::Enum(value) => i64::from(*value),
            Self::UInt16(value) => i64::from(*value),
            Self::UInt32(value) => i64::from(*value),
            Self::UInt64(value) => i64::try_from(*value).ok()?,
            _ => return None,
        })
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_octets(&self) -> Option<&[u8]> {
        match self {
            Self::Octets(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The parts of an array or a structure.
    pub fn parts(&self) -> Option<&[Self]> {
        match self {
            Self::Array(parts) | Self::Structure(parts) => Some(parts),
            _ => None,
        }
    }

    pub fn part(&self, index: usize) -> Option<&Self> {
        self.parts()?.get(index)
    }

    /// What an engineer calls its type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null-data",
            Self::Array(_) => "array",
            Self::Structure(_) => "structure",
            Self::Bool(_) => "boolean",
            Self::Bits(..) => "bit-string",
            Self::Int8(_) => "integer",
            Self::Int16(_) => "long",
            Self::Int32(_) => "double-long",
            Self::Int64(_) => "long64",
            Self::UInt8(_) => "unsigned",
            Self::UInt16(_) => "long-unsigned",
            Self::UInt32(_) => "double-long-unsigned",
            Self::UInt64(_) => "long64-unsigned",
            Self::Bcd(_) => "bcd",
            Self::Enum(_) => "enum",
            Self::Octets(_) => "octet-string",
            Self::Text(_) => "visible-string",
            Self::Float32(_) => "float32",
            Self::Float64(_) => "float64",
        }
    }

    /// Appends its bytes.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(NULL),
            Self::Array(parts) => write_parts(ARRAY, parts, out),
            Self::Structure(parts) => write_parts(STRUCTURE, parts, out),
            Self::Bool(value) => out.extend([BOOL, u8::from(*value)]),
            Self::Bits(count, bytes) => {
                out.push(BITS);
                write_length(usize::try_from(*count).unwrap_or(usize::MAX), out);
                out.extend(bytes);
            }
            Self::Int8(value) => write_number(INT8, &value.to_be_bytes(), out),
            Self::Int16(value) => write_number(INT16, &value.to_be_bytes(), out),
            Self::Int32(value) => write_number(INT32, &value.to_be_bytes(), out),
            Self::Int64(value) => write_number(INT64, &value.to_be_bytes(), out),
            Self::UInt8(value) => write_number(UINT8, &value.to_be_bytes(), out),
            Self::UInt16(value) => write_number(UINT16, &value.to_be_bytes(), out),
            Self::UInt32(value) => write_number(UINT32, &value.to_be_bytes(), out),
            Self::UInt64(value) => write_number(UINT64, &value.to_be_bytes(), out),
            Self::Bcd(value) => write_number(BCD, &value.to_be_bytes(), out),
            Self::Enum(value) => out.extend([ENUM, *value]),
            Self::Octets(bytes) => write_bytes(OCTETS, bytes, out),
            Self::Text(text) => write_bytes(TEXT, text.as_bytes(), out),
            Self::Float32(value) => write_number(FLOAT32, &value.to_be_bytes(), out),
            Self::Float64(value) => write_number(FLOAT64, &value.to_be_bytes(), out),
        }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Octets(bytes) => {
                bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
            }
            other => match other.as_i64() {
                Some(number) => write!(formatter, "{number}"),
                None => formatter.write_str(other.type_name()),
            },
        }
    }
}

pub(crate) fn write_length(length: usize, out: &mut Vec<u8>) {
    let bytes = length.to_be_bytes();
    match u8::try_from(length).ok().filter(|short| *short < 0x80) {
        Some(short) => out.push(short),
        None => {
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            let used = bytes.get(zeros..).unwrap_or_default();
            out.push(0x80 | u8::try_from(used.len()).unwrap_or(8));
            out.extend(used);
        }
    }
}

fn write_parts(tag: u8, parts: &[Value], out: &mut Vec<u8>) {
    out.push(tag);
    write_length(parts.len(), out);
    parts.iter().for_each(|part| part.write(out));
}

fn write_bytes(tag: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    write_length(bytes.len(), out);
    out.extend(bytes);
}

fn write_number(tag: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    out.extend(bytes);
}

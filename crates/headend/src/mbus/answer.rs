//! A frame and its header.

use super::data::{Data, decimal};
use super::error::{HexError, MBusProblem};
use super::meaning::{Meaning, Quantity};
use super::record::{Bytes, Function, Record, records};

const START: u8 = 0x68;
const STOP: u8 = 0x16;
/// Two starts, two lengths, checksum and stop.
const AROUND: usize = 6;
const VARIABLE: u8 = 0x72;
const FIXED: u8 = 0x73;
const ERROR: u8 = 0x70;

/// What a meter answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Of the meter on its bus.
    pub address: u8,
    /// Eight digits, as the meter has them.
    pub id: String,
    /// Three letters; meters of the old structure say none, and no version.
    pub maker: Option<String>,
    pub version: Option<u8>,
    /// 2 electricity, 3 gas, 7 water and so on.
    pub medium: u8,
    pub access: u8,
    pub status: u8,
    pub signature: Option<u16>,
    pub records: Vec<Record>,
}

impl Answer {
    /// The meter has more than fits one frame.
    pub fn more_follow(&self) -> bool {
        self.records.iter().any(|record| record.function == Function::MoreFollow)
    }
}

/// Reads one long frame. Errors: the frame is not whole, the meter answers with an error, or its data end
/// inside a record.
pub fn read(frame: &[u8]) -> Result<Answer, MBusProblem> {
    let [START, length, again, START, rest @ ..] = frame else {
        return Err(MBusProblem::NotAFrame);
    };
    if length != again {
        return Err(MBusProblem::NotAFrame);
    }
    let stated = usize::from(*length).saturating_add(AROUND);
    let content = rest.split_at_checked(usize::from(*length));
    let Some((content, [checksum, stop])) = content else {
        return Err(MBusProblem::Length { stated, found: frame.len() });
    };
    let computed = content.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    if computed != *checksum {
        return Err(MBusProblem::Checksum { stated: *checksum, computed });
    }
    if *stop != STOP {
        return Err(MBusProblem::NoStop);
    }
    let mut bytes = Bytes::of(content, AROUND.saturating_sub(2));
    let [_control, address, ci] = bytes.take("the header")?;
    match ci {
        VARIABLE => variable(address, bytes),
        FIXED => fixed(address, bytes),
        ERROR => {
            let [code] = bytes.take("the error")?;
            Err(MBusProblem::OfTheMeter { code, meaning: problem(code) })
        }
        ci => Err(MBusProblem::Content { ci }),
    }
}

/// Reads a frame from text: bytes of two hexadecimal digits.
pub fn of_hex(text: &str) -> Result<Answer, HexError> {
    let bytes: Result<Vec<u8>, HexError> = text
        .split_whitespace()
        .map(|byte| {
            let digits = byte.len() == 2 && byte.bytes().all(|one| one.is_ascii_hexdigit());
            let value = u8::from_str_radix(byte, 16).ok().filter(|_| digits);
            value.ok_or_else(|| HexError::NotAByte { text: byte.chars().take(20).collect() })
        })
        .collect();
    read(&bytes?).map_err(|source| HexError::Frame { source })
}

fn digits([a, b, c, d]: [u8; 4]) -> String {
    format!("{d:02X}{c:02X}{b:02X}{a:02X}")
}

fn variable(address: u8, mut bytes: Bytes<'_>) -> Result<Answer, MBusProblem> {
    let id = digits(bytes.take("the number of the meter")?);
    let maker = u16::from_le_bytes(bytes.take("its maker")?);
    let [version, medium, access, status] = bytes.take("the header")?;
    let signature = u16::from_le_bytes(bytes.take("the signature")?);
    let letter = |shift: u32| char::from(64_u8.saturating_add((maker >> shift) as u8 & 0x1F));
    Ok(Answer {
        address,
        id,
        maker: Some([10, 5, 0].map(letter).iter().collect()),
        version: Some(version),
        medium,
        access,
        status,
        signature: Some(signature),
        records: records(&mut bytes)?,
    })
}

/// The structure of meters of the nineties: two counters.
fn fixed(address: u8, mut bytes: Bytes<'_>) -> Result<Answer, MBusProblem> {
    let id = digits(bytes.take("the number of the meter")?);
    let [access, status, first, second] = bytes.take("the header")?;
    let mut records = Vec::new();
    for unit in [first & 0x3F, second & 0x3F] {
        let counter: [u8; 4] = bytes.take("a counter")?;
        let (quantity, power) = match unit {
            0x02..=0x0A => (Quantity::Energy, i32::from(unit).saturating_sub(0x02)),
            0x26..=0x2E => (Quantity::Volume, i32::from(unit).saturating_sub(0x2C)),
            _ => (Quantity::Other, 0),
        };
        let binary = status & 0x01 != 0;
        let number = match binary {
            true => Some(i64::from(u32::from_le_bytes(counter))),
            false => decimal(&counter),
        };
        records.push(Record {
            function: Function::Instantaneous,
            storage: 0,
            tariff: 0,
            device: 0,
            meaning: Meaning { quantity, power, is_modified: false },
            data: number.map_or(Data::Invalid, Data::Whole),
        });
    }
    let medium = (first & 0xC0) >> 6 | (second & 0xC0) >> 4;
    let (maker, version, signature) = (None, None, None);
    Ok(Answer { address, id, maker, version, medium, access, status, signature, records })
}

fn problem(code: u8) -> &'static str {
    match code {
        0 => "not told which",
        1 => "its application does not know the request",
        2 => "the request is too long",
        3 => "too many records",
        4 => "the request ends too early",
        5 => "more than ten extensions of a format",
        6 => "more than ten extensions of a unit",
        8 => "it is busy",
        9 => "too many readouts",
        _ => "of its maker",
    }
}

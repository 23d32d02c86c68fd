//! The records behind the header: a format, a unit, a value.

use super::data::{Data, Kind, of_length, value};
use super::error::MBusProblem;
use super::meaning::{Meaning, meaning};

/// How many extensions a format or a unit may have.
const MOST_EXTENSIONS: usize = 10;
const FILLER: u8 = 0x2F;
const OF_MAKER: u8 = 0x0F;
const MORE_FOLLOW: u8 = 0x1F;
const EXTENDED: u8 = 0x80;
const UNIT_AS_TEXT: u8 = 0x7C;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Instantaneous,
    Maximum,
    Minimum,
    DuringError,
    OfMaker,
    /// What is behind it is of its maker, and another frame comes.
    MoreFollow,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub function: Function,
    /// 0 is now, others are earlier.
    pub storage: u64,
    pub tariff: u32,
    pub device: u32,
    pub meaning: Meaning,
    pub data: Data,
}

/// What is left of a frame.
#[derive(Debug)]
pub(super) struct Bytes<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Bytes<'a> {
    pub(super) fn of(rest: &'a [u8], offset: usize) -> Self {
        Self { rest, offset }
    }

    pub(super) fn some(
        &mut self,
        count: usize,
        part: &'static str,
    ) -> Result<&'a [u8], MBusProblem> {
        let ends = MBusProblem::Ends { offset: self.offset, part };
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(ends)?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(count);
        Ok(taken)
    }

    pub(super) fn take<const N: usize>(
        &mut self,
        part: &'static str,
    ) -> Result<[u8; N], MBusProblem> {
        let mut taken = [0; N];
        taken.copy_from_slice(self.some(N, part)?);
        Ok(taken)
    }
}

pub(super) fn records(bytes: &mut Bytes<'_>) -> Result<Vec<Record>, MBusProblem> {
    let mut found = Vec::new();
    while !bytes.rest.is_empty() {
        let [dif] = bytes.take("a format")?;
        match dif {
            FILLER => {}
            OF_MAKER | MORE_FOLLOW => {
                let function =
                    if dif == OF_MAKER { Function::OfMaker } else { Function::MoreFollow };
                let data = Data::Bytes(bytes.some(bytes.rest.len(), "data of its maker")?.to_vec());
                let meaning = Meaning::default();
                found.push(Record { function, storage: 0, tariff: 0, device: 0, meaning, data });
            }
            dif => found.push(record(dif, bytes)?),
        }
    }
    Ok(found)
}

fn record(dif: u8, bytes: &mut Bytes<'_>) -> Result<Record, MBusProblem> {
    let function = match dif >> 4 & 0x03 {
        0 => Function::Instantaneous,
        1 => Function::Maximum,
        2 => Function::Minimum,
        _ => Function::DuringError,
    };
    let mut storage = u64::from(dif >> 6 & 1);
    let (mut tariff, mut device) = (0_u32, 0_u32);
    for (place, dife) in extensions(dif, bytes, "extensions of a format")?.iter().zip(0_u32..) {
        storage |= u64::from(place & 0x0F) << dife.saturating_mul(4).saturating_add(1);
        tariff |= u32::from(place >> 4 & 0x03) << dife.saturating_mul(2);
        device |= u32::from(place >> 6 & 1) << dife;
    }
    let [vif] = bytes.take("a unit")?;
    let text = vif & !EXTENDED == UNIT_AS_TEXT;
    if text {
        let [length] = bytes.take("a unit as text")?;
        bytes.some(usize::from(length), "a unit as text")?;
    }
    let vifes = extensions(vif, bytes, "extensions of a unit")?;
    let meaning = if text { Meaning::default() } else { meaning(vif, &vifes) };
    let kind = Kind::of(dif);
    let length = match kind {
        Kind::Variable => {
            let [lvar] = bytes.take("a length")?;
            let unknown = MBusProblem::UnknownLength { offset: bytes.offset, lvar };
            of_length(lvar).ok_or(unknown)?
        }
        kind => (kind, kind.length()),
    };
    let data = value(length.0, bytes.some(length.1, "a value")?, meaning.quantity);
    Ok(Record { function, storage, tariff, device, meaning, data })
}

/// The bytes that follow while the highest bit says so.
fn extensions(
    first: u8,
    bytes: &mut Bytes<'_>,
    part: &'static str,
) -> Result<Vec<u8>, MBusProblem> {
    let (mut last, mut found) = (first, Vec::new());
    while last & EXTENDED != 0 {
        if found.len() >= MOST_EXTENSIONS {
            return Err(MBusProblem::TooMany { offset: bytes.offset, part });
        }
        let [next] = bytes.take(part)?;
        found.push(next);
        last = next;
    }
    Ok(found)
}

//! How a value is written.

use super::meaning::Quantity;

/// A value as the meter has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    None,
    Whole(i64),
    /// The bits of a single-precision number: some heat meters count in them.
    Real(u32),
    /// Year, month, day.
    Date([u16; 3]),
    /// Year, month, day, hour, minute, by the meter's clock.
    DateTime([u16; 5]),
    Text(String),
    Bytes(Vec<u8>),
    /// Written as a number, and none: a digit above nine, or a time that the meter does not know.
    Invalid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    None,
    Binary(usize),
    Real,
    Decimal(usize),
    NegativeDecimal(usize),
    Variable,
    Text(usize),
    Bytes(usize),
}

impl Kind {
    /// By the format. What a maker uses for itself ends the records before it comes here; a selection for
    /// readout has no value.
    pub(super) fn of(dif: u8) -> Self {
        match dif & 0x0F {
            1..=4 => Self::Binary(usize::from(dif & 0x0F)),
            5 => Self::Real,
            6 => Self::Binary(6),
            7 => Self::Binary(8),
            9..=12 => Self::Decimal(usize::from(dif & 0x0F).saturating_sub(8)),
            13 => Self::Variable,
            14 => Self::Decimal(6),
            _ => Self::None,
        }
    }

    pub(super) fn length(self) -> usize {
        match self {
            Self::None | Self::Variable => 0,
            Self::Real => 4,
            Self::Binary(length)
            | Self::Decimal(length)
            | Self::NegativeDecimal(length)
            | Self::Text(length)
            | Self::Bytes(length) => length,
        }
    }
}

/// What a variable length says: what it is, and of how many bytes.
pub(super) fn of_length(lvar: u8) -> Option<(Kind, usize)> {
    let low = usize::from(lvar & 0x0F);
    let kind = match lvar {
        0x00..=0xBF => Kind::Text(usize::from(lvar)),
        0xC0..=0xC9 => Kind::Decimal(low),
        0xD0..=0xD9 => Kind::NegativeDecimal(low),
        0xE0..=0xEF => Kind::Bytes(low),
        _ => return None,
    };
    Some((kind, kind.length()))
}

pub(super) fn value(kind: Kind, bytes: &[u8], quantity: Quantity) -> Data {
    let whole = |number: Option<i64>| number.map_or(Data::Invalid, Data::Whole);
    match (kind, quantity) {
        (Kind::None | Kind::Variable, _) => Data::None,
        (Kind::Binary(2), Quantity::Date) => date(bytes).map_or(Data::Invalid, Data::Date),
        (Kind::Binary(4), Quantity::DateTime) => {
            date_time(bytes).map_or(Data::Invalid, Data::DateTime)
        }
        (Kind::Binary(_), _) => whole(binary(bytes)),
        (Kind::Real, _) => match bytes.try_into() {
            Ok(four) => Data::Real(u32::from_le_bytes(four)),
            Err(_) => Data::Invalid,
        },
        (Kind::Decimal(_), _) => whole(decimal(bytes)),
        (Kind::NegativeDecimal(_), _) => whole(decimal(bytes).and_then(i64::checked_neg)),
        // The last letter comes first.
        (Kind::Text(_), _) => {
            Data::Text(bytes.iter().rev().map(|byte| char::from(*byte)).collect())
        }
        (Kind::Bytes(_), _) => Data::Bytes(bytes.to_vec()),
    }
}

/// Two's complement, the lowest byte first.
fn binary(bytes: &[u8]) -> Option<i64> {
    let sign = bytes.last()?.leading_ones() > 0;
    let mut wide = if sign { [0xFF; 8] } else { [0; 8] };
    wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(i64::from_le_bytes(wide))
}

/// Two digits a byte, the lowest first; F in place of the highest digit is a minus.
pub(super) fn decimal(bytes: &[u8]) -> Option<i64> {
    let mut nibbles: Vec<u8> =
        bytes.iter().rev().flat_map(|byte| [byte >> 4, byte & 0x0F]).collect();
    let negative = nibbles.first() == Some(&0x0F);
    if negative && let Some(first) = nibbles.first_mut() {
        *first = 0;
    }
    let mut number: i64 = 0;
    for digit in nibbles {
        if digit > 9 {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(i64::from(digit))?;
    }
    if negative { number.checked_neg() } else { Some(number) }
}

/// Type G.
fn date(bytes: &[u8]) -> Option<[u16; 3]> {
    let [first, second] = bytes.try_into().ok()?;
    let (day, month) = (u16::from(first & 0x1F), u16::from(second & 0x0F));
    let year = u16::from(first >> 5) | u16::from(second & 0xF0) >> 1;
    let known = (1..=12).contains(&month) && (1..=31).contains(&day) && year <= 99;
    known.then_some([year.saturating_add(2_000), month, day])
}

/// Type F.
fn date_time(bytes: &[u8]) -> Option<[u16; 5]> {
    let [minute, hour, day, month]: [u8; 4] = bytes.try_into().ok()?;
    let [year, month, day] = date(&[day, month])?;
    let (hour, minute_of) = (u16::from(hour & 0x1F), u16::from(minute & 0x3F));
    let known = minute & 0x80 == 0 && hour < 24 && minute_of < 60;
    known.then_some([year, month, day, hour, minute_of])
}

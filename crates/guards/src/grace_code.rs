//! The one-time code of grace, which desk, phone line and technician honour while the head-end is
//! down: signed, bound to one supply point, with amount and end inside. Source: PA-45, U-34, U-35.
//!
//! **Signed by a MAC, not by a key pair.** A code is spoken over the phone, and an Ed25519 signature
//! has 64 bytes: 103 more characters. Who honours a code is the operator's own (desk, phone line,
//! technician), so the key that checks may also be the one that signs: HMAC-SHA-256 with a key of the
//! operator, cut to its first 80 bits, the least that RFC 2104 advises. Nobody can try codes without
//! that key but by asking a desk, and of 2^80 one is right. Who steals the key from a desk can make
//! codes; the books honour them no more than others, since a code counts only if it was recorded when
//! it was issued, once, and never beyond `grace.max`. A key is replaced by another; codes name theirs.
//!
//! **Twenty-five characters** in five groups, of the 32 that Crockford chose because they are neither
//! seen nor heard as one another: 40 bits of content, 80 of signature, and a check character over the
//! field of 32 elements, whose weights all differ: any one wrong character and any two that changed
//! places are found before a signature is looked at, so that *mistyped* is told from *not ours*.

use calendar::{Instant, SettlementDay};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;
use units::{Dso, Ean, MicroEuro};

/// Digits and letters without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 25;
const GROUP: usize = 5;
const MAC_BYTES: usize = 10;
/// Amounts are whole steps of 50 cents.
const STEP_MICRO_EUR: i64 = 500_000;
const MOST_STEPS: i64 = 127;
/// 1 January 2026; days up to the middle of 2048 fit.
const FIRST_DAY: SettlementDay = SettlementDay(20_454);
const MOST_DAYS: i32 = 8_191;

/// Why a code cannot be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    #[error("{amount} EUR is not a multiple of 0.50 from 0.50 to 63.50")]
    Amount { amount: MicroEuro },
    #[error("{day} is not a day that a code can end with")]
    Day { day: SettlementDay },
}

/// Why a code is not honoured. That it was used already is known from the facts alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("this is no code: it has 25 letters and digits")]
    Shape,
    #[error("the code is mistyped: a character is wrong or two have changed places")]
    Mistyped,
    #[error("the code is for another supply point")]
    OtherSupplyPoint,
    #[error("the code is not signed by us")]
    NotSigned,
    #[error("the code was valid up to and with {last_day}")]
    Expired { last_day: SettlementDay },
}

/// An operator's key: whoever holds it can check codes, and make them.
#[derive(Clone, PartialEq, Eq)]
pub struct GraceKey {
    secret: [u8; 32],
    id: u8,
}

impl fmt::Debug for GraceKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("GraceKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl GraceKey {
    /// The key of `dso` under an installation's one: a desk of one operator holds nothing of another.
    pub fn of_operator(installation: &[u8; 32], dso: Dso) -> Self {
        let name = dso.name().as_bytes();
        let secret = mac(installation, &[b"tirelire grace key 1 ", name]).finalize().into_bytes();
        let secret: [u8; 32] = secret.into();
        let named = mac(&secret, &[b"tirelire grace key id"]).finalize().into_bytes();
        let id = named.first().map_or(0, |byte| byte & 0xf);
        Self { secret, id }
    }
}

fn mac(secret: &[u8; 32], parts: &[&[u8]]) -> Hmac<Sha256> {
    // A key shorter than a block is one with zeros behind it.
    let mut block = [0; 64];
    for (place, byte) in block.iter_mut().zip(secret) {
        *place = *byte;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac
}

/// What a code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Content {
    key: u8,
    /// Of 50 cents.
    steps: u8,
    /// Since [`FIRST_DAY`].
    days: u16,
    serial: u8,
    /// A part of the EAN that differs between neighbours.
    point: u8,
}

impl Content {
    fn bits(self) -> u64 {
        u64::from(self.key) << 36
            | u64::from(self.steps) << 29
            | u64::from(self.days) << 16
            | u64::from(self.serial) << 8
            | u64::from(self.point)
    }

    fn of_bits(bits: u64) -> Self {
        let part = |shift: u32, width: u32| bits >> shift & ((1 << width) - 1);
        let byte = |shift, width| u8::try_from(part(shift, width)).unwrap_or(0);
        Self {
            key: byte(36, 4),
            steps: byte(29, 7),
            days: u16::try_from(part(16, 13)).unwrap_or(0),
            serial: byte(8, 8),
            point: byte(0, 8),
        }
    }

    fn mac(self, key: &GraceKey, ean: Ean) -> Hmac<Sha256> {
        let content = self.bits().to_be_bytes();
        mac(&key.secret, &[b"tirelire grace code 1 ", ean.to_string().as_bytes(), &content])
    }
}

fn point_of(ean: Ean) -> u8 {
    // The last digit follows from the others.
    u8::try_from(ean.as_u64() / 10 % 256).unwrap_or(0)
}

/// A code of grace. Its text is five groups of five characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraceCode {
    content: Content,
    mac: [u8; MAC_BYTES],
}

/// What a code is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewCode {
    pub ean: Ean,
    /// A multiple of 0.50, at most 63.50.
    pub amount: MicroEuro,
    /// The code and its grace end with this local day.
    pub last_day: SettlementDay,
    /// Its number at the supply point: what it is used up by.
    pub serial: u8,
}

impl GraceCode {
    /// Errors: an amount or a day that the text has no place for.
    pub fn issue(key: &GraceKey, new: NewCode) -> Result<Self, IssueError> {
        let NewCode { ean, amount, last_day, serial } = new;
        let steps = amount.0 / STEP_MICRO_EUR;
        let whole = amount.0 % STEP_MICRO_EUR == 0 && (1..=MOST_STEPS).contains(&steps);
        let steps = u8::try_from(steps).ok().filter(|_| whole);
        let steps = steps.ok_or(IssueError::Amount { amount })?;
        let days = last_day.0.checked_sub(FIRST_DAY.0).filter(|days| *days <= MOST_DAYS);
        let days = days.and_then(|days| u16::try_from(days).ok());
        let days = days.ok_or(IssueError::Day { day: last_day })?;
        let content = Content { key: key.id, steps, days, serial, point: point_of(ean) };
        let whole = content.mac(key, ean).finalize().into_bytes();
        let mut mac = [0; MAC_BYTES];
        for (place, byte) in mac.iter_mut().zip(whole) {
            *place = byte;
        }
        Ok(Self { content, mac })
    }

    pub fn amount(self) -> MicroEuro {
        MicroEuro(i64::from(self.content.steps).saturating_mul(STEP_MICRO_EUR))
    }

    pub fn last_day(self) -> SettlementDay {
        FIRST_DAY.plus(i32::from(self.content.days))
    }

    /// First instant at which it no longer holds.
    pub fn until(self) -> Instant {
        self.last_day().end()
    }

    pub fn serial(self) -> u8 {
        self.content.serial
    }

    /// Whether the code may be honoured for `ean` at `at`, unless it was used before. `keys` are those
    /// of the operator, the present one and those it replaced.
    pub fn verify(self, keys: &[GraceKey], ean: Ean, at: Instant) -> Result<(), CodeError> {
        if self.content.point != point_of(ean) {
            return Err(CodeError::OtherSupplyPoint);
        }
        let ours = keys.iter().filter(|key| key.id == self.content.key).any(|key| {
            // Takes the same time wherever it differs.
            self.content.mac(key, ean).verify_truncated_left(&self.mac).is_ok()
        });
        if !ours {
            return Err(CodeError::NotSigned);
        }
        if at >= self.until() {
            return Err(CodeError::Expired { last_day: self.last_day() });
        }
        Ok(())
    }

    /// The 24 characters before the check character, five bits each.
    fn symbols(self) -> impl Iterator<Item = u8> {
        let content = self.content.bits().to_be_bytes().into_iter().skip(3);
        let bytes: Vec<u8> = content.chain(self.mac).collect();
        (0..LENGTH - 1).map(move |place| {
            (0..5).fold(0, |symbol, bit| {
                let at = place * 5 + bit;
                let byte = bytes.get(at / 8).copied().unwrap_or(0);
                symbol << 1 | byte >> (7 - at % 8) & 1
            })
        })
    }
}

/// Times the generator of the field of 32 elements, `x^5 + x^2 + 1 = 0`.
fn times_x(element: u8) -> u8 {
    let doubled = element << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

/// Zero for a whole text whose check character is right.
fn checksum(symbols: impl Iterator<Item = u8>) -> u8 {
    symbols.fold(0, |sum, symbol| times_x(sum) ^ symbol)
}

impl fmt::Display for GraceCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let check = times_x(checksum(self.symbols()));
        let mut text = String::with_capacity(LENGTH + LENGTH / GROUP);
        for (place, symbol) in self.symbols().chain([check]).enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.push(ALPHABET.get(usize::from(symbol)).map_or('?', |byte| char::from(*byte)));
        }
        formatter.pad(&text)
    }
}

impl FromStr for GraceCode {
    type Err = CodeError;
    /// Spaces, dashes and dots do not count, nor does case; O is 0, I and L are 1.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let heard = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.'));
        let symbols = heard.map(|character| {
            let meant = match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let place = ALPHABET.iter().position(|known| char::from(*known) == meant);
            place.and_then(|place| u8::try_from(place).ok()).ok_or(CodeError::Shape)
        });
        let symbols: Vec<u8> = symbols.collect::<Result<_, _>>()?;
        if symbols.len() != LENGTH {
            return Err(CodeError::Shape);
        }
        if checksum(symbols.iter().copied()) != 0 {
            return Err(CodeError::Mistyped);
        }
        let number = |symbols: &[u8]| {
            symbols.iter().fold(0u128, |number, symbol| number << 5 | u128::from(*symbol))
        };
        let whole = number(symbols.get(..LENGTH - 1).unwrap_or_default());
        let content = u64::try_from(whole >> 80).unwrap_or(0);
        let mut mac = [0; MAC_BYTES];
        for (place, byte) in mac.iter_mut().zip(whole.to_be_bytes().into_iter().skip(6)) {
            *place = byte;
        }
        Ok(Self { content: Content::of_bits(content), mac })
    }
}

#[cfg(test)]
mod tests;

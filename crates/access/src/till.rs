//! What somebody may do at a shop's till, and the PIN with which they come to it. Source: UX M-07, PD-04.

use std::fmt;

/// Something that a shop's owner lets a person do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TillRight {
    Sell,
    /// Within the time of the undo, and of their own sales only: nobody has more. Source: UX 7.3.
    UndoOwnSale,
    /// Sees the totals of their till and closes it.
    CloseShift,
    /// Sees what the shop owes, by week, and how much it may hold.
    Settlement,
}

impl TillRight {
    pub const ALL: [Self; 4] = [Self::Sell, Self::UndoOwnSale, Self::CloseShift, Self::Settlement];

    /// As forms carry it; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sell => "sell",
            Self::UndoOwnSale => "undo",
            Self::CloseShift => "totals",
            Self::Settlement => "settlement",
        }
    }

    /// As it is kept; never changes.
    fn bit(self) -> u8 {
        match self {
            Self::Sell => 1,
            Self::UndoOwnSale => 2,
            Self::CloseShift => 4,
            Self::Settlement => 8,
        }
    }
}

/// What one person may do at a till; nothing by default.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TillRights(u8);

impl TillRights {
    /// What is kept of them. Bits that stand for no right are dropped.
    pub fn from_code(code: u8) -> Self {
        TillRight::ALL.into_iter().filter(|right| code & right.bit() != 0).collect()
    }

    pub fn code(self) -> u8 {
        self.0
    }

    pub fn has(self, right: TillRight) -> bool {
        self.0 & right.bit() != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = TillRight> {
        TillRight::ALL.into_iter().filter(move |right| self.has(*right))
    }
}

impl FromIterator<TillRight> for TillRights {
    fn from_iter<T: IntoIterator<Item = TillRight>>(rights: T) -> Self {
        Self(rights.into_iter().fold(0, |bits, right| bits | right.bit()))
    }
}

/// Wrong PINs of one person within an hour, after which the PIN waits.
pub const PIN_TRIES: usize = 5;

/// A PIN of 4 to 6 digits that is not among the first that anybody tries.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

/// Why digits are no PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinRefused {
    #[error("a PIN has 4 to 6 digits")]
    NotFourToSix,
    #[error("the PIN is one of the first that anybody tries")]
    Easy,
}

impl Pin {
    /// Errors: not 4 to 6 digits; one digit again and again, digits in their order, up or down, or the
    /// same pair or half twice or three times.
    pub fn new(text: &str) -> Result<Self, PinRefused> {
        let digits = Self::digits(text).ok_or(PinRefused::NotFourToSix)?;
        let pairs = || digits.iter().zip(digits.iter().skip(1));
        // After nine comes nought, as on the keys.
        let climbs = pairs().all(|(one, next)| (one + 1) % 10 == *next);
        let falls = pairs().all(|(one, next)| (next + 1) % 10 == *one);
        let repeats = |length: usize| {
            length < digits.len()
                && digits.iter().zip(digits.iter().cycle().skip(length)).all(|(a, b)| a == b)
                && digits.len().is_multiple_of(length)
        };
        if climbs || falls || (1..=3).any(repeats) {
            return Err(PinRefused::Easy);
        }
        Ok(Self(digits.iter().map(|digit| char::from(b'0' + digit)).collect()))
    }

    /// The digits of what was keyed in, if they may be a PIN at all, also an easy one.
    fn digits(text: &str) -> Option<Vec<u8>> {
        let text = text.trim();
        let right = (4..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| text.bytes().map(|byte| byte - b'0').collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pin(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m_07_a_pin_has_four_to_six_digits_and_is_none_of_the_first_that_are_tried() {
        for text in ["4826", "73910", "739105", " 4826 ", "1122", "0110"] {
            assert_eq!(Pin::new(text).map(|pin| pin.0), Ok(text.trim().to_owned()));
        }
        for text in ["", "482", "4826153", "48a6", "48 26", "４８２６"] {
            assert_eq!(Pin::new(text), Err(PinRefused::NotFourToSix), "{text}");
        }
        for text in [
            "0000", "55555", "999999", "1234", "4321", "0123", "7890", "3210", "123456", "654321",
            "1212", "4747", "123123", "848484", "0987",
        ] {
            assert_eq!(Pin::new(text), Err(PinRefused::Easy), "{text}");
        }
        assert_eq!(format!("{:?}", Pin::new("4826")), "Ok(Pin(..))", "no log tells it");
    }

    #[test]
    fn m_07_rights_are_kept_as_they_were_given_and_none_is_there_by_itself() {
        assert!(TillRights::default().is_empty());
        for code in 0..=u8::MAX {
            let rights = TillRights::from_code(code);
            assert_eq!(rights.code(), code & 15);
            assert_eq!(rights.iter().collect::<TillRights>(), rights);
        }
        let some: TillRights = [TillRight::Sell, TillRight::CloseShift].into_iter().collect();
        assert!(some.has(TillRight::Sell) && !some.has(TillRight::UndoOwnSale));
        assert_eq!(some.code(), 5);
    }
}

//! Amounts that say what becomes of a payment: whoever writes a shop's side tries it without a script. Source: UX 10,
//! D-03.

use super::payment::{Act, Card};
use super::scripts::Script;
use crate::Amount;

/// What the cents of an amount say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Magic {
    /// The payer's bank refuses.
    Fails,
    /// Paid, and the shop's notice comes late.
    ToldLate,
    /// Paid, and the shop is told twice.
    ToldTwice,
    /// The payer begins and does not end.
    StaysOpen,
}

/// How late a notice is that comes late.
const LATE_MS: u64 = 60_000;

impl Magic {
    /// With the cents that stand for each.
    pub const ALL: [(i64, Self); 4] =
        [(41, Self::Fails), (42, Self::ToldLate), (43, Self::ToldTwice), (44, Self::StaysOpen)];

    /// What an amount says, if anything.
    pub fn of(amount: Amount) -> Option<Self> {
        Self::of_cents(amount.micro_euro().0 / 10_000)
    }

    pub(super) fn of_cents(cents: i64) -> Option<Self> {
        let asked = cents.rem_euclid(100);
        Self::ALL.into_iter().find(|(cents, _)| *cents == asked).map(|(_, magic)| magic)
    }

    /// What happens when the payer presses *pay*.
    pub(super) fn script(self) -> Script {
        let quick = |act| Script { act, notices: None, delay_ms: 0, wait: false };
        let pay = quick(Act::Pay { card: Card::Bancontact });
        match self {
            Self::Fails => quick(Act::Fail),
            Self::ToldLate => Script { delay_ms: LATE_MS, ..pay },
            Self::ToldTwice => Script { notices: Some(2), ..pay },
            Self::StaysOpen => quick(Act::Start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_10_the_cents_of_an_amount_say_what_becomes_of_it() {
        let of = |text: &str| Magic::of(Amount::new(text.parse().unwrap()).unwrap());
        assert_eq!(of("20.41"), Some(Magic::Fails));
        assert_eq!(of("5.42"), Some(Magic::ToldLate));
        assert_eq!(of("200.43"), Some(Magic::ToldTwice));
        assert_eq!(of("0.44"), Some(Magic::StaysOpen));
        assert_eq!((of("20.00"), of("41.00"), of("4.14")), (None, None, None));
        assert_eq!(Magic::Fails.script().act, Act::Fail);
        assert_eq!(Magic::ToldTwice.script().notices, Some(2));
    }
}

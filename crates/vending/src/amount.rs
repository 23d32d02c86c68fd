//! Which amounts are taken, by which card. Source: TP-03.

use params::PaymentParameters;
use prepay::Levels;
use serde::{Deserialize, Serialize};
use units::{MicroEuro, format_decimal};

/// Why an amount or a card is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("`{}` EUR is not a sum of whole cents", amount)]
    NotWholeCents { amount: MicroEuro },
    #[error("`{}` EUR is not between {} and {} EUR{exact}", euro(*amount), euro(*least), euro(*most))]
    OutsideLimits { amount: MicroEuro, least: MicroEuro, most: MicroEuro, exact: Exact },
    #[error(
        "`{}` EUR would lift the balance above {} EUR, at most {} EUR can be paid",
        euro(*amount), euro(*ceiling), euro(*room)
    )]
    AboveCeiling { amount: MicroEuro, ceiling: MicroEuro, room: MicroEuro },
    #[error("a {card} card is not taken, only {taken}")]
    CardRefused { card: Card, taken: String },
    #[error("an amount is too large")]
    TooLarge,
}

/// An amount with two decimals, as people pay it; the part below a cent is not shown.
pub fn euro(amount: MicroEuro) -> String {
    format_decimal(i128::from(amount.whole_cents_down().0 / 10_000), 2)
}

/// The amounts that are taken although they lie outside the limits; zero where there is none.
/// Source: PA-19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Exact {
    /// Back on after a cut, or out of emergency credit.
    pub to_clear: MicroEuro,
    /// While held on in protected hours or by a guard.
    pub to_stay_on: MicroEuro,
}

impl Exact {
    /// What `balance` asks for. A supply that is on and in credit asks for nothing.
    pub fn of(levels: Levels, balance: MicroEuro, supply_is_on: bool) -> Self {
        if supply_is_on && balance >= MicroEuro::ZERO {
            return Self::default();
        }
        let to_stay_on =
            if supply_is_on { levels.amount_to_stay_on(balance) } else { MicroEuro::ZERO };
        Self { to_clear: levels.amount_to_clear(balance), to_stay_on }
    }

    fn holds(self, amount: MicroEuro) -> bool {
        amount > MicroEuro::ZERO && (amount == self.to_clear || amount == self.to_stay_on)
    }
}

impl std::fmt::Display for Exact {
    /// As the end of a sentence about the limits.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut amounts = [self.to_stay_on, self.to_clear];
        amounts.sort_unstable();
        for amount in amounts.into_iter().filter(|amount| *amount > MicroEuro::ZERO) {
            write!(formatter, ", or exactly {}", euro(amount))?;
        }
        Ok(())
    }
}

/// What a card draws on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Card {
    Debit,
    Credit,
}

impl Card {
    pub fn name(self) -> &'static str {
        match self {
            Self::Debit => "debit",
            Self::Credit => "credit",
        }
    }

    /// Errors: a kind that is not in `topup.cards`.
    pub fn check(self, parameters: &PaymentParameters) -> Result<(), AmountError> {
        if parameters.topup_cards.iter().any(|kind| kind == self.name()) {
            return Ok(());
        }
        Err(AmountError::CardRefused { card: self, taken: parameters.topup_cards.join(", ") })
    }
}

impl std::fmt::Display for Card {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.pad(self.name())
    }
}

/// An amount that may be paid: whole cents, within the limits or exactly what the account asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TopUpAmount(MicroEuro);

impl TopUpAmount {
    /// `amount` if it may be paid on `balance`. The ceiling counts the whole amount, also what a debt
    /// will take of it; an exact amount is taken under any ceiling.
    pub fn new(
        amount: MicroEuro,
        balance: MicroEuro,
        exact: Exact,
        parameters: &PaymentParameters,
    ) -> Result<Self, AmountError> {
        if amount != amount.whole_cents_down() {
            return Err(AmountError::NotWholeCents { amount });
        }
        if parameters.topup_exact_amount && exact.holds(amount) {
            return Ok(Self(amount));
        }
        let (least, most) = (parameters.topup_min, parameters.topup_max);
        if amount < least || amount > most {
            let exact = if parameters.topup_exact_amount { exact } else { Exact::default() };
            return Err(AmountError::OutsideLimits { amount, least, most, exact });
        }
        if let Some(ceiling) = parameters.max_balance {
            let after = balance.checked_add(amount).ok_or(AmountError::TooLarge)?;
            if after > ceiling {
                let room = ceiling.checked_sub(balance).ok_or(AmountError::TooLarge)?;
                let room = room.max(MicroEuro::ZERO);
                return Err(AmountError::AboveCeiling { amount, ceiling, room });
            }
        }
        Ok(Self(amount))
    }

    pub fn amount(self) -> MicroEuro {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{eur, parameters};

    fn levels() -> Levels {
        Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.50") }
    }

    fn asked(amount: &str, balance: &str, supply_is_on: bool) -> Result<MicroEuro, String> {
        let exact = Exact::of(levels(), eur(balance), supply_is_on);
        let checked = TopUpAmount::new(eur(amount), eur(balance), exact, &parameters());
        checked.map(TopUpAmount::amount).map_err(|error| error.to_string())
    }

    #[test]
    fn tp_03_the_limits_and_the_exact_amount() {
        for taken in ["5.00", "250.00", "5.01", "2.30"] {
            assert_eq!(asked(taken, "-1.80", false), Ok(eur(taken)));
        }
        assert_eq!(
            asked("2.29", "-1.80", false).unwrap_err(),
            "`2.29` EUR is not between 5.00 and 250.00 EUR, or exactly 2.30"
        );
        assert_eq!(
            asked("250.01", "12", true).unwrap_err(),
            "`250.01` EUR is not between 5.00 and 250.00 EUR"
        );
        assert!(asked("4.99", "12", true).is_err() && asked("-5", "12", true).is_err());
        assert!(asked("0", "12", true).is_err(), "nothing is asked for, zero is not an amount");
    }

    #[test]
    fn tp_03_the_exact_amount_above_the_maximum_is_taken() {
        assert_eq!(asked("300.50", "-300", false), Ok(eur("300.50")));
        assert!(asked("300.51", "-300", false).is_err());
    }

    #[test]
    fn pa_19_while_held_on_the_amount_to_stay_on_is_taken_too() {
        assert_eq!(asked("1.41", "-16.40", true), Ok(eur("1.41")));
        assert_eq!(
            asked("1.40", "-16.40", true).unwrap_err(),
            "`1.40` EUR is not between 5.00 and 250.00 EUR, or exactly 1.41, or exactly 16.90"
        );
        assert!(asked("1.41", "-16.40", false).is_err(), "off, only the way back on counts");
        assert!(asked("0.30", "0.20", true).is_err(), "on and in credit: the general minimum");
        assert_eq!(asked("0.30", "0.20", false), Ok(eur("0.30")));
    }

    #[test]
    fn tp_03_cents_are_whole() {
        assert_eq!(
            asked("5.000001", "0", true).unwrap_err(),
            "`5.000001` EUR is not a sum of whole cents"
        );
    }

    #[test]
    fn tp_03_a_ceiling_names_what_can_still_be_paid() {
        let mut with_ceiling = parameters();
        with_ceiling.max_balance = Some(eur("300"));
        let at = |amount: &str, balance: &str| {
            TopUpAmount::new(eur(amount), eur(balance), Exact::default(), &with_ceiling)
        };
        assert!(at("100", "200").is_ok());
        assert_eq!(
            at("100.01", "200").unwrap_err().to_string(),
            "`100.01` EUR would lift the balance above 300.00 EUR, at most 100.00 EUR can be paid"
        );
    }

    #[test]
    fn tp_03_credit_cards_are_refused() {
        assert_eq!(Card::Debit.check(&parameters()), Ok(()));
        assert_eq!(
            Card::Credit.check(&parameters()).unwrap_err().to_string(),
            "a credit card is not taken, only debit"
        );
    }
}

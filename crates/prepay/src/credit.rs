//! Credit and its states: which one a balance is in, which thresholds a change crosses, and the
//! amounts people are told.

use params::Parameters;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// State of the account's credit. It follows from the balance alone. Deeper is greater.
/// Source: DOMAIN 3.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CreditState {
    InCredit,
    LowCredit,
    EmergencyInUse,
    Exhausted,
}

/// Status of the emergency `Credit` (COSEM class 112).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmergencyStatus {
    Enabled,
    InUse,
    Exhausted,
}

/// A threshold that was crossed downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Crossing {
    LowCredit,
    EmergencyStarted,
    EmergencyExhausted,
}

impl Crossing {
    pub fn name(self) -> &'static str {
        match self {
            Self::LowCredit => "low_credit",
            Self::EmergencyStarted => "emergency_started",
            Self::EmergencyExhausted => "emergency_exhausted",
        }
    }
}

impl CreditState {
    /// Whether emergency credit is in use or used up. Source: CM-08, CM-09.
    pub fn is_emergency(self) -> bool {
        self >= Self::EmergencyInUse
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::InCredit => "InCredit",
            Self::LowCredit => "LowCredit",
            Self::EmergencyInUse => "EmergencyInUse",
            Self::Exhausted => "Exhausted",
        }
    }

    /// The number under which the state is kept.
    pub fn code(self) -> i16 {
        match self {
            Self::InCredit => 0,
            Self::LowCredit => 1,
            Self::EmergencyInUse => 2,
            Self::Exhausted => 3,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        [Self::InCredit, Self::LowCredit, Self::EmergencyInUse, Self::Exhausted]
            .into_iter()
            .find(|state| state.code() == code)
    }

    pub fn emergency_status(self) -> EmergencyStatus {
        match self {
            Self::InCredit | Self::LowCredit => EmergencyStatus::Enabled,
            Self::EmergencyInUse => EmergencyStatus::InUse,
            Self::Exhausted => EmergencyStatus::Exhausted,
        }
    }

    /// What is crossed on the way from this state to `later`, in order of depth; nothing on the way
    /// up.
    pub fn crossings_to(self, later: Self) -> impl Iterator<Item = Crossing> {
        [
            (Self::LowCredit, Crossing::LowCredit),
            (Self::EmergencyInUse, Crossing::EmergencyStarted),
            (Self::Exhausted, Crossing::EmergencyExhausted),
        ]
        .into_iter()
        .filter(move |(state, _)| self < *state && *state <= later)
        .map(|(_, crossing)| crossing)
    }
}

/// The levels that divide balances into states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// At or above it the account is in credit. Source: PA-12.
    pub low: MicroEuro,
    /// At or below it credit is exhausted; zero or less. Source: PA-13.
    pub cut: MicroEuro,
    /// At or above it the supply returns. Source: PA-18.
    pub reconnect: MicroEuro,
}

impl Levels {
    /// The levels of a day, lowered by `grace`.
    pub fn of(parameters: &Parameters, grace: MicroEuro) -> Self {
        let depth = parameters.emergency_limit.0.saturating_add(grace.0);
        Self {
            low: parameters.low_threshold,
            cut: MicroEuro(depth.saturating_neg()),
            reconnect: parameters.reconnect_level,
        }
    }

    /// Source: PA-11, PA-12, PA-13.
    #[inline]
    pub fn state(self, balance: MicroEuro) -> CreditState {
        if balance <= self.cut {
            CreditState::Exhausted
        } else if balance < MicroEuro::ZERO {
            CreditState::EmergencyInUse
        } else if balance < self.low {
            CreditState::LowCredit
        } else {
            CreditState::InCredit
        }
    }

    /// Emergency credit not yet used. Source: PA-11.
    pub fn emergency_left(self, balance: MicroEuro) -> MicroEuro {
        let left = balance.0.saturating_sub(self.cut.0);
        MicroEuro(left.clamp(0, self.cut.0.saturating_neg().max(0)))
    }

    /// What has to be paid to be back on, rounded up to the cent. Source: PA-19.
    pub fn amount_to_clear(self, balance: MicroEuro) -> MicroEuro {
        let missing = MicroEuro(self.reconnect.0.saturating_sub(balance.0).max(0));
        MicroEuro::from_cents(missing.amount_to_pay_cents()).unwrap_or(missing)
    }

    /// The smallest sum of whole cents that lifts the balance above the cut level; zero if it is
    /// above already. Source: PA-19.
    pub fn amount_to_stay_on(self, balance: MicroEuro) -> MicroEuro {
        if balance > self.cut {
            return MicroEuro::ZERO;
        }
        let missing = MicroEuro(self.cut.0.saturating_sub(balance.0));
        let cents = missing.shown_balance_cents().saturating_add(1);
        MicroEuro::from_cents(cents).unwrap_or(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn levels() -> Levels {
        Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.50") }
    }

    #[test]
    fn pa_11_emergency_credit_starts_by_itself_below_zero() {
        assert_eq!(levels().state(eur("-0.000001")), CreditState::EmergencyInUse);
        assert_eq!(levels().emergency_left(eur("-3.628856")), eur("11.371144"));
        assert_eq!(levels().emergency_left(eur("2")), eur("15"));
        assert_eq!(levels().emergency_left(eur("-22")), eur("0"));
        assert_eq!(CreditState::EmergencyInUse.emergency_status(), EmergencyStatus::InUse);
    }

    #[test]
    fn pa_12_low_credit_is_from_zero_to_below_the_threshold() {
        assert_eq!(levels().state(eur("5.00")), CreditState::InCredit);
        assert_eq!(levels().state(eur("4.999999")), CreditState::LowCredit);
        assert_eq!(levels().state(eur("0")), CreditState::LowCredit);
    }

    #[test]
    fn pa_13_the_cut_level_is_reached_not_passed() {
        assert_eq!(levels().state(eur("-14.999999")), CreditState::EmergencyInUse);
        assert_eq!(levels().state(eur("-15.000000")), CreditState::Exhausted);
    }

    #[test]
    fn pa_19_amounts_to_be_back_on_and_to_stay_on() {
        let clear = |balance: &str| levels().amount_to_clear(eur(balance)).to_string();
        assert_eq!(clear("-15.00"), "15.500000");
        assert_eq!(clear("-22.173076"), "22.680000");
        assert_eq!(clear("-1.80"), "2.300000");
        assert_eq!(clear("0.50"), "0.000000");
        assert_eq!(clear("-16.40"), "16.900000");
        let stay = |balance: &str| levels().amount_to_stay_on(eur(balance)).to_string();
        assert_eq!(stay("-16.40"), "1.410000");
        assert_eq!(stay("-17.265063"), "2.270000");
        assert_eq!(stay("-15.523693"), "0.530000");
        assert_eq!(stay("-14.99"), "0.000000");
    }

    #[test]
    fn several_thresholds_crossed_at_once_give_one_crossing_each() {
        let crossed = |from: CreditState, to| from.crossings_to(to).collect::<Vec<_>>();
        assert_eq!(
            crossed(CreditState::InCredit, CreditState::Exhausted),
            [Crossing::LowCredit, Crossing::EmergencyStarted, Crossing::EmergencyExhausted]
        );
        assert_eq!(crossed(CreditState::LowCredit, CreditState::LowCredit), []);
        assert_eq!(crossed(CreditState::Exhausted, CreditState::InCredit), []);
    }
}

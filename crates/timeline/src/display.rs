//! The five displayed states, the same in every channel, computed here and nowhere else.

use prepay::{CreditState, Levels};
use serde::{Deserialize, Serialize};
use supply::{LimiterState, SupplyState};
use units::MicroEuro;

/// What people are shown. Source: DOMAIN 3.7, DS1 to DS5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Displayed {
    /// In order.
    Ds1,
    /// Low.
    Ds2,
    /// Emergency credit.
    Ds3,
    /// Held on.
    Ds4,
    /// Off: claimed only after the meter's confirmation.
    Ds5,
}

impl Displayed {
    pub fn of(credit: CreditState, supply: SupplyState) -> Self {
        match (supply, credit) {
            (
                SupplyState::Disconnected
                | SupplyState::ReconnectOrdered
                | SupplyState::ReadyForReconnection
                | SupplyState::LeakTesting,
                _,
            ) => Self::Ds5,
            (SupplyState::Connected | SupplyState::DisconnectOrdered, state) => match state {
                CreditState::InCredit => Self::Ds1,
                CreditState::LowCredit => Self::Ds2,
                CreditState::EmergencyInUse => Self::Ds3,
                CreditState::Exhausted => Self::Ds4,
            },
        }
    }

    pub fn id(self) -> &'static str {
        match self {
            Self::Ds1 => "DS1",
            Self::Ds2 => "DS2",
            Self::Ds3 => "DS3",
            Self::Ds4 => "DS4",
            Self::Ds5 => "DS5",
        }
    }

    /// In a word, for tables and pages of staff.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ds1 => "in order",
            Self::Ds2 => "low",
            Self::Ds3 => "emergency credit",
            Self::Ds4 => "held on",
            Self::Ds5 => "off",
        }
    }
}

/// The amounts to stay on and to be back on (or at full power), zero where they do not apply.
/// Source: PA-16, PA-19.
pub fn amounts_to_tell(
    displayed: Displayed,
    limiter: LimiterState,
    levels: Levels,
    balance: MicroEuro,
) -> (MicroEuro, MicroEuro) {
    let limited = matches!(limiter, LimiterState::On | LimiterState::OnOrdered);
    let held = displayed == Displayed::Ds4;
    let stay = if held { levels.amount_to_stay_on(balance) } else { MicroEuro::ZERO };
    let clears = held || displayed == Displayed::Ds5 || limited;
    let clear = if clears { levels.amount_to_clear(balance) } else { MicroEuro::ZERO };
    (stay, clear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ds1_ds2_ds3_ds4_follow_the_credit_while_the_supply_is_on() {
        for supply in [SupplyState::Connected, SupplyState::DisconnectOrdered] {
            let shown = |credit| Displayed::of(credit, supply).id();
            assert_eq!(shown(CreditState::InCredit), "DS1");
            assert_eq!(shown(CreditState::LowCredit), "DS2");
            assert_eq!(shown(CreditState::EmergencyInUse), "DS3");
            assert_eq!(shown(CreditState::Exhausted), "DS4");
        }
    }

    #[test]
    fn ds5_is_claimed_only_after_the_meters_word_and_whatever_the_balance() {
        for supply in SupplyState::ALL {
            let off = Displayed::of(CreditState::InCredit, supply) == Displayed::Ds5;
            assert_eq!(off, !supply.is_on(), "{supply:?}");
        }
    }

    #[test]
    fn ds4_tells_both_amounts_and_the_limiter_the_way_to_full_power() {
        let eur = |text: &str| text.parse::<MicroEuro>().unwrap();
        let levels = Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.50") };
        let held = amounts_to_tell(Displayed::Ds4, LimiterState::Off, levels, eur("-16.40"));
        assert_eq!(held, (eur("1.41"), eur("16.90")));
        let limited = amounts_to_tell(Displayed::Ds4, LimiterState::On, levels, eur("-21.70"));
        assert_eq!(limited.1, eur("22.20"));
        let fine = amounts_to_tell(Displayed::Ds3, LimiterState::Off, levels, eur("-2"));
        assert_eq!(fine, (eur("0"), eur("0")));
    }
}

//! The limiter: 10 A instead of a cut, for protected customers, electricity only.

use calendar::SettlementDay;
use params::Season;
use serde::{Deserialize, Serialize};

/// State of the limiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum LimiterState {
    #[default]
    Off,
    OnOrdered,
    On,
    OffOrdered,
}

/// What moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LimiterEvent {
    OrderOn,
    OrderOff,
    Confirmed,
    TimedOut,
}

impl LimiterState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "Off",
            Self::OnOrdered => "OnOrdered",
            Self::On => "On",
            Self::OffOrdered => "OffOrdered",
        }
    }

    /// The meter limits the current.
    pub fn is_on(self) -> bool {
        matches!(self, Self::On | Self::OffOrdered)
    }

    /// The state after `event`; `None` if it has no place here. Each ordered state ends by
    /// confirmation and returns by timeout. Source: DOMAIN 3.7.
    pub fn after(self, event: LimiterEvent) -> Option<Self> {
        match (self, event) {
            (Self::Off, LimiterEvent::OrderOn) => Some(Self::OnOrdered),
            (Self::On, LimiterEvent::OrderOff) => Some(Self::OffOrdered),
            (Self::OnOrdered, LimiterEvent::Confirmed)
            | (Self::OffOrdered, LimiterEvent::TimedOut) => Some(Self::On),
            (Self::OffOrdered, LimiterEvent::Confirmed)
            | (Self::OnOrdered, LimiterEvent::TimedOut) => Some(Self::Off),
            (Self::Off | Self::On, LimiterEvent::Confirmed) => Some(self),
            (Self::Off, LimiterEvent::OrderOff | LimiterEvent::TimedOut)
            | (Self::On, LimiterEvent::OrderOn | LimiterEvent::TimedOut)
            | (
                Self::OnOrdered | Self::OffOrdered,
                LimiterEvent::OrderOn | LimiterEvent::OrderOff,
            ) => None,
        }
    }
}

/// How long a limiter lasts, from the first order of its period. Source: PA-17.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimiterClock {
    pub first_order: SettlementDay,
    pub guaranteed_months: i32,
    pub winter: Season,
    /// Whether winter is no bar to a withdrawal.
    pub withdraw_in_winter: bool,
}

impl LimiterClock {
    /// First day after the guaranteed time.
    pub fn guaranteed_to(self) -> SettlementDay {
        self.first_order.plus_months(self.guaranteed_months)
    }

    /// First day, from the guaranteed one on, on which a withdrawal is possible: never in winter.
    pub fn withdrawable_from(self) -> SettlementDay {
        let guaranteed = self.guaranteed_to();
        if !self.withdraw_in_winter && self.winter.contains(guaranteed) {
            self.winter.end_after(guaranteed)
        } else {
            guaranteed
        }
    }

    /// Whether the operator may withdraw the limiter on `day`.
    pub fn may_withdraw_on(self, day: SettlementDay) -> bool {
        let winter = !self.withdraw_in_winter && self.winter.contains(day);
        day >= self.guaranteed_to() && !winter
    }

    /// The days on which the customer and the social service are told: day 60, and one month before
    /// the guaranteed time ends.
    pub fn marks(self, mark_day: i32) -> [SettlementDay; 2] {
        [self.first_order.plus(mark_day), self.guaranteed_to().plus_months(-1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINTER: Season = Season { first: (11, 1), last: (3, 31) };

    fn clock(first_order: &str) -> LimiterClock {
        let first_order = first_order.parse().unwrap();
        LimiterClock {
            first_order,
            guaranteed_months: 6,
            winter: WINTER,
            withdraw_in_winter: false,
        }
    }

    #[test]
    fn limiter_each_ordered_state_ends_by_confirmation_and_returns_by_timeout() {
        use LimiterEvent as E;
        use LimiterState as L;
        assert_eq!(L::Off.after(E::OrderOn), Some(L::OnOrdered));
        assert_eq!(L::OnOrdered.after(E::Confirmed), Some(L::On));
        assert_eq!(L::OnOrdered.after(E::TimedOut), Some(L::Off));
        assert_eq!(L::On.after(E::OrderOff), Some(L::OffOrdered));
        assert_eq!(L::OffOrdered.after(E::Confirmed), Some(L::Off));
        assert_eq!(L::OffOrdered.after(E::TimedOut), Some(L::On));
        assert_eq!(L::On.after(E::OrderOn), None);
        assert!(L::OffOrdered.is_on() && !L::OnOrdered.is_on());
    }

    #[test]
    fn pa_17_guaranteed_six_months_and_never_withdrawn_in_winter() {
        let october = clock("2026-10-10");
        assert_eq!(october.guaranteed_to().to_string(), "2027-04-10");
        assert_eq!(october.withdrawable_from().to_string(), "2027-04-10");
        let june = clock("2026-06-15");
        assert_eq!(june.guaranteed_to().to_string(), "2026-12-15");
        assert_eq!(june.withdrawable_from().to_string(), "2027-04-01");
        assert!(!june.may_withdraw_on("2027-01-10".parse().unwrap()));
        assert!(june.may_withdraw_on("2027-04-01".parse().unwrap()));
        let [sixty, month_before] = october.marks(60);
        assert_eq!(
            (sixty.to_string(), month_before.to_string()),
            ("2026-12-09".into(), "2027-03-10".into())
        );
    }
}

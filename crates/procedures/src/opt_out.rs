//! A household refuses that its smart meter communicates. Source: MT-20.

use calendar::SettlementDay;

/// What a refusal of the communicating function costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOut {
    Free,
    /// Asked later than the days in which it is free.
    AtCost,
}

/// Why the function stays on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OptOutRefused {
    #[error(
        "prepayment needs a meter that communicates: first end the prepayment, then switch it off"
    )]
    Prepaid,
    #[error("it is asked on {asked}, before the household was told on {told}")]
    BeforeTold { asked: SettlementDay, told: SettlementDay },
}

impl OptOut {
    /// What is asked on `asked` by a household that was told of the function on `told`. The day on which it was
    /// told does not count; the last of `free_days` does. Errors: the account runs in prepayment, or the days
    /// do not fit.
    pub fn of(
        asked: SettlementDay,
        told: SettlementDay,
        prepaid: bool,
        free_days: i32,
    ) -> Result<Self, OptOutRefused> {
        if prepaid {
            return Err(OptOutRefused::Prepaid);
        }
        if asked < told {
            return Err(OptOutRefused::BeforeTold { asked, told });
        }
        Ok(if asked <= told.plus(free_days) { Self::Free } else { Self::AtCost })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::AtCost => "at_cost",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    #[test]
    fn mt_20_refusing_communication_is_free_for_fifteen_days_and_never_beside_prepayment() {
        let told = day("2026-11-02");
        let asked = |text, prepaid| OptOut::of(day(text), told, prepaid, 15);
        assert_eq!(asked("2026-11-02", false), Ok(OptOut::Free));
        assert_eq!(asked("2026-11-17", false), Ok(OptOut::Free));
        assert_eq!(asked("2026-11-18", false), Ok(OptOut::AtCost));
        assert_eq!(asked("2026-11-03", true), Err(OptOutRefused::Prepaid));
        let before = day("2026-11-01");
        let refused = OptOutRefused::BeforeTold { asked: before, told };
        assert_eq!(asked("2026-11-01", false), Err(refused));
    }
}

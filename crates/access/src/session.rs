//! How long a sign-in lasts.

use crate::Role;
use calendar::Instant;

/// How long a session lasts without a page, and at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRules {
    pub idle_s: i64,
    pub most_s: i64,
}

const MINUTE_S: i64 = 60;
const DAY_S: i64 = 86_400;

impl SessionRules {
    /// A household's own phone stays signed in: a lost password must not keep anybody from topping up,
    /// and the list of devices ends it. A desk does not.
    pub fn of(role: Role) -> Self {
        match role {
            Role::Customer | Role::Payer | Role::Aide => {
                Self { idle_s: 90 * DAY_S, most_s: 365 * DAY_S }
            }
            Role::Merchant => Self { idle_s: 4 * 60 * MINUTE_S, most_s: 14 * 60 * MINUTE_S },
            Role::Cpas
            | Role::AgentL1
            | Role::AgentL2
            | Role::Supplier
            | Role::Representative
            | Role::Operator
            | Role::Auditor => Self { idle_s: 30 * MINUTE_S, most_s: 12 * 60 * MINUTE_S },
        }
    }

    /// Whether a session of these two instants is open at `now`.
    pub fn is_open(self, made_at: Instant, seen_at: Instant, now: Instant) -> bool {
        now < made_at.plus_s(self.most_s) && now < seen_at.plus_s(self.idle_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_04_a_desk_is_left_after_half_an_hour_and_a_phone_after_three_months() {
        let now = Instant(1_790_000_000_000_000);
        let desk = SessionRules::of(Role::AgentL1);
        assert!(desk.is_open(now, now.plus_min(60), now.plus_min(89)));
        assert!(!desk.is_open(now, now.plus_min(60), now.plus_min(90)));
        assert!(!desk.is_open(now, now.plus_h(12), now.plus_h(12)), "used all day");
        let phone = SessionRules::of(Role::Customer);
        assert!(phone.is_open(now, now, now.plus_h(24 * 89)));
        assert!(!phone.is_open(now, now, now.plus_h(24 * 90)));
        assert!(!phone.is_open(now, now.plus_h(24 * 364), now.plus_h(24 * 365)));
    }
}

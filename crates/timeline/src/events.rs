//! What a timeline may say, by name.

/// Every name of an [`EventLine`](crate::EventLine): whoever shows events has words for each of them.
pub const EVENTS: [&str; 88] = [
    "activate",
    "adjustment",
    "aid",
    "bridge",
    "chargeback",
    "chargeback_not_known",
    "chargeback_reversed",
    "closed",
    "connected",
    "contract",
    "cut_confirmed",
    "cut_refused",
    "debt",
    "emergency_exhausted",
    "emergency_started",
    "flag",
    "found_off",
    "found_on",
    "grace",
    "grace_code",
    "grace_refused",
    "held_on",
    "incident",
    "last_call",
    "last_sms",
    "late_answer",
    "leak",
    "leak_test_failed",
    "leak_test_passed",
    "leak_test_started",
    "limit_confirmed",
    "limiter_mark",
    "limiter_plan",
    "limiter_repayment",
    "low_credit",
    "meter_class_version",
    "meter_clock_off",
    "meter_closes_from_afar",
    "meter_forged",
    "meter_holes",
    "meter_replayed",
    "meter_scaler_changed",
    "meter_stale_counter",
    "meter_state_overtaken",
    "meter_swapped",
    "meter_unanswered",
    "meter_unprotected",
    "meter_wrong_key",
    "move_out",
    "off_supply_task",
    "order_confirmed",
    "order_disconnect",
    "order_expired",
    "order_failed",
    "order_limit",
    "order_release",
    "order_unlimit",
    "order_withdrawn",
    "ordered_by_hand",
    "parameter",
    "payment_failed",
    "payment_pending",
    "plan_agreed",
    "plan_suspended",
    "press",
    "press_reminder",
    "protected",
    "reconnect_alarm",
    "recovered",
    "refund",
    "refund_beyond_balance",
    "refund_not_known",
    "refund_refused",
    "refund_returned",
    "release_confirmed",
    "relief_decision",
    "relief_request",
    "shared_energy",
    "silence",
    "stop_switch",
    "swap",
    "told",
    "top_up",
    "top_up_not_known",
    "top_up_undone",
    "undo",
    "unflag",
    "unlimit_confirmed",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Alarm;

    #[test]
    fn names_are_in_order_and_each_alarm_is_among_them() {
        assert!(EVENTS.is_sorted_by(|a, b| a < b));
        for alarm in Alarm::ALL {
            assert!(EVENTS.contains(&alarm.event()) && alarm.event().ends_with(alarm.name()));
            assert_eq!(Alarm::of_event(alarm.event()), Some(alarm));
        }
        assert_eq!(Alarm::of_event("meter_state_overtaken"), None);
    }
}

//! Parameters by name and day: the defaults of DOMAIN 13, and what a scenario sets.

use calendar::SettlementDay;
use serde_json::Value;
use units::parse_decimal;

/// A value from a day on. Money and ratios are in millionths, a factor in micro-kWh per m³, a flag is
/// 0 or 1.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub name: String,
    pub value: i64,
    pub from: SettlementDay,
}

enum Kind {
    /// Six decimals: money, ratios, factors.
    Decimal,
    Whole,
    Flag,
    /// One of these texts; the value is its place.
    Choice(&'static [&'static str]),
    /// Exists, and cannot change anything that `replay` puts out.
    WithoutEffect,
    /// Exists and could change the result, but this model knows only the default.
    OnlyDefault,
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "account.starting_credit"
        | "account.swap_credit_floor"
        | "account.recovery_per_day"
        | "credit.emergency_limit"
        | "credit.low_threshold"
        | "credit.reconnect_level"
        | "debt.topup_share_cap"
        | "grace.max"
        | "price.fixed_charge_year"
        | "gas.energy_factor"
        | "relief.share"
        | "relief.refused_repayment_per_week" => Kind::Decimal,
        "account.recovery_first_day"
        | "silence.mean_days_max"
        | "silence.provisional_days_max"
        | "correction.grace_days"
        | "chargeback.no_cut_h"
        | "cut.fresh_max_age_h"
        | "cut.window_end_margin_min"
        | "cut.notice_min_h"
        | "cut.order_life_min"
        | "outage.recovery_h"
        | "reconnect.alarm_min"
        | "offsupply.task_h"
        | "gas.leak_test_s"
        | "reading.max_power_w"
        | "reading.max_flow_l_per_h" => Kind::Whole,
        "charge.when_disconnected"
        | "charge.when_limited"
        | "charge.in_emergency_credit"
        | "charge.in_protected_hours"
        | "grace.enabled"
        | "ndp.holidays"
        | "limiter.auto_for_protected" => Kind::Flag,
        "account.swap_debt_basis" => Kind::Choice(&["amount_advanced", "flat_20"]),
        "ndp.profile" => Kind::Choice(&["card-wal"]),
        "limiter.booking" => Kind::Choice(&["balance", "separate_debt"]),
        "account.max_balance"
        | "debt.topup_share_floor"
        | "credit.emergency_activation"
        | "credit.cut_level"
        | "credit.stay_on_level"
        | "price.basis"
        | "price.average"
        | "price.social"
        | "ndp.working_day"
        | "ndp.weekend"
        | "ndp.ended_by_emergency_credit"
        | "winter.period"
        | "winter.truce"
        | "relief.scope"
        | "relief.starts"
        | "settlement.run_at"
        | "notice.last_call" => Kind::OnlyDefault,
        "debt.kinds"
        | "bridge.credit"
        | "bridge.debt"
        | "move_in.prepay_off_days"
        | "stop.protected_rule"
        | "closing.unclaimed_years"
        | "price.energy_component"
        | "regularisation.cycle"
        | "remittance.basis"
        | "remittance.period"
        | "protected.source_required"
        | "prepay.offered"
        | "limiter.current"
        | "limiter.guaranteed_months"
        | "limiter.withdraw_in_winter"
        | "cle.after_limiter_months"
        | "limiter.trip_delay_s"
        | "cut.for_refusal_or_debt"
        | "estimate.method_shown"
        | "display.push"
        | "estimate.flat_days"
        | "cut.breaker_abs"
        | "cut.breaker_ratio"
        | "cut.wave_auto_max"
        | "reconnect.order_s"
        | "command.retry"
        | "trueup.warn_above"
        | "topup.min"
        | "topup.max"
        | "topup.exact_amount"
        | "topup.cards"
        | "topup.offline_cap"
        | "ean.prefixes"
        | "ean.tail_length"
        | "suspense.letter_days"
        | "suspense.return_days"
        | "refund.four_eyes"
        | "adjust.four_eyes"
        | "paid_not_credited.alarm_min"
        | "duplicate_pay.window_min"
        | "idempotency.keep_days"
        | "notice.hysteresis"
        | "notice.quiet_hours"
        | "notice.forecast_h"
        | "notice.emergency_left"
        | "notice.silence_h"
        | "mandate.max_months"
        | "early_list.period"
        | "phone.balance_line"
        | "reminder.before"
        | "survey.after_days"
        | "display.codes"
        | "calendar.two_rate"
        | "calendar.mechanical"
        | "calendar.impact"
        | "gas.press_s"
        | "elec.press_s"
        | "gas.remote_open"
        | "data.timely_kpi"
        | "p1.consent_months"
        | "p1.warn_days"
        | "access.review_months"
        | "rights.answer_months"
        | "plan.proposal_days"
        | "retention.identity_years"
        | "retention.case_years"
        | "retention.grid_years"
        | "retention.call_years"
        | "retention.request_days"
        | "retention.photo_days"
        | "retention.evidence_years"
        | "webhook.overlap_h"
        | "quality.voltage_limits"
        | "optout.free_days"
        | "optout_vs_prepay" => Kind::WithoutEffect,
        _ if ["default.", "request.", "moza.", "indemnity.", "deployment.", "supplier."]
            .iter()
            .chain(&["prosumer.", "sharing.", "p2p.", "visit.", "under_use."])
            .any(|room| name.starts_with(room)) =>
        {
            Kind::WithoutEffect
        }
        _ => return None,
    })
}

impl Setting {
    /// Errors: an unknown name, or a value of the wrong kind.
    pub fn parse(name: &str, value: &Value, from: SettlementDay) -> Result<Self, String> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            other => return Err(format!("parameter `{name}` cannot be `{other}`")),
        };
        let wrong = |why: &str| format!("parameter `{name}` {why}, not `{text}`");
        let value = match kind(name).ok_or_else(|| format!("unknown parameter `{name}`"))? {
            Kind::Decimal => parse_decimal(&text, 6).map_err(|error| wrong(&error.to_string()))?,
            Kind::Whole => text.parse().map_err(|_| wrong("must be a whole number"))?,
            Kind::Flag => match text.as_str() {
                "true" => 1,
                "false" => 0,
                _ => return Err(wrong("must be true or false")),
            },
            Kind::Choice(choices) => {
                let place = choices.iter().position(|choice| *choice == text);
                let place = place.ok_or_else(|| wrong("must be one of its choices"))?;
                i64::try_from(place).map_err(|_| wrong("must be one of its choices"))?
            }
            Kind::WithoutEffect => 0,
            Kind::OnlyDefault => {
                return Err(format!(
                    "parameter `{name}` is known to these books by its default only"
                ));
            }
        };
        Ok(Self { name: name.to_owned(), value, from })
    }
}

/// The default of DOMAIN 13 on `day`, for every Walloon operator alike. `None`: it must be loaded.
pub(super) fn default(name: &str, day: SettlementDay) -> Option<i64> {
    const EURO: i64 = 1_000_000;
    Some(match name {
        "account.starting_credit" | "account.swap_credit_floor" => 20 * EURO,
        "account.recovery_per_day" => EURO,
        "account.recovery_first_day" => 1,
        "account.swap_debt_basis" | "limiter.booking" => 0,
        "charge.when_disconnected" => 0,
        "charge.when_limited" | "charge.in_emergency_credit" | "charge.in_protected_hours" => 1,
        "debt.topup_share_cap" => 10 * EURO,
        "credit.emergency_limit" => 15 * EURO,
        "credit.low_threshold" => 5 * EURO,
        "credit.reconnect_level" => EURO / 2,
        "grace.enabled" => 0,
        "grace.max" => 10 * EURO,
        "price.fixed_charge_year" => 0,
        "ndp.holidays" => 1,
        "limiter.auto_for_protected" => i64::from(day.ymd().0 >= 2023),
        "relief.share" => 700_000,
        "relief.refused_repayment_per_week" => 5 * EURO,
        "silence.mean_days_max" => 7,
        "silence.provisional_days_max" => 5,
        "correction.grace_days" => 7,
        "chargeback.no_cut_h" => 48,
        "cut.fresh_max_age_h" => 36,
        "cut.window_end_margin_min" => 120,
        "cut.notice_min_h" => 12,
        "cut.order_life_min" => 60,
        "outage.recovery_h" => 24,
        "reconnect.alarm_min" => 30,
        "offsupply.task_h" => 24,
        "gas.leak_test_s" => 720,
        "reading.max_power_w" => 27_700,
        "reading.max_flow_l_per_h" => 10_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Instant;
    use params::{ParameterBook, Value as Shipped};
    use units::{Dso, Energy};

    /// Both were copied from DOMAIN 13 by different hands.
    #[test]
    fn the_defaults_are_those_that_are_shipped() {
        let names = [
            "account.starting_credit",
            "account.swap_credit_floor",
            "account.recovery_per_day",
            "account.recovery_first_day",
            "charge.when_disconnected",
            "charge.when_limited",
            "charge.in_emergency_credit",
            "charge.in_protected_hours",
            "debt.topup_share_cap",
            "credit.emergency_limit",
            "credit.low_threshold",
            "credit.reconnect_level",
            "grace.enabled",
            "grace.max",
            "price.fixed_charge_year",
            "ndp.holidays",
            "relief.share",
            "relief.refused_repayment_per_week",
            "silence.mean_days_max",
            "silence.provisional_days_max",
            "correction.grace_days",
            "chargeback.no_cut_h",
            "cut.fresh_max_age_h",
            "cut.window_end_margin_min",
            "cut.notice_min_h",
            "cut.order_life_min",
            "outage.recovery_h",
            "reconnect.alarm_min",
            "offsupply.task_h",
            "gas.leak_test_s",
        ];
        let book = ParameterBook::shipped().unwrap();
        let value = |name: &str, dso: Dso, energy: Energy, day: SettlementDay| match book
            .value(name, dso, energy, day, Instant(i64::MAX))
            .unwrap()
        {
            Shipped::Bool(flag) => i64::from(*flag),
            Shipped::Int(number) | Shipped::Ratio(number) => *number,
            Shipped::Money(money) => money.0,
            other => panic!("{name} is {other:?}"),
        };
        for (year, month) in [(2021, 5), (2022, 12), (2023, 1), (2026, 11)] {
            let day = SettlementDay::from_ymd(year, month, 15).unwrap();
            for dso in Dso::ALL {
                for energy in [Energy::Electricity, Energy::Gas] {
                    for name in names {
                        let ours = default(name, day);
                        assert_eq!(ours, Some(value(name, dso, energy, day)), "{name} {dso} {day}");
                    }
                }
                let electric = Energy::Electricity;
                for name in ["limiter.auto_for_protected", "reading.max_power_w"] {
                    assert_eq!(default(name, day), Some(value(name, dso, electric, day)), "{name}");
                }
                let flow = "reading.max_flow_l_per_h";
                assert_eq!(default(flow, day), Some(value(flow, dso, Energy::Gas, day)));
            }
        }
    }
}

//! The values of one operator and energy on one day, as types the rules can use.

use crate::book::{ParameterBook, ParameterError};
use crate::cases::CaseParameters;
use crate::help::HelpParameters;
use crate::notices::NoticeParameters;
use crate::payments::PaymentParameters;
use crate::value::Value;
use crate::watch::WatchParameters;
use calendar::{Instant, ProtectedHours, SettlementDay};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use units::{Dso, Energy, GasFactor, MicroEuro};

/// Minutes of a wall-clock day.
pub const WALL_CLOCK_DAY_MIN: u16 = 24 * 60;

/// What the debt of a meter swap is. Source: PA-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SwapDebtBasis {
    AmountAdvanced,
    Flat,
}

/// Where energy under the limiter is charged. Source: PA-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LimiterBooking {
    /// From the balance, as any other.
    Balance,
    /// To a debt of its own: the balance does not move.
    SeparateDebt,
}

/// How the balance between two readings is estimated. Source: PA-36, PA-37.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EstimateMethod {
    /// The mean of the last days, flat over the day. Source: PA-36.
    Flat,
    /// By the home's own hours. Source: PA-37.
    HourAware,
}

impl EstimateMethod {
    pub const ALL: [Self; 2] = [Self::Flat, Self::HourAware];

    /// As parameters and pages name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::HourAware => "hour_aware",
        }
    }

    /// The number under which it is kept.
    pub fn code(self) -> i16 {
        match self {
            Self::Flat => 0,
            Self::HourAware => 1,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// In which states debts are collected. Source: PA-22.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeFlags {
    pub when_disconnected: bool,
    pub when_limited: bool,
    pub in_emergency_credit: bool,
    pub in_protected_hours: bool,
}

/// A part of the year by month and day, both inclusive; may span the new year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    pub first: (u8, u8),
    pub last: (u8, u8),
}

impl Season {
    /// Reads `11-01..03-31`.
    fn parse(text: &str) -> Option<Self> {
        let month_day = |part: &str| {
            let (month, day) = part.split_once('-')?;
            Some((month.parse().ok()?, day.parse().ok()?))
        };
        let (first, last) = text.split_once("..")?;
        Some(Self { first: month_day(first)?, last: month_day(last)? })
    }

    pub fn contains(self, day: SettlementDay) -> bool {
        let (_, month, day_of_month) = day.ymd();
        let at = (month, day_of_month);
        if self.first <= self.last {
            self.first <= at && at <= self.last
        } else {
            self.first <= at || at <= self.last
        }
    }

    /// The first day after the season that `day` lies in, or, outside it, the first after the next.
    pub fn end_after(self, day: SettlementDay) -> SettlementDay {
        let mut at = day;
        let mut inside = self.contains(at);
        for _ in 0..800 {
            at = at.next();
            let now = self.contains(at);
            if inside && !now {
                return at;
            }
            inside = now;
        }
        at
    }
}

/// The parameters of one operator and energy on one day. Source: DOMAIN 13.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    pub version: u32,
    pub starting_credit: MicroEuro,
    pub swap_credit_floor: MicroEuro,
    pub swap_debt_basis: SwapDebtBasis,
    pub recovery_per_day: MicroEuro,
    pub recovery_first_day: i32,
    pub charge_flags: ChargeFlags,
    pub topup_share_cap: MicroEuro,
    pub bridge_credit: MicroEuro,
    pub bridge_debt: MicroEuro,
    pub emergency_limit: MicroEuro,
    pub low_threshold: MicroEuro,
    pub reconnect_level: MicroEuro,
    pub grace_enabled: bool,
    pub grace_max: MicroEuro,
    pub move_in_prepay_off_days: i32,
    pub fixed_charge_year: MicroEuro,
    pub protected_hours: Arc<ProtectedHours>,
    pub winter: Season,
    pub limiter_current_a: i64,
    pub limiter_auto_for_protected: bool,
    pub limiter_guaranteed_months: i32,
    pub limiter_withdraw_in_winter: bool,
    pub limiter_mark_day: i32,
    pub limiter_booking: LimiterBooking,
    /// Parts per million of the gas cost.
    pub relief_share_ppm: i64,
    pub relief_refused_per_week: MicroEuro,
    /// Local wall clock, minutes after midnight.
    pub run_at_min: u16,
    pub estimate_method: EstimateMethod,
    pub estimate_flat_days: usize,
    /// Days from which an hourly shape and the cost of a type of day are learnt.
    pub estimate_days: usize,
    pub silence_mean_days_max: usize,
    pub silence_provisional_days_max: u32,
    pub correction_grace_days: i32,
    pub chargeback_no_cut_h: i64,
    pub cut_fresh_max_age_h: i64,
    pub cut_window_end_margin_min: i64,
    pub cut_notice_min_h: i64,
    /// After so many days with the post a letter can have come. Source: CG-10.
    pub letter_post_days: i64,
    pub cut_order_life_min: i64,
    pub cut_breaker_abs: i64,
    /// Parts per million.
    pub cut_breaker_ratio_ppm: i64,
    pub cut_wave_auto_max: i64,
    /// First and second wave, parts per million of all orders.
    pub wave_parts_ppm: [i64; 2],
    pub wave_least_confirmed_ppm: i64,
    pub wave_most_complaints_ppm: i64,
    pub wave_most_reconnected_ppm: i64,
    pub cut_after_undo_h: i64,
    pub cut_way_back_staff_h: i64,
    pub outage_recovery_h: i64,
    pub reconnect_order_s: i64,
    /// A question without an end is put to a meter that does not answer for so long.
    pub order_question_days: i64,
    /// What a household allows at its consumer port lapses after so many months, and it is told so many days
    /// before. Source: MT-16.
    pub p1_consent_months: i64,
    pub p1_warn_days: i64,
    pub reconnect_alarm_min: i64,
    pub command_retry_min: Vec<i64>,
    pub off_supply_task_h: i64,
    pub press_reminder_h: i64,
    pub last_call_min: u16,
    pub last_sms_before_min: i64,
    pub notice_hysteresis: MicroEuro,
    /// Quiet hours, in minutes of the local day, over midnight. Source: CM-03.
    pub notice_quiet_min: (u16, u16),
    pub gas_leak_test_s: i64,
    pub max_power_w: i64,
    pub max_flow_l_per_h: i64,
    pub payments: PaymentParameters,
    pub cases: CaseParameters,
    pub watch: WatchParameters,
    pub notices: NoticeParameters,
    pub help: HelpParameters,
    /// Days in which refusing that the meter communicates is free. Source: MT-20.
    pub opt_out_free_days: i32,
    /// The free line of the operator, as written for people; none is known of some.
    pub balance_line: Option<String>,
    /// To be called where gas is smelt.
    pub gas_emergency: String,
    /// `None` until the operator has loaded one.
    pub gas_factor: Option<GasFactor>,
}

/// Reads one parameter after another and remembers which one is being read.
pub(crate) struct Reader<'a> {
    pub(crate) book: &'a ParameterBook,
    pub(crate) dso: Dso,
    pub(crate) energy: Energy,
    pub(crate) day: SettlementDay,
    pub(crate) known_at: Instant,
}

impl Reader<'_> {
    pub(crate) fn value(&self, name: &str) -> Result<&Value, ParameterError> {
        self.book.value(name, self.dso, self.energy, self.day, self.known_at)
    }

    pub(crate) fn wrong(name: &str, expected: &'static str, value: &Value) -> ParameterError {
        ParameterError::WrongKind { name: name.to_owned(), expected, text: format!("{value:?}") }
    }

    pub(crate) fn money(&self, name: &str) -> Result<MicroEuro, ParameterError> {
        match self.value(name)? {
            Value::Money(amount) => Ok(*amount),
            other => Err(Self::wrong(name, "an amount in EUR", other)),
        }
    }

    pub(crate) fn int(&self, name: &str) -> Result<i64, ParameterError> {
        match self.value(name)? {
            Value::Int(number) => Ok(*number),
            other => Err(Self::wrong(name, "a whole number", other)),
        }
    }

    pub(crate) fn small(&self, name: &str) -> Result<i32, ParameterError> {
        let number = self.int(name)?;
        i32::try_from(number)
            .map_err(|_| Self::wrong(name, "a smaller number", &Value::Int(number)))
    }

    pub(crate) fn working_days(&self, name: &str) -> Result<u16, ParameterError> {
        let number = self.int(name)?;
        u16::try_from(number)
            .map_err(|_| Self::wrong(name, "a number of working days", &Value::Int(number)))
    }

    pub(crate) fn count(&self, name: &str) -> Result<usize, ParameterError> {
        let number = self.int(name)?;
        usize::try_from(number)
            .map_err(|_| Self::wrong(name, "a number from 0 on", &Value::Int(number)))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, ParameterError> {
        match self.value(name)? {
            Value::Bool(yes) => Ok(*yes),
            other => Err(Self::wrong(name, "true or false", other)),
        }
    }

    pub(crate) fn ratio(&self, name: &str) -> Result<i64, ParameterError> {
        match self.value(name)? {
            Value::Ratio(ppm) => Ok(*ppm),
            other => Err(Self::wrong(name, "a ratio", other)),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<&str, ParameterError> {
        match self.value(name)? {
            Value::Text(text) => Ok(text),
            other => Err(Self::wrong(name, "a text", other)),
        }
    }

    /// Local wall clock as minutes after midnight, from `06:00`.
    fn minute(&self, name: &str) -> Result<u16, ParameterError> {
        let text = self.text(name)?;
        minute_of(text)
            .ok_or_else(|| Self::wrong(name, "a time such as 06:00", &Value::Text(text.into())))
    }

    /// Two of them, from `21:00-08:00`.
    pub(crate) fn minutes(&self, name: &str) -> Result<(u16, u16), ParameterError> {
        let text = self.text(name)?;
        let parsed = text.split_once('-').and_then(|(from, to)| minute_of(from).zip(minute_of(to)));
        parsed.ok_or_else(|| {
            Self::wrong(name, "hours such as 21:00-08:00", &Value::Text(text.into()))
        })
    }

    pub(crate) fn list(&self, name: &str) -> Result<&[String], ParameterError> {
        match self.value(name)? {
            Value::List(items) => Ok(items),
            other => Err(Self::wrong(name, "a list", other)),
        }
    }

    fn list_of_int(&self, name: &str) -> Result<Vec<i64>, ParameterError> {
        let items = self.list(name)?;
        let numbers: Option<Vec<i64>> = items.iter().map(|item| item.parse().ok()).collect();
        let value = || Value::List(items.to_vec());
        numbers.ok_or_else(|| Self::wrong(name, "a list of whole numbers", &value()))
    }

    fn balance_line(&self) -> Result<Option<String>, ParameterError> {
        match self.text("phone.balance_line") {
            Ok(line) => Ok(Some(line.to_owned())),
            Err(ParameterError::NoValue { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn gas_factor(&self) -> Result<Option<GasFactor>, ParameterError> {
        if self.energy == Energy::Electricity {
            return Ok(None);
        }
        match self.value("gas.energy_factor") {
            Ok(Value::Factor(factor)) => Ok(Some(*factor)),
            Ok(Value::Missing) | Err(ParameterError::NoValue { .. }) => Ok(None),
            Ok(other) => Err(Self::wrong("gas.energy_factor", "a factor in kWh/m3", other)),
            Err(error) => Err(error),
        }
    }

    fn protected_hours(&self) -> Result<Arc<ProtectedHours>, ParameterError> {
        let profile = self.text("ndp.profile")?;
        if profile != "card-wal" && profile != "windows" {
            let value = Value::Text(profile.to_owned());
            return Err(Self::wrong("ndp.profile", "a profile (card-wal, windows)", &value));
        }
        let holidays = self.flag("ndp.holidays")?;
        let working_day = self.text("ndp.working_day")?;
        let hours = ProtectedHours::from_windows(working_day, self.text("ndp.weekend")?, holidays);
        let mut hours = hours.map_err(|_| {
            let value = Value::Text(working_day.to_owned());
            Self::wrong("ndp.working_day", "windows such as 16:00-08:00", &value)
        })?;
        for day in self.exceptional_days()? {
            hours = hours.with_special_day(day, Vec::new());
        }
        Ok(Arc::new(hours))
    }

    /// Days on which nothing is cut at all. Source: UX O-03.
    fn exceptional_days(&self) -> Result<Vec<SettlementDay>, ParameterError> {
        let name = "ndp.exceptional";
        let stretches = match self.value(name)? {
            Value::Missing => return Ok(Vec::new()),
            Value::List(stretches) => stretches,
            other => return Err(Self::wrong(name, "a list of days", other)),
        };
        let mut days = Vec::new();
        for stretch in stretches {
            let found = days_of(stretch).ok_or_else(|| {
                let value = Value::Text(stretch.clone());
                Self::wrong(name, "days such as 2026-12-24..2027-01-03", &value)
            })?;
            days.extend(found);
        }
        Ok(days)
    }

    pub(crate) fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&str, T)],
    ) -> Result<T, ParameterError> {
        let text = self.text(name)?;
        let found = choices.iter().find(|(word, _)| *word == text);
        found
            .map(|(_, choice)| *choice)
            .ok_or_else(|| Self::wrong(name, "one of its choices", &Value::Text(text.to_owned())))
    }
}

impl Parameters {
    /// What holds for `dso` and `energy` on `day`, as known at `known_at`.
    /// Errors: the first parameter that is missing or of another kind, by its name.
    pub fn resolve(
        book: &ParameterBook,
        dso: Dso,
        energy: Energy,
        day: SettlementDay,
        known_at: Instant,
    ) -> Result<Self, ParameterError> {
        let from = Reader { book, dso, energy, day, known_at };
        let winter = from.text("winter.period")?;
        let winter = Season::parse(winter).ok_or_else(|| {
            let value = Value::Text(winter.to_owned());
            Reader::wrong("winter.period", "a season such as 11-01..03-31", &value)
        })?;
        Ok(Self {
            version: book.version_at(known_at),
            starting_credit: from.money("account.starting_credit")?,
            swap_credit_floor: from.money("account.swap_credit_floor")?,
            swap_debt_basis: from.choice(
                "account.swap_debt_basis",
                &[
                    ("amount_advanced", SwapDebtBasis::AmountAdvanced),
                    ("flat_20", SwapDebtBasis::Flat),
                ],
            )?,
            recovery_per_day: from.money("account.recovery_per_day")?,
            recovery_first_day: from.small("account.recovery_first_day")?,
            charge_flags: ChargeFlags {
                when_disconnected: from.flag("charge.when_disconnected")?,
                when_limited: from.flag("charge.when_limited")?,
                in_emergency_credit: from.flag("charge.in_emergency_credit")?,
                in_protected_hours: from.flag("charge.in_protected_hours")?,
            },
            topup_share_cap: from.money("debt.topup_share_cap")?,
            bridge_credit: from.money("bridge.credit")?,
            bridge_debt: from.money("bridge.debt")?,
            emergency_limit: from.money("credit.emergency_limit")?,
            low_threshold: from.money("credit.low_threshold")?,
            reconnect_level: from.money("credit.reconnect_level")?,
            grace_enabled: from.flag("grace.enabled")?,
            grace_max: from.money("grace.max")?,
            move_in_prepay_off_days: from.small("move_in.prepay_off_days")?,
            fixed_charge_year: from.money("price.fixed_charge_year")?,
            protected_hours: from.protected_hours()?,
            winter,
            limiter_current_a: from.int("limiter.current")?,
            limiter_auto_for_protected: from.flag("limiter.auto_for_protected")?,
            limiter_guaranteed_months: from.small("limiter.guaranteed_months")?,
            limiter_withdraw_in_winter: from.flag("limiter.withdraw_in_winter")?,
            limiter_mark_day: from.small("limiter.mark_day")?,
            limiter_booking: from.choice(
                "limiter.booking",
                &[
                    ("balance", LimiterBooking::Balance),
                    ("separate_debt", LimiterBooking::SeparateDebt),
                ],
            )?,
            relief_share_ppm: from.ratio("relief.share")?,
            relief_refused_per_week: from.money("relief.refused_repayment_per_week")?,
            run_at_min: from.minute("settlement.run_at")?,
            estimate_method: from.choice(
                "estimate.method_shown",
                &[("hour_aware", EstimateMethod::HourAware), ("flat", EstimateMethod::Flat)],
            )?,
            estimate_flat_days: from.count("estimate.flat_days")?,
            estimate_days: from.count("estimate.days")?,
            silence_mean_days_max: from.count("silence.mean_days_max")?,
            silence_provisional_days_max: u32::try_from(
                from.count("silence.provisional_days_max")?,
            )
            .unwrap_or(u32::MAX),
            correction_grace_days: from.small("correction.grace_days")?,
            chargeback_no_cut_h: from.int("chargeback.no_cut_h")?,
            cut_fresh_max_age_h: from.int("cut.fresh_max_age_h")?,
            cut_window_end_margin_min: from.int("cut.window_end_margin_min")?,
            cut_notice_min_h: from.int("cut.notice_min_h")?,
            letter_post_days: from.int("contact.letter_post_days")?,
            cut_order_life_min: from.int("cut.order_life_min")?,
            cut_breaker_abs: from.int("cut.breaker_abs")?,
            cut_breaker_ratio_ppm: from.ratio("cut.breaker_ratio")?,
            cut_wave_auto_max: from.int("cut.wave_auto_max")?,
            wave_parts_ppm: [from.ratio("wave.first_percent")?, from.ratio("wave.second_percent")?],
            wave_least_confirmed_ppm: from.ratio("wave.least_confirmed")?,
            wave_most_complaints_ppm: from.ratio("wave.most_complaints")?,
            wave_most_reconnected_ppm: from.ratio("wave.most_reconnected")?,
            cut_after_undo_h: from.int("cut.after_undo_h")?,
            cut_way_back_staff_h: from.int("cut.way_back_staff_h")?,
            outage_recovery_h: from.int("outage.recovery_h")?,
            reconnect_order_s: from.int("reconnect.order_s")?,
            order_question_days: from.int("order.question_days")?,
            p1_consent_months: from.int("p1.consent_months")?,
            p1_warn_days: from.int("p1.warn_days")?,
            reconnect_alarm_min: from.int("reconnect.alarm_min")?,
            command_retry_min: from.list_of_int("command.retry")?,
            off_supply_task_h: from.int("offsupply.task_h")?,
            press_reminder_h: from.int("off_supply.press_reminder_h")?,
            last_call_min: from.minute("notice.last_call")?,
            last_sms_before_min: from.int("notice.last_sms_min")?,
            notice_hysteresis: from.money("notice.hysteresis")?,
            notice_quiet_min: from.minutes("notice.quiet_hours")?,
            gas_leak_test_s: from.int("gas.leak_test_s")?,
            max_power_w: if energy == Energy::Electricity {
                from.int("reading.max_power_w")?
            } else {
                0
            },
            max_flow_l_per_h: if energy == Energy::Gas {
                from.int("reading.max_flow_l_per_h")?
            } else {
                0
            },
            payments: PaymentParameters::read(&from)?,
            cases: CaseParameters::read(&from)?,
            watch: WatchParameters::read(&from)?,
            notices: NoticeParameters::read(&from)?,
            help: HelpParameters::read(&from)?,
            opt_out_free_days: from.small("optout.free_days")?,
            balance_line: from.balance_line()?,
            gas_emergency: from.text("phone.gas_emergency")?.to_owned(),
            gas_factor: from.gas_factor()?,
        })
    }
}

/// The parameters of one operator and energy through time, resolved once for each day on which
/// something changes and each instant at which something was recorded.
#[derive(Debug, Clone)]
pub struct ParameterSeries {
    /// Sorted by the instant from which it is known, then by first day.
    spans: Vec<(Instant, SettlementDay, Arc<Parameters>)>,
}

impl ParameterSeries {
    /// Errors: a parameter that has no value on any day from `first_day` on.
    pub fn build(
        book: &ParameterBook,
        dso: Dso,
        energy: Energy,
        first_day: SettlementDay,
    ) -> Result<Self, ParameterError> {
        let mut days: Vec<SettlementDay> = vec![first_day];
        let mut known: Vec<Instant> = vec![Instant(i64::MIN)];
        for entry in book.entries() {
            days.extend([Some(entry.valid_from), entry.valid_to].into_iter().flatten());
            known.push(entry.recorded_at);
        }
        days.retain(|day| *day >= first_day);
        days.sort_unstable();
        days.dedup();
        known.sort_unstable();
        known.dedup();
        let mut spans = Vec::new();
        for known_at in known {
            for day in &days {
                let parameters = Parameters::resolve(book, dso, energy, *day, known_at)?;
                spans.push((known_at, *day, Arc::new(parameters)));
            }
        }
        Ok(Self { spans })
    }

    /// What held on `day`, as known at `known_at`; days before the first are as the first.
    pub fn at(&self, day: SettlementDay, known_at: Instant) -> &Arc<Parameters> {
        let reached = self.spans.partition_point(|(known, _, _)| *known <= known_at);
        let known = self.spans.get(reached.saturating_sub(1)).map_or(Instant(i64::MIN), |s| s.0);
        let begin = self.spans.partition_point(|(since, _, _)| *since < known);
        let of_known = self.spans.get(begin..reached.max(begin + 1)).unwrap_or(&self.spans);
        let place = of_known.partition_point(|(_, from, _)| *from <= day).saturating_sub(1);
        // `build` always makes at least one span, so there is one at any place up to here.
        match of_known.get(place).or_else(|| self.spans.first()) {
            Some((_, _, parameters)) => parameters,
            None => unreachable!("a parameter series has at least one span"),
        }
    }
}

/// The longest stretch without cuts, in days: half a year.
const LONGEST_STOP: i32 = 184;

/// One day, or all of `2026-12-24..2027-01-03`.
fn days_of(stretch: &str) -> Option<Vec<SettlementDay>> {
    let (first, last) = stretch.split_once("..").unwrap_or((stretch, stretch));
    let (first, last): (SettlementDay, SettlementDay) = (first.parse().ok()?, last.parse().ok()?);
    let more = last.days_since(first);
    (0..LONGEST_STOP).contains(&more).then(|| (0..=more).map(|days| first.plus(days)).collect())
}

fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Scope;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    #[test]
    fn all_five_operators_and_both_energies_resolve_on_every_day_of_change() {
        let book = ParameterBook::shipped().unwrap();
        for dso in Dso::ALL {
            for energy in [Energy::Electricity, Energy::Gas] {
                ParameterSeries::build(&book, dso, energy, day("2020-11-01")).unwrap();
            }
        }
    }

    #[test]
    fn pa_16_the_limiter_is_automatic_for_devices_from_2023_on() {
        let book = ParameterBook::shipped().unwrap();
        let series =
            ParameterSeries::build(&book, Dso::Ores, Energy::Electricity, day("2020-11-01"))
                .unwrap();
        let auto = |on: &str| series.at(day(on), Instant(0)).limiter_auto_for_protected;
        assert!(!auto("2022-12-31"));
        assert!(auto("2023-01-01"));
    }

    #[test]
    fn a_series_knows_both_time_axes() {
        let mut book = ParameterBook::shipped().unwrap();
        let recorded: Instant = "2026-05-01T10:00:00+02:00".parse().unwrap();
        let place = book
            .enter(
                "credit.emergency_limit",
                "12",
                Scope { dso: Some(Dso::Resa), energy: None },
                day("2026-04-01"),
                recorded,
                "an",
            )
            .unwrap();
        book.approve(place, "bo").unwrap();
        let series =
            ParameterSeries::build(&book, Dso::Resa, Energy::Gas, day("2025-01-01")).unwrap();
        let limit = |on: &str, known: Instant| series.at(day(on), known).emergency_limit.0;
        assert_eq!(limit("2026-04-15", recorded.plus_s(-1)), 15_000_000);
        assert_eq!(limit("2026-04-15", recorded), 12_000_000);
        assert_eq!(limit("2026-03-31", recorded), 15_000_000);
        assert_eq!(limit("2010-03-31", Instant(i64::MIN)), 15_000_000);
    }

    #[test]
    fn cg_04_nothing_is_cut_on_the_days_of_an_exceptional_stop() {
        let mut book = ParameterBook::shipped().unwrap();
        let (recorded, from) = (Instant(0), day("2026-12-01"));
        let scope = Scope { dso: Some(Dso::Ores), energy: None };
        let stop = "2026-12-28..2026-12-30, 2027-02-03";
        let place = book.enter("ndp.exceptional", stop, scope, from, recorded, "an").unwrap();
        book.approve(place, "bo").unwrap();
        let hours = |on: &str, dso: Dso| {
            let of_day =
                Parameters::resolve(&book, dso, Energy::Electricity, day(on), Instant(1)).unwrap();
            of_day.protected_hours.contains(day(on).at(10, 0))
        };
        for (on, held) in [
            ("2026-12-23", false),
            ("2026-12-28", true),
            ("2026-12-30", true),
            ("2026-12-31", false),
            ("2027-02-03", true),
            ("2027-02-04", false),
        ] {
            assert_eq!(hours(on, Dso::Ores), held, "{on}");
            assert!(!hours(on, Dso::Resa), "of another operator on {on}");
        }
        let place = book.enter("ndp.exceptional", "soon", scope, from, recorded, "an").unwrap();
        book.approve(place, "bo").unwrap();
        let refused = Parameters::resolve(&book, Dso::Ores, Energy::Gas, from, Instant(1));
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("`ndp.exceptional` must be days such as"), "{text}");
    }

    #[test]
    fn pa_23_the_winter_spans_the_new_year() {
        let winter = Season::parse("11-01..03-31").unwrap();
        assert!(winter.contains(day("2026-11-01")) && winter.contains(day("2027-03-31")));
        assert!(!winter.contains(day("2026-10-31")) && !winter.contains(day("2027-04-01")));
        assert_eq!(winter.end_after(day("2026-12-15")), day("2027-04-01"));
    }
}

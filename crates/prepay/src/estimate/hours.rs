//! The estimate that is shown: the balance now with its range, and when the credit is expected to
//! end, by either method. Source: PA-36, PA-37, PA-42.

use super::{
    DAY_S, DayShape, Expectation, FigureKind, Freshness, HourlyShape, MILLION, flat,
    flat_zero_after_s,
};
use crate::night::TariffGroup;
use calendar::{Instant, SettlementDay};
use params::EstimateMethod;
use units::{MicroEuro, NanoEuroPerKwh};

/// Days that are looked ahead for the end of the credit.
const HORIZON: i32 = 60;

/// What is known of an account when an estimate is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Now<'a> {
    /// The last day that is settled.
    pub settled_to: SettlementDay,
    /// Settled, and all that was moved since: top-ups, corrections.
    pub balance: MicroEuro,
    /// Collected with each day, while debts are left.
    pub due_per_day: MicroEuro,
    pub debt: MicroEuro,
    pub expectation: &'a Expectation,
    /// The home's own; without it every hour is alike.
    pub shape: Option<&'a HourlyShape>,
    pub group: TariffGroup,
    pub prices: [NanoEuroPerKwh; 2],
    /// Scales the days, for gas by temperature, in parts per million.
    pub factor_ppm: i64,
    /// Older than so many days after the last settled one, a figure would be a guess.
    pub most_days: i32,
    /// The credit that is expected to end: zero, or the emergency credit below it.
    pub level: MicroEuro,
}

/// What is expected. It is never measured: `freshness` says so, beside the last real reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub method: EstimateMethod,
    pub balance: MicroEuro,
    /// Between these if the days are like eight of ten past ones; the flat method has no range.
    pub range: Option<(MicroEuro, MicroEuro)>,
    /// When the balance reaches the level that was asked for, within 60 days.
    pub ends: Option<Instant>,
    pub freshness: Freshness,
}

/// Why nothing is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotEstimated {
    /// No day is settled yet, or none was like any other.
    NoDay,
    /// The last settled day lies too far back.
    TooOld,
}

/// The estimate at `at`. Errors: why there is none.
pub fn estimate(
    now: &Now<'_>,
    method: EstimateMethod,
    at: Instant,
) -> Result<Estimate, NotEstimated> {
    let midnight = now.settled_to.end();
    if at.day().days_since(now.settled_to) > now.most_days {
        return Err(NotEstimated::TooOld);
    }
    let freshness = Freshness { as_of: at, kind: FigureKind::Estimated };
    let ahead = HORIZON;
    Ok(match method {
        EstimateMethod::Flat => {
            let mean = now.expectation.flat;
            let since_s = at.seconds_since(midnight).max(0);
            let above = MicroEuro(now.balance.0.saturating_sub(now.level.0));
            let ends = flat_zero_after_s(above, mean).filter(|s| *s < i64::from(ahead) * DAY_S);
            Estimate {
                method,
                balance: flat(now.balance, MicroEuro::ZERO, mean, since_s),
                range: None,
                ends: ends.map(|seconds| midnight.plus_s(seconds)),
                freshness,
            }
        }
        EstimateMethod::HourAware => {
            let [balance, low, high] = now.balances(at);
            Estimate { method, balance, range: Some((low, high)), ends: now.ends(), freshness }
        }
    })
}

impl Now<'_> {
    /// How the cost of `day` spreads over its hours.
    fn cost_shape(&self, day: SettlementDay) -> DayShape {
        let shape = self.shape.map_or(DayShape::FLAT, |shape| shape.on(day));
        shape.priced(day, self.group, self.expectation.on(day).energy, self.prices)
    }

    /// What a day costs: as expected, at most, at least.
    fn costs(&self, day: SettlementDay) -> [i128; 3] {
        let expected = self.expectation.on(day);
        [expected.cost, expected.most, expected.least]
            .map(|cost| i128::from(cost.0) * i128::from(self.factor_ppm) / i128::from(MILLION))
    }

    /// What is collected when the `place`-th day from now is settled, counted from 0.
    fn due(&self, place: i32) -> i128 {
        let (per_day, debt) = (i128::from(self.due_per_day.0), i128::from(self.debt.0));
        (debt - per_day * i128::from(place)).clamp(0, per_day.max(0))
    }

    /// The balance at `at` as expected, and if the days are dear and cheap.
    pub(super) fn balances(&self, at: Instant) -> [MicroEuro; 3] {
        let mut left = [i128::from(self.balance.0); 3];
        let (mut day, mut place) = (self.settled_to.next(), 0);
        while day < at.day() {
            let due = self.due(place);
            for (left, cost) in left.iter_mut().zip(self.costs(day)) {
                *left -= cost + due;
            }
            (day, place) = (day.next(), place + 1);
        }
        if day == at.day() {
            let share = i128::from(self.cost_shape(day).before(at.local_second_of_day().into()));
            for (left, cost) in left.iter_mut().zip(self.costs(day)) {
                *left -= cost * share / i128::from(MILLION);
            }
        }
        left.map(|left| MicroEuro(i64::try_from(left).unwrap_or(i64::MIN)))
    }

    /// When the balance is expected to reach the level, to the minute.
    fn ends(&self) -> Option<Instant> {
        let mut left = i128::from(self.balance.0) - i128::from(self.level.0);
        if left < 0 {
            return None;
        }
        let mut day = self.settled_to.next();
        for place in 0..HORIZON {
            let [cost, ..] = self.costs(day);
            if cost > 0 && left <= cost {
                let shape = self.cost_shape(day);
                for minute in 0..=DAY_S / 60 {
                    let share = i128::from(shape.before(minute * 60));
                    if left <= cost * share / i128::from(MILLION) {
                        let hour = u8::try_from(minute / 60).unwrap_or(24);
                        return Some(day.at(hour, u8::try_from(minute % 60).unwrap_or(0)));
                    }
                }
            }
            left -= cost + self.due(place);
            day = day.next();
            if left <= 0 {
                return Some(day.start());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::{HoursOfDay, PastDay};
    use crate::night::Rates;
    use units::{Energy, MilliWattHours};

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn cents(amount: MicroEuro) -> i64 {
        amount.shown_balance_cents()
    }

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    /// 12 % by 07:00, 93 % by 22:00, every day.
    fn usual() -> HourlyShape {
        let energy = std::array::from_fn(|hour| {
            MilliWattHours(match hour {
                0..7 => 12_000_000 / 7,
                7..22 => 81_000_000 / 15,
                _ => 7_000_000 / 2,
            })
        });
        let days = [day("2026-10-26"), day("2026-10-31"), day("2026-10-25")];
        HourlyShape::learn(&days.map(|day| HoursOfDay { day, energy })).unwrap()
    }

    /// Seven days of 3.60.
    fn week(tuesday: SettlementDay) -> Expectation {
        let past = |n: i32| PastDay {
            day: tuesday.plus(n),
            charge: eur("3.60"),
            energy: [MilliWattHours(5_000_000), MilliWattHours(5_000_000)],
            measured: true,
            connected: true,
            collected: MicroEuro::ZERO,
            debt: MicroEuro::ZERO,
        };
        let days: Vec<PastDay> = (-7..0).map(past).collect();
        Expectation::of(&days, 7).unwrap()
    }

    fn now<'a>(
        tuesday: SettlementDay,
        expectation: &'a Expectation,
        shape: Option<&'a HourlyShape>,
    ) -> Now<'a> {
        Now {
            settled_to: tuesday.previous(),
            balance: eur("4.00"),
            due_per_day: MicroEuro::ZERO,
            debt: MicroEuro::ZERO,
            expectation,
            shape,
            group: TariffGroup { energy: Energy::Electricity, rates: Rates::Single },
            prices: [NanoEuroPerKwh(360_000_000); 2],
            factor_ppm: MILLION,
            most_days: 5,
            level: MicroEuro::ZERO,
        }
    }

    #[test]
    fn pa_36_the_flat_method_as_it_is_shown() {
        let tuesday = day("2026-11-03");
        let week = week(tuesday);
        let now = now(tuesday, &week, None);
        let at = |hour: u8| estimate(&now, EstimateMethod::Flat, tuesday.at(hour, 0)).unwrap();
        assert_eq!((cents(at(7).balance), cents(at(22).balance)), (295, 70));
        let zero = tuesday.start().plus_min(26 * 60 + 40);
        assert_eq!((at(7).ends, at(7).range), (Some(zero), None));
    }

    #[test]
    fn pa_37_the_hour_aware_method_of_the_example() {
        let tuesday = day("2026-11-03");
        let (week, usual) = (week(tuesday), usual());
        let mut now = now(tuesday, &week, Some(&usual));
        let at = |now: &Now<'_>, hour: u8| {
            estimate(now, EstimateMethod::HourAware, tuesday.at(hour, 0)).unwrap()
        };
        assert_eq!((cents(at(&now, 7).balance), cents(at(&now, 22).balance)), (356, 65));
        let zero = at(&now, 7).ends.unwrap();
        assert_eq!(zero, tuesday.next().at(6, 29), "about half past six on the next day");
        now.due_per_day = eur("1");
        now.debt = eur("1");
        assert_eq!(cents(at(&now, 22).balance), 65, "what is due is taken at midnight");
        assert_eq!(at(&now, 7).ends, Some(tuesday.end()));
        now.debt = MicroEuro::ZERO;
        assert_eq!(at(&now, 7).ends, Some(zero), "nothing is left to repay");
        now.factor_ppm = 1_500_000;
        assert!(at(&now, 7).ends.unwrap() < zero, "a cold day costs more");
    }

    #[test]
    fn pa_37_a_home_without_quarter_hours_has_a_flat_shape() {
        let tuesday = day("2026-11-03");
        let week = week(tuesday);
        let now = now(tuesday, &week, None);
        let noon = estimate(&now, EstimateMethod::HourAware, tuesday.at(12, 0)).unwrap();
        assert_eq!(noon.balance, eur("2.20"));
    }

    #[test]
    fn pa_37_the_range_is_of_past_days_and_holds_the_estimate() {
        let tuesday = day("2026-11-03");
        let charges = ["3.60", "2.00", "9.00", "3.60", "3.60", "3.60", "3.60", "3.60", "3.60"];
        let days: Vec<PastDay> = (-9..0)
            .zip(charges)
            .map(|(n, charge)| PastDay {
                day: tuesday.plus(n),
                charge: eur(charge),
                energy: [MilliWattHours::ZERO; 2],
                measured: true,
                connected: true,
                collected: MicroEuro::ZERO,
                debt: MicroEuro::ZERO,
            })
            .collect();
        let (expectation, usual) = (Expectation::of(&days, 7).unwrap(), usual());
        let now = now(tuesday, &expectation, Some(&usual));
        let shown = estimate(&now, EstimateMethod::HourAware, tuesday.at(22, 0)).unwrap();
        let (low, high) = shown.range.unwrap();
        assert!(low < shown.balance && shown.balance < high, "{low} {} {high}", shown.balance);
        let midnight = estimate(&now, EstimateMethod::HourAware, tuesday.start()).unwrap();
        assert_eq!(midnight.range, Some((eur("4"), eur("4"))), "nothing is unknown yet");
        assert_eq!(
            midnight.freshness,
            Freshness { as_of: tuesday.start(), kind: FigureKind::Estimated }
        );
    }

    #[test]
    fn pa_37_days_not_yet_settled_are_counted_whole_and_not_for_ever() {
        let tuesday = day("2026-11-03");
        let (week, usual) = (week(tuesday), usual());
        let mut now = now(tuesday, &week, Some(&usual));
        now.due_per_day = eur("0.10");
        now.debt = eur("9");
        // Before the run of Wednesday, Tuesday is not settled yet.
        let early = estimate(&now, EstimateMethod::HourAware, tuesday.next().start()).unwrap();
        assert_eq!(early.balance, eur("0.30"));
        let late = estimate(&now, EstimateMethod::HourAware, tuesday.plus(5).start());
        assert_eq!(late, Err(NotEstimated::TooOld));
        now.level = eur("-15");
        let emergency = estimate(&now, EstimateMethod::HourAware, tuesday.at(7, 0)).unwrap();
        let end = emergency.ends.unwrap();
        // 19.00 at 3.70 a day: five days and most of a part of the sixth.
        assert_eq!(end.day(), tuesday.plus(5));
        now.balance = eur("-15.01");
        let after = estimate(&now, EstimateMethod::HourAware, tuesday.at(7, 0)).unwrap();
        assert_eq!(after.ends, None);
    }
}

//! How long the credit lasts. These figures are shown as estimates, with the time of the last real
//! reading; a cut never uses them.

use calendar::{Instant, SettlementDay, TariffSlot, two_rate_slot};
use serde::{Deserialize, Serialize};
use units::{MicroEuro, MilliWattHours, NanoEuroPerKwh};

const DAY_S: i64 = 86_400;
const HOUR_S: i64 = 3_600;
const MILLION: i128 = 1_000_000;

/// How a figure was come by, and as of when. Every figure people see carries one. Source: PA-42.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    pub as_of: Instant,
    pub kind: FigureKind,
}

/// Source: PA-42.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    Measured,
    Calculated,
    Estimated,
}

/// The balance by the mean of the last days, spread flat over the day: as today's platforms do it.
/// `since_midnight_s` counts from the last settled midnight. Source: PA-36.
pub fn flat(
    at_midnight: MicroEuro,
    topped_up: MicroEuro,
    mean_of_day: MicroEuro,
    since_midnight_s: i64,
) -> MicroEuro {
    let used = i128::from(mean_of_day.0) * i128::from(since_midnight_s) / i128::from(DAY_S);
    let left = i128::from(at_midnight.0) + i128::from(topped_up.0) - used;
    MicroEuro(i64::try_from(left).unwrap_or(i64::MIN))
}

/// Seconds after the last settled midnight at which the flat estimate reaches zero; `None` if
/// nothing is used or nothing is left.
pub fn flat_zero_after_s(balance: MicroEuro, mean_of_day: MicroEuro) -> Option<i64> {
    if mean_of_day <= MicroEuro::ZERO || balance < MicroEuro::ZERO {
        return None;
    }
    i64::try_from(i128::from(balance.0) * i128::from(DAY_S) / i128::from(mean_of_day.0)).ok()
}

/// Days that are alike in their hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DayType {
    Working,
    Free,
}

impl DayType {
    pub fn of(day: SettlementDay) -> Self {
        if day.is_working_day() { Self::Working } else { Self::Free }
    }
}

/// What each wall-clock hour of a past day cost, in micro-euro.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursOfDay {
    pub day: SettlementDay,
    pub cost: [i64; 24],
}

/// The cost of a day's hours from their energy, each priced by its tariff slot.
pub fn priced_by_slot(
    day: SettlementDay,
    energy: [MilliWattHours; 24],
    peak: NanoEuroPerKwh,
    off_peak: NanoEuroPerKwh,
) -> HoursOfDay {
    let mut cost = [0; 24];
    for ((hour, cost), energy) in (0u8..).zip(&mut cost).zip(energy) {
        let price = match two_rate_slot(day.at(hour, 0)) {
            TariffSlot::Peak => peak,
            TariffSlot::OffPeak | TariffSlot::Eco | TariffSlot::Medium | TariffSlot::Pic => {
                off_peak
            }
        };
        let exact = price.cost_of(energy) / units::FEMTO_PER_MICRO;
        *cost = i64::try_from(exact).unwrap_or(i64::MAX);
    }
    HoursOfDay { day, cost }
}

/// A household's own days: how its use spreads over the hours.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HourlyShape {
    days: Vec<HoursOfDay>,
}

/// What is expected, and between what it lay on past days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    pub balance: MicroEuro,
    /// On the dearest and on the cheapest past day of this type.
    pub low: MicroEuro,
    pub high: MicroEuro,
    /// Of the last real reading.
    pub freshness: Freshness,
}

impl HourlyShape {
    /// From past days of the season; the newest are enough.
    pub fn new(days: Vec<HoursOfDay>) -> Self {
        Self { days }
    }

    /// Share of a day's cost that falls before `second`, in parts per million, on each past day of
    /// the type of `day`; on every day if there was none of the type.
    fn shares(&self, day: SettlementDay, second: i64) -> Vec<i128> {
        let wanted = DayType::of(day);
        let of_type = |known: &&HoursOfDay| DayType::of(known.day) == wanted;
        let alike: Vec<&HoursOfDay> = self.days.iter().filter(of_type).collect();
        let chosen = if alike.is_empty() { self.days.iter().collect() } else { alike };
        chosen.into_iter().filter_map(|known| share_before(&known.cost, second)).collect()
    }

    /// The mean share before `second`, in parts per million; flat without a history.
    fn mean_share(&self, day: SettlementDay, second: i64) -> i128 {
        let shares = self.shares(day, second);
        let count = i128::try_from(shares.len()).unwrap_or(0);
        match count {
            0 => i128::from(second) * MILLION / i128::from(DAY_S),
            _ => shares.iter().sum::<i128>() / count,
        }
    }

    /// The balance at `second` of wall clock on `day`, from the balance at its midnight, the cost
    /// expected of the day, and what is due on it. `factor_ppm` scales the day, for gas by
    /// temperature. Source: PA-37.
    pub fn estimate(
        &self,
        at_midnight: MicroEuro,
        expected_of_day: MicroEuro,
        factor_ppm: i64,
        day: SettlementDay,
        second: i64,
        last_reading: Instant,
    ) -> Estimate {
        let whole = i128::from(expected_of_day.0) * i128::from(factor_ppm) / MILLION;
        let left = |share: i128| {
            let left = i128::from(at_midnight.0) - whole * share / MILLION;
            MicroEuro(i64::try_from(left).unwrap_or(i64::MIN))
        };
        let mean = self.mean_share(day, second);
        let shares = self.shares(day, second);
        let most = shares.iter().copied().max().unwrap_or(mean);
        let least = shares.iter().copied().min().unwrap_or(mean);
        Estimate {
            balance: left(mean),
            low: left(most),
            high: left(least),
            freshness: Freshness { as_of: last_reading, kind: FigureKind::Estimated },
        }
    }

    /// Day and second of wall clock at which the balance is expected to reach zero, within 60 days.
    /// `due_of_day` is collected with each day. Source: PA-37.
    pub fn zero_at(
        &self,
        at_midnight: MicroEuro,
        expected_of_day: MicroEuro,
        due_of_day: MicroEuro,
        day: SettlementDay,
    ) -> Option<(SettlementDay, i64)> {
        let (mut left, mut at) = (i128::from(at_midnight.0), day);
        let whole = i128::from(expected_of_day.0);
        for _ in 0..60 {
            if left < whole {
                for minute in 0..=DAY_S / 60 {
                    let used = whole * self.mean_share(at, minute * 60) / MILLION;
                    if left <= used {
                        return Some((at, minute * 60));
                    }
                }
            }
            left -= whole + i128::from(due_of_day.0);
            at = at.next();
            if left <= 0 {
                return Some((at, 0));
            }
        }
        None
    }
}

/// Share of the hours' cost before `second`, spread evenly within an hour; `None` if the day cost
/// nothing.
fn share_before(cost: &[i64; 24], second: i64) -> Option<i128> {
    let whole: i128 = cost.iter().map(|hour| i128::from(*hour)).sum();
    if whole <= 0 {
        return None;
    }
    let mut before: i128 = 0;
    for (hour, cost) in (0i64..).zip(cost) {
        let within = (second - hour * HOUR_S).clamp(0, HOUR_S);
        before += i128::from(*cost) * i128::from(within) * MILLION / i128::from(HOUR_S);
    }
    Some(before / whole)
}

/// By how much an estimate missed the next reading: computed every day, and published.
/// Source: PA-37.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimateError {
    pub day: SettlementDay,
    pub estimated: MicroEuro,
    pub settled: MicroEuro,
}

impl EstimateError {
    pub fn missed_by(self) -> MicroEuro {
        MicroEuro(self.settled.0.saturating_sub(self.estimated.0))
    }

    /// The mean of how far estimates lay off, in either direction; `None` for none.
    pub fn mean_absolute(errors: &[Self]) -> Option<MicroEuro> {
        let count = i128::try_from(errors.len()).ok().filter(|count| *count > 0)?;
        let sum: i128 = errors.iter().map(|one| i128::from(one.missed_by().0).abs()).sum();
        i64::try_from(sum / count).ok().map(MicroEuro)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn shown(amount: MicroEuro) -> i64 {
        amount.shown_balance_cents()
    }

    #[test]
    fn pa_36_the_flat_estimate_of_the_example() {
        let at = |hour: i64| flat(eur("4.00"), MicroEuro::ZERO, eur("3.60"), hour * 3600);
        assert_eq!((shown(at(7)), shown(at(22))), (295, 70));
        let zero = flat_zero_after_s(eur("4.00"), eur("3.60")).unwrap();
        assert_eq!(zero, 26 * 3600 + 40 * 60);
        let topped_up = flat(eur("4.00"), eur("10"), eur("3.60"), 7 * 3600);
        assert_eq!(shown(topped_up), 1295);
        assert_eq!(flat_zero_after_s(eur("-1"), eur("3.60")), None);
    }

    /// 12 % by 07:00, 93 % by 22:00, of a day that costs a euro.
    fn usual(day: SettlementDay) -> HoursOfDay {
        let mut cost = [0; 24];
        for (hour, cost) in cost.iter_mut().enumerate() {
            *cost = match hour {
                0..7 => 120_000 / 7,
                7..22 => 810_000 / 15,
                _ => 70_000 / 2,
            };
        }
        HoursOfDay { day, cost }
    }

    #[test]
    fn pa_37_the_hour_aware_estimate_of_the_example() {
        let tuesday: SettlementDay = "2026-11-03".parse().unwrap();
        let shape = HourlyShape::new(vec![usual(tuesday.plus(-7)), usual(tuesday.plus(-6))]);
        let read = tuesday.start();
        let at = |hour: i64| {
            shape.estimate(eur("4.00"), eur("3.60"), 1_000_000, tuesday, hour * 3600, read).balance
        };
        assert_eq!((shown(at(7)), shown(at(22))), (356, 65));
        let (day, second) =
            shape.zero_at(eur("4.00"), eur("3.60"), MicroEuro::ZERO, tuesday).unwrap();
        assert_eq!((day, second / 3600, second % 3600 / 60), (tuesday.next(), 6, 29));
        let sooner = shape.zero_at(eur("4.00"), eur("3.60"), eur("1"), tuesday).unwrap();
        assert!(sooner < (day, second), "what is due brings the end nearer");
    }

    #[test]
    fn pa_37_shows_a_range_its_kind_and_the_time_of_the_last_reading() {
        let tuesday: SettlementDay = "2026-11-03".parse().unwrap();
        let mut early = usual(tuesday.plus(-7));
        early.cost = [0; 24];
        early.cost[0] = 1_000_000;
        let shape = HourlyShape::new(vec![early, usual(tuesday.plus(-6))]);
        let estimate =
            shape.estimate(eur("4"), eur("3.60"), 1_000_000, tuesday, 7 * 3600, Instant(5));
        assert!(estimate.low < estimate.balance && estimate.balance < estimate.high);
        assert_eq!(
            estimate.freshness,
            Freshness { as_of: Instant(5), kind: FigureKind::Estimated }
        );
        let cold = shape.estimate(eur("4"), eur("3.60"), 1_500_000, tuesday, 7 * 3600, Instant(5));
        assert!(cold.balance < estimate.balance);
    }

    #[test]
    fn pa_37_free_days_have_their_own_shape_and_errors_are_published() {
        let tuesday: SettlementDay = "2026-11-03".parse().unwrap();
        let saturday = tuesday.plus(4);
        let mut late = usual(saturday.plus(-7));
        late.cost = [0; 24];
        late.cost[23] = 1_000_000;
        let shape = HourlyShape::new(vec![usual(tuesday.plus(-7)), late]);
        let noon =
            |day| shape.estimate(eur("4"), eur("3.60"), 1_000_000, day, 43_200, Instant(0)).balance;
        assert_eq!(noon(saturday), eur("4"));
        assert!(noon(tuesday) < eur("4"));
        let errors = [("3.00", "2.50"), ("3.00", "3.10")].map(|(estimated, settled)| {
            EstimateError { day: tuesday, estimated: eur(estimated), settled: eur(settled) }
        });
        assert_eq!(errors[0].missed_by(), eur("-0.50"));
        assert_eq!(EstimateError::mean_absolute(&errors), Some(eur("0.30")));
    }

    #[test]
    fn pa_37_hours_are_priced_by_their_slot() {
        let day: SettlementDay = "2026-11-03".parse().unwrap();
        let hours = priced_by_slot(
            day,
            [MilliWattHours(1_000_000); 24],
            "0.40".parse().unwrap(),
            "0.20".parse().unwrap(),
        );
        assert_eq!(
            (hours.cost[6], hours.cost[7], hours.cost[12], hours.cost[18]),
            (200_000, 400_000, 200_000, 400_000)
        );
    }
}

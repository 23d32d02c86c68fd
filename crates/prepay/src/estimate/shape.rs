//! How a home's use spreads over the hours of a day. Source: PA-37.

use super::{DAY_S, HOUR_S, MILLION};
use crate::night::{Rates, TariffGroup};
use calendar::{SettlementDay, TariffSlot, Weekday, is_holiday, two_rate_slot};
use serde::{Deserialize, Serialize};
use units::{Energy, MilliWattHours, NanoEuroPerKwh};

/// Days that are alike in their hours. A holiday is like a Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayType {
    Working,
    Saturday,
    Sunday,
}

impl DayType {
    pub const ALL: [Self; 3] = [Self::Working, Self::Saturday, Self::Sunday];

    pub fn of(day: SettlementDay) -> Self {
        match day.weekday() {
            Weekday::Sun => Self::Sunday,
            _ if is_holiday(day) => Self::Sunday,
            Weekday::Sat => Self::Saturday,
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => {
                Self::Working
            }
        }
    }

    /// The number under which it is kept.
    pub fn code(self) -> i16 {
        match self {
            Self::Working => 0,
            Self::Saturday => 1,
            Self::Sunday => 2,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// This type, then those that stand in for it, the most alike first.
    fn alike(self) -> [Self; 3] {
        match self {
            Self::Working => [Self::Working, Self::Saturday, Self::Sunday],
            Self::Saturday => [Self::Saturday, Self::Sunday, Self::Working],
            Self::Sunday => [Self::Sunday, Self::Saturday, Self::Working],
        }
    }
}

/// What was used in each wall-clock hour of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursOfDay {
    pub day: SettlementDay,
    pub energy: [MilliWattHours; 24],
}

/// Parts of a day that fall into its wall-clock hours, in parts per million: never negative, and
/// together a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayShape([i32; 24]);

impl DayShape {
    /// Every hour alike: what is taken where no quarter-hours are known. Two hours of three have one
    /// part more, so that the sum is exact.
    pub const FLAT: Self = {
        let (more, less) = (41_667, 41_666);
        Self([
            more, more, less, more, more, less, more, more, less, more, more, less, more, more,
            less, more, more, less, more, more, less, more, more, less,
        ])
    };

    /// `None` unless no part is negative and all together are a million.
    pub fn new(parts: [i32; 24]) -> Option<Self> {
        let whole: i64 = parts.iter().map(|part| i64::from(*part)).sum();
        (parts.iter().all(|part| *part >= 0) && whole == MILLION).then_some(Self(parts))
    }

    pub fn parts(&self) -> &[i32; 24] {
        &self.0
    }

    /// The parts of weights that are not negative; `None` if there is nothing to share out. What the
    /// division leaves goes to the hours with the largest rests, the earliest first.
    fn of_weights(weights: &[i128; 24]) -> Option<Self> {
        let whole: i128 = weights.iter().try_fold(0i128, |sum, weight| sum.checked_add(*weight))?;
        if whole <= 0 || weights.iter().any(|weight| *weight < 0) {
            return None;
        }
        let (mut parts, mut rests) = ([0i32; 24], Vec::with_capacity(24));
        let mut left = MILLION;
        for (hour, (part, weight)) in parts.iter_mut().zip(weights).enumerate() {
            let exact = weight.checked_mul(i128::from(MILLION))?;
            *part = i32::try_from(exact / whole).ok()?;
            left -= i64::from(*part);
            rests.push((std::cmp::Reverse(exact % whole), hour));
        }
        rests.sort_unstable();
        for (_, hour) in rests.into_iter().take(usize::try_from(left).unwrap_or(0)) {
            if let Some(part) = parts.get_mut(hour) {
                *part += 1;
            }
        }
        Self::new(parts)
    }

    /// The part of the day before `second` of its wall clock, in parts per million; within an hour
    /// it grows evenly.
    pub fn before(&self, second: i64) -> i64 {
        let second = second.clamp(0, DAY_S);
        let mut sum = 0;
        for (hour, part) in (0i64..).zip(self.0) {
            let within = (second - hour * HOUR_S).clamp(0, HOUR_S);
            sum += i64::from(part) * within;
        }
        sum / HOUR_S
    }

    /// How the cost of a day spreads, whose energy has this shape: each register's energy lies in
    /// the hours of its tariff slot and has its price. Without anything to price, as the energy does.
    /// Source: PA-37, MT-04.
    pub fn priced(
        self,
        day: SettlementDay,
        group: TariffGroup,
        energy: [MilliWattHours; 2],
        prices: [NanoEuroPerKwh; 2],
    ) -> Self {
        if group.energy == Energy::Gas || group.rates == Rates::Single {
            return self;
        }
        let register = |hour: u8| match two_rate_slot(day.at(hour, 0)) {
            TariffSlot::Peak => 0usize,
            TariffSlot::OffPeak | TariffSlot::Eco | TariffSlot::Medium | TariffSlot::Pic => 1,
        };
        let mut in_slot = [0i128; 2];
        for (hour, part) in (0u8..).zip(self.0) {
            if let Some(sum) = in_slot.get_mut(register(hour)) {
                *sum += i128::from(part);
            }
        }
        let mut weights = [0i128; 24];
        for ((hour, weight), part) in (0u8..).zip(&mut weights).zip(self.0) {
            let of = register(hour);
            let (Some(slot), Some(energy), Some(price)) =
                (in_slot.get(of), energy.get(of), prices.get(of))
            else {
                continue;
            };
            // Nano-euro: finer than any figure, and small enough to be multiplied by a million.
            let cost = price.cost_of(*energy) / i128::from(MILLION);
            *weight = if *slot > 0 { cost * i128::from(part) / slot } else { 0 };
        }
        Self::of_weights(&weights).unwrap_or(self)
    }
}

/// A home's own shapes, learnt from its quarter-hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourlyShape {
    by_type: [Option<DayShape>; 3],
    /// The last day it was learnt from.
    pub made: SettlementDay,
    /// How many days it was learnt from.
    pub days: i32,
}

impl HourlyShape {
    /// From whole measured days; `None` if nothing was used on them.
    pub fn learn(days: &[HoursOfDay]) -> Option<Self> {
        let made = days.iter().map(|hours| hours.day).max()?;
        let of_type = |kind: DayType| {
            let mut weights = [0i128; 24];
            for hours in days.iter().filter(|hours| DayType::of(hours.day) == kind) {
                for (weight, energy) in weights.iter_mut().zip(hours.energy) {
                    *weight += i128::from(energy.0.max(0));
                }
            }
            DayShape::of_weights(&weights)
        };
        let shapes = DayType::ALL.map(of_type);
        Self::new(shapes, made, i32::try_from(days.len()).unwrap_or(i32::MAX))
    }

    /// As it was kept, in the order of [`DayType::ALL`]; `None` without any shape.
    pub fn new(by_type: [Option<DayShape>; 3], made: SettlementDay, days: i32) -> Option<Self> {
        by_type.iter().any(Option::is_some).then_some(Self { by_type, made, days })
    }

    /// The shape learnt for just this type.
    pub fn of_type(&self, kind: DayType) -> Option<DayShape> {
        let place = DayType::ALL.iter().position(|each| *each == kind)?;
        self.by_type.get(place).copied().flatten()
    }

    /// The shape of a day: of its type, or of the one most like it.
    pub fn on(&self, day: SettlementDay) -> DayShape {
        let mut alike = DayType::of(day).alike().into_iter();
        alike.find_map(|kind| self.of_type(kind)).unwrap_or(DayShape::FLAT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(day: &str, of_hour: impl Fn(usize) -> i64) -> HoursOfDay {
        let energy = std::array::from_fn(|hour| MilliWattHours(of_hour(hour)));
        HoursOfDay { day: day.parse().unwrap(), energy }
    }

    #[test]
    fn pa_37_the_flat_shape_is_every_hour_alike() {
        assert_eq!(DayShape::new(DayShape::FLAT.0), Some(DayShape::FLAT));
        assert_eq!(DayShape::FLAT.before(12 * HOUR_S), 500_000);
        assert_eq!(DayShape::FLAT.before(DAY_S), 1_000_000);
    }

    #[test]
    fn pa_37_a_shape_is_learnt_by_day_type_and_its_parts_add_up() {
        let morning = |hour: usize| if hour == 6 { 1_000 } else { 0 };
        let thirds = |hour: usize| if hour < 3 { 7 } else { 0 };
        let learnt = HourlyShape::learn(&[
            hours("2026-11-03", morning),
            hours("2026-11-04", morning),
            hours("2026-11-07", thirds),
        ])
        .unwrap();
        assert_eq!((learnt.made.to_string().as_str(), learnt.days), ("2026-11-07", 3));
        let working = learnt.on("2026-11-05".parse().unwrap());
        assert_eq!((working.before(6 * HOUR_S), working.before(7 * HOUR_S)), (0, 1_000_000));
        assert_eq!(working.before(6 * HOUR_S + 900), 250_000);
        let saturday = learnt.of_type(DayType::Saturday).unwrap();
        assert_eq!(&saturday.parts()[..4], [333_334, 333_333, 333_333, 0]);
        // No Sunday is known: a Saturday is most like it, and so is a holiday.
        assert_eq!(learnt.of_type(DayType::Sunday), None);
        assert_eq!(learnt.on("2026-11-08".parse().unwrap()), saturday);
        assert_eq!(learnt.on("2026-11-11".parse().unwrap()), saturday, "armistice, a Wednesday");
        assert_eq!(HourlyShape::learn(&[hours("2026-11-03", |_| 0)]), None);
        assert_eq!(HourlyShape::learn(&[]), None);
    }

    #[test]
    fn pa_37_hours_are_priced_by_their_slot() {
        let day: SettlementDay = "2026-11-03".parse().unwrap();
        let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
        let prices = ["0.40", "0.20"].map(|price| price.parse().unwrap());
        // Nine hours of peak and fifteen off-peak, a kilowatt-hour each.
        let energy = [MilliWattHours(9_000_000), MilliWattHours(15_000_000)];
        let priced = DayShape::FLAT.priced(day, group, energy, prices);
        let [off_peak, peak] = [6, 7].map(|hour| i64::from(priced.parts()[hour]));
        assert!((2 * off_peak - peak).abs() <= 3, "{off_peak} and {peak}");
        assert!((priced.before(7 * HOUR_S) - 7 * 1_000_000 / 33).abs() < 10);
        let single = TariffGroup { rates: Rates::Single, ..group };
        assert_eq!(DayShape::FLAT.priced(day, single, energy, prices), DayShape::FLAT);
        let nothing = [MilliWattHours::ZERO; 2];
        assert_eq!(DayShape::FLAT.priced(day, group, nothing, prices), DayShape::FLAT);
    }
}

//! What a day is expected to cost, from the days before. Source: PA-36, PA-37.

use super::DayType;
use calendar::SettlementDay;
use units::{MicroEuro, MilliWattHours};

/// A settled day, as far as an estimate looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastDay {
    pub day: SettlementDay,
    /// Energy and fixed charge, without collections.
    pub charge: MicroEuro,
    pub energy: [MilliWattHours; 2],
    /// Not provisional and not held.
    pub measured: bool,
    /// The supply was plainly on at its end.
    pub connected: bool,
    pub collected: MicroEuro,
    /// Left after it.
    pub debt: MicroEuro,
}

impl PastDay {
    /// What the next day is expected to collect: as much as this one, while debts are left.
    pub fn due_next(&self) -> MicroEuro {
        self.collected.min(self.debt)
    }
}

/// What a day of one type is expected to cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExpectedDay {
    pub cost: MicroEuro,
    /// Eight of ten past days cost between these.
    pub least: MicroEuro,
    pub most: MicroEuro,
    /// How the energy divides over the registers.
    pub energy: [MilliWattHours; 2],
}

/// What the next days of an account are expected to cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expectation {
    /// The mean of the last settled days. Source: PA-36.
    pub flat: MicroEuro,
    by_type: [ExpectedDay; 3],
}

/// Days of a type from which it has a cost of its own.
const ENOUGH: usize = 2;
/// Days of a type from which it has a range of its own.
const ENOUGH_FOR_A_RANGE: usize = 5;

impl Expectation {
    /// From settled days, oldest first; `flat_days` of them are today's method. `None` for none.
    ///
    /// The hour-aware cost of a day is halfway between the median of the measured days of its type
    /// and the mean of the last `flat_days`: the one knows the day of the week, the other the season
    /// and who is at home. On the real homes this was nearer than either alone.
    pub fn of(days: &[PastDay], flat_days: usize) -> Option<Self> {
        let skip = days.len().saturating_sub(flat_days.max(1));
        let flat = mean(days.iter().skip(skip).map(|past| past.charge))?;
        let measured: Vec<&PastDay> = days.iter().filter(|past| past.measured).collect();
        let of_type = |kind: DayType| {
            let alike: Vec<&PastDay> =
                measured.iter().copied().filter(|past| DayType::of(past.day) == kind).collect();
            let cost = match median(&alike) {
                Some(median) if alike.len() >= ENOUGH => MicroEuro(median.0.midpoint(flat.0)),
                Some(_) | None => flat,
            };
            let range = if alike.len() >= ENOUGH_FOR_A_RANGE { &alike } else { &measured };
            let mut costs: Vec<MicroEuro> = range.iter().map(|past| past.charge).collect();
            costs.sort_unstable();
            ExpectedDay {
                cost,
                least: at_tenths(&costs, 1).unwrap_or(cost).min(cost),
                most: at_tenths(&costs, 9).unwrap_or(cost).max(cost),
                energy: energy(if alike.is_empty() { &measured } else { &alike }),
            }
        };
        Some(Self { flat, by_type: DayType::ALL.map(of_type) })
    }

    pub fn on(&self, day: SettlementDay) -> ExpectedDay {
        let kind = DayType::of(day);
        let place = DayType::ALL.iter().position(|each| *each == kind);
        place.and_then(|place| self.by_type.get(place)).copied().unwrap_or_default()
    }
}

fn mean(costs: impl ExactSizeIterator<Item = MicroEuro>) -> Option<MicroEuro> {
    let count = i128::try_from(costs.len()).ok().filter(|count| *count > 0)?;
    let sum: i128 = costs.map(|cost| i128::from(cost.0)).sum();
    i64::try_from(sum / count).ok().map(MicroEuro)
}

/// The middle one, or halfway between the two in the middle.
fn median(days: &[&PastDay]) -> Option<MicroEuro> {
    let mut costs: Vec<i64> = days.iter().map(|past| past.charge.0).collect();
    costs.sort_unstable();
    let upper = costs.get(costs.len() / 2)?;
    let lower = costs.get(costs.len().saturating_sub(1) / 2)?;
    Some(MicroEuro(lower.midpoint(*upper)))
}

/// The cost that `tenths` of ten do not exceed, by nearest rank.
fn at_tenths(sorted: &[MicroEuro], tenths: usize) -> Option<MicroEuro> {
    let rank = (sorted.len() * tenths).div_ceil(10).max(1);
    sorted.get(rank - 1).copied()
}

fn energy(days: &[&PastDay]) -> [MilliWattHours; 2] {
    let mut sums = [0i64; 2];
    for past in days {
        for (sum, energy) in sums.iter_mut().zip(past.energy) {
            *sum = sum.saturating_add(energy.0);
        }
    }
    let count = i64::try_from(days.len()).unwrap_or(i64::MAX).max(1);
    sums.map(|sum| MilliWattHours(sum / count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn past(day: SettlementDay, charge: &str) -> PastDay {
        PastDay {
            day,
            charge: eur(charge),
            energy: [MilliWattHours(10_000); 2],
            measured: true,
            connected: true,
            collected: MicroEuro::ZERO,
            debt: MicroEuro::ZERO,
        }
    }

    #[test]
    fn pa_37_what_is_due_is_what_the_last_day_collected_while_debts_are_left() {
        let monday = past("2026-11-02".parse().unwrap(), "3");
        let due = |collected: &str, debt: &str| {
            PastDay { collected: eur(collected), debt: eur(debt), ..monday }.due_next()
        };
        assert_eq!([due("1", "19"), due("1", "0.40"), due("0", "19")], ["1", "0.40", "0"].map(eur));
    }

    #[test]
    fn pa_36_the_mean_is_of_the_last_settled_days_provisional_ones_too() {
        let monday: SettlementDay = "2026-11-02".parse().unwrap();
        let mut days: Vec<PastDay> = (0..8).map(|n| past(monday.plus(n), "3.00")).collect();
        days[0].charge = eur("900");
        days[7] = PastDay { charge: eur("10.00"), measured: false, ..days[7] };
        assert_eq!(Expectation::of(&days, 7).unwrap().flat, eur("4.00"));
        assert_eq!(Expectation::of(&[], 7), None);
    }

    #[test]
    fn pa_37_a_day_is_expected_by_its_type_and_by_the_last_days() {
        let monday: SettlementDay = "2026-10-05".parse().unwrap();
        // Four weeks: 3.00 on working days, 5.00 on Saturdays, 6.00 on Sundays, one feast.
        let days: Vec<PastDay> = (0..28)
            .map(|n| {
                let day = monday.plus(n);
                past(
                    day,
                    match DayType::of(day) {
                        DayType::Working => "3.00",
                        DayType::Saturday => "5.00",
                        DayType::Sunday if n == 6 => "60.00",
                        DayType::Sunday => "6.00",
                    },
                )
            })
            .collect();
        let expected = Expectation::of(&days, 7).unwrap();
        // (5 x 3 + 5 + 6) / 7 = 3.714285
        assert_eq!(expected.flat, eur("3.714285"));
        let on = |n: i32| expected.on(monday.plus(n));
        assert_eq!(on(28).cost, eur("3.357142"));
        assert_eq!(on(33).cost, eur("4.357142"));
        assert_eq!(on(34).cost, eur("4.857142"), "the feast does not move a median");
        assert_eq!((on(28).least, on(28).most), (eur("3"), eur("3.357142")));
        // Four Sundays are too few for a range of their own.
        assert_eq!((on(34).least, on(34).most), (eur("3"), eur("6")));
        let few = Expectation::of(&days[..1], 7).unwrap();
        assert_eq!(few.on(monday).cost, eur("3"));
        assert_eq!(few.on(monday.plus(6)).cost, eur("3"), "one day is all that is known");
    }
}

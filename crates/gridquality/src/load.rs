//! The load of a circuit or transformer from its members' curves, against its rating, and where it is heading.
//! Source: GQ-04.

use calendar::{Instant, SettlementDay};
use std::collections::BTreeMap;
use std::fmt;

/// Mean power over a quarter-hour; below zero where more is injected than taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Watts(pub i64);

impl fmt::Display for Watts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&units::format_decimal(self.0.into(), 3))
    }
}

/// What something may carry all day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rating {
    /// A transformer, in volt-amperes.
    VoltAmperes(i64),
    /// A three-phase circuit: milliamperes a phase, at so many millivolts between phase and neutral.
    MilliAmperes { each_phase: i64, nominal_mv: i64 },
}

/// A circuit or a transformer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    pub id: String,
    pub rating: Rating,
    /// Power factor in thousandths: power is measured, current is not.
    pub power_factor_permille: u32,
    /// Points that hang on it.
    pub points: usize,
}

/// Why a load cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error("`{asset}` has no rating above 0, or one too large")]
    Rating { asset: String },
    #[error("`{asset}` has a power factor of {permille} thousandths")]
    PowerFactor { asset: String, permille: u32 },
    #[error("`{asset}` has curves of {curves} points, but {points} points hang on it")]
    Points { asset: String, curves: usize, points: usize },
    #[error("no point of `{asset}` has a curve")]
    NoCurve { asset: String },
    #[error("the load of `{asset}` is too large to be one")]
    TooLarge { asset: String },
}

impl Asset {
    /// What may be carried, as active power. Errors: a rating or power factor that cannot be.
    pub fn most(&self) -> Result<Watts, LoadError> {
        let rating = || LoadError::Rating { asset: self.id.clone() };
        if !(1..=1_000).contains(&self.power_factor_permille) {
            let permille = self.power_factor_permille;
            return Err(LoadError::PowerFactor { asset: self.id.clone(), permille });
        }
        let apparent = match self.rating {
            Rating::VoltAmperes(va) => i128::from(va),
            // Three phases; milliamperes times millivolts are millionths.
            Rating::MilliAmperes { each_phase, nominal_mv } => {
                i128::from(each_phase) * i128::from(nominal_mv) * 3 / 1_000_000
            }
        };
        let active = apparent * i128::from(self.power_factor_permille) / 1_000;
        i64::try_from(active).ok().filter(|watts| *watts > 0).map(Watts).ok_or_else(rating)
    }
}

/// The largest power of a month, either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthPeak {
    /// The first day of the month.
    pub month: SettlementDay,
    pub watts: Watts,
}

/// What an asset carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    pub asset: String,
    pub most: Watts,
    /// The quarter-hour with the largest off-take.
    pub peak: (Instant, Watts),
    /// The quarter-hour with the largest injection, if there is one below zero.
    pub reverse: Option<(Instant, Watts)>,
    pub quarter_hours: usize,
    /// Those above the rating, in either direction.
    pub above_rating: usize,
    /// Quarter-hours in which not every curve has a value: their load is too low.
    pub incomplete: usize,
    /// Points with a curve, of all.
    pub curves: (usize, usize),
    pub months: Vec<MonthPeak>,
}

/// A quarter-hour's energy in milliwatt-hours as mean power, to the nearest watt away from zero: a load is
/// rather said too high.
fn power(mwh: i128) -> Option<Watts> {
    // Four quarter-hours an hour, a thousand milliwatt-hours a watt-hour.
    let four = mwh.checked_mul(4)?;
    let away = four.signum() * ((four.abs() + 999) / 1_000);
    i64::try_from(away).ok().map(Watts)
}

impl Load {
    /// Adds up the curves of an asset's points: start and off-take less injection in milliwatt-hours.
    /// Errors: a rating that is none, no curve, more curves than points. Source: GQ-04.
    pub fn of(asset: &Asset, curves: &[&[(Instant, i64)]]) -> Result<Self, LoadError> {
        let named = || asset.id.clone();
        let most = asset.most()?;
        let with_values = curves.iter().filter(|curve| !curve.is_empty()).count();
        if with_values > asset.points {
            let points = asset.points;
            return Err(LoadError::Points { asset: named(), curves: with_values, points });
        }
        let mut sums: BTreeMap<Instant, (i128, usize)> = BTreeMap::new();
        for (start, net) in curves.iter().copied().flatten() {
            let (sum, points) = sums.entry(*start).or_default();
            *sum += i128::from(*net);
            *points += 1;
        }
        let mut load: Option<Self> = None;
        for (start, (sum, points)) in sums {
            let watts = power(sum).ok_or_else(|| LoadError::TooLarge { asset: named() })?;
            let load = load.get_or_insert_with(|| Self {
                asset: named(),
                most,
                peak: (start, watts),
                reverse: None,
                quarter_hours: 0,
                above_rating: 0,
                incomplete: 0,
                curves: (with_values, asset.points),
                months: Vec::new(),
            });
            load.add(start, watts);
            load.incomplete += usize::from(points < with_values);
        }
        load.ok_or_else(|| LoadError::NoCurve { asset: named() })
    }

    fn add(&mut self, start: Instant, watts: Watts) {
        self.quarter_hours += 1;
        let size = Watts(watts.0.saturating_abs());
        self.above_rating += usize::from(size > self.most);
        if watts > self.peak.1 {
            self.peak = (start, watts);
        }
        if watts.0 < 0 && self.reverse.is_none_or(|(_, most)| watts < most) {
            self.reverse = Some((start, watts));
        }
        let (year, month, _) = start.day().ymd();
        let Some(month) = SettlementDay::from_ymd(year, month, 1) else { return };
        match self.months.last_mut() {
            Some(last) if last.month == month => last.watts = last.watts.max(size),
            _ => self.months.push(MonthPeak { month, watts: size }),
        }
    }

    /// The larger of peak and reverse flow, in thousandths of the rating.
    pub fn utilisation_permille(&self) -> u64 {
        let reverse = self.reverse.map_or(0, |(_, watts)| watts.0.unsigned_abs());
        let worst = u128::from(self.peak.1.0.max(0).unsigned_abs().max(reverse));
        let most = u128::from(self.most.0.unsigned_abs()).max(1);
        u64::try_from(worst * 1_000 / most).unwrap_or(u64::MAX)
    }
}

/// What will be added: vehicles, heat pumps, panels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    pub name: String,
    pub number: u32,
    pub each: Watts,
    /// How much of it runs at the peak, in thousandths.
    pub at_once_permille: u32,
}

/// Where the peak is heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// By the straight line through the months' peaks, a month; `None` with fewer than [`FEWEST_MONTHS`] months.
    pub watts_a_month: Option<Watts>,
    /// The largest peak with what will be added.
    pub with_additions: Watts,
    /// Months until the rating is reached: 0 if it is already; `None` if it is not on this line.
    pub months_to_rating: Option<u32>,
}

/// Fewer months say more of the season than of a trend.
pub const FEWEST_MONTHS: usize = 6;
/// What lies further away is no forecast.
const FURTHEST_MONTHS: i128 = 240;

impl Forecast {
    /// Least squares over the months' peaks, in whole numbers. Source: GQ-04.
    pub fn of(load: &Load, additions: &[Addition]) -> Self {
        let added = additions.iter().fold(0i128, |sum, one| {
            let watts = i128::from(one.each.0) * i128::from(one.number);
            sum + watts * i128::from(one.at_once_permille) / 1_000
        });
        let largest = load.months.iter().map(|month| month.watts.0).max().unwrap_or(0);
        let with_additions = i128::from(largest) + added;
        let slope = slope(&load.months);
        let room = i128::from(load.most.0) - with_additions;
        let months_to_rating = match slope {
            _ if room <= 0 => Some(0),
            Some((above, below)) if above > 0 => {
                // Rounded up: then it is reached.
                let months = (room * below + above - 1) / above;
                (months <= FURTHEST_MONTHS).then(|| u32::try_from(months).unwrap_or(u32::MAX))
            }
            Some(_) | None => None,
        };
        let whole = |value: i128| Watts(i64::try_from(value).unwrap_or(i64::MAX));
        Self {
            watts_a_month: slope.map(|(above, below)| whole(above / below)),
            with_additions: whole(with_additions),
            months_to_rating,
        }
    }
}

/// The slope as a fraction with a denominator above 0: months count from 0, gaps keep their place.
fn slope(months: &[MonthPeak]) -> Option<(i128, i128)> {
    if months.len() < FEWEST_MONTHS {
        return None;
    }
    let place = |day: SettlementDay| {
        let (year, month, _) = day.ymd();
        i128::from(year) * 12 + i128::from(month)
    };
    let first = place(months.first()?.month);
    let n = i128::try_from(months.len()).ok()?;
    let (mut x, mut y, mut xy, mut xx) = (0i128, 0i128, 0i128, 0i128);
    for month in months {
        let (at, watts) = (place(month.month) - first, i128::from(month.watts.0));
        (x, y, xy, xx) = (x + at, y + watts, xy + at * watts, xx + at * at);
    }
    let below = n * xx - x * x;
    (below > 0).then(|| (n * xy - x * y, below))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(points: usize) -> Asset {
        let rating = Rating::VoltAmperes(100_000);
        Asset { id: "T1".to_owned(), rating, power_factor_permille: 1_000, points }
    }

    fn day(month: u8, day: u8) -> SettlementDay {
        SettlementDay::from_ymd(2026, month, day).unwrap()
    }

    #[test]
    fn gq_04_curves_are_added_and_held_against_the_rating() {
        let at = |quarter| day(6, 1).quarter_start(quarter);
        // 20 kWh and 6 kWh in a quarter-hour are 104 kW; then 26.25 kWh are injected: 105 kW back.
        let one = [(at(0), 20_000_000), (at(1), -26_250_000), (at(2), 1)];
        let other = [(at(0), 6_000_000)];
        let load = Load::of(&asset(3), &[&one, &other, &[]]).unwrap();
        assert_eq!(load.peak, (at(0), Watts(104_000)));
        assert_eq!(load.reverse, Some((at(1), Watts(-105_000))));
        assert_eq!((load.above_rating, load.quarter_hours, load.incomplete), (2, 3, 2));
        assert_eq!(load.curves, (2, 3));
        assert_eq!(load.utilisation_permille(), 1_050);
        assert_eq!(load.months, [MonthPeak { month: day(6, 1), watts: Watts(105_000) }]);
    }

    #[test]
    fn gq_04_a_circuit_is_rated_in_amperes_of_three_phases() {
        let rating = Rating::MilliAmperes { each_phase: 200_000, nominal_mv: 230_000 };
        let circuit = Asset { rating, ..asset(1) };
        assert_eq!(circuit.most().unwrap(), Watts(138_000));
        let worse = Asset { power_factor_permille: 900, ..circuit.clone() };
        assert_eq!(worse.most().unwrap(), Watts(124_200));
        let none = Asset { rating: Rating::VoltAmperes(0), ..circuit };
        assert_eq!(
            none.most().unwrap_err().to_string(),
            "`T1` has no rating above 0, or one too large"
        );
    }

    #[test]
    fn gq_04_the_trend_says_when_the_rating_is_reached() {
        let months = (1..=6).map(|month| MonthPeak {
            month: day(month, 1),
            watts: Watts(60_000 + i64::from(month) * 1_000),
        });
        let curve = [(day(1, 1).start(), 1)];
        let mut load = Load::of(&asset(1), &[&curve]).unwrap();
        load.months = months.collect();
        let vehicles = Addition {
            name: "vehicles".to_owned(),
            number: 10,
            each: Watts(7_400),
            at_once_permille: 300,
        };
        let alone = Forecast::of(&load, &[]);
        assert_eq!((alone.watts_a_month, alone.months_to_rating), (Some(Watts(1_000)), Some(34)));
        let with = Forecast::of(&load, std::slice::from_ref(&vehicles));
        assert_eq!((with.with_additions, with.months_to_rating), (Watts(88_200), Some(12)));
        let many = Addition { number: 20, ..vehicles };
        assert_eq!(Forecast::of(&load, &[many]).months_to_rating, Some(0));
        load.months.truncate(5);
        assert_eq!(Forecast::of(&load, &[]).watts_a_month, None);
    }

    #[test]
    fn gq_04_more_curves_than_points_and_none_are_refused() {
        let curve = [(day(1, 1).start(), 1)];
        let why = Load::of(&asset(1), &[&curve, &curve]).unwrap_err();
        assert_eq!(why.to_string(), "`T1` has curves of 2 points, but 1 points hang on it");
        let why = Load::of(&asset(1), &[&[]]).unwrap_err();
        assert_eq!(why.to_string(), "no point of `T1` has a curve");
    }
}

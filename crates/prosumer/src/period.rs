//! What is netted together: a year, unless a meter, a supplier or the regime changes inside it.

use crate::compensation::{Compensation, Rate};
use crate::counted::{CountError, Counted};
use crate::installation::{ActError, Installation, Regime};
use crate::parameters::ProsumerParameters;
use calendar::{Instant, SettlementDay};
use params::ParameterError;
use serde::{Deserialize, Serialize};

/// Why registers were read. Where several things happen at one reading, any but the swap is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    YearlyReading,
    SupplierChange,
    RegimeChange,
    MeterSwap,
    /// Nothing was read: a year has passed since the last regularisation, and no net reaches further. Source: PS-04.
    Anniversary,
}

/// What one meter counted from one reading to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: Instant,
    pub to: Instant,
    pub counted: Counted,
    pub ended_by: Boundary,
}

/// Stretches that are netted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub from: Instant,
    pub to: Instant,
    pub counted: Counted,
    pub ended_by: Boundary,
    /// Swaps inside, which left it whole.
    pub swaps: Vec<Instant>,
}

/// A period and what compensation leaves of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompensatedPeriod {
    pub period: Period,
    pub compensation: Compensation,
}

/// Why stretches make no periods, or a period no compensation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("the readings of {from} and {to} are not in order")]
    Backwards { from: String, to: String },
    #[error("nothing was counted from {from} to {to}")]
    NotAdjoining { from: String, to: String },
    #[error("injection is sold on {day}, not netted")]
    NotInCompensation { day: SettlementDay },
    #[error(
        "the meter was swapped at {at} in a year that is kept whole: nothing is netted before its end"
    )]
    StillOpen { at: String },
    #[error("could not read whether a swap on {day} keeps the year")]
    Parameter { day: SettlementDay, source: ParameterError },
    #[error("could not net what was counted from {from} to {to}")]
    Count { from: String, to: String, source: CountError },
    #[error("could not tell the regime of {day}")]
    Regime { day: SettlementDay, source: ActError },
}

/// Joins stretches of one point, in order of time, to the periods that are netted together: a swap
/// leaves the year whole where the operator keeps it on that day, everything else ends a period.
/// The last one is open if its meter was swapped in a kept year and nothing follows.
/// Errors: stretches that do not adjoin, or no value of `prosumer.swap_keeps_year`. Source: PS-04.
pub fn periods(
    stretches: &[Stretch],
    parameters: &ProsumerParameters<'_>,
) -> Result<Vec<Period>, PeriodError> {
    let mut periods: Vec<Period> = Vec::new();
    for stretch in stretches {
        let Stretch { from, to, counted, ended_by } = *stretch;
        if to <= from {
            return Err(PeriodError::Backwards { from: text(from), to: text(to) });
        }
        let Some(open) = periods.last_mut() else {
            periods.push(Period { from, to, counted, ended_by, swaps: Vec::new() });
            continue;
        };
        if open.to != from {
            return Err(PeriodError::NotAdjoining { from: text(open.to), to: text(from) });
        }
        if open.ended_by == Boundary::MeterSwap && keeps_year(from, parameters)? {
            let whole = open.counted.plus(counted);
            open.counted = whole.map_err(|source| count_error(open.from, to, source))?;
            open.swaps.push(from);
            open.to = to;
            open.ended_by = ended_by;
        } else {
            periods.push(Period { from, to, counted, ended_by, swaps: Vec::new() });
        }
    }
    Ok(periods)
}

fn keeps_year(at: Instant, parameters: &ProsumerParameters<'_>) -> Result<bool, PeriodError> {
    let day = at.day();
    parameters.swap_keeps_year(day).map_err(|source| PeriodError::Parameter { day, source })
}

/// The compensation of each period. Errors: a stretch on whose first or last day injection is sold
/// (nobody returns to compensation, so these two tell of all), a last one that a swap left open, and
/// those of [`periods`] and [`Compensation::of`]. Source: PS-01 to PS-04.
pub fn compensate(
    installation: &Installation,
    stretches: &[Stretch],
    rate: Rate,
    parameters: &ProsumerParameters<'_>,
) -> Result<Vec<CompensatedPeriod>, PeriodError> {
    for stretch in stretches {
        // The last day is that of the last second: a reading at midnight does not touch the next.
        for day in [stretch.from.day(), stretch.to.plus_s(-1).day()] {
            let regime = installation.regime_on(day, parameters);
            match regime.map_err(|source| PeriodError::Regime { day, source })? {
                Regime::Compensation { .. } => {}
                Regime::Commercialisation { .. } => {
                    return Err(PeriodError::NotInCompensation { day });
                }
            }
        }
    }
    let netted = |period: Period| {
        let compensation = Compensation::of(period.counted, rate)
            .map_err(|source| count_error(period.from, period.to, source))?;
        Ok(CompensatedPeriod { period, compensation })
    };
    let periods = periods(stretches, parameters)?;
    if let Some(last) = periods.last()
        && last.ended_by == Boundary::MeterSwap
        && keeps_year(last.to, parameters)?
    {
        return Err(PeriodError::StillOpen { at: text(last.to) });
    }
    periods.into_iter().map(netted).collect()
}

fn count_error(from: Instant, to: Instant, source: CountError) -> PeriodError {
    PeriodError::Count { from: text(from), to: text(to), source }
}

fn text(at: Instant) -> String {
    at.to_local_string()
}

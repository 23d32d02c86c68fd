//! The prosumer tariff: the cheaper of what the network costs by energy and by power.

use crate::counted::{CountError, Counted};
use crate::installation::Regime;
use crate::parameters::ProsumerParameters;
use crate::power::Watts;
use calendar::SettlementDay;
use params::ParameterError;
use units::{FEMTO_PER_MICRO, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// A part of a billed period in which neither a term nor the power changes: never over a New Year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    pub from: SettlementDay,
    /// The day it is over.
    pub to: SettlementDay,
    pub counted: Counted,
    pub power: Watts,
    /// A protected customer at the social tariff pays no capacity term. Source: PS-07, PA-25.
    pub protected: bool,
}

/// The terms of an operator, without VAT. Source: PS-06, PS-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// `t`: distribution, transport and surcharges together, per kWh.
    pub proportional: NanoEuroPerKwh,
    /// `c`: per kWe and year.
    pub capacity: MicroEuro,
}

/// Where terms are looked up.
pub trait TermsOnDay {
    /// The terms of `day`. Errors: none loaded for it.
    fn terms_on(&self, day: SettlementDay) -> Result<Terms, ParameterError>;
}

impl TermsOnDay for ProsumerParameters<'_> {
    fn terms_on(&self, day: SettlementDay) -> Result<Terms, ParameterError> {
        let proportional = self.proportional_terms(day)?;
        Ok(Terms { proportional, capacity: self.capacity_tariff(day)? })
    }
}

/// The same terms on every day.
impl TermsOnDay for Terms {
    fn terms_on(&self, _: SettlementDay) -> Result<Terms, ParameterError> {
        Ok(*self)
    }
}

/// Which of the two is billed. Source: PS-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Branch {
    Proportional,
    Capacity,
}

/// What the network costs, in femto-euro, without VAT. Source: PS-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkCost {
    /// `t · E_gross`; `None` without separate registers.
    pub proportional_femto_eur: Option<i128>,
    /// `t · max(0, E_net) + c · P`; `None` where injection is sold.
    pub capacity_femto_eur: Option<i128>,
    pub billed_femto_eur: i128,
    pub branch: Branch,
}

/// Why there is no network cost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TariffError {
    #[error("nothing was counted, there is no network cost")]
    NoSlice,
    #[error("a part from {from} to {to} is not within one year")]
    NotWithinAYear { from: SettlementDay, to: SettlementDay },
    #[error("the terms change between {from} and {to}")]
    TermsChange { from: SettlementDay, to: SettlementDay },
    #[error("the part from {from} does not follow the one before, which ends on {end}")]
    NotAdjoining { end: SettlementDay, from: SettlementDay },
    #[error("an installation needs a power above zero, not {power} kWe")]
    NoPower { power: Watts },
    #[error("injection is sold, and the part from {from} has no register of its own for off-take")]
    NoSeparateRegisters { from: SettlementDay },
    #[error(
        "{missing} quarter-hours are missing from {from} to {to}: the period cannot be divided"
    )]
    NotSplit { from: SettlementDay, to: SettlementDay, missing: u32 },
    #[error("the network cost does not fit")]
    TooLarge,
    #[error("could not read the terms of {day}")]
    Terms { day: SettlementDay, source: ParameterError },
    #[error("could not count")]
    Count(#[from] CountError),
}

/// The network cost of one billed period from its parts, in order of time. One part for a whole year
/// gives the formula of PS-06 as it stands. Over several, the terms of each day weigh its energy and
/// net, the sum of which is never below zero, and the capacity term of each day is 1/365 (1/366 in a
/// leap year) of the yearly one, rounded down to the femto-euro for each part. A part without
/// separate registers leaves the whole period to the capacity branch.
/// Where injection is sold only the off-take counts. Errors: see [`TariffError`]. Source: PS-06.
pub fn network_cost(
    regime: Regime,
    slices: &[Slice],
    terms: &impl TermsOnDay,
) -> Result<NetworkCost, TariffError> {
    let (mut gross, mut net, mut capacity) = (Some(0i128), 0i128, 0i128);
    let mut end: Option<SettlementDay> = None;
    for slice in slices {
        if let Some(end) = end.filter(|end| *end != slice.from) {
            return Err(TariffError::NotAdjoining { end, from: slice.from });
        }
        end = Some(slice.to);
        let terms = terms_of(slice, terms)?;
        let cost = |energy: MilliWattHours| terms.proportional.cost_of(energy);
        gross = match (gross, slice.counted.gross()?) {
            (Some(sum), Some(taken)) => Some(plus(sum, cost(taken))?),
            (None, _) | (_, None) => None,
        };
        net = plus(net, cost(slice.counted.net_total()?))?;
        capacity = plus(capacity, capacity_term(slice, terms.capacity)?)?;
    }
    let last = slices.last().ok_or(TariffError::NoSlice)?;
    match regime {
        Regime::Commercialisation { .. } => {
            let billed = gross.ok_or(TariffError::NoSeparateRegisters { from: last.from })?;
            Ok(NetworkCost {
                proportional_femto_eur: Some(billed),
                capacity_femto_eur: None,
                billed_femto_eur: billed,
                branch: Branch::Proportional,
            })
        }
        Regime::Compensation { .. } => {
            let capacity = plus(net.max(0), capacity)?;
            let (billed, branch) = match gross {
                Some(gross) if gross <= capacity => (gross, Branch::Proportional),
                Some(_) | None => (capacity, Branch::Capacity),
            };
            Ok(NetworkCost {
                proportional_femto_eur: gross,
                capacity_femto_eur: Some(capacity),
                billed_femto_eur: billed,
                branch,
            })
        }
    }
}

fn plus(a: i128, b: i128) -> Result<i128, TariffError> {
    a.checked_add(b).ok_or(TariffError::TooLarge)
}

/// The terms of a slice, which has to be within one year and without a change of them.
fn terms_of(slice: &Slice, terms: &impl TermsOnDay) -> Result<Terms, TariffError> {
    let Slice { from, to, power, .. } = *slice;
    let last = to.previous();
    if to <= from || from.ymd().0 != last.ymd().0 {
        return Err(TariffError::NotWithinAYear { from, to });
    }
    if power.0 <= 0 {
        return Err(TariffError::NoPower { power });
    }
    let read = |day| terms.terms_on(day).map_err(|source| TariffError::Terms { day, source });
    let first = read(from)?;
    let mut day = from;
    while day < last {
        day = day.next();
        if read(day)? != first {
            return Err(TariffError::TermsChange { from, to });
        }
    }
    Ok(first)
}

/// `c · P` for the days of a slice, in femto-euro: a micro-euro per kilowatt is 1,000,000 of them
/// per watt.
fn capacity_term(slice: &Slice, capacity: MicroEuro) -> Result<i128, TariffError> {
    if slice.protected {
        return Ok(0);
    }
    let year = slice.from.ymd().0;
    let first = |year| SettlementDay::from_ymd(year, 1, 1).ok_or(TariffError::TooLarge);
    let days_of_year = i128::from(first(year.saturating_add(1))?.days_since(first(year)?));
    let days = i128::from(slice.to.days_since(slice.from));
    let whole_year = i128::from(capacity.0)
        .checked_mul(i128::from(slice.power.0))
        .and_then(|term| term.checked_mul(FEMTO_PER_MICRO / 1_000))
        .and_then(|term| term.checked_mul(days));
    Ok(whole_year.ok_or(TariffError::TooLarge)?.div_euclid(days_of_year))
}

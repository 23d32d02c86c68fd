//! Selling injection, to the supplier of the off-take or to a second one, and the change to it.

use crate::compensation::{PerRate, Rate};
use crate::counted::{BySlot, CountError, Flows, FourRegisters};
use crate::installation::{ActError, Installation, Regime, Why};
use crate::parameters::ProsumerParameters;
use crate::period::{Boundary, PeriodError, Stretch};
use crate::{Counted, RatePrices};
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};

/// Who buys the injection. Source: PS-01.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sale {
    /// The supplier of the off-take (commercialisation contrainte).
    SameSupplier,
    /// A supplier for the injection alone (commercialisation non-contrainte).
    SecondSupplier(String),
}

/// The contracts of a point whose injection is sold. Suppliers are named as in the market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectionContract {
    offtake_supplier: String,
    sale: Sale,
}

impl InjectionContract {
    /// Errors: a second supplier that is the first one.
    pub fn new(offtake_supplier: String, sale: Sale) -> Result<Self, SellingError> {
        match &sale {
            Sale::SecondSupplier(second) if *second == offtake_supplier => {
                Err(SellingError::SecondIsFirst { supplier: offtake_supplier })
            }
            Sale::SameSupplier | Sale::SecondSupplier(_) => Ok(Self { offtake_supplier, sale }),
        }
    }

    pub fn offtake_supplier(&self) -> &str {
        &self.offtake_supplier
    }

    pub fn injection_supplier(&self) -> &str {
        match &self.sale {
            Sale::SameSupplier => &self.offtake_supplier,
            Sale::SecondSupplier(second) => second,
        }
    }
}

/// Why injection cannot be sold, or the regime not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SellingError {
    #[error("`{supplier}` is the supplier of the off-take, not a second one")]
    SecondIsFirst { supplier: String },
    #[error("injection is netted on {day}, not sold")]
    InCompensation { day: SettlementDay },
    #[error("compensation ends on {since}, registers of {day} do not close it")]
    OnAnotherDay { since: SettlementDay, day: SettlementDay },
    #[error("the installation was never in compensation, there is nothing to change from")]
    NeverInCompensation,
    #[error("selling needs a smart meter, which counts injection apart")]
    NoSeparateRegisters,
    #[error("could not count")]
    Count(#[from] CountError),
    #[error("could not tell the regime")]
    Regime(#[from] ActError),
}

/// The prices of both contracts, in nano-euro per kilowatt-hour. An injection may cost: a price
/// below zero is paid by the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SalePrices {
    pub offtake: RatePrices,
    pub injection: RatePrices,
}

/// What each supplier settles: energy by register group, and its exact money in femto-euro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub offtake_supplier: String,
    /// All that was taken: nothing is netted.
    pub offtake: PerRate,
    pub to_pay_femto_eur: i128,
    pub injection_supplier: String,
    pub injection: PerRate,
    pub to_receive_femto_eur: i128,
}

impl Settlement {
    /// What one bill asks for if one supplier does both; `None` with two suppliers: two bills.
    pub fn one_bill_femto_eur(&self) -> Option<i128> {
        let one = self.offtake_supplier == self.injection_supplier;
        one.then(|| self.to_pay_femto_eur.checked_sub(self.to_receive_femto_eur)).flatten()
    }
}

/// What is paid for off-take and received for injection. A mechanical meter cannot sell.
/// Errors: no separate registers, or a sum that does not fit. Source: PS-01.
pub fn sell(
    counted: Counted,
    rate: Rate,
    contract: &InjectionContract,
    prices: SalePrices,
) -> Result<Settlement, SellingError> {
    let Counted::Separate(flows) = counted else { return Err(SellingError::NoSeparateRegisters) };
    let per_rate = |energy: BySlot| match rate {
        Rate::Single => energy.total().map(PerRate::Single),
        Rate::TwoRate => Ok(PerRate::TwoRate(energy)),
    };
    let Flows { offtake, injection } = flows;
    let (offtake, injection) = (per_rate(offtake)?, per_rate(injection)?);
    Ok(Settlement {
        offtake_supplier: contract.offtake_supplier().to_owned(),
        offtake,
        to_pay_femto_eur: offtake.cost_at(prices.offtake),
        injection_supplier: contract.injection_supplier().to_owned(),
        injection,
        to_receive_femto_eur: injection.cost_at(prices.injection),
    })
}

/// A point's change from compensation to selling: when, at which registers, and who buys.
/// Source: PS-10.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegimeChange {
    at: Instant,
    registers: FourRegisters,
    contract: InjectionContract,
    why: Why,
}

impl RegimeChange {
    /// At the local midnight that opens `day`, with the registers of that midnight.
    /// Errors: `day` is not the first on which `installation` sells, or it never was in compensation.
    pub fn new(
        installation: &Installation,
        day: SettlementDay,
        registers: FourRegisters,
        contract: InjectionContract,
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Self, SellingError> {
        let why = match installation.regime_on(day, parameters)? {
            Regime::Compensation { .. } => return Err(SellingError::InCompensation { day }),
            Regime::Commercialisation { why: Why::AcceptedLate | Why::TooLarge, .. } => {
                return Err(SellingError::NeverInCompensation);
            }
            Regime::Commercialisation { since, .. } if since != day => {
                return Err(SellingError::OnAnotherDay { since, day });
            }
            Regime::Commercialisation { why, .. } => why,
        };
        Ok(Self { at: day.start(), registers, contract, why })
    }

    pub fn at(&self) -> Instant {
        self.at
    }

    pub fn contract(&self) -> &InjectionContract {
        &self.contract
    }

    pub fn why(&self) -> Why {
        self.why
    }

    /// The last stretch in compensation, since a reading of the same meter. Errors: registers that
    /// went back, or a reading that is not before the change.
    pub fn last_stretch(
        &self,
        from: Instant,
        opening: FourRegisters,
    ) -> Result<Stretch, PeriodError> {
        let (start, end) = (from.to_local_string(), self.at.to_local_string());
        if self.at <= from {
            return Err(PeriodError::Backwards { from: start, to: end });
        }
        let flows = self.registers.since(opening);
        let flows = flows.map_err(|source| PeriodError::Count { from: start, to: end, source })?;
        let counted = Counted::Separate(flows);
        Ok(Stretch { from, to: self.at, counted, ended_by: Boundary::RegimeChange })
    }

    /// What is sold since the change, up to `later` registers of the same meter.
    pub fn since(&self, later: FourRegisters) -> Result<Counted, CountError> {
        later.since(self.registers).map(Counted::Separate)
    }
}

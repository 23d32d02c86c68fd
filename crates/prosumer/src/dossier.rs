//! What is kept of one installation: entries as they were told, and what follows from them. An entry of the
//! same kind and day takes the place of an earlier one; nothing in the dossier is edited.

use crate::compensation::Rate;
use crate::counted::{CountError, FourRegisters, Production};
use crate::installation::{Act, ActError, Installation, Regime, SharingRole, SignedNotice};
use crate::parameters::ProsumerParameters;
use crate::period::Boundary;
use crate::power::{VoltAmperes, Watts};
use crate::selling::{InjectionContract, Sale, SellingError};
use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::NanoEuroPerKwh;

/// Who supplies the point, at which rate, and who buys what it injects. Source: PS-01.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    pub rate: Rate,
    pub supplier: String,
    /// `None` while injection is netted: then nobody buys it.
    pub sale: Option<Sale>,
    /// What is paid for a kilowatt-hour; below zero the household pays.
    pub injection_price: Option<NanoEuroPerKwh>,
}

/// One entry, from the local midnight that opens its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Accepted {
        on: SettlementDay,
        apparent_power: VoltAmperes,
        power: Watts,
    },
    Power {
        on: SettlementDay,
        to: Watts,
        notice: Option<SignedNotice>,
    },
    GaveUp {
        on: SettlementDay,
        notice: SignedNotice,
    },
    Contract {
        from: SettlementDay,
        contract: Contract,
    },
    /// All four registers. A swap is no reading: it has two of them.
    Read {
        on: SettlementDay,
        registers: FourRegisters,
        why: Boundary,
    },
    Swapped {
        on: SettlementDay,
        old: FourRegisters,
        new: FourRegisters,
    },
    /// What was produced from one day to another.
    Produced(Produced),
}

/// Source: PS-09.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Produced {
    pub from: SettlementDay,
    /// The day it is over.
    pub until: SettlementDay,
    pub production: Production,
}

/// A group of energy sharing that the point has joined, as the group's own dossier has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinedSharing {
    pub on: SettlementDay,
    pub role: SharingRole,
    pub notice: Option<SignedNotice>,
}

/// Where something ends and something else begins, with the registers if they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    pub on: SettlementDay,
    pub why: Boundary,
    /// At the end of what was before.
    pub closing: Option<FourRegisters>,
    /// At the begin of what follows: of another meter after a swap.
    pub opening: Option<FourRegisters>,
}

/// Why entries make no dossier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DossierError {
    #[error("nothing is known of the installation: its acceptance comes first")]
    NotAccepted,
    #[error("injection is netted on {day}: nobody buys it")]
    SaleInCompensation { day: SettlementDay },
    #[error("injection is sold on {day}: the contract has to say who buys it")]
    NoSale { day: SettlementDay },
    #[error("a contract needs a supplier")]
    NoSupplier,
    #[error("a swap has the registers of two meters: it is no reading")]
    SwapIsNoReading,
    #[error("{from} is not before {until}")]
    Backwards { from: SettlementDay, until: SettlementDay },
    #[error("a production of {day} is below zero")]
    NegativeProduction { day: SettlementDay },
    #[error("the registers of {day} do not follow those of {earlier}")]
    Registers { earlier: SettlementDay, day: SettlementDay, source: CountError },
    #[error(transparent)]
    Act(#[from] ActError),
    #[error(transparent)]
    Selling(#[from] SellingError),
}

/// An installation with its contracts, readings and productions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    pub installation: Installation,
    contracts: BTreeMap<SettlementDay, Contract>,
    readings: BTreeMap<SettlementDay, Cut>,
    productions: BTreeMap<(SettlementDay, SettlementDay), Production>,
    powers: Vec<SettlementDay>,
}

/// In which order what happens on one day is taken: more power first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Power,
    Sharing,
    GaveUp,
}

impl Dossier {
    /// Errors: no acceptance; an act that loses compensation without a notice signed by then; a contract that
    /// does not fit the regime of its first day; registers that went back.
    pub fn of(
        entries: &[Entry],
        joined: &[JoinedSharing],
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Self, DossierError> {
        let mut accepted = None;
        let mut acts: BTreeMap<(SettlementDay, Order), (Act, Option<SignedNotice>)> =
            BTreeMap::new();
        let (mut contracts, mut readings) = (BTreeMap::new(), BTreeMap::new());
        let mut productions = BTreeMap::new();
        for entry in entries {
            match entry {
                Entry::Accepted { on, apparent_power, power } => {
                    accepted = Some(Installation::accepted(*on, *apparent_power, *power)?);
                }
                Entry::Power { on, to, notice } => {
                    let act = (Act::PowerChanged { to: *to }, notice.clone());
                    acts.insert((*on, Order::Power), act);
                }
                Entry::GaveUp { on, notice } => {
                    acts.insert((*on, Order::GaveUp), (Act::GaveUp, Some(notice.clone())));
                }
                Entry::Contract { from, contract } => {
                    contracts.insert(*from, contract.clone());
                }
                Entry::Read { on, registers, why } => {
                    if *why == Boundary::MeterSwap {
                        return Err(DossierError::SwapIsNoReading);
                    }
                    let at = Some(*registers);
                    readings.insert(*on, Cut { on: *on, why: *why, closing: at, opening: at });
                }
                Entry::Swapped { on, old, new } => {
                    let (closing, opening) = (Some(*old), Some(*new));
                    readings
                        .insert(*on, Cut { on: *on, why: Boundary::MeterSwap, closing, opening });
                }
                Entry::Produced(Produced { from, until, production }) => {
                    if until <= from {
                        return Err(DossierError::Backwards { from: *from, until: *until });
                    }
                    let (Production::Metered(energy) | Production::Stated(energy)) = production;
                    if energy.0 < 0 {
                        return Err(DossierError::NegativeProduction { day: *from });
                    }
                    productions.insert((*from, *until), *production);
                }
            }
        }
        let mut installation = accepted.ok_or(DossierError::NotAccepted)?;
        for JoinedSharing { on, role, notice } in joined {
            if *on < installation.accepted_on() {
                // As a consumer, before there were panels: from the acceptance on it is one who shares.
                installation.shares_already(*role);
                continue;
            }
            let act = (Act::JoinedSharing(*role), notice.clone());
            acts.insert((*on, Order::Sharing), act);
        }
        let mut powers = Vec::new();
        for ((on, _), (act, notice)) in acts {
            installation.record(on, act, notice, parameters)?;
            if matches!(act, Act::PowerChanged { .. }) {
                powers.push(on);
            }
        }
        let dossier = Self { installation, contracts, readings, productions, powers };
        dossier.check(parameters)?;
        Ok(dossier)
    }

    fn check(&self, parameters: &ProsumerParameters<'_>) -> Result<(), DossierError> {
        for (day, contract) in &self.contracts {
            if contract.supplier.trim().is_empty() {
                return Err(DossierError::NoSupplier);
            }
            let regime = self.installation.regime_on(*day, parameters)?;
            match (regime, &contract.sale) {
                (Regime::Compensation { .. }, Some(_)) => {
                    return Err(DossierError::SaleInCompensation { day: *day });
                }
                (Regime::Commercialisation { .. }, None) => {
                    return Err(DossierError::NoSale { day: *day });
                }
                (Regime::Compensation { .. }, None) => {}
                (Regime::Commercialisation { .. }, Some(sale)) => {
                    InjectionContract::new(contract.supplier.clone(), sale.clone())?;
                }
            }
        }
        let mut before: Option<&Cut> = None;
        for cut in self.readings.values() {
            if let Some(earlier) = before
                && let (Some(closing), Some(opening)) = (cut.closing, earlier.opening)
            {
                let went = closing.since(opening);
                let (earlier, day) = (earlier.on, cut.on);
                went.map_err(|source| DossierError::Registers { earlier, day, source })?;
            }
            before = Some(cut);
        }
        Ok(())
    }

    /// The contract of a day, with the day it began.
    pub fn contract_on(&self, day: SettlementDay) -> Option<(SettlementDay, &Contract)> {
        self.contracts.range(..=day).next_back().map(|(from, contract)| (*from, contract))
    }

    pub fn contracts(&self) -> impl Iterator<Item = (SettlementDay, &Contract)> {
        self.contracts.iter().map(|(from, contract)| (*from, contract))
    }

    /// When the power changed.
    pub fn powers(&self) -> &[SettlementDay] {
        &self.powers
    }

    /// What was produced, the earliest first.
    pub fn productions(&self) -> impl Iterator<Item = Produced> {
        let all = self.productions.iter();
        all.map(|((from, until), production)| Produced {
            from: *from,
            until: *until,
            production: *production,
        })
    }

    /// The first day whose registers were read.
    pub fn first_reading(&self) -> Option<SettlementDay> {
        self.readings.keys().next().copied()
    }

    /// What cuts the time from `begin` to `until` into stretches: readings, swaps, other contracts, another
    /// regime, and while injection is netted each year since the last of them; first and last `begin` and `until`
    /// themselves. Where several things happen on one day, any but the swap is named. Errors: a regime that cannot be
    /// told. Source: PS-04, PS-10.
    pub fn cuts(
        &self,
        begin: SettlementDay,
        until: SettlementDay,
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Vec<Cut>, DossierError> {
        let none = |on, why| Cut { on, why, closing: None, opening: None };
        let mut cuts: BTreeMap<SettlementDay, Cut> = self.readings.clone();
        let mut held: Option<&Contract> = None;
        let mut other = |on: SettlementDay, why: Boundary| {
            let cut = cuts.entry(on).or_insert(none(on, why));
            if cut.why == Boundary::MeterSwap || cut.why == Boundary::YearlyReading {
                cut.why = why;
            }
        };
        for (from, contract) in &self.contracts {
            // The same supplier at another price nets on.
            let same = |one: &Contract| (one.rate, one.supplier.clone(), one.sale.clone());
            if held.is_some_and(|held| same(held) != same(contract)) {
                other(*from, Boundary::SupplierChange);
            }
            held = Some(contract);
        }
        let last = until.previous();
        if last >= begin
            && let Regime::Commercialisation { since, .. } =
                self.installation.regime_on(last, parameters)?
            && since > begin
        {
            other(since, Boundary::RegimeChange);
        }
        for day in self.anniversaries(&cuts, (begin, until)) {
            let regime = self.installation.regime_on(day, parameters)?;
            if matches!(regime, Regime::Compensation { .. }) {
                let cut = cuts.entry(day).or_insert(none(day, Boundary::Anniversary));
                cut.why = Boundary::Anniversary;
            }
        }
        for day in [begin, until] {
            cuts.entry(day).or_insert(none(day, Boundary::YearlyReading));
        }
        Ok(cuts.range(begin..=until).map(|(_, cut)| *cut).collect())
    }

    /// The days between two on which a year, or more of them, has passed since the last regularisation and no other one
    /// has come. Before the first that is known it is counted from the acceptance: that day does not move with what is
    /// asked. A swap is no regularisation: a year is cut there or it is not, and is over when it is over. Source: PS-04.
    fn anniversaries(
        &self,
        cuts: &BTreeMap<SettlementDay, Cut>,
        (begin, until): (SettlementDay, SettlementDay),
    ) -> Vec<SettlementDay> {
        let known = cuts.values().filter(|cut| cut.why != Boundary::MeterSwap).map(|cut| cut.on);
        let mut last = self.installation.accepted_on();
        let mut found = Vec::new();
        for end in known.filter(|on| *on < until).chain(std::iter::once(until)) {
            if end <= last {
                continue;
            }
            // From the regularisation itself, so that one of 29 February comes back to that day.
            let years = (1i32..).map(|years| last.plus_months(years.saturating_mul(12)));
            let passed = years.take_while(|day| *day < end).filter(|day| begin <= *day);
            found.extend(passed);
            last = end;
        }
        found
    }
}

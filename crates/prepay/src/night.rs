//! The night of an ordinary account: yesterday's row and this midnight's registers in, today's row
//! out. Everything that needs a history is escalated to the account's timeline, which charges with
//! the same arithmetic and makes the same row.

use crate::credit::{CreditState, Crossing, Levels};
use crate::debt::DayOfCollection;
use crate::plan::{Charge, PlanError, Quality, Standing, Terms, audit};
use calendar::SettlementDay;
use params::{ChargeFlags, PriceBasis};
use readings::Registers;
use serde::{Deserialize, Serialize};
use units::{AccountId, Energy, GasFactor, Litres, MicroEuro, MilliWattHours, Residue};

/// Why an account's night needs its whole timeline; a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attention(pub i32);

impl Attention {
    pub const NONE: Self = Self(0);
    /// Credit is exhausted: a decision is due or was taken.
    pub const EXHAUSTED: Self = Self(1);
    /// The supply is not simply on, or was interrupted.
    pub const SUPPLY: Self = Self(1 << 1);
    /// There are debts beside the advance.
    pub const DEBTS: Self = Self(1 << 2);
    /// Winter relief runs or is asked for.
    pub const RELIEF: Self = Self(1 << 3);
    /// A billing hold.
    pub const HOLD: Self = Self(1 << 4);
    /// The last day was not measured.
    pub const STALE: Self = Self(1 << 5);
    /// The account is young: its advance is not collected yet.
    pub const YOUNG: Self = Self(1 << 6);
    /// A flag, a grace, an open order, a meter swap, a move: something only the timeline knows.
    pub const CASE: Self = Self(1 << 7);
    /// A candidate for a cut: exhausted, with the supply on. Source: CG-15.
    pub const MAY_BE_CUT: Self = Self(1 << 8);

    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn when(self, condition: bool) -> Self {
        if condition { self } else { Self::NONE }
    }
}

/// How registers are priced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rates {
    Single,
    Two,
}

/// Accounts of one operator that share prices and parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TariffGroup {
    pub energy: Energy,
    pub rates: Rates,
}

impl TariffGroup {
    pub const ALL: [Self; 4] = [
        Self { energy: Energy::Electricity, rates: Rates::Single },
        Self { energy: Energy::Electricity, rates: Rates::Two },
        Self { energy: Energy::Gas, rates: Rates::Single },
        Self { energy: Energy::Gas, rates: Rates::Two },
    ];

    /// The number under which the group is kept.
    pub fn code(self) -> i16 {
        match (self.energy, self.rates) {
            (Energy::Electricity, Rates::Single) => 0,
            (Energy::Electricity, Rates::Two) => 1,
            (Energy::Gas, Rates::Single) => 2,
            (Energy::Gas, Rates::Two) => 3,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }
}

/// The number under which a price basis is kept.
pub fn basis_code(basis: PriceBasis) -> i16 {
    match basis {
        PriceBasis::Average => 0,
        PriceBasis::Social => 1,
    }
}

pub fn basis_from_code(code: i16) -> Option<PriceBasis> {
    [PriceBasis::Average, PriceBasis::Social].into_iter().find(|basis| basis_code(*basis) == code)
}

/// One account and one day: what was charged and where that leaves the account. Each amount column
/// is a posting pair with a fixed contra account: `charge` customer credit against energy, `relief`
/// relief pending against energy, `collected` customer credit against advances, `collected_debts`
/// customer credit against debts collected. Corrections of the day are entries of the journal, and so
/// is what of a charge is owed apart: the balance then moved by less (PA-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRow {
    pub account: AccountId,
    pub day: SettlementDay,
    pub quality: Quality,
    pub credit_state: CreditState,
    pub attention: Attention,
    pub group: TariffGroup,
    pub basis: PriceBasis,
    /// First day on which the basis has to be looked up again.
    pub basis_until: SettlementDay,
    /// At the closing midnight, if measured; else the last known ones.
    pub registers: Registers,
    pub energy: [MilliWattHours; 2],
    pub charge: MicroEuro,
    pub relief: MicroEuro,
    /// Collected for the advance.
    pub collected: MicroEuro,
    /// Collected for all other debts.
    pub collected_debts: MicroEuro,
    pub residue: Residue,
    pub relief_residue: Residue,
    /// After this line and all booked before it.
    pub balance: MicroEuro,
    /// All debts that are left; without [`Attention::DEBTS`] this is the advance.
    pub debt: MicroEuro,
    /// Fraction of a milliwatt-hour of gas, in thousandths.
    pub gas_carry: i32,
    pub reading_version: i32,
    pub price_version: i32,
    pub parameter_version: i32,
}

/// What an account of an ordinary night comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightInput {
    pub before: DayRow,
    /// Registers at the midnight that closes the day, and their version.
    pub closing: Option<(Registers, i32)>,
    /// What journal entries since `before` have moved on the customer's side.
    pub moved: MicroEuro,
    /// Something irregular was recorded since `before`.
    pub touched: bool,
}

/// The night's terms for one group and price basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupTerms {
    pub terms: Terms,
    pub price_version: i32,
    pub parameter_version: i32,
    /// Of the day of the run: what the balance is judged by.
    pub levels: Levels,
    /// Of the day itself: what pauses a collection.
    pub levels_of_day: Levels,
    pub recovery_per_day: MicroEuro,
    pub flags: ChargeFlags,
    pub gas_factor: Option<GasFactor>,
    /// Most that can pass in the day, in register units. Source: PA-40.
    pub most_of_day: i64,
}

/// All terms of one operator's night.
#[derive(Debug, Clone)]
pub struct Night {
    pub day: SettlementDay,
    /// By group and basis; `None` where no price is loaded.
    terms: [[Option<GroupTerms>; 2]; 4],
}

/// Why an account's night is not an ordinary one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escalation {
    Attention,
    Touched,
    BasisChanges,
    NotTheDayBefore,
    NoReading,
    Implausible,
    NoTerms,
    Arithmetic(PlanError),
}

impl Night {
    pub fn new(day: SettlementDay) -> Self {
        Self { day, terms: [[None; 2]; 4] }
    }

    pub fn set(&mut self, group: TariffGroup, basis: PriceBasis, terms: GroupTerms) {
        if let Some(slot) = self.slot(group, basis) {
            *slot = Some(terms);
        }
    }

    fn slot(&mut self, group: TariffGroup, basis: PriceBasis) -> Option<&mut Option<GroupTerms>> {
        let of_group = self.terms.get_mut(usize::try_from(group.code()).ok()?)?;
        of_group.get_mut(usize::try_from(basis_code(basis)).ok()?)
    }

    #[inline]
    fn terms_of(&self, row: &DayRow) -> Option<&GroupTerms> {
        let of_group = self.terms.get(usize::from(row.group.code().unsigned_abs()))?;
        of_group.get(usize::from(basis_code(row.basis).unsigned_abs()))?.as_ref()
    }

    /// The row of `self.day` after an ordinary night, and what was crossed on the way.
    /// Errors: why the account's timeline has to settle it.
    #[inline]
    pub fn plan(&self, input: &NightInput) -> Result<(DayRow, NightPlan), Escalation> {
        let before = &input.before;
        if before.attention != Attention::NONE {
            return Err(Escalation::Attention);
        }
        if input.touched {
            return Err(Escalation::Touched);
        }
        if before.day.0 + 1 != self.day.0 {
            return Err(Escalation::NotTheDayBefore);
        }
        if self.day >= before.basis_until {
            return Err(Escalation::BasisChanges);
        }
        let Some((closing, reading_version)) = input.closing else {
            return Err(Escalation::NoReading);
        };
        let of_group = self.terms_of(before).ok_or(Escalation::NoTerms)?;
        let used = closing.since(before.registers).ok_or(Escalation::Implausible)?;
        if used.any_negative() || used.total() > of_group.most_of_day {
            return Err(Escalation::Implausible);
        }
        let (energy, gas_carry) = self.energy(before, used, of_group)?;
        let too_large = Escalation::Arithmetic(PlanError::TooLarge);
        let standing = Standing {
            balance: before.balance.checked_add(input.moved).ok_or(too_large)?,
            residue: before.residue,
            relief_residue: before.relief_residue,
        };
        let exact = of_group.terms.exact_cost(energy).ok_or(too_large)?;
        let posted = standing.charge(exact).map_err(Escalation::Arithmetic)?;
        let collected = of_group.collect(self.day, before.debt, posted.after.balance);
        let balance = posted.after.balance.checked_sub(collected).ok_or(too_large)?;
        let credit_state = of_group.levels.state(balance);
        let row = DayRow {
            account: before.account,
            day: self.day,
            quality: Quality::Measured,
            credit_state,
            attention: Attention::EXHAUSTED.when(credit_state == CreditState::Exhausted),
            group: before.group,
            basis: before.basis,
            basis_until: before.basis_until,
            registers: closing,
            energy,
            charge: posted.charge,
            relief: posted.relief,
            collected,
            collected_debts: MicroEuro::ZERO,
            residue: posted.after.residue,
            relief_residue: posted.after.relief_residue,
            balance,
            debt: before.debt.checked_sub(collected).ok_or(too_large)?,
            gas_carry,
            reading_version,
            price_version: of_group.price_version,
            parameter_version: of_group.parameter_version,
        };
        let state_before = if input.moved == MicroEuro::ZERO {
            before.credit_state
        } else {
            of_group.levels.state(standing.balance)
        };
        Ok((row, NightPlan { standing, posted, state_before }))
    }

    fn energy(
        &self,
        before: &DayRow,
        used: Registers,
        of_group: &GroupTerms,
    ) -> Result<([MilliWattHours; 2], i32), Escalation> {
        let [a, b] = used.0;
        match before.group.energy {
            Energy::Electricity => Ok(([MilliWattHours(a), MilliWattHours(b)], before.gas_carry)),
            Energy::Gas => {
                let factor = of_group.gas_factor.ok_or(Escalation::NoTerms)?;
                let converted = factor.energy_of(Litres(a), i64::from(before.gas_carry));
                let (energy, left) =
                    converted.ok_or(Escalation::Arithmetic(PlanError::TooLarge))?;
                let left = i32::try_from(left).unwrap_or(0);
                Ok(([energy, MilliWattHours::ZERO], left))
            }
        }
    }

    /// Checks a planned row by other means. Errors: what does not hold.
    #[inline]
    pub fn audit(&self, row: &DayRow, plan: &NightPlan) -> Result<(), PlanError> {
        let of_group = self.terms_of(row).ok_or(PlanError::Audit { what: "no terms" })?;
        audit(plan.standing, row.energy, &of_group.terms, row.collected, &plan.posted)?;
        let taken = i128::from(row.charge.0) + i128::from(row.collected.0);
        if i128::from(plan.standing.balance.0) - i128::from(row.balance.0) != taken {
            return Err(PlanError::Audit { what: "the balance is not what was taken from it" });
        }
        if row.debt < MicroEuro::ZERO {
            return Err(PlanError::Audit { what: "more was collected than is owed" });
        }
        Ok(())
    }
}

impl GroupTerms {
    /// What is collected of an advance with the settlement of `day`. Source: PA-06, PA-22.
    #[inline]
    fn collect(&self, day: SettlementDay, advance: MicroEuro, balance: MicroEuro) -> MicroEuro {
        if advance == MicroEuro::ZERO {
            return MicroEuro::ZERO;
        }
        let state = self.levels_of_day.state(balance);
        let at = DayOfCollection {
            day,
            connected: true,
            limited: false,
            in_emergency_credit: state == CreditState::EmergencyInUse,
            held_on: state == CreditState::Exhausted,
            flags: self.flags,
        };
        if at.collects(None) { self.recovery_per_day.min(advance) } else { MicroEuro::ZERO }
    }
}

/// What a night's row was made from, for its audit, and for the notices that follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightPlan {
    pub standing: Standing,
    pub posted: Charge,
    pub state_before: CreditState,
}

impl NightPlan {
    /// The deepest threshold that was crossed: one notice. Source: DOMAIN 3.7, CM-03.
    pub fn deepest_crossing(&self, row: &DayRow) -> Option<Crossing> {
        self.state_before.crossings_to(row.credit_state).last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn night(day: &str) -> Night {
        let mut night = Night::new(day.parse().unwrap());
        let terms = GroupTerms {
            terms: Terms {
                basis: PriceBasis::Average,
                prices: ["0.342150".parse().unwrap(), "0.271480".parse().unwrap()],
                fixed_femto_eur: 0,
                relief_ppm: 0,
            },
            price_version: 1,
            parameter_version: 1,
            levels: Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.5") },
            levels_of_day: Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.5") },
            recovery_per_day: eur("1"),
            flags: ChargeFlags {
                when_disconnected: false,
                when_limited: true,
                in_emergency_credit: true,
                in_protected_hours: true,
            },
            gas_factor: None,
            most_of_day: 27_700_000 * 24,
        };
        night.set(TariffGroup::ALL[1], PriceBasis::Average, terms);
        night
    }

    fn row_e1() -> DayRow {
        DayRow {
            account: AccountId(1),
            day: "2026-11-02".parse().unwrap(),
            quality: Quality::Measured,
            credit_state: CreditState::InCredit,
            attention: Attention::NONE,
            group: TariffGroup::ALL[1],
            basis: PriceBasis::Average,
            basis_until: SettlementDay(i32::MAX),
            registers: Registers([1_253_112_000, 2_312_846_000]),
            energy: [MilliWattHours(3_112_000), MilliWattHours(2_846_000)],
            charge: eur("1.837402"),
            relief: MicroEuro::ZERO,
            collected: MicroEuro::ZERO,
            collected_debts: MicroEuro::ZERO,
            residue: Residue::new(880_000_000).unwrap(),
            relief_residue: Residue::ZERO,
            balance: eur("18.162598"),
            debt: eur("20"),
            gas_carry: 0,
            reading_version: 1,
            price_version: 1,
            parameter_version: 1,
        }
    }

    #[test]
    fn pa_07_the_night_of_line_e2_of_the_golden_test() {
        let closing = Some((Registers([1_258_316_000, 2_318_223_000]), 1));
        let input =
            NightInput { before: row_e1(), closing, moved: MicroEuro::ZERO, touched: false };
        let night = night("2026-11-03");
        let (row, plan) = night.plan(&input).unwrap();
        night.audit(&row, &plan).unwrap();
        assert_eq!(
            (row.charge, row.balance, row.debt),
            (eur("3.240297"), eur("13.922301"), eur("19"))
        );
        assert_eq!(row.residue.femto_eur(), 440_000_000);
        assert_eq!(plan.deepest_crossing(&row), None);
        assert_eq!(
            night.plan(&NightInput { before: row, ..input }).unwrap_err(),
            Escalation::NotTheDayBefore
        );
    }

    #[test]
    fn what_is_not_ordinary_is_escalated() {
        let closing = Some((Registers([1_258_316_000, 2_318_223_000]), 1));
        let good = NightInput { before: row_e1(), closing, moved: MicroEuro::ZERO, touched: false };
        let night = night("2026-11-03");
        let refused = |input: NightInput| night.plan(&input).unwrap_err();
        assert_eq!(refused(NightInput { closing: None, ..good }), Escalation::NoReading);
        assert_eq!(refused(NightInput { touched: true, ..good }), Escalation::Touched);
        let backward = Some((Registers([1_253_111_999, 2_318_223_000]), 1));
        assert_eq!(refused(NightInput { closing: backward, ..good }), Escalation::Implausible);
        let jump = Some((Registers([9_253_111_999, 2_318_223_000]), 1));
        assert_eq!(refused(NightInput { closing: jump, ..good }), Escalation::Implausible);
        let held = DayRow { attention: Attention::HOLD, ..row_e1() };
        assert_eq!(refused(NightInput { before: held, ..good }), Escalation::Attention);
        let changing = DayRow { basis_until: "2026-11-03".parse().unwrap(), ..row_e1() };
        assert_eq!(refused(NightInput { before: changing, ..good }), Escalation::BasisChanges);
        let social = DayRow { basis: PriceBasis::Social, ..row_e1() };
        assert_eq!(refused(NightInput { before: social, ..good }), Escalation::NoTerms);
    }

    #[test]
    fn pa_21_what_was_moved_since_counts_before_the_charge() {
        let closing = Some((Registers([1_258_316_000, 2_318_223_000]), 1));
        let before = DayRow {
            balance: eur("-14.00"),
            credit_state: CreditState::EmergencyInUse,
            ..row_e1()
        };
        let night = night("2026-11-03");
        let without = NightInput { before, closing, moved: MicroEuro::ZERO, touched: false };
        let (row, plan) = night.plan(&without).unwrap();
        assert_eq!(
            (row.credit_state, row.attention),
            (CreditState::Exhausted, Attention::EXHAUSTED)
        );
        assert_eq!(plan.deepest_crossing(&row), Some(Crossing::EmergencyExhausted));
        let (row, plan) = night.plan(&NightInput { moved: eur("20"), ..without }).unwrap();
        assert_eq!(row.balance, eur("1.759703"));
        assert_eq!(plan.deepest_crossing(&row), Some(Crossing::LowCredit));
    }
}

//! The daily run of one account with its history: corrections of earlier days, then the days not
//! yet settled, each with energy, fixed charge and collections. Source: PA-07, PA-10, PA-38 to PA-41.

use super::limited::UnderLimit;
use super::{Account, AccountError, Hold, Rules, transaction_of};
use crate::credit::{CreditState, Levels};
use crate::debt::{Creditor, DayOfCollection, DebtId};
use crate::plan::{ExactCost, PlanError, Quality, Standing, Terms, audit_of, fixed_charge_of_day};
use crate::supply_history::SupplyHistory;
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, LedgerAccount};
use params::{Parameters, PriceBasis};
use readings::{Bounds, Consumption, Registers, mean_half_up};
use serde::{Deserialize, Serialize};
use units::{Energy, Litres, MicroEuro, MilliWattHours};

/// What a run made of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLine {
    pub day: SettlementDay,
    pub quality: Quality,
    pub energy: [MilliWattHours; 2],
    /// Posted to the customer; of a correction, the difference.
    pub charge: MicroEuro,
    /// What of the charge is owed as a debt of its own and leaves the balance as it was.
    /// Source: PA-16.
    pub owed_apart: MicroEuro,
    pub relief: MicroEuro,
    pub collected: MicroEuro,
    pub collected_advance: MicroEuro,
    pub after: Standing,
    /// All debts that are left.
    pub debt: MicroEuro,
    pub credit_state: CreditState,
    pub basis: PriceBasis,
    pub reading_version: u32,
    pub price_version: u32,
    pub parameter_version: u32,
}

/// What is known now of a settled day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledDay {
    pub energy: [MilliWattHours; 2],
    pub exact: ExactCost,
    pub terms: Terms,
    pub price_version: u32,
    pub parameter_version: u32,
    /// The registers it was computed from; `None` while it is provisional.
    pub consumption: Option<Registers>,
    pub reading_version: u32,
    /// Whole and without interruption: fit to estimate others from.
    typical: bool,
    /// All that was posted for it, corrections included.
    pub charged: MicroEuro,
    pub relieved: MicroEuro,
    /// What its line posted, without later corrections.
    pub first_charge: MicroEuro,
    pub collected: MicroEuro,
    pub settled_at: Instant,
    /// Set if it closed under the limiter. Source: PA-16.
    under_limit: Option<UnderLimit>,
}

impl SettledDay {
    /// What rests on an estimate of what was taken from the balance. Source: CG-03.
    pub fn provisional_charge(&self) -> MicroEuro {
        if self.consumption.is_some() {
            return MicroEuro::ZERO;
        }
        MicroEuro(self.charged.0.saturating_sub(self.owed_apart().0))
    }

    /// What of its charge is owed as a debt of its own. Source: PA-16.
    pub fn owed_apart(&self) -> MicroEuro {
        self.under_limit.map_or(MicroEuro::ZERO, |limited| limited.to_debt)
    }
}

/// A run of one account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// Corrections, then days, in the order in which they were posted.
    pub lines: Vec<DayLine>,
    /// The hold that began with this run.
    pub held: Option<String>,
}

/// What a day used, before it is priced.
struct Used {
    energy: [MilliWattHours; 2],
    consumption: Option<Consumption>,
    /// Nothing at all is charged: no fixed charge either.
    free: bool,
    /// Silence has lasted too long: nothing is collected. Source: PA-39.
    charging_stopped: bool,
}

impl Account {
    /// The run at `at`: settles every day up to the one before. Errors: a price or a factor is
    /// missing, named with its day; days before it are settled.
    pub fn run(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
        supply: &SupplyHistory,
    ) -> Result<Run, AccountError> {
        let mut run = Run::default();
        let last = self.last_day_to_settle(at);
        let parameters = rules.parameters.at(at.day(), at);
        for (day, why) in self.readings.judge(self.bounds(parameters)) {
            self.hold_from(day, why.to_string(), &mut run);
        }
        if self.hold.is_none() {
            self.correct_touched(at, rules, &mut run)?;
        }
        let mut day = self.next_day();
        while day <= last && self.hold.as_ref().is_none_or(|hold| day < hold.from) {
            self.settle_day(day, at, rules, supply, &mut run)?;
            day = day.next();
        }
        if self.hold.is_some() {
            self.hold_days(last, at, rules, &mut run);
        }
        Ok(run)
    }

    /// Puts the account on hold from `day` on, or from an earlier day if it is on hold already.
    fn hold_from(&mut self, day: SettlementDay, why: String, run: &mut Run) {
        match self.hold.as_mut() {
            Some(hold) => hold.from = hold.from.min(day),
            None => {
                run.held = Some(why.clone());
                self.hold = Some(Hold { from: day, why });
            }
        }
    }

    fn next_day(&self) -> SettlementDay {
        self.settled_to.map_or(self.opened_at.day(), SettlementDay::next)
    }

    /// The most the supply lets through. Source: PA-40.
    fn bounds(&self, parameters: &Parameters) -> Bounds {
        let most_per_hour = match self.energy() {
            // A watt for an hour is 1,000 mWh.
            Energy::Electricity => parameters.max_power_w.saturating_mul(1000),
            Energy::Gas => parameters.max_flow_l_per_h,
        };
        Bounds { most_per_hour }
    }

    fn hold_days(&mut self, last: SettlementDay, at: Instant, rules: Rules<'_>, run: &mut Run) {
        let mut day = self.next_day();
        while day <= last {
            if self.held_lines.insert(day) {
                run.lines.push(DayLine {
                    day,
                    quality: Quality::Held,
                    energy: [MilliWattHours::ZERO; 2],
                    charge: MicroEuro::ZERO,
                    owed_apart: MicroEuro::ZERO,
                    relief: MicroEuro::ZERO,
                    collected: MicroEuro::ZERO,
                    collected_advance: MicroEuro::ZERO,
                    after: self.standing,
                    debt: self.debt_left(),
                    credit_state: self.credit_state(at, rules),
                    basis: self.status.basis_on(day),
                    reading_version: 0,
                    price_version: 0,
                    parameter_version: rules.parameters.at(day, at).version,
                });
            }
            day = day.next();
        }
    }

    fn terms(
        &self,
        day: SettlementDay,
        basis: PriceBasis,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(Terms, u32), AccountError> {
        let parameters = rules.parameters.at(day, at);
        let (prices, version) = self.prices_on(day, basis, rules)?;
        let relieved = self.relief.is_some_and(|relief| relief.covers(day, parameters.winter));
        let (year, _, _) = day.ymd();
        let leap = SettlementDay::from_ymd(year, 2, 29).is_some();
        let days_in_year = if leap { 366 } else { 365 };
        let terms = Terms {
            basis,
            prices,
            fixed_femto_eur: fixed_charge_of_day(parameters.fixed_charge_year, days_in_year),
            relief_ppm: if relieved { parameters.relief_share_ppm } else { 0 },
        };
        Ok((terms, version))
    }

    /// Register units to energy; for gas the fraction below a milliwatt-hour is carried.
    fn energy_of(
        &mut self,
        day: SettlementDay,
        registers: Registers,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<[MilliWattHours; 2], AccountError> {
        let [a, b] = registers.0;
        match self.energy() {
            Energy::Electricity => Ok([MilliWattHours(a), MilliWattHours(b)]),
            Energy::Gas => {
                let factor = rules.parameters.at(day, at).gas_factor;
                let factor = factor.ok_or(AccountError::GasFactor { ean: self.ean, day })?;
                let converted = factor.energy_of(Litres(a), self.gas_carry);
                let (energy, carry) = converted.ok_or_else(|| self.too_large())?;
                self.gas_carry = carry;
                Ok([energy, MilliWattHours::ZERO])
            }
        }
    }

    fn use_of(
        &mut self,
        day: SettlementDay,
        at: Instant,
        rules: Rules<'_>,
        supply: &SupplyHistory,
    ) -> Result<Used, AccountError> {
        if let Some(consumption) = self.used_on(day) {
            let energy = self.energy_of(day, consumption.registers, at, rules)?;
            let consumption = Some(consumption);
            return Ok(Used { energy, consumption, free: false, charging_stopped: false });
        }
        let parameters = rules.parameters.at(day, at);
        let nothing = [MilliWattHours::ZERO; 2];
        if self.silent_days() >= parameters.silence_provisional_days_max {
            let charging_stopped = true;
            return Ok(Used { energy: nothing, consumption: None, free: true, charging_stopped });
        }
        if supply.off_throughout(day.start().max(self.opened_at), day.end()) {
            let charging_stopped = false;
            return Ok(Used { energy: nothing, consumption: None, free: true, charging_stopped });
        }
        let energy = self.estimate(day, parameters.silence_mean_days_max);
        Ok(Used { energy, consumption: None, free: false, charging_stopped: false })
    }

    /// The mean of the last measured, whole and uninterrupted days before `day`. Source: PA-39.
    fn estimate(&self, day: SettlementDay, most: usize) -> [MilliWattHours; 2] {
        let earlier = self.days.range(..day).rev().map(|(_, known)| known);
        let typical: Vec<[MilliWattHours; 2]> = earlier
            .filter(|known| known.typical && known.consumption.is_some())
            .take(most)
            .map(|known| known.energy)
            .collect();
        let first: Vec<MilliWattHours> = typical.iter().map(|[a, _]| *a).collect();
        let second: Vec<MilliWattHours> = typical.iter().map(|[_, b]| *b).collect();
        let mean = [first, second].map(|energies| mean_half_up(&energies).unwrap_or_default());
        // Nobody is credited on an estimate.
        mean.map(|energy| energy.max(MilliWattHours::ZERO))
    }

    fn settle_day(
        &mut self,
        day: SettlementDay,
        at: Instant,
        rules: Rules<'_>,
        supply: &SupplyHistory,
        run: &mut Run,
    ) -> Result<(), AccountError> {
        if self.readings.consumption(day).is_some_and(|used| used.registers.any_negative()) {
            let why = format!("a register of {day} went back at a meter swap");
            self.hold_from(day, why, run);
            return Ok(());
        }
        if let Some(why) = self.injection_fault(day, self.bounds(rules.parameters.at(day, at))) {
            self.hold_from(day, why, run);
            return Ok(());
        }
        let basis = self.status.basis_on(day);
        let (mut terms, price_version) = self.terms(day, basis, at, rules)?;
        let used = self.use_of(day, at, rules, supply)?;
        if used.free {
            terms.fixed_femto_eur = 0;
        }
        let before = self.standing;
        let exact = terms.exact_cost(used.energy).ok_or_else(|| self.too_large())?;
        let plan = |source: PlanError| AccountError::Plan { ean: self.ean, day, source };
        let posted = before.charge(exact).map_err(plan)?;
        let netted = self.netted_with(day).is_some();
        audit_of(netted, before, used.energy, &terms, &posted).map_err(plan)?;
        let parameters = rules.parameters.at(day, at);
        let mut under_limit = self.under_limit(day, parameters.limiter_booking, supply);
        let to_debt = self.count_limited(under_limit.as_mut(), posted.charge, at);
        self.post_apart(day, to_debt, at)?;
        let balance = posted.after.balance.checked_add(to_debt).ok_or_else(|| self.too_large())?;
        self.move_balance(balance);
        self.standing = Standing { balance, ..posted.after };
        self.relief_pending =
            self.relief_pending.checked_add(posted.relief).ok_or_else(|| self.too_large())?;

        let levels = self.levels(at, rules);
        let stopped = used.charging_stopped || self.is_last_part(day) || self.frozen;
        let (collected, advance, from_debts) = if stopped {
            (MicroEuro::ZERO, MicroEuro::ZERO, Vec::new())
        } else {
            self.collect(day, parameters, supply)
        };
        let parameter_version = parameters.version;
        self.post_collections(day, at, &from_debts)?;

        let measured = used.consumption.is_some();
        let reading_version = used.consumption.map_or(0, |known| known.reading_version);
        let typical = day != self.opened_at.day()
            && !self.is_last_part(day)
            && !supply.interrupted(day.start(), day.end());
        self.days.insert(
            day,
            SettledDay {
                energy: used.energy,
                exact,
                terms,
                price_version,
                parameter_version,
                consumption: used.consumption.map(|known| known.registers),
                reading_version,
                typical,
                charged: posted.charge,
                relieved: posted.relief,
                first_charge: posted.charge,
                collected,
                settled_at: at,
                under_limit,
            },
        );
        self.settled_to = Some(day);
        self.held_lines.remove(&day);
        run.lines.push(DayLine {
            day,
            quality: if measured { Quality::Measured } else { Quality::Provisional },
            energy: used.energy,
            charge: posted.charge,
            owed_apart: to_debt,
            relief: posted.relief,
            collected,
            collected_advance: advance,
            after: self.standing,
            debt: self.debt_left(),
            credit_state: levels.state(self.balance()),
            basis,
            reading_version,
            price_version,
            parameter_version,
        });
        Ok(())
    }

    /// Takes what is due of each debt, by priority. Returns all, the advance's part, and the parts
    /// of the others. Source: PA-20, PA-22.
    fn collect(
        &mut self,
        day: SettlementDay,
        parameters: &Parameters,
        supply: &SupplyHistory,
    ) -> (MicroEuro, MicroEuro, Vec<(DebtId, MicroEuro)>) {
        let closing = supply.at(day.end());
        // The day's own levels, and no grace: it delays a cut and is no credit.
        let state = Levels::of(parameters, MicroEuro::ZERO).state(self.balance());
        let at = DayOfCollection {
            day,
            connected: closing.on,
            limited: closing.limited,
            in_emergency_credit: state == CreditState::EmergencyInUse,
            held_on: state == CreditState::Exhausted,
            flags: parameters.charge_flags,
        };
        let mut order: Vec<usize> = (0..self.debts.len()).collect();
        order.sort_by_key(|place| self.debts.get(*place).map(|debt| (debt.priority, debt.id)));
        let (mut all, mut advance, mut others) = (MicroEuro::ZERO, MicroEuro::ZERO, Vec::new());
        for place in order {
            let balance = self.balance();
            let Some(debt) = self.debts.get_mut(place) else { continue };
            let due = debt.due(&at, balance);
            if due == MicroEuro::ZERO {
                continue;
            }
            debt.pay(due, day);
            if debt.creditor == Creditor::Advance {
                advance = MicroEuro(advance.0.saturating_add(due.0));
            } else {
                others.push((debt.id, due));
            }
            all = MicroEuro(all.0.saturating_add(due.0));
            self.move_balance(MicroEuro(balance.0.saturating_sub(due.0)));
        }
        (all, advance, others)
    }

    /// What a night collected for debts other than the advance goes on to each of them.
    fn post_collections(
        &mut self,
        day: SettlementDay,
        at: Instant,
        parts: &[(DebtId, MicroEuro)],
    ) -> Result<(), AccountError> {
        for (id, amount) in parts {
            let creditor = self.debts.iter().find(|debt| debt.id == *id).map(|debt| debt.creditor);
            let Some(creditor) = creditor else { continue };
            let sides =
                [(LedgerAccount::DebtsCollected, amount.0), (creditor.ledger_account(), -amount.0)];
            let transaction = transaction_of(sides).map_err(|source| self.unsound(source))?;
            if let Some(transaction) = transaction {
                self.enter(at, day, EntryKind::Collection, None, transaction);
            }
        }
        Ok(())
    }

    fn correct_touched(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
        run: &mut Run,
    ) -> Result<(), AccountError> {
        let mut touched = self.readings.take_touched();
        touched.append(&mut self.status_changed);
        self.add_netted(&mut touched);
        for day in touched {
            let Some(known) = self.days.get(&day) else { continue };
            if let Some(corrected) = self.corrected(day, known.clone(), at, rules)? {
                self.post_correction(day, corrected, at, rules, run)?;
            }
        }
        Ok(())
    }

    /// The day as it would be charged now; `None` if nothing it was charged from has changed.
    fn corrected(
        &mut self,
        day: SettlementDay,
        known: SettledDay,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<Option<SettledDay>, AccountError> {
        let bounds = self.bounds(rules.parameters.at(day, at));
        let now = self.used_on(day).filter(|_| self.injection_fault(day, bounds).is_none());
        let basis = self.status.basis_on(day);
        let reread = match (now, known.consumption) {
            (Some(now), Some(then)) => now.registers != then,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let repriced = basis != known.terms.basis;
        if !reread && !repriced {
            return Ok(None);
        }
        let mut corrected = known.clone();
        let (terms, price_version) = self.terms(day, basis, at, rules)?;
        corrected.terms.basis = terms.basis;
        corrected.terms.prices = terms.prices;
        corrected.price_version = price_version;
        if let Some(now) = now.filter(|_| reread) {
            corrected.energy = self.energy_of(day, now.registers, at, rules)?;
            corrected.consumption = Some(now.registers);
            corrected.reading_version = now.reading_version;
            corrected.terms.fixed_femto_eur = terms.fixed_femto_eur;
        }
        let exact = corrected.terms.exact_cost(corrected.energy);
        corrected.exact = exact.ok_or_else(|| self.too_large())?;
        Ok(Some(corrected))
    }

    /// Posts exact new less exact old. Yesterday's record stays. Source: PA-38.
    fn post_correction(
        &mut self,
        day: SettlementDay,
        mut corrected: SettledDay,
        at: Instant,
        rules: Rules<'_>,
        run: &mut Run,
    ) -> Result<(), AccountError> {
        let Some(known) = self.days.get(&day) else { return Ok(()) };
        let difference = ExactCost {
            customer: corrected.exact.customer - known.exact.customer,
            relief: corrected.exact.relief - known.exact.relief,
        };
        let plan = |source: PlanError| AccountError::Plan { ean: self.ean, day, source };
        let posted = self.standing.charge(difference).map_err(plan)?;
        let measured_now = corrected.consumption.is_some();
        corrected.charged = MicroEuro(known.charged.0.saturating_add(posted.charge.0));
        corrected.relieved = MicroEuro(known.relieved.0.saturating_add(posted.relief.0));
        let energy_account = match corrected.terms.basis {
            PriceBasis::Average => LedgerAccount::EnergyAtAveragePrice,
            PriceBasis::Social => LedgerAccount::EnergyAtSocialPrice,
        };
        let taken = posted.charge.0.saturating_add(posted.relief.0);
        let to_debt = self.count_limited(corrected.under_limit.as_mut(), posted.charge, at);
        let from_balance = MicroEuro(posted.charge.0.saturating_sub(to_debt.0));
        let balance = posted.after.balance.checked_add(to_debt).ok_or_else(|| self.too_large())?;
        let transaction = transaction_of([
            (LedgerAccount::CustomerCredit, from_balance.0),
            (Creditor::Supplier.ledger_account(), to_debt.0),
            (LedgerAccount::ReliefPending, posted.relief.0),
            (energy_account, taken.saturating_neg()),
        ]);
        if let Some(transaction) = transaction.map_err(|source| self.unsound(source))? {
            self.enter(at, day, EntryKind::Correction, None, transaction);
        }
        self.move_balance(balance);
        self.standing = Standing { balance, ..posted.after };
        self.relief_pending = MicroEuro(self.relief_pending.0.saturating_add(posted.relief.0));
        if measured_now && from_balance > MicroEuro::ZERO {
            self.corrections_taken.push((at.day(), from_balance));
        }
        run.lines.push(DayLine {
            day,
            quality: Quality::Corrected,
            energy: corrected.energy,
            charge: posted.charge,
            owed_apart: to_debt,
            relief: posted.relief,
            collected: MicroEuro::ZERO,
            collected_advance: MicroEuro::ZERO,
            after: self.standing,
            debt: self.debt_left(),
            credit_state: self.levels(at, rules).state(self.balance()),
            basis: corrected.terms.basis,
            reading_version: corrected.reading_version,
            price_version: corrected.price_version,
            parameter_version: corrected.parameter_version,
        });
        self.days.insert(day, corrected);
        Ok(())
    }
}

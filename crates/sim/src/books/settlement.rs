//! The daily run: what is known, what is plausible, corrections, days, collections.

use super::account::{Account, DebtPayment, EntryKind, Reading};
use super::money::{eur, mean_half_up, millionths_up, posted, residue};
use super::scenario::{DebtKind, Registers};
use super::supply::{Limiter, Supply};
use super::{DayLine, Line};
use calendar::{Instant, SettlementDay, Weekday};
use std::collections::BTreeMap;
use units::{Energy, MilliWattHours, NanoEuroPerKwh};

/// One line of one day: its first settlement, or a later correction of it.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub day: SettlementDay,
    /// Local day of the run.
    pub posted_on: SettlementDay,
    /// From both midnights, not estimated.
    pub measured: bool,
    /// Its fixed charge, in femto-euro.
    pub fixed: i128,
    pub correction: bool,
    /// What the registers moved, in mWh or litres; `None` if estimated.
    pub used: Option<Registers>,
    /// mWh by register.
    pub energy: Vec<i64>,
    pub social: bool,
    /// In millionths, if the day has winter relief; kept by corrections.
    pub relief_share: Option<i64>,
    /// Cost of the energy as it stands with this line, in femto-euro: the customer's part, and the
    /// relief.
    pub customer_cost: i128,
    pub relief_cost: i128,
    /// What this line added to the history of exact amounts, in femto-euro.
    pub exact: i128,
    pub relief_exact: i128,
    /// What it posted, in micro-euro.
    pub posted: i64,
    /// When the time under the limiter began whose debt bears it, if one does. Source: PA-16.
    pub apart: Option<Instant>,
    /// What of it the balance bears.
    pub from_balance: i64,
    pub relief_posted: i64,
}

/// A volume of gas made into energy, in thousandths of a mWh. Source: MT-03.
#[derive(Debug)]
pub(super) struct Conversion {
    pub register: usize,
    pub thousandths: i128,
}

/// Two neighbouring values of one meter between which more was used than can be.
pub(super) type Jump = (Point, Point);

/// Register values at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    at: Instant,
    registers: Registers,
    learnt: Instant,
}

/// The latest value of each midnight, by the day it opens.
pub(super) type Midnights<'a> = BTreeMap<SettlementDay, &'a Reading>;

impl Account<'_> {
    /// Source: PA-10.
    pub fn run(&mut self) -> Result<(), String> {
        let Some(first_day) = self.start.as_ref().map(|start| start.day) else { return Ok(()) };
        self.judge_readings();
        if self.hold.is_none() {
            for day in self.days_to_correct() {
                self.correct(day)?;
            }
        }
        let (mut last_day, mut partial_day) = (self.today().previous(), None);
        if let Some((at, registers)) = self.moved_out.clone() {
            last_day = last_day.min(at.day().previous());
            if at != at.day().start() {
                partial_day = registers.map(|registers| (at.day(), registers));
            }
        }
        for day in self.days_to_settle(first_day, last_day) {
            self.settle_or_hold(day, None)?;
        }
        if let Some((day, registers)) = partial_day {
            self.settle_or_hold(day, Some(registers))?;
        }
        self.judge_credit();
        if self.moved_out.is_some() && self.hold.is_none() {
            self.tell("closed");
            self.closed = true;
            return Ok(());
        }
        self.release_if_enough();
        self.decision_point();
        Ok(())
    }

    pub(super) fn midnights(&self) -> Midnights<'_> {
        // Later readings of a midnight come later in the list and take its place.
        self.readings.iter().map(|reading| (reading.midnight, reading)).collect()
    }

    fn days_to_settle(&self, first: SettlementDay, last: SettlementDay) -> Vec<SettlementDay> {
        let settled = self.last_lines();
        (first.0..=last.0).map(SettlementDay).filter(|day| !settled.contains_key(day)).collect()
    }

    /// Settled days that are known better now, or priced otherwise. Source: PA-38.
    fn days_to_correct(&self) -> Vec<SettlementDay> {
        let midnights = self.midnights();
        let differs = |day: SettlementDay, line: &Settled| {
            let used = self.charged_use(&midnights, day, None);
            (used.is_some() && used != line.used) || self.is_protected(day) != line.social
        };
        let lines = self.last_lines();
        lines.into_iter().filter(|(day, line)| differs(*day, line)).map(|(day, _)| day).collect()
    }

    /// How each settled day stands now.
    pub fn last_lines(&self) -> BTreeMap<SettlementDay, &Settled> {
        self.settled.iter().map(|line| (line.day, line)).collect()
    }

    /// What each register moved on a day, in mWh or litres; `None` unless both ends are known. A swap
    /// splits the day. Source: PA-07, PA-41.
    pub(super) fn measured_use(
        &self,
        midnights: &Midnights,
        day: SettlementDay,
        handover: Option<&Registers>,
    ) -> Option<Registers> {
        let start = self.start.as_ref()?;
        let opening =
            if start.day == day { &start.registers } else { &midnights.get(&day)?.registers };
        let closing = match handover {
            Some(registers) => registers,
            None => &midnights.get(&day.next())?.registers,
        };
        let mut from = opening;
        let mut used = vec![0; self.scenario.registers.len()];
        for swap in self.swaps.iter().filter(|swap| swap.day == day) {
            add_difference(&mut used, &swap.old, from);
            from = &swap.new;
        }
        add_difference(&mut used, closing, from);
        Some(used)
    }

    // ---- plausibility (PA-40) ------------------------------------------------------------------

    /// All known values of each meter, in order of time.
    fn meters(&self) -> Vec<Vec<Point>> {
        let Some(start) = &self.start else { return Vec::new() };
        let midnights = self.midnights();
        let mut meters = Vec::new();
        let mut begin =
            Point { at: start.at, registers: start.registers.clone(), learnt: start.at };
        let handover = self.moved_out.as_ref();
        let handover = handover.and_then(|(at, registers)| Some((*at, registers.as_ref()?, None)));
        let ends = self.swaps.iter().map(|swap| Some((swap.at, &swap.old, Some(&swap.new))));
        for end in ends.chain([handover]) {
            let until = end.map_or(Instant(i64::MAX), |(at, _, _)| at);
            let since = begin.at;
            let mut points = vec![begin.clone()];
            points.extend(midnights.iter().filter_map(|(midnight, reading)| {
                let at = midnight.start();
                (since < at && at < until).then(|| Point {
                    at,
                    registers: reading.registers.clone(),
                    learnt: reading.learnt,
                })
            }));
            if let Some((at, old, new)) = end {
                points.push(Point { at, registers: old.clone(), learnt: at });
                if let Some(new) = new {
                    begin = Point { at, registers: new.clone(), learnt: at };
                }
            }
            meters.push(points);
        }
        meters
    }

    /// Looks at every pair of neighbouring values and puts the account on hold for the first that
    /// cannot be.
    fn judge_readings(&mut self) {
        let mut first_held: Option<SettlementDay> = None;
        for points in self.meters() {
            for (earlier, later) in points.iter().zip(points.iter().skip(1)) {
                let backward = earlier
                    .registers
                    .iter()
                    .zip(&later.registers)
                    .any(|(before, after)| after < before);
                if !backward {
                    if !self.more_than_can_be(earlier, later) {
                        continue;
                    }
                    let jump = (earlier.clone(), later.clone());
                    if self.jumps_accepted.contains(&jump) {
                        continue;
                    }
                    if !self.jumps_found.contains(&jump) {
                        self.jumps_found.push(jump);
                    }
                }
                let wrong = if earlier.learnt > later.learnt { earlier } else { later };
                // The first day that needs the value: the one it closes, or lies in.
                let needed = Instant(wrong.at.0.saturating_sub(1)).day();
                first_held = Some(first_held.map_or(needed, |held| held.min(needed)));
            }
        }
        if let Some(day) = first_held {
            self.hold = Some(self.hold.map_or(day, |held| held.min(day)));
        }
    }

    fn more_than_can_be(&self, earlier: &Point, later: &Point) -> bool {
        let used: i128 = earlier
            .registers
            .iter()
            .zip(&later.registers)
            .map(|(before, after)| i128::from(after - before))
            .sum();
        let elapsed_us = i128::from(later.at.0 - earlier.at.0);
        let day = later.at.day();
        const HOUR_US: i128 = 3_600_000_000;
        match self.scenario.energy {
            // A watt makes 1,000 mWh in an hour.
            Energy::Electricity => {
                let power_w = i128::from(self.parameter("reading.max_power_w", day));
                used * HOUR_US > power_w * 1_000 * elapsed_us
            }
            Energy::Gas => {
                let flow = i128::from(self.parameter("reading.max_flow_l_per_h", day));
                used * HOUR_US > flow * elapsed_us
            }
        }
    }

    /// Takes the jumps that were found as read. Returns whether there was a hold.
    pub fn clear_hold(&mut self) -> bool {
        self.jumps_accepted.append(&mut self.jumps_found);
        self.hold.take().is_some()
    }

    // ---- days ----------------------------------------------------------------------------------

    fn settle_or_hold(
        &mut self,
        day: SettlementDay,
        handover: Option<Registers>,
    ) -> Result<(), String> {
        if self.injection_cannot_be(day, handover.is_some()) {
            self.hold = Some(self.hold.map_or(day, |held| held.min(day)));
        }
        if self.hold.is_some_and(|first_held| first_held <= day) {
            if !self.held_lines.contains(&day) {
                self.held_lines.push(day);
                let nothing = vec![0; self.scenario.registers.len()];
                self.put_out(day, &nothing, (0, 0, 0, 0), "held");
            }
            return Ok(());
        }
        self.settle(day, handover)
    }

    /// First settlement of a day. Source: PA-07 to PA-10.
    fn settle(&mut self, day: SettlementDay, handover: Option<Registers>) -> Result<(), String> {
        let used = self.charged_use(&self.midnights(), day, handover.as_ref());
        let measured = used.is_some();
        let mut fixed = self.fixed_charge(day);
        let mut too_long_silent = false;
        let energy = match &used {
            Some(used) => self.convert(day, used)?,
            None => {
                let most = self.parameter("silence.provisional_days_max", day);
                too_long_silent = self.provisional_days_before(day) >= most;
                if too_long_silent || self.off_all_day(day) {
                    fixed = 0;
                    vec![0; self.scenario.registers.len()]
                } else {
                    self.mean_energy(day)
                }
            }
        };
        let social = self.is_protected(day);
        let relief_share = self.has_relief(day).then(|| self.parameter("relief.share", day));
        let (customer_cost, relief_cost) = self.cost(day, social, &energy, relief_share)?;
        let separate = self.parameter("limiter.booking", day) == 1;
        let line = self.post(Settled {
            apart: self.limited_since(day.end()).filter(|_| separate),
            from_balance: 0,
            day,
            posted_on: self.today(),
            measured,
            fixed,
            correction: false,
            used,
            energy,
            social,
            relief_share,
            customer_cost,
            relief_cost,
            exact: customer_cost + fixed,
            relief_exact: relief_cost,
            posted: 0,
            relief_posted: 0,
        })?;
        let collected = if too_long_silent || handover.is_some() { 0 } else { self.collect(day) };
        let quality = if measured { "measured" } else { "provisional" };
        let apart = line.posted - line.from_balance;
        let amounts = (line.posted, apart, line.relief_posted, collected);
        self.put_out(day, &line.energy, amounts, quality);
        Ok(())
    }

    /// Posts exact new less exact old. Source: PA-38.
    fn correct(&mut self, day: SettlementDay) -> Result<(), String> {
        let social = self.is_protected(day);
        let Some(old) = self.last_line(day).cloned() else { return Ok(()) };
        // What was charged stays, where what it would take now is not known.
        let used = self.charged_use(&self.midnights(), day, None).or_else(|| old.used.clone());
        let measured = used.is_some();
        let known_better = measured && used != old.used;
        // Only a volume that was not converted before is converted now.
        let energy = match &used {
            Some(used) if known_better => self.convert(day, used)?,
            _ => old.energy,
        };
        let (customer_cost, relief_cost) = self.cost(day, social, &energy, old.relief_share)?;
        // A day that turns out measured bears its fixed charge, also if silence had stopped it.
        let fixed = if known_better { self.fixed_charge(day) } else { old.fixed };
        let line = self.post(Settled {
            apart: old.apart,
            from_balance: 0,
            day,
            posted_on: self.today(),
            measured,
            fixed,
            correction: true,
            used,
            energy,
            social,
            relief_share: old.relief_share,
            customer_cost,
            relief_cost,
            exact: customer_cost + fixed - old.customer_cost - old.fixed,
            relief_exact: relief_cost - old.relief_cost,
            posted: 0,
            relief_posted: 0,
        })?;
        let apart = line.posted - line.from_balance;
        let amounts = (line.posted, apart, line.relief_posted, 0);
        self.put_out(day, &line.energy, amounts, "corrected");
        Ok(())
    }

    /// How a day stands now.
    fn last_line(&self, day: SettlementDay) -> Option<&Settled> {
        self.settled.iter().rev().find(|line| line.day == day)
    }

    /// Fills in what is posted, and books it.
    fn post(&mut self, mut line: Settled) -> Result<Settled, String> {
        line.posted = posted(self.history(), line.exact)?;
        line.relief_posted = posted(self.relief_history(), line.relief_exact)?;
        let mut to_debt = 0;
        if let Some(since) = line.apart {
            // What is given back cannot be more than is owed: the rest is the customer's again.
            let known = self.limiter_debts.iter().find(|(begun, _)| *begun == since);
            let owed = known.map_or(0, |(_, place)| self.debt_left(*place));
            to_debt = line.posted.max(-owed);
            if to_debt != 0 {
                let place = self.limiter_debt(since);
                if let Some(debt) = self.debts.get_mut(place) {
                    debt.total += to_debt;
                }
            }
        }
        line.from_balance = line.posted - to_debt;
        self.move_money(EntryKind::Charge, -line.from_balance);
        self.settled.push(line.clone());
        Ok(line)
    }

    /// All exact amounts of the customer so far, in femto-euro.
    pub fn history(&self) -> i128 {
        let charged: i128 = self.settled.iter().map(|line| line.exact).sum();
        charged - self.shared.iter().map(|shared| shared.exact).sum::<i128>()
    }

    fn relief_history(&self) -> i128 {
        self.settled.iter().map(|line| line.relief_exact).sum()
    }

    /// A yearly amount by day, in femto-euro. Source: PA-09.
    fn fixed_charge(&self, day: SettlementDay) -> i128 {
        let (year, _, _) = day.ymd();
        let new_year = |year| SettlementDay::from_ymd(year, 1, 1);
        let days = match (new_year(year), new_year(year + 1)) {
            (Some(this), Some(next)) => next.days_since(this),
            _ => 365,
        };
        let yearly = i128::from(self.parameter("price.fixed_charge_year", day));
        yearly * super::money::FEMTO_PER_MICRO / i128::from(days)
    }

    /// Energy of what the registers moved, in mWh. Of gas, all volumes that a register converted so
    /// far are rounded down once: so no fraction of a mWh is lost. Source: MT-03.
    fn convert(&mut self, day: SettlementDay, used: &[i64]) -> Result<Vec<i64>, String> {
        if self.scenario.energy == Energy::Electricity {
            return Ok(used.to_vec());
        }
        let factor = self
            .parameter_if_loaded("gas.energy_factor", day)
            .ok_or_else(|| format!("no `gas.energy_factor` holds on {day}"))?;
        let mut energy = Vec::new();
        for (register, litres) in used.iter().enumerate() {
            let before: i128 = self
                .conversions
                .iter()
                .filter(|conversion| conversion.register == register)
                .map(|conversion| conversion.thousandths)
                .sum();
            let thousandths = i128::from(*litres) * i128::from(factor);
            let mwh = (before + thousandths).div_euclid(1000) - before.div_euclid(1000);
            energy.push(i64::try_from(mwh).map_err(|_| "an energy is too large")?);
            self.conversions.push(Conversion { register, thousandths });
        }
        Ok(energy)
    }

    /// How many days right before `day` are estimated.
    fn provisional_days_before(&self, day: SettlementDay) -> i64 {
        let lines = self.last_lines();
        let estimated = lines
            .range(..day)
            .rev()
            .zip(1..)
            .take_while(|((known, line), back)| known.plus(*back) == day && !line.measured);
        i64::try_from(estimated.count()).unwrap_or(i64::MAX)
    }

    /// Source: PA-39.
    fn mean_energy(&self, day: SettlementDay) -> Vec<i64> {
        let started = self.start.as_ref().map(|start| start.day);
        let most = usize::try_from(self.parameter("silence.mean_days_max", day)).unwrap_or(0);
        let lines = self.last_lines();
        let whole: Vec<&Settled> = lines
            .range(..day)
            .rev()
            .map(|(_, line)| *line)
            .filter(|line| line.measured && Some(line.day) != started)
            .filter(|line| !self.interrupted(line.day))
            .take(most)
            .collect();
        let count = i64::try_from(whole.len()).unwrap_or(0);
        (0..self.scenario.registers.len())
            .map(|register| {
                let of = |line: &&Settled| line.energy.get(register).copied().unwrap_or(0);
                let sum: i64 = whole.iter().map(of).sum();
                // An estimate gives nothing back.
                if count == 0 { 0 } else { mean_half_up(sum, count).max(0) }
            })
            .collect()
    }

    /// Source: PA-23.
    fn has_relief(&self, day: SettlementDay) -> bool {
        let winter = [11, 12, 1, 2, 3].contains(&day.ymd().1);
        let asked = |relief: &super::account::Relief| {
            relief.requested < day && relief.end.is_none_or(|end| day < end)
        };
        winter && self.reliefs.iter().any(asked)
    }

    /// Exact cost of energy on a day, in femto-euro: the customer's part and the relief.
    /// Source: PA-02, PA-08, PA-23.
    fn cost(
        &self,
        day: SettlementDay,
        social: bool,
        energy: &[i64],
        relief_share: Option<i64>,
    ) -> Result<(i128, i128), String> {
        let mut cost = 0;
        for (register, energy) in self.scenario.registers.iter().zip(energy) {
            cost += self.price(day, social, register)?.cost_of(MilliWattHours(*energy));
        }
        let relief = relief_share.map_or(0, |share| millionths_up(cost, share));
        Ok((cost - relief, relief))
    }

    fn price(
        &self,
        day: SettlementDay,
        social: bool,
        register: &str,
    ) -> Result<NanoEuroPerKwh, String> {
        let prices = self.scenario.prices.iter().filter(|price| {
            let alike = self.scenario.single_rate || price.register == register;
            price.social == social && price.from <= day && alike
        });
        let price = prices.max_by_key(|price| price.from);
        price.map(|price| price.price).ok_or_else(|| {
            let basis = if social { "social" } else { "average" };
            format!("no {basis} price of register {register} holds on {day}")
        })
    }

    /// Takes what the debts take with a day, and returns it, in micro-euro. Source: PA-20, PA-22.
    fn collect(&mut self, day: SettlementDay) -> i64 {
        if self.collection_pauses(day) {
            return 0;
        }
        let mut collected = 0;
        for place in self.debts_in_order() {
            let Some(debt) = self.debts.get(place) else { continue };
            let due = match debt.kind {
                DebtKind::FixedPerDay => true,
                DebtKind::FixedPerWeek => day.weekday() == Weekday::Mon,
                DebtKind::ShareOfTopUp | DebtKind::UnderReview => false,
            };
            if !due || day < debt.first_day {
                continue;
            }
            let amount =
                debt.amount.unwrap_or_else(|| self.parameter("account.recovery_per_day", day));
            let mut amount = amount.min(self.debt_left(place));
            if debt.of_credit_only {
                amount = amount.min((self.balance() - collected).max(0));
            }
            if amount > 0 {
                self.debt_payments.push(DebtPayment { debt: place, amount, week: None });
                collected += amount;
            }
        }
        if collected > 0 {
            self.move_money(EntryKind::Collection, -collected);
        }
        collected
    }

    fn collection_pauses(&self, day: SettlementDay) -> bool {
        let takes = |flag: &str| self.flag_parameter(flag, day);
        let connected =
            matches!(self.supply_at(day.end()), Supply::Connected | Supply::DisconnectOrdered);
        let limited = self.limiter_at(day.end()) == Limiter::On;
        let balance = self.balance();
        let exhausted = balance <= -self.parameter("credit.emergency_limit", day);
        let in_emergency = balance < 0 && !exhausted;
        (!connected && !takes("charge.when_disconnected"))
            || (limited && !takes("charge.when_limited"))
            || (in_emergency && !takes("charge.in_emergency_credit"))
            || (exhausted && !takes("charge.in_protected_hours"))
            || self.flags.iter().any(|flag| flag == "death")
    }

    /// `amounts`: charge, what of it is owed apart, relief and collections, in micro-euro.
    fn put_out(
        &mut self,
        day: SettlementDay,
        energy: &[i64],
        amounts: (i64, i64, i64, i64),
        quality: &str,
    ) {
        let (charge, apart, relief, collected) = amounts;
        let energy = self.scenario.registers.iter().zip(energy);
        self.output.push(Line::Day(DayLine {
            day: day.to_string(),
            energy_kwh: energy
                .map(|(name, mwh)| ((*name).to_owned(), MilliWattHours(*mwh).to_string()))
                .collect(),
            charge_eur: eur(charge),
            owed_apart_eur: (apart != 0).then(|| eur(apart)),
            relief_eur: eur(relief),
            collected_eur: eur(collected),
            balance_eur: eur(self.balance()),
            credit_state: self.credit_state().name().to_owned(),
            debt_eur: eur(self.all_debt_left()),
            residue_femto_eur: residue(self.history()),
            quality: quality.to_owned(),
        }));
    }
}

fn add_difference(used: &mut [i64], later: &[i64], earlier: &[i64]) {
    for ((used, later), earlier) in used.iter_mut().zip(later).zip(earlier) {
        *used += later - earlier;
    }
}

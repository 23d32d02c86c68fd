//! What a demo came to.

use crate::bank::import::Booked;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::reconcile::{self, Banks};
use crate::settle::Settled;
use crate::verify::{Report, verify};
use calendar::SettlementDay;
use std::collections::BTreeMap;
use std::io::Write;
use timeline::EventLine;
use units::{AccountId, Dso, MicroEuro, MilliWattHours};
use vending::PaidPeriod;

/// Counted while the days pass.
#[derive(Debug, Default)]
pub struct Counts {
    topped_up: i64,
    by_transfer: i64,
    cuts: BTreeMap<String, u32>,
    held: BTreeMap<String, u32>,
    ordinary: u64,
    slow: u64,
}

/// The figures of a demo.
#[derive(Debug, serde::Serialize)]
pub struct Summary {
    pub accounts: usize,
    pub days: u32,
    pub days_settled: usize,
    pub energy_kwh: String,
    pub charged_eur: String,
    pub topped_up_eur: String,
    /// Of it what came in statements of the operator's bank.
    pub by_transfer_eur: String,
    /// What came without a reference that is known.
    pub in_suspense_eur: String,
    /// Displayed state: how many accounts, and the sum of their balances.
    pub balances_by_state: BTreeMap<String, (u32, String)>,
    pub cuts: BTreeMap<String, u32>,
    pub cuts_held_by_guard: BTreeMap<String, u32>,
    pub nights_ordinary: u64,
    pub nights_by_timeline: u64,
    pub checks: Vec<(String, bool)>,
}

impl Counts {
    pub fn nights(&mut self, settled: Settled) {
        self.ordinary += settled.ordinary;
        self.slow += settled.slow;
    }

    pub fn topped_up(&mut self, eur: MicroEuro) {
        self.topped_up = self.topped_up.saturating_add(eur.0);
    }

    /// What a statement has brought in.
    pub fn statement(&mut self, booked: &Booked) {
        let credited = i64::try_from(booked.credited.1).unwrap_or(i64::MAX);
        self.topped_up(MicroEuro(credited));
        self.by_transfer = self.by_transfer.saturating_add(credited);
    }

    pub fn event(&mut self, _account: AccountId, line: &EventLine) {
        match line.event.as_str() {
            "cut_confirmed" => {
                let reason = "cut: credit exhausted, warned, outside protected hours".to_owned();
                *self.cuts.entry(reason).or_default() += 1;
            }
            "limit_confirmed" => {
                let reason = "limited to 10 A: exhausted, protected customer".to_owned();
                *self.cuts.entry(reason).or_default() += 1;
            }
            "held_on" | "cut_refused" => {
                for guard in &line.guards {
                    *self.held.entry(guard.id().to_owned()).or_default() += 1;
                }
            }
            _ => {}
        }
    }

    pub fn summary(
        self,
        engine: &mut Engine,
        accounts: &[store::Account],
        days: u32,
    ) -> Result<Summary, Failure> {
        let now = engine.store.last_run(Dso::Ores)?.map(|run| run.run_at);
        let now = now.unwrap_or(calendar::Instant(0));
        let (mut energy, mut charged, mut lines) = (0i64, 0i64, 0usize);
        let mut by_state: BTreeMap<String, (u32, i64)> = BTreeMap::new();
        for (account, known) in accounts.iter().zip(engine.rebuild(accounts, now)?) {
            for day in known.timeline.account.days().values() {
                let [peak, off_peak] = day.energy;
                energy = energy.saturating_add(peak.0).saturating_add(off_peak.0);
                charged = charged.saturating_add(day.charged.0);
                lines += 1;
            }
            let rules = engine.books.rules(account.dso, account.group.energy)?;
            let shown = known.timeline.snapshot(now, rules);
            let name = format!("{} {}", shown.displayed.id(), shown.displayed.word());
            let state = by_state.entry(name).or_default();
            state.0 += 1;
            state.1 = state.1.saturating_add(shown.balance.0);
        }
        let Report { checks, .. } = verify(engine)?;
        let mut checks: Vec<(String, bool)> =
            checks.into_iter().map(|check| (check.what, check.fault.is_none())).collect();
        let all_days = PaidPeriod { from: SettlementDay(0), to: now.day().plus(1) };
        let found = reconcile::compare(engine, &[&Banks], Dso::Ores, all_days, false, now)?;
        let agree = found.differences() == 0;
        let suspense = crate::bank::suspense::list(engine, Dso::Ores, now)?;
        checks.push(("ORES: the bank, payments and the ledger agree".to_owned(), agree));
        let balances_by_state = by_state
            .into_iter()
            .map(|(name, (count, sum))| (name, (count, MicroEuro(sum).to_string())))
            .collect();
        Ok(Summary {
            accounts: accounts.len(),
            days,
            days_settled: lines,
            energy_kwh: MilliWattHours(energy).to_string(),
            charged_eur: MicroEuro(charged).to_string(),
            topped_up_eur: MicroEuro(self.topped_up).to_string(),
            by_transfer_eur: MicroEuro(self.by_transfer).to_string(),
            in_suspense_eur: units::format_decimal(suspense.total, 6),
            balances_by_state,
            cuts: self.cuts,
            cuts_held_by_guard: self.held,
            nights_ordinary: self.ordinary,
            nights_by_timeline: self.slow,
            checks,
        })
    }
}

impl Summary {
    pub fn all_passed(&self) -> bool {
        self.checks.iter().all(|(_, passed)| *passed)
    }

    /// For people.
    pub fn print(&self, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "accounts                {:>14}", self.accounts)?;
        writeln!(out, "days                    {:>14}", self.days)?;
        writeln!(out, "days settled            {:>14}", self.days_settled)?;
        writeln!(out, "energy, kWh             {:>14}", self.energy_kwh)?;
        writeln!(out, "charged, EUR            {:>14}", self.charged_eur)?;
        writeln!(out, "topped up, EUR          {:>14}", self.topped_up_eur)?;
        writeln!(out, "  by transfer           {:>14}", self.by_transfer_eur)?;
        writeln!(out, "in suspense, EUR        {:>14}", self.in_suspense_eur)?;
        writeln!(out, "nights, ordinary        {:>14}", self.nights_ordinary)?;
        writeln!(out, "nights, by timeline     {:>14}", self.nights_by_timeline)?;
        writeln!(out, "balances by state")?;
        for (state, (count, sum)) in &self.balances_by_state {
            writeln!(out, "  {state:24} {count:>4} accounts {sum:>14} EUR")?;
        }
        writeln!(out, "cuts and limits")?;
        for (reason, count) in &self.cuts {
            writeln!(out, "  {count:>4}  {reason}")?;
        }
        writeln!(out, "cuts held, by guard")?;
        for (guard, count) in &self.cuts_held_by_guard {
            writeln!(out, "  {count:>4}  {guard}")?;
        }
        writeln!(out, "checks")?;
        for (what, passed) in &self.checks {
            writeln!(out, "  {}  {what}", if *passed { "passed" } else { "FAILED" })?;
        }
        Ok(())
    }
}

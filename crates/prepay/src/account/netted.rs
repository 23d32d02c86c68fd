//! Days of a household that produces and is netted: the day is charged for how its net has grown since the last
//! regularisation, and falls back when that falls. Source: PS-02, PS-03, PS-11.

use super::Account;
use crate::night::Rates;
use calendar::SettlementDay;
use prosumer::{BySlot, Flows, PerRate, PrepayMethod, Rate, Regime, RunningNet, prepaid_energy};
use readings::{Bounds, Consumption, Exchanged, Registers};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use units::MilliWattHours;

/// Days that are netted together, from one regularisation up to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Netted {
    pub from: SettlementDay,
    /// The day it is over; `None` while nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<SettlementDay>,
}

impl Netted {
    pub fn covers(&self, day: SettlementDay) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// How a day was netted: `N(d-1)` and `N(d)` by register group, at a single rate in the first. Source: PS-11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NettedDay {
    /// From the begin of which day it is counted.
    pub since: SettlementDay,
    pub before: [MilliWattHours; 2],
    pub after: [MilliWattHours; 2],
    /// What the day is charged for; below zero it is a credit.
    pub charged: [MilliWattHours; 2],
}

impl Account {
    /// Which days are netted, as it is known now. Settled days that this touches are charged anew at the next run.
    pub fn net(&mut self, stretches: Vec<Netted>) {
        let before = std::mem::replace(&mut self.netted, stretches);
        let now = &self.netted;
        let gone = before.iter().filter(|one| !now.contains(one));
        let come = now.iter().filter(|one| !before.contains(one));
        if let Some(first) = gone.chain(come).map(|one| one.from).min() {
            self.status_changed.extend(self.days.range(first..).map(|(day, _)| *day));
        }
    }

    pub fn netted(&self) -> &[Netted] {
        &self.netted
    }

    /// The days with which a day is netted.
    pub fn netted_with(&self, day: SettlementDay) -> Option<Netted> {
        self.netted.iter().copied().find(|one| one.covers(day))
    }

    /// How a day is netted; `None` of one that is not, or of which a register is not known.
    pub fn netted_day(&self, day: SettlementDay) -> Option<NettedDay> {
        let since = self.readings.counted_from(self.netted_with(day)?.from)?;
        if day < since {
            return None;
        }
        let opening = match day == since {
            true => Flows::default(),
            false => flows(self.readings.exchanged(since, day)?),
        };
        let closing = flows(self.readings.exchanged(since, day.next())?);
        let rate = match self.group.rates {
            Rates::Single => Rate::Single,
            Rates::Two => Rate::TwoRate,
        };
        let regime = Regime::Compensation { last_day: day };
        let running = RunningNet { opening, closing };
        let charged = prepaid_energy(regime, PrepayMethod::NetRunning, rate, running).ok()?;
        let net = |flows: Flows| {
            let net = flows.net().ok()?;
            Some(match rate {
                Rate::Single => [net.total().ok()?, MilliWattHours::ZERO],
                Rate::TwoRate => [net.peak, net.off_peak],
            })
        };
        let charged = match charged {
            PerRate::Single(energy) => [energy, MilliWattHours::ZERO],
            PerRate::TwoRate(BySlot { peak, off_peak }) => [peak, off_peak],
        };
        Some(NettedDay { since, before: net(opening)?, after: net(closing)?, charged })
    }

    /// What a day is charged for, in register units: what its registers moved or, where it is netted, how its net
    /// has grown. A netted day of which injection is not known is one without a reading. Source: PA-07, PS-11.
    pub(super) fn used_on(&self, day: SettlementDay) -> Option<Consumption> {
        let moved = self.readings.consumption(day)?;
        if self.netted_with(day).is_none() {
            return Some(moved);
        }
        let [first, second] = self.netted_day(day)?.charged;
        Some(Consumption { registers: Registers([first.0, second.0]), ..moved })
    }

    /// Why the injection of a netted day cannot be true: no credit rests on it. Source: PA-40.
    pub(super) fn injection_fault(&self, day: SettlementDay, bounds: Bounds) -> Option<String> {
        self.netted_with(day)?;
        let injected = self.readings.exchanged(day, day.next())?.injected;
        if injected.any_negative() {
            return Some(format!("a register of injection went back on {day}"));
        }
        let hours = i64::from(day.quarter_hours()).div_euclid(4);
        let most = bounds.most_per_hour.saturating_mul(hours);
        (injected.total() > most).then(|| format!("more was injected on {day} than can be"))
    }

    /// Where one of the netted days may have changed, so may each later one with which it is netted.
    pub(super) fn add_netted(&self, touched: &mut BTreeSet<SettlementDay>) {
        for stretch in &self.netted {
            let first = touched.range(stretch.from..).next().copied();
            if let Some(first) = first.filter(|day| stretch.covers(*day)) {
                let later = self.days.range(first..).map(|(day, _)| *day);
                touched.extend(later.take_while(|day| stretch.covers(*day)));
            }
        }
    }
}

fn flows(exchanged: Exchanged) -> Flows {
    let by_slot =
        |Registers([one, two])| BySlot { peak: MilliWattHours(one), off_peak: MilliWattHours(two) };
    Flows { offtake: by_slot(exchanged.taken), injection: by_slot(exchanged.injected) }
}

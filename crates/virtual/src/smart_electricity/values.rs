//! The values a smart electricity meter holds, by their codes and in the formats of MT-01.

use super::SmartElectricity;
use super::demand::{Peak, mean_watt};
use crate::load::Phase;
use crate::screen::Value;
use calendar::{Instant, TariffSlot};
use supply::ControlState;
use units::format_decimal;

impl SmartElectricity {
    /// Every value with its code, in the order of MT-01. A single-phase meter has those of the first
    /// phase only.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let [t1, t2, e1, e2] =
            self.registers().map(|energy| format!("{}*kWh", Value::Energy(energy)));
        let mut values =
            vec![("1-0:1.8.1", t1), ("1-0:1.8.2", t2), ("1-0:2.8.1", e1), ("1-0:2.8.2", e2)];
        let net: i64 = self.phases.iter().map(|phase| i64::from(phase.watt)).sum();
        values.push(("1-0:1.7.0", kilowatt(net.max(0))));
        values.push(("1-0:2.7.0", kilowatt((-net).max(0))));
        const CODES: [[&str; 4]; 3] = [
            ["1-0:21.7.0", "1-0:22.7.0", "1-0:32.7.0", "1-0:31.7.0"],
            ["1-0:41.7.0", "1-0:42.7.0", "1-0:52.7.0", "1-0:51.7.0"],
            ["1-0:61.7.0", "1-0:62.7.0", "1-0:72.7.0", "1-0:71.7.0"],
        ];
        for (phase, codes) in self.phases.iter().zip(CODES).take(self.phase_count.into()) {
            let [taken, injected, volt, ampere] = codes;
            values.push((taken, kilowatt(i64::from(phase.watt).max(0))));
            values.push((injected, kilowatt(-i64::from(phase.watt).min(0))));
            values.push((volt, format!("{:0>5}*V", format_decimal(phase.decivolt.into(), 1))));
            values.push((ampere, current(*phase)));
        }
        let [import, _] = self.since_quarter();
        values.push(("1-0:1.4.0", kilowatt(mean_watt(import).into())));
        let running = self.demand.running();
        values.push(("1-0:1.6.0", running.map_or_else(|| "()".to_owned(), peak)));
        let months: Vec<String> = self.demand.months().map(peak).collect();
        values.push(("0-0:98.1.0", format!("({}){}", months.len(), months.concat())));
        let peak_now = self.calendar.slot(self.shown()) == TariffSlot::Peak;
        values.push(("0-0:96.14.0", if peak_now { "0001" } else { "0002" }.to_owned()));
        let breaker = match self.control_state() {
            ControlState::Disconnected => "0",
            ControlState::Connected => "1",
            ControlState::ReadyForReconnection => "2",
        };
        values.push(("0-0:96.3.10", breaker.to_owned()));
        values.push(("0-0:17.0.0", "999.9*kW".to_owned()));
        let limit = self.limit.map_or(999, super::Ampere::value);
        values.push(("1-0:31.4.0", format!("{limit}*A")));
        let message = self.message.as_deref().unwrap_or_default();
        values.push(("0-0:96.13.0", message.to_owned()));
        values
    }
}

fn kilowatt(watt: i64) -> String {
    format!("{:0>6}*kW", format_decimal(watt.into(), 3))
}

/// Hundredths of an ampere, rounded down.
fn current(phase: Phase) -> String {
    let volt_tenths = i64::from(phase.decivolt);
    let hundredths = match volt_tenths {
        0 => 0,
        _ => i64::from(phase.watt).abs() * 1_000 / volt_tenths,
    };
    format!("{:0>6}*A", format_decimal(hundredths.into(), 2))
}

/// `(200509134558S)(02.589*kW)`: local wall clock, S in summer, W in winter.
fn peak(peak: Peak) -> String {
    format!("({})({})", stamp(peak.ended()), kilowatt(peak.watt.into()))
}

fn stamp(at: Instant) -> String {
    let (year, month, day) = at.day().ymd();
    let second = at.local_second_of_day();
    let summer = at.to_local_string().ends_with("+02:00");
    let season = if summer { 'S' } else { 'W' };
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!("{:02}{month:02}{day:02}{hour:02}{minute:02}{:02}{season}", year % 100, second % 60)
}

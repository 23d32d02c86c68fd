//! The smart electricity meter. Source: MT-01, MT-06, MT-09, MT-11, MT-15.

mod demand;
mod display;
mod orders;
mod parts;
mod screens;
mod switch;
#[cfg(test)]
mod tests;
mod values;

pub use demand::Peak;
pub use parts::{Ampere, MeterCalendar, Pushed, SmartSetup, UnknownCalendar};
pub use switch::{ReturnAfterOverload, Switch};

use crate::MeterSerial;
use crate::clock::MeterClock;
use crate::event::{Event, Happening};
use crate::load::{Draw, Load, Phase};
use crate::register::EnergyRegister;
use crate::screen::Button;
use crate::settings::Timing;
use calendar::{Instant, TariffSlot};
use demand::Demand;
use screens::Face;
use supply::ControlState;
use switch::Cue;
use units::MilliWattHours;

/// A quarter-hour, on which registers are kept and slots change.
pub(crate) const QUARTER_US: i64 = 900_000_000;

/// Every screen it has.
#[cfg(test)]
pub(crate) fn rows() -> Vec<crate::screen::ScreenRow> {
    use screens::{ASLEEP, BALANCE, EMERGENCY, HOME, MESSAGE, UPDATED};
    [ASLEEP, MESSAGE, UPDATED, BALANCE, EMERGENCY].into_iter().chain(HOME).collect()
}

/// One meter, in less than 512 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartElectricity {
    serial: MeterSerial,
    now: Instant,
    clock: MeterClock,
    /// Number of the running quarter-hour on the meter's clock.
    quarter: i64,
    /// Off-take peak and off-peak, injection peak and off-peak.
    registers: [EnergyRegister; 4],
    /// Import and export when the quarter-hour began.
    at_quarter: [MilliWattHours; 2],
    demand: Demand,
    /// What flows now; nothing while the switch is open.
    phases: [Phase; 3],
    wants: [Phase; 3],
    switch: Switch,
    limit: Option<Ampere>,
    over_since: Option<Instant>,
    pushed: Option<Pushed>,
    message: Option<Box<str>>,
    face: Face,
    touched: Instant,
    timing: Timing,
    after_overload: ReturnAfterOverload,
    calendar: MeterCalendar,
    phase_count: u8,
    prepayment: bool,
    network: bool,
    main_breaker_up: bool,
}

impl SmartElectricity {
    /// A meter as it is placed: connected, without limit, display asleep.
    pub fn new(setup: SmartSetup, at: Instant) -> Self {
        let mut meter = Self {
            serial: setup.serial,
            now: at,
            clock: setup.clock,
            quarter: 0,
            registers: setup.registers.map(EnergyRegister::starting_at),
            at_quarter: [MilliWattHours::ZERO; 2],
            demand: Demand::default(),
            phases: [Phase::default(); 3],
            wants: [Phase::default(); 3],
            switch: Switch::Connected,
            limit: None,
            over_since: None,
            pushed: None,
            message: None,
            face: Face::Asleep,
            touched: at,
            timing: setup.timing,
            after_overload: setup.after_overload,
            calendar: setup.calendar,
            phase_count: if setup.three_phase { 3 } else { 1 },
            prepayment: setup.prepayment,
            network: true,
            main_breaker_up: true,
        };
        meter.quarter = meter.shown().0.div_euclid(QUARTER_US);
        meter.at_quarter = meter.totals();
        meter
    }

    pub fn serial(&self) -> MeterSerial {
        self.serial
    }

    /// The true instant up to which it has counted.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// What its clock shows.
    pub fn shown(&self) -> Instant {
        self.clock.shows(self.now)
    }

    pub fn switch(&self) -> Switch {
        self.switch
    }

    /// The meter's own word.
    pub fn control_state(&self) -> ControlState {
        self.switch.control_state()
    }

    /// 1.8.1, 1.8.2, 2.8.1, 2.8.2.
    pub fn registers(&self) -> [MilliWattHours; 4] {
        self.registers.map(EnergyRegister::value)
    }

    /// What flows now, by phase; a single-phase meter has the first only.
    pub fn phases(&self) -> &[Phase] {
        self.phases.get(..usize::from(self.phase_count)).unwrap_or(&self.phases)
    }

    /// There is voltage at the meter.
    pub fn has_network(&self) -> bool {
        self.network
    }

    pub fn limit(&self) -> Option<Ampere> {
        self.limit
    }

    /// Current flows into the installation.
    pub fn is_supplying(&self) -> bool {
        self.network && self.main_breaker_up && self.switch.is_closed()
    }

    /// Counts what `load` takes up to `to`, and does what becomes due on the way. Not later than
    /// now: only the load is looked at.
    pub fn advance(&mut self, to: Instant, load: &mut impl Load) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let draw = load.at(self.now);
            self.see(&draw);
            if self.now >= to {
                return events;
            }
            let end = self.step_end(to, &draw);
            let us = u64::try_from(end.0.saturating_sub(self.now.0)).unwrap_or(0);
            self.count(us);
            self.now = end;
            self.do_what_is_due(&mut events);
        }
    }

    /// What happens to the switch by a short or long press, or to the display.
    pub fn press(&mut self, button: Button, held_s: u16) -> Vec<Event> {
        if button == Button::MainBreaker {
            return self.lift_main_breaker();
        }
        // Without network there is no display, and the switch has no drive.
        if !self.network || !screens::BUTTONS.contains(&button) {
            return Vec::new();
        }
        let face = self.face();
        self.touched = self.now;
        if button == Button::Green && held_s >= self.timing.press_s {
            let events = self.cue(Cue::HeldPress);
            if !events.is_empty() {
                self.face = Face::Home;
                return events;
            }
        }
        self.face = screens::after(face, button, self.prepayment);
        Vec::new()
    }

    fn lift_main_breaker(&mut self) -> Vec<Event> {
        if self.main_breaker_up {
            return Vec::new();
        }
        self.main_breaker_up = true;
        self.watch_current();
        self.happened(Happening::MainBreaker { up: true })
    }

    fn happened(&self, what: Happening) -> Vec<Event> {
        vec![Event { at: self.now, what }]
    }

    fn cue(&mut self, cue: Cue) -> Vec<Event> {
        let Some(next) = self.switch.after(cue, self.now) else { return Vec::new() };
        self.switch = next;
        self.over_since = None;
        self.watch_current();
        self.happened(Happening::Switched { to: next.control_state(), by: cue.by() })
    }

    /// Takes note of what the installation wants now.
    fn see(&mut self, draw: &Draw) {
        self.wants = draw.phases;
        if self.phase_count == 1 {
            let [first, ..] = draw.phases;
            self.wants = [first, Phase::default(), Phase::default()];
        }
        self.watch_current();
    }

    fn watch_current(&mut self) {
        let supplying = self.is_supplying();
        self.phases = self.wants.map(|phase| Phase {
            watt: if supplying { phase.watt } else { 0 },
            decivolt: if self.network { phase.decivolt } else { 0 },
        });
        let over =
            self.limit.is_some_and(|limit| self.phases.iter().any(|p| limit.is_exceeded(*p)));
        self.over_since = if over { self.over_since.or(Some(self.now)) } else { None };
    }

    fn step_end(&self, to: Instant, draw: &Draw) -> Instant {
        let until = draw.until.filter(|until| *until > self.now);
        let quarter_ends = Instant((self.quarter + 1).saturating_mul(QUARTER_US));
        let quarter_ends = self.clock.first_shows(quarter_ends);
        [until, Some(quarter_ends), self.trips_at(), self.returns_at()]
            .into_iter()
            .flatten()
            .fold(to, Instant::min)
            .max(self.now)
    }

    fn trips_at(&self) -> Option<Instant> {
        Some(self.over_since?.plus_s(i64::from(self.timing.trip_delay_s)))
    }

    fn returns_at(&self) -> Option<Instant> {
        match (self.switch, self.after_overload) {
            (Switch::Overloaded { since }, ReturnAfterOverload::ByItself { after_s }) => {
                // At least a second, or a faulty setting would trip and return without end.
                Some(since.plus_s(i64::from(after_s.max(1))))
            }
            _ => None,
        }
    }

    fn count(&mut self, us: u64) {
        let watt: i64 = self.phases.iter().map(|phase| i64::from(phase.watt)).sum();
        if watt == 0 {
            return;
        }
        let off_peak = self.calendar.slot(self.shown()) != TariffSlot::Peak;
        let [t1, t2, e1, e2] = &mut self.registers;
        let register = match (watt > 0, off_peak) {
            (true, false) => t1,
            (true, true) => t2,
            (false, false) => e1,
            (false, true) => e2,
        };
        register.add(u32::try_from(watt.unsigned_abs()).unwrap_or(u32::MAX), us);
    }

    fn do_what_is_due(&mut self, events: &mut Vec<Event>) {
        let shown = self.shown();
        let quarter = shown.0.div_euclid(QUARTER_US);
        if quarter > self.quarter {
            let ended = Instant(quarter.saturating_mul(QUARTER_US));
            let before = Instant(self.quarter.saturating_mul(QUARTER_US)).day();
            self.close_quarter(ended, events);
            if ended.day() > before {
                events.push(Event { at: self.now, what: Happening::Midnight { ended: before } });
            }
            self.quarter = quarter;
        }
        if self.trips_at().is_some_and(|at| self.now >= at) {
            events.extend(self.cue(Cue::Overload));
        }
        if self.returns_at().is_some_and(|at| self.now >= at) {
            events.extend(self.cue(Cue::ReturnTime));
        }
    }

    fn close_quarter(&mut self, ended: Instant, events: &mut Vec<Event>) {
        let [import, export] = self.since_quarter();
        self.demand.close(ended, import);
        self.at_quarter = self.totals();
        let what = Happening::QuarterHour { ended, import, export, registers: self.registers() };
        events.push(Event { at: self.now, what });
    }

    fn totals(&self) -> [MilliWattHours; 2] {
        let [t1, t2, e1, e2] = self.registers();
        [(t1, t2), (e1, e2)].map(|(a, b)| MilliWattHours(a.0.saturating_add(b.0)))
    }

    fn since_quarter(&self) -> [MilliWattHours; 2] {
        let ([import, export], [import_then, export_then]) = (self.totals(), self.at_quarter);
        [(import, import_then), (export, export_then)]
            .map(|(now, then)| MilliWattHours(now.0.saturating_sub(then.0)))
    }
}

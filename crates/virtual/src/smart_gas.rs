//! The smart gas meter. Nothing that comes from afar opens its valve: there is no such order, and
//! the valve itself opens by a leak test that passed only. Source: MT-01, MT-06, MT-10, MT-12.

mod screens;
#[cfg(test)]
mod tests;

use crate::MeterSerial;
use crate::clock::MeterClock;
use crate::event::{By, Event, Happening};
use crate::load::{Draw, Load};
use crate::register::VolumeRegister;
use crate::screen::{Button, Hint, Screen, ScreenRow, Shows, Symbol, Symbols, Value};
use crate::settings::Timing;
use crate::smart_electricity::{Pushed, QUARTER_US};
use crate::valve::Valve;
use calendar::Instant;
use screens::Face;
use supply::ControlState;
use units::{Litres, MicroEuro};

/// Every screen it has.
#[cfg(test)]
pub(crate) fn rows() -> Vec<ScreenRow> {
    use screens::{ASLEEP, BALANCE, EMERGENCY, HOME, MESSAGE, TESTING, UPDATED};
    vec![ASLEEP, HOME, MESSAGE, UPDATED, BALANCE, EMERGENCY, TESTING]
}

/// A meter to be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GasSetup {
    pub serial: MeterSerial,
    pub clock: MeterClock,
    /// 24.2.3.
    pub volume: Litres,
    pub prepayment: bool,
    pub timing: Timing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmartGas {
    serial: MeterSerial,
    now: Instant,
    clock: MeterClock,
    quarter: i64,
    volume: VolumeRegister,
    at_quarter: Litres,
    valve: Valve,
    /// What open appliances and leaks would take, in litres per hour.
    wants: u32,
    pushed: Option<Pushed>,
    message: Option<Box<str>>,
    face: Face,
    touched: Instant,
    timing: Timing,
    prepayment: bool,
}

impl SmartGas {
    /// A meter as it is placed: valve open, display asleep.
    pub fn new(setup: GasSetup, at: Instant) -> Self {
        let mut meter = Self {
            serial: setup.serial,
            now: at,
            clock: setup.clock,
            quarter: 0,
            volume: VolumeRegister::starting_at(setup.volume),
            at_quarter: setup.volume,
            valve: Valve::placed_open(),
            wants: 0,
            pushed: None,
            message: None,
            face: Face::Asleep,
            touched: at,
            timing: setup.timing,
            prepayment: setup.prepayment,
        };
        meter.quarter = meter.shown().0.div_euclid(QUARTER_US);
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

    pub fn valve(&self) -> Valve {
        self.valve
    }

    pub fn control_state(&self) -> ControlState {
        self.valve.control_state()
    }

    /// 24.2.3.
    pub fn volume(&self) -> Litres {
        self.volume.value()
    }

    /// Counts what `load` takes up to `to`, and does what becomes due on the way. Not later than
    /// now: only the load is looked at, which may end a leak test.
    pub fn advance(&mut self, to: Instant, load: &mut impl Load) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let draw = load.at(self.now);
            self.wants = draw.litres_per_h;
            self.watch_test(&mut events);
            if self.now >= to {
                return events;
            }
            let end = self.step_end(to, &draw);
            if self.valve.is_open() {
                let us = u64::try_from(end.0.saturating_sub(self.now.0)).unwrap_or(0);
                self.volume.add(self.wants, us);
            }
            self.now = end;
            self.close_quarter(&mut events);
        }
    }

    pub fn press(&mut self, button: Button, held_s: u16) -> Vec<Event> {
        if !screens::BUTTONS.contains(&button) {
            return Vec::new();
        }
        let face = self.face();
        self.touched = self.now;
        if button == Button::UnderArrow && held_s >= self.timing.press_s {
            let started = self.valve.start_test(self.now, self.timing.leak_test_s);
            if started.is_some() {
                self.face = Face::Home;
                let mut events = self.happened(started);
                self.watch_test(&mut events);
                return events;
            }
        }
        self.face = screens::after(face, button, self.prepayment);
        Vec::new()
    }

    /// Shuts the valve; a leak test ends.
    pub fn close(&mut self) -> Vec<Event> {
        let shut = self.valve.shut(By::Order);
        self.happened(shut)
    }

    /// Allows a local start: a press, then a leak test.
    pub fn allow_start(&mut self) -> Vec<Event> {
        let released = self.valve.release(By::Order);
        self.happened(released)
    }

    /// New amounts for the display. Source: MT-02.
    pub fn push(
        &mut self,
        balance: MicroEuro,
        at: Instant,
        emergency_left: MicroEuro,
    ) -> Vec<Event> {
        self.pushed = Some(Pushed { balance, at, emergency_left });
        self.happened(Some(Happening::Pushed))
    }

    /// A message for the display; an empty one takes it away.
    pub fn tell(&mut self, text: &str) -> Vec<Event> {
        self.message = (!text.is_empty()).then(|| text.into());
        self.happened(Some(Happening::Told))
    }

    /// Sets the clock. A quarter-hour that is jumped over ends now, and so does its day.
    pub fn set_clock(&mut self, shown: Instant) -> Vec<Event> {
        let mut events = Vec::new();
        let before = self.shown();
        self.clock.set(self.now, shown);
        let quarter = shown.0.div_euclid(QUARTER_US);
        if quarter != self.quarter {
            let ended = Instant((self.quarter + 1).saturating_mul(QUARTER_US));
            events.push(self.quarter_volume(ended));
            if shown.day() > before.day() {
                let what = Happening::Midnight { ended: before.day() };
                events.push(Event { at: self.now, what });
            }
            self.quarter = quarter;
        }
        events
    }

    pub fn set_prepayment(&mut self, active: bool) {
        self.prepayment = active;
        if !active {
            self.face = Face::Asleep;
        }
    }

    /// There is a screen in every state.
    pub fn display(&self) -> Screen {
        let row = self.row();
        Screen { row, value: self.value(row.shows), symbols: self.symbols(), hint: self.hint() }
    }

    /// The values it holds, by their codes on M-Bus channel 1. Source: MT-01.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let volume = format!("({}*m3)", Value::Volume(self.volume()));
        let valve = match self.control_state() {
            ControlState::Disconnected => "0",
            ControlState::Connected => "1",
            ControlState::ReadyForReconnection => "2",
        };
        vec![
            ("0-1:24.1.0", "003".to_owned()),
            ("0-1:96.3.10", valve.to_owned()),
            ("0-1:24.2.3", volume),
        ]
    }

    fn happened(&self, what: Option<Happening>) -> Vec<Event> {
        what.into_iter().map(|what| Event { at: self.now, what }).collect()
    }

    fn watch_test(&mut self, events: &mut Vec<Event>) {
        let ended = self.valve.watch(self.now, self.wants > 0);
        if ended.is_some() {
            self.face = Face::Home;
            self.touched = self.now;
            events.extend(self.happened(ended));
        }
    }

    fn step_end(&self, to: Instant, draw: &Draw) -> Instant {
        let until = draw.until.filter(|until| *until > self.now);
        let quarter_ends = Instant((self.quarter + 1).saturating_mul(QUARTER_US));
        let quarter_ends = self.clock.first_shows(quarter_ends);
        [until, Some(quarter_ends), self.valve.test_ends()]
            .into_iter()
            .flatten()
            .fold(to, Instant::min)
            .max(self.now)
    }

    fn close_quarter(&mut self, events: &mut Vec<Event>) {
        let quarter = self.shown().0.div_euclid(QUARTER_US);
        if quarter <= self.quarter {
            return;
        }
        let ended = Instant(quarter.saturating_mul(QUARTER_US));
        let before = Instant(self.quarter.saturating_mul(QUARTER_US)).day();
        self.quarter = quarter;
        let at = self.now;
        events.push(self.quarter_volume(ended));
        if ended.day() > before {
            events.push(Event { at, what: Happening::Midnight { ended: before } });
        }
    }

    fn quarter_volume(&mut self, ended: Instant) -> Event {
        let register = self.volume();
        let volume = Litres(register.0.saturating_sub(self.at_quarter.0));
        self.at_quarter = register;
        Event { at: self.now, what: Happening::QuarterVolume { ended, volume, register } }
    }

    fn face(&self) -> Face {
        if self.valve.is_testing() {
            return Face::Testing;
        }
        let idle_s = self.now.seconds_since(self.touched);
        if idle_s >= i64::from(self.timing.idle_s) { Face::Asleep } else { self.face }
    }

    fn row(&self) -> ScreenRow {
        match self.face() {
            Face::Asleep => screens::ASLEEP,
            Face::Home => self.home_row(),
            Face::Updated => screens::UPDATED,
            Face::Balance => screens::BALANCE,
            Face::Emergency => screens::EMERGENCY,
            Face::Testing => screens::TESTING,
        }
    }

    fn home_row(&self) -> ScreenRow {
        let turn = self.now.seconds_since(self.touched) / i64::from(self.timing.rotate_s.max(1));
        if self.message.is_some() && turn % 2 == 0 { screens::MESSAGE } else { screens::HOME }
    }

    fn value(&self, shows: Shows) -> Value {
        match shows {
            Shows::Volume => Value::Volume(self.volume()),
            Shows::Message => self.message.clone().map_or(Value::Blank, Value::Text),
            Shows::UpdatedAt => self.pushed.map_or(Value::Dashes, |p| Value::Moment(p.at)),
            Shows::PushedBalance => {
                self.pushed.map_or(Value::Dashes, |p| Value::balance(p.balance))
            }
            Shows::PushedEmergency => {
                self.pushed.map_or(Value::Dashes, |p| Value::balance(p.emergency_left))
            }
            Shows::Countdown => {
                self.valve.countdown_s(self.now).map_or(Value::Blank, Value::Seconds)
            }
            _ => Value::Blank,
        }
    }

    fn symbols(&self) -> Symbols {
        let open = self.valve.is_open();
        Symbols::default()
            .with_if(self.prepayment, Symbol::Euro)
            .with(Symbol::CubicMetre)
            .with(if open { Symbol::ValveOpen } else { Symbol::ValveShut })
            .with_if(self.valve.is_ready(), Symbol::ArrowBlinks)
    }

    fn hint(&self) -> Option<Hint> {
        if self.valve.is_testing() {
            return Some(Hint::WaitForLeakTest);
        }
        match self.control_state() {
            ControlState::Connected => None,
            ControlState::Disconnected => Some(Hint::TopUp),
            ControlState::ReadyForReconnection => Some(Hint::CloseAppliancesThenHoldArrow),
        }
    }
}

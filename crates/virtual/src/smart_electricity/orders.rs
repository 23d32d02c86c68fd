//! What comes from afar, and what happens around a smart electricity meter.

use super::parts::{Ampere, MeterCalendar, Pushed};
use super::screens::Face;
use super::switch::Cue;
use super::{QUARTER_US, SmartElectricity};
use crate::event::{Event, Happening};
use calendar::Instant;
use units::MicroEuro;

impl SmartElectricity {
    /// Opens the switch.
    pub fn cut(&mut self) -> Vec<Event> {
        self.cue(Cue::CutOrder)
    }

    /// Lets a press close the switch. There is no order that closes it. Source: MT-09.
    pub fn release(&mut self) -> Vec<Event> {
        self.cue(Cue::ReleaseOrder)
    }

    /// Sets the limiter, or takes it away. Source: MT-15.
    pub fn set_limit(&mut self, limit: Option<Ampere>) -> Vec<Event> {
        if self.limit == limit {
            return Vec::new();
        }
        self.limit = limit;
        self.over_since = None;
        self.watch_current();
        self.happened(Happening::Limited { ampere: limit.map(Ampere::value) })
    }

    /// New amounts for the display. They are no accounting of the meter. Source: MT-02.
    pub fn push(
        &mut self,
        balance: MicroEuro,
        at: Instant,
        emergency_left: MicroEuro,
    ) -> Vec<Event> {
        self.pushed = Some(Pushed { balance, at, emergency_left });
        self.happened(Happening::Pushed)
    }

    /// A message for the display; an empty one takes it away.
    pub fn tell(&mut self, text: &str) -> Vec<Event> {
        self.message = (!text.is_empty()).then(|| text.into());
        self.happened(Happening::Told)
    }

    pub fn set_calendar(&mut self, calendar: MeterCalendar) {
        self.calendar = calendar;
    }

    /// Whether the menu of amounts is there, and the arrow over the euro.
    pub fn set_prepayment(&mut self, active: bool) {
        self.prepayment = active;
        if !active {
            self.face = Face::Asleep;
        }
    }

    /// Sets the clock. A quarter-hour that is jumped over ends now, and so does its day.
    pub fn set_clock(&mut self, shown: Instant) -> Vec<Event> {
        let mut events = Vec::new();
        let before = self.shown();
        self.clock.set(self.now, shown);
        let quarter = shown.0.div_euclid(QUARTER_US);
        if quarter != self.quarter {
            let ended = Instant((self.quarter + 1).saturating_mul(QUARTER_US));
            self.close_quarter(ended, &mut events);
            if shown.day() > before.day() {
                let what = Happening::Midnight { ended: before.day() };
                events.push(Event { at: self.now, what });
            }
            self.quarter = quarter;
        }
        events
    }

    /// The network fails or returns. The switch stays as it was. Source: MT-09, ST-17.
    pub fn set_network(&mut self, there: bool) -> Vec<Event> {
        if self.network == there {
            return Vec::new();
        }
        self.network = there;
        self.face = Face::Asleep;
        self.watch_current();
        self.happened(Happening::Network { there })
    }

    /// A short circuit in the installation: its breaker falls. Source: ST-18.
    pub fn short_circuit(&mut self) -> Vec<Event> {
        if !self.is_supplying() {
            return Vec::new();
        }
        self.main_breaker_up = false;
        self.watch_current();
        self.happened(Happening::MainBreaker { up: false })
    }
}

//! The card meter, electricity or gas.

use super::carrier::{Card, Way};
use super::machine::{BUTTONS, Cue, Mode};
use super::purse::Purse;
use super::reader::{Found, Slot, look_at};
use super::record::ReadOut;
use super::setup::{CardSetup, Works};
use crate::event::{By, Event, Happening};
use crate::load::{Draw, Load, Phase};
use crate::screen::Button;
use crate::smart_electricity::QUARTER_US;
use calendar::{Instant, TariffSlot};
use supply::ControlState;
use units::{Litres, MicroEuro, MilliWattHours, NanoEuroPerKwh};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardMeter {
    pub(super) setup: CardSetup,
    pub(super) now: Instant,
    pub(super) quarter: i64,
    pub(super) works: Works,
    pub(super) purse: Purse,
    pub(super) mode: Mode,
    pub(super) mode_since: Instant,
    pub(super) slot: Slot,
    pub(super) last_load: u32,
    pub(super) wants: Draw,
    pub(super) over_since: Option<Instant>,
    /// Presses of the blue button; 0 is the idle display.
    pub(super) blue: u8,
    pub(super) touched: Instant,
}

impl CardMeter {
    /// A meter as it is placed: supply on, slot empty.
    pub fn new(setup: CardSetup, at: Instant) -> Self {
        let quarter = setup.clock.shows(at).0.div_euclid(QUARTER_US);
        let mut meter = Self {
            now: at,
            quarter,
            works: Works::placed(setup.fuel),
            purse: Purse::opened_with(setup.balance, setup.debt),
            mode: Mode::Normal,
            mode_since: at,
            slot: Slot::Empty,
            last_load: 0,
            wants: Draw::default(),
            over_since: None,
            blue: 0,
            touched: at,
            setup,
        };
        meter.look_at_balance(&mut Vec::new());
        meter
    }

    /// The true instant up to which it has counted.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// What its clock shows.
    pub fn shown(&self) -> Instant {
        self.setup.clock.shows(self.now)
    }

    pub fn setup(&self) -> &CardSetup {
        &self.setup
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Negative while emergency credit or minimum supply is used.
    pub fn balance(&self) -> MicroEuro {
        self.purse.balance()
    }

    pub fn card(&self) -> Option<&Card> {
        match &self.slot {
            Slot::Empty => None,
            Slot::Refused(card)
            | Slot::Resting(card)
            | Slot::Reading { card, .. }
            | Slot::Taken { card, .. } => Some(card),
        }
    }

    /// Energy can be used: nothing stands open between the network and the installation.
    pub fn is_supplying(&self) -> bool {
        self.mode.allows_supply() && self.works.is_open()
    }

    /// What stops the energy, in the words of class 70.
    pub fn control_state(&self) -> ControlState {
        match &self.works {
            Works::Electricity { lever_up: true, .. } => ControlState::Connected,
            Works::Electricity { .. } if self.mode.allows_supply() => {
                ControlState::ReadyForReconnection
            }
            Works::Electricity { .. } => ControlState::Disconnected,
            Works::Gas { valve, .. } => valve.control_state(),
        }
    }

    /// Counts what `load` takes up to `to`, and does what becomes due on the way. Not later than
    /// now: only the load is looked at.
    pub fn advance(&mut self, to: Instant, load: &mut impl Load) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            self.wants = load.at(self.now);
            self.watch(&mut events);
            if self.now >= to {
                return events;
            }
            let end = self.step_end(to);
            let us = u64::try_from(end.0.saturating_sub(self.now.0)).unwrap_or(0);
            self.count(us);
            self.now = end;
            self.do_what_is_due(&mut events);
        }
    }

    pub fn press(&mut self, button: Button, held_s: u16) -> Vec<Event> {
        let mut events = Vec::new();
        if !BUTTONS.contains(&button) {
            return events;
        }
        match button {
            Button::Blue => self.press_blue(held_s, &mut events),
            Button::Red => {
                // Of the emergency credit nothing may be left when protected hours held it on.
                let spent = self.has_reached(self.emergency_end());
                let minimum = self.setup.minimum_supply.is_some();
                let electricity = matches!(self.works, Works::Electricity { .. });
                match self.mode {
                    Mode::Off2 if minimum && electricity => {
                        self.cue(Cue::RedForMinimum, By::Press, &mut events);
                    }
                    Mode::Held if spent => {}
                    _ => self.cue(Cue::Red, By::Press, &mut events),
                }
            }
            _ => self.lift_lever(&mut events),
        }
        self.watch_current();
        events
    }

    /// Puts a card in. It comes back if the slot is taken.
    pub fn insert(&mut self, card: Card, way: Way) -> Result<Vec<Event>, Box<Card>> {
        if !self.slot.is_empty() {
            return Err(Box::new(card));
        }
        self.blue = 0;
        let mut events = Vec::new();
        match look_at(&card, way, self.setup.serial, self.last_load) {
            Err(why) => {
                self.happened(Happening::CardRefused { why }, &mut events);
                self.slot = Slot::Refused(card);
            }
            Ok(Found::Credit(credit)) => {
                self.slot = Slot::Reading { card, credit, since: self.now };
            }
            Ok(Found::Nothing) => {
                let mut card = card;
                card.write(self.read_out());
                self.slot = Slot::Resting(card);
                self.happened(Happening::CardRead, &mut events);
            }
        }
        Ok(events)
    }

    /// Takes the card out; before the load was taken the card keeps it.
    pub fn eject(&mut self) -> Option<Card> {
        self.blue = 0;
        self.slot.eject()
    }

    /// Code 0: full power, and a debt that grows beside the balance. Source: MT-13.
    pub fn break_down(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        self.cue(Cue::Breaks, By::Purse, &mut events);
        events
    }

    /// A technician repairs it; what was used meanwhile becomes part of the debt.
    pub fn repair(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        if self.mode == Mode::Fault {
            self.purse.repair();
            self.enter(Mode::Normal, By::Purse, &mut events);
            self.look_at_balance(&mut events);
        }
        events
    }

    /// What the meter writes on a card, and what a technician reads.
    pub fn read_out(&self) -> ReadOut {
        ReadOut {
            meter: self.setup.serial,
            read_at: self.shown(),
            registers: self.registers(),
            mode: self.mode,
            opened_with: self.purse.opened_with,
            loaded: self.purse.loaded,
            charged: self.purse.charged(),
            fees: self.purse.fees,
            repaid: self.purse.repaid,
            balance: self.purse.balance(),
            debt: self.purse.debt,
            last_load: self.last_load,
        }
    }

    pub(super) fn happened(&self, what: Happening, events: &mut Vec<Event>) {
        events.push(Event { at: self.now, what });
    }

    /// The balance at which the emergency credit is used up.
    pub(super) fn emergency_end(&self) -> MicroEuro {
        MicroEuro(self.setup.emergency_limit.0.saturating_neg())
    }

    fn press_blue(&mut self, held_s: u16, events: &mut Vec<Event>) {
        if let Works::Gas { valve, .. } = &mut self.works {
            if valve.is_testing() {
                return;
            }
            if held_s >= self.setup.timing.press_s
                && let Some(what) = valve.start_test(self.now, self.setup.timing.leak_test_s)
            {
                self.blue = 0;
                self.happened(what, events);
                self.watch(events);
                return;
            }
        }
        self.blue = self.blue_after();
        self.touched = self.now;
    }

    fn lift_lever(&mut self, events: &mut Vec<Event>) {
        if self.mode == Mode::Tripped {
            self.cue(Cue::LeverUp, By::Press, events);
        }
        let allowed = self.mode.allows_supply();
        if let Works::Electricity { lever_up, .. } = &mut self.works
            && allowed
            && !*lever_up
        {
            *lever_up = true;
            let what = Happening::Switched { to: ControlState::Connected, by: By::Press };
            self.happened(what, events);
        }
    }

    pub(super) fn cue(&mut self, cue: Cue, by: By, events: &mut Vec<Event>) {
        let Some(next) = self.mode.after(cue) else { return };
        self.enter(next, by, events);
        if cue == Cue::Low {
            self.happened(Happening::Beep, events);
        }
    }

    fn enter(&mut self, mode: Mode, by: By, events: &mut Vec<Event>) {
        self.mode = mode;
        self.mode_since = self.now;
        self.happened(Happening::Moved { to: mode }, events);
        let moved = match (&mut self.works, mode.allows_supply()) {
            (Works::Electricity { lever_up, .. }, false) => {
                let fell = std::mem::replace(lever_up, false);
                fell.then_some(Happening::Switched { to: ControlState::Disconnected, by })
            }
            // A lever that fell is lifted by a hand.
            (Works::Electricity { .. }, true) => None,
            (Works::Gas { valve, .. }, false) => valve.shut(by),
            (Works::Gas { valve, .. }, true) => valve.release(by),
        };
        if let Some(what) = moved {
            self.happened(what, events);
        }
    }

    /// What the balance means for the mode, in order of depth.
    pub(super) fn look_at_balance(&mut self, events: &mut Vec<Event>) {
        let protected = self.protected();
        if self.has_reached(self.setup.warning_at) {
            self.cue(Cue::Low, By::Purse, events);
        }
        if self.has_reached(MicroEuro::ZERO) {
            let cue = if protected { Cue::ZeroProtected } else { Cue::Zero };
            self.cue(cue, By::Purse, events);
        }
        let helped = protected && !self.setup.emergency_ends_protection;
        if self.has_reached(self.emergency_end()) && (!helped || self.mode == Mode::Off1) {
            self.cue(Cue::LimitReached, By::Purse, events);
        }
    }

    fn protected(&self) -> bool {
        let hours = self.setup.protected_hours.as_ref();
        hours.is_some_and(|hours| hours.contains(self.shown()))
    }

    /// Looks at what is wanted now: a leak test sees flow, a limiter too much current.
    fn watch(&mut self, events: &mut Vec<Event>) {
        let flows = self.wants.litres_per_h > 0;
        if let Works::Gas { valve, .. } = &mut self.works
            && let Some(what) = valve.watch(self.now, flows)
        {
            self.happened(what, events);
        }
        self.watch_current();
    }

    fn watch_current(&mut self) {
        let [phase, ..] = self.wants.phases;
        let limit = self.setup.minimum_supply.filter(|_| self.mode == Mode::Limited);
        let over = self.is_supplying() && limit.is_some_and(|limit| limit.is_exceeded(phase));
        self.over_since = if over { self.over_since.or(Some(self.now)) } else { None };
    }

    pub(super) fn is_peak(&self) -> bool {
        match &self.works {
            Works::Electricity { rates, .. } => rates.slot(self.shown()) == TariffSlot::Peak,
            Works::Gas { .. } => true,
        }
    }

    pub(super) fn price(&self) -> NanoEuroPerKwh {
        let [peak, off_peak] = self.setup.prices;
        if self.is_peak() { peak } else { off_peak }
    }

    /// A card meter counts what is taken; what is injected it does not know.
    pub(super) fn watt(&self) -> u32 {
        let [Phase { watt, .. }, ..] = self.wants.phases;
        u32::try_from(watt.max(0)).unwrap_or(0)
    }

    fn count(&mut self, us: u64) {
        if !self.is_supplying() {
            return;
        }
        let (peak_now, price, watt) = (self.is_peak(), self.price(), self.watt());
        let used = match &mut self.works {
            Works::Electricity { peak, off_peak, .. } => {
                let register = if peak_now { peak } else { off_peak };
                MilliWattHours(register.add(watt, us))
            }
            Works::Gas { volume, factor, energy, carry, .. } => {
                let litres = Litres(volume.add(self.wants.litres_per_h, us));
                let Some((used, left)) = factor.energy_of(litres, *carry) else { return };
                *carry = left;
                *energy = MilliWattHours(energy.0.saturating_add(used.0));
                used
            }
        };
        match self.mode {
            Mode::Fault => self.purse.charge_as_fault(used, price),
            _ => self.purse.charge(used, price),
        }
    }
}

//! What the display of a smart electricity meter shows now.

use super::SmartElectricity;
use super::screens::{self, Face};
use super::switch::Switch;
use crate::screen::{Hint, Screen, ScreenRow, Shows, Symbol, Symbols, Value};
use calendar::TariffSlot;

impl SmartElectricity {
    /// There is a screen in every state.
    pub fn display(&self) -> Screen {
        let row = self.row();
        Screen { row, value: self.value(row.shows), symbols: self.symbols(), hint: self.hint() }
    }

    /// The face as it is now: asleep if nobody has touched it for a while.
    pub(super) fn face(&self) -> Face {
        let idle_s = self.now.seconds_since(self.touched);
        if idle_s >= i64::from(self.timing.idle_s) { Face::Asleep } else { self.face }
    }

    fn row(&self) -> ScreenRow {
        match self.face() {
            _ if !self.network => screens::ASLEEP,
            Face::Asleep => screens::ASLEEP,
            Face::Home => self.home_row(),
            Face::Updated => screens::UPDATED,
            Face::Balance => screens::BALANCE,
            Face::Emergency => screens::EMERGENCY,
        }
    }

    /// The registers in turn, since the display was touched; a message comes before them.
    fn home_row(&self) -> ScreenRow {
        let message = self.message.is_some().then_some(screens::MESSAGE);
        let rows = || message.into_iter().chain(screens::HOME);
        let turn = self.now.seconds_since(self.touched) / i64::from(self.timing.rotate_s.max(1));
        let turn = usize::try_from(turn).unwrap_or(0) % rows().count();
        rows().nth(turn).unwrap_or(screens::ASLEEP)
    }

    fn value(&self, shows: Shows) -> Value {
        let [t1, t2, e1, e2] = self.registers();
        match shows {
            Shows::ImportPeak => Value::Energy(t1),
            Shows::ImportOffPeak => Value::Energy(t2),
            Shows::ExportPeak => Value::Energy(e1),
            Shows::ExportOffPeak => Value::Energy(e2),
            Shows::Message => self.message.clone().map_or(Value::Blank, Value::Text),
            Shows::UpdatedAt => self.pushed.map_or(Value::Dashes, |p| Value::Moment(p.at)),
            Shows::PushedBalance => {
                self.pushed.map_or(Value::Dashes, |p| Value::balance(p.balance))
            }
            Shows::PushedEmergency => {
                self.pushed.map_or(Value::Dashes, |p| Value::balance(p.emergency_left))
            }
            _ => Value::Blank,
        }
    }

    fn symbols(&self) -> Symbols {
        if !self.network {
            return Symbols::default();
        }
        let closed = self.switch.is_closed();
        let ready = matches!(self.switch, Switch::Ready | Switch::Overloaded { .. });
        let peak = self.calendar.slot(self.shown()) == TariffSlot::Peak;
        Symbols::default()
            .with_if(self.prepayment, Symbol::ArrowOverEuro)
            .with(if closed { Symbol::SwitchClosed } else { Symbol::SwitchOpen })
            .with_if(ready, Symbol::ArrowBlinks)
            .with(if peak { Symbol::Tariff1 } else { Symbol::Tariff2 })
    }

    fn hint(&self) -> Option<Hint> {
        match self.switch {
            _ if !self.network => Some(Hint::WaitForNetwork),
            Switch::Disconnected => Some(Hint::TopUp),
            Switch::Ready => Some(Hint::HoldGreen),
            Switch::Overloaded { .. } => Some(Hint::UnplugThenHoldGreen),
            Switch::Connected if !self.main_breaker_up => Some(Hint::LiftMainBreaker),
            Switch::Connected => None,
        }
    }
}

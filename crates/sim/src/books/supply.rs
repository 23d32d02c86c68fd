//! Supply, limiter, commands and their answers, presses, and the reminders around them.

use super::account::{Account, CreditState, Due};
use calendar::{Instant, SettlementDay};
use units::Energy;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Supply {
    Connected,
    DisconnectOrdered,
    Disconnected,
    ReconnectOrdered,
    ReadyForReconnection,
    LeakTesting,
}

impl Supply {
    pub fn name(self) -> &'static str {
        match self {
            Self::Connected => "Connected",
            Self::DisconnectOrdered => "DisconnectOrdered",
            Self::Disconnected => "Disconnected",
            Self::ReconnectOrdered => "ReconnectOrdered",
            Self::ReadyForReconnection => "ReadyForReconnection",
            Self::LeakTesting => "LeakTesting",
        }
    }

    /// Nothing flows.
    pub fn is_off(self) -> bool {
        match self {
            Self::Connected | Self::DisconnectOrdered => false,
            Self::Disconnected
            | Self::ReconnectOrdered
            | Self::ReadyForReconnection
            | Self::LeakTesting => true,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limiter {
    Off,
    OnOrdered,
    On,
    OffOrdered,
}

impl Limiter {
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "Off",
            Self::OnOrdered => "OnOrdered",
            Self::On => "On",
            Self::OffOrdered => "OffOrdered",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Disconnect,
    Limit,
    Release,
    Unlimit,
}

#[derive(Debug)]
pub(super) struct Command {
    pub order: Order,
    /// When the meter will answer, if it is not silent.
    pub answer_due: Option<Instant>,
    /// Neither answered nor expired.
    pub open: bool,
}

/// The state in force at `at`: changes at that very instant count.
fn at_instant<T: Copy>(changes: &[(Instant, T)], at: Instant, before_all: T) -> T {
    changes.iter().rev().find(|(since, _)| *since <= at).map_or(before_all, |(_, state)| *state)
}

impl Account<'_> {
    pub fn supply_at(&self, at: Instant) -> Supply {
        at_instant(&self.supply, at, Supply::Connected)
    }

    pub fn supply_now(&self) -> Supply {
        self.supply_at(self.now)
    }

    pub fn limiter_at(&self, at: Instant) -> Limiter {
        at_instant(&self.limiter, at, Limiter::Off)
    }

    pub fn limiter_now(&self) -> Limiter {
        self.limiter_at(self.now)
    }

    /// Supply states within a day: the one at its start and all after it. A point that was off when it
    /// was ordered off stays off.
    fn supplies_of(&self, day: SettlementDay) -> Vec<Supply> {
        let mut before = Supply::Connected;
        let (mut at_start, mut within) = (Supply::Connected, Vec::new());
        for (at, state) in &self.supply {
            let still_off = *state == Supply::DisconnectOrdered && before.is_off();
            let shown = if still_off { Supply::Disconnected } else { *state };
            before = *state;
            if *at <= day.start() {
                at_start = shown;
            } else if *at < day.end() {
                within.push(shown);
            }
        }
        std::iter::once(at_start).chain(within).collect()
    }

    /// The supply was off at some moment of the day.
    pub fn interrupted(&self, day: SettlementDay) -> bool {
        self.supplies_of(day).iter().any(|supply| supply.is_off())
    }

    /// The supply was off at every moment of the day.
    pub fn off_all_day(&self, day: SettlementDay) -> bool {
        self.supplies_of(day).iter().all(|supply| supply.is_off())
    }

    /// When the time under the limiter began that `at` lies in, if the limiter is on then. A lift that
    /// failed does not begin another.
    pub fn limited_since(&self, at: Instant) -> Option<Instant> {
        let (mut since, mut before) = (None, Limiter::Off);
        for (changed, limiter) in self.limiter.iter().filter(|(changed, _)| *changed <= at) {
            if *limiter == Limiter::On && before == Limiter::OnOrdered {
                since = Some(*changed);
            }
            before = *limiter;
        }
        since.filter(|_| before == Limiter::On)
    }

    fn set_supply(&mut self, supply: Supply) {
        self.supply.push((self.now, supply));
    }

    fn set_limiter(&mut self, limiter: Limiter) {
        self.limiter.push((self.now, limiter));
    }

    /// The meter gave a sign of life. A release or lift that it missed is answered from here on; a
    /// cut or limit that it missed expires.
    pub fn meter_heard(&mut self) {
        self.heard.push(self.now);
        if !self.silent {
            return;
        }
        self.silent = false;
        let due = self.now.plus_s(self.scenario.answers_s.connect);
        let mut answers = Vec::new();
        for (place, command) in self.commands.iter_mut().enumerate() {
            if command.open && matches!(command.order, Order::Release | Order::Unlimit) {
                command.answer_due = Some(due);
                answers.push(place);
            }
        }
        for place in answers {
            self.note(due, Due::Answer(place));
        }
    }

    /// From now on the meter answers nothing, not even what it was asked before.
    pub fn meter_silent(&mut self) {
        self.silent = true;
        for command in &mut self.commands {
            command.answer_due = None;
        }
    }

    fn send(&mut self, order: Order) {
        let delays = &self.scenario.answers_s;
        let delay_s = match order {
            Order::Disconnect => delays.disconnect,
            Order::Limit => delays.limit,
            Order::Release => delays.connect,
            Order::Unlimit => delays.unlimit,
        };
        let place = self.commands.len();
        let answer_due = (!self.silent).then(|| self.now.plus_s(delay_s));
        self.commands.push(Command { order, answer_due, open: true });
        if let Some(due) = answer_due {
            self.note(due, Due::Answer(place));
        }
        match order {
            Order::Disconnect | Order::Limit => {
                let life_min = self.parameter("cut.order_life_min", self.today());
                self.note(self.now.plus_min(life_min), Due::OrderExpires(place));
            }
            Order::Release => {
                let alarm_min = self.parameter("reconnect.alarm_min", self.today());
                self.note(self.now.plus_min(alarm_min), Due::ReconnectAlarm(place));
            }
            Order::Unlimit => {}
        }
    }

    pub fn order_disconnect(&mut self) {
        self.set_supply(Supply::DisconnectOrdered);
        self.send(Order::Disconnect);
        self.tell("order_disconnect");
    }

    pub fn order_limit(&mut self) {
        self.set_limiter(Limiter::OnOrdered);
        self.send(Order::Limit);
        self.tell("order_limit");
    }

    pub fn order_release(&mut self) {
        self.set_supply(Supply::ReconnectOrdered);
        self.send(Order::Release);
        self.tell("order_release");
    }

    /// Source: ST-09, and the limiter machine of 3.7.
    pub fn release_if_enough(&mut self) {
        if self.balance() < self.reconnect_level() {
            return;
        }
        if self.supply_now() == Supply::Disconnected {
            self.order_release();
        }
        if self.limiter_now() == Limiter::On {
            self.set_limiter(Limiter::OffOrdered);
            self.send(Order::Unlimit);
            self.tell("order_unlimit");
        }
    }

    pub fn answer(&mut self, place: usize) -> Result<(), String> {
        let now = self.now;
        let command = self.commands.get_mut(place).ok_or("an answer to no command")?;
        if !command.open || command.answer_due != Some(now) {
            return Ok(());
        }
        command.open = false;
        let order = command.order;
        self.meter_heard();
        match order {
            Order::Disconnect => {
                self.set_supply(Supply::Disconnected);
                let hours = self.parameter("offsupply.task_h", self.today());
                self.note(now.plus_h(hours), Due::OffSupplyTask);
                self.tell("cut_confirmed");
                self.release_if_enough();
                let graced = std::mem::take(&mut self.grace_while_ordered) && self.has_grace();
                if graced && self.supply_now() == Supply::Disconnected {
                    self.order_release();
                }
            }
            Order::Limit => {
                self.set_limiter(Limiter::On);
                self.tell("limit_confirmed");
                self.release_if_enough();
            }
            Order::Release => {
                self.set_supply(Supply::ReadyForReconnection);
                self.note(now.plus_h(24), Due::PressReminder);
                self.tell("release_confirmed");
            }
            Order::Unlimit => {
                self.set_limiter(Limiter::Off);
                self.tell("unlimit_confirmed");
            }
        }
        Ok(())
    }

    /// Source: ST-07.
    pub fn order_expires(&mut self, place: usize) {
        let Some(command) = self.commands.get_mut(place) else { return };
        if !command.open {
            return;
        }
        command.open = false;
        if command.order == Order::Limit {
            self.set_limiter(Limiter::Off);
        } else {
            // The supply is what it was before the order.
            let before = self.supply.iter().rev().nth(1).map_or(Supply::Connected, |(_, s)| *s);
            let ready = before == Supply::ReadyForReconnection;
            self.grace_while_ordered = false;
            self.set_supply(if ready { before } else { Supply::Connected });
        }
        self.tell("order_expired");
    }

    /// Source: ST-11.
    pub fn reconnect_alarm(&mut self, place: usize) {
        if self.commands.get(place).is_some_and(|command| command.open) {
            self.tell("reconnect_alarm");
        }
    }

    /// Ready since exactly a day: a later release or a failed leak test has its own reminder.
    /// Source: ST-20.
    pub fn press_reminder(&mut self) {
        let ready_since = self.supply.last();
        if ready_since == Some(&(self.now.plus_h(-24), Supply::ReadyForReconnection)) {
            self.tell("press_reminder");
        }
    }

    /// Source: CG-21.
    pub fn off_supply_task(&mut self) {
        let cut = self.supply.iter().rev().find(|(_, supply)| *supply == Supply::Disconnected);
        let Some(&(cut_at, _)) = cut else { return };
        let hours = self.parameter("offsupply.task_h", self.today());
        let on_time = cut_at.plus_h(hours) == self.now;
        let paid = self.money_in.iter().any(|at| *at >= cut_at);
        if on_time && self.supply_now().is_off() && !paid {
            self.tell("off_supply_task");
        }
    }

    /// Source: ST-12, ST-13.
    pub fn press(&mut self) {
        self.meter_heard();
        if self.supply_now() != Supply::ReadyForReconnection {
            self.tell("press");
            return;
        }
        match self.scenario.energy {
            Energy::Electricity => {
                self.set_supply(Supply::Connected);
                self.tell("connected");
            }
            Energy::Gas => {
                self.set_supply(Supply::LeakTesting);
                let seconds = self.parameter("gas.leak_test_s", self.today());
                self.note(self.now.plus_s(seconds), Due::LeakTestEnd);
                self.tell("leak_test_started");
            }
        }
    }

    /// Source: ST-15.
    pub fn leak(&mut self) {
        if self.supply_now() != Supply::LeakTesting {
            self.tell("leak");
            return;
        }
        self.set_supply(Supply::ReadyForReconnection);
        self.note(self.now.plus_h(24), Due::PressReminder);
        self.tell("leak_test_failed");
    }

    /// Source: ST-14.
    pub fn leak_test_end(&mut self) {
        let seconds = self.parameter("gas.leak_test_s", self.today());
        if self.supply.last() == Some(&(self.now.plus_s(-seconds), Supply::LeakTesting)) {
            self.set_supply(Supply::Connected);
            self.tell("leak_test_passed");
        }
    }

    /// `last_call` and `last_sms` before the protected hours end in the morning of `end_day`.
    /// Source: DOMAIN 13, notice.last_call.
    pub fn last_call(&mut self, name: &str, end_day: SettlementDay) {
        let called = self.working_day(end_day)
            && self.in_protected_hours(self.now)
            && self.credit_state() == CreditState::Exhausted
            && self.supply_now() == Supply::Connected
            && self.limiter_now() == Limiter::Off
            && self.moved_out.is_none()
            && !self.flags.iter().any(|flag| flag == "death");
        if called {
            self.tell(name);
        }
    }
}

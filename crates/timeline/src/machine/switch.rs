//! What the meter says of its switch when it is asked, against what the platform believes of it.

use super::{Timeline, TimelineError};
use crate::output::Sent;
use calendar::Instant;
use prepay::Rules;
use supply::{Cause, CommandKind, ControlState, MeterCommand, SupplyEvent, SupplyState};
use units::Energy;

impl Timeline {
    /// Asks the meter for its switch, where the meter's words are facts. The question has a name of its
    /// own, so that it takes no number from the orders.
    pub(super) fn ask_state(&mut self, at: Instant) {
        if self.answers.is_some() {
            return;
        }
        let id = format!("{}-state-{}", self.account.ean, at.0);
        let command = MeterCommand::new(id, CommandKind::Read, Cause::Push, at, None);
        let asked = Sent::Command(command);
        if !self.sent.contains(&asked) {
            self.sent.push(asked);
        }
    }

    /// Whether a state that was read at `read_at` is older than what the meter has said since, or than the
    /// order that is under way: another worker may have read it before, and tell it only now. Source: MT-07.
    pub(super) fn is_overtaken(&self, read_at: Instant) -> bool {
        let orders = self.order.iter().chain(&self.release);
        self.last_word.is_some_and(|word| read_at < word)
            || orders.into_iter().any(|order| read_at < order.command.given_at)
    }

    /// Takes in what the meter says of its switch. What an order or a person was to bring about is
    /// confirmed by it; anything else is found, and the platform believes the meter. A supply that is
    /// found off without an order is released at once, whatever the balance. Source: MT-07, ST-12, ST-14.
    pub(super) fn see_switch(
        &mut self,
        at: Instant,
        control: ControlState,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        use ControlState as C;
        use SupplyState as S;
        self.heard_again(at);
        match (self.supply, control) {
            (S::DisconnectOrdered, C::Disconnected) => self.cut_confirmed(at, rules),
            (S::ReconnectOrdered, C::ReadyForReconnection) => self.release_confirmed(at, rules),
            // Released and pressed before anybody asked again.
            (S::ReconnectOrdered, C::Connected) => {
                self.release_confirmed(at, rules)?;
                self.seen_pressed(at, rules)
            }
            (S::ReadyForReconnection, C::Connected) if !self.ordered_while_off => {
                self.seen_pressed(at, rules)
            }
            (S::LeakTesting, C::Connected) => self.leak_test_passed(at, rules),
            (S::Connected | S::ReadyForReconnection | S::LeakTesting, C::Disconnected) => {
                self.found_off(at, rules)
            }
            (S::Disconnected, C::Connected | C::ReadyForReconnection) => {
                self.found_on(at, control, rules)
            }
            // As believed; or a trip of the breaker, which is the customer's to re-arm (ST-18); or an
            // order that is still to act.
            (S::Connected | S::DisconnectOrdered, C::Connected | C::ReadyForReconnection)
            | (S::Disconnected | S::ReconnectOrdered, C::Disconnected)
            | (S::ReadyForReconnection, C::ReadyForReconnection | C::Connected)
            | (S::LeakTesting, C::ReadyForReconnection) => Ok(()),
        }
    }

    /// Somebody has pressed, and for gas the leak test has passed. Source: ST-12, ST-13, ST-14.
    fn seen_pressed(&mut self, at: Instant, rules: Rules<'_>) -> Result<(), TimelineError> {
        self.move_supply(at, SupplyEvent::Pressed)?;
        match self.account.energy() {
            Energy::Gas => self.leak_test_passed(at, rules),
            Energy::Electricity => {
                self.back_on();
                self.say(at, "connected", Vec::new(), rules);
                Ok(())
            }
        }
    }

    /// Nobody's order, or one that had ended: no proof stands behind it any more.
    fn found_off(&mut self, at: Instant, rules: Rules<'_>) -> Result<(), TimelineError> {
        self.move_supply(at, SupplyEvent::Found(ControlState::Disconnected))?;
        self.testing_since = None;
        self.ready_since = None;
        self.off_since.get_or_insert(at);
        self.off_task_done = false;
        self.topped_up_since_off = false;
        self.say(at, "found_off", Vec::new(), rules);
        self.task(at, "found_off");
        let order = format!("{}-{}", self.account.ean, self.orders_given);
        self.release(at, Cause::Ended { order }, rules)
    }

    /// On, or ready, without a release of ours: somebody was there.
    fn found_on(
        &mut self,
        at: Instant,
        control: ControlState,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.move_supply(at, SupplyEvent::Found(control))?;
        match control {
            ControlState::Connected => self.back_on(),
            ControlState::ReadyForReconnection => {
                self.ready_since = Some(at);
                self.reminded = false;
            }
            ControlState::Disconnected => {}
        }
        self.say(at, "found_on", Vec::new(), rules);
        self.task(at, "found_on");
        self.ask_if_ready(at);
        Ok(())
    }

    /// A supply that waits for a press is asked until somebody has pressed.
    fn ask_if_ready(&mut self, at: Instant) {
        if self.supply == SupplyState::ReadyForReconnection {
            self.ask_state(at);
        }
    }
}

//! Orders to the meter, and what its answers do.

use super::{Timeline, TimelineError};
use crate::meter::UnderWay;
use crate::output::Sent;
use calendar::{Instant, SettlementDay};
use guards::{CutCase, Decision, Guard, Measure};
use prepay::Rules;
use supply::{
    Cause, CommandEvent, CommandKind, LimiterClock, LimiterEvent, LimiterState, MeterCommand,
    SupplyEvent, SupplyState,
};
use units::MicroEuro;

impl Timeline {
    pub(super) fn command(
        &mut self,
        at: Instant,
        kind: CommandKind,
        cause: Cause,
        expires_at: Option<Instant>,
    ) -> MeterCommand {
        self.orders_given = self.orders_given.saturating_add(1);
        let id = format!("{}-{}", self.account.ean, self.orders_given);
        MeterCommand::new(id, kind, cause, at, expires_at)
    }

    fn send(&mut self, order: &mut UnderWay, at: Instant) {
        order.command.hear(CommandEvent::Sent, at);
        order.sent_at = Some(at);
        order.answer_at = self.answer_at(&order.command.kind, at);
        self.sent.push(Sent::Command(order.command.clone()));
    }

    fn answer_at(&self, kind: &CommandKind, at: Instant) -> Option<Instant> {
        let delays = self.answers.filter(|_| !self.silent)?;
        let delay = match kind {
            CommandKind::Disconnect => delays.disconnect,
            CommandKind::Connect => delays.connect,
            CommandKind::Limit { .. } => delays.limit,
            CommandKind::Unlimit => delays.unlimit,
            CommandKind::Read
            | CommandKind::Display { .. }
            | CommandKind::Message { .. }
            | CommandKind::SetCalendar { .. }
            | CommandKind::SetClock => return None,
        };
        Some(at.plus_s(delay))
    }

    fn under_way(command: MeterCommand) -> UnderWay {
        UnderWay { command, sent_at: None, answer_at: None, alarmed: false }
    }

    /// ST-01, ST-02, ST-16: an order leaves with its proof.
    pub(super) fn order(
        &mut self,
        at: Instant,
        measure: Measure,
        expires_at: Instant,
        proof: String,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let cause = Cause::Exhausted { proof };
        self.ordered_after = Some(at.day().previous());
        self.was_confirmed = false;
        self.undone = None;
        self.refused_for = Vec::new();
        match measure {
            Measure::Disconnect => {
                let command = self.command(at, CommandKind::Disconnect, cause, Some(expires_at));
                self.ordered_while_off = self.supply == SupplyState::ReadyForReconnection;
                self.ready_since = None;
                self.move_supply(at, SupplyEvent::OrderDisconnect)?;
                self.order = Some(Self::under_way(command));
                self.say(at, "order_disconnect", Vec::new(), rules);
                if self.send_after_s == 0 {
                    self.send_order(at, rules)?;
                }
            }
            Measure::Limit { ampere } => {
                let command =
                    self.command(at, CommandKind::Limit { ampere }, cause, Some(expires_at));
                self.move_limiter(LimiterEvent::OrderOn);
                self.limit_order = Some(Self::under_way(command));
                self.say(at, "order_limit", Vec::new(), rules);
                if self.send_after_s == 0 {
                    self.send_limit_order(at, rules)?;
                }
            }
        }
        Ok(())
    }

    fn move_limiter(&mut self, event: LimiterEvent) {
        if let Some(next) = self.limiter.after(event) {
            self.limiter = next;
        }
    }

    /// At sending the guards that can change are checked again. Source: CG-17.
    pub(super) fn send_order(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let Some(mut order) = self.order.take() else { return Ok(()) };
        // Sent as it was decided, nothing can have changed.
        let at_once = order.command.given_at == at;
        let kind = &order.command.kind;
        let failing = if at_once { Vec::new() } else { self.failing_at_sending(kind, at, rules)? };
        if failing.is_empty() {
            self.send(&mut order, at);
            self.order = Some(order);
            return Ok(());
        }
        self.withdraw(at, failing, rules)
    }

    pub(super) fn send_limit_order(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let Some(mut order) = self.limit_order.take() else { return Ok(()) };
        let on = matches!(order.command.kind, CommandKind::Limit { .. });
        let waited = order.command.given_at < at;
        let failing = if on && waited {
            self.failing_at_sending(&order.command.kind, at, rules)?
        } else {
            Vec::new()
        };
        if failing.is_empty() {
            self.send(&mut order, at);
            self.limit_order = Some(order);
        } else {
            self.move_limiter(LimiterEvent::TimedOut);
            self.say(at, "order_withdrawn", failing, rules);
        }
        Ok(())
    }

    /// What holds an order of this kind back now, whatever it was when it was given.
    fn failing_at_sending(
        &self,
        kind: &CommandKind,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<Vec<Guard>, TimelineError> {
        // Who comes never stands in the dark for who leaves. Source: PA-26.
        if self.account.is_leaving() {
            return Ok(vec![Guard::Lawful]);
        }
        let (case, _) = self.cut_case(at, rules);
        let (decision, _) = guards::evaluate(&case);
        Ok(match decision {
            // Someone who was protected since is limited at most. Source: CG-05.
            Decision::Order { measure: Measure::Limit { .. }, .. }
                if *kind == CommandKind::Disconnect =>
            {
                vec![Guard::RightMeasure]
            }
            Decision::Order { .. } => Vec::new(),
            Decision::Refused { failing } => {
                let again = |guard: &Guard| guard.is_checked_at_sending() || pauses(*guard, &case);
                failing.into_iter().filter(again).collect()
            }
        })
    }

    /// ST-05: an order that was not sent yet is taken back when its ground falls away.
    pub(super) fn withdraw_unsent(
        &mut self,
        at: Instant,
        failing: Vec<Guard>,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if self.order.as_ref().is_some_and(|order| order.sent_at.is_none()) {
            self.order = None;
            self.withdraw(at, failing, rules)?;
        }
        let unsent_limit = self.limit_order.as_ref().is_some_and(|order| {
            order.sent_at.is_none() && matches!(order.command.kind, CommandKind::Limit { .. })
        });
        if unsent_limit {
            self.limit_order = None;
            self.move_limiter(LimiterEvent::TimedOut);
            self.say(at, "order_withdrawn", Vec::new(), rules);
        }
        Ok(())
    }

    fn withdraw(
        &mut self,
        at: Instant,
        failing: Vec<Guard>,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.end_order_without_cut(at, SupplyEvent::OrderWithdrawn)?;
        self.say(at, "order_withdrawn", failing, rules);
        Ok(())
    }

    /// The supply is as it was before the order.
    fn end_order_without_cut(
        &mut self,
        at: Instant,
        event: SupplyEvent,
    ) -> Result<(), TimelineError> {
        self.move_supply(at, event)?;
        self.grace_while_ordered = false;
        if self.ordered_while_off {
            self.ordered_while_off = false;
            self.supply = SupplyState::ReadyForReconnection;
            self.ready_since = Some(at);
            self.reminded = false;
            self.record_supply(at);
            self.ask_state(at);
        }
        Ok(())
    }

    /// ST-07.
    pub(super) fn order_expired(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let Some(mut order) = self.order.take() else { return Ok(()) };
        order.command.expire(at);
        self.end_order_without_cut(at, SupplyEvent::OrderFailed)?;
        self.say(at, "order_expired", Vec::new(), rules);
        self.task(at, "order_expired");
        self.ask_state(at);
        Ok(())
    }

    pub(super) fn limit_expired(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let Some(mut order) = self.limit_order.take() else { return Ok(()) };
        order.command.expire(at);
        self.move_limiter(LimiterEvent::TimedOut);
        self.record_supply(at);
        self.say(at, "order_expired", Vec::new(), rules);
        if matches!(order.command.kind, CommandKind::Limit { .. }) {
            self.lift_what_may_be(at, &order.command.id);
        }
        Ok(())
    }

    /// A limit that was ordered and has ended may have come through without its answer: nobody stays under
    /// one that nobody knows of. Source: MT-07.
    fn lift_what_may_be(&mut self, at: Instant, order: &str) {
        if self.answers.is_none() {
            let cause = Cause::Ended { order: order.to_owned() };
            let lift = self.command(at, CommandKind::Unlimit, cause, None);
            self.sent.push(Sent::Command(lift));
        }
    }

    /// ST-06, and ST-08: a release that waits leaves at once.
    pub(super) fn cut_confirmed(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let Some(mut order) = self.order.take() else { return Ok(()) };
        order.command.hear(CommandEvent::ReadBack, at);
        self.account.readings.heard(at);
        self.ordered_while_off = false;
        self.move_supply(at, SupplyEvent::CutConfirmed)?;
        self.was_confirmed = true;
        self.off_since = Some(at);
        self.off_task_done = false;
        self.topped_up_since_off = false;
        self.say(at, "cut_confirmed", Vec::new(), rules);
        self.notify(at, "cut_confirmed");
        match self.undone.take() {
            Some(run) => self.release(at, Cause::Undo { run }, rules)?,
            None if self.account.is_leaving() => {
                self.release(at, Cause::PrepaymentEnded, rules)?;
            }
            None => self.restore(at, rules)?,
        }
        if std::mem::take(&mut self.grace_while_ordered) {
            self.release_by_grace(at, rules)?;
        }
        Ok(())
    }

    /// What was ordered after the night of `day` is taken back, whatever the balance. Source: CG-18.
    pub(super) fn undo(
        &mut self,
        at: Instant,
        day: SettlementDay,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let hours = rules.parameters.at(at.day(), at).cut_after_undo_h;
        if self.ordered_after != Some(day) {
            // Nothing was ordered here, and nothing is any more.
            if self.fleet.day == Some(day) {
                self.held_after_undo_until = Some(at.plus_h(hours));
            }
            return Ok(());
        }
        let run = day.to_string();
        self.held_after_undo_until = Some(at.plus_h(hours));
        self.say(at, "undo", Vec::new(), rules);
        self.withdraw_unsent(at, vec![Guard::WayBack], rules)?;
        if self.supply == SupplyState::DisconnectOrdered || self.limiter == LimiterState::OnOrdered
        {
            self.undone = Some(run.clone());
        }
        self.release(at, Cause::Undo { run: run.clone() }, rules)?;
        if self.limiter == LimiterState::On {
            self.lift_limit(at, Cause::Undo { run }, rules);
        }
        Ok(())
    }

    /// An order that had not reached the meter is taken back. Source: CG-17.
    pub(super) fn hold_back(
        &mut self,
        at: Instant,
        command: &str,
        failing: Vec<Guard>,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let is = |order: &Option<UnderWay>| {
            order.as_ref().is_some_and(|order| order.command.id == command)
        };
        if is(&self.order) {
            self.order = None;
            self.refused_for.clone_from(&failing);
            return self.withdraw(at, failing, rules);
        }
        if is(&self.limit_order) {
            self.limit_order = None;
            self.move_limiter(LimiterEvent::TimedOut);
            self.say(at, "order_withdrawn", failing, rules);
            self.lift_what_may_be(at, command);
            return Ok(());
        }
        if self.by_hand.remove(command).is_some() {
            self.say(at, "order_withdrawn", failing, rules);
        }
        Ok(())
    }

    /// Whether an order has neither been confirmed nor ended, by its time or by being withdrawn.
    pub fn is_under_way(&self, command: &str) -> bool {
        let orders = self.order.iter().chain(&self.release).chain(&self.limit_order);
        self.by_hand.contains_key(command)
            || orders.into_iter().any(|order| order.command.id == command)
    }

    /// The guards that hold an order back at the moment at which it would leave. Source: CG-17.
    pub fn holds_back(
        &self,
        command: &str,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<Vec<Guard>, TimelineError> {
        let is = |order: &&UnderWay| order.command.id == command;
        let Some(order) = self.order.iter().chain(&self.limit_order).find(is) else {
            return Ok(self.holds_by_hand(command, at));
        };
        match order.command.kind {
            CommandKind::Disconnect | CommandKind::Limit { .. } => {
                self.failing_at_sending(&order.command.kind, at, rules)
            }
            CommandKind::Connect
            | CommandKind::Unlimit
            | CommandKind::Read
            | CommandKind::Display { .. }
            | CommandKind::Message { .. }
            | CommandKind::SetCalendar { .. }
            | CommandKind::SetClock => Ok(Vec::new()),
        }
    }

    /// ST-09 and the end of the limiter: what the balance allows is ordered at once.
    pub(super) fn restore(&mut self, at: Instant, rules: Rules<'_>) -> Result<(), TimelineError> {
        let balance = self.account.balance();
        let reached = balance >= self.levels(at, rules).reconnect;
        if self.state != prepay::CreditState::Exhausted {
            self.withdraw_unsent(at, Vec::new(), rules)?;
        }
        if !reached {
            return Ok(());
        }
        if self.supply == SupplyState::Disconnected {
            self.release(at, Cause::BalanceReached { balance }, rules)?;
        }
        if self.limiter == LimiterState::On {
            self.lift_limit(at, Cause::BalanceReached { balance }, rules);
        }
        self.lift_what_people_limited(at, Cause::BalanceReached { balance }, rules);
        Ok(())
    }

    pub(super) fn lift_limit(&mut self, at: Instant, cause: Cause, rules: Rules<'_>) {
        // Whoever set one, the meter has one limit.
        self.limited_for_lack = None;
        let command = self.command(at, CommandKind::Unlimit, cause, None);
        self.move_limiter(LimiterEvent::OrderOff);
        self.record_supply(at);
        let mut order = Self::under_way(command);
        self.say(at, "order_unlimit", Vec::new(), rules);
        self.send(&mut order, at);
        self.limit_order = Some(order);
    }

    /// The meter's display is told at once when a payment reaches the reconnection level; else it is
    /// told each morning, from the rows of the night. Source: PA-42.
    pub(super) fn push_display_if_back(
        &mut self,
        at: Instant,
        before: MicroEuro,
        rules: Rules<'_>,
    ) {
        let (levels, balance) = (self.levels(at, rules), self.account.balance());
        if before < levels.reconnect && balance >= levels.reconnect {
            let emergency_left = levels.emergency_left(balance);
            let kind = CommandKind::Display { balance, at, emergency_left };
            let command = self.command(at, kind, Cause::Push, None);
            self.sent.push(Sent::Command(command));
        }
    }

    /// Releases a supply that is off.
    pub(super) fn release(
        &mut self,
        at: Instant,
        cause: Cause,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if self.supply != SupplyState::Disconnected {
            return Ok(());
        }
        let command = self.command(at, CommandKind::Connect, cause, None);
        self.move_supply(at, SupplyEvent::OrderRelease)?;
        let mut order = Self::under_way(command);
        self.say(at, "order_release", Vec::new(), rules);
        self.send(&mut order, at);
        self.release = Some(order);
        Ok(())
    }

    /// ST-10.
    pub(super) fn release_confirmed(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if self.release.take().is_none() {
            return Ok(());
        }
        self.account.readings.heard(at);
        self.move_supply(at, SupplyEvent::ReleaseConfirmed)?;
        self.ready_since = Some(at);
        self.reminded = false;
        self.say(at, "release_confirmed", Vec::new(), rules);
        self.notify(at, "release_confirmed");
        self.ask_state(at);
        Ok(())
    }

    /// The limiter is on, or off again.
    pub(super) fn limit_confirmed(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let Some(mut order) = self.limit_order.take() else { return Ok(()) };
        order.command.hear(CommandEvent::ReadBack, at);
        self.account.readings.heard(at);
        self.move_limiter(LimiterEvent::Confirmed);
        self.record_supply(at);
        if self.limiter == LimiterState::On {
            self.was_confirmed = true;
            self.account.limiter_began(at);
            let parameters = rules.parameters.at(at.day(), at);
            self.limiter_clock.get_or_insert(LimiterClock {
                first_order: order.command.given_at.day(),
                guaranteed_months: parameters.limiter_guaranteed_months,
                winter: parameters.winter,
                withdraw_in_winter: parameters.limiter_withdraw_in_winter,
            });
            self.say(at, "limit_confirmed", Vec::new(), rules);
            self.notify(at, "limit_confirmed");
            if let Some(run) = self.undone.take() {
                self.lift_limit(at, Cause::Undo { run }, rules);
                return Ok(());
            }
            if self.account.is_leaving() {
                self.lift_limit(at, Cause::PrepaymentEnded, rules);
                return Ok(());
            }
            self.restore(at, rules)
        } else {
            self.limiter_clock = None;
            self.account.limiter_ended(at);
            self.say(at, "unlimit_confirmed", Vec::new(), rules);
            Ok(())
        }
    }

    /// ST-14.
    pub(super) fn leak_test_passed(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.testing_since = None;
        self.move_supply(at, SupplyEvent::TestPassed)?;
        self.back_on();
        self.say(at, "leak_test_passed", Vec::new(), rules);
        Ok(())
    }

    /// The off-supply clock stops.
    pub(super) fn back_on(&mut self) {
        self.off_since = None;
        self.ready_since = None;
    }

    /// The meter is heard again: releases and lifts that it did not hear are answered after all.
    pub(super) fn heard_again(&mut self, at: Instant) {
        self.account.readings.heard(at);
        if !self.silent {
            return;
        }
        self.silent = false;
        let answers = |order: &Option<UnderWay>, this: &Self| {
            order.as_ref().and_then(|order| this.answer_at(&order.command.kind, at))
        };
        let release = answers(&self.release, self);
        if let Some(order) = self.release.as_mut() {
            order.answer_at = release;
        }
        let unlimit = answers(&self.limit_order, self);
        if let Some(order) = self.limit_order.as_mut()
            && order.command.kind == CommandKind::Unlimit
        {
            order.answer_at = unlimit;
        }
    }

    /// From now on the meter answers nothing.
    pub(super) fn falls_silent(&mut self) {
        self.silent = true;
        for order in [&mut self.order, &mut self.release, &mut self.limit_order] {
            if let Some(order) = order.as_mut() {
                order.answer_at = None;
            }
        }
    }

    /// The meter's word on an order, when it comes as a fact. Source: MT-07.
    pub(super) fn hear_answer(
        &mut self,
        [at, said_at]: [Instant; 2],
        command: &str,
        confirmed: bool,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.last_word = self.last_word.max(Some(said_at));
        let is = |order: &Option<UnderWay>| {
            order.as_ref().is_some_and(|order| order.command.id == command)
        };
        if is(&self.order) {
            return if confirmed {
                self.cut_confirmed(at, rules)
            } else {
                self.order_expired(at, rules)
            };
        }
        if is(&self.release) && confirmed {
            return self.release_confirmed(at, rules);
        }
        if is(&self.limit_order) {
            return if confirmed {
                self.limit_confirmed(at, rules)
            } else {
                self.limit_expired(at, rules)
            };
        }
        if self.by_hand.remove(command).is_some() {
            self.account.readings.heard(at);
            let event = if confirmed { "order_confirmed" } else { "order_failed" };
            self.say(at, event, Vec::new(), rules);
            return Ok(());
        }
        // An answer to an order that has ended is recorded; what it did, the meter is asked.
        self.account.readings.heard(at);
        self.say(at, "late_answer", Vec::new(), rules);
        self.ask_state(at);
        Ok(())
    }
}

/// A pause of the waves stops the next command too. Source: CG-16.
fn pauses(guard: Guard, case: &CutCase) -> bool {
    guard == Guard::Waves && case.fleet.waves.paused
}

//! What is due by the clock, and in which order at one instant: answers of the meter, then facts,
//! then the run, then the rest.

use super::{Timeline, TimelineError};
use calendar::Instant;
use prepay::{CreditState, Rules};
use serde::{Deserialize, Serialize};
use supply::{LimiterState, SupplyState};

/// Something the clock makes due. The order of the variants is that at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Tick {
    OrderSent,
    LimitOrderSent,
    OrderAnswered,
    ReleaseAnswered,
    LimitAnswered,
    /// Not a tick: the place of facts.
    Facts,
    Run,
    ThresholdsChange,
    GraceEnds,
    OrderExpires,
    LimitExpires,
    LeakTestEnds,
    LastCall,
    LastSms,
    ProtectedHoursEnd,
    IncidentClears,
    WayBackClears,
    ReconnectAlarm,
    PressReminder,
    OffSupplyTask,
}

/// How far a timeline has come: the instant, and what of that instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cursor {
    pub at: Instant,
    pub tick: Tick,
}

impl Cursor {
    pub fn after_facts(at: Instant) -> Self {
        Self { at, tick: Tick::Facts }
    }
}

impl Timeline {
    /// Does everything that is due up to and at `to`. Facts of that instant have to come before.
    pub fn advance_to(&mut self, to: Instant, rules: Rules<'_>) -> Result<(), TimelineError> {
        self.advance(Cursor { at: to, tick: Tick::OffSupplyTask }, rules)
    }

    /// Does everything that is due before facts of `at`.
    pub(super) fn advance_before_facts(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if at < self.cursor.at {
            return Err(TimelineError::OutOfOrder {
                ean: self.account.ean,
                at: at.to_local_string(),
                known: self.cursor.at.to_local_string(),
            });
        }
        self.advance(Cursor { at, tick: Tick::LimitAnswered }, rules)
    }

    fn advance(&mut self, limit: Cursor, rules: Rules<'_>) -> Result<(), TimelineError> {
        while let Some(due) = self.next_due(rules).filter(|due| *due <= limit) {
            self.cursor = due;
            if self.account.is_closed() {
                break;
            }
            self.tick(due, rules)?;
        }
        self.cursor = self.cursor.max(limit);
        Ok(())
    }

    /// When something is due next, after what was done.
    pub fn next_due_at(&self, rules: Rules<'_>) -> Option<Instant> {
        self.next_due(rules).map(|cursor| cursor.at)
    }

    /// When the clock has something for this point besides the night, after what was done.
    pub fn waits_until(&self, rules: Rules<'_>) -> Option<Instant> {
        self.first_due(rules, |tick| tick != Tick::Run).map(|cursor| cursor.at)
    }

    fn next_due(&self, rules: Rules<'_>) -> Option<Cursor> {
        self.first_due(rules, |_| true)
    }

    fn first_due(&self, rules: Rules<'_>, wanted: impl Fn(Tick) -> bool) -> Option<Cursor> {
        if self.account.is_closed() {
            return None;
        }
        let now = self.cursor;
        let mut best: Option<Cursor> = None;
        let mut consider = |at: Option<Instant>, tick: Tick| {
            if let Some(at) = at {
                let candidate = Cursor { at, tick };
                if wanted(tick) && candidate > now && best.is_none_or(|known| candidate < known) {
                    best = Some(candidate);
                }
            }
        };
        self.due_runs(&mut consider, rules);
        self.due_orders(&mut consider);
        self.due_waits(&mut consider, rules);
        self.due_protected_hours(&mut consider, rules);
        best
    }

    fn due_runs(&self, consider: &mut impl FnMut(Option<Instant>, Tick), rules: Rules<'_>) {
        let now = self.cursor.at;
        let first = self.account.opened_at.day().next().max(now.day());
        for day in [first, first.next()] {
            let minute = rules.parameters.at(day, now).run_at_min;
            let hour = u8::try_from(minute / 60).unwrap_or(0);
            let at = day.at(hour, u8::try_from(minute % 60).unwrap_or(0));
            consider(Some(at), Tick::Run);
        }
        // Thresholds are looked at again at each local midnight at which they change.
        let (today, tomorrow) = (now.day(), now.day().next());
        let levels = |day| {
            let parameters = rules.parameters.at(day, now);
            (parameters.emergency_limit, parameters.low_threshold)
        };
        if levels(today) != levels(tomorrow) {
            consider(Some(tomorrow.start()), Tick::ThresholdsChange);
        }
        // A change may have been entered for a day that begins at this very midnight.
        if levels(today.previous()) != levels(today) {
            consider(Some(today.start()), Tick::ThresholdsChange);
        }
        consider(self.account.grace().map(|grace| grace.until), Tick::GraceEnds);
    }

    fn due_orders(&self, consider: &mut impl FnMut(Option<Instant>, Tick)) {
        let unsent = |order: &crate::meter::UnderWay| match order.sent_at {
            None => Some(order.command.given_at.plus_s(self.send_after_s)),
            Some(_) => None,
        };
        consider(self.order.as_ref().and_then(unsent), Tick::OrderSent);
        consider(self.limit_order.as_ref().and_then(unsent), Tick::LimitOrderSent);
        let answer = |order: &crate::meter::UnderWay| order.answer_at;
        consider(self.order.as_ref().and_then(answer), Tick::OrderAnswered);
        consider(self.release.as_ref().and_then(answer), Tick::ReleaseAnswered);
        consider(self.limit_order.as_ref().and_then(answer), Tick::LimitAnswered);
        let expiry = |order: &crate::meter::UnderWay| order.command.expires_at;
        consider(self.order.as_ref().and_then(expiry), Tick::OrderExpires);
        consider(self.limit_order.as_ref().and_then(expiry), Tick::LimitExpires);
    }

    fn due_waits(&self, consider: &mut impl FnMut(Option<Instant>, Tick), rules: Rules<'_>) {
        let now = self.cursor.at;
        let parameters = rules.parameters.at(now.day(), now);
        if let Some(since) = self.testing_since {
            consider(Some(since.plus_s(parameters.gas_leak_test_s)), Tick::LeakTestEnds);
        }
        if let Some(release) = self.release.as_ref().filter(|release| !release.alarmed) {
            let alarm = release.command.given_at.plus_min(parameters.reconnect_alarm_min);
            consider(Some(alarm), Tick::ReconnectAlarm);
        }
        if let Some(since) = self.ready_since.filter(|_| !self.reminded) {
            consider(Some(since.plus_h(parameters.press_reminder_h)), Tick::PressReminder);
        }
        if let Some(since) = self.off_since.filter(|_| !self.off_task_done) {
            consider(Some(since.plus_h(parameters.off_supply_task_h)), Tick::OffSupplyTask);
        }
        if self.may_be_cut() {
            let clears = self.area.clears_from(now, parameters.outage_recovery_h);
            consider(clears, Tick::IncidentClears);
            let way_back = self.area.path_clears_from(now, parameters.outage_recovery_h);
            consider(way_back, Tick::WayBackClears);
        }
    }

    /// The end of protected hours is a decision point, and people hear of it before: at the last
    /// call of the evening before and shortly before the end.
    fn due_protected_hours(
        &self,
        consider: &mut impl FnMut(Option<Instant>, Tick),
        rules: Rules<'_>,
    ) {
        if !self.may_be_cut() {
            return;
        }
        let now = self.cursor.at;
        let Some(end) = self.protected_hours_end(now, rules) else { return };
        let of_end = rules.parameters.at(end.day(), now);
        let minute = of_end.last_call_min;
        let hour = u8::try_from(minute / 60).unwrap_or(0);
        let evening = end.day().previous().at(hour, u8::try_from(minute % 60).unwrap_or(0));
        let before = end.plus_min(of_end.last_sms_before_min.saturating_neg());
        let protected = |at: Instant| {
            rules.parameters.at(at.day(), now).protected_hours.contains(at).then_some(at)
        };
        consider(protected(evening), Tick::LastCall);
        consider(protected(before), Tick::LastSms);
        consider(Some(end), Tick::ProtectedHoursEnd);
    }

    /// The first instant from `now` on at which protected hours end, each day by its own calendar.
    fn protected_hours_end(&self, now: Instant, rules: Rules<'_>) -> Option<Instant> {
        // At `now` itself the end may still be to come, as long as it was not done.
        let done = self.cursor.tick >= Tick::ProtectedHoursEnd;
        let mut day = now.day();
        for _ in 0..40 {
            let hours = &rules.parameters.at(day, now).protected_hours;
            for window in hours.open_on(day) {
                let minute = window.from_minute();
                let hour = u8::try_from(minute / 60).unwrap_or(0);
                let opens = day.at(hour, u8::try_from(minute % 60).unwrap_or(0));
                if opens > now || (opens == now && !done) {
                    return Some(opens);
                }
            }
            day = day.next();
        }
        None
    }

    /// Exhausted and not yet cut or limited: a decision may come.
    pub fn may_be_cut(&self) -> bool {
        self.state == CreditState::Exhausted && self.is_on_and_free() && !self.account.is_leaving()
    }

    /// Neither off, nor limited, nor about to be.
    pub(crate) fn is_on_and_free(&self) -> bool {
        match self.supply {
            SupplyState::Connected => self.limiter == LimiterState::Off,
            SupplyState::ReadyForReconnection => true,
            SupplyState::DisconnectOrdered
            | SupplyState::Disconnected
            | SupplyState::ReconnectOrdered
            | SupplyState::LeakTesting => false,
        }
    }

    fn tick(&mut self, due: Cursor, rules: Rules<'_>) -> Result<(), TimelineError> {
        let at = due.at;
        match due.tick {
            Tick::Facts => Ok(()),
            Tick::OrderSent => self.send_order(at, rules),
            Tick::LimitOrderSent => self.send_limit_order(at, rules),
            Tick::OrderAnswered => self.cut_confirmed(at, rules),
            Tick::ReleaseAnswered => self.release_confirmed(at, rules),
            Tick::LimitAnswered => self.limit_confirmed(at, rules),
            Tick::Run => self.run(at, rules),
            Tick::ThresholdsChange | Tick::GraceEnds => {
                self.judge_crossings(at, rules);
                Ok(())
            }
            Tick::OrderExpires => self.order_expired(at, rules),
            Tick::LimitExpires => self.limit_expired(at, rules),
            // A meter whose words are facts says itself how its test has ended.
            Tick::LeakTestEnds if self.answers.is_none() => {
                self.ask_state(at);
                Ok(())
            }
            Tick::LeakTestEnds => self.leak_test_passed(at, rules),
            Tick::LastCall => {
                self.last_warning(at, "last_call", rules);
                Ok(())
            }
            Tick::LastSms => {
                self.last_warning(at, "last_sms", rules);
                Ok(())
            }
            Tick::ProtectedHoursEnd | Tick::IncidentClears | Tick::WayBackClears => {
                self.decision_point(at, rules)
            }
            Tick::ReconnectAlarm => {
                if let Some(release) = self.release.as_mut() {
                    release.alarmed = true;
                }
                self.say(at, "reconnect_alarm", Vec::new(), rules);
                self.notify(at, "reconnect_alarm");
                self.task(at, "reconnect_alarm");
                Ok(())
            }
            Tick::PressReminder => {
                self.reminded = true;
                self.say(at, "press_reminder", Vec::new(), rules);
                self.task(at, "press_reminder");
                Ok(())
            }
            Tick::OffSupplyTask => {
                self.off_task_done = true;
                if !self.topped_up_since_off {
                    self.say(at, "off_supply_task", Vec::new(), rules);
                    self.task(at, "off_supply_task");
                }
                Ok(())
            }
        }
    }

    fn last_warning(&mut self, at: Instant, kind: &str, rules: Rules<'_>) {
        let connected = self.supply == SupplyState::Connected;
        if connected && !self.flagged("death", at) {
            self.say(at, kind, Vec::new(), rules);
            self.notify(at, kind);
        }
    }
}

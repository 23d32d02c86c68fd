//! What each fact does.

use super::grace::Honoured;
use super::{Fleet, Orders, Timeline, TimelineError};
use crate::fact::{Fact, FactError, injected, registers, until};
use calendar::Instant;
use guards::Guard;
use ledger::{Channel, LedgerAccount};
use prepay::{Category, ProtectedInterval, Rules, SharedCredit, Taken};
use readings::Registers;
use supply::{Cause, LimiterState, SupplyEvent, SupplyState};

impl Timeline {
    /// Takes in a fact for `at`, learnt at `learnt_at`, after doing what was due before it.
    /// Errors: a fact that does not say what it must, or comes out of order.
    pub fn take(
        &mut self,
        fact: &Fact,
        at: Instant,
        learnt_at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.advance_before_facts(learnt_at, rules)?;
        self.cursor = self.cursor.max(super::Cursor::after_facts(learnt_at));
        if self.account.is_closed() {
            return Ok(());
        }
        if matches!(fact, Fact::Clock {}) {
            return self.advance_to(learnt_at, rules);
        }
        if let Fact::Reading(map) = fact {
            let values = registers(map, self.account.energy()).map_err(self.wrong("reading"))?;
            let of_export = injected(map, self.account.energy()).map_err(self.wrong("reading"))?;
            self.receive(at, values, learnt_at)?;
            return of_export.map_or(Ok(()), |values| self.receive_injected(at, values, learnt_at));
        }
        self.take_now(fact, at, learnt_at, rules)
    }

    /// Takes in register values that are known as numbers.
    pub fn take_reading(
        &mut self,
        at: Instant,
        values: Registers,
        learnt_at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.advance_before_facts(learnt_at, rules)?;
        self.cursor = self.cursor.max(super::Cursor::after_facts(learnt_at));
        if self.account.is_closed() { Ok(()) } else { self.receive(at, values, learnt_at) }
    }

    /// Takes in what was injected by a midnight, where that is netted. Source: PS-11.
    pub fn take_injected(
        &mut self,
        at: Instant,
        values: Registers,
        learnt_at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.advance_before_facts(learnt_at, rules)?;
        self.cursor = self.cursor.max(super::Cursor::after_facts(learnt_at));
        if self.account.is_closed() { Ok(()) } else { self.receive_injected(at, values, learnt_at) }
    }

    fn receive_injected(
        &mut self,
        at: Instant,
        values: Registers,
        learnt_at: Instant,
    ) -> Result<(), TimelineError> {
        let ean = self.account.ean;
        let received = self.account.readings.receive_injected(at, values, learnt_at);
        received.map_err(|source| prepay::AccountError::Reading { ean, source })?;
        Ok(())
    }

    fn receive(
        &mut self,
        at: Instant,
        values: Registers,
        learnt_at: Instant,
    ) -> Result<(), TimelineError> {
        let ean = self.account.ean;
        let received = self.account.readings.receive(at, values, learnt_at);
        received.map_err(|source| prepay::AccountError::Reading { ean, source })?;
        self.heard_again(learnt_at);
        Ok(())
    }

    fn wrong(&self, fact: &'static str) -> impl Fn(FactError) -> TimelineError + use<> {
        let ean = self.account.ean;
        move |source| TimelineError::Fact { ean, fact, source }
    }

    fn take_now(
        &mut self,
        fact: &Fact,
        happened_at: Instant,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let wrong = self.wrong(fact.name());
        let name = fact.name();
        match fact {
            Fact::Activate { .. } | Fact::Bridge { .. } => {
                return Err(TimelineError::NotOnRunning { ean: self.account.ean, fact: name });
            }
            Fact::Reading(_) | Fact::Clock {} => return Ok(()),
            Fact::Swap { registers: new, old_registers, .. } => {
                let energy = self.account.energy();
                let old = old_registers.as_ref();
                let old = old.ok_or(FactError::DebtField { field: "old_registers" });
                let closing = old.and_then(|map| registers(map, energy)).map_err(&wrong)?;
                let opening = registers(new, energy).map_err(&wrong)?;
                let ean = self.account.ean;
                let swapped = self.account.readings.swap(at, closing, opening);
                swapped.map_err(|source| prepay::AccountError::Reading { ean, source })?;
                if let Some(map) = old_registers
                    && let Some(values) = injected(map, energy).map_err(&wrong)?
                {
                    self.account.readings.ends_injected(values);
                }
                if let Some(values) = injected(new, energy).map_err(&wrong)? {
                    self.account.readings.starts_injected(values);
                }
                self.heard_again(at);
                self.say(at, name, Vec::new(), rules);
            }
            Fact::TopUp { eur, channel, id } => {
                let channel: Channel =
                    channel.parse().map_err(|error| wrong(FactError::Name(error)))?;
                self.end_payment(id);
                let before = self.account.balance();
                let taken = self.account.top_up(at, *eur, channel, id, rules)?;
                if matches!(taken, Taken::Booked(_)) {
                    self.topped_up_since_off = true;
                    self.notify(at, "top_up_credited");
                }
                self.balance_moved(at, name, rules)?;
                self.push_display_if_back(at, before, rules);
            }
            Fact::TopUpUndone { id } => {
                let undone = self.account.undo_top_up(at, id)?;
                let event = if undone.is_some() { name } else { "top_up_not_known" };
                if matches!(undone, Some(Taken::Booked(_))) {
                    self.notify(at, name);
                }
                self.balance_moved(at, event, rules)?;
            }
            Fact::Aid { eur, channel, id } => {
                self.end_payment(id);
                let before = self.account.balance();
                let taken = self.account.receive_aid(at, *eur, channel, id)?;
                if matches!(taken, Taken::Booked(())) {
                    self.topped_up_since_off = true;
                    self.notify(at, "aid_credited");
                }
                self.balance_moved(at, name, rules)?;
                self.push_display_if_back(at, before, rules);
            }
            Fact::PaymentPending { id, eur, .. } => {
                let known = self.ended.contains(id) || self.announced.contains(id);
                if !known {
                    self.pending.insert(id.clone(), *eur);
                    self.announced.push(id.clone());
                }
                self.withdraw_unsent(at, vec![Guard::MoneyInFlight], rules)?;
                self.say(at, name, Vec::new(), rules);
            }
            Fact::PaymentFailed { id, channel, .. } => {
                let was_pending = self.end_payment(id);
                // Money that was found to be somebody else's, or aid that was not given after all: nobody here has
                // paid anything.
                let paid_here = |from: &str| from != "suspense" && !from.starts_with("cpas:");
                if channel.as_deref().is_none_or(paid_here) {
                    self.notify(at, name);
                }
                self.say(at, name, Vec::new(), rules);
                self.decide_if(was_pending, at, rules)?;
            }
            Fact::Refund { id, eur, channel, given: true, .. } => {
                let channel: Channel =
                    channel.parse().map_err(|error| wrong(FactError::Name(error)))?;
                let taken = self.account.refund_given(at, *eur, channel, id)?;
                let beyond = matches!(taken, Taken::Booked(taken) if taken < *eur);
                let event = if beyond { "refund_beyond_balance" } else { name };
                self.balance_moved(at, event, rules)?;
            }
            Fact::Refund { id, eur, channel, given: false, owed } => {
                let channel: Channel =
                    channel.parse().map_err(|error| wrong(FactError::Name(error)))?;
                let from = match owed {
                    true => LedgerAccount::RefundPayable,
                    false => LedgerAccount::cash(channel),
                };
                let taken = self.account.refund(at, *eur, from, id)?;
                let refused = matches!(taken, Taken::Booked(Err(_)));
                let event = if refused { "refund_refused" } else { name };
                self.balance_moved(at, event, rules)?;
            }
            Fact::Chargeback { id, eur, channel } => {
                let channel: Channel =
                    channel.parse().map_err(|error| wrong(FactError::Name(error)))?;
                let taken = self.account.chargeback(at, *eur, channel, id)?;
                if matches!(taken, Taken::Booked(_)) {
                    let hours = rules.parameters.at(at.day(), at).chargeback_no_cut_h;
                    self.no_cut_until = Some(at.plus_h(hours));
                    self.withdraw_unsent(at, vec![Guard::MoneyInFlight], rules)?;
                    self.notify(at, name);
                }
                self.balance_moved(at, name, rules)?;
            }
            Fact::Adjustment { id, eur, contra, .. } => {
                let before = self.account.balance();
                self.account.adjust(at, *eur, *contra, id)?;
                self.balance_moved(at, name, rules)?;
                self.push_display_if_back(at, before, rules);
            }
            Fact::SharedEnergy { id, eur, femto_eur, energy, day, .. } => {
                let before = self.account.balance();
                let exact_femto_eur = eur.in_femto().saturating_add(i128::from(*femto_eur));
                let shared = SharedCredit { exact_femto_eur, energy: *energy, day: *day, id };
                self.account.credit_shared(at, shared)?;
                self.balance_moved(at, name, rules)?;
                self.push_display_if_back(at, before, rules);
            }
            Fact::RegisterShift { day, mwh, .. } => {
                self.account.readings.shift(*day, *mwh);
                self.say(at, name, Vec::new(), rules);
            }
            Fact::Netting { stretches } => {
                self.account.net(stretches.clone());
                self.say(at, name, Vec::new(), rules);
            }
            Fact::ChargebackReversed { id } => {
                let before = self.account.balance();
                let back = self.account.reverse_chargeback(at, id)?;
                let event = if back.is_some() { name } else { "chargeback_not_known" };
                if matches!(back, Some(Taken::Booked(_))) {
                    self.notify(at, name);
                }
                self.balance_moved(at, event, rules)?;
                self.push_display_if_back(at, before, rules);
            }
            Fact::RefundReturned { id } => {
                let before = self.account.balance();
                let back = self.account.return_refund(at, id)?;
                let event = if back.is_some() { name } else { "refund_not_known" };
                if matches!(back, Some(Taken::Booked(_))) {
                    self.notify(at, name);
                }
                self.balance_moved(at, event, rules)?;
                self.push_display_if_back(at, before, rules);
            }
            Fact::Debt { .. } => {
                let debt = self.debt(fact, at, rules).map_err(&wrong)?;
                self.account.enter_debt(at, debt)?;
                self.notify(at, "plan_starts");
                self.say(at, name, Vec::new(), rules);
            }
            Fact::PlanAgreed { .. } | Fact::PlanSuspended { .. } => {
                self.change_plan(fact, at, rules).map_err(&wrong)?;
            }
            Fact::Press {} => self.press(at, rules)?,
            Fact::Leak {} => self.leak(at, rules)?,
            Fact::Silence {} => {
                self.falls_silent();
                self.say(at, name, Vec::new(), rules);
            }
            Fact::Flag { name: flag, until: end } => {
                let end = end.as_deref().map(until).transpose().map_err(&wrong)?;
                if flag == "death" {
                    self.account.freeze();
                }
                self.hold(flag, end);
                self.withdraw_unsent(at, vec![Guard::Flag], rules)?;
                self.say(at, name, Vec::new(), rules);
            }
            Fact::Unflag { name: flag } => {
                let held = flag == "billing_hold" && self.account.clear_hold();
                if flag == "death" {
                    self.account.unfreeze();
                }
                let lifted = self.flags.remove(flag).is_some() || held;
                self.say(at, name, Vec::new(), rules);
                self.decide_if(lifted, at, rules)?;
            }
            Fact::Incident { kind } => {
                self.area.fails(kind, at);
                self.withdraw_unsent(at, vec![Guard::OwnIncident], rules)?;
                self.say(at, name, Vec::new(), rules);
            }
            Fact::Recovered { kind } => {
                let was_open = self.area.recovers(kind, at);
                self.say(at, name, Vec::new(), rules);
                self.decide_if(was_open, at, rules)?;
            }
            Fact::StopSwitch { on } => {
                let released = self.stop_switch && !*on;
                self.stop_switch = *on;
                if *on {
                    self.withdraw_unsent(at, vec![Guard::StopSwitch], rules)?;
                }
                self.say(at, name, Vec::new(), rules);
                self.decide_if(released, at, rules)?;
            }
            Fact::Grace { eur, until: end, code, .. } => {
                let until = until(end).map_err(&wrong)?;
                let code = code.as_deref();
                let grace = Honoured { amount: *eur, until, code, at: happened_at };
                self.grant_grace(grace, at, rules)?;
            }
            Fact::GraceCode { until: end, .. } => {
                until(end).map_err(&wrong)?;
                self.say(at, name, Vec::new(), rules);
            }
            Fact::LimiterRepayment { eur, channel, id } => {
                let channel: Channel =
                    channel.parse().map_err(|error| wrong(FactError::Name(error)))?;
                self.repay_limiter_debt(*eur, channel, id, at, rules)?;
            }
            Fact::LimiterPlan { .. } => {
                self.agree_limiter_plan(fact, at, rules).map_err(&wrong)?;
            }
            Fact::ReliefRequest {} => {
                let entitled = self.account.request_relief(at);
                if entitled {
                    self.withdraw_unsent(at, vec![Guard::WinterAndRelief], rules)?;
                    self.notify(at, "relief_granted");
                } else {
                    self.notify(at, "relief_not_open");
                }
                self.say(at, name, Vec::new(), rules);
            }
            Fact::ReliefDecision { granted } => {
                let owed = self.account.debts().len();
                let decided = self.account.decide_relief(at, *granted, rules)?;
                // Nothing was asked for: there is nothing to tell.
                if decided {
                    self.notify(at, name);
                }
                // What was granted is repaid from now on. Source: PA-23, CM-01n.
                if self.account.debts().len() > owed {
                    self.notify(at, "plan_starts");
                }
                self.say(at, name, Vec::new(), rules);
                self.decide_if(decided && !*granted, at, rules)?;
            }
            // The driver has changed the book of parameters; thresholds act from the midnight on.
            Fact::Parameter { .. } => {
                self.judge_crossings_after_parameter(at, rules);
            }
            Fact::Contract { supplier, from } => {
                self.account.supplied_by(from.unwrap_or(at.day()), supplier);
                self.say(at, name, Vec::new(), rules);
            }
            Fact::MoveOut { registers: read } => {
                let energy = self.account.energy();
                let values = read.as_ref().map(|map| registers(map, energy)).transpose();
                let of_export = read.as_ref().map(|map| injected(map, energy)).transpose();
                let of_export = of_export.map_err(&wrong)?.flatten();
                self.account.hand_over(at, values.map_err(&wrong)?, of_export)?;
                self.withdraw_unsent(at, Vec::new(), rules)?;
                self.say(at, name, Vec::new(), rules);
                // What is owed by who leaves never touches who comes (PA-26).
                self.release(at, Cause::PrepaymentEnded, rules)?;
                if self.limiter == LimiterState::On {
                    self.lift_limit(at, Cause::PrepaymentEnded, rules);
                }
                self.lift_what_people_limited(at, Cause::PrepaymentEnded, rules);
            }
            Fact::Protected { from, to, category } => {
                let category: Category =
                    category.parse().map_err(|error| wrong(FactError::Name(error)))?;
                self.account.protect(ProtectedInterval {
                    category,
                    from: *from,
                    to: *to,
                    source: name.to_owned(),
                    entered_by: name.to_owned(),
                    entered_at: at,
                    withdrawn_at: None,
                });
                self.say(at, name, Vec::new(), rules);
            }
            Fact::Fleet { candidates, median, day } => {
                self.fleet = Fleet { candidates: *candidates, median: *median, day: *day };
                let counted = std::mem::take(&mut self.decision_waits);
                self.decide_if(counted, at, rules)?;
            }
            Fact::Orders { day, approvals, released_ppm, paused } => {
                let (approvals, released_ppm) = (approvals.clone(), *released_ppm);
                self.orders = Some(Orders { day: *day, approvals, released_ppm, paused: *paused });
                if *paused {
                    self.withdraw_unsent(at, vec![Guard::Waves], rules)?;
                }
                let waited = self.refused_for == [Guard::Waves];
                self.decide_if(waited && !*paused, at, rules)?;
            }
            Fact::Undo { day, wave, .. } => {
                // Whoever was ordered off in another wave stays as they are.
                if wave.is_none_or(|wave| wave.includes(self.account.ean, *day)) {
                    self.undo(at, *day, rules)?;
                }
            }
            Fact::HeldBack { command, guards } => {
                self.hold_back(at, command, guards.clone(), rules)?;
            }
            Fact::MeterAnswer { command, confirmed } => {
                self.hear_answer([at, happened_at], command, *confirmed, rules)?;
            }
            Fact::MeterState { control } if self.is_overtaken(happened_at) => {
                // Not what the meter says now: it is asked again, if it differs.
                if *control != self.supply.control_state() {
                    self.say(at, "meter_state_overtaken", Vec::new(), rules);
                    self.ask_state(at);
                }
            }
            Fact::MeterState { control } => {
                self.last_word = self.last_word.max(Some(happened_at));
                self.see_switch(at, *control, rules)?;
            }
            Fact::MeterAlarm { alarm, .. } => self.alarmed(at, *alarm, rules)?,
            Fact::ByHand { id, order, by, reason, life_h } => {
                // From when it was given, also while a night is late and it is learnt before that.
                let expires_at = life_h.map(|hours| happened_at.plus_h(hours));
                let cause = Cause::ByHand { by: by.clone(), reason: reason.clone() };
                self.ordered_by_hand(at, id, order, cause, expires_at, rules)?;
            }
            Fact::CutAsked { limit, by, approved_by, .. } => {
                self.say(at, name, Vec::new(), rules);
                let people = [by.clone(), approved_by.clone()];
                self.decide_as_asked(at, (*limit, &people), rules)?;
            }
            Fact::ConsentEnds { .. } => {
                self.say(at, name, Vec::new(), rules);
                self.notify(at, name);
            }
            Fact::Told { channel, delivered, since, .. } => {
                let post_days = rules.parameters.at(at.day(), at).letter_post_days;
                let told = (at, until(since).map_err(&wrong)?);
                self.told(told, channel, *delivered, post_days);
                self.say(at, name, Vec::new(), rules);
            }
        }
        Ok(())
    }

    /// Sets a flag. What bars a cut is taken away by its name alone: one that is set anew ends no earlier than it did
    /// before. Source: CG-09.
    fn hold(&mut self, flag: &str, end: Option<Instant>) {
        let kept = match (self.flags.get(flag), end) {
            (Some(None), _) | (_, None) => None,
            (Some(Some(before)), Some(end)) => Some(end.max(*before)),
            (None, Some(end)) => Some(end),
        };
        self.flags.insert(flag.to_owned(), kept);
    }

    /// Something that barred a cut was lifted: a decision point. Lifting what was not there is none.
    fn decide_if(
        &mut self,
        lifted: bool,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if lifted { self.decision_point(at, rules) } else { Ok(()) }
    }

    /// Returns whether the payment was under way.
    pub(super) fn end_payment(&mut self, id: &str) -> bool {
        if !self.ended.iter().any(|known| known == id) {
            self.ended.push(id.to_owned());
        }
        self.pending.remove(id).is_some()
    }

    /// What follows from a balance that moved: the state is judged, the supply restored if the
    /// balance allows it.
    pub(super) fn balance_moved(
        &mut self,
        at: Instant,
        event: &str,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.say(at, event, Vec::new(), rules);
        self.judge_crossings(at, rules);
        self.restore(at, rules)
    }

    fn judge_crossings_after_parameter(&mut self, at: Instant, rules: Rules<'_>) {
        self.say(at, "parameter", Vec::new(), rules);
        self.judge_crossings(at, rules);
    }

    /// ST-12, ST-13: a person holds the button.
    fn press(&mut self, at: Instant, rules: Rules<'_>) -> Result<(), TimelineError> {
        self.heard_again(at);
        if self.supply != SupplyState::ReadyForReconnection {
            self.say(at, "press", Vec::new(), rules);
            return Ok(());
        }
        self.move_supply(at, SupplyEvent::Pressed)?;
        if self.supply == SupplyState::LeakTesting {
            self.testing_since = Some(at);
            self.ready_since = None;
            self.say(at, "leak_test_started", Vec::new(), rules);
        } else {
            self.back_on();
            self.say(at, "connected", Vec::new(), rules);
        }
        Ok(())
    }

    /// ST-15: gas flows during the test.
    fn leak(&mut self, at: Instant, rules: Rules<'_>) -> Result<(), TimelineError> {
        if self.supply != SupplyState::LeakTesting {
            self.say(at, "leak", Vec::new(), rules);
            return Ok(());
        }
        self.testing_since = None;
        self.move_supply(at, SupplyEvent::FlowSeen)?;
        self.ready_since = Some(at);
        self.reminded = false;
        self.say(at, "leak_test_failed", Vec::new(), rules);
        self.notify(at, "leak_test_failed");
        Ok(())
    }
}

//! What a person has a meter do, and what a collection found at it.

use super::{Timeline, TimelineError};
use crate::fact::{Alarm, ByHand, FactError};
use crate::output::Sent;
use calendar::Instant;
use guards::Guard;
use prepay::Rules;
use supply::{Cause, CommandKind, LimiterState, MeterCommand, SupplyState};

/// The flag under which a doubtful point bars its cut. Source: CG-12.
const BINDING: &str = "binding";

impl Timeline {
    /// What is found is said; a doubt about the point bars a cut until a person lifts it.
    pub(super) fn alarmed(
        &mut self,
        at: Instant,
        alarm: Alarm,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if alarm.doubts_the_point() {
            self.flags.insert(BINDING.to_owned(), None);
            self.withdraw_unsent(at, vec![Guard::RightPoint], rules)?;
        }
        self.say(at, alarm.event(), Vec::new(), rules);
        Ok(())
    }

    /// Sends what a person asked for. A release and the end of a limit go the way of the machine where it
    /// has one to go.
    ///
    /// Errors: a limit below that of the minimum supply, which would be a cut; one that a guard holds
    /// back; a limiter in a gas meter.
    pub(super) fn ordered_by_hand(
        &mut self,
        at: Instant,
        id: &str,
        order: &ByHand,
        cause: Cause,
        expires_at: Option<Instant>,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        let ean = self.account.ean;
        let refused = |source| TimelineError::Fact { ean, fact: "by_hand", source };
        let kind = match order {
            ByHand::Release if self.supply == SupplyState::Disconnected => {
                return self.release(at, cause, rules);
            }
            ByHand::Unlimit if self.limiter == LimiterState::On => {
                self.lift_limit(at, cause, rules);
                return Ok(());
            }
            // What is on its way is held back if it has not left, and taken back if it has.
            ByHand::Release if self.supply == SupplyState::DisconnectOrdered => {
                self.take_back(at, id, rules);
                return Ok(());
            }
            ByHand::Unlimit if self.limiter == LimiterState::OnOrdered => {
                self.take_back(at, id, rules);
                return Ok(());
            }
            ByHand::Release => CommandKind::Connect,
            ByHand::Unlimit => {
                self.limited_for_lack = None;
                CommandKind::Unlimit
            }
            ByHand::Limit { ampere } => {
                let least = rules.parameters.at(at.day(), at).limiter_current_a;
                if *ampere < least {
                    return Err(refused(FactError::LimitTooLow { ampere: *ampere, least }));
                }
                if let Some(guard) = self.bars_a_limit(at).first() {
                    return Err(refused(FactError::HeldBack { guard: guard.id() }));
                }
                CommandKind::Limit { ampere: *ampere }
            }
            ByHand::Read => CommandKind::Read,
            ByHand::Display => {
                let (levels, balance) = (self.levels(at, rules), self.account.balance());
                let emergency_left = levels.emergency_left(balance);
                CommandKind::Display { balance, at, emergency_left }
            }
            ByHand::Message { text } => CommandKind::Message { text: text.clone() },
            ByHand::Calendar { name } => CommandKind::SetCalendar { name: name.clone() },
            ByHand::Clock => CommandKind::SetClock,
        };
        if !kind.fits(self.account.energy()) {
            return Err(refused(FactError::NoLimiter));
        }
        if matches!(kind, CommandKind::Limit { .. }) {
            let lacks = self.account.balance() < self.levels(at, rules).reconnect;
            self.limited_for_lack = lacks.then(|| id.to_owned());
        }
        self.by_hand.insert(id.to_owned(), kind.clone());
        let command = MeterCommand::new(id.to_owned(), kind, cause, at, expires_at);
        self.sent.push(Sent::Command(command));
        self.say(at, "ordered_by_hand", Vec::new(), rules);
        Ok(())
    }

    /// A limit that a person set for want of credit ends when credit suffices, and when the account ends:
    /// it is owed to nobody else. One that was set with enough credit has another reason, and stays until
    /// a person takes it away. Source: PA-17, PA-26.
    pub(super) fn lift_what_people_limited(&mut self, at: Instant, cause: Cause, rules: Rules<'_>) {
        let Some(limit) = self.limited_for_lack.take() else { return };
        // One that has not left does not leave any more; one that has is ended by what follows it.
        self.by_hand.remove(&limit);
        let command = self.command(at, CommandKind::Unlimit, cause, None);
        self.by_hand.insert(command.id.clone(), CommandKind::Unlimit);
        self.sent.push(Sent::Command(command));
        self.say(at, "order_unlimit", Vec::new(), rules);
    }

    /// A person takes back a cut or a limit that is under way. Source: CG-18.
    fn take_back(&mut self, at: Instant, id: &str, rules: Rules<'_>) {
        let hours = rules.parameters.at(at.day(), at).cut_after_undo_h;
        self.held_after_undo_until = Some(at.plus_h(hours));
        self.undone = Some(id.to_owned());
        self.say(at, "ordered_by_hand", Vec::new(), rules);
    }

    /// The guards that hold back an order of a person at the moment at which it would leave.
    pub(super) fn holds_by_hand(&self, command: &str, at: Instant) -> Vec<Guard> {
        match self.by_hand.get(command) {
            Some(CommandKind::Limit { .. }) => self.bars_a_limit(at),
            _ => Vec::new(),
        }
    }

    /// What bars a limit whoever orders it. Source: CG-09, CG-12, CG-14.
    pub fn bars_a_limit(&self, at: Instant) -> Vec<Guard> {
        let mut failing = Vec::new();
        if !self.barring_flags(at).is_empty() {
            failing.push(Guard::Flag);
        }
        if self.is_flagged(BINDING, at) {
            failing.push(Guard::RightPoint);
        }
        if self.stop_switch_is_on() {
            failing.push(Guard::StopSwitch);
        }
        failing
    }
}

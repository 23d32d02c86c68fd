//! What comes of one try at a meter, as facts of its account. Source: MT-07.

use super::{Told, has_closed};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::meters::poll::Outcome;
use crate::pay;
use crate::webhooks::{self, Ending};
use calendar::Instant;
use dlms::DlmsError;
use dlms::client::{Delivered, LeakTest};
use store::{Message, Store};
use supply::{Cause, CommandKind, ControlState, Lane, MeterCommand, SupplyState};
use timeline::{Alarm, EventLine, Fact};
use units::{AccountId, Energy};

/// Longest pause between two tries of a release: somebody is in the dark.
const RELEASE_PAUSE_S: i64 = 30;
const LONGEST_PAUSE_S: i64 = 300;
/// So often a display or a message is tried: a later one says more.
const TRIES_OF_A_DISPLAY: i32 = 6;

/// A person gave the order, and hears what became of it.
fn by_hand(command: &MeterCommand) -> bool {
    matches!(command.cause, Cause::ByHand { .. })
}

/// What becomes of the message of an order.
enum Next {
    Done,
    Again { after_s: i64 },
}

/// When a meter is asked again whether somebody has pressed: often while the person who was told so is
/// likely to stand there.
fn watch_after_s(since: Instant, now: Instant) -> i64 {
    match now.seconds_since(since) {
        ..600 => 5,
        600..3_600 => 30,
        3_600..86_400 => 300,
        _ => 900,
    }
}

/// One second, two, four, and so on.
fn pause_s(attempts: i32, most: i64) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0);
    1_i64.checked_shl(doublings.min(20)).unwrap_or(most).min(most)
}

/// Records that something is not as it should be with a meter: once a day for each name, whatever else is
/// said of it. Returns what was said.
pub(super) fn raise(
    engine: &mut Engine,
    account: AccountId,
    (alarm, meter, detail): (Alarm, &str, String),
    now: Instant,
) -> Result<Vec<EventLine>, Failure> {
    let known = engine.store.account(account)?.filter(|known| known.closed_at.is_none());
    let Some(known) = known else { return Ok(Vec::new()) };
    let fact = Fact::MeterAlarm { alarm, day: now.day(), meter: meter.to_owned(), detail };
    let key = fact.key().unwrap_or_default();
    if engine.store.has_fact(account, fact.name(), &key)? {
        return Ok(Vec::new());
    }
    engine.record_late(&known, &fact, now, now)
}

/// What comes of one try, as facts of its account.
pub(super) struct Booked<'a> {
    engine: &'a mut Engine,
    account: AccountId,
    /// The serial of the meter that was called.
    meter: &'a str,
    now: Instant,
    said: Vec<EventLine>,
    /// What the order itself came to, once that is known.
    outcome: Option<bool>,
}

impl<'a> Booked<'a> {
    pub(super) fn of(
        engine: &'a mut Engine,
        (account, meter): (AccountId, &'a str),
        now: Instant,
    ) -> Self {
        Self { engine, account, meter, now, said: Vec::new(), outcome: None }
    }

    /// Books it, and gives the message back to the outbox if it is to be tried again. Returns what was
    /// said.
    pub(super) fn take(
        mut self,
        message: &Message,
        command: &MeterCommand,
        result: Result<Told, DlmsError>,
    ) -> Result<Vec<EventLine>, Failure> {
        let next = match result {
            Ok(Told { delivered: Delivered::Control(control), at }) => {
                self.control(message, command, control, at)?
            }
            Ok(Told { delivered: Delivered::Ready { test }, at }) => {
                let ready = ControlState::ReadyForReconnection;
                let next = self.control(message, command, ready, at)?;
                self.leak_test(test, at)?;
                next
            }
            Ok(Told { delivered: Delivered::LimitAmpere(_), at }) => {
                self.answered(command, true, at)?;
                Next::Done
            }
            Ok(Told { delivered: Delivered::Written, at }) => {
                if by_hand(command) {
                    self.answered(command, true, at)?;
                }
                Next::Done
            }
            Err(error) => self.failed(message, command, &error)?,
        };
        match next {
            Next::Done => {
                let (engine, now) = (&mut *self.engine, self.now);
                match self.outcome {
                    Some(confirmed) => {
                        webhooks::end(engine, message, Ending::Meter { confirmed }, now)?;
                    }
                    None => {
                        engine.store.message_delivered(message.account, &message.key, now)?;
                    }
                }
            }
            Next::Again { after_s } => {
                let again_at = self.now.plus_s(after_s);
                self.engine.store.message_failed(message.account, &message.key, again_at)?;
            }
        }
        Ok(self.said)
    }

    /// The meter's word on its switch, of `at`.
    fn control(
        &mut self,
        message: &Message,
        command: &MeterCommand,
        control: ControlState,
        at: Instant,
    ) -> Result<Next, Failure> {
        if command.kind != CommandKind::Read || by_hand(command) {
            self.answered(command, true, at)?;
        }
        // Also after an order: a release may find that somebody has pressed already.
        let supply = self.seen(control, at)?;
        let waits = matches!(supply, SupplyState::ReadyForReconnection | SupplyState::LeakTesting)
            && !has_closed(&mut self.engine.store, self.account)?;
        Ok(match (&command.kind, waits) {
            (CommandKind::Read, true) if !by_hand(command) => {
                Next::Again { after_s: watch_after_s(message.at, self.now) }
            }
            _ => Next::Done,
        })
    }

    /// Somebody has pressed at a gas meter, or gas has flowed since. A test that begins and ends between two
    /// questions is known by how it ended. Source: ST-13, ST-15.
    fn leak_test(&mut self, test: LeakTest, at: Instant) -> Result<(), Failure> {
        match (self.engine.supply_of(self.account)?, test) {
            (Some(SupplyState::ReadyForReconnection), LeakTest::Runs) => {
                self.record(&Fact::Press {}, at)
            }
            (Some(SupplyState::ReadyForReconnection), LeakTest::SawGas) => {
                if self.leak_is_known()? {
                    return Ok(());
                }
                self.record(&Fact::Press {}, at)?;
                self.record(&Fact::Leak {}, at)
            }
            (Some(SupplyState::LeakTesting), LeakTest::None | LeakTest::SawGas) => {
                self.record(&Fact::Leak {}, at)
            }
            _ => Ok(()),
        }
    }

    /// The meter says so until the next test begins: told of once for each release.
    fn leak_is_known(&mut self) -> Result<bool, Failure> {
        let store = &mut self.engine.store;
        let known = store.last_fact_at(self.account, Fact::Leak {}.name())?;
        let released = store.last_command_at(self.account, Lane::Release.number())?;
        Ok(known.is_some_and(|known| released.is_none_or(|released| known >= released)))
    }

    /// What a try that failed leaves behind.
    fn failed(
        &mut self,
        message: &Message,
        command: &MeterCommand,
        error: &DlmsError,
    ) -> Result<Next, Failure> {
        // What no longer has its cause was withdrawn as it was asked, and what has ended is ended by the
        // clock of the timeline: the meter is not called for it again.
        let over = command.expires_at.is_some_and(|end| end <= self.now);
        if over || matches!(error, DlmsError::NoCause { .. } | DlmsError::Expired { .. }) {
            // One that has lost its cause was taken back: nothing has failed.
            self.outcome = (!matches!(error, DlmsError::NoCause { .. })).then_some(false);
            if by_hand(command) {
                self.answered(command, false, self.now)?;
            }
            return Ok(Next::Done);
        }
        self.alarm(error)?;
        let again = |most| Ok(Next::Again { after_s: pause_s(message.attempts, most) });
        match command.kind {
            CommandKind::Connect | CommandKind::Unlimit => again(RELEASE_PAUSE_S),
            CommandKind::Read if self.was_asked_long_enough(message, command)? => {
                if by_hand(command) {
                    self.answered(command, false, self.now)?;
                }
                let what = (Alarm::Unanswered, self.meter, chain(error));
                self.said.extend(raise(self.engine, self.account, what, self.now)?);
                Ok(Next::Done)
            }
            CommandKind::Read => again(LONGEST_PAUSE_S),
            CommandKind::Disconnect | CommandKind::Limit { .. } if error.is_of_the_line() => {
                again(LONGEST_PAUSE_S)
            }
            // The meter's own no. What it has done all the same, it is asked.
            CommandKind::Disconnect | CommandKind::Limit { .. } => {
                self.answered(command, false, self.now)?;
                Ok(Next::Done)
            }
            CommandKind::Display { .. }
            | CommandKind::Message { .. }
            | CommandKind::SetCalendar { .. }
            | CommandKind::SetClock => {
                if message.attempts < TRIES_OF_A_DISPLAY && error.is_of_the_line() {
                    return again(LONGEST_PAUSE_S);
                }
                if by_hand(command) {
                    self.answered(command, false, self.now)?;
                }
                let what = (Alarm::NotTaken, self.meter, chain(error));
                self.said.extend(raise(self.engine, self.account, what, self.now)?);
                Ok(Next::Done)
            }
        }
    }

    /// A question without an end of its own does not stay for ever at a meter that is gone. A release does:
    /// somebody is in the dark. Source: ST-11.
    fn was_asked_long_enough(
        &mut self,
        message: &Message,
        command: &MeterCommand,
    ) -> Result<bool, Failure> {
        let (None, Some(dso)) = (command.expires_at, Store::dso_of(self.account)) else {
            return Ok(false);
        };
        let rules = self.engine.books.rules(dso, Energy::Electricity)?;
        let days = rules.parameters.at(self.now.day(), self.now).order_question_days;
        Ok(self.now.seconds_since(message.at) >= days.saturating_mul(86_400))
    }

    /// What is not as it should be with a meter has its name on the timeline. Source: CG-12, MT-17.
    fn alarm(&mut self, error: &DlmsError) -> Result<(), Failure> {
        let Some(alarm) = Outcome::of(error).alarm() else { return Ok(()) };
        let said = raise(self.engine, self.account, (alarm, self.meter, chain(error)), self.now)?;
        self.said.extend(said);
        Ok(())
    }

    /// Records the meter's word on an order, of `at`.
    fn answered(
        &mut self,
        command: &MeterCommand,
        confirmed: bool,
        at: Instant,
    ) -> Result<(), Failure> {
        self.outcome = Some(confirmed);
        self.record(&Fact::MeterAnswer { command: command.id.clone(), confirmed }, at)
    }

    /// Records what the meter said of its switch at `at`, if the platform believes something else. Returns
    /// how the supply stands.
    fn seen(&mut self, control: ControlState, at: Instant) -> Result<SupplyState, Failure> {
        let Some(supply) = self.engine.supply_of(self.account)? else {
            return Ok(SupplyState::Connected);
        };
        if supply.control_state() == control {
            return Ok(supply);
        }
        self.record(&Fact::MeterState { control }, at)?;
        Ok(self.engine.supply_of(self.account)?.unwrap_or(supply))
    }

    fn record(&mut self, fact: &Fact, at: Instant) -> Result<(), Failure> {
        let known = self.engine.store.account(self.account)?;
        let Some(known) = known.filter(|known| known.closed_at.is_none()) else { return Ok(()) };
        for line in self.engine.record_late(&known, fact, at, self.now)? {
            pay::confirmed(self.engine, self.account, &line.event, line.at, self.now)?;
            self.said.push(line);
        }
        Ok(())
    }
}

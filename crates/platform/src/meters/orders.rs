//! Orders of the outbox, brought to the meters over DLMS; what the meters say comes back as facts.
//!
//! The engine stays on one thread, talks with meters are tasks. A task that is about to send asks over a
//! channel whether its order may still leave: the answer is of that moment, and from the engine's own
//! books. An order is given back to the outbox if the line fails, and stays there under its id until it
//! is confirmed, has ended, or is held back. Source: MT-07, MT-08, CG-17.

#[cfg(test)]
mod tests;

use crate::engine::{Engine, Leave};
use crate::failure::{Failure, chain};
use crate::pay;
use calendar::Instant;
use dlms::DlmsError;
use dlms::client::{Association, Delivered, Dial, Gate, MeterAddress, deliver};
use dlms::link::Stream;
use dlms::poll::{Poller, Work};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::{Message, Store};
use supply::{Cause, CommandKind, ControlState, Lane, MeterCommand, SupplyState};
use timeline::{EventLine, Fact};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};
use units::AccountId;

/// Longest pause between two tries of a release: somebody is in the dark.
const RELEASE_PAUSE_S: i64 = 30;
const LONGEST_PAUSE_S: i64 = 300;
/// So often a display or a message is tried: a later one says more.
const TRIES_OF_A_DISPLAY: i32 = 6;
/// Talks under way at most; beyond, only releases and lifts are taken.
const MOST_OPEN: usize = 256;
/// Messages that are taken at a time, so that the next look into the outbox is soon.
const A_ROUND: usize = 64;

/// How a meter is reached.
#[derive(Debug)]
pub struct Line<D> {
    pub cell: String,
    pub meter: MeterAddress,
    pub dial: D,
}

/// Knows where meters are.
pub trait Reach {
    type Dial: Dial<Stream: 'static> + 'static;
    /// The meter of an account that is reached by protocol; `None` if it has none.
    fn line(
        &self,
        store: &mut Store,
        account: AccountId,
    ) -> Result<Option<Line<Self::Dial>>, Failure>;
}

/// A clock that tasks share.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// May this order leave now?
pub struct Question {
    message: Message,
    reply: oneshot::Sender<Result<(), String>>,
}

/// What became of one try.
pub struct Answer {
    message: Message,
    command: MeterCommand,
    result: Result<Delivered, DlmsError>,
}

/// What a task has to say.
pub enum Heard {
    Question(Question),
    Answer(Answer),
}

/// Something that happened, in words for a log.
pub type Log<'a> = &'a mut dyn FnMut(String);

/// Brings orders to meters. Dropped, it leaves tasks to end by themselves: whatever they do is asked
/// for again.
pub struct Dispatcher<R> {
    poller: Arc<Poller>,
    reach: R,
    clock: Clock,
    /// What is under way here, so that a lease that ends meanwhile does not send it twice.
    open: BTreeSet<(AccountId, String)>,
    ask: mpsc::UnboundedSender<Question>,
    asked: mpsc::UnboundedReceiver<Question>,
    answer: mpsc::UnboundedSender<Answer>,
    answered: mpsc::UnboundedReceiver<Answer>,
}

impl<R> std::fmt::Debug for Dispatcher<R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Dispatcher").field("open", &self.open).finish_non_exhaustive()
    }
}

/// One order in the hands of a task.
struct Order {
    command: MeterCommand,
    message: Message,
    clock: Clock,
    ask: mpsc::UnboundedSender<Question>,
}

impl Gate for Order {
    /// Only what may take light away is asked about, and waits for the answer: a release is never kept
    /// waiting on an open line by whatever else the engine does.
    async fn still_holds(&self, command: &MeterCommand, _: Instant) -> Result<(), String> {
        let (reply, said) = oneshot::channel();
        let ended = || "the worker has ended".to_owned();
        let asked = self.ask.send(Question { message: self.message.clone(), reply });
        if !takes_light(command) {
            return Ok(());
        }
        asked.map_err(|_| ended())?;
        said.await.map_err(|_| ended())?
    }
}

fn gives_light(command: &MeterCommand) -> bool {
    matches!(command.kind, CommandKind::Connect | CommandKind::Unlimit)
}

fn has_closed(store: &mut Store, account: AccountId) -> Result<bool, Failure> {
    Ok(store.account(account)?.is_none_or(|known| known.closed_at.is_some()))
}

fn takes_light(command: &MeterCommand) -> bool {
    matches!(command.kind, CommandKind::Disconnect | CommandKind::Limit { .. })
}

impl<S: Stream> Work<S> for Order {
    type Output = Delivered;

    async fn run(&self, association: &mut Association<S>) -> Result<Delivered, DlmsError> {
        let now = || (self.clock)();
        deliver(association, &self.command, self, now).await
    }
}

impl<R: Reach> Dispatcher<R> {
    pub fn new(poller: Arc<Poller>, reach: R, clock: Clock) -> Self {
        let (ask, asked) = mpsc::unbounded_channel();
        let (answer, answered) = mpsc::unbounded_channel();
        Self { poller, reach, clock, open: BTreeSet::new(), ask, asked, answer, answered }
    }

    /// How many talks are under way.
    pub fn under_way(&self) -> usize {
        self.open.len()
    }

    /// How much is to be taken from the outbox now, and up to which lane. A round is short, and a flood of
    /// reads fills no queue that a release would have to stand in. Source: MT-08.
    pub fn takes(&self) -> (usize, Lane) {
        let last = if self.open.len() < MOST_OPEN { Lane::Scheduled } else { Lane::LimitLift };
        (A_ROUND, last)
    }

    /// Begins to bring an order to its meter. False if the account has no meter that is reached by
    /// protocol: the caller says what becomes of it then. Needs a runtime of tokio.
    pub fn take(&mut self, store: &mut Store, message: &Message) -> Result<bool, Failure> {
        let Some(line) = self.reach.line(store, message.account)? else { return Ok(false) };
        let command: MeterCommand = serde_json::from_str(&message.body)?;
        // Nothing of somebody who has left is shown at the meter of who comes, nor asked of it.
        if !gives_light(&command) && has_closed(store, message.account)? {
            return Ok(false);
        }
        if !self.open.insert((message.account, message.key.clone())) {
            return Ok(true);
        }
        let (poller, answer) = (Arc::clone(&self.poller), self.answer.clone());
        let lane = command.kind.lane();
        let (clock, ask) = (Arc::clone(&self.clock), self.ask.clone());
        let (kept, message) = (command.clone(), message.clone());
        let order = Order { command, message: message.clone(), clock, ask };
        let talk = tokio::spawn(async move {
            poller.with_meter(&line.cell, &line.meter, &line.dial, lane, &order).await
        });
        tokio::spawn(async move {
            // A talk that broke down is one whose line was lost: the order is tried again.
            let result = talk.await.unwrap_or(Err(DlmsError::Closed));
            // If nobody hears it, the outbox gives the order out again.
            let _ = answer.send(Answer { message, command: kept, result });
        });
        Ok(true)
    }

    /// What a task says next, until an instant of tokio's; `None` then, or as soon as none is under way.
    pub async fn next(&mut self, until: tokio::time::Instant) -> Option<Heard> {
        if self.open.is_empty() {
            return None;
        }
        tokio::select! {
            biased;
            Some(question) = self.asked.recv() => Some(Heard::Question(question)),
            Some(answer) = self.answered.recv() => Some(Heard::Answer(answer)),
            () = tokio::time::sleep_until(until) => None,
        }
    }

    /// Does what follows from it, and returns what it says of an account. Not within a runtime: the
    /// engine may have one of its own.
    pub fn act(
        &mut self,
        engine: &mut Engine,
        heard: Heard,
        log: Log<'_>,
    ) -> Result<Vec<(AccountId, EventLine)>, Failure> {
        match heard {
            Heard::Question(question) => {
                self.decide(engine, question, log);
                Ok(Vec::new())
            }
            Heard::Answer(answer) => {
                let account = answer.message.account;
                self.open.remove(&(account, answer.message.key.clone()));
                let said = self.end(engine, answer, log)?;
                Ok(said.into_iter().map(|line| (account, line)).collect())
            }
        }
    }

    /// Hears tasks for a while, or until none is under way. Returns what was said.
    pub fn hear(
        &mut self,
        runtime: &Runtime,
        engine: &mut Engine,
        a_while: Duration,
        log: Log<'_>,
    ) -> Vec<(AccountId, EventLine)> {
        let (until, mut said) = (tokio::time::Instant::now() + a_while, Vec::new());
        while let Some(next) = runtime.block_on(self.next(until)) {
            match self.act(engine, next, log) {
                Ok(lines) => said.extend(lines),
                // Of this one only: its lease brings it back, and the others go on.
                Err(failure) => log(format!("an answer of a meter: {}", chain(failure.as_ref()))),
            }
        }
        said
    }

    /// Answers a task that is about to send. If the books cannot be read, a cut stays here and a release
    /// leaves.
    fn decide(&self, engine: &mut Engine, Question { message, reply }: Question, log: Log<'_>) {
        let now = (self.clock)();
        let may = engine.may_leave(&message, now).and_then(|leave| {
            if leave == Leave::Now {
                pay::sent(engine, &message, now)?;
            }
            Ok(leave)
        });
        let said = match may {
            Ok(Leave::Now) => Ok(()),
            Ok(Leave::Ended) => Err("it has ended".to_owned()),
            Ok(Leave::HeldBack(guards)) => {
                let names: Vec<&str> = guards.iter().map(|guard| guard.id()).collect();
                Err(format!("held back: {}", names.join(" ")))
            }
            Err(failure) if pay::is_release(&message) => {
                log(format!("account {}: {}", message.account, chain(failure.as_ref())));
                Ok(())
            }
            Err(failure) => Err(chain(failure.as_ref())),
        };
        if said.is_ok() {
            log(format!(
                "{} account {} {} leaves",
                now.to_local_string(),
                message.account,
                message.key
            ));
        }
        // A task that waits no longer has been given up; its order is in the outbox.
        let _ = reply.send(said);
    }

    /// Books what one try came to.
    fn end(
        &self,
        engine: &mut Engine,
        answer: Answer,
        log: Log<'_>,
    ) -> Result<Vec<EventLine>, Failure> {
        let Answer { message, command, result } = answer;
        let now = (self.clock)();
        let outcome = match &result {
            Ok(delivered) => format!("{delivered:?}"),
            Err(error) => chain(error),
        };
        let at = now.to_local_string();
        log(format!("{at} account {} {}: {outcome}", message.account, message.key));
        let closed = has_closed(&mut engine.store, message.account)?;
        if closed && result.is_err() && !gives_light(&command) {
            engine.store.message_delivered(message.account, &message.key, now)?;
            return Ok(Vec::new());
        }
        let mut booked = Booked { engine, account: message.account, now, said: Vec::new() };
        let next = match result {
            Ok(Delivered::Control(control)) => booked.control(&message, &command, control)?,
            Ok(Delivered::LimitAmpere(_)) => {
                booked.answered(&command, true)?;
                Next::Done
            }
            Ok(Delivered::Written) => {
                if by_hand(&command) {
                    booked.answered(&command, true)?;
                }
                Next::Done
            }
            Err(error) => booked.failed(&message, &command, &error)?,
        };
        let said = booked.said;
        match next {
            Next::Done => {
                engine.store.message_delivered(message.account, &message.key, now)?;
            }
            Next::Again { after_s } => {
                let again_at = now.plus_s(after_s);
                engine.store.message_failed(message.account, &message.key, again_at)?;
            }
        }
        Ok(said)
    }
}

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

/// What comes of one try, as facts of its account.
struct Booked<'a> {
    engine: &'a mut Engine,
    account: AccountId,
    now: Instant,
    said: Vec<EventLine>,
}

impl Booked<'_> {
    /// The meter's word on its switch.
    fn control(
        &mut self,
        message: &Message,
        command: &MeterCommand,
        control: ControlState,
    ) -> Result<Next, Failure> {
        if command.kind != CommandKind::Read || by_hand(command) {
            self.answered(command, true)?;
        }
        // Also after an order: a release may find that somebody has pressed already.
        let supply = self.seen(control)?;
        let waits = matches!(supply, SupplyState::ReadyForReconnection | SupplyState::LeakTesting)
            && !has_closed(&mut self.engine.store, self.account)?;
        Ok(match (&command.kind, waits) {
            (CommandKind::Read, true) if !by_hand(command) => {
                Next::Again { after_s: watch_after_s(message.at, self.now) }
            }
            _ => Next::Done,
        })
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
            if by_hand(command) {
                self.answered(command, false)?;
            }
            return Ok(Next::Done);
        }
        let again = |most| Ok(Next::Again { after_s: pause_s(message.attempts, most) });
        match command.kind {
            CommandKind::Connect | CommandKind::Unlimit => again(RELEASE_PAUSE_S),
            CommandKind::Read => again(LONGEST_PAUSE_S),
            CommandKind::Disconnect | CommandKind::Limit { .. } if error.is_of_the_line() => {
                again(LONGEST_PAUSE_S)
            }
            // The meter's own no. What it has done all the same, it is asked.
            CommandKind::Disconnect | CommandKind::Limit { .. } => {
                self.answered(command, false)?;
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
                    self.answered(command, false)?;
                }
                Ok(Next::Done)
            }
        }
    }

    /// Records the meter's word on an order.
    fn answered(&mut self, command: &MeterCommand, confirmed: bool) -> Result<(), Failure> {
        self.record(&Fact::MeterAnswer { command: command.id.clone(), confirmed })
    }

    /// Records what the meter says of its switch, if the platform believed something else. Returns how
    /// the supply stands.
    fn seen(&mut self, control: ControlState) -> Result<SupplyState, Failure> {
        let Some(supply) = self.engine.supply_of(self.account, self.now)? else {
            return Ok(SupplyState::Connected);
        };
        if supply.control_state() == control {
            return Ok(supply);
        }
        self.record(&Fact::MeterState { control })?;
        Ok(self.engine.supply_of(self.account, self.now)?.unwrap_or(supply))
    }

    fn record(&mut self, fact: &Fact) -> Result<(), Failure> {
        let known = self.engine.store.account(self.account)?;
        let Some(known) = known.filter(|known| known.closed_at.is_none()) else { return Ok(()) };
        for line in self.engine.record(&known, fact, self.now)? {
            pay::confirmed(self.engine, self.account, &line.event, line.at, self.now)?;
            self.said.push(line);
        }
        Ok(())
    }
}

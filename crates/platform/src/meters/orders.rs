//! Orders of the outbox, brought to the meters over DLMS; what the meters say comes back as facts.
//!
//! The engine stays on one thread, talks with meters are tasks. A task that is about to send asks over a
//! channel whether its order may still leave: the answer is of that moment, and from the engine's own
//! books. An order is given back to the outbox if the line fails, and stays there under its id until it
//! is confirmed, has ended, or is held back. Source: MT-07, MT-08, CG-17.

mod booked;
#[cfg(test)]
mod tests;
mod turns;

use crate::engine::{Engine, Leave};
use crate::failure::{Failure, chain};
use crate::pay;
use booked::Booked;
use calendar::Instant;
use dlms::client::{Association, Delivered, Dial, Gate, Identity, MeterAddress, deliver};
use dlms::link::Stream;
use dlms::poll::{Poller, Work};
use dlms::{DlmsError, Role};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::{Message, Store};
use supply::{Cause, CommandKind, Lane, MeterCommand};
use timeline::{Alarm, EventLine};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};
use turns::{PUT_BY_S, Turns};
use units::AccountId;

/// Messages that are taken at a time, so that the next look into the outbox is soon.
const A_ROUND: usize = 64;
/// A meter that tells something by itself is asked no more often than this.
const TOLD_PAUSE_S: i64 = 1;

/// How a meter is reached.
#[derive(Debug)]
pub struct Line<D> {
    pub cell: String,
    pub meter: MeterAddress,
    /// Who is believed to hang there.
    pub who: Identity,
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
    /// The serial of the meter that was called.
    meter: String,
    result: Result<Told, DlmsError>,
}

/// What a meter said.
#[derive(Debug)]
pub struct Told {
    delivered: Delivered,
    /// From when it is, at the least: a state is of the moment at which it was asked for, what an order
    /// has done of the moment at which it was read back.
    at: Instant,
}

/// What a task has to say.
pub enum Heard {
    Question(Question),
    Answer(Box<Answer>),
}

/// What became of an order that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is under way.
    Begun,
    /// Its cell has enough to do: it is put by, and no try.
    Full,
    /// The account has no meter that is reached by protocol: the caller says what becomes of it then.
    NoMeter,
}

/// Something that happened, in words for a log.
pub type Log<'a> = &'a mut dyn FnMut(String);

/// Brings orders to meters. Dropped, it leaves tasks to end by themselves: whatever they do is asked
/// for again.
pub struct Dispatcher<R> {
    poller: Arc<Poller>,
    reach: R,
    clock: Clock,
    /// What is under way here, so that a lease that ends meanwhile does not send it twice, and what waits
    /// for a cell.
    turns: Turns,
    /// What was put by since the outbox was last looked into, and until when.
    put_by: Vec<(AccountId, String)>,
    put_by_until: Instant,
    /// When meters were last asked because they had told something.
    told: BTreeMap<AccountId, Instant>,
    ask: mpsc::UnboundedSender<Question>,
    asked: mpsc::UnboundedReceiver<Question>,
    answer: mpsc::UnboundedSender<Answer>,
    answered: mpsc::UnboundedReceiver<Answer>,
}

impl<R> std::fmt::Debug for Dispatcher<R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Dispatcher").field("turns", &self.turns).finish_non_exhaustive()
    }
}

/// One order in the hands of a task.
struct Order {
    command: MeterCommand,
    message: Message,
    who: Identity,
    clock: Clock,
    ask: mpsc::UnboundedSender<Question>,
}

impl Gate for Order {
    /// Only what may take light away, and what a newer one overtakes, is asked about and waits for the
    /// answer: a release is never kept waiting on an open line by whatever else the engine does.
    async fn still_holds(&self, command: &MeterCommand, _: Instant) -> Result<(), String> {
        let (reply, said) = oneshot::channel();
        let ended = || "the worker has ended".to_owned();
        let asked = self.ask.send(Question { message: self.message.clone(), reply });
        if !takes_light(command) && !is_display(command) {
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
    type Output = Told;

    async fn run(&self, association: &mut Association<S>) -> Result<Told, DlmsError> {
        let now = || (self.clock)();
        // What was judged is a point; whose light goes out is a meter. Source: CG-12.
        if takes_light(&self.command) && !association.check_identity(&self.who).await? {
            let profile = association.profile().name.clone();
            return Err(DlmsError::NotInProfile { profile, role: Role::DeviceName });
        }
        let asked_at = now();
        let delivered = deliver(association, &self.command, self, now).await?;
        let at = if self.command.kind == CommandKind::Read { asked_at } else { now() };
        Ok(Told { delivered, at })
    }
}

impl<R: Reach> Dispatcher<R> {
    pub fn new(poller: Arc<Poller>, reach: R, clock: Clock) -> Self {
        let (ask, asked) = mpsc::unbounded_channel();
        let (answer, answered) = mpsc::unbounded_channel();
        let (turns, put_by, told) = (Turns::new(poller.limits()), Vec::new(), BTreeMap::new());
        let put_by_until = clock().plus_s(PUT_BY_S);
        Self {
            poller,
            reach,
            clock,
            turns,
            put_by,
            put_by_until,
            told,
            ask,
            asked,
            answer,
            answered,
        }
    }

    /// How many talks are under way.
    pub fn under_way(&self) -> usize {
        self.turns.under_way()
    }

    /// How much is to be taken from the outbox now, and up to which lane. A round is short, and a flood of
    /// reads fills no queue that a release would have to stand in. Source: MT-08.
    pub fn takes(&mut self) -> (usize, Lane) {
        self.put_by_until = (self.clock)().plus_s(PUT_BY_S);
        (A_ROUND, self.turns.look())
    }

    /// Begins to bring an order to its meter, unless its cell has enough to do. Needs a runtime of tokio.
    /// What is put by has to be given back with [`Self::give_back`].
    pub fn take(&mut self, store: &mut Store, message: &Message) -> Result<Taken, Failure> {
        self.begin(store, message, false)
    }

    /// Gives back to the outbox what was put by since this was last called. Returns how much.
    pub fn give_back(&mut self, store: &mut Store) -> Result<usize, Failure> {
        let put_by = std::mem::take(&mut self.put_by);
        if !put_by.is_empty() {
            let names: Vec<_> = put_by.iter().map(|(account, key)| (*account, &**key)).collect();
            store.put_by(&names, self.put_by_until)?;
        }
        Ok(put_by.len())
    }

    fn begin(
        &mut self,
        store: &mut Store,
        message: &Message,
        at_any_rate: bool,
    ) -> Result<Taken, Failure> {
        let Some(line) = self.reach.line(store, message.account)? else {
            return Ok(Taken::NoMeter);
        };
        let command: MeterCommand = serde_json::from_str(&message.body)?;
        // Nothing of somebody who has left is shown at the meter of who comes, nor asked of it.
        if !gives_light(&command) && has_closed(store, message.account)? {
            return Ok(Taken::NoMeter);
        }
        let name = (message.account, message.key.clone());
        if self.turns.is_open(&name) {
            return Ok(Taken::Begun);
        }
        if !self.turns.begin(message, &line.cell, at_any_rate) {
            self.turns.put_by(message, &line.cell, self.put_by_until);
            self.put_by.push(name);
            return Ok(Taken::Full);
        }
        let (poller, answer) = (Arc::clone(&self.poller), self.answer.clone());
        let lane = command.lane();
        let (clock, ask) = (Arc::clone(&self.clock), self.ask.clone());
        let (kept, message, meter) = (command.clone(), message.clone(), line.meter.id.clone());
        let order = Order { command, message: message.clone(), who: line.who.clone(), clock, ask };
        let talk = tokio::spawn(async move {
            poller.with_meter(&line.cell, &line.meter, &line.dial, lane, &order).await
        });
        tokio::spawn(async move {
            // A talk that broke down is one whose line was lost: the order is tried again.
            let result = talk.await.unwrap_or(Err(DlmsError::Closed));
            // If nobody hears it, the outbox gives the order out again.
            let _ = answer.send(Answer { message, command: kept, meter, result });
        });
        Ok(Taken::Begun)
    }

    /// What a task says next, until an instant of tokio's; `None` then, or as soon as none is under way.
    pub async fn next(&mut self, until: tokio::time::Instant) -> Option<Heard> {
        if self.turns.under_way() == 0 {
            return None;
        }
        tokio::select! {
            biased;
            Some(question) = self.asked.recv() => Some(Heard::Question(question)),
            Some(answer) = self.answered.recv() => Some(Heard::Answer(Box::new(answer))),
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
                let name = (account, answer.message.key.clone());
                let silent = answer.result.as_ref().is_err_and(DlmsError::is_of_the_line);
                let cell = self.turns.end(&name, !silent);
                while let Some((place, (account, key), until)) = self.turns.call(&cell) {
                    // What has ended meanwhile, or what another worker has, takes nobody's turn.
                    if !engine.store.call_up(account, &key, until, (self.clock)())? {
                        self.turns.not_there(&cell, place);
                    }
                }
                let said = self.end(engine, *answer, log)?;
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
        let Answer { message, command, meter, result } = answer;
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
        if let (CommandKind::SetCalendar { name }, Ok(told)) = (&command.kind, &result) {
            engine.store.keep_calendar(&meter, name, told.at)?;
        }
        let who = (message.account, meter.as_str());
        Booked::of(engine, who, now).take(&message, &command, result)
    }

    /// Something came in the name of a meter that is not its own: told of, and nothing follows from it.
    /// Returns what was said.
    pub fn suspect(
        &self,
        engine: &mut Engine,
        account: AccountId,
        what: (Alarm, &str, String),
    ) -> Result<Vec<EventLine>, Failure> {
        booked::raise(engine, account, what, (self.clock)())
    }

    /// A meter has told something by itself, such as that somebody has pressed or that its power is back:
    /// what waits for it is asked at once, and if nothing does, how its supply stands. Needs a runtime of
    /// tokio. Returns whether the meter is called.
    pub fn told(&mut self, engine: &mut Engine, account: AccountId) -> Result<bool, Failure> {
        let now = (self.clock)();
        // However often it tells, or whoever has its keys.
        self.told.retain(|_, at| now.seconds_since(*at) < TOLD_PAUSE_S);
        if let Some(last) = self.told.get(&account) {
            // Asked just now: what waits still is asked after that pause.
            return Ok(engine.hurry_questions(account, last.plus_s(TOLD_PAUSE_S))? > 0);
        }
        self.told.insert(account, now);
        if engine.hurry_questions(account, now)? > 0 {
            return Ok(true);
        }
        let Some(known) = engine.store.account(account)?.filter(|one| one.closed_at.is_none())
        else {
            return Ok(false);
        };
        // Not of the outbox: an answer that differs from what is known is kept, and a lost one was extra.
        let id = format!("{}-told-{}", known.ean, now.0);
        let question = MeterCommand::new(id.clone(), CommandKind::Read, Cause::Push, now, None);
        let message = Message {
            account,
            key: format!("command/{id}"),
            at: now,
            lane: question.lane().number(),
            kind: "command".to_owned(),
            body: serde_json::to_string(&question)?,
            attempts: 1,
            due: now,
            delivered_at: None,
        };
        Ok(self.begin(&mut engine.store, &message, true)? == Taken::Begun)
    }
}

fn is_display(command: &MeterCommand) -> bool {
    matches!(command.kind, CommandKind::Display { .. })
}

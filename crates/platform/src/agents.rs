//! The books behind the pages of agents and operators. What they do goes the ways of the command line: one
//! rule, whoever asks. Source: UX 8.5, 8.8, TP-25, CG-14 to CG-19.

mod acts;
mod back;
mod board;
mod calls;
mod case;
mod contact;
mod cuts;
mod day;
mod evidence;
mod life;
mod messages;
mod notes;
mod partners;
mod payments;
mod plans;
mod questions;
pub mod queues;
mod relief;
mod search;
#[cfg(test)]
mod tests;
mod visits;
mod waves;

use crate::engine::{Engine, town};
use crate::failure::Failure;
use crate::notices::{say_call, say_own_low};
use crate::people;
use crate::sealed::MasterKeys;
use access::{Act, Role};
use calendar::Instant;
use portal::StateCard;
use portal::agent::{
    ActView, AgentRefused, Agents, Board, Case, Effect, FormFacts, Found, QuestionView, Queue,
    QueueLine, Recent, Run, Steer, SuspenseView, Told, Wanted,
};
use portal::my::{MyCard, MyError, Visitor};
use procedures::Outcome;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::PersonLook;
use timeline::Timeline;
use units::{AccountId, Dso, Energy, Language};

/// Later than all that is known.
const FAR: Instant = Instant(i64::MAX / 2);
/// Why somebody looked at a household whose case they opened; lists and searches have other reasons.
const OPENED: &str = "case";

type Done<T> = Result<Result<T, AgentRefused>, Failure>;

/// Runs the lines of a call with `?` for what is refused.
macro_rules! or_refused {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(refused) => return Ok(Err(refused)),
        }
    };
}
use or_refused;

/// The desks of an operator's own people.
pub struct Desks {
    engine: Mutex<Engine>,
    clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// Photos of visits are sealed with these.
    masters: MasterKeys,
}

impl std::fmt::Debug for Desks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Desks").finish_non_exhaustive()
    }
}

/// As somebody of staff stands in the books: no two have the same.
pub fn signature(visitor: &Visitor) -> String {
    format!("{} #{}", visitor.name, visitor.person)
}

/// Sees no household by name.
fn is_masked(role: Role) -> bool {
    access::may(role, Act::ThirtyDays, access::Verb::View).is_none()
}

/// An account with all that is known of it.
pub struct Known {
    account: store::Account,
    pub timeline: Timeline,
    pub card: StateCard,
}

pub fn known_account(
    engine: &mut Engine,
    account: store::Account,
    now: Instant,
) -> Result<Option<Known>, Failure> {
    let rebuilt = engine.rebuild(std::slice::from_ref(&account), FAR)?.pop();
    let Some(rebuilt) = rebuilt else { return Ok(None) };
    let timeline = rebuilt.timeline;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let at = timeline.reached();
    let mut card = crate::pages::state_card(&account, &timeline, (at, now.max(at)), rules);
    say_call(engine, account.id, &mut card)?;
    say_own_low(engine, &account, &mut card)?;
    Ok(Some(Known { account, timeline, card }))
}

fn known(engine: &mut Engine, account: AccountId, now: Instant) -> Result<Option<Known>, Failure> {
    match engine.store.account(account)? {
        Some(account) => known_account(engine, account, now),
        None => Ok(None),
    }
}

/// Name and town of who lives there, as far as they are known.
pub fn name_and_town(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<(String, String), Failure> {
    let contact = engine.store.contact(account.id)?;
    let (name, place) = contact.map(|contact| (contact.name, contact.town)).unwrap_or_default();
    let place = if place.is_empty() { town(account) } else { place };
    Ok((name, place))
}

impl Desks {
    /// `engine`: a connection of their own.
    pub fn new(engine: Engine, clock: Arc<dyn Fn() -> Instant + Send + Sync>) -> Self {
        Self { engine: Mutex::new(engine), clock, masters: MasterKeys::default() }
    }

    /// With the master keys of the installation: without them no photo is kept.
    pub fn with_masters(self, masters: MasterKeys) -> Self {
        Self { masters, ..self }
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    fn engine(&self) -> MutexGuard<'_, Engine> {
        // Whoever panicked left a connection whose transaction is rolled back.
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        crate::engine::freshened(&mut engine);
        engine
    }

    /// Keeps that a household was seen. Source: PD-05.
    fn note(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        accounts: &[&store::Account],
        (saw, reason): (&[Act], &str),
    ) -> Result<(), Failure> {
        let mut looks = Vec::new();
        for account in accounts {
            looks.push(PersonLook {
                account: account.id,
                at: self.now(),
                number: people::look_number()?,
                person: visitor.person,
                role: visitor.role.code(),
                saw: saw.iter().map(|act| act.name()).collect::<Vec<_>>().join(" "),
                reason: reason.to_owned(),
            });
        }
        Ok(engine.store.add_person_looks(&looks)?)
    }

    fn card_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<(MyCard, Language)>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let Some(account) = engine.store.account(account)? else { return Ok(None) };
        let contact = engine.store.contact(account.id)?;
        let language = contact.map_or(visitor.language, |contact| contact.language);
        let seen = [Act::StateAndAmount, Act::ThirtyDays];
        self.note(&mut engine, visitor, &[&account], (&seen, "view as customer"))?;
        Ok(people::card_of(&mut engine, account, now)?.map(|card| (card, language)))
    }
}

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

impl Agents for Desks {
    fn search(&self, visitor: &Visitor, asked: &str) -> Result<Found, MyError> {
        self.find(visitor, asked).map_err(failed("could not search"))
    }

    fn recent(&self, visitor: &Visitor) -> Result<Vec<Recent>, MyError> {
        self.recent_of(visitor).map_err(failed("could not read what was open"))
    }

    fn case(&self, visitor: &Visitor, account: AccountId) -> Result<Option<Case>, MyError> {
        self.case_of(visitor, account).map_err(failed("could not read a case"))
    }

    fn as_customer(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<(MyCard, Language)>, MyError> {
        self.card_of(visitor, account).map_err(failed("could not read a card"))
    }

    fn form(&self, visitor: &Visitor, account: AccountId) -> Result<Option<FormFacts>, MyError> {
        self.form_of(visitor, account).map_err(failed("could not read what a form needs"))
    }

    fn preview(&self, visitor: &Visitor, account: AccountId, wanted: &Wanted) -> Told<Effect> {
        self.effect_of(visitor, account, wanted).map_err(failed("could not work out an effect"))
    }

    fn ask(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &Wanted,
        attempt: &str,
    ) -> Told<i64> {
        self.ask_for(visitor, account, wanted, attempt).map_err(failed("could not do an act"))
    }

    fn act(&self, visitor: &Visitor, id: i64) -> Result<Option<ActView>, MyError> {
        self.act_of(visitor, id).map_err(failed("could not read an act"))
    }

    fn waiting(&self, visitor: &Visitor) -> Result<Vec<ActView>, MyError> {
        self.acts_waiting(visitor).map_err(failed("could not read what waits"))
    }

    fn decide(&self, visitor: &Visitor, id: i64, approve: bool, note: &str) -> Told<()> {
        self.decide_on(visitor, id, approve, note).map_err(failed("could not decide"))
    }

    fn queues(&self, _: &Visitor) -> Result<Vec<(Queue, usize)>, MyError> {
        self.counts().map_err(failed("could not count the queues"))
    }

    fn queue(&self, visitor: &Visitor, queue: Queue) -> Result<Vec<QueueLine>, MyError> {
        self.lines_of(visitor, queue).map_err(failed("could not read a queue"))
    }

    fn suspense(&self, visitor: &Visitor, key: &str) -> Result<Option<SuspenseView>, MyError> {
        self.suspense_of(visitor, key).map_err(failed("could not read money in suspense"))
    }

    fn question(&self, visitor: &Visitor, number: i64) -> Result<Option<QuestionView>, MyError> {
        self.question_of(visitor, number).map_err(failed("could not read a question"))
    }

    fn note_outcome(
        &self,
        visitor: &Visitor,
        number: i64,
        outcome: Outcome,
        words: &str,
    ) -> Told<()> {
        self.note_outcome_of(visitor, number, outcome, words)
            .map_err(failed("could not note what came of a question"))
    }

    fn board(&self, visitor: &Visitor, dso: Dso, energy: Energy) -> Result<Board, MyError> {
        self.board_of(visitor, dso, energy).map_err(failed("could not read a run of cuts"))
    }

    fn steer(&self, visitor: &Visitor, run: Run, step: &Steer) -> Told<()> {
        self.steer_run(visitor, run, step).map_err(failed("could not steer a run of cuts"))
    }
}

//! People who sign in: households for their own pages, staff for everybody's. Source: PD-04, UX 8.1 P-14.

mod allow;
mod both;
mod commands;
mod copy;
mod courier;
mod deeds;
mod digits;
mod figures;
mod help;
mod movements;
mod moving;
mod outside;
mod papers;
mod point;
mod provider;
mod quarters;
pub mod secrets;
mod sign_in;
mod state;
pub mod terms;
#[cfg(test)]
mod tests;
mod usage;
mod visits;
mod ways;
mod why;
mod wishes;
mod yearly;

pub use commands::{LetterCode, PersonCommand, letter_address, letter_code, new_letter_code, run};
pub use courier::{ByCarriers, Courier, SaidAloud};
#[cfg(test)]
pub use figures::looks;
pub use figures::{PaidIn, card_of, cost_per_day, lasts, state_and_top_up, state_of};
pub use help::{case_line, plan_line, plan_lines, repaid_for};
pub use provider::{Organisation, ProviderArguments};
pub use quarters::OWN_PAGES;
pub use secrets::{hash_password, hex, number as look_number};

use crate::engine::Engine;
use crate::failure::Failure;
use crate::guesses;
use crate::pay::Keys;
use crate::sealed::MasterKeys;
use crate::share::runs::Intervals;
use access::{Act, Role, SessionRules};
use calendar::Instant;
use portal::my::{
    Activation, AlertsWanted, Asked, Began, ConsentShown, Device, Entered, FromProvider, HelpNow,
    Helps, Household, MyAlerts, MyError, MyHelpers, MyHome, MyPlan, MyQuarters, MyReference,
    MyTopUp, NotTaken, Outsider, PasswordEntry, Period, Promised, QuarterHours, Refused, Sessions,
    SignedIn, ToProvider, Visitor, Wanted,
};
use portal::repaying::NotAgreed;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{PersonLook, TryKind};
use units::{AccountId, Dso, Language, MicroEuro};

/// Wrong passwords, codes and letters of one source within an hour.
const WRONG_MAX_PER_H: usize = 20;
/// A session is noted as used this often at most.
const SEEN_EVERY_S: i64 = 600;

/// What the pages have to know beside the books.
pub struct Setting {
    pub courier: Arc<dyn Courier>,
    /// Where browsers find us, without a final slash: for the codes on cards.
    pub base_url: String,
    /// Whose site it is: it answers who does not say which meter is theirs.
    pub operator: Dso,
    /// There are pages to pay at.
    pub online: bool,
    /// None where nobody has said where quarter-hours lie.
    pub intervals: Option<Mutex<Intervals>>,
    /// Where staff sign in, if not here.
    pub organisation: Option<Organisation>,
    /// Staff who sign in here need codes of an app beside their password: everywhere but in a world of demonstration.
    /// Source: PD-04.
    pub second_factor: bool,
    /// Seal the secrets of these apps; without any, nobody adds one.
    pub masters: MasterKeys,
    pub clock: Arc<dyn Fn() -> Instant + Send + Sync>,
}

/// The people of an installation.
pub struct People {
    /// Connections, so that one slow page does not keep the others waiting.
    engines: Vec<Mutex<Engine>>,
    next: AtomicUsize,
    keys: Keys,
    setting: Setting,
    /// What everybody was told last of what works.
    seen: state::Seen,
}

impl std::fmt::Debug for People {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("People")
            .field("engines", &self.engines.len())
            .finish_non_exhaustive()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked left counts or a connection whose transaction is rolled back.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

impl People {
    /// `engines`: connections of their own, one at least.
    pub fn new(mut engines: Vec<Engine>, setting: Setting) -> Result<Self, Failure> {
        let Some(first) = engines.first_mut() else {
            return crate::failure::refuse("people need a connection");
        };
        let keys = Keys::load(&mut first.store)?;
        Ok(Self {
            engines: engines.into_iter().map(Mutex::new).collect(),
            next: AtomicUsize::new(0),
            keys,
            setting,
            seen: state::Seen::default(),
        })
    }

    fn now(&self) -> Instant {
        (self.setting.clock)()
    }

    /// A connection that is free, or else the next one in turn. There is one at least.
    fn engine(&self) -> Result<MutexGuard<'_, Engine>, Failure> {
        let mut engine = self.any_engine()?;
        crate::engine::freshened(&mut engine);
        Ok(engine)
    }

    fn any_engine(&self) -> Result<MutexGuard<'_, Engine>, Failure> {
        for engine in &self.engines {
            if let Ok(free) = engine.try_lock() {
                return Ok(free);
            }
        }
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let place = turn.checked_rem(self.engines.len()).unwrap_or(0);
        match self.engines.get(place) {
            Some(engine) => Ok(held(engine)),
            None => crate::failure::refuse("people need a connection"),
        }
    }

    /// Until when a source has to wait.
    fn wait(&self, source: &str, now: Instant) -> Result<Option<Refused>, Failure> {
        let store = &mut self.any_engine()?.store;
        let wait = guesses::wait(store, (TryKind::SignIn, source), WRONG_MAX_PER_H, now)?;
        Ok(wait.map(|wait| Refused::Wait { until: wait.until }))
    }

    fn wrong(engine: &mut Engine, source: &str, now: Instant) -> Result<(), Failure> {
        guesses::wrong(&mut engine.store, (TryKind::SignIn, source), now)
    }

    fn visitor(&self, token: &str) -> Result<Option<Visitor>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some(session) = engine.store.session(&secrets::hash(token))? else { return Ok(None) };
        let Some(person) = engine.store.person(session.person)? else { return Ok(None) };
        let Some(role) = Role::from_code(person.role) else { return Ok(None) };
        let open = SessionRules::of(role).is_open(session.made_at, session.seen_at, now);
        if session.ended_at.is_some() || person.ways.ended || !open {
            return Ok(None);
        }
        if !terms::opens(&mut engine, &person, now)? {
            return Ok(None);
        }
        if now.seconds_since(session.seen_at) >= SEEN_EVERY_S {
            engine.store.session_seen(person.id, session.seq, now)?;
        }
        Ok(Some(Visitor {
            person: person.id,
            role,
            name: person.ways.name,
            language: person.ways.language,
            session: session.seq,
        }))
    }

    fn note_look(&self, visitor: &Visitor, account: AccountId, saw: &[Act]) -> Result<(), Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let look = PersonLook {
            account,
            at: now,
            number: secrets::number()?,
            person: visitor.person,
            role: visitor.role.code(),
            saw: saw.iter().map(|act| act.name()).collect::<Vec<_>>().join(" "),
            reason: String::new(),
        };
        Ok(engine.store.add_person_looks(&[look])?)
    }
}

impl Sessions for People {
    fn who(&self, token: &str) -> Result<Option<Visitor>, MyError> {
        self.visitor(token).map_err(failed("could not read who is signed in"))
    }

    fn looked(&self, visitor: &Visitor, account: AccountId, saw: &[Act]) -> Result<(), MyError> {
        self.note_look(visitor, account, saw).map_err(failed("could not keep a look"))
    }
}

impl Helps for People {
    fn help(&self, visitor: &Visitor, place: usize) -> Result<Option<HelpNow>, MyError> {
        self.help_of(visitor, place).map_err(failed("could not read what may help"))
    }

    fn ask(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &Wanted<'_>,
    ) -> Result<Option<Result<i64, NotTaken>>, MyError> {
        self.ask_of(visitor, place, wanted).map_err(failed("could not keep what was asked"))
    }

    fn plan(&self, visitor: &Visitor, place: usize) -> Result<Option<MyPlan>, MyError> {
        self.plan_of(visitor, place).map_err(failed("could not read what is repaid"))
    }

    fn answer_proposal(
        &self,
        visitor: &Visitor,
        place: usize,
        answer: (i64, bool),
    ) -> Result<Option<Result<(), NotAgreed>>, MyError> {
        self.proposal_answered(visitor, place, answer)
            .map_err(failed("could not keep the answer to a proposal"))
    }

    fn ask_from_outside(
        &self,
        source: &str,
        wanted: &Wanted<'_>,
        about: &Outsider<'_>,
    ) -> Result<Result<i64, NotTaken>, MyError> {
        self.ask_outside(source, wanted, about).map_err(failed("could not keep what was asked"))
    }

    fn promised(&self) -> Result<Promised, MyError> {
        self.promised_now().map_err(failed("could not say by when"))
    }
}

impl QuarterHours for People {
    fn quarter_hours(
        &self,
        visitor: &Visitor,
        place: usize,
        period: Period,
    ) -> Result<Option<MyQuarters>, MyError> {
        let read = self.quarters_of(visitor, place, period);
        read.map_err(failed("could not read quarter-hours"))
    }

    fn quarter_hours_csv(
        &self,
        visitor: &Visitor,
        place: usize,
        period: Period,
    ) -> Result<Option<String>, MyError> {
        let read = self.quarters_csv_of(visitor, place, period);
        read.map_err(failed("could not write quarter-hours"))
    }

    fn set_consent(
        &self,
        visitor: &Visitor,
        place: usize,
        agrees: bool,
    ) -> Result<Option<()>, MyError> {
        self.agree(visitor, place, agrees).map_err(failed("could not keep a consent"))
    }

    fn consents(&self, visitor: &Visitor) -> Result<Vec<ConsentShown>, MyError> {
        self.consents_of(visitor).map_err(failed("could not read what was agreed to"))
    }
}

impl Household for People {
    fn ask_code(
        &self,
        source: &str,
        address: &str,
        language: Language,
    ) -> Result<Result<Asked, Refused>, MyError> {
        self.send_code(source, address, language).map_err(failed("could not send a code"))
    }

    fn activate(
        &self,
        source: &str,
        asked: &Activation<'_>,
    ) -> Result<Result<Asked, Refused>, MyError> {
        self.open_letter(source, asked).map_err(failed("could not activate"))
    }

    fn new_letter(
        &self,
        source: &str,
        asked: &Activation<'_>,
    ) -> Result<Result<(), Refused>, MyError> {
        self.another_letter(source, asked).map_err(failed("could not send another letter"))
    }

    fn enter_code(
        &self,
        source: &str,
        challenge: &str,
        code: &str,
        device: &str,
    ) -> Result<Result<SignedIn, Refused>, MyError> {
        self.try_code(source, challenge, code, device).map_err(failed("could not try a code"))
    }

    fn enter_password(
        &self,
        source: &str,
        entry: &PasswordEntry<'_>,
    ) -> Result<Result<Entered, Refused>, MyError> {
        self.try_password(source, entry).map_err(failed("could not try a password"))
    }

    fn enter_first_code(
        &self,
        source: &str,
        challenge: &str,
        code: &str,
        device: &str,
    ) -> Result<Result<SignedIn, (Refused, Option<Began>)>, MyError> {
        self.try_first_code(source, challenge, code, device).map_err(failed("could not add an app"))
    }

    fn has_provider(&self) -> bool {
        self.setting.organisation.is_some()
    }

    fn to_provider(&self, source: &str) -> Result<Result<ToProvider, Refused>, MyError> {
        self.away(source).map_err(failed("could not begin a sign-in elsewhere"))
    }

    fn back_from_provider(
        &self,
        source: &str,
        back: &FromProvider<'_>,
    ) -> Result<Result<SignedIn, Refused>, MyError> {
        self.back(source, back).map_err(failed("could not end a sign-in elsewhere"))
    }

    fn leave(&self, visitor: &Visitor, session: i64) -> Result<(), MyError> {
        let end = || -> Result<(), Failure> {
            let mut engine = self.engine()?;
            // Whoever has a till by a PIN ends it, and none of the owner's other devices.
            let handed = engine.store.till_hand((visitor.person, visitor.session))?.is_some();
            if !handed || session == visitor.session {
                engine.store.end_session(visitor.person, Some(session), self.now())?;
            }
            Ok(())
        };
        end().map_err(failed("could not end a session"))
    }

    fn home(&self, visitor: &Visitor) -> Result<MyHome, MyError> {
        self.home_of(visitor).map_err(failed("could not read a household"))
    }

    fn top_up(
        &self,
        visitor: &Visitor,
        place: usize,
        amount: Option<MicroEuro>,
    ) -> Result<Option<MyTopUp>, MyError> {
        self.top_up_of(visitor, place, amount).map_err(failed("could not say what an amount does"))
    }

    fn alerts(&self, visitor: &Visitor, place: usize) -> Result<Option<MyAlerts>, MyError> {
        self.alerts_of(visitor, place).map_err(failed("could not read the alerts"))
    }

    fn set_alerts(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &AlertsWanted,
    ) -> Result<Option<MyAlerts>, MyError> {
        self.change_alerts(visitor, place, wanted).map_err(failed("could not keep the alerts"))
    }

    fn helpers(&self, visitor: &Visitor, place: usize) -> Result<Option<MyHelpers>, MyError> {
        self.helpers_of(visitor, place).map_err(failed("could not read who helps"))
    }

    fn let_supplier_see(&self, visitor: &Visitor, place: usize, may: bool) -> Result<(), MyError> {
        self.supplier_may(visitor, place, may).map_err(failed("could not keep a consent"))
    }

    fn end_helper(&self, visitor: &Visitor, place: usize, grant: i64) -> Result<(), MyError> {
        self.end_grant(visitor, place, grant).map_err(failed("could not take access away"))
    }

    fn references(&self, visitor: &Visitor) -> Result<Vec<MyReference>, MyError> {
        self.references_of(visitor).map_err(failed("could not read the references"))
    }

    fn devices(&self, visitor: &Visitor) -> Result<Vec<Device>, MyError> {
        self.devices_of(visitor).map_err(failed("could not read the devices"))
    }

    fn data(&self, visitor: &Visitor) -> Result<String, MyError> {
        self.data_of(visitor).map_err(failed("could not gather the data"))
    }
}

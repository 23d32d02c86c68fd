//! The books behind the pages of a CPAS: its clients by deadline, asking for access with a code that the
//! household tells, and a client. Source: UX 8.3, PD-03, PD-04, PD-05.

mod access;
mod aid;
mod client;
pub mod early;
pub mod law;
mod looks;
mod message;
mod notes;
mod paper;
mod plan;
mod protection;
mod register;
mod tasks;
mod team;
#[cfg(test)]
mod tests;
mod told;

pub use aid::{book_due, party_of_origin};

use crate::agents::known_account;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::parties::{OpenAccount, open_accounts};
use crate::pay::Keys;
use ::access::Act;
use calendar::{Instant, SettlementDay};
use portal::cpas::{
    AccessWanted, AidFacts, AidPreview, AidRefused, AidWanted, Client, ClientLine, ClientMessages,
    ClientNotes, ClientTasks, CpasOffice, CpasTeam, Due, EarlyList, EarlyLists, LegalLine,
    LegalNotices, LegalWanted, MessageFacts, MessageShown, MessageWanted, Moved, NewLeave,
    NotAsked, NotAskedByLaw, NotFound, NotGiven, NotNoted, NotProposed, NotRecorded, NotSent,
    NotSet, NotTaken, PaperLine, PaperMandates, PaperRefused, PaperWanted, PlanFacts,
    PlanProposals, PlanShown, PlanWanted, ProofTask, Protection, Register, SittingLine, Team,
    TeamLook, TeamRefused, Wish,
};
use portal::my::{MyError, Visitor};
use portal::{ShownState, StateCard, ToldLine};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{PartyLook, PersonLook};
use timeline::Timeline;
use units::{AccountId, Dso, MicroEuro};

/// So much of the emergency credit, and less, is told as a deadline. Source: UX S-01, CM-01g.
const EMERGENCY_LOW: MicroEuro = MicroEuro(5_000_000);
/// Days before the end of a mandate on which it is told.
const ENDS_SOON_DAYS: i32 = 14;

/// The offices of social services.
pub struct Offices {
    engine: Mutex<Engine>,
    keys: Keys,
    clock: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl std::fmt::Debug for Offices {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Offices").finish_non_exhaustive()
    }
}

/// A client with all that is known of it.
struct Known {
    open: OpenAccount,
    timeline: Timeline,
    card: StateCard,
}

impl Offices {
    /// `engine`: a connection of their own.
    pub fn new(
        mut engine: Engine,
        clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    ) -> Result<Self, Failure> {
        let keys = Keys::load(&mut engine.store)?;
        Ok(Self { engine: Mutex::new(engine), keys, clock })
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    fn engine(&self) -> MutexGuard<'_, Engine> {
        // Whoever panicked left a connection whose transaction is rolled back.
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps that households were seen, by whom, and tells them. Source: PD-05, CM-01u.
    fn note(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        clients: &[Known],
        saw: &[Act],
    ) -> Result<(), Failure> {
        self.note_open(engine, visitor, clients.iter().map(|known| &known.open), saw)
    }

    /// The same of accounts whose state is not looked at.
    fn note_open<'a>(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        clients: impl IntoIterator<Item = &'a OpenAccount>,
        saw: &[Act],
    ) -> Result<(), Failure> {
        let now = self.now();
        let (mut looks, mut told) = (Vec::new(), Vec::new());
        for open in clients {
            let reasons = open.mandates().map(|grant| grant.reason.as_str());
            let account = open.account().id;
            let number = crate::people::look_number()?;
            let saw = saw.iter().map(|act| act.name()).collect::<Vec<_>>().join(" ");
            looks.push(PersonLook {
                account,
                at: now,
                number,
                person: visitor.person,
                role: visitor.role.code(),
                saw: saw.clone(),
                reason: reasons.collect::<Vec<_>>().join("; "),
            });
            if let Some(party) = party_of(engine, visitor)? {
                told.push(PartyLook { account, at: now, visit: number, party, saw });
            }
        }
        engine.store.add_person_looks(&looks)?;
        crate::notices::looked_at(engine, &told, now)
    }

    /// The clients of whoever visits, each as it stands.
    fn clients(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        only: Option<AccountId>,
        now: Instant,
    ) -> Result<Vec<Known>, Failure> {
        let Some(party) = party_of(engine, visitor)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for open in open_accounts(engine, party, now)? {
            let asked = only.is_none_or(|account| account == open.account().id);
            if !asked || open.mandates().next().is_none() {
                continue;
            }
            let Some(known) = known_account(engine, open.account().clone(), now)? else { continue };
            let (timeline, mut card) = (known.timeline, known.card);
            // As the household reads it.
            let at = now.max(timeline.reached());
            let estimate = crate::estimates::shown(engine, open.account(), &timeline, at)?.ok();
            if let (Some(shown), None) = (&estimate, card.until) {
                card.until = shown.estimate.ends.map(portal::Until::About);
            }
            found.push(Known { open, timeline, card });
        }
        Ok(found)
    }

    /// Somebody who sells at a terminal works for the same social service. Source: UX S-12.
    fn sells_of(&self, visitor: &Visitor) -> Result<bool, Failure> {
        let mut engine = self.engine();
        let engine = &mut *engine;
        match party_of(engine, visitor)? {
            Some(party) => Ok(engine.store.party_sells(party, ::access::Role::Merchant.code())?),
            None => Ok(false),
        }
    }

    fn work_of(&self, visitor: &Visitor) -> Result<Vec<ClientLine>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let clients = self.clients(engine, visitor, None, now)?;
        self.note(engine, visitor, &clients, &[Act::StateAndAmount])?;
        let mine = team::work_of(engine, visitor, now)?;
        let mut lines = Vec::with_capacity(clients.len());
        for known in &clients {
            let mine = mine.contains(&known.open.account().id);
            lines.push(ClientLine { mine, ..line(engine, known, now)? });
        }
        Ok(lines)
    }
}

/// The party that somebody works for.
fn party_of(engine: &mut Engine, visitor: &Visitor) -> Result<Option<i64>, Failure> {
    Ok(engine.store.person(visitor.person)?.and_then(|person| person.party))
}

fn line(engine: &mut Engine, known: &Known, now: Instant) -> Result<ClientLine, Failure> {
    let account = known.open.account();
    let (name, town) = crate::agents::name_and_town(engine, account)?;
    Ok(ClientLine {
        account: account.id,
        ean: account.ean,
        name,
        town,
        energy: account.group.energy,
        state: known.card.state,
        balance: known.card.balance,
        due: due(engine, known, now)?,
        lasts: match known.card.until {
            Some(portal::Until::About(end)) => Some(end),
            Some(portal::Until::Held(_)) | None => None,
        },
        until: known.open.mandates().filter_map(vending::Grant::last).max(),
        // Said where work is listed.
        mine: false,
        now,
    })
}

/// What is next for a client.
fn due(engine: &mut Engine, known: &Known, now: Instant) -> Result<Due, Failure> {
    let card = &known.card;
    match card.state {
        ShownState::Off => {
            let times = crate::off::times_of(engine, known.open.account())?;
            let since = times.iter().rev().find(|(_, until)| until.is_none());
            return Ok(Due::Off(since.map_or(card.as_of, |(since, _)| *since)));
        }
        ShownState::HeldOn => {
            let until = match card.until {
                Some(portal::Until::Held(until)) => Some(until),
                _ => None,
            };
            return Ok(Due::Held(until));
        }
        ShownState::Emergency if card.emergency_left <= EMERGENCY_LOW => {
            return Ok(Due::Emergency(card.emergency_left));
        }
        ShownState::Emergency | ShownState::Low | ShownState::InOrder => {}
    }
    if let Some(clock) = known.timeline.limiter_clock() {
        return Ok(Due::Limited(clock.guaranteed_to()));
    }
    let ends = known.open.mandates().filter_map(vending::Grant::last).max();
    let soon = ends.filter(|last| last.days_since(now.day()) <= ENDS_SOON_DAYS);
    let low = matches!(card.state, ShownState::Emergency | ShownState::Low);
    Ok(match soon {
        Some(last) => Due::Ends(last),
        None if low => Due::Low,
        None => Due::Nothing,
    })
}

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

impl CpasOffice for Offices {
    fn sells(&self, visitor: &Visitor) -> Result<bool, MyError> {
        self.sells_of(visitor).map_err(failed("could not read who sells"))
    }

    fn work(&self, visitor: &Visitor) -> Result<Vec<ClientLine>, MyError> {
        self.work_of(visitor).map_err(failed("could not read the clients"))
    }

    fn find(
        &self,
        visitor: &Visitor,
        reference: &str,
    ) -> Result<Result<AccountId, NotFound>, MyError> {
        self.found(visitor, reference).map_err(failed("could not look for a client"))
    }

    fn ask_access(
        &self,
        visitor: &Visitor,
        wanted: &AccessWanted<'_>,
    ) -> Result<Result<String, NotAsked>, MyError> {
        self.ask(visitor, wanted).map_err(failed("could not ask for access"))
    }

    fn enter_code(
        &self,
        visitor: &Visitor,
        challenge: &str,
        code: &str,
    ) -> Result<Result<AccountId, NotGiven>, MyError> {
        self.enter(visitor, challenge, code).map_err(failed("could not give access"))
    }

    fn most_months(&self) -> Result<i32, MyError> {
        let now = self.now();
        let engine = self.engine();
        let parameters = engine.books.payments(Dso::Ores, now);
        parameters.map(|rules| rules.mandate_max_months).map_err(failed("could not read a rule"))
    }

    fn client(&self, visitor: &Visitor, account: AccountId) -> Result<Option<Client>, MyError> {
        self.client_of(visitor, account).map_err(failed("could not read a client"))
    }

    fn aid_form(
        &self,
        visitor: &Visitor,
        account: AccountId,
        copy_of: Option<i64>,
    ) -> Result<Option<AidFacts>, MyError> {
        self.aid_facts(visitor, account, copy_of).map_err(failed("could not read what aid needs"))
    }

    fn aid_preview(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &AidWanted,
    ) -> Result<Result<AidPreview, AidRefused>, MyError> {
        self.aid_effect(visitor, account, wanted).map_err(failed("could not work out aid"))
    }

    fn give_aid(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &AidWanted,
        attempt: &str,
    ) -> Result<Result<i64, AidRefused>, MyError> {
        self.aid_given(visitor, account, wanted, attempt).map_err(failed("could not give aid"))
    }

    fn decide_aid(
        &self,
        visitor: &Visitor,
        id: i64,
        sign: bool,
    ) -> Result<Result<(), AidRefused>, MyError> {
        self.aid_decided(visitor, id, sign).map_err(failed("could not decide on aid"))
    }

    fn register(
        &self,
        visitor: &Visitor,
        month: Option<SettlementDay>,
    ) -> Result<Register, MyError> {
        self.aid_register(visitor, month).map_err(failed("could not read the register"))
    }

    fn protection(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<Protection>, MyError> {
        self.protection_of(visitor, account)
            .map_err(failed("could not read what protects a client"))
    }

    fn ask_for(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wish: Wish,
        words: &str,
    ) -> Result<Result<(), NotTaken>, MyError> {
        self.asked_for(visitor, account, (wish, words))
            .map_err(failed("could not ask for a client"))
    }

    fn looks(&self, visitor: &Visitor) -> Result<Vec<TeamLook>, MyError> {
        self.team_looks(visitor).map_err(failed("could not read who looked"))
    }

    fn told(&self, visitor: &Visitor) -> Result<Vec<ToldLine>, MyError> {
        self.told_of(visitor).map_err(failed("could not read what was told"))
    }
}

impl PaperMandates for Offices {
    fn record_paper(
        &self,
        visitor: &Visitor,
        wanted: &PaperWanted<'_>,
    ) -> Result<Result<(), NotRecorded>, MyError> {
        self.paper_recorded(visitor, wanted).map_err(failed("could not write down a paper"))
    }

    fn papers(&self, visitor: &Visitor) -> Result<Vec<PaperLine>, MyError> {
        self.papers_of(visitor).map_err(failed("could not read the papers"))
    }

    fn decide_paper(
        &self,
        visitor: &Visitor,
        id: i64,
        grant: bool,
    ) -> Result<Result<Option<AccountId>, PaperRefused>, MyError> {
        self.paper_decided(visitor, id, grant).map_err(failed("could not decide on a paper"))
    }
}

impl LegalNotices for Offices {
    fn ask_by_law(
        &self,
        visitor: &Visitor,
        wanted: &LegalWanted<'_>,
    ) -> Result<Result<(), NotAskedByLaw>, MyError> {
        self.by_law_asked(visitor, wanted).map_err(failed("could not ask for access by law"))
    }

    fn asked_by_law(&self, visitor: &Visitor) -> Result<Vec<LegalLine>, MyError> {
        self.by_law_of(visitor).map_err(failed("could not read what is asked by law"))
    }
}

impl ClientNotes for Offices {
    fn add_note(
        &self,
        visitor: &Visitor,
        account: AccountId,
        words: &str,
    ) -> Result<Result<(), NotNoted>, MyError> {
        self.noted(visitor, account, words).map_err(failed("could not keep a note"))
    }
}

impl ClientMessages for Offices {
    fn message_form(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<MessageFacts>, MyError> {
        self.message_facts(visitor, account).map_err(failed("could not read what may be written"))
    }

    fn message_preview(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: MessageWanted,
    ) -> Result<Result<MessageShown, NotSent>, MyError> {
        self.message_shown(visitor, account, wanted).map_err(failed("could not show a message"))
    }

    fn send_message(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: MessageWanted,
        attempt: &str,
    ) -> Result<Result<(), NotSent>, MyError> {
        self.message_sent(visitor, account, wanted, attempt)
            .map_err(failed("could not send a message"))
    }
}

impl ClientTasks for Offices {
    fn set_proof(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: ProofTask,
    ) -> Result<Result<(), NotSet>, MyError> {
        self.proof_set(visitor, account, wanted)
            .map_err(failed("could not keep how a proof stands"))
    }

    fn decision_letter(
        &self,
        visitor: &Visitor,
        account: AccountId,
        number: i64,
    ) -> Result<Option<Vec<u8>>, MyError> {
        self.letter_of_decision(visitor, account, number)
            .map_err(failed("could not print a decision"))
    }

    fn sittings(&self, visitor: &Visitor) -> Result<Vec<SittingLine>, MyError> {
        self.sittings_to_come(visitor).map_err(failed("could not read the sittings"))
    }

    fn add_sitting(
        &self,
        visitor: &Visitor,
        at: Instant,
        place: &str,
    ) -> Result<Result<(), NotSet>, MyError> {
        self.sitting_added(visitor, at, place).map_err(failed("could not enter a sitting"))
    }

    fn cancel_sitting(
        &self,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Result<(), NotSet>, MyError> {
        self.sitting_cancelled(visitor, number).map_err(failed("could not cancel a sitting"))
    }
}

impl PlanProposals for Offices {
    fn plan_form(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<PlanFacts>, MyError> {
        self.plan_facts(visitor, account).map_err(failed("could not read a client's plan"))
    }

    fn plan_preview(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &PlanWanted<'_>,
    ) -> Result<Result<PlanShown, NotProposed>, MyError> {
        self.plan_shown(visitor, account, wanted).map_err(failed("could not work out a plan"))
    }

    fn propose_plan(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &PlanWanted<'_>,
        attempt: &str,
    ) -> Result<Result<(), NotProposed>, MyError> {
        self.plan_proposed(visitor, account, wanted, attempt)
            .map_err(failed("could not propose a plan"))
    }
}

impl EarlyLists for Offices {
    fn early(&self, visitor: &Visitor) -> Result<EarlyList, MyError> {
        self.early_of(visitor).map_err(failed("could not read who is at risk"))
    }
}

impl CpasTeam for Offices {
    fn team(&self, visitor: &Visitor) -> Result<Team, MyError> {
        self.team_of(visitor).map_err(failed("could not read a team"))
    }

    fn move_clients(
        &self,
        visitor: &Visitor,
        moved: Moved,
    ) -> Result<Result<usize, TeamRefused>, MyError> {
        self.clients_moved(visitor, moved).map_err(failed("could not hand clients over"))
    }

    fn set_leave(
        &self,
        visitor: &Visitor,
        leave: NewLeave,
    ) -> Result<Result<(), TeamRefused>, MyError> {
        self.leave_set(visitor, leave).map_err(failed("could not keep a leave"))
    }

    fn end_leave(
        &self,
        visitor: &Visitor,
        person: i64,
    ) -> Result<Result<(), TeamRefused>, MyError> {
        self.leave_ended(visitor, person).map_err(failed("could not end a leave"))
    }
}

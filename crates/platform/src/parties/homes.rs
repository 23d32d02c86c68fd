//! What the pages of parties ask. Each look at a household is kept before it is answered.
//! Source: TP-22, PD-04, PD-05.

use super::visit::{Claimed, Visit};
use super::{OpenAccount, hash, open_accounts};
use crate::engine::{Engine, place};
use crate::failure::Failure;
use crate::guesses;
use crate::news::{KeptNews, Spot, failing};
use crate::pages::{Known, OPERATOR, last_night, shown_state, shown_supply};
use crate::pay::Keys;
use crate::people::secrets;
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, JournalEntry, LedgerAccount};
use portal::homes::{
    Answer, Home, HomePage, Homes, HomesError, Money, MovementKind, MovementLine, PartyPage,
};
use portal::my::FailureLine;
use prepay::SettledDay;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{PartyLook, TryKind};
use supply::{LimiterState, SupplyState};
use timeline::{Displayed, Timeline};
use units::{AccountId, Dso, MicroEuro};
use vending::Right;

/// Days of movements on a page.
const MOVEMENT_DAYS: i32 = 30;

/// The homes of parties.
pub struct PartyHomes {
    engine: Mutex<Engine>,
    keys: Keys,
    news: KeptNews,
    clock: Box<dyn Fn() -> Instant + Send + Sync>,
}

impl std::fmt::Debug for PartyHomes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PartyHomes").finish_non_exhaustive()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked left counts or a connection whose transaction is rolled back.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &'static str) -> impl Fn(Failure) -> HomesError {
    move |failure| HomesError::failed(what, failure)
}

impl PartyHomes {
    pub fn new(
        mut engine: Engine,
        clock: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Result<Self, Failure> {
        let keys = Keys::load(&mut engine.store)?;
        let news = KeptNews::default();
        Ok(Self { engine: Mutex::new(engine), keys, news, clock: Box::new(clock) })
    }

    /// Until when a source has to wait. Everybody's limit is the same.
    fn wait(&self, source: &str, now: Instant) -> Result<Option<Instant>, Failure> {
        let mut engine = held(&self.engine);
        let most = engine.books.payments(Dso::Ores, now)?.lookup_wrong_max_per_h;
        let wait = guesses::wait(&mut engine.store, (TryKind::Party, source), most, now)?;
        Ok(wait.map(|wait| wait.until))
    }

    fn wrong<T>(&self, source: &str, now: Instant) -> Result<Answer<T>, Failure> {
        let store = &mut held(&self.engine).store;
        guesses::wrong(store, (TryKind::Party, source), now)?;
        Ok(Answer::Gone)
    }

    /// The visit that a link opens, if anything is left to see.
    fn entered(&self, token: &str, now: Instant) -> Result<Option<Visit>, Failure> {
        let mut engine = held(&self.engine);
        let key = secrets::key_as_keyed(token);
        let hash = hash(key.as_deref().unwrap_or(token));
        let link = engine.store.party_link_of(&hash)?.filter(|link| !link.replaced);
        let Some(link) = link else { return Ok(None) };
        let any = !open_accounts(&mut engine, link.party, now)?.is_empty();
        Ok(any.then(|| Visit::new(link.party, link.seq, now)))
    }

    /// Who visits, and what is open to them; `None` if the link was replaced or nothing is open.
    fn visited(&self, visit: Visit, now: Instant) -> Result<Option<Vec<OpenAccount>>, Failure> {
        let mut engine = held(&self.engine);
        let link = engine.store.party_link(visit.party, visit.link)?;
        if link.is_none_or(|link| link.replaced) {
            return Ok(None);
        }
        let open = open_accounts(&mut engine, visit.party, now)?;
        Ok(Some(open).filter(|open| !open.is_empty()))
    }

    /// Answers a visit, or counts a wrong one. Whoever has a visit is not kept waiting for the guesses
    /// of a neighbour behind the same address.
    fn answer<T>(
        &self,
        source: &str,
        text: &str,
        work: impl FnOnce(Visit, Vec<OpenAccount>, Instant) -> Result<Option<T>, Failure>,
    ) -> Result<Answer<T>, Failure> {
        let now = (self.clock)();
        let visit = match Visit::read(text, self.keys, now) {
            Claimed::Here(visit) => visit,
            // No guess: a browser without cookie, or one that was left open.
            Claimed::Over => return Ok(Answer::Gone),
            Claimed::Wrong if text.is_empty() => return Ok(Answer::Gone),
            Claimed::Wrong => {
                if let Some(until) = self.wait(source, now)? {
                    return Ok(Answer::Wait { until });
                }
                return self.wrong(source, now);
            }
        };
        let Some(open) = self.visited(visit, now)? else { return Ok(Answer::Gone) };
        Ok(work(visit, open, now)?.map_or(Answer::Gone, Answer::Here))
    }

    /// What fails, of everything or of these homes. The books are asked before anybody holds them.
    fn failures(
        &self,
        open: Option<&[OpenAccount]>,
        now: Instant,
    ) -> Result<Vec<FailureLine>, Failure> {
        let (all, _) = self.news.read((OPERATOR, now), || Ok(held(&self.engine)))?;
        let spots: Option<Vec<Spot>> =
            open.map(|open| open.iter().map(|one| Spot::of(&one.account)).collect());
        Ok(failing(all, spots.as_deref()))
    }

    fn again(&self, visit: Visit, now: Instant) -> String {
        Visit::new(visit.party, visit.link, now).text(self.keys)
    }

    fn party_page(
        &self,
        visit: Visit,
        open: &[OpenAccount],
        now: Instant,
    ) -> Result<PartyPage, Failure> {
        let failing = self.failures(Some(open), now)?;
        let mut engine = held(&self.engine);
        let homes = homes(&mut engine, open, now)?;
        let saw = open.iter().zip(&homes).map(|(open, home)| (open, saw(home, false)));
        note(&mut engine, (visit.party, None), saw, now)?;
        Ok(PartyPage { homes, failing, visit: self.again(visit, now), as_of: now })
    }

    fn home_page(
        &self,
        visit: Visit,
        open: &OpenAccount,
        now: Instant,
    ) -> Result<Option<HomePage>, Failure> {
        let failing = self.failures(Some(std::slice::from_ref(open)), now)?;
        let mut engine = held(&self.engine);
        let Some(home) = homes(&mut engine, std::slice::from_ref(open), now)?.pop() else {
            return Ok(None);
        };
        let rebuilt = engine.rebuild(std::slice::from_ref(&open.account), FAR)?;
        let Some(known) = rebuilt.first() else { return Ok(None) };
        let movements = movements(&known.timeline, now.day().plus(-MOVEMENT_DAYS));
        note(&mut engine, (visit.party, None), [(open, saw(&home, true))], now)?;
        let visit = self.again(visit, now);
        Ok(Some(HomePage { home, failing, movements, visit, as_of: now }))
    }
}

/// Later than all that is known.
const FAR: Instant = Instant(i64::MAX / 2);

/// How one account stands that is open to a party now, to its system with this key. The look is kept before it is told.
pub fn seen_now(
    engine: &mut Engine,
    (party, key): (i64, i64),
    account: AccountId,
    now: Instant,
) -> Result<Option<Home>, Failure> {
    let open = open_accounts(engine, party, now)?;
    let Some(open) = open.into_iter().find(|open| open.account.id == account) else {
        return Ok(None);
    };
    let Some(home) = homes(engine, std::slice::from_ref(&open), now)?.pop() else {
        return Ok(None);
    };
    note(engine, (party, Some(key)), [(&open, saw(&home, false))], now)?;
    Ok(Some(home))
}

/// What a page shows of a home, by the names of the rights it is shown for.
fn saw(home: &Home, movements: bool) -> String {
    let mut rights = vec![Right::SeeState];
    if home.money.is_some() {
        rights.push(Right::SeeBalance);
    }
    if movements {
        rights.push(Right::SeeMovements);
    }
    rights.iter().map(|right| right.name()).collect::<Vec<_>>().join(" ")
}

fn note<'a>(
    engine: &mut Engine,
    (party, key): (i64, Option<i64>),
    seen: impl IntoIterator<Item = (&'a OpenAccount, String)>,
    now: Instant,
) -> Result<(), Failure> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    let number = i64::from_be_bytes(bytes) & i64::MAX;
    let looks: Vec<PartyLook> = seen
        .into_iter()
        .map(|(open, saw)| PartyLook {
            account: open.account.id,
            at: now,
            visit: number,
            party,
            saw,
            key,
        })
        .collect();
    engine.store.add_party_looks(&looks)?;
    crate::notices::looked_at(engine, &looks, now)
}

/// How the homes stand. Only those of which more than the state is told, or that are held on, are
/// rebuilt.
fn homes(engine: &mut Engine, open: &[OpenAccount], now: Instant) -> Result<Vec<Home>, Failure> {
    let standing = standings(engine, open)?;
    let mut asked: Vec<store::Account> = Vec::new();
    for open in open {
        let known = standing.get(&open.account.id);
        let is_held = known.is_some_and(|known| known.displayed == Displayed::Ds4);
        if is_held || open.rights.may(Right::SeeBalance) {
            asked.push(open.account.clone());
        }
    }
    let rebuilt = engine.rebuild(&asked, FAR)?;
    let timelines: BTreeMap<AccountId, Timeline> = asked
        .iter()
        .map(|account| account.id)
        .zip(rebuilt.into_iter().map(|r| r.timeline))
        .collect();
    let mut homes = Vec::with_capacity(open.len());
    for open in open {
        let id = open.account.id;
        // An account has a standing from its first instant.
        let Some(known) = standing.get(&id) else { continue };
        homes.push(home(engine, open, known, timelines.get(&id), now)?);
    }
    Ok(homes)
}

fn standings(
    engine: &mut Engine,
    open: &[OpenAccount],
) -> Result<BTreeMap<AccountId, Known>, Failure> {
    let mut found = BTreeMap::new();
    for dso in Dso::ALL {
        let of_dso = open.iter().filter(|open| open.account.dso == dso);
        let ids: Vec<AccountId> = of_dso.map(|open| open.account.id).collect();
        if ids.is_empty() {
            continue;
        }
        let night = last_night(engine, dso)?;
        for standing in engine.store.standings_of(night, &ids)? {
            found.insert(standing.account, Known::of(standing, dso, engine)?);
        }
    }
    Ok(found)
}

fn home(
    engine: &mut Engine,
    open: &OpenAccount,
    known: &Known,
    timeline: Option<&Timeline>,
    now: Instant,
) -> Result<Home, Failure> {
    let (account, rights) = (&open.account, &open.rights);
    let town = place(&mut engine.store, account)?;
    let under_way = !engine.store.money_in_flight(account.id)?.is_empty();
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let (mut held_until, mut money) = (None, None);
    if let Some(timeline) = timeline {
        let as_of = timeline.reached();
        let shown = timeline.snapshot(as_of, rules);
        money = rights.show(
            Right::SeeBalance,
            Money {
                balance: shown.balance,
                to_stay_on: shown.amount_to_stay_on,
                to_clear: shown.amount_to_clear,
                as_of,
            },
        );
        // A limiter holds for long, and whoever has one is protected: neither is told.
        let by_hours = known.displayed == Displayed::Ds4
            && timeline.limiter() == LimiterState::Off
            && known.supply == SupplyState::Connected;
        let hours = &rules.parameters.at(now.day(), now).protected_hours;
        if by_hours && hours.contains(now) {
            held_until = hours.end_after(now);
        }
    }
    let mandates = open.grants.iter().filter(|grant| grant.role.is_mandate());
    Ok(Home {
        account: account.id,
        reference: account.ean.reference(),
        energy: account.group.energy,
        town,
        label: open.label.clone(),
        state: shown_state(known.displayed),
        supply: shown_supply(known.supply),
        held_until,
        under_way,
        money,
        may_pay: rights.may(Right::Pay),
        has_movements: rights.may(Right::SeeMovements),
        mandate_until: mandates.filter_map(vending::Grant::last).max(),
    })
}

/// A movement with what it comes from.
pub struct Moved<'a> {
    pub at: Instant,
    pub line: MovementLine,
    pub cause: Cause<'a>,
}

/// What a movement comes from.
pub enum Cause<'a> {
    Day(&'a SettledDay),
    Entry(&'a JournalEntry),
}

/// What moved the balance since `from`, newest first.
pub fn moved(timeline: &Timeline, from: SettlementDay) -> Vec<Moved<'_>> {
    let account = &timeline.account;
    let mut lines = Vec::new();
    for (day, settled) in account.days().range(from..) {
        let parts = [
            (MovementKind::Energy, settled.first_charge),
            (MovementKind::Repaid, settled.collected),
        ];
        for (kind, amount) in parts {
            if let Some(amount) = amount.checked_neg().filter(|amount| *amount != MicroEuro::ZERO) {
                let line = MovementLine { day: *day, kind, amount, of: None };
                lines.push(Moved { at: settled.settled_at, line, cause: Cause::Day(settled) });
            }
        }
    }
    for entry in account.journal() {
        let postings = entry.transaction.postings().iter();
        let own = postings.filter(|posting| posting.account == LedgerAccount::CustomerCredit);
        let amount = MicroEuro(own.map(|posting| posting.amount.0).fold(0, i64::saturating_sub));
        let day = entry.booked_at.day();
        if amount != MicroEuro::ZERO && day >= from {
            let for_a_day = matches!(entry.kind, EntryKind::Correction | EntryKind::SharedEnergy);
            let of = Some(entry.day).filter(|of| for_a_day && *of != day);
            let line = MovementLine { day, kind: MovementKind::Entry(entry.kind), amount, of };
            lines.push(Moved { at: entry.booked_at, line, cause: Cause::Entry(entry) });
        }
    }
    lines.sort_by_key(|moved| std::cmp::Reverse(moved.at));
    lines
}

/// The same without where each comes from.
pub fn movements(timeline: &Timeline, from: SettlementDay) -> Vec<MovementLine> {
    moved(timeline, from).into_iter().map(|moved| moved.line).collect()
}

impl Homes for PartyHomes {
    fn failing(&self) -> Result<Vec<FailureLine>, HomesError> {
        self.failures(None, (self.clock)()).map_err(failed("could not read what fails"))
    }

    fn enter(&self, source: &str, token: &str) -> Result<Answer<String>, HomesError> {
        let cannot = failed("could not open the link");
        let now = (self.clock)();
        if let Some(until) = self.wait(source, now).map_err(&cannot)? {
            return Ok(Answer::Wait { until });
        }
        match self.entered(token, now).map_err(&cannot)? {
            Some(visit) => Ok(Answer::Here(visit.text(self.keys))),
            None => self.wrong(source, now).map_err(&cannot),
        }
    }

    fn list(&self, source: &str, visit: &str) -> Result<Answer<PartyPage>, HomesError> {
        self.answer(source, visit, |visit, open, now| self.party_page(visit, &open, now).map(Some))
            .map_err(failed("could not read the homes"))
    }

    fn home(
        &self,
        source: &str,
        visit: &str,
        account: AccountId,
    ) -> Result<Answer<HomePage>, HomesError> {
        self.answer(source, visit, |visit, open, now| {
            let asked = open
                .iter()
                .find(|open| open.account.id == account && open.rights.may(Right::SeeMovements));
            match asked {
                Some(open) => self.home_page(visit, open, now),
                None => Ok(None),
            }
        })
        .map_err(failed("could not read the home"))
    }
}

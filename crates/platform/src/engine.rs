//! Accounts in a store: each is rebuilt from what is kept of it, told what is new, and what came of
//! that is booked together. Nothing is derived twice: the same facts give the same timeline.

use crate::books::Books;
use crate::failure::{Failure, refuse};
use crate::settle::{Escalated, Settled, SlowNights, settle_night};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use ledger::EntryKind;
use prepay::{
    Account, Attention, Category, CreditState, DayRow, NewAccount, ProtectedInterval, Rules, Start,
    TariffGroup,
};
use serde::{Deserialize, Serialize};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use store::{Booked, Booking, KeptReading, NewMessage, NewProof, Position, Run, Store};
use supply::Lane;
use timeline::{AnswerDelays, EventLine, Fact, Output, Sent, Timeline, registers};
use units::{AccountId, Dso, Ean, Energy, MicroEuro};

/// Accounts read together where nothing is written.
const TOGETHER: usize = 30_000;

/// How many days a run may be late and still be waited for.
const LATEST_RUN_DAYS: i32 = 60;

/// A protected interval known from the start.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KnownProtection {
    pub category: Category,
    pub from: SettlementDay,
    pub to: Option<SettlementDay>,
}

/// All that is known when an account is opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Opening {
    pub start: Fact,
    pub protected: Vec<KnownProtection>,
    pub basis: LawfulBasis,
    /// A virtual meter answers by itself.
    pub answers: Option<AnswerDelays>,
}

/// An account as the store knows it, rebuilt.
#[derive(Debug)]
pub struct Rebuilt {
    pub timeline: Timeline,
    /// Position of the last fact.
    pub fact_seq: i64,
    entries: usize,
    proofs: usize,
}

/// What came of an account's clock.
#[derive(Debug)]
pub struct Advanced {
    pub said: Vec<EventLine>,
    pub next_due: Option<Instant>,
}

/// A store with its books.
pub struct Engine {
    pub store: Store,
    pub books: Books,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Engine").field("books", &self.books).finish_non_exhaustive()
    }
}

impl Engine {
    pub fn open(url: &str) -> Result<Self, Failure> {
        let mut store = Store::open(url)?;
        if let Some(key) = crate::seal::key_from_environment()? {
            crate::seal::seal(&mut store, key)?;
        }
        let books = Books::load(&mut store)?;
        Ok(Self { store, books })
    }

    /// Opens an account. Errors: the supply point has an open account already.
    pub fn open_account(
        &mut self,
        ean: Ean,
        dso: Dso,
        group: TariffGroup,
        at: Instant,
        opening: &Opening,
    ) -> Result<AccountId, Failure> {
        let id = self.store.next_account_id(dso)?;
        let kept = store::Account {
            id,
            dso,
            ean,
            group,
            opened_at: at,
            closed_at: None,
            opening: serde_json::to_string(opening)?,
        };
        let rules = self.books.rules(dso, group.energy)?;
        let mut timeline = begin(&kept, rules)?;
        let mut booking = Booking::of(id);
        booking.opens = Some(kept);
        booking.entries = timeline.account.journal().to_vec();
        booking.messages = messages(timeline.take_sent())?;
        match self.store.book(&booking)? {
            Booked::New => Ok(id),
            Booked::Repeated { .. } | Booked::Overtaken => {
                refuse(format!("account of EAN {ean} could not be opened"))
            }
        }
    }

    /// The account of a supply point. Errors: no account has this EAN.
    pub fn account_of(&mut self, ean: Ean) -> Result<store::Account, Failure> {
        match self.store.account_of(ean)? {
            Some(account) => Ok(account),
            None => refuse(format!("no account has EAN {ean}")),
        }
    }

    /// When everything that was due up to then was last booked for all accounts of an operator.
    fn booked_to(&mut self, dso: Dso) -> Result<Instant, Failure> {
        let runs = self.store.runs(dso)?;
        let done = runs.iter().filter(|run| run.done).map(|run| run.run_at);
        Ok(done.max().unwrap_or(Instant(i64::MIN)))
    }

    /// Rebuilds accounts from what was learnt of them up to `known_at`.
    pub fn rebuild(
        &mut self,
        accounts: &[store::Account],
        known_at: Instant,
    ) -> Result<Vec<Rebuilt>, Failure> {
        let mut booked_to = BTreeMap::new();
        for account in accounts {
            if let Entry::Vacant(slot) = booked_to.entry(account.dso) {
                slot.insert(self.booked_to(account.dso)?);
            }
        }
        let sources = Sources::load(&mut self.store, accounts, known_at)?;
        let mut rebuilt = Vec::with_capacity(accounts.len());
        for account in accounts {
            let to = booked_to.get(&account.dso).copied().unwrap_or(Instant(i64::MIN));
            rebuilt.push(sources.rebuild(account, &self.books, to.min(known_at))?);
        }
        Ok(rebuilt)
    }

    /// Records a fact of one account at `at` and books what comes of it. A key that is known
    /// changes nothing. Returns what was said.
    pub fn record(
        &mut self,
        account: &store::Account,
        fact: &Fact,
        at: Instant,
    ) -> Result<Vec<EventLine>, Failure> {
        self.record_late(account, fact, at, at)
    }

    /// The same for a fact of `at` that is told only at `told_at`: what was booked in between stays.
    pub fn record_late(
        &mut self,
        account: &store::Account,
        fact: &Fact,
        at: Instant,
        told_at: Instant,
    ) -> Result<Vec<EventLine>, Failure> {
        let learnt_at = self.learnt_at(account, told_at)?;
        let mut one = self.rebuild(std::slice::from_ref(account), learnt_at)?;
        let Some(mut rebuilt) = one.pop() else { return Ok(Vec::new()) };
        rebuilt.forget();
        let rules = self.books.rules(account.dso, account.group.energy)?;
        rebuilt.timeline.take(fact, at, learnt_at, rules)?;
        let plain = matches!(fact, Fact::TopUp { .. });
        let (mut booking, said) = rebuilt.booking(&[(fact.clone(), learnt_at)], plain, rules)?;
        for kept in &mut booking.facts {
            kept.at = at;
        }
        match self.store.book(&booking)? {
            Booked::New => Ok(said),
            Booked::Repeated { same: true, .. } => Ok(Vec::new()),
            Booked::Repeated { same: false, .. } => {
                let key = fact.key().unwrap_or_default();
                refuse(format!("key `{key}` was used for another request of EAN {}", account.ean))
            }
            Booked::Overtaken => refuse(format!("EAN {}: another booking came first", account.ean)),
        }
    }

    /// When a fact of `at` counts as learnt: at once, or, while the run of an earlier day is still to
    /// come for the account, just before that run. So a late run changes nothing that was booked, and
    /// money that came before it counts before it.
    fn learnt_at(&mut self, account: &store::Account, at: Instant) -> Result<Instant, Failure> {
        let (from, to) = (at.day().plus(-LATEST_RUN_DAYS), at.day());
        let rows = self.store.days(&[account.id], from, to)?;
        let settled_to = rows.last().map(|row| row.day);
        let next = settled_to.map_or(account.opened_at.day().max(from), SettlementDay::next);
        let run_at = self.books.run_at(account.dso, next)?;
        let learnt_at = if run_at <= at { Instant(run_at.0 - 1) } else { at };
        // Facts are kept in the order in which they were learnt.
        let facts = self.store.facts(&[account.id])?;
        Ok(facts.last().map_or(learnt_at, |last| learnt_at.max(last.learnt_at)))
    }

    /// Does what is due for accounts up to `to` and books what comes of it.
    pub fn advance(
        &mut self,
        accounts: &[store::Account],
        to: Instant,
    ) -> Result<Vec<Advanced>, Failure> {
        let (mut bookings, mut all) = (Vec::new(), Vec::new());
        for (account, mut rebuilt) in accounts.iter().zip(self.rebuild(accounts, to)?) {
            let rules = self.books.rules(account.dso, account.group.energy)?;
            rebuilt.forget();
            rebuilt.timeline.advance_to(to, rules)?;
            let next_due = rebuilt.timeline.next_due_at(rules);
            let (booking, said) = rebuilt.booking(&[(Fact::Clock {}, to)], false, rules)?;
            bookings.push(booking);
            all.push(Advanced { said, next_due });
        }
        for booked in self.store.book_all(&bookings)? {
            if booked == Booked::Overtaken {
                return refuse("another booking came first");
            }
        }
        Ok(all)
    }

    /// Exhausted accounts of an operator and energy after the night of `day`.
    fn candidates(
        &mut self,
        dso: Dso,
        day: SettlementDay,
    ) -> Result<BTreeMap<Energy, Vec<AccountId>>, Failure> {
        let mut found: BTreeMap<Energy, Vec<AccountId>> = BTreeMap::new();
        let mut after = None;
        loop {
            let rows = self.store.rows_of_day(dso, day, after, TOGETHER)?;
            let Some(last) = rows.last() else { return Ok(found) };
            after = Some(last.account);
            for row in rows.iter().filter(|row| row.credit_state == CreditState::Exhausted) {
                found.entry(row.group.energy).or_default().push(row.account);
            }
        }
    }

    /// Tells every candidate for a cut how many there are, and how many there were on the same
    /// weekday of the last 8 weeks: what the fleet breaker looks at. Source: CG-15.
    fn tell_fleet(&mut self, dso: Dso, day: SettlementDay, run_at: Instant) -> Result<(), Failure> {
        let today = self.candidates(dso, day)?;
        let mut before: BTreeMap<Energy, Vec<i64>> = BTreeMap::new();
        if !today.is_empty() {
            for weeks in 1..=8 {
                let known = self.candidates(dso, day.plus(-7 * weeks))?;
                for energy in [Energy::Electricity, Energy::Gas] {
                    let count = known.get(&energy).map_or(0, Vec::len);
                    before.entry(energy).or_default().push(i64::try_from(count)?);
                }
            }
        }
        let at = Instant(run_at.0 + 1);
        for (energy, accounts) in today {
            let counts = before.remove(&energy).unwrap_or_default();
            let candidates = i64::try_from(accounts.len())?;
            let fact = Fact::Fleet { candidates, median: median(counts), day: Some(day) };
            for id in accounts {
                if let Some(account) = self.store.account(id)?.filter(|a| a.closed_at.is_none()) {
                    self.record(&account, &fact, at)?;
                }
            }
        }
        Ok(())
    }

    /// What a night of an operator would do: nothing is written.
    pub fn plan_only(&mut self, dso: Dso, day: SettlementDay) -> Result<Settled, Failure> {
        let night = self.books.night(dso, day)?;
        let (first, _) = AccountId::range_of(dso);
        let run = Run {
            id: 0,
            dso,
            day,
            run_at: self.books.run_at(dso, day)?,
            done: false,
            last_account: AccountId(first.0 - 1),
        };
        let mut reader = self.store.night(&run)?;
        let mut planned = Settled::default();
        while let Some(batch) = reader.next_batch(TOGETHER)? {
            planned.slow += u64::try_from(batch.missing.len())?;
            for input in &batch.inputs {
                match night.plan(input) {
                    Ok((row, plan)) => {
                        planned.ordinary += 1;
                        planned.notices += u64::from(plan.deepest_crossing(&row).is_some());
                    }
                    Err(_) => planned.slow += 1,
                }
            }
        }
        Ok(planned)
    }

    /// Settles the night of `day` of an operator.
    pub fn settle(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        said: &mut Vec<(AccountId, Output)>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Settled, Failure> {
        let night = self.books.night(dso, day)?;
        let run_at = self.books.run_at(dso, day)?;
        let mut slow = Slow { books: &self.books, said };
        let settled = settle_night(&mut self.store, dso, &night, run_at, &mut slow, progress)?;
        // Displays are told each morning, from the rows of the night (PA-42).
        let body = serde_json::json!({ "dso": dso, "day": day }).to_string();
        self.store.add_job(&format!("display/{dso}/{day}"), "display_push", run_at, &body)?;
        self.tell_fleet(dso, day, run_at)?;
        Ok(settled)
    }
}

/// The middle of some counts, the lower one of two; 0 of none.
fn median(mut counts: Vec<i64>) -> i64 {
    counts.sort_unstable();
    let middle = counts.len().saturating_sub(1) / 2;
    counts.get(middle).copied().unwrap_or(0)
}

/// What is kept of some accounts.
struct Sources {
    facts: BTreeMap<AccountId, Vec<store::Fact>>,
    readings: BTreeMap<AccountId, Vec<KeptReading>>,
}

impl Sources {
    fn load(
        store: &mut Store,
        accounts: &[store::Account],
        known_at: Instant,
    ) -> Result<Self, Failure> {
        let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
        let (mut facts, mut readings) = (BTreeMap::new(), BTreeMap::new());
        let Some(from) = accounts.iter().map(|account| account.opened_at.day()).min() else {
            return Ok(Self { facts, readings });
        };
        // No midnight is kept that lies after both the last run and the present.
        let mut last = crate::clock::now().day();
        for dso in accounts.iter().map(|account| account.dso).collect::<BTreeSet<Dso>>() {
            let run = store.last_run(dso)?;
            last = run.map_or(last, |run| last.max(run.day));
        }
        let last = known_at.day().next().min(last.plus(3));
        for fact in store.facts(&ids)? {
            if fact.learnt_at <= known_at {
                facts.entry(fact.account).or_insert_with(Vec::new).push(fact);
            }
        }
        for reading in store.readings(&ids, from, last, known_at)? {
            readings.entry(reading.account).or_insert_with(Vec::new).push(reading);
        }
        Ok(Self { facts, readings })
    }

    /// Facts and readings in the order in which they were learnt, then what was due up to `to`.
    fn rebuild(
        &self,
        account: &store::Account,
        books: &Books,
        to: Instant,
    ) -> Result<Rebuilt, Failure> {
        enum Kept<'a> {
            Reading(&'a KeptReading),
            Fact(&'a store::Fact),
        }
        let rules = books.rules(account.dso, account.group.energy)?;
        let mut timeline = begin(account, rules)?;
        let facts = self.facts.get(&account.id).map(Vec::as_slice).unwrap_or_default();
        let readings = self.readings.get(&account.id).map(Vec::as_slice).unwrap_or_default();
        let mut kept: Vec<(Instant, u8, i64, Kept<'_>)> = Vec::new();
        for reading in readings {
            let place = i64::from(reading.midnight.0) << 20 | i64::from(reading.version);
            kept.push((reading.learnt_at, 0, place, Kept::Reading(reading)));
        }
        for fact in facts {
            kept.push((fact.learnt_at, 1, fact.seq, Kept::Fact(fact)));
        }
        kept.sort_by_key(|(at, rank, place, _)| (*at, *rank, *place));
        for (learnt_at, _, _, kept) in kept {
            match kept {
                Kept::Reading(reading) => {
                    let at = reading.midnight.start();
                    timeline.take_reading(at, reading.registers, learnt_at, rules)?;
                }
                Kept::Fact(fact) => {
                    let body: Fact = serde_json::from_str(&fact.body)?;
                    timeline.take(&body, fact.at, fact.learnt_at, rules)?;
                }
            }
        }
        if to > timeline.reached() {
            timeline.advance_to(to, rules)?;
        }
        let fact_seq = facts.last().map_or(0, |fact| fact.seq);
        let (entries, proofs) = (timeline.account.journal().len(), timeline.proofs().len());
        Ok(Rebuilt { timeline, fact_seq, entries, proofs })
    }
}

impl Rebuilt {
    /// Forgets what was said and sent so far: it is kept already.
    fn forget(&mut self) {
        self.timeline.take_outputs();
        self.timeline.take_sent();
        self.timeline.take_rows();
    }

    /// Everything new since the account was rebuilt, to be booked together.
    fn booking(
        mut self,
        facts: &[(Fact, Instant)],
        plain: bool,
        rules: Rules<'_>,
    ) -> Result<(Booking, Vec<EventLine>), Failure> {
        let id = self.timeline.account.id;
        let mut booking = Booking::of(id);
        let mut at = self.timeline.reached();
        for (fact, when) in facts {
            self.fact_seq += 1;
            at = *when;
            booking.facts.push(store::Fact {
                account: id,
                seq: self.fact_seq,
                at: *when,
                learnt_at: *when,
                kind: fact.name().to_owned(),
                key: fact.key(),
                body: serde_json::to_string(fact)?,
            });
        }
        let journal = self.timeline.account.journal();
        booking.entries = journal.get(self.entries..).unwrap_or_default().to_vec();
        booking.rows = self.timeline.take_rows();
        if !booking.rows.is_empty() {
            let entry_seq = i64::try_from(self.timeline.account.journal().len())?;
            booking.settled = Some(Position { fact_seq: self.fact_seq, entry_seq });
        }
        booking.messages = messages(self.timeline.take_sent())?;
        for (number, proof) in (1..).zip(self.timeline.proofs()).skip(self.proofs) {
            booking.proofs.push(NewProof {
                order_key: format!("decision-{number}"),
                at: proof.case.at,
                body: serde_json::to_string(proof)?,
            });
        }
        if self.timeline.account.is_closed() {
            booking.closes = Some(at);
        }
        let ordinary = self.timeline.attention(at, rules) == Attention::NONE;
        let only_top_up = booking.entries.iter().all(|entry| entry.kind == EntryKind::TopUp);
        booking.touches = !(plain && ordinary && only_top_up);
        let said = self.timeline.take_outputs().into_iter().filter_map(|output| match output {
            Output::Event(line) => Some(line),
            Output::Day(_) => None,
        });
        Ok((booking, said.collect()))
    }
}

/// Settles accounts whose night is not an ordinary one.
struct Slow<'a> {
    books: &'a Books,
    said: &'a mut Vec<(AccountId, Output)>,
}

impl SlowNights for Slow<'_> {
    fn settle(
        &mut self,
        store: &mut Store,
        run: &Run,
        escalated: &[Escalated],
    ) -> Result<Vec<Booking>, Failure> {
        let (Some(first), Some(last)) = (escalated.first(), escalated.last()) else {
            return Ok(Vec::new());
        };
        // One query for the range, then those that are asked for.
        let span = usize::try_from(last.account.0 - first.account.0 + 1)?;
        let before = AccountId(first.account.0 - 1);
        let mut accounts = store.accounts(Some(run.dso), Some(before), span)?;
        let asked: BTreeMap<AccountId, &Escalated> =
            escalated.iter().map(|one| (one.account, one)).collect();
        accounts.retain(|account| asked.contains_key(&account.id));
        let sources = Sources::load(store, &accounts, run.run_at)?;
        let runs = store.runs(run.dso)?;
        let done = runs.iter().filter(|known| known.done).map(|known| known.run_at);
        let booked_to = done.max().unwrap_or(Instant(i64::MIN));
        let mut bookings = Vec::with_capacity(accounts.len());
        for account in &accounts {
            let mut rebuilt = sources.rebuild(account, self.books, booked_to)?;
            rebuilt.forget();
            if let Some(input) = asked.get(&account.id).and_then(|one| one.input) {
                // What the night would have started from and what the facts give are one balance.
                let kept = input.before.balance.checked_add(input.moved);
                let derived = rebuilt.timeline.account.balance();
                if kept != Some(derived) {
                    return refuse(format!(
                        "EAN {}: the balance kept is not the {derived} EUR that its facts give",
                        account.ean
                    ));
                }
            }
            let rules = self.books.rules(account.dso, account.group.energy)?;
            rebuilt.timeline.advance_to(run.run_at, rules)?;
            for output in rebuilt.timeline.take_outputs() {
                self.said.push((account.id, output));
            }
            let facts = [(Fact::Clock {}, run.run_at)];
            let (booking, _) = rebuilt.booking(&facts, false, rules)?;
            bookings.push(booking);
        }
        Ok(bookings)
    }
}

/// The timeline of an account at its opening.
fn begin(account: &store::Account, rules: Rules<'_>) -> Result<Timeline, Failure> {
    let opening: Opening = serde_json::from_str(&account.opening)?;
    let (start, map) = match &opening.start {
        Fact::Activate { registers } => (Start::Activation, registers),
        Fact::Bridge { registers } => (Start::Bridge, registers),
        Fact::Swap { old_balance_eur, registers, .. } => {
            let old_balance = old_balance_eur.unwrap_or(MicroEuro::ZERO);
            (Start::Swap { old_balance }, registers)
        }
        other => return refuse(format!("no account begins with `{}`", other.name())),
    };
    let values = registers(map, account.group.energy)?;
    let new = NewAccount {
        id: account.id,
        ean: account.ean,
        dso: account.dso,
        group: account.group,
        at: account.opened_at,
        start,
        registers: values,
    };
    let mut inside = Account::open(new, rules)?;
    for known in opening.protected {
        inside.status.enter(ProtectedInterval {
            category: known.category,
            from: known.from,
            to: known.to,
            source: "opening".to_owned(),
            entered_by: "opening".to_owned(),
            entered_at: account.opened_at,
            withdrawn_at: None,
        });
    }
    Ok(Timeline::new(inside, opening.basis, opening.answers, rules))
}

/// What leaves, as rows of the outbox.
fn messages(sent: Vec<Sent>) -> Result<Vec<NewMessage>, Failure> {
    let mut messages = Vec::with_capacity(sent.len());
    for one in sent {
        messages.push(match one {
            Sent::Command(command) => NewMessage {
                key: format!("command/{}", command.id),
                at: command.given_at,
                lane: match command.kind.lane() {
                    Lane::Release => 0,
                    Lane::LimitLift => 1,
                    Lane::BalancePush => 2,
                    Lane::Cut => 3,
                    Lane::Scheduled => 4,
                },
                kind: "command".to_owned(),
                body: serde_json::to_string(&command)?,
            },
            Sent::Notice { at, kind, balance } => NewMessage {
                key: format!("notice/{}/{kind}", at.0),
                at,
                lane: 2,
                kind: "notice".to_owned(),
                body: serde_json::json!({"notice": kind, "balance_micro_eur": balance.0})
                    .to_string(),
            },
            Sent::Task { at, kind } => NewMessage {
                key: format!("task/{}/{kind}", at.0),
                at,
                lane: 4,
                kind: "task".to_owned(),
                body: serde_json::json!({ "task": kind }).to_string(),
            },
        });
    }
    Ok(messages)
}

/// The rows of an account as its timeline makes them, for comparison with those that are kept.
pub fn derived_rows(rebuilt: &mut Rebuilt) -> Vec<DayRow> {
    rebuilt.timeline.take_rows()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::verify;
    use params::{PriceBasis, PriceVersion};
    use prepay::Rates;
    use readings::Registers;
    use store::Reading;
    use units::ObisCode;

    fn instant(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn engine() -> (Engine, store::Account) {
        let mut store = Store::open("sqlite::memory:").unwrap();
        let price = PriceVersion {
            version: 0,
            dso: Dso::Ores,
            energy: Energy::Electricity,
            basis: PriceBasis::Average,
            register: None,
            from: "2020-01-01".parse().unwrap(),
            price: "0.40".parse().unwrap(),
            recorded_at: Instant(0),
            entered_by: "first".into(),
            approved_by: None,
            source: "test".into(),
        };
        let number = crate::books::enter_price(&mut store, &price).unwrap();
        store.approve(store::Book::Prices, number, "second").unwrap();
        let books = Books::load(&mut store).unwrap();
        let mut engine = Engine { store, books };
        let ean: Ean = "541449012345678908".parse().unwrap();
        let zero = [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|r| (r, "0".to_owned()));
        let opening = Opening {
            start: Fact::Activate { registers: zero.into_iter().collect() },
            protected: Vec::new(),
            basis: LawfulBasis::Request { id: "R-1".into() },
            answers: Some(AnswerDelays::default()),
        };
        let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
        let at = instant("2026-10-30T00:00:00+01:00");
        engine.open_account(ean, Dso::Ores, group, at, &opening).unwrap();
        let account = engine.account_of(ean).unwrap();
        (engine, account)
    }

    fn night(engine: &mut Engine, account: &store::Account, day: &str, kwh: i64) {
        let day: SettlementDay = day.parse().unwrap();
        let midnight = day.next();
        let registers = Registers([kwh * 1_000_000, 0]);
        let learnt_at = midnight.start().plus_min(1);
        let reading = Reading { midnight, account: account.id, registers, learnt_at };
        engine.store.record_readings(&[reading]).unwrap();
        engine.settle(Dso::Ores, day, &mut Vec::new(), &mut |_| {}).unwrap();
    }

    fn top_up(id: &str) -> Fact {
        let eur = "10.00".parse().unwrap();
        Fact::TopUp { eur, channel: "terminal".into(), id: id.into() }
    }

    #[test]
    fn a_payment_while_the_run_is_late_is_neither_lost_nor_counted_twice() {
        let (mut engine, account) = engine();
        night(&mut engine, &account, "2026-10-30", 20);
        // The run of the 31st is due on the 1st at 06:00 and has not come yet.
        engine.record(&account, &top_up("T-1"), instant("2026-11-01T09:00:00+01:00")).unwrap();
        night(&mut engine, &account, "2026-10-31", 40);
        night(&mut engine, &account, "2026-11-01", 60);
        let rows =
            engine.store.days(&[account.id], SettlementDay(0), SettlementDay(99_999)).unwrap();
        let balances: Vec<String> = rows.iter().map(|row| row.balance.to_string()).collect();
        assert_eq!(balances, ["12.000000", "13.000000", "4.000000"]);
        assert!(verify(&mut engine).unwrap().first_fault().is_none());
    }

    #[test]
    fn cg_15_every_candidate_hears_how_many_there_are_and_were() {
        assert_eq!(median(vec![]), 0);
        assert_eq!(median(vec![9, 0, 84]), 9);
        let (mut engine, account) = engine();
        for (day, kwh) in
            [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80)]
        {
            night(&mut engine, &account, day, kwh);
        }
        let told = |engine: &mut Engine| {
            let facts = engine.store.facts(&[account.id]).unwrap();
            facts
                .into_iter()
                .filter(|fact| fact.kind == "fleet")
                .map(|fact| fact.body)
                .collect::<Vec<_>>()
        };
        let once = told(&mut engine);
        assert_eq!(once, [r#"{"fleet":{"candidates":1,"median":0,"day":"2026-11-02"}}"#]);
        // A run that is started again tells nobody twice.
        engine
            .settle(Dso::Ores, "2026-11-02".parse().unwrap(), &mut Vec::new(), &mut |_| {})
            .unwrap();
        assert_eq!(told(&mut engine), once);
        assert!(verify(&mut engine).unwrap().first_fault().is_none());
    }

    #[test]
    fn the_same_key_twice_changes_nothing_and_with_another_amount_is_refused() {
        let (mut engine, account) = engine();
        night(&mut engine, &account, "2026-10-30", 20);
        let at = instant("2026-10-31T12:00:00+01:00");
        assert_eq!(engine.record(&account, &top_up("T-1"), at).unwrap().len(), 1);
        assert!(engine.record(&account, &top_up("T-1"), at.plus_h(1)).unwrap().is_empty());
        let eur = "20.00".parse().unwrap();
        let other = Fact::TopUp { eur, channel: "terminal".into(), id: "T-1".into() };
        assert!(engine.record(&account, &other, at.plus_h(2)).is_err());
        night(&mut engine, &account, "2026-10-31", 40);
        assert!(verify(&mut engine).unwrap().first_fault().is_none());
    }

    #[test]
    fn a_row_changed_by_hand_is_named_by_its_batch() {
        let (mut engine, account) = engine();
        night(&mut engine, &account, "2026-10-30", 20);
        engine
            .store
            .run_sql("UPDATE account_day SET charge_micro_eur = charge_micro_eur + 1")
            .unwrap();
        let report = verify(&mut engine).unwrap();
        let fault = report.first_fault().unwrap();
        assert_eq!(fault.what, "ORES: hash chain of 2 batches");
        assert!(fault.fault.as_ref().unwrap().contains("batch 2"), "{fault:?}");
    }
}

//! An account as the store knows it, rebuilt from all that is kept of it.

use super::Opening;
use crate::books::Books;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use ledger::EntryKind;
use prepay::{Account, Attention, DayRow, NewAccount, ProtectedInterval, Rules, Start};
use std::collections::{BTreeMap, BTreeSet};
use store::{Booking, KeptReading, NewProof, NextDue, Point, PointNow, Position, Run, Store};
use supply::SupplyState;
use timeline::{EventLine, Fact, Learnt, Output, Timeline, facts_of_point, injected, registers};
use units::{AccountId, Dso, Energy, MicroEuro};

/// An account as the store knows it, rebuilt.
#[derive(Debug)]
pub struct Rebuilt {
    pub timeline: Timeline,
    /// Position of the last fact.
    pub fact_seq: i64,
    /// Position of the last fact of the fleet that is known.
    fleet_seq: i64,
    entries: usize,
    proofs: usize,
}

/// What is known of an operator as a whole.
struct Operator {
    nights: Vec<Run>,
    facts: Vec<Learnt>,
}

/// Facts of the fleet as points of one kind see them.
type SeenBy = BTreeMap<(Dso, Energy, Option<String>), Vec<(i64, Instant, Fact)>>;

/// What is kept of some accounts.
pub(super) struct Sources {
    known_at: Instant,
    operators: BTreeMap<Dso, Operator>,
    openings: BTreeMap<AccountId, Opening>,
    seen: SeenBy,
    facts: BTreeMap<AccountId, Vec<store::Fact>>,
    readings: BTreeMap<AccountId, Vec<KeptReading>>,
    injected: BTreeMap<AccountId, Vec<KeptReading>>,
}

impl Sources {
    /// All that was learnt of `accounts` up to `known_at`.
    pub(super) fn load(
        store: &mut Store,
        accounts: &[store::Account],
        known_at: Instant,
    ) -> Result<Self, Failure> {
        let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
        let mut sources = Self {
            known_at,
            operators: BTreeMap::new(),
            openings: BTreeMap::new(),
            seen: BTreeMap::new(),
            facts: BTreeMap::new(),
            readings: BTreeMap::new(),
            injected: BTreeMap::new(),
        };
        let Some(from) = accounts.iter().map(|account| account.opened_at.day()).min() else {
            return Ok(sources);
        };
        // No midnight is kept that lies after both the last run and the present.
        let mut last = crate::clock::now().day();
        for dso in accounts.iter().map(|account| account.dso).collect::<BTreeSet<Dso>>() {
            let nights = store.runs(dso)?;
            last = nights.last().map_or(last, |run| last.max(run.day));
            let mut facts = Vec::new();
            for kept in store.fleet_facts(dso)? {
                facts.push((kept.seq, kept.learnt_at, serde_json::from_str(&kept.body)?));
            }
            sources.operators.insert(dso, Operator { nights, facts });
        }
        for account in accounts {
            let opening: Opening = serde_json::from_str(&account.opening)?;
            let kind = (account.dso, account.group.energy, opening.area.clone());
            if let Some(operator) = sources.operators.get(&account.dso) {
                sources.seen.entry(kind).or_insert_with_key(|(_, energy, area)| {
                    facts_of_point(*energy, area.as_deref(), &operator.facts)
                });
            }
            sources.openings.insert(account.id, opening);
        }
        let last = known_at.day().next().min(last.plus(3));
        for fact in store.facts(&ids)? {
            if fact.learnt_at <= known_at {
                sources.facts.entry(fact.account).or_default().push(fact);
            }
        }
        for reading in store.readings(&ids, from, last, known_at)? {
            sources.readings.entry(reading.account).or_default().push(reading);
        }
        for reading in store.injected(&ids, known_at)? {
            let kept = from <= reading.midnight && reading.midnight <= last;
            if kept {
                sources.injected.entry(reading.account).or_default().push(reading);
            }
        }
        Ok(sources)
    }

    /// Facts and readings in the order in which they were learnt. What was said and sent up to the
    /// last booking of the account is forgotten, since it is kept; what came after it is not.
    pub(super) fn rebuild(
        &self,
        account: &store::Account,
        books: &Books,
    ) -> Result<Rebuilt, Failure> {
        self.play(account, books, false)
    }

    /// The same from the opening on, with every row that follows, up to the last booking.
    pub(super) fn derive(
        &self,
        account: &store::Account,
        books: &Books,
    ) -> Result<Rebuilt, Failure> {
        self.play(account, books, true)
    }

    fn play(
        &self,
        account: &store::Account,
        books: &Books,
        only_booked: bool,
    ) -> Result<Rebuilt, Failure> {
        let rules = books.rules(account.dso, account.group.energy)?;
        let Some(opening) = self.openings.get(&account.id) else {
            return refuse(format!("account {} was not read", account.id));
        };
        let timeline = begin(account, opening, rules)?;
        let facts = self.facts.get(&account.id).map(Vec::as_slice).unwrap_or_default();
        let readings = self.readings.get(&account.id).map(Vec::as_slice).unwrap_or_default();
        let booked_to = self.booked_to(account).min(self.known_at);
        let (mut kept, fleet_seq) = self.in_order(account, opening, facts, books)?;
        let injected = self.injected.get(&account.id).map(Vec::as_slice).unwrap_or_default();
        let all = readings.iter().map(What::Reading).chain(injected.iter().map(What::Injected));
        for what in all {
            let (What::Reading(reading) | What::Injected(reading)) = what else { continue };
            let place = i64::from(reading.midnight.0) << 20 | i64::from(reading.version);
            kept.push(Kept { at: reading.learnt_at, rank: 0, place, news: false, what });
        }
        kept.sort_by_key(|kept| (kept.at, kept.rank, kept.place));
        let last_fact = facts.last();
        let silent_to = last_fact.map_or(booked_to, |fact| booked_to.max(fact.learnt_at));
        let fact_seq = last_fact.map_or(0, |fact| fact.seq);
        let mut rebuilt = Rebuilt { timeline, fact_seq, fleet_seq, entries: 0, proofs: 0 };
        let mut booked = false;
        for Kept { at, what, news, .. } in kept {
            if !booked && (news || at > silent_to) {
                if only_booked {
                    break;
                }
                rebuilt.is_booked_to(booked_to, rules)?;
                rebuilt.forget();
                booked = true;
            }
            match what {
                What::Reading(reading) => {
                    let midnight = reading.midnight.start();
                    rebuilt.timeline.take_reading(midnight, reading.registers, at, rules)?;
                }
                What::Injected(reading) => {
                    let midnight = reading.midnight.start();
                    rebuilt.timeline.take_injected(midnight, reading.registers, at, rules)?;
                }
                What::Fact(fact) => {
                    let body: Fact = serde_json::from_str(&fact.body)?;
                    rebuilt.timeline.take(&body, fact.at, at, rules)?;
                }
                What::OfFleet(fact) => rebuilt.timeline.take(fact, at, at, rules)?,
            }
        }
        if !booked {
            rebuilt.is_booked_to(booked_to, rules)?;
            if !only_booked {
                rebuilt.forget();
            }
        }
        Ok(rebuilt)
    }

    /// Facts of the account, with those of the fleet where they were known: a fact of the account
    /// says how many. Returns the position of the last one of the fleet that is known.
    fn in_order<'a>(
        &'a self,
        account: &store::Account,
        opening: &Opening,
        facts: &'a [store::Fact],
        books: &Books,
    ) -> Result<(Vec<Kept<'a>>, i64), Failure> {
        let kind = (account.dso, account.group.energy, opening.area.clone());
        let seen = self.seen.get(&kind).map(Vec::as_slice).unwrap_or_default();
        let all = self.operators.get(&account.dso).map(|operator| operator.facts.as_slice());
        // What the fleet learnt after a night that is still to come would be told too early.
        let horizon =
            self.next_run(account, books)?.min(Instant(self.known_at.0.saturating_add(1)));
        let by_time = |at: Instant| at < horizon;
        let known = all.unwrap_or_default().iter().take_while(|(_, at, _)| by_time(*at));
        let told = facts.last().map_or(0, |fact| fact.fleet_seq);
        let fleet_seq = known.last().map_or(0, |(seq, ..)| *seq).max(told);
        let mut of_fleet = seen
            .iter()
            .filter(|(seq, at, fact)| *seq <= fleet_seq && still_matters(*at, fact, account, seen))
            .peekable();
        let booked_to = self.booked_to(account);
        let (mut kept, mut reached) = (Vec::new(), account.opened_at);
        let mut push = |at: Instant, news: bool, what: What<'a>| {
            let place = i64::try_from(kept.len()).unwrap_or(i64::MAX);
            kept.push(Kept { at, rank: 1, place, news, what });
        };
        for fact in facts {
            while let Some((_, at, told)) = of_fleet.next_if(|(seq, ..)| *seq <= fact.fleet_seq) {
                // It was known before the fact of the account, whatever the clocks say.
                reached = reached.max((*at).min(fact.learnt_at));
                push(reached, false, What::OfFleet(told));
            }
            reached = reached.max(fact.learnt_at);
            push(reached, false, What::Fact(fact));
        }
        for (_, at, told) in of_fleet {
            // An ordinary night passed over it: it had nothing to say to this account then.
            let news = *at > booked_to;
            reached = reached.max(*at);
            push(reached, news, What::OfFleet(told));
        }
        Ok((kept, fleet_seq))
    }

    /// The nights that are booked for an account: those that are done, and one under way if it has
    /// passed the account.
    fn last_night(&self, account: &store::Account) -> Option<&Run> {
        let operator = self.operators.get(&account.dso)?;
        let passed = |run: &&Run| run.done || account.id <= run.last_account;
        operator.nights.iter().rev().find(passed)
    }

    /// When everything that was due up to then was last booked for an account.
    fn booked_to(&self, account: &store::Account) -> Instant {
        self.last_night(account).map_or(Instant(i64::MIN), |run| run.run_at)
    }

    /// The instant of the first night that is not yet booked for an account.
    fn next_run(&self, account: &store::Account, books: &Books) -> Result<Instant, Failure> {
        let opened = account.opened_at.day();
        let next = self.last_night(account).map_or(opened, |run| run.day.next().max(opened));
        books.run_at(account.dso, next)
    }
}

/// Whether a fact of the fleet concerns an account: all that came after its opening, and before it
/// what was still so then.
fn still_matters(
    at: Instant,
    fact: &Fact,
    account: &store::Account,
    seen: &[(i64, Instant, Fact)],
) -> bool {
    if at >= account.opened_at {
        return true;
    }
    let before_opening =
        |later: &&(i64, Instant, Fact)| later.1 >= at && later.1 < account.opened_at;
    match fact {
        Fact::StopSwitch { on: true } => {
            let last = seen
                .iter()
                .filter(before_opening)
                .rfind(|(.., other)| matches!(other, Fact::StopSwitch { .. }));
            last.is_some_and(|(_, last_at, other)| *last_at == at && other == fact)
        }
        Fact::Incident { kind } => !seen
            .iter()
            .filter(before_opening)
            .any(|(.., other)| matches!(other, Fact::Recovered { kind: other } if other == kind)),
        _ => false,
    }
}

/// Something that was learnt, with its place in the order.
struct Kept<'a> {
    at: Instant,
    rank: u8,
    place: i64,
    /// Learnt after the account was booked last.
    news: bool,
    what: What<'a>,
}

enum What<'a> {
    Reading(&'a KeptReading),
    Injected(&'a KeptReading),
    Fact(&'a store::Fact),
    OfFleet(&'a Fact),
}

impl Rebuilt {
    /// Up to here everything is kept already.
    fn is_booked_to(&mut self, booked_to: Instant, rules: Rules<'_>) -> Result<(), Failure> {
        if booked_to > self.timeline.reached() {
            self.timeline.advance_to(booked_to, rules)?;
        }
        self.entries = self.timeline.account.journal().len();
        self.proofs = self.timeline.proofs().len();
        Ok(())
    }

    /// Forgets what was said and sent so far: it is kept already.
    fn forget(&mut self) {
        self.timeline.take_outputs();
        self.timeline.take_sent();
        self.timeline.take_rows();
    }

    /// What the list of accounts has to know of the point beside its last row.
    pub fn point(&self, at: Instant) -> PointNow {
        let (supply, account) = (self.timeline.supply(), &self.timeline.account);
        let grace = account.grace().filter(|grace| at < grace.until);
        let held = account.is_behind();
        if supply == SupplyState::Connected && grace.is_none() && !held {
            return PointNow::Plain;
        }
        let place = SupplyState::ALL.iter().position(|state| *state == supply);
        let before = account.opened_at.day().previous();
        PointNow::Special(Point {
            supply: place.and_then(|place| i16::try_from(place).ok()).unwrap_or(0),
            held,
            grace: grace.map_or(MicroEuro::ZERO, |grace| grace.amount),
            grace_until: grace.map_or(Instant(0), |grace| grace.until),
            settled_to: account.settled_to().unwrap_or(before),
        })
    }

    /// Everything new since the account was rebuilt, to be booked together.
    pub(super) fn booking(
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
                fleet_seq: self.fleet_seq,
            });
        }
        let journal = self.timeline.account.journal();
        booking.entries = journal.get(self.entries..).unwrap_or_default().to_vec();
        booking.rows = self.timeline.take_rows();
        // Its closing counts all that is before it, also when the handover leaves no day to settle (PA-28, PA-32).
        if !booking.rows.is_empty() || self.timeline.account.is_closed() {
            let entry_seq = i64::try_from(self.timeline.account.journal().len())?;
            booking.settled = Some(Position { fact_seq: self.fact_seq, entry_seq });
        }
        booking.messages = super::outgoing::messages(self.timeline.take_sent(), self.fact_seq)?;
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
        booking.next_due = self.timeline.waits_until(rules).map_or(NextDue::Nothing, NextDue::At);
        let ordinary = self.timeline.attention(at, rules) == Attention::NONE;
        let only_top_up = booking.entries.iter().all(|entry| entry.kind == EntryKind::TopUp);
        booking.touches = !(plain && ordinary && only_top_up);
        booking.point = self.point(at);
        let said = self.timeline.take_outputs().into_iter().filter_map(|output| match output {
            Output::Event(line) => Some(line),
            Output::Day(_) => None,
        });
        Ok((booking, said.collect()))
    }
}

/// The timeline of an account at its opening.
pub(super) fn begin(
    account: &store::Account,
    opening: &Opening,
    rules: Rules<'_>,
) -> Result<Timeline, Failure> {
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
    if let Some(values) = injected(map, account.group.energy)? {
        inside.readings.starts_injected(values);
    }
    for known in &opening.protected {
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
    let mut timeline = Timeline::new(inside, opening.basis.clone(), opening.answers, rules);
    timeline.in_a_fleet();
    if opening.notices_are_facts {
        timeline.notices_are_facts();
    }
    Ok(timeline)
}

/// What an account that begins before nights that are done has come to by the last of them: a day of which nothing was
/// read by then is provisional, as of any meter that is silent. Source: PA-07, PA-39.
pub(super) fn settled_to(
    timeline: Timeline,
    run_at: Instant,
    rules: Rules<'_>,
) -> Result<Booking, Failure> {
    let mut begun = Rebuilt { timeline, fact_seq: 0, fleet_seq: 0, entries: 0, proofs: 0 };
    begun.timeline.advance_to(run_at, rules)?;
    let (booking, _) = begun.booking(&[], false, rules)?;
    Ok(booking)
}

/// The rows of an account as its timeline makes them, for comparison with those that are kept.
pub fn derived_rows(rebuilt: &mut Rebuilt) -> Vec<DayRow> {
    rebuilt.timeline.take_rows()
}

//! Accounts in a store: each is rebuilt from what is kept of it, told what is new, and what came of
//! that is booked together. Nothing is derived twice: the same facts give the same timeline.

mod channels;
mod clock;
mod fleet;
mod nights;
mod outgoing;
mod rebuilt;
mod waves;
mod way_back;

pub use clock::Leave;
pub use fleet::CutList;
pub use outgoing::plain_top_up;
pub use rebuilt::{Rebuilt, derived_rows};

use crate::books::Books;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use ledger::{EntryKind, LedgerAccount};
use prepay::{Category, TariffGroup};
use rebuilt::Sources;
use serde::{Deserialize, Serialize};
use store::{Booked, Booking, Store, StoreError};
use timeline::{AnswerDelays, EventLine, Fact};
use units::{AccountId, Dso, Ean, MicroEuro};

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
    /// Where the point lies, for what fails or is stopped by area.
    #[serde(default)]
    pub area: Option<String>,
    /// A notice counts as tried when it was: what became of it is told by who brings it. Source: CM-06.
    #[serde(default)]
    pub notices_are_facts: bool,
    /// The evidence of the card meter that was there before. Source: PA-05.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
}

/// Postcode and town of a point, as its household said last or else as its account was opened: no street, no name.
/// Empty if that is not known. Source: UX P-02, G-S2.
pub fn place(store: &mut Store, account: &store::Account) -> Result<String, Failure> {
    let contact = store.contact(account.id)?.filter(|contact| !contact.town.is_empty());
    let said = contact.map(|contact| format!("{} {}", contact.postcode, contact.town));
    Ok(said.map_or_else(|| town(account), |said| said.trim().to_owned()))
}

/// Where a point lies, as its account was opened; empty if that was not said. What areas are compared by.
pub fn town(account: &store::Account) -> String {
    let opening: Option<Opening> = serde_json::from_str(&account.opening).ok();
    opening.and_then(|opening| opening.area).unwrap_or_default()
}

/// The audited end of a card meter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Closing {
    pub meter: String,
    pub new_meter: String,
    /// What the meter wrote on its card, as a line of a file of read-outs.
    pub read_out: String,
    /// Who took it as it was although it did not add up.
    pub accepted_by: Option<String>,
}

/// How long books are used without a look whether others have approved something.
const BOOKS_FOR: std::time::Duration = std::time::Duration::from_secs(2);

/// A store with its books.
pub struct Engine {
    pub store: Store,
    pub books: Books,
    /// How many versions the books were loaded with, and when that was last seen to; `None` of books that
    /// were given.
    loaded: Option<(i64, std::time::Instant)>,
    /// Where quarter-hours lie, for jobs that read them; `None` if nobody has said it.
    pub quarters: Option<std::path::PathBuf>,
}

/// For pages that only read: what they show may be some seconds old, and a failure is told and not theirs.
pub fn freshened(engine: &mut Engine) {
    if let Err(failure) = engine.fresh() {
        eprintln!("could not look for changed values: {}", crate::failure::chain(failure.as_ref()));
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Engine").field("books", &self.books).finish_non_exhaustive()
    }
}

impl Engine {
    pub fn open(url: &str) -> Result<Self, Failure> {
        Self::sealing(url, crate::seal::key_from_environment()?)
    }

    /// Of a world that is played: its proofs are signed with the key that everybody knows, never with the
    /// installation's, so none of them can be taken for a cut that was.
    pub fn played(url: &str) -> Result<Self, Failure> {
        Self::sealing(url, Some(crate::seal::demo_key()))
    }

    fn sealing(url: &str, key: Option<ed25519_dalek::SigningKey>) -> Result<Self, Failure> {
        let mut store = Store::open(url)?;
        store.dated_by(crate::clock::now);
        if let Some(key) = key {
            crate::seal::seal(&mut store, key)?;
        }
        // Counted first: what is approved in between is loaded twice, not missed.
        let loaded = Some((store.approved_versions()?, std::time::Instant::now()));
        let books = Books::load(&mut store)?;
        Ok(Self { store, books, loaded, quarters: None })
    }

    /// A store with books that somebody else keeps fresh.
    #[cfg(test)]
    pub fn over(store: Store, books: Books) -> Self {
        Self { store, books, loaded: None, quarters: None }
    }

    /// Loads the books anew if a version was approved since, at most some seconds ago. A value begins on a
    /// later day than the one on which it is approved, so nobody books by an older one.
    pub fn fresh(&mut self) -> Result<(), Failure> {
        let Some((known, looked)) = self.loaded else { return Ok(()) };
        if looked.elapsed() < BOOKS_FOR {
            return Ok(());
        }
        let now = self.store.approved_versions()?;
        self.loaded = Some((now, std::time::Instant::now()));
        if now != known {
            self.books = Books::load(&mut self.store)?;
        }
        Ok(())
    }

    /// Opens an account. Errors: the supply point has an open account already, or its meter must not
    /// communicate (MT-20).
    pub fn open_account(
        &mut self,
        ean: Ean,
        dso: Dso,
        group: TariffGroup,
        at: Instant,
        opening: &Opening,
    ) -> Result<AccountId, Failure> {
        if let Some(since) = self.store.opted_out(ean)? {
            return refuse(format!(
                "the household of EAN {ean} has refused on {} that its meter communicates, and prepayment needs that",
                since.day()
            ));
        }
        // The number is taken and written under one lock: who opens at the same time has the next.
        self.locked(dso, |engine| {
            let id = engine.store.next_account_id(dso)?;
            let kept = store::Account {
                id,
                dso,
                ean,
                group,
                opened_at: at,
                closed_at: None,
                opening: serde_json::to_string(opening)?,
            };
            let nights = engine.store.runs(dso)?;
            let rules = engine.books.rules(dso, group.energy)?;
            let mut timeline = rebuilt::begin(&kept, opening, rules)?;
            let balance = timeline.account.balance();
            // A night that is done is never looked at again: of an account that is opened for a day that lies before
            // it, its days are settled now.
            let passed = nights.iter().rev().find(|run| run.done && run.day >= at.day());
            let mut booking = match passed {
                Some(run) => rebuilt::settled_to(timeline, run.run_at, rules)?,
                None => {
                    let mut booking = Booking::of(id);
                    booking.entries = timeline.account.journal().to_vec();
                    booking.messages = outgoing::messages(timeline.take_sent(), 0)?;
                    booking
                }
            };
            booking.opens = Some(kept);
            if engine.books.house(dso).is_some() {
                booking.messages.push(outgoing::notice(at, "activated", balance, 0));
            }
            match engine.store.book(&booking)? {
                Booked::New => Ok(id),
                Booked::Repeated { .. } | Booked::Overtaken => {
                    refuse(format!("account of EAN {ean} could not be opened"))
                }
            }
        })
    }

    /// The account of a supply point. Errors: no account has this EAN.
    pub fn account_of(&mut self, ean: Ean) -> Result<store::Account, Failure> {
        match self.store.account_of(ean)? {
            Some(account) => Ok(account),
            None => refuse(format!("no account has EAN {ean}")),
        }
    }

    /// Rebuilds accounts from what was learnt of them up to `known_at`.
    pub fn rebuild(
        &mut self,
        accounts: &[store::Account],
        known_at: Instant,
    ) -> Result<Vec<Rebuilt>, Failure> {
        let sources = Sources::load(&mut self.store, accounts, known_at)?;
        accounts.iter().map(|account| sources.rebuild(account, &self.books)).collect()
    }

    /// The account of the household that lived at a supply point at an instant. Source: PD-05, PD-07.
    pub fn household_at(
        &mut self,
        ean: Ean,
        at: Instant,
    ) -> Result<Option<store::Account>, Failure> {
        let mut all = self.store.closed_accounts_of(ean)?;
        all.extend(self.store.account_of(ean)?.filter(|account| account.closed_at.is_none()));
        let lived = |account: &store::Account| {
            account.opened_at <= at && account.closed_at.is_none_or(|closed| at < closed)
        };
        Ok(all.into_iter().rfind(lived))
    }

    /// Up to when the energy of a point was that of an account that is closed, and its last day: the handover, not the
    /// night in which it was settled. `None`: it is open. Source: PA-28.
    pub fn handed_over(
        &mut self,
        account: &store::Account,
        known_at: Instant,
    ) -> Result<Option<(Instant, calendar::SettlementDay)>, Failure> {
        let Some(closed) = account.closed_at else { return Ok(None) };
        // What has closed it was known by then.
        let known = self.rebuild(std::slice::from_ref(account), known_at.max(closed))?;
        let by_night = (closed, closed.day());
        let found = known.first().and_then(|one| one.timeline.account.handed_over());
        Ok(Some(found.unwrap_or(by_night)))
    }

    /// Derives accounts anew from all that is kept, up to their last bookings.
    pub fn derive(&mut self, accounts: &[store::Account]) -> Result<Vec<Rebuilt>, Failure> {
        let known_at = Instant(i64::MAX / 2);
        let sources = Sources::load(&mut self.store, accounts, known_at)?;
        accounts.iter().map(|account| sources.derive(account, &self.books)).collect()
    }

    /// Does `work` while nobody else writes of the operator: what it reads is still so when it books.
    pub fn locked<T>(
        &mut self,
        dso: Dso,
        work: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.store.is_in_transaction() {
            // A part of the one that was begun.
            self.store.lock(dso)?;
            return work(self);
        }
        self.fresh()?;
        self.store.begin_locked(dso)?;
        let done = work(self);
        self.store.end(done)
    }

    /// The same for several operators, who are always locked in one order.
    pub fn locked_all<T>(
        &mut self,
        operators: &[Dso],
        work: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let Some((first, others)) = operators.split_first() else {
            return refuse("nobody's money");
        };
        if self.store.is_in_transaction() {
            // A part of the one that was begun.
            for dso in operators {
                self.store.lock(*dso)?;
            }
            return work(self);
        }
        self.fresh()?;
        self.store.begin_locked(*first)?;
        let done = others
            .iter()
            .try_for_each(|dso| self.store.lock(*dso).map_err(Failure::from))
            .and_then(|()| work(self));
        self.store.end(done)
    }

    /// What nights have taken off an account since `at`: charges and collections.
    pub fn spent_since(&mut self, account: AccountId, at: Instant) -> Result<MicroEuro, Failure> {
        let Some(known) = self.store.account(account)? else { return Ok(MicroEuro::ZERO) };
        let mut spent = MicroEuro::ZERO;
        let (from, to) = (at.day().plus(-LATEST_RUN_DAYS), at.day().plus(2));
        for row in self.store.days(&[account], from, to)? {
            if self.books.run_at(known.dso, row.day)? > at {
                let of_day = [row.charge, row.collected, row.collected_debts];
                for part in of_day {
                    let sum = spent.checked_add(part);
                    let Some(sum) = sum else { return refuse("an amount is too large") };
                    spent = sum;
                }
            }
        }
        for entry in self.store.entries(&[account])? {
            if entry.booked_at > at && entry.kind == EntryKind::Refund {
                let postings = entry.transaction.postings().iter();
                let taken: i64 = postings
                    .filter(|posting| posting.account == LedgerAccount::CustomerCredit)
                    .map(|posting| posting.amount.0)
                    .sum();
                spent = spent.checked_add(MicroEuro(taken)).unwrap_or(spent);
            }
        }
        Ok(spent)
    }

    /// Whether a promise was credited for an account, taken on this local day. Source: TP-07.
    pub fn promised_on(&mut self, account: AccountId, day: SettlementDay) -> Result<bool, Failure> {
        for kept in self.store.promises_of(account, day.start(), day.plus(2).start())? {
            let sale: crate::till::StoredSale = serde_json::from_str(&kept.body)?;
            let promise =
                matches!(sale.vend.state(), vending::VendState::Credited { promise: true, .. });
            if promise && sale.vend.taken_at().is_some_and(|at| at.day() == day) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the timeline of an account was told that a payment is on its way.
    pub fn is_pending(
        &mut self,
        account: &store::Account,
        id: &str,
        now: Instant,
    ) -> Result<bool, Failure> {
        let rebuilt = self.rebuild(std::slice::from_ref(account), now)?;
        Ok(rebuilt.iter().any(|known| known.timeline.awaits_payment(id)))
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
        self.locked(account.dso, |engine| engine.record_alone(account, fact, at, told_at))
    }

    /// The same within a transaction that has locked the operator.
    fn record_alone(
        &mut self,
        account: &store::Account,
        fact: &Fact,
        at: Instant,
        told_at: Instant,
    ) -> Result<Vec<EventLine>, Failure> {
        let learnt_at = self.learnt_at(account, told_at)?;
        let mut one = self.rebuild(std::slice::from_ref(account), learnt_at)?;
        let Some(mut rebuilt) = one.pop() else { return Ok(Vec::new()) };
        let rules = self.books.rules(account.dso, account.group.energy)?;
        rebuilt.timeline.take(fact, at, learnt_at, rules)?;
        let plain = matches!(fact, Fact::TopUp { .. });
        let (mut booking, said) = rebuilt.booking(&[(fact.clone(), learnt_at)], plain, rules)?;
        for kept in &mut booking.facts {
            kept.at = at;
        }
        let booked = match self.store.book(&booking) {
            // Whoever asks has read it before the lock, and a night has closed it since: a closed book takes nothing in
            // but what it had already.
            Err(StoreError::NoSuchAccount { .. }) => {
                return refuse(format!("the account of EAN {} is closed", account.ean));
            }
            booked => booked?,
        };
        match booked {
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
        // The first night that is not written for the account, however long it is overdue.
        let written = self.store.last_run(account.dso)?.map(|run| {
            let passed = run.done || account.id <= run.last_account;
            if passed { run.day } else { run.day.previous() }
        });
        let opened = account.opened_at.day();
        let next = written.map_or(opened, |day| day.next().max(opened));
        let run_at = self.books.run_at(account.dso, next)?;
        let learnt_at = if run_at <= at { Instant(run_at.0 - 1) } else { at };
        // Facts are kept in the order in which they were learnt.
        let facts = self.store.facts(&[account.id])?;
        Ok(facts.last().map_or(learnt_at, |last| learnt_at.max(last.learnt_at)))
    }

    /// Does what is due for accounts of one operator up to `to` and books what comes of it.
    pub fn advance(
        &mut self,
        accounts: &[store::Account],
        to: Instant,
    ) -> Result<Vec<(AccountId, EventLine)>, Failure> {
        let Some(dso) = accounts.first().map(|account| account.dso) else { return Ok(Vec::new()) };
        self.locked(dso, |engine| {
            let (mut bookings, mut all) = (Vec::new(), Vec::new());
            for (account, mut rebuilt) in accounts.iter().zip(engine.rebuild(accounts, to)?) {
                let rules = engine.books.rules(account.dso, account.group.energy)?;
                rebuilt.timeline.advance_to(to, rules)?;
                let (booking, said) = rebuilt.booking(&[(Fact::Clock {}, to)], false, rules)?;
                bookings.push(booking);
                all.extend(said.into_iter().map(|line| (account.id, line)));
            }
            for booked in engine.store.book_all(&bookings)? {
                if booked == Booked::Overtaken {
                    return refuse("another booking came first");
                }
            }
            Ok(all)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books;
    use crate::testing::{engine, instant, night, sound, top_up};
    use crate::verify::verify;
    use guards::{Covers, FleetFact};
    use units::Energy;

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
    fn cg_15_a_night_counts_its_candidates_once_and_foresees_the_next() {
        assert_eq!(fleet::median(vec![]), 0);
        assert_eq!(fleet::median(vec![9, 0, 84]), 9);
        let (mut engine, account) = engine();
        let days = [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80)];
        for (day, kwh) in days {
            night(&mut engine, &account, day, kwh);
        }
        let orders = |engine: &mut Engine, day: &str| {
            let book = engine.fleet_book(Dso::Ores).unwrap();
            let orders = book.orders_of(Energy::Electricity, day.parse().unwrap());
            (orders.counted, orders.candidates, orders.expected)
        };
        // 20.00 of credit and 8.00 a day, the advance from the second day on: exhausted on the 4th.
        assert_eq!(orders(&mut engine, "2026-11-01"), (true, 0, Some(0)));
        // The mean of the three days before was 8.67 EUR, from -6.00: not quite.
        assert_eq!(orders(&mut engine, "2026-11-02"), (true, 1, Some(0)));
        assert_eq!(orders(&mut engine, "2026-11-03"), (false, 0, Some(1)));
        let facts = engine.store.fleet_facts(Dso::Ores).unwrap().len();
        // A run that is started again counts nothing twice.
        let day = "2026-11-02".parse().unwrap();
        engine.settle(Dso::Ores, day, &mut Vec::new(), &mut |_| {}).unwrap();
        assert_eq!(engine.store.fleet_facts(Dso::Ores).unwrap().len(), facts);
        let list = engine.cut_list(Dso::Ores, Energy::Electricity, day).unwrap();
        assert_eq!((list.candidates.len(), list.gone, list.bound), (1, 0, 50));
        assert!(list.candidates[0].is_new && !list.is_halted());
        assert!(verify(&mut engine).unwrap().first_fault().is_none());
    }

    /// Exhausted since the night of Monday 2 November; Wednesday's run is done.
    fn exhausted() -> (Engine, store::Account) {
        let (mut engine, account) = engine();
        let days = [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60)];
        for (day, kwh) in days.into_iter().chain([("2026-11-02", 80), ("2026-11-03", 100)]) {
            night(&mut engine, &account, day, kwh);
        }
        (engine, account)
    }

    /// What the clock says up to an instant of Wednesday the 4th or later.
    fn clock(engine: &mut Engine, to: &str) -> Vec<String> {
        let said = engine.advance_due(Dso::Ores, instant(to)).unwrap();
        said.iter()
            .map(|(_, line)| {
                let failing: Vec<&str> = line.guards.iter().map(|guard| guard.id()).collect();
                let at = &line.at.to_local_string()[8..16];
                format!("{at} {} {}", line.event, failing.join(" ")).trim_end().to_owned()
            })
            .collect()
    }

    fn commands(engine: &mut Engine, account: &store::Account) -> Vec<store::Message> {
        let messages = engine.store.messages(&[account.id]).unwrap();
        messages.into_iter().filter(|message| message.kind == "command").collect()
    }

    const ELECTRICITY: Covers = Covers { energy: Some(Energy::Electricity), area: None };

    #[test]
    fn a_process_that_is_open_for_long_counts_with_what_was_approved_since() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("fresh.db").display());
        drop(crate::testing::empty(&url));
        let mut open = Engine::open(&url).unwrap();
        let mut other = Engine::open(&url).unwrap();
        let at: Instant = "2026-11-04T10:00:00+01:00".parse().unwrap();
        let asked = crate::books::EnteredParameter {
            name: "credit.low_threshold".to_owned(),
            value: "7.00".to_owned(),
            scope: params::Scope { dso: Some(Dso::Ores), energy: None },
            valid_from: at.day().next(),
            recorded_at: at,
        };
        let asking = crate::changes::Asking { person: "an", reason: "why", key: None };
        let soonest = crate::changes::Soonest::Tomorrow;
        let number = crate::changes::ask(&mut other, &asked, asking, soonest, at).unwrap();
        crate::changes::approve(&mut other, number, "bo", soonest, at).unwrap();
        let low = |engine: &Engine| {
            let rules = engine.books.rules(Dso::Ores, units::Energy::Electricity).unwrap();
            rules.parameters.at(at.day().next(), at).low_threshold.to_string()
        };
        open.fresh().unwrap();
        assert_eq!(low(&open), "5.000000", "books are used for some seconds");
        let long_ago = std::time::Instant::now().checked_sub(BOOKS_FOR).unwrap();
        open.loaded = open.loaded.map(|(count, _)| (count, long_ago));
        let known = open.locked(Dso::Ores, |engine| Ok(low(engine))).unwrap();
        assert_eq!(known, "7.000000");
    }

    #[test]
    fn the_clock_takes_the_decision_at_the_end_of_protected_hours() {
        let (mut engine, account) = exhausted();
        assert_eq!(clock(&mut engine, "2026-11-04T07:59:59+01:00"), ["04T07:00 last_sms"]);
        let said = clock(&mut engine, "2026-11-04T08:00:30+01:00");
        assert_eq!(said, ["04T08:00 order_disconnect"]);
        assert_eq!(clock(&mut engine, "2026-11-04T08:02:00+01:00"), ["04T08:02 cut_confirmed"]);
        assert_eq!(commands(&mut engine, &account).len(), 1);
        assert_eq!(clock(&mut engine, "2026-11-04T12:00:00+01:00"), [""; 0]);
        // The night of the 4th has not come: nothing is done past its instant.
        assert_eq!(clock(&mut engine, "2026-11-05T23:00:00+01:00"), [""; 0]);
        sound(&mut engine);
    }

    #[test]
    fn cg_14_a_switch_set_while_a_point_waits_stops_its_order_until_two_people_release_it() {
        let (mut engine, account) = exhausted();
        let at = instant("2026-11-04T07:30:00+01:00");
        let (switch, by) = ("S-1".to_owned(), "an".to_owned());
        let set =
            FleetFact::StopSet { switch: switch.clone(), covers: ELECTRICITY, by: by.clone() };
        assert!(engine.record_fleet(Dso::Ores, Some("k"), &set, at).unwrap());
        assert!(!engine.record_fleet(Dso::Ores, Some("k"), &set, at).unwrap(), "known");
        let said = clock(&mut engine, "2026-11-04T08:30:00+01:00");
        assert!(said.contains(&"04T08:00 cut_refused CG-14".to_owned()), "{said:?}");
        let mut release = |by: &str, at: &str| {
            let fact = FleetFact::StopReleased { switch: switch.clone(), by: by.to_owned() };
            engine.record_fleet(Dso::Ores, None, &fact, instant(at))
        };
        release("an", "2026-11-04T09:00:00+01:00").unwrap();
        assert!(release("an", "2026-11-04T09:00:00+01:00").is_err());
        release("bo", "2026-11-04T09:30:00+01:00").unwrap();
        assert_eq!(
            clock(&mut engine, "2026-11-04T09:31:00+01:00"),
            ["04T09:30 stop_switch", "04T09:30 order_disconnect"]
        );
        assert_eq!(commands(&mut engine, &account).len(), 1);
        sound(&mut engine);
    }

    #[test]
    fn cg_17_a_switch_set_after_the_order_holds_it_back_as_it_leaves() {
        let (mut engine, account) = exhausted();
        clock(&mut engine, "2026-11-04T08:00:10+01:00");
        let order = commands(&mut engine, &account).pop().unwrap();
        let now = instant("2026-11-04T08:00:30+01:00");
        assert_eq!(engine.hold_back(&order, now).unwrap(), []);
        let set = FleetFact::StopSet { switch: "S".into(), covers: ELECTRICITY, by: "an".into() };
        engine.record_fleet(Dso::Ores, None, &set, now).unwrap();
        let now = now.plus_s(5);
        assert_eq!(engine.hold_back(&order, now).unwrap(), [guards::Guard::StopSwitch]);
        let known = engine.rebuild(std::slice::from_ref(&account), now).unwrap().pop().unwrap();
        assert_eq!(known.timeline.supply(), supply::SupplyState::Connected);
        assert_eq!(clock(&mut engine, "2026-11-04T12:00:00+01:00"), [""; 0]);
        sound(&mut engine);
    }

    #[test]
    fn cg_18_one_act_releases_what_a_run_has_cut() {
        let (mut engine, account) = exhausted();
        clock(&mut engine, "2026-11-04T08:05:00+01:00");
        let (day, energy) = ("2026-11-03".parse().unwrap(), Energy::Electricity);
        let at = instant("2026-11-04T10:00:00+01:00");
        let (by, cost_borne_by) = ("an".to_owned(), "operator".to_owned());
        let undone = FleetFact::Undone { energy, day, by, cost_borne_by };
        engine.record_fleet(Dso::Ores, None, &undone, at).unwrap();
        assert_eq!(engine.release_undone(Dso::Ores, energy, day, at).unwrap(), 1);
        assert_eq!(engine.release_undone(Dso::Ores, energy, day, at).unwrap(), 0, "once");
        let release = commands(&mut engine, &account).pop().unwrap();
        assert!(release.body.contains("undo") && release.lane == 0, "{release:?}");
        sound(&mut engine);
    }

    #[test]
    fn cg_19_an_outage_of_the_area_stops_cuts_there_until_a_day_after_its_end() {
        let (mut engine, _) = exhausted();
        let opened = |incident: &str, area: &str| FleetFact::IncidentOpened {
            incident: incident.into(),
            kind: "terminals".into(),
            covers: Covers { energy: None, area: Some(area.into()) },
            by: "an".into(),
        };
        let at = instant("2026-11-04T07:30:00+01:00");
        engine.record_fleet(Dso::Ores, None, &opened("elsewhere", "Namur"), at).unwrap();
        engine.record_fleet(Dso::Ores, None, &opened("here", "Huy"), at).unwrap();
        let said = clock(&mut engine, "2026-11-04T09:00:00+01:00");
        assert!(said.contains(&"04T08:00 cut_refused CG-08".to_owned()), "{said:?}");
        let closed = FleetFact::IncidentClosed { incident: "here".into(), by: "an".into() };
        engine.record_fleet(Dso::Ores, None, &closed, at.plus_h(2)).unwrap();
        let account = engine.account_of("541449012345678908".parse().unwrap()).unwrap();
        night(&mut engine, &account, "2026-11-04", 120);
        let said = clock(&mut engine, "2026-11-05T09:29:59+01:00");
        assert!(said.contains(&"05T08:00 cut_refused CG-08".to_owned()), "{said:?}");
        let said = clock(&mut engine, "2026-11-05T09:30:00+01:00");
        assert_eq!(said, ["05T09:30 order_disconnect"]);
        sound(&mut engine);
    }

    #[test]
    fn cg_19_releases_that_no_meter_confirms_stop_cuts_in_their_area_by_themselves() {
        let mut engine = crate::testing::empty("sqlite::memory:");
        let eans = ["541449012345678908", "541449000000000003", "541449000000000010"];
        let homes = eans.map(|ean| crate::testing::move_in(&mut engine, ean.parse().unwrap()));
        let [first, second, third] = homes.each_ref().map(|home| home.id);
        let settle = |engine: &mut Engine, day: &str, two: i64, one: i64| {
            crate::testing::nights(engine, &[(first, two), (second, two), (third, one)], day);
        };
        let days = ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"];
        for (day, n) in days.into_iter().zip(1..) {
            settle(&mut engine, day, 20 * n, 16 * n);
        }
        let said = clock(&mut engine, "2026-11-04T08:30:00+01:00");
        assert_eq!(
            said.iter().filter(|line| line.contains("cut_confirmed")).count(),
            2,
            "{said:?}"
        );
        let paid = instant("2026-11-04T10:00:00+01:00");
        let pay = |engine: &mut Engine, home: &store::Account, at: Instant| {
            for part in 1..=3 {
                let id = format!("T-{}-{part}", home.id);
                engine.record(home, &top_up(&id), at).unwrap();
            }
        };
        pay(&mut engine, &homes[0], paid);
        let watch =
            |engine: &mut Engine, at: Instant| engine.watch_releases(Dso::Ores, at).unwrap();
        assert_eq!(watch(&mut engine, paid.plus_min(60)), [], "one is a broken meter");
        pay(&mut engine, &homes[1], paid.plus_min(61));
        assert_eq!(watch(&mut engine, paid.plus_min(90)), [], "the second has 30 minutes too");
        let found = watch(&mut engine, paid.plus_min(92));
        let [FleetFact::IncidentOpened { kind, covers, .. }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!((kind.as_str(), covers.area.as_deref()), ("reconnection_path", Some("Huy")));
        assert_eq!(watch(&mut engine, paid.plus_min(93)), [], "it is known");
        settle(&mut engine, "2026-11-04", 100, 96);
        let said = clock(&mut engine, "2026-11-05T09:00:00+01:00");
        assert!(said.contains(&"05T08:00 cut_refused CG-18".to_owned()), "{said:?}");
        // The meters answer: nobody waits any more, and a day of health begins.
        let whole = instant("2026-11-05T09:01:00+01:00");
        let field = None::<&mut crate::meters::orders::Dispatcher<crate::meters::Registry>>;
        crate::work::deliver(&mut engine, whole, field, &mut |_| {}).unwrap();
        let found = watch(&mut engine, whole);
        assert!(matches!(found.as_slice(), [FleetFact::IncidentClosed { .. }]), "{found:?}");
        assert_eq!(watch(&mut engine, whole.plus_min(1)), []);
        settle(&mut engine, "2026-11-05", 100, 112);
        let said = clock(&mut engine, "2026-11-06T09:00:59+01:00");
        assert!(said.contains(&"06T08:00 cut_refused CG-18".to_owned()), "{said:?}");
        let said = clock(&mut engine, "2026-11-06T09:01:00+01:00");
        assert_eq!(said, ["06T09:01 order_disconnect"]);
        sound(&mut engine);
    }

    #[test]
    fn cg_16_approved_orders_leave_in_waves_each_after_a_look_at_the_one_before() {
        let (mut engine, account) = exhausted();
        // Not even one order may leave without checks.
        let none = books::EnteredParameter {
            name: "cut.wave_auto_max".into(),
            value: "0".into(),
            scope: params::Scope { dso: None, energy: None },
            valid_from: "2020-11-01".parse().unwrap(),
            recorded_at: instant("2026-11-04T07:00:00+01:00"),
        };
        let number = books::enter_parameter(&mut engine.store, &none, "first").unwrap();
        engine.store.approve(store::Book::Parameters, number, "second").unwrap();
        engine.books = Books::load(&mut engine.store).unwrap();
        let said = clock(&mut engine, "2026-11-04T08:01:00+01:00");
        assert!(said.contains(&"04T08:00 cut_refused CG-16".to_owned()), "{said:?}");
        let (day, energy) = ("2026-11-03".parse().unwrap(), Energy::Electricity);
        let at = instant("2026-11-04T08:30:00+01:00");
        let (one, two) = ("an".to_owned(), "bo".to_owned());
        assert_eq!(engine.drive_waves(Dso::Ores, at).unwrap(), [], "nobody has approved");
        for fact in [
            FleetFact::DryRunSeen { energy, day, by: one.clone() },
            FleetFact::SampleChecked { energy, day, by: one.clone() },
            FleetFact::Approved { energy, day, by: one },
            FleetFact::Approved { energy, day, by: two },
        ] {
            engine.record_fleet(Dso::Ores, None, &fact, at).unwrap();
        }
        let place = guards::place_ppm(account.ean, day);
        let mut released = Vec::new();
        for minute in 1..10 {
            let now = at.plus_min(minute);
            for fact in engine.drive_waves(Dso::Ores, now).unwrap() {
                let FleetFact::WaveReleased { released_ppm, .. } = fact else { panic!("{fact:?}") };
                released.push(released_ppm);
            }
            let said = clock(&mut engine, &now.to_local_string());
            let ordered = said.iter().any(|line| line.contains("order_disconnect"));
            let reached = released.last().is_some_and(|to| *to > place)
                && released.iter().rev().nth(1).is_none_or(|to| *to <= place);
            if ordered {
                assert!(reached, "{place} of {released:?}");
            }
        }
        assert_eq!(released, [10_000, 110_000, 1_000_000]);
        assert_eq!(commands(&mut engine, &account).len(), 1);
        sound(&mut engine);
    }

    #[test]
    fn a_payment_long_after_the_last_run_waits_for_the_next_one() {
        let (mut engine, account) = engine();
        night(&mut engine, &account, "2026-10-30", 20);
        let late = instant("2027-03-01T09:00:00+01:00");
        engine.record(&account, &top_up("T-1"), late).unwrap();
        sound(&mut engine);
        night(&mut engine, &account, "2026-10-31", 40);
        sound(&mut engine);
    }

    #[test]
    fn pa_32_an_account_that_closed_with_money_left_has_sound_books() {
        let (mut engine, account) = engine();
        night(&mut engine, &account, "2026-10-30", 2);
        let last = [("1.8.1", "4"), ("1.8.2", "0")];
        let registers = last.map(|(code, kwh)| (code.parse().unwrap(), kwh.to_owned()));
        let gone = Fact::MoveOut { registers: Some(registers.into_iter().collect()) };
        engine.record(&account, &gone, instant("2026-10-31T12:00:00+01:00")).unwrap();
        sound(&mut engine);
        let at = instant("2026-11-01T07:00:00+01:00");
        engine.advance_due(Dso::Ores, at).unwrap();
        night(&mut engine, &account, "2026-10-31", 4);
        assert!(engine.store.account(account.id).unwrap().unwrap().closed_at.is_some());
        sound(&mut engine);
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

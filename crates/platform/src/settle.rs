//! A night of one operator: reading and planning ahead on one core while the other one writes.

use crate::failure::Failure;
use calendar::Instant;
use prepay::{DayRow, Escalation, Night, NightInput, NightPlan};
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, sync_channel};
use store::{
    Booking, NewMessage, NightBatch, NightBooking, NightReader, PlannedRows, Run, Source, Store,
    StoreError, UnsettledKey,
};
use units::{AccountId, Dso};

/// Accounts of a batch and transaction: enough to make a commit cheap, few enough to be small.
const BATCH: usize = 30_000;
/// Batches that wait for the writer.
const AHEAD: usize = 1;
/// How often the accounts of a batch may be overtaken by other bookings.
const ATTEMPTS: u32 = 10;
/// Notices leave after orders and receipts.
const NOTICE_LANE: i16 = 2;

/// Why a night could not be settled. What was booked stays; the next call goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    #[error("could not settle the night")]
    Store(#[from] StoreError),
    #[error("could not settle the accounts that need their timeline")]
    Slow { source: Failure },
    #[error("accounts up to {last} were overtaken by other bookings {ATTEMPTS} times")]
    Overtaken { last: AccountId },
    #[error("could not start the reader of the night")]
    Thread { source: std::io::Error },
    #[error("the reader of the night ended early")]
    Reader,
}

/// Why an account's night is not an ordinary one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// There is no row of the day before.
    Missing,
    /// The kernel does not do it.
    Escalation(Escalation),
    /// The day would exhaust the credit, and then a decision is due.
    Exhausted,
    /// Something came in after it was planned.
    Raced,
}

/// An account that needs its timeline.
#[derive(Debug, Clone, Copy)]
pub struct Escalated {
    pub account: AccountId,
    pub input: Option<NightInput>,
    pub why: Why,
}

/// Settles the accounts that need their timeline.
pub trait SlowNights {
    /// One booking for each of `accounts` that has something to book, in any order, with `settled`
    /// set where there are rows. What was learnt or happened after the run's instant does not count.
    fn settle(
        &mut self,
        store: &mut Store,
        run: &Run,
        accounts: &[Escalated],
    ) -> Result<Vec<Booking>, Failure>;
}

impl<F> SlowNights for F
where
    F: FnMut(&mut Store, &Run, &[Escalated]) -> Result<Vec<Booking>, Failure>,
{
    fn settle(
        &mut self,
        store: &mut Store,
        run: &Run,
        accounts: &[Escalated],
    ) -> Result<Vec<Booking>, Failure> {
        self(store, run, accounts)
    }
}

/// What a night did. A night that went on where an earlier process ended counts its own part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settled {
    pub ordinary: u64,
    pub slow: u64,
    pub notices: u64,
}

/// A batch that is planned and checked.
struct Planned {
    rows: PlannedRows,
    messages: Vec<(AccountId, NewMessage)>,
    escalated: Vec<Escalated>,
    counted: Vec<UnsettledKey>,
    last_account: AccountId,
}

impl Planned {
    /// Accounts about which something came in since they were planned go to their timelines.
    fn give_to_timelines(&mut self, raced: &[UnsettledKey]) -> Result<(), StoreError> {
        let accounts: BTreeSet<AccountId> = raced.iter().map(|key| key.account).collect();
        if accounts.is_empty() {
            return Ok(());
        }
        self.counted.extend_from_slice(raced);
        self.rows = self.rows.without(&accounts)?;
        self.messages.retain(|(account, _)| !accounts.contains(account));
        self.escalated.retain(|slow| !accounts.contains(&slow.account));
        let slow = |account| Escalated { account, input: None, why: Why::Raced };
        self.escalated.extend(accounts.into_iter().map(slow));
        self.escalated.sort_by_key(|slow| slow.account);
        Ok(())
    }
}

/// Settles the night of `night.day` of an operator, or what is left of it: each batch in one
/// transaction, the end the same however often it was interrupted. `progress` is told how many
/// accounts a batch had.
pub fn settle_night(
    store: &mut Store,
    dso: Dso,
    night: &Night,
    run_at: Instant,
    slow: &mut dyn SlowNights,
    progress: &mut dyn FnMut(u64),
) -> Result<Settled, SettleError> {
    let mut run = store.begin_run(dso, night.day, run_at)?;
    let mut settled = Settled::default();
    if run.done {
        return Ok(settled);
    }
    let reader = store.night(&run)?;
    let run_at = run.run_at;
    std::thread::scope(|scope| {
        let (sender, planned) = sync_channel(AHEAD);
        let ahead = std::thread::Builder::new().name("night reader".to_owned());
        let reading = ahead.spawn_scoped(scope, move || {
            for batch in Batches(reader) {
                let batch = batch.and_then(|batch| plan(night, run_at, &batch));
                let failed = batch.is_err();
                // The writer has gone if it failed, and says why itself.
                if sender.send(batch).is_err() || failed {
                    return;
                }
            }
        });
        let reading = reading.map_err(|source| SettleError::Thread { source })?;
        let written = write_all(store, &mut run, &planned, slow, progress, &mut settled);
        drop(planned);
        reading.join().map_err(|_| SettleError::Reader).and(written)
    })?;
    store.finish_run(&mut run)?;
    Ok(settled)
}

struct Batches(NightReader);

impl Iterator for Batches {
    type Item = Result<NightBatch, StoreError>;
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next_batch(BATCH).transpose()
    }
}

fn write_all(
    store: &mut Store,
    run: &mut Run,
    planned: &Receiver<Result<Planned, StoreError>>,
    slow: &mut dyn SlowNights,
    progress: &mut dyn FnMut(u64),
    settled: &mut Settled,
) -> Result<(), SettleError> {
    for batch in planned {
        let mut batch = batch?;
        write(store, run, &mut batch, slow)?;
        let (rows, escalated) = (batch.rows.len() as u64, batch.escalated.len() as u64);
        settled.ordinary += rows;
        settled.slow += escalated;
        settled.notices += batch.messages.len() as u64;
        progress(rows + escalated);
    }
    Ok(())
}

fn write(
    store: &mut Store,
    run: &mut Run,
    batch: &mut Planned,
    slow: &mut dyn SlowNights,
) -> Result<(), SettleError> {
    for _ in 0..ATTEMPTS {
        let bookings = if batch.escalated.is_empty() {
            Vec::new()
        } else {
            slow.settle(store, run, &batch.escalated)
                .map_err(|source| SettleError::Slow { source })?
        };
        let counted = counted(batch, &bookings);
        let booking = NightBooking {
            rows: &mut batch.rows,
            messages: &batch.messages,
            seen: &batch.counted,
            counted: &counted,
            slow: &bookings,
            last_account: batch.last_account,
        };
        let booked = store.book_night(run, booking)?;
        if booked.is_done() {
            return Ok(());
        }
        batch.give_to_timelines(&booked.raced)?;
    }
    Err(SettleError::Overtaken { last: batch.last_account })
}

/// What the rows of this batch have counted. Of a slow account the store knows by its `settled`
/// which entries and facts are counted; the readings that touched it were known to its timeline.
fn counted(batch: &Planned, bookings: &[Booking]) -> Vec<UnsettledKey> {
    if batch.counted.is_empty() {
        return Vec::new();
    }
    let escalated: BTreeSet<AccountId> = batch.escalated.iter().map(|slow| slow.account).collect();
    let settled = bookings.iter().filter(|booking| booking.settled.is_some());
    let settled: BTreeSet<AccountId> = settled.map(|booking| booking.account).collect();
    let by_row = |key: &&UnsettledKey| {
        !escalated.contains(&key.account)
            || key.source == Source::Reading && settled.contains(&key.account)
    };
    batch.counted.iter().filter(by_row).copied().collect()
}

fn plan(night: &Night, run_at: Instant, batch: &NightBatch) -> Result<Planned, StoreError> {
    let mut planned = Planned {
        rows: PlannedRows::new(night.day, batch.inputs.len()),
        messages: Vec::new(),
        escalated: Vec::new(),
        counted: batch.counted.clone(),
        last_account: batch.last_account,
    };
    let missing =
        |account: &AccountId| Escalated { account: *account, input: None, why: Why::Missing };
    planned.escalated.extend(batch.missing.iter().map(missing));
    for input in &batch.inputs {
        match plan_one(night, input) {
            Ok((row, plan)) => {
                planned.rows.push(&row)?;
                if let Some(notice) = notice(run_at, &row, &plan) {
                    planned.messages.push((row.account, notice));
                }
            }
            Err(why) => {
                let account = input.before.account;
                planned.escalated.push(Escalated { account, input: Some(*input), why });
            }
        }
    }
    planned.escalated.sort_by_key(|slow| slow.account);
    Ok(planned)
}

#[inline]
fn plan_one(night: &Night, input: &NightInput) -> Result<(DayRow, NightPlan), Why> {
    let (row, plan) = night.plan(input).map_err(Why::Escalation)?;
    night.audit(&row, &plan).map_err(|error| Why::Escalation(Escalation::Arithmetic(error)))?;
    if row.credit_state == prepay::CreditState::Exhausted {
        return Err(Why::Exhausted);
    }
    Ok((row, plan))
}

/// One notice for the deepest threshold that the day has crossed.
fn notice(run_at: Instant, row: &DayRow, plan: &NightPlan) -> Option<NewMessage> {
    let name = plan.deepest_crossing(row)?.name();
    let (day, balance) = (row.day, row.balance.0);
    Some(NewMessage {
        key: format!("notice/{day}/{name}"),
        at: run_at,
        lane: NOTICE_LANE,
        kind: "notice".to_owned(),
        body: format!(r#"{{"notice":"{name}","day":"{day}","balance_micro_eur":{balance}}}"#),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{account_id, fill, first_day, night, read_meters, run_at};
    use calendar::SettlementDay;
    use ledger::{EntryKind, JournalEntry, LedgerAccount, Transaction};
    use store::{Position, Stop};
    use units::MicroEuro;

    const DSO: Dso = Dso::Ores;
    const ACCOUNTS: i64 = 60;

    fn filled() -> Store {
        let mut store = Store::open("sqlite::memory:").unwrap();
        fill(&mut store, ACCOUNTS, first_day().previous()).unwrap();
        read_meters(&mut store, ACCOUNTS - 1, first_day()).unwrap();
        store
    }

    /// What the customer pays, or gives back if below zero.
    fn moved(store: &mut Store, number: i64, micro_eur: i64) -> Booking {
        let account = account_id(number);
        let seq = store.entries(&[account]).unwrap().len() as i64 + 1;
        let (cash, credit) = (LedgerAccount::CashOffice, LedgerAccount::CustomerCredit);
        let transaction = Transaction::transfer(cash, credit, MicroEuro(micro_eur)).unwrap();
        let entry = JournalEntry {
            account,
            seq,
            booked_at: first_day().at(12, 0),
            day: first_day(),
            kind: EntryKind::TopUp,
            key: None,
            transaction: transaction.unwrap(),
        };
        Booking { entries: vec![entry], ..Booking::of(account) }
    }

    /// Takes over the row of the day before as it was, with what was moved since.
    fn as_before(store: &mut Store, day: SettlementDay, account: AccountId) -> Booking {
        let before = store.days(&[account], day.previous(), day.previous()).unwrap()[0];
        let moved = store.unsettled(&[account]).unwrap().iter().map(|row| row.moved.0).sum::<i64>();
        let balance = MicroEuro(before.balance.0 + moved);
        let row = DayRow { day, balance, charge: MicroEuro::ZERO, ..before };
        let settled = Some(Position { fact_seq: 0, entry_seq: 1 });
        Booking { rows: vec![row], settled, ..Booking::of(account) }
    }

    fn all_as_before(
        store: &mut Store,
        run: &Run,
        accounts: &[Escalated],
    ) -> Result<Vec<Booking>, Failure> {
        Ok(accounts.iter().map(|slow| as_before(store, run.day, slow.account)).collect())
    }

    fn settle(store: &mut Store, slow: &mut dyn SlowNights) -> Result<Settled, SettleError> {
        let day = first_day();
        settle_night(store, DSO, &night(day), run_at(day), slow, &mut |_| {})
    }

    #[test]
    fn what_is_not_ordinary_goes_to_the_timeline() {
        let mut store = filled();
        let ruin = moved(&mut store, 7, -90_000_000);
        store.book(&ruin).unwrap();
        let mut seen = Vec::new();
        let mut slow = |store: &mut Store, run: &Run, accounts: &[Escalated]| {
            seen.extend(accounts.iter().map(|slow| (slow.account, slow.why)));
            all_as_before(store, run, accounts)
        };
        let settled = settle(&mut store, &mut slow).unwrap();
        assert_eq!((settled.ordinary, settled.slow), (58, 2));
        let no_reading = Why::Escalation(Escalation::NoReading);
        assert_eq!(seen, [(account_id(7), Why::Exhausted), (account_id(60), no_reading)]);
        assert_eq!(store.rows_of_day(DSO, first_day(), None, 100).unwrap().len(), 60);
        assert_eq!(store.unsettled(&[account_id(7)]).unwrap(), []);
        assert_eq!(store.verify_chain(DSO).unwrap().fault, None);
        let notices = store.waiting_messages().unwrap();
        assert_eq!(u64::try_from(notices).unwrap(), settled.notices);
        let again = settle(&mut store, &mut all_as_before).unwrap();
        assert_eq!(again, Settled::default(), "the night is done");
    }

    #[test]
    fn an_account_that_is_overtaken_is_settled_again() {
        let mut store = filled();
        let mut calls = 0;
        let mut slow = |store: &mut Store, run: &Run, accounts: &[Escalated]| {
            calls += 1;
            let mut late = moved(store, 60, 5_000_000);
            if calls == 1 {
                store.book(&late)?; // Comes between the plan and its booking.
            }
            late.rows = as_before(store, run.day, accounts[0].account).rows;
            late.settled = Some(Position { fact_seq: 0, entry_seq: calls });
            Ok(vec![late])
        };
        settle(&mut store, &mut slow).unwrap();
        assert_eq!(calls, 2);
        assert_eq!(store.entries(&[account_id(60)]).unwrap().len(), 2);
    }

    #[test]
    fn a_night_that_was_stopped_ends_as_if_it_had_not_been() {
        let contents = |store: &mut Store| {
            let rows = store.rows_of_day(DSO, first_day(), None, 100).unwrap();
            let links = store.dump("SELECT * FROM batch ORDER BY number").unwrap();
            (rows, links, store.dump("SELECT * FROM messages ORDER BY account_id, key").unwrap())
        };
        let mut undisturbed = filled();
        settle(&mut undisturbed, &mut all_as_before).unwrap();
        let expected = contents(&mut undisturbed);
        for writes in (0..).step_by(7) {
            let mut store = filled();
            store.stop_after(writes, Stop::Fail);
            let stopped = settle(&mut store, &mut all_as_before);
            store.never_stop();
            if stopped.is_ok() {
                assert!(writes > 60, "only {writes} writes");
                return;
            }
            settle(&mut store, &mut all_as_before).unwrap();
            assert_eq!(contents(&mut store), expected, "stopped after {writes} writes");
        }
    }

    #[test]
    fn what_the_timeline_refuses_stops_the_night_with_its_reason() {
        let mut store = filled();
        let mut slow =
            |_: &mut Store, _: &Run, _: &[Escalated]| Err::<Vec<Booking>, Failure>("why".into());
        let refused = settle(&mut store, &mut slow).unwrap_err();
        assert_eq!(
            crate::failure::chain(&refused),
            "could not settle the accounts that need their timeline: why"
        );
        assert_eq!(store.rows_of_day(DSO, first_day(), None, 100).unwrap(), []);
    }
}

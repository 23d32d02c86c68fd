//! A night: read in batches along the accounts, booked in batches, resumable at each.

use crate::columns::{ACCOUNT_DAY, DAY_WIDTH, OUTBOX, PlannedRows, row_of};
use crate::database::{Database, Row, Value};
use crate::history::unsettled_rows;
use crate::outbox::message_values;
use crate::{Booked, Booking, NewMessage, Run, Store, StoreError, UnsettledKey};
use calendar::{Instant, SettlementDay};
use prepay::NightInput;
use readings::Registers;
use std::collections::HashSet;
use units::{AccountId, Dso, MicroEuro};

/// Days that the number of a run has room for.
const DAYS_OF_A_RUN: i64 = 10_000_000;

/// What a night has to know of the accounts of one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NightBatch {
    /// Open accounts with a row of the day before, by account.
    pub inputs: Vec<NightInput>,
    /// Open accounts without one.
    pub missing: Vec<AccountId>,
    /// What the inputs' `moved` and `touched` were made from.
    pub counted: Vec<UnsettledKey>,
    /// The batch has all accounts up to this one.
    pub last_account: AccountId,
}

/// What a night books of one batch.
#[derive(Debug)]
pub struct NightBooking<'a> {
    pub rows: &'a mut PlannedRows,
    pub messages: &'a [(AccountId, NewMessage)],
    /// All that was known to wait in the batch when it was planned.
    pub seen: &'a [UnsettledKey],
    /// What of it the rows, and those of `slow`, have counted.
    pub counted: &'a [UnsettledKey],
    /// Accounts whose night was not an ordinary one.
    pub slow: &'a [Booking],
    pub last_account: AccountId,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NightBooked {
    /// Of the slow accounts, in their order.
    pub outcomes: Vec<Booked>,
    /// What came in after the batch was planned, and belongs into it.
    pub raced: Vec<UnsettledKey>,
}

impl NightBooked {
    /// If not, nothing was written.
    pub fn is_done(&self) -> bool {
        self.raced.is_empty() && self.outcomes.iter().all(|outcome| *outcome == Booked::New)
    }
}

fn run(row: &mut Row<'_>) -> Result<Run, StoreError> {
    let id = row.number()?;
    let wrong = || StoreError::corrupt(format!("an impossible run {id}"));
    Ok(Run {
        id,
        dso: Dso::from_code(row.small()?).ok_or_else(wrong)?,
        day: SettlementDay(row.small()?),
        run_at: Instant(row.number()?),
        done: row.number()? == 1,
        last_account: AccountId(row.number()?),
    })
}

impl Store {
    /// The night of an operator and day: a new one that runs at `run_at`, or the one that was begun,
    /// with the instant at which it was, so that it ends as if it had never been interrupted.
    pub fn begin_run(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        run_at: Instant,
    ) -> Result<Run, StoreError> {
        let code = i64::from(dso.code());
        let id = code * DAYS_OF_A_RUN + i64::from(day.0);
        let (first, _) = AccountId::range_of(dso);
        self.transaction(|store| {
            store.database.lock(dso)?;
            store.database.execute(
                "INSERT INTO run (run_id, dso, day, run_us, state, last_account)
                 VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT (run_id) DO NOTHING",
                &[
                    id.into(),
                    code.into(),
                    i64::from(day.0).into(),
                    run_at.0.into(),
                    (first.0 - 1).into(),
                ],
            )
        })?;
        let runs = self.runs(dso)?;
        let found = runs.into_iter().find(|run| run.id == id);
        found.ok_or_else(|| StoreError::corrupt(format!("no run {id}, which was begun")))
    }

    /// Nights of an operator, by day.
    pub fn runs(&mut self, dso: Dso) -> Result<Vec<Run>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT run_id, dso, day, run_us, state, last_account FROM run
             WHERE dso = $1 ORDER BY day",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push(run(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The latest night of an operator, running or done.
    pub fn last_run(&mut self, dso: Dso) -> Result<Option<Run>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT run_id, dso, day, run_us, state, last_account FROM run
             WHERE dso = $1 ORDER BY day DESC LIMIT 1",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found = Some(run(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Reads what is left of a night, on a connection of its own.
    pub fn night(&self, run: &Run) -> Result<NightReader, StoreError> {
        let mut store = self.another()?;
        store.database.walk_indexes()?;
        let after = run.last_account;
        Ok(NightReader { store, run: *run, after, ids: Vec::new(), rows: Vec::new() })
    }

    /// Books a batch, and moves the run on with it: all or nothing. If a slow account was overtaken,
    /// or something came in meanwhile that the night has to count, nothing was written.
    /// Errors: the run has been moved by another process.
    pub fn book_night(
        &mut self,
        run: &mut Run,
        booking: NightBooking<'_>,
    ) -> Result<NightBooked, StoreError> {
        let last_account = booking.last_account;
        self.database.begin()?;
        let written = self.write_night(run, booking).and_then(|booked| {
            if booked.is_done() {
                self.database.commit()?;
            } else {
                self.database.rollback();
            }
            Ok(booked)
        });
        match written {
            Ok(booked) => {
                if booked.is_done() {
                    run.last_account = last_account;
                }
                Ok(booked)
            }
            Err(error) => {
                self.database.rollback();
                Err(error)
            }
        }
    }

    fn write_night(
        &mut self,
        run: &Run,
        booking: NightBooking<'_>,
    ) -> Result<NightBooked, StoreError> {
        self.database.lock(run.dso)?;

        let moved = self.database.execute(
            "UPDATE run SET last_account = $1
             WHERE run_id = $2 AND last_account = $3 AND state = 0",
            &[booking.last_account.0.into(), run.id.into(), run.last_account.0.into()],
        )?;
        if moved == 0 {
            return Err(StoreError::NightTaken { day: run.day });
        }
        let raced = self.raced(run, &booking)?;
        if !raced.is_empty() {
            return Ok(NightBooked { outcomes: Vec::new(), raced });
        }
        if !booking.rows.is_empty() {
            self.write_rows(run.dso, Some(run.id), booking.rows)?;
        }
        let mut values = Vec::with_capacity(booking.messages.len() * OUTBOX.columns.len());
        let queued = self.queued();
        for (account, message) in booking.messages {
            values.extend(message_values(*account, message, queued));
        }
        self.database.insert(&OUTBOX, &values)?;
        let outcomes = self.write_bookings(booking.slow, Some(run.id))?;
        self.forget_unsettled(booking.counted)?;
        Ok(NightBooked { outcomes, raced })
    }

    /// What waits in the batch by the run's instant and was not seen when it was planned.
    fn raced(
        &mut self,
        run: &Run,
        booking: &NightBooking<'_>,
    ) -> Result<Vec<UnsettledKey>, StoreError> {
        let mut waiting = Vec::new();
        self.database.read_numbers(
            &waiting_of(run, run.last_account, booking.last_account),
            6,
            &mut waiting,
        )?;
        let seen: HashSet<&UnsettledKey> = booking.seen.iter().collect();
        let waiting = unsettled_rows(&waiting)?;
        Ok(waiting.iter().map(|row| row.key).filter(|key| !seen.contains(key)).collect())
    }

    /// Every account has been seen.
    pub fn finish_run(&mut self, run: &mut Run) -> Result<(), StoreError> {
        let done = "UPDATE run SET state = 1 WHERE run_id = $1 AND last_account = $2";
        let values = [Value::Number(run.id), Value::Number(run.last_account.0)];
        let changed = self.transaction(|store| store.database.execute(done, &values))?;
        if changed == 0 {
            return Err(StoreError::NightTaken { day: run.day });
        }
        run.done = true;
        Ok(())
    }
}

/// What waits of the accounts after `after` up to `last`, as far as the run counts it. Nothing waits of who has left: a
/// meter that answers after the closing would else stop the night of everybody (PA-25, PA-28).
fn waiting_of(run: &Run, after: AccountId, last: AccountId) -> String {
    format!(
        "SELECT account_id, source, number, at_us, moved_micro_eur, touches FROM unsettled
         WHERE account_id > {after} AND account_id <= {last} AND at_us <= {}
           AND NOT EXISTS (SELECT 1 FROM account
                           WHERE account.account_id = unsettled.account_id AND closed_us IS NOT NULL)
         ORDER BY account_id, source, number",
        run.run_at.0
    )
}

/// Reads a night along the accounts of its operator: four queries per batch, none per account.
pub struct NightReader {
    store: Store,
    run: Run,
    after: AccountId,
    // Kept between batches for their capacity.
    ids: Vec<i64>,
    rows: Vec<i64>,
}

impl std::fmt::Debug for NightReader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("NightReader").field("run", &self.run).finish_non_exhaustive()
    }
}

impl NightReader {
    /// The next batch of up to `most` accounts; `None` after the last.
    pub fn next_batch(&mut self, most: usize) -> Result<Option<NightBatch>, StoreError> {
        let Self { store, run, after, ids, rows } = self;
        let (_, end) = AccountId::range_of(run.dso);
        let day_end = run.day.end().0;
        ids.clear();
        store.database.read_numbers(
            &format!(
                "SELECT account_id FROM account
                 WHERE account_id > {after} AND account_id <= {end}
                 AND opened_us < {day_end} AND closed_us IS NULL
                 ORDER BY account_id LIMIT {most}"
            ),
            1,
            ids,
        )?;
        let Some(last) = ids.last().copied() else { return Ok(None) };
        let range = format!("account_id > {after} AND account_id <= {last}");
        rows.clear();
        store.database.read_numbers(
            &format!(
                "SELECT {} FROM account_day WHERE day = {} AND {range} ORDER BY account_id",
                ACCOUNT_DAY.names(),
                run.day.0 - 1
            ),
            DAY_WIDTH,
            rows,
        )?;
        // Before the readings: one that comes in between is used now and touches the next night.
        let mut waiting = Vec::new();
        store.database.read_numbers(&waiting_of(run, *after, AccountId(last)), 6, &mut waiting)?;
        let mut readings = Vec::with_capacity(ids.len() * 4);
        store.database.read_numbers(
            &format!(
                "SELECT account_id, version, register_1, register_2 FROM reading
                 WHERE midnight = {} AND {range} AND learnt_us <= {}
                 ORDER BY account_id, version",
                run.day.0 + 1,
                run.run_at.0
            ),
            4,
            &mut readings,
        )?;
        *after = AccountId(last);
        Self::join(ids, rows, &waiting, &readings, *after).map(Some)
    }

    /// All four lists are in the order of the accounts.
    fn join(
        ids: &[i64],
        rows: &[i64],
        waiting: &[i64],
        readings: &[i64],
        last_account: AccountId,
    ) -> Result<NightBatch, StoreError> {
        let mut batch = NightBatch {
            inputs: Vec::with_capacity(ids.len()),
            missing: Vec::new(),
            counted: Vec::new(),
            last_account,
        };
        let waiting = unsettled_rows(waiting)?;
        let mut rows = rows.as_chunks::<DAY_WIDTH>().0.iter().peekable();
        let mut readings = readings.as_chunks::<4>().0.iter().peekable();
        let mut waiting = waiting.iter().peekable();
        for id in ids {
            while rows.next_if(|[_, account, ..]| account < id).is_some() {}
            while readings.next_if(|[account, ..]| account < id).is_some() {}
            while waiting.next_if(|row| row.key.account.0 < *id).is_some() {}
            let before = rows.next_if(|[_, account, ..]| account == id);
            let mut closing = None;
            // The last of several versions is the highest.
            while let Some(&[_, version, register_1, register_2]) =
                readings.next_if(|[account, ..]| account == id)
            {
                let version = i32::try_from(version)
                    .map_err(|_| StoreError::corrupt(format!("version `{version}`")))?;
                closing = Some((Registers([register_1, register_2]), version));
            }
            let (mut moved, mut touched) = (MicroEuro::ZERO, false);
            while let Some(row) = waiting.next_if(|row| row.key.account.0 == *id) {
                moved = moved.checked_add(row.moved).ok_or(StoreError::TooLarge)?;
                touched |= row.touches;
                batch.counted.push(row.key);
            }
            match before {
                Some(before) => {
                    let before = row_of(before)?;
                    batch.inputs.push(NightInput { before, closing, moved, touched });
                }
                None => batch.missing.push(AccountId(*id)),
            }
        }
        Ok(batch)
    }
}

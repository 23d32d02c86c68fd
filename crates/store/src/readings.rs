//! Readings in bulk: the same value again is ignored, another one becomes a new version.

use crate::columns::{READING, READING_INJECTED, UNSETTLED};
use crate::database::{Database, Table};
use crate::{Reading, Recorded, Run, Source, Store, StoreError, lists};
use calendar::{Instant, SettlementDay};
use readings::Registers;
use std::collections::{BTreeSet, HashMap};
use units::{AccountId, Dso};

/// Up to this many accounts are looked up one by one; beyond, their whole range is read.
const FEW: usize = 2_000;
/// Readings that are judged at a time.
const CHUNK: usize = 30_000;
/// What the number of an unsettled reading is made with: midnight times this, plus version.
const VERSIONS: i64 = 1_000_000;

/// Newest version and value by account.
type Newest = HashMap<AccountId, (i64, Registers)>;
/// When each value was learnt last.
type Messages = HashMap<(AccountId, Registers), Instant>;

impl Store {
    /// How many open accounts of an operator have a reading of a midnight, and how many there are that were
    /// open by then.
    pub fn readings_of(
        &mut self,
        dso: Dso,
        midnight: SettlementDay,
    ) -> Result<(i64, i64), StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let (day, from) = (midnight.0, midnight.start().0);
        let open = format!(
            "a.account_id >= {first} AND a.account_id <= {last} AND a.closed_us IS NULL
                 AND a.opened_us < {from}"
        );
        let sql = format!(
            "SELECT (SELECT COUNT(*) FROM account a WHERE {open} AND EXISTS (
                 SELECT 1 FROM reading r WHERE r.midnight = {day} AND r.account_id = a.account_id)),
             (SELECT COUNT(*) FROM account a WHERE {open})"
        );
        let mut found = (0, 0);
        self.database.query(&sql, &[], &mut |mut row| {
            found = (row.number()?, row.number()?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The same of those that were known before `until`.
    pub fn readings_by(
        &mut self,
        dso: Dso,
        midnight: SettlementDay,
        until: Instant,
    ) -> Result<(i64, i64), StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = (0, 0);
        self.database.query(
            "SELECT COUNT(*), COUNT(r.account_id)
             FROM account a LEFT JOIN reading r
                 ON r.midnight = $1 AND r.account_id = a.account_id AND r.version = 1
                     AND r.learnt_us < $2
             WHERE a.account_id >= $3 AND a.account_id <= $4 AND a.opened_us < $5
                 AND a.closed_us IS NULL",
            &[
                i64::from(midnight.0).into(),
                until.0.into(),
                first.0.into(),
                last.0.into(),
                midnight.start().0.into(),
            ],
            &mut |mut row| {
                let (whole, part) = (row.number()?, row.number()?);
                found = (part, whole);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Records readings in one transaction. A value that supersedes another one, or comes after the
    /// night that needed it, sends the account's next night to its timeline.
    pub fn record_readings(&mut self, readings: &[Reading]) -> Result<Recorded, StoreError> {
        self.record_in(&READING, readings)
    }

    /// Records what was injected by midnights, under the same rules. The nights of an account that is netted need its
    /// timeline anyway. Source: PS-11.
    pub fn record_injected(&mut self, readings: &[Reading]) -> Result<Recorded, StoreError> {
        self.record_in(&READING_INJECTED, readings)
    }

    fn record_in(&mut self, table: &Table, readings: &[Reading]) -> Result<Recorded, StoreError> {
        // Stable, so that of two values for one midnight the one given last holds.
        let mut sorted: Vec<&Reading> = readings.iter().collect();
        sorted.sort_by_key(|reading| (reading.midnight, reading.account));
        self.transaction(|store| {
            let mut nights = HashMap::new();
            for dso in store.lock_operators(readings.iter().map(|reading| reading.account))? {
                nights.insert(dso, store.last_run(dso)?);
            }
            let mut recorded = Recorded::default();
            let together = |a: &&Reading, b: &&Reading| {
                a.midnight == b.midnight && operator(a.account) == operator(b.account)
            };
            for of_midnight in sorted.chunk_by(together) {
                let dso = of_midnight.first().and_then(|reading| operator(reading.account));
                let settled = dso.and_then(|dso| nights.get(&dso).copied()).flatten();
                for chunk in of_midnight.chunks(CHUNK) {
                    store.record_chunk(table, chunk, settled, &mut recorded)?;
                }
            }
            Ok(recorded)
        })
    }

    /// Readings of one midnight and operator, by account. `night` is the operator's last.
    fn record_chunk(
        &mut self,
        table: &Table,
        chunk: &[&Reading],
        night: Option<Run>,
        recorded: &mut Recorded,
    ) -> Result<(), StoreError> {
        let Some(midnight) = chunk.first().map(|reading| reading.midnight) else { return Ok(()) };
        let late = night.is_some_and(|run| midnight <= run.day.next());
        let (mut known, mut seen) = self.known_of(table, midnight, chunk)?;
        let (mut rows, mut touches) = (Vec::with_capacity(chunk.len() * 6), Vec::new());
        for reading in chunk {
            let [register_1, register_2] = reading.registers.0;
            let learnt_at = counts_from(night, reading);
            // A value that was known by then is the same message again, even if another one has
            // superseded it meanwhile.
            let message = (reading.account, reading.registers);
            let repeated = seen.get(&message).is_some_and(|known| *known >= reading.learnt_at);
            seen.insert(message, learnt_at);
            let version = match known.get(&reading.account) {
                Some((_, registers)) if repeated || *registers == reading.registers => {
                    recorded.same += 1;
                    continue;
                }
                Some((version, _)) => {
                    recorded.superseded += 1;
                    version + 1
                }
                None => {
                    recorded.new += 1;
                    1
                }
            };
            known.insert(reading.account, (version, reading.registers));
            let (day, account, learnt) = (i64::from(midnight.0), reading.account.0, learnt_at.0);
            rows.extend_from_slice(&[day, account, version, learnt, register_1, register_2]);
            if table.name == READING.name && (late || version > 1) {
                let number = day * VERSIONS + version;
                touches.extend_from_slice(&[account, Source::Reading.code(), number, learnt, 0, 1]);
            }
        }
        self.database.insert_numbers(table, &rows)?;
        self.database.insert_numbers(&UNSETTLED, &touches)
    }

    /// What is kept of this midnight for the accounts of `chunk`: the newest version of each, and when
    /// each value was learnt.
    fn known_of(
        &mut self,
        table: &Table,
        midnight: SettlementDay,
        chunk: &[&Reading],
    ) -> Result<(Newest, Messages), StoreError> {
        let accounts = chunk.iter().map(|reading| reading.account.0);
        let conditions = if chunk.len() <= FEW {
            lists(accounts).iter().map(|list| format!("account_id IN ({list})")).collect()
        } else {
            let (first, last) = (accounts.clone().min(), accounts.max());
            vec![format!("account_id BETWEEN {} AND {}", first.unwrap_or(0), last.unwrap_or(0))]
        };
        let mut numbers = Vec::new();
        for condition in conditions {
            let sql = format!(
                "SELECT account_id, version, learnt_us, register_1, register_2 FROM {}
                 WHERE midnight = {} AND {condition} ORDER BY account_id, version",
                table.name, midnight.0
            );
            self.database.read_numbers(&sql, 5, &mut numbers)?;
        }
        let (mut newest, mut seen) = (HashMap::new(), HashMap::new());
        for &[account, version, learnt, register_1, register_2] in numbers.as_chunks::<5>().0 {
            let registers = Registers([register_1, register_2]);
            newest.insert(AccountId(account), (version, registers));
            seen.insert((AccountId(account), registers), Instant(learnt));
        }
        Ok((newest, seen))
    }
}

impl Store {
    /// Locks the operators of these accounts, always in the same order, so that two writers never
    /// wait for each other. Errors: an account of no operator.
    pub(crate) fn lock_operators(
        &mut self,
        accounts: impl Iterator<Item = AccountId>,
    ) -> Result<BTreeSet<Dso>, StoreError> {
        let mut operators = BTreeSet::new();
        for account in accounts {
            operators.insert(operator(account).ok_or(StoreError::NoSuchAccount { account })?);
        }
        for dso in &operators {
            self.lock(*dso)?;
        }
        Ok(operators)
    }
}

/// When a reading counts as learnt: as it says, or, if the night that would have used it is already
/// written for the account, just after that night.
fn counts_from(night: Option<Run>, reading: &Reading) -> Instant {
    let written = |run: &Run| run.done || reading.account <= run.last_account;
    match night.filter(written) {
        Some(run) if reading.learnt_at <= run.run_at => Instant(run.run_at.0 + 1),
        Some(_) | None => reading.learnt_at,
    }
}

pub(crate) fn operator(account: AccountId) -> Option<Dso> {
    Dso::ALL.into_iter().find(|dso| {
        let (first, last) = AccountId::range_of(*dso);
        (first..=last).contains(&account)
    })
}

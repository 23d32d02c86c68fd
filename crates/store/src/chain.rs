//! The hash chain of each operator, and what else proves that the books are sound.

use crate::booking::digest_entry;
use crate::columns::{ACCOUNT_DAY, DAY_WIDTH, PlannedRows, Sums, digest_day};
use crate::database::{Database, Row, Value};
use crate::{ChainCheck, Store, StoreError, UnequalBalance};
use calendar::SettlementDay;
use ledger::{Batch, ChainHash, Digest, LedgerAccount, TrialBalance, first_fault};
use std::collections::{BTreeMap, VecDeque};
use units::{AccountId, Dso};

/// Links that are read at a time on a walk along a chain.
const WINDOW: i64 = 1_000;
/// Accounts whose balances are compared at a time.
const COMPARED: usize = 10_000;
/// Sums are made of two parts, so that the database cannot overflow.
const PART: i64 = 1_000_000;

/// A link as it is kept, but for its hash.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    dso: Dso,
    number: i64,
    run_id: Option<i64>,
    day: Option<SettlementDay>,
    accounts: [AccountId; 2],
    day_rows: i64,
    entries: i64,
    sums: Sums,
    before: ChainHash,
}

/// The end of a chain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChainEnd {
    number: i64,
    hash: ChainHash,
}

impl ChainEnd {
    pub(crate) fn next_number(self) -> i64 {
        self.number + 1
    }

    /// The next link, of entries.
    pub(crate) fn entries(
        self,
        dso: Dso,
        run_id: Option<i64>,
        accounts: [AccountId; 2],
        entries: i64,
    ) -> Link {
        Link {
            dso,
            number: self.next_number(),
            run_id,
            day: None,
            accounts,
            day_rows: 0,
            entries,
            sums: Sums::default(),
            before: self.hash,
        }
    }
}

impl Link {
    /// The link itself enters its hash, after its rows.
    fn after(&self, mut rows: Digest) -> Digest {
        let [first, last] = self.accounts;
        rows.numbers(&[
            self.dso.code().into(),
            self.number,
            self.run_id.unwrap_or(-1),
            self.day.map_or(i64::MIN, |day| day.0.into()),
            first.0,
            last.0,
            self.day_rows,
            self.entries,
            self.sums.charge,
            self.sums.relief,
            self.sums.collected,
            self.sums.collected_debts,
        ]);
        rows
    }

    /// Hash as it was kept, with the link.
    fn read(row: &mut Row<'_>) -> Result<(Self, ChainHash), StoreError> {
        let number = row.number()?;
        let wrong = || StoreError::corrupt(format!("an impossible batch {number}"));
        let link = Self {
            number,
            dso: Dso::from_code(row.small()?).ok_or_else(wrong)?,
            run_id: row.number_or_null()?,
            day: match row.number_or_null()? {
                Some(day) => Some(SettlementDay(i32::try_from(day).map_err(|_| wrong())?)),
                None => None,
            },
            accounts: [AccountId(row.number()?), AccountId(row.number()?)],
            day_rows: row.number()?,
            entries: row.number()?,
            sums: Sums {
                charge: row.number()?,
                relief: row.number()?,
                collected: row.number()?,
                collected_debts: row.number()?,
            },
            before: hash(row)?,
        };
        Ok((link, hash(row)?))
    }
}

pub(crate) fn hash(row: &mut Row<'_>) -> Result<ChainHash, StoreError> {
    ChainHash::try_from(row.text()?).map_err(StoreError::corrupt)
}

impl Store {
    /// The last link of an operator's chain. The operator has to be locked.
    pub(crate) fn last_link(&mut self, dso: Dso) -> Result<ChainEnd, StoreError> {
        let mut last = ChainEnd { number: 0, hash: ChainHash::START };
        self.database.query(
            "SELECT number, hash FROM batch WHERE dso = $1 ORDER BY number DESC LIMIT 1",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                last = ChainEnd { number: row.number()?, hash: hash(&mut row)? };
                Ok(())
            },
        )?;
        Ok(last)
    }

    /// Writes day rows and their link, within a transaction that has locked the operator.
    pub(crate) fn write_rows(
        &mut self,
        dso: Dso,
        run_id: Option<i64>,
        rows: &mut PlannedRows,
    ) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (rows.first_account(), rows.last_account()) else {
            return Ok(());
        };
        let before = self.last_link(dso)?;
        for batch in rows.numbers.iter_mut().step_by(DAY_WIDTH) {
            *batch = before.next_number();
        }
        self.database.insert_numbers(&ACCOUNT_DAY, &rows.numbers)?;
        let link = Link {
            dso,
            number: before.next_number(),
            run_id,
            day: Some(rows.day),
            accounts: [first, last],
            day_rows: i64::try_from(rows.len()).map_err(|_| StoreError::TooLarge)?,
            entries: 0,
            sums: rows.sums,
            before: before.hash,
        };
        self.write_link(link, rows.digest.clone())
    }

    pub(crate) fn write_link(&mut self, link: Link, rows: Digest) -> Result<(), StoreError> {
        let [first, last] = link.accounts;
        self.database.execute(
            "INSERT INTO batch (dso, number, run_id, day, first_account, last_account, day_rows,
                entries, charge_sum_micro_eur, relief_sum_micro_eur, collected_sum_micro_eur,
                collected_debts_sum_micro_eur, before_hash, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            &[
                i64::from(link.dso.code()).into(),
                link.number.into(),
                Value::number_or_null(link.run_id),
                Value::number_or_null(link.day.map(|day| day.0.into())),
                first.0.into(),
                last.0.into(),
                link.day_rows.into(),
                link.entries.into(),
                link.sums.charge.into(),
                link.sums.relief.into(),
                link.sums.collected.into(),
                link.sums.collected_debts.into(),
                Value::Text(link.before.to_string()),
                Value::Text(link.after(rows).chained_to(link.before).to_string()),
            ],
        )?;
        Ok(())
    }

    /// Walks along the chain of an operator with the rows as they are now.
    pub fn verify_chain(&mut self, dso: Dso) -> Result<ChainCheck, StoreError> {
        let mut walk =
            Walk { store: self, dso, at: 0, links: 0, next: VecDeque::new(), error: None };
        let fault = first_fault(&mut walk);
        let Walk { links, error, .. } = walk;
        match error {
            Some(error) => Err(error),
            None => Ok(ChainCheck { links, fault }),
        }
    }

    /// How many day rows and entries of an operator stand in no batch: none in sound books.
    pub fn rows_without_batch(&mut self, dso: Dso) -> Result<i64, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut numbers = Vec::new();
        let code = dso.code();
        self.database.read_numbers(
            &format!(
                "SELECT (SELECT COUNT(*) FROM account_day
                         WHERE account_id BETWEEN {first} AND {last})
                      + (SELECT COUNT(*) FROM journal_entry
                         WHERE account_id BETWEEN {first} AND {last})
                      + (SELECT COUNT(*) FROM wide_booking
                         WHERE account_id BETWEEN {first} AND {last})
                      - COALESCE((SELECT CAST(SUM(day_rows) + SUM(entries) AS BIGINT)
                                  FROM batch WHERE dso = {code}), 0)"
            ),
            1,
            &mut numbers,
        )?;
        Ok(numbers.first().copied().unwrap_or(0))
    }

    /// Sums by ledger account over the whole journal of an operator.
    pub fn trial_balance(&mut self, dso: Dso) -> Result<TrialBalance, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut trial = TrialBalance::default();
        self.database.query_once(
            &format!(
                "SELECT ledger_account, CAST(SUM(amount_micro_eur / {PART}) AS BIGINT),
                        CAST(SUM(amount_micro_eur % {PART}) AS BIGINT)
                 FROM journal WHERE account_id BETWEEN {first} AND {last}
                 GROUP BY ledger_account ORDER BY ledger_account"
            ),
            &mut |mut row| {
                let code = row.number()?;
                let account = i16::try_from(code).ok().and_then(LedgerAccount::from_code);
                let account = account
                    .ok_or_else(|| StoreError::corrupt(format!("ledger account `{code}`")))?;
                trial.add_sum(account, whole(row.number()?, row.number()?));
                Ok(())
            },
        )?;
        Ok(trial)
    }

    /// Accounts whose balance, by their last row and what is not yet counted in it, is not the sum
    /// of their postings, and closed ones that still hold something: none in sound books.
    pub fn unequal_balances(&mut self, dso: Dso) -> Result<Vec<UnequalBalance>, StoreError> {
        let mut other = self.another()?;
        let days = other.first_and_last_day()?;
        let mut unequal = Vec::new();
        let mut derived: BTreeMap<AccountId, i128> = BTreeMap::new();
        let (first, last) = AccountId::range_of(dso);
        let sql = format!(
            "SELECT account_id, CAST(SUM(amount_micro_eur / {PART}) AS BIGINT),
                    CAST(SUM(amount_micro_eur % {PART}) AS BIGINT)
             FROM journal WHERE ledger_account = {} AND account_id BETWEEN {first} AND {last}
             GROUP BY account_id ORDER BY account_id",
            LedgerAccount::CustomerCredit.code()
        );
        self.database.query_once(&sql, &mut |mut row| {
            let account = AccountId(row.number()?);
            derived.insert(account, -whole(row.number()?, row.number()?));
            if derived.len() == COMPARED {
                other.compare(&std::mem::take(&mut derived), days, &mut unequal)?;
            }
            Ok(())
        })?;
        other.compare(&derived, days, &mut unequal)?;
        Ok(unequal)
    }

    fn compare(
        &mut self,
        derived: &BTreeMap<AccountId, i128>,
        days: Option<[i64; 2]>,
        unequal: &mut Vec<UnequalBalance>,
    ) -> Result<(), StoreError> {
        let accounts: Vec<AccountId> = derived.keys().copied().collect();
        let mut stored: BTreeMap<AccountId, i128> = BTreeMap::new();
        let [first_day, last_day] = days.unwrap_or([0, -1]);
        // The last row of nearly every account is one of the last days'.
        for day in (first_day..=last_day).rev() {
            let left = accounts.iter().filter(|account| !stored.contains_key(account));
            let mut numbers = Vec::new();
            for list in crate::lists(left.map(|account| account.0)) {
                let sql = format!(
                    "SELECT account_id, balance_micro_eur FROM account_day
                     WHERE day = {day} AND account_id IN ({list})"
                );
                self.database.read_numbers(&sql, 2, &mut numbers)?;
            }
            for &[account, balance] in numbers.as_chunks::<2>().0 {
                stored.insert(AccountId(account), balance.into());
            }
            if stored.len() == accounts.len() {
                break;
            }
        }
        // Its last row is from before it closed: what was left has gone to whom it belongs.
        for closed in self.closed_among(&accounts)? {
            stored.insert(closed, 0);
        }
        for row in self.unsettled(&accounts)? {
            *stored.entry(row.key.account).or_default() += i128::from(row.moved.0);
        }
        for (account, derived) in derived {
            let stored = stored.get(account).copied().unwrap_or(0);
            if stored != *derived {
                unequal.push(UnequalBalance { account: *account, stored, derived: *derived });
            }
        }
        Ok(())
    }

    fn closed_among(&mut self, accounts: &[AccountId]) -> Result<Vec<AccountId>, StoreError> {
        let mut closed = Vec::new();
        for list in crate::lists(accounts.iter().map(|account| account.0)) {
            let sql = format!(
                "SELECT account_id FROM account
                 WHERE account_id IN ({list}) AND closed_us IS NOT NULL"
            );
            self.database.read_numbers(&sql, 1, &mut closed)?;
        }
        Ok(closed.into_iter().map(AccountId).collect())
    }

    fn first_and_last_day(&mut self) -> Result<Option<[i64; 2]>, StoreError> {
        let mut found = [None, None];
        let bounds =
            "SELECT (SELECT MIN(day) FROM account_day), (SELECT MAX(day) FROM account_day)";
        self.database.query(bounds, &[], &mut |mut row| {
            found = [row.number_or_null()?, row.number_or_null()?];
            Ok(())
        })?;
        Ok(match found {
            [Some(first), Some(last)] => Some([first, last]),
            _ => None,
        })
    }
}

fn whole(millions: i64, rest: i64) -> i128 {
    i128::from(millions) * i128::from(PART) + i128::from(rest)
}

/// The links of a chain in order, each with the digest of its rows as they are now.
struct Walk<'a> {
    store: &'a mut Store,
    dso: Dso,
    /// Links up to this one are read.
    at: i64,
    links: u64,
    next: VecDeque<(Batch, Digest)>,
    /// Why the walk ended early.
    error: Option<StoreError>,
}

impl Iterator for Walk<'_> {
    type Item = (Batch, Digest);

    fn next(&mut self) -> Option<Self::Item> {
        if self.next.is_empty()
            && self.error.is_none()
            && let Err(error) = self.read_window()
        {
            self.error = Some(error);
            return None;
        }
        let next = self.next.pop_front();
        self.links += u64::from(next.is_some());
        next
    }
}

impl Walk<'_> {
    fn read_window(&mut self) -> Result<(), StoreError> {
        let mut links = Vec::new();
        self.store.database.query(
            "SELECT number, dso, run_id, day, first_account, last_account, day_rows, entries,
                charge_sum_micro_eur, relief_sum_micro_eur, collected_sum_micro_eur,
                collected_debts_sum_micro_eur, before_hash, hash
             FROM batch WHERE dso = $1 AND number > $2 ORDER BY number LIMIT $3",
            &[i64::from(self.dso.code()).into(), self.at.into(), WINDOW.into()],
            &mut |mut row| {
                links.push(Link::read(&mut row)?);
                Ok(())
            },
        )?;
        let Some((last, _)) = links.last() else { return Ok(()) };
        let mut entries = self.digests_of_entries(last.number)?;
        self.at = last.number;
        for (link, kept) in links {
            let mut rows = entries.remove(&link.number).unwrap_or_default();
            if let Some(day) = link.day {
                self.digest_days(&link, day, &mut rows)?;
            }
            let batch = Batch { number: link.number, before: link.before, hash: kept };
            self.next.push_back((batch, link.after(rows)));
        }
        Ok(())
    }

    fn digest_days(
        &mut self,
        link: &Link,
        day: SettlementDay,
        digest: &mut Digest,
    ) -> Result<(), StoreError> {
        let [first, last] = link.accounts;
        let mut numbers = Vec::new();
        self.store.database.read_numbers(
            &format!(
                "SELECT {} FROM account_day
                 WHERE day = {} AND account_id BETWEEN {first} AND {last} AND batch = {}
                 ORDER BY account_id",
                ACCOUNT_DAY.names(),
                day.0,
                link.number
            ),
            DAY_WIDTH,
            &mut numbers,
        )?;
        for row in numbers.chunks_exact(DAY_WIDTH) {
            digest_day(digest, row);
        }
        Ok(())
    }

    /// Digests of the entries of the links after `self.at` up to `to`, by link.
    fn digests_of_entries(&mut self, to: i64) -> Result<BTreeMap<i64, Digest>, StoreError> {
        let (first, last) = AccountId::range_of(self.dso);
        let mut entries: Vec<KeptEntry> = Vec::new();
        // From the entry's side, so that one without postings shows.
        self.store.database.query(
            "SELECT batch, account_id, seq, booked_us, day, kind, key,
                    leg, ledger_account, amount_micro_eur
             FROM entry_legs
             WHERE batch > $1 AND batch <= $2 AND account_id BETWEEN $3 AND $4
             ORDER BY batch, account_id, seq, leg",
            &[self.at.into(), to.into(), first.0.into(), last.0.into()],
            &mut |mut row| {
                let batch = row.number()?;
                let numbers = [row.number()?, row.number()?, row.number()?, row.number()?];
                let (kind, key) = (row.text()?, row.text_or_null()?);
                let leg = [row.number_or_null()?, row.number_or_null()?, row.number_or_null()?];
                let same = |last: &&mut KeptEntry| (last.batch, last.numbers) == (batch, numbers);
                let legs = match entries.last_mut().filter(same) {
                    Some(last) => &mut last.legs,
                    None => {
                        let legs = Vec::new();
                        entries.push(KeptEntry { batch, numbers, kind, key, legs });
                        match entries.last_mut() {
                            Some(last) => &mut last.legs,
                            None => return Ok(()),
                        }
                    }
                };
                if let [Some(leg), Some(account), Some(amount)] = leg {
                    legs.push([leg, account, amount]);
                }
                Ok(())
            },
        )?;
        let mut digests: BTreeMap<i64, Digest> = BTreeMap::new();
        for entry in entries {
            let digest = digests.entry(entry.batch).or_default();
            digest_entry(digest, entry.numbers, &entry.kind, entry.key.as_deref(), &entry.legs);
        }
        Ok(digests)
    }
}

/// An entry as it is kept, sound or not.
struct KeptEntry {
    batch: i64,
    numbers: [i64; 4],
    kind: String,
    key: Option<String>,
    legs: Vec<[i64; 3]>,
}

//! What is known of accounts: facts, readings, days, entries. Never a query per account.

use crate::columns::{ACCOUNT_DAY, DAY_WIDTH, READING, READING_INJECTED, row_of};
use crate::database::{Database, Row, Value};
use crate::{Fact, KeptReading, Source, Store, StoreError, Unsettled, UnsettledKey, lists};
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, JournalEntry, LedgerAccount, Posting, Transaction};
use prepay::DayRow;
use readings::Registers;
use std::collections::BTreeSet;
use units::{AccountId, Dso, MicroEuro};

impl Source {
    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Entry => 1,
            Self::Fact => 2,
            Self::Reading => 3,
        }
    }

    pub(crate) fn from_code(code: i64) -> Option<Self> {
        [Self::Entry, Self::Fact, Self::Reading].into_iter().find(|source| source.code() == code)
    }
}

/// How an entry's kind is written: as it is serialised everywhere else.
pub(crate) fn kind_text(kind: EntryKind) -> Result<String, StoreError> {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(text)) => Ok(text),
        _ => Err(StoreError::corrupt("a kind of entry without a name")),
    }
}

fn kind_of(text: String) -> Result<EntryKind, StoreError> {
    serde_json::from_value(serde_json::Value::String(text.clone()))
        .map_err(|_| StoreError::corrupt(format!("an entry of kind `{text}`")))
}

pub(crate) fn fact(row: &mut Row<'_>) -> Result<Fact, StoreError> {
    Ok(Fact {
        account: AccountId(row.number()?),
        seq: row.number()?,
        at: Instant(row.number()?),
        learnt_at: Instant(row.number()?),
        kind: row.text()?,
        key: row.text_or_null()?,
        body: row.text()?,
        fleet_seq: row.number()?,
    })
}

/// A query of one account has room for so many days: a few texts stay prepared, whatever is asked.
const ROOM_OF_DAYS: [usize; 5] = [4, 32, 96, 192, 400];

fn day_rows(numbers: &[i64]) -> Result<Vec<DayRow>, StoreError> {
    let (rows, _) = numbers.as_chunks::<DAY_WIDTH>();
    rows.iter().map(row_of).collect()
}

pub(crate) fn days_between(from: SettlementDay, to: SettlementDay) -> Vec<String> {
    lists((from.0..=to.0).map(i64::from))
}

/// Of one account and not too many days: the days and it as values of a query that stays prepared, and how its text names
/// the days.
fn few_days(
    accounts: &[AccountId],
    from: SettlementDay,
    to: SettlementDay,
) -> Option<(Vec<Value>, String)> {
    let [account] = accounts else { return None };
    let days = i64::from(from.0)..=i64::from(to.0);
    let count = days.clone().count();
    let room = ROOM_OF_DAYS.into_iter().find(|room| (1..=*room).contains(&count))?;
    let places: Vec<String> = (1..=room).map(|place| format!("${place}")).collect();
    // The last one more than once: rows are found once.
    let days = days.chain(std::iter::repeat(i64::from(to.0))).take(room);
    Some((days.chain([account.0]).map(Value::from).collect(), places.join(", ")))
}

fn ids(accounts: &[AccountId]) -> Vec<String> {
    lists(accounts.iter().map(|account| account.0))
}

/// Each leg of each entry, with the entry's head.
const LEGS: &str =
    "SELECT account_id, seq, booked_us, day, kind, key, ledger_account, amount_micro_eur
                    FROM entry_legs";

/// Entries as their legs are read.
#[derive(Default)]
struct Legs(Vec<(JournalEntryHead, Vec<Posting>)>);

impl Legs {
    fn add(&mut self, row: &mut Row<'_>) -> Result<(), StoreError> {
        let head = JournalEntryHead {
            account: AccountId(row.number()?),
            seq: row.number()?,
            booked_at: Instant(row.number()?),
            day: SettlementDay(row.small()?),
            kind: kind_of(row.text()?)?,
            key: row.text_or_null()?,
        };
        let code: i16 = row.small()?;
        let account = LedgerAccount::from_code(code)
            .ok_or_else(|| StoreError::corrupt(format!("ledger account `{code}`")))?;
        let posting = Posting { account, amount: MicroEuro(row.number()?) };
        match self.0.last_mut() {
            Some((last, postings)) if *last == head => postings.push(posting),
            _ => self.0.push((head, vec![posting])),
        }
        Ok(())
    }

    fn entries(self) -> Result<Vec<JournalEntry>, StoreError> {
        self.0.into_iter().map(|(head, postings)| head.entry(postings)).collect()
    }
}

impl Store {
    /// Facts by account and position.
    pub fn facts(&mut self, accounts: &[AccountId]) -> Result<Vec<Fact>, StoreError> {
        let mut found = Vec::new();
        let sql = |these: &str| {
            format!(
                "SELECT account_id, seq, at_us, learnt_us, kind, key, body, fleet_seq FROM facts
                 WHERE account_id {these} ORDER BY account_id, seq"
            )
        };
        self.database.query_about(accounts, sql, &mut |mut row| {
            found.push(fact(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Those of the accounts of which a fact of this kind is kept.
    pub fn accounts_with_fact(
        &mut self,
        accounts: &[AccountId],
        kind: &'static str,
    ) -> Result<BTreeSet<AccountId>, StoreError> {
        let mut found = BTreeSet::new();
        for list in ids(accounts) {
            let sql = format!(
                "SELECT DISTINCT account_id FROM facts
                 WHERE account_id IN ({list}) AND kind = '{kind}'"
            );
            self.database.query_once(&sql, &mut |mut row| {
                found.insert(AccountId(row.number()?));
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Whether a fact of this kind and key is kept of an account.
    pub fn has_fact(
        &mut self,
        account: AccountId,
        kind: &str,
        key: &str,
    ) -> Result<bool, StoreError> {
        let mut found = false;
        self.database.query(
            "SELECT seq FROM fact WHERE account_id = $1 AND kind = $2 AND key = $3",
            &[account.0.into(), kind.into(), key.into()],
            &mut |_| {
                found = true;
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Of when the last fact of a kind is, in the order in which they came.
    pub fn last_fact_at(
        &mut self,
        account: AccountId,
        kind: &str,
    ) -> Result<Option<Instant>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT at_us FROM fact WHERE account_id = $1 AND kind = $2 ORDER BY seq DESC LIMIT 1",
            &[account.0.into(), kind.into()],
            &mut |mut row| {
                found = Some(Instant(row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// When an account was topped up last.
    pub fn last_top_up(&mut self, account: AccountId) -> Result<Option<Instant>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT MAX(at_us) FROM facts WHERE account_id = $1 AND kind = 'top_up'",
            &[account.0.into()],
            &mut |mut row| {
                found = row.number_or_null()?.map(Instant);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Facts of one account after position `seq`.
    pub fn facts_after(&mut self, account: AccountId, seq: i64) -> Result<Vec<Fact>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id, seq, at_us, learnt_us, kind, key, body, fleet_seq FROM facts
             WHERE account_id = $1 AND seq > $2 ORDER BY seq",
            &[account.0.into(), seq.into()],
            &mut |mut row| {
                found.push(fact(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// All versions of the midnights from `from` to `to`, both included, that were learnt by
    /// `known_at`; by account, midnight and version.
    pub fn readings(
        &mut self,
        accounts: &[AccountId],
        from: SettlementDay,
        to: SettlementDay,
        known_at: Instant,
    ) -> Result<Vec<KeptReading>, StoreError> {
        let mut numbers = Vec::new();
        if let Some((mut values, places)) = few_days(accounts, from, to) {
            values.push(known_at.0.into());
            let sql = format!(
                "SELECT {} FROM reading WHERE midnight IN ({places}) AND account_id = ${}
                 AND learnt_us <= ${}",
                READING.names(),
                values.len() - 1,
                values.len()
            );
            self.database.query_numbers(&sql, &values, READING.columns.len(), &mut numbers)?;
            return kept_readings(&numbers);
        }
        for list in ids(accounts) {
            for days in days_between(from, to) {
                let sql = format!(
                    "SELECT {} FROM reading WHERE midnight IN ({days}) AND account_id IN ({list})
                     AND learnt_us <= {}",
                    READING.names(),
                    known_at.0
                );
                self.database.read_numbers(&sql, READING.columns.len(), &mut numbers)?;
            }
        }
        kept_readings(&numbers)
    }

    /// The same of what was injected, whatever the midnight. Source: PS-11.
    pub fn injected(
        &mut self,
        accounts: &[AccountId],
        known_at: Instant,
    ) -> Result<Vec<KeptReading>, StoreError> {
        let mut numbers = Vec::new();
        if let [account] = accounts {
            let sql = format!(
                "SELECT {} FROM reading_injected WHERE account_id = $1 AND learnt_us <= $2",
                READING_INJECTED.names()
            );
            let (values, columns) =
                ([account.0.into(), known_at.0.into()], READING_INJECTED.columns.len());
            self.database.query_numbers(&sql, &values, columns, &mut numbers)?;
            return kept_readings(&numbers);
        }
        for list in ids(accounts) {
            let sql = format!(
                "SELECT {} FROM reading_injected WHERE account_id IN ({list}) AND learnt_us <= {}",
                READING_INJECTED.names(),
                known_at.0
            );
            self.database.read_numbers(&sql, READING_INJECTED.columns.len(), &mut numbers)?;
        }
        kept_readings(&numbers)
    }

    /// Day rows from `from` to `to`, both included, by account and day.
    pub fn days(
        &mut self,
        accounts: &[AccountId],
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<DayRow>, StoreError> {
        let mut numbers = Vec::new();
        if let Some((values, places)) = few_days(accounts, from, to) {
            let sql = format!(
                "SELECT {} FROM account_day WHERE day IN ({places}) AND account_id = ${}
                 ORDER BY day",
                ACCOUNT_DAY.names(),
                values.len()
            );
            self.database.query_numbers(&sql, &values, DAY_WIDTH, &mut numbers)?;
            return day_rows(&numbers);
        }
        for list in ids(accounts) {
            for days in days_between(from, to) {
                let sql = format!(
                    "SELECT {} FROM account_day WHERE day IN ({days}) AND account_id IN ({list})",
                    ACCOUNT_DAY.names()
                );
                self.database.read_numbers(&sql, DAY_WIDTH, &mut numbers)?;
            }
        }
        let mut found = day_rows(&numbers)?;
        found.sort_unstable_by_key(|row| (row.account, row.day));
        Ok(found)
    }

    /// Up to `most` rows of one day after account `after`, by account.
    pub fn rows_of_day(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        after: Option<AccountId>,
        most: usize,
    ) -> Result<Vec<DayRow>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let sql = format!(
            "SELECT {} FROM account_day WHERE day = {} AND account_id > {} AND account_id <= {}
             ORDER BY account_id LIMIT {most}",
            ACCOUNT_DAY.names(),
            day.0,
            after.map_or(first.0 - 1, |after| after.0),
            last.0
        );
        let mut numbers = Vec::new();
        self.database.read_numbers(&sql, DAY_WIDTH, &mut numbers)?;
        day_rows(&numbers)
    }

    /// Entries of the journal by account and position; the day rows are not among them.
    pub fn entries(&mut self, accounts: &[AccountId]) -> Result<Vec<JournalEntry>, StoreError> {
        let mut found = Legs::default();
        let sql = |these: &str| {
            format!(
                "{LEGS} WHERE account_id {these} AND leg IS NOT NULL ORDER BY account_id, seq, leg"
            )
        };
        self.database.query_about(accounts, sql, &mut |mut row| found.add(&mut row))?;
        found.entries()
    }

    /// Entries of one account that stand under a key, by position.
    pub fn entries_under(
        &mut self,
        account: AccountId,
        key: &str,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        let mut found = Legs::default();
        self.database.query(
            &format!(
                "{LEGS} WHERE account_id = $1 AND key = $2 AND leg IS NOT NULL ORDER BY seq, leg"
            ),
            &[account.0.into(), key.into()],
            &mut |mut row| found.add(&mut row),
        )?;
        found.entries()
    }

    /// What is not yet counted in a day row, by account, source and number.
    pub fn unsettled(&mut self, accounts: &[AccountId]) -> Result<Vec<Unsettled>, StoreError> {
        let mut numbers = Vec::new();
        let sql = |these: &str| {
            format!(
                "SELECT account_id, source, number, at_us, moved_micro_eur, touches FROM unsettled
                 WHERE account_id {these} ORDER BY account_id, source, number"
            )
        };
        self.database.numbers_about(accounts, 6, sql, &mut numbers)?;
        unsettled_rows(&numbers)
    }
}

pub(crate) fn unsettled_rows(numbers: &[i64]) -> Result<Vec<Unsettled>, StoreError> {
    let rows = numbers.as_chunks::<6>().0.iter();
    rows.map(|&[account, source, number, at, moved, touches]| {
        let source = Source::from_code(source)
            .ok_or_else(|| StoreError::corrupt(format!("a movement of source `{source}`")))?;
        Ok(Unsettled {
            key: UnsettledKey { account: AccountId(account), source, number },
            at: Instant(at),
            moved: MicroEuro(moved),
            touches: touches != 0,
        })
    })
    .collect()
}

#[derive(PartialEq, Eq)]
struct JournalEntryHead {
    account: AccountId,
    seq: i64,
    booked_at: Instant,
    day: SettlementDay,
    kind: EntryKind,
    key: Option<String>,
}

impl JournalEntryHead {
    fn entry(self, postings: Vec<Posting>) -> Result<JournalEntry, StoreError> {
        let Self { account, seq, booked_at, day, kind, key } = self;
        let wrong = |_| StoreError::corrupt(format!("an unsound entry {seq} of account {account}"));
        let transaction = Transaction::new(postings).map_err(wrong)?;
        Ok(JournalEntry { account, seq, booked_at, day, kind, key, transaction })
    }
}

fn kept_readings(numbers: &[i64]) -> Result<Vec<KeptReading>, StoreError> {
    let wrong = || StoreError::corrupt("an impossible reading");
    let mut found = Vec::new();
    for &[midnight, account, version, learnt, register_1, register_2] in numbers.as_chunks::<6>().0
    {
        found.push(KeptReading {
            midnight: SettlementDay(i32::try_from(midnight).map_err(|_| wrong())?),
            account: AccountId(account),
            version: i32::try_from(version).map_err(|_| wrong())?,
            registers: Registers([register_1, register_2]),
            learnt_at: Instant(learnt),
        });
    }
    found.sort_unstable_by_key(|reading| (reading.account, reading.midnight, reading.version));
    Ok(found)
}

//! The outbox: written with what it follows from, delivered at least once.

use crate::columns::OUTBOX as OUTBOX_TABLE;
use crate::database::{Conflict, Database, Row, Value};
use crate::{Message, NewMessage, Store, StoreError, lists};
use calendar::Instant;
use std::collections::{BTreeMap, HashMap};
use units::{AccountId, Dso};

/// A new message in the order of the columns.
/// `queued`: when it is written, if that is told.
pub(crate) fn message_values(
    account: AccountId,
    message: &NewMessage,
    queued: Option<Instant>,
) -> [Value; 11] {
    [
        account.0.into(),
        message.key.as_str().into(),
        message.at.0.into(),
        i64::from(message.lane).into(),
        message.kind.as_str().into(),
        message.body.as_str().into(),
        0.into(),
        0.into(),
        message.at.0.into(),
        Value::Null,
        queued.map_or(Value::Null, |at| at.0.into()),
    ]
}

fn message(row: &mut Row<'_>) -> Result<Message, StoreError> {
    Ok(Message {
        account: AccountId(row.number()?),
        key: row.text()?,
        at: Instant(row.number()?),
        lane: row.small()?,
        kind: row.text()?,
        body: row.text()?,
        attempts: row.small()?,
        due: Instant(row.number()?),
        delivered_at: row.number_or_null()?.map(Instant),
    })
}

const MESSAGE: &str = "account_id, key, at_us, lane, kind, body, attempts, due_us, delivered_us";

/// A table that has messages, and how it names their columns.
#[derive(Clone, Copy)]
struct Place {
    table: &'static str,
    key: &'static str,
    at: &'static str,
    /// When it was written.
    written: &'static str,
    columns: &'static str,
}

const OUTBOX: Place =
    Place { table: "outbox", key: "key", at: "at_us", written: "queued_us", columns: MESSAGE };

const WIDE_BOOKING: Place = Place {
    table: "wide_booking",
    key: "message_key",
    at: "learnt_us",
    written: "learnt_us",
    columns: "account_id, message_key, learnt_us, lane, message_kind, message_body, attempts, due_us, \
              delivered_us",
};

/// Names a message that is due, in the order in which they leave: first who has waited longest since it
/// could, and of those of one instant who was written first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    lane: i64,
    due: i64,
    written: i64,
    at: i64,
    account: i64,
    key: String,
    table: &'static str,
}

/// Messages as a statement names them: their accounts, and each by account and key. The list of accounts alone makes
/// both databases use the key.
fn these<'a>(messages: impl Iterator<Item = (i64, &'a str)> + Clone) -> (String, String) {
    let accounts = lists(messages.clone().map(|(account, _)| account)).join(",");
    let named =
        messages.map(|(account, key)| format!("({account}, '{}')", key.replace('\'', "''")));
    (accounts, named.collect::<Vec<_>>().join(", "))
}

impl Store {
    /// Up to `most` messages that are due, first lane first and none after `last_lane`, for the caller
    /// alone until `now + lease_s`. One that is not marked as delivered by then is handed out again.
    pub fn take_messages(
        &mut self,
        now: Instant,
        most: usize,
        lease_s: i64,
        last_lane: i16,
    ) -> Result<Vec<Message>, StoreError> {
        let taken = self.transaction(|store| {
            let mut due = Vec::new();
            for place in [OUTBOX, WIDE_BOOKING] {
                store.due_messages(place, now, most, last_lane, &mut due)?;
            }
            due.sort_unstable();
            due.truncate(most);
            let mut taken = Vec::new();
            for place in [OUTBOX, WIDE_BOOKING] {
                let keys: Vec<&Due> = due.iter().filter(|due| due.table == place.table).collect();
                store.lease(place, &keys, now.plus_s(lease_s), &mut taken)?;
            }
            let places = due.iter().zip(0_usize..);
            let places: HashMap<(i64, &str), usize> =
                places.map(|(due, place)| ((due.account, due.key.as_str()), place)).collect();
            taken.sort_by_key(|one| places.get(&(one.account.0, one.key.as_str())).copied());
            Ok(taken)
        })?;
        Ok(taken)
    }

    fn due_messages(
        &mut self,
        Place { table, key, at, written, .. }: Place,
        now: Instant,
        most: usize,
        last_lane: i16,
        into: &mut Vec<Due>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT lane, due_us, {written}, {at}, account_id, {key} FROM {table}
             WHERE state = 0 AND due_us <= {now} AND lane <= {last_lane}
             ORDER BY lane, due_us, {written}, {at}, account_id, {key} LIMIT {most}{skip_locked}",
            now = now.0,
            skip_locked = self.database.skip_locked(),
        );
        self.database.query_once(&sql, &mut |mut row| {
            let (lane, due, written) = (row.number()?, row.number()?, row.number_or_null()?);
            let (at, account) = (row.number()?, row.number()?);
            let written = written.unwrap_or(at);
            into.push(Due { lane, due, written, at, account, key: row.text()?, table });
            Ok(())
        })
    }

    fn lease(
        &mut self,
        Place { table, key, columns, .. }: Place,
        due: &[&Due],
        until: Instant,
        into: &mut Vec<Message>,
    ) -> Result<(), StoreError> {
        for chunk in due.chunks(200) {
            let (accounts, named) = these(chunk.iter().map(|due| (due.account, due.key.as_str())));
            let sql = format!(
                "UPDATE {table} SET due_us = {}, attempts = attempts + 1
                 WHERE account_id IN ({accounts}) AND (account_id, {key}) IN (VALUES {named})
                 RETURNING {columns}",
                until.0
            );
            self.database.query_once(&sql, &mut |mut row| {
                into.push(message(&mut row)?);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Marks a message as delivered; false if it was before.
    pub fn message_delivered(
        &mut self,
        account: AccountId,
        key: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let values = [at.0.into(), account.0.into(), key.into()];
        let changed = self.transaction(|store| {
            let changed = store.database.execute(
                "UPDATE outbox SET state = 1, delivered_us = $1
                 WHERE account_id = $2 AND key = $3 AND state = 0",
                &values,
            )?;
            // A message stands in one of the two.
            if changed > 0 {
                return Ok(changed);
            }
            store.database.execute(
                "UPDATE wide_booking SET state = 1, delivered_us = $1
                 WHERE account_id = $2 AND message_key = $3 AND state = 0",
                &values,
            )
        })?;
        Ok(changed > 0)
    }

    /// A message was tried in vain: it may be taken again from `again_at` on.
    pub fn message_failed(
        &mut self,
        account: AccountId,
        key: &str,
        again_at: Instant,
    ) -> Result<(), StoreError> {
        let change = |_| format!("due_us = {}", again_at.0);
        self.transaction(|store| store.change_waiting(&[(account, key)], change, "state = 0"))
    }

    /// Gives messages back that nobody has come to, with one transaction. They wait since they could first leave: put
    /// behind those that came later some would wait for as long as there is more to do than is done.
    pub fn give_back(&mut self, messages: &[(AccountId, &str)]) -> Result<(), StoreError> {
        let change = |place: Place| format!("due_us = {}, attempts = attempts - 1", place.at);
        self.transaction(|store| {
            store.change_waiting(messages, change, "state = 0 AND attempts > 0")
        })
    }

    /// Gives messages back that were not tried, with one transaction: to be taken again from `until` on, or
    /// when they are called up.
    pub fn put_by(
        &mut self,
        messages: &[(AccountId, &str)],
        until: Instant,
    ) -> Result<(), StoreError> {
        let change = |_| format!("due_us = {}, attempts = attempts - 1", until.0);
        self.transaction(|store| {
            store.change_waiting(messages, change, "state = 0 AND attempts > 0")
        })
    }

    /// Hundreds with one statement: a worker that is behind gives most of a lot back.
    fn change_waiting(
        &mut self,
        messages: &[(AccountId, &str)],
        change: impl Fn(Place) -> String,
        only: &str,
    ) -> Result<(), StoreError> {
        for chunk in messages.chunks(200) {
            let (accounts, named) = these(chunk.iter().map(|(account, key)| (account.0, *key)));
            for place in [OUTBOX, WIDE_BOOKING] {
                let (Place { table, key, .. }, change) = (place, change(place));
                let sql = format!(
                    "UPDATE {table} SET {change}
                     WHERE account_id IN ({accounts}) AND (account_id, {key}) IN (VALUES {named})
                       AND {only}"
                );
                self.database.execute_once(&sql)?;
            }
        }
        Ok(())
    }

    /// What was put by until `until` may be taken from `now` on, unless another has taken it since.
    pub fn call_up(
        &mut self,
        account: AccountId,
        key: &str,
        until: Instant,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let mut changed = 0;
        for Place { table, key: named, .. } in [OUTBOX, WIDE_BOOKING] {
            let sql = format!(
                "UPDATE {table} SET due_us = $1
                 WHERE account_id = $2 AND {named} = $3 AND state = 0 AND due_us = $4"
            );
            let values = [now.0.into(), account.0.into(), key.into(), until.0.into()];
            changed += self.database.execute(&sql, &values)?;
        }
        Ok(changed > 0)
    }

    /// Messages of these accounts, delivered or not, by account, instant and key.
    pub fn messages(&mut self, accounts: &[AccountId]) -> Result<Vec<Message>, StoreError> {
        let mut found = Vec::new();
        let sql = |these: &str| {
            format!(
                "SELECT {MESSAGE} FROM messages WHERE account_id {these}
                 ORDER BY account_id, at_us, key"
            )
        };
        self.database.query_about(accounts, sql, &mut |mut row| {
            found.push(message(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Adds messages that follow from no booking; one whose key is known stays as it is. Returns how many
    /// are new.
    pub fn add_messages(
        &mut self,
        dso: Dso,
        messages: &[(AccountId, NewMessage)],
    ) -> Result<u64, StoreError> {
        let queued = self.queued();
        let values: Vec<Value> = messages
            .iter()
            .flat_map(|(account, one)| message_values(*account, one, queued))
            .collect();
        self.locked(dso, |store| {
            let before = store.count_messages(messages)?;
            store.database.put(&OUTBOX_TABLE, 2, Conflict::Keep, &values)?;
            let count = u64::try_from(messages.len()).unwrap_or(u64::MAX);
            Ok(count.saturating_sub(before))
        })
    }

    /// How many of these are kept already.
    fn count_messages(&mut self, messages: &[(AccountId, NewMessage)]) -> Result<u64, StoreError> {
        let mut known = 0;
        for chunk in messages.chunks(200) {
            let (accounts, named) =
                these(chunk.iter().map(|(account, one)| (account.0, one.key.as_str())));
            let sql = format!(
                "SELECT COUNT(*) FROM outbox
                 WHERE account_id IN ({accounts}) AND (account_id, key) IN (VALUES {named})"
            );
            self.database.query_once(&sql, &mut |mut row| {
                known += u64::try_from(row.number()?).unwrap_or(0);
                Ok(())
            })?;
        }
        Ok(known)
    }

    /// Orders and questions to the meter of an account that were not delivered, by instant and key.
    pub fn waiting_commands(&mut self, account: AccountId) -> Result<Vec<Message>, StoreError> {
        self.commands("state = 0", account)
    }

    /// Orders to the meter of an account since `from`, delivered or not, by instant and key.
    pub fn commands_since(
        &mut self,
        account: AccountId,
        from: Instant,
    ) -> Result<Vec<Message>, StoreError> {
        self.commands(&format!("at_us >= {}", from.0), account)
    }

    /// Of when the last order of a lane to the meter of an account is, delivered or not.
    pub fn last_command_at(
        &mut self,
        account: AccountId,
        lane: i16,
    ) -> Result<Option<Instant>, StoreError> {
        let mut last = None;
        self.database.query(
            "SELECT MAX(at_us) FROM outbox WHERE account_id = $1 AND kind = 'command' AND lane = $2",
            &[account.0.into(), i64::from(lane).into()],
            &mut |mut row| {
                last = row.number_or_null()?.map(Instant);
                Ok(())
            },
        )?;
        Ok(last)
    }

    /// A wide booking is of money: no order is in it.
    fn commands(&mut self, which: &str, account: AccountId) -> Result<Vec<Message>, StoreError> {
        let sql = format!(
            "SELECT {MESSAGE} FROM outbox WHERE account_id = $1 AND kind = 'command' AND {which}
             ORDER BY at_us, key"
        );
        let mut found = Vec::new();
        self.database.query(&sql, &[account.0.into()], &mut |mut row| {
            found.push(message(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Accounts of an operator with an order in one of these lanes, by number.
    pub fn accounts_ordered(
        &mut self,
        dso: Dso,
        lanes: [i16; 2],
    ) -> Result<Vec<AccountId>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let of = |lane: i16| {
            format!(
                "SELECT account_id FROM outbox WHERE lane = {lane} AND kind = 'command'
                 AND account_id >= {first} AND account_id <= {last}"
            )
        };
        let sql = format!("{} UNION {} ORDER BY 1", of(lanes[0]), of(lanes[1]));
        let mut numbers = Vec::new();
        self.database.read_numbers(&sql, 1, &mut numbers)?;
        Ok(numbers.into_iter().map(AccountId).collect())
    }

    /// How many messages have not been delivered.
    pub fn waiting_messages(&mut self) -> Result<i64, StoreError> {
        let mut count = 0;
        self.database.query(
            "SELECT COUNT(*) FROM messages WHERE state = 0",
            &[],
            &mut |mut row| {
                count = row.number()?;
                Ok(())
            },
        )?;
        Ok(count)
    }

    /// When the first message is due that was not delivered.
    pub fn next_message_due(&mut self) -> Result<Option<Instant>, StoreError> {
        let mut first = None;
        self.database.query(
            "SELECT MIN(due_us) FROM messages WHERE state = 0",
            &[],
            &mut |mut row| {
                first = row.number_or_null()?.map(Instant);
                Ok(())
            },
        )?;
        Ok(first)
    }

    /// When messages are written, if that is told.
    pub(crate) fn queued(&self) -> Option<Instant> {
        self.clock.map(|clock| clock())
    }

    /// What waits in each lane at `now`: how many, and since when the oldest. One that a late night has
    /// dated before it was written waits since that. Source: MT-08.
    pub fn lanes(&mut self, now: Instant) -> Result<Vec<WaitingLane>, StoreError> {
        self.lanes_where("", now)
    }

    fn lanes_where(&mut self, of: &str, now: Instant) -> Result<Vec<WaitingLane>, StoreError> {
        let mut found: BTreeMap<i16, WaitingLane> = BTreeMap::new();
        let (us, written) = (now.0, written_by(now));
        let waits = [(OUTBOX, written.as_str()), (WIDE_BOOKING, WIDE_BOOKING.at)];
        for (Place { table, at, .. }, since) in waits {
            let sql = format!(
                "SELECT lane, COUNT(*), MIN({since}) FROM {table}
                 WHERE state = 0 AND {at} <= {us}{of} GROUP BY lane"
            );
            self.database.query_once(&sql, &mut |mut row| {
                let (lane, count, oldest) = (row.small()?, row.number()?, Instant(row.number()?));
                let one = found.entry(lane).or_insert(WaitingLane { lane, count: 0, oldest });
                one.count += count;
                one.oldest = one.oldest.min(oldest);
                Ok(())
            })?;
        }
        Ok(found.into_values().collect())
    }

    /// The same of one operator.
    pub fn lanes_of(&mut self, dso: Dso, now: Instant) -> Result<Vec<WaitingLane>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let of = format!(" AND account_id >= {first} AND account_id <= {last}");
        self.lanes_where(&of, now)
    }

    /// Commands of an operator that were tried so often and still wait at `now`: how many, and since when the
    /// oldest, as [`Store::lanes`].
    pub fn failing_commands(
        &mut self,
        dso: Dso,
        attempts: i64,
        now: Instant,
    ) -> Result<(i64, Option<Instant>), StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let written = written_by(now);
        let sql = format!(
            "SELECT COUNT(*), MIN({written}) FROM outbox
             WHERE state = 0 AND kind = 'command' AND attempts >= {attempts}
                 AND account_id >= {first} AND account_id <= {last}"
        );
        let mut found = (0, None);
        self.database.query(&sql, &[], &mut |mut row| {
            found = (row.number()?, row.number_or_null()?.map(Instant));
            Ok(())
        })?;
        Ok(found)
    }

    /// Accounts of an operator with a release that waits since `until` or longer at `now`, as
    /// [`Store::lanes`], and that no meter has confirmed, by number. Source: CG-19, CG-22.
    pub fn releases_waiting(
        &mut self,
        dso: Dso,
        until: Instant,
        now: Instant,
    ) -> Result<Vec<AccountId>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let written = written_by(now);
        let sql = format!(
            "SELECT DISTINCT account_id FROM outbox
             WHERE state = 0 AND lane = 0 AND kind = 'command' AND {written} <= {}
                 AND account_id >= {first} AND account_id <= {last}
             ORDER BY 1",
            until.0
        );
        let mut numbers = Vec::new();
        self.database.read_numbers(&sql, 1, &mut numbers)?;
        Ok(numbers.into_iter().map(AccountId).collect())
    }

    /// Releases ordered in `[from, to)`: how long each took to its meter's confirmation, in microseconds,
    /// shortest first, and how many still wait. Source: CG-22.
    pub fn releases(&mut self, from: Instant, to: Instant) -> Result<(Vec<i64>, i64), StoreError> {
        let (mut took, mut waiting) = (Vec::new(), 0);
        self.database.query(
            "SELECT delivered_us - at_us FROM outbox
             WHERE lane = 0 AND kind = 'command' AND at_us >= $1 AND at_us < $2 ORDER BY 1",
            &[from.0.into(), to.0.into()],
            &mut |mut row| {
                match row.number_or_null()? {
                    Some(us) => took.push(us),
                    None => waiting += 1,
                }
                Ok(())
            },
        )?;
        Ok((took, waiting))
    }
}

/// When a row of the outbox was written. By another clock than that of the machine, such as that of a world
/// that is played, its date counts.
fn written_by(now: Instant) -> String {
    format!("CASE WHEN queued_us BETWEEN at_us AND {} THEN queued_us ELSE at_us END", now.0)
}

/// What waits in one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingLane {
    pub lane: i16,
    pub count: i64,
    pub oldest: Instant,
}

//! Sealed keys of meters, and the invocation counters under them. What a key is worth depends on no
//! counter ever coming twice: a counter is taken in one statement, and its row is never deleted.

use crate::database::{Column, Conflict, Database, Table, Value};
use crate::{Store, StoreError};
use std::collections::BTreeMap;

use Column::{BigInt, SmallInt, Text};

const METER_KEY: Table = Table {
    name: "meter_key",
    columns: &[Text("meter"), SmallInt("state"), BigInt("generation"), Text("sealed")],
};

const METER_COUNTER: Table = Table {
    name: "meter_counter",
    columns: &[Text("meter"), BigInt("generation"), BigInt("next")],
};

/// One above the last counter there is.
const COUNTERS_END: i64 = 1 << 32;

/// How far keys have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyState {
    Current,
    /// On their way to the meter.
    Pending,
}

impl KeyState {
    fn code(self) -> i64 {
        match self {
            Self::Current => 1,
            Self::Pending => 2,
        }
    }
}

/// Keys of a meter, sealed by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    pub meter: String,
    pub state: KeyState,
    pub generation: u32,
    pub sealed: String,
}

/// Counters that somebody wants: `count` of them, none below `at_least`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterAsked {
    pub meter: String,
    pub generation: u32,
    pub at_least: u32,
    pub count: u32,
}

impl Store {
    /// Keeps keys of meters that have none. Errors: one has keys of that state or generation.
    pub fn add_meter_keys(&mut self, keys: &[KeptKey]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(keys.len() * METER_KEY.columns.len());
        for key in keys {
            values.extend([
                key.meter.as_str().into(),
                key.state.code().into(),
                i64::from(key.generation).into(),
                key.sealed.as_str().into(),
            ]);
        }
        self.transaction(|store| store.database.insert(&METER_KEY, &values))
    }

    /// The keys of these meters, by meter and state.
    pub fn meter_keys(&mut self, meters: &[&str]) -> Result<Vec<KeptKey>, StoreError> {
        let values: Vec<Value> = meters.iter().map(|meter| Value::from(*meter)).collect();
        let mut found = Vec::new();
        self.database.query_asked(
            "SELECT k.meter, k.state, k.generation, k.sealed FROM asked
             JOIN meter_key k ON k.meter = asked.meter",
            &[Text("meter")],
            &values,
            &mut |mut row| {
                let (meter, state) = (row.text()?, row.number()?);
                let state = if state == 1 { KeyState::Current } else { KeyState::Pending };
                let (generation, sealed) = (row.small()?, row.text()?);
                found.push(KeptKey { meter, state, generation, sealed });
                Ok(())
            },
        )?;
        found.sort_by(|a, b| (&a.meter, a.state).cmp(&(&b.meter, b.state)));
        found.dedup();
        Ok(found)
    }

    /// Keeps keys beside the current ones, in place of those that were pending before. Errors: the
    /// meter has no current keys.
    pub fn propose_meter_key(
        &mut self,
        meter: &str,
        generation: u32,
        sealed: &str,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            if !store.has_key(meter, KeyState::Current, None)? {
                return Err(StoreError::NoSuchKeys { meter: meter.to_owned() });
            }
            let values = [
                meter.into(),
                KeyState::Pending.code().into(),
                i64::from(generation).into(),
                sealed.into(),
            ];
            store.database.put(&METER_KEY, 2, Conflict::Replace, &values)
        })
    }

    /// The pending keys of this generation opened the meter: they are the current ones, and the old
    /// ones are gone. Errors: there are no such pending keys.
    pub fn confirm_meter_key(&mut self, meter: &str, generation: u32) -> Result<(), StoreError> {
        self.transaction(|store| {
            if !store.has_key(meter, KeyState::Pending, Some(generation))? {
                return Err(StoreError::NoSuchKeys { meter: meter.to_owned() });
            }
            store.database.execute(
                "DELETE FROM meter_key WHERE meter = $1 AND state = $2",
                &[meter.into(), KeyState::Current.code().into()],
            )?;
            store.database.execute(
                "UPDATE meter_key SET state = $1 WHERE meter = $2 AND state = $3",
                &[KeyState::Current.code().into(), meter.into(), KeyState::Pending.code().into()],
            )?;
            Ok(())
        })
    }

    /// Puts the same keys under another seal.
    pub fn reseal_meter_key(&mut self, key: &KeptKey) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE meter_key SET sealed = $1 WHERE meter = $2 AND generation = $3",
                &[
                    key.sealed.as_str().into(),
                    key.meter.as_str().into(),
                    i64::from(key.generation).into(),
                ],
            )
        })?;
        Ok(())
    }

    /// Serials of meters with keys after `after`, in order.
    pub fn meters_with_keys(
        &mut self,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT DISTINCT meter FROM meter_key WHERE meter > $1 ORDER BY meter LIMIT $2",
            &[after.unwrap_or_default().into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
            &mut |mut row| {
                found.push(row.text()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    fn has_key(
        &mut self,
        meter: &str,
        state: KeyState,
        generation: Option<u32>,
    ) -> Result<bool, StoreError> {
        let mut found = false;
        self.database.query(
            "SELECT generation FROM meter_key WHERE meter = $1 AND state = $2",
            &[meter.into(), state.code().into()],
            &mut |mut row| {
                let kept: u32 = row.small()?;
                found = generation.is_none_or(|asked| asked == kept);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Takes counters that nobody had, for each of `asked` in its order: the first of its block, or
    /// `None` where the counters of a generation are used up. One transaction for all; when it returns
    /// they are taken for ever.
    pub fn reserve_counters(
        &mut self,
        asked: &[CounterAsked],
    ) -> Result<Vec<Option<u32>>, StoreError> {
        // In one order, so that two processes never wait for each other.
        let mut together: BTreeMap<(&str, u32), (u32, i64)> = BTreeMap::new();
        for one in asked {
            let (at_least, count) =
                together.entry((&one.meter, one.generation)).or_insert((one.at_least, 0));
            *at_least = one.at_least.max(*at_least);
            *count = count.saturating_add(i64::from(one.count));
        }
        let mut firsts: BTreeMap<(String, u32), i64> = BTreeMap::new();
        self.transaction(|store| {
            let (mut rows, mut values) = (Vec::new(), Vec::new());
            for ((meter, generation), (at_least, count)) in &together {
                let key: [Value; 2] = [(*meter).into(), i64::from(*generation).into()];
                rows.extend(key.clone());
                rows.push(1.into());
                values.extend(key);
                values.extend([i64::from(*at_least).into(), (*count).into()]);
            }
            store.database.put(&METER_COUNTER, 2, Conflict::Keep, &rows)?;
            let next = "(CASE WHEN meter_counter.next >= asked.at_least THEN meter_counter.next
                ELSE asked.at_least END) + asked.taken";
            store.database.query_asked(
                &format!(
                    "UPDATE meter_counter SET next = {next} FROM asked
                     WHERE meter_counter.meter = asked.meter
                       AND meter_counter.generation = asked.generation AND {next} <= {COUNTERS_END}
                     RETURNING meter_counter.meter, meter_counter.generation, meter_counter.next"
                ),
                &[Text("meter"), BigInt("generation"), BigInt("at_least"), BigInt("taken")],
                &values,
                &mut |mut row| {
                    let (meter, generation, next) = (row.text()?, row.small()?, row.number()?);
                    let count =
                        together.get(&(meter.as_str(), generation)).map(|(_, count)| *count);
                    firsts.insert((meter, generation), next.saturating_sub(count.unwrap_or(0)));
                    Ok(())
                },
            )
        })?;
        let mut given = Vec::with_capacity(asked.len());
        for one in asked {
            let first = firsts.get_mut(&(one.meter.clone(), one.generation));
            given.push(match first {
                None => None,
                Some(first) => {
                    let own = u32::try_from(*first).map_err(|_| StoreError::TooLarge)?;
                    *first = first.saturating_add(i64::from(one.count));
                    Some(own)
                }
            });
        }
        Ok(given)
    }

    /// The highest counters heard from these meters, by meter and generation.
    pub fn heard_counters(
        &mut self,
        meters: &[&str],
    ) -> Result<BTreeMap<(String, u32), u32>, StoreError> {
        let values: Vec<Value> = meters.iter().map(|meter| Value::from(*meter)).collect();
        let mut found = BTreeMap::new();
        self.database.query_asked(
            "SELECT c.meter, c.generation, c.heard FROM asked
             JOIN meter_counter c ON c.meter = asked.meter WHERE c.heard IS NOT NULL",
            &[Text("meter")],
            &values,
            &mut |mut row| {
                found.insert((row.text()?, row.small()?), row.small()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps the highest counters that were heard: meter, generation, counter. Lower ones than are kept
    /// change nothing.
    pub fn keep_heard(&mut self, heard: &[(String, u32, u32)]) -> Result<(), StoreError> {
        let mut highest: BTreeMap<(&str, u32), u32> = BTreeMap::new();
        for (meter, generation, counter) in heard {
            let known = highest.entry((meter, *generation)).or_insert(*counter);
            *known = (*known).max(*counter);
        }
        self.transaction(|store| {
            let (mut rows, mut values) = (Vec::new(), Vec::new());
            for ((meter, generation), counter) in &highest {
                let key: [Value; 2] = [(*meter).into(), i64::from(*generation).into()];
                rows.extend(key.clone());
                rows.push(1.into());
                values.extend(key);
                values.push(i64::from(*counter).into());
            }
            store.database.put(&METER_COUNTER, 2, Conflict::Keep, &rows)?;
            store.database.query_asked(
                "UPDATE meter_counter SET heard = asked.heard FROM asked
                 WHERE meter_counter.meter = asked.meter
                   AND meter_counter.generation = asked.generation
                   AND (meter_counter.heard IS NULL OR meter_counter.heard < asked.heard)
                 RETURNING meter_counter.generation",
                &[Text("meter"), BigInt("generation"), BigInt("heard")],
                &values,
                &mut |_| Ok(()),
            )
        })
    }
}

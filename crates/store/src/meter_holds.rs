//! Which process talks to a meter: one at a time, for as long as an association lasts.

use crate::database::Column::{BigInt, Text};
use crate::database::{Database, Value};
use crate::meter_keys::CounterAsked;
use crate::{Store, StoreError};
use calendar::Instant;
use std::collections::BTreeSet;

/// Who asks for meters, and until when it has them unless it says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// A number of its own for each process.
    pub number: i64,
    pub now: Instant,
    pub until: Instant,
}

/// What one transaction says of meters that are talked to.
#[derive(Debug, Clone, Copy)]
pub struct MeterWrites<'a> {
    pub holder: Holder,
    /// Meter, generation, highest counter.
    pub heard: &'a [(String, u32, u32)],
    pub let_go: &'a [String],
    pub wanted: &'a [String],
    pub counters: &'a [CounterAsked],
}

impl Store {
    /// Keeps what was heard, lets meters go, takes others and counters: in this order, in one transaction.
    /// Returns the first counter of each block that was asked for, as [`Store::reserve_counters`], and the
    /// meters that were taken: those that nobody else has.
    pub fn write_of_meters(
        &mut self,
        writes: &MeterWrites<'_>,
    ) -> Result<(Vec<Option<u32>>, BTreeSet<String>), StoreError> {
        self.transaction(|store| {
            if !writes.heard.is_empty() {
                store.keep_heard(writes.heard)?;
            }
            store.let_meters_go(writes.holder.number, writes.let_go)?;
            let taken = store.hold_meters(writes.holder, writes.wanted)?;
            let counters = match writes.counters {
                [] => Vec::new(),
                asked => store.reserve_counters(asked)?,
            };
            Ok((counters, taken))
        })
    }

    /// Takes meters that nobody has, or whose holder said nothing for too long. Returns which. Whoever has
    /// a meter does not take it once more.
    pub fn hold_meters(
        &mut self,
        Holder { number, now, until }: Holder,
        meters: &[String],
    ) -> Result<BTreeSet<String>, StoreError> {
        // In one order, so that two processes never wait for each other.
        let wanted: BTreeSet<&String> = meters.iter().collect();
        let mut values: Vec<Value> = Vec::new();
        for meter in wanted {
            values.extend([meter.as_str().into(), number.into(), now.0.into(), until.0.into()]);
        }
        let mut taken = BTreeSet::new();
        if values.is_empty() {
            return Ok(taken);
        }
        self.transaction(|store| {
            store.database.query_asked(
                "INSERT INTO meter_hold (meter, holder, since_us, until_us)
                 SELECT meter, holder, since_us, until_us FROM asked WHERE until_us >= since_us
                 ON CONFLICT (meter) DO UPDATE SET
                     holder = excluded.holder, since_us = excluded.since_us,
                     until_us = excluded.until_us
                 WHERE meter_hold.until_us <= excluded.since_us
                 RETURNING meter_hold.meter",
                &[Text("meter"), BigInt("holder"), BigInt("since_us"), BigInt("until_us")],
                &values,
                &mut |mut row| {
                    taken.insert(row.text()?);
                    Ok(())
                },
            )
        })?;
        Ok(taken)
    }

    /// Lets go what this holder still has of these.
    pub fn let_meters_go(&mut self, holder: i64, meters: &[String]) -> Result<(), StoreError> {
        let ended: BTreeSet<&String> = meters.iter().collect();
        if ended.is_empty() {
            return Ok(());
        }
        let values: Vec<Value> =
            ended.into_iter().flat_map(|meter| [meter.as_str().into(), holder.into()]).collect();
        self.transaction(|store| {
            store.database.query_asked(
                "DELETE FROM meter_hold
                 WHERE (meter, holder) IN (SELECT of_meter, of_holder FROM asked)",
                &[Text("of_meter"), BigInt("of_holder")],
                &values,
                &mut |_| Ok(()),
            )
        })
    }

    /// Moves on the end of what this holder has of these: it talks to them still.
    pub fn keep_meters_held(
        &mut self,
        holder: i64,
        meters: &BTreeSet<String>,
        until: Instant,
    ) -> Result<(), StoreError> {
        let mut values: Vec<Value> = Vec::new();
        for meter in meters {
            values.extend([meter.as_str().into(), holder.into(), until.0.into()]);
        }
        self.transaction(|store| {
            store.database.query_asked(
                "UPDATE meter_hold SET until_us = asked.ends_us FROM asked
                 WHERE meter = asked.of_meter AND holder = asked.of_holder",
                &[Text("of_meter"), BigInt("of_holder"), BigInt("ends_us")],
                &values,
                &mut |_| Ok(()),
            )
        })
    }
}

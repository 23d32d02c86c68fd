//! Quarter-hours that meters stored themselves: up to where they are kept, and who may be asked for them.

use crate::accounts::number_of;
use crate::database::Column::{BigInt, SmallInt, Text};
use crate::database::{Database, Value};
use crate::intervals::{IntervalFile, IntervalVersion, IntervalsAdded};
use crate::{ConsentAct, Store, StoreError};
use calendar::Instant;
use std::collections::BTreeMap;
use units::{AccountId, Ean};

/// From when to when; without an end it lasts.
pub type Period = (Instant, Option<Instant>);

impl Store {
    /// Adds a version as [`Store::add_intervals`], and up to where it reaches at each meter, in one
    /// transaction. A meter that is further already stays there.
    pub fn add_intervals_of_meters(
        &mut self,
        version: &IntervalVersion,
        files: &[IntervalFile],
        until: &BTreeMap<String, Instant>,
    ) -> Result<IntervalsAdded, StoreError> {
        let mut values: Vec<Value> = Vec::new();
        for (meter, until) in until {
            values.extend([meter.as_str().into(), until.0.into()]);
        }
        self.locked(version.dso, |store| {
            let added = store.add_intervals(version, files)?;
            if added != IntervalsAdded::VersionTaken {
                store.database.query_asked(
                    "INSERT INTO meter_quarter (meter, until_us)
                     SELECT of_meter, ends_us FROM asked WHERE ends_us IS NOT NULL
                     ON CONFLICT (meter) DO UPDATE SET until_us = excluded.until_us
                     WHERE meter_quarter.until_us < excluded.until_us",
                    &[Text("of_meter"), BigInt("ends_us")],
                    &values,
                    &mut |_| Ok(()),
                )?;
            }
            Ok(added)
        })
    }

    /// Up to where the quarter-hours of these meters are kept.
    pub fn quarters_until(
        &mut self,
        meters: &[&str],
    ) -> Result<BTreeMap<String, Instant>, StoreError> {
        let values: Vec<Value> = meters.iter().map(|meter| Value::from(*meter)).collect();
        let mut found = BTreeMap::new();
        self.database.query_asked(
            "SELECT q.meter, q.until_us FROM asked
             JOIN meter_quarter q ON q.meter = asked.of_meter",
            &[Text("of_meter")],
            &values,
            &mut |mut row| {
                found.insert(row.text()?, Instant(row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What these households said of one kind, each in order.
    pub fn consents_of(
        &mut self,
        accounts: &[AccountId],
        kind: u8,
    ) -> Result<BTreeMap<AccountId, Vec<ConsentAct>>, StoreError> {
        let mut values: Vec<Value> = Vec::new();
        for account in accounts {
            values.extend([account.0.into(), i64::from(kind).into()]);
        }
        let mut found: BTreeMap<(AccountId, i64), ConsentAct> = BTreeMap::new();
        self.database.query_asked(
            "SELECT c.account_id, c.seq, c.agreed, c.at_us, c.person_id FROM asked
             JOIN household_consent c ON c.account_id = asked.of_account AND c.kind = asked.of_kind",
            &[BigInt("of_account"), SmallInt("of_kind")],
            &values,
            &mut |mut row| {
                let (account, seq) = (AccountId(row.number()?), row.number()?);
                let act = ConsentAct {
                    account,
                    kind,
                    agreed: row.number()? == 1,
                    at: Instant(row.number()?),
                    person: row.number()?,
                };
                found.insert((account, seq), act);
                Ok(())
            },
        )?;
        let mut of_account: BTreeMap<AccountId, Vec<ConsentAct>> = BTreeMap::new();
        for ((account, _), act) in found {
            of_account.entry(account).or_default().push(act);
        }
        Ok(of_account)
    }

    /// When these points are or were in a group that shares energy.
    pub fn sharing_of(&mut self, points: &[Ean]) -> Result<BTreeMap<Ean, Vec<Period>>, StoreError> {
        let values: Result<Vec<Value>, StoreError> =
            points.iter().map(|ean| number_of(*ean).map(Value::from)).collect();
        let mut found: BTreeMap<Ean, Vec<Period>> = BTreeMap::new();
        self.database.query_asked(
            "SELECT s.ean, s.from_us, s.to_us FROM asked
             JOIN sharing_member s ON s.ean = asked.of_ean",
            &[BigInt("of_ean")],
            &values?,
            &mut |mut row| {
                let ean = Ean::from_u64(row.small()?).map_err(|_| StoreError::corrupt("an EAN"))?;
                let from = Instant(row.number()?);
                let period = (from, row.number_or_null()?.map(Instant));
                found.entry(ean).or_default().push(period);
                Ok(())
            },
        )?;
        Ok(found)
    }
}

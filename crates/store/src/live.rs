//! What the customer's port of a meter has said last. It is for that household's own page: nothing here
//! reads it into a reading, a fact or a row of money. Source: MT-16.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{AccountId, MilliWattHours};

const COLUMNS: &str =
    "account_id, meter, at_us, kept_us, taken_w, injected_w, taken_1_mwh, taken_2_mwh,
    injected_1_mwh, injected_2_mwh";

/// The newest values of one account's meter; power in watt. What was not said is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveValue {
    pub account: AccountId,
    /// The serial of the meter that said it.
    pub meter: String,
    /// By the meter's clock.
    pub at: Instant,
    /// By ours.
    pub kept_at: Instant,
    pub taken_w: Option<i64>,
    pub injected_w: Option<i64>,
    /// 1.8.1 and 1.8.2.
    pub taken: [Option<MilliWattHours>; 2],
    /// 2.8.1 and 2.8.2.
    pub injected: [Option<MilliWattHours>; 2],
}

impl Store {
    /// Keeps the values in place of older ones of the same meter, or of any of another meter. Returns
    /// whether they were kept: an older telegram changes nothing.
    pub fn keep_live(&mut self, live: &LiveValue) -> Result<bool, StoreError> {
        let energy = |energy: Option<MilliWattHours>| Value::number_or_null(energy.map(|e| e.0));
        let changed = self.database.execute(
            &format!(
                "INSERT INTO live_value ({COLUMNS})
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 ON CONFLICT (account_id) DO UPDATE
                 SET meter = excluded.meter, at_us = excluded.at_us, kept_us = excluded.kept_us,
                     taken_w = excluded.taken_w, injected_w = excluded.injected_w,
                     taken_1_mwh = excluded.taken_1_mwh, taken_2_mwh = excluded.taken_2_mwh,
                     injected_1_mwh = excluded.injected_1_mwh,
                     injected_2_mwh = excluded.injected_2_mwh
                 WHERE excluded.at_us > live_value.at_us OR excluded.meter <> live_value.meter"
            ),
            &[
                live.account.0.into(),
                live.meter.as_str().into(),
                live.at.0.into(),
                live.kept_at.0.into(),
                Value::number_or_null(live.taken_w),
                Value::number_or_null(live.injected_w),
                energy(live.taken[0]),
                energy(live.taken[1]),
                energy(live.injected[0]),
                energy(live.injected[1]),
            ],
        )?;
        Ok(changed > 0)
    }

    /// What was said last of an account, if that was said and kept at `since` or later.
    pub fn live_value(
        &mut self,
        account: AccountId,
        since: Instant,
    ) -> Result<Option<LiveValue>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM live_value
                 WHERE account_id = $1 AND at_us >= $2 AND kept_us >= $2"
            ),
            &[account.0.into(), since.0.into()],
            &mut |mut row| {
                found = Some(live(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Forgets what was kept before `until`. Returns of how many accounts.
    pub fn forget_live(&mut self, until: Instant) -> Result<u64, StoreError> {
        self.database.execute("DELETE FROM live_value WHERE kept_us < $1", &[until.0.into()])
    }
}

fn live(row: &mut Row<'_>) -> Result<LiveValue, StoreError> {
    let account = AccountId(row.number()?);
    let meter = row.text()?;
    let (at, kept_at) = (Instant(row.number()?), Instant(row.number()?));
    let (taken_w, injected_w) = (row.number_or_null()?, row.number_or_null()?);
    let mut energy = || row.number_or_null().map(|energy| energy.map(MilliWattHours));
    let (taken, injected) = ([energy()?, energy()?], [energy()?, energy()?]);
    Ok(LiveValue { account, meter, at, kept_at, taken_w, injected_w, taken, injected })
}

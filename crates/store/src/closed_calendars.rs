//! Days on which the meter of a household that has left followed another calendar, and what of them is to be paid out.
//! Source: MT-05, PA-38, PA-32, MK-06.

use crate::database::{Database, Row, Value};
use crate::settlements::{Said, SettlementOf};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso, MicroEuro};

/// What was found at an account that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedCalendar {
    pub account: AccountId,
    pub meter: String,
    /// The first day.
    pub since: SettlementDay,
    pub days: u32,
    pub found_at: Instant,
    /// What they give back in all, below zero take; of days that nobody decided on, nothing.
    pub amount: MicroEuro,
    /// When, and by whom.
    pub decided: Option<(Instant, String)>,
    /// Of the amount paid, or let be.
    pub settled: MicroEuro,
    /// When and by whom it was done; how stands in its steps.
    pub ended: Option<(Instant, String)>,
}

impl ClosedCalendar {
    /// Whether people decided, and somebody has still to pay it out.
    pub fn is_open(&self) -> bool {
        self.decided.is_some() && self.ended.is_none()
    }

    /// What is still to be paid out. Saturates.
    pub fn open(&self) -> MicroEuro {
        MicroEuro(self.amount.0.saturating_sub(self.settled.0))
    }
}

const COLUMNS: &str =
    "account_id, meter, since_day, days, found_us, amount, decided_us, decided_by, settled,
    ended_us, ended_by";

fn read(row: &mut Row<'_>) -> Result<ClosedCalendar, StoreError> {
    let account = AccountId(row.number()?);
    let meter = row.text()?;
    let wrong = |_| StoreError::corrupt(format!("an impossible calendar of account {account}"));
    let since = SettlementDay(i32::try_from(row.number()?).map_err(wrong)?);
    let days = u32::try_from(row.number()?).map_err(wrong)?;
    let (found_at, amount) = (Instant(row.number()?), MicroEuro(row.number()?));
    let (decided, by) = (row.number_or_null()?.map(Instant), row.text_or_null()?);
    let decided = decided.zip(by);
    let settled = MicroEuro(row.number()?);
    let (ended, by) = (row.number_or_null()?.map(Instant), row.text_or_null()?);
    let ended = ended.zip(by);
    Ok(ClosedCalendar { account, meter, since, days, found_at, amount, decided, settled, ended })
}

/// Under which its steps are kept.
fn key(account: AccountId) -> String {
    format!("calendar/{}", account.0)
}

impl Store {
    /// Keeps that days were found; those that are known already are none anew. Returns whether something is new.
    pub fn find_closed_calendar(
        &mut self,
        account: AccountId,
        meter: &str,
        (since, days): (SettlementDay, u32),
        at: Instant,
    ) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let Some(known) = store.closed_calendar(account)? else {
                store.database.execute(
                    "INSERT INTO closed_calendar
                         (account_id, meter, since_day, days, found_us, amount, settled)
                     VALUES ($1, $2, $3, $4, $5, 0, 0)",
                    &[
                        account.0.into(),
                        meter.into(),
                        i64::from(since.0).into(),
                        i64::from(days).into(),
                        at.0.into(),
                    ],
                )?;
                return Ok(true);
            };
            if known.since <= since && known.days >= days {
                return Ok(false);
            }
            store.database.execute(
                "UPDATE closed_calendar SET since_day = $1, days = $2, found_us = $3
                 WHERE account_id = $4",
                &[
                    i64::from(since.min(known.since).0).into(),
                    i64::from(days.max(known.days)).into(),
                    at.0.into(),
                    account.0.into(),
                ],
            )?;
            Ok(true)
        })
    }

    /// People decided what of the days is to be paid out in all. What was paid already waits no more. `false` if they
    /// have decided the same since the days were found.
    pub fn decide_closed_calendar(
        &mut self,
        account: AccountId,
        amount: MicroEuro,
        (at, by): (Instant, &str),
    ) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let Some(known) = store.closed_calendar(account)? else { return Ok(false) };
            let since = known.decided.is_some_and(|(decided, _)| decided >= known.found_at);
            if since && known.amount == amount {
                return Ok(false);
            }
            let done = (known.settled == amount).then_some(());
            let (ended, ended_by) = (done.map(|()| at.0), done.map(|()| by));
            store.database.execute(
                "UPDATE closed_calendar SET amount = $1, decided_us = $2, decided_by = $3,
                     ended_us = $4, ended_by = $5 WHERE account_id = $6",
                &[
                    amount.0.into(),
                    at.0.into(),
                    by.into(),
                    Value::number_or_null(ended),
                    Value::text_or_null(ended_by),
                    account.0.into(),
                ],
            )?;
            let said = Said { at, by, how: "" };
            let of = SettlementOf::CalendarDecided;
            store.add_settlement((&key(account), account), of, said, amount)?;
            Ok(true)
        })
    }

    /// All of it is paid, or let be. `false` if nothing waits.
    pub fn end_closed_calendar(
        &mut self,
        account: AccountId,
        said: Said<'_>,
    ) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let known = store.closed_calendar(account)?.filter(ClosedCalendar::is_open);
            let Some(known) = known else { return Ok(false) };
            store.database.execute(
                "UPDATE closed_calendar SET settled = amount, ended_us = $1, ended_by = $2
                 WHERE account_id = $3",
                &[said.at.0.into(), said.by.into(), account.0.into()],
            )?;
            let of = SettlementOf::CalendarPaid;
            store.add_settlement((&key(account), account), of, said, known.open())?;
            Ok(true)
        })
    }

    pub fn closed_calendar(
        &mut self,
        account: AccountId,
    ) -> Result<Option<ClosedCalendar>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!("SELECT {COLUMNS} FROM closed_calendar WHERE account_id = $1"),
            &[account.0.into()],
            &mut |mut row| {
                found = Some(read(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Those of an operator, by account.
    pub fn closed_calendars(&mut self, dso: Dso) -> Result<Vec<ClosedCalendar>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM closed_calendar
                 WHERE account_id >= $1 AND account_id <= $2 ORDER BY account_id"
            ),
            &[first.0.into(), last.0.into()],
            &mut |mut row| {
                found.push(read(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}

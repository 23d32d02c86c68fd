//! How what leaves for people and partners stands, by operator. Source: UX O-08.

use crate::database::Database;
use crate::{Delivery, Notice, Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso};

/// A way out: what waits on it, what was given up, and when something last arrived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FlowCount {
    pub waiting: u64,
    /// Since when the oldest has been due.
    pub oldest: Option<Instant>,
    /// Given up since the asked instant.
    pub dead: u64,
    pub last: Option<Instant>,
}

fn count(number: Option<i64>) -> u64 {
    number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
}

impl Store {
    /// Notices of a channel to an operator's households: due at `now`, and failed since `since`.
    pub fn notice_flow(
        &mut self,
        (dso, channel): (Dso, i16),
        since: Instant,
        now: Instant,
    ) -> Result<FlowCount, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let of = format!("channel = {channel} AND account_id >= {first} AND account_id <= {last}");
        let due = format!("FROM notice WHERE state = 0 AND due_us <= $1 AND {of}");
        let dead = format!("FROM notice WHERE state = 4 AND ended_us >= $1 AND {of}");
        let arrived = format!("SELECT MAX(ended_us) FROM notice WHERE state = 3 AND {of}");
        let (now, since) = ([now.0.into()], [since.0.into()]);
        Ok(FlowCount {
            waiting: count(self.number_of(&format!("SELECT COUNT(*) {due}"), &now)?),
            oldest: self.number_of(&format!("SELECT MIN(due_us) {due}"), &now)?.map(Instant),
            dead: count(self.number_of(&format!("SELECT COUNT(*) {dead}"), &since)?),
            last: self.number_of(&arrived, &[])?.map(Instant),
        })
    }

    /// The same of deliveries to an operator's endpoints.
    pub fn delivery_flow(
        &mut self,
        dso: Dso,
        since: Instant,
        now: Instant,
    ) -> Result<FlowCount, StoreError> {
        let of =
            format!("endpoint_id IN (SELECT endpoint_id FROM endpoint WHERE dso = {})", dso.code());
        let due = format!("FROM delivery WHERE state = 0 AND due_us <= $1 AND {of}");
        let dead = format!("FROM delivery WHERE state = 3 AND ended_us >= $1 AND {of}");
        let arrived = format!("SELECT MAX(ended_us) FROM delivery WHERE state = 2 AND {of}");
        let (now, since) = ([now.0.into()], [since.0.into()]);
        Ok(FlowCount {
            waiting: count(self.number_of(&format!("SELECT COUNT(*) {due}"), &now)?),
            oldest: self.number_of(&format!("SELECT MIN(due_us) {due}"), &now)?.map(Instant),
            dead: count(self.number_of(&format!("SELECT COUNT(*) {dead}"), &since)?),
            last: self.number_of(&arrived, &[])?.map(Instant),
        })
    }

    /// Notices of these channels to an operator's households that failed since, the newest first.
    pub fn dead_notices(
        &mut self,
        dso: Dso,
        channels: &[i16],
        since: Instant,
        most: usize,
    ) -> Result<Vec<Notice>, StoreError> {
        let channels = channels.iter().map(i16::to_string).collect::<Vec<_>>().join(", ");
        let (first, last) = AccountId::range_of(dso);
        let mut keys = Vec::new();
        self.database.query(
            &format!(
                "SELECT account_id, seq FROM notice
                 WHERE state = 4 AND ended_us >= $1 AND channel IN ({channels})
                     AND account_id >= {first} AND account_id <= {last}
                 ORDER BY ended_us DESC, account_id, seq LIMIT {most}"
            ),
            &[since.0.into()],
            &mut |mut row| {
                keys.push((AccountId(row.number()?), row.number()?));
                Ok(())
            },
        )?;
        let mut found = Vec::with_capacity(keys.len());
        for (account, seq) in keys {
            found.extend(self.notice(account, seq)?);
        }
        Ok(found)
    }

    /// Deliveries of an endpoint that were given up since, the newest first.
    pub fn dead_deliveries(
        &mut self,
        endpoint: i64,
        since: Instant,
        most: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut found = self.deliveries(endpoint, most)?;
        found.retain(|one| one.state == 3 && one.ended_at.is_some_and(|ended| ended >= since));
        Ok(found)
    }
}

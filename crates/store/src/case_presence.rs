//! Who of the desk has a case open just now. In the database, so that two servers agree; nobody is remembered for
//! longer than it is of use. Source: UX A-02.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::Instant;
use units::AccountId;

impl Store {
    /// Somebody has a case open until an instant. Returns who else has at `now`, by number. What is over anywhere is
    /// forgotten.
    pub fn at_case(
        &mut self,
        account: AccountId,
        person: i64,
        [now, until]: [Instant; 2],
    ) -> Result<Vec<i64>, StoreError> {
        self.transaction(|store| {
            store.forget_presence(now)?;
            store.database.execute(
                "INSERT INTO case_presence (account_id, person_id, until_us) VALUES ($1, $2, $3)
                 ON CONFLICT (account_id, person_id) DO UPDATE SET until_us = excluded.until_us",
                &[account.0.into(), person.into(), until.0.into()],
            )?;
            let mut others = Vec::new();
            store.database.query(
                "SELECT person_id FROM case_presence
                 WHERE account_id = $1 AND person_id <> $2 AND until_us > $3 ORDER BY person_id",
                &[account.0.into(), person.into(), now.0.into()],
                &mut |mut row| {
                    others.push(row.number()?);
                    Ok(())
                },
            )?;
            Ok(others)
        })
    }

    /// Forgets whose time is over. Returns how many.
    pub fn forget_presence(&mut self, now: Instant) -> Result<u64, StoreError> {
        self.database.execute("DELETE FROM case_presence WHERE until_us <= $1", &[now.0.into()])
    }
}

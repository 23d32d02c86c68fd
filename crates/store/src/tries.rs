//! Wrong references, links and codes of the last hour, by where they came from. Source: TP-06, PD-04.

use crate::database::Database;
use crate::{Store, StoreError};
use calendar::Instant;

/// What was tried. A source that has to wait for one kind need not for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i64)]
pub enum TryKind {
    /// The reference of a home, at a terminal or a shop's page.
    Terminal = 1,
    /// The reference of a home, on the public pages.
    Guest = 2,
    /// The link of somebody who pays for others.
    Party = 3,
    /// A password, a code or a letter.
    SignIn = 4,
    /// Help asked without signing in; each one counts.
    Asked = 5,
    /// The reference of a home, at the phone line.
    Phone = 6,
    /// The PIN of somebody at a shop's till.
    Pin = 7,
    /// What a household has us send to somebody else; each one counts.
    SentFor = 8,
    /// A receipt sent to a phone; each one counts, by payment and by phone.
    Receipt = 9,
    /// A point that a representative lists, and whose household has not said its word.
    Joining = 10,
}

impl Store {
    /// Counts a wrong try, and lets go of all of its kind that came before `forget`.
    pub fn add_wrong_try(
        &mut self,
        kind: TryKind,
        source: i64,
        at: Instant,
        forget: Instant,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "DELETE FROM wrong_try WHERE kind = $1 AND at_us <= $2",
                &[(kind as i64).into(), forget.0.into()],
            )?;
            store.database.execute(
                "INSERT INTO wrong_try (kind, source, at_us, times) VALUES ($1, $2, $3, 1)
                 ON CONFLICT (kind, source, at_us) DO UPDATE SET times = wrong_try.times + 1",
                &[(kind as i64).into(), source.into(), at.0.into()],
            )?;
            Ok(())
        })
    }

    /// When a source tried in vain after `since`, the oldest first; as often as it did.
    pub fn wrong_tries(
        &mut self,
        kind: TryKind,
        source: i64,
        since: Instant,
    ) -> Result<Vec<Instant>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT at_us, times FROM wrong_try
             WHERE kind = $1 AND source = $2 AND at_us > $3 ORDER BY at_us",
            &[(kind as i64).into(), source.into(), since.0.into()],
            &mut |mut row| {
                let (at, times) = (Instant(row.number()?), row.number()?);
                found.extend((0..times).map(|_| at));
                Ok(())
            },
        )?;
        Ok(found)
    }
}

//! What a CPAS notes about its clients, for itself alone. Source: UX S-04.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::Instant;
use units::AccountId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientNote {
    /// Of the party about the account, from 1.
    pub seq: i64,
    pub at: Instant,
    pub person: i64,
    pub words: String,
}

impl Store {
    /// Keeps a note; the newest again by the same person is the same note. Within the operator's lock.
    pub fn add_client_note(
        &mut self,
        (party, account): (i64, AccountId),
        (at, person): (Instant, i64),
        words: &str,
    ) -> Result<ClientNote, StoreError> {
        self.transaction(|store| {
            let known = store.client_notes(party, account)?;
            let newest = known.into_iter().next();
            if let Some(newest) =
                newest.as_ref().filter(|one| one.person == person && one.words == words)
            {
                return Ok(newest.clone());
            }
            let seq = newest.map_or(0, |one| one.seq).saturating_add(1);
            store.database.execute(
                "INSERT INTO client_note (party_id, account_id, seq, at_us, person_id, words)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    party.into(),
                    account.0.into(),
                    seq.into(),
                    at.0.into(),
                    person.into(),
                    words.into(),
                ],
            )?;
            Ok(ClientNote { seq, at, person, words: words.to_owned() })
        })
    }

    /// What a party noted about an account, newest first.
    pub fn client_notes(
        &mut self,
        party: i64,
        account: AccountId,
    ) -> Result<Vec<ClientNote>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT seq, at_us, person_id, words FROM client_note
             WHERE party_id = $1 AND account_id = $2 ORDER BY seq DESC",
            &[party.into(), account.0.into()],
            &mut |mut row| {
                found.push(ClientNote {
                    seq: row.number()?,
                    at: Instant(row.number()?),
                    person: row.number()?,
                    words: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

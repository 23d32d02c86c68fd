//! What the desk notes about a case, for itself alone. Source: UX A-02.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseNote {
    pub account: AccountId,
    /// Of the account, from 1.
    pub seq: i64,
    pub at: Instant,
    pub person: i64,
    pub words: String,
}

impl Store {
    /// Keeps a note; the newest again by the same person is the same note. Within the operator's lock.
    pub fn add_case_note(
        &mut self,
        account: AccountId,
        (at, person): (Instant, i64),
        words: &str,
    ) -> Result<CaseNote, StoreError> {
        self.transaction(|store| {
            let newest = store.case_notes(account)?.into_iter().next();
            if let Some(same) =
                newest.as_ref().filter(|one| one.person == person && one.words == words)
            {
                return Ok(same.clone());
            }
            let seq = newest.map_or(0, |one| one.seq).saturating_add(1);
            store.database.execute(
                "INSERT INTO case_note (account_id, seq, at_us, person_id, words)
                 VALUES ($1, $2, $3, $4, $5)",
                &[account.0.into(), seq.into(), at.0.into(), person.into(), words.into()],
            )?;
            Ok(CaseNote { account, seq, at, person, words: words.to_owned() })
        })
    }

    /// The notes about an account, newest first.
    pub fn case_notes(&mut self, account: AccountId) -> Result<Vec<CaseNote>, StoreError> {
        self.notes_where("account_id = $1 ORDER BY seq DESC", &[account.0.into()])
    }

    /// The notes about an operator's accounts from an instant until another, in order.
    pub fn case_notes_between(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<CaseNote>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        self.notes_where(
            "account_id >= $1 AND account_id <= $2 AND at_us >= $3 AND at_us < $4
             ORDER BY at_us, account_id, seq",
            &[first.0.into(), last.0.into(), from.0.into(), to.0.into()],
        )
    }

    fn notes_where(
        &mut self,
        which: &str,
        values: &[crate::database::Value],
    ) -> Result<Vec<CaseNote>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT account_id, seq, at_us, person_id, words FROM case_note WHERE {which}"
            ),
            values,
            &mut |mut row| {
                found.push(CaseNote {
                    account: AccountId(row.number()?),
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

//! Mandates that households signed on paper, as a CPAS writes them down and compares them. Source: PD-03, UX 8.3 S-03.

use crate::bank::dso_of;
use crate::database::{Database as _, Row, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso};

/// A paper that somebody wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPaper {
    pub dso: Dso,
    pub party: i64,
    /// Nobody has the reference that was keyed in.
    pub account: Option<AccountId>,
    /// Its digits.
    pub reference: String,
    /// The number under which the paper is kept.
    pub document: String,
    pub signed: SettlementDay,
    pub purpose: String,
    pub months: i32,
    pub at: Instant,
    pub by: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperState {
    Waiting,
    Granted,
    TurnedDown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPaper {
    pub id: i64,
    pub asked: NewPaper,
    pub state: PaperState,
    /// When it was compared, and by whom.
    pub ended: Option<(Instant, i64)>,
}

const COLUMNS: &str =
    "mandate_id, dso, party_id, account_id, reference, document, signed_day, purpose, months,
    made_us, made_by, state, ended_us, ended_by";

fn kept(row: &mut Row<'_>) -> Result<KeptPaper, StoreError> {
    let id = row.number()?;
    let asked = NewPaper {
        dso: dso_of(row)?,
        party: row.number()?,
        account: row.number_or_null()?.map(AccountId),
        reference: row.text()?,
        document: row.text()?,
        signed: SettlementDay(row.small()?),
        purpose: row.text()?,
        months: row.small()?,
        at: Instant(row.number()?),
        by: row.number()?,
    };
    let state = match row.number()? {
        0 => PaperState::Waiting,
        1 => PaperState::Granted,
        2 => PaperState::TurnedDown,
        _ => return Err(StoreError::corrupt(format!("an impossible mandate on paper {id}"))),
    };
    let ended = row.number_or_null()?.map(Instant).zip(row.number_or_null()?);
    Ok(KeptPaper { id, asked, state, ended })
}

impl Store {
    /// Keeps a paper that waits, or finds the one that waits under the same number for the same reference. Within the
    /// operator's lock.
    pub fn add_paper_mandate(&mut self, new: &NewPaper) -> Result<KeptPaper, StoreError> {
        self.transaction(|store| {
            let same = "party_id = $1 AND reference = $2 AND document = $3 AND state = 0";
            let values =
                [new.party.into(), new.reference.as_str().into(), new.document.as_str().into()];
            if let Some(known) = store.paper_mandates_where(same, &values)?.pop() {
                return Ok(known);
            }
            let id = store.next_of_operator("paper_mandate", "mandate_id", new.dso)?;
            store.database.execute(
                "INSERT INTO paper_mandate (mandate_id, dso, party_id, account_id, reference,
                     document, signed_day, purpose, months, made_us, made_by, state)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    new.party.into(),
                    Value::number_or_null(new.account.map(|account| account.0)),
                    new.reference.as_str().into(),
                    new.document.as_str().into(),
                    i64::from(new.signed.0).into(),
                    new.purpose.as_str().into(),
                    i64::from(new.months).into(),
                    new.at.0.into(),
                    new.by.into(),
                ],
            )?;
            let (asked, state) = (new.clone(), PaperState::Waiting);
            Ok(KeptPaper { id, asked, state, ended: None })
        })
    }

    /// Grants or turns down a paper that waits; false if it waits no more. Within the operator's lock. Errors: whoever
    /// wrote it down grants it.
    pub fn end_paper_mandate(
        &mut self,
        id: i64,
        granted: bool,
        (at, by): (Instant, i64),
    ) -> Result<bool, StoreError> {
        let state = i64::from(if granted { 1_u8 } else { 2 });
        let ends = [("state", state.into()), ("ended_us", at.0.into()), ("ended_by", by.into())];
        self.end_waiting("paper_mandate", ("mandate_id", id), ends)
    }

    pub fn paper_mandate(&mut self, id: i64) -> Result<Option<KeptPaper>, StoreError> {
        Ok(self.paper_mandates_where("mandate_id = $1", &[id.into()])?.pop())
    }

    /// Those of a party that wait, or ended since then, by number.
    pub fn paper_mandates(
        &mut self,
        party: i64,
        since: Instant,
    ) -> Result<Vec<KeptPaper>, StoreError> {
        let which = "party_id = $1 AND (state = 0 OR ended_us >= $2)";
        self.paper_mandates_where(which, &[party.into(), since.0.into()])
    }

    fn paper_mandates_where(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<KeptPaper>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM paper_mandate WHERE {which} ORDER BY mandate_id"),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}

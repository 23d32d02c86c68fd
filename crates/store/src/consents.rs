//! What households agreed to and took back. Source: PD-03.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::Instant;
use std::collections::BTreeMap;
use units::{AccountId, Dso};

/// Something that a household said of its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentAct {
    pub account: AccountId,
    /// To what, by the caller's number.
    pub kind: u8,
    /// Agreed, or took it back.
    pub agreed: bool,
    pub at: Instant,
    pub person: i64,
}

impl Store {
    /// Keeps an act. False if it says what was said last: nothing is kept then, and to take back what
    /// was never given is nothing either. Within the operator's lock.
    pub fn add_consent(&mut self, act: &ConsentAct) -> Result<bool, StoreError> {
        self.transaction(|store| {
            let acts = store.consents(act.account)?;
            let of_kind = acts.iter().filter(|one| one.kind == act.kind);
            let (mut seq, mut agreed) = (1_i64, false);
            for one in of_kind {
                (seq, agreed) = (seq.saturating_add(1), one.agreed);
            }
            if agreed == act.agreed {
                return Ok(false);
            }
            store.database.execute(
                "INSERT INTO household_consent (account_id, kind, seq, agreed, at_us, person_id)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    act.account.0.into(),
                    i64::from(act.kind).into(),
                    seq.into(),
                    i64::from(act.agreed).into(),
                    act.at.0.into(),
                    act.person.into(),
                ],
            )?;
            Ok(true)
        })
    }

    /// The newest acts of one kind by which households of an operator agree, by account.
    pub fn consents_in_force(&mut self, dso: Dso, kind: u8) -> Result<Vec<ConsentAct>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let mut newest: BTreeMap<AccountId, (i64, ConsentAct)> = BTreeMap::new();
        self.database.query(
            "SELECT account_id, seq, agreed, at_us, person_id FROM household_consent
             WHERE account_id >= $1 AND account_id <= $2 AND kind = $3",
            &[first.0.into(), last.0.into(), i64::from(kind).into()],
            &mut |mut row| {
                let (account, seq) = (AccountId(row.number()?), row.number()?);
                let agreed = row.number()? == 1;
                let (at, person) = (Instant(row.number()?), row.number()?);
                let act = ConsentAct { account, kind, agreed, at, person };
                if newest.get(&account).is_none_or(|(known, _)| *known < seq) {
                    newest.insert(account, (seq, act));
                }
                Ok(())
            },
        )?;
        Ok(newest.into_values().map(|(_, act)| act).filter(|act| act.agreed).collect())
    }

    /// All that a household said, kind by kind, the first first.
    pub fn consents(&mut self, account: AccountId) -> Result<Vec<ConsentAct>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT kind, agreed, at_us, person_id FROM household_consent
             WHERE account_id = $1 ORDER BY kind, seq",
            &[account.0.into()],
            &mut |mut row| {
                found.push(ConsentAct {
                    account,
                    kind: u8::try_from(row.number()?).unwrap_or(u8::MAX),
                    agreed: row.number()? == 1,
                    at: Instant(row.number()?),
                    person: row.number()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

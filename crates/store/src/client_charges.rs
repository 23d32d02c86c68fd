//! Which person of a CPAS is in charge of which client, and who stands in for whom. Source: UX S-09.

use crate::database::{Database as _, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use std::collections::BTreeMap;
use units::AccountId;

/// That somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonLeave {
    pub first: SettlementDay,
    pub last: SettlementDay,
    pub stand_in: i64,
}

impl Store {
    /// Puts a client of a party into the charge of `person`. Within the operator's lock.
    pub fn set_charge(
        &mut self,
        (party, account): (i64, AccountId),
        person: i64,
        (at, by): (Instant, i64),
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM client_charge WHERE party_id = $1 AND account_id = $2",
                &[party.into(), account.0.into()],
            )?;
            store.database.execute(
                "INSERT INTO client_charge (party_id, account_id, seq, person_id, at_us, by_person)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    party.into(),
                    account.0.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    person.into(),
                    at.0.into(),
                    by.into(),
                ],
            )
        })?;
        Ok(())
    }

    /// Who is in charge of which client of a party.
    pub fn charges(&mut self, party: i64) -> Result<BTreeMap<AccountId, i64>, StoreError> {
        let mut found = BTreeMap::new();
        self.database.query(
            "SELECT account_id, person_id FROM client_charge WHERE party_id = $1
             ORDER BY account_id, seq",
            &[party.into()],
            &mut |mut row| {
                // The last of several holds.
                found.insert(AccountId(row.number()?), row.number()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps a person's leave in place of another; `None` ends it. Within the operator's lock.
    pub fn set_leave(
        &mut self,
        person: i64,
        leave: Option<PersonLeave>,
        (at, by): (Instant, i64),
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM person_leave WHERE person_id = $1",
                &[person.into()],
            )?;
            store.database.execute(
                "INSERT INTO person_leave (person_id, seq, first_day, last_day, stand_in, at_us,
                     by_person) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    person.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    Value::number_or_null(leave.map(|leave| i64::from(leave.first.0))),
                    Value::number_or_null(leave.map(|leave| i64::from(leave.last.0))),
                    Value::number_or_null(leave.map(|leave| leave.stand_in)),
                    at.0.into(),
                    by.into(),
                ],
            )
        })?;
        Ok(())
    }

    /// The leave of a person that was kept last, whenever it is.
    pub fn leave(&mut self, person: i64) -> Result<Option<PersonLeave>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT first_day, last_day, stand_in FROM person_leave WHERE person_id = $1
             ORDER BY seq DESC LIMIT 1",
            &[person.into()],
            &mut |mut row| {
                let first = row.number_or_null()?;
                let (last, stand_in) = (row.number_or_null()?, row.number_or_null()?);
                if let (Some(first), Some(last), Some(stand_in)) = (first, last, stand_in) {
                    let day = |number: i64| {
                        i32::try_from(number)
                            .map(SettlementDay)
                            .map_err(|_| StoreError::corrupt(format!("day `{number}` of a leave")))
                    };
                    found = Some(PersonLeave { first: day(first)?, last: day(last)?, stand_in });
                }
                Ok(())
            },
        )?;
        Ok(found)
    }
}

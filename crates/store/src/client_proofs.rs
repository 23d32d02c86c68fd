//! What a social service has to show for its client. Source: UX S-06.

use crate::database::{Database as _, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::AccountId;

/// How one proof stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientProof {
    pub proof: String,
    /// From 0 to 4, as the schema says.
    pub state: i64,
    pub due: Option<SettlementDay>,
    pub at: Instant,
    pub person: i64,
}

impl Store {
    /// Sets how a proof stands; the same again is nothing new. Within the operator's lock.
    pub fn set_client_proof(
        &mut self,
        (party, account): (i64, AccountId),
        new: &ClientProof,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let known = store.client_proofs(party, account)?;
            let same = |one: &ClientProof| {
                one.proof == new.proof && one.state == new.state && one.due == new.due
            };
            if known.iter().any(same) {
                return Ok(());
            }
            let of = [party.into(), account.0.into(), new.proof.as_str().into()];
            let last = store.number_of(
                "SELECT MAX(seq) FROM client_proof
                 WHERE party_id = $1 AND account_id = $2 AND proof = $3",
                &of,
            )?;
            store.database.execute(
                "INSERT INTO client_proof (party_id, account_id, proof, seq, state, due_day, at_us,
                     person_id)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    party.into(),
                    account.0.into(),
                    new.proof.as_str().into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    new.state.into(),
                    Value::number_or_null(new.due.map(|day| i64::from(day.0))),
                    new.at.0.into(),
                    new.person.into(),
                ],
            )?;
            Ok(())
        })
    }

    /// How each proof of a client stands, by name.
    pub fn client_proofs(
        &mut self,
        party: i64,
        account: AccountId,
    ) -> Result<Vec<ClientProof>, StoreError> {
        let mut found: Vec<ClientProof> = Vec::new();
        self.database.query(
            "SELECT proof, state, due_day, at_us, person_id FROM client_proof
             WHERE party_id = $1 AND account_id = $2 ORDER BY proof, seq",
            &[party.into(), account.0.into()],
            &mut |mut row| {
                let (proof, state) = (row.text()?, row.number()?);
                let due = row.number_or_null()?.map(i32::try_from).transpose();
                let due = due.map_err(|_| StoreError::corrupt("an impossible day".to_owned()))?;
                let (at, person) = (Instant(row.number()?), row.number()?);
                let one = ClientProof { proof, state, due: due.map(SettlementDay), at, person };
                match found.last_mut().filter(|last| last.proof == one.proof) {
                    Some(last) => *last = one,
                    None => found.push(one),
                }
                Ok(())
            },
        )?;
        Ok(found)
    }
}

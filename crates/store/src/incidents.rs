//! Which accounts were told of an incident. Source: UX O-10.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso};

impl Store {
    /// Notes that an account was told of an incident; false if it was before. Within the operator's lock.
    pub fn add_incident_told(
        &mut self,
        (dso, incident): (Dso, &str),
        account: AccountId,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let added = self.transaction(|store| {
            store.database.execute(
                "INSERT INTO incident_told (dso, incident, account_id, at_us)
                 VALUES ($1, $2, $3, $4) ON CONFLICT (dso, incident, account_id) DO NOTHING",
                &[i64::from(dso.code()).into(), incident.into(), account.0.into(), at.0.into()],
            )
        })?;
        Ok(added == 1)
    }

    /// The accounts that were told of an incident, and when, by number.
    pub fn incident_told(
        &mut self,
        dso: Dso,
        incident: &str,
    ) -> Result<Vec<(AccountId, Instant)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id, at_us FROM incident_told WHERE dso = $1 AND incident = $2
             ORDER BY account_id",
            &[i64::from(dso.code()).into(), incident.into()],
            &mut |mut row| {
                found.push((AccountId(row.number()?), Instant(row.number()?)));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// How many accounts were told of each incident, and when last.
    pub fn incidents_told(&mut self, dso: Dso) -> Result<Vec<(String, u64, Instant)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT incident, COUNT(*), MAX(at_us) FROM incident_told WHERE dso = $1
             GROUP BY incident ORDER BY incident",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                let incident = row.text()?;
                let count = u64::try_from(row.number()?).unwrap_or(0);
                found.push((incident, count, Instant(row.number()?)));
                Ok(())
            },
        )?;
        Ok(found)
    }

    const OLD_TOLD: &'static str = "dso = $1 AND at_us < $2";

    /// How many of an operator's accounts were told of an incident before `before`.
    pub fn incidents_told_before(
        &mut self,
        dso: Dso,
        before: SettlementDay,
    ) -> Result<u64, StoreError> {
        let text = format!("SELECT COUNT(*) FROM incident_told WHERE {}", Self::OLD_TOLD);
        let values = [i64::from(dso.code()).into(), before.start().0.into()];
        let count = self.number_of(&text, &values)?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Forgets that. What was sent stays with the other messages.
    pub fn drop_incidents_told(
        &mut self,
        dso: Dso,
        before: SettlementDay,
    ) -> Result<(), StoreError> {
        let text = format!("DELETE FROM incident_told WHERE {}", Self::OLD_TOLD);
        let values = [i64::from(dso.code()).into(), before.start().0.into()];
        self.transaction(|store| store.database.execute(&text, &values))?;
        Ok(())
    }
}

//! What households say their suppliers' contracts cost. Source: PA-34.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, MicroEuro, NanoEuroPerKwh};

/// A contract as the household knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplyContract {
    pub account: AccountId,
    pub at: Instant,
    pub person: i64,
    /// A first day of the supplier's year.
    pub anniversary: SettlementDay,
    /// By register; the same twice where there is one.
    pub prices: [NanoEuroPerKwh; 2],
    pub fixed_per_year: MicroEuro,
}

impl Store {
    /// Keeps what a household says now. Within the operator's lock.
    pub fn add_supply_contract(&mut self, contract: &SupplyContract) -> Result<(), StoreError> {
        self.transaction(|store| {
            let mut last = None;
            store.database.query(
                "SELECT MAX(seq) FROM supply_contract WHERE account_id = $1",
                &[contract.account.0.into()],
                &mut |mut row| {
                    last = row.number_or_null()?;
                    Ok(())
                },
            )?;
            let [first, second] = contract.prices;
            store.database.execute(
                "INSERT INTO supply_contract (account_id, seq, at_us, person_id, anniversary,
                     first_nano_eur, second_nano_eur, fixed_micro_eur)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    contract.account.0.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    contract.at.0.into(),
                    contract.person.into(),
                    i64::from(contract.anniversary.0).into(),
                    first.0.into(),
                    second.0.into(),
                    contract.fixed_per_year.0.into(),
                ],
            )?;
            Ok(())
        })
    }

    /// What it said last.
    pub fn supply_contract(
        &mut self,
        account: AccountId,
    ) -> Result<Option<SupplyContract>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT at_us, person_id, anniversary, first_nano_eur, second_nano_eur, fixed_micro_eur
             FROM supply_contract WHERE account_id = $1 ORDER BY seq DESC LIMIT 1",
            &[account.0.into()],
            &mut |mut row| {
                found = Some(SupplyContract {
                    account,
                    at: Instant(row.number()?),
                    person: row.number()?,
                    anniversary: SettlementDay(i32::try_from(row.number()?).unwrap_or(0)),
                    prices: [NanoEuroPerKwh(row.number()?), NanoEuroPerKwh(row.number()?)],
                    fixed_per_year: MicroEuro(row.number()?),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

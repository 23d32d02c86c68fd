//! What the members of a sharing group agreed to pay. Source: ES-16, UX R-07.

use crate::database::{Database, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{MicroEuro, NanoEuroPerKwh};

/// What holds from a month on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingTerms {
    /// Months since year 0, as versions of months have them.
    pub from_month: i32,
    pub price: NanoEuroPerKwh,
    /// In whole cents, of each who takes.
    pub fee: MicroEuro,
    /// All network terms, if somebody said them.
    pub network: Option<NanoEuroPerKwh>,
    pub at: Instant,
    pub by: String,
}

impl Store {
    /// Keeps terms behind those that the group has. Within the operator's lock.
    pub fn add_sharing_terms(
        &mut self,
        group: i64,
        terms: &SharingTerms,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM sharing_terms WHERE group_id = $1",
                &[group.into()],
            )?;
            store.database.execute(
                "INSERT INTO sharing_terms (group_id, seq, from_month, price_nano_eur_kwh,
                     fee_micro_eur, network_nano_eur_kwh, at_us, by_name)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    group.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    i64::from(terms.from_month).into(),
                    terms.price.0.into(),
                    terms.fee.0.into(),
                    Value::number_or_null(terms.network.map(|network| network.0)),
                    terms.at.0.into(),
                    terms.by.as_str().into(),
                ],
            )?;
            Ok(())
        })
    }

    /// The terms of a group, in the order in which they were kept.
    pub fn sharing_terms(&mut self, group: i64) -> Result<Vec<SharingTerms>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT from_month, price_nano_eur_kwh, fee_micro_eur, network_nano_eur_kwh, at_us,
                 by_name FROM sharing_terms WHERE group_id = $1 ORDER BY seq",
            &[group.into()],
            &mut |mut row| {
                found.push(SharingTerms {
                    from_month: row.small()?,
                    price: NanoEuroPerKwh(row.number()?),
                    fee: MicroEuro(row.number()?),
                    network: row.number_or_null()?.map(NanoEuroPerKwh),
                    at: Instant(row.number()?),
                    by: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

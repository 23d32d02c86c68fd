//! What the members of a sharing group agreed to pay. Source: ES-16, UX R-07.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{Dso, MicroEuro, NanoEuroPerKwh};

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
    /// Who keeps them: a name, or `#` and a person's number.
    pub by: String,
    /// Why those of a final month are others than before; empty where there is no such month.
    pub cause: String,
}

const COLUMNS: &str =
    "from_month, price_nano_eur_kwh, fee_micro_eur, network_nano_eur_kwh, at_us, by_name, cause";

fn read(row: &mut Row<'_>) -> Result<SharingTerms, StoreError> {
    Ok(SharingTerms {
        from_month: row.small()?,
        price: NanoEuroPerKwh(row.number()?),
        fee: MicroEuro(row.number()?),
        network: row.number_or_null()?.map(NanoEuroPerKwh),
        at: Instant(row.number()?),
        by: row.text()?,
        cause: row.text()?,
    })
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
                     fee_micro_eur, network_nano_eur_kwh, at_us, by_name, cause)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    group.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    i64::from(terms.from_month).into(),
                    terms.price.0.into(),
                    terms.fee.0.into(),
                    Value::number_or_null(terms.network.map(|network| network.0)),
                    terms.at.0.into(),
                    terms.by.as_str().into(),
                    terms.cause.as_str().into(),
                ],
            )?;
            Ok(())
        })
    }

    /// The terms of a group, in the order in which they were kept.
    pub fn sharing_terms(&mut self, group: i64) -> Result<Vec<SharingTerms>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM sharing_terms WHERE group_id = $1 ORDER BY seq"),
            &[group.into()],
            &mut |mut row| {
                found.push(read(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What groups of an operator kept in a time, each with its group, in order.
    pub fn sharing_terms_between(
        &mut self,
        dso: Dso,
        (from, to): (Instant, Instant),
    ) -> Result<Vec<(i64, SharingTerms)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT group_id, {COLUMNS} FROM sharing_terms
                 WHERE group_id / 1000000000 = $1 AND at_us >= $2 AND at_us < $3
                 ORDER BY at_us, group_id, seq"
            ),
            &[i64::from(dso.code()).into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                found.push((row.number()?, read(&mut row)?));
                Ok(())
            },
        )?;
        Ok(found)
    }
}

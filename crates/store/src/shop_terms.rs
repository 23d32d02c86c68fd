//! What was agreed with shops, and what those with terms hold. Source: UX M-05, M-08.

use crate::database::{Column, Database, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use std::collections::HashMap;
use units::MicroEuro;

/// Terms of a shop as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTerms {
    pub from: SettlementDay,
    /// 0 no limit, 1 a line, 2 a float.
    pub holding: u8,
    pub agreed: MicroEuro,
    pub per_sale: MicroEuro,
    /// In hundredths of a percent.
    pub rate_hundredths: u16,
    pub at: Instant,
    pub by: String,
    pub approved_by: String,
    pub note: String,
}

impl Store {
    /// Keeps terms of a shop, behind those that it has. Within the operator's lock.
    pub fn add_shop_terms(&mut self, terminal: &str, terms: &KeptTerms) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM shop_terms WHERE terminal = $1",
                &[terminal.into()],
            )?;
            store.database.execute(
                "INSERT INTO shop_terms (terminal, seq, from_day, holding, agreed_micro,
                     per_sale_micro, rate_hundredths, at_us, by_name, approved_by, note)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                &[
                    terminal.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    i64::from(terms.from.0).into(),
                    i64::from(terms.holding).into(),
                    terms.agreed.0.into(),
                    terms.per_sale.0.into(),
                    i64::from(terms.rate_hundredths).into(),
                    terms.at.0.into(),
                    terms.by.as_str().into(),
                    terms.approved_by.as_str().into(),
                    terms.note.as_str().into(),
                ],
            )?;
            Ok(())
        })
    }

    /// The terms of a shop, in the order in which they were agreed.
    pub fn shop_terms(&mut self, terminal: &str) -> Result<Vec<KeptTerms>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT from_day, holding, agreed_micro, per_sale_micro, rate_hundredths, at_us, by_name,
                 approved_by, note FROM shop_terms WHERE terminal = $1 ORDER BY seq",
            &[terminal.into()],
            &mut |mut row| {
                found.push(KeptTerms {
                    from: SettlementDay(row.small()?),
                    holding: row.small()?,
                    agreed: MicroEuro(row.number()?),
                    per_sale: MicroEuro(row.number()?),
                    rate_hundredths: row.small()?,
                    at: Instant(row.number()?),
                    by: row.text()?,
                    approved_by: row.text()?,
                    note: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What a shop holds is summed from now on; what it comes to so far.
    pub fn begin_shop_held(&mut self, terminal: &str, held: MicroEuro) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO shop_held (terminal, held_micro) VALUES ($1, $2)",
                &[terminal.into(), held.0.into()],
            )
        })?;
        Ok(())
    }

    /// A shop holds more, or less. Nothing changes for one without terms.
    pub fn move_shop_held(&mut self, terminal: &str, by: MicroEuro) -> Result<(), StoreError> {
        if by == MicroEuro::ZERO {
            return Ok(());
        }
        self.transaction(|store| {
            store.database.execute(
                "UPDATE shop_held SET held_micro = held_micro + $1 WHERE terminal = $2",
                &[by.0.into(), terminal.into()],
            )
        })?;
        Ok(())
    }

    /// What those of these shops hold that have terms.
    pub fn shop_held(
        &mut self,
        terminals: &[&str],
    ) -> Result<HashMap<String, MicroEuro>, StoreError> {
        let values: Vec<Value> = terminals.iter().map(|one| Value::from(*one)).collect();
        let mut found = HashMap::new();
        self.database.query_asked(
            "SELECT h.terminal, h.held_micro FROM asked
             JOIN shop_held h ON h.terminal = asked.terminal",
            &[Column::Text("terminal")],
            &values,
            &mut |mut row| {
                found.insert(row.text()?, MicroEuro(row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }
}

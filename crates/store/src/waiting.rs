//! Money that is waited for, and may have been for too long. Source: CG-07.

use crate::database::Database;
use crate::till::{PAYMENT_COLUMNS, SALE_COLUMNS, payment, sale};
use crate::{KeptPayment, KeptSale, Store, StoreError};
use calendar::Instant;

impl Store {
    /// Up to `most` sales in flight that came to where they stand by `until`, after the one that stood
    /// at an instant, of a terminal, under a number.
    pub fn sales_in_flight(
        &mut self,
        until: Instant,
        (at, terminal, number): (Instant, &str, &str),
        most: i64,
    ) -> Result<Vec<KeptSale>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {SALE_COLUMNS} FROM sale s
                 WHERE s.in_flight = 1 AND s.at_us <= $1
                     AND (s.at_us > $2 OR s.at_us = $2 AND s.terminal > $3
                          OR s.at_us = $2 AND s.terminal = $3 AND s.number > $4)
                 ORDER BY s.at_us, s.terminal, s.number LIMIT $5"
            ),
            &[until.0.into(), at.0.into(), terminal.into(), number.into(), most.into()],
            &mut |mut row| {
                found.push(sale(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Up to `most` payments in flight that are due by `now` and were created by `until`, by id, after
    /// one.
    pub fn payments_in_flight(
        &mut self,
        now: Instant,
        until: Instant,
        after: &str,
        most: i64,
    ) -> Result<Vec<KeptPayment>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {PAYMENT_COLUMNS} FROM payment
                 WHERE due_us <= $1 AND in_flight = 1 AND created_us <= $2 AND payment_id > $3
                 ORDER BY payment_id LIMIT $4"
            ),
            &[now.0.into(), until.0.into(), after.into(), most.into()],
            &mut |mut row| {
                found.push(payment(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}

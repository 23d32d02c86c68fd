//! What is known of supply points with or without an account: cards of other homes that were handed in there,
//! and that their meter must not communicate. Source: MT-13, MT-20, PA-05.

use crate::accounts::number_of;
use crate::database::{Database, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::Ean;

/// A card that was not taken; meters as on their plates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCard {
    /// The supply point that it was handed in for, with or without an account.
    pub ean: Ean,
    pub at: Instant,
    /// The meter that wrote the card.
    pub meter: String,
    /// The meter that is closed.
    pub expected: String,
}

impl Store {
    /// Keeps that a card was not taken; one at an instant.
    pub fn refuse_card(&mut self, card: &RefusedCard) -> Result<(), StoreError> {
        self.database.execute(
            "INSERT INTO refused_card (ean, at_us, meter, expected) VALUES ($1, $2, $3, $4)
             ON CONFLICT (ean, at_us) DO NOTHING",
            &[
                number_of(card.ean)?.into(),
                card.at.0.into(),
                card.meter.as_str().into(),
                card.expected.as_str().into(),
            ],
        )?;
        Ok(())
    }

    /// What was not taken at a supply point, the first one first.
    pub fn refused_cards(&mut self, ean: Ean) -> Result<Vec<RefusedCard>, StoreError> {
        let mut found = Vec::new();
        let values: [Value; 1] = [number_of(ean)?.into()];
        self.database.query(
            "SELECT at_us, meter, expected FROM refused_card WHERE ean = $1 ORDER BY at_us",
            &values,
            &mut |mut row| {
                found.push(RefusedCard {
                    ean,
                    at: Instant(row.number()?),
                    meter: row.text()?,
                    expected: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The household of a supply point refuses that its meter communicates; said again, since the first time.
    pub fn opt_out(&mut self, ean: Ean, at: Instant) -> Result<(), StoreError> {
        self.database.execute(
            "INSERT INTO opt_out (ean, asked_us) VALUES ($1, $2) ON CONFLICT (ean) DO NOTHING",
            &[number_of(ean)?.into(), at.0.into()],
        )?;
        Ok(())
    }

    /// It allows it again. Returns whether it had refused.
    pub fn opt_in(&mut self, ean: Ean) -> Result<bool, StoreError> {
        let ended = self
            .database
            .execute("DELETE FROM opt_out WHERE ean = $1", &[number_of(ean)?.into()])?;
        Ok(ended > 0)
    }

    /// Since when the meter of a supply point must not communicate.
    pub fn opted_out(&mut self, ean: Ean) -> Result<Option<Instant>, StoreError> {
        let mut since = None;
        self.database.query(
            "SELECT asked_us FROM opt_out WHERE ean = $1",
            &[number_of(ean)?.into()],
            &mut |mut row| {
                since = Some(Instant(row.number()?));
                Ok(())
            },
        )?;
        Ok(since)
    }
}

//! How the representative of a group calls its points. Only they see it; it ends with the group. Source: UX R-03.

use crate::database::Database;
use crate::sharing::{ean, number_of};
use crate::{Store, StoreError};
use units::Ean;

impl Store {
    /// The points of a group that have a label, by EAN.
    pub fn sharing_labels(&mut self, group: i64) -> Result<Vec<(Ean, String)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT ean, label FROM sharing_label WHERE group_id = $1 ORDER BY ean",
            &[group.into()],
            &mut |mut row| {
                found.push((ean(&mut row)?, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// A label in the place of the one before; an empty one takes it away.
    pub fn label_point(&mut self, group: i64, of: Ean, label: &str) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "DELETE FROM sharing_label WHERE group_id = $1 AND ean = $2",
                &[group.into(), number_of(of).into()],
            )?;
            if label.is_empty() {
                return Ok(());
            }
            store.database.execute(
                "INSERT INTO sharing_label (group_id, ean, label) VALUES ($1, $2, $3)",
                &[group.into(), number_of(of).into(), label.into()],
            )?;
            Ok(())
        })
    }
}

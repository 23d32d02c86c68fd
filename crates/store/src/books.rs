//! Versions of parameters and prices, entered by one person and approved by another, and settings.

use crate::database::{Database, Row};
use crate::{Book, BookEntry, Store, StoreError};

fn entry(row: &mut Row<'_>) -> Result<BookEntry, StoreError> {
    Ok(BookEntry {
        number: row.number()?,
        body: row.text()?,
        entered_by: row.text()?,
        approved_by: row.text_or_null()?,
    })
}

impl Store {
    /// Enters a version, not yet in force, and says its number, from 1.
    pub fn enter(&mut self, book: Book, body: &str, person: &str) -> Result<i64, StoreError> {
        let (newest, insert) = match book {
            Book::Parameters => (
                "SELECT COALESCE(MAX(number), 0) FROM parameter_entry",
                "INSERT INTO parameter_entry (number, body, entered_by) VALUES ($1, $2, $3)",
            ),
            Book::Prices => (
                "SELECT COALESCE(MAX(number), 0) FROM price_version",
                "INSERT INTO price_version (number, body, entered_by) VALUES ($1, $2, $3)",
            ),
        };
        self.transaction(|store| {
            let mut number = 1;
            store.database.query(newest, &[], &mut |mut row| {
                number = row.number()? + 1;
                Ok(())
            })?;
            store.database.execute(insert, &[number.into(), body.into(), person.into()])?;
            Ok(number)
        })
    }

    /// Brings a version into force. Errors: it does not exist, was approved already, or was entered
    /// by the same person.
    pub fn approve(&mut self, book: Book, number: i64, person: &str) -> Result<(), StoreError> {
        let update = match book {
            Book::Parameters => {
                "UPDATE parameter_entry SET approved_by = $1
                 WHERE number = $2 AND approved_by IS NULL"
            }
            Book::Prices => {
                "UPDATE price_version SET approved_by = $1
                 WHERE number = $2 AND approved_by IS NULL"
            }
        };
        let known = self.book_entries(book)?.into_iter().find(|entry| entry.number == number);
        let known = known.ok_or(StoreError::NoSuchEntry { number })?;
        if known.entered_by == person {
            return Err(StoreError::SamePerson { number, person: person.to_owned() });
        }
        let values = [person.into(), number.into()];
        let changed = self.transaction(|store| store.database.execute(update, &values))?;
        if changed == 0 {
            let person = known.approved_by.unwrap_or_default();
            return Err(StoreError::AlreadyApproved { number, person });
        }
        Ok(())
    }

    /// All versions by number, approved or not.
    pub fn book_entries(&mut self, book: Book) -> Result<Vec<BookEntry>, StoreError> {
        let sql = match book {
            Book::Parameters => {
                "SELECT number, body, entered_by, approved_by FROM parameter_entry ORDER BY number"
            }
            Book::Prices => {
                "SELECT number, body, entered_by, approved_by FROM price_version ORDER BY number"
            }
        };
        let mut found = Vec::new();
        self.database.query(sql, &[], &mut |mut row| {
            found.push(entry(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    pub fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        let mut found = None;
        let sql = "SELECT body FROM setting WHERE name = $1";
        self.database.query(sql, &[name.into()], &mut |mut row| {
            found = Some(row.text()?);
            Ok(())
        })?;
        Ok(found)
    }

    pub fn set_setting(&mut self, name: &str, body: &str) -> Result<(), StoreError> {
        let values = [name.into(), body.into()];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO setting (name, body) VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET body = excluded.body",
                &values,
            )
        })?;
        Ok(())
    }

    /// Housekeeping after a bulk load.
    pub fn tidy(&mut self) -> Result<(), StoreError> {
        self.database.tidy()
    }
}

//! Versions of parameters and prices, entered by one person and approved by another, and settings.

use crate::database::{Database, Row, Value};
use crate::{Book, BookEntry, NewVersion, Refusal, Store, StoreError};
use calendar::Instant;
use units::same_person;

const COLUMNS: &str = "number, body, entered_by, approved_by, entered_us, reason, decided_us,
    refused_by, refused_why, page_key";

impl Book {
    fn table(self) -> &'static str {
        match self {
            Self::Parameters => "parameter_entry",
            Self::Prices => "price_version",
        }
    }
}

fn entry(row: &mut Row<'_>) -> Result<BookEntry, StoreError> {
    let (number, body, entered_by) = (row.number()?, row.text()?, row.text()?);
    let (approved_by, entered_at) = (row.text_or_null()?, row.number_or_null()?.map(Instant));
    let (reason, decided_at) = (row.text_or_null()?, row.number_or_null()?.map(Instant));
    let (refused_by, why) = (row.text_or_null()?, row.text_or_null()?);
    let refused = refused_by.map(|by| Refusal { by, why: why.unwrap_or_default() });
    Ok(BookEntry {
        number,
        body,
        entered_by,
        approved_by,
        entered_at,
        reason: reason.unwrap_or_default(),
        decided_at,
        refused,
        key: row.text_or_null()?,
    })
}

impl Store {
    /// Enters a version, not yet in force, and says its number, from 1.
    pub fn enter(&mut self, book: Book, body: &str, person: &str) -> Result<i64, StoreError> {
        self.enter_row(book, (body, person), None)
    }

    /// The same with why, when and by which page. The version of a page that is known already is said again.
    pub fn enter_version(&mut self, book: Book, new: &NewVersion<'_>) -> Result<i64, StoreError> {
        self.enter_row(book, (new.body, new.person), Some(new))
    }

    /// The version that the page of this key asked for.
    pub fn version_of_page(&mut self, book: Book, key: &str) -> Result<Option<i64>, StoreError> {
        let mut found = None;
        let sql = format!("SELECT number FROM {} WHERE page_key = $1", book.table());
        self.database.query(&sql, &[key.into()], &mut |mut row| {
            found = Some(row.number()?);
            Ok(())
        })?;
        Ok(found)
    }

    fn enter_row(
        &mut self,
        book: Book,
        (body, person): (&str, &str),
        more: Option<&NewVersion<'_>>,
    ) -> Result<i64, StoreError> {
        let table = book.table();
        let key = more.and_then(|more| more.key);
        self.transaction(|store| {
            if let Some(key) = key
                && let Some(known) = store.version_of_page(book, key)?
            {
                return Ok(known);
            }
            let newest = format!("SELECT COALESCE(MAX(number), 0) FROM {table}");
            let mut number = 1;
            store.database.query(&newest, &[], &mut |mut row| {
                number = row.number()? + 1;
                Ok(())
            })?;
            store.database.execute(
                &format!(
                    "INSERT INTO {table} (number, body, entered_by, page_key, entered_us, reason)
                     VALUES ($1, $2, $3, $4, $5, $6)"
                ),
                &[
                    number.into(),
                    body.into(),
                    person.into(),
                    Value::text_or_null(key),
                    Value::number_or_null(more.map(|more| more.at.0)),
                    Value::text_or_null(more.map(|more| more.reason)),
                ],
            )?;
            Ok(number)
        })
    }

    /// Brings a version into force, known from the instant that it names itself: for books that are filled
    /// before anything is settled by them. Errors: it does not exist, was decided already, or was
    /// entered by the same person.
    pub fn approve(&mut self, book: Book, number: i64, person: &str) -> Result<(), StoreError> {
        self.decide(book, number, person, None, None)
    }

    /// The same, known from `at`: what was settled before stays as it is. Source: DOMAIN 0.4.
    pub fn approve_at(
        &mut self,
        book: Book,
        number: i64,
        person: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        self.decide(book, number, person, Some(at), None)
    }

    /// Turns a version down that nobody has approved; whoever entered it may take it back. Errors: it does
    /// not exist, or was decided already.
    pub fn turn_down(
        &mut self,
        book: Book,
        number: i64,
        (person, why): (&str, &str),
        at: Instant,
    ) -> Result<(), StoreError> {
        self.decide(book, number, person, Some(at), Some(why))
    }

    fn decide(
        &mut self,
        book: Book,
        number: i64,
        person: &str,
        at: Option<Instant>,
        why_not: Option<&str>,
    ) -> Result<(), StoreError> {
        let columns = if why_not.is_none() { "approved_by = $1" } else { "refused_by = $1" };
        let update = format!(
            "UPDATE {} SET {columns}, decided_us = $2, refused_why = $3
             WHERE number = $4 AND approved_by IS NULL AND refused_by IS NULL",
            book.table()
        );
        let values = [
            person.into(),
            Value::number_or_null(at.map(|at| at.0)),
            Value::text_or_null(why_not),
            number.into(),
        ];
        self.transaction(|store| {
            let known = store.book_entry(book, number)?;
            let known = known.ok_or(StoreError::NoSuchEntry { number })?;
            if let Some(person) = known.approved_by {
                return Err(StoreError::AlreadyApproved { number, person });
            }
            if let Some(Refusal { by: person, .. }) = known.refused {
                return Err(StoreError::TurnedDown { number, person });
            }
            if why_not.is_none() && same_person(&known.entered_by, person) {
                return Err(StoreError::SamePerson { number, person: person.to_owned() });
            }
            match store.database.execute(&update, &values)? {
                0 => Err(StoreError::AlreadyApproved { number, person: String::new() }),
                _ => Ok(()),
            }
        })
    }

    /// All versions by number, decided or not.
    pub fn book_entries(&mut self, book: Book) -> Result<Vec<BookEntry>, StoreError> {
        self.entries_where(book, "ORDER BY number", &[])
    }

    /// How many versions of both books were ever approved: another number is another state of them.
    pub fn approved_versions(&mut self) -> Result<i64, StoreError> {
        let mut count = 0;
        let sql = "SELECT (SELECT COUNT(*) FROM parameter_entry WHERE approved_by IS NOT NULL)
            + (SELECT COUNT(*) FROM price_version WHERE approved_by IS NOT NULL)";
        self.database.query(sql, &[], &mut |mut row| {
            count = row.number()?;
            Ok(())
        })?;
        Ok(count)
    }

    pub fn book_entry(&mut self, book: Book, number: i64) -> Result<Option<BookEntry>, StoreError> {
        Ok(self.entries_where(book, "WHERE number = $1", &[number.into()])?.pop())
    }

    fn entries_where(
        &mut self,
        book: Book,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<BookEntry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM {} {which}", book.table());
        let mut found = Vec::new();
        self.database.query(&sql, values, &mut |mut row| {
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

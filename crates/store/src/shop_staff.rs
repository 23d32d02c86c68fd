//! Who comes to a shop's till by a PIN, and who has it in hand. PINs come hashed. Source: UX M-07.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::Dso;

/// Somebody who sells at a terminal under a PIN, as of the newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopPerson {
    /// Of the terminal, from 1.
    pub number: i64,
    pub at: Instant,
    /// Who said so.
    pub by: i64,
    pub name: String,
    /// Hashed.
    pub pin: String,
    /// When this PIN was given: whoever came by another one has to come again.
    pub pin_at: Instant,
    /// What it allows is not known here.
    pub rights: u8,
    /// Comes no more.
    pub ended: bool,
}

/// In whose hand a session is since when; in nobody's the till is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TillHand {
    pub staff: Option<i64>,
    pub at: Instant,
}

/// Whose name is let go of.
const NOBODY: &str = "–";
const COLUMNS: &str = "number, at_us, by_person, name, pin, pin_us, rights, ended";

impl Store {
    /// Keeps a version of somebody at a terminal. Within the operator's lock.
    pub fn set_shop_person(
        &mut self,
        terminal: &str,
        person: &ShopPerson,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM shop_staff WHERE terminal = $1 AND number = $2",
                &[terminal.into(), person.number.into()],
            )?;
            store.database.execute(
                &format!(
                    "INSERT INTO shop_staff (terminal, seq, {COLUMNS})
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                ),
                &[
                    terminal.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    person.number.into(),
                    person.at.0.into(),
                    person.by.into(),
                    person.name.as_str().into(),
                    person.pin.as_str().into(),
                    person.pin_at.0.into(),
                    i64::from(person.rights).into(),
                    i64::from(person.ended).into(),
                ],
            )?;
            Ok(())
        })
    }

    /// Everybody of a terminal, by number; also who has left.
    pub fn shop_people(&mut self, terminal: &str) -> Result<Vec<ShopPerson>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM shop_staff s WHERE terminal = $1 AND NOT EXISTS
                     (SELECT 1 FROM shop_staff n WHERE n.terminal = s.terminal
                      AND n.number = s.number AND n.seq > s.seq)
                 ORDER BY number"
            ),
            &[terminal.into()],
            &mut |mut row| {
                found.push(shop_person(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    pub fn shop_person(
        &mut self,
        terminal: &str,
        number: i64,
    ) -> Result<Option<ShopPerson>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM shop_staff WHERE terminal = $1 AND number = $2
                 ORDER BY seq DESC LIMIT 1"
            ),
            &[terminal.into(), number.into()],
            &mut |mut row| {
                found = Some(shop_person(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// At which terminals of an operator who left when.
    const LEFT: &'static str = "s.ended = 1 AND s.name <> $1 AND s.at_us < $2
        AND s.terminal IN (SELECT t.terminal FROM terminal t WHERE t.dso = $3)
        AND NOT EXISTS (SELECT 1 FROM shop_staff n WHERE n.terminal = s.terminal
                        AND n.number = s.number AND n.seq > s.seq)";

    /// How many people left a till of an operator before `before`, and still have a name there.
    pub fn shop_people_before(
        &mut self,
        dso: Dso,
        before: SettlementDay,
    ) -> Result<u64, StoreError> {
        let left = self.number_of(
            &format!("SELECT COUNT(*) FROM shop_staff s WHERE {}", Self::LEFT),
            &[NOBODY.into(), before.start().0.into(), i64::from(dso.code()).into()],
        )?;
        Ok(u64::try_from(left.unwrap_or(0)).unwrap_or(0))
    }

    /// Takes their names and PINs from each version. Their number stays under their sales. Source: PD-01.
    pub fn drop_shop_people(&mut self, dso: Dso, before: SettlementDay) -> Result<(), StoreError> {
        let text = format!(
            "UPDATE shop_staff SET name = $1, pin = '' WHERE EXISTS
                 (SELECT 1 FROM shop_staff s WHERE s.terminal = shop_staff.terminal
                  AND s.number = shop_staff.number AND {})",
            Self::LEFT
        );
        let values = [NOBODY.into(), before.start().0.into(), i64::from(dso.code()).into()];
        self.transaction(|store| store.database.execute(&text, &values))?;
        Ok(())
    }

    /// A session is in somebody's hand from now on; in nobody's without one.
    pub fn hand_till(
        &mut self,
        (person, session): (i64, i64),
        staff: Option<i64>,
        at: Instant,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM till_hand WHERE person_id = $1 AND session = $2",
                &[person.into(), session.into()],
            )?;
            store.database.execute(
                "INSERT INTO till_hand (person_id, session, seq, at_us, staff)
                 VALUES ($1, $2, $3, $4, $5)",
                &[
                    person.into(),
                    session.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    at.0.into(),
                    Value::number_or_null(staff),
                ],
            )?;
            Ok(())
        })
    }

    /// In whose hand a session is; `None` if it never left its owner's.
    pub fn till_hand(
        &mut self,
        (person, session): (i64, i64),
    ) -> Result<Option<TillHand>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT staff, at_us FROM till_hand WHERE person_id = $1 AND session = $2
             ORDER BY seq DESC LIMIT 1",
            &[person.into(), session.into()],
            &mut |mut row| {
                found = Some(TillHand { staff: row.number_or_null()?, at: Instant(row.number()?) });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

/// In the order of [`COLUMNS`].
fn shop_person(row: &mut Row<'_>) -> Result<ShopPerson, StoreError> {
    Ok(ShopPerson {
        number: row.number()?,
        at: Instant(row.number()?),
        by: row.number()?,
        name: row.text()?,
        pin: row.text()?,
        pin_at: Instant(row.number()?),
        rights: row.small()?,
        ended: row.number()? != 0,
    })
}

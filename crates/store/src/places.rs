//! Where people can top up. Source: TP-02.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::Instant;
use units::Dso;

/// A version of a shop or a desk, as it is kept: its fields were checked before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPlace {
    pub dso: Dso,
    pub id: String,
    pub name: String,
    pub street: String,
    pub postcode: u16,
    pub town: String,
    /// As the rule writes them.
    pub hours: String,
    pub bancontact: bool,
    pub cash: bool,
    pub gas: bool,
    pub learnt_at: Instant,
    /// Nobody tops up there any more.
    pub gone: bool,
}

impl Store {
    /// Keeps places, all or none. Returns how many are new or changed: what says what was known is kept
    /// once. Within the operator's lock.
    pub fn set_places(&mut self, places: &[KeptPlace]) -> Result<usize, StoreError> {
        self.transaction(|store| {
            let mut changed = 0_usize;
            for place in places {
                let last = store.versions_of_place(place.dso, &place.id)?.pop();
                let seq = match last {
                    Some((_, known)) if known.says_the_same(place) => continue,
                    Some((seq, _)) => seq.saturating_add(1),
                    None => 1,
                };
                store.database.execute(
                    "INSERT INTO top_up_place (dso, place_id, seq, name, street, postcode, town, hours,
                         bancontact, cash, gas, learnt_us, gone)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                    &[
                        i64::from(place.dso.code()).into(),
                        place.id.as_str().into(),
                        seq.into(),
                        place.name.as_str().into(),
                        place.street.as_str().into(),
                        i64::from(place.postcode).into(),
                        place.town.as_str().into(),
                        place.hours.as_str().into(),
                        i64::from(place.bancontact).into(),
                        i64::from(place.cash).into(),
                        i64::from(place.gas).into(),
                        place.learnt_at.0.into(),
                        i64::from(place.gone).into(),
                    ],
                )?;
                changed = changed.saturating_add(1);
            }
            Ok(changed)
        })
    }

    /// The places of an operator as they are known now, in the order of their names for themselves; those
    /// that are gone too.
    pub fn places(&mut self, dso: Dso) -> Result<Vec<KeptPlace>, StoreError> {
        let mut found: Vec<KeptPlace> = Vec::new();
        for (_, place) in self.some_places(dso, "dso = $1", &[i64::from(dso.code()).into()])? {
            match found.last_mut() {
                Some(last) if last.id == place.id => *last = place,
                _ => found.push(place),
            }
        }
        Ok(found)
    }

    fn versions_of_place(
        &mut self,
        dso: Dso,
        id: &str,
    ) -> Result<Vec<(i64, KeptPlace)>, StoreError> {
        let values = [i64::from(dso.code()).into(), id.into()];
        self.some_places(dso, "dso = $1 AND place_id = $2", &values)
    }

    fn some_places(
        &mut self,
        dso: Dso,
        which: &str,
        values: &[crate::database::Value],
    ) -> Result<Vec<(i64, KeptPlace)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT seq, place_id, name, street, postcode, town, hours, bancontact, cash, gas,
                     learnt_us, gone
                 FROM top_up_place WHERE {which} ORDER BY place_id, seq"
            ),
            values,
            &mut |mut row| {
                let seq = row.number()?;
                found.push((
                    seq,
                    KeptPlace {
                        dso,
                        id: row.text()?,
                        name: row.text()?,
                        street: row.text()?,
                        postcode: u16::try_from(row.number()?).unwrap_or(0),
                        town: row.text()?,
                        hours: row.text()?,
                        bancontact: row.number()? == 1,
                        cash: row.number()? == 1,
                        gas: row.number()? == 1,
                        learnt_at: Instant(row.number()?),
                        gone: row.number()? == 1,
                    },
                ));
                Ok(())
            },
        )?;
        Ok(found)
    }
}

impl KeptPlace {
    fn says_the_same(&self, other: &Self) -> bool {
        let of = |place: &Self| Self { learnt_at: Instant(0), ..place.clone() };
        of(self) == of(other)
    }
}

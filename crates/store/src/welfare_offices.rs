//! Social services by postcode. Source: UX 8.1 P-06.

use crate::database::Database as _;
use crate::{Store, StoreError};
use calendar::Instant;
use units::{Dso, Phone};

/// The social service of a postcode, as it is kept: its fields were checked before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelfareOffice {
    pub dso: Dso,
    pub postcode: u16,
    pub name: String,
    pub address: String,
    pub phone: Phone,
    pub learnt_at: Instant,
}

impl WelfareOffice {
    fn says_the_same(&self, other: &Self) -> bool {
        let said = |one: &Self| (one.name.clone(), one.address.clone(), one.phone);
        said(self) == said(other)
    }
}

impl Store {
    /// Keeps social services, all or none. Returns how many are new or changed: what says what was known is kept
    /// once. Within the operator's lock.
    pub fn set_welfare_offices(&mut self, offices: &[WelfareOffice]) -> Result<usize, StoreError> {
        self.transaction(|store| {
            let mut changed = 0_usize;
            for office in offices {
                let seq = match store.newest_office(office.dso, office.postcode)? {
                    Some((_, known)) if known.says_the_same(office) => continue,
                    Some((seq, _)) => seq.saturating_add(1),
                    None => 1,
                };
                store.database.execute(
                    "INSERT INTO welfare_office (dso, postcode, seq, name, address, phone, learnt_us)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    &[
                        i64::from(office.dso.code()).into(),
                        i64::from(office.postcode).into(),
                        seq.into(),
                        office.name.as_str().into(),
                        office.address.as_str().into(),
                        office.phone.to_string().as_str().into(),
                        office.learnt_at.0.into(),
                    ],
                )?;
                changed = changed.saturating_add(1);
            }
            Ok(changed)
        })
    }

    /// The social service of those who live at a postcode; `None` if nobody entered it.
    pub fn welfare_office(
        &mut self,
        dso: Dso,
        postcode: u16,
    ) -> Result<Option<WelfareOffice>, StoreError> {
        Ok(self.newest_office(dso, postcode)?.map(|(_, office)| office))
    }

    fn newest_office(
        &mut self,
        dso: Dso,
        postcode: u16,
    ) -> Result<Option<(i64, WelfareOffice)>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT seq, name, address, phone, learnt_us FROM welfare_office
             WHERE dso = $1 AND postcode = $2 ORDER BY seq DESC LIMIT 1",
            &[i64::from(dso.code()).into(), i64::from(postcode).into()],
            &mut |mut row| {
                let seq = row.number()?;
                let (name, address) = (row.text()?, row.text()?);
                let phone = crate::contacts::read(&row.text()?)?;
                let learnt_at = Instant(row.number()?);
                found =
                    Some((seq, WelfareOffice { dso, postcode, name, address, phone, learnt_at }));
                Ok(())
            },
        )?;
        Ok(found)
    }
}

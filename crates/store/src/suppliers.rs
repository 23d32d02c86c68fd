//! Suppliers: who works for them, what they ask and dispute, and which households let them see more. Source: UX 8.7.

use crate::accounts::number_of;
use crate::bank::dso_of;
use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso, Ean};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplierCaseKind {
    Request,
    Dispute,
}

impl SupplierCaseKind {
    fn code(self) -> i64 {
        match self {
            Self::Request => 1,
            Self::Dispute => 2,
        }
    }
}

/// A request or a dispute that has no number yet.
#[derive(Debug, Clone, Copy)]
pub struct NewSupplierCase<'a> {
    pub dso: Dso,
    pub supplier: &'a str,
    pub kind: SupplierCaseKind,
    /// A request has one.
    pub ean: Option<Ean>,
    /// Once in the whole database.
    pub page: &'a str,
    pub due: SettlementDay,
    pub body: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierCase {
    pub id: i64,
    pub dso: Dso,
    pub supplier: String,
    pub kind: SupplierCaseKind,
    pub ean: Option<Ean>,
    pub due: SettlementDay,
    pub open: bool,
    pub body: String,
}

/// What a household said last about a supplier and its detailed data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierConsent {
    pub account: AccountId,
    pub supplier: String,
    pub at: Instant,
    /// `None`: taken away.
    pub until: Option<Instant>,
    /// An agent who was told; `None` is the holder.
    pub by: Option<String>,
}

impl SupplierConsent {
    pub fn holds(&self, now: Instant) -> bool {
        self.at <= now && self.until.is_some_and(|until| now < until)
    }
}

const COLUMNS: &str = "case_id, dso, supplier, kind, ean, due_day, open, body";

fn case(row: &mut Row<'_>) -> Result<SupplierCase, StoreError> {
    let id = row.number()?;
    let wrong = || StoreError::corrupt(format!("an impossible case {id} of a supplier"));
    let (dso, supplier) = (dso_of(row)?, row.text()?);
    let kind = match row.number()? {
        1 => SupplierCaseKind::Request,
        2 => SupplierCaseKind::Dispute,
        _ => return Err(wrong()),
    };
    let ean = match row.number_or_null()? {
        None => None,
        Some(number) => {
            let number = u64::try_from(number).map_err(|_| wrong())?;
            Some(Ean::from_u64(number).map_err(|_| wrong())?)
        }
    };
    Ok(SupplierCase {
        id,
        dso,
        supplier,
        kind,
        ean,
        due: SettlementDay(row.small()?),
        open: row.number()? == 1,
        body: row.text()?,
    })
}

impl Store {
    /// For which supplier somebody works from now on; for nobody without one.
    pub fn set_supplier_of(
        &mut self,
        person: i64,
        supplier: Option<&str>,
        at: Instant,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM person_supplier WHERE person_id = $1",
                &[person.into()],
            )?;
            store.database.execute(
                "INSERT INTO person_supplier (person_id, seq, at_us, supplier)
                 VALUES ($1, $2, $3, $4)",
                &[
                    person.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    at.0.into(),
                    Value::text_or_null(supplier),
                ],
            )?;
            Ok(())
        })
    }

    /// For which supplier somebody works.
    pub fn supplier_of(&mut self, person: i64) -> Result<Option<String>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT supplier FROM person_supplier WHERE person_id = $1
             ORDER BY seq DESC LIMIT 1",
            &[person.into()],
            &mut |mut row| {
                found = row.text_or_null()?;
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps something that a supplier asks, or finds what its page has sent before. Within the operator's lock.
    pub fn add_supplier_case(&mut self, new: &NewSupplierCase<'_>) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let known = store.number_of(
                "SELECT case_id FROM supplier_case WHERE page = $1",
                &[new.page.into()],
            )?;
            if let Some(known) = known {
                return Ok(known);
            }
            let id = store.next_of_operator("supplier_case", "case_id", new.dso)?;
            store.database.execute(
                "INSERT INTO supplier_case (case_id, dso, supplier, kind, ean, page, due_day, open, body)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    new.supplier.into(),
                    new.kind.code().into(),
                    Value::number_or_null(new.ean.map(number_of).transpose()?),
                    new.page.into(),
                    i64::from(new.due.0).into(),
                    new.body.into(),
                ],
            )?;
            Ok(id)
        })
    }

    /// How it stands now. Within the operator's lock, under which it was read.
    pub fn set_supplier_case(
        &mut self,
        id: i64,
        open: bool,
        due: SettlementDay,
        body: &str,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE supplier_case SET open = $1, due_day = $2, body = $3 WHERE case_id = $4",
                &[i64::from(open).into(), i64::from(due.0).into(), body.into(), id.into()],
            )
        })?;
        Ok(())
    }

    pub fn supplier_case(&mut self, id: i64) -> Result<Option<SupplierCase>, StoreError> {
        Ok(self.supplier_cases("case_id = $1", &[id.into()])?.pop())
    }

    /// Everything that a supplier asked, the newest first; `most` of it.
    pub fn cases_of_supplier(
        &mut self,
        supplier: &str,
        kind: SupplierCaseKind,
        most: i64,
    ) -> Result<Vec<SupplierCase>, StoreError> {
        let values = [supplier.into(), kind.code().into(), most.into()];
        self.supplier_cases("supplier = $1 AND kind = $2 ORDER BY case_id DESC LIMIT $3", &values)
    }

    /// What a supplier asked of an operator behind a number, the oldest first; `most` of it. `open`: of those that wait, or
    /// of those that have ended, alone.
    pub fn requests_behind(
        &mut self,
        (dso, supplier): (Dso, &str),
        open: Option<bool>,
        after: i64,
        most: i64,
    ) -> Result<Vec<SupplierCase>, StoreError> {
        let request = SupplierCaseKind::Request.code();
        let dso = i64::from(dso.code());
        // Both where none is named.
        let (least, last) = open.map_or((0, 1), |open| (i64::from(open), i64::from(open)));
        self.supplier_cases(
            "supplier = $1 AND dso = $2 AND kind = $3 AND open >= $4 AND open <= $5 AND case_id > $6
             ORDER BY case_id LIMIT $7",
            &[
                supplier.into(),
                dso.into(),
                request.into(),
                least.into(),
                last.into(),
                after.into(),
                most.into(),
            ],
        )
    }

    /// What waits at an operator, what is due first comes first.
    pub fn open_supplier_cases(&mut self, dso: Dso) -> Result<Vec<SupplierCase>, StoreError> {
        let dso = i64::from(dso.code());
        self.supplier_cases("dso = $1 AND open = 1 ORDER BY due_day, case_id", &[dso.into()])
    }

    /// What a supplier asked last of an operator.
    pub fn newest_supplier_case(&mut self, dso: Dso) -> Result<Option<SupplierCase>, StoreError> {
        let dso = i64::from(dso.code());
        let newest =
            self.supplier_cases("dso = $1 ORDER BY case_id DESC LIMIT 1", &[dso.into()])?;
        Ok(newest.into_iter().next())
    }

    /// What suppliers asked for a point, the newest first.
    pub fn supplier_cases_of_point(&mut self, ean: Ean) -> Result<Vec<SupplierCase>, StoreError> {
        self.supplier_cases("ean = $1 ORDER BY case_id DESC", &[number_of(ean)?.into()])
    }

    /// Requests at an operator that have ended, the newest first; `most` of them.
    pub fn ended_requests(&mut self, dso: Dso, most: i64) -> Result<Vec<SupplierCase>, StoreError> {
        let request = SupplierCaseKind::Request.code();
        self.supplier_cases(
            "dso = $1 AND kind = $2 AND open = 0 ORDER BY due_day DESC, case_id DESC LIMIT $3",
            &[i64::from(dso.code()).into(), request.into(), most.into()],
        )
    }

    /// Requests at an operator that have ended, of which nothing is due since a day.
    pub fn requests_ended_before(
        &mut self,
        dso: Dso,
        before: SettlementDay,
    ) -> Result<Vec<SupplierCase>, StoreError> {
        let request = SupplierCaseKind::Request.code();
        self.supplier_cases(
            "dso = $1 AND kind = $2 AND open = 0 AND due_day < $3 ORDER BY case_id",
            &[i64::from(dso.code()).into(), request.into(), i64::from(before.0).into()],
        )
    }

    fn supplier_cases(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<SupplierCase>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM supplier_case WHERE {which}"),
            values,
            &mut |mut row| {
                found.push(case(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps what a household says about a supplier and its detailed data.
    pub fn add_supplier_consent(&mut self, consent: &SupplierConsent) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM supplier_consent WHERE account_id = $1",
                &[consent.account.0.into()],
            )?;
            store.database.execute(
                "INSERT INTO supplier_consent (account_id, seq, supplier, at_us, until_us, given_by)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    consent.account.0.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    consent.supplier.as_str().into(),
                    consent.at.0.into(),
                    Value::number_or_null(consent.until.map(|until| until.0)),
                    Value::text_or_null(consent.by.as_deref()),
                ],
            )?;
            Ok(())
        })
    }

    /// What households have said last about a supplier, by account.
    pub fn consents_of_supplier(
        &mut self,
        supplier: &str,
    ) -> Result<Vec<SupplierConsent>, StoreError> {
        self.supplier_consents("c.supplier = $1", &[supplier.into()])
    }

    /// What a household has said last about each supplier.
    pub fn consents_of_account(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<SupplierConsent>, StoreError> {
        self.supplier_consents("c.account_id = $1", &[account.0.into()])
    }

    /// What households of an operator said last and what runs out in `(after, up_to]`.
    pub fn supplier_consents_ending(
        &mut self,
        dso: Dso,
        [after, up_to]: [Instant; 2],
    ) -> Result<Vec<SupplierConsent>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        self.supplier_consents(
            "c.account_id >= $1 AND c.account_id <= $2 AND c.until_us > $3 AND c.until_us <= $4",
            &[first.0.into(), last.0.into(), after.0.into(), up_to.0.into()],
        )
    }

    fn supplier_consents(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<SupplierConsent>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT c.account_id, c.supplier, c.at_us, c.until_us, c.given_by
                 FROM supplier_consent c
                 WHERE {which} AND NOT EXISTS
                     (SELECT 1 FROM supplier_consent n WHERE n.account_id = c.account_id
                      AND n.supplier = c.supplier AND n.seq > c.seq)
                 ORDER BY c.account_id, c.supplier"
            ),
            values,
            &mut |mut row| {
                found.push(SupplierConsent {
                    account: AccountId(row.number()?),
                    supplier: row.text()?,
                    at: Instant(row.number()?),
                    until: row.number_or_null()?.map(Instant),
                    by: row.text_or_null()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

//! Until when staff have their role, and who looked at it. Source: UX O-06, PD-04.

use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use std::collections::BTreeMap;
use units::Dso;

/// What was done with somebody's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermAct {
    Given,
    Confirmed,
    Prolonged,
    Ended,
}

impl TermAct {
    const ALL: [Self; 4] = [Self::Given, Self::Confirmed, Self::Prolonged, Self::Ended];

    fn code(self) -> i64 {
        match self {
            Self::Given => 1,
            Self::Confirmed => 2,
            Self::Prolonged => 3,
            Self::Ended => 4,
        }
    }
}

/// An act on somebody's role, with what holds from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTerm {
    pub person: i64,
    pub at: Instant,
    pub act: TermAct,
    /// Inclusive.
    pub last_day: Option<SettlementDay>,
    pub reviewed_on: SettlementDay,
    pub by: String,
    pub why: String,
}

const COLUMNS: &str = "t.person_id, t.at_us, t.act, t.last_day, t.reviewed_day, t.by_name, t.why";

fn kept(row: &mut Row<'_>) -> Result<KeptTerm, StoreError> {
    let (person, at, code) = (row.number()?, Instant(row.number()?), row.number()?);
    let act = TermAct::ALL.into_iter().find(|act| act.code() == code);
    let act = act.ok_or_else(|| StoreError::corrupt(format!("an impossible term of {person}")))?;
    let last_day = match row.number_or_null()? {
        Some(day) => Some(SettlementDay(i32::try_from(day).map_err(|_| StoreError::TooLarge)?)),
        None => None,
    };
    let reviewed_on = SettlementDay(row.small()?);
    Ok(KeptTerm { person, at, act, last_day, reviewed_on, by: row.text()?, why: row.text()? })
}

impl Store {
    /// Keeps an act on somebody's role. Within the operator's lock.
    pub fn add_term(&mut self, term: &KeptTerm) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM person_term WHERE person_id = $1",
                &[term.person.into()],
            )?;
            store.database.execute(
                "INSERT INTO person_term (person_id, seq, at_us, act, last_day, reviewed_day, by_name, why)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    term.person.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    term.at.0.into(),
                    term.act.code().into(),
                    Value::number_or_null(term.last_day.map(|day| i64::from(day.0))),
                    i64::from(term.reviewed_on.0).into(),
                    term.by.as_str().into(),
                    term.why.as_str().into(),
                ],
            )?;
            Ok(())
        })
    }

    /// All acts on somebody's role, the newest first.
    pub fn terms_of(&mut self, person: i64) -> Result<Vec<KeptTerm>, StoreError> {
        self.terms("t.person_id = $1 ORDER BY t.seq DESC", &[person.into()])
    }

    /// The newest act on somebody's role.
    pub fn term_of(&mut self, person: i64) -> Result<Option<KeptTerm>, StoreError> {
        Ok(self.terms("t.person_id = $1 ORDER BY t.seq DESC LIMIT 1", &[person.into()])?.pop())
    }

    /// The newest act on the role of each person of an operator.
    pub fn newest_terms(&mut self, dso: Dso) -> Result<BTreeMap<i64, KeptTerm>, StoreError> {
        let found = self.terms(
            "t.person_id IN (SELECT person_id FROM person WHERE dso = $1) AND NOT EXISTS
                 (SELECT 1 FROM person_term n WHERE n.person_id = t.person_id AND n.seq > t.seq)
             ORDER BY t.person_id",
            &[i64::from(dso.code()).into()],
        )?;
        Ok(found.into_iter().map(|term| (term.person, term)).collect())
    }

    /// Acts on roles of an operator in `[from, to)`, the first one first.
    pub fn terms_between(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<KeptTerm>, StoreError> {
        self.terms(
            "t.at_us >= $1 AND t.at_us < $2 AND t.person_id IN
                 (SELECT person_id FROM person WHERE dso = $3)
             ORDER BY t.at_us, t.person_id, t.seq",
            &[from.0.into(), to.0.into(), i64::from(dso.code()).into()],
        )
    }

    fn terms(&mut self, which: &str, values: &[Value]) -> Result<Vec<KeptTerm>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM person_term t WHERE {which}"),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}

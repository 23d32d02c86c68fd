//! That terminals sell no more, or sell again, and when they were heard of. Source: UX A-11, PD-04.

use crate::database::{Column, Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use std::collections::BTreeSet;
use units::Dso;

/// One change of whether a terminal sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalStop {
    pub at: Instant,
    /// It sells no more; else it sells again.
    pub stopped: bool,
    pub by: String,
    /// The second person who lets it sell again.
    pub approved_by: Option<String>,
    pub reason: String,
}

const COLUMNS: &str = "s.at_us, s.stopped, s.by_name, s.approved_by, s.reason";

fn stop(row: &mut Row<'_>) -> Result<TerminalStop, StoreError> {
    Ok(TerminalStop {
        at: Instant(row.number()?),
        stopped: row.number()? == 1,
        by: row.text()?,
        approved_by: row.text_or_null()?,
        reason: row.text()?,
    })
}

impl Store {
    /// Keeps a change. Within the operator's lock. Errors: nobody, no reason, or one person alone lets it sell again.
    pub fn add_terminal_stop(
        &mut self,
        terminal: &str,
        new: &TerminalStop,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM terminal_stop WHERE terminal = $1",
                &[terminal.into()],
            )?;
            store.database.execute(
                "INSERT INTO terminal_stop (terminal, seq, at_us, stopped, by_name, approved_by, reason)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                &[
                    terminal.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    new.at.0.into(),
                    i64::from(new.stopped).into(),
                    new.by.as_str().into(),
                    Value::text_or_null(new.approved_by.as_deref()),
                    new.reason.as_str().into(),
                ],
            )?;
            Ok(())
        })
    }

    /// The changes of a terminal, newest first.
    pub fn terminal_stops(&mut self, terminal: &str) -> Result<Vec<TerminalStop>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {COLUMNS} FROM terminal_stop s WHERE s.terminal = $1 ORDER BY s.seq DESC"
            ),
            &[terminal.into()],
            &mut |mut row| {
                found.push(stop(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Those of these terminals that sell no more.
    pub fn stopped_terminals(
        &mut self,
        terminals: &[&str],
    ) -> Result<BTreeSet<String>, StoreError> {
        let values: Vec<Value> = terminals.iter().map(|one| Value::from(*one)).collect();
        let mut found = BTreeSet::new();
        self.database.query_asked(
            "SELECT s.terminal FROM asked
             JOIN terminal_stop s ON s.terminal = asked.terminal
             WHERE s.stopped = 1
                 AND s.seq = (SELECT MAX(n.seq) FROM terminal_stop n WHERE n.terminal = s.terminal)",
            &[Column::Text("terminal")],
            &values,
            &mut |mut row| {
                found.insert(row.text()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What was changed at an operator's terminals in `[from, to)`, by time.
    pub fn terminal_stops_between(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<(String, TerminalStop)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT s.terminal, {COLUMNS} FROM terminal_stop s
                 JOIN terminal t ON t.terminal = s.terminal
                 WHERE t.dso = $1 AND s.at_us >= $2 AND s.at_us < $3
                 ORDER BY s.at_us, s.terminal, s.seq"
            ),
            &[i64::from(dso.code()).into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                found.push((row.text()?, stop(&mut row)?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// When a terminal last began or changed a sale.
    pub fn last_sale(&mut self, terminal: &str) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT MAX(at_us) FROM sale WHERE terminal = $1";
        Ok(self.number_of(sql, &[terminal.into()])?.map(Instant))
    }

    /// When a terminal last asked the API for anything, as far as requests are kept.
    pub fn last_request(
        &mut self,
        dso: Dso,
        terminal: &str,
    ) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT MAX(at_us) FROM api_request
                   WHERE dso = $1 AND owner_kind = 3 AND owner = $2";
        let values = [i64::from(dso.code()).into(), terminal.into()];
        Ok(self.number_of(sql, &values)?.map(Instant))
    }

    /// Who of an operator sells at which terminal.
    pub fn people_at_terminals(&mut self, dso: Dso) -> Result<Vec<(i64, String)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT t.person_id, t.terminal FROM person_terminal t
             JOIN person p ON p.person_id = t.person_id
             WHERE p.dso = $1 AND t.terminal IS NOT NULL
                 AND t.seq = (SELECT MAX(n.seq) FROM person_terminal n WHERE n.person_id = t.person_id)
             ORDER BY t.person_id",
            &[i64::from(dso.code()).into()],
            &mut |mut row| {
                found.push((row.number()?, row.text()?));
                Ok(())
            },
        )?;
        Ok(found)
    }
}

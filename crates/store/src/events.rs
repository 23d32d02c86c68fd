//! What happened, for partners who are told of it or ask. Source: UX 10.3.

use crate::database::{Database, Row, Value};
use crate::endpoints::{Owner, dso_of};
use crate::{Store, StoreError, lists};
use calendar::Instant;
use units::{AccountId, Dso};

/// An event to be kept, and what leaves with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Follows from what happened: the same twice is one.
    pub id: String,
    pub kind: String,
    pub at: Instant,
    /// `None`: it is about something else.
    pub account: Option<AccountId>,
    /// What it is about without an account.
    pub about: Option<String>,
    /// The supplier or representative whom it concerns beside the operator.
    pub whose: Option<Owner>,
    /// At which terminal it was sold, and the terminal's number of it.
    pub sale: Option<(String, String)>,
    /// The order to the meter.
    pub command: Option<String>,
    /// Endpoints that are told, with the body for each.
    pub to: Vec<(i64, String)>,
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub dso: Dso,
    /// Of the operator, in the order in which they were kept.
    pub seq: i64,
    pub id: String,
    pub kind: String,
    /// By the account's own clock, which waits for a night that is late.
    pub at: Instant,
    /// When it was kept.
    pub made_at: Instant,
    pub account: Option<AccountId>,
    pub about: Option<String>,
    pub whose: Option<Owner>,
    pub sale: Option<(String, String)>,
    pub command: Option<String>,
}

/// Which events of an operator are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventsOf {
    All,
    Accounts(Vec<AccountId>),
    Terminal(String),
    /// What concerns a supplier or a representative.
    Owner(Owner),
}

const COLUMNS: &str =
    "dso, seq, event_id, kind, at_us, made_us, account_id, about, owner_kind, owner,
    terminal, sale, command";

impl Store {
    /// Keeps events with what leaves because of them; one whose id is known stays as it is. Within the
    /// operator's lock, so that numbers become known in their order. Returns how many are new.
    pub fn add_events(
        &mut self,
        dso: Dso,
        events: &[NewEvent],
        now: Instant,
    ) -> Result<usize, StoreError> {
        self.transaction(|store| {
            let mut added = 0;
            for new in events {
                if store.event(&new.id)?.is_some() {
                    continue;
                }
                let code = i64::from(dso.code());
                let last =
                    store.number_of("SELECT MAX(seq) FROM event WHERE dso = $1", &[code.into()])?;
                let (terminal, sale) = new.sale.clone().unzip();
                let whose = new.whose.as_ref().map(Owner::values);
                let [owner_kind, owner] =
                    whose.unwrap_or([Value::number_or_null(None), Value::text_or_null(None)]);
                store.database.execute(
                    "INSERT INTO event (dso, seq, event_id, kind, at_us, made_us, account_id, about,
                         owner_kind, owner, terminal, sale, command)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                    &[
                        code.into(),
                        last.unwrap_or(0).saturating_add(1).into(),
                        new.id.as_str().into(),
                        new.kind.as_str().into(),
                        new.at.0.into(),
                        now.0.into(),
                        Value::number_or_null(new.account.map(|account| account.0)),
                        Value::text_or_null(new.about.as_deref()),
                        owner_kind,
                        owner,
                        Value::text_or_null(terminal.as_deref()),
                        Value::text_or_null(sale.as_deref()),
                        Value::text_or_null(new.command.as_deref()),
                    ],
                )?;
                for (endpoint, body) in &new.to {
                    let of = (*endpoint, new.id.as_str(), new.kind.as_str());
                    store.add_delivery(of, new.account, body, now)?;
                }
                added += 1;
            }
            Ok(added)
        })
    }

    pub fn event(&mut self, id: &str) -> Result<Option<Event>, StoreError> {
        let mut found = None;
        let sql = format!("SELECT {COLUMNS} FROM event WHERE event_id = $1");
        self.database.query(&sql, &[id.into()], &mut |mut row| {
            found = Some(event(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The number of the last event of an operator that was made before an instant; 0 if none was.
    pub fn last_event_before(&mut self, dso: Dso, before: Instant) -> Result<i64, StoreError> {
        let last = self.number_of(
            "SELECT MAX(seq) FROM event WHERE dso = $1 AND made_us < $2",
            &[i64::from(dso.code()).into(), before.0.into()],
        )?;
        Ok(last.unwrap_or(0))
    }

    /// Up to `most` events of an operator behind number `after`, in order.
    pub fn events(
        &mut self,
        dso: Dso,
        of: &EventsOf,
        after: i64,
        most: usize,
    ) -> Result<Vec<Event>, StoreError> {
        let mut found = Vec::new();
        let code = dso.code();
        match of {
            EventsOf::Terminal(name) => {
                let sql = format!(
                    "SELECT {COLUMNS} FROM event WHERE dso = $1 AND terminal = $2 AND seq > $3
                     ORDER BY seq LIMIT {most}"
                );
                let values = [i64::from(code).into(), name.as_str().into(), after.into()];
                self.database.query(&sql, &values, &mut |mut row| {
                    found.push(event(&mut row)?);
                    Ok(())
                })?;
            }
            EventsOf::Owner(owner) => {
                let sql = format!(
                    "SELECT {COLUMNS} FROM event
                     WHERE dso = $1 AND owner_kind = $2 AND owner = $3 AND seq > $4
                     ORDER BY seq LIMIT {most}"
                );
                let [kind, name] = owner.values();
                let values = [i64::from(code).into(), kind, name, after.into()];
                self.database.query(&sql, &values, &mut |mut row| {
                    found.push(event(&mut row)?);
                    Ok(())
                })?;
            }
            EventsOf::All => self.some_events(code, "", after, most, &mut found)?,
            EventsOf::Accounts(accounts) => {
                for list in lists(accounts.iter().map(|account| account.0)) {
                    let which = format!("AND account_id IN ({list})");
                    self.some_events(code, &which, after, most, &mut found)?;
                }
                found.sort_by_key(|event| event.seq);
                found.truncate(most);
            }
        }
        Ok(found)
    }

    fn some_events(
        &mut self,
        dso: i16,
        which: &str,
        after: i64,
        most: usize,
        into: &mut Vec<Event>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM event WHERE dso = {dso} AND seq > {after} {which}
             ORDER BY seq LIMIT {most}"
        );
        self.database.query_once(&sql, &mut |mut row| {
            into.push(event(&mut row)?);
            Ok(())
        })
    }
}

fn event(row: &mut Row<'_>) -> Result<Event, StoreError> {
    let (dso, seq) = (dso_of(row)?, row.number()?);
    let (id, kind, at) = (row.text()?, row.text()?, Instant(row.number()?));
    let (made_at, account) = (Instant(row.number()?), row.number_or_null()?.map(AccountId));
    let about = row.text_or_null()?;
    let whose = match row.number_or_null()?.zip(row.text_or_null()?) {
        Some((kind, name)) => Some(Owner::known(kind, name)?),
        None => None,
    };
    let sale = row.text_or_null()?.zip(row.text_or_null()?);
    let command = row.text_or_null()?;
    Ok(Event { dso, seq, id, kind, at, made_at, account, about, whose, sale, command })
}

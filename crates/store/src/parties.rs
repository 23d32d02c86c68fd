//! Who else than its holder may pay for an account or see it, and who looked. Source: TP-22, PD-04.

use crate::database::{Column, Database, Row, Table, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{AccountId, Dso};

/// Somebody with a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub id: i64,
    pub dso: Dso,
    pub name: String,
    pub made_at: Instant,
}

/// What opens a party's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyLink {
    pub party: i64,
    pub seq: i64,
    pub made_at: Instant,
    /// A later link has taken its place.
    pub replaced: bool,
}

/// A role of a party for one account; what the role allows is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyGrant {
    pub account: AccountId,
    /// Of the account, from 1.
    pub seq: i64,
    pub party: i64,
    pub role: u8,
    pub from: Instant,
    pub until: Option<Instant>,
    /// An agent; `None` is the holder.
    pub granted_by: Option<String>,
    pub reason: String,
    /// How the party knows the home.
    pub label: String,
    pub ended: Option<PartyGrantEnd>,
}

/// That a role was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyGrantEnd {
    pub at: Instant,
    /// An agent; `None` is the holder.
    pub by: Option<String>,
    pub reason: String,
}

/// That a household's data was seen through a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyLook {
    pub account: AccountId,
    pub at: Instant,
    pub visit: i64,
    pub party: i64,
    /// Names of rights, with blanks between.
    pub saw: String,
    /// Of the key with which its system looked; `None`: somebody, by a link or signed in.
    pub key: Option<i64>,
}

/// Which mandates of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MandatesWanted {
    pub dso: Dso,
    /// Those alone that are open then: neither ended nor over, of an account that is not closed.
    pub open_at: Option<Instant>,
    /// Behind this one: since when, of which account, its number.
    pub behind: Option<(Instant, AccountId, i64)>,
    pub most: usize,
}

const PARTY_LOOK: Table = Table {
    name: "party_look",
    columns: &[
        Column::BigInt("account_id"),
        Column::BigInt("at_us"),
        Column::BigInt("visit"),
        Column::BigInt("party_id"),
        Column::Text("saw"),
        Column::BigInt("key_id"),
    ],
};

const GRANT_COLUMNS: &str = "g.account_id, g.seq, g.party_id, g.role, g.from_us, g.until_us,
    g.granted_by, g.reason, g.label, e.ended_us, e.ended_by, e.reason";

impl Store {
    /// A new party, with its first link. Within the operator's lock.
    pub fn add_party(
        &mut self,
        dso: Dso,
        name: &str,
        hash: &str,
        at: Instant,
    ) -> Result<Party, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("party", "party_id", dso)?;
            store.database.execute(
                "INSERT INTO party (party_id, dso, name, made_us) VALUES ($1, $2, $3, $4)",
                &[id.into(), i64::from(dso.code()).into(), name.into(), at.0.into()],
            )?;
            store.add_party_link(id, hash, at)?;
            Ok(Party { id, dso, name: name.to_owned(), made_at: at })
        })
    }

    /// A link that takes the place of those before it.
    pub fn add_party_link(
        &mut self,
        party: i64,
        hash: &str,
        at: Instant,
    ) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM party_link WHERE party_id = $1",
                &[party.into()],
            )?;
            let seq = last.unwrap_or(0).saturating_add(1);
            store.database.execute(
                "INSERT INTO party_link (party_id, seq, hash, made_us) VALUES ($1, $2, $3, $4)",
                &[party.into(), seq.into(), hash.into(), at.0.into()],
            )?;
            Ok(seq)
        })
    }

    pub fn party(&mut self, id: i64) -> Result<Option<Party>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT party_id, dso, name, made_us FROM party WHERE party_id = $1",
            &[id.into()],
            &mut |mut row| {
                let id = row.number()?;
                let dso = Dso::from_code(row.small()?);
                let dso = dso.ok_or_else(|| StoreError::corrupt(format!("party {id}")))?;
                let (name, made_at) = (row.text()?, Instant(row.number()?));
                found = Some(Party { id, dso, name, made_at });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The link whose token has this hash.
    pub fn party_link_of(&mut self, hash: &str) -> Result<Option<PartyLink>, StoreError> {
        self.link("SELECT party_id, seq, made_us FROM party_link WHERE hash = $1", &[hash.into()])
    }

    pub fn party_link(&mut self, party: i64, seq: i64) -> Result<Option<PartyLink>, StoreError> {
        self.link(
            "SELECT party_id, seq, made_us FROM party_link WHERE party_id = $1 AND seq = $2",
            &[party.into(), seq.into()],
        )
    }

    /// The link of a party that opens its page now.
    pub fn newest_party_link(&mut self, party: i64) -> Result<Option<PartyLink>, StoreError> {
        self.link(
            "SELECT party_id, seq, made_us FROM party_link WHERE party_id = $1
             ORDER BY seq DESC LIMIT 1",
            &[party.into()],
        )
    }

    fn link(&mut self, sql: &str, values: &[Value]) -> Result<Option<PartyLink>, StoreError> {
        let mut found = None;
        self.database.query(sql, values, &mut |mut row| {
            let (party, seq) = (row.number()?, row.number()?);
            let made_at = Instant(row.number()?);
            found = Some(PartyLink { party, seq, made_at, replaced: false });
            Ok(())
        })?;
        let Some(mut link) = found else { return Ok(None) };
        let newest = self.number_of(
            "SELECT MAX(seq) FROM party_link WHERE party_id = $1",
            &[link.party.into()],
        )?;
        link.replaced = newest != Some(link.seq);
        Ok(Some(link))
    }

    /// Keeps a grant under the next number of its account, which it returns. Within the operator's
    /// lock.
    pub fn add_party_grant(&mut self, grant: &PartyGrant) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM party_grant WHERE account_id = $1",
                &[grant.account.0.into()],
            )?;
            let seq = last.unwrap_or(0).saturating_add(1);
            store.database.execute(
                "INSERT INTO party_grant (account_id, seq, party_id, role, from_us, until_us,
                     granted_by, reason, label)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &[
                    grant.account.0.into(),
                    seq.into(),
                    grant.party.into(),
                    i64::from(grant.role).into(),
                    grant.from.0.into(),
                    Value::number_or_null(grant.until.map(|until| until.0)),
                    Value::text_or_null(grant.granted_by.as_deref()),
                    grant.reason.as_str().into(),
                    grant.label.as_str().into(),
                ],
            )?;
            Ok(seq)
        })
    }

    /// Errors: it has an end already.
    pub fn end_party_grant(
        &mut self,
        account: AccountId,
        seq: i64,
        end: &PartyGrantEnd,
    ) -> Result<(), StoreError> {
        let values = [
            account.0.into(),
            seq.into(),
            end.at.0.into(),
            Value::text_or_null(end.by.as_deref()),
            end.reason.as_str().into(),
        ];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO party_grant_end (account_id, seq, ended_us, ended_by, reason)
                 VALUES ($1, $2, $3, $4, $5)",
                &values,
            )
        })?;
        Ok(())
    }

    /// All that was ever granted for an account, in order.
    pub fn party_grants(&mut self, account: AccountId) -> Result<Vec<PartyGrant>, StoreError> {
        let mut found = Vec::new();
        let sql = format!(
            "SELECT {GRANT_COLUMNS} FROM party_grant g
             LEFT JOIN party_grant_end e ON e.account_id = g.account_id AND e.seq = g.seq
             WHERE g.account_id = $1 ORDER BY g.account_id, g.seq"
        );
        self.database.query(&sql, &[account.0.into()], &mut |mut row| {
            found.push(grant(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// All that was ever granted to a party, by account.
    pub fn grants_of_party(&mut self, party: i64) -> Result<Vec<PartyGrant>, StoreError> {
        self.grants(&format!(
            "SELECT {GRANT_COLUMNS} FROM party_grant g
             LEFT JOIN party_grant_end e ON e.account_id = g.account_id AND e.seq = g.seq
             WHERE g.party_id = {party} ORDER BY g.account_id, g.seq"
        ))
    }

    /// Mandates of an operator, the newest first.
    pub fn mandates(&mut self, wanted: &MandatesWanted) -> Result<Vec<PartyGrant>, StoreError> {
        let far = (Instant(i64::MAX), AccountId(i64::MAX), i64::MAX);
        let (from, account, seq) = wanted.behind.unwrap_or(far);
        let open = match wanted.open_at {
            Some(at) => format!(
                "AND e.account_id IS NULL AND a.closed_us IS NULL AND g.from_us <= {0}
                 AND g.until_us > {0}",
                at.0
            ),
            None => String::new(),
        };
        self.grants(&format!(
            "SELECT {GRANT_COLUMNS} FROM party_grant g
             JOIN account a ON a.account_id = g.account_id
             LEFT JOIN party_grant_end e ON e.account_id = g.account_id AND e.seq = g.seq
             WHERE a.dso = {} AND g.role >= 3 {open}
                 AND (g.from_us < {from} OR (g.from_us = {from} AND (g.account_id < {account}
                     OR (g.account_id = {account} AND g.seq < {seq}))))
             ORDER BY g.from_us DESC, g.account_id DESC, g.seq DESC LIMIT {}",
            wanted.dso.code(),
            wanted.most,
            from = from.0,
            account = account.0,
        ))
    }

    /// Those of an operator's open accounts that run out in `(after, up_to]` and were not ended before, by that time.
    pub fn grants_ending(
        &mut self,
        dso: Dso,
        [after, up_to]: [Instant; 2],
    ) -> Result<Vec<PartyGrant>, StoreError> {
        self.grants(&format!(
            "SELECT {GRANT_COLUMNS} FROM party_grant g
             JOIN account a ON a.account_id = g.account_id
             LEFT JOIN party_grant_end e ON e.account_id = g.account_id AND e.seq = g.seq
             WHERE a.dso = {} AND a.closed_us IS NULL AND e.account_id IS NULL
                 AND g.until_us > {} AND g.until_us <= {}
             ORDER BY g.until_us, g.account_id, g.seq",
            dso.code(),
            after.0,
            up_to.0,
        ))
    }

    fn grants(&mut self, sql: &str) -> Result<Vec<PartyGrant>, StoreError> {
        let mut found = Vec::new();
        self.database.query_once(sql, &mut |mut row| {
            found.push(grant(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Keeps looks.
    pub fn add_party_looks(&mut self, looks: &[PartyLook]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(looks.len() * PARTY_LOOK.columns.len());
        for look in looks {
            values.extend([
                look.account.0.into(),
                look.at.0.into(),
                look.visit.into(),
                look.party.into(),
                look.saw.as_str().into(),
                Value::number_or_null(look.key),
            ]);
        }
        self.transaction(|store| store.database.insert(&PARTY_LOOK, &values))
    }

    /// The newest `most` looks at an account, newest first.
    pub fn party_looks(
        &mut self,
        account: AccountId,
        most: usize,
    ) -> Result<Vec<PartyLook>, StoreError> {
        self.looks_by_parties(
            "account_id = $1 ORDER BY at_us DESC, visit DESC LIMIT $2",
            &[account.0.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
        )
    }

    /// The newest `most` looks of a party's systems since then, newest first.
    pub fn looks_by_keys(
        &mut self,
        party: i64,
        from: Instant,
        most: usize,
    ) -> Result<Vec<PartyLook>, StoreError> {
        self.looks_by_parties(
            "party_id = $1 AND at_us >= $2 AND key_id IS NOT NULL
             ORDER BY at_us DESC, account_id, visit LIMIT $3",
            &[party.into(), from.0.into(), i64::try_from(most).unwrap_or(i64::MAX).into()],
        )
    }

    fn looks_by_parties(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<PartyLook>, StoreError> {
        let mut found = Vec::new();
        let sql = format!(
            "SELECT account_id, at_us, visit, party_id, saw, key_id FROM party_look WHERE {which}"
        );
        self.database.query(&sql, values, &mut |mut row| {
            found.push(PartyLook {
                account: AccountId(row.number()?),
                at: Instant(row.number()?),
                visit: row.number()?,
                party: row.number()?,
                saw: row.text()?,
                key: row.number_or_null()?,
            });
            Ok(())
        })?;
        Ok(found)
    }
}

fn grant(row: &mut Row<'_>) -> Result<PartyGrant, StoreError> {
    let mut grant = PartyGrant {
        account: AccountId(row.number()?),
        seq: row.number()?,
        party: row.number()?,
        role: row.small()?,
        from: Instant(row.number()?),
        until: row.number_or_null()?.map(Instant),
        granted_by: row.text_or_null()?,
        reason: row.text()?,
        label: row.text()?,
        ended: None,
    };
    let (at, by, reason) = (row.number_or_null()?, row.text_or_null()?, row.text_or_null()?);
    grant.ended = at.zip(reason).map(|(at, reason)| PartyGrantEnd { at: Instant(at), by, reason });
    Ok(grant)
}

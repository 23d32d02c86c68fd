//! Who signs in, with what, whose households are theirs, and what they looked at. Secrets come sealed or
//! hashed: none is kept as it is. Source: PD-04, PD-05.

use crate::contacts::ContactPoint;
use crate::database::{Column, Database, Row, Table, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use std::str::FromStr;
use units::{AccountId, Dso, Email, Language, Phone};

/// What somebody signs in with; the newest version counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    pub at: Instant,
    pub language: Language,
    /// Of staff. A household's name stands in its contact.
    pub name: String,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    /// Hashed.
    pub password: Option<String>,
    /// Of the second factor, sealed.
    pub totp: Option<String>,
    /// Signs in no more.
    pub ended: bool,
}

impl Ways {
    /// Nothing yet but a language.
    pub fn empty(language: Language, at: Instant) -> Self {
        Self {
            at,
            language,
            name: String::new(),
            phone: None,
            email: None,
            password: None,
            totp: None,
            ended: false,
        }
    }
}

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: i64,
    pub dso: Dso,
    /// What it allows is not known here.
    pub role: u8,
    /// For which somebody of a CPAS works.
    pub party: Option<i64>,
    pub made_at: Instant,
    pub ways: Ways,
}

/// A household of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonAccount {
    pub person: i64,
    pub account: AccountId,
    pub from: Instant,
    pub until: Option<Instant>,
}

/// A one-time code that was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCode {
    /// What the page that asks for it carries.
    pub challenge: String,
    /// 1 the letter's, 2 to sign in.
    pub purpose: u8,
    /// Where it was sent; of a letter the number of the account.
    pub address: String,
    pub hash: String,
    /// Who gets in; without one nobody does, whatever is tried.
    pub person: Option<i64>,
    /// Whose letter it is, or who is activated by it.
    pub account: Option<AccountId>,
    pub made_at: Instant,
    pub wrong: u32,
    pub used_at: Option<Instant>,
}

/// Somebody signed in on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub person: i64,
    /// Of the person, from 1.
    pub seq: i64,
    /// As its browser calls it.
    pub device: String,
    pub made_at: Instant,
    pub seen_at: Instant,
    pub ended_at: Option<Instant>,
}

/// That somebody who is signed in saw a household's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLook {
    pub account: AccountId,
    pub at: Instant,
    pub number: i64,
    pub person: i64,
    pub role: u8,
    pub saw: String,
    pub reason: String,
}

const PERSON_LOOK: Table = Table {
    name: "person_look",
    columns: &[
        Column::BigInt("account_id"),
        Column::BigInt("at_us"),
        Column::BigInt("number"),
        Column::BigInt("person_id"),
        Column::SmallInt("role"),
        Column::Text("saw"),
        Column::Text("reason"),
    ],
};

const PERSON_COLUMNS: &str =
    "p.person_id, p.dso, p.role, p.party_id, p.made_us, w.at_us, w.language, w.name,
    w.phone, w.email, w.password, w.totp, w.ended";

const NEWEST_WAY: &str = "NOT EXISTS
    (SELECT 1 FROM person_way n WHERE n.person_id = w.person_id AND n.seq > w.seq)";

const CODE_COLUMNS: &str =
    "challenge, purpose, address, hash, person_id, account_id, made_us, wrong, used_us";

const SESSION_COLUMNS: &str = "person_id, seq, device, made_us, seen_us, ended_us";

impl Store {
    /// Somebody new. Within the operator's lock.
    pub fn add_person(
        &mut self,
        dso: Dso,
        role: u8,
        party: Option<i64>,
        ways: &Ways,
    ) -> Result<Person, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("person", "person_id", dso)?;
            store.database.execute(
                "INSERT INTO person (person_id, dso, role, made_us, party_id)
                 VALUES ($1, $2, $3, $4, $5)",
                &[
                    id.into(),
                    i64::from(dso.code()).into(),
                    i64::from(role).into(),
                    ways.at.0.into(),
                    Value::number_or_null(party),
                ],
            )?;
            store.set_ways(id, ways)?;
            Ok(Person { id, dso, role, party, made_at: ways.at, ways: ways.clone() })
        })
    }

    /// A new version of what somebody signs in with.
    pub fn set_ways(&mut self, person: i64, ways: &Ways) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM person_way WHERE person_id = $1",
                &[person.into()],
            )?;
            store.database.execute(
                "INSERT INTO person_way (person_id, seq, at_us, language, name, phone, email, password,
                     totp, ended)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                &[
                    person.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    ways.at.0.into(),
                    ways.language.code().into(),
                    ways.name.as_str().into(),
                    Value::text_or_null(ways.phone.map(|phone| phone.to_string()).as_deref()),
                    Value::text_or_null(ways.email.as_ref().map(Email::as_str)),
                    Value::text_or_null(ways.password.as_deref()),
                    Value::text_or_null(ways.totp.as_deref()),
                    i64::from(ways.ended).into(),
                ],
            )?;
            Ok(())
        })
    }

    pub fn person(&mut self, id: i64) -> Result<Option<Person>, StoreError> {
        let found = self.people(&format!("p.person_id = {id}"), &[])?;
        Ok(found.into_iter().next())
    }

    /// Those who sign in with this phone number or address of mail, and have not ended.
    pub fn people_at(&mut self, point: &ContactPoint) -> Result<Vec<Person>, StoreError> {
        let (column, value) = (point.column(), point.to_string());
        self.people(&format!("w.ended = 0 AND w.{column} = $1"), &[value.as_str().into()])
    }

    /// Everybody of an operator in these roles, also who has ended.
    pub fn people_of(&mut self, dso: Dso, roles: &[u8]) -> Result<Vec<Person>, StoreError> {
        let roles = roles.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        if roles.is_empty() {
            return Ok(Vec::new());
        }
        self.people(&format!("p.dso = {} AND p.role IN ({roles})", dso.code()), &[])
    }

    fn people(&mut self, which: &str, values: &[Value]) -> Result<Vec<Person>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT {PERSON_COLUMNS} FROM person p JOIN person_way w ON w.person_id = p.person_id
                 WHERE {which} AND {NEWEST_WAY} ORDER BY p.person_id"
            ),
            values,
            &mut |mut row| {
                found.push(person(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// From when on a household is somebody's; nothing changes if it is already.
    pub fn give_account(
        &mut self,
        person: i64,
        account: AccountId,
        from: Instant,
    ) -> Result<(), StoreError> {
        let values = [person.into(), account.0.into(), from.0.into()];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO person_account (person_id, account_id, from_us) VALUES ($1, $2, $3)
                 ON CONFLICT (person_id, account_id) DO UPDATE SET until_us = NULL",
                &values,
            )
        })?;
        Ok(())
    }

    /// The household is no longer somebody's.
    pub fn take_account(
        &mut self,
        person: i64,
        account: AccountId,
        until: Instant,
    ) -> Result<(), StoreError> {
        let values = [until.0.into(), person.into(), account.0.into()];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE person_account SET until_us = $1
                 WHERE person_id = $2 AND account_id = $3 AND until_us IS NULL",
                &values,
            )
        })?;
        Ok(())
    }

    /// The households of somebody, by number; also former ones.
    pub fn accounts_of_person(&mut self, person: i64) -> Result<Vec<PersonAccount>, StoreError> {
        self.person_accounts("person_id = $1 ORDER BY account_id", person)
    }

    /// Whose a household is or was.
    pub fn people_of_account(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<PersonAccount>, StoreError> {
        self.person_accounts("account_id = $1 ORDER BY person_id", account.0)
    }

    fn person_accounts(
        &mut self,
        which: &str,
        value: i64,
    ) -> Result<Vec<PersonAccount>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT person_id, account_id, from_us, until_us FROM person_account WHERE {which}"
            ),
            &[value.into()],
            &mut |mut row| {
                found.push(PersonAccount {
                    person: row.number()?,
                    account: AccountId(row.number()?),
                    from: Instant(row.number()?),
                    until: row.number_or_null()?.map(Instant),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// At which terminal somebody sells from now on; at none without one.
    pub fn set_terminal(
        &mut self,
        person: i64,
        terminal: Option<&str>,
        at: Instant,
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM person_terminal WHERE person_id = $1",
                &[person.into()],
            )?;
            store.database.execute(
                "INSERT INTO person_terminal (person_id, seq, at_us, terminal)
                 VALUES ($1, $2, $3, $4)",
                &[
                    person.into(),
                    last.unwrap_or(0).saturating_add(1).into(),
                    at.0.into(),
                    Value::text_or_null(terminal),
                ],
            )?;
            Ok(())
        })
    }

    /// The terminal at which somebody sells.
    pub fn terminal_of(&mut self, person: i64) -> Result<Option<String>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT terminal FROM person_terminal WHERE person_id = $1
             ORDER BY seq DESC LIMIT 1",
            &[person.into()],
            &mut |mut row| {
                found = row.text_or_null()?;
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Whether somebody of this role who works for a party sells at a terminal now.
    pub fn party_sells(&mut self, party: i64, role: u8) -> Result<bool, StoreError> {
        let count = self.number_of(
            &format!(
                "SELECT COUNT(*) FROM person p JOIN person_way w ON w.person_id = p.person_id
                     JOIN person_terminal t ON t.person_id = p.person_id
                 WHERE p.party_id = $1 AND p.role = $2 AND w.ended = 0 AND t.terminal IS NOT NULL
                     AND {NEWEST_WAY} AND NOT EXISTS (SELECT 1 FROM person_terminal n
                         WHERE n.person_id = t.person_id AND n.seq > t.seq)"
            ),
            &[party.into(), i64::from(role).into()],
        )?;
        Ok(count.unwrap_or(0) > 0)
    }

    /// Keeps why somebody asks to undo a sale; what was said first stays.
    pub fn add_undo_reason(
        &mut self,
        (terminal, number): (&str, &str),
        person: i64,
        reason: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        let values = [terminal.into(), number.into(), at.0.into(), person.into(), reason.into()];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO sale_undo (terminal, number, at_us, person_id, reason)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (terminal, number) DO NOTHING",
                &values,
            )
        })?;
        Ok(())
    }

    /// Why somebody asked to undo a sale.
    pub fn undo_reason(
        &mut self,
        terminal: &str,
        number: &str,
    ) -> Result<Option<String>, StoreError> {
        let mut found = None;
        self.database.query(
            "SELECT reason FROM sale_undo WHERE terminal = $1 AND number = $2",
            &[terminal.into(), number.into()],
            &mut |mut row| {
                found = Some(row.text()?);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps a code. Errors: its challenge was there before.
    pub fn add_code(&mut self, code: &KeptCode) -> Result<(), StoreError> {
        let values = [
            code.challenge.as_str().into(),
            i64::from(code.purpose).into(),
            code.address.as_str().into(),
            code.hash.as_str().into(),
            Value::number_or_null(code.person),
            Value::number_or_null(code.account.map(|account| account.0)),
            code.made_at.0.into(),
            i64::from(code.wrong).into(),
            Value::number_or_null(code.used_at.map(|at| at.0)),
        ];
        self.transaction(|store| {
            store.database.execute(
                &format!(
                    "INSERT INTO person_code ({CODE_COLUMNS})
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
                ),
                &values,
            )
        })?;
        Ok(())
    }

    pub fn code(&mut self, challenge: &str) -> Result<Option<KeptCode>, StoreError> {
        self.one_code("challenge = $1", &[challenge.into()])
    }

    /// The newest code of a letter for an account.
    pub fn letter_code(&mut self, account: AccountId) -> Result<Option<KeptCode>, StoreError> {
        self.one_code(
            "account_id = $1 AND purpose = 1 ORDER BY made_us DESC, challenge LIMIT 1",
            &[account.0.into()],
        )
    }

    fn one_code(&mut self, which: &str, values: &[Value]) -> Result<Option<KeptCode>, StoreError> {
        let mut found = None;
        self.database.query(
            &format!("SELECT {CODE_COLUMNS} FROM person_code WHERE {which}"),
            values,
            &mut |mut row| {
                found = Some(KeptCode {
                    challenge: row.text()?,
                    purpose: row.small()?,
                    address: row.text()?,
                    hash: row.text()?,
                    person: row.number_or_null()?,
                    account: row.number_or_null()?.map(AccountId),
                    made_at: Instant(row.number()?),
                    wrong: row.small()?,
                    used_at: row.number_or_null()?.map(Instant),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Keeps what a try made of a code, unless another try came first: then `false`, and nothing has
    /// changed.
    pub fn code_tried(&mut self, before: &KeptCode, after: &KeptCode) -> Result<bool, StoreError> {
        let of = (before.challenge.as_str(), before.wrong);
        self.tried("person_code", of, (after.wrong, after.used_at))
    }

    /// The same of any table of challenges, by its name.
    pub(crate) fn tried(
        &mut self,
        table: &'static str,
        (challenge, wrong): (&str, u32),
        after: (u32, Option<Instant>),
    ) -> Result<bool, StoreError> {
        let values = [
            i64::from(after.0).into(),
            Value::number_or_null(after.1.map(|at| at.0)),
            challenge.into(),
            i64::from(wrong).into(),
        ];
        let text = format!(
            "UPDATE {table} SET wrong = $1, used_us = $2
             WHERE challenge = $3 AND wrong = $4 AND used_us IS NULL"
        );
        let changed = self.transaction(|store| store.database.execute(&text, &values))?;
        Ok(changed == 1)
    }

    /// How many codes were made for an address since an instant.
    pub fn codes_since(&mut self, address: &str, since: Instant) -> Result<u64, StoreError> {
        let count = self.number_of(
            "SELECT COUNT(*) FROM person_code WHERE address = $1 AND made_us >= $2",
            &[address.into(), since.0.into()],
        )?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Somebody is signed in from now on, to whoever has the token of this hash. Returns the session's
    /// number.
    pub fn add_session(
        &mut self,
        person: i64,
        hash: &str,
        device: &str,
        at: Instant,
    ) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let last = store.number_of(
                "SELECT MAX(seq) FROM person_session WHERE person_id = $1",
                &[person.into()],
            )?;
            let seq = last.unwrap_or(0).saturating_add(1);
            store.database.execute(
                "INSERT INTO person_session (hash, person_id, seq, device, made_us, seen_us)
                 VALUES ($1, $2, $3, $4, $5, $5)",
                &[hash.into(), person.into(), seq.into(), device.into(), at.0.into()],
            )?;
            Ok(seq)
        })
    }

    pub fn session(&mut self, hash: &str) -> Result<Option<Session>, StoreError> {
        Ok(self.session_rows("hash = $1", hash.into())?.pop())
    }

    /// The sessions of somebody, the newest first.
    pub fn sessions(&mut self, person: i64) -> Result<Vec<Session>, StoreError> {
        self.session_rows("person_id = $1 ORDER BY seq DESC", person.into())
    }

    fn session_rows(&mut self, which: &str, value: Value) -> Result<Vec<Session>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {SESSION_COLUMNS} FROM person_session WHERE {which}"),
            &[value],
            &mut |mut row| {
                found.push(Session {
                    person: row.number()?,
                    seq: row.number()?,
                    device: row.text()?,
                    made_at: Instant(row.number()?),
                    seen_at: Instant(row.number()?),
                    ended_at: row.number_or_null()?.map(Instant),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// A session was used.
    pub fn session_seen(&mut self, person: i64, seq: i64, at: Instant) -> Result<(), StoreError> {
        let values = [at.0.into(), person.into(), seq.into()];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE person_session SET seen_us = $1
                 WHERE person_id = $2 AND seq = $3 AND seen_us < $1",
                &values,
            )
        })?;
        Ok(())
    }

    /// Ends a session of somebody; all of them without a number.
    pub fn end_session(
        &mut self,
        person: i64,
        seq: Option<i64>,
        at: Instant,
    ) -> Result<u64, StoreError> {
        let values = [at.0.into(), person.into(), seq.unwrap_or(0).into()];
        self.transaction(|store| {
            store.database.execute(
                "UPDATE person_session SET ended_us = $1
                 WHERE person_id = $2 AND ($3 = 0 OR seq = $3) AND ended_us IS NULL",
                &values,
            )
        })
    }

    /// Where the clock is turned by hand: who is signed in stays so, for as long as before.
    pub fn move_sessions(&mut self, by_us: i64) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute(
                "UPDATE person_session SET made_us = made_us + $1, seen_us = seen_us + $1
                 WHERE ended_us IS NULL",
                &[by_us.into()],
            )
        })?;
        Ok(())
    }

    /// Keeps looks.
    pub fn add_person_looks(&mut self, looks: &[PersonLook]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(looks.len() * PERSON_LOOK.columns.len());
        for look in looks {
            values.extend([
                look.account.0.into(),
                look.at.0.into(),
                look.number.into(),
                look.person.into(),
                i64::from(look.role).into(),
                look.saw.as_str().into(),
                look.reason.as_str().into(),
            ]);
        }
        self.transaction(|store| store.database.insert(&PERSON_LOOK, &values))
    }

    /// The newest `most` looks at an account by people who are signed in, newest first.
    pub fn person_looks(
        &mut self,
        account: AccountId,
        most: usize,
    ) -> Result<Vec<PersonLook>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let which = format!("account_id = {account} ORDER BY at_us DESC, number DESC LIMIT {most}");
        self.looks_where(&which)
    }

    /// The accounts that somebody looked at since for this reason, each once with its last look, the newest first.
    pub fn seen_by(
        &mut self,
        (person, reason): (i64, &str),
        since: Instant,
        most: usize,
    ) -> Result<Vec<(AccountId, Instant)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT account_id, MAX(at_us) FROM person_look
             WHERE at_us >= $1 AND person_id = $2 AND reason = $3
             GROUP BY account_id ORDER BY MAX(at_us) DESC, account_id LIMIT $4",
            &[
                since.0.into(),
                person.into(),
                reason.into(),
                i64::try_from(most).unwrap_or(i64::MAX).into(),
            ],
            &mut |mut row| {
                found.push((AccountId(row.number()?), Instant(row.number()?)));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Looks at households of an operator in `[from, to)`, the newest `most`, newest first.
    pub fn person_looks_between(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
        most: usize,
    ) -> Result<Vec<PersonLook>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        self.looks_where(&format!(
            "at_us >= {} AND at_us < {} AND account_id >= {first} AND account_id <= {last}
             ORDER BY at_us DESC, account_id, number LIMIT {most}",
            from.0, to.0
        ))
    }

    /// Looks at households by the people of a party since then, the newest `most`, newest first.
    pub fn person_looks_of_party(
        &mut self,
        party: i64,
        from: Instant,
        most: usize,
    ) -> Result<Vec<PersonLook>, StoreError> {
        self.looks_where(&format!(
            "person_id IN (SELECT person_id FROM person WHERE party_id = {party}) AND at_us >= {}
             ORDER BY at_us DESC, account_id, number LIMIT {most}",
            from.0
        ))
    }

    fn looks_where(&mut self, which: &str) -> Result<Vec<PersonLook>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT account_id, at_us, number, person_id, role, saw, reason FROM person_look
                 WHERE {which}"
            ),
            &[],
            &mut |mut row| {
                found.push(PersonLook {
                    account: AccountId(row.number()?),
                    at: Instant(row.number()?),
                    number: row.number()?,
                    person: row.number()?,
                    role: row.small()?,
                    saw: row.text()?,
                    reason: row.text()?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

fn read<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::corrupt(format!("`{text}` of a person")))
}

/// In the order of [`PERSON_COLUMNS`].
fn person(row: &mut Row<'_>) -> Result<Person, StoreError> {
    let id = row.number()?;
    let dso = Dso::from_code(row.small()?);
    let dso = dso.ok_or_else(|| StoreError::corrupt(format!("person {id}")))?;
    let (role, party) = (row.small()?, row.number_or_null()?);
    let (made_at, at) = (Instant(row.number()?), Instant(row.number()?));
    let language = read(&row.text()?)?;
    let name = row.text()?;
    let phone = row.text_or_null()?.as_deref().map(read).transpose()?;
    let email = row.text_or_null()?.as_deref().map(read).transpose()?;
    let (password, totp) = (row.text_or_null()?, row.text_or_null()?);
    let ended = row.number()? != 0;
    let ways = Ways { at, language, name, phone, email, password, totp, ended };
    Ok(Person { id, dso, role, party, made_at, ways })
}

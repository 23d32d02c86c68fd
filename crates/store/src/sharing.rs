//! Groups of energy sharing: what was filed, and which point is where when. Source: ES-03, ES-12.

use crate::bank::dso_of;
use crate::database::{Database, Row, Value};
use crate::{Store, StoreError};
use calendar::Instant;
use units::{Dso, Ean};

/// What is asked for of a group; it follows from its acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupHead {
    pub form: String,
    pub name: String,
    /// The number of a person.
    pub representative: Option<i64>,
    pub state: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptGroup {
    pub id: i64,
    pub dso: Dso,
    pub head: GroupHead,
}

/// One entry of a dossier. The body is the rule's own value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupAct {
    pub at: Instant,
    pub by: String,
    pub body: String,
}

/// A point in a group, from one quarter-hour to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupMember {
    pub ean: Ean,
    pub from: Instant,
    pub to: Option<Instant>,
    pub group: i64,
}

pub(crate) fn number_of(ean: Ean) -> i64 {
    i64::try_from(ean.as_u64()).unwrap_or(i64::MAX)
}

pub(crate) fn ean(row: &mut Row<'_>) -> Result<Ean, StoreError> {
    let found = u64::try_from(row.number()?).ok().and_then(|number| Ean::from_u64(number).ok());
    found.ok_or_else(|| StoreError::corrupt("a wrong EAN in a sharing group".to_owned()))
}

fn member(row: &mut Row<'_>) -> Result<GroupMember, StoreError> {
    Ok(GroupMember {
        ean: ean(row)?,
        from: Instant(row.number()?),
        to: row.number_or_null()?.map(Instant),
        group: row.number()?,
    })
}

impl Store {
    /// Keeps a new group with its first act. Within the operator's lock.
    pub fn add_group(
        &mut self,
        dso: Dso,
        head: &GroupHead,
        first: &GroupAct,
    ) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("sharing_group", "group_id", dso)?;
            store.database.execute(
                "INSERT INTO sharing_group (group_id, dso, form, name, representative, state)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    id.into(),
                    i64::from(dso.code()).into(),
                    head.form.as_str().into(),
                    head.name.as_str().into(),
                    Value::number_or_null(head.representative),
                    head.state.as_str().into(),
                ],
            )?;
            store.insert_group_act(id, 1, first)?;
            Ok(id)
        })
    }

    /// The group that somebody opened with this form, if it was sent before.
    pub fn group_opened(&mut self, person: i64, attempt: &str) -> Result<Option<i64>, StoreError> {
        self.number_of(
            "SELECT group_id FROM sharing_group_opened WHERE person_id = $1 AND attempt = $2",
            &[person.into(), attempt.into()],
        )
    }

    /// Keeps with which form a group was opened. Within the operator's lock.
    pub fn add_group_opened(
        &mut self,
        (person, attempt): (i64, &str),
        group: i64,
    ) -> Result<(), StoreError> {
        let values = [person.into(), attempt.into(), group.into()];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO sharing_group_opened (person_id, attempt, group_id) VALUES ($1, $2, $3)",
                &values,
            )
        })?;
        Ok(())
    }

    /// Adds an act behind the `before` that were read, how the group stands then, and who is a member
    /// when. Within the operator's lock. Errors: another act came in between.
    pub fn add_group_act(
        &mut self,
        id: i64,
        before: usize,
        act: &GroupAct,
        head: &GroupHead,
        members: &[GroupMember],
    ) -> Result<(), StoreError> {
        self.transaction(|store| {
            let seq = i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1);
            store.insert_group_act(id, seq, act)?;
            store.database.execute(
                "UPDATE sharing_group SET form = $1, name = $2, representative = $3, state = $4
                 WHERE group_id = $5",
                &[
                    head.form.as_str().into(),
                    head.name.as_str().into(),
                    Value::number_or_null(head.representative),
                    head.state.as_str().into(),
                    id.into(),
                ],
            )?;
            store
                .database
                .execute("DELETE FROM sharing_member WHERE group_id = $1", &[id.into()])?;
            for member in members {
                store.database.execute(
                    "INSERT INTO sharing_member (ean, from_us, to_us, group_id)
                     VALUES ($1, $2, $3, $4)",
                    &[
                        number_of(member.ean).into(),
                        member.from.0.into(),
                        Value::number_or_null(member.to.map(|to| to.0)),
                        id.into(),
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// Lets go of the points that a group kept from others: what was filed stays. Within the operator's lock.
    pub fn release_group(&mut self, id: i64) -> Result<(), StoreError> {
        self.transaction(|store| {
            store.database.execute("DELETE FROM sharing_member WHERE group_id = $1", &[id.into()])
        })?;
        Ok(())
    }

    fn insert_group_act(&mut self, id: i64, seq: i64, act: &GroupAct) -> Result<(), StoreError> {
        self.database.execute(
            "INSERT INTO sharing_act (group_id, seq, at_us, by_whom, body)
             VALUES ($1, $2, $3, $4, $5)",
            &[
                id.into(),
                seq.into(),
                act.at.0.into(),
                act.by.as_str().into(),
                act.body.as_str().into(),
            ],
        )?;
        Ok(())
    }

    pub fn group(&mut self, id: i64) -> Result<Option<KeptGroup>, StoreError> {
        Ok(self.groups_where("group_id = $1", &[id.into()])?.pop())
    }

    /// All groups of an operator, by number.
    pub fn groups(&mut self, dso: Dso) -> Result<Vec<KeptGroup>, StoreError> {
        self.groups_where("dso = $1", &[i64::from(dso.code()).into()])
    }

    /// The groups that a person represents, by number.
    pub fn groups_of_representative(&mut self, person: i64) -> Result<Vec<KeptGroup>, StoreError> {
        self.groups_where("representative = $1", &[person.into()])
    }

    fn groups_where(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<KeptGroup>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!(
                "SELECT group_id, dso, form, name, representative, state FROM sharing_group
                 WHERE {which} ORDER BY group_id"
            ),
            values,
            &mut |mut row| {
                found.push(KeptGroup {
                    id: row.number()?,
                    dso: dso_of(&mut row)?,
                    head: GroupHead {
                        form: row.text()?,
                        name: row.text()?,
                        representative: row.number_or_null()?,
                        state: row.text()?,
                    },
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What was filed in a group, in order.
    pub fn group_acts(&mut self, id: i64) -> Result<Vec<GroupAct>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT at_us, by_whom, body FROM sharing_act WHERE group_id = $1 ORDER BY seq",
            &[id.into()],
            &mut |mut row| {
                let at = Instant(row.number()?);
                found.push(GroupAct { at, by: row.text()?, body: row.text()? });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// What was filed in an operator's groups from `from` on and before `to`, each with its group, in order of time.
    pub fn group_acts_between(
        &mut self,
        dso: Dso,
        from: Instant,
        to: Instant,
    ) -> Result<Vec<(i64, GroupAct)>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT group_id, at_us, by_whom, body FROM sharing_act
             WHERE group_id / 1000000000 = $1 AND at_us >= $2 AND at_us < $3
             ORDER BY at_us, group_id, seq",
            &[i64::from(dso.code()).into(), from.0.into(), to.0.into()],
            &mut |mut row| {
                let (group, at) = (row.number()?, Instant(row.number()?));
                found.push((group, GroupAct { at, by: row.text()?, body: row.text()? }));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The groups that a point is or was in, in order of time.
    pub fn memberships_of(&mut self, ean: Ean) -> Result<Vec<GroupMember>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT ean, from_us, to_us, group_id FROM sharing_member WHERE ean = $1
             ORDER BY from_us",
            &[number_of(ean).into()],
            &mut |mut row| {
                found.push(member(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}

//! What a social service proposes for what its client repays, until the household has answered. Source: UX S-07, C-08.

use crate::bank::dso_of;
use crate::database::{Database as _, Row, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Dso, MicroEuro};

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlanProposal {
    pub dso: Dso,
    pub account: AccountId,
    pub party: i64,
    /// Within its account.
    pub debt: u32,
    /// By the week, else by the day.
    pub weekly: bool,
    pub part: MicroEuro,
    /// What was owed then, by which rules.
    pub basis: String,
    pub reason: String,
    pub at: Instant,
    pub by: i64,
    /// Of the form that was sent.
    pub attempt: String,
    pub lapses: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanProposalState {
    Waiting,
    Agreed,
    Declined,
    /// Another one took its place.
    Replaced,
    Lapsed,
}

impl PlanProposalState {
    const ALL: [Self; 5] =
        [Self::Waiting, Self::Agreed, Self::Declined, Self::Replaced, Self::Lapsed];

    /// As it is kept; never changes.
    fn code(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Agreed => 1,
            Self::Declined => 2,
            Self::Replaced => 3,
            Self::Lapsed => 4,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanProposal {
    pub id: i64,
    pub new: NewPlanProposal,
    pub state: PlanProposalState,
    pub ended: Option<Instant>,
    /// Who agreed or declined, or wrote it down for the household.
    pub ended_by: Option<String>,
}

const COLUMNS: &str = "proposal_id, dso, account_id, party_id, debt, weekly, part_micro_eur, basis,
    reason, made_us, made_by, attempt, lapses_us, state, ended_us, ended_by";

fn kept(row: &mut Row<'_>) -> Result<PlanProposal, StoreError> {
    let id = row.number()?;
    let impossible = || StoreError::corrupt(format!("an impossible proposal of a plan {id}"));
    let new = NewPlanProposal {
        dso: dso_of(row)?,
        account: AccountId(row.number()?),
        party: row.number()?,
        debt: u32::try_from(row.number()?).map_err(|_| impossible())?,
        weekly: row.number()? == 1,
        part: MicroEuro(row.number()?),
        basis: row.text()?,
        reason: row.text()?,
        at: Instant(row.number()?),
        by: row.number()?,
        attempt: row.text()?,
        lapses: Instant(row.number()?),
    };
    let code = row.number()?;
    let state = PlanProposalState::ALL.into_iter().find(|state| state.code() == code);
    let ended = row.number_or_null()?.map(Instant);
    let ended_by = row.text_or_null()?;
    Ok(PlanProposal { id, new, state: state.ok_or_else(impossible)?, ended, ended_by })
}

impl Store {
    /// Keeps a proposal that waits, and its number. Within the operator's lock. Errors: one of the same social service
    /// waits for the same debt, or the form was sent before.
    pub fn add_plan_proposal(&mut self, new: &NewPlanProposal) -> Result<i64, StoreError> {
        self.transaction(|store| {
            let id = store.next_of_operator("plan_proposal", "proposal_id", new.dso)?;
            store.database.execute(
                "INSERT INTO plan_proposal (proposal_id, dso, account_id, party_id, debt, weekly,
                     part_micro_eur, basis, reason, made_us, made_by, attempt, lapses_us, state)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)",
                &[
                    id.into(),
                    i64::from(new.dso.code()).into(),
                    new.account.0.into(),
                    new.party.into(),
                    i64::from(new.debt).into(),
                    i64::from(new.weekly).into(),
                    new.part.0.into(),
                    new.basis.as_str().into(),
                    new.reason.as_str().into(),
                    new.at.0.into(),
                    new.by.into(),
                    new.attempt.as_str().into(),
                    new.lapses.0.into(),
                ],
            )?;
            Ok(id)
        })
    }

    /// Ends a proposal that waits; false if it waits no more. `by`: who agreed or declined. Within the operator's lock.
    pub fn end_plan_proposal(
        &mut self,
        id: i64,
        state: PlanProposalState,
        (at, by): (Instant, Option<&str>),
    ) -> Result<bool, StoreError> {
        let ends = [
            ("state", state.code().into()),
            ("ended_us", at.0.into()),
            ("ended_by", Value::text_or_null(by)),
        ];
        self.end_waiting("plan_proposal", ("proposal_id", id), ends)
    }

    pub fn plan_proposal(&mut self, id: i64) -> Result<Option<PlanProposal>, StoreError> {
        Ok(self.plan_proposals_where("proposal_id = $1", &[id.into()])?.pop())
    }

    /// The one that a form has made.
    pub fn plan_proposal_of_form(
        &mut self,
        by: i64,
        attempt: &str,
    ) -> Result<Option<PlanProposal>, StoreError> {
        let which = "made_by = $1 AND attempt = $2";
        Ok(self.plan_proposals_where(which, &[by.into(), attempt.into()])?.pop())
    }

    /// All of an account, the oldest first.
    pub fn plan_proposals(&mut self, account: AccountId) -> Result<Vec<PlanProposal>, StoreError> {
        self.plan_proposals_where("account_id = $1", &[account.0.into()])
    }

    /// An operator's that nobody has ended, also those whose time is over.
    pub fn waiting_plan_proposals(&mut self, dso: Dso) -> Result<Vec<PlanProposal>, StoreError> {
        self.plan_proposals_where("dso = $1 AND state = 0", &[i64::from(dso.code()).into()])
    }

    const ENDED_LONG_AGO: &'static str =
        "dso = $1 AND (ended_us < $2 OR state = 0 AND lapses_us < $2)";

    /// How many of an operator's proposals were answered, replaced or over before `before`.
    pub fn plan_proposals_before(
        &mut self,
        dso: Dso,
        before: SettlementDay,
    ) -> Result<u64, StoreError> {
        let text = format!("SELECT COUNT(*) FROM plan_proposal WHERE {}", Self::ENDED_LONG_AGO);
        let values = [i64::from(dso.code()).into(), before.start().0.into()];
        let count = self.number_of(&text, &values)?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// Forgets them: the facts of what was agreed stay. Source: PD-01 class E.
    pub fn drop_plan_proposals(
        &mut self,
        dso: Dso,
        before: SettlementDay,
    ) -> Result<(), StoreError> {
        let text = format!("DELETE FROM plan_proposal WHERE {}", Self::ENDED_LONG_AGO);
        let values = [i64::from(dso.code()).into(), before.start().0.into()];
        self.transaction(|store| store.database.execute(&text, &values))?;
        Ok(())
    }

    fn plan_proposals_where(
        &mut self,
        which: &str,
        values: &[Value],
    ) -> Result<Vec<PlanProposal>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            &format!("SELECT {COLUMNS} FROM plan_proposal WHERE {which} ORDER BY proposal_id"),
            values,
            &mut |mut row| {
                found.push(kept(&mut row)?);
                Ok(())
            },
        )?;
        Ok(found)
    }
}

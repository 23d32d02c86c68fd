//! Documents of dossiers of energy sharing, as they are let go of: with the case they belong to, and what a household
//! signed with the household. That they were there stays in the acts of the dossier. Source: PD-01, PD-07, UX R-02.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::groups::{Kept, documents::number_of, load};
use calendar::{Instant, SettlementDay};
use sharing::{Act, State};
use std::collections::{BTreeMap, BTreeSet};
use units::{AccountId, Dso, Ean};

#[derive(Debug)]
struct Paper {
    group: i64,
    seq: i64,
    sent: Instant,
    /// Of a mandate, the point of whoever signed it.
    point: Option<Ean>,
    /// Since when nothing is done with it any more.
    over: Option<Instant>,
}

/// All documents of an operator that are kept.
#[derive(Debug)]
pub(super) struct Papers(Vec<Paper>);

/// Since when a dossier is over. A draft is when its representative last touched it.
fn over(kept: &Kept) -> Option<Instant> {
    let last = kept.acts.last().map(|act| act.at);
    match kept.dossier.state {
        State::Submitted | State::Accepted { .. } => None,
        State::Ended { at, .. } => last.max(Some(at)),
        State::Draft | State::Refused { .. } | State::Withdrawn => last,
    }
}

impl Papers {
    pub(super) fn load(engine: &mut Engine, dso: Dso) -> Result<Self, Failure> {
        let mut all = Vec::new();
        for group in engine.store.groups_with_documents(dso)? {
            let kept = load(&mut engine.store, group)?;
            let over = over(&kept);
            let signed = kept.dossier.papers.values().chain(kept.dossier.mandates.values());
            let holds: BTreeSet<i64> = signed.filter_map(number_of).collect();
            let points: BTreeMap<i64, Ean> = kept
                .acts
                .iter()
                .filter_map(|one| match &one.act {
                    Act::Mandated { ean, signed } => Some((number_of(signed)?, *ean)),
                    _ => None,
                })
                .collect();
            for line in engine.store.sharing_documents(group)?.into_iter().filter(|one| one.kept) {
                // One that a later one replaced is over since it came, at the least.
                let replaced = (!holds.contains(&line.seq)).then_some(line.at);
                all.push(Paper {
                    group,
                    seq: line.seq,
                    sent: line.at,
                    point: points.get(&line.seq).copied(),
                    over: over.or(replaced),
                });
            }
        }
        Ok(Self(all))
    }

    fn drop<'a>(
        engine: &mut Engine,
        papers: impl Iterator<Item = &'a Paper>,
    ) -> Result<(), Failure> {
        for paper in papers {
            engine.store.drop_sharing_document(paper.group, paper.seq)?;
        }
        Ok(())
    }

    fn of_before(&self, before: SettlementDay) -> impl Iterator<Item = &Paper> {
        self.0.iter().filter(move |paper| paper.over.is_some_and(|over| over.day() < before))
    }

    /// Numbers of groups and documents that are over since before a day.
    pub(super) fn past(&self, before: SettlementDay) -> impl Iterator<Item = (i64, i64)> {
        self.of_before(before).map(|paper| (paper.group, paper.seq))
    }

    /// Lets go of them. Within the operator's lock, under which they were read.
    pub(super) fn forget_past(
        &self,
        engine: &mut Engine,
        before: SettlementDay,
    ) -> Result<(), Failure> {
        Self::drop(engine, self.of_before(before))
    }

    /// Lets go of the mandates that came from a point while it was that of an account, which is closed. Whoever lives
    /// there next keeps their own.
    pub(super) fn forget_household(
        &self,
        engine: &mut Engine,
        account: AccountId,
    ) -> Result<(), Failure> {
        let Some(account) = engine.store.account(account)? else { return Ok(()) };
        let Some(closed) = account.closed_at else { return Ok(()) };
        let of = |paper: &&Paper| paper.point == Some(account.ean) && paper.sent < closed;
        Self::drop(engine, self.0.iter().filter(of))
    }
}

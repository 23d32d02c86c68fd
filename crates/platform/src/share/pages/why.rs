//! Why a point received what it did. Source: ES-20.

use super::*;

impl Representatives {
    /// The group that a household's own point shared in, if it lived there then.
    pub(super) fn own_group(
        engine: &mut Engine,
        visitor: &Visitor,
        (ean, at): (Ean, Instant),
        now: Instant,
    ) -> Result<Option<i64>, Failure> {
        for given in engine.store.accounts_of_person(visitor.person)? {
            let account = engine.store.account(given.account)?;
            let account = account.filter(|one| one.ean == ean && given.until.is_none());
            let Some(account) = account else { continue };
            if !OwnTime::of(engine, &account, now)?.has(at) {
                continue;
            }
            let memberships = engine.store.memberships_of(ean)?;
            let then =
                memberships.iter().find(|one| one.from <= at && one.to.is_none_or(|to| at < to));
            if let Some(member) = then {
                return Ok(Some(member.group));
            }
        }
        Ok(None)
    }

    pub(super) fn why_of(
        &self,
        visitor: &Visitor,
        whose: WhyOf,
        ean: Ean,
        at: Instant,
    ) -> Result<Option<Why>, Failure> {
        let mut engine = of(&self.engine);
        let kept = match whose {
            WhyOf::Group(group) => self.kept(&mut engine, visitor, group)?,
            WhyOf::Own => match Self::own_group(&mut engine, visitor, (ean, at), self.now())? {
                Some(group) => Some(load(&mut engine.store, group)?),
                None => None,
            },
        };
        let (Some(kept), Some(intervals)) = (kept, &self.intervals) else { return Ok(None) };
        let Some(run) = Self::version_of(&mut engine, kept.id, Some(at.day()))? else {
            return Ok(None);
        };
        if matches!(whose, WhyOf::Group(_)) {
            let supplied = SuppliersOf::point(&mut engine, &kept.dossier, ean)?;
            self.note_accounts(&mut engine, visitor, supplied.account_on(at.day()))?;
        }
        drop(engine);
        let (why, key_version, key) = match explained(&mut of(intervals), &kept, &run, ean, at) {
            Ok(explained) => explained,
            Err(failure) if failure.is::<NotShared>() => return Ok(None),
            Err(failure) => match failure.downcast::<NotMeasured>() {
                Ok(held) => return Ok(Some(not_measured(at, held.of.len()))),
                Err(failure) => return Err(failure),
            },
        };
        let energy = MilliWattHours;
        Ok(Some(Why {
            at,
            key: key_shown(key.parse()?),
            key_version,
            unknown: 0,
            injected: energy(why.injected_by_all),
            taken: energy(why.taken_by_all),
            takers: why.takers,
            offtake: why.offtake.map(energy),
            steps: why
                .steps
                .iter()
                .map(|step| (step_shown(&step.kind), step.amount.to_string()))
                .collect(),
            rounding: why.rounding.to_string(),
            received: energy(why.received),
            gives: why.injection.map(|injected| (energy(injected), energy(why.given))),
        }))
    }
}

/// Why nothing is shared where a generation is not known.
pub(super) fn not_measured(at: Instant, unknown: usize) -> Why {
    let nothing = MilliWattHours(0);
    Why {
        at,
        key: KeyShown::ProRata,
        key_version: 0,
        unknown,
        injected: nothing,
        taken: nothing,
        takers: 0,
        offtake: None,
        steps: Vec::new(),
        rounding: String::new(),
        received: nothing,
        gives: None,
    }
}

pub(super) fn step_shown(kind: &StepKind) -> WhyStep {
    match kind {
        StepKind::InProportion => WhyStep::InProportion,
        StepKind::InProportionOfGroup(group) => WhyStep::InProportionOfGroup(*group),
        StepKind::Share(share) => WhyStep::Share(share.clone()),
        StepKind::ShareOfLeft { round, share } => {
            WhyStep::ShareOfLeft { round: *round, share: share.clone() }
        }
        StepKind::EqualPart => WhyStep::EqualPart,
        StepKind::EqualPartOfLeft { round } => WhyStep::EqualPartOfLeft(*round),
        StepKind::RestInProportion => WhyStep::RestInProportion,
        StepKind::ShareOfOthers(share) => WhyStep::ShareOfOthers(share.clone()),
        StepKind::ShareOfEachOther(share) => WhyStep::ShareOfEachOther(share.clone()),
        StepKind::Pass { pass, share } => WhyStep::Pass { round: *pass, share: share.clone() },
    }
}

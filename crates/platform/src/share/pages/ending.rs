//! Who leaves a group, who comes in their place, and what that does to the key. Source: ES-12, UX R-10.

use super::acts::{dossier_error, parts, problem, together};
use super::*;
use crate::guesses;
use crate::share::groups::{joining_acts, of_household};
use sharing::{Joining, Signed, Terms};
use store::TryKind;

/// A point leaves on a day, and the others have its share between them. Source: ES-12, UX R-10.
fn leave(
    engine: &mut Engine,
    group: i64,
    (ean, day): (Ean, SettlementDay),
    (by, now): (&str, Instant),
) -> Result<Result<(), LeaveRefused>, Failure> {
    let kept = load(&mut engine.store, group)?;
    let done = match kept.dossier.leaving(ean, day.start()) {
        Ok(acts) => file(engine, group, &acts, by, now).map(|_| ()),
        Err(source) => Err(Box::from(source)),
    };
    let Err(failure) = done else { return Ok(Ok(())) };
    match not_left(failure.as_ref()) {
        Some(refused) => Ok(Err(refused)),
        None => Err(failure),
    }
}

/// What stands against the end of a membership.
fn not_left(failure: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<LeaveRefused> {
    match dossier_error(failure)? {
        DossierError::NoMember { .. } | DossierError::HasLeft { .. } => {
            Some(LeaveRefused::NoMember)
        }
        DossierError::Backwards { .. } => Some(LeaveRefused::Day),
        DossierError::Key { .. }
        | DossierError::KeyOutOfOrder { .. }
        | DossierError::WrongState { .. }
        | DossierError::NeedsApproval { .. } => Some(LeaveRefused::Key),
        _ => None,
    }
}

/// Whatever stands against an ending; the failure itself if it is none of these.
fn not_ended(ending: &Ending, failure: Failure) -> Result<EndRefused, Failure> {
    if let Some(refused) = not_left(failure.as_ref()) {
        return Ok(EndRefused::Leave(refused));
    }
    let is_told = dossier_error(failure.as_ref()).is_some() || of_household(&failure);
    match &ending.other {
        // Behind the heading, as a line of a table.
        Some(other) if is_told => {
            let line = LineRefused { line: 2, ean: Some(other.ean), why: failure };
            Ok(EndRefused::Newcomer(problem(&line)))
        }
        Some(_) | None => Err(failure),
    }
}

/// What is filed for an ending. Errors: the key does not hold, or there is no such member.
fn acts_of(
    engine: &mut Engine,
    kept: &Kept,
    ending: &Ending,
    now: Instant,
) -> Result<Vec<Act>, Failure> {
    let (ean, to) = (ending.ean, ending.day.start());
    let Some(other) = &ending.other else { return Ok(kept.dossier.leaving(ean, to)?) };
    let mut members = kept.dossier.members.iter().rev();
    let Some(member) = members.find(|member| member.joining.ean == ean) else {
        return Err(Box::new(DossierError::NoMember { ean, at: to.to_local_string() }));
    };
    let (on, signer, document) = &other.mandate;
    let signed = |document: &str| Signed {
        on: *on,
        document: document.trim().to_owned(),
        signer: Some(signer.trim().to_owned()),
        told: None,
    };
    let joining = Joining {
        ean: other.ean,
        role: member.joining.role,
        from: to,
        place: member.joining.place.clone(),
        metering: if other.quarter_hours { Metering::SmartQuarterHours } else { Metering::Other },
        private_grid: member.joining.private_grid,
        in_compensation: other.in_compensation,
        social_tariff: other.social_tariff,
        mandate: Some(signed(document)),
        supplier: None,
    };
    let mut notices = Vec::new();
    if !other.notices.trim().is_empty() {
        for (needs, notice) in [
            (other.in_compensation, Notice::Compensation),
            (other.social_tariff, Notice::SocialTariff),
        ] {
            if needs {
                notices.push((notice, signed(&other.notices)));
            }
        }
    }
    let mut all = Vec::new();
    for act in kept.dossier.replacing(ean, joining)? {
        match act {
            Act::Joined(joining) => {
                let acts = joining_acts(joining, std::mem::take(&mut notices));
                all.extend(warned::with_warning(engine, kept.id, acts, now)?);
            }
            act => all.push(act),
        }
    }
    Ok(all)
}

/// Who takes at that time with and without an ending, and how large the share of each is.
fn effect(before: &sharing::Dossier, after: &sharing::Dossier, at: Instant) -> KeyEffect {
    let empty =
        KeyEffect { key: None, shares: Vec::new(), sum: None, shared: None, more: Vec::new() };
    let (Some((_, then)), Some((key, now))) = (before.shares_at(at), after.shares_at(at)) else {
        return empty;
    };
    let mut points: Vec<Ean> = then.keys().chain(now.keys()).copied().collect();
    points.sort_unstable();
    points.dedup();
    let share = |of: &std::collections::BTreeMap<Ean, Option<sharing::Share>>, ean: &Ean| {
        of.get(ean).copied().flatten().and_then(parts)
    };
    let all = points.iter().map(|ean| (*ean, share(&then, ean), share(&now, ean)));
    let sum = together(then.values().flatten()).zip(together(now.values().flatten()));
    let has_shares = now.values().chain(then.values()).any(Option::is_some);
    let shares = if has_shares { all.collect() } else { Vec::new() };
    KeyEffect { key: Some(key_shown(key)), shares, sum: sum.filter(|_| has_shares), ..empty }
}

impl Representatives {
    /// What the page shows before somebody confirms. Nothing is asked of what is kept of a household.
    pub(super) fn tried_end(
        &self,
        visitor: &Visitor,
        group: i64,
        ending: &Ending,
    ) -> Result<Option<Result<KeyEffect, EndRefused>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        // By the page from tomorrow on; what lies behind is the operator's to file.
        if ending.day <= self.now().day() {
            return Ok(Some(Err(EndRefused::Leave(LeaveRefused::Day))));
        }
        let acts = match acts_of(&mut engine, &kept, ending, self.now()) {
            Ok(acts) => acts,
            Err(failure) => return not_ended(ending, failure).map(|refused| Some(Err(refused))),
        };
        let mut after = kept.dossier.clone();
        let parameters = engine.books.sharing(kept.dso, self.now());
        for act in &acts {
            if let Err(error) = after.file(act, self.now(), &parameters) {
                return not_ended(ending, Box::from(error)).map(|refused| Some(Err(refused)));
            }
        }
        drop(engine);
        let at = ending.day.start();
        let mut found = effect(&kept.dossier, &after, at);
        let terms: Option<Terms> = after.key_at(at).map(|key| key.terms.clone());
        // What another home takes is not the representative's to see before it has joined.
        if let (Some(terms), None) = (terms, &ending.other) {
            let without = Some(ending.ean);
            let question =
                Question { terms: Some(terms), at: Some(at), without, ..Question::default() };
            let to = self.now().day().previous();
            let days = (to.plus(-29), to);
            if let Some((today, all)) = self.figures(visitor, &kept, days, question)?
                && let Some(answer) = all.first()
            {
                let (now, then) = (today.totals.received, answer.outcome.totals.received);
                found.shared = Some((MilliWattHours(now), MilliWattHours(then)));
                found.more = answer.gains.iter().map(|(ean, (more, _))| (*ean, *more)).collect();
            }
        }
        Ok(Some(Ok(found)))
    }

    pub(super) fn ended(
        &self,
        visitor: &Visitor,
        group: i64,
        ending: &Ending,
    ) -> Result<Option<Result<(), EndRefused>>, Failure> {
        let (mut engine, now) = (of(&self.engine), self.now());
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        if ending.day <= now.day() {
            return Ok(Some(Err(EndRefused::Leave(LeaveRefused::Day))));
        }
        let most = engine.books.payments(kept.dso, now)?.lookup_wrong_max_per_h;
        let asks = (TryKind::Joining, visitor.person.to_string());
        if ending.other.is_some()
            && let Some(wait) = guesses::wait(&mut engine.store, (asks.0, &asks.1), most, now)?
        {
            return Ok(Some(Err(EndRefused::Wait(wait.until))));
        }
        let done = acts_of(&mut engine, &kept, ending, now)
            .and_then(|acts| file(&mut engine, group, &acts, &Self::by(visitor), now));
        let Err(failure) = done else { return Ok(Some(Ok(()))) };
        if of_household(&failure) {
            // As for a table of participants: it counts, and stands in the audit.
            self.asked_about(&mut engine, visitor, ending.other.iter().map(|other| other.ean))?;
            guesses::wrong(&mut engine.store, (asks.0, &asks.1), now)?;
        }
        not_ended(ending, failure).map(|refused| Some(Err(refused)))
    }

    pub(super) fn left_own(
        &self,
        visitor: &Visitor,
        ean: Ean,
        day: SettlementDay,
    ) -> Result<Option<Result<(), LeaveRefused>>, Failure> {
        let mut engine = of(&self.engine);
        let mut own = false;
        for given in engine.store.accounts_of_person(visitor.person)? {
            let account = engine.store.account(given.account)?;
            own |= given.until.is_none()
                && account.is_some_and(|account| account.ean == ean && account.closed_at.is_none());
        }
        let memberships = engine.store.memberships_of(ean)?;
        let Some(member) = memberships.last().filter(|_| own) else { return Ok(None) };
        if member.to.is_some() {
            return Ok(Some(Err(LeaveRefused::NoMember)));
        }
        if day <= self.now().day() {
            return Ok(Some(Err(LeaveRefused::Day)));
        }
        let by = format!("household #{}", visitor.person);
        leave(&mut engine, member.group, (ean, day), (&by, self.now())).map(Some)
    }
}

//! Dossiers of energy sharing that lie with the operator. What is decided goes the way of the command line, and what is
//! final needs two people. Source: ES-02, ES-03, UX 7.3.

use super::{Rooms, failed};
use crate::agents::signature;
use crate::failure::Failure;
use crate::share::groups::review::{self, Checked, NotDecided, checks, decide, joined_since};
use crate::share::groups::{JoinRefused, Kept, Outside, file, load, silent};
use crate::share::pages::{
    changed, condition_of, document_shown, dossier_error, dossier_view, key_shown, line, of_chain,
    opened,
};
use ::calendar::Instant;
use portal::my::{MyError, Visitor};
use portal::operator::{
    CheckShown, DossierReviews, JoinedLine, KeyAsked, ReviewLine, ReviewRefused, ReviewView,
    VerdictShown,
};
use portal::sharing::{DocumentShown, TaskShown};
use sharing::{Act, DossierError, Verdict};
use std::collections::BTreeSet;
use std::sync::PoisonError;
use store::PersonLook;

/// Dossiers that do not wait and are listed all the same, the newest.
const SHOWN: usize = 50;

fn check_shown(checked: Checked) -> CheckShown {
    match checked {
        Checked::Perimeter => CheckShown::Perimeter,
        Checked::Municipality => CheckShown::Municipality,
        Checked::Meters => CheckShown::Meters,
        Checked::PublicGrid => CheckShown::PublicGrid,
        Checked::OwnGrid => CheckShown::OwnGrid,
        Checked::OneGroup => CheckShown::OneGroup,
    }
}

fn verdict_shown(verdict: &Verdict) -> VerdictShown {
    match verdict {
        Verdict::Accept { starts } => VerdictShown::Accept(starts.day()),
        Verdict::Refuse { reasons } => VerdictShown::Refuse(reasons.clone()),
    }
}

fn verdict_of(shown: &VerdictShown) -> Verdict {
    match shown {
        VerdictShown::Accept(day) => Verdict::Accept { starts: day.start() },
        VerdictShown::Refuse(reasons) => Verdict::Refuse { reasons: reasons.trim().to_owned() },
    }
}

/// Why nothing was decided; the failure itself if it is none of these.
fn refused(failure: Failure) -> Result<ReviewRefused, Failure> {
    if let Some(refused) = of_chain::<JoinRefused>(failure.as_ref()) {
        let (changed, ean) = changed(refused);
        return Ok(ReviewRefused::Member(changed, ean));
    }
    match dossier_error(failure.as_ref()) {
        Some(DossierError::WrongState { .. }) => Ok(ReviewRefused::NotNow),
        Some(DossierError::KeyOutOfOrder { .. } | DossierError::ShareOfNobody { .. }) => {
            Ok(ReviewRefused::Key)
        }
        Some(
            DossierError::Unmet { .. }
            | DossierError::BeforeStart { .. }
            | DossierError::Key { .. }
            | DossierError::NoReasons,
        ) => Ok(ReviewRefused::Rule),
        Some(_) | None => Err(failure),
    }
}

/// The place of the entry that asks for the key that waits: acts are only added.
fn number_of_key(kept: &Kept) -> Option<usize> {
    kept.dossier.asked.as_ref()?;
    kept.acts.iter().rposition(|one| matches!(one.act, Act::KeyAsked { .. }))
}

/// The key that a group waits for, with what it last wrote about it.
fn asked_key(kept: &Kept) -> Option<KeyAsked> {
    let (from, terms) = kept.dossier.asked.as_ref()?;
    let number = number_of_key(kept)?;
    let text = kept.acts.iter().rev().find_map(|one| match &one.act {
        Act::KeyAsked { text, .. } => Some(text.clone()),
        _ => None,
    });
    Some(KeyAsked {
        number,
        key: key_shown(terms.key),
        from: from.day(),
        text: text.unwrap_or_default(),
        shares: terms.shares.iter().map(|(ean, share)| (*ean, share.to_string())).collect(),
    })
}

impl Rooms {
    /// A dossier of this operator, unless the representative still has it alone.
    fn group(&self, engine: &mut crate::engine::Engine, id: i64) -> Result<Option<Kept>, Failure> {
        let known = engine.store.group(id)?.filter(|kept| kept.dso == self.operator);
        if known.is_none() {
            return Ok(None);
        }
        let kept = load(&mut engine.store, id)?;
        let seen = kept.acts.iter().any(|one| one.act == Act::Submitted);
        Ok(seen.then_some(kept))
    }

    fn waiting(&self) -> Result<Vec<ReviewLine>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        let (mut waiting, mut others) = (Vec::new(), Vec::new());
        for known in engine.store.groups(self.operator)?.into_iter().rev() {
            let is_submitted = known.head.state == "submitted";
            // One that shares may ask for another key.
            if !is_submitted && known.head.state != "accepted" && others.len() >= SHOWN {
                continue;
            }
            let Some(kept) = self.group(&mut engine, known.id)? else { continue };
            let asks = kept.dossier.asked.is_some();
            let joined = joined_since(&engine, &kept, now)?.len();
            let is_waiting = is_submitted || asks || joined > 0;
            if !is_waiting && others.len() >= SHOWN {
                continue;
            }
            let due = review::due(&engine, &kept, now)?;
            let line = ReviewLine {
                line: line(&kept),
                due,
                late: due.is_some_and(|due| due < now.day()),
                proposed: kept.dossier.proposed.is_some(),
                asks,
                joined,
            };
            if is_waiting { waiting.push(line) } else { others.push(line) }
        }
        waiting.sort_by_key(|line| (line.due, line.line.id));
        waiting.append(&mut others);
        Ok(waiting)
    }

    /// Keeps that the households of a dossier were seen: who signed, who has the social tariff. Of who has left it is the
    /// household of then. Source: PD-05.
    fn note_members(
        &self,
        engine: &mut crate::engine::Engine,
        visitor: &Visitor,
        kept: &Kept,
        now: Instant,
    ) -> Result<(), Failure> {
        let (mut looks, mut seen) = (Vec::new(), BTreeSet::new());
        for member in &kept.dossier.members {
            let at = member.to.map_or(now, |to| to.plus_s(-1).min(now));
            let Some(account) = engine.household_at(member.joining.ean, at)? else { continue };
            if !seen.insert(account.id) {
                continue;
            }
            looks.push(PersonLook {
                account: account.id,
                at: now,
                number: crate::people::look_number()?,
                person: visitor.person,
                role: visitor.role.code(),
                saw: ::access::Act::Messages.name().to_owned(),
                reason: "sharing".to_owned(),
            });
        }
        Ok(engine.store.add_person_looks(&looks)?)
    }

    fn reviewed(&self, visitor: &Visitor, id: i64) -> Result<Option<ReviewView>, Failure> {
        let now = self.now();
        let Some(kept) = self.group(&mut self.engine(), id)? else { return Ok(None) };
        // The engine is not held: quarter-hours are read.
        let silent = match &self.intervals {
            Some(intervals) => {
                let mut intervals = intervals.lock().unwrap_or_else(PoisonError::into_inner);
                silent(&mut intervals, &kept, now)?
            }
            // Whoever keeps them elsewhere learns nothing of them here.
            None => BTreeSet::new(),
        };
        let outside = Outside { silent, postcodes: &self.postcodes };
        let (dso, mut engine) = (kept.dso, self.engine());
        // A group whose time is over lets go of its points while it is looked at.
        let found = engine.locked(dso, |engine| checks(engine, &kept, &outside, now))?;
        let joined = joined_since(&engine, &kept, now)?.into_iter().map(|(ean, from, filed)| {
            let fails = found.iter().filter(|(_, points)| points.contains(&ean));
            let fails = fails.map(|(what, _)| check_shown(*what)).collect();
            JoinedLine { ean, from, filed, fails }
        });
        let joined = joined.collect();
        let dossier = dossier_view(&mut engine, &kept, now)?;
        self.note_members(&mut engine, visitor, &kept, now)?;
        let proposed = match &kept.dossier.proposed {
            Some((person, verdict)) => {
                let name = engine.store.person(*person)?.map(|person| person.ways.name);
                let who = format!("{} #{person}", name.unwrap_or_default());
                let own = *person == visitor.person;
                Some((who.trim().to_owned(), own, verdict_shown(verdict)))
            }
            None => None,
        };
        Ok(Some(ReviewView {
            late: dossier.due.is_some_and(|due| due < now.day()),
            dossier,
            checks: found.into_iter().map(|(what, points)| (check_shown(what), points)).collect(),
            proposed,
            asked: asked_key(&kept),
            joined,
        }))
    }

    /// Files the key that was asked for and seen, or why not.
    fn key_answered(
        &self,
        visitor: &Visitor,
        (id, number): (i64, usize),
        declined: Option<&str>,
    ) -> Result<Option<Result<(), ReviewRefused>>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        if self.group(&mut engine, id)?.is_none() {
            return Ok(None);
        }
        let by = signature(visitor);
        let done = engine.locked(self.operator, |engine| {
            let kept = load(&mut engine.store, id)?;
            let Some((from, terms)) = kept.dossier.asked.clone() else {
                return Ok(Err(ReviewRefused::NotNow));
            };
            // What was looked at is what holds: another key that is asked for since is looked at first. Source: ES-05.
            if number_of_key(&kept) != Some(number) {
                return Ok(Err(ReviewRefused::Key));
            }
            let act = match declined {
                Some(reasons) => Act::KeyDeclined { reasons: reasons.trim().to_owned() },
                // What lies behind is shared by the key of then.
                None if from.day() <= now.day() => return Ok(Err(ReviewRefused::Key)),
                None => {
                    let approval = Some(format!("approved on {} by {by}", now.day()));
                    Act::KeyFiled { from, terms, approval }
                }
            };
            file(engine, id, &[act], &by, now).map(|_| Ok(()))
        });
        Ok(Some(match done {
            Ok(done) => done,
            Err(failure) => Err(refused(failure)?),
        }))
    }

    fn document_opened(
        &self,
        visitor: &Visitor,
        place: (i64, i64),
    ) -> Result<Option<(DocumentShown, Vec<u8>)>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        if self.group(&mut engine, place.0)?.is_none() {
            return Ok(None);
        }
        let found = opened(&mut engine, &self.masters, visitor, place, now)?;
        Ok(found.map(|(kind, bytes)| (document_shown(kind), bytes)))
    }

    fn given_back(
        &self,
        visitor: &Visitor,
        id: i64,
        (reasons, tasks): (&str, &[(TaskShown, String)]),
    ) -> Result<Option<Result<(), ReviewRefused>>, Failure> {
        let (now, mut engine) = (self.now(), self.engine());
        if self.group(&mut engine, id)?.is_none() {
            return Ok(None);
        }
        let tasks = tasks.iter().filter_map(|(task, text)| {
            condition_of(*task).map(|condition| (condition, text.clone()))
        });
        let act = Act::Returned { reasons: reasons.to_owned(), tasks: tasks.collect() };
        Ok(Some(match file(&mut engine, id, &[act], &signature(visitor), now) {
            Ok(_) => Ok(()),
            Err(failure) => Err(refused(failure)?),
        }))
    }

    fn decided(
        &self,
        visitor: &Visitor,
        id: i64,
        verdict: &Verdict,
        now: Instant,
    ) -> Result<Option<Result<(), ReviewRefused>>, Failure> {
        let mut engine = self.engine();
        if self.group(&mut engine, id)?.is_none() {
            return Ok(None);
        }
        let by = signature(visitor);
        Ok(Some(match decide(&mut engine, id, verdict, (visitor.person, &by), now) {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(NotDecided::NotNow)) => Err(ReviewRefused::NotNow),
            Ok(Err(NotDecided::SamePerson)) => Err(ReviewRefused::SamePerson),
            Ok(Err(NotDecided::Day { from, last })) => Err(ReviewRefused::Day { from, last }),
            Err(failure) => Err(refused(failure)?),
        }))
    }
}

impl DossierReviews for Rooms {
    fn dossiers(&self, _: &Visitor) -> Result<Vec<ReviewLine>, MyError> {
        self.waiting().map_err(failed("could not read the dossiers"))
    }

    fn dossier(&self, visitor: &Visitor, group: i64) -> Result<Option<ReviewView>, MyError> {
        self.reviewed(visitor, group).map_err(failed("could not read a dossier"))
    }

    fn dossier_document(
        &self,
        visitor: &Visitor,
        group: i64,
        seq: i64,
    ) -> Result<Option<(DocumentShown, Vec<u8>)>, MyError> {
        self.document_opened(visitor, (group, seq)).map_err(failed("could not open a document"))
    }

    fn return_dossier(
        &self,
        visitor: &Visitor,
        group: i64,
        reasons: &str,
        tasks: &[(TaskShown, String)],
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError> {
        let done = self.given_back(visitor, group, (reasons, tasks));
        done.map_err(failed("could not give a dossier back"))
    }

    fn decide_dossier(
        &self,
        visitor: &Visitor,
        group: i64,
        verdict: &VerdictShown,
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError> {
        let done = self.decided(visitor, group, &verdict_of(verdict), self.now());
        done.map_err(failed("could not decide on a dossier"))
    }

    fn answer_key(
        &self,
        visitor: &Visitor,
        key: (i64, usize),
        declined: Option<&str>,
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError> {
        let done = self.key_answered(visitor, key, declined);
        done.map_err(failed("could not answer on a key"))
    }
}

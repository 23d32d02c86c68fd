//! What suppliers ask and dispute. Source: PR-01, PR-02, PR-04, PA-31, UX F-S2, F-S8.

use super::steps::take;
use super::{Houses, Supplied};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use params::RequestParameters;
use portal::my::Visitor;
use portal::supplier::{
    DisputeLine, DisputeWanted, NotTaken, RequestLine, RequestWanted, Said, TookPart, Wish,
};
use procedures::{Dispute, Ground, Line, Outcome, Request, Step};
use std::collections::BTreeSet;
use store::{NewSupplierCase, SupplierCase, SupplierCaseKind};
use units::Dso;

/// What is shown of each kind, at most.
const MOST_SHOWN: i64 = 200;

/// A request or a dispute as it is kept.
#[derive(Debug, Clone)]
pub enum Kept {
    Request(Box<Request>),
    Dispute(Dispute),
}

impl Kept {
    pub fn read(case: &SupplierCase) -> Result<Self, Failure> {
        Ok(match case.kind {
            SupplierCaseKind::Request => Self::Request(serde_json::from_str(&case.body)?),
            SupplierCaseKind::Dispute => Self::Dispute(serde_json::from_str(&case.body)?),
        })
    }
}

/// What holds for requests now. Errors: a parameter is missing.
pub fn request_rules(
    engine: &mut Engine,
    dso: Dso,
    now: Instant,
) -> Result<RequestParameters, Failure> {
    let book = crate::books::parameter_book(&mut engine.store)?;
    Ok(RequestParameters::resolve(&book, dso, now.day(), now)?)
}

/// `None`: no supplier has wished it.
fn wish_of(ground: &Ground) -> Option<Wish> {
    match ground {
        Ground::Default { .. } => Some(Wish::Default),
        Ground::Judgment { .. } => Some(Wish::Judgment),
        Ground::Household { .. } => None,
        Ground::Paid => Some(Wish::End),
    }
}

/// The operator answers a dispute. Errors inside: it is not its turn.
pub fn answer(
    engine: &mut Engine,
    id: i64,
    written: Line,
    outcome: Outcome,
) -> Result<Result<Dispute, procedures::DisputeError>, Failure> {
    changed(engine, id, |dispute| dispute.answer(written, outcome))
}

fn changed(
    engine: &mut Engine,
    id: i64,
    change: impl FnOnce(&mut Dispute) -> Result<(), procedures::DisputeError>,
) -> Result<Result<Dispute, procedures::DisputeError>, Failure> {
    let Some(dso) = engine.store.supplier_case(id)?.map(|case| case.dso) else {
        return refuse(format!("no dispute {id}"));
    };
    engine.locked(dso, |engine| {
        let Some(case) = engine.store.supplier_case(id)? else {
            return refuse(format!("no dispute {id}"));
        };
        let Kept::Dispute(mut dispute) = Kept::read(&case)? else {
            return refuse(format!("case {id} is no dispute"));
        };
        if let Err(error) = change(&mut dispute) {
            return Ok(Err(error));
        }
        let body = serde_json::to_string(&dispute)?;
        engine.store.set_supplier_case(id, dispute.is_open(), dispute.due, &body)?;
        Ok(Ok(dispute))
    })
}

impl Houses {
    pub(super) fn requests_of(
        &self,
        engine: &mut Engine,
        supplier: &str,
    ) -> Result<Vec<RequestLine>, Failure> {
        let today = self.now().day();
        let kind = SupplierCaseKind::Request;
        let mut found = Vec::new();
        for case in engine.store.cases_of_supplier(supplier, kind, MOST_SHOWN)? {
            let (Kept::Request(request), Some(ean)) = (Kept::read(&case)?, case.ean) else {
                continue;
            };
            let Some(wish) = wish_of(&request.ground) else { continue };
            found.push(RequestLine {
                id: case.id,
                ean,
                wish,
                asked_at: request.asked_at,
                by: request.by.clone(),
                state: request.state,
                due: request.due,
                late: request.is_late(today),
                documents: request.documents,
                steps: request
                    .steps
                    .into_iter()
                    .map(|taken| TookPart { day: taken.day(), step: taken.step })
                    .collect(),
            });
        }
        Ok(found)
    }

    pub(super) fn own_requests(&self, visitor: &Visitor) -> Result<Vec<RequestLine>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Vec::new());
        };
        let found = self.requests_of(engine, &supplier)?;
        // Of what only waits they read what they wrote; what became of the rest tells of the household of then.
        let mut seen = BTreeSet::new();
        for line in found.iter().filter(|line| !line.steps.is_empty()) {
            seen.extend(engine.household_at(line.ean, line.asked_at)?.map(|account| account.id));
        }
        self.note(engine, visitor, seen, (&[], "requests"))?;
        Ok(found)
    }

    pub(super) fn asked(
        &self,
        visitor: &Visitor,
        wanted: &RequestWanted,
        attempt: &str,
    ) -> Result<Result<i64, NotTaken>, Failure> {
        let now = self.now();
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Err(NotTaken::NoSupplier));
        };
        engine.locked(self.dso, |engine| {
            // What ends is theirs; what begins may be anybody's who has no account, and nobody is told.
            if !wanted.ground.activates() && !self.supplies(engine, &supplier, wanted)? {
                return Ok(Err(NotTaken::Unknown));
            }
            let rules = request_rules(engine, self.dso, now)?;
            let (ground, papers) = (wanted.ground.clone(), wanted.documents.clone());
            let request = match Request::open(ground, papers, &visitor.name, now, &rules) {
                Ok(request) => request,
                Err(error) => return Ok(Err(error.into())),
            };
            let page = format!("{}/{attempt}", visitor.person);
            let id = engine.store.add_supplier_case(&NewSupplierCase {
                dso: self.dso,
                supplier: &supplier,
                kind: SupplierCaseKind::Request,
                ean: Some(wanted.ean),
                page: &page,
                due: request.due,
                body: &serde_json::to_string(&request)?,
            })?;
            let known = engine.store.supplier_case(id)?;
            let kept = known.as_ref().map(Kept::read).transpose()?;
            match (known, kept) {
                (Some(case), Some(Kept::Request(kept)))
                    if case.ean == Some(wanted.ean) && kept.ground == request.ground =>
                {
                    Ok(Ok(id))
                }
                _ => Ok(Err(NotTaken::SentBefore)),
            }
        })
    }

    /// Whether it supplies an open account of this point today.
    fn supplies(
        &self,
        engine: &mut Engine,
        supplier: &str,
        wanted: &RequestWanted,
    ) -> Result<bool, Failure> {
        let Some(account) = engine.store.account_of(wanted.ean)? else { return Ok(false) };
        let supplied = Supplied::of_one(engine, &account)?;
        let ours = supplied.on(account.id, self.now().day()) == Some(supplier);
        Ok(ours && account.dso == self.dso && account.closed_at.is_none())
    }

    pub(super) fn withdrawn(
        &self,
        visitor: &Visitor,
        id: i64,
    ) -> Result<Result<(), NotTaken>, Failure> {
        let engine = &mut *self.engine();
        let supplier = engine.store.supplier_of(visitor.person)?;
        let case = engine.store.supplier_case(id)?.filter(|case| {
            case.kind == SupplierCaseKind::Request && Some(&case.supplier) == supplier.as_ref()
        });
        if case.is_none() {
            return Ok(Err(NotTaken::Unknown));
        }
        let done = take(engine, id, Step::Withdrawn, &visitor.name, self.now())?;
        Ok(done.map(|_| ()).map_err(NotTaken::from))
    }

    pub(super) fn disputes_of(
        &self,
        engine: &mut Engine,
        supplier: &str,
    ) -> Result<Vec<DisputeLine>, Failure> {
        let today = self.now().day();
        let kind = SupplierCaseKind::Dispute;
        let mut found = Vec::new();
        for case in engine.store.cases_of_supplier(supplier, kind, MOST_SHOWN)? {
            let Kept::Dispute(dispute) = Kept::read(&case)? else { continue };
            let late = dispute.is_late(today);
            let Dispute { subject, about, lines, turn, due } = dispute;
            let said = lines.into_iter().map(|line| Said {
                at: line.at,
                by: line.by,
                words: line.words,
                evidence: line.evidence,
                outcome: line.outcome,
            });
            let said = said.collect();
            found.push(DisputeLine { id: case.id, subject, about, turn, due, late, said });
        }
        Ok(found)
    }

    pub(super) fn own_disputes(&self, visitor: &Visitor) -> Result<Vec<DisputeLine>, Failure> {
        let engine = &mut *self.engine();
        match engine.store.supplier_of(visitor.person)? {
            Some(supplier) => self.disputes_of(engine, &supplier),
            None => Ok(Vec::new()),
        }
    }

    pub(super) fn disputed(
        &self,
        visitor: &Visitor,
        wanted: &DisputeWanted,
        attempt: &str,
    ) -> Result<Result<i64, NotTaken>, Failure> {
        let now = self.now();
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Err(NotTaken::NoSupplier));
        };
        let rules = *engine.books.cases(self.dso, now)?;
        let written = Line {
            at: now,
            by: visitor.name.clone(),
            words: wanted.words.clone(),
            evidence: wanted.evidence.clone(),
            outcome: None,
        };
        let about = (wanted.subject, wanted.about.as_str());
        let dispute = match Dispute::open(about, written, &rules) {
            Ok(dispute) => dispute,
            Err(error) => return Ok(Err(error.into())),
        };
        let (page, body) =
            (format!("{}/{attempt}", visitor.person), serde_json::to_string(&dispute)?);
        let new = NewSupplierCase {
            dso: self.dso,
            supplier: &supplier,
            kind: SupplierCaseKind::Dispute,
            ean: None,
            page: &page,
            due: dispute.due,
            body: &body,
        };
        engine.locked(self.dso, |engine| {
            let id = engine.store.add_supplier_case(&new)?;
            let known = engine.store.supplier_case(id)?;
            match known.as_ref().map(Kept::read).transpose()? {
                Some(Kept::Dispute(kept))
                    if kept.about == dispute.about && kept.subject == dispute.subject =>
                {
                    Ok(Ok(id))
                }
                _ => Ok(Err(NotTaken::SentBefore)),
            }
        })
    }

    pub(super) fn replied(
        &self,
        visitor: &Visitor,
        id: i64,
        words: Option<(&str, Vec<String>)>,
    ) -> Result<Result<(), NotTaken>, Failure> {
        let now = self.now();
        let engine = &mut *self.engine();
        let supplier = engine.store.supplier_of(visitor.person)?;
        let case = engine.store.supplier_case(id)?.filter(|case| {
            case.kind == SupplierCaseKind::Dispute && Some(&case.supplier) == supplier.as_ref()
        });
        if case.is_none() {
            return Ok(Err(NotTaken::Unknown));
        }
        let rules = *engine.books.cases(self.dso, now)?;
        let done = changed(engine, id, |dispute| match words {
            None => dispute.close(),
            Some((words, evidence)) => {
                let (words, by) = (words.to_owned(), visitor.name.clone());
                let line = Line { at: now, by, words, evidence, outcome: None };
                dispute.reply(line, &rules)
            }
        })?;
        Ok(done.map(|_| ()).map_err(NotTaken::from))
    }
}

//! What suppliers ask and dispute. Source: PR-01, PR-02, PR-04, PA-31, UX F-S2, F-S8.

use super::steps::take;
use super::{House, Houses};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use params::RequestParameters;
use portal::my::Visitor;
use portal::supplier::{
    DisputeLine, DisputeWanted, NotTaken, RequestLine, RequestWanted, Said, Wish,
};
use procedures::{Dispute, Ground, Line, Outcome, Request, Step};
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
pub(super) fn wish_of(ground: &Ground) -> Option<Wish> {
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
        let cases = engine.store.cases_of_supplier(supplier, SupplierCaseKind::Request, MOST_SHOWN);
        self.house(supplier).lines(cases?)
    }

    pub(super) fn own_requests(&self, visitor: &Visitor) -> Result<Vec<RequestLine>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Vec::new());
        };
        let found = self.requests_of(engine, &supplier)?;
        let seen = House::told_of(engine, &found)?;
        self.note(engine, visitor, seen, (&[], "requests"))?;
        Ok(found)
    }

    pub(super) fn asked(
        &self,
        visitor: &Visitor,
        wanted: &RequestWanted,
        attempt: &str,
    ) -> Result<Result<i64, NotTaken>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Err(NotTaken::NoSupplier));
        };
        let page = format!("{}/{attempt}", visitor.person);
        self.house(&supplier).ask(engine, wanted, (&visitor.name, &page))
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

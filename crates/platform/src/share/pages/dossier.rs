//! The dossier of a group on its pages: what the representative sends and hands in, and what the operator sees of it.
//! The same functions as the commands file it. Source: UX R-02, ES-01, ES-03.

use super::acts::{dossier_error, of_chain};
use super::*;
use crate::guesses;
use crate::share::groups::documents::{self, DocumentKind, DocumentOf, DocumentRefused, Sent};
use crate::share::groups::{brussels_type, open_once, reserved_until, review};
use crate::visits::Picture;
use portal::sharing::{
    BrusselsShown, DocumentShown, DocumentView, DossierView, Dossiers, Entry, EntryShown,
    MemberChanged, NewGroup, NewPaper, OpenRefused, PaperOf, PaperRefused, SubmitRefused,
};
use sharing::{BrusselsType, Opening, Perimeter};
use std::collections::BTreeSet;
use store::TryKind;

pub fn document_shown(kind: DocumentKind) -> DocumentShown {
    match kind {
        DocumentKind::Pdf => DocumentShown::Pdf,
        DocumentKind::Picture(Picture::Jpeg) => DocumentShown::Jpeg,
        DocumentKind::Picture(Picture::Png) => DocumentShown::Png,
    }
}

fn paper_of(task: TaskShown) -> Option<Paper> {
    Paper::ALL.iter().copied().find(|paper| task_shown(Condition::Paper(*paper)) == task)
}

/// The task that a page names.
pub fn condition_of(task: TaskShown) -> Option<Condition> {
    task.name().parse().ok()
}

fn entry(kept: &KeptAct) -> Option<Entry> {
    let mut of_tasks = Vec::new();
    let (what, text) = match &kept.act {
        Act::Opened(_) => (EntryShown::Opened, String::new()),
        Act::Submitted => (EntryShown::Submitted, String::new()),
        Act::Withdrawn => (EntryShown::Withdrawn, String::new()),
        Act::Returned { reasons, tasks } => {
            of_tasks = tasks.iter().map(|(task, text)| (task_shown(*task), text.clone())).collect();
            (EntryShown::Returned, reasons.clone())
        }
        Act::Answered { text } => (EntryShown::Answered, text.clone()),
        Act::Accepted { .. } => (EntryShown::Accepted, String::new()),
        Act::Refused { reasons } => (EntryShown::Refused, reasons.clone()),
        Act::KeyAsked { text, .. } => (EntryShown::KeyAsked, text.clone()),
        Act::KeyDeclined { reasons } => (EntryShown::KeyDeclined, reasons.clone()),
        Act::KeyFiled { approval: Some(_), .. } => (EntryShown::KeyApproved, String::new()),
        // What is not said to the other side, or stands on a page of its own.
        Act::Represented { .. }
        | Act::Papered { .. }
        | Act::Joined(_)
        | Act::Mandated { .. }
        | Act::Noticed { .. }
        | Act::Metered { .. }
        | Act::Left { .. }
        | Act::KeyFiled { .. }
        | Act::Proposed { .. }
        | Act::Ended { .. } => return None,
    };
    Some(Entry { at: kept.at, what, text, tasks: of_tasks })
}

/// A dossier as both sides see it. Errors: no value of the days.
pub fn dossier_view(
    engine: &mut Engine,
    kept: &Kept,
    now: Instant,
) -> Result<DossierView, Failure> {
    let dossier = &kept.dossier;
    let of_members = dossier.members.iter().filter_map(|member| dossier.mandate_of(member));
    let signed = dossier.papers.values().chain(dossier.mandates.values()).chain(of_members);
    let holds: BTreeSet<i64> = signed.filter_map(documents::number_of).collect();
    let mut shown = Vec::new();
    // What was let go of is not shown: nothing can be opened there.
    for line in engine.store.sharing_documents(kept.id)?.into_iter().filter(|line| line.kept) {
        let (kind, task) = (DocumentKind::from_code(line.kind), line.task.parse::<Condition>());
        if let (Some(kind), Ok(task)) = (kind, task) {
            shown.push(DocumentView {
                seq: line.seq,
                task: task_shown(task),
                kind: document_shown(kind),
                bytes: line.bytes,
                at: line.at,
                holds: holds.contains(&line.seq),
            });
        }
    }
    let replies = dossier.replies.iter().map(|(task, text)| (task_shown(*task), text.clone()));
    let papers = dossier.papers_needed().iter().map(|paper| task_shown(Condition::Paper(*paper)));
    Ok(DossierView {
        group: group_view(kept, now),
        papers: papers.collect(),
        replies: replies.collect(),
        documents: shown,
        history: kept.acts.iter().filter_map(entry).collect(),
        due: review::due(engine, kept, now)?,
        kept_until: reserved_until(engine, kept, now)?,
        brussels: brussels_type(engine, kept, now)?.map(|of_type| match of_type {
            BrusselsType::A => BrusselsShown::Building,
            BrusselsType::B => BrusselsShown::Cabin,
            BrusselsType::C => BrusselsShown::Substation,
            BrusselsType::D => BrusselsShown::Several,
        }),
    })
}

/// What has changed of which member.
pub fn changed(refused: &JoinRefused) -> (MemberChanged, Ean) {
    match refused {
        JoinRefused::OtherGroup { ean } => (MemberChanged::OtherGroup, *ean),
        JoinRefused::MovedOut { ean }
        | JoinRefused::SignedBefore { ean }
        | JoinRefused::BeforeTheyCame { ean, .. } => (MemberChanged::MovedOut, *ean),
        JoinRefused::SocialTariff { ean } => (MemberChanged::SocialTariff, *ean),
        JoinRefused::Compensation { ean } | JoinRefused::Producer { ean, .. } => {
            (MemberChanged::Compensation, *ean)
        }
        JoinRefused::OtherOperator { ean, .. } | JoinRefused::Gas { ean } => {
            (MemberChanged::NotHere, *ean)
        }
    }
}

/// Why something is not handed in; the failure itself if it is none of these.
pub(super) fn refused(failure: Failure) -> Result<SubmitRefused, Failure> {
    if let Some(refused) = of_chain::<JoinRefused>(failure.as_ref()) {
        let (changed, ean) = changed(refused);
        // Whether a home is protected or produces is not a representative's to learn. Source: PD-04.
        let told = match changed {
            MemberChanged::OtherGroup | MemberChanged::MovedOut => changed,
            MemberChanged::SocialTariff
            | MemberChanged::Compensation
            | MemberChanged::NotHere
            | MemberChanged::Household => MemberChanged::Household,
        };
        return Ok(SubmitRefused::Member(told, ean));
    }
    match dossier_error(failure.as_ref()) {
        Some(DossierError::Unmet { unmet }) => {
            Ok(SubmitRefused::Open(unmet.iter().map(|one| task_shown(one.condition)).collect()))
        }
        Some(DossierError::WrongState { .. }) => Ok(SubmitRefused::State),
        Some(DossierError::NoReasons) => Ok(SubmitRefused::Text),
        Some(DossierError::Answers { .. }) => Ok(SubmitRefused::Enough),
        Some(_) | None => Err(failure),
    }
}

fn form_of(form: FormShown) -> Form {
    match form {
        FormShown::Building => Form::Building,
        FormShown::Renewable => Form::RenewableCommunity,
        FormShown::Citizen => Form::CitizenCommunity,
        FormShown::PeerToPeer => Form::PeerToPeer,
    }
}

impl Representatives {
    /// With the master keys of the installation: without them no document is kept.
    pub fn with_masters(self, masters: crate::sealed::MasterKeys) -> Self {
        Self { masters, ..self }
    }

    fn dossier_of(&self, visitor: &Visitor, group: i64) -> Result<Option<DossierView>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        dossier_view(&mut engine, &kept, self.now()).map(Some)
    }

    fn opened(
        &self,
        visitor: &Visitor,
        new: &NewGroup,
        attempt: &str,
    ) -> Result<Result<i64, OpenRefused>, Failure> {
        let mut engine = of(&self.engine);
        let Some(person) = engine.store.person(visitor.person)? else {
            return crate::failure::refuse("there is no such person");
        };
        let said = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let opening = Opening {
            form: form_of(new.form),
            name: new.name.clone(),
            perimeter: Perimeter {
                building: said(&new.building),
                municipality: said(&new.municipality),
                station: said(&new.station),
                wind: new.wind,
            },
            representative: Some(visitor.person),
        };
        let by = Self::by(visitor);
        let sent = (visitor.person, by.as_str(), attempt);
        match open_once(&mut engine, person.dso, &opening, sent, self.now()) {
            Ok(group) => Ok(Ok(group)),
            Err(failure) => Ok(Err(match dossier_error(failure.as_ref()) {
                Some(DossierError::Name) => OpenRefused::Name,
                Some(DossierError::NoBuilding) => OpenRefused::Building,
                Some(DossierError::NoPerimeter) => OpenRefused::Perimeter,
                Some(DossierError::Municipality { .. }) => OpenRefused::Municipality,
                Some(DossierError::PeerToPeerClosed) => OpenRefused::Closed,
                Some(_) | None => return Err(failure),
            })),
        }
    }

    fn document_kept(
        &self,
        visitor: &Visitor,
        group: i64,
        (paper, bytes): (&NewPaper, &[u8]),
    ) -> Result<Option<Result<(), PaperRefused>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let of = match paper.of {
            PaperOf::Paper(task) => paper_of(task)
                .filter(|paper| kept.dossier.papers_needed().contains(paper))
                .map(DocumentOf::Paper),
            PaperOf::Mandate(ean) => {
                let is = kept.dossier.members.iter().any(|one| one.joining.ean == ean);
                is.then_some(DocumentOf::Mandate(ean))
            }
        };
        let Some(of) = of else { return Ok(Some(Err(PaperRefused::Needless))) };
        let sent = Sent { of, on: paper.on, signer: paper.signer.trim(), bytes };
        let by = Self::by(visitor);
        let whose = (group, visitor.person, by.as_str());
        let done = documents::add(&mut engine, &self.masters, whose, &sent, self.now());
        Ok(Some(match done {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(refused)) => Err(match refused {
                DocumentRefused::NotADocument => PaperRefused::NotADocument,
                DocumentRefused::TooLarge => PaperRefused::TooLarge,
                DocumentRefused::TooMany => PaperRefused::TooMany,
                DocumentRefused::TooMuch => PaperRefused::TooMuch,
                DocumentRefused::Twice { seq } => PaperRefused::Twice(seq),
                DocumentRefused::Closed => PaperRefused::Closed,
                DocumentRefused::NoKey => PaperRefused::NoKey,
            }),
            Err(failure) => match dossier_error(failure.as_ref()) {
                Some(DossierError::SignedLater { .. }) => Err(PaperRefused::Day),
                Some(DossierError::WrongState { .. }) => Err(PaperRefused::Closed),
                Some(_) | None => return Err(failure),
            },
        }))
    }

    fn document_of(
        &self,
        visitor: &Visitor,
        group: i64,
        seq: i64,
    ) -> Result<Option<(DocumentShown, Vec<u8>)>, Failure> {
        let mut engine = of(&self.engine);
        if self.kept(&mut engine, visitor, group)?.is_none() {
            return Ok(None);
        }
        let found = opened(&mut engine, &self.masters, visitor, (group, seq), self.now())?;
        Ok(found.map(|(kind, bytes)| (document_shown(kind), bytes)))
    }

    fn filed(
        &self,
        visitor: &Visitor,
        group: i64,
        act: Act,
    ) -> Result<Option<Result<(), SubmitRefused>>, Failure> {
        let mut engine = of(&self.engine);
        let Some(kept) = self.kept(&mut engine, visitor, group)? else { return Ok(None) };
        let now = self.now();
        // What a refusal says of a home is counted and kept as a look, as when it joins.
        let asks = (TryKind::Joining, visitor.person.to_string());
        if act == Act::Submitted {
            let most = engine.books.payments(kept.dso, now)?.lookup_wrong_max_per_h;
            if let Some(wait) = guesses::wait(&mut engine.store, (asks.0, &asks.1), most, now)? {
                return Ok(Some(Err(SubmitRefused::Wait(wait.until))));
            }
        }
        match file(&mut engine, group, &[act], &Self::by(visitor), now) {
            Ok(_) => Ok(Some(Ok(()))),
            Err(failure) => {
                let refused = refused(failure)?;
                if let SubmitRefused::Member(_, ean) = &refused {
                    self.asked_about(&mut engine, visitor, std::iter::once(*ean))?;
                    guesses::wrong(&mut engine.store, (asks.0, &asks.1), now)?;
                }
                Ok(Some(Err(refused)))
            }
        }
    }
}

/// A document that somebody opens, which is noted with it. Source: PD-05.
pub fn opened(
    engine: &mut Engine,
    masters: &crate::sealed::MasterKeys,
    visitor: &Visitor,
    (group, seq): (i64, i64),
    now: Instant,
) -> Result<Option<(DocumentKind, Vec<u8>)>, Failure> {
    let found = documents::open(engine, masters, (group, seq))?;
    if found.is_some() {
        let (person, role) = (visitor.person, visitor.role.code());
        engine.store.add_document_look(&store::DocumentLook {
            group,
            seq,
            at: now,
            person,
            role,
        })?;
        // Whose mandate it is hears of it too, also of one that another has replaced: its name and its signature stand
        // on it.
        let kept = load(&mut engine.store, group)?;
        let mut looks = Vec::new();
        for one in &kept.acts {
            let Act::Mandated { ean, signed } = &one.act else { continue };
            if documents::number_of(signed) != Some(seq) {
                continue;
            }
            if let Some(account) = engine.store.account_of(*ean)? {
                let number = crate::people::look_number()?;
                let (saw, reason) = (Right::Messages.name().to_owned(), "sharing".to_owned());
                let account = account.id;
                looks.push(PersonLook { account, at: now, number, person, role, saw, reason });
            }
        }
        engine.store.add_person_looks(&looks)?;
    }
    Ok(found)
}

impl Dossiers for Representatives {
    fn dossier(&self, visitor: &Visitor, group: i64) -> Result<Option<DossierView>, MyError> {
        self.dossier_of(visitor, group).map_err(failed("could not read a dossier"))
    }

    fn open_group(
        &self,
        visitor: &Visitor,
        new: &NewGroup,
        attempt: &str,
    ) -> Result<Result<i64, OpenRefused>, MyError> {
        self.opened(visitor, new, attempt).map_err(failed("could not open a group"))
    }

    fn add_document(
        &self,
        visitor: &Visitor,
        group: i64,
        paper: &NewPaper,
        bytes: &[u8],
    ) -> Result<Option<Result<(), PaperRefused>>, MyError> {
        let kept = self.document_kept(visitor, group, (paper, bytes));
        kept.map_err(failed("could not keep a document"))
    }

    fn document(
        &self,
        visitor: &Visitor,
        group: i64,
        seq: i64,
    ) -> Result<Option<(DocumentShown, Vec<u8>)>, MyError> {
        self.document_of(visitor, group, seq).map_err(failed("could not open a document"))
    }

    fn submit(
        &self,
        visitor: &Visitor,
        group: i64,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError> {
        self.filed(visitor, group, Act::Submitted).map_err(failed("could not hand a dossier in"))
    }

    fn answer(
        &self,
        visitor: &Visitor,
        group: i64,
        text: &str,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError> {
        let act = Act::Answered { text: text.trim().to_owned() };
        self.filed(visitor, group, act).map_err(failed("could not keep an answer"))
    }

    fn withdraw(
        &self,
        visitor: &Visitor,
        group: i64,
    ) -> Result<Option<Result<(), SubmitRefused>>, MyError> {
        self.filed(visitor, group, Act::Withdrawn).map_err(failed("could not withdraw a dossier"))
    }
}

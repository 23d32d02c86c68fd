//! Photos that are evidence of an act: of the post-office slip that a household brought, or the paper behind an
//! adjustment. Sealed as those of visits are, shown to whoever decides, and let go with them. Source: UX,
//! PD-05, PD-07.

use super::acts::KeptPhoto;
use super::visits::photo_kind;
use super::{Desks, failed};
use crate::failure::Failure;
use crate::visits::Picture;
use access::Act;
use portal::agent::{EvidenceDesk, MOST_OF_A_PHOTO, NotEvidence, PhotoKind};
use portal::my::{MyError, Visitor};
use sha2::{Digest as _, Sha256};
use store::ActPhoto;
use units::AccountId;

/// What a sealed photo is for: it opens nowhere else.
fn place(person: i64, attempt: &str) -> String {
    format!("act/{person}/{attempt}/photo")
}

impl Desks {
    fn evidence_kept(
        &self,
        visitor: &Visitor,
        (account, attempt): (AccountId, &str),
        bytes: &[u8],
    ) -> Result<Result<(), NotEvidence>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(account) = engine.store.account(account)? else {
            return Ok(Err(NotEvidence::NoAccount));
        };
        if bytes.len() > MOST_OF_A_PHOTO {
            return Ok(Err(NotEvidence::TooLarge));
        }
        let Some(kind) = Picture::of(bytes) else { return Ok(Err(NotEvidence::NotAPicture)) };
        if self.masters.is_empty() {
            return Ok(Err(NotEvidence::NoKey));
        }
        let digest = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let sealed = self.masters.seal_bytes(&place(visitor.person, attempt), bytes)?;
        let new = ActPhoto {
            dso: account.dso,
            person: visitor.person,
            attempt: attempt.to_owned(),
            account: account.id,
            at: now,
            kind: kind.code(),
            bytes: i64::try_from(bytes.len())?,
            digest,
        };
        let key = format!("{}.{attempt}", visitor.person);
        engine.locked(account.dso, |engine| {
            // What was asked for once stays with what was shown with it.
            if engine.store.staff_act_of(&key)?.is_none() {
                engine.store.set_act_photo(&new, &sealed)?;
            }
            Ok(Ok(()))
        })
    }

    fn evidence_of(
        &self,
        visitor: &Visitor,
        act: i64,
    ) -> Result<Option<(PhotoKind, Vec<u8>)>, Failure> {
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(act) = engine.store.staff_act(act)? else { return Ok(None) };
        let Some((line, sealed)) = photo_of(engine, &act)? else { return Ok(None) };
        let Some(account) = engine.store.account(line.account)? else { return Ok(None) };
        let Some(kind) = Picture::from_code(line.kind) else { return Ok(None) };
        self.note(engine, visitor, &[&account], (&[Act::StateAndAmount], "photo"))?;
        let bytes = self.masters.open_bytes(&place(line.person, &line.attempt), &sealed)?;
        Ok(Some((photo_kind(kind), bytes)))
    }
}

/// What an act keeps of the photo that came with its page.
pub(super) fn kept_of(
    engine: &mut crate::engine::Engine,
    person: i64,
    attempt: &str,
    account: AccountId,
) -> Result<Option<KeptPhoto>, Failure> {
    let found = engine.store.act_photo(person, attempt)?.map(|(line, _)| line);
    let found = found.filter(|line| line.account == account);
    Ok(found.map(|line| KeptPhoto { digest: line.digest, bytes: line.bytes }))
}

/// The photo that came with the page of an act, if one did.
pub(super) fn photo_of(
    engine: &mut crate::engine::Engine,
    act: &store::StaffAct,
) -> Result<Option<(ActPhoto, String)>, Failure> {
    let Some((_, attempt)) = act.asked.key.split_once('.') else { return Ok(None) };
    let found = engine.store.act_photo(act.asked.by, attempt)?;
    Ok(found.filter(|(line, _)| Some(line.account) == act.asked.account))
}

impl EvidenceDesk for Desks {
    fn keeps_evidence(&self) -> bool {
        !self.masters.is_empty()
    }

    fn keep_evidence(
        &self,
        visitor: &Visitor,
        of: (AccountId, &str),
        bytes: &[u8],
    ) -> Result<Result<(), NotEvidence>, MyError> {
        self.evidence_kept(visitor, of, bytes).map_err(failed("could not keep evidence"))
    }

    fn evidence(
        &self,
        visitor: &Visitor,
        act: i64,
    ) -> Result<Option<(PhotoKind, Vec<u8>)>, MyError> {
        self.evidence_of(visitor, act).map_err(failed("could not read evidence"))
    }
}

//! Photos of technicians: what they are is told by their bytes, and they are kept sealed. Source: PD-04, UX A-12.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::sealed::MasterKeys;
use calendar::Instant;
use procedures::VisitState;
use sha2::{Digest, Sha256};
use store::NewPhoto;

/// Of one visit.
const MOST_PHOTOS: usize = 12;
/// 4 MB.
const MOST_BYTES: usize = 4_000_000;

/// What a photo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    Jpeg,
    Png,
}

impl Picture {
    /// By how the bytes begin, whatever a name says.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else {
            None
        }
    }

    /// As it is kept; never changes.
    pub fn code(self) -> i16 {
        match self {
            Self::Jpeg => 1,
            Self::Png => 2,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        [Self::Jpeg, Self::Png].into_iter().find(|kind| kind.code() == code)
    }
}

/// Why a photo was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoRefused {
    #[error("there is no such visit")]
    Unknown,
    #[error("it is neither a JPEG nor a PNG")]
    NotAPicture,
    #[error("it has more than {MOST_BYTES} bytes")]
    TooLarge,
    #[error("a visit has {MOST_PHOTOS} photos at most")]
    TooMany,
    #[error("the visit was cancelled")]
    Cancelled,
    #[error("the installation has no master key: photos are never kept in clear")]
    NoKey,
}

/// What a sealed photo is for: it opens nowhere else.
fn place(visit: i64, seq: i64) -> String {
    format!("visit/{visit}/photo/{seq}")
}

/// Keeps a photo, sealed, and returns its number; the same picture twice is one. Errors inside: it cannot be kept.
pub fn add(
    engine: &mut Engine,
    masters: &MasterKeys,
    (visit, person): (i64, i64),
    bytes: &[u8],
    now: Instant,
) -> Result<Result<i64, PhotoRefused>, Failure> {
    let Some((kept, _)) = super::stored(engine, visit)? else {
        return Ok(Err(PhotoRefused::Unknown));
    };
    if bytes.len() > MOST_BYTES {
        return Ok(Err(PhotoRefused::TooLarge));
    }
    let Some(kind) = Picture::of(bytes) else { return Ok(Err(PhotoRefused::NotAPicture)) };
    if masters.is_empty() {
        return Ok(Err(PhotoRefused::NoKey));
    }
    let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    engine.locked(kept.dso, |engine| {
        // As it stands now that nobody else writes.
        let state = super::stored(engine, visit)?.map(|(_, stored)| stored.visit.state);
        if state.is_none_or(|state| state == VisitState::Cancelled) {
            return Ok(Err(PhotoRefused::Cancelled));
        }
        // A page that was sent twice brings none of its photos twice, also the last one that has a place.
        if let Some(known) = engine.store.visit_photo_of(visit, &digest)? {
            return Ok(Ok(known));
        }
        if engine.store.visit_photos(visit)?.len() >= MOST_PHOTOS {
            return Ok(Err(PhotoRefused::TooMany));
        }
        let new = NewPhoto {
            visit,
            at: now,
            person,
            kind: kind.code(),
            bytes: i64::try_from(bytes.len())?,
            digest: &digest,
        };
        let seal = |seq: i64| -> Result<String, Failure> {
            Ok(masters.seal_bytes(&place(visit, seq), bytes)?)
        };
        Ok(Ok(engine.store.add_visit_photo(&new, seal)?))
    })
}

/// A photo as it was taken. `None` if there is none. Errors: another master key, or it was changed or moved.
pub fn open(
    engine: &mut Engine,
    masters: &MasterKeys,
    (visit, seq): (i64, i64),
) -> Result<Option<(Picture, Vec<u8>)>, Failure> {
    let Some((line, sealed)) = engine.store.visit_photo(visit, seq)? else { return Ok(None) };
    let Some(kind) = Picture::from_code(line.kind) else { return Ok(None) };
    Ok(Some((kind, masters.open_bytes(&place(visit, seq), &sealed)?)))
}

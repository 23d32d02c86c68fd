//! Papers and mandates of a dossier as files: what they are is told by their bytes, and they are kept sealed.
//! Source: PD-04, UX R-02.

use super::{file, load};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::sealed::MasterKeys;
use crate::visits::Picture;
use calendar::{Instant, SettlementDay};
use sha2::{Digest, Sha256};
use sharing::{Act, Condition, Paper, Signed, State};
use store::{DocumentLine, NewDocument};
use units::Ean;

/// Of one dossier: its papers some times over, and a mandate of each member.
const MOST_DOCUMENTS: usize = 400;
/// 4 MB.
pub const MOST_BYTES: usize = 4_000_000;
/// Bytes of all documents of a dossier: 200 MB.
const MOST_IN_ALL: i64 = 200_000_000;
/// How the act of a dossier names a file.
const NAMED: &str = "file ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    Pdf,
    Picture(Picture),
}

impl DocumentKind {
    /// By how the bytes begin, whatever a name says.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        Picture::of(bytes).map(Self::Picture)
    }

    fn code(self) -> i16 {
        match self {
            Self::Pdf => 1,
            Self::Picture(Picture::Jpeg) => 2,
            Self::Picture(Picture::Png) => 3,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        let all = [Self::Pdf, Self::Picture(Picture::Jpeg), Self::Picture(Picture::Png)];
        all.into_iter().find(|kind| kind.code() == code)
    }
}

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentOf {
    Paper(Paper),
    Mandate(Ean),
}

/// Why a document was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentRefused {
    #[error("it is neither a PDF nor a JPEG nor a PNG")]
    NotADocument,
    #[error("it has more than {MOST_BYTES} bytes")]
    TooLarge,
    #[error("a dossier has {MOST_DOCUMENTS} documents at most")]
    TooMany,
    #[error("the documents of a dossier have {MOST_IN_ALL} bytes at most")]
    TooMuch,
    #[error("the dossier has this document already, as number {seq}")]
    Twice { seq: i64 },
    #[error("the dossier takes no documents any more")]
    Closed,
    #[error("the installation has no master key: documents are never kept in clear")]
    NoKey,
}

/// A document to keep, and who signed it when.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub of: DocumentOf,
    pub on: SettlementDay,
    pub signer: &'a str,
    pub bytes: &'a [u8],
}

/// What a sealed document is for: it opens nowhere else.
fn place(group: i64, seq: i64) -> String {
    format!("group/{group}/document/{seq}")
}

/// The number of the file that an act names, if it names one.
pub fn number_of(signed: &Signed) -> Option<i64> {
    signed.document.strip_prefix(NAMED)?.parse().ok()
}

/// Whether a dossier has room for a document of so many bytes that it has not got. What was let go of takes none.
fn fits(there: &[DocumentLine], digest: &str, bytes: i64) -> Result<(), DocumentRefused> {
    let kept = || there.iter().filter(|line| line.kept);
    if let Some(same) = kept().find(|line| line.digest == digest) {
        return Err(DocumentRefused::Twice { seq: same.seq });
    }
    if kept().count() >= MOST_DOCUMENTS {
        return Err(DocumentRefused::TooMany);
    }
    let all = kept().fold(bytes, |sum, line| sum.saturating_add(line.bytes));
    if all > MOST_IN_ALL { Err(DocumentRefused::TooMuch) } else { Ok(()) }
}

/// Keeps a document sealed and files it in the dossier, both or neither. Inside: its number, or why it cannot be kept.
/// Errors: what the dossier says against it.
pub fn add(
    engine: &mut Engine,
    masters: &MasterKeys,
    (group, person, by): (i64, i64, &str),
    sent: &Sent<'_>,
    now: Instant,
) -> Result<Result<i64, DocumentRefused>, Failure> {
    let kept = load(&mut engine.store, group)?;
    match kept.dossier.state {
        State::Draft | State::Submitted | State::Accepted { .. } => {}
        State::Refused { .. } | State::Withdrawn | State::Ended { .. } => {
            return Ok(Err(DocumentRefused::Closed));
        }
    }
    if sent.bytes.len() > MOST_BYTES {
        return Ok(Err(DocumentRefused::TooLarge));
    }
    let Some(kind) = DocumentKind::of(sent.bytes) else {
        return Ok(Err(DocumentRefused::NotADocument));
    };
    if masters.is_empty() {
        return Ok(Err(DocumentRefused::NoKey));
    }
    let digest: String =
        Sha256::digest(sent.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let task = match sent.of {
        DocumentOf::Paper(paper) => Condition::Paper(paper).name(),
        DocumentOf::Mandate(_) => Condition::Mandates.name(),
    };
    engine.locked(kept.dso, |engine| {
        let bytes = i64::try_from(sent.bytes.len())?;
        if let Err(refused) = fits(&engine.store.sharing_documents(group)?, &digest, bytes) {
            return Ok(Err(refused));
        }
        let new =
            NewDocument { group, at: now, person, task, kind: kind.code(), bytes, digest: &digest };
        let seal = |seq: i64| -> Result<String, Failure> {
            Ok(masters.seal_bytes(&place(group, seq), sent.bytes)?)
        };
        let seq = engine.store.add_sharing_document(&new, seal)?;
        let signer = Some(sent.signer.to_owned()).filter(|signer| !signer.is_empty());
        let signed = Signed { on: sent.on, document: format!("{NAMED}{seq}"), signer, told: None };
        let act = match sent.of {
            DocumentOf::Paper(paper) => Act::Papered { paper, signed },
            DocumentOf::Mandate(ean) => Act::Mandated { ean, signed },
        };
        file(engine, group, &[act], by, now)?;
        Ok(Ok(seq))
    })
}

/// A document as it was sent. `None` if there is none, or it was let go of. Errors: another master key, or it was changed or moved.
pub fn open(
    engine: &mut Engine,
    masters: &MasterKeys,
    (group, seq): (i64, i64),
) -> Result<Option<(DocumentKind, Vec<u8>)>, Failure> {
    let Some((line, sealed)) = engine.store.sharing_document(group, seq)? else { return Ok(None) };
    let Some(kind) = DocumentKind::from_code(line.kind).filter(|_| line.kept) else {
        return Ok(None);
    };
    Ok(Some((kind, masters.open_bytes(&place(group, seq), &sealed)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(seq: i64, bytes: i64) -> DocumentLine {
        DocumentLine {
            seq,
            at: Instant(seq),
            person: 1,
            task: "statutes".to_owned(),
            kind: 1,
            bytes,
            digest: format!("{seq:064}"),
            kept: true,
        }
    }

    #[test]
    fn r_02_a_dossier_has_room_for_so_many_documents_of_so_many_bytes() {
        let new = "f".repeat(64);
        let many: Vec<DocumentLine> = (1..=399).map(|seq| line(seq, 10)).collect();
        assert_eq!(fits(&many, &new, 10), Ok(()), "the last one");
        let full: Vec<DocumentLine> = (1..=400).map(|seq| line(seq, 10)).collect();
        assert_eq!(fits(&full, &new, 10), Err(DocumentRefused::TooMany));
        let large: Vec<DocumentLine> = (1..=50).map(|seq| line(seq, 3_999_000)).collect();
        assert_eq!(fits(&large, &new, 50_000), Ok(()), "200 MB");
        assert_eq!(fits(&large, &new, 50_001), Err(DocumentRefused::TooMuch));
        let mut less = large;
        less[0].kept = false;
        assert_eq!(fits(&less, &new, 3_999_000), Ok(()), "what was let go of takes no room");
    }
}

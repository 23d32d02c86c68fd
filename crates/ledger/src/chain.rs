//! The hash chain of an operator's journal: each batch carries the hash of the batch before.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// SHA-256 of a batch and of all before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// What stands before the first batch.
    pub const START: Self = Self([0; 32]);
}

impl fmt::Display for ChainHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

impl TryFrom<String> for ChainHash {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no SHA-256 in hexadecimal digits");
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(place * 2..place * 2 + 2).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl From<ChainHash> for String {
    fn from(hash: ChainHash) -> Self {
        hash.to_string()
    }
}

/// Takes the rows of a batch in their order. Numbers enter as eight bytes, texts with their length,
/// so that no two different rows give the same bytes.
#[derive(Debug, Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    pub fn number(&mut self, number: i64) {
        self.0.update(number.to_le_bytes());
    }

    pub fn numbers(&mut self, numbers: &[i64]) {
        let mut bytes = [0u8; 8 * 32];
        for part in numbers.chunks(32) {
            for (place, number) in bytes.chunks_exact_mut(8).zip(part) {
                place.copy_from_slice(&number.to_le_bytes());
            }
            self.0.update(bytes.get(..part.len() * 8).unwrap_or(&bytes));
        }
    }

    pub fn text(&mut self, text: &str) {
        self.number(i64::try_from(text.len()).unwrap_or(i64::MAX));
        self.0.update(text.as_bytes());
    }

    /// The hash of the rows, after that of the batch before.
    pub fn chained_to(self, before: ChainHash) -> ChainHash {
        let rows: [u8; 32] = self.0.finalize().into();
        let mut link = Sha256::new();
        link.update(before.0);
        link.update(rows);
        ChainHash(link.finalize().into())
    }
}

/// A link of the chain, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub number: i64,
    pub before: ChainHash,
    pub hash: ChainHash,
}

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    #[error("batch {number} does not follow the batch before it")]
    Unlinked { number: i64 },
    #[error("the rows of batch {number} are not those that were booked")]
    Changed { number: i64 },
    #[error("batch {number} is missing")]
    Missing { number: i64 },
}

/// The first fault in `batches`, each with the digest of the rows that are kept for it now.
pub fn first_fault(batches: impl IntoIterator<Item = (Batch, Digest)>) -> Option<ChainFault> {
    let (mut before, mut expected) = (ChainHash::START, 1);
    for (batch, rows) in batches {
        let number = batch.number;
        if number != expected {
            return Some(ChainFault::Missing { number: expected });
        }
        if batch.before != before {
            return Some(ChainFault::Unlinked { number });
        }
        if rows.chained_to(before) != batch.hash {
            return Some(ChainFault::Changed { number });
        }
        before = batch.hash;
        expected += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Digest {
        let mut digest = Digest::default();
        digest.text(text);
        digest
    }

    fn chain(texts: &[&str]) -> Vec<(Batch, Digest)> {
        let mut before = ChainHash::START;
        let mut links = Vec::new();
        for (number, text) in (1..).zip(texts) {
            let hash = rows(text).chained_to(before);
            links.push((Batch { number, before, hash }, rows(text)));
            before = hash;
        }
        links
    }

    #[test]
    fn a_changed_row_names_its_batch() {
        let good = chain(&["a", "b", "c"]);
        assert_eq!(first_fault(good.clone()), None);
        let mut changed = good.clone();
        changed[1].1 = rows("B");
        assert_eq!(first_fault(changed), Some(ChainFault::Changed { number: 2 }));
        let mut missing = good.clone();
        missing.remove(1);
        assert_eq!(first_fault(missing), Some(ChainFault::Missing { number: 2 }));
        let mut rewritten = good;
        rewritten[1].0.hash = rows("B").chained_to(rewritten[1].0.before);
        rewritten[1].1 = rows("B");
        assert_eq!(first_fault(rewritten), Some(ChainFault::Unlinked { number: 3 }));
    }

    #[test]
    fn a_hash_reads_back() {
        let hash = rows("a").chained_to(ChainHash::START);
        assert_eq!(ChainHash::try_from(hash.to_string()), Ok(hash));
        assert!(ChainHash::try_from("xy".to_owned()).is_err());
    }
}

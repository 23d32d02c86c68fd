//! Each request under a name, for those who look it up later: what it was and how it ended, never whom it was about.
//! Source: UX 8.9 (D-05), UX 10.2, PD-05.

mod mask;
mod trace;

pub(crate) use mask::Masks;
pub(crate) use trace::{Entry, Trace};

use crate::names::TerminalId;
use calendar::Instant;
use std::hash::{BuildHasher as _, RandomState};

/// Of each answer, and of a request whose caller named it.
pub(crate) const REQUEST_HEADER: &str = "request-id";
/// Lengths of a name from outside.
const LEAST_ID: usize = 8;
const MOST_ID: usize = 64;
/// More digits than these, whatever stands between them, may be a reference or the number of a phone.
const MOST_DIGITS: usize = 8;

/// Name of a request: letters, digits, dots, dashes and underscores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// A new one. It is no secret: it only has to be another each time.
    pub fn new() -> Self {
        // Each has keys of its own, which begin with chance.
        let [first, second] = [RandomState::new(), RandomState::new()].map(|one| one.hash_one(0));
        Self(format!("req_{first:016x}{:08x}", second & 0xffff_ffff))
    }

    /// A caller's own name for a request, if it is a plain one. Anything else is not read.
    pub(crate) fn told(text: &str) -> Option<Self> {
        let is_between = |byte: u8| matches!(byte, b'.' | b'-' | b'_');
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || is_between(byte);
        let fits = (LEAST_ID..=MOST_ID).contains(&text.len()) && text.bytes().all(plain);
        let letters = |byte: u8| byte.is_ascii_alphabetic();
        let mut runs = text.as_bytes().split(|byte| letters(*byte));
        let digits = |run: &[u8]| run.iter().filter(|byte| byte.is_ascii_digit()).count();
        (fits && runs.all(|run| digits(run) <= MOST_DIGITS)).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for RequestId {
    fn default() -> Self {
        Self::new()
    }
}

/// Whose key it was that called, once it was found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// By the number of the key.
    Partner(i64),
    Terminal {
        id: TerminalId,
        /// Name of the key that signed.
        key: String,
    },
}

/// A request that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedRequest {
    pub id: RequestId,
    pub at: Instant,
    pub asker: Option<Asker>,
    pub method: &'static str,
    /// As it is documented: never the path, which may hold a name.
    pub route: String,
    /// `None`: the caller hung up before the answer, which may be carried out all the same.
    pub status: Option<u16>,
    /// Of a problem.
    pub code: Option<&'static str>,
    pub took_ms: i64,
    pub asked_bytes: i64,
    pub answered_bytes: i64,
    /// The beginning of the SHA-256 of the idempotency key.
    pub once: Option<String>,
    /// Bodies of whoever is known, masked.
    pub asked: Option<String>,
    pub answered: Option<String>,
}

/// Who keeps requests.
pub trait RequestLog: Send + Sync + 'static {
    /// Takes a request without waiting for anything: one that has no place is counted and let go.
    fn keep(&self, request: EndedRequest);
}

/// Which requests a partner looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestsAsked {
    pub id: Option<String>,
    pub status: Option<u16>,
    pub since: Option<Instant>,
    /// Not any more at this instant.
    pub until: Option<Instant>,
    /// Older than this one, by its instant and name.
    pub behind: Option<(Instant, String)>,
    pub most: usize,
}

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRequest {
    pub at: Instant,
    pub id: String,
    /// Number or name of the key.
    pub key: String,
    pub method: String,
    pub route: String,
    pub status: Option<u16>,
    pub code: Option<String>,
    pub took_ms: i64,
    pub asked_bytes: i64,
    pub answered_bytes: i64,
    pub once: Option<String>,
    pub asked: Option<String>,
    pub answered: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d_05_a_name_from_outside_is_a_plain_one_and_no_number_of_anybody() {
        for text in ["req-2026", "3f2b1c9a-77aa-4c1e", "shop.17_till-04", &"a".repeat(64)] {
            assert_eq!(RequestId::told(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "short",
            "9012345678908",
            "9012-3456-78908",
            "tel.0475.12.34.56",
            "Marie Dupont",
            "a@example.org",
            "req\u{e9}e-12",
            &"a".repeat(65),
        ] {
            assert_eq!(RequestId::told(text), None, "{text}");
        }
    }

    #[test]
    fn d_05_each_request_has_another_name() {
        let names: std::collections::HashSet<String> =
            (0..1_000).map(|_| RequestId::new().as_str().to_owned()).collect();
        assert_eq!(names.len(), 1_000);
        assert!(names.iter().all(|name| name.len() == 28 && name.starts_with("req_")));
    }
}

//! How a request is signed: the same few lines at the terminal and at the door. The recipe, with an
//! example to check an implementation against, is in this crate's README.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// First line of what is signed: what the signature is for, and the edition of the recipe.
pub(crate) const RECIPE: &str = "tirelire-hmac-sha256-v1";

pub(crate) const KEY_HEADER: &str = "tirelire-key";
pub(crate) const TIMESTAMP_HEADER: &str = "tirelire-timestamp";
pub(crate) const NONCE_HEADER: &str = "tirelire-nonce";
pub(crate) const SIGNATURE_HEADER: &str = "tirelire-signature";
pub(crate) const IDEMPOTENCY_HEADER: &str = "idempotency-key";
pub(crate) const REPLAYED_HEADER: &str = "idempotent-replayed";

/// How far a terminal's clock may be off, in seconds. Wide enough for a till that sets its clock once a
/// day; within it a repeated write is answered from what is kept, and a repeated read is refused.
pub const WINDOW_S: i64 = 300;

/// What of a request is signed.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// In capitals.
    pub method: &'a str,
    /// Path and query as sent, beginning with `/`.
    pub target: &'a str,
    /// Seconds since 1970, as sent.
    pub timestamp: &'a str,
    pub key_id: &'a str,
    /// Of a write its idempotency key, of a read its nonce.
    pub once: &'a str,
    pub body: &'a [u8],
}

impl Signed<'_> {
    /// Seven lines without a last line feed. None of them can hold a line feed, so no two requests
    /// have the same text.
    pub fn text(&self) -> String {
        let Self { method, target, timestamp, key_id, once, body } = self;
        let digest = hex(&Sha256::digest(body));
        format!("{RECIPE}\n{method}\n{target}\n{timestamp}\n{key_id}\n{once}\n{digest}")
    }

    /// The value of the header `Tirelire-Signature`.
    pub fn signature(&self, secret: &[u8]) -> String {
        format!(
            "v1={}",
            hex(&self.mac(secret).map(|mac| mac.finalize().into_bytes()).unwrap_or_default())
        )
    }

    /// Whether `signature` is the one made with `secret`, compared in constant time.
    pub fn is_signed(&self, secret: &[u8], signature: &[u8; 32]) -> bool {
        self.mac(secret).is_some_and(|mac| mac.verify_slice(signature).is_ok())
    }

    /// The headers that a request carries, signed with `secret`: `write` as one that changes something.
    pub fn headers(&self, secret: &[u8], write: bool) -> [(&'static str, String); 4] {
        [
            (KEY_HEADER, self.key_id.to_owned()),
            (TIMESTAMP_HEADER, self.timestamp.to_owned()),
            (if write { IDEMPOTENCY_HEADER } else { NONCE_HEADER }, self.once.to_owned()),
            (SIGNATURE_HEADER, self.signature(secret)),
        ]
    }

    /// HMAC takes a key of any length, so this is always there.
    fn mac(&self, secret: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(self.text().as_bytes());
        Some(mac)
    }
}

/// The bytes of a header `Tirelire-Signature`; `None` for anything but `v1=` and 64 small hex digits.
pub(crate) fn read_signature(text: &str) -> Option<[u8; 32]> {
    let digits = text.strip_prefix("v1=")?.as_bytes();
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?));
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"reference":"9012 3456 78908","amount":"20.00"}"#;

    fn example() -> Signed<'static> {
        Signed {
            method: "POST",
            target: "/v1/terminals/T1/lookup",
            timestamp: "1794474000",
            key_id: "T1-2026a",
            once: "n-000001",
            body: BODY.as_bytes(),
        }
    }

    const SECRET: &[u8] = b"an example of 32 bytes, no more!";

    #[test]
    fn tp_06_the_example_of_the_readme_is_what_the_code_does() {
        let readme = include_str!("../README.md");
        for part in [example().text(), example().signature(SECRET), BODY.to_owned()] {
            assert!(readme.contains(&part), "README.md lacks:\n{part}");
        }
        assert!(readme.contains(&hex(SECRET)), "README.md lacks the secret {}", hex(SECRET));
        // The same 64 digits as a printed secret: their characters are the key.
        let printed = example().signature(hex(SECRET).as_bytes());
        let known = "v1=6e581181298ee69cf3b977a89dadf3de27f234158e47771dfb5f6ddcc7742813";
        assert_eq!(printed, known);
        assert!(readme.contains(known), "README.md lacks {known}");
    }

    #[test]
    fn tp_06_a_signature_holds_for_one_request_only() {
        let good = read_signature(&example().signature(SECRET)).unwrap();
        assert!(example().is_signed(SECRET, &good));
        assert!(!example().is_signed(b"another secret", &good));
        for other in [
            Signed { method: "GET", ..example() },
            Signed { target: "/v1/terminals/T2/lookup", ..example() },
            Signed { target: "/v1/terminals/T1/lookup?a", ..example() },
            Signed { timestamp: "1794474001", ..example() },
            Signed { key_id: "T1-2026b", ..example() },
            Signed { once: "n-000002", ..example() },
            Signed { body: b"", ..example() },
        ] {
            assert!(!other.is_signed(SECRET, &good), "{other:?}");
        }
    }

    #[test]
    fn tp_06_a_garbled_signature_is_none() {
        let good = example().signature(SECRET);
        assert!(read_signature(&good).is_some());
        for text in [
            "",
            "v1=",
            "v2=00",
            &good[..66],
            &good.to_uppercase(),
            &format!("{good}00"),
            &good.replace("v1=", "v1=é"),
        ] {
            assert_eq!(read_signature(text), None, "{text}");
        }
    }
}

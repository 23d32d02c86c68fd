//! The end of an export of the audit: its sum, a mark of each line, and the installation's signature over both, so that
//! whoever has the public key finds a change and which line it is in. The key is one as webhooks have. Source: PD-05, UX O-07.

use crate::failure::Failure;
use crate::sealed::MasterKeys;
use calendar::Instant;
use http_api::webhooks::{Secret, is_signed};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::fmt::Write as _;
use store::Store;

/// Under which names the halves of the key are kept.
const PRIVATE_KEY: &str = "audit_signing_key";
const PUBLIC_KEY: &str = "audit_public_key";
/// What the private half is sealed for.
const PLACE: &str = "audit/export";
/// What is signed begins with it: no webhook's signature is one of an export.
const ID: &str = "tirelire-audit-1";
/// Digits of the mark of a line.
const MARK_DIGITS: usize = 16;

/// What is wrong with an export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the file does not end with a signature")]
    NotSigned,
    #[error("`{key}` is no public key of an export")]
    NotAKey { key: String },
    #[error("the file is signed with `{key}`, which is not this installation's key")]
    OtherKey { key: String },
    #[error("the end of the file is not what was signed")]
    EndChanged,
    #[error("line {number} was changed: `{line}`")]
    Changed { number: usize, line: String },
    #[error("a line is missing before line {number}")]
    Missing { number: usize },
    #[error("line {number} was added: `{line}`")]
    Added { number: usize, line: String },
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn mark(line: &str) -> String {
    digits(&Sha256::digest(line.as_bytes())).chars().take(MARK_DIGITS).collect()
}

/// The key of this installation; made at the first export. Within the operator's lock.
pub fn key_of(store: &mut Store, masters: &MasterKeys) -> Result<Secret, Failure> {
    if let Some(kept) = store.setting(PRIVATE_KEY)? {
        return Ok(masters.open(PLACE, &kept)?.parse()?);
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let secret = Secret::Private(seed);
    store.set_setting(PRIVATE_KEY, &masters.seal(PLACE, &secret.text())?)?;
    store.set_setting(PUBLIC_KEY, &secret.for_receiver())?;
    Ok(secret)
}

/// The public half, if anything was exported.
pub fn public_key(store: &mut Store) -> Result<Option<String>, Failure> {
    Ok(store.setting(PUBLIC_KEY)?)
}

/// `body`, lines that end with CR LF, and its signed end.
pub fn signed(body: &str, secret: &Secret, at: Instant) -> String {
    let marks: Vec<String> = body.lines().map(mark).collect();
    let sum = digits(&Sha256::digest(body.as_bytes()));
    let end = format!("sha256,{sum}\r\nlines,{}\r\n", marks.join(" "));
    let at_s = at.0.div_euclid(1_000_000);
    let signature = secret.signature(ID, at_s, end.as_bytes());
    format!("{body}{end}signed,{at_s},{},{signature}\r\n", secret.for_receiver())
}

/// How many lines an export has that is as it was signed with `key`. Errors: what is wrong, and in which line, from 1.
pub fn check(file: &str, key: &str) -> Result<usize, Fault> {
    // Some mail programs write line ends of their own.
    let file = file.replace("\r\n", "\n");
    let parts = || {
        let (rest, last) = file.trim_end().rsplit_once("\nsigned,")?;
        let (rest, marks) = rest.rsplit_once("\nlines,")?;
        let (body, sum) = rest.rsplit_once("\nsha256,")?;
        let (at_s, last) = last.split_once(',')?;
        let (own, signature) = last.split_once(',')?;
        Some((body, (sum, marks), at_s.parse::<i64>().ok()?, own, signature))
    };
    let (body, (sum, marks), at_s, own, signature) = parts().ok_or(Fault::NotSigned)?;
    if own != key {
        return Err(Fault::OtherKey { key: own.to_owned() });
    }
    let end = format!("sha256,{sum}\r\nlines,{marks}\r\n");
    match is_signed(key, signature, (ID, at_s, end.as_bytes())) {
        None => return Err(Fault::NotAKey { key: key.to_owned() }),
        Some(false) => return Err(Fault::EndChanged),
        Some(true) => {}
    }
    let lines: Vec<&str> = body.lines().collect();
    compared(&lines, marks)?;
    let whole: String = lines.iter().flat_map(|line| [*line, "\r\n"]).collect();
    // Two lines with one mark: somebody made an effort.
    if digits(&Sha256::digest(whole.as_bytes())) != sum {
        return Err(Fault::EndChanged);
    }
    Ok(lines.len())
}

/// Errors: the first line that is not the one which was signed.
fn compared(lines: &[&str], marks: &str) -> Result<(), Fault> {
    let marks: Vec<&str> = marks.split(' ').collect();
    let differs = lines.iter().zip(&marks).position(|(line, known)| mark(line) != *known);
    let place = differs.unwrap_or(lines.len().min(marks.len()));
    let number = place.saturating_add(1);
    let line = || lines.get(place).map(|line| (*line).to_owned()).unwrap_or_default();
    match (lines.len().cmp(&marks.len()), differs) {
        (Ordering::Less, _) => Err(Fault::Missing { number }),
        (Ordering::Greater, _) => Err(Fault::Added { number, line: line() }),
        (Ordering::Equal, Some(_)) => Err(Fault::Changed { number, line: line() }),
        (Ordering::Equal, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "at,who\r\n1,an\r\n2,bo\r\n3,cy\r\n";

    fn secret(seed: u8) -> Secret {
        Secret::Private([seed; 32])
    }

    #[test]
    fn pd_05_a_signed_export_names_the_line_that_was_changed_added_or_is_missing() {
        let key = secret(7).for_receiver();
        let file = signed(BODY, &secret(7), Instant(5_000_000));
        assert_eq!(check(&file, &key), Ok(4));
        assert_eq!(check(&file.replace("\r\n", "\n"), &key), Ok(4), "other line ends");
        let changed = check(&file.replace("2,bo", "2,ed"), &key);
        assert_eq!(changed, Err(Fault::Changed { number: 3, line: "2,ed".to_owned() }));
        let missing = check(&file.replace("2,bo\r\n", ""), &key);
        assert_eq!(missing, Err(Fault::Missing { number: 3 }));
        let cut = check(&file.replace("3,cy\r\n", ""), &key);
        assert_eq!(cut, Err(Fault::Missing { number: 4 }));
        let added = check(&file.replace("2,bo", "9,x\r\n2,bo"), &key);
        assert_eq!(added, Err(Fault::Added { number: 3, line: "9,x".to_owned() }));
        let swapped = file.replace("1,an\r\n2,bo", "2,bo\r\n1,an");
        assert!(matches!(check(&swapped, &key), Err(Fault::Changed { number: 2, .. })));
    }

    #[test]
    fn pd_05_whoever_changes_the_end_too_is_found_out() {
        let key = secret(7).for_receiver();
        let file = signed(BODY, &secret(7), Instant(5_000_000));
        let forged = BODY.replace("an", "xx");
        let own = signed(&forged, &secret(8), Instant(5_000_000));
        assert!(matches!(check(&own, &key), Err(Fault::OtherKey { .. })));
        let (_, signature) = file.rsplit_once("signed,").unwrap();
        let (made, _) = own.rsplit_once("signed,").unwrap();
        let pasted = format!("{made}signed,{signature}");
        assert_eq!(check(&pasted, &key), Err(Fault::EndChanged));
        let later = file.replace("signed,5,", "signed,6,");
        assert_eq!(check(&later, &key), Err(Fault::EndChanged));
        for broken in ["", BODY, "signed,", "a\nsha256,0\nlines,0\nsigned,x,whpk_x,v1a,AA=="] {
            assert_eq!(check(broken, &key), Err(Fault::NotSigned), "{broken}");
        }
        let no_key = file.replace(&key, "whpk_x");
        assert!(matches!(check(&no_key, "whpk_x"), Err(Fault::NotAKey { .. })));
    }
}

//! Secrets at rest: AES-256-GCM under the installation's master key, in a text that names its version and
//! the key it is sealed with, so that a master key can be changed while old texts are still about.
//!
//! `sealed:v1:KEY:HEX`: KEY is the name of the master key, HEX the nonce of 12 bytes and what is sealed,
//! with its tag of 16 bytes. What the secret is for, such as `terminal/T1/T1-0a1b2c3d`, goes into the tag: a
//! text that is moved to another place does not open there.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use ledger::ChainHash;
use sha2::{Digest, Sha256};
use std::fmt;

/// Where the master keys come from: 64 hexadecimal digits each, with commas between. The first one seals,
/// all of them open.
pub const KEY_VARIABLE: &str = "TIRELIRE_MASTER_KEY";
/// The file that holds them instead, for installations whose environment is seen by others.
const FILE_VARIABLE: &str = "TIRELIRE_MASTER_KEY_FILE";
const VERSION: &str = "sealed:v1:";
const NONCE_BYTES: usize = 12;

/// Why a secret cannot be sealed or opened. None of it is secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error(
        "{KEY_VARIABLE} is not 64 hexadecimal digits, or several such keys with commas between"
    )]
    NotAKey,
    #[error("both {KEY_VARIABLE} and {FILE_VARIABLE} are set: which one is meant?")]
    Twice,
    #[error("`{file}` of {FILE_VARIABLE} cannot be read")]
    NoFile { file: String },
    #[error("it is sealed with master key `{key}`, which {KEY_VARIABLE} does not have")]
    OtherKey { key: String },
    #[error("`{start}...` is no text of a sealed secret")]
    NotSealed { start: String },
    #[error("the sealed secret of `{context}` was changed, or is of another place")]
    Forged { context: String },
    #[error("no chance can be had for a nonce")]
    NoChance,
    #[error("{KEY_VARIABLE} is not set: files are never kept in clear")]
    NoKey,
}

/// The master keys of an installation; there may be none.
#[derive(Clone, Default)]
pub struct MasterKeys(Vec<(String, Aes256Gcm)>);

/// The names only.
impl fmt::Debug for MasterKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// What a master key is called: it says nothing about the key.
fn name_of(key: &[u8; 32]) -> String {
    let mut digest = Sha256::new();
    digest.update(b"tirelire master key\0");
    digest.update(key);
    hex(&digest.finalize()).chars().take(8).collect()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().as_chunks::<2>();
    let pair = |pair: &[u8; 2]| {
        let text = std::str::from_utf8(pair).ok()?;
        let plain = pair.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        u8::from_str_radix(text, 16).ok().filter(|_| plain)
    };
    if digits.1.is_empty() { digits.0.iter().map(pair).collect() } else { None }
}

impl MasterKeys {
    /// From the environment, or from the file that it names. Errors: a text that is no key, a file that
    /// cannot be read, both.
    pub fn from_environment() -> Result<Self, SealError> {
        let (key, file) = (std::env::var(KEY_VARIABLE).ok(), std::env::var_os(FILE_VARIABLE));
        match (key, file) {
            (Some(_), Some(_)) => Err(SealError::Twice),
            (key, None) => Self::of(key.as_deref()),
            (None, Some(file)) => Self::of_file(std::path::Path::new(&file)),
        }
    }

    /// Keys in a file, with commas or new lines between.
    fn of_file(file: &std::path::Path) -> Result<Self, SealError> {
        let unread = |_| SealError::NoFile { file: file.display().to_string() };
        let text = std::fs::read_to_string(file).map_err(unread)?;
        let keys: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if keys.is_empty() {
            return Err(SealError::NotAKey);
        }
        Self::of(Some(&keys.join(",")))
    }

    /// No key if there is no text, or an empty one. Errors: a text that is no key.
    pub fn of(text: Option<&str>) -> Result<Self, SealError> {
        let mut keys = Vec::new();
        for one in text.unwrap_or_default().split(',').map(str::trim).filter(|one| !one.is_empty())
        {
            let key = ChainHash::try_from(one.to_owned()).map_err(|_| SealError::NotAKey)?.0;
            keys.push((name_of(&key), Aes256Gcm::new(&key.into())));
        }
        Ok(Self(keys))
    }

    /// A key by chance that is kept nowhere: for a demo, and for training. Errors: the system gave no random number.
    pub fn throw_away() -> Result<Self, SealError> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|_| SealError::NoChance)?;
        Ok(Self(vec![(name_of(&key), Aes256Gcm::new(&key.into()))]))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Seals `secret` for its place; the secret itself if there is no master key.
    pub fn seal(&self, context: &str, secret: &str) -> Result<String, SealError> {
        if self.is_empty() {
            return Ok(secret.to_owned());
        }
        self.seal_bytes(context, secret.as_bytes())
    }

    /// Seals bytes for their place. Errors: there is no master key, and bytes are never kept in clear.
    pub fn seal_bytes(&self, context: &str, secret: &[u8]) -> Result<String, SealError> {
        let Some((name, key)) = self.0.first() else { return Err(SealError::NoKey) };
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoChance)?;
        let payload = Payload { msg: secret, aad: context.as_bytes() };
        let sealed = key
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealError::Forged { context: context.to_owned() })?;
        Ok(format!("{VERSION}{name}:{}{}", hex(&nonce), hex(&sealed)))
    }

    /// The secret of a place. What was kept before there was a master key is no sealed text, and is
    /// returned as it is. Errors: a master key that is not here, a text that was changed or moved.
    pub fn open(&self, context: &str, kept: &str) -> Result<String, SealError> {
        if !kept.starts_with("sealed:") {
            return Ok(kept.to_owned());
        }
        let forged = |_| SealError::Forged { context: context.to_owned() };
        String::from_utf8(self.open_bytes(context, kept)?).map_err(forged)
    }

    /// The bytes of a place. Errors: as [`Self::open`], and a text that is not sealed.
    pub fn open_bytes(&self, context: &str, kept: &str) -> Result<Vec<u8>, SealError> {
        let wrong = || SealError::NotSealed { start: kept.chars().take(20).collect() };
        let rest = kept.strip_prefix(VERSION).ok_or_else(wrong)?;
        let (name, digits) = rest.split_once(':').ok_or_else(wrong)?;
        let known = self.0.iter().find(|(own, _)| own == name);
        let (_, key) = known.ok_or_else(|| SealError::OtherKey { key: name.to_owned() })?;
        let bytes = bytes_of(digits).ok_or_else(wrong)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or_else(wrong)?;
        let forged = || SealError::Forged { context: context.to_owned() };
        let payload = Payload { msg: sealed, aad: context.as_bytes() };
        key.decrypt(&Nonce::from(*nonce), payload).map_err(|_| forged())
    }

    /// Whether a kept text is as [`Self::seal`] would write it now: under the first key.
    pub fn is_current(&self, kept: &str) -> bool {
        match self.0.first() {
            Some((name, _)) => kept.starts_with(&format!("{VERSION}{name}:")),
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(of: &[u8]) -> MasterKeys {
        let texts: Vec<String> = of.iter().map(|byte| hex(&[*byte; 32])).collect();
        MasterKeys::of(Some(&texts.join(", "))).unwrap()
    }

    #[test]
    fn pd_04_a_secret_opens_in_its_place_and_nowhere_else() {
        let keys = keys(&[1]);
        let sealed = keys.seal("terminal/T1/a", "s3cret").unwrap();
        assert!(sealed.starts_with(VERSION) && !sealed.contains("s3cret"), "{sealed}");
        assert_ne!(sealed, keys.seal("terminal/T1/a", "s3cret").unwrap(), "another nonce");
        assert_eq!(keys.open("terminal/T1/a", &sealed).as_deref(), Ok("s3cret"));
        let forged = keys.open("terminal/T2/a", &sealed);
        assert_eq!(forged, Err(SealError::Forged { context: "terminal/T2/a".into() }));
        // Whatever digit is changed, it does not open.
        for place in VERSION.len() + 9..sealed.len() {
            let mut digits: Vec<char> = sealed.chars().collect();
            digits[place] = if digits[place] == '0' { '1' } else { '0' };
            let changed: String = digits.into_iter().collect();
            assert!(keys.open("terminal/T1/a", &changed).is_err(), "{place}");
        }
    }

    #[test]
    fn pd_04_master_keys_come_from_a_file_too() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let line = |byte: u8| hex(&[byte; 32]);
        let sealed = keys(&[1]).seal("x", "s3cret").unwrap();
        std::fs::write(&file, format!("{}\n{}\n", line(2), line(1))).unwrap();
        let of_file = MasterKeys::of_file(&file).unwrap();
        assert_eq!(of_file.open("x", &sealed).as_deref(), Ok("s3cret"));
        std::fs::write(&file, "\n").unwrap();
        assert_eq!(MasterKeys::of_file(&file).unwrap_err(), SealError::NotAKey);
        let none = MasterKeys::of_file(&folder.path().join("none")).unwrap_err();
        assert!(matches!(none, SealError::NoFile { .. }), "{none}");
    }

    #[test]
    fn pd_04_a_master_key_is_changed_while_old_texts_are_about() {
        let old = keys(&[1]).seal("x", "s3cret").unwrap();
        let both = keys(&[2, 1]);
        assert_eq!(both.open("x", &old).as_deref(), Ok("s3cret"));
        assert!(!both.is_current(&old));
        let new = both.seal("x", "s3cret").unwrap();
        assert!(both.is_current(&new) && keys(&[2]).open("x", &new).is_ok());
        let missing = keys(&[2]).open("x", &old).unwrap_err();
        assert!(matches!(missing, SealError::OtherKey { .. }), "{missing}");
    }

    #[test]
    fn pd_04_without_a_master_key_a_secret_is_kept_as_it_is_and_one_of_before_still_opens() {
        let none = MasterKeys::of(None).unwrap();
        assert!(none.is_empty() && MasterKeys::of(Some(" ")).unwrap().is_empty());
        assert_eq!(none.seal("x", "plain").as_deref(), Ok("plain"));
        assert_eq!(keys(&[1]).open("x", "plain").as_deref(), Ok("plain"));
        assert!(!keys(&[1]).is_current("plain"));
    }

    #[test]
    fn pd_04_a_text_that_is_no_key_or_no_secret_is_an_error_that_does_not_show_it() {
        let digits = "ab".repeat(31);
        let error = MasterKeys::of(Some(&digits)).unwrap_err();
        assert!(!error.to_string().contains(&digits));
        assert!(!format!("{:?}", keys(&[7])).contains("0707"));
        for text in ["sealed:v2:0:00", "sealed:v1:", "sealed:v1:12345678"] {
            assert!(matches!(keys(&[1]).open("x", text), Err(SealError::NotSealed { .. })));
        }
        let name = name_of(&[1; 32]);
        for end in ["", "0", "zz", "00112233445566778899aabb"] {
            assert!(keys(&[1]).open("x", &format!("{VERSION}{name}:{end}")).is_err());
        }
    }
}

//! Tokens, codes and passwords: made here, and kept only as what cannot be turned back.

use crate::failure::{Failure, refuse};
use access::Pin;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use calendar::Instant;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};

/// Bytes of chance in a token: 256 bits.
const TOKEN_BYTES: usize = 32;
/// Letters and digits that nobody takes for another, on paper or on the phone.
const CLEAR: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Characters of a letter's code: 40 bits.
const LETTER_CHARACTERS: usize = 8;
/// Characters of a key: 60 bits. Whoever guesses waits, and there is one in 2^43 if a hundred thousand are open.
const KEY_CHARACTERS: usize = 12;
/// Shortest password.
pub const LEAST_PASSWORD: usize = 10;

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Under which a token is kept. It holds enough chance to need no salt.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

pub fn token() -> Result<String, Failure> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// A number that tells two things of one instant apart.
pub fn number() -> Result<i64, Failure> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    Ok(i64::from_be_bytes(bytes) & i64::MAX)
}

/// Six digits, each number as likely as any other.
pub fn six_digits() -> Result<String, Failure> {
    loop {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes)?;
        let drawn = u32::from_be_bytes(bytes);
        // The end of the range would make small numbers likelier.
        if drawn < 4_294_000_000 {
            return Ok(format!("{:06}", drawn % 1_000_000));
        }
    }
}

/// The code of a letter.
pub fn letter() -> Result<String, Failure> {
    clear::<LETTER_CHARACTERS>()
}

/// A key that is told and keyed in instead of a link.
pub fn key() -> Result<String, Failure> {
    clear::<KEY_CHARACTERS>()
}

/// A key as a person keyed it in, if it may be one; what stands in a link is longer.
pub fn key_as_keyed(text: &str) -> Option<String> {
    Some(letter_as_keyed(text)).filter(|key| key.len() == KEY_CHARACTERS)
}

fn clear<const N: usize>() -> Result<String, Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    let clear = |byte: &u8| CLEAR.get(usize::from(byte % 32)).copied().map_or('2', char::from);
    Ok(bytes.iter().map(clear).collect())
}

/// A letter's code as a person keyed it in: without blanks and hyphens, in capitals, and with what may
/// have been meant by a letter that is in none.
pub fn letter_as_keyed(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_ascii_alphanumeric());
    kept.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' => '1',
        other => other,
    })
    .collect()
}

/// Of a password, for keeping. Errors: it is too short.
pub fn hash_password(password: &str) -> Result<String, Failure> {
    if password.chars().count() < LEAST_PASSWORD {
        return refuse(format!("a password has {LEAST_PASSWORD} characters at least"));
    }
    hashed(password)
}

/// Of a PIN at a till, for keeping; compared with [`is_password`]. Source: UX M-07.
pub fn hash_pin(pin: &Pin) -> Result<String, Failure> {
    hashed(pin.as_str())
}

fn hashed(secret: &str) -> Result<String, Failure> {
    match Argon2::default().hash_password(secret.as_bytes()) {
        Ok(hash) => Ok(hash.to_string()),
        Err(error) => refuse(format!("a password could not be hashed: {error}")),
    }
}

/// What a password is compared with where there is none.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a password is the one that is kept. Takes as long when there is none, so that the time does
/// not tell who has one.
pub fn is_password(password: &str, kept: Option<&str>) -> bool {
    let Ok(hash) = PasswordHash::new(kept.unwrap_or(NOBODY)) else { return false };
    let right = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    right && kept.is_some()
}

/// A new secret of an app for codes, in base32.
pub fn second_secret() -> Result<String, Failure> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes)?;
    Ok(Secret::from(bytes).to_base32())
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

/// The step in which a code of the app is right; each step may be used once.
pub fn second_step(secret: &str, code: &str, now: Instant) -> Option<u64> {
    let time = u64::try_from(now.unix_s()).ok()?;
    totp(secret)?.check(code, time)
}

/// The code that the app shows.
#[cfg(test)]
pub fn second_code(secret: &str, now: Instant) -> String {
    let time = u64::try_from(now.unix_s()).unwrap();
    totp(secret).unwrap().generate(time).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_04_a_password_is_kept_as_what_cannot_be_turned_back() {
        let kept = hash_password("a long enough one").unwrap();
        assert!(kept.starts_with("$argon2id$") && !kept.contains("enough"));
        assert!(is_password("a long enough one", Some(&kept)));
        assert!(!is_password("a long enough on", Some(&kept)));
        assert!(!is_password("a long enough one", None));
        let (nobodys, own) =
            (PasswordHash::new(NOBODY).unwrap(), PasswordHash::new(&kept).unwrap());
        assert_eq!(nobodys.params, own.params, "whoever is not known takes as long");
        assert!(!is_password("", Some("no hash")));
        assert!(hash_password("too short").is_err());
        assert_ne!(hash_password("a long enough one").unwrap(), kept, "salted");
    }

    #[test]
    fn codes_can_be_read_out_and_keyed_in() {
        for _ in 0..200 {
            let code = six_digits().unwrap();
            assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
            let letter = letter().unwrap();
            assert_eq!(letter_as_keyed(&letter.to_lowercase()), letter);
            assert!(letter.bytes().all(|byte| CLEAR.contains(&byte)));
        }
        assert_eq!(letter_as_keyed(" ab-cd 23 45"), "ABCD2345");
        let key = key().unwrap();
        let (head, tail) = key.split_at(4);
        assert_eq!(key_as_keyed(&format!("{}-{}", head.to_lowercase(), tail)), Some(key));
        assert_eq!(key_as_keyed("3f9d0c5b7a1e4c2d8b6f0a9e7d5c3b1a2f4e6d8c"), None, "of a link");
    }

    #[test]
    fn a_code_of_the_app_is_right_for_its_half_minute() {
        let now: Instant = "2026-11-20T14:05:00+01:00".parse().unwrap();
        let secret = second_secret().unwrap();
        let code = second_code(&secret, now);
        let step = second_step(&secret, &code, now).unwrap();
        assert_eq!(second_step(&secret, &code, now.plus_s(20)), Some(step));
        assert_eq!(second_step(&secret, &code, now.plus_s(300)), None);
        assert_eq!(second_step("not base 32!", &code, now), None);
    }
}

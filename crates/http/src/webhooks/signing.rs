//! Signatures over `id.timestamp.body`. Source: Standard Webhooks 1.0, "Signature scheme".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;

const SHARED: &str = "whsec_";
const PRIVATE: &str = "whsk_";
const PUBLIC: &str = "whpk_";
/// Shortest and longest shared secret, in bytes. Source: Standard Webhooks 1.0, "Symmetric".
const SHARED_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// What an endpoint's messages are signed with.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// HMAC-SHA256, `v1`: the receiver has the same secret.
    Shared(Vec<u8>),
    /// ed25519, `v1a`: the receiver has the public key, so nobody there can sign in our name.
    Private([u8; 32]),
}

/// The kind only.
impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Shared(_) => "Shared",
            Self::Private(_) => "Private",
        })
    }
}

/// A text that is no secret. It does not show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a signing secret is `whsec_` or `whsk_` and base64, of 24 to 64 bytes, or of 32 for `whsk_`"
)]
pub struct SecretError;

impl Secret {
    /// What is kept, and sealed.
    pub fn text(&self) -> String {
        match self {
            Self::Shared(secret) => format!("{SHARED}{}", STANDARD.encode(secret)),
            Self::Private(seed) => format!("{PRIVATE}{}", STANDARD.encode(seed)),
        }
    }

    /// What the receiver needs to check a signature: the shared secret, or the public key.
    pub fn for_receiver(&self) -> String {
        match self {
            Self::Shared(_) => self.text(),
            Self::Private(seed) => {
                let public = SigningKey::from_bytes(seed).verifying_key().to_bytes();
                format!("{PUBLIC}{}", STANDARD.encode(public))
            }
        }
    }

    /// One signature of the header, with its version.
    pub fn signature(&self, id: &str, timestamp_s: i64, body: &[u8]) -> String {
        let mut signed = format!("{id}.{timestamp_s}.").into_bytes();
        signed.extend_from_slice(body);
        match self {
            Self::Shared(secret) => {
                // HMAC takes a key of any length, so this is always there.
                let mac = Hmac::<Sha256>::new_from_slice(secret).ok().map(|mut mac| {
                    mac.update(&signed);
                    mac.finalize().into_bytes()
                });
                format!("v1,{}", STANDARD.encode(mac.unwrap_or_default()))
            }
            Self::Private(seed) => {
                let signature = SigningKey::from_bytes(seed).sign(&signed).to_bytes();
                format!("v1a,{}", STANDARD.encode(signature))
            }
        }
    }
}

impl FromStr for Secret {
    type Err = SecretError;

    fn from_str(text: &str) -> Result<Self, SecretError> {
        let decoded = |text: &str| STANDARD.decode(text).map_err(|_| SecretError);
        if let Some(secret) = text.strip_prefix(SHARED) {
            let secret = decoded(secret)?;
            let fits = SHARED_BYTES.contains(&secret.len());
            return if fits { Ok(Self::Shared(secret)) } else { Err(SecretError) };
        }
        let seed = text.strip_prefix(PRIVATE).ok_or(SecretError)?;
        Ok(Self::Private(decoded(seed)?.try_into().map_err(|_| SecretError)?))
    }
}

/// Whether a signature of version `v1a`, as [`Secret::signature`] writes it, is that of a public key. `None` if `public` is
/// no such key.
pub fn is_signed(
    public: &str,
    signature: &str,
    (id, timestamp_s, body): (&str, i64, &[u8]),
) -> Option<bool> {
    let key = STANDARD.decode(public.strip_prefix(PUBLIC)?).ok()?;
    let key = VerifyingKey::from_bytes(&key.try_into().ok()?).ok()?;
    let signature = signature.strip_prefix("v1a,").and_then(|text| STANDARD.decode(text).ok());
    let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
    let mut signed = format!("{id}.{timestamp_s}.").into_bytes();
    signed.extend_from_slice(body);
    Some(signature.is_some_and(|signature| key.verify(&signed, &signature).is_ok()))
}

/// The value of `webhook-signature`: one signature for each secret that holds, with blanks between, so that
/// a receiver may change its secret when it likes.
pub fn header(secrets: &[Secret], id: &str, timestamp_s: i64, body: &[u8]) -> String {
    let signatures: Vec<String> =
        secrets.iter().map(|secret| secret.signature(id, timestamp_s, body)).collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector that the libraries of Standard Webhooks test with.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT_S: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn ux_10_3_the_known_answer_of_standard_webhooks() {
        let secret: Secret = SECRET.parse().unwrap();
        assert_eq!(secret.signature(ID, AT_S, BODY), SIGNED);
        assert_eq!((secret.text().as_str(), secret.for_receiver().as_str()), (SECRET, SECRET));
        let readme = include_str!("../../README.md");
        for part in [SECRET, ID, SIGNED, "1614265330", r#"{"test": 2432232314}"#] {
            assert!(readme.contains(part), "README.md lacks {part}");
        }
        for (id, at, body) in [("msg_q", AT_S, BODY), (ID, AT_S + 1, BODY), (ID, AT_S, b"{}")] {
            assert_ne!(secret.signature(id, at, body), SIGNED);
        }
    }

    #[test]
    fn ux_10_3_whoever_has_the_public_key_can_check_and_not_sign() {
        let secret = Secret::Private([7; 32]);
        let public = secret.for_receiver();
        let public = STANDARD.decode(public.strip_prefix("whpk_").unwrap()).unwrap();
        let key = VerifyingKey::from_bytes(&public.try_into().unwrap()).unwrap();
        let text = secret.signature(ID, AT_S, BODY);
        let bytes = STANDARD.decode(text.strip_prefix("v1a,").unwrap()).unwrap();
        let signature = Signature::from_slice(&bytes).unwrap();
        let signed = [format!("{ID}.{AT_S}.").as_bytes(), BODY].concat();
        assert!(key.verify(&signed, &signature).is_ok());
        assert!(key.verify(b"other", &signature).is_err());
        let own = secret.for_receiver();
        let of =
            |key: &str, signature: &str, at_s: i64| is_signed(key, signature, (ID, at_s, BODY));
        assert_eq!(of(&own, &text, AT_S), Some(true));
        assert_eq!(of(&own, &text, AT_S + 1), Some(false));
        assert_eq!(of(&Secret::Private([8; 32]).for_receiver(), &text, AT_S), Some(false));
        assert_eq!(of(&own, "v1,AA==", AT_S), Some(false));
        assert_eq!(of("whpk_x", &text, AT_S), None);
        assert_eq!(secret.text().parse(), Ok(secret));
    }

    #[test]
    fn ux_10_3_during_a_change_of_secrets_there_are_two_signatures() {
        let secrets = [SECRET.parse().unwrap(), Secret::Private([7; 32])];
        let value = header(&secrets, ID, AT_S, BODY);
        let [first, second]: [&str; 2] = value.split(' ').collect::<Vec<_>>().try_into().unwrap();
        assert!(first == SIGNED && second.starts_with("v1a,"), "{value}");
    }

    #[test]
    fn ux_10_3_a_secret_that_is_too_short_or_garbled_is_none() {
        let of = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![1; bytes]));
        assert!(of(24).parse::<Secret>().is_ok() && of(64).parse::<Secret>().is_ok());
        for text in [of(23), of(65), "whsec_?".into(), "whsk_AAAA".into(), SECRET[6..].into()] {
            let error = text.parse::<Secret>().unwrap_err();
            assert!(!error.to_string().contains(&text[6.min(text.len() - 1)..]), "{text}");
        }
        assert_eq!(format!("{:?}", Secret::Private([7; 32])), "Private");
    }
}

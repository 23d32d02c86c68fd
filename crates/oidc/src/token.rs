//! ID tokens, judged. Source: OpenID Connect Core 1.0, 3.1.3.7; RFC 7519, RFC 8725.

use crate::key::{Algorithm, Keys};
use crate::text::from_base64;
use serde::Deserialize;
use serde_json::Value;

/// How far the provider's clock may be from ours.
const LEEWAY_S: i64 = 60;
/// A token that was made longer ago is none of this sign-in.
const OLDEST_S: i64 = 600;
/// Letters of a token, at most.
const MOST_LETTERS: usize = 64 * 1024;

/// What a token has to say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    /// Where groups or roles stand, with points between names.
    pub groups_claim: &'a str,
    /// Seconds since 1970.
    pub now_s: i64,
}

/// Somebody whom a provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Never given to somebody else by this provider.
    pub subject: String,
    pub email: Option<String>,
    /// As the provider says; `None` if it does not.
    pub email_verified: Option<bool>,
    pub groups: Vec<String>,
}

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("the token is not three parts of base64 and JSON")]
    Malformed,
    #[error("the token is signed with `{name}`, which is not believed")]
    Algorithm { name: String },
    #[error("the token has extensions that we do not know")]
    Extensions,
    /// Asked again of the provider first: keys change.
    #[error("the token is signed by a key that the provider does not list")]
    UnknownKey,
    #[error("the signature of the token is wrong")]
    Signature,
    #[error("the token is of issuer `{found}`")]
    Issuer { found: String },
    #[error("the token is for somebody else")]
    Audience,
    #[error("the token has expired")]
    Expired,
    #[error("the token is of the future, or was made too long ago")]
    Time,
    #[error("the token is of another sign-in")]
    Nonce,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// What is required is no option: a wrong kind of value is no value.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    azp: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, TokenError> {
    let bytes = from_base64(text).ok_or(TokenError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| TokenError::Malformed)
}

/// Groups at a path of names: a list, or one.
fn groups(claims: &Value, path: &str) -> Vec<String> {
    let found = path.split('.').try_fold(claims, |value, name| value.get(name));
    match found {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => {
            many.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

/// Judges a token. Errors: the first reason not to believe it; the signature comes before what it says.
pub fn judge(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Who, TokenError> {
    if token.len() > MOST_LETTERS {
        return Err(TokenError::Malformed);
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, body, signature] = parts[..] else { return Err(TokenError::Malformed) };
    let kept: Header = part(header)?;
    if kept.crit.is_some() {
        return Err(TokenError::Extensions);
    }
    let Some(algorithm) = Algorithm::of_name(&kept.alg) else {
        return Err(TokenError::Algorithm { name: kept.alg });
    };
    let signature = from_base64(signature).ok_or(TokenError::Malformed)?;
    let kid = kept.kid.as_deref();
    if !keys.knows(kid) {
        return Err(TokenError::UnknownKey);
    }
    let message = format!("{header}.{body}");
    if !keys.signed(kid, algorithm, message.as_bytes(), &signature) {
        return Err(TokenError::Signature);
    }
    let all: Value = part(body)?;
    let claims = Claims::deserialize(&all).map_err(|_| TokenError::Malformed)?;
    if claims.iss != expected.issuer {
        return Err(TokenError::Issuer { found: claims.iss });
    }
    let ours = |audience: &String| audience == expected.client_id;
    let (for_us, alone) = match &claims.aud {
        Audience::One(one) => (ours(one), true),
        Audience::Many(many) => (many.iter().any(ours), many.len() == 1),
    };
    let party = claims.azp.as_ref().map_or(alone, ours);
    if !for_us || !party {
        return Err(TokenError::Audience);
    }
    if claims.exp.saturating_add(LEEWAY_S) <= expected.now_s {
        return Err(TokenError::Expired);
    }
    let latest = expected.now_s.saturating_add(LEEWAY_S);
    let oldest = expected.now_s.saturating_sub(OLDEST_S);
    if claims.iat > latest || claims.iat < oldest || claims.nbf.is_some_and(|from| from > latest) {
        return Err(TokenError::Time);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) || claims.sub.is_empty() {
        return Err(TokenError::Nonce);
    }
    Ok(Who {
        subject: claims.sub,
        email: claims.email,
        email_verified: claims.email_verified,
        groups: groups(&all, expected.groups_claim),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::text::to_base64;
    use ring::rand::SystemRandom;
    use ring::signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
    };
    use serde_json::json;

    const NOW: i64 = 1_790_000_000;

    struct Signer {
        pair: EcdsaKeyPair,
        id: &'static str,
    }

    impl Signer {
        fn new(id: &'static str) -> Self {
            let random = SystemRandom::new();
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap();
            Self { pair, id }
        }

        fn listed(&self) -> Value {
            let point = self.pair.public_key().as_ref();
            json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": self.id,
                "x": to_base64(&point[1..33]), "y": to_base64(&point[33..])})
        }

        fn keys(&self) -> Keys {
            Keys::read(json!({"keys": [self.listed()]}).to_string().as_bytes()).unwrap()
        }

        fn token(&self, header: &Value, claims: &Value) -> String {
            let part = |value: &Value| to_base64(value.to_string().as_bytes());
            let message = format!("{}.{}", part(header), part(claims));
            let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
            format!("{message}.{}", to_base64(signature.as_ref()))
        }
    }

    fn claims() -> Value {
        json!({"iss": "https://id.example", "sub": "7", "aud": "tirelire", "exp": NOW + 300,
            "iat": NOW, "nonce": "n", "email": "an@example.org", "email_verified": true,
            "realm": {"groups": ["desk", "floor 3"]}})
    }

    fn expected() -> Expected<'static> {
        let (issuer, client_id, nonce) = ("https://id.example", "tirelire", "n");
        Expected { issuer, client_id, nonce, groups_claim: "realm.groups", now_s: NOW }
    }

    fn header() -> Value {
        json!({"alg": "ES256", "kid": "a"})
    }

    /// The claims with some of them changed.
    fn with(changes: &Value) -> Value {
        let mut all = claims();
        for (name, value) in changes.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    }

    #[test]
    fn pd_04_a_token_that_is_ours_says_who_it_is() {
        let signer = Signer::new("a");
        let judged =
            |claims: &Value| judge(&signer.token(&header(), claims), &signer.keys(), &expected());
        let who = judged(&claims()).unwrap();
        assert_eq!((who.subject.as_str(), who.email.as_deref()), ("7", Some("an@example.org")));
        assert_eq!(who.groups, ["desk", "floor 3"]);
        let many = with(&json!({"aud": ["tirelire", "other"], "azp": "tirelire"}));
        assert!(judged(&many).is_ok());
        assert_eq!(judged(&with(&json!({"realm": {"groups": "desk"}}))).unwrap().groups, ["desk"]);
        assert!(judged(&with(&json!({"realm": 7}))).unwrap().groups.is_empty());
    }

    #[test]
    fn pd_04_each_bad_token_is_refused_with_its_reason() {
        let (signer, stranger) = (Signer::new("a"), Signer::new("a"));
        let other = Signer::new("b");
        let judged = |header: &Value, claims: &Value| {
            judge(&signer.token(header, claims), &signer.keys(), &expected())
        };
        let bad = |changes: Value| judged(&header(), &with(&changes)).unwrap_err();
        let found = "https://evil.example".to_owned();
        assert_eq!(bad(json!({"iss": found})), TokenError::Issuer { found });
        assert_eq!(bad(json!({"aud": "another"})), TokenError::Audience);
        assert_eq!(bad(json!({"aud": ["tirelire", "other"]})), TokenError::Audience);
        assert_eq!(bad(json!({"azp": "other"})), TokenError::Audience);
        assert_eq!(bad(json!({"exp": NOW - 61})), TokenError::Expired);
        assert_eq!(bad(json!({"exp": null})), TokenError::Malformed);
        assert_eq!(bad(json!({"exp": "2099"})), TokenError::Malformed);
        assert_eq!(bad(json!({"nbf": "soon"})), TokenError::Malformed);
        assert_eq!(bad(json!({"iat": NOW + 61})), TokenError::Time);
        assert_eq!(bad(json!({"iat": NOW - 601})), TokenError::Time);
        assert_eq!(bad(json!({"nbf": NOW + 61})), TokenError::Time);
        assert_eq!(bad(json!({"nonce": "of another"})), TokenError::Nonce);
        assert_eq!(bad(json!({"nonce": null})), TokenError::Nonce);
        let head = |value: Value| judged(&value, &claims()).unwrap_err();
        for name in ["none", "HS256", "RS1", ""] {
            let name = name.to_owned();
            assert_eq!(head(json!({"alg": name, "kid": "a"})), TokenError::Algorithm { name });
        }
        assert_eq!(head(json!({"alg": "RS256", "kid": "a"})), TokenError::Signature, "of its kind");
        assert_eq!(head(json!({"alg": "EdDSA", "kid": "a"})), TokenError::Signature);
        assert_eq!(head(json!({"alg": "ES256", "kid": "z"})), TokenError::UnknownKey);
        let critical = json!({"alg": "ES256", "kid": "a", "crit": ["exp"]});
        assert_eq!(head(critical), TokenError::Extensions);
        let forged = stranger.token(&header(), &claims());
        assert_eq!(judge(&forged, &signer.keys(), &expected()), Err(TokenError::Signature));
        let unknown = other.token(&json!({"alg": "ES256", "kid": "b"}), &claims());
        assert_eq!(judge(&unknown, &signer.keys(), &expected()), Err(TokenError::UnknownKey));
        // What was signed is read, not what stands beside it.
        let token = signer.token(&header(), &claims());
        let parts: Vec<&str> = token.split('.').collect();
        let better = to_base64(with(&json!({"sub": "1"})).to_string().as_bytes());
        let moved = format!("{}.{better}.{}", parts[0], parts[2]);
        assert_eq!(judge(&moved, &signer.keys(), &expected()), Err(TokenError::Signature));
        for text in ["", "a.b", "a.b.c.d", &format!("{}.{}.", parts[0], parts[1])] {
            assert!(judge(text, &signer.keys(), &expected()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_is_for_signing_and_for_its_own_algorithm() {
        let signer = Signer::new("a");
        let token = signer.token(&header(), &claims());
        let judged = |changes: Value| {
            let mut listed = signer.listed();
            for (name, value) in changes.as_object().unwrap() {
                listed[name] = value.clone();
            }
            let list = json!({"keys": [{"kty": "new"}, 7, listed]}).to_string();
            judge(&token, &Keys::read(list.as_bytes()).unwrap(), &expected()).map(|who| who.subject)
        };
        assert_eq!(judged(json!({})), Ok("7".to_owned()), "others in the list are left out");
        assert_eq!(judged(json!({"use": "enc"})), Err(TokenError::UnknownKey));
        assert_eq!(judged(json!({"alg": "RS256"})), Err(TokenError::Signature));
        assert_eq!(judged(json!({"x": "AAAA"})), Err(TokenError::UnknownKey));
        assert!(Keys::read(b"{}").is_err());
    }

    #[test]
    fn eddsa_is_read_too() {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
        let public = to_base64(pair.public_key().as_ref());
        let list = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": public}]}).to_string();
        let part = |value: &Value| to_base64(value.to_string().as_bytes());
        let message = format!("{}.{}", part(&json!({"alg": "EdDSA"})), part(&claims()));
        let token = format!("{message}.{}", to_base64(pair.sign(message.as_bytes()).as_ref()));
        let keys = Keys::read(list.as_bytes()).unwrap();
        assert_eq!(judge(&token, &keys, &expected()).unwrap().subject, "7");
    }
}

//! Keys of a provider, and what they have signed. Source: RFC 7517, RFC 7518.

use crate::text::from_base64;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

/// How something is signed. What is not here is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl Algorithm {
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Public {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// Uncompressed.
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    id: Option<String>,
    /// The one algorithm that it is for, where it says so.
    only: Option<Algorithm>,
    public: Public,
}

#[derive(Deserialize)]
struct Listed {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct List {
    keys: Vec<serde_json::Value>,
}

/// Why a list of keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the list of keys is not understood")]
    NotAList,
}

/// The keys of a provider that sign. Others in its list are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys(Vec<Key>);

fn read(listed: Listed) -> Option<Key> {
    if listed.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let only = match &listed.alg {
        Some(name) => Some(Algorithm::of_name(name)?),
        None => None,
    };
    let bytes = |text: Option<String>| text.as_deref().and_then(from_base64);
    let public = match (listed.kty.as_str(), listed.crv.as_deref()) {
        ("RSA", _) => Public::Rsa { n: bytes(listed.n)?, e: bytes(listed.e)? },
        ("EC", Some("P-256")) => {
            let (x, y) = (bytes(listed.x)?, bytes(listed.y)?);
            if x.len() != 32 || y.len() != 32 {
                return None;
            }
            let mut point = vec![4];
            point.extend(x);
            point.extend(y);
            Public::P256(point)
        }
        ("OKP", Some("Ed25519")) => Public::Ed25519(bytes(listed.x)?),
        _ => return None,
    };
    Some(Key { id: listed.kid, only, public })
}

impl Key {
    fn signed(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if self.only.is_some_and(|only| only != algorithm) {
            return false;
        }
        let verified = match (&self.public, algorithm) {
            (Public::Rsa { n, e }, Algorithm::Rs256) => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
            (Public::Rsa { n, e }, Algorithm::Ps256) => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PSS_2048_8192_SHA256, message, signature)
            }
            (Public::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            (Public::Ed25519(point), Algorithm::EdDsa) => {
                UnparsedPublicKey::new(&ED25519, point).verify(message, signature)
            }
            // A key is never used for another kind of signature.
            (
                Public::Rsa { .. } | Public::P256(_) | Public::Ed25519(_),
                Algorithm::Rs256 | Algorithm::Ps256 | Algorithm::Es256 | Algorithm::EdDsa,
            ) => return false,
        };
        verified.is_ok()
    }
}

impl Keys {
    pub fn read(json: &[u8]) -> Result<Self, KeyError> {
        let list: List = serde_json::from_slice(json).map_err(|_| KeyError::NotAList)?;
        let known = list.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        Ok(Self(known.filter_map(read).collect()))
    }

    /// Whether there is a key of this name, or any where none is named.
    pub fn knows(&self, id: Option<&str>) -> bool {
        self.named(id).next().is_some()
    }

    fn named(&self, id: Option<&str>) -> impl Iterator<Item = &Key> {
        self.0.iter().filter(move |key| id.is_none_or(|id| key.id.as_deref() == Some(id)))
    }

    pub fn signed(
        &self,
        id: Option<&str>,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        self.named(id).any(|key| key.signed(algorithm, message, signature))
    }
}

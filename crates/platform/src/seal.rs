//! Signatures of proofs: whoever has the public key can check that a proof is the operator's.

use crate::failure::{Failure, refuse};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use ledger::ChainHash;
use std::sync::Arc;
use store::Store;

/// Where the secret key of an installation comes from: 64 hexadecimal digits.
pub const KEY_VARIABLE: &str = "TIRELIRE_SIGNING_KEY";
/// Under which name the public key is kept.
const PUBLIC_KEY: &str = "signing_public_key";

/// The key of demos, known to everybody.
const DEMO_KEY: [u8; 32] = *b"a demo's key is no secret at all";

/// Reads the installation's key, if it has one. Errors: a text that is no key.
pub fn key_from_environment() -> Result<Option<SigningKey>, Failure> {
    let Ok(text) = std::env::var(KEY_VARIABLE) else { return Ok(None) };
    match ChainHash::try_from(text) {
        Ok(bytes) => Ok(Some(SigningKey::from_bytes(&bytes.0))),
        Err(_) => refuse(format!("{KEY_VARIABLE} is not 64 hexadecimal digits")),
    }
}

pub fn demo_key() -> SigningKey {
    SigningKey::from_bytes(&DEMO_KEY)
}

/// From now on proofs are signed with `key`; its public half is kept. Errors: the store's proofs
/// were signed with another key.
pub fn seal(store: &mut Store, key: SigningKey) -> Result<(), Failure> {
    let public = ChainHash(key.verifying_key().to_bytes()).to_string();
    match store.setting(PUBLIC_KEY)? {
        Some(known) if known != public => {
            return refuse("the proofs of this store are signed with another key");
        }
        Some(_) => {}
        None => store.set_setting(PUBLIC_KEY, &public)?,
    }
    store.seal_with(Arc::new(move |hash: &ChainHash| key.sign(&hash.0).to_bytes().to_vec()));
    Ok(())
}

/// The public key of a store, if its proofs are signed.
pub fn public_key(store: &mut Store) -> Result<Option<VerifyingKey>, Failure> {
    let Some(text) = store.setting(PUBLIC_KEY)? else { return Ok(None) };
    match ChainHash::try_from(text) {
        Ok(bytes) => Ok(Some(VerifyingKey::from_bytes(&bytes.0)?)),
        Err(_) => refuse("the public key that is kept is no key"),
    }
}

/// Whether `signature` is the key's, of `hash`.
pub fn is_signed(key: &VerifyingKey, hash: &ChainHash, signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|signature| key.verify(&hash.0, &signature).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cg_20_a_proof_is_signed_and_a_change_breaks_the_signature() {
        let key = demo_key();
        let hash = ChainHash([7; 32]);
        let signature = key.sign(&hash.0).to_bytes();
        assert!(is_signed(&key.verifying_key(), &hash, &signature));
        assert!(!is_signed(&key.verifying_key(), &ChainHash([8; 32]), &signature));
        assert!(!is_signed(&key.verifying_key(), &hash, &[]));
    }

    #[test]
    fn cg_20_a_store_keeps_to_one_key() {
        let mut store = Store::open("sqlite::memory:").unwrap();
        assert!(public_key(&mut store).unwrap().is_none());
        seal(&mut store, demo_key()).unwrap();
        seal(&mut store, demo_key()).unwrap();
        assert_eq!(public_key(&mut store).unwrap(), Some(demo_key().verifying_key()));
        assert!(seal(&mut store, SigningKey::from_bytes(&[1; 32])).is_err());
    }
}

//! Ids and tokens, each derived from what it belongs to by the installation's own key: nobody can guess
//! them, and none has to be kept to be given again. Source: TP-05, PD-04.

use crate::failure::{Failure, refuse};
use hmac::{Hmac, KeyInit, Mac};
use ledger::ChainHash;
use sha2::Sha256;
use store::Store;

const SETTING: &str = "payment_key";

/// The installation's key.
#[derive(Clone, Copy)]
pub struct Keys([u8; 32]);

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keys")
    }
}

impl Keys {
    /// The key that is kept, or a new one.
    pub fn load(store: &mut Store) -> Result<Self, Failure> {
        let text = match store.setting(SETTING)? {
            Some(text) => text,
            None => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes)?;
                store.set_setting(SETTING, &ChainHash(bytes).to_string())?;
                // Another process may have been as quick: what is kept counts.
                store.setting(SETTING)?.unwrap_or_default()
            }
        };
        match ChainHash::try_from(text) {
            Ok(bytes) => Ok(Self(bytes.0)),
            Err(_) => refuse("the key of payments that is kept is no key"),
        }
    }

    /// 128 bits, in hexadecimal digits.
    fn derived(self, what: &str, of: &str) -> String {
        let mut block = [0; 64];
        for (place, byte) in block.iter_mut().zip(self.0) {
            *place = byte;
        }
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(what.as_bytes());
        mac.update(&[0]);
        mac.update(of.as_bytes());
        mac.finalize().into_bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The payment of an attempt: the same attempt is the same payment.
    pub fn payment(self, attempt: &str) -> String {
        format!("p{}", self.derived("payment", attempt))
    }

    pub fn token(self, payment: &str) -> String {
        self.derived("token", payment)
    }

    /// Whether `token` opens the payment, in the same time whatever is wrong with it.
    pub fn opens(self, payment: &str, token: &str) -> bool {
        are_equal(&self.token(payment), token)
    }

    /// Under which a one-time code is kept: whoever reads the database cannot try all of them.
    pub fn code(self, challenge: &str, code: &str) -> String {
        self.derived("code", &format!("{challenge}/{code}"))
    }

    /// Whether `code` is the one that is kept, in the same time whatever is wrong with it.
    pub fn is_code(self, challenge: &str, code: &str, kept: &str) -> bool {
        are_equal(&self.code(challenge, code), kept)
    }

    /// The mark of a visit to homes of others. Source: TP-22.
    pub fn visit(self, body: &str) -> String {
        self.derived("visit", body)
    }

    /// Whether `mark` is that of the visit, in the same time whatever is wrong with it.
    pub fn opens_visit(self, body: &str, mark: &str) -> bool {
        are_equal(&self.visit(body), mark)
    }
}

fn are_equal(right: &str, given: &str) -> bool {
    let differ = right.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    right.len() == given.len() && differ == 0
}

#[cfg(test)]
pub fn testing_keys(byte: u8) -> Keys {
    Keys([byte; 32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_04_a_token_opens_its_own_payment_and_no_other() {
        let keys = Keys([7; 32]);
        let (one, two) = (keys.payment("a"), keys.payment("b"));
        assert_ne!(one, two);
        assert_eq!(one, keys.payment("a"));
        assert!(keys.opens(&one, &keys.token(&one)));
        assert!(!keys.opens(&one, &keys.token(&two)) && !keys.opens(&one, ""));
        assert_ne!(Keys([8; 32]).token(&one), keys.token(&one));
    }
}

//! Requests that come again: the same key and body have the same answer, the same key with another
//! body has none. Source: TP-05.

use axum::http::StatusCode;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// The answers given, by route and key. In memory as long as the bank runs.
#[derive(Debug, Default)]
pub struct Keys(HashMap<(String, String), Given>);

#[derive(Debug)]
struct Given {
    fingerprint: String,
    status: StatusCode,
    body: Value,
}

#[derive(Debug)]
pub enum Seen {
    Never,
    Same(StatusCode, Value),
    Other { first_fingerprint: String },
}

impl Keys {
    pub fn seen(&self, route: &str, key: &str, body: &[u8]) -> Seen {
        match self.0.get(&(route.to_owned(), key.to_owned())) {
            None => Seen::Never,
            Some(given) if given.fingerprint == fingerprint(body) => {
                Seen::Same(given.status, given.body.clone())
            }
            Some(given) => Seen::Other { first_fingerprint: given.fingerprint.clone() },
        }
    }

    pub fn keep(&mut self, route: &str, key: &str, body: &[u8], status: StatusCode, gave: &Value) {
        let given = Given { fingerprint: fingerprint(body), status, body: gave.clone() };
        self.0.insert((route.to_owned(), key.to_owned()), given);
    }
}

/// Enough of a hash for two people to compare aloud.
fn fingerprint(body: &[u8]) -> String {
    Sha256::digest(body).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

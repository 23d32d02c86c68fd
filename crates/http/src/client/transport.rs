//! One request: signed, sent, repeated while its outcome is unknown.

use super::ClientOptions;
use super::error::{ClientError, ConfigError};
use crate::names::IdempotencyKey;
use crate::sign::{
    IDEMPOTENCY_HEADER, KEY_HEADER, NONCE_HEADER, SIGNATURE_HEADER, Signed, TIMESTAMP_HEADER, hex,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use ureq::Agent;
use ureq::http::{Request, Uri};

/// Far above any answer.
const MOST_BYTES: u64 = 1 << 20;

#[derive(Debug)]
pub(super) struct Transport {
    options: ClientOptions,
    agent: Agent,
    reads: AtomicU64,
    /// Another for each client: the one source of chance that the standard library has.
    started: RandomState,
}

impl Transport {
    pub fn new(mut options: ClientOptions) -> Result<Self, ConfigError> {
        while options.base_url.ends_with('/') {
            options.base_url.pop();
        }
        let loopback = is_loopback(&options.base_url)?;
        if options.key_id.is_empty() || !options.key_id.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(ConfigError::Key);
        }
        let config = Agent::config_builder()
            .timeout_global(Some(options.timeout))
            .http_status_as_error(false)
            // A signature is for one address.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("tirelire-terminal/", env!("CARGO_PKG_VERSION")));
        let config = if loopback { config.proxy(None) } else { config.https_only(true) };
        let (reads, started) = (AtomicU64::new(0), RandomState::new());
        Ok(Self { options, agent: config.build().into(), reads, started })
    }

    pub fn write<A: DeserializeOwned>(
        &self,
        path: &str,
        key: &IdempotencyKey,
        body: Option<&impl Serialize>,
    ) -> Result<A, ClientError> {
        self.tried("POST", path, body, || (IDEMPOTENCY_HEADER, key.to_string()))
    }

    pub fn read<A: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<A, ClientError> {
        self.tried(method, path, body, || (NONCE_HEADER, self.nonce()))
    }

    /// The same with a nonce of the caller's, and one try: for whoever wants to know what a repeated one gets.
    pub fn read_once<A: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        body: Option<&impl Serialize>,
        nonce: &str,
    ) -> Result<A, ClientError> {
        let body = body.map(serde_json::to_vec).transpose()?.unwrap_or_default();
        let sent = self.sent(method, path, &body, (NONCE_HEADER, nonce.to_owned()));
        let (status, answer) = sent.map_err(|source| {
            let (path, source) = (path.to_owned(), Box::new(source));
            ClientError::OutcomeUnknown { method, path, source }
        })?;
        judged(method, path, status, &answer)
    }

    /// New for each try, also after a restart within the same second.
    fn nonce(&self) -> String {
        let count = self.reads.fetch_add(1, Ordering::Relaxed);
        let mut digest = Sha256::new();
        digest.update(self.started.hash_one(0_u8).to_le_bytes());
        digest.update(self.started.hash_one(1_u8).to_le_bytes());
        digest.update(count.to_le_bytes());
        hex(&digest.finalize())
    }

    fn tried<A: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        body: Option<&impl Serialize>,
        once: impl Fn() -> (&'static str, String),
    ) -> Result<A, ClientError> {
        let body = body.map(serde_json::to_vec).transpose()?.unwrap_or_default();
        let mut pauses = self.options.pauses.iter();
        loop {
            let error = match self.sent(method, path, &body, once()) {
                Ok((status, answer)) => match judged(method, path, status, &answer) {
                    Err(error @ ClientError::ServerFailed { .. }) => error,
                    judged => return judged,
                },
                Err(source) => {
                    let (path, source) = (path.to_owned(), Box::new(source));
                    ClientError::OutcomeUnknown { method, path, source }
                }
            };
            match pauses.next() {
                Some(pause) => thread::sleep(*pause),
                None => return Err(error),
            }
        }
    }

    fn sent(
        &self,
        method: &'static str,
        path: &str,
        body: &[u8],
        (once_header, once): (&'static str, String),
    ) -> Result<(u16, Vec<u8>), ureq::Error> {
        let timestamp = (self.options.clock)().unix_s().to_string();
        let key_id = &self.options.key_id;
        let (target, timestamp) = (path, timestamp.as_str());
        let signed = Signed { method, target, timestamp, key_id, once: &once, body };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.options.base_url))
            .header(KEY_HEADER, key_id)
            .header(TIMESTAMP_HEADER, timestamp)
            .header(once_header, &once)
            .header(SIGNATURE_HEADER, signed.signature(&self.options.secret))
            .header("accept-language", self.options.language.tag())
            .header("content-type", "application/json");
        let mut response = if method == "GET" {
            self.agent.run(request.body(())?)?
        } else {
            self.agent.run(request.body(body)?)?
        };
        let status = response.status().as_u16();
        let answer = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec()?;
        Ok((status, answer))
    }
}

fn judged<A: DeserializeOwned>(
    method: &'static str,
    path: &str,
    status: u16,
    answer: &[u8],
) -> Result<A, ClientError> {
    let not_understood = |source| {
        let path = path.to_owned();
        ClientError::NotUnderstood { method, path, status, source }
    };
    match status {
        200..=299 => serde_json::from_slice(answer).map_err(not_understood),
        408 | 500..=599 => Err(ClientError::ServerFailed { method, path: path.to_owned(), status }),
        _ => {
            let problem = serde_json::from_slice(answer).map_err(not_understood)?;
            Err(ClientError::Refused { problem })
        }
    }
}

/// Errors: an address that is neither `https` nor this machine, or holds more than scheme, host and
/// port.
fn is_loopback(base_url: &str) -> Result<bool, ConfigError> {
    let not_an_address = || ConfigError::NotAnAddress { base_url: base_url.to_owned() };
    let uri: Uri = base_url.parse().map_err(|_| not_an_address())?;
    let host = uri.host().ok_or_else(not_an_address)?;
    let plain_authority =
        uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    // Below a path the signed address would be another one.
    if !plain_authority || uri.query().is_some() || !matches!(uri.path(), "" | "/") {
        return Err(not_an_address());
    }
    let loopback = match host.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost",
    };
    match (uri.scheme_str(), loopback) {
        (Some("https"), _) => Ok(false),
        (Some("http"), true) => Ok(true),
        (Some("http"), false) => Err(ConfigError::Plain { base_url: base_url.to_owned() }),
        _ => Err(not_an_address()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Instant;
    use std::sync::Arc;

    fn made(base_url: &str, key_id: &str) -> Result<(), ConfigError> {
        let clock = Arc::new(|| Instant::from_unix_s(0));
        let options =
            ClientOptions::new(base_url, "T1".parse().unwrap(), key_id, *b"secret", clock);
        assert!(!format!("{options:?}").contains("secret"));
        Transport::new(options).map(|_| ())
    }

    #[test]
    fn tp_06_a_sale_goes_over_tls_or_stays_on_this_machine() {
        for base_url in ["https://vend.example/", "http://127.0.0.1:80", "http://localhost:1"] {
            assert_eq!(made(base_url, "k"), Ok(()), "{base_url}");
        }
        for base_url in ["http://vend.example", "http://localhost.evil.example"] {
            let plain = ConfigError::Plain { base_url: base_url.to_owned() };
            assert_eq!(made(base_url, "k"), Err(plain));
        }
        for base_url in ["", "vend.example", "https://me@x.example", "https://x/?a", "https://x/y"]
        {
            let wrong = ConfigError::NotAnAddress { base_url: base_url.to_owned() };
            assert_eq!(made(base_url, "k"), Err(wrong), "{base_url}");
        }
        for key in ["", "a b", "a\nb"] {
            assert_eq!(made("https://x", key), Err(ConfigError::Key));
        }
    }
}

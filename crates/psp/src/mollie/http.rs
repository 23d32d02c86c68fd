//! Requests to the provider: one place for time-outs, tries and errors.
//!
//! Blocking (`ureq`), since the store and whoever drives it block too; TLS by rustls with ring and
//! the roots of Mozilla.

use super::{ConfigError, MollieOptions};
use crate::IdempotencyKey;
use crate::error::{AnswerError, Doing, ProviderProblem, PspError};
use crate::names::shown;
use serde::Deserialize;
use std::thread;
use ureq::Agent;
use ureq::http::{Response, Uri};

/// A page of 250 movements is some 150 kB.
const MOST_BYTES: u64 = 4 << 20;
const MOST_WORDS: usize = 300;

#[derive(Debug)]
pub struct Http {
    options: MollieOptions,
    agent: Agent,
}

#[derive(Debug)]
pub struct Answer {
    pub body: Vec<u8>,
}

/// The provider's way to say what is wrong.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Problem {
    title: String,
    detail: String,
    field: Option<String>,
}

impl Http {
    pub fn new(mut options: MollieOptions) -> Result<Self, ConfigError> {
        while options.base_url.ends_with('/') {
            options.base_url.pop();
        }
        let loopback = is_loopback(&options.base_url)?;
        let sendable = |byte: u8| byte.is_ascii_graphic();
        if options.api_key.is_empty() || !options.api_key.bytes().all(sendable) {
            return Err(ConfigError::Key);
        }
        let config = Agent::config_builder()
            .timeout_global(Some(options.timeout))
            // A refusal has a body that says why.
            .http_status_as_error(false)
            // Neither the key nor a payment is sent on to where a redirect points.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("tirelire/", env!("CARGO_PKG_VERSION")));
        let config = if loopback { config.proxy(None) } else { config.https_only(true) };
        Ok(Self { options, agent: config.build().into() })
    }

    pub fn name(&self) -> &'static str {
        self.options.name
    }

    pub fn get(&self, doing: Doing, path: &str) -> Result<Answer, PspError> {
        self.tried(doing, || {
            let request = self.agent.get(self.url(path));
            request.header("authorization", self.bearer()).call()
        })
    }

    pub fn post(
        &self,
        doing: Doing,
        path: &str,
        key: &IdempotencyKey,
        body: &serde_json::Value,
    ) -> Result<Answer, PspError> {
        let body = body.to_string();
        self.tried(doing, || {
            let request = self.agent.post(self.url(path));
            let request = request.header("authorization", self.bearer());
            let request = request.header("idempotency-key", key.as_str());
            request.header("content-type", "application/json").send(body.as_bytes())
        })
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.options.base_url)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.options.api_key)
    }

    /// Safe for every request: the reading ones change nothing, and the others carry their key.
    fn tried(
        &self,
        doing: Doing,
        send: impl Fn() -> Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, PspError> {
        let once = || {
            let mut response = send()?;
            let status = response.status().as_u16();
            let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec()?;
            Ok((status, body))
        };
        let mut pauses = self.options.pauses.iter();
        let outcome = loop {
            match once() {
                Err(error) if broken(&error) => match pauses.next() {
                    Some(pause) => thread::sleep(*pause),
                    None => break Err(error),
                },
                outcome => break outcome,
            }
        };
        match outcome {
            Ok((status, body)) => self.judged(doing, status, body),
            Err(error) => {
                Err(PspError::Unreachable { provider: self.name(), doing, source: Box::new(error) })
            }
        }
    }

    fn judged(&self, doing: Doing, status: u16, body: Vec<u8>) -> Result<Answer, PspError> {
        let provider = self.name();
        match status {
            200..=299 => Ok(Answer { body }),
            // Too early, too often, or not now.
            408 | 425 | 429 | 500..=599 => {
                Err(PspError::Unavailable { provider, doing, source: problem(status, &body) })
            }
            400..=499 => Err(PspError::Refused { provider, doing, source: problem(status, &body) }),
            _ => {
                let source = AnswerError::Status { status };
                Err(PspError::NotUnderstood { provider, doing, source })
            }
        }
    }
}

/// Whether the connection was not made or broke, so that trying at once makes sense.
fn broken(error: &ureq::Error) -> bool {
    matches!(error, ureq::Error::Io(_) | ureq::Error::ConnectionFailed | ureq::Error::HostNotFound)
}

fn problem(status: u16, body: &[u8]) -> ProviderProblem {
    let words = serde_json::from_slice(body).unwrap_or_else(|_| Problem {
        detail: String::from_utf8_lossy(body).into_owned(),
        ..Problem::default()
    });
    let shown = |text: &str| shown(text, MOST_WORDS);
    ProviderProblem {
        status,
        title: shown(&words.title),
        detail: shown(&words.detail),
        field: words.field.as_deref().map(shown),
    }
}

/// Errors: an address that is neither `https` nor this machine, or holds more than scheme, host,
/// port and path.
fn is_loopback(base_url: &str) -> Result<bool, ConfigError> {
    let not_an_address = || ConfigError::NotAnAddress { base_url: base_url.to_owned() };
    let uri: Uri = base_url.parse().map_err(|_| not_an_address())?;
    let host = uri.host().ok_or_else(not_an_address)?;
    let plain_authority =
        uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    if !plain_authority || uri.query().is_some() {
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

    #[test]
    fn the_key_goes_over_tls_or_stays_on_this_machine() {
        let made = |base_url: &str| Http::new(MollieOptions::at("x", base_url, "k")).map(|_| ());
        for base_url in [
            "https://api.mollie.com/",
            "http://127.0.0.1:80",
            "http://[::1]:80",
            "http://localhost:1",
        ] {
            assert_eq!(made(base_url), Ok(()), "{base_url}");
        }
        for base_url in ["http://api.mollie.com", "http://localhost.evil.example"] {
            let plain = ConfigError::Plain { base_url: base_url.to_owned() };
            assert_eq!(made(base_url), Err(plain));
        }
        for base_url in
            ["", "api.mollie.com", "ftp://127.0.0.1", "https://me@x.example", "https://x/?a"]
        {
            let wrong = ConfigError::NotAnAddress { base_url: base_url.to_owned() };
            assert_eq!(made(base_url), Err(wrong), "{base_url}");
        }
        for key in ["", "a b", "a\nb"] {
            let options = MollieOptions::at("x", "https://api.mollie.com", key);
            assert_eq!(Http::new(options).map(|_| ()), Err(ConfigError::Key));
        }
    }

    #[test]
    fn the_key_is_not_printed() {
        let options = MollieOptions::live("live_secret");
        assert!(!format!("{options:?}").contains("secret"));
        let http = Http::new(options).unwrap();
        assert!(!format!("{http:?}").contains("secret"));
    }
}

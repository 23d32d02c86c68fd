//! One attempt: the name is looked up, its addresses are checked, and the connection goes to those.

use super::address::{AddressError, Target};
use super::{ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER};
use std::io::Read;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// An answer takes no longer than this. Source: UX 10.3.
pub const TIMEOUT_S: u64 = 20;
/// So much of an answer is kept for whoever looks for a mistake.
pub const KEPT_BYTES: u64 = 2_048;

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub id: &'a str,
    pub timestamp_s: i64,
    pub signature: &'a str,
    pub body: &'a str,
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// `None` without an answer.
    pub status: Option<u16>,
    /// The beginning of the answer's text, or why there is none.
    pub text: String,
    pub retry_after_s: Option<i64>,
    pub took_ms: i64,
}

/// Sends to endpoints.
#[derive(Debug, Clone)]
pub struct Poster {
    within: Duration,
    roots: Option<RootCerts>,
}

impl Default for Poster {
    fn default() -> Self {
        Self { within: Duration::from_secs(TIMEOUT_S), roots: None }
    }
}

impl Poster {
    /// With another patience.
    pub fn within(self, within: Duration) -> Self {
        Self { within, ..self }
    }

    /// Trusts these roots instead of those of the web, such as a tester's own.
    pub fn trusting(self, roots: RootCerts) -> Self {
        Self { roots: Some(roots), ..self }
    }

    /// Sends once. What goes wrong is an outcome like any other.
    pub fn post(&self, target: &Target, sent: Sent<'_>) -> Answered {
        let began = Instant::now();
        let mut answered = self.posted(target, sent).unwrap_or_else(|error| Answered {
            status: None,
            text: chain(&error),
            retry_after_s: None,
            took_ms: 0,
        });
        answered.took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        answered
    }

    fn posted(&self, target: &Target, sent: Sent<'_>) -> Result<Answered, Error> {
        let Sent { id, timestamp_s, signature, body } = sent;
        let mut config = Agent::config_builder()
            .timeout_global(Some(self.within))
            .http_status_as_error(false)
            // A redirection would lead to an address that nobody has checked.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A proxy would look the name up itself.
            .proxy(None)
            // Another attempt looks the name up again.
            .max_idle_connections(0)
            .user_agent(concat!("tirelire-webhooks/", env!("CARGO_PKG_VERSION")));
        if let Some(roots) = &self.roots {
            let tls = TlsConfig::builder().root_certs(roots.clone()).build();
            config = config.tls_config(tls);
        }
        let checked = Checked { target: target.clone() };
        let agent = Agent::with_parts(config.build(), DefaultConnector::default(), checked);
        let mut response = agent
            .post(target.uri())
            .header("content-type", "application/json")
            .header(ID_HEADER, id)
            .header(TIMESTAMP_HEADER, timestamp_s.to_string())
            .header(SIGNATURE_HEADER, signature)
            .send(body)?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get("retry-after");
        let retry_after_s = retry_after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut bytes = Vec::new();
        let read = response.body_mut().as_reader().take(KEPT_BYTES).read_to_end(&mut bytes);
        // The status has come: what is wrong with the text after it changes nothing.
        let text = match read {
            Ok(_) => printable(&bytes),
            Err(error) => format!("{} ({error})", printable(&bytes)),
        };
        Ok(Answered { status: Some(status), text, retry_after_s, took_ms: 0 })
    }
}

/// A text that can be shown anywhere: no control characters but line feeds.
fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect()
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Looks the name up and gives on what may be called; the connection is made to nothing else.
#[derive(Debug)]
struct Checked {
    target: Target,
}

impl Resolver for Checked {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let name = format!("{}:{}", self.target.host(), self.target.port());
        let found = look_up(name, *timeout.after)?;
        let allowed = self.target.checked(found).map_err(refused)?;
        let mut addresses = self.empty();
        // The list of a lookup has room for sixteen.
        for address in allowed.into_iter().take(16) {
            addresses.push(address);
        }
        Ok(addresses)
    }
}

fn refused(error: AddressError) -> Error {
    match error {
        AddressError::NotFound { .. } => Error::HostNotFound,
        other => Error::Other(Box::new(other)),
    }
}

/// A lookup cannot be told how long it may take, so it has a thread that is left behind.
fn look_up(name: String, within: Duration) -> Result<Vec<SocketAddr>, Error> {
    let (reply, answer) = mpsc::channel();
    std::thread::Builder::new().name("look-up".to_owned()).spawn(move || {
        let found = name.to_socket_addrs().map(Iterator::collect::<Vec<_>>);
        // Whoever asked may have gone.
        let _ = reply.send(found);
    })?;
    match answer.recv_timeout(within) {
        Ok(found) => Ok(found?),
        Err(_) => Err(Error::Timeout(ureq::Timeout::Resolve)),
    }
}

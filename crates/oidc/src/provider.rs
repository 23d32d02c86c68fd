//! A provider over HTTP: where it is, its keys, and codes that are exchanged. Source: OpenID Connect Discovery 1.0,
//! RFC 6749, RFC 7636, RFC 9207.

use crate::key::{KeyError, Keys};
use crate::text::{pairs, to_base64};
use crate::token::{Expected, TokenError, Who, judge};
use base64::Engine as _;
use serde::Deserialize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use ureq::Agent;

/// An answer of a provider has so many bytes at most.
const MOST_BYTES: u64 = 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(10);

/// What we have to be told of a provider.
#[derive(Clone)]
pub struct Options {
    /// As it writes it itself, without a final slash or with.
    pub issuer: String,
    pub client_id: String,
    /// None of a public client: PKCE alone.
    pub client_secret: Option<String>,
    /// Where browsers come back to us.
    pub redirect_uri: String,
    /// With blanks between; `openid` among them.
    pub scopes: String,
    /// Where groups or roles stand in a token.
    pub groups_claim: String,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Options")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// What one sign-in is known by, from its begin to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    pub state: String,
    pub nonce: String,
    /// Of PKCE: 43 to 128 letters.
    pub verifier: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("`{issuer}` is not an address of TLS")]
    NotSecure { issuer: String },
    #[error("the provider did not answer for {what}")]
    Unreachable { what: &'static str, source: Box<ureq::Error> },
    #[error("the provider answered for {what} with status {status}{why}")]
    Refused { what: &'static str, status: u16, why: String },
    #[error("what the provider answered for {what} is not understood")]
    NotUnderstood { what: &'static str },
    #[error("the provider at `{issuer}` says that it is `{found}`")]
    AnotherIssuer { issuer: String, found: String },
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error("the sign-in is not believed")]
    Token(#[from] TokenError),
}

#[derive(Debug, Clone, Deserialize)]
struct Places {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Deserialize)]
struct Problem {
    error: String,
}

#[derive(Debug, Clone)]
struct Known {
    places: Places,
    keys: Keys,
}

/// A provider of OpenID Connect.
#[derive(Debug)]
pub struct Provider {
    options: Options,
    agent: Agent,
    known: Mutex<Option<Known>>,
}

/// Of this machine: a test, or a proxy beside us.
fn is_loopback(address: &str) -> bool {
    let host = address.strip_prefix("http://").and_then(|rest| rest.split('/').next());
    let name = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
    name.is_some_and(|name| matches!(name, "127.0.0.1" | "localhost" | "[::1]"))
}

/// What goes out at first, of what is shown at the end. Source: RFC 7636, S256.
pub fn challenge_of(verifier: &str) -> String {
    to_base64(ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes()).as_ref())
}

impl Provider {
    /// Errors: an issuer that is not reached over TLS, nor on this machine.
    pub fn new(options: Options) -> Result<Self, ProviderError> {
        let loopback = is_loopback(&options.issuer);
        if !loopback && !options.issuer.starts_with("https://") {
            return Err(ProviderError::NotSecure { issuer: options.issuer });
        }
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            // Neither a code nor a secret is sent on to where a redirect points.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("tirelire/", env!("CARGO_PKG_VERSION")));
        let config = if loopback { config.proxy(None) } else { config.https_only(true) };
        Ok(Self { options, agent: config.build().into(), known: Mutex::new(None) })
    }

    pub fn issuer(&self) -> &str {
        &self.options.issuer
    }

    /// Where the browser goes to sign in.
    pub fn authorization_url(&self, ways: &Ways) -> Result<String, ProviderError> {
        let endpoint = self.known()?.places.authorization_endpoint;
        let query = pairs(&[
            ("response_type", "code"),
            ("client_id", &self.options.client_id),
            ("redirect_uri", &self.options.redirect_uri),
            ("scope", &self.options.scopes),
            ("state", &ways.state),
            ("nonce", &ways.nonce),
            ("code_challenge", &challenge_of(&ways.verifier)),
            ("code_challenge_method", "S256"),
        ]);
        let joint = if endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{endpoint}{joint}{query}"))
    }

    /// Exchanges a code, and says who came. Errors: the provider refuses the code, or its token is not believed.
    pub fn redeem(&self, code: &str, ways: &Ways, now_s: i64) -> Result<Who, ProviderError> {
        let known = self.known()?;
        let token = self.exchange(&known.places, code, ways)?;
        let expected = Expected {
            issuer: &known.places.issuer,
            client_id: &self.options.client_id,
            nonce: &ways.nonce,
            groups_claim: &self.options.groups_claim,
            now_s,
        };
        match judge(&token, &known.keys, &expected) {
            // Its keys may have changed since they were read.
            Err(TokenError::UnknownKey) => {
                let fresh = self.learn()?;
                Ok(judge(&token, &fresh.keys, &expected)?)
            }
            judged => Ok(judged?),
        }
    }

    fn exchange(&self, places: &Places, code: &str, ways: &Ways) -> Result<String, ProviderError> {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.options.redirect_uri.as_str()),
            ("code_verifier", ways.verifier.as_str()),
        ];
        let mut request = self
            .agent
            .post(&places.token_endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        match &self.options.client_secret {
            Some(secret) => {
                let own = [&self.options.client_id, secret].map(|text| crate::text::escaped(text));
                let basic = base64::engine::general_purpose::STANDARD.encode(own.join(":"));
                request = request.header("authorization", format!("Basic {basic}"));
            }
            None => fields.push(("client_id", &self.options.client_id)),
        }
        let what = "a token";
        let answer = answered(what, request.send(pairs(&fields).as_bytes()))?;
        let tokens: Tokens =
            serde_json::from_slice(&answer).map_err(|_| ProviderError::NotUnderstood { what })?;
        Ok(tokens.id_token)
    }

    fn known(&self) -> Result<Known, ProviderError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.map_or_else(|| self.learn(), Ok)
    }

    /// Asks the provider where it is and for its keys.
    fn learn(&self) -> Result<Known, ProviderError> {
        let issuer = self.options.issuer.trim_end_matches('/');
        let what = "its places";
        let body = self.get(what, &format!("{issuer}/.well-known/openid-configuration"))?;
        let places: Places =
            serde_json::from_slice(&body).map_err(|_| ProviderError::NotUnderstood { what })?;
        if places.issuer != self.options.issuer {
            let (issuer, found) = (self.options.issuer.clone(), places.issuer);
            return Err(ProviderError::AnotherIssuer { issuer, found });
        }
        for address in [&places.authorization_endpoint, &places.token_endpoint, &places.jwks_uri] {
            if !address.starts_with("https://") && !is_loopback(address) {
                return Err(ProviderError::NotSecure { issuer: address.clone() });
            }
        }
        let keys = Keys::read(&self.get("its keys", &places.jwks_uri)?)?;
        let known = Known { places, keys };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    fn get(&self, what: &'static str, address: &str) -> Result<Vec<u8>, ProviderError> {
        answered(what, self.agent.get(address).header("accept", "application/json").call())
    }
}

type Answered = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn answered(what: &'static str, answer: Answered) -> Result<Vec<u8>, ProviderError> {
    let broken = |source| ProviderError::Unreachable { what, source: Box::new(source) };
    let mut response = answer.map_err(broken)?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec();
    let body = body.map_err(broken)?;
    if status == 200 {
        return Ok(body);
    }
    let problem: Option<Problem> = serde_json::from_slice(&body).ok();
    let why = problem.map(|problem| format!(" `{}`", problem.error)).unwrap_or_default();
    Err(ProviderError::Refused { what, status, why })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge_of(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_provider_is_reached_over_tls_or_on_this_machine() {
        let open = |issuer: &str| {
            Provider::new(Options {
                issuer: issuer.to_owned(),
                client_id: "tirelire".to_owned(),
                client_secret: None,
                redirect_uri: "https://us.example/back".to_owned(),
                scopes: "openid email".to_owned(),
                groups_claim: "groups".to_owned(),
            })
            .is_ok()
        };
        for good in
            ["https://id.example", "http://127.0.0.1:9/x", "http://localhost:1", "http://[::1]:2"]
        {
            assert!(open(good), "{good}");
        }
        for bad in ["http://id.example", "http://127.0.0.1.evil.example", "ftp://x", ""] {
            assert!(!open(bad), "{bad}");
        }
    }
}

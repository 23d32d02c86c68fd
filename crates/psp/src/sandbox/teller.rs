//! A client for the bank's scripts, for tests, random histories and the demo's payers.

use super::Script;
use crate::ProviderId;
use calendar::Instant;
use serde_json::{Value, json};
use std::time::Duration;
use ureq::Agent;

/// Drives a sandbox at an address.
#[derive(Debug, Clone)]
pub struct Teller {
    base_url: String,
    agent: Agent,
}

/// Why the bank did not.
#[derive(Debug, thiserror::Error)]
pub enum TellerError {
    #[error("the sandbox bank did not answer")]
    Unreachable(#[source] Box<ureq::Error>),
    #[error("the sandbox bank refused with status {status}: {detail}")]
    Refused { status: u16, detail: String },
    #[error("the answer of the sandbox bank is not understood")]
    NotUnderstood(#[source] serde_json::Error),
}

impl Teller {
    /// `base_url` without a final slash.
    pub fn at(base_url: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(60)))
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Self { base_url: base_url.to_owned(), agent: config.into() }
    }

    /// Does `script` to a payment. Errors: [`TellerError::Refused`] with 409 if its state does not
    /// allow it.
    pub fn act(&self, id: &ProviderId, script: &Script) -> Result<(), TellerError> {
        let url = format!("{}/sandbox/payments/{id}/act", self.base_url);
        let body = serde_json::to_string(script).map_err(TellerError::NotUnderstood)?;
        self.sent(self.agent.post(url), &body).map(|_| ())
    }

    /// Sets the bank's clock, or lets it run in real time.
    pub fn set_clock(&self, at: Option<Instant>) -> Result<(), TellerError> {
        let body = json!({ "at": at.map(Instant::to_utc_string) }).to_string();
        self.sent(self.agent.put(format!("{}/sandbox/clock", self.base_url)), &body).map(|_| ())
    }

    /// Pays the balance out; the settlement's id and the amount in euro. Errors: 409 if there is
    /// none.
    pub fn pay_out(&self) -> Result<(String, String), TellerError> {
        let url = format!("{}/sandbox/payouts", self.base_url);
        let answer = self.sent(self.agent.post(url), "{}")?;
        Ok((text(&answer, "settlementId").to_owned(), text(&answer, "eur").to_owned()))
    }

    fn sent(
        &self,
        request: ureq::RequestBuilder<ureq::typestate::WithBody>,
        body: &str,
    ) -> Result<Value, TellerError> {
        let unreachable = |error: ureq::Error| TellerError::Unreachable(Box::new(error));
        let request = request.header("content-type", "application/json");
        let mut response = request.send(body.as_bytes()).map_err(unreachable)?;
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_string().map_err(unreachable)?;
        if !(200..300).contains(&status) {
            let problem: Value = serde_json::from_str(&body).unwrap_or_default();
            let said = text(&problem, "detail");
            let detail = if said.is_empty() { body } else { said.to_owned() };
            return Err(TellerError::Refused { status, detail });
        }
        serde_json::from_str(&body).map_err(TellerError::NotUnderstood)
    }
}

/// A field of an answer; empty if it is not there.
fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    answer.get(field).and_then(Value::as_str).unwrap_or_default()
}

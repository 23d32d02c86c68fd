//! A terminal: signs, repeats with the same key until there is an answer, and asks for the last
//! response where an answer was lost. Source: TP-06.
//!
//! Blocking (`ureq`): a till does one thing at a time.

mod conformance;
mod error;
mod transport;
mod walk;

pub use conformance::{Check, Conformance, Report, conformance};
pub use error::{ClientError, ConfigError};
pub use walk::{Walk, WalkError, walk_sale};

use crate::api::{
    ClosedShiftAnswer, ConfirmRequest, LookupAnswer, LookupRequest, SaleAnswer, ShiftAnswer,
    ShiftCloseRequest, VendRequest,
};
use crate::language::Language;
use crate::names::{Cashier, IdempotencyKey, TerminalId, Transaction};
use calendar::Instant;
use serde::Serialize;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use transport::Transport;

/// Where the API is, who calls it, and how patient the caller is.
#[derive(Clone)]
pub struct ClientOptions {
    /// Without `/v1`, such as `https://vend.example`. Plain `http` is taken for loopback only.
    pub base_url: String,
    pub terminal: TerminalId,
    pub key_id: String,
    /// As agreed, its bytes.
    pub secret: Vec<u8>,
    pub language: Language,
    pub clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// For one try, from the look-up of the name to the last byte.
    pub timeout: Duration,
    /// Pauses before the tries after the first, of a request whose outcome is unknown.
    pub pauses: Vec<Duration>,
}

impl ClientOptions {
    pub fn new(
        base_url: impl Into<String>,
        terminal: TerminalId,
        key_id: impl Into<String>,
        secret: impl Into<Vec<u8>>,
        clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    ) -> Self {
        Self {
            base_url: base_url.into(),
            terminal,
            key_id: key_id.into(),
            secret: secret.into(),
            language: Language::English,
            clock,
            timeout: Duration::from_secs(60),
            pauses: [200, 1_000, 5_000].map(Duration::from_millis).to_vec(),
        }
    }
}

/// Without the secret.
impl fmt::Debug for ClientOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientOptions")
            .field("base_url", &self.base_url)
            .field("terminal", &self.terminal)
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// A terminal's line to the API.
#[derive(Debug)]
pub struct TerminalClient {
    transport: Transport,
    terminal: TerminalId,
}

impl TerminalClient {
    /// Errors: an address that is neither `https` nor this machine.
    pub fn new(options: ClientOptions) -> Result<Self, ConfigError> {
        let terminal = options.terminal.clone();
        Ok(Self { transport: Transport::new(options)?, terminal })
    }

    pub fn terminal(&self) -> &TerminalId {
        &self.terminal
    }

    pub fn lookup(&self, ask: &LookupRequest) -> Result<LookupAnswer, ClientError> {
        self.transport.read("POST", &self.path("lookup"), Some(ask))
    }

    pub fn vend(
        &self,
        transaction: &Transaction,
        ask: &VendRequest,
    ) -> Result<SaleAnswer, ClientError> {
        self.sale_write(transaction, "vend", Some(ask))
    }

    /// Repeat it until it is answered or refused.
    pub fn confirm(
        &self,
        transaction: &Transaction,
        ask: &ConfirmRequest,
    ) -> Result<SaleAnswer, ClientError> {
        self.sale_write(transaction, "confirm", Some(ask))
    }

    /// Repeat it until it is answered or refused.
    pub fn reverse(&self, transaction: &Transaction) -> Result<SaleAnswer, ClientError> {
        self.sale_write(transaction, "reverse", None::<&()>)
    }

    pub fn reprint(&self, transaction: &Transaction) -> Result<SaleAnswer, ClientError> {
        let path = self.path(&format!("sales/{transaction}/receipt"));
        self.transport.read("GET", &path, None::<&()>)
    }

    /// `None` if this terminal made no sale yet.
    pub fn last_response(&self) -> Result<Option<SaleAnswer>, ClientError> {
        match self.transport.read("GET", &self.path("last-response"), None::<&()>) {
            Ok(sale) => Ok(Some(sale)),
            Err(ClientError::Refused { problem }) if problem.code == "no-sale-yet" => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn totals(&self, cashier: &Cashier) -> Result<ShiftAnswer, ClientError> {
        let path = self.path(&format!("shifts/{cashier}/totals"));
        self.transport.read("GET", &path, None::<&()>)
    }

    /// `key`: a shift has no number of its own, so the caller names the request.
    pub fn open_shift(
        &self,
        cashier: &Cashier,
        key: &IdempotencyKey,
    ) -> Result<ShiftAnswer, ClientError> {
        let path = self.path(&format!("shifts/{cashier}/open"));
        self.transport.write(&path, key, None::<&()>)
    }

    pub fn close_shift(
        &self,
        cashier: &Cashier,
        key: &IdempotencyKey,
        ask: &ShiftCloseRequest,
    ) -> Result<ClosedShiftAnswer, ClientError> {
        let path = self.path(&format!("shifts/{cashier}/close"));
        self.transport.write(&path, key, Some(ask))
    }

    /// The key follows from the sale and the call, so that a till that forgot everything but the number
    /// sends the same again.
    fn sale_write(
        &self,
        transaction: &Transaction,
        call: &str,
        ask: Option<&impl Serialize>,
    ) -> Result<SaleAnswer, ClientError> {
        let path = self.path(&format!("sales/{transaction}/{call}"));
        // Both parts are plain and short enough for a key.
        let key = format!("{transaction}:{call}").parse()?;
        self.transport.write(&path, &key, ask)
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/terminals/{}/{rest}", self.terminal)
    }
}

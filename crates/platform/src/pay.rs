//! Online payments, on the platform's side: the guest's pages over the till, and the worker that asks
//! the provider. Source: TP-01 to TP-06, TP-13, TP-17, TP-18, TP-23.

pub mod effect;
mod joint;
mod keys;
mod online;
pub mod receipts;
pub mod refund;
mod show;
pub mod story;
#[cfg(test)]
mod tests;
pub mod trace;
mod visit;
mod worker;

pub use keys::Keys;
#[cfg(test)]
pub use keys::testing_keys;
pub use online::Online;
pub use show::{PaymentCommand, run as run_command};
#[cfg(test)]
pub use show::{others as list_others, show as show_money};
pub use visit::{at_once, happened, visit};
pub use worker::{
    Watch, confirmed, expire_unasked, is_release, look_at_unheard, mend_clocks, sent, visit_due,
    watch,
};

use crate::failure::{Failure, refuse};
use psp::{Mollie, MollieOptions, Provider};
use std::sync::Arc;

/// The provider's key.
const KEY_VARIABLE: &str = "TIRELIRE_PSP_KEY";

/// Which provider, and how to reach it.
#[derive(Debug, Clone, clap::Args)]
pub struct PspArguments {
    /// `mollie`, or `sandbox:http://127.0.0.1:8090`. The key is in TIRELIRE_PSP_KEY.
    #[arg(long)]
    pub psp: Option<String>,
}

/// A provider with the origin of its payment pages.
#[derive(Clone)]
pub struct Psp {
    pub provider: Arc<dyn Provider>,
    pub checkout_origins: Vec<String>,
}

impl std::fmt::Debug for Psp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Psp").field(&self.provider.name()).finish()
    }
}

impl Psp {
    /// A sandbox bank at `base_url`, which is on this machine.
    pub fn sandbox(base_url: &str, key: &str) -> Result<Self, Failure> {
        let provider = Mollie::new(MollieOptions::at("sandbox", base_url, key))?;
        Ok(Self { provider: Arc::new(provider), checkout_origins: vec![base_url.to_owned()] })
    }
}

impl PspArguments {
    /// `None` if none was named. Errors: a provider that is not known, or no key.
    pub fn open(&self) -> Result<Option<Psp>, Failure> {
        let Some(text) = &self.psp else { return Ok(None) };
        let key = std::env::var(KEY_VARIABLE).ok();
        if let Some(base_url) = text.strip_prefix("sandbox:") {
            let key = key.unwrap_or_else(|| psp::sandbox::Options::default().api_key);
            return Psp::sandbox(base_url.trim_end_matches('/'), &key).map(Some);
        }
        if text != "mollie" {
            return refuse(format!("`{text}` is not `mollie` or `sandbox:http://...`"));
        }
        let Some(key) = key else { return refuse(format!("{KEY_VARIABLE} is not set")) };
        let provider = Arc::new(Mollie::new(MollieOptions::live(&key))?);
        let origins = ["https://www.mollie.com", "https://pay.mollie.com"];
        Ok(Some(Psp { provider, checkout_origins: origins.map(str::to_owned).to_vec() }))
    }
}

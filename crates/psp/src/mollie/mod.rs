//! The connector for providers that speak Mollie's API, version 2: Mollie, and the sandbox.
//! Source: docs.mollie.com, reference v2 (payments, refunds, chargebacks, balances, idempotency).

mod http;
mod wire;

use crate::error::{AnswerError, Doing};
use crate::names::named_in_form;
use crate::{
    Amount, Chargeback, Created, IdempotencyKey, NoticeError, Order, Provider, ProviderId,
    ProviderPayment, PspError, Refund, SettledLine,
};
use calendar::SettlementDay;
use http::{Answer, Http};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::fmt;
use std::time::Duration;

/// The most that a list gives at once.
const PAGE: usize = 250;
/// 2.5 million movements: more than any day has, so a list that is longer turns in a circle.
const MOST_PAGES: usize = 10_000;

/// Where the provider is, and how long to wait for it.
#[derive(Clone)]
pub struct MollieOptions {
    /// The provider's name in the ledger.
    pub name: &'static str,
    /// Without `/v2`, such as `https://api.mollie.com`. Plain `http` is taken for loopback only.
    pub base_url: String,
    /// A secret. To read the movements of a day Mollie asks for an access token with
    /// `balances.read` instead of a profile's key.
    pub api_key: String,
    /// For one try, from the look-up of the name to the last byte.
    pub timeout: Duration,
    /// Pauses before the tries after the first, which are made when a connection cannot be made or
    /// breaks. Nothing is tried again after a time-out: whoever asked has waited long enough.
    pub pauses: Vec<Duration>,
}

impl MollieOptions {
    /// Mollie itself, as `mollie`.
    pub fn live(api_key: impl Into<String>) -> Self {
        Self::at("mollie", "https://api.mollie.com", api_key)
    }

    /// Another server of the same shape, under another name.
    pub fn at(name: &'static str, base_url: impl Into<String>, api_key: impl Into<String>) -> Self {
        Self {
            name,
            base_url: base_url.into(),
            api_key: api_key.into(),
            timeout: Duration::from_secs(10),
            pauses: vec![Duration::from_millis(100), Duration::from_millis(400)],
        }
    }
}

/// Without the key.
impl fmt::Debug for MollieOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MollieOptions")
            .field("name", &self.name)
            .field("base_url", &self.base_url)
            .field("timeout", &self.timeout)
            .field("pauses", &self.pauses)
            .finish_non_exhaustive()
    }
}

/// Why a connector cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("`{base_url}` is not the address of a provider")]
    NotAnAddress { base_url: String },
    /// The key would be readable on its way.
    #[error("`{base_url}` is neither https nor loopback")]
    Plain { base_url: String },
    #[error("the key of the provider is empty or cannot be sent")]
    Key,
}

/// A connector; cheap to share, since it keeps nothing but connections.
#[derive(Debug)]
pub struct Mollie {
    http: Http,
}

impl Mollie {
    /// Errors: an address or a key that cannot be used. Nothing is sent yet.
    pub fn new(options: MollieOptions) -> Result<Self, ConfigError> {
        Ok(Self { http: Http::new(options)? })
    }

    fn not_understood(&self, doing: Doing, source: AnswerError) -> PspError {
        PspError::NotUnderstood { provider: self.http.name(), doing, source }
    }

    fn read<T: DeserializeOwned>(&self, doing: Doing, answer: &Answer) -> Result<T, PspError> {
        let read = serde_json::from_slice(&answer.body).map_err(|source| {
            let text = String::from_utf8_lossy(&answer.body);
            AnswerError::NotJson { shown: crate::names::shown(&text, 80), source }
        });
        read.map_err(|source| self.not_understood(doing, source))
    }

    fn same(
        &self,
        doing: Doing,
        what: &'static str,
        asked: &dyn fmt::Display,
        answered: &dyn fmt::Display,
    ) -> Result<(), PspError> {
        let (asked, answered) = (asked.to_string(), answered.to_string());
        if asked == answered {
            return Ok(());
        }
        let answered = crate::names::shown(&answered, 80);
        Err(PspError::Contradiction { provider: self.http.name(), doing, what, asked, answered })
    }
}

impl Provider for Mollie {
    fn name(&self) -> &'static str {
        self.http.name()
    }

    fn create(&self, order: &Order) -> Result<Created, PspError> {
        let doing = Doing::CreatePayment;
        let body = json!({
            "amount": wire::amount(order.amount),
            "description": order.description,
            "redirectUrl": order.redirect_url,
            "webhookUrl": order.webhook_url,
            "method": "bancontact",
            "metadata": { "payment": order.payment_id },
        });
        let answer = self.http.post(doing, "/v2/payments", &order.key, &body)?;
        let raw: wire::Payment = self.read(doing, &answer)?;
        let checkout = raw.checkout();
        let payment = raw.understood().map_err(|source| self.not_understood(doing, source))?;
        // Mollie may answer a key used before with what it was first used for, whatever is asked
        // now: then this is not the payment we mean.
        self.same(doing, "amount", &order.amount, &payment.amount)?;
        let named = payment.payment_id.unwrap_or_default();
        self.same(doing, "metadata", &order.payment_id, &named)?;
        let missing = AnswerError::Missing { field: "_links.checkout" };
        Ok(Created {
            id: payment.id,
            checkout_url: checkout.ok_or_else(|| self.not_understood(doing, missing))?,
            expires_at: payment.expires_at,
            state: payment.state,
        })
    }

    fn fetch(&self, id: &ProviderId) -> Result<ProviderPayment, PspError> {
        let doing = Doing::FetchPayment;
        let answer = self.http.get(doing, &format!("/v2/payments/{id}"))?;
        let raw: wire::Payment = self.read(doing, &answer)?;
        let payment = raw.understood().map_err(|source| self.not_understood(doing, source))?;
        self.same(doing, "id", id, &payment.id)?;
        Ok(payment)
    }

    fn refund(
        &self,
        id: &ProviderId,
        amount: Amount,
        key: &IdempotencyKey,
    ) -> Result<Refund, PspError> {
        let doing = Doing::Refund;
        // A provider forgets keys after hours, and ours hold for at least 35 days (TP-05): the key
        // is written on the refund, and looked for before another one is asked. Two requests at
        // once are told apart by the header.
        let before = self.refunds(id)?;
        if let Some(done) = before.into_iter().find(|refund| refund.key.as_ref() == Some(key)) {
            self.same(doing, "amount", &amount, &done.amount)?;
            return Ok(done);
        }
        let body = json!({
            "amount": wire::amount(amount),
            "metadata": { "key": key.as_str() },
        });
        let answer = self.http.post(doing, &format!("/v2/payments/{id}/refunds"), key, &body)?;
        let raw: wire::Refund = self.read(doing, &answer)?;
        let refund = raw.understood().map_err(|source| self.not_understood(doing, source))?;
        self.same(doing, "amount", &amount, &refund.amount)?;
        Ok(refund)
    }

    fn refunds(&self, id: &ProviderId) -> Result<Vec<Refund>, PspError> {
        let doing = Doing::ListRefunds;
        let answer = self.http.get(doing, &format!("/v2/payments/{id}/refunds?limit={PAGE}"))?;
        let raw: wire::Page<wire::Refunds> = self.read(doing, &answer)?;
        let whole = raw.next().is_none();
        let refunds = raw.embedded.refunds.into_iter().map(wire::Refund::understood);
        // A payment of whole cents with more refunds than a page is not one of ours.
        let refunds = refunds.collect::<Result<_, _>>().and_then(|refunds| match whole {
            true => Ok(refunds),
            false => Err(AnswerError::Endless),
        });
        refunds.map_err(|source| self.not_understood(doing, source))
    }

    fn chargebacks(&self, id: &ProviderId) -> Result<Vec<Chargeback>, PspError> {
        let doing = Doing::ListChargebacks;
        let answer = self.http.get(doing, &format!("/v2/payments/{id}/chargebacks"))?;
        let raw: wire::Page<wire::Chargebacks> = self.read(doing, &answer)?;
        let list = raw.embedded.chargebacks.into_iter().map(wire::Chargeback::understood);
        list.collect::<Result<_, _>>().map_err(|source| self.not_understood(doing, source))
    }

    fn movements(
        &self,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<SettledLine>, PspError> {
        let doing = Doing::ListMovements;
        let mut newest_first: Vec<SettledLine> = Vec::new();
        let mut path = format!("/v2/balances/primary/transactions?limit={PAGE}");
        for _ in 0..MOST_PAGES {
            let answer = self.http.get(doing, &path)?;
            let page: wire::Page<wire::Movements> = self.read(doing, &answer)?;
            let next = page.next();
            for movement in page.embedded.balance_transactions {
                let line =
                    movement.understood().map_err(|source| self.not_understood(doing, source))?;
                if line.at < from.start() {
                    newest_first.reverse();
                    return Ok(newest_first);
                }
                if line.at < to.start() {
                    newest_first.push(line);
                }
            }
            match next {
                None => {
                    newest_first.reverse();
                    return Ok(newest_first);
                }
                Some(from) => {
                    path = format!("/v2/balances/primary/transactions?limit={PAGE}&from={from}");
                }
            }
        }
        Err(self.not_understood(doing, AnswerError::Endless))
    }

    fn notice(&self, body: &[u8]) -> Result<ProviderId, NoticeError> {
        named_in_form(body)
    }
}

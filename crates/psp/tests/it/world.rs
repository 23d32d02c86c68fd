//! A bank, a shop that is told, and the connector between them.

use crate::fake::{Fake, Reply};
use calendar::Instant;
use psp::sandbox::{Act, Card, Options, Running, Script, Teller};
use psp::{Amount, Created, Mollie, Order, Provider as _, ProviderId, ProviderPayment};
use std::time::Duration;

pub struct World {
    pub bank: Running,
    pub provider: Mollie,
    pub teller: Teller,
    pub shop: Fake,
}

pub const NOW: &str = "2026-11-02T10:00:00+01:00";

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn euro(text: &str) -> Amount {
    Amount::new(text.parse().unwrap()).unwrap()
}

pub fn pay() -> Act {
    Act::Pay { card: Card::Bancontact }
}

impl World {
    pub fn new() -> Self {
        Self::with(Options::default(), |_| 200)
    }

    /// The shop answers the n-th notice with `status(n)`.
    pub fn with(options: Options, status: fn(usize) -> u16) -> Self {
        let quick = Options {
            now: options.now.or(Some(at(NOW))),
            first_pause: Duration::from_millis(1),
            last_pause: Duration::from_millis(5),
            ..options
        };
        let bank = psp::sandbox::start(quick).unwrap();
        let shop = Fake::new(move |before, _| Reply::Json(status(before), String::new()));
        Self { provider: bank.provider().unwrap(), teller: bank.teller(), bank, shop }
    }

    pub fn order(&self, payment_id: &str, eur: &str) -> Order {
        Order {
            payment_id: payment_id.to_owned(),
            amount: euro(eur),
            description: "Top-up, meter ending 678908".to_owned(),
            redirect_url: "http://shop.invalid/return?p=1".to_owned(),
            webhook_url: format!("{}/notice", self.shop.base_url),
            key: format!("create-{payment_id}").parse().unwrap(),
        }
    }

    pub fn create(&self, payment_id: &str, eur: &str) -> Created {
        self.provider.create(&self.order(payment_id, eur)).unwrap()
    }

    /// A payment of 20.00 that is paid.
    pub fn paid(&self, payment_id: &str) -> ProviderId {
        let id = self.create(payment_id, "20").id;
        self.act(&id, pay());
        id
    }

    /// Without a notice.
    pub fn act(&self, id: &ProviderId, act: Act) {
        self.teller.act(id, &Script::untold(act)).unwrap();
    }

    pub fn fetch(&self, id: &ProviderId) -> ProviderPayment {
        self.provider.fetch(id).unwrap()
    }

    /// The payments that the notices so far name.
    pub fn told(&self) -> Vec<ProviderId> {
        let notices = self.shop.requests().into_iter();
        notices.map(|notice| self.provider.notice(notice.body.as_bytes()).unwrap()).collect()
    }
}

/// An error and its causes, as the binary prints them.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

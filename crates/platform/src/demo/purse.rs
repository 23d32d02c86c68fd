//! How the demo's people pay: online, at the sandbox bank, as a guest would. What the bank says is
//! fetched and credited by the till.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::pay::{Psp, at_once, happened, visit};
use crate::till::{NewPayment, PaymentAsked};
use calendar::{Instant, SettlementDay};
use psp::sandbox::{Act, Card, Running, Script, Teller};
use psp::{Amount, Order};
use timeline::EventLine;
use units::MicroEuro;
use vending::{PaymentEvent, PaymentState};

pub struct Purse {
    psp: Psp,
    teller: Teller,
    payments: u32,
}

impl Purse {
    pub fn new(bank: &Running) -> Result<Self, Failure> {
        let psp = Psp::sandbox(bank.base_url(), bank.api_key())?;
        Ok(Self { psp, teller: bank.teller(), payments: 0 })
    }

    /// Has the bank tell of the days `[from, to)`, while it is there: it ends with the demo.
    pub fn keep_told(
        &self,
        engine: &mut Engine,
        (from, to): (SettlementDay, SettlementDay),
        at: Instant,
    ) -> Result<(), Failure> {
        let provider = self.psp.provider.as_ref();
        let lines = provider.movements(from, to)?;
        crate::reconcile::keep(engine, provider.name(), (from, to), &lines, at)?;
        Ok(())
    }

    /// Pays at `at`. Returns what the account's timeline said to it.
    pub fn top_up(
        &mut self,
        engine: &mut Engine,
        account: &store::Account,
        amount: MicroEuro,
        at: Instant,
    ) -> Result<Vec<EventLine>, Failure> {
        self.payments += 1;
        let id = format!("demo-{}", self.payments);
        let provider = self.psp.provider.as_ref();
        self.teller.set_clock(Some(at))?;
        let new = NewPayment {
            id: id.clone(),
            ean: account.ean,
            amount,
            expires_at: at.plus_h(1),
            although_paid: true,
            context: serde_json::json!({ "language": "fr" }),
        };
        let begun = at_once(engine, PaymentAsked::Begin { dso: account.dso, new }, at)?;
        let order = Order {
            payment_id: id.clone(),
            amount: Amount::new(amount)?,
            description: format!("Tirelire {}", account.ean.reference()),
            redirect_url: "http://127.0.0.1/".to_owned(),
            webhook_url: "http://127.0.0.1/".to_owned(),
            key: id.parse()?,
        };
        let made = provider.create(&order)?;
        let known = PaymentAsked::Known {
            dso: account.dso,
            ean: account.ean,
            id: id.clone(),
            provider: provider.name().to_owned(),
            provider_id: made.id.to_string(),
        };
        let known = at_once(engine, known, at)?;
        at_once(engine, happened(&known, PaymentEvent::PayerAtBank, at, None), at)?;
        self.teller.act(&made.id, &Script::untold(Act::Pay { card: Card::Bancontact }))?;
        let credited = visit(engine, provider, &id, at)?;
        if credited.payment.state() != PaymentState::Credited {
            return refuse(format!("payment `{id}` was paid and not credited"));
        }
        Ok(begun.said.into_iter().chain(credited.said).collect())
    }
}

//! Orders of the vend API: each is carried out once, with its kept answer, its sale, its shift and its
//! booking in the one transaction of its group. Source: TP-05, TP-06, TP-20.

use super::Request;
use super::sales::{SaleCall, SaleRefused, SaleRequest, Sales, StoredSale};
use super::shifts::Shifts;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use http_api::{
    Call, CarriedOut, Cashier, Kept, OpenShift, Order, Outcome, Refusal, SaleOutcome, Tender,
    Transaction,
};
use std::collections::HashMap;
use units::{Dso, Ean, MicroEuro};
use vending::{
    Advice, Answer, Prefixes, PromiseRefused, Receipt, ReferenceError, SaleId, ShiftTotals,
    SuspenseReason, VendState, Wait, judge,
};

/// An order of a terminal, as the writer takes it.
#[derive(Debug, Clone)]
pub struct OrderRequest {
    pub terminal: String,
    pub dso: Dso,
    /// The terminal has made too many wrong guesses: nothing new that names a reference is begun.
    pub wait: Option<Wait>,
    pub order: Order,
}

impl OrderRequest {
    /// The terminal's number of the sale that it is about.
    pub fn transaction(&self) -> Option<&str> {
        match &self.order.call {
            Call::Vend { transaction, .. }
            | Call::Confirm { transaction, .. }
            | Call::Reverse { transaction } => Some(transaction.as_str()),
            Call::OpenShift { .. } | Call::CloseShift { .. } => None,
        }
    }

    fn reference(&self) -> Option<&str> {
        match &self.order.call {
            Call::Vend { reference, .. } => Some(reference),
            Call::Confirm { promised_to, .. } => promised_to.as_deref(),
            Call::Reverse { .. } | Call::OpenShift { .. } | Call::CloseShift { .. } => None,
        }
    }
}

/// The supply points of an operator that a reference may stand for.
pub fn candidates(
    engine: &Engine,
    dso: Dso,
    reference: &str,
    now: Instant,
) -> Result<Result<Vec<Ean>, ReferenceError>, Failure> {
    let items = &engine.books.payments(dso, now)?.ean_prefixes;
    let prefixes = Prefixes::of_parameter(items)?.of_operator(dso.name());
    let found = prefixes.read(reference);
    Ok(found.map(|candidates| candidates.into_iter().map(|one| one.ean).collect()))
}

/// What the reference of an order may stand for; nothing if it cannot be read.
pub fn points(engine: &Engine, order: &OrderRequest, now: Instant) -> Result<Vec<Ean>, Failure> {
    match order.reference() {
        Some(text) => Ok(candidates(engine, order.dso, text, now)?.unwrap_or_default()),
        None => Ok(Vec::new()),
    }
}

/// What is known of the orders of a group, and what is to be kept of them.
#[derive(Debug, Default)]
pub struct Orders {
    kept: HashMap<(String, String), Kept>,
    shifts: Shifts,
    new: Vec<(String, String, Instant, String)>,
}

impl Orders {
    /// Kept answers and open shifts, read together.
    pub fn load(engine: &mut Engine, requests: &[Request]) -> Result<Self, Failure> {
        let (mut asked, mut terminals) = (Vec::new(), Vec::new());
        for request in requests {
            if let Request::Order(order) = request {
                asked.push((order.terminal.as_str(), order.order.key.as_str()));
                terminals.push(order.terminal.as_str());
            }
        }
        if asked.is_empty() {
            return Ok(Self::default());
        }
        terminals.sort_unstable();
        terminals.dedup();
        let mut kept = HashMap::new();
        for (place, (_, body)) in engine.store.answers(&asked)? {
            kept.insert(place, serde_json::from_str(&body)?);
        }
        let shifts = Shifts::load(&mut engine.store, &terminals)?;
        Ok(Self { kept, shifts, new: Vec::new() })
    }

    /// One order, or what it led to when its key came first.
    pub fn carry_out(
        &mut self,
        engine: &mut Engine,
        sales: &mut Sales,
        request: &OrderRequest,
        now: Instant,
    ) -> Result<Result<CarriedOut, Refusal>, Failure> {
        let (key, fingerprint) = (request.order.key.as_str(), request.order.fingerprint);
        let place = (request.terminal.clone(), key.to_owned());
        match judge(self.kept.get(&place), key, fingerprint) {
            Err(reused) => return Ok(Err(reused.into())),
            Ok(Some(outcome)) => {
                let outcome = outcome.clone();
                return Ok(Ok(CarriedOut { outcome, repeated: true }));
            }
            Ok(None) => {}
        }
        let outcome = match self.carry_out_new(engine, sales, request, now)? {
            Ok(outcome) => outcome,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // Orders of a group have their order in time too.
        let at = Instant(now.0.saturating_add(i64::try_from(self.new.len())?));
        let kept = Kept { fingerprint, answer: outcome.clone(), at };
        self.new.push((place.0.clone(), place.1.clone(), at, serde_json::to_string(&kept)?));
        self.kept.insert(place, kept);
        Ok(Ok(CarriedOut { outcome, repeated: false }))
    }

    fn carry_out_new(
        &mut self,
        engine: &mut Engine,
        sales: &mut Sales,
        request: &OrderRequest,
        now: Instant,
    ) -> Result<Result<Outcome, Refusal>, Failure> {
        let terminal = request.terminal.as_str();
        match &request.order.call {
            Call::Vend { transaction, reference, amount, tender, cashier } => {
                if self.shifts.get(terminal, cashier).is_none() {
                    return Ok(Err(Refusal::ShiftNotOpen));
                }
                // Before the reference is looked at: a till that was taken away learns nothing by it.
                if sales.is_stopped(terminal, transaction.as_str()) {
                    return Ok(Err(Refusal::TerminalStopped));
                }
                if let Some(wait) = request.wait {
                    return Ok(Err(wait.into()));
                }
                let ean = match resolve(engine, sales, request, reference, now)? {
                    Ok(ean) => ean,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let card = match tender {
                    Tender::Cash => None,
                    Tender::Card(card) => Some(*card),
                };
                let (cashier, means) = (cashier.to_string(), tender.means());
                let call = SaleCall::Vend { ean, amount: *amount, card, cashier, means };
                self.sale(engine, sales, request, transaction, call, now)
            }
            Call::Confirm { transaction, amount, taken_at, tender, cashier, promised_to } => {
                let ean = match promised_to {
                    Some(text) => resolve(engine, sales, request, text, now)?.ok(),
                    None => None,
                };
                let advice = Advice {
                    ean,
                    amount: *amount,
                    taken_at: *taken_at,
                    cashier: cashier.to_string(),
                    means: tender.means(),
                    promise: promised_to.is_some(),
                };
                let call = SaleCall::Confirm(advice);
                self.sale(engine, sales, request, transaction, call, now)
            }
            Call::Reverse { transaction } => {
                self.sale(engine, sales, request, transaction, SaleCall::Reverse, now)
            }
            Call::OpenShift { cashier } => {
                if self.shifts.get(terminal, cashier).is_some() {
                    return Ok(Err(Refusal::ShiftOpen));
                }
                self.shifts.begin(engine, terminal, cashier, now)?;
                let (cashier, totals) = (cashier.clone(), ShiftTotals::default());
                let room = None;
                Ok(Ok(Outcome::ShiftOpened(OpenShift { cashier, opened_at: now, totals, room })))
            }
            Call::CloseShift { cashier, declared, explanation } => {
                let said = (cashier, *declared, explanation.as_deref());
                self.shifts.close(engine, sales, (terminal, request.dso), said, now)
            }
        }
    }

    fn sale(
        &mut self,
        engine: &mut Engine,
        sales: &mut Sales,
        request: &OrderRequest,
        transaction: &Transaction,
        call: SaleCall,
        now: Instant,
    ) -> Result<Result<Outcome, Refusal>, Failure> {
        let (terminal, number) = (request.terminal.as_str(), transaction.as_str());
        let asked = SaleRequest {
            dso: request.dso,
            terminal: terminal.to_owned(),
            number: number.to_owned(),
            guessed_too_often: request.wait.is_some(),
            call,
        };
        let done = match sales.call(engine, &asked, now)? {
            Ok(done) => done,
            Err(SaleRefused::UnknownPoint { .. }) => return Ok(Err(Refusal::UnknownReference)),
            Err(SaleRefused::Amount(error)) => return Ok(Err(error.into())),
            Err(SaleRefused::Shop(over)) => return Ok(Err(over.into())),
            Err(SaleRefused::Stopped) => return Ok(Err(Refusal::TerminalStopped)),
            Err(SaleRefused::Number(error)) => return Err(error.into()),
        };
        // Other money under a number of the past is a sale of its own.
        let apart = done.apart.as_ref().map(|apart| StoredSale::of((**apart).clone()));
        let number = apart.as_ref().map_or(number, |apart| apart.vend.id.transaction());
        let found = |sales: &Sales| match &apart {
            Some(apart) => Ok(apart.clone()),
            None => match sales.sale(terminal, number) {
                Some(sale) => Ok(sale.clone()),
                None => refuse("a sale that was not kept"),
            },
        };
        let sale = found(sales)?;
        let moved = match (&asked.call, &done.answer) {
            (SaleCall::Confirm(_), _) | (SaleCall::Reverse, Answer::Undone) => !done.repeated,
            (SaleCall::Vend { .. } | SaleCall::Reverse, _) => false,
        };
        let cashier = sale.vend.advice().filter(|_| moved).map(|advice| advice.cashier.clone());
        if let Some(cashier) = cashier {
            let cashier: Cashier = cashier.parse()?;
            let open = self.shifts.get(terminal, &cashier).map(|(number, _)| *number);
            let shift = match open {
                Some(number) => number,
                // The money is in the till, or out of it, whether the cashier began or not.
                None => self.shifts.begin(engine, terminal, &cashier, now)?,
            };
            sales.enter(terminal, number, shift);
        }
        let sale = found(sales)?;
        Ok(Ok(Outcome::Sale(sale.outcome(transaction.clone(), done.answer, now)?)))
    }

    /// Writes the answers to new orders.
    pub fn keep(&mut self, engine: &mut Engine) -> Result<(), Failure> {
        let answers: Vec<(&str, &str, Instant, &str)> = self
            .new
            .iter()
            .map(|(source, key, at, body)| (source.as_str(), key.as_str(), *at, body.as_str()))
            .collect();
        if !answers.is_empty() {
            engine.store.keep_answers(&answers)?;
        }
        Ok(())
    }
}

/// The supply point with an open account that a reference stands for.
fn resolve(
    engine: &mut Engine,
    sales: &mut Sales,
    request: &OrderRequest,
    reference: &str,
    now: Instant,
) -> Result<Result<Ean, Refusal>, Failure> {
    let mut candidates = match candidates(engine, request.dso, reference, now)? {
        Ok(candidates) => candidates,
        Err(error) => return Ok(Err(error.into())),
    };
    // One that was read with the group needs no query of its own.
    candidates.sort_by_key(|ean| !sales.counter.has(*ean));
    for ean in candidates {
        if sales.counter.account(engine, ean, request.dso)?.is_some() {
            return Ok(Ok(ean));
        }
    }
    Ok(Err(Refusal::UnknownReference))
}

impl StoredSale {
    /// That it is about; a reversal that came before its sale has none.
    pub fn amount(&self) -> Option<MicroEuro> {
        let reserved = self.vend.reservation().map(|reserved| reserved.amount.amount());
        match self.vend.state() {
            VendState::Credited { amount, .. }
            | VendState::Undone { amount, .. }
            | VendState::Suspended { amount, .. } => Some(*amount),
            VendState::Reserved { .. } | VendState::Reversed { .. } => reserved,
        }
    }

    /// What the payer holds in hand.
    fn in_hand(&self, id: &SaleId) -> Option<Receipt> {
        match self.vend.state() {
            VendState::Reserved { .. } | VendState::Credited { .. } => self.receipt.clone(),
            // With a receipt it would tell that the reference exists.
            VendState::Suspended {
                why:
                    SuspenseReason::NumberUsed
                    | SuspenseReason::Promise(
                        PromiseRefused::GuessedTooOften | PromiseRefused::TerminalStopped,
                    ),
                ..
            } => None,
            VendState::Suspended { ean: Some(ean), amount, at, .. } => {
                let promised = self.vend.advice().is_some_and(|advice| advice.promise);
                promised.then(|| Receipt::of_promise(*ean, *amount, *at, id.money_key()))
            }
            VendState::Suspended { ean: None, .. }
            | VendState::Undone { .. }
            | VendState::Reversed { .. } => None,
        }
    }

    /// What is answered of a sale at `at`.
    fn outcome(
        &self,
        transaction: Transaction,
        answer: Answer,
        at: Instant,
    ) -> Result<SaleOutcome, Failure> {
        let receipt = self.in_hand(&self.vend.id);
        Ok(SaleOutcome { transaction, answer, amount: self.amount(), receipt, at })
    }

    /// Where a sale stands, with the receipt as it was first handed out.
    pub fn standing(&self, transaction: Transaction) -> Result<SaleOutcome, Failure> {
        self.outcome(transaction, self.vend.standing(), self.at())
    }
}

//! Sales of terminals: reserve, confirm, reverse, in groups. The rules are those of `vending::Vend`;
//! here they meet accounts and books. Source: TP-05 to TP-07.

use super::credit::Counter;
use super::held::Held;
use super::{Request, orders};
use crate::bank::{pending_id, suspense};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use ledger::Channel;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use store::KeptSale;
use timeline::Fact;
use units::{AccountId, Dso, Ean, MicroEuro};
use vending::{
    Advice, AmountError, Answer, Card, Effect, KeyError, Means, OverHolding, Receipt, Reservation,
    SaleId, SuspenseItem, Terms, TopUpAmount, Vend, VendCall, VendState,
};

/// What a terminal asks about one of its sales.
#[derive(Debug, Clone)]
pub struct SaleRequest {
    pub dso: Dso,
    pub terminal: String,
    /// The terminal's own number for the sale.
    pub number: String,
    /// The terminal has named too many wrong references. Source: TP-06.
    pub guessed_too_often: bool,
    pub call: SaleCall,
}

#[derive(Debug, Clone)]
pub enum SaleCall {
    Vend { ean: Ean, amount: MicroEuro, card: Option<Card>, cashier: String, means: Means },
    Confirm(Advice),
    Reverse,
}

/// What it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleAnswer {
    pub answer: Answer,
    /// Of a reservation what is shown before paying, of a credit what was booked.
    pub receipt: Option<Receipt>,
    pub repeated: bool,
    /// It says something else than the first call of this number.
    pub differs: bool,
    /// The sale in suspense that other money under this number has become. Source: TP-06.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<Box<Vend>>,
}

/// Why a sale cannot begin. Advices are never refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaleRefused {
    #[error("no open account has EAN {ean}")]
    UnknownPoint { ean: Ean },
    #[error(transparent)]
    Amount(#[from] AmountError),
    #[error(transparent)]
    Number(#[from] KeyError),
    #[error(transparent)]
    Shop(#[from] OverHolding),
    #[error("the operator has stopped the terminal")]
    Stopped,
}

/// A sale as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSale {
    pub vend: Vend,
    pub receipt: Option<Receipt>,
    /// The shift of the terminal in whose till the money came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_in: Option<i64>,
    /// The shift out of whose till it was given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_in: Option<i64>,
}

/// The sales of a group of requests.
pub struct Sales {
    pub counter: Counter,
    known: HashMap<(String, String), StoredSale>,
    touched: HashMap<(String, String), Dso>,
    /// Where the money of a sale is, also after that account has closed.
    accounts: HashMap<(String, String), AccountId>,
    /// Money that has come into suspense.
    items: Vec<store::SuspenseRow>,
    /// What the shops hold.
    pub held: Held,
    /// Terminals that begin no sale.
    stopped: BTreeSet<String>,
}

fn id_of(request: &SaleRequest) -> (String, String) {
    (request.terminal.clone(), request.number.clone())
}

impl Sales {
    /// Everything that the requests will ask for, read together.
    pub fn load(engine: &mut Engine, requests: &[Request], now: Instant) -> Result<Self, Failure> {
        let (mut asked, mut points, mut dsos) = (Vec::new(), Vec::new(), Vec::new());
        for request in requests {
            match request {
                Request::Sale(sale) => {
                    asked.push((sale.terminal.as_str(), sale.number.as_str()));
                    dsos.push(sale.dso);
                    match &sale.call {
                        SaleCall::Vend { ean, .. } => points.push(*ean),
                        SaleCall::Confirm(advice) => points.extend(advice.ean),
                        SaleCall::Reverse => {}
                    }
                }
                Request::Payment(asked) => {
                    dsos.push(asked.operator());
                    points.push(asked.point());
                }
                Request::Order(order) => {
                    let number = order.transaction();
                    asked.extend(number.map(|number| (order.terminal.as_str(), number)));
                    dsos.push(order.dso);
                    points.extend(orders::points(engine, order, now)?);
                }
            }
        }
        let mut terminals: Vec<&str> = asked.iter().map(|(terminal, _)| *terminal).collect();
        terminals.sort_unstable();
        terminals.dedup();
        let (mut known, mut accounts) = (HashMap::new(), HashMap::new());
        for kept in engine.store.sales(&asked)? {
            let sale: StoredSale = serde_json::from_str(&kept.body)?;
            points.extend(sale.vend.reservation().map(|reservation| reservation.ean));
            let place = (kept.terminal, kept.number);
            accounts.extend(kept.account.map(|account| (place.clone(), account)));
            known.insert(place, sale);
        }
        points.sort_unstable();
        points.dedup();
        dsos.sort_unstable();
        dsos.dedup();
        let counter = Counter::load(engine, &points, &dsos)?;
        let held = Held::load(&mut engine.store, &terminals, known.iter(), now)?;
        let stopped = engine.store.stopped_terminals(&terminals)?;
        let (touched, items) = (HashMap::new(), Vec::new());
        Ok(Self { counter, known, touched, accounts, items, held, stopped })
    }

    /// Whether the operator has stopped the terminal before this sale: one that began comes to its end. Source: UX A-11.
    pub fn is_stopped(&self, terminal: &str, number: &str) -> bool {
        let place = (terminal.to_owned(), number.to_owned());
        self.stopped.contains(terminal) && !self.known.contains_key(&place)
    }

    /// One call; what follows from it is booked with the others.
    pub fn call(
        &mut self,
        engine: &mut Engine,
        request: &SaleRequest,
        now: Instant,
    ) -> Result<Result<SaleAnswer, SaleRefused>, Failure> {
        let id = match SaleId::new(&request.terminal, &request.number) {
            Ok(id) => id,
            Err(error) => return Ok(Err(error.into())),
        };
        let place = id_of(request);
        let known = self.known.get(&place).cloned();
        let mut shown = None;
        let call = match &request.call {
            SaleCall::Vend { ean, amount, card, cashier, means } => {
                if self.is_stopped(&request.terminal, &request.number) {
                    return Ok(Err(SaleRefused::Stopped));
                }
                let parameters = engine.books.payments(request.dso, now)?.clone();
                if let Some(Err(error)) = card.map(|card| card.check(&parameters)) {
                    return Ok(Err(error.into()));
                }
                let offer = self.counter.offer(engine, *ean, request.dso, *amount, now)?;
                let Some((found, split)) = offer else {
                    return Ok(Err(SaleRefused::UnknownPoint { ean: *ean }));
                };
                let checked = TopUpAmount::new(*amount, found.balance, found.exact, &parameters);
                let amount = match checked {
                    Ok(amount) => amount,
                    // A repeated call is answered as the first, whatever the balance is now.
                    Err(error) if known.is_none() => return Ok(Err(error.into())),
                    Err(_) => {
                        return Ok(Ok(SaleAnswer::again(known.as_ref())));
                    }
                };
                // A sale that began has its room already.
                if known.is_none()
                    && let Err(over) = self.held.admits(&request.terminal, amount.amount())
                {
                    return Ok(Err(over.into()));
                }
                shown = Receipt::before_paying(*ean, &split, found.balance, now);
                VendCall::Vend(Reservation {
                    ean: *ean,
                    amount,
                    split,
                    cashier: cashier.clone(),
                    means: *means,
                    at: now,
                })
            }
            SaleCall::Confirm(advice) => VendCall::Confirm(advice.clone()),
            SaleCall::Reverse => VendCall::Reverse,
        };
        let step = self.step(engine, request, id, call, now)?;
        let mut receipt = known.as_ref().and_then(|sale| sale.receipt.clone());
        if matches!(step.answer, Answer::Reserved { .. }) && !step.repeated {
            receipt = shown;
        }
        if let Some(done) = self.take_effect(engine, request, &step.effect, now)? {
            receipt = Some(done);
        }
        let (answer, repeated, differs) = (step.answer, step.repeated, step.differs);
        let apart = step.apart;
        if let Some(apart) = apart.as_ref().filter(|_| !repeated) {
            let place = (request.terminal.clone(), apart.id.transaction().to_owned());
            let sale = StoredSale::of((**apart).clone());
            self.held.stands(&place, &sale)?;
            self.known.insert(place.clone(), sale);
            self.touched.insert(place, request.dso);
        }
        let reserved = matches!(step.vend.state(), VendState::Reserved { .. });
        let was_reserved = known
            .as_ref()
            .is_some_and(|sale| matches!(sale.vend.state(), VendState::Reserved { .. }));
        let point = step.vend.reservation().map(|reservation| reservation.ean);
        if let Some(ean) = point.filter(|_| reserved != was_reserved) {
            self.tell_cuts(engine, request, ean, reserved, now)?;
        }
        if !repeated || differs {
            let sold_in = known.as_ref().and_then(|sale| sale.sold_in);
            let undone_in = known.as_ref().and_then(|sale| sale.undone_in);
            let receipt = receipt.clone();
            let sale = StoredSale { vend: step.vend, receipt, sold_in, undone_in };
            self.held.stands(&place, &sale)?;
            self.known.insert(place.clone(), sale);
            self.touched.insert(place, request.dso);
        }
        Ok(Ok(SaleAnswer { answer, receipt, repeated, differs, apart }))
    }

    fn step(
        &mut self,
        engine: &mut Engine,
        request: &SaleRequest,
        id: SaleId,
        call: VendCall,
        now: Instant,
    ) -> Result<vending::Step, Failure> {
        let known = self.known.get(&id_of(request)).map(|sale| sale.vend.clone());
        let reserved = known.as_ref().and_then(|vend| vend.reservation()).map(|one| one.ean);
        let credited = known.as_ref().and_then(|vend| match vend.state() {
            VendState::Credited { at, ean, .. } => Some((*at, *ean)),
            VendState::Reserved { .. }
            | VendState::Undone { .. }
            | VendState::Reversed { .. }
            | VendState::Suspended { .. } => None,
        });
        let point = match &call {
            VendCall::Vend(reservation) => Some(reservation.ean),
            VendCall::Confirm(advice) => reserved.or(advice.ean),
            VendCall::Reverse => credited.map(|(_, ean)| ean).or(reserved),
        };
        let mut account = match point {
            Some(ean) => self.counter.account(engine, ean, request.dso)?,
            None => None,
        };
        if credited.is_some() {
            // Whoever lives there now did not get the money.
            let of_sale = self.accounts.get(&id_of(request));
            account = account.filter(|open| of_sale.is_none_or(|of_sale| of_sale == open));
        }
        let spent_since = match (&call, credited, account) {
            (VendCall::Reverse, Some((at, _)), Some(account)) => engine.spent_since(account, at)?,
            _ => MicroEuro::ZERO,
        };
        let promised_that_day = match (&call, account) {
            (VendCall::Confirm(advice), Some(account)) if advice.promise => {
                engine.promised_on(account, advice.taken_at.day())?
            }
            _ => false,
        };
        let parameters = engine.books.payments(request.dso, now)?;
        let terms = Terms {
            parameters,
            account_open: account.is_some(),
            spent_since,
            promised_that_day,
            guessed_too_often: request.guessed_too_often,
            terminal_stopped: self.stopped.contains(&request.terminal),
        };
        Ok(Vend::step(known, id, call, now, terms))
    }

    /// Books what a step leads to. Returns the receipt of a credit.
    fn take_effect(
        &mut self,
        engine: &mut Engine,
        request: &SaleRequest,
        effect: &Effect,
        now: Instant,
    ) -> Result<Option<Receipt>, Failure> {
        let channel = Channel::Terminal;
        match effect {
            Effect::Nothing => Ok(None),
            Effect::Credit { key, ean, amount, shown, .. } => {
                let text = key.to_string();
                let payment = (*amount, channel, text.as_str());
                let account = self.counter.account(engine, *ean, request.dso)?;
                self.accounts.extend(account.map(|account| (id_of(request), account)));
                let done = self.counter.credit(engine, (*ean, request.dso), payment, key, now)?;
                let (split, after) = (&done.split, done.balance_after);
                Ok(Some(Receipt::after_crediting(*ean, split, shown.as_ref(), after, now, key)))
            }
            Effect::Uncredit { key, ean, .. } => {
                let account = engine.account_of(*ean)?;
                let fact = Fact::TopUpUndone { id: key.to_string() };
                let said = self.counter.record(engine, &account, &fact, now)?;
                // Cash is handed back on this answer: it has to stand in the books.
                if !said.iter().any(|line| line.event == fact.name()) {
                    return refuse(format!("`{key}` was not taken off account {}", account.id));
                }
                Ok(None)
            }
            Effect::Suspense { key, ean, amount, .. } => {
                let text = key.to_string();
                let payment = (*amount, channel, text.as_str());
                self.counter.suspend(engine, request.dso, payment, now)?;
                let mut may_be_for = Vec::new();
                if let Some(ean) = ean
                    && self.counter.account(engine, *ean, request.dso)?.is_some()
                {
                    let account = engine.account_of(*ean)?;
                    let (id, channel) = (pending_id(&text), "terminal".to_owned());
                    let fact = Fact::PaymentPending { id, eur: *amount, channel };
                    self.counter.record(engine, &account, &fact, now)?;
                    may_be_for.push(account.id);
                }
                let place = format!("terminal {}", request.terminal);
                let day = now.day();
                let item = SuspenseItem::new(key.clone(), &place, *amount, day, None, may_be_for);
                self.items.push(suspense::row(&item, request.dso)?);
                Ok(None)
            }
        }
    }

    /// A reservation, or its end without a credit, is told to the timeline of a point that could be
    /// cut. Source: CG-07.
    fn tell_cuts(
        &mut self,
        engine: &mut Engine,
        request: &SaleRequest,
        ean: Ean,
        reserved: bool,
        now: Instant,
    ) -> Result<(), Failure> {
        let ends = matches!(request.call, SaleCall::Reverse) && !reserved;
        let begins = match &request.call {
            SaleCall::Vend { amount, .. } if reserved => Some(*amount),
            // A credit, or suspense, says it itself.
            SaleCall::Vend { .. } | SaleCall::Confirm(_) | SaleCall::Reverse => None,
        };
        if (!ends && begins.is_none())
            || self.counter.account(engine, ean, request.dso)?.is_none()
            || begins.is_some() && !self.counter.may_be_cut_soon(engine, ean, request.dso, now)?
        {
            return Ok(());
        }
        let account = engine.account_of(ean)?;
        let id = SaleId::new(&request.terminal, &request.number)?.money_key().to_string();
        let channel = "terminal".to_owned();
        let fact = match begins {
            Some(eur) => Fact::PaymentPending { id, eur, channel },
            None if engine.is_pending(&account, &id, now)? => {
                Fact::PaymentFailed { id, eur: None, channel: Some(channel) }
            }
            None => return Ok(()),
        };
        self.counter.record(engine, &account, &fact, now)?;
        Ok(())
    }

    /// A sale as the calls have left it.
    pub fn sale(&self, terminal: &str, number: &str) -> Option<&StoredSale> {
        self.known.get(&(terminal.to_owned(), number.to_owned()))
    }

    /// Notes in which shift the money of a sale that was just called came or went.
    pub fn enter(&mut self, terminal: &str, number: &str, shift: i64) {
        let Some(sale) = self.known.get_mut(&(terminal.to_owned(), number.to_owned())) else {
            return;
        };
        match sale.vend.state() {
            VendState::Credited { .. } | VendState::Suspended { .. } => sale.sold_in = Some(shift),
            VendState::Undone { .. } => sale.undone_in = Some(shift),
            VendState::Reserved { .. } | VendState::Reversed { .. } => {}
        }
    }

    /// Books and keeps all that came of the calls.
    pub fn book(&mut self, engine: &mut Engine) -> Result<(), Failure> {
        let mut kept = Vec::with_capacity(self.touched.len());
        for ((terminal, number), dso) in std::mem::take(&mut self.touched) {
            let place = (terminal.clone(), number.clone());
            let Some(sale) = self.known.get(&place) else {
                return refuse("a sale that was not kept");
            };
            let point = match sale.vend.state() {
                VendState::Credited { ean, .. } | VendState::Undone { ean, .. } => Some(*ean),
                VendState::Suspended { ean, .. } => *ean,
                VendState::Reserved { reservation } => Some(reservation.ean),
                VendState::Reversed { .. } => None,
            };
            let credited_to = sale.vend.decided().and_then(|decided| decided.credited_to);
            // Once credited, the money stays of that account, whoever lives there later.
            let has_account =
                matches!(sale.vend.state(), VendState::Credited { .. } | VendState::Undone { .. });
            let of_sale = self.accounts.get(&place).copied().filter(|_| has_account);
            let account = match (credited_to.or(of_sale), point) {
                (Some(account), _) => Some(account),
                (None, Some(ean)) => self.counter.account(engine, ean, dso)?,
                (None, None) => None,
            };
            kept.push(KeptSale {
                terminal,
                number,
                account,
                at: sale.at(),
                in_flight: sale.vend.bars_cut().is_some(),
                promise: sale.vend.advice().is_some_and(|advice| advice.promise),
                body: serde_json::to_string(sale)?,
            });
        }
        kept.sort_by(|a, b| (&a.terminal, &a.number).cmp(&(&b.terminal, &b.number)));
        engine.store.keep_sales(&kept)?;
        engine.store.add_suspense(&std::mem::take(&mut self.items))?;
        self.held.write(&mut engine.store)?;
        self.counter.write(engine)
    }
}

impl StoredSale {
    pub fn of(vend: Vend) -> Self {
        Self { vend, receipt: None, sold_in: None, undone_in: None }
    }

    /// When the sale came to where it stands.
    pub fn at(&self) -> Instant {
        match self.vend.state() {
            VendState::Reserved { reservation } => reservation.at,
            VendState::Credited { at, .. }
            | VendState::Undone { at, .. }
            | VendState::Reversed { at }
            | VendState::Suspended { at, .. } => *at,
        }
    }
}

impl SaleAnswer {
    fn again(known: Option<&StoredSale>) -> Self {
        let answer = known.map_or(Answer::Reversed, |sale| sale.vend.standing());
        let receipt = known.and_then(|sale| sale.receipt.clone());
        Self { answer, receipt, repeated: true, differs: false, apart: None }
    }
}

//! Books in memory: what a platform does with a store, done with maps under one lock.

mod orders;

use calendar::Instant;
use http_api::{
    Answering, CarriedOut, Desk, Found, Kept, Key, Lookup, OpenShift, Order, Refusal, SaleOutcome,
    Sees, Terminal, TerminalId, Transaction,
};
use params::{ParameterBook, Parameters, PaymentParameters};
use prepay::{Debt, Levels};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;
use units::{Dso, Ean, Energy, MicroEuro};
use vending::{Exact, Guesses, Prefixes, SaleId, Shift, TopUpAmount, Vend, judge};

pub fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

pub fn levels() -> Levels {
    Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.50") }
}

/// The household that shops must learn nothing about.
pub struct Account {
    pub name: &'static str,
    pub town: &'static str,
    pub balance: MicroEuro,
    pub supply_is_on: bool,
    pub debts: Vec<Debt>,
    pub spent: MicroEuro,
}

#[derive(Default)]
pub struct Books {
    pub terminals: BTreeMap<TerminalId, Terminal>,
    pub accounts: BTreeMap<Ean, Account>,
    pub kept: BTreeMap<(TerminalId, String), Kept>,
    pub shifts: BTreeMap<(TerminalId, String), Shift>,
    /// Credits and uncredits as they were booked.
    pub bookings: Vec<(SaleId, MicroEuro)>,
    pub suspense: Vec<(SaleId, MicroEuro)>,
    sales: BTreeMap<SaleId, Vend>,
    /// What an account had spent when a sale was credited.
    spent_at: BTreeMap<SaleId, MicroEuro>,
    receipts: BTreeMap<SaleId, SaleOutcome>,
    guesses: BTreeMap<TerminalId, Guesses>,
    last: BTreeMap<TerminalId, SaleOutcome>,
    promised: Vec<(Ean, calendar::SettlementDay)>,
}

pub struct MemoryDesk {
    books: Mutex<Books>,
    parameters: PaymentParameters,
    /// How long an order takes after it is booked.
    pub delay: Mutex<Duration>,
    pub fails: Mutex<bool>,
}

pub const EAN: &str = "541449012345678908";
pub const REFERENCE: &str = "9012 3456 78908";

impl MemoryDesk {
    pub fn new() -> Self {
        let book = ParameterBook::shipped().unwrap();
        let day = "2026-11-12".parse().unwrap();
        let all = Parameters::resolve(&book, Dso::Ores, Energy::Electricity, day, Instant(0));
        let mut parameters = all.unwrap().payments;
        parameters.offline_enabled = true;
        let mut books = Books::default();
        let account = Account {
            name: "Marie Vandenbossche",
            town: "5000 Namur",
            balance: eur("-16.40"),
            supply_is_on: false,
            debts: Vec::new(),
            spent: MicroEuro::ZERO,
        };
        books.accounts.insert(EAN.parse().unwrap(), account);
        for (id, sees) in
            [("T1", Sees::AmountOnly), ("T2", Sees::AmountOnly), ("CPAS", Sees::Split)]
        {
            let terminal = Terminal {
                id: id.parse().unwrap(),
                operator: Some("ORES".to_owned()),
                keys: vec![key(&format!("{id}-a"))],
                sees,
            };
            books.terminals.insert(terminal.id.clone(), terminal);
        }
        let (delay, fails) = (Mutex::new(Duration::ZERO), Mutex::new(false));
        Self { books: Mutex::new(books), parameters, delay, fails }
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    pub fn account<T>(&self, change: impl FnOnce(&mut Account) -> T) -> T {
        change(self.books().accounts.get_mut(&EAN.parse::<Ean>().unwrap()).unwrap())
    }

    async fn pause(&self) {
        let delay = *self.delay.lock().unwrap();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
    }

    fn may_answer(&self) -> Result<(), Refusal> {
        if *self.fails.lock().unwrap() {
            let name = self.account(|account| account.name);
            return Err(Refusal::failed(format!("the disk of {name} is full")));
        }
        Ok(())
    }
}

/// A key whose secret follows from its name.
pub fn key(id: &str) -> Key {
    Key {
        id: id.to_owned(),
        secret: secret(id),
        valid_from: Instant::from_unix_s(0),
        valid_to: None,
    }
}

pub fn secret(id: &str) -> Vec<u8> {
    format!("secret of {id}, long enough to be one").into_bytes()
}

impl Books {
    /// The open supply point of a reference; a wrong one counts.
    fn resolve(
        &mut self,
        terminal: &Terminal,
        text: &str,
        at: Instant,
        parameters: &PaymentParameters,
    ) -> Result<Ean, Refusal> {
        let guesses = self.guesses.entry(terminal.id.clone()).or_default();
        guesses.may_look_up(at, parameters.lookup_wrong_max_per_h)?;
        let all = Prefixes::of_parameter(&parameters.ean_prefixes).unwrap();
        let prefixes = match &terminal.operator {
            Some(operator) => all.of_operator(operator),
            None => all,
        };
        let found = prefixes.read(text).map_err(Refusal::from).and_then(|candidates| {
            let known = candidates.iter().find(|one| self.accounts.contains_key(&one.ean));
            known.map(|one| one.ean).ok_or(Refusal::UnknownReference)
        });
        if found.is_err() {
            guesses.wrong(at);
        }
        found
    }

    fn amount(
        &self,
        ean: Ean,
        amount: MicroEuro,
        parameters: &PaymentParameters,
    ) -> Result<TopUpAmount, Refusal> {
        let account = &self.accounts[&ean];
        let exact = Exact::of(levels(), account.balance, account.supply_is_on);
        Ok(TopUpAmount::new(amount, account.balance, exact, parameters)?)
    }
}

impl Desk for MemoryDesk {
    fn terminal<'a>(&'a self, id: &'a TerminalId) -> Answering<'a, Option<Terminal>> {
        Box::pin(async move { Ok(self.books().terminals.get(id).cloned()) })
    }

    fn lookup<'a>(&'a self, terminal: &'a Terminal, ask: Lookup) -> Answering<'a, Found> {
        Box::pin(async move {
            self.pause().await;
            self.may_answer()?;
            let mut books = self.books();
            let ean = books.resolve(terminal, &ask.reference, ask.at, &self.parameters)?;
            let amount = ask.amount.map(|amount| books.amount(ean, amount, &self.parameters));
            let account = &books.accounts[&ean];
            let restores_supply = amount.transpose()?.map(|amount| {
                let after = account.balance.checked_add(amount.amount()).unwrap();
                account.supply_is_on || after >= levels().reconnect
            });
            Ok(Found {
                ean,
                energy: Energy::Electricity,
                town: account.town.to_owned(),
                least: self.parameters.topup_min,
                most: self.parameters.topup_max,
                restores_supply,
            })
        })
    }

    fn carry_out<'a>(&'a self, terminal: &'a Terminal, order: Order) -> Answering<'a, CarriedOut> {
        Box::pin(async move {
            self.may_answer()?;
            let name = (terminal.id.clone(), order.key.to_string());
            let carried = {
                let mut books = self.books();
                let kept = books.kept.get(&name);
                match judge(kept, order.key.as_str(), order.fingerprint)? {
                    Some(outcome) => CarriedOut { outcome: outcome.clone(), repeated: true },
                    None => {
                        let (at, fingerprint) = (order.at, order.fingerprint);
                        let outcome =
                            books.carry_out(terminal, order.call, at, &self.parameters)?;
                        let kept = Kept { fingerprint, answer: outcome.clone(), at };
                        books.kept.insert(name, kept);
                        CarriedOut { outcome, repeated: false }
                    }
                }
            };
            self.pause().await;
            Ok(carried)
        })
    }

    fn last_response<'a>(&'a self, terminal: &'a Terminal) -> Answering<'a, Option<SaleOutcome>> {
        Box::pin(async move { Ok(self.books().last.get(&terminal.id).cloned()) })
    }

    fn reprint<'a>(
        &'a self,
        terminal: &'a Terminal,
        transaction: Transaction,
    ) -> Answering<'a, SaleOutcome> {
        Box::pin(async move {
            let id = SaleId::new(terminal.id.as_str(), transaction.as_str()).unwrap();
            self.books().receipts.get(&id).cloned().ok_or(Refusal::UnknownSale)
        })
    }

    fn totals<'a>(
        &'a self,
        terminal: &'a Terminal,
        cashier: http_api::Cashier,
    ) -> Answering<'a, OpenShift> {
        Box::pin(async move { self.books().open_shift(terminal, &cashier) })
    }
}

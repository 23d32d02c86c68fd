//! Whether a server, and whatever stands between it and a terminal, keeps the protocol: each promise of it is tried,
//! and a report says which were kept. Source: TP-05, TP-06, TP-07, UX 8.9 (D-08).

use super::{ClientError, ClientOptions, ConfigError, TerminalClient};
use crate::api::{ConfirmRequest, LookupRequest, SaleAnswer, SaleState, VendRequest};
use crate::names::{Cashier, IdempotencyKey, NameError, TerminalId, Transaction};
use crate::sign::WINDOW_S;
use crate::wire::Means;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// How far outside the window a wrong clock is set.
const BEYOND_S: i64 = 60;

/// With what a server is tried. All that is credited is undone again.
#[derive(Debug, Clone)]
pub struct Conformance {
    /// Of a home for which money may be taken: one for trying out.
    pub reference: String,
    /// Euro with two decimals.
    pub amount: String,
    pub cashier: Cashier,
    /// Begins the numbers of all sales: new for each run.
    pub run: String,
    /// When money is taken, by the operator's clock, with its offset.
    pub taken_at: String,
    /// Also sell without network where the operator does not allow it: that money stays in suspense.
    pub offline: bool,
}

/// A promise of the protocol, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub rule: &'static str,
    pub promise: &'static str,
    /// What was seen instead, if it was not kept.
    pub fault: Option<String>,
}

/// All checks, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    pub checks: Vec<Check>,
}

impl Report {
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.fault.is_none())
    }

    /// A line for each check, and one for all of them.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for Check { rule, promise, fault } in &self.checks {
            match fault {
                None => writeln!(out, "passed  {rule}  {promise}")?,
                Some(fault) => writeln!(out, "FAILED  {rule}  {promise}: {fault}")?,
            }
        }
        let kept = self.checks.iter().filter(|check| check.fault.is_none()).count();
        writeln!(out, "{kept} of {} promises kept", self.checks.len())
    }

    fn add(&mut self, rule: &'static str, promise: &'static str, seen: Result<(), String>) {
        self.checks.push(Check { rule, promise, fault: seen.err() });
    }
}

/// What was seen, for a report.
fn said<T: std::fmt::Debug>(answer: &Result<T, ClientError>) -> String {
    match answer {
        Ok(answer) => format!("{answer:?}"),
        Err(error) => error.to_string(),
    }
}

fn is_code<T: std::fmt::Debug>(answer: &Result<T, ClientError>, code: &str) -> Result<(), String> {
    match answer {
        Err(ClientError::Refused { problem }) if problem.code == code => Ok(()),
        other => Err(format!("not {code} but {}", said(other))),
    }
}

fn is_state(answer: &Result<SaleAnswer, ClientError>, state: SaleState) -> Result<(), String> {
    match answer {
        Ok(sale) if sale.state == state => Ok(()),
        other => Err(format!("not {state:?} but {}", said(other))),
    }
}

fn holds(kept: bool, seen: impl FnOnce() -> String) -> Result<(), String> {
    if kept { Ok(()) } else { Err(seen()) }
}

/// A run over one server.
struct Run<'a> {
    asked: &'a Conformance,
    options: &'a ClientOptions,
    client: TerminalClient,
    report: Report,
}

/// Tries a server. Errors: an address or a name that cannot be used; whatever the server does is in the report.
pub fn conformance(options: &ClientOptions, asked: &Conformance) -> Result<Report, ConfigError> {
    let patient = ClientOptions { pauses: vec![Duration::from_millis(500)], ..options.clone() };
    let client = TerminalClient::new(patient)?;
    let mut run = Run { asked, options, client, report: Report::default() };
    run.door()?;
    run.lookups();
    if run.shift() {
        run.sale();
        run.reversals();
        if asked.offline {
            run.promise();
        }
    }
    Ok(run.report)
}

impl Run<'_> {
    fn number(&self, name: &str) -> Option<Transaction> {
        format!("{}-{name}", self.asked.run).parse().ok()
    }

    fn vending(&self, amount: &str) -> VendRequest {
        VendRequest {
            reference: self.asked.reference.clone(),
            amount: amount.to_owned(),
            means: Means::Cash,
            cashier: self.asked.cashier.to_string(),
        }
    }

    fn advice(&self, promised_to: Option<String>) -> ConfirmRequest {
        ConfirmRequest {
            amount: self.asked.amount.clone(),
            taken_at: self.asked.taken_at.clone(),
            means: Means::Cash,
            cashier: self.asked.cashier.to_string(),
            promised_to,
        }
    }

    fn ask(&self) -> LookupRequest {
        LookupRequest { reference: self.asked.reference.clone(), amount: None }
    }

    /// Who gets in: the right key, at the right time, for itself, once.
    fn door(&mut self) -> Result<(), ConfigError> {
        let other = |change: &dyn Fn(&mut ClientOptions)| {
            let mut options = ClientOptions { pauses: Vec::new(), ..self.options.clone() };
            change(&mut options);
            TerminalClient::new(options)
        };
        let wrong = other(&|options| options.secret.push(b'x'))?;
        let unknown = other(&|options| options.key_id.push('x'))?;
        let stranger: Option<TerminalId> = "NOT-THIS-TERMINAL".parse().ok();
        let elsewhere = other(&|options| {
            if let Some(stranger) = &stranger {
                options.terminal = Clone::clone(stranger);
            }
        })?;
        let shifted = |by_s: i64| {
            other(&move |options| {
                let clock = Arc::clone(&options.clock);
                options.clock = Arc::new(move || clock().plus_s(by_s));
            })
        };
        let (late, early) = (shifted(-WINDOW_S - BEYOND_S)?, shifted(WINDOW_S + BEYOND_S)?);
        let nearly = shifted(WINDOW_S - BEYOND_S)?;
        let (ask, report) = (self.ask(), &mut self.report);
        let refused = "signature-refused";
        report.add("TP-06", "a wrong signature is refused", is_code(&wrong.lookup(&ask), refused));
        report.add(
            "TP-06",
            "a key nobody has is refused alike",
            is_code(&unknown.lookup(&ask), refused),
        );
        let of_other = elsewhere.lookup(&ask);
        report.add("TP-06", "a key is good for its own terminal", is_code(&of_other, refused));
        for (promise, client) in [
            ("a clock that is behind is told so", late),
            ("a clock that is ahead is told so", early),
        ] {
            let answer = client.lookup(&ask);
            let told = is_code(&answer, "clock-out-of-window").and_then(|()| match &answer {
                Err(ClientError::Refused { problem }) => {
                    let told = problem.members.contains_key("server_time");
                    holds(told, || "without `server_time`".to_owned())
                }
                other => Err(said(other)),
            });
            report.add("TP-06", promise, told);
        }
        let within = nearly.lookup(&ask);
        report.add(
            "TP-06",
            "a clock within the window passes",
            holds(within.is_ok(), || said(&within)),
        );
        // Of one second: signed at another one it would be another request.
        let at = (self.options.clock)();
        let still = other(&|options| options.clock = Arc::new(move || at))?;
        let (path, nonce) = (still.path("lookup"), format!("{}-nonce", self.asked.run));
        let read = || -> Result<serde_json::Value, ClientError> {
            still.transport.read_once("POST", &path, Some(&ask), &nonce)
        };
        let (first, second) = (read(), read());
        let replayed =
            holds(first.is_ok(), || said(&first)).and_then(|()| is_code(&second, refused));
        self.report.add("TP-06", "a read that is sent twice is refused", replayed);
        Ok(())
    }

    fn lookups(&mut self) {
        let found = self.client.lookup(&self.ask());
        let whole =
            matches!(&found, Ok(found) if !found.energy.is_empty() && !found.town.is_empty());
        self.report.add(
            "TP-06",
            "a reference is shown as energy and town",
            holds(whole, || said(&found)),
        );
        let path = self.client.path("lookup");
        let raw: Result<serde_json::Value, _> =
            self.client.transport.read("POST", &path, Some(&self.ask()));
        let known = ["reference", "energy", "town", "least", "most", "restores_supply"];
        let extra = match &raw {
            Ok(serde_json::Value::Object(fields)) => {
                fields.keys().find(|field| !known.contains(&field.as_str())).cloned()
            }
            other => Some(said(other)),
        };
        let silent = holds(extra.is_none(), || extra.unwrap_or_default());
        self.report.add("PD-04", "a look-up tells nothing else: no name, no balance", silent);
        let mut digits: Vec<char> = self.asked.reference.chars().collect();
        if let Some(last) = digits.iter_mut().rev().find(|digit| digit.is_ascii_digit()) {
            *last = if *last == '9' { '0' } else { '9' };
        }
        let wrong = LookupRequest { reference: digits.into_iter().collect(), amount: None };
        let answer = self.client.lookup(&wrong);
        let caught = is_code(&answer, "reference-wrong");
        self.report.add("TP-01", "a wrong check digit is caught", caught);
    }

    /// Whether there is a shift to sell in.
    fn shift(&mut self) -> bool {
        let key: Result<IdempotencyKey, NameError> = format!("{}-open", self.asked.run).parse();
        let Ok(key) = key else { return false };
        let opened = self.client.open_shift(&self.asked.cashier, &key);
        let open = opened.is_ok() || is_code(&opened, "shift-already-open").is_ok();
        self.report.add("TP-20", "a shift is opened, or is open", holds(open, || said(&opened)));
        open
    }

    /// Reserved, repeated, reused, lost and found, printed again, undone.
    fn sale(&mut self) {
        let Some(sale) = self.number("sale") else { return };
        let asked = self.vending(&self.asked.amount);
        let few = self.client.vend(&sale, &self.vending("0.01"));
        let limits = is_code(&few, "amount-outside-limits");
        self.report.add(
            "TP-03",
            "an amount outside the limits is refused, and keeps no key",
            limits,
        );
        let first = self.client.vend(&sale, &asked);
        self.report.add("TP-06", "a sale is reserved", is_state(&first, SaleState::Reserved));
        let again = self.client.vend(&sale, &asked);
        let alike = matches!((&first, &again), (Ok(first), Ok(again)) if first == again);
        let seen = || format!("{} and then {}", said(&first), said(&again));
        self.report.add("TP-05", "the same key and body get the same answer", holds(alike, seen));
        let other = self.client.vend(&sale, &self.vending("7.00"));
        let reused = is_code(&other, "idempotency-key-reused");
        self.report.add("TP-05", "the same key with another body is refused", reused);
        let taken = format!("{}-other-key", self.asked.run).parse::<IdempotencyKey>();
        if let Ok(key) = taken {
            let path = self.client.path(&format!("sales/{sale}/vend"));
            let body = self.vending("7.00");
            let answer: Result<SaleAnswer, _> =
                self.client.transport.write(&path, &key, Some(&body));
            let known = is_code(&answer, "transaction-number-taken");
            self.report.add("TP-06", "a number stands for one sale", known);
        }
        // The answer is thrown away, as a broken line would.
        drop(self.client.confirm(&sale, &self.advice(None)));
        let found = self.client.last_response();
        let is_it = |found: &SaleAnswer| {
            found.transaction == sale.as_str() && found.state == SaleState::Credited
        };
        let lost = matches!(&found, Ok(Some(found)) if is_it(found));
        self.report.add(
            "TP-06",
            "an answer that was lost is found again",
            holds(lost, || said(&found)),
        );
        let credited = self.client.confirm(&sale, &self.advice(None));
        let code =
            |answer: &SaleAnswer| answer.receipt.as_ref().and_then(|receipt| receipt.code.clone());
        let once = match (&credited, &found) {
            (Ok(again), Ok(Some(found))) => {
                again.state == SaleState::Credited && code(again) == code(found)
            }
            _ => false,
        };
        self.report.add(
            "TP-05",
            "a confirmation that is repeated credits once",
            holds(once, || said(&credited)),
        );
        let copy = self.client.reprint(&sale);
        let is_copy = match (&copy, &credited) {
            (Ok(copy), Ok(credited)) => {
                copy.receipt.as_ref().is_some_and(|receipt| receipt.copy)
                    && code(copy) == code(credited)
            }
            _ => false,
        };
        self.report.add(
            "TP-24",
            "a receipt is printed again as a copy",
            holds(is_copy, || said(&copy)),
        );
        let undone = self.client.reverse(&sale);
        self.report.add(
            "TP-06",
            "a sale of this moment is undone",
            is_state(&undone, SaleState::Undone),
        );
        let totals = self.client.totals(&self.asked.cashier);
        let told = holds(totals.is_ok(), || said(&totals));
        self.report.add("TP-20", "the shift says what was sold and undone", told);
    }

    /// An advice is remembered, in whatever order things arrive.
    fn reversals(&mut self) {
        let asked = self.vending(&self.asked.amount);
        if let Some(sale) = self.number("reserved") {
            let reserved = self.client.vend(&sale, &asked);
            let gone = self.client.reverse(&sale);
            let released = is_state(&reserved, SaleState::Reserved)
                .and_then(|()| is_state(&gone, SaleState::Reversed));
            self.report.add("TP-06", "a reservation is given up", released);
        }
        if let Some(sale) = self.number("never-seen") {
            let early = self.client.reverse(&sale);
            let remembered = is_state(&early, SaleState::Reversed);
            self.report.add("TP-06", "a reversal of a sale nobody saw is taken", remembered);
            let late = self.client.vend(&sale, &asked);
            let refused = is_code(&late, "sale-reversed");
            self.report.add("TP-06", "and the sale that comes late is refused", refused);
        }
    }

    /// Sold without network where that is not allowed: the money is kept and credited to nobody.
    fn promise(&mut self) {
        let Some(sale) = self.number("offline") else { return };
        let advice = self.advice(Some(self.asked.reference.clone()));
        let answer = self.client.confirm(&sale, &advice);
        let kept = is_state(&answer, SaleState::InSuspense).and_then(|()| match &answer {
            Ok(sale) => {
                let why = sale.why.as_deref().unwrap_or_default();
                holds(why == "promise_not_enabled", || format!("kept, because `{why}`"))
            }
            other => Err(said(other)),
        });
        self.report.add("TP-07", "a promise without network is not credited", kept);
    }
}

//! The books behind the vend API: orders go to the one writer, questions to connections that only read.

use self::sharing::QuarterHours;
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::guesses;
use crate::request_log::ApiLog;
use crate::sealed::MasterKeys;
use crate::terminals::StoredTerminal;
use crate::till::{
    Clock as TillClock, OrderRequest, StoredSale, Till, TillError, candidates, totals,
};
use calendar::Instant;
use http_api::{
    Answering, CarriedOut, Cashier, Desk, Found, Kept, Lookup, OpenShift, Options, Order, Outcome,
    Refusal, SaleOutcome, Terminal, TerminalId, Transaction,
};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant as Clock};
use store::TryKind;
use tokio::sync::oneshot;
use units::{Dso, MicroEuro};
use vending::{Answer, PromiseRefused, SuspenseReason, TopUpAmount, Wait};

/// Connections for questions.
const READERS: usize = 2;
/// How long a terminal that was read is taken to be still so.
const REREAD: Duration = Duration::from_secs(5);
/// Answers among which the last one about a sale is looked for.
const LAST_ANSWERS: i64 = 64;

type Work = Box<dyn FnOnce(&mut Engine) + Send>;
type Known = (Clock, Dso, Terminal);

/// By whom a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Whatever answers at once.
    Questions,
    /// A month of quarter-hours, one after the other.
    QuarterHours,
    /// What moved for all customers of a supplier in a month.
    Settlements,
    /// Requests that suppliers file: they wait for the operator's lock.
    Filing,
}

/// One connection for each of those behind which no terminal waits.
struct Apart {
    quarter_hours: Sender<Work>,
    settlements: Sender<Work>,
    filing: Sender<Work>,
}

/// The desk of an installation.
pub struct PlatformDesk {
    till: Till,
    clock: TillClock,
    questions: Sender<Work>,
    /// What takes long or waits for others, on connections of its own. None where nobody else waits: in the world of one
    /// developer.
    apart: Option<Apart>,
    masters: MasterKeys,
    terminals: Mutex<HashMap<TerminalId, Known>>,
    /// None where nobody has said where quarter-hours lie.
    quarters: Option<Arc<QuarterHours>>,
    /// All that is asked here is one developer's.
    of_one: bool,
}

impl std::fmt::Debug for PlatformDesk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PlatformDesk").finish_non_exhaustive()
    }
}

/// The addresses of the vend API with a writer of their own. Sales are of the time of `clock`;
/// `signed_by` is that of signatures.
pub fn router(url: &str, clock: TillClock, signed_by: TillClock) -> Result<axum::Router, Failure> {
    let till = Till::timed(Engine::open(url)?, Arc::clone(&clock))?;
    router_over(url, till, clock, signed_by)
}

/// The same over a writer that others ask too.
pub fn router_over(
    url: &str,
    till: Till,
    clock: TillClock,
    signed_by: TillClock,
) -> Result<axum::Router, Failure> {
    let desk = Arc::new(PlatformDesk::open(url, till, clock)?);
    let report = |line: &str| eprintln!("vend api: {line}");
    let mut options = Options::new(signed_by, Arc::new(report));
    options.partners = Some(Arc::clone(&desk) as _);
    options.calls = Some(Arc::clone(&desk) as _);
    options.log = Some(Arc::new(ApiLog::open(url)?));
    Ok(http_api::router(desk, options)?)
}

fn answer(work: &Mutex<Receiver<Work>>, mut engine: Engine) {
    loop {
        // The lock is held while waiting, not while working.
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(work) => work(&mut engine),
            Err(_) => return,
        }
    }
}

/// A reader of its own, which ends with whoever asks it.
fn reader(engine: Engine, name: &str) -> Result<Sender<Work>, Failure> {
    let (questions, asked) = channel();
    let asked = Mutex::new(asked);
    let named = std::thread::Builder::new().name(name.to_owned());
    named.spawn(move || answer(&asked, engine))?;
    Ok(questions)
}

fn failed(failure: &Failure) -> Refusal {
    Refusal::failed(chain(failure.as_ref()))
}

/// How soon a terminal may ask again while too many wait: a transaction or two later.
const AGAIN_S: u32 = 2;

fn not_done(error: TillError) -> Refusal {
    match error {
        TillError::Busy => Refusal::Unavailable { retry_after_s: AGAIN_S },
        TillError::Ended | TillError::Failed(_) => Refusal::failed(error),
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PlatformDesk {
    /// Over a writer, with readers on connections of their own, which end with the desk.
    pub fn open(url: &str, till: Till, clock: TillClock) -> Result<Self, Failure> {
        let desk = Self::reading(|| Engine::open(url), till, clock)?;
        let quarters = crate::share::pages::quarter_hours(url);
        let apart = Apart {
            quarter_hours: reader(Engine::open(url)?, "desk months")?,
            settlements: reader(Engine::open(url)?, "desk settlements")?,
            filing: reader(Engine::open(url)?, "desk filing")?,
        };
        Ok(Self {
            apart: Some(apart),
            quarters: quarters.map(|intervals| Arc::new(QuarterHours::new(intervals))),
            ..desk
        })
    }

    /// The same with readers that are opened otherwise.
    pub fn reading(
        mut open: impl FnMut() -> Result<Engine, Failure>,
        till: Till,
        clock: TillClock,
    ) -> Result<Self, Failure> {
        let masters = MasterKeys::from_environment()?;
        let (questions, asked) = channel();
        let asked = Arc::new(Mutex::new(asked));
        for _ in 0..READERS {
            let (engine, asked) = (open()?, Arc::clone(&asked));
            let reader = std::thread::Builder::new().name("desk".to_owned());
            reader.spawn(move || answer(&asked, engine))?;
        }
        let terminals = Mutex::default();
        let (quarters, apart) = (None, None);
        Ok(Self { till, questions, apart, clock, masters, terminals, quarters, of_one: false })
    }

    /// The same for the world of one developer, who sees the requests of all its keys.
    pub fn of_one(self) -> Self {
        Self { of_one: true, ..self }
    }

    /// Does `work` on a connection that only reads.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Engine) -> Result<Result<T, Refusal>, Failure> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.read_at(Reader::Questions, work).await
    }

    /// Does `work` on the connection that is for it. What is done apart is not begun for whoever has gone meanwhile.
    async fn read_at<T: Send + 'static>(
        &self,
        reader: Reader,
        work: impl FnOnce(&mut Engine) -> Result<Result<T, Refusal>, Failure> + Send + 'static,
    ) -> Result<T, Refusal> {
        let readers = match (&self.apart, reader) {
            (None, _) | (_, Reader::Questions) => &self.questions,
            (Some(apart), Reader::QuarterHours) => &apart.quarter_hours,
            (Some(apart), Reader::Settlements) => &apart.settlements,
            (Some(apart), Reader::Filing) => &apart.filing,
        };
        let (tell, told) = oneshot::channel();
        let job: Work = Box::new(move |engine| {
            // What counts guesses is done for whoever does not wait, too.
            if reader != Reader::Questions && tell.is_closed() {
                return;
            }
            let done = work(engine).unwrap_or_else(|failure| Err(failed(&failure)));
            // Whoever asked may have gone.
            let _ = tell.send(done);
        });
        readers.send(job).map_err(|_| Refusal::failed("the readers have ended"))?;
        told.await.map_err(|_| Refusal::failed("a reader has ended"))?
    }

    async fn known(&self, id: &TerminalId) -> Result<Option<(Dso, Terminal)>, Refusal> {
        if let Some((read_at, dso, terminal)) = held(&self.terminals).get(id)
            && read_at.elapsed() < REREAD
        {
            return Ok(Some((*dso, terminal.clone())));
        }
        let (asked, masters) = (id.clone(), self.masters.clone());
        let found = self
            .read(move |engine| {
                let Some((dso, body)) = engine.store.terminal(asked.as_str())? else {
                    return Ok(Ok(None));
                };
                let stored: StoredTerminal = serde_json::from_str(&body)?;
                Ok(Ok(Some((dso, stored.terminal(asked, dso, &masters)?))))
            })
            .await?;
        let mut terminals = held(&self.terminals);
        match &found {
            Some((dso, terminal)) => {
                terminals.insert(id.clone(), (Clock::now(), *dso, terminal.clone()));
            }
            None => {
                terminals.remove(id);
            }
        }
        Ok(found)
    }

    /// For which operator a terminal sells.
    async fn operator(&self, terminal: &Terminal) -> Result<Dso, Refusal> {
        let known = self.known(&terminal.id).await?;
        known.map(|(dso, _)| dso).ok_or_else(|| Refusal::failed("the terminal is gone"))
    }

    /// Whether a terminal has to wait after wrong references.
    async fn wait(&self, id: &TerminalId, dso: Dso, at: Instant) -> Result<Option<Wait>, Refusal> {
        let id = id.clone();
        self.read(move |engine| {
            let most = engine.books.payments(dso, at)?.lookup_wrong_max_per_h;
            Ok(Ok(guesses::wait(&mut engine.store, (TryKind::Terminal, id.as_str()), most, at)?))
        })
        .await
    }

    /// Whatever was answered stays so, also where its count cannot be kept.
    async fn count_wrong(&self, id: &TerminalId, at: Instant) {
        let id = id.clone();
        let counted = self.read(move |engine| {
            Ok(Ok(guesses::wrong(&mut engine.store, (TryKind::Terminal, id.as_str()), at)?))
        });
        if let Err(refusal) = counted.await {
            eprintln!("a wrong reference was not counted: {refusal}");
        }
    }
}

fn is_guess(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Reference(_) | Refusal::UnknownReference)
}

/// Whether money was taken in for a reference that does not exist: an advice is never refused, and is a
/// guess all the same. Source: TP-06, TP-07.
fn named_no_point(done: &CarriedOut) -> bool {
    let why = SuspenseReason::Promise(PromiseRefused::NoPoint);
    matches!(&done.outcome, Outcome::Sale(sale) if !done.repeated && sale.answer == Answer::InSuspense { why })
}

/// The result of a terminal's last call about a sale, by where the sale stands now: what was credited
/// and then given back is not credited. Source: TP-06.
fn as_it_stands(
    engine: &mut Engine,
    terminal: &str,
    outcome: SaleOutcome,
) -> Result<SaleOutcome, Failure> {
    match &outcome.answer {
        Answer::Reserved { .. } | Answer::Credited { .. } | Answer::Undone | Answer::Reversed => {}
        // Of the call more than of the sale.
        Answer::InSuspense { .. } | Answer::NotUndone { .. } | Answer::NumberTaken => {
            return Ok(outcome);
        }
    }
    let number = outcome.transaction.clone();
    let Some(kept) = engine.store.sales(&[(terminal, number.as_str())])?.pop() else {
        return Ok(outcome);
    };
    let sale: StoredSale = serde_json::from_str(&kept.body)?;
    if sale.vend.standing() == outcome.answer { Ok(outcome) } else { sale.standing(number) }
}

/// What a reference stands for, to whoever shows it. Source: TP-06, PD-04.
pub fn look_up(
    engine: &mut Engine,
    dso: Dso,
    ask: &Lookup,
    now: Instant,
) -> Result<Result<Found, Refusal>, Failure> {
    let points = match candidates(engine, dso, &ask.reference, now)? {
        Ok(points) => points,
        Err(error) => return Ok(Err(error.into())),
    };
    let mut open = None;
    for ean in points {
        let account = engine.store.account_of(ean)?;
        open = open.or(account.filter(|one| one.dso == dso && one.closed_at.is_none()));
    }
    let Some(account) = open else { return Ok(Err(Refusal::UnknownReference)) };
    let parameters = engine.books.payments(dso, now)?.clone();
    let mut restores_supply = None;
    if let Some(amount) = ask.amount {
        let mut counter = crate::till::credit::Counter::load(engine, &[account.ean], &[dso])?;
        let positive = amount.max(MicroEuro::ZERO);
        let offer = counter.offer(engine, account.ean, dso, positive, now)?;
        let Some((found, _)) = offer else { return Ok(Err(Refusal::UnknownReference)) };
        if let Err(error) = TopUpAmount::new(amount, found.balance, found.exact, &parameters) {
            return Ok(Err(error.into()));
        }
        restores_supply = Some(found.restores);
    }
    let town = crate::engine::place(&mut engine.store, &account)?;
    Ok(Ok(Found {
        ean: account.ean,
        energy: account.group.energy,
        town,
        least: parameters.topup_min,
        most: parameters.topup_max,
        restores_supply,
    }))
}

impl Desk for PlatformDesk {
    fn terminal<'a>(&'a self, id: &'a TerminalId) -> Answering<'a, Option<Terminal>> {
        Box::pin(async move { Ok(self.known(id).await?.map(|(_, terminal)| terminal)) })
    }

    fn lookup<'a>(&'a self, terminal: &'a Terminal, ask: Lookup) -> Answering<'a, Found> {
        Box::pin(async move {
            let (dso, at) = (self.operator(terminal).await?, ask.at);
            let now = (self.clock)();
            if let Some(wait) = self.wait(&terminal.id, dso, at).await? {
                return Err(wait.into());
            }
            let id = terminal.id.clone();
            let found = self.read(move |engine| {
                if crate::terminals::stops::is_stopped(&mut engine.store, id.as_str())? {
                    return Ok(Err(Refusal::TerminalStopped));
                }
                look_up(engine, dso, &ask, now)
            });
            let found = found.await;
            if found.as_ref().is_err_and(is_guess) {
                self.count_wrong(&terminal.id, at).await;
            }
            found
        })
    }

    fn carry_out<'a>(&'a self, terminal: &'a Terminal, order: Order) -> Answering<'a, CarriedOut> {
        Box::pin(async move {
            let (dso, at) = (self.operator(terminal).await?, order.at);
            // Who names no reference does not guess.
            let wait = match order.call.reference() {
                Some(_) => self.wait(&terminal.id, dso, at).await?,
                None => None,
            };
            let request = OrderRequest { terminal: terminal.id.to_string(), dso, wait, order };
            let done = self.till.order(request).await.map_err(not_done)?;
            let guessed = match &done {
                Ok(done) => named_no_point(done),
                Err(refusal) => is_guess(refusal),
            };
            if guessed {
                self.count_wrong(&terminal.id, at).await;
            }
            done
        })
    }

    fn last_response<'a>(&'a self, terminal: &'a Terminal) -> Answering<'a, Option<SaleOutcome>> {
        let id = terminal.id.clone();
        Box::pin(self.read(move |engine| {
            for body in engine.store.last_answers(id.as_str(), LAST_ANSWERS)? {
                let kept: Kept = serde_json::from_str(&body)?;
                if let Outcome::Sale(outcome) = kept.answer {
                    return Ok(Ok(Some(as_it_stands(engine, id.as_str(), outcome)?)));
                }
            }
            Ok(Ok(None))
        }))
    }

    fn reprint<'a>(
        &'a self,
        terminal: &'a Terminal,
        transaction: Transaction,
    ) -> Answering<'a, SaleOutcome> {
        let id = terminal.id.clone();
        Box::pin(self.read(move |engine| {
            let kept = engine.store.sales(&[(id.as_str(), transaction.as_str())])?.pop();
            let Some(kept) = kept else { return Ok(Err(Refusal::UnknownSale)) };
            let sale: StoredSale = serde_json::from_str(&kept.body)?;
            Ok(Ok(sale.standing(transaction)?))
        }))
    }

    fn totals<'a>(&'a self, terminal: &'a Terminal, cashier: Cashier) -> Answering<'a, OpenShift> {
        let (id, now) = (terminal.id.clone(), (self.clock)());
        Box::pin(self.read(move |engine| totals(&mut engine.store, id.as_str(), &cashier, now)))
    }
}

mod calls;
mod looks;
mod partners;
mod sharing;
mod suppliers;
#[cfg(test)]
mod tests;

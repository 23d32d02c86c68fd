//! One writer for money that comes by request: whoever asks waits in a queue, the writer takes all that
//! wait, does them in one transaction, and answers when it is on the disk. So an fsync serves many, and
//! what a request reads is still so when it is booked. Whoever comes alone, and may wait, writes it without
//! a change of threads.

pub mod credit;
pub mod held;
mod joint;
mod lapse;
mod orders;
mod payments;
mod sales;
mod shifts;

pub use credit::{Counter, MOST_AT_THE_COUNTER};
pub use joint::{Attributed, JointShare, stored_keys};
pub use lapse::end_reservations;
pub use orders::{OrderRequest, candidates};
pub use payments::{
    LOOK_S, NewPayment, Note, PartKind, PaymentAsked, PaymentRefused, StoredPayment, Told,
};
pub use sales::{SaleAnswer, SaleCall, SaleRefused, SaleRequest, StoredSale};
pub use shifts::{StoredShift, entries as moved_in_shift, totals};

use crate::engine::Engine;
use crate::failure::{Failure, chain};
use calendar::Instant;
use http_api::{CarriedOut, Refusal};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::oneshot;
use units::Dso;

/// Requests of one transaction at most.
const TOGETHER: usize = 512;

/// Requests that wait at most, while as many are done: what the next transaction takes. Whoever comes
/// after them would wait for a third, and does better to come again than to be left in silence.
const WAITING: usize = TOGETHER;

/// How long to look for what is about to come before a thread is put to sleep: to wake one takes as long.
const SOON: Duration = Duration::from_micros(50);

/// What the writer is asked.
#[derive(Debug, Clone)]
pub enum Request {
    Sale(SaleRequest),
    Payment(PaymentAsked),
    Order(OrderRequest),
}

impl Request {
    fn operator(&self) -> Dso {
        match self {
            Self::Sale(sale) => sale.dso,
            Self::Payment(asked) => asked.operator(),
            Self::Order(order) => order.dso,
        }
    }
}

/// What it answers.
#[derive(Debug)]
pub enum Answer {
    Sale(Result<SaleAnswer, SaleRefused>),
    Payment(Box<Result<StoredPayment, PaymentRefused>>),
    Order(Result<CarriedOut, Refusal>),
}

/// Why nothing was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TillError {
    #[error("the writer has ended")]
    Ended,
    /// Nothing was taken in: the same may be asked again.
    #[error("too many requests wait")]
    Busy,
    #[error("{0}")]
    Failed(String),
}

/// What time it is.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

type Asked = (Request, oneshot::Sender<Result<Answer, TillError>>);

/// What the writer writes with, and whether it has company.
struct Desk {
    engine: Mutex<Engine>,
    clock: Clock,
    /// Requests in the queue or taken from it and not yet begun.
    waiting: AtomicUsize,
    /// How many the last transaction of the queue did.
    together: AtomicUsize,
}

impl Desk {
    /// Does a request on the thread that asks, if nobody waits and nobody has just waited. Where many ask, one
    /// that went ahead would cost all others an fsync.
    fn at_once(&self, request: &Request) -> Option<Result<Answer, TillError>> {
        let alone = || self.waiting.load(Ordering::SeqCst) == 0;
        if !alone() || self.together.load(Ordering::Relaxed) > 1 {
            return None;
        }
        // One that panicked holding it has left the books in memory in doubt: nobody goes on with them.
        let mut engine = self.engine.try_lock().ok()?;
        if !alone() {
            return None;
        }
        serve(&mut engine, std::slice::from_ref(request), (self.clock)()).pop()
    }
}

/// The way to the writer.
#[derive(Clone)]
pub struct Till {
    requests: SyncSender<Asked>,
    desk: Arc<Desk>,
}

impl std::fmt::Debug for Till {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Till").field("waiting", &self.desk.waiting).finish_non_exhaustive()
    }
}

impl Till {
    /// Starts the writer. It ends with the last way to it.
    pub fn over(engine: Engine) -> Result<Self, Failure> {
        Self::timed(engine, Arc::new(crate::clock::now))
    }

    /// The same by another clock than the wall's.
    pub fn timed(mut engine: Engine, clock: Clock) -> Result<Self, Failure> {
        engine.store.write_scattered()?;
        let (requests, asked) = sync_channel(WAITING);
        let engine = Mutex::new(engine);
        let (waiting, together) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let desk = Arc::new(Desk { engine, clock, waiting, together });
        let of_writer = Arc::clone(&desk);
        let writer = std::thread::Builder::new().name("till".to_owned());
        writer.spawn(move || write(&of_writer, &asked))?;
        Ok(Self { requests, desk })
    }

    fn queue(&self, asked: Asked) -> Result<(), TillError> {
        self.desk.waiting.fetch_add(1, Ordering::SeqCst);
        self.requests.try_send(asked).map_err(|refused| {
            self.desk.waiting.fetch_sub(1, Ordering::SeqCst);
            match refused {
                TrySendError::Full(_) => TillError::Busy,
                TrySendError::Disconnected(_) => TillError::Ended,
            }
        })
    }

    /// Errors: too many wait already, or it could not be done.
    pub async fn ask(&self, request: Request) -> Result<Answer, TillError> {
        let (answer, answered) = oneshot::channel();
        self.queue((request, answer))?;
        answered.await.map_err(|_| TillError::Ended)?
    }

    /// The same for a thread that may wait.
    pub fn ask_and_wait(&self, request: Request) -> Result<Answer, TillError> {
        if let Some(answer) = self.desk.at_once(&request) {
            return answer;
        }
        let (answer, answered) = oneshot::channel();
        self.queue((request, answer))?;
        answered.blocking_recv().map_err(|_| TillError::Ended)?
    }

    pub async fn order(
        &self,
        request: OrderRequest,
    ) -> Result<Result<CarriedOut, Refusal>, TillError> {
        match self.ask(Request::Order(request)).await? {
            Answer::Order(answer) => Ok(answer),
            Answer::Payment(_) | Answer::Sale(_) => {
                Err(TillError::Failed("an answer of another kind".to_owned()))
            }
        }
    }
}

/// The next that is asked; nothing once nobody can ask any more.
fn next(asked: &Receiver<Asked>) -> Option<Asked> {
    let start = std::time::Instant::now();
    while start.elapsed() < SOON {
        if let Ok(next) = asked.try_recv() {
            return Some(next);
        }
        std::thread::yield_now();
    }
    asked.recv().ok()
}

fn write(desk: &Desk, asked: &Receiver<Asked>) {
    while let Some(first) = next(asked) {
        let Ok(mut engine) = desk.engine.lock() else { return };
        let mut waiting = vec![first];
        while waiting.len() < TOGETHER
            && let Ok(next) = asked.try_recv()
        {
            waiting.push(next);
        }
        desk.waiting.fetch_sub(waiting.len(), Ordering::SeqCst);
        desk.together.store(waiting.len(), Ordering::Relaxed);
        let (requests, answers): (Vec<Request>, Vec<_>) = waiting.into_iter().unzip();
        let done = serve(&mut engine, &requests, (desk.clock)());
        drop(engine);
        for (answer, done) in answers.into_iter().zip(done) {
            // Whoever asked may have gone.
            let _ = answer.send(done);
        }
    }
}

/// Does requests in one transaction. If that fails each is tried alone, so that one which cannot be
/// done holds nobody up.
pub fn serve(
    engine: &mut Engine,
    requests: &[Request],
    now: Instant,
) -> Vec<Result<Answer, TillError>> {
    let together = serve_together(engine, requests, now);
    match together {
        Ok(answers) => answers.into_iter().map(Ok).collect(),
        Err(failure) if requests.len() <= 1 => {
            let failed = TillError::Failed(chain(failure.as_ref()));
            requests.iter().map(|_| Err(failed.clone())).collect()
        }
        Err(_) => requests
            .iter()
            .flat_map(|request| serve(engine, std::slice::from_ref(request), now))
            .collect(),
    }
}

fn serve_together(
    engine: &mut Engine,
    requests: &[Request],
    now: Instant,
) -> Result<Vec<Answer>, Failure> {
    let mut operators: Vec<Dso> = requests.iter().map(Request::operator).collect();
    operators.sort_unstable();
    operators.dedup();
    engine.locked_all(&operators, |engine| {
        let mut sales = sales::Sales::load(engine, requests, now)?;
        let mut orders = orders::Orders::load(engine, requests)?;
        let mut answers = Vec::with_capacity(requests.len());
        for request in requests {
            answers.push(match request {
                Request::Sale(sale) => Answer::Sale(sales.call(engine, sale, now)?),
                Request::Payment(asked) => {
                    let done = payments::act(engine, &mut sales.counter, asked, now)?;
                    Answer::Payment(Box::new(done))
                }
                Request::Order(order) => {
                    Answer::Order(orders.carry_out(engine, &mut sales, order, now)?)
                }
            });
        }
        sales.book(engine)?;
        orders.keep(engine)?;
        Ok(answers)
    })
}

#[cfg(test)]
mod tests;

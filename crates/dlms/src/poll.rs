//! Many meters at once: one association for each, so many of a cell, releases before all else.

use crate::client::{Association, Dial, HeadEnd, MeterAddress, Urgency};
use crate::error::DlmsError;
use crate::keys::CounterStore;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use supply::Lane;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How many talk at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Associations open at once, in all.
    pub open: usize,
    /// Of one cell or substation, so that the field network is not flooded.
    pub of_a_cell: usize,
    /// Beside these, kept free for releases and undo. Source: MT-08.
    pub for_releases: usize,
    /// Of these, kept free of scheduled reads: whatever is ordered finds a seat while a night is collected.
    pub for_orders: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { open: 256, of_a_cell: 8, for_releases: 2, for_orders: 2 }
    }
}

/// Seats of a cell: those for all work, those of them that scheduled reads may have, and those that only
/// releases take.
#[derive(Debug)]
struct Seats {
    common: Arc<Semaphore>,
    scheduled: Arc<Semaphore>,
    releases: Arc<Semaphore>,
}

/// A seat, and with a scheduled read its place among those.
#[derive(Debug)]
struct Seat {
    _seat: OwnedSemaphorePermit,
    _of_scheduled: Option<OwnedSemaphorePermit>,
}

impl Seats {
    fn new(common: usize, limits: Limits) -> Arc<Self> {
        let seats = |count: usize| Arc::new(Semaphore::new(count.max(1)));
        let scheduled = seats(common.saturating_sub(limits.for_orders));
        Arc::new(Self { common: seats(common), scheduled, releases: seats(limits.for_releases) })
    }

    /// A release takes whichever seat comes free first.
    async fn take(&self, lane: Lane) -> Result<Seat, DlmsError> {
        let of_scheduled = match lane {
            Lane::Scheduled => {
                let place = Arc::clone(&self.scheduled).acquire_owned().await;
                Some(place.map_err(|_| DlmsError::Closed)?)
            }
            Lane::Release | Lane::LimitLift | Lane::BalancePush | Lane::Cut => None,
        };
        let common = Arc::clone(&self.common).acquire_owned();
        let seat = match lane {
            Lane::Release => tokio::select! {
                biased;
                seat = Arc::clone(&self.releases).acquire_owned() => seat,
                seat = common => seat,
            },
            _ => common.await,
        };
        let seat = seat.map_err(|_| DlmsError::Closed)?;
        Ok(Seat { _seat: seat, _of_scheduled: of_scheduled })
    }
}

/// One meter's turn: who has it, and who waits for it.
#[derive(Debug, Default)]
struct Turn {
    taken: Arc<AsyncMutex<()>>,
    urgency: Urgency,
}

/// A meter that no other process talks to, until this is dropped.
struct Hold {
    counters: Arc<dyn CounterStore>,
    meter: String,
    ends: bool,
}

impl std::fmt::Debug for Hold {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Hold").field("meter", &self.meter).finish_non_exhaustive()
    }
}

impl Hold {
    /// Errors: [`DlmsError::Held`]; it could not be kept.
    async fn take(counters: &Arc<dyn CounterStore>, meter: &str) -> Result<Self, DlmsError> {
        if !counters.hold(meter).await? {
            return Err(DlmsError::Held { meter: meter.to_owned() });
        }
        Ok(Self { counters: Arc::clone(counters), meter: meter.to_owned(), ends: false })
    }

    /// Once.
    fn let_go(&mut self) {
        if !std::mem::replace(&mut self.ends, true) {
            self.counters.let_go(&self.meter);
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.let_go();
    }
}

/// A meter and seats, held until the work is done.
#[derive(Debug)]
struct Held {
    urgency: Urgency,
    seats: (Seat, Seat),
    // Before the turn: who comes next here finds it free.
    hold: Hold,
    _turn: OwnedMutexGuard<()>,
}

/// What is done with an open association. It may be begun again from the start, so it must bear being
/// done twice. A trait and not a closure: of a closure that borrows, nobody can say whether its future
/// may move between threads.
pub trait Work<S>: Sync {
    type Output: Send;
    fn run(
        &self,
        association: &mut Association<S>,
    ) -> impl Future<Output = Result<Self::Output, DlmsError>> + Send;

    /// Another process talks to the meter: it is waited for. Said once.
    fn waits(&self) {}
}

/// Gives work on meters its turn: at most one association with a meter, so many of a cell. Work of a
/// later lane gives the meter up between two questions when an earlier lane waits, and is done again
/// after it. Source: MT-08.
#[derive(Debug)]
pub struct Poller {
    head_end: HeadEnd,
    limits: Limits,
    all: Arc<Seats>,
    cells: Mutex<BTreeMap<String, Arc<Seats>>>,
    turns: Mutex<BTreeMap<String, Arc<Turn>>>,
}

fn entry<T>(
    map: &Mutex<BTreeMap<String, Arc<T>>>,
    key: &str,
    make: impl FnOnce() -> Arc<T>,
) -> Arc<T> {
    let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
    match map.get(key) {
        Some(known) => Arc::clone(known),
        None => {
            let made = make();
            map.insert(key.to_owned(), Arc::clone(&made));
            made
        }
    }
}

impl Poller {
    pub fn new(head_end: HeadEnd, limits: Limits) -> Self {
        let all = Seats::new(limits.open, limits);
        let (cells, turns) = (Mutex::default(), Mutex::default());
        Self { head_end, limits, all, cells, turns }
    }

    pub fn head_end(&self) -> &HeadEnd {
        &self.head_end
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Opens an association with a meter of a cell and does `work` with it. If the line fails, or the
    /// work gave way, all of it is done again, with a pause that doubles. A meter that another process has
    /// is waited for, without a seat. The association is released in the end.
    ///
    /// Errors: the last one, if every try failed; [`DlmsError::Held`] after two minutes; at once, what the
    /// meter itself said.
    pub async fn with_meter<D: Dial, W: Work<D::Stream>>(
        &self,
        cell: &str,
        meter: &MeterAddress,
        dial: &D,
        lane: Lane,
        work: &W,
    ) -> Result<W::Output, DlmsError> {
        let timing = self.head_end.timing;
        let (mut tries, mut pause) = (0_u32, timing.back_off);
        let mut held_since = None;
        loop {
            let result = self.once(cell, meter, dial, lane, work).await;
            let Err(error) = result else { return result };
            if matches!(error, DlmsError::Held { .. }) {
                if held_since.is_none() {
                    work.waits();
                }
                wait_for_holder(&mut held_since, error).await?;
                continue;
            }
            // Whoever gave way did nothing wrong: it is not a try.
            let gave_way = matches!(error, DlmsError::GaveWay);
            tries = tries.saturating_add(u32::from(!gave_way));
            if !error.is_of_the_line() || tries >= timing.tries {
                return Err(error);
            }
            if !gave_way {
                tokio::time::sleep(pause).await;
                pause = pause.saturating_mul(2).min(MOST_PAUSE);
            }
        }
    }

    async fn once<D: Dial, W: Work<D::Stream>>(
        &self,
        cell: &str,
        meter: &MeterAddress,
        dial: &D,
        lane: Lane,
        work: &W,
    ) -> Result<W::Output, DlmsError> {
        let mut held = self.hold(cell, meter, lane).await?;
        let urgency = held.urgency.clone();
        let mut association = self.head_end.associate(meter, dial, lane, urgency).await?;
        let result = work.run(&mut association).await?;
        let heard = association.end().await?;
        // The line is free while what was heard is kept; the meter is not, but for who comes after it is kept.
        drop(held.seats);
        held.hold.let_go();
        heard.keep().await?;
        Ok(result)
    }

    /// Gives a meter new keys, while nobody else talks to it. Errors: as [`HeadEnd::rotate_keys`].
    pub async fn rotate_keys<D: Dial>(
        &self,
        cell: &str,
        meter: &MeterAddress,
        dial: &D,
    ) -> Result<(), DlmsError> {
        let mut held_since = None;
        let held = loop {
            match self.hold(cell, meter, Lane::Scheduled).await {
                Err(DlmsError::GaveWay) => {}
                Err(error @ DlmsError::Held { .. }) => {
                    wait_for_holder(&mut held_since, error).await?;
                }
                held => break held?,
            }
        };
        let rotated = self.head_end.rotate_keys(meter, dial, held.urgency.clone()).await?;
        rotated.release().await
    }

    /// Waits for the meter, then for seats: who waits for a meter holds no seat of its cell. Then it is taken
    /// before other processes, which is written down: not for longer than it is talked to.
    async fn hold(&self, cell: &str, meter: &MeterAddress, lane: Lane) -> Result<Held, DlmsError> {
        let turn = entry(&self.turns, &meter.id, Arc::default);
        let urgency = turn.urgency.clone();
        let waiting = urgency.waiting(lane);
        let _turn = Arc::clone(&turn.taken).lock_owned().await;
        // From here on nobody has to give way to us; but we may have been let in before a release.
        drop(waiting);
        let limits = self.limits;
        let seats = entry(&self.cells, cell, || Seats::new(limits.of_a_cell, limits));
        let both =
            async { Ok::<_, DlmsError>((seats.take(lane).await?, self.all.take(lane).await?)) };
        let seats = tokio::select! {
            biased;
            // Who waits for a seat must not keep the meter from a release.
            () = urgency.earlier(lane) => return Err(DlmsError::GaveWay),
            both = both => both?,
        };
        let hold = Hold::take(&self.head_end.counters, &meter.id).await?;
        Ok(Held { urgency, seats, hold, _turn })
    }
}

/// How often it is looked whether another process has let a meter go, and for how long.
const HELD_PAUSE: Duration = Duration::from_millis(100);
const MOST_HELD: Duration = Duration::from_secs(120);

/// Errors: `error`, if it was waited for too long.
async fn wait_for_holder(since: &mut Option<Instant>, error: DlmsError) -> Result<(), DlmsError> {
    let since = since.get_or_insert_with(Instant::now);
    if since.elapsed() >= MOST_HELD {
        return Err(error);
    }
    tokio::time::sleep(HELD_PAUSE).await;
    Ok(())
}

const MOST_PAUSE: Duration = Duration::from_secs(300);

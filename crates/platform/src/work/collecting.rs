//! The collection beside the worker: yesterday's registers of all meters, over the poller that brings orders, so
//! that a meter is talked to by one at a time and what is ordered goes first. What is left after a round is asked
//! again, until the next day's round takes it along. Source: MT-08, MT-18, MT-19.

use crate::books::Books;
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::meters::kept::KeptMeters;
use crate::meters::orders::Clock;
use crate::meters::poll::{self, Request};
use crate::meters::register::Profiles;
use calendar::{Instant, SettlementDay};
use dlms::poll::Poller;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::runtime::Runtime;
use units::Dso;

/// How often it is looked whether a round is due.
const IDLE: Duration = Duration::from_millis(250);
/// After midnight: meters store its registers first, and not all clocks are right to the second.
const AFTER_MIDNIGHT_MIN: i64 = 5;
/// Between two rounds over what is left of a day.
const AGAIN_MIN: i64 = 60;
/// Threads of the collection: meters are waited for, not counted.
const THREADS: usize = 2;
/// Above it a meter counts as slow.
const SLOW: Duration = Duration::from_secs(10);

/// Ends its thread when dropped, after the round that it is in.
#[derive(Debug)]
pub struct Collecting {
    ended: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Drop for Collecting {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

impl Collecting {
    /// Begins, with an engine of its own, over what orders are brought with. `quarters`: the folder of
    /// quarter-hours, if they are read too.
    pub fn begin(
        engine: Engine,
        (poller, kept): (Arc<Poller>, KeptMeters),
        (profiles, clock): (Profiles, Clock),
        quarters: Option<PathBuf>,
    ) -> Result<Self, Failure> {
        let threads = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .enable_all()
            .build()?;
        let profiles = Arc::new(profiles);
        let next = None;
        let mut rounds = Rounds { engine, poller, kept, profiles, clock, quarters, threads, next };
        let ended = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ended);
        let thread =
            std::thread::Builder::new().name("collection".to_owned()).spawn(move || {
                while !told.load(Ordering::Relaxed) {
                    if let Err(failure) = rounds.look() {
                        eprintln!("collection: {}", chain(failure.as_ref()));
                    }
                    std::thread::sleep(IDLE);
                }
            })?;
        Ok(Self { ended, thread })
    }

    /// Errors: it has stopped, and nobody else collects.
    pub fn check(&self) -> Result<(), Failure> {
        match self.thread.is_finished() {
            true => refuse("the thread of the collection has ended"),
            false => Ok(()),
        }
    }
}

struct Rounds {
    engine: Engine,
    poller: Arc<Poller>,
    kept: KeptMeters,
    profiles: Arc<Profiles>,
    clock: Clock,
    quarters: Option<PathBuf>,
    threads: Runtime,
    next: Option<Instant>,
}

/// When a day may be collected.
fn begins(day: SettlementDay) -> Instant {
    day.end().plus_min(AFTER_MIDNIGHT_MIN)
}

impl Rounds {
    /// Collects what is left of yesterday, if that is due.
    fn look(&mut self) -> Result<(), Failure> {
        let now = (self.clock)();
        let day = now.day().previous();
        if now < begins(day) || self.next.is_some_and(|next| now < next) {
            return Ok(());
        }
        // Also if it fails: a round that cannot be done is not done all the time.
        self.next = Some(now.plus_min(AGAIN_MIN).min(begins(now.day())));
        // Prices and parameters that others have entered since.
        self.engine.books = Books::load(&mut self.engine.store)?;
        for dso in Dso::ALL {
            if self.engine.store.meters_left(dso, day)? > 0 {
                self.collect(dso, day)?;
            }
        }
        Ok(())
    }

    fn collect(&mut self, dso: Dso, day: SettlementDay) -> Result<(), Failure> {
        let (profiles, clock) = (Arc::clone(&self.profiles), Arc::clone(&self.clock));
        let quarters = self.quarters.clone();
        let request = Request { day, quarters, slow: SLOW, profiles, clock };
        let (engine, threads, kept) = (&mut self.engine, &self.threads, Some(&self.kept));
        let report =
            poll::collect(engine, threads, &self.poller, kept, dso, &request, &mut |_| {})?;
        let mut said = Vec::new();
        poll::show(dso, day, &report, false, &mut said)?;
        eprint!("{}", String::from_utf8_lossy(&said));
        Ok(())
    }
}

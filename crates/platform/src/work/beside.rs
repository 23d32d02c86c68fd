//! What runs beside the worker on threads of its own: jobs, and looks at payments. However long a night's
//! job takes or a provider says nothing, orders leave. Source: MT-08, CG-22.

use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::pay;
use calendar::Instant;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often it is looked for jobs.
const IDLE: Duration = Duration::from_secs(1);

/// Does what is due, and says how much it was.
pub type Jobs = fn(&mut Engine, Instant) -> Result<usize, Failure>;

/// Ends its threads when dropped, each after what it is doing.
#[derive(Debug)]
pub struct Beside {
    ended: Arc<AtomicBool>,
    jobs: JoinHandle<()>,
    _payments: Option<pay::Watch>,
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

impl Beside {
    /// Begins, with an engine for each thread.
    pub fn begin(
        mut engine: impl FnMut() -> Result<Engine, Failure>,
        psp: Option<pay::Psp>,
        clock: fn() -> Instant,
        jobs: Jobs,
    ) -> Result<Self, Failure> {
        let payments = match psp {
            Some(psp) => Some(pay::watch(engine()?, psp, clock)?),
            None => None,
        };
        let ended = Arc::new(AtomicBool::new(false));
        let (told, mut own) = (Arc::clone(&ended), engine()?);
        let thread = std::thread::Builder::new().name("jobs".to_owned()).spawn(move || {
            while !told.load(Ordering::Relaxed) {
                match jobs(&mut own, clock()) {
                    Ok(done) if done > 0 => {}
                    Ok(_) => std::thread::sleep(IDLE),
                    Err(failure) => {
                        eprintln!("jobs: {}", chain(failure.as_ref()));
                        std::thread::sleep(IDLE);
                    }
                }
            }
        })?;
        Ok(Self { ended, jobs: thread, _payments: payments })
    }

    /// Errors: the jobs have stopped, and nobody else does them.
    pub fn check(&self) -> Result<(), Failure> {
        if self.jobs.is_finished() { refuse("the thread of the jobs has ended") } else { Ok(()) }
    }
}

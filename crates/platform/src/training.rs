//! `tirelire training`: an installation to practise on. Its homes are made here, its clock is turned by hand, nobody
//! is written to, and it begins anew when it is told to. It makes its own database and takes no other, so nothing in
//! it was ever real. Source: UX O-14.

mod meters;
mod people;
#[cfg(test)]
mod tests;

// What only a database has that was made here.
use crate::clock::TRAINING_AHEAD as AHEAD;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::sandbox::{homes, time};
use calendar::Instant;
use people::Passwords;
use portal::operator::ClockStep;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::Store;
use tokio::sync::Notify;

/// Days of one step of the clock.
const MOST_DAYS: i32 = 31;
/// How often what became due while nobody asked is done.
const EACH: Duration = Duration::from_secs(1);

/// The clock of an installation for training, and its end.
pub struct Training {
    engine: Mutex<Engine>,
    ahead: AtomicI64,
    /// It is to begin anew.
    again: AtomicBool,
    ends: Notify,
}

impl std::fmt::Debug for Training {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Training").field("ahead", &self.ahead).finish_non_exhaustive()
    }
}

/// Why a clock is not moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMoved {
    Back,
    TooFar,
}

/// The file of a database. Errors: it is kept on a server, where others may keep something as well.
fn file(url: &str) -> Result<&str, Failure> {
    if url.starts_with("postgres") {
        return refuse("an installation for training is a file of its own");
    }
    Ok(url.strip_prefix("sqlite:").unwrap_or(url))
}

fn remove(url: &str) -> Result<(), Failure> {
    let path = file(url)?;
    for suffix in ["", "-wal", "-shm"] {
        let part = format!("{path}{suffix}");
        if std::path::Path::new(&part).exists() {
            std::fs::remove_file(part)?;
        }
    }
    Ok(())
}

/// What carries something out of a house, or goes by the machine's clock, is not for such an installation. Errors: this
/// database is of one.
pub fn refused(url: &str) -> Result<(), Failure> {
    match Store::open(url)?.setting(AHEAD)? {
        Some(_) => refuse("this database is for training: serve it with `tirelire training`"),
        None => Ok(()),
    }
}

impl Training {
    /// Goes on with what was made here, or makes it in an empty database; says how people sign in that are new.
    /// Errors: there is something in it that was not made here.
    pub fn open(url: &str, known: &Passwords) -> Result<(Arc<Self>, Vec<String>), Failure> {
        let path = file(url)?;
        let mut lines = Vec::new();
        let mut store = Store::open(url)?;
        let kept = store.setting(AHEAD)?;
        if kept.is_none() && (store.count_accounts()? > 0 || store.setting("demo")?.is_some()) {
            return refuse(format!("`{path}` holds accounts that were not made for training"));
        }
        drop(store);
        let ahead = match kept {
            Some(text) => text.parse()?,
            None => {
                homes::make(url)?;
                let begins: Instant = time::BEGINS.parse()?;
                let ahead = begins.0.saturating_sub(crate::clock::now().0);
                lines = people::make(url, begins, known)?;
                Store::open(url)?.set_setting(AHEAD, &ahead.to_string())?;
                ahead
            }
        };
        let (again, ends) = (AtomicBool::new(false), Notify::new());
        let mut engine = Engine::played(url)?;
        meters::register(&mut engine)?;
        let engine = Mutex::new(engine);
        Ok((Arc::new(Self { engine, ahead: AtomicI64::new(ahead), again, ends }), lines))
    }

    fn engine(&self) -> MutexGuard<'_, Engine> {
        // Whoever panicked left a connection whose transaction is rolled back.
        self.engine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What time it is here.
    pub fn now(&self) -> Instant {
        let wall = crate::clock::now();
        Instant(wall.0.saturating_add(self.ahead.load(Ordering::Relaxed)))
    }

    /// The last day to which one step leads.
    pub fn last(&self) -> calendar::SettlementDay {
        self.now().day().plus(MOST_DAYS)
    }

    /// The steps that have a name, with where they lead.
    pub fn steps(&self) -> Result<Vec<(ClockStep, Instant)>, Failure> {
        let (now, engine) = (self.now(), self.engine());
        let mut steps = Vec::new();
        for (step, name) in [
            (ClockStep::EndOfProtectedHours, "end-of-protected-hours"),
            (ClockStep::NextDay, "next-day"),
            (ClockStep::Weekend, "weekend"),
            (ClockStep::Monday, "monday"),
        ] {
            steps.extend(time::step(&engine, name, now)?.map(|at| (step, at)));
        }
        Ok(steps)
    }

    /// Moves the clock to `to`; all that lies between is lived.
    pub fn turn(&self, to: Instant) -> Result<Result<(), NotMoved>, Failure> {
        let mut engine = self.engine();
        let now = self.now();
        if to <= now {
            return Ok(Err(NotMoved::Back));
        }
        if to > now.day().plus(MOST_DAYS).end() {
            return Ok(Err(NotMoved::TooFar));
        }
        time::pass(&mut engine, to)?;
        let step = to.0.saturating_sub(now.0);
        let ahead = self.ahead.load(Ordering::Relaxed).saturating_add(step);
        engine.store.move_sessions(step)?;
        engine.store.set_setting(AHEAD, &ahead.to_string())?;
        self.ahead.store(ahead, Ordering::Relaxed);
        Ok(Ok(()))
    }

    /// Does what became due while nobody asked.
    pub fn catch_up(&self) -> Result<(), Failure> {
        let mut engine = self.engine();
        time::pass(&mut engine, self.now())
    }

    /// Ends what is served, to begin with homes that are as on the first day.
    pub fn begin_again(&self) {
        self.again.store(true, Ordering::Relaxed);
        self.ends.notify_one();
    }

    fn begins_again(&self) -> bool {
        self.again.load(Ordering::Relaxed)
    }

    async fn ended(self: Arc<Self>) {
        let interrupted = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = interrupted => {}
            () = self.ends.notified() => {}
        }
    }
}

/// Time passes until this is dropped.
struct Passing(Arc<AtomicBool>, Option<std::thread::JoinHandle<()>>);

impl Passing {
    fn begin(training: Arc<Training>, teller: psp::sandbox::Teller) -> Result<Self, Failure> {
        let ended = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ended);
        let thread = std::thread::Builder::new().name("training".to_owned());
        let thread = thread.spawn(move || {
            while !told.load(Ordering::Relaxed) {
                let set = teller.set_clock(Some(training.now())).map_err(Failure::from);
                if let Err(failure) = set.and_then(|()| training.catch_up()) {
                    eprintln!("training: {}", crate::failure::chain(failure.as_ref()));
                }
                std::thread::sleep(EACH);
            }
        })?;
        Ok(Self(ended, Some(thread)))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
        if let Some(thread) = self.1.take() {
            let _ = thread.join();
        }
    }
}

/// Serves the pages of an installation for training until the process is interrupted.
pub fn serve(url: &str, listen: SocketAddr) -> Result<(), Failure> {
    if crate::seal::key_from_environment()?.is_some() {
        return refuse("an installation for training has no key of a real one: unset it first");
    }
    let listener = std::net::TcpListener::bind(listen)?;
    let mut known = Passwords::default();
    loop {
        let (training, lines) = Training::open(url, &known)?;
        for line in lines {
            eprintln!("{line}");
        }
        let bank = psp::sandbox::start(psp::sandbox::Options::default())?;
        let guests = crate::pages::Guests {
            psp: Some(crate::pay::Psp::sandbox(bank.base_url(), bank.api_key())?),
            base_url: None,
            behind_proxy: false,
            courier: Arc::new(crate::people::SaidAloud),
            provider: None,
            sandbox: false,
            training: Some(Arc::clone(&training)),
        };
        let passing = Passing::begin(Arc::clone(&training), bank.teller())?;
        let ended = Arc::clone(&training).ended();
        eprintln!("training is at http://{}/", listener.local_addr()?);
        crate::pages::serve_until(url, listener.try_clone()?, None, guests, ended)?;
        drop(passing);
        if !training.begins_again() {
            return Ok(());
        }
        drop(training);
        // Whoever could sign in still can, with the same password.
        known = people::passwords(url)?;
        remove(url)?;
    }
}

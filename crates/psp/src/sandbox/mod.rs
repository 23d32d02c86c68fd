//! A bank without money: an HTTP server of its own that speaks as the connector expects, has a page
//! on which a person pays or does not, and can be driven by scripts. All is kept in memory.

mod api;
mod bank;
mod keys;
mod magic;
mod notices;
mod pages;
mod payment;
mod scripts;
mod shapes;
mod teller;

pub use magic::Magic;
pub use payment::{Act, Card};
pub use scripts::Script;
pub use teller::{Teller, TellerError};

use crate::{ConfigError, Mollie, MollieOptions};
use bank::Bank;
use calendar::Instant;
use keys::Keys;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{io, net};
use tokio::sync::oneshot;
use ureq::Agent;

/// What a sandbox is told at its start.
#[derive(Debug, Clone)]
pub struct Options {
    /// The key that the shop has to send.
    pub api_key: String,
    /// Where browsers find it, without a final slash; `None`: at the listener's address.
    pub public_url: Option<String>,
    /// What distinguishes this bank's ids from those of an earlier one, letters and digits;
    /// `None`: the instant of the start. Ids then differ, so that a shop that remembers an earlier
    /// bank takes no payment for an old one.
    pub run: Option<String>,
    /// Where its clock stands; `None`: real time.
    pub now: Option<Instant>,
    pub expires_after_s: i64,
    /// Kept from each payment.
    pub fee_cents: i64,
    /// Pause after the first failed notice; it doubles up to `last_pause`.
    pub first_pause: Duration,
    pub last_pause: Duration,
    /// After so many a notice is given up.
    pub most_attempts: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            api_key: "test_sandbox".to_owned(),
            public_url: None,
            run: None,
            now: None,
            expires_after_s: 3_600,
            fee_cents: 0,
            first_pause: Duration::from_millis(200),
            last_pause: Duration::from_secs(30),
            most_attempts: 100,
        }
    }
}

/// What the handlers share.
#[derive(Debug)]
struct Shared {
    options: Options,
    public_url: String,
    bank: Mutex<Bank>,
    keys: Mutex<Keys>,
    clock: Mutex<Option<Instant>>,
    agent: Agent,
}

impl Shared {
    fn new(options: Options, address: SocketAddr) -> Self {
        let run = options.run.clone().unwrap_or_else(|| format!("{:x}", real_now().0));
        let agent = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(5)))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent("tirelire-sandbox-psp")
            .build();
        Self {
            public_url: options.public_url.clone().unwrap_or_else(|| format!("http://{address}")),
            bank: Mutex::new(Bank::new(run, options.expires_after_s, options.fee_cents)),
            keys: Mutex::new(Keys::default()),
            clock: Mutex::new(options.now),
            agent: agent.into(),
            options,
        }
    }

    /// A handler that panicked leaves books that are at worst one act short.
    fn bank(&self) -> MutexGuard<'_, Bank> {
        self.bank.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Instant {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(real_now)
    }

    fn set_clock(&self, at: Option<Instant>) {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Posts a form; the status of the answer, or why there was none.
    fn post(&self, url: &str, form: &str) -> Result<u16, String> {
        let request = self.agent.post(url);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let response = request.send(form.as_bytes()).map_err(|error| error.to_string())?;
        Ok(response.status().as_u16())
    }

    /// What expired is told like any other change.
    fn expire_due(self: &Arc<Self>) {
        let expired = self.bank().expire_due(self.now());
        for id in expired {
            notices::tell(self, &id, notices::Telling::ONCE);
        }
    }
}

fn real_now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// Runs a sandbox on `listener` until `shutdown` is done. What is under way then is dropped, as a
/// bank that goes down would. Errors: those of the listener.
pub async fn serve(
    listener: tokio::net::TcpListener,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let shared = Arc::new(Shared::new(options, listener.local_addr()?));
    let router = api::routes()
        .merge(scripts::routes())
        .merge(pages::routes())
        .layer(axum::middleware::from_fn(pages::same_site))
        .with_state(Arc::clone(&shared));
    let expiry = async {
        let mut beat = tokio::time::interval(Duration::from_millis(500));
        loop {
            beat.tick().await;
            shared.expire_due();
        }
    };
    tokio::select! {
        outcome = async { axum::serve(listener, router).await } => outcome,
        () = expiry => Ok(()),
        () = shutdown => Ok(()),
    }
}

/// A sandbox on a free loopback port, in a thread of its own. It ends when this is dropped.
#[derive(Debug)]
pub struct Running {
    base_url: String,
    api_key: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts a sandbox on a free loopback port. Errors: no port, or no runtime.
pub fn start(options: Options) -> io::Result<Running> {
    let listener = net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let api_key = options.api_key.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = move || {
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            // Whether told to stop or left without a handle: it ends.
            serve(listener, options, async { drop(stopped.await) }).await
        });
        if let Err(error) = served {
            eprintln!("sandbox bank: {error}");
        }
        // A notice on its way to a shop that does not answer is not waited for.
        runtime.shutdown_background();
    };
    let thread = std::thread::Builder::new().name("sandbox-bank".to_owned()).spawn(serving)?;
    Ok(Running { base_url, api_key, stop: Some(stop), thread: Some(thread) })
}

impl Running {
    /// Such as `http://127.0.0.1:41233`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// A connector to it, called `sandbox`. Errors: a key that cannot be sent.
    pub fn provider(&self) -> Result<Mollie, ConfigError> {
        Mollie::new(MollieOptions::at("sandbox", self.base_url(), self.api_key()))
    }

    /// Somebody at the counter.
    pub fn teller(&self) -> Teller {
        Teller::at(self.base_url())
    }

    /// The same as dropping it, said aloud.
    pub fn stop(self) {}
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

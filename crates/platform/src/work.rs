//! `tirelire work`: does what the clock makes due for points, releases waves of approved orders, brings
//! what waits in the outbox to meters and people, the rest to a log, and hears what meters tell by themselves.

mod beside;
mod collecting;
mod jobs;
mod morning;
mod telling;
#[cfg(test)]
mod tests;

pub use jobs::{CALENDARS, DISPLAYS, do_jobs};

use crate::books::Books;
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, chain};
use crate::meters::kept::KeptMeters;
use crate::meters::orders::{Dispatcher, Log, Reach, Taken};
use crate::meters::pushes::{Limits as PushLimits, Listener, Told};
use crate::meters::register::Profiles;
use crate::meters::{self, Reached, Registry};
use crate::notices::{self, Courier};
use crate::pay;
use crate::sealed::MasterKeys;
use crate::share::due;
use crate::webhooks;
use beside::Beside;
use calendar::{Instant, SettlementDay};
use collecting::Collecting;
use notify::carrier::Carrier;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use supply::Lane;
use timeline::{Alarm, EventLine};
use tokio::runtime::Runtime;
use units::{AccountId, Dso};

/// How long a message is held by a worker before another may take it.
const LEASE_S: i64 = 60;
const AT_ONCE: usize = 500;
/// Messages that are orders to a meter.
const COMMAND: &str = "command";
/// The lane of orders to cut or limit.
const CUT_LANE: i16 = Lane::Cut.number();
/// How often the outbox is looked into: a release leaves at once.
pub const IDLE: Duration = Duration::from_millis(50);
/// How long what waits for full cells is passed over before meters are heard again.
const PASSING: Duration = Duration::from_millis(100);
/// How often the clock, the waves and the provider are looked after.
const ROUND_S: i64 = 2;
/// When an order is tried again whose meter is not known.
const UNREACHED_S: i64 = 60;
/// How often parameters and prices are read anew, since others enter them, and whether people wait for their
/// light in vain.
const BOOKS_S: i64 = 10;
/// How often it is looked for what is waited for in vain: it is a matter of hours.
const WAITING_MIN: i64 = 10;

/// How a worker collects.
pub struct Collect {
    /// The folder of quarter-hours; without it none are read.
    pub quarters: Option<PathBuf>,
}

/// What a worker is told to do.
pub struct Asked {
    /// End when nothing waits.
    pub once: bool,
    pub profiles: Profiles,
    /// Collect yesterday's registers of all meters, too, and quarter-hours where they may be read.
    pub collect: Option<Collect>,
    /// Where quarter-hours lie, from which months of sharing are made.
    pub quarters: Option<PathBuf>,
    pub psp: Option<pay::Psp>,
    /// Where meters may tell something by themselves.
    pub listen_push: Option<SocketAddr>,
    /// Who bring notices to people.
    pub carriers: Vec<Box<dyn Carrier>>,
    /// With which keys the secrets of partners' endpoints are opened; nothing is sent to them without.
    pub webhooks: Option<MasterKeys>,
}

/// Works until nothing waits, or for ever. Orders go to the meters that are registered; of any other it
/// is only said what would leave.
pub fn run(url: &str, asked: Asked) -> Result<(), Failure> {
    let once = asked.once;
    let quarters = asked.quarters.clone();
    let open = || {
        let mut engine = Engine::open(url)?;
        engine.quarters.clone_from(&quarters);
        Ok(engine)
    };
    let mut worker = Worker::begin(open, asked)?;
    loop {
        if worker.round()? == 0 && worker.field.under_way() == 0 {
            if once {
                return worker.end();
            }
            std::thread::sleep(IDLE);
        }
    }
}

/// A worker between two of its rounds.
struct Worker {
    engine: Engine,
    runtime: Runtime,
    field: Dispatcher<Registry>,
    kept: KeptMeters,
    collecting: Option<Collecting>,
    pushes: Option<Listener>,
    rounds: Rounds,
    /// `None` if it ends when nothing waits: then jobs and payments are done between the rounds.
    beside: Option<Beside>,
    /// Likewise: a worker that goes on leaves each carrier to a thread of its own.
    couriers: Vec<Courier>,
    /// Likewise.
    webhooks: Option<webhooks::Sender>,
    psp: Option<pay::Psp>,
}

impl Worker {
    fn begin(open: impl FnMut() -> Result<Engine, Failure>, asked: Asked) -> Result<Self, Failure> {
        Self::begin_with(open, asked, do_jobs)
    }

    /// The same with jobs of another kind.
    fn begin_with(
        mut open: impl FnMut() -> Result<Engine, Failure>,
        asked: Asked,
        jobs: beside::Jobs,
    ) -> Result<Self, Failure> {
        let Asked {
            once, profiles, collect, psp, listen_push, carriers, webhooks: masters, ..
        } = asked;
        let mut engine = open()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let clock: meters::orders::Clock = Arc::new(crate::clock::now);
        let Reached { field, poller, kept } =
            meters::reach(&mut engine.store, profiles.clone(), Arc::clone(&clock))?;
        let collecting = match collect {
            Some(Collect { quarters }) => Some(Collecting::begin(
                open()?,
                (Arc::clone(&poller), kept.clone()),
                (profiles.clone(), clock),
                quarters,
            )?),
            None => None,
        };
        let pushes = match listen_push {
            Some(address) => {
                let store = engine.store.another()?;
                let limits = PushLimits::default();
                let head_end = poller.head_end().clone();
                let begun = Listener::begin(&runtime, address, head_end, store, profiles, limits);
                let listener = begun?;
                eprintln!("what meters tell by themselves is heard at {}", listener.address());
                Some(listener)
            }
            None => None,
        };
        let beside = match once {
            true => None,
            false => Some(Beside::begin(&mut open, psp.clone(), crate::clock::now, jobs)?),
        };
        let mut couriers = Vec::new();
        for carrier in carriers {
            let courier = Courier::new(open()?, carrier);
            // A slow relay keeps no release waiting.
            if once {
                couriers.push(courier);
            } else {
                std::thread::spawn(move || courier.run());
            }
        }
        let mut webhooks = None;
        if let Some(masters) = masters {
            let poster = http_api::webhooks::Poster::default();
            let sender = webhooks::Sender::new(engine.store.another()?, masters, poster);
            if once {
                webhooks = Some(sender);
            } else {
                std::thread::Builder::new()
                    .name("webhooks".to_owned())
                    .spawn(move || sender.run())?;
            }
        }
        let rounds = Rounds::default();
        Ok(Self {
            engine,
            runtime,
            field,
            kept,
            collecting,
            pushes,
            rounds,
            beside,
            couriers,
            webhooks,
            psp,
        })
    }

    /// Nothing is left that other processes would wait for.
    fn end(self) -> Result<(), Failure> {
        Ok(self.runtime.block_on(self.kept.settle())?)
    }

    /// Returns how much was done.
    fn round(&mut self) -> Result<usize, Failure> {
        let Self {
            engine, runtime, field, pushes, rounds, beside, couriers, webhooks, psp, ..
        } = self;
        let mut log = |line: String| eprintln!("{line}");
        let now = crate::clock::now();
        let mut done = 0;
        if rounds.next.is_none_or(|next| next <= now) {
            if let Some(beside) = beside {
                beside.check()?;
            }
            if let Some(collecting) = &self.collecting {
                collecting.check()?;
            }
            let inline = beside.is_none();
            // Whatever one round could not do, releases do not wait for it.
            match rounds.go(engine, psp.as_ref(), inline, now) {
                Ok(did) => done += did,
                Err(failure) if inline => return Err(failure),
                Err(failure) => log(format!("a round was not done: {}", chain(failure.as_ref()))),
            }
            rounds.next = Some(now.plus_s(ROUND_S));
        }
        for told in pushes.iter_mut().flat_map(Listener::heard) {
            let _inside = runtime.enter();
            hear(engine, field, told, &mut log);
            done += 1;
        }
        {
            let _inside = runtime.enter();
            done += deliver(engine, now, Some(&mut *field), &mut log)?;
        }
        for (account, line) in field.hear(runtime, engine, IDLE, &mut log) {
            log(said(account, &line));
            done += 1;
        }
        if done == 0 {
            for courier in couriers {
                done += courier.round(now, Duration::ZERO)?;
            }
            if let Some(sender) = webhooks {
                done += sender.drain(now)?;
            }
        }
        Ok(done)
    }
}

/// A meter that has told something is asked what has become of its supply: its word alone moves nothing.
pub fn hear<R: Reach>(engine: &mut Engine, field: &mut Dispatcher<R>, told: Told, log: Log<'_>) {
    let (serial, what) = match told {
        Told::Pushed { serial, what } => (serial, what),
        Told::Dropped { why, meter } => {
            log(format!("a push was dropped: {why}"));
            if let Some((serial, alarm)) = meter
                && let Err(failure) = suspect(engine, field, (serial.as_str(), alarm, why), log)
            {
                log(format!("meter {serial}: {}", chain(failure.as_ref())));
            }
            return;
        }
    };
    let asked = engine.accounts_behind(&serial).and_then(|accounts| {
        for account in accounts {
            let asked = if field.told(engine, account)? { " is asked" } else { "" };
            log(format!("meter {serial} tells {what}: account {account}{asked}"));
        }
        Ok(())
    });
    if let Err(failure) = asked {
        log(format!("meter {serial} tells {what}: {}", chain(failure.as_ref())));
    }
}

/// What came in the name of a meter and is not its own, on the timelines of its points.
fn suspect<R: Reach>(
    engine: &mut Engine,
    field: &Dispatcher<R>,
    (serial, alarm, why): (&str, Alarm, String),
    log: Log<'_>,
) -> Result<(), Failure> {
    for account in engine.accounts_behind(serial)? {
        for line in field.suspect(engine, account, (alarm, serial, why.clone()))? {
            log(said(account, &line));
        }
    }
    Ok(())
}

/// What is looked after less often than the outbox.
#[derive(Default)]
struct Rounds {
    next: Option<Instant>,
    forgotten_on: Option<SettlementDay>,
    waited_until: Option<Instant>,
    books_until: Option<Instant>,
}

impl Rounds {
    /// Jobs and payments only `inline`; else threads of their own do them. Returns how much was done.
    fn go(
        &mut self,
        engine: &mut Engine,
        psp: Option<&pay::Psp>,
        inline: bool,
        now: Instant,
    ) -> Result<usize, Failure> {
        if self.books_until.is_none_or(|until| until <= now) {
            // What fails below is tried again then, and does not keep the rest of a round from being done.
            self.books_until = Some(now.plus_s(BOOKS_S));
            engine.books = Books::load(&mut engine.store)?;
            for dso in Dso::ALL {
                for fact in engine.watch_releases(dso, now)? {
                    eprintln!("{} {dso} {}", now.to_local_string(), serde_json::to_string(&fact)?);
                }
            }
            let booked = crate::cpas::book_due(engine, now)?;
            if booked > 0 {
                eprintln!("{booked} sums of aid whose day has come");
            }
        }
        if self.forgotten_on != Some(now.day()) {
            let forgotten = forget_answers(engine, now)?;
            if forgotten > 0 {
                eprintln!("{forgotten} answers to requests are no longer kept");
            }
            // Once a day, whichever worker begins it: months of sharing that are due, and days that the night before
            // has settled. Source: ES-15, ES-19.
            for dso in Dso::ALL {
                let body = serde_json::json!({ "dso": dso, "day": now.day() }).to_string();
                let key = due::job_key(dso, now.day());
                let after_night = engine.books.run_at(dso, now.day().previous())?.plus_h(1);
                engine.store.add_job(&key, due::JOB, now.max(after_night), &body)?;
            }
            self.forgotten_on = Some(now.day());
        }
        if let Some(psp) = psp.filter(|_| inline) {
            pay::visit_due(engine, psp.provider.as_ref(), now)?;
        }
        if self.waited_until.is_none_or(|until| until <= now) {
            let ended = end_waiting(engine, psp.is_none(), now)?;
            if ended > 0 {
                eprintln!("{ended} sales or payments are no longer waited for");
            }
            for dso in Dso::ALL {
                for fact in engine.watch_channels(dso, now)? {
                    eprintln!("{} {dso} {}", now.to_local_string(), serde_json::to_string(&fact)?);
                }
            }
            for dso in Dso::ALL {
                let silent = notices::watch_terminals(engine, dso, now)?;
                if silent > 0 {
                    eprintln!("{dso} {silent} are told that a terminal is silent");
                }
                let off = notices::tell_of_endpoints(engine, dso, now)?;
                if off > 0 {
                    eprintln!("{dso} {off} are told that an endpoint is off");
                }
            }
            meters::live::forget(engine, now)?;
            // Nobody is remembered at a case that nobody opens any more.
            engine.store.forget_presence(now)?;
            // Also what a worker before us had heard of a meter and could not say any more.
            let mended = pay::mend_clocks(engine, now)?;
            if mended > 0 {
                eprintln!("{mended} payments had their light back and did not know it");
            }
            self.waited_until = Some(now.plus_min(WAITING_MIN));
        }
        let jobs = if inline { do_jobs(engine, now)? } else { 0 };
        Ok(keep_time(engine, now)? + jobs)
    }
}

/// Money that cuts wait for in vain: reservations of terminals that died, and payments that no provider
/// is asked about. Source: CG-07.
fn end_waiting(engine: &mut Engine, unasked: bool, now: Instant) -> Result<usize, Failure> {
    let mut ended = crate::till::end_reservations(engine, now)?;
    if unasked {
        ended += pay::expire_unasked(engine, now)?;
    }
    Ok(ended)
}

/// One round by another clock, for a demo's world; what is in the outbox is left there.
pub fn keep_up(engine: &mut Engine, now: Instant) -> Result<(), Failure> {
    end_waiting(engine, false, now)?;
    keep_time(engine, now)?;
    Ok(())
}

/// What the clock makes due. Returns how much was said.
fn keep_time(engine: &mut Engine, now: Instant) -> Result<usize, Failure> {
    let mut said = 0;
    for dso in Dso::ALL {
        for fact in engine.drive_waves(dso, now)? {
            eprintln!("{} {dso} {}", now.to_local_string(), serde_json::to_string(&fact)?);
            said += 1;
        }
        for (account, line) in engine.advance_due(dso, now)? {
            eprintln!("{}", self::said(account, &line));
            pay::confirmed(engine, account, &line.event, line.at, now)?;
            said += 1;
        }
    }
    Ok(said)
}

fn said(account: AccountId, line: &EventLine) -> String {
    format!("{} account {account} {}", line.at.to_local_string(), line.event)
}

/// Forgets answers to requests that no operator keeps any longer. Source: TP-05.
pub fn forget_answers(engine: &mut Engine, now: Instant) -> Result<u64, Failure> {
    let mut keep = 0;
    for dso in Dso::ALL {
        keep = keep.max(engine.books.payments(dso, now)?.idempotency_keep_days);
    }
    Ok(engine.store.forget_answers(now.day().plus(-keep).start())?)
}

/// Delivers one lot, and further ones for a moment if all that a lot has is to cells that are full. Orders
/// for meters that are reached by protocol go to `field`, and stay in the outbox until it has heard of them.
/// Returns how many messages there were.
pub fn deliver<R: Reach>(
    engine: &mut Engine,
    now: Instant,
    mut field: Option<&mut Dispatcher<R>>,
    log: Log<'_>,
) -> Result<usize, Failure> {
    let (started, mut done) = (std::time::Instant::now(), 0);
    loop {
        let lot = deliver_lot(engine, now, field.as_deref_mut(), log);
        // Also if one of them broke the lot off.
        let put_by = match &mut field {
            Some(field) => field.give_back(&mut engine.store)?,
            None => 0,
        };
        let lot = lot?;
        done += lot;
        if put_by * 2 < lot || put_by == 0 || started.elapsed() > PASSING {
            return Ok(done);
        }
    }
}

fn deliver_lot<R: Reach>(
    engine: &mut Engine,
    now: Instant,
    mut field: Option<&mut Dispatcher<R>>,
    log: Log<'_>,
) -> Result<usize, Failure> {
    let started = std::time::Instant::now();
    let (most, last) = field.as_mut().map_or((AT_ONCE, Lane::Scheduled), |field| field.takes());
    let messages = engine.store.take_messages(now, most, LEASE_S, last.number())?;
    let (orders, others): (Vec<_>, Vec<_>) =
        messages.iter().partition(|message| message.kind == COMMAND);
    for message in orders {
        if let Some(field) = field.as_mut() {
            match field.take(&mut engine.store, message) {
                Ok(Taken::Begun | Taken::Full) => continue,
                Ok(Taken::NoMeter) if !waits_for_a_meter(engine, message)? => {}
                // Nobody was reached: it stays, and the others go on.
                unreached => {
                    let reason = match unreached {
                        Err(failure) => chain(failure.as_ref()),
                        Ok(_) => "no meter is registered".to_owned(),
                    };
                    log(format!("account {} {}: {reason}", message.account, message.key));
                    let again_at = now.plus_s(UNREACHED_S);
                    engine.store.message_failed(message.account, &message.key, again_at)?;
                    continue;
                }
            }
        }
        leave(engine, message, (now, started), log)?;
    }
    for message in telling::tell(engine, others, now, log)? {
        leave(engine, message, (now, started), log)?;
    }
    Ok(messages.len())
}

/// What is for no meter that is reached by protocol and for nobody who is written to: it stands in the log.
fn leave(
    engine: &mut Engine,
    message: &store::Message,
    (now, started): (Instant, std::time::Instant),
    log: Log<'_>,
) -> Result<(), Failure> {
    // Each order is looked at once more as it leaves: a stop acts on the very next one.
    let at = now.plus_s(i64::try_from(started.elapsed().as_secs()).unwrap_or(0));
    let held = if message.kind == COMMAND && message.lane == CUT_LANE {
        engine.hold_back(message, at)?
    } else {
        Vec::new()
    };
    let names: Vec<&str> = held.iter().map(|guard| guard.id()).collect();
    log(format!(
        "{} account {} lane {} {} {}{}",
        message.at.to_local_string(),
        message.account,
        message.lane,
        message.kind,
        message.body,
        if names.is_empty() { String::new() } else { format!(" held back: {}", names.join(" ")) }
    ));
    pay::sent(engine, message, at)?;
    webhooks::end(engine, message, webhooks::Ending::Left, at)?;
    Ok(())
}

/// A release or a lift that only a meter can confirm is never taken as delivered without one.
fn waits_for_a_meter(engine: &mut Engine, message: &store::Message) -> Result<bool, Failure> {
    if !pay::is_release(message) {
        return Ok(false);
    }
    let Some(account) = engine.store.account(message.account)? else { return Ok(false) };
    let opening: Opening = serde_json::from_str(&account.opening)?;
    Ok(opening.answers.is_none())
}

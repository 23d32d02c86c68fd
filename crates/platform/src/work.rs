//! `tirelire work`: does what the clock makes due for points, releases waves of approved orders, and
//! delivers what waits in the outbox: orders to meters, notices to people, the rest to a log.

use crate::books::Books;
use crate::engine::{Engine, Opening};
use crate::estimates;
use crate::failure::{Failure, chain, refuse};
use crate::meters;
use crate::meters::orders::{Dispatcher, Log, Reach};
use crate::meters::register::Profiles;
use crate::notices;
use crate::pay;
use calendar::{Instant, SettlementDay};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use supply::Lane;
use timeline::EventLine;
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
/// How long notices are made before it is looked again for orders.
const TELLING: Duration = Duration::from_millis(250);
/// How often the clock, the waves and the provider are looked after.
const ROUND_S: i64 = 2;
/// When an order is tried again whose meter is not known.
const UNREACHED_S: i64 = 60;
/// How often parameters and prices are read anew: others enter them.
const BOOKS_S: i64 = 10;
/// How often it is looked for what is waited for in vain: it is a matter of hours.
const WAITING_MIN: i64 = 10;

/// Works until nothing waits, or for ever. Orders go to the meters that are registered; of any other it
/// is only said what would leave.
pub fn run(
    url: &str,
    once: bool,
    profiles: Profiles,
    psp: Option<&pay::Psp>,
    carriers: Vec<Box<dyn notify::carrier::Carrier>>,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let mut couriers = Vec::new();
    for carrier in carriers {
        let courier = notices::Courier::new(Engine::open(url)?, carrier);
        // A slow relay keeps no release waiting: each carrier has a thread of its own.
        if once {
            couriers.push(courier);
        } else {
            std::thread::spawn(move || courier.run());
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let clock: meters::orders::Clock = Arc::new(crate::clock::now);
    let mut field = meters::dispatcher(&mut engine.store, profiles, clock)?;
    let mut log = |line: String| eprintln!("{line}");
    let mut rounds = Rounds::default();
    loop {
        let now = crate::clock::now();
        let mut done = 0;
        if rounds.next.is_none_or(|next| next <= now) {
            // Whatever one round could not do, releases do not wait for it.
            match rounds.go(&mut engine, psp, now) {
                Ok(did) => done += did,
                Err(failure) if once => return Err(failure),
                Err(failure) => log(format!("a round was not done: {}", chain(failure.as_ref()))),
            }
            rounds.next = Some(now.plus_s(ROUND_S));
        }
        {
            let _inside = runtime.enter();
            done += deliver(&mut engine, now, Some(&mut field), &mut log)?;
        }
        for (account, line) in field.hear(&runtime, &mut engine, IDLE, &mut log) {
            log(said(account, &line));
            done += 1;
        }
        if done == 0 && once {
            for courier in &mut couriers {
                done += courier.round(now, Duration::ZERO)?;
            }
        }
        if done == 0 && field.under_way() == 0 {
            if once {
                return Ok(());
            }
            std::thread::sleep(IDLE);
        }
    }
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
    /// Returns how much was done.
    fn go(
        &mut self,
        engine: &mut Engine,
        psp: Option<&pay::Psp>,
        now: Instant,
    ) -> Result<usize, Failure> {
        if self.books_until.is_none_or(|until| until <= now) {
            engine.books = Books::load(&mut engine.store)?;
            self.books_until = Some(now.plus_s(BOOKS_S));
        }
        if self.forgotten_on != Some(now.day()) {
            let forgotten = forget_answers(engine, now)?;
            if forgotten > 0 {
                eprintln!("{forgotten} answers to requests are no longer kept");
            }
            self.forgotten_on = Some(now.day());
        }
        if let Some(psp) = psp {
            pay::visit_due(engine, psp.provider.as_ref(), now)?;
        }
        if self.waited_until.is_none_or(|until| until <= now) {
            let ended = end_waiting(engine, psp.is_none(), now)?;
            if ended > 0 {
                eprintln!("{ended} sales or payments are no longer waited for");
            }
            self.waited_until = Some(now.plus_min(WAITING_MIN));
        }
        Ok(keep_time(engine, now)? + do_jobs(&mut engine.store)?)
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

/// Delivers one lot. Orders for meters that are reached by protocol go to `field`, and stay in the outbox
/// until it has heard of them. Returns how many messages there were.
pub fn deliver<R: Reach>(
    engine: &mut Engine,
    now: Instant,
    mut field: Option<&mut Dispatcher<R>>,
    log: Log<'_>,
) -> Result<usize, Failure> {
    let started = std::time::Instant::now();
    let mut telling = Duration::ZERO;
    let (most, last) = field.as_ref().map_or((AT_ONCE, Lane::Scheduled), |field| field.takes());
    let messages = engine.store.take_messages(now, most, LEASE_S, last.number())?;
    for message in &messages {
        if message.kind == COMMAND
            && let Some(field) = field.as_mut()
        {
            match field.take(&mut engine.store, message) {
                Ok(true) => continue,
                Ok(false) if !waits_for_a_meter(engine, message)? => {}
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
        if message.kind != COMMAND {
            // A night's notices wait for a release, not the other way round.
            if telling > TELLING {
                engine.store.message_failed(message.account, &message.key, now)?;
                continue;
            }
            let began = std::time::Instant::now();
            let made = notices::make(engine, message, now);
            telling += began.elapsed();
            match made {
                Ok(Some(_)) => continue,
                Ok(None) => {}
                // One that cannot be told keeps nothing else from leaving.
                Err(failure) => {
                    let reason = chain(failure.as_ref());
                    log(format!("account {} {}: {reason}", message.account, message.key));
                    let again_at = now.plus_s(UNREACHED_S);
                    engine.store.message_failed(message.account, &message.key, again_at)?;
                    continue;
                }
            }
        }
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
            if names.is_empty() {
                String::new()
            } else {
                format!(" held back: {}", names.join(" "))
            }
        ));
        pay::sent(engine, message, at)?;
        engine.store.message_delivered(message.account, &message.key, at)?;
    }
    Ok(messages.len())
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

/// The night that a job follows.
#[derive(serde::Deserialize)]
struct AfterNight {
    dso: Dso,
    day: SettlementDay,
}

/// Does what is due. Returns how many jobs there were.
pub fn do_jobs(store: &mut Store) -> Result<usize, Failure> {
    let now = crate::clock::now();
    let jobs = store.take_jobs(now, AT_ONCE, LEASE_S)?;
    for job in &jobs {
        let night: AfterNight = serde_json::from_str(&job.body)?;
        match job.kind.as_str() {
            "display_push" => push_displays(store, &night)?,
            estimates::JOB => {
                let books = Books::load(store)?;
                let compared = estimates::measure(store, &books, night.dso, night.day)?;
                eprintln!("{} {} {compared} estimates compared", night.dso, night.day);
            }
            notices::JOB => {
                let books = Books::load(store)?;
                notices::tell_of_night(store, &books, night.dso, night.day)?;
            }
            kind => return refuse(format!("there is no job of kind `{kind}`")),
        }
        store.job_done(&job.key)?;
    }
    Ok(jobs.len())
}

/// Tells every meter's display the balance of the night, with its time. Source: PA-42.
fn push_displays(store: &mut Store, night: &AfterNight) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let rows = store.rows_of_day(night.dso, night.day, after, AT_ONCE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.account);
        for row in &rows {
            let as_of = row.day.end().to_local_string();
            eprintln!("{as_of} account {} display balance {}", row.account, row.balance);
        }
    }
}

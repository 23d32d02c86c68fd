//! Requests to the API: taken in without waiting, written in lots by one writer, and read by whoever made them.
//! Source: UX 8.9 (D-05), PD-05.

#[cfg(test)]
mod tests;

use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::operators::request_days;
use crate::till::Clock;
use crate::webhooks::{owner_name, partner_of};
use calendar::Instant;
use http_api::{Asker, EndedRequest, KeptRequest, RequestLog, RequestsAsked};
use portal::developers::{LogAsked, LogLine, LogView, RequestBook};
use portal::my::{MyError, Visitor};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Stopwatch};
use store::{ApiRequest, Owner, RequestsOf, RequestsWanted, Store};
use units::Dso;

/// Requests that wait for the writer: some seconds of the busiest hour.
const ROOM: usize = 4_096;
/// Written together, or what has come after this time.
const A_LOT: usize = 256;
const A_WHILE: Duration = Duration::from_secs(1);
/// Requests of nobody who is known, in a minute: whoever has no key does not fill a disk.
const STRANGERS_A_MINUTE: u32 = 120;
const MINUTE_S: i64 = 60;
/// On a page.
const A_PAGE: usize = 25;

/// Takes requests in. What has no room is counted.
pub struct ApiLog {
    queue: Option<SyncSender<EndedRequest>>,
    writer: Option<JoinHandle<()>>,
    lost: Arc<AtomicU64>,
    strangers: Mutex<(i64, u32)>,
}

impl ApiLog {
    /// With a writer on a connection of its own, which ends with the log.
    pub fn open(url: &str) -> Result<Self, Failure> {
        Self::with_room(url, ROOM)
    }

    fn with_room(url: &str, room: usize) -> Result<Self, Failure> {
        let store = Store::open(url)?;
        let (queue, waiting) = sync_channel(room);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        let writer = std::thread::Builder::new().name("request log".to_owned());
        let writer = writer.spawn(move || write(store, &waiting, &counted))?;
        let strangers = Mutex::default();
        Ok(Self { queue: Some(queue), writer: Some(writer), lost, strangers })
    }

    /// Whether there is still room for a request of nobody who is known.
    fn takes_stranger(&self, at: Instant) -> bool {
        let minute = at.unix_s().div_euclid(MINUTE_S);
        let mut strangers = self.strangers.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, count) = &mut *strangers;
        if *of != minute {
            (*of, *count) = (minute, 0);
        }
        *count = count.saturating_add(1);
        *count <= STRANGERS_A_MINUTE
    }
}

impl RequestLog for ApiLog {
    fn keep(&self, request: EndedRequest) {
        let fits = request.asker.is_some() || self.takes_stranger(request.at);
        let taken =
            fits && self.queue.as_ref().is_some_and(|queue| queue.try_send(request).is_ok());
        if !taken {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// What was taken in is written before the end.
impl Drop for ApiLog {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// The next requests to be written together; `None`: there will be no more.
fn lot(waiting: &Receiver<EndedRequest>) -> Option<Vec<EndedRequest>> {
    let mut lot = vec![waiting.recv().ok()?];
    let began = Stopwatch::now();
    while lot.len() < A_LOT {
        let left = A_WHILE.saturating_sub(began.elapsed());
        match waiting.recv_timeout(left) {
            Ok(request) => lot.push(request),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    Some(lot)
}

fn write(mut store: Store, waiting: &Receiver<EndedRequest>, lost: &AtomicU64) {
    // Whose a key is never changes, and only keys that were right are looked up.
    let mut owners = HashMap::new();
    while let Some(lot) = lot(waiting) {
        let last = lot.last().map(|one| one.at);
        let count = u64::try_from(lot.len()).unwrap_or(u64::MAX);
        if let Err(failure) = written(&mut store, lot, &mut owners) {
            eprintln!("{count} requests were not noted: {}", chain(failure.as_ref()));
            lost.fetch_add(count, Ordering::Relaxed);
        }
        let gone = lost.swap(0, Ordering::Relaxed);
        let told = last.filter(|_| gone > 0).map(|at| store.add_api_requests_lost(at, gone));
        if let Some(Err(_)) = told {
            // Told with the next lot.
            lost.fetch_add(gone, Ordering::Relaxed);
        }
    }
}

type Owners = HashMap<String, Option<(Dso, Owner)>>;

fn written(store: &mut Store, lot: Vec<EndedRequest>, owners: &mut Owners) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(lot.len());
    for request in lot {
        rows.push(row(store, request, owners)?);
    }
    Ok(store.add_api_requests(&rows)?)
}

/// Whose key it was, and the key's name.
fn asked_by(
    store: &mut Store,
    asker: &Asker,
    owners: &mut Owners,
) -> Result<(Option<(Dso, Owner)>, String), Failure> {
    let (place, name) = match asker {
        Asker::Partner(key) => (format!("key {key}"), key.to_string()),
        Asker::Terminal { id, key } => (format!("terminal {id}"), key.clone()),
    };
    if let Some(known) = owners.get(&place) {
        return Ok((known.clone(), name));
    }
    let owner = match asker {
        Asker::Partner(key) => store.api_key(*key)?.map(|key| (key.dso, key.owner)),
        Asker::Terminal { id, .. } => {
            let found = store.terminal(id.as_str())?;
            found.map(|(dso, _)| (dso, Owner::Terminal(id.to_string())))
        }
    };
    owners.insert(place, owner.clone());
    Ok((owner, name))
}

fn row(
    store: &mut Store,
    request: EndedRequest,
    owners: &mut Owners,
) -> Result<ApiRequest, Failure> {
    let (of, key) = match &request.asker {
        Some(asker) => asked_by(store, asker, owners)?,
        None => (None, String::new()),
    };
    Ok(ApiRequest {
        at: request.at,
        id: request.id.as_str().to_owned(),
        of,
        key,
        method: request.method.to_owned(),
        route: request.route,
        status: request.status.map(i64::from),
        code: request.code.unwrap_or_default().to_owned(),
        took_ms: request.took_ms,
        asked_bytes: request.asked_bytes,
        answered_bytes: request.answered_bytes,
        once: request.once.unwrap_or_default(),
        asked: request.asked.unwrap_or_default(),
        answered: request.answered.unwrap_or_default(),
    })
}

/// The first instant of which something may still be seen: also where nobody has let go of what is older.
fn since(engine: &Engine, dso: Dso, now: Instant) -> Result<Instant, Failure> {
    let days = request_days(engine, dso, now)?;
    Ok(now.plus_h(i64::from(days).saturating_mul(-24)))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn kept(one: ApiRequest) -> KeptRequest {
    KeptRequest {
        at: one.at,
        id: one.id,
        key: one.key,
        method: one.method,
        route: one.route,
        status: one.status.and_then(|status| u16::try_from(status).ok()),
        code: some(one.code),
        took_ms: one.took_ms,
        asked_bytes: one.asked_bytes,
        answered_bytes: one.answered_bytes,
        once: some(one.once),
        asked: some(one.asked),
        answered: some(one.answered),
    }
}

/// Requests of the organisation that a key is of: all of its keys', and nobody else's. `of_one`: the books are one
/// developer's, so all keys are. The door has seen to it that the key holds.
pub fn of_key(
    engine: &mut Engine,
    (key, of_one): (i64, bool),
    asked: RequestsAsked,
    at: Instant,
) -> Result<Vec<KeptRequest>, Failure> {
    let Some(key) = engine.store.api_key(key)? else { return Ok(Vec::new()) };
    let earliest = since(engine, key.dso, at)?;
    let wanted = RequestsWanted {
        id: asked.id,
        status: asked.status.map(i64::from),
        since: asked.since.map_or(earliest, |since| since.max(earliest)),
        until: asked.until,
        behind: asked.behind,
        most: asked.most,
    };
    let of = match of_one {
        true => RequestsOf::Operator(key.dso),
        false => RequestsOf::Owner(key.dso, key.owner),
    };
    Ok(engine.store.api_requests(&of, &wanted)?.into_iter().map(kept).collect())
}

/// The same for people who are signed in.
pub struct Requests {
    engine: Mutex<Engine>,
    operator: Dso,
    clock: Clock,
}

impl std::fmt::Debug for Requests {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Requests").field("operator", &self.operator).finish_non_exhaustive()
    }
}

impl Requests {
    /// `clock`: that of the API, by which requests are kept.
    pub fn new(engine: Engine, operator: Dso, clock: Clock) -> Self {
        Self { engine: Mutex::new(engine), operator, clock }
    }

    /// Whose requests somebody sees: a merchant those of the own terminal, a social service, a supplier and a
    /// representative their own, those who run the platform all of its partners'. Source: UX 7.3.
    fn of(&self, engine: &mut Engine, visitor: &Visitor) -> Result<Option<RequestsOf>, Failure> {
        use access::Role;
        Ok(match visitor.role {
            Role::Merchant => {
                let Some(terminal) = engine.store.terminal_of(visitor.person)? else {
                    return Ok(None);
                };
                let dso = engine.store.terminal(&terminal)?.map(|(dso, _)| dso);
                dso.map(|dso| RequestsOf::Owner(dso, Owner::Terminal(terminal)))
            }
            Role::Cpas => {
                let person = engine.store.person(visitor.person)?;
                let party = person.and_then(|person| Some((person.dso, person.party?)));
                party.map(|(dso, party)| RequestsOf::Owner(dso, Owner::Party(party)))
            }
            Role::Supplier | Role::Representative => {
                let partner = partner_of(&mut engine.store, visitor)?;
                partner.map(|(dso, owner)| RequestsOf::Owner(dso, owner))
            }
            Role::Operator | Role::Auditor => Some(RequestsOf::Operator(self.operator)),
            Role::Customer | Role::Payer | Role::Aide | Role::AgentL1 | Role::AgentL2 => None,
        })
    }

    fn looked(&self, visitor: &Visitor, asked: &LogAsked) -> Result<Option<LogView>, Failure> {
        let now = (self.clock)();
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        crate::engine::freshened(&mut engine);
        let Some(of) = self.of(&mut engine, visitor)? else { return Ok(None) };
        let days = request_days(&engine, self.operator, now)?;
        let earliest = since(&engine, self.operator, now)?;
        let wanted = RequestsWanted {
            id: asked.id.clone(),
            status: asked.status.map(i64::from),
            since: asked.day.map_or(earliest, |day| day.start().max(earliest)),
            until: asked.day.map(|day| day.end()),
            behind: asked.behind.clone(),
            most: A_PAGE + 1,
        };
        let mut found = engine.store.api_requests(&of, &wanted)?;
        let more = found.len() > A_PAGE;
        found.truncate(A_PAGE);
        let lost = match of {
            RequestsOf::Operator(_) => Some(engine.store.api_requests_lost(earliest)?),
            RequestsOf::Owner(..) => None,
        };
        let whole = matches!(of, RequestsOf::Operator(_));
        let line = |one: ApiRequest| LogLine {
            whose: one.of.as_ref().filter(|_| whole).map(|(_, owner)| owner_name(owner)),
            id: one.id,
            at: one.at,
            key: one.key,
            method: one.method,
            route: one.route,
            status: one.status.and_then(|status| u16::try_from(status).ok()),
            code: some(one.code),
            took_ms: one.took_ms,
            sizes: [one.asked_bytes, one.answered_bytes],
            once: some(one.once),
            asked: some(one.asked),
            answered: some(one.answered),
        };
        let lines = found.into_iter().map(line).collect();
        Ok(Some(LogView { lines, more, days, lost: lost.filter(|lost| *lost > 0) }))
    }
}

impl RequestBook for Requests {
    fn requests(&self, visitor: &Visitor, asked: &LogAsked) -> Result<Option<LogView>, MyError> {
        let told = |failure| MyError::failed("could not read the log of the API", failure);
        self.looked(visitor, asked).map_err(told)
    }
}

//! What meters tell by themselves, taken in on a port: each push is opened with the keys of the meter that
//! its system title names, and handed to the worker. Anybody may connect, so everything has a bound.

use super::poll::Outcome;
use super::register::Profiles;
use super::registry::address;
use crate::failure::{Failure, chain};
use dlms::client::{HeadEnd, MeterAddress, PushDirectory, PushLimits, Pushed};
use dlms::{DlmsError, SystemTitle};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::Store;
use timeline::Alarm;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

/// Pushes that wait for the worker; what comes beyond is lost, and the meter is asked later.
const WAITING: usize = 1_024;
/// Drops that are named within a minute.
const MOST_NAMED: u32 = 30;
const NAMED_WITHIN: Duration = Duration::from_secs(60);
/// When no descriptor is free: others will be given back.
const NO_ROOM: Duration = Duration::from_millis(50);

/// What is taken in at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections; a further one is closed.
    pub connections: usize,
    pub of_one: PushLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 128, of_one: PushLimits::default() }
    }
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A registered meter has told something: proven by its keys, and never heard before.
    Pushed { serial: String, what: String },
    /// It was nobody's, badly sealed, old, or no push.
    Dropped {
        why: String,
        /// The serial of the meter in whose name it came, if that is known, and what is wrong with it.
        meter: Option<(String, Alarm)>,
    },
}

impl Told {
    fn dropped(why: String) -> Self {
        Self::Dropped { why, meter: None }
    }
}

/// What a push that cannot be opened says of the meter in whose name it came. Whoever has not its keys can
/// send it too: it is a name for somebody to look at, and no more.
fn suspicion(error: &DlmsError) -> Option<Alarm> {
    match Outcome::of(error).alarm()? {
        Alarm::WrongKey | Alarm::Unprotected => Some(Alarm::Forged),
        alarm => Some(alarm),
    }
}

/// Listens until it is dropped.
#[derive(Debug)]
pub struct Listener {
    address: SocketAddr,
    heard: mpsc::Receiver<Told>,
    /// What came while too much was waiting.
    lost: Arc<AtomicU64>,
    /// How many drops were named, and since when they are counted.
    named: u32,
    named_since: Instant,
    task: JoinHandle<()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Listener {
    /// Errors: the port cannot be had.
    pub fn begin(
        runtime: &Runtime,
        listen: SocketAddr,
        head_end: HeadEnd,
        store: Store,
        profiles: Profiles,
        limits: Limits,
    ) -> Result<Self, Failure> {
        let listener = runtime.block_on(TcpListener::bind(listen))?;
        let address = listener.local_addr()?;
        let (told, heard) = mpsc::channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let known = Known { store: Mutex::new(store), profiles };
        let ear = Arc::new(Ear { head_end, known, limits, told, lost: Arc::clone(&lost) });
        let task = runtime.spawn(accept(listener, ear));
        Ok(Self { address, heard, lost, named: 0, named_since: Instant::now(), task })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What has come since this was last asked. Of what is dropped only so much is named: it may be a flood.
    pub fn heard(&mut self) -> Vec<Told> {
        let mut all = Vec::new();
        while let Ok(told) = self.heard.try_recv() {
            if matches!(told, Told::Dropped { .. }) {
                if self.named_since.elapsed() > NAMED_WITHIN {
                    (self.named_since, self.named) = (Instant::now(), 0);
                }
                self.named += 1;
                if self.named > MOST_NAMED {
                    self.lost.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
            }
            all.push(told);
        }
        if all.is_empty() {
            return all;
        }
        match self.lost.swap(0, Ordering::Relaxed) {
            0 => {}
            lost => all.push(Told::dropped(format!("{lost} more"))),
        }
        all
    }
}

/// What all connections share.
struct Ear {
    head_end: HeadEnd,
    known: Known,
    limits: Limits,
    told: mpsc::Sender<Told>,
    lost: Arc<AtomicU64>,
}

/// Meters by the title under which they send.
struct Known {
    store: Mutex<Store>,
    profiles: Profiles,
}

impl PushDirectory for Known {
    fn meter(&self, title: SystemTitle) -> Option<MeterAddress> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let meter = store.meter_titled(&title.to_string()).ok().flatten()?;
        let profile = self.profiles.get(&meter.profile)?;
        Some(address(&meter, Arc::clone(profile)))
    }
}

async fn accept(listener: TcpListener, ear: Arc<Ear>) {
    let seats = Arc::new(Semaphore::new(ear.limits.connections));
    loop {
        match listener.accept().await {
            Ok((stream, from)) => match Arc::clone(&seats).try_acquire_owned() {
                Ok(seat) => {
                    let ear = Arc::clone(&ear);
                    tokio::spawn(async move {
                        ear.hear(stream, from).await;
                        drop(seat);
                    });
                }
                Err(_) => ear.tell(Told::dropped(format!(
                    "{from}: {} connections are open",
                    ear.limits.connections
                ))),
            },
            Err(_) => tokio::time::sleep(NO_ROOM).await,
        }
    }
}

impl Ear {
    fn tell(&self, told: Told) {
        if self.told.try_send(told).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn hear(&self, stream: TcpStream, from: SocketAddr) {
        let mut each = |title: Option<SystemTitle>, pushed| match pushed {
            Ok(Pushed { meter: serial, event, .. }) => {
                let what = event
                    .map_or("values".to_owned(), |(of, value)| format!("{} is {value:?}", of.obis));
                self.tell(Told::Pushed { serial, what });
            }
            Err(error) => {
                let meter = title.and_then(|title| self.known.meter(title));
                let meter = meter.and_then(|meter| Some((meter.id, suspicion(&error)?)));
                self.tell(Told::Dropped { why: format!("{from}: {}", chain(&error)), meter });
            }
        };
        let limits = self.limits.of_one;
        let taken = self.head_end.take_pushes(stream, &self.known, limits, &mut each).await;
        if let Err(error) = taken {
            self.tell(Told::dropped(format!("{from}: {}", chain(&error))));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;
    use crate::bench::model::Computed;
    use crate::meters::register::profiles;
    use crate::testing::instant;
    use dlms::client::Timing;
    use dlms::face::ServedModel;
    use dlms::{InMemory, MeterKeys, SecretKey};
    use std::io::{Read, Write};
    use store::Meter;
    use units::{Dso, Energy};

    const NOW: &str = "2026-11-03T03:00:00+01:00";

    fn served(number: u8) -> Arc<ServedModel> {
        keyed(number, 1)
    }

    fn keyed(number: u8, key: u8) -> Arc<ServedModel> {
        let (encryption, authentication) = (SecretKey::new([key; 16]), SecretKey::new([2; 16]));
        let keys = MeterKeys { generation: 1, encryption, authentication, master: None };
        let profile = Arc::clone(&profiles(None).unwrap()["be-single-phase"]);
        let model = Computed::new(Arc::new(|| instant(NOW)), 0, 4);
        ServedModel::new(profile, titled(number), Some(keys), Box::new(model))
    }

    fn titled(number: u8) -> SystemTitle {
        SystemTitle([b'T', b'I', b'R', 0, 0, 0, 0, number])
    }

    /// A listener that knows meter 1.
    fn listener(runtime: &Runtime, limits: Limits) -> Listener {
        let mut store = Store::open("sqlite::memory:").unwrap();
        let meter = Meter {
            serial: "M-1".into(),
            placed_at: instant(NOW),
            removed_at: None,
            dso: Dso::Ores,
            ean: crate::testing::ean(),
            energy: Energy::Electricity,
            profile: "be-single-phase".into(),
            place: "127.0.0.1:1".into(),
            hdlc_physical: None,
            server: None,
            cell: "cell".into(),
            title: Some(titled(1).to_string()),
            read_midnight: None,
            behind: None,
        };
        store.place_meters(&[meter], false).unwrap();
        let kept = Arc::new(InMemory::default());
        let (encryption, authentication) = (SecretKey::new([1; 16]), SecretKey::new([2; 16]));
        kept.put("M-1", MeterKeys { generation: 1, encryption, authentication, master: None });
        let title = SystemTitle(*b"HES\0\0\0\0\x01");
        let timing = Timing::default();
        let head_end = HeadEnd { keys: kept.clone(), counters: kept, title, timing };
        let listen = "127.0.0.1:0".parse().unwrap();
        Listener::begin(runtime, listen, head_end, store, profiles(None).unwrap(), limits).unwrap()
    }

    fn next(listener: &mut Listener) -> Vec<Told> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let heard = listener.heard();
            if !heard.is_empty() {
                return heard;
            }
            assert!(Instant::now() < deadline, "nothing was heard");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn dropped(listener: &mut Listener) -> String {
        dropped_of(listener).0
    }

    fn dropped_of(listener: &mut Listener) -> (String, Option<(String, Alarm)>) {
        match next(listener).remove(0) {
            Told::Dropped { why, meter } => (why, meter),
            told @ Told::Pushed { .. } => unreachable!("{told:?}"),
        }
    }

    #[test]
    fn mt_09_mt_17_a_registered_meter_is_heard_and_anybody_else_is_named_and_dropped() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let mut listener = listener(&runtime, Limits::default());
        let to = listener.address().to_string();
        let meter = served(1);
        let push = meter.push_supply(0).unwrap();
        runtime.block_on(push.send(&to)).unwrap();
        let (serial, what) = ("M-1".to_owned(), "0-0:96.3.10.255 is Enum(1)".to_owned());
        assert_eq!(next(&mut listener), [Told::Pushed { serial, what }]);
        // A recording of it, a stranger, and what is not of this world.
        runtime.block_on(push.send(&to)).unwrap();
        let (why, named) = dropped_of(&mut listener);
        assert!(why.contains("under a counter that was heard before"), "{why}");
        assert_eq!(named, Some(("M-1".to_owned(), Alarm::Replayed)));
        runtime.block_on(served(2).push().unwrap().send(&to)).unwrap();
        let (why, named) = dropped_of(&mut listener);
        assert!(why.contains(&format!("`{}` has no keys", titled(2))), "{why}");
        assert_eq!(named, None, "whose name it came in is not known");
        // Somebody who knows its title and has not its keys.
        let forger = keyed(1, 9);
        // Under a counter that the meter itself has not reached.
        (0..9).for_each(|_| drop(forger.push()));
        runtime.block_on(forger.push().unwrap().send(&to)).unwrap();
        let (why, named) = dropped_of(&mut listener);
        assert_eq!(named, Some(("M-1".to_owned(), Alarm::Forged)), "{why}");
        let mut stream = std::net::TcpStream::connect(&to).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let why = dropped(&mut listener);
        assert!(why.contains("no frame"), "{why}");
        runtime.block_on(meter.push().unwrap().send(&to)).unwrap();
        let what = "values".to_owned();
        assert_eq!(next(&mut listener), [Told::Pushed { serial: "M-1".to_owned(), what }]);
    }

    #[test]
    fn a_port_that_anybody_reaches_has_bounds() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let limits = Limits { connections: 2, ..Limits::default() };
        let mut listener = listener(&runtime, limits);
        let open = || std::net::TcpStream::connect(listener.address()).unwrap();
        let (first, second) = (open(), open());
        std::thread::sleep(Duration::from_millis(200));
        let mut third = open();
        assert_eq!(third.read(&mut [0; 8]).unwrap_or(0), 0, "it is closed");
        let why = dropped(&mut listener);
        assert!(why.contains("2 connections are open"), "{why}");
        drop((first, second));
        std::thread::sleep(Duration::from_millis(200));
        // However many strangers come, a log is not filled with them.
        let mut named = 0;
        for _ in 0..20 {
            for _ in 0..4 {
                let stranger = served(9).push().unwrap();
                let _ = runtime.block_on(stranger.send(&listener.address().to_string()));
                std::thread::sleep(Duration::from_millis(20));
            }
            named += listener.heard().len();
        }
        assert!(named > 20 && named < 60, "{named}");
    }
}

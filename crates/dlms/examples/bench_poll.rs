//! How fast a head-end reads meters over loopback, and what it costs.
//!
//! `cargo run -p dlms --example bench_poll -- [meters] [associations at once]`
//!
//! Each meter is one association: registers with scalers and clock in one question, two midnights, and a
//! day of quarter-hours in blocks; then it is released. Head-end and meters share the process and its
//! cores. The raw limit of the same run is an echo with as many connections, questions and bytes.

// Clippy knows tests by their attribute; this is a bench, and stops when something is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use calendar::Instant;
use dlms::client::{Association, HeadEnd, MeterAddress, TcpDial, Timing};
use dlms::face::{EachRow, Fleet, MeterModel, ServedModel, Written};
use dlms::link::Framing;
use dlms::poll::{Limits, Poller, Work};
use dlms::{DlmsError, InMemory, MeterKeys, Obis, Profile, Role, SecretKey, Security, SystemTitle};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use supply::{ControlState, Lane};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const NOW: &str = "2026-03-10T03:00:00+01:00";

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A meter without a memory: all of it follows from the time.
struct Computed {
    start: i64,
    state: ControlState,
}

impl Computed {
    fn value(&self, column: i64, when: Instant) -> i64 {
        (when.unix_s() - 1_700_000_000) / 10 * (1 + column) + self.start
    }
}

impl MeterModel for Computed {
    fn now(&self) -> Instant {
        at(NOW)
    }

    fn register(&self, obis: Obis) -> Option<i64> {
        Some(self.value(i64::from(obis.0[4]), at(NOW)))
    }

    fn rows(&self, role: Role, from: Instant, to: Instant, each: EachRow<'_>) {
        let mut next = match role {
            Role::DailyProfile => from.day().start(),
            _ => Instant::from_unix_s((from.unix_s() + 899).div_euclid(900) * 900),
        };
        while next <= to.min(at(NOW)) {
            each(next, &[0, 1, 2, 3].map(|column| self.value(column, next)));
            next = match role {
                Role::DailyProfile => next.day().next().start(),
                _ => next.plus_min(15),
            };
        }
    }

    fn control_state(&self) -> ControlState {
        self.state
    }

    fn disconnect(&mut self) -> bool {
        self.state = ControlState::Disconnected;
        true
    }

    fn make_ready(&mut self) -> bool {
        self.state = ControlState::ReadyForReconnection;
        true
    }

    fn limit_ampere(&self) -> i64 {
        999
    }

    fn written(&mut self, _: Written<'_>) -> bool {
        true
    }
}

/// What a night asks of a meter.
struct Night {
    bytes: AtomicU64,
}

impl Work<TcpStream> for Night {
    type Output = ();

    async fn run(&self, association: &mut Association<TcpStream>) -> Result<(), DlmsError> {
        let (from, to) = (at("2026-03-09T00:00:00+01:00"), at("2026-03-10T00:00:00+01:00"));
        let registers = association.read_registers(at(NOW), 60).await?;
        registers.drift.check()?;
        let days = association.read_profile(Role::DailyProfile, from, to).await?;
        let quarters = association.read_profile(Role::LoadProfile, from, to).await?;
        assert_eq!((days.complete()?.len(), quarters.complete()?.len()), (2, 97));
        self.bytes.fetch_add(association.bytes(), Ordering::Relaxed);
        Ok(())
    }
}

fn keys(number: u64) -> MeterKeys {
    let key = |kind: u8| {
        let mut bytes = [kind; 16];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        SecretKey::new(bytes)
    };
    MeterKeys { generation: 1, encryption: key(1), authentication: key(2), master: Some(key(3)) }
}

/// Peak resident memory of this process, in MB.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse().ok());
    kb.unwrap_or(0_u64) / 1024
}

async fn poll(security: Security, meters: usize, open: usize) -> (Duration, u64) {
    let shipped = Profile::shipped().unwrap();
    let mut kind = Profile::clone(&shipped[0]);
    kind.security = security;
    let kind = Arc::new(kind);
    let kept = Arc::new(InMemory::default());
    let mut served = Vec::with_capacity(meters);
    for number in 0..meters as u64 {
        let mut title = *b"TIR\0\0\0\0\0";
        title[3..].copy_from_slice(&number.to_be_bytes()[3..]);
        let own = (security != Security::Plain).then(|| keys(number));
        if let Some(own) = &own {
            kept.put(&number.to_string(), own.clone());
        }
        let state = ControlState::Connected;
        let model = Box::new(Computed { start: number as i64, state });
        served.push(ServedModel::new(Arc::clone(&kind), SystemTitle(title), own, model));
    }
    let fleet = Fleet::serve(served, "127.0.0.1:0".parse().unwrap(), 2_500).await.unwrap();
    let title = SystemTitle(*b"HES\0\0\0\0\x01");
    let head_end = HeadEnd { keys: kept.clone(), counters: kept, title, timing: Timing::default() };
    let limits = Limits { open, of_a_cell: open, for_releases: 2, for_orders: 0 };
    let poller = Arc::new(Poller::new(head_end, limits));
    let night = Arc::new(Night { bytes: AtomicU64::new(0) });
    let next = Arc::new(AtomicUsize::new(0));
    let places: Arc<[_]> = fleet.places().into();
    let begun = std::time::Instant::now();
    let workers: Vec<_> = (0..open)
        .map(|_| {
            let (poller, night, next) =
                (Arc::clone(&poller), Arc::clone(&night), Arc::clone(&next));
            let (places, kind) = (Arc::clone(&places), Arc::clone(&kind));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(place) = places.get(number) else { return };
                    let meter = MeterAddress {
                        id: number.to_string(),
                        profile: Arc::clone(&kind),
                        framing: Framing::Wrapper,
                        server: Some(place.server),
                    };
                    let dial = TcpDial(place.address.to_string());
                    let cell = format!("cell {}", number % 16);
                    let lane = Lane::Scheduled;
                    let read = poller.with_meter(&cell, &meter, &dial, lane, night.as_ref()).await;
                    read.unwrap_or_else(|error| panic!("meter {number}: {error:?}"));
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    (begun.elapsed(), night.bytes.load(Ordering::Relaxed))
}

/// The same connections, questions and bytes without a protocol.
async fn echo(meters: usize, open: usize, bytes_each: usize, questions: usize) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut buffer = vec![0; 8192];
                while let Ok(got) = stream.read(&mut buffer).await {
                    if got == 0 || stream.write_all(&buffer[..got]).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    let part = vec![7; bytes_each / questions / 2];
    let next = Arc::new(AtomicUsize::new(0));
    let begun = std::time::Instant::now();
    let workers: Vec<_> = (0..open)
        .map(|_| {
            let (next, part) = (Arc::clone(&next), part.clone());
            tokio::spawn(async move {
                let mut buffer = vec![0; part.len()];
                while next.fetch_add(1, Ordering::Relaxed) < meters {
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    stream.set_nodelay(true).unwrap();
                    for _ in 0..questions {
                        stream.write_all(&part).await.unwrap();
                        stream.read_exact(&mut buffer).await.unwrap();
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    begun.elapsed()
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>().unwrap());
    let (meters, open) = (arguments.next().unwrap_or(10_000), arguments.next().unwrap_or(128));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for security in [Security::Plain, Security::Suite0] {
        let (took, bytes) = runtime.block_on(poll(security, meters, open));
        let each = bytes / meters as u64;
        // Association, reply to the challenge, registers, two midnights, four blocks, release.
        let questions = if security == Security::Plain { 8 } else { 9 };
        let raw = runtime.block_on(echo(meters, open, each as usize, questions));
        let per_s = |took: Duration| meters as u128 * 1_000_000 / took.as_micros().max(1);
        println!(
            "{security:?}: {meters} meters in {:.1} s, {} meters/s, {each} bytes a meter, peak {} MB; \
             raw echo {} connections/s, ratio 1:{}",
            took.as_secs_f32(),
            per_s(took),
            peak_mb(),
            per_s(raw),
            per_s(raw) / per_s(took).max(1),
        );
    }
}

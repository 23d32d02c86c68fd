//! Many meters at once.

use crate::fixture::{Model, NOW, at, keys, profile, world};
use dlms::client::{Association, Dial, HeadEnd, MeterAddress, TcpDial, Timing};
use dlms::face::{Fleet, ServedModel};
use dlms::link::Framing;
use dlms::poll::{Limits, Poller, Work};
use dlms::{DlmsError, InMemory, Role, SystemTitle};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use supply::{ControlState, Lane};
use tokio::net::TcpStream;

type Meter = Association<TcpStream>;

struct Clock;
impl Work<TcpStream> for Clock {
    type Output = calendar::Instant;
    async fn run(&self, association: &mut Meter) -> Result<calendar::Instant, DlmsError> {
        association.read_clock().await
    }
}

/// The profile of a role that has none.
struct Impossible;
impl Work<TcpStream> for Impossible {
    type Output = ();
    async fn run(&self, association: &mut Meter) -> Result<(), DlmsError> {
        association.limit().await?;
        association.read_profile(Role::Limiter, at(NOW), at(NOW)).await.map(|_| ())
    }
}

struct Release;
impl Work<TcpStream> for Release {
    type Output = ControlState;
    async fn run(&self, association: &mut Meter) -> Result<ControlState, DlmsError> {
        association.release_supply().await
    }
}

struct ReadAll;
impl Work<TcpStream> for ReadAll {
    type Output = ();
    async fn run(&self, association: &mut Meter) -> Result<(), DlmsError> {
        association.read_registers(at(NOW), 60).await.map(|_| ())
    }
}

/// A week of quarter-hours, twenty times.
struct Long {
    begun: AtomicUsize,
    model: Model,
}
impl Work<TcpStream> for Long {
    type Output = ControlState;
    async fn run(&self, association: &mut Meter) -> Result<ControlState, DlmsError> {
        self.begun.fetch_add(1, Ordering::Relaxed);
        let (from, to) = (at("2026-03-03T00:00:00+01:00"), at("2026-03-10T00:00:00+01:00"));
        for _ in 0..20 {
            association.read_profile(Role::LoadProfile, from, to).await?.complete()?;
        }
        Ok(self.model.0.lock().unwrap().state)
    }
}

/// Counts how many are open at once.
#[derive(Default)]
struct Counted {
    open: AtomicUsize,
    most: AtomicUsize,
}
impl Work<TcpStream> for Counted {
    type Output = ();
    async fn run(&self, association: &mut Meter) -> Result<(), DlmsError> {
        let now = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        association.read_clock().await?;
        tokio::time::sleep(Duration::from_millis(40)).await;
        self.open.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    }
}

/// Fails the first times.
struct Shaky {
    dial: TcpDial,
    fails: AtomicUsize,
    dialled: AtomicUsize,
}

impl Dial for Shaky {
    type Stream = TcpStream;

    async fn dial(&self, within: Duration) -> Result<TcpStream, DlmsError> {
        self.dialled.fetch_add(1, Ordering::Relaxed);
        let left = self.fails.load(Ordering::Relaxed);
        if left > 0 {
            self.fails.store(left - 1, Ordering::Relaxed);
            return Err(DlmsError::Closed);
        }
        self.dial.dial(within).await
    }
}

#[tokio::test]
async fn a_line_that_fails_is_tried_again_with_pauses_and_a_refusal_is_not() {
    let world = world().await;
    let poller = Poller::new(world.head_end.clone(), Limits::default());
    let shaky = |fails| Shaky {
        dial: world.dial.clone(),
        fails: AtomicUsize::new(fails),
        dialled: AtomicUsize::new(0),
    };
    let lane = Lane::Scheduled;
    let line = shaky(2);
    let begun = Instant::now();
    let read = poller.with_meter("cell", &world.meter, &line, lane, &Clock).await;
    assert_eq!(read.unwrap(), at(NOW));
    assert!(begun.elapsed() >= Duration::from_millis(30), "10 ms, then 20 ms");
    let line = shaky(3);
    let read = poller.with_meter("cell", &world.meter, &line, lane, &Clock).await;
    assert!(matches!(read, Err(DlmsError::Closed)), "three tries and no more");
    let line = shaky(0);
    let read = poller.with_meter("cell", &world.meter, &line, lane, &Impossible).await;
    assert!(matches!(read, Err(DlmsError::NotInProfile { .. })));
    assert_eq!(line.dialled.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn mt_08_a_release_takes_the_meter_from_a_long_read_which_is_done_after_it() {
    let world = Arc::new(world().await);
    world.inside().state = ControlState::Disconnected;
    let poller = Arc::new(Poller::new(world.head_end.clone(), Limits::default()));
    let work = Arc::new(Long { begun: AtomicUsize::new(0), model: world.model.clone() });
    let long = {
        let (world, poller, work) = (Arc::clone(&world), Arc::clone(&poller), Arc::clone(&work));
        tokio::spawn(async move {
            let lane = Lane::Scheduled;
            poller.with_meter("cell", &world.meter, &world.dial, lane, work.as_ref()).await
        })
    };
    while work.begun.load(Ordering::Relaxed) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // Another one stands in the queue before the release; it may not begin before it either.
    let second = Arc::new(Long { begun: AtomicUsize::new(0), model: world.model.clone() });
    let queued = {
        let (world, poller, work) = (Arc::clone(&world), Arc::clone(&poller), Arc::clone(&second));
        tokio::spawn(async move {
            let lane = Lane::Scheduled;
            poller.with_meter("cell", &world.meter, &world.dial, lane, work.as_ref()).await
        })
    };
    tokio::time::sleep(Duration::from_millis(20)).await;
    let waited = Instant::now();
    let lane = Lane::Release;
    let released = poller.with_meter("cell", &world.meter, &world.dial, lane, &Release).await;
    let waited = waited.elapsed();
    assert_eq!(released.unwrap(), ControlState::ReadyForReconnection);
    assert!(!long.is_finished(), "the release went first");
    assert_eq!(second.begun.load(Ordering::Relaxed), 0);
    queued.abort();
    let state = long.await.unwrap().unwrap();
    assert_eq!(state, ControlState::ReadyForReconnection, "the read was done after it");
    assert_eq!(work.begun.load(Ordering::Relaxed), 2, "once broken off, once whole");
    assert!(waited < Duration::from_secs(1), "waited {waited:?}");
}

async fn fleet(count: u8) -> (Fleet, Arc<InMemory>, HeadEnd, Vec<(MeterAddress, TcpDial)>) {
    let kind = Arc::new(profile("be-single-phase"));
    let kept = Arc::new(InMemory::default());
    let mut meters = Vec::new();
    for number in 0..count {
        let model = Box::new(Model::new(at(NOW), &kind));
        let mut title = *b"TIR\0\0\0\0\0";
        title[7] = number;
        let own = keys(1, number);
        kept.put(&format!("M{number}"), own.clone());
        meters.push(ServedModel::new(Arc::clone(&kind), SystemTitle(title), Some(own), model));
    }
    let fleet = Fleet::serve(meters, "127.0.0.1:0".parse().unwrap(), 20).await.unwrap();
    let places = fleet.places().to_vec();
    let addresses = places.iter().enumerate().map(|(number, place)| {
        let meter = MeterAddress {
            id: format!("M{number}"),
            profile: Arc::clone(&kind),
            framing: Framing::Wrapper,
            server: Some(place.server),
        };
        (meter, TcpDial(place.address.to_string()))
    });
    let addresses = addresses.collect();
    let title = SystemTitle(*b"HES\0\0\0\0\x01");
    let head_end =
        HeadEnd { keys: kept.clone(), counters: kept.clone(), title, timing: Timing::default() };
    (fleet, kept, head_end, addresses)
}

#[tokio::test]
async fn mt_08_a_cell_is_throttled_and_releases_have_seats_of_their_own() {
    let (_fleet, _, head_end, meters) = fleet(50).await;
    let limits = Limits { open: 40, of_a_cell: 3, for_releases: 1, for_orders: 0 };
    let poller = Arc::new(Poller::new(head_end, limits));
    let counted = Arc::new(Counted::default());
    let meters = Arc::new(meters);
    let mut tasks = Vec::new();
    for number in 0..49 {
        let (poller, meters) = (Arc::clone(&poller), Arc::clone(&meters));
        let counted = Arc::clone(&counted);
        tasks.push(tokio::spawn(async move {
            let (meter, dial) = &meters[number];
            let lane = Lane::Scheduled;
            poller.with_meter("cell", meter, dial, lane, counted.as_ref()).await
        }));
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    let (meter, dial) = &meters[49];
    let begun = Instant::now();
    poller.with_meter("cell", meter, dial, Lane::Release, &Release).await.unwrap();
    let waited = begun.elapsed();
    assert!(tasks.iter().any(|task| !task.is_finished()), "the cell was full meanwhile");
    assert!(waited < Duration::from_millis(300), "waited {waited:?}");
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(counted.most.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn mt_08_scheduled_reads_leave_a_seat_to_whatever_is_ordered() {
    let (_fleet, _, head_end, meters) = fleet(50).await;
    let limits = Limits { open: 40, of_a_cell: 3, for_releases: 1, for_orders: 1 };
    let poller = Arc::new(Poller::new(head_end, limits));
    let counted = Arc::new(Counted::default());
    let meters = Arc::new(meters);
    let mut tasks = Vec::new();
    for number in 0..49 {
        let (poller, meters) = (Arc::clone(&poller), Arc::clone(&meters));
        let counted = Arc::clone(&counted);
        tasks.push(tokio::spawn(async move {
            let (meter, dial) = &meters[number];
            let lane = Lane::Scheduled;
            poller.with_meter("cell", meter, dial, lane, counted.as_ref()).await
        }));
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    let (meter, dial) = &meters[49];
    let begun = Instant::now();
    poller.with_meter("cell", meter, dial, Lane::LimitLift, &Clock).await.unwrap();
    let waited = begun.elapsed();
    assert!(tasks.iter().any(|task| !task.is_finished()), "the reads went on meanwhile");
    // Behind all of them it would be half a second.
    assert!(waited < Duration::from_millis(300), "waited {waited:?}");
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(counted.most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn meters_on_one_port_are_told_apart_and_have_keys_of_their_own() {
    let (fleet, kept, head_end, meters) = fleet(45).await;
    assert_eq!(fleet.places().iter().map(|place| place.server).max(), Some(20));
    let poller = Poller::new(head_end, Limits::default());
    for (meter, dial) in &meters {
        poller.with_meter("cell", meter, dial, Lane::Scheduled, &ReadAll).await.unwrap();
    }
    kept.put("M3", keys(1, 4));
    let (meter, dial) = &meters[3];
    let error =
        poller.with_meter("cell", meter, dial, Lane::Scheduled, &ReadAll).await.unwrap_err();
    assert!(matches!(error, DlmsError::WrongKey { .. }));
}

//! One meter, and two processes that would talk to it.

use super::*;
use crate::bench::model::Computed;
use crate::meters::register::profiles;
use dlms::client::{Association, MeterAddress, TcpDial};
use dlms::face::{Fleet, ServedModel};
use dlms::link::Framing;
use dlms::poll::{Limits, Poller, Work};
use dlms::{CounterStore, DlmsError, SystemTitle};
use supply::Lane;
use tokio::net::TcpStream;

const METER: &str = "M00000";
const MS: Duration = Duration::from_millis(1);

/// A meter over TCP, and the store of those who talk to it.
struct World {
    meter: MeterAddress,
    dial: TcpDial,
    store: Store,
    _fleet: Fleet,
    _folder: tempfile::TempDir,
}

/// One association: when it had begun and when it ended.
type Talks = Arc<Mutex<Vec<(&'static str, Instant, Instant)>>>;

/// Asks for the time until it has done so for a while.
struct Talk {
    name: &'static str,
    lasts: Duration,
    talks: Talks,
    waited: AtomicU64,
}

impl Work<TcpStream> for Talk {
    type Output = ();

    async fn run(&self, association: &mut Association<TcpStream>) -> Result<(), DlmsError> {
        let begun = Instant::now();
        loop {
            association.read_clock().await?;
            if begun.elapsed() >= self.lasts {
                break;
            }
            tokio::time::sleep(MS * 20).await;
        }
        self.talks.lock().unwrap().push((self.name, begun, Instant::now()));
        Ok(())
    }

    fn waits(&self) {
        self.waited.fetch_add(1, Ordering::Relaxed);
    }
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store(&file(&folder), 1);
    let profile = Arc::clone(&profiles(None).unwrap()["be-single-phase"]);
    let model = Computed::new(Arc::new(crate::clock::now), 0, 4);
    let title = SystemTitle(*b"TIR\0\0\0\0\x01");
    let served = ServedModel::new(Arc::clone(&profile), title, Some(keys(1, 9)), Box::new(model));
    let fleet = Fleet::serve(vec![served], "127.0.0.1:0".parse().unwrap(), 1).await.unwrap();
    let place = fleet.places()[0];
    let (id, framing, server) = (METER.to_owned(), Framing::Wrapper, Some(place.server));
    let meter = MeterAddress { id, profile, framing, server };
    let dial = TcpDial(place.address.to_string());
    World { meter, dial, store, _fleet: fleet, _folder: folder }
}

impl World {
    /// A process of its own, as far as the store can tell.
    fn process(&self, lease: Duration) -> (KeptMeters, Arc<Poller>) {
        let store = self.store.another().unwrap();
        let pace = Pace { company: MS * 20, lease };
        let kept = KeptMeters::at_pace(store, masters(), pace).unwrap();
        // A meter may still be closing its side as the next one calls.
        let timing = Timing { tries: 3, back_off: MS * 50, ..Timing::default() };
        let head_end = kept.head_end(SystemTitle(*b"HES\0\0\0\0\x01"), timing);
        (kept, Arc::new(Poller::new(head_end, Limits::default())))
    }

    /// Begins to talk in a lane. The end says how often it had to wait for another process.
    fn talk(
        &self,
        poller: &Arc<Poller>,
        lane: Lane,
        (name, lasts): (&'static str, Duration),
        talks: &Talks,
    ) -> tokio::task::JoinHandle<Result<u64, DlmsError>> {
        let (meter, dial, poller) = (self.meter.clone(), self.dial.clone(), Arc::clone(poller));
        let talk = Talk { name, lasts, talks: Arc::clone(talks), waited: AtomicU64::new(0) };
        tokio::spawn(async move {
            poller.with_meter("cell", &meter, &dial, lane, &talk).await?;
            Ok(talk.waited.load(Ordering::Relaxed))
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mt_08_two_processes_never_talk_to_a_meter_at_once_and_an_order_leaves_as_soon_as_it_may() {
    let world = world().await;
    let talks = Talks::default();
    let lease = MS * 4_000;
    let ((_, collection), (_, worker)) = (world.process(lease), world.process(lease));
    // Longer than a lease: who lives has it still.
    let reads = world.talk(&collection, Lane::Scheduled, ("read", MS * 5_000), &talks);
    tokio::time::sleep(MS * 300).await;
    let asked = Instant::now();
    let release = world.talk(&worker, Lane::Release, ("release", MS), &talks);
    assert_eq!(reads.await.unwrap().unwrap(), 0);
    let let_go = Instant::now();
    assert_eq!(release.await.unwrap().unwrap(), 1, "it was found held, and that is said once");
    let talks = talks.lock().unwrap();
    let [("read", _, ended), ("release", begun, _)] = talks.as_slice() else {
        panic!("{talks:?}");
    };
    assert!(*begun > asked + MS * 900, "{talks:?}");
    assert!(begun >= ended, "both at once: {talks:?}");
    let waited = begun.saturating_duration_since(let_go);
    assert!(waited < Duration::from_secs(1), "{waited:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mt_08_in_one_process_an_order_goes_before_a_read_that_has_begun() {
    let world = world().await;
    let talks = Talks::default();
    let (_, poller) = world.process(MS * 500);
    let reads = world.talk(&poller, Lane::Scheduled, ("read", MS * 1_500), &talks);
    tokio::time::sleep(MS * 300).await;
    let release = world.talk(&poller, Lane::Release, ("release", MS), &talks);
    assert_eq!((release.await.unwrap().unwrap(), reads.await.unwrap().unwrap()), (0, 0));
    let talks = talks.lock().unwrap();
    let [("release", _, ended), ("read", begun, _)] = talks.as_slice() else {
        panic!("{talks:?}");
    };
    assert!(begun >= ended, "the read is done again, after it: {talks:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mt_08_what_a_killed_process_held_is_free_after_its_end() {
    let mut world = world().await;
    let now = crate::clock::now();
    // As a process leaves it that is killed while it talks: nobody moves its end on.
    let dead = Holder { number: 7, now, until: now.plus_s(2) };
    assert_eq!(world.store.hold_meters(dead, &[METER.to_owned()]).unwrap().len(), 1);
    let talks = Talks::default();
    let (_, worker) = world.process(MS * 500);
    let begun = Instant::now();
    let release = world.talk(&worker, Lane::Release, ("release", MS), &talks);
    assert_eq!(release.await.unwrap().unwrap(), 1);
    let waited = begun.elapsed();
    assert!(waited > MS * 1_500 && waited < MS * 10_000, "{waited:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mt_08_a_meter_is_let_go_whatever_becomes_of_the_talk() {
    let world = world().await;
    let lease = Duration::from_secs(3_600);
    let ((one, poller), (other, _)) = (world.process(lease), world.process(lease));
    let talks = Talks::default();
    // Broken off in the middle, as a runtime does that ends.
    let talk = world.talk(&poller, Lane::Scheduled, ("read", MS * 60_000), &talks);
    while one.hold(METER).await.unwrap() {
        one.let_go(METER);
        tokio::time::sleep(MS).await;
    }
    assert!(!other.hold(METER).await.unwrap());
    talk.abort();
    assert!(talk.await.unwrap_err().is_cancelled());
    one.settle().await.unwrap();
    assert!(other.hold(METER).await.unwrap());
    other.let_go(METER);
    other.settle().await.unwrap();
    // Whoever asked was told, and has gone before it heard.
    let mut asking = one.hold(METER);
    tokio::select! {
        biased;
        _ = &mut asking => panic!("nothing is written in no time"),
        () = std::future::ready(()) => {}
    }
    one.settle().await.unwrap();
    assert!(!other.hold(METER).await.unwrap());
    drop(asking);
    one.settle().await.unwrap();
    assert!(other.hold(METER).await.unwrap());
    other.let_go(METER);
    other.settle().await.unwrap();
    // Whoever asked has gone before it was told.
    for _ in 0..50 {
        let asking = one.hold(METER);
        let _ = tokio::time::timeout(Duration::from_micros(1), asking).await.map(|taken| {
            if taken.unwrap() {
                one.let_go(METER);
            }
        });
    }
    one.settle().await.unwrap();
    other.settle().await.unwrap();
    assert!(other.hold(METER).await.unwrap());
    other.let_go(METER);
    // Nobody is there.
    let mut nobody = world.meter.clone();
    nobody.server = Some(9);
    let dial = TcpDial("127.0.0.1:1".to_owned());
    let talk = Talk { name: "read", lasts: MS, talks, waited: AtomicU64::new(0) };
    other.settle().await.unwrap();
    poller.with_meter("cell", &nobody, &dial, Lane::Scheduled, &talk).await.unwrap_err();
    one.settle().await.unwrap();
    assert!(other.hold(METER).await.unwrap());
}

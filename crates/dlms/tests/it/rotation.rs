//! Keys that change.

use crate::fixture::{ID, NOW, at, world};
use dlms::client::Urgency;
use dlms::{CounterStore, KeepError, Keeping, KeyStore, KnownKeys, MeterKeys};
use std::sync::Arc;

#[tokio::test]
async fn keys_rotate_and_counters_begin_again_under_the_new_ones() {
    let world = world().await;
    let rotated = world.head_end.rotate_keys(&world.meter, &world.dial, Urgency::default()).await;
    let mut association = rotated.unwrap();
    assert_eq!(association.generation(), Some(2));
    association.read_registers(at(NOW), 60).await.unwrap();
    association.release().await.unwrap();
    let known = world.kept.keys(ID).await.unwrap().unwrap();
    assert_eq!((known.current.generation, known.pending), (2, None));
    let (_, heard) = world.served.counters();
    assert!(heard.unwrap() < 64, "the first block under the new key: {heard:?}");
    assert!(world.kept.heard(ID, 1).await.unwrap() > Some(0));
}

/// A store whose process dies when a rotation is to be confirmed.
struct Dies(Arc<dlms::InMemory>);

impl KeyStore for Dies {
    fn keys<'a>(&'a self, meter: &'a str) -> Keeping<'a, Option<KnownKeys>> {
        self.0.keys(meter)
    }

    fn propose<'a>(&'a self, meter: &'a str, keys: &'a MeterKeys) -> Keeping<'a, ()> {
        self.0.propose(meter, keys)
    }

    fn confirm<'a>(&'a self, _: &'a str, _: u32) -> Keeping<'a, ()> {
        Box::pin(async { Err(KeepError::new("the machine stopped")) })
    }
}

#[tokio::test]
async fn a_rotation_that_breaks_off_leaves_keys_that_open_the_meter() {
    let mut world = world().await;
    world.head_end.keys = Arc::new(Dies(world.kept.clone()));
    let broken = world.head_end.rotate_keys(&world.meter, &world.dial, Urgency::default()).await;
    assert!(broken.is_err());
    // The meter has the new keys; here they are still pending.
    assert_eq!(world.kept.keys(ID).await.unwrap().unwrap().current.generation, 1);
    world.head_end.keys = world.kept.clone();
    let association = world.associate().await.unwrap();
    assert_eq!(association.generation(), Some(2));
    association.release().await.unwrap();
    let known = world.kept.keys(ID).await.unwrap().unwrap();
    assert_eq!((known.current.generation, known.pending), (2, None));
}

#[tokio::test]
async fn a_rotation_and_reads_take_turns_on_a_meter() {
    use crate::fixture::World;
    use dlms::DlmsError;
    use dlms::client::Association;
    use dlms::poll::{Limits, Poller, Work};
    use supply::Lane;
    use tokio::net::TcpStream;

    struct Clock;
    impl Work<TcpStream> for Clock {
        type Output = Option<u32>;
        async fn run(
            &self,
            association: &mut Association<TcpStream>,
        ) -> Result<Option<u32>, DlmsError> {
            association.read_clock().await?;
            Ok(association.generation())
        }
    }

    let world: Arc<World> = Arc::new(world().await);
    let poller = Arc::new(Poller::new(world.head_end.clone(), Limits::default()));
    let reads: Vec<_> = (0..20)
        .map(|_| {
            let (world, poller) = (Arc::clone(&world), Arc::clone(&poller));
            tokio::spawn(async move {
                let lane = Lane::Scheduled;
                poller.with_meter("cell", &world.meter, &world.dial, lane, &Clock).await
            })
        })
        .collect();
    tokio::task::yield_now().await;
    poller.rotate_keys("cell", &world.meter, &world.dial).await.unwrap();
    let mut generations = Vec::new();
    for read in reads {
        generations.push(read.await.unwrap().unwrap());
    }
    assert!(generations.iter().all(|generation| matches!(generation, Some(1 | 2))));
    let lane = Lane::Scheduled;
    let last = poller.with_meter("cell", &world.meter, &world.dial, lane, &Clock).await.unwrap();
    assert_eq!(last, Some(2));
}

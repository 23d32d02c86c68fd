//! What goes wrong has a name: keys, counters, recordings, versions, scalers, clocks, holes, silence.

use crate::fixture::{ID, NOW, World, at, keys, obis, profile, world, world_of};
use dlms::client::{TcpDial, Urgency};
use dlms::{CounterStore, DlmsError, Keeping, Role};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use supply::Lane;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::test]
async fn a_wrong_key_is_named() {
    let world = world().await;
    world.kept.put(ID, keys(1, 99));
    let error = world.associate().await.unwrap_err();
    assert!(matches!(error, DlmsError::WrongKey { generation: 1 }), "{error:?}");
    // Only the authentication key is wrong.
    let mut half = keys(1, 7);
    half.authentication = dlms::SecretKey::new([1; 16]);
    world.kept.put(ID, half);
    let error = world.associate().await.unwrap_err();
    assert!(matches!(error, DlmsError::WrongKey { .. }), "{error:?}");
    world.kept.put("OTHER", keys(1, 7));
    let mut stranger = world.meter.clone();
    stranger.id = "NOBODY".to_owned();
    let lane = Lane::Scheduled;
    let error = world.head_end.associate(&stranger, &world.dial, lane, Urgency::default()).await;
    assert_eq!(error.unwrap_err().to_string(), "meter `NOBODY` has no keys");
}

#[tokio::test]
async fn a_stale_counter_moves_forward_once_and_a_far_one_is_refused() {
    let world = world().await;
    world.associate().await.unwrap().release().await.unwrap();
    let (_, heard) = world.served.counters();
    // The store was put back from a backup: its counters begin again.
    let restored = Arc::new(dlms::InMemory::default());
    let mut behind = world.head_end.clone();
    behind.counters = restored.clone();
    let lane = Lane::Scheduled;
    let open = behind.associate(&world.meter, &world.dial, lane, Urgency::default()).await.unwrap();
    drop(open);
    let (_, now) = world.served.counters();
    assert!(now > heard, "went forward: {heard:?} to {now:?}");
    // A jump beyond what a backup explains is not believed.
    let far = world.kept.reserve(ID, 1, 50_000, 64).await.unwrap();
    assert!(far >= 50_000);
    while world.associate().await.is_err() {}
    let fresh = dlms::InMemory::default();
    behind.counters = Arc::new(fresh);
    let error = loop {
        let tried = behind.associate(&world.meter, &world.dial, lane, Urgency::default()).await;
        match tried.unwrap_err() {
            DlmsError::Closed | DlmsError::Lost { .. } => {}
            error => break error,
        }
    };
    assert!(matches!(error, DlmsError::CounterJump { .. }), "{error:?}");
}

#[tokio::test]
async fn mt_17_a_class_version_or_an_object_that_is_not_as_in_the_profile_is_named() {
    let mut theirs = profile("be-single-phase");
    theirs.objects.iter_mut().find(|object| object.role == Role::LoadProfile).unwrap().version = 0;
    let world = world_of(profile("be-single-phase"), theirs).await;
    let error = world.associate().await.unwrap().check_objects().await.unwrap_err();
    let said = "1-0:99.1.0.255 of class 7 has version `0`, the profile says `1`";
    assert_eq!(error.to_string(), said);
    let mut theirs = profile("be-single-phase");
    theirs.objects.retain(|object| object.role != Role::Limiter);
    let world = world_of(profile("be-single-phase"), theirs).await;
    let error = world.associate().await.unwrap().check_objects().await.unwrap_err();
    assert_eq!(error.to_string(), "the meter has no 0-0:17.0.0.255 of class 71, the profile has");
}

#[tokio::test]
async fn mt_01_a_scaler_that_changed_is_named_and_gives_no_value() {
    let mut theirs = profile("be-single-phase");
    let register = theirs.objects.iter_mut().find(|object| object.obis == obis("1-0:1.8.1.255"));
    register.unwrap().scale.as_mut().unwrap().scaler = 3;
    let world = world_of(profile("be-single-phase"), theirs).await;
    let mut association = world.associate().await.unwrap();
    let error = association.read_registers(at(NOW), 60).await.unwrap_err();
    assert!(matches!(error, DlmsError::ScalerChanged { expected: 0, found: 3, .. }), "{error:?}");
}

#[tokio::test]
async fn a_clock_an_hour_off_is_an_alarm_and_can_be_set() {
    let world = world().await;
    world.inside().now = at(NOW).plus_h(1);
    let mut association = world.associate().await.unwrap();
    let read = association.read_registers(at(NOW), 60).await.unwrap();
    let error = read.drift.check().unwrap_err();
    assert_eq!(error.to_string(), "the clock of the meter is off by 3600 s, 60 s are tolerated");
    let drift = association.set_clock(at(NOW), 5).await.unwrap();
    assert_eq!((drift.by_s, world.inside().now), (0, at(NOW)));
}

#[tokio::test]
async fn mt_18_holes_in_a_profile_are_named_and_the_rest_stays_usable() {
    let world = world().await;
    let (from, to) = (at("2026-03-09T00:00:00+01:00"), at("2026-03-09T06:00:00+01:00"));
    let missing = [from.plus_min(30), from.plus_min(45)];
    world.inside().holes.extend(missing);
    let mut association = world.associate().await.unwrap();
    let rows = association.read_profile(Role::LoadProfile, from, to).await.unwrap();
    assert_eq!((rows.rows.len(), rows.holes.as_slice()), (23, missing.as_slice()));
    let error = rows.complete().unwrap_err();
    assert_eq!(error.to_string(), format!("the profile lacks 2 rows from {} on", missing[0]));
}

#[tokio::test]
async fn a_second_client_does_not_get_a_meter_that_is_taken() {
    let world = world().await;
    let first = world.associate().await.unwrap();
    let error = world.associate().await.unwrap_err();
    assert!(matches!(error, DlmsError::Closed | DlmsError::Lost { .. }), "{error:?}");
    first.release().await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    world.associate().await.unwrap();
}

/// Something between head-end and meter that keeps what the meter sends, and may send something else.
async fn between(world: &World, twist: Twist) -> (TcpDial, Arc<Mutex<Vec<Vec<u8>>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dial = TcpDial(listener.local_addr().unwrap().to_string());
    let target = world.dial.0.clone();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heard);
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let mut far = TcpStream::connect(&target).await.unwrap();
            let mut answers = 0;
            loop {
                let Some(question) = frame(&mut near).await else { break };
                far.write_all(&question).await.unwrap();
                let Some(mut answer) = frame(&mut far).await else { break };
                answers += 1;
                kept.lock().unwrap().push(answer.clone());
                match twist {
                    Twist::Silent(answer) if answers == answer => continue,
                    Twist::Replay if answers == 4 => {
                        answer = kept.lock().unwrap()[2].clone();
                    }
                    Twist::Flip if answers == 3 => {
                        let last = answer.len() - 1;
                        answer[last] ^= 1;
                    }
                    // The value bare, as if nobody had agreed on protection.
                    Twist::Bare if answers == 3 => {
                        answer = vec![0, 1, 0, 1, 0, 1, 0, 6, 0xC4, 1, 0xC1, 0, 0x11, 5];
                    }
                    _ => {}
                }
                near.write_all(&answer).await.unwrap();
            }
        }
    });
    (dial, heard)
}

#[derive(Debug, Clone, Copy)]
enum Twist {
    Replay,
    Flip,
    Bare,
    /// The answer of this number is lost.
    Silent(u32),
}

async fn frame(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut header = [0; 8];
    stream.read_exact(&mut header).await.ok()?;
    let length = usize::from(u16::from_be_bytes([header[6], header[7]]));
    let mut frame = header.to_vec();
    frame.resize(8 + length, 0);
    stream.read_exact(&mut frame[8..]).await.ok()?;
    Some(frame)
}

#[tokio::test]
async fn a_recording_a_changed_byte_a_bare_answer_and_silence_are_named() {
    for twist in [Twist::Replay, Twist::Flip, Twist::Bare, Twist::Silent(3)] {
        let mut world = world().await;
        world.head_end.timing.answer = Duration::from_millis(300);
        let (dial, _) = between(&world, twist).await;
        let lane = Lane::Scheduled;
        let opened = world.head_end.associate(&world.meter, &dial, lane, Urgency::default()).await;
        let mut association = opened.unwrap();
        let first = association.read_clock().await;
        let error = match twist {
            Twist::Replay => {
                first.unwrap();
                association.read_clock().await.unwrap_err()
            }
            _ => first.unwrap_err(),
        };
        let named = match twist {
            Twist::Replay => matches!(error, DlmsError::Replayed),
            Twist::Flip => matches!(error, DlmsError::WrongKey { .. }),
            Twist::Bare => matches!(error, DlmsError::Unprotected),
            Twist::Silent(_) => matches!(error, DlmsError::Silent { .. }) && error.is_of_the_line(),
        };
        assert!(named, "{twist:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_recorded_association_opens_nothing_after_a_restart() {
    let world = world().await;
    let (dial, heard) = between(&world, Twist::Replay).await;
    let lane = Lane::Scheduled;
    let opened = world.head_end.associate(&world.meter, &dial, lane, Urgency::default()).await;
    opened.unwrap().release().await.unwrap();
    // A machine that plays the meter's answers of yesterday.
    let recording = heard.lock().unwrap().clone();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let player = TcpDial(listener.local_addr().unwrap().to_string());
    tokio::spawn(async move {
        let (mut near, _) = listener.accept().await.unwrap();
        for answer in recording {
            frame(&mut near).await.unwrap();
            near.write_all(&answer).await.unwrap();
        }
    });
    let error = world.head_end.associate(&world.meter, &player, lane, Urgency::default()).await;
    assert!(matches!(error.unwrap_err(), DlmsError::Replayed));
}

/// A store that cannot write.
struct Full(Arc<dlms::InMemory>);

impl CounterStore for Full {
    fn reserve<'a>(&'a self, _: &'a str, _: u32, _: u32, _: u32) -> Keeping<'a, u32> {
        Box::pin(async { Err(dlms::KeepError::new("the disk is full")) })
    }

    fn heard<'a>(&'a self, meter: &'a str, generation: u32) -> Keeping<'a, Option<u32>> {
        self.0.heard(meter, generation)
    }

    fn keep_heard<'a>(&'a self, _: &'a str, _: u32, _: u32) -> Keeping<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn without_a_counter_that_is_kept_nothing_is_sent() {
    let mut world = world().await;
    world.head_end.counters = Arc::new(Full(world.kept.clone()));
    let error = world.associate().await.unwrap_err();
    assert!(matches!(error, DlmsError::Keeping { .. }), "{error:?}");
    assert_eq!(world.served.counters(), (0, None), "the meter heard nothing");
}

/// Remembers what was kept.
#[derive(Default)]
struct Watched {
    kept: dlms::InMemory,
    blocks: Mutex<Vec<std::ops::Range<u32>>>,
}

impl CounterStore for Watched {
    fn reserve<'a>(
        &'a self,
        meter: &'a str,
        generation: u32,
        at_least: u32,
        count: u32,
    ) -> Keeping<'a, u32> {
        Box::pin(async move {
            let first = self.kept.reserve(meter, generation, at_least, count).await?;
            self.blocks.lock().unwrap().push(first..first + count);
            Ok(first)
        })
    }

    fn heard<'a>(&'a self, meter: &'a str, generation: u32) -> Keeping<'a, Option<u32>> {
        self.kept.heard(meter, generation)
    }

    fn keep_heard<'a>(&'a self, meter: &'a str, generation: u32, high: u32) -> Keeping<'a, ()> {
        self.kept.keep_heard(meter, generation, high)
    }
}

#[tokio::test]
async fn each_counter_a_meter_hears_was_kept_before() {
    let mut world = world().await;
    let watched = Arc::new(Watched::default());
    world.head_end.counters = watched.clone();
    // More questions than a block has counters, and associations that are not released.
    for questions in [100, 1, 3] {
        let mut association = world.associate().await.unwrap();
        for _ in 0..questions {
            association.read_clock().await.unwrap();
            let (_, heard) = world.served.counters();
            let blocks = watched.blocks.lock().unwrap();
            assert!(blocks.iter().any(|block| block.contains(&heard.unwrap())), "{heard:?}");
        }
        drop(association);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let blocks = watched.blocks.lock().unwrap();
    assert!(blocks.len() >= 4, "{blocks:?}");
    assert!(blocks.windows(2).all(|pair| pair[0].end <= pair[1].start), "{blocks:?}");
}

#[tokio::test]
async fn without_keys_a_meter_shows_its_clock_and_counter_and_no_register() {
    let world = world().await;
    world.associate().await.unwrap().release().await.unwrap();
    let mut public = profile("be-single-phase").plain();
    public.client = 16;
    let mut meter = world.meter.clone();
    meter.profile = Arc::new(public);
    let lane = Lane::Scheduled;
    let opened = world.head_end.associate(&meter, &world.dial, lane, Urgency::default()).await;
    let mut association = opened.unwrap();
    assert_eq!(association.read_clock().await.unwrap(), at(NOW));
    let counter = dlms::Attribute { class: 1, obis: dlms::Obis::COUNTER, index: 2 };
    let heard = association.get(counter).await.unwrap().as_i64();
    assert_eq!(heard, world.served.counters().1.map(i64::from));
    assert!(association.read_registers(at(NOW), 60).await.is_err());
    assert!(association.disconnect().await.is_err());
    // The management client without protection is refused.
    meter.profile = Arc::new(profile("be-single-phase").plain());
    let bare = world.head_end.associate(&meter, &world.dial, lane, Urgency::default()).await;
    assert!(matches!(bare.unwrap_err(), DlmsError::AssociationRefused { .. }));
}

struct Always;
impl dlms::client::Gate for Always {
    async fn still_holds(
        &self,
        _: &supply::MeterCommand,
        _: calendar::Instant,
    ) -> Result<(), String> {
        Ok(())
    }
}

#[tokio::test]
async fn mt_07_an_order_whose_answer_is_lost_is_given_again_under_its_id() {
    use dlms::client::{Delivered, deliver};
    use supply::{Cause, CommandEvent, CommandKind, CommandState, ControlState, MeterCommand};
    let mut world = world().await;
    world.head_end.timing.answer = Duration::from_millis(300);
    let cause = Cause::Exhausted { proof: "p".into() };
    let (kind, end) = (CommandKind::Disconnect, Some(at(NOW).plus_h(1)));
    let mut order = MeterCommand::new("c1".into(), kind, cause, at(NOW), end);
    // Two of the association, its switch, and then the cut.
    let (dial, _) = between(&world, Twist::Silent(4)).await;
    let lane = order.kind.lane();
    let opened = world.head_end.associate(&world.meter, &dial, lane, Urgency::default()).await;
    let mut association = opened.unwrap();
    order.hear(CommandEvent::Sent, at(NOW));
    let error = deliver(&mut association, &order, &Always, || at(NOW)).await.unwrap_err();
    assert!(error.is_of_the_line(), "{error:?}");
    drop(association);
    // The meter did it all the same; here nobody knows before it is read back.
    assert_eq!(world.inside().state, ControlState::Disconnected);
    assert_eq!(order.state, CommandState::Sent);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut association = world.associate().await.unwrap();
    order.hear(CommandEvent::Sent, at(NOW));
    let done = deliver(&mut association, &order, &Always, || at(NOW)).await.unwrap();
    assert_eq!(done, Delivered::Control(ControlState::Disconnected));
    order.hear(CommandEvent::ReadBack, at(NOW));
    assert_eq!((order.id.as_str(), order.attempts), ("c1", 2));
    assert_eq!(order.state, CommandState::Confirmed { at: at(NOW) });
}

//! What meters send by themselves.

use crate::fixture::{ID, Model, NOW, World, at, keys, obis, world};
use dlms::client::{Amount, MeterAddress, PushDirectory, PushLimits, Pushed};
use dlms::{DlmsError, SystemTitle, Value};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use supply::ControlState;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use units::MilliWattHours;

struct Directory(SystemTitle, MeterAddress);

impl PushDirectory for Directory {
    fn meter(&self, title: SystemTitle) -> Option<MeterAddress> {
        (title == self.0).then(|| self.1.clone())
    }
}

fn directory(world: &World) -> Directory {
    Directory(world.served.title(), world.meter.clone())
}

#[tokio::test]
async fn mt_19_a_push_comes_over_the_network_with_exact_values() {
    let world = world().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let got: Arc<Mutex<Vec<Result<Pushed, DlmsError>>>> = Arc::default();
    let (head_end, known, all) = (world.head_end.clone(), directory(&world), Arc::clone(&got));
    let taking = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let limits = PushLimits::default();
        let mut each = |_, push| all.lock().unwrap().push(push);
        head_end.take_pushes(stream, &known, limits, &mut each).await
    });
    world.served.push().unwrap().send(&address).await.unwrap();
    taking.await.unwrap().unwrap();
    let mut got = got.lock().unwrap();
    let push = got.remove(0).unwrap();
    assert_eq!((push.meter.as_str(), push.at), (ID, Some(at(NOW))));
    let wh = Model::value(obis("1-0:1.8.1.255"), at(NOW));
    let energy = Amount::Energy(MilliWattHours(wh * 1000));
    assert_eq!(push.values[0], (obis("1-0:1.8.1.255"), energy));
}

#[tokio::test]
async fn a_push_that_comes_again_under_a_wrong_key_or_bare_is_refused() {
    let world = world().await;
    let known = directory(&world);
    let push = world.served.push().unwrap().0;
    let apdu = &push[8..];
    world.head_end.open_push(apdu, &known).await.unwrap();
    let again = world.head_end.open_push(apdu, &known).await.unwrap_err();
    assert!(matches!(again, DlmsError::Replayed), "{again:?}");
    // What was heard as a push is not heard again in an association, and the other way round.
    world.associate().await.unwrap().release().await.unwrap();
    let next = world.served.push().unwrap().0;
    world.head_end.open_push(&next[8..], &known).await.unwrap();
    let mut forged = world.served.push().unwrap().0;
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let error = world.head_end.open_push(&forged[8..], &known).await.unwrap_err();
    assert!(matches!(error, DlmsError::WrongKey { .. }), "{error:?}");
    world.kept.put(ID, keys(1, 50));
    let error = world.head_end.open_push(&world.served.push().unwrap().0[8..], &known).await;
    assert!(matches!(error.unwrap_err(), DlmsError::WrongKey { .. }));
    let bare = [0x0F, 0, 0, 0, 1, 0, 0x11, 5];
    assert!(matches!(world.head_end.open_push(&bare, &known).await, Err(DlmsError::Unprotected)));
}

#[tokio::test]
async fn mt_09_a_press_is_told_as_an_event_sealed_and_counted_like_any_push() {
    let world = world().await;
    let known = directory(&world);
    world.inside().state = ControlState::Connected;
    let told = world.served.push_supply(0).unwrap().0;
    let push = world.head_end.open_push(&told[8..], &known).await.unwrap();
    let (attribute, value) = push.event.unwrap();
    assert_eq!(
        (attribute.class, attribute.obis, attribute.index),
        (70, obis("0-0:96.3.10.255"), 3)
    );
    assert_eq!((value, push.at, push.values.len()), (Value::Enum(1), Some(at(NOW)), 0));
    let again = world.head_end.open_push(&told[8..], &known).await.unwrap_err();
    assert!(matches!(again, DlmsError::Replayed), "{again:?}");
    let mut forged = world.served.push_supply(0).unwrap().0;
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let error = world.head_end.open_push(&forged[8..], &known).await.unwrap_err();
    assert!(matches!(error, DlmsError::WrongKey { .. }), "{error:?}");
}

/// What a connection comes to that brings these bytes and stays open.
async fn brought(bytes: &[u8], limits: PushLimits) -> (usize, Result<(), DlmsError>) {
    let world = world().await;
    let known = directory(&world);
    let (mut theirs, ours) = tokio::io::duplex(1 << 20);
    theirs.write_all(bytes).await.unwrap();
    let mut count = 0;
    let taken = world.head_end.take_pushes(ours, &known, limits, &mut |_, _| count += 1).await;
    drop(theirs);
    (count, taken)
}

#[tokio::test]
async fn a_connection_brings_short_pushes_a_few_of_them_and_in_time() {
    let limits = PushLimits { apdu: 64, pushes: 2, each_within: Duration::from_millis(100) };
    let bare = [0, 1, 0, 1, 0, 1, 0, 8, 0x0F, 0, 0, 0, 1, 0, 0x11, 5];
    let (count, ended) = brought(&bare.repeat(3), limits).await;
    assert_eq!(count, 2);
    assert!(matches!(ended, Err(DlmsError::Framing { .. })), "{ended:?}");
    let long = [0, 1, 0, 1, 0, 1, 0, 65, 0x0F];
    let (count, ended) = brought(&long, limits).await;
    assert!(count == 0 && matches!(ended, Err(DlmsError::Framing { .. })), "{ended:?}");
    let (count, ended) = brought(&bare[..9], limits).await;
    assert!(count == 0 && matches!(ended, Err(DlmsError::Silent { .. })), "{ended:?}");
}

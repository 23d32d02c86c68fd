//! The same over HDLC, in small frames.

use crate::fixture::{NOW, at, world};
use dlms::DlmsError;
use dlms::Role;
use dlms::client::{Dial, Urgency};
use dlms::face::ServedModel;
use dlms::link::Framing;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use supply::Lane;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

/// A line that is served at its other end.
struct Line(Arc<ServedModel>);

impl Dial for Line {
    type Stream = DuplexStream;

    async fn dial(&self, _: Duration) -> Result<DuplexStream, DlmsError> {
        let (near, far) = tokio::io::duplex(4096);
        let served = Arc::clone(&self.0);
        tokio::spawn(async move { served.serve_hdlc(far, 17).await });
        Ok(near)
    }
}

#[tokio::test]
async fn mt_17_registers_and_long_profiles_come_over_hdlc() {
    let world = world().await;
    let mut meter = world.meter.clone();
    meter.framing = Framing::Hdlc { physical: 17 };
    let line = Line(Arc::clone(&world.served));
    let lane = Lane::Scheduled;
    let opened = world.head_end.associate(&meter, &line, lane, Urgency::default()).await;
    let mut association = opened.unwrap();
    assert_eq!(association.read_registers(at(NOW), 60).await.unwrap().values.len(), 5);
    let (from, to) = (at("2026-03-09T00:00:00+01:00"), at("2026-03-10T00:00:00+01:00"));
    let rows = association.read_profile(Role::LoadProfile, from, to).await.unwrap();
    assert_eq!(rows.complete().unwrap().len(), 97);
    association.release().await.unwrap();
    // The link was ended, so the meter is free again.
    let opened = world.head_end.associate(&meter, &line, lane, Urgency::default()).await;
    opened.unwrap().release().await.unwrap();
}

/// A line that loses one burst of bytes, the `lost`-th of either direction.
struct Lossy {
    served: Arc<ServedModel>,
    lost: usize,
    seen: Arc<AtomicUsize>,
}

impl Dial for Lossy {
    type Stream = DuplexStream;

    async fn dial(&self, _: Duration) -> Result<DuplexStream, DlmsError> {
        let (near, near_far) = tokio::io::duplex(4096);
        let (far_near, far) = tokio::io::duplex(4096);
        let served = Arc::clone(&self.served);
        tokio::spawn(async move { served.serve_hdlc(far, 17).await });
        let (near_read, near_write) = tokio::io::split(near_far);
        let (far_read, far_write) = tokio::io::split(far_near);
        for (mut from, mut to) in [(near_read, far_write), (far_read, near_write)] {
            let (lost, seen) = (self.lost, Arc::clone(&self.seen));
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                while let Ok(got) = from.read(&mut buffer).await {
                    let number = seen.fetch_add(1, Ordering::SeqCst);
                    if got == 0 {
                        return;
                    }
                    if number != lost && to.write_all(&buffer[..got]).await.is_err() {
                        return;
                    }
                }
            });
        }
        Ok(near)
    }
}

#[tokio::test]
async fn a_frame_that_is_lost_is_sent_again_whichever_it_is() {
    let mut losses = 0;
    for lost in 0.. {
        let mut world = world().await;
        world.head_end.timing.answer = Duration::from_millis(600);
        let mut meter = world.meter.clone();
        meter.framing = Framing::Hdlc { physical: 17 };
        let seen = Arc::new(AtomicUsize::new(0));
        let line = Lossy { served: Arc::clone(&world.served), lost, seen: Arc::clone(&seen) };
        let lane = Lane::Scheduled;
        let opened = world.head_end.associate(&meter, &line, lane, Urgency::default()).await;
        let mut association = opened.unwrap_or_else(|error| panic!("lost {lost}: {error:?}"));
        let (from, to) = (at("2026-03-09T00:00:00+01:00"), at("2026-03-10T00:00:00+01:00"));
        let rows = association.read_profile(Role::LoadProfile, from, to).await;
        let rows = rows.unwrap_or_else(|error| panic!("lost {lost}: {error:?}"));
        assert_eq!(rows.complete().unwrap().len(), 97, "lost {lost}");
        if seen.load(Ordering::SeqCst) <= lost {
            break;
        }
        losses += 1;
    }
    assert!(losses > 10, "{losses} frames were lost, one at a time");
}

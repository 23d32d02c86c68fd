//! The same over HDLC, in small frames.

use crate::fixture::{NOW, at, world};
use dlms::DlmsError;
use dlms::Role;
use dlms::client::{Dial, Urgency};
use dlms::face::ServedModel;
use dlms::link::Framing;
use std::sync::Arc;
use std::time::Duration;
use supply::Lane;
use tokio::io::DuplexStream;

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

//! Virtual meters through the client over loopback: what a head-end reads, orders and misses.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod bad_world;
mod reading;
mod supply;

use super::*;
use ::supply::Lane;
use dlms::client::{Association, HeadEnd, MeterAddress, TcpDial, Timing, Urgency};
use dlms::face::Fleet;
use dlms::link::Framing;
use dlms::{DlmsError, InMemory, SystemTitle};
use std::time::Duration;
use tokio::net::TcpStream;
use virtual_meters::Draw;

pub const SEED: u64 = 3;

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// One meter, and a head-end that has its keys.
pub struct World {
    pub time: MeterTime,
    pub meter: VirtualMeter,
    pub head_end: HeadEnd,
    pub address: MeterAddress,
    dial: TcpDial,
    /// Serves as long as it lives.
    _fleet: Fleet,
}

/// A meter of a `place` line, with what is wrong with it.
pub async fn world(place: &str, knobs: &str) -> World {
    let place = Place::parse(&format!("place {place}")).unwrap();
    let (serial, time) = (place.serial, MeterTime::told(place.at));
    let mut placing = Placing::new(place, time.clone()).unwrap();
    placing.knobs = knobs.parse().unwrap();
    let profile = Arc::clone(&placing.profile);
    let meter = VirtualMeter::place(placing, &ParameterBook::shipped().unwrap()).unwrap();
    let keys = keys_of(SEED, serial);
    let served = meter.served(&keys);
    let fleet = Fleet::serve(vec![served], "127.0.0.1:0".parse().unwrap(), 1).await.unwrap();
    let kept = Arc::new(InMemory::default());
    kept.put(&serial.to_string(), keys);
    let timing = Timing {
        connect: Duration::from_secs(5),
        answer: Duration::from_secs(5),
        tries: 1,
        back_off: Duration::from_millis(10),
    };
    let title = SystemTitle(*b"HES\0\0\0\0\x09");
    let head_end = HeadEnd { keys: kept.clone(), counters: kept, title, timing };
    let (id, framing, server) = (serial.to_string(), Framing::Wrapper, Some(1));
    let address = MeterAddress { id, profile, framing, server };
    let dial = TcpDial(fleet.places()[0].address.to_string());
    World { time, meter, head_end, address, dial, _fleet: fleet }
}

impl World {
    pub async fn associate(&self) -> Result<Association<TcpStream>, DlmsError> {
        let lane = Lane::Scheduled;
        self.head_end.associate(&self.address, &self.dial, lane, Urgency::default()).await
    }

    /// Lets the meter see that the last client is gone.
    pub async fn associate_anew(&self) -> Result<Association<TcpStream>, DlmsError> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.associate().await
    }

    pub fn wait_s(&self, seconds: i64) {
        self.time.tell(self.time.now().plus_s(seconds));
    }

    /// Something is switched on, until something else is.
    pub fn plug_in(&self, draw: Draw) {
        let profile = virtual_meters::Profile::new(vec![(Instant(0), draw)]);
        self.meter.set_load(HomeLoad::Given(Arc::new(profile)));
    }

    /// What happened since the last look, a line each without the time.
    pub fn happened(&self) -> Vec<String> {
        let lines = self.meter.events();
        lines.iter().filter_map(Event::line).map(|line| line[10..].to_owned()).collect()
    }

    /// The screen in one line.
    pub fn screen(&self) -> String {
        let shown = self.meter.screen().to_string();
        shown.split('|').map(str::trim).collect::<Vec<_>>().join(" | ")
    }
}

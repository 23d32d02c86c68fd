//! Served meters in a runtime of their own, beside whatever else the process does.

use super::{Tells, VirtualMeter};
use crate::failure::{Failure, chain};
use dlms::face::{Fleet, ServedAt, ServedModel};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;

/// How often a meter looks whether it has something to tell.
const LOOKS: Duration = Duration::from_secs(1);
/// So often a push is tried; whoever listens asks in any case, later.
const TRIES: u32 = 3;

/// Meters that are served until it is dropped.
#[derive(Debug)]
pub struct Serving {
    fleet: Fleet,
    /// Dropped after the fleet, whose tasks run in it.
    runtime: Runtime,
}

impl Serving {
    /// Serves over the TCP wrapper, `on_a_port` meters behind each port. Errors: a port cannot be had.
    pub fn begin(
        meters: Vec<Arc<ServedModel>>,
        listen: SocketAddr,
        on_a_port: usize,
    ) -> Result<Self, Failure> {
        let runtime = Runtime::new()?;
        let fleet = runtime.block_on(Fleet::serve(meters, listen, on_a_port))?;
        Ok(Self { fleet, runtime })
    }

    /// Lets a meter tell by itself what happens at it, to where its knob says.
    /// One on M-Bus tells it on its channel; the meter's own is 0.
    pub fn let_tell(&self, meter: &VirtualMeter, served: &Arc<ServedModel>, channel: u8) {
        let (meter, served) = (meter.clone(), Arc::clone(served));
        self.runtime.spawn(async move {
            let wakes = meter.wakes();
            loop {
                // What time brings about, such as the end of a leak test, wakes nobody.
                let _ = tokio::time::timeout(LOOKS, wakes.notified()).await;
                for (tells, to) in meter.tells() {
                    tell(&served, tells, channel, to).await;
                }
            }
        });
    }

    /// Where each meter is, in their order.
    pub fn places(&self) -> &[ServedAt] {
        self.fleet.places()
    }
}

async fn tell(served: &Arc<ServedModel>, tells: Tells, channel: u8, to: SocketAddr) {
    for left in (0..TRIES).rev() {
        let push = match tells {
            Tells::Supply => served.push_supply(channel),
            Tells::Values => served.push(),
        };
        let sent = match push {
            Ok(push) => push.send(&to.to_string()).await,
            Err(error) => Err(error),
        };
        match sent {
            Ok(()) => return,
            Err(error) if left == 0 => eprintln!("meter {}: {}", served.title(), chain(&error)),
            Err(_) => tokio::time::sleep(LOOKS).await,
        }
    }
}

//! Served meters in a runtime of their own, beside whatever else the process does.

use crate::failure::Failure;
use dlms::face::{Fleet, ServedAt, ServedModel};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// Meters that are served until it is dropped.
#[derive(Debug)]
pub struct Serving {
    fleet: Fleet,
    /// Dropped after the fleet, whose tasks run in it.
    _runtime: Runtime,
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
        Ok(Self { fleet, _runtime: runtime })
    }

    /// Where each meter is, in their order.
    pub fn places(&self) -> &[ServedAt] {
        self.fleet.places()
    }
}

//! Meters that are registered, and how each is reached.

use super::kept::{self, KeptMeters};
use super::orders::{Clock, Dispatcher, Line, Reach};
use super::register::Profiles;
use crate::failure::{Failure, refuse};
use crate::sealed::MasterKeys;
use dlms::Profile;
use dlms::client::{Identity, MeterAddress, TcpDial, Timing};
use dlms::link::Framing;
use dlms::poll::{Limits, Poller};
use std::sync::Arc;
use std::time::Duration;
use store::{Meter, Store};
use units::AccountId;

/// For an order: one try at a time, since the outbox tries again and asks anew whether it may leave.
const OF_AN_ORDER: Timing = Timing {
    connect: Duration::from_secs(10),
    answer: Duration::from_secs(20),
    tries: 1,
    back_off: Duration::from_secs(1),
};

/// How a registered meter is talked to.
pub fn address(meter: &Meter, profile: Arc<Profile>) -> MeterAddress {
    let framing = match meter.hdlc_physical {
        Some(physical) => Framing::Hdlc { physical },
        None => Framing::Wrapper,
    };
    MeterAddress { id: meter.speaker().to_owned(), profile, framing, server: meter.server }
}

/// Who a registered meter is believed to be. Source: CG-12.
pub fn identity(meter: &Meter) -> Identity {
    let title = meter.title.as_deref().and_then(kept::title_of);
    let device = meter.behind.is_some().then(|| meter.serial.clone());
    Identity { serial: meter.speaker().to_owned(), title, device }
}

/// Reaches the meters of the registry over TCP.
#[derive(Debug)]
pub struct Registry {
    profiles: Profiles,
}

impl Registry {
    /// Of meters of these kinds.
    pub fn of(profiles: Profiles) -> Self {
        Self { profiles }
    }
}

impl Reach for Registry {
    type Dial = TcpDial;

    fn line(
        &self,
        store: &mut Store,
        account: AccountId,
    ) -> Result<Option<Line<TcpDial>>, Failure> {
        let Some(account) = store.account(account)? else { return Ok(None) };
        let Some(placed) = store.meter_of(account.ean)? else { return Ok(None) };
        let Some(profile) = self.profiles.get(&placed.profile) else {
            let (serial, kind) = (&placed.serial, &placed.profile);
            return refuse(format!("meter `{serial}` is of kind `{kind}`, which is not known"));
        };
        let (meter, who) = (address(&placed, Arc::clone(profile)), identity(&placed));
        Ok(Some(Line { cell: placed.cell, meter, who, dial: TcpDial(placed.place) }))
    }
}

/// What reaches registered meters, with their keys and counters from the store.
pub struct Reached {
    /// Brings orders to them.
    pub field: Dispatcher<Registry>,
    /// Whose turn it is at each, for all that this process does with them; its head-end opens what meters
    /// send by themselves.
    pub poller: Arc<Poller>,
    pub kept: KeptMeters,
}

/// Over connections of its own.
pub fn reach(store: &mut Store, profiles: Profiles, clock: Clock) -> Result<Reached, Failure> {
    let kept = KeptMeters::over(store.another()?, MasterKeys::from_environment()?)?;
    let head_end = kept.head_end(kept::title(store)?, OF_AN_ORDER);
    let poller = Arc::new(Poller::new(head_end, Limits::default()));
    let field = Dispatcher::new(Arc::clone(&poller), Registry::of(profiles), clock);
    Ok(Reached { field, poller, kept })
}

//! Meters that are registered, and how each is reached.

use super::kept::{self, KeptMeters};
use super::orders::{Clock, Dispatcher, Line, Reach};
use crate::failure::{Failure, refuse};
use crate::sealed::MasterKeys;
use dlms::Profile;
use dlms::client::{MeterAddress, TcpDial, Timing};
use dlms::link::Framing;
use dlms::poll::{Limits, Poller};
use std::collections::BTreeMap;
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

/// The kinds of meters, by name.
#[derive(Debug, Clone)]
pub struct Kinds(BTreeMap<String, Arc<Profile>>);

impl Kinds {
    /// Those that are shipped. Errors: one of them is not well-formed.
    pub fn shipped() -> Result<Self, Failure> {
        let kinds = Profile::shipped()?.into_iter().map(|kind| (kind.name.clone(), kind));
        Ok(Self(kinds.collect()))
    }

    /// How a registered meter is talked to. Errors: its kind is not known.
    pub fn address(&self, meter: &Meter) -> Result<MeterAddress, Failure> {
        let Some(profile) = self.0.get(&meter.profile) else {
            let (serial, kind) = (&meter.serial, &meter.profile);
            return refuse(format!("meter `{serial}` is of kind `{kind}`, which is not known"));
        };
        let framing = match meter.hdlc_physical {
            Some(physical) => Framing::Hdlc { physical },
            None => Framing::Wrapper,
        };
        let (id, profile) = (meter.serial.clone(), Arc::clone(profile));
        Ok(MeterAddress { id, profile, framing, server: meter.server })
    }
}

/// Reaches the meters of the registry over TCP.
#[derive(Debug)]
pub struct Registry {
    kinds: Kinds,
}

impl Registry {
    pub fn new() -> Result<Self, Failure> {
        Ok(Self { kinds: Kinds::shipped()? })
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
        let meter = self.kinds.address(&placed)?;
        Ok(Some(Line { cell: placed.cell, meter, dial: TcpDial(placed.place) }))
    }
}

/// Brings orders to registered meters, with their keys and counters from the store.
pub fn dispatcher(store: &mut Store, clock: Clock) -> Result<Dispatcher<Registry>, Failure> {
    let kept = KeptMeters::over(store.another()?, MasterKeys::from_environment()?)?;
    let head_end = kept.head_end(kept::title(store)?, OF_AN_ORDER);
    let poller = Arc::new(Poller::new(head_end, Limits::default()));
    Ok(Dispatcher::new(poller, Registry::new()?, clock))
}

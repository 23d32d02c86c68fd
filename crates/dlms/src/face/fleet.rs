//! Many meters in one process, behind a few ports.

use crate::engine::{ServedMeter, ServerState, wrap};
use crate::error::DlmsError;
use crate::face::objects::MeterFace;
use crate::face::{Conduct, Seat, ServedModel};
use crate::keys::MeterKeys;
use crate::link::{HdlcStation, Stream, read_wrapped, within, write_all};
use crate::profile::Security;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The client that finds a meter: no keys, and hardly any objects.
const PUBLIC: u16 = 16;
/// A client that says nothing loses its seat.
const IDLE: Duration = Duration::from_secs(60);
/// How long a segment on HDLC waits for its answer.
const ANSWERED: Duration = Duration::from_secs(15);
/// A wrapper addresses a device with 16 bits; 0 and what is special stay free.
const MOST_ON_A_PORT: usize = 60_000;

/// Why a fleet cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    #[error("could not listen on `{address}`")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("{count} meters do not fit on one port, {most} do")]
    TooMany { count: usize, most: usize },
}

/// Where a meter of a fleet is: a port, and its logical device behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedAt {
    pub address: SocketAddr,
    pub server: u16,
}

/// Meters that are served until it is dropped.
#[derive(Debug)]
pub struct Fleet {
    meters: Vec<Arc<ServedModel>>,
    places: Vec<ServedAt>,
    tasks: Vec<JoinHandle<()>>,
}

impl Fleet {
    /// Serves meters over the TCP wrapper on one port each for `on_a_port` of them: the first of a port
    /// is logical device 1, and so on. `listen` is an address with port 0, or the first port.
    ///
    /// Errors: a port cannot be had, or it would hold too many.
    pub async fn serve(
        meters: Vec<Arc<ServedModel>>,
        listen: SocketAddr,
        on_a_port: usize,
    ) -> Result<Self, FleetError> {
        if on_a_port == 0 || on_a_port > MOST_ON_A_PORT {
            return Err(FleetError::TooMany { count: on_a_port, most: MOST_ON_A_PORT });
        }
        let (mut places, mut tasks) = (Vec::with_capacity(meters.len()), Vec::new());
        let mut address = listen;
        for some in meters.chunks(on_a_port) {
            let failed = |source| FleetError::Listen { address, source };
            let listener = TcpListener::bind(address).await.map_err(failed)?;
            let bound = listener.local_addr().map_err(failed)?;
            let servers = (1_u16..).take(some.len());
            places.extend(servers.map(|server| ServedAt { address: bound, server }));
            tasks.push(tokio::spawn(accept(listener, some.to_vec().into())));
            if listen.port() != 0 {
                address.set_port(address.port().saturating_add(1));
            }
        }
        Ok(Self { meters, places, tasks })
    }

    pub fn meters(&self) -> &[Arc<ServedModel>] {
        &self.meters
    }

    /// Where each meter is, in their order.
    pub fn places(&self) -> &[ServedAt] {
        &self.places
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn accept(listener: TcpListener, meters: Arc<[Arc<ServedModel>]>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                let meters = Arc::clone(&meters);
                // What goes wrong with one client ends its connection, as it would at a meter.
                tokio::spawn(async move {
                    let _ = serve_wrapper(stream, &meters).await;
                });
            }
            // No descriptor free: others will be given back.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// An association of one client with one meter, and what is kept of it in the meter.
struct Session {
    client: u16,
    server: u16,
    generation: u32,
    served: ServedMeter<MeterFace>,
    /// The public client counts nothing, so it may come beside another.
    seat: Option<Seat>,
    meter: Arc<ServedModel>,
}

impl Session {
    /// `None` while another client has the meter.
    fn open(meter: &Arc<ServedModel>, client: u16, server: u16) -> Option<Self> {
        let profile = &meter.profile;
        let public = client == PUBLIC;
        let seat = if public { None } else { Some(meter.take_seat()?) };
        let (keys, state): (Option<MeterKeys>, ServerState) = {
            let mut inner = meter.lock();
            if !public && inner.model.forgets_counters() {
                inner.state = ServerState::default();
            }
            (inner.keys.clone(), inner.state)
        };
        let security = match (public, &keys) {
            (false, Some(_)) => profile.security,
            _ => Security::Plain,
        };
        let objects = MeterFace { meter: Arc::clone(meter), public };
        let keys = keys.filter(|_| !public);
        let generation = meter.generation();
        let max_pdu = profile.max_pdu;
        let served =
            ServedMeter::new(objects, meter.title, security, keys.as_ref(), max_pdu, state);
        Some(Self { client, server, generation, served, seat, meter: Arc::clone(meter) })
    }

    fn handle(&mut self, apdu: &[u8]) -> Result<Vec<u8>, DlmsError> {
        let answer = self.served.handle(apdu)?.to_vec();
        // Kept before the answer leaves. New keys have counters of their own.
        if self.seat.is_some() && self.meter.generation() == self.generation {
            self.meter.lock().state = self.served.state();
        }
        Ok(answer)
    }
}

async fn serve_wrapper(
    mut stream: impl Stream,
    meters: &[Arc<ServedModel>],
) -> Result<(), DlmsError> {
    let (mut buffer, mut bytes) = (Vec::new(), 0);
    let mut session: Option<Session> = None;
    let mut last = Vec::new();
    loop {
        let heard = within(IDLE, read_wrapped(&mut stream, &mut buffer, &mut bytes)).await?;
        let Some(heard) = heard else { return Ok(()) };
        let index = usize::from(heard.destination).checked_sub(1);
        let meter = index.and_then(|index| meters.get(index)).ok_or(DlmsError::Closed)?;
        let conduct = meter.lock().model.conduct();
        if conduct == Conduct::Deaf {
            continue;
        }
        let same = |session: &Session| {
            session.client == heard.source && session.server == heard.destination
        };
        if !session.as_ref().is_some_and(same) {
            drop(session.take());
            session = Session::open(meter, heard.source, heard.destination);
        }
        let Some(open) = session.as_mut() else { return Err(DlmsError::Closed) };
        let answer = open.handle(&heard.apdu)?;
        if answer.is_empty() {
            continue;
        }
        let frame = wrap(heard.destination, heard.source, &answer)?;
        match conduct {
            Conduct::Answers => write_all(&mut stream, &frame).await?,
            Conduct::Deaf | Conduct::Mute => {}
            Conduct::HangsUp => return Ok(()),
            Conduct::Late(after) => {
                tokio::time::sleep(after).await;
                write_all(&mut stream, &frame).await?;
            }
            Conduct::Repeats => {
                write_all(&mut stream, &frame).await?;
                write_all(&mut stream, &frame).await?;
            }
            Conduct::Replays => {
                let before = if last.is_empty() { &frame } else { &last };
                write_all(&mut stream, before).await?;
            }
        }
        last = frame;
    }
}

impl ServedModel {
    /// Serves one client over HDLC until it ends the link.
    pub async fn serve_hdlc(
        self: &Arc<Self>,
        stream: impl Stream,
        physical: u16,
    ) -> Result<(), DlmsError> {
        let (client, server) = (self.profile.client, self.profile.server);
        let mut station = HdlcStation::server(stream, server, physical, client);
        let busy = || DlmsError::Busy { meter: self.title.to_string() };
        let mut session = Session::open(self, client, server).ok_or_else(busy)?;
        while let Some(apdu) = station.serve_next(IDLE).await? {
            let answer = session.handle(&apdu)?;
            station.serve_answer(&answer, ANSWERED).await?;
        }
        Ok(())
    }
}

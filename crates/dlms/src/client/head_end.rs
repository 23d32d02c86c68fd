//! Opening associations: with the right keys, the right counter, the right protection.

use crate::client::association::{Association, Parts};
use crate::client::urgency::Urgency;
use crate::counter::Counters;
use crate::engine::Opening;
use crate::error::DlmsError;
use crate::keys::{CounterStore, KeyStore, MeterKeys, SystemTitle};
use crate::link::{Framing, Link, Stream};
use crate::profile::{Profile, Security};
use std::sync::Arc;
use std::time::Duration;
use supply::Lane;
use tokio::net::TcpStream;

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    pub connect: Duration,
    /// From a question to its answer.
    pub answer: Duration,
    /// How often a meter is tried when the line fails.
    pub tries: u32,
    /// Before the second try; doubled before each further one.
    pub back_off: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        let second = Duration::from_secs(1);
        Self { connect: second * 10, answer: second * 20, tries: 3, back_off: second * 5 }
    }
}

/// Which meter, of what kind, and how it is framed.
#[derive(Debug, Clone)]
pub struct MeterAddress {
    /// Under this name its keys and counters are kept.
    pub id: String,
    pub profile: Arc<Profile>,
    pub framing: Framing,
    /// The logical device, if it is not the profile's.
    pub server: Option<u16>,
}

/// Makes the connection to a meter, again if need be.
pub trait Dial: Send + Sync {
    type Stream: Stream;
    fn dial(
        &self,
        within: Duration,
    ) -> impl Future<Output = Result<Self::Stream, DlmsError>> + Send;
}

/// A meter or its gateway at `host:port`.
#[derive(Debug, Clone)]
pub struct TcpDial(pub String);

impl Dial for TcpDial {
    type Stream = TcpStream;

    async fn dial(&self, within: Duration) -> Result<TcpStream, DlmsError> {
        let failed = |source| DlmsError::Connect { address: self.0.clone(), source };
        let connected = tokio::time::timeout(within, TcpStream::connect(&self.0)).await;
        let stream = connected.map_err(|_| DlmsError::Silent { after: within })?.map_err(failed)?;
        // Questions are small, and each waits for its answer.
        stream.set_nodelay(true).map_err(failed)?;
        Ok(stream)
    }
}

/// A refusal for a stale counter is not protected, so anyone may forge one, and it costs up to this many
/// counters. A day of polls from a backup is fewer; 400,000 forgeries use up a key, which then rotates.
const MOST_JUMP: u32 = 10_000;

/// What all associations share.
#[derive(Clone)]
pub struct HeadEnd {
    pub keys: Arc<dyn KeyStore>,
    pub counters: Arc<dyn CounterStore>,
    /// Our own title; no other head-end may have it under the same keys.
    pub title: SystemTitle,
    pub timing: Timing,
}

impl std::fmt::Debug for HeadEnd {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("HeadEnd").field("title", &self.title).finish_non_exhaustive()
    }
}

impl HeadEnd {
    /// Opens an association, with the pending keys if the current ones are refused, and once more if
    /// the meter expects a higher counter.
    ///
    /// Errors: the line; [`DlmsError::WrongKey`], [`DlmsError::CounterJump`],
    /// [`DlmsError::AssociationRefused`].
    pub async fn associate<D: Dial>(
        &self,
        meter: &MeterAddress,
        dial: &D,
        lane: Lane,
        urgency: Urgency,
    ) -> Result<Association<D::Stream>, DlmsError> {
        let attempt = Attempt { head_end: self, meter, dial, lane, urgency };
        if meter.profile.security == Security::Plain {
            return attempt.open(None, 0).await;
        }
        let known = self.keys.keys(&meter.id).await?;
        let known = known.ok_or_else(|| DlmsError::NoKeys { meter: meter.id.clone() })?;
        match (attempt.in_step(&known.current).await, known.pending) {
            (Err(DlmsError::WrongKey { .. }), Some(pending)) => {
                let open = attempt.in_step(&pending).await?;
                // The meter has them: whatever broke the rotation off, it is done.
                self.keys.confirm(&meter.id, pending.generation).await?;
                Ok(open)
            }
            (result, _) => result,
        }
    }
}

struct Attempt<'a, D> {
    head_end: &'a HeadEnd,
    meter: &'a MeterAddress,
    dial: &'a D,
    lane: Lane,
    urgency: Urgency,
}

impl<D: Dial> Attempt<'_, D> {
    /// Opens, and moves the counter forward once if the meter has taken higher ones.
    async fn in_step(&self, keys: &MeterKeys) -> Result<Association<D::Stream>, DlmsError> {
        match self.open(Some(keys), 0).await {
            Err(DlmsError::StaleCounter { ours, expected }) => match expected.checked_sub(ours) {
                Some(jump) if jump <= MOST_JUMP => self.open(Some(keys), expected).await,
                _ => Err(DlmsError::CounterJump { ours, expected }),
            },
            result => result,
        }
    }

    async fn open(
        &self,
        keys: Option<&MeterKeys>,
        at_least: u32,
    ) -> Result<Association<D::Stream>, DlmsError> {
        let Self { head_end, meter, .. } = self;
        let profile = &meter.profile;
        let timing = head_end.timing;
        let (counters, heard) = match keys {
            None => (None, None),
            Some(keys) => {
                let store = Arc::clone(&head_end.counters);
                let heard = store.heard(&meter.id, keys.generation).await?;
                let taken = Counters::take(store, &meter.id, keys.generation, at_least).await?;
                (Some(taken), heard)
            }
        };
        let stream = self.dial.dial(timing.connect).await?;
        let server = meter.server.unwrap_or(profile.server);
        let link = Link::open(stream, meter.framing, profile.client, server, timing.answer).await?;
        let opening = Opening {
            security: profile.security,
            title: head_end.title,
            keys: keys.cloned(),
            client: profile.client,
            max_pdu: profile.max_pdu,
            heard,
        };
        let parts = Parts {
            link,
            opening,
            counters,
            store: Arc::clone(&head_end.counters),
            meter: meter.id.clone(),
            profile: Arc::clone(profile),
            answer: timing.answer,
            lane: self.lane,
            urgency: self.urgency.clone(),
        };
        Association::open(parts).await
    }
}

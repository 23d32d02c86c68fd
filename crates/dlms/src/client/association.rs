//! One association with one meter: opened with the right keys and counters, asked, released.

use crate::client::urgency::Urgency;
use crate::counter::Counters;
use crate::engine::{ClientEngine, CosemClient, Got, Next, Opening, Range};
use crate::error::DlmsError;
use crate::keys::{CounterStore, KeyStore, MeterKeys, SystemTitle};
use crate::link::{Framing, Link, Stream};
use crate::profile::{Attribute, Profile, Security};
use crate::value::Value;
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
        let known = self.keys.keys(&meter.id)?;
        let known = known.ok_or_else(|| DlmsError::NoKeys { meter: meter.id.clone() })?;
        match (attempt.in_step(&known.current).await, known.pending) {
            (Err(DlmsError::WrongKey { .. }), Some(pending)) => {
                let open = attempt.in_step(&pending).await?;
                // The meter has them: whatever broke the rotation off, it is done.
                self.keys.confirm(&meter.id, pending.generation)?;
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
                let heard = store.heard(&meter.id, keys.generation)?;
                (Some(Counters::take(store, &meter.id, keys.generation, at_least)?), heard)
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
        let mut association = Association {
            link,
            engine: Box::new(CosemClient::new(&opening)),
            counters,
            store: Arc::clone(&head_end.counters),
            meter: meter.id.clone(),
            profile: Arc::clone(profile),
            answer: timing.answer,
            lane: self.lane,
            urgency: self.urgency.clone(),
        };
        association.handshake().await?;
        Ok(association)
    }
}

/// An open association. Dropped without a release it is closed with its connection.
pub struct Association<S> {
    link: Link<S>,
    engine: Box<dyn ClientEngine>,
    counters: Option<Counters>,
    store: Arc<dyn CounterStore>,
    meter: String,
    profile: Arc<Profile>,
    answer: Duration,
    lane: Lane,
    urgency: Urgency,
}

impl<S> std::fmt::Debug for Association<S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Association").field("meter", &self.meter).finish_non_exhaustive()
    }
}

impl<S: Stream> Association<S> {
    pub fn profile(&self) -> &Arc<Profile> {
        &self.profile
    }

    pub fn meter(&self) -> &str {
        &self.meter
    }

    /// The generation of the keys that opened it; `None` without protection.
    pub fn generation(&self) -> Option<u32> {
        self.counters.as_ref().map(Counters::generation)
    }

    /// Bytes of frames that were sent and received.
    pub fn bytes(&self) -> u64 {
        self.link.bytes()
    }

    /// Does something with the engine that may use a counter: it is kept as used before.
    fn counted<T>(
        &mut self,
        act: impl FnOnce(&mut dyn ClientEngine) -> Result<T, DlmsError>,
    ) -> Result<T, DlmsError> {
        if let Some(counters) = &mut self.counters {
            self.engine.count_from(counters.before_next(1)?);
        }
        let result = act(self.engine.as_mut());
        if let Some(counters) = &mut self.counters {
            counters.used(self.engine.counted());
        }
        result
    }

    async fn exchange(&mut self, apdu: &[u8]) -> Result<Vec<u8>, DlmsError> {
        self.link.exchange(apdu, self.answer).await
    }

    async fn handshake(&mut self) -> Result<(), DlmsError> {
        let mut apdu = self.counted(|engine| engine.ask_open())?;
        loop {
            let answer = self.exchange(&apdu).await?;
            match self.counted(|engine| engine.opened(&answer))? {
                Next::Send(next) => apdu = next,
                Next::Done(()) => break,
            }
        }
        self.keep_heard()
    }

    fn keep_heard(&mut self) -> Result<(), DlmsError> {
        if let (Some(generation), Some(heard)) = (self.generation(), self.engine.heard()) {
            self.store.keep_heard(&self.meter, generation, heard)?;
        }
        Ok(())
    }

    async fn ask(
        &mut self,
        question: impl FnOnce(&mut dyn ClientEngine) -> Result<Vec<u8>, DlmsError>,
    ) -> Result<Vec<Got>, DlmsError> {
        if self.urgency.gives_way(self.lane) {
            return Err(DlmsError::GaveWay);
        }
        let mut apdu = self.counted(question)?;
        loop {
            let answer = self.exchange(&apdu).await?;
            match self.counted(|engine| engine.answer(&answer))? {
                Next::Send(next) => apdu = next,
                Next::Done(got) => return Ok(got),
            }
            // Between two blocks of a long answer, too.
            if self.urgency.gives_way(self.lane) {
                return Err(DlmsError::GaveWay);
            }
        }
    }

    /// The value of an attribute. Errors: [`DlmsError::Refused`], and those of the line.
    pub async fn get(&mut self, attribute: Attribute) -> Result<Value, DlmsError> {
        let got = self.ask(|engine| engine.ask_get(attribute, None)).await?;
        one(attribute, got)
    }

    pub(crate) async fn get_range(
        &mut self,
        attribute: Attribute,
        range: Range,
    ) -> Result<Value, DlmsError> {
        let got = self.ask(|engine| engine.ask_get(attribute, Some(range))).await?;
        one(attribute, got)
    }

    /// Several attributes in as few questions as the meter allows, one result for each, in order.
    pub async fn get_all(
        &mut self,
        attributes: &[Attribute],
    ) -> Result<Vec<Result<Value, String>>, DlmsError> {
        // A descriptor has eleven bytes; some room is for the header and the protection.
        let room = usize::from(self.profile.max_pdu).saturating_sub(64) / 11;
        let at_once = if self.engine.takes_lists() { room.clamp(1, 64) } else { 1 };
        let mut all = Vec::with_capacity(attributes.len());
        for some in attributes.chunks(at_once) {
            let got = self.ask(|engine| engine.ask_get_all(some)).await?;
            if got.len() != some.len() {
                let text = format!("{} results for {} attributes", got.len(), some.len());
                return Err(DlmsError::Malformed { text });
            }
            all.extend(got);
        }
        Ok(all)
    }

    pub async fn set(&mut self, attribute: Attribute, value: &Value) -> Result<(), DlmsError> {
        let got = self.ask(|engine| engine.ask_set(attribute, value)).await?;
        one(attribute, got).map(|_| ())
    }

    /// Calls a method; `method` is its number in place of an attribute's.
    pub async fn act(&mut self, method: Attribute, parameter: &Value) -> Result<Value, DlmsError> {
        let got = self.ask(|engine| engine.ask_act(method, parameter)).await?;
        one(method, got)
    }

    /// Releases the association and ends the link. Errors: the counters could not be kept; a meter that
    /// does not answer to a release has been released all the same.
    pub async fn release(mut self) -> Result<(), DlmsError> {
        self.keep_heard()?;
        let released = match self.counted(|engine| engine.ask_release()) {
            Ok(apdu) => self.exchange(&apdu).await,
            Err(error) => return Err(error),
        };
        if let Ok(answer) = released {
            self.engine.released(&answer)?;
        }
        self.link.close(self.answer).await;
        Ok(())
    }
}

fn one(attribute: Attribute, got: Vec<Got>) -> Result<Value, DlmsError> {
    match <[Got; 1]>::try_from(got) {
        Ok([got]) => got.map_err(|reason| DlmsError::Refused { attribute, reason }),
        Err(got) => Err(DlmsError::Malformed { text: format!("{} results for one", got.len()) }),
    }
}

//! One association with one meter: asked, and released.

use crate::client::urgency::Urgency;
use crate::counter::Counters;
use crate::engine::{ClientEngine, CosemClient, Got, Next, Opening, Range};
use crate::error::DlmsError;
use crate::keys::{CounterStore, SystemTitle};
use crate::link::{Link, Stream};
use crate::profile::{Attribute, Profile};
use crate::value::Value;
use std::sync::Arc;
use std::time::Duration;
use supply::Lane;

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

/// What an association is made of.
pub(super) struct Parts<S> {
    pub link: Link<S>,
    pub opening: Opening,
    pub counters: Option<Counters>,
    pub store: Arc<dyn CounterStore>,
    pub meter: String,
    pub profile: Arc<Profile>,
    pub answer: Duration,
    pub lane: Lane,
    pub urgency: Urgency,
}

impl<S: Stream> Association<S> {
    /// Opens it: the association request, and the reply to the meter's challenge.
    pub(super) async fn open(parts: Parts<S>) -> Result<Self, DlmsError> {
        let engine = Box::new(CosemClient::new(&parts.opening));
        let Parts { link, counters, store, meter, profile, answer, lane, urgency, .. } = parts;
        let mut association =
            Self { link, engine, counters, store, meter, profile, answer, lane, urgency };
        association.handshake().await?;
        Ok(association)
    }

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

    /// The title under which the meter answered, proven with its keys; `None` without protection. A meter
    /// that was swapped has another one. Source: CG-12.
    pub fn title(&self) -> Option<SystemTitle> {
        self.engine.title()
    }

    /// Bytes of frames that were sent and received.
    pub fn bytes(&self) -> u64 {
        self.link.bytes()
    }

    /// Does something with the engine that may use a counter: it is kept as used before.
    async fn counted<T>(
        &mut self,
        act: impl FnOnce(&mut dyn ClientEngine) -> Result<T, DlmsError> + Send,
    ) -> Result<T, DlmsError> {
        if let Some(counters) = &mut self.counters {
            self.engine.count_from(counters.before_next(1).await?);
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
        let mut apdu = self.counted(|engine| engine.ask_open()).await?;
        loop {
            let answer = self.exchange(&apdu).await?;
            match self.counted(|engine| engine.opened(&answer)).await? {
                Next::Send(next) => apdu = next,
                Next::Done(()) => return Ok(()),
            }
        }
    }

    async fn ask(
        &mut self,
        question: impl FnOnce(&mut dyn ClientEngine) -> Result<Vec<u8>, DlmsError> + Send,
    ) -> Result<Vec<Got>, DlmsError> {
        if self.urgency.gives_way(self.lane) {
            return Err(DlmsError::GaveWay);
        }
        let mut apdu = self.counted(question).await?;
        loop {
            let answer = self.exchange(&apdu).await?;
            match self.counted(|engine| engine.answer(&answer)).await? {
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
    pub async fn release(self) -> Result<(), DlmsError> {
        self.end().await?.keep().await
    }

    /// The same without keeping what was heard: that may wait for a disk, the line need not.
    pub(crate) async fn end(mut self) -> Result<Heard, DlmsError> {
        let released = match self.counted(|engine| engine.ask_release()).await {
            Ok(apdu) => self.exchange(&apdu).await,
            Err(error) => return Err(error),
        };
        // What a meter said wrongly in the end takes nothing back of what was heard before.
        let refused = released.ok().and_then(|answer| self.engine.released(&answer).err());
        let counter = self.generation().zip(self.engine.heard());
        let heard = Heard { store: Arc::clone(&self.store), meter: self.meter.clone(), counter };
        match refused {
            Some(error) => heard.keep().await.and(Err(error)),
            None => {
                self.link.close(self.answer).await;
                Ok(heard)
            }
        }
    }
}

/// The highest counter heard in an association. It is kept once, in the end: in the next association the
/// meter proves itself afresh, under a counter above all that it has used, whatever was heard in this one.
pub(crate) struct Heard {
    store: Arc<dyn CounterStore>,
    meter: String,
    /// With the generation of the keys; `None` without protection.
    counter: Option<(u32, u32)>,
}

impl Heard {
    pub(crate) async fn keep(self) -> Result<(), DlmsError> {
        if let Some((generation, heard)) = self.counter {
            self.store.keep_heard(&self.meter, generation, heard).await?;
        }
        Ok(())
    }
}

fn one(attribute: Attribute, got: Vec<Got>) -> Result<Value, DlmsError> {
    match <[Got; 1]>::try_from(got) {
        Ok([got]) => got.map_err(|reason| DlmsError::Refused { attribute, reason }),
        Err(got) => Err(DlmsError::Malformed { text: format!("{} results for one", got.len()) }),
    }
}

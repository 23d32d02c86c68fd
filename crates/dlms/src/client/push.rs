//! What meters send by themselves, taken in.

use crate::client::head_end::{HeadEnd, MeterAddress};
use crate::client::meter::{Amount, meter_time, whole};
use crate::engine::{Opened, PushKeys, open_sealed, sender};
use crate::error::DlmsError;
use crate::keys::{MeterKeys, SystemTitle};
use crate::link::{Stream, read_wrapped_of, within};
use crate::obis::Obis;
use crate::profile::{Attribute, Role, Security};
use crate::time;
use crate::value::Value;
use calendar::Instant;
use std::time::Duration;

/// Finds a meter by the title it sends under. Sure only once its keys have opened the push.
pub trait PushDirectory: Send + Sync {
    fn meter(&self, title: SystemTitle) -> Option<MeterAddress>;
}

/// What a meter sent by itself: values, or one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Pushed {
    pub meter: String,
    /// The meter's clock, where it said.
    pub at: Option<Instant>,
    /// Those that the profile lists; none for an event.
    pub values: Vec<(Obis, Amount)>,
    /// What the event is about, and what it has become.
    pub event: Option<(Attribute, Value)>,
}

/// What one connection may bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushLimits {
    /// The longest APDU.
    pub apdu: u16,
    /// How many pushes, the refused ones among them.
    pub pushes: u32,
    /// How long the next one is waited for, until its last byte.
    pub each_within: Duration,
}

impl Default for PushLimits {
    fn default() -> Self {
        Self { apdu: 2 << 10, pushes: 16, each_within: Duration::from_secs(10) }
    }
}

impl HeadEnd {
    /// Opens a push. Its counter is kept as heard before its values are given out, so that a recording
    /// of it is refused, after a restart too.
    ///
    /// Errors: [`DlmsError::NoKeys`] for a meter that is not known, [`DlmsError::Replayed`],
    /// [`DlmsError::WrongKey`], [`DlmsError::Unprotected`], [`DlmsError::Columns`].
    pub async fn open_push(
        &self,
        apdu: &[u8],
        directory: &dyn PushDirectory,
    ) -> Result<Pushed, DlmsError> {
        let title = sender(apdu).ok_or(DlmsError::Unprotected)?;
        let unknown = || DlmsError::NoKeys { meter: title.to_string() };
        let meter = directory.meter(title).ok_or_else(unknown)?;
        let known = self.keys.keys(&meter.id).await?.ok_or_else(unknown)?;
        let security = meter.profile.security;
        let mut result = self.open_with(apdu, security, &meter, known.current).await;
        if let (Err(DlmsError::WrongKey { .. }), Some(pending)) = (&result, known.pending) {
            result = self.open_with(apdu, security, &meter, pending).await;
        }
        read(&meter, result?)
    }

    async fn open_with(
        &self,
        apdu: &[u8],
        security: Security,
        meter: &MeterAddress,
        keys: MeterKeys,
    ) -> Result<Opened, DlmsError> {
        // Whoever holds no keys proves nothing.
        if security == Security::Plain {
            return Err(DlmsError::Unprotected);
        }
        let generation = keys.generation;
        let heard = self.counters.heard(&meter.id, generation).await?;
        let opened = open_sealed(apdu, security, &PushKeys { keys, heard })?;
        let counter = opened.counter.ok_or(DlmsError::Unprotected)?;
        self.counters.keep_heard(&meter.id, generation, counter).await?;
        Ok(opened)
    }

    /// Takes in what comes on one connection until it ends. What cannot be opened is handed on as an
    /// error, with the title that it claims, and the next push is read.
    ///
    /// Errors: what came is no frame, or longer than it may be; too slow, or one push too many.
    pub async fn take_pushes(
        &self,
        mut stream: impl Stream,
        directory: &dyn PushDirectory,
        limits: PushLimits,
        each: &mut (dyn FnMut(Option<SystemTitle>, Result<Pushed, DlmsError>) + Send),
    ) -> Result<(), DlmsError> {
        let (mut buffer, mut bytes) = (Vec::new(), 0);
        for _ in 0..limits.pushes {
            let next = read_wrapped_of(limits.apdu, &mut stream, &mut buffer, &mut bytes);
            let Some(heard) = within(limits.each_within, next).await? else { return Ok(()) };
            each(sender(&heard.apdu), self.open_push(&heard.apdu, directory).await);
        }
        let next = read_wrapped_of(limits.apdu, &mut stream, &mut buffer, &mut bytes);
        match within(limits.each_within, next).await? {
            None => Ok(()),
            Some(_) => {
                let text = format!("more than {} pushes on one connection", limits.pushes);
                Err(DlmsError::Framing { text })
            }
        }
    }
}

fn read(
    meter: &MeterAddress,
    Opened { captured, event, body, .. }: Opened,
) -> Result<Pushed, DlmsError> {
    let id = meter.id.clone();
    if let Some(attribute) = event {
        let at = captured.and_then(|bytes| time::from_bytes(&bytes)).map(|time| time.at);
        return Ok(Pushed { meter: id, at, values: Vec::new(), event: Some((attribute, body)) });
    }
    let profile = &meter.profile;
    let none = || DlmsError::NotInProfile { profile: profile.name.clone(), role: Role::Push };
    let capture = profile.object(Role::Push).and_then(|push| push.capture.as_ref());
    let columns = &capture.ok_or_else(none)?.columns;
    let parts = body.parts().unwrap_or_default();
    if parts.len() != columns.len() {
        let text = format!("{} in a push, not {}", parts.len(), columns.len());
        return Err(DlmsError::Columns { text });
    }
    let mut pairs = columns.iter().zip(parts);
    let (clock, value) = pairs.next().ok_or_else(none)?;
    let at = Some(meter_time(*clock, value)?);
    let mut values = Vec::new();
    for (column, value) in pairs {
        let scale = profile.named(column.obis).and_then(|object| object.scale).ok_or_else(none)?;
        let raw = whole(*column, value)?;
        values.push((column.obis, Amount::of(column.obis, raw, scale)?));
    }
    Ok(Pushed { meter: id, at, values, event: None })
}

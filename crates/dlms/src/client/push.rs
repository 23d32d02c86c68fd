//! What meters send by themselves, taken in.

use crate::client::head_end::{HeadEnd, MeterAddress};
use crate::client::meter::{Amount, meter_time, whole};
use crate::engine::{PushKeys, open_push, sender};
use crate::error::DlmsError;
use crate::keys::{MeterKeys, SystemTitle};
use crate::link::{Stream, read_wrapped};
use crate::obis::Obis;
use crate::profile::{Role, Security};
use crate::value::Value;
use calendar::Instant;

/// Finds a meter by the title it sends under. Sure only once its keys have opened the push.
pub trait PushDirectory: Send + Sync {
    fn meter(&self, title: SystemTitle) -> Option<MeterAddress>;
}

/// Values that a meter sent by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    pub meter: String,
    /// The meter's clock.
    pub at: Instant,
    pub values: Vec<(Obis, Amount)>,
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
        read(&meter, &result?)
    }

    async fn open_with(
        &self,
        apdu: &[u8],
        security: Security,
        meter: &MeterAddress,
        keys: MeterKeys,
    ) -> Result<Value, DlmsError> {
        let generation = keys.generation;
        let heard = self.counters.heard(&meter.id, generation).await?;
        let opened = open_push(apdu, security, Some(&PushKeys { keys, heard }))?;
        let counter = opened.counter.ok_or(DlmsError::Unprotected)?;
        self.counters.keep_heard(&meter.id, generation, counter).await?;
        Ok(opened.body)
    }

    /// Takes in what comes on one connection until it ends. What cannot be opened is handed on as an
    /// error, and the next push is read.
    pub async fn take_pushes(
        &self,
        mut stream: impl Stream,
        directory: &dyn PushDirectory,
        each: &mut (dyn FnMut(Result<Pushed, DlmsError>) + Send),
    ) -> Result<(), DlmsError> {
        let (mut buffer, mut bytes) = (Vec::new(), 0);
        while let Some(heard) = read_wrapped(&mut stream, &mut buffer, &mut bytes).await? {
            each(self.open_push(&heard.apdu, directory).await);
        }
        Ok(())
    }
}

fn read(meter: &MeterAddress, body: &Value) -> Result<Pushed, DlmsError> {
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
    let at = meter_time(*clock, value)?;
    let mut values = Vec::new();
    for (column, value) in pairs {
        let scale = profile.named(column.obis).and_then(|object| object.scale).ok_or_else(none)?;
        let raw = whole(*column, value)?;
        values.push((column.obis, Amount::of(column.obis, raw, scale)?));
    }
    Ok(Pushed { meter: meter.id.clone(), at, values })
}

//! What a served meter sends by itself.

use crate::engine::{seal_event, seal_push, wrap};
use crate::error::DlmsError;
use crate::face::ServedModel;
use crate::face::rows::number_of;
use crate::link::write_all;
use crate::profile::{Object, Role, Security};
use crate::time;
use crate::value::Value;
use std::sync::Arc;
use supply::ControlState;
use tokio::net::TcpStream;

/// Attribute of class 70.
const CONTROL_STATE: u8 = 3;

/// A push as bytes of the wrapper: to be sent, or to be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushing(pub Vec<u8>);

impl ServedModel {
    /// Builds a push of the columns that the profile lists, under the next counter.
    ///
    /// Errors: the profile has no push, or the meter no such register.
    pub fn push(self: &Arc<Self>) -> Result<Pushing, DlmsError> {
        let profile = &self.profile;
        let missing =
            || DlmsError::NotInProfile { profile: profile.name.clone(), role: Role::Push };
        let capture = profile.object(Role::Push).and_then(|object| object.capture.as_ref());
        let capture = capture.ok_or_else(missing)?;
        let mut inner = self.lock();
        let now = inner.model.now();
        let mut parts = vec![time::value(now)];
        for column in capture.columns.iter().skip(1) {
            let raw = inner.model.register(column.obis).ok_or_else(missing)?;
            parts.push(number_of(raw));
        }
        let security = if inner.keys.is_some() { profile.security } else { Security::Plain };
        let (last, body) = (inner.state.counter, Value::Structure(parts));
        let captured = time::to_bytes(now);
        let (apdu, used) =
            seal_push(self.title, security, inner.keys.as_ref(), last, captured, &body)?;
        inner.state.counter = used;
        wrap(profile.server, profile.client, &apdu).map(Pushing)
    }

    /// Builds the event that the state of the supply has become what it is now: its own on channel 0, that
    /// of a meter that it speaks for on another.
    ///
    /// Errors: the profile has no such object, or the meter no keys to seal it with.
    pub fn push_supply(self: &Arc<Self>, channel: u8) -> Result<Pushing, DlmsError> {
        let profile = &self.profile;
        let missing =
            || DlmsError::NotInProfile { profile: profile.name.clone(), role: Role::Disconnect };
        let mut switches = profile.objects.iter().filter(|object| object.role == Role::Disconnect);
        // A gas meter that speaks for itself has the object of a channel, too.
        let of_channel = |object: &&Object| object.obis.channel() == channel;
        let object = match channel {
            0 => switches.next(),
            _ => switches.find(of_channel),
        };
        let object = object.ok_or_else(missing)?;
        let mut inner = self.lock();
        let keys = inner.keys.clone().ok_or(DlmsError::Unprotected)?;
        let value = control_code(inner.of(object.obis).control_state());
        let (last, at) = (inner.state.counter, time::to_bytes(inner.model.now()));
        let event = (object.attribute(CONTROL_STATE), &value);
        let (apdu, used) = seal_event(self.title, profile.security, &keys, last, at, event)?;
        inner.state.counter = used;
        wrap(profile.server, profile.client, &apdu).map(Pushing)
    }
}

/// The state of the supply as class 70 writes it.
pub(super) fn control_code(state: ControlState) -> Value {
    Value::Enum(match state {
        ControlState::Disconnected => 0,
        ControlState::Connected => 1,
        ControlState::ReadyForReconnection => 2,
    })
}

impl Pushing {
    /// Sends it to a head-end. Errors: it is not there.
    pub async fn send(&self, address: &str) -> Result<(), DlmsError> {
        let failed = |source| DlmsError::Connect { address: address.to_owned(), source };
        let mut stream = TcpStream::connect(address).await.map_err(failed)?;
        write_all(&mut stream, &self.0).await
    }
}

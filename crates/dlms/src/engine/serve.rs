//! The meter's side of an association, on `dlms-cosem-rs`.

use crate::engine::cosem::{Chance, policy, provider, title};
use crate::engine::data::{malformed, own};
use crate::error::DlmsError;
use crate::keys::{MeterKeys, SecretKey, SystemTitle};
use crate::obis::Obis;
use crate::profile::{Attribute, Security};
use crate::value::Value;
use dlms_cosem_rs::acse::AuthMechanism;
use dlms_cosem_rs::axdr::Data;
use dlms_cosem_rs::codec::Writer;
use dlms_cosem_rs::cosem::{AttributeAccess, MethodAccess};
use dlms_cosem_rs::obis;
use dlms_cosem_rs::security::{CryptoProvider, KeyRef, KeyUsage, RustCryptoProvider};
use dlms_cosem_rs::server::{ObjectStore, Server, ServerConfig, StoreResult};
use dlms_cosem_rs::xdlms::{ActionResult, DataAccessResult, SelectiveAccess};

/// The longest value a served meter gives: two weeks of quarter-hours. It is the size of three
/// buffers of each open association.
const MOST_BYTES: usize = 48 << 10;
/// What protection and the header of a block add.
const ROOM: usize = 256;

/// Why an object refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Denied,
    Undefined,
    Type,
    Range,
    Temporary,
    Other,
}

/// What the meter's side is asked for. An object's value is written as bytes, so that a long profile
/// exists once.
pub(crate) trait Objects: Send {
    fn may(&self, attribute: Attribute) -> (bool, bool);
    fn may_act(&self, method: Attribute) -> bool;
    /// `selection` is the selector and its parameter.
    fn get(
        &self,
        attribute: Attribute,
        selection: Option<(u8, Value)>,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault>;
    fn set(&mut self, attribute: Attribute, value: &Value) -> Result<(), Fault>;
    fn act(&mut self, method: Attribute, parameter: &Value) -> Result<Option<Value>, Fault>;
}

/// What outlives an association: the meter's own counter, and whose counters it heard up to where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ServerState {
    pub counter: u32,
    pub heard: Option<(SystemTitle, u32)>,
}

struct Store<O>(O);

fn attribute(class: u16, name: obis::Obis, index: i8) -> Attribute {
    Attribute { class, obis: Obis(*name.as_bytes()), index: u8::try_from(index).unwrap_or(0) }
}

impl From<Fault> for DataAccessResult {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Denied => Self::ReadWriteDenied,
            Fault::Undefined => Self::ObjectUndefined,
            Fault::Type => Self::TypeUnmatched,
            Fault::Range => Self::ScopeOfAccessViolated,
            Fault::Temporary => Self::TemporaryFailure,
            Fault::Other => Self::OtherReason,
        }
    }
}

impl From<Fault> for ActionResult {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Denied => Self::ReadWriteDenied,
            Fault::Undefined => Self::ObjectUndefined,
            Fault::Type => Self::TypeUnmatched,
            Fault::Range => Self::ScopeOfAccessViolated,
            Fault::Temporary => Self::TemporaryFailure,
            Fault::Other => Self::OtherReason,
        }
    }
}

impl<O: Objects> ObjectStore for Store<O> {
    fn get_attribute(
        &self,
        class: u16,
        name: obis::Obis,
        index: i8,
        selection: Option<SelectiveAccess<'_>>,
        writer: &mut dyn Writer,
    ) -> StoreResult<()> {
        let selection = match selection {
            None => None,
            Some(access) => {
                let value = own(&access.parameters).map_err(|_| DataAccessResult::TypeUnmatched)?;
                Some((access.selector, value))
            }
        };
        let mut out = Vec::new();
        self.0.get(attribute(class, name, index), selection, &mut out)?;
        writer.write_bytes(&out).map_err(|_| DataAccessResult::OtherReason)
    }

    fn set_attribute(
        &mut self,
        class: u16,
        name: obis::Obis,
        index: i8,
        _selection: Option<SelectiveAccess<'_>>,
        value: Data<'_>,
    ) -> StoreResult<()> {
        let value = own(&value).map_err(|_| DataAccessResult::TypeUnmatched)?;
        Ok(self.0.set(attribute(class, name, index), &value)?)
    }

    fn invoke_method(
        &mut self,
        class: u16,
        name: obis::Obis,
        index: i8,
        parameters: Option<Data<'_>>,
        writer: &mut dyn Writer,
    ) -> Result<bool, ActionResult> {
        let parameter = match parameters {
            None => Value::Null,
            Some(data) => own(&data).map_err(|_| ActionResult::TypeUnmatched)?,
        };
        let Some(value) = self.0.act(attribute(class, name, index), &parameter)? else {
            return Ok(false);
        };
        writer.write_bytes(&value.to_bytes()).map_err(|_| ActionResult::OtherReason)?;
        Ok(true)
    }

    fn attribute_access(&self, class: u16, name: obis::Obis, index: i8) -> AttributeAccess {
        let (read, write) = self.0.may(attribute(class, name, index));
        let mut access = AttributeAccess::empty();
        access.set(AttributeAccess::READ, read);
        access.set(AttributeAccess::WRITE, write);
        access
    }

    fn method_access(&self, class: u16, name: obis::Obis, index: i8) -> MethodAccess {
        match self.0.may_act(attribute(class, name, index)) {
            true => MethodAccess::ACCESS,
            false => MethodAccess::empty(),
        }
    }
}

/// One association of one meter, without its link.
pub(crate) struct ServedMeter<O: Objects> {
    server: Box<Server<Store<O>, RustCryptoProvider<Chance>, MOST_BYTES>>,
    out: Vec<u8>,
}

impl<O: Objects> ServedMeter<O> {
    pub(crate) fn new(
        objects: O,
        own_title: SystemTitle,
        security: Security,
        keys: Option<&MeterKeys>,
        max_pdu: u16,
        state: ServerState,
    ) -> Self {
        let plain = security == Security::Plain;
        let config = ServerConfig {
            system_title: Some(title(own_title)),
            mechanism: if plain { AuthMechanism::None } else { AuthMechanism::HighGmac },
            security: policy(security),
            max_pdu_size: max_pdu,
            invocation_counter: state.counter,
            ..ServerConfig::default()
        };
        let mut server = Box::new(Server::new(config, Store(objects), provider(keys)));
        if let Some((peer, highest)) = state.heard {
            server.resume_replay_window(title(peer), highest);
        }
        // A client that takes large APDUs gets a value in one.
        Self { server, out: vec![0; MOST_BYTES.saturating_add(ROOM)] }
    }

    /// The answer to an APDU; empty if there is nothing to say. Errors: it is malformed, and the
    /// connection is of no more use.
    pub(crate) fn handle(&mut self, apdu: &[u8]) -> Result<&[u8], DlmsError> {
        let used = self.server.handle(apdu, &mut self.out).map_err(malformed)?;
        Ok(self.out.get(..used).unwrap_or_default())
    }

    pub(crate) fn state(&self) -> ServerState {
        let owner = self.server.replay_owner().map(|title| SystemTitle(*title.as_bytes()));
        let heard = owner.zip(self.server.peer_invocation_counter());
        ServerState { counter: self.server.invocation_counter(), heard }
    }
}

/// Wraps a new key under the master key (AES key wrap). Errors: there is no master key.
pub(crate) fn wrap_key(keys: &MeterKeys, new: &SecretKey) -> Result<Vec<u8>, DlmsError> {
    let mut out = [0; 64];
    let master = KeyRef::Usage(KeyUsage::KeyEncrypting);
    let used = provider(Some(keys)).key_wrap(master, new.expose(), &mut out).map_err(malformed)?;
    Ok(out.get(..used).unwrap_or_default().to_vec())
}

/// The key behind [`wrap_key`]. Errors: it was not wrapped under this master key.
pub(crate) fn unwrap_key(keys: &MeterKeys, wrapped: &[u8]) -> Result<SecretKey, DlmsError> {
    let mut out = [0; 64];
    let master = KeyRef::Usage(KeyUsage::KeyEncrypting);
    let used = provider(Some(keys)).key_unwrap(master, wrapped, &mut out).map_err(malformed)?;
    let key = out.get(..used).and_then(|key| <[u8; 16]>::try_from(key).ok());
    key.map(SecretKey::new)
        .ok_or_else(|| DlmsError::Malformed { text: "a key that is not of 128 bits".to_owned() })
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{ClientEngine, CosemClient, Next, Opening};
    use proptest::prelude::*;

    /// Takes everything and has nothing.
    struct Nothing;

    impl Objects for Nothing {
        fn may(&self, _: Attribute) -> (bool, bool) {
            (true, true)
        }

        fn may_act(&self, _: Attribute) -> bool {
            true
        }

        fn get(
            &self,
            _: Attribute,
            _: Option<(u8, Value)>,
            out: &mut Vec<u8>,
        ) -> Result<(), Fault> {
            Value::Octets(vec![7; 3_000]).write(out);
            Ok(())
        }

        fn set(&mut self, _: Attribute, _: &Value) -> Result<(), Fault> {
            Ok(())
        }

        fn act(&mut self, _: Attribute, _: &Value) -> Result<Option<Value>, Fault> {
            Ok(None)
        }
    }

    fn keys() -> MeterKeys {
        let key = |byte| SecretKey::new([byte; 16]);
        MeterKeys {
            generation: 1,
            encryption: key(1),
            authentication: key(2),
            master: Some(key(3)),
        }
    }

    fn pair(security: Security) -> (CosemClient, ServedMeter<Nothing>) {
        let (keys, state) = (Some(keys()), ServerState::default());
        let title = SystemTitle(*b"TIRMETER");
        let served = ServedMeter::new(Nothing, title, security, keys.as_ref(), 512, state);
        let title = SystemTitle(*b"HESCLIEN");
        let opening = Opening { security, title, keys, client: 1, max_pdu: 512, heard: None };
        (CosemClient::new(&opening), served)
    }

    fn open(client: &mut CosemClient, served: &mut ServedMeter<Nothing>) {
        let mut apdu = client.ask_open().unwrap();
        while let Next::Send(next) = client.opened(served.handle(&apdu).unwrap()).unwrap() {
            apdu = next;
        }
    }

    fn attribute() -> Attribute {
        Attribute { class: 3, obis: Obis([1, 0, 1, 8, 1, 255]), index: 2 }
    }

    #[test]
    fn keys_are_wrapped_and_only_the_master_key_unwraps_them() {
        let new = SecretKey::new([9; 16]);
        let wrapped = wrap_key(&keys(), &new).unwrap();
        assert_eq!(wrapped.len(), 24);
        assert_eq!(unwrap_key(&keys(), &wrapped).unwrap(), new);
        let mut other = keys();
        other.master = Some(SecretKey::new([4; 16]));
        assert!(unwrap_key(&other, &wrapped).is_err());
        other.master = None;
        assert!(wrap_key(&other, &new).is_err());
    }

    proptest! {
        /// Whatever comes, before or within an association, neither side panics.
        #[test]
        fn any_apdu_never_panics(
            apdus in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 1..6),
            tags in proptest::collection::vec(any::<u8>(), 6),
            opened in any::<bool>(),
        ) {
            let tag = |tag: u8| match tag % 12 {
                0 => 0x60, 1 => 0x61, 2 => 0x62, 3 => 0xC0, 4 => 0xC1, 5 => 0xC3,
                6 => 0xC4, 7 => 0xC8, 8 => 0xCC, 9 => 0xD8, 10 => 0xDB, other => other,
            };
            for security in [Security::Plain, Security::Suite0] {
                let (mut client, mut served) = pair(security);
                if opened {
                    open(&mut client, &mut served);
                }
                for (bytes, kind) in apdus.iter().zip(&tags) {
                    let mut apdu = bytes.clone();
                    apdu.insert(0, tag(*kind));
                    let _ = served.handle(&apdu);
                    if opened {
                        let _ = client.ask_get(attribute(), None);
                        let _ = client.answer(&apdu);
                    } else {
                        let _ = client.ask_open();
                        let _ = client.opened(&apdu);
                    }
                }
            }
        }

        /// A changed answer in a protected association gives an error, never another value.
        #[test]
        fn a_changed_answer_never_gives_a_value(at in 0usize..400, bit in 0u8..8) {
            let (mut client, mut served) = pair(Security::Suite0);
            open(&mut client, &mut served);
            let question = client.ask_get(attribute(), None).unwrap();
            let mut answer = served.handle(&question).unwrap().to_vec();
            let at = at % answer.len();
            answer[at] ^= 1 << bit;
            match client.answer(&answer) {
                Err(_) => {}
                Ok(_) => prop_assert!(false, "byte {at} was changed, and it was taken"),
            }
        }
    }
}

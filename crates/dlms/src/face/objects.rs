//! The objects of a served meter, by its profile and its model.

use crate::engine::{Fault, Objects, ServerState, unwrap_key};
use crate::face::push::control_code;
use crate::face::rows::{buffer, columns, entries, number_of};
use crate::face::table::{find, may, may_act, object_list};
use crate::face::{Inner, ServedModel, Written};
use crate::keys::{MeterKeys, SecretKey};
use crate::obis::Obis;
use crate::profile::{Attribute, Object, Role, Security};
use crate::time;
use crate::value::Value;
use std::sync::Arc;
use supply::ControlState;

/// A day whose deviation is that of the meter: minutes behind UTC in winter.
const WINTER_DEVIATION: i16 = -60;
/// Context and mechanism, as object identifiers: logical names, ciphered; GMAC.
const CONTEXT_PLAIN: [u8; 7] = [0x60, 0x85, 0x74, 0x05, 0x08, 0x01, 0x01];
const CONTEXT_CIPHERED: [u8; 7] = [0x60, 0x85, 0x74, 0x05, 0x08, 0x01, 0x03];
const MECHANISM_NONE: [u8; 7] = [0x60, 0x85, 0x74, 0x05, 0x08, 0x02, 0x00];
const MECHANISM_GMAC: [u8; 7] = [0x60, 0x85, 0x74, 0x05, 0x08, 0x02, 0x05];

/// One meter as an association sees it. Without keys (`public`) it shows little.
pub(super) struct MeterFace {
    pub meter: Arc<ServedModel>,
    pub public: bool,
}

impl MeterFace {
    fn object(&self, attribute: Attribute) -> Result<&Object, Fault> {
        find(&self.meter.profile, attribute.class, attribute.obis).ok_or(Fault::Undefined)
    }

    fn value(&self, inner: &Inner, object: &Object, index: u8) -> Result<Value, Fault> {
        let profile = &self.meter.profile;
        let model = inner.of(object.obis);
        let octets = |bytes: &[u8]| Value::Octets(bytes.to_vec());
        let name = |obis: Obis| octets(&obis.0);
        let ciphered = profile.security != Security::Plain && !self.public;
        Ok(match (object.class, index) {
            (_, 1) => name(object.obis),
            (1, 2) => match object.role {
                Role::DeviceName => {
                    let serial = model.serial().unwrap_or_else(|| self.meter.title.to_string());
                    octets(serial.as_bytes())
                }
                Role::Counter => Value::UInt32(inner.state.heard.map_or(0, |(_, heard)| heard)),
                _ => self.kept(inner, object, index).unwrap_or(Value::Null),
            },
            (3 | 4, 2) => number_of(model.register(object.obis).ok_or(Fault::Temporary)?),
            (3 | 4, 3) => {
                let scale = object.scale.ok_or(Fault::Other)?;
                Value::Structure(vec![Value::Int8(scale.scaler), Value::Enum(scale.unit.code())])
            }
            (4, 4) => Value::Null,
            (4, 5) => time::value(model.captured_at(object.obis)),
            (7, 3) => columns(object),
            (7, 4) => Value::UInt32(object.capture.as_ref().map_or(0, |capture| capture.period_s)),
            (7, 5) => Value::Enum(1),
            (7, 6) => Value::Structure(vec![
                Value::UInt16(8),
                name(Obis::CLOCK),
                Value::Int8(2),
                Value::UInt16(0),
            ]),
            (7, 7 | 8) => Value::UInt32(entries(model, object.role)),
            (8, 2) => time::value(model.now()),
            (8, 3) => Value::Int16(WINTER_DEVIATION),
            (8, 4) => Value::UInt8(0),
            (8, 5 | 6) => {
                octets(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0xFF])
            }
            (8, 7) => Value::Int8(60),
            (8, 8) => Value::Bool(true),
            (8, 9) => Value::Enum(1),
            (11, 2) => self.kept(inner, object, index).unwrap_or(Value::Array(Vec::new())),
            (15, 2) => object_list(profile, self.public),
            (15, 3) => Value::Structure(vec![
                Value::Int8(i8::try_from(profile.client).unwrap_or(1)),
                Value::UInt16(profile.server),
            ]),
            (15, 4) => octets(if ciphered { &CONTEXT_CIPHERED } else { &CONTEXT_PLAIN }),
            (15, 5) => Value::Structure(vec![
                Value::Bits(24, vec![0x00, 0x1E, 0x1D]),
                Value::UInt16(profile.max_pdu),
                Value::UInt16(profile.max_pdu),
                Value::UInt8(6),
                Value::Int8(0),
                octets(&[]),
            ]),
            (15, 6) => octets(if ciphered { &MECHANISM_GMAC } else { &MECHANISM_NONE }),
            (15, 8) => Value::Enum(2),
            (15, 9) => name(Obis::SECURITY_SETUP),
            (20, 2 | 6) => self.kept(inner, object, index).unwrap_or(octets(b"")),
            (20, 3..=5 | 7..=9) => {
                self.kept(inner, object, index).unwrap_or(Value::Array(Vec::new()))
            }
            (20, 10) => octets(&[0xFF; 12]),
            (40, 2) => columns(object),
            (64, 2) => Value::Enum(if ciphered { 3 } else { 0 }),
            (64, 3) => Value::Enum(u8::from(profile.security == Security::Suite1)),
            (64, 4) => octets(&inner.state.heard.map_or([0; 8], |(title, _)| title.0)),
            (64, 5) => octets(&self.meter.title.0),
            (70, 2) => Value::Bool(model.control_state() == ControlState::Connected),
            (70, 3) => control_code(model.control_state()),
            (70, 4) => Value::Enum(object.control_mode.ok_or(Fault::Other)?),
            (71, 2) => Value::Structure(vec![
                Value::UInt16(3),
                name(Obis([1, 0, 31, 4, 0, 255])),
                Value::Int8(2),
            ]),
            (71, 3 | 4) => {
                Value::UInt16(u16::try_from(model.limit_ampere()).map_err(|_| Fault::Other)?)
            }
            (71, 5) => Value::UInt16(999),
            (71, 6 | 7) => Value::UInt32(10),
            (72, 5) => Value::UInt8(object.obis.channel()),
            (72, 6) => {
                let number = model.serial().and_then(|serial| serial.parse().ok());
                Value::UInt32(number.ok_or(Fault::Other)?)
            }
            (72, 11) => {
                let tests = object.leak_test_bit.filter(|_| model.tests_for_leaks());
                let seen = object.leak_seen_bit.filter(|_| model.leak_was_seen());
                let of = |bit: u8| 1_u8.checked_shl(bit.into()).unwrap_or(0);
                Value::UInt8(tests.map_or(0, of) | seen.map_or(0, of))
            }
            (72, 8) => Value::UInt8(1),
            (72, 9) => Value::UInt8(3),
            _ => return Err(Fault::Undefined),
        })
    }

    fn kept(&self, inner: &Inner, object: &Object, index: u8) -> Option<Value> {
        inner.kept.get(&object.attribute(index)).cloned()
    }

    /// Puts new keys in force for the next association; the one that brought them ends under the old.
    fn take_keys(inner: &mut Inner, parameter: &Value) -> Result<(), Fault> {
        let current = inner.keys.clone().ok_or(Fault::Denied)?;
        let mut new = MeterKeys {
            generation: current.generation.checked_add(1).ok_or(Fault::Other)?,
            ..current.clone()
        };
        for pair in parameter.parts().ok_or(Fault::Type)? {
            let [id, wrapped] = pair.parts().ok_or(Fault::Type)? else { return Err(Fault::Type) };
            let wrapped = wrapped.as_octets().ok_or(Fault::Type)?;
            let key: SecretKey = unwrap_key(&current, wrapped).map_err(|_| Fault::Denied)?;
            match id.as_i64() {
                Some(0) => new.encryption = key,
                Some(2) => new.authentication = key,
                _ => return Err(Fault::Range),
            }
        }
        inner.keys = Some(new);
        inner.state = ServerState::default();
        Ok(())
    }
}

impl Objects for MeterFace {
    fn may(&self, attribute: Attribute) -> (bool, bool) {
        may(&self.meter.profile, self.public, attribute)
    }

    fn may_act(&self, method: Attribute) -> bool {
        may_act(&self.meter.profile, self.public, method)
    }

    fn get(
        &self,
        attribute: Attribute,
        selection: Option<(u8, Value)>,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let object = self.object(attribute)?;
        let inner = self.meter.lock();
        match (&object.capture, attribute.class, attribute.index) {
            (Some(capture), 7, 2) => {
                buffer(inner.of(object.obis), object.role, capture, selection, out)
            }
            _ if selection.is_some() => Err(Fault::Range),
            _ => {
                self.value(&inner, object, attribute.index)?.write(out);
                Ok(())
            }
        }
    }

    fn set(&mut self, attribute: Attribute, value: &Value) -> Result<(), Fault> {
        let object = self.object(attribute)?.clone();
        let mut inner = self.meter.lock();
        let time = || {
            let time = value.as_octets().and_then(time::from_bytes);
            time.map(|time| time.at).ok_or(Fault::Type)
        };
        let cents = || match value {
            Value::Int32(cents) => Ok(*cents),
            _ => Err(Fault::Type),
        };
        let what = match object.role {
            Role::Clock => Some(Written::Clock(time()?)),
            Role::Limiter => Some(Written::LimitAmpere(match value {
                Value::UInt16(ampere) => i64::from(*ampere),
                _ => return Err(Fault::Type),
            })),
            Role::DisplayTime => Some(Written::DisplayTime(time()?)),
            Role::DisplayBalance => Some(Written::DisplayBalanceCents(cents()?)),
            Role::DisplayEmergency => Some(Written::DisplayEmergencyCents(cents()?)),
            Role::Message => Some(Written::Message(value.as_octets().ok_or(Fault::Type)?)),
            _ => None,
        };
        if what.is_some_and(|what| !inner.of_mut(object.obis).written(what)) {
            return Err(Fault::Range);
        }
        inner.kept.insert(attribute, value.clone());
        Ok(())
    }

    fn act(&mut self, method: Attribute, parameter: &Value) -> Result<Option<Value>, Fault> {
        let object = self.object(method)?.clone();
        let mut inner = self.meter.lock();
        let done = match (object.class, method.index) {
            (70, 1) => inner.of_mut(object.obis).disconnect(),
            (70, 2) => inner.of_mut(object.obis).make_ready(),
            (20, 1) => {
                for (active, passive) in [(2, 6), (3, 7), (4, 8), (5, 9)] {
                    if let Some(value) = self.kept(&inner, &object, passive) {
                        inner.kept.insert(object.attribute(active), value);
                    }
                }
                match self.kept(&inner, &object, 2) {
                    Some(Value::Octets(name)) => inner.model.written(Written::Calendar(&name)),
                    _ => false,
                }
            }
            (64, 2) => {
                Self::take_keys(&mut inner, parameter)?;
                true
            }
            _ => return Err(Fault::Undefined),
        };
        if done { Ok(None) } else { Err(Fault::Temporary) }
    }
}

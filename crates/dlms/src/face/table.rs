//! Which attributes and methods a served object has, and what may be done with each.

use crate::obis::Obis;
use crate::profile::{Access, Attribute, Object, Profile, Role};
use crate::value::Value;

/// Attributes of a class that we serve, and which of them are written if the object may be written.
pub(super) fn attributes(role: Role, class: u16) -> (&'static [u8], &'static [u8]) {
    match (role, class) {
        (_, 1) => (&[1, 2], &[2]),
        (_, 3) => (&[1, 2, 3], &[]),
        (_, 4) => (&[1, 2, 3, 4, 5], &[]),
        (_, 7) => (&[1, 2, 3, 4, 5, 6, 7, 8], &[]),
        (_, 8) => (&[1, 2, 3, 4, 5, 6, 7, 8, 9], &[2]),
        (_, 11) => (&[1, 2], &[2]),
        (_, 15) => (&[1, 2, 3, 4, 5, 6, 8, 9], &[]),
        (_, 20) => (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], &[6, 7, 8, 9]),
        (_, 40) => (&[1, 2], &[]),
        (_, 64) => (&[1, 2, 3, 4, 5], &[]),
        (_, 70) => (&[1, 2, 3, 4], &[]),
        (_, 71) => (&[1, 2, 3, 4, 5, 6, 7], &[4]),
        (_, 72) => (&[1, 5, 6, 8, 9, 11], &[]),
        _ => (&[1], &[]),
    }
}

/// Methods of a class that we serve.
pub(super) fn methods(class: u16) -> &'static [u8] {
    match class {
        15 | 20 => &[1],
        64 => &[2],
        70 => &[1, 2],
        _ => &[],
    }
}

pub(super) fn find(profile: &Profile, class: u16, obis: Obis) -> Option<&Object> {
    profile.objects.iter().find(|object| object.class == class && object.obis == obis)
}

/// Whether an attribute may be read and written. Without keys only what finds a meter may be read.
pub(super) fn may(profile: &Profile, public: bool, attribute: Attribute) -> (bool, bool) {
    let Some(object) = find(profile, attribute.class, attribute.obis) else {
        return (false, false);
    };
    let (read, write) = attributes(object.role, object.class);
    let open =
        matches!(object.role, Role::Clock | Role::DeviceName | Role::Counter | Role::Association);
    let reads = read.contains(&attribute.index) && (open || !public);
    (reads, reads && !public && object.access.writes() && write.contains(&attribute.index))
}

pub(super) fn may_act(profile: &Profile, public: bool, method: Attribute) -> bool {
    let object = find(profile, method.class, method.obis);
    let acts = object.is_some_and(|object| object.access.acts());
    acts && !public && methods(method.class).contains(&method.index)
}

/// The object list of the association: class, version, name and rights of each.
pub(super) fn object_list(profile: &Profile, public: bool) -> Value {
    let readable = |object: &&Object| may(profile, public, object.attribute(1)).0;
    let row = |object: &Object| {
        let (read, write) = attributes(object.role, object.class);
        let writes = matches!(object.access, Access::ReadWrite | Access::ReadWriteAct);
        let right = |index: &u8| {
            let mode = if writes && write.contains(index) { 3 } else { 1 };
            Value::Structure(vec![
                Value::Int8(i8::try_from(*index).unwrap_or(0)),
                Value::Enum(mode),
                Value::Null,
            ])
        };
        let method = |index: &u8| {
            let index = i8::try_from(*index).unwrap_or(0);
            Value::Structure(vec![Value::Int8(index), Value::Enum(1)])
        };
        let methods = if object.access.acts() { methods(object.class) } else { &[] };
        let rights = Value::Structure(vec![
            Value::Array(read.iter().map(right).collect()),
            Value::Array(methods.iter().map(method).collect()),
        ]);
        Value::Structure(vec![
            Value::UInt16(object.class),
            Value::UInt8(object.version),
            Value::Octets(object.obis.0.to_vec()),
            rights,
        ])
    };
    Value::Array(profile.objects.iter().filter(readable).map(row).collect())
}

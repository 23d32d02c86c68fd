//! From the text of a file to a profile.

use crate::obis::{Obis, Unit};
use crate::profile::check::{Modes, ProfileError, ProfileProblem as Problem};
use crate::profile::{Access, Attribute, Capture, Object, Profile, Role, Scale, Security};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use units::Energy;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    title: String,
    energy: Energy,
    association: Association,
    object: Vec<Spanned<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Association {
    security: Security,
    client: u16,
    server: u16,
    max_pdu: Spanned<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    role: Role,
    obis: Obis,
    class: u16,
    version: u8,
    access: Access,
    scaler: Option<i8>,
    unit: Option<Unit>,
    period_s: Option<u32>,
    columns: Option<Vec<Obis>>,
    control_mode: Option<u8>,
    leak_test_bit: Option<u8>,
    leak_seen_bit: Option<u8>,
}

/// Where in a file something is wrong: a byte, and what.
type Wrong = (usize, Problem);

pub(super) fn parse(name: &str, text: &str) -> Result<Profile, ProfileError> {
    let wrong = |(at, problem): Wrong| {
        let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
        ProfileError::Wrong { file: name.to_owned(), line, problem }
    };
    let file: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        wrong((at, Problem::Text(error.message().lines().next().unwrap_or_default().to_owned())))
    })?;
    check(file).map_err(wrong)
}

pub(super) fn load(folder: &Path) -> Result<Vec<Arc<Profile>>, ProfileError> {
    let at = folder.display().to_string();
    let listed = std::fs::read_dir(folder);
    let listed = listed.map_err(|source| ProfileError::Folder { folder: at.clone(), source })?;
    let mut paths = Vec::new();
    for entry in listed {
        let entry = entry.map_err(|source| ProfileError::Folder { folder: at.clone(), source })?;
        paths.push(entry.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut profiles: Vec<(String, Arc<Profile>)> = Vec::new();
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path);
        let text = text.map_err(|source| ProfileError::Read { file: file.clone(), source })?;
        let profile = parse(&file, &text)?;
        if let Some((first, _)) = profiles.iter().find(|(_, other)| other.name == profile.name) {
            let (name, first) = (profile.name, first.clone());
            return Err(ProfileError::Twice { name, first, second: file });
        }
        profiles.push((file, Arc::new(profile)));
    }
    Ok(profiles.into_iter().map(|(_, profile)| profile).collect())
}

fn check(file: File) -> Result<Profile, Wrong> {
    let name_at = file.name.span().start;
    let name = file.name.into_inner();
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || !name.bytes().all(plain) {
        return Err((name_at, Problem::Name { name }));
    }
    let max_pdu = *file.association.max_pdu.get_ref();
    if !(128..=8192).contains(&max_pdu) {
        return Err((file.association.max_pdu.span().start, Problem::MaxPdu { max_pdu }));
    }
    let mut objects = Vec::new();
    let mut seen = BTreeSet::new();
    let mut roles = BTreeSet::new();
    let known: Vec<_> =
        file.object.iter().map(|entry| entry.get_ref()).map(|e| (e.obis, e.class)).collect();
    for entry in &file.object {
        let at = entry.span().start;
        let object =
            object(entry.get_ref(), file.energy, &known).map_err(|problem| (at, problem))?;
        let (obis, class) = (object.obis, object.class);
        if !seen.insert((obis, class)) {
            return Err((at, Problem::Twice { obis, class }));
        }
        if object.role.once() && !roles.insert(object.role) {
            return Err((at, Problem::SecondRole { role: object.role }));
        }
        objects.push(object);
    }
    let has = |role: Role| objects.iter().any(|object| object.role == role);
    let needed = [Role::Association, Role::Clock, Role::Register, Role::Disconnect];
    if let Some(role) = needed.into_iter().find(|role| !has(*role)) {
        return Err((name_at, Problem::Missing { role }));
    }
    let association = file.association;
    Ok(Profile {
        name,
        title: file.title,
        energy: file.energy,
        security: association.security,
        client: association.client,
        server: association.server,
        max_pdu,
        objects,
    })
}

fn object(entry: &Entry, energy: Energy, known: &[(Obis, u16)]) -> Result<Object, Problem> {
    let &Entry { role, obis, class, version, access, .. } = entry;
    let (_, versions) = role
        .classes()
        .iter()
        .find(|(of_role, _)| *of_role == class)
        .ok_or(Problem::Class { role, class })?;
    if !versions.contains(&version) {
        return Err(Problem::Version { class, version });
    }
    if energy == Energy::Gas && matches!(role, Role::Limiter | Role::Calendar) {
        return Err(Problem::NotForGas { role });
    }
    let scale = match (role, entry.scaler, entry.unit) {
        (Role::Register, Some(scaler), Some(unit)) => {
            if !(-9..=9).contains(&scaler) {
                return Err(Problem::Scaler { scaler });
            }
            Some(Scale { scaler, unit })
        }
        (Role::Register, None, _) => return Err(Problem::Needs { role, key: "scaler" }),
        (Role::Register, _, None) => return Err(Problem::Needs { role, key: "unit" }),
        (_, None, None) => None,
        (_, Some(_), _) => return Err(Problem::HasNo { role, key: "scaler" }),
        (_, _, Some(_)) => return Err(Problem::HasNo { role, key: "unit" }),
    };
    let capture = capture(entry, known)?;
    let control_mode = match (role, entry.control_mode) {
        (Role::Disconnect, None) => return Err(Problem::Needs { role, key: "control_mode" }),
        (Role::Disconnect, Some(mode)) => {
            let allowed = Modes::of(energy);
            if !allowed.allow(mode) {
                return Err(Problem::ControlMode { mode, energy, allowed });
            }
            Some(mode)
        }
        (_, Some(_)) => return Err(Problem::HasNo { role, key: "control_mode" }),
        (_, None) => None,
    };
    let acts = matches!(role, Role::Disconnect | Role::SecuritySetup);
    if acts && !access.acts() {
        return Err(Problem::Access { role, access: "read-act" });
    }
    let writes = matches!(
        role,
        Role::DisplayTime | Role::DisplayBalance | Role::DisplayEmergency | Role::Message
    );
    if (writes || role == Role::Limiter) && !access.writes() {
        return Err(Problem::Access { role, access: "read-write" });
    }
    let bit = |key, bit| match (role, bit) {
        (Role::MbusClient, Some(bit)) if (5..=7).contains(&bit) => Ok(Some(bit)),
        (_, None) => Ok(None),
        (_, Some(_)) => Err(Problem::HasNo { role, key }),
    };
    let leak_test_bit = bit("leak_test_bit", entry.leak_test_bit)?;
    let leak_seen_bit = bit("leak_seen_bit", entry.leak_seen_bit)?;
    Ok(Object {
        role,
        obis,
        class,
        version,
        access,
        scale,
        capture,
        control_mode,
        leak_test_bit,
        leak_seen_bit,
    })
}

fn capture(entry: &Entry, known: &[(Obis, u16)]) -> Result<Option<Capture>, Problem> {
    let role = entry.role;
    let is_profile = matches!(role, Role::LoadProfile | Role::DailyProfile);
    let columns = match (is_profile || role == Role::Push, &entry.columns) {
        (false, None) => return Ok(None),
        (false, Some(_)) => return Err(Problem::HasNo { role, key: "columns" }),
        (true, None) => return Err(Problem::Needs { role, key: "columns" }),
        (true, Some(columns)) => columns,
    };
    let period_s = match (is_profile, entry.period_s) {
        (true, None) => return Err(Problem::Needs { role, key: "period_s" }),
        (true, Some(period_s)) if period_s == 0 || 86_400 % period_s != 0 => {
            return Err(Problem::Period { period_s });
        }
        (true, Some(period_s)) => period_s,
        (false, _) => 0,
    };
    if columns.first() != Some(&Obis::CLOCK) {
        return Err(Problem::FirstColumn);
    }
    let mut attributes = Vec::new();
    for &obis in columns {
        let found = known.iter().find(|(known, _)| *known == obis);
        let &(obis, class) = found.ok_or(Problem::Column { obis })?;
        attributes.push(Attribute { class, obis, index: 2 });
    }
    Ok(Some(Capture { period_s, columns: attributes }))
}

//! Pushes without protection, as meters of other countries send them to their customer's port: one
//! HDLC frame, and a list of values. For live values only.
//!
//! Lists that name their values are read as they are; those that do not, by a list of names.

use crate::engine::{HdlcFrame, LLC_ANSWERED, read_bare};
use crate::error::DlmsError;
use crate::obis::Obis;
use crate::time;
use crate::value::Value;
use calendar::Instant;

/// A push as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct PushFrame {
    /// When its values were captured, where it says so with an offset.
    pub captured: Option<Instant>,
    pub body: Value,
}

/// A value of a list, raw, with scaler and unit code where the list has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub obis: Obis,
    pub value: Value,
    pub scale: Option<(i8, u8)>,
}

/// Reads one frame with its check sequences. Errors: it is cut or changed, or no push.
pub fn read_push_frame(bytes: &[u8]) -> Result<PushFrame, DlmsError> {
    let no_frame = || DlmsError::Framing { text: "no whole frame".to_owned() };
    let frame = HdlcFrame::take(&mut bytes.to_vec())?.ok_or_else(no_frame)?;
    let apdu = frame.information.strip_prefix(&LLC_ANSWERED).ok_or_else(no_frame)?;
    let opened = read_bare(apdu)?;
    let captured = opened.captured.as_ref().and_then(|bytes| time::from_bytes(bytes));
    Ok(PushFrame { captured: captured.map(|time| time.at), body: opened.body })
}

fn unnamed() -> DlmsError {
    DlmsError::Columns { text: "a list without names".to_owned() }
}

fn name(value: &Value) -> Option<Obis> {
    value.as_octets().and_then(|name| <[u8; 6]>::try_from(name).ok()).map(Obis)
}

/// The values of a list that names them: an array of name, value and perhaps scaler and unit; or names
/// and values in turn, behind a title. Errors: it does not name them.
pub fn listed(body: &Value) -> Result<Vec<Listed>, DlmsError> {
    let parts = body.parts().ok_or_else(unnamed)?;
    if parts.iter().all(|part| part.part(0).and_then(name).is_some()) && !parts.is_empty() {
        return parts.iter().map(|part| row(part).ok_or_else(unnamed)).collect();
    }
    let parts = match parts.first() {
        Some(Value::Text(_)) => parts.get(1..).unwrap_or_default(),
        _ => parts,
    };
    let pairs = parts.chunks_exact(2);
    if !pairs.remainder().is_empty() || parts.is_empty() {
        return Err(unnamed());
    }
    let pair = |pair: &[Value]| match pair {
        [obis, value] => Some(Listed { obis: name(obis)?, value: value.clone(), scale: None }),
        _ => None,
    };
    pairs.map(|parts| pair(parts).ok_or_else(unnamed)).collect()
}

fn row(part: &Value) -> Option<Listed> {
    let (obis, value, scale) = match part.parts()? {
        [obis, value] => (obis, value, None),
        [obis, value, scale] => {
            let scaler = i8::try_from(scale.part(0)?.as_i64()?).ok()?;
            (obis, value, Some((scaler, u8::try_from(scale.part(1)?.as_i64()?).ok()?)))
        }
        _ => return None,
    };
    Some(Listed { obis: name(obis)?, value: value.clone(), scale })
}

/// The values of a list that does not name them, by the names of its places; a place without a name is
/// passed over. Errors: another number of places.
pub fn listed_by(body: &Value, names: &[Option<Obis>]) -> Result<Vec<Listed>, DlmsError> {
    let parts = body.parts().unwrap_or_default();
    if parts.len() != names.len() {
        let text = format!("{} values for {} names", parts.len(), names.len());
        return Err(DlmsError::Columns { text });
    }
    let named = names.iter().zip(parts).filter_map(|(name, value)| name.map(|obis| (obis, value)));
    Ok(named.map(|(obis, value)| Listed { obis, value: value.clone(), scale: None }).collect())
}

//! The buffer of a served profile.

use crate::engine::Fault;
use crate::face::MeterModel;
use crate::profile::{Capture, Object, Role};
use crate::time;
use crate::value::{Value, write_length};
use calendar::Instant;

const ARRAY: u8 = 1;
const STRUCTURE: u8 = 2;
const BY_RANGE: u8 = 1;
const BY_ENTRY: u8 = 2;
/// Rows of one answer, so that it fits the server's buffer; more are asked for by range.
const MOST_ROWS: usize = 1_000;

/// Which rows are asked for.
struct Wanted {
    from: Instant,
    to: Instant,
    /// Entries from 1, the first and the last.
    entries: (usize, usize),
}

impl Wanted {
    fn all() -> Self {
        Self { from: Instant(0), to: Instant(i64::MAX), entries: (1, usize::MAX) }
    }

    /// A selector that is not understood is refused, never ignored: the answer would be a year of data.
    fn of(selection: Option<(u8, Value)>) -> Result<Self, Fault> {
        let Some((selector, parameter)) = selection else { return Ok(Self::all()) };
        let parts = parameter.parts().ok_or(Fault::Type)?;
        match (selector, parts) {
            (BY_RANGE, [_, from, to, columns]) => {
                if columns.parts().is_none_or(|columns| !columns.is_empty()) {
                    return Err(Fault::Range);
                }
                let at = |value: &Value| time::from_bytes(value.as_octets()?).map(|time| time.at);
                let (from, to) = (at(from).ok_or(Fault::Type)?, at(to).ok_or(Fault::Type)?);
                Ok(Self { from, to, ..Self::all() })
            }
            (BY_ENTRY, [from, to, ..]) => {
                let entry = |value: &Value| {
                    value.as_i64().and_then(|entry| usize::try_from(entry).ok()).ok_or(Fault::Type)
                };
                let (from, to) = (entry(from)?, entry(to)?);
                if from == 0 {
                    return Err(Fault::Range);
                }
                Ok(Self { entries: (from, if to == 0 { usize::MAX } else { to }), ..Self::all() })
            }
            _ => Err(Fault::Range),
        }
    }
}

/// Writes the rows that are asked for, as an array. Errors: the selection is not understood, or there
/// are too many rows for one answer.
pub(super) fn buffer(
    model: &dyn MeterModel,
    role: Role,
    capture: &Capture,
    selection: Option<(u8, Value)>,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let wanted = Wanted::of(selection)?;
    let (mut rows, mut number, mut count) = (Vec::new(), 0_usize, 0_usize);
    model.rows(role, wanted.from, wanted.to, &mut |at, values| {
        number = number.saturating_add(1);
        let inside = (wanted.entries.0..=wanted.entries.1).contains(&number);
        if !inside || at < wanted.from || at > wanted.to || count > MOST_ROWS {
            return;
        }
        count = count.saturating_add(1);
        rows.push(STRUCTURE);
        write_length(capture.columns.len(), &mut rows);
        time::value(at).write(&mut rows);
        let padded =
            values.iter().map(|value| number_of(*value)).chain(std::iter::repeat(Value::Null));
        padded
            .take(capture.columns.len().saturating_sub(1))
            .for_each(|value| value.write(&mut rows));
    });
    if count > MOST_ROWS {
        return Err(Fault::Temporary);
    }
    out.push(ARRAY);
    write_length(count, out);
    out.extend(rows);
    Ok(())
}

/// The entries in use.
pub(super) fn entries(model: &dyn MeterModel, role: Role) -> u32 {
    let mut count = 0_u32;
    model.rows(role, Instant(0), Instant(i64::MAX), &mut |_, _| count = count.saturating_add(1));
    count
}

/// The columns as capture objects.
pub(super) fn columns(object: &Object) -> Value {
    let columns = object.capture.iter().flat_map(|capture| &capture.columns);
    let column = |column: &crate::profile::Attribute| {
        Value::Structure(vec![
            Value::UInt16(column.class),
            Value::Octets(column.obis.0.to_vec()),
            Value::Int8(i8::try_from(column.index).unwrap_or(2)),
            Value::UInt16(0),
        ])
    };
    Value::Array(columns.map(column).collect())
}

/// A raw value in the type that meters use for it.
pub(super) fn number_of(raw: i64) -> Value {
    match (u32::try_from(raw), u64::try_from(raw)) {
        (Ok(raw), _) => Value::UInt32(raw),
        (Err(_), Ok(raw)) => Value::UInt64(raw),
        (Err(_), Err(_)) => Value::Int64(raw),
    }
}

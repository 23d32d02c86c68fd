//! Rows that a meter has stored: quarter-hours, midnights.

use crate::client::association::Association;
use crate::client::meter::{Amount, meter_time, type_error, whole};
use crate::engine::Range;
use crate::error::DlmsError;
use crate::link::Stream;
use crate::obis::Obis;
use crate::profile::{Attribute, Capture, Object, Profile, Role};
use crate::time;
use crate::value::Value;
use calendar::Instant;
use std::collections::BTreeMap;
use std::sync::Arc;

const BUFFER: u8 = 2;
const CAPTURE_OBJECTS: u8 = 3;
const CAPTURE_PERIOD: u8 = 4;
const DAY_S: u32 = 86_400;
/// Rows of one question: about four days of quarter-hours, which fits what meters hold at once.
const ROWS_AT_ONCE: i64 = 384;

/// What was captured at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileRow {
    pub at: Instant,
    pub values: Vec<(Obis, Amount)>,
}

/// Rows in order of time, and the instants for which there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileRows {
    pub rows: Vec<ProfileRow>,
    pub holes: Vec<Instant>,
}

impl ProfileRows {
    /// All rows. Errors: [`DlmsError::ProfileHoles`]; what is there stays usable in `rows`.
    pub fn complete(&self) -> Result<&[ProfileRow], DlmsError> {
        match self.holes.first() {
            None => Ok(&self.rows),
            Some(first) => Err(DlmsError::ProfileHoles { count: self.holes.len(), first: *first }),
        }
    }
}

impl<S: Stream> Association<S> {
    /// Reads the rows of a profile from `from` to `to`, both included, in blocks as the meter gives
    /// them. Source: MT-18.
    ///
    /// Errors: [`DlmsError::Row`] for one twice or out of the range, [`DlmsError::Columns`], a refusal.
    pub async fn read_profile(
        &mut self,
        role: Role,
        from: Instant,
        to: Instant,
    ) -> Result<ProfileRows, DlmsError> {
        let profile = Arc::clone(self.profile());
        let object = self.object(role)?;
        let capture = object.capture.clone();
        let capture =
            capture.ok_or(DlmsError::NotInProfile { profile: profile.name.clone(), role })?;
        let expected = grid(capture.period_s, from, to);
        let attribute = object.attribute(BUFFER);
        let mut rows = BTreeMap::new();
        let at_once = usize::try_from(ROWS_AT_ONCE).unwrap_or(1);
        for some in expected.chunks(at_once) {
            let (Some(first), Some(last)) = (some.first(), some.last()) else { break };
            let range = Range { from: time::to_bytes(*first), to: time::to_bytes(*last) };
            let value = self.get_range(attribute, range).await?;
            for row in read_rows(&profile, attribute, &capture, &value)? {
                let at = row.at;
                if !some.contains(&at) || rows.insert(at, row).is_some() {
                    return Err(DlmsError::Row { at });
                }
            }
        }
        let holes = expected.into_iter().filter(|at| !rows.contains_key(at)).collect();
        Ok(ProfileRows { rows: rows.into_values().collect(), holes })
    }

    /// Compares what the meter captures, and how often, with the profile. Errors:
    /// [`DlmsError::Columns`].
    pub async fn check_capture(&mut self, role: Role) -> Result<(), DlmsError> {
        let object = self.object(role)?;
        let profile = self.profile().name.clone();
        let capture = object.capture.clone().ok_or(DlmsError::NotInProfile { profile, role })?;
        let attributes = [object.attribute(CAPTURE_OBJECTS), object.attribute(CAPTURE_PERIOD)];
        let got = self.get_all(&attributes).await?;
        let mut values = Vec::new();
        for (got, attribute) in got.into_iter().zip(attributes) {
            values.push(got.map_err(|reason| DlmsError::Refused { attribute, reason })?);
        }
        let [columns, period] = values.as_slice() else {
            return Err(DlmsError::Columns { text: "no capture objects".to_owned() });
        };
        check_columns(&object, &capture, columns)?;
        match period.as_i64() == Some(i64::from(capture.period_s)) {
            true => Ok(()),
            false => Err(DlmsError::Columns {
                text: format!("a row each `{period}` s, not {} s", capture.period_s),
            }),
        }
    }
}

/// The instants at which rows are due. Days end at local midnight.
fn grid(period_s: u32, from: Instant, to: Instant) -> Vec<Instant> {
    if period_s == DAY_S {
        let mut day = from.day();
        let mut grid = Vec::new();
        while day.start() <= to {
            if day.start() >= from {
                grid.push(day.start());
            }
            day = day.next();
        }
        return grid;
    }
    let period = i64::from(period_s);
    let step_us = period.saturating_mul(1_000_000);
    let first = from.0.saturating_add(step_us.saturating_sub(1)).div_euclid(step_us);
    let last = to.0.div_euclid(step_us);
    (first..=last).map(|step| Instant::from_unix_s(step.saturating_mul(period))).collect()
}

fn check_columns(object: &Object, capture: &Capture, value: &Value) -> Result<(), DlmsError> {
    let wrong = || type_error(object.attribute(CAPTURE_OBJECTS), value, "capture objects");
    let mut found = Vec::new();
    for column in value.parts().ok_or_else(wrong)? {
        let [class, name, index, ..] = column.parts().unwrap_or_default() else {
            return Err(wrong());
        };
        let class = class.as_i64().and_then(|class| u16::try_from(class).ok());
        let name = name.as_octets().and_then(|name| <[u8; 6]>::try_from(name).ok());
        let index = index.as_i64().and_then(|index| u8::try_from(index).ok());
        let (Some(class), Some(name), Some(index)) = (class, name, index) else {
            return Err(wrong());
        };
        found.push(Attribute { class, obis: Obis(name), index });
    }
    match found == capture.columns {
        true => Ok(()),
        false => {
            let names: Vec<_> = found.iter().map(|column| column.obis.to_string()).collect();
            Err(DlmsError::Columns { text: names.join(", ") })
        }
    }
}

/// Rows of a buffer. Null stands for *as in the row before*, for the clock *one period later*.
fn read_rows(
    profile: &Profile,
    attribute: Attribute,
    capture: &Capture,
    value: &Value,
) -> Result<Vec<ProfileRow>, DlmsError> {
    let wrong = || type_error(attribute, value, "an array of rows");
    let mut rows: Vec<ProfileRow> = Vec::new();
    let mut before: Vec<Value> = Vec::new();
    for row in value.parts().ok_or_else(wrong)? {
        let cells = row.parts().ok_or_else(wrong)?;
        if cells.len() != capture.columns.len() {
            let text = format!("{} in a row, not {}", cells.len(), capture.columns.len());
            return Err(DlmsError::Columns { text });
        }
        let mut whole_row = Vec::with_capacity(cells.len());
        for (index, cell) in cells.iter().enumerate() {
            let cell = match (cell, index) {
                (Value::Null, 0) => {
                    let last = rows.last().ok_or_else(wrong)?.at;
                    time::value(following(capture.period_s, last))
                }
                (Value::Null, index) => before.get(index).cloned().ok_or_else(wrong)?,
                (cell, _) => cell.clone(),
            };
            whole_row.push(cell);
        }
        let (clock, cells) = whole_row.split_first().ok_or_else(wrong)?;
        let at = meter_time(attribute, clock)?;
        let mut values = Vec::with_capacity(cells.len());
        for (cell, column) in cells.iter().zip(capture.columns.iter().skip(1)) {
            let object = profile.named(column.obis).ok_or_else(wrong)?;
            let scale = object.scale.ok_or_else(wrong)?;
            values.push((column.obis, Amount::of(column.obis, whole(*column, cell)?, scale)?));
        }
        rows.push(ProfileRow { at, values });
        before = whole_row;
    }
    Ok(rows)
}

fn following(period_s: u32, at: Instant) -> Instant {
    match period_s {
        DAY_S => at.day().next().start(),
        period_s => at.plus_s(i64::from(period_s)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_18_rows_are_due_at_local_midnight_also_when_the_clock_changes() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let days = grid(DAY_S, at("2026-10-24T00:00:00+02:00"), at("2026-10-26T12:00:00+01:00"));
        let days: Vec<_> = days.into_iter().map(Instant::to_local_string).collect();
        let expected =
            ["2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"];
        assert_eq!(days, expected);
        let quarters = grid(900, at("2026-10-25T00:00:00+02:00"), at("2026-10-26T00:00:00+01:00"));
        assert_eq!(quarters.len(), 101, "100 quarter-hours have 101 ends");
        assert_eq!(grid(900, Instant(1), Instant(2)), []);
    }
}

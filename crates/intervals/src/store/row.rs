//! A row of a file, and its columns.

use crate::series::{Direction, Interval, Point, Quality, Quarter, Register, Series};
use parquet::schema::types::Type;
use std::sync::{Arc, LazyLock};
use units::MilliWattHours;

/// One value of a quarter-hour, as a version had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Of the point: rows lie in its order, so that a point is found by numbers.
    pub(crate) hash: i64,
    pub(crate) point: Point,
    pub(crate) direction: Direction,
    pub(crate) version: i32,
    pub(crate) interval: Interval,
}

impl Row {
    pub(crate) fn key(&self) -> (i64, &Point, Direction, Quarter, i32) {
        (self.hash, &self.point, self.direction, self.interval.quarter, self.version)
    }
}

/// The columns. Times are UTC, so that other engines read them as such.
static SCHEMA: LazyLock<Option<Arc<Type>>> = LazyLock::new(|| {
    let text = "message quarter_hours {
        REQUIRED INT64 point_hash;
        REQUIRED BYTE_ARRAY point (STRING);
        REQUIRED INT32 direction;
        REQUIRED INT64 start (TIMESTAMP(MICROS,true));
        REQUIRED INT32 version;
        REQUIRED INT64 energy_mwh;
        REQUIRED INT32 quality;
        REQUIRED INT32 register;
    }";
    parquet::schema::parser::parse_message_type(text).ok().map(Arc::new)
});

/// `None` cannot be: the text is ours, and a test reads it.
pub(crate) fn schema() -> Option<Arc<Type>> {
    SCHEMA.clone()
}

/// Where columns stand in the schema.
pub(crate) mod column {
    pub(crate) const HASH: usize = 0;
    pub(crate) const POINT: usize = 1;
    pub(crate) const DIRECTION: usize = 2;
    pub(crate) const START: usize = 3;
    pub(crate) const VERSION: usize = 4;
    pub(crate) const ENERGY: usize = 5;
    pub(crate) const QUALITY: usize = 6;
    pub(crate) const REGISTER: usize = 7;
    pub(crate) const COUNT: usize = 8;
}

/// The rows of a group, as columns of numbers.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) hash: Vec<i64>,
    pub(crate) point: Vec<parquet::data_type::ByteArray>,
    pub(crate) direction: Vec<i32>,
    pub(crate) start: Vec<i64>,
    pub(crate) version: Vec<i32>,
    pub(crate) energy: Vec<i64>,
    pub(crate) quality: Vec<i32>,
    pub(crate) register: Vec<i32>,
}

impl Columns {
    pub(crate) fn len(&self) -> usize {
        self.hash.len()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn push(&mut self, row: &Row) {
        // Bytes of the same point are shared, not copied.
        let same = self.hash.last() == Some(&row.hash)
            && self.point.last().is_some_and(|last| last.data() == row.point.as_str().as_bytes());
        let point = match self.point.last() {
            Some(last) if same => last.clone(),
            _ => row.point.as_str().as_bytes().to_vec().into(),
        };
        self.hash.push(row.hash);
        self.point.push(point);
        self.direction.push(row.direction.code());
        self.start.push(row.interval.quarter.start().0);
        self.version.push(row.version);
        self.energy.push(row.interval.energy.0);
        self.quality.push(row.interval.quality.code());
        self.register.push(row.interval.register.code());
    }
}

/// The rows of series, in the order of files.
pub(crate) fn columns_of(series: &[Series], version: i32) -> Vec<Row> {
    let mut rows: Vec<Row> = series
        .iter()
        .flat_map(|series| {
            let hash = series.point.hash();
            series.intervals.iter().map(move |interval| Row {
                hash,
                point: series.point.clone(),
                direction: series.direction,
                version,
                interval: *interval,
            })
        })
        .collect();
    rows.sort_by(|one, other| one.key().cmp(&other.key()));
    rows
}

/// The interval of a row's numbers; `None` if they are of no row of ours.
pub(crate) fn interval(start: i64, energy: i64, quality: i32, register: i32) -> Option<Interval> {
    Some(Interval {
        quarter: Quarter::starting_at(calendar::Instant(start))?,
        energy: MilliWattHours(energy),
        quality: Quality::from_code(quality)?,
        register: Register::from_code(register)?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_schema_has_the_columns_where_the_numbers_say() {
        let schema = schema().unwrap();
        let names: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
        assert_eq!(names.len(), column::COUNT);
        for (number, name) in [
            (column::HASH, "point_hash"),
            (column::POINT, "point"),
            (column::DIRECTION, "direction"),
            (column::START, "start"),
            (column::VERSION, "version"),
            (column::ENERGY, "energy_mwh"),
            (column::QUALITY, "quality"),
            (column::REGISTER, "register"),
        ] {
            assert_eq!(names.get(number), Some(&name));
        }
    }
}

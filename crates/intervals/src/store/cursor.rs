//! Rows out of a file: only the row groups, and in them only the rows, of one point; or all of them, a
//! row group at a time.

use super::row::{Row, column, interval};
use super::{StoreError, columns, failed};
use crate::series::{Direction, Point};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::statistics::Statistics;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// An open file. Each has a `File` of its own: two readers of one would share its position.
pub(crate) struct Opened {
    path: PathBuf,
    reader: SerializedFileReader<File>,
}

impl Opened {
    /// Errors: it is not there, is no Parquet, or has other columns.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(failed("open", path))?;
        let reader = SerializedFileReader::new(file).map_err(columns(path))?;
        let opened = Self { path: path.to_owned(), reader };
        let ours = super::row::schema();
        let theirs = opened.reader.metadata().file_metadata().schema();
        let names = |schema: &parquet::schema::types::Type| {
            let fields = schema.get_fields().iter();
            fields.map(|field| field.name().to_owned()).collect::<Vec<_>>()
        };
        if ours.is_none_or(|ours| names(&ours) != names(theirs)) {
            return Err(opened.corrupt("its columns are others"));
        }
        Ok(opened)
    }

    pub(crate) fn corrupt(&self, why: &str) -> StoreError {
        StoreError::Corrupt { file: self.path.display().to_string(), why: why.to_owned() }
    }

    pub(crate) fn groups(&self) -> usize {
        self.reader.num_row_groups()
    }

    /// All rows of some points, each with its hash: those of one row group at a time, with the place of the point.
    /// What says where a point lies in a row group is read once for all of them.
    pub(crate) fn of_points(
        &self,
        points: &[(i64, &Point)],
        take: &mut dyn FnMut(usize, Vec<Row>),
    ) -> Result<(), StoreError> {
        for number in 0..self.groups() {
            let metadata = self.reader.metadata().row_group(number);
            let bounds = match metadata.column(column::HASH).statistics() {
                Some(Statistics::Int64(known)) => known.min_opt().zip(known.max_opt()),
                _ => None,
            };
            let is_here =
                |hash: i64| bounds.is_none_or(|(least, most)| *least <= hash && hash <= *most);
            if !points.iter().any(|(hash, _)| is_here(*hash)) {
                continue;
            }
            let group = self.reader.get_row_group(number).map_err(columns(&self.path))?;
            let count = usize::try_from(metadata.num_rows()).unwrap_or(0);
            let hashes = int64(&*group, column::HASH, 0..count).map_err(columns(&self.path))?;
            for (place, (hash, point)) in points.iter().enumerate() {
                if !is_here(*hash) {
                    continue;
                }
                let from = hashes.partition_point(|one| one < hash);
                let until = hashes.partition_point(|one| one <= hash);
                if from < until {
                    let mut found = Vec::new();
                    self.rows(&*group, from..until, &mut found)?;
                    // Two points may have one hash.
                    found.retain(|row| row.point == **point);
                    take(place, found);
                }
            }
        }
        Ok(())
    }

    /// All rows of a row group.
    pub(crate) fn of_group(&self, number: usize) -> Result<Vec<Row>, StoreError> {
        let group = self.reader.get_row_group(number).map_err(columns(&self.path))?;
        let count = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut rows = Vec::with_capacity(count);
        self.rows(&*group, 0..count, &mut rows)?;
        Ok(rows)
    }

    fn rows(
        &self,
        group: &dyn RowGroupReader,
        range: Range<usize>,
        rows: &mut Vec<Row>,
    ) -> Result<(), StoreError> {
        let wide = |number| int64(group, number, range.clone()).map_err(columns(&self.path));
        let narrow = |number| int32(group, number, range.clone()).map_err(columns(&self.path));
        let hashes = wide(column::HASH)?;
        let points = texts(group, column::POINT, range.clone()).map_err(columns(&self.path))?;
        let (directions, starts) = (narrow(column::DIRECTION)?, wide(column::START)?);
        let (versions, energies) = (narrow(column::VERSION)?, wide(column::ENERGY)?);
        let (qualities, registers) = (narrow(column::QUALITY)?, narrow(column::REGISTER)?);
        let lengths = [
            hashes.len(),
            points.len(),
            directions.len(),
            starts.len(),
            versions.len(),
            energies.len(),
            qualities.len(),
            registers.len(),
        ];
        if lengths.iter().any(|length| *length != range.len()) {
            return Err(self.corrupt("a column ends before its row group"));
        }
        let mut last: Option<(ByteArray, Point)> = None;
        let numbers = hashes.into_iter().zip(points).zip(directions).zip(starts);
        let others = versions.into_iter().zip(energies).zip(qualities).zip(registers);
        for ((((hash, text), direction), start), (((version, energy), quality), register)) in
            numbers.zip(others)
        {
            let point = match &last {
                Some((known, point)) if known.data() == text.data() => point.clone(),
                _ => {
                    let read = std::str::from_utf8(text.data()).ok();
                    let point: Point = read
                        .and_then(|text| text.parse().ok())
                        .ok_or_else(|| self.corrupt("a text names no point"))?;
                    last = Some((text, point.clone()));
                    point
                }
            };
            let direction = Direction::from_code(direction);
            let interval = interval(start, energy, quality, register);
            let (Some(direction), Some(interval)) = (direction, interval) else {
                return Err(self.corrupt("a number means nothing"));
            };
            rows.push(Row { hash, point, direction, version, interval });
        }
        Ok(())
    }
}

fn part<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    range: Range<usize>,
) -> Result<Vec<T::T>, ParquetError> {
    if range.start > 0 {
        reader.skip_records(range.start)?;
    }
    let mut values = Vec::with_capacity(range.len());
    while values.len() < range.len() {
        let left = range.len().saturating_sub(values.len());
        let (records, ..) = reader.read_records(left, None, None, &mut values)?;
        if records == 0 {
            break;
        }
    }
    Ok(values)
}

fn another_type(number: usize) -> ParquetError {
    ParquetError::General(format!("column {number} is of another type"))
}

fn int64(
    group: &dyn RowGroupReader,
    number: usize,
    range: Range<usize>,
) -> Result<Vec<i64>, ParquetError> {
    match group.get_column_reader(number)? {
        ColumnReader::Int64ColumnReader(reader) => part::<Int64Type>(reader, range),
        _ => Err(another_type(number)),
    }
}

fn int32(
    group: &dyn RowGroupReader,
    number: usize,
    range: Range<usize>,
) -> Result<Vec<i32>, ParquetError> {
    match group.get_column_reader(number)? {
        ColumnReader::Int32ColumnReader(reader) => part::<Int32Type>(reader, range),
        _ => Err(another_type(number)),
    }
}

fn texts(
    group: &dyn RowGroupReader,
    number: usize,
    range: Range<usize>,
) -> Result<Vec<ByteArray>, ParquetError> {
    match group.get_column_reader(number)? {
        ColumnReader::ByteArrayColumnReader(reader) => part::<ByteArrayType>(reader, range),
        _ => Err(another_type(number)),
    }
}

//! Series become files: one for each month and part they touch, then one entry in the manifest.

use super::durable::Temporary;
use super::entry::{FileEntry, Month, Version};
use super::manifest::{Added, Manifest, Source};
use super::row::{Columns, Row, column, columns_of, schema};
use super::{Store, StoreError, columns};
use crate::series::{Quarter, Series};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::ColumnPath;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use units::Dso;

/// Rows of a group: fewer read slowly, more cannot be read side by side.
pub(crate) const ROWS_IN_A_GROUP: usize = 131_072;
/// Pages end here, so that what is not wanted is passed by unread.
const ROWS_IN_A_PAGE: usize = 16_384;
const TRIES: u32 = 5;

/// What an addition came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    New {
        version: i32,
        files: AddedFiles,
    },
    /// The same source was added before, as this version.
    Known {
        version: i32,
    },
}

/// How much an addition wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddedFiles {
    pub files: u64,
    pub rows: u64,
    pub bytes: u64,
}

impl<M: Manifest> Store<M> {
    /// Adds series as one version: all their months or none. What was known of a quarter-hour stays,
    /// under its own version. Errors: a file cannot be written, the manifest cannot be used.
    pub fn add(
        &mut self,
        dso: Dso,
        series: &[Series],
        source: &Source,
    ) -> Result<Written, StoreError> {
        if let Some(version) = self.manifest.known(dso, &source.sha256)? {
            return Ok(Written::Known { version });
        }
        for _ in 0..TRIES {
            let last = self.manifest.last_version(dso)?;
            match self.add_behind(dso, series, source, last) {
                // The files just written are in no manifest: they are swept away later.
                Err(StoreError::Moved { .. }) => {}
                done => return done,
            }
        }
        Err(StoreError::Crowded)
    }

    /// The same of what rests on `read`, the newest version when it was read: an estimate made from it never
    /// comes behind a value that was measured meanwhile. Errors: [`StoreError::Moved`] if there is a newer one.
    pub fn add_behind(
        &mut self,
        dso: Dso,
        series: &[Series],
        source: &Source,
        read: i32,
    ) -> Result<Written, StoreError> {
        if self.manifest.last_version(dso)? != read {
            return Err(StoreError::Moved { read });
        }
        let number = read.checked_add(1).ok_or(StoreError::NoVersionLeft)?;
        let (mut entries, mut files) = (Vec::new(), AddedFiles::default());
        for ((month, bucket), part) in self.parts(series) {
            let rows = columns_of(&part, number);
            let mut rows = rows.into_iter().map(Ok);
            let entry = self.write_file(dso, month, bucket, (number, number), &mut rows)?;
            files.files = files.files.saturating_add(1);
            files.rows = files.rows.saturating_add(entry.rows.unsigned_abs());
            files.bytes = files.bytes.saturating_add(entry.bytes.unsigned_abs());
            entries.push(entry);
        }
        let version = Version {
            dso,
            number,
            learnt_at: source.learnt_at,
            source: source.name.clone(),
            source_sha256: source.sha256.clone(),
            rows: i64::try_from(files.rows).unwrap_or(i64::MAX),
        };
        match self.manifest.add(&version, &entries)? {
            Added::New => Ok(Written::New { version: number, files }),
            Added::Known(version) => Ok(Written::Known { version }),
            Added::VersionTaken => Err(StoreError::Moved { read }),
        }
    }

    /// The series cut by month and part.
    fn parts(&self, series: &[Series]) -> BTreeMap<(Month, u32), Vec<Series>> {
        let mut parts: BTreeMap<(Month, u32), Vec<Series>> = BTreeMap::new();
        for one in series {
            let bucket = self.bucket(&one.point);
            let mut rest = one.intervals.as_slice();
            while let Some(first) = rest.first() {
                let month = Month::of(first.quarter.day());
                let end = month.quarters().map_or(Quarter(i32::MAX), |(_, end)| end);
                // At least the first, so that this ends.
                let count = rest.partition_point(|interval| interval.quarter < end).max(1);
                let (now, later) = rest.split_at(count.min(rest.len()));
                parts.entry((month, bucket)).or_default().push(Series {
                    point: one.point.clone(),
                    direction: one.direction,
                    intervals: now.to_vec(),
                });
                rest = later;
            }
        }
        parts
    }

    /// Writes rows, which come in order, and gives the file its name: by versions, and by hash, so that
    /// two writers never mean different bytes by one name.
    pub(super) fn write_file(
        &self,
        dso: Dso,
        month: Month,
        bucket: u32,
        (first_version, last_version): (i32, i32),
        rows: &mut dyn Iterator<Item = Result<Row, StoreError>>,
    ) -> Result<FileEntry, StoreError> {
        let below = format!("{}/{month}/{bucket:04}", dso.name());
        let folder = self.folder.join(&below);
        let temporary = Temporary::create(&folder)?;
        let place = temporary.path().to_owned();
        let (temporary, count) = write_rows(temporary, &place, rows)?;
        let name = |hash: &str| {
            let short = hash.get(..16).unwrap_or(hash);
            folder.join(format!("v{first_version:06}-{last_version:06}-{short}.parquet"))
        };
        let (path, sha256, bytes) = temporary.keep(name)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(FileEntry {
            dso,
            month,
            bucket,
            path: format!("{below}/{}", name.unwrap_or_default()),
            first_version,
            last_version,
            rows: i64::try_from(count).unwrap_or(i64::MAX),
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            sha256,
        })
    }
}

fn properties() -> WriterProperties {
    let path = |name: &str| ColumnPath::from(name.to_owned());
    WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_2_0)
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_data_page_row_count_limit(ROWS_IN_A_PAGE)
        .set_max_row_group_row_count(Some(ROWS_IN_A_GROUP))
        // Times go up by a quarter-hour: differences of nothing.
        .set_column_dictionary_enabled(path("start"), false)
        .set_column_encoding(path("start"), Encoding::DELTA_BINARY_PACKED)
        .build()
}

/// Writes rows as row groups. Returns what was written to, and how many rows there were.
pub(crate) fn write_rows<W: Write + Send>(
    to: W,
    place: &Path,
    rows: &mut dyn Iterator<Item = Result<Row, StoreError>>,
) -> Result<(W, u64), StoreError> {
    let Some(schema) = schema() else {
        let (file, why) = (place.display().to_string(), "there is no schema".to_owned());
        return Err(StoreError::Corrupt { file, why });
    };
    let mut writer =
        SerializedFileWriter::new(to, schema, Arc::new(properties())).map_err(columns(place))?;
    let (mut group, mut count) = (Columns::default(), 0_u64);
    for row in rows {
        group.push(&row?);
        count = count.saturating_add(1);
        if group.len() >= ROWS_IN_A_GROUP {
            write_group(&mut writer, &group).map_err(columns(place))?;
            group.clear();
        }
    }
    if group.len() > 0 {
        write_group(&mut writer, &group).map_err(columns(place))?;
    }
    let to = writer.into_inner().map_err(columns(place))?;
    Ok((to, count))
}

fn write_group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    group: &Columns,
) -> Result<(), ParquetError> {
    let mut row_group = writer.next_row_group()?;
    for number in 0..column::COUNT {
        write_column(&mut row_group, group, number)?;
    }
    row_group.close()?;
    Ok(())
}

fn write_column<W: Write + Send>(
    row_group: &mut SerializedRowGroupWriter<'_, W>,
    group: &Columns,
    number: usize,
) -> Result<(), ParquetError> {
    let wrong = || ParquetError::General(format!("column {number} is of another type"));
    let mut open = row_group.next_column()?.ok_or_else(wrong)?;
    match (open.untyped(), number) {
        (
            ColumnWriter::Int64ColumnWriter(writer),
            column::HASH | column::START | column::ENERGY,
        ) => {
            let values = match number {
                column::HASH => &group.hash,
                column::START => &group.start,
                _ => &group.energy,
            };
            writer.write_batch(values, None, None)?;
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), column::POINT) => {
            writer.write_batch(&group.point, None, None)?;
        }
        (ColumnWriter::Int32ColumnWriter(writer), _) => {
            let values = match number {
                column::DIRECTION => &group.direction,
                column::VERSION => &group.version,
                column::QUALITY => &group.quality,
                column::REGISTER => &group.register,
                _ => return Err(wrong()),
            };
            writer.write_batch(values, None, None)?;
        }
        _ => return Err(wrong()),
    }
    open.close()
}

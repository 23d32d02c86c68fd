//! From a file to readings: all of it or nothing, unless the caller wants what is good of it.

use crate::error::{ImportError, Problems};
use crate::format::{Format, Header};
use crate::lines::{Lines, Progress};
use crate::quarters;
use crate::registers;
use crate::registers::RegisterReading;
use crate::series::HomeSeries;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// How to read a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The format, if the header is not to be trusted to tell it.
    pub format: Option<Format>,
    /// The name of the home of a file with one home; else the name of the file without its ending.
    pub home: Option<String>,
    /// Leave out what is bad and list it, instead of giving nothing. A quarter-hour left out is a
    /// gap.
    pub partial: bool,
}

/// What a file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub file: Arc<str>,
    pub format: Format,
    /// Rows read, the header and blank lines not counted.
    pub rows: u64,
    /// Rows that said again what another row had said; they count once.
    pub duplicate_rows: u64,
    /// Columns that no format knows, and injection without a value.
    pub ignored_columns: Vec<String>,
    /// What was left out; always empty unless [`Options::partial`] was asked.
    pub problems: Problems,
    pub content: Content,
}

/// The readings of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    QuarterHours(Vec<HomeSeries>),
    Registers(Vec<RegisterReading>),
}

/// Imports the file at `path`, plain or gzip. Errors: as [`import`], and it cannot be opened.
pub fn import_file(
    path: &Path,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Import, ImportError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let opened = File::open(path);
    let opened = opened.map_err(|source| ImportError::Open { file: name.to_string(), source })?;
    let bytes = opened.metadata().ok().map(|metadata| metadata.len());
    import(&name, bytes, opened, options, progress)
}

/// Imports what `read` gives, plain or gzip, line by line; `file` is its name in errors, and
/// `bytes_total` its size for the progress. Whole lines or cells that are wrong are all collected
/// before the import is refused.
///
/// Errors: the file cannot be read to its end, is of no known format, or has wrong lines and
/// [`Options::partial`] is not asked. Source: ES-04, MT-18.
pub fn import(
    file: &str,
    bytes_total: Option<u64>,
    read: impl Read,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Import, ImportError> {
    let mut lines = Lines::new(file, bytes_total, read, progress)?;
    let header_line = lines.header()?;
    let header = Header::parse(file, &header_line);
    let recognised = header.as_ref().ok().and_then(Format::recognise);
    let unknown = || ImportError::FormatUnknown {
        file: file.to_owned(),
        header: header_line.chars().take(80).collect(),
    };
    // A file of another kind is told so before its columns are complained about.
    if options.format.is_none() && !header_line.contains(',') {
        return Err(unknown());
    }
    let header = header?;
    let format = options.format.or(recognised).ok_or_else(unknown)?;
    let file: Arc<str> = file.into();
    let (content, duplicate_rows, ignored_columns, problems) = match format {
        Format::Wide | Format::TwoColumn | Format::Iso => {
            let home = options.home.as_deref().unwrap_or_else(|| stem(&file)).into();
            let layout = quarters::Layout::new(&file, format, &header, &home)?;
            let mut collector = quarters::Collector::new(&file, layout);
            collector.read(&mut lines)?;
            let got = collector.finish()?;
            let content = Content::QuarterHours(got.homes);
            (content, got.duplicate_rows, got.ignored_columns, got.problems)
        }
        Format::Registers => {
            let mut collector = registers::Collector::new(&file, &header)?;
            collector.read(&mut lines)?;
            let readings = collector.readings();
            if readings.is_empty() {
                let (file, problems) = (file.as_ref().to_owned(), collector.problems);
                return Err(match problems.is_empty() {
                    true => ImportError::NoRows { file },
                    false => ImportError::BadLines { file, problems },
                });
            }
            let content = Content::Registers(readings);
            (content, collector.duplicate_rows, collector.ignored_columns, collector.problems)
        }
    };
    lines.report();
    let rows = lines.rows();
    if !problems.is_empty() && !options.partial {
        return Err(ImportError::BadLines { file: file.as_ref().to_owned(), problems });
    }
    Ok(Import { file, format, rows, duplicate_rows, ignored_columns, problems, content })
}

/// The name of a file without `.csv` and `.gz`.
fn stem(file: &str) -> &str {
    let stem = file.strip_suffix(".gz").unwrap_or(file);
    stem.strip_suffix(".csv").unwrap_or(stem)
}

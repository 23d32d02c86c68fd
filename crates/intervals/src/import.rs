//! From a file to series: all of it or nothing, unless the caller wants what is good of it.

use crate::error::{ImportError, Problems};
use crate::format::{Beginning, Format, recognise};
use crate::formats;
use crate::gather::{Gather, Mark};
use crate::series::{Point, Series};
use crate::source::Source;
use calendar::SettlementDay;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// How to read a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The format, if the beginning of the file is not to be trusted to tell it.
    pub format: Option<Format>,
    /// Leave out what is bad and list it, instead of giving nothing.
    pub partial: bool,
    /// Whose quarter-hours they are, where the file does not say; else the name of the file.
    pub point: Option<Point>,
    /// Spread half-hours and hours evenly over their quarter-hours, as estimates. Without it they are refused:
    /// nobody measured how the energy lay in them.
    pub spread: bool,
}

/// What a file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub file: Arc<str>,
    pub format: Format,
    /// Rows, entries or quantities read.
    pub rows: u64,
    /// Rows that said again what another row had said; they count once.
    pub duplicate_rows: u64,
    /// Quarter-hours that the source knows to have no value.
    pub without_value: u64,
    /// What was repaired on which day, in how many places.
    pub marks: BTreeMap<(SettlementDay, Mark), u32>,
    /// Columns, products and registers that are not imported.
    pub ignored: BTreeSet<String>,
    /// What was left out; always empty unless [`Options::partial`] was asked.
    pub problems: Problems,
    pub series: Vec<Series>,
}

/// Whether a file is one that this crate knows, or knows that it cannot be imported; files of columns
/// that say no more than homes and times are not claimed, since they may be asked for as registers.
/// Errors: it cannot be read.
pub fn is_of_quarter_hours(path: &Path) -> Result<bool, ImportError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let opened = File::open(path);
    let opened = opened.map_err(|source| ImportError::Open { file: name.to_string(), source })?;
    let source = match Source::new(&name, opened) {
        Ok(source) => source,
        Err(ImportError::Empty { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    Ok(match recognise(&source.head) {
        Beginning::Is(Format::EnergyId | Format::Wide | Format::TwoColumn) => false,
        Beginning::Is(_) | Beginning::Json => true,
        Beginning::PortalOfNoLanguage(_)
        | Beginning::InUnit { .. }
        | Beginning::InLanguage { .. }
        | Beginning::Refused { .. } => true,
        Beginning::Unknown => false,
    })
}

/// Imports the file at `path`, plain or gzip. Errors: as [`import`], and it cannot be opened.
pub fn import_file(path: &Path, options: &Options) -> Result<Import, ImportError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let opened = File::open(path);
    let opened = opened.map_err(|source| ImportError::Open { file: name.to_string(), source })?;
    import(&name, opened, options)
}

/// Imports what `read` gives, plain or gzip; `file` is its name in errors.
///
/// Errors: it cannot be read to its end, is of no known format, holds something else than
/// quarter-hours of electricity, or has wrong lines and [`Options::partial`] is not asked.
/// Source: ES-04, ES-13.
pub fn import(file: &str, read: impl Read, options: &Options) -> Result<Import, ImportError> {
    let mut source = Source::new(file, read)?;
    let unknown = |head: &[u8]| ImportError::FormatUnknown {
        file: file.to_owned(),
        beginning: beginning(head),
    };
    let format = match (options.format, recognise(&source.head)) {
        (Some(format), _) | (None, Beginning::Is(format)) => format,
        (None, Beginning::Json) => formats::json::recognise(&mut source)?,
        (None, Beginning::PortalOfNoLanguage(column)) => {
            return Err(ImportError::Language { file: file.to_owned(), column });
        }
        (None, Beginning::InUnit { column }) => {
            return Err(ImportError::ColumnUnit { file: file.to_owned(), column });
        }
        (None, Beginning::InLanguage { column }) => {
            return Err(ImportError::ColumnLanguage { file: file.to_owned(), column });
        }
        (None, Beginning::Refused { found }) => {
            let (file, found) = (file.to_owned(), found.to_owned());
            return Err(match found.starts_with("daily") || found.starts_with("hours") {
                true => ImportError::NotQuarterHours { file, found },
                false => ImportError::AnotherMessage { file, found },
            });
        }
        (None, Beginning::Unknown) => return Err(unknown(&source.head)),
    };
    let mut gather = Gather::new(file);
    gather.spread = options.spread;
    gather.whole_days = matches!(
        format,
        Format::FluviusPortal
            | Format::FluviusOpenData
            | Format::Wide
            | Format::TwoColumn
            | Format::Members
    );
    let point = match &options.point {
        Some(point) => Some(point.clone()),
        None => stem(file).parse().ok(),
    };
    match format {
        Format::FluviusPortal => formats::portal::read(&mut source, &mut gather)?,
        Format::FluviusOpenData => formats::open_data::read(&mut source, &mut gather)?,
        Format::EnergyId | Format::Wide | Format::TwoColumn | Format::Members | Format::Own => {
            formats::columns::read(&mut source, &mut gather, format, point.as_ref())?
        }
        Format::HomeWizard => {
            formats::homewizard::read(&mut source, &mut gather, point.as_ref())?;
        }
        Format::Espi => formats::espi::read(source, &mut gather, point.as_ref())?,
        Format::Cim => formats::cim::read(source, &mut gather)?,
        Format::Eda => formats::eda::read(source, &mut gather)?,
        Format::Mscons => formats::mscons::read(source, &mut gather)?,
        Format::FluviusApi | Format::EnergyIdPower => {
            formats::json::read(&mut source, &mut gather, format, point.as_ref())?;
        }
    }
    let series = gather.finish();
    let file = Arc::clone(&gather.file);
    if !gather.problems.is_empty() && (!options.partial || series.is_empty()) {
        return Err(ImportError::BadLines {
            file: file.as_ref().to_owned(),
            problems: gather.problems,
        });
    }
    if series.is_empty() {
        return Err(ImportError::NoIntervals { file: file.as_ref().to_owned() });
    }
    Ok(Import {
        file,
        format,
        rows: gather.rows,
        duplicate_rows: gather.duplicate_rows,
        without_value: gather.without_value,
        marks: gather.marks,
        ignored: gather.ignored,
        problems: gather.problems,
        series,
    })
}

fn beginning(head: &[u8]) -> String {
    let text = String::from_utf8_lossy(head);
    let line = text.lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// The name of a file without its endings.
fn stem(file: &str) -> &str {
    let stem = file.strip_suffix(".gz").unwrap_or(file);
    stem.rsplit_once('.').map_or(stem, |(stem, _)| stem)
}

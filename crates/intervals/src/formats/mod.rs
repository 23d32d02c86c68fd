//! A module for each format.

pub(crate) mod cim;
pub(crate) mod columns;
pub(crate) mod eda;
pub(crate) mod espi;
pub(crate) mod homewizard;
pub(crate) mod json;
pub(crate) mod mscons;
pub(crate) mod open_data;
pub(crate) mod portal;

use crate::error::{ImportError, Place, ProblemKind};
use crate::format::Format;
use crate::gather::Gather;
use crate::source::Source;

/// The columns of a file by name.
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
    divider: char,
}

impl Header {
    /// Errors: no line, a line that is not text, a name twice.
    pub(crate) fn read(source: &mut Source<'_>, divider: char) -> Result<Self, ImportError> {
        let file = source.file.clone();
        let Some((place, text)) = source.line()? else { return Err(ImportError::Empty { file }) };
        let Some(text) = text else {
            let why = "it is not text".to_owned();
            return Err(ImportError::Broken { file, place, why });
        };
        let names: Vec<String> = text.split(divider).map(|name| name.trim().to_owned()).collect();
        for (index, name) in names.iter().enumerate() {
            if names.iter().skip(index.saturating_add(1)).any(|other| other == name) {
                return Err(ImportError::ColumnTwice { file, column: name.clone() });
            }
        }
        Ok(Self { names, divider })
    }

    /// Where the first column with one of these names stands, case apart.
    pub(crate) fn position(&self, wanted: &[&str]) -> Option<usize> {
        self.names.iter().position(|name| wanted.contains(&name.to_lowercase().as_str()))
    }

    /// As [`Self::position`]. Errors: there is none.
    pub(crate) fn needed(
        &self,
        source: &Source<'_>,
        format: Format,
        wanted: &[&'static str],
    ) -> Result<usize, ImportError> {
        let column = wanted.first().copied().unwrap_or_default();
        self.position(wanted).ok_or_else(|| ImportError::NotOfFormat {
            file: source.file.clone(),
            format,
            column,
        })
    }

    /// The cells of a line, as many as the header has.
    pub(crate) fn cells<'t>(
        &self,
        text: Option<&'t str>,
        cells: &mut Vec<&'t str>,
    ) -> Result<(), ProblemKind> {
        let text = text.ok_or(ProblemKind::NotText)?;
        cells.clear();
        cells.extend(text.split(self.divider).map(str::trim));
        let (found, expected) = (cells.len(), self.names.len());
        match found == expected {
            true => Ok(()),
            false => Err(ProblemKind::Columns { found, expected }),
        }
    }
}

/// What stopped at a row: the whole file, or the row alone.
pub(crate) enum Stop {
    File(ImportError),
    Row(ProblemKind),
}

impl From<ProblemKind> for Stop {
    fn from(kind: ProblemKind) -> Self {
        Self::Row(kind)
    }
}

impl From<ImportError> for Stop {
    fn from(error: ImportError) -> Self {
        Self::File(error)
    }
}

/// Takes the cells of a row.
type TakeRow<'a> = dyn FnMut(&mut Gather, Place, &[&str]) -> Result<(), Stop> + 'a;

/// Reads all rows below a header; a row that is wrong is noted, and the next one read.
pub(crate) fn each_row(
    source: &mut Source<'_>,
    gather: &mut Gather,
    header: &Header,
    row: &mut TakeRow<'_>,
) -> Result<(), ImportError> {
    while let Some((place, text)) = source.line()? {
        gather.rows = gather.rows.saturating_add(1);
        let mut cells = Vec::new();
        let done = match header.cells(text, &mut cells) {
            Ok(()) => row(gather, place, &cells),
            Err(kind) => Err(kind.into()),
        };
        match done {
            Ok(()) => {}
            Err(Stop::Row(kind)) => gather.problem(place, kind),
            Err(Stop::File(error)) => return Err(error),
        }
    }
    Ok(())
}

/// The word for a length that is not a quarter-hour.
pub(crate) fn length(seconds: i64) -> String {
    match seconds {
        1_800 => "half-hours".to_owned(),
        3_600 => "hours".to_owned(),
        82_800 | 86_400 | 90_000 => "days".to_owned(),
        seconds if seconds % 60 == 0 => format!("intervals of {} minutes", seconds / 60),
        seconds => format!("intervals of {seconds} seconds"),
    }
}

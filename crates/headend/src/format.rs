//! Which format a file has, by its header.

use crate::error::ImportError;
use std::fmt;
use std::str::FromStr;

/// The layouts that are imported. Columns are found by name; a comma divides, nothing is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `start_local,<home>,...`: Wh per quarter-hour, local time, a column for each home.
    Wide,
    /// `start_local,offtake_kwh[,injection_kwh]`: kWh per quarter-hour, local time, one home.
    TwoColumn,
    /// `start,offtake_kwh[,injection_kwh]`, also `start_utc`, `import_kwh`, `export_kwh`: kWh per
    /// quarter-hour, times with an offset, one home. Other columns are ignored and named.
    Iso,
    /// `at,ean,obis,value[,mark]`: values of registers, kWh or m³.
    Registers,
}

/// A word that is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a format (wide, two-column, iso, registers)")]
pub struct UnknownFormatName {
    pub text: String,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Wide, Self::TwoColumn, Self::Iso, Self::Registers];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::TwoColumn => "two-column",
            Self::Iso => "iso",
            Self::Registers => "registers",
        }
    }

    /// The format a header belongs to; `None` if it is not clear. Local columns that end in a unit
    /// are never taken for homes: a kWh read as a Wh would be a thousandth of the truth.
    pub(crate) fn recognise(header: &Header) -> Option<Self> {
        let has = |name: &str| header.position(&[name]).is_some();
        if has("at") && has("ean") && has("obis") && has("value") {
            return Some(Self::Registers);
        }
        if header.position(INSTANT_COLUMNS).is_some() && header.position(OFF_TAKE_COLUMNS).is_some()
        {
            return Some(Self::Iso);
        }
        if !has(LOCAL_COLUMN) {
            return None;
        }
        if header.position(OFF_TAKE_COLUMNS).is_some() {
            return Some(Self::TwoColumn);
        }
        let in_a_unit = |name: &String| {
            let name = name.to_ascii_lowercase();
            ["_kwh", "_wh", "_kw", "_w", "_m3"].iter().any(|unit| name.ends_with(unit))
        };
        let homes = header.names.len() > 1 && !header.names.iter().any(in_a_unit);
        homes.then_some(Self::Wide)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormatName;
    fn from_str(text: &str) -> Result<Self, UnknownFormatName> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| UnknownFormatName { text: text.to_owned() })
    }
}

pub(crate) const LOCAL_COLUMN: &str = "start_local";
pub(crate) const INSTANT_COLUMNS: &[&str] = &["start", "start_utc"];
pub(crate) const OFF_TAKE_COLUMNS: &[&str] = &["offtake_kwh", "import_kwh"];
pub(crate) const INJECTION_COLUMNS: &[&str] = &["injection_kwh", "export_kwh"];

/// The names of the columns, each once and none empty.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
}

impl Header {
    pub(crate) fn parse(file: &str, line: &str) -> Result<Self, ImportError> {
        let mut seen = std::collections::HashSet::new();
        let mut names = Vec::new();
        for (index, cell) in line.split(',').enumerate() {
            let name = cell.trim().to_owned();
            if name.is_empty() {
                let number = index.saturating_add(1);
                return Err(ImportError::ColumnWithoutName { file: file.to_owned(), number });
            }
            if !seen.insert(name.clone()) {
                return Err(ImportError::ColumnTwice { file: file.to_owned(), column: name });
            }
            names.push(name);
        }
        Ok(Self { names })
    }

    /// Where the first column with one of these names stands.
    pub(crate) fn position(&self, wanted: &[&str]) -> Option<usize> {
        self.names.iter().position(|name| wanted.contains(&name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_the_format() {
        let recognised = |line| Format::recognise(&Header::parse("x.csv", line).unwrap());
        for (line, format) in [
            ("start_local,K2,K5", Some(Format::Wide)),
            ("start_local,offtake_kwh,injection_kwh", Some(Format::TwoColumn)),
            ("start_local,offtake_kwh", Some(Format::TwoColumn)),
            ("start,offtake_kwh", Some(Format::Iso)),
            ("start_utc,import_kwh,export_kwh,grid_kw", Some(Format::Iso)),
            ("at,ean,obis,value", Some(Format::Registers)),
            ("start_local", None),
            ("start_local,K2_kwh", None),
            ("month,hour,day_type", None),
            ("start_local;K2;K5", None),
        ] {
            assert_eq!(recognised(line), format, "{line}");
        }
    }

    #[test]
    fn a_column_is_named_and_named_once() {
        let said = |line| Header::parse("x.csv", line).unwrap_err().to_string();
        assert_eq!(said("start_local,K2,K2"), "the header of `x.csv` has the column `K2` twice");
        assert_eq!(said("start_local,,K2"), "column 2 in the header of `x.csv` has no name");
    }
}

//! `tirelire intervals export`: a load curve as CSV, JSON, Green Button or Parquet.

use super::{Asked, open, read};
use crate::failure::{Failure, refuse};
use crate::whole::WholeFile;
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Export {
    #[command(flatten)]
    pub asked: Asked,
    #[arg(long, default_value = "csv")]
    pub format: As,
    /// The file to write; it appears when it is whole.
    #[arg(long)]
    pub output: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum As {
    Csv,
    Json,
    Espi,
    Parquet,
}

/// Errors: nothing is known of the point, or the file cannot be written; then there is none.
pub fn run(url: &str, asked: &Export, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = open(url, &asked.asked.place)?;
    let (_, series) = read(&mut store, &asked.asked)?;
    if series.is_empty() {
        return refuse(format!("nothing is known of `{}` in that time", asked.asked.point));
    }
    let whole = WholeFile::at(&asked.output)?;
    let rows = write(whole.part(), asked.format, &series)?;
    whole.finish()?;
    let file = asked.output.display().to_string();
    if json {
        writeln!(out, "{}", json!({ "file": file, "rows": rows, "series": series.len() }))?;
    } else {
        writeln!(out, "{file}: {rows} rows of {} series", series.len())?;
    }
    Ok(())
}

fn write(part: &Path, format: As, series: &[::intervals::Series]) -> Result<u64, Failure> {
    if format == As::Parquet {
        return Ok(::intervals::parquet(series, part)?);
    }
    let mut file = BufWriter::new(File::create(part)?);
    let rows = match format {
        As::Csv => ::intervals::csv(series, &mut file)?,
        As::Json => ::intervals::json(series, &mut file)?,
        As::Espi | As::Parquet => ::intervals::espi(series, crate::clock::now(), &mut file)?,
    };
    file.into_inner()?.sync_all()?;
    Ok(rows)
}

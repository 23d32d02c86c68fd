//! Load curves as files.

mod espi;
mod text;

pub use espi::espi;
pub use text::{csv, json};

use crate::series::Series;
use crate::store::{StoreError, columns_of, write_rows};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Why an export ended.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("could not write")]
    Write(#[from] io::Error),
    #[error("could not write columns")]
    Columns(#[from] StoreError),
}

/// One Parquet file with the columns of the store, all rows under version 0. Returns its rows.
/// Errors: it cannot be written.
pub fn parquet(series: &[Series], path: &Path) -> Result<u64, ExportError> {
    let file = BufWriter::new(File::create(path)?);
    let mut rows = columns_of(series, 0).into_iter().map(Ok);
    let (file, count) = write_rows(file, path, &mut rows)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.flush()?;
    Ok(count)
}

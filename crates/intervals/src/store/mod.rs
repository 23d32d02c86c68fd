//! Quarter-hours in Parquet files: by operator, local month and hash of the point; each addition is a
//! version, and any earlier one can still be asked for. Source: DESIGN 4, ES-14.

mod cursor;
mod durable;
mod entry;
mod fold;
mod json;
mod manifest;
mod read;
mod row;
mod write;

pub use durable::hash_of;
pub use entry::{FileEntry, Month, Version};
pub use fold::Compacted;
pub use json::JsonManifest;
pub use manifest::{Added, Manifest, ManifestError, Source};
pub use read::{Query, read_parquet};
pub use write::{AddedFiles, Written};

use crate::series::Point;
use parquet::errors::ParquetError;
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use row::columns_of;
pub(crate) use write::write_rows;

/// Why something could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("could not {what} `{file}`")]
    File { what: &'static str, file: String, source: io::Error },
    #[error("`{file}` is no file of quarter-hours: {why}")]
    Corrupt { file: String, why: String },
    #[error("could not read or write the columns of `{file}`")]
    Columns { file: String, source: ParquetError },
    #[error("the manifest could not be used")]
    Manifest(#[from] ManifestError),
    #[error("files of `{store}` are gone that the manifest has")]
    Gone { store: String },
    #[error("additions came so fast that this one found no version; try again")]
    Crowded,
    #[error("something was added since version {read}, on which this rests; try again")]
    Moved { read: i32 },
    #[error("there are no versions left")]
    NoVersionLeft,
    #[error("{bytes} bytes of `{file}` are not those that were written")]
    Changed { file: String, bytes: u64 },
    #[error("`{store}` divides points into {found} parts, not into {asked}")]
    OtherBuckets { store: String, found: u32, asked: u32 },
}

pub(crate) fn failed(what: &'static str, file: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let file = file.display().to_string();
    move |source| StoreError::File { what, file, source }
}

pub(crate) fn columns(file: &Path) -> impl FnOnce(ParquetError) -> StoreError {
    let file = file.display().to_string();
    move |source| StoreError::Columns { file, source }
}

/// A folder of Parquet files and the manifest that says which of them count.
#[derive(Debug)]
pub struct Store<M> {
    folder: PathBuf,
    buckets: u32,
    pub manifest: M,
}

/// Into how many parts the points of a month are divided, unless the store was made with another number.
const BUCKETS: u32 = 16;
/// Says it for those who come later: with another number, points would be looked for in wrong files.
const LAYOUT: &str = "layout.json";

impl<M: Manifest> Store<M> {
    /// Opens a folder, or makes it. `buckets` is asked for when it is made; a country wants more than
    /// a town, since a file should have some row groups and not thousands.
    /// Errors: it cannot be made, or was made with another number.
    pub fn open(folder: &Path, manifest: M, buckets: Option<u32>) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(failed("make", folder))?;
        let path = folder.join(LAYOUT);
        let found = match std::fs::read(&path) {
            Ok(bytes) => {
                let layout: serde_json::Value =
                    serde_json::from_slice(&bytes).map_err(|error| StoreError::Corrupt {
                        file: path.display().to_string(),
                        why: error.to_string(),
                    })?;
                let buckets = layout.get("buckets").and_then(serde_json::Value::as_u64);
                buckets.and_then(|buckets| u32::try_from(buckets).ok())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed("read", &path)(error)),
        };
        let store = || folder.display().to_string();
        let buckets = match (found, buckets) {
            (Some(found), Some(asked)) if found != asked => {
                return Err(StoreError::OtherBuckets { store: store(), found, asked });
            }
            (Some(found), _) => found,
            (None, asked) => {
                let buckets = asked.unwrap_or(BUCKETS).max(1);
                let text = serde_json::json!({ "buckets": buckets }).to_string();
                durable::write_whole(&path, text.as_bytes())?;
                buckets
            }
        };
        Ok(Self { folder: folder.to_owned(), buckets, manifest })
    }

    /// Which part of a month a point lies in.
    pub fn bucket(&self, point: &Point) -> u32 {
        let hash = point.hash().cast_unsigned();
        u32::try_from(hash % u64::from(self.buckets.max(1))).unwrap_or(0)
    }

    pub fn buckets(&self) -> u32 {
        self.buckets
    }

    fn path(&self, entry: &FileEntry) -> PathBuf {
        self.folder.join(&entry.path)
    }

    /// Reads every file of an operator again and compares it with what was written.
    /// Errors: the first one that differs.
    pub fn verify(&mut self, dso: units::Dso) -> Result<u64, StoreError> {
        let mut bytes = 0_u64;
        for entry in self.manifest.files(dso, Month::ALL, None)? {
            let path = self.path(&entry);
            let (hash, length) = durable::hash_file(&path)?;
            if hash != entry.sha256 {
                let file = path.display().to_string();
                return Err(StoreError::Changed { file, bytes: length });
            }
            bytes = bytes.saturating_add(length);
        }
        Ok(bytes)
    }

    /// Deletes files that the manifest does not have and that are older than `until`: what a crash
    /// left between writing and the manifest, and what was folded. Returns how many.
    pub fn sweep(
        &mut self,
        dso: units::Dso,
        until: std::time::SystemTime,
    ) -> Result<u64, StoreError> {
        let known: std::collections::HashSet<PathBuf> = self
            .manifest
            .files(dso, Month::ALL, None)?
            .iter()
            .map(|entry| self.folder.join(&entry.path))
            .collect();
        let mut folders = vec![self.folder.join(dso.name())];
        let mut deleted = 0_u64;
        while let Some(folder) = folders.pop() {
            let listed = match std::fs::read_dir(&folder) {
                Ok(listed) => listed,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed("list", &folder)(error)),
            };
            for file in listed {
                let file = file.map_err(failed("list", &folder))?;
                let (path, kind) = (file.path(), file.file_type());
                if kind.map_err(failed("look at", &path))?.is_dir() {
                    folders.push(path);
                    continue;
                }
                let changed = file.metadata().and_then(|known| known.modified());
                let old = changed.map_err(failed("look at", &path))? < until;
                if old && !known.contains(&path) {
                    std::fs::remove_file(&path).map_err(failed("delete", &path))?;
                    deleted = deleted.saturating_add(1);
                }
            }
        }
        Ok(deleted)
    }
}

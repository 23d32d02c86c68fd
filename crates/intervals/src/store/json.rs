//! A manifest in one file, for a store without a database: one process at a time.

use super::durable::write_whole;
use super::entry::{FileEntry, Month, Version};
use super::manifest::{Added, Manifest, ManifestError};
use calendar::Instant;
use serde_json::{Value, json};
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use units::Dso;

/// The rows in memory, and their file.
#[derive(Debug)]
pub struct JsonManifest {
    path: PathBuf,
    versions: Vec<Version>,
    files: Vec<FileEntry>,
}

/// A text that is no manifest.
#[derive(Debug, thiserror::Error)]
#[error("`{file}` is no manifest: {why}")]
struct NoManifest {
    file: String,
    why: String,
}

fn wrong(error: impl std::error::Error + Send + Sync + 'static) -> ManifestError {
    ManifestError(Box::new(error))
}

impl JsonManifest {
    /// Opens a manifest, or begins one. Errors: it cannot be read, or is none.
    pub fn open(path: &Path) -> Result<Self, ManifestError> {
        let mut manifest = Self { path: path.to_owned(), versions: Vec::new(), files: Vec::new() };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(manifest),
            Err(error) => return Err(wrong(error)),
        };
        let no_manifest = |why: String| NoManifest { file: path.display().to_string(), why };
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| wrong(no_manifest(error.to_string())))?;
        let rows = |name: &str| value.get(name).and_then(Value::as_array).into_iter().flatten();
        for row in rows("versions") {
            let version = version(row).ok_or_else(|| wrong(no_manifest(row.to_string())))?;
            manifest.versions.push(version);
        }
        for row in rows("files") {
            let file = file(row).ok_or_else(|| wrong(no_manifest(row.to_string())))?;
            manifest.files.push(file);
        }
        Ok(manifest)
    }

    fn keep(&self, versions: &[Version], files: &[FileEntry]) -> Result<(), ManifestError> {
        let versions: Vec<Value> = versions
            .iter()
            .map(|version| {
                json!({
                    "dso": version.dso.name(), "number": version.number,
                    "learnt_at_us": version.learnt_at.0, "source": version.source,
                    "source_sha256": version.source_sha256, "rows": version.rows,
                })
            })
            .collect();
        let files: Vec<Value> = files
            .iter()
            .map(|file| {
                json!({
                    "dso": file.dso.name(), "month": file.month.0, "bucket": file.bucket,
                    "path": file.path, "first_version": file.first_version,
                    "last_version": file.last_version, "rows": file.rows, "bytes": file.bytes,
                    "sha256": file.sha256,
                })
            })
            .collect();
        let text = json!({ "versions": versions, "files": files }).to_string();
        write_whole(&self.path, text.as_bytes()).map_err(wrong)
    }
}

fn version(row: &Value) -> Option<Version> {
    Some(Version {
        dso: row.get("dso")?.as_str()?.parse().ok()?,
        number: i32::try_from(row.get("number")?.as_i64()?).ok()?,
        learnt_at: Instant(row.get("learnt_at_us")?.as_i64()?),
        source: row.get("source")?.as_str()?.to_owned(),
        source_sha256: row.get("source_sha256")?.as_str()?.to_owned(),
        rows: row.get("rows")?.as_i64()?,
    })
}

fn file(row: &Value) -> Option<FileEntry> {
    let number = |name: &str| row.get(name).and_then(Value::as_i64);
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(FileEntry {
        dso: row.get("dso")?.as_str()?.parse().ok()?,
        month: Month(i32::try_from(number("month")?).ok()?),
        bucket: u32::try_from(number("bucket")?).ok()?,
        path: text("path")?,
        first_version: i32::try_from(number("first_version")?).ok()?,
        last_version: i32::try_from(number("last_version")?).ok()?,
        rows: number("rows")?,
        bytes: number("bytes")?,
        sha256: text("sha256")?,
    })
}

impl Manifest for JsonManifest {
    fn last_version(&mut self, dso: Dso) -> Result<i32, ManifestError> {
        let of = self.versions.iter().filter(|version| version.dso == dso);
        Ok(of.map(|version| version.number).max().unwrap_or(0))
    }

    fn known(&mut self, dso: Dso, source_sha256: &str) -> Result<Option<i32>, ManifestError> {
        let mut of = self.versions.iter().filter(|version| version.dso == dso);
        let known = of.find(|version| version.source_sha256 == source_sha256);
        Ok(known.map(|version| version.number))
    }

    fn add(&mut self, version: &Version, files: &[FileEntry]) -> Result<Added, ManifestError> {
        if let Some(known) = self.known(version.dso, &version.source_sha256)? {
            return Ok(Added::Known(known));
        }
        if self.last_version(version.dso)?.checked_add(1) != Some(version.number) {
            return Ok(Added::VersionTaken);
        }
        let mut versions = self.versions.clone();
        versions.push(version.clone());
        let mut all = self.files.clone();
        all.extend_from_slice(files);
        self.keep(&versions, &all)?;
        (self.versions, self.files) = (versions, all);
        Ok(Added::New)
    }

    fn files(
        &mut self,
        dso: Dso,
        months: RangeInclusive<Month>,
        bucket: Option<u32>,
    ) -> Result<Vec<FileEntry>, ManifestError> {
        let wanted = |file: &&FileEntry| {
            file.dso == dso
                && months.contains(&file.month)
                && bucket.is_none_or(|bucket| file.bucket == bucket)
        };
        let mut files: Vec<FileEntry> = self.files.iter().filter(wanted).cloned().collect();
        files.sort_by_key(|file| (file.month, file.bucket, file.first_version));
        Ok(files)
    }

    fn fold(&mut self, folded: &[FileEntry], into: &FileEntry) -> Result<bool, ManifestError> {
        let is_folded = |file: &FileEntry| folded.iter().any(|one| one.path == file.path);
        let (gone, mut kept): (Vec<_>, Vec<_>) =
            self.files.iter().cloned().partition(|file| is_folded(file));
        if gone.len() != folded.len() {
            return Ok(false);
        }
        kept.push(into.clone());
        self.keep(&self.versions, &kept)?;
        self.files = kept;
        Ok(true)
    }

    fn versions(&mut self, dso: Dso) -> Result<Vec<Version>, ManifestError> {
        let of = self.versions.iter().filter(|version| version.dso == dso);
        let mut versions: Vec<Version> = of.cloned().collect();
        versions.sort_by_key(|version| version.number);
        Ok(versions)
    }
}

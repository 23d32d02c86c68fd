//! Which files count: the truth about a store, kept in one transaction.

use super::entry::{FileEntry, Month, Version};
use calendar::Instant;
use std::ops::RangeInclusive;
use units::Dso;

/// What a manifest could not do, from whatever keeps it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct ManifestError(pub Box<dyn std::error::Error + Send + Sync>);

/// Where an addition comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    /// Of its bytes, in hex; the caller's key for it.
    pub sha256: String,
    pub learnt_at: Instant,
}

/// What became of an addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    New,
    /// Another addition took the version: write again under the next one.
    VersionTaken,
    /// The same source has been added, as this version; nothing was.
    Known(i32),
}

/// Keeps the rows. Each function is one transaction: all of it or nothing, and on the disk when it
/// returns.
pub trait Manifest {
    /// The newest version of an operator; 0 before the first.
    fn last_version(&mut self, dso: Dso) -> Result<i32, ManifestError>;

    /// Which version a source was added as.
    fn known(&mut self, dso: Dso, source_sha256: &str) -> Result<Option<i32>, ManifestError>;

    /// Adds a version, which has to be the one after the newest, and its files.
    fn add(&mut self, version: &Version, files: &[FileEntry]) -> Result<Added, ManifestError>;

    /// The files of some months, of one part or all, by month, part and version.
    fn files(
        &mut self,
        dso: Dso,
        months: RangeInclusive<Month>,
        bucket: Option<u32>,
    ) -> Result<Vec<FileEntry>, ManifestError>;

    /// Puts one file in the place of others of its part. False, and nothing, if one of them is gone.
    fn fold(&mut self, folded: &[FileEntry], into: &FileEntry) -> Result<bool, ManifestError>;

    /// All versions of an operator, in order.
    fn versions(&mut self, dso: Dso) -> Result<Vec<Version>, ManifestError>;
}

impl<M: Manifest + ?Sized> Manifest for &mut M {
    fn last_version(&mut self, dso: Dso) -> Result<i32, ManifestError> {
        (**self).last_version(dso)
    }

    fn known(&mut self, dso: Dso, source_sha256: &str) -> Result<Option<i32>, ManifestError> {
        (**self).known(dso, source_sha256)
    }

    fn add(&mut self, version: &Version, files: &[FileEntry]) -> Result<Added, ManifestError> {
        (**self).add(version, files)
    }

    fn files(
        &mut self,
        dso: Dso,
        months: RangeInclusive<Month>,
        bucket: Option<u32>,
    ) -> Result<Vec<FileEntry>, ManifestError> {
        (**self).files(dso, months, bucket)
    }

    fn fold(&mut self, folded: &[FileEntry], into: &FileEntry) -> Result<bool, ManifestError> {
        (**self).fold(folded, into)
    }

    fn versions(&mut self, dso: Dso) -> Result<Vec<Version>, ManifestError> {
        (**self).versions(dso)
    }
}

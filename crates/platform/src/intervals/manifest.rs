//! The manifest of quarter-hours, kept in the database.

use ::intervals::{Added, FileEntry, Manifest, ManifestError, Month, Version};
use calendar::Instant;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use store::{IntervalFile, IntervalVersion, IntervalsAdded, StoreError};
use units::Dso;

#[derive(Debug)]
pub struct SqlManifest(pub store::Store);

fn wrong(error: StoreError) -> ManifestError {
    ManifestError(Box::new(error))
}

fn kept(file: &FileEntry) -> IntervalFile {
    IntervalFile {
        dso: file.dso,
        month: file.month.0,
        bucket: i32::try_from(file.bucket).unwrap_or(i32::MAX),
        path: file.path.clone(),
        first_version: file.first_version,
        last_version: file.last_version,
        rows: file.rows,
        bytes: file.bytes,
        sha256: file.sha256.clone(),
    }
}

fn entry(file: IntervalFile) -> FileEntry {
    FileEntry {
        dso: file.dso,
        month: Month(file.month),
        bucket: u32::try_from(file.bucket).unwrap_or(0),
        path: file.path,
        first_version: file.first_version,
        last_version: file.last_version,
        rows: file.rows,
        bytes: file.bytes,
        sha256: file.sha256,
    }
}

fn addition(version: &Version, files: &[FileEntry]) -> (IntervalVersion, Vec<IntervalFile>) {
    let version = IntervalVersion {
        dso: version.dso,
        version: version.number,
        learnt_at: version.learnt_at,
        source: version.source.clone(),
        source_sha256: version.source_sha256.clone(),
        rows: version.rows,
    };
    (version, files.iter().map(kept).collect())
}

fn added(what: IntervalsAdded) -> Added {
    match what {
        IntervalsAdded::New => Added::New,
        IntervalsAdded::VersionTaken => Added::VersionTaken,
        IntervalsAdded::Known(version) => Added::Known(version),
    }
}

impl Manifest for SqlManifest {
    fn last_version(&mut self, dso: Dso) -> Result<i32, ManifestError> {
        self.0.last_interval_version(dso).map_err(wrong)
    }

    fn known(&mut self, dso: Dso, source_sha256: &str) -> Result<Option<i32>, ManifestError> {
        self.0.interval_version_of(dso, source_sha256).map_err(wrong)
    }

    fn add(&mut self, version: &Version, files: &[FileEntry]) -> Result<Added, ManifestError> {
        let (version, files) = addition(version, files);
        self.0.add_intervals(&version, &files).map(added).map_err(wrong)
    }

    fn files(
        &mut self,
        dso: Dso,
        months: RangeInclusive<Month>,
        bucket: Option<u32>,
    ) -> Result<Vec<FileEntry>, ManifestError> {
        let months = (months.start().0, months.end().0);
        let bucket = bucket.map(|bucket| i32::try_from(bucket).unwrap_or(i32::MAX));
        let files = self.0.interval_files(dso, months, bucket).map_err(wrong)?;
        Ok(files.into_iter().map(entry).collect())
    }

    fn fold(&mut self, folded: &[FileEntry], into: &FileEntry) -> Result<bool, ManifestError> {
        let folded: Vec<IntervalFile> = folded.iter().map(kept).collect();
        self.0.fold_intervals(&folded, &kept(into)).map_err(wrong)
    }

    fn versions(&mut self, dso: Dso) -> Result<Vec<Version>, ManifestError> {
        let versions = self.0.interval_versions(dso).map_err(wrong)?;
        let version = |version: IntervalVersion| Version {
            dso: version.dso,
            number: version.version,
            learnt_at: version.learnt_at,
            source: version.source,
            source_sha256: version.source_sha256,
            rows: version.rows,
        };
        Ok(versions.into_iter().map(version).collect())
    }
}

/// The same, where an addition also says up to where it reaches at each meter. Source: MT-18.
#[derive(Debug)]
pub struct OfMeters {
    pub kept: SqlManifest,
    /// Of the next addition.
    pub until: BTreeMap<String, Instant>,
}

impl Manifest for OfMeters {
    fn last_version(&mut self, dso: Dso) -> Result<i32, ManifestError> {
        self.kept.last_version(dso)
    }

    fn known(&mut self, dso: Dso, source_sha256: &str) -> Result<Option<i32>, ManifestError> {
        self.kept.known(dso, source_sha256)
    }

    fn add(&mut self, version: &Version, files: &[FileEntry]) -> Result<Added, ManifestError> {
        let (version, files) = addition(version, files);
        let store = &mut self.kept.0;
        store.add_intervals_of_meters(&version, &files, &self.until).map(added).map_err(wrong)
    }

    fn files(
        &mut self,
        dso: Dso,
        months: RangeInclusive<Month>,
        bucket: Option<u32>,
    ) -> Result<Vec<FileEntry>, ManifestError> {
        self.kept.files(dso, months, bucket)
    }

    fn fold(&mut self, folded: &[FileEntry], into: &FileEntry) -> Result<bool, ManifestError> {
        self.kept.fold(folded, into)
    }

    fn versions(&mut self, dso: Dso) -> Result<Vec<Version>, ManifestError> {
        self.kept.versions(dso)
    }
}

//! Compaction: the files of a part become one, with every row of every version, so that whatever could
//! be asked before can be asked after.

use super::cursor::Opened;
use super::entry::{FileEntry, Month};
use super::manifest::Manifest;
use super::row::Row;
use super::{Store, StoreError, failed};
use std::collections::BTreeMap;
use units::Dso;

/// What a compaction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compacted {
    pub parts: u64,
    pub files_before: u64,
    pub bytes_before: u64,
    pub bytes_after: u64,
    pub rows: u64,
}

impl<M: Manifest> Store<M> {
    /// Folds the files of each part of an operator that has at least `at_least` of them. A part that
    /// somebody else folds meanwhile is left to them. A crash at any moment loses nothing: until the
    /// manifest has the new file the old ones count, and then the new one.
    pub fn compact(&mut self, dso: Dso, at_least: usize) -> Result<Compacted, StoreError> {
        let mut parts: BTreeMap<(Month, u32), Vec<FileEntry>> = BTreeMap::new();
        for entry in self.manifest.files(dso, Month::ALL, None)? {
            parts.entry((entry.month, entry.bucket)).or_default().push(entry);
        }
        let mut done = Compacted::default();
        for ((month, bucket), entries) in parts {
            if entries.len() < at_least.max(2) {
                continue;
            }
            let first = entries.iter().map(|entry| entry.first_version).min().unwrap_or(0);
            let last = entries.iter().map(|entry| entry.last_version).max().unwrap_or(0);
            let mut rows = Merge::open(self, &entries)?;
            let into = self.write_file(dso, month, bucket, (first, last), &mut rows)?;
            if !self.manifest.fold(&entries, &into)? {
                continue;
            }
            for entry in &entries {
                // Content names the file, so folding one onto itself gives the same name.
                if entry.path != into.path {
                    let path = self.path(entry);
                    std::fs::remove_file(&path).map_err(failed("delete", &path))?;
                }
            }
            let bytes = |entry: &FileEntry| entry.bytes.unsigned_abs();
            done.parts = done.parts.saturating_add(1);
            done.files_before = done.files_before.saturating_add(entries.len() as u64);
            done.bytes_before =
                done.bytes_before.saturating_add(entries.iter().map(bytes).sum::<u64>());
            done.bytes_after = done.bytes_after.saturating_add(bytes(&into));
            done.rows = done.rows.saturating_add(into.rows.unsigned_abs());
        }
        Ok(done)
    }
}

/// Rows of several files in their order, a row group of each in memory.
struct Merge {
    inputs: Vec<Input>,
}

struct Input {
    opened: Opened,
    next_group: usize,
    rows: std::vec::IntoIter<Row>,
    head: Option<Row>,
}

impl Merge {
    fn open<M: Manifest>(store: &Store<M>, entries: &[FileEntry]) -> Result<Self, StoreError> {
        let mut inputs = Vec::new();
        for entry in entries {
            let opened = Opened::open(&store.path(entry))?;
            let mut input =
                Input { opened, next_group: 0, rows: Vec::new().into_iter(), head: None };
            input.advance()?;
            inputs.push(input);
        }
        Ok(Self { inputs })
    }
}

impl Input {
    fn advance(&mut self) -> Result<(), StoreError> {
        loop {
            self.head = self.rows.next();
            if self.head.is_some() || self.next_group >= self.opened.groups() {
                return Ok(());
            }
            self.rows = self.opened.of_group(self.next_group)?.into_iter();
            self.next_group = self.next_group.saturating_add(1);
        }
    }
}

impl Iterator for Merge {
    type Item = Result<Row, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let least =
            self.inputs.iter_mut().filter(|input| input.head.is_some()).min_by(|one, other| {
                let (one, other) = (one.head.as_ref(), other.head.as_ref());
                one.map(Row::key).cmp(&other.map(Row::key))
            })?;
        let row = least.head.take()?;
        match least.advance() {
            Ok(()) => Some(Ok(row)),
            Err(error) => Some(Err(error)),
        }
    }
}

//! Files that are whole or not there.

use super::{StoreError, failed};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// SHA-256 of some bytes, in hex.
pub fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of a file, in hex, and its length.
pub(crate) fn hash_file(path: &Path) -> Result<(String, u64), StoreError> {
    let mut file = File::open(path).map_err(failed("open", path))?;
    let (mut hash, mut length) = (Sha256::new(), 0_u64);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let got = file.read(&mut buffer).map_err(failed("read", path))?;
        if got == 0 {
            return Ok((hex(&hash.finalize()), length));
        }
        hash.update(buffer.get(..got).unwrap_or_default());
        length = length.saturating_add(got as u64);
    }
}

/// A file under a name of its own until it is whole, hashed on the way.
pub(crate) struct Temporary {
    file: io::BufWriter<File>,
    path: PathBuf,
    hash: Sha256,
    bytes: u64,
}

impl Temporary {
    /// In the folder where it will stay. The name is of this process and the count of its files.
    pub(crate) fn create(folder: &Path) -> Result<Self, StoreError> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static COUNT: AtomicU64 = AtomicU64::new(0);
        std::fs::create_dir_all(folder).map_err(failed("make", folder))?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("new-{}-{count}.tmp", std::process::id()));
        let file = File::create(&path).map_err(failed("make", &path))?;
        let file = io::BufWriter::with_capacity(1 << 18, file);
        Ok(Self { file, path, hash: Sha256::new(), bytes: 0 })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// On the disk, then under its name, which may hold the hash; then the name on the disk.
    pub(crate) fn keep(
        mut self,
        name: impl FnOnce(&str) -> PathBuf,
    ) -> Result<(PathBuf, String, u64), StoreError> {
        self.file.flush().map_err(failed("write", &self.path))?;
        self.file.get_ref().sync_all().map_err(failed("keep", &self.path))?;
        let hash = hex(&self.hash.clone().finalize());
        let path = name(&hash);
        std::fs::rename(&self.path, &path).map_err(failed("rename", &self.path))?;
        sync_folder(&path)?;
        Ok((path, hash, self.bytes))
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes = self.bytes.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn sync_folder(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let opened = File::open(folder).map_err(failed("open", folder))?;
    opened.sync_all().map_err(failed("keep", folder))
}

/// Puts a small file in the place of another, whole.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut temporary = Temporary::create(folder.unwrap_or(Path::new(".")))?;
    temporary.write_all(bytes).map_err(failed("write", path))?;
    temporary.keep(|_| path.to_owned()).map(|_| ())
}

//! A file that appears when it is whole.

use crate::failure::{Failure, refuse};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where a file is made before it has its name; without [`WholeFile::finish`] nothing is left of it. What has the
/// name and is no file, such as a device or a pipe, stays what it is and gets what was made.
#[derive(Debug)]
pub struct WholeFile {
    part: PathBuf,
    path: PathBuf,
    poured: bool,
    finished: bool,
}

impl WholeFile {
    /// Errors: a folder has the name; a place for what a device gets cannot be made.
    pub fn at(path: &Path) -> Result<Self, Failure> {
        let known = std::fs::metadata(path).ok();
        if known.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return refuse("it is a folder");
        }
        let poured = known.is_some_and(|known| !known.is_file());
        let process = std::process::id();
        let part = if poured {
            let part = std::env::temp_dir().join(format!("tirelire.part-{process}"));
            // Anybody may write there: what is there already is not ours.
            File::create_new(&part)?;
            part
        } else {
            let mut name = path.file_name().map(ToOwned::to_owned).unwrap_or_default();
            name.push(format!(".part-{process}"));
            path.with_file_name(name)
        };
        Ok(Self { part, path: path.to_owned(), poured, finished: false })
    }

    /// What is to be written.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Gives it its name. Errors: what the disk said; then nothing is left.
    pub fn finish(mut self) -> std::io::Result<()> {
        if self.poured {
            let mut into = File::options().write(true).open(&self.path)?;
            std::io::copy(&mut File::open(&self.part)?, &mut into)?;
            return into.flush();
        }
        std::fs::rename(&self.part, &self.path)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if !self.finished {
            // What cannot be removed has a name that says that it is nobody's.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_when_it_is_whole_and_a_device_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let names = || std::fs::read_dir(folder.path()).unwrap().count();
        let begun = WholeFile::at(&path).unwrap();
        std::fs::write(begun.part(), "half").unwrap();
        drop(begun);
        assert_eq!(names(), 0, "nothing is left of what was not finished");
        let whole = WholeFile::at(&path).unwrap();
        std::fs::write(whole.part(), "whole").unwrap();
        whole.finish().unwrap();
        assert_eq!((names(), std::fs::read_to_string(&path).unwrap().as_str()), (1, "whole"));
        assert!(WholeFile::at(folder.path()).is_err());
        let null = Path::new("/dev/null");
        if let Ok(before) = std::fs::metadata(null).map(|known| known.file_type()) {
            let poured = WholeFile::at(null).unwrap();
            let part = poured.part().to_owned();
            std::fs::write(&part, "poured").unwrap();
            poured.finish().unwrap();
            assert_eq!(std::fs::metadata(null).unwrap().file_type(), before);
            assert!(!part.exists());
        }
    }
}

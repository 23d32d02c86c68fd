//! What is committed lies in the journal (the WAL) and is copied into the file later. SQLite does so at
//! the end of a commit, and whoever waits for that commit waits for the copy too. Here it is copied on a
//! thread and a connection of its own, beside the writer.

use super::{PATIENCE, refused};
use crate::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Pages that are worth a copy: less is written twice too often, more is a longer rest.
const WORTH: i64 = 2_048;
/// Pages after which the writer copies what is left, 128 MiB: only when nothing is left does the journal begin
/// anew, and while payments come the other thread never finds it so. It has copied nearly all of them by then.
pub(super) const LONGEST: i64 = 32_768;

/// Pages in the journal, and how many of them are copied.
fn pages(connection: &Connection, how: &str) -> Result<(i64, i64), StoreError> {
    let mut statement = connection
        .prepare_cached(&format!("PRAGMA wal_checkpoint({how})"))
        .map_err(refused("copy"))?;
    let told = statement.query_row([], |row| Ok((row.get(1)?, row.get(2)?)));
    told.map_err(refused("copy"))
}

/// The thread that copies. It ends with the value.
pub(super) struct Copier {
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Copier {
    /// Of a file. Errors: it cannot be opened once more.
    pub(super) fn of(path: &str) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
            connection.busy_timeout(PATIENCE)?;
            connection
                .execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;")?;
            Ok(connection)
        });
        let connection = opened.map_err(|error| StoreError::Open { source: Box::new(error) })?;
        let (wake, woken) = sync_channel(1);
        let thread = std::thread::Builder::new().name("copier".to_owned());
        let thread = thread
            .spawn(move || copy(&connection, &woken))
            .map_err(|error| StoreError::Open { source: Box::new(error) })?;
        Ok(Self { wake: Some(wake), thread: Some(thread) })
    }

    /// The writer has just committed.
    pub(super) fn committed(&self) {
        if let Some(wake) = &self.wake {
            // One that has not been heard yet is enough.
            let _ = wake.try_send(());
        }
    }
}

impl Drop for Copier {
    fn drop(&mut self) {
        drop(self.wake.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn copy(connection: &Connection, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        // It fails while somebody else copies, and where the disk does, which the writer is told.
        if let Ok((all, copied)) = pages(connection, "NOOP")
            && all - copied >= WORTH
        {
            let _ = pages(connection, "PASSIVE");
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::Sqlite;
    use super::*;
    use crate::database::Database;
    use std::time::{Duration, Instant};

    #[test]
    fn what_is_committed_is_copied_beside_the_writer_which_copies_nothing_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copied.db").display().to_string();
        let mut writer = Sqlite::connect(path).unwrap();
        writer.execute_once("CREATE TABLE page (number BIGINT, text TEXT)").unwrap();
        writer.write_scattered().unwrap();
        // Each row is a page.
        let commit = |writer: &mut Sqlite, rows: i64| {
            writer.begin().unwrap();
            for number in 0..rows {
                let values = [number.into(), "x".repeat(4_000).as_str().into()];
                writer.execute("INSERT INTO page VALUES ($1, $2)", &values).unwrap();
            }
            writer.commit().unwrap();
        };
        commit(&mut writer, WORTH / 2);
        let (all, copied) = pages(&writer.connection, "NOOP").unwrap();
        assert!(all > WORTH / 2 && copied == 0, "less is not worth a copy: {copied} of {all}");
        commit(&mut writer, WORTH);
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let (all, copied) = pages(&writer.connection, "NOOP").unwrap();
            assert!(all > WORTH && all < LONGEST, "the writer began no new journal: {all}");
            if copied >= WORTH {
                break;
            }
            assert!(Instant::now() < until, "{copied} of {all} are copied");
            std::thread::sleep(Duration::from_millis(5));
        }
        let sum = |writer: &mut Sqlite| {
            let mut count = 0;
            let each = &mut |mut row: crate::database::Row<'_>| {
                count = row.number()?;
                Ok(())
            };
            writer.query("SELECT COUNT(*) FROM page", &[], each).unwrap();
            count
        };
        assert_eq!(sum(&mut writer), WORTH + WORTH / 2);
        // Nobody waits for the thread, and it ends with its writer.
        drop(writer.copier.take());
        assert_eq!(sum(&mut writer), WORTH + WORTH / 2);
    }
}

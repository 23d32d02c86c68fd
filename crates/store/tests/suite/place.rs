//! A database for each test, on both kinds.

use std::sync::atomic::{AtomicU32, Ordering};
use store::{Store, run_on_server};

/// A database that ends with the test. PostgreSQL is that of `DATABASE_URL`; each test has a schema of its
/// own there.
pub struct Place {
    pub url: String,
    folder: Option<tempfile::TempDir>,
    schema: Option<(String, String)>,
}

impl Place {
    pub fn sqlite() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("store.db").display());
        Some(Self { url, folder: Some(folder), schema: None })
    }

    pub fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("DATABASE_URL") else {
            println!("skipped: no DATABASE_URL");
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("suite_{}_{count}", std::process::id());
        run_on_server(&server, &format!("CREATE SCHEMA {schema}")).unwrap();
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-c%20search_path%3D{schema}");
        Some(Self { url, folder: None, schema: Some((server, schema)) })
    }

    /// Another empty one of the same kind.
    pub fn like_this(&self) -> Self {
        let place = if self.schema.is_some() { Self::postgres() } else { Self::sqlite() };
        place.unwrap()
    }

    pub fn store(&self) -> Store {
        Store::open(&self.url).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.folder.take());
        if let Some((server, schema)) = self.schema.take() {
            let _ = run_on_server(&server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

/// Runs each test on both databases.
macro_rules! on_both {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[test] fn $test() { crate::place::Place::sqlite().iter().for_each(super::$test); })*
        }
        mod postgres {
            $(#[test] fn $test() { crate::place::Place::postgres().iter().for_each(super::$test); })*
        }
    };
}
pub(crate) use on_both;

//! A database for each test, on both kinds.

use std::sync::atomic::{AtomicU32, Ordering};
use store::{Store, run_on_server};

/// A database that ends with the test. PostgreSQL is that of `DATABASE_URL`; each test has a schema of its
/// own there.
pub struct Place {
    pub url: String,
    folder: Option<tempfile::TempDir>,
    server: Option<OnServer>,
}

/// What is made on a server for a test.
struct OnServer {
    url: String,
    kind: &'static str,
    name: String,
}

impl OnServer {
    fn make(url: &str, kind: &'static str, rest: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("suite_{}_{count}", std::process::id());
        run_on_server(url, &format!("CREATE {kind} {name} {rest}")).unwrap();
        Self { url: url.to_owned(), kind, name }
    }
}

impl Drop for OnServer {
    fn drop(&mut self) {
        let Self { url, kind, name } = self;
        let whole = if *kind == "SCHEMA" { "CASCADE" } else { "WITH (FORCE)" };
        let _ = run_on_server(url, &format!("DROP {kind} {name} {whole}"));
    }
}

impl Place {
    pub fn sqlite() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join(FILE).display());
        Some(Self { url, folder: Some(folder), server: None })
    }

    pub fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("DATABASE_URL") else {
            println!("skipped: no DATABASE_URL");
            return None;
        };
        let schema = OnServer::make(&server, "SCHEMA", "");
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-c%20search_path%3D{}", schema.name);
        Some(Self { url, folder: None, server: Some(schema) })
    }

    /// A database of the newest version in which nothing is kept, to be copied: sooner done than every migration anew.
    pub fn model(&self) -> Self {
        let model = match &self.server {
            None => Self::sqlite().unwrap(),
            Some(of) => Self::database(&of.url, ""),
        };
        drop(model.store());
        model
    }

    /// A copy of a model that nobody has open.
    pub fn copy(&self) -> Self {
        match &self.server {
            Some(of) => Self::database(&of.url, &format!("TEMPLATE {}", of.name)),
            None => {
                let copy = Self::sqlite().unwrap();
                let files = [self, &copy].map(|place| place.folder.as_ref().unwrap().path());
                std::fs::copy(files[0].join(FILE), files[1].join(FILE)).unwrap();
                copy
            }
        }
    }

    fn database(server: &str, rest: &str) -> Self {
        let database = OnServer::make(server, "DATABASE", rest);
        let (address, options) = match server.split_once('?') {
            Some((address, options)) => (address, format!("?{options}")),
            None => (server, String::new()),
        };
        let (address, _) = address.rsplit_once('/').unwrap();
        let url = format!("{address}/{}{options}", database.name);
        Self { url, folder: None, server: Some(database) }
    }

    pub fn store(&self) -> Store {
        Store::open(&self.url).unwrap()
    }
}

/// Of SQLite.
const FILE: &str = "store.db";

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

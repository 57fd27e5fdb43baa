//! Where a test's server keeps its rows: in a directory, or in a database of the test server when `COLLI_TEST_ENGINE` is
//! `postgres`. The suite is run once for each.

use colli_store::{Database, StoreOptions};
use colli_testkit::shared::TestDatabase;
use std::path::Path;

/// A data directory and, perhaps, a database beside it. Both go with it.
pub struct Home {
    directory: tempfile::TempDir,
    database: Option<TestDatabase>,
}

/// Whether the suite runs on PostgreSQL.
pub fn is_postgres() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the parameter of the suite, read here only")]
    let engine = std::env::var("COLLI_TEST_ENGINE");
    match engine.as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("COLLI_TEST_ENGINE is sqlite or postgres, not {other}"),
    }
}

impl Home {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            database: is_postgres().then(|| colli_testkit::shared::database().unwrap()),
        }
    }

    /// The data directory.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// How to open its store.
    pub fn options(&self) -> StoreOptions {
        match &self.database {
            None => StoreOptions::new(self.path()),
            Some(database) => StoreOptions {
                connections: 8,
                ..StoreOptions::of(Database::Server(database.url().to_owned()))
            },
        }
    }

    /// Every byte it stores.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(self.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                bytes.extend(std::fs::read(path).unwrap());
            }
        }
        if let Some(database) = &self.database {
            bytes.extend(dump(database.url()));
        }
        bytes
    }
}

/// All rows as text, and after it what is written there in hexadecimal as the bytes it means.
fn dump(url: &str) -> Vec<u8> {
    let output = colli_testkit::program("pg_dump")
        .unwrap()
        .args(["--data-only", "--inserts", url])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut bytes = Vec::new();
    for escape in text.split("'\\x").skip(1) {
        let digits = escape.split('\'').next().unwrap();
        bytes.extend((0..digits.len() / 2).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap()));
    }
    let mut all = text.into_bytes();
    all.extend(bytes);
    all
}

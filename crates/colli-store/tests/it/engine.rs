//! The engines under test. A test is a function over [`TestEngine`]; [`on_each_engine!`](crate::engine::on_each_engine)
//! runs it on all of them.

use colli_store::{Store, StoreOptions};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A fresh, empty database of some engine.
pub(crate) trait TestEngine {
    /// Makes one.
    fn fresh() -> Self;
    /// Opens it, again and again if need be.
    fn open(&self) -> Store;
}

/// The embedded engine in a directory of its own.
pub(crate) struct Sqlite(TempDir);

impl TestEngine for Sqlite {
    fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn open(&self) -> Store {
        Store::open(self.options()).unwrap()
    }
}

impl Sqlite {
    /// The data directory.
    pub(crate) fn directory(&self) -> &Path {
        self.0.path()
    }

    /// The database file.
    pub(crate) fn file(&self) -> PathBuf {
        self.directory().join("colli.db")
    }

    /// How [`TestEngine::open`] opens it.
    pub(crate) fn options(&self) -> StoreOptions {
        StoreOptions::new(self.directory())
    }

    /// A connection beside the store's own.
    pub(crate) fn connection(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.file()).unwrap()
    }
}

/// Runs the named tests on each engine.
macro_rules! on_each_engine {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            crate::engine::on_each_engine!(@on crate::engine::Sqlite: $($test),+);
        }
    };
    (@on $engine:ty: $($test:ident),+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() {
                super::$test(&<$engine as crate::engine::TestEngine>::fresh()).await;
            }
        )+
    };
}
pub(crate) use on_each_engine;

//! The engines under test. A test is a function over [`TestEngine`]; [`on_each_engine!`](crate::engine::on_each_engine)
//! runs it on all of them.

use colli_store::{Database, Store, StoreOptions};
use colli_testkit::shared::TestDatabase;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A fresh, empty database of some engine.
pub(crate) trait TestEngine {
    /// Makes one.
    fn fresh() -> Self;
    /// Opens it, again and again if need be.
    async fn open(&self) -> Store;
}

/// The embedded engine in a directory of its own.
pub(crate) struct Sqlite(TempDir);

impl TestEngine for Sqlite {
    fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    async fn open(&self) -> Store {
        Store::open(self.options()).await.unwrap()
    }
}

/// A database of its own on the test server.
pub(crate) struct Postgres(TestDatabase);

impl TestEngine for Postgres {
    fn fresh() -> Self {
        Self(colli_testkit::shared::database().unwrap())
    }

    async fn open(&self) -> Store {
        Store::open(self.options()).await.unwrap()
    }
}

impl Postgres {
    /// Where it is.
    pub(crate) fn url(&self) -> String {
        self.0.url().to_owned()
    }

    /// How [`TestEngine::open`] opens it.
    pub(crate) fn options(&self) -> StoreOptions {
        StoreOptions {
            connections: 8,
            ..StoreOptions::of(Database::Server(self.url()))
        }
    }

    /// A connection beside the store's own.
    pub(crate) async fn client(&self) -> tokio_postgres::Client {
        let (client, connection) = tokio_postgres::connect(&self.url(), tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client
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
        mod postgres {
            crate::engine::on_each_engine!(@on crate::engine::Postgres: $($test),+);
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

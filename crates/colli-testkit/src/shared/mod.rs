//! Databases for ordinary tests, on one server that all test processes share.
//!
//! The first process that asks starts the server, under a lock; the others find it. It ends by itself, and removes its
//! files, when no test used it for some minutes.

mod home;
mod template;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;
use crate::programs::{Programs, environment};
use crate::{sql, url};

pub use home::SharedServer;

/// Names the server to use instead of one of our own.
const VARIABLE: &str = "COLLI_TEST_POSTGRES";
/// A database this old belongs to a test that was killed.
const STALE_SECONDS: u32 = 3600;
/// What the names of the databases of tests begin with.
const PREFIX: &str = "colli_test_";

/// An empty database of its own for a test, dropped with this value whoever is still connected to it.
pub fn database() -> Result<TestDatabase, Error> {
    Maker::find()?.create()
}

/// A copy of a template database, made once for each `key`: by `fill`, which gets the URL of an empty database and
/// leaves in it what every copy shall hold, a migrated schema say. Sessions that `fill` leaves open are ended.
///
/// The template outlives the test run for some minutes, so `key` must change whenever what `fill` writes does: pass the
/// text of the migrations, not their name.
pub fn database_from_template<E>(key: &str, fill: impl FnOnce(&str) -> Result<(), E>) -> Result<TestDatabase, Error>
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    Maker::find()?.create_from_template(key, |url| fill(url).map_err(|error| Error::Fill(error.into())))
}

/// A database that lives as long as this value.
#[derive(Debug)]
pub struct TestDatabase {
    maker: Maker,
    name: String,
    url: String,
    /// It became a template, under another name.
    renamed: bool,
}

impl TestDatabase {
    /// Its URL, for an owner without further rights.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.renamed {
            return;
        }
        // Whatever stays is dropped as stale later, or goes with the server.
        let _ = self.maker.drop_database(&self.name);
    }
}

/// Makes and drops databases on a server.
#[derive(Debug, Clone)]
struct Maker {
    programs: Arc<Programs>,
    /// Where to connect for making and dropping.
    admin: String,
    /// The lock of the templates.
    lock: PathBuf,
    /// Keeps a server of our own running.
    _pulse: Option<Arc<home::Pulse>>,
}

/// The maker of this process, so that it looks for the server once.
static MAKER: Mutex<Option<Maker>> = Mutex::new(None);

impl Maker {
    /// The server to use, started if need be.
    fn find() -> Result<Self, Error> {
        let mut found = MAKER.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(maker) = &*found {
            return Ok(maker.clone());
        }
        let maker = match environment(VARIABLE) {
            Some(admin) => Self {
                programs: Arc::new(Programs::find()?),
                admin,
                lock: home::default_home(&Programs::find()?)?.join("external-lock"),
                _pulse: None,
            },
            None => SharedServer::of_this_repository()?.maker()?,
        };
        *found = Some(maker.clone());
        Ok(maker)
    }

    fn run(&self, script: &str) -> Result<String, Error> {
        sql::run(&self.programs, &self.admin, script)
    }

    fn create(&self) -> Result<TestDatabase, Error> {
        let printed = self.run(&format!("{}{}", drop_stale(), create_from("template0")))?;
        Ok(self.database(printed))
    }

    fn database(&self, name: String) -> TestDatabase {
        TestDatabase {
            url: url::with_database(&self.admin, &name),
            maker: self.clone(),
            name,
            renamed: false,
        }
    }

    fn drop_database(&self, name: &str) -> Result<(), Error> {
        self.run(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE);\n"))
            .map(drop)
    }
}

/// Makes a database with a new name and prints the name. The server's clock is in it, for [`drop_stale`].
/// Copying the files takes half as long as the default of version 15 and later, writing them to the log.
fn create_from(template: &str) -> String {
    let random = RandomState::new().hash_one(std::process::id());
    format!(
        "SELECT '{PREFIX}' || extract(epoch FROM now())::bigint || '_{random:016x}' AS name,
            CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 'STRATEGY file_copy' ELSE '' END AS how
         \\gset
         CREATE DATABASE :\"name\" TEMPLATE \"{template}\" :how;
         \\echo :name
        "
    )
}

/// Drops what killed tests left. Two tests may do so at once: the second one's errors do not count.
fn drop_stale() -> String {
    format!(
        "\\set ON_ERROR_STOP 0
         SELECT format('DROP DATABASE IF EXISTS %I WITH (FORCE)', datname) FROM pg_database
         WHERE datname ~ '^{PREFIX}[0-9]+_' AND pg_has_role(datdba, 'USAGE')
           AND substring(datname FROM '{PREFIX}([0-9]+)_')::bigint < extract(epoch FROM now()) - {STALE_SECONDS}
         \\gexec
         \\set ON_ERROR_STOP 1
        "
    )
}

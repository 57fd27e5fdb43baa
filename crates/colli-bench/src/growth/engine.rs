//! Where the databases of an engine live.

use crate::Failure;
use crate::settings::Settings;
use clap::ValueEnum;
use colli_testkit::Cluster;
use std::fmt;
use std::path::PathBuf;

/// Settings of the database server: those of a small machine of its own, durable.
const PARAMETERS: [(&str, &str); 6] = [
    ("shared_buffers", "1GB"),
    ("effective_cache_size", "12GB"),
    ("maintenance_work_mem", "256MB"),
    ("max_wal_size", "6GB"),
    ("checkpoint_timeout", "15min"),
    ("wal_compression", "lz4"),
];

/// An engine, as named on the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum EngineName {
    /// The embedded database.
    Sqlite,
    /// A database server.
    Postgres,
}

impl fmt::Display for EngineName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// The place of an engine's databases. It goes away with this value, and they with it.
pub(crate) struct Home {
    pub(crate) engine: EngineName,
    directory: PathBuf,
    /// The database server.
    cluster: Option<Cluster>,
}

/// Where one database is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Data directory, or directory of what a server on PostgreSQL keeps beside it.
    pub(crate) data: PathBuf,
    /// Address of the database.
    pub(crate) url: Option<String>,
}

impl Home {
    /// Makes one; `None` when the engine is not installed.
    pub(crate) fn make(settings: &Settings, engine: EngineName) -> Result<Option<Self>, Failure> {
        let cluster = match engine {
            EngineName::Sqlite => None,
            EngineName::Postgres => match postgres() {
                Ok(cluster) => Some(cluster),
                Err(colli_testkit::Error::NotInstalled) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
        };
        let directory = settings.directory.path().join(format!("growth-{engine}"));
        std::fs::create_dir_all(&directory)?;
        Ok(Some(Self {
            engine,
            directory,
            cluster,
        }))
    }

    /// The process of the database server.
    pub(crate) fn process(&self) -> Option<u32> {
        self.cluster.as_ref().and_then(Cluster::pid)
    }

    /// A place for a database of this name, empty; what was there before is gone.
    pub(crate) fn place(&self, name: &str) -> Result<Place, Failure> {
        let data = self.directory.join(name);
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        let url = match &self.cluster {
            None => None,
            Some(cluster) => {
                let drop = format!("drop database if exists \"{name}\" with (force);\n");
                colli_testkit::psql(&cluster.superuser_url("postgres"), &drop)?;
                Some(cluster.create_database(name)?)
            }
        };
        Ok(Place { data, url })
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // The directory above goes as well, later; the next engine needs the room now.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// A database server as for production.
fn postgres() -> Result<Cluster, colli_testkit::Error> {
    let parameters = PARAMETERS.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Cluster::start(colli_testkit::Settings {
        durable: true,
        parameters: parameters.to_vec(),
        ..colli_testkit::Settings::default()
    })
}

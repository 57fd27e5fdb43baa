//! What can go wrong with a throw-away server.

use std::io;

/// Why there is no server or no database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No PostgreSQL on this machine.
    #[error(
        "PostgreSQL is not installed: PATH and /usr/lib/postgresql/*/bin hold no initdb, postgres and psql; \
         install the package `postgresql` (cargo xtask test does), or set COLLI_TEST_POSTGRES"
    )]
    NotInstalled,
    /// A program ended with an error.
    #[error("{program}: {message}")]
    Program {
        /// Its name.
        program: String,
        /// What it wrote.
        message: String,
    },
    /// A file, directory or process could not be made or read.
    #[error("{what}: {source}")]
    Io {
        /// What was tried, and with which file.
        what: String,
        /// The cause.
        source: io::Error,
    },
    /// The server ended, or did not accept connections in time.
    #[error("PostgreSQL did not start; its log ends with:\n{log}")]
    NotReady {
        /// The last lines of the server's log.
        log: String,
    },
    /// The directory of the shared server belongs to somebody else.
    #[error("{0} belongs to another user; remove it")]
    ForeignDirectory(String),
    /// What should fill the template database failed.
    #[error("filling the template database: {0}")]
    Fill(Box<dyn std::error::Error + Send + Sync>),
}

/// Says what was tried when it fails.
pub(crate) trait Doing<T> {
    /// `what` names the attempt and its file.
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, Error>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, Error> {
        self.map_err(|source| Error::Io { what: what(), source })
    }
}

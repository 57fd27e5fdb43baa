//! Why a whole database could not be copied, backed up, restored or checked.

use crate::{OpenError, StoreError};
use std::path::PathBuf;

/// Why it could not be done. Each message is one line fit for an operator.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// A database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A database failed.
    #[error("database {shown}: {source}")]
    Database {
        /// The database, without its password.
        shown: String,
        /// What happened.
        source: StoreError,
    },
    /// There is no database.
    #[error("{shown} holds no Colli database")]
    Missing {
        /// Where one was looked for.
        shown: String,
    },
    /// Servers use what must be at rest.
    #[error("database {shown} is in use by {connections} connections of servers: stop them first")]
    InUse {
        /// The database, without its password.
        shown: String,
        /// How many there are.
        connections: i64,
    },
    /// The schema was made by an earlier release.
    #[error(
        "database {shown} has schema version {found}, this binary works on {known}: \
         start this colli on it once, or use the one it belongs to"
    )]
    Older {
        /// The database, without its password.
        shown: String,
        /// Version found.
        found: i64,
        /// Version wanted.
        known: i64,
    },
    /// What is to be filled holds something.
    #[error("database {shown} is not empty (table {table} has rows): nothing was written; choose an empty one")]
    NotEmpty {
        /// The database, without its password.
        shown: String,
        /// A table with rows.
        table: &'static str,
    },
    /// What is to be made is there.
    #[error("{} exists and is not an empty directory: nothing was written; choose another place", path.display())]
    Exists {
        /// The place.
        path: PathBuf,
    },
    /// A directory is no backup, or not a whole one.
    #[error("{} is no usable backup: {reason}", path.display())]
    Backup {
        /// The directory.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// What was read back is not what was sent.
    #[error("these tables did not arrive as they were sent: {0}; nothing of the copy was kept")]
    Differs(String),
    /// A part of the work ended without an answer: a fault of this program.
    #[error("the work was cut short: {0}")]
    Aborted(String),
    /// A file or directory cannot be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl BulkError {
    /// A task that ended without an answer.
    pub(crate) fn aborted(error: &tokio::task::JoinError) -> Self {
        Self::Aborted(error.to_string())
    }

    /// Around what the system said of a file.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::File {
            path,
            reason: error.to_string(),
        }
    }

    /// Around what an engine said.
    pub(crate) fn of(shown: &str) -> impl Fn(StoreError) -> Self {
        move |source| Self::Database {
            shown: shown.to_owned(),
            source,
        }
    }

    /// Around what the embedded engine said.
    pub(crate) fn sqlite(shown: &str) -> impl Fn(rusqlite::Error) -> Self {
        move |error| Self::Database {
            shown: shown.to_owned(),
            source: crate::sqlite::store_error(&error),
        }
    }

    /// Around what a database server said.
    pub(crate) fn postgres(shown: &str) -> impl Fn(tokio_postgres::Error) -> Self {
        move |error| Self::Database {
            shown: shown.to_owned(),
            source: crate::postgres::store_error(&error),
        }
    }
}

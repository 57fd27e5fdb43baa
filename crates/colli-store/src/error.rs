//! What can go wrong, in opening and in use. Each message is one line fit for an operator.

use std::path::PathBuf;
use std::sync::Arc;

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data directory cannot be made or written.
    #[error("data directory {} cannot be used: {reason}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Another process holds the directory.
    #[error("data directory {} is in use by another server", path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },
    /// The file is not a database, or a database of another program.
    #[error("{} is not a Colli database: {reason}", path.display())]
    NotADatabase {
        /// The database file.
        path: PathBuf,
        /// How it was noticed.
        reason: String,
    },
    /// The file is a database that lost or garbled some of its pages.
    #[error("database {} is damaged: {reason}; restore it from a backup", path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// How it was noticed.
        reason: String,
    },
    /// The schema was made by a later release.
    #[error("database {} has schema version {found}, this binary knows up to {known}: use a newer colli", path.display())]
    Newer {
        /// The database file.
        path: PathBuf,
        /// Version found.
        found: i64,
        /// Latest version this binary knows.
        known: i64,
    },
    /// The schema could not be brought up to date.
    #[error("database {} could not be brought up to date: {reason}", path.display())]
    Migration {
        /// The database file.
        path: PathBuf,
        /// What the engine said.
        reason: String,
    },
    /// The address of a database server is wrong.
    #[error("database address {shown}: {reason}")]
    Address {
        /// The address without its password.
        shown: String,
        /// What is wrong.
        reason: String,
    },
    /// Anything else the engine or the system refused.
    #[error("database {} cannot be opened: {reason}", path.display())]
    Engine {
        /// The database file.
        path: PathBuf,
        /// What the engine said.
        reason: String,
    },
}

/// An error and its causes in one line.
pub(crate) fn one_line(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !line.contains(&said) {
            line.push_str(": ");
            line.push_str(&said);
        }
        cause = error.source();
    }
    line.replace('\n', " ")
}

/// Why an operation failed. Nothing of a failed write is stored, but for [`Unknown`](Self::Unknown).
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The queue of writes is full: try again shortly.
    #[error("the store is busy: its queue of writes is full")]
    Busy,
    /// The store was closed, or its writer ended.
    #[error("the store is closed")]
    Closed,
    /// The database cannot be reached, or did not answer in time. Nothing was stored.
    #[error("the database is away: {0}")]
    Unavailable(Arc<str>),
    /// The database was lost, or out of time, in the middle of a commit: whether that took effect is unknown. Repeat with
    /// the same ids.
    #[error("it is unknown whether the database stored it: {0}")]
    Unknown(Arc<str>),
    /// The operation met others on the same rows too often: try again shortly.
    #[error("the database was too contended: {0}")]
    Race(Arc<str>),
    /// The disk of the database has no room left.
    #[error("the database has no room on its disk: {0}")]
    Full(Arc<str>),
    /// A row that must be unique exists already.
    #[error("the store refused a duplicate: {0}")]
    Duplicate(Arc<str>),
    /// A stored row cannot be read back.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
    /// A value does not fit what the store can hold.
    #[error("{0} does not fit the store")]
    OutOfRange(&'static str),
    /// The engine failed: input or output error, damage.
    #[error("the database failed: {0}")]
    Engine(Arc<str>),
}

impl StoreError {
    /// Whether the same call may succeed shortly.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Busy | Self::Unavailable(_) | Self::Unknown(_) | Self::Race(_) | Self::Full(_)
        )
    }
}

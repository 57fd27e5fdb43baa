//! What can go wrong in a use case. Every dialect maps each variant to its vendor's status and body.

use colli_core::capability::Refusal;
use colli_core::error::Violation;
use colli_store::StoreError;

/// A use case failed. Messages of the first group may be shown to the caller; those of the last never are.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request breaks rules; each is named.
    #[error("the request breaks {} rule(s)", .0.len())]
    Invalid(Vec<Violation>),
    /// The network cannot carry what was ordered.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// The account is unknown, or not the caller's: the answer does not tell which.
    #[error("account {account} is unknown")]
    AccountUnknown {
        /// What was asked for.
        account: String,
    },
    /// The account is another organisation's, or the other environment's.
    #[error("account {account} belongs to another organisation or environment")]
    AccountTaken {
        /// What was asked for.
        account: String,
    },
    /// No valid credentials.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// The credentials do not permit this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// There is no such thing, or it is another organisation's.
    #[error("{what} not found")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// The ones that are missing.
        missing: Vec<String>,
    },
    /// The id names something else already.
    #[error("{what} {id} exists already with different content")]
    Conflict {
        /// What it is.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Too much at once; try again shortly.
    #[error("the server is busy")]
    Busy,
    /// The database is away.
    #[error("the database is not available")]
    Unavailable,
    /// A fault of ours. The text is for the log only.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// One broken rule.
    pub fn violation(violation: Violation) -> Self {
        Self::Invalid(vec![violation])
    }

    /// A single missing thing.
    pub fn not_found(what: &'static str, id: impl Into<String>) -> Self {
        Self::NotFound {
            what,
            missing: vec![id.into()],
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::Race(_) => Self::Busy,
            StoreError::Closed => Self::Unavailable,
            StoreError::Unavailable(_) | StoreError::Unknown(_) | StoreError::Full(_) => {
                tracing::warn!(%error, "a request was refused");
                Self::Unavailable
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<crate::clock::EntropyError> for Error {
    fn from(error: crate::clock::EntropyError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Shorthand of this crate.
pub type Result<T> = std::result::Result<T, Error>;

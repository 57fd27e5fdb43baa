//! What can go wrong with a call. No text here carries a key, a token, a query or an answer's body.

use colli_wire::dhl_parcel::error::ErrorResponse;
use colli_wire::dhl_parcel::interventions::InterventionErrorResponse;
use colli_wire::dhl_unified::problem::Problem;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Why there is no connection.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// A call that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No connection: a name that does not resolve, nobody who listens, no trusted certificate, or too slow.
    #[error("no connection to {host}")]
    Connect {
        /// Who was called.
        host: String,
        /// Why.
        source: Cause,
    },
    /// The server was silent for too long, or the call took too long in all.
    #[error("{host} did not answer in time")]
    Timeout {
        /// Who was called.
        host: String,
    },
    /// The connection was lost before the answer was complete.
    #[error("the connection to {host} was lost")]
    Lost {
        /// Who was called.
        host: String,
        /// Why.
        source: Cause,
    },
    /// The server answered that it does not do it.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// An answer of another kind than was asked for, such as a web page.
    #[error("status {status} came with {} where {expected} was expected", found(content_type.as_deref()))]
    WrongContent {
        /// The HTTP status.
        status: u16,
        /// The content type that was expected.
        expected: &'static str,
        /// The one that came.
        content_type: Option<String>,
        /// How long to wait before the next try (`Retry-After`).
        retry_after: Option<Duration>,
    },
    /// The answer is longer than is read.
    #[error("the answer is longer than {limit_bytes} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit_bytes: usize,
    },
    /// The answer says it is JSON and is not, or lacks what every such answer has.
    #[error("status {status} came with a body that cannot be read, from line {line}, column {column} on")]
    Malformed {
        /// The HTTP status.
        status: u16,
        /// Line of the body, from 1; 0 when it is not known.
        line: usize,
        /// Column of the line, from 1; 0 when it is not known.
        column: usize,
    },
    /// The client's own rate limit would keep the call waiting longer than it may take.
    #[error("more calls than the client's own rate limit; there is room in {} ms", wait.as_millis())]
    Paced {
        /// When there is room.
        wait: Duration,
    },
    /// A setting that cannot work.
    #[error("{what} {rule}")]
    Setting {
        /// Which.
        what: &'static str,
        /// What it must be.
        rule: &'static str,
    },
}

fn found(content_type: Option<&str>) -> &str {
    content_type.unwrap_or("no content type")
}

impl Error {
    /// The HTTP status, when there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(refusal) => Some(refusal.status),
            Self::WrongContent { status, .. } | Self::Malformed { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// What the server said, when it refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// There is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.status == 404)
    }

    /// The key, the token or its rights do not suffice.
    pub fn is_unauthorised(&self) -> bool {
        matches!(self.status(), Some(401 | 403))
    }

    /// Too many calls: the server's limit or the client's own.
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(429) || matches!(self, Self::Paced { .. })
    }

    /// The same call may succeed later: nobody answered, or the server had too much to do or was broken.
    pub fn is_temporary(&self) -> bool {
        let nobody = matches!(
            self,
            Self::Connect { .. } | Self::Timeout { .. } | Self::Lost { .. } | Self::Paced { .. }
        );
        nobody || self.status().is_some_and(|status| status == 429 || status >= 500)
    }

    /// How long to wait before the next try, when somebody said.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Paced { wait } => Some(*wait),
            Self::WrongContent { retry_after, .. } => *retry_after,
            _ => self.refusal()?.retry_after,
        }
    }
}

/// A refusal: a status of 300 and more.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// How long to wait before the next try (`Retry-After`).
    pub retry_after: Option<Duration>,
    /// What the server said.
    pub said: Said,
}

/// The body of a refusal, as the API writes it.
#[derive(Clone, PartialEq, Debug)]
pub enum Said {
    /// Of the Unified APIs.
    Problem(Problem),
    /// Of the parcel API.
    Parcel(ErrorResponse),
    /// Of the parcel API's interventions.
    Intervention(InterventionErrorResponse),
    /// Nothing, or nothing the API's contract knows.
    Nothing,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused with status {}", self.status)?;
        match &self.said {
            Said::Problem(problem) => write!(f, ": {}: {}", problem.title, problem.detail),
            Said::Parcel(error) => write!(f, ": {}", error.message),
            Said::Intervention(error) => write!(f, ": {}", error.message),
            Said::Nothing => Ok(()),
        }
    }
}

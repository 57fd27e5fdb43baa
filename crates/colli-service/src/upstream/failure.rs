//! What goes wrong with the Unified APIs, as far as callers are told: never what the other side wrote.

use std::time::Duration;

/// A question that was not answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UpstreamError {
    /// There is no such thing.
    #[error("nothing was found")]
    NotFound,
    /// The question is not understood.
    #[error("the question was refused")]
    Invalid,
    /// The installation's own key is not accepted: its operator has to look.
    #[error("the carrier does not accept this installation's key")]
    KeyRefused,
    /// The key of the profile is not accepted: its owner has to look.
    #[error("the carrier does not accept the key of this authorization profile")]
    ProfileKeyRefused,
    /// Too many questions.
    #[error("the carrier takes no more questions for now")]
    TooMany {
        /// When to come back, where the carrier said.
        retry_after: Option<Duration>,
    },
    /// It did not answer in time.
    #[error("the carrier did not answer in time")]
    Slow,
    /// It cannot be reached.
    #[error("the carrier cannot be reached")]
    Away,
    /// It answered something that is no answer.
    #[error("the carrier's answer could not be used")]
    Broken,
}

/// What callers are told of an error; the log has what the client says of it, which holds no key and no body.
pub(super) fn told(error: &colli_client::Error, is_of_profile: bool) -> UpstreamError {
    use colli_client::{Error, Said};
    // The API says in its own form that it found nothing; a page that says so is somebody else's, at a wrong address.
    let in_its_form = |refusal: &colli_client::Refusal| matches!(refusal.said, Said::Problem(_));
    if error.is_not_found() && error.refusal().is_some_and(in_its_form) {
        return UpstreamError::NotFound;
    }
    if error.is_rate_limited() {
        return UpstreamError::TooMany {
            retry_after: error.retry_after(),
        };
    }
    let told = match error {
        Error::Refused(refusal) => match refusal.status {
            400 | 422 => UpstreamError::Invalid,
            401 | 403 if is_of_profile => UpstreamError::ProfileKeyRefused,
            401 | 403 => UpstreamError::KeyRefused,
            503 | 504 => UpstreamError::Away,
            _ => UpstreamError::Broken,
        },
        Error::Timeout { .. } => UpstreamError::Slow,
        Error::Connect { .. } | Error::Lost { .. } => UpstreamError::Away,
        _ if error.is_unauthorised() && is_of_profile => UpstreamError::ProfileKeyRefused,
        _ if error.is_unauthorised() => UpstreamError::KeyRefused,
        _ => UpstreamError::Broken,
    };
    tracing::warn!(status = error.status(), told = %told, "the upstream API failed");
    told
}

/// The time for a question with all its tries is over.
pub(super) fn slow() -> UpstreamError {
    let told = UpstreamError::Slow;
    tracing::warn!(told = %told, "the upstream API failed");
    told
}

//! Requests to receivers: what each kind is sent besides the body, and how its answers are taken.

use super::address::Target;
use super::client::Post;
use super::secrets::Secrets;
use super::subscriber_rows::Settings;
use super::subscribers::Kind;
use crate::error::{Error, Result};
use colli_store::SubscriberRow;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use jiff::Timestamp;
use std::fmt;
use std::time::Duration;

/// What requests say they come from.
const AGENT: &str = concat!("Colli/", env!("CARGO_PKG_VERSION"));

/// The version of the aggregator's API that its webhooks are written in.
const SHIPPO_API_VERSION: &str = "2018-02-08";

/// How long a receiver of the aggregator's webhooks has for one request (reference 7.7).
const SHIPPO_PATIENCE: Duration = Duration::from_secs(3);

/// A subscriber, ready to be sent to.
pub(super) struct Receiver {
    pub(super) row: SubscriberRow,
    pub(super) kind: Kind,
    pub(super) settings: Settings,
    pub(super) secrets: Secrets,
}

impl Kind {
    /// How long a receiver of this kind has for one request, when none has longer than `max`.
    pub(super) fn patience(self, max: Duration) -> Duration {
        match self {
            Self::Shippo => max.min(SHIPPO_PATIENCE),
            Self::Webhook | Self::Pusher | Self::Mail | Self::Unified => max,
        }
    }

    /// Whether an answer of this status is not asked for again. The aggregator's receivers refuse for good with a 4xx,
    /// other than those that say "later" (reference 7.7).
    pub(super) fn is_final(self, status: Option<u16>) -> bool {
        let is_refusal = status.is_some_and(|status| (400..500).contains(&status) && !matches!(status, 408 | 429));
        self == Self::Shippo && is_refusal
    }
}

impl Receiver {
    /// The request, signed where its kind is signed: with the secrets that hold at `now` of the environment, for the real
    /// time.
    pub(super) fn post(&self, target: Target, id: &str, body: String, now: Timestamp, real: Timestamp) -> Result<Post> {
        let mut headers = vec![
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (USER_AGENT, HeaderValue::from_static(AGENT)),
        ];
        let timestamp_s = real.as_second();
        match self.kind {
            Kind::Webhook => {
                let signatures = self.secrets.signatures(now, id, timestamp_s, &body);
                headers.push((HeaderName::from_static("webhook-id"), value(id)?));
                headers.push((HeaderName::from_static("webhook-timestamp"), timestamp_s.into()));
                headers.push((HeaderName::from_static("webhook-signature"), value(&signatures)?));
            }
            Kind::Shippo => {
                let version = HeaderValue::from_static(SHIPPO_API_VERSION);
                let signature = self.secrets.timed_signature(timestamp_s, &body);
                headers.push((HeaderName::from_static("shippo-api-version"), version));
                headers.push((HeaderName::from_static("shippo-auth-signature"), value(&signature)?));
            }
            Kind::Pusher | Kind::Mail | Kind::Unified => headers.extend(self.key_header()?),
        }
        Ok(Post {
            uri: target.uri,
            headers,
            body: body.into(),
        })
    }

    /// The header a receiver wants a key in, when it does.
    fn key_header(&self) -> Result<Option<(HeaderName, HeaderValue)>> {
        let Some((header, key)) = self.settings.header.as_ref().zip(self.secrets.header_key.as_ref()) else {
            return Ok(None);
        };
        let mut key = value(key)?;
        key.set_sensitive(true);
        let header = HeaderName::try_from(header.as_str()).map_err(|error| internal(&error))?;
        Ok(Some((header, key)))
    }
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(|error| internal(&error))
}

fn internal(error: &dyn fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_final_for_the_aggregators_receivers_only() {
        for (status, is_final) in [
            (Some(400), true),
            (Some(404), true),
            (Some(499), true),
            (Some(408), false),
            (Some(429), false),
            (Some(302), false),
            (Some(500), false),
            (None, false),
        ] {
            assert_eq!(Kind::Shippo.is_final(status), is_final, "{status:?}");
            assert!(!Kind::Webhook.is_final(status) && !Kind::Pusher.is_final(status));
        }
        let seconds = Duration::from_secs;
        assert_eq!(Kind::Shippo.patience(seconds(10)), seconds(3));
        assert_eq!(Kind::Shippo.patience(seconds(1)), seconds(1));
        assert_eq!(Kind::Webhook.patience(seconds(10)), seconds(10));
    }
}

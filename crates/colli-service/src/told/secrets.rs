//! Secrets of subscribers: sealed at rest, shown once, never logged.

use super::sign;
use crate::Service;
use crate::error::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// How long the secret before a rotation signs too, on the environment's clock.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// Secrets that sign at once: more rotations than this within the overlap drop the oldest.
const SIGNING_MAX: usize = 4;

/// All secrets of a subscriber.
#[derive(Clone, Serialize, Deserialize, Default)]
pub(crate) struct Secrets {
    /// Those that sign, the newest first.
    #[serde(default)]
    pub(super) signing: Vec<Signing>,
    /// What is sent in the header a receiver wants a key in.
    #[serde(default)]
    pub(super) header_key: Option<String>,
    /// What subscriptions of a pusher must name, and what activates a Unified subscription.
    #[serde(default)]
    pub(super) subscription_key: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Signing {
    secret: String,
    /// Until when it signs; the newest always does.
    #[serde(default)]
    until_ms: Option<i64>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// One that signs.
    pub(crate) fn signing(secret: String) -> Self {
        Self {
            signing: vec![Signing { secret, until_ms: None }],
            ..Self::default()
        }
    }

    /// Puts a secret in front; those before sign a day longer. Answers until when.
    pub(super) fn rotate(&mut self, secret: String, now: Timestamp) -> Timestamp {
        let until = now.checked_add(OVERLAP).unwrap_or(Timestamp::MAX);
        self.signing.retain(|signing| signing.holds(now));
        for signing in &mut self.signing {
            signing.until_ms.get_or_insert(until.as_millisecond());
        }
        self.signing.insert(0, Signing { secret, until_ms: None });
        self.signing.truncate(SIGNING_MAX);
        until
    }

    /// The header of signatures at this time of the environment.
    pub(super) fn signatures(&self, now: Timestamp, id: &str, timestamp_s: i64, body: &str) -> String {
        let holding = self.signing.iter().filter(|signing| signing.holds(now));
        sign::signatures(holding.map(|signing| signing.secret.as_str()), id, timestamp_s, body)
    }

    /// The newest one that signs.
    pub(crate) fn newest(&self) -> Option<&str> {
        self.signing.first().map(|signing| signing.secret.as_str())
    }

    /// The header of the aggregator's signature, which is one: the newest secret's.
    pub(super) fn timed_signature(&self, timestamp_s: i64, body: &str) -> String {
        sign::timed_signature(self.newest().unwrap_or_default(), timestamp_s, body)
    }
}

impl Signing {
    fn holds(&self, now: Timestamp) -> bool {
        self.until_ms.is_none_or(|until| now.as_millisecond() < until)
    }
}

fn context(subscriber: Uuid) -> String {
    format!("subscriber:{subscriber}")
}

impl Service {
    /// A new signing secret.
    pub(super) fn new_secret(&self) -> Result<String> {
        let mut bytes = [0; sign::SECRET_BYTES];
        self.entropy.fill(&mut bytes)?;
        Ok(sign::secret_text(&bytes))
    }

    /// A new secret of the aggregator's webhooks.
    pub(crate) fn new_plain_secret(&self) -> Result<String> {
        let mut bytes = [0; sign::SECRET_BYTES];
        self.entropy.fill(&mut bytes)?;
        Ok(sign::plain_secret_text(&bytes))
    }

    pub(super) fn seal_secrets(&self, subscriber: Uuid, secrets: &Secrets) -> Result<Vec<u8>> {
        let text = serde_json::to_vec(secrets).map_err(|error| Error::Internal(error.to_string()))?;
        self.keys
            .master()
            .seal(&text, &context(subscriber), self.entropy.as_ref())
    }

    pub(crate) fn open_secrets(&self, subscriber: Uuid, sealed: &[u8]) -> Result<Secrets> {
        let opened = self.keys.master().open(sealed, &context(subscriber));
        opened
            .and_then(|text| serde_json::from_slice(&text).ok())
            .ok_or_else(|| Error::Internal(format!("the secrets of subscriber {subscriber} cannot be opened")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_secrets_sign_for_a_day() {
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let hours = |hours| start.checked_add(SignedDuration::from_hours(hours)).unwrap();
        let secret = |byte| sign::secret_text(&[byte; sign::SECRET_BYTES]);
        let signed = |secrets: &Secrets, now| secrets.signatures(now, "id", 1, "{}");
        let mut secrets = Secrets::signing(secret(1));
        let (first, second) = (signed(&secrets, start), signed(&Secrets::signing(secret(2)), start));
        assert_eq!(secrets.rotate(secret(2), start), hours(24));
        assert_eq!(signed(&secrets, hours(23)), format!("{second} {first}"));
        assert_eq!(signed(&secrets, hours(24)), second);
        for byte in 3..9 {
            secrets.rotate(secret(byte), hours(25));
        }
        assert_eq!(signed(&secrets, hours(25)).split(' ').count(), SIGNING_MAX);
        assert!(!format!("{secrets:?}").contains("whsec_"));
    }
}

//! The real Unified APIs behind the assistants' actions, in place of the own network: called through `colli-client` with
//! time-outs and retries, answers remembered for a while.

mod cache;
mod failure;
mod question;

pub use colli_client::wire::dhl_unified::locations::LocationList;
pub use colli_client::wire::dhl_unified::tracking::TrackingAnswer;
pub use failure::UpstreamError;
pub use question::{AddressQuestion, LocationQuestion, PositionQuestion, TrackingQuestion};

use crate::Service;
use crate::authorization_profiles::ApiKey;
use crate::keys::hash_api_key;
use cache::{Answer, Answers, Question};
use colli_client::unified::{Addresses, Client};
use colli_client::{Endpoint, Executor, Settings};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The salt of the hashes that answers are remembered under.
const SALT: &str = "upstream";
/// Longest answer that is read, in bytes. It holds fifty locations with room to spare, and bounds what is remembered.
const ANSWER_BYTES_MAX: usize = 512 * 1024;
/// The wait before the first retry; before each further one twice the last.
const BACKOFF_FIRST: Duration = Duration::from_millis(100);

/// How the Unified APIs are called.
#[derive(Clone)]
pub struct UpstreamSettings {
    /// Address of tracking, without `/track/shipments`.
    pub tracking_url: String,
    /// Address of the Location Finder, without `/location-finder/v1`.
    pub locations_url: String,
    /// The key that is sent where no profile's is.
    pub key: String,
    /// How long a question may take in all.
    pub timeout: Duration,
    /// How often a question is tried again.
    pub retries: u32,
    /// How long an answer is remembered.
    pub cache: Duration,
}

impl fmt::Debug for UpstreamSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamSettings")
            .field("tracking_url", &self.tracking_url)
            .field("locations_url", &self.locations_url)
            .finish_non_exhaustive()
    }
}

/// The settings cannot work.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {cause}")]
pub struct UpstreamSettingsError {
    /// Key and variable of the configuration.
    setting: &'static str,
    cause: colli_client::Error,
}

impl UpstreamSettingsError {
    const TRACKING_URL: &str = "upstream.unified_tracking_url (COLLI_UPSTREAM_UNIFIED_TRACKING_URL)";
    const LOCATIONS_URL: &str = "upstream.unified_locations_url (COLLI_UPSTREAM_UNIFIED_LOCATIONS_URL)";
    const KEY: &str = "upstream.unified_key (COLLI_UPSTREAM_UNIFIED_KEY)";
    /// What none of the keys is to blame for.
    const SECTION: &str = "upstream";

    fn of(setting: &'static str) -> impl Fn(colli_client::Error) -> Self {
        move |cause| Self { setting, cause }
    }
}

/// The Unified APIs as they are set up.
pub(crate) struct Upstream {
    client: Client,
    key: ApiKey,
    answers: Answers,
    /// How long a question may take in all.
    timeout: Duration,
    /// How often it is tried again.
    retries: u32,
}

impl Upstream {
    fn open(settings: UpstreamSettings) -> Result<Self, UpstreamSettingsError> {
        // Each try has its share of the time, so that a silent server leaves some for the next one.
        let share = settings.timeout / settings.retries.saturating_add(1);
        let executor = Executor::new(Settings {
            connect_timeout: share,
            read_timeout: share,
            total_timeout: share,
            // Questions only read, so more is tried again here than the executor would.
            retries: 0,
            answer_bytes_max: ANSWER_BYTES_MAX,
            ..Settings::default()
        });
        let executor = executor.map_err(UpstreamSettingsError::of(UpstreamSettingsError::SECTION))?;
        for (url, setting) in [
            (&settings.tracking_url, UpstreamSettingsError::TRACKING_URL),
            (&settings.locations_url, UpstreamSettingsError::LOCATIONS_URL),
        ] {
            Endpoint::new(url).map_err(UpstreamSettingsError::of(setting))?;
        }
        let addresses = Addresses {
            tracking: settings.tracking_url,
            locations: settings.locations_url,
        };
        let key = colli_client::Secret::new(settings.key.as_str());
        let client = Client::new(executor, &addresses, &key);
        Ok(Self {
            client: client.map_err(UpstreamSettingsError::of(UpstreamSettingsError::KEY))?,
            key: ApiKey::new(settings.key),
            answers: Answers::new(settings.cache),
            timeout: settings.timeout,
            retries: settings.retries,
        })
    }

    /// Answers a question with a key: from memory, or by asking.
    async fn ask(&self, now_ms: i64, key: Option<&ApiKey>, question: Question) -> Result<Answer, UpstreamError> {
        let is_of_profile = key.is_some();
        let key = key.unwrap_or(&self.key);
        // Answers hold what their key and their postal code open, so both are part of what they are remembered under.
        let asked = (hash_api_key(SALT, key.reveal()), question);
        if let Some(answer) = self.answers.get(&asked, now_ms) {
            return Ok(answer);
        }
        let told = |error: colli_client::Error| failure::told(&error, is_of_profile);
        let client = self.client.with_key(&colli_client::Secret::new(key.reveal()));
        let client = client.map_err(told)?;
        let answer = tokio::time::timeout(self.timeout, self.answer(&client, &asked.1)).await;
        let answer = answer.map_err(|_| failure::slow())?.map_err(told)?;
        // Nothing is not remembered: a number may be announced, a place opened, the next moment.
        if !answer.is_empty() {
            self.answers.put(asked, answer.clone(), now_ms);
        }
        Ok(answer)
    }

    /// Asks until there is an answer, or no more tries.
    async fn answer(&self, client: &Client, question: &Question) -> Result<Answer, colli_client::Error> {
        let (mut left, mut wait) = (self.retries, BACKOFF_FIRST);
        loop {
            let outcome = question.put(client).await;
            // Somebody waits in a conversation: when to come back after too many questions is theirs to decide.
            let may_help = |error: &colli_client::Error| error.is_temporary() && !error.is_rate_limited();
            match outcome {
                Err(error) if left > 0 && may_help(&error) => {
                    tracing::debug!(status = error.status(), "a question to the upstream API is tried again");
                }
                outcome => return outcome,
            }
            tokio::time::sleep(wait).await;
            left -= 1;
            wait = wait.saturating_mul(2);
        }
    }
}

impl Service {
    /// Has actions ask the Unified APIs in place of the own network. Once, at the start.
    pub fn use_upstream(&self, settings: UpstreamSettings) -> Result<(), UpstreamSettingsError> {
        // A second one would leave calls of both in flight.
        let _ = self.upstream.set(Upstream::open(settings)?);
        Ok(())
    }

    /// Whether actions ask the Unified APIs.
    pub fn has_upstream(&self) -> bool {
        self.upstream.get().is_some()
    }

    /// Shipments of a number, as the Unified API knows them.
    pub async fn track_upstream(
        &self,
        key: Option<&ApiKey>,
        question: TrackingQuestion,
    ) -> Result<Arc<TrackingAnswer>, UpstreamError> {
        match self.ask_upstream(key, Question::Track(question.into())).await? {
            Answer::Tracking(answer) => Ok(answer),
            Answer::Locations(_) => Err(UpstreamError::Broken),
        }
    }

    /// Locations, as the Unified API knows them.
    pub async fn locations_upstream(
        &self,
        key: Option<&ApiKey>,
        question: LocationQuestion,
    ) -> Result<Arc<LocationList>, UpstreamError> {
        match self.ask_upstream(key, question.into()).await? {
            Answer::Locations(answer) => Ok(answer),
            Answer::Tracking(_) => Err(UpstreamError::Broken),
        }
    }

    async fn ask_upstream(&self, key: Option<&ApiKey>, question: Question) -> Result<Answer, UpstreamError> {
        let upstream = self.upstream.get().ok_or(UpstreamError::Away)?;
        let now_ms = self.real_now().as_millisecond();
        upstream.ask(now_ms, key, question).await
    }
}

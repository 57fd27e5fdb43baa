//! Use cases: the façade every dialect calls, and nothing lower.
//!
//! [`Service`] joins the store, the network and the documents. One method is one use case; it takes the caller first,
//! checks what the caller may do, applies the rules of `colli-core`, and answers domain values. Dialects convert, call
//! and convert back. Time and randomness enter through [`clock`] only.

pub mod accounts;
pub mod apps;
pub mod attachments;
pub mod auth;
pub mod authorization_profiles;
pub mod clock;
pub mod demo;
pub mod environments;
pub mod error;
pub mod fill;
pub mod gateway;
pub mod ingestion;
pub mod interventions;
pub mod jobs;
pub mod keys;
pub mod labels;
pub mod listing;
pub mod mail;
pub mod operators;
pub mod pickups;
pub mod piece_search;
mod pieces;
pub mod planning;
pub mod postal_guesses;
mod proofs;
mod serials;
pub mod service_points;
pub mod shipment_search;
pub mod shipments;
pub mod signed_documents;
pub mod signed_urls;
pub mod signing_keys;
pub mod simulation;
pub mod tokens;
pub mod told;
pub mod tracking;
pub mod upstream;

pub use colli_documents as documents;
pub use colli_network::service_points as network_service_points;
pub use error::{Error, Result};

use clock::{Clock, Entropy};
use colli_attachments::Attachments;
use colli_core::account::{Account, Caller};
use colli_core::ids::AccountNumber;
use colli_core::network::Network;
use colli_network::service_points::ServicePoints;
use colli_store::Store;
use environments::Environments;
use jiff::tz::TimeZone;
use jobs::Jobs;
use keys::MasterKey;
use quick_cache::sync::Cache;
use serials::Serials;
use signing_keys::SigningKeys;
use simulation::Simulation;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokens::Claims;
use told::Telling;

/// The longest a request waits for what others wait for too (serials, signing keys), so that it is answered within five
/// seconds although the database is away and many wait in line.
pub(crate) const ANSWER_MAX: Duration = Duration::from_millis(4_500);

/// Access tokens remembered as verified.
const TOKEN_CACHE_ENTRIES: usize = 10_000;
/// Accounts remembered with their settings.
const ACCOUNT_CACHE_ENTRIES: usize = 10_000;

/// The façade. Shared behind an `Arc`.
pub struct Service {
    store: Store,
    attachments: Attachments,
    network: Arc<Network>,
    points: Arc<ServicePoints>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    keys: SigningKeys,
    jobs: Jobs,
    token_cache: Cache<Box<str>, (Arc<Claims>, Arc<Caller>)>,
    /// Accounts with the epoch in which they were read.
    account_cache: Cache<AccountNumber, (u64, Account)>,
    account_epoch: AtomicU64,
    apps: apps::Apps,
    /// The Unified APIs of the carrier, where actions ask those.
    upstream: OnceLock<upstream::Upstream>,
    environments: Environments,
    postal_guesses: postal_guesses::PostalGuesses,
    simulation: Simulation,
    told: Telling,
    /// How mail is sent, once that is set up.
    post: OnceLock<mail::PostOffice>,
    serials: Serials,
    positions: gateway::Positions,
    zone: TimeZone,
    /// The demo's organisations are let in.
    demo: AtomicBool,
    /// The address links to this installation begin with, when the operator named one.
    public_url: OnceLock<Box<str>>,
    /// Calls of the gateway's clients are counted and bounded.
    limits_gateway_calls: AtomicBool,
}

/// The service could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store failed.
    #[error("the store failed: {0}")]
    Store(#[from] colli_store::StoreError),
    /// The master key does not open what it sealed before.
    #[error(
        "the master key does not open the signing keys of this database: set COLLI_MASTER_KEY to the key it was created with"
    )]
    MasterKey,
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] clock::EntropyError),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl Service {
    /// Starts the service: opens the signing keys, making the first one in an empty store.
    pub async fn start(
        store: Store,
        attachments: Attachments,
        network: Arc<Network>,
        service_points: Arc<ServicePoints>,
        master: &MasterKey,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> std::result::Result<Arc<Self>, StartError> {
        if let Err(error) = store.prepare(clock.now()).await {
            // The tables take rows without it, and maintenance tries again.
            tracing::warn!(%error, "the store could not be prepared for the time to come");
        }
        let keys = SigningKeys::open(&store, master, clock.as_ref(), entropy.as_ref()).await?;
        // The network's home.
        let zone = TimeZone::get("Europe/Amsterdam").map_err(|error| StartError::Other(error.to_string()))?;
        let service = Arc::new(Self {
            serials: Serials::new(store.clone()),
            positions: gateway::Positions::default(),
            store,
            attachments,
            network,
            points: service_points,
            clock,
            entropy,
            keys,
            jobs: Jobs::new(),
            token_cache: Cache::new(TOKEN_CACHE_ENTRIES),
            account_cache: Cache::new(ACCOUNT_CACHE_ENTRIES),
            account_epoch: AtomicU64::new(0),
            apps: apps::Apps::new(),
            upstream: OnceLock::new(),
            environments: Environments::default(),
            postal_guesses: postal_guesses::PostalGuesses::new(),
            simulation: Simulation::default(),
            told: Telling::new(),
            post: OnceLock::new(),
            zone,
            demo: AtomicBool::new(false),
            public_url: OnceLock::new(),
            limits_gateway_calls: AtomicBool::new(false),
        });
        service.reload_environments().await?;
        Ok(service)
    }

    /// Has links begin with this address, without a slash at its end. Once, at the start.
    pub fn use_public_url(&self, url: &str) {
        // A second address would make two links of one document.
        let _ = self.public_url.set(url.trim_end_matches('/').into());
    }

    /// The address links begin with, when the operator named one.
    pub fn public_url(&self) -> Option<&str> {
        self.public_url.get().map(AsRef::as_ref)
    }

    /// Has calls of the gateway's clients counted and bounded, or not.
    pub fn limit_gateway_calls(&self, is_on: bool) {
        self.limits_gateway_calls.store(is_on, Ordering::Relaxed);
    }

    /// Whether calls of the gateway's clients are counted and bounded.
    pub fn limits_gateway_calls(&self) -> bool {
        self.limits_gateway_calls.load(Ordering::Relaxed)
    }

    /// The network this installation runs on.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// Whether requests can be answered: the store reads and its writer lives.
    pub async fn ready(&self) -> Result<()> {
        Ok(self.store.ping().await?)
    }

    /// Numbers of the store, for metrics.
    pub fn store_stats(&self) -> colli_store::StoreStats {
        self.store.stats()
    }

    /// Settles the store: everything queued is stored, the database file is tidy.
    pub async fn close(&self) {
        self.store.close().await;
    }
}

//! A server in the test's own process, on a free port, with a clock that stands still, and a small HTTP client.

pub mod client;
pub mod documented;
pub mod home;
pub mod mail;
pub mod papers;
pub mod programs;
pub mod receiver;
pub mod samples;
pub mod shop;

use client::Request;
use colli_attachments::Attachments;
use colli_http::middleware::RequestIds;
use colli_http::server::ServerLimits;
use colli_network::service_points::ServicePoints;
use colli_service::Service;
use colli_service::clock::{FixedClock, SeededEntropy};
use colli_service::jobs::{Retention, Workers};
use colli_service::keys::MasterKey;
use colli_store::{Store, StoreOptions};
use home::Home;
use serde_json::json;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::TcpListener;

/// Demo credentials (design section 3).
pub struct Credentials {
    pub user: &'static str,
    pub key: &'static str,
}

/// The demo organisation's test environment, accounts 08500001 and 08500002.
pub const TEST: Credentials = Credentials {
    user: "c0111000-0000-4000-8000-000000000001",
    key: "c0111000-0000-4000-8000-0000000000aa",
};
/// Its live environment, account 08500003.
pub const LIVE: Credentials = Credentials {
    user: "c0111000-0000-4000-8000-000000000002",
    key: "c0111000-0000-4000-8000-0000000000bb",
};
/// Another organisation, account 08600001.
pub const OTHER: Credentials = Credentials {
    user: "c0111000-0000-4000-8000-000000000009",
    key: "c0111000-0000-4000-8000-0000000000ff",
};

/// Token of the own API: the demo organisation.
pub const OPERATOR: &str = "colli_demo_admin";
/// Token of the own API: the other organisation.
pub const OTHER_OPERATOR: &str = "colli_other_admin";

/// A Monday in March, 09:00 in Amsterdam.
pub const START: &str = "2026-03-02T08:00:00Z";

/// Every byte of the servers' master key.
pub const MASTER: u8 = 7;
/// Seed of the servers' randomness.
pub const SEED: u64 = 42;

/// A running server. Its home goes with it.
pub struct TestServer {
    pub address: SocketAddr,
    pub clock: Arc<FixedClock>,
    pub service: Arc<Service>,
    /// What lies under the service, for what no dialect can do yet.
    pub store: Store,
    home: Option<Home>,
    workers: Option<Workers>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    serving: Option<tokio::task::JoinHandle<std::io::Result<()>>>,
}

/// A clock that shows [`START`].
pub fn still_clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::new(START.parse().unwrap()))
}

/// Opens a service on a store, under a master key of 32 equal bytes.
pub async fn open_service(
    store: StoreOptions,
    master: u8,
    clock: Arc<FixedClock>,
) -> Result<Arc<Service>, colli_service::StartError> {
    // Made by the first upload, so never.
    let nowhere = Attachments::in_directory(tempfile::tempdir().unwrap().path());
    service_on(Store::open(store).await.unwrap(), nowhere, master, clock).await
}

/// A service on an open store.
async fn service_on(
    store: Store,
    attachments: Attachments,
    master: u8,
    clock: Arc<FixedClock>,
) -> Result<Arc<Service>, colli_service::StartError> {
    let (network, service_points) = network();
    let master = MasterKey::new(&[master; MasterKey::BYTES]).unwrap();
    let entropy = Arc::new(SeededEntropy::new(SEED));
    Service::start(store, attachments, network, service_points, &master, clock, entropy).await
}

impl TestServer {
    /// Starts with the limits users get.
    pub async fn start() -> Self {
        Self::start_with(ServerLimits::default()).await
    }

    /// Starts with other limits.
    pub async fn start_with(limits: ServerLimits) -> Self {
        Self::start_on(Home::new(), limits).await
    }

    /// Starts on a home, which may hold the data of a server before.
    pub async fn start_on(home: Home, limits: ServerLimits) -> Self {
        let store = home.options();
        Self::start_store(home, store, limits).await
    }

    /// Starts with a store of other sizes.
    pub async fn start_store(home: Home, store: StoreOptions, limits: ServerLimits) -> Self {
        let attachments = Attachments::in_directory(home.path().join("attachments"));
        Self::start_parts(home, store, attachments, limits).await
    }

    /// Starts with attachments elsewhere.
    pub async fn start_attachments(home: Home, attachments: Attachments) -> Self {
        let store = home.options();
        Self::start_parts(home, store, attachments, ServerLimits::default()).await
    }

    async fn start_parts(home: Home, store: StoreOptions, attachments: Attachments, limits: ServerLimits) -> Self {
        let clock = still_clock();
        let store = Store::open(store).await.unwrap();
        let service = service_on(store.clone(), attachments, MASTER, clock.clone())
            .await
            .unwrap();
        service.seed_demo().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = colli_http::router(Arc::clone(&service), RequestIds::new(1)).unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(colli_http::server::serve(listener, router, limits, async {
            let _ = stopped.await;
        }));
        Self {
            address,
            clock,
            service,
            store,
            home: Some(home),
            workers: None,
            stop: Some(stop),
            serving: Some(serving),
        }
    }

    /// Where the attachments are, unless the test chose another place.
    pub fn attachments(&self) -> PathBuf {
        self.home.as_ref().unwrap().path().join("attachments")
    }

    /// Starts the workers of jobs, as `colli serve` does.
    pub fn with_jobs(mut self) -> Self {
        let retention = Retention {
            shipments_days: 0,
            attachments_days: 0,
            dead_jobs_days: 30,
        };
        self.workers = Some(self.service.start_jobs(retention).unwrap());
        self
    }

    /// Stops as `colli serve` does, and hands out its home.
    pub async fn stop(mut self) -> Home {
        if let Some(workers) = self.workers.take() {
            workers.stop(Duration::from_secs(5)).await;
        }
        self.stop.take().unwrap().send(()).unwrap();
        self.serving.take().unwrap().await.unwrap().unwrap();
        self.service.close().await;
        self.home.take().unwrap()
    }

    /// A request to the parcel dialect; `path` starts below the mount.
    pub fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.address, method, &format!("/dhl-parcel{path}"))
    }

    pub fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }

    pub fn post(&self, path: &str) -> Request {
        self.request("POST", path)
    }

    /// A request to the own API with the demo organisation's token; `path` starts below the mount.
    pub fn operator(&self, method: &str, path: &str) -> Request {
        Request::new(self.address, method, &format!("/api/v1{path}")).token(OPERATOR)
    }

    /// A fresh token pair.
    pub async fn tokens(&self, who: &Credentials) -> serde_json::Value {
        let reply = self
            .post("/authenticate/api-key")
            .json(&json!({"userId": who.user, "key": who.key}))
            .send()
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// A fresh access token.
    pub async fn token(&self, who: &Credentials) -> String {
        self.tokens(who).await["accessToken"].as_str().unwrap().to_owned()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

/// The embedded network, loaded once for all tests of a process.
pub fn network() -> (Arc<colli_core::network::Network>, Arc<ServicePoints>) {
    static NETWORK: OnceLock<(Arc<colli_core::network::Network>, Arc<ServicePoints>)> = OnceLock::new();
    NETWORK
        .get_or_init(|| {
            let loaded = colli_network::load_embedded().unwrap();
            (Arc::new(loaded.network), Arc::new(loaded.service_points))
        })
        .clone()
}

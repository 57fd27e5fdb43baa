//! Nodes: services over one store, or over stores of one database, with a clock that stands still.

use colli_attachments::Attachments;
use colli_core::account::Caller;
use colli_core::shipment::{Shipment, ShipmentOrder};
use colli_network::service_points::ServicePoints;
use colli_service::auth::TokenPair;
use colli_service::clock::{Clock, FixedClock, SeededEntropy};
use colli_service::keys::MasterKey;
use colli_service::{Service, StartError};
use colli_store::{Database, Store, StoreOptions};
use jiff::Timestamp;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use uuid::Uuid;

/// A Monday in March, 09:00 in Amsterdam.
pub(crate) const START: &str = "2026-03-02T08:00:00Z";

/// The demo's test environment (design section 3).
const USER: &str = "c0111000-0000-4000-8000-000000000001";
const KEY: &str = "c0111000-0000-4000-8000-0000000000aa";

/// Every byte of the master key.
pub(crate) const MASTER: u8 = 7;

/// A clock at [`START`].
pub(crate) fn still_clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::new(start()))
}

/// [`START`] as a time.
pub(crate) fn start() -> Timestamp {
    START.parse().unwrap()
}

fn network() -> (Arc<colli_core::network::Network>, Arc<ServicePoints>) {
    static NETWORK: OnceLock<(Arc<colli_core::network::Network>, Arc<ServicePoints>)> = OnceLock::new();
    NETWORK
        .get_or_init(|| {
            let loaded = colli_network::load_embedded().unwrap();
            (Arc::new(loaded.network), Arc::new(loaded.service_points))
        })
        .clone()
}

/// A node on a store, whose randomness is its own.
pub(crate) async fn node_with(
    store: &Store,
    clock: &Arc<FixedClock>,
    seed: u64,
    master: u8,
) -> Result<Arc<Service>, StartError> {
    // Made by the first upload, so never.
    let nowhere = tempfile::tempdir().unwrap().path().to_owned();
    node_beside(store, &nowhere, clock, seed, master).await
}

/// A node on a store, with its attachments in this directory.
pub(crate) async fn node_beside(
    store: &Store,
    attachments: &Path,
    clock: &Arc<impl Clock>,
    seed: u64,
    master: u8,
) -> Result<Arc<Service>, StartError> {
    let (network, service_points) = network();
    let master = MasterKey::new(&[master; MasterKey::BYTES]).unwrap();
    let entropy = Arc::new(SeededEntropy::new(seed));
    let attachments = Attachments::in_directory(attachments);
    Service::start(
        store.clone(),
        attachments,
        network,
        service_points,
        &master,
        clock.clone(),
        entropy,
    )
    .await
}

/// A node that lets the demo in.
pub(crate) async fn node(store: &Store, clock: &Arc<FixedClock>, seed: u64) -> Arc<Service> {
    let service = node_with(store, clock, seed, MASTER).await.unwrap();
    service.seed_demo().await.unwrap();
    service
}

/// An embedded database in a directory of its own.
pub(crate) struct Embedded {
    directory: TempDir,
    pub(crate) store: Store,
}

impl Embedded {
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(StoreOptions::new(directory.path())).await.unwrap();
        Self { directory, store }
    }

    /// A node that lets the demo in and keeps attachments.
    pub(crate) async fn node(&self, clock: &Arc<impl Clock>) -> Arc<Service> {
        let service = node_beside(&self.store, &self.attachments(), clock, 1, MASTER)
            .await
            .unwrap();
        service.seed_demo().await.unwrap();
        service
    }

    fn attachments(&self) -> PathBuf {
        self.directory.path().join("attachments")
    }

    /// The files attachments have.
    pub(crate) fn attachment_files(&self) -> Vec<PathBuf> {
        files(&self.attachments())
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

/// A connection of its own to a database on the test server: what a node has.
pub(crate) async fn connect(url: &str) -> Store {
    let options = StoreOptions {
        connections: 4,
        ..StoreOptions::of(Database::Server(url.to_owned()))
    };
    Store::open(options).await.unwrap()
}

/// Logs in to the demo's test environment.
pub(crate) async fn log_in(service: &Service) -> TokenPair {
    service.authenticate_key(USER, KEY, None).await.unwrap()
}

/// Who a new token pair of the demo names.
pub(crate) async fn caller(service: &Service) -> Arc<Caller> {
    let pair = log_in(service).await;
    service.authenticate(&pair.access).await.unwrap()
}

fn party(business: bool) -> serde_json::Value {
    let address = json!({"country": "NL", "postal_code": "1012AB", "city": "Amsterdam", "street": "Dam", "number": "1",
        "addition": null, "additional_line": null, "is_business": business});
    json!({"name": {"first": "Mieke", "last": "van Dijk", "company": business.then_some("Shop B.V."), "additional": null},
        "address": address, "email": null, "phone": null, "vat_number": null, "eori_number": null, "reference": null,
        "rex_number": null})
}

/// An order of one parcel inside the Netherlands.
pub(crate) fn order(id: u128) -> ShipmentOrder {
    let order = json!({"shipment_id": Uuid::from_u128(id), "origin": "shipment", "account": "08500001",
        "shipper": party(true), "receiver": party(false), "options": [{"key": "DOOR", "input": null}], "is_return": false,
        "pieces": [{"parcel_type": "SMALL", "quantity": 1, "weight_g": 900, "dimensions": null}]});
    serde_json::from_value(order).unwrap()
}

/// Books a parcel.
pub(crate) async fn book(service: &Service, caller: &Caller, id: u128) -> Shipment {
    *service.create_shipment(caller, order(id)).await.unwrap().shipment
}

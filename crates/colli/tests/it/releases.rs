//! Databases as released versions left them (`tests/fixtures/releases`): today's binary opens each, finds everything, and
//! moves it to a database server. A new release adds a directory of its own; none is ever changed.

use crate::support::client::Request;
use crate::support::{Credentials, LIVE, OTHER, TEST, open_service};
use colli_http::middleware::RequestIds;
use colli_http::server::ServerLimits;
use colli_service::Service;
use colli_service::clock::FixedClock;
use colli_store::bulk::{AttachmentFiles, Backup, BulkError, Copy, Restore, check};
use colli_store::{Database, StoreOptions};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;

/// Every byte of the master key the fixtures were made under.
const MASTER: u8 = 0xab;

/// A released database, in a place of its own.
struct Release {
    name: String,
    known: Value,
    directory: tempfile::TempDir,
}

impl Release {
    fn open(fixture: &Path) -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::copy(fixture.join("colli.db"), directory.path().join("colli.db")).unwrap();
        let known = std::fs::read_to_string(fixture.join("known.json")).unwrap();
        Self {
            name: fixture.file_name().unwrap().to_str().unwrap().to_owned(),
            known: serde_json::from_str(&known).unwrap(),
            directory,
        }
    }

    fn database(&self) -> Database {
        Database::Directory(self.directory.path().to_owned())
    }

    /// The time of its making: a second after its refresh token began to be valid.
    fn time(&self) -> Timestamp {
        let token = self.known["refreshToken"].as_str().unwrap();
        let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(token).unwrap().claims;
        Timestamp::from_second(claims["nbf"].as_i64().unwrap() + 1).unwrap()
    }
}

/// Every release there is.
fn releases() -> Vec<Release> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/releases");
    let mut directories: Vec<PathBuf> = std::fs::read_dir(fixtures)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    directories.sort();
    assert!(!directories.is_empty());
    directories.iter().map(|directory| Release::open(directory)).collect()
}

/// A server on a database, at the time of the release.
struct Serving {
    address: SocketAddr,
    service: Arc<Service>,
    stop: tokio::sync::oneshot::Sender<()>,
    task: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Serving {
    async fn start(database: Database, time: Timestamp) -> Self {
        let clock = Arc::new(FixedClock::new(time));
        let service = open_service(StoreOptions::of(database), MASTER, clock).await.unwrap();
        // Otherwise the demo's organisation is not welcome.
        service.seed_demo().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = colli_http::router(Arc::clone(&service), RequestIds::new(1)).unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let limits = ServerLimits::default();
        let task = tokio::spawn(colli_http::server::serve(listener, router, limits, async {
            let _ = stopped.await;
        }));
        Self {
            address,
            service,
            stop,
            task,
        }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
        self.service.close().await;
    }

    fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.address, method, &format!("/dhl-parcel{path}"))
    }

    async fn token(&self, who: &Credentials) -> String {
        let key = json!({"userId": who.user, "key": who.key});
        let reply = self.request("POST", "/authenticate/api-key").json(&key).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["accessToken"].as_str().unwrap().to_owned()
    }

    /// Everything that is known of a release is there, the same as it was.
    async fn knows(&self, known: &Value) {
        let refresh = json!({"refreshToken": known["refreshToken"]});
        let reply = self
            .request("POST", "/authenticate/refresh-token")
            .json(&refresh)
            .send()
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let mut codes = BTreeSet::new();
        for shipment in known["shipments"].as_array().unwrap() {
            let token = self.token(owner(shipment["account"].as_str().unwrap())).await;
            codes.extend(self.knows_shipment(shipment, &token).await);
        }
        for code in &codes {
            let track = self.request("GET", &format!("/track-trace?key={code}")).send().await;
            assert_eq!(track.status, 200, "{}", track.text());
        }
        let token = self.token(&TEST).await;
        self.gives_new_codes(known, &token, &codes).await;
        if let Some(gateway) = known.get("gateway") {
            self.knows_gateway(gateway).await;
        }
        if let Some(assistants) = known.get("assistants") {
            self.knows_assistants(assistants).await;
        }
    }

    /// The key of an app opens its scopes still, also from a sealed profile, and a push subscription is as it was.
    async fn knows_assistants(&self, known: &Value) {
        let key = known["key"].as_str().unwrap();
        let request = |method, path: &str| Request::new(self.address, method, path).header("DHL-API-Key", key);
        let question = json!({"trackingNumber": known["number"], "authorizationProfile": known["profile"]});
        let turn = request("POST", "/actions/get-tracking-info")
            .json(&question)
            .send()
            .await;
        assert_eq!(turn.json()["status"], "complete", "{}", turn.text());
        let number = known["number"].as_str().unwrap();
        assert_eq!(turn.json()["data"]["shipments"][0]["id"], number);
        let shut = request("GET", "/dhl/location-finder/v1/find-by-geo?latitude=52&longitude=5")
            .send()
            .await;
        assert_eq!(shut.status, 401, "another scope");
        let id = known["subscription"].as_str().unwrap();
        let path = format!("/dhl/tracking/push/v1/subscription/{id}");
        let subscription = request("GET", &path).send().await;
        assert_eq!(
            subscription.json()["shipmentIDs"],
            json!([number]),
            "{}",
            subscription.text()
        );
    }

    fn shop(&self, method: &str, path: &str) -> Request {
        let request = Request::new(self.address, method, &format!("/shippo{path}"));
        request.header("authorization", "ShippoToken shippo_test_colli_demo")
    }

    /// Purchases read as they did, their papers open, and the sealed account still gives rates.
    async fn knows_gateway(&self, gateway: &Value) {
        for bought in gateway["transactions"].as_array().unwrap() {
            let id = bought["object_id"].as_str().unwrap();
            let reply = self.shop("GET", &format!("/transactions/{id}")).send().await;
            let answer = reply.json();
            for key in ["status", "tracking_number", "rate", "parcel", "order"] {
                assert_eq!(answer[key], bought[key], "{key}: {}", reply.text());
            }
            let url = answer["label_url"].as_str().unwrap();
            let path = &url[url.find("/files/").unwrap()..];
            let label = Request::new(self.address, "GET", path).send().await;
            assert_eq!(label.status, 200);
            assert!(label.body.starts_with(b"%PDF"));
        }
        for (kind, known) in [("manifests", &gateway["manifest"]), ("refunds", &gateway["refund"])] {
            let id = known["object_id"].as_str().unwrap();
            let reply = self.shop("GET", &format!("/{kind}/{id}")).send().await;
            assert_eq!(reply.json()["status"], known["status"], "{}", reply.text());
        }
        let order = gateway["order"].as_str().unwrap();
        let order = self.shop("GET", &format!("/orders/{order}")).send().await.json();
        assert_eq!(order["transactions"].as_array().map(Vec::len), Some(4), "{order}");
        let quote = self.shop("POST", "/shipments").json(&gateway["quote"]).send().await;
        let rates = quote.json()["rates"].as_array().unwrap().clone();
        assert!(rates.iter().any(|rate| rate["amount"] == "13.17"), "{}", quote.text());
        // What is bought now has a number nobody had before.
        let rate = json!({"rate": rates[0]["object_id"], "async": false});
        let number = self.shop("POST", "/transactions").json(&rate).send().await.json()["tracking_number"].clone();
        let known = gateway["transactions"].as_array().unwrap();
        assert!(number.is_string() && known.iter().all(|bought| bought["tracking_number"] != number));
    }

    /// A repetition answers the same, and every label is there. Returns the codes of the pieces.
    async fn knows_shipment(&self, shipment: &Value, token: &str) -> Vec<String> {
        let post = self.request("POST", "/shipments").token(token);
        let reply = post.json(&shipment["request"]).send().await;
        assert!([200, 201].contains(&reply.status), "{}", reply.text());
        assert_eq!(reply.json(), shipment["answer"]);
        let pieces = shipment["answer"]["pieces"].as_array().unwrap();
        for piece in pieces {
            let id = piece["labelId"].as_str().unwrap();
            let label = self.request("GET", &format!("/labels/{id}")).token(token);
            let reply = label.accept("application/json").send().await;
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
        let codes = pieces.iter().filter_map(|piece| piece["trackerCode"].as_str());
        codes.map(str::to_owned).collect()
    }

    /// What is booked now has a code nobody had before.
    async fn gives_new_codes(&self, known: &Value, token: &str, codes: &BTreeSet<String>) {
        let mut order = known["shipments"][0]["request"].clone();
        order["shipmentId"] = json!("0194d5a0-0000-4000-8000-000000000001");
        let reply = self
            .request("POST", "/shipments")
            .token(token)
            .json(&order)
            .send()
            .await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let code = reply.json()["pieces"][0]["trackerCode"].as_str().unwrap().to_owned();
        assert!(!codes.contains(&code), "{code}");
    }
}

/// Whose account it is.
fn owner(account: &str) -> &'static Credentials {
    match account {
        "08500003" => &LIVE,
        "08600001" => &OTHER,
        _ => &TEST,
    }
}

async fn clean(database: &Database, name: &str) {
    let findings = check(database).await.unwrap();
    assert!(findings.is_clean(), "{name}: {:?}", findings.faults);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_released_database_is_opened_and_complete() {
    for release in releases() {
        let serving = Serving::start(release.database(), release.time()).await;
        serving.knows(&release.known).await;
        serving.stop().await;
        clean(&release.database(), &release.name).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_released_database_can_be_moved_to_a_server() {
    for release in releases() {
        let database = colli_testkit::shared::database().unwrap();
        let target = Database::Server(database.url().to_owned());
        let copy = Copy::make(&release.database(), &target).await.unwrap();
        copy.commit().await.unwrap();
        clean(&target, &release.name).await;
        let serving = Serving::start(target.clone(), release.time()).await;
        serving.knows(&release.known).await;
        serving.stop().await;
        clean(&target, &release.name).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_released_database_can_be_backed_up_as_it_is_and_restored() {
    for release in releases() {
        let places = tempfile::tempdir().unwrap();
        let to = places.path().join("backup");
        let before = std::fs::read(release.directory.path().join("colli.db")).unwrap();
        let backup = Backup::make(&release.database(), &to).await.unwrap();
        let manifest = backup
            .finish("test", release.time(), AttachmentFiles::default())
            .await
            .unwrap();
        assert_eq!(
            std::fs::read(release.directory.path().join("colli.db")).unwrap(),
            before
        );
        // The backup of an earlier version is of that version: its checks are for when it is restored.
        let checked = check(&Database::Directory(to.clone())).await;
        assert_eq!(
            matches!(checked, Err(BulkError::Older { .. })),
            manifest.tables.is_empty()
        );

        let server = colli_testkit::shared::database().unwrap();
        for target in [
            Database::Directory(places.path().join("restored")),
            Database::Server(server.url().to_owned()),
        ] {
            let restore = Restore::open(&to).await.unwrap();
            restore.make(&target).await.unwrap().commit().await.unwrap();
            clean(&target, &release.name).await;
            let serving = Serving::start(target, release.time()).await;
            serving.knows(&release.known).await;
            serving.stop().await;
        }
    }
}

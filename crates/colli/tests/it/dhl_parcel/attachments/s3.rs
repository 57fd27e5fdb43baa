//! Attachments in an object store: against a server others wrote, and without one.

use super::{PDF, content, files, path, pdf, upload};
use crate::support::client::Request;
use crate::support::samples::{shipment, uuid};
use crate::support::shop::Shop;
use crate::support::{TEST, TestServer};
use colli_attachments::{Attachments, Settings};
use colli_http::server::ServerLimits;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use serde_json::json;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "a-secret-nobody-must-see";

/// Serves the directories below as buckets until the test's runtime ends. The server checks signatures.
async fn serve(directory: &Path) -> SocketAddr {
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(directory).unwrap());
    builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let http = hyper::server::conn::http1::Builder::new();
            tokio::spawn(http.serve_connection(TokioIo::new(stream), service.clone()));
        }
    });
    address
}

/// `colli serve --demo`, killed when dropped.
struct Node(Child, SocketAddr);

impl Node {
    /// Starts it with its attachments in the bucket `colli` of this object store.
    fn start(directory: &Path, store: SocketAddr) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_colli"));
        command.env_clear().current_dir(directory);
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data", "data"]);
        command.env("COLLI_ATTACHMENTS_LOCATION", "s3://colli/some/where");
        command.env("COLLI_ATTACHMENTS_ENDPOINT", format!("http://{store}"));
        command.env("COLLI_ATTACHMENTS_ALLOW_HTTP", "true");
        command.env("COLLI_ATTACHMENTS_ACCESS_KEY_ID", KEY);
        command.env("COLLI_ATTACHMENTS_SECRET_ACCESS_KEY", SECRET);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut node = Self(child, SocketAddr::from(([0; 4], 0)));
        let mut line = String::new();
        BufReader::new(node.0.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        node.1 = line
            .trim_end()
            .trim_start_matches("colli ready http://")
            .parse()
            .unwrap();
        node
    }

    fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.1, method, &format!("/dhl-parcel{path}"))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Already ended is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_binary_keeps_attachments_in_the_bucket_it_is_told_to() {
    let (buckets, directory) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::create_dir(buckets.path().join("colli")).unwrap();
    let store = serve(buckets.path()).await;
    let at = directory.path().to_owned();
    let node = tokio::task::spawn_blocking(move || Node::start(&at, store))
        .await
        .unwrap();
    let credentials = json!({"userId": TEST.user, "key": TEST.key});
    let tokens = node
        .request("POST", "/authenticate/api-key")
        .json(&credentials)
        .send()
        .await;
    let token = tokens.json()["accessToken"].as_str().unwrap().to_owned();
    let file = pdf("in a bucket", 2_500_000);
    for _ in 0..2 {
        let upload = node.request("POST", &path(1)).token(&token).body(file.clone());
        assert_eq!(upload.send().await.status, 201);
    }
    let reply = node.request("GET", &path(1)).token(&token).accept(PDF).send().await;
    assert!(reply.status == 200 && reply.body == file, "{}", reply.status);
    assert!(!directory.path().join("data/attachments").exists());
    let stored = files(&buckets.path().join("colli/some/where"));
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert!(std::fs::read(&stored[0]).unwrap() == file);
}

/// An object store nobody listens for.
fn gone() -> Attachments {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = Settings {
        location: "s3://colli/attachments".to_owned(),
        endpoint: format!("http://{}", port.local_addr().unwrap()),
        access_key_id: "key".to_owned(),
        secret_access_key: "secret".to_owned(),
        allow_http: true,
        ..Settings::default()
    };
    Attachments::open(&settings).unwrap()
}

#[tokio::test]
async fn an_object_store_that_is_away_is_503_in_time_and_all_else_goes_on() {
    let shop = Shop::open().await;
    upload(&shop, 1, pdf("invoice", 80)).send().await;
    let shop = Shop::on(TestServer::start_attachments(shop.server.stop().await, gone()).await).await;
    let since = Instant::now();
    let (put, get) = (
        upload(&shop, 2, pdf("invoice", 80)).send().await,
        content(&shop, 1).await,
    );
    assert!(
        since.elapsed() < Duration::from_secs(10),
        "{:?} for two",
        since.elapsed()
    );
    for reply in [put, get] {
        reply.assert_error(503, "away");
        assert!(reply.header("retry-after").is_some());
    }
    assert_eq!(
        shop.get(&path(1)).await.status,
        200,
        "what is known needs no object store"
    );
    assert_eq!(shop.get(&path(2)).await.status, 404, "refused, so not stored");
    shop.book(&shipment(&uuid(3))).await;
    // Back again, the repetition of what was refused succeeds.
    let Shop { server, token } = shop;
    let server = TestServer::start_on(server.stop().await, ServerLimits::default()).await;
    let shop = Shop { server, token };
    assert_eq!(upload(&shop, 2, pdf("invoice", 80)).send().await.status, 201);
}

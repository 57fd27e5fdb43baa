//! What holds in an object store only, against a server others wrote: s3s, in this process, on a free port. It checks
//! signatures and the hashes of payloads.

use crate::everywhere::TestPlace;
use crate::fixture::{BYTES_MAX, content, listed, plain};
use colli_attachments::{Attachments, Error, Settings};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::time::Instant;

const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "a-secret-nobody-must-see";

/// "The object store is away" is known within this time.
const PATIENCE: Duration = Duration::from_secs(5);

/// A bucket of its own on a server of its own.
pub(crate) struct InBucket {
    directory: TempDir,
    address: SocketAddr,
}

impl TestPlace for InBucket {
    async fn fresh() -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("colli")).unwrap();
        let address = serve(directory.path()).await;
        Self { directory, address }
    }

    fn attachments(&self) -> Attachments {
        open(&self.settings())
    }
}

impl InBucket {
    fn settings(&self) -> Settings {
        settings(self.address)
    }
}

fn settings(address: SocketAddr) -> Settings {
    Settings {
        location: "s3://colli/some/where".to_owned(),
        endpoint: format!("http://{address}"),
        region: "eu-central-1".to_owned(),
        access_key_id: KEY.to_owned(),
        secret_access_key: SECRET.to_owned(),
        allow_http: true,
        ..Settings::default()
    }
}

fn open(settings: &Settings) -> Attachments {
    Attachments::open(settings).unwrap()
}

/// Serves the directories below as buckets until the test's runtime ends.
async fn serve(directory: &Path) -> SocketAddr {
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(directory).unwrap());
    builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let connection =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service.clone());
            tokio::spawn(connection);
        }
    });
    address
}

/// Checks that an error is one line without secrets, and hands the line out.
fn line(error: &Error) -> String {
    let line = error.to_string();
    assert!(!line.contains('\n') && !line.contains('<'), "{line}");
    assert!(!line.contains(SECRET) && !line.contains(KEY), "{line}");
    line
}

#[tokio::test]
async fn objects_lie_below_the_prefix_and_nowhere_else() {
    let place = InBucket::fresh().await;
    place
        .attachments()
        .put(&plain(1), content(10), BYTES_MAX)
        .await
        .unwrap();
    let name = format!("00000000-0000-0000-0000-000000000001-{}", "ab".repeat(32));
    let file = place
        .directory
        .path()
        .join("colli/some/where/00000000-0000-0000-0000-000000000001/test")
        .join(name);
    assert_eq!(std::fs::read(file).unwrap(), content(10));
    let elsewhere = open(&Settings {
        location: "s3://colli/some".to_owned(),
        ..place.settings()
    });
    assert!(!elsewhere.exists(&plain(1)).await.unwrap());
    assert_eq!(listed(&elsewhere).await, [], "objects of another prefix are not ours");
    let at_the_top = open(&Settings {
        location: "s3://colli".to_owned(),
        ..place.settings()
    });
    at_the_top.put(&plain(2), content(1), BYTES_MAX).await.unwrap();
    assert_eq!(listed(&at_the_top).await.len(), 1);
}

#[tokio::test]
async fn a_listing_longer_than_a_page_is_complete() {
    let place = InBucket::fresh().await;
    let attachments = place.attachments();
    attachments.put(&plain(0), content(1), BYTES_MAX).await.unwrap();
    // Copied beside it on the disk: a thousand puts would only take longer.
    let directory = place
        .directory
        .path()
        .join("colli/some/where/00000000-0000-0000-0000-000000000001/test");
    for id in 0..1_500_u32 {
        let name = format!("00000000-0000-0000-0000-0000{id:08}-{}", "ab".repeat(32));
        std::fs::write(directory.join(name), b"x").unwrap();
    }
    assert_eq!(listed(&attachments).await.len(), 1_500);
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_said_without_the_key() {
    let place = InBucket::fresh().await;
    for (wrong, word) in [
        (
            Settings {
                secret_access_key: "another".to_owned(),
                ..place.settings()
            },
            "SignatureDoesNotMatch",
        ),
        (
            Settings {
                access_key_id: "SOMEBODY".to_owned(),
                ..place.settings()
            },
            "NotSignedUp",
        ),
    ] {
        let attachments = open(&wrong);
        let check = attachments.check().await.unwrap_err();
        assert_eq!(line(&check), format!("the object store refuses: it answered {word}"));
        assert!(!check.is_temporary());
        let put = attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap_err();
        assert_eq!(put, check);
        // A refusal never looks like an empty place.
        attachments.get(&plain(1), BYTES_MAX).await.unwrap_err();
        attachments.exists(&plain(1)).await.unwrap_err();
        assert!(attachments.list().await.unwrap().next().await.is_err());
    }
    assert_eq!(listed(&place.attachments()).await, []);
}

/// A server that gives the same answer to everything.
async fn answering(status: &'static str, code: &str) -> SocketAddr {
    let body =
        format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><AWSAccessKeyId>{KEY}</AWSAccessKeyId></Error>");
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/xml\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut request = [0; 4_096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    address
}

/// Answers as the documentation of S3 gives them; s3s makes a missing bucket instead.
#[tokio::test]
async fn what_the_server_says_is_passed_on_in_a_word() {
    for (status, code, temporary) in [
        ("404 Not Found", "NoSuchBucket", false),
        ("403 Forbidden", "AccessDenied", false),
        ("400 Bad Request", "AuthorizationHeaderMalformed", false),
        ("503 Slow Down", "SlowDown", true),
        ("500 Internal Server Error", "InternalError", true),
    ] {
        let attachments = open(&settings(answering(status, code).await));
        let (put, get) = (
            attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap_err(),
            attachments.get(&plain(1), BYTES_MAX).await.unwrap_err(),
        );
        for error in [attachments.check().await.unwrap_err(), put, get] {
            assert_eq!(error.is_temporary(), temporary, "{error}");
            assert!(line(&error).ends_with(&format!(": it answered {code}")), "{error}");
        }
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_known_in_time() {
    // A port nobody listens on: bound, and let go.
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let attachments = open(&settings(gone));
    let since = Instant::now();
    let error = attachments.put(&plain(1), content(1), BYTES_MAX).await.unwrap_err();
    assert!(since.elapsed() < PATIENCE, "{:?}", since.elapsed());
    assert!(error.is_temporary(), "{error}");
    assert!(
        line(&error).starts_with("the object store does not answer: it cannot be reached"),
        "{error}"
    );
}

/// A server that takes connections and never answers. The paused clock moves by itself while everybody waits.
#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_given_up_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let attachments = open(&settings(listener.local_addr().unwrap()));
    let calls: [(&str, Result<(), Error>, Duration); 5] = [
        timed("put", async { attachments.put(&plain(1), content(1), BYTES_MAX).await }).await,
        timed("get", async { attachments.get(&plain(1), BYTES_MAX).await.map(drop) }).await,
        timed("exists", async { attachments.exists(&plain(1)).await.map(drop) }).await,
        timed("delete", async { attachments.delete(&plain(1)).await }).await,
        timed("check", async { attachments.check().await }).await,
    ];
    for (name, answer, took) in calls {
        let error = answer.unwrap_err();
        assert!(error.is_temporary(), "{name}: {error}");
        assert!(took <= PATIENCE, "{name}: {took:?}");
        line(&error);
    }
    let (_, listing, took) = timed("list", async { attachments.list().await?.next().await.map(drop) }).await;
    assert!(listing.unwrap_err().is_temporary() && took <= PATIENCE, "{took:?}");
}

async fn timed(name: &str, call: impl Future<Output = Result<(), Error>>) -> (&str, Result<(), Error>, Duration) {
    let since = Instant::now();
    let answer = call.await;
    (name, answer, since.elapsed())
}

//! A call ends in its time, with the tokens it needs.

use crate::support::{Act, KEY, Server, TestRuntime, executor, json, quick};
use colli_client::parcel::{Client, Credentials, shipments};
use colli_client::{Error, Settings};
use std::sync::Arc;
use std::time::Duration;

const KEY_PATH: &str = "POST /authenticate/api-key";
const REFRESH_PATH: &str = "POST /authenticate/refresh-token";

/// The clock shows 2026-03-02T08:00:00Z at the start; these end a quarter of an hour and an hour later.
const PAIR: &str = r#"{"accessToken":"a","accessTokenExpiration":1772439300,"refreshToken":"r","refreshTokenExpiration":1772442000,"accountNumbers":[]}"#;

/// A server that takes so long for each request, by the client's clock.
async fn slow_server(
    runtime: &Arc<TestRuntime>,
    each: Duration,
    act: impl Fn(&str) -> Act + Send + Sync + 'static,
) -> Server {
    let runtime = Arc::clone(runtime);
    Server::answering(move |_, got| {
        runtime.advance(each);
        act(&got.line)
    })
    .await
}

/// A client whose calls may take 30 seconds.
fn client(server: &Server, runtime: &Arc<TestRuntime>) -> Client {
    Client::new(
        executor(quick(), runtime),
        &server.base(),
        Credentials::new("user", KEY),
    )
    .unwrap()
}

async fn list(client: &Client) -> Result<usize, Error> {
    Ok(client.send(&shipments::list(None, None)).await?.len())
}

#[tokio::test]
async fn the_purchase_of_a_token_counts() {
    let runtime = TestRuntime::new(0);
    let server = slow_server(&runtime, Duration::from_secs(31), |_| json(200, PAIR)).await;
    let error = list(&client(&server, &runtime)).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert_eq!(server.lines(), [KEY_PATH]);
}

#[tokio::test]
async fn so_does_the_second_try_after_a_token_was_not_taken() {
    let runtime = TestRuntime::new(0);
    let server = slow_server(&runtime, Duration::from_secs(12), |line| match line {
        KEY_PATH => json(200, PAIR),
        _ => json(401, "{}"),
    })
    .await;
    let error = list(&client(&server, &runtime)).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert_eq!(server.lines(), [KEY_PATH, "GET /shipments", KEY_PATH]);
}

#[tokio::test]
async fn a_refresh_in_vain_leaves_the_key_what_is_left() {
    let runtime = TestRuntime::new(0);
    let server = slow_server(&runtime, Duration::from_secs(16), |line| match line {
        REFRESH_PATH => json(401, "{}"),
        KEY_PATH => json(200, PAIR),
        _ => json(200, "[]"),
    })
    .await;
    let client = client(&server, &runtime);
    list(&client).await.unwrap();
    runtime.advance(Duration::from_secs(1_000));
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert_eq!(server.lines(), [KEY_PATH, "GET /shipments", REFRESH_PATH, KEY_PATH]);
}

#[tokio::test]
async fn so_does_waiting_for_another_calls_purchase() {
    let runtime = TestRuntime::new(0);
    let server = slow_server(&runtime, Duration::from_secs(31), |_| json(200, PAIR)).await;
    let client = client(&server, &runtime);
    let (first, second) = tokio::join!(list(&client), list(&client));
    for error in [first.unwrap_err(), second.unwrap_err()] {
        assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    }
    assert_eq!(server.lines(), [KEY_PATH]);
}

#[tokio::test]
async fn a_purchase_that_never_ends_keeps_nobody_waiting() {
    let server = Server::start(vec![Act::Hang]).await;
    let settings = Settings {
        read_timeout: Duration::from_mins(10),
        total_timeout: Duration::from_millis(50),
        ..quick()
    };
    let executor = executor(settings, &TestRuntime::new(0));
    let client = Client::new(executor, &server.base(), Credentials::new("user", KEY)).unwrap();
    let (first, second) = tokio::join!(list(&client), list(&client));
    for error in [first.unwrap_err(), second.unwrap_err()] {
        assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    }
}

//! Tokens are bought once, refreshed by one call at a time, and replaced when the server no longer takes them.

use crate::support::{Act, Got, KEY, Server, TestRuntime, executor, json, quick};
use colli_client::parcel::{Client, Credentials, catalogue, shipments};
use colli_client::{Error, Settings};
use std::sync::Arc;
use std::time::Duration;

/// 2026-03-02T08:00:00Z, when the test's clock starts.
const START_S: u64 = 1_772_438_400;
const KEY_PATH: &str = "POST /authenticate/api-key";
const REFRESH_PATH: &str = "POST /authenticate/refresh-token";

/// A pair that is numbered by the request, and whose access token lasts 15 minutes from the start on.
fn pair(number: usize) -> Act {
    let (access_ends, refresh_ends) = (START_S + 900, START_S + 3_600);
    json(
        200,
        &format!(
            r#"{{"accessToken":"a{number}","accessTokenExpiration":{access_ends},"refreshToken":"r{number}","refreshTokenExpiration":{refresh_ends},"accountNumbers":[]}}"#
        ),
    )
}

fn is_authentication(got: &Got) -> bool {
    got.line.contains("/authenticate/")
}

async fn server() -> Server {
    Server::answering(|number, got| {
        if is_authentication(got) {
            pair(number)
        } else {
            json(200, "[]")
        }
    })
    .await
}

fn client(server: &Server, runtime: &Arc<TestRuntime>) -> Client {
    let executor = executor(Settings { retries: 0, ..quick() }, runtime);
    Client::new(executor, &server.base(), Credentials::new("user", KEY)).unwrap()
}

async fn list(client: &Client) -> Result<usize, Error> {
    Ok(client.send(&shipments::list(None, None)).await?.len())
}

#[tokio::test]
async fn many_calls_at_once_buy_one_token() {
    let (server, runtime) = (server().await, TestRuntime::new(0));
    let client = client(&server, &runtime);
    let calls = (0..20).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { list(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let got = server.got();
    assert_eq!(got.iter().filter(|got| is_authentication(got)).count(), 1);
    let calls: Vec<_> = got.iter().filter(|got| !is_authentication(got)).collect();
    assert_eq!(calls.len(), 20);
    assert!(calls.iter().all(|got| got.header("authorization") == Some("Bearer a0")));
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_it_ends_and_then_exchanged() {
    let (server, runtime) = (server().await, TestRuntime::new(0));
    let client = client(&server, &runtime);
    list(&client).await.unwrap();
    runtime.advance(Duration::from_secs(839));
    list(&client).await.unwrap();
    runtime.advance(Duration::from_secs(1));
    list(&client).await.unwrap();
    assert_eq!(
        server.lines(),
        [
            KEY_PATH,
            "GET /shipments",
            "GET /shipments",
            REFRESH_PATH,
            "GET /shipments"
        ]
    );
    assert_eq!(server.got()[3].body, r#"{"refreshToken":"r0"}"#);
    assert_eq!(server.got()[4].header("authorization"), Some("Bearer a3"));
}

#[tokio::test]
async fn without_a_working_refresh_token_the_key_buys_the_next() {
    let runtime = TestRuntime::new(0);
    let server = Server::answering(|number, got| match got.line.as_str() {
        REFRESH_PATH => json(401, "{}"),
        KEY_PATH => pair(number),
        _ => json(200, "[]"),
    })
    .await;
    let first = client(&server, &runtime);
    list(&first).await.unwrap();
    runtime.advance(Duration::from_secs(1_000));
    list(&first).await.unwrap();
    let expected = [KEY_PATH, "GET /shipments", REFRESH_PATH, KEY_PATH, "GET /shipments"];
    assert_eq!(server.lines(), expected);

    let (server, runtime) = (self::server().await, TestRuntime::new(0));
    let second = client(&server, &runtime);
    list(&second).await.unwrap();
    runtime.advance(Duration::from_hours(1));
    list(&second).await.unwrap();
    assert_eq!(server.lines(), [KEY_PATH, "GET /shipments", KEY_PATH, "GET /shipments"]);
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_replaced_once() {
    let server = Server::answering(|number, got| match got.header("authorization") {
        None => pair(number),
        Some("Bearer a0") => json(401, "{}"),
        Some(_) => json(200, "[]"),
    })
    .await;
    let client = client(&server, &TestRuntime::new(0));
    list(&client).await.unwrap();
    list(&client).await.unwrap();
    let expected = [KEY_PATH, "GET /shipments", KEY_PATH, "GET /shipments", "GET /shipments"];
    assert_eq!(server.lines(), expected);
}

#[tokio::test]
async fn a_server_that_takes_no_token_is_asked_twice() {
    let refused = r#"{"key":"unauthorized","message":"The token is invalid","details":[]}"#;
    let server = Server::answering(move |number, got| {
        if is_authentication(got) {
            pair(number)
        } else {
            json(401, refused)
        }
    })
    .await;
    let client = client(&server, &TestRuntime::new(0));
    let error = list(&client).await.unwrap_err();
    assert!(error.is_unauthorised());
    assert_eq!(error.to_string(), "refused with status 401: The token is invalid");
    assert_eq!(server.lines(), [KEY_PATH, "GET /shipments", KEY_PATH, "GET /shipments"]);
}

#[tokio::test]
async fn who_waits_for_a_login_that_fails_does_not_try_again() {
    let server = Server::start(vec![json(401, "{}")]).await;
    let client = client(&server, &TestRuntime::new(0));
    let calls = (0..20).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { list(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap().unwrap_err().is_unauthorised());
    }
    assert_eq!(server.lines(), [KEY_PATH]);
    // Who comes later does.
    list(&client).await.unwrap_err();
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn public_calls_need_no_token_and_others_do() {
    let (server, runtime) = (server().await, TestRuntime::new(0));
    let executor = executor(quick(), &runtime);
    let anonymous = Client::anonymous(executor, &server.base()).unwrap();
    let products = catalogue::products(&catalogue::CatalogueFilter::default());
    assert!(anonymous.send(&products).await.unwrap().is_empty());
    let error = list(&anonymous).await.unwrap_err();
    assert_eq!(error.to_string(), "the client must have credentials for this call");
    let owner = client(&server, &runtime);
    owner.send(&products).await.unwrap();
    owner.send_as_owner(&products).await.unwrap();
    assert_eq!(
        server.lines(),
        ["GET /products", "GET /products", KEY_PATH, "GET /products"]
    );
    assert_eq!(server.got()[1].header("authorization"), None);
    assert_eq!(server.got()[3].header("authorization"), Some("Bearer a2"));
}

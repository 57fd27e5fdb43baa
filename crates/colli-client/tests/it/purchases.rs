//! Buying tokens from servers in trouble, and from servers with a clock of their own.

use crate::support::{Act, KEY, Server, TestRuntime, answer, executor, json, quick};
use colli_client::parcel::{Client, Credentials, shipments};
use colli_client::{Error, Settings};
use std::sync::Arc;
use std::time::Duration;

/// 2026-03-02T08:00:00Z, when the test's clock starts.
const START_S: i64 = 1_772_438_400;
const KEY_PATH: &str = "POST /authenticate/api-key";
const REFRESH_PATH: &str = "POST /authenticate/refresh-token";
const LIST: &str = "GET /shipments";

/// Tokens that end so many seconds after the test's clock starts.
fn pair(access_s: i64, refresh_s: i64) -> Act {
    let (access_ends, refresh_ends) = (START_S + access_s, START_S + refresh_s);
    json(
        200,
        &format!(
            r#"{{"accessToken":"a","accessTokenExpiration":{access_ends},"refreshToken":"r","refreshTokenExpiration":{refresh_ends},"accountNumbers":[]}}"#
        ),
    )
}

fn client(server: &Server, runtime: &Arc<TestRuntime>, settings: Settings) -> Client {
    let executor = executor(settings, runtime);
    Client::new(executor, &server.base(), Credentials::new("user", KEY)).unwrap()
}

async fn list(client: &Client) -> Result<usize, Error> {
    Ok(client.send(&shipments::list(None, None)).await?.len())
}

#[tokio::test]
async fn a_purchase_with_the_key_is_tried_again() {
    let acts = vec![json(503, "{}"), Act::Close, pair(900, 3_600), json(200, "[]")];
    let server = Server::start(acts).await;
    let client = client(&server, &TestRuntime::new(0), quick());
    list(&client).await.unwrap();
    assert_eq!(server.lines(), [KEY_PATH, KEY_PATH, KEY_PATH, LIST]);
}

#[tokio::test]
async fn a_refresh_is_not_tried_again_and_too_many_of_them_are_not_answered_with_the_key() {
    for status in [408, 429] {
        let server = Server::answering(move |number, got| match (got.line.as_str(), number) {
            (KEY_PATH, _) => pair(900, 3_600),
            (REFRESH_PATH, 2) => answer(status, "content-type: application/json\nretry-after: 7", "{}"),
            (REFRESH_PATH, _) => pair(3_000, 3_600),
            _ => json(200, "[]"),
        })
        .await;
        let runtime = TestRuntime::new(0);
        let client = client(&server, &runtime, quick());
        list(&client).await.unwrap();
        runtime.advance(Duration::from_secs(1_000));
        let error = list(&client).await.unwrap_err();
        assert_eq!(
            (error.status(), error.retry_after()),
            (Some(status), Some(Duration::from_secs(7)))
        );
        // The server did nothing with the refresh token, so it is still good.
        list(&client).await.unwrap();
        assert_eq!(server.lines(), [KEY_PATH, LIST, REFRESH_PATH, REFRESH_PATH, LIST]);
    }
}

#[tokio::test]
async fn a_token_that_has_ended_when_it_comes_is_kept_until_it_is_refused() {
    let server = Server::answering(|number, got| match (got.line.as_str(), number) {
        (KEY_PATH | REFRESH_PATH, _) => pair(-86_400, -3_600),
        (_, 4) => json(401, "{}"),
        _ => json(200, "[]"),
    })
    .await;
    let runtime = TestRuntime::new(0);
    let client = client(&server, &runtime, quick());
    for _ in 0..4 {
        list(&client).await.unwrap();
        runtime.advance(Duration::from_mins(10));
    }
    assert_eq!(server.lines(), [KEY_PATH, LIST, LIST, LIST, LIST, KEY_PATH, LIST]);
}

#[tokio::test]
async fn a_token_that_soon_ends_is_used_for_half_of_its_time() {
    let server = Server::answering(|_, got| match got.line.as_str() {
        KEY_PATH | REFRESH_PATH => pair(20, 3_600),
        _ => json(200, "[]"),
    })
    .await;
    let runtime = TestRuntime::new(0);
    let client = client(&server, &runtime, quick());
    list(&client).await.unwrap();
    runtime.advance(Duration::from_secs(9));
    list(&client).await.unwrap();
    runtime.advance(Duration::from_secs(1));
    list(&client).await.unwrap();
    assert_eq!(server.lines(), [KEY_PATH, LIST, LIST, REFRESH_PATH, LIST]);
}

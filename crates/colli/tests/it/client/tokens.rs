//! Tokens of the parcel client, as the server ends them.

use super::client;
use crate::support::{OPERATOR, TEST, TestServer};
use colli_client::parcel::{Client, Credentials, auth, shipments};
use colli_client::{Endpoint, Error};
use serde_json::json;

async fn list(client: &Client) -> Result<usize, Error> {
    Ok(client.send(&shipments::list(None, None)).await?.len())
}

#[tokio::test]
async fn a_token_that_ends_is_refreshed() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    assert_eq!(list(&client).await.unwrap(), 0);
    // Past the access token, then past the refresh token as well.
    for seconds in [900, 1_000, 8 * 24 * 3_600] {
        server.clock.advance_seconds(seconds);
        assert_eq!(list(&client).await.unwrap(), 0, "{seconds} s later");
    }
}

#[tokio::test]
async fn a_token_the_environment_outlived_is_replaced() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    list(&client).await.unwrap();
    // The environment's own clock moves and the client's does not: the server says 401.
    let moved = server
        .operator("POST", "/clock/advance")
        .json(&json!({"by": "P1D"}))
        .send()
        .await;
    assert_eq!(moved.status, 200, "{} with {OPERATOR}", moved.text());
    list(&client).await.unwrap();
}

#[tokio::test]
async fn many_clones_share_one_token_also_when_it_ends() {
    let server = TestServer::start().await;
    let client = client(&server, &TEST);
    for _ in 0..2 {
        let calls: Vec<_> = (0..16)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { list(&client).await })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), 0);
        }
        // A refresh token that was used twice would have ended the whole family.
        server.clock.advance_seconds(900);
    }
}

#[tokio::test]
async fn a_wrong_key_is_said_and_not_shown() {
    let server = TestServer::start().await;
    let base = format!("http://{}/dhl-parcel", server.address);
    let wrong = Credentials::new(TEST.user, "c0111000-0000-4000-8000-00000000dead");
    let error = list(&Client::new(super::executor(&server), &base, wrong).unwrap())
        .await
        .unwrap_err();
    assert!(error.is_unauthorised(), "{error}");
    assert!(!format!("{error} {error:?}").contains("dead"), "{error:?}");
}

#[tokio::test]
async fn the_accounts_of_a_key_are_listed() {
    let server = TestServer::start().await;
    let endpoint = Endpoint::new(&format!("http://{}/dhl-parcel", server.address)).unwrap();
    let executor = super::executor(&server);
    let mut key = Credentials::new(TEST.user, TEST.key);
    let accounts = executor.run(&auth::account_numbers(&key), &endpoint).await.unwrap();
    assert_eq!(accounts, ["08500001", "08500002"]);
    key.account_numbers = vec!["08500002".into()];
    let tokens = executor.run(&auth::api_key(&key), &endpoint).await.unwrap();
    assert_eq!(tokens.account_numbers, ["08500002"]);
}

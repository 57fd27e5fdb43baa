//! Authentication (reference 2; design sections 3 and 11).

mod at_rest;
mod forged;
mod refresh;

use crate::support::client::Reply;
use crate::support::{Credentials, LIVE, OTHER, TEST, TestServer, samples};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// 2026-03-02T08:00:00Z in unix seconds.
const START_SECONDS: i64 = 1_772_438_400;

/// Part of a token, decoded as clients do: without verifying.
fn part(token: &str, index: usize) -> Value {
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[index]).unwrap()).unwrap()
}

fn claims(tokens: &Value, which: &str) -> Value {
    part(tokens[which].as_str().unwrap(), 1)
}

fn text<'a>(tokens: &'a Value, which: &str) -> &'a str {
    tokens[which].as_str().unwrap()
}

/// The status a secured endpoint answers.
async fn status(server: &TestServer, token: &str) -> u16 {
    server.get("/shipments").token(token).send().await.status
}

async fn buy(server: &TestServer, body: &Value) -> Reply {
    server.post("/authenticate/api-key").json(body).send().await
}

async fn refresh(server: &TestServer, token: &str) -> Reply {
    server
        .post("/authenticate/refresh-token")
        .json(&json!({"refreshToken": token}))
        .send()
        .await
}

fn pair(who: &Credentials) -> Value {
    json!({"userId": who.user, "key": who.key})
}

#[tokio::test]
async fn a_key_buys_a_token_pair() {
    let server = TestServer::start().await;
    let reply = buy(&server, &pair(&TEST)).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/json"))
    );
    insta::assert_json_snapshot!(reply.json(), {".accessToken" => "<jwt>", ".refreshToken" => "<jwt>"}, @r#"
{
  "accessToken": "<jwt>",
  "accessTokenExpiration": 1772439301,
  "accountNumbers": [
    "08500001",
    "08500002"
  ],
  "refreshToken": "<jwt>",
  "refreshTokenExpiration": 1773043201
}
"#);
    let tokens = reply.json();
    for (token, expiration) in [
        ("accessToken", "accessTokenExpiration"),
        ("refreshToken", "refreshTokenExpiration"),
    ] {
        assert_eq!(claims(&tokens, token)["exp"], tokens[expiration], "{token}");
        let header = part(text(&tokens, token), 0);
        assert_eq!((&header["typ"], &header["alg"]), (&json!("JWT"), &json!("HS256")));
    }
}

#[tokio::test]
async fn tokens_carry_the_documented_claims() {
    let server = TestServer::start().await;
    let tokens = server.tokens(&TEST).await;
    let (access, refresh) = (claims(&tokens, "accessToken"), claims(&tokens, "refreshToken"));
    insta::assert_json_snapshot!(access, {".jti" => "<uuid>"}, @r#"
{
  "accounts": [
    "08500001",
    "08500002"
  ],
  "businessUnit": "dhl-nl",
  "exp": 1772439301,
  "jti": "<uuid>",
  "nbf": 1772438400,
  "organizationId": "c0111000-0000-4000-8000-000000001000",
  "roles": [
    "label-service.B2X",
    "pickup-service.B2X"
  ],
  "sandbox": true,
  "sub": "c0111000-0000-4000-8000-000000000001"
}
"#);
    insta::assert_json_snapshot!(refresh, {".jti" => "<uuid>"}, @r#"
{
  "accounts": [
    "08500001",
    "08500002"
  ],
  "businessUnit": "dhl-nl",
  "exp": 1773043201,
  "jti": "<uuid>",
  "nbf": 1772438400,
  "organizationId": "c0111000-0000-4000-8000-000000001000",
  "roles": [
    "auth-service.REFRESH"
  ],
  "sandbox": true,
  "sub": "c0111000-0000-4000-8000-000000000001"
}
"#);
    for claims in [&access, &refresh] {
        assert_eq!(claims["nbf"], START_SECONDS);
        assert_eq!(claims["jti"].as_str().unwrap().len(), 36);
    }
    assert_ne!(access["jti"], refresh["jti"]);
}

#[tokio::test]
async fn only_sandbox_keys_make_sandbox_tokens_and_each_sees_its_own_environment() {
    let server = TestServer::start().await;
    let live = claims(&server.tokens(&LIVE).await, "accessToken");
    assert!(matches!(&live["sandbox"], Value::Null | Value::Bool(false)), "{live}");
    assert_eq!(live["accounts"], json!(["08500003"]));
    let test = claims(&server.tokens(&TEST).await, "accessToken");
    assert_eq!(
        (&test["sandbox"], &test["organizationId"]),
        (&json!(true), &live["organizationId"])
    );

    let (test, live, other) = (
        server.token(&TEST).await,
        server.token(&LIVE).await,
        server.token(&OTHER).await,
    );
    let id = samples::uuid(1);
    let made = server
        .post("/shipments")
        .token(&test)
        .json(&samples::shipment(&id))
        .send()
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    for (token, status) in [(&test, 200), (&live, 404), (&other, 404)] {
        assert_eq!(
            server.get(&format!("/shipments/{id}")).token(token).send().await.status,
            status
        );
        assert_eq!(
            server.get(&format!("/labels/{id}")).token(token).send().await.status,
            status
        );
    }
    let refused = server
        .post("/shipments")
        .token(&live)
        .json(&samples::shipment(&samples::uuid(2)))
        .send()
        .await;
    assert_eq!((refused.status, refused.key()), (400, "account_unknown".to_owned()));
}

#[tokio::test]
async fn a_token_can_be_restricted_to_accounts() {
    let server = TestServer::start().await;
    let mut body = pair(&TEST);
    body["accountNumbers"] = json!(["08500002"]);
    let tokens = buy(&server, &body).await.json();
    assert_eq!(tokens["accountNumbers"], json!(["08500002"]));
    assert_eq!(claims(&tokens, "accessToken")["accounts"], json!(["08500002"]));
    assert_eq!(claims(&tokens, "refreshToken")["accounts"], json!(["08500002"]));
    let shipment = samples::shipment(&samples::uuid(1));
    let refused = server
        .post("/shipments")
        .token(text(&tokens, "accessToken"))
        .json(&shipment)
        .send()
        .await;
    assert_eq!((refused.status, refused.key()), (400, "account_unknown".to_owned()));
    let next = refresh(&server, text(&tokens, "refreshToken")).await.json();
    assert_eq!(
        next["accountNumbers"],
        json!(["08500002"]),
        "a refresh must not widen the token"
    );

    for all in [json!([]), Value::Null, json!(["08500001", "08500002", "08500001"])] {
        body["accountNumbers"] = all;
        assert_eq!(
            buy(&server, &body).await.json()["accountNumbers"],
            json!(["08500001", "08500002"])
        );
    }
    let mut answers = Vec::new();
    for foreign in ["08600001", "99999999"] {
        body["accountNumbers"] = json!(["08500001", foreign]);
        let reply = buy(&server, &body).await;
        assert_eq!(
            (reply.status, reply.fields()),
            (400, vec!["accountNumbers[1]".to_owned()])
        );
        answers.push(reply.text());
    }
    assert_eq!(
        answers[0], answers[1],
        "a foreign account and an unknown one must look the same"
    );
}

#[tokio::test]
async fn missing_credentials_are_400_and_wrong_ones_401_without_a_hint() {
    let server = TestServer::start().await;
    for (path, body, fields) in [
        ("/authenticate/api-key", json!({}), &["userId", "key"][..]),
        ("/authenticate/api-key", json!({"userId": TEST.user}), &["key"]),
        (
            "/authenticate/api-key",
            json!({"userId": TEST.user, "key": ""}),
            &["key"],
        ),
        (
            "/authenticate/api-key",
            json!({"userId": null, "key": TEST.key}),
            &["userId"],
        ),
        (
            "/authenticate/api-key",
            json!({"userId": {}, "key": []}),
            &["userId", "key"],
        ),
        (
            "/authenticate/api-key/account-numbers",
            json!({"key": TEST.key}),
            &["userId"],
        ),
        ("/authenticate/refresh-token", json!({}), &["refreshToken"]),
        (
            "/authenticate/refresh-token",
            json!({"refreshToken": ""}),
            &["refreshToken"],
        ),
    ] {
        let reply = server.post(path).json(&body).send().await;
        assert_eq!(
            (reply.status, reply.fields()),
            (400, fields.iter().map(ToString::to_string).collect()),
            "{body}"
        );
    }
    let mut answers = Vec::new();
    for (user, key) in [
        (TEST.user, LIVE.key),
        (TEST.user, "wrong"),
        ("c0111000-0000-4000-8000-00000000dead", TEST.key),
        ("nobody", TEST.key),
        (OTHER.user, TEST.key),
    ] {
        for path in ["/authenticate/api-key", "/authenticate/api-key/account-numbers"] {
            let reply = server
                .post(path)
                .json(&json!({"userId": user, "key": key}))
                .send()
                .await;
            assert_eq!(reply.status, 401, "{user} {key}");
            answers.push(reply.text());
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn a_key_lists_its_accounts() {
    let server = TestServer::start().await;
    for (who, accounts) in [
        (&TEST, json!(["08500001", "08500002"])),
        (&LIVE, json!(["08500003"])),
        (&OTHER, json!(["08600001"])),
    ] {
        let reply = server
            .post("/authenticate/api-key/account-numbers")
            .json(&pair(who))
            .send()
            .await;
        assert_eq!((reply.status, reply.json()), (200, accounts));
    }
}

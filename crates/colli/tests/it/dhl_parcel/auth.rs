//! Authentication (reference 2; design sections 3 and 11).

use crate::support::client::Reply;
use crate::support::{Credentials, LIVE, MASTER, OTHER, SEED, TEST, TestServer, open_service, samples, still_clock};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use colli_service::clock::{Entropy as _, SeededEntropy};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::path::Path;

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

/// The secret the server signs with: its randomness is seeded, and the signing key is drawn first.
fn secret() -> [u8; 32] {
    let mut secret = [0; 32];
    SeededEntropy::new(SEED).fill(&mut secret).unwrap();
    secret
}

/// A token of these claims, with the key id of a real one.
fn forge(real: &str, algorithm: Algorithm, secret: &[u8], claims: &Value) -> String {
    let mut header = Header::new(algorithm);
    header.kid = part(real, 0)["kid"].as_str().map(str::to_owned);
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret)).unwrap()
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

#[tokio::test]
async fn refresh_rotates_both_tokens() {
    let server = TestServer::start().await;
    let first = server.tokens(&TEST).await;
    server.clock.advance_seconds(60);
    let reply = refresh(&server, text(&first, "refreshToken")).await;
    assert_eq!(reply.status, 200);
    let second = reply.json();
    let members = |tokens: &Value| tokens.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(members(&first), members(&second));
    assert_eq!(second["accountNumbers"], first["accountNumbers"]);
    assert_ne!(second["accessToken"], first["accessToken"]);
    assert_ne!(second["refreshToken"], first["refreshToken"]);
    assert_eq!(second["accessTokenExpiration"], START_SECONDS + 60 + 901);
    assert_eq!(second["refreshTokenExpiration"], START_SECONDS + 60 + 604_801);
    let (before, after) = (claims(&first, "accessToken"), claims(&second, "accessToken"));
    for claim in ["sub", "organizationId", "roles", "accounts", "businessUnit", "sandbox"] {
        assert_eq!(before[claim], after[claim], "{claim}");
    }
    assert_eq!(status(&server, text(&second, "accessToken")).await, 200);
}

#[tokio::test]
async fn a_reused_refresh_token_is_refused_and_revokes_its_family() {
    let server = TestServer::start().await;
    let unrelated = server.tokens(&TEST).await;
    let first = server.tokens(&TEST).await;
    let second = refresh(&server, text(&first, "refreshToken")).await.json();
    let reused = refresh(&server, text(&first, "refreshToken")).await;
    assert_eq!((reused.status, reused.key()), (401, "unauthorized".to_owned()));
    let heir = refresh(&server, text(&second, "refreshToken")).await;
    assert_eq!(
        heir.status, 401,
        "whoever holds a copied token must lose it with the copy"
    );
    assert_eq!(refresh(&server, text(&unrelated, "refreshToken")).await.status, 200);
}

#[tokio::test]
async fn one_of_many_simultaneous_refreshes_wins_at_most() {
    let server = std::sync::Arc::new(TestServer::start().await);
    let token = text(&server.tokens(&TEST).await, "refreshToken").to_owned();
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let (server, token) = (std::sync::Arc::clone(&server), token.clone());
            tokio::spawn(async move { refresh(&server, &token).await.status })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            200 => won += 1,
            status => assert_eq!(status, 401),
        }
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn access_and_refresh_tokens_do_not_stand_for_each_other() {
    let server = TestServer::start().await;
    let tokens = server.tokens(&TEST).await;
    assert_eq!(status(&server, text(&tokens, "accessToken")).await, 200);
    assert_eq!(status(&server, text(&tokens, "refreshToken")).await, 401);
    assert_eq!(refresh(&server, text(&tokens, "accessToken")).await.status, 401);
    assert_eq!(refresh(&server, text(&tokens, "refreshToken")).await.status, 200);
}

#[tokio::test]
async fn tokens_end_when_they_say_and_start_no_earlier() {
    let server = TestServer::start().await;
    let tokens = server.tokens(&TEST).await;
    let access = text(&tokens, "accessToken");
    for (seconds, expected) in [(0, 200), (-1, 401), (901, 200), (1, 401)] {
        server.clock.advance_seconds(seconds);
        assert_eq!(status(&server, access).await, expected, "after {seconds} more");
    }
    // 901 seconds have passed; the refresh token lives on.
    server.clock.advance_seconds(604_800 - 901);
    assert_eq!(refresh(&server, text(&tokens, "refreshToken")).await.status, 200);
    let tokens = server.tokens(&TEST).await;
    server.clock.advance_seconds(604_801);
    assert_eq!(refresh(&server, text(&tokens, "refreshToken")).await.status, 401);
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let server = TestServer::start().await;
    let real = server.token(&TEST).await;
    let body = part(&real, 1);
    let genuine = forge(&real, Algorithm::HS256, &secret(), &body);
    assert_eq!(
        status(&server, &genuine).await,
        200,
        "the test knows the server's secret"
    );

    let parts: Vec<&str> = real.split('.').collect();
    let head = |header: Value| URL_SAFE_NO_PAD.encode(header.to_string());
    let kid = &part(&real, 0)["kid"];
    let mut forged = vec![
        (
            "foreign secret",
            forge(&real, Algorithm::HS256, b"another secret of thirty-two bytes", &body),
        ),
        ("empty secret", forge(&real, Algorithm::HS256, b"", &body)),
        (
            "HS384 under the right secret",
            forge(&real, Algorithm::HS384, &secret(), &body),
        ),
        (
            "HS512 under the right secret",
            forge(&real, Algorithm::HS512, &secret(), &body),
        ),
        (
            "changed claims",
            format!("{}.{}.{}", parts[0], head(body.clone()).replace('A', "B"), parts[2]),
        ),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("four parts", format!("{real}.x")),
        (
            "an unknown key id",
            format!(
                "{}.{}.{}",
                head(json!({"typ": "JWT", "alg": "HS256", "kid": "x"})),
                parts[1],
                parts[2]
            ),
        ),
    ];
    for algorithm in ["none", "None", "NONE", "", "RS256", "ES256", "HS512"] {
        let header = head(json!({"typ": "JWT", "alg": algorithm, "kid": kid}));
        forged.push((algorithm, format!("{header}.{}.", parts[1])));
        forged.push((algorithm, format!("{header}.{}.{}", parts[1], parts[2])));
    }
    let mut wide = body.clone();
    wide["accounts"] = json!(["08500001", "08600001"]);
    forged.push(("more accounts", format!("{}.{}.{}", parts[0], head(wide), parts[2])));
    for (what, token) in &forged {
        let reply = server.get("/shipments").token(token).send().await;
        assert_eq!((reply.status, reply.key()), (401, "unauthorized".to_owned()), "{what}");
        assert_eq!(refresh(&server, token).await.status, 401, "{what}");
    }
}

#[tokio::test]
async fn a_token_without_the_label_role_books_nothing() {
    let server = TestServer::start().await;
    let real = server.token(&TEST).await;
    let mut body = part(&real, 1);
    for roles in [json!([]), json!(["pickup-service.B2X"])] {
        body["roles"] = roles;
        let token = forge(&real, Algorithm::HS256, &secret(), &body);
        let shipment = samples::shipment(&samples::uuid(1));
        let reply = server.post("/shipments").token(&token).json(&shipment).send().await;
        assert!(matches!(reply.status, 401 | 403), "{} {}", reply.status, reply.text());
        assert!(!reply.json()["message"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn garbage_is_401_and_any_case_of_the_scheme_works() {
    let server = TestServer::start().await;
    let token = server.token(&TEST).await;
    let ask = |value: String| server.get("/shipments").header("authorization", &value).send();
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer "] {
        assert_eq!(ask(format!("{scheme} {token}")).await.status, 200, "{scheme}");
    }
    for value in [
        "".to_owned(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer null".to_owned(),
        "Bearer a.b.c".to_owned(),
        "Bearer ...".to_owned(),
        token.clone(),
        format!("Basic {token}"),
        format!("Bearer {}", "x".repeat(20_000)),
        format!("Bearer {token}{token}"),
    ] {
        assert_eq!(ask(value.clone()).await.status, 401, "{:.60}", value);
    }
    assert_eq!(server.get("/shipments").send().await.status, 401);
    let huge = ask(format!("Bearer {}", "x".repeat(100_000))).await;
    assert!(matches!(huge.status, 401 | 431), "{}", huge.status);
    assert_eq!(refresh(&server, &"x".repeat(100_000)).await.status, 401);
    assert_eq!(status(&server, &token).await, 200);
}

/// Every byte of every file in the data directory.
fn files(directory: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    bytes
}

#[tokio::test]
async fn neither_keys_nor_tokens_nor_signing_secrets_are_stored_in_the_clear() {
    let server = TestServer::start().await;
    let tokens = server.tokens(&TEST).await;
    let directory = server.stop().await;
    let stored = files(directory.path());
    let holds = |needle: &[u8]| stored.windows(needle.len()).any(|window| window == needle);
    assert!(
        holds(TEST.user.as_bytes()) || holds(&raw(TEST.user)),
        "the users are there"
    );
    for secret_text in [TEST.key, LIVE.key, OTHER.key] {
        assert!(
            !holds(secret_text.as_bytes()) && !holds(&raw(secret_text)),
            "{secret_text} is readable"
        );
        assert!(
            !holds(secret_text.replace('-', "").as_bytes()),
            "{secret_text} is readable"
        );
    }
    for token in ["accessToken", "refreshToken"] {
        let signature = text(&tokens, token).rsplit('.').next().unwrap();
        assert!(!holds(signature.as_bytes()), "the {token} is readable");
    }
    assert!(!holds(&secret()), "the signing secret is readable");
}

/// A UUID as its 16 bytes.
fn raw(uuid: &str) -> Vec<u8> {
    let digits = uuid.replace('-', "");
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

#[tokio::test]
async fn tokens_survive_a_restart_under_the_same_master_key_only() {
    let server = TestServer::start().await;
    let used = server.tokens(&TEST).await;
    assert_eq!(refresh(&server, text(&used, "refreshToken")).await.status, 200);
    let tokens = server.tokens(&TEST).await;
    let directory = server.stop().await;

    let refused = open_service(directory.path(), MASTER + 1, still_clock())
        .await
        .err()
        .unwrap()
        .to_string();
    insta::assert_snapshot!(refused, @r#"the master key does not open the signing keys of this database: set COLLI_MASTER_KEY to the key it was created with"#);

    let server = TestServer::start_on(directory, colli_http::server::ServerLimits::default()).await;
    assert_eq!(status(&server, text(&tokens, "accessToken")).await, 200);
    assert_eq!(refresh(&server, text(&tokens, "refreshToken")).await.status, 200);
    assert_eq!(
        refresh(&server, text(&used, "refreshToken")).await.status,
        401,
        "used before the restart"
    );
}

//! Tokens that were not made here, or not like this.

use super::{part, refresh, status};
use crate::support::{SEED, TEST, TestServer, samples};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use colli_service::clock::{Entropy as _, SeededEntropy};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// The secret the server signs with: its randomness is seeded, and the signing key is drawn first.
pub(super) fn secret() -> [u8; 32] {
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
        String::new(),
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
        assert_eq!(ask(value.clone()).await.status, 401, "{value:.60}");
    }
    assert_eq!(server.get("/shipments").send().await.status, 401);
    let huge = ask(format!("Bearer {}", "x".repeat(100_000))).await;
    assert!(matches!(huge.status, 401 | 431), "{}", huge.status);
    assert_eq!(refresh(&server, &"x".repeat(100_000)).await.status, 401);
    assert_eq!(status(&server, &token).await, 200);
}

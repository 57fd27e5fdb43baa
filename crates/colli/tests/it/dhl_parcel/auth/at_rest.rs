//! What the data directory tells, and what a restart keeps (design section 11, Operations).

use super::forged::secret;
use super::{refresh, status, text};
use crate::support::{LIVE, MASTER, OTHER, TEST, TestServer, open_service, still_clock};
use colli_http::server::ServerLimits;

#[tokio::test]
async fn neither_keys_nor_tokens_nor_signing_secrets_are_stored_in_the_clear() {
    let server = TestServer::start().await;
    let tokens = server.tokens(&TEST).await;
    let stored = server.stop().await.bytes();
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
    let home = server.stop().await;

    let refused = open_service(home.options(), MASTER + 1, still_clock())
        .await
        .err()
        .unwrap()
        .to_string();
    insta::assert_snapshot!(refused, @r#"the master key does not open the signing keys of this database: set COLLI_MASTER_KEY to the key it was created with"#);

    let server = TestServer::start_on(home, ServerLimits::default()).await;
    assert_eq!(status(&server, text(&tokens, "accessToken")).await, 200);
    assert_eq!(refresh(&server, text(&tokens, "refreshToken")).await.status, 200);
    assert_eq!(
        refresh(&server, text(&used, "refreshToken")).await.status,
        401,
        "used before the restart"
    );
}

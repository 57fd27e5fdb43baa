//! Refresh tokens, and the times of both kinds (reference 2.2, 2.4).

use super::{START_SECONDS, claims, refresh, status, text};
use crate::support::{LIVE, TEST, TestServer};
use serde_json::Value;

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
async fn tokens_end_when_they_say_and_start_at_most_a_minute_earlier() {
    let server = TestServer::start().await;
    let tokens = server.tokens(&LIVE).await;
    let access = text(&tokens, "accessToken");
    // Clocks of nodes differ a little. (Those of test environments may be set back: there the start is not looked at.)
    for (seconds, expected) in [(0, 200), (-60, 200), (-1, 401), (961, 200), (1, 401)] {
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

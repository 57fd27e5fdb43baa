//! Tokens, keys and accounts are everybody's: what one server or command does about them holds on all of them at once.

use super::node::{Client, Node};
use super::{colli, printed, stderr};
use crate::support::TEST;
use crate::support::samples::{shipment, uuid, with};
use colli_testkit::psql;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Output;

/// Runs a `colli key` command as a process of its own that shares nothing but the database.
fn key(database: &str, arguments: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let mut command = colli(directory.path());
    command.args(["key"]).args(arguments).args(["--database", database]);
    // For the master key of demo servers.
    command.env("COLLI_DEMO_ENABLED", "true").output().unwrap()
}

fn part<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

/// What a server says to an access token.
async fn status(client: Client, token: &str) -> u16 {
    client.get(token, "/shipments").await.status
}

fn kid(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_of_one_server_hold_on_the_other() {
    let database = colli_testkit::shared::database().unwrap();
    let nodes = Node::pair(database.url());
    for (issues, accepts) in [(0, 1), (1, 0)] {
        let (issues, accepts): (&Node, &Node) = (&nodes[issues], &nodes[accepts]);
        let tokens = issues.client().tokens(&TEST).await;
        assert_eq!(status(accepts.client(), part(&tokens, "accessToken")).await, 200);
        let next = accepts.client().refresh(part(&tokens, "refreshToken")).await;
        assert_eq!(next.status, 200, "{}", next.text());
        assert_eq!(status(issues.client(), part(&next.json(), "accessToken")).await, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_token_sent_to_both_at_once_works_once_and_ends_its_family() {
    let database = colli_testkit::shared::database().unwrap();
    let nodes = Node::pair(database.url());
    let [one, two] = [nodes[0].client(), nodes[1].client()];
    for round in 0..25 {
        let first = one.tokens(&TEST).await;
        let token = part(&first, "refreshToken");
        let (here, there) = tokio::join!(one.refresh(token), two.refresh(token));
        let (won, lost) = if here.status == 200 {
            (here, there)
        } else {
            (there, here)
        };
        assert_eq!((won.status, lost.status), (200, 401), "round {round}: {}", won.text());
        let next = part(&won.json(), "refreshToken").to_owned();
        for client in [one, two] {
            let reply = client.refresh(&next).await;
            assert_eq!(
                reply.status, 401,
                "round {round}: the family of a token used twice has ended"
            );
        }
    }
}

/// `colli key rotate` beside two servers: nobody is logged out, and what is under the new key is accepted at once, also by
/// a server that has not heard of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_beside_the_servers_logs_nobody_out() {
    let database = colli_testkit::shared::database().unwrap();
    let nodes = Node::pair(database.url());
    let before = nodes[0].client().tokens(&TEST).await;
    let rotated = printed(&key(database.url(), &["rotate"]));
    let new_kid = rotated.trim_end().strip_prefix("kid ").unwrap();
    assert_ne!(kid(part(&before, "accessToken")), new_kid);
    let third = Node::demo(database.url());
    let after = third.client().tokens(&TEST).await;
    assert_eq!(kid(part(&after, "accessToken")), new_kid);
    for node in &nodes {
        for tokens in [&before, &after] {
            assert_eq!(status(node.client(), part(tokens, "accessToken")).await, 200);
        }
        let next = node.client().token().await;
        assert_eq!(kid(&next), new_kid, "who met the new key signs with it");
        assert_eq!(status(third.client(), &next).await, 200);
    }
    let refreshed = nodes[1].client().refresh(part(&before, "refreshToken")).await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.text());
    let sealed = psql(database.url(), "select count(*) from signing_keys;").unwrap();
    assert_eq!(sealed, "2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_and_keys_made_elsewhere_count_at_once() {
    let database = colli_testkit::shared::database().unwrap();
    let nodes = Node::pair(database.url());
    let create = ["create", "--organisation", "Shop", "--account", "08500010"];
    let (user, first) = user_and_key(&key(database.url(), &create));
    for (n, node) in (0..).zip(&nodes) {
        let reply = node.client().try_log_in(&user, &first).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.json()["accountNumbers"], json!(["08500010"]));
        let body = with(shipment(&uuid(n)), "accountId", json!("08500010"));
        let token = reply.json();
        let booked = node
            .client()
            .post(part(&token, "accessToken"), "/shipments", &body)
            .await;
        assert_eq!(booked.status, 201, "{}", booked.text());
    }
    let more = ["create", "--organisation", "Shop", "--account", "08500011"];
    let (_, second) = user_and_key(&key(database.url(), &more));
    for node in &nodes {
        assert_eq!(
            node.client().try_log_in(&user, &first).await.status,
            401,
            "it was replaced"
        );
        let reply = node.client().try_log_in(&user, &second).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.json()["accountNumbers"], json!(["08500010", "08500011"]));
    }
}

fn user_and_key(output: &Output) -> (String, String) {
    assert_eq!(stderr(output).lines().count(), 1, "{}", stderr(output));
    let text = printed(output);
    let value = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    (value("userId"), value("key"))
}

/// A server of a data directory of its own, without the demo.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_with_the_same_master_key_accept_each_others_tokens() {
    let database = colli_testkit::shared::database().unwrap();
    let master = "5e".repeat(32);
    let start = || {
        Node::starting(database.url(), |command| {
            command.env("COLLI_MASTER_KEY", &master);
        })
    };
    let nodes = [start(), start()].map(super::node::Starting::ready);
    let directory = tempfile::tempdir().unwrap();
    let (user, secret) = user_and_key(&create_under(directory.path(), database.url(), &master));
    let reply = nodes[0].client().try_log_in(&user, &secret).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(status(nodes[1].client(), part(&reply.json(), "accessToken")).await, 200);
}

fn create_under(directory: &Path, database: &str, master: &str) -> Output {
    let mut command = colli(directory);
    command.args(["key", "create", "--organisation", "Shop", "--account", "08500010"]);
    command.args(["--database", database]).env("COLLI_MASTER_KEY", master);
    command.output().unwrap()
}

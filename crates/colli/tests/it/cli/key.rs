//! `colli key create` and `colli key rotate`, and what published credentials open without `--demo`.

use super::binary::{Server, colli, run, stderr, stdout};
use crate::support::TEST;
use crate::support::client::{Reply, Request};
use serde_json::json;
use std::process::Output;

async fn authenticate(server: &Server, user: &str, key: &str) -> Reply {
    let address = server.address.parse().unwrap();
    Request::new(address, "POST", "/dhl-parcel/authenticate/api-key")
        .json(&json!({"userId": user, "key": key}))
        .send()
        .await
}

/// The user and the key a command printed.
fn printed(output: &str) -> (String, String) {
    let value = |name: &str| {
        let line = output.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    (value("userId"), value("key"))
}

const CREATE: [&str; 8] = [
    "key",
    "create",
    "--organisation",
    "Shop",
    "--account",
    "08500010",
    "--data",
    "data",
];

#[tokio::test]
async fn a_key_of_ones_own_opens_a_server_without_the_demo() {
    let directory = tempfile::tempdir().unwrap();
    let first = run(directory.path(), &CREATE);
    assert!(first.status.success(), "{}", stderr(&first));
    let (user, key) = printed(&stdout(&first));
    let server = Server::start(directory.path(), &[]);
    let reply = authenticate(&server, &user, &key).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json()["accountNumbers"], json!(["08500010"]));
    let busy = run(directory.path(), &CREATE);
    assert_eq!(busy.status.code(), Some(1));
    assert!(stderr(&busy).contains("in use by another server"), "{}", stderr(&busy));
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    let again = Server::start(directory.path(), &[]);
    assert_eq!(
        authenticate(&again, &user, &key).await.status,
        200,
        "a restart finds what was there"
    );
    drop(again);
    let (same_user, new_key) = printed(&stdout(&run(directory.path(), &CREATE)));
    assert_eq!(same_user, user);
    let server = Server::start(directory.path(), &[]);
    assert_eq!(
        authenticate(&server, &user, &key).await.status,
        401,
        "the first key ended with the second"
    );
    assert_eq!(authenticate(&server, &user, &new_key).await.status, 200);
}

#[tokio::test]
async fn demo_credentials_open_nothing_without_the_demo() {
    let directory = tempfile::tempdir().unwrap();
    let demo = Server::start(directory.path(), &["--demo"]);
    assert_eq!(authenticate(&demo, TEST.user, TEST.key).await.status, 200);
    drop(demo);
    let server = Server::start(directory.path(), &[]);
    assert_eq!(authenticate(&server, TEST.user, TEST.key).await.status, 401);
}

#[test]
fn a_malformed_account_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let output = colli(directory.path())
        .args([
            "key",
            "create",
            "--organisation",
            "Shop",
            "--account",
            "12",
            "--data",
            "data",
            "--account",
            "x",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("eight digits"), "{}", stderr(&output));
}

/// An access token of a user.
async fn log_in(server: &Server, user: &str, key: &str) -> String {
    let reply = authenticate(server, user, key).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["accessToken"].as_str().unwrap().to_owned()
}

/// What a server says to a token.
async fn status(server: &Server, token: &str) -> u16 {
    let path = "/dhl-parcel/labels?trackerCodeFilter=JVGL000000000000000000";
    let request = Request::new(server.address.parse().unwrap(), "GET", path);
    request.token(token).send().await.status
}

/// The key a token names.
fn kid(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

/// The key a rotation printed.
fn rotated(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    assert!(stderr(output).contains("are accepted until 2"), "{}", stderr(output));
    let printed = stdout(output);
    printed.trim_end().strip_prefix("kid ").unwrap().to_owned()
}

#[tokio::test]
async fn a_rotated_key_signs_and_the_one_before_is_still_accepted() {
    let directory = tempfile::tempdir().unwrap();
    let (user, key) = printed(&stdout(&run(directory.path(), &CREATE)));
    let rotate = ["key", "rotate", "--data", "data"];
    let server = Server::start(directory.path(), &[]);
    let old = log_in(&server, &user, &key).await;
    let busy = run(directory.path(), &rotate);
    assert_eq!(busy.status.code(), Some(1));
    assert_eq!(
        stderr(&busy),
        "colli: data directory data is in use by another server\n"
    );
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));

    let new_kid = rotated(&run(directory.path(), &rotate));
    let server = Server::start(directory.path(), &[]);
    let new = log_in(&server, &user, &key).await;
    assert_eq!((kid(&new), kid(&old) == new_kid), (new_kid, false));
    for token in [old, new] {
        assert_eq!(status(&server, &token).await, 200);
    }
}

#[tokio::test]
async fn servers_of_one_database_take_a_rotated_key_while_they_serve() {
    let directory = tempfile::tempdir().unwrap();
    let database = colli_testkit::shared::database().unwrap();
    let arguments = ["--database", database.url()];
    let (user, key) = printed(&stdout(&run(directory.path(), &[&CREATE, &arguments[..]].concat())));
    // They share the data directory only for the master key in it.
    let (one, two) = (
        Server::start(directory.path(), &arguments),
        Server::start(directory.path(), &arguments),
    );
    let old = log_in(&one, &user, &key).await;
    assert_eq!(status(&two, &old).await, 200);
    let rotate = ["key", "rotate", "--data", "data"];
    let new_kid = rotated(&run(directory.path(), &[&rotate, &arguments[..]].concat()));
    // Somebody who started a third server logs in there.
    let three = Server::start(directory.path(), &arguments);
    let new = log_in(&three, &user, &key).await;
    assert_eq!(kid(&new), new_kid);
    for server in [&one, &two, &three] {
        for token in [&old, &new] {
            assert_eq!(status(server, token).await, 200);
        }
        assert_eq!(kid(&log_in(server, &user, &key).await), new_kid);
    }
}

#[tokio::test]
async fn tokens_of_both_apis_are_made_and_open_theirs() {
    let directory = tempfile::tempdir().unwrap();
    let made = |more: &[&str]| {
        let create = ["token", "create", "--organisation", "Shop", "--data", "data"];
        let output = run(directory.path(), &[&create[..], more].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output).trim_end().strip_prefix("token ").unwrap().to_owned()
    };
    let own = made(&[]);
    let test = made(&["--shippo", "test", "--owner", "zoe@shop.example"]);
    let live = made(&["--shippo", "live"]);
    assert!(
        test.starts_with("shippo_test_") && live.starts_with("shippo_live_"),
        "{test} {live}"
    );
    for wrong in [&["--shippo", "both"][..], &["--owner", "zoe@shop.example"]] {
        let create = ["token", "create", "--organisation", "Shop", "--data", "data"];
        let output = run(directory.path(), &[&create[..], wrong].concat());
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
    let server = Server::start(directory.path(), &[]);
    let post = async |token: &str| {
        let request = Request::new(server.address.parse().unwrap(), "POST", "/shippo/addresses");
        let request = request.header("authorization", &format!("ShippoToken {token}"));
        request.json(&json!({"country": "US"})).send().await
    };
    for (token, is_test, owner) in [(&test, true, "zoe@shop.example"), (&live, false, "owner@colli.example")] {
        let made = post(token).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        assert_eq!((&made["test"], &made["object_owner"]), (&json!(is_test), &json!(owner)));
    }
    for token in [own.as_str(), "shippo_test_colli_demo"] {
        assert_eq!(post(token).await.status, 401, "{token}");
    }
}

//! `colli key create`, and what published credentials open without `--demo`.

use super::binary::{Server, colli, run, stderr, stdout};
use crate::support::TEST;
use crate::support::client::{Reply, Request};
use serde_json::json;

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

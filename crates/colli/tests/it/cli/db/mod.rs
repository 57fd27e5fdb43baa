//! `colli db …`: moving, backing up, restoring and checking an installation.

mod refusals;

use super::binary::{Server, colli, run, stderr, stdout};
use crate::support::TEST;
use crate::support::client::{Reply, Request};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Output;

/// An order of the released fixture: any would do.
fn order() -> Value {
    let known = include_str!("../../../fixtures/releases/0.1.0/known.json");
    let known: Value = serde_json::from_str(known).unwrap();
    known["shipments"][0]["request"].clone()
}

const ATTACHMENT: &str = "/dhl-parcel/customs/attachments/7ed1e35d-3798-57e5-857a-f2b28f530c2b";
const PDF: &str = "application/pdf";

async fn token(server: &Server) -> String {
    let reply = request(server, "POST", "/dhl-parcel/authenticate/api-key")
        .json(&json!({"userId": TEST.user, "key": TEST.key}))
        .send()
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["accessToken"].as_str().unwrap().to_owned()
}

fn request(server: &Server, method: &str, path: &str) -> Request {
    Request::new(server.address.parse().unwrap(), method, path)
}

async fn book(server: &Server, token: &str) -> Value {
    let post = request(server, "POST", "/dhl-parcel/shipments").token(token);
    let reply = post.json(&order()).send().await;
    assert!([200, 201].contains(&reply.status), "{}", reply.text());
    reply.json()
}

async fn upload(server: &Server, token: &str) {
    let post = request(server, "POST", ATTACHMENT).token(token);
    let reply = post
        .header("content-type", PDF)
        .body("%PDF-1.7\n% papers\n")
        .send()
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
}

async fn download(server: &Server, token: &str) -> Reply {
    request(server, "GET", ATTACHMENT).token(token).accept(PDF).send().await
}

/// A demo server on this installation.
fn serve(directory: &Path, installation: &[&str]) -> Server {
    let mut command = colli(directory);
    command
        .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
        .args(installation);
    Server::spawn(command)
}

/// Stops a server as an operator does.
fn stop(server: Server) {
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
}

/// Runs to the end, which must be a good one; returns what was printed.
fn done(directory: &Path, arguments: &[&str]) -> String {
    let output = run(directory, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

/// The line of a refusal, which is the only one.
fn refusal(output: &Output, code: i32) -> String {
    let line = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(output.stdout.is_empty(), "{}", stdout(output));
    line
}

fn refused(directory: &Path, arguments: &[&str], words: &str) {
    let line = refusal(&run(directory, arguments), 1);
    assert!(line.contains(words), "{arguments:?}: {line}");
}

/// Every file below, with its length, without those of the log that reading leaves beside a database at rest.
fn files(directory: &Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !name.ends_with("-shm") && !name.ends_with("-wal") {
            found.push((name, path.metadata().unwrap().len()));
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn an_installation_moves_to_postgres() {
    let directory = tempfile::tempdir().unwrap();
    let database = colli_testkit::shared::database().unwrap();
    let place = directory.path();
    let server = serve(place, &["--data", "data"]);
    let old_token = token(&server).await;
    let booked = book(&server, &old_token).await;
    upload(&server, &old_token).await;
    refused(
        place,
        &["db", "copy", "--from", "data", "--to", database.url()],
        "in use by another server",
    );
    stop(server);

    let printed = done(place, &["db", "copy", "--from", "data", "--to", database.url()]);
    for table in ["shipments", "tracker_codes", "events", "signing_keys", "attachments"] {
        let line = printed.lines().find(|line| line.starts_with(table)).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert!(words[1] != "0" && words[2].len() == 32 && words[3] == "ok", "{line}");
    }
    let checked = done(place, &["db", "check", "--database", database.url(), "--data", "data"]);
    assert!(checked.ends_with("no fault\n"), "{checked}");

    let server = serve(place, &["--data", "data", "--database", database.url()]);
    assert_eq!(
        book(&server, &old_token).await,
        booked,
        "the token and the shipment are known"
    );
    assert_eq!(download(&server, &old_token).await.status, 200);
    stop(server);
    // And back again.
    done(place, &["db", "copy", "--from", database.url(), "--to", "sqlite:back"]);
    std::fs::copy(place.join("data/master.key"), place.join("back/master.key")).unwrap();
    let server = serve(place, &["--data", "back"]);
    assert_eq!(book(&server, &old_token).await, booked);
}

#[tokio::test]
async fn a_backup_beside_a_server_becomes_an_installation_again() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path();
    let server = serve(place, &["--data", "data"]);
    let old_token = token(&server).await;
    let booked = book(&server, &old_token).await;
    upload(&server, &old_token).await;
    let printed = run(place, &["db", "backup", "--data", "data", "--to", "backups/monday"]);
    assert!(printed.status.success(), "{}", stderr(&printed));
    assert!(
        stdout(&printed).contains("1 attachments of 18 bytes"),
        "{}",
        stdout(&printed)
    );
    assert!(stderr(&printed).contains("master.key"), "{}", stderr(&printed));
    assert!(!place.join("backups/monday/master.key").exists());
    let key = std::fs::read(place.join("data/master.key")).unwrap();
    stop(server);

    let database = colli_testkit::shared::database().unwrap();
    for target in [
        &["--data", "new"][..],
        &["--data", "other", "--database", database.url()],
    ] {
        let restore = ["db", "restore", "--from", "backups/monday"];
        let printed = done(place, &[&restore, target].concat());
        assert!(printed.contains("restored to"), "{printed}");
        let checked = done(place, &[&["db", "check"], target].concat());
        assert!(checked.ends_with("no fault\n"), "{checked}");
        let data = place.join(target[1]);
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("master.key"), &key).unwrap();
        let server = serve(place, target);
        assert_eq!(book(&server, &old_token).await, booked);
        assert_eq!(download(&server, &old_token).await.body, "%PDF-1.7\n% papers\n");
        stop(server);
        refused(place, &[&restore, target].concat(), "is not empty");
    }
}

#[tokio::test]
async fn attachments_that_are_lost_or_spoilt_are_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path();
    let server = serve(place, &["--data", "data"]);
    let token = token(&server).await;
    upload(&server, &token).await;
    stop(server);
    done(place, &["db", "backup", "--data", "data", "--to", "backup"]);
    let file = |below: &str| {
        let (file, _) = files(&place.join(below).join("attachments")).remove(0);
        file
    };
    std::fs::write(file("backup"), "%PDF-1.7\n% pampers\n").unwrap();
    refused(
        place,
        &["db", "restore", "--from", "backup", "--data", "new"],
        "is damaged",
    );
    std::fs::remove_file(file("backup")).unwrap();
    refused(
        place,
        &["db", "restore", "--from", "backup", "--data", "new"],
        "it has 0 attachments",
    );
    assert!(!place.join("new").exists());

    std::fs::remove_file(file("data")).unwrap();
    let check = run(place, &["db", "check", "--data", "data"]);
    assert_eq!(check.status.code(), Some(1));
    assert!(
        stdout(&check).contains("its bytes are not in data/attachments"),
        "{}",
        stdout(&check)
    );
    refused(
        place,
        &["db", "backup", "--data", "data", "--to", "second"],
        "1 of 1 attachments have no bytes",
    );
    assert!(!place.join("second").exists());
}

#[test]
fn help_says_what_each_command_leaves_alone() {
    let directory = tempfile::tempdir().unwrap();
    insta::assert_snapshot!("help_db", done(directory.path(), &["db", "--help"]));
    for (command, words) in [
        ("backup", "The master key is not in it"),
        ("restore", "What is there already is never replaced"),
        ("copy", "Stop the servers first"),
        ("check", "Changes nothing and may run beside a server"),
    ] {
        let help = done(directory.path(), &["db", command, "--help"]);
        let help: Vec<&str> = help.split_whitespace().collect();
        assert!(help.join(" ").contains(words), "{command}");
    }
}

//! Customs attachments (reference 15; design laws 1, 2, 5 and 7).

use crate::support::client::{Reply, Request, raw};
use crate::support::samples::uuid;
use crate::support::shop::Shop;
use crate::support::{LIVE, OTHER, TEST, TestServer};
use colli_http::server::ServerLimits;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

#[cfg(feature = "s3")]
mod s3;

const PDF: &str = "application/pdf";
/// 2.5 MB (design section 11).
const BYTES_MAX: usize = 2_500_000;

/// A PDF with this text in it, of exactly so many bytes.
fn pdf(text: &str, bytes: usize) -> Vec<u8> {
    let mut file = format!("%PDF-1.7\n% {text}\n").into_bytes();
    assert!(file.len() <= bytes);
    file.resize(bytes, b'\n');
    file
}

fn path(number: u32) -> String {
    format!("/customs/attachments/{}", uuid(number))
}

fn upload(shop: &Shop, number: u32, file: Vec<u8>) -> Request {
    shop.request("POST", &path(number))
        .header("content-type", PDF)
        .body(file)
}

async fn content(shop: &Shop, number: u32) -> Reply {
    shop.request("GET", &path(number)).accept(PDF).send().await
}

/// Every file below.
fn files(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

#[tokio::test]
async fn what_is_uploaded_is_served_again() {
    let shop = Shop::open().await;
    for (number, bytes) in [(1, 64), (2, 300_000), (3, BYTES_MAX)] {
        let file = pdf("invoice", bytes);
        let created = upload(&shop, number, file.clone()).send().await;
        assert_eq!(created.status, 201, "{}", created.text());
        assert_eq!(created.header("content-type"), Some("application/json"));
        let details = json!({"id": uuid(number), "contentType": PDF, "size": bytes,
            "timeCreated": "2026-03-02T08:00:00.000Z"});
        assert_eq!(created.json(), details);
        for accept in ["application/json", "*/*", "image/png"] {
            let reply = shop.request("GET", &path(number)).accept(accept).send().await;
            assert_eq!((reply.status, reply.json()), (200, details.clone()), "{accept}");
        }
        assert_eq!(shop.json(&path(number)).await, details);
        assert!(
            shop.document(&path(number), PDF).await == file,
            "{bytes} bytes come back as they went"
        );
    }
}

#[tokio::test]
async fn the_same_bytes_again_answer_the_original() {
    let shop = Shop::open().await;
    let first = upload(&shop, 1, pdf("invoice", 100)).send().await;
    shop.server.clock.advance_seconds(600);
    let token = shop.server.token(&TEST).await;
    let again = shop
        .server
        .post(&path(1))
        .token(&token)
        .body(pdf("invoice", 100))
        .send()
        .await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.text(), again.text());
    assert_eq!(files(&shop.server.attachments()).len(), 1);
}

#[tokio::test]
async fn other_bytes_under_a_used_id_are_409_and_change_nothing() {
    let shop = Shop::open().await;
    upload(&shop, 1, pdf("invoice", 100)).send().await;
    for other in [pdf("another", 100), pdf("invoice", 101)] {
        let reply = upload(&shop, 1, other).send().await;
        reply.assert_error(409, "other bytes");
        assert_eq!(reply.key(), "attachment_exists");
    }
    assert_eq!(content(&shop, 1).await.body, pdf("invoice", 100));
    assert_eq!(files(&shop.server.attachments()).len(), 1);
    let repeated = upload(&shop, 1, pdf("invoice", 100)).send().await;
    assert_eq!(repeated.status, 201, "the original is still a repetition");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_different_bytes_at_once_one_wins_and_keeps_its_bytes() {
    let shop = Shop::open().await;
    for round in 0..10 {
        let uploads: Vec<_> = (0..8)
            .map(|turn| {
                // Every content twice.
                let text = format!("content {}", turn / 2);
                let request = upload(&shop, round, pdf(&text, 4_000));
                tokio::spawn(async move { (text, request.send().await) })
            })
            .collect();
        let mut winners = Vec::new();
        for task in uploads {
            let (text, reply) = task.await.unwrap();
            match reply.status {
                201 => winners.push(text),
                status => assert_eq!(status, 409, "{}", reply.text()),
            }
        }
        winners.dedup();
        assert_eq!(winners.len(), 1, "{winners:?}");
        assert!(
            content(&shop, round).await.body == pdf(&winners[0], 4_000),
            "{winners:?}"
        );
    }
}

#[tokio::test]
async fn what_is_not_a_pdf_is_refused() {
    let shop = Shop::open().await;
    for (body, about) in [
        (Vec::new(), "nothing"),
        (b"%PDF".to_vec(), "half of the first word"),
        (b"PK\x03\x04 a spreadsheet".to_vec(), "a spreadsheet"),
        (b"\n%PDF-1.7".to_vec(), "a PDF after something else"),
        (vec![0; 1_000], "zeros"),
    ] {
        let reply = upload(&shop, 1, body).send().await;
        reply.assert_error(400, about);
        assert_eq!(reply.key(), "validation_failed", "{about}");
        assert!(reply.text().contains("%PDF-"), "{about}: {}", reply.text());
    }
    assert_eq!(shop.get(&path(1)).await.status, 404);
    assert!(!shop.server.attachments().exists(), "nothing was stored");
}

#[tokio::test]
async fn content_types_that_are_no_pdf_are_415() {
    let shop = Shop::open().await;
    for (kind, status) in [
        ("image/png", 415),
        ("application/json", 415),
        ("application/pdfx", 415),
        ("application/pdf", 201),
        ("Application/PDF; name=\"invoice.pdf\"", 201),
        ("application/octet-stream", 201),
        ("", 201),
    ] {
        let request = shop.request("POST", &path(1)).header("content-type", kind);
        let reply = request.body(pdf("invoice", 80)).send().await;
        assert_eq!(reply.status, status, "{kind}: {}", reply.text());
        if status == 415 {
            reply.assert_error(415, kind);
            assert_eq!(reply.json()["details"][0]["accepted"], json!([PDF]));
        }
    }
}

#[tokio::test]
async fn more_than_two_and_a_half_megabytes_are_413() {
    let shop = Shop::open().await;
    let reply = upload(&shop, 1, pdf("invoice", BYTES_MAX + 1)).send().await;
    reply.assert_error(413, "one byte more");
    assert_eq!(reply.json()["details"][0]["accepted"], json!(["up to 2500000 bytes"]));
    // A length that was only announced, and chunks that never end.
    let head = format!(
        "POST /dhl-parcel{} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: {PDF}\r\n",
        path(1),
        shop.token
    );
    let announced = format!("{head}content-length: 2500001\r\n\r\n%PDF-");
    assert!(
        raw(shop.server.address, announced.as_bytes())
            .await
            .starts_with("HTTP/1.1 413 ")
    );
    let mut chunked = format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..26 {
        chunked.extend(b"186a0\r\n");
        chunked.resize(chunked.len() + 100_000, b'x');
        chunked.extend(b"\r\n");
    }
    assert!(raw(shop.server.address, &chunked).await.starts_with("HTTP/1.1 413 "));
    assert_eq!(shop.get(&path(1)).await.status, 404);
    assert!(!shop.server.attachments().exists(), "nothing was stored");
}

#[tokio::test]
async fn attachments_of_strangers_do_not_exist() {
    let shop = Shop::open().await;
    upload(&shop, 1, pdf("mine", 90)).send().await;
    for who in [&OTHER, &LIVE] {
        let token = shop.server.token(who).await;
        for accept in ["application/json", PDF] {
            let ask = |number| shop.server.get(&path(number)).token(&token).accept(accept).send();
            let (theirs, nobodys) = (ask(1).await, ask(9).await);
            theirs.assert_error(404, accept);
            assert_eq!(
                (theirs.key(), nobodys.key()),
                (nobodys.key(), "attachment_not_found".to_owned())
            );
        }
        // The id is free for them, and what they store under it is theirs alone.
        let own = shop.server.post(&path(1)).token(&token).body(pdf(who.user, 120));
        assert_eq!(own.send().await.status, 201);
        let reply = shop.server.get(&path(1)).token(&token).accept(PDF).send().await;
        assert_eq!(reply.body, pdf(who.user, 120));
    }
    assert_eq!(content(&shop, 1).await.body, pdf("mine", 90));
}

#[tokio::test]
async fn without_a_token_nothing_is_read_or_stored() {
    let shop = Shop::open().await;
    let server = &shop.server;
    let bad = server.post(&path(1)).token("garbage").body(pdf("invoice", 80));
    for request in [
        server.get(&path(1)),
        server.post(&path(1)).body(pdf("invoice", 80)),
        bad,
    ] {
        request.send().await.assert_error(401, "no valid token");
    }
    assert_eq!(shop.get(&path(1)).await.status, 404);
}

#[tokio::test]
async fn ids_are_uuids() {
    let shop = Shop::open().await;
    for id in ["1", "5a3c0000-0000-4000-8000-00000000000g", "..%2F..%2Fetc", "%00"] {
        let path = format!("/customs/attachments/{id}");
        let get = shop.get(&path).await;
        let post = shop.request("POST", &path).body(pdf("invoice", 80)).send().await;
        for reply in [get, post] {
            reply.assert_error(400, id);
            assert_eq!(
                (reply.key().as_str(), reply.fields()),
                ("id_invalid", vec!["id".to_owned()])
            );
        }
    }
    let spelt = uuid(1).to_uppercase();
    let reply = shop
        .request("POST", &format!("/customs/attachments/{spelt}"))
        .body(pdf("invoice", 80))
        .send()
        .await;
    assert_eq!(reply.json()["id"], uuid(1), "one id however it is spelt");
    assert_eq!(shop.get(&path(1)).await.status, 200);
}

#[tokio::test]
async fn bytes_are_in_their_directory_never_in_the_database_and_survive_a_restart() {
    const MARK: &str = "a mark that is nowhere else";
    let shop = Shop::open().await;
    upload(&shop, 1, pdf(MARK, 5_000)).send().await;
    let stored = files(&shop.server.attachments());
    assert_eq!(stored.len(), 1);
    assert!(std::fs::read(&stored[0]).unwrap() == pdf(MARK, 5_000));
    let home = shop.server.stop().await;
    let database = home.bytes();
    let holds = |text: &[u8]| database.windows(text.len()).any(|window| window == text);
    assert!(holds(PDF.as_bytes()), "what is known of it is there");
    assert!(!holds(MARK.as_bytes()), "its bytes are not");
    let shop = Shop::on(TestServer::start_on(home, ServerLimits::default()).await).await;
    assert!(content(&shop, 1).await.body == pdf(MARK, 5_000));
}

#[tokio::test]
async fn bytes_of_a_crashed_upload_do_no_harm() {
    let shop = Shop::open().await;
    upload(&shop, 1, pdf("invoice", 80)).send().await;
    // What a crash leaves: bytes without a row.
    let key = files(&shop.server.attachments()).remove(0);
    let orphan = key.with_file_name(key.file_name().unwrap().to_str().unwrap().replace(&uuid(1), &uuid(2)));
    std::fs::copy(&key, &orphan).unwrap();
    assert_eq!(shop.get(&path(2)).await.status, 404);
    for (file, status) in [
        (pdf("changed", 80), 201),
        (pdf("invoice", 80), 409),
        (pdf("changed", 80), 201),
    ] {
        assert_eq!(upload(&shop, 2, file).send().await.status, status);
    }
    assert_eq!(content(&shop, 2).await.body, pdf("changed", 80));
}

#[tokio::test]
async fn lost_and_damaged_bytes_are_never_served_as_if_they_were_whole() {
    let shop = Shop::open().await;
    upload(&shop, 1, pdf("invoice", 80)).send().await;
    let file = files(&shop.server.attachments()).remove(0);
    let mut damaged = pdf("invoice", 80);
    damaged[40] ^= 1;
    for spoil in [Some(damaged), Some(Vec::new()), Some(vec![b'%'; BYTES_MAX + 1]), None] {
        match spoil {
            Some(bytes) => std::fs::write(&file, bytes).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        let reply = content(&shop, 1).await;
        reply.assert_error(500, "spoilt");
        assert!(reply.json()["requestId"].is_string(), "{}", reply.text());
        assert!(
            !reply.text().contains(&uuid(1)),
            "a 500 tells nothing: {}",
            reply.text()
        );
        assert_eq!(shop.get(&path(1)).await.status, 200, "what is known of it still is");
    }
}

/// The one line `colli serve` ends with, under these variables.
fn refused(variables: &[(&str, &str)], code: i32) -> String {
    let directory = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_colli"));
    command.env_clear().current_dir(directory.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", "data"]);
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    text.trim_end().trim_start_matches("colli: ").to_owned()
}

#[test]
fn a_place_that_cannot_work_stops_the_start_with_one_line() {
    let location = "COLLI_ATTACHMENTS_LOCATION";
    assert_eq!(
        refused(&[(location, "gs://bucket")], 2),
        "attachments.location: gs:// is unknown; give a directory or s3://bucket/prefix"
    );
    let half = [
        (location, "s3://bucket"),
        ("COLLI_ATTACHMENTS_SECRET_ACCESS_KEY", "hunter2"),
    ];
    assert_eq!(
        refused(&half, 2),
        "attachments.access_key_id and attachments.secret_access_key belong together; set both or none"
    );
    let line = refused(&[(location, "/proc/attachments")], 1);
    assert!(
        line.starts_with("attachments in /proc/attachments: the directory cannot be used: "),
        "{line}"
    );
}

//! Limits as a client meets them (design laws 1, 2 and 7; section 11, Operations). The time limits themselves are tested
//! with a paused clock in colli-http.

use crate::support::client::raw;
use crate::support::home::Home;
use crate::support::samples::{shipment, uuid};
use crate::support::{TEST, TestServer};
use colli_http::server::ServerLimits;
use colli_store::StoreOptions;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Long enough for any machine, short enough to fail.
const PATIENCE: Duration = Duration::from_secs(30);

/// Limits short enough to be waited for, long enough for a busy machine.
fn impatient() -> ServerLimits {
    let moment = Duration::from_millis(800);
    ServerLimits {
        request_header: moment,
        request_body_stall: moment,
        keep_alive_idle: moment,
        ..ServerLimits::default()
    }
}

#[tokio::test]
async fn half_a_request_then_silence_is_closed_and_the_rest_goes_on() {
    let server = TestServer::start_with(impatient()).await;
    let halves = [
        "",
        "P",
        "POST /dhl-parcel/ship",
        "POST /dhl-parcel/shipments HTTP/1.1\r\nhost: x\r\nautho",
    ];
    let waiting = halves.map(|half| tokio::spawn(tokio::time::timeout(PATIENCE, raw(server.address, half.as_bytes()))));
    for (half, answer) in halves.iter().zip(waiting) {
        let answer = answer
            .await
            .unwrap()
            .unwrap_or_else(|_| panic!("{half:?} is still open"));
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
            "{half:?}: {answer}"
        );
    }
    assert_eq!(server.get("/products").send().await.status, 200);
}

#[tokio::test]
async fn half_a_body_then_silence_is_408_in_json_and_stores_nothing() {
    let server = TestServer::start_with(impatient()).await;
    let token = server.token(&TEST).await;
    let body = shipment(&uuid(1)).to_string();
    let head = format!(
        "POST /dhl-parcel/shipments HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
        body.len() + 1
    );
    let answer = tokio::time::timeout(PATIENCE, raw(server.address, format!("{head}{body}").as_bytes()))
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        answer.contains("content-type: application/json\r\n") && answer.contains("\"message\":"),
        "{answer}"
    );
    let found = server
        .get(&format!("/shipments/{}", uuid(1)))
        .token(&token)
        .send()
        .await;
    assert_eq!(found.status, 404);
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let server = TestServer::start_with(impatient()).await;
    let request = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let answer = tokio::time::timeout(PATIENCE, raw(server.address, request))
        .await
        .unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("ok\n"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_idle_connections_leave_the_server_answering() {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap();
    // Each connection takes a descriptor at both ends, and other tests run in this process.
    let connections = usize::try_from(files.saturating_sub(1_000) / 2).unwrap().min(2_000);
    let server = TestServer::start().await;
    let mut idle = Vec::with_capacity(connections);
    for number in 0..connections {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        if number % 2 == 0 {
            stream.write_all(b"GET /dhl-parcel/prod").await.unwrap();
        }
        idle.push(stream);
    }
    let token = server.token(&TEST).await;
    let made = server
        .post("/shipments")
        .token(&token)
        .json(&shipment(&uuid(1)))
        .send()
        .await;
    assert_eq!(made.status, 201, "with {connections} idle connections");
    // One that waited in the middle of its request is served when it goes on.
    let first = &mut idle[0];
    first
        .write_all(b"ucts HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    first.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer:.100}");
}

/// A connection that was served once and stays open.
async fn kept_alive(server: &TestServer) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"ok\n") {
        assert_ne!(
            stream.read_buf(&mut answer).await.unwrap(),
            0,
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    stream
}

#[tokio::test]
async fn beyond_the_connection_bound_the_answer_is_503_and_room_returns() {
    let server = TestServer::start_with(ServerLimits {
        max_connections: 3,
        ..ServerLimits::default()
    })
    .await;
    let mut open = vec![
        kept_alive(&server).await,
        kept_alive(&server).await,
        kept_alive(&server).await,
    ];
    let request = b"GET /dhl-parcel/products HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let refused = raw(server.address, request).await;
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(
        refused.contains("retry-after: ") && refused.contains("content-type: application/json"),
        "{refused}"
    );
    let body: serde_json::Value = serde_json::from_str(refused.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert!(body["message"].is_string(), "{body}");
    open.pop();
    let returns = async { while !raw(server.address, request).await.starts_with("HTTP/1.1 200 ") {} };
    tokio::time::timeout(PATIENCE, returns)
        .await
        .expect("a freed place is given to the next");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_503_with_retry_after_and_a_repetition_succeeds() {
    let home = Home::new();
    let store = StoreOptions {
        queue_max: 1,
        ..home.options()
    };
    let server = Arc::new(TestServer::start_store(home, store, ServerLimits::default()).await);
    let token = server.token(&TEST).await;
    let book = |number: u32| {
        let (server, token) = (Arc::clone(&server), token.clone());
        tokio::spawn(async move {
            (
                number,
                server
                    .post("/shipments")
                    .token(&token)
                    .json(&shipment(&uuid(number)))
                    .send()
                    .await,
            )
        })
    };
    let mut refused = Vec::new();
    // How many fit depends on the disk; sooner or later two writes meet.
    for round in 0..20 {
        let tasks: Vec<_> = (0..64).map(|task| book(round * 64 + task)).collect();
        for task in tasks {
            let (number, reply) = task.await.unwrap();
            if reply.status == 201 {
                continue;
            }
            reply.assert_error(503, "a full queue");
            assert!(
                reply
                    .header("retry-after")
                    .is_some_and(|seconds| seconds.parse::<u32>().is_ok())
            );
            assert!(reply.json()["requestId"].is_string(), "{}", reply.text());
            refused.push(number);
        }
        if !refused.is_empty() {
            break;
        }
    }
    assert!(!refused.is_empty(), "the queue of one never filled");
    for number in refused {
        let path = format!("/shipments/{}", uuid(number));
        assert_eq!(
            server.get(&path).token(&token).send().await.status,
            404,
            "refused, so not stored"
        );
        assert_eq!(book(number).await.unwrap().1.status, 201);
        assert_eq!(server.get(&path).token(&token).send().await.status, 200);
    }
}

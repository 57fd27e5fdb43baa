//! Limits on a paused clock over an in-memory stream (exact), and the accept loop over real sockets.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, advance, sleep};

use super::connection::{self, Drain};
use super::{ServerLimits, serve};

const HELLO: &[u8] = b"GET /hello HTTP/1.1\r\nhost: x\r\n\r\n";

fn router() -> Router {
    Router::new()
        .route("/hello", get(|| async { "hello" }))
        .route("/slow", get(|| sleep(Duration::from_secs(12))))
        .route("/never", get(std::future::pending::<()>))
        .route("/echo", post(|body: Bytes| async { body }))
        .route("/large", get(|| async { Body::from(vec![b'x'; 4 << 20]) }))
}

/// One connection over memory; the task ends when the server closes it.
fn connect(limits: ServerLimits) -> (DuplexStream, JoinHandle<()>, Arc<Drain>) {
    let (client, server) = tokio::io::duplex(64 * 1024);
    let drain = Arc::new(Drain::default());
    let task = tokio::spawn(connection::serve(
        server,
        router(),
        Arc::new(limits),
        Arc::clone(&drain),
    ));
    (client, task, drain)
}

/// Reads one answer with a content-length and returns it as text.
async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut text = Vec::new();
    let mut buffer = [0_u8; 4_096];
    loop {
        if let Some(end) = text.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&text[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |n| n.parse().unwrap());
            if text.len() >= end + 4 + length {
                return String::from_utf8(text).unwrap();
            }
        }
        match stream.read(&mut buffer).await.unwrap() {
            0 => panic!("closed after {:?}", String::from_utf8_lossy(&text)),
            n => text.extend_from_slice(&buffer[..n]),
        }
    }
}

/// Seconds of the paused clock until the server closed the connection.
async fn seconds_until_closed(task: JoinHandle<()>) -> u64 {
    let start = Instant::now();
    task.await.unwrap();
    start.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_closes_after_the_header_limit() {
    let (_client, task, _) = connect(ServerLimits::default());
    assert_eq!(seconds_until_closed(task).await, 10);
}

#[tokio::test(start_paused = true)]
async fn half_a_header_closes_after_the_header_limit_however_slowly_it_drips() {
    let (mut client, task, _) = connect(ServerLimits::default());
    let start = Instant::now();
    let drip = async {
        for byte in b"GET /hello HTTP/1.1\r\nhost: a-long-name" {
            sleep(Duration::from_secs(1)).await;
            if client.write_all(&[*byte]).await.is_err() {
                break;
            }
        }
    };
    tokio::select! { () = drip => panic!("still open"), _ = task => {} }
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn kept_alive_connections_close_after_the_idle_limit_counted_from_the_last_answer() {
    let (mut client, task, _) = connect(ServerLimits::default());
    client.write_all(HELLO).await.unwrap();
    assert!(answer(&mut client).await.starts_with("HTTP/1.1 200"));
    sleep(Duration::from_mins(1)).await;
    client.write_all(HELLO).await.unwrap();
    assert!(answer(&mut client).await.ends_with("hello"));
    assert_eq!(seconds_until_closed(task).await, 75);
}

#[tokio::test(start_paused = true)]
async fn half_a_second_request_is_under_the_header_limit_not_the_idle_one() {
    let (mut client, task, _) = connect(ServerLimits::default());
    client.write_all(HELLO).await.unwrap();
    answer(&mut client).await;
    sleep(Duration::from_secs(33)).await;
    client.write_all(b"GET /he").await.unwrap();
    assert_eq!(seconds_until_closed(task).await, 10);
}

#[tokio::test(start_paused = true)]
async fn a_stalled_body_is_answered_408_and_closed() {
    let (mut client, task, _) = connect(ServerLimits::default());
    let start = Instant::now();
    client
        .write_all(b"POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n123")
        .await
        .unwrap();
    let text = answer(&mut client).await;
    assert!(text.starts_with("HTTP/1.1 408"), "{text}");
    assert!(text.to_lowercase().contains("connection: close"), "{text}");
    assert_eq!(start.elapsed().as_secs(), 30);
    seconds_until_closed(task).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_that_makes_progress_is_served() {
    let (mut client, _task, _) = connect(ServerLimits::default());
    client
        .write_all(b"POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n")
        .await
        .unwrap();
    for byte in b"abcd" {
        sleep(Duration::from_secs(29)).await;
        client.write_all(&[*byte]).await.unwrap();
    }
    assert!(answer(&mut client).await.ends_with("abcd"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_within_its_limit_arrives_and_one_beyond_it_is_503() {
    let (mut client, _task, _) = connect(ServerLimits::default());
    client
        .write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    assert!(answer(&mut client).await.starts_with("HTTP/1.1 200"));

    let start = Instant::now();
    client
        .write_all(b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let text = answer(&mut client).await.to_lowercase();
    assert!(text.starts_with("http/1.1 503"), "{text}");
    assert!(
        text.contains("retry-after: 1") && text.contains("connection: close"),
        "{text}"
    );
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn middleware_answers_overdue_requests_with_the_request_id() {
    let (mut client, server) = tokio::io::duplex(64 * 1024);
    let wrapped = crate::middleware::wrap(router(), crate::middleware::RequestIds::new(7));
    let (limits, drain) = (Arc::new(ServerLimits::default()), Arc::new(Drain::default()));
    let _task = tokio::spawn(connection::serve(server, wrapped, limits, drain));
    client
        .write_all(b"GET /never HTTP/1.1\r\nhost: x\r\nx-request-id: my-id\r\n\r\n")
        .await
        .unwrap();
    let text = answer(&mut client).await;
    assert!(text.starts_with("HTTP/1.1 503"), "{text}");
    assert!(
        text.contains("x-request-id: my-id") && text.contains(r#""requestId":"my-id""#),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_nobody_reads_closes_the_connection() {
    let (mut client, task, _) = connect(ServerLimits::default());
    client
        .write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let closed_after = seconds_until_closed(task).await;
    assert!((30..=75).contains(&closed_after), "{closed_after}");
}

#[tokio::test(start_paused = true)]
async fn draining_closes_idle_connections_at_once_and_finishes_requests() {
    let (mut idle, idle_task, idle_drain) = connect(ServerLimits::default());
    idle.write_all(HELLO).await.unwrap();
    answer(&mut idle).await;
    idle_drain.begin();
    assert_eq!(seconds_until_closed(idle_task).await, 0);

    let (mut busy, busy_task, busy_drain) = connect(ServerLimits::default());
    busy.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    advance(Duration::from_millis(10)).await;
    busy_drain.begin();
    let text = answer(&mut busy).await;
    assert!(
        text.starts_with("HTTP/1.1 200") && text.contains("connection: close"),
        "{text}"
    );
    busy_task.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn aborting_closes_a_request_in_flight() {
    let (mut client, task, drain) = connect(ServerLimits::default());
    client
        .write_all(b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    advance(Duration::from_millis(10)).await;
    drain.begin();
    advance(Duration::from_millis(10)).await;
    drain.abort();
    assert_eq!(seconds_until_closed(task).await, 0);
}

#[tokio::test(start_paused = true)]
async fn an_oversized_header_is_431() {
    let (mut client, _task, _) = connect(ServerLimits::default());
    let request = format!(
        "GET /hello HTTP/1.1\r\nhost: x\r\nx-big: {}\r\n\r\n",
        "a".repeat(100_000)
    );
    let writing = async { drop(client.write_all(request.as_bytes()).await) };
    writing.await;
    assert!(answer(&mut client).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test(start_paused = true)]
async fn too_many_header_fields_are_431() {
    let (mut client, _task, _) = connect(ServerLimits::default());
    let request = format!("GET /hello HTTP/1.1\r\nhost: x\r\n{}\r\n", "x-a: b\r\n".repeat(200));
    client.write_all(request.as_bytes()).await.unwrap();
    assert!(answer(&mut client).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test(start_paused = true)]
async fn a_half_closed_client_still_gets_its_answer() {
    let (mut client, _task, _) = connect(ServerLimits::default());
    client
        .write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    client.shutdown().await.unwrap();
    assert!(answer(&mut client).await.starts_with("HTTP/1.1 200"));
}

/// A listener on a free port; the sender ends it.
async fn listen(
    limits: ServerLimits,
) -> (
    std::net::SocketAddr,
    oneshot::Sender<()>,
    JoinHandle<std::io::Result<()>>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let shutdown = async { drop(stopped.await) };
    (address, stop, tokio::spawn(serve(listener, router(), limits, shutdown)))
}

#[tokio::test]
async fn beyond_the_connection_bound_the_answer_is_503_and_room_returns() {
    let limits = ServerLimits {
        max_connections: 2,
        ..ServerLimits::default()
    };
    let (address, stop, server) = listen(limits).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(HELLO).await.unwrap();
        answer(&mut client).await;
        held.push(client);
    }
    let mut refused = TcpStream::connect(address).await.unwrap();
    refused.write_all(HELLO).await.unwrap();
    let text = answer(&mut refused).await;
    assert!(
        text.starts_with("HTTP/1.1 503") && text.contains("retry-after: 1"),
        "{text}"
    );
    let body = text.split_once("\r\n\r\n").unwrap().1;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(body).unwrap()["key"],
        "too_many_connections"
    );
    assert_eq!(refused.read(&mut [0; 16]).await.unwrap(), 0, "the connection is closed");

    held.pop();
    // The server notices the close in its own time; each try either is refused or served.
    loop {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(HELLO).await.unwrap();
        if answer(&mut client).await.starts_with("HTTP/1.1 200") {
            break;
        }
    }
    stop.send(()).unwrap();
    drop(held);
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_drain_limit_closes_what_is_left() {
    let limits = ServerLimits {
        drain: Duration::from_millis(50),
        ..ServerLimits::default()
    };
    let (address, stop, server) = listen(limits).await;
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(HELLO).await.unwrap();
    answer(&mut client).await;
    client
        .write_all(b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "the port is free again");
    // Closed with or without a reset, but closed.
    assert!(!matches!(client.read(&mut [0; 16]).await, Ok(1..)));
}

#[tokio::test]
async fn half_a_request_over_a_real_socket_is_closed() {
    let limits = ServerLimits {
        request_header: Duration::from_millis(40),
        ..ServerLimits::default()
    };
    let (address, _stop, _server) = listen(limits).await;
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(b"GET /hello HT").await.unwrap();
    assert_eq!(client.read(&mut [0; 16]).await.unwrap(), 0);
}

//! A stop: requests in flight are finished, and a client that stalls does not hold it up.

use super::orders::{Acknowledged, Order};
use super::server::{SERVE, Server};
use super::{Dice, program, sound};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Requests whose bodies are on their way when the stop comes.
const SLOW: usize = 12;

/// Clients that book until they are turned away.
const BUSY: u64 = 4;

/// A request of which the half is sent.
struct Half {
    stream: TcpStream,
    rest: Vec<u8>,
    order: Order,
}

impl Half {
    /// Sends the head, waits until the handler asks for the body, and sends half of it.
    async fn begin(address: SocketAddr, token: &str, order: Order) -> Self {
        let body = order.body.to_string();
        let head = format!(
            "POST /dhl-parcel{} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nexpect: 100-continue\r\n\r\n",
            order.path,
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut interim = [0; 25];
        stream.read_exact(&mut interim).await.unwrap();
        assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
        let (first, rest) = body.as_bytes().split_at(body.len() / 2);
        stream.write_all(first).await.unwrap();
        Self {
            stream,
            rest: rest.to_vec(),
            order,
        }
    }

    /// Sends the rest; the answer must be 201, and the last on its connection.
    async fn finish(mut self) -> Acknowledged {
        self.stream.write_all(&self.rest).await.unwrap();
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).await.unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 201") && answer.contains("connection: close"),
            "{answer}"
        );
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        Acknowledged::new(self.order, serde_json::from_str(body).unwrap())
    }
}

/// Starts a server with a drain time of its own.
fn start(directory: &Path, drain_seconds: u32) -> Server {
    let config = format!("[server]\ndrain_seconds = {drain_seconds}\n");
    std::fs::write(directory.join("colli.toml"), config).unwrap();
    let mut command = program(env!("CARGO_BIN_EXE_colli"), directory);
    command.args(SERVE).args(["--config", "colli.toml"]);
    Server::spawn(command, directory)
}

/// Waits until nobody can connect: the listener is the first to go.
async fn until_closed(address: SocketAddr) {
    while TcpStream::connect(address).await.is_ok() {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_in_flight_are_finished_and_kept() {
    let home = tempfile::tempdir().unwrap();
    let server = start(home.path(), 15);
    let (client, address) = (server.client(), server.address());
    let token = client.token().await;
    let mut dice = Dice(7);
    let mut halves = Vec::new();
    for _ in 0..SLOW {
        halves.push(Half::begin(address, &token, Order::any(&mut dice)).await);
    }
    let mut busy = JoinSet::new();
    let (answered, mut first) = tokio::sync::mpsc::unbounded_channel();
    for seed in 0..BUSY {
        let (token, answered) = (token.clone(), answered.clone());
        busy.spawn(async move {
            let (mut dice, mut done) = (Dice(100 + seed), Vec::new());
            loop {
                let order = Order::any(&mut dice);
                // A connection that comes too late is refused, or closed before its request was read.
                let Ok(reply) = order.send(client, &token).await else {
                    return done;
                };
                assert_eq!(reply.status, 201, "{}", reply.text());
                done.push(Acknowledged::new(order, reply.json()));
                // Nobody listens any more once the stop is on its way.
                let _ = answered.send(());
            }
        });
    }
    for _ in 0..2 * BUSY {
        first.recv().await.unwrap();
    }
    server.terminate();
    until_closed(address).await;
    let mut all = Vec::new();
    for half in halves {
        all.push(half.finish().await);
    }
    all.extend(busy.join_all().await.into_iter().flatten());
    let status = server.wait();
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(sound(home.path()) >= all.len());

    let server = Server::start(home.path());
    for acknowledged in &all {
        acknowledged.verify(server.client(), &token).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_stalls_is_cut_off_at_the_end_of_the_drain_time() {
    let home = tempfile::tempdir().unwrap();
    let server = start(home.path(), 1);
    let token = server.client().token().await;
    let mut dice = Dice(8);
    let mut stalled = Half::begin(server.address(), &token, Order::any(&mut dice)).await;
    let started = Instant::now();
    server.terminate();
    let status = server.wait();
    let took = started.elapsed();
    assert_eq!(status.code(), Some(0), "{status}");
    assert!(took >= Duration::from_secs(1), "it was given no time: {took:?}");
    // Far from the 30 seconds a body may pause; a busy machine needs some room.
    assert!(took < Duration::from_secs(10), "{took:?}");
    let mut answer = Vec::new();
    // Reset or closed, but never acknowledged.
    let _ = stalled.stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1.1 2"));
    assert_eq!(sound(home.path()), 0);
}

//! A connection that is lost while a commit is under way: it may have taken effect, so the work is not done again unasked,
//! and the caller hears to come again.

use super::node::{Client, Node};
use super::{codes_in, rows_of};
use crate::support::TEST;
use crate::support::samples::{shipment, uuid};
use colli_testkit::{Cluster, Settings, USER, psql};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

/// The message that commits, as it goes over the wire.
const COMMIT: &[u8] = b"Q\0\0\0\x0bcommit\0";

/// What the transaction says whose commit is to be lost.
type Mark = Arc<Mutex<Option<Vec<u8>>>>;

/// Stands between a server and PostgreSQL, and loses the answer to a commit when told so.
struct Stage {
    cluster: Cluster,
    node: Node,
    mark: Mark,
}

impl Stage {
    async fn new() -> Self {
        let cluster = Cluster::start(Settings {
            tcp_port: Some(0),
            ..Settings::default()
        })
        .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (here, there) = (listener.local_addr().unwrap().port(), cluster.tcp_port().unwrap());
        let mark = Mark::default();
        tokio::spawn(stand_between(listener, there, Arc::clone(&mark)));
        let url = cluster.tcp_url(USER).unwrap();
        let node = Node::demo(&url.replace(&format!(":{there}/"), &format!(":{here}/")));
        Self { cluster, node, mark }
    }

    fn url(&self) -> String {
        self.cluster.url(USER)
    }

    /// The commit of the next transaction that says this is done, and its answer is lost, with the connection.
    fn lose(&self, mark: impl Into<Vec<u8>>) {
        *self.mark.lock().unwrap() = Some(mark.into());
    }

    fn lost(&self) -> bool {
        self.mark.lock().unwrap().is_none()
    }
}

async fn stand_between(listener: TcpListener, port: u16, mark: Mark) {
    while let Ok((client, _)) = listener.accept().await {
        let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        tokio::spawn(pass_on(client, server, Arc::clone(&mark)));
    }
}

/// Both ways, until one side ends or the answer to a commit is lost.
async fn pass_on(mut client: TcpStream, mut server: TcpStream, mark: Mark) -> std::io::Result<()> {
    let mut marked = false;
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let message = &asked[..read?];
                server.write_all(message).await?;
                if message.is_empty() {
                    return Ok(());
                }
                marked |= holds(message, &mark);
                if message == COMMIT && std::mem::take(&mut marked) {
                    *mark.lock().unwrap() = None;
                    // Once PostgreSQL answers, it is done.
                    return server.read(&mut answered).await.map(drop);
                }
            }
            read = server.read(&mut answered) => {
                let message = &answered[..read?];
                client.write_all(message).await?;
                if message.is_empty() {
                    return Ok(());
                }
            }
        }
    }
}

fn holds(message: &[u8], mark: &Mark) -> bool {
    let mark = mark.lock().unwrap();
    mark.as_ref()
        .is_some_and(|mark| message.windows(mark.len()).any(|part| part == mark))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exchange_whose_commit_was_lost_is_not_done_twice() {
    let stage = Stage::new().await;
    let client = stage.node.client();
    let tokens = client.tokens(&TEST).await;
    stage.lose(Uuid::parse_str(TEST.user).unwrap());
    let reply = client.refresh(tokens["refreshToken"].as_str().unwrap()).await;
    assert!(stage.lost());
    // A second attempt would find the token used, take that for theft, and answer 401.
    assert_eq!(reply.status, 503, "{}", reply.text());
    assert!(reply.header("retry-after").is_some());
    let used = "select count(*) from refresh_tokens where used_at is not null;";
    assert_eq!(psql(&stage.url(), used).unwrap(), "1", "the old token is used up");
    assert_eq!(rows_of(&stage.url(), "refresh_tokens"), 2, "the new one is stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_whose_commit_was_lost_is_there_when_it_is_repeated() {
    let stage = Stage::new().await;
    let (client, token) = (stage.node.client(), stage.node.client().token().await);
    for n in 1..=10 {
        // The first one loses the lease of its serials, the others a shipment.
        if n == 1 {
            stage.lose("piece");
        } else {
            stage.lose(Uuid::parse_str(&uuid(n)).unwrap());
        }
        let first = book(client, &token, n).await;
        assert!(stage.lost());
        assert_eq!(first, Err(503));
        let stored = rows_of(&stage.url(), "shipments");
        assert_eq!(stored, n as usize - 1 + usize::from(n > 1));
        let code = book(client, &token, n).await.unwrap();
        assert_eq!(book(client, &token, n).await, Ok(code));
        assert_eq!(rows_of(&stage.url(), "shipments"), n as usize);
    }
    assert_eq!(codes_in(&stage.url()).len(), 10);
}

/// The code of the piece, or the status that refused it.
async fn book(client: Client, token: &str, n: u32) -> Result<Value, u16> {
    let reply = client.post(token, "/shipments", &shipment(&uuid(n))).await;
    match reply.status {
        201 => Ok(reply.json()["pieces"][0]["trackerCode"].clone()),
        status => Err(status),
    }
}

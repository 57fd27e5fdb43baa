//! A lease of serials that does not come: everybody who needs it hears so in time, not one after another.

use super::node::Node;
use super::rows_of;
use crate::support::samples::{shipment, uuid};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// A session that keeps everybody from the counters.
fn locked(url: &str) -> Child {
    let mut session = colli_testkit::program("psql").unwrap();
    session.args(["--no-psqlrc", "--quiet", "--dbname", url]);
    let mut session = session.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lock = b"begin;\nlock table serials in access exclusive mode;\n\\echo locked\n";
    session.stdin.as_mut().unwrap().write_all(lock).unwrap();
    let mut line = String::new();
    BufReader::new(session.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert_eq!(line, "locked\n");
    session
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_wait_for_one_lease_do_not_wait_one_after_another() {
    let database = colli_testkit::shared::database().unwrap();
    let node = Node::demo(database.url());
    let (client, token) = (node.client(), node.client().token().await);
    let mut session = locked(database.url());
    let mut bookings = JoinSet::new();
    for n in 0..8 {
        let token = token.clone();
        bookings.spawn(async move {
            let started = Instant::now();
            let reply = client.post(&token, "/shipments", &shipment(&uuid(n))).await;
            (reply.status, started.elapsed())
        });
    }
    for (status, took) in bookings.join_all().await {
        assert_eq!(status, 503);
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
    drop(session.stdin.take());
    session.wait().unwrap();
    for n in 0..8 {
        let reply = client.post(&token, "/shipments", &shipment(&uuid(n))).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    assert_eq!(rows_of(database.url(), "shipments"), 8);
}

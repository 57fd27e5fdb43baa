//! PostgreSQL goes away under load and comes back: every request is answered in time, nothing acknowledged is lost, and
//! nobody has to restart a server.

use super::node::{Client, Node};
use super::orders::Load;
use super::{assert_sound, codes_in, rows_of};
use colli_testkit::{Cluster, Settings, USER};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// What an operator may count on (law 7).
const ANSWER_MAX: Duration = Duration::from_secs(5);

const CLIENTS: usize = 16;

/// Syncs to disk, as in production, so that a crash is one.
fn durable() -> Cluster {
    Cluster::start(Settings {
        durable: true,
        ..Settings::default()
    })
    .unwrap()
}

/// Everything acknowledged is there under the codes that were told, nothing else is, and the database is sound.
async fn assert_kept(client: Client, token: &str, url: &str, acknowledged: &BTreeMap<String, String>) {
    let codes: BTreeSet<String> = acknowledged.values().cloned().collect();
    assert_eq!(codes.len(), acknowledged.len(), "no code twice");
    for (id, code) in acknowledged {
        let reply = client.get(token, &format!("/shipments/{id}")).await;
        assert_eq!(reply.status, 200, "{id} was acknowledged: {}", reply.text());
        assert_eq!(reply.json()["pieces"][0]["trackerCode"], code.as_str());
    }
    // Each client went on with its id until it was acknowledged, so there is one shipment for each id and no other.
    assert_eq!(rows_of(url, "shipments"), acknowledged.len());
    assert_eq!(codes_in(url), codes);
    assert_sound(tempfile::tempdir().unwrap().path(), url);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_crashes_under_load_costs_time_and_nothing_else() {
    let mut cluster = durable();
    let url = cluster.url(USER);
    let node = Node::demo(&url);
    let (client, token) = (node.client(), node.client().token().await);
    let mut load = Load::new(0x0b);
    for _ in 0..CLIENTS {
        load.add(&[client], &token);
    }
    for round in 0..3_usize {
        load.until_booked(30 + 40 * round).await;
        let refused = load.until(|_| true).await.refused;
        cluster.kill().unwrap();
        if round == 1 {
            // Away for a moment only: whether anybody notices is not promised.
            cluster.start_again().unwrap();
            continue;
        }
        load.until(|now| now.refused >= refused + CLIENTS).await;
        assert_eq!(client.readiness().await, 503);
        cluster.start_again().unwrap();
        let back = Instant::now();
        load.until_booked(1).await;
        assert!(back.elapsed() < ANSWER_MAX, "it takes {:?} to notice", back.elapsed());
        assert_eq!(client.readiness().await, 200);
    }
    load.until_booked(50).await;
    let (acknowledged, progress) = load.stop().await;
    assert_eq!(progress.lost, 0, "no connection failed: {progress:?}");
    assert!(progress.slowest < ANSWER_MAX, "{progress:?}");
    assert_kept(client, &token, &url, &acknowledged).await;
    assert!(!node.log().contains("panicked"), "{}", node.log());
}

/// A server process that stands still, as behind a broken network, accepts connections and never answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_stands_still_is_not_waited_for() {
    let cluster = durable();
    let url = cluster.url(USER);
    let node = Node::demo(&url);
    let (client, token) = (node.client(), node.client().token().await);
    let mut load = Load::new(0x57);
    for _ in 0..CLIENTS {
        load.add(&[client], &token);
    }
    load.until_booked(40).await;
    let refused = load.until(|_| true).await.refused;
    let pid = cluster.pid().unwrap();
    signal("STOP", pid);
    load.until(|now| now.refused >= refused + CLIENTS).await;
    assert_eq!(client.readiness().await, 503);
    signal("CONT", pid);
    load.until_booked(50).await;
    assert_eq!(client.readiness().await, 200);
    let (acknowledged, progress) = load.stop().await;
    assert_eq!(progress.lost, 0, "no connection failed: {progress:?}");
    assert!(progress.slowest < ANSWER_MAX, "{progress:?}");
    assert_kept(client, &token, &url, &acknowledged).await;
}

/// To the server and every process of it.
fn signal(name: &str, server: u32) {
    let script = format!("kill -{name} {server} $(ps -o pid= --ppid {server})");
    let status = std::process::Command::new("sh").args(["-c", &script]).status().unwrap();
    assert!(status.success());
}

/// A server that is told to stop ends its sessions in good order, with words of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_restarted_in_good_order_is_found_again() {
    let mut cluster = durable();
    let url = cluster.url(USER);
    let nodes = Node::pair(&url);
    let token = nodes[0].client().token().await;
    let mut load = Load::new(0x60);
    for n in 0..CLIENTS {
        load.add(&[nodes[n % 2].client()], &token);
    }
    for _ in 0..2 {
        load.until_booked(40).await;
        cluster.restart().unwrap();
    }
    load.until_booked(40).await;
    let (acknowledged, progress) = load.stop().await;
    assert_eq!(progress.lost, 0, "no connection failed: {progress:?}");
    assert!(progress.slowest < ANSWER_MAX, "{progress:?}");
    for node in &nodes {
        assert_eq!(node.client().readiness().await, 200);
        assert!(!node.log().contains("panicked"), "{}", node.log());
    }
    assert_kept(nodes[0].client(), &token, &url, &acknowledged).await;
}

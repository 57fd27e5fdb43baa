//! Law 1: what was acknowledged survives the death of the process at any moment.

use crate::engine::{Sqlite, TestEngine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::ids::ShipmentId;
use colli_store::{Inserted, Store, StoreOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use tokio::task::JoinSet;

/// Names the data directory to the child process.
const CHILD: &str = "COLLI_STORE_TEST_CHILD";

/// Rounds of insert and kill; each starts where the last one was killed.
const ROUNDS: u64 = 4;

/// The test starts itself again as a process that inserts until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn acknowledged_shipments_survive_a_kill() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only way to hand a directory to a test run as a child process"
    )]
    if let Some(directory) = std::env::var_os(CHILD) {
        return insert_for_ever(Path::new(&directory)).await;
    }
    let engine = Sqlite::fresh();
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        // Anywhere between the first commits and several hundred shipments on.
        let enough = acknowledged.len() + 1 + usize::try_from(random_id(round).as_u128() % 400).unwrap();
        acknowledged.extend(killed_after(engine.directory(), enough - acknowledged.len()));
        assert!(acknowledged.len() >= enough);
        check(&engine, &acknowledged).await;
    }
}

/// Runs the child until it has acknowledged `enough`, kills it, and returns all it acknowledged.
fn killed_after(directory: &Path, enough: usize) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "durability::acknowledged_shipments_survive_a_kill",
            "--nocapture",
        ])
        .env(CHILD, directory)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen = Vec::new();
    let mut killed = false;
    while let Some(Ok(line)) = lines.next() {
        seen.extend(
            line.strip_prefix("ack ")
                .and_then(|rest| rest.strip_suffix(" end"))
                .and_then(|n| n.parse::<u64>().ok()),
        );
        if seen.len() >= enough && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    assert!(!child.wait().unwrap().success());
    seen
}

async fn check(engine: &Sqlite, acknowledged: &[u64]) {
    let store = engine.open().await;
    for n in acknowledged {
        let expected = shipment(tenant(1), random_id(*n), *n, 1, at(0));
        let stored = store.shipment(tenant(1), ShipmentId(random_id(*n))).await.unwrap();
        assert_eq!(stored, Some(expected.shipment), "shipment {n} was acknowledged");
        let tracked = store.track(&code(*n), 1).await.unwrap();
        let events: Vec<_> = expected.events.into_iter().map(|piece| piece.event).collect();
        assert_eq!(tracked[0].events, events);
    }
    store.close().await;
    let verdict: String = engine
        .connection()
        .query_row("pragma integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
}

async fn insert_for_ever(directory: &Path) {
    let store = Store::open(StoreOptions::new(directory)).await.unwrap();
    let start = u64::try_from(store.list_shipments(tenant(1), 1_000_000, 0).await.unwrap().len()).unwrap() + 1_000_000;
    let mut tasks = JoinSet::new();
    for task in 0..16u64 {
        let store = store.clone();
        tasks.spawn(async move {
            for turn in 0.. {
                let n = start + turn * 16 + task;
                let new = shipment(tenant(1), random_id(n), n, 1, at(0));
                if let Inserted::Created(_) = store.insert_shipment(new).await.unwrap() {
                    // One write, and the test runner may have left its own words on the line.
                    let mut out = std::io::stdout().lock();
                    out.write_all(format!("\nack {n} end\n").as_bytes()).unwrap();
                }
            }
        });
    }
    tasks.join_all().await;
}

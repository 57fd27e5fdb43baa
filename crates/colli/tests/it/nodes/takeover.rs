//! A server dies: the others go on, and take over what it had begun.

use super::node::Node;
use super::orders::Load;
use super::{assert_sound, codes_in, rows_of};
use crate::support::{MASTER, open_service, still_clock};
use colli_service::Service;
use colli_service::clock::FixedClock;
use colli_service::jobs::{Handler, Outcome, Workers};
use colli_store::{Database, NewJob, StoreOptions};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::future::pending;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_servers_dies_under_load_and_the_other_goes_on() {
    let database = colli_testkit::shared::database().unwrap();
    let [dies, lives] = Node::pair(database.url());
    let token = lives.client().token().await;
    let (mut there, mut here) = (Load::new(0x0d1e), Load::new(0x11fe));
    for _ in 0..8 {
        there.add(&[dies.client(), lives.client()], &token);
        here.add(&[lives.client()], &token);
    }
    there.until_booked(40).await;
    here.until_booked(40).await;
    dies.kill();
    // Clients of the dead server turn to the other one and repeat what they were not told of.
    there.until(|now| now.lost > 0).await;
    there.until_booked(40).await;
    here.until_booked(40).await;
    let joins = Node::demo(database.url());
    there.add(&[joins.client()], &token);
    there.until_booked(20).await;

    let (mut acknowledged, _) = there.stop().await;
    let (own, untouched) = here.stop().await;
    assert_eq!((untouched.lost, untouched.refused), (0, 0), "{untouched:?}");
    acknowledged.extend(own);
    let codes: BTreeSet<String> = acknowledged.values().cloned().collect();
    assert_eq!(codes.len(), acknowledged.len(), "no code twice");
    for client in [lives.client(), joins.client()] {
        for (id, code) in &acknowledged {
            let reply = client.get(&token, &format!("/shipments/{id}")).await;
            assert_eq!(reply.status, 200, "{id} was acknowledged: {}", reply.text());
            assert_eq!(reply.json()["pieces"][0]["trackerCode"], code.as_str());
        }
    }
    assert_eq!(rows_of(database.url(), "shipments"), acknowledged.len());
    assert_eq!(codes_in(database.url()), codes);
    assert_sound(tempfile::tempdir().unwrap().path(), database.url());
}

/// Names the database to the child process.
const CHILD: &str = "COLLI_TEST_STUCK_NODE";
const QUEUE: &str = "takeover";
const JOBS: u128 = 4;

async fn node(url: &str, clock: Arc<FixedClock>) -> Arc<Service> {
    let options = StoreOptions {
        connections: 4,
        ..StoreOptions::of(Database::Server(url.to_owned()))
    };
    open_service(options, MASTER, clock).await.unwrap()
}

/// The test starts itself again as a node that claims every job, finishes none, and is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_claimed_by_a_killed_process_are_run_by_another() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only way to hand a database to a test run as a child process"
    )]
    if let Ok(url) = std::env::var(CHILD) {
        return claim_and_hang(&url).await;
    }
    let database = colli_testkit::shared::database().unwrap();
    let clock = still_clock();
    let service = node(database.url(), clock.clone()).await;
    for id in 0..JOBS {
        assert!(service.enqueue_job(job(id)).await.unwrap());
    }
    let mut child = stuck_node(database.url());
    child.kill().unwrap();
    child.wait().unwrap();

    let (report, mut reports) = mpsc::unbounded_channel();
    let handler = Handler::new(QUEUE, move |_, job| {
        report.send(job.payload).unwrap();
        async { Outcome::Done }
    });
    let lease = handler.lease;
    let _survives = Workers::start(&service, vec![handler]).unwrap();
    // What is the dead node's stays the dead node's until its leases end; a job of now goes first.
    service.enqueue_job(job(JOBS)).await.unwrap();
    assert_eq!(next(&mut reports).await, JOBS.to_string());
    clock.advance_seconds(i64::try_from(lease.as_secs()).unwrap() + 1);
    service.wake_queue(QUEUE);
    let mut taken = BTreeSet::new();
    for _ in 0..JOBS {
        assert!(taken.insert(next(&mut reports).await), "each runs once");
    }
    assert_eq!(taken, (0..JOBS).map(|id| id.to_string()).collect());
}

fn job(id: u128) -> NewJob {
    let start: Timestamp = crate::support::START.parse().unwrap();
    NewJob {
        id: Uuid::from_u128(id),
        queue: QUEUE.to_owned(),
        tenant: None,
        payload: id.to_string(),
        created_at: start,
        due_at: start,
    }
}

async fn next(reports: &mut mpsc::UnboundedReceiver<String>) -> String {
    let report = tokio::time::timeout(Duration::from_secs(30), reports.recv()).await;
    report.unwrap().unwrap()
}

/// Starts the child and waits until it holds every job.
fn stuck_node(url: &str) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "nodes::takeover::jobs_claimed_by_a_killed_process_are_run_by_another",
            "--nocapture",
        ])
        .env(CHILD, url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let held = lines.map_while(Result::ok).filter(|line| line.contains("claimed job"));
    assert_eq!(held.take(usize::try_from(JOBS).unwrap()).count(), 4);
    child
}

async fn claim_and_hang(url: &str) {
    let service = node(url, still_clock()).await;
    let stuck = Handler::new(QUEUE, |_, job| {
        // One write, and the test runner may have left its own words on the line.
        let line = format!("\nclaimed job {}\n", job.payload);
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
        pending()
    });
    let _workers = Workers::start(&service, vec![stuck]).unwrap();
    pending::<()>().await;
}

//! The workers: bounded, patient with failures, and quick to take over.

use crate::nodes::{Embedded, connect, node, start, still_clock};
use colli_service::Service;
use colli_service::clock::FixedClock;
use colli_service::jobs::{Handler, Outcome, QueueStats, Workers};
use colli_store::{NewJob, Store};
use jiff::{SignedDuration, Timestamp};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use uuid::Uuid;

const QUEUE: &str = "mail";

/// How long a test waits, in real time, for what must happen.
const PATIENCE: Duration = Duration::from_secs(30);

fn job(id: u128) -> NewJob {
    NewJob {
        id: Uuid::from_u128(id),
        queue: QUEUE.to_owned(),
        tenant: None,
        payload: id.to_string(),
        created_at: start(),
        due_at: start(),
    }
}

/// A node with its clock, on an embedded store.
async fn alone() -> (Embedded, Arc<FixedClock>, Arc<Service>) {
    let (database, clock) = (Embedded::new().await, still_clock());
    let service = node(&database.store, &clock, 1).await;
    (database, clock, service)
}

fn stats(service: &Service) -> QueueStats {
    service
        .job_stats()
        .into_iter()
        .find(|stats| stats.queue == QUEUE)
        .unwrap()
}

/// Waits until something holds, at most half a minute. Other tasks run meanwhile; in a paused runtime its time goes on.
async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let started = std::time::Instant::now();
    while !holds().await {
        assert!(started.elapsed() < PATIENCE, "it never came to that");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// What a handler reports next.
async fn next<T>(reports: &mut mpsc::UnboundedReceiver<T>) -> T {
    let mut report = None;
    until(async || {
        report = reports.try_recv().ok();
        report.is_some()
    })
    .await;
    report.unwrap()
}

/// A handler that reports each payload and ends its job.
fn reporting() -> (Handler, mpsc::UnboundedReceiver<String>) {
    let (report, reports) = mpsc::unbounded_channel();
    let handler = Handler::new(QUEUE, move |_, job| {
        report.send(job.payload).unwrap();
        async { Outcome::Done }
    });
    (handler, reports)
}

/// What a second look says of the only job: attempts so far, the last error, and when it is due.
async fn waiting(store: &Store, clock: &FixedClock) -> (u32, Option<String>, Timestamp) {
    let due = store.next_job_due(QUEUE).await.unwrap().unwrap();
    let lease = store
        .claim_jobs(QUEUE, Uuid::nil(), due, due, 1)
        .await
        .unwrap()
        .remove(0);
    clock.set(due);
    let told = (lease.attempt - 1, lease.last_error, due);
    store.finish_job(lease.lease).await.unwrap();
    told
}

#[tokio::test]
async fn a_job_that_is_due_starts_when_it_is_enqueued() {
    let (_database, _clock, service) = alone().await;
    let (handler, mut reports) = reporting();
    let workers = Workers::start(&service, vec![handler]).unwrap();
    // A worker that only looked each second would need half a minute and not the tenth of a second this takes.
    let rounds = async {
        for id in 0..30 {
            assert!(service.enqueue_job(job(id)).await.unwrap());
            assert_eq!(next(&mut reports).await, id.to_string());
        }
    };
    timeout(Duration::from_secs(15), rounds).await.unwrap();
    assert!(
        service.enqueue_job(job(0)).await.unwrap(),
        "done jobs are gone, ids are free again"
    );
    next(&mut reports).await;
    workers.stop(Duration::from_secs(5)).await;
    assert_eq!(stats(&service).done, 31);
    assert!(reports.try_recv().is_err(), "each ran once");
}

#[tokio::test(start_paused = true)]
async fn what_others_enqueue_is_found() {
    let (database, _clock, service) = alone().await;
    let (handler, mut reports) = reporting();
    let _workers = Workers::start(&service, vec![handler]).unwrap();
    database.store.enqueue_job(job(1)).await.unwrap();
    assert_eq!(next(&mut reports).await, "1");
}

#[tokio::test]
async fn no_more_run_at_once_than_the_handler_allows() {
    let (_database, _clock, service) = alone().await;
    let (running, most, gate) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicUsize::new(0)),
        Arc::new(Semaphore::new(0)),
    );
    let handler = Handler {
        concurrency: 3,
        ..Handler::new(QUEUE, {
            let (running, most, gate) = (running.clone(), most.clone(), gate.clone());
            move |_, _| {
                let (running, most, gate) = (running.clone(), most.clone(), gate.clone());
                async move {
                    most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                    gate.acquire().await.unwrap().forget();
                    running.fetch_sub(1, SeqCst);
                    Outcome::Done
                }
            }
        })
    };
    for id in 0..20 {
        service.enqueue_job(job(id)).await.unwrap();
    }
    let _workers = Workers::start(&service, vec![handler]).unwrap();
    until(async || running.load(SeqCst) == 3).await;
    assert_eq!(stats(&service).due, 20, "as counted at the start");
    for _ in 0..50 {
        service.wake_queue(QUEUE);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    gate.add_permits(20);
    until(async || stats(&service).done == 20).await;
    assert_eq!(most.load(SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn failures_are_tried_again_later_and_in_the_end_put_aside() {
    let (database, clock, service) = alone().await;
    let handler = Handler {
        attempts_max: 3,
        ..Handler::new(QUEUE, |_, job| async move {
            assert!(job.attempt != 2, "the second attempt panics");
            Outcome::Failed(format!("attempt {} of {}", job.attempt, job.payload))
        })
    };
    let _workers = Workers::start(&service, vec![handler]).unwrap();
    service.enqueue_job(job(7)).await.unwrap();
    for (attempt, longest_ms) in [(1, 2_000), (2, 4_000)] {
        until(async || stats(&service).retried == attempt).await;
        let due = database.store.next_job_due(QUEUE).await.unwrap().unwrap();
        let pause = due.duration_since(start().max(clock_now(&service)));
        assert!(pause >= SignedDuration::from_millis(longest_ms / 2), "{pause}");
        assert!(pause <= SignedDuration::from_millis(longest_ms), "{pause}");
        clock.set(due);
    }
    until(async || stats(&service).died == 1).await;
    let dead = database.store.dead_jobs(QUEUE, 9).await.unwrap();
    assert_eq!(
        (dead[0].attempts, dead[0].last_error.as_deref()),
        (3, Some("attempt 3 of 7"))
    );
    // Given another chance, it has all its attempts.
    database.store.revive_job(dead[0].id, start()).await.unwrap();
    until(async || stats(&service).retried == 3).await;
}

fn clock_now(service: &Service) -> Timestamp {
    service.real_now()
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_a_failure_and_hurts_nobody_else() {
    let (database, clock, service) = alone().await;
    let handler = Handler::new(QUEUE, |_, job| async move {
        assert!(job.payload != "1", "panics");
        Outcome::Done
    });
    let workers = Workers::start(&service, vec![handler]).unwrap();
    for id in 1..=3 {
        service.enqueue_job(job(id)).await.unwrap();
    }
    until(async || (stats(&service).done, stats(&service).retried) == (2, 1)).await;
    workers.stop(Duration::ZERO).await;
    let (attempts, error, _) = waiting(&database.store, &clock).await;
    assert_eq!((attempts, error.as_deref()), (1, Some("its handler panicked")));
}

#[tokio::test(start_paused = true)]
async fn a_run_is_cut_off_before_its_lease_ends() {
    let (database, clock, service) = alone().await;
    let handler = Handler {
        lease: Duration::from_secs(100),
        ..Handler::new(QUEUE, |_, _| pending())
    };
    let workers = Workers::start(&service, vec![handler]).unwrap();
    service.enqueue_job(job(1)).await.unwrap();
    until(async || stats(&service).retried == 1).await;
    workers.stop(Duration::ZERO).await;
    let (attempts, error, _) = waiting(&database.store, &clock).await;
    assert_eq!((attempts, error.as_deref()), (1, Some("cut off after 80 s")));
}

#[tokio::test(start_paused = true)]
async fn a_recurring_job_is_there_once_and_comes_again() {
    let (database, clock, service) = alone().await;
    let other = node(&database.store, &clock, 2).await;
    let recurring = || Handler {
        recurring: Some(Uuid::from_u128(99)),
        ..Handler::new(QUEUE, |service, job| async move {
            let next = job.due_at.checked_add(SignedDuration::from_hours(1)).unwrap();
            assert!(next > service.real_now());
            Outcome::Again(next)
        })
    };
    let _here = Workers::start(&service, vec![recurring()]).unwrap();
    let _there = Workers::start(&other, vec![recurring()]).unwrap();
    let runs = || stats(&service).again + stats(&other).again;
    for round in 1..=5 {
        until(async || runs() == round).await;
        let hours = SignedDuration::from_hours(i64::try_from(round).unwrap());
        let next = start().checked_add(hours).unwrap();
        assert_eq!(database.store.next_job_due(QUEUE).await.unwrap(), Some(next));
        clock.set(next);
    }
}

#[tokio::test]
async fn a_stop_lets_runs_end_and_gives_back_what_does_not() {
    let (database, _clock, service) = alone().await;
    let (started, mut starts) = mpsc::unbounded_channel();
    let gate = Arc::new(Semaphore::new(0));
    let handler = Handler::new(QUEUE, {
        let gate = gate.clone();
        move |_, job| {
            started.send(()).unwrap();
            let gate = gate.clone();
            async move {
                match job.payload.as_str() {
                    "1" => pending().await,
                    _ => gate.acquire().await.unwrap().forget(),
                }
                Outcome::Done
            }
        }
    });
    let handler = Handler {
        concurrency: 2,
        ..handler
    };
    let workers = Workers::start(&service, vec![handler]).unwrap();
    for id in 1..=3 {
        service.enqueue_job(job(id)).await.unwrap();
    }
    next(&mut starts).await;
    next(&mut starts).await;
    workers.begin_stop(Duration::from_secs(15));
    gate.add_permits(9);
    until(async || stats(&service).done == 1).await;
    // From here on the time passes by itself.
    tokio::time::pause();
    workers.stop(Duration::from_secs(15)).await;
    assert!(starts.try_recv().is_err(), "nothing is claimed after the stop");
    // Job 1 was cut off and job 3 not begun: both can be had at once.
    let left = database
        .store
        .claim_jobs(QUEUE, Uuid::nil(), start(), start(), 9)
        .await
        .unwrap();
    assert_eq!(left.len(), 2);
    let given_back = left.iter().find(|left| left.payload == "1").unwrap();
    // A stop is no attempt and no failure of the job.
    assert_eq!((given_back.lease.claim, given_back.attempt), (2, 1));
    assert_eq!(given_back.last_error, None);
}

#[tokio::test]
async fn a_job_that_kills_its_node_at_each_attempt_is_put_aside_unrun() {
    let (database, clock, service) = alone().await;
    let store = &database.store;
    let (handler, mut reports) = reporting();
    let handler = Handler {
        attempts_max: 3,
        ..handler
    };
    service.enqueue_job(job(1)).await.unwrap();
    for attempt in 1..=3 {
        let lease_until = clock_now(&service).checked_add(handler.lease).unwrap();
        let claimed = store.claim_jobs(QUEUE, Uuid::nil(), clock_now(&service), lease_until, 1);
        assert_eq!(claimed.await.unwrap()[0].attempt, attempt);
        // Nothing more is heard of it.
        clock.set(lease_until);
    }
    let _workers = Workers::start(&service, vec![handler]).unwrap();
    until(async || stats(&service).died == 1).await;
    assert!(reports.try_recv().is_err(), "it did not run");
    let dead = store.dead_jobs(QUEUE, 9).await.unwrap();
    assert_eq!(dead[0].last_error.as_deref(), Some("its node died at the last attempt"));
}

/// Two nodes, each with connections of its own to one database.
#[tokio::test]
async fn jobs_of_a_node_that_died_are_taken_over() {
    let database = colli_testkit::shared::database().unwrap();
    let clock = still_clock();
    let (here, there) = (connect(database.url()).await, connect(database.url()).await);
    let (service, other) = (node(&here, &clock, 1).await, node(&there, &clock, 2).await);
    let (started, mut starts) = mpsc::unbounded_channel();
    let stuck = Handler::new(QUEUE, move |_, _| {
        started.send(()).unwrap();
        pending()
    });
    let dies = Workers::start(&service, vec![stuck]).unwrap();
    service.enqueue_job(job(1)).await.unwrap();
    next(&mut starts).await;
    let (handler, mut reports) = reporting();
    let lease = handler.lease;
    let _survives = Workers::start(&other, vec![handler]).unwrap();
    other.enqueue_job(job(2)).await.unwrap();
    assert_eq!(next(&mut reports).await, "2");
    // Nothing is told or given back, as after kill -9.
    drop(dies);
    clock.advance_seconds(i64::try_from(lease.as_secs()).unwrap());
    assert_eq!(next(&mut reports).await, "1");
}

/// Every job is run once although four nodes want all of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_share_the_work() {
    let database = colli_testkit::shared::database().unwrap();
    let clock = still_clock();
    let (report, mut reports) = mpsc::unbounded_channel();
    let mut nodes = Vec::new();
    for seed in 1..=4 {
        let service = node(&connect(database.url()).await, &clock, seed).await;
        let report = report.clone();
        let handler = Handler::new(QUEUE, move |_, job| {
            report.send(job.payload).unwrap();
            async { Outcome::Done }
        });
        nodes.push((Workers::start(&service, vec![handler]).unwrap(), service));
    }
    for id in 0..200 {
        nodes[id % 4]
            .1
            .enqueue_job(job(u128::try_from(id).unwrap()))
            .await
            .unwrap();
    }
    let mut ran = Vec::new();
    while ran.len() < 200 {
        ran.push(next(&mut reports).await.parse::<u32>().unwrap());
    }
    for (workers, _) in nodes {
        workers.stop(Duration::from_secs(10)).await;
    }
    assert!(reports.try_recv().is_err());
    ran.sort_unstable();
    assert!(ran.into_iter().eq(0..200));
}

#[tokio::test]
async fn a_job_goes_on_in_another_queue() {
    let (database, _clock, service) = alone().await;
    let (told, mut tellings) = mpsc::unbounded_channel();
    let first = Handler::new(QUEUE, |service, _| async move {
        Outcome::Move {
            queue: "slow",
            due_at: service.real_now(),
        }
    });
    let second = Handler::new("slow", move |_, job| {
        told.send(job.payload).unwrap();
        async { Outcome::Done }
    });
    let workers = Workers::start(&service, vec![first, second]).unwrap();
    service.enqueue_job(job(7)).await.unwrap();
    assert_eq!(next(&mut tellings).await, "7");
    workers.stop(Duration::from_secs(5)).await;
    assert_eq!(database.store.next_job_due(QUEUE).await.unwrap(), None);
    assert_eq!(database.store.next_job_due("slow").await.unwrap(), None);
}

#[tokio::test]
async fn what_a_process_before_had_claimed_runs_at_the_start() {
    let (database, _clock, service) = alone().await;
    for id in [1, 2] {
        service.enqueue_job(job(id)).await.unwrap();
    }
    let lease_until = start() + SignedDuration::from_mins(5);
    let dead = Uuid::from_u128(0xdead);
    let claimed = database.store.claim_jobs(QUEUE, dead, start(), lease_until, 2).await;
    assert_eq!(claimed.unwrap().len(), 2);
    // The clock stands still: the leases never end.
    let (handler, mut reports) = reporting();
    let handler = Handler {
        takes_over: true,
        ..handler
    };
    let workers = Workers::start(&service, vec![handler]).unwrap();
    let mut ran = [next(&mut reports).await, next(&mut reports).await];
    ran.sort_unstable();
    assert_eq!(ran, ["1", "2"]);
    workers.stop(Duration::from_secs(5)).await;
}

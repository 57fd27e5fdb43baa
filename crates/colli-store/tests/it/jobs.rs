//! Jobs: claimed by one node at a time, taken over when a lease is over, never lost.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, tenant};
use colli_store::{AfterFailure, Job, JobCounts, NewJob, Store};
use std::collections::BTreeSet;
use tokio::task::JoinSet;
use uuid::Uuid;

on_each_engine!(
    a_job_given_back_keeps_its_attempts,
    jobs_are_enqueued_once_per_id,
    the_longest_due_are_claimed_first,
    claimers_never_get_the_same_job,
    a_lease_that_ends_is_taken_over_and_fenced,
    recurring_jobs_start_afresh,
    failures_are_counted_and_end_in_the_dead_letters,
    a_lease_can_be_extended,
    queues_and_tenants_are_kept_apart,
    a_poke_brings_a_job_forward_and_is_not_lost_on_a_claimed_one,
    leases_of_the_dead_are_taken_back,
);

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);

fn job(id: u128, queue: &str, due: i64) -> NewJob {
    NewJob {
        id: Uuid::from_u128(id),
        queue: queue.to_owned(),
        tenant: None,
        payload: format!("{{\"n\":{id}}}"),
        created_at: at(0),
        due_at: at(due),
    }
}

async fn claim(store: &Store, node: Uuid, now: i64, until: i64, max: usize) -> Vec<Job> {
    store.claim_jobs("mail", node, at(now), at(until), max).await.unwrap()
}

fn ids(jobs: &[Job]) -> Vec<u128> {
    jobs.iter().map(|job| job.lease.job.as_u128()).collect()
}

async fn jobs_are_enqueued_once_per_id<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    assert!(store.enqueue_job(job(1, "mail", 5)).await.unwrap());
    assert!(!store.enqueue_job(job(1, "mail", 1)).await.unwrap());
    assert_eq!(store.next_job_due("mail").await.unwrap(), Some(at(5)));
    assert_eq!(claim(&store, A, 4, 60, 9).await, []);
    let claimed = claim(&store, A, 5, 60, 9).await;
    assert_eq!(ids(&claimed), [1]);
    assert_eq!(claimed[0].payload, "{\"n\":1}");
    assert_eq!(
        (claimed[0].attempt, claimed[0].due_at, claimed[0].created_at),
        (1, at(5), at(0))
    );
    // A claimed job is still there.
    assert!(!store.enqueue_job(job(1, "mail", 1)).await.unwrap());
    assert!(store.finish_job(claimed[0].lease).await.unwrap());
    assert!(!store.finish_job(claimed[0].lease).await.unwrap());
    assert_eq!(store.next_job_due("mail").await.unwrap(), None);
}

async fn the_longest_due_are_claimed_first<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for (id, due) in [(1, 30), (2, 10), (3, 40), (4, 20), (5, 99)] {
        store.enqueue_job(job(id, "mail", due)).await.unwrap();
    }
    assert_eq!(ids(&claim(&store, A, 50, 100, 3).await), [2, 4, 1]);
    assert_eq!(ids(&claim(&store, A, 50, 100, 3).await), [3]);
    assert_eq!(claim(&store, A, 50, 100, 3).await, []);
}

async fn claimers_never_get_the_same_job<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for id in 0..200 {
        store.enqueue_job(job(id, "mail", 0)).await.unwrap();
    }
    let mut claimers = JoinSet::new();
    for node in 0..8 {
        let store = store.clone();
        claimers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let claimed = claim(&store, Uuid::from_u128(node), 1, 100, 7).await;
                if claimed.is_empty() {
                    return mine;
                }
                mine.extend(ids(&claimed));
            }
        });
    }
    let claimed: Vec<u128> = claimers.join_all().await.into_iter().flatten().collect();
    assert_eq!(claimed.len(), 200);
    assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>(), (0..200).collect());
}

async fn a_lease_that_ends_is_taken_over_and_fenced<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.enqueue_job(job(1, "mail", 0)).await.unwrap();
    let slow = claim(&store, A, 0, 60, 1).await.remove(0).lease;
    assert_eq!(claim(&store, B, 59, 120, 1).await, []);
    let takeover = claim(&store, B, 60, 120, 1).await.remove(0);
    assert_eq!(takeover.attempt, 2);
    // What the slow node says no longer counts, whatever it is.
    assert!(!store.finish_job(slow).await.unwrap());
    assert!(!store.reschedule_job(slow, at(900)).await.unwrap());
    assert!(!store.extend_job(slow, at(900)).await.unwrap());
    assert!(
        !store
            .fail_job(slow, "late", AfterFailure::DeadSince(at(61)))
            .await
            .unwrap()
    );
    // Nor when it is the same node that took over from itself.
    assert!(store.reschedule_job(takeover.lease, at(200)).await.unwrap());
    let first = claim(&store, A, 200, 260, 1).await.remove(0);
    assert_eq!((first.attempt, first.lease.node), (1, slow.node));
    assert!(!store.finish_job(slow).await.unwrap());
    assert!(!store.finish_job(takeover.lease).await.unwrap());
    assert!(store.finish_job(first.lease).await.unwrap());
}

async fn recurring_jobs_start_afresh<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.enqueue_job(job(1, "mail", 0)).await.unwrap();
    let first = claim(&store, A, 0, 60, 1).await.remove(0);
    let retry = AfterFailure::RetryAt(at(10));
    assert!(store.fail_job(first.lease, "no answer", retry).await.unwrap());
    assert_eq!(claim(&store, A, 9, 60, 1).await, []);
    let second = claim(&store, B, 10, 70, 1).await.remove(0);
    assert_eq!((second.attempt, second.last_error.as_deref()), (2, Some("no answer")));
    assert!(store.reschedule_job(second.lease, at(3_600)).await.unwrap());
    let third = claim(&store, A, 3_600, 3_660, 1).await.remove(0);
    assert_eq!((third.attempt, third.last_error), (1, None));
}

async fn failures_are_counted_and_end_in_the_dead_letters<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for id in 1..=3 {
        store.enqueue_job(job(id, "mail", 0)).await.unwrap();
    }
    for (second, dead) in (1i64..).zip(claim(&store, A, 0, 60, 2).await) {
        let long = "é\0".repeat(600);
        let buried = store
            .fail_job(dead.lease, &long, AfterFailure::DeadSince(at(second)))
            .await;
        assert!(buried.unwrap());
    }
    let count = || store.job_counts("mail", at(9));
    assert_eq!(count().await.unwrap(), JobCounts { due: 1, dead: 2 });
    assert_eq!(ids(&claim(&store, A, 9_999, 10_000, 9).await), [3]);
    let dead = store.dead_jobs("mail", 9).await.unwrap();
    assert_eq!(dead.iter().map(|job| job.dead_at).collect::<Vec<_>>(), [at(2), at(1)]);
    assert_eq!(dead[0].last_error.as_deref(), Some("é".repeat(500).as_str()));
    assert_eq!((dead[0].attempts, dead[0].tenant), (1, None));

    assert!(store.revive_job(dead[0].id, at(20)).await.unwrap());
    assert!(!store.revive_job(dead[0].id, at(20)).await.unwrap());
    let revived = claim(&store, B, 20, 80, 9).await;
    assert_eq!((revived[0].lease.job, revived[0].attempt), (dead[0].id, 1));
    assert_eq!(store.delete_dead_jobs(at(0)).await.unwrap(), 0);
    assert_eq!(store.delete_dead_jobs(at(1)).await.unwrap(), 1);
    assert_eq!(count().await.unwrap(), JobCounts { due: 0, dead: 0 });
}

async fn a_lease_can_be_extended<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.enqueue_job(job(1, "mail", 0)).await.unwrap();
    let lease = claim(&store, A, 0, 60, 1).await.remove(0).lease;
    assert!(store.extend_job(lease, at(120)).await.unwrap());
    assert_eq!(claim(&store, B, 60, 120, 1).await, []);
    assert_eq!(ids(&claim(&store, B, 120, 180, 1).await), [1]);
    assert!(!store.extend_job(lease, at(300)).await.unwrap());
}

async fn queues_and_tenants_are_kept_apart<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let of_tenant = NewJob {
        tenant: Some(tenant(7)),
        ..job(1, "mail", 0)
    };
    store.enqueue_job(of_tenant).await.unwrap();
    store.enqueue_job(job(2, "import", 0)).await.unwrap();
    let claimed = claim(&store, A, 0, 60, 9).await;
    assert_eq!(ids(&claimed), [1]);
    assert_eq!(claimed[0].tenant, Some(tenant(7)));
    let import = store.claim_jobs("import", A, at(0), at(60), 9).await.unwrap();
    assert_eq!((ids(&import), import[0].tenant), (vec![2], None));
}

async fn a_job_given_back_keeps_its_attempts<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.enqueue_job(job(1, "mail", 0)).await.unwrap();
    let lease = claim(&store, A, 0, 60, 1).await.remove(0).lease;
    assert!(store.give_back_job(lease, at(5)).await.unwrap());
    assert!(!store.give_back_job(lease, at(5)).await.unwrap());
    let again = claim(&store, B, 5, 65, 1).await.remove(0);
    assert_eq!((again.attempt, again.lease.claim, again.last_error), (1, 2, None));
}

async fn a_poke_brings_a_job_forward_and_is_not_lost_on_a_claimed_one<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.poke_job(job(1, "mail", 50)).await.unwrap();
    assert_eq!(store.next_job_due("mail").await.unwrap(), Some(at(50)));
    store.poke_job(job(1, "mail", 90)).await.unwrap();
    assert_eq!(store.next_job_due("mail").await.unwrap(), Some(at(50)), "never put off");
    store.poke_job(job(1, "mail", 20)).await.unwrap();
    assert_eq!(store.next_job_due("mail").await.unwrap(), Some(at(20)));
    let run = async |now| claim(&store, A, now, now + 60, 1).await.remove(0).lease;
    // Whatever a run says, what was poked while it ran is due at the earliest poke.
    let lease = run(20).await;
    store.poke_job(job(1, "mail", 40)).await.unwrap();
    store.poke_job(job(1, "mail", 30)).await.unwrap();
    assert_eq!(
        store.next_job_due("mail").await.unwrap(),
        Some(at(80)),
        "the lease stays"
    );
    assert!(store.finish_job(lease).await.unwrap());
    assert_eq!(store.next_job_due("mail").await.unwrap(), Some(at(30)));
    let lease = run(30).await;
    store.poke_job(job(1, "mail", 35)).await.unwrap();
    assert!(store.reschedule_job(lease, at(900)).await.unwrap());
    assert_eq!(store.next_job_due("mail").await.unwrap(), Some(at(35)));
    let lease = run(35).await;
    store.poke_job(job(1, "mail", 36)).await.unwrap();
    assert!(
        store
            .fail_job(lease, "no", AfterFailure::RetryAt(at(900)))
            .await
            .unwrap()
    );
    assert_eq!(store.next_job_due("mail").await.unwrap(), Some(at(36)));
    let lease = run(36).await;
    store.poke_job(job(1, "mail", 37)).await.unwrap();
    assert!(store.give_back_job(lease, at(900)).await.unwrap());
    assert_eq!(store.next_job_due("mail").await.unwrap(), Some(at(37)));
    // A claim answers for all pokes before it; one that is over its lease too.
    let lost = run(37).await;
    store.poke_job(job(1, "mail", 38)).await.unwrap();
    let lease = run(97).await;
    assert!(!store.finish_job(lost).await.unwrap());
    assert!(store.finish_job(lease).await.unwrap());
    assert_eq!(store.next_job_due("mail").await.unwrap(), None);
    // A dead one lives again.
    store.poke_job(job(1, "mail", 0)).await.unwrap();
    let lease = run(100).await;
    assert!(
        store
            .fail_job(lease, "no", AfterFailure::DeadSince(at(100)))
            .await
            .unwrap()
    );
    store.poke_job(job(1, "mail", 200)).await.unwrap();
    assert_eq!(claim(&store, A, 200, 260, 1).await.len(), 1);
}

async fn leases_of_the_dead_are_taken_back<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for (id, queue) in [(1, "mail"), (2, "mail"), (3, "mail"), (4, "other")] {
        store.enqueue_job(job(id, queue, 0)).await.unwrap();
    }
    let claimed = claim(&store, A, 0, 300, 2).await;
    store.claim_jobs("other", A, at(0), at(300), 1).await.unwrap();
    assert_eq!(store.release_leases("mail", at(5)).await.unwrap(), 2);
    assert_eq!(store.release_leases("mail", at(5)).await.unwrap(), 0);
    assert!(
        !store.finish_job(claimed[0].lease).await.unwrap(),
        "the dead say nothing"
    );
    let again = claim(&store, B, 5, 65, 9).await;
    assert_eq!(again.len(), 3);
    let attempts: BTreeSet<u32> = again.iter().map(|job| job.attempt).collect();
    assert_eq!(attempts, [1, 2].into(), "a claim stays an attempt");
    assert_eq!(store.next_job_due("other").await.unwrap(), Some(at(300)));
}

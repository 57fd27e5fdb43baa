//! Signing keys: shared, rotated with overlap, and learned of without a restart.

use crate::nodes::{Embedded, MASTER, connect, log_in, node, node_with, start, still_clock};
use colli_service::jobs::Retention;
use colli_service::tokens::{ACCESS_SECONDS, REFRESH_SECONDS};
use colli_service::{Error, Service, StartError};
use colli_store::Store;
use futures_util::future::join_all;
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

const DAY: i64 = 86_400;

const FOR_EVER: Retention = Retention {
    shipments_days: 0,
    attachments_days: 0,
    dead_jobs_days: 30,
};

async fn is_accepted(service: &Service, token: &str) -> bool {
    match service.authenticate(token).await {
        Ok(_) => true,
        Err(Error::Unauthenticated(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn kids(store: &Store) -> Vec<String> {
    store
        .signing_keys()
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.kid)
        .collect()
}

#[tokio::test]
async fn a_rotation_logs_nobody_out() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = node(&database.store, &clock, 1).await;
    let first = kids(&database.store).await;
    let old = log_in(&service).await;
    let rotated = service.rotate_signing_key().await.unwrap();
    assert_ne!(first, [rotated.kid.as_str()]);
    let overlap = SignedDuration::from_secs(REFRESH_SECONDS + DAY);
    assert_eq!(rotated.old_accepted_until, start().checked_add(overlap).unwrap());
    let new = log_in(&service).await;
    assert!(is_accepted(&service, &old.access).await && is_accepted(&service, &new.access).await);
    assert_ne!(
        old.access.split('.').next(),
        new.access.split('.').next(),
        "each names its key"
    );
    // A node that starts now knows both.
    let later = node(&database.store, &clock, 2).await;
    assert!(is_accepted(&later, &old.access).await && is_accepted(&later, &new.access).await);
    // The old refresh token holds to its last second.
    clock.advance_seconds(REFRESH_SECONDS - 1);
    assert!(later.refresh(&old.refresh).await.is_ok());
}

#[tokio::test]
async fn after_the_overlap_the_old_key_is_refused_and_deleted() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = node(&database.store, &clock, 1).await;
    let old = log_in(&service).await.access;
    let new = service.rotate_signing_key().await.unwrap();
    let other = node(&database.store, &clock, 2).await;
    clock.set(
        new.old_accepted_until
            .checked_sub(SignedDuration::from_hours(1))
            .unwrap(),
    );
    run_maintenance(&service).await;
    assert_eq!(kids(&database.store).await.len(), 2);
    clock.set(new.old_accepted_until);
    run_maintenance(&service).await;
    assert_eq!(kids(&database.store).await.len(), 2, "links hold under it");
    other.reload_signing_keys().await.unwrap();
    // The token has ended long since; that its key opens none shows when its time is turned back.
    clock.set(start());
    assert!(!is_accepted(&other, &old).await);
    let links_end = start().checked_add(SignedDuration::from_hours(400 * 24)).unwrap();
    clock.set(links_end);
    run_maintenance(&service).await;
    assert_eq!(kids(&database.store).await, [new.kid]);
    assert!(is_accepted(&other, &log_in(&service).await.access).await);
}

/// Runs the hourly job, which must be due.
async fn run_maintenance(service: &Arc<Service>) {
    let workers = service.start_jobs(FOR_EVER).unwrap();
    let ran = async {
        while service.job_stats()[0].again == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ran).await.unwrap();
    workers.stop(Duration::ZERO).await;
}

#[tokio::test]
async fn another_node_accepts_the_new_key_at_once_and_signs_with_it_later() {
    let database = colli_testkit::shared::database().unwrap();
    let clock = still_clock();
    let (here, there) = (connect(database.url()).await, connect(database.url()).await);
    let (here, there) = (node(&here, &clock, 1).await, node(&there, &clock, 2).await);
    let before = log_in(&there).await;
    assert!(is_accepted(&here, &before.access).await);
    here.rotate_signing_key().await.unwrap();
    let pair = log_in(&here).await;
    assert!(is_accepted(&there, &pair.access).await);
    assert!(there.refresh(&log_in(&here).await.refresh).await.is_ok());
    // Having met the new key, it signs with it.
    let head = |token: &str| token.split('.').next().unwrap().to_owned();
    assert_eq!(head(&log_in(&there).await.access), head(&pair.access));
    assert!(is_accepted(&here, &before.access).await);
}

#[tokio::test]
async fn nodes_that_rotate_at_once_agree() {
    let database = colli_testkit::shared::database().unwrap();
    let clock = still_clock();
    let store = connect(database.url()).await;
    let (a, b) = (node(&store, &clock, 1).await, node(&store, &clock, 2).await);
    let (from_a, from_b) = tokio::join!(a.rotate_signing_key(), b.rotate_signing_key());
    assert_eq!(from_a.unwrap().kid, from_b.unwrap().kid);
    assert_eq!(kids(&store).await.len(), 2);
    let (pair_a, pair_b) = (log_in(&a).await, log_in(&b).await);
    assert!(is_accepted(&b, &pair_a.access).await && is_accepted(&a, &pair_b.access).await);
}

#[tokio::test]
async fn tokens_of_made_up_keys_make_a_node_look_once_a_second_and_delay_good_ones_at_most() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = node(&database.store, &clock, 1).await;
    let other = Embedded::new().await;
    let stranger = node(&other.store, &clock, 2).await;
    let forged = log_in(&stranger).await.access;
    assert!(!is_accepted(&service, &forged).await);
    // Another node rotates within the same second: its token waits for the next look, like all forged ones that come.
    let second = node(&database.store, &clock, 3).await;
    second.rotate_signing_key().await.unwrap();
    let token = log_in(&second).await.access;
    let started = std::time::Instant::now();
    let forgeries = join_all((0..20).map(|_| is_accepted(&service, &forged)));
    let (is_good, forgeries) = tokio::join!(is_accepted(&service, &token), forgeries);
    assert!(is_good && !forgeries.contains(&true));
    // One look for all of them: with one for each, most would have been sent away as the time was over.
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

/// Paused: the minute passes when nothing else is to do.
#[tokio::test(start_paused = true)]
async fn every_node_looks_for_new_keys_each_minute() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let (service, other) = (
        node(&database.store, &clock, 1).await,
        node(&database.store, &clock, 2).await,
    );
    let workers = service.start_jobs(FOR_EVER).unwrap();
    other.rotate_signing_key().await.unwrap();
    let head = |token: &str| token.split('.').next().unwrap().to_owned();
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(head(&log_in(&service).await.access), head(&log_in(&other).await.access));
    workers.stop(Duration::ZERO).await;
}

#[tokio::test]
async fn a_wrong_master_key_is_refused_before_and_after_a_rotation() {
    let database = Embedded::new().await;
    let clock = still_clock();
    let service = node(&database.store, &clock, 1).await;
    for _ in 0..2 {
        let refused = node_with(&database.store, &clock, 2, MASTER + 1).await.map(drop);
        assert!(matches!(refused, Err(StartError::MasterKey)), "{refused:?}");
        service.rotate_signing_key().await.unwrap();
    }
    clock.advance_seconds(ACCESS_SECONDS);
    assert!(node_with(&database.store, &clock, 2, MASTER).await.is_ok());
}

//! Batches, the queue and the life of the store.

use crate::engine::{Sqlite, TestEngine, on_each_engine};
use crate::fixture::{at, random_id, shipment, tenant};
use colli_core::ids::ShipmentId;
use colli_store::{Inserted, Store, StoreError, StoreOptions};
use tokio::task::JoinSet;

on_each_engine!(
    failures_do_not_hurt_neighbours,
    closing_stores_what_is_queued,
    dropped_callers_lose_nothing
);

async fn failures_do_not_hurt_neighbours<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let us = tenant(1);
    store
        .insert_shipment(shipment(us, random_id(0), 7, 1, at(0)))
        .await
        .unwrap();
    let mut tasks = JoinSet::new();
    for n in 1..=200u64 {
        let store = store.clone();
        // Every fifth wants the code that is taken, with a piece before it that is not.
        let new = if n % 5 == 0 {
            let mut new = shipment(us, random_id(n), 10_000 + n * 10, 2, at(0));
            new.shipment.tracker_code = Some(crate::fixture::code(7));
            new
        } else {
            shipment(us, random_id(n), 10_000 + n * 10, 1, at(0))
        };
        tasks.spawn(async move { (n, store.insert_shipment(new).await) });
    }
    for (n, answer) in tasks.join_all().await {
        let stored = store.shipment(us, ShipmentId(random_id(n))).await.unwrap();
        let tracked = store.track(&crate::fixture::code(10_000 + n * 10), 1).await.unwrap();
        if n % 5 == 0 {
            assert!(matches!(answer, Err(StoreError::Duplicate(_))), "{answer:?}");
            assert!(stored.is_none() && tracked.is_empty());
        } else {
            assert!(matches!(answer, Ok(Inserted::Created(_))), "{answer:?}");
            assert!(stored.is_some());
            assert_eq!(tracked[0].events.len(), 2);
        }
    }
    assert_eq!(store.list_shipments(us, 1_000, 0).await.unwrap().len(), 161);
}

async fn closing_stores_what_is_queued<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store.ping().await.unwrap();
    let mut tasks = JoinSet::new();
    for n in 0..100 {
        let store = store.clone();
        tasks.spawn(async move {
            store
                .insert_shipment(shipment(tenant(1), random_id(n), n, 1, at(0)))
                .await
        });
    }
    store.close().await;
    let answers = tasks.join_all().await;
    let acknowledged = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer, Ok(_) | Err(StoreError::Closed)))
    );
    assert!(matches!(store.ping().await, Err(StoreError::Closed)));
    assert!(matches!(store.lease_serials("a", 1).await, Err(StoreError::Closed)));
    assert!(matches!(
        store.list_shipments(tenant(1), 1, 0).await,
        Err(StoreError::Closed)
    ));
    store.close().await;
    let stored = engine
        .open()
        .await
        .list_shipments(tenant(1), 1_000, 0)
        .await
        .unwrap()
        .len();
    assert!(stored >= acknowledged, "{stored} of {acknowledged}");
}

async fn dropped_callers_lose_nothing<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let mut waiting = Box::pin(store.insert_shipment(shipment(tenant(1), random_id(1), 1, 1, at(0))));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let polled = waiting.as_mut().poll(&mut context);
    drop(waiting);
    assert!(polled.is_pending() || matches!(polled, std::task::Poll::Ready(Ok(_))));
    // What was asked before is done before the store closes.
    store.close().await;
    let store = engine.open().await;
    assert!(
        store
            .shipment(tenant(1), ShipmentId(random_id(1)))
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answers_come_after_the_commit() {
    let engine = Sqlite::fresh();
    let store = engine.open().await;
    let mut tasks = JoinSet::new();
    for caller in 0..16u64 {
        let store = store.clone();
        let other = engine.connection();
        tasks.spawn(async move {
            for turn in 0..20 {
                let id = random_id(caller * 1_000 + turn);
                store
                    .insert_shipment(shipment(tenant(1), id, caller * 1_000 + turn, 1, at(0)))
                    .await
                    .unwrap();
                let seen: i64 = other
                    .query_row(
                        "select count(*) from shipments where shipment_id = $1",
                        [id.as_bytes()],
                        |row| row.get(0),
                    )
                    .unwrap();
                assert_eq!(seen, 1);
            }
        });
    }
    tasks.join_all().await;
    let stats = store.stats();
    assert_eq!((stats.operations, stats.queue_depth, stats.refused), (320, 0, 0));
    assert!(stats.commits < 320, "no commit was shared: {stats:?}");
    assert_eq!(stats.batch_sizes.iter().sum::<u64>(), stats.commits);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_queue_refuses_at_once() {
    let engine = Sqlite::fresh();
    let store = Store::open(StoreOptions {
        queue_max: 1,
        batch_max: 1,
        ..engine.options()
    })
    .await
    .unwrap();
    // Another writer holds the file, so that ours cannot get on: it has room for one in hand and one in the queue.
    let other = engine.connection();
    other.execute_batch("begin immediate").unwrap();
    let mut inserts = JoinSet::new();
    for n in 1..=3 {
        let store = store.clone();
        inserts.spawn(async move {
            store
                .insert_shipment(shipment(tenant(1), random_id(n), n, 1, at(0)))
                .await
        });
    }
    let refused = inserts.join_next().await.unwrap().unwrap();
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    assert!(refused.unwrap_err().is_temporary());
    assert!(store.stats().refused > 0);
    other.execute_batch("commit").unwrap();
    let answers = inserts.join_all().await;
    assert!(answers.iter().any(Result::is_ok));
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer, Ok(Inserted::Created(_)) | Err(StoreError::Busy)))
    );
    store.ping().await.unwrap();
    assert_eq!(store.stats().queue_depth, 0);
}

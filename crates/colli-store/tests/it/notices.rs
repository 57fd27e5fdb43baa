//! Notices: told with the resources they are of, each resource's in order, to those who name their topic.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use crate::told::row;
use colli_core::ids::Tenant;
use colli_store::{
    DeliveryRow, DeliveryState, NewNotice, NewObject, ObjectChange, ObjectWriting, ObjectsWritten, Settled, Store,
    SubscriberRow, TELLING, Topic,
};
use tokio::task::JoinSet;
use uuid::Uuid;

on_each_engine!(
    who_names_a_topic_is_told_of_it_and_nobody_else,
    notices_of_a_resource_wait_for_each_other,
    what_is_not_written_is_not_told,
    concurrent_notices_of_a_resource_have_positions_of_their_own,
    who_is_switched_off_is_not_told,
    notices_are_replayed_and_given_up_and_go_with_the_rest,
);

const NODE: Uuid = Uuid::from_u128(9);
const ID: Uuid = Uuid::from_u128(0x51);
/// Whatever it is of, the check does not look into it.
const KIND: &str = "track_registration";

pub(crate) fn listener(tenant: Tenant, id: Uuid, filter: &str) -> SubscriberRow {
    SubscriberRow {
        kind: "shippo".to_owned(),
        filter: filter.to_owned(),
        ..row(tenant, id)
    }
}

async fn open<E: TestEngine>(engine: &E, filter: &str) -> (Store, Tenant) {
    let (store, tenant) = (engine.open().await, tenant(1));
    store.insert_subscriber(listener(tenant, ID, filter)).await.unwrap();
    (store, tenant)
}

fn notice(topic: Topic, object: Uuid) -> Vec<NewNotice> {
    vec![NewNotice { topic, object }]
}

pub(crate) async fn make(store: &Store, tenant: Tenant, id: Uuid, seconds: i64) -> bool {
    let object = NewObject {
        kind: KIND,
        id,
        position: seconds,
        parent: None,
        state: None,
        created_at: at(seconds),
        body: "{}".to_owned(),
    };
    let writing = ObjectWriting {
        objects: vec![object],
        notices: notice(Topic::TransactionCreated, id),
        ..ObjectWriting::default()
    };
    store.write_objects(tenant, writing, at(seconds)).await.unwrap() == ObjectsWritten::Done
}

pub(crate) async fn change(store: &Store, tenant: Tenant, id: Uuid, version: i64, seconds: i64) -> bool {
    let change = ObjectChange {
        id,
        version,
        state: None,
        updated_at: at(seconds),
        body: "{}".to_owned(),
    };
    let writing = ObjectWriting {
        changes: vec![change],
        notices: notice(Topic::TransactionUpdated, id),
        ..ObjectWriting::default()
    };
    store.write_objects(tenant, writing, at(seconds)).await.unwrap() == ObjectsWritten::Done
}

async fn ready(store: &Store, tenant: Tenant, id: Uuid) -> Vec<DeliveryRow> {
    store.ready_deliveries(tenant, id, at(1_000), 100).await.unwrap()
}

async fn settle(store: &Store, tenant: Tenant, row: &DeliveryRow, state: DeliveryState) {
    let settled = Settled {
        tracker_code: row.tracker_code.clone(),
        position: row.position,
        state,
        due_at: at(2_000),
        status: Some(200),
        error: None,
    };
    store
        .settle_deliveries(tenant, ID, at(1_000), vec![settled], None)
        .await
        .unwrap();
}

async fn who_names_a_topic_is_told_of_it_and_nobody_else<E: TestEngine>(engine: &E) {
    let (store, mine) = open(engine, "transaction_created").await;
    let everything = "*,batch_created,batch_purchased,transaction_created,transaction_updated";
    let [all, events, batches] = [2, 3, 4].map(Uuid::from_u128);
    for (id, filter) in [(all, everything), (events, "*"), (batches, "batch_created")] {
        store.insert_subscriber(listener(mine, id, filter)).await.unwrap();
    }
    store
        .insert_subscriber(row(tenant(2), Uuid::from_u128(5)))
        .await
        .unwrap();
    let object = random_id(1);
    assert!(make(&store, mine, object, 1).await);
    let told = ready(&store, mine, ID).await;
    assert_eq!(told.len(), 1);
    let notice = NewNotice {
        topic: Topic::TransactionCreated,
        object,
    };
    assert_eq!(
        (told[0].notice(), told[0].position, told[0].occurred_at),
        (Some(notice), 0, at(1))
    );
    assert_eq!(ready(&store, mine, all).await.len(), 1);
    assert_eq!(
        (
            ready(&store, mine, events).await.len(),
            ready(&store, mine, batches).await.len()
        ),
        (0, 0)
    );
    assert!(change(&store, mine, object, 0, 2).await);
    // Who wants every event of parcels wants those with or without topics beside.
    store
        .insert_shipment(shipment(mine, random_id(7), 1, 1, at(3)))
        .await
        .unwrap();
    let counts = async |id| store.delivery_log(mine, id, None, 100).await.unwrap().len();
    assert_eq!(
        (
            counts(ID).await,
            counts(all).await,
            counts(events).await,
            counts(batches).await
        ),
        (1, 4, 2, 0)
    );
    let told = ready(&store, mine, all).await;
    let found = store.delivered_events(&told).await.unwrap();
    for (row, event) in told.iter().zip(found) {
        assert_eq!(row.notice().is_some(), event.is_none());
        assert_eq!(row.notice().is_none(), row.tracker_code == code(1));
    }
    let jobs = store.claim_jobs(TELLING, NODE, at(0), at(60), 9).await.unwrap();
    assert_eq!(jobs.len(), 3, "one for each that is told something");
}

async fn notices_of_a_resource_wait_for_each_other<E: TestEngine>(engine: &E) {
    let (store, tenant) = open(engine, "transaction_created,transaction_updated").await;
    let (one, other) = (random_id(1), random_id(2));
    for id in [one, other] {
        make(&store, tenant, id, 1).await;
        change(&store, tenant, id, 0, 2).await;
    }
    let told = ready(&store, tenant, ID).await;
    assert_eq!(told.len(), 2, "the first of each");
    settle(&store, tenant, &told[0], DeliveryState::Ready).await;
    settle(&store, tenant, &told[1], DeliveryState::Delivered).await;
    let next = ready(&store, tenant, ID).await;
    assert_eq!(next.len(), 1);
    let notice = NewNotice {
        topic: Topic::TransactionUpdated,
        ..told[1].notice().unwrap()
    };
    assert_eq!((next[0].notice(), next[0].position), (Some(notice), 1));
}

async fn what_is_not_written_is_not_told<E: TestEngine>(engine: &E) {
    let (store, tenant) = open(engine, "transaction_created,transaction_updated").await;
    let object = random_id(1);
    assert!(make(&store, tenant, object, 1).await);
    assert!(!make(&store, tenant, object, 2).await, "it is there");
    assert!(
        !change(&store, tenant, object, 7, 2).await,
        "it is no longer that version"
    );
    assert_eq!(store.delivery_log(tenant, ID, None, 9).await.unwrap().len(), 1);
}

async fn concurrent_notices_of_a_resource_have_positions_of_their_own<E: TestEngine>(engine: &E) {
    let (store, tenant) = open(engine, "transaction_created,transaction_updated").await;
    let object = random_id(1);
    make(&store, tenant, object, 1).await;
    let mut tasks = JoinSet::new();
    for version in 0..8 {
        let store = store.clone();
        tasks.spawn(async move { while !change(&store, tenant, object, version, 2 + version).await {} });
    }
    // Who notes what came of the first lets the next go, whoever comes meanwhile.
    let first = ready(&store, tenant, ID).await;
    settle(&store, tenant, &first[0], DeliveryState::Delivered).await;
    tasks.join_all().await;
    let mut positions = Vec::new();
    while let Some(row) = ready(&store, tenant, ID).await.first() {
        positions.push(row.position);
        settle(&store, tenant, row, DeliveryState::Delivered).await;
    }
    assert_eq!(positions, [1, 2, 3, 4, 5, 6, 7, 8]);
}

async fn who_is_switched_off_is_not_told<E: TestEngine>(engine: &E) {
    let (store, tenant) = (engine.open().await, tenant(1));
    let off = SubscriberRow {
        is_enabled: false,
        ..listener(tenant, ID, "transaction_created")
    };
    store.insert_subscriber(off).await.unwrap();
    make(&store, tenant, random_id(1), 1).await;
    assert_eq!(store.delivery_log(tenant, ID, None, 9).await.unwrap(), []);
    assert_eq!(store.next_job_due(TELLING).await.unwrap(), None);
}

async fn notices_are_replayed_and_given_up_and_go_with_the_rest<E: TestEngine>(engine: &E) {
    let (store, tenant) = open(engine, "transaction_created,transaction_updated").await;
    let object = random_id(1);
    make(&store, tenant, object, 1).await;
    change(&store, tenant, object, 0, 2).await;
    let told = ready(&store, tenant, ID).await;
    settle(&store, tenant, &told[0], DeliveryState::Delivered).await;
    assert_eq!(
        store.replay_deliveries(tenant, ID, at(0), at(5), at(5)).await.unwrap(),
        2
    );
    let again = ready(&store, tenant, ID).await;
    assert_eq!((again.len(), again[0].position, again[0].told_at), (1, 0, at(5)));
    assert_eq!(store.give_up_deliveries(tenant, ID, at(6), at(7)).await.unwrap(), 1);
    assert_eq!(ready(&store, tenant, ID).await, []);
    let log = store.delivery_log(tenant, ID, None, 9).await.unwrap();
    assert!(log.len() == 2 && log.iter().all(|row| row.state == DeliveryState::GivenUp));
    assert_eq!(store.delete_old_deliveries(tenant, at(6)).await.unwrap(), 2);
    change(&store, tenant, object, 1, 8).await;
    assert_eq!(store.delivery_log(tenant, ID, None, 9).await.unwrap().len(), 1);
    store.delete_deliveries(tenant).await.unwrap();
    assert_eq!(store.delivery_log(tenant, ID, None, 9).await.unwrap(), []);
}

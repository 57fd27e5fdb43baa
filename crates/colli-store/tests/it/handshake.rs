//! Hand-shakes: written with the subscriber, one step after the other, and found first.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use crate::told::row;
use colli_core::ids::Tenant;
use colli_store::{
    DeliveryRow, DeliveryState, HandshakeStep, Settled, Store, SubscriberChange, SubscriberInserted, SubscriberRow,
    TELLING,
};
use uuid::Uuid;

on_each_engine!(
    a_new_subscriber_is_asked_once_and_told_nothing,
    the_last_step_waits_for_the_first_and_comes_with_the_change,
);

const ID: Uuid = Uuid::from_u128(0x51);
const NODE: Uuid = Uuid::from_u128(9);

fn asked(tenant: Tenant) -> SubscriberRow {
    SubscriberRow {
        kind: "unified".to_owned(),
        filter: "-".to_owned(),
        is_per_parcel: true,
        ..row(tenant, ID)
    }
}

fn change(before: &str) -> SubscriberChange {
    SubscriberChange {
        is_enabled: None,
        filter: Some("*".to_owned()),
        body_before: before.to_owned(),
        body: "{\"active\":true}".to_owned(),
    }
}

async fn settle(store: &Store, tenant: Tenant, row: &DeliveryRow) {
    let settled = Settled {
        tracker_code: row.tracker_code.clone(),
        position: row.position,
        state: DeliveryState::Delivered,
        due_at: at(2_000),
        status: Some(200),
        error: None,
    };
    store
        .settle_deliveries(tenant, ID, at(1_000), vec![settled], None)
        .await
        .unwrap();
}

async fn a_new_subscriber_is_asked_once_and_told_nothing<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    let new = asked(mine);
    for answer in [SubscriberInserted::Inserted, SubscriberInserted::Exists] {
        let inserted = store
            .insert_subscriber_to_validate(new.clone(), vec![code(1), code(2)])
            .await;
        assert_eq!(inserted.unwrap(), answer);
    }
    store
        .insert_shipment(shipment(mine, random_id(7), 1, 1, at(3)))
        .await
        .unwrap();
    let log = store.delivery_log(mine, ID, None, 100).await.unwrap();
    assert_eq!(log.len(), 1, "{log:?}");
    let step = store.pending_step(mine, ID).await.unwrap().unwrap();
    assert_eq!((&step, step.handshake()), (&log[0], Some(HandshakeStep::Validate)));
    assert_eq!((step.notice(), step.position, step.told_at), (None, 0, new.created_at));
    assert_eq!(store.delivered_events(&log).await.unwrap(), [None]);
    assert_eq!(store.subscriptions(mine, ID, "", 9).await.unwrap(), [code(1), code(2)]);
    let jobs = store.claim_jobs(TELLING, NODE, at(0), at(60), 9).await.unwrap();
    assert_eq!(jobs.len(), 1);
    assert_eq!(store.pending_step(tenant(2), ID).await.unwrap(), None);
}

async fn the_last_step_waits_for_the_first_and_comes_with_the_change<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    let new = asked(mine);
    let body = new.body.clone();
    store.insert_subscriber_to_validate(new, vec![code(1)]).await.unwrap();
    let stale = store.activate_subscriber(mine, ID, change("{\"other\":1}"), at(5), at(5));
    assert!(!stale.await.unwrap());
    assert_eq!(store.delivery_log(mine, ID, None, 100).await.unwrap().len(), 1);
    assert!(
        store
            .activate_subscriber(mine, ID, change(&body), at(6), at(6))
            .await
            .unwrap()
    );
    let first = store.pending_step(mine, ID).await.unwrap().unwrap();
    assert_eq!(first.handshake(), Some(HandshakeStep::Validate));
    settle(&store, mine, &first).await;
    let last = store.pending_step(mine, ID).await.unwrap().unwrap();
    assert_eq!(
        (last.handshake(), last.position, last.occurred_at),
        (Some(HandshakeStep::Ready), 1, at(6))
    );
    store
        .insert_shipment(shipment(mine, random_id(7), 1, 1, at(7)))
        .await
        .unwrap();
    assert_eq!(store.pending_step(mine, ID).await.unwrap(), Some(last.clone()));
    settle(&store, mine, &last).await;
    assert_eq!(store.pending_step(mine, ID).await.unwrap(), None);
    let ready = store.ready_deliveries(mine, ID, at(1_000), 9).await.unwrap();
    assert_eq!(ready.len(), 1, "the first event of the parcel");
    assert_eq!((ready[0].tracker_code.clone(), ready[0].handshake()), (code(1), None));
}

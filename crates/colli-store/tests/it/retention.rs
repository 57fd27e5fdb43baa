//! Retention deletes what is old, all of it and nothing else.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::ids::{OrganisationId, ShipmentId};
use colli_core::tracking::{Moment, registration};
use colli_store::{Appended, Inserted, NewEvent, OrganisationRow, Store};
use uuid::Uuid;

on_each_engine!(
    old_shipments_go_with_all_that_is_theirs,
    a_step_is_bounded,
    what_is_remembered_of_a_deleted_code_ends,
    organisations_are_paged,
);

const DAY: i64 = 86_400;

async fn book(store: &Store, organisation: u128, n: u64, pieces: u32, seconds: i64) {
    let new = shipment(tenant(organisation), random_id(n), n * 1_000, pieces, at(seconds));
    let answer = store.insert_shipment(new).await.unwrap();
    assert!(matches!(answer, Inserted::Created(_)), "{answer:?}");
}

fn scan(organisation: u128, id: &str, code: String, seconds: i64) -> NewEvent {
    let [event, _] = registration(
        Moment {
            at: at(seconds),
            offset_seconds: 3_600,
        },
        None,
    );
    NewEvent {
        tenant: tenant(organisation),
        event_id: id.to_owned(),
        tracker_code: code,
        event,
    }
}

async fn old_shipments_go_with_all_that_is_theirs<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    book(&store, 1, 1, 3, 0).await;
    book(&store, 1, 2, 1, DAY).await;
    book(&store, 2, 3, 1, 0).await;
    let scans =
        [(1, 1_000), (1, 2_000), (2, 3_000)].map(|(organisation, serial)| scan(organisation, "scan", code(serial), 60));
    // An id is one organisation's; the second scan of the first one needs another.
    let [first, second, other] = scans;
    let second = NewEvent {
        event_id: "scan 2".to_owned(),
        ..second
    };
    let stored = store
        .append_events(vec![first.clone(), second.clone(), other.clone()])
        .await;
    assert_eq!(stored.unwrap(), [Appended::Stored; 3]);

    assert_eq!(store.delete_old_shipments(tenant(1), at(0)).await.unwrap(), 0);
    assert_eq!(store.delete_old_shipments(tenant(1), at(DAY)).await.unwrap(), 1);
    assert_eq!(store.delete_old_shipments(tenant(1), at(DAY)).await.unwrap(), 0);

    for serial in 1_000..1_004 {
        assert!(store.track(&code(serial), 9).await.unwrap().is_empty(), "{serial}");
        let found = store.shipment_by_tracker_code(tenant(1), &code(serial)).await.unwrap();
        assert!(found.is_none());
    }
    let gone = shipment(tenant(1), random_id(1), 1_000, 3, at(0)).shipment;
    for piece in &gone.pieces {
        assert!(
            store
                .shipment_of_label(tenant(1), piece.label_id)
                .await
                .unwrap()
                .is_none()
        );
    }
    assert_eq!(
        store.append_events(vec![first.clone(), second, other]).await.unwrap(),
        [Appended::UnknownCode, Appended::Duplicate, Appended::Duplicate],
        "the ids of the deleted piece's events are free, those of others are not"
    );
    assert_eq!(store.track(&code(2_000), 9).await.unwrap()[0].events.len(), 3);
    let kept = store.list_shipments(tenant(1), 9, 0).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].order.shipment_id, ShipmentId(random_id(2)));
    assert_eq!(store.list_shipments(tenant(2), 9, 0).await.unwrap().len(), 1);

    // Ids and codes are as good as new: nothing of theirs is left to be in the way.
    book(&store, 1, 1, 3, 2 * DAY).await;
    let anew = store.append_events(vec![first]).await.unwrap();
    assert_eq!(anew, [Appended::Stored]);
    assert_eq!(store.track(&code(1_000), 9).await.unwrap()[0].events.len(), 3);
}

async fn a_step_is_bounded<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for n in 1..=6 {
        book(&store, 1, n, 250, i64::try_from(n).unwrap()).await;
    }
    let mut steps = Vec::new();
    loop {
        match store.delete_old_shipments(tenant(1), at(DAY)).await.unwrap() {
            0 => break,
            deleted => steps.push(deleted),
        }
    }
    // 251 codes each, and no further shipment after two hundred.
    assert_eq!(steps, [1; 6]);
}

async fn what_is_remembered_of_a_deleted_code_ends<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    book(&store, 1, 1, 2, 0).await;
    let versions = || [1_000, 1_001, 1_002].map(|serial| store.events_version(&code(serial)));
    let before = versions();
    store.delete_old_shipments(tenant(1), at(DAY)).await.unwrap();
    for (before, after) in before.into_iter().zip(versions()) {
        assert!(before.is_none() || before != after, "{before:?} {after:?}");
    }
}

async fn organisations_are_paged<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    for number in [3, 1, 2] {
        let row = OrganisationRow {
            organisation: OrganisationId(Uuid::from_u128(number)),
            name: number.to_string(),
            created_at: at(0),
        };
        store.put_organisation(row).await.unwrap();
    }
    let after = |number: u128| store.organisations(Some(OrganisationId(Uuid::from_u128(number))));
    let all = store.organisations(None).await.unwrap();
    assert_eq!(all.iter().map(|id| id.0.as_u128()).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(after(2).await.unwrap(), all[2..]);
    assert_eq!(after(3).await.unwrap(), []);
}

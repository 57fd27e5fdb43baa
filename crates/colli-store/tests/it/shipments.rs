use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::ids::{Environment, LabelId, ShipmentId, Tenant};
use colli_core::shipment::Shipment;
use colli_store::{Cursor, Inserted, Store, StoreError};
use tokio::task::JoinSet;
use uuid::Uuid;

on_each_engine!(
    a_shipment_is_found_by_every_key,
    a_repeated_id_gives_the_first_shipment,
    concurrent_duplicates_make_one,
    tenants_and_environments_are_apart,
    a_label_id_cannot_name_two_shipments,
    return_and_printless_pieces_are_found,
    a_taken_code_stores_nothing,
    lists_are_newest_first_and_page,
    order_references_repeat,
);

fn created(answer: Inserted) -> Shipment {
    match answer {
        Inserted::Created(shipment) => *shipment,
        Inserted::Existing(shipment) => panic!("existed: {shipment:?}"),
    }
}

fn existing(answer: Inserted) -> Shipment {
    match answer {
        Inserted::Existing(shipment) => *shipment,
        Inserted::Created(shipment) => panic!("created: {shipment:?}"),
    }
}

async fn a_shipment_is_found_by_every_key<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let (us, id) = (tenant(1), random_id(1));
    let new = shipment(us, id, 100, 3, at(0));
    let stored = created(store.insert_shipment(new.clone()).await.unwrap());
    assert_eq!(stored, new.shipment);
    store.close().await;

    let store = engine.open().await;
    let found = Some(stored.clone());
    assert_eq!(store.shipment(us, ShipmentId(id)).await.unwrap(), found);
    for piece in &stored.pieces {
        assert_eq!(store.shipment_of_label(us, piece.label_id).await.unwrap(), found);
    }
    for serial in 100..=103 {
        let found = store.shipment_by_tracker_code(us, &code(serial)).await.unwrap();
        assert_eq!(found.as_ref(), Some(&stored));
    }
    let reference = stored.order.order_reference.clone().unwrap();
    assert_eq!(
        store.shipments_by_order_reference(us, &reference, 10).await.unwrap(),
        [stored]
    );

    assert_eq!(store.shipment(us, ShipmentId(random_id(2))).await.unwrap(), None);
    let asked = [random_id(2), id, id].map(ShipmentId);
    let several = store.shipments(us, &asked).await.unwrap();
    assert_eq!(several, [None, found.clone(), found.clone()]);
    assert_eq!(store.shipments(tenant(2), &asked[1..2]).await.unwrap(), [None]);
    assert_eq!(store.shipments(us, &[]).await.unwrap(), []);
    assert_eq!(store.shipment_of_label(us, LabelId(random_id(2))).await.unwrap(), None);
    assert_eq!(store.shipment_by_tracker_code(us, &code(104)).await.unwrap(), None);
    assert_eq!(store.shipments_by_order_reference(us, "order", 10).await.unwrap(), []);
}

async fn a_repeated_id_gives_the_first_shipment<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let us = tenant(1);
    for (id, pieces) in [(random_id(1), 1), (random_id(2), 3)] {
        let serial = u64::from(pieces) * 100;
        let first = created(
            store
                .insert_shipment(shipment(us, id, serial, pieces, at(0)))
                .await
                .unwrap(),
        );
        let again = shipment(us, id, serial + 50, pieces, at(9));
        assert_eq!(existing(store.insert_shipment(again).await.unwrap()), first);
        assert!(store.track(&code(serial + 50), 10).await.unwrap().is_empty());
    }
}

async fn concurrent_duplicates_make_one<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let (us, id) = (tenant(1), random_id(1));
    let mut tasks = JoinSet::new();
    for serial in 0..32 {
        let store = store.clone();
        let new = shipment(us, id, 1_000 + serial, 1, at(0));
        tasks.spawn(async move { store.insert_shipment(new).await.unwrap() });
    }
    let answers = tasks.join_all().await;
    let winner = answers.iter().find_map(|answer| match answer {
        Inserted::Created(shipment) => Some(shipment.clone()),
        Inserted::Existing(_) => None,
    });
    let winner = winner.expect("one is created");
    assert_eq!(
        answers
            .iter()
            .filter(|answer| **answer == Inserted::Created(winner.clone()))
            .count(),
        1
    );
    assert_eq!(
        answers
            .iter()
            .filter(|answer| **answer == Inserted::Existing(winner.clone()))
            .count(),
        31
    );
    assert_eq!(store.list_shipments(us, 100, 0).await.unwrap(), [*winner]);
}

async fn tenants_and_environments_are_apart<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let id = random_id(1);
    let live = Tenant {
        environment: Environment::Live,
        ..tenant(1)
    };
    let owners = [tenant(1), live, tenant(2)];
    for (serial, owner) in (1u64..).zip(owners) {
        let stored = created(
            store
                .insert_shipment(shipment(owner, id, serial, 1, at(0)))
                .await
                .unwrap(),
        );
        assert_eq!(stored.tenant, owner);
    }
    for (serial, owner) in (1u64..).zip(owners) {
        assert_eq!(
            store.shipment(owner, ShipmentId(id)).await.unwrap().unwrap().tenant,
            owner
        );
        assert_eq!(store.list_shipments(owner, 10, 0).await.unwrap().len(), 1);
        for asking in owners {
            let found = store.shipment_by_tracker_code(asking, &code(serial)).await.unwrap();
            assert_eq!(found.is_some(), asking == owner);
        }
    }
    assert_eq!(store.shipment(tenant(3), ShipmentId(id)).await.unwrap(), None);
}

async fn a_label_id_cannot_name_two_shipments<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let us = tenant(1);
    let first = created(
        store
            .insert_shipment(shipment(us, random_id(1), 100, 2, at(0)))
            .await
            .unwrap(),
    );
    // The label of its second piece, used as the id of another shipment.
    let label = first.pieces[1].label_id;
    let clash = shipment(us, label.0, 200, 1, at(1));
    assert_eq!(existing(store.insert_shipment(clash.clone()).await.unwrap()), first);
    let elsewhere = shipment(tenant(2), label.0, 200, 1, at(1));
    created(store.insert_shipment(elsewhere).await.unwrap());

    // The other way round: the id of a shipment would become the label of a second piece.
    let (id, squatter) = (random_id(2), LabelId::of_piece(ShipmentId(random_id(2)), 2));
    let squatter = created(
        store
            .insert_shipment(shipment(us, squatter.0, 300, 1, at(2)))
            .await
            .unwrap(),
    );
    let answer = store.insert_shipment(shipment(us, id, 400, 2, at(3))).await.unwrap();
    assert_eq!(existing(answer), squatter);
    assert_eq!(store.shipment(us, ShipmentId(id)).await.unwrap(), None);
    assert!(store.track(&code(400), 10).await.unwrap().is_empty());
}

async fn return_and_printless_pieces_are_found<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let (us, id) = (tenant(1), random_id(1));
    let mut new = shipment(us, id, 100, 2, at(0));
    let back = LabelId::of_return_piece(ShipmentId(id), 1);
    new.shipment.pieces[1].label_id = back;
    new.shipment.pieces[1].return_label = true;
    let stored = created(store.insert_shipment(new).await.unwrap());
    assert_eq!(store.shipment_of_label(us, back).await.unwrap(), Some(stored.clone()));
    assert_eq!(store.track(&code(101), 10).await.unwrap()[0].label, back);

    let mut printless = shipment(us, random_id(2), 200, 1, at(0));
    printless.shipment.pieces[0].tracker_code = None;
    printless.shipment.pieces[0].printless_code = Some("MDP5KLWYM4R".to_owned());
    printless.events.clear();
    let stored = created(store.insert_shipment(printless).await.unwrap());
    assert_eq!(
        store.shipment_of_label(us, LabelId(random_id(2))).await.unwrap(),
        Some(stored)
    );
}

async fn a_taken_code_stores_nothing<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let us = tenant(1);
    created(
        store
            .insert_shipment(shipment(us, random_id(1), 100, 1, at(0)))
            .await
            .unwrap(),
    );
    let answer = store.insert_shipment(shipment(us, random_id(2), 99, 2, at(0))).await;
    assert!(matches!(answer, Err(StoreError::Duplicate(_))), "{answer:?}");
    assert_eq!(store.shipment(us, ShipmentId(random_id(2))).await.unwrap(), None);
    assert!(store.track(&code(99), 10).await.unwrap().is_empty());
}

async fn page_ids(store: &Store, owner: Tenant, limit: usize, after: Option<Cursor>) -> (Vec<Uuid>, Option<Cursor>) {
    let page = store.list_shipments_after(owner, limit, after).await.unwrap();
    assert_eq!(page.cursors.len(), page.shipments.len());
    assert!(page.next.is_none() || page.next.as_ref() == page.cursors.last());
    (
        page.shipments
            .iter()
            .map(|shipment| shipment.order.shipment_id.0)
            .collect(),
        page.next,
    )
}

async fn lists_are_newest_first_and_page<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let us = tenant(1);
    // Times go back and forth and repeat, as a clock under control may.
    let times = [5, 3, 5, 9, 1, 9, 9];
    for (serial, time) in (0u64..).zip(times) {
        created(
            store
                .insert_shipment(shipment(us, random_id(serial), serial, 1, at(time)))
                .await
                .unwrap(),
        );
        created(
            store
                .insert_shipment(shipment(tenant(2), random_id(serial), 50 + serial, 1, at(time)))
                .await
                .unwrap(),
        );
    }
    let expected: Vec<Uuid> = [6, 5, 3, 2, 0, 1, 4].map(random_id).to_vec();
    for skip in 0..=8 {
        let listed = store.list_shipments(us, 3, skip).await.unwrap();
        let ids: Vec<Uuid> = listed.iter().map(|shipment| shipment.order.shipment_id.0).collect();
        let wanted: Vec<Uuid> = expected.iter().skip(skip).take(3).copied().collect();
        assert_eq!(ids, wanted, "skip {skip}");
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (ids, next) = page_ids(&store, us, 3, after).await;
        seen.extend(ids);
        let Some(next) = next else { break };
        after = Cursor::parse(&next.to_string());
        assert_eq!(after, Some(next));
    }
    assert_eq!(seen, expected);
    assert_eq!(page_ids(&store, us, 7, None).await, (expected, None));
    assert_eq!(page_ids(&store, tenant(3), 7, None).await, (Vec::new(), None));
    for wrong in ["", "-", "5", "5-", "x-1", "1-y"] {
        assert_eq!(Cursor::parse(wrong), None, "{wrong}");
    }
    assert_eq!(
        Cursor::parse("-5-7").map(|cursor| cursor.to_string()).as_deref(),
        Some("-5-7")
    );
}

async fn order_references_repeat<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let us = tenant(1);
    for serial in 0..5 {
        let mut new = shipment(us, random_id(serial), serial, 1, at(0));
        new.shipment.order.order_reference = Some("zelfde ☃ order".to_owned());
        created(store.insert_shipment(new).await.unwrap());
    }
    let found = store
        .shipments_by_order_reference(us, "zelfde ☃ order", 2)
        .await
        .unwrap();
    let ids: Vec<Uuid> = found.iter().map(|shipment| shipment.order.shipment_id.0).collect();
    assert_eq!(ids, [random_id(4), random_id(3)]);
}

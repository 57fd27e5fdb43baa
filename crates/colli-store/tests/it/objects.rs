//! Objects of the gateway: written together or not at all, listed, counted, deleted.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use crate::notices::listener;
use colli_core::ids::{Environment, Tenant};
use colli_store::{
    NewJob, NewNotice, NewObject, ObjectChange, ObjectRow, ObjectWriting, ObjectsWritten, OfParent, Store, Topic,
};
use tokio::task::JoinSet;
use uuid::Uuid;

on_each_engine!(
    objects_are_read_back_as_they_were_written,
    what_is_there_or_has_changed_stops_all_of_a_writing,
    lists_are_newest_first_and_children_oldest_first,
    states_are_counted_and_follow_changes,
    notices_jobs_releases_and_deletions_are_of_the_same_step,
    of_concurrent_writings_one_makes_the_object,
    concurrent_changes_are_carried_out_once_each,
    objects_are_deleted_one_by_one_and_when_they_are_old,
    an_emptied_environment_keeps_its_carrier_accounts,
);

const PARCEL: &str = "parcel";
const NODE: Uuid = Uuid::from_u128(9);

/// How many objects of a kind there are.
async fn count(store: &Store, tenant: Tenant, kind: &'static str) -> usize {
    store.objects(tenant, kind, 10_000, 0).await.unwrap().len()
}

pub(crate) fn object(kind: &'static str, id: u64, seconds: i64) -> NewObject {
    NewObject {
        kind,
        id: random_id(id),
        position: seconds,
        parent: None,
        state: None,
        created_at: at(seconds),
        body: format!("{{\"weight\":\"{id} é\"}}"),
    }
}

fn child(id: u64, parent: u64, state: &str) -> NewObject {
    NewObject {
        parent: Some(random_id(parent)),
        state: Some(state.to_owned()),
        ..object("batch_shipment", id, i64::try_from(id).unwrap())
    }
}

fn changed(id: u64, version: i64, state: Option<&str>) -> ObjectChange {
    ObjectChange {
        id: random_id(id),
        version,
        state: state.map(str::to_owned),
        updated_at: at(100 + version),
        body: format!("{{\"version\":{version}}}"),
    }
}

fn new(objects: Vec<NewObject>) -> ObjectWriting {
    ObjectWriting {
        objects,
        ..ObjectWriting::default()
    }
}

async fn write(store: &Store, tenant: Tenant, writing: ObjectWriting) -> ObjectsWritten {
    store.write_objects(tenant, writing, at(50)).await.unwrap()
}

async fn found(store: &Store, kind: &'static str, id: u64) -> Option<ObjectRow> {
    store.object(tenant(1), kind, random_id(id)).await.unwrap()
}

fn ids(rows: &[ObjectRow]) -> Vec<Uuid> {
    rows.iter().map(|row| row.id).collect()
}

fn named<const N: usize>(numbers: [u64; N]) -> Vec<Uuid> {
    numbers.map(random_id).to_vec()
}

fn live() -> Tenant {
    Tenant {
        environment: Environment::Live,
        ..tenant(1)
    }
}

async fn objects_are_read_back_as_they_were_written<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    let whole = child(2, 1, "VALID");
    let writing = new(vec![object(PARCEL, 1, 5), whole.clone()]);
    assert_eq!(write(&store, tenant(1), writing).await, ObjectsWritten::Done);
    store.close().await;
    let store = engine.open().await;
    let expected = ObjectRow {
        id: whole.id,
        parent: whole.parent,
        state: whole.state.clone(),
        created_at: whole.created_at,
        updated_at: whole.created_at,
        version: 0,
        body: whole.body.clone(),
    };
    assert_eq!(found(&store, whole.kind, 2).await, Some(expected));
    let plain = found(&store, PARCEL, 1).await.unwrap();
    assert_eq!((plain.parent, plain.state), (None, None));
    // By another kind, in another environment, for another organisation it is not there.
    assert_eq!(found(&store, "address", 1).await, None);
    for other in [tenant(2), live()] {
        assert_eq!(store.object(other, PARCEL, random_id(1)).await.unwrap(), None);
        assert_eq!(store.objects(other, PARCEL, 9, 0).await.unwrap(), []);
        assert_eq!(count(&store, other, PARCEL).await, 0);
        assert_eq!(
            write(&store, other, new(vec![object(PARCEL, 1, 6)])).await,
            ObjectsWritten::Done
        );
    }
    let several = store
        .objects_by_id(tenant(1), PARCEL, &named([7, 1, 2, 1]))
        .await
        .unwrap();
    let several: Vec<_> = several.into_iter().map(|row| row.map(|row| row.id)).collect();
    assert_eq!(several, [None, Some(random_id(1)), None, Some(random_id(1))]);
}

async fn what_is_there_or_has_changed_stops_all_of_a_writing<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    let first = || new(vec![object(PARCEL, 1, 1), object(PARCEL, 2, 2)]);
    assert_eq!(write(&store, mine, first()).await, ObjectsWritten::Done);
    assert_eq!(write(&store, mine, first()).await, ObjectsWritten::Existing);
    let again = new(vec![object(PARCEL, 1, 9), object(PARCEL, 3, 9)]);
    assert_eq!(write(&store, mine, again).await, ObjectsWritten::Existing);
    assert_eq!(found(&store, PARCEL, 3).await, None);

    let both = |version| ObjectWriting {
        objects: vec![object(PARCEL, 4, 4)],
        changes: vec![changed(1, 0, Some("A")), changed(2, version, None)],
        ..ObjectWriting::default()
    };
    assert_eq!(write(&store, mine, both(1)).await, ObjectsWritten::Changed);
    let untouched = found(&store, PARCEL, 1).await.unwrap();
    assert_eq!((untouched.version, untouched.state), (0, None));
    assert_eq!(found(&store, PARCEL, 4).await, None);
    assert_eq!(write(&store, mine, both(0)).await, ObjectsWritten::Done);
    let row = found(&store, PARCEL, 1).await.unwrap();
    assert_eq!(
        (row.version, row.state.as_deref(), row.updated_at),
        (1, Some("A"), at(100))
    );
    assert_eq!((row.created_at, row.body.as_str()), (at(1), "{\"version\":0}"));
    for missing in [changed(77, 0, None), changed(1, 0, None)] {
        let writing = ObjectWriting {
            changes: vec![missing],
            ..ObjectWriting::default()
        };
        assert_eq!(write(&store, mine, writing).await, ObjectsWritten::Changed);
    }
    // Somebody else's is not there to be changed.
    let writing = ObjectWriting {
        changes: vec![changed(1, 1, None)],
        ..ObjectWriting::default()
    };
    assert_eq!(write(&store, tenant(2), writing).await, ObjectsWritten::Changed);
    assert_eq!(found(&store, PARCEL, 1).await.unwrap().version, 1);
}

async fn lists_are_newest_first_and_children_oldest_first<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    let parcels = [3, 1, 2].map(|id| object(PARCEL, id, i64::try_from(id).unwrap()));
    write(&store, mine, new(parcels.to_vec())).await;
    let page = async |limit, skip| ids(&store.objects(mine, PARCEL, limit, skip).await.unwrap());
    assert_eq!(page(9, 0).await, named([3, 2, 1]));
    assert_eq!(page(2, 0).await, named([3, 2]));
    assert_eq!((page(2, 2).await, page(2, 3).await), (named([1]), Vec::new()));
    assert_eq!(count(&store, mine, PARCEL).await, 3);

    let children = [(13, 8, "B"), (11, 8, "A"), (12, 8, "B"), (14, 9, "B")];
    let children = children.map(|(id, parent, state)| child(id, parent, state));
    write(&store, mine, new(children.to_vec())).await;
    let of = async |tenant, kind, state, limit, skip| {
        let of = OfParent {
            parent: random_id(8),
            kind,
            state,
        };
        ids(&store.objects_of_parent(tenant, of, limit, skip).await.unwrap())
    };
    let kind = "batch_shipment";
    assert_eq!(of(mine, kind, None, 9, 0).await, named([11, 12, 13]));
    assert_eq!(of(mine, kind, None, 2, 1).await, named([12, 13]));
    assert_eq!(of(mine, kind, Some("B"), 9, 0).await, named([12, 13]));
    assert_eq!(of(mine, kind, Some("B"), 1, 1).await, named([13]));
    assert_eq!(of(mine, kind, Some("C"), 9, 0).await, Vec::<Uuid>::new());
    assert_eq!(of(mine, PARCEL, None, 9, 0).await, Vec::<Uuid>::new());
    assert_eq!(of(tenant(2), kind, None, 9, 0).await, Vec::<Uuid>::new());
}

async fn states_are_counted_and_follow_changes<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    let children = [(1, "VALID"), (2, "INVALID"), (3, "VALID")].map(|(id, state)| child(id, 9, state));
    let mut objects = children.to_vec();
    objects.push(NewObject {
        state: None,
        ..child(4, 9, "")
    });
    objects.push(child(5, 8, "VALID"));
    write(&store, mine, new(objects)).await;
    let counts = async || {
        let states = store.states_of_parent(mine, random_id(9), "batch_shipment").await;
        states.unwrap()
    };
    assert_eq!(counts().await, [("INVALID".to_owned(), 1), ("VALID".to_owned(), 2)]);
    let writing = ObjectWriting {
        changes: vec![changed(1, 0, Some("PURCHASED")), changed(3, 0, None)],
        ..ObjectWriting::default()
    };
    assert_eq!(write(&store, mine, writing).await, ObjectsWritten::Done);
    assert_eq!(counts().await, [("INVALID".to_owned(), 1), ("PURCHASED".to_owned(), 1)]);
}

fn job(id: u128) -> NewJob {
    NewJob {
        id: Uuid::from_u128(id),
        queue: "gateway".to_owned(),
        tenant: Some(tenant(1)),
        payload: "{}".to_owned(),
        created_at: at(0),
        due_at: at(0),
    }
}

async fn notices_jobs_releases_and_deletions_are_of_the_same_step<E: TestEngine>(engine: &E) {
    let (store, mine, subscriber) = (engine.open().await, tenant(1), Uuid::from_u128(0x51));
    store
        .insert_subscriber(listener(mine, subscriber, "batch_created"))
        .await
        .unwrap();
    let held = shipment(mine, random_id(70), 100, 1, at(0));
    store
        .insert_planned_shipment(held, Some((None, vec![code(100)])))
        .await
        .unwrap();
    let writing = |version| ObjectWriting {
        objects: vec![object(PARCEL, 2, 2)],
        changes: vec![changed(1, version, None)],
        jobs: vec![job(5)],
        notices: vec![NewNotice {
            topic: Topic::BatchCreated,
            object: random_id(2),
        }],
        released: vec![code(100)],
        deleted: vec![(PARCEL, random_id(3)), (PARCEL, random_id(99))],
    };
    write(&store, mine, new(vec![object(PARCEL, 1, 1), object(PARCEL, 3, 1)])).await;
    assert_eq!(write(&store, mine, writing(3)).await, ObjectsWritten::Changed);
    assert_eq!(store.next_job_due("gateway").await.unwrap(), None);
    assert_eq!(store.delivery_log(mine, subscriber, None, 9).await.unwrap(), []);
    assert!(store.held_plan(mine, &code(100)).await.unwrap().is_some());
    assert!(found(&store, PARCEL, 3).await.is_some());
    assert_eq!(write(&store, mine, writing(0)).await, ObjectsWritten::Done);
    let jobs = store.claim_jobs("gateway", NODE, at(0), at(60), 9).await.unwrap();
    assert_eq!(
        (jobs.len(), jobs[0].lease.job, jobs[0].tenant),
        (1, Uuid::from_u128(5), Some(mine))
    );
    assert_eq!(found(&store, PARCEL, 3).await, None);
    let told = store.delivery_log(mine, subscriber, None, 9).await.unwrap();
    assert_eq!((told.len(), told[0].occurred_at), (1, at(50)));
    assert_eq!(store.held_plan(mine, &code(100)).await.unwrap(), None);
    assert_eq!(store.due_plans(mine, at(50)).await.unwrap()[0].next_at, at(50));
}

async fn of_concurrent_writings_one_makes_the_object<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    let mut writings = JoinSet::new();
    for number in 0..16 {
        let store = store.clone();
        let objects = vec![object(PARCEL, 1, 1), object(PARCEL, 100 + number, 2)];
        writings.spawn(async move { write(&store, mine, new(objects)).await });
    }
    let written = writings.join_all().await;
    let done = written
        .iter()
        .filter(|written| **written == ObjectsWritten::Done)
        .count();
    assert_eq!(done, 1, "{written:?}");
    assert_eq!(count(&store, mine, PARCEL).await, 2);
}

async fn concurrent_changes_are_carried_out_once_each<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    write(&store, mine, new(vec![object(PARCEL, 1, 1), object(PARCEL, 2, 1)])).await;
    let mut changes = JoinSet::new();
    for turn in 0..8_u64 {
        let store = store.clone();
        changes.spawn(async move {
            loop {
                // Two at once, in either order.
                let order = if turn % 2 == 0 { [1, 2] } else { [2, 1] };
                let mut writing = ObjectWriting::default();
                for id in order {
                    let row = found(&store, PARCEL, id).await.unwrap();
                    writing.changes.push(changed(id, row.version, None));
                }
                if write(&store, mine, writing).await == ObjectsWritten::Done {
                    break;
                }
            }
        });
    }
    changes.join_all().await;
    for id in [1, 2] {
        assert_eq!(found(&store, PARCEL, id).await.unwrap().version, 8);
    }
}

async fn objects_are_deleted_one_by_one_and_when_they_are_old<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    let parcels = (0..5).map(|id| object(PARCEL, id, i64::try_from(id).unwrap()));
    let mut objects: Vec<_> = parcels.collect();
    objects.push(object("address", 20, 0));
    write(&store, mine, new(objects)).await;
    write(&store, tenant(2), new(vec![object(PARCEL, 0, 0)])).await;
    let delete = async |tenant, kind| store.delete_object(tenant, kind, random_id(4)).await.unwrap();
    assert!(!delete(live(), PARCEL).await && !delete(mine, "address").await);
    assert!(delete(mine, PARCEL).await);
    assert!(!delete(mine, PARCEL).await, "it is gone");
    assert_eq!(
        store.delete_old_objects(mine, &["order", PARCEL], at(2)).await.unwrap(),
        2
    );
    assert_eq!(
        store.delete_old_objects(mine, &["order", PARCEL], at(2)).await.unwrap(),
        0
    );
    assert_eq!(ids(&store.objects(mine, PARCEL, 9, 0).await.unwrap()), named([3, 2]));
    assert_eq!(count(&store, mine, "address").await, 1);
    assert_eq!(count(&store, tenant(2), PARCEL).await, 1);
}

async fn an_emptied_environment_keeps_its_carrier_accounts<E: TestEngine>(engine: &E) {
    let (store, mine) = (engine.open().await, tenant(1));
    for owner in [mine, live()] {
        let mut objects: Vec<_> = (0..600).map(|id| object(PARCEL, id, 1)).collect();
        objects.push(object("carrier_account", 1_000, 0));
        write(&store, owner, new(objects)).await;
        let key = crate::idempotency::key(b"a", 0);
        store.claim_idempotency_key(owner, key).await.unwrap();
    }
    let mut steps = 0;
    while store.empty_step(mine).await.unwrap() > 0 {
        steps += 1;
    }
    assert_eq!(steps, 3, "two of objects, one of keys");
    for (owner, parcels) in [(mine, 0), (live(), 600)] {
        assert_eq!(count(&store, owner, PARCEL).await, parcels);
        assert_eq!(count(&store, owner, "carrier_account").await, 1);
    }
}

//! Telling: each event once for each who listens, each parcel's in the order its events came in.

use crate::engine::{TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::ids::Tenant;
use colli_core::limits::SUBSCRIBERS_MAX;
use colli_core::tracking::{Event, Moment};
use colli_store::{
    Appended, DeliveryCursor, DeliveryRow, DeliveryState, NewEvent, OrganisationRow, Settled, Store, SubscriberChange,
    SubscriberInserted, SubscriberRow, TELLING, TELLING_FAILING,
};
use tokio::task::JoinSet;
use uuid::Uuid;

on_each_engine!(
    a_listener_is_told_of_registration_and_events,
    nobody_else_is_told,
    filters_and_subscriptions_choose,
    later_events_of_a_parcel_wait_for_the_earlier,
    concurrent_events_of_a_parcel_have_positions_of_their_own,
    what_is_old_is_given_up_and_what_is_not_goes_on,
    late_events_are_not_given_up_before_those_they_wait_for,
    a_replay_puts_a_parcels_events_back_in_order,
    the_log_is_paged_newest_first,
    failures_are_noted_and_forgotten,
    subscribers_are_changed_and_deleted_with_what_is_theirs,
    what_is_told_goes_with_its_parcel,
    changes_at_once_keep_each_other,
    no_more_subscribers_are_made_than_may_be,
    much_is_deleted_in_steps,
);

const NODE: Uuid = Uuid::from_u128(9);
const ID: Uuid = Uuid::from_u128(0x51);

pub(crate) fn row(tenant: Tenant, id: Uuid) -> SubscriberRow {
    SubscriberRow {
        tenant,
        id,
        kind: "webhook".to_owned(),
        is_per_parcel: false,
        is_enabled: true,
        filter: "*".to_owned(),
        failures: 0,
        retry_at: None,
        created_at: at(0),
        sealed: vec![1, 2],
        body: "{}".to_owned(),
    }
}

fn event(seconds: i64, status: &str) -> Event {
    let moment = Moment {
        at: at(seconds),
        offset_seconds: 3_600,
    };
    Event::new("UNDERWAY", status, moment)
}

fn new_event(tenant: Tenant, serial: u64, id: &str, event: Event) -> NewEvent {
    NewEvent {
        tenant,
        event_id: id.to_owned(),
        tracker_code: code(serial),
        event,
    }
}

/// A store with a subscriber and a registered shipment of one piece, whose registration is not told of.
async fn listening<E: TestEngine>(engine: &E) -> (Store, Tenant) {
    let (store, tenant) = (engine.open().await, tenant(1));
    store
        .insert_shipment(shipment(tenant, random_id(1), 1, 1, at(0)))
        .await
        .unwrap();
    assert_eq!(
        store.insert_subscriber(row(tenant, ID)).await.unwrap(),
        SubscriberInserted::Inserted
    );
    (store, tenant)
}

async fn append(store: &Store, tenant: Tenant, serial: u64, id: &str, seconds: i64) {
    let new = new_event(tenant, serial, id, event(seconds, "ARRIVED"));
    let answer = store.append_events_at(vec![new], Some(at(seconds))).await.unwrap();
    assert_eq!(answer, [Appended::Stored]);
}

async fn ready(store: &Store, tenant: Tenant, now: i64) -> Vec<DeliveryRow> {
    store.ready_deliveries(tenant, ID, at(now), 100).await.unwrap()
}

fn positions(rows: &[DeliveryRow]) -> Vec<(String, i64)> {
    let mut positions: Vec<_> = rows
        .iter()
        .map(|row| (row.tracker_code.clone(), row.position))
        .collect();
    positions.sort();
    positions
}

fn outcome(row: &DeliveryRow, state: DeliveryState, due: i64) -> Settled {
    Settled {
        tracker_code: row.tracker_code.clone(),
        position: row.position,
        state,
        due_at: at(due),
        status: Some(if state == DeliveryState::Delivered { 204 } else { 500 }),
        error: (state != DeliveryState::Delivered).then(|| "no".to_owned()),
    }
}

async fn settle(store: &Store, tenant: Tenant, row: &DeliveryRow, state: DeliveryState, due: i64) {
    let settled = vec![outcome(row, state, due)];
    store
        .settle_deliveries(tenant, ID, at(due), settled, None)
        .await
        .unwrap();
}

async fn a_listener_is_told_of_registration_and_events<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    assert_eq!(ready(&store, tenant, 999).await, []);
    assert_eq!(store.next_job_due(TELLING).await.unwrap(), None);
    // Two pieces, two events each.
    let new = shipment(tenant, random_id(2), 10, 2, at(5));
    store.insert_shipment(new).await.unwrap();
    append(&store, tenant, 1, "a", 7).await;
    let found = ready(&store, tenant, 7).await;
    assert_eq!(positions(&found), [(code(1), 0), (code(10), 0), (code(11), 0)]);
    assert_eq!(store.delivery_log(tenant, ID, None, 100).await.unwrap().len(), 5);
    let events = store.delivered_events(&found).await.unwrap();
    assert!(events.iter().all(Option::is_some));
    let of_scan = found
        .iter()
        .zip(&events)
        .find(|(row, _)| row.tracker_code == code(1))
        .unwrap();
    assert_eq!(of_scan.1.as_ref().unwrap().1, event(7, "ARRIVED"));
    assert_eq!(
        (of_scan.0.told_at, of_scan.0.due_at, of_scan.0.attempts),
        (at(7), at(7), 0)
    );
    // One job for all of it, due at once.
    let jobs = store.claim_jobs(TELLING, NODE, at(0), at(60), 9).await.unwrap();
    assert_eq!(jobs.len(), 1);
    assert_eq!(
        (jobs[0].payload.as_str(), jobs[0].tenant),
        (ID.to_string().as_str(), Some(tenant))
    );
    // What comes in while it runs brings it back.
    append(&store, tenant, 1, "b", 8).await;
    assert!(store.finish_job(jobs[0].lease).await.unwrap());
    let again = store.claim_jobs(TELLING, NODE, at(0), at(60), 9).await.unwrap();
    assert_eq!(again.len(), 1);
    assert!(store.finish_job(again[0].lease).await.unwrap());
    assert_eq!(store.next_job_due(TELLING).await.unwrap(), None);
    // A repeated event is not told of again.
    let repeated = new_event(tenant, 1, "b", event(8, "ARRIVED"));
    assert_eq!(
        store.append_events(vec![repeated]).await.unwrap(),
        [Appended::Duplicate]
    );
    assert_eq!(store.next_job_due(TELLING).await.unwrap(), None);
}

async fn nobody_else_is_told<E: TestEngine>(engine: &E) {
    let (store, mine) = listening(engine).await;
    let other = tenant(2);
    let live = Tenant {
        environment: colli_core::ids::Environment::Live,
        ..mine
    };
    store.insert_subscriber(row(other, ID)).await.unwrap();
    store.insert_subscriber(row(live, ID)).await.unwrap();
    append(&store, mine, 1, "a", 7).await;
    assert_eq!(ready(&store, mine, 9).await.len(), 1);
    assert_eq!(ready(&store, other, 9).await, []);
    assert_eq!(ready(&store, live, 9).await, []);
    // One that is put to rest gets nothing more.
    let change = SubscriberChange {
        is_enabled: Some(false),
        filter: None,
        body_before: "{}".to_owned(),
        body: "{}".to_owned(),
    };
    assert!(store.update_subscriber(mine, ID, change, at(8)).await.unwrap());
    append(&store, mine, 1, "b", 8).await;
    assert_eq!(store.delivery_log(mine, ID, None, 9).await.unwrap().len(), 1);
}

async fn filters_and_subscriptions_choose<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    let second = shipment(tenant, random_id(2), 2, 1, at(0));
    store.insert_shipment(second).await.unwrap();
    let some = SubscriberRow {
        filter: "DELIVERED,ARRIVED".to_owned(),
        ..row(tenant, Uuid::from_u128(0x52))
    };
    let parcels = SubscriberRow {
        is_per_parcel: true,
        ..row(tenant, Uuid::from_u128(0x53))
    };
    store.insert_subscriber(some.clone()).await.unwrap();
    store.insert_subscriber(parcels.clone()).await.unwrap();
    assert!(store.subscribe(tenant, parcels.id, &code(2), at(1)).await.unwrap());
    assert!(!store.subscribe(tenant, parcels.id, &code(2), at(1)).await.unwrap());
    let batch = [
        (1, "a", "ARRIVED"),
        (1, "b", "DEPARTED"),
        (2, "c", "DEPARTED"),
        (2, "d", "ARRIVED"),
    ];
    let batch = batch.map(|(serial, id, status)| new_event(tenant, serial, id, event(9, status)));
    store.append_events(batch.to_vec()).await.unwrap();
    let told = async |id| positions(&store.delivery_log(tenant, id, None, 9).await.unwrap());
    assert_eq!(told(some.id).await, [(code(1), 0), (code(2), 0)]);
    assert_eq!(told(parcels.id).await, [(code(2), 0), (code(2), 1)]);
    assert_eq!(store.subscriptions(tenant, parcels.id, "", 9).await.unwrap(), [code(2)]);
    assert!(store.unsubscribe(tenant, parcels.id, &code(2)).await.unwrap());
    append(&store, tenant, 2, "e", 10).await;
    assert_eq!(told(parcels.id).await.len(), 2);
}

async fn later_events_of_a_parcel_wait_for_the_earlier<E: TestEngine>(engine: &E) {
    use DeliveryState::{Delivered, GivenUp, Ready};

    let (store, tenant) = listening(engine).await;
    for (id, seconds) in [("a", 10), ("b", 5), ("c", 30)] {
        append(&store, tenant, 1, id, seconds).await;
    }
    // The order is that in which they came in, not that in which they happened.
    let first = ready(&store, tenant, 99).await;
    assert_eq!((first.len(), first[0].occurred_at, first[0].position), (1, at(10), 0));
    settle(&store, tenant, &first[0], DeliveryState::Ready, 40).await;
    assert_eq!(ready(&store, tenant, 39).await, []);
    assert_eq!(store.next_delivery_due(tenant, ID).await.unwrap(), Some(at(40)));
    let retried = ready(&store, tenant, 40).await;
    assert_eq!((retried[0].attempts, retried[0].last_status), (1, Some(500)));
    settle(&store, tenant, &retried[0], DeliveryState::Delivered, 41).await;
    let second = ready(&store, tenant, 41).await;
    assert_eq!((second.len(), second[0].occurred_at), (1, at(5)));
    settle(&store, tenant, &second[0], DeliveryState::GivenUp, 42).await;
    // What was settled is not settled again.
    settle(&store, tenant, &second[0], DeliveryState::Delivered, 43).await;
    let third = ready(&store, tenant, 43).await;
    assert_eq!((third.len(), third[0].occurred_at), (1, at(30)));
    settle(&store, tenant, &third[0], DeliveryState::Delivered, 44).await;
    assert_eq!(store.next_delivery_due(tenant, ID).await.unwrap(), None);
    append(&store, tenant, 1, "d", 50).await;
    assert_eq!(ready(&store, tenant, 50).await[0].position, 3);
    let log = store.delivery_log(tenant, ID, None, 9).await.unwrap();
    let states: Vec<_> = log.iter().map(|row| (row.position, row.state, row.attempts)).collect();
    assert_eq!(
        states,
        [(3, Ready, 0), (2, Delivered, 1), (1, GivenUp, 1), (0, Delivered, 2)]
    );
}

async fn concurrent_events_of_a_parcel_have_positions_of_their_own<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    let mut tasks = JoinSet::new();
    for number in 0..20 {
        let store = store.clone();
        tasks.spawn(async move { append(&store, tenant, 1, &number.to_string(), number).await });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let mut log = store.delivery_log(tenant, ID, None, 99).await.unwrap();
    log.sort_by_key(|row| row.position);
    let found: Vec<_> = log
        .iter()
        .map(|row| (row.position, row.state == DeliveryState::Ready))
        .collect();
    assert_eq!(
        found,
        (0..20).map(|position| (position, position == 0)).collect::<Vec<_>>()
    );
}

async fn what_is_old_is_given_up_and_what_is_not_goes_on<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    let second = shipment(tenant, random_id(2), 2, 1, at(500));
    for (id, seconds) in [("a", 10), ("b", 20), ("c", 300)] {
        append(&store, tenant, 1, id, seconds).await;
    }
    store.insert_shipment(second).await.unwrap();
    assert_eq!(store.give_up_deliveries(tenant, ID, at(100), at(400)).await.unwrap(), 1);
    assert_eq!(store.give_up_deliveries(tenant, ID, at(100), at(400)).await.unwrap(), 0);
    let left = ready(&store, tenant, 999).await;
    assert_eq!(positions(&left), [(code(1), 2), (code(2), 0)]);
    let log = store.delivery_log(tenant, ID, None, 9).await.unwrap();
    let over = log.iter().filter(|row| row.state == DeliveryState::GivenUp);
    assert!(over.clone().all(|row| row.settled_at == Some(at(400))));
    assert_eq!(over.count(), 2);
}

async fn late_events_are_not_given_up_before_those_they_wait_for<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    for (id, seconds) in [("a", 1), ("b", 10), ("c", 5), ("d", 11)] {
        append(&store, tenant, 1, id, seconds).await;
    }
    assert_eq!(store.give_up_deliveries(tenant, ID, at(7), at(20)).await.unwrap(), 1);
    for position in 1..4 {
        let next = ready(&store, tenant, 99).await;
        assert_eq!(positions(&next), [(code(1), position)]);
        settle(&store, tenant, &next[0], DeliveryState::Delivered, 21).await;
    }
    assert_eq!(ready(&store, tenant, 99).await, []);
}

async fn a_replay_puts_a_parcels_events_back_in_order<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    for (id, seconds) in [("a", 10), ("b", 20), ("c", 30)] {
        append(&store, tenant, 1, id, seconds).await;
    }
    for _ in 0..2 {
        let first = ready(&store, tenant, 99).await;
        settle(&store, tenant, &first[0], DeliveryState::Delivered, 50).await;
    }
    // The third is still to be sent; the second is to be sent before it once more.
    assert_eq!(
        store
            .replay_deliveries(tenant, ID, at(20), at(60), at(0))
            .await
            .unwrap(),
        2
    );
    for position in [1, 2] {
        let next = ready(&store, tenant, 60).await;
        assert_eq!(positions(&next), [(code(1), position)]);
        settle(&store, tenant, &next[0], DeliveryState::Delivered, 61).await;
    }
    assert_eq!(ready(&store, tenant, 99).await, []);
    assert_eq!(
        store
            .replay_deliveries(tenant, ID, at(99), at(99), at(0))
            .await
            .unwrap(),
        0
    );
    // From the very start all three; told at that time, and no other's.
    assert_eq!(
        store
            .replay_deliveries(tenant, Uuid::from_u128(7), at(0), at(60), at(0))
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        store.replay_deliveries(tenant, ID, at(0), at(70), at(0)).await.unwrap(),
        3
    );
    let again = ready(&store, tenant, 99).await;
    assert_eq!((again[0].position, again[0].told_at, again[0].attempts), (0, at(70), 0));
}

async fn the_log_is_paged_newest_first<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    for number in 0..7 {
        append(&store, tenant, 1, &number.to_string(), number / 2).await;
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = store.delivery_log(tenant, ID, after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(DeliveryCursor {
            told_at_ms: last.told_at.as_millisecond(),
            tracker_code: last.tracker_code.clone(),
            position: last.position,
        });
        found.extend(page.iter().map(|row| row.position));
    }
    assert_eq!(found, [6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(
        store.delete_old_deliveries(tenant, at(99)).await.unwrap(),
        0,
        "none is done"
    );
    let first = ready(&store, tenant, 9).await;
    settle(&store, tenant, &first[0], DeliveryState::Delivered, 9).await;
    assert_eq!(
        store.delete_old_deliveries(tenant, at(0)).await.unwrap(),
        0,
        "none is that old"
    );
    assert_eq!(store.delete_old_deliveries(tenant, at(99)).await.unwrap(), 1);
}

async fn failures_are_noted_and_forgotten<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    append(&store, tenant, 1, "a", 1).await;
    let first = ready(&store, tenant, 1).await;
    let failed = vec![outcome(&first[0], DeliveryState::Ready, 900)];
    let noted = Some((3, Some(at(600))));
    store.settle_deliveries(tenant, ID, at(1), failed, noted).await.unwrap();
    let found = store.subscriber(tenant, ID).await.unwrap().unwrap();
    assert_eq!((found.failures, found.retry_at), (3, Some(at(600))));
    // The job of one that fails is in the other queue.
    let jobs = store.claim_jobs(TELLING, NODE, at(0), at(60), 9).await.unwrap();
    assert!(
        store
            .move_job(jobs[0].lease, TELLING_FAILING, at(2), at(600))
            .await
            .unwrap()
    );
    assert_eq!(store.next_job_due(TELLING).await.unwrap(), None);
    assert_eq!(store.next_job_due(TELLING_FAILING).await.unwrap(), Some(at(600)));
    let jobs = store
        .claim_jobs(TELLING_FAILING, NODE, at(600), at(700), 9)
        .await
        .unwrap();
    // When it takes again, what waited for its own time is due.
    store
        .settle_deliveries(tenant, ID, at(600), Vec::new(), Some((0, None)))
        .await
        .unwrap();
    assert_eq!(ready(&store, tenant, 600).await.len(), 1);
    assert_eq!(store.subscriber(tenant, ID).await.unwrap().unwrap().failures, 0);
    // Poked while it runs, it is due at once and not when it says.
    store.poke_subscriber(tenant, ID, false, at(1)).await.unwrap();
    assert!(
        store
            .move_job(jobs[0].lease, TELLING, at(650), at(9_000))
            .await
            .unwrap()
    );
    assert_eq!(store.next_job_due(TELLING).await.unwrap(), Some(at(650)));
}

async fn subscribers_are_changed_and_deleted_with_what_is_theirs<E: TestEngine>(engine: &E) {
    let (store, mine) = listening(engine).await;
    assert_eq!(
        store.insert_subscriber(row(mine, ID)).await.unwrap(),
        SubscriberInserted::Exists
    );
    assert_eq!(store.subscribers(mine, None, 9).await.unwrap(), [row(mine, ID)]);
    assert_eq!(store.subscribers(tenant(2), None, 9).await.unwrap(), []);
    assert!(store.reseal_subscriber(mine, ID, vec![1, 2], vec![7]).await.unwrap());
    assert!(!store.reseal_subscriber(mine, ID, vec![1, 2], vec![8]).await.unwrap());
    assert!(!store.delete_subscriber(tenant(2), ID).await.unwrap());
    append(&store, mine, 1, "a", 1).await;
    store.subscribe(mine, ID, &code(1), at(1)).await.unwrap();
    assert!(store.delete_subscriber(mine, ID).await.unwrap());
    assert_eq!(store.delivery_log(mine, ID, None, 9).await.unwrap(), []);
    assert_eq!(store.subscriptions(mine, ID, "", 9).await.unwrap(), [""; 0]);
    append(&store, mine, 1, "b", 2).await;
    assert_eq!(ready(&store, mine, 9).await, []);
}

async fn what_is_told_goes_with_its_parcel<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    append(&store, tenant, 1, "a", 1).await;
    store.subscribe(tenant, ID, &code(1), at(1)).await.unwrap();
    let row = ready(&store, tenant, 9).await.remove(0);
    while store.delete_old_shipments(tenant, at(100)).await.unwrap() > 0 {}
    assert_eq!(store.delivery_log(tenant, ID, None, 9).await.unwrap(), []);
    assert_eq!(store.subscriptions(tenant, ID, "", 9).await.unwrap(), [""; 0]);
    assert_eq!(
        store.delivered_events(std::slice::from_ref(&row)).await.unwrap(),
        [None]
    );
    // Settling what is gone changes nothing.
    settle(&store, tenant, &row, DeliveryState::Delivered, 9).await;
    // An emptied environment keeps its subscribers.
    let again = shipment(tenant, random_id(5), 5, 1, at(0));
    store.insert_shipment(again).await.unwrap();
    assert_eq!(ready(&store, tenant, 9).await.len(), 1);
    store.delete_deliveries(tenant).await.unwrap();
    assert_eq!(ready(&store, tenant, 9).await, []);
    assert_eq!(store.subscribers(tenant, None, 9).await.unwrap().len(), 1);
}

async fn changes_at_once_keep_each_other<E: TestEngine>(engine: &E) {
    let (store, tenant) = listening(engine).await;
    let change = |before: &str, body: &str| SubscriberChange {
        is_enabled: None,
        filter: None,
        body_before: before.to_owned(),
        body: body.to_owned(),
    };
    // A new secret comes in between reading and changing.
    assert!(store.reseal_subscriber(tenant, ID, vec![1, 2], vec![7]).await.unwrap());
    let filtered = SubscriberChange {
        filter: Some("DELIVERED".to_owned()),
        ..change("{}", "[1]")
    };
    assert!(store.update_subscriber(tenant, ID, filtered, at(1)).await.unwrap());
    // A body that was read before that one is not written over it.
    let late = change("{}", "[2]");
    assert!(!store.update_subscriber(tenant, ID, late, at(1)).await.unwrap());
    let resting = SubscriberChange {
        is_enabled: Some(false),
        ..change("[1]", "[1]")
    };
    assert!(store.update_subscriber(tenant, ID, resting, at(1)).await.unwrap());
    let found = store.subscriber(tenant, ID).await.unwrap().unwrap();
    let kept = SubscriberRow {
        is_enabled: false,
        filter: "DELIVERED".to_owned(),
        sealed: vec![7],
        body: "[1]".to_owned(),
        ..row(tenant, ID)
    };
    assert_eq!(found, kept);
}

async fn no_more_subscribers_are_made_than_may_be<E: TestEngine>(engine: &E) {
    let (store, tenant) = (engine.open().await, tenant(1));
    let organisation = OrganisationRow {
        organisation: tenant.organisation,
        name: "Shop".to_owned(),
        created_at: at(0),
    };
    store.put_organisation(organisation).await.unwrap();
    let id = |number: usize| Uuid::from_u128(number as u128 + 1);
    for number in 0..SUBSCRIBERS_MAX - 2 {
        store.insert_subscriber(row(tenant, id(number))).await.unwrap();
    }
    let mut tasks = JoinSet::new();
    for number in SUBSCRIBERS_MAX..SUBSCRIBERS_MAX + 12 {
        let store = store.clone();
        tasks.spawn(async move { store.insert_subscriber(row(tenant, id(number))).await.unwrap() });
    }
    let made = tasks.join_all().await;
    let made = made.iter().filter(|made| **made == SubscriberInserted::Inserted);
    assert_eq!(made.count(), 2);
    let all = store.subscribers(tenant, None, usize::MAX).await.unwrap();
    assert_eq!(all.len(), SUBSCRIBERS_MAX);
    let rest = store.subscribers(tenant, Some(all[9].id), usize::MAX).await.unwrap();
    assert_eq!(rest, all[10..]);
}

async fn much_is_deleted_in_steps<E: TestEngine>(engine: &E) {
    let (store, tenant) = (engine.open().await, tenant(1));
    let other = Uuid::from_u128(0x99);
    store.insert_subscriber(row(tenant, ID)).await.unwrap();
    store.insert_subscriber(row(tenant, other)).await.unwrap();
    // More than one step: two events of each of 300 pieces.
    for number in 0..30 {
        let new = shipment(tenant, random_id(number + 1), number * 100 + 1, 10, at(0));
        store.insert_shipment(new).await.unwrap();
    }
    for serial in (0..300).map(|number| number / 10 * 100 + number % 10 + 1) {
        append(&store, tenant, serial, &serial.to_string(), 1).await;
        store.subscribe(tenant, other, &code(serial), at(1)).await.unwrap();
    }
    let left = async |id| store.delivery_log(tenant, id, None, 1_000).await.unwrap().len();
    assert!(left(ID).await > 500);
    assert!(store.delete_subscriber(tenant, ID).await.unwrap());
    assert_eq!((left(ID).await, store.subscriber(tenant, ID).await.unwrap()), (0, None));
    assert!(left(other).await > 500);
    store.delete_deliveries(tenant).await.unwrap();
    assert_eq!(left(other).await, 0);
    assert!(store.subscriptions(tenant, other, "", 9).await.unwrap().is_empty());
    assert!(store.subscriber(tenant, other).await.unwrap().unwrap().is_enabled);
}

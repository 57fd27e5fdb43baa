use crate::engine::{Postgres, Sqlite, TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::tracking::{Event, Moment, registration};
use colli_store::{Appended, NewEvent};
use tokio::task::JoinSet;

on_each_engine!(
    codes_are_tracked_across_tenants,
    events_are_shown_in_order,
    event_ids_count_once,
    late_duplicates_race
);

fn moment(second: i64) -> Moment {
    Moment {
        at: at(second),
        offset_seconds: 3_600,
    }
}

fn event(second: i64, status: &str) -> Event {
    Event {
        facility: Some("UTR".to_owned()),
        ..Event::new("UNDERWAY", status, moment(second))
    }
}

fn scan(event_id: &str, serial: u64, event: Event) -> NewEvent {
    NewEvent {
        tenant: tenant(1),
        event_id: event_id.to_owned(),
        tracker_code: code(serial),
        event,
    }
}

async fn codes_are_tracked_across_tenants<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store
        .insert_shipment(shipment(tenant(1), random_id(1), 100, 1, at(0)))
        .await
        .unwrap();
    store
        .insert_shipment(shipment(tenant(2), random_id(2), 200, 3, at(1)))
        .await
        .unwrap();

    let [tracked] = store.track(&code(100), 10).await.unwrap().try_into().unwrap();
    assert_eq!((tracked.shipment.tenant, tracked.number), (tenant(1), 1));
    assert_eq!(tracked.label.0, random_id(1));
    assert_eq!(tracked.events, registration(moment(0), Some("08500001")));

    let [second] = store.track(&code(201), 10).await.unwrap().try_into().unwrap();
    assert_eq!((second.tracker_code.as_str(), second.number), (code(201).as_str(), 2));
    let whole = store.track(&code(203), 10).await.unwrap();
    let codes: Vec<_> = whole.iter().map(|piece| piece.tracker_code.clone()).collect();
    assert_eq!(codes, [code(200), code(201), code(202)]);
    assert!(whole.iter().all(|piece| piece.events.len() == 2));
    assert_eq!(store.track(&code(203), 2).await.unwrap().len(), 2);
    assert!(store.track("JVGL0", 10).await.unwrap().is_empty());
}

async fn events_are_shown_in_order<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store
        .insert_shipment(shipment(tenant(1), random_id(1), 100, 1, at(0)))
        .await
        .unwrap();
    let late = vec![
        scan("a", 100, event(50, "second")),
        scan("b", 100, event(10, "first")),
        scan("c", 100, event(50, "third")),
        scan("d", 100, event(-7_200, "before registration")),
    ];
    assert_eq!(store.append_events(late).await.unwrap(), [Appended::Stored; 4]);
    let [tracked] = store.track(&code(100), 10).await.unwrap().try_into().unwrap();
    let statuses: Vec<_> = tracked.events.iter().map(|event| event.status.as_str()).collect();
    let expected = [
        "before registration",
        "LEG_CREATED",
        "PRENOTIFICATION_RECEIVED",
        "first",
        "second",
        "third",
    ];
    assert_eq!(statuses, expected);
}

async fn event_ids_count_once<E: TestEngine>(engine: &E) {
    use Appended::{Duplicate, IdReused, Stored, UnknownCode};
    let store = engine.open().await;
    store
        .insert_shipment(shipment(tenant(1), random_id(1), 100, 2, at(0)))
        .await
        .unwrap();
    store
        .insert_shipment(shipment(tenant(2), random_id(2), 200, 1, at(0)))
        .await
        .unwrap();
    let answers = store
        .append_events(vec![
            scan("a", 100, event(1, "x")),
            scan("a", 100, event(1, "x")),
            scan("a", 100, event(1, "y")),
            scan("a", 101, event(1, "x")),
            scan("b", 200, event(1, "x")),
            scan("b", 999, event(1, "x")),
            NewEvent {
                tenant: tenant(2),
                ..scan("a", 200, event(1, "x"))
            },
        ])
        .await
        .unwrap();
    assert_eq!(
        answers,
        [Stored, Duplicate, IdReused, IdReused, UnknownCode, UnknownCode, Stored]
    );
    assert_eq!(store.append_events(Vec::new()).await.unwrap(), []);
    assert_eq!(store.track(&code(100), 1).await.unwrap()[0].events.len(), 3);
}

async fn late_duplicates_race<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store
        .insert_shipment(shipment(tenant(1), random_id(1), 100, 1, at(0)))
        .await
        .unwrap();
    let mut tasks = JoinSet::new();
    for turn in 0..32 {
        let store = store.clone();
        let scans = vec![
            scan("same", 100, event(1, "x")),
            scan(&format!("own {turn}"), 100, event(1, "y")),
        ];
        tasks.spawn(async move { store.append_events(scans).await.unwrap() });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer[0] == Appended::Stored).count(), 1);
    assert!(answers.iter().all(|answer| answer[1] == Appended::Stored));
    assert_eq!(store.track(&code(100), 1).await.unwrap()[0].events.len(), 2 + 1 + 32);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn versions_tell_caches_of_new_events() {
    let engine = Sqlite::fresh();
    let store = engine.open().await;
    let new = shipment(tenant(1), random_id(1), 100, 2, at(0));
    store.insert_shipment(new).await.unwrap();
    // The piece that gets events, its neighbour, and a code of nobody.
    let versions = || [100, 101, 999].map(|serial| store.events_version(&code(serial)).unwrap());
    let [mut piece, other, unknown] = versions();

    for turn in 0..3 {
        let new = scan(&turn.to_string(), 100, event(turn, "x"));
        assert_eq!(store.append_events(vec![new]).await.unwrap(), [Appended::Stored]);
        let after = versions();
        assert!(after[0] > piece);
        assert_eq!(after[1..], [other, unknown]);
        piece = after[0];
    }
    // Nothing is stored, nothing changes.
    let answers = store
        .append_events(vec![
            scan("0", 100, event(0, "x")),
            scan("0", 101, event(0, "x")),
            scan("n", 999, event(0, "x")),
        ])
        .await
        .unwrap();
    assert_eq!(
        answers,
        [Appended::Duplicate, Appended::IdReused, Appended::UnknownCode]
    );
    assert_eq!(versions(), [piece, other, unknown]);
}

/// Callers go away in the middle of a write; readers that see the new version read the new events all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_nobody_waits_for_raises_the_version() {
    let engine = Sqlite::fresh();
    let store = engine.open().await;
    store
        .insert_shipment(shipment(tenant(1), random_id(1), 100, 1, at(0)))
        .await
        .unwrap();
    for turn in 0..50 {
        let before = store.events_version(&code(100)).unwrap();
        let append = store.append_events(vec![scan(&turn.to_string(), 100, event(1, "x"))]);
        {
            // Queued by the first poll, then given up.
            let mut append = std::pin::pin!(append);
            let context = &mut std::task::Context::from_waker(std::task::Waker::noop());
            let _ = append.as_mut().poll(context);
        }
        while store.events_version(&code(100)).unwrap() == before {
            tokio::task::yield_now().await;
        }
        let events = 2 + usize::try_from(turn).unwrap() + 1;
        assert_eq!(store.track(&code(100), 1).await.unwrap()[0].events.len(), events);
    }
}

/// Other nodes write too, and do not tell.
#[tokio::test]
async fn a_shared_database_has_no_versions() {
    let engine = Postgres::fresh();
    let store = engine.open().await;
    assert!(store.is_shared());
    assert_eq!(store.events_version(&code(100)), None);
}

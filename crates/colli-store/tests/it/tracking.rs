use crate::engine::{Postgres, Sqlite, TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::tracking::{Event, Moment, registration};
use colli_store::{Appended, NewEvent};
use tokio::task::JoinSet;

on_each_engine!(
    codes_are_tracked_across_tenants,
    events_are_shown_in_order,
    event_ids_count_once,
    a_bound_keeps_scans_out,
    of_very_many_events_the_latest_are_read,
    late_duplicates_race,
    a_batch_says_what_one_by_one_says,
    batches_that_share_moments_race,
    latest_events_and_events_of_codes
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

async fn a_bound_keeps_scans_out<E: TestEngine>(engine: &E) {
    use Appended::{Duplicate, Stored, TooMany};
    let store = engine.open().await;
    store
        .insert_shipment(shipment(tenant(1), random_id(1), 100, 2, at(0)))
        .await
        .unwrap();
    let batch = vec![
        scan("a", 100, event(1, "x")),
        scan("a", 100, event(1, "x")),
        scan("b", 100, event(2, "x")),
        scan("c", 100, event(3, "x")),
        scan("c", 100, event(3, "x")),
        scan("d", 101, event(3, "x")),
    ];
    let append = |batch: &Vec<NewEvent>| store.append_scans(batch.clone(), None, 4);
    // Each has its two events of registration.
    assert_eq!(
        append(&batch).await.unwrap(),
        [Stored, Duplicate, Stored, TooMany, TooMany, Stored]
    );
    assert_eq!(
        append(&batch).await.unwrap(),
        [Duplicate, Duplicate, Duplicate, TooMany, TooMany, Duplicate]
    );
    // An id that was refused is free; what the network itself adds is not bounded.
    assert_eq!(append(&vec![scan("c", 101, event(9, "x"))]).await.unwrap(), [Stored]);
    let own = vec![scan("e", 100, event(9, "x"))];
    assert_eq!(store.append_events(own).await.unwrap(), [Stored]);
    assert_eq!(store.count_events(&code(100)).await.unwrap(), 5);
}

async fn of_very_many_events_the_latest_are_read<E: TestEngine>(engine: &E) {
    let store = engine.open().await;
    store
        .insert_shipment(shipment(tenant(1), random_id(1), 100, 1, at(0)))
        .await
        .unwrap();
    let many = (1..=1_010).map(|second| scan(&second.to_string(), 100, event(second, "x")));
    store.append_events(many.collect()).await.unwrap();
    let events = store.track(&code(100), 1).await.unwrap().remove(0).events;
    let ends = (events[0].occurred_at, events[999].occurred_at);
    assert_eq!((events.len(), ends), (1_000, (at(11), at(1_010))));
    assert_eq!(store.count_events(&code(100)).await.unwrap(), 1_012);
    let within = |pieces, events| {
        let store = store.clone();
        async move { store.track_within(&code(100), pieces, events).await.unwrap().is_some() }
    };
    assert!(within(1, 1_000).await && !within(1, 999).await && !within(0, 1_000).await);
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

/// Scans over few codes, moments and ids, so that all of them meet; the same in every run.
fn crowded(seed: u64, count: u64) -> Vec<NewEvent> {
    let number = |n: u64, most: u64| random_id(seed * 1_000 + n).as_u64_pair().0 % most;
    (0..count)
        .map(|n| {
            let status = ["x", "y"][usize::from(number(3 * n + 2, 8) == 0)];
            let second = i64::try_from(number(3 * n + 1, 3)).unwrap();
            scan(
                &number(3 * n, 25).to_string(),
                100 + number(3 * n + 1, 5),
                event(second, status),
            )
        })
        .collect()
}

async fn with_pieces<E: TestEngine>(engine: &E, pieces: u64) -> colli_store::Store {
    let store = engine.open().await;
    for serial in 100..100 + pieces {
        let new = shipment(tenant(1), random_id(serial), serial, 1, at(0));
        store.insert_shipment(new).await.unwrap();
    }
    store
}

async fn a_batch_says_what_one_by_one_says<E: TestEngine>(engine: &E) {
    let store = with_pieces(engine, 4).await;
    for seed in 0..4 {
        let scans: Vec<NewEvent> = crowded(seed, 40)
            .into_iter()
            .map(|scan| NewEvent {
                event_id: format!("{seed}-{}", scan.event_id),
                ..scan
            })
            .collect();
        // What a repeated id is depends on the first of it that was stored, and those are stored in the order of their
        // codes; so the model takes them in that order.
        let mut first: std::collections::HashMap<&str, &NewEvent> = std::collections::HashMap::new();
        let mut by_code: Vec<&NewEvent> = scans.iter().collect();
        by_code.sort_by_key(|scan| &scan.tracker_code);
        let known = |scan: &NewEvent| scan.tracker_code != code(104);
        for scan in by_code.into_iter().filter(|scan| known(scan)) {
            first.entry(&scan.event_id).or_insert(scan);
        }
        let expected: Vec<Appended> = scans
            .iter()
            .map(|scan| match first.get(scan.event_id.as_str()) {
                _ if !known(scan) => Appended::UnknownCode,
                Some(stored) if std::ptr::eq(*stored, scan) => Appended::Stored,
                Some(stored) if *stored == scan => Appended::Duplicate,
                _ => Appended::IdReused,
            })
            .collect();
        assert_eq!(store.append_events(scans.clone()).await.unwrap(), expected);
        let again = store.append_events(scans).await.unwrap();
        let repeated = expected.iter().map(|first| match first {
            Appended::Stored => Appended::Duplicate,
            other => *other,
        });
        assert_eq!(again, repeated.collect::<Vec<_>>());
    }
}

async fn batches_that_share_moments_race<E: TestEngine>(engine: &E) {
    let store = with_pieces(engine, 3).await;
    let mut tasks = JoinSet::new();
    for turn in 0..16 {
        let store = store.clone();
        // Every batch names the pieces in another order, all at one moment, and one id that all share.
        let mut scans: Vec<NewEvent> = (0..3)
            .map(|piece| scan(&format!("{turn}-{piece}"), 100 + piece, event(1, "x")))
            .collect();
        scans.push(scan("shared", 101, event(1, "x")));
        scans.rotate_left(turn % 4);
        tasks.spawn(async move { store.append_events(scans).await.unwrap() });
    }
    let stored = tasks.join_all().await.concat();
    let count = |wanted| stored.iter().filter(|appended| **appended == wanted).count();
    assert_eq!((count(Appended::Stored), count(Appended::Duplicate)), (16 * 3 + 1, 15));
    for (serial, events) in [(100, 2 + 16), (101, 2 + 17), (102, 2 + 16)] {
        assert_eq!(store.track(&code(serial), 1).await.unwrap()[0].events.len(), events);
    }
}

async fn latest_events_and_events_of_codes<E: TestEngine>(engine: &E) {
    let store = with_pieces(engine, 2).await;
    let scans = vec![
        scan("a", 100, event(50, "first")),
        scan("b", 100, event(50, "last")),
        scan("c", 100, event(10, "earlier")),
    ];
    store.append_events(scans).await.unwrap();
    let codes = vec![code(101), code(100), code(999)];
    let latest = store.latest_events(codes.clone()).await.unwrap();
    let statuses: Vec<_> = latest
        .iter()
        .map(|event| event.as_ref().map(|event| event.status.as_str()))
        .collect();
    assert_eq!(statuses, [Some("PRENOTIFICATION_RECEIVED"), Some("last"), None]);
    let all = store.events_of(codes).await.unwrap();
    assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [2, 5, 0]);
    assert_eq!(store.latest_events(Vec::new()).await.unwrap(), []);
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

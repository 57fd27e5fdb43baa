//! Law 1: what was acknowledged survives the death of the process at any moment.

use crate::engine::{Sqlite, TestEngine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::ids::ShipmentId;
use colli_core::tracking::{Event, Moment};
use colli_store::{Appended, Inserted, NewEvent, Store, StoreOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use tokio::task::JoinSet;

/// Names the data directory to the child process.
const CHILD: &str = "COLLI_STORE_TEST_CHILD";

/// Tells it the numbers of its shipments.
const ROUND: &str = "COLLI_STORE_TEST_ROUND";

/// Rounds of insert and kill; each starts where the last one was killed.
const ROUNDS: u64 = 110;

/// Kills come after less than so many acknowledgements.
const ENOUGH_MAX: u128 = 120;

/// Numbers of shipments that tasks of one child take, at most.
const NUMBERS: u64 = 1_000_000;

/// The test starts itself again as a process that inserts until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn acknowledged_shipments_survive_a_kill() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only way to hand a directory to a test run as a child process"
    )]
    if let (Some(directory), Ok(round)) = (std::env::var_os(CHILD), std::env::var(ROUND)) {
        return write_for_ever(Path::new(&directory), round.parse().unwrap()).await;
    }
    let engine = Sqlite::fresh();
    let mut all = Vec::new();
    for round in 0..ROUNDS {
        // Anywhere between the first commits and many of them on.
        let enough = usize::try_from(random_id(round).as_u128() % ENOUGH_MAX).unwrap() + 1;
        let acknowledged = killed_after(engine.directory(), round, enough);
        assert!(acknowledged.len() >= enough);
        check(&engine, &acknowledged).await;
        all.extend(acknowledged);
    }
    check(&engine, &all).await;
}

/// What a child says it was told is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Acknowledged {
    /// The shipment of this number, with the events of its registration.
    Shipment(u64),
    /// And the event added to it.
    Event(u64),
}

impl Acknowledged {
    /// From a line of the child; the test runner says other things.
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let (kind, number, end) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
        match (kind, end) {
            ("shipment", "end") => Some(Self::Shipment(number)),
            ("event", "end") => Some(Self::Event(number)),
            _ => None,
        }
    }

    /// One write, and the test runner may have left its own words on the line.
    fn say(self) {
        let (Self::Shipment(number) | Self::Event(number)) = self;
        let kind = if self == Self::Event(number) {
            "event"
        } else {
            "shipment"
        };
        let line = format!("\n{kind} {number} end\n");
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    }
}

/// The event added to a shipment.
fn scan(number: u64) -> NewEvent {
    NewEvent {
        tenant: tenant(1),
        event_id: format!("scan-{number}"),
        tracker_code: code(number),
        event: Event {
            facility: Some("UTR".to_owned()),
            ..Event::new(
                "UNDERWAY",
                "PARCEL_SORTED_AT_HUB",
                Moment {
                    at: at(60),
                    offset_seconds: 3_600,
                },
            )
        },
    }
}

/// Runs the child until it has acknowledged `enough`, kills it, and returns all it acknowledged.
fn killed_after(directory: &Path, round: u64, enough: usize) -> Vec<Acknowledged> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "durability::acknowledged_shipments_survive_a_kill",
            "--nocapture",
        ])
        .env(CHILD, directory)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen = Vec::new();
    let mut killed = false;
    while let Some(Ok(line)) = lines.next() {
        seen.extend(Acknowledged::read(&line));
        if seen.len() >= enough && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    assert!(!child.wait().unwrap().success());
    seen
}

async fn check(engine: &Sqlite, acknowledged: &[Acknowledged]) {
    let store = engine.open().await;
    for acknowledged in acknowledged {
        let (Acknowledged::Shipment(n) | Acknowledged::Event(n)) = *acknowledged;
        let expected = shipment(tenant(1), random_id(n), n, 1, at(0));
        let stored = store.shipment(tenant(1), ShipmentId(random_id(n))).await.unwrap();
        assert_eq!(stored, Some(expected.shipment), "shipment {n} was acknowledged");
        let tracked = store.track(&code(n), 1).await.unwrap();
        let mut events: Vec<_> = expected.events.into_iter().map(|piece| piece.event).collect();
        assert_eq!(tracked[0].events[..events.len()], events);
        if *acknowledged == Acknowledged::Event(n) {
            events.push(scan(n).event);
            assert_eq!(tracked[0].events, events, "the event of shipment {n} was acknowledged");
        }
    }
    store.close().await;
    let verdict: String = engine
        .connection()
        .query_row("pragma integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
}

async fn write_for_ever(directory: &Path, round: u64) {
    let store = Store::open(StoreOptions::new(directory)).await.unwrap();
    let start = round * NUMBERS;
    let mut tasks = JoinSet::new();
    for task in 0..16u64 {
        let store = store.clone();
        tasks.spawn(async move {
            for turn in 0.. {
                let n = start + turn * 16 + task;
                let new = shipment(tenant(1), random_id(n), n, 1, at(0));
                let inserted = store.insert_shipment(new).await.unwrap();
                assert!(matches!(inserted, Inserted::Created(_)));
                Acknowledged::Shipment(n).say();
                let appended = store.append_events(vec![scan(n)]).await.unwrap();
                assert_eq!(appended, [Appended::Stored]);
                Acknowledged::Event(n).say();
            }
        });
    }
    tasks.join_all().await;
}

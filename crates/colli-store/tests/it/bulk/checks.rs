//! Every kind of fault a check must find, on both engines: each is made in a database that is clean before.

use crate::engine::{Postgres, Sqlite, TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use colli_core::account::{Account, AccountSettings};
use colli_core::ids::{AccountNumber, UserId};
use colli_core::tracking::{Event, Moment};
use colli_store::bulk::check;
use colli_store::{Database, NewEvent, OrganisationRow, RefreshTokenRow, Store};
use uuid::Uuid;

/// An engine whose tables can be spoilt.
trait Spoil: TestEngine {
    fn database(&self) -> Database;
    async fn execute(&self, statements: &str);
}

impl Spoil for Sqlite {
    fn database(&self) -> Database {
        Database::Directory(self.directory().to_owned())
    }

    async fn execute(&self, statements: &str) {
        self.connection().execute_batch(statements).unwrap();
    }
}

impl Spoil for Postgres {
    fn database(&self) -> Database {
        Database::Server(self.url())
    }

    async fn execute(&self, statements: &str) {
        self.client().await.batch_execute(statements).await.unwrap();
    }
}

async fn fill(store: &Store) {
    let owner = tenant(1);
    let row = OrganisationRow {
        organisation: owner.organisation,
        name: "Shop".to_owned(),
        created_at: at(0),
    };
    store.put_organisation(row).await.unwrap();
    let account = Account {
        number: AccountNumber::parse("08500001").unwrap(),
        tenant: owner,
        settings: AccountSettings::default(),
    };
    store.put_account(account).await.unwrap();
    let first = store.lease_serials("piece", 100).await.unwrap();
    assert_eq!(first, 1);
    for (n, pieces) in [(0, 1), (1, 3), (2, 1)] {
        let new = shipment(owner, random_id(n), first + 10 * n, pieces, at(0));
        store.insert_shipment(new).await.unwrap();
    }
    let event = NewEvent {
        tenant: owner,
        event_id: "scan-1".to_owned(),
        tracker_code: code(1),
        event: Event::new(
            "UNDERWAY",
            "DEPART_FACILITY",
            Moment {
                at: at(9),
                offset_seconds: 0,
            },
        ),
    };
    store.append_events(vec![event]).await.unwrap();
    for jti in [5, 6] {
        let token = RefreshTokenRow {
            jti: Uuid::from_u128(jti),
            tenant: owner,
            user: UserId(Uuid::from_u128(1)),
            family: Uuid::from_u128(7),
            expires_at: at(100),
            used_at: (jti == 5).then(|| at(1)),
        };
        store.insert_refresh_token(token).await.unwrap();
    }
}

/// What is done to the tables, and a word of each line that must come of it.
const FAULTS: &[(&str, &[&str])] = &[
    (
        "update shipments set body = '{}' where seq = 1",
        &["its body cannot be read"],
    ),
    (
        "update shipments set account = '08500002' where seq = 1",
        &["column account"],
    ),
    (
        "update shipments set order_reference = null where seq = 1",
        &["column order_reference"],
    ),
    (
        "delete from tracker_codes where code = 'JVGL08500001000000000001'",
        &[
            "its code JVGL08500001000000000001 does not lead to it",
            "event of JVGL08500001000000000001",
        ],
    ),
    (
        "update tracker_codes set shipment_id = (select shipment_id from shipments where seq = 2)
           where code = 'JVGL08500001000000000001'",
        &["JVGL08500001000000000001 of organisation 00000000-0000-0000-0000-000000000001 (test): it leads to shipment"],
    ),
    (
        "update tracker_codes set code = 'JVGL08500001000000000099' where code = 'JVGL08500001000000000001'",
        &["does not have it", "event of JVGL08500001000000000001"],
    ),
    (
        "delete from shipments where seq = 3",
        &["tracker code JVGL08500001000000000021", "which does not exist"],
    ),
    ("delete from labels", &["its label"]),
    (
        "update labels set shipment_id = (select shipment_id from shipments where seq = 1)",
        &["label"],
    ),
    (
        "delete from shipments where seq = 2",
        &["label", "which does not exist"],
    ),
    (
        "update events set body = 'x' where event_id is not null",
        &["event of", "its body cannot be read"],
    ),
    (
        "update events set env = 1 where event_id is not null",
        &["another organisation or environment"],
    ),
    ("delete from event_ids", &["its id does not lead to it"]),
    (
        "delete from events where event_id is not null",
        &["event id \"scan-1\""],
    ),
    (
        "update event_ids set sequence = 7",
        &["its id does not lead to it", "it leads to no event"],
    ),
    (
        "update serials set next = 3",
        &["counter piece: its next serial is 3, and 21 is in use"],
    ),
    ("delete from serials", &["counter piece"]),
    ("delete from organisations", &["account 08500001", "refresh token"]),
    (
        "update accounts set settings = '{'",
        &["account 08500001: its settings"],
    ),
    (
        "update accounts set env = 5",
        &["organisation or environment cannot be read"],
    ),
    (
        "update refresh_tokens set used_at = null",
        &["more than one can be used"],
    ),
];

async fn every_fault_is_found(engine: &impl Spoil) {
    let store = engine.open().await;
    fill(&store).await;
    store.close().await;
    let database = engine.database();
    let found = check(&database).await.unwrap();
    assert!(found.is_clean(), "{:?}", found.faults);
    for table in ["shipments", "tracker_codes", "labels", "events", "event_ids"] {
        engine
            .execute(&format!("create table kept_{table} as select * from {table}"))
            .await;
    }
    for table in ["organisations", "accounts", "refresh_tokens", "serials"] {
        engine
            .execute(&format!("create table kept_{table} as select * from {table}"))
            .await;
    }
    for (spoil, words) in FAULTS {
        engine.execute(spoil).await;
        let found = check(&database).await.unwrap();
        for word in *words {
            let line = found.faults.iter().find(|line| line.contains(word));
            assert!(
                line.is_some_and(|line| !line.contains('\n')),
                "{spoil}: {:?}",
                found.faults
            );
        }
        assert!(
            found.faults.iter().all(|line| !line.contains("Müller")),
            "{:?}",
            found.faults
        );
        for table in ["shipments", "tracker_codes", "labels", "events", "event_ids"] {
            restore(engine, table).await;
        }
        for table in ["organisations", "accounts", "refresh_tokens", "serials"] {
            restore(engine, table).await;
        }
        let found = check(&database).await.unwrap();
        assert!(found.is_clean(), "after {spoil}: {:?}", found.faults);
    }
}

async fn restore(engine: &impl Spoil, table: &str) {
    let statements = format!("delete from {table}; insert into {table} select * from kept_{table}");
    engine.execute(&statements).await;
}

async fn of_many_faults_twenty_are_listed(engine: &impl Spoil) {
    let store = engine.open().await;
    let first = store.lease_serials("piece", 2_000).await.unwrap();
    for n in 0..700 {
        let new = shipment(tenant(1), random_id(n), first + n, 1, at(0));
        store.insert_shipment(new).await.unwrap();
    }
    store.close().await;
    engine.execute("delete from tracker_codes").await;
    let found = check(&engine.database()).await.unwrap();
    // A line for each shipment, and one for each of the two events of its registration.
    assert_eq!((found.faults.len(), found.unlisted), (20, 3 * 700 - 20));
}

async fn a_check_runs_beside_a_server(engine: &impl Spoil) {
    let store = engine.open().await;
    fill(&store).await;
    let found = check(&engine.database()).await.unwrap();
    assert!(found.is_clean(), "{:?}", found.faults);
    let new = shipment(tenant(1), random_id(50), 60, 1, at(0));
    store.insert_shipment(new).await.unwrap();
    store.close().await;
}

on_each_engine!(
    every_fault_is_found,
    of_many_faults_twenty_are_listed,
    a_check_runs_beside_a_server,
);

#[tokio::test]
async fn damaged_pages_are_found() {
    let engine = Sqlite::fresh();
    let store = engine.open().await;
    for n in 0..400 {
        let new = shipment(tenant(1), random_id(n), 1 + n, 1, at(0));
        store.insert_shipment(new).await.unwrap();
    }
    store.close().await;
    let mut bytes = std::fs::read(engine.file()).unwrap();
    // The pages in the middle hold rows.
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(engine.file(), bytes).unwrap();
    let found = check(&engine.database()).await.unwrap();
    assert!(
        found.faults.iter().any(|line| line.contains("damaged")),
        "{:?}",
        found.faults
    );
}

#[tokio::test]
async fn the_next_number_of_a_shipment_must_be_free() {
    let engine = Postgres::fresh();
    let store = engine.open().await;
    fill(&store).await;
    store.close().await;
    engine
        .execute("alter table shipments alter column seq restart with 2")
        .await;
    let found = check(&engine.database()).await.unwrap();
    assert_eq!(found.faults, ["shipments: the next number is 2, and 3 is in use"]);
}

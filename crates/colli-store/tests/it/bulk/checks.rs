//! Every kind of fault a check must find, on both engines: each is made in a database that is clean before.

use super::faults::{FAULTS, SPOILT};
use super::live;
use crate::engine::{Postgres, Sqlite, TestEngine, on_each_engine};
use crate::fixture::{at, code, random_id, shipment, tenant};
use crate::notices::{change, listener, make};
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
    live(store, 20).await;
}

async fn every_fault_is_found(engine: &impl Spoil) {
    let store = engine.open().await;
    fill(&store).await;
    store.close().await;
    let database = engine.database();
    let found = check(&database).await.unwrap();
    assert!(found.is_clean(), "{:?}", found.faults);
    for table in SPOILT {
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
            !found
                .faults
                .iter()
                .any(|line| ["Müller", "privat"].iter().any(|personal| line.contains(personal))),
            "{:?}",
            found.faults
        );
        for table in SPOILT {
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

async fn what_retention_takes_is_no_gap(engine: &impl Spoil) {
    let store = engine.open().await;
    fill(&store).await;
    store.close().await;
    // As if a delivery between these two was done and old.
    engine
        .execute(
            "update deliveries set state = 2 where position = 0;
             update deliveries set state = 0, position = 2 where position = 1",
        )
        .await;
    let found = check(&engine.database()).await.unwrap();
    assert!(found.is_clean(), "{:?}", found.faults);
}

async fn notices_are_of_no_parcel(engine: &impl Spoil) {
    let (store, mine, id) = (engine.open().await, tenant(1), random_id(1));
    fill(&store).await;
    let everything = listener(mine, random_id(2), "*,transaction_created,transaction_updated");
    store.insert_subscriber(everything).await.unwrap();
    assert!(make(&store, mine, id, 1).await && change(&store, mine, id, 0, 2).await);
    store.close().await;
    let found = check(&engine.database()).await.unwrap();
    assert!(found.is_clean(), "{:?}", found.faults);
    engine
        .execute("update deliveries set sequence = 9 where code like 'object:%' and position = 1")
        .await;
    let found = check(&engine.database()).await.unwrap();
    assert_eq!(found.faults.len(), 1);
    assert!(found.faults[0].ends_with("there is no topic 9"), "{:?}", found.faults);
}

on_each_engine!(
    every_fault_is_found,
    notices_are_of_no_parcel,
    what_retention_takes_is_no_gap,
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
    assert_eq!(found.faults, ["shipments: the next number is 2, and 4 is in use"]);
}

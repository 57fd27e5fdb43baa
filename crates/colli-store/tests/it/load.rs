//! Loading many shipments at once.

use crate::engine::{Postgres, Sqlite, TestEngine};
use crate::fixture::{at, random_id, shipment, tenant};
use colli_store::bulk::{BulkError, Copy, Loader, ShipmentBatch, TableSum, check};
use colli_store::{Database, Inserted, NewShipment, OpenError, Store, StoreError, StoreOptions};

/// Shipments of [`all`]; every tenth has three pieces and a code of the whole.
const SHIPMENTS: u64 = 60;

fn one(number: u64) -> NewShipment {
    let pieces = if number.is_multiple_of(10) { 3 } else { 1 };
    let seconds = i64::try_from(number).unwrap();
    shipment(tenant(1), random_id(number), 10 * number, pieces, at(seconds))
}

fn all() -> Vec<NewShipment> {
    (1..=SHIPMENTS).map(one).collect()
}

fn batch(shipments: Vec<NewShipment>) -> ShipmentBatch {
    ShipmentBatch::new(shipments).unwrap()
}

/// A fresh database in which the serials of [`all`] are leased.
async fn fresh<E: TestEngine>(engine: &E) -> Store {
    let store = engine.open().await;
    store.prepare(at(0)).await.unwrap();
    store.lease_serials("piece", 10_000).await.unwrap();
    store
}

/// What is in a database.
async fn sums(database: &Database) -> Vec<TableSum> {
    let directory = tempfile::tempdir().unwrap();
    let copy = Copy::make(database, &Database::Directory(directory.path().join("copy"))).await;
    copy.unwrap().tables().iter().map(|table| table.sent.clone()).collect()
}

async fn loaded<E: TestEngine>(engine: &E, database: &Database) -> Vec<TableSum> {
    fresh(engine).await.close().await;
    let mut loader = Loader::open(database).await.unwrap();
    let (first, second) = (all()[..25].to_vec(), all()[25..].to_vec());
    loader.load(batch(first)).await.unwrap();
    loader.load(batch(second)).await.unwrap();
    assert!(loader.finish().await.unwrap().grown_bytes > SHIPMENTS * 1_000);
    let findings = check(database).await.unwrap();
    assert!(findings.is_clean(), "{findings:?}");
    sums(database).await
}

async fn registered<E: TestEngine>(engine: &E, database: &Database) -> Vec<TableSum> {
    let store = fresh(engine).await;
    for new in all() {
        let inserted = store.insert_shipment(new).await.unwrap();
        assert!(matches!(inserted, Inserted::Created(_)));
    }
    store.close().await;
    sums(database).await
}

fn directory(engine: &Sqlite) -> Database {
    Database::Directory(engine.directory().to_owned())
}

fn server(engine: &Postgres) -> Database {
    Database::Server(engine.url())
}

#[tokio::test]
async fn loading_stores_the_rows_that_registering_stores() {
    let engines = (Sqlite::fresh(), Sqlite::fresh(), Postgres::fresh(), Postgres::fresh());
    let expected = registered(&engines.0, &directory(&engines.0)).await;
    let rows = |table: &str| expected.iter().find(|sum| sum.table == table).unwrap().rows;
    assert_eq!(
        ["shipments", "tracker_codes", "labels", "events"].map(rows),
        [60, 78, 12, 144]
    );
    assert_eq!(loaded(&engines.1, &directory(&engines.1)).await, expected);
    assert_eq!(registered(&engines.2, &server(&engines.2)).await, expected);
    assert_eq!(loaded(&engines.3, &server(&engines.3)).await, expected);
}

/// A load is stored when it is finished, and no part of it before.
async fn all_or_nothing<E: TestEngine>(engine: &E, database: &Database) {
    fresh(engine).await.close().await;
    let empty = sums(database).await;
    let mut dropped = Loader::open(database).await.unwrap();
    dropped.load(batch(all())).await.unwrap();
    drop(dropped);
    assert_eq!(sums(database).await, empty);

    let mut twice = Loader::open(database).await.unwrap();
    twice.load(batch(all())).await.unwrap();
    let refused = twice.load(batch(vec![one(7)])).await.unwrap_err();
    let is_duplicate = matches!(
        &refused,
        BulkError::Database {
            source: StoreError::Duplicate(_),
            ..
        }
    );
    assert!(is_duplicate, "{refused}");
    assert!(twice.load(batch(vec![one(1_000)])).await.is_err());
    assert!(twice.finish().await.is_err());
    assert_eq!(sums(database).await, empty);
}

#[tokio::test]
async fn a_load_is_all_or_nothing() {
    let (sqlite, postgres) = (Sqlite::fresh(), Postgres::fresh());
    all_or_nothing(&sqlite, &directory(&sqlite)).await;
    all_or_nothing(&postgres, &server(&postgres)).await;
}

/// What is there already stays, and registering goes on.
async fn beside_others<E: TestEngine>(engine: &E, database: &Database) {
    let store = engine.open().await;
    store.insert_shipment(one(500)).await.unwrap();
    store.close().await;
    let mut loader = Loader::open(database).await.unwrap();
    loader.load(batch(all())).await.unwrap();
    loader.finish().await.unwrap();
    let store = engine.open().await;
    let again = store.insert_shipment(one(30)).await.unwrap();
    assert!(matches!(again, Inserted::Existing(shipment) if *shipment == one(30).shipment));
    store.insert_shipment(one(600)).await.unwrap();
    let listed = store.list_shipments(tenant(1), 3, 0).await.unwrap();
    assert_eq!(listed, [600, 500, SHIPMENTS].map(|number| one(number).shipment));
    let code = one(30).events[0].tracker_code.clone();
    let tracked = store.track(&code, 10).await.unwrap();
    assert_eq!((tracked.len(), tracked[0].events.len()), (1, 2));
    store.close().await;
}

#[tokio::test]
async fn a_load_joins_what_is_there() {
    let (sqlite, postgres) = (Sqlite::fresh(), Postgres::fresh());
    beside_others(&sqlite, &directory(&sqlite)).await;
    beside_others(&postgres, &server(&postgres)).await;
}

#[tokio::test]
async fn a_directory_in_use_is_not_loaded() {
    let engine = Sqlite::fresh();
    let store = Store::open(StoreOptions::new(engine.directory())).await.unwrap();
    let refused = Loader::open(&directory(&engine)).await.map(drop).unwrap_err();
    assert!(matches!(refused, BulkError::Open(OpenError::InUse { .. })), "{refused}");
    store.close().await;
    let loader = Loader::open(&directory(&engine)).await.unwrap();
    let refused = Store::open(StoreOptions::new(engine.directory())).await.unwrap_err();
    assert!(matches!(refused, OpenError::InUse { .. }), "{refused}");
    drop(loader);
    engine.open().await.close().await;
}

//! Copies between engines, and what none of them may touch.

use super::{SHIPMENTS, back_up, clean, copy, directory, entries, fill, rows, token};
use crate::engine::{Postgres, Sqlite, TestEngine};
use crate::fixture::{at, random_id, shipment, tenant};
use colli_store::bulk::{BulkError, Copy, check};
use colli_store::{Database, OpenError};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_goes_from_engine_to_engine_and_back() {
    let (source, server, end) = (Sqlite::fresh(), Postgres::fresh(), Sqlite::fresh());
    let store = source.open().await;
    fill(&store).await;
    store.close().await;
    let (source, server, end) = (directory(source.directory()), server, directory(end.directory()));
    let on_server = Database::Server(server.url());
    copy(&source, &on_server).await;
    let findings = clean(&on_server).await;
    assert_eq!(rows(&findings, "shipments"), SHIPMENTS);
    copy(&on_server, &end).await;
    assert_eq!(clean(&end).await, clean(&source).await);

    // Events of all quarters are in partitions, and what is registered next gets the next number.
    let client = server.client().await;
    let lost: i64 = client
        .query_one("select count(*) from events_default", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(lost, 0);
    let store = server.open().await;
    let first = store.lease_serials("piece", 100).await.unwrap();
    assert_eq!(first, 10_001);
    let new = shipment(tenant(1), random_id(77_777), first, 1, at(90_000_000));
    store.insert_shipment(new).await.unwrap();
    let newest = &store.list_shipments(tenant(1), 1, 0).await.unwrap()[0];
    assert_eq!(newest.order.shipment_id.0, random_id(77_777));
    store.close().await;
    clean(&on_server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_needs_an_empty_target_and_a_source_at_rest() {
    let (source, other, server) = (Sqlite::fresh(), Sqlite::fresh(), Postgres::fresh());
    let store = source.open().await;
    fill(&store).await;
    let (from, to) = (directory(source.directory()), directory(other.directory()));
    let refused = Copy::make(&from, &to).await.map(drop).unwrap_err();
    assert!(matches!(refused, BulkError::Open(OpenError::InUse { .. })), "{refused}");
    store.close().await;

    let tokens = other.open().await;
    tokens.insert_refresh_token(token(1)).await.unwrap();
    tokens.close().await;
    let before = std::fs::read(other.file()).unwrap();
    let refused = Copy::make(&from, &to).await.map(drop).unwrap_err();
    assert!(
        matches!(
            refused,
            BulkError::NotEmpty {
                table: "refresh_tokens",
                ..
            }
        ),
        "{refused}"
    );
    assert_eq!(std::fs::read(other.file()).unwrap(), before);

    let on_server = Database::Server(server.url());
    let tokens = server.open().await;
    tokens.insert_refresh_token(token(1)).await.unwrap();
    let refused = Copy::make(&from, &on_server).await.map(drop).unwrap_err();
    assert!(
        matches!(
            refused,
            BulkError::NotEmpty {
                table: "refresh_tokens",
                ..
            }
        ),
        "{refused}"
    );
    // The same with a server as the source.
    let refused = Copy::make(&on_server, &directory(&other.directory().join("new"))).await;
    let refused = refused.map(drop).unwrap_err();
    assert!(matches!(refused, BulkError::InUse { .. }), "{refused}");
    tokens.close().await;

    let nowhere = directory(&source.directory().join("nowhere"));
    let refused = Copy::make(&nowhere, &to).await.map(drop).unwrap_err();
    assert!(matches!(refused, BulkError::Missing { .. }), "{refused}");
    assert!(!source.directory().join("nowhere").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_does_not_arrive_as_it_was_sent_leaves_nothing() {
    let (source, server) = (Sqlite::fresh(), Postgres::fresh());
    let store = source.open().await;
    fill(&store).await;
    store.close().await;
    server.open().await.close().await;
    // A server that is not what it seems: it changes what it is given.
    let spoil = "create function spoil() returns trigger language plpgsql as
            $$ begin new.settings := new.settings || ' '; return new; end $$;
        create trigger spoil before insert on accounts for each row execute function spoil()";
    let client = server.client().await;
    client.batch_execute(spoil).await.unwrap();
    let copy = Copy::make(&directory(source.directory()), &Database::Server(server.url()))
        .await
        .unwrap();
    let differing: Vec<_> = copy.tables().iter().filter(|table| !table.is_equal()).collect();
    assert_eq!(differing.len(), 1);
    assert_eq!(differing[0].sent.table, "accounts");
    let refused = copy.commit().await.unwrap_err();
    assert!(
        matches!(&refused, BulkError::Differs(tables) if tables == "accounts"),
        "{refused}"
    );
    let left =
        "select (select count(*) from shipments) + (select count(*) from accounts) + (select count(*) from serials)";
    let left: i64 = client.query_one(left, &[]).await.unwrap().get(0);
    assert_eq!(left, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_that_is_given_up_leaves_a_directory_as_it_was() {
    let (source, parent) = (Sqlite::fresh(), tempfile::tempdir().unwrap());
    let store = source.open().await;
    fill(&store).await;
    store.close().await;
    let target = parent.path().join("new");
    drop(
        Copy::make(&directory(source.directory()), &directory(&target))
            .await
            .unwrap(),
    );
    assert!(!target.exists());
    std::fs::create_dir(&target).unwrap();
    std::fs::write(target.join("master.key"), "key").unwrap();
    drop(
        Copy::make(&directory(source.directory()), &directory(&target))
            .await
            .unwrap(),
    );
    let left: Vec<_> = std::fs::read_dir(&target)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["master.key"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn databases_of_others_and_of_other_versions_are_left_alone() {
    let (source, places) = (Sqlite::fresh(), tempfile::tempdir().unwrap());
    let from = directory(source.directory());
    source.open().await.close().await;
    let to = places.path().join("backup");
    let set_version = |version: i64| {
        let insert = format!(
            "delete from refinery_schema_history where version > 1;
             insert into refinery_schema_history select {version}, name, applied_on, checksum from refinery_schema_history
               where version = 1 and {version} > 1"
        );
        source.connection().execute_batch(&insert).unwrap();
    };
    set_version(99);
    let refused = back_up(&from, &to).await.unwrap_err();
    assert!(
        matches!(refused, BulkError::Open(OpenError::Newer { found: 99, .. })),
        "{refused}"
    );
    let refused = check(&from).await.unwrap_err();
    assert!(
        matches!(refused, BulkError::Open(OpenError::Newer { found: 99, .. })),
        "{refused}"
    );
    set_version(1);
    let refused = check(&from).await.unwrap_err();
    assert!(matches!(refused, BulkError::Older { found: 1, .. }), "{refused}");
    source.connection().pragma_update(None, "application_id", 77).unwrap();
    for refused in [check(&from).await.map(drop), back_up(&from, &to).await.map(drop)] {
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, BulkError::Open(OpenError::NotADatabase { .. })),
            "{refused}"
        );
    }
    std::fs::write(source.file(), "no database").unwrap();
    let refused = check(&from).await.unwrap_err();
    assert!(
        matches!(refused, BulkError::Open(OpenError::NotADatabase { .. })),
        "{refused}"
    );
    assert_eq!(entries(places.path()), Vec::<String>::new());

    let server = Postgres::fresh();
    let on_server = Database::Server(server.url());
    let refused = check(&on_server).await.unwrap_err();
    assert!(matches!(refused, BulkError::Missing { .. }), "{refused}");
    server
        .client()
        .await
        .batch_execute("create table theirs (id int)")
        .await
        .unwrap();
    for refused in [
        check(&on_server).await.map(drop),
        Copy::make(&on_server, &from).await.map(drop),
        back_up(&on_server, &to).await.map(drop),
    ] {
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, BulkError::Open(OpenError::NotADatabase { .. })),
            "{refused}"
        );
    }
    assert_eq!(entries(places.path()), Vec::<String>::new());
}

//! Backups taken beside writers, and restores.

use super::{SHIPMENTS, back_up, clean, directory, entries, fill, rows, token};
use crate::engine::{Postgres, Sqlite, TestEngine};
use crate::fixture::{at, random_id, shipment, tenant};
use colli_store::bulk::{Backup, BulkError, Restore};
use colli_store::{Database, OpenError, Store, StoreOptions};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Takes a backup while eight tasks register shipments, and restores it to both engines.
async fn backup_beside_writers(store: Store, from: Database) {
    fill(&store).await;
    let before = store.list_shipments(tenant(1), 100_000, 0).await.unwrap();
    let stop = Arc::new(AtomicU64::new(u64::MAX));
    let mut writers = tokio::task::JoinSet::new();
    for task in 0..8 {
        let (store, stop) = (store.clone(), Arc::clone(&stop));
        writers.spawn(async move {
            let mut written = 0;
            while written < stop.load(Ordering::Relaxed) {
                let first = store.lease_serials("piece", 5).await.unwrap();
                let id = random_id(1_000_000 * (task + 1) + written);
                let new = shipment(tenant(1), id, first, 1, at(40_000_000));
                store.insert_shipment(new).await.unwrap();
                written += 1;
            }
            written
        });
    }
    let places = tempfile::tempdir().unwrap();
    let to = places.path().join("backup");
    let manifest = back_up(&from, &to).await.unwrap();
    stop.store(0, Ordering::Relaxed);
    let written: u64 = writers.join_all().await.iter().sum();
    store.close().await;

    let backed_up = clean(&directory(&to)).await;
    let found = rows(&backed_up, "shipments");
    assert!((SHIPMENTS..=SHIPMENTS + written).contains(&found), "{found}");
    let sums: Vec<u64> = manifest.tables.iter().map(|table| table.rows).collect();
    assert_eq!(
        sums.iter().sum::<u64>(),
        backed_up.rows.iter().map(|(_, rows)| rows).sum::<u64>()
    );

    let server = Postgres::fresh();
    for target in [
        directory(&places.path().join("restored")),
        Database::Server(server.url()),
    ] {
        let restore = Restore::open(&to).await.unwrap();
        restore.make(&target).await.unwrap().commit().await.unwrap();
        assert_eq!(clean(&target).await, backed_up);
        let restored = Store::open(StoreOptions::of(target)).await.unwrap();
        for shipment in &before {
            let id = shipment.order.shipment_id;
            assert_eq!(restored.shipment(tenant(1), id).await.unwrap().as_ref(), Some(shipment));
        }
        restored.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_beside_writers_has_all_that_was_acknowledged_before() {
    let source = Sqlite::fresh();
    backup_beside_writers(source.open().await, directory(source.directory())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_of_a_server_beside_writers_has_all_that_was_acknowledged_before() {
    let source = Postgres::fresh();
    backup_beside_writers(source.open().await, Database::Server(source.url())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_is_private_whole_and_never_replaces_anything() {
    let (source, places) = (Sqlite::fresh(), tempfile::tempdir().unwrap());
    let from = directory(source.directory());
    let store = source.open().await;
    fill(&store).await;
    let to = places.path().join("backup");
    drop(Backup::make(&from, &to).await.unwrap());
    assert_eq!(entries(places.path()), Vec::<String>::new(), "given up");
    std::fs::create_dir(&to).unwrap();
    back_up(&from, &to).await.unwrap();
    assert_eq!(entries(places.path()), ["backup"]);
    assert_eq!(entries(&to), ["backup.json", "colli.db"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let modes = [to.clone(), to.join("backup.json"), to.join("colli.db")].map(mode);
        assert_eq!(modes, [0o700, 0o600, 0o600]);
    }
    let refused = back_up(&from, &to).await.unwrap_err();
    assert!(matches!(refused, BulkError::Exists { .. }), "{refused}");
    let file = places.path().join("file");
    std::fs::write(&file, "mine").unwrap();
    let refused = back_up(&from, &file).await.unwrap_err();
    assert!(matches!(refused, BulkError::Exists { .. }), "{refused}");
    assert_eq!(entries(places.path()), ["backup", "file"]);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_spoilt_backup_is_not_restored() {
    let (source, places) = (Sqlite::fresh(), tempfile::tempdir().unwrap());
    let store = source.open().await;
    fill(&store).await;
    store.close().await;
    let (to, target) = (places.path().join("backup"), places.path().join("restored"));
    back_up(&directory(source.directory()), &to).await.unwrap();
    let (file, manifest) = (to.join("colli.db"), to.join("backup.json"));
    let (whole, said) = (
        std::fs::read(&file).unwrap(),
        std::fs::read_to_string(&manifest).unwrap(),
    );

    let mut spoilt = whole.clone();
    let middle = spoilt.len() / 2;
    spoilt[middle] ^= 1;
    let cut = whole[..whole.len() / 2].to_vec();
    let newer = said.replace("\"format\": 1", "\"format\": 2");
    let other_sums = said.replacen("\"checksum\": \"", "\"checksum\": \"f", 1);
    for (bytes, said, word) in [
        (&spoilt, &said, "hash"),
        (&cut, &said, "hash"),
        (&whole, &newer, "newer"),
        (&whole, &other_sums, "tables"),
        (&whole, &"{".to_owned(), "backup.json"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        std::fs::write(&manifest, said).unwrap();
        let refused = async { Restore::open(&to).await?.make(&directory(&target)).await.map(drop) };
        let line = refused.await.unwrap_err().to_string();
        assert!(
            line.contains(word) && line.contains("no usable backup") && !line.contains('\n'),
            "{line}"
        );
        assert!(!target.exists(), "{word}");
    }
    std::fs::remove_file(&manifest).unwrap();
    let line = Restore::open(&to).await.map(drop).unwrap_err().to_string();
    assert!(line.contains("backup.json"), "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_restore_never_replaces_a_database() {
    let (source, other, places) = (Sqlite::fresh(), Sqlite::fresh(), tempfile::tempdir().unwrap());
    let store = source.open().await;
    fill(&store).await;
    store.close().await;
    let to = places.path().join("backup");
    back_up(&directory(source.directory()), &to).await.unwrap();
    let tokens = other.open().await;
    tokens.insert_refresh_token(token(1)).await.unwrap();
    let restore = Restore::open(&to).await.unwrap();
    let target = directory(other.directory());
    let refused = restore.make(&target).await.map(drop).unwrap_err();
    assert!(matches!(refused, BulkError::Open(OpenError::InUse { .. })), "{refused}");
    tokens.close().await;
    let before = std::fs::read(other.file()).unwrap();
    let refused = restore.make(&target).await.map(drop).unwrap_err();
    assert!(matches!(refused, BulkError::NotEmpty { .. }), "{refused}");
    assert_eq!(std::fs::read(other.file()).unwrap(), before);
}

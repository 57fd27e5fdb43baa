//! Directories and files that cannot work: each is refused with one clear line.

use crate::engine::{Sqlite, TestEngine};
use crate::fixture::{at, random_id, shipment, tenant};
use colli_store::{OpenError, Store, StoreOptions};
use std::io::{Seek, SeekFrom, Write};

async fn refusal(engine: &Sqlite) -> OpenError {
    let error = Store::open(engine.options()).await.map(drop).unwrap_err();
    let line = error.to_string();
    assert!(
        !line.contains('\n') && line.contains(&*engine.directory().to_string_lossy()),
        "{line}"
    );
    error
}

async fn filled() -> Sqlite {
    let engine = Sqlite::fresh();
    let store = engine.open().await;
    for n in 0..100 {
        store
            .insert_shipment(shipment(tenant(1), random_id(n), n, 1, at(0)))
            .await
            .unwrap();
    }
    store.close().await;
    engine
}

#[tokio::test]
async fn a_directory_has_one_server() {
    let engine = Sqlite::fresh();
    let store = engine.open().await;
    assert!(matches!(refusal(&engine).await, OpenError::InUse { .. }));
    store.close().await;
    drop(engine.open().await);
    engine.open().await.ping().await.unwrap();
}

#[tokio::test]
async fn directories_are_made() {
    let engine = Sqlite::fresh();
    let path = engine.directory().join("a/b");
    drop(Store::open(StoreOptions::new(&path)).await.unwrap());
    assert!(path.join("colli.db").is_file());
}

#[tokio::test]
async fn a_path_below_a_file_is_refused() {
    let engine = Sqlite::fresh();
    let file = engine.directory().join("file");
    std::fs::write(&file, "x").unwrap();
    for path in [file.clone(), file.join("below")] {
        let error = Store::open(StoreOptions::new(path)).await.map(drop).unwrap_err();
        assert!(matches!(error, OpenError::Directory { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn other_files_are_refused() {
    let engine = Sqlite::fresh();
    std::fs::write(
        engine.file(),
        "this is not a database, but long enough to be taken for one. ".repeat(99),
    )
    .unwrap();
    assert!(matches!(refusal(&engine).await, OpenError::NotADatabase { .. }));

    let engine = Sqlite::fresh();
    engine
        .connection()
        .execute_batch("create table recipes (name text)")
        .unwrap();
    assert!(matches!(refusal(&engine).await, OpenError::NotADatabase { .. }));

    let engine = Sqlite::fresh();
    std::fs::create_dir(engine.file()).unwrap();
    assert!(matches!(refusal(&engine).await, OpenError::Engine { .. }));
}

#[tokio::test]
async fn a_first_start_that_was_cut_short_is_no_hindrance() {
    let engine = Sqlite::fresh();
    engine.connection().execute_batch("pragma journal_mode = wal").unwrap();
    assert!(std::fs::metadata(engine.file()).unwrap().len() > 0);
    drop(engine.open().await);
    drop(engine.open().await);
}

#[tokio::test]
async fn a_cut_off_file_is_refused() {
    let engine = filled().await;
    let length = std::fs::metadata(engine.file()).unwrap().len();
    for keep in [length - 1, length / 2, 4_096, 1_000, 50] {
        std::fs::File::options()
            .write(true)
            .open(engine.file())
            .unwrap()
            .set_len(keep)
            .unwrap();
        let error = refusal(&engine).await;
        assert!(
            matches!(error, OpenError::Damaged { .. } | OpenError::NotADatabase { .. }),
            "{keep}: {error:?}"
        );
    }
}

#[tokio::test]
async fn garbled_pages_are_noticed() {
    let engine = filled().await;
    let mut file = std::fs::File::options().write(true).open(engine.file()).unwrap();
    file.seek(SeekFrom::Start(4_096 * 4)).unwrap();
    file.write_all(&vec![0xa5; 4_096 * 8]).unwrap();
    drop(file);
    assert!(matches!(refusal(&engine).await, OpenError::Damaged { .. }));
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let engine = filled().await;
    engine
        .connection()
        .execute(
            "insert into refinery_schema_history values (9999, 'later', '2030-01-01T00:00:00Z', '1')",
            [],
        )
        .unwrap();
    let error = refusal(&engine).await;
    assert!(matches!(error, OpenError::Newer { found: 9_999, .. }), "{error:?}");
}

#[tokio::test]
async fn only_the_owner_reads_the_database() {
    use std::os::unix::fs::PermissionsExt as _;
    let engine = Sqlite::fresh();
    let store = engine.open().await;
    store
        .insert_shipment(shipment(tenant(1), random_id(1), 1, 1, at(0)))
        .await
        .unwrap();
    let files = std::fs::read_dir(engine.directory())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let databases: Vec<_> = files
        .filter(|path| path.to_string_lossy().contains("colli.db"))
        .collect();
    assert!(databases.len() >= 3, "database, log and index: {databases:?}");
    for path in databases {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
    store.close().await;
}

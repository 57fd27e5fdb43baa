//! Databases that hold something else than expected: one line, and the database stays as it is.

use super::node::Node;
use super::{dump, refusal, serve};
use colli_testkit::psql;
use colli_testkit::shared::TestDatabase;

/// A database a demo server has set up.
fn founded() -> TestDatabase {
    let database = colli_testkit::shared::database().unwrap();
    drop(Node::demo(database.url()));
    database
}

/// Changes a database, sees a start refused, and the database unchanged by it.
fn refused_after(database: &TestDatabase, change: &str) -> String {
    psql(database.url(), change).unwrap();
    let before = dump(database.url());
    let directory = tempfile::tempdir().unwrap();
    let line = refusal(serve(directory.path(), database.url()).args(["--demo", "--data", "data"]));
    assert_eq!(dump(database.url()), before, "{change}: {line}");
    line
}

#[test]
fn a_database_of_another_program_is_not_touched() {
    let database = colli_testkit::shared::database().unwrap();
    let line = refused_after(
        &database,
        "create table recipes (name text); insert into recipes values ('soup');",
    );
    assert!(
        line.contains("is not a Colli database") && line.contains("another program"),
        "{line}"
    );
    // The same tool for migrations, another program.
    let history = "drop table recipes;
        create table refinery_schema_history (version int4 primary key, name varchar(255), applied_on varchar(255), checksum varchar(255));
        insert into refinery_schema_history values (1, 'recipes', '2026-01-01T00:00:00Z', '1');";
    let line = refused_after(&database, history);
    assert!(line.contains("another program made its schema"), "{line}");
}

#[test]
fn a_database_of_a_later_version_is_not_touched() {
    let database = founded();
    let later = "insert into refinery_schema_history values (9999, 'later', '2030-01-01T00:00:00Z', '1');";
    let line = refused_after(&database, later);
    assert!(
        line.contains("schema version 9999") && line.contains("use a newer colli"),
        "{line}"
    );
}

#[test]
fn a_migration_that_was_applied_otherwise_is_noticed() {
    let database = founded();
    let line = refused_after(
        &database,
        "update refinery_schema_history set checksum = '1' where version = 2;",
    );
    assert!(line.contains("could not be brought up to date"), "{line}");
}

/// Tables without the row of the history that says they were made.
#[test]
fn tables_of_a_migration_the_history_does_not_know_are_not_made_again() {
    let database = founded();
    let forgotten = "delete from refinery_schema_history
         where version = (select max(version) from refinery_schema_history);";
    let line = refused_after(&database, forgotten);
    assert!(
        line.contains("could not be brought up to date") && line.contains("already exists"),
        "{line}"
    );
    let line = refused_after(&database, "delete from refinery_schema_history;");
    assert!(line.contains("is not a Colli database"), "{line}");
    let line = refused_after(&database, "drop table refinery_schema_history;");
    assert!(line.contains("is not a Colli database"), "{line}");
}

/// A history that promises more than there is.
#[test]
fn tables_and_columns_the_history_promises_must_be_there() {
    for (change, missing) in [
        ("drop table event_ids;", "event_ids"),
        ("drop table events;", "events"),
        ("alter table jobs drop column dead_at;", "jobs.dead_at"),
    ] {
        let line = refused_after(&founded(), change);
        assert!(
            line.contains("is damaged") && line.contains(missing),
            "{change}: {line}"
        );
    }
}

//! Every statement against the engine: it prepares, and it finds its rows through an index.

use crate::sqlite::open;
use crate::tx::Sql;
use crate::{account, migrate, serial, shipment, token, tracking};
use rusqlite::{Connection, StatementStatus};

const MODULES: &[(&str, &[Sql], &str)] = &[
    ("account", account::STATEMENTS, include_str!("account.rs")),
    ("serial", serial::STATEMENTS, include_str!("serial.rs")),
    ("shipment", shipment::STATEMENTS, include_str!("shipment.rs")),
    ("token", token::STATEMENTS, include_str!("token.rs")),
    ("tracking", tracking::STATEMENTS, include_str!("tracking.rs")),
];

fn migrated() -> (tempfile::TempDir, Connection) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("colli.db");
    let mut connection = Connection::open(&path).unwrap();
    migrate::sqlite(&mut connection, &path).unwrap();
    open::keep_statements(&connection).unwrap();
    (directory, connection)
}

#[test]
fn every_statement_is_listed() {
    for (module, statements, source) in MODULES {
        let written = source.matches("Sql::new(").count() + source.matches("Sql::scanning(").count();
        assert_eq!(written, statements.len(), "statements of {module}");
    }
}

#[test]
fn every_statement_prepares_and_uses_an_index() {
    let (_directory, connection) = migrated();
    for sql in MODULES.iter().flat_map(|(_, statements, _)| *statements) {
        connection
            .prepare(sql.text)
            .unwrap_or_else(|error| panic!("{}: {error}", sql.text));
        let mut explain = connection.prepare(&format!("explain query plan {}", sql.text)).unwrap();
        let parameters = vec![0i64; explain.parameter_count()];
        let steps: Vec<String> = explain
            .query_map(rusqlite::params_from_iter(parameters), |row| row.get("detail"))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        // The rows of a subquery are taken as they come.
        let subquery = |table: &str| steps.iter().any(|step| step.strip_prefix("CO-ROUTINE ") == Some(table));
        let bad = steps.iter().find(|step| {
            step.strip_prefix("SCAN ").is_some_and(|table| !subquery(table)) || step.contains("TEMP B-TREE")
        });
        assert!(sql.may_scan || bad.is_none(), "{}: {steps:?}", sql.text);
    }
}

#[test]
fn every_row_carries_its_organisation() {
    let (_directory, connection) = migrated();
    let mut without = connection
        .prepare(
            "select name from sqlite_schema t where type = 'table'
               and not exists (select 1 from pragma_table_info(t.name) where name = 'org') order by name",
        )
        .unwrap();
    let without: Vec<String> = without
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    // These belong to the installation.
    assert_eq!(without, ["refinery_schema_history", "serials", "signing_keys"]);
}

#[test]
fn statements_are_prepared_once() {
    let (_directory, connection) = migrated();
    for sql in MODULES.iter().flat_map(|(_, statements, _)| *statements) {
        for value in 1..4_i64 {
            let mut statement = connection.prepare_cached(sql.text).unwrap();
            for index in 1..=statement.parameter_count() {
                statement.raw_bind_parameter(index, value).unwrap();
            }
            // Rows of the wrong type are refused after the statement was prepared and started.
            let _ = statement.raw_query().next();
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{}", sql.text);
        }
    }
}

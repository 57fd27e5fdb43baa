//! The tables as data against the schemas of both engines, and these against each other.

use super::tables::{Kind, TABLES};
use crate::{migrate, postgres};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Table, column, type, whether it may be null: in order.
type Columns = Vec<(String, String, String, bool)>;

/// Kept by what brings the schema up to date.
const HISTORY: &str = "refinery_schema_history";

fn listed(name_of: impl Fn(Kind) -> &'static str) -> Columns {
    let mut tables = TABLES.to_vec();
    tables.sort_by_key(|table| table.name);
    let columns = tables.iter().flat_map(|table| {
        let row = |column: &super::tables::Column| {
            let kind = name_of(column.kind).to_owned();
            (table.name.to_owned(), column.name.to_owned(), kind, column.nullable)
        };
        table.columns.iter().map(row).collect::<Vec<_>>()
    });
    columns.collect()
}

fn sqlite() -> (Columns, BTreeSet<String>) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("colli.db");
    let mut connection = Connection::open(&path).unwrap();
    migrate::sqlite(&mut connection, &path).unwrap();
    let columns = "select t.name, c.name, c.type, c.\"notnull\" = 0 from sqlite_schema t, pragma_table_info(t.name) c
        where t.type = 'table' and t.name <> ?1 order by t.name, c.cid";
    let mut columns = connection.prepare(columns).unwrap();
    let columns = columns
        .query_map([HISTORY], |row| {
            let kind: String = row.get(2)?;
            Ok((row.get(0)?, row.get(1)?, kind.to_lowercase(), row.get(3)?))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let indexes = "select tbl_name || ' ' || name from sqlite_schema where type = 'index' and sql is not null";
    let mut indexes = connection.prepare(indexes).unwrap();
    let indexes = indexes
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    (columns, indexes)
}

async fn server() -> (Columns, BTreeSet<String>) {
    let database = colli_testkit::shared::database().unwrap();
    let address = postgres::Address::parse(database.url()).unwrap();
    let mut client = postgres::connect(&address).await.unwrap();
    postgres::bring_up_to_date(&mut client, &address).await.unwrap();
    let columns = "select c.table_name::text, c.column_name::text, c.data_type::text, c.is_nullable = 'YES'
        from information_schema.columns c join pg_class p on p.oid = c.table_name::regclass
        where c.table_schema = current_schema() and not p.relispartition and c.table_name <> $1
        order by c.table_name collate \"C\", c.ordinal_position";
    let columns = client.query(columns, &[&HISTORY]).await.unwrap();
    let columns = columns
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2), row.get(3)));
    // Keys that PostgreSQL names by itself have no name on the other side.
    let indexes =
        "select tablename || ' ' || indexname from pg_indexes i join pg_class p on p.oid = i.tablename::regclass
        where schemaname = current_schema() and not p.relispartition and indexname not like '%\\_pkey'";
    let indexes = client.query(indexes, &[]).await.unwrap();
    (columns.collect(), indexes.iter().map(|row| row.get(0)).collect())
}

#[tokio::test]
async fn the_tables_are_those_of_both_schemas() {
    let (columns, indexes) = sqlite();
    let types = |kind| match kind {
        Kind::I64 => "integer",
        Kind::Text => "text",
        Kind::Bytes => "blob",
    };
    assert_eq!(columns, listed(types));
    let (server_columns, server_indexes) = server().await;
    let types = |kind| match kind {
        Kind::I64 => "bigint",
        Kind::Text => "text",
        Kind::Bytes => "bytea",
    };
    assert_eq!(server_columns, listed(types));
    assert_eq!(server_indexes, indexes);
}

#[test]
fn rows_are_ordered_by_their_own_columns() {
    for table in TABLES {
        let own = |name: &&str| table.columns.iter().any(|column| column.name == *name);
        assert!(!table.order.is_empty() && table.order.iter().all(own), "{}", table.name);
    }
}

//! The statements of docs/scaling.md that distribute the tables, against the schema they are for.

use crate::postgres;
use crate::statements_tests::MODULES;
use std::collections::BTreeMap;

const SCALING: &str = include_str!("../../../docs/scaling.md");

/// Distributed tables with their column, as the page says.
fn distributed() -> BTreeMap<&'static str, &'static str> {
    let calls = SCALING
        .lines()
        .filter_map(|line| line.strip_prefix("select create_distributed_table('"));
    calls
        .map(|rest| {
            let words: Vec<&str> = rest.split('\'').collect();
            (words[0], words[2])
        })
        .collect()
}

async fn migrated(url: &str) -> tokio_postgres::Client {
    let address = postgres::Address::parse(url).unwrap();
    let mut client = postgres::connect(&address).await.unwrap();
    postgres::bring_up_to_date(&mut client, &address).await.unwrap();
    client
}

#[tokio::test]
async fn unique_indexes_hold_the_column_their_table_is_distributed_by() {
    let database = colli_testkit::shared::database().unwrap();
    let client = migrated(database.url()).await;
    let tables = distributed();
    assert!(tables.len() >= 7, "{tables:?}");
    for (table, column) in tables {
        let unique = "select i.indexrelid::regclass::text,
                $2 = any(array(select a.attname::text from pg_attribute a
                                where a.attrelid = i.indrelid and a.attnum = any(i.indkey::int2[])))
              from pg_index i where i.indrelid = to_regclass($1) and i.indisunique";
        let rows = client.query(unique, &[&table, &column]).await.unwrap();
        assert!(!rows.is_empty(), "{table} has a unique index");
        for row in rows {
            let (index, holds): (String, bool) = (row.get(0), row.get(1));
            assert!(holds, "{index} lacks {column}");
        }
    }
}

#[tokio::test]
async fn every_table_has_its_place() {
    let database = colli_testkit::shared::database().unwrap();
    let client = migrated(database.url()).await;
    let tables = "select relname::text from pg_class where relnamespace = current_schema()::regnamespace
        and relkind in ('r', 'p') and not relispartition";
    for row in client.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        assert!(
            SCALING.contains(&format!("_table('{table}'")) || SCALING.contains(&format!("`{table}`")),
            "docs/scaling.md does not say where {table} goes"
        );
    }
}

#[test]
fn joins_stay_inside_a_column_of_distribution() {
    let tables = distributed();
    for (module, statements, _) in MODULES.iter().filter(|(module, ..)| !module.starts_with("check")) {
        for sql in *statements {
            let text = sql.text_for(crate::tx::EngineKind::Postgres);
            if !text.contains(" join ") {
                continue;
            }
            let words: Vec<&str> = text.split_whitespace().collect();
            let columns: Vec<_> = words
                .windows(2)
                .filter(|pair| matches!(pair[0], "from" | "join"))
                .map(|pair| tables.get(pair[1]))
                .collect();
            assert!(columns.windows(2).all(|pair| pair[0] == pair[1]), "{module}: {text}");
        }
    }
}

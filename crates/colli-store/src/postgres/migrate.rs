//! The schema of a database server, brought up to date by whichever node comes first; the others wait for it.

use super::address::Address;
use super::connection::open_error;
use crate::OpenError;
use crate::bulk::tables::TABLES;
use crate::migrate::{POSTGRES, migrations, newest};
use refinery::Runner;
use std::collections::HashSet;
use tokio_postgres::Client;

/// Key of the lock that nodes hold while they look at the schema.
const LOCK: i64 = 0x636f_6c6c_696d;

/// What a schema holds that a table of ours could clash with.
const FOUND: &str = "select c.relname::text from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm')";

const HISTORY: &str = "select version::bigint, name::text from refinery_schema_history order by version";

/// Brings a database up to date, under a lock of the whole database. The lock goes with the connection.
pub(crate) async fn bring_up_to_date(client: &mut Client, address: &Address) -> Result<(), OpenError> {
    let failed = |error: tokio_postgres::Error| open_error(address, &error);
    client
        .execute("select pg_advisory_lock($1)", &[&LOCK])
        .await
        .map_err(failed)?;
    let applied = applied(client, address).await?;
    let found = applied.last().map_or(0, |(version, _)| *version);
    if found > newest(POSTGRES) {
        return Err(OpenError::Newer {
            path: address.shown.clone().into(),
            found,
            known: newest(POSTGRES),
        });
    }
    let wrong = |reason: String| OpenError::Migration {
        path: address.shown.clone().into(),
        reason,
    };
    let migrations = migrations(POSTGRES).map_err(&wrong)?;
    Runner::new(&migrations)
        .run_async(client)
        .await
        .map_err(|error| wrong(crate::error::one_line(&error)))?;
    check_complete(client, address).await?;
    client
        .execute("select pg_advisory_unlock($1)", &[&LOCK])
        .await
        .map_err(failed)?;
    Ok(())
}

/// Compares the tables and columns there are with those the history promises: a database may have been restored in part,
/// or changed by hand.
async fn check_complete(client: &Client, address: &Address) -> Result<(), OpenError> {
    const COLUMNS: &str = "select c.relname::text, a.attname::text from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')";
    let rows = client
        .query(COLUMNS, &[])
        .await
        .map_err(|error| open_error(address, &error))?;
    let found: HashSet<(&str, &str)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let promised = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(|column| (table.name, column.name)));
    for (table, column) in promised {
        if !found.contains(&(table, column)) {
            return Err(OpenError::Damaged {
                path: address.shown.clone().into(),
                reason: format!("it lacks {table}.{column}"),
            });
        }
    }
    Ok(())
}

/// The migrations a database has seen, oldest first. A database with tables of somebody else is refused.
pub(crate) async fn applied(client: &Client, address: &Address) -> Result<Vec<(i64, String)>, OpenError> {
    let failed = |error: tokio_postgres::Error| open_error(address, &error);
    let not_ours = |reason: &str| OpenError::NotADatabase {
        path: address.shown.clone().into(),
        reason: reason.to_owned(),
    };
    let tables: Vec<String> = client
        .query(FOUND, &[])
        .await
        .map_err(failed)?
        .iter()
        .map(|row| row.get(0))
        .collect();
    if !tables.iter().any(|table| table == "refinery_schema_history") {
        return if tables.is_empty() {
            Ok(Vec::new())
        } else {
            Err(not_ours(
                "it holds tables of another program; give Colli a database or schema of its own",
            ))
        };
    }
    let history: Vec<(i64, String)> = client
        .query(HISTORY, &[])
        .await
        .map_err(failed)?
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let ours = match history.first() {
        Some((1, name)) => name == "founding",
        Some(_) => false,
        // A first start that was cut short left the history and nothing in it.
        None => tables.len() == 1,
    };
    if ours {
        Ok(history)
    } else {
        Err(not_ours("another program made its schema"))
    }
}

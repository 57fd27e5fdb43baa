//! A database on a server, read as a whole at one moment.

use super::error::BulkError;
use super::rows::Rows;
use super::source::{Batch, EVENT_MONTHS, Sender};
use super::tables::Table;
use crate::OpenError;
use crate::migrate::{POSTGRES, newest};
use crate::postgres::{self, Address, PostgresRow};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool};
use futures_util::TryStreamExt as _;
use std::pin::pin;
use std::time::Duration;

/// Settings of a session that reads or writes everything: it takes as long as it takes.
const SETTINGS: &str = "
    set statement_timeout = 0;
    set lock_timeout = 0;
    set idle_in_transaction_session_timeout = 0;
    set work_mem = '64MB';
    set jit = off;
    select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';";

/// Times, and the pause between them, that connections of servers are looked for: a connection takes a moment to end.
const LEAVING_LOOKS: u32 = 60;
const LEAVING_PAUSE: Duration = Duration::from_millis(50);

/// Connects; the connection is of the kind the engine's operations run on.
pub(super) async fn connect(address: &Address) -> Result<Object, BulkError> {
    let failed = |reason: String| {
        BulkError::Open(OpenError::Engine {
            path: address.shown.clone().into(),
            reason,
        })
    };
    // First without a pool, whose errors are of the pool.
    drop(postgres::connect(address).await?);
    let manager = Manager::from_config(address.config.clone(), address.tls.clone(), ManagerConfig::default());
    let pool = Pool::builder(manager)
        .max_size(1)
        .build()
        .map_err(|error| failed(error.to_string()))?;
    let connection = pool.get().await.map_err(|error| failed(error.to_string()))?;
    connection
        .batch_execute(SETTINGS)
        .await
        .map_err(BulkError::postgres(&address.shown))?;
    Ok(connection)
}

/// A database at one moment.
pub(crate) struct Reading {
    connection: Object,
    shown: String,
}

impl Reading {
    /// Opens a database that servers may be writing to, without disturbing them.
    pub(crate) async fn open(url: &str) -> Result<Self, BulkError> {
        let address = Address::parse(url)?;
        let connection = connect(&address).await?;
        let shown = address.shown.clone();
        // The first read inside the transaction fixes the moment.
        connection
            .batch_execute("begin isolation level repeatable read read only")
            .await
            .map_err(BulkError::postgres(&shown))?;
        let applied = postgres::applied(&connection, &address).await?;
        let (found, known) = (applied.last().map_or(0, |(version, _)| *version), newest(POSTGRES));
        if found > known {
            let path = shown.into();
            return Err(BulkError::Open(OpenError::Newer { path, found, known }));
        }
        match found {
            0 => Err(BulkError::Missing { shown }),
            _ if found < known => Err(BulkError::Older { shown, found, known }),
            _ => Ok(Self { connection, shown }),
        }
    }

    /// The same for a database no server uses.
    pub(crate) async fn open_alone(url: &str) -> Result<Self, BulkError> {
        let address = Address::parse(url)?;
        let connection = connect(&address).await?;
        refuse_servers(&connection, &address.shown).await?;
        Self::open(url).await
    }

    /// The connection, in its transaction.
    pub(crate) fn into_connection(self) -> Object {
        self.connection
    }

    /// Its address, for messages.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The number the next shipment gets.
    pub(crate) async fn next_seq(&self) -> Result<i64, BulkError> {
        let failed = BulkError::postgres(&self.shown);
        let sequence = "select pg_get_serial_sequence('shipments', 'seq')";
        let sequence: String = self.connection.query_one(sequence, &[]).await.map_err(&failed)?.get(0);
        let next = format!("select last_value + case when is_called then 1 else 0 end from {sequence}");
        Ok(self.connection.query_one(&next, &[]).await.map_err(&failed)?.get(0))
    }

    /// See [`super::source::Source::event_months`].
    pub(crate) async fn event_months(&self) -> Result<Vec<i64>, BulkError> {
        let months = self.connection.query(EVENT_MONTHS, &[]).await;
        let months = months.map_err(BulkError::postgres(&self.shown))?;
        Ok(months.iter().map(|row| row.get(0)).collect())
    }

    /// Sends every row of these tables. Ends early when nobody takes them.
    pub(crate) async fn send(self, tables: &'static [Table], to: &Sender) -> Result<(), BulkError> {
        for table in tables {
            let select = table.select_in_order();
            if !read_table(&self.connection, &self.shown, table, &select, to).await? {
                break;
            }
        }
        Ok(())
    }
}

/// Sends the rows of a table; returns whether they were wanted.
pub(super) async fn read_table(
    connection: &Object,
    shown: &str,
    table: &'static Table,
    select: &str,
    to: &Sender,
) -> Result<bool, BulkError> {
    let failed = BulkError::postgres(shown);
    let none: [&str; 0] = [];
    let found = connection.query_raw(select, none).await.map_err(&failed)?;
    let mut found = pin!(found);
    let mut rows = Rows::default();
    while let Some(row) = found.try_next().await.map_err(&failed)? {
        rows.push(table.columns, &PostgresRow(&row))
            .map_err(BulkError::of(shown))?;
        if rows.is_full() {
            let rows = std::mem::take(&mut rows);
            if to.send(Batch { table, rows }).await.is_err() {
                return Ok(false);
            }
        }
    }
    Ok(rows.is_empty() || to.send(Batch { table, rows }).await.is_ok())
}

/// Sees that no server is connected. One that was stopped a moment ago may still be seen leaving.
async fn refuse_servers(connection: &Object, shown: &str) -> Result<(), BulkError> {
    const SERVERS: &str = "select count(*) from pg_stat_activity
        where datname = current_database() and application_name = current_setting('application_name')
          and pid <> pg_backend_pid()";
    for _ in 0..LEAVING_LOOKS {
        let servers = connection.query_one(SERVERS, &[]).await;
        let connections: i64 = servers.map_err(BulkError::postgres(shown))?.get(0);
        if connections == 0 {
            return Ok(());
        }
        tokio::time::sleep(LEAVING_PAUSE).await;
    }
    let connections = connection.query_one(SERVERS, &[]).await;
    Err(BulkError::InUse {
        shown: shown.to_owned(),
        connections: connections.map_err(BulkError::postgres(shown))?.get(0),
    })
}

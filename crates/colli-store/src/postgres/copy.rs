//! Loading many rows at once: `copy … from stdin` in the binary format, some times faster than inserts.

use super::tx::store_error;
use crate::StoreError;
use crate::bulk::tables::{Kind, Table};
use crate::tx::Arg;
use std::pin::Pin;
use tokio_postgres::Client;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

/// A load of one table under way. Dropped without [`finish`](Self::finish), none of it is stored. It belongs to the
/// transaction its connection is in, if it is in one.
pub(crate) struct CopyIn {
    writer: Pin<Box<BinaryCopyInWriter>>,
    columns: usize,
}

impl CopyIn {
    /// Begins to load a table. The connection must be one without a time limit for statements (`connect`).
    pub(crate) async fn start(client: &Client, table: &Table) -> Result<Self, StoreError> {
        let statement = format!(
            "copy {} ({}) from stdin (format binary)",
            table.name,
            table.column_list()
        );
        let sink = client.copy_in(&statement).await.map_err(|error| store_error(&error))?;
        let types: Vec<Type> = table.columns.iter().map(|column| type_of(column.kind)).collect();
        Ok(Self {
            writer: Box::pin(BinaryCopyInWriter::new(sink, &types)),
            columns: types.len(),
        })
    }

    /// Adds a row: its values in the order of the table's columns.
    pub(crate) async fn row(&mut self, values: &[Arg<'_>]) -> Result<(), StoreError> {
        if values.len() != self.columns {
            return Err(StoreError::OutOfRange("a row of another table"));
        }
        let values = values.iter().copied();
        self.writer
            .as_mut()
            .write_raw(values)
            .await
            .map_err(|error| store_error(&error))
    }

    /// Ends the load; returns how many rows it had.
    pub(crate) async fn finish(mut self) -> Result<u64, StoreError> {
        self.writer.as_mut().finish().await.map_err(|error| store_error(&error))
    }
}

/// Loads rows that are at hand, in one statement.
pub(crate) async fn copy_in<'a>(
    client: &Client,
    table: &Table,
    rows: impl IntoIterator<Item = impl AsRef<[Arg<'a>]>>,
) -> Result<u64, StoreError> {
    let mut load = CopyIn::start(client, table).await?;
    for row in rows {
        load.row(row.as_ref()).await?;
    }
    load.finish().await
}

fn type_of(kind: Kind) -> Type {
    match kind {
        Kind::I64 => Type::INT8,
        Kind::Text => Type::TEXT,
        Kind::Bytes => Type::BYTEA,
    }
}

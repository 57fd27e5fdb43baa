//! Loading into a database server.

use super::super::error::BulkError;
use super::super::tables::{EVENTS, LABELS, TRACKER_CODES};
use super::batch::{ShipmentBatch, Values as _};
use super::{Loaded, NEW_SHIPMENTS};
use crate::StoreError;
use crate::postgres::{self, Address, copy_in};
use tokio_postgres::Client;

const BYTES: &str = "select pg_database_size(current_database())";

/// What the planner needs to know, and what the first readers would otherwise have to note in every row.
const SETTLE: &str = "vacuum (analyze) shipments, tracker_codes, labels, events";

/// A connection of its own, without the time limits of the pooled ones, in the transaction of the load. The server takes
/// that back when the connection ends.
pub(super) struct Server {
    client: Client,
    shown: String,
    bytes_before: i64,
}

impl Server {
    /// Connects and begins.
    pub(super) async fn open(url: &str) -> Result<Self, BulkError> {
        let address = Address::parse(url)?;
        let client = postgres::connect(&address).await?;
        let shown = address.shown;
        let begin = async {
            let bytes = client.query_one(BYTES, &[]).await?.get(0);
            client.batch_execute("begin; set local synchronous_commit = on").await?;
            Ok(bytes)
        };
        let bytes_before = begin.await.map_err(BulkError::postgres(&shown))?;
        Ok(Self {
            client,
            shown,
            bytes_before,
        })
    }

    /// Adds a batch.
    pub(super) async fn load(&self, batch: &ShipmentBatch) -> Result<(), BulkError> {
        let to = &self.client;
        let copy = async {
            copy_in(to, &NEW_SHIPMENTS, batch.shipments.iter().map(|row| row.values())).await?;
            copy_in(to, &TRACKER_CODES, batch.codes.iter().map(|row| row.values())).await?;
            copy_in(to, &LABELS, batch.labels.iter().map(|row| row.values())).await?;
            copy_in(to, &EVENTS, batch.events.iter().map(|row| row.values())).await?;
            Ok::<_, StoreError>(())
        };
        copy.await.map_err(BulkError::of(&self.shown))
    }

    /// Stores everything.
    pub(super) async fn finish(self) -> Result<Loaded, BulkError> {
        let end = async {
            self.client.batch_execute("commit").await?;
            self.client.batch_execute(SETTLE).await?;
            self.client.query_one(BYTES, &[]).await
        };
        let bytes: i64 = end.await.map_err(BulkError::postgres(&self.shown))?.get(0);
        Ok(Loaded {
            grown_bytes: u64::try_from(bytes.saturating_sub(self.bytes_before)).unwrap_or_default(),
        })
    }
}

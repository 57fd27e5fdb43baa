//! An empty database on a server, filled in one transaction.

use super::error::BulkError;
use super::postgres::{connect, read_table};
use super::rows::values;
use super::source::{Batch, MONTH_MS};
use super::sums::{Sums, TableSum};
use super::tables::{SHIPMENTS, TABLES, Table};
use crate::postgres::{self, Address, CopyIn};
use deadpool_postgres::Object;
use jiff::Timestamp;

/// Years from the newest events back that get partitions of their own; older ones go to the default partition.
const PARTITIONED_YEARS: i64 = 12;

/// An empty database that is being filled, all in one transaction: dropped before the end, it is empty again.
pub(crate) struct Filling {
    connection: Object,
    shown: String,
    load: Option<(&'static Table, CopyIn)>,
    seq_max: i64,
}

impl Filling {
    /// Opens a database, brings its schema up to date, and sees that it is and stays empty.
    pub(crate) async fn start(url: &str, event_months: &[i64]) -> Result<Self, BulkError> {
        let address = Address::parse(url)?;
        let mut client = postgres::connect(&address).await?;
        postgres::bring_up_to_date(&mut client, &address).await?;
        drop(client);
        let mut connection = connect(&address).await?;
        let shown = address.shown.clone();
        refuse_rows(&connection, &shown).await?;
        for month in partitioned(event_months) {
            postgres::prepare_partitions(&mut connection, month)
                .await
                .map_err(BulkError::of(&shown))?;
        }
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        let begin = format!("begin; lock table {} in exclusive mode", names.join(", "));
        connection
            .batch_execute(&begin)
            .await
            .map_err(BulkError::postgres(&shown))?;
        // Again, now that nobody can put any there.
        refuse_rows(&connection, &shown).await?;
        Ok(Self {
            connection,
            shown,
            load: None,
            seq_max: 0,
        })
    }

    /// Adds rows.
    pub(crate) async fn load(&mut self, batch: &Batch) -> Result<(), BulkError> {
        if self
            .load
            .as_ref()
            .is_none_or(|(table, _)| table.name != batch.table.name)
        {
            self.end_load().await?;
            let load = CopyIn::start(&self.connection, batch.table).await;
            self.load = Some((batch.table, load.map_err(BulkError::of(&self.shown))?));
        }
        let Some((table, load)) = &mut self.load else {
            return Ok(());
        };
        for row in batch.rows.iter() {
            let values = values(table, row).map_err(BulkError::of(&self.shown))?;
            if let (true, Some(crate::tx::Arg::I64(seq))) = (table.name == SHIPMENTS.name, values.first()) {
                self.seq_max = self.seq_max.max(*seq);
            }
            load.row(&values).await.map_err(BulkError::of(&self.shown))?;
        }
        Ok(())
    }

    async fn end_load(&mut self) -> Result<(), BulkError> {
        if let Some((_, load)) = self.load.take() {
            load.finish().await.map_err(BulkError::of(&self.shown))?;
        }
        Ok(())
    }

    /// Ends the filling and reads back what is there now. Still nobody else sees it.
    pub(crate) async fn read_back(&mut self) -> Result<Vec<TableSum>, BulkError> {
        self.end_load().await?;
        // What this registers next comes after what was copied.
        let numbering = format!(
            "alter table shipments alter column seq restart with {}",
            self.seq_max.saturating_add(1)
        );
        self.connection
            .batch_execute(&numbering)
            .await
            .map_err(BulkError::postgres(&self.shown))?;
        let mut sums = Sums::default();
        for table in TABLES {
            self.read_back_table(table, &mut sums).await?;
        }
        Ok(sums.finish())
    }

    async fn read_back_table(&self, table: &'static Table, sums: &mut Sums) -> Result<(), BulkError> {
        let (sender, mut batches) = tokio::sync::mpsc::channel(2);
        let select = table.select();
        let read = async move { read_table(&self.connection, &self.shown, table, &select, &sender).await };
        let add = async {
            while let Some(batch) = batches.recv().await {
                sums.add(&batch);
            }
        };
        tokio::join!(read, add).0.map(drop)
    }

    /// Makes it durable.
    pub(crate) async fn commit(self) -> Result<(), BulkError> {
        let failed = BulkError::postgres(&self.shown);
        self.connection.batch_execute("commit").await.map_err(failed)?;
        // The server would come to it by itself, some minutes later. It is not worth failing for.
        if let Err(error) = self.connection.batch_execute("analyze").await {
            tracing::warn!(%error, "the statistics were not brought up to date");
        }
        Ok(())
    }
}

async fn refuse_rows(connection: &Object, shown: &str) -> Result<(), BulkError> {
    for table in TABLES {
        let some = format!("select 1 from {} limit 1", table.name);
        let row = connection
            .query_opt(&some, &[])
            .await
            .map_err(BulkError::postgres(shown))?;
        if row.is_some() {
            return Err(BulkError::NotEmpty {
                shown: shown.to_owned(),
                table: table.name,
            });
        }
    }
    Ok(())
}

/// A time in each of the months that get a partition.
fn partitioned(event_months: &[i64]) -> Vec<Timestamp> {
    let newest = event_months.iter().max().copied().unwrap_or(0);
    let oldest = newest - PARTITIONED_YEARS * 12;
    event_months
        .iter()
        .filter(|month| **month >= oldest)
        .filter_map(|month| Timestamp::from_millisecond(month.checked_mul(MONTH_MS)?).ok())
        .collect()
}

//! Partitions of the events by quarter of a year (UTC): few enough that a look-up by code tries them all quickly, small
//! enough that dropping one frees much.

use super::tx::store_error;
use crate::StoreError;
use deadpool_postgres::Object;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// Quarters made ahead of the present one.
const QUARTERS_AHEAD: i32 = 2;

/// Key of the lock under which partitions are made, so that two nodes do not make one twice.
const LOCK: i64 = 0x636f_6c6c_6970;

/// How long to wait for the table. Everybody who reads or writes events waits behind, so it is short: who holds the table
/// for longer, such as a backup, goes first, and the partition is made next time.
const LOCK_PATIENCE: &str = "200ms";

/// A quarter of a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Quarter(Date);

impl Quarter {
    /// The quarter a time lies in, some quarters later.
    fn of(time: Timestamp, later: i32) -> Option<Self> {
        let date = time.to_zoned(TimeZone::UTC).date();
        let month = (date.month() - 1) / 3 * 3 + 1;
        let first = Date::new(date.year(), month, 1).ok()?;
        first.checked_add((3 * later).months()).ok().map(Self)
    }

    /// `events_2026q4`.
    fn table(self) -> String {
        format!("events_{:04}q{}", self.0.year(), (self.0.month() + 2) / 3)
    }

    /// Reads back a name.
    fn of_table(name: &str) -> Option<Self> {
        let (year, quarter) = name.strip_prefix("events_")?.split_once('q')?;
        let quarter: i8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
        Date::new(year.parse().ok()?, quarter * 3 - 2, 1).ok().map(Self)
    }

    /// Its first millisecond and the first of the next.
    fn bounds_ms(self) -> Option<(i64, i64)> {
        let start = |date: Date| Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond());
        Some((start(self.0)?, start(self.0.checked_add(3.months()).ok()?)?))
    }
}

/// Makes the partitions of the present quarter and the next ones, moving what waits for them in the default one.
pub(crate) async fn prepare(connection: &mut Object, now: Timestamp) -> Result<(), StoreError> {
    for later in -1..=QUARTERS_AHEAD {
        let Some(quarter) = Quarter::of(now, later) else {
            continue;
        };
        if !tables(connection).await?.contains(&quarter.table()) {
            make(connection, quarter).await.map_err(|error| store_error(&error))?;
        }
    }
    Ok(())
}

async fn make(connection: &mut Object, quarter: Quarter) -> Result<(), tokio_postgres::Error> {
    let Some((from, to)) = quarter.bounds_ms() else {
        return Ok(());
    };
    let table = quarter.table();
    let transaction = connection.transaction().await?;
    let statements = format!(
        "set local statement_timeout = 0;
         set local lock_timeout = '{LOCK_PATIENCE}';
         select pg_advisory_xact_lock({LOCK});
         create table if not exists {table} (like events including all);"
    );
    transaction.batch_execute(&statements).await?;
    let attached = "select 1 from pg_inherits where inhrelid = to_regclass($1)::oid";
    if transaction.query_opt(attached, &[&table]).await?.is_none() {
        let statements = format!(
            "lock table events in access exclusive mode;
             with moved as (delete from events_default where occurred_at >= {from} and occurred_at < {to} returning *)
               insert into {table} select * from moved;
             alter table events attach partition {table} for values from ({from}) to ({to});"
        );
        transaction.batch_execute(&statements).await?;
        tracing::info!(table, "made a partition of the events");
    }
    transaction.commit().await
}

/// Drops the partitions that end before a time and are empty. Returns how many went.
pub(super) async fn drop_empty(connection: &mut Object, before: Timestamp) -> Result<u64, StoreError> {
    let mut dropped = 0;
    for table in tables(connection).await? {
        let old = Quarter::of_table(&table)
            .and_then(Quarter::bounds_ms)
            .is_some_and(|(_, end)| end <= before.as_millisecond());
        if old
            && drop_if_empty(connection, &table)
                .await
                .map_err(|error| store_error(&error))?
        {
            dropped += 1;
            tracing::info!(table, "dropped an empty partition of the events");
        }
    }
    Ok(dropped)
}

async fn drop_if_empty(connection: &mut Object, table: &str) -> Result<bool, tokio_postgres::Error> {
    let some = format!("select 1 from {table} limit 1");
    if connection.query_opt(&some, &[]).await?.is_some() {
        return Ok(false);
    }
    let transaction = connection.transaction().await?;
    let locked = format!(
        "set local lock_timeout = '{LOCK_PATIENCE}'; lock table events in access exclusive mode; lock table {table} in access exclusive mode"
    );
    transaction.batch_execute(&locked).await?;
    let empty = transaction.query_opt(&some, &[]).await?.is_none();
    if empty {
        transaction.batch_execute(&format!("drop table {table}")).await?;
    }
    transaction.commit().await?;
    Ok(empty)
}

/// The partitions there are.
async fn tables(connection: &Object) -> Result<Vec<String>, StoreError> {
    let rows = connection
        .query(
            "select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
             where i.inhparent = 'events'::regclass",
            &[],
        )
        .await
        .map_err(|error| store_error(&error))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_have_names_and_bounds() {
        let time: Timestamp = "2026-11-22T04:00:00Z".parse().unwrap();
        let quarter = Quarter::of(time, 0).unwrap();
        assert_eq!(quarter.table(), "events_2026q4");
        assert_eq!(Quarter::of_table("events_2026q4"), Some(quarter));
        assert_eq!(Quarter::of(time, 1).unwrap().table(), "events_2027q1");
        assert_eq!(Quarter::of(time, -1).unwrap().table(), "events_2026q3");
        let (from, to) = quarter.bounds_ms().unwrap();
        assert_eq!(
            from,
            "2026-10-01T00:00:00Z".parse::<Timestamp>().unwrap().as_millisecond()
        );
        assert_eq!(Quarter::of(time, 1).unwrap().bounds_ms().unwrap().0, to);
        for name in ["events_default", "events_2026q5", "shipments", "events_q1"] {
            assert_eq!(Quarter::of_table(name), None);
        }
    }
}

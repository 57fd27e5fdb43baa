//! [`Tx`] over a SQLite connection. Nothing here waits: every future is ready when it is made.

use crate::StoreError;
use crate::tx::{Arg, EngineKind, FromRow, Row, Sql, Tx};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ToSql, ffi};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A connection, inside a transaction when it is the writer's.
pub(crate) struct SqliteTx<'c> {
    connection: &'c mut Connection,
}

impl<'c> SqliteTx<'c> {
    /// Borrows the connection for one operation.
    pub(crate) fn new(connection: &'c mut Connection) -> Self {
        Self { connection }
    }

    fn prepare(&self, sql: Sql, args: &[Arg<'_>]) -> rusqlite::Result<CachedStatement<'_>> {
        let mut statement = self.connection.prepare_cached(sql.text_for(EngineKind::Sqlite))?;
        for (index, arg) in args.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, arg)?;
        }
        Ok(statement)
    }

    fn query_all<T: FromRow>(&self, sql: Sql, args: &[Arg<'_>], max: usize) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare(sql, args).map_err(|error| store_error(&error))?;
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while found.len() < max
            && let Some(row) = rows.next().map_err(|error| store_error(&error))?
        {
            found.push(T::from_row(&SqliteRow(row))?);
        }
        Ok(found)
    }

    fn query_opt<T: FromRow>(&self, sql: Sql, args: &[Arg<'_>]) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepare(sql, args).map_err(|error| store_error(&error))?;
        let mut rows = statement.raw_query();
        let row = rows.next().map_err(|error| store_error(&error))?;
        row.map(|row| T::from_row(&SqliteRow(row))).transpose()
    }

    fn execute(&self, sql: Sql, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.prepare(sql, args).map_err(|error| store_error(&error))?;
        let changed = statement.raw_execute().map_err(|error| store_error(&error))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }
}

impl Tx for SqliteTx<'_> {
    fn opt<T: FromRow>(
        &mut self,
        sql: Sql,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Option<T>, StoreError>> + Send {
        std::future::ready(self.query_opt(sql, args))
    }

    fn all<T: FromRow>(
        &mut self,
        sql: Sql,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send {
        std::future::ready(self.query_all(sql, args, usize::MAX))
    }

    fn run(&mut self, sql: Sql, args: &[Arg<'_>]) -> impl Future<Output = Result<u64, StoreError>> + Send {
        std::future::ready(self.execute(sql, args))
    }

    fn opt_each<T: FromRow, const N: usize>(
        &mut self,
        sql: Sql,
        rows: &[[Arg<'_>; N]],
    ) -> impl Future<Output = Result<Vec<Option<T>>, StoreError>> + Send {
        std::future::ready(rows.iter().map(|row| self.query_opt(sql, row)).collect())
    }

    fn run_each<const N: usize>(
        &mut self,
        sql: Sql,
        rows: &[[Arg<'_>; N]],
    ) -> impl Future<Output = Result<Vec<u64>, StoreError>> + Send {
        std::future::ready(rows.iter().map(|row| self.execute(sql, row)).collect())
    }

    fn run_all<const N: usize>(
        &mut self,
        sql: Sql,
        rows: &[[Arg<'_>; N]],
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        std::future::ready(rows.iter().try_for_each(|row| self.execute(sql, row).map(drop)))
    }
}

/// Finishes an operation over [`SqliteTx`]: it can wait for nothing, so one poll is enough.
pub(crate) fn finish<R>(operation: impl Future<Output = Result<R, StoreError>>) -> Result<R, StoreError> {
    match pin!(operation).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(StoreError::Engine(
            "an operation waited for something else than the database".into(),
        )),
    }
}

impl ToSql for Arg<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Arg::I64(value) | Arg::OptI64(Some(value)) => ValueRef::Integer(value),
            Arg::Text(value) | Arg::OptText(Some(value)) => ValueRef::Text(value.as_bytes()),
            Arg::Bytes(value) | Arg::OptBytes(Some(value)) => ValueRef::Blob(value),
            Arg::OptI64(None) | Arg::OptText(None) | Arg::OptBytes(None) => ValueRef::Null,
        }))
    }
}

/// A row of the driver.
pub(crate) struct SqliteRow<'r>(pub(crate) &'r rusqlite::Row<'r>);

impl SqliteRow<'_> {
    fn value(&self, column: usize) -> Result<ValueRef<'_>, StoreError> {
        self.0.get_ref(column).map_err(|error| store_error(&error))
    }
}

impl Row for SqliteRow<'_> {
    fn i64(&self, column: usize) -> Result<i64, StoreError> {
        self.value(column)?
            .as_i64()
            .map_err(|_| StoreError::Unreadable("number"))
    }

    fn opt_i64(&self, column: usize) -> Result<Option<i64>, StoreError> {
        self.value(column)?
            .as_i64_or_null()
            .map_err(|_| StoreError::Unreadable("number"))
    }

    fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.value(column)?.as_str().map_err(|_| StoreError::Unreadable("text"))
    }

    fn opt_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        self.value(column)?
            .as_str_or_null()
            .map_err(|_| StoreError::Unreadable("text"))
    }

    fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, StoreError> {
        self.value(column)?
            .as_blob_or_null()
            .map_err(|_| StoreError::Unreadable("value"))
    }

    fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        self.value(column)?
            .as_blob()
            .map_err(|_| StoreError::Unreadable("value"))
    }
}

/// The store's word for an engine's error.
pub(crate) fn store_error(error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => StoreError::Duplicate(error.to_string().into()),
        Some(ErrorCode::DiskFull) => StoreError::Full(error.to_string().into()),
        Some(ErrorCode::SystemIoFailure) => io_error(error),
        _ => StoreError::Engine(error.to_string().into()),
    }
}

/// A file system that refuses a write, for a quota for one, may take it once somebody has made room, so the same call may
/// succeed then. One that cannot read back what it holds is at fault.
fn io_error(error: &rusqlite::Error) -> StoreError {
    let reason = error.to_string().into();
    match error.sqlite_error().map(|error| error.extended_code) {
        Some(
            ffi::SQLITE_IOERR_WRITE
            | ffi::SQLITE_IOERR_TRUNCATE
            | ffi::SQLITE_IOERR_SHMSIZE
            | ffi::SQLITE_IOERR_SHMOPEN,
        ) => StoreError::Unavailable(reason),
        // All of the commit is in the log, and a crash now would bring it back.
        Some(ffi::SQLITE_IOERR_FSYNC) => StoreError::Unknown(reason),
        _ => StoreError::Engine(reason),
    }
}

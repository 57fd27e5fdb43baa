//! [`Tx`] over a PostgreSQL connection.

use crate::StoreError;
use crate::error::one_line;
use crate::tx::{Arg, EngineKind, FromRow, Row, Sql, Tx};
use deadpool_postgres::Object;
use std::error::Error as StdError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};

/// Where a transaction stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Statements stand by themselves.
    Reading,
    /// The transaction starts with the next statement.
    Fresh,
    /// It has started.
    Open,
    /// It has ended; the connection can be used by others.
    Ended,
}

/// A connection, in a transaction when it writes. Dropped in the middle of one or of a statement, the connection is closed:
/// the server then takes back what was done, and nobody waits behind a statement that was given up.
pub(crate) struct PostgresTx {
    connection: Option<Object>,
    stage: Stage,
    /// A statement is under way.
    is_busy: bool,
}

impl Drop for PostgresTx {
    fn drop(&mut self) {
        if (self.stage == Stage::Open || self.is_busy)
            && let Some(connection) = self.connection.take()
        {
            drop(Object::take(connection));
        }
    }
}

type Params<'a> = Vec<&'a (dyn ToSql + Sync)>;

fn params<'a>(args: &'a [Arg<'_>]) -> Params<'a> {
    args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect()
}

impl PostgresTx {
    pub(crate) fn reading(connection: Object) -> Self {
        Self {
            connection: Some(connection),
            stage: Stage::Reading,
            is_busy: false,
        }
    }

    pub(super) fn writing(connection: Object) -> Self {
        Self {
            connection: Some(connection),
            stage: Stage::Fresh,
            is_busy: false,
        }
    }

    /// Runs a statement; the start of the transaction goes out with the first one, without waiting in between.
    async fn rows(&mut self, sql: Sql, args: &[Arg<'_>]) -> Result<Vec<tokio_postgres::Row>, StoreError> {
        let connection = self.connection.as_ref().ok_or(StoreError::Closed)?;
        let statement = prepare(connection, sql).await?;
        let params = params(args);
        let query = connection.query(&statement, &params);
        if self.stage != Stage::Fresh {
            self.is_busy = true;
            let rows = query.await;
            self.is_busy = false;
            return rows.map_err(|error| store_error(&error));
        }
        self.stage = Stage::Open;
        let (begun, rows) = tokio::join!(biased; connection.batch_execute("begin"), query);
        begun.and(rows).map_err(|error| store_error(&error))
    }

    /// Whether a question is about a text with a zero byte: the server refuses to be asked, and holds none.
    fn finds_nothing(&self, args: &[Arg<'_>]) -> bool {
        let has_zero = |arg: &Arg<'_>| matches!(arg, Arg::Text(text) | Arg::OptText(Some(text)) if text.contains('\0'));
        self.stage == Stage::Reading && args.iter().any(has_zero)
    }

    async fn execute(&mut self, sql: Sql, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        let connection = self.connection.as_ref().ok_or(StoreError::Closed)?;
        let statement = prepare(connection, sql).await?;
        let params = params(args);
        let execute = connection.execute(&statement, &params);
        if self.stage != Stage::Fresh {
            return execute.await.map_err(|error| store_error(&error));
        }
        self.stage = Stage::Open;
        let (begun, changed) = tokio::join!(biased; connection.batch_execute("begin"), execute);
        begun.and(changed).map_err(|error| store_error(&error))
    }

    /// Makes the transaction durable. After an error that says nothing else it is unknown whether it is.
    pub(super) async fn commit(mut self) -> Result<(), StoreError> {
        if self.stage != Stage::Open {
            return Ok(());
        }
        let connection = self.connection.as_ref().ok_or(StoreError::Closed)?;
        match connection.batch_execute("commit").await {
            Ok(()) => {
                self.stage = Stage::Ended;
                Ok(())
            }
            Err(error) => Err(match store_error(&error) {
                StoreError::Unavailable(reason) => StoreError::Unknown(reason),
                other => other,
            }),
        }
    }

    /// Takes the transaction back and keeps the connection, when that works.
    pub(super) async fn roll_back(mut self) {
        if self.stage == Stage::Open
            && let Some(connection) = &self.connection
            && connection.batch_execute("rollback").await.is_ok()
        {
            self.stage = Stage::Ended;
        }
    }
}

async fn prepare(connection: &Object, sql: Sql) -> Result<tokio_postgres::Statement, StoreError> {
    connection
        .prepare_cached(sql.text_for(EngineKind::Postgres))
        .await
        .map_err(|error| store_error(&error))
}

impl Tx for PostgresTx {
    async fn opt<T: FromRow>(&mut self, sql: Sql, args: &[Arg<'_>]) -> Result<Option<T>, StoreError> {
        if self.finds_nothing(args) {
            return Ok(None);
        }
        let rows = self.rows(sql, args).await?;
        rows.first().map(|row| T::from_row(&PostgresRow(row))).transpose()
    }

    async fn all<T: FromRow>(&mut self, sql: Sql, args: &[Arg<'_>]) -> Result<Vec<T>, StoreError> {
        if self.finds_nothing(args) {
            return Ok(Vec::new());
        }
        let rows = self.rows(sql, args).await?;
        rows.iter().map(|row| T::from_row(&PostgresRow(row))).collect()
    }

    async fn run(&mut self, sql: Sql, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.execute(sql, args).await
    }

    async fn opt_each<T: FromRow, const N: usize>(
        &mut self,
        sql: Sql,
        rows: &[[Arg<'_>; N]],
    ) -> Result<Vec<Option<T>>, StoreError> {
        let Some((first, rest)) = rows.split_first() else {
            return Ok(Vec::new());
        };
        let mut found = Vec::with_capacity(rows.len());
        found.push(self.opt(sql, first).await?);
        if rest.is_empty() {
            return Ok(found);
        }
        let connection = self.connection.as_ref().ok_or(StoreError::Closed)?;
        let statement = &prepare(connection, sql).await?;
        let asked = rest
            .iter()
            .map(|row| async move { connection.query(statement, &params(row)).await });
        self.is_busy = true;
        let answers = futures_util::future::try_join_all(asked).await;
        self.is_busy = false;
        for rows in answers.map_err(|error| store_error(&error))? {
            found.push(rows.first().map(|row| T::from_row(&PostgresRow(row))).transpose()?);
        }
        Ok(found)
    }

    /// Sends all at once and waits once. The first of a transaction goes alone, with its start.
    async fn run_each<const N: usize>(&mut self, sql: Sql, rows: &[[Arg<'_>; N]]) -> Result<Vec<u64>, StoreError> {
        let mut changed = Vec::with_capacity(rows.len());
        let mut rest = rows;
        if self.stage == Stage::Fresh
            && let Some((first, others)) = rows.split_first()
        {
            changed.push(self.execute(sql, first).await?);
            rest = others;
        }
        if rest.is_empty() {
            return Ok(changed);
        }
        let connection = self.connection.as_ref().ok_or(StoreError::Closed)?;
        let statement = &prepare(connection, sql).await?;
        // Each is sent when it is polled first, in order; the server answers in the same order.
        let sent = rest
            .iter()
            .map(|row| async move { connection.execute(statement, &params(row)).await });
        let sent = futures_util::future::try_join_all(sent).await;
        changed.extend(sent.map_err(|error| store_error(&error))?);
        Ok(changed)
    }

    async fn run_all<const N: usize>(&mut self, sql: Sql, rows: &[[Arg<'_>; N]]) -> Result<(), StoreError> {
        self.run_each(sql, rows).await.map(drop)
    }
}

impl ToSql for Arg<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match *self {
            Self::I64(value) => value.to_sql(kind, out),
            Self::OptI64(value) => value.to_sql(kind, out),
            Self::Text(value) => value.to_sql(kind, out),
            Self::OptText(value) => value.to_sql(kind, out),
            Self::Bytes(value) => value.to_sql(kind, out),
            Self::OptBytes(value) => value.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::TEXT | Type::BYTEA)
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let fits = match self {
            Self::I64(_) | Self::OptI64(_) => *kind == Type::INT8,
            Self::Text(_) | Self::OptText(_) => *kind == Type::TEXT,
            Self::Bytes(_) | Self::OptBytes(_) => *kind == Type::BYTEA,
        };
        if fits {
            self.to_sql(kind, out)
        } else {
            Err(format!("a value of another type than {kind}").into())
        }
    }
}

/// A row of the driver.
pub(crate) struct PostgresRow<'r>(pub(crate) &'r tokio_postgres::Row);

impl<'r> PostgresRow<'r> {
    fn value<T: FromSql<'r>>(&self, column: usize, what: &'static str) -> Result<T, StoreError> {
        self.0.try_get(column).map_err(|_| StoreError::Unreadable(what))
    }
}

impl Row for PostgresRow<'_> {
    fn i64(&self, column: usize) -> Result<i64, StoreError> {
        self.value(column, "number")
    }

    fn opt_i64(&self, column: usize) -> Result<Option<i64>, StoreError> {
        self.value(column, "number")
    }

    fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.value(column, "text")
    }

    fn opt_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        self.value(column, "text")
    }

    fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        self.value(column, "value")
    }

    fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, StoreError> {
        self.value(column, "value")
    }
}

/// The store's word for a driver's error. Messages leave out details: those quote values.
pub(crate) fn store_error(error: &Error) -> StoreError {
    let Some(said) = error.as_db_error() else {
        let reason = one_line(error).into();
        return if error.is_closed() || is_io(error) {
            StoreError::Unavailable(reason)
        } else {
            StoreError::Engine(reason)
        };
    };
    let code = said.code();
    let reason = format!("{} ({})", said.message().replace('\n', " "), code.code()).into();
    match *code {
        // The last is what a pipelined statement hears when one before it failed.
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED | SqlState::IN_FAILED_SQL_TRANSACTION => {
            StoreError::Race(reason)
        }
        SqlState::UNIQUE_VIOLATION => StoreError::Duplicate(reason),
        SqlState::DISK_FULL => StoreError::Full(reason),
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::TOO_MANY_CONNECTIONS
        | SqlState::READ_ONLY_SQL_TRANSACTION
        | SqlState::QUERY_CANCELED
        | SqlState::LOCK_NOT_AVAILABLE => StoreError::Unavailable(reason),
        _ if code.code().starts_with("08") => StoreError::Unavailable(reason),
        _ => StoreError::Engine(reason),
    }
}

fn is_io(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<std::io::Error>() {
            return true;
        }
        cause = inner.source();
    }
    // A connection that could not be made carries no source in every case.
    error.to_string().starts_with("error connecting") || error.to_string().starts_with("timeout")
}

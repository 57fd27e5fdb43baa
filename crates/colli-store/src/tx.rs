//! What an engine must do for an operation. Operations are written once, generic over [`Tx`], in SQL both SQLite and
//! PostgreSQL understand: `$n` placeholders, upserts, `returning`, integers, text and bytes; no time or random functions.

use crate::StoreError;
use colli_core::ids::Tenant;
use jiff::Timestamp;
use std::future::Future;
use uuid::Uuid;

/// The engines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EngineKind {
    /// SQLite, in this process.
    Sqlite,
    /// PostgreSQL, or what speaks its protocol.
    Postgres,
}

/// A statement. Its placeholders appear for the first time in their order, `$1` before `$2`: SQLite takes them for names
/// and counts them as they come. A test sees to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sql {
    /// Its text.
    text: &'static str,
    /// Its text for PostgreSQL where one text cannot serve both: only in `exceptions.rs`.
    postgres: Option<&'static str>,
    /// Whether it may read whole tables: housekeeping and tiny tables only. A test holds the others to their indexes.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the test that checks query plans"))]
    pub(crate) may_scan: bool,
}

impl Sql {
    /// A statement that finds its rows through an index.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self {
            text,
            postgres: None,
            may_scan: false,
        }
    }

    /// A statement over a table that stays tiny.
    pub(crate) const fn scanning(text: &'static str) -> Self {
        Self {
            text,
            postgres: None,
            may_scan: true,
        }
    }

    /// A statement with a text of its own for PostgreSQL; see `exceptions.rs`.
    pub(crate) const fn per_engine(sqlite: &'static str, postgres: &'static str) -> Self {
        Self {
            text: sqlite,
            postgres: Some(postgres),
            may_scan: false,
        }
    }

    /// The text an engine gets.
    pub(crate) fn text_for(self, engine: EngineKind) -> &'static str {
        match (engine, self.postgres) {
            (EngineKind::Postgres, Some(text)) => text,
            _ => self.text,
        }
    }
}

/// A value for a placeholder.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Arg<'a> {
    /// A number.
    I64(i64),
    /// A number or null.
    OptI64(Option<i64>),
    /// Text.
    Text(&'a str),
    /// Text or null.
    OptText(Option<&'a str>),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Bytes or null.
    OptBytes(Option<&'a [u8]>),
}

impl<'a> From<&'a Uuid> for Arg<'a> {
    fn from(id: &'a Uuid) -> Self {
        Self::Bytes(id.as_bytes())
    }
}

impl From<Timestamp> for Arg<'_> {
    fn from(time: Timestamp) -> Self {
        Self::I64(time.as_millisecond())
    }
}

/// The organisation and environment columns.
pub(crate) fn tenant_args(tenant: &Tenant) -> [Arg<'_>; 2] {
    [Arg::from(&tenant.organisation.0), Arg::I64(tenant.environment.to_i64())]
}

/// A bound or offset as the engines take it.
pub(crate) fn count_arg(count: usize) -> Arg<'static> {
    Arg::I64(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A row of an answer. Columns count from 0.
pub(crate) trait Row {
    /// A number.
    fn i64(&self, column: usize) -> Result<i64, StoreError>;
    /// A number or null.
    fn opt_i64(&self, column: usize) -> Result<Option<i64>, StoreError>;
    /// Text.
    fn text(&self, column: usize) -> Result<&str, StoreError>;
    /// Text or null.
    fn opt_text(&self, column: usize) -> Result<Option<&str>, StoreError>;
    /// Bytes.
    fn bytes(&self, column: usize) -> Result<&[u8], StoreError>;
    /// Bytes or null.
    fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, StoreError>;

    /// An id.
    fn uuid(&self, column: usize) -> Result<Uuid, StoreError> {
        Uuid::from_slice(self.bytes(column)?).map_err(|_| StoreError::Unreadable("id"))
    }

    /// A time.
    fn time(&self, column: usize) -> Result<Timestamp, StoreError> {
        Timestamp::from_millisecond(self.i64(column)?).map_err(|_| StoreError::Unreadable("time"))
    }

    /// A time or null.
    fn opt_time(&self, column: usize) -> Result<Option<Timestamp>, StoreError> {
        let Some(millisecond) = self.opt_i64(column)? else {
            return Ok(None);
        };
        Timestamp::from_millisecond(millisecond)
            .map(Some)
            .map_err(|_| StoreError::Unreadable("time"))
    }

    /// Organisation and environment, from two neighbouring columns.
    fn tenant(&self, column: usize) -> Result<Tenant, StoreError> {
        Ok(Tenant {
            organisation: colli_core::ids::OrganisationId(self.uuid(column)?),
            environment: colli_core::ids::Environment::from_i64(self.i64(column + 1)?)
                .ok_or(StoreError::Unreadable("environment"))?,
        })
    }

    /// A domain type kept as JSON.
    fn json<T: serde::de::DeserializeOwned>(&self, column: usize, what: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(self.text(column)?).map_err(|_| StoreError::Unreadable(what))
    }
}

/// What can be read from a row.
pub(crate) trait FromRow: Sized + Send {
    /// Reads it.
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError>;
}

impl FromRow for i64 {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.i64(0)
    }
}

impl FromRow for String {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        row.text(0).map(str::to_owned)
    }
}

/// A transaction, or a reading connection, of some engine.
pub(crate) trait Tx: Send {
    /// The first row, if there is one.
    fn opt<T: FromRow>(
        &mut self,
        sql: Sql,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Option<T>, StoreError>> + Send;

    /// Every row.
    fn all<T: FromRow>(
        &mut self,
        sql: Sql,
        args: &[Arg<'_>],
    ) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send;

    /// Runs a statement that answers no rows; returns how many it changed.
    fn run(&mut self, sql: Sql, args: &[Arg<'_>]) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// The first row, if there is one, of a statement run once for each of these rows, in order.
    fn opt_each<T: FromRow, const N: usize>(
        &mut self,
        sql: Sql,
        rows: &[[Arg<'_>; N]],
    ) -> impl Future<Output = Result<Vec<Option<T>>, StoreError>> + Send;

    /// Runs a statement that answers no rows once for each of these rows, in order; returns how many each changed.
    fn run_each<const N: usize>(
        &mut self,
        sql: Sql,
        rows: &[[Arg<'_>; N]],
    ) -> impl Future<Output = Result<Vec<u64>, StoreError>> + Send;

    /// Runs a statement that answers no rows once for each of these rows, in order.
    fn run_all<const N: usize>(
        &mut self,
        sql: Sql,
        rows: &[[Arg<'_>; N]],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Whether a column of milliseconds holds a time exactly.
pub(crate) fn is_whole_millisecond(time: Timestamp) -> bool {
    Timestamp::from_millisecond(time.as_millisecond()).is_ok_and(|of_column| of_column == time)
}

/// JSON of a domain type.
pub(crate) fn to_json<T: serde::Serialize>(value: &T, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::OutOfRange(what))
}

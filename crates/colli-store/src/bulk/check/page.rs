//! Reading a table page by page in the order of an index, so that a check takes little memory and no statement runs long.

use crate::StoreError;
use crate::tx::{Arg, FromRow, Row, Sql, Tx};
use colli_core::ids::{Environment, OrganisationId, Tenant};
use std::fmt;
use uuid::Uuid;

/// Rows of a page: the `limit` of every statement here. It is part of their text, so that PostgreSQL plans for few rows.
pub(super) const ROWS: usize = 500;

/// A part of a key, to go on behind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Key {
    /// A number.
    I64(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Key {
    /// Before every number.
    pub(super) const FIRST_I64: Self = Self::I64(i64::MIN);
    /// Before every text but the empty one.
    pub(super) const FIRST_TEXT: Self = Self::Text(String::new());
    /// Before all bytes but none.
    pub(super) const FIRST_BYTES: Self = Self::Bytes(Vec::new());

    fn arg(&self) -> Arg<'_> {
        match self {
            Self::I64(value) => Arg::I64(*value),
            Self::Text(value) => Arg::Text(value),
            Self::Bytes(value) => Arg::Bytes(value),
        }
    }
}

/// A row of a table that is read in pages.
pub(super) trait Paged: FromRow {
    /// Its key, in the order of the statement that reads it.
    fn key(&self) -> Vec<Key>;
}

/// A row whose key is an id in the first column.
pub(super) struct ById<R>(pub(super) Vec<u8>, pub(super) R);

impl<R: FromRow> FromRow for ById<R> {
    fn from_row<A: Row>(row: &A) -> Result<Self, StoreError> {
        Ok(Self(row.bytes(0)?.to_vec(), R::from_row(row)?))
    }
}

impl<R: FromRow> Paged for ById<R> {
    fn key(&self) -> Vec<Key> {
        vec![Key::Bytes(self.0.clone())]
    }
}

/// A row whose key is a name in the first column.
pub(super) struct ByName<R>(pub(super) String, pub(super) R);

impl<R: FromRow> FromRow for ByName<R> {
    fn from_row<A: Row>(row: &A) -> Result<Self, StoreError> {
        Ok(Self(row.text(0)?.to_owned(), R::from_row(row)?))
    }
}

impl<R: FromRow> Paged for ByName<R> {
    fn key(&self) -> Vec<Key> {
        vec![Key::Text(self.0.clone())]
    }
}

/// A table being read.
pub(super) struct Pages {
    sql: Sql,
    after: Option<Vec<Key>>,
    /// Rows read so far.
    pub(super) rows: u64,
}

impl Pages {
    /// `sql` reads the rows behind a key, in the order of keys, at most [`ROWS`]; `first` is before all.
    pub(super) fn new(sql: Sql, first: &[Key]) -> Self {
        Self {
            sql,
            after: Some(first.to_vec()),
            rows: 0,
        }
    }

    /// The next page; an empty one at the end.
    pub(super) async fn next<T: Tx, R: Paged>(&mut self, tx: &mut T) -> Result<Vec<R>, StoreError> {
        let Some(after) = self.after.take() else {
            return Ok(Vec::new());
        };
        let args: Vec<Arg<'_>> = after.iter().map(Key::arg).collect();
        let page: Vec<R> = tx.all(self.sql, &args).await?;
        self.rows += page.len() as u64;
        self.after = page.last().filter(|_| page.len() == ROWS).map(Paged::key);
        Ok(page)
    }
}

/// Hands every row to `take`; returns how many there were.
pub(super) async fn each<T: Tx, R: Paged>(
    tx: &mut T,
    sql: Sql,
    first: &[Key],
    mut take: impl FnMut(R) + Send,
) -> Result<u64, StoreError> {
    let mut pages = Pages::new(sql, first);
    loop {
        let page = pages.next::<T, R>(tx).await?;
        if page.is_empty() {
            return Ok(pages.rows);
        }
        page.into_iter().for_each(&mut take);
    }
}

/// An organisation and environment, as they are in a row: they may be nonsense.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Owner {
    pub(super) org: Vec<u8>,
    pub(super) env: i64,
}

impl Owner {
    /// From two neighbouring columns.
    pub(super) fn from_row<R: Row>(row: &R, column: usize) -> Result<Self, StoreError> {
        Ok(Self {
            org: row.bytes(column)?.to_vec(),
            env: row.i64(column + 1)?,
        })
    }

    /// As the domain knows it.
    pub(super) fn tenant(&self) -> Option<Tenant> {
        Some(Tenant {
            organisation: OrganisationId(Uuid::from_slice(&self.org).ok()?),
            environment: Environment::from_i64(self.env)?,
        })
    }

    /// The two as parts of a key.
    pub(super) fn keys(&self) -> [Key; 2] {
        [Key::Bytes(self.org.clone()), Key::I64(self.env)]
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let env = Environment::from_i64(self.env);
        let env = env.map_or("?", |env| match env {
            Environment::Test => "test",
            Environment::Live => "live",
        });
        write!(f, "organisation {} ({env})", Id(&self.org))
    }
}

/// An id as it is in a row, to be shown.
pub(super) struct Id<'a>(pub(super) &'a [u8]);

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Ok(id) = Uuid::from_slice(self.0) {
            return id.fmt(f);
        }
        f.write_str("0x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Where in a text it stopped being JSON of the type wanted. The values around are personal data and stay out.
pub(super) fn json_fault(error: &serde_json::Error) -> String {
    format!("cannot be read (line {}, column {})", error.line(), error.column())
}

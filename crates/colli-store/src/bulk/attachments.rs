//! What is known of all attachments, to be compared with the object store.

use super::error::BulkError;
use super::rows::values;
use super::source::{Source, Stream, blocking};
use super::sqlite::Reading;
use super::tables::{ATTACHMENTS, Table};
use crate::tx::Arg;
use crate::{AttachmentRow, Database, StoreError};
use colli_core::ids::{Environment, OrganisationId, Tenant};
use jiff::Timestamp;
use std::path::Path;
use uuid::Uuid;

const TABLES: &[Table] = &[ATTACHMENTS];

/// The rows of all attachments, some at a time, as they were at one moment.
pub struct AttachmentRows(Stream);

impl AttachmentRows {
    /// Those of a database, which servers may be using.
    pub async fn of(database: &Database) -> Result<Self, BulkError> {
        Source::beside(database).await.map(|source| Self(source.stream(TABLES)))
    }

    /// Those of a database file.
    pub(crate) async fn of_file(path: &Path) -> Result<Self, BulkError> {
        let path = path.to_owned();
        let reading = blocking(move || Reading::beside(&path)?.of_this_version()).await?;
        Ok(Self(Source::Sqlite(reading).stream(TABLES)))
    }

    /// The next ones; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<AttachmentRow>>, BulkError> {
        let Some(batch) = self.0.next().await? else {
            return Ok(None);
        };
        let rows = batch.rows.iter().map(|row| attachment(batch.table, row));
        rows.collect::<Result<_, _>>()
            .map(Some)
            .map_err(BulkError::of("attachments"))
    }
}

fn attachment(table: &Table, packed: &[u8]) -> Result<AttachmentRow, StoreError> {
    let unreadable = || StoreError::Unreadable("attachment");
    let values = values(table, packed)?;
    let [
        Arg::Bytes(org),
        Arg::I64(env),
        Arg::Bytes(id),
        Arg::Text(content_type),
        Arg::I64(size_bytes),
        Arg::Bytes(sha256),
        Arg::I64(created_at),
    ] = values.as_slice()
    else {
        return Err(unreadable());
    };
    let uuid = |bytes| Uuid::from_slice(bytes).map_err(|_| unreadable());
    Ok(AttachmentRow {
        tenant: Tenant {
            organisation: OrganisationId(uuid(org)?),
            environment: Environment::from_i64(*env).ok_or_else(unreadable)?,
        },
        id: uuid(id)?,
        content_type: (*content_type).to_owned(),
        size_bytes: u64::try_from(*size_bytes).map_err(|_| unreadable())?,
        sha256: (*sha256).try_into().map_err(|_| unreadable())?,
        created_at: Timestamp::from_millisecond(*created_at).map_err(|_| unreadable())?,
    })
}

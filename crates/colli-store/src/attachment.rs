//! What is known of uploaded attachments. Their bytes are in the object store, written before the row is.

use crate::tx::{Arg, FromRow, Row, Sql, Tx, tenant_args};
use crate::{Store, StoreError, on_engine};
use colli_core::ids::Tenant;
use jiff::Timestamp;
use uuid::Uuid;

/// An uploaded attachment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachmentRow {
    /// Whose it is.
    pub tenant: Tenant,
    /// The id the client gave it; unique inside one tenant.
    pub id: Uuid,
    /// What it is, as a media type.
    pub content_type: String,
    /// Its length.
    pub size_bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// When it was stored first.
    pub created_at: Timestamp,
}

/// What became of an upload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AttachmentInserted {
    /// It is stored.
    Created,
    /// The tenant has an attachment of this id already, and nothing was written. Equal sizes and hashes make it a
    /// repetition, others a clash.
    Existing(AttachmentRow),
}

const INSERT: Sql = Sql::new(
    "insert into attachments (org, env, attachment_id, content_type, size_bytes, sha256, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (org, env, attachment_id) do nothing",
);
const BY_ID: Sql = Sql::new(
    "select org, env, attachment_id, content_type, size_bytes, sha256, created_at from attachments
     where org = $1 and env = $2 and attachment_id = $3",
);
const DELETE: Sql = Sql::new("delete from attachments where org = $1 and env = $2 and attachment_id = $3");

/// The statements of this module.
#[cfg(test)]
pub(crate) const STATEMENTS: &[Sql] = &[INSERT, BY_ID, DELETE];

impl FromRow for AttachmentRow {
    fn from_row<R: Row>(row: &R) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.tenant(0)?,
            id: row.uuid(2)?,
            content_type: row.text(3)?.to_owned(),
            size_bytes: u64::try_from(row.i64(4)?).map_err(|_| StoreError::Unreadable("attachment size"))?,
            sha256: row
                .bytes(5)?
                .try_into()
                .map_err(|_| StoreError::Unreadable("attachment hash"))?,
            created_at: row.time(6)?,
        })
    }
}

/// Writes the row; returns the one that was there before, if one was.
async fn insert<T: Tx>(tx: &mut T, row: &AttachmentRow, size_bytes: i64) -> Result<AttachmentInserted, StoreError> {
    let [org, env] = tenant_args(&row.tenant);
    let id = Arg::from(&row.id);
    let args = [
        org,
        env,
        id,
        Arg::Text(&row.content_type),
        Arg::I64(size_bytes),
        Arg::Bytes(&row.sha256),
        row.created_at.into(),
    ];
    if tx.run(INSERT, &args).await? > 0 {
        return Ok(AttachmentInserted::Created);
    }
    let existing = tx.opt(BY_ID, &[org, env, id]).await?;
    existing
        .map(AttachmentInserted::Existing)
        .ok_or(StoreError::Unreadable("attachment"))
}

async fn delete<T: Tx>(tx: &mut T, tenant: Tenant, id: Uuid) -> Result<u64, StoreError> {
    let [org, env] = tenant_args(&tenant);
    tx.run(DELETE, &[org, env, Arg::from(&id)]).await
}

impl Store {
    /// Stores what is known of an attachment, once per id and tenant. Concurrent duplicates make one.
    pub async fn insert_attachment(&self, row: AttachmentRow) -> Result<AttachmentInserted, StoreError> {
        let size_bytes = i64::try_from(row.size_bytes).map_err(|_| StoreError::OutOfRange("an attachment's size"))?;
        on_engine!(self, write | tx | insert(tx, &row, size_bytes))
    }

    /// The attachment of this id.
    pub async fn attachment(&self, tenant: Tenant, id: Uuid) -> Result<Option<AttachmentRow>, StoreError> {
        let [org, env] = tenant_args(&tenant);
        on_engine!(self, read | tx | tx.opt(BY_ID, &[org, env, Arg::from(&id)]))
    }

    /// Forgets an attachment; returns whether there was one. Its bytes must be gone from the object store before: without
    /// the row nobody finds them again.
    pub async fn delete_attachment(&self, tenant: Tenant, id: Uuid) -> Result<bool, StoreError> {
        let deleted = on_engine!(self, write | tx | delete(tx, tenant, id))?;
        Ok(deleted > 0)
    }
}

//! Uploaded attachments: customs papers as PDF. Their bytes are in the object store, what is known of them in the store.

use crate::Service;
use crate::error::{Error, Result};
use aws_lc_rs::digest;
use bytes::Bytes;
use colli_attachments::Key;
use colli_core::account::Caller;
use colli_core::error::Violation;
use colli_store::{AttachmentInserted, AttachmentRow};
use jiff::Timestamp;
use uuid::Uuid;

/// Bytes of one attachment (design section 11: 2.5 MB), and of all attachments of one declaration.
pub const ATTACHMENT_BYTES_MAX: usize = 2_500_000;

/// What every PDF begins with (ISO 32000-1, 7.5.2).
const PDF_MAGIC: &[u8] = b"%PDF-";
/// The one kind of attachment there is.
const PDF: &str = "application/pdf";
/// What it is called in refusals.
const WHAT: &str = "attachment";

/// What is known of an attachment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// The id the client gave it.
    pub id: Uuid,
    /// Its media type.
    pub content_type: String,
    /// Its length, in bytes.
    pub size_bytes: u64,
    /// When it was uploaded first.
    pub created_at: Timestamp,
}

impl Service {
    /// Stores an attachment under the client's id. The same bytes again answer the original, others are a conflict.
    ///
    /// The bytes are durable before the row is, so a row never promises what is not there. A crash in between leaves
    /// bytes without a row, which nobody sees; a repetition stores the same and goes on.
    pub async fn upload_attachment(&self, caller: &Caller, id: Uuid, content: Bytes) -> Result<Attachment> {
        if !caller.may_label {
            return Err(Error::Forbidden("The token does not permit labels"));
        }
        check_content(&content)?;
        let sha256 = sha256(&content);
        if let Some(row) = self.store.attachment(caller.tenant, id).await? {
            return repeated(row, &content, &sha256);
        }
        let tenant = caller.tenant;
        let key = Key { tenant, id, sha256 };
        self.attachments
            .put(&key, content.clone(), ATTACHMENT_BYTES_MAX)
            .await?;
        let now = self.now(tenant).as_millisecond();
        let row = AttachmentRow {
            tenant,
            id,
            content_type: PDF.to_owned(),
            size_bytes: content.len() as u64,
            sha256,
            created_at: Timestamp::from_millisecond(now).unwrap_or_default(),
        };
        match self.store.insert_attachment(row.clone()).await? {
            AttachmentInserted::Created => Ok(row.into()),
            // Somebody with the same id was faster. Where that was with other bytes, ours stay as waste: whether they
            // are needed by a third who is on the way cannot be known here.
            AttachmentInserted::Existing(row) => repeated(row, &content, &sha256),
        }
    }

    /// What is known of an attachment of the caller's organisation and environment.
    pub async fn attachment(&self, caller: &Caller, id: Uuid) -> Result<Attachment> {
        Ok(self.attachment_row(caller, id).await?.into())
    }

    /// The bytes of such an attachment, the very ones that were uploaded.
    pub async fn attachment_content(&self, caller: &Caller, id: Uuid) -> Result<Bytes> {
        let row = self.attachment_row(caller, id).await?;
        let key = Key {
            tenant: row.tenant,
            id: row.id,
            sha256: row.sha256,
        };
        match self.attachments.get(&key, ATTACHMENT_BYTES_MAX).await? {
            Some(content) if sha256(&content) == row.sha256 => Ok(content),
            Some(_) => Err(Error::Internal(format!("the bytes of attachment {id} are damaged"))),
            None => Err(self.without_bytes(caller, id).await),
        }
    }

    /// Why an attachment has no bytes: retention deletes them before the row, or they are lost.
    async fn without_bytes(&self, caller: &Caller, id: Uuid) -> Error {
        let row = match self.attachment_row(caller, id).await {
            Ok(row) => row,
            Err(error) => return error,
        };
        let now = self.now(caller.tenant);
        match self.delete_attachment_at(row.created_at) {
            Some(over) if over <= now => Error::not_found(WHAT, id.to_string()),
            _ => Error::Internal(format!("the bytes of attachment {id} are lost")),
        }
    }

    async fn attachment_row(&self, caller: &Caller, id: Uuid) -> Result<AttachmentRow> {
        let row = self.store.attachment(caller.tenant, id).await?;
        row.ok_or_else(|| Error::not_found(WHAT, id.to_string()))
    }
}

fn check_content(content: &[u8]) -> Result<()> {
    if content.len() > ATTACHMENT_BYTES_MAX {
        let violation = Violation::new("", "length", "the attachment is too large");
        return Err(Error::violation(
            violation.accepting([format!("up to {ATTACHMENT_BYTES_MAX} bytes")]),
        ));
    }
    if !content.starts_with(PDF_MAGIC) {
        let violation = Violation::new("", "format", "the body is not a PDF document");
        return Err(Error::violation(
            violation.accepting(["a PDF document, whose first bytes are %PDF-"]),
        ));
    }
    Ok(())
}

/// The first answer again, when it was to the same bytes.
fn repeated(row: AttachmentRow, content: &[u8], sha256: &[u8; 32]) -> Result<Attachment> {
    if row.sha256 == *sha256 && row.size_bytes == content.len() as u64 {
        return Ok(row.into());
    }
    Err(Error::Conflict {
        what: WHAT,
        id: row.id.to_string(),
    })
}

fn sha256(content: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, content).as_ref());
    hash
}

impl From<AttachmentRow> for Attachment {
    fn from(row: AttachmentRow) -> Self {
        Self {
            id: row.id,
            content_type: row.content_type,
            size_bytes: row.size_bytes,
            created_at: row.created_at,
        }
    }
}

impl From<colli_attachments::Error> for Error {
    /// The crate has logged what happened. All of it is for the operator to mend, none of it is the client's doing.
    fn from(error: colli_attachments::Error) -> Self {
        use colli_attachments::Error as Of;
        match error {
            Of::Directory { .. } | Of::Unavailable { .. } | Of::Refused { .. } => Self::Unavailable,
            Of::TooLarge { .. } => Self::Internal(error.to_string()),
        }
    }
}

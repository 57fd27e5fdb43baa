//! Attachments from one place to another, and against what the database knows of them.

use colli_attachments::{Attachments, Key};
use colli_store::AttachmentRow;
use colli_store::bulk::{AttachmentFiles, AttachmentRows, sha256};

use super::failed;
use crate::Failure;

/// Copies everything; what is there already stays.
pub(super) async fn copy(from: &Attachments, to: &Attachments) -> Result<AttachmentFiles, Failure> {
    let mut copied = AttachmentFiles::default();
    let mut listing = from.list().await.map_err(failed)?;
    while let Some(listed) = listing.next().await.map_err(failed)? {
        let bytes_max = usize::try_from(listed.size_bytes).unwrap_or(usize::MAX);
        // Deleted meanwhile: then it belongs to nobody.
        let Some(content) = from.get(&listed.key, bytes_max).await.map_err(failed)? else {
            continue;
        };
        refuse_spoilt(from, &listed.key, &content)?;
        to.put(&listed.key, content, bytes_max).await.map_err(failed)?;
        copied.count += 1;
        copied.bytes += listed.size_bytes;
    }
    Ok(copied)
}

/// Reads everything, to see that it is whole.
pub(super) async fn verify(attachments: &Attachments) -> Result<AttachmentFiles, Failure> {
    let mut found = AttachmentFiles::default();
    let mut listing = attachments.list().await.map_err(failed)?;
    while let Some(listed) = listing.next().await.map_err(failed)? {
        let bytes_max = usize::try_from(listed.size_bytes).unwrap_or(usize::MAX);
        let content = attachments.get(&listed.key, bytes_max).await.map_err(failed)?;
        refuse_spoilt(attachments, &listed.key, &content.unwrap_or_default())?;
        found.count += 1;
        found.bytes += listed.size_bytes;
    }
    Ok(found)
}

fn refuse_spoilt(attachments: &Attachments, key: &Key, content: &[u8]) -> Result<(), Failure> {
    if sha256(content) == key.sha256 {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "attachment {} in {} is damaged: its bytes are not those of its name",
        key.id,
        attachments.shown()
    )))
}

/// Rows and what became of their bytes.
#[derive(Default)]
pub(super) struct Compared {
    /// Rows of attachments.
    pub(super) rows: u64,
    /// Rows without bytes.
    pub(super) missing: u64,
}

/// Looks for the bytes of every row; `missing` is called with each that has none.
pub(super) async fn compare(
    mut rows: AttachmentRows,
    attachments: &Attachments,
    mut missing: impl FnMut(&AttachmentRow),
) -> Result<Compared, Failure> {
    let mut compared = Compared::default();
    while let Some(some) = rows.next().await.map_err(failed)? {
        for row in some {
            let key = Key {
                tenant: row.tenant,
                id: row.id,
                sha256: row.sha256,
            };
            compared.rows += 1;
            if !attachments.exists(&key).await.map_err(failed)? {
                compared.missing += 1;
                missing(&row);
            }
        }
    }
    Ok(compared)
}

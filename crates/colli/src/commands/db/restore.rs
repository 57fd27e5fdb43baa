//! `colli db restore`: an installation from a backup.

use std::io::Write as _;

use colli_attachments::Attachments;
use colli_store::bulk::{AttachmentFiles, BulkError, Restore};

use super::{Installation, attachments, failed, table, wait_for};
use crate::Failure;
use crate::cli::DbRestoreArgs;

/// Verifies a backup, and puts it where nothing is yet.
pub(super) fn run(args: &DbRestoreArgs) -> Result<(), Failure> {
    let installation = Installation::of(&args.database)?;
    wait_for(async {
        let restore = Restore::open(&args.from).await.map_err(failed)?;
        let backed_up = Attachments::in_directory(restore.attachments_directory());
        let found = attachments::verify(&backed_up).await?;
        refuse_other_attachments(&restore, found, args)?;
        let copy = restore.make(&installation.database).await.map_err(failed)?;
        // Before the rows that speak of them.
        attachments::copy(&backed_up, &installation.attachments).await?;
        let tables: Vec<_> = copy.tables().iter().map(|table| table.arrived.clone()).collect();
        copy.commit().await.map_err(failed)?;
        let mut out = std::io::stdout().lock();
        table::write(&mut out, tables.iter().map(|sum| (sum, "ok")))?;
        writeln!(
            out,
            "restored to {}: {} attachments of {} bytes to {}",
            installation.database.shown(),
            found.count,
            found.bytes,
            installation.attachments.shown()
        )?;
        writeln!(
            std::io::stderr(),
            "Before the first start put the master key of that installation back: master.key in the data directory, or \
             COLLI_MASTER_KEY."
        )?;
        Ok(())
    })
}

fn refuse_other_attachments(restore: &Restore, found: AttachmentFiles, args: &DbRestoreArgs) -> Result<(), Failure> {
    let said = restore.manifest().attachments;
    if found == said {
        return Ok(());
    }
    Err(failed(BulkError::Backup {
        path: args.from.clone(),
        reason: format!(
            "it has {} attachments of {} bytes, and was made with {} of {}",
            found.count, found.bytes, said.count, said.bytes
        ),
    }))
}

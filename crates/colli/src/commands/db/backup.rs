//! `colli db backup`: a backup while servers go on serving.

use std::io::Write as _;

use colli_attachments::Attachments;
use colli_service::clock::{Clock as _, SystemClock};
use colli_store::bulk::{Backup, Manifest};

use super::{Installation, attachments, failed, table, wait_for};
use crate::Failure;
use crate::cli::DbBackupArgs;

/// Makes a backup.
pub(super) fn run(args: &DbBackupArgs) -> Result<(), Failure> {
    let installation = Installation::of(&args.database)?;
    wait_for(async {
        let begun = SystemClock.now();
        let backup = Backup::make(&installation.database, &args.to).await.map_err(failed)?;
        let here = Attachments::in_directory(backup.attachments_directory());
        // After the rows: the bytes of every row are written before the row.
        let files = attachments::copy(&installation.attachments, &here).await?;
        look_for_missing(&backup, &here, &installation.attachments).await?;
        let version = env!("CARGO_PKG_VERSION");
        let manifest = backup.finish(version, begun, files).await.map_err(failed)?;
        report(&manifest, args)
    })
}

/// A few may have been deleted since the moment of the rows. None of them at all is a wrong place.
async fn look_for_missing(backup: &Backup, here: &Attachments, source: &Attachments) -> Result<(), Failure> {
    let Some(rows) = backup.attachments().await.map_err(failed)? else {
        return Ok(());
    };
    let compared = attachments::compare(rows, here, |_| ()).await?;
    if compared.missing == 0 {
        return Ok(());
    }
    let line = format!(
        "{} of {} attachments have no bytes in {}",
        compared.missing,
        compared.rows,
        source.shown()
    );
    if compared.missing == compared.rows {
        return Err(Failure::failed(format!(
            "{line}: give the server's own --data or attachments.location; no backup was made"
        )));
    }
    writeln!(
        std::io::stderr(),
        "colli: {line}; those deleted during the backup are among them"
    )?;
    Ok(())
}

fn report(manifest: &Manifest, args: &DbBackupArgs) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    if !manifest.tables.is_empty() {
        table::write(&mut out, manifest.tables.iter().map(|sum| (sum, "")))?;
    }
    writeln!(
        out,
        "backed up to {}: {} bytes of database, {} attachments of {} bytes",
        args.to.display(),
        manifest.database.bytes,
        manifest.attachments.count,
        manifest.attachments.bytes
    )?;
    writeln!(
        std::io::stderr(),
        "The master key is not in the backup: keep master.key (or COLLI_MASTER_KEY) apart. Without it the sealed keys \
         cannot be opened."
    )?;
    Ok(())
}

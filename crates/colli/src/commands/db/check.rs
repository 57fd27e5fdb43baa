//! `colli db check`: whether a database can be read and all of it fits together.

use std::io::Write as _;

use colli_store::bulk::{AttachmentRows, Findings, check};

use super::{Installation, attachments, failed, wait_for};
use crate::Failure;
use crate::cli::DbCheckArgs;

/// Checks; a fault is a line, and any makes the command fail.
pub(super) fn run(args: &DbCheckArgs) -> Result<(), Failure> {
    let installation = Installation::of(&args.database)?;
    wait_for(async {
        let mut findings = check(&installation.database).await.map_err(failed)?;
        let unused = check_attachments(&installation, &mut findings).await?;
        report(&findings, unused)
    })
}

/// Looks for the bytes of every attachment; returns how many bytes nobody refers to. Those are uploads that were cut
/// short, or a server is at work.
async fn check_attachments(installation: &Installation, findings: &mut Findings) -> Result<u64, Failure> {
    let rows = AttachmentRows::of(&installation.database).await.map_err(failed)?;
    let place = installation.attachments.shown();
    let missing = |row: &colli_store::AttachmentRow| {
        findings.fault(format!("attachment {}: its bytes are not in {place}", row.id));
    };
    let compared = attachments::compare(rows, &installation.attachments, missing).await?;
    let mut stored: u64 = 0;
    let mut listing = installation.attachments.list().await.map_err(failed)?;
    while listing.next().await.map_err(failed)?.is_some() {
        stored += 1;
    }
    Ok(stored.saturating_sub(compared.rows - compared.missing))
}

fn report(findings: &Findings, unused: u64) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    for (table, rows) in &findings.rows {
        writeln!(out, "{table:<16}{rows:>12}")?;
    }
    if unused > 0 {
        writeln!(
            out,
            "{unused} stored attachments belong to no row: uploads that were cut short"
        )?;
    }
    for fault in &findings.faults {
        writeln!(out, "{fault}")?;
    }
    if findings.unlisted > 0 {
        writeln!(out, "and {} more", findings.unlisted)?;
    }
    if findings.is_clean() {
        writeln!(out, "no fault")?;
        return Ok(());
    }
    let faults = findings.faults.len() as u64 + findings.unlisted;
    Err(Failure::failed(format!("{faults} faults found")))
}

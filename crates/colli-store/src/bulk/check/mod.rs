//! Whether a database can be read and all of it fits together. Reads one moment, changes nothing, and may run beside a
//! server. The engine is asked first (SQLite can tell whether its pages are sound), then every row is looked at.

pub(crate) mod apps;
mod belonging;
pub(crate) mod deliveries;
pub(crate) mod environments;
pub(crate) mod events;
mod findings;
pub(crate) mod gateway;
pub(crate) mod life;
mod page;
pub(crate) mod serials;
pub(crate) mod shipments;
pub(crate) mod tenants;

use super::error::BulkError;
use super::postgres;
use super::source::blocking;
use super::sqlite::{self, Reading};
use crate::postgres::PostgresTx;
use crate::sqlite::{SqliteTx, finish};
use crate::tx::Tx;
use crate::{Database, StoreError};
pub use findings::Findings;
use serials::Used;

/// Checks a database, which servers may be using.
pub async fn check(database: &Database) -> Result<Findings, BulkError> {
    match database {
        Database::Directory(path) => {
            let path = path.join(sqlite::FILE);
            blocking(move || embedded(Reading::beside(&path)?.of_this_version()?)).await
        }
        Database::Server(url) => server(postgres::Reading::open(url).await?).await,
    }
}

fn embedded(mut reading: Reading) -> Result<Findings, BulkError> {
    let mut findings = Findings::default();
    let shown = reading.shown().to_owned();
    // Pages may be so damaged that the engine cannot even say how.
    let verdicts = reading.verdicts().unwrap_or_else(|error| vec![error.to_string()]);
    for verdict in verdicts {
        findings.fault(format!("the database file is damaged: {verdict}"));
    }
    let mut tx = SqliteTx::new(reading.connection());
    finish(rows(&mut tx, &mut findings)).map_err(BulkError::of(&shown))?;
    Ok(findings)
}

async fn server(reading: postgres::Reading) -> Result<Findings, BulkError> {
    let mut findings = Findings::default();
    let shown = reading.shown().to_owned();
    let next_seq = reading.next_seq().await?;
    let mut tx = PostgresTx::reading(reading.into_connection());
    let used = rows(&mut tx, &mut findings).await.map_err(BulkError::of(&shown))?;
    if used.seq_max >= next_seq {
        findings.fault(format!(
            "shipments: the next number is {next_seq}, and {} is in use",
            used.seq_max
        ));
    }
    Ok(findings)
}

/// Looks at every row. What cannot be read to its end is a fault, and the rest is looked at all the same.
async fn rows<T: Tx>(tx: &mut T, findings: &mut Findings) -> Result<Used, StoreError> {
    if let Err(error) = tenants::check(tx, findings).await {
        findings.fault(broken(error)?);
    }
    let mut used = match shipments::check(tx, findings).await {
        Ok(used) => used,
        Err(error) => {
            findings.fault(broken(error)?);
            Used::default()
        }
    };
    if let Err(error) = events::check(tx, findings).await {
        findings.fault(broken(error)?);
    }
    if let Err(error) = life::check(tx, findings).await {
        findings.fault(broken(error)?);
    }
    if let Err(error) = deliveries::check(tx, findings).await {
        findings.fault(broken(error)?);
    }
    match environments::check(tx, findings).await {
        Ok(pickups) => used.pickups = pickups,
        Err(error) => findings.fault(broken(error)?),
    }
    match gateway::check(tx, findings).await {
        Ok(manifests) => used.manifests = manifests,
        Err(error) => findings.fault(broken(error)?),
    }
    if let Err(error) = apps::check(tx, findings).await {
        findings.fault(broken(error)?);
    }
    if let Err(error) = serials::check(tx, used, findings).await {
        findings.fault(broken(error)?);
    }
    Ok(used)
}

/// A fault of the database; a database that went away is none.
fn broken(error: StoreError) -> Result<String, StoreError> {
    if error.is_temporary() {
        return Err(error);
    }
    Ok(error.to_string())
}

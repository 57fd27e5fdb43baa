//! `colli network check`.

use std::io::Write as _;
use std::path::Path;

use colli_network::{Fault, NetworkError};

use crate::Failure;

/// Prints each fault; fails when there is one.
pub fn run(dir: Option<&Path>) -> Result<(), Failure> {
    let faults = dir.map(colli_network::check_dir).unwrap_or_default();
    refuse(&faults)?;
    let loaded = match dir {
        Some(dir) => colli_network::load_dir(dir),
        None => colli_network::load_embedded(),
    };
    let loaded = match loaded {
        Err(NetworkError::Faults(faults)) => return refuse(&faults),
        other => other.map_err(|error| Failure::failed(error.to_string()))?,
    };
    let of = dir.map_or_else(|| "the data inside colli".to_owned(), |dir| dir.display().to_string());
    writeln!(
        std::io::stdout(),
        "no faults in {of} (network version {})",
        loaded.network.version
    )?;
    Ok(())
}

fn refuse(faults: &[Fault]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    for fault in faults {
        writeln!(out, "{fault}")?;
    }
    match faults.len() {
        0 => Ok(()),
        1 => Err(Failure::failed("1 fault in the network data")),
        count => Err(Failure::failed(format!("{count} faults in the network data"))),
    }
}

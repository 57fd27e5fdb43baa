//! A filled database with a server on it.

use super::engine::{Home, Place};
use super::questions::{SEED, Work, account};
use crate::Failure;
use crate::load::{Requests, Target};
use crate::server::Server;
use crate::settings::Settings;
use crate::world::{self, client_id};
use colli_core::ids::AccountNumber;
use std::fmt;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// What is in a database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filled {
    pub(crate) account: AccountNumber,
    pub(crate) shipments: u64,
    pub(crate) first_serial: u64,
    pub(crate) bytes_per_shipment: f64,
    per_second: f64,
}

impl fmt::Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "filled {} shipments, {:.0} a second, {:.0} bytes each",
            self.shipments, self.per_second, self.bytes_per_shipment
        )
    }
}

/// A database of a size, served.
pub(super) struct Stage {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) filled: Filled,
    data: PathBuf,
    server: Server,
    /// Numbers of questions asked so far: none is asked twice.
    asked: Arc<AtomicU64>,
    /// Numbers of ids booked so far.
    booked: Arc<AtomicU64>,
}

impl Stage {
    /// Fills a database and serves it.
    pub(super) fn make(settings: &Settings, home: &Home, size: u64, name: &str) -> Result<Self, Failure> {
        let place = home.place(name)?;
        let filled = fill(settings, &place, size)?;
        let server = match &place.url {
            None => Server::colli(settings, &place.data)?,
            Some(url) => Server::colli_on_postgres(settings, url, &place.data)?,
        };
        Ok(Self {
            name: name.to_owned(),
            size,
            filled,
            data: place.data,
            server,
            asked: Arc::new(AtomicU64::new(1)),
            booked: Arc::new(AtomicU64::new(1)),
        })
    }

    /// What the load goes to.
    pub(super) fn target<'a>(&'a self, home: &Home) -> Target<'a> {
        Target {
            database: home.process(),
            ..Target::from(&self.server)
        }
    }

    /// The requests of a kind of work. A token lives a quarter of an hour; each measurement gets its own.
    pub(super) async fn requests(&self, work: Work) -> Result<Requests, Failure> {
        let token = self.server.token().await?;
        if work == Work::Create {
            let request = world::booking_request(&token, client_id(0));
            return Requests::fresh(request, &client_id(0).to_string(), Arc::clone(&self.booked));
        }
        let filled = self.filled;
        Ok(Requests::Made {
            make: Arc::new(move |number| work.request(&filled, &token, number)),
            next: Arc::clone(&self.asked),
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The room is needed; the server is gone in a moment.
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Fills an empty place with the command users have for it.
pub(crate) fn fill(settings: &Settings, place: &Place, shipments: u64) -> Result<Filled, Failure> {
    std::fs::create_dir_all(&place.data)?;
    let mut command = settings.colli()?;
    command.current_dir(&place.data).stderr(Stdio::inherit());
    command
        .args(["db", "fill", "--demo", "--shipments"])
        .arg(shipments.to_string());
    command.arg("--seed").arg(SEED.to_string());
    match &place.url {
        Some(url) => command.args(["--database", url]),
        None => command.arg("--data").arg(&place.data),
    };
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        return Err(format!("filling ended with {}", output.status).into());
    }
    let value = |name: &str| {
        let word = said
            .split_whitespace()
            .find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        word.ok_or_else(|| format!("no {name} in {said:?}"))
    };
    Ok(Filled {
        account: account().ok_or("no account")?,
        shipments,
        first_serial: value("first_serial")?.parse()?,
        bytes_per_shipment: value("bytes_per_shipment")?.parse()?,
        per_second: value("per_second")?.parse()?,
    })
}

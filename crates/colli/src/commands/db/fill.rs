//! `colli db fill`.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use colli_core::ids::AccountNumber;
use colli_service::Service;
use colli_service::fill::{DEFAULT_ACCOUNT, Fill, FillOrder, Filled};
use colli_store::Database;
use colli_store::bulk::Loader;

use crate::cli::DbFillArgs;
use crate::config::{self, Loaded};
use crate::{Failure, USAGE, start};

/// Shipments between two lines of progress.
const PROGRESS: u64 = 1_000_000;

/// Fills a database and says how long it took and what it grew by.
pub(super) fn run(args: &DbFillArgs) -> Result<(), Failure> {
    let environment = config::environment();
    let Loaded { config, .. } = config::load(args.database.config.as_deref(), &environment, &args.settings())?;
    let order = FillOrder {
        account: account(args.account.as_deref().unwrap_or(DEFAULT_ACCOUNT))?,
        shipments: args.shipments,
        seed: args.seed,
    };
    let database = start::database(&config.store)?;
    let master_key = environment.get(config::MASTER_KEY).map(String::as_str);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (service, _) = start::open_service(&config, master_key).await?;
        let fill = plan(&service, config.demo.enabled, &order).await;
        // The shipments go past it, into a database nobody else uses.
        service.close().await;
        load(fill?, &database).await
    })
}

fn account(text: &str) -> Result<AccountNumber, Failure> {
    AccountNumber::parse(text).ok_or_else(|| Failure {
        line: format!("--account {text}: an account number has eight digits, such as {DEFAULT_ACCOUNT}"),
        code: USAGE,
    })
}

async fn plan(service: &Arc<Service>, demo: bool, order: &FillOrder) -> Result<Fill, Failure> {
    if demo {
        let seeded = service.seed_demo().await;
        seeded.map_err(|error| Failure::failed(format!("the demo organisation: {error}")))?;
    }
    let planned = service.plan_fill(order).await;
    planned.map_err(|error| Failure::failed(error.to_string()))
}

async fn load(fill: Fill, database: &Database) -> Result<(), Failure> {
    let started = Instant::now();
    let (mut said, mut since) = (0, started);
    let progress = |stored: u64| {
        if stored / PROGRESS > said / PROGRESS {
            let rate = per_second(stored - said, &since);
            // Who does not listen does not stop the work.
            let _ = writeln!(std::io::stderr(), "{stored} shipments, {rate} a second");
            (said, since) = (stored, Instant::now());
        }
    };
    let loader = Loader::open(database).await;
    let loader = loader.map_err(|error| Failure::failed(error.to_string()))?;
    let filled = fill.load(loader, progress).await;
    let filled = filled.map_err(|error| Failure::failed(error.to_string()))?;
    writeln!(std::io::stdout(), "{}", summary(&filled, &started))?;
    Ok(())
}

/// One line of names and values, for people and programs.
fn summary(filled: &Filled, started: &Instant) -> String {
    format!(
        "filled shipments={} seconds={:.1} per_second={} bytes_per_shipment={} first_serial={} newest_code={}",
        filled.shipments,
        started.elapsed().as_secs_f64(),
        per_second(filled.shipments, started),
        filled.grown_bytes / filled.shipments.max(1),
        filled.first_serial,
        filled.newest_code,
    )
}

fn per_second(shipments: u64, since: &Instant) -> u64 {
    let micros = since.elapsed().as_micros().max(1);
    u64::try_from(u128::from(shipments) * 1_000_000 / micros).unwrap_or(u64::MAX)
}

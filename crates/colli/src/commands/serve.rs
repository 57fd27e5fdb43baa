//! `colli serve`.

use std::io::Write as _;
use std::sync::Arc;

use colli_service::Service;
use colli_store::Database;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::cli::ServeArgs;
use crate::config::{self, Config, Loaded};
use crate::server_address::Published;
use crate::{Failure, logging, start};

/// "File size limit exceeded"; the same number on every system this runs on.
const SIGXFSZ: i32 = 25;

/// Runs the server until it is told to stop.
pub fn run(args: &ServeArgs) -> Result<(), Failure> {
    let environment = config::environment();
    let Loaded {
        config,
        unknown_variables,
    } = config::load(args.config.as_deref(), &environment, &args.settings())?;
    let _flush = logging::start(&config.log)?;
    for variable in unknown_variables {
        tracing::warn!(variable, "this variable means nothing to colli; see colli config");
    }
    let master_key = environment.get(config::MASTER_KEY).map(String::as_str);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(&config, master_key))
}

async fn serve(config: &Config, master_key: Option<&str>) -> Result<(), Failure> {
    // Before anything slow, so that a stop during the start is a stop and not a kill.
    let stop = stop_signal()?;
    let _too_large = survive_file_limit()?;
    let started = start::start(config, master_key).await?;
    let jobs = started.service.start_jobs(config.retention.retention());
    let jobs = jobs.map_err(|error| Failure::failed(error.to_string()))?;
    let upkeep = tokio::spawn(upkeep(Arc::clone(&started.service)));
    let _published = publish(&started, config)?;
    announce(&started, config)?;
    let drain = started.limits.drain;
    let stop = async {
        stop.await;
        // Requests and jobs have the same time to end.
        jobs.begin_stop(drain);
    };
    colli_http::server::serve(started.listener, started.router, started.limits, stop).await?;
    jobs.stop(drain).await;
    upkeep.abort();
    started.service.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Writes down where the server of a data directory listens, for `colli mcp` on the same directory.
fn publish(started: &start::Started, config: &Config) -> Result<Option<Published>, Failure> {
    match start::database(&config.store)? {
        Database::Directory(directory) => Ok(Some(Published::write(&directory, started.address)?)),
        Database::Server(_) => Ok(None),
    }
}

/// The ready line on standard output, and for people a word on the demo on standard error.
fn announce(started: &start::Started, config: &Config) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "colli ready http://{}", started.address)?;
    out.flush()?;
    let database = start::database(&config.store)?.shown();
    tracing::info!(address = %started.address, database, "ready");
    if config.demo.enabled {
        tracing::info!("the demo organisation is open; its published credentials are in the README");
    }
    Ok(())
}

/// Resolves on SIGTERM or SIGINT. The handlers are in place when this returns.
pub(super) fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Past the limit of file sizes (`ulimit -f`) the system ends a process that has no handler for its signal. With one, the
/// write fails, and is refused as on a full disk.
fn survive_file_limit() -> std::io::Result<Signal> {
    signal(SignalKind::from_raw(SIGXFSZ))
}

/// Folds metrics and publishes the numbers of store and jobs.
async fn upkeep(service: Arc<Service>) {
    let mut interval = tokio::time::interval(colli_http::operations::METRICS_UPKEEP);
    loop {
        interval.tick().await;
        let stats = service.store_stats();
        metrics::gauge!("store_queue_depth").set(u32::try_from(stats.queue_depth).unwrap_or(u32::MAX));
        for (name, value) in [
            ("store_refused_total", stats.refused),
            ("store_commits_total", stats.commits),
            ("store_failed_commits_total", stats.failed_commits),
            ("store_operations_total", stats.operations),
            ("store_commit_microseconds_total", stats.commit_micros),
            ("store_checkpoints_total", stats.checkpoints),
        ] {
            metrics::counter!(name).absolute(value);
        }
        publish_jobs(&service);
        colli_http::operations::metrics_upkeep();
    }
}

/// Publishes what is known of each queue. Waiting and dead jobs are the installation's, runs this node's.
fn publish_jobs(service: &Service) {
    for stats in service.job_stats() {
        for (name, value) in [("jobs_due", stats.due), ("jobs_dead", stats.dead)] {
            metrics::gauge!(name, "queue" => stats.queue).set(u32::try_from(value).unwrap_or(u32::MAX));
        }
        for (outcome, value) in [
            ("done", stats.done),
            ("again", stats.again),
            ("retried", stats.retried),
            ("died", stats.died),
        ] {
            metrics::counter!("jobs_run_total", "queue" => stats.queue, "outcome" => outcome).absolute(value);
        }
    }
}
